//! ODK XForm XML, the notation in which forms are exchanged: a model (record, binds, lists, texts) and a body (what is
//! asked, in which order).
//!
//! Source of the rules: the ODK XForms specification (getodk.github.io/xforms-spec). The tree of the form follows the
//! record, since expressions speak of its paths; order, labels and kinds come from the body. Elements and attributes of
//! the namespaces of XForms that this version does not know are refused with their line; those of other namespaces are
//! warned of.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::definition::{ChoiceList, ExprSource, FormErrors, FormSource, Notice, Place};
use super::load::{File, Report, nearest};
use body::Control;
use dom::{Element, Ns};
use model::{Bind, Itext};

mod body;
mod build;
pub(in crate::form) mod dom;
mod model;
#[cfg(test)]
mod tests;

/// Whether a file looks like an XForm: the namespaces of XHTML and XForms near its beginning.
#[must_use]
pub fn looks_like_form(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned();
    head.contains("html") && head.contains("http://www.w3.org/2002/xforms")
}

/// Loads a form from XForm XML with its attached lists. Places name the sheet `form.xml` and the line.
///
/// # Errors
/// Every problem found; XML that is not well-formed, too deep, too large or has a document type, at its line.
pub fn load_xform(bytes: &[u8], attachments: &[File<'_>]) -> Result<FormSource, FormErrors> {
    let sheet: Arc<str> = "form.xml".into();
    let root = dom::parse(&sheet, bytes).map_err(|notice| FormErrors(vec![notice]))?;
    Loader::new(sheet).load(&root, attachments)
}

/// A form while it is read.
struct Loader<'x, 'a> {
    sheet: Arc<str>,
    /// The empty column of places that mean a whole element.
    whole: Arc<str>,
    report: Report,
    /// Codes and attribute names that were told once.
    told: HashSet<String>,
    itext: Itext,
    binds: HashMap<String, Bind<'x, 'a>>,
    bind_ids: HashMap<&'x str, String>,
    lists: BTreeMap<String, ChoiceList>,
    used: HashSet<String>,
    controls: HashMap<String, Control<'x, 'a>>,
}

impl<'x, 'a> Loader<'x, 'a> {
    fn new(sheet: Arc<str>) -> Self {
        Self {
            sheet,
            whole: "".into(),
            report: Report::default(),
            told: HashSet::new(),
            itext: Itext::default(),
            binds: HashMap::new(),
            bind_ids: HashMap::new(),
            lists: BTreeMap::new(),
            used: HashSet::new(),
            controls: HashMap::new(),
        }
    }

    fn load(mut self, root: &'x Element<'a>, files: &[File<'_>]) -> Result<FormSource, FormErrors> {
        let Some((head, body)) = root.child("head").zip(root.child("body")).filter(|_| root.name == "html") else {
            let place = self.place(root.line, root.name);
            self.report.error("form.no_form", place, "this XML is no XForm: it must be `html` with `head` and `body`");
            return Err(self.report.refuse());
        };
        self.check_attributes(body, &[(Ns::None, "class")]);
        let Some(model) = head.child("model") else {
            let place = self.place(head.line, "model");
            self.report.error("form.no_form", place, "the head of the form has no model");
            return Err(self.report.refuse());
        };
        self.check_attributes(model, &[(Ns::Odk, "xforms-version"), (Ns::None, "id")]);
        for part in model.elements() {
            match part.name {
                "itext" | "instance" | "bind" => {}
                "submission" => self.once("form.submission", part.line, "where the form is sent is not taken from it"),
                _ => self.unknown_element(part),
            }
        }
        let mut form = FormSource::default();
        let Some(record) = model.child("instance").and_then(|i| i.elements().next()) else {
            let place = self.place(model.line, "instance");
            self.report.error("form.no_form", place, "the model has no record (primary instance)");
            return Err(self.report.refuse());
        };
        self.read_root(record, head, &mut form);
        self.read_itext(model);
        self.read_lists(model, files);
        self.read_binds(model, record.name);
        let root_path = format!("/{}", record.name);
        let mut order = 0;
        self.read_body(body, &root_path, &mut order, 0);
        form.nodes = self.build(record, &root_path);
        let mut asked = false;
        // Hardly any expression has a colon, which is found faster than a word.
        let asks = |text: &str| text.as_bytes().contains(&b':') && text.contains("jr:itext");
        super::xlsform::walk_expressions(&form.nodes, &mut |e| asked = asked || asks(&e.text));
        if asked {
            form.texts = self.all_texts();
        }
        form.root_name = record.name.to_owned();
        form.default_lang = self.itext.langs[self.itext.default].clone();
        form.langs = std::mem::take(&mut self.itext.langs);
        form.lists = std::mem::take(&mut self.lists);
        let own: Vec<String> = form.lists.keys().cloned().collect();
        super::xlsform::warn_unused(&form, &self.used, &own, &mut self.report);
        self.report.finish(form)
    }

    /// Id, version and title.
    fn read_root(&mut self, record: &Element<'_>, head: &Element<'_>, form: &mut FormSource) {
        for attribute in &record.attributes {
            match (attribute.ns, attribute.name()) {
                (Ns::None, "id") => form.id.clone_from(&attribute.value),
                (Ns::None | Ns::OpenRosa, "version") => form.version.clone_from(&attribute.value),
                _ => {
                    let message = format!("the attribute `{}` of the record is not kept", attribute.written);
                    let place = self.place(record.line, &attribute.written);
                    self.report.warning("form.foreign_attribute", place, message);
                }
            }
        }
        if form.id.is_empty() {
            let place = self.place(record.line, "id");
            self.report.error("form.no_id", place, "the record needs an attribute `id`, the id of the form");
        }
        if form.version.is_empty() {
            let place = self.place(record.line, "version");
            self.report.warning("form.no_version", place, "the form has no version; give one, so that changes show");
        }
        form.title = head.child("title").map(|t| t.text().trim().to_owned()).unwrap_or_default();
        if form.title.is_empty() {
            form.title.clone_from(&form.id);
        }
    }

    fn place(&self, line: u32, column: &str) -> Place {
        // Most places are of whole elements; they share one empty column.
        let column = if column.is_empty() { self.whole.clone() } else { column.into() };
        Place { sheet: self.sheet.clone(), row: line, column }
    }

    /// Warns of a thing the first time it is met.
    fn once(&mut self, code: &'static str, line: u32, message: &str) {
        if self.told.insert(code.to_owned()) {
            let place = self.place(line, "");
            self.report.warning(code, place, message);
        }
    }

    /// Refuses an element that is not known here; elements of other namespaces are warned of.
    fn unknown_element(&mut self, element: &Element<'_>) {
        let place = self.place(element.line, element.name);
        let name = element.name;
        match name {
            _ if element.ns == Ns::Foreign => {
                self.report.warning("form.foreign_element", place, format!("the element `{name}` is not read"));
            }
            "setvalue" | "setgeopoint" | "recordaudio" | "action" | "insert" | "delete" | "send" => {
                let message = format!("actions (`{name}`) are not in this version; use a calculation or a default");
                self.report.error("form.unsupported_element", place, message);
            }
            "range" | "rank" | "secret" | "textarea" => {
                let message = format!("questions of type `{name}` are not in this version; ask it another way");
                self.report.error("form.unsupported_type", place, message);
            }
            _ => {
                const KNOWN: [&str; 16] = [
                    "input",
                    "select",
                    "select1",
                    "upload",
                    "trigger",
                    "group",
                    "repeat",
                    "label",
                    "hint",
                    "value",
                    "item",
                    "itemset",
                    "output",
                    "translation",
                    "bind",
                    "itext",
                ];
                let message = format!("the element `{name}` is not known here");
                self.report.push(Notice::error("form.unknown_element", place, message).suggest(nearest(name, KNOWN)));
            }
        }
    }

    /// Refuses attributes that are not known on this element; those of other namespaces are warned of, once per name.
    fn check_attributes(&mut self, element: &Element<'_>, known: &[(Ns, &str)]) {
        for attribute in &element.attributes {
            if known.iter().any(|(ns, name)| *ns == attribute.ns && *name == attribute.name()) {
                continue;
            }
            let name = &attribute.written;
            let place = self.place(element.line, name);
            if attribute.ns == Ns::Foreign {
                if self.told.len() < 1_000 && self.told.insert(format!("@{name}")) {
                    let message = format!("the attribute `{name}` is not read");
                    self.report.warning("form.foreign_attribute", place, message);
                }
                continue;
            }
            let message = format!("the attribute `{name}` of `{}` is not known in this version", element.name);
            let near = nearest(attribute.name(), known.iter().map(|(_, n)| *n));
            self.report.push(Notice::error("form.unknown_attribute", place, message).suggest(near));
        }
    }

    /// An attribute as an expression; none when it is absent or blank.
    fn expr(&self, element: &Element<'_>, ns: Ns, name: &str) -> Option<ExprSource> {
        let text = element.attr_ns(ns, name)?.trim();
        (!text.is_empty()).then(|| ExprSource { text: text.to_owned(), place: self.place(element.line, name) })
    }
}

/// The absolute path that a reference without predicates means, seen from `context`; none for anything else.
fn resolve(reference: &str, context: &str) -> Option<String> {
    let reference = reference.trim();
    if reference.is_empty() || reference.len() > 4096 {
        return None;
    }
    let mut steps: Vec<&str> = Vec::new();
    let mut relative = reference;
    match reference.strip_prefix('/') {
        Some(absolute) => relative = absolute,
        None => steps.extend(context.split('/').filter(|s| !s.is_empty())),
    }
    for step in relative.split('/').map(str::trim) {
        match step {
            "." => {}
            ".." => drop(steps.pop()?),
            name if super::load::valid_name(name) => steps.push(name),
            _ => return None,
        }
    }
    (!steps.is_empty()).then(|| format!("/{}", steps.join("/")))
}
