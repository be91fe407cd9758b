//! What the core asks of the world, as small traits: time, ids, keys, network, progress.
//!
//! Pure code takes their *values*; only `app` and adapters hold the traits. Tests pass fixed ones.

use uuid::Uuid;

/// The time of day, read once per use case and passed on as a value.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01 UTC as the device believes them; may be wrong by years.
    fn now_ms(&self) -> i64;
    /// Offset of local time from UTC in minutes (WIB +420, WITA +480, WIT +540).
    fn offset_minutes(&self) -> i16 {
        420
    }
}

/// A source of fresh ids.
pub trait IdSource: Send + Sync {
    /// A new, never repeated id; version 7 in production, seeded in tests.
    fn new_id(&self, now_ms: i64) -> Uuid;
}
