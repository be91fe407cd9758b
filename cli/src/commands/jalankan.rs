//! `formulir jalankan`: plays a script of answers on a form and tells what differs from what the script expects. Needs no
//! activation and opens no store; nothing is saved.
//!
//! A script is text, a line an operation, four fields separated by tabs: phase, operation, path, value. `set` answers, `add`
//! appends a row to a repeat, `del` deletes the row at a position, `opts` counts the choices of a question, `expect` compares
//! a value: as numbers where both are, else as text.

use super::periksa::read_form;
use crate::Done;
use crate::args::{Say, path, paths};
use crate::context::Context;
use crate::failure::{Failure, exit};
use crate::lines::bounded_line;
use crate::output::clean;
use atensi_core::error::{CoreError, ErrorCode};
use atensi_core::form::load::{File, load_any};
use atensi_core::form::{FormSession, SessionEnv, compile};
use clap::{ArgMatches, Command};
use serde_json::{Value, json};
use std::io::BufReader;

/// Longest line of a script, bytes.
const MAX_LINE: usize = 64 << 10;

/// Its part of the tree.
pub fn command(say: Say) -> Command {
    say.cmd(
        "jalankan",
        "run",
        "Jalankan naskah jawaban pada formulir dan tunjukkan yang berbeda dari harapan",
        "Play a script of answers on a form and show what differs from what it expects",
    )
    .arg(
        say.pos(
            "berkas",
            say.pick("FORMULIR", "FORM"),
            "Folder lembar CSV, buku kerja .xlsx atau .xls, tabel Markdown .md, atau XForm .xml",
            "Folder of CSV sheets, .xlsx or .xls workbook, Markdown table .md, or XForm .xml",
        )
        .value_parser(paths()),
    )
    .arg(
        say.pos(
            "naskah",
            say.pick("NASKAH", "SCRIPT"),
            "Berkas naskah: tahap, operasi, jalur, nilai, dipisah tab",
            "Script file: phase, operation, path, value, separated by tabs",
        )
        .value_parser(paths()),
    )
}

/// Runs it.
pub fn run(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    let form = path(matches, "berkas").cloned().unwrap_or_default();
    let script = path(matches, "naskah").cloned().unwrap_or_default();
    let files = read_form(&form)?;
    let files: Vec<File<'_>> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let refused = |n: usize| {
        let reason = format!("{n} {}", out.pick("masalah; lihat `formulir periksa`", "problems; see `form check`"));
        Failure::from(CoreError::new(ErrorCode::FormRefused).reason(reason)).worded()
    };
    let form = load_any(&files).and_then(compile).map_err(|e| refused(e.0.len()))?;
    let now = context.now();
    let mut session = FormSession::new(
        form,
        SessionEnv {
            now_ms: now.ms,
            offset_minutes: now.offset_minutes,
            lang: String::new(),
            username: String::new(),
            device_id: String::new(),
            instance_id: "uuid:jalankan".to_owned(),
            last_saved: Default::default(),
        },
    );
    let opened = std::fs::File::open(&script).map_err(|e| Failure::file(&script, e))?;
    let mut input = BufReader::new(opened);
    let (mut number, mut done, mut differences) = (0u64, 0u64, 0u64);
    while let Some(line) = bounded_line(&mut input, MAX_LINE).map_err(|e| Failure::file(&script, e))? {
        number += 1;
        let text = line.text();
        let text = text.trim_end_matches('\r');
        if text.is_empty() {
            continue;
        }
        let fields: Vec<&str> = text.splitn(4, '\t').collect();
        let [_, op, path, value] = fields[..] else {
            let why = out.pick("empat bidang dipisah tab", "four fields separated by tabs");
            return Err(Failure::file(&script, format!("{number}: {why}")));
        };
        done += 1;
        let Some((expected, got)) = step(&mut session, op, path, value) else { continue };
        differences += 1;
        out.json(&json!({"line": number, "op": op, "path": path, "expected": expected, "got": got}))?;
        out.line(&clean(&format!(
            "{number}: {op} {path}: {} {expected}, {} {got}",
            out.pick("diharapkan", "expected"),
            out.pick("ternyata", "got"),
        )))?;
    }
    let summary: Value = json!({"operations": done, "differences": differences});
    out.json(&summary)?;
    let words = format!("{done} {}, {differences} {}", out.pick("langkah", "steps"), out.pick("berbeda", "different"));
    if differences == 0 {
        return out.line(&words);
    }
    Err(Failure::own(exit::ATTENTION, "run.differs", words).told())
}

/// Plays a line; what was expected and what came, where they differ.
fn step(session: &mut FormSession, op: &str, path: &str, value: &str) -> Option<(String, String)> {
    let refused = |code: &str| Some(("accepted".to_owned(), code.to_owned()));
    match op {
        "set" => match session.set(path, value) {
            Err(error) => refused(error.code),
            Ok(_) => {
                let validity = session.slot(path).map(|slot| session.validity(slot)).ok()?;
                (validity.code() == "constraint").then(|| ("accepted".to_owned(), "constraint".to_owned()))
            }
        },
        "add" => session.add_row(path).err().and_then(|e| refused(e.code)),
        "del" => match value.trim().parse() {
            Ok(position) => session.remove_row(path, position).err().and_then(|e| refused(e.code)),
            Err(_) => Some(("a position".to_owned(), value.to_owned())),
        },
        "opts" => match session.options(path, None, 0, usize::MAX) {
            Ok((n, _)) => (n.to_string() != value.trim()).then(|| (value.to_owned(), n.to_string())),
            Err(error) => Some((value.to_owned(), error.code.to_owned())),
        },
        "expect" => match session.value(path) {
            Ok(got) => {
                let got = got.to_string();
                let same = match (got.parse::<f64>(), value.parse::<f64>()) {
                    (Ok(a), Ok(b)) => a == b,
                    _ => got == value,
                };
                (!same).then(|| (value.to_owned(), got))
            }
            Err(error) => Some((value.to_owned(), error.code.to_owned())),
        },
        other => Some(("set, add, del, opts, expect".to_owned(), other.to_owned())),
    }
}
