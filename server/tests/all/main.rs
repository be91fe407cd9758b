//! The server from outside: over loopback, as a process, and what its seed makes.

#![allow(clippy::unwrap_used, reason = "tests")]

mod cadangan;
mod doors;
mod formulir;
mod izin;
mod kit;
mod process;
mod rahasia;
mod seed;
mod sync;
mod tenggang;
