//! Finishing a form: a document that never changes, its op, its photos, and what it means for the case, in one
//! transaction with the end of the draft.

use super::formulir::{FormHandle, masalah};
use super::{blobs, koreksi, write};
use crate::domain::fields::kasus as fk;
use crate::domain::ids::RecordId;
use crate::domain::op::{DokumenBaru, Lampiran, RegisterKind};
use crate::domain::waktu::parse_date;
use crate::error::{CoreError, ErrorCode, Result};
use crate::form::FinalDocument;
use crate::form::packs::{CASE_PATHS, KUNJUNGAN_RUMAH};
use crate::store::{Tx, blob, dokumen, draft};
use serde_json::Value;
use std::collections::BTreeMap;

/// Document kind of a home visit.
pub(super) const JENIS_KUNJUNGAN: &str = "kunjungan";

/// A visit counts as made when someone was met.
pub(super) const VISIT_RESULT: (&str, &str) = ("kunjungan/hasil_kunjungan", "bertemu");

fn at<'a>(answers: &'a Value, path: &str) -> Option<&'a str> {
    path.split('/').try_fold(answers, |value, name| value.get(name)).and_then(Value::as_str)
}

/// New values of the case's fields by what a document says.
fn case_fields(form_id: &str, answers: &Value) -> BTreeMap<String, Value> {
    let mut set = BTreeMap::new();
    let met = at(answers, VISIT_RESULT.0) == Some(VISIT_RESULT.1);
    for (_, path, field) in CASE_PATHS.iter().filter(|(form, ..)| *form == form_id) {
        let Some(value) = at(answers, path) else { continue };
        let is_date = [fk::NEXT_KUNJUNGAN_ON, fk::LAST_KUNJUNGAN_ON].contains(field);
        if (is_date && parse_date(value).is_none()) || (*field == fk::LAST_KUNJUNGAN_ON && !met) {
            continue;
        }
        set.insert((*field).to_owned(), Value::from(value));
    }
    set
}

/// What a correction changes of the case: only what the older document had told it and this one tells otherwise, and only where
/// the case still says so. A later visit is not overwritten by mending an earlier one.
fn corrected_fields(
    tx: &Tx<'_>,
    kasus: RecordId,
    older: RecordId,
    document: &FinalDocument,
) -> Result<BTreeMap<String, Value>> {
    let mut set = case_fields(&document.form_id, &document.answers);
    let Some((_, bytes)) = dokumen::get(tx, older)? else { return Ok(BTreeMap::new()) };
    let old = koreksi::content(&bytes)?;
    let told = case_fields(&old.form.0, &old.content);
    let shown = write::shown(tx, kasus)?.map(|(_, state)| state).unwrap_or_default();
    set.retain(|field, value| {
        let was = told.get(field);
        was != Some(value) && shown.get(field).filter(|v| !v.is_null()) == was
    });
    Ok(set)
}

/// See [`FormHandle::selesai`].
pub(super) fn finish(handle: &FormHandle) -> Result<String> {
    let inner = &handle.inner;
    inner.open()?;
    let now = inner.now();
    let mut filling = handle.lock()?;
    let document = match filling.session.finalize(now.ms) {
        Ok(document) => document,
        Err(problems) => {
            // The attempt may have moved the form's clock: that is part of the draft.
            handle.store_events(&mut filling, &[])?;
            let first = problems.first().map(masalah);
            let error = CoreError::new(ErrorCode::FormIncomplete).reason(format!("{} problems", problems.len()));
            return Err(match first {
                Some(problem) => error.field(problem.path),
                None => error,
            });
        }
    };
    let id = RecordId(inner.ports.ids.new_id(now.ms));
    let pending = filling.pending()?;
    let lampiran = document
        .attachments
        .iter()
        .map(|a| Lampiran {
            hash: a.file.hash.clone(),
            size: a.file.size,
            mime: a.file.mime.clone(),
            path: a.path.clone(),
        })
        .collect::<Vec<_>>();
    let jenis = if document.form_id == KUNJUNGAN_RUMAH { JENIS_KUNJUNGAN } else { document.form_id.as_str() };
    let baru = DokumenBaru {
        id,
        jenis: jenis.to_owned(),
        kasus: handle.kasus,
        form: (document.form_id.clone(), document.form_version.clone()),
        content: document.answers.clone(),
        lampiran: lampiran.clone(),
        corrects: handle.koreksi,
        extra: BTreeMap::new(),
    };
    let written = inner.store.try_write(|tx| -> Result<()> {
        // Nothing is finished with answers that this session has not seen.
        pending.write(tx, handle.draft)?;
        write::document(inner, tx, baru, now)?;
        for file in &lampiran {
            let hash = blobs::parse_hash(&file.hash)?;
            // Known since it was taken in, unless this store was recovered from a damaged one.
            blob::add(tx, &hash, file.size, &file.mime, now.ms)?;
            blob::attach(tx, id, &hash, &file.path)?;
        }
        let told = match handle.koreksi {
            None => case_fields(&document.form_id, &document.answers),
            Some(older) => corrected_fields(tx, handle.kasus, older, &document)?,
        };
        update_case(handle, tx, told)?;
        draft::finish(tx, handle.draft, id, now.ms)?;
        Ok(())
    });
    match written {
        Ok(()) => {
            filling.written();
            Ok(id.to_string())
        }
        Err(error) => {
            filling.roll_back();
            Err(error)
        }
    }
}

fn update_case(handle: &FormHandle, tx: &Tx<'_>, mut set: BTreeMap<String, Value>) -> Result<()> {
    let shown = write::shown(tx, handle.kasus)?.map(|(_, state)| state).unwrap_or_default();
    set.retain(|field, value| shown.get(field) != Some(value));
    if !set.is_empty() {
        write::edit(&handle.inner, tx, RegisterKind::Kasus, handle.kasus, set, handle.inner.now())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::definition::{Node, NodeKind};
    use crate::form::load::load_any;
    use crate::form::packs::shipped_packs;

    fn paths(nodes: &[Node], above: &str, out: &mut Vec<String>) {
        for node in nodes {
            let path = format!("{above}{}", node.name);
            if let NodeKind::Group(children) = &node.kind {
                paths(children, &format!("{path}/"), out);
            }
            out.push(path);
        }
    }

    /// And the other way: no form judges the risk of a case without the case being told.
    #[test]
    fn the_paths_that_a_case_is_told_from_are_in_the_forms() {
        for pack in shipped_packs() {
            let files: Vec<_> = pack.files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
            let mut held = Vec::new();
            paths(&load_any(&files).expect("loads").nodes, "", &mut held);
            let told: Vec<_> = CASE_PATHS.iter().filter(|(id, ..)| *id == pack.id).collect();
            for (_, path, _) in &told {
                assert!(held.iter().any(|h| h == path), "{}: {path}", pack.id);
            }
            for risk in held.iter().filter(|h| h.ends_with("/tingkat_risiko")) {
                assert!(told.iter().any(|(_, path, _)| path == risk), "{}: {risk} is told to no case", pack.id);
            }
            if pack.id == KUNJUNGAN_RUMAH {
                assert!(held.iter().any(|h| h == VISIT_RESULT.0));
            }
        }
    }
}
