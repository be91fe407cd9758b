//! What lists and search need of a person; the truth is in [`super::register`].

use super::{Reader, Result, Tx};
use crate::domain::ids::RecordId;
use rusqlite::{Row, params};
use uuid::Uuid;

/// One person as a list shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrangRow {
    /// Record id.
    pub id: RecordId,
    /// Name as written.
    pub nama: String,
    /// Name folded for search.
    pub nama_kunci: String,
    /// NIK as typed.
    pub nik: Option<String>,
    /// Birth date, ISO.
    pub lahir: Option<String>,
    /// `L` or `P`.
    pub kelamin: Option<String>,
    /// Family.
    pub keluarga_id: Option<RecordId>,
    /// Desa or kelurahan code.
    pub wilayah: Option<String>,
}

const COLUMNS: &str = "SELECT id, nama, nama_kunci, nik, lahir, kelamin, keluarga_id, wilayah FROM orang";

fn read(row: &Row<'_>) -> rusqlite::Result<OrangRow> {
    Ok(OrangRow {
        id: RecordId(row.get(0)?),
        nama: row.get(1)?,
        nama_kunci: row.get(2)?,
        nik: row.get(3)?,
        lahir: row.get(4)?,
        kelamin: row.get(5)?,
        keluarga_id: row.get::<_, Option<Uuid>>(6)?.map(RecordId),
        wilayah: row.get(7)?,
    })
}

/// Writes the row.
pub fn put(tx: &Tx<'_>, row: &OrangRow) -> Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO orang (id, nama, nama_kunci, nik, lahir, kelamin, keluarga_id, wilayah)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            row.id.0,
            row.nama,
            row.nama_kunci,
            row.nik,
            row.lahir,
            row.kelamin,
            row.keluarga_id.map(|id| id.0),
            row.wilayah
        ],
    )?;
    Ok(())
}

/// One person.
pub fn get(db: &Reader<'_>, id: RecordId) -> Result<Option<OrangRow>> {
    db.row(&format!("{COLUMNS} WHERE id = ?1"), [id.0], read)
}

/// A page of all persons by name.
pub fn list(db: &Reader<'_>, limit: u32, offset: u32) -> Result<Vec<OrangRow>> {
    let sql = format!("{COLUMNS} ORDER BY nama_kunci, id LIMIT ?1 OFFSET ?2");
    db.rows(&sql, [limit, offset], read)
}

/// Everyone with this NIK: more than one is a possible duplicate, not an error.
pub fn by_nik(db: &Reader<'_>, nik: &str) -> Result<Vec<OrangRow>> {
    db.rows(&format!("{COLUMNS} WHERE nik = ?1 ORDER BY id"), [nik], read)
}

/// The members of a family, eldest first.
pub fn of_keluarga(db: &Reader<'_>, keluarga: RecordId) -> Result<Vec<OrangRow>> {
    let sql = format!("{COLUMNS} WHERE keluarga_id = ?1 ORDER BY lahir IS NULL, lahir, id");
    db.rows(&sql, [keluarga.0], read)
}

/// Persons whose folded name contains any of the folded `parts` or whose NIK begins with one, at most `limit`: the set
/// that the domain's search ranks. An empty part matches nobody.
pub fn candidates(db: &Reader<'_>, parts: &[&str], limit: u32) -> Result<Vec<OrangRow>> {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).take(8).collect();
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let tests: Vec<String> = (1..=parts.len())
        .map(|n| format!("instr(nama_kunci, ?{n}) > 0 OR substr(nik, 1, length(?{n})) = ?{n}"))
        .collect();
    let sql = format!("{COLUMNS} WHERE {} ORDER BY nama_kunci, id LIMIT {limit}", tests.join(" OR "));
    db.rows(&sql, rusqlite::params_from_iter(parts), read)
}

/// The folded name of one person; `None` for one that is not here.
pub fn kunci(db: &Reader<'_>, id: RecordId) -> Result<Option<String>> {
    db.row("SELECT nama_kunci FROM orang WHERE id = ?1", [id.0], |row| row.get(0))
}

/// Walks over every folded name, for a search that tolerates any misspelling. One covering index, no row is read.
pub fn for_each_kunci(db: &Reader<'_>, mut each: impl FnMut(RecordId, &str)) -> Result<()> {
    let mut statement = db.statement("SELECT id, nama_kunci FROM orang ORDER BY nama_kunci, id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        each(RecordId(row.get(0)?), row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
    }
    Ok(())
}

/// How many persons there are.
pub fn count(db: &Reader<'_>) -> Result<u64> {
    Ok(db.row("SELECT count(*) FROM orang", [], |row| row.get(0))?.unwrap_or(0))
}
