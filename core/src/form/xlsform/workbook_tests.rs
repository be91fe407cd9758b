//! Workbooks made here in code: the good, the damaged and the hostile.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;

use super::*;

/// A sheet: its name and rows with their number and cells; an empty cell is left out.
type SheetRows<'a> = (&'a str, &'a [(u32, &'a [&'a str])]);

fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("start");
        zip.write_all(bytes).expect("write");
    }
    zip.finish().expect("finish").into_inner()
}

fn column_name(at: usize) -> String {
    let letter = |i: usize| char::from(b'A' + u8::try_from(i).expect("small"));
    if at < 26 { letter(at).to_string() } else { format!("{}{}", letter(at / 26 - 1), letter(at % 26)) }
}

fn parts(sheets: &[SheetRows<'_>]) -> Vec<(String, Vec<u8>)> {
    let ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let pack = "http://schemas.openxmlformats.org/package/2006/relationships";
    let (mut book, mut rels, mut out) = (String::new(), String::new(), Vec::new());
    for (i, (name, rows)) in sheets.iter().enumerate() {
        let _ = write!(book, r#"<sheet name="{name}" sheetId="{0}" r:id="r{0}"/>"#, i + 1);
        let _ = write!(rels, r#"<Relationship Id="r{0}" Type="{rel}/worksheet" Target="worksheets/s{0}.xml"/>"#, i + 1);
        let mut data = String::new();
        for (number, cells) in *rows {
            let _ = write!(data, r#"<row r="{number}">"#);
            for (at, cell) in cells.iter().enumerate().filter(|(_, c)| !c.is_empty()) {
                let at = format!("{}{number}", column_name(at));
                let _ = match cell.strip_prefix('#') {
                    Some(value) => write!(data, r#"<c r="{at}"><v>{value}</v></c>"#),
                    None => {
                        let text = cell.replace('&', "&amp;").replace('<', "&lt;");
                        write!(data, r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#)
                    }
                };
            }
            data.push_str("</row>");
        }
        let xml = format!(
            r#"<worksheet xmlns="{ns}"><dimension ref="A1:XFD1048576"/><sheetData>{data}</sheetData></worksheet>"#
        );
        out.push((format!("xl/worksheets/s{}.xml", i + 1), xml.into_bytes()));
    }
    out.push((
        "xl/workbook.xml".into(),
        format!(r#"<workbook xmlns="{ns}" xmlns:r="{rel}"><sheets>{book}</sheets></workbook>"#).into_bytes(),
    ));
    out.push((
        "xl/_rels/workbook.xml.rels".into(),
        format!(r#"<Relationships xmlns="{pack}">{rels}</Relationships>"#).into_bytes(),
    ));
    out.push(("_rels/.rels".into(), format!(r#"<Relationships xmlns="{pack}"><Relationship Id="a" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#).into_bytes()));
    out
}

fn book(sheets: &[SheetRows<'_>]) -> Vec<u8> {
    let parts = parts(sheets);
    zip_of(&parts.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect::<Vec<_>>())
}

fn codes(result: Result<FormSource, FormErrors>) -> Vec<String> {
    let list = match result {
        Ok(form) => form.warnings,
        Err(errors) => errors.0,
    };
    list.iter().map(|n| format!("{} {}", n.code.trim_start_matches("form."), n.place)).collect()
}

const SETTINGS: SheetRows<'_> = ("settings", &[(1, &["form_id", "version"]), (2, &["coba", "#2024"])]);
const SURVEY: SheetRows<'_> =
    ("survey", &[(1, &["type", "name", "label", "required", "default"]), (2, &["integer", "a", "A", "", "#7"])]);

#[test]
fn a_workbook_loads_like_the_csv_folder() {
    let choices: SheetRows<'_> =
        ("Choices", &[(1, &["list_name", "name", "label"]), (2, &["yt", "#1", "Ya"]), (3, &["yt", "#2.5", "Tidak"])]);
    let survey: SheetRows<'_> = (
        "survey",
        &[
            (1, &["type", "name", "label", "default"]),
            (2, &["integer", "a", "A & B", "#7"]),
            (3, &["select_one yt", "b", "B"]),
        ],
    );
    let form = load_xlsx(&book(&[survey, choices, SETTINGS]), &[]).expect("loads");
    let files: &[(&str, &str)] = &[
        ("survey.csv", "type,name,label,default\ninteger,a,A & B,7\nselect_one yt,b,B,\n"),
        ("choices.csv", "list_name,name,label\nyt,1,Ya\nyt,2.5,Tidak\n"),
        ("settings.csv", "form_id,version\ncoba,2024\n"),
    ];
    let files: Vec<File<'_>> = files.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    let csv = load_csv_folder(&files).expect("loads");
    assert_eq!(format!("{form:?}"), format!("{csv:?}"));
}

#[test]
fn rows_are_numbered_as_the_spreadsheet_shows() {
    let survey: SheetRows<'_> =
        ("survey", &[(3, &["type", "name", "label"]), (7, &["foo", "a", "A"]), (9, &["text", "a", "A", "", "sisa"])]);
    assert_eq!(
        codes(load_xlsx(&book(&[survey, SETTINGS]), &[])),
        ["row_too_long survey:9", "unknown_type survey:7 [type]", "duplicate_name survey:9 [name]"]
    );
    let typo: SheetRows<'_> = ("choises", &[(1, &["list_name", "name", "label"])]);
    assert_eq!(codes(load_xlsx(&book(&[SURVEY, SETTINGS, typo]), &[])), ["unknown_sheet choises"]);
    // An empty sheet is as good as none.
    assert!(load_xlsx(&book(&[SURVEY, SETTINGS, ("choices", &[])]), &[]).is_ok());
    assert_eq!(codes(load_xlsx(&book(&[SETTINGS]), &[])), ["no_survey survey"]);
}

#[test]
fn hostile_workbooks_are_refused_in_bounded_memory() {
    let good = book(&[SURVEY, SETTINGS]);
    assert!(load_xlsx(&good, &[]).is_ok());
    for cut in [0, 1, 10, good.len() / 2, good.len() - 1] {
        assert_eq!(codes(load_xlsx(&good[..cut], &[])), ["damaged_workbook workbook"], "cut at {cut}");
    }
    let with = |name: &str, bytes: &[u8]| {
        let base = parts(&[SURVEY, SETTINGS]);
        let mut all: Vec<(&str, &[u8])> = base.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
        all.retain(|(n, _)| *n != name);
        all.push((name, bytes));
        zip_of(&all)
    };
    let sst = |attr: &str| format!(r#"<?xml version="1.0"?><sst {attr}><si><t>x</t></si></sst>"#);
    let utf16: Vec<u8> = sst("uniqueCount=\"9999999999999\"").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bomb = vec![b' '; 20 << 20];
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a tight part", with("xl/media/a.xml", &bomb), "too_large"),
        ("texts claimed", with("xl/sharedStrings.xml", sst("uniqueCount=\"999999999999\"").as_bytes()), "too_large"),
        ("texts claimed, blanks", with("xl/sharedStrings.xml", sst("uniqueCount = '99999999'").as_bytes()), "too_large"),
        ("overflow claimed", with("xl/sharedStrings.xml", sst("uniqueCount=\"18446744073709551616\"").as_bytes()), "too_large"),
        ("claimed in UTF-16", with("xl/sharedStrings.xml", &utf16), "damaged_workbook"),
        ("odd encoding", with("xl/sharedStrings.xml", b"<?xml version='1.0' encoding='ISO-2022-JP'?><sst/>"), "damaged_workbook"),
        ("old Excel", [&[0xd0, 0xcf, 0x11, 0xe0][..], &[0; 600]].concat(), "damaged_workbook"),
        ("no sheets", with("xl/workbook.xml", b"<workbook/>"), "no_survey"),
        ("cell beyond all columns", with("xl/worksheets/s1.xml", b"<worksheet><sheetData><row r='1'><c r='ZZZZZZZZZZ1' t='str'><v>x</v></c></row></sheetData></worksheet>"), ""),
        ("row beyond all rows", with("xl/worksheets/s1.xml", b"<worksheet><sheetData><row r='4294967295'><c r='A4294967295' t='str'><v>x</v></c></row></sheetData></worksheet>"), ""),
    ];
    for (what, bytes, code) in cases {
        let errors = load_xlsx(&bytes, &[]).expect_err(what);
        assert!(errors.0[0].code.ends_with(code), "{what}: {errors}");
    }
    let many: Vec<(String, Vec<u8>)> = (0..2_001).map(|i| (format!("p{i}"), Vec::new())).collect();
    let many = zip_of(&many.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect::<Vec<_>>());
    assert_eq!(codes(load_xlsx(&many, &[])), ["too_large workbook"]);
}

#[test]
fn one_shared_text_cannot_fill_the_memory() {
    // 40 KB of text used by 50,000 cells would be 2 GB.
    let mut base = parts(&[SETTINGS]);
    let cells: String = (2..50_002).map(|r| format!(r#"<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>"#)).collect();
    let sheet = format!("<worksheet><sheetData>{cells}</sheetData></worksheet>");
    base.retain(|(n, _)| n != "xl/worksheets/s1.xml");
    base.push(("xl/worksheets/s1.xml".into(), sheet.into_bytes()));
    base.push((
        "xl/sharedStrings.xml".into(),
        format!("<sst><si><t>{}</t></si></sst>", "x".repeat(40_000)).into_bytes(),
    ));
    let bytes = zip_of(&base.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect::<Vec<_>>());
    assert!(codes(load_xlsx(&bytes, &[]))[0].starts_with("cell_too_long settings:"));
}
