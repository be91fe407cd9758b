//! The sync engine's view of this device's store: each method one transaction, all of it or nothing.

use super::companion::Inner;
use super::profile::to_hex;
use super::{blobs, project, write};
use crate::domain::ids::{DeviceNo, RecordId};
use crate::domain::op::{CHAIN_START, Hash, Op, OpBody, RegisterKind};
use crate::domain::register::RegisterState;
use crate::error::CoreError;
use crate::store::blob::BlobState;
use crate::store::op_log::OpState;
use crate::store::receipt::StoredReceipt;
use crate::store::register::RegisterRow;
use crate::store::stream::{StreamRow, UnknownEntry};
use crate::store::{Reader, StoreError, Tx, blob, dokumen, meta, op_log, receipt, register, stream};
use crate::sync::merge;
use crate::sync::policy::Policy;
use crate::sync::port::{Ack, BlobEnd, Known, PageOutcome, PendingBlob, SyncStore};
use crate::sync::replica::{Place, Replica};
use crate::sync::wire::{Entry, Outcome, Page};
use crate::vault::{BatchSeal, VerifyKey};
use std::sync::Arc;

pub(super) const META_EPOCH: &str = "sync_epoch";
const META_OFFSET: &str = "sync_offset_ms";
pub(super) const META_STABLE: &str = "sync_stable";
/// Set by a recovery: before anything is sent, the log joins what the server holds (`sambung.rs`). Holds the last number
/// that was written before the recovery.
pub(super) const META_REJOIN: &str = "sync_rejoin";
/// Set while photos wait for a network that costs nothing: the last run left them. A run with photos takes it away.
pub(super) const META_PHOTOS_WAIT: &str = "sync_foto_menunggu_wifi";
/// Bytes of own ops are kept this long even when a backup of the server holds them, ms: an operator may have to restore
/// an older one.
const KEEP_STABLE_MS: i64 = 30 * 24 * 3_600_000;
/// Ops read at once while a push is put together: memory stays within the budget of the push.
const OPS_READ: usize = 64;
/// Waiting files looked at for the next one to send.
const MAX_WAITING_FILES: u32 = 64;

/// The store of one unlocked user, as the engine sees it.
pub(super) struct DeviceStore {
    pub(super) inner: Arc<Inner>,
}

pub(super) fn meta_number<T: std::str::FromStr>(db: &Reader<'_>, key: &str) -> Result<Option<T>, StoreError> {
    Ok(meta::get_text(db, key)?.and_then(|t| t.parse().ok()))
}

pub(super) fn reset_cursors(tx: &Tx<'_>) -> Result<(), StoreError> {
    for row in stream::list(tx)? {
        stream::reset(tx, &row.name)?;
    }
    Ok(())
}

/// Sets what is shown: the confirmed state with own ops on top that no page has brought back yet.
pub(super) fn show(
    tx: &Tx<'_>,
    policy: &Policy,
    row: &mut RegisterRow,
    confirmed: RegisterState,
) -> Result<(), CoreError> {
    let mut waiting = Vec::new();
    for stored in op_log::of_record_after(tx, row.id, row.own_through)? {
        if let (true, Some(bytes)) = (stored.state != OpState::Quarantined, &stored.bytes) {
            waiting.push(Op::decode(bytes).map_err(StoreError::from)?);
        }
    }
    if waiting.is_empty() {
        row.state = confirmed;
        row.base = None;
    } else {
        row.state = merge::rebase(&confirmed, &waiting, policy);
        row.base = Some(confirmed);
    }
    Ok(())
}

/// Keeps a verified receipt and what it says of single ops. Returns the records that show something else now.
pub(super) fn acknowledge(
    tx: &Tx<'_>,
    policy: &Policy,
    ack: Ack<'_>,
    now: i64,
) -> Result<Vec<(RegisterKind, RecordId)>, CoreError> {
    let mut shown = Vec::new();
    let through = ack.receipt.through;
    receipt::put(tx, &StoredReceipt { through, bytes: ack.bytes.to_vec(), verified_at: now })?;
    op_log::mark_acked(tx, through)?;
    let known = op_log::quarantined(tx)?;
    let waiting: Vec<u64> = known.iter().map(|op| op.number).collect();
    for known in known {
        if known.number <= through && !ack.receipt.quarantined.contains(&known.number) {
            op_log::mark_released(tx, known.number)?;
        }
    }
    for held in &ack.receipt.quarantined {
        let reason = ack.results.iter().find_map(|r| match &r.outcome {
            Outcome::Quarantined { code } if r.number == *held => Some(code.as_str()),
            _ => None,
        });
        // Every receipt lists all that waits, a result is told once: a reason learnt earlier stays.
        if reason.is_none() && waiting.contains(held) {
            continue;
        }
        op_log::mark_quarantined(tx, *held, reason.unwrap_or("unknown"), now)?;
        if let Some(mut row) =
            op_log::from(tx, *held, 1)?.first().map(|op| register::get(tx, op.record)).transpose()?.flatten()
        {
            let confirmed = row.base.take().unwrap_or_else(|| std::mem::take(&mut row.state));
            show(tx, policy, &mut row, confirmed)?;
            write::put(tx, &row, now)?;
            shown.push((row.kind, row.id));
        }
    }
    Ok(shown)
}

impl DeviceStore {
    fn me(&self) -> DeviceNo {
        self.inner.profile.device
    }

    /// Applies one entry. `Gap` and `NeedOwn` make the caller undo the whole page.
    fn apply_entry(&self, tx: &Tx<'_>, page: &Page, entry: &Entry, now_ms: i64) -> Result<PageOutcome, CoreError> {
        let own = entry.op.0 == self.me();
        let bytes = match (&entry.bytes, own) {
            (Some(bytes), _) => bytes.clone(),
            (None, true) => match own_bytes(tx, entry.op.1)? {
                Some(bytes) => bytes,
                None => return Ok(PageOutcome::NeedOwn),
            },
            (None, false) => return Ok(PageOutcome::Gap),
        };
        let Ok(op) = Op::decode(&bytes) else {
            let kept = UnknownEntry { stream: page.stream.clone(), seq: entry.cursor, bytes };
            stream::keep_unknown(tx, &kept, now_ms)?;
            return Ok(PageOutcome::Applied);
        };
        if own && entry.bytes.is_some() && op.reference() == entry.op {
            op_log::bring_back(tx, &op, &bytes)?;
        }
        let kind = match &op.body {
            OpBody::Dokumen(new) => {
                if dokumen::get(tx, new.id)?.is_none() {
                    let (row, content) = project::dokumen_row(new, op.reference(), entry.at)?;
                    dokumen::put(tx, &row, &content)?;
                }
                return Ok(PageOutcome::Applied);
            }
            OpBody::Register(edit) => edit.kind,
            OpBody::Resolve(resolution) => resolution.kind,
        };
        self.apply_register(tx, entry, &op, kind, own, now_ms)
    }

    fn apply_register(
        &self,
        tx: &Tx<'_>,
        entry: &Entry,
        op: &Op,
        kind: RegisterKind,
        own: bool,
        now_ms: i64,
    ) -> Result<PageOutcome, CoreError> {
        let mut row = register::get(tx, op.record())?.unwrap_or_else(|| RegisterRow::new(op.record(), kind));
        let confirmed = row.base.take().unwrap_or_else(|| std::mem::take(&mut row.state));
        let mut replica = Replica { confirmed, rev: row.rev, own_through: row.own_through };
        match replica.take(entry.rev, op, entry.at, own, &self.inner.policy).0 {
            Place::Known => return Ok(PageOutcome::Applied),
            Place::Gap => return Ok(PageOutcome::Gap),
            Place::Next => {}
        }
        (row.rev, row.own_through) = (replica.rev, replica.own_through);
        show(tx, &self.inner.policy, &mut row, replica.confirmed)?;
        write::put(tx, &row, now_ms)?;
        self.inner.record_changed(kind, row.id);
        Ok(PageOutcome::Applied)
    }

    /// Applies a page with its cursor in one transaction; returns how many entries it kept aside, `past_gaps`.
    fn apply(&self, page: &Page, past_gaps: bool) -> Result<u64, Stop> {
        let now = self.inner.now().ms;
        self.inner.store.try_write(|tx| {
            if stream::get(tx, &page.stream)?.map_or(0, |s| s.position) != page.after {
                return Ok(0);
            }
            let mut kept_aside = 0;
            for entry in &page.entries {
                match self.apply_entry(tx, page, entry, now)? {
                    PageOutcome::Applied => {}
                    PageOutcome::Gap if past_gaps => {
                        let bytes = entry.bytes.clone().unwrap_or_default();
                        let kept = UnknownEntry { stream: page.stream.clone(), seq: entry.cursor, bytes };
                        stream::keep_unknown(tx, &kept, now)?;
                        kept_aside += 1;
                    }
                    other => return Err(Stop::Outcome(other)),
                }
            }
            let epoch = meta_number(tx, META_EPOCH)?.unwrap_or(0);
            stream::set(tx, &StreamRow { name: page.stream.clone(), position: page.next, epoch })?;
            Ok(kept_aside)
        })
    }
}

/// The bytes of exactly this own op, while this device has them.
fn own_bytes(db: &Reader<'_>, number: u64) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(op_log::from(db, number, 1)?.pop().filter(|op| op.number == number).and_then(|op| op.bytes))
}

/// Undoes a page by failing its transaction.
enum Stop {
    Outcome(PageOutcome),
    Error(CoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

impl From<CoreError> for Stop {
    fn from(error: CoreError) -> Self {
        Self::Error(error)
    }
}

impl SyncStore for DeviceStore {
    type Error = CoreError;

    fn known(&mut self) -> Result<Known, CoreError> {
        let device = self.me();
        self.inner.store.try_read(|db| {
            let mut streams = Vec::new();
            for name in &self.inner.profile.streams {
                streams.push((name.clone(), stream::get(db, name)?.map_or(0, |s| s.position)));
            }
            Ok(Known {
                device,
                epoch: meta_number(db, META_EPOCH)?.unwrap_or(0),
                acked: receipt::latest(db)?.map_or(0, |r| r.through),
                stable: meta_number(db, META_STABLE)?.unwrap_or(0),
                quarantined: op_log::counts_quarantined(db)?,
                last: op_log::last(db)?.number,
                offset_ms: meta_number(db, META_OFFSET)?,
                streams,
            })
        })
    }

    fn ops(&mut self, from: u64, max_bytes: usize, max_count: usize) -> Result<Vec<Vec<u8>>, CoreError> {
        self.inner.store.try_read(|db| {
            let mut ops: Vec<Vec<u8>> = Vec::new();
            let mut size = 0;
            while ops.len() < max_count {
                let some = op_log::from(db, from + ops.len() as u64, (max_count - ops.len()).min(OPS_READ))?;
                if some.is_empty() {
                    break;
                }
                for op in some {
                    let Some(bytes) = op.bytes else { return Ok(ops) };
                    size += bytes.len();
                    if !ops.is_empty() && size > max_bytes {
                        return Ok(ops);
                    }
                    ops.push(bytes);
                }
            }
            Ok(ops)
        })
    }

    fn chain_at(&mut self, number: u64) -> Result<Option<Hash>, CoreError> {
        if number == 0 {
            return Ok(Some(CHAIN_START));
        }
        Ok(self.inner.store.read(|db| op_log::head_at(db, number))?)
    }

    fn seal(&mut self, through: u64, head: &Hash) -> Result<Vec<u8>, CoreError> {
        Ok(BatchSeal::sign(&self.inner.signing, self.me(), through, head))
    }

    fn server_keys(&mut self) -> Result<Vec<VerifyKey>, CoreError> {
        self.inner.profile.verify_keys()
    }

    fn acknowledge(&mut self, ack: Ack<'_>) -> Result<(), CoreError> {
        let now = self.inner.now().ms;
        self.inner.store.try_write(|tx| {
            let shown = acknowledge(tx, &self.inner.policy, ack, now)?;
            shown.into_iter().for_each(|(kind, id)| self.inner.record_changed(kind, id));
            Ok(())
        })
    }

    fn mark_stable(&mut self, through: u64) -> Result<(), CoreError> {
        let now = self.inner.now().ms;
        self.inner.store.write(|tx| {
            op_log::mark_stable(tx, through)?;
            op_log::give_up_stable(tx, now.saturating_sub(KEEP_STABLE_MS))?;
            meta::set(tx, META_STABLE, through.to_string().as_bytes())
        })?;
        Ok(())
    }

    fn apply_page(&mut self, page: &Page) -> Result<PageOutcome, CoreError> {
        match self.apply(page, false) {
            Ok(_) => Ok(PageOutcome::Applied),
            Err(Stop::Outcome(outcome)) => Ok(outcome),
            Err(Stop::Error(error)) => Err(error),
        }
    }

    fn apply_past_gaps(&mut self, page: &Page) -> Result<u64, CoreError> {
        match self.apply(page, true) {
            Ok(kept_aside) => Ok(kept_aside),
            // An own op without bytes: nothing was stored, and the next run asks for the bytes.
            Err(Stop::Outcome(_)) => Ok(0),
            Err(Stop::Error(error)) => Err(error),
        }
    }

    fn rewind(&mut self, epoch: u64, held: u64) -> Result<(), CoreError> {
        self.inner.store.try_write(|tx| {
            if meta_number(tx, META_EPOCH)? != Some(epoch) {
                reset_cursors(tx)?;
                register::restart_counts(tx)?;
                blob::wait_again(tx)?;
                let stable = meta_number(tx, META_STABLE)?.unwrap_or(0).min(held);
                meta::set(tx, META_STABLE, stable.to_string().as_bytes())?;
                meta::set(tx, META_EPOCH, epoch.to_string().as_bytes())?;
            }
            op_log::reopen_from(tx, held + 1)?;
            receipt::forget_after(tx, held)?;
            if op_log::any_without_bytes(tx, held)? {
                // The server lost ops that a recovery here had lost before: without joining anew, nothing after them could go.
                meta::set(tx, META_REJOIN, op_log::last(tx)?.number.to_string().as_bytes())?;
            }
            Ok(())
        })
    }

    fn reset_cursors(&mut self) -> Result<(), CoreError> {
        Ok(self.inner.store.write(reset_cursors)?)
    }

    fn note_offset(&mut self, offset_ms: i64) -> Result<(), CoreError> {
        Ok(self.inner.store.write(|tx| meta::set(tx, META_OFFSET, offset_ms.to_string().as_bytes()))?)
    }

    fn pending_blob(&mut self, passed_over: &[String]) -> Result<Option<PendingBlob>, CoreError> {
        let rows = self.inner.store.read(|db| blob::to_send(db, MAX_WAITING_FILES + passed_over.len() as u32))?;
        let named = rows.into_iter().map(|b| PendingBlob { hash: to_hex(&b.hash), size: b.size, mime: b.mime });
        Ok(named.into_iter().find(|b| !passed_over.contains(&b.hash)))
    }

    fn blob_piece(&mut self, hash: &str, offset: u64, length: usize) -> Result<Option<Vec<u8>>, CoreError> {
        blobs::piece(&self.inner, hash, offset, length)
    }

    fn blob_progress(&mut self, hash: &str, sent: u64) -> Result<(), CoreError> {
        let hash = blobs::parse_hash(hash)?;
        Ok(self.inner.store.write(|tx| blob::set_progress(tx, &hash, sent))?)
    }

    fn blob_end(&mut self, hash: &str, end: BlobEnd) -> Result<(), CoreError> {
        let hash = blobs::parse_hash(hash)?;
        let state = match end {
            BlobEnd::Received => BlobState::Received,
            BlobEnd::Missing => BlobState::Missing,
            BlobEnd::Refused => BlobState::Refused,
        };
        Ok(self.inner.store.write(|tx| blob::set_state(tx, &hash, state))?)
    }
}
