//! Photos and signatures: what is known about the encrypted files beside the database, and how far each was sent.

use super::{Reader, Result, StoreError, Tx};
use crate::domain::ids::RecordId;
use crate::domain::op::Hash;
use rusqlite::{Row, params};

/// How far a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobState {
    /// Here, not yet received by the server.
    Waiting,
    /// The server has it; the copy here may be given up.
    Received,
    /// The server has it, the copy here was given up.
    NotHere,
    /// Lost here before it was sent; a person must hear of it.
    Missing,
    /// The server does not take it (too large, not wanted); it stays here and a person must hear of it.
    Refused,
}

impl BlobState {
    fn from_code(code: i64) -> Result<Self> {
        Ok(match code {
            0 => Self::Waiting,
            1 => Self::Received,
            2 => Self::NotHere,
            3 => Self::Missing,
            4 => Self::Refused,
            _ => return Err(StoreError::Damaged("blob state".into())),
        })
    }
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobRow {
    /// BLAKE3 of the plain content.
    pub hash: Hash,
    /// Bytes of the plain content.
    pub size: u64,
    /// Media type.
    pub mime: String,
    /// How far it has come.
    pub state: BlobState,
    /// Bytes the server has confirmed.
    pub sent_bytes: u64,
    /// When it was taken in, milliseconds since 1970 UTC.
    pub created_at: i64,
}

const COLUMNS: &str = "SELECT hash, size, mime, state, sent_bytes, created_at FROM blob";

fn read(row: &Row<'_>) -> rusqlite::Result<(BlobRow, i64)> {
    let blob = BlobRow {
        hash: row.get(0)?,
        size: row.get(1)?,
        mime: row.get(2)?,
        state: BlobState::Waiting,
        sent_bytes: row.get(4)?,
        created_at: row.get(5)?,
    };
    Ok((blob, row.get(3)?))
}

fn finish((mut blob, state): (BlobRow, i64)) -> Result<BlobRow> {
    blob.state = BlobState::from_code(state)?;
    Ok(blob)
}

/// Takes a file in; write the encrypted file first. The same one again changes nothing.
pub fn add(tx: &Tx<'_>, hash: &Hash, size: u64, mime: &str, at: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO blob (hash, size, mime, created_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (hash) DO NOTHING",
        params![hash, size, mime, at],
    )?;
    Ok(())
}

/// Says that a draft or document refers to a file, from the question at `path`.
pub fn attach(tx: &Tx<'_>, owner: RecordId, hash: &Hash, path: &str) -> Result<()> {
    tx.execute("INSERT OR IGNORE INTO blob_use VALUES (?1, ?2, ?3)", params![owner.0, hash, path])?;
    Ok(())
}

/// One file.
pub fn get(db: &Reader<'_>, hash: &Hash) -> Result<Option<BlobRow>> {
    db.row(&format!("{COLUMNS} WHERE hash = ?1"), [hash], read)?.map(finish).transpose()
}

/// The files of a draft or document with the question that asked for each.
pub fn of_owner(db: &Reader<'_>, owner: RecordId) -> Result<Vec<(BlobRow, String)>> {
    let rows = db.rows(
        "SELECT b.hash, b.size, b.mime, b.state, b.sent_bytes, b.created_at, u.path
         FROM blob_use u JOIN blob b USING (hash) WHERE u.owner = ?1 ORDER BY u.path, b.hash",
        [owner.0],
        |row| Ok((read(row)?, row.get(6)?)),
    )?;
    rows.into_iter().map(|(blob, path)| Ok((finish(blob)?, path))).collect()
}

/// Files to send: those of finished documents only (a draft's photos wait with the draft), oldest first.
pub fn waiting(db: &Reader<'_>, limit: u32) -> Result<Vec<BlobRow>> {
    let sql = format!(
        "{COLUMNS} WHERE state = 0 AND EXISTS (SELECT 1 FROM blob_use u JOIN dokumen d ON d.id = u.owner
             WHERE u.hash = blob.hash) ORDER BY created_at, hash LIMIT ?1"
    );
    db.rows(&sql, [limit], read)?.into_iter().map(finish).collect()
}

/// The server confirmed the first `sent_bytes` bytes.
pub fn set_progress(tx: &Tx<'_>, hash: &Hash, sent_bytes: u64) -> Result<()> {
    changed(tx.execute("UPDATE blob SET sent_bytes = ?2 WHERE hash = ?1 AND ?2 <= size", params![hash, sent_bytes])?)
}

/// Sets how far a file has come.
pub fn set_state(tx: &Tx<'_>, hash: &Hash, state: BlobState) -> Result<()> {
    let code = match state {
        BlobState::Waiting => 0,
        BlobState::Received => 1,
        BlobState::NotHere => 2,
        BlobState::Missing => 3,
        BlobState::Refused => 4,
    };
    changed(tx.execute(
        "UPDATE blob SET state = ?2, sent_bytes = CASE ?2 WHEN 1 THEN size WHEN 0 THEN 0 ELSE sent_bytes END
         WHERE hash = ?1",
        params![hash, code],
    )?)
}

fn changed(rows: usize) -> Result<()> {
    if rows == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Files whose copies here may be given up when space runs out, oldest first.
pub fn reclaimable(db: &Reader<'_>) -> Result<Vec<BlobRow>> {
    let sql = format!("{COLUMNS} WHERE state = 1 ORDER BY created_at, hash");
    db.rows(&sql, [], read)?.into_iter().map(finish).collect()
}

/// Waiting files that belong to a document whose op the server has confirmed (text before photos), oldest first.
pub fn to_send(db: &Reader<'_>, limit: u32) -> Result<Vec<BlobRow>> {
    let sql = format!(
        "{COLUMNS} WHERE state = 0 AND EXISTS (SELECT 1 FROM blob_use u JOIN dokumen d ON d.id = u.owner
             JOIN op ON op.number = d.number AND op.record = d.id AND op.state IN (1, 2) WHERE u.hash = blob.hash)
         ORDER BY created_at, hash LIMIT ?1"
    );
    db.rows(&sql, [limit], read)?.into_iter().map(finish).collect()
}

/// Files that wait or that a person must hear of: number and bytes of the waiting ones, number of the others.
pub fn open_counts(db: &Reader<'_>) -> Result<(u64, u64, u64)> {
    let sql = "SELECT count(*) FILTER (WHERE state = 0), coalesce(sum(size - sent_bytes) FILTER (WHERE state = 0), 0),
                      count(*) FILTER (WHERE state >= 3) FROM blob
               WHERE EXISTS (SELECT 1 FROM blob_use u JOIN dokumen d ON d.id = u.owner WHERE u.hash = blob.hash)";
    let counts = db.row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(counts.unwrap_or_default())
}

/// Files that were sent wait again: a server restored from a backup may lack them.
pub fn wait_again(tx: &Tx<'_>) -> Result<usize> {
    tx.execute("UPDATE blob SET state = 0, sent_bytes = 0 WHERE state = 1", [])
}
