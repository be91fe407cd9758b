//! The values of one form being filled in: per row space one block of cells and flags, row by row, with stable row ids
//! and an order beside them. Deleting a row moves nothing but positions.

use super::compiled::{AccDef, Class, FieldDef, FieldId, Form, NONE, NodeId, ProgId, ScopeId, UnitId};
use super::value::Value;
use super::work::Work;
use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};

/// Own rule says relevant.
pub(super) const OWN: u8 = 1;
/// Relevant with all groups around it.
pub(super) const EFF: u8 = 2;
pub(super) const REQUIRED: u8 = 4;
pub(super) const READONLY: u8 = 8;
/// Required and blank.
pub(super) const MISSING: u8 = 16;
/// Constraint violated.
pub(super) const BROKEN: u8 = 32;
/// Holds a choice that the list no longer offers.
pub(super) const STALE: u8 = 64;
/// A counted repeat that wants more rows than allowed, or a rule that takes more work than allowed.
pub(super) const TOO_MANY: u8 = 128;
/// Any of the four reasons for a problem.
pub(super) const FAULTS: u8 = MISSING | BROKEN | STALE | TOO_MANY;

// What of a slot changed, for the delta.
pub(super) const T_VALUE: u8 = 1;
pub(super) const T_RELEVANT: u8 = 2;
pub(super) const T_REQUIRED: u8 = 4;
pub(super) const T_READONLY: u8 = 8;
pub(super) const T_VALID: u8 = 16;
pub(super) const T_LABEL: u8 = 32;

/// Most rows of one repeat under one parent.
pub const MAX_ROWS: usize = 10_000;
/// Most rows of all repeats together.
pub const MAX_TOTAL_ROWS: usize = 50_000;

#[derive(Clone, Debug)]
pub(super) struct Row {
    pub parent: u32,
    /// From 0.
    pub pos: u32,
    pub alive: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct ScopeState {
    pub rows: Vec<Row>,
    /// Row ids in order, by parent row.
    pub order: Vec<Vec<u32>>,
    /// Rows that a shrunken count put aside, with their answers; the last one comes back first.
    pub parked: Vec<Vec<u32>>,
    pub cells: Vec<Value>,
    pub flags: Vec<u8>,
    pub touched: Vec<u8>,
    pub queued: Vec<bool>,
    /// Rows waiting, by unit.
    pub pending: Vec<Vec<u32>>,
}

/// Running totals over the rows of a repeat.
#[derive(Clone, Debug, Default)]
pub(super) struct Acc {
    pub relevant: i64,
    pub filled: i64,
    pub numbers: i64,
    pub whole: i128,
    pub fractions: i64,
    /// Smallest and largest; `None` = to be looked up again.
    pub range: Cell<Option<(f64, f64)>>,
}

const EXACT: f64 = 9_007_199_254_740_992.0;

impl Acc {
    fn change(&mut self, v: &Value, sign: i64) -> Option<f64> {
        if v.is_blank() {
            return None;
        }
        self.filled += sign;
        let n = v.number();
        if n.is_nan() {
            return None;
        }
        self.numbers += sign;
        match v {
            Value::Int(i) => self.whole += i128::from(*i) * i128::from(sign),
            _ if n.fract() == 0.0 && n.abs() < EXACT => self.whole += n as i128 * i128::from(sign),
            _ => self.fractions += sign,
        }
        Some(n)
    }

    pub fn add(&mut self, v: &Value) {
        let first = self.numbers == 0;
        if let Some(n) = self.change(v, 1) {
            let range = if first { Some((n, n)) } else { self.range.get().map(|(a, b)| (a.min(n), b.max(n))) };
            self.range.set(range);
        }
    }

    pub fn remove(&mut self, v: &Value) {
        if let Some(n) = self.change(v, -1)
            && self.range.get().is_none_or(|(a, b)| n <= a || n >= b)
        {
            self.range.set(None);
        }
    }
}

/// All values and flags of a session.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub scopes: Vec<ScopeState>,
    pub accs: Vec<Vec<Acc>>,
    /// Slots with a fault.
    pub problems: BTreeSet<(NodeId, u32)>,
    pub dirty: Vec<u64>,
    pub lowest: usize,
    pub touched: Vec<(NodeId, u32)>,
    /// Rows added (true) and removed in this step.
    pub row_changes: Vec<(ScopeId, u32, bool)>,
    pub total_rows: usize,
    pub now_ms: i64,
    pub lang: usize,
    pub ended: Option<i64>,
    pub work: Work,
    /// Rules that took more work than allowed, by slot.
    pub strained: BTreeSet<(NodeId, u32, ProgId)>,
    /// Rows that repeats begin with, where that is not what the form says: see `session_move`.
    pub initial: HashMap<ScopeId, u32>,
}

impl State {
    pub fn new(form: &Form, now_ms: i64) -> State {
        let scopes = form
            .scopes
            .iter()
            .map(|s| ScopeState { pending: vec![Vec::new(); s.units.len()], ..ScopeState::default() })
            .collect();
        State {
            scopes,
            accs: vec![Vec::new(); form.code.accs.len()],
            problems: BTreeSet::new(),
            dirty: vec![0; form.units.len().div_ceil(64)],
            lowest: 0,
            touched: Vec::new(),
            row_changes: Vec::new(),
            total_rows: 0,
            now_ms,
            lang: form.default_lang,
            ended: None,
            work: Work::default(),
            strained: BTreeSet::new(),
            initial: HashMap::new(),
        }
    }

    /// The row of an outer scope that a row lies in.
    pub fn up(&self, form: &Form, mut scope: ScopeId, mut row: u32, to: ScopeId) -> u32 {
        while scope != to {
            row = self.scopes[scope as usize].rows[row as usize].parent;
            scope = form.scopes[scope as usize].parent;
        }
        row
    }

    pub fn cell(&self, form: &Form, field: &FieldDef, row: u32) -> &Value {
        let width = form.scopes[field.scope as usize].fields.len();
        &self.scopes[field.scope as usize].cells[row as usize * width + field.idx as usize]
    }

    pub fn cell_mut(&mut self, form: &Form, field: &FieldDef, row: u32) -> &mut Value {
        let width = form.scopes[field.scope as usize].fields.len();
        &mut self.scopes[field.scope as usize].cells[row as usize * width + field.idx as usize]
    }

    fn flag_at(form: &Form, node: NodeId, row: u32) -> (usize, usize) {
        let def = &form.nodes[node as usize];
        let width = form.scopes[def.scope as usize].nodes.len();
        (def.scope as usize, row as usize * width + def.idx as usize)
    }

    pub fn flags(&self, form: &Form, node: NodeId, row: u32) -> u8 {
        let (s, at) = Self::flag_at(form, node, row);
        self.scopes[s].flags[at]
    }

    pub fn is(&self, form: &Form, node: NodeId, row: u32, flag: u8) -> bool {
        self.flags(form, node, row) & flag != 0
    }

    /// Sets or clears; true when something changed.
    pub fn put_flag(&mut self, form: &Form, node: NodeId, row: u32, flag: u8, on: bool) -> bool {
        let (s, at) = Self::flag_at(form, node, row);
        let old = self.scopes[s].flags[at];
        let new = if on { old | flag } else { old & !flag };
        self.scopes[s].flags[at] = new;
        new != old
    }

    pub fn touch(&mut self, form: &Form, node: NodeId, row: u32, what: u8) {
        let (s, at) = Self::flag_at(form, node, row);
        let seen = &mut self.scopes[s].touched[at];
        if *seen == 0 {
            self.touched.push((node, row));
        }
        *seen |= what;
    }

    pub fn take_touched(&mut self, form: &Form, node: NodeId, row: u32) -> u8 {
        let (s, at) = Self::flag_at(form, node, row);
        std::mem::take(&mut self.scopes[s].touched[at])
    }

    /// What readers see: nothing while it is not relevant.
    pub fn view<'a>(&'a self, form: &Form, field: FieldId, row: u32) -> &'a Value {
        let def = &form.fields[field as usize];
        if self.is(form, def.node, row, EFF) { self.cell(form, def, row) } else { &Value::Blank }
    }

    /// Whether one of its rules took more work than allowed.
    pub fn is_strained(&self, node: NodeId, row: u32) -> bool {
        self.strained.range((node, row, 0)..=(node, row, ProgId::MAX)).next().is_some()
    }

    pub fn alive(&self, scope: ScopeId, row: u32) -> bool {
        self.scopes[scope as usize].rows.get(row as usize).is_some_and(|r| r.alive)
    }

    /// Whether what lies around a node is relevant.
    pub fn parent_relevant(&self, form: &Form, node: NodeId, row: u32) -> bool {
        let def = &form.nodes[node as usize];
        if def.parent == NONE {
            return true;
        }
        let parent = &form.nodes[def.parent as usize];
        let row = self.up(form, def.scope, row, parent.scope);
        self.is(form, def.parent, row, EFF)
    }

    /// Calls `f` for every row of `scope` that lies below `row` of the outer scope `from`, in order.
    pub fn rows_below(&self, form: &Form, from: ScopeId, row: u32, scope: ScopeId, f: &mut impl FnMut(u32)) {
        if from == scope {
            return f(row);
        }
        let chain = &form.scopes[scope as usize].chain;
        let at = chain.iter().position(|s| *s == from).unwrap_or(0) + 1;
        self.descend(&chain[at..], row, f);
    }

    fn descend(&self, chain: &[ScopeId], row: u32, f: &mut impl FnMut(u32)) {
        let Some((scope, rest)) = chain.split_first() else { return f(row) };
        if let Some(order) = self.scopes[*scope as usize].order.get(row as usize) {
            for child in order {
                self.descend(rest, *child, f);
            }
        }
    }

    // ---- queue ----

    pub fn queue(&mut self, form: &Form, unit: UnitId, row: u32) {
        let def = &form.units[unit as usize];
        let width = form.scopes[def.scope as usize].units.len();
        let scope = &mut self.scopes[def.scope as usize];
        let queued = &mut scope.queued[row as usize * width + def.idx as usize];
        if !std::mem::replace(queued, true) {
            scope.pending[def.idx as usize].push(row);
            let word = unit as usize / 64;
            self.dirty[word] |= 1 << (unit % 64);
            self.lowest = self.lowest.min(word);
        }
    }

    /// Queues a unit in all rows that lie in the same row of `common` as the one that changed.
    pub fn queue_readers(&mut self, form: &Form, readers: &[(UnitId, ScopeId)], scope: ScopeId, row: u32) {
        for (unit, common) in readers {
            let base = self.up(form, scope, row, *common);
            let target = form.units[*unit as usize].scope;
            if target == *common {
                self.queue(form, *unit, base);
            } else {
                let mut rows = Vec::new();
                self.rows_below(form, *common, base, target, &mut |r| rows.push(r));
                for r in rows {
                    self.queue(form, *unit, r);
                }
            }
        }
    }

    /// The next unit in order with its rows.
    pub fn next_unit(&mut self, form: &Form) -> Option<(UnitId, Vec<u32>)> {
        while self.lowest < self.dirty.len() {
            let word = self.dirty[self.lowest];
            if word == 0 {
                self.lowest += 1;
                continue;
            }
            let unit = (self.lowest * 64) as u32 + word.trailing_zeros();
            self.dirty[self.lowest] &= word - 1;
            let def = &form.units[unit as usize];
            let width = form.scopes[def.scope as usize].units.len();
            let scope = &mut self.scopes[def.scope as usize];
            let rows = std::mem::take(&mut scope.pending[def.idx as usize]);
            for row in &rows {
                scope.queued[*row as usize * width + def.idx as usize] = false;
            }
            return Some((unit, rows));
        }
        None
    }

    /// Gives the emptied list back, so that its room is used again.
    pub fn recycle(&mut self, form: &Form, unit: UnitId, mut rows: Vec<u32>) {
        let def = &form.units[unit as usize];
        let place = &mut self.scopes[def.scope as usize].pending[def.idx as usize];
        if place.is_empty() {
            rows.clear();
            *place = rows;
        }
    }

    // ---- running totals ----

    pub fn acc_change(&mut self, form: &Form, acc: u32, row: u32, f: impl FnOnce(&mut Acc)) {
        let AccDef { field, common } = form.code.accs[acc as usize];
        let base = self.up(form, form.fields[field as usize].scope, row, common);
        let accs = &mut self.accs[acc as usize];
        if accs.len() <= base as usize {
            accs.resize(base as usize + 1, Acc::default());
        }
        f(&mut accs[base as usize]);
    }
}

/// Nodes at one level between two positions.
pub(super) fn siblings(form: &Form, mut at: NodeId, end: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    std::iter::from_fn(move || {
        (at < end).then(|| {
            let this = at;
            at = form.nodes[this as usize].end;
            this
        })
    })
}

/// The field of a leaf.
pub(super) fn field_of(form: &Form, node: NodeId) -> Option<FieldId> {
    match form.nodes[node as usize].class {
        Class::Leaf(f) => Some(f),
        _ => None,
    }
}
