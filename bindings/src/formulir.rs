//! A form being filled in. Every accepted answer is on the disk before a call returns.

use crate::error::{CoreError, Result, guarded};
use crate::lapangan::Slot;
use crate::records::HalamanPilihan;
use atensi_core::app::FormHandle;
use atensi_core::domain::Lang;
use atensi_core::error::{CoreError as Inner, ErrorCode};
use atensi_core::view::formulir::{DeltaView, Masalah, QuestionView, SectionView, TakCocok};
use atensi_core::view::layar::FormulirScreen;
use std::path::Path;
use std::sync::Arc;

/// One form session. A change has code `draft.changed` when the same draft was filled in by another session meanwhile, and
/// `draft.closed` once it is finished or discarded; nothing is written then. After `lock` or `shutdown` of its [`crate::Lapangan`] it answers with the code for closed, and holds
/// nothing: a shell whose garbage collector is slow does not keep the store open.
#[derive(uniffi::Object)]
pub struct FormSessionHandle {
    slot: Arc<Slot<FormHandle>>,
}

impl FormSessionHandle {
    pub(crate) fn new(slot: Arc<Slot<FormHandle>>) -> Arc<Self> {
        Arc::new(Self { slot })
    }

    fn call<T>(&self, work: impl FnOnce(&FormHandle) -> std::result::Result<T, Inner>) -> Result<T> {
        let lang = self.slot.lang();
        let form = self.slot.get().ok_or_else(|| CoreError::plain(ErrorCode::Closed, lang))?;
        guarded(lang, || work(&form))
    }
}

#[uniffi::export]
impl FormSessionHandle {
    /// The draft's id: `lanjut_formulir` opens it again after a crash.
    pub fn draft_id(&self) -> Result<String> {
        self.call(|f| Ok(f.draft_id()))
    }

    /// The form's title.
    pub fn judul(&self) -> Result<String> {
        self.call(|f| Ok(f.form()?.1))
    }

    /// Answers a question; an empty text clears it. A violated rule is in the delta, not an error.
    pub fn jawab(&self, path: String, value: String) -> Result<DeltaView> {
        self.call(|f| f.jawab(&path, &value))
    }

    /// Answers a photo or signature question with a picture file: copied, encrypted, hashed; the file is left alone.
    pub fn lampirkan(&self, path: String, file: String) -> Result<DeltaView> {
        self.call(|f| f.lampirkan(&path, Path::new(&file)))
    }

    /// The picture that answers a photo or signature question, to be looked at: JPEG or PNG bytes, at most 8 MB. Nothing
    /// without an answer, and where the picture is not on this device.
    pub fn gambar(&self, path: String) -> Result<Option<Vec<u8>>> {
        self.call(|f| f.gambar(&path))
    }

    /// Adds a row to a repeat.
    pub fn tambah_baris(&self, path: String) -> Result<DeltaView> {
        self.call(|f| f.tambah_baris(&path))
    }

    /// Removes a row of a repeat, by position from 1.
    pub fn hapus_baris(&self, path: String, position: u32) -> Result<DeltaView> {
        self.call(|f| f.hapus_baris(&path, position as usize))
    }

    /// Takes the last change back; nothing when there is none.
    pub fn urung(&self) -> Result<Option<DeltaView>> {
        self.call(FormHandle::urung)
    }

    /// Makes the change taken back last again; nothing when there is none.
    pub fn ulang(&self) -> Result<Option<DeltaView>> {
        self.call(FormHandle::ulang)
    }

    /// One page, ready to draw: a section, or a row of a repeat. `path` may also be a question, and the page with it is opened;
    /// without one it is the page of the question answered last, else the first. Every later change tells in
    /// `DeltaView.halaman` what it did to this page.
    pub fn halaman(&self, path: Option<String>) -> Result<FormulirScreen> {
        self.call(|f| f.halaman(path.as_deref()))
    }

    /// The sections with their state.
    pub fn sections(&self) -> Result<Vec<SectionView>> {
        self.call(FormHandle::sections)
    }

    /// What is shown on a section's page, in order.
    pub fn questions(&self, section: String) -> Result<Vec<QuestionView>> {
        self.call(|f| f.questions(&section))
    }

    /// One question.
    pub fn question(&self, path: String) -> Result<QuestionView> {
        self.call(|f| f.question(&path))
    }

    /// A stretch of a question's choices, filtered by its rules and a search text.
    pub fn pilihan(&self, path: String, search: Option<String>, offset: u32, limit: u32) -> Result<HalamanPilihan> {
        let page = self.call(|f| f.pilihan(&path, search.as_deref(), offset, limit))?;
        Ok(HalamanPilihan { total: page.total, items: page.items })
    }

    /// What keeps the form from being finished.
    pub fn masalah(&self) -> Result<Vec<Masalah>> {
        self.call(FormHandle::masalah)
    }

    /// The question answered last: where to go on. Nothing for an untouched form.
    pub fn last_path(&self) -> Result<Option<String>> {
        self.call(FormHandle::last_path)
    }

    /// "Tersimpan di perangkat 14.32".
    pub fn tersimpan(&self) -> Result<String> {
        self.call(|f| Ok(f.tersimpan()))
    }

    /// Shows this form in another language from here on.
    pub fn set_lang(&self, lang: Lang) -> Result<DeltaView> {
        self.call(|f| f.set_lang(lang))
    }

    /// The version of this form in which new forms begin here, when it is another one than this draft's.
    pub fn versi_baru(&self) -> Result<Option<String>> {
        self.call(FormHandle::versi_baru)
    }

    /// Goes on in that version, on the disk when this returns; nothing when there is none. Read the page again afterwards: paths
    /// may be others.
    pub fn pindah_versi(&self) -> Result<Option<DeltaView>> {
        self.call(FormHandle::pindah_versi)
    }

    /// Answers from earlier versions of the form that this one has no place for. Show them until the form is finished.
    pub fn tak_cocok(&self) -> Result<Vec<TakCocok>> {
        self.call(FormHandle::tak_cocok)
    }

    /// Finishes: a document that never changes. Gives its id, or code `form.incomplete`.
    pub fn selesai(&self) -> Result<String> {
        self.call(FormHandle::selesai)
    }
}
