//! Use cases: the only place that joins the layers. One file each; [`Companion`] is the door.
//!
//! Every change a person makes becomes one op in this device's log, in the same transaction as the state it changes
//! (`write.rs`). Nothing here waits for a network except `home` (activation), `kirim` and `acuan`, and no lock or
//! transaction is held while a port is called.

mod acuan;
mod blobs;
mod cari;
mod cetak;
mod companion;
mod detail;
mod draf;
mod ekspor;
mod errors;
mod formulir;
mod formulir_lihat;
mod home;
mod impor;
mod isi;
mod isian;
mod items;
mod kasus;
mod kirim;
mod koreksi;
mod laporan;
mod layar;
mod nomor;
mod pindah;
mod pratinjau;
mod prefill;
mod profile;
mod project;
mod pulihkan;
mod riwayat;
mod sambung;
mod selesai;
mod sync_store;
pub mod system;
mod tinjau;
mod warga;
mod write;

pub use acuan::{AcuanSummary, FormItem};
pub use cari::{CariResult, WilayahItem, cari_wilayah};
pub use companion::{Companion, Page, Ports, UserInfo};
pub use detail::{DokumenItem, RecordDetail};
pub use formulir::FormHandle;
pub use home::{ActivationRequest, Home};
pub use impor::CatatanImpor;
pub use kasus::KasusBaru;
pub use kirim::{Flow, Muatan, ReceiptCheck, SyncSession, SyncStepView};
pub use nomor::HasilUbah;
pub use pratinjau::Pratinjau;
pub use pulihkan::{BagianPulih, PemeriksaanData, Pemulihan};
pub use riwayat::BarisRiwayat;
pub use warga::{KeluargaBaru, KeluargaTerdaftar, OrangBaru, OrangTerdaftar};
