//! Everything the server holds, as one JSON value: for the demonstration's checker and for an operator's own checks.
//!
//! It carries personal data; whoever asks for it holds the storage key anyway.

use crate::error::{Result, ServerError};
use crate::keys::to_hex;
use crate::records;
use crate::users;
use atensi_core::domain::ids::RecordId;
use atensi_core::domain::op::{Op, OpBody};
use atensi_core::sync::accept::Content;
use rusqlite::Connection;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// Makes the export.
pub fn export(conn: &Connection) -> Result<Value> {
    let mut out = Map::new();
    out.insert("epoch".into(), crate::db::epoch(conn)?.into());
    out.insert("users".into(), users_json(conn)?);
    out.insert("devices".into(), devices(conn)?);
    out.insert("records".into(), registers(conn)?);
    out.insert("documents".into(), documents(conn)?);
    out.insert("collisions".into(), collisions(conn)?);
    out.insert("quarantine".into(), quarantine(conn)?);
    out.insert("receipts".into(), receipts(conn)?);
    out.insert("blobs".into(), blobs(conn)?);
    Ok(out.into())
}

/// Workers as `users --json` and the export show them.
pub fn users_json(conn: &Connection) -> Result<Value> {
    let users = users::list_users(conn)?.into_iter().map(|user| {
        json!({"id": user.id, "name": user.name, "role": user.role.code(), "kab": user.kab, "peksos_id": user.team})
    });
    Ok(users.collect::<Vec<_>>().into())
}

/// Runs a query and makes a value of every row.
fn rows(conn: &Connection, sql: &str, read: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<Value>) -> Result<Value> {
    let mut query = conn.prepare(sql)?;
    let values = query.query_map([], |row| read(row))?.collect::<Result<Vec<_>, _>>()?;
    Ok(values.into())
}

fn uuid(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(Uuid::from_bytes(row.get(column)?).to_string())
}

fn devices(conn: &Connection) -> Result<Value> {
    let sql = "SELECT no, user, platform, activated_at, revoked_at, last_number, head FROM device ORDER BY no";
    rows(conn, sql, |r| {
        Ok(json!({
            "device": r.get::<_, u32>(0)?,
            "user": uuid(r, 1)?,
            "platform": r.get::<_, String>(2)?,
            "activated_at": r.get::<_, i64>(3)?,
            "revoked_at": r.get::<_, Option<i64>>(4)?,
            "last_number": r.get::<_, u64>(5)?,
            "head": to_hex(&r.get::<_, [u8; 32]>(6)?),
        }))
    })
}

fn registers(conn: &Connection) -> Result<Value> {
    let mut query = conn.prepare("SELECT id, kind FROM record WHERE kind <> 'dokumen' ORDER BY rowid")?;
    let ids: Vec<([u8; 16], String)> =
        query.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
    let mut out = Vec::with_capacity(ids.len());
    for (id, kind) in ids {
        let id = RecordId(Uuid::from_bytes(id));
        let held = records::load(conn, id)?.ok_or(ServerError::Damaged("record"))?;
        let Content::Register(_, state) = held.content else { return Err(ServerError::Damaged("record kind")) };
        let fields: Map<String, Value> = state.fields.iter().map(|(k, f)| (k.clone(), f.value.clone())).collect();
        let versions: Map<String, Value> = state.fields.iter().map(|(k, f)| (k.clone(), json!(f.version))).collect();
        out.push(json!({
            "id": id,
            "kind": kind,
            "rev": held.rev,
            "fields": fields,
            "versions": versions,
            "collisions": state.collisions,
            "roots": crate::scope::roots(conn, id)?,
        }));
    }
    Ok(out.into())
}

fn documents(conn: &Connection) -> Result<Value> {
    let sql = "SELECT o.bytes, o.received_at, o.effective_at FROM record r JOIN op o ON o.record = r.id AND o.rev = 1
               WHERE r.kind = 'dokumen' AND o.code IS NULL ORDER BY o.id";
    let mut query = conn.prepare(sql)?;
    let rows: Vec<(Vec<u8>, i64, i64)> =
        query.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect::<Result<_, _>>()?;
    let mut out = Vec::with_capacity(rows.len());
    for (bytes, received_at, effective_at) in rows {
        let op = Op::decode(&bytes).map_err(|_| ServerError::Damaged("document"))?;
        let OpBody::Dokumen(dokumen) = &op.body else { return Err(ServerError::Damaged("document")) };
        let lampiran: Vec<Value> = dokumen
            .lampiran
            .iter()
            .map(|l| json!({"hash": l.hash, "size": l.size, "mime": l.mime, "path": l.path}))
            .collect();
        out.push(json!({
            "id": dokumen.id,
            "jenis": dokumen.jenis,
            "kasus": dokumen.kasus,
            "form": dokumen.form,
            "content": dokumen.content,
            "lampiran": lampiran,
            "corrects": dokumen.corrects,
            "op": op.reference(),
            "by": op.actor,
            "at": op.at,
            "effective_at": effective_at,
            "received_at": received_at,
        }));
    }
    Ok(out.into())
}

fn collisions(conn: &Connection) -> Result<Value> {
    rows(conn, "SELECT record, field, opened_at, closed_at FROM collision ORDER BY rowid", |r| {
        Ok(json!({
            "record": uuid(r, 0)?,
            "field": r.get::<_, String>(1)?,
            "opened_at": r.get::<_, i64>(2)?,
            "closed_at": r.get::<_, Option<i64>>(3)?,
        }))
    })
}

fn quarantine(conn: &Connection) -> Result<Value> {
    let sql = "SELECT device, number, code, received_at, bytes FROM op WHERE code IS NOT NULL ORDER BY id";
    rows(conn, sql, |r| {
        Ok(json!({
            "op": [r.get::<_, u32>(0)?, r.get::<_, u64>(1)?],
            "code": r.get::<_, String>(2)?,
            "received_at": r.get::<_, i64>(3)?,
            "bytes": to_hex(&r.get::<_, Vec<u8>>(4)?),
        }))
    })
}

fn receipts(conn: &Connection) -> Result<Value> {
    rows(conn, "SELECT device, through, made_at, bytes FROM receipt ORDER BY rowid", |r| {
        Ok(json!({
            "device": r.get::<_, u32>(0)?,
            "through": r.get::<_, u64>(1)?,
            "made_at": r.get::<_, i64>(2)?,
            "bytes": to_hex(&r.get::<_, Vec<u8>>(3)?),
        }))
    })
}

fn blobs(conn: &Connection) -> Result<Value> {
    rows(conn, "SELECT hash, size, received, complete_at, mime FROM blob ORDER BY rowid", |r| {
        Ok(json!({
            "hash": r.get::<_, String>(0)?,
            "size": r.get::<_, u64>(1)?,
            "received": r.get::<_, u64>(2)?,
            "complete": r.get::<_, Option<i64>>(3)?.is_some(),
            "mime": r.get::<_, String>(4)?,
        }))
    })
}
