//! Unlocking: what may be shown before anything is decrypted.

use super::words;
use crate::domain::Lang;
use serde::Serialize;

/// The screen before unlocking.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MasukScreen {
    /// Heading.
    pub judul: String,
    /// What to do now.
    pub pesan: String,
    /// Nobody is activated here: show the activation.
    pub perlu_aktivasi: bool,
    /// The workers of this device.
    pub petugas: Vec<PetugasItem>,
}

/// A worker activated on this device. Names lie inside the encrypted stores, so a number stands for them here.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PetugasItem {
    /// The worker's id, for unlocking.
    pub id: String,
    /// "Petugas 1"; "Anda" where there is only one.
    pub kata: String,
    /// Whether unlocking by the device's biometric check is set up.
    pub biometrik: bool,
    /// Seconds to wait before the next PIN; 0 when none are known.
    pub tunggu_detik: u64,
    /// That wait in words; empty when there is none.
    pub pesan: String,
}

/// What is known of one worker before unlocking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SebelumMasuk {
    /// Id.
    pub id: String,
    /// Biometric check set up.
    pub biometrik: bool,
    /// Wrong PINs in a row, as far as known.
    pub salah: u32,
    /// Seconds to wait, as far as known.
    pub tunggu_detik: u64,
}

/// The screen from what is known.
pub fn masuk_screen(known: Vec<SebelumMasuk>, lang: Lang) -> MasukScreen {
    let only = known.len() == 1;
    let petugas: Vec<PetugasItem> = known
        .into_iter()
        .zip(1..)
        .map(|(who, n)| PetugasItem {
            id: who.id,
            kata: if only {
                lang.pick("Anda", "You").to_owned()
            } else {
                format!("{} {n}", lang.pick("Petugas", "Worker"))
            },
            biometrik: who.biometrik,
            tunggu_detik: who.tunggu_detik,
            pesan: wait_line(who.salah, who.tunggu_detik, lang),
        })
        .collect();
    let none = petugas.is_empty();
    let (judul, pesan) = match (none, only) {
        (true, _) => (
            lang.pick("Aktifkan ponsel ini", "Activate this phone"),
            lang.pick(
                "Minta kode aktivasi kepada penyelia Anda, lalu masukkan di sini.",
                "Ask your supervisor for an activation code, then enter it here.",
            ),
        ),
        (_, true) => {
            (lang.pick("Masuk", "Unlock"), lang.pick("Masukkan PIN enam angka Anda.", "Enter your six-digit PIN."))
        }
        _ => (
            lang.pick("Masuk", "Unlock"),
            lang.pick(
                "Pilih petugas, lalu masukkan PIN enam angka.",
                "Choose the worker, then enter the six-digit PIN.",
            ),
        ),
    };
    MasukScreen { judul: judul.to_owned(), pesan: pesan.to_owned(), perlu_aktivasi: none, petugas }
}

fn wait_line(wrong: u32, seconds: u64, lang: Lang) -> String {
    if seconds == 0 {
        return String::new();
    }
    let wait = if seconds >= 60 {
        words::count(seconds.div_ceil(60), "menit", "minute", "minutes", lang)
    } else {
        words::count(seconds, "detik", "second", "seconds", lang)
    };
    match lang {
        Lang::Id if wrong > 0 => format!("PIN salah {wrong} kali. Data Anda aman; coba lagi dalam {wait}."),
        Lang::Id => format!("Data Anda aman; coba lagi dalam {wait}."),
        Lang::En if wrong > 0 => format!("The PIN was wrong {wrong} times. Your data is safe; try again in {wait}."),
        Lang::En => format!("Your data is safe; try again in {wait}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(id: &str, salah: u32, tunggu_detik: u64) -> SebelumMasuk {
        SebelumMasuk { id: id.into(), biometrik: false, salah, tunggu_detik }
    }

    #[test]
    fn nobody_one_and_several() {
        let none = masuk_screen(Vec::new(), Lang::Id);
        assert!(none.perlu_aktivasi && none.pesan.contains("kode aktivasi"));
        let one = masuk_screen(vec![who("a", 4, 31)], Lang::Id);
        assert_eq!((one.perlu_aktivasi, one.petugas[0].kata.as_str()), (false, "Anda"));
        assert_eq!(one.petugas[0].pesan, "PIN salah 4 kali. Data Anda aman; coba lagi dalam 31 detik.");
        let two = masuk_screen(vec![who("a", 0, 0), who("b", 5, 61)], Lang::En);
        assert_eq!(two.petugas[0].pesan, "");
        assert_eq!(two.petugas[1].kata, "Worker 2");
        assert!(two.petugas[1].pesan.ends_with("try again in 2 minutes."));
    }
}
