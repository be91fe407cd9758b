//! The vocabulary of ATENSI casework: pure types and rules, no files, clock, network or randomness.

pub mod codes;
pub mod fields;
pub mod fuzzy;
pub mod ids;
pub mod isian;
pub mod lahir;
mod lang;
pub mod nik;
pub mod op;
pub mod pencarian;
pub mod register;
pub mod shipped;
pub mod status;
pub mod subjek;
pub mod waktu;
pub mod wilayah;
pub mod zona;

pub use lang::Lang;
