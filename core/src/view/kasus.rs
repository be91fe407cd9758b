//! Cases and due visits.

use crate::domain::status::StatusKirim;
use crate::domain::{Lang, waktu};
use crate::visit::due::{DueReason, DueVisit, Risiko};
use serde::Serialize;

/// A case on a card.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize)]
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

/// The card of a due visit.
pub fn due_item(visit: DueVisit<KasusItem>, lang: Lang) -> DueItem {
    let when = match visit.days_late {
        0 => lang.pick("Hari ini", "Today").to_owned(),
        late if late > 0 => format!("{} {late} {}", lang.pick("Terlambat", "Late by"), lang.pick("hari", "days")),
        ahead => format!("{} {} {}", lang.pick("Dalam", "In"), -ahead, lang.pick("hari", "days")),
    };
    let why = match visit.reason {
        DueReason::Planned => lang.pick("sesuai janji", "as agreed for"),
        DueReason::First => lang.pick("kunjungan pertama", "first visit,"),
        DueReason::Rhythm => lang.pick("jadwal rutin", "routine,"),
    };
    let line = format!("{when} · {why} {}", waktu::date_in_words(visit.due_on, lang));
    DueItem {
        kasus: visit.key,
        due_on: visit.due_on.to_string(),
        days_late: visit.days_late,
        reason: visit.reason,
        risiko: visit.risiko,
        line,
    }
}
