//! Tokens to a syntax tree in an arena. Nesting is counted and bounded, so that a form with ten thousand brackets is
//! refused with its place instead of ending the process.

use super::expr_lex::{Axis, BinOp, ExprError, MAX_DEPTH, MAX_NODES, Token, lex};
use std::sync::Arc;

/// Longest chain of operators of one kind, e.g. `a + b + c …`; the tree leans left, so this bounds its height.
pub(super) const MAX_HEIGHT: u16 = 400;

pub(super) type AstId = usize;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Ast {
    Int(i64),
    Num(f64),
    Text(Arc<str>),
    Path(PathAst),
    Call(String, Vec<AstId>),
    Bin(BinOp, AstId, AstId),
    Neg(AstId),
    /// `a | b | …`
    Union(Vec<AstId>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Base {
    /// Starts with `/`.
    Root,
    /// A relative path.
    Context,
    /// `current()/…`
    Current,
    /// `${name}`
    Name(String),
    /// `instance('name')/…`
    Instance(String),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum StepKind {
    Up,
    Here,
    Child(String),
    /// `parent::name`, `self::name`
    UpTo(String),
    HereIs(String),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct StepAst {
    pub kind: StepKind,
    pub preds: Vec<AstId>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct PathAst {
    pub base: Base,
    pub base_preds: Vec<AstId>,
    pub steps: Vec<StepAst>,
}

/// A parsed expression: nodes with their offsets, the root last known.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    pub nodes: Vec<(Ast, usize)>,
    pub root: AstId,
}

pub(super) fn parse(text: &str) -> Result<Tree, ExprError> {
    let tokens = lex(text)?;
    if tokens.is_empty() {
        return Err(ExprError::syntax(0, "the expression is empty"));
    }
    let mut p = Parser { tokens, at: 0, end: text.len(), nodes: Vec::new(), heights: Vec::new() };
    let root = p.expr(0, 0)?;
    match p.peek() {
        None => Ok(Tree { nodes: p.nodes, root }),
        Some(_) => Err(ExprError::syntax(p.offset(), "an operator or the end was expected here")),
    }
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    at: usize,
    end: usize,
    nodes: Vec<(Ast, usize)>,
    heights: Vec<u16>,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|t| &t.0)
    }

    fn peek_second(&self) -> Option<&Token> {
        self.tokens.get(self.at + 1).map(|t| &t.0)
    }

    fn offset(&self) -> usize {
        self.tokens.get(self.at).map_or(self.end, |t| t.1)
    }

    fn eat(&mut self, token: &Token) -> bool {
        let hit = self.peek() == Some(token);
        self.at += usize::from(hit);
        hit
    }

    fn expect(&mut self, token: &Token, name: &str) -> Result<(), ExprError> {
        if self.eat(token) { Ok(()) } else { Err(ExprError::syntax(self.offset(), format!("'{name}' is missing"))) }
    }

    fn push(&mut self, ast: Ast, at: usize) -> Result<AstId, ExprError> {
        let below = match &ast {
            Ast::Bin(_, a, b) => self.heights[*a].max(self.heights[*b]),
            Ast::Neg(a) => self.heights[*a],
            Ast::Call(_, args) | Ast::Union(args) => args.iter().map(|a| self.heights[*a]).max().unwrap_or(0),
            Ast::Path(path) => {
                let preds = path.steps.iter().flat_map(|s| &s.preds).chain(&path.base_preds);
                preds.map(|a| self.heights[*a]).max().unwrap_or(0)
            }
            Ast::Int(_) | Ast::Num(_) | Ast::Text(_) => 0,
        };
        if self.nodes.len() >= MAX_NODES || below >= MAX_HEIGHT {
            return Err(ExprError::new(
                "form.expr_too_big",
                at,
                format!(
                    "the expression is too big (at most {MAX_NODES} parts and {MAX_HEIGHT} operators in a row); split it into calculations"
                ),
            ));
        }
        self.nodes.push((ast, at));
        self.heights.push(below + 1);
        Ok(self.nodes.len() - 1)
    }

    /// Binary operators of at least `level`.
    fn expr(&mut self, level: u8, depth: usize) -> Result<AstId, ExprError> {
        if depth > MAX_DEPTH {
            return Err(ExprError::new(
                "form.expr_too_deep",
                self.offset(),
                format!("brackets are nested deeper than {MAX_DEPTH}; split the expression into calculations"),
            ));
        }
        let mut left = self.unary(depth)?;
        while let Some(Token::Op(op)) = self.peek() {
            let (op, at) = (*op, self.offset());
            if op.level() <= level {
                break;
            }
            self.at += 1;
            // The right side binds tighter: recursion here is bounded by the number of levels.
            let right = self.expr_right(op.level(), depth)?;
            left = self.push(Ast::Bin(op, left, right), at)?;
        }
        Ok(left)
    }

    fn expr_right(&mut self, level: u8, depth: usize) -> Result<AstId, ExprError> {
        self.expr(level, depth)
    }

    fn unary(&mut self, depth: usize) -> Result<AstId, ExprError> {
        let at = self.offset();
        let mut minus = 0usize;
        while self.eat(&Token::Op(BinOp::Sub)) {
            minus += 1;
        }
        let inner = self.union(depth)?;
        if minus == 0 {
            return Ok(inner);
        }
        // Minus coerces to a number, so two are not none.
        let negated = self.push(Ast::Neg(inner), at)?;
        if minus % 2 == 1 { Ok(negated) } else { self.push(Ast::Neg(negated), at) }
    }

    fn union(&mut self, depth: usize) -> Result<AstId, ExprError> {
        let at = self.offset();
        let first = self.primary(depth)?;
        if self.peek() != Some(&Token::Pipe) {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.eat(&Token::Pipe) {
            parts.push(self.primary(depth)?);
        }
        self.push(Ast::Union(parts), at)
    }

    fn primary(&mut self, depth: usize) -> Result<AstId, ExprError> {
        let at = self.offset();
        match self.peek().cloned() {
            Some(Token::Int(n)) => {
                self.at += 1;
                self.push(Ast::Int(n), at)
            }
            Some(Token::Num(n)) => {
                self.at += 1;
                self.push(Ast::Num(n), at)
            }
            Some(Token::Text(s)) => {
                self.at += 1;
                self.push(Ast::Text(s), at)
            }
            Some(Token::Open) => {
                self.at += 1;
                let inner = self.expr(0, depth + 1)?;
                self.expect(&Token::Close, ")")?;
                match self.peek() {
                    Some(Token::Slash | Token::OpenPred) => {
                        Err(ExprError::syntax(self.offset(), "a path or predicate after ')' is not supported"))
                    }
                    _ => Ok(inner),
                }
            }
            Some(Token::Name(name)) if self.peek_second() == Some(&Token::Open) => {
                self.at += 2;
                self.call(name, at, depth)
            }
            Some(Token::Slash | Token::Ref(_) | Token::Name(_) | Token::Dot | Token::DotDot | Token::Axis(_)) => {
                self.path(at, depth)
            }
            Some(_) => Err(ExprError::syntax(at, "a value was expected here")),
            None => Err(ExprError::syntax(at, "the expression ends too early")),
        }
    }

    fn call(&mut self, name: String, at: usize, depth: usize) -> Result<AstId, ExprError> {
        let mut args = Vec::new();
        if !self.eat(&Token::Close) {
            loop {
                args.push(self.expr(0, depth + 1)?);
                if self.eat(&Token::Close) {
                    break;
                }
                self.expect(&Token::Comma, ", or )")?;
            }
        }
        let base = match name.as_str() {
            "current" if args.is_empty() => Base::Current,
            "instance" => match args.as_slice() {
                [one] => match &self.nodes[*one].0 {
                    Ast::Text(list) => Base::Instance(list.to_string()),
                    _ => return Err(ExprError::syntax(at, "instance() takes the list's name in quotes")),
                },
                _ => return Err(ExprError::syntax(at, "instance() takes one name in quotes")),
            },
            _ => {
                if matches!(self.peek(), Some(Token::Slash | Token::OpenPred)) {
                    return Err(ExprError::syntax(
                        self.offset(),
                        format!("a path or predicate after {name}() is not supported"),
                    ));
                }
                return self.push(Ast::Call(name, args), at);
            }
        };
        self.path_after(base, at, depth)
    }

    fn path(&mut self, at: usize, depth: usize) -> Result<AstId, ExprError> {
        match self.peek().cloned() {
            Some(Token::Slash) => {
                self.at += 1;
                let first = self.step(depth)?;
                self.path_steps(Base::Root, Vec::new(), vec![first], at, depth)
            }
            Some(Token::Ref(name)) => {
                self.at += 1;
                self.path_after(Base::Name(name), at, depth)
            }
            _ => {
                let first = self.step(depth)?;
                self.path_steps(Base::Context, Vec::new(), vec![first], at, depth)
            }
        }
    }

    fn path_after(&mut self, base: Base, at: usize, depth: usize) -> Result<AstId, ExprError> {
        let preds = self.preds(depth)?;
        self.path_steps(base, preds, Vec::new(), at, depth)
    }

    fn path_steps(
        &mut self,
        base: Base,
        base_preds: Vec<AstId>,
        mut steps: Vec<StepAst>,
        at: usize,
        depth: usize,
    ) -> Result<AstId, ExprError> {
        while self.eat(&Token::Slash) {
            steps.push(self.step(depth)?);
        }
        self.push(Ast::Path(PathAst { base, base_preds, steps }), at)
    }

    fn step(&mut self, depth: usize) -> Result<StepAst, ExprError> {
        let kind = match self.peek().cloned() {
            Some(Token::DotDot) => StepKind::Up,
            Some(Token::Dot) => StepKind::Here,
            Some(Token::Name(name)) if self.peek_second() != Some(&Token::Open) => StepKind::Child(name),
            Some(Token::Axis(axis)) => self.axis_step(axis)?,
            _ => {
                return Err(ExprError::syntax(self.offset(), "a step of a path (name, '.' or '..') was expected here"));
            }
        };
        self.at += 1;
        let preds = self.preds(depth)?;
        Ok(StepAst { kind, preds })
    }

    /// What follows an axis, up to its last token: a name, or `node()`.
    fn axis_step(&mut self, axis: Axis) -> Result<StepKind, ExprError> {
        self.at += 1;
        let Some(Token::Name(name)) = self.peek().cloned() else {
            return Err(ExprError::syntax(self.offset(), "a name was expected after the axis"));
        };
        let any = self.peek_second() == Some(&Token::Open);
        if any && (name != "node" || axis == Axis::Child) {
            return Err(ExprError::syntax(
                self.offset(),
                "after an axis write a name; node() only after self:: or parent::",
            ));
        }
        if any {
            self.at += 2;
            if self.peek() != Some(&Token::Close) {
                return Err(ExprError::syntax(self.offset(), "')' is missing"));
            }
        }
        Ok(match (axis, any) {
            (Axis::Child, _) => StepKind::Child(name),
            (Axis::Own, true) => StepKind::Here,
            (Axis::Own, false) => StepKind::HereIs(name),
            (Axis::Parent, true) => StepKind::Up,
            (Axis::Parent, false) => StepKind::UpTo(name),
        })
    }

    fn preds(&mut self, depth: usize) -> Result<Vec<AstId>, ExprError> {
        let mut preds = Vec::new();
        while self.eat(&Token::OpenPred) {
            preds.push(self.expr(0, depth + 1)?);
            self.expect(&Token::ClosePred, "]")?;
        }
        Ok(preds)
    }
}
