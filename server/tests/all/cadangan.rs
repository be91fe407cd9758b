//! Backups: made beside the running server, called good only after they were checked, restored without a loss.

use crate::doors::blob;
use crate::kit::{NOW, Phone, World, photo_hash};
use crate::process::{Served, ok, refused};
use crate::sync::field;
use atensi_core::domain::op::RegisterKind::Keluarga;
use atensi_core::sync::wire::Request;
use atensi_core::vault::OsEntropy;
use atensi_server::cadangan::{self, MANIFEST, Manifest};
use atensi_server::keys::Keys;
use atensi_server::{Places, Result};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

fn make(world: &World, folder: &Path, at: i64) -> Result<Manifest> {
    cadangan::make(&Places::new(world.path(), None), folder, at)
}

fn check(world: &World, folder: &Path) -> Result<Manifest> {
    cadangan::check(&Keys::open(&world.path().join("kunci")).unwrap(), folder)
}

fn stable(phone: &Phone, world: &World) -> u64 {
    phone.served(&world.running().url, &Request { hello: phone.hello(), ops: Vec::new() }).welcome.stable
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        match entry.path().is_dir() {
            true => found.extend(files(&entry.path())),
            false => found.push(entry.path()),
        }
    }
    found.sort();
    found
}

/// A worker with a family and a whole photo on the server.
fn begin(world: &World, photo: &[u8]) -> Phone {
    let url = &world.running().url;
    let mut a = world.phone(&world.pendamping);
    a.family(100, photo);
    a.sync(url);
    for (n, piece) in photo.chunks(65_536).enumerate() {
        assert_eq!(blob(&a, url, "PATCH", &photo_hash(photo), Some(n * 65_536), piece).status, 204);
    }
    a
}

#[test]
fn a_backup_beside_the_running_server_is_checked_and_then_told() {
    let world = World::new();
    let url = &world.running().url;
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("cadangan");
    let photo = vec![7; 100_000];
    let mut a = begin(&world, &photo);
    assert_eq!(stable(&a, &world), 0);
    let made = make(&world, &folder, NOW).unwrap();
    assert_eq!((made.epoch, made.photos, made.photo_bytes), (1, 1, 100_000));
    assert_eq!(check(&world, &folder).unwrap(), made);
    assert_eq!(stable(&a, &world), 4);
    a.set(Keluarga, 100, &[("catatan", json!("sesudah"))], &[]);
    a.sync(url);
    assert_eq!(stable(&a, &world), 4, "up to what is in the backup and no further");
    for file in files(&folder) {
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0, "{file:?} may be read by others");
        let bytes = fs::read(&file).unwrap();
        for plain in [&b"Rambu"[..], b"SQLite format", b"nama_kepala"] {
            assert!(!bytes.windows(plain.len()).any(|w| w == plain), "{file:?}");
        }
        assert!(!file.to_string_lossy().contains(".key"), "keys are not in a backup");
    }
    let piece = files(&folder.join("blob"))[0].clone();
    let before = fs::metadata(&piece).unwrap().ino();
    let again = make(&world, &folder, NOW + 1).unwrap();
    assert_eq!(again.devices[0].1, 5);
    assert_eq!(fs::metadata(&piece).unwrap().ino(), before, "a photo that is there is not copied again");
    assert_eq!(stable(&a, &world), 5);
    let databases: Vec<_> = files(&folder).into_iter().filter(|f| f.to_string_lossy().contains("server-")).collect();
    assert_eq!(databases, [folder.join(&again.database)], "the older one is gone, nothing lies beside");
}

#[test]
fn an_interrupted_or_unsound_run_replaces_nothing_and_tells_nothing() {
    let world = World::new();
    let url = &world.running().url;
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().to_owned();
    let mut a = begin(&world, b"a photo of a house");
    let good = make(&world, &folder, NOW).unwrap();
    a.set(Keluarga, 100, &[("catatan", json!("sesudah"))], &[]);
    a.sync(url);
    let photo = b"another photo";
    a.save(crate::kit::visit(150, 102, photo));
    a.sync(url);
    assert_eq!(blob(&a, url, "PATCH", &photo_hash(photo), Some(0), photo).status, 204);

    // What a killed run leaves.
    for leftover in ["server-1.db.baru", "server-1.db.baru-journal", "cadangan.json.baru", "server-2.db"] {
        fs::write(folder.join(leftover), "half").unwrap();
    }
    assert_eq!(check(&world, &folder).unwrap(), good);
    // A photo is gone from the server's disk; a hole in a log.
    let piece = world.path().join("blob").join(&photo_hash(photo)[..2]).join(photo_hash(photo)).join("0");
    let kept = fs::read(&piece).unwrap();
    fs::remove_file(&piece).unwrap();
    assert!(make(&world, &folder, NOW + 1).is_err());
    fs::write(&piece, [0; 53]).unwrap();
    assert!(make(&world, &folder, NOW + 2).unwrap_err().to_string().contains("photo"));
    fs::write(&piece, kept).unwrap();
    world.write(|conn| Ok(conn.execute("UPDATE op SET bytes = x'00' WHERE number = 2", [])?)).unwrap();
    let broken = make(&world, &folder, NOW + 3).unwrap_err().to_string();
    assert!(broken.contains("breaks at op 2"), "{broken}");
    assert_eq!(check(&world, &folder).unwrap(), good, "the good one is as it was");
    assert_eq!(stable(&a, &world), 4);
}

#[test]
fn a_changed_backup_and_another_servers_are_refused() {
    let world = World::new();
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().to_owned();
    begin(&world, b"a photo of a house");
    let made = make(&world, &folder, NOW).unwrap();
    let database = folder.join(&made.database);
    let photo = files(&folder.join("blob"))[0].clone();
    let spoil = |file: &Path, change: &dyn Fn(&mut Vec<u8>)| {
        let kept = fs::read(file).unwrap();
        let mut bytes = kept.clone();
        change(&mut bytes);
        fs::write(file, bytes).unwrap();
        let said = check(&world, &folder).unwrap_err().to_string();
        fs::write(file, kept).unwrap();
        said
    };
    let manifest = folder.join(MANIFEST);
    assert!(spoil(&database, &|b| b[5000] ^= 1).contains("not the one"));
    assert!(spoil(&database, &|b| b.truncate(4096)).contains("not the one"));
    assert!(spoil(&photo, &|b| b[30] ^= 1).contains("photo"));
    let later =
        |b: &mut Vec<u8>| *b = String::from_utf8_lossy(b).replace("\\\"epoch\\\":1", "\\\"epoch\\\":2").into_bytes();
    assert!(spoil(&manifest, &later).contains("not signed"));
    assert!(spoil(&manifest, &|b| b.clear()).contains("not readable"));
    assert!(check(&world, &folder).is_ok());
    let other = World::new();
    assert!(check(&other, &folder).unwrap_err().to_string().contains("this server's key"));
    assert!(make(&other, &folder, NOW + 1).is_err(), "another server's backup is not replaced");
    assert!(check(&world, &folder).is_ok());
    fs::remove_file(&manifest).unwrap();
    assert!(check(&world, &folder).unwrap_err().to_string().contains("no manifest"));
}

#[test]
fn after_a_restore_what_the_backup_lacks_is_offered_again() {
    let mut world = World::new();
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().to_owned();
    let photo = vec![9; 70_000];
    let mut a = begin(&world, &photo);
    // A photo that was half-way when the backup was made is asked for from its start afterwards.
    let half = vec![3; 80_000];
    a.save(crate::kit::visit(150, 102, &half));
    a.sync(&world.running().url);
    let url = world.running().url.clone();
    assert_eq!(blob(&a, &url, "PATCH", &photo_hash(&half), Some(0), &half[..65_536]).status, 204);
    make(&world, &folder, NOW).unwrap();
    a.set(Keluarga, 2, &[("nama_kepala", json!("sesudah cadangan"))], &[]);
    a.sync(&url);
    let before = world.export();
    assert_eq!((a.acked, stable(&a, &world)), (6, 5));

    let places = Places::new(world.path(), None);
    let in_the_way = cadangan::restore(&places, &folder, NOW + 5_000).unwrap_err().to_string();
    assert!(in_the_way.contains("nothing was changed"), "{in_the_way}");
    world.stop();
    for gone in ["server.db", "server.db-wal", "server.db-shm"] {
        let _ = fs::remove_file(world.path().join(gone));
    }
    fs::remove_dir_all(world.path().join("blob")).unwrap();
    fs::write(world.path().join("server.db.baru"), "left by a killed run").unwrap();
    let epoch = cadangan::restore(&places, &folder, NOW + 5_000).unwrap();
    assert!(epoch > 1 && check(&world, &folder).is_ok());
    world.start();
    let url = world.running().url.clone();
    let served = a.served(&url, &Request { hello: a.hello(), ops: Vec::new() });
    assert_eq!((served.welcome.epoch, served.welcome.held), (Some(epoch), Some(5)));
    (a.acked, a.epoch, a.streams) = (5, epoch, vec![("beban".into(), 0)]);
    a.sync(&url);
    assert_eq!(field(&world, 2, "nama_kepala"), json!("sesudah cadangan"));
    let after = world.export();
    for part in ["records", "documents"] {
        let strip = |value: &Value| {
            let mut list = value[part].clone();
            list.as_array_mut()
                .unwrap()
                .iter_mut()
                .for_each(|r| drop(r.as_object_mut().unwrap().remove("received_at")));
            list
        };
        assert_eq!(strip(&after), strip(&before), "{part}");
    }
    assert!(blob(&a, &url, "GET", &photo_hash(&photo), None, b"").body == photo);
    assert_eq!(blob(&a, &url, "HEAD", &photo_hash(&half), None, b"").headers["upload-offset"], "0");
}

#[test]
fn operators_make_check_and_restore_a_backup() {
    let (dir, place) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let data = dir.path();
    ok(data, &["init"]);
    ok(data, &["seed", "--seed", "5", "--keluarga", "3", "--tanggal", "2026-11-20"]);
    let server = Served::start(data);
    let folder = place.path().join("a");
    let to = folder.to_str().unwrap();
    let made: Value = serde_json::from_str(&ok(data, &["cadangan", "--ke", to])).unwrap();
    assert!(made["devices"].as_array().unwrap().len() > 1);
    let checked: Value = serde_json::from_str(&ok(data, &["periksa-cadangan", to])).unwrap();
    assert_eq!(checked, made);
    let inside = data.join("cadangan");
    assert!(refused(data, &["cadangan", "--ke", inside.to_str().unwrap()]).contains("lost together"));
    fs::write(place.path().join("surat.txt"), "x").unwrap();
    assert!(refused(data, &["cadangan", "--ke", place.path().to_str().unwrap()]).contains("other things"));
    assert!(refused(data, &["pulih", "--dari", to]).contains("nothing was changed"));
    assert_eq!(ok(data, &["karantina", "list", "--json"]), "[]");
    assert!(refused(data, &["karantina", "lepas", "1", "1"]).contains("karantina list"));
    assert_eq!(server.signal("TERM"), Some(0));
    // On another machine: the keys come from where the operator keeps them, the rest from the backup.
    let fresh = tempfile::tempdir().unwrap();
    let target = fresh.path().join("data");
    let keys = data.join("kunci");
    let keys = keys.to_str().unwrap();
    let strange = fresh.path().join("lain");
    Keys::create(&strange, &OsEntropy).unwrap();
    assert!(refused(&target, &["pulih", "--dari", to, "--keys", strange.to_str().unwrap()]).contains("key"));
    assert!(!target.join("server.db").exists());
    ok(&target, &["pulih", "--dari", to, "--keys", keys]);
    assert_eq!(ok(&target, &["users", "--keys", keys]), ok(data, &["users"]));
}
