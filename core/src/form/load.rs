//! What every form loader shares: the caps on input, the collector of notices, names, suggestions and label references.
//!
//! Forms come from outside. Every loader is a pure function of the bytes given; it reports all problems it finds, each
//! with its place, and never panics, recurses without bound or grows beyond a small multiple of its input.

use std::sync::Arc;

use super::definition::{ExprSource, FormErrors, FormSource, Notice, Place, Segment};

/// A file that belongs to a form: its name without folder, and its bytes.
pub type File<'a> = (&'a str, &'a [u8]);

/// Largest CSV file, bytes. 80,000 villages with codes and names are about 4 MB.
pub const MAX_CSV_BYTES: usize = 32 << 20;
/// Largest XML file, bytes.
pub const MAX_XML_BYTES: usize = 16 << 20;
/// Largest workbook as it comes, bytes.
pub const MAX_XLSX_BYTES: usize = 16 << 20;
/// Most rows of a sheet or an attached list.
pub const MAX_ROWS: u32 = 200_000;
/// Most columns of a sheet.
pub const MAX_COLUMNS: usize = 256;
/// Most cells of a sheet or list: keeps a small file of bare commas from filling the memory.
pub const MAX_CELLS: usize = 4_000_000;
/// Longest cell, attribute or text, bytes.
pub const MAX_CELL: usize = 64 << 10;
/// Deepest nesting of groups and repeats.
pub const MAX_GROUPS: usize = 32;
/// Most questions, groups and repeats of one form.
pub const MAX_NODES: usize = 20_000;
/// Most notices kept; what comes after is counted only.
const MAX_NOTICES: usize = 500;

/// Loads a form from its files, whichever notation it is in: an XForm (`.xml` that begins with an `html` element), a
/// workbook (`.xlsx`, `.xls`), a Markdown table (`.md` with a sheet `survey`), or a folder of CSV sheets with `survey.csv`.
/// The other files are its attachments.
///
/// # Errors
/// Every problem found, with its place; also when no form, or more than one, is among the files.
pub fn load_any(files: &[File<'_>]) -> Result<FormSource, FormErrors> {
    let ends = |name: &str, end: &str| name.to_ascii_lowercase().ends_with(end);
    let mains: Vec<usize> = (0..files.len())
        .filter(|&i| {
            let (name, bytes) = files[i];
            name.eq_ignore_ascii_case("survey.csv")
                || ends(name, ".xlsx")
                || ends(name, ".xls")
                || (ends(name, ".md") && (files.len() == 1 || super::xlsform::markdown_looks_like_form(bytes)))
                || (ends(name, ".xml") && (files.len() == 1 || super::xform::looks_like_form(bytes)))
        })
        .collect();
    let refuse = |code, message: String| {
        let place = Place::new(&Arc::from("form"), 0, "");
        Err(FormErrors(vec![Notice::error(code, place, message)]))
    };
    match mains[..] {
        [] => refuse(
            "form.no_form",
            "no form found: give an .xlsx or .xls workbook, a Markdown table .md, an XForm .xml, or a folder with survey.csv"
                .into(),
        ),
        [main] => {
            let (name, bytes) = files[main];
            // A text beside a form explains it; it is no attachment.
            let rest = (0..files.len()).filter(|&i| i != main && !ends(files[i].0, ".md"));
            let others: Vec<File<'_>> = rest.map(|i| files[i]).collect();
            if ends(name, ".csv") {
                super::xlsform::load_csv_folder(&[&others[..], &[files[main]]].concat())
            } else if ends(name, ".xlsx") {
                load_workbook(bytes, &others)
            } else if ends(name, ".xls") {
                load_old_workbook(bytes, &others)
            } else if ends(name, ".md") {
                super::xlsform::load_markdown(bytes, &others)
            } else {
                super::xform::load_xform(bytes, &others)
            }
        }
        _ => {
            let names: Vec<&str> = mains.iter().map(|&i| files[i].0).collect();
            refuse(
                "form.several_forms",
                format!("more than one form among the files ({}); load them one by one", names.join(", ")),
            )
        }
    }
}

#[cfg(feature = "xlsx")]
fn load_workbook(bytes: &[u8], others: &[File<'_>]) -> Result<FormSource, FormErrors> {
    super::xlsform::load_xlsx(bytes, others)
}

#[cfg(feature = "xlsx")]
fn load_old_workbook(bytes: &[u8], others: &[File<'_>]) -> Result<FormSource, FormErrors> {
    // Some programs give the new format the old ending.
    if bytes.starts_with(b"PK") { load_workbook(bytes, others) } else { super::xlsform::load_xls(bytes, others) }
}

#[cfg(not(feature = "xlsx"))]
fn load_old_workbook(bytes: &[u8], others: &[File<'_>]) -> Result<FormSource, FormErrors> {
    load_workbook(bytes, others)
}

#[cfg(not(feature = "xlsx"))]
fn load_workbook(_: &[u8], _: &[File<'_>]) -> Result<FormSource, FormErrors> {
    let place = Place::new(&Arc::from("form"), 0, "");
    let message = "this build reads no workbooks; save each sheet as CSV into one folder";
    Err(FormErrors(vec![Notice::error("form.no_xlsx", place, message)]))
}

/// Collects notices while a form is read, so that the author sees all problems at once.
#[derive(Default)]
pub(super) struct Report {
    notices: Vec<Notice>,
    errors: usize,
    dropped: usize,
}

impl Report {
    pub(super) fn push(&mut self, notice: Notice) {
        let is_error = notice.severity == super::definition::Severity::Error;
        self.errors += usize::from(is_error);
        // The first error is kept however many warnings came before it.
        if self.notices.len() < MAX_NOTICES || (is_error && self.errors == 1) {
            self.notices.push(notice);
        } else {
            self.dropped += 1;
        }
    }

    pub(super) fn error(&mut self, code: &'static str, place: Place, message: impl Into<String>) {
        self.push(Notice::error(code, place, message));
    }

    pub(super) fn warning(&mut self, code: &'static str, place: Place, message: impl Into<String>) {
        self.push(Notice::warning(code, place, message));
    }

    /// Whether further notices are only counted, so that nothing costly need be done for them.
    pub(super) fn is_full(&self) -> bool {
        self.notices.len() >= MAX_NOTICES
    }

    pub(super) fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// The form with its warnings, or all notices when one of them is an error.
    pub(super) fn finish(mut self, mut form: FormSource) -> Result<FormSource, FormErrors> {
        if self.dropped > 0 {
            let place = self.notices.last().map_or_else(Place::default, |n| n.place.clone());
            let message = format!("{} more notices are not listed; mend these first", self.dropped);
            self.notices.push(Notice::warning("form.more_notices", place, message));
        }
        if self.has_errors() {
            Err(FormErrors(self.notices))
        } else {
            form.warnings = self.notices;
            Ok(form)
        }
    }

    /// Gives up: the notices so far.
    pub(super) fn refuse(self) -> FormErrors {
        debug_assert!(self.has_errors(), "a form is refused only with an error");
        FormErrors(self.notices)
    }
}

/// Whether a text can name a question, group or list column: a letter or `_`, then letters, digits, `_`, `-`, `.`
/// (XML's NCName, as ODK asks).
pub(super) fn valid_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// The candidate nearest to a mistyped name, if one is near enough to be what was meant.
pub(super) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = |s: &str| s.to_lowercase().chars().take(48).collect::<Vec<char>>();
    let wanted = letters(name);
    let limit = (wanted.len() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .take(5_000)
        // Names of another length cannot be near; the rest is bounded, since names come from outside.
        .filter(|c| c.len().abs_diff(name.len()) <= 4 * limit)
        .take(500)
        .map(|c| (distance(&wanted, &letters(c)), c))
        .filter(|&(d, c)| d <= limit && d < c.chars().count())
        .min_by_key(|&(d, _)| d)
        .map(|(_, c)| c)
}

/// Edit distance where a swap of neighbours counts once (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// Splits a label into plain text and `${name}` references.
pub(super) fn segments(text: &str, place: &Place, report: &mut Report) -> Vec<Segment> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(len) = rest[start..].find('}') else {
            report.error(
                "form.open_reference",
                place.clone(),
                "a reference begins with `${` but has no closing `}`; write it as `${name}`",
            );
            break;
        };
        if start > 0 {
            out.push(Segment::Plain(rest[..start].to_owned()));
        }
        let reference = &rest[start..=start + len];
        out.push(Segment::Output(ExprSource { text: reference.to_owned(), place: place.clone() }));
        rest = &rest[start + len + 1..];
    }
    if !rest.is_empty() {
        out.push(Segment::Plain(rest.to_owned()));
    }
    out
}

/// Reads a table of `key=value` pairs separated by blanks, commas or semicolons. A part without `=` is given back as
/// the error.
pub(super) fn pairs(text: &str) -> Result<Vec<(String, String)>, String> {
    // Blanks around `=` belong to the pair.
    let mut tight = text.to_owned();
    while tight.contains(" =") || tight.contains("= ") {
        tight = tight.replace(" =", "=").replace("= ", "=");
    }
    tight
        .split([' ', ',', ';', '\n', '\t'])
        .filter(|p| !p.is_empty())
        .map(|p| p.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned())).ok_or_else(|| p.to_owned()))
        .collect()
}

/// Parameters known per type of question; they are handed to the shells. Anything else is refused, since a parameter
/// may change what is recorded.
pub(super) fn known_parameters(kind: &str) -> &'static [&'static str] {
    match kind {
        "image" => &["max-pixels"],
        "geopoint" => &["capture-accuracy", "warning-accuracy", "allow-mock-accuracy"],
        "text" => &["rows"],
        "file-list" => &["value", "label"],
        _ => &[],
    }
}
