//! A condition in words, as far as it is simple: `${anak} = 'ya'` becomes "Hanya bila jawaban 2.3 adalah “Ya”". What is
//! not simple is only marked: wrong words would be worse than none.

use super::jawaban::choice_label;
use crate::domain::Lang;
use crate::form::definition::{FormSource, Itemset, Node, NodeKind, QuestionType};
use std::collections::HashMap;

/// What conditions may name.
pub(super) struct Syarat<'a> {
    form: &'a FormSource,
    lang_form: &'a str,
    lang: Lang,
    /// Number and kind of a question by name; `None` when two have the name, or no pen answers it.
    by_name: HashMap<&'a str, Option<(String, &'a QuestionType)>>,
    /// The same by path, for forms that write paths.
    by_path: HashMap<String, (String, &'a QuestionType)>,
}

impl<'a> Syarat<'a> {
    pub(super) fn new(form: &'a FormSource, lang_form: &'a str, lang: Lang, numbers: &HashMap<String, String>) -> Self {
        let mut all = Self { form, lang_form, lang, by_name: HashMap::new(), by_path: HashMap::new() };
        all.gather(&form.nodes, &format!("/{}", form.root_name), numbers);
        all
    }

    fn gather(&mut self, nodes: &'a [Node], path: &str, numbers: &HashMap<String, String>) {
        for node in nodes {
            let path = format!("{path}/{}", node.name);
            match &node.kind {
                NodeKind::Group(children) | NodeKind::Repeat { children, .. } => {
                    self.gather(children, &path, numbers);
                }
                NodeKind::Question(kind) => {
                    let known = numbers.get(&path).map(|n| (n.clone(), kind));
                    self.by_name.entry(&node.name).and_modify(|twice| *twice = None).or_insert_with(|| known.clone());
                    if let Some(known) = known {
                        self.by_path.insert(path, known);
                    }
                }
            }
        }
    }

    /// The condition in words.
    pub(super) fn words(&self, rule: &str) -> String {
        let told = self.joined(rule);
        match told {
            Some(told) => format!("{} {told}.", self.lang.pick("Hanya bila", "Only if")),
            None => {
                self.lang.pick("Ada syarat: isi bila berlaku.", "Conditional: fill in where it applies.").to_owned()
            }
        }
    }

    /// Terms joined by one and the same word; brackets and mixtures are not simple.
    fn joined(&self, rule: &str) -> Option<String> {
        let rule = rule.split_whitespace().collect::<Vec<_>>().join(" ");
        let (ands, ors) = (outside_quotes(&rule, " and "), outside_quotes(&rule, " or "));
        let (parts, word) = match (ands.len(), ors.len()) {
            (_, 1) => (ands, self.lang.pick(" dan ", " and ")),
            (1, _) => (ors, self.lang.pick(" atau ", " or ")),
            _ => return None,
        };
        if parts.len() > 4 {
            return None;
        }
        let terms = parts.iter().map(|p| self.term(p.trim())).collect::<Option<Vec<String>>>()?;
        Some(terms.join(word))
    }

    fn term(&self, term: &str) -> Option<String> {
        let word = |id: &'static str, en: &'static str| self.lang.pick(id, en);
        let negated = term.strip_prefix("not(").and_then(|t| t.strip_suffix(')'));
        let (term, negated) = (negated.unwrap_or(term).trim(), negated.is_some());
        if let Some(inside) = term.strip_prefix("selected(").and_then(|t| t.strip_suffix(')')) {
            let (name, value) = inside.split_once(',')?;
            let (number, kind) = self.question(name.trim())?;
            let value = self.value(kind, literal(value.trim())?)?;
            let said = match (kind, negated) {
                (QuestionType::SelectMultiple(_), false) => word("memuat", "includes"),
                (QuestionType::SelectMultiple(_), true) => word("tidak memuat", "does not include"),
                (_, false) => word("adalah", "is"),
                (_, true) => word("bukan", "is not"),
            };
            return Some(format!("{} {number} {said} {value}", word("jawaban", "answer")));
        }
        if negated {
            return None;
        }
        // The longer signs first.
        let sign = ["!=", "<=", ">=", "=", "<", ">"].into_iter().find(|s| term.contains(s))?;
        let (left, right) = term.split_once(sign)?;
        let (number, kind) = self.question(left.trim())?;
        let right = literal(right.trim())?;
        let answer = word("jawaban", "answer");
        if right.is_empty() {
            return match sign {
                "!=" => Some(format!("{answer} {number} {}", word("diisi", "is given"))),
                "=" => Some(format!("{answer} {number} {}", word("kosong", "is blank"))),
                _ => None,
            };
        }
        let said = match sign {
            "=" => word("adalah", "is"),
            "!=" => word("bukan", "is not"),
            "<" => word("kurang dari", "is less than"),
            ">" => word("lebih dari", "is more than"),
            "<=" => word("paling banyak", "is at most"),
            _ => word("paling sedikit", "is at least"),
        };
        if !matches!(sign, "=" | "!=") && right.parse::<f64>().is_err() {
            return None;
        }
        Some(format!("{answer} {number} {said} {}", self.value(kind, right)?))
    }

    fn question(&self, name: &str) -> Option<(&str, &QuestionType)> {
        let known = match name.strip_prefix("${").and_then(|n| n.strip_suffix('}')) {
            Some(name) => self.by_name.get(name.trim())?.as_ref()?,
            None => self.by_path.get(name)?,
        };
        Some((&known.0, known.1))
    }

    /// The label of a choice, or the plain value of another question.
    fn value(&self, kind: &QuestionType, value: &str) -> Option<String> {
        let label = |items: &Itemset| choice_label(self.form, self.lang_form, items, value);
        match kind {
            QuestionType::SelectOne(items) | QuestionType::SelectMultiple(items) => {
                label(items).map(|l| format!("“{l}”"))
            }
            QuestionType::Acknowledge => Some(self.lang.pick("“Ya”", "“Yes”").to_owned()),
            _ => Some(value.to_owned()),
        }
    }
}

/// The text of a quoted literal, or a number.
fn literal(text: &str) -> Option<&str> {
    for quote in ['\'', '"'] {
        if let Some(inside) = text.strip_prefix(quote).and_then(|t| t.strip_suffix(quote)) {
            return (!inside.contains(quote)).then_some(inside);
        }
    }
    text.parse::<f64>().is_ok().then_some(text)
}

/// The pieces between a word that stands outside quotes.
fn outside_quotes<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let (mut out, mut from, mut quote) = (Vec::new(), 0, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            (None, _) if at >= from && text[at..].starts_with(word) => {
                out.push(&text[from..at]);
                from = at + word.len();
            }
            _ => {}
        }
    }
    out.push(&text[from..]);
    out
}
