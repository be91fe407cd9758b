//! The journey itself, step by step. A step that fails names itself.

use super::check::{Notes, compare};
use super::process::{Device, Server};
use super::{Result, check};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The kabupaten of the journey: Sumba Timur.
pub const KABUPATEN: &str = "53.11";
const SEED: &str = "20261122";

/// What stays after the journey.
pub struct Outcome {
    /// Lines for the reader, already printed.
    pub lines: usize,
    /// Values compared with the server's export.
    pub compared: usize,
    /// Process id of the server, when left standing.
    pub server_pid: Option<u32>,
    /// Its address.
    pub url: String,
}

/// The journey's state between steps.
pub struct Journey {
    folder: PathBuf,
    forms: PathBuf,
    server: Server,
    a: Device,
    b: Device,
    notes: Notes,
    started: Instant,
    lines: usize,
    person: String,
    shared_person: String,
    visit_kasus: String,
    asesmen: String,
    kunjungan: String,
    say: fn(&str),
}

type Step = fn(&mut Journey) -> Result<String>;

/// Runs the whole journey in `folder`, printing through `say`. With `stay` the server keeps running.
pub fn run(folder: &Path, forms: &Path, stay: bool, say: fn(&str)) -> Result<Outcome> {
    let mut journey = Journey {
        folder: folder.to_path_buf(),
        forms: forms.to_path_buf(),
        server: Server::new(folder.join("server"))?,
        a: Device::new("pendamping", folder.join("hp-pendamping"), "493827")?,
        b: Device::new("peksos", folder.join("hp-peksos"), "582916")?,
        notes: Notes::default(),
        started: Instant::now(),
        lines: 0,
        person: String::new(),
        shared_person: String::new(),
        visit_kasus: String::new(),
        asesmen: String::new(),
        kunjungan: String::new(),
        say,
    };
    let steps: [(&str, Step); 12] = [
        ("server disiapkan dengan satu kabupaten", Journey::prepare_server),
        ("dua perangkat diaktifkan dengan kode sekali pakai", Journey::activate),
        ("server dimatikan: mulai sini tanpa jaringan", Journey::go_offline),
        ("keluarga dan tiga orang didaftarkan", Journey::register),
        ("asesmen diisi, dimatikan paksa di tengah, dilanjutkan", Journey::assess),
        ("kunjungan rumah dengan foto diselesaikan", Journey::visit),
        ("orang yang sama diubah di dua perangkat", Journey::edit_on_both),
        ("server hidup lagi, keduanya mengirim", Journey::sync_both),
        ("tanda terima diperiksa", Journey::verify_receipts),
        ("tabrakan diperlihatkan dan diputuskan", Journey::resolve),
        ("laporan kunjungan ditulis", Journey::report),
        ("semua yang diketik dibandingkan dengan ekspor server", Journey::check_everything),
    ];
    for (number, (name, step)) in steps.iter().enumerate() {
        let began = Instant::now();
        let told = step(&mut journey).map_err(|e| format!("langkah {} ({name}): {e}", number + 1))?;
        journey.line(&format!("[{:>2}/{}] {name}  ({} ms)", number + 1, steps.len(), began.elapsed().as_millis()));
        for line in told.lines() {
            journey.line(&format!("        {line}"));
        }
    }
    let total = journey.started.elapsed();
    journey.line(&format!(
        "Selesai dalam {:.1} detik. Semua berkas ada di {}",
        total.as_secs_f32(),
        journey.folder.display()
    ));
    let url = journey.server.url.clone();
    let server_pid = if stay { journey.server.leave() } else { None };
    if !stay {
        journey.server.stop().map_err(|e| format!("menutup server: {e}"))?;
    }
    Ok(Outcome { lines: journey.lines, compared: journey.notes.compared, server_pid, url })
}

fn text(value: &Value, key: &str) -> Result<String> {
    value[key].as_str().map(str::to_owned).ok_or_else(|| format!("'{key}' is missing in {value}"))
}

impl Journey {
    fn line(&mut self, line: &str) {
        (self.say)(line);
        self.lines += 1;
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn prepare_server(&mut self) -> Result<String> {
        self.server.admin(&["init"])?;
        self.server.admin(&["seed", "--seed", SEED, "--kabupaten", KABUPATEN])?;
        self.server.start(&self.folder.join("server.log"))?;
        Ok(format!("alamat {}", self.server.url))
    }

    fn activate(&mut self) -> Result<String> {
        let users: Value =
            serde_json::from_str(self.server.admin(&["users", "--json"])?.trim()).map_err(|e| format!("users: {e}"))?;
        let users = users.as_array().ok_or("users is not a list")?;
        let pendamping = users.iter().find(|u| u["role"] == "pendamping").ok_or("no pendamping in the seed")?;
        let peksos = users.iter().find(|u| u["id"] == pendamping["peksos_id"]).ok_or("the pendamping has no peksos")?;
        let mut told = String::new();
        for (device, user) in [(&self.a, pendamping), (&self.b, peksos)] {
            let code = self.server.admin(&["kode", "--user", &text(user, "id")?])?;
            let answer = device.run(&[
                "aktivasi",
                "--server",
                &self.server.url,
                "--kode",
                code.trim(),
                "--nama-perangkat",
                device.name,
            ])?;
            let summary = device.run(&["kirim"])?;
            let kasus = device.run(&["kasus", "list"])?;
            let orang = device.run(&["orang", "list"])?;
            let _ = writeln!(
                told,
                "{}: {}, {} kasus, {} orang, {} B turun",
                device.name,
                text(&answer, "peran")?,
                kasus["total"],
                orang["total"],
                summary["bytes_down"]
            );
            if kasus["total"].as_u64().unwrap_or(0) == 0 {
                return Err(format!("{} has no cases after the first download", device.name));
            }
        }
        // A code works once.
        let forms = self.a.run(&["formulir", "list"])?;
        let forms = forms.as_array().ok_or("formulir list is not a list")?.len();
        let _ = writeln!(told, "{forms} formulir, daftar acuan dan wilayah kabupaten {KABUPATEN} tersimpan");
        Ok(told)
    }

    fn go_offline(&mut self) -> Result<String> {
        self.server.stop()?;
        let answer = self.a.try_run(&["kirim"])?;
        if answer.code != 4 {
            return Err(format!(
                "sync without a server must end with 4 (offline), got {}: {}",
                answer.code,
                answer.err.trim()
            ));
        }
        Ok(answer.err.trim().to_owned())
    }

    fn register(&mut self) -> Result<String> {
        let wilayah = self.a.run(&["wilayah", "cari", "Lambanapu", "--dalam", KABUPATEN])?;
        let desa = text(&wilayah[0], "code")?;
        let kepala = "Umbu Ndapa Praing";
        let family = self.a.run(&[
            "keluarga",
            "daftar",
            "--nama-kepala",
            kepala,
            "--wilayah",
            &desa,
            "--alamat",
            "RT 03 RW 01, dekat mata air",
            "--nomor-kk",
            "5311010508100001",
        ])?;
        if family["kk"]["verdict"] != json!("ok") {
            return Err(format!("a sound family card number must be told so, got {}", family["kk"]));
        }
        let family = text(&family, "id")?;
        self.notes.field(&family, "nama_kepala", json!(kepala));
        self.notes.field(&family, "wilayah", json!(desa));
        self.notes.field(&family, "alamat", json!("RT 03 RW 01, dekat mata air"));
        self.notes.field(&family, "nomor_kk", json!("5311010508100001"));

        let mut told = String::new();
        // With a NIK, without one, and with a mistyped one (31 February): none of them is refused.
        let people: [(&str, &str, &str, &str, &str); 3] = [
            ("Rambu Ana Lodu", "5311014107520002", "", "P", "1952-07-01"),
            ("Umbu Tunggu Praing", "", "belum_direkam", "L", "2015-03-09"),
            ("Rambu Yaku Praing", "5311017102850003", "", "P", "1985-02-28"),
        ];
        for (nama, nik, alasan, kelamin, lahir) in people {
            let mut args = vec![
                "orang",
                "daftar",
                "--nama",
                nama,
                "--kelamin",
                kelamin,
                "--lahir",
                lahir,
                "--keluarga",
                &family,
                "--wilayah",
                &desa,
            ];
            if nik.is_empty() {
                args.extend(["--alasan-tanpa-nik", alasan]);
            } else {
                args.extend(["--nik", nik]);
            }
            let person = self.a.run(&args)?;
            let id = text(&person, "id")?;
            self.notes.field(&id, "nama", json!(nama));
            self.notes.field(&id, "kelamin", json!(kelamin));
            self.notes.field(&id, "lahir", json!(lahir));
            self.notes.field(&id, "keluarga_id", json!(family));
            let (field, value) = if nik.is_empty() { ("alasan_tanpa_nik", alasan) } else { ("nik", nik) };
            self.notes.field(&id, field, json!(value));
            let verdict = person["nik"]["verdict"].as_str().unwrap_or("tanpa NIK").to_owned();
            let _ = writeln!(told, "{nama}: NIK {verdict} {}", person["nik"]["reasons"]);
            if self.person.is_empty() {
                self.person = id;
            } else if nik == "5311017102850003" && verdict != "error" {
                return Err(format!("31 February must be an error that is saved all the same, got {verdict}"));
            }
        }
        let person = self.person.clone();
        let kasus = self.a.run(&[
            "kasus",
            "buka",
            "--subjek",
            "orang",
            "--id",
            &person,
            "--klaster",
            "L",
            "--jenis-ppks",
            "8",
            "--risiko",
            "sedang",
        ])?;
        self.visit_kasus = text(&kasus, "id")?;
        for (field, value) in [
            ("klaster", "L"),
            ("jenis_ppks", "8"),
            ("risiko", "sedang"),
            ("subjek_jenis", "orang"),
            ("subjek_id", person.as_str()),
        ] {
            self.notes.field(&self.visit_kasus, field, json!(value));
        }
        let found = self.a.run(&["cari", "rambu anna lodo"])?;
        if found["orang"][0]["id"] != json!(self.person) {
            return Err(format!("misspelt search does not find the person first: {}", found["orang"]));
        }
        let _ = write!(told, "dicari sebagai 'rambu anna lodo': ketemu {}", found["orang"][0]["nama"]);
        Ok(told)
    }

    fn assess(&mut self) -> Result<String> {
        let answers = check::read_json(&self.forms.join("asesmen-awal/contoh/lansia-telantar.json"))?;
        let lines = check::answer_lines(&answers);
        if lines.len() < 40 {
            return Err(format!("the sample assessment has only {} answers", lines.len()));
        }
        let half = lines.len() / 2;
        let photos = self.folder.clone();
        check::make_photos(&photos, &answers)?;

        let kasus = self.visit_kasus.clone();
        let mut stream = self.a.stream(&[
            "formulir",
            "isi",
            "asesmen_awal",
            "--kasus",
            &kasus,
            "--aliran",
            "--dasar-foto",
            &self.folder.display().to_string(),
        ])?;
        let draft = text(&stream.read()?, "draf")?;
        let mut last = String::new();
        for line in &lines[..half] {
            let answer = stream.ask(line)?;
            if answer["saved"] != json!(true) {
                return Err(format!("an answer was not saved: {line} {answer}"));
            }
            last = text(&answer, "path")?;
        }
        stream.kill()?;

        let standing = self.a.run(&["formulir", "lanjut", &draft])?;
        let resumed = text(&standing, "last_path")?;
        if resumed != last {
            return Err(format!("killed after {last} but resumes at {resumed}"));
        }
        let answered = standing["answered"].clone();

        let mut stream = self.a.stream(&[
            "formulir",
            "lanjut",
            &draft,
            "--aliran",
            "--dasar-foto",
            &self.folder.display().to_string(),
        ])?;
        stream.read()?;
        for line in &lines[half..] {
            let answer = stream.ask(line)?;
            if answer["saved"] != json!(true) {
                return Err(format!("an answer was not saved: {line} {answer}"));
            }
        }
        stream.finish()?;
        let done = self.a.run(&["formulir", "selesai", &draft])?;
        self.asesmen = text(&done, "dokumen")?;
        self.notes.document(&self.asesmen, answers, &photos);
        Ok(format!(
            "{} jawaban; SIGKILL setelah jawaban ke-{half} ({last}); dilanjutkan di jawaban yang sama, {answered} terisi",
            lines.len()
        ))
    }

    fn visit(&mut self) -> Result<String> {
        let answers = check::read_json(&self.forms.join("kunjungan-rumah/contoh/bertemu.json"))?;
        let photos = self.folder.clone();
        check::make_photos(&photos, &answers)?;
        let kasus = self.visit_kasus.clone();
        let start = self.a.run(&["kunjungan", "mulai", "--kasus", &kasus])?;
        let draft = text(&start, "draf")?;
        let file = self.folder.join("kunjungan.json");
        std::fs::write(&file, answers.to_string()).map_err(|e| format!("{}: {e}", file.display()))?;
        let filled = self.a.run(&[
            "kunjungan",
            "isi",
            &draft,
            "--jawaban",
            &file.display().to_string(),
            "--dasar-foto",
            &self.folder.display().to_string(),
        ])?;
        if filled["rejected"].as_array().is_none_or(|r| !r.is_empty()) {
            return Err(format!("answers were rejected: {}", filled["rejected"]));
        }
        let done = self.a.run(&["kunjungan", "selesai", &draft])?;
        self.kunjungan = text(&done, "dokumen")?;
        self.notes.document(&self.kunjungan, answers, &photos);
        let status = self.a.run(&["status"])?;
        Ok(format!(
            "{} jawaban, {} foto menunggu ({} B). {}",
            filled["accepted"],
            status["foto_menunggu"],
            status["foto_bytes"],
            text(&status, "line")?
        ))
    }

    fn edit_on_both(&mut self) -> Result<String> {
        let mine = self.a.run(&["orang", "list", "--batas", "500"])?;
        let theirs = self.b.run(&["orang", "list", "--batas", "500"])?;
        let ids: Vec<&Value> = theirs["items"].as_array().ok_or("no list")?.iter().map(|p| &p["id"]).collect();
        let shared = mine["items"]
            .as_array()
            .ok_or("no list")?
            .iter()
            .find(|p| ids.contains(&&p["id"]))
            .ok_or("no person on both devices")?;
        let id = text(shared, "id")?;
        self.a.run(&[
            "orang",
            "ubah",
            &id,
            "--set",
            "telepon=081100000001",
            "--set",
            "catatan=Sering di kebun sampai sore",
        ])?;
        self.b.run(&[
            "orang",
            "ubah",
            &id,
            "--set",
            "telepon=081100000002",
            "--set",
            "alamat=Pindah ke rumah anak, RT 05",
        ])?;
        self.notes.field(&id, "catatan", json!("Sering di kebun sampai sore"));
        self.notes.field(&id, "alamat", json!("Pindah ke rumah anak, RT 05"));
        self.shared_person = id;
        Ok("telepon diubah di kedua perangkat (bertabrakan); catatan di satu, alamat di lainnya (digabung)".to_owned())
    }

    fn sync_both(&mut self) -> Result<String> {
        self.server.start(&self.folder.join("server.log"))?;
        let mut told = String::new();
        for device in [&self.a, &self.b, &self.a] {
            let summary = device.run(&["kirim"])?;
            let _ = writeln!(
                told,
                "{}: {} catatan terkirim, {} diterima, {} foto; {} B naik, {} B turun, {} perjalanan",
                device.name,
                summary["sent"],
                summary["received"],
                summary["photos"],
                summary["bytes_up"],
                summary["bytes_down"],
                summary["trips"]
            );
            if summary["complete"] != json!(true) || summary["quarantined"] != json!(0) {
                return Err(format!("{} did not finish: {summary}", device.name));
            }
        }
        Ok(told)
    }

    fn verify_receipts(&mut self) -> Result<String> {
        let mut told = String::new();
        for device in [&self.a, &self.b] {
            let check = device.run(&["tanda-terima", "periksa"])?;
            if check["chain_ok"] != json!(true) || check["covered"] != check["ops"] {
                return Err(format!("{}: not everything is covered: {check}", device.name));
            }
            let _ = writeln!(
                told,
                "{}: {} tulisan, semua tercakup tanda terima bertanda tangan server",
                device.name, check["ops"]
            );
        }
        for id in [&self.person, &self.asesmen, &self.kunjungan] {
            let status = self.a.run(&["status", "--catatan", id])?;
            if status["status"] != json!("diterima_server") {
                return Err(format!("record {id} is '{}' after a verified receipt", status["status"]));
            }
        }
        Ok(told)
    }

    fn resolve(&mut self) -> Result<String> {
        let open = self.a.run(&["tinjau", "list"])?;
        let open = open.as_array().ok_or("tinjau list is not a list")?;
        let telepon = open
            .iter()
            .find(|c| c["record"] == json!(self.shared_person) && c["field"] == json!("telepon"))
            .ok_or_else(|| format!("the collision on telepon is not shown: {open:?}"))?;
        let sides: Vec<String> = telepon["sides"]
            .as_array()
            .ok_or("no sides")?
            .iter()
            .map(|s| {
                format!(
                    "{} (oleh {})",
                    s["value"].as_str().unwrap_or(""),
                    if s["mine"] == json!(true) { "saya" } else { "rekan" }
                )
            })
            .collect();
        if sides.len() != 2 {
            return Err(format!("both values must be kept, found {sides:?}"));
        }
        let id = self.shared_person.clone();
        self.a.run(&["tinjau", "putuskan", &id, "telepon", "--nilai", "081100000002"])?;
        self.notes.field(&id, "telepon", json!("081100000002"));
        for device in [&self.a, &self.b] {
            device.run(&["kirim"])?;
            let left = device.run(&["tinjau", "list"])?;
            if left.as_array().is_none_or(|l| !l.is_empty()) {
                return Err(format!("{} still shows a collision: {left}", device.name));
            }
        }
        Ok(format!("telepon: {} -> diputuskan 081100000002, diterima kedua perangkat", sides.join(" / ")))
    }

    fn report(&mut self) -> Result<String> {
        let file = self.path("laporan-kunjungan.html");
        self.a.run(&["laporan", &self.kunjungan, "--keluar", &file])?;
        let page = std::fs::read_to_string(&file).map_err(|e| format!("{file}: {e}"))?;
        for must in ["Laporan Kunjungan Rumah", "Diterima server", "Rambu Ana Lodu"] {
            if !page.contains(must) {
                return Err(format!("the report does not say '{must}'"));
            }
        }
        Ok(format!("{file} ({} B)", page.len()))
    }

    fn check_everything(&mut self) -> Result<String> {
        let file = self.folder.join("ekspor-server.json");
        self.server.stop()?;
        self.server.admin(&["ekspor", "--json", &file.display().to_string()])?;
        self.server.start(&self.folder.join("server.log"))?;
        let export = check::read_json(&file)?;
        let compared = compare(&self.notes, &export)?;
        self.notes.compared = compared;
        let mut sums = Vec::new();
        for device in [&self.a, &self.b] {
            let own = self.path(&format!("ekspor-{}.json", device.name));
            device.run(&["ekspor", "--keluar", &own])?;
            sums.push(check::record_fields(&check::read_json(Path::new(&own))?, &self.shared_person));
        }
        if sums[0] != sums[1] {
            return Err("the two devices disagree about the shared person".to_owned());
        }
        Ok(format!("{compared} nilai sama, tidak ada yang hilang atau berubah"))
    }
}
