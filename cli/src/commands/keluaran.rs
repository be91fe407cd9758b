//! `laporan` and `ekspor`: files given out. Both hold personal data: readable by their owner only, never over another file.

use crate::args::{Say, must, path, paths};
use crate::context::Context;
use crate::{Done, save};
use clap::{Arg, ArgMatches, Command};
use serde_json::json;

/// Where a file given out goes.
pub fn target(say: Say) -> [Arg; 2] {
    [
        say.opt("keluar", say.pick("BERKAS", "FILE"), "Berkas yang ditulis", "The file to write")
            .value_parser(paths())
            .required(true),
        say.flag("timpa", "Ganti berkas yang sudah ada", "Replace a file that exists"),
    ]
}

/// Both commands.
pub fn commands(say: Say) -> [Command; 2] {
    [
        say.cmd(
            "laporan",
            "report",
            "Tulis laporan kunjungan sebagai halaman HTML",
            "Write the report of a visit as an HTML page",
        )
        .arg(say.pos("dokumen", say.pick("DOKUMEN", "DOCUMENT"), "Id dokumen kunjungan", "Id of the visit's document"))
        .args(target(say)),
        say.cmd(
            "ekspor",
            "export",
            "Tulis semua data pengguna ini sebagai JSON; berisi data pribadi",
            "Write all data of this user as JSON; holds personal data",
        )
        .args(target(say)),
    ]
}

/// Runs `laporan`.
pub fn report(context: &Context, matches: &ArgMatches) -> Done {
    let html = context.companion()?.laporan_kunjungan(must(matches, "dokumen"))?;
    give_out(context, matches, html.as_bytes())
}

/// Runs `ekspor`.
pub fn export(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    let mut text = context.companion()?.ekspor()?.to_string();
    text.push('\n');
    give_out(context, matches, text.as_bytes())?;
    out.note(out.pick(
        "Berkas ini berisi data pribadi dan tidak terenkripsi. Simpan di tempat aman; hapus bila tidak diperlukan.",
        "This file holds personal data and is not encrypted. Keep it safe; delete it when it is no longer needed.",
    ));
    Ok(())
}

/// Writes it where [`target`] says.
pub fn give_out(context: &Context, matches: &ArgMatches, bytes: &[u8]) -> Done {
    let out = context.out;
    let target = path(matches, "keluar").cloned().unwrap_or_default();
    save::write(&target, bytes, matches.get_flag("timpa"), out)?;
    out.json(&json!({"berkas": target.display().to_string(), "bytes": bytes.len()}))?;
    out.line(&format!("{}: {} ({} B)", out.pick("Ditulis", "Written"), target.display(), bytes.len()))
}
