//! People and families on cards and in lists.

use crate::domain::status::StatusKirim;
use serde::Serialize;

/// A person on a card.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize)]
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

/// What a NIK says, checked while it is typed. Never a reason not to save.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize)]
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
