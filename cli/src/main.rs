//! The companion in a terminal: for laptops at a Sentra, for scripts and for the demo. Same core, same store as the phones.
//!
//! This crate parses, asks and prints; every decision is made in the core. Results go to standard output (people's words,
//! or one JSON value a line with `--json`), everything else to standard error, and the exit code says how it ended.

mod args;
mod commands;
mod context;
mod failure;
mod form_ask;
mod form_fill;
mod form_plan;
mod form_stream;
mod lines;
mod output;
mod pin;
mod save;

use failure::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    let given: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let lang = args::language(&given, |name| std::env::var(name).ok());
    let json = args::wants_json(&given);
    let out = output::Out::new(lang, json);
    let ended = match args::root(lang).try_get_matches_from(given) {
        Ok(matches) => commands::run(&matches, out),
        Err(error) => args::not_understood(&error, out),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(out),
    }
}

/// What every command gives: nothing (its output is already written), or why it failed.
type Done = Result<(), Failure>;
