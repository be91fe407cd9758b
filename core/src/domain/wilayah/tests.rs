use super::*;

fn table() -> &'static WilayahTable {
    Wilayah::table()
}

#[test]
fn the_whole_country_is_inside_and_small() {
    assert!(SHIPPED.len() <= 800_000, "{} bytes", SHIPPED.len());
    let count = |level| table().iter().filter(|w| w.level() == level).count();
    assert_eq!(count(Level::Provinsi), 38);
    assert_eq!(count(Level::KabKota), 514);
    assert_eq!(count(Level::Kecamatan), 7_285);
    assert_eq!(count(Level::Desa), 83_762);
    let kind = |kind| table().iter().filter(|w| w.kind() == Some(kind)).count();
    assert_eq!(kind(JenisDesa::Kelurahan), 8_496);
    assert_eq!(kind(JenisDesa::Desa) + kind(JenisDesa::DesaAdat), 75_266);
    assert_eq!(kind(JenisDesa::DesaAdat), 14);
    let kota = table().iter().filter(|w| w.level() == Level::KabKota && w.name().starts_with("Kota ")).count();
    assert_eq!((kota, 514 - kota), (98, 416));
    assert_eq!(table().iter().map(|w| w.name().len()).max(), Some(44));
    assert_eq!(table().iter().filter(|w| w.name().contains('\u{2019}')).count(), 3);
    assert_eq!(table().iter().filter(|w| w.name() == "Sidomulyo" && w.level() == Level::Desa).count(), 98);
}

#[test]
fn no_orphans_no_doubles_and_every_code_reads_back() {
    let mut before = None;
    for w in table().iter() {
        assert!(before < Some(w.code()), "{w:?}");
        before = Some(w.code());
        assert_eq!(w.parent().is_none(), w.level() == Level::Provinsi, "{w:?}");
        assert_eq!(table().get(&w.code().to_string()), Some(w));
        assert_eq!(table().get(&w.code().digits()), Some(w));
        assert!(!w.name().trim().is_empty());
    }
    // Walking down by children meets every region once.
    let mut walked = 0;
    let mut open: Vec<_> = table().provinces().collect();
    while let Some(w) = open.pop() {
        walked += 1;
        open.extend(table().children(&w.code().to_string()));
    }
    assert_eq!(walked, table().len());
}

#[test]
fn names_and_paths() {
    for (code, path) in [
        (
            "31.74.07.1001",
            "Kel. Melawai, Kec. Kebayoran Baru, Kota Administrasi Jakarta Selatan, Prov. Daerah Khusus Ibukota Jakarta",
        ),
        ("1101012001", "Desa Keude Bakongan, Kec. Bakongan, Kab. Aceh Selatan, Prov. Aceh"),
        ("91.03.01.3007", "Desa Adat Yoboi, Kec. Sentani, Kab. Jayapura, Prov. Papua"),
        ("96", "Prov. Papua Barat Daya"),
    ] {
        assert_eq!(table().get(code).map(Wilayah::full_name).as_deref(), Some(path), "{code}");
    }
    let first = table().children("31.74.07").next().map(|w| (w.code().to_string(), w.name()));
    assert_eq!(first, Some(("31.74.07.1001".to_owned(), "Melawai")));
    assert_eq!(table().children("31").count(), 6);
    assert_eq!(
        table().children("31.74.07.1001").count() + table().children("99").count() + table().children("x").count(),
        0
    );
}

#[test]
fn codes_are_read_in_two_notations_and_nothing_else() {
    for (text, code, level) in [
        ("31", "31", Level::Provinsi),
        ("3174", "31.74", Level::KabKota),
        (" 31.74 ", "31.74", Level::KabKota),
        ("317407", "31.74.07", Level::Kecamatan),
        ("31.74.07.1001", "31.74.07.1001", Level::Desa),
        ("3174071001", "31.74.07.1001", Level::Desa),
        ("99.99.99.3999", "99.99.99.3999", Level::Desa),
    ] {
        let read: KodeWilayah = text.parse().expect("a code");
        assert_eq!((read.to_string().as_str(), read.level()), (code, level));
        assert_eq!(serde_json::from_str::<KodeWilayah>(&format!("\"{text}\"")).expect("a code"), read);
        assert_eq!(serde_json::to_string(&read).expect("text"), format!("\"{code}\""));
    }
    for text in [
        "",
        "3",
        "317",
        "31740",
        "3174071",
        "31740710011",
        "31.7407",
        "3174.07",
        "31.74.071001",
        "31..74",
        ".31",
        "31.",
        "31.74.",
        "00",
        "31.00",
        "31.74.00",
        "31.74.07.4001",
        "31.74.07.0001",
        "3a",
        "３１",
        "31 74",
        "-1",
    ] {
        assert_eq!(text.parse::<KodeWilayah>(), Err(BadKode), "{text}");
    }
}

#[test]
fn area_scope() {
    let code = |text: &str| text.parse::<KodeWilayah>().expect("a code");
    for (inner, outer, expected) in [
        ("31.74.07.1001", "31.74", true),
        ("31.74", "31.74", true),
        ("31.74", "31.74.07", false),
        ("31.75.01", "31.74", false),
        ("32", "31", false),
        ("31.74.07.2001", "31.74.07", true),
        ("31.74.07.1002", "31.74.07.1001", false),
    ] {
        assert_eq!(code(inner).is_within(code(outer)), expected, "{inner} in {outer}");
    }
    assert_eq!(code("31.74.07.1001").at(Level::KabKota), Some(code("31.74")));
    assert_eq!(code("31.74").at(Level::Desa), None);
}

#[test]
fn damaged_tables_are_refused() {
    assert!(matches!(WilayahTable::decode(b""), Err(Error::Unpack)));
    assert!(matches!(WilayahTable::decode(&SHIPPED[..SHIPPED.len() / 2]), Err(Error::Unpack)));
    let pack = |raw: &[u8]| zstd::bulk::compress(raw, 1).expect("compresses");
    let bomb = pack(&vec![0; MAX_UNPACKED + 1]);
    assert!(matches!(WilayahTable::decode(&bomb), Err(Error::Unpack)));
    let leb = |mut n: u32| {
        let mut out = Vec::new();
        while n > 0x7F {
            out.push(n as u8 & 0x7F | 0x80);
            n >>= 7;
        }
        out.push(n as u8);
        out
    };
    let build = |count: u32, codes: &[&str], names: &str| {
        let mut raw = b"WIL1".to_vec();
        raw.extend(count.to_le_bytes());
        let mut before = 0;
        for code in codes {
            let packed = code.parse::<KodeWilayah>().expect("a code").0;
            raw.extend(leb(packed.wrapping_sub(before)));
            before = packed;
        }
        raw.extend(names.as_bytes());
        pack(&raw)
    };
    assert_eq!(WilayahTable::decode(&build(2, &["31", "31.74"], "A\nB\n")).map(|t| t.len()), Ok(2));
    for (bytes, what) in [
        (pack(b"WIL2\0\0\0\0"), "not a region table of version 1"),
        (pack(b"WIL1\0"), "cut short"),
        (build(u32::MAX, &["31"], "A\n"), "more entries announced than there is data"),
        (build(2, &["31", "31"], "A\nB\n"), "codes must rise"),
        (build(2, &["31", "32.01"], "A\nB\n"), "the region above it is missing"),
        (build(2, &["31", "31.74"], "A\n"), "name missing"),
        (build(1, &["31"], "A\nB\n"), "more names than codes"),
        (build(1, &["31"], "\n"), "name empty or too long"),
        (pack(b"WIL1\x01\0\0\0\x01A\n"), "not a region code"),
    ] {
        match WilayahTable::decode(&bytes) {
            Err(Error::Layout { what: got, .. }) => assert_eq!(got, what),
            other => panic!("{what}: {:?}", other.map(|t| t.len())),
        }
    }
}

fn first(text: &str, within: Option<&str>) -> String {
    let within = within.map(|c| c.parse().expect("a code"));
    table().search(text, within, 5).first().map(|h| h.wilayah.code().to_string()).unwrap_or_default()
}

#[test]
fn search_finds_what_people_type() {
    let mut wrong = Vec::new();
    for (text, within, code) in [
        ("Jawa Barat", None, "32"),
        ("bogor", None, "32.01"),
        ("kota bogor", None, "32.71"),
        ("kab bogor", None, "32.01"),
        ("kec cibinong", None, "32.01.01"),
        ("KEBAYORAN BARU", None, "31.74.07"),
        // typing errors: changed, missing, swapped, doubled letters, and spaces
        ("kebayoran bru", None, "31.74.07"),
        ("kebayroan baru", None, "31.74.07"),
        ("kbayoran baru", None, "31.74.07"),
        ("kebayoranbaru", None, "31.74.07"),
        ("cibinnong", None, "32.01.01"),
        ("wamenna", None, "95.01.01"),
        // beginnings
        ("kebayo", None, "31.74.05"),
        ("payakum", None, "13.76"),
        // apostrophes of any shape, or none
        ("regapuu", None, "53.07.01.2021"),
        ("Regapu'u", None, "53.07.01.2021"),
        ("Regapu’u", None, "53.07.01.2021"),
        // a word naming the region above, and abbreviations
        ("melawai jakarta selatan", None, "31.74.07.1001"),
        ("ntt", None, "53"),
        ("kupang ntt", None, "53.01"),
        // restricted
        ("melawai", Some("31"), "31.74.07.1001"),
        ("sidomulyo", Some("33.08"), "33.08.01.2006"),
        // codes
        ("31.74.07.1001", None, "31.74.07.1001"),
        ("3174", None, "31.74"),
        ("999999", None, ""),
        ("", None, ""),
        ("  '  ", None, ""),
        ("qqqqqqqq", None, ""),
    ] {
        let found = first(text, within);
        if found != code {
            wrong.push(format!("{text} in {within:?}: {found} not {code}: {:#?}", table().search(text, None, 4)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn search_keeps_to_region_level_and_limit() {
    let code = |text: &str| text.parse::<KodeWilayah>().expect("a code");
    assert_eq!(table().search("suka", None, 100_000).len(), 200);
    let hits = table().search("sidomulyo", None, 200);
    // 98 villages and one kecamatan bear exactly this name; they come before every other.
    assert!(hits[..99].iter().all(|h| h.wilayah.name() == "Sidomulyo"));
    assert!(hits[99..].iter().all(|h| h.wilayah.name() != "Sidomulyo"));
    assert!(hits.is_sorted_by_key(|h| std::cmp::Reverse(h.score)));
    let inside = table().search("suka", Some(code("32.01")), 200);
    assert!(inside.len() > 10 && inside.iter().all(|h| h.wilayah.code().is_within(code("32.01"))));
    let kec = table().search_at("suka", None, Some(Level::Kecamatan), 50);
    assert!(kec.len() > 10 && kec.iter().all(|h| h.wilayah.level() == Level::Kecamatan));
    // A region is not found inside itself, and an unknown one holds nothing.
    assert!(table().search("bogor", Some(code("32.01")), 50).iter().all(|h| h.wilayah.code() != code("32.01")));
    assert_eq!(table().search("suka", Some(code("99")), 50), []);
    let long = "sukamaju ".repeat(10_000);
    assert!(table().search(&long, None, 5).len() <= 5);
}
