//! A damaged data file, in words: what a look over it found, what a recovery brought back, and what to do next.

use super::words::{count, join};
use super::{BarisKata, Nada};
use crate::domain::Lang;
use serde::Serialize;

/// What a look over the data file found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PeriksaDataScreen {
    /// Nothing is wrong.
    pub utuh: bool,
    /// How it is meant.
    pub nada: Nada,
    /// What was found.
    pub pesan: String,
    /// What to do; empty when nothing.
    pub langkah: String,
    /// What is left of an earlier recovery; empty without one.
    pub keterangan: Vec<String>,
    /// Faults in the words of the store, for support: pages and tables, no data.
    pub rincian: Vec<String>,
}

/// What a recovery did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PemulihanScreen {
    /// Something was brought back; `false` when there was nothing to do.
    pub dipulihkan: bool,
    /// Who works here could not be read: activate again with a new code and the same PIN.
    pub perlu_aktivasi: bool,
    /// How it is meant.
    pub nada: Nada,
    /// What was done.
    pub pesan: String,
    /// What to do next; empty when nothing.
    pub langkah: String,
    /// By kind: what came back, and what did not.
    pub bagian: Vec<BarisKata>,
    /// Names of the damaged files, which are kept.
    pub berkas: Vec<String>,
}

/// One kind of thing after a recovery, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bagian {
    /// Stable name of the kind.
    pub jenis: &'static str,
    /// Brought back.
    pub pulih: u64,
    /// Not readable in this file.
    pub hilang: u64,
    /// Of these, what the server has.
    pub dari_server: u64,
    /// There may have been more.
    pub mungkin_lebih: bool,
}

/// The look over a file: how many writes an earlier recovery lost, how many files it set aside.
pub fn checked(utuh: bool, lost: u64, aside: u64, rincian: Vec<String>, lang: Lang) -> PeriksaDataScreen {
    let mut keterangan = Vec::new();
    if lost > 0 {
        keterangan.push(format!(
            "{} {}",
            count(lost, "tulisan", "write", "writes", lang),
            lang.pick(
                "hilang pada pemulihan yang lalu; yang sudah diterima server tetap ada di sana.",
                "lost in an earlier recovery; what the server received is still there.",
            )
        ));
    }
    if aside > 0 {
        keterangan.push(format!(
            "{} {}",
            count(aside, "berkas rusak", "damaged file", "damaged files", lang),
            lang.pick("disimpan terpisah.", "kept apart.")
        ));
    }
    let (nada, pesan, langkah) = match utuh {
        true => (Nada::Baik, lang.pick("Data di ponsel ini utuh.", "The data on this phone is sound."), ""),
        false => (
            Nada::Perhatian,
            lang.pick(
                "Sebagian data di ponsel ini rusak. Tidak ada yang dihapus.",
                "Some data on this phone is damaged. Nothing was deleted.",
            ),
            lang.pick(
                "Pulihkan: yang masih terbaca masuk ke berkas baru, berkas yang rusak tetap disimpan.",
                "Recover: what can be read goes into a new file, the damaged one is kept.",
            ),
        ),
    };
    PeriksaDataScreen { utuh, nada, pesan: pesan.to_owned(), langkah: langkah.to_owned(), keterangan, rincian }
}

/// A recovery: `berkas` is the damaged file's new name, `None` when the file was sound.
pub fn recovered(berkas: Option<String>, bagian: &[Bagian], perlu_aktivasi: bool, lang: Lang) -> PemulihanScreen {
    let Some(berkas) = berkas else {
        let pesan = lang.pick(
            "Data di ponsel ini utuh; tidak ada yang perlu dipulihkan.",
            "The data on this phone is sound; there is nothing to recover.",
        );
        return nothing(pesan);
    };
    let langkah = match perlu_aktivasi {
        true => lang.pick(
            "Minta kode baru kepada penyelia, lalu aktifkan dengan PIN yang sama. Data yang pulih menunggu di sini.",
            "Ask your supervisor for a new code and activate with the same PIN. What was recovered waits here.",
        ),
        false => lang.pick(
            "Buka dengan PIN Anda. Bila ada jaringan, kirim: yang sudah diterima server diambil lagi dari sana.",
            "Unlock with your PIN. When there is a network, sync: what the server received comes back from there.",
        ),
    };
    let pesan = lang.pick(
        "Data dipulihkan. Berkas yang rusak disimpan terpisah, tidak dihapus.",
        "The data was recovered. The damaged file is kept apart, not deleted.",
    );
    PemulihanScreen {
        dipulihkan: true,
        perlu_aktivasi,
        nada: Nada::Perhatian,
        pesan: pesan.to_owned(),
        langkah: langkah.to_owned(),
        bagian: lines(bagian, lang),
        berkas: vec![berkas],
    }
}

/// A second look into the files that were set aside.
pub fn looked_again(berkas: Vec<String>, bagian: &[Bagian], lang: Lang) -> PemulihanScreen {
    if berkas.is_empty() {
        return nothing(lang.pick("Tidak ada berkas yang disimpan terpisah.", "No file was set apart."));
    }
    let bagian: Vec<Bagian> = bagian.iter().filter(|part| part.pulih > 0).cloned().collect();
    let (nada, pesan, langkah) = match bagian.is_empty() {
        true => (
            Nada::Netral,
            lang.pick(
                "Dari berkas yang disimpan terpisah tidak ada lagi yang bisa dibawa.",
                "There is nothing more to bring over from the files kept apart.",
            ),
            "",
        ),
        false => (
            Nada::Baik,
            lang.pick(
                "Ada yang dibawa dari berkas yang disimpan terpisah.",
                "Some was brought over from files kept apart.",
            ),
            lang.pick("Bila ada jaringan, kirim.", "When there is a network, sync."),
        ),
    };
    PemulihanScreen {
        dipulihkan: !bagian.is_empty(),
        perlu_aktivasi: false,
        nada,
        pesan: pesan.to_owned(),
        langkah: langkah.to_owned(),
        bagian: lines(&bagian, lang),
        berkas,
    }
}

fn nothing(pesan: &str) -> PemulihanScreen {
    PemulihanScreen {
        dipulihkan: false,
        perlu_aktivasi: false,
        nada: Nada::Baik,
        pesan: pesan.to_owned(),
        langkah: String::new(),
        bagian: Vec::new(),
        berkas: Vec::new(),
    }
}

/// One line for each kind of which there was something, or may have been.
fn lines(bagian: &[Bagian], lang: Lang) -> Vec<BarisKata> {
    let said = bagian.iter().filter(|part| part.pulih + part.hilang > 0 || part.mungkin_lebih);
    said.map(|part| BarisKata { label: kind(part.jenis, lang).to_owned(), nilai: amount(part, lang) }).collect()
}

fn kind(jenis: &'static str, lang: Lang) -> &'static str {
    match jenis {
        "tulisan" => lang.pick("Tulisan di ponsel ini", "Writes of this phone"),
        "draf" => lang.pick("Draf", "Drafts"),
        "jawaban_draf" => lang.pick("Jawaban di draf", "Answers in drafts"),
        "catatan" => lang.pick("Keluarga, orang, kasus", "Families, people, cases"),
        "dokumen" => lang.pick("Dokumen", "Documents"),
        "foto" => lang.pick("Foto", "Photos"),
        "tanda_terima" => lang.pick("Tanda terima", "Receipts"),
        "formulir" => lang.pick("Formulir dari server", "Forms from the server"),
        "identitas" => lang.pick("Petugas dan kunci", "Worker and keys"),
        other => other,
    }
}

fn amount(part: &Bagian, lang: Lang) -> String {
    let number = |n: u64, word: &str| if n > 0 { format!("{n} {word}") } else { String::new() };
    let lost = match (part.hilang, part.dari_server) {
        (0, _) => String::new(),
        (lost, 0) => number(lost, lang.pick("tidak terbaca", "not readable")),
        (lost, server) => format!(
            "{} ({server} {})",
            number(lost, lang.pick("tidak terbaca", "not readable")),
            lang.pick("ada di server", "at the server")
        ),
    };
    let more = if part.mungkin_lebih { lang.pick("mungkin ada lagi yang hilang", "more may be lost") } else { "" };
    join([number(part.pulih, lang.pick("pulih", "recovered")).as_str(), lost.as_str(), more])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_back_and_what_did_not_is_said_by_kind() {
        let parts = [
            Bagian { jenis: "tulisan", pulih: 12, hilang: 3, dari_server: 2, mungkin_lebih: false },
            Bagian { jenis: "draf", pulih: 1, hilang: 1, ..Bagian::default() },
            Bagian { jenis: "foto", mungkin_lebih: true, ..Bagian::default() },
            Bagian { jenis: "dokumen", ..Bagian::default() },
        ];
        let screen = recovered(Some("data.db.rusak-1".into()), &parts, false, Lang::Id);
        let said: Vec<String> = screen.bagian.iter().map(|row| format!("{}: {}", row.label, row.nilai)).collect();
        assert_eq!(
            said,
            [
                "Tulisan di ponsel ini: 12 pulih · 3 tidak terbaca (2 ada di server)",
                "Draf: 1 pulih · 1 tidak terbaca",
                "Foto: mungkin ada lagi yang hilang",
            ]
        );
        assert!(screen.dipulihkan && screen.langkah.starts_with("Buka dengan PIN"));
        assert!(recovered(Some("x".into()), &parts, true, Lang::En).langkah.contains("same PIN"));
        let sound = recovered(None, &parts, false, Lang::Id);
        assert!(!sound.dipulihkan && sound.bagian.is_empty() && sound.nada == Nada::Baik);
        assert_eq!(looked_again(Vec::new(), &parts, Lang::En).pesan, "No file was set apart.");
        let again = looked_again(vec!["x".into()], &parts, Lang::Id);
        assert_eq!((again.dipulihkan, again.bagian.len()), (true, 2));
        assert!(!looked_again(vec!["x".into()], &parts[2..], Lang::Id).dipulihkan);
    }

    #[test]
    fn a_look_says_what_to_do() {
        let sound = checked(true, 0, 0, Vec::new(), Lang::Id);
        assert!(sound.utuh && sound.langkah.is_empty() && sound.keterangan.is_empty());
        let damaged = checked(false, 1, 2, vec!["page 7".into()], Lang::En);
        assert_eq!((damaged.nada, damaged.keterangan.len()), (Nada::Perhatian, 2));
        assert!(damaged.keterangan[0].starts_with("1 write lost"), "{:?}", damaged.keterangan);
        assert!(damaged.langkah.starts_with("Recover"));
    }
}
