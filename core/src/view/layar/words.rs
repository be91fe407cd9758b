//! How counts, sizes, dates, states and risks are said. One place, so that two screens never say the same thing in two ways.

use super::{Ikon, Nada, Tanda, TandaRisiko, TandaStatus};
use crate::domain::Lang;
use crate::domain::status::StatusKirim;
use crate::domain::waktu::{Moment, date_in_words};
use crate::domain::wilayah::{Level, Wilayah};
use crate::visit::due::Risiko;
use chrono::{Datelike, NaiveDate, Timelike};

const HARI: [&str; 7] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A number of things: Indonesian has one form, English two. "12 catatan", "1 record", "12 records".
pub fn count(n: u64, id: &str, one: &str, many: &str, lang: Lang) -> String {
    format!("{n} {}", lang.pick(id, if n == 1 { one } else { many }))
}

/// The parts that say something, with a middle dot between.
pub fn join<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// What a screen reader says: sentences of the parts that say something.
pub fn spoken<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for part in parts.into_iter().map(str::trim).filter(|p| !p.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(part);
        if !part.ends_with(['.', '!', '?', '…', ':']) {
            out.push('.');
        }
    }
    out
}

/// The first letter as a capital.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A size as people say it: "180 KB", "2,4 MB". Decimal, rounded up to a KB so that nothing is promised too small.
pub fn size(bytes: u64, lang: Lang) -> String {
    if bytes < 1_000_000 {
        return format!("{} KB", bytes.div_ceil(1000));
    }
    let tenths = bytes.div_ceil(100_000);
    format!("{}{}{} MB", tenths / 10, lang.pick(",", "."), tenths % 10)
}

/// A time of day: "14.32", in English "14:32".
pub fn clock(at: Moment, lang: Lang) -> String {
    let local = at.local();
    format!("{:02}{}{:02}", local.hour(), lang.pick(".", ":"), local.minute())
}

/// A moment as people say it: "hari ini 14.32", "kemarin 14.32", "20 November 2026 14.32".
pub fn moment(at: Moment, today: NaiveDate, lang: Lang) -> String {
    let day = match today.signed_duration_since(at.date()).num_days() {
        0 => lang.pick("hari ini", "today").to_owned(),
        1 => lang.pick("kemarin", "yesterday").to_owned(),
        _ => date_in_words(at.date(), lang),
    };
    format!("{day} {}", clock(at, lang))
}

/// A date with its weekday: "Selasa, 24 November 2026".
pub fn weekday_date(date: NaiveDate, lang: Lang) -> String {
    let names = match lang {
        Lang::Id => &HARI,
        Lang::En => &DAYS,
    };
    format!("{}, {}", names[date.weekday().num_days_from_monday() as usize], date_in_words(date, lang))
}

/// The greeting of an hour. Indonesian days have four parts.
pub fn greeting(hour: u32, lang: Lang) -> &'static str {
    match hour {
        0..=10 => lang.pick("Selamat pagi", "Good morning"),
        11..=14 => lang.pick("Selamat siang", "Good day"),
        15..=17 => lang.pick("Selamat sore", "Good afternoon"),
        _ => lang.pick("Selamat malam", "Good evening"),
    }
}

/// Where a record is.
pub fn status(status: StatusKirim, lang: Lang) -> TandaStatus {
    let (nada, ikon) = match status {
        StatusKirim::Draf => (Nada::Netral, Ikon::Pensil),
        StatusKirim::MenungguDikirim => (Nada::Menunggu, Ikon::Jam),
        StatusKirim::SedangDikirim => (Nada::Menunggu, Ikon::Panah),
        StatusKirim::DiterimaServer => (Nada::Baik, Ikon::Centang),
        StatusKirim::PerluPerhatian => (Nada::Perhatian, Ikon::Peringatan),
    };
    TandaStatus { status, kata: status.word(lang).to_owned(), nada, ikon }
}

/// How grave a case is: "Risiko tinggi".
pub fn risk(risiko: Risiko, lang: Lang) -> TandaRisiko {
    let (id, en, nada) = match risiko {
        Risiko::Tinggi => ("Risiko tinggi", "High risk", Nada::Bahaya),
        Risiko::Sedang => ("Risiko sedang", "Medium risk", Nada::Perhatian),
        Risiko::Rendah => ("Risiko rendah", "Low risk", Nada::Netral),
    };
    TandaRisiko { risiko, kata: lang.pick(id, en).to_owned(), nada }
}

/// The mark of someone near whom a worker must take care.
pub fn safety(lang: Lang) -> Tanda {
    let kata = lang.pick("Perhatikan keselamatan Anda", "Mind your safety").to_owned();
    Tanda { kata, nada: Nada::Bahaya, ikon: Ikon::Perisai }
}

/// The mark of a confidential case.
pub fn secret(lang: Lang) -> Tanda {
    Tanda { kata: lang.pick("Rahasia", "Secret").to_owned(), nada: Nada::Perhatian, ikon: Ikon::Gembok }
}

/// A place as short as still helps on the way: village and subdistrict. An unknown code is shown as it is.
pub fn place(code: Option<&str>) -> String {
    let Some(code) = code else { return String::new() };
    let Some(region) = Wilayah::table().get(code) else { return code.to_owned() };
    match (region.level(), region.parent()) {
        (Level::Desa, Some(up)) => format!("{}, {}", region.titled_name(), up.titled_name()),
        _ => region.titled_name(),
    }
}

/// Age and sex: "74 tahun · perempuan".
pub fn age_sex(age: Option<u32>, sex: Option<&str>, lang: Lang) -> String {
    let age = match age {
        Some(0) => lang.pick("di bawah 1 tahun", "under 1 year").to_owned(),
        Some(n) => count(u64::from(n), "tahun", "year", "years", lang),
        None => String::new(),
    };
    join([age.as_str(), sex_word(sex, lang)])
}

/// `L` or `P` in words; empty when unknown.
pub fn sex_word(sex: Option<&str>, lang: Lang) -> &'static str {
    match sex {
        Some("L") => lang.pick("laki-laki", "male"),
        Some("P") => lang.pick("perempuan", "female"),
        _ => "",
    }
}

/// A form or document kind in words; an unknown one as its id without underscores.
pub fn form_name(id: &str, lang: Lang) -> String {
    match id {
        "asesmen_awal" => lang.pick("Asesmen awal", "Initial assessment").to_owned(),
        "asesmen_komprehensif" => lang.pick("Asesmen komprehensif", "Comprehensive assessment").to_owned(),
        "bast_alat" => lang.pick("BAST alat bantu", "Hand-over of devices").to_owned(),
        "capaian" => lang.pick("Ukur capaian", "Outcome").to_owned(),
        "kunjungan_rumah" | "kunjungan" => lang.pick("Kunjungan rumah", "Home visit").to_owned(),
        "monitoring" => lang.pick("Monitoring dan evaluasi", "Monitoring and evaluation").to_owned(),
        "pascalayanan" => lang.pick("Pascalayanan", "Aftercare").to_owned(),
        "pembahasan_kasus" => lang.pick("Pembahasan kasus", "Case conference").to_owned(),
        "persetujuan" => lang.pick("Persetujuan", "Consent").to_owned(),
        "rencana_layanan" => lang.pick("Rencana layanan", "Service plan").to_owned(),
        "rujukan" => lang.pick("Rujukan", "Referral").to_owned(),
        "sesi_fds" => lang.pick("Sesi FDS dan P2K2", "FDS and P2K2 session").to_owned(),
        "terminasi" => lang.pick("Terminasi", "Closing").to_owned(),
        "verifikasi_dtsen" => lang.pick("Verifikasi DTSEN", "DTSEN verification").to_owned(),
        other => capital(&other.replace('_', " ")),
    }
}

/// A person, family or case, as a word.
pub fn kind_name(jenis: &str, lang: Lang) -> &'static str {
    match jenis {
        "orang" => lang.pick("Data warga", "Person"),
        "keluarga" => lang.pick("Data keluarga", "Family"),
        _ => lang.pick("Data kasus", "Case"),
    }
}

/// A name, or that there is none.
pub fn name(name: &str, lang: Lang) -> String {
    if name.trim().is_empty() { lang.pick("Tanpa nama", "No name").to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_sizes() {
        assert_eq!(count(1, "catatan", "record", "records", Lang::En), "1 record");
        assert_eq!(count(0, "catatan", "record", "records", Lang::En), "0 records");
        assert_eq!(count(12, "catatan", "record", "records", Lang::Id), "12 catatan");
        let table = [(0, "0 KB"), (1, "1 KB"), (179_001, "180 KB"), (999_999, "1000 KB"), (2_310_000, "2,4 MB")];
        for (bytes, words) in table {
            assert_eq!(size(bytes, Lang::Id), words, "{bytes}");
        }
        assert_eq!(size(2_310_000, Lang::En), "2.4 MB");
        // Nothing overflows.
        assert!(size(u64::MAX, Lang::Id).ends_with(" MB"));
    }

    #[test]
    fn days_and_hours() {
        // 24 November 2026, 14.32 WIB.
        let at = Moment { ms: 1_795_505_520_000, offset_minutes: 420 };
        let day = |text: &str| text.parse::<NaiveDate>().expect("date");
        assert_eq!(weekday_date(at.date(), Lang::Id), "Selasa, 24 November 2026");
        assert_eq!(weekday_date(at.date(), Lang::En), "Tuesday, 24 November 2026");
        assert_eq!(moment(at, day("2026-11-24"), Lang::Id), "hari ini 14.32");
        assert_eq!(moment(at, day("2026-11-25"), Lang::En), "yesterday 14:32");
        // A clock that was set back shows the date, never a negative number of days.
        assert_eq!(moment(at, day("2026-11-23"), Lang::Id), "24 November 2026 14.32");
        assert_eq!([0, 11, 15, 18].map(|h| greeting(h, Lang::Id).len()), [12, 13, 12, 13]);
    }

    #[test]
    fn spoken_text_has_whole_sentences() {
        assert_eq!(spoken(["Umbu", "", " Desa Kadahang ", "Ada apa?"]), "Umbu. Desa Kadahang. Ada apa?");
        assert_eq!(spoken([]), "");
    }

    #[test]
    fn places_and_unknown_codes() {
        assert_eq!(place(None), "");
        assert_eq!(place(Some("99.99.99.9999")), "99.99.99.9999");
        let village = place(Some("53.11.01.1001"));
        assert!(village.starts_with("Kel. ") && village.contains(", Kec. "), "{village}");
        assert!(place(Some("53.11")).starts_with("Kab. "));
    }

    #[test]
    fn people_in_words() {
        assert_eq!(age_sex(Some(74), Some("P"), Lang::Id), "74 tahun · perempuan");
        assert_eq!(age_sex(Some(1), None, Lang::En), "1 year");
        assert_eq!(age_sex(None, Some("?"), Lang::Id), "");
        assert_eq!(form_name("ekonomi_keluarga", Lang::Id), "Ekonomi keluarga");
        assert_eq!(name(" ", Lang::En), "No name");
    }
}
