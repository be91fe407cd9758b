//! The built `atensi` as its users meet it: command lines in, words, JSON and exit codes out. Nothing here needs a server.

use atensi_core::form::packs::shipped_packs;
use atensi_tests::journey::check::make_photos;
use atensi_tests::journey::process::{bin_folder, offline_device};
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn binary() -> PathBuf {
    let path = bin_folder().expect("folder of the binaries").join(format!("atensi{}", std::env::consts::EXE_SUFFIX));
    assert!(path.is_file(), "{} is not built: run `cargo build -p atensi` first", path.display());
    path
}

/// Runs `atensi` in Indonesian, without a PIN; `stdin` is what it reads.
fn atensi(args: &[&str], stdin: &str) -> Output {
    start(Command::new(binary()).args(args).env_remove("ATENSI_PIN"), stdin)
}

fn with_pin(args: &[&str], stdin: &str, pin: &str) -> Output {
    start(Command::new(binary()).args(args).env("ATENSI_PIN", pin), stdin)
}

fn start(command: &mut Command, stdin: &str) -> Output {
    let mut child = command
        .env_remove("ATENSI_RUMAH")
        .env("ATENSI_BAHASA", "id")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("atensi starts");
    // A command that reads nothing may have closed its input already.
    let _ = child.stdin.take().expect("stdin is piped").write_all(stdin.as_bytes());
    child.wait_with_output().expect("atensi ends")
}

fn code(out: &Output) -> i32 {
    out.status.code().expect("ended by itself")
}

fn stdout(out: &Output) -> String {
    String::from_utf8(out.stdout.clone()).expect("output is UTF-8")
}

fn stderr(out: &Output) -> String {
    String::from_utf8(out.stderr.clone()).expect("remarks are UTF-8")
}

fn json_lines(out: &Output) -> Vec<Value> {
    stdout(out).lines().map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("not JSON ({e}): {l}"))).collect()
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("test file");
}

#[test]
fn nik_vectors_by_command() {
    // The vectors of the reference, date 22 November 2026: number, verdict, reasons, sex, birth date, region.
    let table = [
        ("3174071508950001", "ok", "", "L", "1995-08-15", "31.74.07"),
        ("3174075508950001", "ok", "", "P", "1995-08-15", "31.74.07"),
        ("3273014502290003", "ok", "", "P", "1929-02-05", "32.73.01"),
        ("3174072902000001", "ok", "", "L", "2000-02-29", "31.74.07"),
        ("3174076902040001", "ok", "", "P", "2004-02-29", "31.74.07"),
        ("3174072902010001", "error", "bad_date", "", "", "31.74.07"),
        ("3174073102900001", "error", "bad_date", "", "", "31.74.07"),
        ("3174077102900001", "error", "bad_date", "", "", "31.74.07"),
        ("3174070101900000", "error", "bad_serial", "L", "1990-01-01", "31.74.07"),
        ("3174070000000000", "error", "bad_date bad_serial", "", "", "31.74.07"),
        ("0000000000000000", "error", "repeated_digit", "", "", "00.00.00"),
        ("9999990101900001", "warn", "unknown_region", "L", "1990-01-01", "99.99.99"),
        ("317407150895000", "error", "bad_length", "", "", ""),
        ("1111111111111111", "error", "repeated_digit", "", "", "11.11.11"),
        ("9601010101900001", "ok", "", "L", "1990-01-01", "96.01.01"),
        ("", "error", "bad_length", "", "", ""),
    ];
    let input: String = table.iter().map(|row| format!("{}\n", row.0)).collect();
    let out = atensi(&["--json", "nik", "--tanggal", "2026-11-22"], &input);
    assert_eq!(code(&out), 0, "{}", stderr(&out));
    let lines = json_lines(&out);
    assert_eq!(lines.len(), table.len(), "one answer line for each line");
    for (line, (nik, verdict, reasons, sex, born, wilayah)) in lines.iter().zip(table) {
        let keys: Vec<&str> = line.as_object().expect("object").keys().map(String::as_str).collect();
        assert_eq!(keys, ["nik", "verdict", "reasons", "sex", "born", "wilayah"]);
        let got: Vec<&str> =
            line["reasons"].as_array().expect("list").iter().map(|r| r.as_str().expect("code")).collect();
        assert_eq!((line["nik"].as_str(), line["verdict"].as_str()), (Some(nik), Some(verdict)), "{line}");
        assert_eq!(got.join(" "), reasons, "{nik}");
        for (key, wanted) in [("sex", sex), ("born", born)] {
            assert_eq!(line[key].as_str().unwrap_or_default(), wanted, "{nik} {key}");
        }
        if verdict != "error" || !wilayah.is_empty() && !reasons.contains("repeated") {
            assert_eq!(line["wilayah"].as_str(), Some(wilayah), "{nik} region");
        }
    }
}

#[test]
fn family_card_vectors_by_command() {
    let table = [
        ("3174070508100001", "ok", "", "2010-08-05", "31.74.07"),
        ("3174074508100001", "warn", "looks_like_nik", "", "31.74.07"),
        ("3174073102100001", "error", "bad_date", "", "31.74.07"),
        ("3174070508100000", "error", "bad_serial", "2010-08-05", "31.74.07"),
        ("317407050810000", "error", "bad_length", "", ""),
    ];
    let input: String = table.iter().map(|row| format!("{}\n", row.0)).collect();
    let out = atensi(&["--json", "nik", "--kk", "--tanggal", "2026-11-22"], &input);
    let wanted: Vec<Value> = table
        .iter()
        .map(|(kk, verdict, reasons, registered, wilayah)| {
            let text = |t: &str| if t.is_empty() { Value::Null } else { json!(t) };
            json!({
                "nomor_kk": kk,
                "verdict": verdict,
                "reasons": reasons.split_whitespace().collect::<Vec<_>>(),
                "registered": text(registered),
                "wilayah": text(wilayah),
            })
        })
        .collect();
    assert_eq!((code(&out), json_lines(&out)), (0, wanted), "{}", stderr(&out));
    let words = stdout(&atensi(&["nik", "--kk"], "3174 0705 0810 0001\n"));
    assert!(words.contains("  salah") && words.contains("Mungkin maksudnya: 3174070508100001"), "{words}");
}

#[test]
fn instruments_are_scored_by_command_line_by_line() {
    let out = atensi(&["form", "score", "srq20"], "[1,1,1,1,1,1,0,0,0,0,0,0,0,0,0,0,1,0,0,0]\n\n[1]\n{}\n");
    let lines = json_lines(&out);
    assert_eq!(
        lines[0],
        json!({"score": 7, "band": "positive", "positive": true, "flags": ["safety"], "invalid": false})
    );
    assert_eq!((&lines[1]["invalid"], &lines[1]["score"]), (&json!(true), &Value::Null));
    assert!(lines[1]["error"].as_str().is_some_and(|e| e.starts_with("srq20 has 20 items, not 1")), "{}", lines[1]);
    assert_eq!((lines.len(), code(&out)), (3, 7));

    let barthel = atensi(&["formulir", "skor", "barthel20"], "[2,2,1,2,2,3,3,2,\"0\",0]\n");
    assert_eq!(json_lines(&barthel)[0]["band"], "ringan");
    assert_eq!(code(&barthel), 0);
    assert_eq!(json_lines(&atensi(&["--json", "form", "score"], ""))[0].as_array().map(Vec::len), Some(8));
    let unknown = atensi(&["form", "score", "sdq"], "");
    assert_eq!(code(&unknown), 6);
    assert!(stderr(&unknown).contains("gds15"), "{}", stderr(&unknown));
}

#[test]
fn a_script_is_played_on_a_form_and_differences_are_told() {
    let dir = tempfile::tempdir().expect("a value");
    let form = dir.path().join("form");
    std::fs::create_dir(&form).expect("a value");
    write(&form, "settings.csv", "form_id,form_title,version\nuji,Uji,1\n");
    write(
        &form,
        "survey.csv",
        "type,name,label,constraint,calculation\nbegin repeat,anak,Anak,,\ninteger,umur,Umur,. < 20,\nend repeat,,,,\n\
         calculate,jumlah,,,sum(${umur})\nselect_one y,setuju,Setuju?,,\n",
    );
    write(&form, "choices.csv", "list_name,name,label\ny,ya,Ya\ny,tidak,Tidak\n");
    let script = "isi\tadd\t/data/anak\t1\nisi\tset\t/data/anak[1]/umur\t7\nisi\topts\t/data/setuju\t2\nend\texpect\t/data/jumlah\t7.0\n";
    write(dir.path(), "ops.tsv", script);
    let (form, ops) = (form.to_str().expect("a value"), dir.path().join("ops.tsv"));
    let fine = atensi(&["--json", "form", "run", form, ops.to_str().expect("a value")], "");
    assert_eq!(json_lines(&fine), [json!({"operations": 4, "differences": 0})], "{}", stderr(&fine));
    assert_eq!(code(&fine), 0);

    let more = "x\tset\t/data/anak[1]/umur\t30\nx\tset\t/data/tak\t1\nx\topts\t/data/setuju\t3\nend\texpect\t/data/jumlah\t8\n";
    write(dir.path(), "ops.tsv", &format!("{script}{more}"));
    let out = atensi(&["--json", "form", "run", form, ops.to_str().expect("a value")], "");
    let told: Vec<(u64, String)> = json_lines(&out)
        .iter()
        .filter(|l| l["line"].is_u64())
        .map(|l| (l["line"].as_u64().expect("a value"), l["got"].as_str().expect("a value").to_owned()))
        .collect();
    let wanted = [(5, "constraint"), (6, "answer.unknown_path"), (7, "2"), (8, "30")];
    assert_eq!(told, wanted.map(|(n, got)| (n, got.to_owned())));
    assert_eq!(code(&out), 5);
}

#[test]
fn nik_takes_absurd_input_and_speaks_both_languages() {
    let out = atensi(&["nik"], &format!("{}\n3174071508950001\n", "9".repeat(1 << 20)));
    assert_eq!(code(&out), 0);
    let text = stdout(&out);
    assert!(text.len() < 1_000 && text.contains("Kec. Kebayoran Baru"), "{text}");
    let english = stdout(&atensi(&["--bahasa", "en", "nik"], "317407150895000\n"));
    let indonesian = stdout(&atensi(&["nik"], "317407150895000\n"));
    assert!(english.contains("  wrong") && indonesian.contains("  salah"), "{english}");
    let bad_date = atensi(&["--json", "nik", "--tanggal", "kemarin"], "");
    assert_eq!((code(&bad_date), json_lines(&bad_date)[0]["error"]["field"].as_str()), (7, Some("tanggal")));
}

#[test]
fn wilayah_is_found_by_name_within_a_region() {
    let out = atensi(&["--json", "wilayah", "cari", "Lambanapu", "--dalam", "53.11"], "");
    assert_eq!(code(&out), 0, "{}", stderr(&out));
    let found = &json_lines(&out)[0];
    assert!(found[0]["code"].as_str().is_some_and(|c| c.starts_with("53.11.")), "{found}");
    assert_eq!(found[0]["nama"], "Lambanapu");
    assert!(found[0]["full_name"].as_str().is_some_and(|n| n.contains("Sumba Timur")), "{found}");

    let words = atensi(&["wilayah", "search", "Lambanapu", "--dalam", "53.11", "--batas", "1"], "");
    assert_eq!(stdout(&words).lines().count(), 1, "{}", stdout(&words));
    let none = atensi(&["--json", "wilayah", "cari", "qqqqqqqq"], "");
    assert_eq!((code(&none), stdout(&none).trim()), (0, "[]"));
    assert_eq!(code(&atensi(&["wilayah", "cari", "x", "--dalam", "bukan"], "")), 7);
}

#[test]
fn a_broken_form_is_shown_with_its_places() {
    let folder = tempfile::tempdir().expect("folder");
    write(
        folder.path(),
        "survey.csv",
        "type,name,label\ntext,nama,Nama\nintegr,umur,Umur\nselect_one tak_ada,pilih,Pilih\n",
    );
    write(folder.path(), "settings.csv", "form_id,version,form_title\nuji,1,Uji\n");
    let path = folder.path().display().to_string();
    let out = atensi(&["--json", "formulir", "periksa", &path], "");
    assert_eq!(code(&out), 7, "{}", stderr(&out));
    assert!(stderr(&out).contains("[form.refused]"), "{}", stderr(&out));
    let lines = json_lines(&out);
    assert_eq!(lines.len(), 1, "one list");
    let notices = lines[0].as_array().expect("list");
    let at = |row: u64| {
        notices
            .iter()
            .find(|n| n["severity"] == "error" && n["row"] == row)
            .unwrap_or_else(|| panic!("no error in row {row}: {notices:?}"))
    };
    assert_eq!((at(3)["sheet"].as_str(), at(3)["column"].as_str()), (Some("survey"), Some("type")));
    assert_eq!(at(3)["suggestion"].as_str(), Some("integer"));
    assert!(at(4)["message"].as_str().is_some_and(|m| m.contains("tak_ada")), "{:?}", at(4));

    let words = atensi(&["form", "check", &path], "");
    assert!(stdout(&words).contains("GALAT  survey:3 [type]"), "{}", stdout(&words));
    let missing = atensi(&["formulir", "periksa", &folder.path().join("tak-ada").display().to_string()], "");
    assert_eq!(code(&missing), 7);
}

#[test]
fn the_shipped_forms_pass_the_check() {
    let forms = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/forms");
    for form in shipped_packs().iter().map(|pack| pack.id.replace('_', "-")) {
        let out = atensi(&["--json", "formulir", "periksa", &forms.join(&form).display().to_string()], "");
        assert_eq!(code(&out), 0, "{form}: {}{}", stdout(&out), stderr(&out));
    }
}

#[test]
fn help_comes_in_both_languages() {
    for (args, id, en) in [
        (&["--help"][..], "Pemakaian: atensi [OPSI] <PERINTAH>", "Usage: atensi [OPTIONS] <COMMAND>"),
        (&["nik", "--help"], "Tanggal acuan", "Reference date"),
        (&["formulir", "periksa", "-h"], "BERKAS_ATAU_FOLDER", "FILE_OR_FOLDER"),
    ] {
        for (lang, must, must_not) in [("id", id, en), ("en", en, id)] {
            let out = atensi(&[&["--bahasa", lang], args].concat(), "");
            let text = stdout(&out);
            assert_eq!(code(&out), 0, "{args:?}");
            assert!(text.contains(must) && !text.contains(must_not), "{lang} {args:?}: {text}");
        }
    }
    let version = atensi(&["--version"], "");
    assert_eq!((code(&version), stdout(&version).starts_with("atensi ")), (0, true));
}

#[test]
fn usage_errors_end_with_two_and_the_way_out() {
    for args in [&[][..], &["tak-ada"], &["wilayah"], &["wilayah", "cari"], &["nik", "--tak-ada"], &["--batas", "1"]] {
        let out = atensi(args, "");
        assert_eq!(code(&out), 2, "{args:?}: {}", stderr(&out));
        assert!(stderr(&out).contains("[usage]") && stdout(&out).is_empty(), "{args:?}");
    }
    let out = atensi(&["--json", "wilayah", "cari", "x", "--batas", "999"], "");
    assert_eq!((code(&out), json_lines(&out)[0]["error"]["code"].as_str()), (2, Some("usage")));
    assert!(stderr(&out).contains("--batas") && stderr(&out).contains("--help"), "{}", stderr(&out));
}

#[test]
fn without_activation_the_way_in_is_told() {
    let folder = tempfile::tempdir().expect("folder");
    let home = folder.path().join("belum-ada").display().to_string();
    for args in [&["status"][..], &["orang", "list"], &["formulir", "draf"], &["kirim"], &["ganti-pin"]] {
        let out = atensi(&[&["--rumah", &home, "--json"], args].concat(), "");
        assert_eq!(code(&out), 3, "{args:?}: {}", stderr(&out));
        assert_eq!(json_lines(&out)[0]["error"]["code"], "activation.none", "{args:?}");
        assert!(stderr(&out).contains("atensi aktivasi --server"), "{args:?}: {}", stderr(&out));
    }
    assert!(!Path::new(&home).exists(), "a refused command leaves nothing behind");
    // Nobody is there to be asked for a PIN.
    let out = atensi(&["--rumah", &home, "aktivasi", "--server", "http://127.0.0.1:1", "--kode", "X"], "");
    assert_eq!(code(&out), 3, "{}", stderr(&out));
    assert!(stderr(&out).contains("[pin.missing]") && stderr(&out).contains("--pin-file"), "{}", stderr(&out));
}

#[test]
fn a_day_without_network_by_command() {
    let folder = tempfile::tempdir().expect("folder");
    let device = offline_device(folder.path());
    let home = device.home.display().to_string();
    let base = folder.path().display().to_string();

    // A form from a file: what is wrong is refused by name, the rest stays; finishing says what is missing.
    let kasus = device.run(&["kasus", "list", "--batas", "1"]).expect("cases")["items"][0]["id"].clone();
    let kasus = kasus.as_str().expect("id");
    let start = device.run(&["kunjungan", "mulai", "--kasus", kasus]).expect("starts");
    let draft = start["draf"].as_str().expect("draft id");
    let part = folder.path().join("sebagian.json");
    write(
        folder.path(),
        "sebagian.json",
        r#"{"kunjungan":{"tanggal_kunjungan":"2026-02-31","hasil_kunjungan":"bertemu"}}"#,
    );
    let filled = device.try_run(&["kunjungan", "isi", draft, "--jawaban", &part.display().to_string()]).expect("runs");
    assert_eq!((filled.code, filled.json["accepted"].as_u64()), (7, Some(1)), "{}", filled.err);
    assert!(filled.json["rejected"][0]["path"].as_str().is_some_and(|p| p.ends_with("tanggal_kunjungan")));
    let early = device.try_run(&["kunjungan", "selesai", draft]).expect("runs");
    assert_eq!((early.code, early.json["error"]["code"].as_str()), (5, Some("form.incomplete")));
    let problem = early.json["masalah"][0]["path"].as_str().expect("a problem with its place");
    assert!(early.err.contains(problem), "the words name {problem} too: {}", early.err);

    // The whole visit, then its report: written once, not over another file, private.
    let forms = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/forms/kunjungan-rumah/contoh/bertemu.json");
    let answers: Value = serde_json::from_slice(&std::fs::read(&forms).expect("sample")).expect("JSON");
    make_photos(folder.path(), &answers).expect("photos");
    let sample = forms.display().to_string();
    device.run(&["kunjungan", "isi", draft, "--jawaban", &sample, "--dasar-foto", &base]).expect("fills");
    let done = device.run(&["kunjungan", "selesai", draft]).expect("finishes");
    let document = done["dokumen"].as_str().expect("document id");
    let report = folder.path().join("laporan.html");
    let to = report.display().to_string();
    device.run(&["laporan", document, "--keluar", &to]).expect("writes");
    let written = std::fs::read(&report).expect("report");
    let again = device.try_run(&["laporan", document, "--keluar", &to]).expect("runs");
    assert_eq!((again.code, again.json["error"]["code"].as_str()), (7, Some("file.exists")));
    assert_eq!(std::fs::read(&report).expect("report"), written, "the file in the way is untouched");
    device.run(&["laporan", document, "--keluar", &to, "--timpa"]).expect("replaces when asked to");
    // The same document on the sheet of its form.
    let sheet = folder.path().join("lembar.html");
    let print = ["formulir", "cetak", "--dokumen", document, "--keluar", &sheet.display().to_string()];
    device.run(&print).expect("prints");
    let page = std::fs::read_to_string(&sheet).expect("page");
    assert!(
        page.contains("<strong>Bertemu</strong>") && page.contains("terlampir: ") && page.contains("BLAKE3"),
        "{page}"
    );
    let nobody = ["formulir", "cetak", "--dokumen", "00000000-0000-7000-8000-000000000000", "--keluar", "x.html"];
    assert_eq!(device.try_run(&nobody).expect("runs").code, 6);
    let lost = device.try_run(&["laporan", document, "--keluar", &format!("{base}/tak-ada/x.html")]).expect("runs");
    assert_eq!(lost.code, 7, "{}", lost.err);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        device.run(&["ekspor", "--keluar", &format!("{base}/ekspor.json")]).expect("exports");
        let mode = std::fs::metadata(folder.path().join("ekspor.json")).expect("export").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let missing = device.try_run(&["orang", "lihat", "00000000-0000-7000-8000-000000000000"]).expect("runs");
    assert_eq!((missing.code, missing.json["error"]["code"].as_str()), (6, Some("record.not_found")));

    // Line by line: refused lines say why and do not stop the rest.
    let args = ["--rumah", &home, "formulir", "isi", "kunjungan_rumah", "--kasus", kasus, "--aliran"];
    let lines = "{\"path\":\"tak/ada\",\"value\":\"x\"}\nbukan json\n{\"path\":\"kunjungan/hasil_kunjungan\",\"value\":\"bertemu\"}\n";
    let stream = with_pin(&args, lines, "493827");
    let saved: Vec<Value> = json_lines(&stream).iter().skip(1).map(|l| l["saved"].clone()).collect();
    assert_eq!((code(&stream), saved), (7, vec![json!(false), json!(false), json!(true)]), "{}", stderr(&stream));

    // A wrong PIN is refused, then slowed down, and says for how long.
    let mut last = with_pin(&["--rumah", &home, "status"], "", "111112");
    assert!(stderr(&last).contains("[pin.wrong]"), "{}", stderr(&last));
    for _ in 0..10 {
        last = with_pin(&["--rumah", &home, "status"], "", "111112");
        assert_eq!(code(&last), 3);
        if stderr(&last).contains("[pin.delay]") {
            break;
        }
    }
    assert!(stderr(&last).contains("[pin.delay]") && stderr(&last).contains("(tunggu"), "{}", stderr(&last));
}

#[test]
fn a_value_that_does_not_fit_is_explained_and_a_number_is_judged_but_saved() {
    let folder = tempfile::tempdir().expect("folder");
    let device = offline_device(folder.path());
    let home = device.home.display().to_string();
    let people = device.run(&["orang", "list", "--batas", "1"]).expect("people");
    let person = people["items"][0]["id"].as_str().expect("id");
    let before = device.run(&["orang", "lihat", person]).expect("record")["fields"].clone();

    // Why, in the reader's words: what may be chosen, and in which list.
    for (lang, words, more) in [
        ("id", "Hubungan dengan kepala keluarga: kode itu tidak ada dalam daftar hubungan_keluarga.", "istri (Istri)"),
        ("en", "Relation to the head of the family: that code is not in list hubungan_keluarga.", "istri (Wife)"),
    ] {
        let refused =
            device.try_run(&["--bahasa", lang, "orang", "ubah", person, "--set", "hubungan=xyz"]).expect("runs");
        let error = &refused.json["error"];
        assert_eq!((refused.code, error["code"].as_str()), (7, Some("input.bad")), "{}", refused.err);
        assert_eq!((error["field"].as_str(), error["reason"].as_str()), (Some("hubungan"), Some("field.unknown_code")));
        assert!(refused.err.contains(words) && refused.err.contains(more), "{}", refused.err);
        assert!(!refused.err.contains("xyz"), "what was typed is not repeated: {}", refused.err);
    }
    for (set, code, reason) in [
        ("nama=", 7, "field.required"),
        ("lahir=2026-02-31", 7, "field.not_date"),
        ("wilayah=Waingapu", 7, "field.not_region"),
        ("kelamin=X", 7, "field.not_choice"),
        ("keluarga_id=00000000-0000-7000-8000-000000000000", 6, "field.no_record"),
    ] {
        let refused = device.try_run(&["orang", "ubah", person, "--set", "telepon=0811", "--set", set]).expect("runs");
        assert_eq!((refused.code, refused.json["error"]["reason"].as_str()), (code, Some(reason)), "{}", refused.err);
    }
    let refused = device.try_run(&["orang", "ubah", person, "--set", "risiko_keselamatan=mungkin"]).expect("runs");
    assert_eq!((refused.code, refused.json["error"]["field"].as_str()), (7, Some("risiko_keselamatan")));
    assert_eq!(device.run(&["orang", "lihat", person]).expect("record")["fields"], before, "nothing was changed");
    let new = device.try_run(&["orang", "daftar", "--nama", "Rambu", "--hubungan", "xyz"]).expect("runs");
    assert_eq!((new.code, new.json["error"]["reason"].as_str()), (7, Some("field.unknown_code")), "{}", new.err);

    // Numbers: saved, judged, and found again on another record.
    let told = device.run(&["orang", "ubah", person, "--set", "nik=5311017102850003"]).expect("saves");
    assert_eq!((told["nik"]["verdict"].as_str(), &told["nik"]["reasons"]), (Some("error"), &json!(["bad_date"])));
    let daftar = ["keluarga", "daftar", "--nama-kepala", "Umbu Kahi", "--nomor-kk", "3174074508100001"];
    let first = device.run(&daftar).expect("saves");
    assert_eq!((first["kk"]["verdict"].as_str(), &first["kk"]["reasons"]), (Some("warn"), &json!(["looks_like_nik"])));
    assert_eq!(first["duplicates"], json!([]));
    let words = with_pin(&[&["--rumah", &home], &daftar[..]].concat(), "", "493827");
    let text = stdout(&words);
    assert!(text.contains("KK: perlu dicek") && text.contains("tampaknya NIK seseorang"), "{text}{}", stderr(&words));
    let id = first["id"].as_str().expect("id");
    assert!(text.contains("Nomor KK ini sudah ada pada keluarga lain:") && text.contains(id), "{text}");
    let ubah = ["--rumah", &home, "--bahasa", "en", "keluarga", "ubah", id, "--set", "nomor_kk=317407050810000"];
    let text = stdout(&with_pin(&ubah, "", "493827"));
    assert!(text.contains("KK: wrong") && text.contains("Not 16 digits"), "{text}");
    let told = device.run(&["keluarga", "ubah", id, "--set", "nomor_kk=3174074508100001"]).expect("saves");
    assert_eq!(told["same_kk"].as_array().map(Vec::len), Some(1), "{told}");
    let told = device.run(&["keluarga", "ubah", id, "--set", "catatan=dekat mata air"]).expect("saves");
    assert_eq!((&told["kk"], &told["nik"]), (&Value::Null, &Value::Null));
}
