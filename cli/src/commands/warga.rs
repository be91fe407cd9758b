//! `keluarga`, `orang` and `cari`: families and people of this folder. Nothing is refused for a missing or wrong NIK or
//! family card number.

use super::shared::{self, edits, page_args, page_of, show_record};
use super::unknown;
use crate::Done;
use crate::args::{Say, get, must, text};
use crate::context::Context;
use crate::output::{Out, clean, table};
use atensi_core::app::{KeluargaBaru, OrangBaru};
use atensi_core::view::{KeluargaItem, OrangItem};
use clap::{ArgMatches, Command};

/// People and families given by one search.
const FOUND: u32 = 20;

/// Command `keluarga`.
pub fn keluarga(say: Say) -> Command {
    say.group("keluarga", "family", "Keluarga", "Families")
        .subcommand(page_args(say, say.cmd("list", "", "Tampilkan keluarga", "List families")))
        .subcommand(shared::search(say, "Cari keluarga", "Search families"))
        .subcommand(
            say.cmd("daftar", "register", "Daftarkan keluarga baru", "Register a new family")
                .arg(
                    say.opt("nama-kepala", say.pick("NAMA", "NAME"), "Nama kepala keluarga", "Name of the head")
                        .required(true),
                )
                .arg(say.opt(
                    "nomor-kk",
                    "KK",
                    "Nomor kartu keluarga; disimpan apa adanya, salah pun",
                    "Family card number; kept as typed, even when wrong",
                ))
                .arg(wilayah(say))
                .arg(alamat(say))
                .arg(catatan(say)),
        )
        .subcommand(edits(say, say.cmd("ubah", "edit", "Ubah data keluarga", "Change a family's fields")))
        .subcommand(shared::show(say, "Tampilkan satu keluarga", "Show one family"))
}

/// Command `orang`.
pub fn orang(say: Say) -> Command {
    say.group("orang", "person", "Orang", "People")
        .subcommand(page_args(say, say.cmd("list", "", "Tampilkan orang", "List people")))
        .subcommand(shared::search(say, "Cari orang", "Search people"))
        .subcommand(
            say.cmd(
                "daftar",
                "register",
                "Daftarkan orang baru; NIK boleh tidak ada",
                "Register a new person; a NIK is not needed",
            )
            .arg(say.opt("nama", say.pick("NAMA", "NAME"), "Nama lengkap", "Full name").required(true))
            .arg(say.opt("nik", "NIK", "NIK; disimpan apa adanya, salah pun", "NIK; kept as typed, even when wrong"))
            .arg(
                say.opt(
                    "alasan-tanpa-nik",
                    say.pick("KODE", "CODE"),
                    "Mengapa tidak ada NIK, misalnya belum_direkam, hilang",
                    "Why there is no NIK, for example belum_direkam, hilang",
                )
                .conflicts_with("nik"),
            )
            .arg(say.opt(
                "lahir",
                "YYYY-MM-DD",
                "Tanggal lahir; bila hanya tahunnya yang diketahui: YYYY",
                "Date of birth; if only the year is known: YYYY",
            ))
            .arg(say.flag("taksiran", "Tanggal lahir hanya perkiraan", "The date of birth is an estimate"))
            .arg(say.opt("kelamin", "L|P", "L laki-laki, P perempuan", "L male, P female").value_parser(["L", "P"]))
            .arg(say.opt("telepon", say.pick("NOMOR", "NUMBER"), "Nomor telepon", "Telephone number"))
            .arg(say.opt("keluarga", "ID", "Keluarga tempat orang ini tinggal", "The family this person belongs to"))
            .arg(say.opt(
                "hubungan",
                say.pick("KODE", "CODE"),
                "Hubungan dengan kepala keluarga, misalnya istri, anak",
                "Relation to the head, for example istri, anak",
            ))
            .arg(wilayah(say))
            .arg(alamat(say))
            .arg(catatan(say)),
        )
        .subcommand(edits(say, say.cmd("ubah", "edit", "Ubah data orang", "Change a person's fields")))
        .subcommand(shared::show(say, "Tampilkan satu orang", "Show one person"))
}

/// Command `cari`.
pub fn cari(say: Say) -> Command {
    say.cmd("cari", "find", "Cari orang dan keluarga", "Find people and families").arg(say.words(
        "Nama (ejaan tidak harus tepat), NIK, atau nomor KK",
        "Name (spelling need not be exact), NIK, or family card number",
    ))
}

fn wilayah(say: Say) -> clap::Arg {
    say.opt(
        "wilayah",
        say.pick("KODE", "CODE"),
        "Kode desa atau kelurahan (cari dengan: atensi wilayah cari NAMA)",
        "Code of the desa or kelurahan (find it with: atensi wilayah search NAME)",
    )
}

fn alamat(say: Say) -> clap::Arg {
    say.opt("alamat", say.pick("TEKS", "TEXT"), "Alamat, satu baris", "Address, one line")
}

fn catatan(say: Say) -> clap::Arg {
    say.opt("catatan", say.pick("TEKS", "TEXT"), "Catatan bebas", "Free note")
}

fn owned(matches: &ArgMatches, name: &str) -> Option<String> {
    get(matches, name).map(str::to_owned)
}

/// Runs `keluarga`.
pub fn run_keluarga(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    match matches.subcommand() {
        Some(("list", m)) => {
            let (offset, limit) = page_of(m);
            let page = context.companion()?.list_keluarga(offset, limit)?;
            out.json(&page)?;
            families(out, &page.items)?;
            shared::total(out, page.items.len(), page.total)
        }
        Some(("cari", m)) => {
            let found = context.companion()?.cari(&text(m), FOUND)?.keluarga;
            out.json(&found)?;
            families(out, &found)?;
            nothing(out, found.is_empty())
        }
        Some(("daftar", m)) => {
            let baru = KeluargaBaru {
                nama_kepala: must(m, "nama-kepala").to_owned(),
                nomor_kk: owned(m, "nomor-kk"),
                wilayah: owned(m, "wilayah"),
                alamat: owned(m, "alamat"),
                catatan: owned(m, "catatan"),
            };
            let done = context.companion()?.daftar_keluarga(&baru)?;
            out.json(&done)?;
            shared::saved(out, &done.id)?;
            shared::numbers(out, None, done.kk.as_ref())?;
            alike(out, &[], &done.duplicates)
        }
        Some(("ubah", m)) => shared::edit(context, "keluarga", m),
        Some(("lihat", m)) => show_record(context, m, "keluarga"),
        _ => Err(unknown(out)),
    }
}

/// Runs `orang`.
pub fn run_orang(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    match matches.subcommand() {
        Some(("list", m)) => {
            let (offset, limit) = page_of(m);
            let page = context.companion()?.list_orang(offset, limit)?;
            out.json(&page)?;
            people(out, &page.items)?;
            shared::total(out, page.items.len(), page.total)
        }
        Some(("cari", m)) => {
            let found = context.companion()?.cari(&text(m), FOUND)?.orang;
            out.json(&found)?;
            people(out, &found)?;
            nothing(out, found.is_empty())
        }
        Some(("daftar", m)) => register(context, m),
        Some(("ubah", m)) => shared::edit(context, "orang", m),
        Some(("lihat", m)) => show_record(context, m, "orang"),
        _ => Err(unknown(out)),
    }
}

fn register(context: &Context, m: &ArgMatches) -> Done {
    let out = context.out;
    let baru = OrangBaru {
        nama: must(m, "nama").to_owned(),
        nik: owned(m, "nik"),
        alasan_tanpa_nik: owned(m, "alasan-tanpa-nik"),
        lahir: owned(m, "lahir"),
        lahir_taksiran: m.get_flag("taksiran"),
        kelamin: owned(m, "kelamin"),
        telepon: owned(m, "telepon"),
        alamat: owned(m, "alamat"),
        wilayah: owned(m, "wilayah"),
        keluarga_id: owned(m, "keluarga"),
        hubungan: owned(m, "hubungan"),
        catatan: owned(m, "catatan"),
    };
    let done = context.companion()?.daftar_orang(&baru)?;
    out.json(&done)?;
    shared::saved(out, &done.id)?;
    shared::numbers(out, done.nik.as_ref(), None)?;
    alike(out, &done.duplicates, &[])
}

/// Records that may be about the same people; a hint.
pub fn alike(out: Out, same: &[OrangItem], same_kk: &[KeluargaItem]) -> Done {
    if !same.is_empty() {
        out.line(
            out.pick("Mungkin orang yang sama sudah terdaftar:", "Perhaps the same person is registered already:"),
        )?;
        people(out, same)?;
    }
    if !same_kk.is_empty() {
        out.line(out.pick(
            "Nomor KK ini sudah ada pada keluarga lain:",
            "Another family has this family card number already:",
        ))?;
        families(out, same_kk)?;
    }
    Ok(())
}

/// Runs `cari`.
pub fn run_cari(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    let found = context.companion()?.cari(&text(matches), FOUND)?;
    out.json(&found)?;
    people(out, &found.orang)?;
    families(out, &found.keluarga)?;
    nothing(out, found.orang.is_empty() && found.keluarga.is_empty())
}

fn nothing(out: Out, empty: bool) -> Done {
    if empty {
        out.note(out.pick(
            "Tidak ketemu. Ketik minimal 2 huruf; belum ada? Daftarkan: atensi orang daftar --nama NAMA",
            "Nothing found. Type at least 2 letters; not there yet? Register: atensi person register --nama NAME",
        ));
    }
    Ok(())
}

/// People as a table.
pub fn people(out: Out, items: &[OrangItem]) -> Done {
    let rows: Vec<Vec<String>> = items
        .iter()
        .map(|o| {
            let umur = o.umur.map(|u| format!("{u} {}", out.pick("th", "y"))).unwrap_or_default();
            vec![o.id.clone(), clean(&o.nama), umur, o.status.word(out.lang).to_owned(), clean(&o.tempat)]
        })
        .collect();
    table(&rows).iter().try_for_each(|line| out.line(line))
}

fn families(out: Out, items: &[KeluargaItem]) -> Done {
    let rows: Vec<Vec<String>> = items
        .iter()
        .map(|k| {
            let members = format!("{} {}", k.anggota, out.pick("orang", "people"));
            vec![k.id.clone(), clean(&k.nama_kepala), members, k.status.word(out.lang).to_owned(), clean(&k.tempat)]
        })
        .collect();
    table(&rows).iter().try_for_each(|line| out.line(line))
}
