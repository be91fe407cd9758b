//! A page of a form and what an answer changed of it, restated as in [`crate::records`].

use atensi_core::view::formulir::{Pilihan, QuestionView};
use atensi_core::view::layar::formulir::{
    Alat, BagianItem, DeltaHalaman, FormulirScreen, KartuBaris, KeadaanBagian, KepalaHalaman, PertanyaanItem,
};
use atensi_core::view::layar::{Ikon, Nada};

/// A form open at one page.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
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
#[uniffi::remote(Enum)]
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
#[uniffi::remote(Record)]
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
#[uniffi::remote(Enum)]
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
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
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
