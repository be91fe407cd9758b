//! One page of a form: sections, questions, what is saved, where to go. And what an answer changed of that page.

use super::words::spoken;
use super::{Ikon, Nada};
use crate::domain::Lang;
use crate::view::formulir::{Pilihan, QuestionView};
use serde::Serialize;
use std::collections::HashMap;

/// Choices up to this many are drawn at once; longer lists are read in stretches and searched.
pub const INLINE_CHOICES: usize = 12;

/// A form open at one page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FormulirScreen {
    /// The draft.
    pub draft_id: String,
    /// The form's title.
    pub judul: String,
    /// For whom, or the code name of a secret case.
    pub untuk: String,
    /// Everything small that an answer may change.
    pub kepala: KepalaHalaman,
    /// The sections that apply, in order.
    pub bagian: Vec<BagianItem>,
    /// The questions of this page that apply, in order.
    pub pertanyaan: Vec<PertanyaanItem>,
}

/// Where one is, what is saved, what is missing. Replaced whole by every change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KepalaHalaman {
    /// Path of this page, a section or a row of a repeat, for `halaman`.
    pub halaman: String,
    /// Heading of the page.
    pub judul: String,
    /// "Bagian 3 dari 12"; in a row "Foto 1 dari 2".
    pub posisi: String,
    /// The page one returns to; only in a row of a repeat.
    pub induk: Option<String>,
    /// The page before, if any.
    pub sebelum: Option<String>,
    /// The page after, if any.
    pub sesudah: Option<String>,
    /// "Tersimpan di ponsel 14.32".
    pub tersimpan: String,
    /// "45 dari 60 terjawab".
    pub kemajuan: String,
    /// The same in percent.
    pub persen: u8,
    /// Whether there is a change to take back.
    pub bisa_urung: bool,
    /// Whether there is a change to make again.
    pub bisa_ulang: bool,
    /// Answers that do not stand.
    pub salah: u32,
    /// Required questions without an answer.
    pub kurang: u32,
    /// What keeps the form from being finished; empty when nothing does.
    pub masalah: String,
    /// Where to go first: a path for `halaman`.
    pub masalah_pertama: Option<String>,
    /// Whether it can be finished.
    pub bisa_selesai: bool,
    /// Photos and signatures in the whole form.
    pub foto: u32,
}

/// How far a section is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeadaanBagian {
    /// Nothing answered yet.
    BelumDibuka,
    /// Begun, something required is missing.
    Belum,
    /// Nothing is missing and nothing is wrong.
    Selesai,
    /// An answer does not stand.
    PerluDiperiksa,
}

/// A section in the list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BagianItem {
    /// Path, for `halaman`.
    pub path: String,
    /// Heading.
    pub judul: String,
    /// How far it is.
    pub keadaan: KeadaanBagian,
    /// That in words.
    pub kata: String,
    /// How it is meant.
    pub nada: Nada,
    /// The picture.
    pub ikon: Ikon,
    /// "3 dari 8 terjawab".
    pub hitung: String,
    /// Whether this page belongs to it.
    pub terbuka: bool,
    /// The row, spoken.
    pub lisan: String,
}

/// What draws a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Alat {
    /// A heading over the questions that follow.
    Kelompok,
    /// Rows as cards, with a button to add one.
    Berulang,
    /// One line of text.
    Teks,
    /// Several lines of text.
    TeksPanjang,
    /// A whole number.
    Bilangan,
    /// A number with decimals.
    Desimal,
    /// A date.
    Tanggal,
    /// A time of day.
    Jam,
    /// A date with a time.
    TanggalJam,
    /// One of the choices given here.
    PilihSatu,
    /// One of a long list: open the search.
    PilihSatuCari,
    /// Any of the choices given here.
    PilihBanyak,
    /// Any of a long list: open the search.
    PilihBanyakCari,
    /// A text to read.
    Catatan,
    /// A box to tick: value `OK`.
    Setuju,
    /// A location.
    Lokasi,
    /// A photo.
    Foto,
    /// A signature or thumb print.
    TandaTangan,
    /// A value the form computes; to read.
    Hasil,
}

/// A question, heading or repeat, ready to draw.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PertanyaanItem {
    /// The question as before: path, label, hint, stored value.
    pub soal: QuestionView,
    /// What draws it.
    pub alat: Alat,
    /// The answer as people read it: dates in words, labels of choices, "1 foto".
    pub tampil: String,
    /// Choices, when they are few; else empty: read them with `pilihan`.
    pub pilihan: Vec<Pilihan>,
    /// The chosen values.
    pub terpilih: Vec<String>,
    /// The rows of a repeat.
    pub baris: Vec<KartuBaris>,
    /// What the button for another row says; empty when there is none.
    pub tambah: String,
    /// Photos in this answer: 0 or 1.
    pub foto: u32,
    /// The longer side a photo is scaled to before it is attached, in pixels, where the form says so.
    pub maks_piksel: Option<u32>,
    /// That an answer is required and missing; shown once the person goes on or finishes. Empty otherwise.
    pub kurang: String,
    /// What is wrong with the answer; shown at once. Empty when nothing is.
    pub galat: String,
    /// Label, whether it is required, value and what is wrong, spoken.
    pub lisan: String,
}

/// A row of a repeat as a card.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KartuBaris {
    /// Path, for `halaman`.
    pub path: String,
    /// Position from 1, for removing.
    pub posisi: u32,
    /// "Foto 1".
    pub judul: String,
    /// The first answers of the row; says so when there are none.
    pub ringkas: String,
    /// Answers of the row that are wrong or missing.
    pub masalah: u32,
    /// Whether it may be removed.
    pub bisa_hapus: bool,
    /// The card, spoken.
    pub lisan: String,
}

/// What one action changed of the page that was read last: enough to draw it without reading it again.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeltaHalaman {
    /// Replaces the form's title.
    pub judul: String,
    /// Replaces for whom it is.
    pub untuk: String,
    /// Replaces the head.
    pub kepala: KepalaHalaman,
    /// Replaces the list of sections, when it changed.
    pub bagian: Option<Vec<BagianItem>>,
    /// Questions that are new or changed, whole: put each in the place of the one with its path.
    pub pertanyaan: Vec<PertanyaanItem>,
    /// The paths of all questions in order, when some came or went: keep those, in this order.
    pub urutan: Option<Vec<String>>,
    /// The page is gone (its row was removed): read the page `kepala.halaman` instead.
    pub hilang: bool,
}

/// What changed between two states of a page.
pub fn page_delta(before: &FormulirScreen, now: &FormulirScreen, hilang: bool) -> DeltaHalaman {
    let same_order = before.pertanyaan.len() == now.pertanyaan.len()
        && before.pertanyaan.iter().zip(&now.pertanyaan).all(|(a, b)| a.soal.path == b.soal.path);
    DeltaHalaman {
        judul: now.judul.clone(),
        untuk: now.untuk.clone(),
        kepala: now.kepala.clone(),
        bagian: (before.bagian != now.bagian).then(|| now.bagian.clone()),
        pertanyaan: if same_order {
            let pairs = before.pertanyaan.iter().zip(&now.pertanyaan);
            pairs.filter(|(a, b)| a != b).map(|(_, b)| b.clone()).collect()
        } else {
            let was: HashMap<&str, &PertanyaanItem> =
                before.pertanyaan.iter().map(|p| (p.soal.path.as_str(), p)).collect();
            now.pertanyaan.iter().filter(|p| was.get(p.soal.path.as_str()) != Some(p)).cloned().collect()
        },
        urutan: (!same_order).then(|| now.pertanyaan.iter().map(|p| p.soal.path.clone()).collect()),
        hilang,
    }
}

impl KeadaanBagian {
    /// In words, with tone and picture.
    pub fn words(self, lang: Lang) -> (&'static str, Nada, Ikon) {
        match self {
            Self::BelumDibuka => (lang.pick("Belum dibuka", "Not opened yet"), Nada::Netral, Ikon::Lingkaran),
            Self::Belum => (lang.pick("Belum selesai", "Not finished"), Nada::Menunggu, Ikon::Setengah),
            Self::Selesai => (lang.pick("Selesai", "Done"), Nada::Baik, Ikon::Centang),
            Self::PerluDiperiksa => (lang.pick("Perlu diperiksa", "Needs checking"), Nada::Perhatian, Ikon::Peringatan),
        }
    }
}

/// "45 dari 60 terjawab" and the same in percent.
pub fn progress(answered: u64, all: u64, lang: Lang) -> (String, u8) {
    let percent = (answered.min(all) * 100).checked_div(all).unwrap_or(100);
    let line = format!("{answered} {} {all} {}", lang.pick("dari", "of"), lang.pick("terjawab", "answered"));
    (line, u8::try_from(percent).unwrap_or(100))
}

/// What keeps the form from being finished; empty when nothing does.
pub fn problem_line(wrong: u32, missing: u32, lang: Lang) -> String {
    let many = |n: u32, one: &'static str, more: &'static str| if n == 1 { one } else { more };
    match (wrong, missing, lang) {
        (0, 0, _) => String::new(),
        (0, n, Lang::Id) => format!("{n} pertanyaan wajib belum dijawab. Ketuk untuk langsung ke sana."),
        (0, n, Lang::En) => {
            format!("{n} required {} no answer yet. Tap to go there.", many(n, "question has", "questions have"))
        }
        (n, _, Lang::Id) => format!("{n} jawaban perlu diperiksa. Ketuk untuk langsung ke sana."),
        (n, _, Lang::En) => format!("{n} {} checking. Tap to go there.", many(n, "answer needs", "answers need")),
    }
}

/// A question, spoken.
pub fn spoken_question(item: &PertanyaanItem, lang: Lang) -> String {
    let soal = &item.soal;
    let answer = match item.alat {
        Alat::Kelompok | Alat::Catatan => String::new(),
        Alat::Berulang => format!("{} {}", item.baris.len(), lang.pick("baris", "rows")),
        _ if item.tampil.is_empty() => lang.pick("Belum dijawab", "Not answered").to_owned(),
        _ => format!("{}: {}", lang.pick("Jawaban", "Answer"), item.tampil),
    };
    let required = if soal.required && soal.asked { lang.pick("Wajib", "Required") } else { "" };
    let locked = if soal.readonly && soal.asked { lang.pick("Tidak dapat diubah", "Cannot be changed") } else { "" };
    let wrong = match item.galat.as_str() {
        "" => String::new(),
        text => format!("{}: {text}", lang.pick("Perlu diperbaiki", "Needs correction")),
    };
    spoken([soal.label.as_str(), required, soal.hint.as_str(), answer.as_str(), locked, wrong.as_str()])
}

#[cfg(test)]
#[path = "formulir_tests.rs"]
mod tests;
