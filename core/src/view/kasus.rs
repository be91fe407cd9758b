//! Cases and due visits.

use super::layar::words::count;
use crate::domain::status::StatusKirim;
use crate::domain::{Lang, waktu};
use crate::visit::due::{DueReason, DueVisit, Risiko};
use chrono::NaiveDate;
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

/// Why a visit is due and when, in one line: "Terlambat 3 hari · sesuai janji 19 November 2026".
pub fn due_line(due_on: NaiveDate, days_late: i64, reason: DueReason, lang: Lang) -> String {
    let days = |n: i64| count(n.unsigned_abs(), "hari", "day", "days", lang);
    let when = match days_late {
        0 => lang.pick("Hari ini", "Today").to_owned(),
        late if late > 0 => format!("{} {}", lang.pick("Terlambat", "Late by"), days(late)),
        ahead => format!("{} {}", lang.pick("Dalam", "In"), days(ahead)),
    };
    let why = match reason {
        DueReason::Planned => lang.pick("sesuai janji", "as agreed for"),
        DueReason::First => lang.pick("kunjungan pertama", "first visit,"),
        DueReason::Rhythm => lang.pick("jadwal rutin", "routine,"),
    };
    format!("{when} · {why} {}", waktu::date_in_words(due_on, lang))
}

/// The card of a due visit.
pub fn due_item(visit: DueVisit<KasusItem>, lang: Lang) -> DueItem {
    DueItem {
        line: due_line(visit.due_on, visit.days_late, visit.reason, lang),
        kasus: visit.key,
        due_on: visit.due_on.to_string(),
        days_late: visit.days_late,
        reason: visit.reason,
        risiko: visit.risiko,
    }
}
