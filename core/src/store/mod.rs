//! The encrypted file of one user: open, migrate, one module per aggregate.
//!
//! What was saved stays saved: every write is one immediate transaction in a write-ahead log with `synchronous=FULL`, so a
//! call that returned has reached the disk. A damaged file is renamed and read out, never deleted. Reads take a
//! [`Reader`], writes a [`Tx`] (which is also a reader), so that nothing writes outside [`Store::write`].

pub mod access_log;
pub mod blob;
pub mod content;
pub mod dokumen;
pub mod draft;
pub mod error;
pub mod kasus;
pub mod keluarga;
pub mod meta;
pub mod migrate;
pub mod op_log;
mod open;
pub mod orang;
pub mod outbox;
mod pack;
pub mod receipt;
pub mod register;
pub mod rescue;
mod reserve;
pub mod salvage;
pub mod stream;
#[cfg(test)]
mod test_kit;

pub use error::StoreError;
pub use open::{OnDamage, Opened, StoreOptions, beside, list_aside, set_aside};

use reserve::Reserve;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row, TransactionBehavior};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Shorthand for results of this layer.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// One open file. Shareable between threads; calls take turns.
pub struct Store {
    conn: Mutex<Connection>,
    path: PathBuf,
    reserve: Reserve,
}

/// A consistent look at the store: everything read through it is of one moment.
pub struct Reader<'a> {
    conn: &'a Connection,
}

/// A write in progress. Dropped without success, it leaves no trace.
pub struct Tx<'a> {
    reader: Reader<'a>,
    reserve: &'a Reserve,
}

impl<'a> Deref for Tx<'a> {
    type Target = Reader<'a>;
    fn deref(&self) -> &Reader<'a> {
        &self.reader
    }
}

impl Store {
    /// Runs `work` in one transaction. When this returns `Ok`, everything written is on the disk; with an error nothing of
    /// it is there. Never call the network or a foreign trait inside.
    pub fn write<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        self.try_write(work)
    }

    /// As [`Self::write`] for a person's save: when the disk is full, the reserve is given up and the save repeated once.
    pub fn save<T>(&self, work: impl Fn(&Tx<'_>) -> Result<T>) -> Result<T> {
        match self.try_write(&work) {
            Err(StoreError::DiskFull { reserve_released: true }) => self.try_write(&work),
            result => result,
        }
    }

    /// As [`Self::write`] for closures with a richer error.
    pub fn try_write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut conn = self.conn.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| on_full(&self.reserve, error))?;
        let value = work(&Tx { reader: Reader { conn: &tx }, reserve: &self.reserve })?;
        tx.commit().map_err(|error| on_full(&self.reserve, error))?;
        Ok(value)
    }

    /// Makes the reserve again after it was given up; `false` while there is no space for it.
    pub fn refill_reserve(&self) -> Result<bool> {
        self.reserve.fill()
    }

    /// Runs `work` on one consistent state.
    pub fn read<T>(&self, work: impl FnOnce(&Reader<'_>) -> Result<T>) -> Result<T> {
        self.try_read(work)
    }

    /// As [`Self::read`] for closures with a richer error.
    pub fn try_read<T, E: From<StoreError>>(&self, work: impl FnOnce(&Reader<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut conn = self.conn.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = conn.transaction_with_behavior(TransactionBehavior::Deferred).map_err(StoreError::from)?;
        work(&Reader { conn: &tx })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Checks every page against its authentication code and every index against its table; empty when sound. Reads the
    /// whole file: for idle moments and for support, not for each start.
    pub fn check(&self) -> Result<Vec<String>> {
        self.read(|db| {
            let mut faults = db.rows("PRAGMA cipher_integrity_check", [], |row| row.get(0))?;
            let found: Vec<String> = db.rows("PRAGMA integrity_check(20)", [], |row| row.get(0))?;
            faults.extend(found.into_iter().filter(|line| line != "ok"));
            Ok(faults)
        })
    }

    /// The value of a pragma, for tests and support: `journal_mode`, `synchronous` …
    pub fn pragma(&self, name: &str) -> Result<String> {
        if !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
            return Err(StoreError::Invalid("pragma name"));
        }
        self.read(|db| {
            db.row(&format!("PRAGMA {name}"), [], |row| {
                Ok(match row.get_ref(0)? {
                    rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                    value => value.as_str()?.to_owned(),
                })
            })?
            .ok_or(StoreError::NotFound)
        })
    }
}

impl<'a> Reader<'a> {
    fn statement(&self, sql: &str) -> Result<CachedStatement<'a>> {
        Ok(self.conn.prepare_cached(sql)?)
    }

    /// The first row, if any.
    fn row<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.statement(sql)?.query_row(params, map).optional()?)
    }

    /// All rows.
    fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.statement(sql)?;
        let rows = statement.query_map(params, map)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl Tx<'_> {
    fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.statement(sql)?.execute(params).map_err(|error| on_full(self.reserve, error))
    }

    /// Runs `work` so that its failure undoes only its own writes: one bad entry of a page must not undo the others.
    pub fn savepoint<T, E: From<StoreError>>(&self, work: impl FnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        self.execute("SAVEPOINT part", [])?;
        match work(self) {
            Ok(value) => {
                self.execute("RELEASE part", [])?;
                Ok(value)
            }
            Err(error) => {
                // A full disk may have ended the whole transaction already; then there is nothing left to undo.
                if !self.conn.is_autocommit() {
                    self.execute("ROLLBACK TO part", [])?;
                    self.execute("RELEASE part", [])?;
                }
                Err(error)
            }
        }
    }
}

/// A full disk gives up the reserve at once, so that whoever repeats the write finds space.
fn on_full(reserve: &Reserve, error: rusqlite::Error) -> StoreError {
    match StoreError::from(error) {
        StoreError::DiskFull { .. } => StoreError::DiskFull { reserve_released: reserve.release() },
        error => error,
    }
}

#[cfg(test)]
#[path = "aggregate_tests.rs"]
mod tests;
