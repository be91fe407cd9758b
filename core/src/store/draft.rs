//! Forms being filled in. A draft is the log of its answers; each answer is one durable event, so that a phone that dies
//! between two questions loses neither.

use super::pack::{pack, unpack};
use super::{Reader, Result, Store, StoreError, Tx};
use crate::domain::ids::RecordId;
use rusqlite::{Row, params};
use uuid::Uuid;

/// The largest event, bytes.
pub const MAX_EVENT: usize = 1024 * 1024;

/// A draft as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    /// Its id.
    pub id: RecordId,
    /// The form that asks.
    pub form_id: String,
    /// That form's version: a draft stays with the version it began in, until it is moved.
    pub form_version: String,
    /// The case it is for, if known.
    pub kasus: Option<RecordId>,
    /// Language it was begun in, `id` or `en`.
    pub lang: String,
    /// When it was begun, milliseconds since 1970 UTC.
    pub created_at: i64,
    /// When its last event was written; `created_at` without events. Ignored by [`create`].
    pub updated_at: i64,
    /// How many events it has. Ignored by [`create`].
    pub events: u64,
}

/// Where a draft stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftState {
    /// Being filled in.
    Open,
    /// Became a document.
    Finished,
    /// Thrown away by the person; can be brought back.
    Discarded,
}

const COLUMNS: &str = "SELECT id, form_id, form_version, kasus_id, lang, created_at,
    coalesce((SELECT at FROM draft_event WHERE draft = id ORDER BY n DESC LIMIT 1), created_at),
    (SELECT coalesce(max(n), 0) FROM draft_event WHERE draft = id), closed_at FROM draft";

fn read(row: &Row<'_>) -> rusqlite::Result<DraftRow> {
    Ok(DraftRow {
        id: RecordId(row.get(0)?),
        form_id: row.get(1)?,
        form_version: row.get(2)?,
        kasus: row.get::<_, Option<Uuid>>(3)?.map(RecordId),
        lang: row.get(4)?,
        created_at: row.get(5)?,
        updated_at: row.get(6)?,
        events: row.get(7)?,
    })
}

/// Begins a draft.
pub fn create(tx: &Tx<'_>, draft: &DraftRow) -> Result<()> {
    tx.execute(
        "INSERT INTO draft (id, form_id, form_version, kasus_id, lang, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            draft.id.0,
            draft.form_id,
            draft.form_version,
            draft.kasus.map(|id| id.0),
            draft.lang,
            draft.created_at
        ],
    )?;
    Ok(())
}

/// Makes sure that a draft is open and has exactly the events that its reader has seen. Two who fill in the same draft
/// would otherwise mix their answers, each without knowing the other's.
pub fn expect(db: &Reader<'_>, draft: RecordId, seen: u64) -> Result<()> {
    let sql = "SELECT state, (SELECT coalesce(max(n), 0) FROM draft_event WHERE draft = id) FROM draft WHERE id = ?1";
    let row = db.row(sql, [draft.0], |row| Ok((row.get(0)?, row.get::<_, u64>(1)?)))?;
    let (state, events) = row.ok_or(StoreError::NotFound)?;
    match DraftState::from_code(state)? {
        DraftState::Open if events == seen => Ok(()),
        DraftState::Open => Err(StoreError::DraftChanged),
        DraftState::Finished => Err(StoreError::DraftClosed { discarded: false }),
        DraftState::Discarded => Err(StoreError::DraftClosed { discarded: true }),
    }
}

/// Appends an event behind the `seen` ones that the writer knows, and returns its number, `seen + 1`. Refused as by
/// [`expect`] when the draft has others or is closed.
pub fn append_event(tx: &Tx<'_>, draft: RecordId, seen: u64, at: i64, bytes: &[u8]) -> Result<u64> {
    if bytes.len() > MAX_EVENT {
        return Err(StoreError::Invalid("draft event over 1 MiB"));
    }
    expect(tx, draft, seen)?;
    tx.execute(
        "INSERT INTO draft_event (draft, n, at, bytes) VALUES (?1, ?2, ?3, ?4)",
        params![draft.0, seen + 1, at, pack(bytes)?],
    )?;
    Ok(seen + 1)
}

impl Store {
    /// Keeps one answer: one transaction of its own, on the disk when this returns. On a full disk the reserve is used.
    pub fn append_draft_event(&self, draft: RecordId, seen: u64, at: i64, bytes: &[u8]) -> Result<u64> {
        self.save(|tx| append_event(tx, draft, seen, at, bytes))
    }
}

impl DraftState {
    fn from_code(code: i64) -> Result<Self> {
        match code {
            0 => Ok(Self::Open),
            1 => Ok(Self::Finished),
            2 => Ok(Self::Discarded),
            _ => Err(StoreError::Damaged("draft state".into())),
        }
    }
}

/// Where a draft stands; `None` when there is no such draft.
pub fn state(db: &Reader<'_>, draft: RecordId) -> Result<Option<DraftState>> {
    let code = db.row("SELECT state FROM draft WHERE id = ?1", [draft.0], |row| row.get(0))?;
    code.map(DraftState::from_code).transpose()
}

/// The events of a draft, in order.
pub fn events(db: &Reader<'_>, draft: RecordId) -> Result<Vec<Vec<u8>>> {
    let sql = "SELECT n, bytes FROM draft_event WHERE draft = ?1 ORDER BY n";
    let rows: Vec<(u64, Vec<u8>)> = db.rows(sql, [draft.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut events = Vec::with_capacity(rows.len());
    for (n, packed) in rows {
        if n != events.len() as u64 + 1 {
            return Err(StoreError::Damaged("a draft misses an event".into()));
        }
        events.push(unpack(&packed)?);
    }
    Ok(events)
}

/// One draft, open or not.
pub fn get(db: &Reader<'_>, draft: RecordId) -> Result<Option<DraftRow>> {
    db.row(&format!("{COLUMNS} WHERE id = ?1"), [draft.0], read)
}

/// The draft that became a document here.
pub fn of_dokumen(db: &Reader<'_>, dokumen: RecordId) -> Result<Option<RecordId>> {
    db.row("SELECT id FROM draft WHERE dokumen_id = ?1", [dokumen.0], |row| Ok(RecordId(row.get(0)?)))
}

/// One draft, if it is still open.
pub fn get_open(db: &Reader<'_>, draft: RecordId) -> Result<Option<DraftRow>> {
    db.row(&format!("{COLUMNS} WHERE id = ?1 AND state = 0"), [draft.0], read)
}

/// The open drafts of a case, the last touched first.
pub fn of_kasus(db: &Reader<'_>, kasus: RecordId) -> Result<Vec<DraftRow>> {
    db.rows(&format!("{COLUMNS} WHERE kasus_id = ?1 AND state = 0 ORDER BY 7 DESC, id"), [kasus.0], read)
}

/// Open drafts, the last touched first.
pub fn list_open(db: &Reader<'_>) -> Result<Vec<DraftRow>> {
    db.rows(&format!("{COLUMNS} WHERE state = 0 ORDER BY 7 DESC, id"), [], read)
}

/// Discarded drafts with the time of that, milliseconds since 1970 UTC; the last discarded first.
pub fn list_discarded(db: &Reader<'_>) -> Result<Vec<(DraftRow, i64)>> {
    let sql = format!("{COLUMNS} WHERE state = 2 ORDER BY 9 DESC, id");
    db.rows(&sql, [], |row| Ok((read(row)?, row.get::<_, Option<i64>>(8)?.unwrap_or_default())))
}

/// How many drafts were thrown away.
pub fn count_discarded(db: &Reader<'_>) -> Result<usize> {
    Ok(db.row("SELECT count(*) FROM draft WHERE state = 2", [], |row| row.get(0))?.unwrap_or(0))
}

/// Closes a draft that became a document, in the transaction that writes the document. Its events stay as the audit of
/// how the answers came about, until [`purge_closed`].
pub fn finish(tx: &Tx<'_>, draft: RecordId, dokumen: RecordId, at: i64) -> Result<()> {
    close(tx, draft, 1, Some(dokumen), at)
}

/// Closes a draft that the person threw away; it can be brought back until [`purge_closed`].
pub fn discard(tx: &Tx<'_>, draft: RecordId, at: i64) -> Result<()> {
    close(tx, draft, 2, None, at)
}

/// Says that an open draft goes on in another version of its form, in the transaction of the event that moved it.
pub fn set_version(tx: &Tx<'_>, draft: RecordId, version: &str) -> Result<()> {
    match tx.execute("UPDATE draft SET form_version = ?2 WHERE id = ?1 AND state = 0", params![draft.0, version])? {
        0 => Err(StoreError::NotFound),
        _ => Ok(()),
    }
}

/// Brings a discarded draft back.
pub fn restore(tx: &Tx<'_>, draft: RecordId) -> Result<()> {
    let sql = "UPDATE draft SET state = 0, closed_at = NULL WHERE id = ?1 AND state = 2";
    if tx.execute(sql, [draft.0])? == 0 {
        return Err(StoreError::NotFound);
    }
    Ok(())
}

/// Says what a draft is whose row was lost and whose answers were not; see [`super::rescue`].
pub fn describe(tx: &Tx<'_>, draft: RecordId, form: (&str, &str), kasus: RecordId, lang: &str) -> Result<()> {
    let sql =
        "UPDATE draft SET form_id = ?2, form_version = ?3, kasus_id = ?4, lang = ?5 WHERE id = ?1 AND form_id = ''";
    tx.execute(sql, params![draft.0, form.0, form.1, kasus.0, lang])?;
    Ok(())
}

fn close(tx: &Tx<'_>, draft: RecordId, state: i64, dokumen: Option<RecordId>, at: i64) -> Result<()> {
    let changed = tx.execute(
        "UPDATE draft SET state = ?2, dokumen_id = ?3, closed_at = ?4 WHERE id = ?1 AND state = 0",
        params![draft.0, state, dokumen.map(|id| id.0), at],
    )?;
    if changed == 0 {
        return Err(StoreError::NotFound);
    }
    Ok(())
}

/// Removes finished and discarded drafts closed before `before_ms`. Returns how many.
pub fn purge_closed(tx: &Tx<'_>, before_ms: i64) -> Result<usize> {
    tx.execute(
        "DELETE FROM draft_event WHERE draft IN (SELECT id FROM draft WHERE state <> 0 AND closed_at < ?1)",
        [before_ms],
    )?;
    tx.execute("DELETE FROM draft WHERE state <> 0 AND closed_at < ?1", [before_ms])
}
