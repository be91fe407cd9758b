//! A form tried out: filled in like a draft, by the same rules and with the same words, but nowhere stored. Needs no
//! activation; it ends when it is dropped.

use super::formulir::answer_error;
use super::formulir_lihat as lihat;
use super::isi::{Photos, refusal};
use super::{blobs, companion::Page};
use crate::domain::Lang;
use crate::error::{CoreError, ErrorCode, Result};
use crate::form::definition::{FormErrors, FormSource};
use crate::form::{AnswerError, Delta, FormSession, SessionEnv};
use crate::ports::Clock;
use crate::view::formulir::{DeltaView, IsiResult, Masalah, Pilihan, QuestionView, SectionView};
use crate::view::kertas::{LembarFormulir, html};
use serde_json::Value;
use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;

/// The id of every previewed document; no document that is kept has it.
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

/// A form being tried out.
pub struct Pratinjau {
    source: FormSource,
    session: RefCell<FormSession>,
    clock: Arc<dyn Clock>,
    lang: Lang,
}

impl Pratinjau {
    /// Opens a form, shown in `lang_form` (a language as the form names it).
    ///
    /// # Errors
    /// Every problem of the form, with its place.
    pub fn new(
        source: FormSource,
        lang: Lang,
        lang_form: &str,
        clock: Arc<dyn Clock>,
    ) -> std::result::Result<Self, FormErrors> {
        let form = crate::form::compile(source.clone())?;
        let env = SessionEnv {
            now_ms: clock.now_ms(),
            offset_minutes: clock.offset_minutes(),
            lang: lang_form.to_owned(),
            username: String::new(),
            device_id: String::new(),
            instance_id: NOBODY.to_owned(),
            last_saved: Default::default(),
        };
        Ok(Self { source, session: RefCell::new(FormSession::new(form, env)), clock, lang })
    }

    /// Form id and title.
    pub fn form(&self) -> (String, String) {
        let session = self.session.borrow();
        (session.form().id().to_owned(), session.form().title().to_owned())
    }

    fn change(
        &self,
        work: impl FnOnce(&mut FormSession) -> std::result::Result<Delta, AnswerError>,
    ) -> Result<DeltaView> {
        let mut session = self.session.borrow_mut();
        session.set_time(self.clock.now_ms());
        let before = session.sections();
        let delta = work(&mut session).map_err(|e| answer_error(&e))?;
        let saved = self.lang.pick("Dicatat di pratinjau saja", "Noted in the preview only");
        Ok(lihat::delta_view(&session, &before, &delta, saved.to_owned()))
    }

    /// The sections with their state.
    pub fn sections(&self) -> Vec<SectionView> {
        lihat::sections(&self.session.borrow())
    }

    /// What is shown on a section's page.
    pub fn questions(&self, section: &str) -> Result<Vec<QuestionView>> {
        lihat::questions(&self.session.borrow(), section)
    }

    /// The choices of a question, filtered by its rules and by a search text.
    pub fn pilihan(&self, path: &str, search: Option<&str>, offset: u32, limit: u32) -> Result<Page<Pilihan>> {
        lihat::choices(&self.session.borrow(), path, search, offset, limit)
    }

    /// What keeps the form from being finished.
    pub fn masalah(&self) -> Vec<Masalah> {
        self.session.borrow().problems().iter().map(lihat::masalah).collect()
    }

    /// The question that was answered last.
    pub fn last_path(&self) -> Option<String> {
        let session = self.session.borrow();
        session.last_answered().map(|slot| session.path(slot))
    }

    /// Answers a question.
    pub fn jawab(&self, path: &str, value: &str) -> Result<DeltaView> {
        self.change(|session| session.set(path, value))
    }

    /// Answers a photo or signature question: the picture is looked at and not kept.
    pub fn lampirkan(&self, path: &str, file: &Path) -> Result<DeltaView> {
        let seen = blobs::look_at(file).map_err(|e| CoreError::from(e).field(path))?;
        let reference = seen.reference(file.file_name().map(|n| n.to_string_lossy().into_owned()));
        self.change(|session| session.set(path, reference))
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
        if !self.session.borrow().can_undo() {
            return Ok(None);
        }
        self.change(FormSession::undo).map(Some)
    }

    /// Fills in many answers at once, as [`FormHandle::isi`](super::FormHandle::isi).
    pub fn isi(&self, answers: &Value, base: &Path) -> Result<IsiResult> {
        let form = Arc::clone(self.session.borrow().form());
        let mut answers = form.unwrapped(answers).clone();
        let mut photos = Photos::new(None, self.lang, &form, base);
        photos.walk(&format!("/{}", form.root()), &mut answers)?;
        let mut rejected = photos.rejected;
        let mut session = self.session.borrow_mut();
        session.set_time(self.clock.now_ms());
        let report = session.set_all(&answers);
        rejected.extend(report.errors.iter().map(refusal));
        Ok(IsiResult { accepted: report.accepted as u64, rejected })
    }

    /// Ends the form as if it were finished: with its last stamps. [`ErrorCode::FormIncomplete`] when problems stand in the
    /// way.
    pub fn selesai(&self) -> Result<()> {
        match self.session.borrow_mut().finalize(self.clock.now_ms()) {
            Ok(_) => Ok(()),
            Err(problems) => {
                Err(CoreError::new(ErrorCode::FormIncomplete).reason(format!("{} problems", problems.len())))
            }
        }
    }

    /// The answers as they are, nested.
    pub fn jawaban(&self) -> Value {
        self.session.borrow().to_json()
    }

    /// The answers as instance XML, as ODK tools send it.
    pub fn xml(&self) -> String {
        self.session.borrow().to_xml(None)
    }

    /// The blank form as a page to print.
    pub fn cetak_kosong(&self) -> String {
        let session = self.session.borrow();
        html(&LembarFormulir { form: &self.source, lang_form: session.lang(), session: None, kepala: &[] })
    }

    /// The form with these answers as a page to print.
    pub fn cetak(&self, kepala: &[(String, String)]) -> String {
        let session = self.session.borrow();
        html(&LembarFormulir { form: &self.source, lang_form: session.lang(), session: Some(&session), kepala })
    }
}
