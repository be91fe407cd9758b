//! A device whose access has ended: it may hand in, for a while and within a volume, and takes nothing.

use crate::doors::blob;
use crate::kit::{NOW, Phone, World, photo_hash, visit};
use crate::sync::{codes, field};
use atensi_core::domain::ids::OpRef;
use atensi_core::domain::op::RegisterKind::Keluarga;
use atensi_core::sync::wire::{Request, Response};
use atensi_server::karantina::{self, Release};
use atensi_server::{tenggang, users};
use serde_json::json;
use std::sync::atomic::Ordering;

fn end(world: &World, phone: &Phone) {
    let (no, now) = (phone.device, world.running().service().now());
    assert!(world.write(move |conn| users::revoke(conn, no, now)).unwrap());
}

fn status(phone: &Phone, url: &str, request: &Request) -> u16 {
    let asked = request.encode().unwrap();
    let answer = phone.post(url, &asked);
    if answer.status == 401 {
        let Ok(Response::Refused(refused)) = Response::decode(&answer.body, &asked) else {
            panic!("{}", answer.text())
        };
        assert_eq!(refused.code, "token");
    }
    answer.status
}

#[test]
fn what_a_revoked_device_still_holds_is_kept_for_a_person_and_nothing_comes_down() {
    let world = World::new();
    let url = &world.running().url;
    let (photo, sent) = (b"the last visit".repeat(20), b"an earlier one".repeat(20));
    let (mut a, mut colleague) = (world.phone(&world.pendamping), world.phone(&world.peksos));
    a.family(100, &sent);
    a.sync(url);
    assert_eq!(blob(&a, url, "PATCH", &photo_hash(&sent), Some(0), &sent).status, 204);
    colleague.sync(url);
    colleague.set(Keluarga, 100, &[("catatan", json!("baru"))], &[]);
    colleague.sync(url);
    end(&world, &a);
    assert_eq!(status(&a, url, &a.request()), 401, "nothing to hand in");
    a.set(Keluarga, 100, &[("alamat", json!("RT 9"))], &[]);
    a.save(visit(150, 102, &photo));
    a.save_bytes(b"not an op".to_vec());
    let served = a.served(url, &a.request());
    assert_eq!(codes(&served), [5, 6, 7].map(|n| (n, "revoked".to_owned())));
    let receipt = a.receipt(&served);
    assert_eq!((receipt.through, receipt.quarantined), (7, vec![5, 6, 7]));
    assert!(served.pages.is_empty() && !served.welcome.more && served.welcome.reference.is_empty(), "{served:?}");
    assert_eq!(field(&world, 100, "alamat"), json!(null));
    // A lost answer: it asks again and hears the same; the same ops again change nothing.
    assert_eq!(a.receipt(&a.served(url, &Request { hello: a.hello(), ops: Vec::new() })).through, 7);
    assert_eq!(a.receipt(&a.served(url, &a.request())).through, 7);
    a.acked = 7;

    let bearer = a.bearer();
    let headers = [("authorization", bearer.as_str())];
    let hash = photo_hash(&photo);
    for path in ["/acuan", "/acuan/0", &format!("/blob/{hash}"), &format!("/blob/{}", photo_hash(&sent))] {
        assert_eq!(world.http("GET", path, &headers, b"").status, 401, "{path}");
    }
    assert_eq!(blob(&a, url, "HEAD", &photo_hash(&sent), None, b"").status, 404, "not of what it handed in");
    assert_eq!(blob(&a, url, "HEAD", &hash, None, b"").headers["upload-offset"], "0");
    assert_eq!(status(&a, url, &a.idle(3)), 200, "a photo is awaited");
    assert_eq!(blob(&a, url, "PATCH", &hash, Some(0), &photo).status, 204);
    assert_eq!(status(&a, url, &a.idle(3)), 401, "all is handed in");
    assert_eq!(blob(&colleague, url, "GET", &hash, None, b"").status, 404, "nobody sees it before a person decides");

    let seed = world.running().service().keys.signing.seed();
    let device = a.device;
    let released = world.write(move |conn| {
        let key = atensi_core::vault::SigningKey::from_seed(&seed);
        [5, 6, 7]
            .into_iter()
            .map(|n| karantina::release(conn, &key, OpRef(device, n), None, NOW))
            .collect::<Result<Vec<_>, _>>()
    });
    assert_eq!(released.unwrap(), [Release::Accepted, Release::Accepted, Release::Stays("unreadable")]);
    assert_eq!(field(&world, 100, "alamat"), json!("RT 9"));
    assert_eq!(colleague.sync(url).len(), 2);
    assert_eq!(blob(&colleague, url, "GET", &hash, None, b"").status, 200);
    assert_eq!(a.receipt(&a.served(url, &a.idle(3))).quarantined, [7], "it hears what became of them");
    assert_eq!(status(&a, url, &a.idle(1)), 401);
}

#[test]
fn the_grace_of_one_opens_nothing_of_others() {
    let world = World::new();
    let url = &world.running().url;
    let photo = b"a photo of a house".repeat(8);
    let hash = photo_hash(&photo);
    let mut a = world.phone(&world.pendamping);
    a.family(100, &photo);
    a.sync(url);
    assert_eq!(blob(&a, url, "PATCH", &hash, Some(0), &photo).status, 204);
    let mut stranger = world.phone(&world.other_pendamping);
    stranger.set(Keluarga, 900, &[("nama_kepala", json!("Lain"))], &[]);
    stranger.sync(url);
    end(&world, &stranger);
    // It writes to records of another kabupaten, real ones and none: both look alike and stay with its own log.
    stranger.set(Keluarga, 100, &[("catatan", json!("x"))], &[]);
    stranger.set(Keluarga, 0x5000, &[("catatan", json!("x"))], &[]);
    let mut hello = stranger.hello();
    hello.streams.push(("area/53.11".into(), 0));
    let served = stranger.served(url, &Request { hello, ops: vec![stranger.ops(2)] });
    assert_eq!(codes(&served), [2, 3].map(|n| (n, "revoked".to_owned())));
    assert!(served.pages.is_empty());
    stranger.acked = 3;
    let nothing = "0".repeat(64);
    for (method, offset) in [("HEAD", None), ("PATCH", Some(0))] {
        let real = blob(&stranger, url, method, &hash, offset, &photo);
        assert_eq!(real.status, 404);
        assert_eq!(real, blob(&stranger, url, method, &nothing, offset, &photo));
    }
    // Its token with another's log, and another's token with its log.
    assert_eq!(stranger.refusal(url, &Request { hello: a.hello(), ops: vec![a.ops(1)] }), "device");
    assert_eq!(a.refusal(url, &Request { hello: stranger.hello(), ops: vec![stranger.ops(1)] }), "device");
    let by = world.other_pendamping.clone();
    let (device, seed) = (stranger.device, world.running().service().keys.signing.seed());
    let stays = world.write(move |conn| {
        let key = atensi_core::vault::SigningKey::from_seed(&seed);
        karantina::release(conn, &key, OpRef(device, 2), Some(&by), NOW)
    });
    assert_eq!(stays.unwrap(), Release::Stays("scope"));
    assert_eq!(field(&world, 100, "catatan"), json!(null));
}

#[test]
fn the_grace_ends_by_volume_of_bytes_and_of_ops() {
    let world = World::new();
    let url = &world.running().url;
    let (mut bytes, mut many) = (world.phone(&world.pendamping), world.phone(&world.pendamping));
    for phone in [&bytes, &many] {
        end(&world, phone);
    }
    // What came before counts, also branches of a forked log.
    let (large, small) = (bytes.device.0, many.device.0);
    world
        .write(move |conn| {
            let sql = "INSERT INTO fork_op (device, number, hash, bytes, received_at) VALUES (?1, 1, x'00', zeroblob(?2), ?3)";
            conn.execute(sql, rusqlite::params![large, tenggang::MAX_BYTES - 1_000, NOW])?;
            let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
                       INSERT INTO fork_op (device, number, hash, bytes, received_at) SELECT ?1, i, x'00', x'00', ?3 FROM n";
            conn.execute(sql, rusqlite::params![small, tenggang::MAX_OPS - 2, NOW])?;
            Ok(())
        })
        .unwrap();
    for phone in [&mut bytes, &mut many] {
        phone.set(Keluarga, 300, &[("nama_kepala", json!("B"))], &[]);
        assert_eq!(status(phone, url, &phone.request()), 200);
        phone.acked = 1;
    }
    bytes.save_bytes(vec![b'x'; 1_000]);
    many.save_bytes(b"x".to_vec());
    many.save_bytes(b"x".to_vec());
    for phone in [&bytes, &many] {
        assert_eq!(status(phone, url, &phone.request()), 401);
    }
    assert_eq!(world.export()["quarantine"].as_array().unwrap().len(), 2, "of the refused requests nothing was stored");
}

#[test]
fn the_grace_ends_by_time() {
    let world = World::new();
    let url = &world.running().url;
    let mut a = world.phone(&world.pendamping);
    end(&world, &a);
    a.set(Keluarga, 300, &[("nama_kepala", json!("B"))], &[]);
    world.clock.0.fetch_add(tenggang::LENGTH_MS - 1, Ordering::SeqCst);
    assert_eq!(status(&a, url, &a.request()), 200);
    a.set(Keluarga, 301, &[("nama_kepala", json!("C"))], &[]);
    world.clock.0.fetch_add(1, Ordering::SeqCst);
    assert_eq!(status(&a, url, &a.request()), 401);
    assert_eq!(blob(&a, url, "HEAD", &"0".repeat(64), None, b"").status, 401);
    assert_eq!(world.export()["records"], json!([]));
}
