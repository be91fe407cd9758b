//! The outbox: what waits, what arrived with a receipt, what needs a person, and why.

use super::hari_ini::{Belum, PilSinkron, waiting_sizes};
use super::words::size;
use super::{Rute, TandaStatus};
use crate::domain::Lang;
use serde::Serialize;

/// The outbox.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KotakKirimScreen {
    /// The pill, as on every screen.
    pub pil: PilSinkron,
    /// Waiting to be sent.
    pub menunggu: Jalur,
    /// Received, with receipts.
    pub terkirim: Jalur,
    /// Needs attention.
    pub perhatian: Jalur,
    /// "12 catatan, 180 KB · 3 foto, 2,4 MB"; empty when nothing waits.
    pub ukuran: String,
    /// The most data that sending takes, in words; empty when nothing waits.
    pub perkiraan: String,
    /// "Terakhir berhasil hari ini 14.32", or that nothing was sent yet.
    pub terakhir: String,
    /// "Tanda terima: 128".
    pub tanda_terima: String,
    /// What to say when all was received; empty otherwise.
    pub kosong: String,
    /// What to say while there is no network.
    pub luring: String,
    /// Whether there is anything to send.
    pub bisa_kirim: bool,
}

/// One lane.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Jalur {
    /// Heading.
    pub judul: String,
    /// Writes in this lane; receipts in the lane of what was received.
    pub jumlah: u64,
    /// The count in words.
    pub kata: String,
    /// The first of them.
    pub items: Vec<ItemKirim>,
    /// "dan 40 lagi"; empty when all are listed.
    pub lagi: String,
    /// What to say of an empty lane; empty otherwise.
    pub kosong: String,
}

/// A record, or a receipt, in a lane.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ItemKirim {
    /// Record or document id; of a receipt the last write it covers.
    pub id: String,
    /// Kind and name.
    pub judul: String,
    /// When, how much.
    pub rincian: String,
    /// Where it is.
    pub status: TandaStatus,
    /// Why it needs attention; empty when it does not.
    pub alasan: String,
    /// What to do about it; empty when nothing.
    pub saran: String,
    /// Where a tap leads, if anywhere.
    pub rute: Option<Rute>,
    /// The item, spoken.
    pub lisan: String,
}

/// Why something needs attention, and what to do: plain sentences for a stable code.
pub fn reason(code: &str, lang: Lang) -> (String, String) {
    let known = REASONS.iter().find(|row| row.0 == code).unwrap_or(&UNKNOWN);
    (lang.pick(known.1, known.2).to_owned(), lang.pick(known.3, known.4).to_owned())
}

/// Code, why (Indonesian, English), what to do (Indonesian, English).
type ReasonRow = (&'static str, &'static str, &'static str, &'static str, &'static str);

const TELL_ID: &str = "Isinya aman di ponsel ini. Beri tahu penyelia Anda.";
const TELL_EN: &str = "Its content is safe on this phone. Tell your supervisor.";

/// For a code that a newer server may use.
const UNKNOWN: ReasonRow = ("", "Server menahan catatan ini.", "The server holds this record back.", TELL_ID, TELL_EN);

/// The codes of the sync protocol, of collisions and of photos. A test compares them with the protocol.
const REASONS: &[ReasonRow] = &[
    UNKNOWN,
    (
        "collision",
        "Dua petugas mengisi hal yang sama dengan isi berbeda.",
        "Two workers filled in the same thing differently.",
        "Buka Perlu Ditinjau dan pilih yang benar.",
        "Open the review and choose the right one.",
    ),
    (
        "scope",
        "Menurut server, warga atau kasus ini di luar tugas Anda.",
        "By the server, this person or case is outside your caseload.",
        "Isinya aman. Minta penyelia memasukkan kasus ini ke tugas Anda.",
        "Its content is safe. Ask your supervisor to add this case to your caseload.",
    ),
    (
        "revoked",
        "Akses perangkat ini sudah diakhiri; catatan ini diserahkan ke server.",
        "Access of this device has ended; this record was handed to the server.",
        "Isinya aman di server. Penyelia Anda memutuskan kelanjutannya.",
        "Its content is safe at the server. Your supervisor decides what becomes of it.",
    ),
    (
        "unreadable",
        "Server belum bisa membaca catatan ini.",
        "The server cannot read this record yet.",
        TELL_ID,
        TELL_EN,
    ),
    (
        "schema",
        "Catatan ini ditulis aplikasi yang lebih baru daripada server.",
        "This record was written by an app newer than the server.",
        "Isinya aman dan diproses setelah server diperbarui. Beri tahu penyelia Anda.",
        "Its content is safe and will be processed once the server is updated. Tell your supervisor.",
    ),
    (
        "identity",
        "Catatan ini memakai nomor perangkat lain.",
        "This record names another device.",
        "Jangan hapus aplikasi. Segera hubungi penyelia Anda.",
        "Do not remove the app. Contact your supervisor at once.",
    ),
    (
        "actor",
        "Catatan ini memakai nama petugas lain.",
        "This record names another worker.",
        "Jangan hapus aplikasi. Segera hubungi penyelia Anda.",
        "Do not remove the app. Contact your supervisor at once.",
    ),
    (
        "limits",
        "Isi catatan ini terlalu panjang untuk server.",
        "This record is too long for the server.",
        TELL_ID,
        TELL_EN,
    ),
    (
        "kind",
        "Nomor catatan ini sudah dipakai untuk hal lain.",
        "The number of this record is used for something else.",
        TELL_ID,
        TELL_EN,
    ),
    (
        "document_immutable",
        "Dokumen ini sudah ada di server dengan isi lain.",
        "This document is on the server with other content.",
        "Keduanya disimpan. Hubungi penyelia; perbaikan dibuat sebagai dokumen baru.",
        "Both are kept. Contact your supervisor; a correction is a new document.",
    ),
    (
        "panic",
        "Server salah mengolah catatan ini.",
        "The server made a mistake with this record.",
        "Tidak perlu mengisi ulang. Beri tahu penyelia Anda.",
        "You need not fill it in again. Tell your supervisor.",
    ),
    (
        "photo_missing",
        "Ada foto yang tidak ditemukan lagi di ponsel ini.",
        "A photo is no longer on this phone.",
        "Catatannya aman. Ambil foto baru pada kunjungan berikutnya.",
        "The record is safe. Take a new photo at the next visit.",
    ),
    (
        "photo_refused",
        "Server tidak menerima salah satu foto.",
        "The server does not take one of the photos.",
        "Foto tetap aman di ponsel ini. Beri tahu penyelia Anda.",
        "The photo is safe on this phone. Tell your supervisor.",
    ),
    (
        "receipt_invalid",
        "Tanda terima ini tidak cocok dengan catatan di ponsel.",
        "This receipt does not fit the records on this phone.",
        "Jangan hapus aplikasi. Segera hubungi penyelia Anda.",
        "Do not remove the app. Contact your supervisor at once.",
    ),
];

/// The most that sending takes. What waits is already packed, and travels packed again, so this is an upper bound.
pub fn estimate(belum: &Belum, lang: Lang) -> String {
    if belum.catatan == 0 && belum.foto == 0 {
        return String::new();
    }
    if belum.tunggu_wifi && belum.foto > 0 {
        let (text, photos) = (size(belum.bytes, lang), size(belum.foto_bytes, lang));
        return match (belum.catatan, lang) {
            (0, Lang::Id) => format!("Foto, {photos}, menunggu Wi-Fi."),
            (0, Lang::En) => format!("Photos, {photos}, wait for Wi-Fi."),
            (_, Lang::Id) => format!("Teks memakai data paling banyak {text}. Foto, {photos}, menunggu Wi-Fi."),
            (_, Lang::En) => format!("Text uses at most {text} of data. Photos, {photos}, wait for Wi-Fi."),
        };
    }
    let all = size(belum.bytes.saturating_add(belum.foto_bytes), lang);
    match lang {
        Lang::Id if belum.foto_bytes > belum.bytes => {
            format!("Data yang dipakai paling banyak {all}, sebagian besar foto. Teks dikirim dulu.")
        }
        Lang::Id => format!("Data yang dipakai paling banyak {all}."),
        Lang::En if belum.foto_bytes > belum.bytes => {
            format!("Uses at most {all} of data, most of it photos. Text goes first.")
        }
        Lang::En => format!("Uses at most {all} of data."),
    }
}

/// "Belum ada jaringan. 12 catatan, 180 KB, aman di ponsel."
pub fn offline_line(belum: &Belum, lang: Lang) -> String {
    let first = lang.pick("Belum ada jaringan.", "No network yet.");
    match waiting_sizes(belum, lang) {
        what if what.is_empty() => format!("{first} {}", lang.pick("Tidak ada yang menunggu.", "Nothing is waiting.")),
        what => format!("{first} {what}, {}", lang.pick("aman di ponsel.", "safe on this phone.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_all_four_sentences_and_unknown_codes_one_too() {
        for row in REASONS {
            for text in [row.1, row.2, row.3, row.4] {
                assert!(text.ends_with('.') && text.len() > 20, "{}: {text}", row.0);
            }
        }
        assert_eq!(reason("dari_masa_depan", Lang::Id).0, "Server menahan catatan ini.");
        assert!(reason("scope", Lang::Id).1.contains("penyelia"));
    }

    #[test]
    fn sizes_are_upper_bounds() {
        let belum = Belum { catatan: 12, bytes: 180_000, ..Belum::default() };
        assert_eq!(estimate(&belum, Lang::Id), "Data yang dipakai paling banyak 180 KB.");
        assert_eq!(offline_line(&belum, Lang::Id), "Belum ada jaringan. 12 catatan, 180 KB, aman di ponsel.");
        assert_eq!(estimate(&Belum::default(), Lang::En), "");
        assert!(offline_line(&Belum::default(), Lang::En).ends_with("Nothing is waiting."));
        let photos = Belum { foto: 1, foto_bytes: u64::MAX, bytes: 1, ..Belum::default() };
        assert!(estimate(&photos, Lang::En).contains("photos"));
        let wifi = Belum { foto: 1, foto_bytes: 2_400_000, tunggu_wifi: true, ..belum };
        assert_eq!(estimate(&wifi, Lang::Id), "Teks memakai data paling banyak 180 KB. Foto, 2,4 MB, menunggu Wi-Fi.");
        assert_eq!(estimate(&Belum { catatan: 0, ..wifi }, Lang::En), "Photos, 2.4 MB, wait for Wi-Fi.");
    }
}
