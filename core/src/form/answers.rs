//! Answers as they come from a person or a file: checked against the type of their question before anything is stored.
//! A wrong type is an error and changes nothing; a violated constraint is not (the session stores and marks it).

use super::definition::QuestionType;
use super::expr_funcs::date;
use super::value::{DAY_MS, FileRef, Value, parse_date, parse_datetime, parse_time};
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};
use std::sync::Arc;

/// Longest text answer, in bytes.
pub const MAX_ANSWER: usize = 32_768;

/// An answer on its way in, and as the log keeps it: text in the form of its type, or a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// Canonical text: `5`, `2.5`, `2024-05-01`, choices separated by one space; empty clears.
    Text(String),
    /// A photo or signature.
    File(FileRef),
}

impl From<&str> for Answer {
    fn from(text: &str) -> Self {
        Answer::Text(text.to_owned())
    }
}

impl From<String> for Answer {
    fn from(text: String) -> Self {
        Answer::Text(text)
    }
}

impl From<FileRef> for Answer {
    fn from(file: FileRef) -> Self {
        Answer::File(file)
    }
}

impl From<i64> for Answer {
    fn from(n: i64) -> Self {
        Answer::Text(n.to_string())
    }
}

impl From<f64> for Answer {
    fn from(n: f64) -> Self {
        Answer::Text(n.to_string())
    }
}

/// Why an answer or a change of rows was refused. Nothing has changed. Never carries the answer itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message} ({code})")]
pub struct AnswerError {
    /// Stable code: `answer.unknown_path`, `answer.no_such_row`, `answer.not_a_question`, `answer.irrelevant`,
    /// `answer.readonly`, `answer.wrong_type`, `answer.not_a_choice`, `answer.too_long`, `answer.fixed_rows`,
    /// `answer.too_many_rows`, `answer.nothing_to_undo`, `answer.unknown_language`, `answer.other_form`.
    pub code: &'static str,
    /// The path as given.
    pub path: String,
    /// What and what to do, in Indonesian.
    pub message: String,
}

impl AnswerError {
    pub(super) fn new(code: &'static str, path: &str, message: impl Into<String>) -> Self {
        AnswerError { code, path: path.chars().take(200).collect(), message: message.into() }
    }
}

/// What is wrong with a text: code and message.
pub(super) type Refusal = (&'static str, &'static str);

/// An answer as a value of the question's type. Choices are checked by the caller, who knows the list.
pub(super) fn parse(kind: &QuestionType, answer: &Answer, offset: i16) -> Result<Value, Refusal> {
    use QuestionType as Q;
    let wrong = |message| Err(("answer.wrong_type", message));
    let raw = match (answer, kind) {
        (Answer::File(f), Q::Image | Q::Signature) => {
            if f.hash.is_empty() || f.hash.len() > 128 || !f.hash.bytes().all(|b| b.is_ascii_hexdigit()) {
                return wrong("Berkas harus punya hash heksadesimal.");
            }
            return Ok(Value::File(Arc::new(f.clone())));
        }
        (Answer::File(_), _) => return wrong("Pertanyaan ini tidak menerima berkas."),
        (Answer::Text(t), _) => t.as_str(),
    };
    if raw.len() > MAX_ANSWER {
        return Err(("answer.too_long", "Jawaban terlalu panjang; ringkas atau bagi."));
    }
    if raw.is_empty() {
        return Ok(Value::Blank);
    }
    if raw.contains('\0') {
        return wrong("Jawaban berisi karakter yang tidak dapat disimpan.");
    }
    let text = raw.trim();
    if text.is_empty() && !matches!(kind, Q::Text) {
        return Ok(Value::Blank);
    }
    match kind {
        Q::Text | Q::Hidden => Ok(Value::str(raw)),
        Q::Integer => match text.parse::<i64>() {
            Ok(n) => Ok(Value::Int(n)),
            Err(_) => wrong("Isi dengan bilangan bulat, misalnya 12."),
        },
        Q::Decimal => match decimal(text) {
            Some(v) => Ok(v),
            None => wrong("Isi dengan angka; pakai titik untuk desimal, misalnya 2.5."),
        },
        Q::Date => parse_date(text).map_or_else(|| wrong("Isi dengan tanggal TTTT-BB-HH yang ada."), Ok),
        Q::Time => parse_time(text).map_or_else(|| wrong("Isi dengan jam JJ:MM."), Ok),
        Q::DateTime => {
            parse_datetime(text, offset).map_or_else(|| wrong("Isi dengan tanggal dan jam TTTT-BB-HHTJJ:MM."), Ok)
        }
        Q::SelectOne(_) if text.contains(char::is_whitespace) => {
            Err(("answer.not_a_choice", "Pilih satu dari daftar."))
        }
        Q::SelectOne(_) => Ok(Value::str(text)),
        Q::SelectMultiple(_) => {
            let mut seen: Vec<&str> = Vec::new();
            for c in text.split_ascii_whitespace() {
                if !seen.contains(&c) {
                    seen.push(c);
                }
            }
            Ok(Value::str(&seen.join(" ")))
        }
        Q::Acknowledge if text == "OK" => Ok(Value::str("OK")),
        Q::Acknowledge => wrong("Isi OK bila sudah dibaca."),
        Q::Geopoint => geopoint(text).map_or_else(|| wrong("Isi lintang dan bujur, misalnya -6.2 106.8."), Ok),
        Q::Image | Q::Signature => wrong("Isi dengan berkas: jalur, hash, ukuran, jenis."),
        Q::Note | Q::Calculate | Q::Start | Q::End | Q::Today | Q::DeviceId | Q::Username => {
            Err(("answer.readonly", "Nilai ini diisi oleh sistem."))
        }
    }
}

fn decimal(text: &str) -> Option<Value> {
    if let Ok(n) = text.parse::<i64>() {
        return Some(Value::Int(n));
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = digits.len() <= 40 && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let n: f64 = text.parse().ok().filter(|n: &f64| plain && n.is_finite())?;
    Some(Value::num(n))
}

/// `lat lon [altitude [accuracy]]` within the globe, in shortest form.
fn geopoint(text: &str) -> Option<Value> {
    let parts: Vec<f64> =
        text.split_ascii_whitespace().map(|p| decimal(p).map(|v| v.number())).collect::<Option<_>>()?;
    let fine = (2..=4).contains(&parts.len())
        && parts[0].abs() <= 90.0
        && parts[1].abs() <= 180.0
        && parts.get(3).is_none_or(|a| *a >= 0.0);
    fine.then(|| Value::str(&parts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")))
}

/// The result of a calculation or dynamic default in the type of its question; what does not fit becomes blank.
pub(super) fn coerce(kind: &QuestionType, v: Value, offset: i16) -> Value {
    use QuestionType as Q;
    let v = v.stored();
    if v.is_blank() {
        return Value::Blank;
    }
    match kind {
        Q::Calculate | Q::Hidden | Q::Start | Q::End | Q::Today | Q::DeviceId | Q::Username => v,
        Q::Integer => match v {
            Value::Int(_) => v,
            other => match Value::num(other.number().trunc()).stored() {
                n @ Value::Int(_) => n,
                _ => Value::Blank,
            },
        },
        Q::Decimal => match v {
            Value::Int(_) => v,
            other => Value::num(other.number()).stored(),
        },
        Q::Date => date(&v),
        Q::DateTime => match v {
            Value::DateTime { .. } => v,
            Value::Str(s) => parse_datetime(&s, offset).unwrap_or(Value::Blank),
            other => {
                let days = other.number();
                if days.is_finite() && days.abs() < 3_000_000.0 {
                    let ms = (days * DAY_MS as f64) as i64 - i64::from(offset) * 60_000;
                    Value::DateTime { ms, offset }
                } else {
                    Value::Blank
                }
            }
        },
        Q::Time => match v {
            Value::Time { .. } => v,
            other => parse_time(&other.text()).unwrap_or(Value::Blank),
        },
        Q::Image | Q::Signature => match v {
            Value::File(_) => v,
            _ => Value::Blank,
        },
        Q::Text | Q::Note => Value::Str(v.text()),
        _ => parse(kind, &Answer::Text(v.to_string()), offset).unwrap_or(Value::Blank),
    }
}

/// The answer that, given again, yields this value.
pub(super) fn to_answer(v: &Value) -> Answer {
    match v {
        Value::File(f) => Answer::File((**f).clone()),
        other => Answer::Text(other.to_string()),
    }
}

/// A value in the finished document: numbers as numbers, several choices as an array, places and files as objects.
pub(super) fn to_json(kind: &QuestionType, v: &Value) -> serde_json::Value {
    match (kind, v) {
        (_, Value::Int(n)) => json!(n),
        (_, Value::Dec(n)) => json!(n),
        (_, Value::Bool(b)) => json!(b),
        (_, Value::File(f)) => serde_json::to_value(&**f).unwrap_or_default(),
        (QuestionType::SelectMultiple(_), v) => {
            json!(v.text().split_ascii_whitespace().collect::<Vec<_>>())
        }
        (QuestionType::Geopoint, Value::Str(s)) => {
            let mut map = Map::new();
            for (name, part) in ["lat", "lon", "altitude", "accuracy"].iter().zip(s.split_ascii_whitespace()) {
                map.insert((*name).to_owned(), decimal(part).map_or(serde_json::Value::Null, |v| json!(v.number())));
            }
            map.into()
        }
        (_, other) => json!(other.to_string()),
    }
}

/// The reverse of [`to_json`], for answer files; more generous: text is taken for any type.
pub(super) fn from_json(kind: &QuestionType, v: &serde_json::Value) -> Option<Answer> {
    use serde_json::Value as J;
    Some(Answer::Text(match v {
        J::Null => String::new(),
        J::Bool(true) if *kind == QuestionType::Acknowledge => "OK".to_owned(),
        J::Bool(false) if *kind == QuestionType::Acknowledge => String::new(),
        J::Bool(b) => b.to_string(),
        J::Number(n) => n.to_string(),
        J::String(s) => s.clone(),
        J::Array(items) => items
            .iter()
            .map(|i| i.as_str().map(str::to_owned).or_else(|| i.as_i64().map(|n| n.to_string())))
            .collect::<Option<Vec<_>>>()?
            .join(" "),
        J::Object(map) if *kind == QuestionType::Geopoint => {
            let part = |name: &str| map.get(name).filter(|p| p.is_number()).map(ToString::to_string);
            let mut text = format!("{} {}", part("lat")?, part("lon")?);
            for p in [part("altitude"), part("accuracy")] {
                match p {
                    Some(p) => text = format!("{text} {p}"),
                    None => break,
                }
            }
            text
        }
        J::Object(_) => return serde_json::from_value(v.clone()).ok().map(Answer::File),
    }))
}
