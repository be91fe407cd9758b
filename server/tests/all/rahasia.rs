//! Secret cases: who made it, whom it names and whom an operator let in, and nobody else.

use crate::doors::blob;
use crate::kit::{NOW, World, photo_hash, rid, visit};
use crate::sync::codes;
use atensi_core::domain::ids::OpRef;
use atensi_core::domain::op::RegisterKind::Kasus;
use atensi_core::sync::wire::Request;
use atensi_server::users::User;
use atensi_server::{alih, scope};
use serde_json::json;

fn pulled(world: &World, user: &User) -> usize {
    world.phone(user).sync(&world.running().url).len()
}

#[test]
fn a_secret_case_stays_with_its_owner_and_explicit_grants() {
    let world = World::new();
    let url = &world.running().url;
    let newcomer = world.newcomer();
    let photo = b"a photo of a house".repeat(8);
    let mut a = world.phone(&world.pendamping);
    a.family(100, b"");
    let subject = [("subjek_jenis", json!("orang")), ("subjek_id", json!(rid(101))), ("kerahasiaan", json!("rahasia"))];
    a.set(Kasus, 110, &subject, &[]);
    a.save(visit(111, 110, &photo));
    a.sync(url);
    assert_eq!(blob(&a, url, "PATCH", &photo_hash(&photo), Some(0), &photo).status, 204);
    assert_eq!(pulled(&world, &world.pendamping), 6, "his other phone");
    for user in [&world.peksos, &world.penyelia] {
        assert_eq!(pulled(&world, user), 4, "{}: the family, the person, the open case and its visit", user.name);
        let mut phone = world.phone(user);
        assert_eq!(blob(&phone, url, "GET", &photo_hash(&photo), None, b"").status, 404);
        phone.set(Kasus, 110, &[("kerahasiaan", json!("umum"))], &[]);
        phone.save(visit(112, 110, b""));
        assert_eq!(codes(&phone.served(url, &phone.request())), [(1, "scope".to_owned()), (2, "scope".to_owned())]);
    }
    // A grant that came by itself is made one by a person.
    let (peksos, penyelia) = (world.peksos.clone(), world.penyelia.clone());
    world.write(move |conn| alih::give(conn, rid(100), &peksos, NOW)).unwrap();
    assert_eq!((pulled(&world, &world.peksos), pulled(&world, &world.penyelia)), (6, 4));
    world.write(move |conn| alih::give(conn, rid(100), &penyelia, NOW)).unwrap();
    let mut phone = world.phone(&world.penyelia);
    phone.sync(url);
    assert_eq!(blob(&phone, url, "GET", &photo_hash(&photo), None, b"").status, 200);
    // Whom the case itself names has it.
    a.set(Kasus, 110, &[("pendamping", json!(newcomer.id))], &[]);
    a.sync(url);
    assert_eq!(pulled(&world, &newcomer), 7);
    // Handed over, its maker has it no longer.
    let (from, to) = (world.pendamping.clone(), newcomer.clone());
    world.write(move |conn| alih::hand_over(conn, rid(100), &from, &to, NOW)).unwrap();
    assert_eq!((pulled(&world, &world.pendamping), pulled(&world, &newcomer)), (0, 7));
}

#[test]
fn a_case_that_becomes_secret_stops_for_others_and_comes_back_whole() {
    let world = World::new();
    let url = &world.running().url;
    let mut a = world.phone(&world.pendamping);
    a.family(100, b"");
    a.sync(url);
    let mut penyelia = world.phone(&world.penyelia);
    assert_eq!(penyelia.sync(url).len(), 4);
    let level = a.set(Kasus, 102, &[("kerahasiaan", json!("rahasia"))], &[]);
    a.set(Kasus, 102, &[("tahapan", json!("asesmen"))], &[]);
    a.save(visit(120, 102, b""));
    a.sync(url);
    assert_eq!(penyelia.sync(url).len(), 0, "what he has stays on his phone, nothing new comes");
    assert_eq!(pulled(&world, &world.penyelia), 2);
    a.set(Kasus, 102, &[("kerahasiaan", json!("terbatas"))], &[("kerahasiaan", level)]);
    a.sync(url);
    let served = penyelia.served(url, &Request { hello: penyelia.hello(), ops: Vec::new() });
    let of_case: Vec<u64> = served
        .pages
        .iter()
        .flat_map(|page| &page.entries)
        .filter(|e| atensi_core::domain::op::Op::decode(e.bytes.as_ref().unwrap()).unwrap().record() == rid(102))
        .map(|e| e.rev)
        .collect();
    assert_eq!(of_case, [1, 2, 3, 4], "from the first one on: a phone passes over what it knows");
    assert_eq!(pulled(&world, &world.penyelia), 8);
}

#[test]
fn while_two_disagree_whether_a_case_is_secret_it_is() {
    let world = World::new();
    let url = &world.running().url;
    let mut a = world.phone(&world.pendamping);
    a.family(100, b"");
    let first = a.set(Kasus, 102, &[("kerahasiaan", json!("umum"))], &[]);
    a.sync(url);
    let mut b = world.phone(&world.peksos);
    b.sync(url);
    let open = b.set(Kasus, 102, &[("kerahasiaan", json!("terbatas"))], &[("kerahasiaan", first)]);
    b.sync(url);
    let secret = a.set(Kasus, 102, &[("kerahasiaan", json!("rahasia"))], &[("kerahasiaan", first)]);
    a.sync(url);
    assert_eq!(pulled(&world, &world.penyelia), 2);
    let resolution = atensi_core::domain::op::OpBody::Resolve(atensi_core::domain::op::Resolution {
        kind: Kasus,
        id: rid(102),
        field: "kerahasiaan".into(),
        value: json!("umum"),
        seen: vec![open, secret],
        extra: Default::default(),
    });
    a.save(resolution);
    a.sync(url);
    assert_eq!(pulled(&world, &world.penyelia), 8);
}

#[test]
fn secret_cases_of_an_older_database_are_found() {
    let world = World::new();
    let url = &world.running().url;
    let mut a = world.phone(&world.pendamping);
    a.family(100, b"");
    a.set(Kasus, 102, &[("kerahasiaan", json!("rahasia"))], &[]);
    a.sync(url);
    assert_eq!(OpRef(a.device, 5).1, a.acked);
    // As it was before there was a rule.
    world
        .write(|conn| {
            conn.execute("UPDATE record SET rahasia = 0", [])?;
            scope::settle(conn, &[*rid(102).0.as_bytes(), *rid(103).0.as_bytes()])
        })
        .unwrap();
    assert_eq!(pulled(&world, &world.penyelia), 5);
    world.write(scope::settle_secret).unwrap();
    assert_eq!(pulled(&world, &world.penyelia), 2);
}
