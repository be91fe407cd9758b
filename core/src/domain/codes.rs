//! Code lists as data: what the law or the ministry may change is a row in a file, not an enum.
//!
//! A list ships as CSV inside the library and may be replaced by one that the server sends ([`CodeLists::with`]). Every row says
//! from when to when it holds, where it comes from and how sure that is. A value that passed a list is a [`Code`]. The few codes
//! on which logic branches stand in [`known`] and a test ties them to the data.

use super::{Lang, shipped};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

#[cfg(test)]
mod tests;

/// Largest list text that is read, in bytes.
pub const MAX_BYTES: usize = 4 << 20;
/// Most rows in a list.
pub const MAX_ROWS: usize = 20_000;
/// Longest code, in bytes.
pub const MAX_CODE: usize = 40;
/// Longest other cell, in bytes.
pub const MAX_CELL: usize = 1_000;

/// The columns that every list has.
const COLUMNS: [&str; 7] = ["code", "id", "en", "valid_from", "valid_to", "source", "mark"];

/// The lists inside the library, by name.
static SHIPPED: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let lists = shipped::in_folder("data/codes");
    lists.filter_map(|(name, text)| Some((name.strip_suffix(".csv")?, text))).collect()
});

/// Codes on which logic branches: `(list, code)`. Nothing else may be compared with a literal.
pub mod known {
    /// Role of a field companion.
    pub const PENDAMPING: (&str, &str) = ("peran", "pendamping");
    /// Role of a certified social worker, who signs assessments off.
    pub const PEKSOS: (&str, &str) = ("peran", "peksos");
    /// Role of a supervisor.
    pub const PENYELIA: (&str, &str) = ("peran", "penyelia");
    /// Low risk.
    pub const RISIKO_RENDAH: (&str, &str) = ("tingkat_risiko", "rendah");
    /// Medium risk.
    pub const RISIKO_SEDANG: (&str, &str) = ("tingkat_risiko", "sedang");
    /// High risk.
    pub const RISIKO_TINGGI: (&str, &str) = ("tingkat_risiko", "tinggi");
    /// The visit met someone; every other result leaves the visit due.
    pub const BERTEMU: (&str, &str) = ("hasil_kunjungan", "bertemu");
    /// First stage of a case.
    pub const FASILITASI_AKSES: (&str, &str) = ("tahapan", "FasilitasiAkses");
    /// Stage of the initial assessment.
    pub const PENDEKATAN_AWAL: (&str, &str) = ("tahapan", "PendekatanAwal");
    /// Last stage, which ends a case.
    pub const PASCALAYANAN_TERMINASI: (&str, &str) = ("tahapan", "PascalayananTerminasi");
    /// Cluster of children: guardian's consent.
    pub const KLASTER_ANAK: (&str, &str) = ("klaster", "A");
    /// Confidentiality of cases shown by code name.
    pub const RAHASIA: (&str, &str) = ("kerahasiaan", "rahasia");
    /// All of them, for the test that ties them to the data.
    pub const ALL: [(&str, &str); 12] = [
        PENDAMPING,
        PEKSOS,
        PENYELIA,
        RISIKO_RENDAH,
        RISIKO_SEDANG,
        RISIKO_TINGGI,
        BERTEMU,
        FASILITASI_AKSES,
        PENDEKATAN_AWAL,
        PASCALAYANAN_TERMINASI,
        KLASTER_ANAK,
        RAHASIA,
    ];
}

/// Why a list was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("code list '{list}', line {line}{}: {what}", if column.is_empty() { String::new() } else { format!(", column {column}") })]
pub struct ListError {
    /// Name of the list.
    pub list: String,
    /// Line in the text, header = 1; 0 when the whole text is meant.
    pub line: u64,
    /// Column heading; empty when the whole line is meant.
    pub column: String,
    /// What is wrong and what would be right.
    pub what: String,
}

/// Why a text is no code of a list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// No list of that name.
    #[error("no code list '{list}'")]
    NoList {
        /// The name asked for.
        list: String,
    },
    /// The list has no such code. The text is not repeated here: it may be anything that a person typed.
    #[error("not a code of list '{list}'")]
    Unknown {
        /// Name of the list.
        list: String,
    },
    /// The code exists but not on that day.
    #[error("code '{code}' of list '{list}' does not hold on {on}")]
    NotValid {
        /// Name of the list.
        list: String,
        /// The code.
        code: String,
        /// The day asked for.
        on: NaiveDate,
    },
}

/// How sure a row is. Only [`Mark::V`] may become a rule; everything else is data that can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Mark {
    /// Stated in the source named.
    V,
    /// From a secondary source only.
    V2,
    /// General professional knowledge, unverified.
    K,
    /// Inferred, unverified.
    #[serde(rename = "INF")]
    Inf,
}

/// A value that a list contains, on the day it was checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    list: Arc<str>,
    code: Arc<str>,
}

impl Code {
    /// The code itself, as stored and sent.
    pub fn as_str(&self) -> &str {
        &self.code
    }

    /// Name of its list.
    pub fn list(&self) -> &str {
        &self.list
    }

    /// Whether it is one of the [`known`] codes.
    pub fn is(&self, known: (&str, &str)) -> bool {
        (self.list(), self.as_str()) == known
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.code)
    }
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code.
    pub code: Arc<str>,
    /// Name in Indonesian.
    pub id: String,
    /// Name in English.
    pub en: String,
    /// First day on which it holds; `None` when not known or not limited.
    pub valid_from: Option<NaiveDate>,
    /// Last day on which it holds; `None` while it does.
    pub valid_to: Option<NaiveDate>,
    /// Where it comes from.
    pub source: String,
    /// How sure that is.
    pub mark: Mark,
    /// Further columns of this list by heading; empty cells are left out.
    pub extra: BTreeMap<String, String>,
}

impl Entry {
    /// Its name.
    pub fn label(&self, lang: Lang) -> &str {
        lang.pick(&self.id, &self.en)
    }

    /// Whether it holds on a day.
    pub fn holds(&self, on: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= on) && self.valid_to.is_none_or(|to| on <= to)
    }

    /// A cell of a further column.
    pub fn extra(&self, column: &str) -> Option<&str> {
        self.extra.get(column).map(String::as_str)
    }

    /// The values of a further column that holds several, separated by `;`.
    pub fn extra_list(&self, column: &str) -> impl Iterator<Item = &str> {
        self.extra(column).unwrap_or_default().split(';').map(str::trim).filter(|v| !v.is_empty())
    }
}

/// One list. Rows keep the order of the file; a code may stand in several rows whose validity does not overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeList {
    name: Arc<str>,
    entries: Vec<Entry>,
}

impl CodeList {
    /// Reads a list from CSV text: a header with at least `code,id,en,valid_from,valid_to,source,mark`, one row each. Strict: the
    /// first thing that is not right refuses the list, with line and column.
    pub fn parse(name: &str, text: &str) -> Result<Self, ListError> {
        let fail = |line: u64, column: &str, what: String| ListError {
            list: name.chars().take(MAX_CODE).collect(),
            line,
            column: column.to_owned(),
            what,
        };
        if !is_code(name) {
            return Err(fail(0, "", format!("a list name is 1 to {MAX_CODE} letters, digits, '_', '-' or '.'")));
        }
        if text.len() > MAX_BYTES {
            return Err(fail(0, "", format!("larger than {MAX_BYTES} bytes")));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        let csv_error = |e: csv::Error| {
            let line = e.position().map_or(1, csv::Position::line);
            let what = match e.kind() {
                csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                    format!("{len} cells, the header has {expected_len}")
                }
                _ => "not readable as CSV".to_owned(),
            };
            fail(line, "", what)
        };
        let header = reader.headers().map_err(csv_error)?.clone();
        let mut seen = BTreeSet::new();
        for column in &header {
            if !is_code(column) {
                return Err(fail(1, "", "every column needs a heading of letters, digits and '_'".into()));
            }
            if !seen.insert(column) {
                return Err(fail(1, column, "stands twice".into()));
            }
        }
        let mut at = [0; COLUMNS.len()];
        for (place, column) in at.iter_mut().zip(COLUMNS) {
            *place = header.iter().position(|h| h == column).ok_or_else(|| fail(1, column, "is missing".into()))?;
        }
        let mut entries: Vec<Entry> = Vec::new();
        let mut by_code: BTreeMap<Arc<str>, Vec<usize>> = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(csv_error)?;
            let line = record.position().map_or(0, csv::Position::line);
            if entries.len() == MAX_ROWS {
                return Err(fail(line, "", format!("more than {MAX_ROWS} rows")));
            }
            for (column, cell) in header.iter().zip(&record) {
                if cell.len() > MAX_CELL {
                    return Err(fail(line, column, format!("longer than {MAX_CELL} bytes")));
                }
                if cell.trim() != cell {
                    return Err(fail(line, column, "begins or ends with a space".into()));
                }
            }
            let cell = |i: usize| &record[at[i]];
            let code = cell(0);
            if !is_code(code) {
                return Err(fail(line, "code", format!("must be 1 to {MAX_CODE} letters, digits, '_', '-' or '.'")));
            }
            for i in [1, 2, 5] {
                if cell(i).is_empty() {
                    return Err(fail(line, COLUMNS[i], "is empty".into()));
                }
            }
            let date = |i: usize| match cell(i) {
                "" => Ok(None),
                text => super::waktu::parse_date(text)
                    .map(Some)
                    .ok_or_else(|| fail(line, COLUMNS[i], "must be a date such as 2026-01-31, or empty".into())),
            };
            let (valid_from, valid_to) = (date(3)?, date(4)?);
            if valid_from.zip(valid_to).is_some_and(|(from, to)| from > to) {
                return Err(fail(line, "valid_to", "lies before valid_from".into()));
            }
            let mark = match cell(6) {
                "V" => Mark::V,
                "V2" => Mark::V2,
                "K" => Mark::K,
                "INF" => Mark::Inf,
                _ => return Err(fail(line, "mark", "must be V, V2, K or INF".into())),
            };
            let code: Arc<str> = code.into();
            let rows = by_code.entry(code.clone()).or_default();
            let overlaps = |e: &Entry| {
                e.valid_from.is_none_or(|from| valid_to.is_none_or(|to| from <= to))
                    && valid_from.is_none_or(|from| e.valid_to.is_none_or(|to| from <= to))
            };
            if rows.iter().any(|row| overlaps(&entries[*row])) {
                return Err(fail(line, "code", "stands twice for the same day".into()));
            }
            rows.push(entries.len());
            let extra = header
                .iter()
                .zip(&record)
                .filter(|(column, cell)| !COLUMNS.contains(column) && !cell.is_empty())
                .map(|(column, cell)| (column.to_owned(), cell.to_owned()))
                .collect();
            entries.push(Entry {
                code,
                id: cell(1).to_owned(),
                en: cell(2).to_owned(),
                valid_from,
                valid_to,
                source: cell(5).to_owned(),
                mark,
                extra,
            });
        }
        if entries.is_empty() {
            return Err(fail(0, "", "has no rows".into()));
        }
        Ok(Self { name: name.into(), entries })
    }

    /// Name of the list.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All rows, also those of the past and the future, in the order of the file.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The rows that hold on a day: what a picker offers.
    pub fn on(&self, day: NaiveDate) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |e| e.holds(day))
    }

    /// The row of a code on a day.
    pub fn get(&self, code: &str, on: NaiveDate) -> Option<&Entry> {
        self.on(on).find(|e| &*e.code == code)
    }

    /// The row to show for a stored code, whenever it held: the last one that starts. `None` for a code never listed.
    pub fn latest(&self, code: &str) -> Option<&Entry> {
        self.entries.iter().filter(|e| &*e.code == code).max_by_key(|e| e.valid_from)
    }

    /// Checks a text against the list on a day.
    pub fn check(&self, code: &str, on: NaiveDate) -> Result<Code, CodeError> {
        let list = || self.name.to_string();
        match (self.get(code, on), self.latest(code)) {
            (Some(entry), _) => Ok(Code { list: self.name.clone(), code: entry.code.clone() }),
            (None, Some(_)) => Err(CodeError::NotValid { list: list(), code: code.to_owned(), on }),
            (None, None) => Err(CodeError::Unknown { list: list() }),
        }
    }
}

/// All lists in force on a device.
#[derive(Clone, Debug, Default)]
pub struct CodeLists {
    lists: BTreeMap<Arc<str>, Arc<CodeList>>,
}

impl CodeLists {
    /// The lists inside the library, read once.
    pub fn shipped() -> &'static Self {
        static LISTS: OnceLock<CodeLists> = OnceLock::new();
        LISTS.get_or_init(|| {
            SHIPPED.iter().fold(CodeLists::default(), |lists, (name, text)| {
                lists.with(CodeList::parse(name, text).expect("a test reads every shipped list"))
            })
        })
    }

    /// The names and CSV texts of the shipped lists, for a server that hands them out.
    pub fn shipped_texts() -> &'static [(&'static str, &'static str)] {
        &SHIPPED
    }

    /// Reads one list, as [`CodeList::parse`].
    pub fn parse(name: &str, text: &str) -> Result<CodeList, ListError> {
        CodeList::parse(name, text)
    }

    /// The same lists with one added or replaced.
    pub fn with(mut self, list: CodeList) -> Self {
        self.lists.insert(list.name.clone(), Arc::new(list));
        self
    }

    /// Names of all lists, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.lists.keys().map(|name| &**name)
    }

    /// One list.
    pub fn list(&self, name: &str) -> Option<&CodeList> {
        self.lists.get(name).map(|list| &**list)
    }

    /// Checks a text against a list on a day.
    pub fn check(&self, list: &str, code: &str, on: NaiveDate) -> Result<Code, CodeError> {
        self.list(list).ok_or_else(|| CodeError::NoList { list: list.to_owned() })?.check(code, on)
    }

    /// What to show for a stored code: its name, or the code itself when no list knows it (a newer server may).
    pub fn label<'a>(&'a self, list: &str, code: &'a str, lang: Lang) -> &'a str {
        self.list(list).and_then(|l| l.latest(code)).map_or(code, |e| e.label(lang))
    }

    /// The clusters (list `klaster`) of one of the 26 types (list `jenis_ppks`). A working map.
    pub fn klaster_of(&self, jenis_ppks: &str, on: NaiveDate) -> Vec<&str> {
        self.related("jenis_ppks", jenis_ppks, "klaster", on)
    }

    /// The groups of list `pas` of one of the 26 types, by the editable map `ppks_pas`.
    pub fn pas_of(&self, jenis_ppks: &str, on: NaiveDate) -> Vec<&str> {
        self.related("ppks_pas", jenis_ppks, "pas", on)
    }

    fn related(&self, list: &str, code: &str, column: &str, on: NaiveDate) -> Vec<&str> {
        self.list(list).and_then(|l| l.get(code, on)).map(|e| e.extra_list(column).collect()).unwrap_or_default()
    }
}

fn is_code(text: &str) -> bool {
    (1..=MAX_CODE).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}
