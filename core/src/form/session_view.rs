//! What a screen asks of a session: a question with its texts, its options, the sections of the form, what is wrong.

use super::answers::AnswerError;
use super::compiled::{Class, Form, NONE, NodeId, Piece, Select, Texts};
use super::definition::QuestionType;
use super::delta::{Slot, Validity};
use super::expr_eval::{Ctx, EnvView, Item, choice_label, is_indonesian};
use super::expr_random::{seed, shuffle};
use super::session::FormSession;
use super::state::*;
use super::value::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A node ready to draw, in the session's language.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionView {
    /// Handle.
    pub slot: Slot,
    /// Path with positions.
    pub path: String,
    /// Name without path.
    pub name: String,
    /// `group`, `repeat`, `text`, `integer`, `decimal`, `date`, `time`, `date_time`, `select_one`, `select_multiple`,
    /// `note`, `acknowledge`, `geopoint`, `image`, `signature`, `calculate`, `hidden`, `start`, `end`, `today`,
    /// `device_id`, `username`.
    pub kind: &'static str,
    /// Label with values filled in; empty when there is none.
    pub label: String,
    /// Hint.
    pub hint: String,
    /// Appearance words.
    pub appearance: String,
    /// Parameters, e.g. `max-pixels`.
    pub parameters: BTreeMap<String, String>,
    /// The value.
    pub value: Value,
    /// The value as read by a person: labels of choices instead of their names.
    pub shown: String,
    /// Whether it applies now.
    pub relevant: bool,
    /// Whether an answer is required.
    pub required: bool,
    /// Whether it is locked (by rule, or because it is computed).
    pub readonly: bool,
    /// Whether a person answers it.
    pub asked: bool,
    /// Whether the answer stands.
    pub validity: Validity,
    /// Rows of a repeat; 0 for anything else.
    pub rows: usize,
    /// Rows follow an expression: no adding, no removing.
    pub counted: bool,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceView {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub label: String,
}

/// How far a section is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SectionState {
    /// Nothing answered yet.
    NotReached,
    /// Begun; something required is missing.
    Open,
    /// At least one answer that does not stand.
    Error,
    /// Nothing required is missing and nothing is wrong.
    Done,
}

/// A top-level group or repeat, or a run of questions outside groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its first node.
    pub slot: Slot,
    /// Label; the form's title for questions outside groups.
    pub label: String,
    /// Whether it applies now.
    pub relevant: bool,
    /// How far it is.
    pub state: SectionState,
    /// Relevant questions a person answers.
    pub questions: usize,
    /// Of these, answered.
    pub answered: usize,
    /// Required and blank.
    pub missing: usize,
    /// Answers that do not stand.
    pub wrong: usize,
}

/// Something that keeps the form from being finalised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub slot: Slot,
    /// Path with positions.
    pub path: String,
    /// Label of the question.
    pub label: String,
    /// What; never [`Validity::Fine`].
    pub validity: Validity,
}

impl FormSession {
    fn ctx(&self, env: &EnvView<'_>, node: NodeId, row: u32, f: impl FnOnce(&Ctx<'_>) -> String) -> String {
        let scope = self.form.nodes[node as usize].scope;
        self.st.work.renew();
        f(&Ctx { form: &self.form, st: &self.st, env, node, scope, row, item: Item::None })
    }

    fn env_view(&self) -> EnvView<'_> {
        EnvView {
            instance_id: &self.env.instance_id,
            offset: self.env.offset_minutes,
            username: &self.env.username,
            device_id: &self.env.device_id,
            last_saved: &self.env.last_saved,
        }
    }

    fn render(&self, texts: &Texts, slot: Slot) -> String {
        let pick = |lang: usize| texts.0.get(lang).and_then(Option::as_ref);
        let pieces =
            pick(self.st.lang).or_else(|| pick(self.form.default_lang)).or_else(|| texts.0.iter().flatten().next());
        let Some(pieces) = pieces else { return String::new() };
        let env = self.env_view();
        self.ctx(&env, slot.node, slot.row, |ctx| {
            let mut out = String::new();
            let mut stack = Vec::new();
            for piece in pieces {
                match piece {
                    Piece::Plain(s) => out.push_str(s),
                    Piece::Output(prog) => {
                        out.push_str(&ctx.run(*prog, &mut stack).unwrap_or(Value::Blank).to_string());
                    }
                }
            }
            out
        })
    }

    /// Label of a slot in the session's language.
    pub fn label(&self, slot: Slot) -> String {
        self.present(slot).map_or_else(String::new, |n| self.render(&self.form.nodes[n as usize].label, slot))
    }

    fn present(&self, slot: Slot) -> Option<NodeId> {
        let def = self.form.nodes.get(slot.node as usize)?;
        self.st.alive(def.scope, slot.row).then_some(slot.node)
    }

    fn indonesian(&self) -> bool {
        is_indonesian(self.lang())
    }

    /// Whether the answer of a slot stands.
    pub fn validity(&self, slot: Slot) -> Validity {
        let Some(node) = self.present(slot) else { return Validity::Fine };
        let flags = self.st.flags(&self.form, node, slot.row);
        if flags & EFF == 0 || flags & FAULTS == 0 {
            return Validity::Fine;
        }
        let def = &self.form.nodes[node as usize];
        let say = |texts: &Texts, id: &str, en: &str| {
            let own = self.render(texts, slot);
            match (own.is_empty(), self.indonesian()) {
                (false, _) => own,
                (true, true) => id.to_owned(),
                (true, false) => en.to_owned(),
            }
        };
        let none = Texts::default();
        if flags & TOO_MANY != 0 && self.st.is_strained(node, slot.row) {
            Validity::TooMuch(say(
                &none,
                "Aturan pertanyaan ini terlalu berat untuk dihitung. Kurangi baris, atau hubungi pembuat formulir.",
                "The rule of this question takes too much work. Remove rows, or tell the form's author.",
            ))
        } else if flags & TOO_MANY != 0 {
            Validity::TooMany(say(&none, "Jumlah baris melebihi batas.", "More rows than the limit."))
        } else if flags & MISSING != 0 {
            Validity::Missing(say(&def.required_message, "Wajib diisi.", "An answer is required."))
        } else if flags & BROKEN != 0 {
            Validity::Broken(say(
                &def.constraint_message,
                "Jawaban tidak sesuai ketentuan.",
                "The answer breaks a rule.",
            ))
        } else {
            Validity::Stale(say(&none, "Pilihan ini tidak ada lagi di daftar.", "This choice is not offered any more."))
        }
    }

    /// A node at a path, ready to draw.
    ///
    /// # Errors
    /// As [`FormSession::slot`].
    pub fn question(&self, path: &str) -> Result<QuestionView, AnswerError> {
        let slot = self.slot(path)?;
        self.question_slot(slot).ok_or_else(|| AnswerError::new("answer.no_such_row", path, "Baris ini tidak ada."))
    }

    /// The same by handle; `None` when its row is gone.
    pub fn question_slot(&self, slot: Slot) -> Option<QuestionView> {
        let node = self.present(slot)?;
        let def = &self.form.nodes[node as usize];
        let flags = self.st.flags(&self.form, node, slot.row);
        let (mut value, mut shown, mut asked, mut computed, mut counted) =
            (Value::Blank, String::new(), false, false, false);
        let kind = match def.class {
            Class::Group => "group",
            Class::Repeat(inner) => {
                counted = self.form.scopes[inner as usize].counted;
                "repeat"
            }
            Class::Leaf(f) => {
                let field = &self.form.fields[f as usize];
                value = self.st.cell(&self.form, field, slot.row).clone();
                shown = if field.select.is_some() {
                    choice_label(&self.form, f, self.st.lang, &value.text())
                } else {
                    value.to_string()
                };
                asked = field.asked();
                computed = field.calculated;
                kind_name(&field.kind)
            }
        };
        Some(QuestionView {
            slot,
            path: self.path(slot),
            name: def.name.to_string(),
            kind,
            label: self.render(&def.label, slot),
            hint: self.render(&def.hint, slot),
            appearance: def.appearance.clone(),
            parameters: def.parameters.clone(),
            value,
            shown,
            relevant: flags & EFF != 0,
            required: flags & REQUIRED != 0,
            readonly: computed || flags & READONLY != 0,
            asked,
            validity: self.validity(slot),
            rows: self.rows(slot).len(),
            counted,
        })
    }

    /// Choices of a select question as filtered now: how many match in all, and one page of them. `search` keeps
    /// those whose label or value contains the text, whatever the case.
    ///
    /// # Errors
    /// As [`FormSession::slot`]; `answer.not_a_question` when it is no select.
    pub fn options(
        &self,
        path: &str,
        search: Option<&str>,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<ChoiceView>), AnswerError> {
        let slot = self.slot(path)?;
        self.options_slot(slot, search, offset, limit)
            .ok_or_else(|| AnswerError::new("answer.not_a_question", path, "Pertanyaan ini tidak punya pilihan."))
    }

    /// The same by handle; `None` when it is no select or its row is gone.
    pub fn options_slot(
        &self,
        slot: Slot,
        search: Option<&str>,
        offset: usize,
        limit: usize,
    ) -> Option<(usize, Vec<ChoiceView>)> {
        let field = field_of(&self.form, self.present(slot)?)?;
        let select = self.form.fields[field as usize].select.as_ref()?;
        let list = &self.form.code.lists[select.list as usize];
        let label_col = select.label_cols[self.st.lang];
        let view = |row: u32| ChoiceView {
            value: list.cell(select.value_col, row).to_owned(),
            label: list.cell(label_col.unwrap_or(select.value_col), row).to_owned(),
        };
        let ordered = select.filter.is_some() || select.shuffle.is_some();
        let rows = ordered.then(|| self.ordered(slot, select));
        let all = rows.as_ref().map_or(list.data.len(), |r| r.len());
        let nth = |i: usize| rows.as_ref().map_or(i as u32, |r| r[i]);
        let needle = search.map(|s| s.trim().to_lowercase()).filter(|s| !s.is_empty());
        let Some(needle) = needle else {
            let page = (offset.min(all)..all.min(offset.saturating_add(limit))).map(|i| view(nth(i))).collect();
            return Some((all, page));
        };
        let (mut total, mut page) = (0, Vec::new());
        for i in 0..all {
            let row = nth(i);
            let hit = |col: usize| list.cell(col, row).to_lowercase().contains(&needle);
            if label_col.is_some_and(hit) || hit(select.value_col) {
                if total >= offset && page.len() < limit {
                    page.push(view(row));
                }
                total += 1;
            }
        }
        Some((total, page))
    }

    /// Rows that pass a filter, in the order in which they are offered; kept until something changes.
    fn ordered(&self, slot: Slot, select: &Select) -> Arc<[u32]> {
        let key = (slot.node, slot.row);
        if let Some((version, rows)) = self.options_cache.borrow().get(&key)
            && *version == self.version
        {
            return rows.clone();
        }
        let env = self.env_view();
        let scope = self.form.nodes[slot.node as usize].scope;
        let ctx =
            Ctx { form: &self.form, st: &self.st, env: &env, node: slot.node, scope, row: slot.row, item: Item::None };
        let mut stack = Vec::new();
        self.st.work.renew();
        self.st.work.begin();
        let mut rows = match select.filter {
            Some(set) => ctx.set_rows(set, &mut stack),
            None => (0..self.form.code.lists[select.list as usize].data.len() as u32).collect(),
        };
        // A list cut short would look whole.
        if self.st.work.end().is_err() {
            rows.clear();
        }
        if let Some(by) = select.shuffle {
            let seed = match by {
                Some(prog) => seed(&ctx.run(prog, &mut stack).unwrap_or(Value::Blank)),
                None => ctx.own_seed(0),
            };
            rows = shuffle(&rows, seed);
        }
        let rows: Arc<[u32]> = rows.into();
        let mut cache = self.options_cache.borrow_mut();
        if cache.len() >= 256 {
            cache.clear();
        }
        cache.insert(key, (self.version, rows.clone()));
        rows
    }

    /// All relevant nodes in form order, rows of repeats one after the other: what a screen walks along.
    pub fn visible(&self) -> Vec<Slot> {
        let mut out = Vec::new();
        self.walk(0, self.form.nodes.len() as NodeId, 0, &mut |slot| out.push(slot));
        out
    }

    /// Calls `f` for every relevant node from `at` to `end` and in the rows below.
    fn walk(&self, at: NodeId, end: NodeId, row: u32, f: &mut impl FnMut(Slot)) {
        let form = &self.form;
        // A stack of stretches: nothing recurses along the form.
        let mut todo = vec![(at, end, row)];
        while let Some((mut at, end, row)) = todo.pop() {
            while at < end {
                let def = &form.nodes[at as usize];
                if !self.st.is(form, at, row, EFF) {
                    at = def.end;
                    continue;
                }
                f(Slot { node: at, row });
                if let Class::Repeat(inner) = def.class {
                    let rows = self.st.scopes[inner as usize].order.get(row as usize).map_or(&[][..], Vec::as_slice);
                    if !rows.is_empty() {
                        todo.push((def.end, end, row));
                        todo.extend(rows.iter().rev().map(|r| (at + 1, def.end, *r)));
                        break;
                    }
                    at = def.end;
                } else {
                    at += 1;
                }
            }
        }
    }

    /// The first question in form order that waits for an answer: required and blank, or wrong; else relevant and blank.
    pub fn first_open(&self) -> Option<Slot> {
        let open = |s: &Slot| {
            field_of(&self.form, s.node).is_some_and(|f| {
                let field = &self.form.fields[f as usize];
                field.asked()
                    && !self.st.is(&self.form, s.node, s.row, READONLY)
                    && self.st.cell(&self.form, field, s.row).is_blank()
            })
        };
        let visible = self.visible();
        visible
            .iter()
            .copied()
            .find(|s| self.st.problems.contains(&(s.node, s.row)))
            .or_else(|| visible.into_iter().find(open))
    }

    /// State of every section in form order.
    pub fn sections(&self) -> Vec<Section> {
        let form: &Form = &self.form;
        let mut out: Vec<Section> = Vec::new();
        let mut loose = false;
        for node in siblings(form, 0, form.nodes.len() as NodeId) {
            let def = &form.nodes[node as usize];
            let slot = Slot { node, row: 0 };
            let leaf = matches!(def.class, Class::Leaf(_));
            if let Class::Leaf(f) = def.class
                && !form.fields[f as usize].asked()
            {
                continue;
            }
            if !(leaf && loose) {
                out.push(Section {
                    slot,
                    label: if leaf { form.title.clone() } else { self.label(slot) },
                    relevant: false,
                    state: SectionState::NotReached,
                    questions: 0,
                    answered: 0,
                    missing: 0,
                    wrong: 0,
                });
            }
            loose = leaf;
            if let Some(section) = out.last_mut() {
                section.relevant |= self.st.is(form, node, 0, EFF);
                self.walk(node, def.end, 0, &mut |s| self.count(section, s));
            }
        }
        for s in &mut out {
            s.state = match (s.answered, s.missing, s.wrong) {
                (_, _, 1..) => SectionState::Error,
                (0, _, _) if s.questions > 0 => SectionState::NotReached,
                (_, 1.., _) => SectionState::Open,
                _ => SectionState::Done,
            };
        }
        out
    }

    fn count(&self, section: &mut Section, slot: Slot) {
        let flags = self.st.flags(&self.form, slot.node, slot.row);
        section.missing += usize::from(flags & MISSING != 0);
        section.wrong += usize::from(flags & (BROKEN | STALE | TOO_MANY) != 0);
        if let Some(f) = field_of(&self.form, slot.node) {
            let field = &self.form.fields[f as usize];
            if field.asked() && flags & READONLY == 0 {
                section.questions += 1;
                section.answered += usize::from(!self.st.cell(&self.form, field, slot.row).is_blank());
            }
        }
    }

    /// Everything that keeps the form from being finalised, in order of the nodes; known at any time.
    pub fn problems(&self) -> Vec<Problem> {
        self.st
            .problems
            .iter()
            .map(|(node, row)| {
                let slot = Slot { node: *node, row: *row };
                Problem { slot, path: self.path(slot), label: self.label(slot), validity: self.validity(slot) }
            })
            .collect()
    }

    /// Number of problems.
    pub fn problem_count(&self) -> usize {
        self.st.problems.len()
    }

    /// The node around a slot: its group, or the repeat row's repeat; `None` at the top.
    pub fn parent(&self, slot: Slot) -> Option<Slot> {
        let def = &self.form.nodes[self.present(slot)? as usize];
        if def.parent == NONE {
            return None;
        }
        let scope = self.form.nodes[def.parent as usize].scope;
        Some(Slot { node: def.parent, row: self.st.up(&self.form, def.scope, slot.row, scope) })
    }
}

fn kind_name(kind: &QuestionType) -> &'static str {
    match kind {
        QuestionType::Text => "text",
        QuestionType::Integer => "integer",
        QuestionType::Decimal => "decimal",
        QuestionType::Date => "date",
        QuestionType::Time => "time",
        QuestionType::DateTime => "date_time",
        QuestionType::SelectOne(_) => "select_one",
        QuestionType::SelectMultiple(_) => "select_multiple",
        QuestionType::Note => "note",
        QuestionType::Acknowledge => "acknowledge",
        QuestionType::Geopoint => "geopoint",
        QuestionType::Image => "image",
        QuestionType::Signature => "signature",
        QuestionType::Calculate => "calculate",
        QuestionType::Hidden => "hidden",
        QuestionType::Start => "start",
        QuestionType::End => "end",
        QuestionType::Today => "today",
        QuestionType::DeviceId => "device_id",
        QuestionType::Username => "username",
    }
}
