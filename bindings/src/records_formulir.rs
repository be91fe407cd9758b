//! The records of a form session, restated as in [`crate::records`].

use atensi_core::view::formulir::{
    ChangeView, DeltaView, DraftItem, Masalah, Pilihan, QuestionView, SectionView, TakCocok,
};
use atensi_core::view::layar::formulir::DeltaHalaman;

/// What one action changed; everything else on the screen stands.
#[uniffi::remote(Record)]
pub struct DeltaView {
    /// "Tersimpan di perangkat 14.32".
    pub saved: String,
    /// Changed questions, in form order.
    pub changes: Vec<ChangeView>,
    /// Sections whose state or counts changed.
    pub sections: Vec<SectionView>,
    /// Rows or the language changed: whoever holds questions one by one reads them again.
    pub redraw: bool,
    /// What changed of the page read last by `halaman`: enough to draw it, also with `redraw`. `None` before any page was read.
    pub halaman: Option<DeltaHalaman>,
}

/// What changed of a question; `None` is as before.
#[uniffi::remote(Record)]
pub struct ChangeView {
    /// Path with positions.
    pub path: String,
    /// New value; empty when cleared.
    pub value: Option<String>,
    /// Whether it applies now.
    pub relevant: Option<bool>,
    /// Whether an answer is required.
    pub required: Option<bool>,
    /// Whether it is locked.
    pub readonly: Option<bool>,
    /// What is wrong with the answer; empty when nothing is any more.
    pub error: Option<String>,
    /// New label, where it holds values.
    pub label: Option<String>,
}

/// A section in the list.
#[uniffi::remote(Record)]
pub struct SectionView {
    /// Path of its first node.
    pub path: String,
    /// Heading.
    pub judul: String,
    /// Whether it applies now.
    pub relevant: bool,
    /// `not_reached`, `open`, `error` or `done`.
    pub state: String,
    /// Questions that apply.
    pub questions: u32,
    /// Of these, answered.
    pub answered: u32,
    /// Required and blank.
    pub missing: u32,
    /// Answers that do not stand.
    pub wrong: u32,
}

/// A question, group or repeat ready to draw.
#[uniffi::remote(Record)]
pub struct QuestionView {
    /// Path with positions.
    pub path: String,
    /// Name without path.
    pub nama: String,
    /// Kind: `text`, `integer`, `select_one`, `group`, `repeat` …
    pub jenis: String,
    /// Label.
    pub label: String,
    /// Hint.
    pub hint: String,
    /// The value as stored; choices separated by spaces.
    pub value: String,
    /// The value as people read it.
    pub shown: String,
    /// Whether it applies now.
    pub relevant: bool,
    /// Whether an answer is required.
    pub required: bool,
    /// Whether it is locked.
    pub readonly: bool,
    /// Whether a person answers it.
    pub asked: bool,
    /// What is wrong with the answer; empty when nothing is.
    pub error: String,
    /// Appearance words.
    pub appearance: String,
    /// Rows of a repeat.
    pub rows: u32,
    /// The rows follow a rule: no adding, no removing.
    pub counted: bool,
    /// Choices on offer.
    pub options_total: u32,
}

/// An answer from an earlier version of the form that this one has no place for.
#[uniffi::remote(Record)]
pub struct TakCocok {
    /// Where it stood in that version, with positions.
    pub path: String,
    /// What was asked.
    pub pertanyaan: String,
    /// The answer as people read it.
    pub jawaban: String,
}

/// One choice.
#[uniffi::remote(Record)]
pub struct Pilihan {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub label: String,
}

/// Something that keeps the form from being finished.
#[uniffi::remote(Record)]
pub struct Masalah {
    /// Path with positions.
    pub path: String,
    /// The question.
    pub label: String,
    /// `required`, `constraint`, `choice` or `too_many_rows`.
    pub code: String,
    /// What to do.
    pub pesan: String,
}

/// A form that is not finished yet.
#[uniffi::remote(Record)]
pub struct DraftItem {
    /// Draft id.
    pub id: String,
    /// Form id.
    pub form_id: String,
    /// Form version: a draft stays in the one it was begun in.
    pub form_version: String,
    /// The case.
    pub kasus_id: String,
    /// Heading.
    pub judul: String,
    /// Changes logged so far.
    pub changes: u64,
    /// Last change, RFC 3339.
    pub updated_at: String,
    /// When it was thrown away, RFC 3339; nothing for a draft to go on with.
    pub discarded_at: Option<String>,
}
