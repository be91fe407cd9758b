//! Forms, code lists and rules as the server published them, and shipped forms that drafts were begun in, by name and version. Content is data: what the law may change
//! arrives here, without a new app.

use super::pack::{pack, unpack};
use super::{Reader, Result, StoreError, Tx};
use crate::domain::op::Hash;
use rusqlite::params;

/// A published file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentRow {
    /// E.g. `form/kunjungan`.
    pub name: String,
    /// The publisher's version.
    pub version: String,
    /// BLAKE3 of the bytes.
    pub hash: Hash,
    /// When it arrived, milliseconds since 1970 UTC.
    pub at: i64,
}

const COLUMNS: &str = "SELECT name, version, hash, at";

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<ContentRow> {
    Ok(ContentRow { name: row.get(0)?, version: row.get(1)?, hash: row.get(2)?, at: row.get(3)? })
}

/// Keeps a file, up to 16 MiB. The same version again with other bytes replaces it.
pub fn put(tx: &Tx<'_>, name: &str, version: &str, bytes: &[u8], at: i64) -> Result<Hash> {
    let hash = *blake3::hash(bytes).as_bytes();
    tx.execute(
        "INSERT OR REPLACE INTO content (name, version, hash, at, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![name, version, hash, at, pack(bytes)?],
    )?;
    Ok(hash)
}

/// One version's bytes, checked against their hash.
pub fn get(db: &Reader<'_>, name: &str, version: &str) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT hash, bytes FROM content WHERE name = ?1 AND version = ?2";
    let found = db.row(sql, [name, version], |row| Ok((row.get::<_, Hash>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let Some((hash, packed)) = found else { return Ok(None) };
    let bytes = unpack(&packed)?;
    if *blake3::hash(&bytes).as_bytes() != hash {
        return Err(StoreError::Damaged("content differs from its hash".into()));
    }
    Ok(Some(bytes))
}

/// Whether a version is here.
pub fn has(db: &Reader<'_>, name: &str, version: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM content WHERE name = ?1 AND version = ?2";
    Ok(db.row(sql, [name, version], |row| row.get::<_, i64>(0))?.is_some())
}

/// The version that arrived last under a name.
pub fn newest(db: &Reader<'_>, name: &str) -> Result<Option<ContentRow>> {
    let sql = format!("{COLUMNS} FROM content WHERE name = ?1 ORDER BY at DESC, version DESC LIMIT 1");
    db.row(&sql, [name], read)
}

/// Everything that was published to this device.
pub fn list(db: &Reader<'_>) -> Result<Vec<ContentRow>> {
    db.rows(&format!("{COLUMNS} FROM content ORDER BY name, at"), [], read)
}
