//! The boundary to Kotlin, Swift and Python: convert, delegate, nothing else. Rules live in `atensi_core`.
//!
//! Every call is synchronous and bounded; what takes long is a step that the caller repeats. Foreign code (key store, sync
//! observer) is never called while a lock or a transaction is held. Records are plain data; files go by path.

mod error;
mod formulir;
mod kirim;
mod lapangan;
mod layar;
mod nilai;
mod ports;
mod records;
mod records_formulir;
mod records_halaman;
mod records_kartu;
mod records_layar;
mod records_nomor;
mod records_pemulihan;
#[cfg(feature = "boundary-tests")]
mod uji;

pub use error::CoreError;
pub use formulir::FormSessionHandle;
pub use kirim::SyncHandle;
pub use lapangan::Lapangan;
pub use nilai::{Isian, Nilai};
pub use ports::{Keystore, PortError, SyncObserver};
pub use records::{Catatan, HalamanKasus, HalamanKeluarga, HalamanOrang, HalamanPilihan};

uniffi::setup_scaffolding!();

/// The version of this library, for the page "Tentang".
#[uniffi::export]
pub fn versi() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
