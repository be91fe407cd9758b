use super::*;
use crate::vault::entropy::SeededEntropy;
use crate::vault::keystore::{FakeKeystore, KeystoreError};
use crate::vault::keystore_file::FileKeystore;
use crate::vault::sealed::SealingKey;
use uuid::Uuid;

const QUICK: PinCost = PinCost { m_kib: 8, t: 1, p: 1 };
const PHONE: FakeKeystore = FakeKeystore(Ok(9));
const T0: i64 = 1_795_000_000_000;

struct Place {
    home: tempfile::TempDir,
    folder: UserFolder,
    key: DataKey,
    entropy: SeededEntropy,
}

fn pin(text: &str) -> Pin {
    Pin::entered(text).expect("pin")
}

fn place() -> Place {
    let home = tempfile::tempdir().expect("folder");
    let folder = UserFolder::new(home.path(), UserId(Uuid::from_u128(5)));
    let entropy = SeededEntropy::new(1);
    let key = folder.create(&pin("739204"), QUICK, &[], &PHONE, &entropy).expect("creates");
    Place { home, folder, key, entropy }
}

impl Place {
    fn attempt(&self, text: &str, now_ms: i64) -> Result<DataKey, VaultError> {
        self.folder.unlock_with_pin(&pin(text), &PHONE, now_ms)
    }

    /// A wrong PIN that is evaluated: failures and seconds to wait.
    fn wrong(&self, now_ms: i64) -> (u32, i64) {
        match self.attempt("111999", now_ms) {
            Err(VaultError::WrongPin { failures, wait_until_ms }) => (failures, (wait_until_ms - now_ms) / 1_000),
            other => panic!("{other:?}"),
        }
    }

    /// An attempt that comes too early: failures and seconds to wait.
    fn early(&self, now_ms: i64) -> (u32, i64) {
        match self.attempt("739204", now_ms) {
            Err(VaultError::Wait { failures, wait_until_ms }) => (failures, (wait_until_ms - now_ms) / 1_000),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn the_right_pin_opens_and_clears_the_count() {
    let place = place();
    assert_eq!(place.wrong(T0).0, 1);
    assert_eq!(place.wrong(T0).0, 2);
    assert_eq!(place.attempt("739204", T0).expect("opens").id(), place.key.id());
    assert_eq!(place.wrong(T0).0, 1);
    assert_eq!(UserFolder::all(place.home.path()).expect("lists").len(), 1);
}

#[test]
fn waits_grow_and_nothing_is_destroyed() {
    let place = place();
    let mut now = T0;
    let mut waits = Vec::new();
    for failures in 1..=10 {
        let (count, wait) = place.wrong(now);
        assert_eq!(count, failures);
        waits.push(wait);
        if wait > 0 {
            assert_eq!(place.early(now + wait * 1_000 - 1_000), (failures, 1), "also the right PIN waits");
        }
        now += wait * 1_000;
    }
    assert_eq!(waits, [0, 0, 0, 30, 60, 300, 900, 3_600, 3_600, 3_600]);
    assert!(place.attempt("739204", now).is_ok());
}

#[test]
fn an_attempt_counts_before_it_is_evaluated() {
    let place = place();
    // The phone dies in the middle of the attempt: what was on the disk before it was evaluated is there.
    let mut vault = place.folder.vault().expect("reads");
    vault.pin.sealed = vec![0; 4];
    place.folder.write(&vault).expect("writes");
    assert_eq!(place.wrong(T0).0, 1);
    let secret = vault.pin.check(&PHONE).expect("checks");
    let state = attempts::read(&place.folder.pin_path(), &secret).expect("reads").expect("genuine");
    assert_eq!(state.failures, 1);
}

#[test]
fn a_clock_set_back_starts_the_wait_again() {
    let place = place();
    for _ in 0..4 {
        place.wrong(T0);
    }
    assert_eq!(place.early(T0 + 10_000), (4, 20));
    assert_eq!(place.early(T0 - 86_400_000), (4, 30));
    assert_eq!(place.early(T0 - 86_400_000 + 29_000), (4, 1));
    // And a clock that was years ahead when the PINs were wrong does not lock anyone out for years.
    assert!(place.attempt("739204", T0 - 86_400_000 + 30_000).is_ok());
}

#[test]
fn a_missing_edited_or_foreign_counter_costs_a_minute() {
    for spoil in [
        |path: &Path| fs::remove_file(path).expect("removes"),
        |path: &Path| {
            let text = fs::read_to_string(path).expect("reads");
            assert!(text.contains("\"failures\":4"));
            fs::write(
                path,
                text.replace("\"failures\":4", "\"failures\":0").replace("\"failures\":3", "\"failures\":0"),
            )
            .expect("writes");
        },
        |path: &Path| fs::write(path, b"").expect("writes"),
        |path: &Path| fs::write(path, [0xff; 5_000]).expect("writes"),
    ] {
        let place = place();
        for _ in 0..4 {
            place.wrong(T0);
        }
        spoil(&place.folder.pin_path());
        assert_eq!(place.early(T0), (5, 60));
        assert_eq!(place.early(T0 + 59_000), (5, 1), "the wait is kept");
        assert!(place.attempt("739204", T0 + 60_000).is_ok());
    }
}

#[test]
fn a_torn_write_leaves_the_count_before_it() {
    let place = place();
    place.wrong(T0);
    place.wrong(T0);
    let path = place.folder.pin_path();
    let whole = fs::read(&path).expect("reads");
    place.wrong(T0);
    let after = fs::read(&path).expect("reads");
    assert_eq!(whole.len(), after.len(), "written in place");
    let first = whole.iter().zip(&after).position(|(a, b)| a != b).expect("differs");
    let mut torn = after.clone();
    torn[first + 60..first + 200].fill(0);
    fs::write(&path, torn).expect("writes");
    assert_eq!(place.wrong(T0).0, 3);
}

#[test]
fn another_device_or_a_silent_keystore_is_no_wrong_pin() {
    let place = place();
    let other = FakeKeystore(Ok(1));
    let silent = FakeKeystore(Err(KeystoreError::Unavailable));
    for _ in 0..10 {
        let answer = place.folder.unlock_with_pin(&pin("739204"), &other, T0);
        assert!(matches!(answer, Err(VaultError::SecretChanged)));
        let answer = place.folder.unlock_with_pin(&pin("739204"), &silent, T0);
        assert!(matches!(answer, Err(VaultError::Keystore(_))));
    }
    assert!(place.attempt("739204", T0).is_ok());
}

#[test]
fn pins_change_and_wraps_come_and_go() {
    let place = place();
    let Place { folder, key, entropy, .. } = &place;
    let wrong = folder.change_pin(&pin("111999"), &pin("500312"), QUICK, &PHONE, entropy, T0);
    assert!(matches!(wrong, Err(VaultError::WrongPin { failures: 1, .. })));
    folder.change_pin(&pin("739204"), &pin("500312"), QUICK, &PHONE, entropy, T0).expect("changes");
    assert_eq!(place.attempt("500312", T0).expect("opens").id(), key.id());
    assert!(place.attempt("739204", T0).is_err());

    assert!(matches!(folder.unlock_with_keystore(&PHONE), Err(VaultError::NoWrap(_))));
    folder.enable_keystore(key, &PHONE).expect("enables");
    assert_eq!(folder.unlock_with_keystore(&PHONE).expect("opens").id(), key.id());
    folder.disable_keystore().expect("disables");
    assert!(folder.unlock_with_keystore(&PHONE).is_err());

    let ministry = SealingKey::generate(entropy).expect("key");
    for _ in 0..2 {
        folder.add_rescue(key, ministry.public(), entropy).expect("adds");
    }
    let vault = folder.vault().expect("reads");
    assert_eq!(vault.rescue.len(), 1);
    let rescued = vault.rescue[0].open(&ministry).expect("opens");
    // A forgotten PIN: the ministry opens, the worker chooses a new one.
    folder.set_pin(&rescued, &pin("110284"), QUICK, &PHONE, entropy).expect("sets");
    assert_eq!(place.attempt("110284", T0).expect("opens").id(), key.id());
    let stranger = DataKey::generate(entropy).expect("key");
    assert!(folder.set_pin(&stranger, &pin("110284"), QUICK, &PHONE, entropy).is_err());
}

#[test]
fn a_vault_is_never_written_over() {
    let place = place();
    let again = |place: &Place| place.folder.create(&pin("500312"), QUICK, &[], &PHONE, &place.entropy);
    assert!(matches!(again(&place), Err(VaultError::Exists)));
    // Also when only the database is left: its key may still be rescued.
    fs::rename(place.folder.vault_path(), place.home.path().join("elsewhere")).expect("moves");
    fs::write(place.folder.data_path(), b"x").expect("writes");
    assert!(matches!(again(&place), Err(VaultError::Exists)));
    assert!(matches!(place.attempt("739204", T0), Err(VaultError::NotFound)));
}

#[test]
fn newer_and_unreadable_files_are_told_and_kept() {
    let place = place();
    let path = place.folder.vault_path();
    let good = fs::read_to_string(&path).expect("reads");
    let with_unknown = good.replacen('{', "{\n  \"baru\": [1],", 1);
    fs::write(&path, &with_unknown).expect("writes");
    place.folder.enable_keystore(&place.key, &PHONE).expect("rewrites");
    let rewritten = fs::read_to_string(&path).expect("reads");
    assert!(rewritten.contains("\"baru\""), "unknown fields survive");

    fs::write(&path, good.replacen("\"schema\": 1", "\"schema\": 2", 1)).expect("writes");
    assert!(matches!(place.attempt("739204", T0), Err(VaultError::Unknown { schema: 2, .. })));
    for broken in [&good[..good.len() / 2], "", "[]"] {
        fs::write(&path, broken).expect("writes");
        assert!(matches!(place.attempt("739204", T0), Err(VaultError::Unreadable { .. })));
        assert_eq!(fs::read_to_string(&path).expect("reads"), broken);
    }
}

#[test]
fn one_process_at_a_time() {
    let place = place();
    let lock = place.folder.lock().expect("locks");
    assert!(matches!(place.folder.lock(), Err(VaultError::InUse)));
    drop(lock);
    assert!(place.folder.lock().is_ok());
}

#[test]
fn a_file_keystore_keeps_its_secrets() {
    let home = tempfile::tempdir().expect("folder");
    let path = home.path().join("kunci");
    let open = |seed| FileKeystore::new(path.clone(), SeededEntropy::new(seed));
    let secret = open(1).secret("atensi-pin-v1").expect("makes");
    assert_eq!(open(2).secret("atensi-pin-v1").expect("reads"), secret);
    assert_ne!(open(3).secret("other").expect("makes"), secret);
    for bad in ["", "../x", "a/b", "a b"] {
        assert!(open(4).secret(bad).is_err(), "{bad}");
    }
    fs::write(path.join("atensi-pin-v1.kunci"), [1; 5]).expect("writes");
    assert_eq!(open(5).secret("atensi-pin-v1"), Err(KeystoreError::Gone));
    assert!(open(6).wrap(&[0; 32]).is_err());
}
