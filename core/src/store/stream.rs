//! How far each server stream was read, and its entries that this version cannot read.

use super::pack::{pack, unpack};
use super::{Reader, Result, Tx};
use rusqlite::params;

/// A place in a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamRow {
    /// The stream's name.
    pub name: String,
    /// The last position applied.
    pub position: u64,
    /// The server epoch it belongs to.
    pub epoch: u64,
}

/// An entry kept for a later version of the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownEntry {
    /// The stream's name.
    pub stream: String,
    /// Its position.
    pub seq: u64,
    /// Its bytes, verbatim.
    pub bytes: Vec<u8>,
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<StreamRow> {
    Ok(StreamRow { name: row.get(0)?, position: row.get(1)?, epoch: row.get(2)? })
}

/// The place reached in a stream; `None` when it was never read.
pub fn get(db: &Reader<'_>, name: &str) -> Result<Option<StreamRow>> {
    db.row("SELECT name, position, epoch FROM stream WHERE name = ?1", [name], read)
}

/// Every stream that was read.
pub fn list(db: &Reader<'_>) -> Result<Vec<StreamRow>> {
    db.rows("SELECT name, position, epoch FROM stream ORDER BY name", [], read)
}

/// Moves the place, in the transaction that applies the entries up to it.
pub fn set(tx: &Tx<'_>, row: &StreamRow) -> Result<()> {
    tx.execute(
        "INSERT INTO stream (name, position, epoch) VALUES (?1, ?2, ?3)
         ON CONFLICT (name) DO UPDATE SET position = excluded.position, epoch = excluded.epoch",
        params![row.name, row.position, row.epoch],
    )?;
    Ok(())
}

/// Forgets the place, so that the stream is read from its start again.
pub fn reset(tx: &Tx<'_>, name: &str) -> Result<()> {
    tx.execute("DELETE FROM stream WHERE name = ?1", [name])?;
    Ok(())
}

/// Keeps an entry that this version cannot read; the same position again replaces it.
pub fn keep_unknown(tx: &Tx<'_>, entry: &UnknownEntry, at: i64) -> Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO inbox_unknown (stream, seq, at, bytes) VALUES (?1, ?2, ?3, ?4)",
        params![entry.stream, entry.seq, at, pack(&entry.bytes)?],
    )?;
    Ok(())
}

/// Entries kept for a later version, in stream order; at most `limit`.
pub fn unknown(db: &Reader<'_>, limit: u32) -> Result<Vec<UnknownEntry>> {
    let rows =
        db.rows("SELECT stream, seq, bytes FROM inbox_unknown ORDER BY stream, seq LIMIT ?1", [limit], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, Vec<u8>>(2)?))
        })?;
    rows.into_iter().map(|(stream, seq, packed)| Ok(UnknownEntry { stream, seq, bytes: unpack(&packed)? })).collect()
}

/// Removes an entry that could be read after all.
pub fn forget_unknown(tx: &Tx<'_>, stream: &str, seq: u64) -> Result<()> {
    tx.execute("DELETE FROM inbox_unknown WHERE stream = ?1 AND seq = ?2", params![stream, seq])?;
    Ok(())
}
