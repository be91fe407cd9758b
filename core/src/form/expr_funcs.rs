//! The functions of the expression language that need nothing but their arguments, and the table of all names.

use super::expr_lex::BinOp;
use super::value::{DAY_MS, Value, civil, parse_date, parse_datetime, parse_time};
use std::cmp::Ordering;

/// Functions on plain values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Func {
    Selected,
    SelectedAt,
    CountSelected,
    String,
    Number,
    Boolean,
    Not,
    Concat,
    Substr,
    Substring,
    SubstringBefore,
    SubstringAfter,
    StringLength,
    Contains,
    StartsWith,
    EndsWith,
    NormalizeSpace,
    Translate,
    Round,
    Int,
    Floor,
    Ceiling,
    Abs,
    Pow,
    Min,
    Max,
    Join,
    Date,
    DecimalDate,
    FormatDate,
    DecimalTime,
    Today,
    Now,
    BooleanFromString,
    Digest,
    Base64Decode,
    Log,
    Log10,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Atan2,
    Sqrt,
    Exp,
    Exp10,
    Pi,
    /// 1 for a number above 0, else 0.
    Positive,
    /// The weight on the right if the left is a number above 0, else 0.
    Weighed,
    /// Whether the sum of the rest lies between the first two.
    Within,
    Area,
    Distance,
}

/// Plain functions: name, function, fewest and most arguments.
pub(super) const PLAIN: &[(&str, Func, usize, usize)] = &[
    ("selected", Func::Selected, 2, 2),
    ("selected-at", Func::SelectedAt, 2, 2),
    ("count-selected", Func::CountSelected, 1, 1),
    ("string", Func::String, 0, 1),
    ("number", Func::Number, 0, 1),
    ("boolean", Func::Boolean, 1, 1),
    ("not", Func::Not, 1, 1),
    ("substr", Func::Substr, 2, 3),
    ("substring", Func::Substring, 2, 3),
    ("substring-before", Func::SubstringBefore, 2, 2),
    ("substring-after", Func::SubstringAfter, 2, 2),
    ("string-length", Func::StringLength, 1, 1),
    ("contains", Func::Contains, 2, 2),
    ("starts-with", Func::StartsWith, 2, 2),
    ("ends-with", Func::EndsWith, 2, 2),
    ("normalize-space", Func::NormalizeSpace, 0, 1),
    ("translate", Func::Translate, 3, 3),
    ("round", Func::Round, 1, 2),
    ("int", Func::Int, 1, 1),
    ("floor", Func::Floor, 1, 1),
    ("ceiling", Func::Ceiling, 1, 1),
    ("abs", Func::Abs, 1, 1),
    ("pow", Func::Pow, 2, 2),
    ("date", Func::Date, 1, 1),
    ("decimal-date-time", Func::DecimalDate, 1, 1),
    ("format-date", Func::FormatDate, 2, 2),
    ("format-date-time", Func::FormatDate, 2, 2),
    ("today", Func::Today, 0, 0),
    ("now", Func::Now, 0, 0),
    ("decimal-time", Func::DecimalTime, 1, 1),
    ("boolean-from-string", Func::BooleanFromString, 1, 1),
    ("digest", Func::Digest, 2, 3),
    ("base64-decode", Func::Base64Decode, 1, 1),
    ("log", Func::Log, 1, 1),
    ("log10", Func::Log10, 1, 1),
    ("sin", Func::Sin, 1, 1),
    ("cos", Func::Cos, 1, 1),
    ("tan", Func::Tan, 1, 1),
    ("asin", Func::Asin, 1, 1),
    ("acos", Func::Acos, 1, 1),
    ("atan", Func::Atan, 1, 1),
    ("atan2", Func::Atan2, 2, 2),
    ("sqrt", Func::Sqrt, 1, 1),
    ("exp", Func::Exp, 1, 1),
    ("exp10", Func::Exp10, 1, 1),
    ("pi", Func::Pi, 0, 0),
];

/// Names the compiler treats itself.
pub(super) const SPECIAL: &[&str] = &[
    "if",
    "coalesce",
    "once",
    "count",
    "count-non-empty",
    "sum",
    "min",
    "max",
    "join",
    "concat",
    "position",
    "indexed-repeat",
    "jr:choice-name",
    "pulldata",
    "regex",
    "true",
    "false",
    "current",
    "instance",
    "checklist",
    "weighted-checklist",
    "area",
    "distance",
    "randomize",
    "random",
    "uuid",
    "jr:itext",
];

/// The known name nearest to an unknown one, if any is near.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).clamp(1, 3);
    known
        .map(|k| (distance(&name.to_lowercase(), &k.to_lowercase()), k))
        .filter(|(d, _)| *d <= limit)
        .min_by_key(|(d, _)| *d)
        .map(|(_, k)| k)
}

/// Edits between two short names (Levenshtein); names over 64 characters never come near.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(65).collect(), b.chars().take(65).collect());
    if a.len() > 64 || b.len() > 64 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let next = (corner + usize::from(ca != cb)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}

/// What functions ask of the session.
pub(super) struct Moment {
    /// Milliseconds since 1970 UTC.
    pub now_ms: i64,
    /// Local offset in minutes.
    pub offset: i16,
    /// Month and day names in Indonesian, else English.
    pub indonesian: bool,
}

impl Moment {
    pub fn today(&self) -> Value {
        Value::Date((self.now_ms + i64::from(self.offset) * 60_000).div_euclid(DAY_MS) as i32)
    }
}

pub(super) fn binary(op: BinOp, a: &Value, b: &Value) -> Value {
    use BinOp as B;
    match op {
        B::Eq => Value::Bool(a.equals(b)),
        B::Ne => Value::Bool(!a.equals(b)),
        B::Lt => Value::Bool(a.compare(b) == Some(Ordering::Less)),
        B::Le => Value::Bool(matches!(a.compare(b), Some(Ordering::Less | Ordering::Equal))),
        B::Gt => Value::Bool(a.compare(b) == Some(Ordering::Greater)),
        B::Ge => Value::Bool(matches!(a.compare(b), Some(Ordering::Greater | Ordering::Equal))),
        B::And => Value::Bool(a.truth() && b.truth()),
        B::Or => Value::Bool(a.truth() || b.truth()),
        B::Add | B::Sub | B::Mul | B::Div | B::Mod => arithmetic(op, a, b),
    }
}

fn arithmetic(op: BinOp, a: &Value, b: &Value) -> Value {
    use BinOp as B;
    // Whole numbers stay exact beyond what a double holds.
    if let (Value::Int(x), Value::Int(y)) = (a, b) {
        let exact = match op {
            B::Add => x.checked_add(*y),
            B::Sub => x.checked_sub(*y),
            B::Mul => x.checked_mul(*y),
            B::Mod => x.checked_rem(*y),
            _ => None,
        };
        if let Some(n) = exact {
            return Value::Int(n);
        }
    }
    let (x, y) = (a.number(), b.number());
    Value::num(match op {
        B::Add => x + y,
        B::Sub => x - y,
        B::Mul => x * y,
        B::Div => x / y,
        _ => x % y,
    })
}

pub(super) fn negate(v: &Value) -> Value {
    match v {
        Value::Int(n) => n.checked_neg().map_or_else(|| Value::num(-(*n as f64)), Value::Int),
        other => Value::num(-other.number()),
    }
}

pub(super) fn call(func: Func, args: &[Value], m: &Moment) -> Value {
    let n = |i: usize| args[i].number();
    let s = |i: usize| args[i].text();
    match func {
        Func::Selected => {
            let (list, wanted) = (s(0), s(1));
            let wanted = wanted.trim();
            Value::Bool(list.split_ascii_whitespace().any(|c| c == wanted))
        }
        Func::SelectedAt => match index(n(1)) {
            Some(i) => s(0).split_ascii_whitespace().nth(i).map_or(Value::Blank, Value::str),
            None => Value::Blank,
        },
        Func::CountSelected => Value::Int(s(0).split_ascii_whitespace().count() as i64),
        Func::String => Value::str(&s(0)),
        Func::Number => match &args[0] {
            Value::Int(i) => Value::Int(*i),
            other => Value::num(other.number()),
        },
        Func::Boolean => Value::Bool(args[0].truth()),
        Func::Not => Value::Bool(!args[0].truth()),
        Func::Concat => Value::str(&args.iter().map(ToString::to_string).collect::<String>()),
        // A mask of the parts that are nodesets joined already, the separator, the parts.
        Func::Join => {
            let Value::Int(sets) = args[0] else { return Value::Blank };
            let gap = |(i, v): &(usize, &Value)| sets >> i & 1 == 1 && v.is_blank();
            let parts = args[2..].iter().enumerate().filter(|p| !gap(p)).map(|(_, v)| v.to_string());
            Value::str(&parts.collect::<Vec<_>>().join(&s(1)))
        }
        Func::Substr => substr(&s(0), n(1), args.get(2).map(Value::number)),
        Func::Substring => substring(&s(0), n(1), args.get(2).map(Value::number)),
        Func::SubstringBefore => Value::str(s(0).split_once(&*s(1)).map_or("", |(a, _)| a)),
        Func::SubstringAfter => Value::str(s(0).split_once(&*s(1)).map_or("", |(_, b)| b)),
        Func::StringLength => Value::Int(s(0).chars().count() as i64),
        Func::Contains => Value::Bool(s(0).contains(&*s(1))),
        Func::StartsWith => Value::Bool(s(0).starts_with(&*s(1))),
        Func::EndsWith => Value::Bool(s(0).ends_with(&*s(1))),
        Func::NormalizeSpace => Value::str(&s(0).split_ascii_whitespace().collect::<Vec<_>>().join(" ")),
        Func::Translate => {
            let (from, to): (Vec<char>, Vec<char>) = (s(1).chars().collect(), s(2).chars().collect());
            let out: String = s(0)
                .chars()
                .filter_map(|c| match from.iter().position(|f| *f == c) {
                    Some(i) => to.get(i).copied(),
                    None => Some(c),
                })
                .collect();
            Value::str(&out)
        }
        Func::Round => round(&args[0], args.get(1).map_or(0.0, Value::number)),
        Func::Int => whole(&args[0], f64::trunc),
        Func::Floor => whole(&args[0], f64::floor),
        Func::Ceiling => whole(&args[0], f64::ceil),
        Func::Abs => match &args[0] {
            Value::Int(i) if *i != i64::MIN => Value::Int(i.abs()),
            other => Value::num(other.number().abs()),
        },
        Func::Pow => Value::num(n(0).powf(n(1))),
        Func::Min => extreme(args, f64::min),
        Func::Max => extreme(args, f64::max),
        Func::Date => date(&args[0]),
        Func::DecimalDate => match &args[0] {
            v @ (Value::Date(_) | Value::DateTime { .. }) => Value::num(v.number()),
            Value::Str(t) => parse_date(t)
                .or_else(|| parse_datetime(t, m.offset))
                .map_or(Value::Dec(f64::NAN), |v| Value::num(v.number())),
            other => Value::num(other.number()),
        },
        Func::FormatDate => format_date(&args[0], &s(1), m),
        Func::Today => m.today(),
        Func::Now => Value::DateTime { ms: m.now_ms, offset: m.offset },
        Func::DecimalTime => decimal_time(&args[0], m.offset),
        Func::BooleanFromString => Value::Bool(matches!(&*s(0), "1" | "true")),
        Func::Digest => {
            super::expr_digest::digest(&s(0), &s(1), args.get(2).map_or("base64".into(), Value::text).as_ref())
        }
        Func::Base64Decode => super::expr_digest::decode(&s(0)),
        Func::Log => Value::num(n(0).ln()),
        Func::Log10 => Value::num(n(0).log10()),
        Func::Sin => Value::num(n(0).sin()),
        Func::Cos => Value::num(n(0).cos()),
        Func::Tan => Value::num(n(0).tan()),
        Func::Asin => Value::num(n(0).asin()),
        Func::Acos => Value::num(n(0).acos()),
        Func::Atan => Value::num(n(0).atan()),
        Func::Atan2 => Value::num(n(0).atan2(n(1))),
        Func::Sqrt => Value::num(n(0).sqrt()),
        Func::Exp => Value::num(n(0).exp()),
        Func::Exp10 => Value::num(10f64.powf(n(0))),
        Func::Pi => Value::Dec(std::f64::consts::PI),
        Func::Positive => Value::Int(i64::from(n(0) > 0.0)),
        Func::Weighed => weighed(&args[0], &args[1]),
        Func::Within => {
            let sum: f64 = args[2..].iter().map(Value::number).sum();
            let (least, most) = (n(0), n(1));
            Value::Bool((least == -1.0 || sum >= least) && (most == -1.0 || sum <= most))
        }
        Func::Area => super::expr_geo::area(&joined(args)),
        Func::Distance => super::expr_geo::distance(&joined(args)),
    }
}

/// The weight, if the value is a number above 0; a weight that is no number weighs nothing.
pub(super) fn weighed(v: &Value, weight: &Value) -> Value {
    let w = weight.number();
    Value::num(if v.number() > 0.0 && !w.is_nan() { w } else { 0.0 })
}

/// Points of all arguments; a line may end in a separator, but a blank argument is no point.
fn joined(args: &[Value]) -> String {
    let one = |v: &Value| v.text().trim().trim_end_matches(';').to_owned();
    args.iter().map(one).collect::<Vec<_>>().join(";")
}

/// The part of the day that has passed, in the zone of the device.
fn decimal_time(v: &Value, here: i16) -> Value {
    let parsed = match v {
        Value::Str(t) => parse_time(t).or_else(|| parse_datetime(t, here)),
        other => Some(other.clone()),
    };
    let local = match parsed {
        Some(Value::Time { ms, offset }) => i64::from(ms) + i64::from(here - offset.unwrap_or(here)) * 60_000,
        Some(Value::DateTime { ms, .. }) => ms + i64::from(here) * 60_000,
        _ => return Value::Dec(f64::NAN),
    };
    Value::num(local.rem_euclid(DAY_MS) as f64 / DAY_MS as f64)
}

fn index(n: f64) -> Option<usize> {
    (0.0..1e9).contains(&n).then_some(n as usize)
}

fn whole(v: &Value, f: fn(f64) -> f64) -> Value {
    match v {
        Value::Int(i) => Value::Int(*i),
        other => Value::num(f(other.number())),
    }
}

/// Half rounds up, as XPath wants; with places, on the decimal digits.
fn round(v: &Value, places: f64) -> Value {
    if let (Value::Int(i), true) = (v, places >= 0.0) {
        return Value::Int(*i);
    }
    let n = v.number();
    if places.is_nan() || !n.is_finite() {
        return Value::Dec(f64::NAN);
    }
    let p = places.clamp(-15.0, 15.0).trunc();
    if p == 0.0 {
        return Value::num((n + 0.5).floor());
    }
    let scale = 10f64.powf(p.abs());
    // 1.005 * 100 is 100.49999999999999: a nudge far below the last digit shown keeps halves halves.
    let scaled = if p > 0.0 { n * scale } else { n / scale };
    let up = (scaled + 0.5 + scaled.abs() * 1e-15).floor();
    Value::num(if p > 0.0 { up / scale } else { up * scale })
}

fn extreme(args: &[Value], f: fn(f64, f64) -> f64) -> Value {
    let numbers = args.iter().map(Value::number).filter(|n| !n.is_nan());
    numbers.reduce(f).map_or(Value::Dec(f64::NAN), Value::num)
}

/// `substr(text, start[, end])`: from 0, end excluded, negatives count from the end.
fn substr(text: &str, start: f64, end: Option<f64>) -> Value {
    let len = text.chars().count() as f64;
    let fix = |n: f64| if n < 0.0 { (len + n).max(0.0) } else { n.min(len) };
    let (from, to) = (fix(start.trunc()), fix(end.unwrap_or(len).trunc()));
    if from.is_nan() || to.is_nan() || from >= to {
        return Value::Blank;
    }
    Value::str(&text.chars().skip(from as usize).take((to - from) as usize).collect::<String>())
}

/// XPath `substring(text, first[, length])`: from 1, both rounded.
fn substring(text: &str, first: f64, length: Option<f64>) -> Value {
    let first = (first + 0.5).floor();
    let last = length.map_or(f64::INFINITY, |l| first + (l + 0.5).floor());
    let out: String = text
        .chars()
        .enumerate()
        .filter(|(i, _)| (*i as f64 + 1.0) >= first && (*i as f64 + 1.0) < last)
        .map(|(_, c)| c)
        .collect();
    Value::str(&out)
}

pub(super) fn date(v: &Value) -> Value {
    match v {
        Value::Date(_) => v.clone(),
        Value::Str(t) => parse_date(t).or_else(|| parse_datetime(t, 0)).map_or(Value::Blank, |d| date(&d)),
        Value::Blank => Value::Blank,
        other => {
            let days = other.number().floor();
            if days.abs() < 3_000_000.0 { Value::Date(days as i32) } else { Value::Blank }
        }
    }
}

const BULAN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const HARI: [&str; 7] = ["Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"];
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

fn format_date(v: &Value, pattern: &str, m: &Moment) -> Value {
    let v = match v {
        Value::Str(t) => parse_date(t).or_else(|| parse_datetime(t, m.offset)),
        Value::Date(_) | Value::DateTime { .. } => Some(v.clone()),
        Value::Int(_) | Value::Dec(_) => Some(date(v)),
        _ => None,
    };
    let (days, ms) = match v {
        Some(Value::Date(d)) => (d, 0),
        Some(Value::DateTime { ms, offset }) => {
            let local = ms + i64::from(offset) * 60_000;
            (local.div_euclid(DAY_MS) as i32, local.rem_euclid(DAY_MS) as i32)
        }
        _ => return Value::Blank,
    };
    let Some((year, month, day)) = civil(days) else { return Value::Blank };
    let (months, names) = if m.indonesian { (&BULAN, &HARI) } else { (&MONTHS, &DAYS) };
    let mut out = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('Y') => out.push_str(&format!("{year:04}")),
            Some('y') => out.push_str(&format!("{:02}", year.rem_euclid(100))),
            Some('m') => out.push_str(&format!("{month:02}")),
            Some('n') => out.push_str(&month.to_string()),
            Some('b') => out.push_str(months[month as usize - 1]),
            Some('d') => out.push_str(&format!("{day:02}")),
            Some('e') => out.push_str(&day.to_string()),
            Some('H') => out.push_str(&format!("{:02}", ms / 3_600_000)),
            Some('h') => out.push_str(&(ms / 3_600_000).to_string()),
            Some('M') => out.push_str(&format!("{:02}", ms / 60_000 % 60)),
            Some('S') => out.push_str(&format!("{:02}", ms / 1000 % 60)),
            Some('3') => out.push_str(&format!("{:03}", ms % 1000)),
            // Day 0 was a Thursday.
            Some('a') => out.push_str(names[(days + 3).rem_euclid(7) as usize]),
            Some('%') => out.push('%'),
            Some(other) => {
                out.push('%');
                out.push(other);
            }
            None => out.push('%'),
        }
    }
    Value::str(&out)
}
