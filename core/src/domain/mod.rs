//! The vocabulary of ATENSI casework: pure types and rules, no files, clock, network or randomness.

pub mod ids;
pub mod op;
pub mod register;
