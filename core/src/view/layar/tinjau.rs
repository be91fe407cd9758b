//! Collisions with both values in words: who, when, what holds meanwhile and why.

use serde::Serialize;

/// What waits for a decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TinjauScreen {
    /// "2 hal perlu Anda putuskan"; empty for none.
    pub ringkas: String,
    /// Each disagreement, oldest first.
    pub items: Vec<TinjauItem>,
    /// What to say when there is nothing; empty otherwise.
    pub kosong: String,
    /// What to say while there is no network.
    pub luring: String,
}

/// One field on which writers disagree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TinjauItem {
    /// The record, for the decision.
    pub record: String,
    /// `orang`, `keluarga` or `kasus`.
    pub jenis: String,
    /// Name of the person, family or case.
    pub judul: String,
    /// Stable name of the field, for the decision.
    pub field: String,
    /// The field in words.
    pub label: String,
    /// The question to decide: "Telepon: mana yang benar?"
    pub pertanyaan: String,
    /// Every side, as a card with its button.
    pub sisi: Vec<SisiItem>,
    /// What holds meanwhile, and why.
    pub sementara: String,
    /// The item, spoken.
    pub lisan: String,
}

/// One side: choosing it is one tap.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SisiItem {
    /// The write, for the decision.
    pub version: String,
    /// The value in words, also for a cleared one.
    pub nilai: String,
    /// Whether this side cleared the field.
    pub dikosongkan: bool,
    /// Who wrote it: "Anda", a name, or "Petugas lain".
    pub siapa: String,
    /// When.
    pub kapan: String,
    /// Whether this device's user wrote it.
    pub milik_sendiri: bool,
    /// Whether it holds meanwhile.
    pub dipakai: bool,
    /// What the button says: "Pilih ini".
    pub tombol: String,
    /// The side, spoken.
    pub lisan: String,
}
