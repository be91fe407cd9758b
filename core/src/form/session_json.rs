//! Answers as a JSON document: out for drafts and finished forms, in from an answers file. Both have the same shape:
//! groups are objects, repeats arrays of objects, numbers numbers, several choices an array.

use super::answers::{AnswerError, from_json, to_json};
use super::compiled::{Class, Form, NodeId};
use super::delta::Slot;
use super::session::{Change, FormSession};
use super::session_view::Problem;
use super::state::{EFF, field_of, siblings};
use super::value::{FileRef, Value};
use serde_json::{Map, Value as Json};

/// A file that belongs to a finished form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Path of the question with positions.
    pub path: String,
    /// The file.
    pub file: FileRef,
}

/// A form that is finished: immutable from here on.
#[derive(Clone, Debug, PartialEq)]
pub struct FinalDocument {
    /// `form_id`.
    pub form_id: String,
    /// Version of the form.
    pub form_version: String,
    /// Id of the document.
    pub instance_id: String,
    /// When, milliseconds since 1970 UTC.
    pub finalized_ms: i64,
    /// The answers: only what is relevant and not blank.
    pub answers: Json,
    /// Photos and signatures among them.
    pub attachments: Vec<Attachment>,
}

/// What became of an answers file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FillReport {
    /// Answers and rows accepted that changed something.
    pub accepted: usize,
    /// What was refused, with its path.
    pub errors: Vec<AnswerError>,
}

impl Form {
    /// The answers inside a document that may be wrapped in the form's own name.
    pub fn unwrapped<'j>(&self, answers: &'j Json) -> &'j Json {
        let root = &self.root_name;
        let inner = answers.as_object().filter(|map| map.len() == 1).and_then(|map| map.get(root));
        match inner {
            Some(inner) if inner.is_object() && !self.by_path.contains_key(format!("/{root}/{root}").as_str()) => inner,
            _ => answers,
        }
    }
}

impl FormSession {
    /// Finishes the form: stamps `end`, brings everything up to date, and gives the document. Logged as an event.
    ///
    /// # Errors
    /// The problems that stand in the way; then nothing was logged, unless the time itself brought a problem about.
    pub fn finalize(&mut self, now_ms: i64) -> Result<FinalDocument, Vec<Problem>> {
        if self.problem_count() > 0 {
            return Err(self.problems());
        }
        self.set_time(now_ms);
        // Finish cannot be refused; were it so, the document would still be the one checked above.
        let _ = self.commit(Change::Finish);
        if self.problem_count() > 0 {
            return Err(self.problems());
        }
        let mut attachments = Vec::new();
        for slot in self.visible() {
            if let Some(f) = field_of(&self.form, slot.node)
                && let Value::File(file) = self.st.cell(&self.form, &self.form.fields[f as usize], slot.row)
            {
                attachments.push(Attachment { path: self.path(slot), file: (**file).clone() });
            }
        }
        Ok(FinalDocument {
            form_id: self.form.id.clone(),
            form_version: self.form.version.clone(),
            instance_id: self.env.instance_id.clone(),
            finalized_ms: now_ms,
            answers: self.to_json(),
            attachments,
        })
    }

    /// The answers as they are now: what is relevant and not blank, wrong or not.
    pub fn to_json(&self) -> Json {
        Json::Object(self.object(0, self.form.nodes.len() as NodeId, 0))
    }

    /// Recursion is bounded: the compiler refuses groups nested deeper than [`super::compile::MAX_GROUPS`].
    fn object(&self, at: NodeId, end: NodeId, row: u32) -> Map<String, Json> {
        let mut out = Map::new();
        for node in siblings(&self.form, at, end) {
            if !self.st.is(&self.form, node, row, EFF) {
                continue;
            }
            let def = &self.form.nodes[node as usize];
            match def.class {
                Class::Group => {
                    let inner = self.object(node + 1, def.end, row);
                    if !inner.is_empty() {
                        out.insert(def.name.to_string(), inner.into());
                    }
                }
                Class::Repeat(_) => {
                    let rows = self.rows(Slot { node, row });
                    if !rows.is_empty() {
                        let rows: Vec<Json> = rows.iter().map(|r| self.object(node + 1, def.end, *r).into()).collect();
                        out.insert(def.name.to_string(), rows.into());
                    }
                }
                Class::Leaf(f) => {
                    let field = &self.form.fields[f as usize];
                    let value = self.st.cell(&self.form, field, row);
                    if !value.is_blank() {
                        out.insert(def.name.to_string(), to_json(&field.kind, value));
                    }
                }
            }
        }
        out
    }

    /// Fills in answers of the shape of [`FormSession::to_json`]. Rows are added as needed; computed fields are left
    /// out; an answer that does not apply yet is tried again after the others. Everything accepted is logged.
    pub fn set_all(&mut self, answers: &Json) -> FillReport {
        let mut report = FillReport::default();
        let Json::Object(map) = self.form.unwrapped(answers) else {
            report.errors.push(AnswerError::new("answer.wrong_type", "/", "Berkas jawaban harus berupa objek JSON."));
            return report;
        };
        let root = format!("/{}", self.form.root_name);
        let mut todo: Vec<(String, &Json)> = Vec::new();
        todo.extend(map.iter().map(|(k, v)| (format!("{root}/{k}"), v)));
        // Each pass settles at least one answer, or is the last.
        loop {
            let mut later = Vec::new();
            let mut errors = Vec::new();
            let before = report.accepted;
            for (path, value) in todo {
                self.fill(path, value, &mut report.accepted, &mut later, &mut errors);
            }
            report.errors.extend(errors);
            if later.is_empty() {
                break;
            }
            if report.accepted == before {
                report.errors.extend(later.into_iter().map(|(_, _, e)| e));
                break;
            }
            todo = later.into_iter().map(|(p, v, _)| (p, v)).collect();
        }
        // A repeat that is tried again reports what is wrong in its rows again.
        let mut told = std::collections::HashSet::new();
        report.errors.retain(|e| told.insert((e.path.clone(), e.code)));
        report
    }

    fn fill<'j>(
        &mut self,
        path: String,
        value: &'j Json,
        accepted: &mut usize,
        later: &mut Vec<(String, &'j Json, AnswerError)>,
        errors: &mut Vec<AnswerError>,
    ) {
        // A stack instead of recursion: the file comes from outside. Form order is kept by pushing backwards.
        let mut todo = vec![(path, value)];
        while let Some((path, value)) = todo.pop() {
            let slot = match self.slot(&path) {
                Ok(slot) => slot,
                Err(e) if e.code == "answer.no_such_row" => {
                    later.push((path, value, e));
                    continue;
                }
                Err(e) => {
                    errors.push(e);
                    continue;
                }
            };
            match (self.form.nodes[slot.node as usize].class, value) {
                (_, Json::Null) => {}
                (Class::Group, Json::Object(map)) => {
                    todo.extend(map.iter().rev().map(|(k, v)| (format!("{path}/{k}"), v)));
                }
                (Class::Repeat(_), Json::Array(items)) => {
                    let mut refused = None;
                    while self.rows(slot).len() < items.len() && refused.is_none() {
                        match self.add_row(&path) {
                            Ok(_) => *accepted += 1,
                            Err(e) => refused = Some(e),
                        }
                    }
                    let there = self.rows(slot).len();
                    if let Some(e) = refused {
                        // Perhaps the answer that makes it relevant, or counts it, is still to come.
                        later.push((path.clone(), value, e));
                    }
                    for (i, item) in items.iter().enumerate().take(there).rev() {
                        match item {
                            Json::Object(map) => {
                                todo.extend(map.iter().rev().map(|(k, v)| (format!("{path}[{}]/{k}", i + 1), v)));
                            }
                            _ => errors.push(AnswerError::new(
                                "answer.wrong_type",
                                &path,
                                "Tiap baris harus berupa objek.",
                            )),
                        }
                    }
                }
                (Class::Leaf(f), value) => {
                    let field = &self.form.fields[f as usize];
                    if !field.asked() {
                        continue;
                    }
                    match from_json(&field.kind, value) {
                        None => {
                            errors.push(AnswerError::new("answer.wrong_type", &path, "Bentuk jawaban tidak sesuai."))
                        }
                        Some(answer) => match self.set_slot(slot, answer) {
                            Ok(delta) => *accepted += usize::from(delta.event.is_some()),
                            Err(mut e) => {
                                e.path.clone_from(&path);
                                if matches!(e.code, "answer.irrelevant" | "answer.not_a_choice" | "answer.readonly") {
                                    later.push((path, value, e));
                                } else {
                                    errors.push(e);
                                }
                            }
                        },
                    }
                }
                _ => errors.push(AnswerError::new("answer.wrong_type", &path, "Bentuk jawaban tidak sesuai.")),
            }
        }
    }
}
