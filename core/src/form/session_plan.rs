//! What a move to another version of a form carries, worked out once while both versions are at hand: where each question
//! went, whose rows are the same, and what has no place.

use super::answers::{Answer, to_answer};
use super::compiled::{Class, FieldId, Form, NodeDef, NodeId, Op, ScopeId, UnitKind};
use super::delta::Slot;
use super::session::{Change, FormSession};
use super::session_move::{Held, Lost, Move};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::mem::discriminant;

/// Names of the repeats around a node, from outside.
fn around<'f>(form: &'f Form, node: &NodeDef) -> Vec<&'f str> {
    let chain = &form.scopes[node.scope as usize].chain;
    chain.iter().skip(1).map(|s| &*form.nodes[form.scopes[*s as usize].repeat as usize].name).collect()
}

/// The nodes of a name that are not groups: leaves and repeats apart.
fn by_name(form: &Form) -> HashMap<(bool, &str), Vec<NodeId>> {
    let mut out: HashMap<_, Vec<NodeId>> = HashMap::new();
    for (id, node) in form.nodes.iter().enumerate().filter(|(_, n)| n.class != Class::Group) {
        out.entry((matches!(node.class, Class::Leaf(_)), &*node.name)).or_default().push(id as NodeId);
    }
    out
}

/// Whether two nodes are of one kind: both repeats, or questions of the same type.
fn same_kind(old: &Form, new: &Form, a: &NodeDef, b: &NodeDef) -> bool {
    match (a.class, b.class) {
        (Class::Leaf(a), Class::Leaf(b)) => {
            discriminant(&old.fields[a as usize].kind) == discriminant(&new.fields[b as usize].kind)
        }
        (Class::Repeat(_), Class::Repeat(_)) => true,
        _ => false,
    }
}

/// Where each question and repeat of the old version went. Only what has something to carry is named, so that the event
/// stays small.
pub(super) fn plan(old: &FormSession, new: &Form) -> Move {
    let form = &*old.form;
    let mut plan = Move { version: new.version.clone(), ..Move::default() };
    let (mine, theirs) = (by_name(form), by_name(new));
    let used = used(old);
    for (id, node) in form.nodes.iter().enumerate() {
        let leaf = matches!(node.class, Class::Leaf(_));
        if node.class == Class::Group || (leaf && !used.contains(&*node.path)) {
            continue;
        }
        let there = new.by_path.get(&node.path).map(|n| &new.nodes[*n as usize]);
        let same_place = there.is_some_and(|n| {
            discriminant(&n.class) == discriminant(&node.class) && around(new, n) == around(form, node)
        });
        let mut target = there.filter(|_| same_place);
        if !same_place {
            let name = (leaf, &*node.name);
            if let (Some([_]), Some([only])) =
                (mine.get(&name).map(Vec::as_slice), theirs.get(&name).map(Vec::as_slice))
            {
                let found = &new.nodes[*only as usize];
                if same_kind(form, new, node, found) && around(new, found) == around(form, node) {
                    plan.moved.insert(node.path.to_string(), found.path.to_string());
                    target = Some(found);
                }
            }
            if target.is_none() && there.is_some() {
                plan.apart.push(node.path.to_string());
            }
        }
        if let (Class::Repeat(was), Some(Class::Repeat(is))) = (form.nodes[id].class, target.map(|t| t.class)) {
            let (was, is) = (&form.scopes[was as usize], &new.scopes[is as usize]);
            if was.counted != is.counted {
                plan.leave_apart(node.path.to_string());
            } else if !is.counted && was.initial_rows != is.initial_rows {
                plan.initial.insert(node.path.to_string(), was.initial_rows);
            }
        }
    }
    // A question found elsewhere does not leave a repeat that is left apart.
    for path in plan.apart.clone() {
        let repeat =
            form.by_path.get(path.as_str()).is_some_and(|n| matches!(form.nodes[*n as usize].class, Class::Repeat(_)));
        if repeat {
            plan.moved.retain(|from, _| !from.starts_with(&format!("{path}/")));
        }
    }
    plan
}

/// Paths with something to carry: answered once, or filled now.
fn used(old: &FormSession) -> HashSet<String> {
    // What was taken back may be made again.
    let mut out: HashSet<String> = old.set_paths(0..old.log.len()).map(|(path, _)| path).collect();
    for field in &old.form.fields {
        let width = old.st.scopes[field.scope as usize].rows.len() as u32;
        if (0..width).any(|row| !old.st.cell(&old.form, field, row).is_blank()) {
            out.insert(old.form.nodes[field.node as usize].path.to_string());
        }
    }
    out
}

/// The repeat of the new version that stands for one of the old.
fn twin(old: &Form, new: &FormSession, plan: &Move, scope: ScopeId) -> Option<ScopeId> {
    let path = &old.nodes[old.scopes[scope as usize].repeat as usize].path;
    let node = *new.form.by_path.get(plan.path(path)?)?;
    match new.form.nodes[node as usize].class {
        Class::Repeat(inner) => Some(inner),
        _ => None,
    }
}

/// Repeats (old path) whose rows are not the same rows in both versions.
pub(super) fn other_rows(old: &FormSession, new: &FormSession, plan: &Move) -> BTreeSet<String> {
    let form = &old.form;
    let mut out = BTreeSet::new();
    for scope in 1..form.scopes.len() as ScopeId {
        let Some(there) = twin(form, new, plan, scope) else { continue };
        let def = &form.scopes[scope as usize];
        let (a, b) = (&old.st.scopes[scope as usize].rows, &new.st.scopes[there as usize].rows);
        let differs = (0..a.len().max(b.len())).any(|row| match (a.get(row), b.get(row)) {
            (Some(was), Some(is)) if was.alive && is.alive => was.parent != is.parent || was.pos != is.pos,
            // Fewer rows than before: what was in the others is told as lost.
            (Some(was), _) if was.alive => !def.counted,
            // A row that was not there, or removed, may be there now by a count only.
            (_, Some(is)) if is.alive => !def.counted,
            _ => false,
        });
        if differs {
            out.insert(form.nodes[def.repeat as usize].path.to_string());
        }
    }
    out
}

/// Fields that keep the first value they calculated.
fn kept_once(form: &Form) -> HashSet<FieldId> {
    let once = |op: &Op| if let Op::OnceJump(field, _) = op { Some(*field) } else { None };
    let calc = form.units.iter().filter(|u| u.kind == UnitKind::Calc);
    calc.flat_map(|u| form.program(u.prog).iter().filter_map(once)).collect()
}

/// What the events alone do not bring over, and what has no place.
pub(super) fn settle(old: &FormSession, new: &FormSession, plan: &mut Move) {
    let form = &old.form;
    let answered: HashSet<(String, u32)> = old.set_paths(old.active.iter().copied()).collect();
    let (once, once_there) = (kept_once(form), kept_once(&new.form));
    let (mut held, mut lost) = (Vec::new(), Vec::new());
    for (id, field) in form.fields.iter().enumerate() {
        let node = &form.nodes[field.node as usize];
        let kept = once.contains(&(id as FieldId));
        if !field.asked() && !kept {
            continue;
        }
        let there = plan.path(&node.path).and_then(|path| new.leaf(path));
        for row in 0..old.st.scopes[field.scope as usize].rows.len() as u32 {
            if !old.st.alive(field.scope, row) {
                continue;
            }
            let value = old.st.cell(form, field, row);
            let answer = to_answer(value);
            let target = there.map(|f| (f, &new.form.fields[f as usize])).filter(|(_, t)| new.st.alive(t.scope, row));
            let shown = target.map(|(_, t)| new.st.cell(&new.form, t, row)).filter(|v| !v.is_blank());
            let mut hold = |value: Answer| {
                if let Some((_, t)) = target {
                    held.push(Held { path: new.form.nodes[t.node as usize].path.to_string(), row, value });
                }
            };
            if shown.map(to_answer).as_ref() == Some(&answer) {
                continue;
            }
            if !field.asked() {
                if !value.is_blank() && target.is_some_and(|(f, _)| once_there.contains(&f)) {
                    hold(answer);
                }
                continue;
            }
            let fits = target.is_some_and(|(_, t)| t.asked() && new.fitting(t, &answer).is_ok());
            let clears = shown.is_some() && target.is_some_and(|(_, t)| t.asked());
            match value.is_blank() {
                true if clears && answered.contains(&(node.path.to_string(), row)) => hold(answer),
                true => {}
                false if fits => hold(answer),
                false => {
                    let slot = Slot { node: field.node, row };
                    let label =
                        Some(old.label(slot)).filter(|l| !l.is_empty()).unwrap_or_else(|| node.name.to_string());
                    let shown = old.question_slot(slot).map(|q| q.shown).unwrap_or_default();
                    lost.push(Lost { path: old.path(slot), label, value: answer, shown });
                    if clears {
                        hold(Answer::Text(String::new()));
                    }
                }
            }
        }
    }
    (plan.held, plan.lost) = (held, lost);
}

impl FormSession {
    /// The questions that events answered, as this version names them.
    fn set_paths<'s>(&'s self, events: impl Iterator<Item = usize> + 's) -> impl Iterator<Item = (String, u32)> + 's {
        events.filter_map(|i| match &self.log[i].change {
            Change::Set { path, row, .. } => Some((self.translated(path, self.stage(i)).ok()?, *row)),
            _ => None,
        })
    }
}
