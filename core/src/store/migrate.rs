//! From any older layout to the newest, in one transaction: whole or not at all.
//!
//! Migrations are plain SQL files, applied in order; the runner alone writes `user_version`. A frozen file never changes:
//! `history/` holds every old layout with rows, and tests prove that upgraded, fresh and `schema.sql` are the same.

use super::{Result, StoreError};
use rusqlite::{Connection, TransactionBehavior};

/// Every migration, oldest first; file *n* (from 1) leads to `user_version` *n*.
pub const MIGRATIONS: &[&str] = &[include_str!("../../sql/migrations/0001_init.sql")];

/// The layout in the file.
pub(super) fn version(conn: &Connection) -> Result<i64> {
    Ok(conn.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Refuses a file of a newer app; reads only.
pub(super) fn refuse_newer(conn: &Connection, migrations: &[&str]) -> Result<i64> {
    let (found, known) = (version(conn)?, migrations.len() as i64);
    if !(0..=known).contains(&found) {
        return Err(StoreError::NewerSchema { found, known });
    }
    Ok(found)
}

/// Brings the file to the newest layout. Repeating after an interruption is harmless.
pub(super) fn migrate(conn: &mut Connection, migrations: &[&str]) -> Result<()> {
    if refuse_newer(conn, migrations)? == migrations.len() as i64 {
        return Ok(());
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again under the lock: another process may have been faster.
    let found = refuse_newer(&tx, migrations)?;
    for sql in migrations.iter().skip(found as usize) {
        tx.execute_batch(sql)?;
    }
    tx.pragma_update(None, "user_version", migrations.len() as i64)?;
    Ok(tx.commit()?)
}

#[cfg(test)]
#[path = "migrate_tests.rs"]
mod tests;
