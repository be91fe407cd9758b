//! `jr:itext()`: texts of the form by id, in the language shown.

use super::compiled::Op;
use super::definition::{Segment, Text};
use super::expr_funcs::{Func, nearest};
use super::expr_lex::ExprError;
use super::expr_parse::{Ast, AstId, parse};
use super::expr_path::hint;
use super::expr_resolve::{Dep, Resolver};
use super::value::Value;

impl Resolver<'_> {
    pub(super) fn itext(&mut self, arg: AstId, at: usize) -> Result<(), ExprError> {
        if self.in_text {
            return Err(ExprError::new("form.unsupported", at, "a text shown by jr:itext() cannot call it itself"));
        }
        self.dep(Dep::Lang);
        let Ast::Text(id) = &self.tree.nodes[arg].0 else { return self.itext_by_value(arg, at) };
        let Some(text) = self.interner.texts.get(&**id).cloned() else {
            let near = nearest(id, self.interner.texts.keys().map(String::as_str));
            let message = format!("there is no text '{id}' in itext{}", hint(near));
            return Err(ExprError::new("form.missing_text", at, message));
        };
        let langs = self.form.langs.clone();
        let mut to_end = Vec::new();
        for (i, lang) in langs.iter().enumerate() {
            let skip = self.ops.len();
            self.ops.push(Op::Jump(0));
            self.segments(text.by_lang.get(lang).map_or(&[], Vec::as_slice), at)?;
            to_end.push(self.ops.len());
            self.ops.push(Op::Jump(0));
            self.ops[skip] = Op::LangJump(i as u16, self.ops.len() as u32);
        }
        self.constant(Value::Blank);
        let end = self.ops.len() as u32;
        to_end.into_iter().for_each(|jump| self.ops[jump] = Op::Jump(end));
        Ok(())
    }

    fn segments(&mut self, segments: &[Segment], at: usize) -> Result<(), ExprError> {
        if segments.len() > super::expr_calls::MAX_ARGS {
            return Err(ExprError::new("form.unsupported", at, "the text has too many outputs for jr:itext()"));
        }
        for segment in segments {
            match segment {
                Segment::Plain(text) => self.constant(Value::str(text)),
                Segment::Output(source) => {
                    let tree = parse(&source.text)
                        .map_err(|e| ExprError::new(e.code, at, format!("in the text's output: {}", e.message)))?;
                    let place = (self.ctx, self.scope);
                    let mut inner = Resolver::new(self.form, self.interner, self.names, place, &tree);
                    (inner.in_text, inner.draws) = (true, self.draws);
                    inner
                        .emit(tree.root)
                        .map_err(|e| ExprError::new(e.code, at, format!("in the text's output: {}", e.message)))?;
                    let prog = inner.seal();
                    let (deps, draws) = (std::mem::take(&mut inner.deps), inner.draws);
                    self.draws = draws;
                    deps.into_iter().for_each(|d| self.dep(d));
                    self.ops.push(Op::Sub(prog));
                }
            }
        }
        self.ops.push(Op::Call(Func::Concat, segments.len() as u8));
        Ok(())
    }

    fn itext_by_value(&mut self, arg: AstId, at: usize) -> Result<(), ExprError> {
        self.emit(arg)?;
        if self.form.code.itext.is_empty() {
            let langs = &self.form.langs;
            let plain = |text: &Text| langs.iter().map(|l| plain(text.by_lang.get(l))).collect::<Vec<_>>();
            self.form.code.itext = self.interner.texts.iter().map(|(id, text)| (id.clone(), plain(text))).collect();
        }
        let outputs = |text: &Text| text.by_lang.values().flatten().any(|s| matches!(s, Segment::Output(_)));
        if self.interner.texts.values().any(outputs) {
            let message = "jr:itext() with a computed id leaves out the outputs inside texts; write the id in quotes";
            self.doubts.push(ExprError::new("form.itext_output", at, message));
        }
        self.ops.push(Op::Itext);
        Ok(())
    }
}

fn plain(segments: Option<&Vec<Segment>>) -> String {
    let plain = segments.into_iter().flatten().filter_map(|s| match s {
        Segment::Plain(text) => Some(text.as_str()),
        Segment::Output(_) => None,
    });
    plain.collect()
}
