//! From any older layout to the newest, in one transaction: whole or not at all.
//!
//! Migrations are plain SQL files, applied in order; the runner alone writes `user_version`. What SQL cannot read, since it is
//! packed, a function behind the file fills in. A frozen file never changes:
//! `history/` holds every old layout with rows, and tests prove that upgraded, fresh and `schema.sql` are the same.

use super::pack::unpack_json;
use super::register::Held;
use super::{Result, StoreError};
use rusqlite::{Connection, TransactionBehavior};
use serde::Deserialize;

/// One step from a layout to the next.
#[derive(Clone, Copy)]
pub struct Migration {
    sql: &'static str,
    fill: Option<fn(&Connection) -> Result<()>>,
}

impl Migration {
    const fn new(sql: &'static str) -> Self {
        Self { sql, fill: None }
    }

    const fn filled_by(self, fill: fn(&Connection) -> Result<()>) -> Self {
        Self { fill: Some(fill), ..self }
    }
}

/// Every migration, oldest first; file *n* (from 1) leads to `user_version` *n*.
pub const MIGRATIONS: &[Migration] = &[
    Migration::new(include_str!("../../sql/migrations/0001_init.sql")),
    Migration::new(include_str!("../../sql/migrations/0002_kasus_dibuka.sql")).filled_by(fill_dibuka),
];

/// The layout in the file.
pub(super) fn version(conn: &Connection) -> Result<i64> {
    Ok(conn.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Refuses a file of a newer app; reads only.
pub(super) fn refuse_newer(conn: &Connection, migrations: &[Migration]) -> Result<i64> {
    let (found, known) = (version(conn)?, migrations.len() as i64);
    if !(0..=known).contains(&found) {
        return Err(StoreError::NewerSchema { found, known });
    }
    Ok(found)
}

/// Brings the file to the newest layout. Repeating after an interruption is harmless.
pub(super) fn migrate(conn: &mut Connection, migrations: &[Migration]) -> Result<()> {
    if refuse_newer(conn, migrations)? == migrations.len() as i64 {
        return Ok(());
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again under the lock: another process may have been faster.
    let found = refuse_newer(&tx, migrations)?;
    for step in migrations.iter().skip(found as usize) {
        tx.execute_batch(step.sql)?;
        if let Some(fill) = step.fill {
            fill(&tx)?;
        }
    }
    tx.pragma_update(None, "user_version", migrations.len() as i64)?;
    Ok(tx.commit()?)
}

/// The register fields that [`fill_dibuka`] reads, under the names they had then.
#[derive(Deserialize)]
struct Case {
    f: CaseFields,
}

#[derive(Deserialize)]
struct CaseFields {
    dibuka_on: Option<Held>,
}

/// Puts the opening date beside each case. One that cannot be read stays empty: it must not shut the whole store.
fn fill_dibuka(conn: &Connection) -> Result<()> {
    let mut read = conn.prepare("SELECT k.rowid, r.state FROM kasus k JOIN register r ON r.id = k.id")?;
    let mut write = conn.prepare("UPDATE kasus SET dibuka_on = ?2 WHERE rowid = ?1")?;
    let mut rows = read.query([])?;
    let mut found: Vec<(i64, String)> = Vec::new();
    while let Some(row) = rows.next()? {
        let packed = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        let date = unpack_json::<Case>(packed, "register state").ok().and_then(|case| case.f.dibuka_on);
        let date = date.as_ref().and_then(|held| held.v.as_str()).filter(|text| !text.is_empty());
        if let Some(date) = date {
            found.push((row.get(0)?, date.to_owned()));
        }
    }
    for (case, date) in found {
        write.execute((case, date))?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "migrate_tests.rs"]
mod tests;
