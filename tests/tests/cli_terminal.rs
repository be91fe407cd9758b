//! Filling in a form by hand: the built `atensi` at a terminal, keys in, words out. Nothing waits for a time, only for what
//! the screen must say next.

#![cfg(unix)]

use atensi_tests::journey::check::make_photos;
use atensi_tests::journey::process::{Device, bin_folder, offline_device};
use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Child;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Generous: the machine may be busy. Reached only when the test fails.
const DEADLINE: Duration = Duration::from_secs(60);
const ENTER: &str = "\r";
const CTRL_C: &str = "\x03";
const ESC: &str = "\x1b";

/// What a terminal shows, without colours and movements of the cursor.
#[derive(Default)]
struct Plain {
    text: String,
    bytes: Vec<u8>,
    escape: Vec<u8>,
}

impl Plain {
    fn push(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match (self.escape.len(), *byte) {
                (0, 0x1b) => self.escape.push(*byte),
                (0, _) => self.bytes.push(*byte),
                (1, b'[') => self.escape.push(*byte),
                // A sequence of two bytes.
                (1, _) => self.escape.clear(),
                // Parameters until the final letter.
                (_, b'@'..=b'~') => self.escape.clear(),
                _ => self.escape.push(*byte),
            }
        }
        // Up to the last whole character.
        let whole = match std::str::from_utf8(&self.bytes) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        self.text.push_str(&String::from_utf8_lossy(&self.bytes[..whole]));
        self.bytes.drain(..whole);
    }
}

/// `atensi` at a terminal.
struct Terminal {
    child: Child,
    pty: Arc<Pty>,
    output: Receiver<Vec<u8>>,
    screen: Plain,
    /// How far the output was looked at.
    at: usize,
}

impl Terminal {
    fn start(device: &Device, args: &[&str]) -> Self {
        Self::at(&device.home, device.pin, args)
    }

    fn at(home: &Path, pin: &str, args: &[&str]) -> Self {
        let (pty, pts) = open().expect("a pseudo-terminal");
        // Wide, so that no label is broken into lines.
        pty.resize(Size::new(60, 250)).expect("size");
        let program = bin_folder().expect("folder of the binaries").join("atensi");
        let child = Command::new(program)
            .arg("--rumah")
            .arg(home)
            .args(args)
            .env("ATENSI_PIN", pin)
            .env("ATENSI_BAHASA", "id")
            .env("TERM", "xterm")
            .env_remove("NO_COLOR")
            .spawn(pts)
            .expect("atensi starts");
        let pty = Arc::new(pty);
        let (send, output) = channel();
        let reader = Arc::clone(&pty);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            // The end of the program is an error here: its side of the terminal is gone.
            while let Ok(n @ 1..) = (&*reader).read(&mut buffer) {
                if send.send(buffer[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, pty, output, screen: Plain::default(), at: 0 }
    }

    /// Waits for more output; `false` at its end.
    fn more(&mut self, since: Instant, wanted: &str) -> bool {
        match self.output.recv_timeout(DEADLINE.saturating_sub(since.elapsed())) {
            Ok(bytes) => {
                self.screen.push(&bytes);
                true
            }
            Err(RecvTimeoutError::Disconnected) => false,
            Err(RecvTimeoutError::Timeout) => panic!("no {wanted:?} in time behind: {}", self.rest()),
        }
    }

    fn rest(&self) -> &str {
        &self.screen.text[self.at..]
    }

    /// Waits until the screen says `wanted`, behind what was waited for before; gives what stood between.
    fn see(&mut self, wanted: &str) -> String {
        let since = Instant::now();
        loop {
            if let Some(found) = self.rest().find(wanted) {
                let between = self.rest()[..found].to_owned();
                self.at += found + wanted.len();
                return between;
            }
            assert!(self.more(since, wanted), "ended without {wanted:?} behind: {}", self.rest());
        }
    }

    fn keys(&mut self, keys: &str) {
        (&*self.pty).write_all(keys.as_bytes()).expect("the terminal takes keys");
    }

    /// At the question `label`: types and presses Enter.
    fn answer(&mut self, label: &str, typed: &str) {
        self.see(label);
        self.keys(typed);
        self.keys(ENTER);
    }

    /// As [`Self::answer`], and waits until it is saved.
    fn saved(&mut self, label: &str, typed: &str) {
        self.answer(label, typed);
        self.see("  Tersimpan di perangkat");
    }

    /// Waits for the end; gives the exit code.
    fn end(mut self) -> i32 {
        let since = Instant::now();
        while self.more(since, "the end") {}
        self.child.wait().expect("ends").code().expect("ended by itself")
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // After a failure it may still wait for keys.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn standing(device: &Device, draft: &str) -> (String, u64) {
    let said = device.run(&["formulir", "lanjut", draft]).expect("stands");
    (said["last_path"].as_str().unwrap_or_default().to_owned(), said["answered"].as_u64().unwrap_or_default())
}

/// The sample visit without its first section and without the last declaration, moved to the past.
fn prefill(folder: &Path) -> String {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/forms/kunjungan-rumah/contoh/bertemu.json");
    let mut answers: Value = serde_json::from_slice(&std::fs::read(sample).expect("sample")).expect("JSON");
    make_photos(folder, &answers).expect("photos");
    let sections = answers.as_object_mut().expect("object");
    sections.remove("kunjungan");
    sections["tindak_lanjut"]["tanggal_berikut"] = json!("2025-01-29");
    sections["pengesahan"].as_object_mut().expect("section").remove("pernyataan_petugas");
    let path = folder.join("sisa.json");
    std::fs::write(&path, answers.to_string()).expect("answers");
    path.display().to_string()
}

#[test]
fn a_visit_is_filled_in_left_taken_up_and_finished_by_hand() {
    let folder = tempfile::tempdir().expect("folder");
    let device = offline_device(folder.path());
    let kasus = device.run(&["kasus", "list", "--batas", "1"]).expect("cases")["items"][0]["id"].clone();
    let kasus = kasus.as_str().expect("id");

    let mut t = Terminal::start(&device, &["formulir", "isi", "kunjungan_rumah", "--kasus", kasus]);
    t.see("(draf ");
    let draft = t.see(")");
    t.see(":keluar (draf tetap tersimpan)");
    t.see("== 1. Kunjungan");
    // A date that is none is refused; one that breaks the rule is kept and told; a good one goes on.
    t.answer("Tanggal kunjungan *", "31 Februari");
    t.see("tanggal TTTT-BB-HH, misalnya 2026-11-22");
    t.see("[answer.invalid]");
    t.answer("Tanggal kunjungan *", "2999-01-01");
    t.see("! Tanggal kunjungan tidak boleh setelah hari ini.");
    t.saved("Tanggal kunjungan *", "2025-01-15");
    t.saved("Jam tiba", "09:40");
    t.saved("Apakah keluarga sudah tahu Anda akan datang?", "langsung");
    // Several choices: a search, space, Enter.
    t.saved("Tujuan kunjungan *", "monev ");
    // Back one question and forward again; what was chosen stands.
    t.answer("Hasil kunjungan *", ":kembali");
    t.see("Tujuan kunjungan *  [Pemantauan dan evaluasi (monev)]");
    t.keys(ENTER);
    // Taken back: the walk goes to the answer before.
    t.answer("Hasil kunjungan *", ":urung");
    t.see("Dibatalkan. Tersimpan di perangkat");
    t.see("Apakah keluarga sudah tahu Anda akan datang?  [Tidak, datang langsung]");
    t.keys(ENTER);
    t.saved("Tujuan kunjungan *", "Asesmen ");
    // Esc opens the commands; nothing is lost by looking at them.
    t.see("Hasil kunjungan *");
    t.keys(ESC);
    t.see("Perintah");
    t.keys(ENTER);
    t.see("(wajib; diisi nanti)");
    // The next section is reached; leaving says where to go on.
    t.see("== 3. Keamanan dan lokasi");
    t.see("Apakah tempat ini aman");
    t.keys(ESC);
    t.answer("Perintah", ":keluar");
    t.see("Draf disimpan. Lanjutkan dengan: atensi formulir lanjut ");
    t.see(&draft);
    assert_eq!(t.end(), 0);
    let (last, answered) = standing(&device, &draft);
    assert!(last.ends_with("/tujuan_kunjungan"), "{last}");

    // Taken up behind the last answer; Ctrl-C in the middle of a word keeps what was answered and drops the word.
    let mut t = Terminal::start(&device, &["formulir", "lanjut", &draft]);
    t.saved("Hasil kunjungan *", "Bertemu");
    t.saved("Apakah tempat ini aman", "Aman");
    t.answer("Titik lokasi (GPS)", "di sana");
    t.see("[answer.invalid]");
    t.see("Titik lokasi (GPS)");
    t.keys("-8.1");
    t.see("-8.1");
    t.keys(CTRL_C);
    t.see("Draf disimpan. Lanjutkan dengan: atensi formulir lanjut ");
    assert_eq!(t.end(), 0);
    let (last, now) = standing(&device, &draft);
    assert!(last.ends_with("/keamanan_tempat"), "{last}");
    assert_eq!(now, answered + 2);

    // Nearly everything else from a file, the rest by hand: a picture that is none, what is missing, then the end.
    device.run(&["formulir", "lanjut", &draft, "--jawaban", &prefill(folder.path())]).expect("fills");
    let pipe = folder.path().join("pipa.jpg").display().to_string();
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    let mut t = Terminal::start(&device, &["formulir", "lanjut", &draft]);
    let declaration = "Saya menyatakan catatan ini sesuai";
    // Behind the rows of photos: no more of them. What stands is kept by Enter alone.
    t.answer("Foto: 3 tercatat", "");
    t.see("== 11. Pengesahan");
    t.saved("Siapa dari keluarga yang menandatangani?", "");
    t.answer("Tanda tangan atau cap jempol", "");
    t.answer("Nama petugas *", "");
    t.saved("Peran petugas *", "");
    t.answer("Tanda tangan petugas  [foto/ttd-petugas.jpg]", &pipe);
    t.see("[file.unreadable]");
    t.answer("Tanda tangan petugas  [foto/ttd-petugas.jpg]", "");
    t.answer(declaration, ":kembali");
    t.answer("Tanda tangan petugas", "");
    t.answer(declaration, "");
    t.see("(wajib; diisi nanti)");
    t.see("1 jawaban perlu diperiksa:");
    t.see("Centang pernyataan ini");
    t.answer("Lalu?", "");
    t.saved(declaration, "Ya");
    t.answer("Semua pertanyaan terjawab.", "");
    t.see("Selesai dan tersimpan. Dokumen: ");
    let document = t.see("\r\n");
    assert_eq!(t.end(), 0);
    assert_eq!(device.run(&["formulir", "draf"]).expect("lists"), json!([]));
    let report =
        device.run(&["laporan", document.trim(), "--keluar", &folder.path().join("l.html").display().to_string()]);
    report.expect("the document has a report");
}

#[test]
fn the_assessment_begins_in_english_and_ctrl_c_at_once_keeps_the_draft() {
    let folder = tempfile::tempdir().expect("folder");
    let device = offline_device(folder.path());
    let kasus = device.run(&["kasus", "list", "--batas", "1"]).expect("cases")["items"][0]["id"].clone();
    let kasus = kasus.as_str().expect("id");
    let mut t = Terminal::start(&device, &["--bahasa", "en", "form", "fill", "asesmen_awal", "--kasus", kasus]);
    t.see("(draft ");
    let draft = t.see(")");
    t.see("== A. Intake");
    t.answer("How did you learn of this case? *", "zzz");
    // Nothing fits the search: Enter picks nothing, the question stays.
    t.keys(CTRL_C);
    t.see("The draft is saved. Go on with: atensi formulir lanjut ");
    assert_eq!(t.end(), 0);
    assert_eq!(device.run(&["formulir", "draf"]).expect("lists")[0]["id"], json!(draft));
    let said = device.run(&["formulir", "lanjut", &draft]).expect("stands");
    assert_eq!(said["last_path"], Value::Null);
}

#[test]
fn a_preview_asks_the_same_questions_and_keeps_nothing() {
    let folder = tempfile::tempdir().expect("folder");
    let home = folder.path().join("rumah");
    let mut t = Terminal::at(&home, "", &["formulir", "pratinjau", "kunjungan_rumah"]);
    t.see("Kunjungan rumah  (pratinjau: tidak ada yang disimpan)");
    t.see("== 1. Kunjungan");
    t.answer("Tanggal kunjungan *", "2999-01-01");
    t.see("! Tanggal kunjungan tidak boleh setelah hari ini.");
    t.answer("Tanggal kunjungan *", "2025-01-15");
    t.see("  Dicatat di pratinjau saja");
    t.answer("Jam tiba", ":urung");
    t.see("Dibatalkan. Dicatat di pratinjau saja");
    t.answer("Tanggal kunjungan *", "2025-01-16");
    t.answer("Jam tiba", ":keluar");
    t.see("Pratinjau selesai; tidak ada yang disimpan.");
    t.see("\"tanggal_kunjungan\": \"2025-01-16\"");
    assert_eq!(t.end(), 0);
    assert!(!home.exists(), "no data folder came to be");
}
