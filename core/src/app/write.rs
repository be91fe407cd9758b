//! The one way a change gets into the store: op, state, projections and collisions in one transaction.

use super::companion::Inner;
use super::project;
use crate::domain::ids::{OpRef, RecordId};
use crate::domain::op::{DokumenBaru, OP_SCHEMA, Op, OpBody, RegisterEdit, RegisterKind, Resolution};
use crate::domain::register::RegisterState;
use crate::domain::waktu::Moment;
use crate::error::{CoreError, ErrorCode, Result};
use crate::store::register::RegisterRow;
use crate::store::{Reader, Tx, dokumen, op_log, register};
use crate::sync::merge;
use serde_json::Value;
use std::collections::BTreeMap;

/// Longest text a field may hold, in bytes; longer notes belong into a document.
pub(super) const MAX_FIELD_BYTES: usize = 16 * 1024;

/// Writes new values of some fields; the bases are what this device shows at this moment.
pub(super) fn edit(
    inner: &Inner,
    tx: &Tx<'_>,
    kind: RegisterKind,
    id: RecordId,
    set: BTreeMap<String, Value>,
    now: Moment,
) -> Result<OpRef> {
    for (field, value) in &set {
        check_field(field, value)?;
    }
    let shown = register::get(tx, id)?.map(|row| row.state).unwrap_or_default();
    let me = inner.profile.device;
    let base = set.keys().filter_map(|f| Some((f.clone(), merge::base_of(&shown, f, me)?))).collect();
    let body = OpBody::Register(RegisterEdit { kind, id, set, base, extra: BTreeMap::new() });
    append(inner, tx, body, now)
}

/// Writes a person's decision on a collision.
pub(super) fn resolve(inner: &Inner, tx: &Tx<'_>, resolution: Resolution, now: Moment) -> Result<OpRef> {
    check_field(&resolution.field, &resolution.value)?;
    append(inner, tx, OpBody::Resolve(resolution), now)
}

/// Writes a finished document.
pub(super) fn document(inner: &Inner, tx: &Tx<'_>, dokumen: DokumenBaru, now: Moment) -> Result<OpRef> {
    append(inner, tx, OpBody::Dokumen(dokumen), now)
}

fn check_field(field: &str, value: &Value) -> Result<()> {
    let name_ok = !field.is_empty()
        && field.len() <= 64
        && field.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !name_ok {
        return Err(CoreError::new(ErrorCode::BadInput).reason("field name").words(
            "Nama kolom hanya huruf kecil, angka dan garis bawah, misalnya telepon. Data yang sudah ada tetap aman.",
            "A field name has small letters, digits and underscores only, for example telepon. What was there is safe.",
        ));
    }
    let fits = match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => text.len() <= MAX_FIELD_BYTES,
        Value::Array(_) | Value::Object(_) => value.to_string().len() <= MAX_FIELD_BYTES,
    };
    if fits { Ok(()) } else { Err(CoreError::new(ErrorCode::BadInput).field(field).reason("too long")) }
}

fn append(inner: &Inner, tx: &Tx<'_>, body: OpBody, now: Moment) -> Result<OpRef> {
    let op = Op {
        schema: OP_SCHEMA,
        device: inner.profile.device,
        number: 0,
        actor: inner.profile.user,
        at: now.ms,
        zone: now.offset_minutes,
        body,
        extra: BTreeMap::new(),
    };
    append_op(inner, tx, op)
}

/// Writes an op as the next of this device's log, whatever log it was in before.
pub(super) fn append_op(inner: &Inner, tx: &Tx<'_>, op: Op) -> Result<OpRef> {
    let op = Op { device: inner.profile.device, number: op_log::last(tx)?.number + 1, ..op };
    op_log::append(tx, &op)?;
    show_own(inner, tx, &op)?;
    Ok(op.reference())
}

/// Puts an own op on top of what this device shows.
fn show_own(inner: &Inner, tx: &Tx<'_>, op: &Op) -> Result<()> {
    let kind = match &op.body {
        OpBody::Register(edit) => edit.kind,
        OpBody::Resolve(resolution) => resolution.kind,
        OpBody::Dokumen(new) => {
            let (row, content) = project::dokumen_row(new, op.reference(), op.at)?;
            dokumen::put(tx, &row, &content)?;
            return Ok(());
        }
    };
    let mut row = register::get(tx, op.record())?.unwrap_or_else(|| RegisterRow::new(op.record(), kind));
    if row.base.is_none() {
        row.base = Some(row.state.clone());
    }
    merge::apply(&mut row.state, op, op.at, &inner.policy);
    inner.record_changed(kind, row.id);
    put(tx, &row, op.at)
}

/// Stores a register row with everything derived from it.
pub(super) fn put(tx: &Tx<'_>, row: &RegisterRow, now_ms: i64) -> Result<()> {
    register::put(tx, row, now_ms)?;
    project::project(tx, row)
}

/// What this device shows of a record.
pub(super) fn shown(db: &Reader<'_>, id: RecordId) -> Result<Option<(RegisterKind, RegisterState)>> {
    Ok(register::get(db, id)?.map(|row| (row.kind, row.state)))
}
