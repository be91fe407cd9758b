//! `kunjungan`: home visits: what is due, begin, fill in, finish.

use super::{formulir, kasus, unknown};
use crate::Done;
use crate::args::{Say, must};
use crate::context::Context;
use clap::{ArgMatches, Command};
use serde_json::json;

/// Its part of the tree.
pub fn command(say: Say) -> Command {
    say.group("kunjungan", "visit", "Kunjungan rumah", "Home visits")
        .subcommand(kasus::due(say))
        .subcommand(
            say.cmd("mulai", "start", "Mulai kunjungan: membuat draf", "Start a visit: makes a draft")
                .arg(say.opt("kasus", "ID", "Kasus yang dikunjungi", "The case that is visited").required(true)),
        )
        .subcommand(formulir::resume(say, "isi", "fill"))
        .subcommand(formulir::finish(say))
}

/// Runs it.
pub fn run(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    match matches.subcommand() {
        Some(("jatuh-tempo", _)) => kasus::show_due(context),
        Some(("mulai", m)) => {
            let handle = context.companion()?.mulai_kunjungan(must(m, "kasus"))?;
            let draft = handle.draft_id();
            out.json(&json!({"draf": draft}))?;
            out.line(&format!("{}: {draft}", out.pick("Draf", "Draft")))?;
            out.note(&format!("{}: atensi kunjungan isi {draft}", out.pick("Langkah berikut", "Next")));
            Ok(())
        }
        Some(("isi", m)) => formulir::run_resume(context, m),
        Some(("selesai", m)) => formulir::run_finish(context, m),
        _ => Err(unknown(out)),
    }
}
