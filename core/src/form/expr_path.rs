//! Paths to slots: which cell, row or nodeset a path means where it stands. The rules of the dialect for absolute
//! paths inside repeats live here.

use super::compiled::{Class, Filter, Form, NONE, NodeId, ScopeId, SetDef};
use super::expr_funcs::nearest;
use super::expr_lex::ExprError;
use super::expr_parse::{AstId, Base, PathAst, StepKind};
use super::expr_resolve::{Dep, ItemScope, Resolver};

/// What a path turned out to be.
#[derive(Debug)]
pub(super) enum Target {
    /// A cell of the current row or of a row around it.
    Cell(u32),
    /// The same, seen from the row of a predicate.
    ItemCell(u32),
    ItemCol(u32),
    Set(SetDef),
    /// The current row of a repeat.
    Row(ScopeId),
}

/// Where a walk along a path stands.
struct Walk {
    /// `None` = the root node.
    node: Option<NodeId>,
    /// The scope whose row is known.
    common: ScopeId,
    /// Repeats entered on the way, with predicates.
    opened: Vec<(ScopeId, Vec<Filter>)>,
    /// Absolute or `${name}`: repeats around the expression mean their current row.
    absolute: bool,
    from_item: bool,
}

impl Walk {
    fn in_row(&self, scope: ScopeId) -> bool {
        self.common == scope || self.opened.iter().any(|o| o.0 == scope)
    }
}

impl Resolver<'_> {
    /// The node that a `${name}` means.
    pub(super) fn named(&self, name: &str, at: usize) -> Result<NodeId, ExprError> {
        match self.names.get(name).map(Vec::as_slice) {
            Some([one]) => Ok(*one),
            Some(_) => Err(ExprError::new(
                "form.ambiguous_name",
                at,
                format!("'{name}' names several questions; rename one or write the whole path"),
            )),
            None => {
                let near = nearest(name, self.names.keys().map(String::as_str));
                Err(ExprError::new("form.unknown_name", at, format!("there is no question '{name}'{}", hint(near))))
            }
        }
    }

    /// Resolves a path. `whole`: an aggregate asks, so an absolute path into the own repeat means all its rows.
    pub(super) fn resolve(&mut self, path: &PathAst, at: usize, whole: bool) -> Result<Target, ExprError> {
        if let Base::Instance(list) = &path.base {
            return self.resolve_list(list, path, at);
        }
        if let (Base::Context, ItemScope::List(list)) = (&path.base, self.item) {
            return match path.steps.as_slice() {
                [step] if step.preds.is_empty() => match &step.kind {
                    StepKind::Child(column) => {
                        let col = self.column(list, column, at)?;
                        self.item_used = true;
                        Ok(Target::ItemCol(col))
                    }
                    _ => Err(ExprError::new(
                        "form.bad_path",
                        at,
                        "in a list filter write a column's name, or current()/… for a question",
                    )),
                },
                _ => Err(ExprError::new(
                    "form.bad_path",
                    at,
                    "in a list filter write a column's name, or ${name} for a question",
                )),
            };
        }
        let walk = self.walk(path, at)?;
        self.target(walk, at, whole)
    }

    fn walk(&mut self, path: &PathAst, at: usize) -> Result<Walk, ExprError> {
        let mut steps = path.steps.as_slice();
        let mut walk = Walk { node: None, common: 0, opened: Vec::new(), absolute: false, from_item: false };
        match &path.base {
            Base::Root => {
                walk.absolute = true;
                match steps.first().map(|s| (&s.kind, s.preds.is_empty())) {
                    Some((StepKind::Child(root), true)) if *root == self.form.root_name => steps = &steps[1..],
                    _ => {
                        return Err(ExprError::new(
                            "form.bad_path",
                            at,
                            format!("paths start with /{}", self.form.root_name),
                        ));
                    }
                }
            }
            Base::Name(name) => {
                walk.absolute = true;
                let node = self.named(name, at)?;
                let mut chain = vec![node];
                while let Some(&top) = chain.last()
                    && self.form.nodes[top as usize].parent != NONE
                {
                    chain.push(self.form.nodes[top as usize].parent);
                }
                for id in chain.into_iter().rev() {
                    self.enter(&mut walk, id);
                }
                self.predicates(&mut walk, &path.base_preds, at)?;
            }
            Base::Context => match self.item {
                ItemScope::Row { node, scope, .. } => {
                    walk.node = Some(node);
                    walk.common = scope;
                    walk.from_item = true;
                }
                _ => {
                    walk.node = Some(self.ctx);
                    walk.common = self.scope;
                }
            },
            _ => {
                walk.node = Some(self.ctx);
                walk.common = self.scope;
            }
        }
        for step in steps {
            match &step.kind {
                StepKind::Here => {}
                StepKind::Up => self.up(&mut walk, at)?,
                StepKind::Child(name) => {
                    let id = self.child(walk.node, name, at)?;
                    self.enter(&mut walk, id);
                }
            }
            self.predicates(&mut walk, &step.preds, at)?;
        }
        Ok(walk)
    }

    /// Steps down to a child, opening the repeat that it leaves behind.
    fn enter(&self, walk: &mut Walk, id: NodeId) {
        if let Some(Class::Repeat(inner)) = walk.node.map(|n| self.form.nodes[n as usize].class)
            && !walk.in_row(inner)
        {
            let shared = walk.absolute
                && walk.opened.is_empty()
                && self.form.scopes[inner as usize].parent == walk.common
                && self.form.scopes[self.scope as usize].chain.contains(&inner);
            if shared {
                walk.common = inner;
            } else {
                walk.opened.push((inner, Vec::new()));
            }
        }
        walk.node = Some(id);
    }

    fn up(&self, walk: &mut Walk, at: usize) -> Result<(), ExprError> {
        let Some(node) = walk.node else {
            return Err(ExprError::new("form.bad_path", at, "'..' leaves the form"));
        };
        let def = &self.form.nodes[node as usize];
        if let Class::Repeat(inner) = def.class {
            if walk.opened.last().is_some_and(|o| o.0 == inner) {
                walk.opened.pop();
            } else if walk.common == inner {
                walk.common = self.form.scopes[inner as usize].parent;
            }
        }
        walk.node = (def.parent != NONE).then_some(def.parent);
        Ok(())
    }

    fn child(&self, node: Option<NodeId>, name: &str, at: usize) -> Result<NodeId, ExprError> {
        let parent = node.unwrap_or(NONE);
        let path = match node {
            Some(n) => format!("{}/{name}", self.form.nodes[n as usize].path),
            None => format!("/{}/{name}", self.form.root_name),
        };
        match self.form.by_path.get(path.as_str()) {
            Some(id) => Ok(*id),
            None => {
                let siblings = self.form.nodes.iter().filter(|n| n.parent == parent).map(|n| &*n.name);
                let near = nearest(name, siblings);
                Err(ExprError::new("form.bad_path", at, format!("there is no node {path}{}", hint(near))))
            }
        }
    }

    fn predicates(&mut self, walk: &mut Walk, preds: &[AstId], at: usize) -> Result<(), ExprError> {
        if preds.is_empty() {
            return Ok(());
        }
        let Some((node, Class::Repeat(inner))) = walk.node.map(|n| (n, self.form.nodes[n as usize].class)) else {
            return Err(ExprError::new("form.bad_path", at, "a predicate […] may follow only a repeat or a list"));
        };
        if walk.from_item || !matches!(self.item, ItemScope::None) {
            return Err(ExprError::new(
                "form.unsupported",
                at,
                "predicates inside predicates of repeats are not supported",
            ));
        }
        let common = walk.common;
        let mut filters = Vec::new();
        for pred in preds {
            let item = ItemScope::Row { node, scope: inner, common };
            filters.push(self.filter(*pred, item)?);
        }
        walk.opened.push((inner, filters));
        Ok(())
    }

    fn target(&mut self, walk: Walk, at: usize, whole: bool) -> Result<Target, ExprError> {
        let Some(node) = walk.node else {
            return Err(ExprError::new(
                "form.bad_path",
                at,
                "a path must end at a question or repeat, not at the form",
            ));
        };
        let def = &self.form.nodes[node as usize];
        let set = |field, scope, common, walk: Walk| SetDef::Rows {
            field,
            scope,
            common,
            filters: walk.opened.into_iter().flat_map(|(s, fs)| fs.into_iter().map(move |f| (s, f))).collect(),
            acc: None,
        };
        let parent = |scope: ScopeId| self.form.scopes[scope as usize].parent;
        let target = match def.class {
            Class::Group => {
                return Err(ExprError::new("form.bad_path", at, format!("{} is a group and has no value", def.path)));
            }
            Class::Leaf(field) => {
                let scope = def.scope;
                if !walk.opened.is_empty() {
                    let common = walk.common;
                    Target::Set(set(Some(field), scope, common, walk))
                } else if whole && walk.absolute && scope != 0 {
                    Target::Set(set(Some(field), scope, parent(scope), walk))
                } else if walk.from_item {
                    Target::ItemCell(field)
                } else {
                    Target::Cell(field)
                }
            }
            Class::Repeat(inner) => {
                let common = walk.common;
                if !walk.opened.is_empty() || (!walk.in_row(inner) && whole) {
                    Target::Set(set(None, inner, common, walk))
                } else if self.form.scopes[self.scope as usize].chain.contains(&inner) {
                    Target::Row(inner)
                } else {
                    Target::Set(set(None, inner, common, walk))
                }
            }
        };
        if walk_is_item_set(&target, self.item, &self.form.nodes[node as usize].path, at)? {
            self.item_used = true;
        }
        self.note_deps(&target);
        Ok(target)
    }

    fn note_deps(&mut self, target: &Target) {
        match target {
            Target::Cell(field) => {
                let scope = self.form.fields[*field as usize].scope;
                self.dep(Dep::Field(*field, scope));
            }
            Target::ItemCell(field) => {
                self.item_used = true;
                if let ItemScope::Row { common, .. } = self.item {
                    let scope = self.form.common(self.form.fields[*field as usize].scope, common);
                    self.dep(Dep::Field(*field, scope));
                }
            }
            Target::Set(SetDef::Rows { field, scope, common, .. }) => {
                let (field, scope, common) = (*field, *scope, *common);
                if let Some(field) = field {
                    self.dep(Dep::Field(field, common));
                }
                let chain = self.form.scopes[scope as usize].chain.clone();
                let from = chain.iter().position(|s| *s == common).unwrap_or(0);
                for s in &chain[from + 1..] {
                    self.dep(Dep::Rows(*s, common));
                }
            }
            _ => {}
        }
    }

    fn resolve_list(&mut self, name: &str, path: &PathAst, at: usize) -> Result<Target, ExprError> {
        let list = self.list(name, at)?;
        let (item, column) = match path.steps.as_slice() {
            [_root, item] => (item, None),
            [_root, item, column] if column.preds.is_empty() => (item, Some(column)),
            _ => {
                return Err(ExprError::new("form.bad_path", at, "write instance('list')/root/item[condition]/column"));
            }
        };
        let col = match column.map(|c| &c.kind) {
            None => None,
            Some(StepKind::Child(name)) => Some(self.column(list, name, at)?),
            Some(_) => return Err(ExprError::new("form.bad_path", at, "the last step must be a column of the list")),
        };
        let set = self.list_set(list, col, &item.preds)?;
        Ok(Target::Set(set))
    }

    /// Number of a list by name.
    pub(super) fn list(&self, name: &str, at: usize) -> Result<u32, ExprError> {
        let lists = &self.form.code.lists;
        let hit = lists.iter().position(|l| l.name == name).or_else(|| {
            let bare = name.strip_suffix(".csv").unwrap_or(name);
            lists.iter().position(|l| l.name.strip_suffix(".csv").unwrap_or(&l.name) == bare)
        });
        hit.map(|i| i as u32).ok_or_else(|| {
            let near = nearest(name, lists.iter().map(|l| l.name.as_str()));
            ExprError::new("form.unknown_list", at, format!("there is no list '{name}'{}", hint(near)))
        })
    }

    /// Number of a list's column; `label` means the column of the form's first language when only translated ones exist.
    pub(super) fn column(&self, list: u32, name: &str, at: usize) -> Result<u32, ExprError> {
        let data = &self.form.code.lists[list as usize].data;
        let lang = &self.form.langs[self.form.default_lang];
        let col = data.column(name).or_else(|| if name == "label" { data.label(name, lang) } else { None });
        col.map(|c| c as u32).ok_or_else(|| {
            let near = nearest(name, data.columns.iter().map(String::as_str));
            ExprError::new(
                "form.unknown_column",
                at,
                format!(
                    "the list '{}' has no column '{name}'{}; write ${{{name}}} for a question",
                    self.form.code.lists[list as usize].name,
                    hint(near)
                ),
            )
        })
    }
}

/// Nodesets below the row of a predicate are not supported; anything else is fine.
fn walk_is_item_set(target: &Target, item: ItemScope, path: &str, at: usize) -> Result<bool, ExprError> {
    match (target, item) {
        (Target::Set(SetDef::Rows { scope, common, .. }), ItemScope::Row { scope: inner, .. })
            if *common == inner && *scope != inner =>
        {
            Err(ExprError::new(
                "form.unsupported",
                at,
                format!("{path}: a nodeset inside a predicate is not supported"),
            ))
        }
        (Target::ItemCell(_), _) => Ok(true),
        _ => Ok(false),
    }
}

pub(super) fn hint(near: Option<&str>) -> String {
    near.map_or_else(String::new, |n| format!("; did you mean '{n}'?"))
}

/// Whether a repeat node; used where only repeats make sense.
pub(super) fn repeat_scope(form: &Form, node: NodeId) -> Option<ScopeId> {
    match form.nodes[node as usize].class {
        Class::Repeat(inner) => Some(inner),
        _ => None,
    }
}
