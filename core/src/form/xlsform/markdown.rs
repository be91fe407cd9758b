//! XLSForm as a Markdown table, as authors paste it into questions and as pyxform's own tests write it: a row names the
//! sheet in its first cell, the rows below leave that cell empty. Row numbers are lines of the file.

use std::sync::Arc;

use super::Sheets;
use super::table::TableBuilder;
use crate::form::definition::{FormErrors, FormSource, Notice, Place};
use crate::form::load::{File, MAX_CELL, MAX_COLUMNS, MAX_CSV_BYTES, Report, nearest};

/// Loads a form from a Markdown text with its attached lists (CSV files by name). Lines that are no rows of a table are
/// passed over.
///
/// # Errors
/// Every problem found, with sheet, line and column.
pub fn load_markdown(bytes: &[u8], attachments: &[File<'_>]) -> Result<FormSource, FormErrors> {
    let mut report = Report::default();
    let whole = Place::new(&"markdown".into(), 0, "");
    if bytes.len() > MAX_CSV_BYTES {
        let message = format!("the file has {} bytes; at most {MAX_CSV_BYTES} are read", bytes.len());
        report.error("form.too_large", whole, message);
        return Err(report.refuse());
    }
    let Ok(text) = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)) else {
        report.error("form.not_utf8", whole, "the file is not UTF-8 text; save it as UTF-8");
        return Err(report.refuse());
    };
    match read_sheets(text, &mut report) {
        Some(sheets) => sheets.load(attachments, report),
        None => Err(report.refuse()),
    }
}

/// Whether a text has a table row that begins the sheet `survey`: other Markdown beside a form is no form.
pub(in crate::form) fn looks_like_form(bytes: &[u8]) -> bool {
    let begins = |line: &[u8]| {
        let rest = line.trim_ascii_start().strip_prefix(b"|").unwrap_or_default();
        rest.split(|b| *b == b'|').next().is_some_and(|cell| cell.trim_ascii().eq_ignore_ascii_case(b"survey"))
    };
    bytes.len() <= MAX_CSV_BYTES && bytes.split(|b| *b == b'\n').any(begins)
}

/// The sheets of the text; none when the report holds why not.
fn read_sheets(text: &str, report: &mut Report) -> Option<Sheets> {
    let mut sheets = Sheets::default();
    let mut seen: Vec<String> = Vec::new();
    // The sheet being read; none before the first and inside one that is not known.
    let mut open: Option<(Arc<str>, TableBuilder)> = None;
    let mut failed = false;
    for (at, line) in text.lines().enumerate() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let Some(mut row) = cells(line) else { continue };
        let first = row.remove(0);
        if !first.is_empty() {
            failed |= close(open.take(), &mut sheets, report);
            let name = first.to_lowercase();
            let place = Place::new(&name.as_str().into(), number, "");
            if !sheets.wants(&name) {
                let missing = ["survey", "choices", "settings"].into_iter().filter(|s| !seen.iter().any(|n| n == s));
                let notice = Notice::warning("form.unknown_sheet", place, "the sheet is not known and is not read");
                report.push(notice.suggest(nearest(&name, missing)));
                continue;
            }
            if seen.contains(&name) {
                report.error("form.duplicate_sheet", place, "the sheet stands twice; put its rows into one table");
                failed = true;
                continue;
            }
            let sheet: Arc<str> = name.as_str().into();
            open = Some((sheet.clone(), TableBuilder::new(&sheet)));
            seen.push(name);
        }
        let Some((sheet, builder)) = &mut open else { continue };
        if row.iter().any(|cell| cell.len() > MAX_CELL) {
            let message = format!("a cell has more than {MAX_CELL} bytes");
            report.error("form.cell_too_long", Place::new(sheet, number, ""), message);
            failed = true;
        } else if !builder.add(number, row, report) {
            failed = true;
            open = None;
        }
    }
    failed |= close(open, &mut sheets, report);
    (!failed).then_some(sheets)
}

/// Puts a finished sheet away. True when it cannot be used.
fn close(open: Option<(Arc<str>, TableBuilder)>, sheets: &mut Sheets, report: &mut Report) -> bool {
    let Some((sheet, builder)) = open else { return false };
    // As in a workbook, a sheet that its author left empty is as good as none.
    if builder.is_empty() {
        return false;
    }
    let table = builder.finish(report);
    let failed = table.is_none();
    sheets.put(&sheet, table);
    failed
}

/// The cells of a table row, the name of the sheet first; none for any other line and for the rule below headings.
fn cells(line: &str) -> Option<Vec<String>> {
    let line = line.trim().strip_prefix('|')?;
    let mut out = vec![String::new()];
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'|') => {
                out.last_mut()?.push('|');
                chars.next();
            }
            '|' => out.push(String::new()),
            c => out.last_mut()?.push(c),
        }
        // One more than fits, so that the row is refused.
        if out.len() > 4 * MAX_COLUMNS {
            break;
        }
    }
    // What stands behind the last bar is a remark.
    if out.len() > 1 {
        out.pop();
    }
    let dashes = out.iter().any(|c| c.contains('-'));
    if dashes && out.iter().all(|c| c.chars().all(|c| matches!(c, '-' | ':' | ' '))) {
        return None;
    }
    for cell in &mut out {
        *cell = cell.trim().to_owned();
    }
    Some(out)
}
