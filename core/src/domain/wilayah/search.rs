//! Search over all region names.
//!
//! The names share some 48,000 different words. A query is compared with each word once; then all 91,599 names are scored from
//! those results in one pass, in tree order, so that words naming a region above cost nothing extra. A second pass compares
//! without spaces, because `Sukamaju` and `Suka Maju` are written either way.

use super::{JenisDesa, KodeWilayah, Level, Wilayah, WilayahTable};
use crate::domain::fuzzy::{MAX_PATTERN, Pattern, allowed_errors, fold, letters};
use std::collections::HashMap;

/// Most results of one search.
const MAX_RESULTS: usize = 200;
/// Most words of a query that count.
const MAX_TOKENS: usize = 6;
/// Longest query that counts, in characters.
const MAX_QUERY: usize = 120;
/// First words of names of kabupaten and kota.
const KINDS: [&str; 3] = ["kabupaten", "kota", "administrasi"];
/// Quality of the best match.
const EXACT: u32 = 100;

/// Everyday abbreviations of provinces, by province code.
const PROVINCE_ALIASES: [(&str, &str); 29] = [
    ("nad", "11"),
    ("sumut", "12"),
    ("sumbar", "13"),
    ("kepri", "21"),
    ("sumsel", "16"),
    ("babel", "19"),
    ("dki", "31"),
    ("dkj", "31"),
    ("jakarta", "31"),
    ("jabar", "32"),
    ("jateng", "33"),
    ("diy", "34"),
    ("jogja", "34"),
    ("yogya", "34"),
    ("jatim", "35"),
    ("ntb", "52"),
    ("ntt", "53"),
    ("kalbar", "61"),
    ("kalteng", "62"),
    ("kalsel", "63"),
    ("kaltim", "64"),
    ("kaltara", "65"),
    ("sulut", "71"),
    ("sulteng", "72"),
    ("sulsel", "73"),
    ("sultra", "74"),
    ("sulbar", "76"),
    ("malut", "82"),
    ("pabar", "92"),
];

/// A region found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit<'t> {
    /// The region; `full_name()` shows its path.
    pub wilayah: Wilayah<'t>,
    /// How well it fits; only good for comparing hits of one search.
    pub score: u32,
}

/// Words of all names.
pub(super) struct Index {
    /// The different folded words, one after the other.
    words: String,
    word_ends: Vec<u32>,
    /// Letters of each word, see [`letters`].
    word_letters: Vec<u32>,
    /// Word numbers of each name in turn.
    of_names: Vec<u32>,
    name_ends: Vec<u32>,
}

impl Index {
    fn build(table: &WilayahTable) -> Self {
        let mut seen: HashMap<Box<str>, u32> = HashMap::new();
        let mut index = Self {
            words: String::new(),
            word_ends: Vec::new(),
            word_letters: Vec::new(),
            of_names: Vec::new(),
            name_ends: Vec::new(),
        };
        for row in 0..table.len() {
            for word in fold(table.name(row)).split(' ').filter(|w| !w.is_empty()) {
                let id = seen.get(word).copied().unwrap_or_else(|| {
                    index.words.push_str(word);
                    index.word_ends.push(index.words.len() as u32);
                    index.word_letters.push(letters(word.as_bytes()));
                    let id = index.word_ends.len() as u32 - 1;
                    seen.insert(word.into(), id);
                    id
                });
                index.of_names.push(id);
            }
            index.name_ends.push(index.of_names.len() as u32);
        }
        index
    }

    fn word(&self, id: usize) -> &str {
        let start = id.checked_sub(1).map_or(0, |before| self.word_ends[before]);
        &self.words[start as usize..self.word_ends[id] as usize]
    }

    fn words_of(&self, row: usize) -> &[u32] {
        let start = row.checked_sub(1).map_or(0, |before| self.name_ends[before]);
        &self.of_names[start as usize..self.name_ends[row] as usize]
    }

    /// Quality of every word for one query word, 0 where it does not match.
    fn qualities(&self, token: &str) -> Vec<u8> {
        let pattern = Pattern::new(token);
        let allowed = allowed_errors(token.len());
        let wanted = letters(pattern_bytes(token));
        self.word_letters
            .iter()
            .enumerate()
            .map(|(id, held)| {
                let missing = (wanted & !held).count_ones();
                if missing > allowed { 0 } else { word_quality(&pattern, token, self.word(id), allowed) as u8 }
            })
            .collect()
    }
}

/// The part of a word that a [`Pattern`] compares.
fn pattern_bytes(word: &str) -> &[u8] {
    &word.as_bytes()[..word.len().min(MAX_PATTERN)]
}

/// How well a query word fits a word: equal, a beginning, mistyped by one or two, a mistyped beginning.
fn word_quality(pattern: &Pattern, token: &str, word: &str, allowed: u32) -> u32 {
    if let Some(rest) = word.strip_prefix(token) {
        return if rest.is_empty() { EXACT } else { 90 - (rest.len() as u32).min(10) };
    }
    if allowed == 0 || word.len() + (allowed as usize) < token.len() {
        return 0;
    }
    let mut run = pattern.start();
    pattern.feed(&mut run, word.as_bytes());
    match (run.distance(), run.prefix_distance()) {
        (1, _) => 65,
        (2, _) if allowed >= 2 => 45,
        (_, 1) if allowed >= 2 => 35,
        _ => 0,
    }
}

/// A query taken apart.
struct Query {
    tokens: Vec<String>,
    /// Level that a word such as `kec` asks for.
    hint: Option<(Level, Option<JenisDesa>)>,
}

impl Query {
    fn read(text: &str) -> Self {
        let short: String = text.chars().take(MAX_QUERY).collect();
        let folded = fold(&short);
        let mut tokens: Vec<String> = folded.split(' ').filter(|t| !t.is_empty()).map(str::to_owned).collect();
        tokens.truncate(MAX_TOKENS);
        let hint = tokens.first().and_then(|first| match first.as_str() {
            "kec" | "kecamatan" | "distrik" => Some((Level::Kecamatan, None)),
            "kel" | "kelurahan" => Some((Level::Desa, Some(JenisDesa::Kelurahan))),
            "desa" | "ds" | "kampung" | "nagari" | "gampong" => Some((Level::Desa, None)),
            "prov" | "provinsi" | "propinsi" => Some((Level::Provinsi, None)),
            "kab" | "kabupaten" => Some((Level::KabKota, None)),
            _ => None,
        });
        let hint = hint.filter(|_| tokens.len() > 1);
        if hint.is_some() {
            tokens.remove(0);
        }
        Self { tokens, hint }
    }
}

pub(super) fn run<'t>(
    table: &'t WilayahTable,
    text: &str,
    within: Option<KodeWilayah>,
    level: Option<Level>,
    limit: usize,
) -> Vec<Hit<'t>> {
    let limit = limit.min(MAX_RESULTS);
    let wanted = |code: KodeWilayah| {
        level.is_none_or(|l| l == code.level()) && within.is_none_or(|w| w != code && code.is_within(w))
    };
    if text.chars().all(|c| c.is_ascii_digit() || c == '.' || c.is_whitespace()) {
        return by_code(table, text, wanted, limit);
    }
    let query = Query::read(text);
    if query.tokens.is_empty() || limit == 0 {
        return Vec::new();
    }
    let index = table.index.get_or_init(|| Index::build(table));
    let mut scores = score_words(table, index, &query, within);
    score_unspaced(table, index, &query, &mut scores, within);
    let mut hits: Vec<(u32, u32)> = scores
        .into_iter()
        .enumerate()
        .filter(|(row, score)| *score > 0 && wanted(table.codes[*row]))
        .map(|(row, score)| (score, row as u32))
        .collect();
    // Best score first; among equals the table's order, which puts a region before what lies in it.
    let order = |a: &(u32, u32), b: &(u32, u32)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
    if hits.len() > limit {
        hits.select_nth_unstable_by(limit, order);
        hits.truncate(limit);
    }
    hits.sort_unstable_by(order);
    hits.into_iter().map(|(score, row)| Hit { wilayah: Wilayah { table, row }, score }).collect()
}

/// The region of a code and what lies directly inside it.
fn by_code<'t>(
    table: &'t WilayahTable,
    text: &str,
    wanted: impl Fn(KodeWilayah) -> bool,
    limit: usize,
) -> Vec<Hit<'t>> {
    let text = text.trim();
    let Some(found) = table.get(text) else { return Vec::new() };
    std::iter::once(found)
        .chain(table.children(text))
        .filter(|w| wanted(w.code()))
        .take(limit)
        .map(|wilayah| Hit { wilayah, score: EXACT })
        .collect()
}

/// Rows that can matter: all, or those inside a region with the regions above it.
fn rows_of(table: &WilayahTable, within: Option<KodeWilayah>) -> std::ops::Range<usize> {
    let Some(code) = within else { return 0..table.len() };
    let start = table.codes.partition_point(|c| *c < code);
    start..start + table.codes[start..].partition_point(|c| c.is_within(code))
}

/// Scores every name by the words of the query; each must fit the name or a region above, and one the name itself.
fn score_words(table: &WilayahTable, index: &Index, query: &Query, within: Option<KodeWilayah>) -> Vec<u32> {
    let tokens = query.tokens.len();
    let qualities: Vec<Vec<u8>> = query.tokens.iter().map(|t| index.qualities(t)).collect();
    let aliases: Vec<Option<KodeWilayah>> = query
        .tokens
        .iter()
        .map(|t| PROVINCE_ALIASES.iter().find(|(short, _)| short == t).and_then(|(_, code)| code.parse().ok()))
        .collect();
    let mut scores = vec![0; table.len()];
    // What the regions above (provinsi, kab/kota, kecamatan) give for each query word.
    let mut above = [[0u32; MAX_TOKENS]; 3];
    let own_of = |row: usize| {
        let mut own = [0u32; MAX_TOKENS];
        let code = table.codes[row];
        for (t, own) in own.iter_mut().enumerate().take(tokens) {
            let best = index.words_of(row).iter().map(|w| qualities[t][*w as usize]).max();
            *own = u32::from(best.unwrap_or(0));
            if aliases[t] == Some(code) {
                *own = EXACT - 5;
            }
        }
        own
    };
    let rows = rows_of(table, within);
    if let Some(code) = within {
        let mut up = code.parent();
        while let Some(region) = up {
            if let Ok(row) = table.codes.binary_search(&region) {
                above[region.level() as usize - 1] = own_of(row);
            }
            up = region.parent();
        }
    }
    for row in rows {
        let code = table.codes[row];
        let depth = code.level() as usize - 1;
        let own = own_of(row);
        if depth < 3 {
            above[depth] = own;
        }
        if own.iter().all(|q| *q == 0) {
            continue;
        }
        let mut sum = 0;
        let mut own_words = 0;
        for t in 0..tokens {
            // A word found above is worth less than the same in the name.
            let best_above = above[..depth].iter().map(|a| a[t]).max().unwrap_or(0) * 4 / 5;
            if own[t] == 0 && best_above == 0 {
                sum = 0;
                break;
            }
            own_words += usize::from(own[t] >= best_above);
            sum += own[t].max(best_above);
        }
        if sum == 0 || own_words == 0 {
            continue;
        }
        // The kind of a kabupaten or kota is no part of its name proper.
        let words = index.words_of(row);
        let kinds = match code.level() {
            Level::KabKota => words.iter().take_while(|w| KINDS.contains(&index.word(**w as usize))).count(),
            _ => 0,
        };
        let proper = &words[kinds.min(words.len() - 1)..];
        // Words of the name that nobody asked for.
        let unasked = proper.len().saturating_sub(own_words).min(4) as u32;
        let mut score = (sum * 10 / tokens as u32 + level_bonus(code, query)).saturating_sub(unasked * 25);
        // People type names from their start.
        if proper.first().is_some_and(|w| qualities[0][*w as usize] >= 80) {
            score += 15;
        }
        scores[row] = score.max(1);
    }
    scores
}

/// Larger regions first among equals; what the query names by level far ahead.
fn level_bonus(code: KodeWilayah, query: &Query) -> u32 {
    let mut bonus = 8 - 2 * code.level() as u32;
    if let Some((level, kind)) = query.hint
        && level == code.level()
        && kind.is_none_or(|k| Some(k) == code.kind())
    {
        bonus += 200;
    }
    bonus
}

/// Scores names by the whole query without spaces, where that is better.
fn score_unspaced(table: &WilayahTable, index: &Index, query: &Query, scores: &mut [u32], within: Option<KodeWilayah>) {
    let whole = query.tokens.concat();
    if whole.len() < 5 {
        return;
    }
    let pattern = Pattern::new(&whole);
    let allowed = allowed_errors(whole.len());
    let wanted = letters(pattern_bytes(&whole));
    for row in rows_of(table, within) {
        let words = index.words_of(row);
        // One word against one word is what the first pass did.
        if words.len() < 2 && query.tokens.len() < 2 {
            continue;
        }
        let len: usize = words.iter().map(|w| index.word(*w as usize).len()).sum();
        let held = words.iter().fold(0, |set, w| set | index.word_letters[*w as usize]);
        if len.abs_diff(pattern.len()) > allowed as usize || (wanted & !held).count_ones() > allowed {
            continue;
        }
        let mut run = pattern.start();
        for word in words {
            pattern.feed(&mut run, index.word(*word as usize).as_bytes());
        }
        let quality = match run.distance() {
            0 => 95,
            1 => 62,
            2 if allowed >= 2 => 42,
            _ => continue,
        };
        scores[row] = scores[row].max(quality * 10 + level_bonus(table.codes[row], query));
    }
}
