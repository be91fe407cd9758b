//! The record of an XForm to the tree of the form, with what binds and body say of each part.

use std::collections::HashMap;

use super::Loader;
use super::dom::{Element, Ns};
use crate::form::definition::{ExprSource, Node, NodeKind, QuestionType, Text};
use crate::form::xlsform::survey::blank;

/// Types of binds that come later.
const LATER: [&str; 8] = ["geotrace", "geoshape", "barcode", "rank", "intent", "boolean", "anyURI", "listItem"];

impl<'x, 'a> Loader<'x, 'a> {
    /// The nodes of the form.
    pub(super) fn build(&mut self, record: &'x Element<'a>, root: &str) -> Vec<Node> {
        let mut paths = Vec::new();
        let nodes = self.children(record, root, &mut paths);
        let known: std::collections::HashSet<&str> = paths.iter().map(String::as_str).collect();
        let mut lost: Vec<(u32, &'static str, String)> = self
            .controls
            .iter()
            .filter(|(path, _)| !known.contains(path.as_str()) && path.as_str() != root)
            .map(|(path, c)| (c.element.line, if c.element.name == "repeat" { "nodeset" } else { "ref" }, path.clone()))
            .collect();
        lost.sort_unstable();
        for (line, column, path) in lost {
            if self.report.is_full() {
                break;
            }
            let place = self.place(line, column);
            let message = format!("`{path}` is asked but is not in the record");
            let near = crate::form::load::nearest(&path, paths.iter().map(String::as_str));
            let notice = crate::form::definition::Notice::error("form.bad_path", place, message);
            self.report.push(notice.suggest(near));
        }
        if let Some(bind) = self.binds.get_mut(root) {
            bind.used = true;
        }
        self.unused_binds(&paths);
        if nodes.is_empty() && !self.report.has_errors() {
            let place = self.place(record.line, record.name);
            self.report.error("form.no_questions", place, "the form has no questions");
        }
        nodes
    }

    /// The nodes below a part of the record, in the order of the body; what is not asked stays behind what it follows.
    fn children(&mut self, parent: &'x Element<'a>, path: &str, paths: &mut Vec<String>) -> Vec<Node> {
        let mut groups: Vec<(&str, Vec<&'x Element<'a>>)> = Vec::new();
        let mut index: HashMap<&str, usize> = HashMap::new();
        let is_root = path.rfind('/') == Some(0);
        for element in parent.elements() {
            if is_root && element.name == "meta" {
                self.meta(element, path);
                continue;
            }
            let at = *index.entry(element.name).or_insert_with(|| {
                groups.push((element.name, Vec::new()));
                groups.len() - 1
            });
            groups[at].1.push(element);
        }
        let mut nodes: Vec<(usize, Node)> = Vec::new();
        let mut last = 0;
        for (name, instances) in groups {
            let path = format!("{path}/{name}");
            let before = paths.len();
            paths.push(path.clone());
            let node = self.node(&instances, &path, paths);
            // A group that the body does not name stands where its first question does.
            let order = paths[before..].iter().filter_map(|p| self.controls.get(p)).map(|c| c.order).min();
            last = order.unwrap_or(last);
            nodes.push((last, node));
        }
        nodes.sort_by_key(|(order, _)| *order);
        nodes.into_iter().map(|(_, node)| node).collect()
    }

    /// `meta` is filled by the engine; what it cannot fill is told.
    fn meta(&mut self, meta: &'x Element<'a>, root: &str) {
        for element in meta.elements() {
            match element.name {
                "instanceID" | "deprecatedID" => {}
                "instanceName" => {
                    let message = "instance names are not used in this version; records are named by their case";
                    self.once("form.instance_name", element.line, message);
                }
                "audit" => {
                    let message = "every answer is logged anyway; no separate audit file is written";
                    self.once("form.audit", element.line, message);
                }
                "entity" => {
                    let place = self.place(element.line, "entity");
                    self.report.error("form.entities", place, "entities are not in this version; remove them");
                }
                name => {
                    let place = self.place(element.line, name);
                    let message = format!("`{name}` of the meta block is not filled in this version");
                    self.report.warning("form.unknown_meta", place, message);
                }
            }
        }
        for (_, bind) in self
            .binds
            .iter_mut()
            .filter(|(p, _)| p.strip_prefix(root).is_some_and(|rest| rest == "/meta" || rest.starts_with("/meta/")))
        {
            bind.used = true;
        }
    }

    /// One part of the record: `instances` are the elements with its name, more than one only for a repeat.
    fn node(&mut self, instances: &[&'x Element<'a>], path: &str, paths: &mut Vec<String>) -> Node {
        let is_template = |e: &Element<'_>| e.attr_ns(Ns::Javarosa, "template").is_some();
        let first = instances.iter().copied().find(|e| is_template(e)).unwrap_or(instances[0]);
        self.check_name(first);
        for element in instances {
            self.check_attributes(element, &[(Ns::Javarosa, "template")]);
        }
        let (control, wrapper) = match self.controls.get(path) {
            Some(c) => (Some(c.element), c.wrapper),
            None => (None, None),
        };
        let repeat = control.is_some_and(|c| c.name == "repeat");
        if !repeat && instances.len() > 1 {
            let place = self.place(instances[1].line, first.name);
            let message = format!("`{path}` stands more than once in the record but is no repeat");
            self.report.error("form.duplicate_name", place, message);
        }
        let container = repeat || first.elements().next().is_some() || control.is_some_and(|c| c.name == "group");
        let line = control.map_or(first.line, |c| c.line);
        let mut node = blank(first.name.to_owned(), NodeKind::Group(Vec::new()), self.place(line, ""));
        if container {
            if control.is_some_and(|c| !matches!(c.name, "group" | "repeat")) {
                let place = self.place(line, "ref");
                self.report.error("form.bad_path", place, format!("`{path}` is a group, not a question"));
            }
            let children = self.children(first, path, paths);
            node.kind = if repeat {
                let rows = instances.iter().filter(|e| !is_template(e));
                if let Some(odd) = rows.clone().find(|e| !same(e, first)) {
                    let place = self.place(odd.line, odd.name);
                    let message = "rows of a repeat that begin with values of their own are not in this version";
                    self.report.error("form.repeat_rows", place, message);
                }
                let initial_rows = u32::try_from(rows.count()).unwrap_or(u32::MAX);
                let count = control.and_then(|c| self.expr(c, Ns::Javarosa, "count"));
                if let Some(c) = control.filter(|c| c.attr_ns(Ns::Javarosa, "noAddRemove").is_some() && count.is_none())
                {
                    let message = "jr:noAddRemove is not kept in this version; rows can be added and removed";
                    self.once("form.no_add_remove", c.line, message);
                }
                NodeKind::Repeat { children, count, initial_rows }
            } else {
                NodeKind::Group(children)
            };
            for element in wrapper.into_iter().chain(control) {
                let label = self.part(element, "label");
                if node.label == Text::default() {
                    node.label = label;
                }
                let hint = self.part(element, "hint");
                if node.hint == Text::default() {
                    node.hint = hint;
                }
                let words = element.attr("appearance").unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
                if node.appearance.is_empty() {
                    node.appearance = words;
                }
            }
        } else if let Some(control) = control {
            node.label = self.part(control, "label");
            node.hint = self.part(control, "hint");
            node.appearance = control.attr("appearance").unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
            for (attribute, parameter) in [
                ("rows", "rows"),
                ("accuracyThreshold", "capture-accuracy"),
                ("unacceptableAccuracyThreshold", "warning-accuracy"),
            ] {
                let value = control.attr(attribute).or_else(|| control.attr_ns(Ns::Odk, attribute));
                node.parameters.extend(value.map(|v| (parameter.to_owned(), v.to_owned())));
            }
        }
        self.rules(&mut node, path);
        if !container {
            let text = first.text();
            if !text.trim().is_empty() {
                let place = self.place(first.line, first.name);
                node.default = Some(ExprSource { text: text.trim().to_owned(), place });
            }
            node.kind = NodeKind::Question(self.question(&node, control, path));
        }
        node
    }

    /// What the bind says, for questions, groups and repeats alike.
    fn rules(&mut self, node: &mut Node, path: &str) {
        let Some(bind) = self.binds.get_mut(path) else { return };
        bind.used = true;
        let bind = bind.element;
        let constant = |e: ExprSource| (!matches!(e.text.as_str(), "false()" | "false")).then_some(e);
        node.relevant = self.expr(bind, Ns::None, "relevant");
        node.required = self.expr(bind, Ns::None, "required").and_then(constant);
        node.readonly = self.expr(bind, Ns::None, "readonly").and_then(constant);
        node.constraint = self.expr(bind, Ns::None, "constraint");
        node.calculate = self.expr(bind, Ns::None, "calculate");
        node.constraint_message = self.message(bind, "constraintMsg");
        node.required_message = self.message(bind, "requiredMsg");
        for (ns, name) in [(Ns::OpenRosa, "max-pixels"), (Ns::Odk, "allow-mock-accuracy")] {
            node.parameters.extend(bind.attr_ns(ns, name).map(|v| (name.to_owned(), v.to_owned())));
        }
    }

    /// A message of a bind: an itext reference or its own text.
    fn message(&mut self, bind: &Element<'_>, name: &str) -> Text {
        let Some(value) = bind.attr_ns(Ns::Javarosa, name).map(|v| v.trim().to_owned()) else {
            return Text::default();
        };
        match Self::itext_id(&value) {
            Some(id) => self.text_of(id, bind.line, name),
            None if value.is_empty() => Text::default(),
            None => self.same_text(&[crate::form::definition::Segment::Plain(value)]),
        }
    }

    /// The type of a leaf of the record.
    fn question(&mut self, node: &Node, control: Option<&'x Element<'a>>, path: &str) -> QuestionType {
        let bind = self.binds.get(path).map(|b| b.element);
        if let Some(bind) = bind
            && let Some(preload) = bind.attr_ns(Ns::Javarosa, "preload")
        {
            let params = bind.attr_ns(Ns::Javarosa, "preloadParams").unwrap_or("");
            let kind = match (preload, params) {
                ("timestamp", "start") => Some(QuestionType::Start),
                ("timestamp", "end") => Some(QuestionType::End),
                ("date", "today") => Some(QuestionType::Today),
                ("property", "deviceid") => Some(QuestionType::DeviceId),
                ("property", "username") => Some(QuestionType::Username),
                _ => None,
            };
            if let Some(kind) = kind {
                return kind;
            }
            let place = self.place(bind.line, "jr:preload");
            let message = format!("the preload `{preload}` `{params}` is not in this version; remove the field");
            self.report.error("form.unsupported_preload", place, message);
            return QuestionType::Hidden;
        }
        let line = bind.map_or(0, |b| b.line);
        let written = bind.and_then(|b| b.attr("type")).unwrap_or("string").trim();
        let kind = written.rsplit(':').next().unwrap_or(written);
        if LATER.contains(&kind) {
            let place = self.place(line, "type");
            let message = format!("questions of type `{written}` are not in this version; ask it another way");
            self.report.error("form.unsupported_type", place, message);
            return QuestionType::Text;
        }
        let typed = match kind {
            "string" | "select" | "select1" | "binary" | "base64Binary" | "" => QuestionType::Text,
            "int" | "integer" | "long" | "short" => QuestionType::Integer,
            "decimal" | "float" | "double" => QuestionType::Decimal,
            "date" => QuestionType::Date,
            "time" => QuestionType::Time,
            "dateTime" => QuestionType::DateTime,
            "geopoint" => QuestionType::Geopoint,
            _ => {
                const KNOWN: [&str; 9] =
                    ["string", "int", "decimal", "date", "time", "dateTime", "geopoint", "binary", "select1"];
                let place = self.place(line, "type");
                let message = format!("the type `{written}` is not known");
                let near = crate::form::load::nearest(kind, KNOWN);
                let notice = crate::form::definition::Notice::error("form.unknown_type", place, message);
                self.report.push(notice.suggest(near));
                QuestionType::Text
            }
        };
        let Some(control) = control else {
            if node.calculate.is_none() {
                return QuestionType::Hidden;
            }
            if matches!(typed, QuestionType::Integer) {
                let message = "calculated fields keep what their expression gives; `type=\"int\"` does not cut it";
                self.once("form.calculated_type", line, message);
            }
            return QuestionType::Calculate;
        };
        match control.name {
            "select" => QuestionType::SelectMultiple(self.itemset(control, path)),
            "select1" => QuestionType::SelectOne(self.itemset(control, path)),
            "trigger" => QuestionType::Acknowledge,
            "upload" => {
                let media = control.attr("mediatype").unwrap_or("");
                if !media.starts_with("image/") {
                    let place = self.place(control.line, "mediatype");
                    let message = format!("files of type `{media}` are not in this version; only images are");
                    self.report.error("form.unsupported_type", place, message);
                }
                if node.appearance.split(' ').any(|w| w == "signature") {
                    QuestionType::Signature
                } else {
                    QuestionType::Image
                }
            }
            // As ODK's converter writes notes: text that can neither be edited nor computed.
            _ if typed == QuestionType::Text
                && node.readonly.as_ref().is_some_and(|e| e.text == "true()")
                && node.calculate.is_none()
                && node.default.is_none() =>
            {
                QuestionType::Note
            }
            _ => typed,
        }
    }
}

/// Whether two rows of a repeat begin alike.
fn same(a: &Element<'_>, b: &Element<'_>) -> bool {
    a.text().trim() == b.text().trim()
        && a.elements().count() == b.elements().count()
        && a.elements().zip(b.elements()).all(|(a, b)| a.name == b.name && same(a, b))
}
