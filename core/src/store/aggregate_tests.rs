use super::test_kit::{Place, id, key, op, spoil};
use super::*;
use crate::domain::ids::{DeviceNo, OpRef, UserId};
use crate::domain::op::RegisterKind;
use crate::domain::register::{Collision, FieldState, RegisterState};
use uuid::Uuid;

fn draft_row(n: u128, at: i64) -> draft::DraftRow {
    draft::DraftRow {
        id: id(n),
        form_id: "asesmen_awal".into(),
        form_version: "1".into(),
        kasus: Some(id(900)),
        lang: "id".into(),
        created_at: at,
        updated_at: at,
        events: 0,
    }
}

fn orang_row(n: u128, kunci: &str, nik: Option<&str>) -> orang::OrangRow {
    orang::OrangRow {
        id: id(n),
        nama: kunci.to_uppercase(),
        nama_kunci: kunci.into(),
        nik: nik.map(Into::into),
        lahir: None,
        kelamin: Some("P".into()),
        keluarga_id: Some(id(500)),
        wilayah: None,
    }
}

#[test]
fn drafts_live_as_events_until_finished() {
    let place = Place::new();
    let store = place.open();
    store.write(|tx| draft::create(tx, &draft_row(1, 10))).expect("begins");
    store.write(|tx| draft::create(tx, &draft_row(2, 20))).expect("begins");
    for n in 1..=3u64 {
        let number = store.append_draft_event(id(1), n - 1, 100 + n as i64, format!("{{\"a\":{n}}}").as_bytes());
        assert_eq!(number.expect("keeps"), n);
    }
    drop(store);
    let store = place.open();
    let open = store.read(draft::list_open).expect("lists");
    assert_eq!(
        open.iter().map(|d| (d.id, d.events, d.updated_at)).collect::<Vec<_>>(),
        [(id(1), 3, 103), (id(2), 0, 20)]
    );
    assert_eq!(store.read(|db| draft::events(db, id(1))).expect("events")[2], b"{\"a\":3}");

    // A writer that has seen less, or claims more, is refused and leaves nothing.
    for seen in [0, 2, 4, u64::MAX >> 1] {
        let refused = store.append_draft_event(id(1), seen, 300, b"x");
        assert!(matches!(refused, Err(StoreError::DraftChanged)), "{seen}: {refused:?}");
    }
    assert_eq!(store.read(|db| draft::events(db, id(1))).expect("events").len(), 3);

    store.write(|tx| draft::finish(tx, id(1), id(77), 200)).expect("finishes");
    let late = store.append_draft_event(id(1), 3, 300, b"x");
    assert!(matches!(late, Err(StoreError::DraftClosed { discarded: false })), "{late:?}");
    assert!(matches!(store.append_draft_event(id(9), 0, 300, b"x"), Err(StoreError::NotFound)));
    assert!(store.write(|tx| draft::discard(tx, id(1), 200)).is_err(), "closed already");
    store.write(|tx| draft::discard(tx, id(2), 200)).expect("discards");
    assert!(store.read(draft::list_open).expect("lists").is_empty());
    let discarded = store.read(draft::list_discarded).expect("lists");
    assert_eq!(discarded.iter().map(|(d, at)| (d.id, *at)).collect::<Vec<_>>(), [(id(2), 200)]);
    let late = store.append_draft_event(id(2), 0, 300, b"x");
    assert!(matches!(late, Err(StoreError::DraftClosed { discarded: true })), "{late:?}");
    let states = [1, 2, 9].map(|n| store.read(|db| draft::state(db, id(n))).expect("reads"));
    assert_eq!(states, [Some(draft::DraftState::Finished), Some(draft::DraftState::Discarded), None]);
    store.write(|tx| draft::restore(tx, id(2))).expect("brings back");
    assert_eq!(store.read(draft::list_open).expect("lists").len(), 1);
    assert_eq!(store.write(|tx| draft::purge_closed(tx, 200)).expect("purges"), 0, "not before");
    assert_eq!(store.write(|tx| draft::purge_closed(tx, 201)).expect("purges"), 1);
    assert!(store.append_draft_event(id(2), 0, 1, &vec![0; draft::MAX_EVENT + 1]).is_err());
}

#[test]
fn a_draft_survives_a_full_disk_and_goes_on_after() {
    let place = Place::new();
    let store = place.open();
    store.write(|tx| draft::create(tx, &draft_row(1, 10))).expect("begins");
    let pages: u32 = store.pragma("page_count").expect("pages").parse().expect("number");
    drop(store);
    let options = StoreOptions { max_pages: pages + 4, ..StoreOptions::default() };
    let store = place.try_open(options).expect("opens").store;
    assert!(place.names().contains(&"cadangan.bin".to_owned()));
    let answer = |n: u64| {
        let noise: Vec<u8> = (0..60u8).flat_map(|i| *blake3::hash(&[n as u8, i]).as_bytes()).collect();
        noise
    };
    let mut kept = 0;
    let error = loop {
        match store.append_draft_event(id(1), kept, 1, &answer(kept + 1)) {
            Ok(n) => kept = n,
            Err(error) => break error,
        }
        assert!(kept < 100, "never full");
    };
    // The reserve was given up for one repetition, in vain here: the limit is in pages.
    assert!(matches!(error, StoreError::DiskFull { reserve_released: false }), "{error:?}");
    assert!(!place.names().contains(&"cadangan.bin".to_owned()));
    assert!(kept > 0);
    drop(store);
    let store = place.open();
    let events = store.read(|db| draft::events(db, id(1))).expect("events");
    assert_eq!(events, (1..=kept).map(answer).collect::<Vec<_>>());
    assert_eq!(store.append_draft_event(id(1), kept, 1, b"more").expect("goes on"), kept + 1);
}

#[test]
fn a_given_up_reserve_lets_the_save_be_repeated() {
    let place = Place::new();
    let store = place.try_open(StoreOptions::default()).expect("opens").store;
    let tries = std::cell::Cell::new(0);
    let saved = store.save(|tx| {
        tries.set(tries.get() + 1);
        if tries.get() == 1 {
            let full = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL);
            return Err(on_full(tx.reserve, rusqlite::Error::SqliteFailure(full, None)));
        }
        meta::set(tx, "a", b"1")
    });
    saved.expect("second time");
    assert_eq!(tries.get(), 2);
    assert!(!place.names().contains(&"cadangan.bin".to_owned()));
    assert!(store.refill_reserve().expect("refills"));
    assert!(place.names().contains(&"cadangan.bin".to_owned()));
}

#[test]
fn register_rows_keep_state_base_and_collisions() {
    let place = Place::new();
    let store = place.open();
    let side = |device, text: &str| FieldState {
        value: text.into(),
        version: OpRef(DeviceNo(device), 1),
        at: 5,
        by: UserId(Uuid::from_u128(1)),
    };
    let mut state = RegisterState::default();
    state.fields.insert("nama".into(), side(1, "Siti"));
    let base = state.clone();
    for field in ["nama", "telepon"] {
        state.collisions.insert(field.into(), Collision { sides: vec![side(1, "Siti"), side(2, "Sity")] });
    }
    let mut row =
        register::RegisterRow { id: id(1), kind: RegisterKind::Orang, state, base: Some(base), rev: 4, own_through: 9 };
    store.write(|tx| register::put(tx, &row, 50)).expect("puts");
    assert_eq!(store.read(|db| register::get(db, id(1))).expect("gets"), Some(row.clone()));
    assert_eq!(store.read(register::waiting).expect("waiting"), [id(1)]);
    assert!(store.write(|tx| register::forget(tx, id(1))).is_err(), "edits wait");

    row.state.collisions.remove("telepon");
    row.base = None;
    store.write(|tx| register::put(tx, &row, 60)).expect("puts");
    let open = store.read(register::collisions).expect("collisions");
    assert_eq!(open.iter().map(|c| (c.field.as_str(), c.opened_at)).collect::<Vec<_>>(), [("nama", 50)]);
    assert!(store.read(register::waiting).expect("waiting").is_empty());

    for n in 2..=5 {
        row.id = id(n);
        store.write(|tx| register::put(tx, &row, 60)).expect("puts");
    }
    let first = store.read(|db| register::list(db, RegisterKind::Orang, None, 3)).expect("lists");
    let rest = store.read(|db| register::list(db, RegisterKind::Orang, Some(first[2].id), 9)).expect("lists");
    let ids: Vec<_> = first.iter().chain(&rest).map(|row| row.id).collect();
    assert_eq!(ids, [1, 2, 3, 4, 5].map(id));
    assert_eq!(store.read(|db| register::count(db, RegisterKind::Kasus)).expect("counts"), 0);

    store
        .write(|tx| {
            orang::put(tx, &orang_row(1, "siti", None))?;
            register::forget(tx, id(1))
        })
        .expect("forgets");
    assert_eq!(store.read(|db| orang::get(db, id(1))).expect("gets"), None);
    assert_eq!(store.read(register::collisions).expect("collisions").len(), 4);
}

#[test]
fn persons_and_families_are_found() {
    let store = Place::new().open();
    store
        .write(|tx| {
            orang::put(tx, &orang_row(1, "siti rahmawati", Some("3374")))?;
            orang::put(tx, &orang_row(2, "budi santoso", Some("3374")))?;
            orang::put(tx, &orang_row(3, "100%_siti", None))?;
            orang::put(tx, &orang_row(3, "dewi", None))?;
            let family = |n, kunci: &str, kk: &str| keluarga::KeluargaRow {
                id: id(n),
                nomor_kk: Some(kk.into()),
                nama_kepala: None,
                nama_kunci: kunci.into(),
                wilayah: None,
            };
            keluarga::put(tx, &family(500, "budi", "3301"))?;
            keluarga::put(tx, &family(501, "", "3302"))
        })
        .expect("puts");
    store
        .read(|db| {
            let ids = |rows: Vec<orang::OrangRow>| rows.iter().map(|r| r.id).collect::<Vec<_>>();
            assert_eq!(ids(orang::list(db, 2, 1)?), [id(3), id(1)]);
            assert_eq!(ids(orang::by_nik(db, "3374")?), [id(1), id(2)]);
            assert_eq!(ids(orang::of_keluarga(db, id(500))?).len(), 3);
            assert_eq!(ids(orang::candidates(db, &["ahma", "3374"], 9)?), [id(2), id(1)]);
            assert_eq!(ids(orang::candidates(db, &["%", "_", ""], 9)?), []);
            assert_eq!(ids(orang::candidates(db, &["' OR 1=1 --"], 9)?), []);
            assert_eq!(orang::candidates(db, &[], 9)?, []);
            let mut names = Vec::new();
            orang::for_each_kunci(db, |_, name| names.push(name.to_owned()))?;
            assert_eq!(names, ["budi santoso", "dewi", "siti rahmawati"]);
            assert_eq!(keluarga::candidates(db, "bud", 9)?.len(), 1);
            assert_eq!(keluarga::candidates(db, "3302", 9)?.len(), 1);
            assert_eq!(keluarga::by_nomor_kk(db, "3301")?.len(), 1);
            assert_eq!((orang::count(db)?, keluarga::count(db)?, kasus::count(db)?), (3, 2, 0));
            Ok(())
        })
        .expect("reads");
}

#[test]
fn the_caseload_is_filtered_and_in_order_of_visits() {
    let store = Place::new().open();
    let worker = UserId(Uuid::from_u128(40));
    let row = |n: u128, next: Option<&str>, mine: bool| kasus::KasusRow {
        id: id(n),
        subjek_jenis: "orang".into(),
        subjek_id: Some(id(1)),
        klaster: Some("anak".into()),
        tahapan: None,
        risiko: None,
        pendamping: mine.then_some(worker),
        kerahasiaan: None,
        status: Some(if n == 4 { "tutup" } else { "aktif" }.into()),
        last_kunjungan_on: None,
        next_kunjungan_on: next.map(Into::into),
        dibuka_on: Some("2026-10-01".into()),
    };
    let rows =
        [row(1, None, true), row(2, Some("2026-12-01"), true), row(3, Some("2026-11-01"), false), row(4, None, true)];
    store.write(|tx| rows.iter().try_for_each(|row| kasus::put(tx, row))).expect("puts");
    let ids = |filter: kasus::KasusFilter| {
        let rows = store.read(|db| kasus::list(db, &filter, 10, 0)).expect("lists");
        rows.iter().map(|row| row.id.0.as_u128()).collect::<Vec<_>>()
    };
    let all = kasus::KasusFilter::default();
    assert_eq!(ids(all.clone()), [3, 2, 1, 4]);
    assert_eq!(ids(kasus::KasusFilter { pendamping: Some(worker), ..all.clone() }), [2, 1, 4]);
    assert_eq!(ids(kasus::KasusFilter { status: Some("tutup".into()), ..all.clone() }), [4]);
    assert_eq!(ids(kasus::KasusFilter { klaster: Some("lansia".into()), ..all }), [0u128; 0]);
    assert_eq!(store.read(|db| kasus::get(db, id(2))).expect("gets"), Some(rows[1].clone()));
    assert_eq!(store.read(|db| kasus::of_subjek(db, id(1))).expect("gets").len(), 4);
}

#[test]
fn a_document_never_changes() {
    let store = Place::new().open();
    let row = |n, corrects| dokumen::DokumenRow {
        id: id(n),
        jenis: "kunjungan".into(),
        kasus: id(900),
        op: OpRef(DeviceNo(3), n as u64),
        at: n as i64,
        corrects,
    };
    let content = "{\"catatan\":\"rumah kosong\"}".repeat(40);
    let put = |row: &dokumen::DokumenRow, content: &str| store.write(|tx| dokumen::put(tx, row, content.as_bytes()));
    let hash = put(&row(1, None), &content).expect("puts");
    assert_eq!(put(&row(1, None), &content).expect("again"), hash);
    assert!(matches!(put(&row(1, None), "{}"), Err(StoreError::Immutable(_))));
    let other_case = dokumen::DokumenRow { kasus: id(901), ..row(1, None) };
    assert!(matches!(put(&other_case, &content), Err(StoreError::Immutable(_))));
    put(&row(2, Some(id(1))), "{}").expect("corrects");

    let (read, bytes) = store.read(|db| dokumen::get(db, id(1))).expect("gets").expect("there");
    assert_eq!((read, bytes), (row(1, None), content.into_bytes()));
    assert_eq!(store.read(|db| dokumen::of_kasus(db, id(900))).expect("lists").len(), 2);
    assert_eq!(store.read(|db| dokumen::list(db, 1, 0)).expect("lists")[0].id, id(2));
    assert_eq!(store.read(|db| dokumen::corrections_of(db, id(1))).expect("lists")[0].id, id(2));
    let forced = store.write(|tx| tx.execute("UPDATE dokumen SET jenis = 'x'", []));
    assert!(forced.is_err(), "the trigger holds");
}

#[test]
fn files_wait_for_their_document_and_are_counted() {
    let store = Place::new().open();
    let (photo, sketch) = ([1; 32], [2; 32]);
    let doc = dokumen::DokumenRow {
        id: id(1),
        jenis: "kunjungan".into(),
        kasus: id(900),
        op: OpRef(DeviceNo(3), 1),
        at: 1,
        corrects: None,
    };
    store
        .write(|tx| {
            blob::add(tx, &photo, 1_000, "image/jpeg", 1)?;
            blob::add(tx, &photo, 1_000, "image/jpeg", 2)?;
            blob::add(tx, &sketch, 10, "image/png", 3)?;
            blob::attach(tx, id(1), &photo, "/foto")?;
            blob::attach(tx, id(8), &sketch, "/ttd")?;
            assert!(blob::waiting(tx, 9)?.is_empty(), "their drafts are not finished");
            dokumen::put(tx, &doc, b"{}")?;
            Ok(())
        })
        .expect("adds");
    let waiting = store.read(|db| blob::waiting(db, 9)).expect("waiting");
    assert_eq!(waiting.iter().map(|blob| blob.hash).collect::<Vec<_>>(), [photo]);
    store.write(|tx| blob::set_progress(tx, &photo, 400)).expect("progress");
    assert!(store.write(|tx| blob::set_progress(tx, &photo, 1_001)).is_err());
    assert!(store.write(|tx| blob::set_state(tx, &[9; 32], blob::BlobState::Received)).is_err());
    assert_eq!(store.read(|db| blob::get(db, &photo)).expect("gets").expect("there").sent_bytes, 400);
    store.write(|tx| blob::set_state(tx, &photo, blob::BlobState::Received)).expect("received");
    assert!(store.read(|db| blob::waiting(db, 9)).expect("waiting").is_empty());
    assert_eq!(store.read(blob::reclaimable).expect("reclaimable")[0].sent_bytes, 1_000);
    assert_eq!(store.read(|db| blob::of_owner(db, id(8))).expect("owner")[0].1, "/ttd");
    let unknown = store.write(|tx| blob::attach(tx, id(8), &[9; 32], "/x"));
    assert!(unknown.is_err(), "a file must be known before it is referred to");
}

#[test]
fn streams_receipts_meta_and_content_read_back() {
    let store = Place::new().open();
    let place = |position| stream::StreamRow { name: "kasus".into(), position, epoch: 2 };
    let entry = stream::UnknownEntry { stream: "kasus".into(), seq: 8, bytes: vec![7; 600] };
    let receipt = |through, at| receipt::StoredReceipt { through, bytes: vec![through as u8], verified_at: at };
    store
        .write(|tx| {
            stream::set(tx, &place(5))?;
            stream::set(tx, &place(9))?;
            stream::keep_unknown(tx, &entry, 1)?;
            for through in [3, 7, 9] {
                receipt::put(tx, &receipt(through, 1))?;
            }
            meta::set(tx, "nama", b"a")?;
            meta::set(tx, "nama", b"b")?;
            assert!(meta::set(tx, "besar", &vec![0; meta::MAX_VALUE + 1]).is_err());
            content::put(tx, "form/kunjungan", "1", b"lama", 1)?;
            content::put(tx, "form/kunjungan", "2", &[b'x'; 70_000], 2)?;
            Ok(())
        })
        .expect("writes");
    store
        .write(|tx| {
            assert_eq!(stream::get(tx, "kasus")?, Some(place(9)));
            assert_eq!(stream::unknown(tx, 9)?, std::slice::from_ref(&entry));
            stream::forget_unknown(tx, "kasus", 8)?;
            assert!(stream::unknown(tx, 9)?.is_empty());
            stream::reset(tx, "kasus")?;
            assert!(stream::list(tx)?.is_empty());
            assert_eq!(receipt::covering(tx, 4)?, Some(receipt(7, 1)));
            assert_eq!(receipt::covering(tx, 10)?, None);
            assert_eq!(receipt::forget_after(tx, 7)?, 1);
            assert_eq!(receipt::latest(tx)?, Some(receipt(7, 1)));
            assert_eq!(receipt::list(tx)?.len(), 2);
            assert_eq!(meta::get_text(tx, "nama")?.as_deref(), Some("b"));
            assert!(meta::remove(tx, "nama")? && !meta::remove(tx, "nama")?);
            let newest = content::newest(tx, "form/kunjungan")?.expect("there");
            assert_eq!(newest.version, "2");
            assert_eq!(content::get(tx, "form/kunjungan", "1")?.as_deref(), Some(b"lama".as_slice()));
            assert_eq!(content::list(tx)?.len(), 2);
            Ok(())
        })
        .expect("reads");
}

#[test]
fn the_access_log_shows_a_change_or_a_hole() {
    let store = Place::new().open();
    let entry = |what: &str, record| access_log::AccessEntry {
        n: 0,
        at: 5,
        actor: UserId(Uuid::from_u128(4)),
        what: what.into(),
        record,
    };
    for n in 0..5u128 {
        store.write(|tx| access_log::append(tx, &entry("open", Some(id(n))))).expect("appends");
    }
    assert_eq!(store.read(access_log::verify).expect("sound").0, 5);
    for sql in [
        "UPDATE access_log SET what = 'x' WHERE n = 3",
        "UPDATE access_log SET record = NULL WHERE n = 4",
        "DELETE FROM access_log WHERE n = 2",
    ] {
        let undone: Result<()> = store.write(|tx| {
            tx.execute(sql, [])?;
            Err(access_log::verify(tx).expect_err(sql))
        });
        assert!(matches!(undone, Err(StoreError::Damaged(_))), "{sql}");
    }
}

#[test]
fn what_is_readable_comes_out_of_a_damaged_file() {
    let place = Place::new();
    let store = place.open();
    store.write(|tx| draft::create(tx, &draft_row(1, 10))).expect("begins");
    store.append_draft_event(id(1), 0, 11, b"jawaban").expect("keeps");
    let noise = |n: u64| (0..40u8).map(|i| blake3::hash(&[n as u8, i]).to_hex().to_string()).collect::<String>();
    for n in 1..=40 {
        store.write(|tx| op_log::append(tx, &op(n, n.into(), &noise(n)))).expect("appends");
    }
    drop(store);
    let sound = salvage::salvage(&place.path, &key(7)).expect("reads");
    assert_eq!((sound.ops.len(), sound.lost_ops.len(), sound.drafts.len()), (40, 0, 1));
    assert_eq!(sound.drafts[0].1, [b"jawaban".to_vec()]);

    // Some pages at the end hold the newest ops.
    let size = std::fs::metadata(&place.path).expect("size").len() as usize;
    spoil(&place.path, size - 3 * 4096, 4096);
    let before = std::fs::read(&place.path).expect("reads");
    let damaged = salvage::salvage(&place.path, &key(7)).expect("reads");
    assert!(!damaged.lost_ops.is_empty());
    assert_eq!(damaged.ops.len() + damaged.lost_ops.len(), 40);
    assert!(damaged.ops.len() >= 30, "{:?}", damaged.lost_ops);
    assert!(damaged.ops.iter().all(|found| sound.ops.contains(found)));
    assert_eq!(std::fs::read(&place.path).expect("reads"), before, "never written to");

    // Back into a new file, with the holes left open.
    let fresh = Place::new();
    let store = fresh.open();
    store.write(|tx| damaged.ops.iter().try_for_each(|o| op_log::adopt(tx, &o.op, &o.bytes, &o.hash))).expect("adopts");
    assert_eq!(store.read(op_log::counts).expect("counts").pending, damaged.ops.len() as u64);

    spoil(&place.path, 0, 4096);
    let hopeless = salvage::salvage(&place.path, &key(7));
    assert!(matches!(hopeless, Err(StoreError::Damaged(_))));
}
