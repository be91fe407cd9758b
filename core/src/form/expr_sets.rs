//! Nodesets: which rows and cells are in them, and what is computed over all of them.

use super::compiled::{Agg, FieldId, Filter, ProgId, RowSet, ScopeId, SetDef};
use super::expr_eval::{Ctx, Item};
use super::expr_random::{seed, shuffle};
use super::state::{Acc, EFF};
use super::value::Value;
use std::cmp::Ordering;
use std::collections::HashSet;

/// One member of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Member {
    Cell(FieldId, u32),
    Row(ScopeId, u32),
    ListCell(u32, u32, u32),
    ListRow(u32, u32),
}

impl Ctx<'_> {
    /// The row of an outer scope that a set starts from.
    fn base(&self, common: ScopeId, from_item: bool) -> u32 {
        match self.item {
            Item::Row { scope, row, .. } if from_item => self.st.up(self.form, scope, row, common),
            _ => self.st.up(self.form, self.scope, self.row, common),
        }
    }

    /// Row numbers of a set of rows, of cells or of a list.
    pub fn set_rows(&self, set: u32, stack: &mut Vec<Value>) -> Vec<u32> {
        match &self.form.code.sets[set as usize] {
            SetDef::Rows(rows) => self.rows(rows, stack),
            SetDef::List { list, key, tests, .. } => self.list_rows(*list, *key, tests, stack),
            SetDef::Union(_) | SetDef::Shuffled { .. } => Vec::new(),
        }
    }

    fn rows(&self, set: &RowSet, stack: &mut Vec<Value>) -> Vec<u32> {
        let mut out = Vec::new();
        let row = self.base(set.common, set.from_item);
        let chain = &self.form.scopes[set.scope as usize].chain;
        let at = chain.iter().position(|s| *s == set.common).unwrap_or(0) + 1;
        // Predicates on what lies around, of which there is one row.
        let around = |s: ScopeId| chain[..at].contains(&s);
        for (scope, filter) in set.filters.iter().filter(|f| around(f.0)) {
            let (Filter::At(prog) | Filter::Test(prog) | Filter::Each(prog)) = *filter;
            if !self.passes(prog, *scope, self.base(*scope, set.from_item), 1, stack) {
                return out;
            }
        }
        self.collect(&chain[at..], row, &set.filters, stack, &mut out);
        if let Some(f) = set.field {
            let node = self.form.fields[f as usize].node;
            out.retain(|r| self.st.is(self.form, node, *r, EFF));
        }
        self.st.work.spend(out.len());
        out
    }

    fn passes(&self, prog: ProgId, scope: ScopeId, row: u32, pos: u32, stack: &mut Vec<Value>) -> bool {
        self.st.work.spend(self.form.program(prog).len())
            && holds(&self.with(Item::Row { scope, row, pos }).part(prog, stack), pos)
    }

    fn list_rows(&self, list: u32, key: Option<(u32, ProgId)>, tests: &[ProgId], stack: &mut Vec<Value>) -> Vec<u32> {
        let data = &self.form.code.lists[list as usize];
        let mut out: Vec<u32> = match key {
            Some((col, prog)) => {
                let key = self.part(prog, stack);
                data.rows_equal(col as usize, &key)
            }
            None => (0..data.data.len() as u32).collect(),
        };
        self.st.work.spend(out.len());
        for test in tests {
            let steps = self.form.program(*test).len();
            let mut pos = 0;
            out.retain(|row| {
                pos += 1;
                let item = Item::List { list, row: *row, pos };
                self.st.work.spend(steps) && holds(&self.with(item).part(*test, stack), pos)
            });
        }
        out
    }

    /// Whether one row of a list is in a filtered set, without building the set.
    pub fn list_row_passes(&self, set: u32, row: u32, stack: &mut Vec<Value>) -> bool {
        let SetDef::List { list, key, tests, .. } = &self.form.code.sets[set as usize] else { return true };
        let data = &self.form.code.lists[*list as usize];
        self.st.work.begin();
        if let Some((col, prog)) = key
            && !Value::str(data.cell(*col as usize, row)).equals(&self.part(*prog, stack))
        {
            return false;
        }
        let item = Item::List { list: *list, row, pos: row + 1 };
        let passes = tests.iter().all(|t| holds(&self.with(item).part(*t, stack), row + 1));
        self.st.work.end().is_ok() && passes
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
        if !self.st.is(self.form, repeat, row, EFF) || !self.st.work.spend(order.len()) {
            return;
        }
        let mut rows: Option<Vec<u32>> = None;
        for (_, filter) in filters.iter().filter(|f| f.0 == *scope) {
            let now = rows.as_deref().unwrap_or(order);
            rows = Some(match *filter {
                Filter::At(prog) => {
                    let n = self.part(prog, stack).number();
                    let hit = (n >= 1.0 && n.fract() == 0.0 && n < 1e9).then(|| now.get(n as usize - 1)).flatten();
                    hit.copied().into_iter().collect()
                }
                Filter::Test(prog) | Filter::Each(prog) => {
                    let alone = matches!(filter, Filter::Each(_));
                    let pos = |i: usize| if alone { 1 } else { i as u32 + 1 };
                    let rows = now.iter().enumerate();
                    rows.filter(|(i, r)| self.passes(prog, *scope, **r, pos(*i), stack)).map(|(_, r)| *r).collect()
                }
            });
        }
        for child in rows.as_deref().unwrap_or(order) {
            self.collect(rest, *child, filters, stack, out);
        }
    }

    fn members(&self, set: u32, stack: &mut Vec<Value>) -> Vec<Member> {
        match &self.form.code.sets[set as usize] {
            SetDef::Rows(rows) => {
                let member = |r: u32| rows.field.map_or(Member::Row(rows.scope, r), |f| Member::Cell(f, r));
                self.rows(rows, stack).into_iter().map(member).collect()
            }
            SetDef::List { list, col, key, tests } => {
                let member = |r: u32| col.map_or(Member::ListRow(*list, r), |c| Member::ListCell(*list, c, r));
                self.list_rows(*list, *key, tests, stack).into_iter().map(member).collect()
            }
            SetDef::Union(sets) => {
                let mut seen = HashSet::new();
                let mut all: Vec<Member> = Vec::new();
                for set in sets {
                    all.extend(self.members(*set, stack).into_iter().filter(|m| seen.insert(*m)));
                }
                if self.st.work.spend(all.len()) {
                    all.sort_by(|a, b| self.order(a, b));
                }
                all
            }
            SetDef::Shuffled { set, seed: by, n } => {
                let members = self.members(*set, stack);
                self.st.work.spend(members.len());
                let seed = match by {
                    Some(prog) => seed(&self.part(*prog, stack)),
                    None => self.own_seed(*n),
                };
                shuffle(&members, seed)
            }
        }
    }

    /// The seed of a random order that names none.
    pub fn own_seed(&self, n: u32) -> i64 {
        let mut bytes = [0; 4];
        self.drawn(n).fill(&mut bytes);
        i64::from(u32::from_le_bytes(bytes) >> 1)
    }

    /// The order of the form: nodes as they stand in it, rows by position, lists behind.
    fn order(&self, a: &Member, b: &Member) -> Ordering {
        self.place(a).cmp(&self.place(b))
    }

    fn place(&self, member: &Member) -> [u32; 10] {
        let mut out = [0; 10];
        let (mut scope, mut row, last) = match *member {
            Member::Cell(f, row) => {
                let field = &self.form.fields[f as usize];
                (field.scope, row, field.node + 1)
            }
            Member::Row(scope, row) => (scope, row, 0),
            Member::ListCell(list, col, row) => {
                out[..4].copy_from_slice(&[u32::MAX, list, row, col + 1]);
                return out;
            }
            Member::ListRow(list, row) => {
                out[..3].copy_from_slice(&[u32::MAX, list, row]);
                return out;
            }
        };
        // Every scope on the way down: where its repeat stands, and which row of it.
        let mut at = 2 * (self.form.scopes[scope as usize].chain.len() - 1);
        if let Some(end) = out.get_mut(at) {
            *end = last;
        }
        while scope != 0 && at >= 2 {
            at -= 2;
            let here = &self.st.scopes[scope as usize].rows[row as usize];
            out[at] = self.form.scopes[scope as usize].repeat + 1;
            out[at + 1] = here.pos + 1;
            row = here.parent;
            scope = self.form.scopes[scope as usize].parent;
        }
        out
    }

    pub fn set_values(&self, set: u32, first: bool, stack: &mut Vec<Value>) -> Vec<Value> {
        let most = if first { 1 } else { usize::MAX };
        match &self.form.code.sets[set as usize] {
            SetDef::Rows(rows) => {
                let Some(f) = rows.field else { return Vec::new() };
                let field = &self.form.fields[f as usize];
                let rows = self.rows(rows, stack).into_iter().take(most);
                rows.map(|r| self.st.cell(self.form, field, r).clone()).collect()
            }
            SetDef::List { list, col: Some(c), key, tests } => {
                let rows = self.list_rows(*list, *key, tests, stack).into_iter().take(most);
                let list = &self.form.code.lists[*list as usize];
                rows.map(|r| Value::str(list.cell(*c as usize, r))).collect()
            }
            SetDef::List { .. } => Vec::new(),
            SetDef::Union(_) | SetDef::Shuffled { .. } => {
                let members = self.members(set, stack).into_iter().take(most);
                members
                    .filter_map(|m| match m {
                        Member::Cell(f, row) => {
                            Some(self.st.cell(self.form, &self.form.fields[f as usize], row).clone())
                        }
                        Member::ListCell(list, col, row) => {
                            Some(Value::str(self.form.code.lists[list as usize].cell(col as usize, row)))
                        }
                        Member::Row(..) | Member::ListRow(..) => None,
                    })
                    .collect()
            }
        }
    }

    pub fn aggregate(&self, agg: Agg, set: u32, stack: &mut Vec<Value>) -> Value {
        let def = &self.form.code.sets[set as usize];
        match (def, agg) {
            (_, Agg::Positive) => {
                let values = self.set_values(set, false, stack);
                return Value::Int(values.iter().filter(|v| v.number() > 0.0).count() as i64);
            }
            (SetDef::Rows(RowSet { acc: Some(id), common, from_item, .. }), _) => {
                let base = self.base(*common, *from_item);
                let empty = Acc::default();
                let acc = self.st.accs[*id as usize].get(base as usize).unwrap_or(&empty);
                return self.read(agg, acc, set, stack);
            }
            (SetDef::Rows(rows @ RowSet { field: None, .. }), Agg::Count) => return self.count(rows, stack),
            (SetDef::List { .. }, Agg::Count) => return Value::Int(self.set_rows(set, stack).len() as i64),
            (SetDef::Union(_) | SetDef::Shuffled { .. }, Agg::Count) => {
                return Value::Int(self.members(set, stack).len() as i64);
            }
            _ => {}
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

    fn count(&self, rows: &RowSet, stack: &mut Vec<Value>) -> Value {
        if rows.filters.is_empty()
            && rows.scope != rows.common
            && self.form.scopes[rows.scope as usize].parent == rows.common
        {
            let row = self.base(rows.common, rows.from_item);
            let repeat = self.form.scopes[rows.scope as usize].repeat;
            let n = self.st.scopes[rows.scope as usize].order.get(row as usize).map_or(0, Vec::len);
            return Value::Int(if self.st.is(self.form, repeat, row, EFF) { n as i64 } else { 0 });
        }
        Value::Int(self.rows(rows, stack).len() as i64)
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
            Agg::Positive => Value::Blank,
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
