//! Before a home visit, and after it.

use super::kartu::KartuDraf;
use super::{Aksi, BarisKata, Rute, Tanda, TandaRisiko, TandaStatus};
use crate::domain::Lang;
use serde::Serialize;

/// What a worker needs to know at the door.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KunjunganScreen {
    /// The case.
    pub kasus_id: String,
    /// Name, or the code name of a secret case.
    pub nama: String,
    /// "74 tahun · perempuan".
    pub rincian: String,
    /// Village and subdistrict.
    pub tempat: String,
    /// Why and when the visit is due; empty when it is not.
    pub jatuh_tempo: String,
    /// Risk.
    pub risiko: TandaRisiko,
    /// More marks: safety, secret.
    pub tanda: Vec<Tanda>,
    /// What the last worker wrote for the next one about safety; empty when nothing.
    pub keselamatan: String,
    /// Address, last visit, result, agreement, next date, telephone; only what is known.
    pub baris: Vec<BarisKata>,
    /// The reminder of consent at a first visit; empty later.
    pub persetujuan: String,
    /// A visit that was begun and not finished.
    pub draf: Option<KartuDraf>,
    /// What can be done: begin or go on, profile.
    pub aksi: Vec<Aksi>,
    /// Where the case record is.
    pub status: TandaStatus,
}

/// What was saved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SelesaiScreen {
    /// The document.
    pub dokumen_id: String,
    /// "Kunjungan rumah tersimpan".
    pub judul: String,
    /// That it is safe, and what happens next.
    pub pesan: String,
    /// Where it is.
    pub status: TandaStatus,
    /// For whom, when, result, photos.
    pub baris: Vec<BarisKata>,
    /// "Kunjungan berikutnya 5 Desember 2026"; empty when none is known.
    pub berikutnya: String,
    /// The report, where the document has one.
    pub laporan: Option<Rute>,
    /// What can be done next.
    pub aksi: Vec<Aksi>,
    /// The page, spoken.
    pub lisan: String,
}

/// The reminder of a first visit.
pub fn consent_line(lang: Lang) -> String {
    lang.pick(
        "Kunjungan pertama. Minta persetujuan keluarga sebelum mencatat.",
        "First visit. Ask the family's consent before you record anything.",
    )
    .to_owned()
}

/// That a document is safe, by where it is.
pub fn safe_line(received: bool, lang: Lang) -> String {
    if received {
        lang.pick("Sudah diterima server, dengan tanda terima.", "Received by the server, with a receipt.")
    } else {
        lang.pick(
            "Aman di ponsel ini. Dikirim sendiri saat ada jaringan.",
            "Safe on this phone. It is sent by itself once there is a network.",
        )
    }
    .to_owned()
}
