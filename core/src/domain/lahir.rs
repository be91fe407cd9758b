//! A birth date of which only the year, or year and month, is known.
//!
//! Civil registration writes such a date as 1 July of the year, or as the 15th of the month (Permendagri 19/2010; Dukcapil's practice
//! since 2004), so the same person has the same date here and on a card. It is marked as an estimate
//! (`lahir_taksiran`), and said as what is known of it.

use super::Lang;
use super::waktu::{date_in_words, month_in_words};
use chrono::{Datelike, NaiveDate};

/// How much of a birth date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sebagian {
    /// The year.
    Tahun,
    /// Year and month.
    Bulan,
}

/// Reads `1952` or `1952-05` as the date that stands for it; `None` for every other text, a whole date as well. Never later
/// than today when the year or month is today's.
pub fn sebagian(text: &str, today: NaiveDate) -> Option<(NaiveDate, Sebagian)> {
    let number = |part: &str, digits: usize| {
        (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<u32>().ok()).flatten()
    };
    let (date, known, now) = match text.trim().split_once('-') {
        None => {
            let year = i32::try_from(number(text.trim(), 4)?).ok()?;
            (NaiveDate::from_ymd_opt(year, 7, 1)?, Sebagian::Tahun, year == today.year())
        }
        Some((year, month)) => {
            let (year, month) = (i32::try_from(number(year, 4)?).ok()?, number(month, 2)?);
            let now = (year, month) == (today.year(), today.month());
            (NaiveDate::from_ymd_opt(year, month, 15)?, Sebagian::Bulan, now)
        }
    };
    Some((if now { date.min(today) } else { date }, known))
}

/// A birth date in words; of an estimate no more than what is known.
pub fn in_words(date: NaiveDate, taksiran: bool, lang: Lang) -> String {
    let said = match (taksiran, date.month(), date.day()) {
        (false, ..) => return date_in_words(date, lang),
        (true, 7, 1) => format!("{} {}", lang.pick("tahun", "year"), date.year()),
        (true, _, 15) => month_in_words(date, lang),
        (true, ..) => date_in_words(date, lang),
    };
    format!("{said} ({})", lang.pick("taksiran", "estimate"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("date")
    }

    #[test]
    fn part_of_a_date_stands_for_a_day_of_it() {
        let today = day("2026-03-10");
        for (text, date, known) in [
            ("1952", "1952-07-01", Sebagian::Tahun),
            (" 1952-05 ", "1952-05-15", Sebagian::Bulan),
            ("1952-07", "1952-07-15", Sebagian::Bulan),
            // A child of this year or month was not born in the future.
            ("2026", "2026-03-10", Sebagian::Tahun),
            ("2026-03", "2026-03-10", Sebagian::Bulan),
            // What has not come is for the rule of the field to refuse.
            ("2027", "2027-07-01", Sebagian::Tahun),
            ("2026-04", "2026-04-15", Sebagian::Bulan),
        ] {
            assert_eq!(sebagian(text, today), Some((day(date), known)), "{text}");
        }
        for text in
            ["", "52", "19520", "1952-7", "1952-13", "1952-00", "1952-05-03", "+952", "1952-", "sekitar 1950", "١٩٥٢"]
        {
            assert_eq!(sebagian(text, today), None, "{text}");
        }
    }

    #[test]
    fn no_more_is_said_than_is_known() {
        let said = |date, taksiran| in_words(day(date), taksiran, Lang::Id);
        assert_eq!(said("1952-07-01", false), "1 Juli 1952");
        assert_eq!(said("1952-07-01", true), "tahun 1952 (taksiran)");
        assert_eq!(said("1952-05-15", true), "Mei 1952 (taksiran)");
        assert_eq!(said("1952-05-03", true), "3 Mei 1952 (taksiran)");
        assert_eq!(in_words(day("1952-07-01"), true, Lang::En), "year 1952 (estimate)");
    }
}
