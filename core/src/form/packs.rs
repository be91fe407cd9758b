//! The form packs that ship inside the library, so that a phone that has never seen a network can already assess,
//! plan, refer and visit. They are content: a newer version of the same form arrives by sync and then takes precedence
//! over these.

use crate::domain::shipped;
use std::sync::LazyLock;

use crate::domain::fields::kasus as fk;

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
    /// A cell of the settings sheet: plain words in the forms that ship, as a test makes sure.
    pub fn setting(&self, column: &str) -> Option<&'static str> {
        let mut lines = self.file("settings.csv")?.lines();
        let at = lines.next()?.split(',').position(|heading| heading == column)?;
        lines.next()?.split(',').nth(at).filter(|cell| !cell.is_empty())
    }

    /// Text of one file of the pack.
    pub fn file(&self, name: &str) -> Option<&'static str> {
        self.files.iter().find_map(|(n, text)| (*n == name).then_some(*text))
    }

    /// The pack as it travels and is kept: one JSON object of file names and texts.
    pub fn bundle(&self) -> Vec<u8> {
        bundle(self.files.iter().copied())
    }
}

/// Files of a form as one JSON object of names and texts.
pub fn bundle<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Vec<u8> {
    let files: serde_json::Map<String, serde_json::Value> =
        files.into_iter().map(|(name, text)| (name.to_owned(), text.into())).collect();
    serde_json::Value::Object(files).to_string().into_bytes()
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

/// Every form in the library, by id. Folder, id and version are those of the folder under `core/forms` and its settings sheet.
static PACKS: LazyLock<Vec<FormPack>> = LazyLock::new(|| {
    let mut packs: Vec<FormPack> = shipped::folders("forms").into_iter().filter_map(pack).collect();
    packs.sort_by_key(|pack| pack.id);
    packs
});

fn pack(folder: &str) -> Option<FormPack> {
    let files: &'static [_] = shipped::in_folder(&format!("forms/{folder}")).collect::<Vec<_>>().leak();
    let pack = FormPack { id: "", version: "", files };
    Some(FormPack { id: pack.setting("form_id")?, version: pack.setting("version")?, files })
}

/// Where forms hold what a case needs to know: form, path, field of the case; a test proves that each is in its shipped form.
pub const CASE_PATHS: &[(&str, &str, &str)] = &[
    (ASESMEN_AWAL, "analisis/tingkat_risiko", fk::RISIKO),
    (ASESMEN_KOMPREHENSIF, "analisis/risiko/tingkat_risiko", fk::RISIKO),
    (KUNJUNGAN_RUMAH, "penilaian/tingkat_risiko", fk::RISIKO),
    (KUNJUNGAN_RUMAH, "tindak_lanjut/tanggal_berikut", fk::NEXT_KUNJUNGAN_ON),
    (KUNJUNGAN_RUMAH, "kunjungan/tanggal_kunjungan", fk::LAST_KUNJUNGAN_ON),
    (MONITORING, "keselamatan/tingkat_risiko", fk::RISIKO),
    (PASCALAYANAN, "keselamatan/tingkat_risiko", fk::RISIKO),
    (PEMBAHASAN_KASUS, "tindak_lanjut/tingkat_risiko", fk::RISIKO),
    (TERMINASI, "hal_terbuka/tingkat_risiko", fk::RISIKO),
];

/// Every form in the library.
pub fn shipped_packs() -> &'static [FormPack] {
    &PACKS
}

/// The shipped form with this `form_id`.
pub fn shipped_pack(id: &str) -> Option<&'static FormPack> {
    PACKS.iter().find(|p| p.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_is_a_form_of_its_own_name() {
        let folders = shipped::folders("forms");
        let named: Vec<String> = shipped_packs().iter().map(|p| p.id.replace('_', "-")).collect();
        assert_eq!(named, folders);
    }

    /// The sheets are read as they lie: what the reader of settings takes for cells are the cells.
    #[test]
    fn settings_are_plain() {
        for pack in shipped_packs() {
            let settings = pack.file("settings.csv").expect("every pack has settings");
            assert!(!settings.contains('"') && settings.lines().count() == 2, "{}", pack.id);
            assert!(pack.setting("form_title").is_some() && pack.setting("default_language").is_some(), "{}", pack.id);
            assert_eq!(pack.setting("tidak_ada"), None);
        }
    }
}
