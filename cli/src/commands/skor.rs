//! `formulir skor`: item answers of an instrument in, results out, one JSON line for each. Needs no activation and opens no
//! store; nothing about a person is asked.

use crate::Done;
use crate::args::{Say, get};
use crate::context::Context;
use crate::failure::{Failure, exit};
use crate::lines::bounded_line;
use crate::output::table;
use atensi_core::domain::Lang;
use atensi_core::form::instrument::{Instrument, Outcome, instrument, instruments};
use clap::{ArgMatches, Command};
use serde_json::{Value, json};
use std::io::{BufReader, Write as _};

/// Longest line kept, bytes.
const MAX_LINE: usize = 4096;

/// Its part of the tree.
pub fn command(say: Say) -> Command {
    say.cmd(
        "skor",
        "score",
        "Hitung skor instrumen: satu larik JSON jawaban butir per baris masuk, satu baris JSON keluar",
        "Score an instrument: one JSON array of item answers a line in, one JSON line out",
    )
    .arg(
        say.pos(
            "instrumen",
            say.pick("INSTRUMEN", "INSTRUMENT"),
            "Misalnya gds15; tanpa ini: tampilkan semua instrumen",
            "For example gds15; default: list all instruments",
        )
        .required(false),
    )
}

/// Scores to the end of standard input.
pub fn run(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    let Some(id) = get(matches, "instrumen") else { return list(context) };
    let Some(instrument) = instrument(id) else {
        let known: Vec<&str> = instruments().iter().map(|i| i.id.as_str()).collect();
        let message = out.pick("Instrumen ini tidak dikenal.", "This instrument is not known.");
        return Err(Failure::own(exit::NOT_FOUND, "instrument.unknown", message).line(known.join(", ")));
    };
    let mut input = BufReader::new(std::io::stdin().lock());
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    let mut refused = 0u64;
    while let Some(line) = bounded_line(&mut input, MAX_LINE).map_err(|e| Failure::file("stdin".as_ref(), e))? {
        let text = line.text();
        if text.trim().is_empty() {
            continue;
        }
        let told = if line.cut { Err(format!("longer than {MAX_LINE} bytes")) } else { score(instrument, text.trim()) };
        let answer = told.unwrap_or_else(|why| {
            refused += 1;
            let Outcome { score, band, positive, flags, .. } = Outcome::default();
            json!({"score": score, "band": band, "positive": positive, "flags": flags, "invalid": true, "error": why})
        });
        writeln!(output, "{answer}").map_err(|e| Failure::write(&e))?;
        // Whoever sends one line and waits gets its answer at once; a file is answered in bulk.
        if input.buffer().is_empty() {
            output.flush().map_err(|e| Failure::write(&e))?;
        }
    }
    output.flush().map_err(|e| Failure::write(&e))?;
    match refused {
        0 => Ok(()),
        n => {
            let words = out.pick("Baris yang ditolak", "Lines refused");
            Err(Failure::own(exit::REFUSED, "score.refused", format!("{words}: {n}")).told())
        }
    }
}

fn list(context: &Context) -> Done {
    let out = context.out;
    let id = out.lang == Lang::Id;
    let all: Vec<Value> = instruments()
        .iter()
        .map(|i| {
            json!({"id": i.id, "version": i.version, "title": i.title.any(id), "items": i.items.len(),
                   "licence": i.licence.status, "note": i.licence.note, "source": i.source})
        })
        .collect();
    out.json(&all)?;
    let rows = instruments()
        .iter()
        .map(|i| vec![i.id.clone(), i.items.len().to_string(), i.licence.status.clone(), i.title.any(id).to_owned()]);
    table(&rows.collect::<Vec<_>>()).iter().try_for_each(|line| out.line(line))
}

/// The result of one line.
fn score(instrument: &Instrument, line: &str) -> Result<Value, String> {
    let answers: Vec<Value> =
        serde_json::from_str(line).map_err(|e| format!("not a JSON array of item answers: {e}"))?;
    let codes: Vec<Option<String>> = answers
        .iter()
        .enumerate()
        .map(|(i, answer)| match answer {
            Value::Null => Ok(None),
            Value::String(text) if text.is_empty() => Ok(None),
            Value::String(text) => Ok(Some(text.clone())),
            Value::Number(number) => Ok(Some(number.to_string())),
            _ => Err(format!("item {}: write a code, a number or null", i + 1)),
        })
        .collect::<Result<_, _>>()?;
    let codes: Vec<Option<&str>> = codes.iter().map(Option::as_deref).collect();
    let outcome = instrument.score(&codes).map_err(|e| e.to_string())?;
    serde_json::to_value(outcome).map_err(|e| e.to_string())
}
