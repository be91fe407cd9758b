//! Runs the flat operations of an expression on a value stack. No recursion but into predicates, whose nesting the
//! parser has bounded.

use super::compiled::{Agg, FieldId, Filter, Form, NodeId, Op, ProgId, ScopeId, SetDef};
use super::expr_funcs::{Func, Moment, binary, call, negate};
use super::state::{Acc, EFF, State};
use super::value::Value;

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
}

/// The row a predicate looks at.
#[derive(Clone, Copy)]
pub(super) enum Item {
    None,
    Row { scope: ScopeId, row: u32, pos: u32 },
    List { list: u32, row: u32, pos: u32 },
}

impl<'a> Ctx<'a> {
    pub fn run(&self, prog: ProgId, stack: &mut Vec<Value>) -> Value {
        self.exec(self.form.program(prog), stack)
    }

    fn with(&self, item: Item) -> Ctx<'a> {
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
                    // Quadratic only in the two sets; bounded so that a form cannot hang the phone.
                    let hit = l.iter().take(2_000).any(|a| r.iter().take(2_000).any(|b| binary(op, a, b).truth()));
                    stack.push(Value::Bool(hit));
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
                Op::Call(Func::Uuid, _) => stack.push(self.uuid()),
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

    /// A fresh id that is the same at every replay: derived from the document's id and the slot.
    fn uuid(&self) -> Value {
        let mut h = blake3::Hasher::new();
        h.update(self.env.instance_id.as_bytes());
        h.update(self.form.nodes[self.node as usize].path.as_bytes());
        h.update(&self.row.to_le_bytes());
        let mut bytes = [0u8; 16];
        bytes.copy_from_slice(&h.finalize().as_bytes()[..16]);
        Value::str(&uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string())
    }

    /// Row numbers of a set.
    pub fn set_rows(&self, set: u32, stack: &mut Vec<Value>) -> Vec<u32> {
        let mut out = Vec::new();
        match &self.form.code.sets[set as usize] {
            SetDef::Rows { field, scope, common, filters, .. } => {
                let row = self.st.up(self.form, self.scope, self.row, *common);
                if scope == common {
                    out.push(row);
                } else {
                    let chain = &self.form.scopes[*scope as usize].chain;
                    let at = chain.iter().position(|s| s == common).unwrap_or(0) + 1;
                    self.collect(&chain[at..], row, filters, stack, &mut out);
                }
                if let Some(f) = field {
                    let node = self.form.fields[*f as usize].node;
                    out.retain(|r| self.st.is(self.form, node, *r, EFF));
                }
            }
            SetDef::List { list, key, tests, .. } => {
                let data = &self.form.code.lists[*list as usize];
                match key {
                    Some((col, prog)) => {
                        let key = self.run(*prog, stack);
                        out = data.rows_equal(*col as usize, &key);
                    }
                    None => out = (0..data.data.len() as u32).collect(),
                }
                for test in tests {
                    let mut pos = 0;
                    out.retain(|row| {
                        pos += 1;
                        let item = Item::List { list: *list, row: *row, pos };
                        holds(&self.with(item).run(*test, stack), pos)
                    });
                }
            }
        }
        out
    }

    /// Whether one row of a list is in a filtered set, without building the set.
    pub fn list_row_passes(&self, set: u32, row: u32, stack: &mut Vec<Value>) -> bool {
        let SetDef::List { list, key, tests, .. } = &self.form.code.sets[set as usize] else { return true };
        let data = &self.form.code.lists[*list as usize];
        if let Some((col, prog)) = key
            && !Value::str(data.cell(*col as usize, row)).equals(&self.run(*prog, stack))
        {
            return false;
        }
        let item = Item::List { list: *list, row, pos: row + 1 };
        tests.iter().all(|t| holds(&self.with(item).run(*t, stack), row + 1))
    }

    fn collect(
        &self,
        chain: &[ScopeId],
        row: u32,
        filters: &[(ScopeId, Filter)],
        stack: &mut Vec<Value>,
        out: &mut Vec<u32>,
    ) {
        let Some((scope, rest)) = chain.split_first() else { return out.push(row) };
        let repeat = self.form.scopes[*scope as usize].repeat;
        let Some(order) = self.st.scopes[*scope as usize].order.get(row as usize) else { return };
        if !self.st.is(self.form, repeat, row, EFF) {
            return;
        }
        let mut rows: Option<Vec<u32>> = None;
        for (_, filter) in filters.iter().filter(|f| f.0 == *scope) {
            let now = rows.as_deref().unwrap_or(order);
            rows = Some(match filter {
                Filter::At(prog) => {
                    let n = self.run(*prog, stack).number();
                    let hit = (n >= 1.0 && n.fract() == 0.0 && n < 1e9).then(|| now.get(n as usize - 1)).flatten();
                    hit.copied().into_iter().collect()
                }
                Filter::Test(prog) => {
                    let mut kept = Vec::new();
                    for (i, r) in now.iter().enumerate() {
                        let pos = i as u32 + 1;
                        let item = Item::Row { scope: *scope, row: *r, pos };
                        if holds(&self.with(item).run(*prog, stack), pos) {
                            kept.push(*r);
                        }
                    }
                    kept
                }
            });
        }
        for child in rows.as_deref().unwrap_or(order) {
            self.collect(rest, *child, filters, stack, out);
        }
    }

    fn set_values(&self, set: u32, first: bool, stack: &mut Vec<Value>) -> Vec<Value> {
        let mut rows = self.set_rows(set, stack);
        if first {
            rows.truncate(1);
        }
        match &self.form.code.sets[set as usize] {
            SetDef::Rows { field: Some(f), .. } => {
                let field = &self.form.fields[*f as usize];
                rows.into_iter().map(|r| self.st.cell(self.form, field, r).clone()).collect()
            }
            SetDef::List { list, col: Some(c), .. } => {
                let list = &self.form.code.lists[*list as usize];
                rows.into_iter().map(|r| Value::str(list.cell(*c as usize, r))).collect()
            }
            _ => Vec::new(),
        }
    }

    fn aggregate(&self, agg: Agg, set: u32, stack: &mut Vec<Value>) -> Value {
        let def = &self.form.code.sets[set as usize];
        if let SetDef::Rows { acc: Some(id), common, .. } = def {
            let base = self.st.up(self.form, self.scope, self.row, *common);
            let empty = Acc::default();
            let acc = self.st.accs[*id as usize].get(base as usize).unwrap_or(&empty);
            return self.read(agg, acc, set, stack);
        }
        if let (Agg::Count, SetDef::Rows { field: None, .. } | SetDef::List { .. }) = (agg, def) {
            if let SetDef::Rows { scope, common, filters, .. } = def
                && filters.is_empty()
                && self.form.scopes[*scope as usize].parent == *common
            {
                let row = self.st.up(self.form, self.scope, self.row, *common);
                let repeat = self.form.scopes[*scope as usize].repeat;
                let n = self.st.scopes[*scope as usize].order.get(row as usize).map_or(0, Vec::len);
                return Value::Int(if self.st.is(self.form, repeat, row, EFF) { n as i64 } else { 0 });
            }
            return Value::Int(self.set_rows(set, stack).len() as i64);
        }
        let mut acc = Acc::default();
        let values = self.set_values(set, false, stack);
        acc.relevant = values.len() as i64;
        values.iter().for_each(|v| acc.add(v));
        match agg {
            Agg::Sum if acc.fractions > 0 => total(&values),
            _ => self.read(agg, &acc, set, stack),
        }
    }

    fn read(&self, agg: Agg, acc: &Acc, set: u32, stack: &mut Vec<Value>) -> Value {
        match agg {
            Agg::Count => Value::Int(acc.relevant),
            Agg::NonEmpty => Value::Int(acc.filled),
            Agg::Sum if acc.fractions == 0 => {
                i64::try_from(acc.whole).map_or_else(|_| Value::num(acc.whole as f64), Value::Int)
            }
            // Fractions are added anew each time, so that nothing drifts.
            Agg::Sum => total(&self.set_values(set, false, stack)),
            Agg::Min | Agg::Max if acc.numbers == 0 => Value::Dec(f64::NAN),
            Agg::Min | Agg::Max => {
                if acc.range.get().is_none() {
                    let numbers =
                        self.set_values(set, false, stack).into_iter().map(|v| v.number()).filter(|n| !n.is_nan());
                    acc.range.set(
                        numbers.fold(None, |r: Option<(f64, f64)>, n| {
                            Some(r.map_or((n, n), |(a, b)| (a.min(n), b.max(n))))
                        }),
                    );
                }
                let (min, max) = acc.range.get().unwrap_or((f64::NAN, f64::NAN));
                Value::num(if agg == Agg::Min { min } else { max })
            }
        }
    }
}

fn pop(stack: &mut Vec<Value>) -> Value {
    stack.pop().unwrap_or(Value::Blank)
}

/// A predicate that is a number means a position.
fn holds(v: &Value, pos: u32) -> bool {
    match v {
        Value::Int(n) => *n == i64::from(pos),
        Value::Dec(n) => *n == f64::from(pos),
        other => other.truth(),
    }
}

/// Sum with the rounding errors carried along (Neumaier); blanks and text that is no number are left out.
fn total(values: &[Value]) -> Value {
    let (mut sum, mut carry) = (0.0f64, 0.0f64);
    for n in values.iter().map(Value::number).filter(|n| !n.is_nan()) {
        let t = sum + n;
        carry += if sum.abs() >= n.abs() { (sum - t) + n } else { (n - t) + sum };
        sum = t;
    }
    Value::num(sum + carry)
}

/// Whether a language as forms name it (`Bahasa Indonesia (id)`, `id`) is Indonesian; the nameless one is.
pub(super) fn is_indonesian(lang: &str) -> bool {
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
