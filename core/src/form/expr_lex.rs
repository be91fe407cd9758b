//! Text of an expression to tokens. XPath's one oddity is settled here: `*`, `and`, `or`, `div`, `mod` and a `-` are
//! operators only after an operand.

use std::sync::Arc;

/// Longest expression accepted, in bytes.
pub const MAX_TEXT: usize = 20_000;
/// Deepest nesting of brackets, calls and predicates.
pub const MAX_DEPTH: usize = 64;
/// Most syntax nodes in one expression.
pub const MAX_NODES: usize = 5_000;

/// Why an expression was refused; the caller adds the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExprError {
    /// Stable code.
    pub code: &'static str,
    /// Byte offset in the text.
    pub at: usize,
    /// What and what to do, in English.
    pub message: String,
}

impl ExprError {
    pub(super) fn new(code: &'static str, at: usize, message: impl Into<String>) -> Self {
        ExprError { code, at, message: message.into() }
    }

    pub(super) fn syntax(at: usize, message: impl Into<String>) -> Self {
        Self::new("form.expr_syntax", at, message)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum BinOp {
    Or,
    And,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Add,
    Sub,
    Mul,
    Div,
    Mod,
}

impl BinOp {
    /// Binding strength; higher binds tighter.
    pub(super) fn level(self) -> u8 {
        match self {
            BinOp::Or => 1,
            BinOp::And => 2,
            BinOp::Eq | BinOp::Ne => 3,
            BinOp::Lt | BinOp::Le | BinOp::Gt | BinOp::Ge => 4,
            BinOp::Add | BinOp::Sub => 5,
            BinOp::Mul | BinOp::Div | BinOp::Mod => 6,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Int(i64),
    Num(f64),
    Text(Arc<str>),
    /// `${name}`
    Ref(String),
    Name(String),
    Op(BinOp),
    Open,
    Close,
    OpenPred,
    ClosePred,
    Comma,
    Slash,
    Dot,
    DotDot,
    /// `|`
    Pipe,
    /// `child::`, `self::` or `parent::`
    Axis(Axis),
}

/// The axes of the dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    Child,
    Own,
    Parent,
}

pub(super) fn lex(text: &str) -> Result<Vec<(Token, usize)>, ExprError> {
    if text.len() > MAX_TEXT {
        return Err(ExprError::new(
            "form.expr_too_long",
            MAX_TEXT,
            format!("expression has {} bytes, at most {MAX_TEXT} are accepted; split it into calculations", text.len()),
        ));
    }
    let b = text.as_bytes();
    let mut out: Vec<(Token, usize)> = Vec::new();
    let mut i = 0;
    while i < b.len() {
        let at = i;
        let c = b[i];
        let two = b.get(i + 1).copied();
        let after_operand = matches!(
            out.last(),
            Some((
                Token::Int(_)
                    | Token::Num(_)
                    | Token::Text(_)
                    | Token::Ref(_)
                    | Token::Name(_)
                    | Token::Close
                    | Token::ClosePred
                    | Token::Dot
                    | Token::DotDot,
                _
            ))
        );
        let (token, len) = match c {
            b' ' | b'\t' | b'\n' | b'\r' => {
                i += 1;
                continue;
            }
            // A no-break space, pasted from word processors.
            0xC2 if two == Some(0xA0) => {
                i += 2;
                continue;
            }
            b'(' => (Token::Open, 1),
            b')' => (Token::Close, 1),
            b'[' => (Token::OpenPred, 1),
            b']' => (Token::ClosePred, 1),
            b',' => (Token::Comma, 1),
            b'/' if two == Some(b'/') => {
                return Err(ExprError::syntax(at, "'//' is not supported; write the whole path or ${name}"));
            }
            b'/' => (Token::Slash, 1),
            b'+' => (Token::Op(BinOp::Add), 1),
            b'-' => (Token::Op(BinOp::Sub), 1),
            b'=' => (Token::Op(BinOp::Eq), 1),
            b'!' if two == Some(b'=') => (Token::Op(BinOp::Ne), 2),
            b'<' if two == Some(b'=') => (Token::Op(BinOp::Le), 2),
            b'<' => (Token::Op(BinOp::Lt), 1),
            b'>' if two == Some(b'=') => (Token::Op(BinOp::Ge), 2),
            b'>' => (Token::Op(BinOp::Gt), 1),
            b'*' if after_operand => (Token::Op(BinOp::Mul), 1),
            b'*' => return Err(ExprError::syntax(at, "the wildcard '*' is not supported; name the node")),
            b'|' => (Token::Pipe, 1),
            b':' if two == Some(b':') => {
                let axis = match out.pop() {
                    Some((Token::Name(name), _)) if name == "child" => Axis::Child,
                    Some((Token::Name(name), _)) if name == "self" => Axis::Own,
                    Some((Token::Name(name), _)) if name == "parent" => Axis::Parent,
                    _ => {
                        return Err(ExprError::syntax(
                            at,
                            "of the axes only child::, self:: and parent:: are supported",
                        ));
                    }
                };
                (Token::Axis(axis), 2)
            }
            b'@' => return Err(ExprError::syntax(at, "attributes ('@') are not supported")),
            b'"' | b'\'' => {
                let end = text[i + 1..]
                    .find(c as char)
                    .ok_or_else(|| ExprError::syntax(at, "text is not closed; add the missing quote"))?;
                (Token::Text(text[i + 1..i + 1 + end].into()), end + 2)
            }
            b'$' => {
                let close = text[i..].find('}').filter(|_| two == Some(b'{'));
                let end = close.ok_or_else(|| ExprError::syntax(at, "'$' must start a reference like ${name}"))?;
                let name = text[i + 2..i + end].trim();
                let plain = name.strip_prefix(LAST_SAVED).unwrap_or(name);
                if plain.is_empty() || !plain.chars().all(name_char) {
                    return Err(ExprError::syntax(at, format!("'{name}' in ${{…}} is not a question name")));
                }
                (Token::Ref(name.to_owned()), end + 1)
            }
            b'.' if two == Some(b'.') => (Token::DotDot, 2),
            b'.' if !two.is_some_and(|d| d.is_ascii_digit()) => (Token::Dot, 1),
            b'0'..=b'9' | b'.' => {
                let len = b[i..].iter().take_while(|d| d.is_ascii_digit() || **d == b'.').count();
                let digits = &text[i..i + len];
                let token = match digits.parse::<i64>() {
                    Ok(n) => Token::Int(n),
                    Err(_) => Token::Num(
                        digits.parse().map_err(|_| ExprError::syntax(at, format!("'{digits}' is not a number")))?,
                    ),
                };
                (token, len)
            }
            _ => {
                let rest = &text[i..];
                let mut colon = false;
                let part = |ch: &char| {
                    colon |= *ch == ':';
                    name_char(*ch) || *ch == ':'
                };
                let len: usize = rest.chars().take_while(part).map(char::len_utf8).sum();
                // An axis ends the name before it.
                let len = if colon { rest[..len].find("::").unwrap_or(len) } else { len };
                let first = rest.chars().next().unwrap_or(' ');
                if len == 0 || !(first.is_alphabetic() || first == '_') {
                    return Err(ExprError::syntax(at, format!("unexpected character '{first}'")));
                }
                // A name never ends in '.', so that `a.` fails where it stands.
                let name = &rest[..len];
                let token = match name {
                    "and" if after_operand => Token::Op(BinOp::And),
                    "or" if after_operand => Token::Op(BinOp::Or),
                    "div" if after_operand => Token::Op(BinOp::Div),
                    "mod" if after_operand => Token::Op(BinOp::Mod),
                    _ => Token::Name(name.to_owned()),
                };
                (token, len)
            }
        };
        out.push((token, at));
        i += len;
    }
    Ok(out)
}

/// What stands before a name that means the answer in the last finished form.
pub(super) const LAST_SAVED: &str = "last-saved#";

fn name_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}
