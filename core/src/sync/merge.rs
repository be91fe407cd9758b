//! The one function that changes a register record; the server and every device run it over the same ops in the same
//! order per record, and a device runs it once more for its own ops that are still on their way.
//!
//! A field is a set of *live* writes: those that no later write has seen. An edit has seen the one that its `base` names,
//! and where several agree, those before it and its own device's; a resolution has seen the sides it lists. One live
//! write, or several that agree: that value holds. Several that differ: an open collision with all of them as sides;
//! meanwhile the field policy says which one holds. So no write vanishes unseen, whatever order the server received them in.

use super::policy::Policy;
use crate::domain::ids::{DeviceNo, OpRef};
use crate::domain::op::{Op, OpBody};
use crate::domain::register::{Collision, FieldState, RegisterState};
use serde_json::Value;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// What an op did to a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Fields whose value in force is now another one.
    pub changed: Vec<String>,
    /// Fields written here that are in collision now.
    pub collided: Vec<String>,
    /// Fields written here that were in collision before and are no longer.
    pub closed: Vec<String>,
}

/// Applies a register edit or a resolution; a document changes no register record and is answered with nothing.
///
/// `effective_at` is the time fixed by the server, or for an op still on its way the device's own guess, ms UTC. The
/// caller sees to it that an op is applied once, in the record's order.
pub fn apply(state: &mut RegisterState, op: &Op, effective_at: i64, policy: &Policy) -> Applied {
    let mut applied = Applied::default();
    let new =
        |value: &Value| FieldState { value: value.clone(), version: op.reference(), at: effective_at, by: op.actor };
    match &op.body {
        OpBody::Register(edit) => {
            for (field, value) in &edit.set {
                let mut live = live_writes(state, field);
                let base = edit.base.get(field).copied();
                forget_seen(&mut live, base, op.device);
                live.push(new(value));
                settle(state, field, live, policy, &mut applied);
            }
        }
        OpBody::Resolve(resolution) => {
            let mut live = live_writes(state, &resolution.field);
            live.retain(|write| !resolution.seen.contains(&write.version));
            live.push(new(&resolution.value));
            settle(state, &resolution.field, live, policy, &mut applied);
        }
        OpBody::Dokumen(_) => {}
    }
    applied
}

/// Drops the writes that an edit of `device` with this base has seen.
fn forget_seen(live: &mut Vec<FieldState>, base: Option<OpRef>, device: DeviceNo) {
    let Some(base) = base else { return };
    let Some(seen) = live.iter().position(|write| write.version == base) else { return };
    let value = live[seen].value.clone();
    let mut place = 0;
    live.retain(|write| {
        // Where several agree, a colleague's base is the newest that was seen, and own writes are known. A side that
        // differs from the base stays, even the device's own: choosing between sides takes a resolution.
        let known = write.version.0 == device || place < seen;
        let was_seen = place == seen || (base.0 != device && known && same_value(&value, &write.value));
        place += 1;
        !was_seen
    });
}

/// What a device shows: the confirmed state with its own ops on top that no page has brought back yet, in number order.
pub fn rebase<'a>(
    confirmed: &RegisterState,
    pending: impl IntoIterator<Item = &'a Op>,
    policy: &Policy,
) -> RegisterState {
    let mut visible = confirmed.clone();
    for op in pending {
        apply(&mut visible, op, op.at, policy);
    }
    visible
}

/// The `base` that device `me` names when it edits a field of the state it shows: the newest live write of a colleague
/// that agrees with the value in force, or else its own. `None` when nobody wrote the field.
pub fn base_of(visible: &RegisterState, field: &str, me: DeviceNo) -> Option<OpRef> {
    let shown = visible.fields.get(field)?;
    let agreeing = visible.live.get(field).into_iter().flatten().rev().filter(|w| same_value(&w.value, &shown.value));
    let newest = agreeing.map(|w| w.version).find(|version| version.0 != me);
    if visible.collisions.contains_key(field) { Some(shown.version) } else { Some(newest.unwrap_or(shown.version)) }
}

/// Whether two values are the same to a person: text compared in normal form (NFC), everything else exactly.
pub fn same_value(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::String(a), Value::String(b)) => a == b || (!(is_nfc(a) && is_nfc(b)) && a.nfc().eq(b.nfc())),
        _ => a == b,
    }
}

fn live_writes(state: &RegisterState, field: &str) -> Vec<FieldState> {
    match state.live.get(field) {
        Some(live) => live.clone(),
        None => state.fields.get(field).cloned().into_iter().collect(),
    }
}

/// Writes a field's live writes back into the state; `live` is in server order and not empty.
fn settle(state: &mut RegisterState, field: &str, live: Vec<FieldState>, policy: &Policy, applied: &mut Applied) {
    let Some(newest) = live.last() else { return };
    let was_open = state.collisions.remove(field).is_some();
    let before = state.fields.get(field).map(|held| held.value.clone());
    let holds = if live.iter().all(|write| same_value(&write.value, &newest.value)) {
        if was_open {
            applied.closed.push(field.to_owned());
        }
        newest.clone()
    } else {
        let mut sides = live.clone();
        sides.sort_by_key(|side| side.version);
        state.collisions.insert(field.to_owned(), Collision { sides });
        applied.collided.push(field.to_owned());
        let strength = |write: &&FieldState| (policy.weight(field, &write.value), write.at, write.version);
        live.iter().max_by_key(strength).unwrap_or(newest).clone()
    };
    if before.as_ref() != Some(&holds.value) {
        applied.changed.push(field.to_owned());
    }
    state.fields.insert(field.to_owned(), holds);
    if live.len() > 1 {
        state.live.insert(field.to_owned(), live);
    } else {
        state.live.remove(field);
    }
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
