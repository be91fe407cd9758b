//! The commands, one file per group: its part of the command tree beside what it does.

mod formulir;
mod nik;
mod periksa;
mod wilayah;

use crate::Done;
use crate::args::Say;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Out;
use clap::{ArgMatches, Command};

/// Every command, in the order of a working day.
pub fn tree(say: Say) -> Vec<Command> {
    vec![formulir::command(say), nik::command(say), wilayah::command(say)]
}

/// Runs what was asked for.
pub fn run(matches: &ArgMatches, out: Out) -> Done {
    let context = Context::new(matches, out);
    match matches.subcommand() {
        Some(("formulir", m)) => formulir::run(&context, m),
        Some(("nik", m)) => nik::run(&context, m),
        Some(("wilayah", m)) => wilayah::run(&context, m),
        _ => Err(unknown(out)),
    }
}

/// A command of the tree without code: clap lets none through, so this is a mistake of ours.
fn unknown(out: Out) -> Failure {
    Failure::usage(out.pick("Perintah belum lengkap.", "The command is incomplete."))
}
