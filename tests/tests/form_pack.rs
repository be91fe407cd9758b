//! The shipped form packs are content that a village worker relies on for weeks without a network: they must load
//! without a single notice, speak both languages everywhere, use the codes of the shipped lists, and let every sample
//! and every random walk reach a finalised document.

use atensi_core::domain::codes::CodeLists;
use atensi_core::form::definition::{FormSource, Itemset, Node, NodeKind, QuestionType, Text};
use atensi_core::form::instrument::instruments;
use atensi_core::form::load::load_any;
use atensi_core::form::packs::{
    ASESMEN_AWAL, ASESMEN_KOMPREHENSIF, FormPack, KUNJUNGAN_RUMAH, PERSETUJUAN, RENCANA_LAYANAN, RUJUKAN, shipped_pack,
    shipped_packs,
};
use std::collections::BTreeSet;

const LANGS: [&str; 2] = ["Bahasa Indonesia (id)", "English (en)"];

fn load(pack: &FormPack) -> FormSource {
    let files: Vec<_> = pack.files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    load_any(&files).unwrap_or_else(|e| panic!("{}: {e}", pack.id))
}

fn walk<'a>(nodes: &'a [Node], f: &mut impl FnMut(&'a Node)) {
    for node in nodes {
        f(node);
        match &node.kind {
            NodeKind::Group(children) | NodeKind::Repeat { children, .. } => walk(children, f),
            NodeKind::Question(_) => {}
        }
    }
}

fn nodes(form: &FormSource) -> Vec<&Node> {
    let mut out = Vec::new();
    walk(&form.nodes, &mut |n| out.push(n));
    out
}

/// Whether a person is asked: not a note, a calculation or metadata.
fn is_asked(kind: &NodeKind) -> bool {
    use QuestionType as Q;
    match kind {
        NodeKind::Question(q) => {
            !matches!(q, Q::Note | Q::Calculate | Q::Hidden | Q::Start | Q::End | Q::Today | Q::DeviceId | Q::Username)
        }
        _ => false,
    }
}

fn itemset(node: &Node) -> Option<&Itemset> {
    match &node.kind {
        NodeKind::Question(QuestionType::SelectOne(set) | QuestionType::SelectMultiple(set)) => Some(set),
        _ => None,
    }
}

#[test]
fn packs_load_without_a_notice() {
    for pack in shipped_packs() {
        let form = load(pack);
        assert_eq!(form.id, pack.id);
        assert_eq!(form.version, pack.version);
        assert_eq!(form.langs, LANGS, "{}", pack.id);
        assert_eq!(form.default_lang, LANGS[0], "{}", pack.id);
        let said: Vec<_> = form.warnings.iter().map(ToString::to_string).collect();
        assert!(said.is_empty(), "{}: {said:#?}", pack.id);
    }
}

#[test]
fn number_of_questions_is_what_a_worker_was_promised() {
    for (id, range) in [
        (ASESMEN_AWAL, 120..=190),
        (ASESMEN_KOMPREHENSIF, 480..=520),
        (KUNJUNGAN_RUMAH, 40..=60),
        (PERSETUJUAN, 45..=60),
        (RENCANA_LAYANAN, 50..=65),
        (RUJUKAN, 50..=65),
    ] {
        let form = load(shipped_pack(id).expect("shipped"));
        let asked = nodes(&form).iter().filter(|n| is_asked(&n.kind)).count();
        assert!(range.contains(&asked), "{id} asks {asked} questions, allowed {range:?}");
    }
}

#[test]
fn every_text_is_in_both_languages() {
    let mut missing = Vec::new();
    for pack in shipped_packs() {
        let form = load(pack);
        for node in nodes(&form) {
            let mut check = |what: &str, text: &Text, needed: bool| {
                let has = |lang: &str| text.by_lang.get(lang).is_some_and(|s| !s.is_empty());
                let count = LANGS.iter().filter(|l| has(l)).count();
                if count != 2 && (needed || count != 0) {
                    missing.push(format!("{} {} {what}", pack.id, node.name));
                }
            };
            let shown = is_asked(&node.kind)
                || matches!(node.kind, NodeKind::Group(_) | NodeKind::Repeat { .. })
                || matches!(node.kind, NodeKind::Question(QuestionType::Note));
            check("label", &node.label, shown);
            // An item of an instrument says in one language only that its wording is to be read from the sheet.
            if !instruments().iter().any(|i| node.name.starts_with(&format!("{}_", i.id))) {
                check("hint", &node.hint, false);
            }
            check("constraint message", &node.constraint_message, node.constraint.is_some());
            check("required message", &node.required_message, node.required.is_some());
        }
        for (name, list) in &form.lists {
            if name.contains("wilayah") {
                continue; // names of places are the same in both languages
            }
            for lang in LANGS {
                let column = list.column(&format!("label::{lang}"));
                let cells = column.map(|c| &list.cells[c]);
                if cells.is_none_or(|c| c.iter().any(|cell| cell.is_empty())) {
                    missing.push(format!("{} list {name} {lang}", pack.id));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Lists of the forms and the shipped code list they stand for; `whole` when every valid code must be offered.
const SAME_CODES: [(&str, &str, bool); 24] = [
    ("agama", "agama", true),
    ("alasan_tanpa_nik", "alasan_tanpa_nik", true),
    ("alasan_terminasi", "alasan_terminasi", true),
    ("ampk", "ampk", true),
    ("hasil_kunjungan", "hasil_kunjungan", true),
    ("hubungan_keluarga", "hubungan_keluarga", true),
    ("jenis_kelamin", "jenis_kelamin", true),
    ("jenis_ppks", "jenis_ppks", true),
    ("kegiatan_layanan", "kegiatan_layanan", true),
    ("klaster", "klaster", true),
    ("pas", "pas", true),
    ("pendekatan", "pendekatan", true),
    ("pendidikan", "pendidikan", true),
    ("peran", "peran", true),
    ("program_bantuan", "program_bantuan", true),
    ("program_lain", "program_bantuan", false),
    ("program_utama", "program_bantuan", false),
    ("ragam_disabilitas", "ragam_disabilitas", true),
    ("sentra", "sentra", true),
    ("status_kawin", "status_kawin", true),
    ("sumber_akses", "sumber_akses", true),
    ("tahapan", "tahapan", true),
    ("tingkat_risiko", "tingkat_risiko", true),
    ("tujuan_kunjungan", "tujuan_kunjungan", true),
];

/// Answers that say that there is no code: never part of a code list.
const NO_CODE: [&str; 6] = ["belum_ada", "lainnya", "menolak", "tidak_ada", "tidak_ditanya", "tidak_tahu"];

#[test]
fn choices_use_the_codes_of_the_shipped_lists() {
    let lists = CodeLists::shipped();
    let mut met = BTreeSet::new();
    for pack in shipped_packs() {
        let form = load(pack);
        for (form_list, code_list, whole) in SAME_CODES {
            let Some(list) = form.lists.get(form_list) else { continue };
            met.insert(form_list);
            let column = &list.cells[list.column("name").expect("lists have names")];
            let offered: BTreeSet<&str> = column.iter().map(AsRef::as_ref).collect();
            let codes: BTreeSet<&str> =
                lists.list(code_list).expect("shipped").entries().iter().map(|e| &*e.code).collect();
            let unknown: Vec<_> = offered.difference(&codes).filter(|c| !NO_CODE.contains(c)).collect();
            assert!(unknown.is_empty(), "{} {form_list} offers codes that {code_list} lacks: {unknown:?}", pack.id);
            let left_out: Vec<_> = codes.difference(&offered).collect();
            assert!(!whole || left_out.is_empty(), "{} {form_list} lacks {left_out:?}", pack.id);
        }
        // A list that carries the name of a code list cannot escape the comparison by being forgotten above.
        for name in form.lists.keys() {
            let forgotten = lists.list(name).is_some() && !SAME_CODES.iter().any(|(f, ..)| f == name);
            assert!(!forgotten, "{} {name}: add it to SAME_CODES", pack.id);
        }
    }
    assert_eq!(met.len(), SAME_CODES.len(), "a list named above is in no form");
}

#[test]
fn ppks_types_open_under_the_clusters_of_the_shipped_map() {
    let types = CodeLists::shipped().list("jenis_ppks").expect("shipped");
    for id in [ASESMEN_AWAL, ASESMEN_KOMPREHENSIF] {
        let form = load(shipped_pack(id).expect("shipped"));
        let list = &form.lists["jenis_ppks"];
        let cell = |column: &str, row: usize| &*list.cells[list.column(column).expect("column")][row];
        for row in 0..list.len() {
            let entry = types.latest(cell("name", row)).expect("code");
            let ours: Vec<_> =
                [cell("klaster_1", row), cell("klaster_2", row)].into_iter().filter(|c| !c.is_empty()).collect();
            let map: Vec<_> = entry.extra_list("klaster").collect();
            assert_eq!(ours, map, "{id}: type {}", cell("name", row));
        }
    }
}

/// Questions that may hurt or endanger: each lets the worker say that the answer was refused or the question not asked.
const SENSITIVE: [&str; 43] = [
    "alat_kendali",
    "alasan_pakai",
    "ancaman_pelaku",
    "anak_dirundung",
    "aset_dimiliki",
    "beban_utang",
    "bentuk_eksploitasi",
    "berbagi_jarum",
    "cara_hadapi",
    "cara_hidup",
    "cara_rekrut",
    "dibatasi_gerak",
    "dukung_obat",
    "dukungan_rohani",
    "gejala_putus",
    "geno_keadaan",
    "geno_kedekatan",
    "harapan_hidup",
    "ingin_menyakiti_diri",
    "keinginan_lapor",
    "lansia_uang_diambil",
    "masalah_hukum",
    "mengalami_kekerasan",
    "mengalami_stigma",
    "mengompol",
    "menjalankan_ibadah",
    "negara_tujuan",
    "pemakaian_terakhir",
    "penghasilan_status",
    "penyakit_kronis",
    "perlu_kesehatan_seksual",
    "pernah_overdosis",
    "pernah_suntik",
    "peristiwa_berat",
    "proses_hukum_korban",
    "punya_utang",
    "rencana_menyakiti",
    "riwayat_jiwa",
    "risiko_daring",
    "serumah_memakai",
    "simpanan",
    "upah_diterima",
    "zat_digunakan",
];

#[test]
fn what_may_hurt_can_be_left_unanswered_and_says_why() {
    let form = load(shipped_pack(ASESMEN_KOMPREHENSIF).expect("shipped"));
    let all = nodes(&form);
    for name in SENSITIVE {
        let node = all.iter().find(|n| n.name == name).unwrap_or_else(|| panic!("{name} is not asked"));
        let list = &form.lists[&itemset(node).unwrap_or_else(|| panic!("{name} is no selection")).list];
        let codes = &list.cells[list.column("name").expect("names")];
        let way_out = codes.iter().any(|c| **c == *"menolak" || **c == *"tidak_ditanya");
        assert!(way_out, "{name} offers neither a refusal nor `not asked`");
    }
}

#[test]
fn the_roster_counts_its_questions_once_and_the_place_never_blocks() {
    for pack in shipped_packs() {
        for node in nodes(&load(pack)) {
            if matches!(node.kind, NodeKind::Question(QuestionType::Geopoint)) {
                assert!(node.required.is_none(), "{} {} blocks without a signal", pack.id, node.name);
            }
            if node.name == "nik" {
                assert!(node.required.is_none() && node.constraint.is_none(), "{}: a NIK never blocks", pack.id);
            }
            assert!(itemset(node).is_none_or(|s| !s.open), "{} {}", pack.id, node.name);
        }
    }
}
