//! Markdown tables: the same sheets as CSV, lines as row numbers, and other Markdown left alone.

use super::*;
use crate::form::load::load_any;

const FORM: &str = "\
# A form for a question

| survey   |               |      |           |                 |
|          | type          | name | label     | relevant        |
|----------|---------------|:----:|-----------|-----------------|
|          | integer       | a    | A & B     |                 | # asked first
|          | select_one yt | b    | Ya\\|Tidak | ${a} > 1        |

| choices  |           |      |       |
|          | list_name | name | label |
|          | yt        | 1    | Ya    |
|          | yt        | -    | Tidak |
| settings |
|          | form_id | version |
|          | coba    | 2024    |
";

fn codes(result: Result<FormSource, FormErrors>) -> Vec<String> {
    let list = match result {
        Ok(form) => form.warnings,
        Err(errors) => errors.0,
    };
    list.iter().map(|n| format!("{} {}", n.code.trim_start_matches("form."), n.place)).collect()
}

#[test]
fn a_markdown_table_loads_like_the_csv_folder() {
    let md = load_any(&[("tanya.md", FORM.as_bytes())]).expect("loads");
    let files: &[(&str, &str)] = &[
        ("survey.csv", "\n\n\ntype,name,label,relevant\n\ninteger,a,A & B,\nselect_one yt,b,Ya|Tidak,${a} > 1\n"),
        ("choices.csv", "\n\n\n\n\n\n\n\n\nlist_name,name,label\nyt,1,Ya\nyt,-,Tidak\n"),
        ("settings.csv", "\n\n\n\n\n\n\n\n\n\n\n\n\nform_id,version\ncoba,2024\n"),
    ];
    let files: Vec<File<'_>> = files.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    let csv = load_csv_folder(&files).expect("loads");
    assert_eq!(format!("{md:?}"), format!("{csv:?}"), "down to the row numbers");
}

#[test]
fn problems_stand_at_their_line() {
    let wrong = "| survey |\n| | type | name | label |\n| | integr | a | A |\n\n| | text | b | B | | sisa |\n\
                 | settings |\n| | form_id | version |\n| | x | 1 |\n";
    assert_eq!(codes(load_markdown(wrong.as_bytes(), &[])), ["row_too_long survey:5", "unknown_type survey:3 [type]"]);
    let twice = "| survey |\n| | type | name | label |\n| | text | a | A |\n| Survey |\n| | type |\n";
    assert_eq!(codes(load_markdown(twice.as_bytes(), &[])), ["duplicate_sheet survey:4"]);
    let typo = FORM.replace("| choices ", "| choises ");
    assert!(codes(load_markdown(typo.as_bytes(), &[])).contains(&"unknown_sheet choises:9".to_owned()));
    assert_eq!(codes(load_markdown(b"no table at all", &[])), ["no_survey survey"]);
    assert_eq!(codes(load_markdown(b"| survey |\n\xff", &[])), ["not_utf8 markdown"]);
    let wide = format!("| survey |\n|{}\n", "| x ".repeat(5_000));
    assert_eq!(codes(load_markdown(wide.as_bytes(), &[])), ["too_many_columns survey:2"]);
}

#[test]
fn other_markdown_beside_a_form_is_no_form() {
    let survey = b"type,name,label\ntext,a,A\n".as_slice();
    let settings = b"form_id,version\nx,1\n".as_slice();
    let about = b"# About\n\n| survey of 2024 | done |\n".as_slice();
    let files = [("README.md", about), ("settings.csv", settings), ("survey.csv", survey)];
    assert!(load_any(&files).is_ok());
    let files = [("tanya.md", FORM.as_bytes()), ("survey.csv", survey)];
    assert_eq!(codes(load_any(&files)), ["several_forms form"]);
}
