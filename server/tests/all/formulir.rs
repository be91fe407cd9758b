//! Publishing a form by command, beside a running server.

use crate::process::{Served, ok, refused};
use atensi_core::form::packs::{KUNJUNGAN_RUMAH, shipped_pack};
use serde_json::Value;
use std::fs;

#[test]
fn a_form_is_published_by_command_or_refused_with_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let (data, folder) = (dir.path().join("data"), dir.path().join("form"));
    fs::create_dir_all(&data).unwrap();
    fs::create_dir(&folder).unwrap();
    ok(&data, &["init"]);
    let server = Served::start(&data);
    let place = folder.to_str().unwrap();
    assert!(refused(&data, &["formulir", "pasang", place]).contains("survey.csv"));
    let pack = shipped_pack(KUNJUNGAN_RUMAH).unwrap();
    for (name, text) in pack.files {
        fs::write(folder.join(name), text.replace(pack.version, "2026.2")).unwrap();
    }
    fs::write(folder.join("SUMBER.md"), [0xFF, 0xFE]).unwrap();
    let survey = fs::read_to_string(folder.join("survey.csv")).unwrap();
    fs::write(folder.join("survey.csv"), survey.replacen("${hasil_kunjungan}", "${hasil}", 1)).unwrap();
    let told = refused(&data, &["formulir", "pasang", place]);
    assert!(told.contains("survey") && told.contains("'hasil'"), "{told}");
    fs::write(folder.join("survey.csv"), &survey).unwrap();
    fs::write(folder.join("choices.csv"), [b'a', 0xE9]).unwrap();
    assert!(refused(&data, &["formulir", "pasang", place]).contains("choices.csv: not UTF-8"));
    fs::write(folder.join("choices.csv"), pack.file("choices.csv").unwrap()).unwrap();

    let made: Value = serde_json::from_str(&ok(&data, &["formulir", "pasang", place])).unwrap();
    assert_eq!((made["version"].as_str(), made["berlaku"].as_bool()), (Some("2026.2"), Some(true)));
    let all: Value = serde_json::from_str(&ok(&data, &["formulir", "list", "--json"])).unwrap();
    let in_force: Vec<_> = all
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["id"] == KUNJUNGAN_RUMAH)
        .map(|f| (f["version"].as_str().unwrap(), f["berlaku"].as_bool().unwrap()))
        .collect();
    assert_eq!(in_force, [(pack.version, false), ("2026.2", true)]);
    assert!(ok(&data, &["formulir", "list"]).lines().any(|l| l.starts_with('*') && l.contains("2026.2")));
    assert_eq!(server.signal("TERM"), Some(0));
}
