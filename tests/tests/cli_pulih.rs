//! The built `atensi` where something went wrong: a damaged data file, no network at activation, a login page, a PIN from two
//! places; and the time of the place it is used in.

use atensi_tests::journey::process::{Device, Server};
use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const PIN: &str = "493827";

/// Runs `atensi` in Indonesian with these variables and nothing on its standard input.
fn atensi(home: &Path, vars: &[(&str, &str)], args: &[&str]) -> Output {
    let bin = atensi_tests::journey::process::bin_folder().expect("folder").join("atensi");
    Command::new(bin)
        .arg("--rumah")
        .arg(home)
        .args(args)
        .env_remove("ATENSI_PIN")
        .env_remove("ATENSI_ZONA")
        .env("ATENSI_BAHASA", "id")
        .envs(vars.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("atensi runs")
}

fn told(out: &Output) -> (i32, String) {
    (out.status.code().expect("ended by itself"), String::from_utf8_lossy(&out.stderr).into_owned())
}

fn said(out: &Output) -> String {
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// A server of one kabupaten with a device that has synced.
fn world(folder: &Path, kab: &str) -> (Server, Device) {
    let mut server = Server::new(folder.join("server")).expect("server");
    server.admin(&["init"]).expect("init");
    server.admin(&["seed", "--seed", "7", "--kabupaten", kab]).expect("seed");
    server.start(&folder.join("server.log")).expect("server starts");
    let device = Device::new("uji", folder.join("rumah"), PIN).expect("device");
    device.run(&["aktivasi", "--server", &server.url, "--kode", &code(&server)]).expect("activates");
    device.run(&["kirim"]).expect("syncs");
    (server, device)
}

fn code(server: &Server) -> String {
    let users: Value = serde_json::from_str(server.admin(&["users", "--json"]).expect("users").trim()).expect("users");
    let user = users.as_array().expect("list").iter().find(|u| u["role"] == "pendamping").expect("a pendamping");
    server.admin(&["kode", "--user", user["id"].as_str().expect("id")]).expect("code").trim().to_owned()
}

fn data(home: &Path) -> PathBuf {
    let entries = std::fs::read_dir(home).expect("home");
    entries.map(|e| e.expect("entry").path().join("data.db")).find(|path| path.exists()).expect("a data file")
}

#[test]
fn a_damaged_data_file_has_a_way_out_in_the_terminal() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut server, device) = world(folder.path(), "53.11");
    let person = device.run(&["orang", "daftar", "--nama", "Rambu Ana"]).expect("registers");
    let id = person["id"].as_str().expect("id").to_owned();
    let sound = device.run(&["data", "periksa"]).expect("sound");
    assert_eq!((&sound["utuh"], &sound["rantai_utuh"]), (&Value::Bool(true), &Value::Bool(true)));
    let left = device.run(&["data", "pulihkan", "--ya"]).expect("nothing to do");
    assert_eq!(left["berkas"], Value::Null);

    // A page that every unlock reads (the user and his keys lie on one) is hard to aim at; the list of tables is not.
    let path = data(&device.home);
    let whole = std::fs::read(&path).expect("reads");
    let mut bytes = whole.clone();
    bytes[200..264].iter_mut().for_each(|b| *b ^= 0x5a);
    std::fs::write(&path, &bytes).expect("writes");
    let vars = [("ATENSI_PIN", PIN)];
    let (ended, words) = told(&atensi(&device.home, &vars, &["status"]));
    assert_eq!(ended, 1);
    assert!(words.contains("[store.damaged]") && words.contains("atensi data pulihkan"), "{words}");
    assert!(words.contains("Rincian untuk operator: the file is damaged"), "{words}");
    let (ended, words) = told(&atensi(&device.home, &vars, &["data", "periksa"]));
    assert_eq!(ended, 5);
    assert!(words.contains("atensi data pulihkan"), "{words}");
    let (ended, words) = told(&atensi(&device.home, &vars, &["data", "pulihkan"]));
    assert_eq!(ended, 7, "never without being asked to");
    assert!(words.contains("[confirm.missing]") && words.contains("--ya"), "{words}");
    assert!(std::fs::read(&path).expect("reads") == bytes, "nothing was changed");

    let out = atensi(&device.home, &vars, &["data", "pulihkan", "--ya"]);
    let (ended, words) = told(&out);
    assert_eq!(ended, 0, "{words}");
    assert!(said(&out).contains("data.db.rusak-") && words.contains("atensi aktivasi"), "{}{words}", said(&out));
    let (ended, words) = told(&atensi(&device.home, &vars, &["status"]));
    assert_eq!(ended, 3);
    assert!(words.contains("[activation.unfinished]") && words.contains("atensi aktivasi --server"), "{words}");
    device.run(&["aktivasi", "--server", &server.url, "--kode", &code(&server)]).expect("activates again");

    // The file is repaired: what was not sent comes over.
    let checked = device.run(&["data", "periksa"]).expect("sound");
    let aside = checked["disisihkan"][0].as_str().expect("a name");
    std::fs::write(path.with_file_name(aside), whole).expect("repairs");
    let brought = device.run(&["data", "pulihkan", "--lagi"]).expect("second look");
    assert_eq!(brought[0]["bagian"][0]["pulih"], 1, "{brought}");
    device.run(&["kirim"]).expect("syncs");
    assert_eq!(device.run(&["orang", "lihat", &id]).expect("is there")["status"], "diterima_server");
    server.stop().expect("stops");
}

#[test]
fn activation_without_network_or_behind_a_login_page_says_what_to_do() {
    let folder = tempfile::tempdir().expect("folder");
    let home = folder.path().join("rumah");
    let vars = [("ATENSI_PIN", PIN)];
    let free = TcpListener::bind("127.0.0.1:0").expect("listens").local_addr().expect("address").port();
    let server = format!("http://127.0.0.1:{free}");
    let (ended, words) = told(&atensi(&home, &vars, &["aktivasi", "--server", &server, "--kode", "ABCD-EFGH"]));
    assert_eq!(ended, 4);
    assert!(words.contains("[network.offline]") && words.contains("kode yang sama"), "{words}");
    assert!(words.contains("belum terpakai") && !words.contains("atensi kirim"), "{words}");

    let listener = TcpListener::bind("127.0.0.1:0").expect("listens");
    let server = format!("http://127.0.0.1:{}", listener.local_addr().expect("address").port());
    let portal = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("is called");
        let _ = stream.read(&mut [0; 4096]);
        let page = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\nhalo";
        stream.write_all(page).expect("answers");
    });
    let (ended, words) = told(&atensi(&home, &vars, &["aktivasi", "--server", &server, "--kode", "ABCD-EFGH"]));
    portal.join().expect("served");
    assert_eq!(ended, 4);
    assert!(words.contains("[network.portal]") && words.contains("peramban"), "{words}");
    assert!(words.contains("kode yang sama") && !words.contains("atensi kirim"), "{words}");
    assert!(!home.exists(), "nothing is left behind");
}

#[test]
fn the_time_is_the_workers_and_a_named_pin_file_beats_the_environment() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut server, device) = world(folder.path(), "53.11");
    device.run(&["orang", "daftar", "--nama", "Rambu Ana"]).expect("registers");
    device.run(&["kirim"]).expect("syncs");
    server.stop().expect("stops");
    let receipts = |vars: &[(&str, &str)]| said(&atensi(&device.home, vars, &["tanda-terima", "periksa"]));
    for (zone, offset) in
        [(None, "+08:00"), (Some("540"), "+09:00"), (Some("besok"), "+08:00"), (Some("99999"), "+08:00")]
    {
        let mut vars = vec![("ATENSI_PIN", PIN)];
        vars.extend(zone.map(|zone| ("ATENSI_ZONA", zone)));
        let shown = receipts(&vars);
        assert!(shown.contains(offset), "{zone:?}: {shown}");
    }

    let right = folder.path().join("pin");
    std::fs::write(&right, format!("{PIN}\n")).expect("writes");
    let wrong = folder.path().join("pin-salah");
    std::fs::write(&wrong, "111222\n").expect("writes");
    let buka = |file: &Path, pin: &str| {
        let file = file.display().to_string();
        told(&atensi(&device.home, &[("ATENSI_PIN", pin)], &["--pin-file", &file, "buka"]))
    };
    assert_eq!(buka(&right, "111222").0, 0, "what was named beats the environment");
    let (ended, words) = buka(&wrong, PIN);
    assert!(ended == 3 && words.contains("[pin.wrong]"), "{words}");
    let (ended, words) = buka(&folder.path().join("tak-ada"), PIN);
    assert!(ended == 7 && words.contains("tidak ada"), "never another PIN than the one asked for: {words}");
}
