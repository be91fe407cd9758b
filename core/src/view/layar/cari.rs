//! Search, and the live check of someone being registered. Nothing here ever blocks saving.

use super::Nada;
use super::kartu::{KartuKeluarga, KartuOrang};
use super::words::{count, join, sex_word};
use crate::domain::Lang;
use crate::domain::lahir::Sebagian;
use crate::domain::waktu::date_in_words;
use chrono::NaiveDate;
use serde::Serialize;

/// What a search shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CariScreen {
    /// People, best first.
    pub orang: Vec<KartuOrang>,
    /// Families, best first.
    pub keluarga: Vec<KartuKeluarga>,
    /// How many were found, in words; empty before a search.
    pub ringkas: String,
    /// What to do when nothing is shown: type more, or register. Empty when there are hits.
    pub kosong: String,
    /// Whether to offer registration.
    pub tawarkan_daftar: bool,
}

/// What is known of someone being registered, checked while it is typed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PendaftaranScreen {
    /// What the NIK or family card number says, in words; empty while there is nothing to say.
    pub nomor_pesan: Vec<String>,
    /// How that is meant.
    pub nomor_nada: Nada,
    /// A number that may have been meant; ask, never replace.
    pub nomor_usul: Option<String>,
    /// "Menurut NIK: lahir 1 Juli 1952, perempuan."; empty when nothing can be read.
    pub menurut_nik: String,
    /// Birth date by the NIK, ISO, offered while the field is empty or holds less than a whole date.
    pub lahir_usul: Option<String>,
    /// `L` or `P` by the NIK, offered while the field is empty.
    pub kelamin_usul: Option<String>,
    /// People who may be the same person, with why.
    pub orang_mirip: Vec<KartuOrang>,
    /// Families that may be the same.
    pub keluarga_mirip: Vec<KartuKeluarga>,
    /// What to do about them; empty when there are none.
    pub mirip_pesan: String,
    /// What is still needed before saving; empty when it can be saved.
    pub kurang: String,
    /// How to give a birth date of which only the year is known; empty for a family, and once a whole date is given.
    pub lahir_petunjuk: String,
    /// How a year, or year and month, given as birth date will be written; empty otherwise.
    pub lahir_pesan: String,
}

/// The line over the hits.
pub fn found_line(people: u64, families: u64, lang: Lang) -> String {
    let people = if people > 0 { count(people, "warga", "person", "people", lang) } else { String::new() };
    let families = if families > 0 { count(families, "keluarga", "family", "families", lang) } else { String::new() };
    join([people.as_str(), families.as_str()])
}

/// The line of a search without hits; `short` while fewer than two characters are typed.
pub fn empty_line(short: bool, lang: Lang) -> String {
    if short {
        lang.pick(
            "Ketik minimal 2 huruf. Ejaan tidak harus tepat.",
            "Type at least 2 letters. The spelling need not be exact.",
        )
    } else {
        lang.pick(
            "Tidak ketemu di ponsel ini. Coba ejaan lain, atau daftarkan.",
            "Not found on this phone. Try another spelling, or register.",
        )
    }
    .to_owned()
}

/// What the NIK says of a person.
pub fn by_nik(born: Option<NaiveDate>, sex: Option<&str>, lang: Lang) -> String {
    let born = born.map(|d| format!("{} {}", lang.pick("lahir", "born"), date_in_words(d, lang)));
    let parts: Vec<&str> =
        [born.as_deref().unwrap_or(""), sex_word(sex, lang)].into_iter().filter(|p| !p.is_empty()).collect();
    if parts.is_empty() {
        return String::new();
    }
    format!("{}: {}.", lang.pick("Menurut NIK", "By the NIK"), parts.join(", "))
}

/// How to give a birth date of which only the year is known.
pub fn year_only_hint(lang: Lang) -> String {
    lang.pick(
        "Bila hanya tahun lahirnya yang diketahui, tulis tahunnya saja, misalnya 1952.",
        "If only the year of birth is known, write the year alone, for example 1952.",
    )
    .to_owned()
}

/// How a birth date of which no more is known will be written.
pub fn written_out(date: NaiveDate, known: Sebagian, lang: Lang) -> String {
    let date = date_in_words(date, lang);
    match (known, lang) {
        (Sebagian::Tahun, Lang::Id) => format!("Hanya tahun: dicatat {date} sebagai taksiran, seperti di KTP."),
        (Sebagian::Tahun, Lang::En) => format!("Year only: written as {date}, an estimate, as identity cards do."),
        (Sebagian::Bulan, Lang::Id) => format!("Bulan dan tahun: dicatat {date} sebagai taksiran, seperti di KTP."),
        (Sebagian::Bulan, Lang::En) => format!("Month and year: written as {date}, an estimate, as identity cards do."),
    }
}

/// What to do about people or families that look alike.
pub fn alike_line(n: usize, lang: Lang) -> String {
    match n {
        0 => String::new(),
        _ => lang
            .pick(
                "Buka untuk memastikan, atau tetap simpan bila orangnya berbeda.",
                "Open to make sure, or save anyway if it is someone else.",
            )
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        assert_eq!(found_line(3, 1, Lang::Id), "3 warga · 1 keluarga");
        assert_eq!(found_line(1, 2, Lang::En), "1 person · 2 families");
        assert_eq!(found_line(0, 0, Lang::Id), "");
        let born = "1952-07-01".parse().ok();
        assert_eq!(by_nik(born, Some("P"), Lang::Id), "Menurut NIK: lahir 1 Juli 1952, perempuan.");
        assert_eq!(by_nik(None, None, Lang::Id), "");
        let said = born.map(|date| written_out(date, Sebagian::Tahun, Lang::Id));
        assert_eq!(said.as_deref(), Some("Hanya tahun: dicatat 1 Juli 1952 sebagai taksiran, seperti di KTP."));
        assert!(empty_line(true, Lang::Id).starts_with("Ketik minimal 2 huruf"));
        assert!(empty_line(false, Lang::En).contains("register"));
        assert_eq!(alike_line(0, Lang::Id), "");
    }
}
