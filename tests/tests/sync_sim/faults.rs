//! Single faults by hand, each with what must come of it. Numbers are those of the catalogue in `docs/SYNC.md`.

use crate::dice::Dice;
use crate::link::{Link, Weather};
use crate::ministry::Ministry;
use crate::phone::{File, Phone};
use atensi_core::domain::ids::{DeviceNo, OpRef, RecordId};
use atensi_core::domain::op::{CHAIN_START, DokumenBaru, Lampiran, OpBody, RegisterEdit, RegisterKind, chain};
use atensi_core::ports::Clock;
use atensi_core::sync::accept::{Caller, Content, effective_time, quarantine, refusal};
use atensi_core::sync::engine::{Progress, StepState, SyncEngine, SyncFault};
use atensi_core::sync::port::{BlobEnd, BlobState, PendingBlob, SyncStore, Transport, TransportError};
use atensi_core::sync::wire::{Hello, Ops, Outcome, Request, Response, Served};
use atensi_core::vault::receipt::Receipt;
use atensi_core::vault::sign::{BatchSeal, SigningKey};
use serde_json::Value;
use std::collections::BTreeMap;

const NOW: i64 = 1_795_000_000_000;

struct At(i64);

impl Clock for At {
    fn now_ms(&self) -> i64 {
        self.0
    }
}

fn record(n: u128) -> RecordId {
    RecordId(uuid::Uuid::from_u128(n))
}

fn edit(field: &str, value: &str) -> OpBody {
    let set = [(field.to_owned(), Value::from(value))].into();
    OpBody::Register(RegisterEdit {
        kind: RegisterKind::Orang,
        id: record(1),
        set,
        base: BTreeMap::new(),
        extra: BTreeMap::new(),
    })
}

fn write_names(phone: &mut Phone, count: u32) {
    for i in 0..count {
        phone.write(edit("nama", &i.to_string()), NOW);
    }
}

fn caller(phone: &Phone) -> Caller {
    Caller {
        device: phone.no,
        user: phone.user,
        keys: vec![phone.key.verify_key()],
        enrolled_at: NOW - 1_000,
        revoked: false,
    }
}

fn pair() -> (Ministry, Phone, Phone) {
    let mut ministry = Ministry::new(Vec::new(), NOW);
    let (one, two) =
        (Phone::new(1, &["beban"], ministry.verify_key()), Phone::new(2, &["beban"], ministry.verify_key()));
    ministry.streams = vec![format!("beban/{}", one.user), format!("beban/{}", two.user)];
    (ministry, one, two)
}

/// Syncs over a network without faults until done; returns the sum of what moved, and the exchanges.
fn sync(phone: &mut Phone, ministry: &mut Ministry) -> (Progress, u32) {
    run(&mut SyncEngine::new("uji"), phone, ministry)
}

fn run(engine: &mut SyncEngine, phone: &mut Phone, ministry: &mut Ministry) -> (Progress, u32) {
    let (mut dice, mut stale, mut sum) = (Dice::new(1), Vec::new(), Progress::default());
    let caller = caller(phone);
    let mut link =
        Link { ministry, caller, dice: &mut dice, weather: Weather { bad: 0 }, stale: &mut stale, exchanges: 0 };
    for _ in 0..500 {
        let outcome = engine.step(phone, &mut link, &At(NOW), 0).expect("not killed");
        let step = outcome.progress;
        sum.acked += step.acked;
        sum.pulled += step.pulled;
        sum.set_aside += step.set_aside;
        sum.photo_bytes += step.photo_bytes;
        sum.bytes = (sum.bytes.0 + step.bytes.0, sum.bytes.1 + step.bytes.1);
        match outcome.state {
            StepState::More => {}
            StepState::Done => return (sum, link.exchanges),
            StepState::Stopped { fault, .. } => panic!("stopped: {fault}"),
        }
    }
    panic!("does not end");
}

/// A transport that says what a test wants.
struct Says<F: FnMut(&[u8]) -> Result<Vec<u8>, TransportError>>(F);

impl<F: FnMut(&[u8]) -> Result<Vec<u8>, TransportError>> Transport for Says<F> {
    fn exchange(&mut self, body: &[u8]) -> Result<Vec<u8>, TransportError> {
        (self.0)(body)
    }

    fn blob_state(&mut self, _: &PendingBlob) -> Result<BlobState, TransportError> {
        Ok(BlobState::Unknown)
    }

    fn blob_send(&mut self, _: &PendingBlob, _: u64, _: &[u8]) -> Result<BlobState, TransportError> {
        Ok(BlobState::Unknown)
    }
}

fn one_step(phone: &mut Phone, answer: impl FnMut(&[u8]) -> Result<Vec<u8>, TransportError>) -> StepState {
    SyncEngine::new("uji").step(phone, &mut Says(answer), &At(NOW), 0).expect("not killed").state
}

fn fault(state: StepState) -> SyncFault {
    match state {
        StepState::Stopped { fault, retry_after_ms } => {
            assert!(retry_after_ms > 0);
            fault
        }
        other => panic!("should have stopped: {other:?}"),
    }
}

/// The ops frame that the phone would send now.
fn ops(phone: &mut Phone, from: u64, to: u64) -> Ops {
    let all = phone.ops(from, usize::MAX, (to - from + 1) as usize).expect("reads");
    let head = phone.chain_at(to).expect("reads").expect("is there");
    Ops { first: from, ops: all, seal: phone.seal(to, &head).expect("seals") }
}

fn push(phone: &Phone, ministry: &mut Ministry, ops: Vec<Ops>) -> Response {
    let request = Request { hello: Hello::new(phone.no), ops };
    let body = request.encode().expect("encodes");
    Response::decode(&ministry.answer(&caller(phone), &body).expect("answers"), &body).expect("decodes")
}

fn served(response: Response) -> Served {
    match response {
        Response::Served(served) => *served,
        Response::Refused(refused) => panic!("refused: {}", refused.code),
    }
}

fn refused(response: Response) -> String {
    match response {
        Response::Refused(refused) => refused.code,
        Response::Served(_) => panic!("should have been refused"),
    }
}

#[test]
fn f8_f9_a_missing_batch_is_asked_for() {
    let (mut ministry, mut phone, _) = pair();
    write_names(&mut phone, 4);
    let (first, second) = (ops(&mut phone, 1, 2), ops(&mut phone, 3, 4));
    let answer = served(push(&phone, &mut ministry, vec![second.clone()]));
    assert_eq!((answer.welcome.expect, answer.receipt), (Some(1), None));
    let answer = served(push(&phone, &mut ministry, vec![first, second]));
    assert_eq!((answer.welcome.expect, answer.welcome.held), (None, Some(4)));
}

#[test]
fn f3_f6_f7_f52_the_same_batch_again_changes_nothing() {
    let (mut ministry, mut phone, _) = pair();
    write_names(&mut phone, 3);
    let batch = ops(&mut phone, 1, 3);
    let first = served(push(&phone, &mut ministry, vec![batch.clone()]));
    let (records, streams) = (ministry.books.records.clone(), ministry.books.streams.clone());
    let tail = ops(&mut phone, 2, 3);
    for again in [vec![batch.clone()], vec![batch.clone(), batch], vec![tail]] {
        let answer = served(push(&phone, &mut ministry, again));
        assert_eq!(answer.receipt, first.receipt);
    }
    assert_eq!((records, streams), (ministry.books.records, ministry.books.streams));
}

#[test]
fn f26_a_cloned_phone_is_noticed_and_both_branches_are_kept() {
    let (mut ministry, mut phone, _) = pair();
    phone.write(edit("nama", "satu"), NOW);
    let mut clone = Phone::new(1, &["beban"], ministry.verify_key());
    clone.image = phone.image.clone();
    phone.write(edit("nama", "asli"), NOW);
    clone.write(edit("nama", "salinan"), NOW);
    sync(&mut phone, &mut ministry);
    let overlap = ops(&mut clone, 1, 2);
    assert_eq!(refused(push(&clone, &mut ministry, vec![overlap])), refusal::FORK);
    clone.write(edit("nama", "salinan lagi"), NOW);
    let after = ops(&mut clone, 3, 3);
    assert_eq!(refused(push(&clone, &mut ministry, vec![after])), refusal::CHAIN);
    assert_eq!(ministry.books.forks.len(), 2);
    assert_eq!(ministry.books.logs[&phone.no].len(), 2);
    // The clone is told so by its own engine and keeps everything.
    let state = SyncEngine::new("uji").step(
        &mut clone,
        &mut Says(|body: &[u8]| ministry.answer(&caller(&phone), body)),
        &At(NOW),
        0,
    );
    assert_eq!(fault(state.expect("not killed").state).code(), refusal::FORK);
    assert!(clone.image.ops.iter().all(|op| op.bytes.is_some()) && clone.image.receipts.is_empty());
}

#[test]
fn f51_ops_under_another_seal_are_refused_whole() {
    let (mut ministry, mut phone, other) = pair();
    phone.write(edit("nama", "a"), NOW);
    let good = ops(&mut phone, 1, 1);
    let head = chain(&CHAIN_START, &good.ops[0]);
    for seal in [
        Vec::new(),
        BatchSeal::sign(&other.key, phone.no, 1, &head),
        BatchSeal::sign(&SigningKey::from_seed(&[77; 32]), phone.no, 1, &head),
        BatchSeal::sign(&phone.key, other.no, 1, &head),
        BatchSeal::sign(&phone.key, phone.no, 2, &head),
    ] {
        assert_eq!(refused(push(&phone, &mut ministry, vec![Ops { seal, ..good.clone() }])), refusal::SEAL);
    }
    // In another's name, with his own credentials.
    let request = Request { hello: Hello::new(DeviceNo(1)), ops: vec![good.clone()] };
    let body = request.encode().expect("encodes");
    let answer = Response::decode(&ministry.answer(&caller(&other), &body).expect("answers"), &body);
    assert_eq!(refused(answer.expect("decodes")), refusal::DEVICE);
    assert!(ministry.books.logs.is_empty());
    served(push(&phone, &mut ministry, vec![good]));
}

#[test]
fn one_flipped_byte_in_an_op_or_its_chain_fails() {
    let (mut ministry, mut phone, _) = pair();
    write_names(&mut phone, 3);
    let good = ops(&mut phone, 1, 3);
    for which in 0..3 {
        for place in 0..good.ops[which].len() {
            let mut bent = good.clone();
            bent.ops[which][place] ^= 1;
            // The frames around it are whole: only the chain under the seal can tell.
            assert_eq!(refused(push(&phone, &mut ministry, vec![bent])), refusal::CHAIN);
        }
    }
    let mut swapped = good.clone();
    swapped.ops.swap(0, 1);
    assert_eq!(refused(push(&phone, &mut ministry, vec![swapped])), refusal::CHAIN);
    for place in 0..good.seal.len() {
        let mut bent = good.clone();
        bent.seal[place] ^= 1;
        let code = refused(push(&phone, &mut ministry, vec![bent]));
        assert!(code == refusal::SEAL || code == refusal::CHAIN, "{place}: {code}");
    }
    assert!(ministry.books.logs.is_empty());
}

#[test]
fn one_flipped_byte_in_a_receipt_acknowledges_nothing() {
    let (mut ministry, mut phone, _) = pair();
    phone.write(edit("nama", "a"), NOW);
    let batch = ops(&mut phone, 1, 1);
    let answer = served(push(&phone, &mut ministry, vec![batch]));
    let receipt = answer.receipt.clone().expect("a receipt");
    for place in 0..receipt.len() {
        let mut bent = answer.clone();
        bent.receipt.as_mut().expect("a receipt")[place] ^= 1;
        let bent = Response::Served(Box::new(bent));
        assert_eq!(
            fault(one_step(&mut phone, |body| Ok(bent.encode(1, body).expect("encodes")))),
            SyncFault::Receipt,
            "{place}"
        );
        assert!(phone.image.receipts.is_empty() && phone.image.acked == 0);
    }
    // Another device's receipt, one of a server that is not ours, and one for more than was written.
    let honest = Receipt::verify(&receipt, &[ministry.verify_key()]).expect("verifies");
    let fields = |device: u32, through: u64| atensi_core::vault::receipt::ReceiptFields {
        epoch: honest.epoch,
        device: DeviceNo(device),
        through,
        head: honest.head,
        received_at_ms: NOW,
        quarantined: Vec::new(),
    };
    let stranger = SigningKey::from_seed(&[3; 32]);
    for forged in [
        Receipt::sign(&ministry.key, &fields(2, 1)),
        Receipt::sign(&ministry.key, &fields(1, 9)),
        Receipt::sign(&stranger, &fields(1, 1)),
    ] {
        let bent = Served { receipt: Some(forged.expect("signs")), ..answer.clone() };
        let bent = Response::Served(Box::new(bent));
        assert_eq!(fault(one_step(&mut phone, |body| Ok(bent.encode(1, body).expect("encodes")))), SyncFault::Receipt);
        assert_eq!(phone.image.acked, 0);
    }
    let answer = Response::Served(Box::new(answer));
    assert_ne!(one_step(&mut phone, |body| Ok(answer.encode(1, body).expect("encodes"))), StepState::Done);
    assert_eq!((phone.image.acked, phone.image.receipts.len()), (1, 1));
}

#[test]
fn f37_f38_f39_an_answer_that_is_not_the_servers_acknowledges_nothing() {
    let (mut ministry, mut phone, _) = pair();
    phone.write(edit("nama", "a"), NOW);
    let mut whole = Vec::new();
    one_step(&mut phone, |body| {
        whole = ministry.answer(&caller(&Phone::new(1, &[], ministry.verify_key())), body)?;
        Err(TransportError::Offline)
    });
    let before = format!("{:?}", phone.image);
    for (answer, expected) in [
        (&b"<!DOCTYPE html><title>Login</title>"[..], SyncFault::Portal),
        (b"{}", SyncFault::Portal),
        (&whole[1..], SyncFault::Portal),
        (b"", SyncFault::Offline),
        (&whole[..20], SyncFault::Offline),
    ] {
        assert_eq!(fault(one_step(&mut phone, |_| Ok(answer.to_vec()))), expected);
    }
    assert_eq!(fault(one_step(&mut phone, |_| Err(TransportError::Portal))), SyncFault::Portal);
    assert_eq!(fault(one_step(&mut phone, |_| Err(TransportError::Cut))), SyncFault::Offline);
    assert_eq!(format!("{:?}", phone.image), before);
    // Welcome whole, receipt cut off: still nothing.
    let packed = u32::from_le_bytes([whole[9], whole[10], whole[11], whole[12]]) as usize;
    let welcome_only = &whole[..13 + packed + 16 + 5];
    assert_eq!(fault(one_step(&mut phone, |_| Ok(welcome_only.to_vec()))), SyncFault::Offline);
    assert_eq!(phone.image.acked, 0);
    assert_eq!(fault(one_step(&mut phone, |_| Err(TransportError::Denied))), SyncFault::Denied);
    assert_eq!(fault(one_step(&mut phone, |_| Err(TransportError::Wait(60)))), SyncFault::Busy);
}

#[test]
fn f10_f50_f56_bad_ops_are_set_aside_by_name_and_the_rest_goes_on() {
    let (mut ministry, mut phone, _) = pair();
    let document = |content: &str| {
        OpBody::Dokumen(DokumenBaru {
            id: record(50),
            jenis: "kunjungan".into(),
            kasus: record(1),
            form: ("f".into(), "1".into()),
            content: Value::from(content),
            lampiran: Vec::new(),
            corrects: None,
            extra: BTreeMap::new(),
        })
    };
    let forbidden = ministry.forbidden;
    let mut expected = Vec::new();
    let mut bad = |phone: &mut Phone, code: &'static str, bytes: Vec<u8>| {
        phone.write_raw(bytes, None);
        expected.push((phone.image.ops.len() as u64, code));
        phone.write(edit("nama", &format!("sesudah {code}")), NOW);
    };
    let encoded = |phone: &Phone, change: &dyn Fn(&mut atensi_core::domain::op::Op)| {
        let mut copy = Phone::new(phone.no.0, &[], phone.server_keys[0]);
        copy.image = phone.image.clone();
        copy.write(edit("nama", "racun"), NOW);
        let mut op =
            atensi_core::domain::op::Op::decode(copy.image.ops.last().and_then(|o| o.bytes.as_ref()).expect("written"))
                .expect("reads");
        change(&mut op);
        op.encode().expect("fits")
    };
    phone.write(document("asli"), NOW);
    bad(&mut phone, quarantine::UNREADABLE, b"\xff\xfe".to_vec());
    bad(&mut phone, quarantine::UNREADABLE, b"[".repeat(10_000));
    bad(&mut phone, quarantine::UNREADABLE, br#"{"s":1,"d":1,"n":4,"b":{"k":"baru"}}"#.to_vec());
    let bytes = encoded(&phone, &|op| op.schema = 9);
    bad(&mut phone, quarantine::SCHEMA, bytes);
    let bytes = encoded(&phone, &|op| op.number += 1);
    bad(&mut phone, quarantine::IDENTITY, bytes);
    let bytes = encoded(&phone, &|op| op.device = DeviceNo(2));
    bad(&mut phone, quarantine::IDENTITY, bytes);
    let bytes = encoded(&phone, &|op| op.actor.0 = uuid::Uuid::nil());
    bad(&mut phone, quarantine::ACTOR, bytes);
    let bytes = encoded(&phone, &|op| {
        let OpBody::Register(edit) = &mut op.body else { return };
        (0..300).for_each(|i| drop(edit.set.insert(format!("f{i}"), Value::Null)));
    });
    bad(&mut phone, quarantine::LIMITS, bytes);
    let bytes = encoded(&phone, &|op| {
        let OpBody::Register(edit) = &mut op.body else { return };
        edit.id = forbidden;
    });
    bad(&mut phone, quarantine::SCOPE, bytes);
    let bytes = encoded(&phone, &|op| op.body = document("diubah"));
    bad(&mut phone, quarantine::DOCUMENT_IMMUTABLE, bytes);
    let bytes = encoded(&phone, &|op| {
        let OpBody::Register(edit) = &mut op.body else { return };
        edit.id = record(50);
    });
    bad(&mut phone, quarantine::KIND, bytes);
    phone.write(document("asli"), NOW);
    sync(&mut phone, &mut ministry);
    let told: Vec<(u64, &str)> = phone.image.quarantine.iter().map(|(n, code)| (*n, code.as_str())).collect();
    assert_eq!(told, expected);
    assert_eq!(phone.image.acked, phone.image.ops.len() as u64);
    // Every good op is in the record; the document is as it was, said twice.
    let held = &ministry.books.records[&record(1)];
    assert_eq!(held.rev, expected.len() as u64);
    assert_eq!(ministry.books.records[&record(50)].rev, 2);
}

#[test]
fn f12_f13_wrong_clocks_are_held_within_activation_and_receipt() {
    for (at, offset, expected) in [
        (NOW + 3 * 31_557_600_000, None, NOW),
        (0, None, NOW - 500),
        (i64::MIN, Some(i64::MIN), NOW - 500),
        (i64::MAX, Some(i64::MAX), NOW),
        (NOW - 100, None, NOW - 100),
        (NOW - 7_200_100, Some(7_200_000), NOW - 100),
    ] {
        assert_eq!(effective_time(at, offset, NOW - 500, NOW), expected, "{at} {offset:?}");
    }
}

#[test]
fn f25_f49_a_collision_is_told_to_the_one_whose_op_met_it_and_seen_by_both() {
    let (mut ministry, mut one, mut two) = pair();
    one.write(edit("telepon", "1"), NOW);
    two.write(edit("telepon", "2"), NOW);
    sync(&mut one, &mut ministry);
    sync(&mut two, &mut ministry);
    sync(&mut one, &mut ministry);
    assert!(two.image.told_collisions.contains(&1) && one.image.told_collisions.is_empty());
    // Told again to one who did not hear it: the answer was lost.
    let again = served(push(&two, &mut ministry, Vec::new()));
    let fields = vec!["telepon".to_owned()];
    let outcome = Outcome::Collision { record: record(1), fields };
    assert_eq!(again.results.iter().map(|r| (r.number, &r.outcome)).collect::<Vec<_>>(), [(1, &outcome)]);
    for phone in [&one, &two] {
        let sides: Vec<OpRef> =
            phone.visible(record(1)).collisions["telepon"].sides.iter().map(|s| s.version).collect();
        assert_eq!(sides, [OpRef(DeviceNo(1), 1), OpRef(DeviceNo(2), 1)]);
    }
}

/// A visit with a photo that waits to be sent; gives the photo's hash.
fn with_photo(phone: &mut Phone, photo: &[u8]) -> String {
    let hash = blake3::hash(photo).to_hex().to_string();
    let lampiran =
        Lampiran { hash: hash.clone(), size: photo.len() as u64, mime: "image/jpeg".into(), path: "f".into() };
    let OpRef(_, number) = phone.write(
        OpBody::Dokumen(DokumenBaru {
            id: record(9),
            jenis: "kunjungan".into(),
            kasus: record(1),
            form: ("f".into(), "1".into()),
            content: Value::Null,
            lampiran: vec![lampiran],
            corrects: None,
            extra: BTreeMap::new(),
        }),
        NOW,
    );
    phone.image.files.insert(hash.clone(), File { bytes: photo.to_vec(), number, sent: None });
    hash
}

#[test]
fn f54_f57_photos_resume_and_a_bent_one_is_sent_again() {
    let (mut ministry, mut phone, _) = pair();
    let photo: Vec<u8> = (0..200_000_u32).map(|i| (i * 7) as u8).collect();
    let hash = with_photo(&mut phone, &photo);
    ministry.books.files.insert(hash.clone(), photo[..186_000].to_vec());
    let (progress, _) = sync(&mut phone, &mut ministry);
    assert_eq!(progress.photo_bytes, 14_000);
    assert_eq!(phone.image.files[&hash].sent, Some(BlobEnd::Received));
    // What lies on the server is not what its name says: thrown away there, sent once more from the start.
    phone.image.files.get_mut(&hash).expect("is there").sent = None;
    let mut bent = photo[..100_000].to_vec();
    bent[5] ^= 1;
    ministry.books.files.insert(hash.clone(), bent);
    let (progress, _) = sync(&mut phone, &mut ministry);
    assert_eq!(progress.photo_bytes, 300_000);
    assert_eq!(ministry.books.files[&hash], photo);
    // And when it is the phone's own copy that is damaged, that is the end of it, and said.
    let file = phone.image.files.get_mut(&hash).expect("is there");
    (file.sent, file.bytes[7]) = (None, !photo[7]);
    ministry.books.files.remove(&hash);
    sync(&mut phone, &mut ministry);
    assert_eq!(phone.image.files[&hash].sent, Some(BlobEnd::Missing));
}

#[test]
fn a_text_only_run_asks_for_no_photo_and_a_full_one_completes() {
    let (mut ministry, mut phone, _) = pair();
    let photo: Vec<u8> = (0..100_000_u32).map(|i| (i * 3) as u8).collect();
    let hash = with_photo(&mut phone, &photo);
    // Half of it went before, over another network.
    ministry.books.files.insert(hash.clone(), photo[..50_000].to_vec());
    let mut engine = SyncEngine::new("uji").text_only();
    for run_no in 0..2 {
        let (progress, exchanges) = run(&mut engine, &mut phone, &mut ministry);
        assert_eq!((progress.acked, progress.photo_bytes), (u64::from(run_no == 0), 0));
        assert!(exchanges >= 1, "text goes both ways");
        assert!(progress.bytes.0 < 10_000, "{progress:?}");
        assert_eq!((ministry.books.files[&hash].len(), phone.image.files[&hash].sent), (50_000, None));
    }
    let (progress, _) = sync(&mut phone, &mut ministry);
    assert_eq!((progress.photo_bytes, phone.image.files[&hash].sent), (50_000, Some(BlobEnd::Received)));
    assert_eq!(ministry.books.files[&hash], photo);
}

#[test]
fn f68_a_hole_in_the_servers_log_stops_one_record_not_the_rest() {
    let (mut ministry, mut one, mut two) = pair();
    write_names(&mut one, 3);
    sync(&mut one, &mut ministry);
    let stream = ministry.streams[1].clone();
    let entries = ministry.books.streams.get_mut(&stream).expect("is there");
    entries.remove(1);
    let OpBody::Register(mut other) = edit("nama", "utuh") else { unreachable!("is an edit") };
    other.id = record(2);
    one.write(OpBody::Register(other), NOW);
    sync(&mut one, &mut ministry);
    let (progress, _) = sync(&mut two, &mut ministry);
    assert_eq!(progress.set_aside, 1);
    assert_eq!(two.visible(record(1)).text("nama"), Some("0"));
    assert_eq!(two.visible(record(2)).text("nama"), Some("utuh"));
}

#[test]
fn a_thousand_ops_go_in_few_exchanges_and_an_idle_run_is_one_small_one() {
    let (mut ministry, mut one, mut two) = pair();
    for i in 0..1000_u128 {
        let OpBody::Register(mut edit) = edit("nama", "Siti Rahayu") else { unreachable!("is an edit") };
        edit.id = record(1000 + i);
        edit.set.insert("catatan".into(), Value::from(format!("{} ", blake3::hash(&i.to_le_bytes())).repeat(12)));
        one.write(OpBody::Register(edit), NOW);
    }
    let mut engine = SyncEngine::new("uji");
    let (progress, exchanges) = run(&mut engine, &mut one, &mut ministry);
    assert_eq!(progress.acked, 1000);
    assert!(exchanges <= 12, "{exchanges} exchanges");
    let (progress, exchanges) = sync(&mut two, &mut ministry);
    assert_eq!(progress.pulled, 1000);
    assert!(exchanges <= 12, "{exchanges} exchanges");
    let (progress, exchanges) = run(&mut engine, &mut one, &mut ministry);
    let (up, down) = progress.bytes;
    assert!(exchanges == 1 && up + down <= 150, "{exchanges} exchanges, {up} + {down} B");
    assert_eq!(engine.budget(), 256 * 1024);
}

#[test]
fn push_goes_before_pull() {
    let (mut ministry, mut one, mut two) = pair();
    two.write(edit("alamat", "jauh"), NOW);
    sync(&mut two, &mut ministry);
    for i in 0..200 {
        one.write(edit("catatan", &"x".repeat(300 + i)), NOW);
    }
    let mut asked = Vec::new();
    let mut engine = SyncEngine::new("uji");
    let me = caller(&one);
    let mut says = Says(|body: &[u8]| {
        let (request, _) = Request::decode(body).expect("whole");
        asked.push((request.ops.is_empty(), request.hello.streams.is_empty()));
        ministry.answer(&me, body)
    });
    while engine.step(&mut one, &mut says, &At(NOW), 0).expect("not killed").state != StepState::Done {}
    assert!(asked.len() > 1);
    assert_eq!(asked[0], (false, true));
    let pulls_from = asked.iter().position(|(_, push_only)| !push_only).expect("pulled in the end");
    assert!(asked[pulls_from..].iter().all(|(_, push_only)| !push_only), "{asked:?}");
    assert!(asked[pulls_from + 1..].iter().all(|(no_ops, _)| *no_ops), "{asked:?}");
    let Content::Register(_, state) = &ministry.books.records[&record(1)].content else { panic!("is a register") };
    assert!(state.get("alamat").is_some());
}
