//! More records of the boundary: what registering and changing people and families says back, above all about the numbers
//! on their cards.

use atensi_core::app::{HasilUbah, KeluargaTerdaftar, OrangTerdaftar};
use atensi_core::view::{KeluargaItem, KkView, NikView, OrangItem};

/// What a NIK says, checked while it is typed. Never a reason not to save.
#[uniffi::remote(Record)]
pub struct NikView {
    /// As typed.
    pub nik: String,
    /// `ok`, `warn` or `error`.
    pub verdict: String,
    /// Stable reason codes.
    pub reasons: Vec<String>,
    /// The reasons in words.
    pub messages: Vec<String>,
    /// `L` or `P`, if readable.
    pub sex: Option<String>,
    /// Birth date, ISO, if readable.
    pub born: Option<String>,
    /// Region code of first issue, as far as known.
    pub wilayah: Option<String>,
}

/// What a family card number says, checked while it is typed. Never a reason not to save.
#[uniffi::remote(Record)]
pub struct KkView {
    /// As typed.
    pub nomor_kk: String,
    /// `ok`, `warn` or `error`.
    pub verdict: String,
    /// Stable reason codes.
    pub reasons: Vec<String>,
    /// The reasons in words.
    pub messages: Vec<String>,
    /// Date of registration, ISO, if readable; a hint only.
    pub registered: Option<String>,
    /// Region code of first issue, as far as known.
    pub wilayah: Option<String>,
}

/// A family just registered.
#[uniffi::remote(Record)]
pub struct KeluargaTerdaftar {
    /// The new record.
    pub id: String,
    /// What the family card number says, when there is one.
    pub kk: Option<KkView>,
    /// Other families on this device with the same card number; a hint, never a block.
    pub duplicates: Vec<KeluargaItem>,
}

/// A person just registered.
#[uniffi::remote(Record)]
pub struct OrangTerdaftar {
    /// The new record.
    pub id: String,
    /// What the NIK says, when there is one.
    pub nik: Option<NikView>,
    /// Others on this device who may be the same person; a hint, never a block.
    pub duplicates: Vec<OrangItem>,
}

/// What a change says about the numbers it concerns; everything is empty when it concerns none.
#[uniffi::remote(Record)]
pub struct HasilUbah {
    /// What the person's NIK says now, when it changed or something it is compared with.
    pub nik: Option<NikView>,
    /// What the family card number says, when it changed.
    pub kk: Option<KkView>,
    /// Others on this device with the NIK just given; a hint, never a block.
    pub same_nik: Vec<OrangItem>,
    /// Other families on this device with the card number just given; a hint, never a block.
    pub same_kk: Vec<KeluargaItem>,
}
