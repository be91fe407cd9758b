//! Rows of records and of the log, as the acceptance reads and writes them.

use crate::error::{Result, ServerError};
use atensi_core::domain::ids::{DeviceNo, RecordId};
use atensi_core::domain::op::{CHAIN_START, Hash, Lampiran, RegisterKind};
use atensi_core::sync::accept::{Content, Held};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

/// The word for documents in the `kind` column.
pub const DOKUMEN: &str = "dokumen";

/// The word for a register kind in the `kind` column.
pub fn kind_code(kind: RegisterKind) -> &'static str {
    match kind {
        RegisterKind::Orang => "orang",
        RegisterKind::Keluarga => "keluarga",
        RegisterKind::Kasus => "kasus",
    }
}

fn register_kind(code: &str) -> Option<RegisterKind> {
    [RegisterKind::Orang, RegisterKind::Keluarga, RegisterKind::Kasus].into_iter().find(|k| kind_code(*k) == code)
}

/// What a record is and hangs below, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordHead {
    /// `None` for a document.
    pub register: Option<RegisterKind>,
    /// The family of a person, the subject of a case, the case of a document.
    pub parent: Option<RecordId>,
}

/// Reads what a record is.
pub fn head(conn: &Connection, id: RecordId) -> Result<Option<RecordHead>> {
    let row: Option<(String, Option<[u8; 16]>)> = conn
        .prepare_cached("SELECT kind, parent FROM record WHERE id = ?1")?
        .query_row([id.0.as_bytes()], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    Ok(row.map(|(kind, parent)| RecordHead {
        register: register_kind(&kind),
        parent: parent.map(|p| RecordId(Uuid::from_bytes(p))),
    }))
}

/// Reads a record.
pub fn load(conn: &Connection, id: RecordId) -> Result<Option<Held>> {
    type Columns = (String, u64, Option<String>, Option<Hash>);
    let row: Option<Columns> = conn
        .prepare_cached("SELECT kind, rev, state, hash FROM record WHERE id = ?1")?
        .query_row([id.0.as_bytes()], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
        .optional()?;
    let Some((kind, rev, state, hash)) = row else { return Ok(None) };
    let content = match (register_kind(&kind), state, hash) {
        (Some(kind), Some(state), _) => {
            Content::Register(kind, serde_json::from_str(&state).map_err(|_| ServerError::Damaged("record state"))?)
        }
        (None, _, Some(hash)) => Content::Dokumen(hash),
        _ => return Err(ServerError::Damaged("record")),
    };
    Ok(Some(Held { rev, content }))
}

/// Writes a record, new or changed; `parent` `None` keeps the one it has.
pub fn save(conn: &Connection, id: RecordId, held: &Held, jenis: Option<&str>, parent: Option<RecordId>) -> Result<()> {
    let (kind, state, hash) = match &held.content {
        Content::Register(kind, state) => {
            let text = serde_json::to_string(state).map_err(|_| ServerError::Damaged("record state"))?;
            (kind_code(*kind), Some(text), None)
        }
        Content::Dokumen(hash) => (DOKUMEN, None, Some(hash)),
    };
    conn.prepare_cached(
        "INSERT INTO record (id, kind, jenis, parent, rev, state, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (id) DO UPDATE SET parent = coalesce(?4, parent), rev = ?5, state = ?6",
    )?
    .execute(params![id.0.as_bytes(), kind, jenis, parent.map(|p| *p.0.as_bytes()), held.rev, state, hash])?;
    Ok(())
}

/// A line of the log.
pub struct LogLine<'a> {
    /// Who sent it.
    pub device: DeviceNo,
    /// Its number.
    pub number: u64,
    /// Chain hash after it.
    pub hash: &'a Hash,
    /// Its bytes, verbatim.
    pub bytes: &'a [u8],
    /// Server time of receipt, ms UTC.
    pub received_at: i64,
    /// Effective time, ms UTC.
    pub effective_at: i64,
    /// What it writes, and the how-manieth op on it this is; `None` when not applied.
    pub applied: Option<(RecordId, u64)>,
    /// Why it is in quarantine.
    pub code: Option<&'a str>,
    /// Fields on which it disagrees with others.
    pub collided: &'a [String],
}

/// Appends to the log and returns the place in the server's order.
pub fn append_log(conn: &Connection, line: &LogLine<'_>) -> Result<i64> {
    let collided = (!line.collided.is_empty()).then(|| serde_json::Value::from(line.collided).to_string());
    conn.prepare_cached(
        "INSERT INTO op (device, number, hash, bytes, received_at, effective_at, record, rev, code, collided)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        line.device.0,
        line.number,
        line.hash,
        line.bytes,
        line.received_at,
        line.effective_at,
        line.applied.map(|(record, _)| *record.0.as_bytes()),
        line.applied.map(|(_, rev)| rev),
        line.code,
        collided
    ])?;
    let place = conn.last_insert_rowid();
    conn.prepare_cached("UPDATE device SET last_number = ?2, head = ?3 WHERE no = ?1")?.execute(params![
        line.device.0,
        line.number,
        line.hash
    ])?;
    Ok(place)
}

/// Takes an op out of quarantine. In the server's order it comes now, after all that was accepted before; in its device's
/// log it stays where it is. Returns the new place.
pub fn admit(conn: &Connection, line: &LogLine<'_>) -> Result<i64> {
    let collided = (!line.collided.is_empty()).then(|| serde_json::Value::from(line.collided).to_string());
    let place: i64 = conn
        .prepare_cached(
            "UPDATE op SET id = (SELECT max(id) + 1 FROM op), record = ?3, rev = ?4, code = NULL, collided = ?5
             WHERE device = ?1 AND number = ?2 AND code IS NOT NULL RETURNING id",
        )?
        .query_row(
            params![
                line.device.0,
                line.number,
                line.applied.map(|(record, _)| *record.0.as_bytes()),
                line.applied.map(|(_, rev)| rev),
                collided
            ],
            |r| r.get(0),
        )?;
    Ok(place)
}

/// Notes whether a case is secret; `true` when that is another thing than before.
pub fn set_secret(conn: &Connection, kasus: RecordId, secret: bool) -> Result<bool> {
    let changed = conn
        .prepare_cached("UPDATE record SET rahasia = ?2 WHERE id = ?1 AND rahasia <> ?2")?
        .execute(params![kasus.0.as_bytes(), secret])?;
    Ok(changed > 0)
}

/// What hangs directly below a record.
pub fn children(conn: &Connection, parent: RecordId) -> Result<Vec<[u8; 16]>> {
    let children = conn
        .prepare_cached("SELECT id FROM record WHERE parent = ?1")?
        .query_map([parent.0.as_bytes()], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(children)
}

/// Notes a photo that may come, unless it is known already.
pub fn expect_blob(conn: &Connection, photo: &Lampiran) -> Result<()> {
    let mime: String = photo.mime.chars().filter(|c| c.is_ascii_graphic()).take(80).collect();
    conn.prepare_cached("INSERT INTO blob (hash, size, mime) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
        .execute(params![photo.hash, photo.size, mime])?;
    Ok(())
}

/// The chain hash after an op that is held; that of the empty log for 0.
pub fn hash_at(conn: &Connection, device: DeviceNo, number: u64) -> Result<Option<Hash>> {
    if number == 0 {
        return Ok(Some(CHAIN_START));
    }
    Ok(conn
        .prepare_cached("SELECT hash FROM op WHERE device = ?1 AND number = ?2")?
        .query_row(params![device.0, number], |r| r.get(0))
        .optional()?)
}
