//! A sheet as rows of text, whichever file it comes from, with the row numbers that a spreadsheet shows.

use std::sync::Arc;

use crate::form::definition::{ChoiceList, Notice, Place};
use crate::form::load::{MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_CSV_BYTES, MAX_ROWS, Report};

/// A sheet: headings and the rows below them. Rows without any text are left out; cells are trimmed.
pub(super) struct Table {
    pub(super) sheet: Arc<str>,
    pub(super) header_row: u32,
    pub(super) headings: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// A row with its number in the spreadsheet; never more cells than the sheet has headings.
pub(super) struct Row {
    pub(super) number: u32,
    pub(super) cells: Vec<String>,
}

impl Table {
    /// Place of a cell, by column position.
    pub(super) fn place(&self, row: u32, column: Option<usize>) -> Place {
        Place::new(&self.sheet, row, column.map_or("", |c| &self.headings[c]))
    }
}

impl Row {
    /// The cell in a column; empty where the row is shorter.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// Takes rows one by one, from CSV or a workbook, and keeps the caps.
pub(super) struct TableBuilder {
    table: Table,
    cells: usize,
    seen_header: bool,
    full: bool,
}

impl TableBuilder {
    pub(super) fn new(sheet: &Arc<str>) -> Self {
        let table = Table { sheet: sheet.clone(), header_row: 1, headings: Vec::new(), rows: Vec::new() };
        Self { table, cells: 0, seen_header: false, full: false }
    }

    /// Adds a row; the first with any text holds the headings. False when no more rows are wanted.
    pub(super) fn add(&mut self, number: u32, mut cells: Vec<String>, report: &mut Report) -> bool {
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return true;
        }
        let sheet = self.table.sheet.clone();
        if self.seen_header {
            if cells.len() > self.table.headings.len() {
                report.error(
                    "form.row_too_long",
                    Place::new(&sheet, number, ""),
                    format!(
                        "the row has {} cells but the sheet has {} headings; quote text that holds commas, or add headings",
                        cells.len(),
                        self.table.headings.len()
                    ),
                );
                cells.truncate(self.table.headings.len());
            }
            self.cells += cells.len();
            if self.table.rows.len() >= MAX_ROWS as usize || self.cells > MAX_CELLS {
                self.full = true;
                let message = format!("more than {MAX_ROWS} rows or {MAX_CELLS} cells; split the sheet");
                report.error("form.too_many_rows", Place::new(&sheet, number, ""), message);
                return false;
            }
            cells.shrink_to_fit();
            self.table.rows.push(Row { number, cells });
            return true;
        }
        self.seen_header = true;
        self.table.header_row = number;
        if cells.len() > MAX_COLUMNS {
            self.full = true;
            let message = format!("{} columns; at most {MAX_COLUMNS} are read", cells.len());
            report.error("form.too_many_columns", Place::new(&sheet, number, ""), message);
            return false;
        }
        self.table.headings = cells;
        true
    }

    /// Whether no row with text was added.
    pub(super) fn is_empty(&self) -> bool {
        !self.seen_header
    }

    /// The sheet; none when it was beyond a cap or has no headings.
    pub(super) fn finish(self, report: &mut Report) -> Option<Table> {
        if self.full {
            return None;
        }
        if !self.seen_header {
            let place = Place::new(&self.table.sheet, 0, "");
            report.error("form.empty_sheet", place, "the sheet is empty; its first row must hold the headings");
            return None;
        }
        Some(self.table)
    }
}

/// The rows of a CSV file with their spreadsheet numbers (empty lines count, line breaks inside quotes do not).
pub(super) struct CsvRows<'a> {
    reader: csv::Reader<&'a [u8]>,
    text: &'a [u8],
    at: usize,
    row: u32,
    record: csv::StringRecord,
    sheet: Arc<str>,
}

impl<'a> CsvRows<'a> {
    /// Opens a CSV file: UTF-8, with or without a byte order mark; `,` between cells (`;` and tab are taken, with a
    /// warning, when the first line has no comma, as spreadsheets set to Indonesian write them).
    pub(super) fn open(sheet: &Arc<str>, bytes: &'a [u8], report: &mut Report) -> Result<Self, Notice> {
        let whole = Place::new(sheet, 0, "");
        if bytes.len() > MAX_CSV_BYTES {
            let message = format!("the file has {} bytes; at most {MAX_CSV_BYTES} are read", bytes.len());
            return Err(Notice::error("form.too_large", whole, message));
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if let Err(e) = std::str::from_utf8(bytes) {
            let line = bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
            let place = Place::new(sheet, u32::try_from(line).unwrap_or(u32::MAX), "");
            return Err(Notice::error("form.not_utf8", place, "the file is not UTF-8 text; save it as `CSV UTF-8`"));
        }
        let first = bytes.split(|b| *b == b'\n').find(|l| !l.is_empty()).unwrap_or(b"");
        let delimiter = [b',', b';', b'\t'].into_iter().find(|d| first.contains(d)).unwrap_or(b',');
        if delimiter != b',' {
            let place = Place::new(sheet, 1, "");
            report.warning(
                "form.delimiter",
                place,
                "cells are not separated by commas; save it as comma separated CSV",
            );
        }
        let reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
        Ok(Self { reader, text: bytes, at: 0, row: 0, record: csv::StringRecord::new(), sheet: sheet.clone() })
    }

    /// The next row with its number.
    pub(super) fn next_row(&mut self) -> Result<Option<(u32, &csv::StringRecord)>, Notice> {
        let more = self.reader.read_record(&mut self.record).map_err(|e| {
            Notice::error(
                "form.bad_csv",
                Place::new(&self.sheet, self.row + 1, ""),
                format!("not readable as CSV: {e}"),
            )
        })?;
        if !more {
            return Ok(None);
        }
        let end = usize::try_from(self.reader.position().byte()).map_or(self.text.len(), |b| b.min(self.text.len()));
        let mut taken = &self.text[self.at.min(end)..end];
        // The reader leaves the `\n` of a `\r\n` for the next record and skips empty lines silently.
        if self.at > 0 && self.text[self.at - 1] == b'\r' {
            taken = taken.strip_prefix(b"\n").unwrap_or(taken);
        }
        self.row += 1;
        while let Some(&(b'\r' | b'\n')) = taken.first() {
            self.row += 1;
            taken = taken.strip_prefix(b"\r\n").unwrap_or(&taken[1..]);
        }
        self.at = end;
        if let Some(column) = self.record.iter().position(|c| c.len() > MAX_CELL) {
            return Err(Notice::error(
                "form.cell_too_long",
                Place::new(&self.sheet, self.row, ""),
                format!("cell {} has more than {MAX_CELL} bytes; is a closing quote missing?", column + 1),
            ));
        }
        Ok(Some((self.row, &self.record)))
    }
}

/// Reads a whole CSV sheet.
pub(super) fn read_csv(sheet: &Arc<str>, bytes: &[u8], report: &mut Report) -> Option<Table> {
    let mut builder = TableBuilder::new(sheet);
    let mut read = |report: &mut Report| -> Result<(), Notice> {
        let mut rows = CsvRows::open(sheet, bytes, report)?;
        while let Some((number, record)) = rows.next_row()? {
            let cells = record.iter().take(4 * MAX_COLUMNS).map(|c| c.trim().to_owned()).collect();
            if !builder.add(number, cells, report) {
                break;
            }
        }
        Ok(())
    };
    if let Err(notice) = read(report) {
        report.push(notice);
        return None;
    }
    builder.finish(report)
}

/// Reads an attached CSV list straight into columns. `sheet` is the file's name.
pub(in crate::form) fn read_list(sheet: &Arc<str>, bytes: &[u8], report: &mut Report) -> Option<ChoiceList> {
    match list_rows(sheet, bytes, report) {
        Ok(list) => Some(list),
        Err(notice) => {
            report.push(notice);
            None
        }
    }
}

fn list_rows(sheet: &Arc<str>, bytes: &[u8], report: &mut Report) -> Result<ChoiceList, Notice> {
    let mut rows = CsvRows::open(sheet, bytes, report)?;
    let Some((number, header)) = rows.next_row()? else {
        let place = Place::new(sheet, 0, "");
        return Err(Notice::error(
            "form.empty_sheet",
            place,
            "the list is empty; its first row must hold the headings",
        ));
    };
    let place = Place::new(sheet, number, "");
    let mut columns: Vec<String> = header.iter().take(4 * MAX_COLUMNS).map(|h| h.trim().to_owned()).collect();
    while columns.last().is_some_and(String::is_empty) {
        columns.pop();
    }
    if columns.len() > MAX_COLUMNS {
        let message = format!("{} columns; at most {MAX_COLUMNS} are read", columns.len());
        return Err(Notice::error("form.too_many_columns", place, message));
    }
    if let Some(twice) = (1..columns.len()).find(|&i| !columns[i].is_empty() && columns[..i].contains(&columns[i])) {
        let place = Place::new(sheet, number, &columns[twice]);
        return Err(Notice::error("form.duplicate_column", place, "the heading stands twice; rename one of them"));
    }
    let mut cells: Vec<Vec<Box<str>>> = vec![Vec::new(); columns.len()];
    while let Some((number, record)) = rows.next_row()? {
        if record.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        if record.iter().skip(columns.len()).any(|c| !c.trim().is_empty()) {
            report.error(
                "form.row_too_long",
                Place::new(sheet, number, ""),
                format!("the row has more cells than the {} headings; quote text that holds commas", columns.len()),
            );
        }
        let so_far = cells.first().map_or(0, Vec::len);
        if so_far >= MAX_ROWS as usize || so_far * columns.len() > MAX_CELLS {
            let message = format!("more than {MAX_ROWS} rows or {MAX_CELLS} cells; split the list");
            return Err(Notice::error("form.too_many_rows", Place::new(sheet, number, ""), message));
        }
        for (i, column) in cells.iter_mut().enumerate() {
            column.push(record.get(i).unwrap_or("").trim().into());
        }
    }
    // Columns without a heading cannot be named by any expression.
    for i in (0..columns.len()).rev().filter(|&i| columns[i].is_empty()).collect::<Vec<_>>() {
        columns.remove(i);
        cells.remove(i);
    }
    Ok(ChoiceList { columns, cells, place })
}
