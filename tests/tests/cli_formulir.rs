//! Forms of one's own by command: checked in every notation, tried out from a file, printed. No activation, no store.

use atensi_tests::journey::check::make_photos;
use atensi_tests::journey::process::bin_folder;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs `atensi` in Indonesian where no data is and none may come to be.
fn atensi(home: &Path, args: &[&str]) -> Output {
    let program = bin_folder().expect("folder of the binaries").join(format!("atensi{}", std::env::consts::EXE_SUFFIX));
    let mut command = Command::new(program);
    command.args(args).env("ATENSI_RUMAH", home).env("ATENSI_BAHASA", "id").env_remove("ATENSI_PIN");
    let out = command.stdin(std::process::Stdio::null()).output().expect("atensi runs");
    assert!(!home.exists(), "{args:?} made a data folder");
    out
}

fn code(out: &Output) -> i32 {
    out.status.code().expect("ended by itself")
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn shipped(form: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/forms").join(form)
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> String {
    std::fs::write(folder.join(name), bytes).expect("test file");
    folder.join(name).display().to_string()
}

const MARKDOWN: &str = "\
| survey |                |        |              |                |          |
|        | type           | name   | label        | relevant       | required |
|        | integer        | umur   | Umur         |                | yes      |
|        | select_one yt  | kerja  | Bekerja?     | ${umur} >= 15  |          |
|        | begin repeat   | anak   | Anak         |                |          |
|        | text           | nama   | Nama anak    |                |          |
|        | end repeat     |        |              |                |          |
| choices |              |        |              |
|        | list_name      | name   | label        |
|        | yt             | y      | Ya           |
|        | yt             | t      | Tidak        |
| settings |             |        |              |
|        | form_id        | version | form_title  |
|        | uji            | 1      | Uji coba     |
";

#[test]
fn every_notation_is_checked() {
    let folder = tempfile::tempdir().expect("folder");
    let home = folder.path().join("rumah");
    let old = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/form/xlsform/contoh/lama.xls");
    let md = put(folder.path(), "tanya.md", MARKDOWN.as_bytes());
    for (form, title) in [(md.as_str(), "uji 1"), (&old.display().to_string(), "coba 2024")] {
        let out = atensi(&home, &["formulir", "periksa", form]);
        assert_eq!(code(&out), 0, "{}", words(&out.stderr));
        assert!(words(&out.stdout).contains(title), "{}", words(&out.stdout));
    }
    let typo = put(folder.path(), "salah.md", MARKDOWN.replace("integer ", "integr  ").as_bytes());
    let out = atensi(&home, &["--json", "formulir", "periksa", &typo]);
    let notices: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!((code(&out), &notices[0]["row"], &notices[0]["suggestion"]), (7, &json!(3), &json!("integer")));
    let cut = put(folder.path(), "putus.xls", &std::fs::read(&old).expect("file")[..3000]);
    let out = atensi(&home, &["formulir", "periksa", &cut]);
    assert_eq!(code(&out), 7);
    assert!(words(&out.stdout).contains("save it as .xlsx"), "{}", words(&out.stdout));
}

#[test]
fn a_preview_from_a_file_says_what_stands_what_is_refused_and_what_is_missing() {
    let folder = tempfile::tempdir().expect("folder");
    let home = folder.path().join("rumah");
    let md = put(folder.path(), "tanya.md", MARKDOWN.as_bytes());
    let answers = |name: &str, value: Value| put(folder.path(), name, value.to_string().as_bytes());
    let preview = |more: &[&str]| atensi(&home, &[&["--json", "formulir", "pratinjau", &md][..], more].concat());

    let good = answers("baik.json", json!({"umur": 30, "kerja": "y", "anak": [{"nama": "Rambu <3"}]}));
    let out = preview(&["--jawaban", &good]);
    let said: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!(code(&out), 0, "{}", words(&out.stderr));
    assert_eq!(said["dokumen"], json!({"umur": 30, "kerja": "y", "anak": [{"nama": "Rambu <3"}]}));
    assert!(words(&out.stderr).contains("tidak ada yang disimpan"), "{}", words(&out.stderr));

    let out = preview(&["--xml", "--jawaban", &good]);
    let said: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let xml = said["xml"].as_str().expect("XML");
    assert!(xml.contains("<nama>Rambu &lt;3</nama>") && xml.contains("id=\"uji\""), "{xml}");

    let part = answers("sebagian.json", json!({"kerja": "y", "umur": "tua", "lain": 1}));
    let out = preview(&["--jawaban", &part]);
    let said: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!((code(&out), said["rejected"].as_array().map(Vec::len)), (7, Some(3)), "{said}");
    assert_eq!((&said["masalah"][0]["code"], &said["dokumen"]), (&json!("required"), &json!({})));

    let none = answers("kosong.json", json!({}));
    let out = preview(&["--jawaban", &none]);
    assert_eq!(code(&out), 5, "incomplete: {}", words(&out.stderr));
    // Without a terminal there is nobody to ask; an unknown language and an unknown form are named.
    for (args, wanted, word) in [
        (vec!["formulir", "pratinjau", md.as_str()], 2, "--jawaban"),
        (vec!["formulir", "pratinjau", &md, "--bahasa-formulir", "fr", "--jawaban", &none], 7, "default"),
        (vec!["formulir", "pratinjau", "tak_ada", "--jawaban", &none], 7, "tak_ada"),
    ] {
        let out = atensi(&home, &args);
        assert_eq!(code(&out), wanted, "{args:?}: {}", words(&out.stderr));
        assert!(words(&out.stderr).contains(word), "{args:?}: {}", words(&out.stderr));
    }
}

#[test]
fn a_whole_visit_is_previewed_with_its_photos_and_printed() {
    let folder = tempfile::tempdir().expect("folder");
    let home = folder.path().join("rumah");
    let sample = std::fs::read(shipped("kunjungan-rumah").join("contoh/bertemu.json")).expect("sample");
    let mut answers: Value = serde_json::from_slice(&sample).expect("JSON");
    make_photos(folder.path(), &answers).expect("photos");
    // The dates of the sample, moved to the past of whenever this runs.
    answers["kunjungan"]["tanggal_kunjungan"] = json!("2025-01-15");
    answers["tindak_lanjut"]["tanggal_berikut"] = json!("2025-01-29");
    let file = put(folder.path(), "jawaban.json", answers.to_string().as_bytes());
    let out = atensi(&home, &["--json", "form", "preview", "kunjungan_rumah", "--jawaban", &file]);
    let said: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!(code(&out), 0, "{}", words(&out.stderr));
    let hash = said["dokumen"]["pengesahan"]["tanda_tangan_petugas"]["hash"].as_str().expect("the picture's hash");
    assert_eq!(hash.len(), 64);

    let page = folder.path().join("terisi.html");
    let to = page.display().to_string();
    let print = ["formulir", "cetak", "kunjungan_rumah", "--jawaban", &file, "--keluar", &to];
    assert_eq!(code(&atensi(&home, &print)), 0);
    let html = std::fs::read_to_string(&page).expect("page");
    assert!(html.contains("berkas jawaban, bukan dokumen tersimpan") && html.contains(hash), "the picture is named");
    assert!(html.contains("<strong>Bertemu</strong>") && !html.contains("Hanya bila"));
    // Never over another file unasked; readable by its owner only.
    assert_eq!(code(&atensi(&home, &print)), 7);
    assert_eq!(code(&atensi(&home, &[&print[..], &["--timpa"]].concat())), 0);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&page).expect("page").permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_blank_form_is_printed_in_the_language_asked_for() {
    let folder = tempfile::tempdir().expect("folder");
    let home = folder.path().join("rumah");
    for (form, lang, word) in [
        ("asesmen_awal".to_owned(), "id", "wajib diisi"),
        (shipped("persetujuan").display().to_string(), "en", "required"),
        (put(folder.path(), "tanya.md", MARKDOWN.as_bytes()), "default", "Hanya bila jawaban 1 paling sedikit 15."),
    ] {
        let to = folder.path().join(format!("{lang}.html")).display().to_string();
        let out = atensi(&home, &["form", "print", &form, "--bahasa-formulir", lang, "--keluar", &to]);
        assert_eq!(code(&out), 0, "{}", words(&out.stderr));
        let html = std::fs::read_to_string(&to).expect("page");
        assert!(html.contains(word), "{form}: {word}");
    }
    assert_eq!(code(&atensi(&home, &["form", "print", "--keluar", "x.html"])), 2, "a form or a document");
}
