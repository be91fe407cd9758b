//! Instruments: standardised questionnaires whose answers add up to a score. Each is content (`core/data/instrumen`):
//! items, what each answer is worth, how missing answers count, bands, cut-off, source and licence.
//!
//! A result is a hint for the worker, never a diagnosis. One definition is used twice: [`Instrument::score`] for item
//! answers alone, and [`nodes`](Instrument::nodes) for a form, where the row `instrument gds15` becomes ordinary questions
//! and calculations, so that a form stays an XForm. A test holds both to the same results.
//!
//! Wording ships only where its licence is clear and only as published; other items are numbered, and their texts can be
//! attached to a form as `instrumen-<id>.csv`.

pub(in crate::form) mod nodes;
mod score;

pub use nodes::ItemTexts;
pub use score::{Outcome, ScoreError};

use serde::Deserialize;
use std::sync::OnceLock;

/// A text in Indonesian and English, each where it was published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Indonesian.
    pub id: Option<String>,
    /// English.
    pub en: Option<String>,
}

impl Words {
    /// The text in a language, if there is one.
    pub fn get(&self, indonesian: bool) -> Option<&str> {
        if indonesian { self.id.as_deref() } else { self.en.as_deref() }
    }

    /// The text in a language, or in the other.
    pub fn any(&self, indonesian: bool) -> &str {
        self.get(indonesian).or_else(|| self.get(!indonesian)).unwrap_or_default()
    }
}

/// May the wording be shown, and on which terms.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// `bebas` (free), `sebut_sumber` (with citation, non-commercial) or `lembar` (wording not shipped, read from the sheet).
    pub status: String,
    /// The terms in a sentence.
    pub note: String,
}

/// An answer that an item takes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerOption {
    /// As it is stored.
    pub code: String,
    /// As it is shown.
    pub label: Words,
}

/// One item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Item {
    /// What it is about, where the wording does not ship.
    pub name: Words,
    /// The published wording.
    pub text: Words,
    /// Points of each answer in order, where they differ from the instrument's: reversed items.
    pub points: Option<Vec<i64>>,
    /// For items answered by their points: 0 up to this.
    pub most: Option<i64>,
}

/// A stretch of the score.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Lowest score of it.
    pub from: i64,
    /// As it is stored.
    pub id: String,
    /// As it is shown.
    pub label: Words,
}

/// A named result, told by the score and by items without points; the first that fits holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreClass {
    /// As it is stored.
    pub id: String,
    /// The score it needs; none fits all.
    pub score: Option<i64>,
    /// Items, from 1, that must be worth nothing.
    #[serde(default)]
    pub zero: Vec<usize>,
    /// As it is shown.
    pub label: Words,
}

/// A part of the items with a cut-off of its own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// As it is stored; a flag when its cut-off is reached.
    pub id: String,
    /// Its items, from 1.
    pub items: Vec<usize>,
    /// Positive from here.
    pub cutoff: i64,
    /// As it is shown.
    pub label: Words,
}

/// A result of its own whatever the score: a safety question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flag {
    /// As it is stored.
    pub id: String,
    /// Items, from 1, any of which raises it.
    pub items: Vec<usize>,
    /// Points from which an item raises it.
    pub from: i64,
    /// What to do now.
    pub text: Words,
}

/// How answers become a result.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// Points are added up.
    Sum {
        /// Missing answers that count as nothing; one more makes the result invalid.
        missing: usize,
        /// Positive from here.
        #[serde(default)]
        cutoff: Option<i64>,
        /// In ascending order.
        #[serde(default)]
        bands: Vec<Band>,
        /// Instead of bands.
        #[serde(default)]
        classes: Vec<ScoreClass>,
        /// Parts with cut-offs of their own; one of them makes the whole positive.
        #[serde(default)]
        parts: Vec<Part>,
    },
    /// One answer of these codes makes it positive; nothing is added up.
    AnyOf {
        /// The codes.
        codes: Vec<String>,
        /// Result when there is one.
        yes: Named,
        /// Result when there is none and all is answered.
        no: Named,
        /// Result when there is none and something is missing.
        open: Named,
    },
}

/// A result with its label.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// As it is stored.
    pub id: String,
    /// As it is shown.
    pub label: Words,
}

/// An instrument.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Short name: `gds15`.
    pub id: String,
    /// Of this definition; stored with every result.
    pub version: String,
    /// Title.
    pub title: Words,
    /// For whom, over which time.
    pub audience: Words,
    /// Said before the items.
    #[serde(default)]
    pub intro: Words,
    /// Where items and rules were published.
    pub source: String,
    /// Terms of use.
    pub licence: Licence,
    /// Answers of every item that names no [`Item::most`].
    #[serde(default)]
    pub answers: Vec<AnswerOption>,
    /// Points of these answers, in order; none where nothing is added up.
    #[serde(default)]
    points: Vec<i64>,
    /// The items in their published order.
    pub items: Vec<Item>,
    /// The rule.
    pub rule: Rule,
    /// Results of their own.
    #[serde(default)]
    pub flags: Vec<Flag>,
}

const SHIPPED: [&str; 8] = [
    include_str!("../../../data/instrumen/apgar.json"),
    include_str!("../../../data/instrumen/barthel20.json"),
    include_str!("../../../data/instrumen/gds15.json"),
    include_str!("../../../data/instrumen/katz.json"),
    include_str!("../../../data/instrumen/phq9.json"),
    include_str!("../../../data/instrumen/psc17.json"),
    include_str!("../../../data/instrumen/srq20.json"),
    include_str!("../../../data/instrumen/wgss.json"),
];

/// Every instrument that ships, by id.
pub fn instruments() -> &'static [Instrument] {
    static ALL: OnceLock<Vec<Instrument>> = OnceLock::new();
    // A definition that does not read is left out; a test reads each.
    ALL.get_or_init(|| SHIPPED.iter().filter_map(|text| serde_json::from_str(text).ok()).collect())
}

/// The instrument with this id.
pub fn instrument(id: &str) -> Option<&'static Instrument> {
    instruments().iter().find(|i| i.id == id)
}

impl Instrument {
    /// The codes that an item (from 0) takes, with their points.
    fn codes(&self, item: usize) -> Vec<(String, i64)> {
        let item = &self.items[item];
        if let Some(most) = item.most {
            return (0..=most).map(|n| (n.to_string(), n)).collect();
        }
        let points = item.points.as_ref().unwrap_or(&self.points);
        let worth = |i: usize| points.get(i).copied().unwrap_or(0);
        self.answers.iter().enumerate().map(|(i, a)| (a.code.clone(), worth(i))).collect()
    }

    /// The highest score; `None` where nothing is added up.
    pub fn most(&self) -> Option<i64> {
        matches!(self.rule, Rule::Sum { .. })
            .then(|| (0..self.items.len()).map(|i| self.codes(i).iter().map(|c| c.1).max().unwrap_or(0)).sum())
    }
}

#[cfg(test)]
mod tests;
