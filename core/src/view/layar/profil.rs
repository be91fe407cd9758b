//! One person, family or case: fields in words, the people and cases around it, what can be done.

use super::kartu::{KartuDokumen, KartuKasus, KartuKeluarga, KartuOrang};
use super::{Aksi, Tanda, TandaStatus};
use crate::domain::Lang;
use serde::Serialize;

/// One record with everything around it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProfilScreen {
    /// Record id.
    pub id: String,
    /// `orang`, `keluarga` or `kasus`.
    pub jenis: String,
    /// Heading: name, or the code name of a secret case.
    pub judul: String,
    /// "74 tahun · perempuan · Desa Kadahang, Kec. Haharu".
    pub subjudul: String,
    /// Where the record is.
    pub status: TandaStatus,
    /// Marks: risk, safety, secret.
    pub tanda: Vec<Tanda>,
    /// Fields in words, in a fixed order; empty ones are left out.
    pub baris: Vec<BarisProfil>,
    /// The family of a person.
    pub keluarga: Option<KartuKeluarga>,
    /// The person or family of a case, where it is on this device.
    pub subjek: Option<KartuOrang>,
    /// Members of a family.
    pub anggota: Vec<KartuOrang>,
    /// What to say of a family without members; empty otherwise.
    pub anggota_kosong: String,
    /// Cases about it; for a case, the case itself.
    pub kasus: Vec<KartuKasus>,
    /// Documents of a case, newest first.
    pub dokumen: Vec<KartuDokumen>,
    /// Fields in collision.
    pub tabrakan: u32,
    /// That something is to be decided; empty when nothing is.
    pub tabrakan_pesan: String,
    /// What can be done here.
    pub aksi: Vec<Aksi>,
}

/// A field of a record in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BarisProfil {
    /// Stable name of the field.
    pub field: String,
    /// Label.
    pub label: String,
    /// Value in words.
    pub nilai: String,
    /// Whether writers disagree on it.
    pub tabrakan: bool,
}

/// What a family without members says.
pub fn no_members(lang: Lang) -> String {
    lang.pick("Belum ada anggota keluarga. Tambahkan satu per satu.", "No family members yet. Add them one by one.")
        .to_owned()
}
