//! What operators do on the server, as the devices of workers see it: backups, the end of an access, release.

#![allow(clippy::unwrap_used, reason = "tests")]

use atensi_core::app::{Companion, Flow, KeluargaBaru};
use atensi_core::domain::ids::{DeviceNo, OpRef, RecordId};
use atensi_core::domain::status::StatusKirim;
use atensi_core::error::ErrorCode;
use atensi_core::vault::SigningKey;
use atensi_core::view::SyncSummary;
use atensi_server::{Places, alih, cadangan, karantina, users};
use atensi_tests::world::{NOW, World};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const DAY: i64 = 86_400_000;

fn sync(companion: &Companion) -> SyncSummary {
    let summary = companion.sync(&mut |_| Flow::Continue).unwrap();
    assert!(summary.complete);
    summary
}

fn family(companion: &Companion, name: &str) -> String {
    let new = KeluargaBaru { nama_kepala: name.into(), wilayah: Some("53.11.01.1001".into()), ..Default::default() };
    companion.daftar_keluarga(&new).unwrap().id
}

fn note(companion: &Companion, id: &str, text: &str) {
    companion.ubah("keluarga", id, BTreeMap::from([("catatan".to_owned(), json!(text))])).unwrap();
}

/// Acknowledged, in a verified backup, in quarantine.
fn log(companion: &Companion) -> (u64, u64, u64) {
    let log = companion.ekspor().unwrap()["log"].clone();
    let count = |name: &str| log[name].as_u64().unwrap();
    (count("acked"), count("stable"), count("quarantined"))
}

fn places(world: &World) -> Places {
    Places::new(&world.dir.path().join("server"), None)
}

fn restore(world: &mut World, folder: &Path, now: i64) {
    world.stop();
    let places = places(world);
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", places.database().display()));
    }
    cadangan::restore(&places, folder, now).unwrap();
    world.start();
}

fn names(world: &World) -> Vec<String> {
    let export = world.export();
    let records = export["records"].as_array().unwrap();
    records.iter().map(|r| r["fields"]["nama_kepala"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_device_counts_on_a_backup_only_as_far_as_the_server_says_and_loses_nothing_by_a_restore() {
    let mut world = World::new();
    let (older, newer) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let phone = world.phone(0);
    let companion = phone.unlock();
    let first = family(&companion, "Satu");
    sync(&companion);
    cadangan::make(&places(&world), older.path(), NOW).unwrap();
    sync(&companion);
    assert_eq!(log(&companion), (0, 1, 0));
    family(&companion, "Dua");
    for clock in [&world.clock, &phone.clock] {
        clock.forward(29 * DAY);
    }
    sync(&companion);
    sync(&companion);
    assert_eq!(log(&companion), (1, 1, 0), "received, and in no backup yet");
    cadangan::make(&places(&world), newer.path(), NOW + 29 * DAY).unwrap();
    sync(&companion);
    assert_eq!(log(&companion), (0, 2, 0));
    family(&companion, "Tiga");
    sync(&companion);

    restore(&mut world, newer.path(), NOW + 29 * DAY + 5_000);
    assert_eq!(names(&world), ["Satu", "Dua"]);
    sync(&companion);
    assert_eq!(names(&world), ["Satu", "Dua", "Tiga"], "what the backup lacks is offered again");
    // An older one than the device was told of: its bytes are still here, so it offers those as well.
    restore(&mut world, older.path(), NOW + 29 * DAY + 9_000);
    assert_eq!(names(&world), ["Satu"]);
    note(&companion, &first, "sesudah");
    sync(&companion);
    sync(&companion);
    assert_eq!(names(&world), ["Satu", "Dua", "Tiga"]);
    assert!(companion.periksa_tanda_terima().unwrap().chain_ok);
    assert_eq!(companion.status().unwrap().menunggu, 0);
}

#[test]
fn bytes_are_given_up_only_below_a_backup_and_a_month_later() {
    let mut world = World::new();
    let (older, newer) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let phone = world.phone(0);
    let companion = phone.unlock();
    let id = family(&companion, "Satu");
    sync(&companion);
    cadangan::make(&places(&world), older.path(), NOW).unwrap();
    note(&companion, &id, "dua");
    sync(&companion);
    let later = NOW + 31 * DAY;
    for clock in [&world.clock, &phone.clock] {
        clock.forward(31 * DAY);
    }
    note(&companion, &id, "tiga");
    sync(&companion);
    cadangan::make(&places(&world), newer.path(), later).unwrap();
    sync(&companion);
    assert_eq!(log(&companion), (0, 3, 0));
    note(&companion, &id, "empat");
    sync(&companion);
    // From the newest backup everything comes back, own writes included: the server hands out those that were given up.
    restore(&mut world, newer.path(), later + 5_000);
    sync(&companion);
    let kept = &world.export()["records"][0]["fields"]["catatan"];
    assert_eq!(kept, &json!("empat"));
    assert_eq!(companion.record(&id).unwrap().fields["catatan"], json!("empat"));
    // From one older than the server itself had named, bytes are missing on both sides: the device joins the log and writes
    // what it shows again, so that the newest state is whole though the steps in between are gone.
    restore(&mut world, older.path(), later + 9_000);
    sync(&companion);
    sync(&companion);
    let fields = &world.export()["records"][0]["fields"];
    assert_eq!((&fields["nama_kepala"], &fields["catatan"]), (&json!("Satu"), &json!("empat")));
    assert_eq!(companion.record(&id).unwrap().fields["catatan"], json!("empat"));
    assert!(companion.periksa_tanda_terima().unwrap().chain_ok);
    assert_eq!(companion.status().unwrap().menunggu, 0);
    assert!(companion.list_tabrakan().unwrap().is_empty());
}

#[test]
fn a_worker_whose_access_ended_hands_in_and_is_told_so() {
    let world = World::new();
    let phone = world.phone(0);
    let companion = phone.unlock();
    let id = family(&companion, "Satu");
    sync(&companion);
    note(&companion, &id, "ditulis luring");
    let device = world.export()["devices"][0]["device"].as_u64().unwrap() as u32;
    let end = move |conn: &rusqlite::Connection| users::revoke(conn, DeviceNo(device), NOW);
    assert!(world.server().service().writer.write_blocking(end).unwrap());

    let told = companion.sync(&mut |_| Flow::Continue).unwrap_err();
    assert_eq!(told.code, ErrorCode::AccessEnded);
    let status = companion.record_status(&id).unwrap();
    assert_eq!((status.status, status.reason.as_deref()), (StatusKirim::PerluPerhatian, Some("revoked")));
    assert_eq!(companion.status().unwrap().menunggu, 0, "it is handed in, not waiting");
    let receipts = companion.periksa_tanda_terima().unwrap();
    assert!(receipts.covered == receipts.ops && receipts.items.last().unwrap().quarantined == [2]);
    assert_eq!(world.export()["quarantine"][0]["code"], json!("revoked"));
    let again = companion.sync(&mut |_| Flow::Continue).unwrap_err();
    assert_eq!(again.code, ErrorCode::AccessEnded, "with nothing left to send as well");
    // One that has nothing to hand in is simply refused.
    let other = world.phone(0);
    let other = other.unlock();
    sync(&other);
    let end = move |conn: &rusqlite::Connection| users::revoke(conn, DeviceNo(device + 1), NOW);
    assert!(world.server().service().writer.write_blocking(end).unwrap());
    assert_eq!(other.sync(&mut |_| Flow::Continue).unwrap_err().code, ErrorCode::ServerRefused);
}

#[test]
fn a_release_reaches_the_device_without_a_new_write_and_in_the_right_order() {
    let world = World::new();
    let phone = world.phone(0);
    let companion = phone.unlock();
    let id = family(&companion, "Satu");
    sync(&companion);
    let root: RecordId = id.parse().unwrap();
    let (user, writer) = (world.users[0].clone(), &world.server().service().writer);
    let theirs = user.clone();
    writer.write_blocking(move |conn| alih::take(conn, root, &theirs, NOW)).unwrap();
    note(&companion, &id, "ditahan");
    assert_eq!(sync(&companion).quarantined, 1);
    assert_eq!(companion.record_status(&id).unwrap().status, StatusKirim::PerluPerhatian);
    writer.write_blocking(move |conn| alih::give(conn, root, &user, NOW)).unwrap();
    // A later write goes through while the earlier one is still held back.
    companion.ubah("keluarga", &id, BTreeMap::from([("alamat".to_owned(), json!("RT 2"))])).unwrap();
    assert_eq!(sync(&companion).quarantined, 1);
    let device = DeviceNo(world.export()["devices"][0]["device"].as_u64().unwrap() as u32);
    let seed = world.server().service().keys.signing.seed();
    let released = writer.write_blocking(move |conn| {
        karantina::release(conn, &SigningKey::from_seed(&seed), OpRef(device, 2), None, NOW)
    });
    assert_eq!(released.unwrap(), karantina::Release::Accepted);
    assert_eq!(sync(&companion).quarantined, 0);
    assert_eq!(companion.record_status(&id).unwrap().status, StatusKirim::DiterimaServer);
    let shown = companion.record(&id).unwrap();
    assert_eq!((&shown.fields["catatan"], &shown.fields["alamat"]), (&json!("ditahan"), &json!("RT 2")));
    assert_eq!(shown.collisions.len(), 0);
    sync(&companion);
    let held = &world.export()["records"][0];
    assert_eq!((&held["rev"], &held["fields"]["catatan"]), (&json!(3), &json!("ditahan")));
}
