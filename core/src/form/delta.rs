//! What one step changed: the compact list that a screen needs to follow, in form order. Never the whole form.

use super::compiled::{Form, ScopeId};
use super::session::FormSession;
use super::state::*;
use super::value::Value;

/// A node in a row, cheap to pass around. Stays valid while its row lives; a removed row's id is not given again, but
/// an undo frees the ids of the rows it takes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// Number of the node in form order.
    pub node: u32,
    /// Row id (0 outside repeats); a repeat itself has the id of the row around it.
    pub row: u32,
}

/// Whether an answer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Validity {
    /// Nothing to say.
    Fine,
    /// Required and blank; with the message to show.
    Missing(String),
    /// Violates its constraint; kept, with the message to show.
    Broken(String),
    /// Holds a choice its list does not offer any more.
    Stale(String),
    /// A counted repeat asks for more rows than the limit.
    TooMany(String),
    /// One of its rules takes more work than allowed: what it should say is not known.
    TooMuch(String),
}

impl Validity {
    /// Whether there is nothing to mend.
    pub fn is_fine(&self) -> bool {
        *self == Validity::Fine
    }

    /// Stable code: `ok`, `required`, `constraint`, `choice`, `too_many_rows`, `too_much_work`.
    pub fn code(&self) -> &'static str {
        match self {
            Validity::Fine => "ok",
            Validity::Missing(_) => "required",
            Validity::Broken(_) => "constraint",
            Validity::Stale(_) => "choice",
            Validity::TooMany(_) => "too_many_rows",
            Validity::TooMuch(_) => "too_much_work",
        }
    }

    /// What to tell the person; empty when fine.
    pub fn message(&self) -> &str {
        match self {
            Validity::Fine => "",
            Validity::Missing(m)
            | Validity::Broken(m)
            | Validity::Stale(m)
            | Validity::TooMany(m)
            | Validity::TooMuch(m) => m,
        }
    }
}

/// What changed of one slot; `None` = as before.
#[derive(Clone, Debug, PartialEq)]
pub struct SlotChange {
    /// Which.
    pub slot: Slot,
    /// New value (`to_string()` gives the text).
    pub value: Option<Value>,
    /// New relevance, groups around it included.
    pub relevant: Option<bool>,
    /// Whether an answer is required now.
    pub required: Option<bool>,
    /// Whether it is locked now.
    pub readonly: Option<bool>,
    /// Whether the answer stands now.
    pub valid: Option<Validity>,
    /// New label, when it shows values that changed.
    pub label: Option<String>,
}

/// A row that came or went, with all below it. A row that came is to be read in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowChange {
    /// The repeat (its node, and the row around it).
    pub repeat: Slot,
    /// Row id.
    pub row: u32,
    /// Added, else removed.
    pub added: bool,
}

/// Everything one step changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Delta {
    /// Number of the event to be stored; `None` when nothing changed.
    pub event: Option<u64>,
    /// Rows, in the order of happening.
    pub rows: Vec<RowChange>,
    /// Slots in form order.
    pub changes: Vec<SlotChange>,
    /// All texts changed (another language): draw everything anew.
    pub redraw: bool,
}

impl Delta {
    /// The change of one slot, if it changed.
    pub fn of(&self, slot: Slot) -> Option<&SlotChange> {
        self.changes.iter().find(|c| c.slot == slot)
    }
}

/// Order of slots on screen: node, position of the row, node in it …
fn key(form: &Form, st: &State, slot: Slot) -> [u32; 9] {
    let mut out = [0u32; 9];
    let scope = form.nodes[slot.node as usize].scope;
    let mut rows = [(0 as ScopeId, 0u32); 5];
    let (mut s, mut r, mut n) = (scope, slot.row, 0);
    while s != 0 && n < 4 {
        rows[n] = (s, r);
        r = st.scopes[s as usize].rows[r as usize].parent;
        s = form.scopes[s as usize].parent;
        n += 1;
    }
    let mut at = 0;
    for (s, r) in rows[..n].iter().rev() {
        out[at] = form.scopes[*s as usize].repeat;
        out[at + 1] = st.scopes[*s as usize].rows[*r as usize].pos + 1;
        at += 2;
    }
    out[at] = slot.node;
    out
}

impl FormSession {
    /// Collects what the last step touched.
    pub(super) fn take_delta(&mut self, event: Option<u64>) -> Delta {
        let form = self.form.clone();
        let mut touched: Vec<(Slot, u8)> = Vec::with_capacity(self.st.touched.len());
        for (node, row) in std::mem::take(&mut self.st.touched) {
            let bits = self.st.take_touched(&form, node, row);
            if self.st.alive(form.nodes[node as usize].scope, row) {
                touched.push((Slot { node, row }, bits));
            }
        }
        if touched.iter().all(|t| form.nodes[t.0.node as usize].scope == 0) {
            touched.sort_unstable_by_key(|t| t.0.node);
        } else {
            touched.sort_by_cached_key(|t| key(&form, &self.st, t.0));
        }
        let changes = touched.into_iter().map(|(slot, bits)| self.change(slot, bits)).collect();
        let rows = std::mem::take(&mut self.st.row_changes)
            .into_iter()
            .map(|(scope, row, added)| RowChange {
                repeat: Slot {
                    node: form.scopes[scope as usize].repeat,
                    row: self.st.scopes[scope as usize].rows[row as usize].parent,
                },
                row,
                added,
            })
            .collect();
        Delta { event, rows, changes, redraw: false }
    }

    fn change(&self, slot: Slot, bits: u8) -> SlotChange {
        let flags = self.st.flags(&self.form, slot.node, slot.row);
        let value = (bits & T_VALUE != 0)
            .then(|| field_of(&self.form, slot.node))
            .flatten()
            .map(|f| self.st.cell(&self.form, &self.form.fields[f as usize], slot.row).clone());
        SlotChange {
            slot,
            value,
            relevant: (bits & T_RELEVANT != 0).then_some(flags & EFF != 0),
            required: (bits & T_REQUIRED != 0).then_some(flags & REQUIRED != 0),
            readonly: (bits & T_READONLY != 0).then_some(flags & READONLY != 0),
            valid: (bits & T_VALID != 0).then(|| self.validity(slot)),
            label: (bits & T_LABEL != 0).then(|| self.label(slot)),
        }
    }

    /// What differs from an older state of the same form: the delta of an undo.
    pub(super) fn diff(&mut self, old: &State, event: Option<u64>) -> Delta {
        let form = self.form.clone();
        // The rebuild touched everything; only differences count.
        for (node, row) in std::mem::take(&mut self.st.touched) {
            self.st.take_touched(&form, node, row);
        }
        self.st.row_changes.clear();
        for (scope, (now, before)) in self.st.scopes.iter().zip(&old.scopes).enumerate().skip(1) {
            for row in 0..now.rows.len().max(before.rows.len()) {
                let is = now.rows.get(row).is_some_and(|r| r.alive);
                let was = before.rows.get(row).is_some_and(|r| r.alive);
                // A row that the rebuilt state never had cannot be named there any more.
                if is != was && row < now.rows.len() {
                    self.st.row_changes.push((scope as ScopeId, row as u32, is));
                }
            }
        }
        let mut gone = Vec::new();
        for (scope, (now, before)) in self.st.scopes.iter().zip(&old.scopes).enumerate().skip(1) {
            for row in now.rows.len()..before.rows.len() {
                if before.rows[row].alive {
                    let repeat = Slot { node: form.scopes[scope].repeat, row: before.rows[row].parent };
                    gone.push(RowChange { repeat, row: row as u32, added: false });
                }
            }
        }
        let mut marks = Vec::new();
        for (scope, def) in form.scopes.iter().enumerate() {
            for row in 0..self.st.scopes[scope].rows.len() as u32 {
                if !self.st.alive(scope as ScopeId, row) {
                    continue;
                }
                let known = old.alive(scope as ScopeId, row);
                for node in &def.nodes {
                    let now = self.st.flags(&form, *node, row);
                    let was = if known { old.flags(&form, *node, row) } else { 0 };
                    let mut bits = 0;
                    for (flag, bit) in
                        [(EFF, T_RELEVANT), (REQUIRED, T_REQUIRED), (READONLY, T_READONLY), (FAULTS, T_VALID)]
                    {
                        if (now ^ was) & flag != 0 {
                            bits |= bit;
                        }
                    }
                    if let Some(f) = field_of(&form, *node) {
                        let field = &form.fields[f as usize];
                        let value = self.st.cell(&form, field, row);
                        if if known { !value.same(old.cell(&form, field, row)) } else { !value.is_blank() } {
                            bits |= T_VALUE;
                        }
                    }
                    if bits != 0 {
                        marks.push((*node, row, bits));
                    }
                }
            }
        }
        for (node, row, bits) in marks {
            self.st.touch(&form, node, row, bits);
        }
        // Labels that show values: cheap to give again, and the readers of what changed are not tracked here.
        for unit in form.units.iter().filter(|u| u.kind == super::compiled::UnitKind::Label) {
            for row in 0..self.st.scopes[unit.scope as usize].rows.len() as u32 {
                if self.st.alive(unit.scope, row) {
                    self.st.touch(&form, unit.node, row, T_LABEL);
                }
            }
        }
        let mut delta = self.take_delta(event);
        delta.rows.extend(gone);
        delta
    }
}
