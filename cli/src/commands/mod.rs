//! The commands, one file per group: its part of the command tree beside what it does.

mod aktivasi;
mod cetak;
mod data;
mod formulir;
mod jalankan;
mod kasus;
mod keluaran;
mod kirim;
mod kunjungan;
mod nik;
mod periksa;
mod pratinjau;
mod shared;
mod skor;
mod status;
mod tinjau;
mod versi;
mod warga;
mod wilayah;

pub use formulir::{finish_now, state_word};

use crate::Done;
use crate::args::Say;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Out;
use clap::{ArgMatches, Command};

/// Every command, in the order of a working day.
pub fn tree(say: Say) -> Vec<Command> {
    let mut all = Vec::from(aktivasi::commands(say));
    all.extend([
        warga::cari(say),
        warga::keluarga(say),
        warga::orang(say),
        kasus::command(say),
        formulir::command(say),
        kunjungan::command(say),
        kirim::command(say),
        status::command(say),
        status::receipts(say),
        tinjau::command(say),
    ]);
    all.extend(keluaran::commands(say));
    all.extend([data::command(say), nik::command(say), wilayah::command(say)]);
    all
}

/// Runs what was asked for.
pub fn run(matches: &ArgMatches, out: Out) -> Done {
    let context = Context::new(matches, out);
    match matches.subcommand() {
        Some(("aktivasi", m)) => aktivasi::activate(&context, m),
        Some(("buka", _)) => aktivasi::unlock(&context),
        Some(("ganti-pin", _)) => aktivasi::change_pin(&context),
        Some(("cari", m)) => warga::run_cari(&context, m),
        Some(("keluarga", m)) => warga::run_keluarga(&context, m),
        Some(("orang", m)) => warga::run_orang(&context, m),
        Some(("kasus", m)) => kasus::run(&context, m),
        Some(("formulir", m)) => formulir::run(&context, m),
        Some(("kunjungan", m)) => kunjungan::run(&context, m),
        Some(("kirim", _)) => kirim::run(&context),
        Some(("status", m)) => status::run(&context, m),
        Some(("tanda-terima", m)) => status::run_receipts(&context, m),
        Some(("tinjau", m)) => tinjau::run(&context, m),
        Some(("laporan", m)) => keluaran::report(&context, m),
        Some(("ekspor", m)) => keluaran::export(&context, m),
        Some(("data", m)) => data::run(&context, m),
        Some(("nik", m)) => nik::run(&context, m),
        Some(("wilayah", m)) => wilayah::run(&context, m),
        _ => Err(unknown(out)),
    }
}

/// A command of the tree without code: clap lets none through, so this is a mistake of ours.
fn unknown(out: Out) -> Failure {
    Failure::usage(out.pick("Perintah belum lengkap.", "The command is incomplete."))
}
