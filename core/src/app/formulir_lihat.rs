//! What a session looks like to whoever shows it: the same for a draft on the disk and for a preview that is nowhere.

use super::companion::Page;
use super::formulir::answer_error;
use crate::domain::{Lang, waktu::Moment};
use crate::error::Result;
use crate::form::{Delta, FormSession, Problem, QuestionView as Question, Section, SectionState, Validity, Value};
use crate::view::formulir::{ChangeView, DeltaView, Masalah, Pilihan, QuestionView, SectionView};

/// The form's own name of a language: the one that ends in its code, as in `English (en)`.
pub(super) fn form_lang(langs: &[String], lang: Lang) -> String {
    let code = lang.pick("(id)", "(en)");
    langs.iter().find(|l| l.ends_with(code)).cloned().unwrap_or_default()
}

pub(super) fn saved_line(lang: Lang, now: Moment) -> String {
    format!("{} {}", lang.pick("Tersimpan di perangkat", "Saved on this device"), now.local().format("%H.%M"))
}

/// The sections with their state.
pub(super) fn sections(session: &FormSession) -> Vec<SectionView> {
    session.sections().iter().map(|s| section_view(session, s)).collect()
}

fn section_view(session: &FormSession, section: &Section) -> SectionView {
    let state = match section.state {
        SectionState::NotReached => "not_reached",
        SectionState::Open => "open",
        SectionState::Error => "error",
        SectionState::Done => "done",
    };
    SectionView {
        path: session.path(section.slot),
        judul: section.label.clone(),
        relevant: section.relevant,
        state: state.to_owned(),
        questions: section.questions as u32,
        answered: section.answered as u32,
        missing: section.missing as u32,
        wrong: section.wrong as u32,
    }
}

/// What is shown on a section's page: its relevant questions, groups and rows, in order. A section of questions outside
/// groups reaches to the next section.
pub(super) fn questions(session: &FormSession, section: &str) -> Result<Vec<QuestionView>> {
    let root = session.slot(section).map_err(|e| answer_error(&e))?;
    let start = session.path(root);
    let sections = session.sections();
    let listed = sections.iter().position(|s| s.slot == root);
    // Nodes are numbered in form order, so a section holds all numbers up to the next one's.
    let end = listed.and_then(|i| sections.get(i + 1)).map(|s| s.slot.node);
    let inside = |q: &Question| match listed {
        Some(_) => q.slot.node >= root.node && end.is_none_or(|end| q.slot.node < end),
        None => q.path == start || q.path.strip_prefix(&start).is_some_and(|rest| rest.starts_with(['/', '['])),
    };
    Ok(session
        .visible()
        .into_iter()
        .filter_map(|slot| session.question_slot(slot))
        .filter(inside)
        .map(|q| question_view(session, q))
        .collect())
}

pub(super) fn question_view(session: &FormSession, question: Question) -> QuestionView {
    let options_total = match question.kind {
        "select_one" | "select_multiple" => {
            session.options_slot(question.slot, None, 0, 0).map_or(0, |(total, _)| total as u32)
        }
        _ => 0,
    };
    let error = if question.validity.is_fine() || question.validity == Validity::Missing(String::new()) {
        String::new()
    } else {
        question.validity.message().to_owned()
    };
    QuestionView {
        path: question.path,
        nama: question.name,
        jenis: question.kind.to_owned(),
        label: question.label,
        hint: question.hint,
        value: question.value.to_string(),
        shown: question.shown,
        relevant: question.relevant,
        required: question.required,
        readonly: question.readonly,
        asked: question.asked,
        error,
        appearance: question.appearance,
        rows: question.rows as u32,
        counted: question.counted,
        options_total,
    }
}

/// The choices of a question, filtered by its rules and by a search text.
pub(super) fn choices(
    session: &FormSession,
    path: &str,
    search: Option<&str>,
    offset: u32,
    limit: u32,
) -> Result<Page<Pilihan>> {
    let (total, items) =
        session.options(path, search, offset as usize, limit as usize).map_err(|e| answer_error(&e))?;
    let items = items.into_iter().map(|c| Pilihan { value: c.value, label: c.label }).collect();
    Ok(Page { total: total as u64, items })
}

pub(super) fn masalah(problem: &Problem) -> Masalah {
    Masalah {
        path: problem.path.clone(),
        label: problem.label.clone(),
        code: problem.validity.code().to_owned(),
        pesan: problem.validity.message().to_owned(),
    }
}

/// What a step changed. `before` are the sections as they were.
pub(super) fn delta_view(session: &FormSession, before: &[Section], delta: &Delta, saved: String) -> DeltaView {
    let changes = delta
        .changes
        .iter()
        .map(|c| ChangeView {
            path: session.path(c.slot),
            value: c.value.as_ref().map(Value::to_string),
            relevant: c.relevant,
            required: c.required,
            readonly: c.readonly,
            error: c.valid.as_ref().map(|v| if v.is_fine() { String::new() } else { v.message().to_owned() }),
            label: c.label.clone(),
        })
        .collect();
    let sections = session
        .sections()
        .iter()
        .filter(|now| !before.iter().any(|was| was == *now))
        .map(|s| section_view(session, s))
        .collect();
    DeltaView { saved, changes, sections, redraw: delta.redraw || !delta.rows.is_empty(), halaman: None }
}
