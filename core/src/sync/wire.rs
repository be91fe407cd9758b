//! What the frames of `POST /sync/1` say, the same types on both sides.
//!
//! One round trip carries both directions: the request is `Hello` then `Ops` frames, the answer `Welcome` then
//! `Results`, `Receipt` and `Page` frames, or a lone `Refused`. Small parts are JSON with short names and nothing said
//! twice; ops are carried verbatim behind a JSON head that lists their lengths, many of them turned into columns (see
//! `columns`), which give the same bytes back. Unknown fields and kinds are passed over.

use super::columns;
use super::frame::{BodyWriter, DICTIONARY_PAYS, FrameError, Frames, MAX_RAW, read_answer, read_body};
use crate::domain::ids::{DeviceNo, OpRef, RecordId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The protocol in the path `/sync/1`.
pub const PROTOCOL: u16 = 1;
/// The path of the one endpoint.
pub const PATH: &str = "/sync/1";
/// Photos: `HEAD` and `PATCH` on this path and the file's lower-case hex hash, with `Upload-Offset` and `Upload-Length`.
pub const BLOB_PATH: &str = "/blob/";
/// Answer to a `PATCH` that ended a file whose bytes have another hash (as in tus, checksum extension).
pub const STATUS_WRONG_HASH: u16 = 460;
/// The stream of the caller's own caseload; the server reads it as `beban/<user id>`.
pub const STREAM_BEBAN: &str = "beban";
/// Streams in one hello.
pub const MAX_STREAMS: usize = 16;
/// Ops or entries in one frame.
pub const MAX_PER_FRAME: usize = 4096;
/// What a device may ask for in one answer, in bytes before packing.
pub const MAX_BUDGET: u32 = 768 * 1024;

const HELLO: u8 = 1;
const OPS: u8 = 2;
const WELCOME: u8 = 16;
const RESULTS: u8 = 17;
const RECEIPT: u8 = 18;
const PAGE: u8 = 19;
const REFUSED: u8 = 20;

/// Why a body is no message of this protocol.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The frames themselves.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// A frame's content is not what its kind says.
    #[error("the content of a {0} frame is not readable")]
    Content(&'static str),
    /// The first frame must be a hello, a welcome or a refusal.
    #[error("the body does not begin with {0}")]
    Missing(&'static str),
    /// More ops, entries or streams than allowed.
    #[error("too many {0}")]
    TooMany(&'static str),
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Who calls, what it knows, and what it can take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// The device; must be the one that the credentials belong to.
    #[serde(rename = "d")]
    pub device: DeviceNo,
    /// The server epoch that the cursors belong to; 0 before the first contact.
    #[serde(rename = "e", default, skip_serializing_if = "is_default")]
    pub epoch: u64,
    /// The highest own op number for which a receipt is stored.
    #[serde(rename = "a", default, skip_serializing_if = "is_default")]
    pub acked: u64,
    /// Streams wanted, in order of importance, each with the cursor held (0 = from the beginning). None: push only.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    pub streams: Vec<(String, u64)>,
    /// Most bytes of pages wanted in the answer, unpacked; 0 (left out) means 8 KiB.
    #[serde(rename = "r", default, skip_serializing_if = "is_default")]
    pub budget: u32,
    /// Server time minus device time when last measured, ms; `None` before the first contact. Corrects op times.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub offset_ms: Option<i64>,
    /// The newest dictionary that the device has; 0 (left out) means 1, which every device has.
    #[serde(rename = "z", default, skip_serializing_if = "is_default")]
    pub dictionary: u8,
    /// Send the bytes of own ops as well: the device has given them up and lost its place.
    #[serde(rename = "w", default, skip_serializing_if = "is_default")]
    pub full: bool,
    /// Own ops that the device believes in quarantine; left out when there are none. The server answers with a receipt
    /// when it counts otherwise: that is how a device hears that a person released one.
    #[serde(rename = "q", default, skip_serializing_if = "Option::is_none")]
    pub quarantined: Option<u64>,
    /// App version, for support; with the first call of a process.
    #[serde(rename = "v", default, skip_serializing_if = "is_default")]
    pub app: String,
    /// Op layout that the device writes; 0 (left out) means 1.
    #[serde(rename = "c", default, skip_serializing_if = "is_default")]
    pub schema: u16,
}

impl Hello {
    /// A hello of a device that knows nothing yet.
    pub fn new(device: DeviceNo) -> Self {
        Self {
            device,
            epoch: 0,
            acked: 0,
            streams: Vec::new(),
            budget: 0,
            offset_ms: None,
            dictionary: 0,
            full: false,
            quarantined: None,
            app: String::new(),
            schema: 0,
        }
    }
}

/// A run of a device's ops, sealed: believed or refused as one, whatever happened to the frames after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ops {
    /// Number of the first op; the others follow without gaps.
    pub first: u64,
    /// The ops' bytes, verbatim.
    pub ops: Vec<Vec<u8>>,
    /// `vault::sign::BatchSeal` bytes over the chain head after the last of them.
    pub seal: Vec<u8>,
}

/// What the device sends.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Who and what.
    pub hello: Hello,
    /// New ops, in number order.
    pub ops: Vec<Ops>,
}

/// How the server sees the caller.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Welcome {
    /// Server time, ms UTC.
    #[serde(rename = "t")]
    pub time: i64,
    /// The server's epoch; left out when the hello named it.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<u64>,
    /// The highest op number of this device that the server holds; left out when the hello named it. Only a receipt
    /// counts as an acknowledgement; this says where to send from.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub held: Option<u64>,
    /// Ops up to this number are in a verified backup; the device may forget their bytes. Left out while 0.
    #[serde(rename = "b", default, skip_serializing_if = "is_default")]
    pub stable: u64,
    /// Ops were sent that do not follow on; send from this number.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<u64>,
    /// Call again, there is more.
    #[serde(rename = "m", default, skip_serializing_if = "is_default")]
    pub more: bool,
    /// Do not call for this many seconds.
    #[serde(rename = "y", default, skip_serializing_if = "is_default")]
    pub retry_after_s: u32,
    /// Version of the reference lists and forms on the server, when it has any.
    #[serde(rename = "f", default, skip_serializing_if = "is_default")]
    pub reference: String,
    /// Largest photo accepted, bytes; left out for the usual 8 MiB.
    #[serde(rename = "l", default, skip_serializing_if = "is_default")]
    pub max_blob: u64,
}

/// What became of an op that was not simply accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpResult {
    /// The op's number on the receiving device.
    #[serde(rename = "n")]
    pub number: u64,
    /// What happened.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// See [`OpResult`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "k")]
pub enum Outcome {
    /// Accepted, and a colleague wrote other values to these fields: a person must decide.
    #[serde(rename = "c")]
    Collision {
        /// The record.
        #[serde(rename = "i")]
        record: RecordId,
        /// The fields in collision.
        #[serde(rename = "f")]
        fields: Vec<String>,
    },
    /// Held by the server but not applied; nothing is lost, someone must look.
    #[serde(rename = "q")]
    Quarantined {
        /// A stable code, see `docs/SYNC.md`.
        #[serde(rename = "r")]
        code: String,
    },
    /// An outcome of a newer server.
    #[serde(other)]
    Other,
}

/// One op at its place in a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Place in the stream, rising.
    pub cursor: u64,
    /// This is the n-th accepted op on its record, from 1.
    pub rev: u64,
    /// Effective time, ms UTC, fixed once by the server.
    pub at: i64,
    /// The op's name.
    pub op: OpRef,
    /// The op's bytes; `None` when the receiving device wrote it and so has it.
    pub bytes: Option<Vec<u8>>,
}

/// A stretch of one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The stream, as the hello named it.
    pub stream: String,
    /// The cursor that the hello named: a page fits only where this is still the device's cursor.
    pub after: u64,
    /// The entries after the cursor held.
    pub entries: Vec<Entry>,
    /// The cursor to store together with them.
    pub next: u64,
    /// The stream has more.
    pub more: bool,
}

/// The server will not serve this request; nothing of it was stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// A stable code, see `docs/SYNC.md`.
    #[serde(rename = "r")]
    pub code: String,
    /// Do not call for this many seconds.
    #[serde(rename = "y", default, skip_serializing_if = "is_default")]
    pub retry_after_s: u32,
}

/// What the server answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
    /// Served.
    Served(Box<Served>),
    /// Not served.
    Refused(Refused),
}

/// A served request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Served {
    /// How the server sees the caller.
    pub welcome: Welcome,
    /// Only for ops that were not simply accepted.
    pub results: Vec<OpResult>,
    /// `vault::receipt::Receipt` bytes, when ops were received (again or for the first time).
    pub receipt: Option<Vec<u8>>,
    /// News, in the order of the hello's streams.
    pub pages: Vec<Page>,
    /// Why the body ended early, when it did: what is here was whole, ask again for the rest.
    pub cut: Option<FrameError>,
}

#[derive(Serialize, Deserialize)]
struct OpsHead {
    #[serde(rename = "n")]
    first: u64,
    #[serde(rename = "l", default, skip_serializing_if = "Vec::is_empty")]
    lengths: Vec<u32>,
    /// Shapes instead of lengths: the ops are in columns, which come before the seal.
    #[serde(rename = "k", default, skip_serializing_if = "Vec::is_empty")]
    shapes: Vec<u16>,
    #[serde(rename = "s")]
    seal: u32,
}

#[derive(Serialize, Deserialize)]
struct PageHead {
    #[serde(rename = "s")]
    stream: String,
    #[serde(rename = "a", default, skip_serializing_if = "is_default")]
    after: u64,
    #[serde(rename = "c")]
    next: u64,
    #[serde(rename = "m", default, skip_serializing_if = "is_default")]
    more: bool,
    /// cursor (difference to the one before), rev, time (difference), device, number, bytes + 1 (0: you have it)
    #[serde(rename = "e")]
    entries: Vec<(u64, u64, i64, u32, u64, u32)>,
    /// Shapes of the entries that have bytes: they are in columns, and their lengths say 1.
    #[serde(rename = "k", default, skip_serializing_if = "Vec::is_empty")]
    shapes: Vec<u16>,
}

fn json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("wire types have text keys and finite numbers")
}

fn from_json<T: DeserializeOwned>(bytes: &[u8], what: &'static str) -> Result<T, WireError> {
    serde_json::from_slice(bytes).map_err(|_| WireError::Content(what))
}

/// `head length (4) | head | the rest`.
fn with_head<T: Serialize>(head: &T, rest: &[&[u8]]) -> Vec<u8> {
    let head = json(head);
    let mut out = (head.len() as u32).to_le_bytes().to_vec();
    out.extend_from_slice(&head);
    rest.iter().for_each(|part| out.extend_from_slice(part));
    out
}

fn split_head<'a, T: DeserializeOwned>(payload: &'a [u8], what: &'static str) -> Result<(T, &'a [u8]), WireError> {
    let (length, rest) = payload.split_first_chunk::<4>().ok_or(WireError::Content(what))?;
    let length = u32::from_le_bytes(*length) as usize;
    let (head, rest) = rest.split_at_checked(length).ok_or(WireError::Content(what))?;
    Ok((from_json(head, what)?, rest))
}

fn take<'a>(rest: &mut &'a [u8], length: u32, what: &'static str) -> Result<&'a [u8], WireError> {
    let (part, after) = rest.split_at_checked(length as usize).ok_or(WireError::Content(what))?;
    *rest = after;
    Ok(part)
}

fn end<T>(value: T, rest: &[u8], what: &'static str) -> Result<T, WireError> {
    if rest.is_empty() { Ok(value) } else { Err(WireError::Content(what)) }
}

/// Columns for ops that are many: a few pack better one after another, with the dictionary.
fn in_columns<'a>(ops: impl Iterator<Item = &'a [u8]> + Clone) -> Option<columns::Columns> {
    let bytes: usize = ops.clone().map(<[u8]>::len).sum();
    if (DICTIONARY_PAYS..MAX_RAW).contains(&bytes) { columns::turn(ops) } else { None }
}

impl Ops {
    /// Bytes of an ops frame of these op lengths before packing, at most.
    pub fn frame_size(op_lengths: impl Iterator<Item = usize>) -> usize {
        op_lengths.map(|length| length + 8).sum::<usize>() + 512
    }

    fn write(&self) -> Vec<u8> {
        let (first, seal) = (self.first, self.seal.len() as u32);
        if let Some(columns::Columns { shapes, body }) = in_columns(self.ops.iter().map(Vec::as_slice)) {
            return with_head(&OpsHead { first, lengths: Vec::new(), shapes, seal }, &[&body, &self.seal]);
        }
        let lengths = self.ops.iter().map(|op| op.len() as u32).collect();
        let head = OpsHead { first, lengths, shapes: Vec::new(), seal };
        let parts: Vec<&[u8]> = self.ops.iter().chain([&self.seal]).map(Vec::as_slice).collect();
        with_head(&head, &parts)
    }

    fn read(payload: &[u8]) -> Result<Self, WireError> {
        const WHAT: &str = "ops";
        let (head, mut rest) = split_head::<OpsHead>(payload, WHAT)?;
        let count = head.lengths.len().max(head.shapes.len());
        if count > MAX_PER_FRAME {
            return Err(WireError::TooMany("ops"));
        }
        let past_end = head.first.checked_add(count as u64);
        if head.first == 0 || past_end.is_none() {
            return Err(WireError::Content(WHAT));
        }
        let mut ops = Vec::with_capacity(head.lengths.len());
        if head.shapes.is_empty() {
            for length in head.lengths {
                ops.push(take(&mut rest, length, WHAT)?.to_vec());
            }
        } else {
            let body = rest.len().checked_sub(head.seal as usize).ok_or(WireError::Content(WHAT))?;
            let body = take(&mut rest, body as u32, WHAT)?;
            ops = columns::turn_back(&head.shapes, body, MAX_RAW).ok_or(WireError::Content(WHAT))?;
        }
        let seal = take(&mut rest, head.seal, WHAT)?.to_vec();
        end(Self { first: head.first, ops, seal }, rest, WHAT)
    }
}

impl Page {
    /// Bytes that an entry adds to a page before packing, at most.
    pub fn entry_size(bytes: Option<usize>) -> usize {
        bytes.unwrap_or(0) + 64
    }

    /// The most bytes of entries, see [`Self::entry_size`], that one page can carry.
    pub const MAX_ENTRIES_SIZE: usize = MAX_RAW - 512;

    fn write(&self) -> Vec<u8> {
        let (mut cursor, mut at) = (self.after, 0);
        let mut entries = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            let length = entry.bytes.as_ref().map_or(0, |bytes| bytes.len() as u32 + 1);
            let OpRef(device, number) = entry.op;
            let place = entry.cursor.wrapping_sub(cursor);
            entries.push((place, entry.rev, entry.at.wrapping_sub(at), device.0, number, length));
            (cursor, at) = (entry.cursor, entry.at);
        }
        let Self { after, next, more, .. } = *self;
        let mut head = PageHead { stream: self.stream.clone(), after, next, more, entries, shapes: Vec::new() };
        let parts: Vec<&[u8]> = self.entries.iter().filter_map(|e| e.bytes.as_deref()).collect();
        if let Some(columns::Columns { shapes, body }) = in_columns(parts.iter().copied()) {
            head.shapes = shapes;
            head.entries.iter_mut().for_each(|entry| entry.5 = entry.5.min(1));
            return with_head(&head, &[&body]);
        }
        with_head(&head, &parts)
    }

    fn read(payload: &[u8]) -> Result<Self, WireError> {
        const WHAT: &str = "page";
        let (head, mut rest) = split_head::<PageHead>(payload, WHAT)?;
        if head.entries.len() > MAX_PER_FRAME {
            return Err(WireError::TooMany("entries"));
        }
        let (mut last, mut time) = (head.after, 0_i64);
        let mut entries = Vec::with_capacity(head.entries.len());
        let mut turned = Vec::new();
        if !head.shapes.is_empty() {
            if head.shapes.len() > head.entries.len() {
                return Err(WireError::TooMany("shapes"));
            }
            turned = columns::turn_back(&head.shapes, rest, MAX_RAW).ok_or(WireError::Content(WHAT))?;
            rest = &[];
        }
        let mut turned = turned.into_iter();
        for &(place, rev, at, device, number, length) in &head.entries {
            last = last.checked_add(place).filter(|_| place > 0).ok_or(WireError::Content(WHAT))?;
            time = time.checked_add(at).ok_or(WireError::Content(WHAT))?;
            let bytes = match length.checked_sub(1) {
                Some(_) if !head.shapes.is_empty() => Some(turned.next().ok_or(WireError::Content(WHAT))?),
                Some(length) => Some(take(&mut rest, length, WHAT)?.to_vec()),
                None => None,
            };
            entries.push(Entry { cursor: last, rev, at: time, op: OpRef(DeviceNo(device), number), bytes });
        }
        if head.next < last || turned.next().is_some() {
            return Err(WireError::Content(WHAT));
        }
        let PageHead { stream, after, next, more, .. } = head;
        end(Self { stream, after, entries, next, more }, rest, WHAT)
    }
}

impl Request {
    /// The body to send. Fails only with `TooLarge`, when the caller ignored the limits.
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        // Every server has dictionary 1; a later one is used once a welcome names it.
        let mut body = BodyWriter::new(1);
        body.push(HELLO, &json(&self.hello))?;
        for ops in &self.ops {
            body.push(OPS, &ops.write())?;
        }
        Ok(body.finish())
    }

    /// Reads what arrived. A cut body yields its whole frames and the reason; a body without a whole hello is an error.
    pub fn decode(body: &[u8]) -> Result<(Self, Option<FrameError>), WireError> {
        let Frames { frames, end } = read_body(body);
        let mut frames = frames.into_iter();
        let hello = match (frames.next(), &end) {
            (Some(frame), _) if frame.kind == HELLO => from_json::<Hello>(&frame.payload, "hello")?,
            (None, Some(error)) => return Err(error.clone().into()),
            _ => return Err(WireError::Missing("hello")),
        };
        if hello.streams.len() > MAX_STREAMS {
            return Err(WireError::TooMany("streams"));
        }
        let ops = frames.filter(|f| f.kind == OPS).map(|f| Ops::read(&f.payload)).collect::<Result<_, _>>()?;
        Ok((Self { hello, ops }, end))
    }
}

impl Response {
    /// The body to answer this request body with; `dictionary` as the hello said.
    pub fn encode(&self, dictionary: u8, request: &[u8]) -> Result<Vec<u8>, WireError> {
        let mut body = BodyWriter::answering(dictionary.max(1), request);
        match self {
            Self::Refused(refused) => body.push(REFUSED, &json(refused))?,
            Self::Served(served) => {
                body.push(WELCOME, &json(&served.welcome))?;
                if !served.results.is_empty() {
                    body.push(RESULTS, &json(&served.results))?;
                }
                if let Some(receipt) = &served.receipt {
                    body.push(RECEIPT, receipt)?;
                }
                for page in &served.pages {
                    body.push(PAGE, &page.write())?;
                }
            }
        }
        Ok(body.finish())
    }

    /// Reads what arrived after this request body was sent: the whole frames before a cut, and why it ended. Not even one
    /// whole frame of an answer to this very request is an error.
    pub fn decode(body: &[u8], request: &[u8]) -> Result<Self, WireError> {
        let Frames { frames, end } = read_answer(body, request);
        let mut frames = frames.into_iter();
        let welcome = match (frames.next(), &end) {
            (Some(frame), _) if frame.kind == WELCOME => from_json(&frame.payload, "welcome")?,
            (Some(frame), _) if frame.kind == REFUSED => {
                return Ok(Self::Refused(from_json(&frame.payload, "refused")?));
            }
            (None, Some(error)) => return Err(error.clone().into()),
            _ => return Err(WireError::Missing("welcome")),
        };
        let mut served = Served { welcome, cut: end, ..Served::default() };
        for frame in frames {
            match frame.kind {
                RESULTS => served.results = from_json(&frame.payload, "results")?,
                RECEIPT => served.receipt = Some(frame.payload),
                PAGE => served.pages.push(Page::read(&frame.payload)?),
                _ => {}
            }
        }
        Ok(Self::Served(Box::new(served)))
    }
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
