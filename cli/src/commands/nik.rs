//! `nik`: what can be said about NIKs, one a line on standard input. Needs no activation and opens no store.
//!
//! Numbers come on standard input and never as arguments: other users of a computer see everybody's arguments.

use crate::Done;
use crate::args::{Say, get};
use crate::context::Context;
use crate::failure::Failure;
use crate::lines::bounded_line;
use crate::output::clean;
use atensi_core::domain::Lang;
use atensi_core::domain::nik::{NikCheck, NikContext, check_nik};
use atensi_core::domain::waktu::parse_date;
use clap::{ArgMatches, Command};
use serde_json::{Value, json};
use std::io::{BufReader, IsTerminal as _, Write as _};

/// Longest line kept, bytes; the rest of a longer one is skipped. A NIK has 16.
const MAX_LINE: usize = 256;

/// Its part of the tree.
pub fn command(say: Say) -> Command {
    say.cmd("nik", "", "Periksa NIK dari masukan standar, satu per baris", "Check NIKs from standard input, one a line")
        .arg(say.opt(
            "tanggal",
            "YYYY-MM-DD",
            "Tanggal acuan untuk tahun lahir dua angka (tanpa ini: hari ini)",
            "Reference date for two-digit birth years (default: today)",
        ))
}

/// Reads to the end of standard input, one answer line for each line.
pub fn run(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    let today = match get(matches, "tanggal") {
        Some(text) => parse_date(text).ok_or_else(|| Failure::bad_input("tanggal", "YYYY-MM-DD"))?,
        None => context.now().date(),
    };
    if std::io::stdin().is_terminal() {
        out.note(out.pick("Ketik NIK, satu per baris. Ctrl-D untuk selesai.", "Type NIKs, one a line. Ctrl-D to end."));
    }
    let mut input = BufReader::new(std::io::stdin().lock());
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    while let Some(line) = bounded_line(&mut input, MAX_LINE).map_err(|e| Failure::file("stdin".as_ref(), e))? {
        let check = check_nik(line.text().trim_start_matches('\u{feff}'), &NikContext::on(today));
        let text = if out.json { as_json(&check).to_string() } else { as_words(&check, out.lang) };
        writeln!(output, "{text}").map_err(|e| Failure::write(&e))?;
        // Whoever sends one line and waits gets its answer at once; a file is answered in bulk.
        if input.buffer().is_empty() {
            output.flush().map_err(|e| Failure::write(&e))?;
        }
    }
    output.flush().map_err(|e| Failure::write(&e))
}

fn as_json(check: &NikCheck) -> Value {
    json!({
        "nik": check.nik,
        "verdict": check.verdict.as_str(),
        "reasons": check.reasons.iter().map(|r| r.code()).collect::<Vec<_>>(),
        "sex": check.sex.map(|s| s.as_str()),
        "born": check.born.map(|d| d.to_string()),
        "wilayah": check.wilayah.as_ref().map(|w| w.code.as_str()),
    })
}

fn as_words(check: &NikCheck, lang: Lang) -> String {
    let mut parts = vec![clean(&check.nik), check.verdict.as_str().to_owned()];
    parts.extend(check.sex.map(|s| s.as_str().to_owned()));
    parts.extend(check.born.map(|d| d.to_string()));
    parts.extend(check.wilayah.as_ref().and_then(|w| w.name.clone()));
    let mut text = parts.join("  ");
    for reason in &check.reasons {
        text.push_str("\n    ");
        text.push_str(reason.text(lang));
    }
    if let Some(meant) = &check.suggestion {
        text.push_str(&format!("\n    {}: {meant}", lang.pick("Mungkin maksudnya", "Perhaps meant")));
    }
    text
}
