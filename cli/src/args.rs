//! The command line in two languages: building blocks for the command tree, the language of this run, and clap's own
//! messages in the reader's words.
//!
//! Command names are Indonesian with an English alias; every text comes as a pair, and a test walks the whole tree.

use crate::commands;
use crate::failure::Failure;
use crate::output::Out;
use atensi_core::domain::Lang;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};
use std::ffi::OsString;

/// Makes commands and arguments in one language.
#[derive(Clone, Copy)]
pub struct Say(pub Lang);

impl Say {
    /// Picks one of two texts.
    pub fn pick(self, id: &'static str, en: &'static str) -> &'static str {
        self.0.pick(id, en)
    }

    /// A command with its English alias and its text.
    pub fn cmd(self, name: &'static str, alias: &'static str, id: &'static str, en: &'static str) -> Command {
        let text = self.pick(id, en);
        let command = Command::new(name);
        if alias.is_empty() { command.about(text) } else { command.alias(alias).about(format!("{text} [{alias}]")) }
    }

    /// A command that only groups others.
    pub fn group(self, name: &'static str, alias: &'static str, id: &'static str, en: &'static str) -> Command {
        self.cmd(name, alias, id, en).subcommand_required(true).arg_required_else_help(true)
    }

    /// An option with a value, `--name VALUE`.
    pub fn opt(self, name: &'static str, value: &'static str, id: &'static str, en: &'static str) -> Arg {
        self.flag(name, id, en)
            .value_name(value)
            .action(ArgAction::Set)
            .hide_possible_values(true)
            .hide_default_value(true)
    }

    /// A switch.
    pub fn flag(self, name: &'static str, id: &'static str, en: &'static str) -> Arg {
        Arg::new(name)
            .long(name)
            .help(self.pick(id, en))
            .help_heading(self.pick("Opsi", "Options"))
            .action(ArgAction::SetTrue)
    }

    /// A value by position.
    pub fn pos(self, name: &'static str, value: &'static str, id: &'static str, en: &'static str) -> Arg {
        Arg::new(name)
            .value_name(value)
            .help(self.pick(id, en))
            .help_heading(self.pick("Argumen", "Arguments"))
            .hide_possible_values(true)
            .required(true)
    }

    /// Words by position that make up one search text.
    pub fn words(self, id: &'static str, en: &'static str) -> Arg {
        self.pos("teks", self.pick("TEKS", "TEXT"), id, en).num_args(1..)
    }
}

/// The search text of [`Say::words`].
pub fn text(matches: &clap::ArgMatches) -> String {
    matches.get_many::<String>("teks").into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// A text option or position, if given.
pub fn get<'m>(matches: &'m clap::ArgMatches, name: &str) -> Option<&'m str> {
    matches.get_one::<String>(name).map(String::as_str)
}

/// A text option or position that clap has made sure of.
pub fn must<'m>(matches: &'m clap::ArgMatches, name: &str) -> &'m str {
    get(matches, name).unwrap_or_default()
}

/// A path option, if given.
pub fn path<'m>(matches: &'m clap::ArgMatches, name: &str) -> Option<&'m std::path::PathBuf> {
    matches.get_one::<std::path::PathBuf>(name)
}

/// Parser of path values.
pub fn paths() -> clap::builder::ValueParser {
    clap::value_parser!(std::path::PathBuf)
}

/// Parser of whole numbers in a range.
pub fn count(range: std::ops::RangeInclusive<i64>) -> clap::builder::ValueParser {
    clap::value_parser!(u32).range(range).into()
}

/// The whole command tree in one language.
pub fn root(lang: Lang) -> Command {
    let say = Say(lang);
    let help = Arg::new("bantuan")
        .short('h')
        .long("help")
        .visible_alias("bantuan")
        .help(say.pick("Tampilkan bantuan ini", "Show this help"))
        .help_heading(say.pick("Opsi umum", "General options"))
        .action(ArgAction::Help)
        .global(true);
    let version = Arg::new("versi")
        .short('V')
        .long("version")
        .alias("versi")
        .help(say.pick("Tampilkan versi", "Show the version"))
        .help_heading(say.pick("Opsi umum", "General options"))
        .action(ArgAction::Version);
    let global = |arg: Arg| arg.global(true).help_heading(say.pick("Opsi umum", "General options"));
    let root = Command::new("atensi")
        .version(env!("CARGO_PKG_VERSION"))
        .about(say.pick(
            "ATENSI Lapangan: pendamping kerja lapangan rehabilitasi sosial, berjalan tanpa jaringan",
            "ATENSI Lapangan: field companion for social rehabilitation, works without a network",
        ))
        .after_help(say.pick(
            "PIN diminta tersembunyi, atau dibaca dari --pin-file atau ATENSI_PIN; tidak pernah sebagai argumen.\n\
             Kode keluar: 0 berhasil, 1 gagal, 2 perintah tidak dikenali, 3 belum aktif atau PIN salah, 4 jaringan atau server,\n\
             5 perlu perhatian, 6 tidak ditemukan, 7 masukan ditolak.",
            "The PIN is asked for without showing it, or read from --pin-file or ATENSI_PIN; never given as an argument.\n\
             Exit codes: 0 done, 1 failed, 2 command not understood, 3 not activated or wrong PIN, 4 network or server,\n\
             5 needs attention, 6 not found, 7 input refused.",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(
            global(say.opt(
                "rumah",
                "FOLDER",
                "Folder data (juga ATENSI_RUMAH; tanpa itu ~/.local/share/atensi)",
                "Data folder (also ATENSI_RUMAH; otherwise ~/.local/share/atensi)",
            ))
            .value_parser(paths()),
        )
        .arg(global(say.opt(
            "pengguna",
            "ID",
            "Pengguna, bila folder ini dipakai beberapa orang: id atau awalnya",
            "User, when several people use this folder: id or its beginning",
        )))
        .arg(
            global(say.opt(
                "bahasa",
                "id|en",
                "Bahasa keluaran (juga ATENSI_BAHASA, lalu LANG)",
                "Language of the output (also ATENSI_BAHASA, then LANG)",
            ))
            .value_parser(["id", "en"]),
        )
        .arg(global(say.flag(
            "json",
            "Keluaran untuk skrip: satu nilai JSON per baris",
            "Output for scripts: one JSON value a line",
        )))
        .arg(
            global(say.opt(
                "pin-file",
                say.pick("BERKAS", "FILE"),
                "Baca PIN dari baris pertama berkas ini",
                "Read the PIN from the first line of this file",
            ))
            .value_parser(paths()),
        )
        .arg(help)
        .arg(version)
        .subcommands(commands::tree(say));
    dress(root, say)
}

/// Gives a command and all below it the same help layout, in one language.
fn dress(command: Command, say: Say) -> Command {
    let layout = say.pick(
        "{about}\n\nPemakaian: {usage}\n\n{all-args}{after-help}\n",
        "{about}\n\nUsage: {usage}\n\n{all-args}{after-help}\n",
    );
    command
        .help_template(layout)
        .subcommand_help_heading(say.pick("Perintah", "Commands"))
        .subcommand_value_name(say.pick("PERINTAH", "COMMAND"))
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .mut_subcommands(|sub| dress(sub, say))
}

/// The language of this run: `--bahasa`, else `ATENSI_BAHASA`, else the locale, else Indonesian. Needed before parsing.
pub fn language(given: &[OsString], env: impl Fn(&str) -> Option<String>) -> Lang {
    let words: Vec<&str> = given.iter().filter_map(|a| a.to_str()).take_while(|a| *a != "--").collect();
    let after = words.windows(2).rev().find(|w| w[0] == "--bahasa").map(|w| w[1]);
    let joined = words.iter().rev().find_map(|w| w.strip_prefix("--bahasa="));
    let named = after.or(joined).map(str::to_owned);
    let mut asked =
        named.into_iter().chain(["ATENSI_BAHASA", "LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(env));
    asked.find_map(|text| text.parse().ok()).unwrap_or_default()
}

/// Whether `--json` is among the words, needed before parsing so that even a usage error comes as JSON.
pub fn wants_json(given: &[OsString]) -> bool {
    given.iter().take_while(|a| *a != "--").any(|a| a == "--json")
}

/// What clap has to say: help and version are results, anything else is a usage error in the reader's words.
pub fn not_understood(error: &clap::Error, out: Out) -> crate::Done {
    let mut page = error.render().to_string();
    if out.lang == Lang::Id {
        page = page.replace("[OPTIONS]", "[OPSI]");
    }
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            crate::output::Out { json: false, ..out }.line(page.trim_end())
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            out.note(page.trim_end());
            Err(Failure::usage(out.pick("Perintah belum lengkap.", "The command is incomplete.")))
        }
        kind => Err(usage_failure(error, kind, out)),
    }
}

/// The name of an option as typed, without its value; `None` for anything that is not shaped like one.
fn option_name(typed: &str) -> Option<&str> {
    let name = typed.split(['=', ' ']).next()?;
    let word = name.strip_prefix("--")?;
    let plain = !word.is_empty() && word.len() <= 24 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    plain.then_some(name)
}

fn usage_failure(error: &clap::Error, kind: ErrorKind, out: Out) -> Failure {
    let context = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    // Names of our own options only: what was typed in the wrong place may be a NIK or a name.
    let arg = context(ContextKind::InvalidArg);
    let option = option_name(&arg);
    let has_value = !context(ContextKind::InvalidValue).is_empty();
    let (id, en) = match kind {
        ErrorKind::InvalidSubcommand => {
            ("Perintah itu tidak dikenal.".to_owned(), "There is no such command.".to_owned())
        }
        ErrorKind::UnknownArgument => match option {
            Some(name) => {
                (format!("Opsi '{name}' tidak dikenal di sini."), format!("There is no option '{name}' here."))
            }
            None => (
                "Ada isian yang tidak diharapkan di sini.".to_owned(),
                "There is a value that is not expected here.".to_owned(),
            ),
        },
        ErrorKind::MissingRequiredArgument => (format!("Belum ada: {arg}."), format!("Missing: {arg}.")),
        ErrorKind::MissingSubcommand => {
            ("Sebutkan perintah berikutnya.".to_owned(), "Name the command that follows.".to_owned())
        }
        ErrorKind::ArgumentConflict => {
            let with = context(ContextKind::PriorArg);
            (format!("{arg} tidak bisa dipakai bersama {with}."), format!("{arg} cannot be used with {with}."))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if has_value => {
            (format!("Nilai itu tidak bisa dipakai untuk {arg}."), format!("That is no value for {arg}."))
        }
        ErrorKind::InvalidValue | ErrorKind::TooFewValues | ErrorKind::NoEquals => {
            (format!("{arg} memerlukan nilai."), format!("{arg} needs a value."))
        }
        ErrorKind::InvalidUtf8 => {
            ("Teks perintah bukan UTF-8.".to_owned(), "The command line is not UTF-8.".to_owned())
        }
        _ => ("Perintah tidak dikenali.".to_owned(), "The command was not understood.".to_owned()),
    };
    let mut failure = Failure::usage(match out.lang {
        Lang::Id => id,
        Lang::En => en,
    });
    let near = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .map(context)
        .concat();
    if !near.is_empty() {
        failure = failure.line(format!("{}: {near}", out.pick("Mungkin maksudnya", "Did you mean")));
    }
    let valid = context(ContextKind::ValidValue);
    if !valid.is_empty() {
        failure = failure.line(format!("{}: {valid}", out.pick("Yang bisa dipakai", "Possible")));
    }
    failure.line(out.pick("Bantuan: tambahkan --help pada perintah.", "Help: add --help to the command."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn the_tree_is_sound() {
        for lang in [Lang::Id, Lang::En] {
            root(lang).debug_assert();
        }
    }

    /// Every command and option has a text in both languages, and the two are not the same.
    #[test]
    fn every_text_exists_in_both_languages() {
        fn walk(path: &str, id: &Command, en: &Command, seen: &mut usize) {
            let text = |c: &Command| c.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(!text(id).is_empty() && !text(en).is_empty(), "{path} has no text");
            assert_ne!(text(id), text(en), "{path} is not translated");
            *seen += 1;
            for (a, b) in id.get_arguments().zip(en.get_arguments()) {
                let name = format!("{path} {}", a.get_id());
                assert_eq!(a.get_id(), b.get_id(), "{name}");
                let help = |arg: &Arg| arg.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(!help(a).is_empty() && !help(b).is_empty(), "{name} has no help");
                assert_ne!(help(a), help(b), "{name} is not translated");
            }
            assert_eq!(id.get_arguments().count(), en.get_arguments().count());
            for (a, b) in id.get_subcommands().zip(en.get_subcommands()) {
                assert_eq!(a.get_name(), b.get_name());
                assert!(
                    a.get_all_aliases().next().is_some() || UNIVERSAL.contains(&a.get_name()),
                    "{path} {} has no English alias",
                    a.get_name()
                );
                walk(&format!("{path} {}", a.get_name()), a, b, seen);
            }
        }
        /// Names that are the same word in both languages, or the ministry's own.
        const UNIVERSAL: &[&str] = &["status", "nik", "wilayah", "list"];
        let mut seen = 0;
        walk("atensi", &root(Lang::Id), &root(Lang::En), &mut seen);
        assert!(seen > 5, "the walk saw {seen} commands only");
    }

    #[test]
    fn the_language_comes_from_option_then_environment() {
        type Vars = &'static [(&'static str, &'static str)];
        let env = |pairs: Vars| move |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        let table: &[(&str, Vars, Lang)] = &[
            ("atensi status", &[], Lang::Id),
            ("atensi status", &[("LANG", "en_US.UTF-8")], Lang::En),
            ("atensi status", &[("LANG", "C.UTF-8")], Lang::Id),
            ("atensi status", &[("LANG", "en_US.UTF-8"), ("ATENSI_BAHASA", "id")], Lang::Id),
            ("atensi --bahasa en status", &[("ATENSI_BAHASA", "id")], Lang::En),
            ("atensi status --bahasa=en", &[], Lang::En),
            ("atensi cari -- --bahasa en", &[], Lang::Id),
        ];
        for (line, vars, lang) in table {
            assert_eq!(language(&words(line), env(vars)), *lang, "{line} {vars:?}");
        }
    }

    #[test]
    fn usage_errors_name_the_fault_in_the_readers_language() {
        for (lang, must) in [(Lang::Id, "Perintah itu tidak dikenal."), (Lang::En, "There is no such command.")] {
            let error = root(lang).try_get_matches_from(["atensi", "nikk"]).expect_err("no such command");
            let failure = usage_failure(&error, error.kind(), Out::new(lang, false));
            assert_eq!(failure.exit(), 2);
            let words = failure.words(lang).join("\n");
            assert!(words.contains(must) && words.contains("nik"), "{words}");
        }
    }

    /// What was typed in the wrong place is never said again: it may be a NIK, a name, a PIN.
    #[test]
    fn usage_errors_repeat_nothing_that_may_be_personal() {
        for line in [
            "3174071508950001",
            "Rambu",
            "orang 3174071508950001",
            "orang Rambu",
            "orang list Rambu 3174071508950001",
            "orang list --nik=3174071508950001",
            "orang list --Rambu",
            "orang list --batas Rambu",
            "orang list --batas=3174071508950001",
            "orang daftar --nama",
            "orang daftar --nama Rambu --nama Rambu",
            "orang lihat a Rambu",
            "status --json=Rambu",
            "--bahasa Rambu status",
            "-Rambu",
        ] {
            for lang in [Lang::Id, Lang::En] {
                let given = std::iter::once("atensi").chain(line.split(' '));
                let error = root(lang).try_get_matches_from(given).expect_err(line);
                let failure = usage_failure(&error, error.kind(), Out::new(lang, false));
                let words = failure.words(lang).join("\n");
                assert!(!words.contains("Rambu") && !words.contains("31740715"), "{line}: {words}");
                assert!(words.len() > 20, "{line}: {words}");
            }
        }
        assert_eq!(option_name("--nik=317"), Some("--nik"));
        assert_eq!(option_name("--batas <N>"), Some("--batas"));
        for typed in ["Rambu", "--Rambu", "--317", "--", "-x", ""] {
            assert_eq!(option_name(typed), None, "{typed}");
        }
    }
}
