//! A form being filled in. Every accepted change is an event: the shell stores it before showing anything, and the
//! events alone give the session back exactly. Undo and redo are events like the others; their effect is that of
//! replaying the log without what was undone.

use super::answers::{Answer, AnswerError, parse, to_answer};
use super::compiled::{Class, Form, NodeId, ScopeId};
use super::definition::QuestionType;
use super::delta::{Delta, Slot};
use super::expr_eval::EnvView;
use super::recompute::Engine;
use super::session_move::Move;
use super::state::{EFF, READONLY, State};
use super::value::Value;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What a session knows of the world. Stored beside the events: both together give the session back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionEnv {
    /// When the form was opened first, milliseconds since 1970 UTC; `now()` and `today()` until the clock event.
    pub now_ms: i64,
    /// Offset of local time in minutes, fixed for this document.
    pub offset_minutes: i16,
    /// Language to start in, as the form names it; empty or unknown = the form's default.
    pub lang: String,
    /// The worker's name, for `username` questions.
    pub username: String,
    /// The device's id, for `deviceid` questions.
    pub device_id: String,
    /// Id of the document being made; `uuid()` derives from it.
    pub instance_id: String,
    /// Answers of the last finished form of this kind, by whole path, as far as defaults ask for them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub last_saved: BTreeMap<String, String>,
}

/// One accepted change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// From 1 without gaps.
    pub n: u64,
    /// When, milliseconds since 1970 UTC, as the shell told by [`FormSession::set_time`].
    pub at_ms: i64,
    /// What.
    #[serde(flatten)]
    pub change: Change,
}

/// What an event did. Paths carry no positions; rows are named by their id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Change {
    /// An answer; empty text clears.
    Set {
        /// Path of the question without positions.
        path: String,
        /// Row id, 0 outside repeats.
        row: u32,
        /// The answer in canonical form.
        value: Answer,
    },
    /// A row was added to the repeat at `path`, in row `row` around it.
    AddRow {
        /// Path of the repeat without positions.
        path: String,
        /// Row around the repeat, 0 outside repeats.
        row: u32,
    },
    /// A row was removed.
    RemoveRow {
        /// Path of the repeat without positions.
        path: String,
        /// Id of the row removed.
        row: u32,
    },
    /// The language was changed.
    Lang {
        /// As the form names it.
        lang: String,
    },
    /// `now()` and `today()` were brought to the time of this event.
    Clock,
    /// The form was finalised: `end` questions hold the time of this event.
    Finish,
    /// The document goes on in another version of the form.
    Form(Box<Move>),
    /// The last change of answers or rows was taken back.
    Undo,
    /// The last change taken back was made again.
    Redo,
}

impl Change {
    pub(super) fn undoable(&self) -> bool {
        matches!(self, Change::Set { .. } | Change::AddRow { .. } | Change::RemoveRow { .. })
    }
}

type OptionCache = HashMap<(u32, u32), (u64, Arc<[u32]>)>;

/// A form being filled in.
#[derive(Debug)]
pub struct FormSession {
    pub(super) form: Arc<Form>,
    pub(super) env: SessionEnv,
    pub(super) st: State,
    pub(super) log: Vec<Event>,
    /// Indices in `log` of what is in force, in order.
    pub(super) active: Vec<usize>,
    undone: Vec<usize>,
    /// Indices in `log` of the moves to other versions.
    pub(super) forms: Vec<usize>,
    /// An event from before a move is being applied: it was accepted once, what depends on other answers is not asked.
    pub(super) moving: bool,
    pub(super) at_ms: i64,
    /// Counts changes; what was cached under an older count is not used.
    pub(super) version: u64,
    pub(super) options_cache: RefCell<OptionCache>,
    orphans: Vec<(Event, AnswerError)>,
}

impl FormSession {
    /// Opens a new document.
    pub fn new(form: Arc<Form>, env: SessionEnv) -> FormSession {
        let st = fresh(&form, &env, HashMap::new());
        let mut session = FormSession {
            at_ms: env.now_ms,
            form,
            env,
            st,
            log: Vec::new(),
            active: Vec::new(),
            undone: Vec::new(),
            forms: Vec::new(),
            moving: false,
            version: 0,
            options_cache: RefCell::default(),
            orphans: Vec::new(),
        };
        session.forget_touched();
        session
    }

    /// Opens a document again from its events. Never fails and drops nothing: what does not fit (the form changed
    /// under it) is kept in [`FormSession::orphans`].
    pub fn replay(form: Arc<Form>, env: SessionEnv, events: &[Event]) -> FormSession {
        let mut s = FormSession::new(form, env);
        s.log = events.to_vec();
        for (i, event) in events.iter().enumerate() {
            match event.change {
                Change::Undo => {
                    if let Some(at) = s.active.iter().rposition(|i| events[*i].change.undoable()) {
                        let back = s.active.remove(at);
                        s.undone.push(back);
                    }
                }
                Change::Redo => s.active.extend(s.undone.pop()),
                _ => {
                    if matches!(event.change, Change::Form(_)) {
                        s.forms.push(i);
                    }
                    if event.change.undoable() {
                        s.undone.clear();
                    }
                    s.active.push(i);
                }
            }
        }
        if let Some(last) = events.last() {
            s.at_ms = last.at_ms;
        }
        s.rebuild();
        s.forget_touched();
        s
    }

    /// The form.
    pub fn form(&self) -> &Arc<Form> {
        &self.form
    }

    /// The environment it was opened with.
    pub fn env(&self) -> &SessionEnv {
        &self.env
    }

    /// All accepted changes, oldest first.
    pub fn events(&self) -> &[Event] {
        &self.log
    }

    /// Events of a replay that this form does not accept, with the reason. Show them; they are still in the log.
    pub fn orphans(&self) -> &[(Event, AnswerError)] {
        &self.orphans
    }

    /// Tells the time for the events to come. Changes no value.
    pub fn set_time(&mut self, now_ms: i64) {
        self.at_ms = now_ms;
    }

    /// Brings `now()` and `today()` to the time told last: when a draft is opened again, or midnight passed.
    pub fn refresh_clock(&mut self) -> Delta {
        if self.st.now_ms == self.at_ms {
            return Delta::default();
        }
        self.commit(Change::Clock).unwrap_or_default()
    }

    /// The language in use, as the form names it.
    pub fn lang(&self) -> &str {
        &self.form.langs[self.st.lang]
    }

    /// Changes the language.
    ///
    /// # Errors
    /// `answer.unknown_language`.
    pub fn set_lang(&mut self, lang: &str) -> Result<Delta, AnswerError> {
        if self.form.langs.iter().position(|l| l == lang) == Some(self.st.lang) {
            return Ok(Delta::default());
        }
        let mut delta = self.commit(Change::Lang { lang: lang.to_owned() })?;
        delta.redraw = true;
        Ok(delta)
    }

    /// Answers the question at a path such as `/data/hh[3]/age` or `hh[3]/age`; empty text clears.
    ///
    /// # Errors
    /// See [`AnswerError::code`]; nothing has changed then. A violated constraint is not an error: the answer is
    /// stored and marked in the delta.
    pub fn set(&mut self, path: &str, answer: impl Into<Answer>) -> Result<Delta, AnswerError> {
        let slot = self.slot(path)?;
        self.set_slot(slot, answer)
    }

    /// The same by handle.
    ///
    /// # Errors
    /// As [`FormSession::set`].
    pub fn set_slot(&mut self, slot: Slot, answer: impl Into<Answer>) -> Result<Delta, AnswerError> {
        let Some(node) = self.form.nodes.get(slot.node as usize) else {
            return Err(AnswerError::new("answer.unknown_path", "", "Pertanyaan ini tidak ada di formulir."));
        };
        self.commit(Change::Set { path: node.path.to_string(), row: slot.row, value: answer.into() })
    }

    /// Adds a row to a repeat. The new row's id is in [`Delta::rows`].
    ///
    /// # Errors
    /// `answer.unknown_path`, `answer.irrelevant`, `answer.fixed_rows` (counted), `answer.too_many_rows`.
    pub fn add_row(&mut self, path: &str) -> Result<Delta, AnswerError> {
        let slot = self.slot(path)?;
        self.commit(Change::AddRow { path: self.form.nodes[slot.node as usize].path.to_string(), row: slot.row })
    }

    /// Removes the row at a 1-based position.
    ///
    /// # Errors
    /// `answer.unknown_path`, `answer.no_such_row`, `answer.fixed_rows` (counted).
    pub fn remove_row(&mut self, path: &str, position: usize) -> Result<Delta, AnswerError> {
        let slot = self.slot(path)?;
        let rows = self.rows(slot);
        let Some(row) = position.checked_sub(1).and_then(|p| rows.get(p)).copied() else {
            return Err(AnswerError::new("answer.no_such_row", path, "Baris ini tidak ada."));
        };
        self.commit(Change::RemoveRow { path: self.form.nodes[slot.node as usize].path.to_string(), row })
    }

    /// Takes the last change of answers or rows back.
    ///
    /// # Errors
    /// `answer.nothing_to_undo`.
    pub fn undo(&mut self) -> Result<Delta, AnswerError> {
        let at = self.active.iter().rposition(|i| self.log[*i].change.undoable());
        let at = at.ok_or_else(|| AnswerError::new("answer.nothing_to_undo", "", "Tidak ada yang bisa dibatalkan."))?;
        let back = self.active.remove(at);
        self.undone.push(back);
        let n = self.append(Change::Undo);
        let old = self.rebuild();
        Ok(self.diff(&old, Some(n)))
    }

    /// Makes the last change taken back again.
    ///
    /// # Errors
    /// `answer.nothing_to_undo`, or why the change does not fit any more.
    pub fn redo(&mut self) -> Result<Delta, AnswerError> {
        let again = self.undone.last().copied();
        let again =
            again.ok_or_else(|| AnswerError::new("answer.nothing_to_undo", "", "Tidak ada yang bisa diulang."))?;
        self.apply_logged(again)?;
        self.undone.pop();
        self.active.push(again);
        let n = self.append(Change::Redo);
        Ok(self.take_delta(Some(n)))
    }

    /// Whether there is something to take back.
    pub fn can_undo(&self) -> bool {
        self.active.iter().any(|i| self.log[*i].change.undoable())
    }

    /// Whether there is something to make again.
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// The question answered last, as far as it is in force: where a person goes on after an interruption. `None` when
    /// nothing was answered, or its row is gone.
    pub fn last_answered(&self) -> Option<Slot> {
        let answered = self.active.iter().rev().find_map(|i| match &self.log[*i].change {
            Change::Set { path, row, .. } => Some((self.translated(path, self.stage(*i)).ok()?, *row)),
            _ => None,
        });
        let (path, row) = answered?;
        let node = *self.form.by_path.get(path.as_str())?;
        Some(Slot { node, row }).filter(|s| self.st.alive(self.form.nodes[s.node as usize].scope, s.row))
    }

    /// Applies a change and, when it is accepted and changes something, logs it.
    pub(super) fn commit(&mut self, change: Change) -> Result<Delta, AnswerError> {
        let at_ms = self.at_ms;
        let Some(change) = self.apply(&change, at_ms)? else {
            return Ok(Delta::default());
        };
        if change.undoable() {
            self.undone.clear();
        }
        let n = self.append(change);
        self.active.push(self.log.len() - 1);
        Ok(self.take_delta(Some(n)))
    }

    fn append(&mut self, change: Change) -> u64 {
        let n = self.log.last().map_or(1, |e| e.n + 1);
        self.log.push(Event { n, at_ms: self.at_ms, change });
        n
    }

    /// The change in canonical form, or `None` when it changes nothing.
    pub(super) fn apply(&mut self, change: &Change, at_ms: i64) -> Result<Option<Change>, AnswerError> {
        let done = match change {
            Change::Set { path, row, value } => return self.apply_set(path, *row, value),
            Change::AddRow { path, row } => self.apply_add(path, *row),
            Change::RemoveRow { path, row } => self.apply_remove(path, *row),
            Change::Lang { lang } => match self.form.langs.iter().position(|l| l == lang) {
                Some(at) => {
                    self.st.lang = at;
                    let form = self.form.clone();
                    self.requeue(&form.lang_units);
                    Ok(())
                }
                None => Err(AnswerError::new("answer.unknown_language", lang, "Formulir tidak punya bahasa ini.")),
            },
            Change::Clock => {
                self.tick(at_ms);
                Ok(())
            }
            Change::Finish => {
                self.tick(at_ms);
                self.st.ended = Some(at_ms);
                let form = self.form.clone();
                let end = Value::DateTime { ms: at_ms, offset: self.env.offset_minutes };
                let mut engine = self.engine();
                for (id, field) in form.fields.iter().enumerate().filter(|f| f.1.kind == QuestionType::End) {
                    for row in 0..engine.st.scopes[field.scope as usize].rows.len() as u32 {
                        if engine.st.alive(field.scope, row) {
                            engine.set_cell(id as u32, row, end.clone());
                        }
                    }
                }
                engine.run();
                Ok(())
            }
            // Moves are applied by way of the log, see `apply_logged`.
            Change::Form(_) | Change::Undo | Change::Redo => Ok(()),
        };
        self.version += 1;
        done.map(|()| Some(change.clone()))
    }

    fn tick(&mut self, at_ms: i64) {
        self.st.now_ms = at_ms;
        let form = self.form.clone();
        self.requeue(&form.clock_units);
    }

    fn requeue(&mut self, units: &[u32]) {
        let form = self.form.clone();
        for unit in units {
            let scope = form.units[*unit as usize].scope;
            for row in 0..self.st.scopes[scope as usize].rows.len() as u32 {
                self.st.queue(&form, *unit, row);
            }
        }
        self.engine().run();
    }

    fn apply_set(&mut self, path: &str, row: u32, answer: &Answer) -> Result<Option<Change>, AnswerError> {
        let refuse = |code, message: &str| Err(AnswerError::new(code, path, message));
        let form = self.form.clone();
        let Some(node) = form.by_path.get(path).copied() else {
            return refuse("answer.unknown_path", "Pertanyaan ini tidak ada di formulir.");
        };
        let Class::Leaf(field) = form.nodes[node as usize].class else {
            return refuse("answer.not_a_question", "Ini kelompok, bukan pertanyaan.");
        };
        let def = &form.fields[field as usize];
        if !self.st.alive(def.scope, row) {
            return refuse("answer.no_such_row", "Baris ini tidak ada.");
        }
        let flags = self.st.flags(&form, node, row);
        if flags & EFF == 0 && !self.moving {
            return refuse("answer.irrelevant", "Pertanyaan ini sedang tidak berlaku.");
        }
        if (flags & READONLY != 0 && !self.moving) || !def.asked() {
            return refuse("answer.readonly", "Pertanyaan ini tidak dapat diubah.");
        }
        let value = match self.moving {
            true => self.fitting(def, answer),
            false => parse(&def.kind, answer, self.env.offset_minutes),
        };
        let value = match value {
            Ok(v) => v,
            Err((code, message)) => return refuse(code, message),
        };
        let moving = self.moving;
        let mut engine = self.engine();
        engine.st.work.renew();
        if let (Some(select), false, false) = (&def.select, value.is_blank(), moving) {
            let text = value.text();
            let fits = if select.multiple {
                text.split_ascii_whitespace().all(|c| engine.choice_ok(field, row, c))
            } else {
                engine.choice_ok(field, row, &text)
            };
            if !fits {
                return refuse("answer.not_a_choice", "Pilihan ini tidak ada di daftar.");
            }
        }
        if !engine.set_cell(field, row, value.clone()) {
            return Ok(None);
        }
        engine.run();
        self.version += 1;
        Ok(Some(Change::Set { path: path.to_owned(), row, value: to_answer(&value) }))
    }

    fn repeat_at(&self, path: &str) -> Result<(NodeId, ScopeId), AnswerError> {
        let node = self.form.by_path.get(path).copied();
        match node.map(|n| (n, self.form.nodes[n as usize].class)) {
            Some((n, Class::Repeat(inner))) if self.form.scopes[inner as usize].counted => {
                let name = &self.form.nodes[n as usize].name;
                Err(AnswerError::new("answer.fixed_rows", path, format!("Jumlah baris {name} mengikuti jawaban lain.")))
            }
            Some((n, Class::Repeat(inner))) => Ok((n, inner)),
            _ => Err(AnswerError::new("answer.unknown_path", path, "Bagian berulang ini tidak ada di formulir.")),
        }
    }

    fn apply_add(&mut self, path: &str, row: u32) -> Result<(), AnswerError> {
        let (node, inner) = self.repeat_at(path)?;
        if !self.st.alive(self.form.nodes[node as usize].scope, row) {
            return Err(AnswerError::new("answer.no_such_row", path, "Baris ini tidak ada."));
        }
        if !self.st.is(&self.form, node, row, EFF) && !self.moving {
            return Err(AnswerError::new("answer.irrelevant", path, "Bagian ini sedang tidak berlaku."));
        }
        let mut engine = self.engine();
        if engine.add_row(inner, row).is_none() {
            return Err(AnswerError::new("answer.too_many_rows", path, "Baris sudah terlalu banyak."));
        }
        engine.run();
        Ok(())
    }

    fn apply_remove(&mut self, path: &str, row: u32) -> Result<(), AnswerError> {
        let (_, inner) = self.repeat_at(path)?;
        if !self.st.alive(inner, row) {
            return Err(AnswerError::new("answer.no_such_row", path, "Baris ini tidak ada."));
        }
        let mut engine = self.engine();
        engine.remove_row(inner, row);
        engine.run();
        Ok(())
    }

    pub(super) fn engine(&mut self) -> Engine<'_> {
        Engine { form: &self.form, st: &mut self.st, env: env_view(&self.env), stack: Vec::new() }
    }

    /// State from scratch out of what is in force; gives the old one back.
    pub(super) fn rebuild(&mut self) -> State {
        let start = fresh(&self.form, &self.env, self.initial_rows(0));
        let old = std::mem::replace(&mut self.st, start);
        self.orphans.clear();
        for i in self.active.clone() {
            let done = self.apply_logged(i);
            if let Change::Set { path: at, row: of, .. } = &self.log[i].change {
                // Answered again since: what counts is the later one.
                let again = |e: &Event| matches!(&e.change, Change::Set { path, row, .. } if path == at && row == of);
                self.orphans.retain(|(event, _)| !again(event));
            }
            if let Err(why) = done {
                self.clear_refused(i);
                self.orphans.push((self.log[i].clone(), why));
            }
        }
        self.version += 1;
        old
    }

    pub(super) fn forget_touched(&mut self) {
        for (node, row) in std::mem::take(&mut self.st.touched) {
            self.st.take_touched(&self.form, node, row);
        }
        self.st.row_changes.clear();
    }
}

fn env_view(env: &SessionEnv) -> EnvView<'_> {
    EnvView {
        instance_id: &env.instance_id,
        offset: env.offset_minutes,
        username: &env.username,
        device_id: &env.device_id,
        last_saved: &env.last_saved,
    }
}

fn fresh(form: &Form, env: &SessionEnv, initial: HashMap<ScopeId, u32>) -> State {
    let mut st = State::new(form, env.now_ms);
    st.initial = initial;
    st.lang = form.langs.iter().position(|l| *l == env.lang).unwrap_or(form.default_lang);
    Engine { form, st: &mut st, env: env_view(env), stack: Vec::new() }.start();
    st
}
