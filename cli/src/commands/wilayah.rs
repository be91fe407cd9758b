//! `wilayah cari`: provinces, kabupaten, kecamatan and villages by name or code. Needs no activation and opens no store.

use super::unknown;
use crate::Done;
use crate::args::{Say, count, get, text};
use crate::context::Context;
use crate::output::table;
use atensi_core::domain::wilayah::{KodeWilayah, Wilayah};
use atensi_core::error::{CoreError, ErrorCode};
use clap::{ArgMatches, Command};
use serde_json::{Value, json};

/// Its part of the tree.
pub fn command(say: Say) -> Command {
    say.group("wilayah", "", "Daftar wilayah Indonesia", "The regions of Indonesia").subcommand(
        say.cmd(
            "cari",
            "search",
            "Cari wilayah; ejaan tidak harus tepat",
            "Search regions; spelling need not be exact",
        )
        .arg(say.words("Nama atau kode, misalnya: sukamaju depok", "Name or code, for example: sukamaju depok"))
        .arg(say.opt(
            "dalam",
            "KODE",
            "Hanya di dalam wilayah ini, misalnya 53.11",
            "Only within this region, e.g. 53.11",
        ))
        .arg(
            say.opt(
                "batas",
                "N",
                "Paling banyak N hasil (1-200, biasanya 20)",
                "At most N results (1-200, default 20)",
            )
            .value_parser(count(1..=200))
            .default_value("20"),
        ),
    )
}

/// Runs it.
pub fn run(context: &Context, matches: &ArgMatches) -> Done {
    match matches.subcommand() {
        Some(("cari", m)) => search(context, m),
        _ => Err(unknown(context.out)),
    }
}

fn search(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    let within = get(matches, "dalam").map(str::parse::<KodeWilayah>).transpose();
    let within = within.map_err(|_| CoreError::new(ErrorCode::BadInput).field("dalam").reason("not a region code"))?;
    let limit = matches.get_one::<u32>("batas").map_or(20, |n| *n as usize);
    let hits = Wilayah::table().search(&text(matches), within, limit);
    let found: Vec<Value> = hits
        .iter()
        .map(|hit| {
            let w = hit.wilayah;
            json!({"code": w.code().to_string(), "nama": w.name(), "level": w.level(), "full_name": w.full_name()})
        })
        .collect();
    out.json(&found)?;
    let rows: Vec<Vec<String>> =
        hits.iter().map(|h| vec![h.wilayah.code().to_string(), h.wilayah.full_name()]).collect();
    for line in table(&rows) {
        out.line(&line)?;
    }
    if hits.is_empty() {
        out.note(out.pick(
            "Tidak ketemu. Coba sebagian nama saja, atau tanpa --dalam.",
            "Nothing found. Try part of the name, or leave out --dalam.",
        ));
    }
    Ok(())
}
