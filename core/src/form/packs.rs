//! The form packs that ship inside the library, so that a phone that has never seen a network can already assess and
//! visit. They are content: a newer version of the same form arrives by sync and then takes precedence over these.

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
/// Id of the home visit record.
pub const KUNJUNGAN_RUMAH: &str = "kunjungan_rumah";
/// Attachment of [`ASESMEN_AWAL`] that the app replaces by the worker's own kabupaten: columns `name` (code), `label`,
/// `parent` (code one level up), `level` (`kabupaten`, `kecamatan`, `desa`). The shipped file is a sample (53.11).
pub const WILAYAH_CSV: &str = "wilayah.csv";

static PACKS: [FormPack; 2] = [
    FormPack {
        id: ASESMEN_AWAL,
        version: "2026.1",
        files: &[
            ("survey.csv", include_str!("../../forms/asesmen-awal/survey.csv")),
            ("choices.csv", include_str!("../../forms/asesmen-awal/choices.csv")),
            ("settings.csv", include_str!("../../forms/asesmen-awal/settings.csv")),
            (WILAYAH_CSV, include_str!("../../forms/asesmen-awal/wilayah.csv")),
        ],
    },
    FormPack {
        id: KUNJUNGAN_RUMAH,
        version: "2026.1",
        files: &[
            ("survey.csv", include_str!("../../forms/kunjungan-rumah/survey.csv")),
            ("choices.csv", include_str!("../../forms/kunjungan-rumah/choices.csv")),
            ("settings.csv", include_str!("../../forms/kunjungan-rumah/settings.csv")),
        ],
    },
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
