//! `./dev bench store [--json] [--folder F]`: what saving and reading cost in the encrypted store, beside plain SQLite with
//! the same settings in the same run on the same disk.
//!
//! A save is one finished document of about 1.33 KB JSON: the op appended and chained, the document kept.

use atensi_core::domain::ids::{DeviceNo, OpRef, RecordId, UserId};
use atensi_core::domain::op::{DokumenBaru, OP_SCHEMA, Op, OpBody};
use atensi_core::store::{Store, StoreOptions, Tx, dokumen, op_log, orang};
use atensi_core::vault::{DataKey, FileKeystore, OsEntropy, Pin, PinCost, UserFolder};
use serde_json::{Value, json};
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::Instant;
use uuid::Uuid;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

const SINGLE: u64 = 1_000;
const BULK: u64 = 10_000;
const PEOPLE: u64 = 20_000;
const WORDS: &[&str] = &[
    "keluarga",
    "ibu",
    "bapak",
    "anak",
    "rumah",
    "sakit",
    "sekolah",
    "bantuan",
    "sosial",
    "pangan",
    "tunai",
    "bekerja",
    "sebagai",
    "buruh",
    "tani",
    "nelayan",
    "pedagang",
    "harian",
    "lepas",
    "tidak",
    "memiliki",
    "penghasilan",
    "tetap",
    "kondisi",
    "dinding",
    "bambu",
    "lantai",
    "tanah",
    "atap",
    "seng",
    "sumber",
    "air",
    "sumur",
    "sungai",
    "jarak",
    "jauh",
    "dari",
    "puskesmas",
    "perlu",
    "rujukan",
    "pemeriksaan",
    "kehamilan",
    "gizi",
    "balita",
    "imunisasi",
    "belum",
    "lengkap",
    "lansia",
    "tinggal",
    "sendiri",
    "disabilitas",
    "alat",
    "bantu",
    "kursi",
    "roda",
    "pendamping",
    "kunjungan",
    "ulang",
    "minggu",
    "depan",
    "dokumen",
    "kartu",
    "identitas",
    "hilang",
    "akta",
    "kelahiran",
    "sedang",
    "diurus",
    "kelurahan",
    "desa",
    "kecamatan",
    "hutang",
    "pinjaman",
    "warga",
    "tetangga",
    "musyawarah",
    "hasil",
    "disepakati",
    "rencana",
    "layanan",
    "pelatihan",
    "keterampilan",
    "menjahit",
    "ternak",
    "ayam",
    "modal",
    "usaha",
    "listrik",
    "hujan",
    "banjir",
    "longsor",
    "pengungsian",
    "trauma",
    "konseling",
    "remaja",
    "putus",
    "biaya",
];

/// Repeatable randomness: BLAKE3 over a counter.
struct Dice(blake3::OutputReader);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof())
    }
    fn below(&mut self, limit: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        (u64::from_le_bytes(bytes) % limit as u64) as usize
    }
    fn words(&mut self, count: usize) -> String {
        let words: Vec<&str> = (0..count).map(|_| WORDS[self.below(WORDS.len())]).collect();
        words.join(" ")
    }
    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }
}

fn record(n: u64) -> Value {
    let mut dice = Dice::new(n);
    let members: Vec<Value> = (0..3)
        .map(|_| json!({"nama": dice.words(2), "nik": dice.digits(16), "lahir": format!("19{}-01-{}", dice.digits(2), dice.digits(2))}))
        .collect();
    json!({
        "jenis": "kunjungan_asesmen", "skema": 3, "nik": dice.digits(16), "no_kk": dice.digits(16),
        "nama": dice.words(2), "tanggal_lahir": "1980-01-01", "wilayah": dice.digits(10), "anggota": members,
        "lokasi": {"lintang": format!("-7.{}", dice.digits(6)), "bujur": format!("110.{}", dice.digits(6))},
        "asesmen": {"a": dice.words(11), "b": dice.words(11), "c": dice.words(11)},
        "kunjungan": {"catatan": dice.words(24), "tindak_lanjut": dice.words(12)},
        "rencana": [dice.words(8), dice.words(8), dice.words(8)],
    })
}

fn op(number: u64) -> Op {
    let dokumen = DokumenBaru {
        id: RecordId(id(number)),
        jenis: "kunjungan".into(),
        kasus: RecordId(Uuid::from_u128(900)),
        form: ("kunjungan".into(), "1".into()),
        content: record(number),
        lampiran: Vec::new(),
        corrects: None,
        extra: Default::default(),
    };
    Op {
        schema: OP_SCHEMA,
        device: DeviceNo(1),
        number,
        actor: UserId(Uuid::from_u128(2)),
        at: number as i64,
        zone: 420,
        body: OpBody::Dokumen(dokumen),
        extra: Default::default(),
    }
}

/// Ids that grow with time and end in noise, as version 7 UUIDs do.
fn id(n: u64) -> Uuid {
    let noise = blake3::hash(&n.to_le_bytes());
    let mut bytes = *Uuid::from_u128(u128::from(n) << 64).as_bytes();
    bytes[8..].copy_from_slice(&noise.as_bytes()[..8]);
    Uuid::from_bytes(bytes)
}

struct Body {
    op: Op,
    content: Vec<u8>,
}

fn bodies(count: u64) -> Result<Vec<Body>> {
    (1..=count).map(|n| Ok(Body { op: op(n), content: serde_json::to_vec(&record(n))? })).collect()
}

fn save(tx: &Tx<'_>, body: &Body) -> Result<(), atensi_core::store::StoreError> {
    op_log::append(tx, &body.op)?;
    let row = dokumen::DokumenRow {
        id: body.op.record(),
        jenis: "kunjungan".into(),
        kasus: RecordId(Uuid::from_u128(900)),
        op: OpRef(body.op.device, body.op.number),
        at: body.op.at,
        corrects: None,
    };
    dokumen::put(tx, &row, &body.content).map(|_| ())
}

fn open(folder: &Path) -> Result<Store> {
    let options = StoreOptions { reserve: false, ..StoreOptions::default() };
    Ok(Store::open(&folder.join("data.db"), &DataKey::from_bytes([7; 32]), options)?.store)
}

fn per_second(count: u64, started: Instant) -> f64 {
    count as f64 / started.elapsed().as_secs_f64()
}

fn median_ms(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn disk(folder: &Path) -> Result<u64> {
    let sizes = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.metadata()?.len()));
    sizes.sum::<Result<u64, std::io::Error>>().map_err(Into::into)
}

/// Plain SQLite: one table of bodies, the same journal and sync settings, no key.
fn plain(folder: &Path, bodies: &[Body], per_commit: usize) -> Result<f64> {
    let mut conn = rusqlite::Connection::open(folder.join("plain.db"))?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE body (id BLOB PRIMARY KEY NOT NULL, json BLOB NOT NULL);",
    )?;
    let started = Instant::now();
    for batch in bodies.chunks(per_commit) {
        let tx = conn.transaction()?;
        for body in batch {
            tx.prepare_cached("INSERT INTO body VALUES (?1, ?2)")?
                .execute((&body.op.record().0.as_bytes()[..], &body.content))?;
        }
        tx.commit()?;
    }
    Ok(per_second(bodies.len() as u64, started))
}

fn measure(folder: &Path) -> Result<Vec<(&'static str, f64, &'static str)>> {
    let all = bodies(BULK)?;
    let json_bytes: usize = all.iter().map(|body| body.content.len()).sum();
    let mut out = vec![("body", json_bytes as f64 / BULK as f64, "bytes of JSON, mean")];
    let place = |name: &str| -> Result<std::path::PathBuf> {
        let path = folder.join(name);
        std::fs::create_dir(&path)?;
        Ok(path)
    };

    let raw = plain(&place("plain1")?, &all[..SINGLE as usize], 1)?;
    let single = place("single")?;
    let store = open(&single)?;
    let started = Instant::now();
    for body in &all[..SINGLE as usize] {
        store.write(|tx| save(tx, body))?;
    }
    let ours = per_second(SINGLE, started);
    out.push(("save_plain", raw, "rows/s, one a commit, plain SQLite"));
    out.push(("save", ours, "saves/s, one a commit, encrypted, op and document"));
    out.push(("save_ratio", ours / raw, "of plain SQLite"));

    let raw = plain(&place("plain100")?, &all, 100)?;
    let bulk = place("bulk")?;
    let store = open(&bulk)?;
    let started = Instant::now();
    for batch in all.chunks(100) {
        store.write(|tx| batch.iter().try_for_each(|body| save(tx, body)))?;
    }
    let ours = per_second(BULK, started);
    out.push(("bulk_plain", raw, "rows/s, 100 a commit, plain SQLite"));
    out.push(("bulk", ours, "saves/s, 100 a commit, encrypted, op and document"));
    out.push(("bulk_ratio", ours / raw, "of plain SQLite"));

    let mut dice = Dice::new(42);
    let started = Instant::now();
    for _ in 0..BULK {
        let wanted = RecordId(id(dice.below(BULK as usize) as u64 + 1));
        store.read(|db| dokumen::get(db, wanted))?.ok_or("a saved document is missing")?;
    }
    out.push(("read", per_second(BULK, started), "documents/s, random, hash checked"));

    let started = Instant::now();
    store.read(op_log::verify_chain)?;
    out.push(("verify_chain", started.elapsed().as_secs_f64() * 1e3, "ms for 10,000 ops"));
    drop(store);
    out.push(("disk", disk(&bulk)? as f64 / json_bytes as f64, "of the JSON, op and document together"));

    let times = (0..21).map(|_| {
        let started = Instant::now();
        let store = open(&bulk)?;
        store.read(op_log::last)?;
        Ok(started.elapsed().as_secs_f64() * 1e3)
    });
    out.push(("reopen", median_ms(times.collect::<Result<_>>()?), "ms, key to first read, median of 21"));

    let store = open(&bulk)?;
    store.write(|tx| {
        (1..=PEOPLE).try_for_each(|n| {
            let nama_kunci = Dice::new(n).words(3);
            let row = orang::OrangRow {
                id: RecordId(id(n)),
                nama: nama_kunci.clone(),
                nama_kunci,
                nik: None,
                lahir: None,
                kelamin: None,
                keluarga_id: None,
                wilayah: None,
            };
            orang::put(tx, &row)
        })
    })?;
    let (mut walk, mut find) = (Vec::new(), Vec::new());
    for _ in 0..21 {
        let started = Instant::now();
        let mut letters = 0;
        store.read(|db| orang::for_each_kunci(db, |_, name| letters += name.len()))?;
        assert!(letters > 0);
        walk.push(started.elapsed().as_secs_f64() * 1e3);
        let started = Instant::now();
        store.read(|db| orang::candidates(db, &["puskes", "ternak"], 50))?;
        find.push(started.elapsed().as_secs_f64() * 1e3);
    }
    out.push(("names", median_ms(walk), "ms to walk over 20,000 folded names"));
    out.push(("candidates", median_ms(find), "ms for 50 candidates among 20,000"));

    let folder = UserFolder::new(&place("vault")?, UserId(Uuid::from_u128(2)));
    let keystore = FileKeystore::new(folder.path().with_file_name("keystore"), OsEntropy);
    let pin = Pin::chosen("739204")?;
    folder.create(&pin, PinCost::PHONE, &[], &keystore, &OsEntropy)?;
    let times = (0..7).map(|_| {
        let started = Instant::now();
        folder.unlock_with_pin(&pin, &keystore, 0)?;
        Ok(started.elapsed().as_secs_f64() * 1e3)
    });
    out.push(("unlock", median_ms(times.collect::<Result<_>>()?), "ms, PIN with the cost for phones, median of 7"));
    Ok(out)
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let json = args.iter().any(|arg| arg == "--json");
    let folder = args.iter().position(|arg| arg == "--folder").and_then(|at| args.get(at + 1));
    // Beside the build by default: a temporary folder in memory would make syncs free.
    let base = match folder {
        Some(folder) => folder.into(),
        None => std::env::current_exe()?.parent().ok_or("no folder")?.to_owned(),
    };
    let place = tempfile::tempdir_in(base)?;
    let rows = measure(place.path())?;
    let mut out = std::io::stdout();
    if json {
        let map: serde_json::Map<String, Value> =
            rows.iter().map(|(name, value, _)| ((*name).to_owned(), json!(value))).collect();
        writeln!(out, "{}", Value::Object(map))?;
    } else {
        for (name, value, unit) in rows {
            writeln!(out, "{name:14} {value:>12.2}  {unit}")?;
        }
    }
    Ok(())
}
