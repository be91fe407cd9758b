//! How the answers of a form came about: every event of its draft with its time. The log lies encrypted in the worker's own
//! store and nowhere else; looking at it is noted.

use super::companion::{Companion, Inner};
use super::formulir::{DraftHead, form_lang};
use super::pindah;
use super::warga::parse_id;
use crate::domain::ids::RecordId;
use crate::domain::waktu::Moment;
use crate::error::{CoreError, ErrorCode, Result};
use crate::form::{Change, Event};
use crate::store::draft;
use serde::Serialize;

/// One event of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BarisRiwayat {
    /// Number of the event, from 1.
    pub n: u64,
    /// When, RFC 3339, by this device's clock.
    pub at: String,
    /// Who was logged in.
    pub oleh: String,
    /// `set`, `add_row`, `remove_row`, `lang`, `clock`, `finish`, `form`, `prefill`, `undo`, `redo`.
    pub jenis: String,
    /// Path of the question or repeat.
    pub path: String,
    /// What was asked.
    pub pertanyaan: String,
    /// The answer before.
    pub lama: String,
    /// The answer after; the version moved to, or the language.
    pub baru: String,
}

impl Companion {
    /// The log of a draft, open or not, or of a document that was made on this device. [`ErrorCode::NotFound`] for a document
    /// of another device: its log stayed there.
    pub fn riwayat_draf(&self, id: &str) -> Result<Vec<BarisRiwayat>> {
        let inner = self.inner()?;
        let id = parse_id(id)?;
        let found = inner.store.read(|db| {
            let draft = match draft::of_dokumen(db, id)? {
                Some(draft) => Some(draft),
                None => draft::get(db, id)?.map(|row| row.id),
            };
            draft.map(|draft| Ok((draft::get(db, draft)?, draft::events(db, draft)?, draft))).transpose()
        })?;
        let none = || CoreError::new(ErrorCode::NotFound).field("riwayat");
        let (row, events, draft) = found.ok_or_else(none)?;
        inner.note_access("riwayat", Some(draft))?;
        rows(inner, row.ok_or_else(none)?, &events, draft)
    }
}

fn rows(inner: &Inner, mut row: draft::DraftRow, stored: &[Vec<u8>], draft: RecordId) -> Result<Vec<BarisRiwayat>> {
    let damaged = |_| CoreError::new(ErrorCode::StoreDamaged).reason("draft event");
    let (head, events) = stored.split_first().ok_or_else(|| CoreError::new(ErrorCode::NotFound).field("riwayat"))?;
    let DraftHead { mut env, .. } = serde_json::from_slice(head).map_err(damaged)?;
    let mut events =
        events.iter().map(|b| serde_json::from_slice(b).map_err(damaged)).collect::<Result<Vec<Event>>>()?;
    let (oleh, offset_minutes) = (env.username.clone(), env.offset_minutes);
    row.id = draft;
    // The reader's language, whatever the form was filled in.
    let known = events.len();
    let lang = pindah::reopened(inner, &row, env.clone(), &events)?;
    env.lang = form_lang(lang.form().langs(), inner.lang());
    let last = events.last().map_or((1, env.now_ms), |e| (e.n + 1, e.at_ms));
    if !env.lang.is_empty() {
        events.push(Event { n: last.0, at_ms: last.1, change: Change::Lang { lang: env.lang.clone() } });
    }
    let session = pindah::reopened(inner, &row, env, &events)?;
    let rows = session.history().into_iter().take(known).map(|event| BarisRiwayat {
        n: event.n,
        at: Moment { ms: event.at_ms, offset_minutes }.rfc3339(),
        oleh: oleh.clone(),
        jenis: event.op.to_owned(),
        path: event.path,
        pertanyaan: event.label,
        lama: event.old,
        baru: event.new,
    });
    Ok(rows.collect())
}
