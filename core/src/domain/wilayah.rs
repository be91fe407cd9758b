//! Regions.

use serde::Serialize;

/// The region in the first six digits of a NIK or KK number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NikArea {
    /// Kecamatan code as the number has it, `31.74.07`.
    pub code: String,
    /// Names of the known levels, smallest first, `Kec. X, Kab. Y, Prov. Z`; `None` when even the province is unknown.
    pub name: Option<String>,
    /// Province name.
    pub provinsi: Option<String>,
    /// Kabupaten or kota name.
    pub kab_kota: Option<String>,
    /// Kecamatan name.
    pub kecamatan: Option<String>,
}

impl NikArea {
    /// Reads the first six digits of a number that has them.
    pub fn of(number: &str) -> Self {
        let part = |from: usize, to: usize| number.get(from..to).unwrap_or_default();
        let provinces = "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 91 92 93 94 95 96";
        let known = provinces.split(' ').any(|p| p == part(0, 2));
        let code = format!("{}.{}.{}", part(0, 2), part(2, 4), part(4, 6));
        Self { code, name: None, provinsi: known.then(|| part(0, 2).to_owned()), kab_kota: None, kecamatan: None }
    }

    /// Whether all three levels stand in today's table.
    pub fn is_known(&self) -> bool {
        self.provinsi.is_some()
    }
}
