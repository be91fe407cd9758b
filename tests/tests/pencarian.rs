//! The name index follows every change: whatever happened, a search finds what an index read anew finds.

#![allow(clippy::unwrap_used, reason = "tests")]

use atensi_core::app::{CatatanImpor, Companion, Flow, KeluargaBaru, OrangBaru};
use atensi_tests::world::{Phone, World};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const FIRST: [&str; 8] = ["Siti", "Sitti", "Muhammad", "Moh.", "Yusuf", "Rambu", "Umbu", "Budi"];
const LAST: [&str; 6] = ["Nurjanah", "Nur Jannah", "Ndapa", "Lodu", "Santoso", "Kahi"];
const ASKED: [&str; 6] = ["siti nurjana", "moh yusup", "rambu", "budi s", "kahi", "umbu lodu"];

/// Repeatable randomness: BLAKE3 over a counter.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 += 1;
        let hash = blake3::hash(&self.0.to_le_bytes());
        let bytes: [u8; 8] = hash.as_bytes()[..8].try_into().unwrap();
        (u64::from_le_bytes(bytes) % limit as u64) as usize
    }

    fn name(&mut self) -> String {
        format!("{} {}", FIRST[self.below(FIRST.len())], LAST[self.below(LAST.len())])
    }
}

fn sync(companion: &Companion) {
    companion.sync(&mut |_| Flow::Continue).unwrap();
}

fn one(field: &str, value: &str) -> BTreeMap<String, Value> {
    BTreeMap::from([(field.to_owned(), Value::from(value))])
}

fn found(companion: &Companion) -> Vec<(String, u32)> {
    let hits = ASKED.iter().map(|text| companion.cari(text, 7).unwrap());
    hits.flat_map(|hit| {
        let people = hit.orang.into_iter().map(|o| (o.id, o.score));
        people.chain(hit.keluarga.into_iter().map(|k| (k.id, k.score))).collect::<Vec<_>>()
    })
    .collect()
}

/// As the same store answers to a companion that has read no names yet.
fn found_anew(phone: &Phone) -> Vec<(String, u32)> {
    found(&phone.unlock())
}

#[test]
fn a_search_that_followed_every_change_finds_what_a_fresh_one_finds() {
    let world = World::new();
    let (here, there) = (world.phone(0), world.phone(1));
    let (app, other) = (here.unlock(), there.unlock());
    let mut dice = Dice(7);
    let mut people: Vec<String> = Vec::new();
    let mut families: Vec<String> = Vec::new();
    for step in 0..120 {
        let name = dice.name();
        match dice.below(10) {
            0..=3 => {
                people.push(app.daftar_orang(&OrangBaru { nama: name, ..Default::default() }).unwrap().id);
            }
            4 => {
                let baru = KeluargaBaru { nama_kepala: name, ..Default::default() };
                families.push(app.daftar_keluarga(&baru).unwrap().id);
            }
            5 | 6 if !people.is_empty() => {
                app.ubah("orang", &people[dice.below(people.len())], one("nama", &name)).unwrap();
            }
            7 if !families.is_empty() => {
                app.ubah("keluarga", &families[dice.below(families.len())], one("nama_kepala", &name)).unwrap();
            }
            8 if !people.is_empty() => {
                // Many at once, from the other device: renamed there, and some new.
                sync(&app);
                sync(&other);
                for _ in 0..dice.below(12) {
                    let id = &people[dice.below(people.len())];
                    other.ubah("orang", id, one("nama", &dice.name())).unwrap();
                }
                for _ in 0..3 {
                    other.daftar_orang(&OrangBaru { nama: dice.name(), ..Default::default() }).unwrap();
                }
                sync(&other);
                sync(&app);
            }
            // A change that concerns no name, or that is refused.
            _ => match people.first() {
                Some(id) if step % 2 == 0 => drop(app.ubah("orang", id, one("telepon", "0811")).unwrap()),
                Some(id) => drop(app.ubah("orang", id, one("nama", " ")).unwrap_err()),
                None => {}
            },
        }
        assert_eq!(found(&app), found_anew(&here), "after step {step}");
    }
    assert!(found(&app).len() > 20, "{:?}", found(&app));
}

#[test]
fn a_name_that_the_server_holds_back_is_not_found_any_more() {
    let world = World::new();
    let (own, stranger) = (world.phone(0), world.phone(3));
    let (app, other) = (own.unlock(), stranger.unlock());
    let id = app.daftar_orang(&OrangBaru { nama: "Rambu Ana".into(), ..Default::default() }).unwrap().id;
    sync(&app);
    let fields = BTreeMap::from([("nama".to_owned(), json!("Yohana Mbitu"))]);
    other.impor(&[CatatanImpor { jenis: "orang".into(), id: id.clone(), fields }]).unwrap();
    assert_eq!(other.cari("yohana mbitu", 5).unwrap().orang.len(), 1);
    sync(&other);
    assert_eq!(other.status().unwrap().perlu_perhatian, 1, "outside of the stranger's scope");
    assert_eq!(other.cari("yohana mbitu", 5).unwrap().orang.len(), 0);
}
