//! Where words go: results to standard output, in the reader's language or as one JSON value a line; remarks to standard error.

use crate::Done;
use crate::failure::Failure;
use atensi_core::domain::Lang;
use serde::Serialize;
use std::io::Write as _;

/// How this run speaks.
#[derive(Clone, Copy, Debug)]
pub struct Out {
    /// The reader's language.
    pub lang: Lang,
    /// Whether results are JSON.
    pub json: bool,
}

impl Out {
    /// Speaks `lang`; JSON when asked for.
    pub fn new(lang: Lang, json: bool) -> Self {
        Self { lang, json }
    }

    /// Picks one of two texts by the reader's language.
    pub fn pick(self, id: &'static str, en: &'static str) -> &'static str {
        self.lang.pick(id, en)
    }

    /// A result line for people; nothing with `--json`.
    pub fn line(self, line: &str) -> Done {
        if self.json { Ok(()) } else { print(line) }
    }

    /// A result for scripts; nothing without `--json`.
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Done {
        if !self.json {
            return Ok(());
        }
        let line = serde_json::to_string(value).map_err(|e| Failure::write(&e.into()))?;
        print(&line)
    }

    /// A remark on standard error. Nobody may be listening; that is no failure.
    pub fn note(self, line: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }
}

/// A line on standard output, flushed: whoever reads it must not wait for the next one.
fn print(line: &str) -> Done {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush()).map_err(|e| Failure::write(&e))
}

/// Text that came from outside, safe for a terminal: control characters (escape sequences) become spaces.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A table for people: columns as wide as their widest cell, two spaces between; the last column runs free.
pub fn table(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |c: usize| rows.iter().filter_map(|r| r.get(c)).map(|t| t.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    rows.iter()
        .map(|row| {
            let mut line = String::new();
            for (c, cell) in row.iter().enumerate() {
                line.push_str(&clean(cell));
                if c + 1 < row.len() {
                    let pad = widths[c].saturating_sub(cell.chars().count()) + 2;
                    line.extend(std::iter::repeat_n(' ', pad));
                }
            }
            line.trim_end().to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_line_up_and_hold_no_escapes() {
        let rows = vec![vec!["a".to_owned(), "Siti\u{1b}[31m".to_owned()], vec!["bbb".to_owned(), String::new()]];
        assert_eq!(table(&rows), ["a    Siti [31m", "bbb"]);
        assert!(table(&[]).is_empty());
    }
}
