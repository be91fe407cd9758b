//! A form on paper: blank, to be filled in by pen where no phone can be held, or filled in, to be signed and filed. Numbers
//! are the same on both, so that a blank sheet and a printed document lie side by side.

mod jawaban;
mod syarat;
#[cfg(test)]
mod tests;

use crate::domain::Lang;
use crate::form::definition::{ExprSource, FormSource, Node, NodeKind, QuestionType, Segment, Text};
use crate::form::{FormSession, QuestionView};
use crate::report::html::{self, escape};
use jawaban::{STYLE, answer, blank};
use std::collections::HashMap;
use std::fmt::Write as _;
use syarat::Syarat;

/// Blocks of a repeat on a blank sheet.
const BLANK_ROWS: usize = 3;
/// Most blocks of a repeat whose number of rows the form fixes.
const MOST_BLANK_ROWS: usize = 20;

/// What is to be printed.
#[derive(Clone, Copy)]
pub struct LembarFormulir<'a> {
    /// The form.
    pub form: &'a FormSource,
    /// The language to print, as the form names it.
    pub lang_form: &'a str,
    /// The answers, shown in that same language; without them the sheet is blank.
    pub session: Option<&'a FormSession>,
    /// Lines above the sections of a filled sheet.
    pub kepala: &'a [(String, String)],
}

/// The form's name of a language that is wanted by name or code (`English (en)` by `en`). Without a wish: that of the
/// reader if the form has it, else the form's own. `None` when the form lacks the one that is wanted.
pub fn pick_lang(form: &FormSource, wanted: Option<&str>, reader: Lang) -> Option<String> {
    let coded = |code: &str| form.langs.iter().find(|l| l.ends_with(&format!("({code})")) || *l == code);
    let Some(wanted) = wanted else {
        return Some(coded(reader.pick("id", "en")).unwrap_or(&form.default_lang).clone());
    };
    form.langs.iter().find(|l| l.eq_ignore_ascii_case(wanted)).or_else(|| coded(wanted)).cloned()
}

/// The sheet as one self-contained HTML page.
pub fn html(lembar: &LembarFormulir<'_>) -> String {
    let form = lembar.form;
    let mut writer = Writer::new(lembar);
    let title = if form.title.is_empty() { &form.id } else { &form.title };
    let lang = writer.lang;
    let _ = writeln!(writer.out, "<h1>{}</h1>", escape(title));
    let _ = writeln!(writer.out, "<p class=\"v\">{} {}</p>", escape(&form.id), escape(&form.version));
    if lembar.session.is_some() {
        let rows = html::table(lembar.kepala.iter().map(|(a, b)| (a.as_str(), b.as_str())));
        writer.out.push_str(&rows);
    } else {
        for word in [lang.pick("Nama petugas", "Worker"), lang.pick("Tanggal", "Date")] {
            let _ = writeln!(writer.out, "<p class=\"k\">{word} <span class=\"g\"></span></p>");
        }
        let told = lang.pick(
            "* wajib diisi · ○ pilih satu · □ boleh lebih dari satu",
            "* required · ○ choose one · □ more than one",
        );
        let _ = writeln!(writer.out, "<p class=\"h\">{told}</p>");
    }
    let root = format!("/{}", form.root_name);
    writer.nodes(&form.nodes, &root, &root, 0);
    let code = writer.lang.pick("id", "en");
    html::page_with(code, title, STYLE, &writer.out)
}

struct Writer<'a> {
    lembar: &'a LembarFormulir<'a>,
    lang: Lang,
    /// Number of each question and section by path without positions.
    numbers: HashMap<String, String>,
    syarat: Syarat<'a>,
    out: String,
}

impl<'a> Writer<'a> {
    fn new(lembar: &'a LembarFormulir<'a>) -> Self {
        let lang = if crate::form::is_indonesian(lembar.lang_form) { Lang::Id } else { Lang::En };
        let mut numbers = HashMap::new();
        let root = format!("/{}", lembar.form.root_name);
        number(&lembar.form.nodes, lembar.lang_form, &root, None, &mut 0, &mut numbers);
        let syarat = Syarat::new(lembar.form, lembar.lang_form, lang, &numbers);
        Self { lembar, lang, numbers, syarat, out: String::new() }
    }

    /// `at` is the path with positions, `path` without. Recursion is bounded: loaders refuse groups nested deeply.
    fn nodes(&mut self, nodes: &'a [Node], path: &str, at: &str, depth: usize) {
        for node in nodes {
            let path = format!("{path}/{}", node.name);
            let at = format!("{at}/{}", node.name);
            let view = match self.lembar.session {
                None => None,
                Some(session) => match session.question(&at) {
                    Ok(view) if view.relevant => Some(view),
                    // What does not apply is no part of the document.
                    _ => continue,
                },
            };
            match &node.kind {
                NodeKind::Group(children) => {
                    self.heading(node, &path, view.as_ref(), depth);
                    self.nodes(children, &path, &at, depth + 1);
                }
                NodeKind::Repeat { children, count, initial_rows } => {
                    self.heading(node, &path, view.as_ref(), depth);
                    let rows = match &view {
                        Some(view) => view.rows,
                        None => blank_rows(count.as_ref(), *initial_rows),
                    };
                    if rows == 0 {
                        let none = self.lang.pick("Tidak ada.", "None.");
                        let _ = writeln!(self.out, "<p class=\"h\">{none}</p>");
                    }
                    for row in 1..=rows {
                        let word = self.lang.pick("Baris", "Row");
                        let _ = writeln!(self.out, "<div class=\"r\"><p class=\"n\">{word} {row}</p>");
                        self.nodes(children, &path, &format!("{at}[{row}]"), depth + 1);
                        self.out.push_str("</div>\n");
                    }
                    if view.is_none() && count.is_none() {
                        let more = self.lang.pick("Lebih banyak: pakai lembar tambahan.", "For more: add a sheet.");
                        let _ = writeln!(self.out, "<p class=\"h\">{more}</p>");
                    }
                }
                NodeKind::Question(kind) => self.question(node, kind, &path, view.as_ref()),
            }
        }
    }

    fn heading(&mut self, node: &Node, path: &str, view: Option<&QuestionView>, depth: usize) {
        let label = self.label(&node.label, view.map(|v| v.label.as_str()));
        if !label.is_empty() {
            let level = if depth == 0 { 2 } else { 3 };
            let number = self.numbers.get(path).filter(|n| !label.starts_with(&format!("{n}.")));
            let number = number.map(|n| format!("{n}. ")).unwrap_or_default();
            let _ = writeln!(self.out, "<h{level}>{number}{}</h{level}>", escape(&label));
        }
        self.below(node, view);
    }

    /// Hint and condition.
    fn below(&mut self, node: &Node, view: Option<&QuestionView>) {
        let hint = self.label(&node.hint, view.map(|v| v.hint.as_str()));
        if !hint.is_empty() {
            let _ = writeln!(self.out, "<p class=\"h\">{}</p>", escape(&hint));
        }
        // On a filled sheet only what applies is left.
        if let (None, Some(rule)) = (view, &node.relevant) {
            let _ = writeln!(self.out, "<p class=\"s\">{}</p>", escape(&self.syarat.words(&rule.text)));
        }
    }

    fn question(&mut self, node: &'a Node, kind: &'a QuestionType, path: &str, view: Option<&QuestionView>) {
        let label = self.label(&node.label, view.map(|v| v.label.as_str()));
        if *kind == QuestionType::Note {
            if !label.is_empty() {
                let _ = writeln!(self.out, "<div class=\"t\"><p>{}</p>", escape(&label));
                self.below(node, view);
                self.out.push_str("</div>\n");
            }
            return;
        }
        let Some(number) = self.numbers.get(path) else { return };
        let must = match view {
            Some(view) => view.required,
            None => node.required.as_ref().is_some_and(|r| !matches!(r.text.trim(), "false()" | "" | "no")),
        };
        let label = if label.is_empty() { node.name.clone() } else { label };
        let must = if must { " <b>*</b>" } else { "" };
        let _ =
            writeln!(self.out, "<div class=\"q\"><p><span class=\"n\">{number}</span> {}{must}</p>", escape(&label));
        self.below(node, view);
        let (form, lang) = (self.lembar.form, self.lembar.lang_form);
        let answer = match (view, self.lembar.session) {
            (Some(view), Some(session)) => answer(session, view, kind, self.lang),
            _ => blank(form, lang, node, kind, self.lang),
        };
        self.out.push_str(&answer);
        self.out.push_str("</div>\n");
    }

    /// A text as the session shows it, or with gaps where answers would stand.
    fn label(&self, text: &Text, shown: Option<&str>) -> String {
        shown.map_or_else(|| plain(text, self.lembar.lang_form), str::to_owned)
    }
}

/// A text in a language, with gaps where answers would stand.
pub(super) fn plain(text: &Text, lang: &str) -> String {
    let pieces = text.by_lang.get(lang).or_else(|| text.by_lang.values().next());
    pieces.into_iter().flatten().map(|piece| if let Segment::Plain(text) = piece { text } else { "……" }).collect()
}

/// Whether a pen answers it.
pub(super) fn printed(node: &Node, kind: &QuestionType) -> bool {
    use QuestionType as Q;
    node.calculate.is_none()
        && !matches!(
            kind,
            Q::Note | Q::Calculate | Q::Hidden | Q::Start | Q::End | Q::Today | Q::DeviceId | Q::Username
        )
}

/// Numbers what is printed: sections and questions outside them from 1, questions of a section from `1.1`. Groups inside a
/// section have none. A section whose heading brings its number keeps it.
fn number(
    nodes: &[Node],
    lang: &str,
    path: &str,
    section: Option<&str>,
    last: &mut u32,
    out: &mut HashMap<String, String>,
) {
    for node in nodes {
        let path = format!("{path}/{}", node.name);
        let children = match &node.kind {
            NodeKind::Group(children) | NodeKind::Repeat { children, .. } => Some(children),
            NodeKind::Question(kind) if !printed(node, kind) => continue,
            NodeKind::Question(_) => None,
        };
        match (section, children) {
            (Some(section), Some(children)) => number(children, lang, &path, Some(section), last, out),
            (Some(section), None) => {
                *last += 1;
                out.insert(path, format!("{section}.{last}"));
            }
            (None, children) => {
                let label = plain(&node.label, lang);
                let own = label.split_once('.').and_then(|(n, _)| n.parse::<u32>().ok()).filter(|n| n > last);
                *last = own.unwrap_or(*last + 1);
                let own = last.to_string();
                out.insert(path.clone(), own.clone());
                if let Some(children) = children {
                    number(children, lang, &path, Some(&own), &mut 0, out);
                }
            }
        }
    }
}

fn blank_rows(count: Option<&ExprSource>, initial: u32) -> usize {
    let fixed = count.and_then(|c| c.text.trim().parse::<usize>().ok());
    fixed.unwrap_or_else(|| BLANK_ROWS.max(initial as usize)).min(MOST_BLANK_ROWS)
}
