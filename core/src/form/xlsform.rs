//! XLSForm, the notation of form authors: sheets `survey`, `choices` and `settings`, as a folder of CSV files (which a
//! version history can show), as a workbook (`.xlsx`, or `.xls` as Excel wrote it until 2003), or as a Markdown table; with
//! lists attached as CSV files.
//!
//! Source of the rules: the XLSForm reference (xlsform.org) as far as this version knows it. What would change the
//! meaning of a form and is not known is refused with sheet and row; what would not is warned of.

use std::collections::HashSet;
use std::sync::Arc;

use super::definition::{ExprSource, FormErrors, FormSource, Node, NodeKind, Place, QuestionType, Segment, Text};
use super::load::{File, Report};
use choices::{read_attachments, read_choices, read_settings};
use columns::{Columns, Langs};
use survey::Survey;
use table::{Table, read_csv};

mod choices;
mod columns;
mod markdown;
pub(in crate::form) mod survey;
pub(in crate::form) mod table;
mod types;
#[cfg(feature = "xlsx")]
mod workbook;
#[cfg(feature = "xlsx")]
mod xls;
#[cfg(feature = "xlsx")]
mod xls_container;

pub use markdown::load_markdown;
pub(in crate::form) use markdown::looks_like_form as markdown_looks_like_form;
#[cfg(feature = "xlsx")]
pub use workbook::load_xlsx;
#[cfg(feature = "xlsx")]
pub use xls::load_xls;

#[cfg(test)]
mod markdown_tests;
#[cfg(test)]
mod tests;
#[cfg(all(test, feature = "xlsx"))]
mod workbook_tests;
#[cfg(all(test, feature = "xlsx"))]
mod xls_tests;

/// The file of a form's folder that maps records to questions: the app reads it, no list is made of it.
pub const PREFILL: &str = "prefill.csv";

/// Loads a form from a folder of CSV files: `survey.csv`, `choices.csv`, `settings.csv` and attached lists.
///
/// # Errors
/// Every problem found, with sheet, row and column.
pub fn load_csv_folder(files: &[File<'_>]) -> Result<FormSource, FormErrors> {
    let mut report = Report::default();
    let mut sheets = Sheets::default();
    let mut attached = Vec::new();
    let mut failed = false;
    for &(name, bytes) in files {
        if name == PREFILL {
            continue;
        }
        let sheet: Arc<str> = name.strip_suffix(".csv").unwrap_or(name).to_ascii_lowercase().into();
        if !sheets.wants(&sheet) {
            attached.push((name, bytes));
            continue;
        }
        let table = read_csv(&sheet, bytes, &mut report);
        failed |= table.is_none();
        sheets.put(&sheet, table);
    }
    if failed {
        return Err(report.refuse());
    }
    sheets.load(&attached, report)
}

/// The sheets of a form, from whichever file.
#[derive(Default)]
struct Sheets {
    survey: Option<Table>,
    choices: Option<Table>,
    settings: Option<Table>,
    entities: Option<Table>,
}

impl Sheets {
    /// Whether a sheet of this name (lower case) is part of a form.
    fn wants(&self, name: &str) -> bool {
        matches!(name, "survey" | "choices" | "settings" | "entities")
    }

    fn put(&mut self, name: &str, table: Option<Table>) {
        match name {
            "survey" => self.survey = table,
            "choices" => self.choices = table,
            "settings" => self.settings = table,
            _ => self.entities = table,
        }
    }

    fn load(self, attached: &[File<'_>], mut report: Report) -> Result<FormSource, FormErrors> {
        let mut form = FormSource::default();
        let Some(survey) = self.survey else {
            report.error("form.no_survey", Place::new(&"survey".into(), 0, ""), "there is no sheet `survey`");
            return Err(report.refuse());
        };
        if let Some(row) = self.entities.as_ref().and_then(|t| t.rows.first().map(|r| t.place(r.number, None))) {
            report.error("form.entities", row, "entities are not in this version; remove the sheet");
        }
        let settings = read_settings(self.settings.as_ref(), &mut form, &mut report);
        let survey = Columns::survey(&survey, &mut report);
        let choices = self.choices.as_ref().map(|t| Columns::choices(t, &mut report));
        let sheets: Vec<&Columns<'_>> = std::iter::once(&survey).chain(choices.as_ref()).collect();
        let langs = Langs::find(&sheets, &settings.default_language, &mut report);
        if let Some(choices) = &choices {
            form.lists = read_choices(choices, &langs, settings.allow_duplicates, &mut report);
        }
        let own: Vec<String> = form.lists.keys().cloned().collect();
        read_attachments(attached, &mut form, &mut report);
        let mut walk = Survey {
            columns: &survey,
            langs: &langs,
            lists: &mut form.lists,
            used: HashSet::new(),
            report: &mut report,
        };
        form.nodes = walk.read();
        let used = walk.used;
        warn_unused(&form, &used, &own, &mut report);
        form.default_lang.clone_from(&langs.all[langs.default]);
        form.langs = langs.all;
        report.finish(form)
    }
}

/// Warns of lists that neither a question nor an expression names.
pub(in crate::form) fn warn_unused(form: &FormSource, used: &HashSet<String>, own: &[String], report: &mut Report) {
    let mut expressions = String::new();
    walk_expressions(&form.nodes, &mut |e| {
        // Only these can name a list.
        if e.text.contains(['\'', '"']) {
            expressions.push_str(&e.text);
        }
    });
    for (key, list) in form.lists.iter().filter(|(key, _)| !used.contains(*key)) {
        if expressions.contains(&format!("'{key}'")) || expressions.contains(&format!("\"{key}\"")) {
            continue;
        }
        let place = if own.contains(key) { list.place.clone() } else { Place { row: 0, ..list.place.clone() } };
        report.warning("form.unused_list", place, format!("no question uses the list `{key}`"));
    }
}

/// Calls `f` with every expression of the nodes.
pub(in crate::form) fn walk_expressions<'n>(nodes: &'n [Node], f: &mut impl FnMut(&'n ExprSource)) {
    for node in nodes {
        let texts: [&Text; 4] = [&node.label, &node.hint, &node.required_message, &node.constraint_message];
        for segment in texts.into_iter().flat_map(|t| t.by_lang.values().flatten()) {
            if let Segment::Output(e) = segment {
                f(e);
            }
        }
        [&node.relevant, &node.required, &node.readonly, &node.constraint, &node.calculate, &node.default]
            .into_iter()
            .flatten()
            .for_each(&mut *f);
        match &node.kind {
            NodeKind::Group(children) => walk_expressions(children, f),
            NodeKind::Repeat { children, count, .. } => {
                count.iter().for_each(&mut *f);
                walk_expressions(children, f);
            }
            NodeKind::Question(QuestionType::SelectOne(i) | QuestionType::SelectMultiple(i)) => {
                i.filter.iter().for_each(&mut *f);
                i.shuffle.iter().flat_map(|s| &s.seed).for_each(&mut *f);
            }
            NodeKind::Question(_) => {}
        }
    }
}
