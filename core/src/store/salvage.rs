//! Reads what can still be read out of a damaged file: the op log and the open drafts, everything else comes back from the
//! server or is rebuilt from ops. The file itself is never written to.

use super::draft::DraftRow;
use super::op_log::LOST;
use super::open::{connect, refuse_lone_log};
use super::pack::unpack;
use super::{Reader, Result, StoreError};
use crate::domain::ids::RecordId;
use crate::domain::op::{CHAIN_START, Hash, Op, chain};
use crate::vault::DataKey;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use uuid::Uuid;

/// How many numbers in a row may be unreadable before the log is taken to end, when its length cannot be read.
pub(super) const GIVE_UP_AFTER: u64 = 512;

/// What was read.
#[derive(Debug, Default)]
pub struct Salvaged {
    /// Readable ops in number order: number, bytes and hash agree as far as their neighbours allow to check.
    pub ops: Vec<SalvagedOp>,
    /// Numbers that were there and could not be read, or whose hash is wrong.
    pub lost_ops: Vec<u64>,
    /// Readable open drafts with the events up to the first unreadable one.
    pub drafts: Vec<(DraftRow, Vec<Vec<u8>>)>,
    /// Drafts that could not be read to their end.
    pub cut_drafts: usize,
    /// The last op number that a receipt in the file covers; 0 when there is none that can be read.
    pub acked: u64,
}

/// An op out of a damaged file, for [`super::op_log::adopt`].
#[derive(Clone, Debug, PartialEq)]
pub struct SalvagedOp {
    /// The op.
    pub op: Op,
    /// Its encoding, verbatim.
    pub bytes: Vec<u8>,
    /// Chain hash after it, as stored.
    pub hash: Hash,
}

/// A reader that opens the file anew after each failure: SQLCipher refuses everything once a page failed.
pub(super) struct Patient<'a> {
    pub(super) path: &'a Path,
    pub(super) key: &'a DataKey,
    pub(super) conn: Option<Connection>,
}

impl Patient<'_> {
    pub(super) fn try_read<T>(&mut self, read: impl FnOnce(&Reader<'_>) -> Result<T>) -> Result<T> {
        let conn = match self.conn.take() {
            Some(conn) => conn,
            None => {
                let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let conn = connect(self.path, self.key, flags, 1_000)?;
                conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
                conn.execute_batch("PRAGMA query_only = ON; PRAGMA temp_store = 2;")?;
                conn
            }
        };
        let value = read(&Reader { conn: &conn })?;
        self.conn = Some(conn);
        Ok(value)
    }
}

/// Reads a file that was set aside. `Damaged`: not even the list of tables is readable; keep the file for experts.
pub fn salvage(path: &Path, key: &DataKey) -> Result<Salvaged> {
    refuse_lone_log(path)?;
    let mut file = Patient { path, key, conn: None };
    file.try_read(|db| db.row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)))?;
    let mut found = Salvaged::default();
    let acked = file.try_read(|db| db.row("SELECT max(through) FROM receipt", [], |row| row.get::<_, Option<u64>>(0)));
    found.acked = acked.ok().flatten().flatten().unwrap_or(0);
    read_ops(&mut file, &mut found);
    read_drafts(&mut file, &mut found);
    Ok(found)
}

fn read_ops(file: &mut Patient<'_>, found: &mut Salvaged) {
    let last: Option<u64> = file
        .try_read(|db| db.row("SELECT max(number) FROM op", [], |row| row.get::<_, Option<u64>>(0)))
        .ok()
        .map(|last| last.flatten().unwrap_or(0));
    let mut previous = Some(CHAIN_START);
    let mut missed = Vec::new();
    for number in 1u64.. {
        let done = match last {
            Some(last) => number > last,
            None => missed.len() as u64 >= GIVE_UP_AFTER,
        };
        if done {
            break;
        }
        let row = file.try_read(|db| {
            db.row("SELECT hash, bytes FROM op WHERE number = ?1", [number], |row| {
                Ok((row.get::<_, Hash>(0)?, row.get::<_, Option<Vec<u8>>>(1)?))
            })
        });
        let op = match row {
            // A mark of an earlier recovery.
            Ok(Some((LOST, None))) => None,
            // Given up as stable: the server's backup has it.
            Ok(Some((hash, None))) => {
                previous = Some(hash);
                found.lost_ops.append(&mut missed);
                continue;
            }
            Ok(Some((hash, Some(packed)))) => whole(number, &packed, hash, previous.as_ref()),
            Ok(None) | Err(_) => None,
        };
        previous = op.as_ref().map(|op| op.hash);
        match op {
            Some(op) => {
                found.lost_ops.append(&mut missed);
                found.ops.push(op);
            }
            None => missed.push(number),
        }
    }
    if last.is_some() {
        found.lost_ops.append(&mut missed);
    }
}

pub(super) fn whole(number: u64, packed: &[u8], hash: Hash, previous: Option<&Hash>) -> Option<SalvagedOp> {
    let bytes = unpack(packed).ok()?;
    let op = Op::decode(&bytes).ok()?;
    let chained = previous.is_none_or(|previous| chain(previous, &bytes) == hash);
    (op.number == number && chained).then_some(SalvagedOp { op, bytes, hash })
}

fn read_drafts(file: &mut Patient<'_>, found: &mut Salvaged) {
    let sql = "SELECT id, form_id, form_version, kasus_id, lang, created_at FROM draft WHERE state = 0";
    let drafts = file.try_read(|db| {
        db.rows(sql, [], |row| {
            Ok(DraftRow {
                id: RecordId(row.get(0)?),
                form_id: row.get(1)?,
                form_version: row.get(2)?,
                kasus: row.get::<_, Option<Uuid>>(3)?.map(RecordId),
                lang: row.get(4)?,
                created_at: row.get(5)?,
                updated_at: row.get(5)?,
                events: 0,
            })
        })
    });
    let Ok(drafts) = drafts else {
        found.cut_drafts += 1;
        return;
    };
    for mut draft in drafts {
        let mut events = Vec::new();
        loop {
            let next = events.len() as u64 + 1;
            let row = file.try_read(|db| {
                db.row(
                    "SELECT at, bytes FROM draft_event WHERE draft = ?1 AND n = ?2",
                    rusqlite::params![draft.id.0, next],
                    |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?)),
                )
            });
            let event =
                row.and_then(|row| row.map(|(at, packed)| Ok::<_, StoreError>((at, unpack(&packed)?))).transpose());
            match event {
                Ok(Some((at, bytes))) => {
                    draft.updated_at = at;
                    events.push(bytes);
                }
                Ok(None) => break,
                Err(_) => {
                    found.cut_drafts += 1;
                    break;
                }
            }
        }
        draft.events = events.len() as u64;
        found.drafts.push((draft, events));
    }
}
