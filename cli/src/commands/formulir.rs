//! `formulir`: fill in forms, come back to drafts, finish them, check forms of one's own.
//!
//! Every answer is on the disk before it counts; whatever happens in between, `lanjut` goes on at the same answer.

use super::{cetak, jalankan, periksa, pratinjau, skor, unknown, versi};
use crate::args::{Say, must, path, paths};
use crate::context::Context;
use crate::failure::{Failure, exit};
use crate::output::{Out, clean, table};
use crate::{Done, form_ask, form_stream};
use atensi_core::app::FormHandle;
use atensi_core::error::ErrorCode;
use atensi_core::view::formulir::IsiResult;
use clap::{ArgMatches, Command};
use serde_json::{Value, json};
use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

/// Largest answers file, bytes.
const MAX_ANSWERS: u64 = 8 << 20;

/// Its part of the tree.
pub fn command(say: Say) -> Command {
    say.group("formulir", "form", "Formulir dan draf", "Forms and drafts")
        .subcommand(say.cmd("list", "", "Tampilkan formulir yang bisa diisi", "List the forms that can be filled in"))
        .subcommand(fill_args(
            say,
            say.cmd(
                "isi",
                "fill",
                "Isi formulir: tanya jawab di terminal, dari berkas, atau baris demi baris",
                "Fill in a form: question by question at a terminal, from a file, or line by line",
            )
            .arg(say.pos(
                "formulir",
                say.pick("FORMULIR", "FORM"),
                "Id formulir, misalnya asesmen_awal",
                "Form id, for example asesmen_awal",
            ))
            .arg(say.opt("kasus", "ID", "Kasus yang diisi", "The case it is about").required(true)),
        ))
        .subcommand(
            say.cmd("draf", "drafts", "Tampilkan draf yang belum selesai", "List drafts that are not finished").arg(
                say.flag(
                    "dibuang",
                    "Tampilkan draf yang dibuang; tiap draf bisa dipulihkan",
                    "List the drafts that were discarded; each can be brought back",
                ),
            ),
        )
        .subcommand(resume(say, "lanjut", "resume"))
        .subcommand(finish(say))
        .subcommand(
            say.cmd(
                "buang",
                "discard",
                "Buang draf; jawabannya tetap ada dan draf bisa dipulihkan",
                "Discard a draft; its answers stay and it can be brought back",
            )
            .arg(draft_arg(say)),
        )
        .subcommand(
            say.cmd(
                "pulihkan",
                "restore",
                "Pulihkan draf yang dibuang, dengan semua jawabannya",
                "Bring a discarded draft back, with all its answers",
            )
            .arg(draft_arg(say)),
        )
        .subcommand(versi::correct(say))
        .subcommand(versi::history(say))
        .subcommand(versi::move_on(say))
        .subcommand(periksa::command(say))
        .subcommand(pratinjau::command(say))
        .subcommand(cetak::command(say))
        .subcommand(jalankan::command(say))
        .subcommand(skor::command(say))
}

/// A command that goes on with a draft.
pub fn resume(say: Say, name: &'static str, alias: &'static str) -> Command {
    fill_args(
        say,
        say.cmd(
            name,
            alias,
            "Lanjutkan draf di jawaban terakhir; tanpa masukan: tampilkan keadaannya",
            "Go on with a draft at its last answer; without input: show where it stands",
        )
        .arg(draft_arg(say)),
    )
}

/// A command that finishes a draft.
pub fn finish(say: Say) -> Command {
    say.cmd(
        "selesai",
        "finish",
        "Selesaikan draf menjadi dokumen; yang masih salah ditunjukkan",
        "Finish a draft as a document; what is still wrong is shown",
    )
    .arg(draft_arg(say))
}

pub(super) fn draft_arg(say: Say) -> clap::Arg {
    say.pos("draf", say.pick("DRAF", "DRAFT"), "Id draf", "Draft id")
}

fn fill_args(say: Say, command: Command) -> Command {
    command
        .arg(
            say.opt(
                "jawaban",
                say.pick("BERKAS", "FILE"),
                "Isi dari berkas JSON, bersarang seperti dokumen jadi",
                "Fill from a JSON file, nested as the finished document is",
            )
            .value_parser(paths()),
        )
        .arg(
            say.flag(
                "aliran",
                "Baris demi baris: {\"path\":…,\"value\":…} masuk, satu baris JSON keluar setelah tersimpan",
                "Line by line: {\"path\":…,\"value\":…} in, one JSON line out once it is saved",
            )
            .conflicts_with("jawaban"),
        )
        .arg(
            say.opt(
                "dasar-foto",
                "FOLDER",
                "Folder asal foto (tanpa ini: folder berkas jawaban, atau folder kerja); berkas jawaban hanya boleh menyebut foto di dalamnya",
                "Folder that photo paths start from (default: that of the answers file, or the current one); an answers file may only name photos inside it",
            )
            .value_parser(paths()),
        )
}

/// Runs it.
pub fn run(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    match matches.subcommand() {
        Some(("periksa", m)) => periksa::run(context, m),
        Some(("pratinjau", m)) => pratinjau::run(context, m),
        Some(("cetak", m)) => cetak::run(context, m),
        Some(("jalankan", m)) => jalankan::run(context, m),
        Some(("skor", m)) => skor::run(context, m),
        Some(("koreksi", m)) => versi::run_correct(context, must(m, "dokumen")),
        Some(("riwayat", m)) => versi::run_history(context, must(m, "id")),
        Some(("pindah", m)) => versi::run_move(context, must(m, "draf")),
        Some(("list", _)) => {
            let forms = context.companion()?.list_forms()?;
            out.json(&forms)?;
            let rows: Vec<Vec<String>> =
                forms.iter().map(|f| vec![f.id.clone(), f.version.clone(), clean(&f.title)]).collect();
            table(&rows).iter().try_for_each(|line| out.line(line))
        }
        Some(("draf", m)) => list_drafts(context, m.get_flag("dibuang")),
        Some(("isi", m)) => {
            let (form, kasus) = (must(m, "formulir"), must(m, "kasus"));
            let Some(file) = path(m, "jawaban") else {
                return fill(context, &context.companion()?.mulai_formulir(form, kasus)?, m);
            };
            // A file that cannot be used is refused before there is a draft.
            let answers = read_answers(file)?;
            let (handle, result) = context.companion()?.isi_formulir(form, kasus, &answers, &photo_folder(m, file))?;
            tell_filled(out, handle.as_ref(), &result)
        }
        Some(("lanjut", m)) => run_resume(context, m),
        Some(("selesai", m)) => run_finish(context, m),
        Some(("buang", m)) => discard(context, must(m, "draf")),
        Some(("pulihkan", m)) => restore(context, must(m, "draf")),
        _ => Err(unknown(out)),
    }
}

fn list_drafts(context: &Context, discarded: bool) -> Done {
    let out = context.out;
    let companion = context.companion()?;
    let drafts = if discarded { companion.list_draf_dibuang()? } else { companion.list_draf()? };
    out.json(&drafts)?;
    let rows: Vec<Vec<String>> = drafts
        .iter()
        .map(|d| vec![d.id.clone(), clean(&d.judul), d.discarded_at.as_ref().unwrap_or(&d.updated_at).clone()])
        .collect();
    table(&rows).iter().try_for_each(|line| out.line(line))?;
    match (drafts.is_empty(), discarded) {
        (true, false) => out.line(out.pick("Tidak ada draf.", "There are no drafts.")),
        (true, true) => out.line(out.pick("Tidak ada draf yang dibuang.", "There are no discarded drafts.")),
        (false, true) => {
            out.note(out.pick("Pulihkan: atensi formulir pulihkan DRAF", "Bring back: atensi form restore DRAFT"));
            Ok(())
        }
        (false, false) => Ok(()),
    }
}

fn discard(context: &Context, draft: &str) -> Done {
    let out = context.out;
    context.companion()?.buang_draf(draft)?;
    out.json(&json!({"draf": draft, "dibuang": true}))?;
    out.line(out.pick(
        "Draf dibuang. Jawabannya tetap ada di perangkat ini dan tidak dihapus.",
        "The draft was discarded. Its answers stay on this device and are not deleted.",
    ))?;
    out.note(&format!(
        "{}: atensi formulir pulihkan {draft}",
        out.pick("Bisa dipulihkan kapan saja", "It can be brought back at any time")
    ));
    Ok(())
}

fn restore(context: &Context, draft: &str) -> Done {
    let out = context.out;
    context.companion()?.pulihkan_draf(draft)?;
    out.json(&json!({"draf": draft, "dibuang": false}))?;
    out.line(out.pick(
        "Draf ada lagi di daftar, dengan semua jawabannya.",
        "The draft is in the list again, with all its answers.",
    ))?;
    out.note(&format!("{}: atensi formulir lanjut {draft}", out.pick("Lanjutkan dengan", "Go on with")));
    Ok(())
}

/// Goes on with a draft.
pub fn run_resume(context: &Context, matches: &ArgMatches) -> Done {
    let draft = must(matches, "draf");
    if let Some(file) = path(matches, "jawaban") {
        let answers = read_answers(file)?;
        let handle = context.companion()?.lanjut_formulir(draft)?;
        let result = handle.isi(&answers, &photo_folder(matches, file))?;
        return tell_filled(context.out, Some(&handle), &result);
    }
    fill(context, &context.companion()?.lanjut_formulir(draft)?, matches)
}

/// Where photos of an answers file are: the folder asked for, else the one that the file lies in.
pub fn photo_folder(matches: &ArgMatches, file: &Path) -> PathBuf {
    let beside = || file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_path_buf();
    path(matches, "dasar-foto").cloned().unwrap_or_else(beside)
}

/// Fills line by line when asked to, question by question at a terminal, else shows where the draft stands.
fn fill(context: &Context, handle: &FormHandle, matches: &ArgMatches) -> Done {
    let base = path(matches, "dasar-foto").cloned();
    if matches.get_flag("aliran") {
        return form_stream::run(context.out, handle, &base.unwrap_or_else(|| PathBuf::from(".")));
    }
    let at_terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if at_terminal && !context.out.json {
        return form_ask::run(context.out, handle, &base.unwrap_or_else(|| PathBuf::from(".")));
    }
    standing(context, handle)
}

/// The answers of a file of bounded size.
pub fn read_answers(file: &Path) -> Result<Value, Failure> {
    let mut text = Vec::new();
    let open = std::fs::File::open(file).map_err(|e| Failure::file(file, e))?;
    open.take(MAX_ANSWERS + 1).read_to_end(&mut text).map_err(|e| Failure::file(file, e))?;
    if text.len() as u64 > MAX_ANSWERS {
        return Err(Failure::file(file, "larger than 8 MB"));
    }
    // The parser's message names line and column, never the content.
    serde_json::from_slice(&text).map_err(|e| Failure::file(file, e))
}

/// Says what became of an answers file; without a draft, every answer was refused and none was begun.
fn tell_filled(out: Out, handle: Option<&FormHandle>, result: &IsiResult) -> Done {
    let draft = handle.map(FormHandle::draft_id);
    out.json(&json!({"draf": draft, "accepted": result.accepted, "rejected": result.rejected}))?;
    let Some(draft) = draft else {
        let said = out.pick(
            "Tidak ada jawaban yang bisa dipakai, jadi tidak ada draf yang dibuat.",
            "No answer could be used, so no draft was made.",
        );
        return Err(
            refused(said, result).line(out.pick("Perbaiki berkas, lalu ulangi.", "Mend the file, then repeat."))
        );
    };
    out.line(&format!(
        "{}: {draft}. {} {}, {} {}.",
        out.pick("Draf", "Draft"),
        result.accepted,
        out.pick("jawaban tersimpan", "answers saved"),
        result.rejected.len(),
        out.pick("ditolak", "refused")
    ))?;
    if result.rejected.is_empty() {
        return Ok(());
    }
    let said = out.pick(
        "Sebagian jawaban ditolak; yang lain tersimpan di draf.",
        "Some answers were refused; the others are saved in the draft.",
    );
    Err(refused(said, result).line(format!(
        "{}: atensi formulir lanjut {draft} --jawaban {}",
        out.pick("Perbaiki lalu ulangi", "Mend it and repeat"),
        out.pick("BERKAS", "FILE")
    )))
}

/// The refused answers, each with its question and the reason.
fn refused(said: &str, result: &IsiResult) -> Failure {
    let failure = Failure::own(exit::REFUSED, ErrorCode::InvalidAnswer.name(), said).told();
    result.rejected.iter().fold(failure, |f, r| f.line(clean(&format!("{}: {} ({})", r.path, r.pesan, r.code))))
}

/// Where a draft stands.
fn standing(context: &Context, handle: &FormHandle) -> Done {
    let out = context.out;
    let (form, title) = handle.form()?;
    let (sections, problems, last) = (handle.sections()?, handle.masalah()?, handle.last_path()?);
    let (draft, answered) = (handle.draft_id(), handle.answered()?);
    out.json(&json!({
        "draf": draft, "form": form, "answered": answered, "last_path": last, "sections": sections, "problems": problems,
    }))?;
    out.line(&format!("{} ({form})  {}: {draft}", clean(&title), out.pick("draf", "draft")))?;
    out.line(&format!("{answered} {}", out.pick("pertanyaan terjawab", "questions answered")))?;
    if let Some(last) = &last {
        out.line(&format!("{}: {last}", out.pick("Jawaban terakhir", "Last answer")))?;
    }
    let rows: Vec<Vec<String>> = sections
        .iter()
        .filter(|s| s.relevant && s.questions > 0)
        .map(|s| {
            vec![
                format!("  {}", state_word(&s.state, out.lang)),
                format!("{}/{}", s.answered, s.questions),
                clean(&s.judul),
            ]
        })
        .collect();
    table(&rows).iter().try_for_each(|line| out.line(line))?;
    if !problems.is_empty() {
        out.line(&format!(
            "{} {}",
            problems.len(),
            out.pick("hal perlu diperiksa sebelum selesai.", "things to check before it can be finished.")
        ))?;
    }
    Ok(())
}

/// How far a section is, in a word.
pub fn state_word(state: &str, lang: atensi_core::domain::Lang) -> &'static str {
    match state {
        "done" => lang.pick("selesai", "done"),
        "error" => lang.pick("periksa", "check"),
        "open" => lang.pick("terbuka", "open"),
        _ => lang.pick("belum", "not yet"),
    }
}

/// Finishes a draft.
pub fn run_finish(context: &Context, matches: &ArgMatches) -> Done {
    let handle = context.companion()?.lanjut_formulir(must(matches, "draf"))?;
    finish_now(context.out, &handle)
}

/// Finishes, or tells what is in the way.
pub fn finish_now(out: Out, handle: &FormHandle) -> Done {
    match handle.selesai() {
        Ok(id) => {
            out.json(&json!({"dokumen": id}))?;
            out.line(&format!("{}: {id}", out.pick("Selesai dan tersimpan. Dokumen", "Finished and saved. Document")))?;
            out.note(out.pick(
                "Langkah berikut: atensi kirim (bila ada jaringan)",
                "Next: atensi sync (when there is a network)",
            ));
            Ok(())
        }
        Err(error) if error.code == ErrorCode::FormIncomplete => {
            let problems = handle.masalah()?;
            let mut failure = Failure::from(error).with("masalah", serde_json::to_value(&problems).unwrap_or_default());
            for p in &problems {
                failure = failure.line(clean(&format!("{}: {} {}", p.path, p.label, p.pesan)));
            }
            Err(failure)
        }
        Err(error) => Err(error.into()),
    }
}
