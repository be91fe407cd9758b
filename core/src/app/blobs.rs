//! Photos and signatures: taken in as encrypted files named by their hash, read back piece by piece for sending.

use super::companion::Inner;
use super::profile::{from_hex, to_hex};
use crate::domain::op::Hash;
use crate::error::{CoreError, ErrorCode, Result};
use crate::store::blob;
use crate::vault::blob::{encrypt, read_at};
use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Read, Write};
use std::path::Path;

/// The largest photo taken in, bytes (domain: at most 2 MB asked for; scans may be larger).
pub(super) const MAX_PHOTO: u64 = 8 * 1024 * 1024;

/// A file that was taken in.
#[derive(Clone, Debug)]
pub(super) struct TakenIn {
    pub(super) hash: String,
    pub(super) size: u64,
    pub(super) mime: &'static str,
}

pub(super) fn parse_hash(hex: &str) -> Result<Hash> {
    from_hex(hex)
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| CoreError::new(ErrorCode::Tampered).reason("not a hash"))
}

/// What a file is, by its first bytes; only pictures are photos.
fn media_type(start: &[u8]) -> Option<&'static str> {
    match start {
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some("image/png"),
        _ => None,
    }
}

/// Copies a picture into the user's encrypted files and notes it in the store. The original is left alone.
pub(super) fn take_in(inner: &Inner, file: &Path) -> Result<TakenIn> {
    let unreadable = |why: &str| CoreError::new(ErrorCode::FileUnreadable).reason(why);
    let plain = File::open(file).map_err(|_| unreadable("cannot be opened"))?;
    let size = plain.metadata().map_err(|_| unreadable("no size"))?.len();
    if size == 0 || size > MAX_PHOTO {
        return Err(unreadable("empty or over 8 MB"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    plain.take(MAX_PHOTO + 1).read_to_end(&mut bytes).map_err(|_| unreadable("cannot be read"))?;
    let mime = media_type(&bytes).ok_or_else(|| unreadable("neither JPEG nor PNG"))?;
    let hash = *blake3::hash(&bytes).as_bytes();
    let place = inner.folder.blob_path(&hash);
    if !place.exists() {
        write_sealed(inner, &hash, &bytes, &place)?;
    }
    let now = inner.now().ms;
    inner.store.write(|tx| blob::add(tx, &hash, bytes.len() as u64, mime, now))?;
    Ok(TakenIn { hash: to_hex(&hash), size: bytes.len() as u64, mime })
}

/// Encrypts beside, syncs, then renames: a file under its final name is always whole.
fn write_sealed(inner: &Inner, hash: &Hash, bytes: &[u8], place: &Path) -> Result<()> {
    let failed = |error: std::io::Error| CoreError::from(crate::vault::blob::BlobError::from(error));
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let beside = place.with_extension("baru");
    let mut out = BufWriter::new(File::create(&beside).map_err(failed)?);
    encrypt(&inner.key, hash, &mut &*bytes, &mut out, &*inner.ports.entropy)?;
    out.flush().map_err(failed)?;
    out.get_ref().sync_all().map_err(failed)?;
    fs::rename(&beside, place).map_err(failed)
}

/// A piece of a file for sending; `None` when the file is gone from this device.
pub(super) fn piece(inner: &Inner, hash: &str, offset: u64, length: usize) -> Result<Option<Vec<u8>>> {
    let hash = parse_hash(hash)?;
    let mut file = match File::open(inner.folder.blob_path(&hash)) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(crate::vault::blob::BlobError::from(error).into()),
    };
    Ok(Some(read_at(&inner.key, &hash, &mut file, offset, length)?))
}
