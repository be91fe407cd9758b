//! Headings of the sheets: their aliases, their languages, and which of them this version takes, warns of or refuses.

use std::collections::HashMap;

use super::table::{Row, Table};
use crate::form::definition::{ExprSource, Notice, Place, Segment, Text};
use crate::form::load::{Report, nearest, segments};

/// Columns whose text may stand in several languages.
const TRANSLATED: [&str; 4] = ["label", "hint", "constraint_message", "required_message"];
/// Columns taken as they are, per sheet.
const SURVEY: [&str; 13] = [
    "type",
    "name",
    "relevant",
    "required",
    "constraint",
    "choice_filter",
    "calculation",
    "default",
    "appearance",
    "parameters",
    "readonly",
    "repeat_count",
    "disabled",
];
/// Pictures and sounds beside labels.
const MEDIA: [&str; 4] = ["image", "big-image", "audio", "video"];
/// Columns that would change what is asked or recorded: a cell with text in one of them is refused.
const REFUSED: [(&str, &str); 4] = [
    ("trigger", "calculations that run when another question changes are not in this version"),
    ("save_to", "entities are not in this version"),
    ("intent", "calling other apps is not in this version"),
    ("query", "external queries are not in this version"),
];

/// A heading taken apart.
struct Heading {
    base: String,
    lang: Option<String>,
}

/// Takes a heading apart: `label::Bahasa Indonesia (id)`, the older `label:English`, `media::image::English`, and the
/// spellings that ODK tools accept.
fn parse_heading(heading: &str) -> Heading {
    let norm = |s: &str| s.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase();
    let parts: Vec<&str> = if heading.contains("::") {
        heading.split("::").map(str::trim).collect()
    } else {
        match heading.split_once(':') {
            Some((base, lang)) if translated(&alias(&norm(base))) || norm(base) == "media" => {
                std::iter::once(base.trim()).chain(lang.split(':').map(str::trim)).collect()
            }
            _ => vec![heading.trim()],
        }
    };
    match parts[..] {
        [base] => Heading { base: alias(&norm(base)), lang: None },
        [media, kind, ref lang @ ..] if norm(media) == "media" => {
            Heading { base: norm(kind), lang: lang.first().map(|l| (*l).to_owned()) }
        }
        [ns, name] if matches!(norm(ns).as_str(), "bind" | "control" | "body") => {
            let known = alias(&norm(name));
            let plain =
                SURVEY.contains(&known.as_str()) || known == "constraint_message" || known == "required_message";
            Heading { base: if plain { known } else { format!("{}::{name}", norm(ns)) }, lang: None }
        }
        [base, lang] if translated(&alias(&norm(base))) => {
            Heading { base: alias(&norm(base)), lang: (!lang.is_empty()).then(|| lang.to_owned()) }
        }
        [bind, name, lang] if norm(bind) == "bind" && translated(&alias(&norm(name))) => {
            Heading { base: alias(&norm(name)), lang: Some(lang.to_owned()) }
        }
        _ => Heading { base: heading.to_owned(), lang: None },
    }
}

fn translated(base: &str) -> bool {
    TRANSLATED.contains(&base) || base == "guidance_hint" || MEDIA.contains(&base)
}

/// The one name of a column that has several.
fn alias(base: &str) -> String {
    match base {
        "caption" => "label",
        "constraint_msg" | "constraintmsg" | "jr:constraintmsg" => "constraint_message",
        "required_msg" | "requiredmsg" | "jr:requiredmsg" => "required_message",
        "relevance" => "relevant",
        "read_only" => "readonly",
        "calculate" => "calculation",
        "constraints" => "constraint",
        "count" | "jr:count" => "repeat_count",
        "body::appearance" => "appearance",
        other => other,
    }
    .to_owned()
}

/// The languages of a form and what to do with text that names none.
pub(super) struct Langs {
    pub(super) all: Vec<String>,
    pub(super) default: usize,
    /// The language of columns without one, where such columns make a language of their own.
    bare: Option<usize>,
}

impl Langs {
    /// Finds the languages in the headings, in their order.
    pub(super) fn find(sheets: &[&Columns<'_>], wanted: &str, report: &mut Report) -> Self {
        let mut all: Vec<String> = Vec::new();
        for (_, lang, _) in sheets.iter().flat_map(|s| &s.texts) {
            if let Some(lang) = lang.as_ref().filter(|l| !all.contains(l)) {
                all.push(lang.clone());
            }
        }
        let translated = !all.is_empty();
        // A bare `label` beside translated ones is a language of its own; other bare text serves all languages.
        let own = sheets.first().is_some_and(|s| s.texts.iter().any(|(b, l, _)| *b == "label" && l.is_none()));
        let mut bare = None;
        if !translated || own {
            let name = if wanted.is_empty() { "default" } else { wanted };
            bare = all.iter().position(|l| l == name).or(Some(0));
            if !all.iter().any(|l| l == name) {
                all.insert(0, name.to_owned());
            }
        }
        let folded = wanted.to_lowercase();
        let default = all
            .iter()
            .position(|l| l == wanted)
            .or_else(|| all.iter().position(|l| l.to_lowercase() == folded))
            .or_else(|| all.iter().position(|l| !wanted.is_empty() && l.ends_with(&format!("({wanted})"))));
        if default.is_none() && !wanted.is_empty() {
            let place = Place::new(&"settings".into(), 2, "default_language");
            let message = format!("no column is in the language `{wanted}`; `{}` is shown first", all[0]);
            report.push(
                Notice::warning("form.default_language", place, message)
                    .suggest(nearest(wanted, all.iter().map(String::as_str))),
            );
        }
        Self { default: default.unwrap_or(0), all, bare }
    }
}

/// The columns of a sheet by meaning.
pub(super) struct Columns<'t> {
    pub(super) table: &'t Table,
    plain: HashMap<String, usize>,
    texts: Vec<(&'static str, Option<String>, usize)>,
}

impl<'t> Columns<'t> {
    /// Sorts out the headings of `survey`: warns of unknown ones and refuses those that would change the meaning.
    pub(super) fn survey(table: &'t Table, report: &mut Report) -> Self {
        let mut this = Self::new(table, &SURVEY, &TRANSLATED, report, |base, place, report| {
            if base == "guidance_hint" {
                report.warning("form.guidance_hint", place, "guidance hints are not shown in this version");
                return true;
            }
            false
        });
        this.unknown(&SURVEY, report);
        this
    }

    /// Sorts out the headings of `choices`; columns of the author's own are kept for filters.
    pub(super) fn choices(table: &'t Table, report: &mut Report) -> Self {
        Self::new(table, &["list_name", "name"], &["label"], report, |_, _, _| false)
    }

    fn new(
        table: &'t Table,
        plain: &[&str],
        texts: &[&'static str],
        report: &mut Report,
        other: impl Fn(&str, Place, &mut Report) -> bool,
    ) -> Self {
        let mut this = Self { table, plain: HashMap::new(), texts: Vec::new() };
        let mut media = false;
        for (at, heading) in table.headings.iter().enumerate() {
            let place = table.place(table.header_row, Some(at));
            if heading.is_empty() {
                if table.rows.iter().any(|r| !r.cell(at).is_empty()) {
                    let message = format!("column {} has cells but no heading; it is not read", at + 1);
                    report.warning("form.no_heading", place, message);
                }
                continue;
            }
            let Heading { mut base, lang } = parse_heading(heading);
            if !plain.contains(&"type") && base == "value" {
                base = "name".into();
            }
            let text = texts.iter().find(|t| **t == base);
            let twice = match text {
                Some(text) => {
                    let twice = this.texts.iter().any(|(b, l, _)| b == text && *l == lang);
                    this.texts.push((text, lang, at));
                    twice
                }
                None if MEDIA.contains(&base.as_str()) => {
                    if !std::mem::replace(&mut media, true) {
                        report.warning("form.media", place.clone(), "media is not shown in this version");
                    }
                    false
                }
                None if other(&base, place.clone(), report) => false,
                None => this.plain.insert(base, at).is_some(),
            };
            if twice {
                report.error("form.duplicate_column", place, "the column stands twice; keep one of them");
            }
        }
        this
    }

    /// Warns of the columns that nobody reads; refuses cells in those that would change the form.
    fn unknown(&mut self, known: &[&str], report: &mut Report) {
        let mut others: Vec<(usize, String)> =
            self.plain.iter().filter(|(b, _)| !known.contains(&b.as_str())).map(|(b, at)| (*at, b.clone())).collect();
        others.sort_unstable();
        for (at, base) in others {
            let refused = REFUSED.iter().find(|(name, _)| *name == base).map(|(_, why)| *why);
            let attribute = ["bind::", "body::", "control::", "instance::"].iter().any(|ns| base.starts_with(ns));
            if refused.is_some() || attribute {
                let why = refused.unwrap_or("this attribute is not known in this version");
                for row in self.table.rows.iter().filter(|r| !r.cell(at).is_empty()) {
                    let place = self.table.place(row.number, Some(at));
                    report.error(
                        "form.unknown_attribute",
                        place,
                        format!("{why}; empty the cell or remove the column"),
                    );
                }
                continue;
            }
            let names = known.iter().chain(&TRANSLATED).copied();
            let place = self.table.place(self.table.header_row, Some(at));
            report.push(
                Notice::warning("form.unknown_column", place, "the column is not known and is not read")
                    .suggest(nearest(&base, names)),
            );
        }
    }

    /// Position of a column by its one name.
    pub(super) fn at(&self, base: &str) -> Option<usize> {
        self.plain.get(base).copied()
    }

    /// Columns that are neither `known` nor translated text, by position.
    pub(super) fn extra(&self, known: &[&str]) -> Vec<(usize, &'t str)> {
        let mut extra: Vec<(usize, &str)> = self
            .plain
            .iter()
            .filter(|(base, _)| !known.contains(&base.as_str()))
            .map(|(_, at)| (*at, self.table.headings[*at].as_str()))
            .collect();
        extra.sort_unstable();
        extra
    }

    /// Whether any translated column names a language.
    pub(super) fn translated(&self) -> bool {
        self.texts.iter().any(|(_, lang, _)| lang.is_some())
    }

    /// A cell by the column's one name; empty when there is none.
    pub(super) fn cell<'r>(&self, row: &'r Row, base: &str) -> &'r str {
        self.at(base).map_or("", |at| row.cell(at))
    }

    /// Place of a cell by the column's one name.
    pub(super) fn place(&self, row: &Row, base: &str) -> Place {
        let text = self.texts.iter().find(|(b, _, _)| *b == base).map(|(_, _, at)| *at);
        self.table.place(row.number, self.at(base).or(text))
    }

    /// A cell as an expression.
    pub(super) fn expr(&self, row: &Row, base: &str, report: &mut Report) -> Option<ExprSource> {
        let cell = self.cell(row, base);
        if cell.is_empty() {
            return None;
        }
        let place = self.place(row, base);
        if base != "default" && cell.contains("${last-saved#") {
            let message = "values of the last saved form stand in the default column only";
            report.error("form.last_saved", place.clone(), message);
        }
        // Word processors turn quotes into typographic ones, which no expression knows.
        let text = cell.replace(['\u{2018}', '\u{2019}'], "'").replace(['\u{201c}', '\u{201d}'], "\"");
        Some(ExprSource { text, place })
    }

    /// A cell that says yes, no or an expression.
    pub(super) fn yes_no(&self, row: &Row, base: &str, report: &mut Report) -> Option<ExprSource> {
        let mut expr = self.expr(row, base, report)?;
        match expr.text.to_lowercase().as_str() {
            "yes" | "true" => expr.text = "true()".into(),
            "no" | "false" => expr.text = "false()".into(),
            _ => {}
        }
        Some(expr)
    }

    /// Cells of a translated column, one per language of the form: the language's own, else the one without language,
    /// else the default language's, else any. All empty when no cell has text. The flags say which were borrowed.
    pub(super) fn in_langs<'r>(&self, row: &'r Row, base: &str, langs: &Langs) -> Vec<(&'r str, usize, bool)> {
        let own = |lang: usize| {
            self.texts
                .iter()
                .filter(|(b, l, _)| {
                    *b == base && l.as_ref().map_or(langs.bare == Some(lang), |l| *l == langs.all[lang])
                })
                .map(|(_, _, at)| (row.cell(*at), *at))
                .find(|(cell, _)| !cell.is_empty())
        };
        let bare = || {
            let free = self.texts.iter().find(|(b, l, _)| *b == base && l.is_none() && langs.bare.is_none());
            free.map(|(_, _, at)| (row.cell(*at), *at)).filter(|(cell, _)| !cell.is_empty())
        };
        let found: Vec<_> = (0..langs.all.len()).map(|lang| own(lang).or_else(bare)).collect();
        let spare = found[langs.default].or_else(|| found.iter().flatten().next().copied());
        found
            .into_iter()
            .map(|cell| match (cell, spare) {
                (Some((text, at)), _) => (text, at, false),
                (None, Some((text, at))) => (text, at, true),
                (None, None) => ("", 0, false),
            })
            .collect()
    }

    /// A translated text with its references, an entry for every language. Borrowed translations are counted per
    /// language in `missing` with the row of the first.
    pub(super) fn text(
        &self,
        row: &Row,
        base: &str,
        langs: &Langs,
        missing: &mut Missing,
        report: &mut Report,
    ) -> Text {
        let mut text = Text::default();
        let mut done: Vec<(usize, Vec<Segment>)> = Vec::new();
        for (lang, (cell, at, borrowed)) in self.in_langs(row, base, langs).into_iter().enumerate() {
            if cell.is_empty() {
                continue;
            }
            if borrowed {
                missing.count(lang, &self.table.place(row.number, None));
            }
            // The same cell for several languages is split once, so that a fault in it is told once.
            let segments = match done.iter().find(|(d, _)| *d == at) {
                Some((_, segments)) => segments.clone(),
                None => segments(cell, &self.table.place(row.number, Some(at)), report),
            };
            done.push((at, segments.clone()));
            text.by_lang.insert(langs.all[lang].clone(), segments);
        }
        text
    }
}

/// Translations that are missing: how many per language, and where the first.
pub(super) struct Missing(Vec<Option<(usize, Place)>>);

impl Missing {
    pub(super) fn new(langs: &Langs) -> Self {
        Self(vec![None; langs.all.len()])
    }

    pub(super) fn count(&mut self, lang: usize, place: &Place) {
        self.0[lang].get_or_insert_with(|| (0, place.clone())).0 += 1;
    }

    pub(super) fn tell(self, langs: &Langs, report: &mut Report) {
        for (lang, missing) in self.0.into_iter().enumerate() {
            if let Some((count, place)) = missing {
                let message = format!(
                    "{count} texts have no translation into `{}`, the first here; another language is shown",
                    langs.all[lang]
                );
                report.warning("form.missing_translation", place, message);
            }
        }
    }
}
