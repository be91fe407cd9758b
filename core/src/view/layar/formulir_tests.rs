//! What an answer changed of a page, and the words of its head.

use super::*;

fn question(path: &str, value: &str) -> PertanyaanItem {
    PertanyaanItem {
        soal: QuestionView {
            path: path.into(),
            nama: path.into(),
            jenis: "text".into(),
            label: "Nama".into(),
            hint: "Seperti di KTP".into(),
            value: value.into(),
            shown: value.into(),
            relevant: true,
            required: true,
            readonly: false,
            asked: true,
            error: String::new(),
            appearance: String::new(),
            rows: 0,
            counted: false,
            options_total: 0,
        },
        alat: Alat::Teks,
        tampil: value.into(),
        pilihan: Vec::new(),
        terpilih: Vec::new(),
        baris: Vec::new(),
        tambah: String::new(),
        foto: 0,
        maks_piksel: None,
        kurang: String::new(),
        galat: String::new(),
        lisan: String::new(),
    }
}

fn page(pertanyaan: Vec<PertanyaanItem>) -> FormulirScreen {
    FormulirScreen {
        draft_id: "d".into(),
        judul: "F".into(),
        untuk: String::new(),
        kepala: KepalaHalaman {
            halaman: "/f/a".into(),
            judul: "A".into(),
            posisi: "Bagian 1 dari 1".into(),
            induk: None,
            sebelum: None,
            sesudah: None,
            tersimpan: String::new(),
            kemajuan: String::new(),
            persen: 0,
            bisa_urung: false,
            bisa_ulang: false,
            salah: 0,
            kurang: 0,
            masalah: String::new(),
            masalah_pertama: None,
            bisa_selesai: true,
            foto: 0,
        },
        bagian: Vec::new(),
        pertanyaan,
    }
}

/// What a shell does with a delta: ten lines, the same in Kotlin and Swift.
fn apply(page: &mut FormulirScreen, delta: &DeltaHalaman) {
    page.judul.clone_from(&delta.judul);
    page.untuk.clone_from(&delta.untuk);
    page.kepala = delta.kepala.clone();
    if let Some(bagian) = &delta.bagian {
        page.bagian.clone_from(bagian);
    }
    for item in &delta.pertanyaan {
        match page.pertanyaan.iter_mut().find(|p| p.soal.path == item.soal.path) {
            Some(place) => *place = item.clone(),
            None => page.pertanyaan.push(item.clone()),
        }
    }
    if let Some(order) = &delta.urutan {
        page.pertanyaan =
            order.iter().filter_map(|path| page.pertanyaan.iter().find(|p| p.soal.path == *path).cloned()).collect();
    }
}

#[test]
fn a_delta_applied_gives_the_new_page_whatever_changed() {
    let old = page(vec![question("a", ""), question("b", "1"), question("c", "")]);
    let table = [
        ("nothing", vec![question("a", ""), question("b", "1"), question("c", "")], 0, false),
        ("a value", vec![question("a", "x"), question("b", "1"), question("c", "")], 1, false),
        ("one comes", vec![question("a", ""), question("n", ""), question("b", "1"), question("c", "")], 1, true),
        ("one goes", vec![question("a", ""), question("c", "y")], 1, true),
        ("all go", Vec::new(), 0, true),
    ];
    for (name, now, whole, order) in table {
        let now = page(now);
        let delta = page_delta(&old, &now, false);
        assert_eq!((delta.pertanyaan.len(), delta.urutan.is_some(), delta.bagian), (whole, order, None), "{name}");
        let mut shell = old.clone();
        apply(&mut shell, &page_delta(&old, &now, false));
        assert_eq!(shell, now, "{name}");
    }
}

#[test]
fn problems_and_progress_in_words() {
    assert_eq!(problem_line(3, 5, Lang::Id), "3 jawaban perlu diperiksa. Ketuk untuk langsung ke sana.");
    assert_eq!(problem_line(0, 1, Lang::En), "1 required question has no answer yet. Tap to go there.");
    assert_eq!(problem_line(0, 0, Lang::Id), "");
    assert_eq!(progress(45, 60, Lang::Id), ("45 dari 60 terjawab".to_owned(), 75));
    // A form without questions is done; a count that is off never passes 100.
    assert_eq!((progress(0, 0, Lang::En).1, progress(9, 3, Lang::En).1), (100, 100));
}

#[test]
fn a_question_is_spoken_with_label_need_answer_and_fault() {
    let mut item = question("a", "Umbu");
    assert_eq!(spoken_question(&item, Lang::Id), "Nama. Wajib. Seperti di KTP. Jawaban: Umbu.");
    item.tampil.clear();
    item.galat = "Nama terlalu pendek.".into();
    assert_eq!(
        spoken_question(&item, Lang::En),
        "Nama. Required. Seperti di KTP. Not answered. Needs correction: Nama terlalu pendek."
    );
}
