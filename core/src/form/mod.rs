//! The form engine: XLSForm and XForm in, a compiled form, a session that answers one question at a time.

pub mod definition;
pub mod load;
pub mod xform;
pub mod xlsform;
