//! Paths to slots: which cell, row or nodeset a path means where it stands. The rules of the dialect for absolute
//! paths inside repeats live here.

use super::compiled::{Class, Filter, Form, NONE, NodeId, RowSet, ScopeId, SetDef};
use super::expr_funcs::nearest;
use super::expr_lex::{ExprError, LAST_SAVED};
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
    /// The answer in the last finished form.
    LastSaved(u32),
    Set(SetDef),
    /// The current row of a repeat.
    Row(ScopeId),
    /// The row of a repeat around the one a predicate looks at.
    ItemRow(ScopeId),
}

/// Where a walk along a path stands.
struct Walk {
    /// `None` = the root node.
    node: Option<NodeId>,
    /// The scope whose row is known.
    common: ScopeId,
    /// Repeats entered on the way, with predicates.
    opened: Vec<(ScopeId, Vec<Filter>)>,
    /// Predicates on questions, groups and known rows, by the scope they live in.
    each: Vec<(ScopeId, Filter)>,
    /// Absolute or `${name}`: repeats around the expression mean their current row.
    absolute: bool,
    /// An aggregate asks, so an absolute path into the own repeat means all its rows.
    whole: bool,
    from_item: bool,
}

impl Walk {
    fn in_row(&self, scope: ScopeId) -> bool {
        self.common == scope || self.opened.iter().any(|o| o.0 == scope)
    }

    fn filters(self, form: &Form, scope: ScopeId) -> Vec<(ScopeId, Filter)> {
        let opened = self.opened.into_iter().flat_map(|(s, fs)| fs.into_iter().map(move |f| (s, f)));
        let mut filters: Vec<(ScopeId, Filter)> = opened.chain(self.each).collect();
        let chain = &form.scopes[scope as usize].chain;
        filters.sort_by_key(|f| chain.iter().position(|s| *s == f.0));
        filters
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
        if let Base::Name(name) = &path.base
            && let Some(name) = name.strip_prefix(LAST_SAVED)
        {
            return self.resolve_last_saved(name, path, at);
        }
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
        let walk = self.walk(path, at, whole)?;
        self.target(walk, at)
    }

    /// `${last-saved#name}`: the answer of the last finished form, for a question outside repeats.
    fn resolve_last_saved(&self, name: &str, path: &PathAst, at: usize) -> Result<Target, ExprError> {
        let refuse = |message: &str| Err(ExprError::new("form.last_saved", at, message));
        if !self.last_saved {
            return refuse("values of the last saved form stand in the default column only");
        }
        let node = &self.form.nodes[self.named(name, at)? as usize];
        match node.class {
            Class::Leaf(field) if path.steps.is_empty() && path.base_preds.is_empty() && node.scope == 0 => {
                Ok(Target::LastSaved(field))
            }
            _ => refuse("only a question outside repeats has a value in the last saved form"),
        }
    }

    fn walk(&mut self, path: &PathAst, at: usize, whole: bool) -> Result<Walk, ExprError> {
        let mut steps = path.steps.as_slice();
        let mut walk = Walk {
            node: None,
            common: 0,
            opened: Vec::new(),
            each: Vec::new(),
            absolute: false,
            whole,
            from_item: false,
        };
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
                StepKind::HereIs(name) => self.named_so(&walk, name, at)?,
                StepKind::Up => self.up(&mut walk, at)?,
                StepKind::UpTo(name) => {
                    self.up(&mut walk, at)?;
                    self.named_so(&walk, name, at)?;
                }
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
            let filtered = |o: &(ScopeId, Vec<Filter>)| o.0 == inner && !o.1.is_empty();
            if walk.opened.last().is_some_and(filtered) || walk.each.iter().any(|e| e.0 == inner) {
                let message =
                    "'..' out of a repeat after a predicate in it is not supported; write the path without it";
                return Err(ExprError::new("form.unsupported", at, message));
            }
            if walk.opened.last().is_some_and(|o| o.0 == inner) {
                walk.opened.pop();
            } else if walk.common == inner {
                walk.common = self.form.scopes[inner as usize].parent;
            }
        }
        walk.node = (def.parent != NONE).then_some(def.parent);
        Ok(())
    }

    /// `self::name` and `parent::name`: here it can only be that node or none.
    fn named_so(&self, walk: &Walk, name: &str, at: usize) -> Result<(), ExprError> {
        let here = walk.node.map_or(self.form.root_name.as_str(), |n| &self.form.nodes[n as usize].name);
        if here == name {
            return Ok(());
        }
        Err(ExprError::new("form.bad_path", at, format!("the path stands at '{here}' here, never at '{name}'")))
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
        let Some(node) = walk.node else {
            return Err(ExprError::new("form.bad_path", at, "a predicate […] may not follow the form's own name"));
        };
        let def = &self.form.nodes[node as usize];
        let (class, scope) = (def.class, def.scope);
        match class {
            Class::Repeat(inner) if !walk.in_row(inner) => {
                let item = ItemScope::Row { node, scope: inner, common: self.seen_from(walk, walk.common) };
                let mut filters = Vec::new();
                for pred in preds {
                    filters.push(self.filter(*pred, item)?);
                }
                walk.opened.push((inner, filters));
            }
            _ => {
                let scope = if let Class::Repeat(inner) = class { inner } else { scope };
                // An aggregate over the whole repeat reads other rows than the current one.
                let whole = walk.whole && walk.absolute && walk.opened.is_empty() && scope != 0;
                let common = if whole { self.form.scopes[scope as usize].parent } else { walk.common };
                let item = ItemScope::Row { node, scope, common: self.seen_from(walk, common) };
                for pred in preds {
                    let (prog, _) = self.sub(*pred, Some(item))?;
                    walk.each.push((scope, Filter::Each(prog)));
                }
            }
        }
        Ok(())
    }

    /// The scope whose row the reader shares with all that a walk may read.
    fn seen_from(&self, walk: &Walk, common: ScopeId) -> ScopeId {
        match self.item {
            ItemScope::Row { common: outer, .. } if walk.from_item => self.form.common(common, outer),
            _ => common,
        }
    }

    fn target(&mut self, walk: Walk, at: usize) -> Result<Target, ExprError> {
        let Some(node) = walk.node else {
            return Err(ExprError::new(
                "form.bad_path",
                at,
                "a path must end at a question or repeat, not at the form",
            ));
        };
        let def = &self.form.nodes[node as usize];
        let from_item = walk.from_item;
        let bare = walk.opened.is_empty() && walk.each.is_empty();
        let whole = walk.whole && walk.absolute && walk.opened.is_empty();
        let set = |field, scope: ScopeId, common, walk: Walk| {
            let filters = walk.filters(self.form, scope);
            Target::Set(SetDef::Rows(RowSet { field, scope, common, from_item, filters, acc: None }))
        };
        let common = walk.common;
        let target = match def.class {
            Class::Group => {
                return Err(ExprError::new("form.bad_path", at, format!("{} is a group and has no value", def.path)));
            }
            Class::Leaf(field) => {
                let scope = def.scope;
                if whole && scope != 0 {
                    set(Some(field), scope, self.form.scopes[scope as usize].parent, walk)
                } else if !bare {
                    set(Some(field), scope, common, walk)
                } else if from_item {
                    Target::ItemCell(field)
                } else {
                    Target::Cell(field)
                }
            }
            Class::Repeat(inner) => {
                let own = walk.in_row(inner) && walk.opened.is_empty();
                if !bare || (!walk.in_row(inner) && walk.whole) {
                    set(None, inner, common, walk)
                } else if own && from_item {
                    Target::ItemRow(inner)
                } else if self.form.scopes[self.scope as usize].chain.contains(&inner) && !from_item {
                    Target::Row(inner)
                } else {
                    set(None, inner, common, walk)
                }
            }
        };
        self.note_deps(&target);
        Ok(target)
    }

    fn note_deps(&mut self, target: &Target) {
        // The rows that a predicate looks at are others than the reader's own: what they share is the outer scope.
        let shared = |r: &Self, scope: ScopeId| match r.item {
            ItemScope::Row { common, .. } => r.form.common(scope, common),
            _ => scope,
        };
        match target {
            Target::Cell(field) => {
                let scope = self.form.fields[*field as usize].scope;
                self.dep(Dep::Field(*field, scope));
            }
            Target::ItemCell(field) => {
                self.item_used = true;
                let scope = shared(self, self.form.fields[*field as usize].scope);
                self.dep(Dep::Field(*field, scope));
            }
            Target::ItemRow(scope) => {
                self.item_used = true;
                let common = shared(self, self.form.scopes[*scope as usize].parent);
                self.dep(Dep::Rows(*scope, common));
            }
            Target::Set(SetDef::Rows(set)) => {
                self.item_used |= set.from_item;
                let common = if set.from_item { shared(self, set.common) } else { set.common };
                if let Some(field) = set.field {
                    self.dep(Dep::Field(field, common));
                }
                let chain = self.form.scopes[set.scope as usize].chain.clone();
                let from = chain.iter().position(|s| *s == set.common).unwrap_or(0);
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
