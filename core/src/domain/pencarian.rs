//! Finding a person by a name that is written differently every time.
//!
//! The same person is Moh. Jusuf on one card and Muhammad Yusuf on another, Soekarno and Sukarno, Siti Nur Janah and Sitti Nurjannah.
//! [`fold_name`] takes spelling habits away (the store keeps its result in a column), [`score`] forgives typing errors on
//! top, and [`NameIndex`] answers over a whole caseload while someone types. A score only orders and hints: no person is ever
//! merged because two names look alike.

use super::fuzzy::{Pattern, allowed_errors, fold};
use std::collections::HashMap;
use std::hash::Hash;

#[cfg(test)]
mod tests;

/// Score of a name that is the query.
pub const FULL: u32 = 1000;
/// From this similarity on, two names are worth asking "is it the same person?".
pub const LIKELY_SAME: u32 = 800;
/// Most words of a name or query that count.
const MAX_WORDS: usize = 8;
/// Longest name or query that counts, in characters.
const MAX_CHARS: usize = 160;

/// Ways to write and to shorten Muhammad. `m` and `md` are left out: they shorten other names as well.
const MUHAMMAD: [&str; 22] = [
    "moch",
    "mochamad",
    "mochammad",
    "moh",
    "mohamad",
    "mohamed",
    "mohammad",
    "mohammed",
    "mohd",
    "much",
    "muchamad",
    "muchammad",
    "muh",
    "muhamad",
    "muhamed",
    "muhammad",
    "muhammed",
    "muhd",
    "mukhamad",
    "mukhammad",
    "mokhamad",
    "mhd",
];

/// Forms of address and degrees, left out while another word remains.
const TITLES: [&str; 20] = [
    "almarhum",
    "almarhumah",
    "bapak",
    "bpk",
    "bu",
    "drg",
    "drs",
    "dra",
    "dr",
    "h",
    "haji",
    "hajah",
    "hj",
    "ibu",
    "ir",
    "kh",
    "nn",
    "ny",
    "pak",
    "tn",
];

/// Spelling habits: the older or longer writing on the left, found from the start of a word on, first fit wins.
const SPELLINGS: [(&str, &str); 24] = [
    ("chr", "kr"),
    ("chandr", "candr"),
    ("oe", "u"),
    ("dj", "j"),
    ("tj", "c"),
    ("sj", "s"),
    ("sy", "s"),
    ("sh", "s"),
    ("ch", "h"),
    ("kh", "h"),
    ("dh", "d"),
    ("th", "t"),
    ("bh", "b"),
    ("gh", "g"),
    ("ph", "f"),
    ("dz", "s"),
    ("ie", "i"),
    ("yi", "i"),
    ("q", "k"),
    ("x", "ks"),
    ("v", "f"),
    ("z", "s"),
    ("y", "i"),
    ("ck", "k"),
];

/// The comparable form of a name: lower case, no signs, no titles, one spelling. Equal for names that differ only in habit. Empty
/// when the text holds no letter or digit. What the store keeps beside the name.
pub fn fold_name(name: &str) -> String {
    let short: String = name.chars().take(MAX_CHARS).collect();
    let mut folded = fold_once(&fold(&short));
    // One rule may make room for another (Mohh, Moh, Muhammad). A folded name must stay as it is when folded again.
    for _ in 0..8 {
        let again = fold_once(&folded);
        if again == folded {
            break;
        }
        folded = again;
    }
    folded
}

fn fold_once(plain: &str) -> String {
    let words = || plain.split(' ').filter(|w| !w.is_empty());
    let named = words().any(|w| !TITLES.contains(&w));
    let kept = words().filter(|w| !named || !TITLES.contains(w)).take(MAX_WORDS);
    kept.map(fold_word).collect::<Vec<_>>().join(" ")
}

/// One word in the common spelling.
fn fold_word(word: &str) -> String {
    if MUHAMMAD.contains(&word) {
        return "muhamad".to_owned();
    }
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let (piece, used) = match SPELLINGS.iter().find(|(from, _)| rest.starts_with(from)) {
            Some((from, to)) => (*to, from.len()),
            None => (&rest[..c.len_utf8()], c.len_utf8()),
        };
        for c in piece.chars() {
            // Double letters are written at will.
            if !out.ends_with(c) || c.is_ascii_digit() {
                out.push(c);
            }
        }
        rest = &rest[used..];
    }
    // So is a closing h: Fatimah, Fatima.
    if out.len() > 3 && out.ends_with('h') {
        out.pop();
    }
    out
}

/// How well a name fits a query, 0 (not) to [`FULL`]. Every word of the query must fit a word of the name (of three and more, one may
/// fail); further words of the name cost little, so that a first name finds the full one.
pub fn score(query: &str, name: &str) -> u32 {
    let query = Query::new(query);
    let name = fold_name(name);
    let words: Vec<&str> = name.split(' ').filter(|w| !w.is_empty()).collect();
    query.rate(&words, |token, word| query.tokens[token].quality(words[word]))
}

/// How alike two names are, 0 to [`FULL`], whichever comes first. See [`LIKELY_SAME`].
pub fn similarity(a: &str, b: &str) -> u32 {
    (score(a, b) + score(b, a)) / 2
}

/// A word of a query, ready to be compared.
struct Token {
    text: String,
    pattern: Pattern,
}

impl Token {
    /// 100 for the same word, less for a beginning, a typing error, an initial; 0 for another word.
    fn quality(&self, word: &str) -> u32 {
        if let Some(rest) = word.strip_prefix(self.text.as_str()) {
            return if rest.is_empty() { 100 } else { 88 - (rest.len() as u32).min(8) };
        }
        if word.len() == 1 && self.text.starts_with(word) {
            return 60;
        }
        let len = self.text.len();
        let allowed = allowed_errors(len);
        if allowed == 0 || word.len() + (allowed as usize) < len {
            return 0;
        }
        let mut run = self.pattern.start();
        self.pattern.feed(&mut run, word.as_bytes());
        let errors = run.distance();
        if errors <= allowed {
            // One error weighs more in a short word: Ani and Adi are two people.
            100u32.saturating_sub(errors * 180 / len as u32).max(30)
        } else if len >= 5 && run.prefix_distance() <= 1 {
            30
        } else {
            0
        }
    }
}

struct Query {
    tokens: Vec<Token>,
    whole: Pattern,
    whole_len: usize,
}

impl Query {
    fn new(text: &str) -> Self {
        let folded = fold_name(text);
        let tokens = folded
            .split(' ')
            .filter(|w| !w.is_empty())
            .map(|w| Token { text: w.to_owned(), pattern: Pattern::new(w) })
            .collect();
        let unspaced = folded.replace(' ', "");
        Self { tokens, whole: Pattern::new(&unspaced), whole_len: unspaced.len() }
    }

    /// Rates a name from the qualities of (query word, name word) pairs.
    fn rate(&self, words: &[&str], quality: impl Fn(usize, usize) -> u32) -> u32 {
        let tokens = self.tokens.len();
        if tokens == 0 || words.is_empty() {
            return 0;
        }
        let mut free = [true; MAX_WORDS];
        let (mut sum, mut failed, mut swapped) = (0, 0, 0);
        let mut last = None;
        for token in 0..tokens {
            // The best word not yet taken; the earlier of equals.
            let best = (0..words.len().min(MAX_WORDS))
                .filter(|w| free[*w])
                .map(|w| (quality(token, w), w))
                .max_by_key(|(q, w)| (*q, std::cmp::Reverse(*w)));
            match best {
                Some((q, word)) if q > 0 => {
                    free[word] = false;
                    sum += q;
                    swapped += u32::from(last.is_some_and(|l| l > word));
                    last = Some(word);
                }
                _ => failed += 1,
            }
        }
        let by_words = if failed == 0 || (tokens >= 3 && failed == 1) {
            let unasked = words.len().saturating_sub(tokens).min(4) as u32;
            (sum * 10 / tokens as u32).saturating_sub(unasked * 15 + swapped * 20)
        } else {
            0
        };
        by_words.max(self.rate_unspaced(words))
    }

    /// Rates query and name without their spaces: Nur Janah, Nurjanah.
    fn rate_unspaced(&self, words: &[&str]) -> u32 {
        let len: usize = words.iter().map(|w| w.len()).sum();
        let allowed = allowed_errors(self.whole_len);
        if words.len() == self.tokens.len() || self.whole_len < 6 || len.abs_diff(self.whole.len()) > allowed as usize {
            return 0;
        }
        let mut run = self.whole.start();
        for word in words {
            self.whole.feed(&mut run, word.as_bytes());
        }
        match run.distance() {
            errors if errors <= allowed => 990u32.saturating_sub(errors * 1800 / self.whole_len as u32),
            _ => 0,
        }
    }
}

/// A person found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameHit<'a, K> {
    /// What the name was put in with.
    pub key: &'a K,
    /// See [`score`].
    pub score: u32,
}

/// The names of one caseload in memory, made for up to some 20,000.
///
/// Names share their words, so a query is compared with each different word once. What a search finds depends on the names alone,
/// not on the way they came in: an index that followed every change answers as one that was built anew.
pub struct NameIndex<K> {
    words: Vec<Word>,
    ids: HashMap<String, u32>,
    free: Vec<u32>,
    rows: Vec<(K, Vec<u32>)>,
    by_key: HashMap<K, usize>,
}

/// A word and how often names have it; one that no name has waits in `free` for another word.
struct Word {
    text: String,
    uses: u32,
}

impl<K: Clone + Eq + Hash + Ord> Default for NameIndex<K> {
    fn default() -> Self {
        Self { words: Vec::new(), ids: HashMap::new(), free: Vec::new(), rows: Vec::new(), by_key: HashMap::new() }
    }
}

impl<K: Clone + Eq + Hash + Ord> NameIndex<K> {
    /// Number of names.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Puts a name in, or changes it. Takes a name as written or as [`fold_name`] left it.
    pub fn insert(&mut self, key: K, name: &str) {
        let words: Vec<u32> =
            fold_name(name).split(' ').filter(|w| !w.is_empty()).map(|word| self.use_word(word)).collect();
        match self.by_key.get(&key) {
            Some(row) => {
                let before = std::mem::replace(&mut self.rows[*row].1, words);
                self.release(&before);
            }
            None => {
                self.by_key.insert(key.clone(), self.rows.len());
                self.rows.push((key, words));
            }
        }
    }

    /// Takes a name out; whether it was there.
    pub fn remove(&mut self, key: &K) -> bool {
        let Some(row) = self.by_key.remove(key) else { return false };
        let (_, words) = self.rows.swap_remove(row);
        if let Some((moved, _)) = self.rows.get(row) {
            self.by_key.insert(moved.clone(), row);
        }
        self.release(&words);
        true
    }

    fn use_word(&mut self, word: &str) -> u32 {
        if let Some(id) = self.ids.get(word) {
            self.words[*id as usize].uses += 1;
            return *id;
        }
        let new = Word { text: word.to_owned(), uses: 1 };
        let id = match self.free.pop() {
            Some(id) => {
                self.words[id as usize] = new;
                id
            }
            None => {
                self.words.push(new);
                self.words.len() as u32 - 1
            }
        };
        self.ids.insert(word.to_owned(), id);
        id
    }

    fn release(&mut self, words: &[u32]) {
        for id in words {
            let word = &mut self.words[*id as usize];
            word.uses -= 1;
            if word.uses == 0 {
                self.ids.remove(&std::mem::take(&mut word.text));
                self.free.push(*id);
            }
        }
    }

    /// The best names for a query, best first, at most `limit`; equals by name, then by key.
    pub fn search(&self, query: &str, limit: usize) -> Vec<NameHit<'_, K>> {
        let query = Query::new(query);
        let quality = |token: &Token, word: &Word| if word.uses == 0 { 0 } else { token.quality(&word.text) as u8 };
        let qualities: Vec<Vec<u8>> =
            query.tokens.iter().map(|token| self.words.iter().map(|word| quality(token, word)).collect()).collect();
        let mut hits = Vec::new();
        let mut words = Vec::new();
        for (row, (_, ids)) in self.rows.iter().enumerate() {
            words.clear();
            words.extend(self.texts(ids));
            let score = query.rate(&words, |token, word| u32::from(qualities[token][ids[word] as usize]));
            if score > 0 {
                hits.push((score, row));
            }
        }
        let order = |a: &(u32, usize), b: &(u32, usize)| {
            let ((key_a, words_a), (key_b, words_b)) = (&self.rows[a.1], &self.rows[b.1]);
            b.0.cmp(&a.0).then_with(|| self.texts(words_a).cmp(self.texts(words_b))).then_with(|| key_a.cmp(key_b))
        };
        if limit < hits.len() {
            hits.select_nth_unstable_by(limit, order);
            hits.truncate(limit);
        }
        hits.sort_unstable_by(order);
        hits.into_iter().map(|(score, row)| NameHit { key: &self.rows[row].0, score }).collect()
    }

    fn texts<'a>(&'a self, ids: &'a [u32]) -> impl Iterator<Item = &'a str> {
        ids.iter().map(|id| self.words[*id as usize].text.as_str())
    }
}
