//! Which cases want a visit, how late, and in which order.
//!
//! No regulation fixes how often a family is visited (8/2023 art. 17 leaves duration to need), so the rhythm is
//! configurable data ([`VisitRules`]) and never a legal deadline: an agreed date always wins over the rhythm.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// How often a case is visited when no date was agreed, by risk. Sent by the server, shipped as a default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitRules {
    /// Days between visits at high risk.
    pub tinggi_days: u32,
    /// Days between visits at medium risk.
    pub sedang_days: u32,
    /// Days between visits at low or unknown risk.
    pub rendah_days: u32,
    /// Days from opening a case to its first visit.
    pub first_days: u32,
    /// How many days before its date a visit appears in the list.
    pub ahead_days: u32,
}

impl Default for VisitRules {
    /// Working defaults, to be replaced by the ministry's: 7, 14 and 30 days, first visit within 3, shown 7 days ahead.
    fn default() -> Self {
        Self { tinggi_days: 7, sedang_days: 14, rendah_days: 30, first_days: 3, ahead_days: 7 }
    }
}

/// How grave a case is; the order of list `tingkat_risiko`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risiko {
    /// Low, or not yet judged.
    #[default]
    Rendah,
    /// Medium.
    Sedang,
    /// High.
    Tinggi,
}

impl Risiko {
    /// Reads a code of list `tingkat_risiko`; unknown codes count as low, never as an error.
    pub fn from_code(code: &str) -> Self {
        match code {
            "tinggi" => Self::Tinggi,
            "sedang" => Self::Sedang,
            _ => Self::Rendah,
        }
    }
}

/// What is known of one case when the list is made.
#[derive(Clone, Debug)]
pub struct CaseFacts<K> {
    /// Whatever the caller needs to find the case again.
    pub key: K,
    /// Risk now.
    pub risiko: Risiko,
    /// When the case was opened.
    pub opened_on: NaiveDate,
    /// The last visit, if any.
    pub last_visit_on: Option<NaiveDate>,
    /// The date agreed with the family or planned, if any. Ignored when a visit took place on or after it.
    pub planned_on: Option<NaiveDate>,
    /// Closed cases are never due.
    pub closed: bool,
}

/// Why a visit is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueReason {
    /// Agreed with the family or planned.
    Planned,
    /// Never visited yet.
    First,
    /// The rhythm of its risk.
    Rhythm,
}

/// A visit to make.
#[derive(Clone, Debug, PartialEq)]
pub struct DueVisit<K> {
    /// The case.
    pub key: K,
    /// The day it is due.
    pub due_on: NaiveDate,
    /// Days late today; negative while it lies ahead.
    pub days_late: i64,
    /// Why.
    pub reason: DueReason,
    /// Risk, for the mark on the card.
    pub risiko: Risiko,
}

/// The day on which one case is due, and why; `None` when it is closed.
pub fn due_date<K>(facts: &CaseFacts<K>, rules: &VisitRules) -> Option<(NaiveDate, DueReason)> {
    if facts.closed {
        return None;
    }
    if let Some(planned) = facts.planned_on
        && facts.last_visit_on.is_none_or(|last| last < planned)
    {
        return Some((planned, DueReason::Planned));
    }
    let (from, days, reason) = match facts.last_visit_on {
        None => (facts.opened_on, rules.first_days, DueReason::First),
        Some(last) => {
            let days = match facts.risiko {
                Risiko::Tinggi => rules.tinggi_days,
                Risiko::Sedang => rules.sedang_days,
                Risiko::Rendah => rules.rendah_days,
            };
            (last, days, DueReason::Rhythm)
        }
    };
    // A date beyond the calendar can only come from absurd rules; the case is then due at once rather than never.
    Some((from.checked_add_days(Days::new(u64::from(days))).unwrap_or(from), reason))
}

/// The visits due up to `rules.ahead_days` after today: highest risk first, then the latest, then as given.
pub fn list_due_kunjungan<K>(
    cases: impl IntoIterator<Item = CaseFacts<K>>,
    today: NaiveDate,
    rules: &VisitRules,
) -> Vec<DueVisit<K>> {
    let mut due: Vec<DueVisit<K>> = cases
        .into_iter()
        .filter_map(|facts| {
            let (due_on, reason) = due_date(&facts, rules)?;
            let days_late = today.signed_duration_since(due_on).num_days();
            (days_late >= -i64::from(rules.ahead_days)).then_some(DueVisit {
                key: facts.key,
                due_on,
                days_late,
                reason,
                risiko: facts.risiko,
            })
        })
        .collect();
    due.sort_by(|a, b| b.risiko.cmp(&a.risiko).then(b.days_late.cmp(&a.days_late)));
    due
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("date")
    }

    fn facts(
        key: &'static str,
        risiko: Risiko,
        opened: &str,
        last: Option<&str>,
        planned: Option<&str>,
    ) -> CaseFacts<&'static str> {
        CaseFacts {
            key,
            risiko,
            opened_on: day(opened),
            last_visit_on: last.map(day),
            planned_on: planned.map(day),
            closed: false,
        }
    }

    #[test]
    fn due_day_and_reason() {
        let rules = VisitRules::default();
        let table = [
            (facts("new", Risiko::Rendah, "2026-11-01", None, None), "2026-11-04", DueReason::First),
            (facts("low", Risiko::Rendah, "2026-01-01", Some("2026-11-01"), None), "2026-12-01", DueReason::Rhythm),
            (facts("mid", Risiko::Sedang, "2026-01-01", Some("2026-11-01"), None), "2026-11-15", DueReason::Rhythm),
            (facts("high", Risiko::Tinggi, "2026-01-01", Some("2026-11-01"), None), "2026-11-08", DueReason::Rhythm),
            (
                facts("agreed", Risiko::Tinggi, "2026-01-01", Some("2026-11-01"), Some("2026-11-20")),
                "2026-11-20",
                DueReason::Planned,
            ),
            (
                facts("kept", Risiko::Tinggi, "2026-01-01", Some("2026-11-20"), Some("2026-11-20")),
                "2026-11-27",
                DueReason::Rhythm,
            ),
            (
                facts("planned first", Risiko::Rendah, "2026-11-01", None, Some("2026-11-10")),
                "2026-11-10",
                DueReason::Planned,
            ),
        ];
        for (case, on, reason) in table {
            assert_eq!(due_date(&case, &rules), Some((day(on), reason)), "{}", case.key);
        }
    }

    #[test]
    fn order_is_risk_then_lateness_and_closed_cases_are_left_out() {
        let mut closed = facts("closed", Risiko::Tinggi, "2026-01-01", None, None);
        closed.closed = true;
        let cases = vec![
            facts("low late", Risiko::Rendah, "2026-01-01", Some("2026-08-01"), None),
            facts("high ahead", Risiko::Tinggi, "2026-01-01", Some("2026-11-20"), None),
            facts("high late", Risiko::Tinggi, "2026-01-01", Some("2026-11-01"), None),
            facts("far ahead", Risiko::Rendah, "2026-01-01", Some("2026-11-21"), None),
            closed,
        ];
        let due = list_due_kunjungan(cases, day("2026-11-22"), &VisitRules::default());
        let order: Vec<_> = due.iter().map(|d| (d.key, d.days_late)).collect();
        assert_eq!(order, [("high late", 14), ("high ahead", -5), ("low late", 83)]);
    }

    #[test]
    fn absurd_rules_make_a_case_due_not_lost() {
        let rules = VisitRules { rendah_days: u32::MAX, ..VisitRules::default() };
        let case = facts("x", Risiko::Rendah, "2026-01-01", Some("2026-11-01"), None);
        assert!(due_date(&case, &rules).is_some());
    }
}
