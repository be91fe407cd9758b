//! The incremental recompute: a change queues the units that read it, units run once each in their compiled order, and
//! a unit whose result did not change wakes nobody. Nothing here recurses along the form.

use super::answers::coerce;
use super::compiled::{Class, FieldId, Form, NONE, NodeId, ProgId, ScopeId, UnitId, UnitKind};
use super::definition::QuestionType;
use super::expr_eval::{Ctx, EnvView, Item};
use super::state::*;
use super::value::Value;

/// One step of work on a state.
pub(super) struct Engine<'a> {
    pub form: &'a Form,
    pub st: &'a mut State,
    pub env: EnvView<'a>,
    pub stack: Vec<Value>,
}

impl Engine<'_> {
    /// Runs what is queued, and what that queues.
    pub fn run(&mut self) {
        self.st.work.renew();
        while let Some((unit, rows)) = self.st.next_unit(self.form) {
            let scope = self.form.units[unit as usize].scope;
            for row in &rows {
                if self.st.alive(scope, *row) {
                    self.exec(unit, *row);
                }
            }
            self.st.recycle(self.form, unit, rows);
        }
        // Nothing waits: the next to be queued is the lowest.
        self.st.lowest = self.st.dirty.len();
    }

    fn eval(&mut self, prog: ProgId, node: NodeId, scope: ScopeId, row: u32) -> Value {
        let ctx = Ctx { form: self.form, st: self.st, env: &self.env, node, scope, row, item: Item::None };
        let done = ctx.run(prog, &mut self.stack);
        if done.is_err() || !self.st.strained.is_empty() {
            self.strain(prog, node, row, done.is_err());
        }
        done.unwrap_or(Value::Blank)
    }

    /// Marks a slot one of whose rules took more work than allowed, or takes the mark away.
    fn strain(&mut self, prog: ProgId, node: NodeId, row: u32, on: bool) {
        let rule = (node, row, prog);
        let changed = if on { self.st.strained.insert(rule) } else { self.st.strained.remove(&rule) };
        if changed && self.st.put_flag(self.form, node, row, TOO_MANY, self.st.is_strained(node, row)) {
            self.st.touch(self.form, node, row, T_VALID);
            self.note_fault(node, row);
        }
    }

    fn exec(&mut self, unit: UnitId, row: u32) {
        let form = self.form;
        let u = &form.units[unit as usize];
        let (node, scope) = (u.node, u.scope);
        match u.kind {
            UnitKind::Calc => {
                let v = self.eval(u.prog, node, scope, row);
                if let Some(field) = field_of(form, node) {
                    let v = coerce(&form.fields[field as usize].kind, v, self.env.offset);
                    self.set_cell(field, row, v);
                }
            }
            UnitKind::Default => {
                if let Some(field) = field_of(form, node)
                    && self.st.cell(form, &form.fields[field as usize], row).is_blank()
                {
                    let v = self.eval(u.prog, node, scope, row);
                    let v = coerce(&form.fields[field as usize].kind, v, self.env.offset);
                    self.set_cell(field, row, v);
                }
            }
            UnitKind::Relevant => {
                // What cannot be decided is shown, with its fault.
                let on = self.eval(u.prog, node, scope, row).truth() || self.st.strained.contains(&(node, row, u.prog));
                if self.st.put_flag(form, node, row, OWN, on) {
                    let effective = on && self.st.parent_relevant(form, node, row);
                    if effective != self.st.is(form, node, row, EFF) {
                        self.flip(node, row, effective);
                    }
                }
            }
            UnitKind::Required => {
                let on = self.eval(u.prog, node, scope, row).truth();
                if self.st.put_flag(form, node, row, REQUIRED, on) {
                    self.st.touch(form, node, row, T_REQUIRED);
                    self.queue_valid(node, row);
                }
            }
            UnitKind::Readonly => {
                let on = self.eval(u.prog, node, scope, row).truth();
                if self.st.put_flag(form, node, row, READONLY, on) {
                    self.st.touch(form, node, row, T_READONLY);
                }
            }
            UnitKind::Count => {
                let n = self.eval(u.prog, node, scope, row).number();
                if let Class::Repeat(inner) = form.nodes[node as usize].class {
                    self.resize(inner, row, n);
                }
            }
            UnitKind::Valid => self.check(node, row),
            UnitKind::Label => self.st.touch(form, node, row, T_LABEL),
        }
    }

    fn queue_valid(&mut self, node: NodeId, row: u32) {
        if let Some(field) = field_of(self.form, node) {
            let unit = self.form.fields[field as usize].valid_unit;
            if unit != NONE {
                self.st.queue(self.form, unit, row);
            }
        }
    }

    /// Stores a value; wakes its readers when it is another one.
    pub fn set_cell(&mut self, field: FieldId, row: u32, v: Value) -> bool {
        let form = self.form;
        let def = &form.fields[field as usize];
        let cell = self.st.cell_mut(form, def, row);
        if cell.same(&v) {
            return false;
        }
        let old = std::mem::replace(cell, v.clone());
        self.st.touch(form, def.node, row, T_VALUE);
        if self.st.is(form, def.node, row, EFF) {
            for acc in &def.accs {
                self.st.acc_change(form, *acc, row, |a| {
                    a.remove(&old);
                    a.add(&v);
                });
            }
            self.st.queue_readers(form, &def.readers, def.scope, row);
            self.queue_valid(def.node, row);
        }
        true
    }

    /// Turns the relevance of a node and of all below it that follows.
    fn flip(&mut self, node: NodeId, row: u32, on: bool) {
        let form = self.form;
        let mut todo = vec![(node, form.nodes[node as usize].end, row, true)];
        while let Some((mut at, end, row, top)) = todo.pop() {
            while at < end {
                let def = &form.nodes[at as usize];
                let first = top && at == node;
                // What is off by its own rule stays off with all below it.
                if !first && !self.st.is(form, at, row, OWN) {
                    at = def.end;
                    continue;
                }
                if self.st.put_flag(form, at, row, EFF, on) {
                    self.st.touch(form, at, row, T_RELEVANT);
                    self.flipped(at, row, on);
                }
                match def.class {
                    Class::Repeat(inner) => {
                        let rows = self.st.scopes[inner as usize].order.get(row as usize).cloned().unwrap_or_default();
                        todo.extend(rows.into_iter().map(|r| (at + 1, def.end, r, false)));
                        at = def.end;
                    }
                    _ => at += 1,
                }
            }
        }
    }

    fn flipped(&mut self, node: NodeId, row: u32, on: bool) {
        let form = self.form;
        match form.nodes[node as usize].class {
            Class::Leaf(field) => {
                let def = &form.fields[field as usize];
                let v = self.st.cell(form, def, row).clone();
                for acc in &def.accs {
                    self.st.acc_change(form, *acc, row, |a| {
                        a.relevant += if on { 1 } else { -1 };
                        if on { a.add(&v) } else { a.remove(&v) }
                    });
                }
                if !v.is_blank() || def.in_set {
                    self.st.queue_readers(form, &def.readers, def.scope, row);
                }
                self.queue_valid(node, row);
            }
            Class::Repeat(inner) => {
                let readers = &form.scopes[inner as usize].row_readers;
                self.st.queue_readers(form, readers, form.nodes[node as usize].scope, row);
                self.note_fault(node, row);
            }
            Class::Group => {}
        }
        if !self.st.strained.is_empty() {
            self.note_fault(node, row);
        }
    }

    /// Required, choice and constraint of one answer.
    fn check(&mut self, node: NodeId, row: u32) {
        let form = self.form;
        let Some(field) = field_of(form, node) else { return };
        let def = &form.fields[field as usize];
        let mut fault = 0;
        if self.st.is(form, node, row, EFF) {
            if self.st.cell(form, def, row).is_blank() {
                if self.st.is(form, node, row, REQUIRED) {
                    fault = MISSING;
                }
            } else {
                if !self.offered(field, row) {
                    fault = STALE;
                }
                if let Some(prog) = form.nodes[node as usize].constraint
                    && !self.eval(prog, node, def.scope, row).truth()
                {
                    fault |= BROKEN;
                }
            }
        }
        let old = self.st.flags(form, node, row) & (MISSING | BROKEN | STALE);
        if old != fault {
            for bit in [MISSING, BROKEN, STALE] {
                self.st.put_flag(form, node, row, bit, fault & bit != 0);
            }
            self.st.touch(form, node, row, T_VALID);
            self.note_fault(node, row);
        }
    }

    fn note_fault(&mut self, node: NodeId, row: u32) {
        let flags = self.st.flags(self.form, node, row);
        if flags & FAULTS != 0 && flags & EFF != 0 {
            self.st.problems.insert((node, row));
        } else {
            self.st.problems.remove(&(node, row));
        }
    }

    /// Whether the choices held are in the list as filtered now.
    fn offered(&mut self, field: FieldId, row: u32) -> bool {
        let v = self.st.cell(self.form, &self.form.fields[field as usize], row).text();
        let Some(select) = &self.form.fields[field as usize].select else { return true };
        if select.multiple {
            v.split_ascii_whitespace().all(|c| self.choice_ok(field, row, c))
        } else {
            self.choice_ok(field, row, &v)
        }
    }

    /// Whether one choice may be taken: looked up by value, then tested against the filter alone.
    pub fn choice_ok(&mut self, field: FieldId, row: u32, choice: &str) -> bool {
        let form = self.form;
        let def = &form.fields[field as usize];
        let Some(select) = &def.select else { return true };
        if select.open {
            return true;
        }
        let list = &form.code.lists[select.list as usize];
        let ctx = Ctx { form, st: self.st, env: &self.env, node: def.node, scope: def.scope, row, item: Item::None };
        list.rows_with_text(select.value_col, choice)
            .any(|r| select.filter.is_none_or(|set| ctx.list_row_passes(set, r, &mut self.stack)))
    }

    // ---- rows ----

    /// Creates the first row of the form and fills it.
    pub fn start(&mut self) {
        self.new_row(0, 0);
        self.run();
    }

    /// Appends a row with its defaults; `None` when a cap is reached.
    pub fn add_row(&mut self, scope: ScopeId, parent: u32) -> Option<u32> {
        let here = self.st.scopes[scope as usize].order.get(parent as usize).map_or(0, Vec::len);
        if here >= MAX_ROWS || self.st.total_rows >= MAX_TOTAL_ROWS {
            return None;
        }
        Some(self.new_row(scope, parent))
    }

    fn new_row(&mut self, scope: ScopeId, parent: u32) -> u32 {
        let form = self.form;
        let def = &form.scopes[scope as usize];
        let s = &mut self.st.scopes[scope as usize];
        let row = s.rows.len() as u32;
        if s.order.len() <= parent as usize {
            s.order.resize(parent as usize + 1, Vec::new());
            s.parked.resize(parent as usize + 1, Vec::new());
        }
        let pos = s.order[parent as usize].len() as u32;
        s.order[parent as usize].push(row);
        s.rows.push(Row { parent, pos, alive: true });
        s.cells.resize(s.cells.len() + def.fields.len(), Value::Blank);
        s.flags.resize(s.flags.len() + def.nodes.len(), 0);
        s.touched.resize(s.touched.len() + def.nodes.len(), 0);
        s.queued.resize(s.queued.len() + def.units.len(), false);
        if scope != 0 {
            self.st.total_rows += 1;
            self.st.row_changes.push((scope, row, true));
        }
        for node in &def.nodes {
            let n = &form.nodes[*node as usize];
            let mut flags = if n.relevant { OWN } else { 0 };
            if n.relevant && self.st.parent_relevant(form, *node, row) {
                flags |= EFF;
            }
            flags |= if n.required { REQUIRED } else { 0 };
            flags |= if n.readonly { READONLY } else { 0 };
            self.st.put_flag(form, *node, row, flags, true);
            if flags & EFF != 0
                && let Class::Leaf(field) = n.class
            {
                for acc in &form.fields[field as usize].accs {
                    self.st.acc_change(form, *acc, row, |a| a.relevant += 1);
                }
            }
        }
        for unit in &def.units {
            self.st.queue(form, *unit, row);
        }
        for field in &def.fields {
            let f = &form.fields[*field as usize];
            let now = self.st.now_ms;
            let preset = match f.kind {
                QuestionType::Start => Value::DateTime { ms: now, offset: self.env.offset },
                QuestionType::Today => {
                    let local = now + i64::from(self.env.offset) * 60_000;
                    Value::Date(local.div_euclid(super::value::DAY_MS) as i32)
                }
                QuestionType::DeviceId => Value::str(self.env.device_id),
                QuestionType::Username => Value::str(self.env.username),
                _ => f.default.clone().unwrap_or(Value::Blank),
            };
            if !preset.is_blank() {
                self.set_cell(*field, row, preset);
            }
        }
        self.rows_changed(scope, parent);
        for child in &def.children {
            let c = &form.scopes[*child as usize];
            if !c.counted {
                for _ in 0..self.st.initial.get(child).copied().unwrap_or(c.initial_rows) {
                    self.add_row(*child, row);
                }
            }
        }
        row
    }

    fn rows_changed(&mut self, scope: ScopeId, parent: u32) {
        if scope != 0 {
            let def = &self.form.scopes[scope as usize];
            self.st.queue_readers(self.form, &def.row_readers, def.parent, parent);
        }
    }

    /// Takes a row out. Its answers stay in storage under its id, which is not given again.
    pub fn remove_row(&mut self, scope: ScopeId, row: u32) {
        let parent = self.st.scopes[scope as usize].rows[row as usize].parent;
        let pos = self.st.scopes[scope as usize].rows[row as usize].pos as usize;
        self.switch_row(scope, row, false);
        self.st.scopes[scope as usize].order[parent as usize].remove(pos);
        self.st.row_changes.push((scope, row, false));
        self.renumber(scope, parent, pos);
        self.rows_changed(scope, parent);
    }

    /// Brings positions up to date from one on, and wakes who reads them.
    fn renumber(&mut self, scope: ScopeId, parent: u32, from: usize) {
        let form = self.form;
        let moved: Vec<u32> = self.st.scopes[scope as usize].order[parent as usize][from..].to_vec();
        for (i, row) in moved.iter().enumerate() {
            self.st.scopes[scope as usize].rows[*row as usize].pos = (from + i) as u32;
        }
        for unit in &form.scopes[scope as usize].pos_readers {
            let target = form.units[*unit as usize].scope;
            for row in &moved {
                let mut below = Vec::new();
                self.st.rows_below(form, scope, *row, target, &mut |r| below.push(r));
                below.into_iter().for_each(|r| self.st.queue(form, *unit, r));
            }
        }
    }

    /// Takes the contribution of a row and of all rows below it in or out.
    fn switch_row(&mut self, scope: ScopeId, row: u32, alive: bool) {
        let form = self.form;
        let mut todo = vec![(scope, row)];
        while let Some((s, r)) = todo.pop() {
            self.st.scopes[s as usize].rows[r as usize].alive = alive;
            self.st.total_rows = if alive { self.st.total_rows + 1 } else { self.st.total_rows.saturating_sub(1) };
            let def = &form.scopes[s as usize];
            for node in &def.nodes {
                let effective = self.st.is(form, *node, r, EFF);
                if let (Class::Leaf(field), true) = (form.nodes[*node as usize].class, effective) {
                    let f = &form.fields[field as usize];
                    let v = self.st.cell(form, f, r).clone();
                    for acc in &f.accs {
                        self.st.acc_change(form, *acc, r, |a| {
                            a.relevant += if alive { 1 } else { -1 };
                            if alive { a.add(&v) } else { a.remove(&v) }
                        });
                    }
                    self.st.queue_readers(form, &f.readers, s, r);
                }
                if alive {
                    self.note_fault(*node, r);
                } else {
                    self.st.problems.remove(&(*node, r));
                }
            }
            for child in &def.children {
                let rows = self.st.scopes[*child as usize].order.get(r as usize).cloned().unwrap_or_default();
                todo.extend(rows.into_iter().map(|c| (*child, c)));
            }
        }
    }

    /// Brings a counted repeat to its number of rows. Rows that fall away are put aside with their answers.
    fn resize(&mut self, scope: ScopeId, parent: u32, wanted: f64) {
        let form = self.form;
        let repeat = form.scopes[scope as usize].repeat;
        let n = if wanted >= 1.0 { wanted.min(1e9) as usize } else { 0 };
        let s = &mut self.st.scopes[scope as usize];
        if s.order.len() <= parent as usize {
            s.order.resize(parent as usize + 1, Vec::new());
            s.parked.resize(parent as usize + 1, Vec::new());
        }
        while self.st.scopes[scope as usize].order[parent as usize].len() > n {
            let Some(row) = self.st.scopes[scope as usize].order[parent as usize].last().copied() else { break };
            self.remove_row(scope, row);
            self.st.scopes[scope as usize].parked[parent as usize].push(row);
        }
        let mut full = false;
        while !full && self.st.scopes[scope as usize].order[parent as usize].len() < n {
            full = self.st.scopes[scope as usize].order[parent as usize].len() >= MAX_ROWS
                || self.st.total_rows >= MAX_TOTAL_ROWS;
            if full {
                break;
            }
            match self.st.scopes[scope as usize].parked[parent as usize].pop() {
                Some(row) => self.revive(scope, parent, row),
                None => full = self.add_row(scope, parent).is_none(),
            }
        }
        if self.st.put_flag(form, repeat, parent, TOO_MANY, full || self.st.is_strained(repeat, parent)) {
            self.st.touch(form, repeat, parent, T_VALID);
            self.note_fault(repeat, parent);
        }
    }

    fn revive(&mut self, scope: ScopeId, parent: u32, row: u32) {
        let form = self.form;
        let order = &mut self.st.scopes[scope as usize].order[parent as usize];
        order.push(row);
        let pos = order.len() - 1;
        self.st.scopes[scope as usize].rows[row as usize].pos = pos as u32;
        self.st.row_changes.push((scope, row, true));
        self.switch_row(scope, row, true);
        // Everything in the row may have missed changes while it was away: run all but what runs only once.
        let mut todo = vec![(scope, row)];
        while let Some((s, r)) = todo.pop() {
            self.refresh_relevance(s, r);
            for unit in &form.scopes[s as usize].units {
                if form.units[*unit as usize].kind != UnitKind::Default {
                    self.st.queue(form, *unit, r);
                }
            }
            for child in &form.scopes[s as usize].children {
                let rows = self.st.scopes[*child as usize].order.get(r as usize).cloned().unwrap_or_default();
                todo.extend(rows.into_iter().map(|c| (*child, c)));
            }
        }
        self.rows_changed(scope, parent);
    }

    /// A group around the repeat may have been switched while the row was away.
    fn refresh_relevance(&mut self, scope: ScopeId, row: u32) {
        let form = self.form;
        for node in &form.scopes[scope as usize].nodes {
            let on = self.st.is(form, *node, row, OWN) && self.st.parent_relevant(form, *node, row);
            if on != self.st.is(form, *node, row, EFF) {
                self.st.put_flag(form, *node, row, EFF, on);
                self.st.touch(form, *node, row, T_RELEVANT);
                self.flipped(*node, row, on);
            }
        }
    }
}
