//! Finished documents: written once, never changed, checked by hash whenever they are read.

use super::pack::{pack, unpack};
use super::{Reader, Result, StoreError, Tx};
use crate::domain::ids::{DeviceNo, OpRef, RecordId};
use crate::domain::op::Hash;
use rusqlite::{Row, params};
use uuid::Uuid;

/// A document without its content, as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DokumenRow {
    /// Its id.
    pub id: RecordId,
    /// Code of the kind: `asesmen_awal`, `kunjungan` …
    pub jenis: String,
    /// The case it belongs to.
    pub kasus: RecordId,
    /// The op that wrote it.
    pub op: OpRef,
    /// Time of that op, milliseconds since 1970 UTC.
    pub at: i64,
    /// The document that it corrects.
    pub corrects: Option<RecordId>,
}

const COLUMNS: &str = "SELECT id, jenis, kasus_id, device, number, at, corrects";

fn read(row: &Row<'_>) -> rusqlite::Result<DokumenRow> {
    Ok(DokumenRow {
        id: RecordId(row.get(0)?),
        jenis: row.get(1)?,
        kasus: RecordId(row.get(2)?),
        op: OpRef(DeviceNo(row.get(3)?), row.get(4)?),
        at: row.get(5)?,
        corrects: row.get::<_, Option<Uuid>>(6)?.map(RecordId),
    })
}

/// Keeps a document; `content` is kept byte for byte (by convention the JSON of its
/// [`DokumenBaru`](crate::domain::op::DokumenBaru)). The same one again changes nothing; other content, another case or
/// another writing op under its id is refused. Returns the content's BLAKE3 hash.
pub fn put(tx: &Tx<'_>, row: &DokumenRow, content: &[u8]) -> Result<Hash> {
    let hash = *blake3::hash(content).as_bytes();
    let sql = format!("{COLUMNS}, hash FROM dokumen WHERE id = ?1");
    let known = tx.row(&sql, [row.id.0], |found| Ok((read(found)?, found.get::<_, Hash>(7)?)))?;
    if let Some((known, known_hash)) = known {
        let same = known_hash == hash && known.op == row.op && known.kasus == row.kasus;
        return if same { Ok(hash) } else { Err(StoreError::Immutable("a document")) };
    }
    tx.execute(
        "INSERT INTO dokumen (id, jenis, kasus_id, device, number, at, hash, content, corrects)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            row.id.0,
            row.jenis,
            row.kasus.0,
            row.op.0.0,
            row.op.1,
            row.at,
            hash,
            pack(content)?,
            row.corrects.map(|id| id.0)
        ],
    )?;
    Ok(hash)
}

/// A document with its content, checked against its hash.
pub fn get(db: &Reader<'_>, id: RecordId) -> Result<Option<(DokumenRow, Vec<u8>)>> {
    let sql = format!("{COLUMNS}, hash, content FROM dokumen WHERE id = ?1");
    let found = db.row(&sql, [id.0], |row| Ok((read(row)?, row.get::<_, Hash>(7)?, row.get::<_, Vec<u8>>(8)?)))?;
    let Some((row, hash, packed)) = found else { return Ok(None) };
    let content = unpack(&packed)?;
    if *blake3::hash(&content).as_bytes() != hash {
        return Err(StoreError::Damaged("a document differs from its hash".into()));
    }
    Ok(Some((row, content)))
}

/// Says that another op wrote a document: own ops get new numbers when a recovered log joins the server's again. What the
/// document says stays as it is, byte for byte.
pub fn readdress(tx: &Tx<'_>, id: RecordId, op: OpRef) -> Result<()> {
    type Raw = (String, Uuid, i64, Hash, Vec<u8>, Option<Uuid>);
    let sql = "SELECT jenis, kasus_id, at, hash, content, corrects FROM dokumen WHERE id = ?1";
    let found: Option<Raw> =
        tx.row(sql, [id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)))?;
    let Some((jenis, kasus, at, hash, content, corrects)) = found else { return Ok(()) };
    tx.execute("DELETE FROM dokumen WHERE id = ?1", [id.0])?;
    tx.execute(
        "INSERT INTO dokumen (id, jenis, kasus_id, device, number, at, hash, content, corrects)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![id.0, jenis, kasus, op.0.0, op.1, at, hash, content, corrects],
    )?;
    Ok(())
}

/// The documents that a device wrote, in the order of its ops.
pub fn of_device(db: &Reader<'_>, device: DeviceNo) -> Result<Vec<DokumenRow>> {
    db.rows(&format!("{COLUMNS} FROM dokumen WHERE device = ?1 ORDER BY number"), [device.0], read)
}

/// The documents of a case, oldest first.
pub fn of_kasus(db: &Reader<'_>, kasus: RecordId) -> Result<Vec<DokumenRow>> {
    let sql = format!("{COLUMNS} FROM dokumen WHERE kasus_id = ?1 ORDER BY at, id");
    db.rows(&sql, [kasus.0], read)
}

/// Kind and case of a document, without reading its content.
pub fn about(db: &Reader<'_>, id: RecordId) -> Result<Option<(String, RecordId)>> {
    db.row("SELECT jenis, kasus_id FROM dokumen WHERE id = ?1", [id.0], |row| Ok((row.get(0)?, RecordId(row.get(1)?))))
}

/// A page of all documents, newest first.
pub fn list(db: &Reader<'_>, limit: u32, offset: u32) -> Result<Vec<DokumenRow>> {
    let sql = format!("{COLUMNS} FROM dokumen ORDER BY at DESC, id LIMIT ?1 OFFSET ?2");
    db.rows(&sql, [limit, offset], read)
}

/// The documents that correct this one, oldest first.
pub fn corrections_of(db: &Reader<'_>, id: RecordId) -> Result<Vec<DokumenRow>> {
    let sql = format!("{COLUMNS} FROM dokumen WHERE corrects = ?1 ORDER BY at, id");
    db.rows(&sql, [id.0], read)
}
