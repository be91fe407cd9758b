//! What a form begins with: what the record says already, and what the last form of its kind said.

#![allow(clippy::unwrap_used, reason = "tests")]

use atensi_core::app::{Companion, Flow, FormHandle, KasusBaru, KeluargaBaru, OrangBaru};
use atensi_core::form::packs::{ASESMEN_AWAL, KUNJUNGAN_RUMAH, shipped_pack};
use atensi_server::formulir;
use atensi_tests::journey::check;
use atensi_tests::world::{NOW, World};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn case(companion: &Companion, kerahasiaan: Option<&str>) -> String {
    let new = KeluargaBaru {
        nama_kepala: "Umbu Lodu".into(),
        nomor_kk: Some("5311010508100001".into()),
        wilayah: Some("53.11.01.1001".into()),
        ..Default::default()
    };
    let family = companion.daftar_keluarga(&new).unwrap().id;
    let new = OrangBaru {
        nama: "Rambu Ana Lodu".into(),
        lahir: Some("1961-03-02".into()),
        kelamin: Some("P".into()),
        telepon: Some("081234567890".into()),
        wilayah: Some("53.11.01.1001".into()),
        keluarga_id: Some(family),
        ..Default::default()
    };
    let person = companion.daftar_orang(&new).unwrap();
    let (subjek_jenis, klaster, kerahasiaan) = ("orang".into(), "L".into(), kerahasiaan.map(str::to_owned));
    let new = KasusBaru { subjek_jenis, subjek_id: person.id, klaster, jenis_ppks: None, risiko: None, kerahasiaan };
    companion.buka_kasus(&new).unwrap()
}

fn value(form: &FormHandle, path: &str) -> String {
    form.question(path).unwrap().value
}

const NAME: &str = "identitas/jati_diri/nama_lengkap";
const BORN: &str = "identitas/jati_diri/tanggal_lahir";

#[test]
fn the_assessment_begins_with_what_the_record_says_and_a_secret_case_begins_blank() {
    let world = World::new();
    let phone = world.phone(0);
    let companion = phone.unlock();
    // The regions of her own kabupaten are there after the first sync.
    assert!(companion.sync(&mut |_| Flow::Continue).unwrap().complete);
    let form = companion.mulai_formulir(ASESMEN_AWAL, &case(&companion, None)).unwrap();
    let all = [
        NAME,
        BORN,
        "identitas/jati_diri/jenis_kelamin",
        "identitas/jati_diri/cara_tahu_lahir",
        "identitas/jati_diri/nomor_hp",
        "identitas/kependudukan/status_nik",
        "identitas/kependudukan/nomor_kartu_keluarga",
        "identitas/alamat/kabupaten_domisili",
        "identitas/alamat/kecamatan_domisili",
        "identitas/alamat/desa_domisili",
    ];
    let expected = [
        "Rambu Ana Lodu",
        "1961-03-02",
        "P",
        "tanggal",
        "081234567890",
        "",
        "5311010508100001",
        "53.11",
        "53.11.01",
        "53.11.01.1001",
    ];
    assert_eq!(all.map(|path| value(&form, path)), expected);
    // Nothing of it is in the form before the person agreed to it, and nothing of it was answered by the worker.
    assert!(!form.jawaban().unwrap().to_string().contains("Rambu Ana"));
    assert_eq!((form.urung().unwrap(), form.last_path().unwrap()), (None, None));
    let told = companion.riwayat_draf(&form.draft_id()).unwrap();
    assert!(told.iter().all(|row| row.jenis == "prefill") && told.iter().any(|row| row.baru == "Rambu Ana Lodu"));
    // It is there after a restart, and an answer stands over it.
    form.jawab("persetujuan/keputusan_persetujuan", "setuju").unwrap();
    let draft = form.draft_id();
    drop((form, companion));
    let companion = phone.unlock();
    let form = companion.lanjut_formulir(&draft).unwrap();
    assert_eq!(all.map(|path| value(&form, path)), expected);

    let secret = companion.mulai_formulir(ASESMEN_AWAL, &case(&companion, Some("rahasia"))).unwrap();
    assert_eq!(all.map(|path| value(&secret, path)), [""; 10]);
    assert_eq!(companion.riwayat_draf(&secret.draft_id()).unwrap(), []);
}

#[test]
fn a_default_may_be_the_answer_of_the_last_visit_but_not_of_a_secret_one() {
    let world = World::new();
    let companion = world.phone(0).unlock();
    let pack = shipped_pack(KUNJUNGAN_RUMAH).unwrap();
    let mut files: Vec<(String, String)> =
        pack.files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    for (name, text) in &mut files {
        if name == "settings.csv" {
            *text = text.replace(pack.version, "2026.2");
        } else if name == "survey.csv" {
            let column = text.lines().next().unwrap().split(',').position(|c| c == "default");
            let columns = text.lines().next().unwrap().split(',').count();
            let mut line = vec![""; columns];
            (line[0], line[1], line[2], line[3]) = ("text", "petugas_tetap", "Petugas tetap", "Usual worker");
            line[column.unwrap()] = "${last-saved#nama_petugas}";
            *text = format!("{}\n{}\n", text.trim_end(), line.join(","));
        }
    }
    world.server().service().writer.write_blocking(move |conn| formulir::install(conn, &files, NOW)).unwrap();
    assert!(companion.sync(&mut |_| Flow::Continue).unwrap().complete);

    let forms: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("core/forms");
    let sample = check::read_json(&forms.join("kunjungan-rumah/contoh/bertemu.json")).unwrap();
    check::make_photos(world.dir.path(), &sample).unwrap();
    let visit = |kasus: &str, name: &str| {
        let mut answers = sample.clone();
        answers["pengesahan"]["nama_petugas"] = Value::from(name);
        let (form, told) = companion.isi_formulir(KUNJUNGAN_RUMAH, kasus, &answers, world.dir.path()).unwrap();
        assert_eq!(told.rejected, []);
        form.unwrap().selesai().unwrap()
    };
    let (open, secret) = (case(&companion, None), case(&companion, Some("rahasia")));
    let begin = || value(&companion.mulai_kunjungan(&open).unwrap(), "petugas_tetap");
    assert_eq!(begin(), "");
    let first = visit(&open, "Maria");
    assert_eq!(begin(), "Maria");
    visit(&secret, "Yosef");
    assert_eq!(begin(), "Maria", "a secret case lends nothing");
    let form = companion.mulai_koreksi(&first).unwrap();
    form.jawab("pengesahan/nama_petugas", "Maria Rambu").unwrap();
    form.selesai().unwrap();
    assert_eq!(begin(), "Maria Rambu");
}
