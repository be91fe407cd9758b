//! `kasus`: cases, and which visits are due.

use super::shared::{self, page_args, page_of, show_record};
use super::unknown;
use crate::Done;
use crate::args::{Say, get, must, text};
use crate::context::Context;
use crate::output::{Out, clean, table};
use atensi_core::app::KasusBaru;
use atensi_core::view::{DueItem, KasusItem};
use clap::{ArgMatches, Command};
use serde_json::json;
use std::collections::HashSet;

/// Cases looked through by a search; a caseload is planned for 5,500.
const ALL: u32 = 20_000;

/// Its part of the tree.
pub fn command(say: Say) -> Command {
    let code = say.pick("KODE", "CODE");
    say.group("kasus", "case", "Kasus", "Cases")
        .subcommand(page_args(say, say.cmd("list", "", "Tampilkan kasus", "List cases")))
        .subcommand(shared::search(
            say,
            "Cari kasus menurut orang, keluarga, atau tempat",
            "Search cases by person, family or place",
        ))
        .subcommand(
            say.cmd("buka", "open", "Buka kasus baru", "Open a new case")
                .arg(
                    say.opt(
                        "subjek",
                        say.pick("JENIS", "KIND"),
                        "Tentang siapa: orang, keluarga, kelompok, lks, sdm",
                        "About whom: orang, keluarga, kelompok, lks, sdm",
                    )
                    .value_parser(["orang", "keluarga", "kelompok", "lks", "sdm"])
                    .required(true),
                )
                .arg(say.opt("id", "ID", "Id orang atau keluarga itu", "Id of that person or family").required(true))
                .arg(
                    say.opt("klaster", code, "Kode klaster, misalnya A, D, L", "Cluster code, for example A, D, L")
                        .required(true),
                )
                .arg(say.opt("jenis-ppks", code, "Kode jenis PPKS, 1-26", "PPKS type code, 1-26"))
                .arg(say.opt("risiko", code, "Risiko: rendah, sedang, tinggi", "Risk: rendah, sedang, tinggi"))
                .arg(say.opt(
                    "kerahasiaan",
                    code,
                    "Kerahasiaan: umum (biasanya), terbatas, rahasia",
                    "Confidentiality: umum (default), terbatas, rahasia",
                )),
        )
        .subcommand(shared::edits(say, say.cmd("ubah", "edit", "Ubah data kasus", "Change a case's fields")))
        .subcommand(shared::show(say, "Tampilkan satu kasus dengan dokumennya", "Show one case with its documents"))
        .subcommand(due(say))
}

/// Command `jatuh-tempo`, also under `kunjungan`.
pub fn due(say: Say) -> Command {
    say.cmd(
        "jatuh-tempo",
        "due",
        "Kunjungan yang jatuh tempo, paling mendesak dulu",
        "Visits that are due, most urgent first",
    )
}

/// Runs it.
pub fn run(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    match matches.subcommand() {
        Some(("list", m)) => {
            let (offset, limit) = page_of(m);
            let page = context.companion()?.list_kasus(offset, limit)?;
            out.json(&page)?;
            cases(out, &page.items)?;
            shared::total(out, page.items.len(), page.total)
        }
        Some(("cari", m)) => search(context, m),
        Some(("buka", m)) => {
            let owned = |name: &str| get(m, name).map(str::to_owned);
            let baru = KasusBaru {
                subjek_jenis: must(m, "subjek").to_owned(),
                subjek_id: must(m, "id").to_owned(),
                klaster: must(m, "klaster").to_owned(),
                jenis_ppks: owned("jenis-ppks"),
                risiko: owned("risiko"),
                kerahasiaan: owned("kerahasiaan"),
            };
            let id = context.companion()?.buka_kasus(&baru)?;
            out.json(&json!({"id": id}))?;
            shared::saved(out, &id)?;
            out.note(&format!(
                "{}: atensi formulir isi asesmen_awal --kasus {id}",
                out.pick("Langkah berikut", "Next")
            ));
            Ok(())
        }
        Some(("ubah", m)) => shared::edit(context, "kasus", m),
        Some(("lihat", m)) => show_record(context, m, "kasus"),
        Some(("jatuh-tempo", _)) => show_due(context),
        _ => Err(unknown(out)),
    }
}

/// Cases whose subject the search finds, then those whose card contains the words.
fn search(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    let words = text(matches).to_lowercase();
    let companion = context.companion()?;
    let found = companion.cari(&words, 100)?;
    let subjects: HashSet<String> =
        found.orang.into_iter().map(|o| o.id).chain(found.keluarga.into_iter().map(|k| k.id)).collect();
    let on_card = |k: &KasusItem| {
        let card = format!("{} {} {}", k.id, k.nama, k.tempat).to_lowercase();
        words.split_whitespace().all(|word| card.contains(word))
    };
    let all = companion.list_kasus(0, ALL)?.items;
    let (mut items, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|k| subjects.contains(&k.subjek_id));
    items.extend(rest.into_iter().filter(on_card));
    items.truncate(100);
    out.json(&items)?;
    cases(out, &items)?;
    if items.is_empty() {
        out.note(out.pick(
            "Tidak ada kasus yang cocok. Lihat semua: atensi kasus list",
            "No such case. See all: atensi case list",
        ));
    }
    Ok(())
}

/// Shows what is due.
pub fn show_due(context: &Context) -> Done {
    let out = context.out;
    let items = context.companion()?.jatuh_tempo()?;
    out.json(&items)?;
    let rows: Vec<Vec<String>> = items
        .iter()
        .map(|DueItem { kasus, line, .. }| {
            let risiko = kasus.risiko.clone().unwrap_or_default();
            vec![kasus.id.clone(), clean(&kasus.nama), risiko, line.clone(), clean(&kasus.tempat)]
        })
        .collect();
    table(&rows).iter().try_for_each(|line| out.line(line))?;
    if items.is_empty() {
        out.line(out.pick("Belum ada kunjungan yang jatuh tempo.", "No visit is due."))?;
    }
    Ok(())
}

/// Cases as a table.
pub fn cases(out: Out, items: &[KasusItem]) -> Done {
    let rows: Vec<Vec<String>> = items
        .iter()
        .map(|k| {
            vec![
                k.id.clone(),
                clean(&k.nama),
                k.risiko.clone().unwrap_or_default(),
                k.tahapan.clone().unwrap_or_default(),
                k.status.word(out.lang).to_owned(),
                clean(&k.tempat),
            ]
        })
        .collect();
    table(&rows).iter().try_for_each(|line| out.line(line))
}
