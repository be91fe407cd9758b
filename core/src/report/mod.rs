//! Letters and reports, as pure functions of what the store holds. Output is self-contained HTML that any phone or
//! office printer can show and print; nothing is fetched, no script runs.

pub(crate) mod html;
pub mod kunjungan;
