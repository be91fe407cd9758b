use super::*;
use crate::store::test_kit::{Place, id, op};

fn append_all(place: &Place, range: std::ops::RangeInclusive<u64>) -> crate::store::Store {
    let store = place.open();
    for n in range {
        store.write(|tx| append(tx, &op(n, n.into(), "Siti"))).expect("appends");
    }
    store
}

#[test]
fn numbers_have_no_gap_and_no_repeat() {
    let place = Place::new();
    let store = append_all(&place, 1..=2);
    for number in [0, 2, 4] {
        let refused = store.write(|tx| append(tx, &op(number, 9, "x")));
        assert!(matches!(refused, Err(StoreError::Chain { .. })), "{number}");
    }
    assert_eq!(store.read(last).expect("last").number, 2);
}

#[test]
fn bytes_and_chain_read_back_after_reopening() {
    let place = Place::new();
    let long = "keterangan ".repeat(200);
    let first = op(1, 5, &long);
    place.open().write(|tx| append(tx, &first)).expect("appends");
    let store = place.open();
    let ops = store.read(|db| from(db, 1, 10)).expect("reads");
    assert_eq!(ops.len(), 1);
    let bytes = ops[0].bytes.as_deref().expect("bytes");
    assert_eq!(bytes, first.encode().expect("encodes"));
    assert_eq!(ops[0].hash, chain(&CHAIN_START, bytes));
    assert_eq!(store.read(|db| head_at(db, 1)).expect("head"), Some(ops[0].hash));
    assert_eq!(store.read(|db| head_at(db, 2)).expect("head"), None);
    assert_eq!(store.read(|db| of_record(db, id(5))).expect("reads"), ops);
}

#[test]
fn a_failed_write_leaves_nothing() {
    let place = Place::new();
    let store = append_all(&place, 1..=1);
    let failed: Result<()> = store.write(|tx| {
        append(tx, &op(2, 2, "x"))?;
        Err(StoreError::NotFound)
    });
    assert!(failed.is_err());
    assert_eq!(store.read(last).expect("last").number, 1);
    let kept = store.write(|tx| {
        append(tx, &op(2, 2, "x"))?;
        let part: Result<()> = tx.savepoint(|tx| {
            append(tx, &op(3, 2, "y"))?;
            Err(StoreError::NotFound)
        });
        assert!(part.is_err());
        append(tx, &op(3, 3, "z"))
    });
    assert_eq!(kept.expect("keeps").number, 3);
    assert_eq!(store.read(|db| of_record(db, id(2))).expect("reads").len(), 1);
}

#[test]
fn states_move_only_forward_until_the_server_forgets() {
    let place = Place::new();
    let store = append_all(&place, 1..=6);
    store
        .write(|tx| {
            mark_quarantined(tx, 3, "scope", 10)?;
            assert_eq!(mark_acked(tx, 4)?, 3);
            assert_eq!(mark_stable(tx, 2)?, 2);
            assert_eq!(mark_acked(tx, 4)?, 0);
            assert!(mark_quarantined(tx, 99, "scope", 10).is_err());
            Ok(())
        })
        .expect("marks");
    let counts = store.read(counts).expect("counts");
    let expected =
        OpCounts { pending: 2, acked: 1, stable: 2, quarantined: 1, oldest_pending_at: Some(1_795_000_000_005) };
    assert_eq!(counts, expected);
    assert_eq!(store.read(first_pending).expect("first"), Some(5));
    assert_eq!(store.read(quarantined).expect("list")[0].reason, "scope");
    let state = |n: u128| store.read(|db| record_state(db, id(n))).expect("state");
    assert_eq!(state(3), Some(OpState::Quarantined));
    assert_eq!(state(6), Some(OpState::Pending));
    assert_eq!(state(77), None);

    // The server is restored to op 2: 3 and 4 wait again, what it promised as stable does not.
    assert_eq!(store.write(|tx| reopen_from(tx, 1)).expect("reopens"), 2);
    assert_eq!(store.read(first_pending).expect("first"), Some(3));
    assert!(store.read(quarantined).expect("list").is_empty());
}

#[test]
fn a_released_op_leaves_quarantine() {
    let place = Place::new();
    let store = append_all(&place, 1..=1);
    store.write(|tx| mark_quarantined(tx, 1, "scope", 10)).expect("marks");
    store.write(|tx| mark_released(tx, 1)).expect("releases");
    assert_eq!(store.read(counts).expect("counts").acked, 1);
    assert!(store.read(quarantined).expect("list").is_empty());
}

#[test]
fn the_chain_tells_a_changed_a_missing_and_a_given_up_op_apart() {
    let place = Place::new();
    let store = append_all(&place, 1..=300);
    assert_eq!(store.read(verify_chain).expect("sound").number, 300);

    // Stable bytes given up: still sound.
    store
        .write(|tx| {
            mark_acked(tx, 100)?;
            mark_stable(tx, 100)?;
            assert_eq!(give_up_stable(tx, 1_795_000_000_051)?, 50);
            Ok(())
        })
        .expect("gives up");
    assert_eq!(store.read(verify_chain).expect("sound").number, 300);
    assert_eq!(store.read(|db| from(db, 50, 2)).expect("reads")[0].bytes, None);

    let bytes = op(270, 1, "Budi").encode().expect("encodes");
    let change = |sql: &str| {
        store.write(|tx| {
            tx.execute(sql, [pack(&bytes)?])?;
            let broken = verify_chain(tx);
            // Undo, so that the cases do not meet.
            Err::<(), _>(broken.expect_err("notices"))
        })
    };
    let number_of = |result: Result<()>| match result {
        Err(StoreError::Chain { number, why }) => (number, why),
        other => panic!("{other:?}"),
    };
    let changed = change("UPDATE op SET bytes = ?1 WHERE number = 270");
    assert_eq!(number_of(changed), (270, "its hash differs"));
    let missing = change("DELETE FROM op WHERE number = 280 AND ?1 IS NOT NULL");
    assert_eq!(number_of(missing), (280, "missing"));
}

#[test]
fn salvaged_ops_are_adopted_once() {
    let place = Place::new();
    let store = place.open();
    let salvaged = op(9, 9, "Siti");
    let bytes = salvaged.encode().expect("encodes");
    for _ in 0..2 {
        store.write(|tx| adopt(tx, &salvaged, &bytes, &[5; 32])).expect("adopts");
    }
    assert!(store.write(|tx| adopt(tx, &salvaged, &bytes, &[6; 32])).is_err());
    // The log goes on after it.
    let next = store.write(|tx| append(tx, &op(10, 9, "Siti A"))).expect("appends");
    assert_eq!(next.hash, chain(&[5; 32], &op(10, 9, "Siti A").encode().expect("encodes")));
}
