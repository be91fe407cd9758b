//! The `.xls` side of XLSForm: workbooks as Excel wrote them until 2003 (BIFF8), and as older offices still do.
//!
//! A reader of our own: the library that reads `.xlsx` follows chains of sectors without end, reserves what a file claims
//! and lays every sheet out as a full grid, so that a few bytes abort the process. A form needs only the cells' values:
//! they are taken record by record, within the caps of every loader.

use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};

use super::Sheets;
use super::table::{Table, TableBuilder};
use super::xls_container::stream;
use crate::form::definition::{FormErrors, FormSource, Notice, Place};
use crate::form::load::{File, MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_XLSX_BYTES, Report, nearest};

/// Most bytes of text in one workbook: one shared text can stand in many cells.
const MAX_TEXT: usize = 32 << 20;
/// Most sheets looked at.
const MAX_SHEETS: usize = 256;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const CONTINUE: u16 = 0x003c;

/// Loads a form from an old workbook with its attached lists (CSV files by name).
///
/// # Errors
/// Every problem found, with sheet, row and column; a damaged, oversized, protected or hostile file.
pub fn load_xls(bytes: &[u8], attachments: &[File<'_>]) -> Result<FormSource, FormErrors> {
    let mut report = Report::default();
    let place = Place::new(&"workbook".into(), 0, "");
    match workbook(bytes).and_then(|stream| Book::read(&stream)?.sheets(&stream, &mut report)) {
        Ok(Some(sheets)) => sheets.load(attachments, report),
        Ok(None) => Err(report.refuse()),
        Err(Fault::Damaged(what)) => {
            let message =
                format!("this is no readable .xls workbook ({what}); open it in a spreadsheet and save it as .xlsx");
            report.error("form.damaged_workbook", place, message);
            Err(report.refuse())
        }
        Err(Fault::Large(message)) => {
            report.error("form.too_large", place, message);
            Err(report.refuse())
        }
    }
}

/// Why a workbook is refused as a whole.
enum Fault {
    Damaged(&'static str),
    Large(String),
}

impl From<&'static str> for Fault {
    fn from(what: &'static str) -> Self {
        Self::Damaged(what)
    }
}

/// The records of the workbook.
fn workbook(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    if bytes.len() > MAX_XLSX_BYTES {
        let message = format!("the workbook has {} bytes; at most {MAX_XLSX_BYTES} are read", bytes.len());
        return Err(Fault::Large(message));
    }
    if !bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Err(Fault::Damaged("not the format of Excel 97 to 2003"));
    }
    if let Some(found) = stream(bytes, "Workbook")? {
        return Ok(found);
    }
    if stream(bytes, "EncryptedPackage")?.is_some() {
        return Err(Fault::Damaged("protected by a password"));
    }
    match stream(bytes, "Book")? {
        Some(_) => Err(Fault::Damaged("Excel 95 or older")),
        None => Err(Fault::Damaged("no workbook in it")),
    }
}

/// A record with those that continue it.
struct Record<'a> {
    kind: u16,
    parts: Vec<&'a [u8]>,
}

impl Record<'_> {
    fn data(&self) -> &[u8] {
        self.parts.first().copied().unwrap_or_default()
    }

    fn u16(&self, at: usize) -> Result<u16, Fault> {
        u16_at(self.data(), at)
    }
}

fn u16_at(data: &[u8], at: usize) -> Result<u16, Fault> {
    let part = data.get(at..at + 2).and_then(|b| b.first_chunk::<2>());
    part.map(|b| u16::from_le_bytes(*b)).ok_or(Fault::Damaged("a record is cut off"))
}

fn u32_at(data: &[u8], at: usize) -> Result<u32, Fault> {
    Ok(u32::from(u16_at(data, at)?) | u32::from(u16_at(data, at + 2)?) << 16)
}

fn f64_at(data: &[u8], at: usize) -> Result<f64, Fault> {
    let part = data.get(at..at + 8).and_then(|b| b.first_chunk::<8>());
    part.map(|b| f64::from_le_bytes(*b)).ok_or(Fault::Damaged("a record is cut off"))
}

/// The records from a place on, up to the end of the substream that begins there; charts inside it are passed over.
fn records(stream: &[u8], from: usize) -> Result<impl Iterator<Item = Record<'_>>, Fault> {
    let mut rest = stream.get(from..).filter(|r| !r.is_empty()).ok_or(Fault::Damaged("a sheet beyond the end"))?;
    let mut depth = 0_u32;
    let raw = move |rest: &mut &'_ [u8]| -> Option<(u16, usize)> {
        let (kind, len) = (u16_at(rest, 0).ok()?, u16_at(rest, 2).ok()? as usize);
        (rest.len() >= 4 + len).then_some((kind, len))
    };
    Ok(std::iter::from_fn(move || {
        loop {
            let (kind, len) = raw(&mut rest)?;
            let mut parts = vec![&rest[4..4 + len]];
            rest = &rest[4 + len..];
            while let Some((CONTINUE, len)) = raw(&mut rest) {
                parts.push(&rest[4..4 + len]);
                rest = &rest[4 + len..];
            }
            match (kind, depth) {
                (BOF, _) => depth += 1,
                (EOF, 0 | 1) => return None,
                (EOF, _) => depth -= 1,
                (_, 0 | 1) => return Some(Record { kind, parts }),
                _ => {}
            }
        }
    }))
}

/// Text that runs over the parts of a record. A part that begins inside characters says anew how wide they are.
struct Texts<'a> {
    parts: &'a [&'a [u8]],
    part: usize,
    at: usize,
}

impl Texts<'_> {
    fn byte(&mut self) -> Option<u8> {
        loop {
            let part = self.parts.get(self.part)?;
            if let Some(byte) = part.get(self.at) {
                self.at += 1;
                return Some(*byte);
            }
            self.part += 1;
            self.at = 0;
        }
    }

    fn number(&mut self, bytes: u32) -> Option<usize> {
        let mut out = 0;
        for i in 0..bytes {
            out |= (self.byte()? as usize) << (8 * i);
        }
        Some(out)
    }

    fn pass(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            let left = self.parts.get(self.part)?.len() - self.at;
            if left >= bytes {
                self.at += bytes;
                return Some(());
            }
            bytes -= left;
            self.part += 1;
            self.at = 0;
        }
        Some(())
    }

    /// A text whose length takes `bytes` bytes, without its formats and readings.
    fn text(&mut self, bytes: u32) -> Option<String> {
        let count = self.number(bytes)?;
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.number(2)? } else { 0 };
        let reading = if flags & 4 != 0 { self.number(4)? } else { 0 };
        let mut wide = flags & 1 != 0;
        let mut units: Vec<u16> = Vec::new();
        for _ in 0..count {
            if self.parts.get(self.part).is_some_and(|p| p.len() == self.at) && self.part + 1 < self.parts.len() {
                self.part += 1;
                self.at = 0;
                wide = self.byte()? & 1 != 0;
            }
            units.push(self.number(if wide { 2 } else { 1 })? as u16);
        }
        self.pass(4 * runs + reading)?;
        Some(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
    }
}

/// What all sheets share.
struct Book {
    /// Name and place of each sheet.
    sheets: Vec<(String, usize)>,
    texts: Vec<String>,
    /// Which cell formats show a number as a date or time.
    dates: Vec<bool>,
    since_1904: bool,
}

impl Book {
    fn read(stream: &[u8]) -> Result<Self, Fault> {
        if u16_at(stream, 0)? != BOF || u16_at(stream, 4)? != 0x0600 {
            return Err(Fault::Damaged("not the format of Excel 97 to 2003"));
        }
        let mut book = Self { sheets: Vec::new(), texts: Vec::new(), dates: Vec::new(), since_1904: false };
        let (mut formats, mut cell_formats) = (Vec::new(), Vec::new());
        for record in records(stream, 0)? {
            let cut = || Fault::Damaged("a text is cut off");
            match record.kind {
                0x002f => return Err(Fault::Damaged("protected by a password")),
                0x0022 => book.since_1904 = record.u16(0)? == 1,
                0x0085 => {
                    let mut texts = Texts { parts: &record.parts, part: 0, at: 6 };
                    let at = u32_at(record.data(), 0)? as usize;
                    // Charts and macros are no sheets of a form.
                    if record.data().get(5) == Some(&0) && book.sheets.len() < MAX_SHEETS {
                        book.sheets.push((texts.text(1).ok_or_else(cut)?, at));
                    }
                }
                0x00fc => {
                    let mut texts = Texts { parts: &record.parts, part: 0, at: 8 };
                    // As many as there are, whatever the record claims.
                    for _ in 0..u32_at(record.data(), 4)? {
                        book.texts.push(texts.text(2).ok_or_else(cut)?);
                    }
                }
                0x041e => {
                    let mut texts = Texts { parts: &record.parts, part: 0, at: 2 };
                    formats.push((record.u16(0)?, texts.text(2).ok_or_else(cut)?));
                }
                0x00e0 => cell_formats.push(record.u16(2)?),
                _ => {}
            }
        }
        book.dates = cell_formats.iter().map(|f| shows_time(*f, &formats)).collect();
        Ok(book)
    }

    /// The sheets of a form; none when the report holds why not.
    fn sheets(&self, stream: &[u8], report: &mut Report) -> Result<Option<Sheets>, Fault> {
        let mut sheets = Sheets::default();
        let (mut seen, mut failed) = (Vec::new(), false);
        for (name, at) in &self.sheets {
            let lower = name.trim().to_lowercase();
            if !sheets.wants(&lower) || seen.contains(&lower) {
                continue;
            }
            let sheet: Arc<str> = lower.as_str().into();
            match self.cells(stream, *at, &sheet, report)? {
                // Authors leave unused sheets empty; only the survey must be there.
                Some(cells) if cells.is_empty() => {}
                Some(cells) => {
                    let table = as_table(&sheet, cells, report);
                    failed |= table.is_none();
                    sheets.put(&lower, table);
                }
                None => failed = true,
            }
            seen.push(lower);
        }
        for (name, _) in self.sheets.iter().filter(|(n, _)| !seen.contains(&n.trim().to_lowercase())) {
            let missing = ["survey", "choices", "settings"].into_iter().filter(|s| !seen.iter().any(|n| n == s));
            if let Some(meant) = nearest(name, missing) {
                let place = Place::new(&name.as_str().into(), 0, "");
                let notice = Notice::warning("form.unknown_sheet", place, "the sheet is not known and is not read");
                report.push(notice.suggest(Some(meant)));
            }
        }
        Ok((!failed).then_some(sheets))
    }

    /// The cells of one sheet with text, by row (as the spreadsheet shows it) and column; none when they are too many.
    fn cells(&self, stream: &[u8], at: usize, sheet: &Arc<str>, report: &mut Report) -> Result<Option<Cells>, Fault> {
        let mut out = Cells::default();
        let mut volume = 0_usize;
        // Where the text of the formula just read belongs.
        let mut formula = (0, 0);
        for record in records(stream, at)? {
            let place = |n: usize| Ok::<_, Fault>((u32::from(record.u16(0)?) + 1, record.u16(n)?));
            let text = |at: usize| {
                let mut texts = Texts { parts: &record.parts, part: 0, at };
                texts.text(2).ok_or(Fault::Damaged("a text is cut off"))
            };
            let found: Vec<((u32, u16), Found)> = match record.kind {
                0x00fd => {
                    let text = self.texts.get(u32_at(record.data(), 6)? as usize);
                    vec![(place(2)?, Found::Text(text.cloned().ok_or(Fault::Damaged("a text is missing"))?))]
                }
                0x0204 | 0x00d6 => vec![(place(2)?, Found::Text(text(6)?))],
                0x0203 => vec![(place(2)?, self.number(record.u16(4)?, f64_at(record.data(), 6)?))],
                0x027e => vec![(place(2)?, self.number(record.u16(4)?, packed(u32_at(record.data(), 6)?)))],
                0x00bd => {
                    let (row, first) = place(2)?;
                    let all = record.data().get(4..record.data().len().saturating_sub(2)).unwrap_or_default();
                    let one = |(i, b): (usize, &[u8; 6])| {
                        let value = self.number(u16_at(b, 0)?, packed(u32_at(b, 2)?));
                        Ok(((row, first.saturating_add(i as u16)), value))
                    };
                    all.as_chunks::<6>().0.iter().enumerate().map(one).collect::<Result<_, Fault>>()?
                }
                0x0205 => {
                    let value = record.u16(6)?;
                    vec![(place(2)?, if value >> 8 == 0 { truth(value & 1 == 1) } else { Found::Error })]
                }
                0x0006 => {
                    formula = place(2)?;
                    let value = (record.u16(12)?, record.u16(6)?, record.u16(8)?);
                    match value {
                        (0xffff, 1, value) => vec![(formula, truth(value & 1 == 1))],
                        (0xffff, 2, _) => vec![(formula, Found::Error)],
                        // A text comes in the next record; 3 is blank.
                        (0xffff, _, _) => vec![],
                        _ => vec![(formula, self.number(record.u16(4)?, f64_at(record.data(), 6)?))],
                    }
                }
                0x0207 => vec![(formula, Found::Text(text(0)?))],
                _ => vec![],
            };
            for ((row, column), value) in found {
                let text = match value {
                    Found::Text(text) => text.trim().to_owned(),
                    Found::Error => {
                        report.error("form.cell_error", Place::new(sheet, row, ""), "a cell holds an error");
                        continue;
                    }
                };
                if text.is_empty() {
                    continue;
                }
                if column as usize >= MAX_COLUMNS {
                    let message = format!("text stands beyond column {MAX_COLUMNS}; clear it");
                    report.error("form.too_many_columns", Place::new(sheet, row, ""), message);
                    return Ok(None);
                }
                volume += text.len();
                if text.len() > MAX_CELL || out.len() >= MAX_CELLS || volume > MAX_TEXT {
                    let message = format!("a cell has more than {MAX_CELL} bytes, or the sheet too many of them");
                    report.error("form.cell_too_long", Place::new(sheet, row, ""), message);
                    return Ok(None);
                }
                out.push((row, column, text));
            }
        }
        out.sort_by_key(|(row, column, _)| (*row, *column));
        Ok(Some(out))
    }

    /// A number as CSV would hold it.
    fn number(&self, format: u16, value: f64) -> Found {
        let as_time = self.dates.get(format as usize).copied().unwrap_or(false);
        let moment = if as_time { moment(value, self.since_1904) } else { None };
        Found::Text(moment.unwrap_or_else(|| value.to_string()))
    }
}

type Cells = Vec<(u32, u16, String)>;

enum Found {
    Text(String),
    Error,
}

fn truth(yes: bool) -> Found {
    Found::Text(if yes { "TRUE" } else { "FALSE" }.to_owned())
}

fn as_table(sheet: &Arc<str>, cells: Cells, report: &mut Report) -> Option<Table> {
    let mut builder = TableBuilder::new(sheet);
    let mut current: (u32, Vec<String>) = (0, Vec::new());
    for (row, column, text) in cells {
        if row != current.0 {
            let (done, cells) = std::mem::replace(&mut current, (row, Vec::new()));
            if !builder.add(done, cells, report) {
                return None;
            }
        }
        current.1.resize(current.1.len().max(column as usize + 1), String::new());
        current.1[column as usize] = text;
    }
    builder.add(current.0, current.1, report);
    builder.finish(report)
}

/// A number in four bytes: 30 bits of it, whether they are whole, and whether it is in hundredths.
fn packed(bits: u32) -> f64 {
    let value = match bits & 2 {
        0 => f64::from_bits(u64::from(bits & !3) << 32),
        _ => f64::from(bits as i32 >> 2),
    };
    if bits & 1 == 0 { value } else { value / 100.0 }
}

/// Whether a number format shows a date or a time.
fn shows_time(format: u16, own: &[(u16, String)]) -> bool {
    let Some((_, pattern)) = own.iter().find(|(id, _)| *id == format) else {
        return matches!(format, 14..=22 | 27..=36 | 45..=47 | 50..=58);
    };
    // Without texts in quotes and brackets; `General` and colours hold letters of dates.
    let mut plain = String::new();
    let mut until = None;
    for c in pattern.chars() {
        match (until, c) {
            (Some(end), c) if c == end => until = None,
            (Some(_), _) => {}
            (None, '"') => until = Some('"'),
            (None, '[') => until = Some(']'),
            (None, c) => plain.push(c.to_ascii_lowercase()),
        }
    }
    !plain.contains("general") && plain.contains(['d', 'm', 'y', 'h', 's'])
}

/// A day number of a spreadsheet as a date, a time or both; none when it is out of range.
fn moment(days: f64, since_1904: bool) -> Option<String> {
    let first = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let days = if since_1904 { days + 1462.0 } else { days };
    if !(0.0..3_000_000.0).contains(&days) {
        return None;
    }
    let at = first.and_hms_opt(0, 0, 0)? + TimeDelta::seconds((days * 86_400.0).round() as i64);
    let (date, time) = (at.format("%Y-%m-%d"), at.format("%H:%M:%S"));
    Some(match time.to_string().as_str() {
        time if days < 1.0 => time.to_owned(),
        "00:00:00" => date.to_string(),
        time => format!("{date}T{time}"),
    })
}
