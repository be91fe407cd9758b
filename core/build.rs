//! Packs the shipped content (forms and code lists) into one compressed file, which the library carries: half a megabyte of
//! text is a fifth of that, on phones where every installed byte counts. The texts in the folders stay the source.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Slow and small: it is done once, at build time.
const LEVEL: i32 = 19;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=forms");
    println!("cargo::rerun-if-changed=data/codes");
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = texts(Path::new("data/codes"))?;
    for folder in sorted(Path::new("forms"))? {
        if folder.is_dir() {
            files.extend(texts(&folder)?);
        }
    }
    // An index, an empty line, then all texts end to end.
    let (mut index, mut body) = (String::new(), String::new());
    for path in files {
        let text = fs::read_to_string(&path)?;
        let name = path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        index.push_str(&format!("{name}\t{}\n", text.len()));
        body.push_str(&text);
    }
    let packed = zstd::bulk::compress(format!("{index}\n{body}").as_bytes(), LEVEL)?;
    fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("shipped.zst"), packed)?;
    Ok(())
}

fn texts(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let all = sorted(folder)?;
    Ok(all.into_iter().filter(|path| path.extension().is_some_and(|e| e == "csv")).collect())
}

/// By name, so that the same texts always give the same file.
fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut all = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
    all.sort();
    Ok(all)
}
