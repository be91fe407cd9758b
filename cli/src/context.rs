//! What a command needs to know about this run: how to speak, what day it is.

use crate::output::Out;
use atensi_core::domain::waktu::Moment;
use std::time::{SystemTime, UNIX_EPOCH};

/// This run.
pub struct Context {
    /// How it speaks.
    pub out: Out,
}

impl Context {
    /// Reads the general options.
    pub fn new(_: &clap::ArgMatches, out: Out) -> Self {
        Self { out }
    }

    /// Now, here.
    pub fn now(&self) -> Moment {
        let ms = fixed_ms().unwrap_or_else(|| {
            let after = SystemTime::now().duration_since(UNIX_EPOCH);
            after.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX))
        });
        Moment { ms, offset_minutes: 420 }
    }
}

/// The clock of tests and the demo: `ATENSI_WAKTU_MS`, heeded only together with `ATENSI_UJI=1`, so that a stray
/// variable cannot date real work.
fn fixed_ms() -> Option<i64> {
    if std::env::var("ATENSI_UJI").ok()? != "1" {
        return None;
    }
    std::env::var("ATENSI_WAKTU_MS").ok()?.parse().ok()
}
