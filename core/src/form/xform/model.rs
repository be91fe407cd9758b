//! The model of an XForm: texts in several languages, instances (the record and the lists), binds.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Loader;
use super::dom::{Child, Element, Ns};
use crate::form::definition::{ChoiceList, ExprSource, Segment, Text};
use crate::form::load::{File, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, nearest, valid_name};
use crate::form::xlsform::table::read_list;

/// A bind with its attributes as text; what they mean depends on the body.
pub(super) struct Bind<'x, 'a> {
    pub(super) element: &'x Element<'a>,
    /// Set when something on the record took it.
    pub(super) used: bool,
}

/// `itext`: for each id, the text per language.
#[derive(Default)]
pub(super) struct Itext {
    pub(super) langs: Vec<String>,
    pub(super) default: usize,
    texts: HashMap<String, Vec<Option<Vec<Segment>>>>,
}

impl Itext {
    /// The text of an id in every language; a missing translation takes the default language's, any, or stays empty.
    fn get(&self, id: &str) -> Option<Vec<&[Segment]>> {
        let texts = self.texts.get(id)?;
        let at = |lang: usize| texts.get(lang).and_then(Option::as_deref);
        let spare = at(self.default).or_else(|| texts.iter().flatten().next().map(Vec::as_slice));
        Some((0..self.langs.len()).map(|lang| at(lang).or(spare).unwrap_or_default()).collect())
    }
}

impl<'x, 'a> Loader<'x, 'a> {
    /// Reads all translations.
    pub(super) fn read_itext(&mut self, model: &'x Element<'a>) {
        for itext in model.elements().filter(|e| e.name == "itext") {
            for translation in itext.elements() {
                if translation.name != "translation" {
                    self.unknown_element(translation);
                    continue;
                }
                self.check_attributes(translation, &[(Ns::None, "lang"), (Ns::None, "default")]);
                let name = translation.attr("lang").unwrap_or("").trim();
                if name.is_empty() || self.itext.langs.iter().any(|l| l == name) {
                    let place = self.place(translation.line, "lang");
                    self.report.error("form.bad_language", place, "a translation needs a language name of its own");
                    continue;
                }
                self.itext.langs.push(name.to_owned());
                let lang = self.itext.langs.len() - 1;
                if translation.attr("default").is_some_and(|d| d != "false()") {
                    self.itext.default = lang;
                }
                for text in translation.elements() {
                    self.read_text(text, lang);
                }
            }
        }
        if self.itext.langs.is_empty() {
            self.itext.langs.push("default".into());
        }
        let langs = self.itext.langs.len();
        for lang in 0..langs {
            let missing = self.itext.texts.values().filter(|t| t.get(lang).is_none_or(Option::is_none)).count();
            if missing > 0 {
                let message = format!(
                    "{missing} texts have no translation into `{}`; another language is shown",
                    self.itext.langs[lang]
                );
                let place = self.place(model.line, "itext");
                self.report.warning("form.missing_translation", place, message);
            }
        }
    }

    fn read_text(&mut self, text: &'x Element<'a>, lang: usize) {
        if text.name != "text" {
            self.unknown_element(text);
            return;
        }
        self.check_attributes(text, &[(Ns::None, "id")]);
        let id = text.attr("id").unwrap_or("");
        let mut shown: Option<&Element<'a>> = None;
        for value in text.elements() {
            if value.name != "value" {
                self.unknown_element(value);
                continue;
            }
            self.check_attributes(value, &[(Ns::None, "form")]);
            match value.attr("form").unwrap_or("") {
                "" | "long" => shown = Some(value),
                "short" => shown = shown.or(Some(value)),
                "guidance" => {
                    self.once("form.guidance_hint", value.line, "guidance hints are not shown in this version")
                }
                _ => self.once("form.media", value.line, "media is not shown in this version"),
            }
        }
        let segments = shown.map(|v| self.mixed(v)).unwrap_or_default();
        // ODK's converter writes `-` where a translation is missing; it stands as missing here too.
        let filler = matches!(&segments[..], [Segment::Plain(p)] if p == "-");
        let texts = self.itext.texts.entry(id.to_owned()).or_default();
        if texts.len() <= lang {
            texts.resize(lang + 1, None);
        }
        if filler {
            return;
        }
        if texts[lang].replace(segments).is_some() {
            let place = self.place(text.line, "id");
            self.report.error("form.duplicate_text", place, format!("the text `{id}` stands twice in one language"));
        }
    }

    /// Text with `output` elements in it.
    pub(super) fn mixed(&mut self, element: &'x Element<'a>) -> Vec<Segment> {
        let mut out = Vec::new();
        for child in &element.children {
            match child {
                Child::Text(text) => out.push(Segment::Plain(text.clone().into_owned())),
                Child::Element(e) if e.name == "output" => {
                    self.check_attributes(e, &[(Ns::None, "value"), (Ns::None, "ref")]);
                    let (name, value) =
                        e.attr("value").map_or(("ref", e.attr("ref").unwrap_or("")), |value| ("value", value));
                    let place = self.place(e.line, name);
                    if value.trim().is_empty() {
                        self.report.error("form.empty_output", place, "an output needs a value");
                    } else {
                        out.push(Segment::Output(ExprSource { text: value.trim().to_owned(), place }));
                    }
                }
                Child::Element(e) => self.unknown_element(e),
            }
        }
        // Blanks at the ends come from the layout of the file.
        if let Some(Segment::Plain(first)) = out.first_mut() {
            *first = first.trim_start().to_owned();
        }
        if let Some(Segment::Plain(last)) = out.last_mut() {
            *last = last.trim_end().to_owned();
        }
        out.retain(|s| !matches!(s, Segment::Plain(p) if p.is_empty()));
        out
    }

    /// The id inside `jr:itext('id')`.
    pub(super) fn itext_id(value: &str) -> Option<&str> {
        let inner = value.trim().strip_prefix("jr:itext(")?.strip_suffix(')')?.trim();
        Some(inner.trim_matches(['\'', '"']))
    }

    /// A text of the form from an itext id, in every language.
    pub(super) fn text_of(&mut self, id: &str, line: u32, column: &str) -> Text {
        let mut text = Text::default();
        match self.itext.get(id) {
            Some(all) if all.iter().all(|s| s.is_empty()) => {}
            Some(all) => {
                for (lang, segments) in self.itext.langs.iter().zip(all) {
                    text.by_lang.insert(lang.clone(), segments.to_vec());
                }
            }
            None => {
                let place = self.place(line, column);
                self.report.error("form.missing_text", place, format!("there is no text `{id}` in itext"));
            }
        }
        text
    }

    /// All texts by id.
    pub(super) fn all_texts(&self) -> BTreeMap<String, Text> {
        let text = |id: &String| {
            let all = self.itext.get(id).unwrap_or_default();
            let by_lang = self.itext.langs.iter().cloned().zip(all.into_iter().map(<[Segment]>::to_vec));
            Text { by_lang: by_lang.collect() }
        };
        self.itext.texts.keys().map(|id| (id.clone(), text(id))).collect()
    }

    /// The same text in every language.
    pub(super) fn same_text(&self, segments: &[Segment]) -> Text {
        if segments.is_empty() {
            return Text::default();
        }
        Text { by_lang: self.itext.langs.iter().map(|l| (l.clone(), segments.to_vec())).collect() }
    }

    /// Reads the binds by their path. A bind without type or rules says nothing.
    pub(super) fn read_binds(&mut self, model: &'x Element<'a>, root: &str) {
        const KNOWN: [(Ns, &str); 15] = [
            (Ns::None, "nodeset"),
            (Ns::None, "ref"),
            (Ns::None, "id"),
            (Ns::None, "type"),
            (Ns::None, "relevant"),
            (Ns::None, "required"),
            (Ns::None, "readonly"),
            (Ns::None, "constraint"),
            (Ns::None, "calculate"),
            (Ns::Javarosa, "constraintMsg"),
            (Ns::Javarosa, "requiredMsg"),
            (Ns::Javarosa, "preload"),
            (Ns::Javarosa, "preloadParams"),
            (Ns::OpenRosa, "max-pixels"),
            (Ns::Odk, "allow-mock-accuracy"),
        ];
        for bind in model.elements().filter(|e| e.name == "bind") {
            self.check_attributes(bind, &KNOWN);
            if let Some(inner) = bind.elements().next() {
                let place = self.place(inner.line, "bind");
                self.report.error(
                    "form.nested_bind",
                    place,
                    "binds inside binds are not read; write them side by side",
                );
            }
            let nodeset = bind.attr("nodeset").or_else(|| bind.attr("ref")).unwrap_or("");
            let Some(path) = super::resolve(nodeset, &format!("/{root}")) else {
                let place = self.place(bind.line, "nodeset");
                let message = format!("`{nodeset}` is no plain path to a question; write `/{root}/…`");
                self.report.error("form.bad_path", place, message);
                continue;
            };
            if let Some(id) = bind.attr("id") {
                self.bind_ids.insert(id, path.clone());
            }
            if let Some(first) = self.binds.get(&path) {
                let message = format!("there is a second bind for `{path}` (first in line {})", first.element.line);
                let place = self.place(bind.line, "nodeset");
                self.report.error("form.duplicate_bind", place, message);
            } else {
                self.binds.insert(path, Bind { element: bind, used: false });
            }
        }
    }

    /// Reads the secondary instances into lists.
    pub(super) fn read_lists(&mut self, model: &'x Element<'a>, files: &[File<'_>]) {
        for instance in model.elements().filter(|e| e.name == "instance").skip(1) {
            self.check_attributes(instance, &[(Ns::None, "id"), (Ns::None, "src")]);
            let id = instance.attr("id").unwrap_or("").trim().to_owned();
            let place = self.place(instance.line, "id");
            if id.is_empty() {
                self.report.error("form.no_list_name", place, "a secondary instance needs an id");
                continue;
            }
            if self.lists.contains_key(&id) {
                self.report.error("form.duplicate_list", place, format!("there are two instances `{id}`"));
                continue;
            }
            let list = match instance.attr("src") {
                Some(src) => self.attached(src, instance.line, files),
                None => match instance.elements().next() {
                    Some(root) => self.list_rows(root, instance.line),
                    None => Some(ChoiceList { place: self.place(instance.line, ""), ..ChoiceList::default() }),
                },
            };
            // A list that could not be read was told of; it stands empty, so that its users are not told again.
            let list = list.unwrap_or_else(|| ChoiceList { place, ..ChoiceList::default() });
            self.lists.insert(id, list);
        }
    }

    /// A list attached as `jr://file-csv/x.csv` or `jr://file/x.xml`.
    fn attached(&mut self, src: &str, line: u32, files: &[File<'_>]) -> Option<ChoiceList> {
        let place = self.place(line, "src");
        let file = ["jr://file-csv/", "jr://file/", "jr://csv/"].iter().find_map(|p| src.strip_prefix(p));
        let lower = src.to_ascii_lowercase();
        let Some(file) = file.filter(|_| lower.ends_with(".csv") || lower.ends_with(".xml")) else {
            let message = format!("`{src}` cannot be read in this version; attach a .csv or .xml list");
            self.report.error("form.list_format", place, message);
            return None;
        };
        let Some((name, bytes)) = files.iter().find(|(name, _)| *name == file) else {
            let message = format!("the attached file `{file}` is missing; the list is empty until it comes");
            self.report.warning("form.missing_attachment", place.clone(), message);
            return Some(ChoiceList { place, ..ChoiceList::default() });
        };
        let sheet = (*name).into();
        if lower.ends_with(".csv") {
            return read_list(&sheet, bytes, &mut self.report);
        }
        match super::dom::parse(&sheet, bytes) {
            Ok(root) => {
                let before = std::mem::replace(&mut self.sheet, sheet);
                let list = self.list_rows(&root, 1);
                self.sheet = before;
                list
            }
            Err(notice) => {
                self.report.push(notice);
                None
            }
        }
    }

    /// Rows `root/item`, columns the elements of an item.
    fn list_rows(&mut self, root: &Element<'_>, line: u32) -> Option<ChoiceList> {
        let mut columns: Vec<String> = Vec::new();
        let mut cells: Vec<Vec<Box<str>>> = Vec::new();
        let mut rows = 0_usize;
        let row_name = root.elements().next().map_or("item", |e| e.name).to_owned();
        for item in root.elements() {
            rows += 1;
            if rows > MAX_ROWS as usize || rows * columns.len() > MAX_CELLS {
                let place = self.place(item.line, "");
                self.report.error("form.too_many_rows", place, format!("more than {MAX_ROWS} rows; split the list"));
                return None;
            }
            if columns.len() > MAX_COLUMNS {
                let place = self.place(item.line, "");
                self.report.error("form.too_many_columns", place, format!("more than {MAX_COLUMNS} columns"));
                return None;
            }
            let deep = item.elements().any(|c| c.elements().next().is_some());
            if item.name != row_name || deep || !item.attributes.is_empty() {
                let place = self.place(item.line, item.name);
                let message = "a list must be flat: equal items, each with plain elements and no attributes";
                self.report.error("form.list_shape", place, message);
                return None;
            }
            for cell in item.elements() {
                let at = columns.iter().position(|c| c == cell.name).unwrap_or_else(|| {
                    columns.push(cell.name.to_owned());
                    cells.push(vec!["".into(); rows - 1]);
                    columns.len() - 1
                });
                if cells[at].len() == rows {
                    let place = self.place(cell.line, cell.name);
                    self.report.error("form.list_shape", place, "an item has the same element twice");
                    return None;
                }
                cells[at].push(cell.text().trim().into());
            }
            for column in cells.iter_mut().filter(|c| c.len() < rows) {
                column.push("".into());
            }
        }
        Some(ChoiceList { columns, cells, place: self.place(line, "") })
    }

    /// Makes the labels of a list that names them by itext id into columns `<reference>::<language>`.
    pub(super) fn translate_list(&mut self, list: &str, reference: &str, line: u32) {
        let Some(source) = self.lists.get(list) else { return };
        let first = format!("{reference}::{}", self.itext.langs[0]);
        if source.column(&first).is_some() {
            return;
        }
        let Some(ids) = source.column(reference).map(|at| source.cells[at].clone()) else { return };
        let mut columns: Vec<Vec<Box<str>>> = vec![Vec::with_capacity(ids.len()); self.itext.langs.len()];
        for id in &ids {
            let text = self.text_of(id, line, "label");
            for (lang, column) in self.itext.langs.iter().zip(&mut columns) {
                column.push(plain_label(text.by_lang.get(lang)).unwrap_or_else(|| id.clone()));
            }
            if text.by_lang.values().flatten().any(|s| matches!(s, Segment::Output(_))) {
                self.choice_reference(line);
            }
        }
        if let Some(target) = self.lists.get_mut(list) {
            target.columns.extend(self.itext.langs.iter().map(|l| format!("{reference}::{l}")));
            target.cells.extend(columns);
        }
    }

    /// A list of choices written inside a question.
    pub(super) fn inline_choices(&mut self, control: &'x Element<'a>, path: &str) -> ChoiceList {
        let langs = self.itext.langs.clone();
        let mut rows: Vec<(String, BTreeMap<String, Box<str>>)> = Vec::new();
        let mut seen = HashSet::new();
        for item in control.elements().filter(|e| e.name == "item") {
            self.check_attributes(item, &[(Ns::None, "id")]);
            let (mut value, mut label) = (None, Text::default());
            for part in item.elements() {
                match part.name {
                    "value" => value = Some(part.text().trim().to_owned()),
                    "label" => label = self.read_label(part),
                    _ => self.unknown_element(part),
                }
            }
            let place = self.place(item.line, "value");
            let Some(value) = value.filter(|v| !v.is_empty()) else {
                self.report.error("form.no_choice_name", place, "a choice has no value");
                continue;
            };
            if !seen.insert(value.clone()) {
                self.report.error("form.duplicate_choice", place, format!("choice `{value}` stands twice"));
            }
            if label.by_lang.values().flatten().any(|s| matches!(s, Segment::Output(_))) {
                self.choice_reference(item.line);
            }
            let labels = langs
                .iter()
                .map(|l| (l.clone(), plain_label(label.by_lang.get(l)).unwrap_or_else(|| value.as_str().into())));
            let labels = labels.collect();
            rows.push((value, labels));
        }
        let same = rows.iter().all(|(_, l)| langs.iter().all(|lang| l.get(lang) == l.get(&langs[0])));
        let mut columns = vec!["name".to_owned()];
        let mut cells: Vec<Vec<Box<str>>> = vec![rows.iter().map(|(v, _)| v.as_str().into()).collect()];
        for lang in langs.iter().take(if same { 1 } else { usize::MAX }) {
            columns.push(if same { "label".into() } else { format!("label::{lang}") });
            cells.push(rows.iter().map(|(_, l)| l.get(lang).cloned().unwrap_or_default()).collect());
        }
        if rows.is_empty() {
            let place = self.place(control.line, "item");
            self.report.error("form.missing_list", place, format!("the selection `{path}` has no choices"));
        }
        ChoiceList { columns, cells, place: self.place(control.line, "") }
    }

    fn choice_reference(&mut self, line: u32) {
        let place = self.place(line, "label");
        let message = "a choice label cannot refer to an answer in this version; write plain text";
        self.report.error("form.choice_reference", place, message);
    }

    /// Tells of binds that no part of the record took.
    pub(super) fn unused_binds(&mut self, paths: &[String]) {
        let mut unused: Vec<(u32, String)> =
            self.binds.iter().filter(|(_, b)| !b.used).map(|(p, b)| (b.element.line, p.clone())).collect();
        unused.sort_unstable();
        for (line, path) in unused {
            if self.report.is_full() {
                break;
            }
            let place = self.place(line, "nodeset");
            let message = format!("the bind is for `{path}`, which the record does not have");
            let near = nearest(&path, paths.iter().map(String::as_str));
            let notice = crate::form::definition::Notice::error("form.bad_path", place, message);
            self.report.push(notice.suggest(near));
        }
    }

    /// Checks the name of a node of the record.
    pub(super) fn check_name(&mut self, element: &Element<'_>) {
        if !valid_name(element.name) {
            let place = self.place(element.line, element.name);
            self.report.error("form.bad_name", place, format!("`{}` cannot name a question", element.name));
        }
    }
}

/// The plain text of a label; none when it has none.
fn plain_label(segments: Option<&Vec<Segment>>) -> Option<Box<str>> {
    let text: String = segments?
        .iter()
        .map(|s| match s {
            Segment::Plain(p) => p.as_str(),
            Segment::Output(_) => "",
        })
        .collect();
    (!text.is_empty()).then(|| text.into())
}
