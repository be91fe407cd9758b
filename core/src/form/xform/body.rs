//! The body of an XForm: which part of the record is asked, how, and in which order.

use super::Loader;
use super::dom::{Element, Ns};
use crate::form::definition::{ExprSource, Itemset, Shuffle, Text};
use crate::form::load::{MAX_NODES, nearest};

/// What the body says of a path in the record.
pub(super) struct Control<'x, 'a> {
    /// The question, the group, or the repeat.
    pub(super) element: &'x Element<'a>,
    /// A group around the repeat of the same path, which holds its label.
    pub(super) wrapper: Option<&'x Element<'a>>,
    /// Position in the body.
    pub(super) order: usize,
}

const QUESTION: [(Ns, &str); 14] = [
    (Ns::None, "ref"),
    (Ns::None, "bind"),
    (Ns::None, "id"),
    (Ns::None, "appearance"),
    (Ns::None, "mediatype"),
    (Ns::None, "rows"),
    (Ns::None, "accuracyThreshold"),
    (Ns::None, "unacceptableAccuracyThreshold"),
    (Ns::None, "incremental"),
    (Ns::OpenRosa, "max-pixels"),
    (Ns::Odk, "rows"),
    (Ns::None, "autocomplete"),
    (Ns::None, "inputmode"),
    (Ns::None, "class"),
];
const GROUP: [(Ns, &str); 6] = [
    (Ns::None, "ref"),
    (Ns::None, "nodeset"),
    (Ns::None, "bind"),
    (Ns::None, "id"),
    (Ns::None, "appearance"),
    (Ns::None, "class"),
];
const REPEAT: [(Ns, &str); 7] = [
    (Ns::None, "nodeset"),
    (Ns::None, "bind"),
    (Ns::None, "id"),
    (Ns::None, "appearance"),
    (Ns::None, "class"),
    (Ns::Javarosa, "count"),
    (Ns::Javarosa, "noAddRemove"),
];

impl<'x, 'a> Loader<'x, 'a> {
    /// Walks the body or a group of it. `context` is the path that relative references start from.
    pub(super) fn read_body(&mut self, parent: &'x Element<'a>, context: &str, order: &mut usize, depth: usize) {
        for element in parent.elements() {
            *order += 1;
            if *order > MAX_NODES {
                let place = self.place(element.line, "");
                let message = format!("more than {MAX_NODES} questions; split the form");
                self.report.error("form.too_many_questions", place, message);
                return;
            }
            if element.ns != Ns::Xforms {
                self.unknown_element(element);
                continue;
            }
            match element.name {
                "input" | "select" | "select1" | "upload" | "trigger" => {
                    self.check_attributes(element, &QUESTION);
                    self.check_parts(element);
                    if let Some(path) = self.path_of(element, "ref", context) {
                        self.add_control(path, element, *order);
                    }
                }
                "group" => {
                    self.check_attributes(element, &GROUP);
                    let named = ["ref", "nodeset", "bind"].iter().any(|a| element.attr(a).is_some());
                    let path = if named {
                        let attribute = if element.attr("nodeset").is_some() { "nodeset" } else { "ref" };
                        self.path_of(element, attribute, context)
                    } else {
                        if element.attr("appearance").is_some() || element.child("label").is_some() {
                            let place = self.place(element.line, "group");
                            let message = "the group has no `ref`; its questions are shown without its heading";
                            self.report.warning("form.group_without_ref", place, message);
                        }
                        None
                    };
                    if let Some(path) = &path {
                        self.add_control(path.clone(), element, *order);
                    }
                    self.read_body(element, path.as_deref().unwrap_or(context), order, depth + 1);
                }
                "repeat" => {
                    self.check_attributes(element, &REPEAT);
                    if let Some(path) = self.path_of(element, "nodeset", context) {
                        self.add_control(path.clone(), element, *order);
                        self.read_body(element, &path, order, depth + 1);
                    }
                }
                "label" | "hint" if depth > 0 => {}
                _ => self.unknown_element(element),
            }
        }
    }

    /// The parts of a question; what they say is read when the question is built.
    fn check_parts(&mut self, control: &'x Element<'a>) {
        let select = control.name.starts_with("select");
        for part in control.elements() {
            match part.name {
                "label" | "hint" => {}
                "item" | "itemset" if select => {}
                _ => self.unknown_element(part),
            }
        }
    }

    fn path_of(&mut self, element: &Element<'_>, attribute: &str, context: &str) -> Option<String> {
        let (written, path) = match (element.attr(attribute), element.attr("bind")) {
            (Some(reference), _) => (reference, super::resolve(reference, context)),
            (None, Some(id)) => (id, self.bind_ids.get(id).cloned()),
            (None, None) => ("", None),
        };
        if path.is_none() {
            let place = self.place(element.line, attribute);
            let message = format!("`{written}` of `{}` is no plain path into the record", element.name);
            self.report.error("form.bad_path", place, message);
        }
        path
    }

    fn add_control(&mut self, path: String, element: &'x Element<'a>, order: usize) {
        match self.controls.get_mut(&path) {
            None => {
                self.controls.insert(path, Control { element, wrapper: None, order });
            }
            // `<group ref="/data/r"><repeat nodeset="/data/r">`: one repeat with the group's label.
            Some(known) if element.name == "repeat" && known.element.name == "group" => {
                known.wrapper = Some(std::mem::replace(&mut known.element, element));
            }
            // `<repeat nodeset="/data/r"><group ref="/data/r">`: the layout inside one row.
            Some(known) if known.element.name == "repeat" && element.name == "group" => {
                known.wrapper = known.wrapper.or(Some(element));
            }
            Some(known) => {
                let first = known.element.line;
                let place = self.place(element.line, element.name);
                let message = format!("`{path}` is asked twice (first in line {first}); ask it once");
                self.report.error("form.duplicate_name", place, message);
            }
        }
    }

    /// A label or hint: `ref` to itext, or its own text.
    pub(super) fn read_label(&mut self, element: &'x Element<'a>) -> Text {
        self.check_attributes(element, &[(Ns::None, "ref")]);
        let Some(reference) = element.attr("ref") else {
            let segments = self.mixed(element);
            return self.same_text(&segments);
        };
        match Self::itext_id(reference) {
            Some(id) => {
                let id = id.to_owned();
                self.text_of(&id, element.line, element.name)
            }
            None => {
                let place = self.place(element.line, "ref");
                let message = format!("`{reference}` is no text; write jr:itext('…') or put an output inside");
                self.report.error("form.bad_text_reference", place, message);
                Text::default()
            }
        }
    }

    /// A label or hint of a control by element name.
    pub(super) fn part(&mut self, control: &'x Element<'a>, name: &str) -> Text {
        match control.child(name) {
            Some(element) => self.read_label(element),
            None => Text::default(),
        }
    }

    /// The choices of a selection.
    pub(super) fn itemset(&mut self, control: &'x Element<'a>, path: &str) -> Itemset {
        let Some(set) = control.elements().find(|e| e.name == "itemset") else {
            let list = self.inline_choices(control, path);
            self.check_blanks(control, &list, 0);
            self.lists.insert(path.to_owned(), list);
            self.used.insert(path.to_owned());
            return Itemset {
                list: path.to_owned(),
                filter: None,
                value_column: "name".into(),
                label_column: "label".into(),
                open: false,
                shuffle: None,
            };
        };
        self.check_attributes(set, &[(Ns::None, "nodeset")]);
        let (mut value, mut label) = (String::new(), String::new());
        let mut translated = false;
        for part in set.elements() {
            match part.name {
                "value" | "label" => {
                    self.check_attributes(part, &[(Ns::None, "ref")]);
                    let reference = part.attr("ref").unwrap_or("").trim().to_owned();
                    if part.name == "value" {
                        value = reference;
                    } else {
                        translated = Self::itext_id(&reference).is_some();
                        label = Self::itext_id(&reference).map_or(reference.clone(), str::to_owned);
                    }
                }
                _ => self.unknown_element(part),
            }
        }
        let (list, filter, shuffle) = self.nodeset(set);
        self.used.insert(list.clone());
        let Some(columns) = self.lists.get(&list).map(|l| l.columns.clone()) else {
            return Itemset { list, filter, value_column: value, label_column: label, open: false, shuffle };
        };
        for (what, column) in [("value", &value), ("label", &label)] {
            if columns.is_empty() {
                // The list is missing or empty: it takes the columns that it will need.
                if let Some(target) = self.lists.get_mut(&list) {
                    target.columns.push(column.clone());
                    target.cells.push(Vec::new());
                }
                continue;
            }
            let translated = format!("{column}::");
            let there = columns.iter().any(|c| c == column || (what == "label" && c.starts_with(&translated)));
            if !there {
                let place = self.place(set.line, what);
                let message = format!("the list `{list}` has no column `{column}`");
                let notice = crate::form::definition::Notice::error("form.missing_column", place, message);
                self.report.push(notice.suggest(nearest(column, columns.iter().map(String::as_str))));
            }
        }
        if translated {
            self.translate_list(&list, &label, set.line);
        }
        if let Some(at) = self.lists.get(&list).and_then(|l| l.column(&value)) {
            let source = std::mem::take(self.lists.get_mut(&list).expect("looked up above"));
            self.check_blanks(control, &source, at);
            self.lists.insert(list.clone(), source);
        }
        Itemset { list, filter, value_column: value, label_column: label, open: false, shuffle }
    }

    /// Several answers are kept separated by blanks, so a value must not hold one.
    fn check_blanks(&mut self, control: &Element<'_>, list: &crate::form::definition::ChoiceList, at: usize) {
        if control.name != "select" {
            return;
        }
        let bad = list.cells.get(at).and_then(|c| c.iter().find(|n| n.contains(char::is_whitespace)));
        if let Some(name) = bad {
            let place = self.place(control.line, "value");
            let message =
                format!("choice `{name}` has a blank in its value, but several answers are kept separated by blanks");
            self.report.error("form.choice_blank", place, message);
        }
    }

    /// Takes `instance('list')/root/item[filter]` apart, alone or inside `randomize(…, seed)`.
    fn nodeset(&mut self, set: &Element<'_>) -> (String, Option<ExprSource>, Option<Shuffle>) {
        let place = self.place(set.line, "nodeset");
        let mut nodeset = set.attr("nodeset").unwrap_or("").trim();
        let mut shuffle = None;
        if let Some((inner, seed)) = split_randomize(nodeset) {
            nodeset = inner;
            shuffle = Some(Shuffle { seed: seed.map(|s| ExprSource { text: s.to_owned(), place: place.clone() }) });
        }
        let parsed = split_nodeset(nodeset);
        let Some((list, filters)) = parsed else {
            let (code, message): (_, String) = if nodeset.starts_with('/') || nodeset.starts_with('.') {
                (
                    "form.choices_from_repeat",
                    "choices taken from a repeat are not in this version; ask for the name as text".into(),
                )
            } else {
                ("form.bad_nodeset", format!("`{nodeset}` is not of the form instance('list')/root/item[filter]"))
            };
            self.report.error(code, place, message);
            return (String::new(), None, None);
        };
        if !self.lists.contains_key(list) {
            let near = nearest(list, self.lists.keys().map(String::as_str)).map(str::to_owned);
            let notice = crate::form::definition::Notice::error(
                "form.missing_list",
                place.clone(),
                format!("there is no instance `{list}` that could be read"),
            );
            self.report.push(notice.suggest(near.as_deref()));
        }
        let text = match &filters[..] {
            [] => return (list.to_owned(), None, shuffle),
            [one] => one.trim().to_owned(),
            several => several.iter().map(|f| format!("({})", f.trim())).collect::<Vec<_>>().join(" and "),
        };
        (list.to_owned(), Some(ExprSource { text, place }), shuffle)
    }
}

/// What is shuffled and the seed of `randomize(nodeset)` or `randomize(nodeset, seed)`.
fn split_randomize(nodeset: &str) -> Option<(&str, Option<&str>)> {
    let inner = nodeset.strip_prefix("randomize")?.trim_start().strip_prefix('(')?.strip_suffix(')')?;
    let (mut depth, mut quote) = (0_usize, None);
    for (at, c) in inner.char_indices() {
        match (quote, c) {
            (Some(q), _) if q == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth = depth.checked_sub(1)?,
            (None, ',') if depth == 0 => return Some((inner[..at].trim(), Some(inner[at + 1..].trim()))),
            _ => {}
        }
    }
    Some((inner.trim(), None))
}

/// List name and predicates of `instance('list')/root/item[…][…]`.
fn split_nodeset(nodeset: &str) -> Option<(&str, Vec<&str>)> {
    let rest = nodeset.strip_prefix("instance")?.trim_start().strip_prefix('(')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let (list, rest) = rest[1..].split_once(quote)?;
    let rest = rest.trim_start().strip_prefix(')')?.trim_start();
    let path_end = rest.find('[').unwrap_or(rest.len());
    let steps: Vec<&str> = rest[..path_end].split('/').map(str::trim).collect();
    let [first, _, item] = steps[..] else { return None };
    if !first.is_empty() || item.is_empty() {
        return None;
    }
    let mut filters = Vec::new();
    let mut rest = rest[path_end..].trim();
    while !rest.is_empty() {
        let inner = rest.strip_prefix('[')?;
        let (mut depth, mut quote, mut end) = (1_usize, None, None);
        for (at, c) in inner.char_indices() {
            match (quote, c) {
                (Some(q), _) if q == c => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"') => quote = Some(c),
                (None, '[') => depth += 1,
                (None, ']') => {
                    depth -= 1;
                    if depth == 0 {
                        end = Some(at);
                        break;
                    }
                }
                _ => {}
            }
        }
        let end = end?;
        filters.push(&inner[..end]);
        rest = inner[end + 1..].trim_start();
    }
    Some((list, filters))
}
