//! What the outbox and the pill ask: counts and stretches from indexes, never a walk over everything that was ever written.
//!
//! The partial index `op_open` covers `state <> 2`; every question about a state says both, or SQLite would not use it.

use super::{Reader, Result};
use crate::domain::ids::RecordId;

/// What waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Ops.
    pub ops: u64,
    /// Their packed bytes on this device.
    pub bytes: u64,
}

/// A record with ops that wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingRecord {
    /// The record or document.
    pub record: RecordId,
    /// Its ops that wait.
    pub ops: u64,
    /// Their packed bytes.
    pub bytes: u64,
    /// Device time of the last of them, milliseconds since 1970 UTC.
    pub at: i64,
}

/// A document with a photo that cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StuckPhoto {
    /// The document.
    pub owner: RecordId,
    /// Refused by the server; else lost on this device.
    pub refused: bool,
}

/// How many ops wait, and how many the server holds back.
pub fn open_counts(db: &Reader<'_>) -> Result<(u64, u64)> {
    let of = |state: u32| -> Result<u64> {
        let sql = "SELECT count(*) FROM op WHERE state <> 2 AND state = ?1";
        Ok(db.row(sql, [state], |row| row.get(0))?.unwrap_or(0))
    };
    Ok((of(0)?, of(3)?))
}

/// What waits, with its size.
pub fn waiting(db: &Reader<'_>) -> Result<Waiting> {
    let sql = "SELECT count(*), coalesce(sum(length(bytes)), 0) FROM op WHERE state <> 2 AND state = 0";
    let found = db.row(sql, [], |row| Ok(Waiting { ops: row.get(0)?, bytes: row.get(1)? }))?;
    Ok(found.unwrap_or_default())
}

/// The records that wait, the last written first, at most `limit`; and how many records there are.
pub fn waiting_records(db: &Reader<'_>, limit: u32) -> Result<(Vec<WaitingRecord>, u64)> {
    let sql = "SELECT record, count(*), coalesce(sum(length(bytes)), 0), max(at), count(*) OVER () FROM op
               WHERE state <> 2 AND state = 0 GROUP BY record ORDER BY max(number) DESC LIMIT ?1";
    let mut total = 0;
    let rows = db.rows(sql, [limit], |row| {
        total = row.get(4)?;
        Ok(WaitingRecord { record: RecordId(row.get(0)?), ops: row.get(1)?, bytes: row.get(2)?, at: row.get(3)? })
    })?;
    Ok((rows, total))
}

/// Why the server holds the last quarantined op of a record back; `None` when it holds none.
pub fn quarantine_reason(db: &Reader<'_>, record: RecordId) -> Result<Option<String>> {
    let sql =
        "SELECT q.reason FROM op o JOIN quarantine q USING (number) WHERE o.record = ?1 ORDER BY q.number DESC LIMIT 1";
    db.row(sql, [record.0], |row| row.get(0))
}

/// Documents with a photo that is missing here or that the server refused.
pub fn stuck_photos(db: &Reader<'_>) -> Result<Vec<StuckPhoto>> {
    let sql = "SELECT DISTINCT d.id, b.state = 4 FROM blob b JOIN blob_use u ON u.hash = b.hash
               JOIN dokumen d ON d.id = u.owner WHERE b.state >= 3 ORDER BY d.id";
    db.rows(sql, [], |row| Ok(StuckPhoto { owner: RecordId(row.get(0)?), refused: row.get(1)? }))
}

/// How many receipts are kept.
pub fn receipts(db: &Reader<'_>) -> Result<u64> {
    Ok(db.row("SELECT count(*) FROM receipt", [], |row| row.get(0))?.unwrap_or(0))
}

/// Open collisions.
pub fn collisions(db: &Reader<'_>) -> Result<u64> {
    Ok(db.row("SELECT count(*) FROM collision", [], |row| row.get(0))?.unwrap_or(0))
}

/// Open collisions of one record.
pub fn collisions_of(db: &Reader<'_>, record: RecordId) -> Result<u32> {
    let sql = "SELECT count(*) FROM collision WHERE record = ?1";
    Ok(db.row(sql, [record.0], |row| row.get(0))?.unwrap_or(0))
}

#[cfg(test)]
#[path = "outbox_tests.rs"]
mod tests;
