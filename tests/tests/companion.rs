//! The use cases over the real store and a real server: offline work, crash and resume, sync, receipts, collisions.

#![allow(clippy::unwrap_used, reason = "tests")]

use atensi_core::app::{Companion, Flow, KasusBaru, KeluargaBaru, Muatan, OrangBaru};
use atensi_core::domain::Lang;
use atensi_core::domain::status::StatusKirim;
use atensi_core::error::{ErrorCode, Retry};
use atensi_core::store::StoreOptions;
use atensi_core::view::SyncSummary;
use atensi_tests::journey::check;
use atensi_tests::world::{NOW, PIN, World};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn sync(companion: &Companion) -> SyncSummary {
    let summary = companion.sync(&mut |_| Flow::Continue).unwrap();
    assert!(summary.complete);
    summary
}

fn person(companion: &Companion) -> (String, String) {
    let family = companion
        .daftar_keluarga(&KeluargaBaru {
            nama_kepala: "Umbu Ndapa".into(),
            wilayah: Some("53.11.01.1001".into()),
            ..Default::default()
        })
        .unwrap()
        .id;
    let person = companion
        .daftar_orang(&OrangBaru {
            nama: "Rambu Ana Lodu".into(),
            nik: Some("5311014107520002".into()),
            kelamin: Some("P".into()),
            lahir: Some("1952-07-01".into()),
            keluarga_id: Some(family.clone()),
            ..Default::default()
        })
        .unwrap();
    assert_eq!(person.nik.unwrap().verdict, "ok");
    (family, person.id)
}

fn case(companion: &Companion, person: &str) -> String {
    companion
        .buka_kasus(&KasusBaru {
            subjek_jenis: "orang".into(),
            subjek_id: person.into(),
            klaster: "L".into(),
            jenis_ppks: Some("8".into()),
            risiko: Some("sedang".into()),
            kerahasiaan: None,
        })
        .unwrap()
}

fn forms() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("core/forms")
}

fn one(field: &str, value: &str) -> BTreeMap<String, Value> {
    [(field.to_owned(), Value::from(value))].into()
}

#[test]
fn a_visit_recorded_offline_arrives_whole_with_its_photos_and_a_receipt() {
    let mut world = World::new();
    let phone = world.phone(0);
    world.stop();
    let companion = phone.unlock();
    let (_, id) = person(&companion);
    let kasus = case(&companion, &id);
    let due = companion.jatuh_tempo().unwrap();
    assert_eq!((due.len(), due[0].due_on.as_str()), (1, "2026-11-26"), "first visit three days after opening");

    let answers = check::read_json(&forms().join("kunjungan-rumah/contoh/bertemu.json")).unwrap();
    check::make_photos(world.dir.path(), &answers).unwrap();
    let draft = {
        let visit = companion.mulai_kunjungan(&kasus).unwrap();
        let filled = visit.isi(&answers, world.dir.path()).unwrap();
        assert_eq!(filled.rejected, []);
        visit.draft_id()
    };
    // The app is gone and started again: the draft is as it was.
    companion.shutdown();
    assert_eq!(companion.list_draf().unwrap_err().code, ErrorCode::Closed);
    let companion = phone.unlock();
    let visit = companion.lanjut_formulir(&draft).unwrap();
    assert_eq!(visit.masalah().unwrap(), []);
    let document = visit.selesai().unwrap();
    assert_eq!(companion.record_status(&document).unwrap().status, StatusKirim::MenungguDikirim);
    let status = companion.status().unwrap();
    assert!(status.foto_menunggu >= 1 && status.menunggu >= 4, "{status:?}");
    let offline = companion.sync(&mut |_| Flow::Continue).unwrap_err();
    assert_eq!(offline.code, ErrorCode::Offline);

    world.start();
    let summary = sync(&companion);
    assert_eq!((summary.quarantined, summary.collisions), (0, 0));
    assert_eq!(summary.photos, u64::from(status.foto_menunggu));
    assert_eq!(companion.record_status(&document).unwrap().status, StatusKirim::DiterimaServer);
    let receipts = companion.periksa_tanda_terima().unwrap();
    assert!(receipts.chain_ok && receipts.covered == receipts.ops && receipts.items.iter().all(|r| r.valid));
    let report = companion.laporan_kunjungan(&document).unwrap();
    assert!(report.contains("Diterima server") && report.contains("Rambu Ana Lodu"));

    let mut notes = check::Notes::default();
    notes.field(&id, "nama", json!("Rambu Ana Lodu"));
    notes.document(&document, answers, world.dir.path());
    assert!(check::compare(&notes, &world.export()).unwrap() > 30);

    // Nothing new: one round trip.
    let idle = sync(&companion);
    assert_eq!((idle.sent, idle.received), (0, 0));
}

#[test]
fn text_goes_alone_while_photos_wait_for_wifi_and_every_screen_says_so() {
    let world = World::new();
    let companion = world.phone(0).unlock();
    let (_, id) = person(&companion);
    let kasus = case(&companion, &id);
    let answers = check::read_json(&forms().join("kunjungan-rumah/contoh/bertemu.json")).unwrap();
    check::make_photos(world.dir.path(), &answers).unwrap();
    let visit = companion.mulai_kunjungan(&kasus).unwrap();
    visit.isi(&answers, world.dir.path()).unwrap();
    let document = visit.selesai().unwrap();
    let before = companion.status().unwrap();
    let wifi = |companion: &Companion| {
        let (box_, day) = (companion.layar_kotak_kirim().unwrap(), companion.layar_hari_ini(0, 1).unwrap());
        let card = companion.layar_profil(&kasus).unwrap().dokumen.remove(0).rincian;
        [companion.status().unwrap().line, box_.pil.kata, box_.perkiraan, box_.menunggu.kata, day.belum_terkirim, card]
            .map(|said| said.contains("Wi-Fi"))
    };
    assert_eq!(wifi(&companion), [false; 6], "nobody chose to wait yet");

    let mut last = String::new();
    let text = |companion: &Companion, last: &mut String| {
        let mut photo_bytes = 0;
        let summary = companion
            .sync_muatan(Muatan::Teks, &mut |progress| {
                photo_bytes += progress.photo_bytes;
                last.clone_from(&progress.line);
                Flow::Continue
            })
            .unwrap();
        (summary, photo_bytes)
    };
    let (summary, photo_bytes) = text(&companion, &mut last);
    assert_eq!((summary.complete, summary.photos, photo_bytes), (false, 0, 0));
    assert!(summary.sent >= 4 && summary.bytes_up < before.foto_bytes, "{summary:?}");
    assert!(last.ends_with("foto menunggu Wi-Fi."), "{last}");
    let after = companion.status().unwrap();
    assert_eq!((after.menunggu, after.foto_menunggu), (0, before.foto_menunggu));
    assert_eq!(after.foto_bytes, before.foto_bytes, "not a byte of a photo went");
    let status = companion.record_status(&document).unwrap();
    assert_eq!((status.status, status.foto_menunggu), (StatusKirim::DiterimaServer, before.foto_menunggu));
    let receipts = companion.periksa_tanda_terima().unwrap();
    assert!(receipts.chain_ok && receipts.covered == receipts.ops);
    assert_eq!(wifi(&companion), [true; 6]);
    let box_ = companion.layar_kotak_kirim().unwrap();
    assert!(box_.bisa_kirim && box_.kosong.is_empty() && box_.menunggu.kosong.contains("menunggu Wi-Fi"), "{box_:?}");
    // Again text alone: nothing is sent twice, and receiving goes on.
    let (again, _) = text(&companion, &mut last);
    assert_eq!((again.sent, again.complete), (0, false));

    let full = sync(&companion);
    assert_eq!(full.photos, u64::from(before.foto_menunggu));
    assert_eq!(companion.status().unwrap().foto_menunggu, 0);
    assert_eq!(companion.layar_kotak_kirim().unwrap().pil.kata, "Semua diterima server");
    let (nothing_left, _) = text(&companion, &mut last);
    assert!(nothing_left.complete && last == "Semua sudah diterima server.", "{last}");
    let mut notes = check::Notes::default();
    notes.document(&document, answers, world.dir.path());
    assert!(check::compare(&notes, &world.export()).unwrap() > 30);
}

#[test]
fn a_run_with_photos_takes_the_word_of_waiting_back_at_its_start() {
    let mut world = World::new();
    let companion = world.phone(0).unlock();
    let (_, id) = person(&companion);
    let kasus = case(&companion, &id);
    let answers = check::read_json(&forms().join("kunjungan-rumah/contoh/bertemu.json")).unwrap();
    check::make_photos(world.dir.path(), &answers).unwrap();
    let visit = companion.mulai_kunjungan(&kasus).unwrap();
    visit.isi(&answers, world.dir.path()).unwrap();
    visit.selesai().unwrap();
    companion.sync_muatan(Muatan::Teks, &mut |_| Flow::Continue).unwrap();
    assert!(companion.layar_kotak_kirim().unwrap().pil.kata.ends_with("menunggu Wi-Fi"));
    world.stop();
    assert_eq!(companion.sync(&mut |_| Flow::Continue).unwrap_err().code, ErrorCode::Offline);
    assert!(companion.layar_kotak_kirim().unwrap().pil.kata.ends_with("menunggu"));
}

#[test]
fn two_devices_that_change_the_same_person_merge_and_show_the_collision_until_someone_decides() {
    let world = World::new();
    let (a, b) = (world.phone(0), world.phone(1));
    let (a, b) = (a.unlock(), b.unlock());
    let (_, id) = person(&a);
    sync(&a);
    sync(&b);
    assert_eq!(b.record(&id).unwrap().fields["nama"], json!("Rambu Ana Lodu"), "the team's peksos sees it");

    a.ubah("orang", &id, BTreeMap::from([("telepon".into(), json!("0811")), ("catatan".into(), json!("di kebun"))]))
        .unwrap();
    b.ubah("orang", &id, BTreeMap::from([("telepon".into(), json!("0822")), ("alamat".into(), json!("RT 05"))]))
        .unwrap();
    sync(&a);
    sync(&b);
    sync(&a);
    for (who, companion) in [("a", &a), ("b", &b)] {
        let detail = companion.record(&id).unwrap();
        assert_eq!(
            (&detail.fields["catatan"], &detail.fields["alamat"]),
            (&json!("di kebun"), &json!("RT 05")),
            "{who}"
        );
        assert_eq!(detail.status, StatusKirim::PerluPerhatian, "{who}");
        let open = companion.list_tabrakan().unwrap();
        let values: Vec<&str> = open[0].sides.iter().map(|s| s.value.as_str()).collect();
        assert_eq!((open.len(), values), (1, vec!["0811", "0822"]), "{who}");
        assert_eq!(open[0].sides.iter().filter(|s| s.mine).count(), 1, "{who}");
    }
    b.putuskan(&id, "telepon", json!("0822")).unwrap();
    sync(&b);
    sync(&a);
    for companion in [&a, &b] {
        assert_eq!(companion.list_tabrakan().unwrap(), []);
        assert_eq!(companion.record(&id).unwrap().fields["telepon"], json!("0822"));
    }
    assert_eq!(a.record(&id).unwrap().fields, b.record(&id).unwrap().fields);
}

#[test]
fn a_stranger_sees_nothing_and_cannot_write_into_others_records() {
    let world = World::new();
    let (a, other) = (world.phone(0), world.phone(3));
    let (a, other) = (a.unlock(), other.unlock());
    let (_, id) = person(&a);
    sync(&a);
    let summary = sync(&other);
    assert_eq!(summary.received, 0);
    assert_eq!(other.record(&id).unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(other.ubah("orang", &id, one("nama", "x")).unwrap_err().code, ErrorCode::NotFound);
}

#[test]
fn a_wrong_clock_costs_no_data() {
    let world = World::new();
    let phone = world.phone(0);
    phone.clock.forward(-3 * 365 * 86_400_000);
    let companion = phone.unlock();
    let (_, id) = person(&companion);
    phone.clock.forward(6 * 365 * 86_400_000);
    companion.ubah("orang", &id, one("telepon", "0811")).unwrap();
    sync(&companion);
    assert_eq!(companion.record_status(&id).unwrap().status, StatusKirim::DiterimaServer);
    let export = world.export();
    let held = export["records"].as_array().unwrap().iter().find(|r| r["id"] == json!(id)).unwrap();
    assert_eq!(held["fields"]["telepon"], json!("0811"));
}

#[test]
fn an_answer_is_kept_undone_and_marked_but_a_wrong_type_changes_nothing() {
    let world = World::new();
    let phone = world.phone(0);
    let companion = phone.unlock();
    let (_, id) = person(&companion);
    let kasus = case(&companion, &id);
    let visit = companion.mulai_kunjungan(&kasus).unwrap();
    assert_eq!(visit.last_path().unwrap(), None);
    visit.jawab("kunjungan/tanggal_kunjungan", "2026-11-20").unwrap();
    let wrong = visit.jawab("kunjungan/tanggal_kunjungan", "kemarin").unwrap_err();
    assert_eq!((wrong.code, wrong.reason.as_deref()), (ErrorCode::InvalidAnswer, Some("answer.wrong_type")));
    let future = visit.jawab("kunjungan/tanggal_kunjungan", "2031-01-01").unwrap();
    assert!(future.changes.iter().any(|c| c.error.as_deref().is_some_and(|e| !e.is_empty())), "saved, but marked");
    visit.urung().unwrap().unwrap();
    assert_eq!(visit.question("kunjungan/tanggal_kunjungan").unwrap().value, "2026-11-20");
    let error = visit.selesai().unwrap_err();
    assert_eq!(error.code, ErrorCode::FormIncomplete);
    drop(visit);
    let draft = companion.list_draf().unwrap().remove(0);
    let again = phone.unlock().lanjut_formulir(&draft.id).unwrap();
    assert!(again.last_path().unwrap().unwrap().ends_with("/kunjungan/tanggal_kunjungan"));
    assert_eq!(again.question("kunjungan/tanggal_kunjungan").unwrap().value, "2026-11-20");
}

#[test]
fn wrong_pins_are_counted_and_slow_and_destroy_nothing() {
    let world = World::new();
    let phone = world.phone(0);
    let home = phone.open();
    let mut last = None;
    for _ in 0..4 {
        last = home.unlock(None, "111222").err();
    }
    assert_eq!(last.unwrap().code, ErrorCode::WrongPin);
    let wait = home.unlock(None, PIN).err().unwrap();
    assert_eq!(wait.code, ErrorCode::PinDelay, "the right PIN waits as well");
    assert!(matches!(wait.retry, Retry::After(s) if (1..=30).contains(&s)), "{wait:?}");
    assert!(wait.message(Lang::Id).contains("Data Anda tetap aman"));
    phone.clock.forward(31_000);
    home.unlock(None, PIN).unwrap();
}

#[test]
fn the_reader_gets_both_languages() {
    let world = World::new();
    let companion = world.phone(0).unlock();
    let (_, id) = person(&companion);
    let kasus = case(&companion, &id);
    companion.set_lang(Lang::En);
    let visit = companion.mulai_kunjungan(&kasus).unwrap();
    assert!(visit.sections().unwrap()[0].judul.contains("Visit"));
    companion.set_lang(Lang::Id);
    visit.set_lang(Lang::Id).unwrap();
    assert!(visit.sections().unwrap()[0].judul.contains("Kunjungan"));
    assert!(visit.tersimpan().starts_with("Tersimpan di perangkat 10."), "{} at {NOW}", visit.tersimpan());
}

#[test]
fn a_full_device_refuses_the_answer_keeps_the_draft_and_says_what_to_free() {
    let world = World::new();
    let phone = world.phone(0);
    let companion = phone.unlock();
    let (_, id) = person(&companion);
    let kasus = case(&companion, &id);
    let visit = companion.mulai_kunjungan(&kasus).unwrap();
    visit.jawab("kunjungan/tanggal_kunjungan", "2026-11-20").unwrap();
    let draft = visit.draft_id();
    drop((visit, companion));

    let size =
        std::fs::metadata(std::fs::read_dir(&phone.home).unwrap().next().unwrap().unwrap().path().join("data.db"));
    let pages = u32::try_from(size.unwrap().len() / 4096).unwrap();
    let options = StoreOptions { max_pages: pages + 4, ..StoreOptions::default() };
    let companion = phone.open().with_store_options(options).unlock(None, PIN).unwrap();
    let visit = companion.lanjut_formulir(&draft).unwrap();
    visit.jawab("kunjungan/hasil_kunjungan", "bertemu").unwrap();
    let mut last = String::from("bertemu, sebelum penuh");
    let full = (0..200).find_map(|n| {
        // Text that does not compress.
        let text: String = (0..60).map(|i| blake3::hash(format!("{n} {i}").as_bytes()).to_hex().to_string()).collect();
        match visit.jawab("pengamatan/catatan_pengamatan", &text) {
            Ok(_) => {
                last = text;
                None
            }
            Err(error) => Some(error),
        }
    });
    let full = full.expect("200 answers of 4 KB fill a store of a few pages");
    assert_eq!(full.code, ErrorCode::DiskFull, "{full}");
    let words = full.message(Lang::Id);
    assert!(words.contains("Draf Anda aman") && words.contains("Hapus"), "{words}");
    drop((visit, companion));

    let companion = phone.unlock();
    let visit = companion.lanjut_formulir(&draft).unwrap();
    assert_eq!(visit.question("kunjungan/tanggal_kunjungan").unwrap().value, "2026-11-20");
    let note = visit.question("pengamatan/catatan_pengamatan").unwrap().value;
    assert!(note == last || note.is_empty() && last.starts_with("bertemu"), "the last accepted answer is there");
    visit.jawab("pengamatan/catatan_pengamatan", "sudah ada ruang").unwrap();
}
