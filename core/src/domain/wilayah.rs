//! The regions of Indonesia by Kemendagri code: province, kabupaten or kota, kecamatan, desa or kelurahan.
//!
//! Every address and every register number points here, and a worker picks villages where no server answers, so the whole
//! national table (91,599 names) travels inside the library, compressed; `core/data/SOURCES.md` says where it comes from. It
//! is unpacked at first use into one text and two columns of numbers, about 1.6 MB.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

mod search;
#[cfg(test)]
mod tests;

pub use search::Hit;

/// The shipped table, see `core/data/tools/make_wilayah.py` for its layout.
const SHIPPED: &[u8] = include_bytes!("../../data/wilayah.bin.zst");
/// Largest unpacked table that is accepted, in bytes. The shipped one has 1.1 million.
const MAX_UNPACKED: usize = 8 << 20;
/// Longest name that is accepted, in bytes. The longest shipped one has 44.
const MAX_NAME: usize = 120;

/// Why a region table was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not zstd, damaged, or larger than allowed when unpacked.
    #[error("region table: cannot be unpacked (damaged, or more than {MAX_UNPACKED} bytes)")]
    Unpack,
    /// Unpacked, but not in the expected layout.
    #[error("region table, entry {entry}: {what}")]
    Layout {
        /// Number of the entry, from 0, at which reading stopped.
        entry: usize,
        /// What is wrong there.
        what: &'static str,
    },
}

/// A text that is no region code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a region code: use 31, 31.74, 31.74.07 or 31.74.07.1001, with or without the dots")]
pub struct BadKode;

/// Levels of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Province, 2 digits.
    Provinsi = 1,
    /// Kabupaten or kota, 4 digits.
    KabKota,
    /// Kecamatan or distrik, 6 digits.
    Kecamatan,
    /// Desa, kelurahan or desa adat, 10 digits.
    Desa,
}

/// Kind of a region of the fourth level, by the first digit of the code's fourth part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JenisDesa {
    /// Kelurahan, digit 1.
    Kelurahan = 1,
    /// Desa, digit 2.
    Desa,
    /// Desa adat, digit 3.
    DesaAdat,
}

/// A well-formed region code; the region need not exist in today's table.
///
/// Inside it is one number, `PPKKCC << 12 | kind << 10 | serial`, whose order is the depth-first order of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KodeWilayah(u32);

impl KodeWilayah {
    fn area(self) -> u32 {
        self.0 >> 12
    }

    /// Whether a packed number is one that reading a text can give.
    fn is_sound(self) -> bool {
        let (area, kind, serial) = (self.area(), self.0 >> 10 & 3, self.0 & 0x3FF);
        let (provinsi, kab_kota, kecamatan) = (area / 10_000, area / 100 % 100, area % 100);
        let village = (kind == 0 && serial == 0) || (kind > 0 && serial < 1000 && kecamatan > 0);
        (1..100).contains(&provinsi) && (kecamatan == 0 || kab_kota > 0) && village
    }

    /// Which level the code names.
    pub fn level(self) -> Level {
        if self.0 & 0xFFF != 0 {
            Level::Desa
        } else if !self.area().is_multiple_of(100) {
            Level::Kecamatan
        } else if !self.area().is_multiple_of(10_000) {
            Level::KabKota
        } else {
            Level::Provinsi
        }
    }

    /// Kelurahan, desa or desa adat; `None` above that level.
    pub fn kind(self) -> Option<JenisDesa> {
        match self.0 >> 10 & 3 {
            1 => Some(JenisDesa::Kelurahan),
            2 => Some(JenisDesa::Desa),
            3 => Some(JenisDesa::DesaAdat),
            _ => None,
        }
    }

    /// The code at a level at or above its own; `None` below.
    pub fn at(self, level: Level) -> Option<Self> {
        let area = self.area();
        (level <= self.level()).then_some(match level {
            Level::Provinsi => Self((area - area % 10_000) << 12),
            Level::KabKota => Self((area - area % 100) << 12),
            Level::Kecamatan => Self(area << 12),
            Level::Desa => self,
        })
    }

    /// The code one level up; `None` for a province.
    pub fn parent(self) -> Option<Self> {
        match self.level() {
            Level::Provinsi => None,
            Level::KabKota => self.at(Level::Provinsi),
            Level::Kecamatan => self.at(Level::KabKota),
            Level::Desa => self.at(Level::Kecamatan),
        }
    }

    /// Whether this is `other` or lies inside it. What an area scope asks.
    pub fn is_within(self, other: Self) -> bool {
        other.0 <= self.0 && self.0 < other.end()
    }

    /// The first packed code after everything inside this region.
    fn end(self) -> u32 {
        let area = self.area();
        match self.level() {
            Level::Provinsi => (area + 10_000) << 12,
            Level::KabKota => (area + 100) << 12,
            Level::Kecamatan => (area + 1) << 12,
            Level::Desa => self.0 + 1,
        }
    }

    /// The digits without dots, `3174071001`.
    pub fn digits(self) -> String {
        self.to_string().replace('.', "")
    }
}

impl FromStr for KodeWilayah {
    type Err = BadKode;
    /// Reads `31.74.07.1001` and `3174071001`, and the shorter codes of the upper levels. Outer spaces are ignored.
    fn from_str(text: &str) -> Result<Self, BadKode> {
        let text = text.trim();
        let mut digits = [0u8; 10];
        let mut count = 0;
        for (i, b) in text.bytes().enumerate() {
            match b {
                b'0'..=b'9' if count < 10 => {
                    digits[count] = b - b'0';
                    count += 1;
                }
                b'.' if matches!(i, 2 | 5 | 8) && i + 1 < text.len() => {}
                _ => return Err(BadKode),
            }
        }
        // With dots the text is longer by one for each level below the first; nothing in between is a code.
        let dots = text.len() - count;
        if !matches!((count, dots), (2 | 4 | 6 | 10, 0) | (4, 1) | (6, 2) | (10, 3)) {
            return Err(BadKode);
        }
        let pair = |i: usize| u32::from(digits[i]) * 10 + u32::from(digits[i + 1]);
        let pairs = [pair(0), pair(2), pair(4)];
        // A part that is there cannot be 00.
        if pairs.iter().take(count.min(6) / 2).any(|p| *p == 0) {
            return Err(BadKode);
        }
        let area = pairs[0] * 10_000 + pairs[1] * 100 + pairs[2];
        let village = if count == 10 {
            let kind = u32::from(digits[6]);
            if !(1..=3).contains(&kind) {
                return Err(BadKode);
            }
            kind << 10 | (u32::from(digits[7]) * 100 + pair(8))
        } else {
            0
        };
        Ok(Self(area << 12 | village))
    }
}

impl fmt::Display for KodeWilayah {
    /// With dots, as the ministry writes it: `31.74.07.1001`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let area = self.area();
        write!(f, "{:02}", area / 10_000)?;
        let level = self.level();
        if level >= Level::KabKota {
            write!(f, ".{:02}", area / 100 % 100)?;
        }
        if level >= Level::Kecamatan {
            write!(f, ".{:02}", area % 100)?;
        }
        if level == Level::Desa {
            write!(f, ".{}{:03}", self.0 >> 10 & 3, self.0 & 0x3FF)?;
        }
        Ok(())
    }
}

impl Serialize for KodeWilayah {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KodeWilayah {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// All regions, unpacked.
pub struct WilayahTable {
    /// Packed codes, rising.
    codes: Vec<KodeWilayah>,
    /// Names in the same order, one after the other.
    names: String,
    /// Where each name ends in `names`.
    ends: Vec<u32>,
    index: OnceLock<search::Index>,
}

impl WilayahTable {
    /// Unpacks a table, the shipped one or a newer one. Refused as a whole when damaged, too large, not sorted, or with a region
    /// whose parent is missing.
    pub fn decode(packed: &[u8]) -> Result<Self, Error> {
        let size = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten().ok_or(Error::Unpack)?;
        if size > MAX_UNPACKED as u64 {
            return Err(Error::Unpack);
        }
        let raw = zstd::bulk::decompress(packed, size as usize).map_err(|_| Error::Unpack)?;
        let bad = |entry, what| Error::Layout { entry, what };
        let rest = raw.strip_prefix(b"WIL1").ok_or(bad(0, "not a region table of version 1"))?;
        let (count, mut rest) = rest.split_first_chunk::<4>().ok_or(bad(0, "cut short"))?;
        let count = u32::from_le_bytes(*count) as usize;
        if count > rest.len() / 2 {
            return Err(bad(0, "more entries announced than there is data"));
        }
        let mut codes = Vec::with_capacity(count);
        let mut before = 0u32;
        for entry in 0..count {
            let (delta, tail) = leb128(rest).ok_or(bad(entry, "code cut short or too large"))?;
            rest = tail;
            before = before.checked_add(delta).filter(|_| delta > 0).ok_or(bad(entry, "codes must rise"))?;
            let code = KodeWilayah(before);
            if !code.is_sound() {
                return Err(bad(entry, "not a region code"));
            }
            codes.push(code);
        }
        let text = std::str::from_utf8(rest).map_err(|_| bad(0, "names are not UTF-8"))?;
        let mut names = String::with_capacity(text.len());
        let mut ends = Vec::with_capacity(count);
        let mut lines = text.split_terminator('\n');
        for entry in 0..count {
            let name = lines.next().ok_or(bad(entry, "name missing"))?;
            if name.is_empty() || name.len() > MAX_NAME {
                return Err(bad(entry, "name empty or too long"));
            }
            names.push_str(name);
            ends.push(names.len() as u32);
        }
        if lines.next().is_some() {
            return Err(bad(count, "more names than codes"));
        }
        for (entry, code) in codes.iter().enumerate() {
            if code.parent().is_some_and(|parent| codes.binary_search(&parent).is_err()) {
                return Err(bad(entry, "the region above it is missing"));
            }
        }
        Ok(Self { codes, names, ends, index: OnceLock::new() })
    }

    /// Number of regions of all levels.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The region with a code, in either notation.
    pub fn get(&self, code: &str) -> Option<Wilayah<'_>> {
        self.find(code.parse().ok()?)
    }

    /// The region with a code.
    pub fn find(&self, code: KodeWilayah) -> Option<Wilayah<'_>> {
        let row = self.codes.binary_search(&code).ok()?;
        Some(Wilayah { table: self, row: row as u32 })
    }

    /// The 38 provinces, in code order.
    pub fn provinces(&self) -> impl Iterator<Item = Wilayah<'_>> {
        Siblings { table: self, next: 0, end: self.len() }
    }

    /// The regions one level below a code, in code order; none for an unknown code or a desa.
    pub fn children(&self, code: &str) -> impl Iterator<Item = Wilayah<'_>> {
        let found = self.get(code).map(|w| w.row as usize);
        let (next, end) = found.map_or((0, 0), |row| (row + 1, self.end_of(row)));
        Siblings { table: self, next, end }
    }

    /// Every region of all levels, in code order.
    pub fn iter(&self) -> impl Iterator<Item = Wilayah<'_>> {
        (0..self.len() as u32).map(|row| Wilayah { table: self, row })
    }

    /// Regions by name, forgiving typing errors: see [`search`](Self::search_at). All levels.
    pub fn search(&self, text: &str, within: Option<KodeWilayah>, limit: usize) -> Vec<Hit<'_>> {
        self.search_at(text, within, None, limit)
    }

    /// Regions by name, best first: whole words, then beginnings of words, then one or two typing errors. Case, diacritics and
    /// apostrophes do not matter. Further words may name a region above (`sukamaju depok`), `kec`, `kel`, `desa`, `prov` say which
    /// level is meant, `jabar`, `ntt` and the like stand for provinces, and a code finds its region and what lies in it.
    ///
    /// `within` restricts to what lies inside a region, `level` to one level; at most `limit` (and 200) results.
    pub fn search_at(
        &self,
        text: &str,
        within: Option<KodeWilayah>,
        level: Option<Level>,
        limit: usize,
    ) -> Vec<Hit<'_>> {
        search::run(self, text, within, level, limit)
    }

    fn name(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.names[start as usize..self.ends[row] as usize]
    }

    /// The row after everything inside the region of a row.
    fn end_of(&self, row: usize) -> usize {
        let end = self.codes[row].end();
        row + self.codes[row..].partition_point(|c| c.0 < end)
    }
}

/// Walks the regions of one level by jumping over what lies inside each.
struct Siblings<'t> {
    table: &'t WilayahTable,
    next: usize,
    end: usize,
}

impl<'t> Iterator for Siblings<'t> {
    type Item = Wilayah<'t>;
    fn next(&mut self) -> Option<Wilayah<'t>> {
        if self.next >= self.end {
            return None;
        }
        let row = self.next;
        self.next = self.table.end_of(row);
        Some(Wilayah { table: self.table, row: row as u32 })
    }
}

/// One region of a table.
#[derive(Clone, Copy)]
pub struct Wilayah<'t> {
    table: &'t WilayahTable,
    row: u32,
}

impl Wilayah<'static> {
    /// The shipped table, unpacked once.
    pub fn table() -> &'static WilayahTable {
        static TABLE: OnceLock<WilayahTable> = OnceLock::new();
        TABLE.get_or_init(|| WilayahTable::decode(SHIPPED).expect("a test reads the shipped region table"))
    }
}

impl<'t> Wilayah<'t> {
    /// Its code.
    pub fn code(self) -> KodeWilayah {
        self.table.codes[self.row as usize]
    }

    /// Its name as the ministry writes it; kabupaten and kota carry that word (`Kabupaten Bogor`), the others do not.
    pub fn name(self) -> &'t str {
        self.table.name(self.row as usize)
    }

    /// Its level.
    pub fn level(self) -> Level {
        self.code().level()
    }

    /// Kelurahan, desa or desa adat; `None` above that level.
    pub fn kind(self) -> Option<JenisDesa> {
        self.code().kind()
    }

    /// The region above; `None` for a province.
    pub fn parent(self) -> Option<Wilayah<'t>> {
        self.table.find(self.code().parent()?)
    }

    /// Name with the word for its level, short: `Desa X`, `Kel. X`, `Kec. Y`, `Kab. Z`, `Kota Z`, `Prov. W`.
    pub fn titled_name(self) -> String {
        let name = self.name();
        match (self.level(), self.kind()) {
            (Level::Provinsi, _) => format!("Prov. {name}"),
            (Level::KabKota, _) => match name.strip_prefix("Kabupaten ") {
                Some(rest) => format!("Kab. {rest}"),
                None => name.to_owned(),
            },
            (Level::Kecamatan, _) => format!("Kec. {name}"),
            (Level::Desa, Some(JenisDesa::Kelurahan)) => format!("Kel. {name}"),
            (Level::Desa, Some(JenisDesa::DesaAdat)) if name.starts_with("Desa Adat ") => name.to_owned(),
            (Level::Desa, Some(JenisDesa::DesaAdat)) => format!("Desa Adat {name}"),
            (Level::Desa, _) => format!("Desa {name}"),
        }
    }

    /// The whole path: `Desa X, Kec. Y, Kab. Z, Prov. W`.
    pub fn full_name(self) -> String {
        let mut out = self.titled_name();
        let mut up = self.parent();
        while let Some(region) = up {
            out.push_str(", ");
            out.push_str(&region.titled_name());
            up = region.parent();
        }
        out
    }
}

impl fmt::Debug for Wilayah<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code(), self.full_name())
    }
}

impl PartialEq for Wilayah<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.table, other.table) && self.row == other.row
    }
}

impl Eq for Wilayah<'_> {}

/// The region in the first six digits of a NIK or KK number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NikArea {
    /// Kecamatan code as the number has it, `31.74.07`.
    pub code: String,
    /// The known levels, smallest first, `Kec. X, Kab. Y, Prov. Z`; `None` when even the province is unknown.
    pub name: Option<String>,
    /// Province name.
    pub provinsi: Option<String>,
    /// Kabupaten or kota name.
    pub kab_kota: Option<String>,
    /// Kecamatan name.
    pub kecamatan: Option<String>,
}

impl NikArea {
    /// Reads the first six digits of a number that has them, by the shipped table.
    pub fn of(number: &str) -> Self {
        let table = Wilayah::table();
        let level = |digits: usize| number.get(..digits).and_then(|code| table.get(code));
        let (provinsi, kab_kota, kecamatan) = (level(2), level(4), level(6));
        let part = |from: usize, to: usize| number.get(from..to).unwrap_or_default();
        let owned = |w: Option<Wilayah<'_>>| w.map(|w| w.name().to_owned());
        Self {
            code: format!("{}.{}.{}", part(0, 2), part(2, 4), part(4, 6)),
            name: kecamatan.or(kab_kota).or(provinsi).map(Wilayah::full_name),
            provinsi: owned(provinsi),
            kab_kota: owned(kab_kota),
            kecamatan: owned(kecamatan),
        }
    }

    /// Whether all three levels stand in today's table.
    pub fn is_known(&self) -> bool {
        self.kecamatan.is_some()
    }
}

/// An unsigned LEB128 number that fits 32 bits, and what follows it.
fn leb128(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut value = 0u64;
    for (i, b) in bytes.iter().take(5).enumerate() {
        value |= u64::from(b & 0x7F) << (7 * i);
        if b & 0x80 == 0 {
            return Some((u32::try_from(value).ok()?, &bytes[i + 1..]));
        }
    }
    None
}
