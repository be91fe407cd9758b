//! The invented kabupaten: the same for the same numbers, and sound by the rules of the domain.

use atensi_core::domain::nik::{NikContext, Verdict, check_kk, check_nik};
use atensi_core::vault::OsEntropy;
use atensi_server::seed::{SeedPlan, Seeded, seed};
use atensi_server::{Places, export};
use serde_json::Value;
use std::collections::BTreeSet;

fn make(seed_number: u64, keluarga: u32) -> (Seeded, Value) {
    let dir = tempfile::tempdir().unwrap();
    let places = Places::new(dir.path(), None);
    places.init(&OsEntropy).unwrap();
    let (keys, mut conn) = places.open().unwrap();
    let today = "2026-11-22".parse().unwrap();
    let plan = SeedPlan { seed: seed_number, kabupaten: "53.11".into(), keluarga, today };
    let made = seed(&mut conn, &keys.signing, &plan).unwrap();
    let mut export = export::export(&conn).unwrap();
    // Receipts are signed with this folder's own key.
    export.as_object_mut().unwrap().remove("receipts");
    (made, export)
}

#[test]
fn the_same_numbers_make_the_same_kabupaten() {
    let (one, other) = (make(3, 12), make(3, 12));
    assert_eq!(one, other);
    assert_ne!(one.1, make(4, 12).1);
}

#[test]
fn the_usual_size_is_plausible_and_sound() {
    let (made, export) = make(1, 120);
    assert_eq!((made.users, made.keluarga), (7, 120));
    assert!((330..=480).contains(&made.orang), "{made:?}");
    assert!((70..=120).contains(&made.kasus) && made.kunjungan > 250, "{made:?}");
    assert_eq!(export["quarantine"], Value::Array(Vec::new()));
    assert_eq!(export["collisions"], Value::Array(Vec::new()));
    let today = "2026-11-22".parse().unwrap();
    let records = export["records"].as_array().unwrap();
    let (mut niks, mut clusters, mut stages) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for record in records {
        let text = |field: &str| record["fields"][field].as_str();
        match record["kind"].as_str().unwrap() {
            "orang" => match text("nik") {
                Some(nik) => {
                    let born = text("lahir").and_then(|d| d.parse().ok());
                    let check = check_nik(nik, &NikContext { born, ..NikContext::on(today) });
                    assert_eq!(check.verdict, Verdict::Ok, "{nik} {:?}", check.reasons);
                    assert!(niks.insert(nik.to_owned()), "{nik} twice");
                }
                None => assert!(text("alasan_tanpa_nik").is_some()),
            },
            "keluarga" => {
                let check = check_kk(text("nomor_kk").unwrap(), today, None);
                assert_eq!(check.verdict, Verdict::Ok, "{:?}", text("nomor_kk"));
            }
            _ => {
                clusters.insert(text("klaster").unwrap());
                stages.insert(text("tahapan").unwrap());
            }
        }
    }
    assert!(clusters.len() >= 6, "{clusters:?}");
    assert!(stages.len() >= 5, "{stages:?}");
    let overdue =
        records.iter().filter(|r| r["fields"]["next_kunjungan_on"].as_str().is_some_and(|d| d < "2026-11-22"));
    assert!(overdue.count() > 5, "a due list with nothing due shows nothing");
}
