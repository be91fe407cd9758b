//! Repeatable chance: BLAKE3 of a seed and a counter.

use uuid::Uuid;

/// A stream of numbers that is the same for the same seed.
pub struct Dice {
    key: [u8; 32],
    count: u64,
}

impl Dice {
    /// Dice for one purpose of a seed.
    pub fn new(seed: u64, purpose: &str) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("atensi-server seed v1");
        hasher.update(&seed.to_le_bytes()).update(purpose.as_bytes());
        Self { key: *hasher.finalize().as_bytes(), count: 0 }
    }

    /// 32 fresh bytes.
    pub fn bytes(&mut self) -> [u8; 32] {
        self.count += 1;
        *blake3::keyed_hash(&self.key, &self.count.to_le_bytes()).as_bytes()
    }

    /// A number from 0 up to but without `n`; 0 when `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.bytes();
        u64::from_le_bytes([a, b, c, d, e, f, g, h]).checked_rem(n).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1).unsigned_abs()) as i64
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// One of a list that is not empty.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u64) as usize]
    }

    /// An id that carries a time (version 7).
    pub fn uuid(&mut self, at_ms: i64) -> Uuid {
        let bytes = self.bytes();
        let mut random = [0; 10];
        random.copy_from_slice(&bytes[..10]);
        uuid::Builder::from_unix_timestamp_millis(at_ms.max(0).unsigned_abs(), &random).into_uuid()
    }
}
