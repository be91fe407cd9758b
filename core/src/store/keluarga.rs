//! What lists and search need of a family; the truth is in [`super::register`].

use super::{Reader, Result, Tx};
use crate::domain::ids::RecordId;
use rusqlite::{Row, params};

/// One family as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeluargaRow {
    /// Record id.
    pub id: RecordId,
    /// Family card number as typed.
    pub nomor_kk: Option<String>,
    /// Name of the head.
    pub nama_kepala: Option<String>,
    /// That name folded for search; empty without one.
    pub nama_kunci: String,
    /// Desa or kelurahan code.
    pub wilayah: Option<String>,
}

const COLUMNS: &str = "SELECT id, nomor_kk, nama_kepala, nama_kunci, wilayah FROM keluarga";

fn read(row: &Row<'_>) -> rusqlite::Result<KeluargaRow> {
    Ok(KeluargaRow {
        id: RecordId(row.get(0)?),
        nomor_kk: row.get(1)?,
        nama_kepala: row.get(2)?,
        nama_kunci: row.get(3)?,
        wilayah: row.get(4)?,
    })
}

/// Writes the row.
pub fn put(tx: &Tx<'_>, row: &KeluargaRow) -> Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO keluarga (id, nomor_kk, nama_kepala, nama_kunci, wilayah)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![row.id.0, row.nomor_kk, row.nama_kepala, row.nama_kunci, row.wilayah],
    )?;
    Ok(())
}

/// One family.
pub fn get(db: &Reader<'_>, id: RecordId) -> Result<Option<KeluargaRow>> {
    db.row(&format!("{COLUMNS} WHERE id = ?1"), [id.0], read)
}

/// A page of all families by the head's name.
pub fn list(db: &Reader<'_>, limit: u32, offset: u32) -> Result<Vec<KeluargaRow>> {
    let sql = format!("{COLUMNS} ORDER BY nama_kunci, id LIMIT ?1 OFFSET ?2");
    db.rows(&sql, [limit, offset], read)
}

/// Families with this card number; more than one is a possible duplicate.
pub fn by_nomor_kk(db: &Reader<'_>, nomor_kk: &str) -> Result<Vec<KeluargaRow>> {
    db.rows(&format!("{COLUMNS} WHERE nomor_kk = ?1 ORDER BY id"), [nomor_kk], read)
}

/// Families whose folded head's name contains `part` or whose card number begins with it, at most `limit`.
pub fn candidates(db: &Reader<'_>, part: &str, limit: u32) -> Result<Vec<KeluargaRow>> {
    if part.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "{COLUMNS} WHERE instr(nama_kunci, ?1) > 0 OR substr(nomor_kk, 1, length(?1)) = ?1
         ORDER BY nama_kunci, id LIMIT ?2"
    );
    db.rows(&sql, params![part, limit], read)
}

/// How many members of a family are registered.
pub fn anggota(db: &Reader<'_>, id: RecordId) -> Result<u32> {
    Ok(db.row("SELECT count(*) FROM orang WHERE keluarga_id = ?1", [id.0], |row| row.get(0))?.unwrap_or(0))
}

/// How many families there are.
pub fn count(db: &Reader<'_>) -> Result<u64> {
    Ok(db.row("SELECT count(*) FROM keluarga", [], |row| row.get(0))?.unwrap_or(0))
}

/// The folded name of one family; `None` for one that is not here.
pub fn kunci(db: &Reader<'_>, id: RecordId) -> Result<Option<String>> {
    db.row("SELECT nama_kunci FROM keluarga WHERE id = ?1", [id.0], |row| row.get(0))
}

/// Walks over every folded name, for a search that tolerates any misspelling. One covering index, no row is read.
pub fn for_each_kunci(db: &Reader<'_>, mut each: impl FnMut(RecordId, &str)) -> Result<()> {
    let mut statement = db.statement("SELECT id, nama_kunci FROM keluarga ORDER BY nama_kunci, id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        each(RecordId(row.get(0)?), row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
    }
    Ok(())
}
