//! `FormSource` to a compiled form: flattens the tree, resolves every expression, orders the units. All problems are
//! reported together, each with its place.

use super::answers::{Answer, parse};
use super::compiled::*;
use super::definition::{
    ExprSource, FormErrors, FormSource, Itemset, Node, NodeKind, Notice, Place, QuestionType, Segment, Severity, Text,
};
use super::expr_lex::ExprError;
use super::expr_resolve::{Compiled, Dep, Interner, compile_expr, compile_filter};
use super::graph::{RawUnit, link};
use super::list::List;
use super::value::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// Most nodes of a form.
pub const MAX_NODES: usize = 50_000;
/// Deepest nesting of groups.
pub const MAX_GROUPS: usize = 40;
/// Deepest nesting of repeats.
pub const MAX_REPEATS: usize = 4;

/// What a node's rules were before compiling.
struct Rules {
    relevant: Option<ExprSource>,
    required: Option<ExprSource>,
    readonly: Option<ExprSource>,
    constraint: Option<ExprSource>,
    calculate: Option<ExprSource>,
    default: Option<ExprSource>,
    default_is_expr: bool,
    count: Option<ExprSource>,
    label: Text,
    hint: Text,
    required_message: Text,
    constraint_message: Text,
    place: Place,
}

/// Compiles a form.
///
/// # Errors
/// Every problem found: unknown functions, names, columns and lists, bad paths, cycles, expressions beyond the limits,
/// repeats nested deeper than [`MAX_REPEATS`]. Warnings end in [`Form::warnings`].
pub fn compile(mut source: FormSource) -> Result<Arc<Form>, FormErrors> {
    let mut c = Compiler::new(&mut source);
    c.flatten(source.nodes);
    let rules = std::mem::take(&mut c.rules);
    c.selects(&rules);
    for (node, r) in rules.into_iter().enumerate() {
        c.node_rules(node as NodeId, r);
    }
    let raw = std::mem::take(&mut c.raw);
    if !c.notices.iter().any(|n| n.severity == Severity::Error) {
        link(&mut c.form, raw, &mut c.notices);
    }
    if c.notices.iter().any(|n| n.severity == Severity::Error) {
        return Err(FormErrors(c.notices));
    }
    c.form.warnings.extend(c.notices);
    Ok(Arc::new(c.form))
}

struct Compiler {
    form: Form,
    interner: Interner,
    names: HashMap<String, Vec<NodeId>>,
    rules: Vec<Rules>,
    raw: Vec<RawUnit>,
    /// Dependencies of choice filters, by field.
    filter_deps: HashMap<FieldId, Vec<Dep>>,
    notices: Vec<Notice>,
}

impl Compiler {
    fn new(source: &mut FormSource) -> Compiler {
        let root_name = if source.root_name.is_empty() { "data".to_owned() } else { source.root_name.clone() };
        let langs = if source.langs.is_empty() { vec!["default".to_owned()] } else { source.langs.clone() };
        let default_lang = langs.iter().position(|l| *l == source.default_lang).unwrap_or(0);
        let root = ScopeDef {
            parent: 0,
            repeat: NONE,
            fields: Vec::new(),
            nodes: Vec::new(),
            units: Vec::new(),
            children: Vec::new(),
            counted: false,
            initial_rows: 0,
            row_readers: Vec::new(),
            pos_readers: Vec::new(),
            chain: vec![0],
        };
        let lists = std::mem::take(&mut source.lists).into_iter().map(|(name, data)| List::new(name, data)).collect();
        Compiler {
            form: Form {
                id: source.id.clone(),
                version: source.version.clone(),
                title: source.title.clone(),
                root_name,
                langs,
                default_lang,
                nodes: Vec::new(),
                scopes: vec![root],
                fields: Vec::new(),
                units: Vec::new(),
                code: Code { lists, ..Code::default() },
                by_path: HashMap::new(),
                clock_units: Vec::new(),
                lang_units: Vec::new(),
                warnings: source.warnings.clone(),
            },
            interner: Interner::new(std::mem::take(&mut source.texts)),
            names: HashMap::new(),
            rules: Vec::new(),
            raw: Vec::new(),
            filter_deps: HashMap::new(),
            notices: Vec::new(),
        }
    }

    fn refuse(&mut self, code: &'static str, place: &Place, message: impl Into<String>) {
        self.notices.push(Notice::error(code, place.clone(), message));
    }

    /// Nodes in pre-order, without recursion: the nesting comes from outside.
    fn flatten(&mut self, nodes: Vec<Node>) {
        let mut levels = vec![(nodes.into_iter(), NONE, 0 as ScopeId)];
        while let Some((iter, parent, scope)) = levels.last_mut() {
            let (parent, scope) = (*parent, *scope);
            let Some(node) = iter.next() else {
                levels.pop();
                if parent != NONE {
                    self.form.nodes[parent as usize].end = self.form.nodes.len() as NodeId;
                }
                continue;
            };
            if self.form.nodes.len() >= MAX_NODES {
                let message = format!("the form has more than {MAX_NODES} questions and groups; split it");
                self.refuse("form.too_many_nodes", &node.place, message);
                return;
            }
            if let Some(inner) = self.add_node(node, parent, scope) {
                if levels.len() > MAX_GROUPS {
                    let place = self.rules.last().map(|r| r.place.clone()).unwrap_or_default();
                    self.refuse("form.too_deep", &place, format!("groups are nested deeper than {MAX_GROUPS}"));
                    continue;
                }
                levels.push(inner);
            }
        }
    }

    fn add_node(
        &mut self,
        node: Node,
        parent: NodeId,
        scope: ScopeId,
    ) -> Option<(std::vec::IntoIter<Node>, NodeId, ScopeId)> {
        let id = self.form.nodes.len() as NodeId;
        let base = match parent {
            NONE => format!("/{}", self.form.root_name),
            p => self.form.nodes[p as usize].path.to_string(),
        };
        let path: Arc<str> = format!("{base}/{}", node.name).into();
        if self.form.by_path.insert(path.clone(), id).is_some() {
            let message = format!("there are two nodes {path}; rename one");
            self.refuse("form.duplicate_name", &node.place, message);
        }
        self.names.entry(node.name.clone()).or_default().push(id);
        let members = &mut self.form.scopes[scope as usize].nodes;
        members.push(id);
        let idx = members.len() as u32 - 1;
        let (class, children, count) = match node.kind {
            NodeKind::Group(children) => (Class::Group, Some((children, scope)), None),
            NodeKind::Repeat { children, count, initial_rows } => {
                let inner = self.form.scopes.len() as ScopeId;
                let mut chain = self.form.scopes[scope as usize].chain.clone();
                chain.push(inner);
                if chain.len() > MAX_REPEATS + 1 {
                    let message = format!("repeats are nested deeper than {MAX_REPEATS}");
                    self.refuse("form.too_deep", &node.place, message);
                }
                self.form.scopes[scope as usize].children.push(inner);
                self.form.scopes.push(ScopeDef {
                    parent: scope,
                    repeat: id,
                    fields: Vec::new(),
                    nodes: Vec::new(),
                    units: Vec::new(),
                    children: Vec::new(),
                    counted: count.is_some(),
                    initial_rows: initial_rows.min(1000),
                    row_readers: Vec::new(),
                    pos_readers: Vec::new(),
                    chain,
                });
                (Class::Repeat(inner), Some((children, inner)), count)
            }
            NodeKind::Question(kind) => {
                let field = self.form.fields.len() as FieldId;
                let cells = &mut self.form.scopes[scope as usize].fields;
                cells.push(field);
                self.form.fields.push(FieldDef {
                    node: id,
                    scope,
                    idx: cells.len() as u32 - 1,
                    kind,
                    select: None,
                    calculated: node.calculate.is_some(),
                    default: None,
                    readers: Vec::new(),
                    accs: Vec::new(),
                    in_set: false,
                    valid_unit: NONE,
                });
                (Class::Leaf(field), None, None)
            }
        };
        self.form.nodes.push(NodeDef {
            name: node.name.into(),
            path,
            parent,
            end: id + 1,
            scope,
            idx,
            class,
            label: Texts::default(),
            hint: Texts::default(),
            required_message: Texts::default(),
            constraint_message: Texts::default(),
            appearance: node.appearance,
            parameters: node.parameters,
            required: false,
            readonly: false,
            relevant: true,
            constraint: None,
        });
        self.rules.push(Rules {
            relevant: node.relevant,
            required: node.required,
            readonly: node.readonly,
            constraint: node.constraint,
            calculate: node.calculate,
            default: node.default,
            default_is_expr: node.default_is_expr,
            count,
            label: node.label,
            hint: node.hint,
            required_message: node.required_message,
            constraint_message: node.constraint_message,
            place: node.place,
        });
        children.map(|(children, inner)| (children.into_iter(), id, inner))
    }

    /// Lists of all select questions, before any expression asks for a choice's name.
    fn selects(&mut self, rules: &[Rules]) {
        // Forms with choices written at each question have as many lists as questions.
        let by_name: HashMap<String, usize> =
            self.form.code.lists.iter().enumerate().map(|(i, l)| (l.name.clone(), i)).collect();
        for field in 0..self.form.fields.len() {
            let f = &self.form.fields[field];
            let (set, multiple) = match &f.kind {
                QuestionType::SelectOne(set) => (set.clone(), false),
                QuestionType::SelectMultiple(set) => (set.clone(), true),
                _ => continue,
            };
            let (node, place) = (f.node, rules[f.node as usize].place.clone());
            match self.select(node, &set, multiple, &by_name) {
                Ok(select) => self.form.fields[field].select = Some(select),
                Err(message) => self.refuse("form.unknown_list", &place, message),
            }
        }
        // Filters may call jr:choice-name() on any select.
        for field in 0..self.form.fields.len() {
            let f = &self.form.fields[field];
            let (QuestionType::SelectOne(set) | QuestionType::SelectMultiple(set)) = &f.kind else { continue };
            let Some(select) = &f.select else { continue };
            let (at, list) = ((f.node, f.scope), select.list);
            let (filter, shuffle) = (set.filter.clone(), set.shuffle.clone());
            if let Some(shuffle) = shuffle {
                // The order changes no answer, so nothing waits for what the seed reads.
                let seed = shuffle.seed.and_then(|seed| self.expr(at.0, &seed)).map(|done| done.prog);
                if let Some(select) = &mut self.form.fields[field].select {
                    select.shuffle = Some(seed);
                }
            }
            let Some(filter) = filter else { continue };
            match compile_filter(&mut self.form, &mut self.interner, &self.names, at, list, &filter.text) {
                Ok((set, deps)) => {
                    if let Some(select) = &mut self.form.fields[field].select {
                        select.filter = Some(set);
                    }
                    self.filter_deps.insert(field as FieldId, deps);
                }
                Err(e) => self.expr_error(&filter, e, Severity::Error),
            }
        }
    }

    fn select(
        &self,
        node: NodeId,
        set: &Itemset,
        multiple: bool,
        by_name: &HashMap<String, usize>,
    ) -> Result<Select, String> {
        let name = &self.form.nodes[node as usize].name;
        let lists = &self.form.code.lists;
        let list = *by_name
            .get(&set.list)
            .ok_or_else(|| format!("question '{name}' uses the list '{}', which does not exist", set.list))?;
        let data = &lists[list].data;
        let value_col = data
            .column(&set.value_column)
            .ok_or_else(|| format!("the list '{}' has no column '{}'", set.list, set.value_column))?;
        let label_cols = self.form.langs.iter().map(|l| data.label(&set.label_column, l)).collect();
        Ok(Select { list: list as u32, value_col, label_cols, filter: None, multiple, open: set.open, shuffle: None })
    }

    fn expr_error(&mut self, source: &ExprSource, e: ExprError, severity: Severity) {
        let at = source.text.get(..e.at).map_or(0, |t| t.chars().count()) + 1;
        let mut notice = Notice::error(e.code, source.place.clone(), format!("{} (at character {at})", e.message));
        notice.severity = severity;
        self.notices.push(notice);
    }

    fn expr(&mut self, node: NodeId, source: &ExprSource) -> Option<Compiled> {
        self.expr_of(node, source, false)
    }

    fn expr_of(&mut self, node: NodeId, source: &ExprSource, is_default: bool) -> Option<Compiled> {
        let scope = self.form.nodes[node as usize].scope;
        match compile_expr(&mut self.form, &mut self.interner, &self.names, (node, scope), &source.text, is_default) {
            Ok(mut done) => {
                for doubt in std::mem::take(&mut done.doubts) {
                    self.expr_error(source, doubt, Severity::Warning);
                }
                Some(done)
            }
            Err(e) => {
                self.expr_error(source, e, Severity::Error);
                None
            }
        }
    }

    /// A rule that is true or false: a constant, or a unit.
    fn rule(&mut self, node: NodeId, kind: UnitKind, source: Option<&ExprSource>) -> Option<bool> {
        let source = source?;
        let done = self.expr(node, source)?;
        if let Some(v) = done.constant {
            return Some(v.truth());
        }
        self.raw.push(RawUnit { kind, node, prog: done.prog, deps: done.deps, place: source.place.clone() });
        None
    }

    fn node_rules(&mut self, node: NodeId, r: Rules) {
        let class = self.form.nodes[node as usize].class;
        if let Some(on) = self.rule(node, UnitKind::Relevant, r.relevant.as_ref()) {
            self.form.nodes[node as usize].relevant = on;
        }
        let before = self.raw.len();
        if let Some(on) = self.rule(node, UnitKind::Required, r.required.as_ref()) {
            self.form.nodes[node as usize].required = on;
        }
        let can_be_required = self.form.nodes[node as usize].required || self.raw.len() > before;
        if let Some(on) = self.rule(node, UnitKind::Readonly, r.readonly.as_ref()) {
            self.form.nodes[node as usize].readonly = on;
        }
        if let Some(source) = &r.count
            && let Some(done) = self.expr(node, source)
        {
            let place = source.place.clone();
            self.raw.push(RawUnit { kind: UnitKind::Count, node, prog: done.prog, deps: done.deps, place });
        }
        if let Class::Leaf(field) = class {
            self.leaf_rules(node, field, &r, can_be_required);
        }
        self.texts(node, &r);
    }

    fn leaf_rules(&mut self, node: NodeId, field: FieldId, r: &Rules, can_be_required: bool) {
        if let Some(source) = &r.calculate
            && let Some(done) = self.expr(node, source)
        {
            let place = source.place.clone();
            self.raw.push(RawUnit { kind: UnitKind::Calc, node, prog: done.prog, deps: done.deps, place });
        }
        if let Some(source) = &r.default
            && !source.text.trim().is_empty()
        {
            self.default(node, field, source, r.default_is_expr);
        }
        let scope = self.form.nodes[node as usize].scope;
        let mut deps = vec![Dep::Field(field, scope)];
        if let Some(source) = &r.constraint
            && let Some(done) = self.expr(node, source)
        {
            self.form.nodes[node as usize].constraint = Some(done.prog);
            deps.extend(done.deps);
        }
        if let Some(filter) = self.filter_deps.remove(&field) {
            deps.extend(filter);
        }
        let needs_check = can_be_required
            || self.form.nodes[node as usize].constraint.is_some()
            || self.form.fields[field as usize].select.as_ref().is_some_and(|s| s.filter.is_some())
            || (self.form.fields[field as usize].select.is_some() && (r.calculate.is_some() || r.default.is_some()));
        if needs_check {
            let mut unique: Vec<Dep> = Vec::new();
            deps.into_iter().for_each(|d| {
                if !unique.contains(&d) {
                    unique.push(d);
                }
            });
            let place = r.constraint.as_ref().map_or(&r.place, |c| &c.place).clone();
            self.raw.push(RawUnit { kind: UnitKind::Valid, node, prog: NONE, deps: unique, place });
        }
    }

    fn default(&mut self, node: NodeId, field: FieldId, source: &ExprSource, is_expr: bool) {
        if !is_expr {
            let answer = Answer::Text(source.text.clone());
            let kind = self.form.fields[field as usize].kind.clone();
            // A note or a calculation may carry a plain text.
            let parsed = match kind {
                QuestionType::Note | QuestionType::Calculate => Ok(Value::str(&source.text)),
                kind => parse(&kind, &answer, 0),
            };
            match parsed {
                Ok(v) => self.form.fields[field as usize].default = Some(v),
                Err((_, _)) => {
                    self.refuse("form.bad_default", &source.place, "the default does not fit the type of the question")
                }
            }
            return;
        }
        if let Some(done) = self.expr_of(node, source, true) {
            let place = source.place.clone();
            self.raw.push(RawUnit { kind: UnitKind::Default, node, prog: done.prog, deps: done.deps, place });
        }
    }

    fn texts(&mut self, node: NodeId, r: &Rules) {
        let mut deps = Vec::new();
        let label = self.text(node, &r.label, &mut deps);
        let hint = self.text(node, &r.hint, &mut deps);
        let mut unheard = Vec::new();
        let required_message = self.text(node, &r.required_message, &mut unheard);
        let constraint_message = self.text(node, &r.constraint_message, &mut unheard);
        let n = &mut self.form.nodes[node as usize];
        (n.label, n.hint, n.required_message, n.constraint_message) =
            (label, hint, required_message, constraint_message);
        if !deps.is_empty() {
            let place = r.place.clone();
            self.raw.push(RawUnit { kind: UnitKind::Label, node, prog: NONE, deps, place });
        }
    }

    fn text(&mut self, node: NodeId, text: &Text, deps: &mut Vec<Dep>) -> Texts {
        if text.by_lang.is_empty() {
            return Texts::default();
        }
        let langs = self.form.langs.clone();
        let pieces = langs.iter().map(|lang| {
            let segments = text.by_lang.get(lang)?;
            let mut out = Vec::with_capacity(segments.len());
            for segment in segments {
                match segment {
                    Segment::Plain(s) => out.push(Piece::Plain(s.clone())),
                    Segment::Output(source) => {
                        let done = self.expr(node, source)?;
                        done.deps.iter().for_each(|d| {
                            if !deps.contains(d) {
                                deps.push(*d);
                            }
                        });
                        out.push(Piece::Output(done.prog));
                    }
                }
            }
            Some(out)
        });
        Texts(pieces.collect())
    }
}
