//! The dependency graph between units of recomputation: one Kahn sort gives every unit its number, so that a unit
//! always stands after all it reads. A cycle is reported with the names on it.

use super::compiled::{Class, Form, NONE, NodeId, Unit, UnitKind};
use super::definition::{Notice, Place};
use super::expr_resolve::Dep;
use std::collections::VecDeque;

/// A unit before it has its number.
#[derive(Debug)]
pub(super) struct RawUnit {
    pub kind: UnitKind,
    pub node: NodeId,
    pub prog: u32,
    pub deps: Vec<Dep>,
    pub place: Place,
}

/// Vertices: units first, then the view of every field, then the rows of every scope.
struct Graph {
    out: Vec<Vec<u32>>,
    degree: Vec<u32>,
}

impl Graph {
    fn edge(&mut self, from: usize, to: usize) {
        self.out[from].push(to as u32);
        self.degree[to] += 1;
    }
}

fn build(form: &Form, units: &[RawUnit], order_defaults: bool) -> Graph {
    let (n, f) = (units.len(), form.fields.len());
    let size = n + f + form.scopes.len();
    let mut g = Graph { out: vec![Vec::new(); size], degree: vec![0; size] };
    let view = |field: u32| n + field as usize;
    let rows = |scope: u32| n + f + scope as usize;
    for (s, def) in form.scopes.iter().enumerate().skip(1) {
        g.edge(rows(def.parent), rows(s as u32));
    }
    for (i, u) in units.iter().enumerate() {
        let node = &form.nodes[u.node as usize];
        g.edge(rows(node.scope), i);
        match u.kind {
            UnitKind::Calc | UnitKind::Default => {
                if let Class::Leaf(field) = node.class {
                    g.edge(i, view(field));
                }
            }
            UnitKind::Relevant => {
                for below in u.node..node.end {
                    match form.nodes[below as usize].class {
                        Class::Leaf(field) => g.edge(i, view(field)),
                        Class::Repeat(inner) => g.edge(i, rows(inner)),
                        Class::Group => {}
                    }
                }
            }
            UnitKind::Count => {
                if let Class::Repeat(inner) = node.class {
                    g.edge(i, rows(inner));
                }
            }
            _ => {}
        }
        if u.kind == UnitKind::Default && !order_defaults {
            continue;
        }
        for dep in &u.deps {
            match dep {
                Dep::Field(field, _) => g.edge(view(*field), i),
                Dep::Rows(scope, _) | Dep::Pos(scope) => g.edge(rows(*scope), i),
                Dep::Lang | Dep::Clock => {}
            }
        }
    }
    // Whether an answer is required is known before the answer is checked.
    let mut valid = vec![NONE; form.nodes.len()];
    for (i, u) in units.iter().enumerate() {
        if u.kind == UnitKind::Valid {
            valid[u.node as usize] = i as u32;
        }
    }
    for (i, u) in units.iter().enumerate() {
        if u.kind == UnitKind::Required && valid[u.node as usize] != NONE {
            g.edge(i, valid[u.node as usize] as usize);
        }
    }
    g
}

fn sort(g: &Graph) -> (Vec<usize>, Vec<u32>) {
    let mut degree = g.degree.clone();
    let mut ready: VecDeque<usize> = (0..degree.len()).filter(|v| degree[*v] == 0).collect();
    let mut order = Vec::with_capacity(degree.len());
    while let Some(v) = ready.pop_front() {
        order.push(v);
        for to in &g.out[v] {
            degree[*to as usize] -= 1;
            if degree[*to as usize] == 0 {
                ready.push_back(*to as usize);
            }
        }
    }
    (order, degree)
}

/// Numbers the units and fills the tables of readers; reports cycles.
pub(super) fn link(form: &mut Form, raw: Vec<RawUnit>, notices: &mut Vec<Notice>) {
    let mut g = build(form, &raw, true);
    let (mut order, mut degree) = sort(&g);
    if order.len() < degree.len() {
        // A default runs once, at creation: it may look at what later depends on its own question.
        g = build(form, &raw, false);
        (order, degree) = sort(&g);
    }
    if order.len() < degree.len() {
        report_cycle(form, &raw, &g, &degree, notices);
        return;
    }
    let mut number = vec![NONE; raw.len()];
    for (rank, i) in order.into_iter().filter(|v| *v < raw.len()).enumerate() {
        number[i] = rank as u32;
    }
    let mut sorted: Vec<(u32, RawUnit)> = number.into_iter().zip(raw).collect();
    sorted.sort_by_key(|u| u.0);
    for (id, u) in sorted {
        let node = &form.nodes[u.node as usize];
        let (scope, class) = (node.scope, node.class);
        let members = &mut form.scopes[scope as usize].units;
        members.push(id);
        let idx = members.len() as u32 - 1;
        form.units.push(Unit { kind: u.kind, node: u.node, scope, idx, prog: u.prog });
        if let (UnitKind::Valid, Class::Leaf(field)) = (u.kind, class) {
            form.fields[field as usize].valid_unit = id;
        }
        if u.kind == UnitKind::Default {
            continue;
        }
        for dep in &u.deps {
            match *dep {
                // Its own value reaches the check directly.
                Dep::Field(field, _) if u.kind == UnitKind::Valid && class == Class::Leaf(field) => {}
                Dep::Field(field, common) => form.fields[field as usize].readers.push((id, common)),
                Dep::Rows(s, common) => form.scopes[s as usize].row_readers.push((id, common)),
                Dep::Pos(s) => form.scopes[s as usize].pos_readers.push(id),
                Dep::Lang => form.lang_units.push(id),
                Dep::Clock => form.clock_units.push(id),
            }
        }
    }
}

fn report_cycle(form: &Form, raw: &[RawUnit], g: &Graph, degree: &[u32], notices: &mut Vec<Notice>) {
    // Walk backwards among what could not be sorted: every such vertex has a predecessor there.
    let mut before = vec![usize::MAX; degree.len()];
    for (from, tos) in g.out.iter().enumerate() {
        if degree[from] > 0 {
            tos.iter().filter(|t| degree[**t as usize] > 0).for_each(|t| before[*t as usize] = from);
        }
    }
    let Some(mut at) = (0..degree.len()).find(|v| degree[*v] > 0) else { return };
    let mut seen = vec![false; degree.len()];
    while !seen[at] {
        seen[at] = true;
        at = before[at];
    }
    let (start, mut cycle) = (at, Vec::new());
    loop {
        if at < raw.len() {
            cycle.push(at);
        }
        at = before[at];
        if at == start {
            break;
        }
    }
    // From what is read to what reads it.
    let mut names: Vec<String> = cycle
        .iter()
        .map(|i| {
            let rule = match raw[*i].kind {
                UnitKind::Calc => "calculation",
                UnitKind::Default => "default",
                UnitKind::Relevant => "relevant",
                UnitKind::Required => "required",
                UnitKind::Readonly => "readonly",
                UnitKind::Count => "repeat_count",
                UnitKind::Valid => "constraint",
                UnitKind::Label => "label",
            };
            format!("{} ({rule})", form.nodes[raw[*i].node as usize].name)
        })
        .collect();
    if let Some(first) = names.first().cloned() {
        names.push(first);
    }
    let place = cycle.first().map(|i| raw[*i].place.clone()).unwrap_or_default();
    notices.push(Notice::error(
        "form.cycle",
        place,
        format!("these rules wait for each other: {}; break the circle at one of them", names.join(" <- ")),
    ));
}
