//! Item answers to a result.

use super::{Instrument, Named, Rule};
use serde::Serialize;
use std::collections::BTreeMap;

/// A result. A hint for the worker, never a diagnosis.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The sum of the points; nothing where the instrument has none or too many answers are missing.
    pub score: Option<i64>,
    /// Band or class, by its id.
    pub band: Option<String>,
    /// Whether the cut-off is reached; nothing where there is no cut-off, or where it cannot be told.
    pub positive: Option<bool>,
    /// Parts above their cut-off, and safety questions answered with yes.
    pub flags: Vec<String>,
    /// Too many answers are missing.
    pub invalid: bool,
    /// Scores of the parts.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, i64>,
    /// Items without an answer, from 1.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<usize>,
}

/// Why answers cannot be scored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScoreError {
    /// Another number of answers than items.
    #[error("{instrument} has {items} items, not {answers}; write null for an item without an answer")]
    Count {
        /// The instrument.
        instrument: String,
        /// Its items.
        items: usize,
        /// The answers given.
        answers: usize,
    },
    /// A code that the item does not take.
    #[error("item {item} of {instrument} takes {}, not `{code}`", allowed.join(", "))]
    Code {
        /// The instrument.
        instrument: String,
        /// From 1.
        item: usize,
        /// The code given.
        code: String,
        /// The codes it takes.
        allowed: Vec<String>,
    },
}

impl Instrument {
    /// The result of one code an item, in order; `None` for an item without an answer.
    ///
    /// # Errors
    /// Another number of answers than items, or a code that an item does not take.
    pub fn score(&self, answers: &[Option<&str>]) -> Result<Outcome, ScoreError> {
        if answers.len() != self.items.len() {
            let (items, answers) = (self.items.len(), answers.len());
            return Err(ScoreError::Count { instrument: self.id.clone(), items, answers });
        }
        let mut points = Vec::with_capacity(answers.len());
        for (i, answer) in answers.iter().enumerate() {
            points.push(answer.map(|code| self.worth(i, code)).transpose()?);
        }
        let missing: Vec<usize> = (1..=points.len()).filter(|i| points[i - 1].is_none()).collect();
        let worth = |item: usize| points.get(item - 1).copied().flatten();
        let mut outcome = match &self.rule {
            Rule::Sum { missing: most, cutoff, bands, classes, parts } if missing.len() <= *most => {
                let score: i64 = points.iter().flatten().sum();
                let sums: BTreeMap<String, i64> =
                    parts.iter().map(|p| (p.id.clone(), p.items.iter().filter_map(|i| worth(*i)).sum())).collect();
                let reached: Vec<String> =
                    parts.iter().filter(|p| sums[&p.id] >= p.cutoff).map(|p| p.id.clone()).collect();
                let class = classes
                    .iter()
                    .find(|c| c.score.is_none_or(|s| s == score) && c.zero.iter().all(|i| worth(*i) == Some(0)));
                let band = class.map(|c| &c.id).or_else(|| bands.iter().rfind(|b| score >= b.from).map(|b| &b.id));
                let rated = cutoff.is_some() || !parts.is_empty();
                Outcome {
                    score: Some(score),
                    band: band.cloned(),
                    positive: rated.then(|| cutoff.is_some_and(|c| score >= c) || !reached.is_empty()),
                    flags: reached,
                    parts: sums,
                    ..Outcome::default()
                }
            }
            Rule::Sum { .. } => Outcome { invalid: true, ..Outcome::default() },
            Rule::AnyOf { codes, yes, no, open } => {
                let hit = answers.iter().flatten().any(|a| codes.iter().any(|c| c == a));
                let (Named { id, .. }, positive) = match (hit, missing.is_empty()) {
                    (true, _) => (yes, Some(true)),
                    (false, true) => (no, Some(false)),
                    (false, false) => (open, None),
                };
                Outcome { band: Some(id.clone()), positive, ..Outcome::default() }
            }
        };
        let raised = self.flags.iter().filter(|f| f.items.iter().any(|i| worth(*i).is_some_and(|w| w >= f.from)));
        outcome.flags.extend(raised.map(|f| f.id.clone()));
        outcome.missing = missing;
        Ok(outcome)
    }

    fn worth(&self, item: usize, code: &str) -> Result<i64, ScoreError> {
        let codes = self.codes(item);
        codes.iter().find(|(c, _)| c == code).map(|(_, points)| *points).ok_or_else(|| ScoreError::Code {
            instrument: self.id.clone(),
            item: item + 1,
            code: code.chars().take(40).collect(),
            allowed: codes.into_iter().map(|(c, _)| c).collect(),
        })
    }
}
