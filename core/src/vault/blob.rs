//! Photos and signatures as encrypted files: in chunks, so that a 20 MB file never needs 20 MB of memory, and so that an
//! upload can go on from any byte.
//!
//! `magic (4) | schema (2) | algorithm (1) | key id (8) | nonce prefix (16)`, then chunks of 64 KiB, each sealed with
//! XChaCha20-Poly1305 (16 bytes more). The nonce is prefix, chunk number (7 bytes) and a last-chunk flag, after the STREAM
//! construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): chunks cannot be dropped, swapped or cut off. The key is
//! derived from the data key and the content's hash, so that a file under another name does not open.

use super::data_key::DataKey;
use super::entropy::{Entropy, EntropyError, random};
use super::sign::KeyId;
use crate::domain::op::Hash;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use zeroize::Zeroizing;

/// Layout this build writes and reads.
pub const BLOB_SCHEMA: u16 = 1;
/// XChaCha20-Poly1305 in chunks, key by HKDF-SHA256.
pub const ALG_CHUNKED: u8 = 1;
/// Plain bytes of a chunk; the last one may be shorter.
pub const CHUNK: usize = 64 * 1024;
/// The most that [`read_at`] gives at once.
pub const MAX_READ: usize = 1024 * 1024;

const MAGIC: &[u8; 4] = b"ATB1";
const HEADER: usize = 4 + 2 + 1 + 8 + 16;
const TAG: usize = 16;
const PURPOSE: &[u8] = b"atensi-blob-v1";

/// Why a file cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// Not an encrypted file of ours.
    #[error("not an encrypted file")]
    NotABlob,
    /// Written by a newer app.
    #[error("encrypted file of unknown schema {schema} or algorithm {alg}")]
    Unknown {
        /// Layout in the file.
        schema: u16,
        /// Algorithm in the file.
        alg: u8,
    },
    /// Encrypted for another user.
    #[error("encrypted under key {0}")]
    OtherKey(KeyId),
    /// A chunk was changed, cut or moved, or the file belongs to another hash.
    #[error("chunk {0} does not open")]
    Chunk(u64),
    /// The plain content is not what its hash says.
    #[error("content differs from its hash")]
    HashDiffers,
    /// A place outside the file, or a request over [`MAX_READ`].
    #[error("range outside the file")]
    Range,
    /// The operating system gives no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// Reading or writing failed.
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
}

/// Encrypts `plain`, whose BLAKE3 hash is `hash`, to `out`. Returns the plain length. On an error (also when the content is
/// not what the hash says) throw away what was written.
pub fn encrypt(
    key: &DataKey,
    hash: &Hash,
    plain: &mut dyn Read,
    out: &mut dyn Write,
    entropy: &dyn Entropy,
) -> Result<u64, BlobError> {
    let header = Header { prefix: random(entropy)?, key_id: key.id() };
    let head = header.to_bytes();
    let cipher = cipher(key, hash);
    out.write_all(&head)?;
    let mut hasher = blake3::Hasher::new();
    let mut length = 0;
    let mut chunk = Zeroizing::new(vec![0; CHUNK]);
    let mut next = Zeroizing::new(vec![0; CHUNK]);
    let mut filled = fill(plain, &mut chunk)?;
    for number in 0u64.. {
        let following = if filled == CHUNK { fill(plain, &mut next)? } else { 0 };
        let last = following == 0;
        hasher.update(&chunk[..filled]);
        length += filled as u64;
        let payload = Payload { msg: &chunk[..filled], aad: &head };
        let sealed = cipher.encrypt(&header.nonce(number, last), payload);
        out.write_all(&sealed.map_err(|_| BlobError::Chunk(number))?)?;
        if last {
            break;
        }
        std::mem::swap(&mut chunk, &mut next);
        filled = following;
    }
    if hasher.finalize() != *hash {
        return Err(BlobError::HashDiffers);
    }
    Ok(length)
}

/// Decrypts a whole file to `out` and checks the content's hash. Returns the plain length. Bytes reach `out` chunk by chunk,
/// each authentic; only `Ok` says that it was all of them.
pub fn decrypt(key: &DataKey, hash: &Hash, sealed: &mut dyn Read, out: &mut dyn Write) -> Result<u64, BlobError> {
    let (header, head) = Header::read(sealed, key)?;
    let cipher = cipher(key, hash);
    let mut hasher = blake3::Hasher::new();
    let mut length = 0;
    let (mut chunk, mut next) = (vec![0; CHUNK + TAG], vec![0; CHUNK + TAG]);
    let mut filled = fill(sealed, &mut chunk)?;
    for number in 0u64.. {
        let following = if filled == chunk.len() { fill(sealed, &mut next)? } else { 0 };
        let last = following == 0;
        let payload = Payload { msg: &chunk[..filled], aad: &head };
        let plain = cipher.decrypt(&header.nonce(number, last), payload);
        let plain = Zeroizing::new(plain.map_err(|_| BlobError::Chunk(number))?);
        hasher.update(&plain);
        out.write_all(&plain)?;
        length += plain.len() as u64;
        if last {
            break;
        }
        std::mem::swap(&mut chunk, &mut next);
        filled = following;
    }
    if hasher.finalize() != *hash {
        return Err(BlobError::HashDiffers);
    }
    Ok(length)
}

/// Plain bytes `offset .. offset + length` of an encrypted file, fewer at its end: the next piece of an upload. Each chunk
/// read is authentic; the hash of the whole is not checked here.
pub fn read_at<F: Read + Seek>(
    key: &DataKey,
    hash: &Hash,
    file: &mut F,
    offset: u64,
    length: usize,
) -> Result<Vec<u8>, BlobError> {
    let total = file.seek(SeekFrom::End(0))?;
    let size = plain_size(total)?;
    if offset > size || length > MAX_READ {
        return Err(BlobError::Range);
    }
    file.seek(SeekFrom::Start(0))?;
    let (header, head) = Header::read(file, key)?;
    let cipher = cipher(key, hash);
    let end = size.min(offset + length as u64);
    let last_chunk = size.saturating_sub(1) / CHUNK as u64;
    let mut out = Vec::with_capacity((end - offset) as usize);
    let mut sealed = vec![0; CHUNK + TAG];
    let mut at = offset;
    while at < end {
        let number = at / CHUNK as u64;
        file.seek(SeekFrom::Start(HEADER as u64 + number * (CHUNK + TAG) as u64))?;
        let filled = fill(file, &mut sealed)?;
        let payload = Payload { msg: &sealed[..filled], aad: &head };
        let plain = cipher.decrypt(&header.nonce(number, number == last_chunk), payload);
        let plain = Zeroizing::new(plain.map_err(|_| BlobError::Chunk(number))?);
        let start = number * CHUNK as u64;
        let (from, to) = ((at - start) as usize, ((end - start) as usize).min(plain.len()));
        if from >= to {
            return Err(BlobError::Chunk(number));
        }
        out.extend_from_slice(&plain[from..to]);
        at = start + to as u64;
    }
    Ok(out)
}

/// The plain length of an encrypted file of `total` bytes.
pub fn plain_size(total: u64) -> Result<u64, BlobError> {
    let body = total.checked_sub(HEADER as u64).ok_or(BlobError::NotABlob)?;
    let chunks = body.div_ceil((CHUNK + TAG) as u64).max(1);
    body.checked_sub(chunks * TAG as u64).ok_or(BlobError::NotABlob)
}

struct Header {
    prefix: [u8; 16],
    key_id: KeyId,
}

impl Header {
    fn to_bytes(&self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[..4].copy_from_slice(MAGIC);
        bytes[4..6].copy_from_slice(&BLOB_SCHEMA.to_le_bytes());
        bytes[6] = ALG_CHUNKED;
        bytes[7..15].copy_from_slice(&self.key_id.0);
        bytes[15..].copy_from_slice(&self.prefix);
        bytes
    }

    fn read(from: &mut dyn Read, key: &DataKey) -> Result<(Self, [u8; HEADER]), BlobError> {
        let mut bytes = [0; HEADER];
        if fill(from, &mut bytes)? < HEADER || bytes[..4] != *MAGIC {
            return Err(BlobError::NotABlob);
        }
        let (schema, alg) = (u16::from_le_bytes([bytes[4], bytes[5]]), bytes[6]);
        if schema != BLOB_SCHEMA || alg != ALG_CHUNKED {
            return Err(BlobError::Unknown { schema, alg });
        }
        let mut header = Self { prefix: [0; 16], key_id: KeyId([0; 8]) };
        header.key_id.0.copy_from_slice(&bytes[7..15]);
        header.prefix.copy_from_slice(&bytes[15..]);
        if header.key_id != key.id() {
            return Err(BlobError::OtherKey(header.key_id));
        }
        Ok((header, bytes))
    }

    fn nonce(&self, number: u64, last: bool) -> XNonce {
        let mut nonce = [0; 24];
        nonce[..16].copy_from_slice(&self.prefix);
        nonce[16..].copy_from_slice(&(number << 8 | u64::from(last)).to_le_bytes());
        XNonce::from(nonce)
    }
}

fn cipher(key: &DataKey, hash: &Hash) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&*key.derive(hash, PURPOSE)).into())
}

/// Reads until the buffer is full or the input ends; returns how much.
fn fill(from: &mut dyn Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match from.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::entropy::SeededEntropy;
    use std::io::Cursor;

    fn content(len: usize) -> Vec<u8> {
        let mut bytes = vec![0; len];
        blake3::Hasher::new().finalize_xof().fill(&mut bytes);
        bytes
    }

    fn key(n: u8) -> DataKey {
        DataKey::from_bytes([n; 32])
    }

    fn sealed(plain: &[u8]) -> (Hash, Vec<u8>) {
        let hash = *blake3::hash(plain).as_bytes();
        let mut out = Vec::new();
        let entropy = SeededEntropy::new(1);
        let length = encrypt(&key(1), &hash, &mut &plain[..], &mut out, &entropy).expect("seals");
        assert_eq!(length, plain.len() as u64);
        (hash, out)
    }

    fn opened(key: &DataKey, hash: &Hash, mut bytes: &[u8]) -> Result<Vec<u8>, BlobError> {
        let mut out = Vec::new();
        decrypt(key, hash, &mut bytes, &mut out)?;
        Ok(out)
    }

    #[test]
    fn every_length_reads_back_whole_and_in_pieces() {
        for len in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 777] {
            let plain = content(len);
            let (hash, bytes) = sealed(&plain);
            assert_eq!(opened(&key(1), &hash, &bytes).expect("opens"), plain, "{len}");
            assert_eq!(plain_size(bytes.len() as u64).expect("size"), len as u64);
            let mut file = Cursor::new(&bytes);
            for offset in [0, 1, CHUNK - 1, CHUNK, 2 * CHUNK, len / 2, len] {
                let piece = read_at(&key(1), &hash, &mut file, offset as u64, CHUNK + 5);
                if offset > len {
                    assert!(matches!(piece, Err(BlobError::Range)));
                } else {
                    let end = len.min(offset + CHUNK + 5);
                    assert_eq!(piece.expect("reads"), plain[offset..end], "{len} {offset}");
                }
            }
            assert!(read_at(&key(1), &hash, &mut file, 0, MAX_READ + 1).is_err());
        }
    }

    #[test]
    fn a_flip_a_cut_a_swap_another_key_or_name_fails() {
        let plain = content(2 * CHUNK + 100);
        let (hash, bytes) = sealed(&plain);
        let part = CHUNK + TAG;
        let places: Vec<usize> =
            (0..HEADER).chain([HEADER, HEADER + part - 1, HEADER + part, bytes.len() - 1]).collect();
        for i in places {
            let mut bad = bytes.clone();
            bad[i] ^= 1;
            assert!(opened(&key(1), &hash, &bad).is_err(), "{i}");
        }
        for cut in [0, 1, HEADER, HEADER + 1, HEADER + part, HEADER + 2 * part, bytes.len() - 1] {
            assert!(opened(&key(1), &hash, &bytes[..cut]).is_err(), "{cut}");
        }
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(opened(&key(1), &hash, &longer).is_err());
        let mut swapped = bytes.clone();
        let (first, second) = swapped[HEADER..HEADER + 2 * part].split_at_mut(part);
        first.swap_with_slice(second);
        assert!(opened(&key(1), &hash, &swapped).is_err());
        assert!(matches!(opened(&key(2), &hash, &bytes), Err(BlobError::OtherKey(_))));
        assert!(matches!(opened(&key(1), &[0; 32], &bytes), Err(BlobError::Chunk(0))));
        // A piece of a file cut after its first chunk is not taken for the last one.
        let mut cut = Cursor::new(&bytes[..HEADER + part]);
        assert!(read_at(&key(1), &hash, &mut cut, 0, 10).is_err());
    }

    #[test]
    fn content_that_is_not_its_hash_is_not_accepted() {
        let mut out = Vec::new();
        let entropy = SeededEntropy::new(1);
        let wrong = encrypt(&key(1), &[7; 32], &mut &b"abc"[..], &mut out, &entropy);
        assert!(matches!(wrong, Err(BlobError::HashDiffers)));
    }
}
