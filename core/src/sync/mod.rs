//! Sync: the op log of a device and the server's order of all logs, brought together over bad networks.
//!
//! `merge` is the one function that changes a register record, on both sides. `wire` says what travels, `frame` how.

#[cfg(feature = "vault")]
pub mod accept;
pub mod frame;
pub mod merge;
pub mod policy;
pub mod wire;
