//! A form as its author wrote it, whichever notation: what the loaders (`xlsform`, `xform`) produce and the compiler
//! takes. Expressions are still text, each with the place where it stands, so that every error can name it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Where something stands in the author's file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Sheet or file, e.g. `survey`, `choices`, `form.xml`.
    pub sheet: Arc<str>,
    /// Row in a sheet as a spreadsheet shows it (header = 1), or line in an XML file; 0 when the whole file is meant.
    pub row: u32,
    /// Column heading in a sheet, or element/attribute in XML; empty when the whole row is meant.
    pub column: Arc<str>,
}

impl Place {
    /// A place; `row` 0 for the whole file, `column` empty for the whole row.
    pub fn new(sheet: &Arc<str>, row: u32, column: &str) -> Self {
        Self { sheet: sheet.clone(), row, column: column.into() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.sheet)?;
        if self.row > 0 {
            write!(f, ":{}", self.row)?;
        }
        if !self.column.is_empty() {
            write!(f, " [{}]", self.column)?;
        }
        Ok(())
    }
}

/// An expression as text. XLSForm's `${name}` references stay in it; the expression parser resolves them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExprSource {
    /// The text, e.g. `${umur} >= 60` or `/data/umur >= 60`.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// A text in every language of the form. Each is a run of plain text and references to be filled in.
/// The loaders leave a text either empty or with an entry for every language: a missing translation takes the text of
/// the default language (and a warning says so).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text {
    /// Language name (as the form declares it; `default` when it declares none) to segments.
    pub by_lang: BTreeMap<String, Vec<Segment>>,
}

/// A piece of a label.
#[derive(Clone, Debug, PartialEq)]
pub enum Segment {
    /// Shown as it is.
    Plain(String),
    /// `${name}` or `<output value="…"/>`: the value of an expression.
    Output(ExprSource),
}

/// A whole form.
#[derive(Clone, Debug, Default)]
pub struct FormSource {
    /// `form_id` of the settings sheet, or the XForm's primary instance id.
    pub id: String,
    /// Version text.
    pub version: String,
    /// Title.
    pub title: String,
    /// Name of the root node in paths (`data` unless the form says otherwise).
    pub root_name: String,
    /// Languages in the order of the columns; never empty.
    pub langs: Vec<String>,
    /// The language shown first.
    pub default_lang: String,
    /// Top-level nodes in order.
    pub nodes: Vec<Node>,
    /// Choice lists by name: sheet `choices`, secondary instances, attached CSV files.
    pub lists: BTreeMap<String, ChoiceList>,
    /// Texts by id that expressions may ask for with `jr:itext()`; empty when none does.
    pub texts: BTreeMap<String, Text>,
    /// Things that do not stop the form: unknown columns, missing attachments, unused lists.
    pub warnings: Vec<Notice>,
}

/// A question, group or repeat with its rules.
#[derive(Clone, Debug)]
pub struct Node {
    /// Name, unique among siblings.
    pub name: String,
    /// What it is.
    pub kind: NodeKind,
    /// Label.
    pub label: Text,
    /// Hint.
    pub hint: Text,
    /// Shown and counted only when true.
    pub relevant: Option<ExprSource>,
    /// Must be answered when true.
    pub required: Option<ExprSource>,
    /// Said when a required answer is missing.
    pub required_message: Text,
    /// Not to be edited when true.
    pub readonly: Option<ExprSource>,
    /// Must hold for a non-empty answer.
    pub constraint: Option<ExprSource>,
    /// Said when it does not.
    pub constraint_message: Text,
    /// Computed value.
    pub calculate: Option<ExprSource>,
    /// Value at creation: a literal, or an expression when `default_is_expr`.
    pub default: Option<ExprSource>,
    /// Whether `default` must be evaluated (dynamic default) or is taken as text.
    pub default_is_expr: bool,
    /// Appearance words, handed to the shells.
    pub appearance: String,
    /// `parameters` (e.g. `max-pixels=1024`), handed to the shells.
    pub parameters: BTreeMap<String, String>,
    /// Where it stands.
    pub place: Place,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// A group; a `field-list` appearance asks its questions on one page.
    Group(Vec<Node>),
    /// A repeat. `count` fixes the number of rows.
    Repeat {
        /// Fields of one row.
        children: Vec<Node>,
        /// `repeat_count` / `jr:count`.
        count: Option<ExprSource>,
        /// Rows that exist at the start (0 with `jr:template`, XLSForm forms start with 0 here too).
        initial_rows: u32,
    },
    /// A question or a computed field.
    Question(QuestionType),
}

/// The types of question that this version knows; anything else is refused at load.
#[derive(Clone, Debug, PartialEq)]
pub enum QuestionType {
    /// Free text.
    Text,
    /// Whole number, 64 bit.
    Integer,
    /// Decimal number.
    Decimal,
    /// Calendar date.
    Date,
    /// Time of day.
    Time,
    /// Date and time with offset.
    DateTime,
    /// One of a list.
    SelectOne(Itemset),
    /// Several of a list.
    SelectMultiple(Itemset),
    /// Text shown, nothing asked.
    Note,
    /// A box to tick; the value is `OK`.
    Acknowledge,
    /// `lat lon altitude accuracy`.
    Geopoint,
    /// A photo: path and hash of a file.
    Image,
    /// A signature (image with appearance `signature`).
    Signature,
    /// Value of `calculate`, never asked.
    Calculate,
    /// Never asked, may hold a default.
    Hidden,
    /// When the form was opened first (dateTime).
    Start,
    /// When it was finalised (dateTime).
    End,
    /// The date on which it was opened.
    Today,
    /// The device's id.
    DeviceId,
    /// The worker's name.
    Username,
}

/// Where the choices of a question come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Itemset {
    /// Key in [`FormSource::lists`].
    pub list: String,
    /// Row filter; bare names in it are columns of the list, `${name}` and paths are questions.
    pub filter: Option<ExprSource>,
    /// Column that holds the value (`name` in XLSForm).
    pub value_column: String,
    /// Column that holds the label, without language; see [`ChoiceList::label`].
    pub label_column: String,
    /// Whether values outside the list are accepted (`or_other` is refused; always false in this version).
    pub open: bool,
    /// Offers the choices in a random order.
    pub shuffle: Option<Shuffle>,
}

/// A random order of choices.
#[derive(Clone, Debug, PartialEq)]
pub struct Shuffle {
    /// An expression that gives the seed. Without one, the order follows from the document and the question.
    pub seed: Option<ExprSource>,
}

/// A list of choices as columns, so that 80,000 rows stay small.
#[derive(Clone, Debug, Default)]
pub struct ChoiceList {
    /// Column names. A translated label is `label::<lang>`; an untranslated one `label`.
    pub columns: Vec<String>,
    /// One vector per column, all of the same length. Empty text = no value.
    pub cells: Vec<Vec<Box<str>>>,
    /// Where the list stands.
    pub place: Place,
}

impl ChoiceList {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.cells.first().map_or(0, Vec::len)
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c == name)
    }

    /// Position of the label column for a language: `label::lang`, else `label`, else any `label::…`.
    pub fn label(&self, label_column: &str, lang: &str) -> Option<usize> {
        self.column(&format!("{label_column}::{lang}"))
            .or_else(|| self.column(label_column))
            .or_else(|| self.columns.iter().position(|c| c.starts_with(label_column) && c.contains("::")))
    }
}

/// How grave a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The form works; the author should look.
    Warning,
    /// The form is refused.
    Error,
}

/// Something to tell the form's author, with its place and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Warning or error.
    pub severity: Severity,
    /// Stable code, e.g. `form.unknown_function`.
    pub code: &'static str,
    /// Where.
    pub place: Place,
    /// What and what to do, in English (form authors and operators).
    pub message: String,
    /// What the author probably meant: the nearest known name, to be put in place of the wrong one.
    pub suggestion: Option<String>,
}

impl Notice {
    /// A notice that refuses the form.
    pub fn error(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, place, message: message.into(), suggestion: None }
    }

    /// A notice that lets the form pass.
    pub fn warning(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, place, message) }
    }

    /// The same notice with the name that was probably meant, if one is near.
    #[must_use]
    pub fn suggest(self, name: Option<&str>) -> Self {
        Self { suggestion: name.map(str::to_owned), ..self }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.place, self.message, self.code)?;
        self.suggestion.as_ref().map_or(Ok(()), |s| write!(f, "; did you mean `{s}`?"))
    }
}

/// Why a form was refused: every problem found, at least one of them an error.
#[derive(Debug, thiserror::Error)]
#[error("form refused: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct FormErrors(pub Vec<Notice>);
