use super::*;
use crate::domain::subjek::JenisSubjek;
use RegisterKind::{Kasus, Keluarga, Orang};
use serde_json::json;
use std::collections::BTreeSet;

const ID: &str = "0192f0c1-2345-7000-8000-00000000000a";
const KINDS: [RegisterKind; 3] = [Orang, Keluarga, Kasus];

fn day(text: &str) -> NaiveDate {
    parse_date(text).expect("test date")
}

fn try_read(kind: RegisterKind, field: &str, value: &Value, held: &[&Value]) -> Result<Value, Refusal> {
    let context = FieldContext { lists: CodeLists::shipped(), today: day("2026-11-22"), held };
    read(kind, field, value.clone(), &context)
}

#[test]
fn what_fits_is_read_into_its_one_spelling() {
    let upper = ID.to_uppercase();
    let table = [
        (Orang, "nama", json!("  Rambu Ana "), json!("Rambu Ana")),
        // Numbers on cards are never refused, however wrong.
        (Orang, "nik", json!("5311"), json!("5311")),
        (Orang, "nik", json!("lupa, ada di rumah"), json!("lupa, ada di rumah")),
        (Keluarga, "nomor_kk", json!(" 3174 07 "), json!("3174 07")),
        (Orang, "alasan_tanpa_nik", json!("hilang"), json!("hilang")),
        (Orang, "hubungan", json!("istri "), json!("istri")),
        (Orang, "kelamin", json!("P"), json!("P")),
        (Orang, "lahir", json!("2026-11-22"), json!("2026-11-22")),
        (Orang, "lahir", json!("1952-7-1"), json!("1952-07-01")),
        (Orang, "lahir_taksiran", json!(true), json!(true)),
        (Orang, "risiko_keselamatan", json!(false), json!(false)),
        (Orang, "wilayah", json!("53.11.01.1001"), json!("53.11.01.1001")),
        // A village newer than the table, and the spelling without dots.
        (Orang, "wilayah", json!("53.11.01.2999"), json!("53.11.01.2999")),
        (Keluarga, "wilayah", json!("5311011001"), json!("5311011001")),
        (Orang, "keluarga_id", json!(upper), json!(ID)),
        (Kasus, "subjek_jenis", json!("lks"), json!("lks")),
        (Kasus, "klaster", json!("L"), json!("L")),
        (Kasus, "jenis_ppks", json!("26"), json!("26")),
        (Kasus, "tahapan", json!("PascalayananTerminasi"), json!("PascalayananTerminasi")),
        (Kasus, "risiko", json!("tinggi"), json!("tinggi")),
        (Kasus, "kerahasiaan", json!("terbatas"), json!("terbatas")),
        (Kasus, "status", json!("tutup"), json!("tutup")),
        (Kasus, "pendamping", json!(ID), json!(ID)),
        (Kasus, "next_kunjungan_on", json!("2026-12-01"), json!("2026-12-01")),
        // Empty clears, whatever the field holds.
        (Orang, "telepon", json!(null), json!(null)),
        (Orang, "hubungan", json!(""), json!(null)),
        (Orang, "lahir", json!("  "), json!(null)),
        (Orang, "lahir_taksiran", json!(null), json!(null)),
        (Orang, "keluarga_id", json!(null), json!(null)),
        (Kasus, "pendamping", json!(null), json!(null)),
        // Fields that this version does not know, and known names on another kind of record, stay as they are.
        (Orang, "bahasa_ibu", json!(["kambera", "id"]), json!(["kambera", "id"])),
        (Orang, "bahasa_ibu", json!(" x "), json!(" x ")),
        (Keluarga, "lahir", json!("besok"), json!("besok")),
    ];
    for (kind, field, value, wanted) in table {
        assert_eq!(try_read(kind, field, &value, &[]), Ok(wanted), "{kind:?} {field} {value}");
    }
}

#[test]
fn what_does_not_fit_is_refused_with_a_stable_reason_and_without_repeating_it() {
    let table = [
        (Orang, "nama", json!(""), "field.required"),
        (Orang, "nama", json!(" \u{a0}\t"), "field.required"),
        (Orang, "nama", json!(null), "field.required"),
        (Orang, "nama", json!(["Rahasia-1"]), "field.not_text"),
        (Orang, "telepon", json!(811), "field.not_text"),
        (Orang, "nik", json!(5_311_014_107_520_002_u64), "field.not_text"),
        (Orang, "hubungan", json!("Rahasia-1"), "field.unknown_code"),
        (Orang, "hubungan", json!("Istri"), "field.unknown_code"),
        (Orang, "hubungan", json!(true), "field.not_text"),
        (Orang, "alasan_tanpa_nik", json!("Rahasia-1"), "field.unknown_code"),
        (Orang, "kelamin", json!("p"), "field.not_choice"),
        (Orang, "kelamin", json!("perempuan"), "field.not_choice"),
        (Orang, "lahir", json!("1952"), "field.not_date"),
        (Orang, "lahir", json!("01-07-1952"), "field.not_date"),
        (Orang, "lahir", json!("2026-02-31"), "field.not_date"),
        (Orang, "lahir", json!("52-07-01"), "field.not_date"),
        (Orang, "lahir", json!("+12026-07-01"), "field.not_date"),
        (Orang, "lahir", json!("2026-11-23"), "field.future"),
        (Orang, "lahir_taksiran", json!("ya"), "field.not_yes_no"),
        (Orang, "risiko_keselamatan", json!(1), "field.not_yes_no"),
        (Orang, "wilayah", json!("Rahasia-1"), "field.not_region"),
        (Orang, "wilayah", json!("53.11.01.1001.1"), "field.not_region"),
        (Orang, "keluarga_id", json!("Rahasia-1"), "field.not_id"),
        (Keluarga, "nama_kepala", json!(null), "field.required"),
        (Keluarga, "wilayah", json!({"kode": "53"}), "field.not_text"),
        (Kasus, "subjek_jenis", json!(null), "field.required"),
        (Kasus, "subjek_id", json!(null), "field.required"),
        (Kasus, "subjek_jenis", json!("dinas"), "field.not_choice"),
        (Kasus, "klaster", json!("Z"), "field.unknown_code"),
        (Kasus, "jenis_ppks", json!("27"), "field.unknown_code"),
        (Kasus, "tahapan", json!("selesai"), "field.unknown_code"),
        (Kasus, "risiko", json!("gawat"), "field.unknown_code"),
        (Kasus, "kerahasiaan", json!("sangat"), "field.unknown_code"),
        (Kasus, "status", json!("Aktif"), "field.not_choice"),
        (Kasus, "pendamping", json!("Yohanis"), "field.not_id"),
        (Kasus, "dibuka_on", json!("2027-01-01"), "field.future"),
        (Kasus, "last_kunjungan_on", json!("2027-01-01"), "field.future"),
        (Kasus, "next_kunjungan_on", json!("lusa"), "field.not_date"),
    ];
    for (kind, field, value, reason) in table {
        let refusal = try_read(kind, field, &value, &[]).expect_err(field);
        assert_eq!((refusal.field, refusal.why.code()), (field, reason), "{kind:?} {value}");
        for (words, lang, safe) in
            [(&refusal.id, Lang::Id, "tetap aman"), (&refusal.en, Lang::En, "what was there is safe")]
        {
            let label = rule(kind, field).expect("known").label(lang);
            assert!(words.starts_with(label) && words.contains(safe) && words.ends_with('.'), "{words}");
            assert!(!words.contains("Rahasia-1"), "{field} repeats what was typed: {words}");
        }
        assert_ne!(refusal.id, refusal.en, "{kind:?} {field} is not translated");
    }
}

#[test]
fn a_refusal_names_the_codes_that_may_be_chosen() {
    let text = |kind, field: &str| {
        let refusal = try_read(kind, field, &json!("xyz"), &[]).expect_err("no such code");
        (refusal.id, refusal.en)
    };
    let (id, en) = text(Orang, "hubungan");
    assert!(
        id.contains("dalam daftar hubungan_keluarga")
            && id.contains("kepala_keluarga (Kepala keluarga), suami (Suami)")
    );
    assert!(
        en.contains("in list hubungan_keluarga") && en.contains("kepala_keluarga (Head of family), suami (Husband)")
    );
    assert!(id.ends_with("lainnya (Lainnya)."), "eleven codes are all named: {id}");
    let (id, en) = text(Kasus, "jenis_ppks");
    assert!(id.contains("12 (Pengemis), dan 14 kode lain."), "{id}");
    assert!(en.ends_with(", and 14 more."), "{en}");
    assert!(text(Orang, "kelamin").0.ends_with("Pilih salah satu: L (laki-laki), P (perempuan)."));
}

#[test]
fn a_code_that_ended_or_that_only_others_know_does_not_lock_its_record() {
    let header = "code,id,en,valid_from,valid_to,source,mark\n";
    let rows = "lama,Lama,Old,,2025-12-31,uji,K\nkini,Kini,Now,,,uji,K\nnanti,Nanti,Later,2027-01-01,,uji,K\n";
    let list = CodeLists::parse("hubungan_keluarga", &format!("{header}{rows}")).expect("list");
    let lists = CodeLists::shipped().clone().with(list);
    let (old, foreign, odd) = (json!("lama"), json!("dari_versi_baru"), json!(["a", "b"]));
    let table: [(&str, &[&Value], Result<&str, &str>); 9] = [
        ("kini", &[], Ok("kini")),
        ("lama", &[], Err("field.ended_code")),
        ("nanti", &[], Err("field.ended_code")),
        ("lama", &[&old], Ok("lama")),
        (" lama ", &[&old], Ok("lama")),
        ("kini", &[&old], Ok("kini")),
        ("nanti", &[&old], Err("field.ended_code")),
        ("dari_versi_baru", &[&old], Err("field.unknown_code")),
        // Every side of a collision may be chosen, also one that this version would not write.
        ("dari_versi_baru", &[&old, &foreign], Ok("dari_versi_baru")),
    ];
    for (text, held, wanted) in table {
        let context = FieldContext { lists: &lists, today: day("2026-11-22"), held };
        let got = read(Orang, "hubungan", json!(text), &context);
        let got = got.as_ref().map(|v| v.as_str().unwrap_or_default()).map_err(|r| r.why.code());
        assert_eq!(got, wanted, "{text} {held:?}");
    }
    let context = FieldContext { lists: &lists, today: day("2026-11-22"), held: &[] };
    let words = read(Orang, "hubungan", old.clone(), &context).expect_err("ended").id;
    assert!(words.contains("tidak berlaku hari ini") && words.ends_with("Pilih salah satu: kini (Kini)."), "{words}");
    // A shape that this version would not write stays as well, but only that very one.
    assert_eq!(try_read(Orang, "hubungan", &odd, &[&odd]), Ok(odd.clone()));
    assert!(try_read(Orang, "hubungan", &json!(["a"]), &[&odd]).is_err());
    // What is required cannot be cleared even where it is empty already.
    assert!(try_read(Orang, "nama", &json!(null), &[&json!(null)]).is_err());
}

#[test]
fn the_table_agrees_with_the_constants_and_data_it_names() {
    let source = include_str!("../fields.rs");
    let constants: BTreeSet<&str> =
        source.lines().filter_map(|l| l.split("&str = \"").nth(1)?.strip_suffix("\";")).collect();
    let named: BTreeSet<&str> = KINDS.iter().flat_map(|kind| rules(*kind)).map(|rule| rule.name).collect();
    assert_eq!(named, constants, "every field of fields.rs has a rule, and no other");
    for kind in KINDS {
        let names: BTreeSet<&str> = rules(kind).iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), rules(kind).len(), "{kind:?} names a field twice");
        for rule in rules(kind) {
            if let K::Code(list) = rule.kind {
                assert!(CodeLists::shipped().list(list).is_some(), "{} has no list {list}", rule.name);
            }
        }
    }
    let codes = |choices: &[Choice]| choices.iter().map(|c| c.0.to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(codes(SUBJEK), JenisSubjek::ALL.iter().map(|j| j.code().to_owned()).collect());
    let sexes = CodeLists::shipped().list("jenis_kelamin").expect("list").entries();
    assert_eq!(codes(KELAMIN), sexes.iter().map(|e| e.code.to_string()).collect());
    let policy = include_str!("../../../data/field_policy.csv");
    let status = policy.lines().find_map(|l| l.strip_prefix("status,graver,")).expect("policy of status");
    assert_eq!(codes(STATUS), status.split('|').map(str::to_owned).collect());
    assert!(is_yes_no("lahir_taksiran") && is_yes_no("risiko_keselamatan") && !is_yes_no("nama"));
}
