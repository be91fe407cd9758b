//! Syntax tree to flat operations, with everything the expression reads. Unknown functions and paths are refused here,
//! with the place in the text and the nearest known name.

use super::compiled::{AccDef, Agg, Class, Filter, Form, NodeId, Op, ProgId, ScopeId, SetDef};
use super::expr_funcs::{Func, Moment, PLAIN, SPECIAL, binary, call, nearest, negate};
use super::expr_lex::{BinOp, ExprError};
use super::expr_parse::{Ast, AstId, PathAst, Tree, parse};
use super::expr_path::{Target, hint, repeat_scope};
use super::value::Value;
use std::collections::HashMap;

/// Something an expression reads. The second scope is the one whose row decides which readers are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Dep {
    Field(u32, ScopeId),
    Rows(ScopeId, ScopeId),
    Pos(ScopeId),
    Lang,
    Clock,
}

/// What bare names in a predicate belong to.
#[derive(Clone, Copy, Debug)]
pub(super) enum ItemScope {
    None,
    Row { node: NodeId, scope: ScopeId, common: ScopeId },
    List(u32),
}

/// Equal parts are stored once.
#[derive(Debug, Default)]
pub(super) struct Interner {
    consts: HashMap<String, u32>,
    programs: HashMap<Box<[Op]>, ProgId>,
    sets: HashMap<SetDef, u32>,
    accs: HashMap<AccDef, u32>,
}

/// A compiled expression.
#[derive(Debug)]
pub(super) struct Compiled {
    pub prog: ProgId,
    pub deps: Vec<Dep>,
    /// Its value when it reads nothing.
    pub constant: Option<Value>,
    /// Doubtful things, to be shown as warnings.
    pub doubts: Vec<ExprError>,
}

pub(super) struct Resolver<'a> {
    pub form: &'a mut Form,
    pub interner: &'a mut Interner,
    pub names: &'a HashMap<String, Vec<NodeId>>,
    pub ctx: NodeId,
    pub scope: ScopeId,
    pub item: ItemScope,
    pub item_used: bool,
    tree: &'a Tree,
    ops: Vec<Op>,
    deps: Vec<Dep>,
    doubts: Vec<ExprError>,
    in_once: bool,
}

/// Compiles an expression that stands at node `ctx`, evaluated once for each row of `scope`.
pub(super) fn compile_expr(
    form: &mut Form,
    interner: &mut Interner,
    names: &HashMap<String, Vec<NodeId>>,
    (ctx, scope): (NodeId, ScopeId),
    text: &str,
) -> Result<Compiled, ExprError> {
    let tree = parse(text)?;
    let mut r = Resolver::new(form, interner, names, (ctx, scope), &tree);
    r.emit(tree.root)?;
    let constant = match r.ops.as_slice() {
        [Op::Const(c)] => Some(r.form.code.consts[*c as usize].clone()),
        _ => None,
    };
    let prog = r.seal();
    Ok(Compiled { prog, deps: r.deps, constant, doubts: r.doubts })
}

/// Compiles a choice filter to the set of matching rows.
pub(super) fn compile_filter(
    form: &mut Form,
    interner: &mut Interner,
    names: &HashMap<String, Vec<NodeId>>,
    (ctx, scope): (NodeId, ScopeId),
    list: u32,
    text: &str,
) -> Result<(u32, Vec<Dep>), ExprError> {
    let tree = parse(text)?;
    let mut r = Resolver::new(form, interner, names, (ctx, scope), &tree);
    let def = r.list_set(list, None, &[tree.root])?;
    let set = r.intern_set(def);
    Ok((set, r.deps))
}

impl<'a> Resolver<'a> {
    fn new(
        form: &'a mut Form,
        interner: &'a mut Interner,
        names: &'a HashMap<String, Vec<NodeId>>,
        (ctx, scope): (NodeId, ScopeId),
        tree: &'a Tree,
    ) -> Self {
        Resolver {
            form,
            interner,
            names,
            ctx,
            scope,
            item: ItemScope::None,
            item_used: false,
            tree,
            ops: Vec::new(),
            deps: Vec::new(),
            doubts: Vec::new(),
            in_once: false,
        }
    }

    pub(super) fn dep(&mut self, dep: Dep) {
        // once() may look at its own value.
        if self.in_once
            && let (Dep::Field(f, _), Class::Leaf(own)) = (dep, self.form.nodes[self.ctx as usize].class)
            && f == own
        {
            return;
        }
        if !self.deps.contains(&dep) {
            self.deps.push(dep);
        }
    }

    fn seal(&mut self) -> ProgId {
        let ops: Box<[Op]> = std::mem::take(&mut self.ops).into();
        let programs = &mut self.form.code.programs;
        *self.interner.programs.entry(ops).or_insert_with_key(|ops| {
            programs.push(ops.clone());
            programs.len() as u32 - 1
        })
    }

    fn constant(&mut self, v: Value) {
        let consts = &mut self.form.code.consts;
        let id = *self.interner.consts.entry(format!("{v:?}")).or_insert_with(|| {
            consts.push(v);
            consts.len() as u32 - 1
        });
        self.ops.push(Op::Const(id));
    }

    fn intern_set(&mut self, mut def: SetDef) -> u32 {
        if let SetDef::Rows { field: Some(field), scope, common, filters, acc } = &mut def
            && filters.is_empty()
            && scope != common
        {
            let key = AccDef { field: *field, common: *common };
            let code = &mut self.form.code;
            let fields = &mut self.form.fields;
            *acc = Some(*self.interner.accs.entry(key).or_insert_with(|| {
                let id = code.accs.len() as u32;
                fields[key.field as usize].accs.push(id);
                code.accs.push(key);
                id
            }));
        }
        let sets = &mut self.form.code.sets;
        *self.interner.sets.entry(def).or_insert_with_key(|def| {
            sets.push(def.clone());
            sets.len() as u32 - 1
        })
    }

    /// A predicate as a program of its own.
    fn sub(&mut self, ast: AstId, item: Option<ItemScope>) -> Result<(ProgId, bool), ExprError> {
        let ops = std::mem::take(&mut self.ops);
        let old_item = item.map(|i| std::mem::replace(&mut self.item, i));
        let old_used = std::mem::replace(&mut self.item_used, false);
        let done = self.emit(ast);
        let used = std::mem::replace(&mut self.item_used, old_used);
        if let Some(old) = old_item {
            self.item = old;
        } else {
            self.item_used |= used;
        }
        done?;
        let prog = self.seal();
        self.ops = ops;
        Ok((prog, used))
    }

    pub(super) fn filter(&mut self, ast: AstId, item: ItemScope) -> Result<Filter, ExprError> {
        // `position() = x` and a plain number pick one row without looking at the others.
        if let (Ast::Bin(BinOp::Eq, a, b), _) = &self.tree.nodes[ast] {
            for (pos, other) in [(*a, *b), (*b, *a)] {
                if matches!(&self.tree.nodes[pos].0, Ast::Call(n, args) if n == "position" && args.is_empty()) {
                    let (prog, used) = self.sub(other, Some(item))?;
                    if !used {
                        return Ok(Filter::At(prog));
                    }
                }
            }
        }
        let literal = matches!(self.tree.nodes[ast].0, Ast::Int(_) | Ast::Num(_));
        let (prog, _) = self.sub(ast, Some(item))?;
        Ok(if literal { Filter::At(prog) } else { Filter::Test(prog) })
    }

    /// The rows of a list for which all predicates hold, the first equality through an index.
    pub(super) fn list_set(&mut self, list: u32, col: Option<u32>, preds: &[AstId]) -> Result<SetDef, ExprError> {
        let tree = self.tree;
        let mut parts = Vec::new();
        for pred in preds {
            let mut todo = vec![*pred];
            while let Some(id) = todo.pop() {
                match &tree.nodes[id].0 {
                    Ast::Bin(BinOp::And, a, b) => todo.extend([*b, *a]),
                    _ => parts.push(id),
                }
            }
        }
        let (mut key, mut tests) = (None, Vec::new());
        for part in parts {
            if let (Ast::Bin(BinOp::Eq, a, b), None) = (&tree.nodes[part].0, key) {
                for (column, other) in [(*a, *b), (*b, *a)] {
                    let Some(c) = self.bare_column(list, column) else { continue };
                    if self.reads_item(other) {
                        continue;
                    }
                    let (prog, used) = self.sub(other, Some(ItemScope::List(list)))?;
                    if !used {
                        key = Some((c, prog));
                        break;
                    }
                }
                if key.is_some() {
                    continue;
                }
            }
            tests.push(self.sub(part, Some(ItemScope::List(list)))?.0);
        }
        Ok(SetDef::List { list, col, key, tests })
    }

    fn bare_column(&self, list: u32, ast: AstId) -> Option<u32> {
        use super::expr_parse::{Base, StepKind};
        match &self.tree.nodes[ast].0 {
            Ast::Path(PathAst { base: Base::Context, steps, .. }) => match steps.as_slice() {
                [s] if s.preds.is_empty() => match &s.kind {
                    StepKind::Child(name) => self.column(list, name, 0).ok(),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        }
    }

    /// A nodeset on the other side compares with any of its members, which an index key cannot say.
    fn reads_item(&self, ast: AstId) -> bool {
        use super::expr_parse::Base;
        matches!(&self.tree.nodes[ast].0, Ast::Path(PathAst { base: Base::Context | Base::Instance(_), .. }))
    }

    /// Emits the operations of a node; true when they are a constant.
    fn emit(&mut self, id: AstId) -> Result<bool, ExprError> {
        let tree = self.tree;
        let (ast, at) = &tree.nodes[id];
        let start = self.ops.len();
        match ast {
            Ast::Int(n) => self.constant(Value::Int(*n)),
            Ast::Num(n) => self.constant(Value::num(*n)),
            Ast::Text(s) => self.constant(Value::str(s)),
            Ast::Path(path) => {
                self.emit_path(path, *at)?;
                return Ok(false);
            }
            Ast::Neg(inner) => {
                let c = self.emit(*inner)?;
                self.ops.push(Op::Neg);
                return Ok(self.fold(start, c, |args| negate(&args[0])));
            }
            Ast::Bin(op @ (BinOp::And | BinOp::Or), a, b) => {
                self.emit(*a)?;
                let jump = self.ops.len();
                self.ops.push(Op::Jump(0));
                self.emit(*b)?;
                self.ops.push(Op::ToBool);
                let end = self.ops.len() as u32;
                self.ops[jump] = if *op == BinOp::And { Op::AndJump(end) } else { Op::OrJump(end) };
                return Ok(false);
            }
            Ast::Bin(op, a, b) => return self.emit_binary(*op, *a, *b, start),
            Ast::Call(name, args) => return self.emit_call(name, args, *at, start),
        }
        Ok(true)
    }

    fn emit_binary(&mut self, op: BinOp, a: AstId, b: AstId, start: usize) -> Result<bool, ExprError> {
        if op.level() == 3 || op.level() == 4 {
            let (left, right) = (self.as_set(a)?, self.as_set(b)?);
            match (left, right) {
                (Some(left), Some(right)) => {
                    self.ops.push(Op::SetSet { op, left, right });
                    return Ok(false);
                }
                (Some(set), None) => {
                    self.emit(b)?;
                    self.ops.push(Op::SetCmp { op, set, flip: true });
                    return Ok(false);
                }
                (None, Some(set)) => {
                    self.emit(a)?;
                    self.ops.push(Op::SetCmp { op, set, flip: false });
                    return Ok(false);
                }
                (None, None) => {}
            }
        }
        let ca = self.emit(a)?;
        let cb = self.emit(b)?;
        self.ops.push(Op::Bin(op));
        Ok(self.fold(start, ca && cb, |args| binary(op, &args[0], &args[1])))
    }

    /// A path that is a nodeset.
    fn as_set(&mut self, id: AstId) -> Result<Option<u32>, ExprError> {
        let tree = self.tree;
        if let (Ast::Path(path), at) = &tree.nodes[id]
            && let Target::Set(def) = self.resolve(path, *at, false)?
        {
            return Ok(Some(self.intern_set(def)));
        }
        Ok(None)
    }

    fn fold(&mut self, start: usize, constant: bool, f: impl FnOnce(&[Value]) -> Value) -> bool {
        if !constant {
            return false;
        }
        let args: Vec<Value> = self.ops[start..]
            .iter()
            .filter_map(|op| match op {
                Op::Const(c) => Some(self.form.code.consts[*c as usize].clone()),
                _ => None,
            })
            .collect();
        let v = f(&args);
        self.ops.truncate(start);
        self.constant(v);
        true
    }

    fn emit_path(&mut self, path: &PathAst, at: usize) -> Result<(), ExprError> {
        let op = match self.resolve(path, at, false)? {
            Target::Cell(f) => Op::Cell(f),
            Target::ItemCell(f) => Op::ItemCell(f),
            Target::ItemCol(c) => Op::ItemCol(c),
            Target::Row(_) => {
                return Err(ExprError::new("form.bad_path", at, "a repeat has no value; name one of its questions"));
            }
            Target::Set(SetDef::Rows { field: None, .. } | SetDef::List { col: None, .. }) => {
                return Err(ExprError::new(
                    "form.bad_path",
                    at,
                    "rows have no value; add the question or column, or count() them",
                ));
            }
            Target::Set(def) => {
                if matches!(&def, SetDef::Rows { filters, .. } if filters.is_empty()) {
                    self.doubts.push(ExprError::new(
                        "form.all_rows",
                        at,
                        "this means all rows of a repeat and only the first is used; use sum(), indexed-repeat() or a predicate",
                    ));
                }
                Op::SetFirst(self.intern_set(def))
            }
        };
        self.ops.push(op);
        Ok(())
    }

    fn emit_call(&mut self, name: &str, args: &[AstId], at: usize, start: usize) -> Result<bool, ExprError> {
        if let Some((_, func, least, most)) = PLAIN.iter().find(|p| p.0 == name) {
            if args.len() < *least || args.len() > *most {
                return Err(arity(name, at, *least, *most, args.len()));
            }
            match func {
                Func::Today | Func::Now => self.dep(Dep::Clock),
                // Names of months and days follow the language.
                Func::FormatDate => match &self.tree.nodes[args[1]].0 {
                    Ast::Text(p) if !p.contains("%a") && !p.contains("%b") => {}
                    _ => self.dep(Dep::Lang),
                },
                _ => {}
            }
            let mut constant = !args.is_empty();
            for arg in args {
                constant &= self.emit(*arg)?;
            }
            self.ops.push(Op::Call(*func, args.len() as u8));
            let constant = constant && !matches!(func, Func::FormatDate | Func::DecimalDate);
            let moment = Moment { now_ms: 0, offset: 0, indonesian: true };
            return Ok(self.fold(start, constant, |args| call(*func, args, &moment)));
        }
        self.emit_special(name, args, at)
    }

    fn emit_special(&mut self, name: &str, args: &[AstId], at: usize) -> Result<bool, ExprError> {
        let need = |least: usize, most: usize| {
            if args.len() < least || args.len() > most { Err(arity(name, at, least, most, args.len())) } else { Ok(()) }
        };
        match name {
            "true" | "false" => {
                need(0, 0)?;
                self.constant(Value::Bool(name == "true"));
                return Ok(true);
            }
            "if" => {
                need(3, 3)?;
                self.emit(args[0])?;
                let jump_else = self.placeholder();
                self.emit(args[1])?;
                let jump_end = self.placeholder();
                self.ops[jump_else] = Op::JumpIfFalse(self.ops.len() as u32);
                self.emit(args[2])?;
                self.ops[jump_end] = Op::Jump(self.ops.len() as u32);
            }
            "coalesce" => {
                need(2, 16)?;
                let mut jumps = Vec::new();
                for (i, arg) in args.iter().enumerate() {
                    self.emit(*arg)?;
                    if i + 1 < args.len() {
                        jumps.push(self.placeholder());
                    }
                }
                let end = self.ops.len() as u32;
                jumps.into_iter().for_each(|j| self.ops[j] = Op::FilledJump(end));
            }
            "once" => {
                need(1, 1)?;
                let Class::Leaf(own) = self.form.nodes[self.ctx as usize].class else {
                    return Err(ExprError::new("form.bad_call", at, "once() needs a question to keep its value in"));
                };
                let jump = self.placeholder();
                let outer = std::mem::replace(&mut self.in_once, true);
                let done = self.emit(args[0]);
                self.in_once = outer;
                done?;
                self.ops[jump] = Op::OnceJump(own, self.ops.len() as u32);
            }
            "position" => {
                need(0, 1)?;
                let op = match args.first() {
                    None if !matches!(self.item, ItemScope::None) => {
                        self.item_used = true;
                        Op::ItemPos
                    }
                    None => return Err(ExprError::new("form.bad_call", at, "outside a predicate write position(..)")),
                    Some(arg) => match self.path_arg(*arg, name, false)? {
                        Target::Row(scope) => {
                            self.dep(Dep::Pos(scope));
                            Op::RowPos(scope)
                        }
                        _ => {
                            return Err(ExprError::new(
                                "form.bad_call",
                                at,
                                "position() takes the path of the repeat around it, e.g. position(..)",
                            ));
                        }
                    },
                };
                self.ops.push(op);
            }
            "count" | "count-non-empty" | "sum" => {
                need(1, 1)?;
                let agg = match name {
                    "count" => Agg::Count,
                    "sum" => Agg::Sum,
                    _ => Agg::NonEmpty,
                };
                self.aggregate(agg, args[0], name, at)?;
            }
            "min" | "max" => {
                need(1, 64)?;
                let (agg, func) = if name == "min" { (Agg::Min, Func::Min) } else { (Agg::Max, Func::Max) };
                if let ([one], Ast::Path(_)) = (args, &self.tree.nodes[args[0]].0) {
                    self.aggregate(agg, *one, name, at)?;
                } else {
                    for arg in args {
                        self.emit(*arg)?;
                    }
                    self.ops.push(Op::Call(func, args.len() as u8));
                }
            }
            "join" => {
                need(2, 64)?;
                self.emit(args[0])?;
                if let (2, Ast::Path(_)) = (args.len(), &self.tree.nodes[args[1]].0) {
                    let set = self.set_arg(args[1], name)?;
                    self.ops.push(Op::SetJoin(set));
                } else {
                    for arg in &args[1..] {
                        self.emit(*arg)?;
                    }
                    self.ops.push(Op::Call(Func::Join, args.len() as u8));
                }
            }
            "concat" => {
                need(1, 64)?;
                for arg in args {
                    match self.as_set(*arg)? {
                        Some(set) => {
                            self.constant(Value::Blank);
                            self.ops.push(Op::SetJoin(set));
                        }
                        None => {
                            self.emit(*arg)?;
                        }
                    }
                }
                self.ops.push(Op::Call(Func::Concat, args.len() as u8));
            }
            "indexed-repeat" => {
                need(3, 9)?;
                self.indexed_repeat(args, at)?;
            }
            "jr:choice-name" => {
                need(2, 2)?;
                self.choice_name(args, at)?;
            }
            "pulldata" => {
                need(4, 4)?;
                let list = self.list(self.literal(args[0], name, at)?, at)?;
                let col = self.column(list, self.literal(args[1], name, at)?, at)?;
                let by = self.column(list, self.literal(args[2], name, at)?, at)?;
                let (prog, _) = self.sub(args[3], None)?;
                let set =
                    self.intern_set(SetDef::List { list, col: Some(col), key: Some((by, prog)), tests: Vec::new() });
                self.ops.push(Op::SetFirst(set));
            }
            "regex" => {
                need(2, 2)?;
                self.emit(args[0])?;
                let pattern = self.literal(args[1], name, at)?;
                let regex = regex::RegexBuilder::new(&format!("^(?:{pattern})$"))
                    .size_limit(1 << 20)
                    .nest_limit(50)
                    .build()
                    .map_err(|e| ExprError::new("form.bad_regex", at, format!("the pattern is not supported: {e}")))?;
                let regexes = &mut self.form.code.regexes;
                let id = regexes.iter().position(|r| r.as_str() == regex.as_str()).unwrap_or_else(|| {
                    regexes.push(regex);
                    regexes.len() - 1
                });
                self.ops.push(Op::Regex(id as u32));
            }
            _ => {
                let known = PLAIN.iter().map(|p| p.0).chain(SPECIAL.iter().copied());
                return Err(ExprError::new(
                    "form.unknown_function",
                    at,
                    format!("there is no function {name}(){}", hint(nearest(name, known))),
                ));
            }
        }
        Ok(false)
    }

    fn placeholder(&mut self) -> usize {
        self.ops.push(Op::Jump(0));
        self.ops.len() - 1
    }

    fn literal(&self, arg: AstId, name: &str, at: usize) -> Result<&'a str, ExprError> {
        match &self.tree.nodes[arg].0 {
            Ast::Text(s) => Ok(s),
            _ => Err(ExprError::new("form.bad_call", at, format!("{name}() needs this argument as text in quotes"))),
        }
    }

    fn path_arg(&mut self, arg: AstId, name: &str, whole: bool) -> Result<Target, ExprError> {
        let tree = self.tree;
        match &tree.nodes[arg] {
            (Ast::Path(path), at) => self.resolve(path, *at, whole),
            (_, at) => Err(ExprError::new("form.bad_call", *at, format!("{name}() takes a path here"))),
        }
    }

    /// A path as a set, also when it is a single cell.
    fn set_arg(&mut self, arg: AstId, name: &str) -> Result<u32, ExprError> {
        let at = self.tree.nodes[arg].1;
        let def = match self.path_arg(arg, name, true)? {
            Target::Set(def) => def,
            Target::Cell(field) => {
                let scope = self.form.fields[field as usize].scope;
                SetDef::Rows { field: Some(field), scope, common: scope, filters: Vec::new(), acc: None }
            }
            _ => return Err(ExprError::new("form.bad_call", at, format!("{name}() cannot take this path here"))),
        };
        Ok(self.intern_set(def))
    }

    fn aggregate(&mut self, agg: Agg, arg: AstId, name: &str, at: usize) -> Result<(), ExprError> {
        let set = self.set_arg(arg, name)?;
        let rows = matches!(
            self.form.code.sets[set as usize],
            SetDef::Rows { field: None, .. } | SetDef::List { col: None, .. }
        );
        if rows && agg != Agg::Count {
            return Err(ExprError::new(
                "form.bad_call",
                at,
                format!("{name}() needs a question of the repeat, not the repeat"),
            ));
        }
        self.ops.push(Op::SetAgg(agg, set));
        Ok(())
    }

    /// The node a path names, whatever the row.
    fn node_of(&mut self, arg: AstId, name: &str) -> Result<NodeId, ExprError> {
        let at = self.tree.nodes[arg].1;
        let form_of = |t: Target, form: &Form| match t {
            Target::Cell(f) | Target::ItemCell(f) | Target::Set(SetDef::Rows { field: Some(f), .. }) => {
                Some(form.fields[f as usize].node)
            }
            Target::Row(s) | Target::Set(SetDef::Rows { field: None, scope: s, .. }) => {
                Some(form.scopes[s as usize].repeat)
            }
            _ => None,
        };
        // Only the node is wanted: what this path alone would read is not read.
        let deps = self.deps.clone();
        let target = self.path_arg(arg, name, false)?;
        self.deps = deps;
        form_of(target, self.form)
            .ok_or_else(|| ExprError::new("form.bad_call", at, format!("{name}() takes the path of a question here")))
    }

    fn indexed_repeat(&mut self, args: &[AstId], at: usize) -> Result<(), ExprError> {
        if args.len() % 2 == 0 {
            return Err(ExprError::new(
                "form.bad_call",
                at,
                "indexed-repeat(question, repeat, position[, repeat, position …])",
            ));
        }
        let node = self.node_of(args[0], "indexed-repeat")?;
        let Class::Leaf(field) = self.form.nodes[node as usize].class else {
            return Err(ExprError::new("form.bad_call", at, "indexed-repeat() takes a question first"));
        };
        let scope = self.form.fields[field as usize].scope;
        let chain = self.form.scopes[scope as usize].chain.clone();
        let mut filters: Vec<(ScopeId, Filter)> = Vec::new();
        for pair in args[1..].chunks(2) {
            let repeat = self.node_of(pair[0], "indexed-repeat")?;
            let inner = repeat_scope(self.form, repeat).filter(|s| chain.contains(s)).ok_or_else(|| {
                ExprError::new("form.bad_call", at, "indexed-repeat(): the question is not in that repeat")
            })?;
            let (prog, _) = self.sub(pair[1], None)?;
            filters.push((inner, Filter::At(prog)));
        }
        filters.sort_by_key(|f| chain.iter().position(|s| *s == f.0));
        let outer = self.form.scopes[filters[0].0 as usize].parent;
        let common = self.form.common(self.scope, outer);
        self.dep(Dep::Field(field, common));
        let from = chain.iter().position(|s| *s == common).unwrap_or(0);
        for s in &chain[from + 1..] {
            self.dep(Dep::Rows(*s, common));
        }
        let set = self.intern_set(SetDef::Rows { field: Some(field), scope, common, filters, acc: None });
        self.ops.push(Op::SetFirst(set));
        Ok(())
    }

    fn choice_name(&mut self, args: &[AstId], at: usize) -> Result<(), ExprError> {
        self.emit(args[0])?;
        let text = self.literal(args[1], "jr:choice-name", at)?;
        let tree = parse(text)?;
        let node = match &tree.nodes[tree.root].0 {
            Ast::Path(path) => {
                let deps = self.deps.clone();
                let target = self.resolve(path, at, false)?;
                self.deps = deps;
                match target {
                    Target::Cell(f) | Target::Set(SetDef::Rows { field: Some(f), .. }) => Some(f),
                    _ => None,
                }
            }
            _ => None,
        };
        let field = node.filter(|f| {
            use super::definition::QuestionType as Q;
            matches!(self.form.fields[*f as usize].kind, Q::SelectOne(_) | Q::SelectMultiple(_))
        });
        let Some(field) = field else {
            return Err(ExprError::new(
                "form.bad_call",
                at,
                "jr:choice-name() takes a select question's path in quotes second",
            ));
        };
        self.dep(Dep::Lang);
        self.ops.push(Op::ChoiceName(field));
        Ok(())
    }
}

fn arity(name: &str, at: usize, least: usize, most: usize, got: usize) -> ExprError {
    let want = if least == most { least.to_string() } else { format!("{least} to {most}") };
    ExprError::new("form.bad_call", at, format!("{name}() takes {want} arguments, not {got}"))
}
