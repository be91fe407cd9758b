//! A damaged store is read out, goes on in a fresh file, and what was recovered reaches a real server without a fork.

#![allow(clippy::unwrap_used, reason = "tests")]

use atensi_core::app::{Companion, Flow, KasusBaru, OrangBaru, Pemulihan};
use atensi_core::error::ErrorCode;
use atensi_core::view::SyncSummary;
use atensi_tests::journey::check;
use atensi_tests::world::{PIN, Phone, World};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: usize = 4096;

fn sync(companion: &Companion) -> SyncSummary {
    let summary = companion.sync(&mut |_| Flow::Continue).unwrap();
    assert!(summary.complete);
    summary
}

fn one(field: &str, value: &str) -> BTreeMap<String, Value> {
    [(field.to_owned(), Value::from(value))].into()
}

fn person(companion: &Companion, nama: &str) -> String {
    companion.daftar_orang(&OrangBaru { nama: nama.into(), ..Default::default() }).unwrap().id
}

fn data(phone: &Phone) -> PathBuf {
    let folders = fs::read_dir(&phone.home).unwrap().map(|entry| entry.unwrap().path());
    let user = folders.into_iter().find(|path| path.join("vault.json").exists()).unwrap();
    user.join("data.db")
}

fn spoil(path: &Path, page: usize) {
    let mut bytes = fs::read(path).unwrap();
    let at = page * PAGE + 200;
    bytes[at..at + 64].iter_mut().for_each(|byte| *byte ^= 0x5a);
    fs::write(path, bytes).unwrap();
}

/// How many were recovered, and whether any were lost or may have been.
fn part(report: &Pemulihan, jenis: &str) -> (u64, u64) {
    let part = report.bagian.iter().find(|part| part.jenis == jenis).unwrap();
    (part.pulih, part.hilang + u64::from(part.mungkin_lebih))
}

/// What a worker did: some of it sent, some not, one visit finished and one draft begun.
struct Day {
    world: World,
    phone: Phone,
    sent: String,
    unsent: Vec<String>,
    document: String,
    draft: String,
    answers: Value,
    before: Value,
}

fn day() -> Day {
    let mut world = World::new();
    let phone = world.phone(0);
    let companion = phone.unlock();
    let sent = person(&companion, "Rambu Ana Lodu");
    sync(&companion);
    world.stop();
    companion.ubah("orang", &sent, one("telepon", "0811")).unwrap();
    // Enough records that damage meets some of them and not all.
    let unsent: Vec<String> = (0..30)
        .map(|n| {
            let id = person(&companion, &format!("Warga {n}"));
            let note: String = (0..20u8).map(|i| blake3::hash(&[n, i]).to_hex().to_string()).collect();
            companion.ubah("orang", &id, one("catatan", &note)).unwrap();
            id
        })
        .collect();
    let kasus = companion
        .buka_kasus(&KasusBaru {
            subjek_jenis: "orang".into(),
            subjek_id: sent.clone(),
            klaster: "L".into(),
            jenis_ppks: Some("8".into()),
            risiko: Some("sedang".into()),
            kerahasiaan: None,
        })
        .unwrap();
    let forms = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("core/forms");
    let answers = check::read_json(&forms.join("kunjungan-rumah/contoh/bertemu.json")).unwrap();
    check::make_photos(world.dir.path(), &answers).unwrap();
    let visit = companion.mulai_kunjungan(&kasus).unwrap();
    visit.isi(&answers, world.dir.path()).unwrap();
    let document = visit.selesai().unwrap();
    let visit = companion.mulai_kunjungan(&kasus).unwrap();
    visit.jawab("kunjungan/tanggal_kunjungan", "2026-11-20").unwrap();
    visit.jawab("kunjungan/hasil_kunjungan", "bertemu").unwrap();
    for n in 0..60 {
        visit.jawab("pengamatan/catatan_pengamatan", &format!("catatan ke-{n}")).unwrap();
    }
    let draft = visit.draft_id();
    let before = companion.ekspor().unwrap();
    Day { world, phone, sent, unsent, document, draft, answers, before }
}

/// Every field of every record of an export, by record.
fn fields(export: &Value, list: &str) -> BTreeMap<String, Value> {
    let records = export[list].as_array().unwrap().iter();
    records.map(|r| (r["id"].as_str().unwrap().to_owned(), r["fields"].clone())).collect()
}

/// What the damage left goes on: recovered, worked on, sent, and the same on both sides.
fn goes_on(day: &mut Day, what: &str) -> Pemulihan {
    let path = data(&day.phone);
    let damaged = fs::read(&path).unwrap();
    let home = day.phone.open();
    let found = home.periksa_data(None, PIN).unwrap();
    assert!(!found.utuh && found.masalah > 0, "{what}: {found:?}");
    let report = home.pulihkan(None, PIN).unwrap();
    let aside = path.with_file_name(report.berkas.as_ref().unwrap());
    assert!(fs::read(&aside).unwrap() == damaged, "{what}: kept as it was");
    day.world.start();
    if report.aktivasi_ulang {
        assert_eq!(home.users().unwrap(), Vec::<String>::new(), "{what}");
        assert_eq!(home.unlock(None, PIN).err().unwrap().code, ErrorCode::ActivationUnfinished, "{what}");
        let wrong = home.activate(&atensi_core::app::ActivationRequest {
            pin: "739204".into(),
            ..day.world.request(day.world.code(0))
        });
        assert_eq!(wrong.err().unwrap().code, ErrorCode::WrongPin, "{what}: the code is not spent for nothing");
        home.activate(&day.world.request(day.world.code(0))).unwrap();
    }
    let again = home.periksa_data(None, PIN).unwrap();
    assert!(again.utuh && again.rantai_utuh && again.disisihkan.len() == 1, "{what}: {again:?}");
    let companion = day.phone.unlock();
    // Work goes on before there is a network again.
    let id = person(&companion, "Sesudah Pulih");
    let summary = sync(&companion);
    assert_eq!(summary.quarantined, 0, "{what}");
    assert_eq!(companion.status().unwrap().menunggu, 0, "{what}");
    let receipts = companion.periksa_tanda_terima().unwrap();
    assert!(receipts.chain_ok && receipts.items.iter().all(|item| item.valid), "{what}: {receipts:?}");
    assert_eq!(receipts.covered, receipts.ops, "{what}");
    let (here, there) = (fields(&companion.ekspor().unwrap(), "registers"), fields(&day.world.export(), "records"));
    for (record, held) in &here {
        assert_eq!(there.get(record), Some(held), "{what}: {record}");
    }
    assert_eq!(there[&id]["nama"], json!("Sesudah Pulih"), "{what}");
    // Once more: nothing is sent twice, nothing is refused.
    assert_eq!(sync(&companion).sent, 0, "{what}");
    report
}

/// All that the worker had before the damage is at the server.
fn nothing_is_missing(day: &Day, what: &str) {
    let there = fields(&day.world.export(), "records");
    for (record, held) in fields(&day.before, "registers") {
        assert_eq!(there.get(&record), Some(&held), "{what}: {record}");
    }
    let mut notes = check::Notes::default();
    notes.field(&day.sent, "telepon", json!("0811"));
    notes.document(&day.document, day.answers.clone(), day.world.dir.path());
    assert!(check::compare(&notes, &day.world.export()).unwrap() > 30, "{what}");
}

/// Spoils one page after another of the same kind of day. A single page never holds both an op and what it wrote, so
/// everything comes back, except where the list of tables itself is hit, and but for answers of an open draft: there is
/// one copy of them, and the draft goes on from before the hole.
fn page_by_page(first: usize, step: usize) {
    let mut page = first;
    let mut hopeless = 0;
    loop {
        let mut day = day();
        let path = data(&day.phone);
        if (page + 1) * PAGE > fs::metadata(&path).unwrap().len() as usize {
            break;
        }
        spoil(&path, page);
        let what = format!("page {page}");
        let report = goes_on(&mut day, &what);
        if part(&report, "tulisan").0 == 0 {
            hopeless += 1;
        } else {
            nothing_is_missing(&day, &what);
            let draft = day.phone.unlock().lanjut_formulir(&day.draft);
            match (part(&report, "draf"), part(&report, "jawaban_draf")) {
                ((_, 0), (_, 0)) => {
                    let answer = draft.unwrap().question("pengamatan/catatan_pengamatan").unwrap().value;
                    assert_eq!(answer, "catatan ke-59", "{what}");
                }
                // Cut, not gone: what is before the hole can be read.
                ((_, 0), _) => assert!(draft.unwrap().sections().is_ok(), "{what}"),
                _ => {}
            }
        }
        page += step;
    }
    assert!(page > first + 2 * step, "the file has more pages than that");
    assert!(hopeless <= 1, "{hopeless}");
}

#[test]
fn any_damaged_page_costs_nothing_that_was_saved_i() {
    page_by_page(2, 9);
}

#[test]
fn any_damaged_page_costs_nothing_that_was_saved_ii() {
    page_by_page(5, 9);
}

#[test]
fn a_file_without_its_list_of_tables_waits_for_activation_and_a_second_look() {
    let mut day = day();
    let path = data(&day.phone);
    let whole = fs::read(&path).unwrap();
    spoil(&path, 0);
    let report = goes_on(&mut day, "page 0");
    assert_eq!((part(&report, "tulisan"), report.aktivasi_ulang), ((0, 1), true));
    let companion = day.phone.unlock();
    let nothing = companion.pulihkan_lagi().unwrap();
    assert_eq!(part(&nothing[0], "tulisan"), (0, 0));

    // Support repaired the file: now everything unsent comes over, once.
    fs::write(path.with_file_name(report.berkas.unwrap()), whole).unwrap();
    let brought = companion.pulihkan_lagi().unwrap();
    assert!(part(&brought[0], "tulisan").0 > 60 && part(&brought[0], "draf").0 == 1, "{brought:?}");
    let again = companion.pulihkan_lagi().unwrap();
    assert_eq!((part(&again[0], "tulisan").0, part(&again[0], "jawaban_draf").0), (0, 0));
    assert_eq!(sync(&companion).quarantined, 0);
    nothing_is_missing(&day, "after the second look");
    let draft = companion.lanjut_formulir(&day.draft).unwrap();
    assert_eq!(draft.question("pengamatan/catatan_pengamatan").unwrap().value, "catatan ke-59");
}

#[test]
fn a_file_cut_anywhere_is_read_as_far_as_it_goes() {
    for tenth in [9, 7, 4] {
        let mut day = day();
        let path = data(&day.phone);
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() * tenth / 10 / PAGE * PAGE]).unwrap();
        let what = format!("cut at {tenth}/10");
        let report = goes_on(&mut day, &what);
        assert!(report.bagian.iter().any(|part| part.hilang > 0 || part.mungkin_lebih), "{what}: {report:?}");
    }
}

#[test]
fn numbers_that_the_server_has_are_never_used_again() {
    let world = World::new();
    let phone = world.phone(0);
    let companion = phone.unlock();
    let first = person(&companion, "Pertama");
    drop(companion);
    // The file as it was before more was written and sent; then damaged: as if its newest pages had never reached the disk.
    let path = data(&phone);
    let old = fs::read(&path).unwrap();
    let companion = phone.unlock();
    companion.ubah("orang", &first, one("telepon", "0811")).unwrap();
    let later = person(&companion, "Dikirim Lalu Hilang");
    sync(&companion);
    drop(companion);
    fs::write(&path, old).unwrap();
    let size = fs::metadata(&path).unwrap().len() as usize;
    spoil(&path, size / PAGE - 1);

    let home = phone.open();
    let report = home.pulihkan(None, PIN).unwrap();
    assert!(!report.aktivasi_ulang, "{report:?}");
    let companion = phone.unlock();
    assert_eq!(companion.record(&later).unwrap_err().code, ErrorCode::NotFound);
    companion.ubah("orang", &first, one("alamat", "RT 05")).unwrap();
    let new = person(&companion, "Sesudah Pulih");
    sync(&companion);
    let there = fields(&world.export(), "records");
    assert_eq!((&there[&first]["telepon"], &there[&first]["alamat"]), (&json!("0811"), &json!("RT 05")));
    assert_eq!(there[&new]["nama"], json!("Sesudah Pulih"));
    assert_eq!(companion.record(&later).unwrap().fields["nama"], json!("Dikirim Lalu Hilang"), "back from the server");
    assert_eq!(companion.list_tabrakan().unwrap(), []);
    assert_eq!(fields(&companion.ekspor().unwrap(), "registers"), there);
    let receipts = companion.periksa_tanda_terima().unwrap();
    assert!(receipts.chain_ok && receipts.covered == receipts.ops, "{receipts:?}");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        match entry.path() {
            path if path.is_dir() => copy(&path, &to.join(entry.file_name())),
            path => drop(fs::copy(path, to.join(entry.file_name())).unwrap()),
        }
    }
}

/// The device lost its newest ops, got them back from the server, and then the server is restored to before them.
#[test]
fn a_restored_server_gets_again_what_a_recovered_device_had_from_it() {
    let mut world = World::new();
    let phone = world.phone(0);
    let companion = phone.unlock();
    let first = person(&companion, "Pertama");
    sync(&companion);
    drop(companion);
    let path = data(&phone);
    let old = fs::read(&path).unwrap();
    world.stop();
    let (server, backup) = (world.dir.path().join("server"), world.dir.path().join("cadangan"));
    copy(&server, &backup);
    world.start();
    let companion = phone.unlock();
    companion.ubah("orang", &first, one("telepon", "0811")).unwrap();
    let later: Vec<String> = (0..5).map(|n| person(&companion, &format!("Dikirim {n}"))).collect();
    sync(&companion);
    drop(companion);
    fs::write(&path, old).unwrap();
    spoil(&path, fs::metadata(&path).unwrap().len() as usize / PAGE - 1);
    phone.open().pulihkan(None, PIN).unwrap();
    let companion = phone.unlock();
    sync(&companion);
    assert!(later.iter().all(|id| companion.record(id).is_ok()), "back from the server");

    world.stop();
    fs::remove_dir_all(&server).unwrap();
    copy(&backup, &server);
    let (_, conn) = atensi_server::Places::new(&server, None).open().unwrap();
    conn.execute("UPDATE meta SET value = value + 1 WHERE key = 'epoch'", []).unwrap();
    drop(conn);
    world.start();
    let new = person(&companion, "Sesudah Cadangan");
    sync(&companion);
    let there = fields(&world.export(), "records");
    for id in later.iter().chain([&new]) {
        assert!(there.contains_key(id), "{id}");
    }
    assert_eq!(there[&first]["telepon"], json!("0811"));
    assert_eq!(fields(&companion.ekspor().unwrap(), "registers"), there);
    let receipts = companion.periksa_tanda_terima().unwrap();
    assert!(receipts.chain_ok && receipts.covered == receipts.ops, "{receipts:?}");
}

#[test]
fn a_sound_file_is_left_alone_and_a_busy_one_is_not_touched() {
    let day = day();
    let path = data(&day.phone);
    let before = fs::read(&path).unwrap();
    let home = day.phone.open();
    assert!(home.periksa_data(None, PIN).unwrap().utuh);
    assert_eq!(home.pulihkan(None, PIN).unwrap(), Pemulihan::default());
    assert_eq!(home.pulihkan(None, "111222").unwrap_err().code, ErrorCode::WrongPin);
    assert!(fs::read(&path).unwrap() == before);
    let companion = day.phone.unlock();
    spoil(&path, 3);
    let damaged = fs::read(&path).unwrap();
    assert_eq!(home.pulihkan(None, PIN).unwrap_err().code, ErrorCode::StoreBusy);
    assert!(fs::read(&path).unwrap() == damaged);
    drop(companion);
    assert!(home.pulihkan(None, PIN).unwrap().berkas.is_some());
}

#[test]
fn a_recovery_killed_between_its_last_steps_is_finished_by_the_next_start() {
    let day = day();
    let path = data(&day.phone);
    spoil(&path, 4);
    let report = day.phone.open().pulihkan(None, PIN).unwrap();
    // As after a kill between the two renames.
    fs::rename(&path, path.with_file_name("data.db.pulih")).unwrap();
    assert_eq!(day.phone.open().users().unwrap().len(), 1);
    let companion = day.phone.unlock();
    assert_eq!(fields(&companion.ekspor().unwrap(), "registers"), fields(&day.before, "registers"));
    assert!(report.berkas.is_some() && companion.record(&day.unsent[7]).is_ok());
}
