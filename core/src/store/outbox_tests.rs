use super::*;
use crate::domain::ids::{DeviceNo, OpRef};
use crate::store::test_kit::{Place, id, op};
use crate::store::{Store, blob, dokumen, kasus, op_log, register};

/// Ten ops on records 1 to 4; the first four received, one of the others held back.
fn world(place: &Place) -> Store {
    let store = place.open();
    for n in 1..=10 {
        store.write(|tx| op_log::append(tx, &op(n, u128::from(n % 4 + 1), "Siti"))).expect("appends");
    }
    store
        .write(|tx| {
            op_log::mark_acked(tx, 4)?;
            op_log::mark_quarantined(tx, 6, "scope", 77)
        })
        .expect("states");
    store
}

#[test]
fn counts_and_stretches_of_what_waits() {
    let place = Place::new();
    let store = place.open();
    assert_eq!(store.read(open_counts).expect("counts"), (0, 0));
    assert_eq!(store.read(waiting).expect("waiting"), Waiting::default());
    assert_eq!(store.read(|db| waiting_records(db, 9)).expect("records"), (Vec::new(), 0));
    drop(store);

    let store = world(&place);
    assert_eq!(store.read(open_counts).expect("counts"), (5, 1));
    let all = store.read(waiting).expect("waiting");
    assert_eq!(all.ops, 5);
    let (rows, records) = store.read(|db| waiting_records(db, 9)).expect("records");
    let seen: Vec<_> = rows.iter().map(|r| (r.record, r.ops)).collect();
    // Numbers 5, 7, 8, 9, 10 wait; the record written last comes first.
    assert_eq!((seen, records), (vec![(id(3), 1), (id(2), 2), (id(1), 1), (id(4), 1)], 4));
    assert_eq!(rows.iter().map(|r| r.bytes).sum::<u64>(), all.bytes);
    let (first, records) = store.read(|db| waiting_records(db, 1)).expect("records");
    assert_eq!((first.len(), records), (1, 4), "the whole count, whatever the stretch");
    assert_eq!(store.read(|db| quarantine_reason(db, id(3))).expect("reason").as_deref(), Some("scope"));
    assert_eq!(store.read(|db| quarantine_reason(db, id(1))).expect("reason"), None);
    let total = store.read(op_log::counts).expect("counts");
    assert_eq!((total.pending, total.quarantined), (5, 1), "the cheap counts say the same as the whole ones");
}

#[test]
fn no_question_of_the_outbox_walks_over_what_was_received() {
    let place = Place::new();
    let store = world(&place);
    for sql in [
        "SELECT count(*) FROM op WHERE state <> 2 AND state = 0",
        "SELECT record, count(*), sum(length(bytes)), max(at), count(*) OVER () FROM op
         WHERE state <> 2 AND state = 0 GROUP BY record ORDER BY max(number) DESC LIMIT 9",
    ] {
        let plan: Vec<String> =
            store.read(|db| db.rows(&format!("EXPLAIN QUERY PLAN {sql}"), [], |row| row.get(3))).expect("plan");
        assert!(plan.iter().any(|step| step.contains("op_open")), "{plan:?}");
    }
}

#[test]
fn photos_that_cannot_be_sent_are_told_by_document() {
    let place = Place::new();
    let store = place.open();
    let row = |n| dokumen::DokumenRow {
        id: id(n),
        jenis: "kunjungan".into(),
        kasus: id(9),
        op: OpRef(DeviceNo(3), n as u64),
        at: n as i64,
        corrects: None,
    };
    store
        .write(|tx| {
            for n in 1..=3 {
                dokumen::put(tx, &row(n), b"{}")?;
                blob::add(tx, &[n as u8; 32], 10, "image/jpeg", 1)?;
                blob::attach(tx, id(n), &[n as u8; 32], "/foto")?;
            }
            // A draft's photo is nobody's trouble yet.
            blob::add(tx, &[9; 32], 10, "image/jpeg", 1)?;
            blob::attach(tx, id(50), &[9; 32], "/foto")?;
            for (n, state) in
                [(1, blob::BlobState::Missing), (2, blob::BlobState::Refused), (9, blob::BlobState::Missing)]
            {
                blob::set_state(tx, &[n; 32], state)?;
            }
            Ok(())
        })
        .expect("documents");
    let stuck = store.read(stuck_photos).expect("stuck");
    assert_eq!(stuck, [StuckPhoto { owner: id(1), refused: false }, StuckPhoto { owner: id(2), refused: true }]);
    assert_eq!(store.read(|db| dokumen::about(db, id(1))).expect("about"), Some(("kunjungan".into(), id(9))));
    assert_eq!(store.read(|db| dokumen::about(db, id(8))).expect("about"), None);
}

#[test]
fn the_due_list_reads_open_cases_in_the_order_of_the_caseload() {
    let place = Place::new();
    let store = place.open();
    let row = |n, status: Option<&str>, next: Option<&str>| kasus::KasusRow {
        id: id(n),
        subjek_jenis: "orang".into(),
        subjek_id: None,
        klaster: None,
        tahapan: None,
        risiko: Some("sedang".into()),
        pendamping: None,
        kerahasiaan: None,
        status: status.map(str::to_owned),
        last_kunjungan_on: None,
        next_kunjungan_on: next.map(str::to_owned),
        dibuka_on: None,
    };
    store
        .write(|tx| {
            kasus::put(tx, &row(1, Some("aktif"), None))?;
            kasus::put(tx, &row(2, Some("tutup"), Some("2026-01-01")))?;
            kasus::put(tx, &row(3, None, Some("2026-12-01")))?;
            kasus::put(tx, &row(4, Some("kode_baru"), Some("2026-11-01")))
        })
        .expect("cases");
    let open: Vec<_> = store.read(kasus::jadwal).expect("jadwal").into_iter().map(|row| row.id).collect();
    assert_eq!(open, [4, 3, 1].map(id), "a status that is not known or not set is not closed");
}

#[test]
fn the_values_alone_are_those_of_the_whole_record() {
    let place = Place::new();
    let store = place.open();
    let mut row = register::RegisterRow::new(id(1), crate::domain::op::RegisterKind::Orang);
    for (name, value) in
        [("nama", "Siti".into()), ("lahir_taksiran", true.into()), ("telepon", serde_json::Value::Null)]
    {
        let held = crate::domain::register::FieldState {
            value,
            version: OpRef(DeviceNo(1), 1),
            at: 5,
            by: crate::domain::ids::UserId(id(7).0),
        };
        row.state.fields.insert(name.into(), held);
    }
    store.write(|tx| register::put(tx, &row, 1)).expect("puts");
    type All = std::collections::BTreeMap<String, register::Held>;
    let values = store.read(|db| register::fields::<All>(db, id(1))).expect("values").expect("there");
    let seen: Vec<_> = values.into_iter().map(|(name, held)| (name, held.v)).collect();
    let whole: Vec<_> = row.state.fields.into_iter().map(|(name, held)| (name, held.value)).collect();
    assert_eq!(seen, whole);
    assert!(store.read(|db| register::fields::<All>(db, id(2))).expect("values").is_none());
}
