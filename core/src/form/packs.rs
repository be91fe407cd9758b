//! The form packs that ship inside the library, so that a phone that has never seen a network can already assess,
//! plan, refer and visit. They are content: a newer version of the same form arrives by sync and then takes precedence
//! over these.

/// A form as shipped: an XLSForm folder of CSV sheets and the files that it attaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormPack {
    /// `form_id` of the settings sheet.
    pub id: &'static str,
    /// `version` of the settings sheet.
    pub version: &'static str,
    /// File name (`survey.csv`, `choices.csv`, `settings.csv`, attachments) to its text, UTF-8.
    pub files: &'static [(&'static str, &'static str)],
}

impl FormPack {
    /// Text of one file of the pack.
    pub fn file(&self, name: &str) -> Option<&'static str> {
        self.files.iter().find_map(|(n, text)| (*n == name).then_some(*text))
    }
}

/// Id of the initial assessment.
pub const ASESMEN_AWAL: &str = "asesmen_awal";
/// Id of the comprehensive assessment.
pub const ASESMEN_KOMPREHENSIF: &str = "asesmen_komprehensif";
/// Id of the handing over of assistive devices and the check afterwards.
pub const BAST_ALAT: &str = "bast_alat";
/// Id of the outcome: the same items at the start, the end and in aftercare.
pub const CAPAIAN: &str = "capaian";
/// Id of the home visit record.
pub const KUNJUNGAN_RUMAH: &str = "kunjungan_rumah";
/// Id of monitoring and evaluation.
pub const MONITORING: &str = "monitoring";
/// Id of aftercare.
pub const PASCALAYANAN: &str = "pascalayanan";
/// Id of the case conference.
pub const PEMBAHASAN_KASUS: &str = "pembahasan_kasus";
/// Id of the record of consent.
pub const PERSETUJUAN: &str = "persetujuan";
/// Id of the service plan.
pub const RENCANA_LAYANAN: &str = "rencana_layanan";
/// Id of the referral.
pub const RUJUKAN: &str = "rujukan";
/// Id of a family development session, or of a P2K2 meeting of PKH.
pub const SESI_FDS: &str = "sesi_fds";
/// Id of closing.
pub const TERMINASI: &str = "terminasi";
/// Id of the check of a family for the registry DTSEN.
pub const VERIFIKASI_DTSEN: &str = "verifikasi_dtsen";
/// Attachment of [`ASESMEN_AWAL`] and [`VERIFIKASI_DTSEN`] that the app replaces by the worker's own kabupaten: columns
/// `name` (code), `label`, `parent` (code one level up), `level` (`kabupaten`, `kecamatan`, `desa`). The shipped file is
/// a sample (53.11).
pub const WILAYAH_CSV: &str = "wilayah.csv";

/// A pack whose folder under `core/forms` is named beside its id; `files` are the files it attaches.
macro_rules! pack {
    ($id:expr, $folder:literal $(, $file:expr)*) => {
        FormPack {
            id: $id,
            version: "2026.1",
            files: &[
                ("survey.csv", include_str!(concat!("../../forms/", $folder, "/survey.csv"))),
                ("choices.csv", include_str!(concat!("../../forms/", $folder, "/choices.csv"))),
                ("settings.csv", include_str!(concat!("../../forms/", $folder, "/settings.csv"))),
                $(($file, include_str!(concat!("../../forms/", $folder, "/", $file))),)*
            ],
        }
    };
}

/// By id.
static PACKS: &[FormPack] = &[
    pack!(ASESMEN_AWAL, "asesmen-awal", "wilayah.csv"),
    pack!(ASESMEN_KOMPREHENSIF, "asesmen-komprehensif"),
    pack!(BAST_ALAT, "bast-alat"),
    pack!(CAPAIAN, "capaian"),
    pack!(KUNJUNGAN_RUMAH, "kunjungan-rumah"),
    pack!(MONITORING, "monitoring"),
    pack!(PASCALAYANAN, "pascalayanan"),
    pack!(PEMBAHASAN_KASUS, "pembahasan-kasus"),
    pack!(PERSETUJUAN, "persetujuan"),
    pack!(RENCANA_LAYANAN, "rencana-layanan"),
    pack!(RUJUKAN, "rujukan"),
    pack!(SESI_FDS, "sesi-fds"),
    pack!(TERMINASI, "terminasi"),
    pack!(VERIFIKASI_DTSEN, "verifikasi-dtsen", "wilayah.csv", "wilayah_provinsi.csv"),
];

/// Every form in the library.
pub fn shipped_packs() -> &'static [FormPack] {
    PACKS
}

/// The shipped form with this `form_id`.
pub fn shipped_pack(id: &str) -> Option<&'static FormPack> {
    PACKS.iter().find(|p| p.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_are_in_the_order_of_their_ids() {
        assert!(shipped_packs().is_sorted_by_key(|p| p.id));
    }

    /// Version and id in code equal those that the settings sheet declares: one place cannot move without the other.
    #[test]
    fn ids_and_versions_equal_the_settings_sheet() {
        for pack in shipped_packs() {
            let settings = pack.file("settings.csv").expect("every pack has settings");
            let mut lines = settings.lines();
            let head: Vec<_> = lines.next().unwrap_or_default().split(',').collect();
            let row: Vec<_> = lines.next().unwrap_or_default().split(',').collect();
            let get = |name: &str| head.iter().position(|h| *h == name).and_then(|i| row.get(i).copied());
            assert_eq!(get("form_id"), Some(pack.id));
            assert_eq!(get("version"), Some(pack.version));
        }
    }
}
