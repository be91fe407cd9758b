//! The server's decision on what a device sends: order, chain, seal, content, scope, merge, receipt.
//!
//! The ministry's server and the simulation run this same code over [`ServerState`], which is one open transaction: when
//! an error comes back, roll it back and nothing happened. One bad op is set aside under a code and the next ones go on;
//! a whole batch is refused only when it cannot be what the device signed, and then nothing of it is lost on the device.

use super::frame::FrameError;
use super::merge::{self, Applied};
use super::policy::Policy;
use super::wire::{
    Entry, MAX_BUDGET, MAX_PER_FRAME, OpResult, Ops, Outcome, Page, Refused, Request, Response, Served, Welcome,
    WireError,
};
use crate::domain::ids::{DeviceNo, OpRef, RecordId, UserId};
use crate::domain::op::{Hash, OP_SCHEMA, Op, OpBody, RegisterKind, chain};
use crate::domain::register::RegisterState;
use crate::vault::receipt::{Receipt, ReceiptFields};
use crate::vault::sign::{BatchSeal, SealError, SigningKey, VerifyKey};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Stable codes of quarantined ops; see `docs/SYNC.md` for what each asks of a person.
pub mod quarantine {
    /// Not readable as an op: broken, too large, too deep, or of a newer app.
    pub const UNREADABLE: &str = "unreadable";
    /// Written in a layout newer than this server's.
    pub const SCHEMA: &str = "schema";
    /// Names another device or number than the log it lies in.
    pub const IDENTITY: &str = "identity";
    /// Names another user than the device's.
    pub const ACTOR: &str = "actor";
    /// More fields, longer names or deeper values than allowed.
    pub const LIMITS: &str = "limits";
    /// Writes a record outside the worker's caseload or area, or one that does not exist.
    pub const SCOPE: &str = "scope";
    /// The id belongs to a record of another kind.
    pub const KIND: &str = "kind";
    /// A finished document with this id exists and says something else.
    pub const DOCUMENT_IMMUTABLE: &str = "document_immutable";
    /// The server's own fault while working on the op.
    pub const PANIC: &str = "panic";
    /// Handed in by a device whose access has ended: nothing is wrong with the op, a person decides.
    pub const REVOKED: &str = "revoked";
}

/// Stable codes of refused requests.
pub mod refusal {
    /// An op number that the server holds came with other content: the phone was cloned or its log rewritten.
    pub const FORK: &str = "fork";
    /// The ops do not follow on from what the server holds, though the number says so.
    pub const CHAIN: &str = "chain";
    /// The seal is missing, damaged, or by another key or device.
    pub const SEAL: &str = "seal";
    /// The hello names another device than the credentials.
    pub const DEVICE: &str = "device";
}

/// Fields in one register edit.
pub const MAX_FIELDS: usize = 256;
/// Bytes of a field name.
pub const MAX_FIELD_NAME: usize = 64;
/// Files of one document.
pub const MAX_LAMPIRAN: usize = 64;
/// Page bytes when a hello names no budget.
pub const DEFAULT_BUDGET: u32 = 8 * 1024;

/// Who calls, as the credentials say.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The device.
    pub device: DeviceNo,
    /// Its worker.
    pub user: UserId,
    /// Keys that may seal its log.
    pub keys: Vec<VerifyKey>,
    /// When it was activated, ms UTC; no op of it is older.
    pub enrolled_at: i64,
    /// Its access has ended: what it sends is kept for a person and covered by a receipt, and nothing comes down.
    pub revoked: bool,
}

/// A record as the server holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Accepted ops on it so far.
    pub rev: u64,
    /// What it is.
    pub content: Content,
}

/// What a held record is.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A register record and its merged state.
    Register(RegisterKind, RegisterState),
    /// A document, by [`document_hash`].
    Dokumen(Hash),
}

/// An op that was received, to be stored.
#[derive(Clone, Debug)]
pub struct Received<'a> {
    /// Its name.
    pub op: OpRef,
    /// Its bytes, verbatim.
    pub bytes: &'a [u8],
    /// Chain hash after it.
    pub chain: Hash,
    /// Effective time, ms UTC, fixed once: also of one in quarantine, for the day it is released. The time of receipt
    /// when the op cannot be read.
    pub at: i64,
    /// What was decided.
    pub verdict: Verdict<'a>,
}

/// The decision on a received op.
#[derive(Clone, Debug)]
pub enum Verdict<'a> {
    /// Goes into the streams.
    Accepted(Accepted<'a>),
    /// Is kept aside under a code of [`quarantine`].
    Quarantined(&'static str),
}

/// An accepted op and the record it leads to.
#[derive(Clone, Debug)]
pub struct Accepted<'a> {
    /// The op, read.
    pub body: &'a Op,
    /// The record after it, with its new `rev`.
    pub record: Held,
    /// What the merge did; nothing for documents.
    pub applied: Applied,
}

/// An op that passed every check, and what it leads to.
#[derive(Clone, Debug)]
pub struct Judged {
    op: Op,
    record: Held,
    applied: Applied,
}

impl Judged {
    /// As the store takes it.
    pub fn verdict(&self) -> Verdict<'_> {
        let (record, applied) = (self.record.clone(), self.applied.clone());
        Verdict::Accepted(Accepted { body: &self.op, record, applied })
    }
}

/// An op in a stream, as the server keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamEntry {
    /// Place in the stream.
    pub cursor: u64,
    /// The n-th accepted op on its record.
    pub rev: u64,
    /// Effective time, ms UTC.
    pub at: i64,
    /// The op's name.
    pub op: OpRef,
    /// The op's bytes, verbatim.
    pub bytes: Vec<u8>,
}

/// A run of a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// In order.
    pub entries: Vec<StreamEntry>,
    /// The stream goes on after the last of them.
    pub more: bool,
}

/// The server's store in one open transaction that no other writer can enter.
pub trait ServerState {
    /// A fault of the store; the transaction is rolled back.
    type Error;

    /// The log's epoch; a new one after every restore from a backup.
    fn epoch(&mut self) -> Result<u64, Self::Error>;
    /// Number and chain hash of the last op held of a device; 0 and [`crate::domain::op::CHAIN_START`] before the first.
    fn last(&mut self, device: DeviceNo) -> Result<(u64, Hash), Self::Error>;
    /// Chain hash after an op that is held; `CHAIN_START` for 0.
    fn chain_at(&mut self, device: DeviceNo, number: u64) -> Result<Option<Hash>, Self::Error>;
    /// The device's ops up to this number are in a verified backup.
    fn stable(&mut self, device: DeviceNo) -> Result<u64, Self::Error>;
    /// Numbers of the device's ops in quarantine, ascending; the newest `limit` of them.
    fn quarantined(&mut self, device: DeviceNo, limit: usize) -> Result<Vec<u64>, Self::Error>;
    /// What is to be said about the device's ops after this number: quarantined ones, and collisions they opened or joined.
    fn results(&mut self, device: DeviceNo, after: u64, limit: usize) -> Result<Vec<OpResult>, Self::Error>;
    /// A record.
    fn record(&mut self, id: RecordId) -> Result<Option<Held>, Self::Error>;
    /// Whether the worker may write this; also true for the creation of a record.
    fn may_write(&mut self, caller: &Caller, op: &Op, exists: bool) -> Result<bool, Self::Error>;
    /// Appends an op to its device's log, with its verdict; an accepted one also to the record and to every stream that
    /// carries it.
    fn store(&mut self, received: Received<'_>) -> Result<(), Self::Error>;
    /// Keeps the bytes of a batch that was refused as a fork, for a person to look into.
    fn store_fork(&mut self, caller: &Caller, ops: &Ops) -> Result<(), Self::Error>;
    /// Entries of a stream after a cursor, in order, at most `limit`, and no more once their bytes reach `max_bytes`
    /// (at least one, when there is one). `None` when the stream does not exist or is not the caller's: both look alike.
    fn entries(
        &mut self,
        caller: &Caller,
        stream: &str,
        after: u64,
        limit: usize,
        max_bytes: usize,
    ) -> Result<Option<Stretch>, Self::Error>;
}

/// What the server knows besides its store.
#[derive(Debug)]
pub struct Acceptor<'a> {
    /// Which side of a collision holds meanwhile.
    pub policy: &'a Policy,
    /// Signs receipts.
    pub key: &'a SigningKey,
    /// Server time, ms UTC.
    pub now: i64,
}

enum Push {
    Taken { expect: Option<u64> },
    Refused(&'static str),
}

impl Acceptor<'_> {
    /// Serves a request whose credentials were checked: takes its ops, then answers with receipt and pages. The caller
    /// commits, then sends; a lost answer is repaired by the device asking again.
    pub fn serve<S: ServerState>(
        &self,
        state: &mut S,
        caller: &Caller,
        request: &Request,
    ) -> Result<Response, S::Error> {
        let hello = &request.hello;
        if hello.device != caller.device {
            return Ok(refused(refusal::DEVICE));
        }
        let expect = match self.take(state, caller, request)? {
            Push::Refused(code) => return Ok(refused(code)),
            Push::Taken { expect } => expect,
        };
        let epoch = state.epoch()?;
        let (held, head) = state.last(caller.device)?;
        let stable = state.stable(caller.device)?.min(held);
        let mut served = Served { cut: None, ..Served::default() };
        let news = held != hello.acked || !request.ops.is_empty();
        let listed = |state: &mut S| state.quarantined(caller.device, crate::vault::receipt::MAX_QUARANTINED);
        // A device that counts otherwise has not heard of a release yet.
        let released = match hello.quarantined {
            Some(count) if !news => listed(state)?.len() as u64 != count,
            _ => false,
        };
        if held > 0 && (news || released) {
            let quarantined = listed(state)?;
            let fields = ReceiptFields {
                epoch,
                device: caller.device,
                through: held,
                head,
                received_at_ms: self.now,
                quarantined,
            };
            // The list is the store's promise; a store that breaks it gives no receipt, and the device keeps everything.
            served.receipt = Receipt::sign(self.key, &fields).ok();
            served.results = state.results(caller.device, hello.acked, MAX_PER_FRAME)?;
        }
        let mut more = false;
        if !caller.revoked && (hello.epoch == epoch || hello.epoch == 0) {
            more = self.pages(state, caller, request, &mut served.pages)?;
        }
        served.welcome = Welcome {
            time: self.now,
            epoch: (hello.epoch != epoch).then_some(epoch),
            held: (hello.acked != held).then_some(held),
            stable,
            expect,
            more,
            ..Welcome::default()
        };
        Ok(Response::Served(Box::new(served)))
    }

    fn take<S: ServerState>(&self, state: &mut S, caller: &Caller, request: &Request) -> Result<Push, S::Error> {
        let (mut last, _) = state.last(caller.device)?;
        for batch in &request.ops {
            if batch.first > last + 1 {
                return Ok(Push::Taken { expect: Some(last + 1) });
            }
            if batch.ops.is_empty() {
                continue;
            }
            let before = state.chain_at(caller.device, batch.first.saturating_sub(1))?;
            // A server that has the last op but not the one before has lost rows; nothing may be built on that.
            let Some(before) = before else { return Ok(Push::Refused(refusal::CHAIN)) };
            let hashes: Vec<Hash> = batch
                .ops
                .iter()
                .scan(before, |head, bytes| {
                    *head = chain(head, bytes);
                    Some(*head)
                })
                .collect();
            let through = batch.first + batch.ops.len() as u64 - 1;
            let Some(sealed_head) = hashes.last() else { continue };
            if let Err(error) = BatchSeal::verify_for(&batch.seal, &caller.keys, caller.device, through, sealed_head) {
                // Genuine, but over another past than the one held here.
                let other_past = matches!(error, SealError::Mismatch("chain head"));
                return self.refuse_batch(
                    state,
                    caller,
                    batch,
                    if other_past { refusal::CHAIN } else { refusal::SEAL },
                );
            }
            for ((number, bytes), hash) in (batch.first..).zip(&batch.ops).zip(&hashes) {
                if number <= last {
                    if state.chain_at(caller.device, number)? != Some(*hash) {
                        return self.refuse_batch(state, caller, batch, refusal::FORK);
                    }
                    continue;
                }
                self.receive(state, caller, request.hello.offset_ms, OpRef(caller.device, number), bytes, *hash)?;
                last = number;
            }
        }
        Ok(Push::Taken { expect: None })
    }

    fn refuse_batch<S: ServerState>(
        &self,
        state: &mut S,
        caller: &Caller,
        batch: &Ops,
        code: &'static str,
    ) -> Result<Push, S::Error> {
        if code != refusal::SEAL {
            state.store_fork(caller, batch)?;
        }
        Ok(Push::Refused(code))
    }

    fn receive<S: ServerState>(
        &self,
        state: &mut S,
        caller: &Caller,
        offset_ms: Option<i64>,
        name: OpRef,
        bytes: &[u8],
        chain: Hash,
    ) -> Result<(), S::Error> {
        let read = read(caller, name, bytes);
        let at = match &read {
            Ok(op) => effective_time(op.at, offset_ms, caller.enrolled_at, self.now),
            Err(_) => self.now,
        };
        let judged = match read {
            _ if caller.revoked => Err(quarantine::REVOKED),
            Ok(op) => self.judge(state, caller, op, at)?,
            Err(code) => Err(code),
        };
        let verdict = match &judged {
            Ok(judged) => judged.verdict(),
            Err(code) => Verdict::Quarantined(code),
        };
        state.store(Received { op: name, bytes, chain, at, verdict })
    }

    fn judge<S: ServerState>(
        &self,
        state: &mut S,
        caller: &Caller,
        op: Op,
        at: i64,
    ) -> Result<Result<Judged, &'static str>, S::Error> {
        let held = state.record(op.record())?;
        if !state.may_write(caller, &op, held.is_some())? {
            return Ok(Err(quarantine::SCOPE));
        }
        let decided = catch_unwind(AssertUnwindSafe(|| decide(held, &op, at, self.policy)));
        let decided = decided.unwrap_or(Err(quarantine::PANIC));
        Ok(decided.map(|(record, applied)| Judged { op, record, applied }))
    }

    /// Judges an op that lies in quarantine by the rules of today, as if it came now; `at` is the effective time that it
    /// was given on arrival. Stores nothing. An inner error is the code under which it stays.
    pub fn reconsider<S: ServerState>(
        &self,
        state: &mut S,
        caller: &Caller,
        name: OpRef,
        bytes: &[u8],
        at: i64,
    ) -> Result<Result<Judged, &'static str>, S::Error> {
        match read(caller, name, bytes) {
            Ok(op) => self.judge(state, caller, op, at),
            Err(code) => Ok(Err(code)),
        }
    }

    fn pages<S: ServerState>(
        &self,
        state: &mut S,
        caller: &Caller,
        request: &Request,
        pages: &mut Vec<Page>,
    ) -> Result<bool, S::Error> {
        let hello = &request.hello;
        let budget = if hello.budget == 0 { DEFAULT_BUDGET } else { hello.budget.min(MAX_BUDGET) };
        let mut left = (budget as usize).min(Page::MAX_ENTRIES_SIZE);
        let mut more = false;
        for (stream, cursor) in &hello.streams {
            let after = if hello.epoch == 0 { 0 } else { *cursor };
            let limit = if left == 0 { 1 } else { MAX_PER_FRAME };
            let Some(found) = state.entries(caller, stream, after, limit, left)? else { continue };
            let (mut entries, mut next, mut cut) = (Vec::new(), after, found.more);
            for entry in found.entries {
                let bytes = (entry.op.0 != caller.device || hello.full).then_some(entry.bytes);
                let size = Page::entry_size(bytes.as_ref().map(Vec::len));
                // The first entry of an answer always goes, or one over the budget would stop the stream for ever.
                if size > left && !(entries.is_empty() && pages.is_empty()) {
                    cut = true;
                    break;
                }
                left = left.saturating_sub(size);
                next = entry.cursor;
                entries.push(Entry { cursor: entry.cursor, rev: entry.rev, at: entry.at, op: entry.op, bytes });
            }
            more |= cut;
            if !entries.is_empty() {
                pages.push(Page { stream: stream.clone(), after, entries, next, more: cut });
            }
        }
        Ok(more)
    }
}

/// The bytes to answer this request body with. Falls back to an answer without pages when the pages cannot be framed.
pub fn encode(response: &Response, dictionary: u8, request: &[u8]) -> Result<Vec<u8>, WireError> {
    match (response.encode(dictionary, request), response) {
        (Err(WireError::Frame(FrameError::TooLarge(_))), Response::Served(served)) => {
            let bare = Served { pages: Vec::new(), ..(**served).clone() };
            Response::Served(Box::new(bare)).encode(dictionary, request)
        }
        (encoded, _) => encoded,
    }
}

fn refused(code: &str) -> Response {
    Response::Refused(Refused { code: code.to_owned(), retry_after_s: 0 })
}

/// Device time corrected by the last measured offset, within activation and receipt: a clock years ahead or behind
/// decides nothing and refuses nothing.
pub fn effective_time(at: i64, offset_ms: Option<i64>, enrolled_at: i64, now: i64) -> i64 {
    at.saturating_add(offset_ms.unwrap_or(0)).max(enrolled_at).min(now)
}

/// What a document says, hashed without its place in a log: the same document again is no change.
pub fn document_hash(op: &Op) -> Option<Hash> {
    let OpBody::Dokumen(dokumen) = &op.body else { return None };
    let bytes = serde_json::to_vec(dokumen).ok()?;
    Some(*blake3::hash(&bytes).as_bytes())
}

/// The checks that need no store.
fn read(caller: &Caller, name: OpRef, bytes: &[u8]) -> Result<Op, &'static str> {
    let op = catch_unwind(|| Op::decode(bytes)).map_err(|_| quarantine::PANIC)?.map_err(|_| quarantine::UNREADABLE)?;
    if op.schema > OP_SCHEMA || op.schema == 0 {
        return Err(quarantine::SCHEMA);
    }
    if op.reference() != name {
        return Err(quarantine::IDENTITY);
    }
    if op.actor != caller.user {
        return Err(quarantine::ACTOR);
    }
    let name_is_sound = |name: &str| !name.is_empty() && name.len() <= MAX_FIELD_NAME;
    let sound = match &op.body {
        OpBody::Register(edit) => {
            !edit.set.is_empty()
                && edit.set.len() <= MAX_FIELDS
                && edit.base.len() <= MAX_FIELDS
                && edit.set.keys().all(|field| name_is_sound(field))
        }
        OpBody::Resolve(resolution) => name_is_sound(&resolution.field) && resolution.seen.len() <= MAX_FIELDS,
        OpBody::Dokumen(dokumen) => name_is_sound(&dokumen.jenis) && dokumen.lampiran.len() <= MAX_LAMPIRAN,
    };
    if sound { Ok(op) } else { Err(quarantine::LIMITS) }
}

/// The record after the op, or why it cannot be.
fn decide(held: Option<Held>, op: &Op, at: i64, policy: &Policy) -> Result<(Held, Applied), &'static str> {
    let rev = held.as_ref().map_or(0, |held| held.rev) + 1;
    let content = held.map(|held| held.content);
    let (kind, creates) = match &op.body {
        OpBody::Dokumen(_) => {
            let hash = document_hash(op).ok_or(quarantine::UNREADABLE)?;
            return match content {
                Some(Content::Dokumen(known)) if known != hash => Err(quarantine::DOCUMENT_IMMUTABLE),
                Some(Content::Register(..)) => Err(quarantine::KIND),
                _ => Ok((Held { rev, content: Content::Dokumen(hash) }, Applied::default())),
            };
        }
        OpBody::Register(edit) => (edit.kind, true),
        OpBody::Resolve(resolution) => (resolution.kind, false),
    };
    let mut state = match content {
        Some(Content::Register(known, state)) if known == kind => state,
        Some(_) => return Err(quarantine::KIND),
        None if creates => RegisterState::default(),
        None => return Err(quarantine::SCOPE),
    };
    let applied = merge::apply(&mut state, op, at, policy);
    Ok((Held { rev, content: Content::Register(kind, state) }, applied))
}

/// What a device hears about its accepted op, when the merge found a disagreement.
pub fn outcome(received: &Received<'_>) -> Option<OpResult> {
    let outcome = match &received.verdict {
        Verdict::Quarantined(code) => Outcome::Quarantined { code: (*code).to_owned() },
        Verdict::Accepted(accepted) if accepted.applied.collided.is_empty() => return None,
        Verdict::Accepted(accepted) => {
            Outcome::Collision { record: accepted.body.record(), fields: accepted.applied.collided.clone() }
        }
    };
    Some(OpResult { number: received.op.1, outcome })
}
