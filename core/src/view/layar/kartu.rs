//! Cards that several screens show: people, families, cases, documents, drafts.

use super::{Aksi, Rute, Tanda, TandaRisiko, TandaStatus};
use serde::Serialize;

/// A person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KartuOrang {
    /// Record id.
    pub id: String,
    /// Name.
    pub nama: String,
    /// "74 tahun · perempuan"; empty when neither is known.
    pub rincian: String,
    /// Village and subdistrict.
    pub tempat: String,
    /// "Kunjungan terakhir 20 November 2026", or that there was none.
    pub kunjungan: String,
    /// Why this card is shown, where it is not plain: "NIK sama". Empty otherwise.
    pub alasan: String,
    /// Where the record is.
    pub status: TandaStatus,
    /// Where a tap leads.
    pub rute: Rute,
    /// The card, spoken.
    pub lisan: String,
}

/// A family.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KartuKeluarga {
    /// Record id.
    pub id: String,
    /// Name of the head.
    pub nama: String,
    /// "4 anggota".
    pub rincian: String,
    /// Village and subdistrict.
    pub tempat: String,
    /// Why this card is shown; empty when plain.
    pub alasan: String,
    /// Where the record is.
    pub status: TandaStatus,
    /// Where a tap leads.
    pub rute: Rute,
    /// The card, spoken.
    pub lisan: String,
}

/// A case.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KartuKasus {
    /// Record id.
    pub id: String,
    /// Cluster, in words.
    pub judul: String,
    /// Stage and whether it is open.
    pub rincian: String,
    /// Last and next visit.
    pub jadwal: String,
    /// Risk.
    pub risiko: TandaRisiko,
    /// Where the record is.
    pub status: TandaStatus,
    /// What can be done: start a visit, an assessment, go on with a draft.
    pub aksi: Vec<Aksi>,
    /// Where a tap on the card leads.
    pub rute: Rute,
    /// The card, spoken.
    pub lisan: String,
}

/// A finished document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KartuDokumen {
    /// Document id.
    pub id: String,
    /// Kind, in words.
    pub judul: String,
    /// When, and photos that still wait.
    pub rincian: String,
    /// Where it is.
    pub status: TandaStatus,
    /// Where a tap leads.
    pub rute: Rute,
    /// The card, spoken.
    pub lisan: String,
}

/// A form that is not finished yet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KartuDraf {
    /// Draft id.
    pub id: String,
    /// The form, in words.
    pub judul: String,
    /// For whom.
    pub nama: String,
    /// "Terakhir diubah hari ini 14.32".
    pub rincian: String,
    /// Where a tap leads.
    pub rute: Rute,
    /// The card, spoken.
    pub lisan: String,
}

/// A visit to make; at most four lines.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KartuKunjungan {
    /// The case.
    pub kasus_id: String,
    /// Name, or the code name of a secret case.
    pub nama: String,
    /// Village and subdistrict.
    pub tempat: String,
    /// Why and when: "Terlambat 3 hari · sesuai janji 19 November 2026".
    pub alasan: String,
    /// Whether it is late.
    pub terlambat: bool,
    /// Risk.
    pub risiko: TandaRisiko,
    /// More marks: safety, secret. Written, not only coloured.
    pub tanda: Vec<Tanda>,
    /// Where the record is.
    pub status: TandaStatus,
    /// Where a tap leads.
    pub rute: Rute,
    /// The card, spoken.
    pub lisan: String,
}
