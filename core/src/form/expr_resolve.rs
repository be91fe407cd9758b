//! Syntax tree to flat operations, with everything the expression reads. Unknown functions and paths are refused here,
//! with the place in the text and the nearest known name.

use super::compiled::{AccDef, Class, Filter, Form, NodeId, Op, ProgId, RowSet, ScopeId, SetDef};
use super::definition::Text;
use super::expr_calls::arity;
use super::expr_digest::{ALGORITHMS, ENCODINGS};
use super::expr_funcs::{Func, Moment, PLAIN, binary, call, negate};
use super::expr_lex::{BinOp, ExprError};
use super::expr_parse::{Ast, AstId, Base, PathAst, StepAst, StepKind, Tree, parse};
use super::expr_path::Target;
use super::value::Value;
use std::collections::{BTreeMap, HashMap};

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
    /// A row of `scope`, the path standing at `node`. Its row of `common` is the one the expression stands in.
    Row {
        node: NodeId,
        scope: ScopeId,
        common: ScopeId,
    },
    List(u32),
}

/// Equal parts are stored once.
#[derive(Debug, Default)]
pub(super) struct Interner {
    consts: HashMap<String, u32>,
    programs: HashMap<Box<[Op]>, ProgId>,
    sets: HashMap<SetDef, u32>,
    accs: HashMap<AccDef, u32>,
    /// Texts that `jr:itext()` may name.
    pub texts: BTreeMap<String, Text>,
}

impl Interner {
    pub fn new(texts: BTreeMap<String, Text>) -> Self {
        Interner { texts, ..Interner::default() }
    }
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
    pub tree: &'a Tree,
    pub ops: Vec<Op>,
    pub deps: Vec<Dep>,
    pub in_once: bool,
    /// Calls of `random()` and its kin so far: each draws a number of its own.
    pub draws: u32,
    pub doubts: Vec<ExprError>,
    /// Compiles the text of a `jr:itext()`, in which there is no other.
    pub in_text: bool,
    /// Whether values of the last finished form may be read: in defaults.
    pub last_saved: bool,
}

/// Compiles an expression that stands at node `ctx`, evaluated once for each row of `scope`.
pub(super) fn compile_expr(
    form: &mut Form,
    interner: &mut Interner,
    names: &HashMap<String, Vec<NodeId>>,
    (ctx, scope): (NodeId, ScopeId),
    text: &str,
    is_default: bool,
) -> Result<Compiled, ExprError> {
    let tree = parse(text)?;
    let mut r = Resolver::new(form, interner, names, (ctx, scope), &tree);
    r.last_saved = is_default;
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
    pub(super) fn new(
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
            in_once: false,
            draws: 0,
            doubts: Vec::new(),
            in_text: false,
            last_saved: false,
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

    pub(super) fn seal(&mut self) -> ProgId {
        let ops: Box<[Op]> = std::mem::take(&mut self.ops).into();
        let code = &mut self.form.code;
        *self.interner.programs.entry(ops).or_insert_with_key(|ops| {
            code.counted.push(ops.iter().any(Op::counts));
            code.programs.push(ops.clone());
            code.programs.len() as u32 - 1
        })
    }

    pub(super) fn constant(&mut self, v: Value) {
        let consts = &mut self.form.code.consts;
        let id = *self.interner.consts.entry(format!("{v:?}")).or_insert_with(|| {
            consts.push(v);
            consts.len() as u32 - 1
        });
        self.ops.push(Op::Const(id));
    }

    pub(super) fn intern_set(&mut self, mut def: SetDef) -> u32 {
        if let SetDef::Rows(RowSet { field: Some(field), .. }) = &def {
            self.form.fields[*field as usize].in_set = true;
        }
        if let SetDef::Rows(RowSet { field: Some(field), scope, common, filters, acc, .. }) = &mut def
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
    pub(super) fn sub(&mut self, ast: AstId, item: Option<ItemScope>) -> Result<(ProgId, bool), ExprError> {
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
        matches!(&self.tree.nodes[ast].0, Ast::Path(PathAst { base: Base::Context | Base::Instance(_), .. }))
    }

    /// Emits the operations of a node; true when they are a constant.
    pub(super) fn emit(&mut self, id: AstId) -> Result<bool, ExprError> {
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
            Ast::Bin(op, a, b) => return self.emit_binary(*op, (*a, *b), *at, start),
            Ast::Union(_) => {
                self.emit_first(id, *at)?;
                return Ok(false);
            }
            Ast::Call(name, args) => return self.emit_call(id, name, args, start),
        }
        Ok(true)
    }

    fn emit_binary(&mut self, op: BinOp, (a, b): (AstId, AstId), at: usize, start: usize) -> Result<bool, ExprError> {
        if op.level() == 3 || op.level() == 4 {
            let (left, right) = (self.as_set(a)?, self.as_set(b)?);
            match (left, right) {
                (Some(left), Some(right)) => {
                    self.has_values(left, at)?;
                    self.has_values(right, at)?;
                    self.ops.push(Op::SetSet { op, left, right });
                    return Ok(false);
                }
                (Some(set), None) => {
                    self.has_values(set, at)?;
                    self.emit(b)?;
                    self.ops.push(Op::SetCmp { op, set, flip: true });
                    return Ok(false);
                }
                (None, Some(set)) => {
                    self.has_values(set, at)?;
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

    pub(super) fn emit_path(&mut self, path: &PathAst, at: usize) -> Result<(), ExprError> {
        let op = match self.resolve(path, at, false)? {
            Target::Cell(f) => Op::Cell(f),
            Target::ItemCell(f) => Op::ItemCell(f),
            Target::ItemCol(c) => Op::ItemCol(c),
            Target::LastSaved(f) => Op::LastSaved(f),
            Target::Row(_) | Target::ItemRow(_) => {
                return Err(ExprError::new("form.bad_path", at, "a repeat has no value; name one of its questions"));
            }
            Target::Set(def) => {
                if matches!(&def, SetDef::Rows(set) if set.filters.is_empty()) {
                    self.doubts.push(ExprError::new(
                        "form.all_rows",
                        at,
                        "this means all rows of a repeat and only the first is used; use sum(), indexed-repeat() or a predicate",
                    ));
                }
                let set = self.intern_set(def);
                self.has_values(set, at)?;
                Op::SetFirst(set)
            }
        };
        self.ops.push(op);
        Ok(())
    }

    fn emit_call(&mut self, id: AstId, name: &str, args: &[AstId], start: usize) -> Result<bool, ExprError> {
        let at = self.tree.nodes[id].1;
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
                Func::Digest => {
                    for (i, known) in [(1, ALGORITHMS.as_slice()), (2, ENCODINGS.as_slice())] {
                        if let Some((Ast::Text(t), place)) = args.get(i).map(|a| &self.tree.nodes[*a])
                            && !known.iter().any(|k| k.eq_ignore_ascii_case(t))
                        {
                            let message = format!("digest() knows {}, not '{t}'", known.join(", "));
                            return Err(ExprError::new("form.bad_call", *place, message));
                        }
                    }
                }
                // Without argument they take the question they stand at.
                Func::String | Func::Number | Func::NormalizeSpace if args.is_empty() => {
                    let own = StepAst { kind: StepKind::Here, preds: Vec::new() };
                    self.emit_path(&PathAst { base: Base::Context, base_preds: Vec::new(), steps: vec![own] }, at)?;
                    self.ops.push(Op::Call(*func, 1));
                    return Ok(false);
                }
                _ => {}
            }
            let mut constant = !args.is_empty();
            for arg in args {
                constant &= self.emit(*arg)?;
            }
            self.ops.push(Op::Call(*func, args.len() as u8));
            let constant = constant && !matches!(func, Func::FormatDate | Func::DecimalDate | Func::DecimalTime);
            let moment = Moment { now_ms: 0, offset: 0, indonesian: true };
            return Ok(self.fold(start, constant, |args| call(*func, args, &moment)));
        }
        self.emit_special(id, name, args)
    }
}
