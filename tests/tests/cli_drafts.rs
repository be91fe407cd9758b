//! Drafts by command, without a network: refused files, discarding and bringing back, two commands on one draft.

use atensi_tests::journey::check;
use atensi_tests::journey::process::offline_device;
use serde_json::{Value, json};

#[test]
fn a_refused_answers_file_leaves_no_draft() {
    let folder = tempfile::tempdir().expect("folder");
    let device = offline_device(folder.path());
    let kasus = device.run(&["kasus", "list", "--batas", "1"]).expect("cases")["items"][0]["id"].clone();
    let kasus = kasus.as_str().expect("id");
    let file = |name: &str, text: &[u8]| {
        std::fs::write(folder.path().join(name), text).expect("file");
        folder.path().join(name).display().to_string()
    };
    let good = file("baik.json", br#"{"kunjungan":{"jam_tiba":"09:40:00"}}"#);
    let lost = folder.path().join("tak-ada.json").display().to_string();
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let outside = br#"{"pengesahan":{"tanda_tangan_petugas":{"path":"/etc/passwd"}}}"#;
    let nobody = "00000000-0000-7000-8000-000000000000";
    let table = [
        ("missing", "kunjungan_rumah", kasus, lost, 7),
        ("a folder", "kunjungan_rumah", kasus, folder.path().display().to_string(), 7),
        ("not JSON", "kunjungan_rumah", kasus, file("rusak.json", b"{\"kunjungan\":"), 7),
        ("not UTF-8", "kunjungan_rumah", kasus, file("biner.json", &[0x22, 0xFF, 0x22]), 7),
        ("empty", "kunjungan_rumah", kasus, file("kosong.json", b""), 7),
        ("too deep", "kunjungan_rumah", kasus, file("dalam.json", nested.as_bytes()), 7),
        ("too large", "kunjungan_rumah", kasus, file("besar.json", &vec![b' '; (8 << 20) + 1]), 7),
        ("no object", "kunjungan_rumah", kasus, file("daftar.json", b"[1]"), 7),
        ("no answer fits", "kunjungan_rumah", kasus, file("salah.json", br#"{"tak_ada":"x"}"#), 7),
        ("only a photo from elsewhere", "kunjungan_rumah", kasus, file("luar.json", outside), 7),
        ("unknown case", "kunjungan_rumah", nobody, good.clone(), 6),
        ("unknown form", "tak_ada", kasus, good.clone(), 6),
    ];
    for (what, form, kasus, path, code) in table {
        let said = device.try_run(&["formulir", "isi", form, "--kasus", kasus, "--jawaban", &path]).expect("runs");
        assert_eq!(said.code, code, "{what}: {}", said.err);
        assert!(!said.err.trim().is_empty(), "{what}");
        assert_eq!(device.run(&["formulir", "draf"]).expect("lists"), json!([]), "{what} left a draft");
    }
    // The reason stands beside the question.
    let luar = folder.path().join("luar.json").display().to_string();
    let said =
        device.try_run(&["formulir", "isi", "kunjungan_rumah", "--kasus", kasus, "--jawaban", &luar]).expect("runs");
    assert_eq!((&said.json["draf"], &said.json["accepted"]), (&Value::Null, &json!(0)));
    assert!(said.err.contains("/pengesahan/tanda_tangan_petugas: Foto harus berada di dalam folder"), "{}", said.err);

    // What is partly right is kept, and named.
    let part = file("sebagian.json", br#"{"kunjungan":{"jam_tiba":"09:40:00","hasil_kunjungan":"mungkin"}}"#);
    let said =
        device.try_run(&["formulir", "isi", "kunjungan_rumah", "--kasus", kasus, "--jawaban", &part]).expect("runs");
    let drafts = device.run(&["formulir", "draf"]).expect("lists");
    assert_eq!((said.code, said.json["accepted"].as_u64()), (7, Some(1)), "{}", said.err);
    assert_eq!(drafts.as_array().map(Vec::len), Some(1));
    assert_eq!(said.json["draf"], drafts[0]["id"]);
    let id = drafts[0]["id"].as_str().expect("id");
    assert!(said.err.contains(&format!("atensi formulir lanjut {id}")), "{}", said.err);

    // Discarded, listed, brought back.
    let before = device.run(&["formulir", "lanjut", id]).expect("stands");
    device.run(&["formulir", "buang", id]).expect("discards");
    assert_eq!(device.run(&["formulir", "draf"]).expect("lists"), json!([]));
    assert_eq!(device.run(&["formulir", "draf", "--dibuang"]).expect("lists")[0]["id"], drafts[0]["id"]);
    for args in [&["formulir", "lanjut", id][..], &["formulir", "selesai", id], &["kunjungan", "selesai", id]] {
        let closed = device.try_run(args).expect("runs");
        assert_eq!((closed.code, closed.json["error"]["code"].as_str()), (7, Some("draft.closed")), "{args:?}");
        assert!(closed.err.contains("formulir pulihkan"), "the way back: {}", closed.err);
    }
    device.run(&["form", "restore", id]).expect("brings back");
    assert_eq!(device.run(&["formulir", "lanjut", id]).expect("goes on"), before);
    for (args, code) in [(["formulir", "buang", nobody], 6), (["formulir", "pulihkan", "bukan-id"], 6)] {
        assert_eq!(device.try_run(&args).expect("runs").code, code, "{args:?}");
    }

    // Another command answers while a stream is open on the draft: the stream is told and nothing is mixed.
    let mut stream = device.stream(&["formulir", "lanjut", id, "--aliran"]).expect("starts");
    stream.read().expect("first line");
    let again = file("lain.json", br#"{"kunjungan":{"jam_tiba":"10:15:00"}}"#);
    device.run(&["formulir", "lanjut", id, "--jawaban", &again]).expect("answers");
    let told = stream.ask(&json!({"path": "kunjungan/jam_tiba", "value": "11:00"})).expect("is told");
    assert_eq!((&told["saved"], told["error"]["code"].as_str()), (&json!(false), Some("draft.changed")), "{told}");
    assert!(stream.finish().is_err(), "a refused line ends with 7");
    let standing = device.run(&["formulir", "lanjut", id]).expect("goes on");
    assert_eq!((&standing["answered"], &standing["last_path"]), (&before["answered"], &before["last_path"]));
    let goes_on = device.run(&["formulir", "lanjut", id, "--jawaban", &again]).expect("opens again");
    assert_eq!(goes_on["accepted"], json!(0), "what the other command wrote is what is there");
}

#[test]
fn a_document_is_corrected_and_its_log_is_read_by_command() {
    let folder = tempfile::tempdir().expect("folder");
    let device = offline_device(folder.path());
    let kasus = device.run(&["kasus", "list", "--batas", "1"]).expect("cases")["items"][0]["id"].clone();
    let kasus = kasus.as_str().expect("id");
    let forms = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("root").join("core/forms");
    let sample = forms.join("kunjungan-rumah/contoh/bertemu.json");
    let answers = check::read_json(&sample).expect("sample");
    check::make_photos(folder.path(), &answers).expect("photos");
    let (file, base) = (sample.display().to_string(), folder.path().display().to_string());
    let begin = ["formulir", "isi", "kunjungan_rumah", "--kasus", kasus, "--jawaban", &file, "--dasar-foto", &base];
    let draft = device.run(&begin).expect("fills")["draf"].clone();
    let draft = draft.as_str().expect("id");
    let moved = device.run(&["formulir", "pindah", draft]).expect("stays");
    assert_eq!((&moved["pindah"], &moved["versi"], &moved["tak_cocok"]), (&json!(false), &json!("2026.1"), &json!([])));
    let document = device.run(&["formulir", "selesai", draft]).expect("finishes")["dokumen"].clone();
    let document = document.as_str().expect("id");

    let told = device.run(&["formulir", "koreksi", document]).expect("begins");
    assert_eq!((&told["menggantikan"], &told["tak_cocok"]), (&json!(document), &json!([])));
    let correction = told["draf"].as_str().expect("id");
    assert_eq!(device.run(&["form", "correct", document]).expect("goes on")["draf"], told["draf"]);
    let newer = device.run(&["formulir", "selesai", correction]).expect("finishes")["dokumen"].clone();
    let again = device.try_run(&["formulir", "koreksi", document]).expect("runs");
    assert_eq!((again.code, again.json["error"]["code"].as_str()), (7, Some("input.bad")), "{}", again.err);
    assert!(again.err.contains("sudah digantikan"), "{}", again.err);

    let rows = device.run(&["formulir", "riwayat", document]).expect("reads");
    let rows = rows.as_array().expect("rows");
    assert!(rows.iter().any(|r| r["pertanyaan"] == "Jam tiba" && r["baru"] == "09:40:00" && r["oleh"] != ""));
    assert_eq!(device.run(&["formulir", "riwayat", draft]).expect("by draft").as_array(), Some(rows));
    assert_eq!(device.try_run(&["formulir", "riwayat", kasus]).expect("runs").code, 6);
    assert_ne!(newer, json!(document));
}
