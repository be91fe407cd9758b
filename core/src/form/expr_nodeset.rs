//! Calls and operators that take whole nodesets: aggregates, checklists, unions, random orders.

use super::compiled::{Agg, Op, RowSet, SetDef};
use super::expr_funcs::Func;
use super::expr_lex::ExprError;
use super::expr_parse::{Ast, AstId};
use super::expr_path::Target;
use super::expr_resolve::Resolver;
use super::value::Value;

impl Resolver<'_> {
    /// An expression that is a nodeset, as its number; none when it is a single value.
    pub(super) fn as_set(&mut self, id: AstId) -> Result<Option<u32>, ExprError> {
        self.nodeset(id, false)
    }

    fn nodeset(&mut self, id: AstId, whole: bool) -> Result<Option<u32>, ExprError> {
        let tree = self.tree;
        let (ast, at) = &tree.nodes[id];
        Ok(match ast {
            Ast::Path(path) => match self.resolve(path, *at, whole)? {
                Target::Set(def) => Some(self.intern_set(def)),
                _ => None,
            },
            Ast::Union(parts) => {
                let sets: Result<Vec<u32>, ExprError> =
                    parts.iter().map(|p| self.set_arg(*p, "the union '|'", whole)).collect();
                Some(self.intern_set(SetDef::Union(sets?.into())))
            }
            Ast::Call(name, args) if name == "randomize" && (1..=2).contains(&args.len()) => {
                let set = self.set_arg(args[0], "randomize()", whole)?;
                let seed = args.get(1).map(|seed| self.sub(*seed, None).map(|s| s.0)).transpose()?;
                let n = self.draw();
                Some(self.intern_set(SetDef::Shuffled { set, seed, n }))
            }
            _ => None,
        })
    }

    /// A nodeset, also when it is a single cell.
    fn set_arg(&mut self, id: AstId, name: &str, whole: bool) -> Result<u32, ExprError> {
        if let Some(set) = self.nodeset(id, whole)? {
            return Ok(set);
        }
        let at = self.tree.nodes[id].1;
        let single =
            |field, scope, from_item| RowSet { field, scope, common: scope, from_item, filters: Vec::new(), acc: None };
        let rows = match self.path_arg(id, name, whole)? {
            Target::Cell(f) => single(Some(f), self.form.fields[f as usize].scope, false),
            Target::ItemCell(f) => single(Some(f), self.form.fields[f as usize].scope, true),
            Target::Row(scope) => single(None, scope, false),
            Target::ItemRow(scope) => single(None, scope, true),
            _ => return Err(ExprError::new("form.bad_call", at, format!("{name} cannot take this path here"))),
        };
        Ok(self.intern_set(SetDef::Rows(rows)))
    }

    fn is_rows(&self, set: u32) -> bool {
        match &self.form.code.sets[set as usize] {
            SetDef::Rows(rows) => rows.field.is_none(),
            SetDef::List { col, .. } => col.is_none(),
            SetDef::Union(sets) => sets.iter().any(|s| self.is_rows(*s)),
            SetDef::Shuffled { set, .. } => self.is_rows(*set),
        }
    }

    /// Refuses a set of rows where values are needed.
    pub(super) fn has_values(&self, set: u32, at: usize) -> Result<(), ExprError> {
        if self.is_rows(set) {
            let message = "rows have no value; add the question or column, or count() them";
            return Err(ExprError::new("form.bad_path", at, message));
        }
        Ok(())
    }

    /// A union or a random order where one value is needed.
    pub(super) fn emit_first(&mut self, id: AstId, at: usize) -> Result<(), ExprError> {
        if let Some(set) = self.as_set(id)? {
            self.has_values(set, at)?;
            self.ops.push(Op::SetFirst(set));
        }
        Ok(())
    }

    /// The number of the next call that draws a random one.
    pub(super) fn draw(&mut self) -> u32 {
        self.draws += 1;
        self.draws - 1
    }

    pub(super) fn aggregate(&mut self, agg: Agg, arg: AstId, name: &str) -> Result<(), ExprError> {
        let set = self.set_arg(arg, &format!("{name}()"), true)?;
        if agg != Agg::Count && self.is_rows(set) {
            return Err(ExprError::new(
                "form.bad_call",
                self.tree.nodes[arg].1,
                format!("{name}() needs a question of the repeat, not the repeat"),
            ));
        }
        self.ops.push(Op::SetAgg(agg, set));
        Ok(())
    }

    fn is_nodeset_syntax(&self, id: AstId) -> bool {
        match &self.tree.nodes[id].0 {
            Ast::Path(_) | Ast::Union(_) => true,
            Ast::Call(name, _) => name == "randomize",
            _ => false,
        }
    }

    /// One nodeset means all its rows; among several arguments a question of the own row means that row.
    fn arg_set(&mut self, args: &[AstId], i: usize, name: &str) -> Result<Option<u32>, ExprError> {
        let set = match args.len() {
            1 if self.is_nodeset_syntax(args[i]) => Some(self.set_arg(args[i], &format!("{name}()"), true)?),
            _ => self.as_set(args[i])?,
        };
        if let Some(set) = set {
            self.has_values(set, self.tree.nodes[args[i]].1)?;
        }
        Ok(set)
    }

    pub(super) fn extreme(&mut self, agg: Agg, func: Func, args: &[AstId], name: &str) -> Result<(), ExprError> {
        for i in 0..args.len() {
            match self.arg_set(args, i, name)? {
                Some(set) => self.ops.push(Op::SetAgg(agg, set)),
                None => drop(self.emit(args[i])?),
            }
        }
        if args.len() > 1 || !matches!(self.ops.last(), Some(Op::SetAgg(..))) {
            self.ops.push(Op::Call(func, args.len() as u8));
        }
        Ok(())
    }

    pub(super) fn join(&mut self, args: &[AstId]) -> Result<(), ExprError> {
        let parts = &args[1..];
        if let [one] = parts
            && let Some(set) = self.arg_set(&[*one], 0, "join")?
        {
            self.emit(args[0])?;
            self.ops.push(Op::SetJoin(set));
            return Ok(());
        }
        // A nodeset without members leaves no gap, a blank value does: the mask says which is which.
        let sets: Vec<Option<u32>> =
            (0..parts.len()).map(|i| self.arg_set(parts, i, "join")).collect::<Result<_, _>>()?;
        let mask = sets.iter().enumerate().filter(|s| s.1.is_some()).fold(0i64, |m, (i, _)| m | 1 << i);
        self.constant(Value::Int(mask));
        self.emit(args[0])?;
        for (part, set) in parts.iter().zip(sets) {
            match set {
                Some(set) => {
                    self.emit(args[0])?;
                    self.ops.push(Op::SetJoin(set));
                }
                None => drop(self.emit(*part)?),
            }
        }
        self.ops.push(Op::Call(Func::Join, parts.len() as u8 + 2));
        Ok(())
    }

    pub(super) fn concat(&mut self, args: &[AstId]) -> Result<(), ExprError> {
        for (i, arg) in args.iter().enumerate() {
            // As in the specification, all members, but of the own row only itself.
            match self.as_set(*arg)? {
                Some(set) => {
                    self.has_values(set, self.tree.nodes[args[i]].1)?;
                    self.constant(Value::Blank);
                    self.ops.push(Op::SetJoin(set));
                }
                None => drop(self.emit(*arg)?),
            }
        }
        self.ops.push(Op::Call(Func::Concat, args.len() as u8));
        Ok(())
    }

    pub(super) fn checklist(&mut self, args: &[AstId]) -> Result<(), ExprError> {
        self.emit(args[0])?;
        self.emit(args[1])?;
        let parts = &args[2..];
        for i in 0..parts.len() {
            match self.arg_set(parts, i, "checklist")? {
                Some(set) => self.ops.push(Op::SetAgg(Agg::Positive, set)),
                None => {
                    self.emit(parts[i])?;
                    self.ops.push(Op::Call(Func::Positive, 1));
                }
            }
        }
        self.ops.push(Op::Call(Func::Within, args.len() as u8));
        Ok(())
    }

    pub(super) fn weighted_checklist(&mut self, args: &[AstId], at: usize) -> Result<(), ExprError> {
        if !args.len().is_multiple_of(2) {
            let message = "weighted-checklist(min, max, value, weight[, value, weight …])";
            return Err(ExprError::new("form.bad_call", at, message));
        }
        self.emit(args[0])?;
        self.emit(args[1])?;
        let single = args.len() == 4;
        for pair in args[2..].chunks(2) {
            let set = |r: &mut Self, i: usize| -> Result<Option<u32>, ExprError> {
                r.arg_set(if single { &pair[i..=i] } else { pair }, if single { 0 } else { i }, "weighted-checklist")
            };
            match (set(self, 0)?, set(self, 1)?) {
                (Some(left), Some(right)) => self.ops.push(Op::SetWeigh { left, right }),
                _ => {
                    self.emit(pair[0])?;
                    self.emit(pair[1])?;
                    self.ops.push(Op::Call(Func::Weighed, 2));
                }
            }
        }
        self.ops.push(Op::Call(Func::Within, (args.len() / 2 + 1) as u8));
        Ok(())
    }

    pub(super) fn geo(&mut self, func: Func, args: &[AstId], name: &str) -> Result<(), ExprError> {
        for i in 0..args.len() {
            match self.arg_set(args, i, name)? {
                Some(set) => {
                    self.constant(Value::str(";"));
                    self.ops.push(Op::SetJoin(set));
                }
                None => drop(self.emit(args[i])?),
            }
        }
        self.ops.push(Op::Call(func, args.len() as u8));
        Ok(())
    }
}
