//! Calls that are more than their arguments: lazy ones, aggregates, references to repeats and lists.

use super::compiled::{Agg, Class, Filter, Form, NodeId, Op, RowSet, ScopeId, SetDef};
use super::definition::QuestionType;
use super::expr_funcs::{Func, PLAIN, SPECIAL, nearest};
use super::expr_lex::ExprError;
use super::expr_parse::{Ast, AstId, parse};
use super::expr_path::{Target, hint, repeat_scope};
use super::expr_resolve::{Dep, ItemScope, Resolver};
use super::value::Value;

/// Most arguments of a function that takes many.
pub(super) const MAX_ARGS: usize = 200;
/// The same for `join()`, which keeps a mark for each.
pub(super) const MAX_JOINED: usize = 60;

impl<'a> Resolver<'a> {
    pub(super) fn emit_special(&mut self, id: AstId, name: &str, args: &[AstId]) -> Result<bool, ExprError> {
        let at = self.tree.nodes[id].1;
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
                        Target::ItemRow(scope) => Op::ItemRowPos(scope),
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
                self.aggregate(agg, args[0], name)?;
            }
            "min" | "max" => {
                need(1, MAX_ARGS)?;
                let (agg, func) = if name == "min" { (Agg::Min, Func::Min) } else { (Agg::Max, Func::Max) };
                self.extreme(agg, func, args, name)?;
            }
            "join" => {
                need(2, MAX_JOINED)?;
                self.join(args)?;
            }
            "concat" => {
                need(1, MAX_ARGS)?;
                self.concat(args)?;
            }
            "checklist" => {
                need(3, MAX_ARGS)?;
                self.checklist(args)?;
            }
            "weighted-checklist" => {
                need(4, MAX_ARGS)?;
                self.weighted_checklist(args, at)?;
            }
            "area" | "distance" => {
                need(1, MAX_ARGS)?;
                self.geo(if name == "area" { Func::Area } else { Func::Distance }, args, name)?;
            }
            "randomize" => {
                need(1, 2)?;
                self.emit_first(id, at)?;
            }
            "random" => {
                need(0, 0)?;
                let n = self.draw();
                self.ops.push(Op::Random(n));
            }
            "uuid" => {
                need(0, 1)?;
                let n = self.draw();
                match args.first() {
                    Some(length) => {
                        self.emit(*length)?;
                        self.ops.push(Op::Token(n));
                    }
                    None => self.ops.push(Op::Uuid(n)),
                }
            }
            "jr:itext" => {
                need(1, 1)?;
                self.itext(args[0], at)?;
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

    pub(super) fn path_arg(&mut self, arg: AstId, name: &str, whole: bool) -> Result<Target, ExprError> {
        let tree = self.tree;
        match &tree.nodes[arg] {
            (Ast::Path(path), at) => self.resolve(path, *at, whole),
            (_, at) => Err(ExprError::new("form.bad_call", *at, format!("{name}() takes a path here"))),
        }
    }

    /// The node a path names, whatever the row.
    fn node_of(&mut self, arg: AstId, name: &str) -> Result<NodeId, ExprError> {
        let at = self.tree.nodes[arg].1;
        let form_of = |t: Target, form: &Form| match t {
            Target::Cell(f) | Target::ItemCell(f) | Target::Set(SetDef::Rows(RowSet { field: Some(f), .. })) => {
                Some(form.fields[f as usize].node)
            }
            Target::Row(s) | Target::ItemRow(s) | Target::Set(SetDef::Rows(RowSet { field: None, scope: s, .. })) => {
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
        if args.len().is_multiple_of(2) {
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
        let rows = RowSet { field: Some(field), scope, common, from_item: false, filters, acc: None };
        let set = self.intern_set(SetDef::Rows(rows));
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
                    Target::Cell(f)
                    | Target::ItemCell(f)
                    | Target::Set(SetDef::Rows(RowSet { field: Some(f), .. })) => Some(f),
                    _ => None,
                }
            }
            _ => None,
        };
        let field = node.filter(|f| {
            matches!(self.form.fields[*f as usize].kind, QuestionType::SelectOne(_) | QuestionType::SelectMultiple(_))
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

pub(super) fn arity(name: &str, at: usize, least: usize, most: usize, got: usize) -> ExprError {
    let want = if least == most { least.to_string() } else { format!("{least} to {most}") };
    ExprError::new("form.bad_call", at, format!("{name}() takes {want} arguments, not {got}"))
}
