//! Grants given, taken away and handed over, and what leaves quarantine again.

use crate::kit::{NOW, Phone, World, rid, visit};
use crate::process::{ok, refused};
use crate::sync::{codes, field};
use atensi_core::domain::ids::{OpRef, RecordId};
use atensi_core::domain::op::RegisterKind::{Kasus, Keluarga, Orang};
use atensi_core::sync::wire::Request;
use atensi_server::karantina::{self, Release};
use atensi_server::users::User;
use atensi_server::{alih, scope};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn give(world: &World, user: &User, root: u128) {
    let user = user.clone();
    world.write(move |conn| alih::give(conn, rid(root), &user, NOW)).unwrap();
}

fn take(world: &World, user: &User, root: u128) -> atensi_server::Result<()> {
    let user = user.clone();
    world.write(move |conn| alih::take(conn, rid(root), &user, NOW))
}

fn release(world: &World, phone: &Phone, number: u64, by: Option<&User>) -> Release {
    let (op, by) = (OpRef(phone.device, number), by.cloned());
    let seed = world.running().service().keys.signing.seed();
    world
        .write(move |conn| {
            let key = atensi_core::vault::SigningKey::from_seed(&seed);
            karantina::release(conn, &key, op, by.as_ref(), NOW)
        })
        .unwrap()
}

/// Pulls everything and checks that every record's ops come in the order of their revs, without a gap.
fn whole(phone: &Phone, url: &str) -> BTreeMap<RecordId, u64> {
    let served = phone.served(url, &Request { hello: phone.hello(), ops: Vec::new() });
    assert!(!served.welcome.more);
    let mut revs = BTreeMap::new();
    for entry in served.pages.iter().flat_map(|page| &page.entries) {
        let op = atensi_core::domain::op::Op::decode(entry.bytes.as_ref().unwrap()).unwrap();
        let last = revs.entry(op.record()).or_insert(0);
        assert!(entry.rev <= *last + 1, "a gap before {:?}", entry.op);
        *last = entry.rev.max(*last);
    }
    revs
}

#[test]
fn what_was_taken_away_stops_at_once_and_comes_back_without_a_gap() {
    let world = World::new();
    let url = &world.running().url;
    let newcomer = world.newcomer();
    let mut a = world.phone(&world.pendamping);
    a.family(100, b"");
    a.family(200, b"");
    a.sync(url);
    give(&world, &newcomer, 100);
    give(&world, &newcomer, 200);
    let mut b = world.phone(&newcomer);
    assert_eq!(b.sync(url).len(), 8);
    // Written before the end, not fetched yet: it does not go out any more.
    a.set(Keluarga, 100, &[("catatan", json!("sebelum"))], &[]);
    a.sync(url);
    take(&world, &newcomer, 100).unwrap();
    a.set(Keluarga, 100, &[("catatan", json!("sesudah"))], &[]);
    a.save(visit(150, 102, b""));
    a.set(Keluarga, 200, &[("catatan", json!("yang lain"))], &[]);
    a.sync(url);
    assert_eq!(b.sync(url).len(), 1, "only the family that he still has");
    assert_eq!(world.phone(&newcomer).sync(url).len(), 5, "nor does a new phone of his get the old entries");
    b.set(Keluarga, 100, &[("catatan", json!("ditulis luring"))], &[]);
    b.save(visit(151, 102, b""));
    let served = b.served(url, &b.request());
    assert_eq!(codes(&served), [(1, "scope".to_owned()), (2, "scope".to_owned())]);
    assert_eq!(b.receipt(&served).quarantined, [1, 2], "held, never lost");
    b.acked = 2;
    assert_eq!(field(&world, 100, "catatan"), json!("sesudah"));
    assert!(take(&world, &newcomer, 100).is_err(), "he has nothing of it");
    assert!(take(&world, &world.other_pendamping, 200).is_err());

    give(&world, &newcomer, 100);
    assert_eq!(b.sync(url).len(), 7, "the family again, with what he missed");
    whole(&world.phone(&newcomer), url);
    a.set(Keluarga, 100, &[("alamat", json!("RT 1"))], &[]);
    a.sync(url);
    assert_eq!(release(&world, &b, 1, None), Release::Accepted);
    assert_eq!(release(&world, &b, 2, None), Release::Accepted);
    whole(&world.phone(&newcomer), url);
    // Who gets the family only now has the released op in its place, after what was accepted before the release.
    give(&world, &world.other_pendamping, 100);
    assert_eq!(whole(&world.phone(&world.other_pendamping), url)[&rid(100)], 5);
    // Two writes that did not see each other: both are kept and shown.
    let export = world.export();
    let family = export["records"].as_array().unwrap().iter().find(|r| r["id"] == json!(rid(100))).unwrap();
    assert_eq!(family["collisions"]["catatan"]["s"].as_array().unwrap().len(), 3, "{family}");
    assert_eq!(export["documents"].as_array().unwrap().len(), 4);
    assert_eq!(export["quarantine"], json!([]));
}

#[test]
fn a_family_handed_over_goes_on_with_the_new_worker() {
    let world = World::new();
    let url = &world.running().url;
    let newcomer = world.newcomer();
    let mut a = world.phone(&world.pendamping);
    a.family(100, b"");
    a.sync(url);
    let base = OpRef(a.device, 1);
    // Written offline before the hand-over, sent after it.
    a.set(Keluarga, 100, &[("nama_kepala", json!("Dari yang lama"))], &[("nama_kepala", base)]);
    a.set(Orang, 160, &[("nama", json!("Anak")), ("keluarga_id", json!(rid(100)))], &[]);
    let (from, to) = (world.pendamping.clone(), newcomer.clone());
    let carriers = world.write(move |conn| alih::hand_over(conn, rid(100), &from, &to, NOW)).unwrap();
    let stays = scope::beban(world.peksos.id);
    assert_eq!(carriers.len(), 3);
    assert!(carriers.contains(&stays) && carriers.contains(&scope::beban(newcomer.id)), "{carriers:?}");
    let mut b = world.phone(&newcomer);
    assert_eq!(b.sync(url).len(), 4, "with its history");
    b.set(Keluarga, 100, &[("catatan", json!("dari yang baru"))], &[]);
    b.sync(url);
    let served = a.served(url, &a.request());
    assert_eq!(codes(&served), [(5, "scope".to_owned()), (6, "scope".to_owned())]);
    assert!(served.pages.is_empty(), "{:?}", served.pages);
    a.acked = 6;

    // By the author's own scope it stays; by that of the colleague who has the family now it is taken up.
    assert_eq!(release(&world, &a, 5, None), Release::Stays("scope"));
    assert_eq!(release(&world, &a, 5, Some(&world.other_pendamping)), Release::Stays("scope"));
    assert!(a.served(url, &a.idle(2)).receipt.is_none(), "nothing to tell");
    assert_eq!(release(&world, &a, 6, Some(&newcomer)), Release::Accepted);
    assert_eq!(release(&world, &a, 5, Some(&newcomer)), Release::Accepted);
    assert_eq!(field(&world, 100, "nama_kepala"), json!("Dari yang lama"));
    assert_eq!(field(&world, 160, "nama"), json!("Anak"));
    assert_eq!(b.sync(url).len(), 2);
    whole(&world.phone(&newcomer), url);
    whole(&world.phone(&world.penyelia), url);
    // The author hears of it without having written anything, once.
    let told = a.served(url, &a.idle(2));
    assert_eq!(a.receipt(&told).quarantined, Vec::<u64>::new());
    assert!(a.served(url, &a.idle(0)).receipt.is_none());
    let again = world.write({
        let op = OpRef(a.device, 5);
        move |conn| karantina::release(conn, &atensi_core::vault::SigningKey::from_seed(&[1; 32]), op, None, NOW)
    });
    assert!(again.is_err(), "it is in quarantine no longer");
}

#[test]
fn what_an_operator_took_away_no_field_gives_back() {
    let world = World::new();
    let url = &world.running().url;
    let newcomer = world.newcomer();
    let mut a = world.phone(&world.pendamping);
    a.family(100, b"");
    a.set(Kasus, 102, &[("pendamping", json!(newcomer.id))], &[]);
    a.sync(url);
    assert_eq!(world.phone(&newcomer).sync(url).len(), 5);
    take(&world, &newcomer, 100).unwrap();
    a.set(Kasus, 102, &[("peksos", json!(world.peksos.id))], &[]);
    a.sync(url);
    assert_eq!(world.phone(&newcomer).sync(url).len(), 0, "the old name in it gives nothing back");
    let number = a.log.len() as u64 - 1;
    let base = OpRef(a.device, number);
    a.set(Kasus, 102, &[("pendamping", json!(world.pendamping.id))], &[("pendamping", base)]);
    let base = OpRef(a.device, a.log.len() as u64);
    a.set(Kasus, 102, &[("pendamping", json!(newcomer.id))], &[("pendamping", base)]);
    a.sync(url);
    assert_eq!(world.phone(&newcomer).sync(url).len(), 0, "nor does his name written anew");
    give(&world, &newcomer, 100);
    assert_eq!(world.phone(&newcomer).sync(url).len(), 8);
}

#[test]
fn operators_hand_over_and_take_away_by_command() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path();
    ok(data, &["init"]);
    ok(data, &["seed", "--seed", "5", "--keluarga", "2", "--tanggal", "2026-11-20"]);
    let export: Value = serde_json::from_str(&ok(data, &["ekspor"])).unwrap();
    let records = export["records"].as_array().unwrap();
    let root = records.iter().find(|r| r["kind"] == "keluarga").unwrap()["id"].as_str().unwrap();
    let workers: Vec<&str> = export["users"].as_array().unwrap().iter().filter_map(|u| u["id"].as_str()).collect();
    let has = |user: &str| {
        let out = crate::process::run(data, &["akses", "--cabut", "--user", user, "--root", root]);
        out.status.success()
    };
    let former = workers.iter().find(|user| has(user)).expect("somebody has the family");
    let next = workers.iter().find(|user| user != &former && !has(user)).unwrap();
    assert!(refused(data, &["alih", "--root", root, "--dari", former, "--ke", next]).contains("nothing was changed"));
    ok(data, &["akses", "--user", former, "--root", root]);
    assert!(refused(data, &["alih", "--root", root, "--dari", former, "--ke", former]).contains("same worker"));
    assert!(
        refused(data, &["alih", "--root", &rid(1).to_string(), "--dari", former, "--ke", next]).contains("this id")
    );
    assert!(refused(data, &["alih", "--root", "x", "--dari", former, "--ke", next]).contains("--root"));
    let told: Value =
        serde_json::from_str(&ok(data, &["alih", "--root", root, "--dari", former, "--ke", next])).unwrap();
    let streams: Vec<&str> = told["streams"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(
        streams.contains(&format!("beban/{next}").as_str()) && !streams.contains(&format!("beban/{former}").as_str())
    );
    let lepas = ["karantina", "lepas", "1", "1", "--menurut", "Tidak Ada"];
    assert!(refused(data, &lepas).contains("no user"));
}
