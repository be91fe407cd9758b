//! A draft that goes on in another version of its form: on request, or because the one it was begun in is gone. Answers that
//! the new version has no place for stay readable, with the draft and with its log.

use super::acuan;
use super::companion::Inner;
use super::formulir::{FormHandle, answer_error};
use crate::error::{ErrorCode, Result};
use crate::form::{Answer, Delta, Event, FormSession, Lost, SessionEnv};
use crate::store::draft::DraftRow;
use crate::view::formulir::{DeltaView, TakCocok};

/// The session of a draft in its own version; where that is gone from this device, in the one in force. Then the move is an
/// event that is not on the disk yet.
pub(super) fn reopened(inner: &Inner, row: &DraftRow, env: SessionEnv, events: &[Event]) -> Result<FormSession> {
    match acuan::form(inner, &row.form_id, Some(&row.form_version)) {
        Ok(form) => Ok(FormSession::replay(form, env, events)),
        Err(error) if error.code == ErrorCode::NotFound => {
            let form = acuan::form(inner, &row.form_id, None)?;
            Ok(FormSession::reopen(form, env, events, inner.now().ms))
        }
        Err(error) => Err(error),
    }
}

fn in_words(lost: &Lost) -> TakCocok {
    let empty = match &lost.value {
        Answer::File(file) => file.path.clone().unwrap_or_else(|| file.hash.clone()),
        Answer::Text(text) => text.clone(),
    };
    let jawaban = if lost.shown.is_empty() { empty } else { lost.shown.clone() };
    TakCocok { path: lost.path.clone(), pertanyaan: lost.label.clone(), jawaban }
}

impl FormHandle {
    /// The version of the form that asks.
    pub fn versi(&self) -> Result<String> {
        Ok(self.lock()?.session.form().version().to_owned())
    }

    /// The version of this form in which new forms begin here, when it is another one than this draft's.
    pub fn versi_baru(&self) -> Result<Option<String>> {
        let (id, version) = {
            let filling = self.lock()?;
            let form = filling.session.form();
            (form.id().to_owned(), form.version().to_owned())
        };
        Ok(acuan::in_force(&self.inner, &id)?.filter(|newest| *newest != version))
    }

    /// Goes on in the version that [`Self::versi_baru`] names, in one transaction; `None` when there is none. Answers are
    /// matched by path, name and kind; [`Self::tak_cocok`] tells those without a place.
    pub fn pindah_versi(&self) -> Result<Option<DeltaView>> {
        let Some(version) = self.versi_baru()? else {
            self.expect_unchanged()?;
            return Ok(None);
        };
        let now = self.inner.now();
        let mut filling = self.lock()?;
        let id = filling.session.form().id().to_owned();
        let form = acuan::form(&self.inner, &id, Some(&version))?;
        filling.session.set_time(now.ms);
        let before = filling.session.sections();
        let moved = filling.session.moved_to(form).map_err(|e| answer_error(&e))?;
        let old = std::mem::replace(&mut filling.session, moved);
        if let Err(error) = self.store_events(&mut filling, &[]) {
            filling.session = old;
            return Err(error);
        }
        let delta = Delta { redraw: true, ..Delta::default() };
        Ok(Some(self.delta_view(&filling.session, &before, &delta, now)))
    }

    /// Answers from earlier versions of the form that this one has no place for: what was asked, and what was answered. They
    /// are not part of the finished document; they stay in the draft's log.
    pub fn tak_cocok(&self) -> Result<Vec<TakCocok>> {
        Ok(self.lock()?.session.lost().map(in_words).collect())
    }
}
