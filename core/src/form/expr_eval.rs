//! Runs the flat operations of an expression on a value stack. No recursion but into predicates, whose nesting the
//! parser has bounded.

use super::answers::coerce;
use super::compiled::{FieldId, Form, NodeId, Op, ProgId, ScopeId};
use super::expr_funcs::{Moment, binary, call, negate, weighed};
use super::expr_random::{fraction, token};
use super::state::State;
use super::value::Value;
use super::work::TooMuch;

/// What an expression may look at.
pub(super) struct Ctx<'a> {
    pub form: &'a Form,
    pub st: &'a State,
    pub env: &'a EnvView<'a>,
    pub node: NodeId,
    pub scope: ScopeId,
    pub row: u32,
    pub item: Item,
}

/// The part of the environment that expressions read.
pub(super) struct EnvView<'a> {
    pub instance_id: &'a str,
    pub offset: i16,
    pub username: &'a str,
    pub device_id: &'a str,
    pub last_saved: &'a std::collections::BTreeMap<String, String>,
}

/// The row a predicate looks at.
#[derive(Clone, Copy)]
pub(super) enum Item {
    None,
    Row { scope: ScopeId, row: u32, pos: u32 },
    List { list: u32, row: u32, pos: u32 },
}

impl<'a> Ctx<'a> {
    /// Evaluates a whole expression; blank, with the reason, when it takes more work than allowed.
    pub fn run(&self, prog: ProgId, stack: &mut Vec<Value>) -> Result<Value, TooMuch> {
        if !self.form.code.counted[prog as usize] {
            return Ok(self.part(prog, stack));
        }
        self.st.work.begin();
        let v = self.part(prog, stack);
        self.st.work.end().map(|()| v)
    }

    /// The same for a part of one.
    pub fn part(&self, prog: ProgId, stack: &mut Vec<Value>) -> Value {
        self.exec(self.form.program(prog), stack)
    }

    pub fn with(&self, item: Item) -> Ctx<'a> {
        Ctx { item, ..*self }
    }

    fn moment(&self) -> Moment {
        Moment {
            now_ms: self.st.now_ms,
            offset: self.env.offset,
            indonesian: is_indonesian(&self.form.langs[self.st.lang]),
        }
    }

    fn exec(&self, ops: &[Op], stack: &mut Vec<Value>) -> Value {
        let base = stack.len();
        let mut at = 0;
        while let Some(op) = ops.get(at) {
            at += 1;
            match *op {
                Op::Const(c) => stack.push(self.form.code.consts[c as usize].clone()),
                Op::Cell(f) => stack.push(self.cell(f, self.scope, self.row)),
                Op::LastSaved(f) => {
                    let def = &self.form.fields[f as usize];
                    let held = self.env.last_saved.get(&*self.form.nodes[def.node as usize].path);
                    stack.push(held.map_or(Value::Blank, |text| coerce(&def.kind, Value::str(text), self.env.offset)));
                }
                Op::ItemCell(f) => {
                    let v = match self.item {
                        Item::Row { scope, row, .. } => self.cell(f, scope, row),
                        _ => Value::Blank,
                    };
                    stack.push(v);
                }
                Op::ItemCol(c) => {
                    let v = match self.item {
                        Item::List { list, row, .. } => {
                            Value::str(self.form.code.lists[list as usize].cell(c as usize, row))
                        }
                        _ => Value::Blank,
                    };
                    stack.push(v);
                }
                Op::ItemPos => stack.push(match self.item {
                    Item::Row { pos, .. } | Item::List { pos, .. } => Value::Int(i64::from(pos)),
                    Item::None => Value::Blank,
                }),
                Op::RowPos(scope) => {
                    let row = self.st.up(self.form, self.scope, self.row, scope);
                    let pos = self.st.scopes[scope as usize].rows[row as usize].pos;
                    stack.push(Value::Int(i64::from(pos) + 1));
                }
                Op::ItemRowPos(to) => {
                    let pos = match self.item {
                        Item::Row { scope, row, .. } => {
                            let row = self.st.up(self.form, scope, row, to);
                            Value::Int(i64::from(self.st.scopes[to as usize].rows[row as usize].pos) + 1)
                        }
                        _ => Value::Blank,
                    };
                    stack.push(pos);
                }
                Op::SetFirst(set) => {
                    let v = self.set_values(set, true, stack).into_iter().next().unwrap_or(Value::Blank);
                    stack.push(v);
                }
                Op::SetAgg(agg, set) => {
                    let v = self.aggregate(agg, set, stack);
                    stack.push(v);
                }
                Op::SetJoin(set) => {
                    let values = self.set_values(set, false, stack);
                    let sep = pop(stack).text();
                    let texts: Vec<String> = values.iter().filter(|v| !v.is_blank()).map(ToString::to_string).collect();
                    stack.push(Value::str(&texts.join(&sep)));
                }
                Op::SetCmp { op, set, flip } => {
                    let values = self.set_values(set, false, stack);
                    let other = pop(stack);
                    let hit = values
                        .iter()
                        .any(|v| if flip { binary(op, v, &other).truth() } else { binary(op, &other, v).truth() });
                    stack.push(Value::Bool(hit));
                }
                Op::SetSet { op, left, right } => {
                    let (l, r) = (self.set_values(left, false, stack), self.set_values(right, false, stack));
                    let hit = self.st.work.spend(l.len() * r.len())
                        && l.iter().any(|a| r.iter().any(|b| binary(op, a, b).truth()));
                    stack.push(Value::Bool(hit));
                }
                Op::SetWeigh { left, right } => {
                    let (l, r) = (self.set_values(left, false, stack), self.set_values(right, false, stack));
                    stack.push(Value::num(l.iter().zip(&r).map(|(v, w)| weighed(v, w).number()).sum()));
                }
                Op::Bin(op) => {
                    let b = pop(stack);
                    let a = pop(stack);
                    stack.push(binary(op, &a, &b));
                }
                Op::Neg => {
                    let v = pop(stack);
                    stack.push(negate(&v));
                }
                Op::ToBool => {
                    let v = pop(stack);
                    stack.push(Value::Bool(v.truth()));
                }
                Op::Jump(to) => at = to as usize,
                Op::JumpIfFalse(to) => {
                    if !pop(stack).truth() {
                        at = to as usize;
                    }
                }
                Op::AndJump(to) => {
                    if !pop(stack).truth() {
                        stack.push(Value::Bool(false));
                        at = to as usize;
                    }
                }
                Op::OrJump(to) => {
                    if pop(stack).truth() {
                        stack.push(Value::Bool(true));
                        at = to as usize;
                    }
                }
                Op::FilledJump(to) => {
                    if stack.last().is_some_and(|v| !v.is_blank()) {
                        at = to as usize;
                    } else {
                        stack.pop();
                    }
                }
                Op::OnceJump(field, to) => {
                    let own = self.st.cell(self.form, &self.form.fields[field as usize], self.row);
                    if !own.is_blank() {
                        stack.push(own.clone());
                        at = to as usize;
                    }
                }
                Op::Random(n) => {
                    let mut bytes = [0; 8];
                    self.drawn(n).fill(&mut bytes);
                    stack.push(Value::num(fraction(bytes)));
                }
                Op::Uuid(n) => {
                    let mut bytes = [0; 16];
                    self.drawn(n).fill(&mut bytes);
                    stack.push(Value::str(&uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()));
                }
                Op::Token(n) => {
                    let length = pop(stack).number();
                    stack.push(token(&mut self.drawn(n), length));
                }
                Op::LangJump(lang, to) => {
                    if self.st.lang != usize::from(lang) {
                        at = to as usize;
                    }
                }
                Op::Itext => {
                    let id = pop(stack).text();
                    let texts = self.form.code.itext.get(&*id);
                    stack.push(texts.map_or(Value::Blank, |by_lang| Value::str(&by_lang[self.st.lang])));
                }
                Op::Sub(prog) => {
                    let v = self.part(prog, stack);
                    stack.push(v);
                }
                Op::Call(func, argc) => {
                    let from = stack.len().saturating_sub(argc as usize).max(base);
                    let v = call(func, &stack[from..], &self.moment());
                    stack.truncate(from);
                    stack.push(v);
                }
                Op::Regex(r) => {
                    let v = pop(stack).text();
                    stack.push(Value::Bool(self.form.code.regexes[r as usize].is_match(&v)));
                }
                Op::ChoiceName(field) => {
                    let v = pop(stack);
                    stack.push(Value::str(&choice_label(self.form, field, self.st.lang, &v.text())));
                }
            }
        }
        let result = stack.pop().unwrap_or(Value::Blank);
        stack.truncate(base);
        result
    }

    fn cell(&self, field: FieldId, scope: ScopeId, row: u32) -> Value {
        let to = self.form.fields[field as usize].scope;
        let row = self.st.up(self.form, scope, row, to);
        self.st.view(self.form, field, row).clone()
    }

    /// Bytes that look random and are the same at every replay: from the document's id, the slot, the number of the
    /// call and, in a predicate, the row looked at.
    pub fn drawn(&self, n: u32) -> blake3::OutputReader {
        let mut h = blake3::Hasher::new();
        h.update(self.env.instance_id.as_bytes());
        h.update(self.form.nodes[self.node as usize].path.as_bytes());
        h.update(&self.row.to_le_bytes());
        if n > 0 {
            h.update(&n.to_le_bytes());
        }
        match self.item {
            Item::None => {}
            Item::Row { scope, row, .. } => drop(h.update(&scope.to_le_bytes()).update(&row.to_le_bytes())),
            Item::List { list, row, .. } => drop(h.update(&list.to_le_bytes()).update(&row.to_le_bytes())),
        }
        h.finalize_xof()
    }
}

fn pop(stack: &mut Vec<Value>) -> Value {
    stack.pop().unwrap_or(Value::Blank)
}

/// Whether a language as forms name it (`Bahasa Indonesia (id)`, `id`) is Indonesian; the nameless one is.
pub(crate) fn is_indonesian(lang: &str) -> bool {
    let l = lang.to_lowercase();
    l == "default" || l == "id" || l.contains("indonesia") || l.contains("(id)")
}

/// Label of one or several choices of a select, in a language.
pub(super) fn choice_label(form: &Form, field: FieldId, lang: usize, value: &str) -> String {
    let Some(select) = &form.fields[field as usize].select else { return value.to_owned() };
    let list = &form.code.lists[select.list as usize];
    let one = |v: &str| match (list.rows_with_text(select.value_col, v).next(), select.label_cols[lang]) {
        (Some(row), Some(col)) => list.cell(col, row).to_owned(),
        (Some(_), None) => v.to_owned(),
        (None, _) => String::new(),
    };
    if select.multiple {
        value.split_ascii_whitespace().map(one).collect::<Vec<_>>().join(", ")
    } else if value.is_empty() {
        String::new()
    } else {
        one(value)
    }
}
