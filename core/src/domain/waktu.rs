//! Calendar facts from a moment and an offset, so that nothing pure ever asks the machine for the time.

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat};

/// A moment with the offset of the place where it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970-01-01 UTC.
    pub ms: i64,
    /// Minutes east of UTC (WIB +420, WITA +480, WIT +540).
    pub offset_minutes: i16,
}

impl Moment {
    /// The local date and time; moments outside chrono's range become 1970-01-01.
    pub fn local(&self) -> DateTime<FixedOffset> {
        let zone = FixedOffset::east_opt(i32::from(self.offset_minutes) * 60)
            .unwrap_or_else(|| FixedOffset::east_opt(0).expect("zero is a valid offset"));
        DateTime::from_timestamp_millis(self.ms).unwrap_or_default().with_timezone(&zone)
    }

    /// The local calendar date.
    pub fn date(&self) -> NaiveDate {
        self.local().date_naive()
    }

    /// RFC 3339 with the local offset, milliseconds kept.
    pub fn rfc3339(&self) -> String {
        self.local().to_rfc3339_opts(SecondsFormat::Millis, false)
    }
}

/// Reads an ISO date `YYYY-MM-DD`.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

/// Whole years between two dates; `None` when `born` lies after `today`.
pub fn age_in_years(born: NaiveDate, today: NaiveDate) -> Option<u32> {
    today.years_since(born)
}

const BULAN: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date as people read it: `22 November 2026`.
pub fn date_in_words(date: NaiveDate, lang: super::Lang) -> String {
    use chrono::Datelike;
    let names = match lang {
        super::Lang::Id => &BULAN,
        super::Lang::En => &MONTHS,
    };
    format!("{} {} {}", date.day(), names[date.month0() as usize], date.year())
}

/// A month as people read it: `November 2026`.
pub fn month_in_words(date: NaiveDate, lang: super::Lang) -> String {
    let day = date_in_words(date, lang);
    day.split_once(' ').map_or(day.clone(), |(_, month)| month.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_date_follows_the_offset() {
        // 2026-11-22T16:30:00Z is already the 23rd in WIB and WIT.
        let utc = 1_795_365_000_000;
        for (offset, day) in [(0, "2026-11-22"), (420, "2026-11-22"), (480, "2026-11-23"), (540, "2026-11-23")] {
            let date = Moment { ms: utc, offset_minutes: offset }.date();
            assert_eq!(date.to_string(), day, "offset {offset}");
        }
    }

    #[test]
    fn words_in_both_languages() {
        let date = parse_date("2026-05-03").expect("valid");
        assert_eq!(date_in_words(date, super::super::Lang::Id), "3 Mei 2026");
        assert_eq!(date_in_words(date, super::super::Lang::En), "3 May 2026");
        assert_eq!(month_in_words(date, super::super::Lang::En), "May 2026");
    }

    #[test]
    fn a_broken_clock_is_not_a_panic() {
        assert_eq!(Moment { ms: i64::MAX, offset_minutes: i16::MAX }.date().to_string(), "1970-01-01");
    }
}
