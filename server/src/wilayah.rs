//! The regions of one kabupaten, as phones and the seed want them, out of the national table.

use atensi_core::domain::wilayah::{Level, Wilayah};

/// A desa or kelurahan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Kemendagri code, `53.11.01.1001`.
    pub code: String,
    /// Name with the word for its level, `Kel. Lambanapu`.
    pub name: String,
}

/// Whether the table knows this kabupaten or kota.
pub fn is_known(kab: &str) -> bool {
    Wilayah::table().get(kab).is_some_and(|region| region.level() == Level::KabKota)
}

/// Columns `name` (code), `label`, `parent`, `level`, for the kabupaten and all below it; the layout of the forms'
/// `wilayah.csv`. Only the heading when the kabupaten is unknown.
pub fn csv_of(kab: &str) -> String {
    let table = Wilayah::table();
    let mut out = String::from("name,label,parent,level\n");
    let mut line = |region: Wilayah<'_>, parent: &str, level: &str| {
        let quoted = region.name().replace('"', "\"\"");
        let label = if quoted.contains([',', '"']) { format!("\"{quoted}\"") } else { quoted };
        out.push_str(&format!("{},{label},{parent},{level}\n", region.code()));
    };
    if let Some(root) = table.get(kab).filter(|region| region.level() == Level::KabKota) {
        line(root, kab.get(..2).unwrap_or_default(), "kabupaten");
        for kecamatan in table.children(kab) {
            let code = kecamatan.code().to_string();
            line(kecamatan, kab, "kecamatan");
            table.children(&code).for_each(|desa| line(desa, &code, "desa"));
        }
    }
    out
}

/// Desa and kelurahan of a kabupaten, by code.
pub fn desa_of(kab: &str) -> Vec<Region> {
    let table = Wilayah::table();
    let kecamatan: Vec<String> = table.children(kab).map(|k| k.code().to_string()).collect();
    let below = kecamatan.iter().flat_map(|code| table.children(code));
    below.map(|desa| Region { code: desa.code().to_string(), name: desa.titled_name() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kabupaten_comes_whole_and_alone() {
        let csv = csv_of("53.11");
        assert!(
            csv.starts_with("name,label,parent,level\n53.11,Kabupaten Sumba Timur,53,kabupaten\n"),
            "{}",
            &csv[..90]
        );
        assert!(csv.lines().skip(1).all(|line| line.starts_with("53.11")));
        let desa = desa_of("53.11");
        assert_eq!(csv.lines().filter(|line| line.ends_with(",desa")).count(), desa.len());
        assert!(desa.len() > 100, "{}", desa.len());
        assert_eq!(csv_of("99.99"), "name,label,parent,level\n");
        assert!(is_known("53.11") && !is_known("53.11.01") && !is_known("99.99"));
    }
}
