//! docs/FORMS.md tells the truth: its functions are those the engine knows, its tests exist, its limits are the code's.

use super::super::expr_funcs::{PLAIN, SPECIAL};
use super::super::{answers, compile, expr_calls, expr_lex, expr_parse, expr_random, state, work};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn page() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/FORMS.md")).expect("docs/FORMS.md")
}

/// The rows of the table under a heading.
fn rows<'a>(page: &'a str, heading: &str) -> Vec<Vec<&'a str>> {
    let part = page.split("\n## ").find(|p| p.starts_with(heading)).expect(heading);
    let lines = part.lines().filter(|l| l.starts_with('|')).skip(2);
    // A `\|` is no border.
    lines.map(|l| l.trim_matches('|').split('|').filter(|c| !c.starts_with(" b`")).collect()).collect()
}

/// Every test function of the engine, with the text of the file it stands in.
fn tests() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/form")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).expect("source");
                for part in text.split("#[test]").skip(1) {
                    let name = part.split("fn ").nth(1).and_then(|f| f.split('(').next()).expect("name");
                    found.insert(name.to_owned(), text.clone());
                }
            }
        }
    }
    found
}

#[test]
fn the_table_is_true() {
    let page = page();
    let tests = tests();
    let known: BTreeSet<&str> = PLAIN.iter().map(|p| p.0).chain(SPECIAL.iter().copied()).collect();
    assert_eq!(known.len(), PLAIN.len() + SPECIAL.len(), "a function stands in both lists");
    let mut told = BTreeSet::new();
    for row in rows(&page, "Functions") {
        let name = row[0].trim_start_matches('`').split('(').next().expect("name");
        assert!(told.insert(name), "{name} stands twice");
        assert!(row[1].starts_with("done"), "{name}");
        let test = row[2].trim_matches('`');
        let source = tests.get(test).unwrap_or_else(|| panic!("{name}: there is no test {test}"));
        // `div` and the like aside, a test that never calls the function proves nothing of it.
        assert!(source.contains(&format!("{name}(")), "{name}: {test} does not call it");
    }
    assert_eq!(told, known);
}

#[test]
fn every_test_named_exists() {
    let page = page();
    let tests = tests();
    for heading in ["Operators and paths", "Decisions"] {
        let rows = rows(&page, heading);
        assert!(rows.len() > 5);
        for row in rows {
            let test = row.last().expect("cell").trim_matches('`');
            assert!(tests.contains_key(test), "{}: there is no test {test}", row[0]);
        }
    }
}

#[test]
fn the_limits_told_are_those_of_the_code() {
    fn grouped(n: u64) -> String {
        let digits = n.to_string();
        let mut out = String::new();
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(c);
        }
        out
    }
    let g = |n: usize| grouped(n as u64);
    let page = page();
    for (what, limit) in [
        ("text of an expression", format!("{} bytes", g(expr_lex::MAX_TEXT))),
        ("nesting of brackets, calls and predicates", g(expr_lex::MAX_DEPTH)),
        ("parts of an expression", g(expr_lex::MAX_NODES)),
        ("operators in a row", grouped(expr_parse::MAX_HEIGHT.into())),
        ("arguments of a function", g(expr_calls::MAX_ARGS)),
        ("parts of `join()`", g(expr_calls::MAX_JOINED)),
        ("length of `uuid(length)`", g(expr_random::MAX_TOKEN)),
        ("steps of one expression in one row", grouped(work::MAX_STEPS)),
        ("steps of all expressions that one change sets off", grouped(work::MAX_STEPS_OF_CHANGE)),
        ("nesting of groups, of repeats", format!("{}, {}", compile::MAX_GROUPS, compile::MAX_REPEATS)),
        ("rows of one repeat, of all repeats", format!("{}, {}", g(state::MAX_ROWS), g(state::MAX_TOTAL_ROWS))),
        ("length of an answer", g(answers::MAX_ANSWER)),
    ] {
        assert!(page.contains(&format!("\n|{what}|{limit}|")), "{what}: {limit}");
    }
}
