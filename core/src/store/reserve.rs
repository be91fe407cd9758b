//! A file that takes up 4 MB for nothing, so that the save in hand still fits when a photo burst or a video has filled the
//! phone: it is removed when space runs out and made again when there is some.

use super::Result;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Size of the reserve, bytes.
pub const RESERVE_BYTES: usize = 4 * 1024 * 1024;

/// The reserve beside a database.
pub(super) struct Reserve(Option<PathBuf>);

impl Reserve {
    /// `cadangan.bin` beside the database; `None` keeps no reserve.
    pub(super) fn beside(database: &Path, wanted: bool) -> Self {
        Self(wanted.then(|| database.with_file_name("cadangan.bin")))
    }

    /// Makes it if it is not whole. `false`: no space for it now.
    pub(super) fn fill(&self) -> Result<bool> {
        let Some(path) = &self.0 else { return Ok(false) };
        if std::fs::metadata(path).is_ok_and(|meta| meta.len() >= RESERVE_BYTES as u64) {
            return Ok(true);
        }
        if write(path).is_err() {
            self.release();
            return Ok(false);
        }
        Ok(true)
    }

    /// Gives the space back; `true` when there was some.
    pub(super) fn release(&self) -> bool {
        self.0.as_ref().is_some_and(|path| std::fs::remove_file(path).is_ok())
    }
}

fn write(path: &Path) -> std::io::Result<()> {
    // Bytes that no file system compresses away.
    let mut noise = vec![0; RESERVE_BYTES];
    blake3::Hasher::new().finalize_xof().fill(&mut noise);
    let mut file = std::fs::File::create(path)?;
    file.write_all(&noise)?;
    file.sync_data()
}
