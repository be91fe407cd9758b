//! Growing delays for wrong activation codes, per address and per code, kept in memory.
//!
//! A delay is an answer ("wait n seconds"), never a sleeping connection. It is the same for codes that exist and codes
//! that do not, so nothing is learnt from it; codes also count their own wrong proofs in the database, across restarts.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Wrong attempts that cost nothing: people mistype.
const FREE: u32 = 4;
/// The longest delay, ms.
const LONGEST_MS: i64 = 15 * 60_000;
/// A key is forgotten this long after its delay ended, ms.
const FORGET_MS: i64 = 60 * 60_000;
/// Keys remembered; beyond that nobody gets a try until some are forgotten.
const KEYS: usize = 20_000;

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    wrong: u32,
    until: i64,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Throttle {
    entries: Mutex<HashMap<String, Entry>>,
}

impl Throttle {
    /// Milliseconds to wait before any of `keys` may try again; 0 when all may now.
    pub fn wait_ms(&self, keys: &[&str], now: i64) -> i64 {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= KEYS {
            entries.retain(|_, entry| now < entry.until.saturating_add(FORGET_MS));
            if entries.len() >= KEYS {
                return LONGEST_MS;
            }
        }
        keys.iter().filter_map(|key| entries.get(*key)).map(|entry| (entry.until - now).max(0)).max().unwrap_or(0)
    }

    /// Counts a wrong attempt against every key.
    pub fn wrong(&self, keys: &[&str], now: i64) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            let entry = entries.entry((*key).to_owned()).or_default();
            if now >= entry.until.saturating_add(FORGET_MS) {
                *entry = Entry::default();
            }
            entry.wrong = entry.wrong.saturating_add(1);
            let over = entry.wrong.saturating_sub(FREE);
            let delay = if over == 0 { 0 } else { (1000_i64 << over.min(20)).min(LONGEST_MS) };
            entry.until = now.saturating_add(delay);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_per_key_and_are_forgotten() {
        let throttle = Throttle::default();
        for _ in 0..4 {
            assert_eq!(throttle.wait_ms(&["ip", "code"], 0), 0);
            throttle.wrong(&["ip", "code"], 0);
        }
        let mut last = 0;
        for _ in 0..20 {
            throttle.wrong(&["ip"], 0);
            let wait = throttle.wait_ms(&["ip"], 0);
            assert!(wait > last || wait == LONGEST_MS, "{wait}");
            last = wait;
        }
        assert_eq!(last, LONGEST_MS);
        assert_eq!(throttle.wait_ms(&["code"], 0), 0, "another key's delay is not shared");
        assert_eq!(throttle.wait_ms(&["ip"], LONGEST_MS), 0);
        throttle.wrong(&["ip"], LONGEST_MS + FORGET_MS);
        assert_eq!(throttle.wait_ms(&["ip"], LONGEST_MS + FORGET_MS), 0, "forgotten");
    }
}
