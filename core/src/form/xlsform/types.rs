//! The `type` column: which questions this version knows, which come later, and what was probably meant.

use crate::form::load::nearest;

/// What a row of the survey sheet is.
#[derive(Debug, PartialEq)]
pub(super) enum RowType {
    BeginGroup,
    EndGroup,
    BeginRepeat,
    EndRepeat,
    /// A question without a list, by its XLSForm name.
    Plain(&'static str),
    /// A selection; `file` when the list is an attached file.
    Select {
        multiple: bool,
        file: bool,
        list: String,
    },
    /// An attached list without a question (`csv-external`).
    ExternalList,
    /// The audit log, which this engine keeps anyway.
    Audit,
    /// A standardised instrument, by its id: a group with its items and results.
    Instrument(String),
}

/// Why a type is refused.
#[derive(Debug, PartialEq)]
pub(super) struct Refused {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) suggestion: Option<String>,
}

/// Types without arguments: spelling and the one name.
const PLAIN: [(&str, &str); 27] = [
    ("text", "text"),
    ("string", "text"),
    ("integer", "integer"),
    ("int", "integer"),
    ("decimal", "decimal"),
    ("date", "date"),
    ("time", "time"),
    ("datetime", "dateTime"),
    ("note", "note"),
    ("acknowledge", "acknowledge"),
    ("trigger", "acknowledge"),
    ("geopoint", "geopoint"),
    ("gps", "geopoint"),
    ("location", "geopoint"),
    ("image", "image"),
    ("photo", "image"),
    ("calculate", "calculate"),
    ("hidden", "hidden"),
    ("start", "start"),
    ("start time", "start"),
    ("end", "end"),
    ("end time", "end"),
    ("today", "today"),
    ("deviceid", "deviceid"),
    ("device id", "deviceid"),
    ("imei", "deviceid"),
    ("username", "username"),
];

/// Ways to write a selection, longest first: spelling, several answers, attached file.
const SELECTS: [(&str, bool, bool); 11] = [
    ("select all that apply from", true, false),
    ("select_multiple_from_file", true, true),
    ("select multiple from file", true, true),
    ("select_one_from_file", false, true),
    ("select one from file", false, true),
    ("select one from", false, false),
    ("select_multiple", true, false),
    ("select multiple", true, false),
    ("select all", true, false),
    ("select_one", false, false),
    ("select one", false, false),
];

/// Known to XLSForm, not in this version.
const LATER: [&str; 18] = [
    "range",
    "rank",
    "audio",
    "video",
    "file",
    "barcode",
    "geotrace",
    "geoshape",
    "background-audio",
    "xml-external",
    "start-geopoint",
    "select_one_external",
    "email",
    "phonenumber",
    "phone number",
    "subscriberid",
    "simserial",
    "entity",
];

/// Reads the type of a row.
pub(super) fn parse_type(cell: &str) -> Result<RowType, Refused> {
    let words: Vec<&str> = cell.split_whitespace().collect();
    let text = words.join(" ");
    let lower = text.to_lowercase();
    let structure = match lower.as_str() {
        "begin group" | "begin_group" => Some(RowType::BeginGroup),
        "end group" | "end_group" => Some(RowType::EndGroup),
        "begin repeat" | "begin_repeat" => Some(RowType::BeginRepeat),
        "end repeat" | "end_repeat" => Some(RowType::EndRepeat),
        "audit" => Some(RowType::Audit),
        "csv-external" => Some(RowType::ExternalList),
        _ => PLAIN.iter().find(|(spelling, _)| *spelling == lower).map(|(_, name)| RowType::Plain(name)),
    };
    if let Some(known) = structure {
        return Ok(known);
    }
    let first = lower.split(' ').next().unwrap_or("");
    if first == "instrument" {
        return match words[1..] {
            [id] => Ok(RowType::Instrument(id.to_owned())),
            _ => Err(Refused {
                code: "form.bad_type",
                message: format!("`{text}` must name one instrument; write `instrument gds15`"),
                suggestion: None,
            }),
        };
    }
    if LATER.iter().any(|l| lower == *l || first == *l) || first.starts_with("uri:") {
        return Err(Refused {
            code: "form.unsupported_type",
            message: format!("questions of type `{text}` are not in this version; ask it another way"),
            suggestion: None,
        });
    }
    // Case folding may change lengths outside ASCII, so the argument is taken by words.
    for (spelling, multiple, file) in SELECTS {
        let count = spelling.split(' ').count();
        if words.len() < count || words[..count].join(" ").to_lowercase() != spelling {
            continue;
        }
        let mut args = &words[count..];
        if let [head @ .., last] = args
            && (last.eq_ignore_ascii_case("or_other") || (last.eq_ignore_ascii_case("other") && !head.is_empty()))
        {
            return Err(Refused {
                code: "form.or_other",
                message:
                    "`or_other` is not in this version; add a choice `other` and a text question that is relevant to it"
                        .into(),
                suggestion: None,
            });
        }
        if let [list, rest @ ..] = args {
            args = rest;
            if list.starts_with("${") {
                return Err(Refused {
                    code: "form.choices_from_repeat",
                    message: "choices taken from a repeat are not in this version; ask for the name as text".into(),
                    suggestion: None,
                });
            }
            if args.is_empty() {
                return Ok(RowType::Select { multiple, file, list: (*list).to_owned() });
            }
            return Err(Refused {
                code: "form.bad_type",
                message: format!("`{text}` has too many words; a list's name has no blanks"),
                suggestion: None,
            });
        }
        return Err(Refused {
            code: "form.missing_list",
            message: format!("`{text}` names no list; write `{spelling} LIST`"),
            suggestion: None,
        });
    }
    // A mistyped selection keeps its list in the suggestion.
    let candidates = ["begin_group", "end_group", "begin_repeat", "end_repeat"];
    let all = || candidates.into_iter().chain(PLAIN.iter().map(|(s, _)| *s)).chain(SELECTS.iter().map(|(s, _, _)| *s));
    let suggestion = nearest(&lower, all()).map(str::to_owned).or_else(|| {
        let near = nearest(first, all().filter(|c| !c.contains(' ')))?;
        let arguments = if near.starts_with("select") { words.get(1..).unwrap_or_default() } else { &[] };
        Some([&[near], arguments].concat().join(" "))
    });
    Err(Refused { code: "form.unknown_type", message: format!("questions of type `{text}` are not known"), suggestion })
}
