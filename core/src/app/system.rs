//! The real clock and id source. Tests and the demo pass their own.

use crate::ports::{Clock, IdSource};
use crate::vault::Entropy;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// The device's clock, with its local offset as given by the platform at start.
pub struct SystemClock {
    /// Minutes east of UTC.
    pub offset_minutes: i16,
}

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        let after = SystemTime::now().duration_since(UNIX_EPOCH);
        after.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX))
    }

    fn offset_minutes(&self) -> i16 {
        self.offset_minutes
    }
}

/// Version 7 ids: time first, so that rows written together lie together; the rest is random.
pub struct RandomIds<E>(pub E);

impl<E: Entropy> IdSource for RandomIds<E> {
    fn new_id(&self, now_ms: i64) -> Uuid {
        let mut random = [0_u8; 10];
        if self.0.fill(&mut random).is_err() {
            // Ids must be unique, not secret: without the generator, the finest clock and a counter do.
            static COUNTER: AtomicU64 = AtomicU64::new(0);
            let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos());
            let count = COUNTER.fetch_add(1, Ordering::Relaxed);
            let seed =
                [nanos.to_le_bytes().as_slice(), &count.to_le_bytes(), &std::process::id().to_le_bytes()].concat();
            random.copy_from_slice(&blake3::hash(&seed).as_bytes()[..10]);
        }
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(now_ms).unwrap_or(0), &random).into_uuid()
    }
}

/// The local offset from UTC as `ATENSI_ZONA` says, in minutes; `None` when it does not, or not sensibly. Phones pass theirs.
pub fn offset_from_env() -> Option<i16> {
    std::env::var("ATENSI_ZONA").ok().and_then(|v| v.trim().parse().ok()).filter(|m: &i16| (-840..=840).contains(m))
}
