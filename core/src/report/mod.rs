//! Letters and reports, as pure functions of what the store holds. Output is self-contained HTML that any phone or
//! office printer can show and print; nothing is fetched, no script runs.

pub mod formulir;
mod formulir_jawaban;
mod formulir_syarat;
#[cfg(test)]
mod formulir_tests;
mod html;
pub mod kunjungan;
