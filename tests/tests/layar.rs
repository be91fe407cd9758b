//! The screen records over the real store and a real server: what every screen says in both languages, from a fixed world
//! with a fixed clock, compared with files that people read; that a delta is enough to follow a form; and what must not show.
//!
//! `ATENSI_TULIS=1 cargo test -p atensi-tests --test layar` writes the files anew: read the difference before committing it.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "layar/masked.rs"]
mod masked;

use atensi_core::app::{Companion, Flow, FormHandle, KasusBaru, KeluargaBaru, OrangBaru};
use atensi_core::domain::Lang;
use atensi_core::domain::waktu::parse_date;
use atensi_core::error::ErrorCode;
use atensi_core::view::formulir::DeltaView;
use atensi_core::view::layar::{FormulirScreen, Nada, Rute};
use atensi_core::visit::due::{CaseFacts, Risiko, VisitRules, list_due_kunjungan};
use atensi_tests::journey::check;
use atensi_tests::world::{PIN, Phone, World};
use masked::masked;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A record as JSON.
macro_rules! value {
    ($record:expr) => {
        serde_json::to_value($record).unwrap()
    };
}

const SECRET: &str = "Domu Rahasia";

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layar")
}

fn compare(name: &str, lang: Lang, record: &Value, faults: &mut Vec<String>) {
    let file = here().join(format!("{name}.{}.json", lang.pick("id", "en")));
    let now = masked(record);
    if std::env::var_os("ATENSI_TULIS").is_some() {
        std::fs::write(&file, &now).unwrap();
    } else if std::fs::read_to_string(&file).ok().as_deref() != Some(now.as_str()) {
        faults.push(format!("{} differs, it is now:\n{now}", file.display()));
    }
}

fn both(app: &Companion, name: &str, faults: &mut Vec<String>, make: &dyn Fn(&Companion) -> Value) {
    for lang in [Lang::Id, Lang::En] {
        app.set_lang(lang);
        compare(name, lang, &make(app), faults);
    }
    app.set_lang(Lang::Id);
}

fn sync(app: &Companion) {
    assert!(app.sync(&mut |_| Flow::Continue).unwrap().complete);
}

fn set(app: &Companion, kind: &str, id: &str, field: &str, value: Value) {
    app.ubah(kind, id, BTreeMap::from([(field.to_owned(), value)])).unwrap();
}

fn family(app: &Companion) -> String {
    let baru = KeluargaBaru {
        nama_kepala: "Umbu Ndapa".into(),
        nomor_kk: Some("5311010508100001".into()),
        wilayah: Some("53.11.01.1001".into()),
        alamat: Some("RT 05 RW 02, dekat dermaga".into()),
        catatan: None,
    };
    app.daftar_keluarga(&baru).map(|told| text_of(value!(told))).unwrap()
}

/// The id that a registration gives.
fn text_of(told: Value) -> String {
    match told {
        Value::String(id) => id,
        told => told["id"].as_str().unwrap().to_owned(),
    }
}

fn person(app: &Companion, nama: &str, family: &str) -> String {
    let baru = OrangBaru {
        nama: nama.into(),
        nik: Some("5311014107520002".into()).filter(|_| nama == "Rambu Ana Lodu"),
        kelamin: Some("P".into()),
        // Members of a family are listed by age.
        lahir: Some(
            if nama == SECRET {
                "1949-03-05"
            } else if nama.starts_with("Marten") {
                "1950-12-31"
            } else {
                "1952-07-01"
            }
            .into(),
        ),
        keluarga_id: Some(family.into()),
        hubungan: Some("orang_tua".into()),
        ..OrangBaru::default()
    };
    app.daftar_orang(&baru).unwrap().id
}

fn case(app: &Companion, person: &str, secrecy: Option<&str>) -> String {
    let baru = KasusBaru {
        subjek_jenis: "orang".into(),
        subjek_id: person.into(),
        klaster: "L".into(),
        jenis_ppks: Some("8".into()),
        risiko: Some("sedang".into()),
        kerahasiaan: secrecy.map(str::to_owned),
    };
    app.buka_kasus(&baru).unwrap()
}

fn sample(form: &str, name: &str) -> Value {
    let forms = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("core/forms");
    check::read_json(&forms.join(form).join("contoh").join(format!("{name}.json"))).unwrap()
}

/// A person with an agreed visit, one with a safety flag, a secret case; a draft; a collision; what waits and what arrived.
#[test]
fn every_screen_says_what_its_file_says() {
    let world = World::new();
    let (phone, other) = (world.phone(0), world.phone(1));
    let (app, peer) = (phone.unlock(), other.unlock());
    let mut faults = Vec::new();
    both(&app, "hari-ini-kosong", &mut faults, &|a| value!(a.layar_hari_ini(0, 20).unwrap()));
    both(&app, "kotak-kirim-awal", &mut faults, &|a| value!(a.layar_kotak_kirim().unwrap()));
    both(&app, "draf-kosong", &mut faults, &|a| value!(a.layar_draf().unwrap()));
    both(&app, "tinjau-kosong", &mut faults, &|a| value!(a.layar_tinjau().unwrap()));

    let home = family(&app);
    let rambu = person(&app, "Rambu Ana Lodu", &home);
    let marten = person(&app, "Marten Ndilu", &home);
    let domu = person(&app, SECRET, &home);
    let kasus = case(&app, &rambu, None);
    let flagged = case(&app, &marten, None);
    let secret = case(&app, &domu, Some("rahasia"));
    set(&app, "orang", &marten, "risiko_keselamatan", json!(true));
    set(&app, "orang", &marten, "lahir_taksiran", json!(true));
    set(&app, "kasus", &flagged, "next_kunjungan_on", json!("2026-11-20"));
    both(&app, "kunjungan-pertama", &mut faults, &|a| value!(a.layar_kunjungan(&kasus).unwrap()));

    // The visit of Rambu is finished, that of the secret case only begun.
    let answers = sample("kunjungan-rumah", "bertemu");
    check::make_photos(world.dir.path(), &answers).unwrap();
    let visit = app.mulai_kunjungan(&kasus).unwrap();
    both(&app, "formulir-awal", &mut faults, &|a| {
        visit.set_lang(a.lang()).unwrap();
        value!(visit.halaman(None).unwrap())
    });
    assert_eq!(visit.isi(&answers, world.dir.path()).unwrap().rejected, []);
    for (name, path) in [("formulir-bagian", "layanan/kesepakatan"), ("formulir-foto", "foto_kunjungan/ada_foto")] {
        both(&app, name, &mut faults, &|a| {
            visit.set_lang(a.lang()).unwrap();
            value!(visit.halaman(Some(path)).unwrap())
        });
    }
    both(&app, "formulir-baris", &mut faults, &|a| {
        visit.set_lang(a.lang()).unwrap();
        value!(visit.halaman(Some("foto_kunjungan/foto[1]/keterangan_foto")).unwrap())
    });
    let document = visit.selesai().unwrap();
    let begun = app.mulai_kunjungan(&secret).unwrap();
    begun.jawab("kunjungan/jam_tiba", "08:05").unwrap();
    both(&app, "selesai-menunggu", &mut faults, &|a| value!(a.layar_selesai(&document).unwrap()));
    both(&app, "kotak-kirim-menunggu", &mut faults, &|a| value!(a.layar_kotak_kirim().unwrap()));
    both(&app, "hari-ini", &mut faults, &|a| value!(a.layar_hari_ini(0, 20).unwrap()));
    both(&app, "draf", &mut faults, &|a| value!(a.layar_draf().unwrap()));
    app.buang_draf(&begun.draft_id()).unwrap();
    both(&app, "draf-dibuang", &mut faults, &|a| value!(a.layar_draf().unwrap()));
    assert_eq!(app.layar_hari_ini(0, 20).unwrap().semua_draf, "Semua draf: 0 draf terbuka · 1 dibuang");
    app.pulihkan_draf(&begun.draft_id()).unwrap();

    sync(&app);
    sync(&peer);
    // One after the other, a minute apart: what happens at the same moment is ordered by ids, which differ between runs.
    for (kind, id, field, mine, theirs) in [
        ("orang", &rambu, "telepon", json!("0811"), json!("0822")),
        ("kasus", &kasus, "risiko", json!("rendah"), json!("tinggi")),
        ("orang", &marten, "wilayah", Value::Null, json!("53.11.01.1001")),
    ] {
        set(&app, kind, id, field, mine);
        set(&peer, kind, id, field, theirs);
        sync(&peer);
        for clock in [&world.clock, &phone.clock, &other.clock] {
            clock.forward(60_000);
        }
        sync(&app);
    }
    both(&app, "tinjau", &mut faults, &|a| value!(a.layar_tinjau().unwrap()));
    both(&app, "kotak-kirim", &mut faults, &|a| value!(a.layar_kotak_kirim().unwrap()));
    both(&app, "selesai-diterima", &mut faults, &|a| value!(a.layar_selesai(&document).unwrap()));
    both(&app, "kunjungan", &mut faults, &|a| value!(a.layar_kunjungan(&kasus).unwrap()));
    both(&app, "profil-orang", &mut faults, &|a| value!(a.layar_profil(&rambu).unwrap()));
    both(&app, "profil-keluarga", &mut faults, &|a| value!(a.layar_profil(&home).unwrap()));
    both(&app, "profil-kasus", &mut faults, &|a| value!(a.layar_profil(&kasus).unwrap()));
    both(&app, "cari", &mut faults, &|a| value!(a.layar_cari("rambu ana", 20).unwrap()));
    both(&app, "cari-pendek", &mut faults, &|a| value!(a.layar_cari("r", 20).unwrap()));
    let again = OrangBaru { nama: "Rambu Ana".into(), nik: Some("5311014107520002".into()), ..OrangBaru::default() };
    both(&app, "daftar-orang", &mut faults, &|a| value!(a.periksa_orang(&again).unwrap()));
    let house =
        KeluargaBaru { nama_kepala: "Umbu Ndapa".into(), nomor_kk: Some("53110105".into()), ..Default::default() };
    both(&app, "daftar-keluarga", &mut faults, &|a| value!(a.periksa_keluarga(&house).unwrap()));

    app.shutdown();
    let home = phone.open();
    for lang in [Lang::Id, Lang::En] {
        compare("masuk", lang, &value!(home.layar_masuk(lang).unwrap()), &mut faults);
    }
    for _ in 0..4 {
        assert_eq!(home.unlock(None, "194837").err().unwrap().code, ErrorCode::WrongPin);
    }
    for lang in [Lang::Id, Lang::En] {
        compare("masuk-tunggu", lang, &value!(home.layar_masuk(lang).unwrap()), &mut faults);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What a shell does with a delta.
fn follow(page: &mut FormulirScreen, delta: DeltaView) {
    let delta = delta.halaman.expect("a page was read");
    (page.judul, page.untuk) = (delta.judul, delta.untuk);
    page.kepala = delta.kepala;
    if let Some(bagian) = delta.bagian {
        page.bagian = bagian;
    }
    for item in delta.pertanyaan {
        match page.pertanyaan.iter_mut().find(|p| p.soal.path == item.soal.path) {
            Some(place) => *place = item,
            None => page.pertanyaan.push(item),
        }
    }
    if let Some(order) = delta.urutan {
        let known = std::mem::take(&mut page.pertanyaan);
        page.pertanyaan =
            order.iter().map(|path| known.iter().find(|p| p.soal.path == *path).unwrap().clone()).collect();
    }
}

/// Answers a sample one by one on the page where each question is, following deltas only; returns how many were taken.
fn walk(form: &FormHandle, answers: &Value, photos: &Path) -> usize {
    let mut page = form.halaman(None).unwrap();
    let mut todo = check::answer_lines(answers);
    let mut taken = 0;
    while !todo.is_empty() {
        let before = todo.len();
        todo.retain(|line| {
            let path = line["path"].as_str().or_else(|| line["add"].as_str()).unwrap();
            // The page of the question, as a person would open it; one that is not there yet comes later.
            match form.halaman(Some(path)) {
                Ok(there) if there.kepala.halaman != page.kepala.halaman => page = there,
                Ok(_) => {}
                Err(_) => return true,
            }
            let delta = match (line["add"].as_str(), line["file"].as_str()) {
                (Some(repeat), _) => form.tambah_baris(repeat),
                (_, Some(file)) => form.lampirkan(path, &photos.join(file)),
                _ => form.jawab(path, line["value"].as_str().unwrap()),
            };
            let Ok(delta) = delta else { return true };
            follow(&mut page, delta);
            assert_eq!(page, form.halaman(Some(&page.kepala.halaman)).unwrap(), "after {line}");
            taken += 1;
            false
        });
        assert!(todo.len() < before, "never accepted: {todo:?}");
    }
    taken
}

#[test]
fn deltas_alone_keep_every_page_true_through_the_long_forms() {
    let world = World::new();
    let app = world.phone(0).unlock();
    let kasus = case(&app, &person(&app, "Rambu Ana Lodu", &family(&app)), None);
    for (form, sheet, name, at_least) in [
        ("kunjungan_rumah", "kunjungan-rumah", "bertemu", 35),
        ("asesmen_awal", "asesmen-awal", "lansia-telantar", 100),
        ("asesmen_komprehensif", "asesmen-komprehensif", "lansia-sebatang-kara", 150),
    ] {
        let answers = sample(sheet, name);
        check::make_photos(world.dir.path(), &answers).unwrap();
        let form = app.mulai_formulir(form, &kasus).unwrap();
        assert!(
            form.jawab("kunjungan/jam_tiba", "08:05").is_ok_and(|d| d.halaman.is_none()) || sheet != "kunjungan-rumah"
        );
        let taken = walk(&form, &answers, world.dir.path());
        assert!(taken > at_least, "{name}: {taken}");
        let mut page = form.halaman(None).unwrap();
        assert!(page.kepala.bisa_selesai && page.kepala.masalah.is_empty() && page.kepala.masalah_pertama.is_none());
        // Back and forth again.
        for _ in 0..12 {
            follow(&mut page, form.urung().unwrap().unwrap());
            let read = form.halaman(Some(&page.kepala.halaman)).unwrap();
            assert_eq!(page, read);
        }
        for _ in 0..12 {
            follow(&mut page, form.ulang().unwrap().unwrap());
        }
        assert!(page.kepala.bisa_selesai && !page.kepala.bisa_ulang && page.kepala.bisa_urung);
        // Another language changes every text, and the delta brings all of them.
        follow(&mut page, form.set_lang(Lang::En).unwrap());
        assert_eq!(page, form.halaman(Some(&page.kepala.halaman)).unwrap());
        assert!(page.kepala.tersimpan.starts_with("Saved on this phone"));
    }
}

#[test]
fn a_row_is_a_page_of_its_own_and_says_so_when_it_is_gone() {
    let world = World::new();
    let app = world.phone(0).unlock();
    let kasus = case(&app, &person(&app, "Rambu Ana Lodu", &family(&app)), None);
    let form = app.mulai_kunjungan(&kasus).unwrap();
    form.jawab("foto_kunjungan/ada_foto", "ya").unwrap();
    let mut list = form.halaman(Some("foto_kunjungan/ada_foto")).unwrap();
    for n in 1..=2 {
        follow(&mut list, form.tambah_baris("foto_kunjungan/foto").unwrap());
        let cards = &list.pertanyaan.iter().find(|p| p.soal.jenis == "repeat").unwrap().baris;
        assert_eq!((cards.len(), cards[0].ringkas.as_str()), (n, "Belum diisi"));
        assert!(cards[0].masalah > 0, "what is required is missing in the new row");
    }
    let rows = list.pertanyaan.iter().find(|p| p.soal.jenis == "repeat").unwrap().baris.clone();
    let second = form.halaman(Some(&rows[1].path)).unwrap();
    assert_eq!(second.kepala.posisi, "Foto 2 dari 2");
    assert_eq!(second.kepala.induk.as_deref(), Some(list.kepala.halaman.as_str()));
    assert_eq!(
        (second.kepala.sebelum.as_deref(), second.kepala.sesudah.as_deref()),
        (Some(rows[0].path.as_str()), None)
    );
    assert!(second.pertanyaan.iter().all(|p| p.soal.path.starts_with(&rows[1].path)));
    let gone = form.hapus_baris("foto_kunjungan/foto", 2).unwrap().halaman.unwrap();
    assert!(gone.hilang);
    assert_eq!(gone.kepala.halaman, list.kepala.halaman, "back to where the row was listed");
    for bad in
        ["foto_kunjungan/foto[2]", "foto_kunjungan/foto[0]", "foto_kunjungan/foto[x]", "tidak/ada", "]", "[]", ""]
    {
        assert_eq!(form.halaman(Some(bad)).err().unwrap().code, ErrorCode::InvalidAnswer, "{bad}");
    }
}

#[test]
fn a_secret_case_shows_its_code_name_only() {
    let world = World::new();
    let app = world.phone(0).unlock();
    let home = family(&app);
    let domu = person(&app, SECRET, &home);
    let kasus = case(&app, &domu, Some("rahasia"));
    sync(&app);
    let draft = app.mulai_kunjungan(&kasus).unwrap();
    set(&app, "kasus", &kasus, "risiko", json!("tinggi"));
    let page = draft.halaman(None).unwrap();
    let mut said = vec![
        value!(app.layar_hari_ini(0, 20).unwrap()),
        value!(app.layar_kotak_kirim().unwrap()),
        value!(app.layar_kunjungan(&kasus).unwrap()),
        value!(app.layar_profil(&kasus).unwrap()),
        value!(page),
    ];
    let answers = sample("kunjungan-rumah", "menolak");
    check::make_photos(world.dir.path(), &answers).unwrap();
    assert_eq!(draft.isi(&answers, world.dir.path()).unwrap().rejected, []);
    let document = draft.selesai().unwrap();
    said.push(value!(app.layar_selesai(&document).unwrap()));
    said.push(value!(app.layar_kotak_kirim().unwrap()));
    for screen in said {
        let text = screen.to_string();
        assert!(!text.contains("Domu") && text.contains("Kasus "), "{text}");
    }
    // Beside the person's name neither the case nor its visits are told.
    let beside = value!(app.layar_profil(&domu).unwrap());
    assert_eq!(beside["kasus"], json!([]));
    assert!(!value!(app.layar_cari(SECRET, 5).unwrap()).to_string().contains("Kunjungan terakhir"));
}

/// The due list from what the records themselves say, read one by one.
fn due_by_hand(app: &Companion) -> Vec<String> {
    let day = |value: Option<&Value>| value.and_then(Value::as_str).and_then(parse_date);
    let today = parse_date("2026-11-23").unwrap();
    let facts = app.list_kasus(0, 1000).unwrap().items.into_iter().map(|item| {
        let fields = app.record(&item.id).unwrap().fields;
        CaseFacts {
            risiko: Risiko::from_code(fields["risiko"].as_str().unwrap()),
            opened_on: day(fields.get("dibuka_on")).unwrap(),
            last_visit_on: day(fields.get("last_kunjungan_on")),
            planned_on: day(fields.get("next_kunjungan_on")),
            closed: fields["status"] == "tutup",
            key: item.id,
        }
    });
    list_due_kunjungan(facts, today, &VisitRules::default()).into_iter().map(|visit| visit.key).collect()
}

#[test]
fn the_day_is_in_the_order_of_the_due_list_whatever_the_stretch() {
    let world = World::new();
    let phone = world.phone(0);
    let app = phone.unlock();
    let home = family(&app);
    for n in 0..25 {
        let id = case(&app, &person(&app, &format!("Warga {n}"), &home), None);
        set(&app, "kasus", &id, "risiko", json!(["rendah", "sedang", "tinggi"][n % 3]));
        match n % 4 {
            0 => set(&app, "kasus", &id, "next_kunjungan_on", json!(format!("2026-11-{:02}", 5 + n))),
            1 => set(&app, "kasus", &id, "last_kunjungan_on", json!(format!("2026-11-{:02}", 1 + n % 20))),
            2 => set(&app, "kasus", &id, "dibuka_on", json!(format!("2026-11-{:02}", 1 + n % 20))),
            _ if n == 23 => set(&app, "kasus", &id, "status", json!("tutup")),
            _ => {}
        }
    }
    let check = |app: &Companion| {
        let all = due_by_hand(app);
        assert_eq!(app.jatuh_tempo().unwrap().into_iter().map(|d| d.kasus.id).collect::<Vec<_>>(), all);
        let mut shown = Vec::new();
        for offset in (0..30).step_by(7) {
            let screen = app.layar_hari_ini(offset, 7).unwrap();
            assert_eq!(screen.total, all.len() as u64);
            shown.extend(screen.kunjungan.into_iter().map(|k| k.kasus_id));
        }
        assert_eq!(shown, all);
        shown
    };
    let before = check(&app);
    assert!(before.len() > 15);
    // An opening date that was read before must not be kept when it changes.
    let first = case(&app, &person(&app, "Warga baru", &home), None);
    check(&app);
    set(&app, "kasus", &first, "dibuka_on", json!("2026-01-01"));
    let after = check(&app);
    assert_ne!(after.iter().position(|id| *id == first), before.iter().position(|id| *id == first));
    assert_eq!(app.layar_hari_ini(500, 7).unwrap().kunjungan, []);
    assert!(app.layar_hari_ini(u32::MAX, u32::MAX).unwrap().total > 0);
}

#[test]
fn the_check_while_typing_says_why_and_never_blocks() {
    let world = World::new();
    let app = world.phone(0).unlock();
    let home = family(&app);
    person(&app, "Rambu Ana Lodu", &home);
    let typed = |nama: &str, nik: Option<&str>, lahir: Option<&str>, keluarga: Option<&str>| OrangBaru {
        nama: nama.into(),
        nik: nik.map(str::to_owned),
        lahir: lahir.map(str::to_owned),
        keluarga_id: keluarga.map(str::to_owned),
        ..OrangBaru::default()
    };
    let table = [
        (typed("", None, None, None), Nada::Netral, vec![], true),
        (typed("Orang Lain", Some("53"), None, None), Nada::Perhatian, vec![], false),
        (typed("Siapa Saja", Some(" 5311014107520002 "), None, None), Nada::Baik, vec!["NIK sama"], false),
        (
            typed("Ramboe Ana Lodu", None, Some("1952-07-01"), None),
            Nada::Netral,
            vec!["Nama mirip, tanggal lahir sama"],
            false,
        ),
        (typed("Rambu Ana Lodu", None, None, Some(&home)), Nada::Netral, vec!["Nama mirip, satu keluarga"], false),
        (typed("Rambu Ana Lodu", None, None, None), Nada::Netral, vec![], false),
        (
            typed("Rambu", Some("bukan angka \u{0}"), Some("31 Februari"), Some("bukan id")),
            Nada::Perhatian,
            vec![],
            false,
        ),
    ];
    for (baru, tone, why, needs_name) in table {
        let seen = app.periksa_orang(&baru).unwrap();
        let reasons: Vec<&str> = seen.orang_mirip.iter().map(|k| k.alasan.as_str()).collect();
        assert_eq!((seen.nomor_nada, reasons, !seen.kurang.is_empty()), (tone, why.clone(), needs_name), "{baru:?}");
        assert_eq!(seen.mirip_pesan.is_empty(), why.is_empty());
    }
    let told = app.periksa_orang(&typed("Baru", Some("5311014107520002"), None, None)).unwrap();
    assert_eq!((told.lahir_usul.as_deref(), told.kelamin_usul.as_deref()), (Some("1952-07-01"), Some("P")));
    let given = app.periksa_orang(&typed("Baru", Some("5311014107520002"), Some("1950-01-01"), None)).unwrap();
    assert_eq!(given.lahir_usul, None, "what was typed is never offered away");
    assert!(!given.nomor_pesan.is_empty());
}

#[test]
fn what_is_not_there_is_not_found_and_a_side_can_be_chosen_by_its_write() {
    let world = World::new();
    let (a, b) = (world.phone(0).unlock(), world.phone(1).unlock());
    let rambu = person(&a, "Rambu Ana Lodu", &family(&a));
    sync(&a);
    sync(&b);
    set(&a, "orang", &rambu, "telepon", json!("0811"));
    set(&b, "orang", &rambu, "telepon", json!("0822"));
    sync(&b);
    sync(&a);
    let open = a.layar_tinjau().unwrap().items;
    let mine = open[0].sisi.iter().find(|s| s.milik_sendiri).unwrap();
    let not_found =
        |result: atensi_core::error::Result<()>| assert_eq!(result.err().unwrap().code, ErrorCode::NotFound);
    not_found(a.putuskan_sisi(&rambu, "telepon", "9.9"));
    not_found(a.putuskan_sisi(&rambu, "nama", &mine.version));
    not_found(a.putuskan_sisi("bukan id", "telepon", &mine.version));
    a.putuskan_sisi(&rambu, "telepon", &mine.version).unwrap();
    assert_eq!(a.layar_tinjau().unwrap().items, []);
    assert_eq!(a.record(&rambu).unwrap().fields["telepon"], json!("0811"));
    not_found(a.putuskan_sisi(&rambu, "telepon", &mine.version));

    let nobody = "0192f0c1-2345-7000-8000-000000000000";
    for id in [nobody, "bukan id", ""] {
        not_found(a.layar_profil(id).map(drop));
        not_found(a.layar_kunjungan(id).map(drop));
        not_found(a.layar_selesai(id).map(drop));
    }
    not_found(a.layar_kunjungan(&rambu).map(drop));
    not_found(a.pilihan_kode("tidak_ada").map(drop));
    assert!(a.pilihan_kode("klaster").unwrap().iter().any(|p| (p.value.as_str(), p.label.as_str()) == ("A", "Anak")));
    assert_eq!(a.layar_cari("zzzz", 5).unwrap().orang, []);
    a.shutdown();
    assert_eq!(a.layar_hari_ini(0, 1).err().unwrap().code, ErrorCode::Closed);
}

#[test]
fn before_unlocking_only_what_needs_no_key_is_shown() {
    let world = World::new();
    let phone: Phone = world.phone(0);
    let home = phone.open();
    let screen = home.layar_masuk(Lang::Id).unwrap();
    assert!(!value!(&screen).to_string().contains("Yohanis"), "names lie inside the encrypted store");
    assert_eq!((screen.perlu_aktivasi, screen.petugas.len(), screen.petugas[0].biometrik), (false, 1, false));
    let app = phone.unlock();
    app.set_biometrik(true).unwrap();
    app.shutdown();
    drop(app);
    assert!(home.layar_masuk(Lang::Id).unwrap().petugas[0].biometrik);
    for _ in 0..4 {
        assert!(home.unlock(None, "194837").is_err());
    }
    let waiting = home.layar_masuk(Lang::Id).unwrap().petugas[0].clone();
    assert!(waiting.tunggu_detik > 0 && waiting.tunggu_detik <= 60 && waiting.pesan.contains("PIN salah 4 kali"));
    // Looking costs no attempt and shortens no wait.
    assert_eq!(home.layar_masuk(Lang::Id).unwrap().petugas[0], waiting);
    phone.clock.forward(61_000);
    assert_eq!(home.layar_masuk(Lang::Id).unwrap().petugas[0].pesan, "");
    assert!(home.unlock(None, PIN).is_ok());
    // A key store that does not answer, or a vault that cannot be read, must not keep the screen from opening.
    let folder =
        std::fs::read_dir(&phone.home).unwrap().filter_map(|e| e.ok()).find(|e| e.path().is_dir()).unwrap().path();
    std::fs::write(folder.join("vault.json"), "{").unwrap();
    let screen = phone.open().layar_masuk(Lang::En).unwrap();
    assert_eq!((screen.petugas.len(), screen.petugas[0].tunggu_detik), (1, 0));
    let other = world.phone(1);
    std::fs::remove_dir_all(&other.home).unwrap();
    assert!(other.open().layar_masuk(Lang::Id).unwrap().perlu_aktivasi);
}

#[test]
fn every_button_leads_to_a_screen_that_opens() {
    let world = World::new();
    let app = world.phone(0).unlock();
    let home = family(&app);
    let rambu = person(&app, "Rambu Ana Lodu", &home);
    let kasus = case(&app, &rambu, None);
    let mut routes = vec![Rute::Profil { id: home }, Rute::Profil { id: rambu }, Rute::Profil { id: kasus }];
    let mut opened = Vec::new();
    while let Some(route) = routes.pop() {
        if opened.contains(&route) || opened.len() > 40 {
            continue;
        }
        opened.push(route.clone());
        match route {
            Rute::Profil { id } => {
                let screen = app.layar_profil(&id).unwrap();
                routes.extend(
                    screen.aksi.into_iter().chain(screen.kasus.into_iter().flat_map(|k| k.aksi)).map(|a| a.rute),
                );
                routes.extend(screen.keluarga.map(|k| k.rute));
                routes.extend(screen.anggota.into_iter().map(|o| o.rute));
            }
            Rute::Kunjungan { kasus_id } => {
                routes.extend(app.layar_kunjungan(&kasus_id).unwrap().aksi.into_iter().map(|a| a.rute));
            }
            Rute::MulaiFormulir { form_id, kasus_id } => {
                let form = app.mulai_formulir(&form_id, &kasus_id).unwrap();
                assert_ne!(form.halaman(None).unwrap().pertanyaan, [], "{form_id}");
            }
            Rute::LanjutDraf { draft_id } => drop(app.lanjut_formulir(&draft_id).unwrap()),
            Rute::Dokumen { dokumen_id } | Rute::Laporan { dokumen_id } => {
                app.layar_selesai(&dokumen_id).unwrap();
            }
            Rute::BukaKasus { .. } | Rute::DaftarAnggota { .. } | Rute::Cari | Rute::KotakKirim | Rute::Tinjau => {}
        }
    }
    let forms = opened.iter().filter(|r| matches!(r, Rute::MulaiFormulir { .. })).count();
    assert_eq!(forms, 2, "visit and assessment: {opened:?}");
}
