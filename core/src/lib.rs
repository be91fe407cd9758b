//! The ATENSI field companion without a screen.
//!
//! Everything a pendamping or peksos does between two signals lives here: the vocabulary (`domain`), the assessment
//! forms (`form`), visit rules (`visit`), the encrypted store (`store`), keys and receipts (`vault`), sync (`sync`),
//! letters and reports (`report`), screen records (`view`) and the use cases that join them (`app`).
//!
//! Direction, checked by `tests/tests/direction.rs`:
//! `domain <- form, visit, vault, report <- view`; `domain, form <- store`; `domain <- sync`; only `app` joins.

pub mod domain;
pub mod error;
pub mod form;
pub mod ports;
pub mod reason;
pub mod report;
pub mod sync;
#[cfg(feature = "vault")]
pub mod vault;
pub mod view;
pub mod visit;

#[cfg(all(feature = "store", feature = "http"))]
pub mod app;
#[cfg(feature = "store")]
pub mod store;
