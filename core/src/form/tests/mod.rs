//! Tests of the engine on forms written in a few lines each.

mod compile;
mod dialect;
mod docs;
mod expr;
mod functions;
mod moving;
mod oracle;
mod paths;
mod prop;
mod session;
mod work;

use super::definition::*;
use super::{FormSession, SessionEnv, compile as compile_form};
use std::collections::BTreeMap;
use std::sync::Arc;

/// 2024-05-01T09:00:00+07:00
pub const NOW: i64 = 1_714_528_800_000;

pub fn env() -> SessionEnv {
    SessionEnv {
        now_ms: NOW,
        offset_minutes: 420,
        lang: String::new(),
        username: "sari".into(),
        device_id: "d-1".into(),
        instance_id: "00000000-0000-7000-8000-000000000001".into(),
        last_saved: Default::default(),
    }
}

pub fn list(columns: &[&str], rows: &[&[&str]]) -> ChoiceList {
    ChoiceList {
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
        cells: (0..columns.len()).map(|c| rows.iter().map(|r| r[c].into()).collect()).collect(),
        place: Place::default(),
    }
}

/// The lists that test forms may use.
pub fn lists() -> BTreeMap<String, ChoiceList> {
    BTreeMap::from([
        ("yn".to_owned(), list(&["name", "label::id", "label::en"], &[&["y", "Ya", "Yes"], &["n", "Tidak", "No"]])),
        (
            "abc".to_owned(),
            list(&["name", "label", "score"], &[&["a", "Apel", "1"], &["b", "Bola", "2"], &["c", "Cabe", "03"]]),
        ),
        (
            "desa".to_owned(),
            list(
                &["name", "label", "kec"],
                &[&["1", "Satu", "x"], &["2", "Dua", "x"], &["3", "Tiga", "y"], &["4", "Empat", "y"]],
            ),
        ),
        ("kec".to_owned(), list(&["name", "label"], &[&["x", "Kec X"], &["y", "Kec Y"]])),
    ])
}

fn text(s: &str) -> Text {
    let mut segments = Vec::new();
    let mut rest = s;
    while let Some((before, after)) = rest.split_once("<<") {
        let (inner, tail) = after.split_once(">>").expect("closed");
        segments.push(Segment::Plain(before.to_owned()));
        segments.push(Segment::Output(ExprSource { text: inner.to_owned(), place: Place::default() }));
        rest = tail;
    }
    segments.push(Segment::Plain(rest.to_owned()));
    Text { by_lang: ["id", "en"].iter().map(|l| ((*l).to_owned(), segments.clone())).collect() }
}

fn itemset(list: &str, filter: Option<ExprSource>) -> Itemset {
    Itemset {
        list: list.to_owned(),
        filter,
        value_column: "name".to_owned(),
        label_column: "label".to_owned(),
        open: false,
        shuffle: None,
    }
}

/// A form from lines such as `integer age ~ relevant ~ ${x} > 1`; `group g` and `repeat r` up to `end`.
pub fn source(lines: &str) -> FormSource {
    let mut stack: Vec<(Vec<Node>, Option<Node>)> = vec![(Vec::new(), None)];
    for (row, line) in lines.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let mut parts = line.split(" ~ ");
        let head: Vec<&str> = parts.next().expect("head").split_whitespace().collect();
        let rest: Vec<&str> = parts.collect();
        let get = |key: &str| {
            rest.chunks(2).find(|p| p[0] == key).map(|p| ExprSource {
                text: p[1].to_owned(),
                place: Place { sheet: "survey".into(), row: row as u32 + 1, column: key.into() },
            })
        };
        if head[0] == "end" {
            let (children, node) = stack.pop().expect("open");
            let mut node = node.expect("group or repeat");
            match &mut node.kind {
                NodeKind::Group(c) | NodeKind::Repeat { children: c, .. } => *c = children,
                NodeKind::Question(_) => unreachable!(),
            }
            stack.last_mut().expect("outer").0.push(node);
            continue;
        }
        let filter = get("filter");
        let kind = match head[0] {
            "group" => NodeKind::Group(Vec::new()),
            "repeat" => NodeKind::Repeat { children: Vec::new(), count: get("count"), initial_rows: 0 },
            q => NodeKind::Question(match q {
                "text" => QuestionType::Text,
                "integer" => QuestionType::Integer,
                "decimal" => QuestionType::Decimal,
                "date" => QuestionType::Date,
                "time" => QuestionType::Time,
                "datetime" => QuestionType::DateTime,
                "one" => QuestionType::SelectOne(itemset(head[2], filter)),
                "many" => QuestionType::SelectMultiple(itemset(head[2], filter)),
                "calc" => QuestionType::Calculate,
                "note" => QuestionType::Note,
                "ack" => QuestionType::Acknowledge,
                "geo" => QuestionType::Geopoint,
                "image" => QuestionType::Image,
                "start" => QuestionType::Start,
                "stop" => QuestionType::End,
                "today" => QuestionType::Today,
                "device" => QuestionType::DeviceId,
                "user" => QuestionType::Username,
                other => panic!("type {other}"),
            }),
        };
        let dynamic = get("dynamic");
        let label = get("label").map_or_else(|| text(head[1]), |l| text(&l.text));
        let node = Node {
            name: head[1].to_owned(),
            kind,
            label,
            hint: Text::default(),
            relevant: get("relevant"),
            required: get("required"),
            required_message: Text::default(),
            readonly: get("readonly"),
            constraint: get("constraint"),
            constraint_message: get("message").map_or_else(Text::default, |m| text(&m.text)),
            calculate: get("calc"),
            default_is_expr: dynamic.is_some(),
            default: dynamic.or_else(|| get("default")),
            appearance: String::new(),
            parameters: BTreeMap::new(),
            place: Place { sheet: "survey".into(), row: row as u32 + 1, column: "".into() },
        };
        if matches!(head[0], "group" | "repeat") {
            stack.push((Vec::new(), Some(node)));
        } else {
            stack.last_mut().expect("open").0.push(node);
        }
    }
    FormSource {
        id: "t".into(),
        version: "1".into(),
        title: "Uji".into(),
        root_name: "data".into(),
        langs: vec!["id".into(), "en".into()],
        default_lang: "id".into(),
        nodes: stack.pop().expect("root").0,
        lists: lists(),
        texts: BTreeMap::new(),
        warnings: Vec::new(),
    }
}

pub fn open(lines: &str) -> FormSession {
    FormSession::new(compile_form(source(lines)).unwrap_or_else(|e| panic!("{e}")), env())
}

/// Codes and messages of a refused form.
pub fn refused(lines: &str) -> Vec<(&'static str, String)> {
    match compile_form(source(lines)) {
        Ok(_) => Vec::new(),
        Err(FormErrors(notices)) => {
            notices.iter().filter(|n| n.severity == Severity::Error).map(|n| (n.code, n.to_string())).collect()
        }
    }
}

pub fn value(s: &FormSession, path: &str) -> String {
    s.value(path).unwrap_or_else(|e| panic!("{e}")).to_string()
}

pub fn form_of(s: &FormSession) -> Arc<super::Form> {
    s.form().clone()
}
