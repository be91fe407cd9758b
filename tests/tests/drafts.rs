//! Drafts in bad luck: thrown away and brought back, open twice, finished behind one's back, filled from a bad file.

#![allow(clippy::unwrap_used, reason = "tests")]

use atensi_core::app::{Companion, FormHandle};
use atensi_core::error::{CoreError, ErrorCode};
use atensi_tests::journey::check;
use atensi_tests::kunjungan::{case, sample};
use atensi_tests::world::{Phone, World};
use serde_json::{Value, json};
use std::path::Path;

const DATE: &str = "kunjungan/tanggal_kunjungan";
const RESULT: &str = "kunjungan/hasil_kunjungan";

/// A phone with a case.
fn start(world: &World) -> (Phone, Companion, String) {
    let phone = world.phone(0);
    let companion = phone.unlock();
    let kasus = case(&companion);
    (phone, companion, kasus)
}

fn value(form: &FormHandle, path: &str) -> String {
    form.question(path).unwrap().value
}

/// Everything that changes a draft, by name.
fn every_change(form: &FormHandle, base: &Path) -> Vec<(&'static str, CoreError)> {
    let photo = base.join("a.jpg");
    std::fs::write(&photo, [0xFF, 0xD8, 0xFF, 0xE0, 1]).unwrap();
    let signature = "pengesahan/tanda_tangan_petugas";
    vec![
        ("jawab", form.jawab(DATE, "2026-11-21").unwrap_err()),
        // What the session has already: the answer on the disk may be another one.
        ("jawab the same", form.jawab(DATE, &value(form, DATE)).unwrap_err()),
        ("lampirkan", form.lampirkan(signature, &photo).unwrap_err()),
        ("tambah_baris", form.tambah_baris("foto_kunjungan/foto").unwrap_err()),
        ("urung", form.urung().unwrap_err()),
        ("isi", form.isi(&json!({"kunjungan": {"jam_tiba": "10:00:00"}}), base).unwrap_err()),
        ("set_lang", form.set_lang(atensi_core::domain::Lang::En).unwrap_err()),
        ("selesai", form.selesai().unwrap_err()),
    ]
}

#[test]
fn a_discarded_draft_leaves_the_list_and_comes_back_whole() {
    let world = World::new();
    let (phone, companion, kasus) = start(&world);
    let form = companion.mulai_kunjungan(&kasus).unwrap();
    form.jawab(DATE, "2026-11-20").unwrap();
    form.jawab("foto_kunjungan/ada_foto", "ya").unwrap();
    let draft = form.draft_id();
    let other = companion.mulai_kunjungan(&kasus).unwrap().draft_id();

    companion.buang_draf(&draft).unwrap();
    companion.buang_draf(&draft).unwrap();
    let open: Vec<String> = companion.list_draf().unwrap().into_iter().map(|d| d.id).collect();
    assert_eq!(open, [other.as_str()]);
    let discarded = companion.list_draf_dibuang().unwrap();
    assert_eq!((discarded.len(), discarded[0].id.as_str(), discarded[0].changes), (1, draft.as_str(), 2));
    assert!(discarded[0].judul.contains("Rambu Ana Lodu"), "{}", discarded[0].judul);
    assert!(discarded[0].discarded_at.as_deref().is_some_and(|at| at.starts_with("2026-11-23T10:00")));
    assert_eq!(companion.status().unwrap().draf, 1);

    // The session that was open on it says so, changes nothing, and still shows what it had.
    for (what, error) in every_change(&form, world.dir.path()) {
        assert_eq!((error.code, error.reason.as_deref()), (ErrorCode::DraftClosed, Some("discarded")), "{what}");
    }
    assert_eq!(value(&form, DATE), "2026-11-20");
    assert_eq!(companion.lanjut_formulir(&draft).err().unwrap().code, ErrorCode::DraftClosed);

    // Brought back after a restart, also twice, it is as it was; the old session goes on as well.
    let companion = phone.unlock();
    companion.pulihkan_draf(&draft).unwrap();
    companion.pulihkan_draf(&draft).unwrap();
    assert_eq!(companion.list_draf_dibuang().unwrap(), []);
    let again = companion.lanjut_formulir(&draft).unwrap();
    assert_eq!((value(&again, DATE).as_str(), again.answered().unwrap()), ("2026-11-20", form.answered().unwrap()));
    form.jawab(DATE, "2026-11-19").unwrap();

    for (id, code) in [("00000000-0000-7000-8000-000000000000", ErrorCode::NotFound), ("bukan", ErrorCode::NotFound)] {
        assert_eq!(companion.buang_draf(id).unwrap_err().code, code, "{id}");
        assert_eq!(companion.pulihkan_draf(id).unwrap_err().code, code, "{id}");
    }
}

#[test]
fn a_finished_draft_is_neither_changed_nor_discarded() {
    let world = World::new();
    let (_, companion, kasus) = start(&world);
    check::make_photos(world.dir.path(), &sample()).unwrap();
    let (form, filled) = companion.isi_formulir("kunjungan_rumah", &kasus, &sample(), world.dir.path()).unwrap();
    let form = form.unwrap();
    assert_eq!(filled.rejected, []);
    let other = companion.lanjut_formulir(&form.draft_id()).unwrap();
    let document = form.selesai().unwrap();
    for (session, name) in [(&form, "the one that finished"), (&other, "another")] {
        for (what, error) in every_change(session, world.dir.path()) {
            assert_eq!(
                (error.code, error.reason.as_deref()),
                (ErrorCode::DraftClosed, Some("finished")),
                "{name} {what}"
            );
        }
    }
    assert_eq!(companion.buang_draf(&form.draft_id()).unwrap_err().code, ErrorCode::DraftClosed);
    assert_eq!(companion.pulihkan_draf(&form.draft_id()).unwrap_err().code, ErrorCode::DraftClosed);
    assert_eq!(companion.lanjut_formulir(&form.draft_id()).err().unwrap().code, ErrorCode::DraftClosed);
    let documents = companion.record(&kasus).unwrap().dokumen;
    assert_eq!(documents.iter().map(|d| &d.id).collect::<Vec<_>>(), [&document], "one draft, one document");
}

#[test]
fn two_who_fill_in_one_draft_never_mix_their_answers() {
    let world = World::new();
    let (phone, here, kasus) = start(&world);
    // Another process over the same folder, and a second session of this one.
    let there = phone.unlock();
    let a = here.mulai_kunjungan(&kasus).unwrap();
    a.jawab(DATE, "2026-11-20").unwrap();
    a.jawab("foto_kunjungan/ada_foto", "ya").unwrap();
    let draft = a.draft_id();
    for companion in [&there, &here] {
        let late = companion.lanjut_formulir(&draft).unwrap();
        a.jawab(DATE, "2026-11-18").unwrap();
        for (what, error) in every_change(&late, world.dir.path()) {
            assert_eq!(error.code, ErrorCode::DraftChanged, "{what}: {error}");
        }
        assert_eq!(value(&late, DATE), "2026-11-20", "the session is what it read");
        // Nothing of it was written: the first goes on, and who opens again sees the first's answers.
        a.jawab(RESULT, "bertemu").unwrap();
        let again = companion.lanjut_formulir(&draft).unwrap();
        assert_eq!((value(&again, DATE), value(&again, RESULT)), ("2026-11-18".to_owned(), "bertemu".to_owned()));
        assert_eq!(value(&again, "pengesahan/tanda_tangan_petugas"), "");
        a.urung().unwrap();
        a.urung().unwrap();
        assert_eq!(value(&a, DATE), "2026-11-20");
    }
}

#[test]
fn nothing_is_finished_with_answers_that_were_not_seen() {
    let world = World::new();
    let (phone, here, kasus) = start(&world);
    check::make_photos(world.dir.path(), &sample()).unwrap();
    let (a, _) = here.isi_formulir("kunjungan_rumah", &kasus, &sample(), world.dir.path()).unwrap();
    let a = a.unwrap();
    let b = phone.unlock().lanjut_formulir(&a.draft_id()).unwrap();
    assert_eq!(b.masalah().unwrap(), []);
    a.jawab("penilaian/tingkat_risiko", "rendah").unwrap();
    assert_eq!(b.selesai().unwrap_err().code, ErrorCode::DraftChanged);
    assert_eq!(here.record(&kasus).unwrap().dokumen, []);
    assert_eq!(here.list_draf().unwrap().len(), 1, "the draft stays");
    let b = phone.unlock().lanjut_formulir(&a.draft_id()).unwrap();
    b.selesai().unwrap();
    assert_eq!(here.record(&kasus).unwrap().fields["risiko"], json!("rendah"));
}

#[test]
fn answers_that_are_all_refused_begin_no_draft() {
    let world = World::new();
    let (_, companion, kasus) = start(&world);
    let base = world.dir.path();
    for refused in [
        json!([]),
        json!("teks"),
        json!(null),
        json!({"tak_ada": 1}),
        json!({"kunjungan": {"tanggal_kunjungan": "kemarin"}}),
        json!({"pengesahan": {"tanda_tangan_petugas": {"path": "../luar.jpg"}}}),
    ] {
        let (form, result) = companion.isi_formulir("kunjungan_rumah", &kasus, &refused, base).unwrap();
        assert!(form.is_none() && result.accepted == 0 && result.rejected.len() == 1, "{refused}: {result:?}");
    }
    let unknown = companion.isi_formulir("kunjungan_rumah", "00000000-0000-7000-8000-000000000000", &json!({}), base);
    assert_eq!(unknown.err().unwrap().code, ErrorCode::NotFound);
    assert!(companion.isi_formulir("tak_ada", &kasus, &json!({}), base).is_err());
    assert_eq!((companion.list_draf().unwrap(), companion.list_draf_dibuang().unwrap()), (vec![], vec![]));

    // An empty file refuses nothing; a partly refused one keeps the rest.
    assert!(companion.isi_formulir("kunjungan_rumah", &kasus, &json!({}), base).unwrap().0.is_some());
    let part = json!({"kunjungan": {"tanggal_kunjungan": "kemarin", "jam_tiba": "09:40:00"}});
    let (form, result) = companion.isi_formulir("kunjungan_rumah", &kasus, &part, base).unwrap();
    assert_eq!((result.accepted, result.rejected.len()), (1, 1));
    let form = form.unwrap();
    drop(companion.lanjut_formulir(&form.draft_id()).unwrap());
    assert!(value(&form, "kunjungan/jam_tiba").starts_with("09:40"));
}

#[test]
fn answers_name_pictures_of_their_own_folder_only() {
    let world = World::new();
    let (_, companion, kasus) = start(&world);
    let base = world.dir.path().join("jawaban");
    std::fs::create_dir_all(base.join("foto")).unwrap();
    let picture = [0xFF, 0xD8, 0xFF, 0xE0, 7, 7];
    std::fs::write(base.join("foto/baik.jpg"), picture).unwrap();
    std::fs::write(world.dir.path().join("luar.jpg"), picture).unwrap();
    std::fs::write(base.join("teks.jpg"), "kata sandi").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("../luar.jpg", base.join("tautan.jpg")).unwrap();
    let absolute = base.join("foto/baik.jpg").display().to_string();
    let question = "pengesahan/tanda_tangan_petugas";
    let answers = |photo: Value| json!({"pengesahan": {"tanda_tangan_petugas": photo, "nama_petugas": "Maria"}});

    // A picture that was accepted stays when the next one is refused, and so does everything beside it.
    let good = answers(json!({"path": "foto/baik.jpg"}));
    let (form, result) = companion.isi_formulir("kunjungan_rumah", &kasus, &good, &base).unwrap();
    assert_eq!(result.rejected, []);
    let form = form.unwrap();
    let held = form.jawaban().unwrap()["pengesahan"]["tanda_tangan_petugas"].clone();
    let mut bad = vec!["../luar.jpg", "foto/../../luar.jpg", absolute.as_str(), "", "foto", "tak-ada.jpg", "teks.jpg"];
    if cfg!(unix) {
        bad.extend(["tautan.jpg", "/dev/zero"]);
    }
    for name in bad {
        let result = form.isi(&answers(json!({"path": name})), &base).unwrap();
        assert_eq!(result.rejected.len(), 1, "{name}: {result:?}");
        let refused = &result.rejected[0];
        let full = form.path_of(question).unwrap();
        assert_eq!((refused.path.as_str(), refused.code.as_str()), (full.as_str(), "file.unreadable"), "{name}");
        assert!(!refused.pesan.is_empty() && !refused.pesan.contains("kata sandi"), "{name}: {}", refused.pesan);
        assert_eq!(form.jawaban().unwrap()["pengesahan"]["tanda_tangan_petugas"], held, "{name}");
    }
    // A hash may only name a picture that is here, and says nothing about it that is not so.
    let unknown = form.isi(&answers(json!({"hash": "00".repeat(32), "size": 6, "mime": "image/jpeg"})), &base).unwrap();
    assert_eq!(unknown.rejected.len(), 1);
    let mut claimed = held.clone();
    claimed["size"] = json!(1);
    form.isi(&answers(claimed), &base).unwrap();
    assert_eq!(form.jawaban().unwrap()["pengesahan"]["tanda_tangan_petugas"]["size"], json!(6));
    // A file is only read for a question that takes one.
    let text = form.isi(&json!({"pengesahan": {"nama_petugas": {"path": "foto/baik.jpg"}}}), &base).unwrap();
    assert_eq!(text.rejected[0].code, "answer.wrong_type");
    // Rows and the form's own name around everything: the place is named as the form names it.
    let root = form.path_of(question).unwrap().split('/').nth(1).unwrap().to_owned();
    let rows = json!({"ada_foto": "ya", "foto": [{"subjek_foto": "rumah_depan", "izin_foto": "ya", "berkas_foto": {"path": "x.jpg"}}]});
    let wrapped = json!({root.as_str(): {"foto_kunjungan": rows}});
    let result = form.isi(&wrapped, &base).unwrap();
    assert_eq!(result.rejected.len(), 1, "{result:?}");
    assert_eq!(result.rejected[0].path, format!("/{root}/foto_kunjungan/foto[1]/berkas_foto"));
    assert_eq!(form.question("foto_kunjungan/foto[1]/izin_foto").unwrap().value, "ya");
}

#[test]
fn a_picture_that_was_attached_can_be_looked_at() {
    let world = World::new();
    let (_phone, companion, kasus) = start(&world);
    let form = companion.mulai_kunjungan(&kasus).unwrap();
    let question = "pengesahan/tanda_tangan_petugas";
    let bytes = [&[0xFF, 0xD8, 0xFF, 0xE0][..], &[7; 200_000]].concat();
    let file = world.dir.path().join("tanda.jpg");
    std::fs::write(&file, &bytes).unwrap();
    assert_eq!(form.gambar(question).unwrap(), None);
    form.lampirkan(question, &file).unwrap();
    assert_eq!(form.gambar(question).unwrap(), Some(bytes));
    assert_eq!(form.gambar(DATE).unwrap(), None, "a question of another kind has none");
    assert_eq!(form.gambar("tidak/ada").unwrap_err().field.as_deref(), Some("tidak/ada"));
    form.jawab(question, "").unwrap();
    assert_eq!(form.gambar(question).unwrap(), None);
}
