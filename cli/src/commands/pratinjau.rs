//! `formulir pratinjau`: a form tried out, at the terminal or from an answers file. Needs no activation and opens no store;
//! nothing is saved, and the document is printed at the end.

use super::formulir::{photo_folder, read_answers};
use super::periksa::read_form;
use crate::args::{Say, get, path, paths};
use crate::context::Context;
use crate::failure::{Failure, exit};
use crate::form_fill::{Fill as _, Preview};
use crate::output::{Out, clean};
use crate::{Done, form_ask};
use atensi_core::app::Pratinjau;
use atensi_core::error::{CoreError, ErrorCode};
use atensi_core::form::definition::FormErrors;
use atensi_core::form::load::{File, load_any};
use atensi_core::form::packs::shipped_pack;
use atensi_core::view::formulir::{IsiResult, Masalah};
use atensi_core::view::kertas::pick_lang;
use clap::{Arg, ArgMatches, Command};
use serde_json::{Value, json};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

/// Its part of the tree.
pub fn command(say: Say) -> Command {
    say.cmd(
        "pratinjau",
        "preview",
        "Coba isi formulir tanpa menyimpan apa pun; di akhir dokumennya dicetak sebagai JSON",
        "Try a form out without saving anything; at the end its document is printed as JSON",
    )
    .arg(form_arg(say))
    .args(answer_args(say))
    .arg(say.flag(
        "xml",
        "Cetak dokumen sebagai XML seperti yang dikirim alat ODK",
        "Print the document as XML, as ODK tools send it",
    ))
}

/// The form: files, or one that ships.
pub fn form_arg(say: Say) -> Arg {
    say.pos(
        "berkas",
        say.pick("FORMULIR", "FORM"),
        "Folder lembar CSV, buku kerja .xlsx atau .xls, tabel Markdown .md, XForm .xml, atau id formulir bawaan",
        "Folder of CSV sheets, .xlsx or .xls workbook, Markdown table .md, XForm .xml, or the id of a shipped form",
    )
    .value_parser(paths())
}

/// Answers to fill in, and the language of the form.
pub fn answer_args(say: Say) -> [Arg; 3] {
    [
        say.opt(
            "jawaban",
            say.pick("BERKAS", "FILE"),
            "Isi dari berkas JSON, bersarang seperti dokumen jadi",
            "Fill from a JSON file, nested as the finished document is",
        )
        .value_parser(paths()),
        say.opt(
            "dasar-foto",
            "FOLDER",
            "Folder asal foto (tanpa ini: folder berkas jawaban, atau folder kerja)",
            "Folder that photo paths start from (default: that of the answers file, or the current one)",
        )
        .value_parser(paths()),
        say.opt(
            "bahasa-formulir",
            say.pick("BAHASA", "LANGUAGE"),
            "Bahasa formulir, nama atau kode, misalnya en",
            "Language of the form, name or code, for example en",
        ),
    ]
}

/// Runs it.
pub fn run(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    let preview = Preview { form: open(context, matches)?, xml: matches.get_flag("xml") };
    if let Some(file) = path(matches, "jawaban") {
        return from_file(out, &preview, &read_answers(file)?, &photo_folder(matches, file));
    }
    if out.json || !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(Failure::usage(out.pick(
            "Pratinjau bertanya di terminal. Tanpa terminal: tambahkan --jawaban BERKAS.",
            "The preview asks at a terminal. Without one: add --jawaban FILE.",
        )));
    }
    let base = path(matches, "dasar-foto").cloned().unwrap_or_else(|| PathBuf::from("."));
    form_ask::run(out, &preview, &base)
}

/// Opens the form that was asked for: a path, else the id of one that ships.
pub fn open(context: &Context, matches: &ArgMatches) -> Result<Pratinjau, Failure> {
    let out = context.out;
    let given = path(matches, "berkas").cloned().unwrap_or_default();
    let refused = |errors: FormErrors| {
        let words = out.pick("masalah; lihat `formulir periksa`", "problems; see `form check`");
        Failure::from(CoreError::new(ErrorCode::FormRefused).reason(format!("{} {words}", errors.0.len()))).worded()
    };
    let shipped = if given.exists() { None } else { shipped_pack(&given.to_string_lossy()) };
    let source = match shipped {
        Some(pack) => load_any(&pack.files.iter().map(|(n, t)| (*n, t.as_bytes())).collect::<Vec<File<'_>>>()),
        None => {
            let files = read_form(&given)?;
            load_any(&files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect::<Vec<File<'_>>>())
        }
    }
    .map_err(refused)?;
    let wanted = get(matches, "bahasa-formulir");
    let lang = pick_lang(&source, wanted, out.lang).ok_or_else(|| unknown_language(out, &source.langs))?;
    Pratinjau::new(source, out.lang, &lang, context.clock()).map_err(refused)
}

fn unknown_language(out: Out, known: &[String]) -> Failure {
    let words = out.pick("formulir ini berbahasa", "the form is in");
    Failure::bad_input("bahasa-formulir", format!("{words}: {}", clean(&known.join(", "))))
}

/// Fills in from a file and tells what stands, what was refused and what is missing.
fn from_file(out: Out, preview: &Preview, answers: &Value, base: &Path) -> Done {
    let result = preview.form.isi(answers, base)?;
    let problems = preview.form.masalah();
    if problems.is_empty() {
        preview.form.selesai()?;
    }
    let (key, document) = match preview.xml {
        true => ("xml", Value::from(preview.form.xml())),
        false => ("dokumen", preview.form.jawaban()),
    };
    out.json(&json!({
        "accepted": result.accepted, "rejected": result.rejected, "masalah": problems, key: document,
    }))?;
    preview.leave(out)?;
    out.note(&format!(
        "{} {}, {} {}, {} {}.",
        result.accepted,
        out.pick("jawaban diterima", "answers accepted"),
        result.rejected.len(),
        out.pick("ditolak", "refused"),
        problems.len(),
        out.pick("perlu diperiksa", "to be checked"),
    ));
    match (result.rejected.is_empty(), problems.is_empty()) {
        (true, true) => Ok(()),
        (true, false) => {
            let failure = Failure::from(CoreError::new(ErrorCode::FormIncomplete)).told();
            Err(wrong(failure, &result, &problems))
        }
        _ => {
            let said = out.pick("Sebagian jawaban ditolak.", "Some answers were refused.");
            Err(wrong(Failure::own(exit::REFUSED, ErrorCode::InvalidAnswer.name(), said).told(), &result, &problems))
        }
    }
}

/// Every refused answer and every problem, on a line each.
fn wrong(failure: Failure, result: &IsiResult, problems: &[Masalah]) -> Failure {
    let refused = result.rejected.iter().map(|r| format!("{}: {} ({})", r.path, r.pesan, r.code));
    let open = problems.iter().map(|p| format!("{}: {} {} ({})", p.path, p.label, p.pesan, p.code));
    refused.chain(open).fold(failure, |f, line| f.line(clean(&line)))
}
