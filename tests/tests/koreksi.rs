//! A finished document is corrected by a new one that replaces it: nothing is rewritten, nothing later is overwritten, and two
//! corrections of one document are both kept and told. And how each answer came about can be looked up.

#![allow(clippy::unwrap_used, reason = "tests")]

use atensi_core::app::{Companion, DokumenItem};
use atensi_core::error::ErrorCode;
use atensi_core::form::packs::KUNJUNGAN_RUMAH;
use atensi_tests::journey::check;
use atensi_tests::kunjungan::{case, sample, sync};
use atensi_tests::world::World;
use serde_json::Value;

const RISK: &str = "penilaian/tingkat_risiko";
const NEXT: &str = "tindak_lanjut/tanggal_berikut";

/// A finished visit; `changes` are answered after the sample.
fn visit(world: &World, companion: &Companion, kasus: &str, changes: &[(&str, &str)]) -> String {
    check::make_photos(world.dir.path(), &sample()).unwrap();
    let (form, filled) = companion.isi_formulir(KUNJUNGAN_RUMAH, kasus, &sample(), world.dir.path()).unwrap();
    assert_eq!(filled.rejected, []);
    let form = form.unwrap();
    for (path, value) in changes {
        form.jawab(path, value).unwrap();
    }
    form.selesai().unwrap()
}

fn documents(companion: &Companion, kasus: &str) -> Vec<DokumenItem> {
    companion.record(kasus).unwrap().dokumen
}

fn field(companion: &Companion, kasus: &str, name: &str) -> String {
    companion.record(kasus).unwrap().fields[name].as_str().unwrap_or_default().to_owned()
}

fn told(companion: &Companion, kasus: &str) -> Vec<String> {
    companion.layar_profil(kasus).unwrap().dokumen.into_iter().map(|d| d.rincian).collect()
}

#[test]
fn a_correction_replaces_its_document_and_leaves_it_as_it_was() {
    let world = World::new();
    let phone = world.phone(0);
    let companion = phone.unlock();
    let kasus = case(&companion);
    let old = visit(&world, &companion, &kasus, &[]);
    let told_of_old = companion.ekspor().unwrap();
    sync(&companion);

    let form = companion.mulai_koreksi(&old).unwrap();
    let draft = form.draft_id();
    assert_eq!(form.tak_cocok().unwrap(), []);
    assert_eq!(form.masalah().unwrap(), []);
    assert!(form.gambar("foto_kunjungan/foto[1]/berkas_foto").unwrap().is_some(), "the picture stays");
    form.jawab(RISK, "rendah").unwrap();
    drop((form, companion));

    // After a restart the draft is still that correction; to begin it again goes on with it.
    let companion = phone.unlock();
    let form = companion.mulai_koreksi(&old).unwrap();
    assert_eq!((form.draft_id(), companion.list_draf().unwrap().len()), (draft.clone(), 1));
    assert_eq!(form.question(RISK).unwrap().value, "rendah");
    phone.clock.forward(60_000);
    let new = form.selesai().unwrap();

    let rows = documents(&companion, &kasus);
    let of = |id: &str| rows.iter().find(|d| d.id == id).unwrap().clone();
    assert_eq!((of(&old).digantikan_oleh, of(&old).menggantikan), (vec![new.clone()], None));
    assert_eq!((of(&new).digantikan_oleh, of(&new).menggantikan), (vec![], Some(old.clone())));
    assert_eq!(field(&companion, &kasus, "risiko"), "rendah");
    let cards = told(&companion, &kasus);
    assert!(cards[0].starts_with("Koreksi") && cards[1].starts_with("Digantikan"), "{cards:?}");
    let row = |id: &str| {
        let screen = companion.layar_selesai(id).unwrap();
        screen.baris.into_iter().find(|b| b.label == "Versi").unwrap().nilai
    };
    assert!(row(&old).starts_with("Digantikan: ") && row(&new).starts_with("Koreksi atas dokumen "), "{}", row(&new));
    assert!(companion.laporan_kunjungan(&old).unwrap().contains("Digantikan"));

    // Only the newest can be corrected, and the older one says what it said.
    let refused = companion.mulai_koreksi(&old).err().unwrap();
    assert_eq!((refused.code, refused.reason.as_deref()), (ErrorCode::BadInput, Some("superseded")));
    assert!(
        companion.mulai_koreksi("00000000-0000-7000-8000-000000000000").is_err_and(|e| e.code == ErrorCode::NotFound)
    );
    let find =
        |all: &Value, id: &str| all["documents"].as_array().unwrap().iter().find(|d| d["id"] == id).unwrap().clone();
    assert_eq!(find(&companion.ekspor().unwrap(), &old), find(&told_of_old, &old));

    // The server took it, and says so to others; the chain goes on.
    sync(&companion);
    let export = world.export();
    let held = export["documents"].as_array().unwrap();
    assert_eq!(held.iter().find(|d| d["id"] == new.as_str()).unwrap()["corrects"], old.as_str());
    assert_eq!(export["quarantine"].as_array().map_or(0, Vec::len), 0);
    let third = companion.mulai_koreksi(&new).unwrap().selesai().unwrap();
    assert_eq!(documents(&companion, &kasus).iter().find(|d| d.id == third).unwrap().menggantikan, Some(new));
}

#[test]
fn two_corrections_of_one_document_are_both_kept_and_told() {
    let world = World::new();
    let (one, two) = (world.phone(0).unlock(), world.phone(1).unlock());
    let kasus = case(&one);
    let old = visit(&world, &one, &kasus, &[]);
    sync(&one);
    sync(&two);
    // A colleague's pictures are not on this phone; the correction names them by hash all the same.
    let (mine, theirs) = (one.mulai_koreksi(&old).unwrap(), two.mulai_koreksi(&old).unwrap());
    assert_eq!((theirs.tak_cocok().unwrap(), theirs.masalah().unwrap()), (vec![], vec![]));
    mine.jawab(RISK, "rendah").unwrap();
    theirs.jawab("layanan/kesepakatan", "Kartu diurus bersama.").unwrap();
    let (mine, theirs) = (mine.selesai().unwrap(), theirs.selesai().unwrap());
    sync(&one);
    sync(&two);
    sync(&one);
    for companion in [&one, &two] {
        let rows = documents(companion, &kasus);
        let mut by = rows.iter().find(|d| d.id == old).unwrap().digantikan_oleh.clone();
        by.sort();
        let mut both = [mine.clone(), theirs.clone()];
        both.sort();
        assert_eq!(by, both);
        assert!(told(companion, &kasus).iter().any(|card| card.starts_with("Digantikan oleh beberapa koreksi")));
        assert_eq!(field(companion, &kasus, "risiko"), "rendah");
        assert_eq!(companion.status().unwrap().perlu_perhatian, 0);
    }
    assert_eq!(world.export()["quarantine"].as_array().map_or(0, Vec::len), 0);
}

#[test]
fn correcting_an_old_visit_overwrites_nothing_later() {
    let world = World::new();
    let phone = world.phone(0);
    let companion = phone.unlock();
    let kasus = case(&companion);
    let first = visit(&world, &companion, &kasus, &[]);
    phone.clock.forward(3_600_000);
    let second = visit(&world, &companion, &kasus, &[(RISK, "rendah"), (NEXT, "2026-12-20")]);
    let agreed = |companion: &Companion| {
        let rows = companion.layar_kunjungan(&kasus).unwrap().baris;
        rows.into_iter().find(|r| r.label == "Kesepakatan terakhir").unwrap().nilai
    };
    let before = agreed(&companion);
    phone.clock.forward(3_600_000);
    let form = companion.mulai_koreksi(&first).unwrap();
    form.jawab("layanan/kesepakatan", "Lama, dikoreksi.").unwrap();
    form.jawab(NEXT, "2026-12-05").unwrap();
    form.selesai().unwrap();
    assert_eq!(field(&companion, &kasus, "risiko"), "rendah");
    assert_eq!(field(&companion, &kasus, "next_kunjungan_on"), "2026-12-20");
    assert_eq!(agreed(&companion), before, "the last visit is still the second");
    // Correcting the last one tells the case.
    let form = companion.mulai_koreksi(&second).unwrap();
    form.jawab(NEXT, "2026-12-22").unwrap();
    form.jawab("layanan/kesepakatan", "Baru.").unwrap();
    form.selesai().unwrap();
    assert_eq!(field(&companion, &kasus, "next_kunjungan_on"), "2026-12-22");
    assert_eq!(agreed(&companion), "Baru.");
}

#[test]
fn how_an_answer_came_about_can_be_looked_up() {
    let world = World::new();
    let phone = world.phone(0);
    let companion = phone.unlock();
    let kasus = case(&companion);
    let form = companion.mulai_kunjungan(&kasus).unwrap();
    form.jawab("kunjungan/jam_tiba", "09:40:00").unwrap();
    phone.clock.forward(60_000);
    form.jawab("kunjungan/jam_tiba", "10:15:00").unwrap();
    form.urung().unwrap();
    form.jawab("kunjungan/hasil_kunjungan", "bertemu").unwrap();
    let draft = form.draft_id();
    let rows = companion.riwayat_draf(&draft).unwrap();
    let told: Vec<String> =
        rows.iter().map(|r| format!("{} {}: {} > {}", r.jenis, r.pertanyaan, r.lama, r.baru)).collect();
    assert_eq!(
        told,
        [
            "set Jam tiba:  > 09:40:00",
            "set Jam tiba: 09:40:00 > 10:15:00",
            "undo Jam tiba: 10:15:00 > 09:40:00",
            "set Hasil kunjungan:  > Bertemu"
        ]
    );
    assert_eq!(
        (rows[0].at.as_str(), rows[1].at.as_str()),
        ("2026-11-23T10:00:00.000+07:00", "2026-11-23T10:01:00.000+07:00")
    );
    assert!(rows.iter().all(|r| r.oleh == "Yohanis Hambandima" && r.path.starts_with("/data/kunjungan/")));
    companion.set_lang(atensi_core::domain::Lang::En);
    assert_eq!(companion.riwayat_draf(&draft).unwrap()[0].pertanyaan, "Time of arrival");

    // A document is asked by its own id, on the device that made it.
    let document = visit(&world, &companion, &kasus, &[(RISK, "rendah")]);
    let rows = companion.riwayat_draf(&document).unwrap();
    assert!(rows.iter().any(|r| r.lama == "Medium" && r.baru == "Low"));
    assert_eq!(rows.last().unwrap().jenis, "finish");
    sync(&companion);
    let other = world.phone(1).unlock();
    sync(&other);
    assert_eq!(other.riwayat_draf(&document).err().unwrap().code, ErrorCode::NotFound);
}
