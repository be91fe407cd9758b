//! The regions of one kabupaten, as the forms and the seed want them.

/// A region below a kabupaten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Kemendagri code, `53.11.01.1001`.
    pub code: String,
    /// Name.
    pub name: String,
}

/// The sample that ships with the forms; the whole table takes its place once it is in the core.
const SAMPLE: &str = include_str!("../../core/forms/asesmen-awal/wilayah.csv");

/// Columns `name` (code), `label`, `parent`, `level`, for the kabupaten and all below it. Empty but for the heading when
/// nothing is known of it.
pub fn csv_of(kab: &str) -> String {
    let mut lines = SAMPLE.lines();
    let mut out = lines.next().unwrap_or_default().to_owned();
    out.push('\n');
    for line in lines.filter(|line| line.split(',').next().is_some_and(|code| code.starts_with(kab))) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// Desa and kelurahan of a kabupaten, by code.
pub fn desa_of(kab: &str) -> Vec<Region> {
    let read = |line: &str| {
        let mut parts = line.split(',');
        let (code, name) = (parts.next()?, parts.next()?);
        (code.len() == 13).then(|| Region { code: code.to_owned(), name: name.to_owned() })
    };
    csv_of(kab).lines().filter_map(read).collect()
}
