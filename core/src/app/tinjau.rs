//! What needs a person: collisions shown with both values, and the decision.

use super::companion::Companion;
use super::warga::{kind_word, parse_id};
use super::{isian, write};
use crate::domain::fields::{keluarga as ff, orang as fo};
use crate::domain::ids::RecordId;
use crate::domain::op::{RegisterKind, Resolution};
use crate::domain::register::{FieldState, RegisterState};
use crate::domain::waktu::Moment;
use crate::error::{CoreError, ErrorCode, Result};
use crate::store::{Reader, kasus, register};
use crate::view::{CollisionItem, SideItem};
use serde_json::Value;
use std::collections::BTreeMap;

/// A value as text for people: strings bare, nothing for a cleared one.
pub(super) fn value_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The heading of a record: the person's or family head's name.
pub(super) fn judul(db: &Reader<'_>, kind: RegisterKind, id: RecordId, state: &RegisterState) -> Result<String> {
    Ok(match kind {
        RegisterKind::Orang => state.text(fo::NAMA).unwrap_or_default().to_owned(),
        RegisterKind::Keluarga => state.text(ff::NAMA_KEPALA).unwrap_or_default().to_owned(),
        RegisterKind::Kasus => match kasus::get(db, id)? {
            Some(row) if row.kerahasiaan.as_deref() != Some("rahasia") => super::items::subjek(db, &row)?.0,
            _ => String::new(),
        },
    })
}

impl Companion {
    /// Every open collision, with all sides.
    pub fn list_tabrakan(&self) -> Result<Vec<CollisionItem>> {
        let inner = self.inner()?;
        inner.store.try_read(|db| {
            let mut items = Vec::new();
            for open in register::collisions(db)? {
                let Some(row) = register::get(db, open.record)? else { continue };
                items.extend(self.collision(db, open.kind, open.record, &row.state, &open.field)?);
            }
            Ok(items)
        })
    }

    /// One open collision of a record.
    pub(super) fn collision(
        &self,
        db: &Reader<'_>,
        kind: RegisterKind,
        id: RecordId,
        state: &RegisterState,
        field: &str,
    ) -> Result<Option<CollisionItem>> {
        let (Some(collision), Some(held)) = (state.collisions.get(field), state.fields.get(field)) else {
            return Ok(None);
        };
        let offset_minutes = self.inner.now().offset_minutes;
        let names = super::acuan::petugas(&self.inner, db)?;
        let side = |s: &FieldState| SideItem {
            version: s.version.to_string(),
            value: value_text(&s.value),
            by_name: names.get(&s.by.to_string()).cloned().unwrap_or_default(),
            by: s.by.to_string(),
            mine: s.by == self.inner.profile.user,
            at: Moment { ms: s.at, offset_minutes }.rfc3339(),
            in_force: s.version == held.version,
        };
        Ok(Some(CollisionItem {
            record: id.to_string(),
            jenis: kind_word(kind).to_owned(),
            judul: judul(db, kind, id, state)?,
            field: field.to_owned(),
            value: value_text(&held.value),
            sides: collision.sides.iter().map(side).collect(),
        }))
    }

    /// Decides a collision: this value holds, and everything seen now is settled by it. Durable when this returns.
    pub fn putuskan(&self, record: &str, field: &str, value: Value) -> Result<()> {
        let inner = self.inner()?;
        let id = parse_id(record)?;
        let now = inner.now();
        inner.store.try_write(|tx| {
            let none = || CoreError::new(ErrorCode::NotFound).field(field).reason("no open collision");
            let (kind, state) = write::shown(tx, id)?.ok_or_else(none)?;
            let collision = state.collisions.get(field).ok_or_else(none)?;
            let seen = collision.sides.iter().map(|s| s.version).collect();
            let fields = BTreeMap::from([(field.to_owned(), value)]);
            let value = isian::change(inner, tx, kind, &state, fields, now)?.remove(field).unwrap_or_default();
            let extra = BTreeMap::new();
            write::resolve(inner, tx, Resolution { kind, id, field: field.to_owned(), value, seen, extra }, now)?;
            Ok(())
        })
    }
}
