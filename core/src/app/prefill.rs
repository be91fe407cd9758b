//! What a form begins with: what the record of the person says already, by the map `prefill.csv` in the form's folder, and the
//! last finished form of the same kind where its defaults ask for that. The worker changes both like any answer.
//!
//! A secret case begins blank, and lends nothing to another form.

use super::companion::Inner;
use super::koreksi::{Versions, content};
use crate::domain::codes::known::RAHASIA;
use crate::domain::fields::{kasus as fk, orang as fo};
use crate::domain::ids::RecordId;
use crate::domain::register::RegisterState;
use crate::error::{CoreError, ErrorCode, Result};
use crate::form::Form;
use crate::store::{Reader, dokumen, register};
use serde_json::Value;
use std::collections::BTreeMap;

/// One line of the map: question, record (`orang`, `keluarga`, `kasus`), field; a fixed answer for when the field holds
/// something; how many leading parts of a dotted code to take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    path: String,
    record: String,
    field: String,
    fixed: String,
    parts: Option<usize>,
}

/// Reads the map of a form; the first line names the columns.
pub(super) fn read_map(text: &str) -> Result<Vec<Line>> {
    let wrong = |at: usize| CoreError::new(ErrorCode::FormRefused).field("prefill.csv").reason(format!("line {at}"));
    let lines = text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            let cells: Vec<&str> = line.split(',').map(str::trim).collect();
            let [path, record, field, fixed, parts] = cells[..] else { return Err(wrong(at + 1)) };
            let known = matches!(record, "orang" | "keluarga" | "kasus") && !path.is_empty() && !field.is_empty();
            let parts = if parts.is_empty() { Some(None) } else { parts.parse().ok().map(Some) };
            let (true, Some(parts)) = (known, parts) else { return Err(wrong(at + 1)) };
            let [path, record, field, fixed] = [path, record, field, fixed].map(str::to_owned);
            Ok(Line { path, record, field, fixed, parts })
        })
        .collect()
}

fn state(db: &Reader<'_>, id: Option<&Value>) -> Result<Option<RegisterState>> {
    let id: Option<RecordId> = id.and_then(Value::as_str).and_then(|id| id.parse().ok());
    Ok(id.map(|id| register::get(db, id)).transpose()?.flatten().map(|row| row.state))
}

fn is_secret(case: &RegisterState) -> bool {
    case.text(fk::KERAHASIAAN) == Some(RAHASIA.1)
}

/// What the records of a case say to the questions of a map.
pub(super) fn from_records(inner: &Inner, kasus: RecordId, map: &[Line]) -> Result<Vec<(String, String)>> {
    if map.is_empty() {
        return Ok(Vec::new());
    }
    inner.store.try_read(|db| {
        let Some(case) = register::get(db, kasus)?.map(|row| row.state).filter(|case| !is_secret(case)) else {
            return Ok(Vec::new());
        };
        let subject = state(db, case.get(fk::SUBJEK_ID))?;
        let (person, family) = match case.text(fk::SUBJEK_JENIS) {
            Some("keluarga") => (None, subject),
            _ => {
                let family = state(db, subject.as_ref().and_then(|s| s.get(fo::KELUARGA_ID)))?;
                (subject, family)
            }
        };
        let told = map.iter().filter_map(|line| {
            let record = match line.record.as_str() {
                "orang" => person.as_ref(),
                "keluarga" => family.as_ref(),
                _ => Some(&case),
            }?;
            // An estimated birth date is not one that somebody knows.
            if line.field == fo::LAHIR && record.get(fo::LAHIR_TAKSIRAN) == Some(&Value::Bool(true)) {
                return None;
            }
            let held = record.text(&line.field).map(str::trim).filter(|text| !text.is_empty())?;
            let value = match (line.fixed.is_empty(), line.parts) {
                (false, _) => line.fixed.clone(),
                (true, None) => held.to_owned(),
                (true, Some(n)) => {
                    let parts: Vec<&str> = held.split('.').collect();
                    parts.get(..n)?.join(".")
                }
            };
            Some((line.path.clone(), value))
        });
        Ok(told.collect())
    })
}

/// The answers that a form's defaults ask of the last finished form of its kind, made on this device and not replaced since.
pub(super) fn last_saved(inner: &Inner, form: &Form) -> Result<BTreeMap<String, String>> {
    let asked: Vec<&str> = form.last_saved_paths().collect();
    if asked.is_empty() {
        return Ok(BTreeMap::new());
    }
    inner.store.try_read(|db| {
        let rows = dokumen::of_device(db, inner.profile.device)?;
        let versions = Versions::of(&rows);
        for row in rows.iter().rev().filter(|row| versions.replaced_by(row.id).is_empty()) {
            let Some((_, bytes)) = dokumen::get(db, row.id)? else { continue };
            let Ok(document) = content(&bytes) else { continue };
            if document.form.0 != form.id() {
                continue;
            }
            if register::get(db, row.kasus)?.is_none_or(|case| is_secret(&case.state)) {
                continue;
            }
            let told = asked.iter().filter_map(|path| {
                let steps = path.split('/').filter(|s| !s.is_empty()).skip(1);
                let found = steps.into_iter().try_fold(&document.content, |at, step| at.get(step))?;
                Some(((*path).to_owned(), form.answer_text(path, found)?))
            });
            return Ok(told.collect());
        }
        Ok(BTreeMap::new())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::op::RegisterKind;
    use crate::form::packs::shipped_packs;
    use crate::form::{compile, load::load_any};

    /// A map that names what is not there would fill in nothing, and nobody would know.
    #[test]
    fn every_line_of_the_shipped_maps_names_a_question_and_a_field() {
        let mut maps = 0;
        for pack in shipped_packs() {
            let Some(text) = pack.file("prefill.csv") else { continue };
            maps += 1;
            let files: Vec<_> = pack.files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
            let form = compile(load_any(&files).expect("loads")).expect("compiles");
            for line in read_map(text).expect("reads") {
                let whole = format!("/{}/{}", form.root(), line.path);
                assert!(form.paths().any(|path| path == whole), "{}: {}", pack.id, line.path);
                let kind = match line.record.as_str() {
                    "orang" => RegisterKind::Orang,
                    "keluarga" => RegisterKind::Keluarga,
                    _ => RegisterKind::Kasus,
                };
                assert!(crate::domain::isian::rule(kind, &line.field).is_some(), "{}: {}", pack.id, line.field);
            }
        }
        assert!(maps > 0);
        assert!(read_map("path,catatan,kolom,nilai,bagian\na,lain,nama,,\n").is_err());
        assert!(read_map("path,catatan,kolom,nilai,bagian\na,orang,nama\n").is_err());
    }
}
