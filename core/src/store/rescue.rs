//! Copies every row that can still be read out of a damaged file into a fresh one, as it lies there: pages are
//! authenticated, so a row that can be read is the row that was written. What a table lost is counted, never guessed;
//! the damaged file itself is not written to and stays for a second try.

use super::op_log::{self, LOST};
use super::open::refuse_lone_log;
use super::salvage::{GIVE_UP_AFTER, Patient, whole};
use super::{Result, StoreError, Tx};
use crate::domain::op::{CHAIN_START, Hash};
use crate::vault::DataKey;
use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};
use std::path::Path;
use uuid::Uuid;

/// Tables in an order that has rows before those that refer to them. What lists and search need (`orang`, `keluarga`,
/// `kasus`, `collision`) is left out: it is derived from `register` again.
const TABLES: [&str; 14] = [
    "meta",
    "op",
    "quarantine",
    "receipt",
    "register",
    "dokumen",
    "draft",
    "draft_event",
    "blob",
    "blob_use",
    "content",
    "access_log",
    "stream",
    "inbox_unknown",
];
/// The one without row numbers; it is read in one go or derived from the documents.
const WITHOUT_ROWID: &str = "blob_use";
/// Rows read at once.
const WINDOW: i64 = 16;

/// What became of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Its name.
    pub table: &'static str,
    /// Rows copied.
    pub rows: u64,
    /// Rows that were there and could not be read.
    pub lost: u64,
    /// Where it ends could not be read: there may have been more.
    pub open_end: bool,
}

impl Copied {
    /// Nothing is missing.
    pub fn whole(&self) -> bool {
        self.lost == 0 && !self.open_end
    }
}

/// Copies what is readable. `Damaged`: not even the list of tables is; keep the file for experts.
pub fn copy(path: &Path, key: &DataKey, tx: &Tx<'_>) -> Result<Vec<Copied>> {
    // Opening a lone log would make SQLite delete it.
    refuse_lone_log(path)?;
    let mut file = Patient { path, key, conn: None };
    file.try_read(|db| db.row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)))
        .map_err(|error| StoreError::Damaged(error.to_string()))?;
    TABLES.iter().map(|table| copy_table(&mut file, tx, table)).collect()
}

fn columns(db: &super::Reader<'_>, table: &str) -> Result<Vec<String>> {
    db.rows("SELECT name FROM pragma_table_info(?1)", [table], |row| row.get(0))
}

fn values(row: &Row<'_>, first: usize, count: usize) -> rusqlite::Result<Vec<Value>> {
    (first..first + count).map(|i| row.get(i)).collect()
}

fn copy_table(file: &mut Patient<'_>, tx: &Tx<'_>, table: &'static str) -> Result<Copied> {
    let mut copied = Copied { table, rows: 0, lost: 0, open_end: false };
    // A file of an older layout may lack columns; those it has keep their names.
    let known = columns(tx, table)?;
    let names: Vec<String> = match file.try_read(|db| columns(db, table)) {
        Ok(found) => found.into_iter().filter(|name| known.contains(name)).collect(),
        Err(_) => Vec::new(),
    };
    if names.is_empty() {
        copied.open_end = true;
        return Ok(copied);
    }
    let (list, marks) = (names.join(", "), vec!["?"; names.len()].join(", "));
    let insert = format!("INSERT OR IGNORE INTO {table} ({list}) VALUES ({marks})");
    let place = |name: &str| names.iter().position(|known| known == name);
    let orphan = place("draft").zip(place("at")).filter(|_| table == "draft_event");
    let put = |row: &[Value]| match tx.execute(&insert, params_from_iter(row)) {
        Ok(_) => Ok(true),
        Err(StoreError::Sqlite(_)) => Ok(false),
        Err(error) => Err(error),
    };
    let keep = |copied: &mut Copied, row: Vec<Value>| -> Result<()> {
        let mut kept = put(&row)?;
        if let (false, Some((draft, at))) = (kept, orphan) {
            // The answers of a draft whose row was lost; what it is, their first event tells.
            let sql =
                "INSERT OR IGNORE INTO draft (id, form_id, form_version, lang, created_at) VALUES (?1, '', '', '', ?2)";
            tx.execute(sql, params![row[draft], row[at]])?;
            kept = put(&row)?;
        }
        // Not kept: what it refers to was lost.
        *(if kept { &mut copied.rows } else { &mut copied.lost }) += 1;
        Ok(())
    };
    if table == WITHOUT_ROWID {
        let sql = format!("SELECT {list} FROM {table}");
        match file.try_read(|db| db.rows(&sql, [], |row| values(row, 0, names.len()))) {
            Ok(rows) => rows.into_iter().try_for_each(|row| keep(&mut copied, row))?,
            Err(_) => copied.open_end = true,
        }
        return Ok(copied);
    }
    let last = last_row(file, table);
    copied.open_end = last.is_none();
    let sql = format!("SELECT rowid, {list} FROM {table} WHERE rowid > ?1 AND rowid <= ?2 ORDER BY rowid");
    let read = |file: &mut Patient<'_>, after: i64, to: i64| {
        file.try_read(|db| db.rows(&sql, [after, to], |row| values(row, 1, names.len())))
    };
    // `unread` were rows only if a readable one follows; `quiet` ends the search where the end is not known.
    let (mut after, mut unread, mut quiet) = (0_i64, 0_u64, 0_u64);
    while last.map_or(quiet < GIVE_UP_AFTER, |last| after < last) {
        let to = after.saturating_add(WINDOW).min(last.unwrap_or(i64::MAX));
        let stretches = match read(file, after, to) {
            Ok(rows) => vec![Ok(rows)],
            Err(_) => (after..to).map(|number| read(file, number, number + 1)).collect(),
        };
        let numbers = if stretches.len() == 1 { WINDOW as u64 } else { 1 };
        for stretch in stretches {
            match stretch {
                Ok(rows) if rows.is_empty() => quiet += numbers,
                Ok(rows) => {
                    copied.lost += std::mem::take(&mut unread);
                    quiet = 0;
                    rows.into_iter().try_for_each(|row| keep(&mut copied, row))?;
                }
                Err(_) => (unread, quiet) = (unread + 1, quiet + 1),
            }
        }
        after = to;
    }
    if last.is_some() {
        copied.lost += unread;
    }
    Ok(copied)
}

/// The last row's number, over an index when the table's own end is damaged.
fn last_row(file: &mut Patient<'_>, table: &str) -> Option<i64> {
    let index = match table {
        "op" => Some("op_record"),
        "register" => Some("register_kind"),
        "dokumen" => Some("dokumen_kasus"),
        "draft_event" => Some("sqlite_autoindex_draft_event_1"),
        _ => None,
    };
    let plain = format!("SELECT max(rowid) FROM {table}");
    let over = index.map(|index| format!("SELECT max(rowid) FROM {table} INDEXED BY {index}"));
    [Some(plain), over].into_iter().flatten().find_map(|sql| {
        let found = file.try_read(|db| db.row(&sql, [], |row| row.get::<_, Option<i64>>(0)));
        found.ok().map(|last| last.flatten().unwrap_or(0))
    })
}

/// The op log after copying.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MendedLog {
    /// Ops with their bytes.
    pub readable: u64,
    /// Numbers whose op is gone; each has a row that says so, see [`op_log::LOST`].
    pub lost: Vec<u64>,
}

/// Checks every op that was copied and puts a mark in the place of each that is missing or does not fit its neighbours,
/// so that numbers stay what they were.
pub fn mend_ops(tx: &Tx<'_>) -> Result<MendedLog> {
    let mut mended = MendedLog::default();
    let (mut next, mut previous) = (1_u64, Some(CHAIN_START));
    loop {
        let rows: Vec<(u64, Hash, Option<Vec<u8>>)> =
            tx.rows("SELECT number, hash, bytes FROM op WHERE number >= ?1 ORDER BY number LIMIT 64", [next], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
        if rows.is_empty() {
            return Ok(mended);
        }
        for (number, hash, packed) in rows {
            for gone in next..number {
                op_log::put_lost(tx, gone)?;
                mended.lost.push(gone);
                previous = None;
            }
            previous = match packed {
                None if hash == LOST => {
                    mended.lost.push(number);
                    None
                }
                // Given up as stable: the server's backup has it.
                None => Some(hash),
                Some(packed) if whole(number, &packed, hash, previous.as_ref()).is_some() => {
                    mended.readable += 1;
                    Some(hash)
                }
                Some(_) => {
                    op_log::put_lost(tx, number)?;
                    mended.lost.push(number);
                    None
                }
            };
            next = number + 1;
        }
    }
}

/// Cuts every draft before its first missing event: a draft is replayed in order. Returns how many events went.
pub fn mend_drafts(tx: &Tx<'_>) -> Result<u64> {
    let rows: Vec<(Uuid, u64)> =
        tx.rows("SELECT draft, n FROM draft_event ORDER BY draft, n", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut cut = 0;
    let mut at: Option<(Uuid, u64)> = None;
    for (draft, n) in rows {
        let expected = at.filter(|(known, _)| *known == draft).map_or(1, |(_, last)| last + 1);
        if n == expected {
            at = Some((draft, n));
        } else {
            at = Some((draft, expected - 1));
            cut += tx.execute("DELETE FROM draft_event WHERE draft = ?1 AND n = ?2", params![draft, n])? as u64;
        }
    }
    Ok(cut)
}
