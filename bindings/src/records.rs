//! The records of the boundary: the core's own, restated for the generator (`uniffi::remote`), so that one module comes out per
//! language and nothing is copied. A field that differs from the core's does not compile (docs/adr/0007).

use crate::nilai::{Isian, Nilai};
use atensi_core::app::{
    ActivationRequest, AcuanSummary, CariResult, DokumenItem, FormItem, KasusBaru, KeluargaBaru, OrangBaru,
    ReceiptCheck, RecordDetail, SyncStepView, UserInfo, WilayahItem,
};
use atensi_core::domain::Lang;
use atensi_core::domain::status::StatusKirim;
use atensi_core::view::formulir::Pilihan;
use atensi_core::view::{
    CollisionItem, DueItem, KasusItem, KeluargaItem, OrangItem, ReceiptItem, RecordStatus, SideItem, StatusScreen,
    SyncProgress, SyncSummary,
};
use atensi_core::visit::due::{DueReason, Risiko};

/// Where a record is, in the only five words used anywhere.
#[uniffi::remote(Enum)]
pub enum StatusKirim {
    /// Being filled in; on this phone only.
    Draf,
    /// Finished and safe on the phone, not yet sent.
    MenungguDikirim,
    /// On its way in this moment.
    SedangDikirim,
    /// The server's signed receipt is stored and verified.
    DiterimaServer,
    /// Someone must look: quarantined, in collision, returned.
    PerluPerhatian,
}

/// A language of what users read.
#[uniffi::remote(Enum)]
pub enum Lang {
    /// Bahasa Indonesia.
    Id,
    /// English.
    En,
}

/// How grave a case is; the order of list `tingkat_risiko`.
#[uniffi::remote(Enum)]
pub enum Risiko {
    /// Low, or not yet judged.
    Rendah,
    /// Medium.
    Sedang,
    /// High.
    Tinggi,
}

/// Why a visit is due.
#[uniffi::remote(Enum)]
pub enum DueReason {
    /// Agreed with the family or planned.
    Planned,
    /// Never visited yet.
    First,
    /// The rhythm of its risk.
    Rhythm,
}

/// A person on a card.
#[uniffi::remote(Record)]
pub struct OrangItem {
    /// Record id.
    pub id: String,
    /// Name, or "Tanpa nama" when none is known yet.
    pub nama: String,
    /// NIK as typed, if any.
    pub nik: Option<String>,
    /// Birth date, ISO, if known.
    pub lahir: Option<String>,
    /// Whole years today, if the birth date is known.
    pub umur: Option<u32>,
    /// `L` or `P`, if known.
    pub kelamin: Option<String>,
    /// The family, if any.
    pub keluarga_id: Option<String>,
    /// Domicile code, if known.
    pub wilayah: Option<String>,
    /// Domicile in words, shortest useful form.
    pub tempat: String,
    /// Where the record is.
    pub status: StatusKirim,
    /// Fields in collision.
    pub collisions: u32,
    /// How well it matched a search, 0 to 1000; 0 when it was not searched for.
    pub score: u32,
}

/// A family on a card.
#[uniffi::remote(Record)]
pub struct KeluargaItem {
    /// Record id.
    pub id: String,
    /// Name of the head.
    pub nama_kepala: String,
    /// Family card number as typed, if any.
    pub nomor_kk: Option<String>,
    /// Domicile code, if known.
    pub wilayah: Option<String>,
    /// Domicile in words.
    pub tempat: String,
    /// Members registered here.
    pub anggota: u32,
    /// Where the record is.
    pub status: StatusKirim,
    /// Fields in collision.
    pub collisions: u32,
    /// How well it matched a search, 0 to 1000.
    pub score: u32,
}

/// A case on a card.
#[uniffi::remote(Record)]
pub struct KasusItem {
    /// Record id.
    pub id: String,
    /// `orang`, `keluarga`, `kelompok`, `lks` or `sdm`.
    pub subjek_jenis: String,
    /// The subject's record id.
    pub subjek_id: String,
    /// The subject's name.
    pub nama: String,
    /// Village in words.
    pub tempat: String,
    /// Cluster code.
    pub klaster: Option<String>,
    /// PPKS type code.
    pub jenis_ppks: Option<String>,
    /// Stage code.
    pub tahapan: Option<String>,
    /// Risk code.
    pub risiko: Option<String>,
    /// `aktif` or `tutup`.
    pub status_kasus: String,
    /// Last visit, ISO.
    pub last_kunjungan_on: Option<String>,
    /// Agreed next visit, ISO.
    pub next_kunjungan_on: Option<String>,
    /// Where the record is.
    pub status: StatusKirim,
    /// Fields in collision.
    pub collisions: u32,
}

/// A visit to make.
#[uniffi::remote(Record)]
pub struct DueItem {
    /// The case.
    pub kasus: KasusItem,
    /// Day it is due, ISO.
    pub due_on: String,
    /// Days late; negative while it lies ahead.
    pub days_late: i64,
    /// `planned`, `first` or `rhythm`.
    pub reason: DueReason,
    /// Risk.
    pub risiko: Risiko,
    /// Why and when in one line: "Terlambat 3 hari · sesuai janji 19 November 2026".
    pub line: String,
}

/// One field on which writers disagree.
#[uniffi::remote(Record)]
pub struct CollisionItem {
    /// The record.
    pub record: String,
    /// `orang`, `keluarga` or `kasus`.
    pub jenis: String,
    /// Name of the person or family.
    pub judul: String,
    /// Field name.
    pub field: String,
    /// The value in force meanwhile, as text.
    pub value: String,
    /// Every side.
    pub sides: Vec<SideItem>,
}

/// One side of a collision.
#[uniffi::remote(Record)]
pub struct SideItem {
    /// The write, `device.number`.
    pub version: String,
    /// The value as text; empty when cleared.
    pub value: String,
    /// Who wrote it: id of the worker.
    pub by: String,
    /// Who wrote it: the name as the server last told, else empty.
    pub by_name: String,
    /// Whether this device's user wrote it.
    pub mine: bool,
    /// When, RFC 3339 with the reader's offset.
    pub at: String,
    /// Whether it is the value in force meanwhile.
    pub in_force: bool,
}

/// Where one record is.
#[uniffi::remote(Record)]
pub struct RecordStatus {
    /// Record or draft id.
    pub id: String,
    /// `orang`, `keluarga`, `kasus`, a document kind, or `draf`.
    pub jenis: String,
    /// What the list shows: name and kind.
    pub judul: String,
    /// The word.
    pub status: StatusKirim,
    /// Why it needs attention, as a stable code.
    pub reason: Option<String>,
    /// Photos of this record that still wait.
    pub foto_menunggu: u32,
}

/// The outbox.
#[uniffi::remote(Record)]
pub struct StatusScreen {
    /// Drafts on this device.
    pub draf: u32,
    /// Writes waiting.
    pub menunggu: u32,
    /// Writes the server signed for.
    pub diterima: u32,
    /// Writes that need attention.
    pub perlu_perhatian: u32,
    /// Open collisions.
    pub collisions: u32,
    /// Photos waiting, and their bytes.
    pub foto_menunggu: u32,
    /// Bytes of waiting photos.
    pub foto_bytes: u64,
    /// Bytes of waiting text before compression.
    pub teks_bytes: u64,
    /// When the server last signed a receipt, RFC 3339.
    pub last_receipt_at: Option<String>,
    /// The line of the sync pill.
    pub line: String,
    /// Records that are not simply received, most urgent first.
    pub records: Vec<RecordStatus>,
}

/// A receipt, checked.
#[uniffi::remote(Record)]
pub struct ReceiptItem {
    /// All writes of this device up to this number are covered.
    pub through: u64,
    /// When the server received them, RFC 3339.
    pub received_at: String,
    /// The server key that signed.
    pub key_id: String,
    /// Whether signature and chain hold against this device's own log, checked now.
    pub valid: bool,
    /// Numbers inside that the server could not accept and keeps in quarantine.
    pub quarantined: Vec<u64>,
}

/// One step of a sync.
#[uniffi::remote(Record)]
pub struct SyncProgress {
    /// Writes the server has signed for, of all.
    pub sent: u64,
    /// All writes of this device.
    pub total: u64,
    /// Entries received in this run.
    pub received: u64,
    /// Photo bytes sent in this run.
    pub photo_bytes: u64,
    /// Photo bytes that still wait.
    pub photo_bytes_left: u64,
    /// "Mengirim 3 dari 12 (teks dulu, foto kemudian)…"
    pub line: String,
}

/// What a sync did.
#[uniffi::remote(Record)]
pub struct SyncSummary {
    /// Writes newly signed for.
    pub sent: u64,
    /// Entries of others received.
    pub received: u64,
    /// Photos completed.
    pub photos: u64,
    /// Bytes up, payload.
    pub bytes_up: u64,
    /// Bytes down, payload.
    pub bytes_down: u64,
    /// Round trips.
    pub trips: u64,
    /// Collisions open afterwards.
    pub collisions: u64,
    /// Writes in quarantine afterwards.
    pub quarantined: u64,
    /// Whether nothing was left to do; `false` also when only text was sent and photos wait.
    pub complete: bool,
}

/// Who is logged in, as every screen may show it.
#[uniffi::remote(Record)]
pub struct UserInfo {
    /// The worker's id.
    pub id: String,
    /// Name.
    pub nama: String,
    /// `pendamping`, `peksos` or `penyelia`.
    pub peran: String,
    /// The kabupaten the worker belongs to.
    pub kab: String,
    /// The number of this device.
    pub device_no: u32,
    /// The ministry's server.
    pub server_url: String,
}

/// What activation needs.
#[uniffi::remote(Record)]
pub struct ActivationRequest {
    /// `https://…` of the ministry's server; plain http on this machine only.
    pub server_url: String,
    /// The one-time code from the supervisor.
    pub code: String,
    /// The PIN chosen by the worker: six digits.
    pub pin: String,
    /// What the device is called in the supervisor's list.
    pub device_name: String,
    /// More root certificates, DER, where the server's is not publicly known.
    pub roots: Vec<Vec<u8>>,
}

/// A family to register. Only the head's name is needed.
#[uniffi::remote(Record)]
pub struct KeluargaBaru {
    /// Name of the head.
    pub nama_kepala: String,
    /// Family card number as typed.
    pub nomor_kk: Option<String>,
    /// Desa or kelurahan code.
    pub wilayah: Option<String>,
    /// Address.
    pub alamat: Option<String>,
    /// Note.
    pub catatan: Option<String>,
}

/// A person to register. Only the name is needed; a child without one yet gets a placeholder the worker types.
#[uniffi::remote(Record)]
pub struct OrangBaru {
    /// Name.
    pub nama: String,
    /// NIK as typed.
    pub nik: Option<String>,
    /// Why there is no NIK, code of list `alasan_tanpa_nik`.
    pub alasan_tanpa_nik: Option<String>,
    /// Birth date, ISO; `1952` or `1952-05` when no more is known: then it is an estimate.
    pub lahir: Option<String>,
    /// The birth date is an estimate.
    pub lahir_taksiran: bool,
    /// `L` or `P`.
    pub kelamin: Option<String>,
    /// Telephone.
    pub telepon: Option<String>,
    /// Address.
    pub alamat: Option<String>,
    /// Desa or kelurahan code.
    pub wilayah: Option<String>,
    /// The family.
    pub keluarga_id: Option<String>,
    /// Relation to the head, code of list `hubungan_keluarga`.
    pub hubungan: Option<String>,
    /// Note.
    pub catatan: Option<String>,
}

/// A case to open.
#[uniffi::remote(Record)]
pub struct KasusBaru {
    /// `orang`, `keluarga`, `kelompok`, `lks` or `sdm`.
    pub subjek_jenis: String,
    /// The subject's id; a group, institution or staff member may be one that this device does not know.
    pub subjek_id: String,
    /// Code of list `klaster`.
    pub klaster: String,
    /// Code of list `jenis_ppks`.
    pub jenis_ppks: Option<String>,
    /// Code of list `tingkat_risiko`.
    pub risiko: Option<String>,
    /// `umum` (default), `terbatas` or `rahasia`.
    pub kerahasiaan: Option<String>,
}

/// What a search found, best first.
#[uniffi::remote(Record)]
pub struct CariResult {
    /// People.
    pub orang: Vec<OrangItem>,
    /// Families.
    pub keluarga: Vec<KeluargaItem>,
}

/// A region found.
#[uniffi::remote(Record)]
pub struct WilayahItem {
    /// Code with dots.
    pub code: String,
    /// Name.
    pub nama: String,
    /// Name with everything above it.
    pub full_name: String,
}

/// A document in a list.
#[uniffi::remote(Record)]
pub struct DokumenItem {
    /// Document id.
    pub id: String,
    /// Kind.
    pub jenis: String,
    /// When it was finished, RFC 3339.
    pub at: String,
    /// Where it is.
    pub status: StatusKirim,
    /// The document that it corrects.
    pub menggantikan: Option<String>,
    /// Documents that correct it, oldest first: more than one when people corrected it without knowing of each other.
    pub digantikan_oleh: Vec<String>,
}

/// A form that can be filled in.
#[uniffi::remote(Record)]
pub struct FormItem {
    /// Form id.
    pub id: String,
    /// Version.
    pub version: String,
    /// Title.
    pub title: String,
}

/// What a download brought.
#[uniffi::remote(Record)]
pub struct AcuanSummary {
    /// Forms on this device.
    pub forms: u32,
    /// Other lists on this device.
    pub lists: u32,
    /// Bytes fetched in this run.
    pub bytes: u64,
}

/// One step of a sync.
#[uniffi::remote(Record)]
pub struct SyncStepView {
    /// Where it stands.
    pub progress: SyncProgress,
    /// Nothing is left to do in this run; in a run of text alone, photos may wait.
    pub done: bool,
}

/// The result of checking every receipt against this device's own log.
#[uniffi::remote(Record)]
pub struct ReceiptCheck {
    /// The receipts, oldest first.
    pub items: Vec<ReceiptItem>,
    /// Whether this device's log is whole and unchanged.
    pub chain_ok: bool,
    /// Writes of this device.
    pub ops: u64,
    /// Writes covered by a receipt that holds.
    pub covered: u64,
}

/// A stretch of the list of people.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct HalamanOrang {
    /// Length of the whole list.
    pub total: u64,
    /// The stretch asked for.
    pub items: Vec<OrangItem>,
}

/// A stretch of the list of families.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct HalamanKeluarga {
    /// Length of the whole list.
    pub total: u64,
    /// The stretch asked for.
    pub items: Vec<KeluargaItem>,
}

/// A stretch of the list of cases.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct HalamanKasus {
    /// Length of the whole list.
    pub total: u64,
    /// The stretch asked for.
    pub items: Vec<KasusItem>,
}

/// A stretch of the choices of a question.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct HalamanPilihan {
    /// Length of the whole list.
    pub total: u64,
    /// The stretch asked for.
    pub items: Vec<Pilihan>,
}

/// One register record with everything around it.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Catatan {
    /// Record id.
    pub id: String,
    /// `orang`, `keluarga` or `kasus`.
    pub jenis: String,
    /// Heading.
    pub judul: String,
    /// Fields in force, by name.
    pub isian: Vec<Isian>,
    /// Where it is.
    pub status: StatusKirim,
    /// Open collisions.
    pub collisions: Vec<CollisionItem>,
    /// Members, for a family.
    pub members: Vec<OrangItem>,
    /// Cases about it.
    pub kasus: Vec<KasusItem>,
    /// Documents, for a case.
    pub dokumen: Vec<DokumenItem>,
}

impl From<RecordDetail> for Catatan {
    fn from(detail: RecordDetail) -> Self {
        let RecordDetail { id, jenis, judul, fields, status, collisions, members, kasus, dokumen } = detail;
        let isian = fields.into_iter().map(|(field, value)| Isian { field, nilai: Nilai::from(value) }).collect();
        Self { id, jenis, judul, isian, status, collisions, members, kasus, dokumen }
    }
}
