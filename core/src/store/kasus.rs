//! What the caseload and the due list need of a case; the truth is in [`super::register`].

use super::{Reader, Result, Tx};
use crate::domain::ids::{RecordId, UserId};
use rusqlite::{Row, params};
use uuid::Uuid;

/// One case as the caseload shows it. Codes are checked by the domain, not here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KasusRow {
    /// Record id.
    pub id: RecordId,
    /// Kind of the subject: `orang`, `keluarga` …
    pub subjek_jenis: String,
    /// The subject.
    pub subjek_id: Option<RecordId>,
    /// Code of list `klaster`.
    pub klaster: Option<String>,
    /// Code of list `tahapan`.
    pub tahapan: Option<String>,
    /// Code of list `tingkat_risiko`.
    pub risiko: Option<String>,
    /// The worker who visits.
    pub pendamping: Option<UserId>,
    /// `umum`, `terbatas` or `rahasia`.
    pub kerahasiaan: Option<String>,
    /// `aktif` or `tutup`.
    pub status: Option<String>,
    /// Date of the last visit, ISO.
    pub last_kunjungan_on: Option<String>,
    /// Agreed date of the next visit, ISO.
    pub next_kunjungan_on: Option<String>,
    /// Opening date, ISO.
    pub dibuka_on: Option<String>,
}

/// Which cases; `None` means all.
#[derive(Clone, Debug, Default)]
pub struct KasusFilter {
    /// Only of this worker.
    pub pendamping: Option<UserId>,
    /// Only with this status.
    pub status: Option<String>,
    /// Only of this cluster.
    pub klaster: Option<String>,
}

const COLUMNS: &str = "SELECT id, subjek_jenis, subjek_id, klaster, tahapan, risiko, pendamping, kerahasiaan, status,
    last_kunjungan_on, next_kunjungan_on, dibuka_on FROM kasus";

fn read(row: &Row<'_>) -> rusqlite::Result<KasusRow> {
    Ok(KasusRow {
        id: RecordId(row.get(0)?),
        subjek_jenis: row.get(1)?,
        subjek_id: row.get::<_, Option<Uuid>>(2)?.map(RecordId),
        klaster: row.get(3)?,
        tahapan: row.get(4)?,
        risiko: row.get(5)?,
        pendamping: row.get::<_, Option<Uuid>>(6)?.map(UserId),
        kerahasiaan: row.get(7)?,
        status: row.get(8)?,
        last_kunjungan_on: row.get(9)?,
        next_kunjungan_on: row.get(10)?,
        dibuka_on: row.get(11)?,
    })
}

/// Writes the row.
pub fn put(tx: &Tx<'_>, row: &KasusRow) -> Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO kasus (id, subjek_jenis, subjek_id, klaster, tahapan, risiko, pendamping, kerahasiaan,
             status, last_kunjungan_on, next_kunjungan_on, dibuka_on)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            row.id.0,
            row.subjek_jenis,
            row.subjek_id.map(|id| id.0),
            row.klaster,
            row.tahapan,
            row.risiko,
            row.pendamping.map(|id| id.0),
            row.kerahasiaan,
            row.status,
            row.last_kunjungan_on,
            row.next_kunjungan_on,
            row.dibuka_on
        ],
    )?;
    Ok(())
}

/// One case.
pub fn get(db: &Reader<'_>, id: RecordId) -> Result<Option<KasusRow>> {
    db.row(&format!("{COLUMNS} WHERE id = ?1"), [id.0], read)
}

/// A page of cases, those with the nearest agreed visit first, without one last.
pub fn list(db: &Reader<'_>, filter: &KasusFilter, limit: u32, offset: u32) -> Result<Vec<KasusRow>> {
    let sql = format!(
        "{COLUMNS} WHERE (?1 IS NULL OR pendamping = ?1) AND (?2 IS NULL OR status = ?2) AND (?3 IS NULL OR klaster = ?3)
         ORDER BY next_kunjungan_on IS NULL, next_kunjungan_on, id LIMIT ?4 OFFSET ?5"
    );
    let worker = filter.pendamping.map(|id| id.0);
    db.rows(&sql, params![worker, filter.status, filter.klaster, limit, offset], read)
}

/// The cases of one subject.
pub fn of_subjek(db: &Reader<'_>, subjek: RecordId) -> Result<Vec<KasusRow>> {
    db.rows(&format!("{COLUMNS} WHERE subjek_id = ?1 ORDER BY id"), [subjek.0], read)
}

/// What decides when a case is due: little enough to read of every case at each look at the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JadwalRow {
    /// Record id.
    pub id: RecordId,
    /// Code of list `tingkat_risiko`.
    pub risiko: Option<String>,
    /// Date of the last visit, ISO.
    pub last_kunjungan_on: Option<String>,
    /// Agreed date of the next visit, ISO.
    pub next_kunjungan_on: Option<String>,
    /// Opening date, ISO.
    pub dibuka_on: Option<String>,
}

/// The open cases, in the order of [`list`].
pub fn jadwal(db: &Reader<'_>) -> Result<Vec<JadwalRow>> {
    let sql = "SELECT id, risiko, last_kunjungan_on, next_kunjungan_on, dibuka_on FROM kasus
               WHERE status IS NOT 'tutup' ORDER BY next_kunjungan_on IS NULL, next_kunjungan_on, id";
    db.rows(sql, [], |row| {
        Ok(JadwalRow {
            id: RecordId(row.get(0)?),
            risiko: row.get(1)?,
            last_kunjungan_on: row.get(2)?,
            next_kunjungan_on: row.get(3)?,
            dibuka_on: row.get(4)?,
        })
    })
}

/// How many cases there are.
pub fn count(db: &Reader<'_>) -> Result<u64> {
    Ok(db.row("SELECT count(*) FROM kasus", [], |row| row.get(0))?.unwrap_or(0))
}
