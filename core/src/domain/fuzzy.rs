//! Typo-tolerant comparison of words, shared by the searches for regions and people.
//!
//! Distances are "optimal string alignment": a changed, missing, additional or swapped neighbouring letter counts one. They are
//! computed 64 letters at a time in one machine word, because a search compares some fifty thousand words per keystroke.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Letters of a pattern that count; what is longer is cut.
pub const MAX_PATTERN: usize = 64;

/// Folds a text for comparison: lower case, no diacritics, no apostrophes of any shape, every other sign a single space.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        fold_into(&mut out, text.chars());
    } else {
        fold_into(&mut out, text.nfkd());
    }
    out.truncate(out.trim_end().len());
    out
}

fn fold_into(out: &mut String, chars: impl Iterator<Item = char>) {
    for c in chars {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !(is_combining_mark(c) || is_apostrophe(c) || out.is_empty() || out.ends_with(' ')) {
            out.push(' ');
        }
    }
}

/// Which letters a folded word holds, one bit for each of 32 groups. A word within `n` errors of another, or that another begins with,
/// misses at most `n` of its letters, so this rules most pairs out before any distance is computed.
pub fn letters(word: &[u8]) -> u32 {
    word.iter().fold(0, |set, b| set | 1 << (b & 31))
}

fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '\u{b4}' | '\u{2bb}'..='\u{2bf}' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{ff07}'
    )
}

/// Typing errors forgiven in a word of this many bytes: none below 3, one below 6, then two.
pub fn allowed_errors(len: usize) -> u32 {
    match len {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

/// A word prepared for being compared with many others.
pub struct Pattern {
    masks: [u64; 256],
    len: u32,
}

/// A comparison in progress: feed it a word in one or several pieces.
#[derive(Clone, Copy)]
pub struct Run {
    positive: u64,
    negative: u64,
    diagonal: u64,
    last_mask: u64,
    distance: u32,
    prefix: u32,
}

impl Pattern {
    /// Prepares the first [`MAX_PATTERN`] bytes of a folded word.
    pub fn new(word: &str) -> Self {
        let mut masks = [0; 256];
        let bytes = &word.as_bytes()[..word.len().min(MAX_PATTERN)];
        for (i, b) in bytes.iter().enumerate() {
            masks[usize::from(*b)] |= 1 << i;
        }
        Self { masks, len: bytes.len() as u32 }
    }

    /// Bytes that count.
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there is nothing to compare.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Starts a comparison.
    pub fn start(&self) -> Run {
        Run { positive: !0, negative: 0, diagonal: 0, last_mask: 0, distance: self.len, prefix: self.len }
    }

    /// Goes on with a comparison (Hyyro's bit-parallel form of the distance matrix, one column per byte).
    pub fn feed(&self, run: &mut Run, bytes: &[u8]) {
        if self.len == 0 {
            run.distance += bytes.len() as u32;
            return;
        }
        let top = 1u64 << (self.len - 1);
        for b in bytes {
            let mask = self.masks[usize::from(*b)];
            let swapped = ((!run.diagonal & mask) << 1) & run.last_mask;
            let diagonal =
                swapped | (((mask & run.positive).wrapping_add(run.positive)) ^ run.positive) | mask | run.negative;
            let up = run.negative | !(diagonal | run.positive);
            let down = run.positive & diagonal;
            if up & top != 0 {
                run.distance += 1;
            } else if down & top != 0 {
                run.distance -= 1;
            }
            run.prefix = run.prefix.min(run.distance);
            let up = up << 1 | 1;
            run.positive = down << 1 | !(diagonal | up);
            run.negative = up & diagonal;
            run.diagonal = diagonal;
            run.last_mask = mask;
        }
    }

    /// Distance to a whole word.
    pub fn distance(&self, word: &str) -> u32 {
        let mut run = self.start();
        self.feed(&mut run, word.as_bytes());
        run.distance
    }
}

impl Run {
    /// Distance to everything fed so far.
    pub fn distance(&self) -> u32 {
        self.distance
    }

    /// Smallest distance to any beginning of what was fed: how well it starts with the pattern.
    pub fn prefix_distance(&self) -> u32 {
        self.prefix
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding() {
        for (text, folded) in [
            ("Regapu’u", "regapuu"),
            ("Ma'arif  Café", "maarif cafe"),
            (" Tiro/Truseb ", "tiro truseb"),
            ("KUPA-KUPA (Selatan)", "kupa kupa selatan"),
            ("", ""),
            ("...", ""),
            ("ＤＫＩ", "dki"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    /// The definition, cell by cell.
    fn slow(a: &[u8], b: &[u8]) -> u32 {
        let mut d = vec![vec![0u32; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                d[i][j] = if i == 0 || j == 0 {
                    (i + j) as u32
                } else {
                    let mut best =
                        (d[i - 1][j] + 1).min(d[i][j - 1] + 1).min(d[i - 1][j - 1] + u32::from(a[i - 1] != b[j - 1]));
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        best = best.min(d[i - 2][j - 2] + 1);
                    }
                    best
                };
            }
        }
        d[a.len()][b.len()]
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config {
            rng_seed: proptest::test_runner::RngSeed::Fixed(7),
            failure_persistence: None,
            ..Default::default()
        })]
        #[test]
        fn distance_is_the_definition(a in "[a-d]{0,64}", b in "[a-d]{0,70}") {
            let pattern = Pattern::new(&a);
            let mut run = pattern.start();
            let (left, right) = b.as_bytes().split_at(b.len() / 2);
            pattern.feed(&mut run, left);
            pattern.feed(&mut run, right);
            assert_eq!(run.distance(), slow(a.as_bytes(), b.as_bytes()));
            let prefix = (0..=b.len()).map(|n| slow(a.as_bytes(), &b.as_bytes()[..n])).min();
            if !a.is_empty() {
                assert_eq!(Some(run.prefix_distance()), prefix);
            }
            let missing = (letters(a.as_bytes()) & !letters(b.as_bytes())).count_ones();
            assert!(missing <= run.prefix_distance() && missing <= run.distance());
        }
    }
}
