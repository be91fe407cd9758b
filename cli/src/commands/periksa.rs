//! `formulir periksa`: what is wrong with a form, for its author: every problem with sheet, row, column and suggestion.
//! Needs no activation and opens no store.

use crate::Done;
use crate::args::{Say, path, paths};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Out, clean};
use atensi_core::error::{CoreError, ErrorCode};
use atensi_core::form::compile;
use atensi_core::form::definition::{Notice, Severity};
use atensi_core::form::load::{File, MAX_CSV_BYTES, load_any};
use clap::{ArgMatches, Command};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Most files read for one form.
const MAX_FILES: usize = 200;
/// Most bytes read for one form.
const MAX_TOTAL: u64 = 128 << 20;
/// Endings of files that a form may consist of.
const ENDINGS: [&str; 6] = ["csv", "xlsx", "xls", "md", "xml", "geojson"];

/// Its part of the tree.
pub fn command(say: Say) -> Command {
    say.cmd(
        "periksa",
        "check",
        "Periksa formulir buatan sendiri dan tunjukkan tempat setiap masalah",
        "Check a form of your own and show the place of every problem",
    )
    .arg(
        say.pos(
            "berkas",
            say.pick("BERKAS_ATAU_FOLDER", "FILE_OR_FOLDER"),
            "Folder lembar CSV, buku kerja .xlsx atau .xls, tabel Markdown .md, atau XForm .xml",
            "Folder of CSV sheets, .xlsx or .xls workbook, Markdown table .md, or XForm .xml",
        )
        .value_parser(paths()),
    )
}

/// Runs it.
pub fn run(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    let given = path(matches, "berkas").cloned().unwrap_or_default();
    let files = read_form(&given)?;
    let files: Vec<File<'_>> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let (title, notices) = match load_any(&files).and_then(compile) {
        Ok(form) => (Some(format!("{} {}", form.id(), form.version())), form.warnings().to_vec()),
        Err(errors) => (None, errors.0),
    };
    out.json(&notices.iter().map(as_json).collect::<Vec<_>>())?;
    for notice in &notices {
        out.line(&as_words(notice, out))?;
    }
    let errors = notices.iter().filter(|n| n.severity == Severity::Error).count();
    let counts = format!(
        "{errors} {}, {} {}",
        out.pick("galat", "errors"),
        notices.len() - errors,
        out.pick("peringatan", "warnings")
    );
    match title {
        Some(title) => out.line(&format!("{}: {counts}. {}", clean(&title), out.pick("Bisa dipakai.", "Usable."))),
        None => Err(Failure::from(CoreError::new(ErrorCode::FormRefused).reason(counts)).worded().told()),
    }
}

/// The files of a form: a folder with everything in it, or a file with its `-media` folder and the lists beside it.
pub fn read_form(given: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let wrong = |path: &Path, e: &dyn std::fmt::Display| Failure::file(path, e);
    let kind = fs::metadata(given).map_err(|e| wrong(given, &e))?;
    let mut paths = Vec::new();
    if kind.is_dir() {
        list(given, &mut paths, |_| true).map_err(|e| wrong(given, &e))?;
    } else {
        let folder = given.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if file_name(given).eq_ignore_ascii_case("survey.csv") {
            list(folder, &mut paths, |_| true).map_err(|e| wrong(folder, &e))?;
        } else {
            paths.push(given.to_path_buf());
            let media = folder.join(format!("{}-media", given.file_stem().unwrap_or_default().to_string_lossy()));
            if media.is_dir() {
                list(&media, &mut paths, |_| true).map_err(|e| wrong(&media, &e))?;
            }
            // Lists beside the form; the sheets of another form in the same folder are none.
            let sheets = ["survey.csv", "choices.csv", "settings.csv"];
            list(folder, &mut paths, |name| {
                name.to_ascii_lowercase().ends_with(".csv") && !sheets.contains(&name.to_ascii_lowercase().as_str())
            })
            .map_err(|e| wrong(folder, &e))?;
        }
    }
    if paths.len() > MAX_FILES {
        return Err(wrong(given, &format!("more than {MAX_FILES} files; put the form into a folder of its own")));
    }
    let mut total = 0;
    let mut files = Vec::new();
    for path in paths {
        let size = fs::metadata(&path).map_err(|e| wrong(&path, &e))?.len();
        total += size;
        if size > MAX_CSV_BYTES as u64 || total > MAX_TOTAL {
            return Err(wrong(&path, &"the form's files are too large"));
        }
        let bytes = fs::read(&path).map_err(|e| wrong(&path, &e))?;
        files.push((file_name(&path), bytes));
    }
    Ok(files)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Adds the plain files of a folder that may belong to a form, in name order.
fn list(folder: &Path, into: &mut Vec<PathBuf>, wanted: impl Fn(&str) -> bool) -> std::io::Result<()> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let name = file_name(&path);
        let known = ENDINGS.contains(&ending.as_str()) && !name.starts_with(['.', '~']);
        if known && wanted(&name) && path.is_file() && !into.contains(&path) {
            found.push(path);
        }
        if found.len() > MAX_FILES {
            break;
        }
    }
    found.sort();
    into.append(&mut found);
    Ok(())
}

fn as_json(notice: &Notice) -> Value {
    json!({
        "severity": match notice.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "code": notice.code,
        "sheet": &*notice.place.sheet,
        "row": notice.place.row,
        "column": &*notice.place.column,
        "message": notice.message,
        "suggestion": notice.suggestion,
    })
}

fn as_words(notice: &Notice, out: Out) -> String {
    let word = match notice.severity {
        Severity::Error => out.pick("GALAT", "ERROR"),
        Severity::Warning => out.pick("peringatan", "warning"),
    };
    let mut text = format!("{word}  {}  {} [{}]", notice.place, notice.message, notice.code);
    if let Some(meant) = &notice.suggestion {
        text.push_str(&format!("\n    {}: {meant}", out.pick("Mungkin maksudnya", "Perhaps meant")));
    }
    text.split('\n').map(clean).collect::<Vec<_>>().join("\n")
}
