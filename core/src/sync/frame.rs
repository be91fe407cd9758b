//! Frames: how bytes travel, so that a cut, bent, foreign or exploding body is told apart from a message.
//!
//! `magic (2) | version (1) | kind (1) | dictionary (1) | raw length (4) | packed length (4) | payload | hash (16)`,
//! integers little-endian. The payload is zstd with the named dictionary, or stored when that is not smaller (then both
//! lengths are equal). The hash is the first 16 bytes of BLAKE3 over the hash of the frame before it, the header and the
//! packed payload: every whole frame before a cut can be believed, and the last one, marked by a bit in its kind,
//! vouches for the whole body. An answer's first hash continues the request's last one, so an old answer out of some cache
//! is not taken for the answer to this question. An idle exchange is one frame each way.

use std::sync::OnceLock;
use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};

/// The first two bytes of every frame.
pub const MAGIC: [u8; 2] = [0xA7, 0x53];
/// Layout of frames that this build writes and reads.
pub const FRAME_VERSION: u8 = 1;
/// Bytes before the payload.
pub const HEADER_LEN: usize = 13;
/// Bytes after the payload.
pub const HASH_LEN: usize = 16;
/// The largest payload of one frame, unpacked: room for one op of the largest size with its neighbours.
pub const MAX_RAW: usize = 1024 * 1024;
/// The largest payload of one frame as it travels.
pub const MAX_PACKED: usize = MAX_RAW;
/// The largest body, either way.
pub const MAX_BODY: usize = 4 * 1024 * 1024;
/// The most that all frames of a body may unpack to.
pub const MAX_BODY_RAW: usize = 16 * 1024 * 1024;
/// The most frames in a body.
pub const MAX_FRAMES: usize = 256;
/// The newest dictionary that this build has; it has all from 1 to this. 0 in a frame means none.
pub const DICTIONARY: u8 = 1;
/// Trained by `tests/src/bin/train_dict.rs` on synthetic ops; never changed, only followed by a dictionary 2.
const DICTIONARY_1: &[u8] = include_bytes!("../../data/sync.dict");

const LAST: u8 = 0x80;
/// Payloads over this go without the dictionary: they hold their own vocabulary, and zstd tunes itself to the payload only
/// when there is no dictionary (measured on 500 records: 293 instead of 306 bytes each).
pub(super) const DICTIONARY_PAYS: usize = 32 * 1024;
/// For small payloads: 10 ms for 15 KB.
const SMALL_LEVEL: i32 = 13;
/// For large ones, which come in columns: a higher level takes longer and packs no better.
const LARGE_LEVEL: i32 = 6;

/// Why a body is not (wholly) believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Does not begin like a frame: a captive portal's page, a proxy's error text.
    #[error("the answer is not of this protocol")]
    NotOurs,
    /// Ends before its last frame: cut on the way.
    #[error("the body is cut short")]
    Truncated,
    /// A frame layout of a newer build.
    #[error("frame version {0} is not known")]
    Version(u8),
    /// A dictionary that this build does not have.
    #[error("dictionary {0} is not known")]
    Dictionary(u8),
    /// A length, number of frames or total over the limits.
    #[error("the body is over the limit of {0}")]
    TooLarge(&'static str),
    /// The bytes changed on the way.
    #[error("frame {0} was changed on the way")]
    Damaged(usize),
    /// Does not unpack to what its header says.
    #[error("frame {0} does not unpack")]
    Unpack(usize),
    /// Bytes after the last frame.
    #[error("bytes after the last frame")]
    Trailing,
}

/// One frame, unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What it carries; unknown kinds are skipped by readers.
    pub kind: u8,
    /// The unpacked payload.
    pub payload: Vec<u8>,
}

/// What could be read of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frames {
    /// Every whole, undamaged frame from the start.
    pub frames: Vec<Frame>,
    /// `None` when the body was whole; else why it ends there.
    pub end: Option<FrameError>,
}

/// Writes a body frame by frame.
#[derive(Debug)]
pub struct BodyWriter {
    out: Vec<u8>,
    dictionary: u8,
    /// Where the last frame starts, and the hash of the one before it.
    last: Option<(usize, [u8; HASH_LEN])>,
    hash: [u8; HASH_LEN],
    raw: usize,
    frames: usize,
}

impl BodyWriter {
    /// An empty body for a reader that has the dictionaries up to this number.
    pub fn new(dictionary: u8) -> Self {
        let dictionary = dictionary.min(DICTIONARY);
        Self { out: Vec::new(), dictionary, last: None, hash: [0; HASH_LEN], raw: 0, frames: 0 }
    }

    /// An empty body that only the sender of this request will believe: its hashes begin with the request's last one.
    pub fn answering(dictionary: u8, request: &[u8]) -> Self {
        Self { hash: last_hash(request), ..Self::new(dictionary) }
    }

    /// Bytes so far.
    pub fn len(&self) -> usize {
        self.out.len()
    }

    /// Whether no frame was written yet.
    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// Adds a frame. Fails with `TooLarge` when the frame or the body would go over the limits; nothing is written then.
    pub fn push(&mut self, kind: u8, payload: &[u8]) -> Result<(), FrameError> {
        if payload.len() > MAX_RAW {
            return Err(FrameError::TooLarge("frame size"));
        }
        if self.frames == MAX_FRAMES || self.raw + payload.len() > MAX_BODY_RAW {
            return Err(FrameError::TooLarge("body size"));
        }
        let dictionary = if payload.len() > DICTIONARY_PAYS { 0 } else { self.dictionary };
        let packed = pack(payload, dictionary);
        let (dictionary, body) = match &packed {
            Some(bytes) if bytes.len() < payload.len() => (dictionary, bytes.as_slice()),
            _ => (0, payload),
        };
        if self.out.len() + HEADER_LEN + body.len() + HASH_LEN > MAX_BODY {
            return Err(FrameError::TooLarge("body size"));
        }
        let start = self.out.len();
        self.out.extend_from_slice(&MAGIC);
        self.out.extend_from_slice(&[FRAME_VERSION, kind & !LAST, dictionary]);
        self.out.extend_from_slice(&(payload.len() as u32).to_le_bytes());
        self.out.extend_from_slice(&(body.len() as u32).to_le_bytes());
        self.out.extend_from_slice(body);
        self.last = Some((start, self.hash));
        self.hash = frame_hash(&self.hash, &self.out[start..]);
        self.out.extend_from_slice(&self.hash);
        self.raw += payload.len();
        self.frames += 1;
        Ok(())
    }

    /// The body, its last frame marked as such.
    pub fn finish(mut self) -> Vec<u8> {
        if let Some((start, before)) = self.last {
            self.out[start + 3] |= LAST;
            let end = self.out.len() - HASH_LEN;
            let hash = frame_hash(&before, &self.out[start..end]);
            self.out[end..].copy_from_slice(&hash);
        }
        self.out
    }
}

/// Reads as many whole frames as there are. Never allocates more than [`MAX_RAW`] a frame and [`MAX_BODY_RAW`] in all,
/// whatever the headers claim.
pub fn read_body(body: &[u8]) -> Frames {
    read_after([0; HASH_LEN], body)
}

/// As [`read_body`], for a body written with [`BodyWriter::answering`]: an answer to another request, however genuine, is
/// as good as damaged.
pub fn read_answer(body: &[u8], request: &[u8]) -> Frames {
    read_after(last_hash(request), body)
}

fn last_hash(body: &[u8]) -> [u8; HASH_LEN] {
    body.last_chunk().copied().unwrap_or_default()
}

fn read_after(before: [u8; HASH_LEN], body: &[u8]) -> Frames {
    let mut frames = Vec::new();
    let end = read_frames(body, before, &mut frames).err();
    Frames { frames, end }
}

fn read_frames(body: &[u8], before: [u8; HASH_LEN], frames: &mut Vec<Frame>) -> Result<(), FrameError> {
    if body.len() > MAX_BODY {
        return Err(FrameError::TooLarge("body size"));
    }
    let (mut rest, mut hash, mut total) = (body, before, 0);
    loop {
        let index = frames.len();
        if index == MAX_FRAMES {
            return Err(FrameError::TooLarge("frame count"));
        }
        if !MAGIC.starts_with(&rest[..rest.len().min(2)]) {
            return Err(if index == 0 { FrameError::NotOurs } else { FrameError::Damaged(index) });
        }
        let (header, after) = rest.split_first_chunk::<HEADER_LEN>().ok_or(FrameError::Truncated)?;
        let &[_, _, version, kind, dictionary, r0, r1, r2, r3, p0, p1, p2, p3] = header;
        if version != FRAME_VERSION {
            return Err(FrameError::Version(version));
        }
        let raw = u32::from_le_bytes([r0, r1, r2, r3]) as usize;
        let packed = u32::from_le_bytes([p0, p1, p2, p3]) as usize;
        if raw > MAX_RAW || packed > MAX_PACKED || packed > raw {
            return Err(FrameError::TooLarge("frame size"));
        }
        total += raw;
        if total > MAX_BODY_RAW {
            return Err(FrameError::TooLarge("body size"));
        }
        if after.len() < packed + HASH_LEN {
            return Err(FrameError::Truncated);
        }
        hash = frame_hash(&hash, &rest[..HEADER_LEN + packed]);
        if after[packed..packed + HASH_LEN] != hash {
            return Err(FrameError::Damaged(index));
        }
        let payload = unpack(&after[..packed], raw, dictionary, index)?;
        frames.push(Frame { kind: kind & !LAST, payload });
        rest = &after[packed + HASH_LEN..];
        if kind & LAST != 0 {
            return if rest.is_empty() { Ok(()) } else { Err(FrameError::Trailing) };
        }
    }
}

fn frame_hash(before: &[u8; HASH_LEN], frame: &[u8]) -> [u8; HASH_LEN] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(before);
    hasher.update(frame);
    let mut out = [0; HASH_LEN];
    out.copy_from_slice(&hasher.finalize().as_bytes()[..HASH_LEN]);
    out
}

fn dictionary_bytes(id: u8) -> Option<&'static [u8]> {
    (id == 1 && id <= DICTIONARY).then_some(DICTIONARY_1)
}

/// `None` when zstd cannot: the payload is stored then.
fn pack(payload: &[u8], dictionary: u8) -> Option<Vec<u8>> {
    static PREPARED: OnceLock<Option<EncoderDictionary<'static>>> = OnceLock::new();
    if payload.len() < 32 {
        return None;
    }
    let prepared = PREPARED.get_or_init(|| EncoderDictionary::try_copy(dictionary_bytes(1)?, SMALL_LEVEL).ok());
    let mut packer = match (dictionary, prepared) {
        (1, Some(prepared)) => Compressor::with_prepared_dictionary(prepared).ok()?,
        _ => Compressor::new(LARGE_LEVEL).ok()?,
    };
    // The header of our frame says the size and has the better checksum; zstd's own dictionary id would cost 4 bytes.
    packer.include_contentsize(false).ok()?;
    packer.include_dictid(false).ok()?;
    packer.include_checksum(false).ok()?;
    packer.compress(payload).ok()
}

fn unpack(packed: &[u8], raw: usize, dictionary: u8, index: usize) -> Result<Vec<u8>, FrameError> {
    static PREPARED: OnceLock<Option<DecoderDictionary<'static>>> = OnceLock::new();
    if dictionary > DICTIONARY {
        return Err(FrameError::Dictionary(dictionary));
    }
    if packed.len() == raw {
        return Ok(packed.to_vec());
    }
    let unpacked = || {
        let prepared = PREPARED.get_or_init(|| Some(DecoderDictionary::copy(dictionary_bytes(1)?)));
        let mut unpacker = match (dictionary, prepared) {
            (1, Some(prepared)) => Decompressor::with_prepared_dictionary(prepared)?,
            _ => Decompressor::new()?,
        };
        // Room for the promised bytes only: a bomb stops here.
        unpacker.decompress(packed, raw)
    };
    unpacked().ok().filter(|out| out.len() == raw).ok_or(FrameError::Unpack(index))
}

#[cfg(test)]
#[path = "frame_tests.rs"]
mod tests;
