//! The encrypted database: opening, schema, and connections for readers.
//!
//! SQLCipher with a raw key, WAL and `synchronous=FULL`: when a commit returns, the rows survive a power cut. One thread
//! writes (see `writer`); readers have their own connections and never wait for it.

use crate::error::{Result, ServerError};
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Schema steps, in order; `user_version` counts those applied.
const MIGRATIONS: &[&str] = &[
    include_str!("../sql/0001_awal.sql"),
    include_str!("../sql/0002_akses.sql"),
    include_str!("../sql/0003_formulir.sql"),
];

/// Opens the database, for the writer or for a reader.
pub fn open(path: &Path, key_hex: &str, read_only: bool) -> Result<Connection> {
    let conn = Connection::open(path)?;
    conn.execute_batch(&format!("PRAGMA key = \"x'{key_hex}'\";"))?;
    conn.busy_timeout(std::time::Duration::from_secs(10))?;
    conn.set_prepared_statement_cache_capacity(96);
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        .map_err(|_| ServerError::Setup("the database does not open with this storage key".into()))?;
    conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    conn.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -8192;")?;
    if read_only {
        conn.execute_batch("PRAGMA query_only = ON;")?;
    }
    Ok(conn)
}

/// Opens a copy that lies in a backup, or is on its way into or out of one: one file, with nothing beside it.
pub fn open_copy(path: &Path, key_hex: &str) -> Result<Connection> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.execute_batch(&format!("PRAGMA key = \"x'{key_hex}'\";"))?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        .map_err(|_| ServerError::Backup("its database does not open with this storage key".into()))?;
    conn.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    conn.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")?;
    Ok(conn)
}

/// Brings the schema up to date, each step in one transaction. A newer file is refused, never touched.
pub fn migrate(conn: &mut Connection) -> Result<()> {
    let known = MIGRATIONS.len() as i64;
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > known {
        return Err(ServerError::NewerSchema { found, known });
    }
    for step in &MIGRATIONS[usize::try_from(found).unwrap_or(0)..] {
        tx.execute_batch(step)?;
    }
    if found < known {
        tx.execute_batch(&format!("PRAGMA user_version = {known}"))?;
    }
    if found == 1 {
        // Cases that were secret before there was a rule for them.
        crate::scope::settle_secret(&tx)?;
    }
    tx.execute("INSERT OR IGNORE INTO meta (key, value) VALUES ('epoch', 1)", [])?;
    tx.commit()?;
    Ok(())
}

/// The epoch of the log: 1 at first, one more after every restore from a backup.
pub fn epoch(conn: &Connection) -> Result<u64> {
    let value: Option<i64> =
        conn.prepare_cached("SELECT value FROM meta WHERE key = 'epoch'")?.query_row([], |r| r.get(0)).optional()?;
    value.and_then(|v| u64::try_from(v).ok()).ok_or(ServerError::Damaged("epoch"))
}

/// Opens a new epoch. By the clock, so that restoring the same backup twice does not name two pasts alike.
pub fn new_epoch(conn: &Connection, now: i64) -> Result<u64> {
    conn.execute("UPDATE meta SET value = max(value + 1, ?1) WHERE key = 'epoch'", [now / 1000])?;
    epoch(conn)
}

/// Connections for readers, reused.
pub struct Readers {
    path: PathBuf,
    key_hex: String,
    idle: Mutex<Vec<Connection>>,
}

/// Readers kept open while nobody reads.
const KEEP_IDLE: usize = 8;

impl Readers {
    /// A pool over the database; opens nothing yet.
    pub fn new(path: PathBuf, key_hex: String) -> Self {
        Self { path, key_hex, idle: Mutex::new(Vec::new()) }
    }

    /// Runs `read` in one snapshot of the database.
    pub fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let idle = self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
        let mut conn = match idle {
            Some(conn) => conn,
            None => open(&self.path, &self.key_hex, true)?,
        };
        let tx = conn.transaction()?;
        let result = read(&tx);
        drop(tx);
        let mut idle = self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if idle.len() < KEEP_IDLE {
            idle.push(conn);
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_database_keeps_its_grants_and_a_newer_one_is_left_alone() {
        let dir = tempfile::tempdir().expect("dir");
        let mut conn = open(&dir.path().join("server.db"), &"1f".repeat(32), false).expect("opens");
        conn.execute_batch(MIGRATIONS[0]).expect("first schema");
        conn.execute_batch(
            "PRAGMA user_version = 1; INSERT INTO stream (name) VALUES ('area/53.11');
             INSERT INTO akses (root, stream, since) VALUES (x'01', 1, 5);",
        )
        .expect("rows");
        migrate(&mut conn).expect("migrates");
        migrate(&mut conn).expect("again changes nothing");
        let row = conn.query_row("SELECT since, cara FROM akses", [], |r| Ok((r.get(0)?, r.get(1)?)));
        assert_eq!(row.expect("kept"), (5, 0));
        conn.execute_batch("PRAGMA user_version = 99").expect("sets");
        assert!(matches!(migrate(&mut conn), Err(ServerError::NewerSchema { found: 99, .. })));
    }
}
