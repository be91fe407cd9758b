//! Who opened what, also offline. Each entry hashes the one before it, so that a changed or removed one shows.

use super::{Reader, Result, StoreError, Tx};
use crate::domain::ids::{RecordId, UserId};
use crate::domain::op::{CHAIN_START, Hash};
use rusqlite::params;
use uuid::Uuid;

/// One opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessEntry {
    /// 1, 2, 3 …; ignored by [`append`].
    pub n: u64,
    /// Device time, milliseconds since 1970 UTC.
    pub at: i64,
    /// Who.
    pub actor: UserId,
    /// A code: `open`, `search`, `export` … Never content.
    pub what: String,
    /// Which record, if one.
    pub record: Option<RecordId>,
}

fn hash_of(previous: &Hash, entry: &AccessEntry) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(previous);
    hasher.update(&entry.n.to_le_bytes());
    hasher.update(&entry.at.to_le_bytes());
    hasher.update(entry.actor.0.as_bytes());
    hasher.update(entry.record.map_or([0; 16], |id| *id.0.as_bytes()).as_slice());
    hasher.update(entry.what.as_bytes());
    *hasher.finalize().as_bytes()
}

/// Writes an entry; returns its number.
pub fn append(tx: &Tx<'_>, entry: &AccessEntry) -> Result<u64> {
    let sql = "SELECT n, hash FROM access_log ORDER BY n DESC LIMIT 1";
    let last = tx.row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (number, previous): (u64, Hash) = last.unwrap_or((0, CHAIN_START));
    let entry = AccessEntry { n: number + 1, ..entry.clone() };
    tx.execute(
        "INSERT INTO access_log (n, at, actor, what, record, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![entry.n, entry.at, entry.actor.0, entry.what, entry.record.map(|id| id.0), hash_of(&previous, &entry)],
    )?;
    Ok(entry.n)
}

/// Entries from number `first` on, at most `limit`, with their hashes.
pub fn from(db: &Reader<'_>, first: u64, limit: u32) -> Result<Vec<(AccessEntry, Hash)>> {
    db.rows(
        "SELECT n, at, actor, what, record, hash FROM access_log WHERE n >= ?1 ORDER BY n LIMIT ?2",
        params![first, limit],
        |row| {
            let entry = AccessEntry {
                n: row.get(0)?,
                at: row.get(1)?,
                actor: UserId(row.get(2)?),
                what: row.get(3)?,
                record: row.get::<_, Option<Uuid>>(4)?.map(RecordId),
            };
            Ok((entry, row.get(5)?))
        },
    )
}

/// Checks every entry; returns how many there are, and the last hash.
pub fn verify(db: &Reader<'_>) -> Result<(u64, Hash)> {
    let (mut count, mut head) = (0, CHAIN_START);
    loop {
        let page = from(db, count + 1, 256)?;
        if page.is_empty() {
            return Ok((count, head));
        }
        for (entry, hash) in page {
            if entry.n != count + 1 || hash_of(&head, &entry) != hash {
                return Err(StoreError::Damaged(format!("access log entry {}", count + 1)));
            }
            (count, head) = (entry.n, hash);
        }
    }
}
