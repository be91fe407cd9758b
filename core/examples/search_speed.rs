//! Times of the searches that run while someone types: `cargo run --release -p atensi-core --example search_speed`.

use atensi_core::domain::pencarian::NameIndex;
use atensi_core::domain::wilayah::Wilayah;
use std::hint::black_box;
use std::io::{Write, stdout};
use std::time::Instant;

const REGIONS: [&str; 12] = [
    "s",
    "suka",
    "kebayoran",
    "kebayroan bru",
    "kbayoranbaru",
    "sidomulyo",
    "sukamaju depok jabar",
    "kec waingapu",
    "payakumbuh",
    "melawai jakarta selatan",
    "xqzwvk",
    "desa suka maju kecamatan suka kabupaten bogor jawa barat",
];
const PEOPLE: [&str; 8] = [
    "s",
    "siti",
    "sitti nurjanah",
    "muhamad yusup",
    "budi santosa",
    "nurjannah siti rahayu",
    "anastasya beremau",
    "xqzwvk plorf",
];
const FIRST: [&str; 24] = [
    "Siti",
    "Muhammad",
    "Budi",
    "Nurjanah",
    "Yohanes",
    "Maria",
    "Agus",
    "Sri",
    "Dewi",
    "Ahmad",
    "Rambu",
    "Umbu",
    "Ni Luh",
    "I Made",
    "Anastasia",
    "Fransiskus",
    "Wahyuni",
    "Slamet",
    "Joko",
    "Yuliana",
    "Abdul",
    "Hasan",
    "Ratna",
    "Kristina",
];
const SYLLABLES: [&str; 20] = [
    "su", "har", "to", "wi", "bo", "ra", "ha", "yu", "ni", "lam", "di", "san", "to", "so", "gu", "na", "wan", "ku",
    "mar", "ti",
];

/// Best and worst of the medians over the queries, in milliseconds.
fn measure(name: &str, queries: &[&str], mut search: impl FnMut(&str) -> usize) -> std::io::Result<()> {
    let mut medians = Vec::new();
    for query in queries {
        let mut times: Vec<f64> = (0..21)
            .map(|_| {
                let start = Instant::now();
                black_box(search(query));
                start.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        times.sort_by(f64::total_cmp);
        writeln!(stdout(), "{name:8} median {:7.3} ms  max {:7.3} ms  {query}", times[10], times[20])?;
        medians.push(times[10]);
    }
    medians.sort_by(f64::total_cmp);
    writeln!(stdout(), "{name:8} medians {:.3} to {:.3} ms", medians[0], medians[medians.len() - 1])
}

fn main() -> std::io::Result<()> {
    let start = Instant::now();
    let table = Wilayah::table();
    writeln!(stdout(), "unpack {} regions: {:.1} ms", table.len(), start.elapsed().as_secs_f64() * 1000.0)?;
    let start = Instant::now();
    black_box(table.search("suka", None, 10));
    writeln!(stdout(), "first search (builds the word index): {:.1} ms", start.elapsed().as_secs_f64() * 1000.0)?;
    measure("wilayah", &REGIONS, |query| table.search(query, None, 20).len())?;

    let mut index = NameIndex::default();
    let mut seed = 1u64;
    let mut next = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % n
    };
    let start = Instant::now();
    for key in 0..20_000u32 {
        let mut name = FIRST[next(FIRST.len())].to_owned();
        for _ in 0..1 + next(2) {
            name.push(' ');
            for _ in 0..2 + next(3) {
                name.push_str(SYLLABLES[next(SYLLABLES.len())]);
            }
        }
        index.insert(key, &name);
    }
    writeln!(stdout(), "20,000 names into the index: {:.1} ms", start.elapsed().as_secs_f64() * 1000.0)?;
    measure("orang", &PEOPLE, |query| index.search(query, 20).len())
}
