//! The counter of wrong PINs on the disk.
//!
//! Two JSON lines of fixed length, written in turn and in place: a torn write leaves the other line, and a full disk does
//! not keep a person out. Each line carries a MAC under the device secret; a line that was edited does not count.

use super::error::VaultError;
use super::hex;
use super::pin::{FAILURES_WHEN_TAMPERED, delay_ms};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;
use subtle::ConstantTimeEq;

const SCHEMA: u16 = 1;
/// Bytes of a line with its line feed.
const LINE: usize = 256;

/// Wrong PINs so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Attempts {
    /// In a row.
    pub failures: u32,
    /// No attempt before.
    pub wait_until_ms: i64,
    /// Device time of the last attempt.
    pub seen_ms: i64,
}

impl Attempts {
    /// What is assumed when the counter is gone or edited.
    pub(super) fn tampered(now_ms: i64) -> Self {
        let failures = FAILURES_WHEN_TAMPERED;
        let wait_until_ms = now_ms.saturating_add(delay_ms(failures));
        Self { failures, wait_until_ms, seen_ms: now_ms }
    }

    /// Whether it is too early. A clock set back makes the whole wait begin anew.
    pub(super) fn wait(&mut self, now_ms: i64) -> bool {
        if now_ms < self.seen_ms {
            self.seen_ms = now_ms;
            self.wait_until_ms = now_ms.saturating_add(delay_ms(self.failures));
        }
        now_ms < self.wait_until_ms
    }
}

#[derive(Serialize, Deserialize)]
struct Line {
    schema: u16,
    turn: u64,
    failures: u32,
    wait_until_ms: i64,
    seen_ms: i64,
    #[serde(with = "hex")]
    mac: [u8; 32],
}

impl Line {
    fn mac(&self, secret: &[u8; 32]) -> [u8; 32] {
        let key = blake3::derive_key("atensi 2026 wrong PIN counter", secret);
        let mut hasher = blake3::Hasher::new_keyed(&key);
        hasher.update(&self.schema.to_le_bytes());
        hasher.update(&self.turn.to_le_bytes());
        hasher.update(&self.failures.to_le_bytes());
        hasher.update(&self.wait_until_ms.to_le_bytes());
        hasher.update(&self.seen_ms.to_le_bytes());
        *hasher.finalize().as_bytes()
    }
}

/// The newest genuine line; `None` when there is none.
fn newest(path: &Path, secret: &[u8; 32]) -> Result<Option<Line>, VaultError> {
    let mut bytes = Vec::new();
    match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        file => file?.take(2 * LINE as u64).read_to_end(&mut bytes)?,
    };
    let lines = bytes.chunks(LINE).filter_map(|line| serde_json::from_slice::<Line>(line).ok());
    let genuine = lines.filter(|line| line.schema == SCHEMA && bool::from(line.mac(secret).ct_eq(&line.mac)));
    Ok(genuine.max_by_key(|line| line.turn))
}

/// The counter; `None` when it is missing or no line of it is genuine.
pub(super) fn read(path: &Path, secret: &[u8; 32]) -> Result<Option<Attempts>, VaultError> {
    Ok(newest(path, secret)?.map(|line| Attempts {
        failures: line.failures,
        wait_until_ms: line.wait_until_ms,
        seen_ms: line.seen_ms,
    }))
}

/// Writes the counter; on the disk when this returns.
pub(super) fn write(path: &Path, secret: &[u8; 32], state: &Attempts) -> Result<(), VaultError> {
    let turn = newest(path, secret)?.map_or(0, |line| line.turn + 1);
    let mut line = Line {
        schema: SCHEMA,
        turn,
        failures: state.failures,
        wait_until_ms: state.wait_until_ms,
        seen_ms: state.seen_ms,
        mac: [0; 32],
    };
    line.mac = line.mac(secret);
    let unreadable = |source| VaultError::Unreadable { what: "PIN counter", source };
    let mut text = serde_json::to_vec(&line).map_err(unreadable)?;
    text.resize(LINE - 1, b' ');
    text.push(b'\n');
    let new = !path.exists();
    let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    if new {
        // Both places at once, so that later writes need no new space.
        file.write_all(&[text.as_slice(), &[b' '; LINE]].concat())?;
    } else {
        file.seek(SeekFrom::Start(turn % 2 * LINE as u64))?;
        file.write_all(&text)?;
    }
    file.sync_all()?;
    match path.parent() {
        Some(folder) if new => super::file::sync_folder(folder),
        _ => Ok(()),
    }
}
