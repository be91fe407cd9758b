//! The records of check and recovery, restated as in [`crate::records`].

use atensi_core::view::layar::pemulihan::{PemulihanScreen, PeriksaDataScreen};
use atensi_core::view::layar::{BarisKata, Nada};

/// What a look over the data file found.
#[uniffi::remote(Record)]
pub struct PeriksaDataScreen {
    /// Nothing is wrong.
    pub utuh: bool,
    /// How it is meant.
    pub nada: Nada,
    /// What was found.
    pub pesan: String,
    /// What to do; empty when nothing.
    pub langkah: String,
    /// What is left of an earlier recovery; empty without one.
    pub keterangan: Vec<String>,
    /// Faults in the words of the store, for support: pages and tables, no data.
    pub rincian: Vec<String>,
}

/// What a recovery did.
#[uniffi::remote(Record)]
pub struct PemulihanScreen {
    /// Something was brought back; `false` when there was nothing to do.
    pub dipulihkan: bool,
    /// Who works here could not be read: activate again with a new code and the same PIN.
    pub perlu_aktivasi: bool,
    /// How it is meant.
    pub nada: Nada,
    /// What was done.
    pub pesan: String,
    /// What to do next; empty when nothing.
    pub langkah: String,
    /// By kind: what came back, and what did not.
    pub bagian: Vec<BarisKata>,
    /// Names of the damaged files, which are kept.
    pub berkas: Vec<String>,
}
