//! Devices against a real server on loopback: what is received, what is refused, what waits in quarantine.

use crate::kit::{Phone, World, register, rid, visit};
use atensi_core::domain::ids::{DeviceNo, OpRef, UserId};
use atensi_core::domain::op::RegisterKind::{Kasus, Keluarga, Orang};
use atensi_core::domain::op::{OpBody, chain};
use atensi_core::sync::wire::{OpResult, Outcome, Request, Response, Served};
use atensi_core::vault::{BatchSeal, OsEntropy, SigningKey};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use uuid::Uuid;

pub fn codes(served: &Served) -> Vec<(u64, String)> {
    let read = |result: &OpResult| match &result.outcome {
        Outcome::Quarantined { code } => (result.number, code.clone()),
        Outcome::Collision { fields, .. } => (result.number, format!("collision {}", fields.join(","))),
        Outcome::Other => (result.number, "other".into()),
    };
    served.results.iter().map(read).collect()
}

pub fn field(world: &World, id: u128, name: &str) -> Value {
    let export = world.export();
    let records = export["records"].as_array().unwrap();
    let record = records.iter().find(|r| r["id"] == json!(rid(id)));
    record.map_or(Value::Null, |r| r["fields"][name].clone())
}

#[test]
fn a_team_sees_what_its_pendamping_recorded_and_others_do_not() {
    let world = World::new();
    let url = &world.running().url;
    let mut a = world.phone(&world.pendamping);
    a.family(100, b"");
    assert!(a.sync(url).is_empty(), "own ops come back as names only");
    assert_eq!(a.acked, 4);
    let readers = [(&world.peksos, 4), (&world.penyelia, 4), (&world.other_pendamping, 0), (&world.other_penyelia, 0)];
    for (user, sees) in readers {
        let mut phone = world.phone(user);
        assert_eq!(phone.sync(url).len(), sees, "{}", user.name);
    }
    assert_eq!(field(&world, 101, "nama"), json!("Rambu"));
    assert_eq!(world.export()["documents"][0]["content"], json!({"hasil": "bertemu"}));
}

#[test]
fn edits_of_two_devices_merge_and_a_collision_is_told_to_both_until_resolved() {
    let world = World::new();
    let url = &world.running().url;
    let (mut a, mut b) = (world.phone(&world.pendamping), world.phone(&world.peksos));
    let first = a.set(Orang, 1, &[("nama", json!("Siti")), ("telepon", json!("1"))], &[]);
    a.sync(url);
    b.sync(url);
    let mine = a.set(Orang, 1, &[("telepon", json!("2")), ("alamat", json!("RT 1"))], &[("telepon", first)]);
    let theirs = b.set(Orang, 1, &[("telepon", json!("3")), ("catatan", json!("x"))], &[("telepon", first)]);
    a.sync(url);
    let served = b.served(url, &b.request());
    assert_eq!(codes(&served), [(1, "collision telepon".to_owned())]);
    b.sync(url);
    assert_eq!(a.sync(url).len(), 1, "the other side comes down");
    let export = world.export();
    let record = &export["records"][0];
    assert_eq!(record["fields"]["alamat"], json!("RT 1"));
    assert_eq!(record["fields"]["catatan"], json!("x"));
    assert_eq!(record["collisions"]["telepon"]["s"].as_array().unwrap().len(), 2);
    assert_eq!(export["collisions"][0]["closed_at"], Value::Null);
    a.resolve(1, "telepon", json!("3"), &[mine, theirs]);
    a.sync(url);
    let export = world.export();
    assert_eq!(export["records"][0]["fields"]["telepon"], json!("3"));
    assert_eq!(export["records"][0]["collisions"], json!({}));
    assert_ne!(export["collisions"][0]["closed_at"], Value::Null);
    assert_eq!(b.sync(url).len(), 1, "the resolution");
}

#[test]
fn replay_is_a_duplicate_and_a_gap_names_the_number_expected() {
    let world = World::new();
    let url = &world.running().url;
    let mut a = world.phone(&world.pendamping);
    a.family(100, b"");
    let gap = Request { hello: a.hello(), ops: vec![a.ops(3)] };
    let served = a.served(url, &gap);
    assert_eq!((served.welcome.expect, served.receipt), (Some(1), None));
    assert_eq!(world.export()["records"], json!([]));
    let request = a.request();
    let (once, again) = (a.served(url, &request), a.served(url, &request));
    assert_eq!(a.receipt(&once), a.receipt(&again));
    assert_eq!(a.receipt(&again).through, 4);
    let export = world.export();
    assert_eq!(export["records"].as_array().unwrap().len(), 3);
    assert_eq!(export["documents"].as_array().unwrap().len(), 1);
    // Overlap: an old op and a new one in the same run.
    a.set(Keluarga, 100, &[("catatan", json!("baru"))], &[]);
    let overlap = Request { hello: a.hello(), ops: vec![a.ops(4)] };
    assert_eq!(a.receipt(&a.served(url, &overlap)).through, 5);
}

#[test]
fn a_cloned_phone_is_noticed_and_its_branch_is_kept_apart() {
    let world = World::new();
    let url = &world.running().url;
    let mut a = world.phone(&world.pendamping);
    a.set(Keluarga, 1, &[("nama_kepala", json!("Asli"))], &[]);
    a.sync(url);
    let fork = register(Keluarga, 1, &[("nama_kepala", json!("Salinan"))], &[]);
    let bytes = a.op(fork).encode().unwrap();
    let bytes = String::from_utf8(bytes).unwrap().replace("\"n\":2", "\"n\":1").into_bytes();
    let (log, heads) = (a.log.clone(), a.heads.clone());
    a.heads = vec![heads[0], chain(&heads[0], &bytes)];
    a.log = vec![bytes];
    let refused = a.refusal(url, &Request { hello: a.hello(), ops: vec![a.ops(1)] });
    assert_eq!(refused, "fork");
    assert_eq!(field(&world, 1, "nama_kepala"), json!("Asli"));
    let kept = world.running().service().readers.read(|conn| {
        Ok(conn.query_row("SELECT count(*) FROM fork_op WHERE device = ?1", [a.device.0], |r| r.get::<_, u64>(0))?)
    });
    assert_eq!(kept.unwrap(), 1);
    (a.log, a.heads) = (log, heads);
    a.set(Keluarga, 1, &[("catatan", json!("lanjut"))], &[]);
    a.sync(url);
    assert_eq!(a.acked, 2, "the first branch goes on");
}

#[test]
fn ops_of_another_device_or_worker_are_not_believed() {
    let world = World::new();
    let url = &world.running().url;
    let (mut a, mut b) = (world.phone(&world.pendamping), world.phone(&world.peksos));
    a.set(Keluarga, 1, &[("nama_kepala", json!("A"))], &[]);
    // Sealed by another key: refused whole, nothing stored.
    let mut ops = a.ops(1);
    ops.seal = BatchSeal::sign(&b.key, a.device, 1, &a.heads[1]);
    assert_eq!(a.refusal(url, &Request { hello: a.hello(), ops: vec![ops] }), "seal");
    let mut flipped = a.ops(1);
    flipped.ops[0][20] ^= 1;
    assert_eq!(a.refusal(url, &Request { hello: a.hello(), ops: vec![flipped] }), "chain");
    assert_eq!(world.export()["records"], json!([]));
    // The batch of one device sent with another's token.
    let stolen = Request { hello: a.hello(), ops: vec![a.ops(1)] };
    assert_eq!(b.refusal(url, &stolen), "device");
    // Another device's op, or another worker's name, inside an own, rightly sealed log.
    b.save_bytes(a.log[0].clone());
    let mut forged = b.op(register(Keluarga, 2, &[("nama_kepala", json!("B"))], &[]));
    forged.actor = UserId(Uuid::from_u128(1));
    b.save_bytes(forged.encode().unwrap());
    b.set(Keluarga, 3, &[("nama_kepala", json!("C"))], &[]);
    let served = b.served(url, &b.request());
    assert_eq!(codes(&served), [(1, "identity".to_owned()), (2, "actor".to_owned())]);
    assert_eq!(b.receipt(&served).quarantined, [1, 2]);
    assert_eq!(field(&world, 3, "nama_kepala"), json!("C"), "the rest flows on");
    assert_eq!(world.export()["quarantine"].as_array().unwrap().len(), 2);
}

#[test]
fn bad_bodies_store_nothing_and_whole_frames_before_a_cut_count() {
    let world = World::new();
    let url = &world.running().url;
    let mut a = world.phone(&world.pendamping);
    a.set(Keluarga, 1, &[("nama_kepala", json!("A"))], &[]);
    a.set(Keluarga, 2, &[("nama_kepala", json!("B"))], &[]);
    let one = Request { hello: a.hello(), ops: vec![a.ops(1)] }.encode().unwrap();
    let mut flipped = one.clone();
    flipped[40] ^= 1;
    let mut magic = one.clone();
    magic[0] ^= 1;
    let cases: [(&str, &[u8], u16); 6] = [
        ("empty", b"", 400),
        ("portal page", b"<!DOCTYPE html><html>Login</html>", 400),
        ("cut in the hello", &one[..20], 400),
        ("other magic", &magic, 400),
        ("flipped byte", &flipped, 400),
        ("too large", &vec![0; 4 * 1024 * 1024 + 1], 413),
    ];
    for (name, body, status) in cases {
        let answer = a.post(url, body);
        assert_eq!(answer.status, status, "{name}: {}", answer.text());
        assert!(!matches!(Response::decode(&answer.body, body), Ok(Response::Served(_))), "{name}");
    }
    assert_eq!(world.export()["records"], json!([]));
    let two = Request { hello: a.hello(), ops: vec![a.ops_to(1, 1), a.ops_to(2, 2)] }.encode().unwrap();
    let cut = &two[..two.len() - 5];
    let answer = a.post(url, cut);
    let Ok(Response::Served(served)) = Response::decode(&answer.body, cut) else { panic!("{}", answer.status) };
    assert_eq!(a.receipt(&served).through, 1);
    a.sync(url);
    assert_eq!(a.acked, 2);
}

#[test]
fn a_finished_document_never_changes_and_is_corrected_by_another() {
    let world = World::new();
    let url = &world.running().url;
    let mut a = world.phone(&world.pendamping);
    a.family(100, b"");
    let OpBody::Dokumen(mut changed) = visit(103, 102, b"") else { unreachable!() };
    changed.content = json!({"hasil": "menolak"});
    a.save(OpBody::Dokumen(changed.clone()));
    changed.id = rid(200);
    changed.corrects = Some(rid(103));
    a.save(OpBody::Dokumen(changed.clone()));
    changed.id = rid(201);
    changed.corrects = Some(rid(999));
    a.save(OpBody::Dokumen(changed));
    let served = a.served(url, &a.request());
    assert_eq!(codes(&served), [(5, "document_immutable".to_owned()), (7, "scope".to_owned())]);
    let export = world.export();
    let documents = export["documents"].as_array().unwrap();
    assert_eq!(documents.len(), 2);
    assert_eq!(documents[0]["content"]["hasil"], json!("bertemu"));
    assert_eq!(documents[1]["corrects"], json!(rid(103)));
}

/// What needs something to exist already, tried on records `base` and following.
fn attempts(phone: &mut Phone, base: u128) {
    phone.set(Orang, base + 50, &[("nama", json!("x")), ("keluarga_id", json!(rid(base)))], &[]);
    let subject = [("subjek_jenis", json!("orang")), ("subjek_id", json!(rid(base + 1)))];
    phone.set(Kasus, base + 51, &subject, &[]);
    phone.resolve(base + 1, "nama", json!("x"), &[OpRef(DeviceNo(1), 1)]);
    phone.save(visit(base + 52, base + 2, b""));
}

#[test]
fn writing_out_of_scope_looks_like_writing_to_nothing() {
    let world = World::new();
    let url = &world.running().url;
    let mut a = world.phone(&world.pendamping);
    a.family(100, b"");
    a.sync(url);
    for user in [&world.other_pendamping, &world.other_penyelia] {
        let (mut to_real, mut to_nothing) = (world.phone(user), world.phone(user));
        attempts(&mut to_real, 100);
        attempts(&mut to_nothing, 0x5000);
        let real = to_real.served(url, &to_real.request());
        let nothing = to_nothing.served(url, &to_nothing.request());
        assert_eq!(codes(&real), [1, 2, 3, 4].map(|n| (n, "scope".to_owned())));
        assert_eq!(codes(&real), codes(&nothing));
        assert_eq!(real.pages, nothing.pages);
        // An edit of what exists, and using its id for a thing of one's own, are set aside alike.
        for (kind, id) in [(Keluarga, 100), (Orang, 101), (Kasus, 102), (Orang, 100), (Keluarga, 103)] {
            to_real.set(kind, id, &[("catatan", json!("x"))], &[]);
        }
        to_real.save(visit(103, 102, b""));
        let real = to_real.served(url, &to_real.request());
        assert!(codes(&real).iter().all(|(_, code)| code == "scope"), "{:?}", codes(&real));
        assert_eq!(codes(&real).len(), 10);
        assert!(real.pages.is_empty());
    }
    assert_eq!(field(&world, 100, "catatan"), Value::Null);
    assert_eq!(world.export()["documents"].as_array().unwrap().len(), 1);
    a.set(Keluarga, 100, &[("catatan", json!("tetap bisa"))], &[]);
    a.sync(url);
    assert_eq!(field(&world, 100, "catatan"), json!("tetap bisa"));
}

#[test]
fn a_stream_of_others_looks_like_one_that_does_not_exist() {
    let world = World::new();
    let url = &world.running().url;
    let mut a = world.phone(&world.pendamping);
    a.family(100, b"");
    a.sync(url);
    let theirs = format!("beban/{}", world.pendamping.id);
    for user in [&world.pendamping, &world.peksos, &world.other_pendamping, &world.other_penyelia] {
        let phone = world.phone(user);
        let ask = |stream: &str| {
            let mut hello = phone.hello();
            hello.streams = vec![(stream.to_owned(), 0)];
            phone.served(url, &Request { hello, ops: Vec::new() })
        };
        let nothing = ask("area/99.99");
        for stream in ["area/53.11", theirs.as_str(), "", "%", "area/53.1_"] {
            assert_eq!(ask(stream), nothing, "{} asks for {stream}", user.name);
        }
    }
}

#[test]
fn a_bad_op_stops_none_of_its_neighbours() {
    let world = World::new();
    let url = &world.running().url;
    let mut a = world.phone(&world.pendamping);
    a.set(Keluarga, 1, &[("nama_kepala", json!("sebelum"))], &[]);
    a.save_bytes(b"not an op".to_vec());
    a.save_bytes(format!("{{\"s\":1,\"b\":{}", "[".repeat(100_000)).into_bytes());
    let newer = String::from_utf8(a.op(register(Keluarga, 9, &[("x", json!(1))], &[])).encode().unwrap()).unwrap();
    a.save_bytes(newer.replace("\"k\":\"reg\"", "\"k\":\"baru\"").into_bytes());
    let many: Vec<(String, Value)> = (0..300).map(|n| (format!("f{n}"), json!(n))).collect();
    let many: Vec<(&str, Value)> = many.iter().map(|(n, v)| (n.as_str(), v.clone())).collect();
    a.set(Keluarga, 3, &many, &[]);
    a.set(Orang, 1, &[("nama", json!("jenis lain"))], &[]);
    a.set(Keluarga, 2, &[("nama_kepala", json!("sesudah \u{0}\u{202e}😀 e\u{301}"))], &[]);
    let served = a.served(url, &a.request());
    let told: Vec<String> = codes(&served).into_iter().map(|(n, code)| format!("{n} {code}")).collect();
    assert_eq!(told, ["2 unreadable", "3 unreadable", "4 unreadable", "5 limits", "6 kind"]);
    assert_eq!(a.receipt(&served).quarantined, [2, 3, 4, 5, 6]);
    assert_eq!(field(&world, 1, "nama_kepala"), json!("sebelum"));
    assert_eq!(field(&world, 2, "nama_kepala"), json!("sesudah \u{0}\u{202e}😀 e\u{301}"), "byte-exact");
}

#[test]
fn a_wrong_clock_is_clamped_and_costs_nothing() {
    let world = World::new();
    let url = &world.running().url;
    let mut a = world.phone(&world.pendamping);
    for (id, at) in [(1, crate::kit::NOW + 3 * 365 * 86_400_000), (2, 0), (3, i64::MAX), (4, i64::MIN)] {
        a.at = at;
        a.set(Orang, id, &[("nama", json!("x"))], &[]);
    }
    a.sync(url);
    assert_eq!(a.acked, 4);
    let mut b = world.phone(&world.peksos);
    let served = b.served(url, &b.request());
    assert!(served.pages[0].entries.iter().all(|e| e.at == crate::kit::NOW), "activated and received at the same time");
    assert_eq!(b.sync(url)[0].at, crate::kit::NOW + 3 * 365 * 86_400_000, "what the device said is kept");
}

#[test]
fn a_person_who_joins_a_family_is_seen_by_that_familys_team_with_her_history() {
    let world = World::new();
    let url = &world.running().url;
    let (mut a, mut s) = (world.phone(&world.pendamping), world.phone(&world.peksos));
    s.set(Keluarga, 1, &[("nama_kepala", json!("K"))], &[]);
    s.sync(url);
    a.set(Orang, 2, &[("nama", json!("sendiri"))], &[]);
    a.set(Orang, 2, &[("alamat", json!("RT 2"))], &[]);
    assert!(a.sync(url).is_empty(), "the peksos's own family is not the pendamping's");
    s.sync(url);
    // The peksos sees the person of his team, and takes her into his family.
    s.set(Orang, 2, &[("keluarga_id", json!(rid(1)))], &[]);
    s.sync(url);
    assert_eq!(a.sync(url).len(), 1, "the pendamping keeps seeing her");
    let mut penyelia = world.phone(&world.penyelia);
    assert_eq!(penyelia.sync(url).len(), 4);
    // A case given to a colleague of the kabupaten brings him the whole root.
    let mut other = world.other_pendamping.clone();
    other.id = UserId(Uuid::from_u128(77));
    other.kab = "53.11".into();
    let added = other.clone();
    world.running().service().writer.write_blocking(move |c| atensi_server::users::add_user(c, &added, 0)).unwrap();
    let mut newcomer = world.phone(&other);
    assert_eq!(newcomer.sync(url).len(), 0);
    let subject = [("subjek_jenis", json!("orang")), ("subjek_id", json!(rid(2))), ("pendamping", json!(other.id))];
    s.set(Kasus, 3, &subject, &[]);
    s.sync(url);
    assert_eq!(newcomer.sync(url).len(), 5, "family, person twice written and moved, case");
}

#[test]
fn everything_is_there_after_a_restart() {
    let mut world = World::new();
    let mut a = world.phone(&world.pendamping);
    a.family(100, b"");
    a.sync(&world.running().url.clone());
    let before = world.export();
    world.restart();
    assert_eq!(world.export(), before);
    a.set(Keluarga, 100, &[("catatan", json!("sesudah"))], &[]);
    a.sync(&world.running().url.clone());
    assert_eq!(a.acked, 5, "the same token and chain go on");
}

#[test]
fn a_restored_server_opens_a_new_epoch_and_gets_back_what_it_lost() {
    let mut world = World::new();
    let mut a = world.phone(&world.pendamping);
    a.set(Keluarga, 1, &[("nama_kepala", json!("lama"))], &[]);
    a.sync(&world.running().url.clone());
    world.stop();
    let copy = tempfile::tempdir().unwrap();
    std::fs::copy(world.path().join("server.db"), copy.path().join("server.db")).unwrap();
    world.start();
    a.set(Keluarga, 2, &[("nama_kepala", json!("hilang"))], &[]);
    a.sync(&world.running().url.clone());
    assert_eq!(a.acked, 2);
    world.stop();
    for file in ["server.db-wal", "server.db-shm"] {
        let _ = std::fs::remove_file(world.path().join(file));
    }
    std::fs::copy(copy.path().join("server.db"), world.path().join("server.db")).unwrap();
    let (_, conn) = atensi_server::Places::new(world.path(), None).open().unwrap();
    conn.execute("UPDATE meta SET value = value + 1 WHERE key = 'epoch'", []).unwrap();
    drop(conn);
    world.start();
    let url = world.running().url.clone();
    let served = a.served(&url, &Request { hello: a.hello(), ops: Vec::new() });
    assert_eq!((served.welcome.epoch, served.welcome.held), (Some(2), Some(1)));
    assert!(served.pages.is_empty(), "cursors of another epoch bring nothing");
    a.acked = 1;
    a.epoch = 2;
    a.streams = vec![("beban".into(), 0)];
    a.sync(&url);
    assert_eq!(a.acked, 2);
    assert_eq!(field(&world, 2, "nama_kepala"), json!("hilang"));
}

#[test]
fn a_revoked_device_is_shut_out_and_others_are_not() {
    let world = World::new();
    let url = &world.running().url;
    let (mut a, mut again) = (world.phone(&world.pendamping), world.phone(&world.pendamping));
    a.set(Keluarga, 1, &[("nama_kepala", json!("A"))], &[]);
    a.sync(url);
    let no = a.device;
    let revoked = world.running().service().writer.write_blocking(move |c| atensi_server::users::revoke(c, no, 1));
    assert!(revoked.unwrap());
    let asked = a.request().encode().unwrap();
    let answer = a.post(url, &asked);
    assert_eq!(answer.status, 401);
    let Ok(Response::Refused(refused)) = Response::decode(&answer.body, &asked) else { panic!("{}", answer.text()) };
    assert_eq!(refused.code, "token");
    assert_eq!(again.sync(url).len(), 1, "what it sent is kept");
}

#[test]
fn eight_devices_push_at_once() {
    const PUSHES: u128 = 12;
    let world = World::new();
    let url = &world.running().url;
    let mut phones: Vec<Phone> = (0..8).map(|_| world.phone(&world.pendamping)).collect();
    let stats = world.running().service().writer.stats();
    let before = stats.jobs.load(Ordering::Relaxed);
    std::thread::scope(|scope| {
        for (n, phone) in phones.iter_mut().enumerate() {
            scope.spawn(move || {
                for i in 0..PUSHES {
                    phone.set(Keluarga, n as u128 * 1000 + i + 1, &[("nama_kepala", json!(i.to_string()))], &[]);
                    let request = phone.request();
                    let served = phone.served(url, &request);
                    phone.acked = phone.receipt(&served).through;
                }
            });
        }
    });
    assert!(phones.iter().all(|p| u128::from(p.acked) == PUSHES));
    // Each push is a job of the one writer; notes in the audit log may follow behind.
    assert!(u128::from(stats.jobs.load(Ordering::Relaxed) - before) >= 8 * PUSHES);
    assert_eq!(world.export()["records"].as_array().unwrap().len() as u128, 8 * PUSHES);
    let mut reader = world.phone(&world.peksos);
    assert_eq!(reader.sync(url).len() as u128, 8 * PUSHES, "nobody's op is missing from the stream");
}

#[test]
fn the_same_batch_on_two_connections_counts_once() {
    let world = World::new();
    let url = &world.running().url;
    let mut a = world.phone(&world.pendamping);
    a.family(100, b"");
    let request = a.request();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(a.receipt(&a.served(url, &request)).through, 4));
        }
    });
    let export = world.export();
    assert_eq!(export["documents"].as_array().unwrap().len(), 1);
    assert_eq!(export["records"][0]["rev"], json!(1));
}

#[test]
fn keys_of_strangers_open_nothing() {
    let world = World::new();
    let mut a = world.phone(&world.pendamping);
    let stranger = SigningKey::generate(&OsEntropy).unwrap();
    a.token = "A".repeat(22);
    a.key = stranger;
    a.set(Keluarga, 1, &[("nama_kepala", json!("A"))], &[]);
    assert_eq!(a.post(&world.running().url, &a.request().encode().unwrap()).status, 401);
    assert_eq!(world.export()["records"], json!([]));
}

#[test]
fn who_sent_and_took_what_is_noted_without_saying_what_it_was() {
    let mut world = World::new();
    let url = world.running().url.clone();
    let mut a = world.phone(&world.pendamping);
    a.family(100, b"");
    a.sync(&url);
    let mut b = world.phone(&world.peksos);
    b.sync(&url);
    let mut ops = a.ops(1);
    ops.ops[0][20] ^= 1;
    a.refusal(&url, &Request { hello: a.hello(), ops: vec![ops] });
    world.restart();
    let notes = world.running().service().readers.read(|conn| {
        let mut query = conn.prepare("SELECT device, action, outcome, detail FROM audit ORDER BY id")?;
        let row = |r: &rusqlite::Row<'_>| {
            let words: (u32, String, String, String) = (r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?);
            Ok(format!("{} {} {} {}", words.0, words.1, words.2, words.3).trim().to_owned())
        };
        Ok(query.query_map([], row)?.collect::<Result<Vec<_>, _>>()?)
    });
    let expected = [
        "1 aktivasi ok",
        "1 kirim ok 4 new, 0 quarantined",
        "2 aktivasi ok",
        "2 ambil ok beban:4",
        "1 kirim denied chain",
    ];
    assert_eq!(notes.unwrap(), expected);
}
