//! `formulir cetak`: a form on paper, blank or filled in. A blank one and one filled from a file need no activation; a
//! finished document is read from the store.

use super::formulir::{photo_folder, read_answers};
use super::{keluaran, pratinjau};
use crate::Done;
use crate::args::{Say, get, path};
use crate::context::Context;
use crate::failure::{Failure, exit};
use crate::output::clean;
use atensi_core::error::ErrorCode;
use clap::{ArgMatches, Command};

/// Its part of the tree.
pub fn command(say: Say) -> Command {
    say.cmd(
        "cetak",
        "print",
        "Tulis formulir untuk dicetak di kertas A4, kosong atau terisi, sebagai halaman HTML",
        "Write a form to be printed on A4 paper, blank or filled in, as an HTML page",
    )
    .arg(pratinjau::form_arg(say).required(false).required_unless_present("dokumen"))
    .args(pratinjau::answer_args(say))
    .arg(
        say.opt(
            "dokumen",
            "ID",
            "Cetak dokumen yang sudah selesai dari perangkat ini; berisi data pribadi",
            "Print a finished document of this device; holds personal data",
        )
        .conflicts_with_all(["berkas", "jawaban", "dasar-foto"]),
    )
    .args(keluaran::target(say))
}

/// Runs it.
pub fn run(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    if let Some(document) = get(matches, "dokumen") {
        let page = context.companion()?.cetak_dokumen(document, get(matches, "bahasa-formulir"))?;
        return keluaran::give_out(context, matches, page.as_bytes());
    }
    let form = pratinjau::open(context, matches)?;
    let Some(file) = path(matches, "jawaban") else {
        return keluaran::give_out(context, matches, form.cetak_kosong().as_bytes());
    };
    let result = form.isi(&read_answers(file)?, &photo_folder(matches, file))?;
    let head = [(
        out.pick("Sumber", "Source").to_owned(),
        out.pick("berkas jawaban, bukan dokumen tersimpan", "answers file, not a stored document").to_owned(),
    )];
    keluaran::give_out(context, matches, form.cetak(&head).as_bytes())?;
    if result.rejected.is_empty() {
        return Ok(());
    }
    let said =
        out.pick("Sebagian jawaban ditolak dan tidak tercetak.", "Some answers were refused and are not on the page.");
    let failure = Failure::own(exit::REFUSED, ErrorCode::InvalidAnswer.name(), said).told();
    Err(result.rejected.iter().fold(failure, |f, r| f.line(clean(&format!("{}: {} ({})", r.path, r.pesan, r.code)))))
}
