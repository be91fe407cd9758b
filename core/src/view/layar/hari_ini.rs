//! Today: whom to visit, what is unfinished, what has not been sent.

use super::kartu::{KartuDraf, KartuKunjungan};
use super::words::{count, size};
use super::{Aksi, Ikon, Nada, Rute};
use crate::domain::Lang;
use serde::Serialize;

/// The screen a day begins with.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HariIniScreen {
    /// "Selasa, 24 November 2026".
    pub tanggal: String,
    /// "Selamat pagi, Yohanis".
    pub sapaan: String,
    /// The sync pill.
    pub pil: PilSinkron,
    /// What waits to be sent; empty when nothing does.
    pub belum_terkirim: String,
    /// That something is to be decided; empty when nothing is. Leads to [`Rute::Tinjau`].
    pub perlu_ditinjau: String,
    /// Drafts to go on with, the last touched first; at most five.
    pub draf: Vec<KartuDraf>,
    /// All drafts.
    pub draf_total: u32,
    /// "Semua draf: 7 draf terbuka · 2 dibuang"; empty when the list would show no more than this screen.
    pub semua_draf: String,
    /// Visits due, all of them.
    pub total: u64,
    /// "12 kunjungan · 3 terlambat".
    pub ringkas: String,
    /// The stretch asked for: highest risk first, then the latest.
    pub kunjungan: Vec<KartuKunjungan>,
    /// What to say when no visit is due; empty otherwise.
    pub kosong: String,
    /// What to say while there is no network.
    pub luring: String,
    /// Quick actions.
    pub aksi: Vec<Aksi>,
}

/// The sync pill: words, tone and picture. A tap leads to the outbox.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PilSinkron {
    /// What it says.
    pub kata: String,
    /// How it is meant.
    pub nada: Nada,
    /// The picture.
    pub ikon: Ikon,
    /// The pill, spoken.
    pub lisan: String,
}

/// What has not reached the server, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Belum {
    /// Writes that wait.
    pub catatan: u64,
    /// Their bytes on this device.
    pub bytes: u64,
    /// Photos that wait.
    pub foto: u64,
    /// Their bytes.
    pub foto_bytes: u64,
    /// The photos were left to wait for a network that costs nothing.
    pub tunggu_wifi: bool,
    /// Writes held back, open collisions, photos that cannot be sent.
    pub perhatian: u64,
    /// Open collisions among these.
    pub tabrakan: u64,
    /// Receipts on this device: without one, nothing was ever received, and no screen says that it was.
    pub tanda_terima: u64,
}

/// The pill: the gravest first, as in [`crate::view::kirim::status_line`], short enough for a pill.
pub fn pill(belum: &Belum, lang: Lang) -> PilSinkron {
    let (kata, nada, ikon) = if belum.perhatian > 0 {
        (
            format!("{} {}", belum.perhatian, lang.pick("perlu perhatian", "need attention")),
            Nada::Perhatian,
            Ikon::Peringatan,
        )
    } else if belum.catatan > 0 {
        (
            format!("{} {}", belum.catatan, lang.pick("menunggu dikirim", "waiting to be sent")),
            Nada::Menunggu,
            Ikon::Jam,
        )
    } else if belum.foto > 0 {
        (
            format!("{} {}", count(belum.foto, "foto", "photo", "photos", lang), photos_for(belum, lang)),
            Nada::Menunggu,
            Ikon::Jam,
        )
    } else if belum.tanda_terima > 0 {
        (lang.pick("Semua diterima server", "All received by the server").to_owned(), Nada::Baik, Ikon::Centang)
    } else {
        (lang.pick("Belum ada yang dikirim", "Nothing to send yet").to_owned(), Nada::Netral, Ikon::Lingkaran)
    };
    let lisan = format!(
        "{}: {kata}. {}",
        lang.pick("Kotak Kirim", "Outbox"),
        lang.pick("Ketuk untuk membuka.", "Tap to open.")
    );
    PilSinkron { kata, nada, ikon, lisan }
}

/// What photos wait for.
fn photos_for(belum: &Belum, lang: Lang) -> &'static str {
    match belum.tunggu_wifi {
        true => lang.pick("menunggu Wi-Fi", "waiting for Wi-Fi"),
        false => lang.pick("menunggu", "waiting"),
    }
}

/// "3 foto menunggu Wi-Fi", or only how many; empty for none.
pub fn photos_line(belum: &Belum, lang: Lang) -> String {
    let photos = count(belum.foto, "foto", "photo", "photos", lang);
    match (belum.foto, belum.tunggu_wifi) {
        (0, _) => String::new(),
        (_, true) => format!("{photos} {}", photos_for(belum, lang)),
        (_, false) => photos,
    }
}

/// "12 catatan, 180 KB · 3 foto, 2,4 MB"; empty when nothing waits.
pub fn waiting_sizes(belum: &Belum, lang: Lang) -> String {
    let mut parts = Vec::new();
    if belum.catatan > 0 {
        parts.push(format!(
            "{}, {}",
            count(belum.catatan, "catatan", "record", "records", lang),
            size(belum.bytes, lang)
        ));
    }
    if belum.foto > 0 {
        parts.push(format!("{}, {}", count(belum.foto, "foto", "photo", "photos", lang), size(belum.foto_bytes, lang)));
    }
    parts.join(" · ")
}

/// What waits, and that it is safe; empty when nothing does.
pub fn waiting_line(belum: &Belum, lang: Lang) -> String {
    if belum.tunggu_wifi && belum.foto > 0 {
        let photos = photos_line(belum, lang);
        let safe = lang.pick("aman di ponsel.", "safe on this phone.");
        return match belum.catatan {
            0 => format!("{photos}, {safe}"),
            n => format!(
                "{} {}; {photos}. {}",
                count(n, "catatan", "record", "records", lang),
                lang.pick("menunggu dikirim", "waiting to be sent"),
                lang.pick("Semua aman di ponsel.", "All is safe on this phone.")
            ),
        };
    }
    let what = match (belum.catatan, belum.foto) {
        (0, 0) => return String::new(),
        (n, 0) => count(n, "catatan", "record", "records", lang),
        (0, n) => count(n, "foto", "photo", "photos", lang),
        (n, m) => format!(
            "{} {} {}",
            count(n, "catatan", "record", "records", lang),
            lang.pick("dan", "and"),
            count(m, "foto", "photo", "photos", lang)
        ),
    };
    format!("{what} {}", lang.pick("menunggu dikirim, aman di ponsel.", "waiting to be sent, safe on this phone."))
}

/// The line while there is no network.
pub fn offline_line(belum: &Belum, lang: Lang) -> String {
    let first =
        lang.pick("Luring — semua pekerjaan tersimpan di ponsel.", "Offline — all work is saved on this phone.");
    match belum.catatan {
        0 => first.to_owned(),
        n => format!(
            "{first} {} {}",
            count(n, "catatan", "record", "records", lang),
            lang.pick("menunggu dikirim.", "waiting to be sent.")
        ),
    }
}

/// "2 hal perlu diputuskan"; empty for none.
pub fn review_line(open: u64, lang: Lang) -> String {
    match open {
        0 => String::new(),
        n => format!("{} {}", count(n, "hal", "thing", "things", lang), lang.pick("perlu Anda putuskan", "to decide")),
    }
}

/// "12 kunjungan · 3 terlambat"; empty for none.
pub fn due_summary(total: u64, late: u64, lang: Lang) -> String {
    let mut line = match total {
        0 => return String::new(),
        n => count(n, "kunjungan", "visit", "visits", lang),
    };
    if late > 0 {
        line.push_str(&format!(" · {late} {}", lang.pick("terlambat", "late")));
    }
    line
}

/// What a day without visits says.
pub fn empty_line(lang: Lang) -> String {
    lang.pick(
        "Belum ada kunjungan hari ini. Cari warga untuk memulai, atau istirahat sejenak.",
        "No visits today. Search for a person to begin, or rest a moment.",
    )
    .to_owned()
}

/// The quick actions.
pub fn quick_actions(lang: Lang) -> Vec<Aksi> {
    vec![Aksi {
        kata: lang.pick("Cari atau daftar baru", "Search or register").to_owned(),
        rute: Rute::Cari,
        utama: true,
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pill_tells_the_worst_first() {
        let all = Belum {
            catatan: 3,
            bytes: 1500,
            foto: 2,
            foto_bytes: 2_000_000,
            perhatian: 1,
            tabrakan: 1,
            tanda_terima: 1,
            tunggu_wifi: false,
        };
        let id = Lang::Id;
        assert_eq!(pill(&all, id).kata, "1 perlu perhatian");
        assert_eq!(pill(&Belum { perhatian: 0, ..all }, id).kata, "3 menunggu dikirim");
        assert_eq!(pill(&Belum { perhatian: 0, catatan: 0, ..all }, id).kata, "2 foto menunggu");
        let wifi = Belum { perhatian: 0, tunggu_wifi: true, ..all };
        let photos = Belum { catatan: 0, ..wifi };
        assert_eq!(pill(&photos, id).kata, "2 foto menunggu Wi-Fi");
        assert_eq!(waiting_line(&photos, id), "2 foto menunggu Wi-Fi, aman di ponsel.");
        assert_eq!(waiting_line(&wifi, id), "3 catatan menunggu dikirim; 2 foto menunggu Wi-Fi. Semua aman di ponsel.");
        assert_eq!(waiting_line(&Belum { foto: 0, ..wifi }, id), "3 catatan menunggu dikirim, aman di ponsel.");
        assert_eq!(pill(&Belum { tanda_terima: 1, ..Belum::default() }, id).kata, "Semua diterima server");
        let never = pill(&Belum::default(), id);
        assert_eq!(
            (never.kata.as_str(), never.nada),
            ("Belum ada yang dikirim", Nada::Netral),
            "received is never guessed"
        );
        assert_eq!(waiting_sizes(&all, id), "3 catatan, 2 KB · 2 foto, 2,0 MB");
        assert_eq!(waiting_line(&all, Lang::En), "3 records and 2 photos waiting to be sent, safe on this phone.");
        assert_eq!((waiting_line(&Belum::default(), id), waiting_sizes(&Belum::default(), id)), Default::default());
        assert!(offline_line(&all, id).ends_with("3 catatan menunggu dikirim."));
    }

    #[test]
    fn summaries() {
        assert_eq!(due_summary(12, 3, Lang::Id), "12 kunjungan · 3 terlambat");
        assert_eq!(due_summary(1, 0, Lang::En), "1 visit");
        assert_eq!(due_summary(0, 0, Lang::Id), "");
        assert_eq!(review_line(1, Lang::En), "1 thing to decide");
    }
}
