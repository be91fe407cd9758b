//! A ministry publishes a new version of a form: what is begun goes on in its own version until it is moved, what begins takes
//! the new one, and a version that is gone strands no draft.

#![allow(clippy::unwrap_used, reason = "tests")]

use atensi_core::app::FormHandle;
use atensi_core::error::ErrorCode;
use atensi_core::form::packs::{KUNJUNGAN_RUMAH, shipped_pack};
use atensi_core::store::{Store, StoreOptions, content};
use atensi_core::vault::{Pin, UserFolder};
use atensi_server::{ServerError, formulir};
use atensi_tests::journey::check;
use atensi_tests::kunjungan::{case, sample, sync};
use atensi_tests::world::{KAB, MemoryKeystore, NOW, PIN, Phone, World};

const SHIPPED: &str = "2026.1";

/// The shipped visit with changes, as files.
fn edited(version: &str, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let pack = shipped_pack(KUNJUNGAN_RUMAH).unwrap();
    let mut files: Vec<(String, String)> =
        pack.files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    for (name, text) in &mut files {
        if name == "settings.csv" {
            *text = text.replace(SHIPPED, version);
        } else if name == "survey.csv" {
            for (from, to) in changes {
                assert!(text.contains(from), "{from}");
                *text = text.replace(from, to);
            }
        }
    }
    files
}

/// The second version: a group has another name, a question is gone, another has another type, one is new and required.
fn second() -> Vec<(String, String)> {
    let pack = shipped_pack(KUNJUNGAN_RUMAH).unwrap();
    let survey = pack.file("survey.csv").unwrap();
    let line = |start: &str| survey.lines().find(|l| l.starts_with(start)).unwrap();
    let arrival = line("time,jam_tiba,");
    let name = line("text,nama_ditemui,");
    let columns = survey.lines().next().unwrap().split(',').count();
    let new = format!("text,cuaca,Cuaca,Weather,,,yes{}", ",".repeat(columns - 7));
    edited(
        "2026.2",
        &[
            ("begin group,pertemuan,", "begin group,orang_ditemui,"),
            (arrival, &new),
            (name, &name.replacen("text,", "integer,", 1)),
        ],
    )
}

fn publish(world: &World, files: Vec<(String, String)>) -> Result<formulir::Terpasang, ServerError> {
    world.server().service().writer.write_blocking(move |conn| formulir::install(conn, &files, NOW))
}

fn version(form: &FormHandle) -> String {
    form.versi().unwrap()
}

fn value(form: &FormHandle, path: &str) -> String {
    form.question(path).unwrap().value
}

/// The phone's store, with nobody working in it.
fn store(phone: &Phone) -> Store {
    let folder = UserFolder::all(&phone.home).unwrap().pop().unwrap();
    let key = folder.unlock_with_pin(&Pin::entered(PIN).unwrap(), &MemoryKeystore(phone.seed()), NOW).unwrap();
    Store::open(&folder.data_path(), &key, StoreOptions { reserve: false, ..StoreOptions::default() }).unwrap().store
}

#[test]
fn a_draft_keeps_its_version_until_it_is_moved_and_nothing_of_it_is_lost() {
    let world = World::new();
    let (one, two) = (world.phone(0), world.phone(1));
    let companion = one.unlock();
    let kasus = case(&companion);
    sync(&companion);
    check::make_photos(world.dir.path(), &sample()).unwrap();
    let (form, filled) = companion.isi_formulir(KUNJUNGAN_RUMAH, &kasus, &sample(), world.dir.path()).unwrap();
    let form = form.unwrap();
    assert_eq!(filled.rejected, []);
    let before = form.jawaban().unwrap();
    let draft = form.draft_id();
    let manifest = world.server().service().readers.read(|c| world.server().service().acuan.manifest(c, KAB)).unwrap();

    let published = publish(&world, second()).unwrap();
    assert_eq!((published.version.as_str(), published.peringatan.len()), ("2026.2", 0));
    sync(&companion);
    drop((form, companion));

    // After a restart the draft is where it was, and new ones begin in the new version, here and on the other phone.
    let companion = one.unlock();
    let form = companion.lanjut_formulir(&draft).unwrap();
    assert_eq!((version(&form).as_str(), form.jawaban().unwrap()), (SHIPPED, before));
    assert_eq!(form.versi_baru().unwrap().as_deref(), Some("2026.2"));
    let other = two.unlock();
    sync(&other);
    for (companion, kasus) in [(&companion, &kasus), (&other, &case(&other))] {
        let fresh = companion.mulai_kunjungan(kasus).unwrap();
        assert_eq!((version(&fresh).as_str(), fresh.versi_baru().unwrap()), ("2026.2", None));
        assert_eq!(fresh.pindah_versi().unwrap(), None, "there is nowhere to go");
        companion.buang_draf(&fresh.draft_id()).unwrap();
    }

    // Another session of the same draft is told that it is behind; nothing of its move is written.
    let behind = companion.lanjut_formulir(&draft).unwrap();
    form.jawab("keamanan_lokasi/tempat_manual", "Dusun II").unwrap();
    assert_eq!(behind.pindah_versi().unwrap_err().code, ErrorCode::DraftChanged);
    assert_eq!(version(&behind), SHIPPED);

    let delta = form.pindah_versi().unwrap().unwrap();
    assert!(delta.redraw);
    let moved = |form: &FormHandle| {
        assert_eq!(version(form), "2026.2");
        assert_eq!(value(form, "orang_ditemui/ditemui"), "penerima tetangga");
        assert_eq!(value(form, "keamanan_lokasi/tempat_manual"), "Dusun II");
        assert_eq!(value(form, "orang_ditemui/nama_ditemui"), "");
        let told: Vec<_> =
            form.tak_cocok().unwrap().into_iter().map(|t| format!("{}: {}", t.pertanyaan, t.jawaban)).collect();
        assert_eq!(told, ["Jam tiba: 09:40:00", "Nama orang yang paling banyak Anda ajak bicara: Rambu Ana Lodu"]);
        assert_eq!(form.masalah().unwrap().iter().map(|m| m.label.as_str()).collect::<Vec<_>>(), ["Cuaca"]);
    };
    moved(&form);
    drop((form, behind, companion));
    let companion = one.unlock();
    let item = companion.list_draf().unwrap().into_iter().find(|d| d.id == draft).unwrap();
    assert_eq!(item.form_version, "2026.2");
    let form = companion.lanjut_formulir(&draft).unwrap();
    moved(&form);

    // Undo goes back over the move: the answer typed last before it.
    form.urung().unwrap().unwrap();
    assert_eq!(value(&form, "keamanan_lokasi/tempat_manual"), "Dusun II, seberang dermaga lama");
    form.ulang().unwrap().unwrap();
    moved(&form);
    form.jawab("kunjungan/cuaca", "hujan").unwrap();
    let document = form.selesai().unwrap();
    assert_eq!(form.tak_cocok().unwrap().len(), 2, "told as long as it is looked at");
    sync(&companion);
    let export = world.export();
    let documents = export["documents"].as_array().unwrap();
    let made = documents.iter().find(|d| d["id"] == document.as_str()).unwrap();
    assert_eq!(made["form"][1], "2026.2");

    // The version before is not in the manifest, and is there by its hash.
    let service = world.server().service();
    let now = service.readers.read(|c| service.acuan.manifest(c, KAB)).unwrap();
    assert_ne!(now.version, manifest.version);
    let of = |m: &atensi_server::acuan::Manifest| {
        m.items.iter().find(|i| i.name == "formulir/kunjungan_rumah").unwrap().clone()
    };
    let (old, new) = (of(&manifest), of(&now));
    assert_eq!((old.version.as_str(), new.version.as_str(), &new.hash), (SHIPPED, "2026.2", &published.hash));
    let by_hash = service.readers.read(|c| service.acuan.item(c, KAB, &old.hash)).unwrap().unwrap();
    assert_eq!(by_hash, old);
}

#[test]
fn a_shipped_form_is_kept_for_its_drafts_and_a_version_that_is_gone_strands_none() {
    let world = World::new();
    let phone = world.phone(0);
    let companion = phone.unlock();
    let kasus = case(&companion);
    let form = companion.mulai_kunjungan(&kasus).unwrap();
    form.jawab("kunjungan/tanggal_kunjungan", "2026-11-20").unwrap();
    form.jawab("kunjungan/jam_tiba", "09:40:00").unwrap();
    let draft = form.draft_id();
    drop((form, companion));

    // The app ships another version now: what was kept with the draft serves it.
    let old = store(&phone);
    let name = format!("bawaan/formulir/{KUNJUNGAN_RUMAH}");
    let bundle = old.read(|db| content::get(db, &name, SHIPPED)).unwrap().expect("kept with the draft");
    assert_eq!(bundle, shipped_pack(KUNJUNGAN_RUMAH).unwrap().bundle());
    let older = String::from_utf8(bundle).unwrap().replace(SHIPPED, "2025.9");
    old.write(|tx| {
        content::put(tx, &name, "2025.9", older.as_bytes(), NOW)?;
        atensi_core::store::draft::set_version(tx, draft.parse().unwrap(), "2025.9")
    })
    .unwrap();
    drop(old);
    let companion = phone.unlock();
    let form = companion.lanjut_formulir(&draft).unwrap();
    assert_eq!((version(&form).as_str(), form.versi_baru().unwrap().as_deref()), ("2025.9", Some(SHIPPED)));
    assert_eq!(value(&form, "kunjungan/jam_tiba"), "09:40:00");
    assert_eq!(form.tak_cocok().unwrap(), []);
    drop((form, companion));

    // And without it, the draft goes on in the version in force.
    store(&phone).write(|tx| atensi_core::store::draft::set_version(tx, draft.parse().unwrap(), "2024.1")).unwrap();
    for _ in 0..2 {
        let companion = phone.unlock();
        let form = companion.lanjut_formulir(&draft).unwrap();
        assert_eq!((version(&form).as_str(), form.versi_baru().unwrap()), (SHIPPED, None));
        assert_eq!(value(&form, "kunjungan/jam_tiba"), "09:40:00");
        assert_eq!(companion.list_draf().unwrap()[0].form_version, SHIPPED);
        assert_eq!(companion.list_draf().unwrap()[0].changes, 3, "two answers and one move");
    }
}

#[test]
fn a_form_that_phones_would_refuse_is_refused_with_its_place() {
    let world = World::new();
    let refusal = |files| match publish(&world, files) {
        Err(ServerError::Setup(text)) => text,
        other => panic!("{other:?}"),
    };
    let bad = refusal(edited("2026.2", &[("begin group,pertemuan,", "begin group,pertemuan baru,")]));
    assert!(bad.contains("survey") && bad.contains("pertemuan baru"), "{bad}");
    // A shipped version says one thing everywhere.
    let same = refusal(edited(SHIPPED, &[("begin group,pertemuan,", "begin group,orang,")]));
    assert!(same.contains("raise `version`"), "{same}");
    assert!(refusal(edited("", &[])).contains("version"));

    let lacking = publish(&world, edited("2026.3", &[("begin group,penilaian,", "begin group,nilai,")])).unwrap();
    assert!(lacking.peringatan.iter().any(|w| w.contains("penilaian/tingkat_risiko")), "{:?}", lacking.peringatan);
    publish(&world, second()).unwrap();
    assert!(refusal(edited("2026.2", &[])).contains("other content"));
    let listed = |world: &World| -> Vec<(String, bool)> {
        let all = world.server().service().readers.read(formulir::list).unwrap();
        all.into_iter().filter(|f| f.id == KUNJUNGAN_RUMAH).map(|f| (f.version, f.berlaku)).collect()
    };
    let row = |v: &str, on| (v.to_owned(), on);
    assert_eq!(listed(&world), [row(SHIPPED, false), row("2026.3", false), row("2026.2", true)]);
    // Published again, an older one is in force again; so is the shipped one.
    publish(&world, edited("2026.3", &[("begin group,penilaian,", "begin group,nilai,")])).unwrap();
    assert_eq!(listed(&world), [row(SHIPPED, false), row("2026.2", false), row("2026.3", true)]);
    publish(&world, edited(SHIPPED, &[])).unwrap();
    assert_eq!(listed(&world), [row("2026.2", false), row("2026.3", false), row(SHIPPED, true)]);
}

/// Forms whose bytes lie in the library already are not carried over a weak link again; a published one is.
#[test]
fn shipped_forms_are_not_downloaded_again() {
    let world = World::new();
    let phone = world.phone(0);
    let companion = phone.unlock();
    let summary = companion.perbarui_acuan().unwrap();
    let packs = atensi_core::form::packs::shipped_packs();
    assert_eq!(summary.forms as usize, packs.len());
    let largest = packs.iter().map(|pack| pack.bundle().len() as u64).max().unwrap();
    assert!(summary.bytes < largest, "{} bytes hold a form of {largest}", summary.bytes);
}
