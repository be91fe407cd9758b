//! Photo files: content arrives in pieces, is checked against its hash when whole, and lies encrypted on the disk.
//!
//! Every piece is sealed on its own (XChaCha20-Poly1305, random nonce) and bound to its photo and offset, so pieces cannot
//! be swapped. A piece counts only after it is flushed; what the database says was received is what can be read back.

use crate::error::{Result, ServerError};
use atensi_core::vault::{OsEntropy, entropy::random};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Largest piece accepted, bytes.
pub const MAX_PIECE: usize = 64 * 1024;
/// Smallest piece accepted unless it is the last, bytes: it bounds the number of files.
pub const MIN_PIECE: usize = 1024;
const NONCE_LEN: usize = 24;

/// The folder of photo files.
pub struct BlobFiles {
    dir: PathBuf,
    cipher: XChaCha20Poly1305,
}

impl BlobFiles {
    /// Files in `dir` under `key`; makes nothing yet.
    pub fn new(dir: PathBuf, key: [u8; 32]) -> Self {
        Self { dir, cipher: XChaCha20Poly1305::new(&Key::from(key)) }
    }

    fn folder(&self, hash: &str) -> PathBuf {
        self.dir.join(&hash[..2]).join(hash)
    }

    /// Writes a piece, durably. The same piece again replaces itself. `hash` must be checked hex.
    pub fn put(&self, hash: &str, offset: u64, piece: &[u8]) -> Result<()> {
        let folder = self.folder(hash);
        fs::create_dir_all(&folder).map_err(ServerError::io("making a photo folder"))?;
        let nonce = random::<NONCE_LEN>(&OsEntropy)?;
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: piece, aad: &label(hash, offset) })
            .map_err(|_| ServerError::Damaged("photo piece"))?;
        let (path, temporary) = (folder.join(offset.to_string()), folder.join("baru"));
        let write = || {
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
            file.write_all(&nonce)?;
            file.write_all(&sealed)?;
            file.sync_all()?;
            fs::rename(&temporary, &path)?;
            File::open(&folder)?.sync_all()
        };
        write().map_err(ServerError::io("writing a photo piece"))
    }

    /// Copies the pieces of a whole photo that `target` lacks, durably; returns the bytes of the photo if any were.
    pub fn copy_missing(&self, target: &Self, hash: &str, size: u64) -> Result<u64> {
        let (from, to) = (self.folder(hash), target.folder(hash));
        let (mut offset, mut copied) = (0, false);
        while offset < size {
            let name = offset.to_string();
            let length = piece_length(&from.join(&name)).ok_or(ServerError::Damaged("photo piece"))?;
            if piece_length(&to.join(&name)) != Some(length) {
                let copy = || {
                    fs::create_dir_all(&to)?;
                    let temporary = to.join("baru");
                    fs::copy(from.join(&name), &temporary)?;
                    File::open(&temporary)?.sync_all()?;
                    fs::rename(&temporary, to.join(&name))
                };
                copy().map_err(ServerError::io("copying a photo piece"))?;
                copied = true;
            }
            offset += length;
        }
        if copied {
            let flush = || {
                File::open(&to)?.sync_all()?;
                to.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all())?;
                File::open(&target.dir)?.sync_all()
            };
            flush().map_err(ServerError::io("copying a photo"))?;
        }
        Ok(if copied { size } else { 0 })
    }

    /// Whether the pieces of a whole photo are there and have the lengths that come to its size. Reads no content.
    pub fn is_there(&self, hash: &str, size: u64) -> bool {
        let folder = self.folder(hash);
        let mut offset = 0;
        while offset < size {
            match piece_length(&folder.join(offset.to_string())) {
                Some(length) => offset += length,
                None => return false,
            }
        }
        offset == size
    }

    /// Reads the first `received` bytes back, each piece verified.
    pub fn get(&self, hash: &str, received: u64) -> Result<Vec<u8>> {
        let folder = self.folder(hash);
        let mut content = Vec::new();
        while (content.len() as u64) < received {
            let offset = content.len() as u64;
            let sealed = fs::read(folder.join(offset.to_string())).map_err(ServerError::io("reading a photo piece"))?;
            let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(ServerError::Damaged("photo piece"))?;
            let piece = self
                .cipher
                .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &label(hash, offset) })
                .map_err(|_| ServerError::Damaged("photo piece"))?;
            if piece.is_empty() {
                return Err(ServerError::Damaged("photo piece"));
            }
            content.extend_from_slice(&piece);
        }
        content.truncate(usize::try_from(received).unwrap_or(usize::MAX));
        Ok(content)
    }
}

/// Bytes of content in a piece file; `None` when it is not there or too short to be one.
fn piece_length(path: &Path) -> Option<u64> {
    const SEALED: u64 = NONCE_LEN as u64 + 16;
    fs::metadata(path).ok()?.len().checked_sub(SEALED).filter(|length| *length > 0)
}

fn label(hash: &str, offset: u64) -> Vec<u8> {
    [hash.as_bytes(), &offset.to_le_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_read_back_and_nothing_lies_open() {
        let dir = tempfile::tempdir().expect("dir");
        let files = BlobFiles::new(dir.path().to_owned(), [7; 32]);
        let hash = blake3::hash(b"photo").to_hex().to_string();
        let content: Vec<u8> = b"a recognisable photograph ".repeat(100);
        files.put(&hash, 0, &content[..1000]).expect("puts");
        files.put(&hash, 1000, &content[1000..]).expect("puts");
        assert_eq!(files.get(&hash, content.len() as u64).expect("gets"), content);
        let piece = files.folder(&hash).join("1000");
        let stored = fs::read(&piece).expect("reads");
        assert!(!stored.windows(12).any(|w| w == b"recognisable"));
        fs::copy(&piece, files.folder(&hash).join("0")).expect("copies");
        assert!(files.get(&hash, 10).is_err(), "a piece is bound to its offset");
    }
}
