//! The layer rule of ARCHITECTURE.md, read off the paths in the source: who may see whom inside `core`, and what of
//! `core` the server may see.

use std::fs;
use std::path::{Path, PathBuf};

/// Layer to the layers it may name. `ports` are traits without behaviour.
const MAY_SEE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("form", &["domain"]),
    ("visit", &["domain"]),
    ("vault", &["domain", "ports"]),
    ("report", &["domain"]),
    ("view", &["domain", "form", "visit", "vault", "report"]),
    ("store", &["domain", "form", "vault"]),
    ("sync", &["domain", "ports", "vault"]),
    ("app", &["domain", "form", "visit", "vault", "report", "view", "store", "sync", "ports"]),
];
const PURE: &[&str] = &["domain", "form", "visit", "report", "view"];
/// Words that have no place in pure layers.
const IMPURE: &[&str] = &[
    "rusqlite",
    "reqwest",
    "std::fs",
    "std::net",
    "std::thread",
    "SystemTime::now",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "getrandom",
];
/// Parts of `core` that only a device has.
const DEVICE_ONLY: &[&str] = &["atensi_core::app", "atensi_core::view", "atensi_core::visit", "atensi_core::store"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests sits in the workspace").to_path_buf()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            out.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") && !is_test_file(&path) {
            out.push(path);
        }
    }
    out
}

fn is_test_file(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
    stem == "tests"
        || stem.ends_with("_tests")
        || stem.ends_with("_test")
        || path.components().any(|c| c.as_os_str() == "tests")
}

/// Code lines: comments dropped, and everything from the first test module on (tests may join layers).
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.trim_start().starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(i, line)| (i + 1, line))
}

fn names_layer(line: &str, layer: &str) -> bool {
    line.contains(&format!("crate::{layer}::")) || line.contains(&format!("use crate::{layer};"))
}

fn breaches(layer: &str, text: &str) -> Vec<String> {
    let (_, may) = MAY_SEE.iter().find(|(l, _)| *l == layer).expect("layer is listed");
    let others = MAY_SEE.iter().map(|(l, _)| *l).chain(["ports"]).filter(|l| *l != layer && !may.contains(l));
    let others: Vec<&str> = others.collect();
    let mut wrong = Vec::new();
    for (number, line) in code(text) {
        for other in others.iter().filter(|o| names_layer(line, o)) {
            wrong.push(format!("{number}: {layer} must not see {other}: {}", line.trim()));
        }
        for word in IMPURE.iter().filter(|w| PURE.contains(&layer) && line.contains(**w)) {
            wrong.push(format!("{number}: {layer} is pure but names {word}"));
        }
    }
    wrong
}

#[test]
fn core_layers_see_only_what_they_may() {
    let src = root().join("core/src");
    let mut wrong = Vec::new();
    for (layer, _) in MAY_SEE {
        let files = rust_files(&src.join(layer));
        assert!(!files.is_empty(), "layer {layer} has no files: is the layout still as ARCHITECTURE.md says?");
        for file in files {
            let text = fs::read_to_string(&file).expect("source is readable");
            wrong.extend(breaches(layer, &text).into_iter().map(|w| format!("{}:{w}", file.display())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn server_shares_only_the_agreed_parts_of_core() {
    let mut wrong = Vec::new();
    for file in rust_files(&root().join("server/src")) {
        let text = fs::read_to_string(&file).expect("source is readable");
        for (number, line) in code(&text).filter(|(_, l)| DEVICE_ONLY.iter().any(|w| l.contains(w))) {
            wrong.push(format!("{}:{number}: {}", file.display(), line.trim()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_check_notices_a_breach() {
    assert_eq!(breaches("domain", "use crate::store::Store;\n").len(), 1);
    assert_eq!(breaches("form", "fn now() { std::time::SystemTime::now(); }\n").len(), 1);
    assert_eq!(breaches("app", "use crate::store::Store;\n").len(), 0);
    assert_eq!(
        breaches("domain", "// crate::store::Store is elsewhere\n#[cfg(test)]\nuse crate::store::X;\n").len(),
        0
    );
}
