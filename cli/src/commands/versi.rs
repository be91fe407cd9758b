//! What becomes of a form over time: correcting a finished document, the log of its answers, another version of it.

use super::formulir::draft_arg;
use crate::Done;
use crate::args::Say;
use crate::context::Context;
use crate::output::{clean, table};
use atensi_core::app::FormHandle;
use clap::Command;
use serde_json::json;

/// `formulir koreksi`.
pub fn correct(say: Say) -> Command {
    say.cmd(
        "koreksi",
        "correct",
        "Koreksi dokumen jadi: membuat draf berisi jawabannya; dokumen lama tetap ada dan ditandai digantikan",
        "Correct a finished document: makes a draft with its answers; the older document stays and is marked as replaced",
    )
    .arg(say.pos("dokumen", say.pick("DOKUMEN", "DOCUMENT"), "Id dokumen yang terbaru", "Id of the newest document"))
}

/// `formulir riwayat`.
pub fn history(say: Say) -> Command {
    say.cmd(
        "riwayat",
        "history",
        "Tampilkan tiap perubahan jawaban dengan waktunya (data pribadi!)",
        "Show every change of an answer with its time (personal data!)",
    )
    .arg(say.pos(
        "id",
        "ID",
        "Id draf, atau dokumen yang dibuat di perangkat ini",
        "Id of a draft, or of a document that was made on this device",
    ))
}

/// `formulir pindah`.
pub fn move_on(say: Say) -> Command {
    say.cmd(
        "pindah",
        "move",
        "Lanjutkan draf di versi formulir yang berlaku; jawaban yang tidak cocok ditunjukkan",
        "Go on with a draft in the version of the form that is in force; answers that do not fit are shown",
    )
    .arg(draft_arg(say))
}

/// Begins a correction.
pub fn run_correct(context: &Context, document: &str) -> Done {
    let out = context.out;
    let handle = context.companion()?.mulai_koreksi(document)?;
    let draft = handle.draft_id();
    out.json(&json!({"draf": draft, "menggantikan": document, "tak_cocok": handle.tak_cocok()?}))?;
    out.line(&format!("{}: {draft}", out.pick("Draf koreksi", "Draft of the correction")))?;
    tell_lost(context, &handle)?;
    out.note(&format!("{}: atensi formulir lanjut {draft}", out.pick("Langkah berikut", "Next")));
    Ok(())
}

/// Shows a log.
pub fn run_history(context: &Context, id: &str) -> Done {
    let out = context.out;
    let rows = context.companion()?.riwayat_draf(id)?;
    out.json(&rows)?;
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|r| {
            let change = match (r.lama.is_empty(), r.baru.is_empty()) {
                (true, true) => String::new(),
                (true, false) => r.baru,
                _ => format!("{} -> {}", r.lama, r.baru),
            };
            vec![r.n.to_string(), r.at, clean(&r.oleh), r.jenis, clean(&r.pertanyaan), clean(&change)]
        })
        .collect();
    table(&rows).iter().try_for_each(|line| out.line(line))
}

/// Moves a draft.
pub fn run_move(context: &Context, draft: &str) -> Done {
    let out = context.out;
    let handle = context.companion()?.lanjut_formulir(draft)?;
    let moved = handle.pindah_versi()?.is_some();
    let version = handle.versi()?;
    out.json(&json!({"draf": draft, "pindah": moved, "versi": version, "tak_cocok": handle.tak_cocok()?}))?;
    match moved {
        true => {
            out.line(&format!("{} {version}", out.pick("Draf berlanjut di versi", "The draft goes on in version")))?
        }
        false => out.line(&format!(
            "{} {version}",
            out.pick("Draf sudah di versi yang berlaku:", "The draft is in the version in force already:")
        ))?,
    }
    tell_lost(context, &handle)
}

fn tell_lost(context: &Context, handle: &FormHandle) -> Done {
    let out = context.out;
    let lost = handle.tak_cocok()?;
    if lost.is_empty() {
        return Ok(());
    }
    out.line(out.pick(
        "Jawaban yang tidak punya tempat lagi (tetap tersimpan di riwayat draf):",
        "Answers that have no place any more (they stay in the draft's history):",
    ))?;
    let rows: Vec<Vec<String>> = lost.iter().map(|l| vec![clean(&l.pertanyaan), clean(&l.jawaban)]).collect();
    table(&rows).iter().try_for_each(|line| out.line(&format!("  {line}")))
}
