use super::*;
use crate::store::test_kit::{Place, key, op, spoil};
use crate::store::{op_log, test_kit};

const ASIDE: StoreOptions = StoreOptions {
    on_damage: OnDamage::SetAside { now_ms: 1_795_000_000_000 },
    busy_timeout_ms: 50,
    max_pages: 0,
    reserve: false,
};

fn filled(ops: u64) -> Place {
    let place = Place::new();
    let store = place.open();
    for n in 1..=ops {
        store.write(|tx| op_log::append(tx, &op(n, 1, &"x".repeat(900)))).expect("appends");
    }
    place
}

#[test]
fn settings_hold() {
    let store = Place::new().open();
    for (pragma, value) in [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("temp_store", "2"),
        ("fullfsync", "1"),
        ("busy_timeout", "5000"),
    ] {
        assert_eq!(store.pragma(pragma).expect("reads"), value, "{pragma}");
    }
    assert!(!store.pragma("cipher_version").expect("SQLCipher is inside").is_empty());
    assert!(store.pragma("x; DROP TABLE op").is_err());
    assert!(store.check().expect("checks").is_empty());
}

#[test]
fn nothing_readable_on_the_disk() {
    let place = Place::new();
    let store = place.open();
    store.write(|tx| op_log::append(tx, &op(1, 1, "Siti Rahmawati"))).expect("appends");
    for name in place.names() {
        let bytes = std::fs::read(place.folder.path().join(&name)).expect("reads");
        for needle in [b"SQLite format 3".as_slice(), b"Siti", b"CREATE TABLE"] {
            assert!(!bytes.windows(needle.len()).any(|part| part == needle), "{name}");
        }
    }
}

#[test]
fn a_wrong_key_is_told_and_touches_nothing() {
    let place = filled(3);
    let before = std::fs::read(&place.path).expect("reads");
    let refused = Store::open(&place.path, &key(8), ASIDE);
    assert!(matches!(refused.err(), Some(StoreError::WrongKey)));
    assert_eq!(std::fs::read(&place.path).expect("reads"), before);
    let store = place.open();
    assert_eq!(store.read(op_log::last).expect("last").number, 3);
}

#[test]
fn a_newer_file_is_refused_and_untouched() {
    let place = filled(3);
    let store = place.open();
    store.conn.lock().expect("lock").pragma_update(None, "user_version", 99).expect("sets");
    // Left as after a kill: the newest pages are in the log only.
    let conn = store.conn.into_inner().expect("lock");
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).expect("sets");
    drop(conn);
    let files = [place.path.clone(), beside(&place.path, "-wal")];
    let read = || files.each_ref().map(|path| std::fs::read(path).expect("reads"));
    let before = read();
    let refused = place.try_open(ASIDE).err();
    assert!(matches!(refused, Some(StoreError::NewerSchema { found: 99, .. })), "{refused:?}");
    assert!(read() == before, "nothing touched");
}

#[test]
fn a_damaged_first_page_is_damage_not_a_wrong_key() {
    let place = filled(30);
    spoil(&place.path, 100, 64);
    let failed = place.try_open(StoreOptions::default()).err();
    assert!(matches!(failed, Some(StoreError::Damaged(_))), "{failed:?}");
    let before = std::fs::read(&place.path).expect("reads");

    let opened = place.try_open(ASIDE).expect("opens");
    let aside = opened.set_aside.expect("set aside");
    assert!(aside.ends_with("data.db.rusak-1795000000000"), "{aside:?}");
    assert_eq!(std::fs::read(&aside).expect("kept"), before);
    assert_eq!(opened.store.read(op_log::last).expect("last").number, 0);

    // The same again in the same millisecond takes another name.
    drop(opened.store);
    spoil(&place.path, 100, 64);
    let again = place.try_open(ASIDE).expect("opens").set_aside.expect("set aside");
    assert_ne!(again, aside);
    assert_eq!(std::fs::read(&aside).expect("kept"), before);
}

#[test]
fn damage_inside_is_found_when_met_and_by_the_check() {
    let place = filled(60);
    let size = std::fs::metadata(&place.path).expect("size").len() as usize;
    spoil(&place.path, size - 4096, 4096);
    spoil(&place.path, size / 2, 4096);
    let store = place.try_open(StoreOptions::default()).expect("the first page is sound").store;
    assert!(!store.check().map_or(true, |faults| faults.is_empty()), "found by the check");
    let met = store.read(op_log::verify_chain);
    assert!(matches!(met, Err(StoreError::Damaged(_))), "{met:?}");
}

#[test]
fn a_log_without_its_file_is_kept() {
    let place = Place::new();
    let store = place.open();
    store.write(|tx| op_log::append(tx, &op(1, 1, "x"))).expect("appends");
    let wal = beside(&place.path, "-wal");
    let log = std::fs::read(&wal).expect("reads");
    drop(store);
    std::fs::remove_file(&place.path).expect("removes");
    std::fs::write(&wal, &log).expect("writes");
    let failed = place.try_open(StoreOptions::default()).err();
    assert!(matches!(failed, Some(StoreError::Damaged(_))), "{failed:?}");
    let aside = place.try_open(ASIDE).expect("opens").set_aside.expect("set aside");
    assert_eq!(std::fs::read(beside(&aside, "-wal")).expect("kept"), log);
}

#[test]
fn a_second_writer_waits_then_says_in_use_and_loses_nothing() {
    let place = Place::new();
    let first = place.open();
    let second = place.try_open(ASIDE).expect("opens").store;
    first
        .write(|tx| {
            op_log::append(tx, &op(1, 1, "x"))?;
            let refused = second.write(|tx| op_log::append(tx, &op(1, 1, "y")));
            assert!(matches!(refused, Err(StoreError::InUse)));
            // Reading goes on meanwhile.
            assert_eq!(second.read(op_log::last)?.number, 0);
            Ok(())
        })
        .expect("the first one is not disturbed");
    assert_eq!(second.read(op_log::last).expect("sees it").number, 1);
    second.write(|tx| op_log::append(tx, &op(2, 1, "y"))).expect("its turn");
}

#[test]
fn a_full_disk_is_named_and_everything_before_it_stays() {
    let place = filled(5);
    let pages: u32 = place.open().pragma("page_count").expect("reads").parse().expect("number");
    let options = StoreOptions { max_pages: pages + 8, reserve: false, ..StoreOptions::default() };
    let store = place.try_open(options).expect("opens").store;
    let mut n = 5;
    let error = loop {
        // Text that does not compress to nothing.
        let text: String = (0..400).map(|i| blake3::hash(&[n as u8, i as u8]).to_hex().to_string()).collect();
        match store.write(|tx| op_log::append(tx, &op(n + 1, 1, &text))) {
            Ok(_) => n += 1,
            Err(error) => break error,
        }
        assert!(n < 100, "never full");
    };
    assert!(matches!(error, StoreError::DiskFull { .. }), "{error:?}");
    let last = store.read(op_log::verify_chain).expect("sound");
    assert_eq!(last.number, n);
    drop(store);
    assert_eq!(test_kit::Place::open(&place).read(op_log::verify_chain).expect("sound"), last);
}

#[test]
fn a_torn_log_loses_at_most_the_commit_that_was_torn() {
    let place = Place::new();
    let store = place.open();
    let wal = beside(&place.path, "-wal");
    let size = || std::fs::metadata(&wal).expect("log").len();
    let mut ends = Vec::new();
    for n in 1..=6 {
        store.write(|tx| op_log::append(tx, &op(n, 1, "x"))).expect("appends");
        ends.push(size());
    }
    // As after a power cut: file and log as they lie there, the log cut anywhere in or after the last commits.
    let (file, log) = (std::fs::read(&place.path).expect("reads"), std::fs::read(&wal).expect("reads"));
    for cut in [ends[5], ends[5] - 1, ends[4] + 1, ends[4], ends[3] + 100, ends[2]] {
        let after = Place::new();
        std::fs::write(&after.path, &file).expect("writes");
        std::fs::write(beside(&after.path, "-wal"), &log[..cut as usize]).expect("writes");
        let whole = ends.iter().filter(|end| **end <= cut).count() as u64;
        assert_eq!(after.open().read(op_log::verify_chain).expect("sound").number, whole, "{cut}");
    }
}
