//! A form ready to run: nodes in pre-order, expressions as flat operations on slots, units of recomputation numbered
//! in an order in which every unit stands after all it reads. Immutable and shared between sessions.

use super::definition::{Notice, QuestionType};
use super::expr_funcs::Func;
use super::expr_lex::BinOp;
use super::list::List;
use super::value::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// Position of a node in pre-order.
pub type NodeId = u32;
/// A row space: 0 is the form itself, each repeat opens one more.
pub(super) type ScopeId = u32;
/// A leaf.
pub(super) type FieldId = u32;
/// A step of recomputation; smaller ones run first.
pub(super) type UnitId = u32;
/// Index of a compiled expression.
pub(super) type ProgId = u32;

pub(super) const NONE: u32 = u32::MAX;

/// A compiled form. Made by [`super::compile::compile`], shared by sessions through an `Arc`.
#[derive(Debug)]
pub struct Form {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) title: String,
    pub(super) root_name: String,
    pub(super) langs: Vec<String>,
    pub(super) default_lang: usize,
    pub(super) nodes: Vec<NodeDef>,
    pub(super) scopes: Vec<ScopeDef>,
    pub(super) fields: Vec<FieldDef>,
    pub(super) units: Vec<Unit>,
    pub(super) code: Code,
    pub(super) by_path: HashMap<Arc<str>, NodeId>,
    pub(super) clock_units: Vec<UnitId>,
    pub(super) lang_units: Vec<UnitId>,
    pub(super) warnings: Vec<Notice>,
}

/// Everything that operations refer to by number.
#[derive(Debug, Default)]
pub(super) struct Code {
    pub programs: Vec<Box<[Op]>>,
    /// Whether a program looks at nodesets: only those can be too much work.
    pub counted: Vec<bool>,
    pub consts: Vec<Value>,
    pub regexes: Vec<regex::Regex>,
    pub sets: Vec<SetDef>,
    pub accs: Vec<AccDef>,
    pub lists: Vec<List>,
    /// Texts by id and language, for `jr:itext()` with an id that is computed.
    pub itext: HashMap<String, Vec<String>>,
}

#[derive(Debug)]
pub(super) struct NodeDef {
    pub name: Arc<str>,
    /// Without positions, e.g. `/data/hh/age`.
    pub path: Arc<str>,
    pub parent: NodeId,
    /// One past the last descendant.
    pub end: NodeId,
    /// The rows it lives in (for a repeat: those of its parent).
    pub scope: ScopeId,
    /// Index of its flags within a row of `scope`.
    pub idx: u32,
    pub class: Class,
    pub label: Texts,
    pub hint: Texts,
    pub required_message: Texts,
    pub constraint_message: Texts,
    pub appearance: String,
    pub parameters: std::collections::BTreeMap<String, String>,
    /// Constant rules; those that depend on something have units.
    pub required: bool,
    pub readonly: bool,
    pub relevant: bool,
    pub constraint: Option<ProgId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Group,
    /// With the scope of its rows.
    Repeat(ScopeId),
    Leaf(FieldId),
}

#[derive(Debug)]
pub(super) struct ScopeDef {
    pub parent: ScopeId,
    /// The repeat; `NONE` for the form.
    pub repeat: NodeId,
    pub fields: Vec<FieldId>,
    pub nodes: Vec<NodeId>,
    pub units: Vec<UnitId>,
    pub children: Vec<ScopeId>,
    /// Rows are counted by an expression, not added by hand.
    pub counted: bool,
    pub initial_rows: u32,
    /// Readers of "which rows are there", with the scope they have in common.
    pub row_readers: Vec<(UnitId, ScopeId)>,
    /// Units in rows of this repeat that read their position.
    pub pos_readers: Vec<UnitId>,
    /// From the form (0) down to this one.
    pub chain: Vec<ScopeId>,
}

#[derive(Debug)]
pub(super) struct FieldDef {
    pub node: NodeId,
    pub scope: ScopeId,
    /// Index of its cell within a row of `scope`.
    pub idx: u32,
    pub kind: QuestionType,
    pub select: Option<Select>,
    /// Has a calculation: not to be typed.
    pub calculated: bool,
    pub default: Option<Value>,
    pub readers: Vec<(UnitId, ScopeId)>,
    pub accs: Vec<u32>,
    /// Member of a nodeset: whether it is relevant counts even while it is blank.
    pub in_set: bool,
    pub valid_unit: UnitId,
}

impl FieldDef {
    /// Whether a person answers it.
    pub fn asked(&self) -> bool {
        use QuestionType as Q;
        !self.calculated
            && !matches!(
                self.kind,
                Q::Note | Q::Calculate | Q::Hidden | Q::Start | Q::End | Q::Today | Q::DeviceId | Q::Username
            )
    }
}

#[derive(Debug)]
pub(super) struct Select {
    pub list: u32,
    pub value_col: usize,
    /// Label column per language.
    pub label_cols: Vec<Option<usize>>,
    /// Set of matching rows, when there is a filter.
    pub filter: Option<u32>,
    pub multiple: bool,
    pub open: bool,
    /// Choices come in a random order, by a seed or else by document and question.
    pub shuffle: Option<Option<ProgId>>,
}

/// A text per language; `None` where a language has none.
#[derive(Debug, Default)]
pub(super) struct Texts(pub Vec<Option<Vec<Piece>>>);

#[derive(Debug)]
pub(super) enum Piece {
    Plain(String),
    Output(ProgId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnitKind {
    Calc,
    Default,
    Relevant,
    Required,
    Readonly,
    Count,
    Valid,
    Label,
}

#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub kind: UnitKind,
    pub node: NodeId,
    pub scope: ScopeId,
    /// Index within a row of `scope`, for the queue.
    pub idx: u32,
    pub prog: ProgId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct AccDef {
    pub field: FieldId,
    pub common: ScopeId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Agg {
    Sum,
    Min,
    Max,
    Count,
    NonEmpty,
    /// Members that are numbers above 0.
    Positive,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Filter {
    /// The row at a position; the expression reads nothing of the row.
    At(ProgId),
    /// Rows for which it is true (or, if a number, whose position it is).
    Test(ProgId),
    /// The same for a question or group, of which each row has one: its position is 1.
    Each(ProgId),
}

/// A nodeset.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum SetDef {
    /// Cells (or, without field, rows) of `scope` under the current row of `common`.
    Rows(RowSet),
    /// Cells (or, without column, rows) of a list.
    List { list: u32, col: Option<u32>, key: Option<(u32, ProgId)>, tests: Vec<ProgId> },
    /// Members of several sets in the order of the form, each once.
    Union(Box<[u32]>),
    /// `randomize()`: a set in another order, by its seed, or else by document, question and the number here.
    Shuffled { set: u32, seed: Option<ProgId>, n: u32 },
}

/// Cells (or, without field, rows) of `scope` under a row of `common`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct RowSet {
    pub field: Option<FieldId>,
    pub scope: ScopeId,
    pub common: ScopeId,
    /// The row of `common` is that around the row a predicate looks at, not that of the expression.
    pub from_item: bool,
    /// By scope, outermost first.
    pub filters: Vec<(ScopeId, Filter)>,
    pub acc: Option<u32>,
}

/// One operation on the value stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Op {
    Const(u32),
    /// The cell in the current row or the row around it.
    Cell(FieldId),
    /// The answer to this question in the last finished form of this kind.
    LastSaved(FieldId),
    /// The cell in the row a predicate looks at, or a row around that.
    ItemCell(FieldId),
    /// The column of the list row a predicate looks at.
    ItemCol(u32),
    /// `position()` in a predicate.
    ItemPos,
    /// Position of the current row of a repeat.
    RowPos(ScopeId),
    /// Position of the row of a repeat around the one a predicate looks at.
    ItemRowPos(ScopeId),
    SetFirst(u32),
    SetAgg(Agg, u32),
    /// Separator on the stack.
    SetJoin(u32),
    /// Existential comparison of the stack top with a set; `flip` when the set stood on the left.
    SetCmp {
        op: BinOp,
        set: u32,
        flip: bool,
    },
    SetSet {
        op: BinOp,
        left: u32,
        right: u32,
    },
    /// Sum of the weights on the right whose members on the left are numbers above 0.
    SetWeigh {
        left: u32,
        right: u32,
    },
    Bin(BinOp),
    Neg,
    ToBool,
    Jump(u32),
    JumpIfFalse(u32),
    AndJump(u32),
    OrJump(u32),
    /// Keeps a non-blank top and jumps, else drops it.
    FilledJump(u32),
    /// `once()`: pushes the own value and jumps if it is not blank.
    OnceJump(FieldId, u32),
    Call(Func, u8),
    /// `random()` and `uuid()`, each with its number in the expression.
    Random(u32),
    Uuid(u32),
    /// `uuid(length)`
    Token(u32),
    /// Goes on there unless the form is in this language.
    LangJump(u16, u32),
    /// The text whose id is on the stack.
    Itext,
    /// Runs another program in the same place.
    Sub(ProgId),
    Regex(u32),
    /// Label of the choice on the stack among those of a question.
    ChoiceName(FieldId),
}

impl Op {
    /// Whether it looks at a nodeset, or may do so in another program.
    pub(super) fn counts(&self) -> bool {
        matches!(
            self,
            Op::SetFirst(_)
                | Op::SetAgg(..)
                | Op::SetJoin(_)
                | Op::SetCmp { .. }
                | Op::SetSet { .. }
                | Op::SetWeigh { .. }
                | Op::Sub(_)
        )
    }
}

impl Form {
    /// `form_id`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Version text.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Languages in the author's order; never empty.
    pub fn langs(&self) -> &[String] {
        &self.langs
    }

    /// The language shown first.
    pub fn default_lang(&self) -> &str {
        &self.langs[self.default_lang]
    }

    /// What the author should look at; nothing of it stops the form.
    pub fn warnings(&self) -> &[Notice] {
        &self.warnings
    }

    /// Number of questions a person may be asked (rows of repeats counted once).
    pub fn question_count(&self) -> usize {
        self.fields.iter().filter(|f| f.asked()).count()
    }

    /// Paths of all nodes in form order, without positions.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().map(|n| &*n.path)
    }

    /// The form's own name in paths: `/data` of `/data/hh/age`.
    pub fn root(&self) -> &str {
        &self.root_name
    }

    /// Whether the question at a whole path without positions, such as `/data/foto/berkas`, takes a photo or signature.
    pub fn takes_file(&self, path: &str) -> bool {
        match self.by_path.get(path).map(|n| self.nodes[*n as usize].class) {
            Some(Class::Leaf(field)) => {
                matches!(self.fields[field as usize].kind, QuestionType::Image | QuestionType::Signature)
            }
            _ => false,
        }
    }

    /// Questions whose answers in the last finished form of this kind the defaults ask for, by whole path.
    pub fn last_saved_paths(&self) -> impl Iterator<Item = &str> {
        let mut asked: Vec<FieldId> = Vec::new();
        for op in self.code.programs.iter().flatten() {
            if let Op::LastSaved(field) = op
                && !asked.contains(field)
            {
                asked.push(*field);
            }
        }
        asked.into_iter().map(|f| &*self.nodes[self.fields[f as usize].node as usize].path)
    }

    /// An answer of a finished document in canonical form; `None` where it does not fit the question at a whole path, and
    /// for files.
    pub fn answer_text(&self, path: &str, value: &serde_json::Value) -> Option<String> {
        let node = &self.nodes[*self.by_path.get(path)? as usize];
        let Class::Leaf(field) = node.class else { return None };
        match super::answers::from_json(&self.fields[field as usize].kind, value)? {
            super::answers::Answer::Text(text) => Some(text),
            super::answers::Answer::File(_) => None,
        }
    }

    /// The deepest scope two have in common.
    pub(super) fn common(&self, a: ScopeId, b: ScopeId) -> ScopeId {
        let (ca, cb) = (&self.scopes[a as usize].chain, &self.scopes[b as usize].chain);
        ca.iter().zip(cb).take_while(|(x, y)| x == y).last().map_or(0, |(x, _)| *x)
    }

    pub(super) fn program(&self, id: ProgId) -> &[Op] {
        &self.code.programs[id as usize]
    }
}
