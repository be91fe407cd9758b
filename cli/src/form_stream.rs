//! `--aliran`: a form filled line by line by another program. One JSON line in, one out after the answer is on the disk,
//! so that whoever reads `"saved":true` may rely on it even if this process is killed in the same moment.
//!
//! In: `{"path":…,"value":…}`, `{"path":…,"file":…}`, `{"add":path}`, `{"remove":path,"position":n}`, `{"undo":true}`.
//! Out: `{"n":…,"path":…,"saved":true,"error":null,"masalah":null}`; `masalah` holds the words of a rule that an answer
//! breaks although it was saved.

use crate::Done;
use crate::failure::{Failure, exit};
use crate::lines::bounded_line;
use crate::output::Out;
use atensi_core::app::FormHandle;
use atensi_core::error::{CoreError, ErrorCode};
use atensi_core::view::formulir::DeltaView;
use serde_json::{Value, json};
use std::io::BufReader;
use std::path::Path;

/// Longest line, bytes: the longest answer, every character escaped.
const MAX_LINE: usize = 256 * 1024;

/// What a line asks for.
#[derive(Debug, PartialEq)]
enum Ask {
    Answer { path: String, value: String },
    File { path: String, file: String },
    Add { path: String },
    Remove { path: String, position: usize },
    Undo,
}

impl Ask {
    fn path(&self) -> &str {
        match self {
            Self::Answer { path, .. } | Self::File { path, .. } | Self::Add { path } | Self::Remove { path, .. } => {
                path
            }
            Self::Undo => "",
        }
    }
}

/// Answers every line until the input ends. Refused lines do not stop it; they make it end with 7.
pub fn run(out: Out, handle: &FormHandle, base: &Path) -> Done {
    let out = Out { json: true, ..out };
    out.json(&json!({"draf": handle.draft_id(), "answered": handle.answered()?, "last_path": handle.last_path()?}))?;
    let mut input = BufReader::new(std::io::stdin().lock());
    let (mut n, mut refused) = (0_u64, 0_u64);
    while let Some(line) = bounded_line(&mut input, MAX_LINE).map_err(|e| Failure::file("stdin".as_ref(), e))? {
        let text = line.text();
        if text.trim().is_empty() {
            continue;
        }
        n += 1;
        let asked = if line.cut { Err(bad("line too long")) } else { read(&text) };
        let typed = asked.as_ref().map(|a| a.path().to_owned()).unwrap_or_default();
        let done = asked.and_then(|ask| carry_out(handle, ask, base));
        // The path as the form writes it, so that it compares with `last_path`.
        let path = if typed.is_empty() { typed } else { handle.path_of(&typed).unwrap_or(typed) };
        refused += u64::from(done.is_err());
        out.json(&match done {
            Ok(masalah) => json!({"n": n, "path": path, "saved": true, "error": null, "masalah": masalah}),
            Err(error) => json!({"n": n, "path": path, "saved": false, "error": error, "masalah": null}),
        })?;
    }
    if refused == 0 {
        return Ok(());
    }
    let said = format!(
        "{refused} {}",
        out.pick(
            "baris ditolak; yang lain tersimpan di draf.",
            "lines were refused; the others are saved in the draft."
        )
    );
    Err(Failure::own(exit::REFUSED, ErrorCode::InvalidAnswer.name(), said).told())
}

fn bad(reason: &str) -> CoreError {
    CoreError::new(ErrorCode::BadInput).field("aliran").reason(reason)
}

fn read(text: &str) -> Result<Ask, CoreError> {
    let line: Value = serde_json::from_str(text).map_err(|e| bad(&format!("not JSON at column {}", e.column())))?;
    let word = |key: &str| line.get(key).and_then(Value::as_str).map(str::to_owned);
    if let Some(path) = word("add") {
        return Ok(Ask::Add { path });
    }
    if let Some(path) = word("remove") {
        let position = line.get("position").and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        return Ok(Ask::Remove { path, position: position.ok_or_else(|| bad("remove needs a position from 1"))? });
    }
    if line.get("undo") == Some(&Value::Bool(true)) {
        return Ok(Ask::Undo);
    }
    let path = word("path").ok_or_else(|| bad("a line needs path, add, remove or undo"))?;
    if let Some(file) = word("file") {
        return Ok(Ask::File { path, file });
    }
    let value = line.get("value").ok_or_else(|| bad("a path needs value or file"))?;
    Ok(Ask::Answer { path, value: plain(value)? })
}

/// A value as the form takes it: text as it is, several choices with spaces between, `null` clears.
fn plain(value: &Value) -> Result<String, CoreError> {
    match value {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        Value::Array(items) => {
            let words: Result<Vec<String>, CoreError> = items.iter().map(plain).collect();
            Ok(words?.join(" "))
        }
        Value::Object(_) => Err(bad("a value is a text, a number, a list of choices or null")),
    }
}

/// Does it; gives the words of a broken rule, if the saved answer breaks one.
fn carry_out(handle: &FormHandle, ask: Ask, base: &Path) -> Result<Option<String>, CoreError> {
    let delta = match &ask {
        Ask::Answer { path, value } => handle.jawab(path, value)?,
        Ask::File { path, file } => handle.lampirkan(path, &base.join(file))?,
        Ask::Add { path } => handle.tambah_baris(path)?,
        Ask::Remove { path, position } => handle.hapus_baris(path, *position)?,
        Ask::Undo => handle.urung()?.ok_or_else(|| bad("nothing to undo"))?,
    };
    if ask == Ask::Undo {
        return Ok(None);
    }
    Ok(broken_rule(&delta, &handle.path_of(ask.path())?))
}

/// The words of the rule that the answer at `path` breaks now.
pub fn broken_rule(delta: &DeltaView, path: &str) -> Option<String> {
    let change = delta.changes.iter().find(|c| c.path == path)?;
    change.error.clone().filter(|e| !e.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_or_refused_with_a_reason() {
        let answer = |value: &str| Ask::Answer { path: "a/b".to_owned(), value: value.to_owned() };
        for (line, ask) in [
            (r#"{"path":"a/b","value":"x y"}"#, answer("x y")),
            (r#"{"path":"a/b","value":2.5}"#, answer("2.5")),
            (r#"{"path":"a/b","value":["x","y"]}"#, answer("x y")),
            (r#"{"path":"a/b","value":null}"#, answer("")),
            (r#"{"path":"a/b","file":"f.jpg"}"#, Ask::File { path: "a/b".to_owned(), file: "f.jpg".to_owned() }),
            (r#"{"add":"a/r"}"#, Ask::Add { path: "a/r".to_owned() }),
            (r#"{"remove":"a/r","position":2}"#, Ask::Remove { path: "a/r".to_owned(), position: 2 }),
            (r#"{"undo":true}"#, Ask::Undo),
        ] {
            assert_eq!(read(line).expect(line), ask);
        }
        for (line, reason) in [
            ("x", "not JSON"),
            ("{}", "needs path"),
            (r#"{"path":"a"}"#, "value or file"),
            (r#"{"path":"a","value":{"b":1}}"#, "a value is"),
            (r#"{"remove":"a"}"#, "position"),
            ("[1]", "needs path"),
        ] {
            let error = read(line).expect_err(line);
            assert!(error.reason.as_deref().is_some_and(|r| r.contains(reason)), "{line}: {error}");
        }
    }
}
