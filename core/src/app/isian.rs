//! The fields a person fills in, read against this device: its code lists, its day, what the record holds already, and
//! which other records are here. The rules themselves are pure, in [`crate::domain::isian`].

use super::companion::Inner;
use super::warga::parse_kind;
use super::write;
use crate::domain::fields::{kasus as fk, orang as fo};
use crate::domain::isian::{self, FieldContext, Refusal};
use crate::domain::lahir;
use crate::domain::op::RegisterKind;
use crate::domain::register::RegisterState;
use crate::domain::subjek::JenisSubjek;
use crate::domain::waktu::Moment;
use crate::error::Result;
use crate::store::Reader;
use serde_json::Value;
use std::collections::BTreeMap;

/// Fields by name.
pub(super) type Fields = BTreeMap<String, Value>;

/// Texts that were given, as fields of a new record.
pub(super) fn texts<'a>(given: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) -> Fields {
    given.into_iter().filter_map(|(field, text)| Some((field.to_owned(), Value::from(text?)))).collect()
}

/// Writes out a birth date of which only the year, or year and month, is known, and marks it as an estimate. Text that the
/// record holds already stays as it is.
pub(super) fn write_out_birth(kind: RegisterKind, state: &RegisterState, fields: &mut Fields, now: Moment) {
    let text = match fields.get(fo::LAHIR) {
        Some(value @ Value::String(text))
            if kind == RegisterKind::Orang && !held(state, fo::LAHIR).contains(&value) =>
        {
            text
        }
        _ => return,
    };
    if let Some((date, _)) = lahir::sebagian(text, now.date()) {
        fields.insert(fo::LAHIR.to_owned(), Value::from(date.to_string()));
        fields.insert(fo::LAHIR_TAKSIRAN.to_owned(), Value::from(true));
    }
}

/// Reads the fields of a new record: what is empty is left out, what is required must be there.
pub(super) fn new_record(
    inner: &Inner,
    db: &Reader<'_>,
    kind: RegisterKind,
    fields: Fields,
    now: Moment,
) -> Result<Fields> {
    let (state, mut fields) = (RegisterState::default(), fields);
    write_out_birth(kind, &state, &mut fields, now);
    let mut fields = change(inner, db, kind, &state, fields, now)?;
    fields.retain(|_, value| !value.is_null());
    match isian::rules(kind).iter().find(|rule| rule.required && !fields.contains_key(rule.name)) {
        Some(missing) => Err(Refusal::required(missing).into()),
        None => Ok(fields),
    }
}

/// Reads new values for fields of a record that holds `state`.
pub(super) fn change(
    inner: &Inner,
    db: &Reader<'_>,
    kind: RegisterKind,
    state: &RegisterState,
    fields: Fields,
    now: Moment,
) -> Result<Fields> {
    let mut read = Fields::new();
    for (field, value) in fields {
        let context = FieldContext { lists: inner.lists, today: now.date(), held: &held(state, &field) };
        let value = isian::read(kind, &field, value, &context)?;
        read.insert(field, value);
    }
    check_records(db, kind, state, &read)?;
    Ok(read)
}

/// Every value the record has in a field: the one in force and the sides of a collision.
fn held<'a>(state: &'a RegisterState, field: &str) -> Vec<&'a Value> {
    let sides = state.collisions.get(field).into_iter().flat_map(|c| &c.sides);
    state.fields.get(field).into_iter().chain(sides).map(|side| &side.value).collect()
}

/// A family or subject that is named anew must be a record of its kind on this device.
fn check_records(db: &Reader<'_>, kind: RegisterKind, state: &RegisterState, set: &Fields) -> Result<()> {
    let fresh = |field: &str| set.get(field).filter(|v| !v.is_null() && !held(state, field).contains(v));
    let (field, wanted) = match kind {
        RegisterKind::Keluarga => return Ok(()),
        RegisterKind::Orang if fresh(fo::KELUARGA_ID).is_some() => (fo::KELUARGA_ID, RegisterKind::Keluarga),
        RegisterKind::Kasus if fresh(fk::SUBJEK_JENIS).or(fresh(fk::SUBJEK_ID)).is_some() => {
            let jenis = set.get(fk::SUBJEK_JENIS).or_else(|| state.get(fk::SUBJEK_JENIS)).and_then(Value::as_str);
            match jenis.and_then(JenisSubjek::from_code) {
                Some(jenis @ (JenisSubjek::Orang | JenisSubjek::Keluarga)) => {
                    (fk::SUBJEK_ID, parse_kind(jenis.code())?)
                }
                // Groups, institutions and their staff have no register of their own yet.
                _ => return Ok(()),
            }
        }
        _ => return Ok(()),
    };
    let named = set.get(field).or_else(|| state.get(field)).and_then(Value::as_str);
    let here = match named.and_then(|id| id.parse().ok()) {
        Some(id) => write::shown(db, id)?.is_some_and(|(kind, _)| kind == wanted),
        None => false,
    };
    match isian::rule(kind, field) {
        Some(rule) if !here => Err(Refusal::no_record(rule).into()),
        _ => Ok(()),
    }
}
