//! Chance that is the same at every replay: numbers and ids drawn from the document's id and the place, and the order
//! that `randomize()` gives, which agrees with the other engines for the same seed.

use super::value::Value;
use sha2::{Digest, Sha256};

/// Longest text that `uuid(length)` makes.
pub const MAX_TOKEN: usize = 1_000;

const MODULUS: f64 = 2_147_483_647.0;
const MULTIPLIER: f64 = 16_807.0;

/// The number in [0, 1) that 8 bytes stand for.
pub(super) fn fraction(bytes: [u8; 8]) -> f64 {
    (u64::from_le_bytes(bytes) >> 11) as f64 / (1u64 << 53) as f64
}

/// Text of `length` digits and capital letters.
pub(super) fn token(bytes: &mut blake3::OutputReader, length: f64) -> Value {
    if !(1.0..=MAX_TOKEN as f64).contains(&length) {
        return Value::Blank;
    }
    const SIGNS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut out = String::with_capacity(length as usize);
    let mut byte = [0u8];
    while out.len() < length as usize {
        bytes.fill(&mut byte);
        // The last four values would make some signs more likely than others.
        if byte[0] < 252 {
            out.push(char::from(SIGNS[usize::from(byte[0]) % 36]));
        }
    }
    Value::str(&out)
}

/// The seed a value stands for: a number without its fraction, else a hash of the text; 0 for a blank.
pub(super) fn seed(v: &Value) -> i64 {
    let number = match v {
        Value::Blank => return 0,
        // A text that looks like a date is a text here, as in JavaRosa.
        Value::Str(text) => plain_number(text),
        other => other.number(),
    };
    if !number.is_nan() {
        return number as i64;
    }
    let text = v.text();
    if text.is_empty() {
        return 0;
    }
    let mut first = [0u8; 8];
    first.copy_from_slice(&Sha256::digest(text.as_bytes())[..8]);
    i64::from_be_bytes(first)
}

fn plain_number(text: &str) -> f64 {
    let t = text.trim();
    if t.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-') {
        t.parse().unwrap_or(f64::NAN)
    } else {
        f64::NAN
    }
}

/// Shuffles inside out (Fisher and Yates) with the generator of Park and Miller.
pub(super) fn shuffle<T: Copy>(items: &[T], seed: i64) -> Vec<T> {
    let mut state = seed as f64 % MODULUS;
    if state <= 0.0 {
        state += MODULUS - 1.0;
    }
    let mut out: Vec<T> = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        state = state * MULTIPLIER % MODULUS;
        let j = ((state - 1.0) / (MODULUS - 1.0) * (i + 1) as f64) as usize;
        out.push(*item);
        if j < i {
            out[i] = out[j];
            out[j] = *item;
        }
    }
    out
}
