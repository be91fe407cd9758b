//! Visit logic: which home visits are due. Pure functions of dates and facts; the rules are data.

pub mod due;
