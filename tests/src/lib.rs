//! Support for journeys over the public APIs and the built binaries.

pub mod formulir;
pub mod journey;
pub mod kunjungan;
pub mod world;
