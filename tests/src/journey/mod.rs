//! One home visit, end to end, with the built binaries: what `./dev run` shows and CI checks.
//!
//! Server and devices are separate processes driven by the commands that anyone may type. Every value typed is noted,
//! and at the end the notes are compared, field by field, with what the server exports.

pub mod check;
pub mod process;
pub mod steps;

/// What went wrong, with the step that it went wrong in.
pub type Result<T> = std::result::Result<T, String>;
