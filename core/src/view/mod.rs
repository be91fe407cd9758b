//! Screen records: what a screen, a script or a terminal shows, ready to draw, in the language asked for.
//!
//! Records are plain data. They are made by pure functions from domain values; shells bind them and add no wording.

pub mod formulir;
pub mod kasus;
pub mod kertas;
pub mod kirim;
pub mod layar;
pub mod orang;
pub mod tinjau;

pub use kasus::{DueItem, KasusItem};
pub use kirim::{ReceiptItem, RecordStatus, StatusScreen, SyncProgress, SyncSummary};
pub use orang::{KeluargaItem, KkView, NikView, OrangItem};
pub use tinjau::{CollisionItem, SideItem};
