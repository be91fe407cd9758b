//! `nik`: what can be said about NIKs or family card numbers, one a line on standard input. Needs no activation and opens
//! no store.
//!
//! Numbers come on standard input and never as arguments: other users of a computer see everybody's arguments.

use crate::Done;
use crate::args::{Say, get};
use crate::context::Context;
use crate::failure::Failure;
use crate::lines::bounded_line;
use crate::output::clean;
use atensi_core::domain::Lang;
use atensi_core::domain::nik::{KkCheck, NikCheck, NikContext, Reason, check_kk, check_nik};
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
        .arg(say.flag(
            "kk",
            "Yang diperiksa nomor kartu keluarga, bukan NIK",
            "Check family card numbers instead of NIKs",
        ))
}

/// Reads to the end of standard input, one answer line for each line.
pub fn run(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    let today = match get(matches, "tanggal") {
        Some(text) => parse_date(text).ok_or_else(|| Failure::bad_input("tanggal", "YYYY-MM-DD"))?,
        None => context.now().date(),
    };
    let kk = matches.get_flag("kk");
    if std::io::stdin().is_terminal() {
        out.note(
            out.pick(
                "Ketik nomornya, satu per baris. Ctrl-D untuk selesai.",
                "Type numbers, one a line. Ctrl-D to end.",
            ),
        );
    }
    let mut input = BufReader::new(std::io::stdin().lock());
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    while let Some(line) = bounded_line(&mut input, MAX_LINE).map_err(|e| Failure::file("stdin".as_ref(), e))? {
        let line = line.text();
        let typed = line.trim_start_matches('\u{feff}');
        let (answer, parts) = match kk {
            true => of_kk(check_kk(typed, today, None), out.lang),
            false => of_nik(check_nik(typed, &NikContext::on(today)), out.lang),
        };
        let text = if out.json { answer.to_string() } else { parts.words(out.lang) };
        writeln!(output, "{text}").map_err(|e| Failure::write(&e))?;
        // Whoever sends one line and waits gets its answer at once; a file is answered in bulk.
        if input.buffer().is_empty() {
            output.flush().map_err(|e| Failure::write(&e))?;
        }
    }
    output.flush().map_err(|e| Failure::write(&e))
}

/// What a line in words holds.
struct Parts {
    first: Vec<String>,
    reasons: Vec<Reason>,
    suggestion: Option<String>,
}

fn codes(reasons: &[Reason]) -> Vec<&'static str> {
    reasons.iter().map(|r| r.code()).collect()
}

fn of_nik(check: NikCheck, lang: Lang) -> (Value, Parts) {
    let NikCheck { nik, verdict, reasons, sex, born, wilayah, suggestion } = check;
    let (sex, born) = (sex.map(|s| s.as_str().to_owned()), born.map(|d| d.to_string()));
    let json = json!({
        "nik": nik,
        "verdict": verdict.as_str(),
        "reasons": codes(&reasons),
        "sex": sex,
        "born": born,
        "wilayah": wilayah.as_ref().map(|w| w.code.as_str()),
    });
    let mut first = vec![clean(&nik), verdict.word(lang).to_owned()];
    first.extend(sex.into_iter().chain(born).chain(wilayah.and_then(|w| w.name)));
    (json, Parts { first, reasons, suggestion })
}

fn of_kk(check: KkCheck, lang: Lang) -> (Value, Parts) {
    let KkCheck { kk, verdict, reasons, registered, wilayah, suggestion } = check;
    let registered = registered.map(|d| d.to_string());
    let json = json!({
        "nomor_kk": kk,
        "verdict": verdict.as_str(),
        "reasons": codes(&reasons),
        "registered": registered,
        "wilayah": wilayah.as_ref().map(|w| w.code.as_str()),
    });
    let mut first = vec![clean(&kk), verdict.word(lang).to_owned()];
    first.extend(registered.into_iter().chain(wilayah.and_then(|w| w.name)));
    (json, Parts { first, reasons, suggestion })
}

impl Parts {
    fn words(&self, lang: Lang) -> String {
        let mut text = self.first.join("  ");
        for reason in &self.reasons {
            text.push_str("\n    ");
            text.push_str(reason.text(lang));
        }
        if let Some(meant) = &self.suggestion {
            text.push_str(&format!("\n    {}: {meant}", lang.pick("Mungkin maksudnya", "Perhaps meant")));
        }
        text
    }
}
