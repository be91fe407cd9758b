//! The binary as operators run it: commands, refusals, a polite end.

use crate::kit::{Phone, http};
use atensi_core::vault::SigningKey;
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

pub fn run(data: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_atensi-server")).args(args).arg("--data").arg(data).output().unwrap()
}

pub fn ok(data: &Path, args: &[&str]) -> String {
    let out = run(data, args);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap().trim().to_owned()
}

pub fn refused(data: &Path, args: &[&str]) -> String {
    let out = run(data, args);
    assert!(!out.status.success(), "{args:?} must be refused");
    String::from_utf8(out.stderr).unwrap()
}

pub struct Served {
    child: Child,
    pub url: String,
}

impl Served {
    pub fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_atensi-server"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        Self { child, url: ready["ready"].as_str().unwrap().to_owned() }
    }

    pub fn signal(mut self, name: &str) -> Option<i32> {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().code()
    }
}

#[test]
fn from_an_empty_folder_to_a_receipt_that_outlives_the_process() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path();
    assert!(refused(data, &["serve", "--listen", "127.0.0.1:0"]).contains("init"));
    ok(data, &["init"]);
    assert!(refused(data, &["init"]).contains("nothing was changed"));
    let made: Value =
        serde_json::from_str(&ok(data, &["seed", "--seed", "5", "--keluarga", "6", "--tanggal", "2026-11-20"]))
            .unwrap();
    assert_eq!((made["users"].clone(), made["keluarga"].clone()), (json!(7), json!(6)));
    assert!(refused(data, &["seed", "--seed", "5"]).contains("users already"));
    assert!(refused(data, &["tambah", "--nama", "X", "--peran", "raja", "--kabupaten", "53.11"]).contains("--peran"));
    let users: Value = serde_json::from_str(&ok(data, &["users", "--json"])).unwrap();
    let pendamping = users.as_array().unwrap().iter().find(|u| u["role"] == "pendamping").unwrap().clone();
    let name = pendamping["name"].as_str().unwrap();

    let server = Served::start(data);
    // Commands work beside a running server.
    let code = ok(data, &["kode", "--user", name]);
    assert!(refused(data, &["kode", "--user", "Nobody"]).contains("users"));
    let key = SigningKey::generate(&atensi_core::vault::OsEntropy).unwrap();
    let body = json!({"code": code, "device_key": atensi_server::keys::to_hex(&key.verify_key().to_bytes())});
    let answer = http(&server.url, "POST", "/aktivasi", &[], body.to_string().as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text());
    let mut phone = Phone::new(&answer.json(), key);
    assert!(!phone.sync(&server.url).is_empty(), "the seeded caseload comes down");
    phone.set(atensi_core::domain::op::RegisterKind::Keluarga, 1, &[("nama_kepala", json!("Baru"))], &[]);
    phone.sync(&server.url);
    assert_eq!(server.signal("TERM"), Some(0));

    let server = Served::start(data);
    assert_eq!(phone.sync(&server.url).len(), 0);
    assert_eq!(server.signal("INT"), Some(0));
    let file = data.join("export.json");
    ok(data, &["ekspor", "--json", file.to_str().unwrap()]);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let export: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    assert!(export["records"].as_array().unwrap().iter().any(|r| r["fields"]["nama_kepala"] == "Baru"));
    ok(data, &["cabut", "--perangkat", &phone.device.0.to_string()]);
    assert!(refused(data, &["cabut", "--perangkat", "999"]).contains("no active device"));
    let epoch: Value = serde_json::from_str(&ok(data, &["pulih"])).unwrap();
    assert!(epoch["epoch"].as_u64().unwrap() > 1);
}

#[test]
fn it_does_not_start_on_weak_shared_or_readable_secrets() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path();
    ok(data, &["init"]);
    let file = data.join("kunci/tanda-tangan.key");
    let good = fs::read(&file).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(refused(data, &["serve"]).contains("read by others"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&file, "00".repeat(32)).unwrap();
    assert!(refused(data, &["serve"]).contains("default or weak"));
    fs::remove_file(&file).unwrap();
    assert!(refused(data, &["serve"]).contains("missing"));
    fs::write(&file, good).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    // Another storage key than the one that the database was made with.
    let other = tempfile::tempdir().unwrap();
    ok(other.path(), &["init"]);
    fs::copy(other.path().join("kunci/penyimpanan.key"), data.join("kunci/penyimpanan.key")).unwrap();
    assert!(refused(data, &["serve"]).contains("does not open"));
}

#[test]
fn nothing_on_the_disk_can_be_read_without_the_keys() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path();
    ok(data, &["init"]);
    ok(data, &["tambah", "--nama", "Seseorang Yang Dikenal", "--peran", "peksos", "--kabupaten", "53.11"]);
    for entry in fs::read_dir(data).unwrap().flatten().filter(|e| e.path().is_file()) {
        let bytes = fs::read(entry.path()).unwrap();
        for plain in [&b"Dikenal"[..], b"SQLite format", b"CREATE TABLE"] {
            assert!(!bytes.windows(plain.len()).any(|w| w == plain), "{:?}", entry.path());
        }
    }
}
