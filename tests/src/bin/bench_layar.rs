//! `./dev bench layar [--json]`: what the screens cost over a real store with 2,000 families, 8,000 people and 5,000 cases,
//! first with everything waiting to be sent, then after a sync with 200 edits waiting.
//!
//! A screen that opens must not be felt: Hari Ini has 20 ms.

use atensi_core::app::{CatatanImpor, Companion, Flow, OrangBaru};
use atensi_core::domain::wilayah::{Level, Wilayah};
use atensi_tests::world::{KAB, World};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use std::time::Instant;
use uuid::Uuid;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

const FAMILIES: usize = 2_000;
const PEOPLE: usize = 8_000;
const CASES: usize = 5_000;
const EDITS: usize = 200;
const TIMES: usize = 21;
const FIRST: [&str; 12] =
    ["Umbu", "Rambu", "Yohanis", "Maria", "Domu", "Ana", "Siti", "Agus", "Dewi", "Marten", "Kristina", "Ferdinan"];
const LAST: [&str; 12] =
    ["Ndapa", "Lodu", "Hambandima", "Bili", "Kahi", "Tamu", "Rihi", "Landu", "Mbani", "Hara", "Ndilu", "Meha"];

/// Repeatable randomness: BLAKE3 over a counter.
fn dice(seed: usize, what: u8, below: usize) -> usize {
    let hash = blake3::Hasher::new().update(&seed.to_le_bytes()).update(&[what]).finalize();
    let bytes: [u8; 8] = hash.as_bytes()[..8].try_into().unwrap_or_default();
    (u64::from_le_bytes(bytes) % below as u64) as usize
}

fn name(seed: usize) -> String {
    format!("{} {} {}", FIRST[dice(seed, 1, 12)], LAST[dice(seed, 2, 12)], LAST[dice(seed, 3, 12)])
}

fn id(kind: u128, n: usize) -> String {
    Uuid::from_u128(0x0192_f0c1_2345_7000_8000_0000_0000_0000 | kind << 32 | n as u128).to_string()
}

fn record(jenis: &str, id: String, fields: Value) -> CatatanImpor {
    let fields: BTreeMap<String, Value> = match fields {
        Value::Object(map) => map.into_iter().collect(),
        _ => BTreeMap::new(),
    };
    CatatanImpor { jenis: jenis.to_owned(), id, fields }
}

fn caseload(worker: &str) -> Vec<CatatanImpor> {
    let villages: Vec<String> = Wilayah::table()
        .iter()
        .filter(|w| w.level() == Level::Desa && w.code().to_string().starts_with(KAB))
        .map(|w| w.code().to_string())
        .collect();
    let village = |seed| villages[dice(seed, 4, villages.len())].clone();
    let day = |seed, what| format!("2026-{:02}-{:02}", 9 + dice(seed, what, 2), 1 + dice(seed, what + 1, 28));
    let mut all = Vec::new();
    for n in 0..FAMILIES {
        let fields = json!({"nama_kepala": name(n), "wilayah": village(n), "alamat": "RT 05 RW 02",
            "nomor_kk": format!("531101{:010}", n + 1)});
        all.push(record("keluarga", id(1, n), fields));
    }
    for n in 0..PEOPLE {
        let lahir = format!("19{:02}-{:02}-{:02}", 40 + dice(n, 5, 59), 1 + dice(n, 6, 12), 1 + dice(n, 7, 28));
        let kelamin = if dice(n, 8, 2) == 0 { "L" } else { "P" };
        let fields = json!({"nama": name(n + FAMILIES), "keluarga_id": id(1, n % FAMILIES), "lahir": lahir,
            "kelamin": kelamin, "nik": format!("531101{:010}", n + 1), "hubungan": "anak"});
        all.push(record("orang", id(2, n), fields));
    }
    for n in 0..CASES {
        let risiko = ["rendah", "sedang", "tinggi"][dice(n, 11, 3)];
        let mut fields = json!({"subjek_jenis": "orang", "subjek_id": id(2, n), "klaster": "L", "tahapan": "Implementasi",
            "pendamping": worker, "dibuka_on": day(n, 9), "kerahasiaan": "umum", "status": "aktif",
            "risiko": risiko});
        // A third was never visited: those are the dear ones.
        if n % 3 > 0 {
            fields["last_kunjungan_on"] = json!(day(n, 12));
        }
        if n % 3 > 1 {
            fields["next_kunjungan_on"] = json!(format!("2026-11-{:02}", 10 + dice(n, 14, 20)));
        }
        all.push(record("kasus", id(3, n), fields));
    }
    all
}

fn ms<T>(mut work: impl FnMut() -> Result<T>) -> Result<f64> {
    let started = Instant::now();
    work()?;
    Ok(started.elapsed().as_secs_f64() * 1e3)
}

fn median<T>(mut work: impl FnMut() -> Result<T>) -> Result<f64> {
    Ok(middle((0..TIMES).map(|_| ms(&mut work)).collect::<Result<Vec<_>>>()?))
}

type Figures = Vec<(String, f64, &'static str)>;

fn screens(app: &Companion, when: &str, out: &mut Figures) -> Result<()> {
    let mut add = |what: &str, value, unit| out.push((format!("{what}_{when}"), value, unit));
    let first = ms(|| Ok(app.layar_hari_ini(0, 30)?))?;
    add("hari_ini_first", first, "ms, 30 cards, first time after unlocking");
    add("hari_ini", median(|| Ok(app.layar_hari_ini(0, 30)?))?, "ms, 30 cards, again");
    let total = app.layar_hari_ini(0, 0)?.total;
    let late = u32::try_from(total).unwrap_or(u32::MAX).saturating_sub(30);
    add("hari_ini_last_page", median(|| Ok(app.layar_hari_ini(late, 30)?))?, "ms, 30 cards, the last stretch");
    let mut after = Vec::new();
    for n in 0..TIMES {
        let fields = BTreeMap::from([("catatan".to_owned(), json!(format!("{when} {n}")))]);
        app.ubah("kasus", &id(3, n), fields)?;
        // The edit is a durable write of its own; only what follows is the screen's.
        after.push(ms(|| Ok(app.layar_hari_ini(0, 30)?))?);
    }
    add("hari_ini_changed", middle(after), "ms, 30 cards, after a case changed");
    add("kotak_kirim", median(|| Ok(app.layar_kotak_kirim()?))?, "ms");
    add("cari_first", ms(|| Ok(app.layar_cari("rambu lodu", 20)?))?, "ms, 20 cards, names read first");
    add("cari", median(|| Ok(app.layar_cari("rambu lodu", 20)?))?, "ms, 20 cards");
    let mut after = Vec::new();
    for n in 0..TIMES {
        app.ubah("orang", &id(2, n), BTreeMap::from([("nama".to_owned(), json!(name(n * 31 + when.len())))]))?;
        after.push(ms(|| Ok(app.layar_cari("rambu lodu", 20)?))?);
    }
    add("cari_changed", middle(after), "ms, 20 cards, after a person was renamed");
    add("cari_nik", median(|| Ok(app.layar_cari("5311010000000", 20)?))?, "ms, 20 cards, by digits");
    let baru =
        OrangBaru { nama: "Rambu Lodu Kahi".into(), nik: Some("5311010000000042".into()), ..OrangBaru::default() };
    add("periksa_orang", median(|| Ok(app.periksa_orang(&baru)?))?, "ms, while typing");
    add("profil_kasus", median(|| Ok(app.layar_profil(&id(3, 7))?))?, "ms, with a durable entry in the access log");
    add("kunjungan", median(|| Ok(app.layar_kunjungan(&id(3, 7))?))?, "ms, with a durable entry in the access log");
    add("tinjau", median(|| Ok(app.layar_tinjau()?))?, "ms");
    add("jatuh_tempo", ms(|| Ok(app.jatuh_tempo()?))?, "ms, the whole list as one call");
    add("status", ms(|| Ok(app.status()?))?, "ms, the outbox as one call");
    Ok(())
}

fn middle(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn measure() -> Result<Figures> {
    let world = World::new();
    let phone = world.phone(0);
    let app = phone.unlock();
    let all = caseload(&app.user().id);
    let mut out = Figures::new();
    let started = Instant::now();
    for part in all.chunks(1_000) {
        app.impor(part)?;
    }
    out.push(("impor".into(), started.elapsed().as_secs_f64() * 1e3, "ms for 15,000 records"));
    app.shutdown();
    drop(app);

    let app = phone.unlock();
    screens(&app, "unsent", &mut out)?;
    let started = Instant::now();
    app.sync(&mut |_| Flow::Continue)?;
    out.push(("sync".into(), started.elapsed().as_secs_f64() * 1e3, "ms for all of it over loopback"));
    for n in 0..EDITS {
        app.ubah("orang", &id(2, n * 7), BTreeMap::from([("telepon".to_owned(), json!("0812"))]))?;
    }
    app.shutdown();
    drop(app);

    let app = phone.unlock();
    screens(&app, "sent", &mut out)?;
    Ok(out)
}

fn main() -> Result<()> {
    let json = std::env::args().any(|a| a == "--json");
    let mut stdout = std::io::stdout().lock();
    let rows = measure()?;
    if json {
        let map: serde_json::Map<String, Value> =
            rows.iter().map(|(name, value, _)| (name.clone(), json!(value))).collect();
        writeln!(stdout, "{}", Value::Object(map))?;
    }
    for (name, value, unit) in rows {
        if !json {
            writeln!(stdout, "{name:28} {value:>10.2}  {unit}")?;
        }
    }
    Ok(())
}
