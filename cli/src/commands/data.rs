//! `data periksa` and `data pulihkan`: is the data file sound, and the way out when it is not.

use super::unknown;
use crate::Done;
use crate::args::Say;
use crate::context::Context;
use crate::failure::{Failure, exit};
use crate::output::{Out, clean, table};
use crate::pin;
use atensi_core::app::{BagianPulih, Pemulihan};
use clap::{ArgMatches, Command};
use inquire::Confirm;
use std::io::IsTerminal as _;

/// Its part of the tree.
pub fn command(say: Say) -> Command {
    say.group("data", "store", "Berkas data di perangkat ini", "The data file on this device")
        .subcommand(say.cmd(
            "periksa",
            "check",
            "Periksa seluruh berkas data dan catatan perangkat; tidak mengubah apa pun",
            "Check the whole data file and the device's log; changes nothing",
        ))
        .subcommand(
            say.cmd(
                "pulihkan",
                "recover",
                "Pulihkan yang masih terbaca dari berkas data yang rusak; berkas itu disisihkan, tidak dihapus",
                "Recover what can be read of a damaged data file; the file is set aside, not deleted",
            )
            .arg(say.flag("ya", "Langsung kerjakan, tanpa bertanya", "Do it without asking"))
            .arg(say.flag(
                "lagi",
                "Baca sekali lagi berkas yang sudah disisihkan, misalnya sesudah diperbaiki",
                "Look once more into the files set aside, say after one was repaired",
            )),
        )
}

/// Runs it.
pub fn run(context: &Context, matches: &ArgMatches) -> Done {
    match matches.subcommand() {
        Some(("periksa", _)) => check(context),
        Some(("pulihkan", m)) if m.get_flag("lagi") => again(context),
        Some(("pulihkan", m)) => recover(context, m.get_flag("ya")),
        _ => Err(unknown(context.out)),
    }
}

fn check(context: &Context) -> Done {
    let out = context.out;
    let home = context.home()?;
    let user = context.user(&home)?;
    let found = home.periksa_data(user.as_deref(), &pin::ask(context)?)?;
    out.json(&found)?;
    if found.tulisan_hilang > 0 {
        out.line(&format!(
            "{} {}",
            found.tulisan_hilang,
            out.pick(
                "tulisan hilang pada pemulihan yang lalu; yang sudah diterima server tetap ada di sana",
                "writes were lost in an earlier recovery; those the server received are still there"
            )
        ))?;
    }
    for name in &found.disisihkan {
        out.line(&format!("{}: {}", out.pick("Disisihkan", "Set aside"), clean(name)))?;
    }
    if found.utuh {
        return out.line(out.pick("Berkas data utuh.", "The data file is sound."));
    }
    let said = out.pick(
        "Berkas data rusak di sebagian tempat. Tidak ada yang dihapus.",
        "The data file is damaged in places. Nothing was deleted.",
    );
    let mut failure = Failure::own(exit::ATTENTION, "store.damaged", said)
        .told()
        .line(out.pick("Langkah berikut: atensi data pulihkan", "Next: atensi store recover"));
    failure = failure.line(format!("{}: {}", out.pick("Masalah", "Faults"), found.masalah));
    for detail in found.rincian.iter().take(3) {
        failure = failure.line(format!("{}: {}", out.pick("rincian untuk operator", "detail"), clean(detail)));
    }
    Err(failure)
}

fn recover(context: &Context, yes: bool) -> Done {
    let out = context.out;
    let home = context.home()?;
    let user = context.user(&home)?;
    let pin = pin::ask(context)?;
    if home.periksa_data(user.as_deref(), &pin)?.utuh {
        out.json(&Pemulihan::default())?;
        return out.line(out.pick(
            "Berkas data utuh; tidak ada yang perlu dipulihkan.",
            "The data file is sound; there is nothing to recover.",
        ));
    }
    if !yes && !agreed(out)? {
        return out.line(out.pick("Tidak ada yang diubah.", "Nothing was changed."));
    }
    let report = home.pulihkan(user.as_deref(), &pin)?;
    out.json(&report)?;
    tell(out, &report)?;
    let next = match report.aktivasi_ulang {
        true => out.pick(
            "Siapa yang bekerja di sini tidak terbaca lagi. Minta kode baru kepada penyelia, lalu: atensi aktivasi dengan PIN yang sama. Data yang pulih menunggu di sini.",
            "Who works here could not be read. Ask your supervisor for a new code, then: atensi activate with the same PIN. What was recovered waits here.",
        ),
        false => out.pick(
            "Anda bisa bekerja lagi. Bila ada jaringan: atensi kirim (yang sudah diterima server diambil lagi dari sana)",
            "You can work again. When there is a network: atensi sync (what the server received comes back from there)",
        ),
    };
    out.note(next);
    Ok(())
}

fn agreed(out: Out) -> Result<bool, Failure> {
    out.note(out.pick(
        "Berkas data rusak. Yang masih terbaca dipindahkan ke berkas baru; berkas yang rusak diberi nama lain dan disimpan.",
        "The data file is damaged. What can be read goes into a new file; the damaged one is renamed and kept.",
    ));
    if !std::io::stdin().is_terminal() {
        return Err(Failure::own(
            exit::REFUSED,
            "confirm.missing",
            out.pick("Belum disetujui; tidak ada yang diubah.", "Not agreed to; nothing was changed."),
        )
        .line(out.pick("Tambahkan --ya untuk mengerjakannya.", "Add --ya to do it.")));
    }
    let ask = Confirm::new(out.pick("Pulihkan sekarang?", "Recover now?")).with_default(false);
    Ok(ask.prompt().unwrap_or(false))
}

fn again(context: &Context) -> Done {
    let out = context.out;
    let companion = context.companion()?;
    let reports = companion.pulihkan_lagi()?;
    companion.shutdown();
    out.json(&reports)?;
    if reports.is_empty() {
        return out.line(out.pick("Tidak ada berkas yang disisihkan.", "No file was set aside."));
    }
    reports.iter().try_for_each(|report| tell(out, report))
}

/// What came of it, by kind.
fn tell(out: Out, report: &Pemulihan) -> Done {
    if let Some(name) = &report.berkas {
        out.line(&format!("{}: {}", out.pick("Berkas yang disisihkan", "File set aside"), clean(name)))?;
    }
    let rows: Vec<Vec<String>> = report.bagian.iter().map(|part| row(out, part)).collect();
    table(&rows).iter().try_for_each(|line| out.line(line))
}

fn row(out: Out, part: &BagianPulih) -> Vec<String> {
    let kind = match part.jenis {
        "tulisan" => out.pick("tulisan perangkat", "writes of this device"),
        "draf" => out.pick("draf", "drafts"),
        "jawaban_draf" => out.pick("jawaban di draf", "answers in drafts"),
        "catatan" => out.pick("keluarga, orang, kasus", "families, people, cases"),
        "dokumen" => out.pick("dokumen", "documents"),
        "foto" => out.pick("foto", "photos"),
        "tanda_terima" => out.pick("tanda terima", "receipts"),
        "formulir" => out.pick("formulir dari server", "forms from the server"),
        "identitas" => out.pick("pengguna dan kunci", "user and keys"),
        other => other,
    };
    let mut lost = match part.hilang {
        0 => String::new(),
        n => format!("{n} {}", out.pick("tidak terbaca", "not readable")),
    };
    if part.dari_server > 0 {
        lost.push_str(&format!(" ({} {})", part.dari_server, out.pick("ada di server", "at the server")));
    }
    if part.mungkin_lebih {
        lost.push_str(out.pick(" mungkin lebih", " maybe more"));
    }
    vec![format!("  {kind}"), format!("{} {}", part.pulih, out.pick("pulih", "recovered")), lost.trim().to_owned()]
}
