//! Devices against a real server on loopback: what is received, what is refused, what waits in quarantine.

#![allow(clippy::unwrap_used, reason = "tests")]

mod kit;

use atensi_core::domain::op::RegisterKind::{Kasus, Keluarga, Orang};
use kit::World;
use serde_json::json;

#[test]
fn a_team_sees_what_its_pendamping_recorded_and_others_do_not() {
    let world = World::new();
    let url = &world.running().url;
    let mut a = world.phone(&world.pendamping);
    a.family(100, b"");
    assert!(a.sync(url).is_empty(), "own ops come back as names only");
    assert_eq!(a.acked, 4);
    for (user, sees) in
        [(&world.peksos, 4), (&world.penyelia, 4), (&world.other_pendamping, 0), (&world.other_penyelia, 0)]
    {
        let mut phone = world.phone(user);
        assert_eq!(phone.sync(url).len(), sees, "{}", user.name);
    }
    let export = world.export();
    let person = export["records"].as_array().unwrap().iter().find(|r| r["kind"] == "orang").unwrap();
    assert_eq!(person["fields"]["nama"], json!("Rambu"));
    assert_eq!(export["documents"][0]["content"], json!({"hasil": "bertemu"}));
    let _ = (Kasus, Keluarga, Orang);
}
