//! The server's receipts, verbatim. Verify before storing, and again before showing "Diterima server".

use super::{Reader, Result, Tx};
use rusqlite::params;

/// A stored receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReceipt {
    /// The last op it covers.
    pub through: u64,
    /// Its bytes, for [`crate::vault::Receipt::verify_for`].
    pub bytes: Vec<u8>,
    /// When this device verified it, milliseconds since 1970 UTC.
    pub verified_at: i64,
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<StoredReceipt> {
    Ok(StoredReceipt { through: row.get(0)?, bytes: row.get(1)?, verified_at: row.get(2)? })
}

/// Keeps a verified receipt; a newer one for the same number replaces it.
pub fn put(tx: &Tx<'_>, receipt: &StoredReceipt) -> Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO receipt (through, bytes, verified_at) VALUES (?1, ?2, ?3)",
        params![receipt.through, receipt.bytes, receipt.verified_at],
    )?;
    Ok(())
}

/// The receipt that covers most.
pub fn latest(db: &Reader<'_>) -> Result<Option<StoredReceipt>> {
    let sql = "SELECT through, bytes, verified_at FROM receipt ORDER BY through DESC LIMIT 1";
    db.row(sql, [], read)
}

/// The earliest receipt that covers op `number`.
pub fn covering(db: &Reader<'_>, number: u64) -> Result<Option<StoredReceipt>> {
    let sql = "SELECT through, bytes, verified_at FROM receipt WHERE through >= ?1 ORDER BY through LIMIT 1";
    db.row(sql, [number], read)
}

/// Every receipt, oldest first.
pub fn list(db: &Reader<'_>) -> Result<Vec<StoredReceipt>> {
    db.rows("SELECT through, bytes, verified_at FROM receipt ORDER BY through", [], read)
}

/// The newest receipts, newest first, at most `limit`.
pub fn newest(db: &Reader<'_>, limit: u32) -> Result<Vec<StoredReceipt>> {
    db.rows("SELECT through, bytes, verified_at FROM receipt ORDER BY through DESC LIMIT ?1", [limit], read)
}

/// Forgets receipts past `through`: the server was restored to an earlier state and no longer holds what they say.
pub fn forget_after(tx: &Tx<'_>, through: u64) -> Result<usize> {
    tx.execute("DELETE FROM receipt WHERE through > ?1", [through])
}
