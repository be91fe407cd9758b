//! Correcting a finished document: a draft with its answers, whose end is a new document that names the one it replaces. The
//! older one stays as it is, with who wrote it and when; it is shown as replaced.

use super::companion::{Companion, Inner};
use super::formulir::FormHandle;
use super::warga::parse_id;
use super::{acuan, blobs};
use crate::domain::ids::RecordId;
use crate::domain::op::DokumenBaru;
use crate::error::{CoreError, ErrorCode, Result};
use crate::form::{Answer, AnswerError, Lost};
use crate::store::dokumen::DokumenRow;
use crate::store::{Reader, blob, dokumen, draft};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

fn superseded() -> CoreError {
    CoreError::new(ErrorCode::BadInput).field("dokumen").reason("superseded").words(
        "Dokumen ini sudah digantikan oleh koreksi. Tidak ada yang hilang. Koreksi dokumen yang terbaru.",
        "This document was replaced by a correction already. Nothing is lost. Correct the newest document.",
    )
}

/// What a document says.
pub(super) fn content(bytes: &[u8]) -> Result<DokumenBaru> {
    serde_json::from_slice(bytes).map_err(|_| CoreError::new(ErrorCode::StoreDamaged).reason("document"))
}

impl Companion {
    /// Begins the correction of a finished document: a draft with its answers and photos, on the disk when this returns. A
    /// correction of it that was begun here goes on. Only the newest document can be corrected.
    pub fn mulai_koreksi(&self, dokumen_id: &str) -> Result<FormHandle> {
        let inner = Arc::clone(self.inner()?);
        let id = parse_id(dokumen_id)?;
        let (row, bytes, begun) = inner.store.try_read(|db| {
            let (row, bytes) =
                dokumen::get(db, id)?.ok_or_else(|| CoreError::new(ErrorCode::NotFound).field("dokumen"))?;
            if !dokumen::corrections_of(db, id)?.is_empty() {
                return Err(superseded());
            }
            Ok((row.clone(), bytes, begun(db, row.kasus, id)?))
        })?;
        inner.note_access("koreksi", Some(id))?;
        if let Some(draft) = begun {
            return self.lanjut_formulir(&draft.to_string());
        }
        let old = content(&bytes)?;
        let (form_id, version) = &old.form;
        let form = match acuan::form(&inner, form_id, Some(version)) {
            Err(error) if error.code == ErrorCode::NotFound => acuan::form(&inner, form_id, None)?,
            found => found?,
        };
        let handle = self.siapkan(form, row.kasus, Some(id))?;
        let mut filling = handle.lock()?;
        let now = inner.now().ms;
        let report = filling.session.set_all(&old.content);
        let lost: Vec<Lost> = report.errors.iter().filter_map(|error| lost(&old.content, error)).collect();
        filling.session.set_time(now);
        if !lost.is_empty() {
            filling.session.tell_lost(lost);
        }
        let pending = filling.pending()?;
        inner.store.try_write(|tx| -> Result<()> {
            pending.write(tx, handle.draft)?;
            for file in &old.lampiran {
                let hash = blobs::parse_hash(&file.hash)?;
                if blob::get(tx, &hash)?.is_none() {
                    // A colleague's picture: it is with the server or on its way there, from another phone.
                    blob::add(tx, &hash, file.size, &file.mime, now)?;
                    blob::set_state(tx, &hash, blob::BlobState::NotHere)?;
                }
                blob::attach(tx, handle.draft, &hash, &file.path)?;
            }
            Ok(())
        })?;
        filling.written();
        drop(filling);
        Ok(handle)
    }
}

/// The open draft that corrects a document, if one was begun here.
fn begun(db: &Reader<'_>, kasus: RecordId, document: RecordId) -> Result<Option<RecordId>> {
    for row in draft::of_kasus(db, kasus)? {
        let head = draft::events(db, row.id)?.into_iter().next();
        let head: Option<super::formulir::DraftHead> = head.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if head.is_some_and(|head| head.koreksi == Some(document)) {
            return Ok(Some(row.id));
        }
    }
    Ok(None)
}

/// An answer of the older document that the form refuses today.
fn lost(answers: &Value, error: &AnswerError) -> Option<Lost> {
    let mut steps = error.path.split('/').filter(|s| !s.is_empty()).peekable();
    if answers.get(*steps.peek()?).is_none() {
        steps.next();
    }
    let found = steps.try_fold(answers, |at, step| match step.strip_suffix(']').and_then(|s| s.split_once('[')) {
        Some((name, digits)) => at.get(name)?.get(digits.parse::<usize>().ok()?.checked_sub(1)?),
        None => at.get(step),
    })?;
    let shown = match found {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    };
    let label = error.path.rsplit('/').next().unwrap_or_default().to_owned();
    Some(Lost { path: error.path.clone(), label, value: Answer::Text(shown.clone()), shown })
}

/// What became of a document by later ones, as far as they are here.
#[derive(Clone, Debug, Default)]
pub(super) struct Versions {
    by: HashMap<RecordId, Vec<RecordId>>,
}

impl Versions {
    /// Of a list that holds a case's documents.
    pub(super) fn of(rows: &[DokumenRow]) -> Self {
        let mut by: HashMap<RecordId, Vec<RecordId>> = HashMap::new();
        for row in rows {
            if let Some(old) = row.corrects {
                by.entry(old).or_default().push(row.id);
            }
        }
        Self { by }
    }

    /// The documents that replace this one, oldest first: two when two people corrected it without knowing of each other.
    pub(super) fn replaced_by(&self, id: RecordId) -> &[RecordId] {
        self.by.get(&id).map_or(&[], Vec::as_slice)
    }
}

/// The document of a kind that says how things stand: not replaced by another, and the last by when it was first written, so
/// that correcting an old visit does not make it the last one.
pub(super) fn last_in_force(db: &Reader<'_>, kasus: RecordId, jenis: &str) -> Result<Option<RecordId>> {
    let rows = dokumen::of_kasus(db, kasus)?;
    let versions = Versions::of(&rows);
    let known: HashMap<RecordId, &DokumenRow> = rows.iter().map(|row| (row.id, row)).collect();
    let first_written = |row: &DokumenRow| {
        let (mut at, mut seen) = (row.at, HashSet::from([row.id]));
        let mut older = row.corrects;
        while let Some(row) = older.filter(|id| seen.insert(*id)).and_then(|id| known.get(&id)) {
            (at, older) = (row.at, row.corrects);
        }
        at
    };
    let standing = rows.iter().filter(|row| row.jenis == jenis && versions.replaced_by(row.id).is_empty());
    Ok(standing.max_by_key(|row| (first_written(row), row.at, row.id)).map(|row| row.id))
}

/// What documents of a case say of each other, in words; empty where there is nothing to say.
pub(super) fn in_words(inner: &Inner, replaced_by: usize, corrects: bool) -> Option<&'static str> {
    let lang = inner.lang();
    match (replaced_by, corrects) {
        (0, false) => None,
        (0, true) => Some(lang.pick("Koreksi", "Correction")),
        (1, _) => Some(lang.pick("Digantikan", "Replaced")),
        _ => {
            Some(lang.pick("Digantikan oleh beberapa koreksi, periksa", "Replaced by several corrections, please look"))
        }
    }
}
