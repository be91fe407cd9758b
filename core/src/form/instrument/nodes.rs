//! An instrument as part of a form: its items as questions, its rule as calculations in the language of forms.

use super::{Flag, Instrument, Named, Part, Rule, Words};
use crate::form::definition::{ChoiceList, ExprSource, Itemset, Node, NodeKind, Place, QuestionType, Segment, Text};
use crate::form::expr_eval::is_indonesian;
use crate::form::xlsform::survey::blank;
use std::collections::BTreeMap;

/// Texts of the items, attached to a form: column `name` is the item's number, labels as in any list.
pub type ItemTexts = ChoiceList;

/// What an instrument adds to a form.
pub(in crate::form) struct Expanded {
    /// Items, then results.
    pub nodes: Vec<Node>,
    /// The answers' lists.
    pub lists: BTreeMap<String, ChoiceList>,
}

/// What the expansion needs of the form around it.
pub(in crate::form) struct Around<'a> {
    /// Name of the group; begins the names of all that is in it.
    pub name: &'a str,
    /// Languages of the form.
    pub langs: &'a [String],
    /// Attached wording.
    pub texts: Option<&'a ItemTexts>,
    /// Whether every item must be answered.
    pub required: bool,
    /// The row.
    pub place: &'a Place,
}

impl Around<'_> {
    fn expr(&self, text: String) -> ExprSource {
        ExprSource { text, place: self.place.clone() }
    }

    fn item(&self, item: usize) -> String {
        format!("${{{}_{item}}}", self.name)
    }

    fn own(&self, what: &str) -> String {
        format!("${{{}_{what}}}", self.name)
    }

    fn text(&self, words: impl Fn(bool, &str) -> Vec<Segment>) -> Text {
        Text { by_lang: self.langs.iter().map(|l| (l.clone(), words(is_indonesian(l), l))).collect() }
    }

    fn calculate(&self, what: &str, expression: String) -> Node {
        let mut node = self.question(what, QuestionType::Calculate);
        node.calculate = Some(self.expr(expression));
        node
    }

    fn question(&self, what: &str, kind: QuestionType) -> Node {
        blank(format!("{}_{what}", self.name), NodeKind::Question(kind), self.place.clone())
    }
}

impl Instrument {
    /// The heading of its group.
    pub(in crate::form) fn heading(&self, langs: &[String]) -> Text {
        let by_lang = langs.iter().map(|l| (l.clone(), plain(self.title.any(is_indonesian(l)))));
        Text { by_lang: by_lang.collect() }
    }

    /// Its questions and calculations.
    pub(in crate::form) fn nodes(&self, around: &Around<'_>) -> Expanded {
        let mut lists = BTreeMap::new();
        let mut nodes = Vec::new();
        if self.intro != Words::default() {
            let mut node = around.question("pengantar", QuestionType::Note);
            node.label = around.text(|id, _| plain(self.intro.any(id)));
            nodes.push(node);
        }
        for i in 0..self.items.len() {
            nodes.push(self.question(i, around, &mut lists));
        }
        let parts: &[Part] = if let Rule::Sum { parts, .. } = &self.rule { parts } else { &[] };
        nodes.extend(self.results(around));
        nodes.push(around.calculate("tanda", self.flags_expr(parts, around)));
        nodes.push(around.calculate("versi", format!("'{}@{}'", self.id, self.version)));
        nodes.push(self.shown(around));
        for flag in &self.flags {
            let mut node = around.question(&format!("awas_{}", flag.id), QuestionType::Note);
            node.label = around.text(|id, _| plain(flag.text.any(id)));
            node.relevant = Some(around.expr(self.raised(flag, around)));
            nodes.push(node);
        }
        Expanded { nodes, lists }
    }

    fn question(&self, i: usize, around: &Around<'_>, lists: &mut BTreeMap<String, ChoiceList>) -> Node {
        let item = &self.items[i];
        let list = match item.most {
            Some(most) => format!("instrumen_{}_{most}", self.id),
            None => format!("instrumen_{}", self.id),
        };
        lists.entry(list.clone()).or_insert_with(|| self.choices(i, around));
        let itemset = Itemset {
            list,
            filter: None,
            value_column: "name".to_owned(),
            label_column: "label".to_owned(),
            open: false,
            shuffle: None,
        };
        let mut node = around.question(&(i + 1).to_string(), QuestionType::SelectOne(itemset));
        let attached = |lang: &str| {
            let texts = around.texts?;
            let row = texts.cells.get(texts.column("name")?)?.iter().position(|c| **c == *(i + 1).to_string())?;
            let text = texts.cells.get(texts.label("label", lang)?)?.get(row)?;
            (!text.is_empty()).then(|| text.to_string())
        };
        let wording = |id: bool, lang: &str| attached(lang).or_else(|| item.text.get(id).map(str::to_owned));
        node.label = around.text(|id, lang| {
            let name = item.name.any(id);
            let told = wording(id, lang).or_else(|| (!name.is_empty()).then(|| name.to_owned()));
            let number = i + 1;
            plain(&match told {
                Some(text) => format!("{number}. {text}"),
                None if id => format!("Butir {number}"),
                None => format!("Item {number}"),
            })
        });
        node.hint = around.text(|id, lang| match wording(id, lang) {
            Some(_) => Vec::new(),
            None => plain(&format!(
                "{} {}.",
                if id { "Bacakan dari lembar" } else { "Read it from the sheet" },
                self.title.any(id)
            )),
        });
        node.required = around.required.then(|| around.expr("true()".to_owned()));
        node
    }

    fn choices(&self, item: usize, around: &Around<'_>) -> ChoiceList {
        let codes = self.codes(item);
        let shown = |code: &str, id: bool| match self.answers.iter().find(|a| a.code == code) {
            Some(answer) => answer.label.any(id).to_owned(),
            None => code.to_owned(),
        };
        let mut list = ChoiceList {
            columns: vec!["name".to_owned()],
            cells: vec![codes.iter().map(|c| c.0.as_str().into()).collect()],
            place: around.place.clone(),
        };
        for lang in around.langs {
            list.columns.push(format!("label::{lang}"));
            list.cells.push(codes.iter().map(|c| shown(&c.0, is_indonesian(lang)).into()).collect());
        }
        list
    }

    /// What an item (from 1) is worth; blank counts nothing.
    fn points_expr(&self, item: usize, around: &Around<'_>) -> String {
        let answer = around.item(item);
        let mut out = "0".to_owned();
        for (code, points) in self.codes(item - 1).iter().rev().filter(|(_, points)| *points != 0) {
            out = format!("if({answer} = '{code}', {points}, {out})");
        }
        out
    }

    fn sum(&self, items: impl Iterator<Item = usize>, around: &Around<'_>) -> String {
        items.map(|i| self.points_expr(i, around)).collect::<Vec<_>>().join(" + ")
    }

    /// How many items have no answer.
    fn blanks(&self, around: &Around<'_>) -> String {
        let one = |i| format!("if({} = '', 1, 0)", around.item(i));
        (1..=self.items.len()).map(one).collect::<Vec<_>>().join(" + ")
    }

    fn results(&self, around: &Around<'_>) -> Vec<Node> {
        let skor = around.own("skor");
        match &self.rule {
            Rule::Sum { missing, cutoff, bands, classes, parts } => {
                let sum = self.sum(1..=self.items.len(), around);
                let mut nodes =
                    vec![around.calculate("skor", format!("if({} > {missing}, '', {sum})", self.blanks(around)))];
                for part in parts {
                    let sum = self.sum(part.items.iter().copied(), around);
                    nodes.push(around.calculate(&part.id, format!("if({skor} = '', '', {sum})")));
                }
                let mut band = "''".to_owned();
                for class in classes.iter().rev() {
                    let mut tests: Vec<String> = class.score.iter().map(|s| format!("{skor} = {s}")).collect();
                    tests.extend(class.zero.iter().map(|i| format!("({}) = 0", self.points_expr(*i, around))));
                    let test = if tests.is_empty() { "true()".to_owned() } else { tests.join(" and ") };
                    band = format!("if({test}, '{}', {band})", class.id);
                }
                for b in bands {
                    band = format!("if({skor} >= {}, '{}', {band})", b.from, b.id);
                }
                nodes.push(around.calculate("pita", format!("if({skor} = '', '', {band})")));
                let mut tests: Vec<String> = cutoff.iter().map(|c| format!("{skor} >= {c}")).collect();
                tests.extend(parts.iter().map(|p| format!("{} >= {}", around.own(&p.id), p.cutoff)));
                if !tests.is_empty() {
                    let told = format!("if({skor} = '', '', if({}, 'ya', 'tidak'))", tests.join(" or "));
                    nodes.push(around.calculate("positif", told));
                }
                nodes
            }
            Rule::AnyOf { codes, yes, no, open } => {
                let one = |i: usize| codes.iter().map(move |c| format!("{} = '{c}'", around.item(i)));
                let hit = (1..=self.items.len()).flat_map(one).collect::<Vec<_>>().join(" or ");
                let blanks = self.blanks(around);
                let pick = |a: &str, b: &str, c: &str| format!("if({hit}, '{a}', if({blanks} > 0, '{b}', '{c}'))");
                vec![
                    around.calculate("pita", pick(&yes.id, &open.id, &no.id)),
                    around.calculate("positif", pick("ya", "", "tidak")),
                ]
            }
        }
    }

    fn raised(&self, flag: &Flag, around: &Around<'_>) -> String {
        let test = |i: &usize| format!("({}) >= {}", self.points_expr(*i, around), flag.from);
        flag.items.iter().map(test).collect::<Vec<_>>().join(" or ")
    }

    /// The flags' ids, separated by one blank.
    fn flags_expr(&self, parts: &[Part], around: &Around<'_>) -> String {
        let parts = parts.iter().map(|p| (&p.id, format!("{} >= {}", around.own(&p.id), p.cutoff)));
        let flags = self.flags.iter().map(|f| (&f.id, self.raised(f, around)));
        let told: Vec<String> = parts.chain(flags).map(|(id, test)| format!("if({test}, '{id} ', '')")).collect();
        if told.is_empty() { "''".to_owned() } else { format!("normalize-space(concat({}))", told.join(", ")) }
    }

    /// The result in words, on the spot.
    fn shown(&self, around: &Around<'_>) -> Node {
        let pita = around.own("pita");
        let labels: Vec<(&str, &Words)> = match &self.rule {
            Rule::Sum { bands, classes, .. } => {
                let bands = bands.iter().map(|b| (b.id.as_str(), &b.label));
                bands.chain(classes.iter().map(|c| (c.id.as_str(), &c.label))).collect()
            }
            Rule::AnyOf { yes, no, open, .. } => {
                [yes, no, open].into_iter().map(|Named { id, label }| (id.as_str(), label)).collect()
            }
        };
        let mut node = around.question("hasil", QuestionType::Note);
        node.relevant = Some(around.expr(format!("{pita} != ''")));
        node.label = around.text(|id, _| {
            let mut out = plain(self.title.any(id));
            if let Some(most) = self.most() {
                out.extend(plain(if id { ". Skor " } else { ". Score " }));
                out.push(Segment::Output(around.expr(around.own("skor"))));
                out.extend(plain(&format!(" {} {most}", if id { "dari" } else { "of" })));
            }
            let band = labels.iter().fold("''".to_owned(), |rest, (code, label)| {
                format!("if({pita} = '{code}', '{}', {rest})", label.any(id).replace('\'', "’"))
            });
            out.extend(plain(": "));
            out.push(Segment::Output(around.expr(band)));
            out.extend(plain(if id { ". Ini petunjuk, bukan diagnosis." } else { ". A hint, not a diagnosis." }));
            out
        });
        node
    }
}

fn plain(text: &str) -> Vec<Segment> {
    if text.is_empty() { Vec::new() } else { vec![Segment::Plain(text.to_owned())] }
}
