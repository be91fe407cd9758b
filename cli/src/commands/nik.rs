//! `nik`: what can be said about NIKs, one a line on standard input. Needs no activation and opens no store.
//!
//! Numbers come on standard input and never as arguments: other users of a computer see everybody's arguments.

use crate::Done;
use crate::args::{Say, get};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::clean;
use atensi_core::domain::Lang;
use atensi_core::domain::nik::{NikCheck, NikContext, check_nik};
use atensi_core::domain::waktu::parse_date;
use clap::{ArgMatches, Command};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, IsTerminal as _, Write as _};

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
        Some(text) => parse_date(text).ok_or_else(|| Failure::bad_input("tanggal", "YYYY-MM-DD", out.lang))?,
        None => context.now().date(),
    };
    if std::io::stdin().is_terminal() {
        out.note(out.pick("Ketik NIK, satu per baris. Ctrl-D untuk selesai.", "Type NIKs, one a line. Ctrl-D to end."));
    }
    let mut input = BufReader::new(std::io::stdin().lock());
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    while let Some(line) = bounded_line(&mut input).map_err(|e| Failure::file("stdin".as_ref(), e, out.lang))? {
        let check = check_nik(line.trim_start_matches('\u{feff}'), &NikContext::on(today));
        let text = if out.json { as_json(&check).to_string() } else { as_words(&check, out.lang) };
        writeln!(output, "{text}").map_err(|e| Failure::write(&e))?;
        // Whoever sends one line and waits gets its answer at once; a file is answered in bulk.
        if input.buffer().is_empty() {
            output.flush().map_err(|e| Failure::write(&e))?;
        }
    }
    output.flush().map_err(|e| Failure::write(&e))
}

/// The next line without its end, cut at [`MAX_LINE`] bytes; `None` at the end of the input.
fn bounded_line(input: &mut impl BufRead) -> std::io::Result<Option<String>> {
    let mut line = Vec::new();
    let mut any = false;
    loop {
        let chunk = input.fill_buf()?;
        if chunk.is_empty() {
            break;
        }
        any = true;
        let end = chunk.iter().position(|b| *b == b'\n');
        let part = &chunk[..end.unwrap_or(chunk.len())];
        line.extend_from_slice(&part[..part.len().min(MAX_LINE.saturating_sub(line.len()))]);
        let used = end.map_or(chunk.len(), |e| e + 1);
        input.consume(used);
        if end.is_some() {
            break;
        }
    }
    Ok(any.then(|| String::from_utf8_lossy(&line).into_owned()))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_bounded_and_none_is_lost() {
        let long = "9".repeat(100_000);
        let text = format!("1\r\n\n{long}\n\u{fffd}2");
        let mut input = BufReader::with_capacity(7, text.as_bytes());
        let mut lines = Vec::new();
        while let Some(line) = bounded_line(&mut input).expect("reads") {
            lines.push(line);
        }
        assert_eq!(lines.len(), 4);
        assert_eq!((lines[0].as_str(), lines[1].as_str(), lines[2].len()), ("1\r", "", MAX_LINE));
        assert!(lines[3].ends_with('2'));
    }
}
