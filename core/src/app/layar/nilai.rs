//! A field of a record in words: its label, and its value with codes, dates, places, people and workers spelled out.

use super::Look;
use crate::app::{acuan, items};
use crate::domain::fields::kasus as fk;
use crate::domain::ids::RecordId;
use crate::domain::isian::{FieldKind, rule};
use crate::domain::op::RegisterKind;
use crate::domain::waktu::{date_in_words, parse_date};
use crate::error::Result;
use crate::store::{kasus, keluarga, orang};
use crate::view::layar::words::{capital, name};
use serde_json::Value;
use std::collections::BTreeMap;

/// Names of workers by id; read once for a screen.
pub(super) type Petugas = BTreeMap<String, String>;

impl Look<'_> {
    /// Names of colleagues, and of the one who is unlocked.
    pub(super) fn petugas(&self) -> Result<Petugas> {
        let mut names = acuan::petugas(self.inner, self.db)?;
        names.insert(self.inner.profile.user.to_string(), self.inner.profile.nama.clone());
        Ok(names)
    }

    /// What people call a field; the bare name of one that only a newer version knows.
    pub(super) fn label(&self, kind: RegisterKind, field: &str) -> String {
        match rule(kind, field) {
            Some(rule) => rule.label(self.lang).to_owned(),
            None => capital(&field.replace('_', " ")),
        }
    }

    /// The value of a field in words; empty when cleared.
    pub(super) fn words(&self, kind: RegisterKind, field: &str, value: &Value, petugas: &Petugas) -> Result<String> {
        let text = match value {
            Value::Null => return Ok(String::new()),
            Value::Bool(yes) => {
                return Ok(if *yes { self.pick("Ya", "Yes") } else { self.pick("Tidak", "No") }.to_owned());
            }
            Value::String(text) => text.as_str(),
            other => return Ok(other.to_string()),
        };
        Ok(match rule(kind, field).map(|rule| rule.kind) {
            Some(FieldKind::Code(list)) => self.inner.lists.label(list, text, self.lang).to_owned(),
            Some(FieldKind::Choice(choices)) => match choices.iter().find(|choice| choice.0 == text) {
                Some(choice) => capital(self.pick(choice.1, choice.2)),
                None => text.to_owned(),
            },
            Some(FieldKind::Date | FieldKind::PastDate) => {
                parse_date(text).map_or_else(|| text.to_owned(), |date| date_in_words(date, self.lang))
            }
            Some(FieldKind::Region) => items::tempat(Some(text)),
            Some(FieldKind::Worker) => match petugas.get(text) {
                Some(known) => known.clone(),
                None => self.pick("Petugas lain", "Another worker").to_owned(),
            },
            Some(FieldKind::Record) => match text.parse().ok() {
                Some(id) => self.record_name(id)?.unwrap_or_else(|| self.elsewhere()),
                None => text.to_owned(),
            },
            _ => text.to_owned(),
        })
    }

    fn elsewhere(&self) -> String {
        self.pick("Belum ada di ponsel ini", "Not on this phone").to_owned()
    }

    /// The name of a person, family or case, from the projections; `None` for an id that no register record has.
    pub(super) fn record_name(&self, id: RecordId) -> Result<Option<String>> {
        if let Some(row) = orang::get(self.db, id)? {
            return Ok(Some(name(&row.nama, self.lang)));
        }
        if let Some(row) = keluarga::get(self.db, id)? {
            return Ok(Some(name(row.nama_kepala.as_deref().unwrap_or_default(), self.lang)));
        }
        match kasus::get(self.db, id)? {
            Some(row) => Ok(Some(self.subjek(&row)?.nama)),
            None => Ok(None),
        }
    }

    /// Whether a field is shown elsewhere on a profile, as a card or in the heading.
    pub(super) fn shown_elsewhere(kind: RegisterKind, field: &str) -> bool {
        use crate::domain::fields::{keluarga as ff, orang as fo};
        match kind {
            RegisterKind::Orang => [fo::NAMA, fo::KELUARGA_ID, fo::LAHIR_TAKSIRAN].contains(&field),
            RegisterKind::Keluarga => field == ff::NAMA_KEPALA,
            RegisterKind::Kasus => [fk::SUBJEK_ID, fk::SUBJEK_JENIS].contains(&field),
        }
    }
}
