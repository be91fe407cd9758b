//! The `survey` sheet: rows to a tree of questions, groups and repeats.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::choices::stem;
use super::columns::{Columns, Langs, Missing};
use super::table::Row;
use super::types::{RowType, parse_type};
use crate::form::definition::{
    ChoiceList, ExprSource, Itemset, Node, NodeKind, Notice, Place, QuestionType, Shuffle, Text,
};
use crate::form::instrument::nodes::Around;
use crate::form::instrument::{instrument, instruments};
use crate::form::load::{MAX_GROUPS, MAX_NODES, Report, known_parameters, nearest, pairs, valid_name};

/// A group or repeat that is not yet closed.
struct Open {
    node: Node,
    repeat: bool,
    count: Option<ExprSource>,
    children: Vec<Node>,
    names: HashMap<String, u32>,
    /// The group's name may be missing or wrong; its row says where it began.
    row: u32,
}

/// Walks the survey sheet.
pub(super) struct Survey<'a> {
    pub(super) columns: &'a Columns<'a>,
    pub(super) langs: &'a Langs,
    pub(super) lists: &'a mut BTreeMap<String, ChoiceList>,
    /// Lists that a question uses.
    pub(super) used: HashSet<String>,
    pub(super) report: &'a mut Report,
}

impl Survey<'_> {
    /// The nodes of the form.
    pub(super) fn read(&mut self) -> Vec<Node> {
        let table = self.columns.table;
        for needed in ["type", "name"] {
            if self.columns.at(needed).is_none() {
                let place = Place::new(&table.sheet, table.header_row, "");
                self.report.push(
                    Notice::error("form.missing_column", place, format!("the sheet has no column `{needed}`"))
                        .suggest(nearest(needed, table.headings.iter().map(String::as_str))),
                );
            }
        }
        if self.report.has_errors() && self.columns.at("type").is_none() {
            return Vec::new();
        }
        let mut missing = Missing::new(self.langs);
        let mut stack = vec![self.open_root()];
        let mut count = 0_usize;
        for row in &table.rows {
            let disabled = self.columns.cell(row, "disabled").to_lowercase();
            if matches!(disabled.as_str(), "yes" | "true" | "true()") {
                continue;
            }
            count += 1;
            if count > MAX_NODES {
                let message = format!("more than {MAX_NODES} rows of questions; split the form");
                self.report.error("form.too_many_questions", table.place(row.number, None), message);
                break;
            }
            // A tree deeper than the cap is not built at all, since dropping it would recurse as deep.
            if !self.row(row, &mut stack, &mut missing) {
                return Vec::new();
            }
        }
        while stack.len() > 1 {
            let Some(open) = stack.pop() else { break };
            let what = if open.repeat { "repeat" } else { "group" };
            let message = format!(
                "{what} `{}` begins in row {} and never ends; add an `end_{what}` row",
                open.node.name, open.row
            );
            self.report.error("form.unclosed_group", open.node.place.clone(), message);
            self.close(open, &mut stack);
        }
        missing.tell(self.langs, self.report);
        let nodes = stack.pop().map(|root| root.children).unwrap_or_default();
        if nodes.is_empty() && !self.report.has_errors() {
            let place = Place::new(&table.sheet, 0, "");
            self.report.error("form.no_questions", place, "the form has no questions");
        }
        nodes
    }

    fn open_root(&self) -> Open {
        let place = Place::new(&self.columns.table.sheet, 0, "");
        Open {
            node: blank(String::new(), NodeKind::Group(Vec::new()), place),
            repeat: false,
            count: None,
            children: Vec::new(),
            // `meta` holds the instance id of every form.
            names: HashMap::from([("meta".to_owned(), 0)]),
            row: 0,
        }
    }

    /// Takes one row; false when reading must stop.
    fn row(&mut self, row: &Row, stack: &mut Vec<Open>, missing: &mut Missing) -> bool {
        let cell = self.columns.cell(row, "type");
        let place = self.columns.place(row, "type");
        if cell.is_empty() {
            if !self.columns.cell(row, "name").is_empty() {
                self.report.error("form.no_type", place, "the row has a name but no type");
            } else {
                self.report.warning("form.no_type", place, "the row has no type and is not read");
            }
            return true;
        }
        let kind = match parse_type(cell) {
            Ok(kind) => kind,
            Err(refused) => {
                let notice = Notice::error(refused.code, place, refused.message);
                self.report.push(notice.suggest(refused.suggestion.as_deref()));
                // Its name still counts, so that a second use of it is told in the same run.
                self.name(row, stack);
                return true;
            }
        };
        match kind {
            RowType::EndGroup | RowType::EndRepeat => self.end(row, kind == RowType::EndRepeat, stack),
            RowType::BeginGroup | RowType::BeginRepeat => {
                let repeat = kind == RowType::BeginRepeat;
                let name = self.name(row, stack);
                let mut node = self.node(row, name, NodeKind::Group(Vec::new()), missing);
                let count = self.columns.expr(row, "repeat_count", self.report);
                if !repeat && count.is_some() {
                    let message = "repeat_count has a meaning in begin_repeat rows only; it is not read";
                    self.report.warning("form.misplaced", self.columns.place(row, "repeat_count"), message);
                }
                node.parameters = self.parameters(row, "group");
                if stack.len() > MAX_GROUPS {
                    let message = format!("groups are nested deeper than {MAX_GROUPS}");
                    self.report.error("form.too_deep", node.place.clone(), message);
                    return false;
                }
                let names = HashMap::new();
                stack.push(Open { node, repeat, count, children: Vec::new(), names, row: row.number });
            }
            RowType::Audit => {
                if self.columns.cell(row, "parameters").is_empty() {
                    let message = "every answer is logged anyway; no separate audit file is written";
                    self.report.warning("form.audit", place, message);
                } else {
                    let message = "audit parameters (location, changes) are not in this version; empty the cell";
                    self.report.error("form.audit", self.columns.place(row, "parameters"), message);
                }
            }
            RowType::ExternalList => {
                let name = self.columns.cell(row, "name").to_owned();
                self.attached(&name, "name", "label", place);
            }
            RowType::Instrument(id) => self.instrument(row, &id, place, stack, missing),
            RowType::Plain(kind) => self.question(row, kind, stack, missing),
            RowType::Select { multiple, file, list } => {
                let itemset = self.itemset(row, multiple, file, &list);
                let kind =
                    if multiple { QuestionType::SelectMultiple(itemset) } else { QuestionType::SelectOne(itemset) };
                let name = self.name(row, stack);
                let mut node = self.node(row, name, NodeKind::Question(kind), missing);
                node.parameters = self.parameters(row, if file { "file-list" } else { "select" });
                // A set of known parameters that is all used up by the itemset.
                node.parameters.retain(|k, _| k != "value" && k != "label");
                if node.appearance.contains("search(") {
                    let message = "the appearance `search()` is not in this version; use select_one_from_file";
                    self.report.error("form.search", self.columns.place(row, "appearance"), message);
                }
                push(stack, node);
            }
        }
        true
    }

    /// A standardised instrument as a group of its questions and results.
    fn instrument(&mut self, row: &Row, id: &str, place: Place, stack: &mut [Open], missing: &mut Missing) {
        let name = self.name(row, stack);
        let Some(known) = instrument(id) else {
            let near = nearest(id, instruments().iter().map(|i| i.id.as_str())).map(|n| format!("instrument {n}"));
            let message = format!("there is no instrument `{id}`");
            self.report.push(Notice::error("form.unknown_instrument", place, message).suggest(near.as_deref()));
            return;
        };
        let mut node = self.node(row, name, NodeKind::Group(Vec::new()), missing);
        let attached = format!("instrumen-{id}");
        let around = Around {
            name: &node.name,
            langs: &self.langs.all,
            texts: self.lists.get(&attached),
            required: node.required.take().is_some(),
            place: &node.place,
        };
        let expanded = known.nodes(&around);
        self.used.insert(attached);
        self.used.extend(expanded.lists.keys().cloned());
        self.lists.extend(expanded.lists);
        if node.label == Text::default() {
            node.label = known.heading(&self.langs.all);
        }
        if node.appearance.is_empty() {
            "field-list".clone_into(&mut node.appearance);
        }
        node.kind = NodeKind::Group(expanded.nodes);
        push(stack, node);
    }

    fn question(&mut self, row: &Row, kind: &'static str, stack: &mut [Open], missing: &mut Missing) {
        let signature =
            kind == "image" && self.columns.cell(row, "appearance").split_whitespace().any(|w| w == "signature");
        let question = match kind {
            "text" => QuestionType::Text,
            "integer" => QuestionType::Integer,
            "decimal" => QuestionType::Decimal,
            "date" => QuestionType::Date,
            "time" => QuestionType::Time,
            "dateTime" => QuestionType::DateTime,
            "note" => QuestionType::Note,
            "acknowledge" => QuestionType::Acknowledge,
            "geopoint" => QuestionType::Geopoint,
            "image" if signature => QuestionType::Signature,
            "image" => QuestionType::Image,
            "calculate" => QuestionType::Calculate,
            "hidden" => QuestionType::Hidden,
            "start" => QuestionType::Start,
            "end" => QuestionType::End,
            "today" => QuestionType::Today,
            "deviceid" => QuestionType::DeviceId,
            _ => QuestionType::Username,
        };
        let asked = !matches!(
            question,
            QuestionType::Calculate
                | QuestionType::Hidden
                | QuestionType::Start
                | QuestionType::End
                | QuestionType::Today
                | QuestionType::DeviceId
                | QuestionType::Username
        );
        let mut name = self.columns.cell(row, "name").to_owned();
        if name.is_empty() && question == QuestionType::Note {
            // As ODK's converter does: nobody refers to a note.
            name = format!("generated_note_name_{}", row.number);
            if let Some(open) = stack.last_mut() {
                open.names.insert(name.clone(), row.number);
            }
        } else {
            name = self.name(row, stack);
        }
        let mut node = self.node(row, name, NodeKind::Question(question.clone()), missing);
        node.parameters = self.parameters(row, kind);
        if asked && node.label == Text::default() && node.hint == Text::default() {
            let place = self.columns.place(row, "label");
            self.report.warning("form.no_label", place, format!("question `{}` has no label", node.name));
        }
        if question == QuestionType::Calculate && node.calculate.is_none() && !node.default_is_expr {
            let place = self.columns.place(row, "calculation");
            let message = format!("`{}` is to be calculated but has no calculation", node.name);
            self.report.error("form.no_calculation", place, message);
        }
        if !self.columns.cell(row, "choice_filter").is_empty() {
            let message = "choice_filter has a meaning for selections only; it is not read";
            self.report.warning("form.misplaced", self.columns.place(row, "choice_filter"), message);
        }
        push(stack, node);
    }

    fn end(&mut self, row: &Row, repeat: bool, stack: &mut Vec<Open>) {
        let place = self.columns.place(row, "type");
        let word = |repeat| if repeat { "repeat" } else { "group" };
        let Some(open) = (stack.len() > 1).then(|| stack.pop()).flatten() else {
            let message = format!("this ends a {} that never began", word(repeat));
            self.report.error("form.unopened_group", place, message);
            return;
        };
        if open.repeat != repeat {
            let message = format!(
                "`end_{}` stands where {} `{}` of row {} must end first; write `end_{}`",
                word(repeat),
                word(open.repeat),
                open.node.name,
                open.row,
                word(open.repeat)
            );
            self.report.error("form.crossed_groups", place, message);
        } else if open.children.is_empty() && open.names.is_empty() {
            let message = format!("{} `{}` has no questions", word(repeat), open.node.name);
            self.report.warning("form.empty_group", open.node.place.clone(), message);
        }
        self.close(open, stack);
    }

    fn close(&self, mut open: Open, stack: &mut [Open]) {
        open.node.kind = if open.repeat {
            NodeKind::Repeat { children: open.children, count: open.count, initial_rows: 0 }
        } else {
            NodeKind::Group(open.children)
        };
        push(stack, open.node);
    }

    /// The row's name, checked against its siblings.
    fn name(&mut self, row: &Row, stack: &mut [Open]) -> String {
        let name = self.columns.cell(row, "name").to_owned();
        let place = self.columns.place(row, "name");
        if name.is_empty() {
            self.report.error("form.no_name", place, "the row has a type but no name");
            return name;
        }
        if !valid_name(&name) {
            let message =
                format!("`{name}` is no name: begin with a letter or `_`, go on with letters, digits, `_`, `-`, `.`");
            self.report.error("form.bad_name", place, message);
            return name;
        }
        if let Some(open) = stack.last_mut() {
            match open.names.get(&name) {
                Some(0) => {
                    self.report.error("form.reserved_name", place, format!("`{name}` is kept for the form itself"));
                }
                Some(first) => {
                    let message = format!("`{name}` is already the name of row {first} in the same group");
                    self.report.error("form.duplicate_name", place, message);
                }
                None => {
                    open.names.insert(name.clone(), row.number);
                }
            }
        }
        name
    }

    /// All that questions, groups and repeats have in common.
    fn node(&mut self, row: &Row, name: String, kind: NodeKind, missing: &mut Missing) -> Node {
        let c = self.columns;
        let place = c.table.place(row.number, None);
        let mut node = blank(name, kind, place);
        node.label = c.text(row, "label", self.langs, missing, self.report);
        node.hint = c.text(row, "hint", self.langs, missing, self.report);
        node.required_message = c.text(row, "required_message", self.langs, missing, self.report);
        node.constraint_message = c.text(row, "constraint_message", self.langs, missing, self.report);
        // `false()` is no rule for the latter two, but hides a question for good in the first.
        let rule = |e: ExprSource| (e.text != "false()").then_some(e);
        node.relevant = c.yes_no(row, "relevant", self.report);
        node.required = c.yes_no(row, "required", self.report).and_then(rule);
        node.readonly = c.yes_no(row, "readonly", self.report).and_then(rule);
        node.constraint = c.expr(row, "constraint", self.report);
        node.calculate = c.expr(row, "calculation", self.report);
        node.appearance = c.cell(row, "appearance").split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(default) = c.expr(row, "default", self.report) {
            let numeric = matches!(&node.kind, NodeKind::Question(QuestionType::Integer | QuestionType::Decimal));
            node.default_is_expr = is_dynamic(&default.text, numeric);
            // A literal keeps the quotes its author typed.
            let text = if node.default_is_expr { default.text } else { c.cell(row, "default").to_owned() };
            node.default = Some(ExprSource { text, ..default });
        }
        node
    }

    /// The `parameters` cell; unknown ones are refused, since they may change what is recorded.
    fn parameters(&mut self, row: &Row, kind: &str) -> BTreeMap<String, String> {
        let cell = self.columns.cell(row, "parameters");
        let place = self.columns.place(row, "parameters");
        let found = pairs(cell).unwrap_or_else(|part| {
            let message = format!("`{part}` is no parameter; write `key=value`, several separated by blanks");
            self.report.error("form.bad_parameters", place.clone(), message);
            Vec::new()
        });
        let known = known_parameters(kind);
        let mut parameters = BTreeMap::new();
        for (key, value) in found {
            // What these two say stands in the itemset.
            if matches!(key.as_str(), "randomize" | "seed") && matches!(kind, "select" | "file-list") {
            } else if known.contains(&key.as_str()) {
                parameters.insert(key, value);
            } else {
                let message = format!("the parameter `{key}` is not known here; remove it");
                self.report.push(
                    Notice::error("form.unknown_parameter", place.clone(), message)
                        .suggest(nearest(&key, known.iter().copied())),
                );
            }
        }
        parameters
    }

    fn itemset(&mut self, row: &Row, multiple: bool, file: bool, list: &str) -> Itemset {
        let place = self.columns.place(row, "type");
        let filter = self.columns.expr(row, "choice_filter", self.report);
        let (mut value_column, mut label_column) = ("name".to_owned(), "label".to_owned());
        let mut key = list.to_owned();
        let (mut random, mut seed) = (false, None);
        let cell = self.columns.place(row, "parameters");
        // The cell's other faults are told where the node is made.
        for (parameter, value) in pairs(self.columns.cell(row, "parameters")).unwrap_or_default() {
            match parameter.as_str() {
                "value" if file => value_column = value,
                "label" if file => label_column = value,
                "randomize" if value.eq_ignore_ascii_case("true") => random = true,
                "randomize" if !value.eq_ignore_ascii_case("false") => {
                    let message = format!("`randomize` is `true` or `false`, not `{value}`");
                    self.report.error("form.bad_parameters", cell.clone(), message);
                }
                "seed" => seed = Some(ExprSource { text: value, place: cell.clone() }),
                _ => {}
            }
        }
        if seed.is_some() && !random {
            let message = "a `seed` needs `randomize=true` beside it";
            self.report.error("form.bad_parameters", cell, message);
        }
        let shuffle = random.then_some(Shuffle { seed });
        if file {
            key = stem(list).to_owned();
            if list.to_ascii_lowercase().ends_with(".csv") {
                self.attached(&key, &value_column, &label_column, place);
            } else {
                let message = format!("`{list}` cannot be read as a list in this version; attach a .csv file");
                self.report.error("form.list_format", place, message);
            }
        } else if !self.lists.contains_key(list) {
            let notice = Notice::error("form.missing_list", place, format!("there is no list `{list}`"));
            let near = if self.report.is_full() { None } else { nearest(list, self.lists.keys().map(String::as_str)) };
            self.report.push(notice.suggest(near));
        } else if multiple && !self.used.contains(&format!("{list} checked")) {
            self.used.insert(format!("{list} checked"));
            let bad = self.lists[list].cells.first().and_then(|c| c.iter().find(|n| n.contains(char::is_whitespace)));
            if let Some(name) = bad {
                let message = format!(
                    "choice `{name}` of list `{list}` has a blank in its name, but several answers are kept separated by blanks"
                );
                self.report.error("form.choice_blank", self.lists[list].place.clone(), message);
            }
        }
        self.used.insert(key.clone());
        Itemset { list: key, filter, value_column, label_column, open: false, shuffle }
    }

    /// Checks that an attached list is there with the columns needed. A missing one is warned of and stands as an empty
    /// list, so that the form can be tried before its lists are at hand.
    fn attached(&mut self, key: &str, value: &str, label: &str, place: Place) {
        self.used.insert(key.to_owned());
        match self.lists.get(key) {
            Some(list) => {
                if list.column(value).is_none() {
                    let message = format!("the attached list `{}` has no column `{value}`", list.place.sheet);
                    self.report.push(
                        Notice::error("form.missing_column", place, message)
                            .suggest(nearest(value, list.columns.iter().map(String::as_str))),
                    );
                } else if list.label(label, "").is_none() {
                    let message = format!("the attached list `{}` has no column `{label}`", list.place.sheet);
                    self.report.push(
                        Notice::error("form.missing_column", place, message)
                            .suggest(nearest(label, list.columns.iter().map(String::as_str))),
                    );
                }
            }
            None => {
                let message = format!("the attached file `{key}.csv` is missing; the list is empty until it comes");
                self.report.warning("form.missing_attachment", place.clone(), message);
                let columns = vec![value.to_owned(), label.to_owned()];
                let list = ChoiceList { columns, cells: vec![Vec::new(); 2], place };
                self.lists.insert(key.to_owned(), list);
            }
        }
    }
}

fn push(stack: &mut [Open], node: Node) {
    if let Some(open) = stack.last_mut() {
        open.children.push(node);
    }
}

/// A node with nothing but name, kind and place.
pub(in crate::form) fn blank(name: String, kind: NodeKind, place: Place) -> Node {
    Node {
        name,
        kind,
        label: Text::default(),
        hint: Text::default(),
        relevant: None,
        required: None,
        required_message: Text::default(),
        readonly: None,
        constraint: None,
        constraint_message: Text::default(),
        calculate: None,
        default: None,
        default_is_expr: false,
        appearance: String::new(),
        parameters: BTreeMap::new(),
        place,
    }
}

/// Whether a default must be computed: it refers to a question, calls a function, or (for numbers) has an operator.
fn is_dynamic(text: &str, numeric: bool) -> bool {
    let call = text
        .match_indices('(')
        .any(|(at, _)| text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '_'));
    let operator = || {
        let inner = text.trim_start_matches(['-', '+']);
        inner.contains(['+', '*', '-', '/']) || inner.contains(" div ") || inner.contains(" mod ")
    };
    text.contains("${") || call || (numeric && operator())
}
