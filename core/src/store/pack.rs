//! Bodies as they lie in the file: one tag byte, then the bytes as they are or compressed with zstd, whichever is smaller.

use super::{Result, StoreError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use zstd::bulk::{Compressor, Decompressor};

/// Under this length compression does not pay for its time.
const WORTH_IT: usize = 256;
/// The largest body stored or read back, so that a damaged length cannot ask for all memory.
pub(super) const MAX_BODY: usize = 16 * 1024 * 1024;
const RAW: u8 = 0;
const ZSTD: u8 = 1;

const LEVEL: i32 = 3;

thread_local! {
    // Made once a thread: setting up a context costs more than packing a record with it.
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

fn compress(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    PACKER.with_borrow_mut(|kept| match kept {
        Some(packer) => packer.compress(bytes),
        None => kept.insert(Compressor::new(LEVEL)?).compress(bytes),
    })
}

fn decompress(bytes: &[u8], size: usize) -> std::io::Result<Vec<u8>> {
    UNPACKER.with_borrow_mut(|kept| match kept {
        Some(unpacker) => unpacker.decompress(bytes, size),
        None => kept.insert(Decompressor::new()?).decompress(bytes, size),
    })
}

pub(super) fn pack(bytes: &[u8]) -> Result<Vec<u8>> {
    if bytes.len() > MAX_BODY {
        return Err(StoreError::Invalid("body over 16 MiB"));
    }
    if bytes.len() >= WORTH_IT {
        let packed = compress(bytes)?;
        if packed.len() < bytes.len() {
            return Ok([&[ZSTD], packed.as_slice()].concat());
        }
    }
    Ok([&[RAW], bytes].concat())
}

pub(super) fn unpack(packed: &[u8]) -> Result<Vec<u8>> {
    match packed.split_first() {
        Some((&RAW, bytes)) => Ok(bytes.to_vec()),
        Some((&ZSTD, bytes)) => {
            let size = Decompressor::upper_bound(bytes)
                .filter(|size| (1..=MAX_BODY).contains(size))
                .ok_or_else(|| StoreError::Damaged("body of no sensible size".into()))?;
            decompress(bytes, size).map_err(|_| StoreError::Damaged("body does not unpack".into()))
        }
        _ => Err(StoreError::Damaged("body of an unknown packing".into())),
    }
}

pub(super) fn pack_json(value: &impl Serialize, what: &'static str) -> Result<Vec<u8>> {
    pack(&serde_json::to_vec(value).map_err(|source| StoreError::Unreadable { what, source })?)
}

pub(super) fn unpack_json<T: DeserializeOwned>(packed: &[u8], what: &'static str) -> Result<T> {
    let bytes = unpack(packed)?;
    serde_json::from_slice(&bytes).map_err(|source| StoreError::Unreadable { what, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_read_back_and_text_shrinks() {
        for len in [0usize, 1, 255, 256, 5_000, 300_000] {
            let text = "nama: Siti, wilayah: 33.74 ".repeat(len / 27 + 1).into_bytes();
            let body = &text[..len];
            let packed = pack(body).expect("packs");
            assert_eq!(unpack(&packed).expect("unpacks"), body);
            assert!(len < 1_000 || packed.len() < len / 2);
        }
    }

    #[test]
    fn damaged_bodies_are_errors() {
        let packed = pack(&vec![7; 4_000]).expect("packs");
        for bad in [&[][..], &[9, 1], &packed[..packed.len() - 1], &[ZSTD], &[ZSTD, 1, 2]] {
            assert!(matches!(unpack(bad), Err(StoreError::Damaged(_))));
        }
        // A frame that claims 10 GB asks for no memory.
        let bomb = [ZSTD, 0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0x28, 0x6b, 0xee, 2, 0, 0, 0, 1, 0, 0];
        assert!(matches!(unpack(&bomb), Err(StoreError::Damaged(_))));
        assert!(pack(&vec![0; MAX_BODY + 1]).is_err());
    }
}
