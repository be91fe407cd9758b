use super::*;
use crate::domain::wilayah::{Level, Wilayah};

fn day(text: &str) -> NaiveDate {
    crate::domain::waktu::parse_date(text).expect("test date")
}

fn today() -> NaiveDate {
    day("2026-11-22")
}

#[test]
fn shipped_lists_are_whole() {
    let lists = CodeLists::shipped();
    let table = [
        ("agama", 7),
        ("alasan_tanpa_nik", 6),
        ("alasan_terminasi", 8),
        ("ampk", 15),
        ("hasil_kunjungan", 5),
        ("hubungan_keluarga", 11),
        ("jenis_kelamin", 2),
        ("jenis_ppks", 26),
        // Ten names in the regulation; one of them has two codes.
        ("kegiatan_layanan", 11),
        ("kerahasiaan", 3),
        ("klaster", 7),
        ("komponen_layanan", 7),
        ("pas", 12),
        ("pendekatan", 3),
        ("pendidikan", 8),
        ("peran", 3),
        ("ppks_pas", 26),
        ("program_bantuan", 11),
        ("ragam_disabilitas", 5),
        ("sentra", 31),
        ("status_kawin", 4),
        ("sumber_akses", 3),
        ("tahapan", 7),
        ("tingkat_risiko", 3),
        ("tujuan_kunjungan", 6),
    ];
    assert_eq!(lists.names().collect::<Vec<_>>(), table.map(|(name, _)| name));
    for (name, rows) in table {
        assert_eq!(lists.list(name).map(|l| l.on(today()).count()), Some(rows), "{name}");
    }
}

#[test]
fn references_between_lists_hold() {
    let lists = CodeLists::shipped();
    let refers = [
        ("jenis_ppks", "klaster", "klaster"),
        ("ppks_pas", "pas", "pas"),
        ("kegiatan_layanan", "komponen", "komponen_layanan"),
    ];
    for (from, column, to) in refers {
        let mut used = BTreeSet::new();
        for entry in lists.list(from).expect("shipped").entries() {
            let targets: Vec<_> = entry.extra_list(column).collect();
            assert!(!targets.is_empty(), "{from} {}", entry.code);
            for target in targets {
                assert!(lists.check(to, target, today()).is_ok(), "{from} {} -> {target}", entry.code);
                used.insert(target);
            }
        }
        let unused = lists.list(to).expect("shipped").entries().iter().filter(|e| !used.contains(&*e.code));
        assert_eq!(unused.map(|e| &*e.code).collect::<Vec<_>>(), [""; 0], "of {to}, reached by nothing");
    }
    for entry in lists.list("ppks_pas").expect("shipped").entries() {
        assert_eq!(lists.label("jenis_ppks", &entry.code, Lang::Id), entry.id);
    }
    assert_eq!(lists.klaster_of("5", today()), ["A", "D"]);
    assert_eq!(lists.pas_of("8", today()), ["3"]);
    assert_eq!(lists.pas_of("99", today()), [""; 0]);
}

#[test]
fn sentra_stand_in_known_regions() {
    for entry in CodeLists::shipped().list("sentra").expect("shipped").entries() {
        let region = entry.extra("wilayah").and_then(|code| Wilayah::table().get(code)).expect("a region");
        assert_eq!(region.level(), Level::KabKota, "{}", entry.code);
        let place = entry.extra("tempat").expect("a place");
        let name = place.trim_start_matches("Kab. ").trim_start_matches("Kota ");
        assert!(region.name().ends_with(name), "{}: {place} is not {}", entry.code, region.name());
        let number = |column| entry.extra(column).and_then(|text| text.parse::<f64>().ok()).expect("a number");
        assert!((-11.1..=6.1).contains(&number("lat")) && (94.9..=141.1).contains(&number("lon")), "{}", entry.code);
    }
}

#[test]
fn codes_that_logic_branches_on_are_in_the_data() {
    for (list, code) in known::ALL {
        let checked = CodeLists::shipped().check(list, code, today()).expect("a known code");
        assert!(checked.is((list, code)));
    }
}

const HEAD: &str = "code,id,en,valid_from,valid_to,source,mark";

#[test]
fn validity_decides_by_date() {
    let text = format!("{HEAD},x\na,Lama,Old,,2024-12-31,s,V,1;2\nb,B,B,,,s,K,\na,Baru,New,2025-01-01,,s,V,\n");
    let list = CodeList::parse("uji", &text).expect("a list");
    let label = |code: &str, on: &str| list.get(code, day(on)).map(|e| e.id.as_str());
    assert_eq!(label("a", "2024-12-31"), Some("Lama"));
    assert_eq!(label("a", "2025-01-01"), Some("Baru"));
    assert_eq!(list.latest("a").map(|e| e.en.as_str()), Some("New"));
    assert_eq!(list.entries()[0].extra_list("x").collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(list.entries()[1].extra("x"), None);
    let ended = CodeList::parse("uji", &format!("{HEAD}\na,A,A,,2024-12-31,s,V\n")).expect("a list");
    let lists = CodeLists::default().with(ended);
    assert!(lists.check("uji", "a", day("2024-01-01")).is_ok());
    let late = CodeError::NotValid { list: "uji".into(), code: "a".into(), on: today() };
    assert_eq!(lists.check("uji", "a", today()), Err(late));
    assert_eq!(lists.check("uji", "A", today()), Err(CodeError::Unknown { list: "uji".into() }));
    assert_eq!(lists.check("lain", "a", today()), Err(CodeError::NoList { list: "lain".into() }));
    // An old record keeps its words; a code of a newer server is shown as it is.
    assert_eq!(lists.label("uji", "a", Lang::Id), "A");
    assert_eq!(lists.label("uji", "baru", Lang::Id), "baru");
}

#[test]
fn bad_lists_are_refused_with_the_place() {
    let long = "x".repeat(MAX_CELL + 1);
    let table = [
        ("".to_owned(), 1, "code"),
        (HEAD.to_owned(), 0, ""),
        ("code,id,en,valid_from,valid_to,source\na,A,A,,,s\n".to_owned(), 1, "mark"),
        (format!("{HEAD},id\na,A,A,,,s,V,A\n"), 1, "id"),
        (format!("{HEAD},\na,A,A,,,s,V,\n"), 1, ""),
        (format!("{HEAD}\na,A,A,,,s,V\nb,B,B,,,s\n"), 3, ""),
        (format!("{HEAD}\na b,A,A,,,s,V\n"), 2, "code"),
        (format!("{HEAD}\n,A,A,,,s,V\n"), 2, "code"),
        (format!("{HEAD}\na,,A,,,s,V\n"), 2, "id"),
        (format!("{HEAD}\na,A,,,,s,V\n"), 2, "en"),
        (format!("{HEAD}\na,A,A,,,,V\n"), 2, "source"),
        (format!("{HEAD}\na,A ,A,,,s,V\n"), 2, "id"),
        (format!("{HEAD}\na,{long},A,,,s,V\n"), 2, "id"),
        (format!("{HEAD}\na,A,A,31-01-2025,,s,V\n"), 2, "valid_from"),
        (format!("{HEAD}\na,A,A,,2025-02-30,s,V\n"), 2, "valid_to"),
        (format!("{HEAD}\na,A,A,2025-02-01,2025-01-01,s,V\n"), 2, "valid_to"),
        (format!("{HEAD}\na,A,A,,,s,X\n"), 2, "mark"),
        (format!("{HEAD}\na,A,A,,,s,V\na,B,B,2025-01-01,,s,V\n"), 3, "code"),
        (format!("{HEAD}\na,A,A,2025-01-01,2025-06-01,s,V\na,B,B,2025-06-01,,s,V\n"), 3, "code"),
        ("x".repeat(MAX_BYTES + 1), 0, ""),
        (format!("{HEAD}\n{}", "a,A,A,,,s,V\n".repeat(2)), 3, "code"),
    ];
    for (text, line, column) in table {
        let error = CodeList::parse("uji", &text).expect_err("refused");
        assert_eq!((error.line, error.column.as_str()), (line, column), "{error}");
    }
    assert!(CodeList::parse("../uji", HEAD).is_err());
    let rows: String = (0..=MAX_ROWS).map(|i| format!("c{i},A,A,,,s,V\n")).collect();
    assert_eq!(CodeList::parse("uji", &format!("{HEAD}\n{rows}")).expect_err("too many").line, MAX_ROWS as u64 + 2);
    let error = CodeList::parse("uji", &format!("\u{feff}{HEAD}\na,A,A,,,s,X\n")).expect_err("refused");
    assert_eq!(error.to_string(), "code list 'uji', line 2, column mark: must be V, V2, K or INF");
}
