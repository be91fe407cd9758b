//! Joins a recovered log with what the server holds, before anything of it is sent.
//!
//! A damaged file may have lost its newest ops, and the server may hold them: a number used again would be a fork. So a
//! recovered store first asks how far the server's log of this device goes. The answer is signed, and names the hash to
//! go on from: ops that the server has keep their numbers, all others are written again after them, with new numbers, and
//! name the op they were (`asal`), so that a second look into the damaged file brings nothing twice.

use super::companion::Inner;
use super::kirim::{fault_error, transport_error};
use super::profile::to_hex;
use super::sync_store::{META_EPOCH, META_REJOIN, acknowledge, meta_number, show};
use super::{project, write};
use crate::domain::ids::{DeviceNo, OpRef, RecordId};
use crate::domain::op::{CHAIN_START, DokumenBaru, Hash, Op, OpBody, OpError, RegisterKind, chain};
use crate::error::{CoreError, ErrorCode, Result};
use crate::store::op_log::{LOST, LogHead, StoredOp};
use crate::store::receipt::StoredReceipt;
use crate::store::register::RegisterRow;
use crate::store::{Reader, StoreError, Tx, dokumen, meta, op_log, receipt, register};
use crate::sync::engine::SyncFault;
use crate::sync::frame::FrameError;
use crate::sync::policy::Policy;
use crate::sync::port::{Ack, Transport, TransportError};
use crate::sync::wire::{Hello, OpResult, Request, Response, WireError};
use crate::vault::{Receipt, VerifyKey};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// Field of an op written again: chain hash of the op it was, as hex.
pub(super) const ASAL: &str = "asal";
/// Field of an op put together from what the lost op had written: that op's number.
pub(super) const ASAL_NOMOR: &str = "asal_nomor";

/// Whether this store must join the server's log first.
pub(super) fn needed(inner: &Inner) -> Result<bool> {
    Ok(inner.store.read(|db| Ok(meta::get(db, META_REJOIN)?.is_some()))?)
}

/// What the server holds of this device's log.
pub(super) struct Held {
    head: LogHead,
    receipt: Option<(Receipt, Vec<u8>)>,
    results: Vec<OpResult>,
}

/// Asks the server and joins; returns the bytes sent and received. With an error nothing is changed.
pub(super) fn join(inner: &Inner, transport: &mut impl Transport) -> Result<(u64, u64)> {
    let me = inner.profile.device;
    let epoch = inner.store.read(|db| meta_number(db, META_EPOCH))?.unwrap_or(0);
    let request = Request { hello: Hello { epoch, ..Hello::new(me) }, ops: Vec::new() };
    let body = request.encode().map_err(|_| CoreError::new(ErrorCode::Bug).reason("hello"))?;
    let answer = transport.exchange(&body).map_err(transport_error)?;
    let served = match Response::decode(&answer, &body) {
        Ok(Response::Served(served)) if served.cut.is_none() => served,
        Ok(Response::Refused(refused)) => {
            let wait = u64::from(refused.retry_after_s) * 1000;
            return Err(fault_error(&SyncFault::Refused(refused.code), wait));
        }
        Err(WireError::Frame(FrameError::NotOurs)) if !answer.is_empty() => {
            return Err(transport_error(TransportError::Portal));
        }
        Ok(Response::Served(_)) | Err(_) => return Err(transport_error(TransportError::Cut)),
    };
    let keys = inner.profile.verify_keys()?;
    let number = served.welcome.held.unwrap_or(0);
    let receipt = match (number, served.receipt) {
        (0, _) => None,
        (_, Some(bytes)) => match Receipt::verify(&bytes, &keys) {
            Ok(receipt) if receipt.device == me && receipt.through == number => Some((receipt, bytes)),
            _ => return Err(fault_error(&SyncFault::Receipt, 0)),
        },
        (_, None) => return Err(fault_error(&SyncFault::Receipt, 0)),
    };
    let same_epoch = served.welcome.epoch.is_none_or(|told| told == epoch);
    let hash = receipt.as_ref().map_or(CHAIN_START, |(receipt, _)| receipt.head);
    let held = Held { head: LogHead { number, hash }, receipt, results: served.results };
    let now = inner.now().ms;
    inner.store.try_write(|tx| {
        if same_epoch && epoch != 0 && number < receipt::latest(tx)?.map_or(0, |r| r.through) {
            // A server that forgot what it signed for, under the same epoch: nothing is built on that.
            return Err(fault_error(&SyncFault::Answers, 0));
        }
        receipt::forget_after(tx, number)?;
        op_log::reopen_from(tx, number + 1)?;
        align(tx, me, &inner.policy, &keys, &held, now)?;
        if let Some((receipt, bytes)) = &held.receipt {
            acknowledge(tx, &inner.policy, Ack { receipt, bytes, results: &held.results }, now)?;
        }
        meta::remove(tx, META_REJOIN)?;
        inner.all_changed();
        Ok(())
    })?;
    Ok((body.len() as u64, answer.len() as u64))
}

/// Makes this log go on from the server's.
fn align(tx: &Tx<'_>, me: DeviceNo, policy: &Policy, keys: &[VerifyKey], held: &Held, now: i64) -> Result<()> {
    let LogHead { number: through, hash } = held.head;
    // Ops after this number were written after the recovery: the server cannot have them, whatever their numbers.
    let original: u64 = meta_number(tx, META_REJOIN)?.unwrap_or(u64::MAX);
    let last = op_log::last(tx)?.number;
    if through <= original
        && op_log::head_at(tx, through)? == Some(hash)
        && goes_on(tx, through, hash)?
        && !repeats(tx, original, through)?
    {
        return fill(tx, 1, through);
    }
    let agreed = match op_log::head_at(tx, through)? {
        Some(known) if known != hash && known != LOST && through <= original => agreed_until(tx, keys, me, through)?,
        _ => through,
    };
    let keep = agreed.min(original).min(through);
    let mut moved = HashMap::new();
    let mut again = Vec::new();
    let mut next = keep + 1;
    while next <= last {
        for stored in op_log::from(tx, next, 64)? {
            next = stored.number + 1;
            let StoredOp { number, hash, bytes: Some(bytes), .. } = stored else { continue };
            let op = Op::decode(&bytes).map_err(StoreError::from)?;
            match was_number(&op).filter(|was| *was <= agreed) {
                // Put together from what the op had written, and the server turns out to have the op itself.
                Some(was) => drop(moved.insert(OpRef(me, number), (OpRef(me, was), op.record()))),
                None => again.push((op, hash)),
            }
        }
    }
    op_log::take_after(tx, keep)?;
    fill(tx, 1, through)?;
    op_log::fill_lost(tx, through, &hash, None)?;
    let mut refs = HashMap::new();
    for (from, (to, record)) in moved {
        if dokumen::get(tx, record)?.is_some() {
            dokumen::readdress(tx, record, to)?;
            op_log::tie_lost(tx, to.1, record)?;
        }
        refs.insert(from, to);
    }
    write_again(tx, me, policy, again, refs, held.head, now)
}

fn was_number(op: &Op) -> Option<u64> {
    op.extra.get(ASAL_NOMOR).and_then(Value::as_u64)
}

/// Whether an op after `original` was put together for one that the server turns out to have.
fn repeats(db: &Reader<'_>, original: u64, through: u64) -> Result<bool> {
    let mut next = original.saturating_add(1);
    loop {
        let page = op_log::from(db, next, 64)?;
        let Some(last) = page.last() else { return Ok(false) };
        next = last.number + 1;
        for bytes in page.iter().filter_map(|stored| stored.bytes.as_ref()) {
            let op = Op::decode(bytes).map_err(StoreError::from)?;
            if was_number(&op).is_some_and(|was| was <= through) {
                return Ok(true);
            }
        }
    }
}

/// Whether every op after `number` is here and chained to the one before, beginning with this hash.
fn goes_on(tx: &Tx<'_>, number: u64, hash: Hash) -> Result<bool> {
    let mut head = LogHead { number, hash };
    loop {
        let page = op_log::from(tx, head.number + 1, 64)?;
        if page.is_empty() {
            return Ok(true);
        }
        for op in page {
            let fits = op.bytes.as_ref().is_some_and(|bytes| chain(&head.hash, bytes) == op.hash);
            if !fits || op.number != head.number + 1 {
                return Ok(false);
            }
            head = LogHead { number: op.number, hash: op.hash };
        }
    }
}

/// Marks every number of a stretch that has no op here as lost: the server has it, and pages may bring it back.
fn fill(tx: &Tx<'_>, from: u64, through: u64) -> Result<()> {
    for number in from..=through {
        if op_log::head_at(tx, number)?.is_none() {
            op_log::put_lost(tx, number)?;
        }
    }
    Ok(())
}

/// The last number that a stored receipt proves to be the same op here and there.
fn agreed_until(db: &Reader<'_>, keys: &[VerifyKey], me: DeviceNo, through: u64) -> Result<u64> {
    let mut agreed = 0;
    for stored in receipt::list(db)? {
        let Ok(receipt) = Receipt::verify(&stored.bytes, keys) else { continue };
        let fits = receipt.device == me && receipt.through <= through;
        if fits && op_log::head_at(db, receipt.through)? == Some(receipt.head) {
            agreed = agreed.max(receipt.through);
        }
    }
    Ok(agreed)
}

/// Writes ops again after `head`, as `me`, and everything in the store that knows them by their old number.
pub(super) fn write_again(
    tx: &Tx<'_>,
    me: DeviceNo,
    policy: &Policy,
    ops: Vec<(Op, Hash)>,
    mut refs: HashMap<OpRef, OpRef>,
    mut head: LogHead,
    now: i64,
) -> Result<()> {
    let mut records: BTreeMap<RecordId, RegisterKind> = BTreeMap::new();
    for (old, hash) in ops {
        let was = old.reference();
        let mut op = Op { device: me, number: head.number + 1, ..old };
        let newer = |version: &mut OpRef| *version = refs.get(version).copied().unwrap_or(*version);
        match &mut op.body {
            OpBody::Register(edit) => {
                edit.base.values_mut().for_each(newer);
                records.insert(edit.id, edit.kind);
            }
            OpBody::Resolve(resolution) => {
                resolution.seen.iter_mut().for_each(newer);
                records.insert(resolution.id, resolution.kind);
            }
            OpBody::Dokumen(new) => dokumen::readdress(tx, new.id, op.reference())?,
        }
        op.extra.entry(ASAL.to_owned()).or_insert_with(|| Value::from(to_hex(&hash)));
        if matches!(op.encode(), Err(OpError::TooLarge(_))) {
            op.extra.remove(ASAL);
        }
        head = op_log::append_to(tx, head, &op)?;
        refs.insert(was, op.reference());
    }
    for id in register::waiting(tx)? {
        if let Some(row) = register::get(tx, id)? {
            records.insert(id, row.kind);
        }
    }
    for (id, kind) in records {
        show_again(tx, policy, id, kind, now)?;
    }
    Ok(())
}

/// Recomputes what is shown of a record from what the server confirmed and the own ops on top.
pub(super) fn show_again(tx: &Tx<'_>, policy: &Policy, id: RecordId, kind: RegisterKind, now: i64) -> Result<()> {
    let mut row = register::get(tx, id)?.unwrap_or_else(|| RegisterRow::new(id, kind));
    let confirmed = row.base.take().unwrap_or_else(|| std::mem::take(&mut row.state));
    show(tx, policy, &mut row, confirmed)?;
    write::put(tx, &row, now)
}

/// Gives the own log of a device that was activated anew to its new number: what the server may lack is written again,
/// everything else is there under the old number and comes back from there.
pub(super) fn begin_anew(tx: &Tx<'_>, me: DeviceNo, policy: &Policy, now: i64) -> Result<u64> {
    let mut again = Vec::new();
    let mut next = 1;
    loop {
        let page = op_log::from(tx, next, 64)?;
        let Some(last) = page.last() else { break };
        next = last.number + 1;
        for stored in page {
            let Some(bytes) = &stored.bytes else { continue };
            let op = Op::decode(bytes).map_err(StoreError::from)?;
            let photos_wait = match &op.body {
                OpBody::Dokumen(new) => photos_wait(tx, new)?,
                _ => false,
            };
            // A photo goes only with an op of this log; a document that says the same again changes nothing.
            if stored.state == op_log::OpState::Pending || photos_wait {
                again.push((op, stored.hash));
            }
        }
    }
    let count = again.len() as u64;
    op_log::take_after(tx, 0)?;
    receipt::forget_after(tx, 0)?;
    for key in [META_REJOIN, super::sync_store::META_STABLE] {
        meta::remove(tx, key)?;
    }
    register::restart_own(tx)?;
    write_again(tx, me, policy, again, HashMap::new(), LogHead { number: 0, hash: CHAIN_START }, now)?;
    Ok(count)
}

fn photos_wait(db: &Reader<'_>, new: &DokumenBaru) -> Result<bool> {
    let files = crate::store::blob::of_owner(db, new.id)?;
    Ok(files.iter().any(|(file, _)| file.state == crate::store::blob::BlobState::Waiting))
}

/// Puts documents and photos back that an own op tells of and the store lacks.
pub(super) fn put_document(tx: &Tx<'_>, op: &Op) -> Result<()> {
    let OpBody::Dokumen(new) = &op.body else { return Ok(()) };
    if dokumen::get(tx, new.id)?.is_none() {
        let (row, content) = project::dokumen_row(new, op.reference(), op.at)?;
        dokumen::put(tx, &row, &content)?;
    }
    put_files(tx, new, op.at)
}

/// Notes the files of a document again; the server is asked which of them it has.
pub(super) fn put_files(tx: &Tx<'_>, new: &DokumenBaru, at: i64) -> Result<()> {
    for file in &new.lampiran {
        let hash = super::blobs::parse_hash(&file.hash)?;
        crate::store::blob::add(tx, &hash, file.size, &file.mime, at)?;
        crate::store::blob::attach(tx, new.id, &hash, &file.path)?;
    }
    Ok(())
}

/// Keeps a receipt whose bytes verify for this device as the hash of the op it names, where that op was lost.
pub(super) fn prove_lost(tx: &Tx<'_>, stored: &StoredReceipt, keys: &[VerifyKey], me: DeviceNo) -> Result<u64> {
    match Receipt::verify(&stored.bytes, keys) {
        Ok(receipt) if receipt.device == me && receipt.through == stored.through => {
            op_log::fill_lost(tx, receipt.through, &receipt.head, None)?;
            Ok(receipt.through)
        }
        _ => Ok(0),
    }
}
