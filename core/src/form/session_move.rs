//! A document that goes on in another version of its form. The log is never rewritten: the move is one more event, which
//! says under which paths the new version asks what was answered before, and the replay reads older events through it.
//!
//! An answer goes to the question with its path, or to the one other question with its name, kind and repeats around it.
//! What the new version has no place for is told in the event, in the words of the old one. Rows of a repeat are the same
//! rows in both versions, or none of their answers are carried: nothing may end up with another person of a household.

use super::answers::{Answer, AnswerError, Refusal, coerce, parse};
use super::compiled::{Class, FieldDef, FieldId, Form, NodeId, ScopeId};
use super::session::{Change, Event, FormSession, SessionEnv};
use super::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What a move to another version of the form does with the events before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The version moved to; the one in use when nothing was moved.
    pub version: String,
    /// Where [`Move::held`] comes from when nothing was moved: `catatan`, the records of the person.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Old path to new path, of what the new version asks elsewhere.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub moved: BTreeMap<String, String>,
    /// Old paths of which nothing is carried, with all below: their rows are not the same rows in the new version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<String>,
    /// Rows that repeats (old path) began with, where the new version begins with another number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub initial: BTreeMap<String, u32>,
    /// Values that the older events alone do not give: defaults of the old version, and what must not come back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Held>,
    /// Answers that the new version has no place for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<Lost>,
}

/// A value that stands in the new version from the move on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Path in the new version, without positions.
    pub path: String,
    /// Row id, 0 outside repeats.
    pub row: u32,
    /// Canonical form; empty text clears.
    pub value: Answer,
}

/// An answer without a place in the new version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Path in the old version, with the positions of then.
    pub path: String,
    /// What was asked; the question's name when the old version was not at hand.
    pub label: String,
    /// The answer in canonical form.
    pub value: Answer,
    /// The answer as people read it.
    pub shown: String,
}

fn below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Move {
    /// The path under which the next version asks; `None` for what is left apart.
    pub(super) fn path<'p>(&'p self, path: &'p str) -> Option<&'p str> {
        match self.moved.get(path) {
            Some(new) => Some(new),
            None => (!self.apart.iter().any(|a| below(path, a))).then_some(path),
        }
    }

    pub(super) fn leave_apart(&mut self, path: String) {
        self.moved.retain(|old, _| !below(old, &path));
        self.apart.push(path);
    }
}

impl FormSession {
    /// The same document in another version of its form: events, undo and all, with the move as the last event. This session
    /// stays as it is until the move is stored.
    ///
    /// # Errors
    /// `answer.other_form` when it is another form.
    pub fn moved_to(&self, form: Arc<Form>) -> Result<FormSession, AnswerError> {
        if form.id != self.form.id {
            return Err(AnswerError::new("answer.other_form", "", "Ini formulir lain, bukan versi lain."));
        }
        let mut plan = super::session_plan::plan(self, &form);
        let mut next = self.with_move(&form, &plan);
        // Each round leaves at least one more repeat apart, so this ends.
        loop {
            let apart = super::session_plan::other_rows(self, &next, &plan);
            if apart.is_empty() {
                break;
            }
            apart.into_iter().for_each(|path| plan.leave_apart(path));
            next = self.with_move(&form, &plan);
        }
        super::session_plan::settle(self, &next, &mut plan);
        Ok(self.with_move(&form, &plan))
    }

    fn with_move(&self, form: &Arc<Form>, plan: &Move) -> FormSession {
        let n = self.log.last().map_or(1, |e| e.n + 1);
        let mut events = self.log.clone();
        events.push(Event { n, at_ms: self.at_ms, change: Change::Form(Box::new(plan.clone())) });
        FormSession::replay(Arc::clone(form), self.env.clone(), &events)
    }

    /// As [`FormSession::replay`], where the version that the events were made in is gone: what has its old path in `form` is
    /// carried, all else is told as lost. The move is the last event and is to be stored.
    pub fn reopen(form: Arc<Form>, env: SessionEnv, events: &[Event], now_ms: i64) -> FormSession {
        let n = events.last().map_or(1, |e| e.n + 1);
        let mut plan = Move { version: form.version.clone(), ..Move::default() };
        let mut all = events.to_vec();
        let change = Change::Form(Box::new(plan.clone()));
        all.push(Event { n, at_ms: now_ms, change });
        let mut session = FormSession::replay(form, env, &all);
        plan.lost = session.orphans().iter().filter_map(|(event, _)| lost_event(event)).collect();
        if let Some(last) = session.log.last_mut() {
            last.change = Change::Form(Box::new(plan));
        }
        session
    }

    /// Fills in what is known from elsewhere, where the question is blank and takes it, whether or not it applies yet. No undo
    /// takes it back; every later answer stands over it. Gives how many were filled in.
    pub fn prefill(&mut self, source: &str, values: &[(String, String)]) -> usize {
        let fits = |(path, value): &(String, String)| {
            let path = format!("/{}/{path}", self.form.root_name);
            let def = &self.form.fields[self.leaf(&path)? as usize];
            let value = Answer::Text(value.clone());
            let blank = def.scope == 0 && def.asked() && self.st.cell(&self.form, def, 0).is_blank();
            let fits = blank && self.fitting(def, &value).is_ok_and(|v| !v.is_blank());
            fits.then_some(Held { path, row: 0, value })
        };
        let held: Vec<Held> = values.iter().filter_map(fits).collect();
        let count = held.len();
        if count > 0 {
            let version = self.form.version.clone();
            self.stay(Move { version, source: source.to_owned(), held, ..Move::default() });
        }
        count
    }

    /// Tells of answers that another document has and this one found no place for.
    pub fn tell_lost(&mut self, lost: Vec<Lost>) {
        self.stay(Move { version: self.form.version.clone(), lost, ..Move::default() });
    }

    /// A move to where the document is already.
    fn stay(&mut self, plan: Move) {
        let n = self.log.last().map_or(1, |e| e.n + 1);
        self.log.push(Event { n, at_ms: self.at_ms, change: Change::Form(Box::new(plan)) });
        self.forms.push(self.log.len() - 1);
        self.active.push(self.log.len() - 1);
        // Older events are read through it from here on, as a replay does.
        self.rebuild();
        self.forget_touched();
    }

    /// Answers that a move found no place for, oldest first. They are not part of the finished document.
    pub fn lost(&self) -> impl Iterator<Item = &Lost> {
        self.moves(0).flat_map(|plan| &plan.lost)
    }

    /// How many moves happened up to an event.
    pub(super) fn stage(&self, event: usize) -> usize {
        self.forms.partition_point(|f| *f <= event)
    }

    /// The moves from the `stage`-th on.
    fn moves(&self, stage: usize) -> impl Iterator<Item = &Move> {
        self.forms[stage.min(self.forms.len())..].iter().filter_map(|i| match &self.log[*i].change {
            Change::Form(plan) => Some(&**plan),
            _ => None,
        })
    }

    /// A path of an older version as this one has it.
    pub(super) fn translated(&self, path: &str, stage: usize) -> Result<String, AnswerError> {
        let mut at = path;
        for plan in self.moves(stage) {
            at = plan.path(at).ok_or_else(|| {
                AnswerError::new("answer.no_such_row", path, "Baris bagian ini berbeda pada versi formulir yang baru.")
            })?;
        }
        Ok(at.to_owned())
    }

    /// With how many rows repeats begin at a stage, where that is not what the form says.
    pub(super) fn initial_rows(&self, stage: usize) -> HashMap<ScopeId, u32> {
        let mut out = HashMap::new();
        for (at, plan) in self.moves(stage).enumerate() {
            for (path, rows) in &plan.initial {
                let node = self.translated(path, stage + at).ok().and_then(|p| self.form.by_path.get(p.as_str()));
                if let Some(Class::Repeat(scope)) = node.map(|n| self.form.nodes[*n as usize].class) {
                    // What an earlier version began with comes first.
                    out.entry(scope).or_insert(*rows);
                }
            }
        }
        out
    }

    /// Applies an event of the log: one from before a move by way of that move.
    pub(super) fn apply_logged(&mut self, at: usize) -> Result<Option<Change>, AnswerError> {
        let Event { at_ms, change, .. } = self.log[at].clone();
        let stage = self.stage(at);
        if let Change::Form(plan) = &change {
            self.st.initial = self.initial_rows(stage);
            for held in &plan.held {
                if let Ok(path) = self.translated(&held.path, stage) {
                    self.hold(&path, held.row, &held.value);
                }
            }
            self.version += 1;
            return Ok(Some(change));
        }
        if stage == self.forms.len() {
            return self.apply(&change, at_ms);
        }
        let change = match change {
            Change::Set { path, row, value } => Change::Set { path: self.translated(&path, stage)?, row, value },
            Change::AddRow { path, row } => Change::AddRow { path: self.translated(&path, stage)?, row },
            Change::RemoveRow { path, row } => Change::RemoveRow { path: self.translated(&path, stage)?, row },
            other => other,
        };
        self.moving = true;
        let done = self.apply(&change, at_ms);
        self.moving = false;
        done
    }

    /// An older answer that does not fit leaves no older one in its place.
    pub(super) fn clear_refused(&mut self, at: usize) {
        if let Change::Set { path, row, .. } = &self.log[at].change
            && self.stage(at) < self.forms.len()
            && let Ok(path) = self.translated(path, self.stage(at))
        {
            let row = *row;
            self.hold(&path, row, &Answer::Text(String::new()));
        }
    }

    /// Puts a value where it fits, whatever the rules of the moment say; they are asked again for every answer to come.
    fn hold(&mut self, path: &str, row: u32, value: &Answer) {
        let Some((field, form)) = self.leaf(path).map(|f| (f, self.form.clone())) else { return };
        let def = &form.fields[field as usize];
        if !self.st.alive(def.scope, row) {
            return;
        }
        let value = match (value, def.asked()) {
            (Answer::Text(text), false) => coerce(&def.kind, Value::str(text), self.env.offset_minutes),
            _ => self.fitting(def, value).unwrap_or(Value::Blank),
        };
        let mut engine = self.engine();
        engine.set_cell(field, row, value);
        engine.run();
    }

    pub(super) fn leaf(&self, path: &str) -> Option<FieldId> {
        let node: NodeId = *self.form.by_path.get(path)?;
        match self.form.nodes[node as usize].class {
            Class::Leaf(field) => Some(field),
            _ => None,
        }
    }

    /// An older answer as a value of a question, if the question takes it: a choice must be in the list, a filter is not asked.
    pub(super) fn fitting(&self, def: &FieldDef, answer: &Answer) -> Result<Value, Refusal> {
        let value = parse(&def.kind, answer, self.env.offset_minutes)?;
        if let (Some(select), false) = (def.select.as_ref().filter(|s| !s.open), value.is_blank()) {
            let list = &self.form.code.lists[select.list as usize];
            let listed = |choice: &str| list.rows_with_text(select.value_col, choice).next().is_some();
            let text = value.text();
            let fits = if select.multiple { text.split_ascii_whitespace().all(listed) } else { listed(&text) };
            if !fits {
                return Err(("answer.not_a_choice", "Pilihan ini tidak ada di daftar."));
            }
        }
        Ok(value)
    }
}

/// An event without a place as an answer; `None` for one that cleared, or that was none.
fn lost_event(event: &Event) -> Option<Lost> {
    let Change::Set { path, value, .. } = &event.change else { return None };
    let shown = match value {
        Answer::Text(text) if text.is_empty() => return None,
        Answer::Text(text) => text.clone(),
        Answer::File(file) => file.path.clone().unwrap_or_else(|| file.hash.clone()),
    };
    let label = path.rsplit('/').next().unwrap_or_default().to_owned();
    Some(Lost { path: path.clone(), label, value: value.clone(), shown })
}
