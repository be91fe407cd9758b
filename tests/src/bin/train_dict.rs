//! Trains the compression dictionary that the sync protocol ships (`core/data/sync.dict`), on ops of our own making.
//!
//! Usage: `cargo run --release -p atensi-tests --bin train_dict -- core/data/sync.dict`, from the root of the repository.
//! The shipped file never changes: frames name it by number 1, and old phones have it. A better one becomes number 2
//! (`core/src/sync/frame.rs`). Deterministic: the same sources give the same bytes. The benches' workload is not used.

use serde_json::{Map, Value, json};
use std::path::Path;
use std::process::ExitCode;

const SIZE: usize = 48 * 1024;
const SAMPLES: usize = 6000;
const FORMS: [(&str, &str); 2] = [("asesmen-awal", "asesmen_awal"), ("kunjungan-rumah", "kunjungan")];
/// Words of casework, grouped so that sentences read like notes.
const WHO: &str = "ibu|bapak|anak|nenek|kakek|paman|bibi|tetangga|wali|kader posyandu|kepala dusun|ketua RT|guru kelas|bidan desa|petugas puskesmas|penerima manfaat|keluarga|adik|kakak|suami|istri|pendamping|perawat|relawan";
const DOES: &str = "sudah menerima|belum menerima|menyampaikan|meminta|memerlukan|tinggal bersama|dirawat oleh|bekerja di|tidak mau|bersedia|menolak|mengeluh tentang|menunggu|membutuhkan|masih mengurus|kehilangan|mengantar|menjual|menyimpan|menjemput|dirujuk ke|berobat ke|tidak mampu membayar|sering mengalami|mulai mengikuti|sepakat dengan|khawatir akan|terdaftar di|pindah dari|kembali ke";
const WHAT: &str = "kartu keluarga|akta kelahiran|kartu bantuan|obat dari puskesmas|kursi roda|alat bantu dengar|tongkat|sembako|uang sekolah|seragam|modal usaha|kebun|kapal nelayan|warung kecil|rumah sakit daerah|kantor desa|dinas sosial|sentra terpadu|pelatihan menjahit|ternak kambing|atap yang bocor|dinding bambu|jamban|air bersih|listrik|tabungan|utang di warung|rencana layanan|pemeriksaan mata|terapi wicara|rapat keluarga|surat keterangan|nomor telepon yang baru|bantuan pangan|perahu|ladang|dermaga|jalan berlumpur|gempa|banjir rob";
const WHEN: &str = "pagi ini|minggu lalu|bulan depan|sejak tahun lalu|setiap hari pasar|pada kunjungan sebelumnya|setelah panen|saat hujan|dua kali seminggu|tiga hari lalu|mulai Senin|sampai sekarang|hari ini|besok";
const FIRST: &str = "Siti|Maria|Yohana|Rambu|Umbu|Yosef|Markus|Kornelis|Agustina|Petrus|Fransiska|Abdul|Nurhayati|Halimah|Ketut|Made|Putu|Dewi|Sri|Suparmi|Tukiman|Karsinah|Ujang|Neneng|Asep|Rahmat|Zainab|Yuliana|Daud|Elisabet|Paulus|Teresia|Hasan|Ruslan|Aminah|Jamilah|Lukas|Marten|Benediktus|Ngadiyem";
const LAST: &str = "Lodu|Ndapa|Hunga|Wulandari|Saputra|Lestari|Hidayat|Rahayu|Siregar|Manurung|Hutapea|Tampubolon|Wijaya|Kusuma|Setiawan|Susanti|Ramadhan|Hasibuan|Pratama|Handayani|Lende|Bora|Mbiri|Tamo|Kabubu|Djawa|Rihi|Radja|Nasution|Harahap";

struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() >> 16) as usize % n.max(1)
    }

    fn of<'a>(&mut self, list: &'a str) -> &'a str {
        let words: Vec<&str> = list.split('|').collect();
        words[self.below(words.len())]
    }

    fn digits(&mut self, n: usize) -> String {
        (0..n).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    fn date(&mut self, from: usize, years: usize) -> String {
        format!("{}-{:02}-{:02}", from + self.below(years), 1 + self.below(12), 1 + self.below(28))
    }

    fn name(&mut self) -> String {
        format!("{} {}", self.of(FIRST), self.of(LAST))
    }

    fn note(&mut self) -> String {
        let mut out = String::new();
        for _ in 0..1 + self.below(3) {
            let mut who = self.of(WHO).to_owned();
            who[..1].make_ascii_uppercase();
            out.push_str(&format!("{who} {} {} {}. ", self.of(DOES), self.of(WHAT), self.of(WHEN)));
        }
        out.trim_end().to_owned()
    }

    /// A version 7 id of 2026 or so.
    fn id(&mut self) -> String {
        let (time, rest) = (0x019a_0000_0000_u64 + self.roll() % 0x10_0000_0000, self.roll());
        let hex = format!(
            "{time:012x}7{:03x}{:04x}{:012x}",
            rest & 0xfff,
            0x8000 | (rest >> 12) & 0x3fff,
            self.roll() & 0xffff_ffff_ffff
        );
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}

/// Other answers of the same shape: what is entropy in life becomes entropy, what is vocabulary stays.
fn vary(value: &mut Value, dice: &mut Dice) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|v| vary(v, dice)),
        Value::Array(items) => items.iter_mut().for_each(|v| vary(v, dice)),
        Value::Number(n) if n.is_u64() => *value = json!(dice.below(120)),
        Value::Number(_) => *value = json!((dice.below(1_000_000) as f64) / 10_000.0 + 95.0),
        Value::String(text) => {
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            *text = match text.len() {
                n if digits == n && n > 3 => dice.digits(n),
                10 if digits == 8 => dice.date(1940, 88),
                8 if digits == 6 => format!("{:02}:{:02}:00", 7 + dice.below(11), dice.below(60)),
                n if n > 24 && text.contains(' ') => dice.note(),
                _ if text.contains(' ') => dice.name(),
                64 => blake3::hash(&dice.roll().to_le_bytes()).to_hex().to_string(),
                _ => return,
            };
        }
        _ => {}
    }
}

fn op(dice: &mut Dice, body: Value) -> Value {
    let zone = [420, 480, 540][dice.below(3)];
    json!({"s": 1, "d": 1 + dice.below(900), "n": 1 + dice.below(5000), "u": dice.id(), "t": 1_790_000_000_000_u64 + dice.roll() % 60_000_000_000,
        "z": zone, "b": body})
}

fn register(dice: &mut Dice, kind: &str, all: Map<String, Value>) -> Value {
    // A registration sets everything, an edit one or two fields with their bases.
    let edit = dice.below(3) > 0;
    let keep = dice.below(all.len());
    let set: Map<String, Value> = all
        .into_iter()
        .enumerate()
        .filter(|(i, _)| !edit || *i == keep || dice.below(12) == 0)
        .map(|(_, f)| f)
        .collect();
    let base: Map<String, Value> =
        set.keys().map(|f| (f.clone(), json!([1 + dice.below(900), 1 + dice.below(5000)]))).collect();
    let mut body = json!({"k": "reg", "r": kind, "i": dice.id(), "f": set});
    if edit {
        body["p"] = Value::Object(base);
    }
    body
}

fn wilayah(dice: &mut Dice) -> String {
    format!("{}.{:02}.{:02}.{}", 11 + dice.below(83), 1 + dice.below(30), 1 + dice.below(30), 1001 + dice.below(1020))
}

fn sample(dice: &mut Dice, answers: &[(String, String, Value)]) -> Value {
    let fields = |value: Value| match value {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    let body = match dice.below(10) {
        0..3 => {
            let all = json!({"nama": dice.name(), "nik": dice.digits(16), "lahir": dice.date(1935, 91), "lahir_taksiran": dice.below(2) == 0,
                "kelamin": dice.of("L|P"), "telepon": format!("08{}", dice.digits(10)), "wilayah": wilayah(dice), "keluarga_id": dice.id(),
                "alamat": format!("Dusun {} RT {:03} RW {:03}", dice.of("I|II|III|IV|V"), dice.below(20), dice.below(12)),
                "hubungan": dice.of("kepala_keluarga|istri|suami|anak|orang_tua|cucu|lainnya"), "catatan": dice.note(),
                "alasan_tanpa_nik": dice.of("belum_rekam|hilang|tidak_tahu"), "risiko_keselamatan": dice.below(2) == 0});
            register(dice, "orang", fields(all))
        }
        3 => {
            let all = json!({"nomor_kk": dice.digits(16), "nama_kepala": dice.name(), "wilayah": wilayah(dice),
                "alamat": format!("Jalan {} nomor {}", dice.of(LAST), dice.below(90)), "catatan": dice.note()});
            register(dice, "keluarga", fields(all))
        }
        4 | 5 => {
            let all = json!({"subjek_jenis": dice.of("orang|keluarga|kelompok"), "subjek_id": dice.id(), "klaster": dice.of("anak|lansia|disabilitas|korban_bencana|rentan|napza"),
                "jenis_ppks": (1 + dice.below(26)).to_string(), "tahapan": dice.of("akses|asesmen|rencana|intervensi|monitoring|terminasi"),
                "risiko": dice.of("rendah|sedang|tinggi"), "pendamping": dice.id(), "dibuka_on": dice.date(2025, 3), "kerahasiaan": dice.of("umum|terbatas|rahasia"),
                "next_kunjungan_on": dice.date(2026, 2), "last_kunjungan_on": dice.date(2026, 1), "status": dice.of("aktif|tutup")});
            register(dice, "kasus", fields(all))
        }
        6 => {
            json!({"k": "res", "r": dice.of("orang|keluarga|kasus"), "i": dice.id(), "f": dice.of("telepon|status|risiko|alamat|catatan"),
            "v": dice.note(), "w": [[1 + dice.below(900), dice.below(5000)], [1 + dice.below(900), dice.below(5000)]]})
        }
        _ => {
            let (form, jenis, content) = &answers[dice.below(answers.len())];
            let mut content = content.clone();
            vary(&mut content, dice);
            let hash = blake3::hash(&dice.roll().to_le_bytes()).to_hex().to_string();
            json!({"k": "doc", "i": dice.id(), "j": jenis, "c": dice.id(), "m": [form, "2026112301"], "v": content,
                "l": [{"h": hash, "b": 20_000 + dice.below(200_000), "t": "image/jpeg", "q": "penutup/foto"}]})
        }
    };
    op(dice, body)
}

fn answers(root: &Path) -> std::io::Result<Vec<(String, String, Value)>> {
    let mut out = Vec::new();
    for (form, jenis) in FORMS {
        let folder = root.join("core/forms").join(form).join("contoh");
        let mut files: Vec<_> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "json")) {
            let value = serde_json::from_slice(&std::fs::read(file)?)?;
            out.push((form.to_owned(), jenis.to_owned(), value));
        }
    }
    Ok(out)
}

fn run(target: &str) -> std::io::Result<String> {
    let answers = answers(Path::new("."))?;
    let mut dice = Dice(0x5EED_A7E5);
    let (mut bytes, mut sizes) = (Vec::new(), Vec::new());
    for _ in 0..SAMPLES {
        let one = serde_json::to_vec(&sample(&mut dice, &answers))?;
        sizes.push(one.len());
        bytes.extend_from_slice(&one);
    }
    let dictionary = zstd::dict::from_continuous(&bytes, &sizes, SIZE)?;
    std::fs::write(target, &dictionary)?;
    Ok(format!("{target}: {} bytes from {SAMPLES} ops of {} bytes", dictionary.len(), bytes.len()))
}

fn main() -> ExitCode {
    use std::io::Write;
    let target = std::env::args().nth(1).unwrap_or_else(|| "core/data/sync.dict".to_owned());
    match run(&target) {
        Ok(said) => drop(writeln!(std::io::stdout(), "{said}")),
        Err(error) => {
            drop(writeln!(std::io::stderr(), "{error}"));
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
