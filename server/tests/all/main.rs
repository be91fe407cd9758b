//! The server from outside: over loopback, as a process, and what its seed makes.

#![allow(clippy::unwrap_used, reason = "tests")]

mod doors;
mod kit;
mod process;
mod seed;
mod sync;
