//! Lines of standard input with an upper bound, whatever is piped in.

use std::borrow::Cow;
use std::io::BufRead;

/// A line without its end.
pub struct Line {
    bytes: Vec<u8>,
    /// Whether it was longer than the bound; the rest was skipped.
    pub cut: bool,
}

impl Line {
    /// The line as text; what is not UTF-8 shows as `\u{fffd}`.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }
}

/// The next line, cut at `max` bytes; `None` at the end of the input.
pub fn bounded_line(input: &mut impl BufRead, max: usize) -> std::io::Result<Option<Line>> {
    let mut line = Line { bytes: Vec::new(), cut: false };
    let mut any = false;
    loop {
        let chunk = input.fill_buf()?;
        if chunk.is_empty() {
            break;
        }
        any = true;
        let end = chunk.iter().position(|b| *b == b'\n');
        let part = &chunk[..end.unwrap_or(chunk.len())];
        let room = max.saturating_sub(line.bytes.len());
        line.bytes.extend_from_slice(&part[..part.len().min(room)]);
        line.cut |= part.len() > room;
        let used = end.map_or(chunk.len(), |e| e + 1);
        input.consume(used);
        if end.is_some() {
            break;
        }
    }
    Ok(any.then_some(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    #[test]
    fn lines_are_bounded_and_none_is_lost() {
        let long = "9".repeat(100_000);
        let text = format!("1\r\n\n{long}\n\u{fffd}2");
        let mut input = BufReader::with_capacity(7, text.as_bytes());
        let mut lines = Vec::new();
        while let Some(line) = bounded_line(&mut input, 256).expect("reads") {
            lines.push((line.text().into_owned(), line.cut));
        }
        assert_eq!(lines.len(), 4);
        assert_eq!((&lines[0], &lines[1]), (&("1\r".to_owned(), false), &(String::new(), false)));
        assert_eq!((lines[2].0.len(), lines[2].1), (256, true));
        assert_eq!(lines[3], ("\u{fffd}2".to_owned(), false));
    }
}
