//! What a cell holds and what an expression yields. One small enum for both: cells keep the type of their question
//! (a date is a day number, not text), so that comparisons need no parsing while a form is filled in.
//!
//! The coercions here *are* the dialect; the list of choices made stands in docs/FORMS.md.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Milliseconds of a day.
pub const DAY_MS: i64 = 86_400_000;
/// Integers up to here are exact in a double.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A file that an answer points to: the photo or signature itself lives in the blob store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// Name or path as the shell knows it; never needed to find the content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Hash of the content, lower-case hex.
    pub hash: String,
    /// Bytes.
    pub size: u64,
    /// Media type, e.g. `image/jpeg`.
    pub mime: String,
}

/// A value of a cell or an expression.
#[derive(Clone, Debug)]
pub enum Value {
    /// No answer; reads as the empty string.
    Blank,
    /// Truth value of an expression or a calculation.
    Bool(bool),
    /// Whole number.
    Int(i64),
    /// Any other number; never NaN or infinite inside a cell.
    Dec(f64),
    /// Text, a choice, several choices separated by one space, a geopoint.
    Str(Arc<str>),
    /// Day, counted from 1970-01-01.
    Date(i32),
    /// Time of day.
    Time {
        /// Milliseconds since midnight.
        ms: i32,
        /// Offset from UTC in minutes, where one was given.
        offset: Option<i16>,
    },
    /// A moment.
    DateTime {
        /// Milliseconds since 1970-01-01 UTC.
        ms: i64,
        /// Offset from UTC in minutes, kept as given.
        offset: i16,
    },
    /// A photo or signature.
    File(Arc<FileRef>),
}

impl Value {
    /// Text, blank when empty.
    pub fn str(text: &str) -> Value {
        if text.is_empty() { Value::Blank } else { Value::Str(text.into()) }
    }

    /// A number in its canonical form: whole numbers that a double holds exactly become `Int`.
    pub fn num(n: f64) -> Value {
        if n.fract() == 0.0 && n.abs() < EXACT { Value::Int(n as i64) } else { Value::Dec(n) }
    }

    /// Whether it reads as the empty string. A number that is not one prints empty.
    pub fn is_blank(&self) -> bool {
        match self {
            Value::Blank => true,
            Value::Str(s) => s.is_empty(),
            Value::Dec(n) => n.is_nan(),
            _ => false,
        }
    }

    /// Same content and same type: what the cut-off of the recompute asks.
    pub fn same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Blank, Value::Blank) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Dec(a), Value::Dec(b)) => a.to_bits() == b.to_bits(),
            (Value::Str(a), Value::Str(b)) => a == b,
            (Value::Date(a), Value::Date(b)) => a == b,
            (Value::Time { ms: a, offset: ao }, Value::Time { ms: b, offset: bo }) => a == b && ao == bo,
            (Value::DateTime { ms: a, offset: ao }, Value::DateTime { ms: b, offset: bo }) => a == b && ao == bo,
            (Value::File(a), Value::File(b)) => a == b,
            _ => false,
        }
    }

    /// XPath `number()`: blank and text that is no number give NaN; ISO dates give day numbers.
    pub fn number(&self) -> f64 {
        match self {
            Value::Blank | Value::File(_) => f64::NAN,
            Value::Bool(b) => f64::from(u8::from(*b)),
            Value::Int(n) => *n as f64,
            Value::Dec(n) => *n,
            Value::Str(s) => text_number(s),
            Value::Date(d) => f64::from(*d),
            Value::Time { ms, .. } => f64::from(*ms) / DAY_MS as f64,
            Value::DateTime { ms, offset } => (*ms + i64::from(*offset) * 60_000) as f64 / DAY_MS as f64,
        }
    }

    /// XPath `boolean()`: blank, zero and NaN are false, any text is true (also the text `false`).
    pub fn truth(&self) -> bool {
        match self {
            Value::Blank => false,
            Value::Bool(b) => *b,
            Value::Int(n) => *n != 0,
            Value::Dec(n) => *n != 0.0 && !n.is_nan(),
            Value::Str(s) => !s.is_empty(),
            _ => true,
        }
    }

    /// XPath `string()`.
    pub fn text(&self) -> Arc<str> {
        match self {
            Value::Str(s) => s.clone(),
            Value::Blank => "".into(),
            other => other.to_string().into(),
        }
    }

    fn is_number(&self) -> bool {
        matches!(self, Value::Int(_) | Value::Dec(_))
    }

    fn is_temporal(&self) -> bool {
        matches!(self, Value::Date(_) | Value::Time { .. } | Value::DateTime { .. })
    }

    /// Equality as expressions see it.
    pub fn equals(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Bool(b), Value::Str(s)) | (Value::Str(s), Value::Bool(b)) => match &**s {
                "true" => *b,
                "false" => !*b,
                _ => *b != s.is_empty(),
            },
            (Value::Bool(a), b) | (b, Value::Bool(a)) => *a == b.truth(),
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::DateTime { ms: a, .. }, Value::DateTime { ms: b, .. }) => a == b,
            (a, b) if a.is_number() || b.is_number() => a.number() == b.number(),
            (a, b) if a.is_temporal() || b.is_temporal() => a.number() == b.number(),
            (Value::Str(a), Value::Str(b)) => a == b,
            (a, b) => a.text() == b.text(),
        }
    }

    /// `<` and its kin: always numbers; `None` when one side is not a number.
    pub fn compare(&self, other: &Value) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
            (Value::DateTime { ms: a, .. }, Value::DateTime { ms: b, .. }) => Some(a.cmp(b)),
            (a, b) => a.number().partial_cmp(&b.number()),
        }
    }

    /// What is stored when an expression's result lands in a cell: NaN and infinities become blank.
    pub fn stored(self) -> Value {
        match self {
            Value::Dec(n) if !n.is_finite() => Value::Blank,
            Value::Dec(n) => Value::num(n),
            Value::Str(s) if s.is_empty() => Value::Blank,
            other => other,
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        self.same(other)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Blank => Ok(()),
            Value::Bool(b) => write!(f, "{b}"),
            Value::Int(n) => write!(f, "{n}"),
            Value::Dec(n) if n.is_nan() => Ok(()),
            Value::Dec(n) if n.is_infinite() => f.write_str(if *n > 0.0 { "Infinity" } else { "-Infinity" }),
            Value::Dec(n) => write!(f, "{n}"),
            Value::Str(s) => f.write_str(s),
            Value::Date(d) => write_date(f, *d),
            Value::Time { ms, offset } => {
                write_clock(f, *ms)?;
                offset.map_or(Ok(()), |o| write_offset(f, o))
            }
            Value::DateTime { ms, offset } => {
                let local = ms + i64::from(*offset) * 60_000;
                write_date(f, local.div_euclid(DAY_MS) as i32)?;
                f.write_str("T")?;
                write_clock(f, local.rem_euclid(DAY_MS) as i32)?;
                write_offset(f, *offset)
            }
            Value::File(file) => f.write_str(file.path.as_deref().unwrap_or(&file.hash)),
        }
    }
}

fn write_date(f: &mut fmt::Formatter<'_>, days: i32) -> fmt::Result {
    match civil(days) {
        Some((y, m, d)) => write!(f, "{y:04}-{m:02}-{d:02}"),
        None => Ok(()),
    }
}

fn write_clock(f: &mut fmt::Formatter<'_>, ms: i32) -> fmt::Result {
    let (h, m, s, milli) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    write!(f, "{h:02}:{m:02}:{s:02}")?;
    if milli > 0 { write!(f, ".{milli:03}") } else { Ok(()) }
}

fn write_offset(f: &mut fmt::Formatter<'_>, minutes: i16) -> fmt::Result {
    let sign = if minutes < 0 { '-' } else { '+' };
    let m = minutes.unsigned_abs();
    write!(f, "{sign}{:02}:{:02}", m / 60, m % 60)
}

/// Year, month, day of a day number; `None` outside the years chrono knows.
pub fn civil(days: i32) -> Option<(i32, u32, u32)> {
    let date = NaiveDate::from_num_days_from_ce_opt(days.checked_add(719_163)?)?;
    Some((date.year(), date.month(), date.day()))
}

/// Day number of a calendar date; `None` when there is no such day.
pub fn day_number(year: i32, month: u32, day: u32) -> Option<i32> {
    Some(NaiveDate::from_ymd_opt(year, month, day)?.num_days_from_ce() - 719_163)
}

/// The number an XPath string stands for: `-? digits [. digits]`, spaces around allowed, no exponent; else the day
/// number of an ISO date or dateTime; else NaN.
fn text_number(text: &str) -> f64 {
    let t = text.trim_matches([' ', '\t', '\n', '\r']);
    let digits = t.strip_prefix('-').unwrap_or(t);
    if digits.bytes().any(|b| b.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().filter(|b| *b == b'.').count() <= 1
    {
        return t.parse().unwrap_or(f64::NAN);
    }
    match parse_date(t).or_else(|| parse_datetime(t, 0)) {
        Some(v) => v.number(),
        None => f64::NAN,
    }
}

/// `YYYY-MM-DD`, years 1 to 9999.
pub fn parse_date(text: &str) -> Option<Value> {
    let b = text.as_bytes();
    if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
        return None;
    }
    let (y, m, d) = (digits(&b[..4])?, digits(&b[5..7])?, digits(&b[8..])?);
    if y == 0 {
        return None;
    }
    day_number(y as i32, m, d).map(Value::Date)
}

/// `HH:MM[:SS[.mmm]]`, optionally with `Z` or `+07:00`.
pub fn parse_time(text: &str) -> Option<Value> {
    let (ms, offset) = clock(text)?;
    Some(Value::Time { ms, offset })
}

/// `YYYY-MM-DDTHH:MM[:SS[.mmm]]` with `Z`, an offset, or none (then `offset_minutes`). A date alone is midnight.
pub fn parse_datetime(text: &str, offset_minutes: i16) -> Option<Value> {
    let date = text.get(..10).and_then(parse_date)?;
    let Value::Date(days) = date else { return None };
    let (clock_ms, offset) = match text.get(10..)? {
        "" => (0, None),
        rest => clock(rest.strip_prefix(['T', ' '])?)?,
    };
    let offset = offset.unwrap_or(offset_minutes);
    let ms = i64::from(days) * DAY_MS + i64::from(clock_ms) - i64::from(offset) * 60_000;
    Some(Value::DateTime { ms, offset })
}

fn clock(text: &str) -> Option<(i32, Option<i16>)> {
    let (time, offset) = match text.find(['Z', '+', '-']) {
        None => (text, None),
        Some(at) if &text[at..] == "Z" => (&text[..at], Some(0)),
        Some(at) => {
            let o = &text.as_bytes()[at + 1..];
            let (h, m) = match o.len() {
                2 => (digits(o)?, 0),
                5 if o[2] == b':' => (digits(&o[..2])?, digits(&o[3..])?),
                _ => return None,
            };
            if h > 14 || m > 59 {
                return None;
            }
            let minutes = (h * 60 + m) as i16;
            (&text[..at], Some(if text.as_bytes()[at] == b'-' { -minutes } else { minutes }))
        }
    };
    let (hms, milli) = match time.split_once('.') {
        None => (time, 0),
        Some((hms, frac)) if (1..=9).contains(&frac.len()) => {
            let three: String = frac.chars().chain("00".chars()).take(3).collect();
            digits(frac.as_bytes())?;
            (hms, digits(three.as_bytes())?)
        }
        Some(_) => return None,
    };
    let b = hms.as_bytes();
    let (h, m, s) = match b.len() {
        5 if b[2] == b':' => (digits(&b[..2])?, digits(&b[3..5])?, 0),
        8 if b[2] == b':' && b[5] == b':' => (digits(&b[..2])?, digits(&b[3..5])?, digits(&b[6..])?),
        _ => return None,
    };
    if h > 23 || m > 59 || s > 59 {
        return None;
    }
    Some((((h * 60 + m) * 60 + s) as i32 * 1000 + milli as i32, offset))
}

fn digits(bytes: &[u8]) -> Option<u32> {
    if bytes.is_empty() || bytes.len() > 9 {
        return None;
    }
    bytes.iter().try_fold(0u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}
