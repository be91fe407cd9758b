//! The ministry's end of the sync protocol: it activates phones, takes their signed logs in, merges, and tells everyone
//! concerned what is new.
//!
//! What is believed and how fields merge is `atensi_core::sync`, the very code that phones run; this crate adds the
//! database (one encrypted SQLite file, one writer thread with group commit), who may see what, photos, reference data and
//! the doors over HTTP. [`start`] runs it inside another process, for tests; the binary `atensi-server` is the same.

pub mod acuan;
pub mod alih;
pub mod blobs;
pub mod cadangan;
pub mod db;
pub mod error;
pub mod export;
pub mod formulir;
pub mod http;
pub mod karantina;
pub mod keys;
pub mod log;
pub mod metrics;
pub mod photos;
pub mod records;
mod run;
pub mod scope;
pub mod seed;
pub mod service;
pub mod state;
pub mod tenggang;
pub mod throttle;
pub mod users;
pub mod wilayah;
pub mod writer;

pub use error::{Result, ServerError};
pub use run::{Config, Running, SystemClock, serve, start};
pub use service::Places;
