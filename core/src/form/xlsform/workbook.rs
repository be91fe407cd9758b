//! The `.xlsx` side of XLSForm.
//!
//! A workbook is a zip file from outside, and the library that reads it trusts some numbers in it: it reserves memory
//! for as many strings as `uniqueCount` claims, and its range reader for as many cells as `dimension` claims. Both let a
//! file of 2 KB abort the process. So the container is unpacked once within caps and looked through before the library
//! sees it, cells are taken one by one, and a panic inside the library is an error here.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{DataRef, Reader, Xlsx};
use zip::ZipArchive;

use super::Sheets;
use super::table::{Table, TableBuilder};
use crate::form::definition::{FormErrors, FormSource, Notice, Place};
use crate::form::load::{File, MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_XLSX_BYTES, Report, nearest};

/// Most entries of the zip container; an ordinary workbook has about fifteen.
const MAX_ENTRIES: usize = 2_000;
/// Most bytes of all entries together, unpacked.
const MAX_UNPACKED: u64 = 32 << 20;
/// Most bytes of the styles, which the library expands greatly.
const MAX_STYLES: usize = 1 << 20;
/// Entries larger than [`RATIO_FROM`] that were packed tighter than this are taken for a bomb.
const MAX_RATIO: u64 = 250;
const RATIO_FROM: u64 = 1 << 20;

/// Loads a form from a workbook with its attached lists (CSV files by name).
///
/// # Errors
/// Every problem found, with sheet, row (as the spreadsheet shows it) and column; a damaged, oversized or hostile file.
pub fn load_xlsx(bytes: &[u8], attachments: &[File<'_>]) -> Result<FormSource, FormErrors> {
    let mut report = Report::default();
    if let Err((code, message)) = look_through(bytes) {
        report.error(code, whole(), message);
        return Err(report.refuse());
    }
    // The report is only read after a panic, never resumed with.
    let read = catch_unwind(AssertUnwindSafe(|| read_sheets(bytes, &mut report)));
    match read {
        Ok(Ok(sheets)) => sheets.load(attachments, report),
        Ok(Err(notice)) => {
            if let Some(notice) = notice {
                report.push(notice);
            }
            Err(report.refuse())
        }
        Err(_) => {
            report.error(
                "form.damaged_workbook",
                whole(),
                "the workbook is damaged; open it and save it anew as .xlsx",
            );
            Err(report.refuse())
        }
    }
}

fn whole() -> Place {
    Place::new(&"workbook".into(), 0, "")
}

/// Unpacks every entry within the caps and refuses what would make the library reserve memory without bound.
fn look_through(bytes: &[u8]) -> Result<(), (&'static str, String)> {
    let damaged = |what: &str| {
        (
            "form.damaged_workbook",
            format!("this is no readable .xlsx workbook ({what}); open it and save it anew as .xlsx"),
        )
    };
    let bomb = |message: String| ("form.too_large", message);
    if bytes.len() > MAX_XLSX_BYTES {
        return Err(bomb(format!("the workbook has {} bytes; at most {MAX_XLSX_BYTES} are read", bytes.len())));
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(damaged("old .xls format, or protected by a password"));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged("no zip container"))?;
    if archive.len() > MAX_ENTRIES {
        return Err(bomb(format!("the workbook has {} parts; at most {MAX_ENTRIES} are read", archive.len())));
    }
    let mut total = 0_u64;
    let mut part = Vec::new();
    for i in 0..archive.len() {
        let entry = archive.by_index(i).map_err(|_| damaged("a part cannot be opened"))?;
        let lower = String::from_utf8_lossy(entry.name_raw()).to_ascii_lowercase();
        let packed = entry.compressed_size();
        part.clear();
        entry
            .take(MAX_UNPACKED - total + 1)
            .read_to_end(&mut part)
            .map_err(|_| damaged(&format!("part {} of {} is cut off or damaged", i + 1, archive_len(bytes))))?;
        let size = part.len() as u64;
        total += size;
        if total > MAX_UNPACKED {
            return Err(bomb(format!("the workbook unpacks to more than {MAX_UNPACKED} bytes")));
        }
        if size > RATIO_FROM && size / MAX_RATIO > packed {
            return Err(bomb("a part of the workbook is packed suspiciously tight; save it anew as .xlsx".into()));
        }
        if lower.ends_with("styles.xml") && part.len() > MAX_STYLES {
            return Err(bomb("the workbook has too many cell formats; paste its cells into a new one".into()));
        }
        if (lower.ends_with(".xml") || lower.ends_with(".rels")) && !is_plain_utf8(&part) {
            return Err(damaged("a part is not in UTF-8"));
        }
        if claims_too_much(&part) {
            return Err(bomb("the workbook claims more texts than it can hold; save it anew as .xlsx".into()));
        }
    }
    Ok(())
}

fn archive_len(bytes: &[u8]) -> usize {
    ZipArchive::new(Cursor::new(bytes)).map_or(0, |a| a.len())
}

/// Whether an XML part is in UTF-8, so that a search for ASCII text in it cannot miss.
fn is_plain_utf8(part: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&part[..part.len().min(256)]).to_ascii_lowercase();
    let declaration = head.split("?>").next().unwrap_or("");
    let declared = !declaration.contains("<?xml")
        || !declaration.contains("encoding")
        || declaration.contains("utf-8")
        || declaration.contains("utf8");
    declared && !part.contains(&0)
}

/// Whether some `uniqueCount` in the part is larger than the part could hold.
fn claims_too_much(part: &[u8]) -> bool {
    const KEY: &[u8] = b"uniqueCount";
    let mut rest = part;
    while let Some(at) = rest.windows(KEY.len()).position(|w| w == KEY) {
        rest = &rest[at + KEY.len()..];
        let value = rest.iter().skip_while(|b| b.is_ascii_whitespace() || b"=\"'+".contains(b));
        let digits: String = value.take_while(|b| b.is_ascii_digit()).take(21).map(|b| char::from(*b)).collect();
        if !digits.is_empty() && digits.parse::<usize>().map_or(true, |n| n > part.len()) {
            return true;
        }
    }
    false
}

/// Reads the sheets that make a form. The error is empty when the report already holds it.
fn read_sheets(bytes: &[u8], report: &mut Report) -> Result<Sheets, Option<Notice>> {
    let damaged = |e: calamine::XlsxError| {
        Some(Notice::error("form.damaged_workbook", whole(), format!("the workbook cannot be read: {e}")))
    };
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let names = book.sheet_names();
    let mut sheets = Sheets::default();
    let mut failed = false;
    let mut seen: Vec<String> = Vec::new();
    for name in &names {
        let lower = name.trim().to_lowercase();
        if !sheets.wants(&lower) || seen.contains(&lower) {
            continue;
        }
        seen.push(lower.clone());
        let sheet: Arc<str> = lower.as_str().into();
        let (table, empty) = read_sheet(&mut book, name, &sheet, report).map_err(|e| {
            let place = Place::new(&sheet, 0, "");
            Some(Notice::error("form.damaged_workbook", place, format!("the sheet cannot be read: {e}")))
        })?;
        // Authors leave unused sheets empty; only the survey must be there.
        failed |= table.is_none() && !empty;
        sheets.put(&lower, table);
    }
    for name in names.iter().filter(|n| !seen.contains(&n.trim().to_lowercase())) {
        let missing = ["survey", "choices", "settings"].into_iter().filter(|s| !seen.iter().any(|n| n == s));
        if let Some(meant) = nearest(name, missing) {
            let place = Place::new(&name.as_str().into(), 0, "");
            let notice = Notice::warning("form.unknown_sheet", place, "the sheet is not known and is not read");
            report.push(notice.suggest(Some(meant)));
        }
    }
    if failed { Err(None) } else { Ok(sheets) }
}

/// Reads one sheet cell by cell. The flag says that the sheet has no text at all.
fn read_sheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    sheet: &Arc<str>,
    report: &mut Report,
) -> Result<(Option<Table>, bool), calamine::XlsxError> {
    let mut cells = book.worksheet_cells_reader(name)?;
    let mut builder = TableBuilder::new(sheet);
    let mut current: (u32, Vec<String>) = (0, Vec::new());
    let (mut any, mut count, mut volume) = (false, 0_usize, 0_usize);
    let mut wide = false;
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        let number = row.saturating_add(1);
        let text = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::Error(e) => {
                report.error("form.cell_error", Place::new(sheet, number, ""), format!("a cell holds the error `{e}`"));
                continue;
            }
            value => as_text(value),
        };
        if text.is_empty() {
            continue;
        }
        any = true;
        count += 1;
        volume += text.len();
        let column = column as usize;
        if column >= MAX_COLUMNS {
            if !std::mem::replace(&mut wide, true) {
                let message = format!("text stands beyond column {MAX_COLUMNS}; clear it");
                report.error("form.too_many_columns", Place::new(sheet, number, ""), message);
            }
            continue;
        }
        if text.len() > MAX_CELL || count > MAX_CELLS || volume as u64 > MAX_UNPACKED {
            let message = format!("a cell has more than {MAX_CELL} bytes, or the sheet too many of them");
            report.error("form.cell_too_long", Place::new(sheet, number, ""), message);
            return Ok((None, false));
        }
        if number != current.0 {
            let (done, cells) = std::mem::replace(&mut current, (number, Vec::new()));
            if !builder.add(done, cells, report) {
                return Ok((None, false));
            }
        }
        if current.1.len() <= column {
            current.1.resize(column + 1, String::new());
        }
        current.1[column] = text;
    }
    if !any {
        return Ok((None, true));
    }
    builder.add(current.0, current.1, report);
    Ok((builder.finish(report), false))
}

/// A cell as the text that CSV would hold.
fn as_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(i) => i.to_string(),
        // Spreadsheets keep whole numbers as floats.
        DataRef::Float(f) => f.to_string(),
        DataRef::String(s) => s.trim().to_owned(),
        DataRef::SharedString(s) => s.trim().to_owned(),
        DataRef::Bool(b) => if *b { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(d) => {
            let (year, month, day, hour, minute, second, _) = d.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            let time = format!("{hour:02}:{minute:02}:{second:02}");
            if d.is_duration() || d.as_f64() < 1.0 {
                time
            } else if (hour, minute, second) == (0, 0, 0) {
                date
            } else {
                format!("{date}T{time}")
            }
        }
        DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => s.trim().to_owned(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
