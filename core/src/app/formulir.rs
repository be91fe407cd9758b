//! Filling in a form: every accepted answer is on the disk before the call returns, and a killed app opens again at the
//! same answer.

use super::companion::{Companion, Inner, Page};
use super::formulir_lihat as lihat;
pub(super) use super::formulir_lihat::form_lang;
use super::formulir_lihat::saved_line;
pub(super) use super::formulir_lihat::{masalah, question_view};
use super::selesai::finish;
use super::warga::parse_id;
use super::{acuan, blobs, pindah, prefill};
use crate::domain::ids::RecordId;
use crate::domain::op::Hash;
use crate::domain::{Lang, waktu::Moment};
use crate::error::{CoreError, ErrorCode, Result};
use crate::form::{AnswerError, Change, Delta, Event, Form, FormSession, Section, SessionEnv, Value as FormValue};
use crate::store::draft::{self, DraftRow};
use crate::store::{StoreError, Tx, blob};
use crate::view::formulir::{DeltaView, Masalah, Pilihan, QuestionView, SectionView};
use crate::view::layar::FormulirScreen;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A form being filled in. Calls from several threads take turns.
pub struct FormHandle {
    pub(super) inner: Arc<Inner>,
    pub(super) draft: RecordId,
    pub(super) kasus: RecordId,
    /// The document that this draft corrects.
    pub(super) koreksi: Option<RecordId>,
    pub(super) filling: Mutex<Filling>,
    /// The page that a screen read last, to tell it what each answer changes there.
    pub(super) page: Mutex<Option<FormulirScreen>>,
}

/// The session and how much of its log is on the disk.
pub(super) struct Filling {
    pub(super) session: FormSession,
    env: SessionEnv,
    pub(super) stored: usize,
    /// What begins the draft on the disk, until its first write: its row, and the document that it corrects.
    begin: Option<(DraftRow, Option<RecordId>)>,
}

impl Filling {
    /// Events that are not on the disk yet, as bytes.
    fn unstored(&self) -> Result<Vec<(i64, Vec<u8>)>> {
        self.session.events()[self.stored..].iter().map(|e| Ok((e.at_ms, encode(e)?))).collect()
    }

    /// Events of the draft on the disk: the environment, then those of the session.
    fn seen(&self) -> u64 {
        self.stored as u64 + 1
    }

    /// What the next write appends.
    pub(super) fn pending(&self) -> Result<Pending> {
        let begin = match &self.begin {
            Some((row, koreksi)) => Some((row.clone(), encode(&DraftHead::of(row, &self.env, *koreksi))?)),
            None => None,
        };
        let moved = self.session.events()[self.stored..].iter().rev().find_map(|event| match &event.change {
            Change::Form(plan) => Some(plan.version.clone()),
            _ => None,
        });
        Ok(Pending { begin, seen: self.seen(), events: self.unstored()?, moved })
    }

    /// The pending events have reached the disk.
    pub(super) fn written(&mut self) {
        self.stored = self.session.events().len();
        self.begin = None;
    }

    /// Takes the session back to what the disk has.
    pub(super) fn roll_back(&mut self) {
        let events = self.session.events()[..self.stored].to_vec();
        self.session = FormSession::replay(Arc::clone(self.session.form()), self.env.clone(), &events);
    }
}

/// The part of a draft that is not on the disk yet.
pub(super) struct Pending {
    begin: Option<(DraftRow, Vec<u8>)>,
    seen: u64,
    events: Vec<(i64, Vec<u8>)>,
    /// The version that the draft goes on in, when it was moved.
    moved: Option<String>,
}

impl Pending {
    fn is_nothing(&self) -> bool {
        self.begin.is_none() && self.events.is_empty()
    }

    /// Writes it behind what its session has read; refused when the draft was changed elsewhere or is closed. Checks that
    /// also when nothing is pending: the answers that the session shows as saved may be overtaken.
    pub(super) fn write(&self, tx: &Tx<'_>, draft: RecordId) -> std::result::Result<(), StoreError> {
        match &self.begin {
            Some((row, head)) => {
                draft::create(tx, row)?;
                acuan::keep_shipped(tx, &row.form_id, &row.form_version, row.created_at)?;
                draft::append_event(tx, draft, 0, row.created_at, head)?;
            }
            None => draft::expect(tx, draft, self.seen)?,
        }
        for (seen, (at, bytes)) in (self.seen..).zip(&self.events) {
            draft::append_event(tx, draft, seen, *at, bytes)?;
        }
        if let Some(version) = &self.moved {
            draft::set_version(tx, draft, version)?;
        }
        Ok(())
    }
}

fn encode<T: serde::Serialize>(value: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|_| CoreError::new(ErrorCode::Bug).reason("event encoding"))
}

pub(super) fn answer_error(error: &AnswerError) -> CoreError {
    CoreError::new(ErrorCode::InvalidAnswer).field(&error.path).reason(error.code)
}

/// The first event of a draft: what its session knows of the world, and what the draft is.
#[derive(Serialize, Deserialize)]
pub(super) struct DraftHead {
    #[serde(flatten)]
    pub(super) env: SessionEnv,
    #[serde(default)]
    pub(super) formulir: Option<(String, String)>,
    #[serde(default)]
    pub(super) kasus: Option<RecordId>,
    #[serde(default)]
    pub(super) bahasa: Option<String>,
    /// The document that the draft corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) koreksi: Option<RecordId>,
}

impl DraftHead {
    /// Says what the draft's own row says as well: a draft whose row is lost with a damaged page is found by its answers.
    fn of(row: &DraftRow, env: &SessionEnv, koreksi: Option<RecordId>) -> Self {
        Self {
            env: env.clone(),
            formulir: Some((row.form_id.clone(), row.form_version.clone())),
            kasus: row.kasus,
            bahasa: Some(row.lang.clone()),
            koreksi,
        }
    }
}

impl Companion {
    /// Begins a form for a case; the draft is on the disk when this returns.
    pub fn mulai_formulir(&self, form_id: &str, kasus_id: &str) -> Result<FormHandle> {
        let handle = self.siapkan_formulir(form_id, kasus_id)?;
        handle.store_events(&mut *handle.lock()?, &[])?;
        Ok(handle)
    }

    /// As [`Self::mulai_formulir`], with the draft not on the disk before its first write.
    pub(super) fn siapkan_formulir(&self, form_id: &str, kasus_id: &str) -> Result<FormHandle> {
        let inner = Arc::clone(self.inner()?);
        let kasus = parse_id(kasus_id)?;
        let known = inner.store.try_read(|db| super::write::shown(db, kasus))?;
        if !matches!(known, Some((crate::domain::op::RegisterKind::Kasus, _))) {
            return Err(CoreError::new(ErrorCode::NotFound).field("kasus"));
        }
        let form = acuan::form(&inner, form_id, None)?;
        let handle = self.siapkan(form, kasus, None)?;
        {
            let mut filling = handle.lock()?;
            let map = acuan::prefill_map(&inner, filling.session.form())?;
            filling.session.prefill("catatan", &prefill::from_records(&inner, kasus, &map)?);
        }
        Ok(handle)
    }

    /// A draft of a form for a case that is here, not on the disk yet.
    pub(super) fn siapkan(&self, form: Arc<Form>, kasus: RecordId, koreksi: Option<RecordId>) -> Result<FormHandle> {
        let inner = Arc::clone(self.inner()?);
        let now = inner.now();
        let draft = RecordId(inner.ports.ids.new_id(now.ms));
        let env = SessionEnv {
            now_ms: now.ms,
            offset_minutes: now.offset_minutes,
            lang: form_lang(form.langs(), inner.lang()),
            username: inner.profile.nama.clone(),
            device_id: inner.profile.device.0.to_string(),
            instance_id: draft.to_string(),
            last_saved: prefill::last_saved(&inner, &form)?,
        };
        let row = DraftRow {
            id: draft,
            form_id: form.id().to_owned(),
            form_version: form.version().to_owned(),
            kasus: Some(kasus),
            lang: inner.lang().pick("id", "en").to_owned(),
            created_at: now.ms,
            updated_at: now.ms,
            events: 0,
        };
        let session = FormSession::new(form, env.clone());
        let filling = Filling { session, env, stored: 0, begin: Some((row, koreksi)) };
        Ok(FormHandle { inner, draft, kasus, koreksi, filling: Mutex::new(filling), page: Mutex::default() })
    }

    /// Begins a home visit.
    pub fn mulai_kunjungan(&self, kasus_id: &str) -> Result<FormHandle> {
        self.mulai_formulir(crate::form::packs::KUNJUNGAN_RUMAH, kasus_id)
    }

    /// Opens a draft again: the same answers, in the form version it was begun in. Where that version is gone from this device,
    /// the draft is moved to the one in force. [`ErrorCode::DraftClosed`] when it was finished or discarded.
    pub fn lanjut_formulir(&self, draft_id: &str) -> Result<FormHandle> {
        let inner = Arc::clone(self.inner()?);
        let id = parse_id(draft_id)?;
        let none = || CoreError::new(ErrorCode::NotFound).field("draf");
        let (row, stored) = inner.store.read(|db| {
            let row = draft::get(db, id)?;
            if let Some(row) = &row {
                draft::expect(db, id, row.events)?;
            }
            Ok((row, draft::events(db, id)?))
        })?;
        let row = row.ok_or_else(none)?;
        let damaged = |_| CoreError::new(ErrorCode::StoreDamaged).reason("draft event");
        let (head, events) = stored.split_first().ok_or_else(none)?;
        let DraftHead { env, koreksi, .. } = serde_json::from_slice(head).map_err(damaged)?;
        let events =
            events.iter().map(|b| serde_json::from_slice::<Event>(b).map_err(damaged)).collect::<Result<Vec<_>>>()?;
        let kasus = row.kasus.ok_or_else(none)?;
        let mut session = pindah::reopened(&inner, &row, env.clone(), &events)?;
        session.set_time(inner.now().ms);
        let filling = Filling { stored: events.len(), session, env, begin: None };
        let handle =
            FormHandle { inner, draft: id, kasus, koreksi, filling: Mutex::new(filling), page: Mutex::default() };
        {
            let mut filling = handle.lock()?;
            if filling.stored < filling.session.events().len() {
                handle.store_events(&mut filling, &[])?;
            }
        }
        Ok(handle)
    }
}

impl FormHandle {
    pub(super) fn lock(&self) -> Result<MutexGuard<'_, Filling>> {
        self.inner.open()?;
        Ok(self.filling.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The draft's id.
    pub fn draft_id(&self) -> String {
        self.draft.to_string()
    }

    /// Form id and title.
    pub fn form(&self) -> Result<(String, String)> {
        let filling = self.lock()?;
        let form = filling.session.form();
        Ok((form.id().to_owned(), form.title().to_owned()))
    }

    /// Changes the session, stores every event of the change, and only then answers.
    fn change(
        &self,
        work: impl FnOnce(&mut FormSession) -> std::result::Result<Delta, AnswerError>,
    ) -> Result<DeltaView> {
        self.change_with(&[], work)
    }

    /// As [`Self::change`]; the files that the answer names become the draft's in the same transaction.
    fn change_with(
        &self,
        files: &[(Hash, String)],
        work: impl FnOnce(&mut FormSession) -> std::result::Result<Delta, AnswerError>,
    ) -> Result<DeltaView> {
        self.inner.open()?;
        let now = self.inner.now();
        let mut filling = self.lock()?;
        filling.session.set_time(now.ms);
        let before = filling.session.sections();
        let delta = work(&mut filling.session).map_err(|e| answer_error(&e))?;
        self.store_events(&mut filling, files)?;
        Ok(self.delta_view(&filling.session, &before, &delta, now))
    }

    /// One durable transaction for all new events and the files they name; on failure the session is what the disk had
    /// when it was read or written last.
    pub(super) fn store_events(&self, filling: &mut Filling, files: &[(Hash, String)]) -> Result<()> {
        let pending = filling.pending()?;
        let written = if pending.is_nothing() && files.is_empty() {
            self.inner.store.read(|db| draft::expect(db, self.draft, filling.seen()))
        } else {
            self.inner.store.write(|tx| {
                pending.write(tx, self.draft)?;
                files.iter().try_for_each(|(hash, path)| blob::attach(tx, self.draft, hash, path))
            })
        };
        match written {
            Ok(()) => filling.written(),
            Err(_) => filling.roll_back(),
        }
        Ok(written?)
    }

    /// Refuses when the draft was changed elsewhere or is closed, before something large is done for it.
    pub(super) fn expect_unchanged(&self) -> Result<()> {
        let seen = {
            let filling = self.lock()?;
            if filling.begin.is_some() {
                return Ok(());
            }
            filling.seen()
        };
        Ok(self.inner.store.read(|db| draft::expect(db, self.draft, seen))?)
    }

    /// Answers a question. A wrong type is an error and changes nothing; a violated constraint is stored and marked.
    pub fn jawab(&self, path: &str, value: &str) -> Result<DeltaView> {
        self.change(|session| session.set(path, value))
    }

    /// Answers a photo or signature question: the picture is copied, encrypted and hashed first. Only a plain file is
    /// opened: a pipe or device would never end.
    pub fn lampirkan(&self, path: &str, file: &Path) -> Result<DeltaView> {
        self.expect_unchanged()?;
        let taken = blobs::take_in(&self.inner, file).map_err(|e| CoreError::from(e).field(path))?;
        let plain: String = path.chars().take(200).collect();
        let reference = taken.reference(file.file_name().map(|n| n.to_string_lossy().into_owned()));
        self.change_with(&[(taken.hash, plain)], |session| session.set(path, reference))
    }

    /// The picture that answers a photo or signature question, to be looked at: JPEG or PNG bytes, at most 8 MB. `None`
    /// without an answer, and where the picture is not on this device.
    pub fn gambar(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let hash = {
            let filling = self.lock()?;
            match filling.session.value(path).map_err(|e| answer_error(&e))? {
                FormValue::File(file) => file.hash.clone(),
                _ => return Ok(None),
            }
        };
        blobs::whole(&self.inner, &hash)
    }

    /// Adds a row to a repeat.
    pub fn tambah_baris(&self, path: &str) -> Result<DeltaView> {
        self.change(|session| session.add_row(path))
    }

    /// Removes a row of a repeat, by position from 1.
    pub fn hapus_baris(&self, path: &str, position: usize) -> Result<DeltaView> {
        self.change(|session| session.remove_row(path, position))
    }

    /// Takes the last change back; `None` when there is none.
    pub fn urung(&self) -> Result<Option<DeltaView>> {
        if !self.lock()?.session.can_undo() {
            self.expect_unchanged()?;
            return Ok(None);
        }
        self.change(FormSession::undo).map(Some)
    }

    /// Makes the last change taken back again; `None` when there is none.
    pub fn ulang(&self) -> Result<Option<DeltaView>> {
        if !self.lock()?.session.can_redo() {
            self.expect_unchanged()?;
            return Ok(None);
        }
        self.change(FormSession::redo).map(Some)
    }

    /// The sections with their state.
    pub fn sections(&self) -> Result<Vec<SectionView>> {
        Ok(lihat::sections(&self.lock()?.session))
    }

    /// What is shown on a section's page: its relevant questions, groups and rows, in order. A section of questions outside
    /// groups reaches to the next section.
    pub fn questions(&self, section: &str) -> Result<Vec<QuestionView>> {
        lihat::questions(&self.lock()?.session, section)
    }

    /// A path as the form writes it, whole and with positions: what `last_path` and every change name.
    pub fn path_of(&self, path: &str) -> Result<String> {
        let filling = self.lock()?;
        let slot = filling.session.slot(path).map_err(|e| answer_error(&e))?;
        Ok(filling.session.path(slot))
    }

    /// One question.
    pub fn question(&self, path: &str) -> Result<QuestionView> {
        let filling = self.lock()?;
        let question = filling.session.question(path).map_err(|e| answer_error(&e))?;
        Ok(question_view(&filling.session, question))
    }

    /// The choices of a question, filtered by its rules and by a search text.
    pub fn pilihan(&self, path: &str, search: Option<&str>, offset: u32, limit: u32) -> Result<Page<Pilihan>> {
        lihat::choices(&self.lock()?.session, path, search, offset, limit)
    }

    /// What keeps the form from being finished.
    pub fn masalah(&self) -> Result<Vec<Masalah>> {
        Ok(self.lock()?.session.problems().iter().map(masalah).collect())
    }

    /// The answers as they are, nested.
    pub fn jawaban(&self) -> Result<Value> {
        Ok(self.lock()?.session.to_json())
    }

    /// The question that was answered last: where to go on. `None` for an untouched form.
    pub fn last_path(&self) -> Result<Option<String>> {
        let filling = self.lock()?;
        let session = &filling.session;
        Ok(session.last_answered().map(|slot| session.path(slot)))
    }

    /// Questions answered, over all sections.
    pub fn answered(&self) -> Result<u64> {
        Ok(self.lock()?.session.sections().iter().map(|s| s.answered as u64).sum())
    }

    /// The line under the page: "Tersimpan di perangkat 14.32".
    pub fn tersimpan(&self) -> String {
        saved_line(self.inner.lang(), self.inner.now())
    }

    /// Shows the form in another language from here on.
    pub fn set_lang(&self, lang: Lang) -> Result<DeltaView> {
        let name = form_lang(self.lock()?.session.form().langs(), lang);
        self.change(|session| session.set_lang(&name))
    }

    /// Finishes the form: a document that never changes, in one transaction with its op, its photos and what it means
    /// for the case. Gives the document's id.
    pub fn selesai(&self) -> Result<String> {
        finish(self)
    }

    pub(super) fn delta_view(
        &self,
        session: &FormSession,
        before: &[Section],
        delta: &Delta,
        now: Moment,
    ) -> DeltaView {
        let view = lihat::delta_view(session, before, delta, saved_line(self.inner.lang(), now));
        DeltaView { halaman: self.page_changes(session), ..view }
    }
}
