//! `formulir`: forms and drafts.

use super::{periksa, unknown};
use crate::Done;
use crate::args::Say;
use crate::context::Context;
use clap::{ArgMatches, Command};

/// Its part of the tree.
pub fn command(say: Say) -> Command {
    say.group("formulir", "form", "Formulir dan draf", "Forms and drafts").subcommand(periksa::command(say))
}

/// Runs it.
pub fn run(context: &Context, matches: &ArgMatches) -> Done {
    match matches.subcommand() {
        Some(("periksa", m)) => periksa::run(context, m),
        _ => Err(unknown(context.out)),
    }
}
