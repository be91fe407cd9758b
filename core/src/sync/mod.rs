//! Sync: the op log of a device and the server's order of all logs, brought together over bad networks.
//!
//! `merge` is the one function that changes a register record, on both sides. `wire` says what travels, `frame` how.
//! `accept` is the server's decision on what arrives, `engine` the device's steps over the traits of `port`, `replica`
//! what a device does with a page. Reference: `docs/SYNC.md`.

#[cfg(feature = "vault")]
pub mod accept;
pub mod backoff;
mod columns;
#[cfg(feature = "vault")]
pub mod engine;
pub mod frame;
#[cfg(all(feature = "http", feature = "vault"))]
pub mod http;
pub mod merge;
pub mod policy;
#[cfg(feature = "vault")]
pub mod port;
pub mod replica;
pub mod wire;
