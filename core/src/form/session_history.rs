//! What happened in a document, one row per event, for a person who asks how an answer came about.

use super::answers::Answer;
use super::delta::Slot;
use super::expr_eval::choice_label;
use super::session::{Change, Event, FormSession};
use super::session_move::Held;
use std::collections::HashMap;

/// One event in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// Number of the event.
    pub n: u64,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// `set`, `add_row`, `remove_row`, `lang`, `clock`, `finish`, `form`, `prefill`, `undo`, `redo`.
    pub op: &'static str,
    /// Path of the question or repeat: with the positions of now while it is there, else as the event has it.
    pub path: String,
    /// What was asked.
    pub label: String,
    /// The answer before, as people read it.
    pub old: String,
    /// The answer after; of `lang` the language, of `form` the version.
    pub new: String,
}

type Key<'e> = (&'e str, u32);

impl FormSession {
    /// Every event with what it changed.
    pub fn history(&self) -> Vec<HistoryRow> {
        let log = self.events();
        let (mut active, mut undone): (Vec<usize>, Vec<usize>) = Default::default();
        let mut now: HashMap<Key<'_>, &Answer> = HashMap::new();
        let mut out = Vec::with_capacity(log.len());
        for (i, event) in log.iter().enumerate() {
            let undoable = event.change.undoable();
            match &event.change {
                Change::Undo => {
                    let back =
                        active.iter().rposition(|i: &usize| log[*i].change.undoable()).map(|at| active.remove(at));
                    let old = back.and_then(|b| key(&log[b])).and_then(|k| now.get(&k).copied());
                    now = standing(log, &active);
                    let new = back.and_then(|b| key(&log[b])).and_then(|k| now.get(&k).copied());
                    out.push(self.row(event, "undo", back, old, new));
                    undone.extend(back);
                }
                Change::Redo => {
                    let again = undone.pop();
                    let old = again.and_then(|b| key(&log[b])).and_then(|k| now.get(&k).copied());
                    active.extend(again);
                    now = standing(log, &active);
                    let new = again.and_then(|b| key(&log[b])).and_then(|k| now.get(&k).copied());
                    out.push(self.row(event, "redo", again, old, new));
                }
                Change::Set { value, .. } => {
                    let old = key(event).and_then(|k| now.insert(k, value));
                    out.push(self.row(event, "set", Some(i), old, Some(value)));
                }
                Change::AddRow { .. } => out.push(self.row(event, "add_row", Some(i), None, None)),
                Change::RemoveRow { .. } => out.push(self.row(event, "remove_row", Some(i), None, None)),
                Change::Lang { lang } => out.push(HistoryRow { new: lang.clone(), ..plain(event, "lang") }),
                Change::Form(plan) => {
                    if plan.source.is_empty() {
                        out.push(HistoryRow { new: plan.version.clone(), ..plain(event, "form") });
                    } else {
                        out.extend(plan.held.iter().map(|held| self.held_row(event, i, held)));
                    }
                    for held in &plan.held {
                        now.insert((&held.path, held.row), &held.value);
                    }
                }
                Change::Clock => out.push(plain(event, "clock")),
                Change::Finish => out.push(plain(event, "finish")),
            }
            if undoable {
                undone.clear();
            }
            if !matches!(event.change, Change::Undo | Change::Redo) {
                active.push(i);
            }
        }
        out
    }

    /// A value that came from elsewhere.
    fn held_row(&self, event: &Event, at: usize, held: &Held) -> HistoryRow {
        let Held { path, row, value } = held.clone();
        let as_set = Event { change: Change::Set { path, row, value: value.clone() }, ..event.clone() };
        self.row_of(event, "prefill", Some((at, &as_set)), None, Some(&value))
    }

    /// A row about the question or repeat of event `about`.
    fn row(
        &self,
        event: &Event,
        op: &'static str,
        about: Option<usize>,
        old: Option<&Answer>,
        new: Option<&Answer>,
    ) -> HistoryRow {
        self.row_of(event, op, about.map(|i| (i, &self.log[i])), old, new)
    }

    fn row_of(
        &self,
        event: &Event,
        op: &'static str,
        about: Option<(usize, &Event)>,
        old: Option<&Answer>,
        new: Option<&Answer>,
    ) -> HistoryRow {
        let mut out = plain(event, op);
        let Some((at, (path, row))) = about.and_then(|(i, event)| Some((i, place(event)?))) else { return out };
        out.path = path.to_owned();
        out.label = path.rsplit('/').next().unwrap_or_default().to_owned();
        let translated = self.translated(path, self.stage(at)).ok();
        let node = translated.as_deref().and_then(|p| self.form.by_path.get(p)).copied();
        let field = translated.as_deref().and_then(|p| self.leaf(p));
        if let Some(slot) = node.map(|node| Slot { node, row }) {
            out.label = Some(self.label(slot)).filter(|l| !l.is_empty()).unwrap_or(out.label);
            out.path = Some(self.path(slot)).filter(|p| !p.is_empty()).unwrap_or(out.path);
        }
        let shown = |answer: Option<&Answer>| match answer {
            None => String::new(),
            Some(Answer::File(file)) => file.path.clone().unwrap_or_else(|| file.hash.clone()),
            Some(Answer::Text(text)) => match field {
                Some(f) if self.form.fields[f as usize].select.is_some() => {
                    Some(choice_label(&self.form, f, self.st.lang, text))
                        .filter(|l| !l.is_empty())
                        .unwrap_or(text.clone())
                }
                _ => text.clone(),
            },
        };
        (out.old, out.new) = (shown(old), shown(new));
        out
    }
}

fn plain(event: &Event, op: &'static str) -> HistoryRow {
    let (path, label, old, new) = Default::default();
    HistoryRow { n: event.n, at_ms: event.at_ms, op, path, label, old, new }
}

/// Question, or repeat with the row that went.
fn place(event: &Event) -> Option<(&str, u32)> {
    match &event.change {
        Change::Set { path, row, .. } | Change::AddRow { path, row } => Some((path, *row)),
        Change::RemoveRow { path, .. } => Some((path, 0)),
        _ => None,
    }
}

fn key(event: &Event) -> Option<Key<'_>> {
    match &event.change {
        Change::Set { path, row, .. } => Some((path, *row)),
        _ => None,
    }
}

/// The answers of what is in force.
fn standing<'e>(log: &'e [Event], active: &[usize]) -> HashMap<Key<'e>, &'e Answer> {
    let mut now = HashMap::new();
    for i in active {
        match &log[*i].change {
            Change::Set { path, row, value } => {
                now.insert((path.as_str(), *row), value);
            }
            Change::Form(plan) => now.extend(plan.held.iter().map(|h| ((h.path.as_str(), h.row), &h.value))),
            _ => {}
        }
    }
    now
}
