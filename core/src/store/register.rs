//! Persons, families and cases as merged states, with what the server confirmed beside what is shown, so that pending
//! edits can be laid on top of news again.

use super::pack::{pack_json, unpack_json};
use super::{Reader, Result, StoreError, Tx};
use crate::domain::ids::RecordId;
use crate::domain::op::RegisterKind;
use crate::domain::register::RegisterState;
use rusqlite::params;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// One register record.
#[derive(Clone, Debug, PartialEq)]
pub struct RegisterRow {
    /// Its id.
    pub id: RecordId,
    /// Person, family or case.
    pub kind: RegisterKind,
    /// What is shown: confirmed state with our pending ops on top.
    pub state: RegisterState,
    /// What the server confirmed; `None` when nothing of ours waits, then it is `state`.
    pub base: Option<RegisterState>,
    /// Stream ops applied to it.
    pub rev: u64,
    /// Number of the last own op among them; own ops after it are shown on top of `base`.
    pub own_through: u64,
}

impl RegisterRow {
    /// A record that nobody wrote yet.
    pub fn new(id: RecordId, kind: RegisterKind) -> Self {
        Self { id, kind, state: RegisterState::default(), base: None, rev: 0, own_through: 0 }
    }
}

/// A field on which writers disagree until a person decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCollision {
    /// The record.
    pub record: RecordId,
    /// Person, family or case.
    pub kind: RegisterKind,
    /// The field.
    pub field: String,
    /// When this device first saw it, milliseconds since 1970 UTC.
    pub opened_at: i64,
}

fn kind_code(kind: RegisterKind) -> &'static str {
    match kind {
        RegisterKind::Orang => "orang",
        RegisterKind::Keluarga => "keluarga",
        RegisterKind::Kasus => "kasus",
    }
}

fn kind_of(code: &str) -> Result<RegisterKind> {
    match code {
        "orang" => Ok(RegisterKind::Orang),
        "keluarga" => Ok(RegisterKind::Keluarga),
        "kasus" => Ok(RegisterKind::Kasus),
        _ => Err(StoreError::Damaged("kind of a register record".into())),
    }
}

type Raw = (RecordId, String, Vec<u8>, Option<Vec<u8>>, u64, u64);

fn raw(row: &rusqlite::Row<'_>) -> rusqlite::Result<Raw> {
    Ok((RecordId(row.get(0)?), row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
}

fn finish((id, kind, state, base, rev, own_through): Raw) -> Result<RegisterRow> {
    const WHAT: &str = "register state";
    Ok(RegisterRow {
        id,
        kind: kind_of(&kind)?,
        state: unpack_json(&state, WHAT)?,
        base: base.map(|packed| unpack_json(&packed, WHAT)).transpose()?,
        rev,
        own_through,
    })
}

const COLUMNS: &str = "SELECT id, kind, state, base, rev, own_through FROM register";

/// One record.
pub fn get(db: &Reader<'_>, id: RecordId) -> Result<Option<RegisterRow>> {
    db.row(&format!("{COLUMNS} WHERE id = ?1"), [id.0], raw)?.map(finish).transpose()
}

/// A value in force without who wrote it and when.
#[derive(Deserialize)]
pub struct Held {
    /// The value; `null` when cleared.
    pub v: Value,
}

#[derive(Deserialize)]
struct Fields<T> {
    f: T,
}

/// Some fields of a record, as a structure of [`Held`] values by field name: what `T` does not name is passed over unread, and
/// so is the confirmed state beside it. For lists, where [`get`] would be most of the time.
pub fn fields<T: DeserializeOwned>(db: &Reader<'_>, id: RecordId) -> Result<Option<T>> {
    let packed: Option<Vec<u8>> = db.row("SELECT state FROM register WHERE id = ?1", [id.0], |row| row.get(0))?;
    packed.map(|packed| Ok(unpack_json::<Fields<T>>(&packed, "register state")?.f)).transpose()
}

/// Writes a record and its list of open collisions. `at` dates collisions that are new here. The projection
/// ([`super::orang`], [`super::keluarga`], [`super::kasus`]) is the caller's to write in the same transaction.
pub fn put(tx: &Tx<'_>, row: &RegisterRow, at: i64) -> Result<()> {
    const WHAT: &str = "register state";
    let base = row.base.as_ref().map(|base| pack_json(base, WHAT)).transpose()?;
    tx.execute(
        "INSERT INTO register (id, kind, state, base, rev, own_through) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, state = excluded.state, base = excluded.base,
             rev = excluded.rev, own_through = excluded.own_through",
        params![row.id.0, kind_code(row.kind), pack_json(&row.state, WHAT)?, base, row.rev, row.own_through],
    )?;
    let known: Vec<String> = tx.rows("SELECT field FROM collision WHERE record = ?1", [row.id.0], |row| row.get(0))?;
    for field in known.iter().filter(|field| !row.state.collisions.contains_key(*field)) {
        tx.execute("DELETE FROM collision WHERE record = ?1 AND field = ?2", params![row.id.0, field])?;
    }
    for field in row.state.collisions.keys().filter(|field| !known.contains(field)) {
        tx.execute("INSERT INTO collision VALUES (?1, ?2, ?3)", params![row.id.0, field, at])?;
    }
    Ok(())
}

/// Records of a kind in the order of their ids, after the given one, at most `limit`: for walks over everything.
pub fn list(db: &Reader<'_>, kind: RegisterKind, after: Option<RecordId>, limit: usize) -> Result<Vec<RegisterRow>> {
    let sql = format!("{COLUMNS} WHERE kind = ?1 AND id > ?2 ORDER BY id LIMIT ?3");
    // A blob sorts after every shorter one that begins it: the empty one comes before all ids.
    let after = after.map_or(Vec::new(), |id| id.0.as_bytes().to_vec());
    let rows = db.rows(&sql, params![kind_code(kind), after, limit as i64], raw)?;
    rows.into_iter().map(finish).collect()
}

/// The ids of records on which ops of ours wait (those with a `base`).
pub fn waiting(db: &Reader<'_>) -> Result<Vec<RecordId>> {
    db.rows("SELECT id FROM register WHERE base IS NOT NULL ORDER BY id", [], |row| Ok(RecordId(row.get(0)?)))
}

/// How many records of a kind there are.
pub fn count(db: &Reader<'_>, kind: RegisterKind) -> Result<u64> {
    let count = db.row("SELECT count(*) FROM register WHERE kind = ?1", [kind_code(kind)], |row| row.get(0))?;
    Ok(count.unwrap_or(0))
}

/// Every open collision, oldest first.
pub fn collisions(db: &Reader<'_>) -> Result<Vec<OpenCollision>> {
    let rows: Vec<(RecordId, String, String, i64)> = db.rows(
        "SELECT c.record, r.kind, c.field, c.opened_at FROM collision c JOIN register r ON r.id = c.record
         ORDER BY c.opened_at, c.record, c.field",
        [],
        |row| Ok((RecordId(row.get(0)?), row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    rows.into_iter()
        .map(|(record, kind, field, opened_at)| Ok(OpenCollision { record, kind: kind_of(&kind)?, field, opened_at }))
        .collect()
}

/// Forgets a record that left this worker's scope. Refused while ops of ours wait on it.
pub fn forget(tx: &Tx<'_>, id: RecordId) -> Result<()> {
    let waits = tx.row("SELECT base IS NOT NULL FROM register WHERE id = ?1", [id.0], |row| row.get::<_, bool>(0))?;
    if waits == Some(true) {
        return Err(StoreError::Invalid("forget: unsent edits wait on the record"));
    }
    for table in ["register", "orang", "keluarga", "kasus"] {
        tx.execute(&format!("DELETE FROM {table} WHERE id = ?1"), [id.0])?;
    }
    tx.execute("DELETE FROM collision WHERE record = ?1", [id.0])?;
    Ok(())
}

/// Forgets how many entries were applied, of every record: the server's log starts over. What is shown stays.
pub fn restart_counts(tx: &Tx<'_>) -> Result<usize> {
    tx.execute("UPDATE register SET rev = 0 WHERE rev <> 0", [])
}

/// Says of every record that no own op is among its applied entries: the device has a new log.
pub fn restart_own(tx: &Tx<'_>) -> Result<usize> {
    tx.execute("UPDATE register SET own_through = 0 WHERE own_through <> 0", [])
}
