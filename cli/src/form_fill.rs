//! What a form must be able to do to be filled in at a terminal, whether its answers reach the disk or nothing of it is
//! kept. The questions themselves are asked in `form_ask.rs`, once for both.

use crate::Done;
use crate::commands::finish_now;
use crate::failure::Failure;
use crate::output::{Out, clean};
use atensi_core::app::{FormHandle, Page, Pratinjau};
use atensi_core::error::CoreError;
use atensi_core::view::formulir::{DeltaView, Masalah, Pilihan, QuestionView, SectionView};
use std::path::Path;

type Result<T> = std::result::Result<T, CoreError>;

/// A form that a person fills in question by question.
pub trait Fill {
    /// Heading.
    fn title(&self) -> Result<String>;
    /// The draft that keeps the answers; none when they are not kept.
    fn draft(&self) -> Option<String>;
    /// The sections with their state.
    fn sections(&self) -> Result<Vec<SectionView>>;
    /// What is shown on a section's page.
    fn questions(&self, section: &str) -> Result<Vec<QuestionView>>;
    /// The choices of a question.
    fn pilihan(&self, path: &str, search: Option<&str>, offset: u32, limit: u32) -> Result<Page<Pilihan>>;
    /// What keeps the form from being finished.
    fn masalah(&self) -> Result<Vec<Masalah>>;
    /// The question that was answered last.
    fn last_path(&self) -> Result<Option<String>>;
    /// Answers a question.
    fn jawab(&self, path: &str, value: &str) -> Result<DeltaView>;
    /// Answers a photo or signature question.
    fn lampirkan(&self, path: &str, file: &Path) -> Result<DeltaView>;
    /// Adds a row to a repeat.
    fn tambah_baris(&self, path: &str) -> Result<DeltaView>;
    /// Removes a row of a repeat.
    fn hapus_baris(&self, path: &str, position: usize) -> Result<DeltaView>;
    /// Takes the last change back.
    fn urung(&self) -> Result<Option<DeltaView>>;
    /// What is said and done when the person leaves before the end.
    fn leave(&self, out: Out) -> Done;
    /// What is said and done at the end.
    fn finish(&self, out: Out) -> Done;
}

impl Fill for FormHandle {
    fn title(&self) -> Result<String> {
        Ok(self.form()?.1)
    }

    fn draft(&self) -> Option<String> {
        Some(self.draft_id())
    }

    fn sections(&self) -> Result<Vec<SectionView>> {
        self.sections()
    }

    fn questions(&self, section: &str) -> Result<Vec<QuestionView>> {
        self.questions(section)
    }

    fn pilihan(&self, path: &str, search: Option<&str>, offset: u32, limit: u32) -> Result<Page<Pilihan>> {
        self.pilihan(path, search, offset, limit)
    }

    fn masalah(&self) -> Result<Vec<Masalah>> {
        self.masalah()
    }

    fn last_path(&self) -> Result<Option<String>> {
        self.last_path()
    }

    fn jawab(&self, path: &str, value: &str) -> Result<DeltaView> {
        self.jawab(path, value)
    }

    fn lampirkan(&self, path: &str, file: &Path) -> Result<DeltaView> {
        self.lampirkan(path, file)
    }

    fn tambah_baris(&self, path: &str) -> Result<DeltaView> {
        self.tambah_baris(path)
    }

    fn hapus_baris(&self, path: &str, position: usize) -> Result<DeltaView> {
        self.hapus_baris(path, position)
    }

    fn urung(&self) -> Result<Option<DeltaView>> {
        self.urung()
    }

    fn leave(&self, out: Out) -> Done {
        out.note(&format!(
            "{}. {}: atensi formulir lanjut {}",
            self.tersimpan(),
            out.pick("Draf disimpan. Lanjutkan dengan", "The draft is saved. Go on with"),
            self.draft_id()
        ));
        Ok(())
    }

    fn finish(&self, out: Out) -> Done {
        finish_now(out, self)
    }
}

/// A form tried out, and how its document is shown at the end.
pub struct Preview {
    /// The form.
    pub form: Pratinjau,
    /// As instance XML.
    pub xml: bool,
}

impl Preview {
    /// The document as it is now.
    pub fn document(&self) -> std::result::Result<String, Failure> {
        if self.xml {
            return Ok(self.form.xml());
        }
        serde_json::to_string_pretty(&self.form.jawaban()).map_err(|e| Failure::bad_input("dokumen", e))
    }
}

impl Fill for Preview {
    fn title(&self) -> Result<String> {
        Ok(self.form.form().1)
    }

    fn draft(&self) -> Option<String> {
        None
    }

    fn sections(&self) -> Result<Vec<SectionView>> {
        Ok(self.form.sections())
    }

    fn questions(&self, section: &str) -> Result<Vec<QuestionView>> {
        self.form.questions(section)
    }

    fn pilihan(&self, path: &str, search: Option<&str>, offset: u32, limit: u32) -> Result<Page<Pilihan>> {
        self.form.pilihan(path, search, offset, limit)
    }

    fn masalah(&self) -> Result<Vec<Masalah>> {
        Ok(self.form.masalah())
    }

    fn last_path(&self) -> Result<Option<String>> {
        Ok(self.form.last_path())
    }

    fn jawab(&self, path: &str, value: &str) -> Result<DeltaView> {
        self.form.jawab(path, value)
    }

    fn lampirkan(&self, path: &str, file: &Path) -> Result<DeltaView> {
        self.form.lampirkan(path, file)
    }

    fn tambah_baris(&self, path: &str) -> Result<DeltaView> {
        self.form.tambah_baris(path)
    }

    fn hapus_baris(&self, path: &str, position: usize) -> Result<DeltaView> {
        self.form.hapus_baris(path, position)
    }

    fn urung(&self) -> Result<Option<DeltaView>> {
        self.form.urung()
    }

    fn leave(&self, out: Out) -> Done {
        out.note(out.pick("Pratinjau selesai; tidak ada yang disimpan.", "The preview ends; nothing was saved."));
        self.document()?.lines().try_for_each(|line| out.line(&clean(line)))
    }

    fn finish(&self, out: Out) -> Done {
        self.form.selesai()?;
        self.leave(out)
    }
}
