//! Sync: steps over the engine, what they moved, and whether the receipts hold.

use super::companion::{Companion, Inner};
use super::sync_store::{DeviceStore, META_PHOTOS_WAIT};
use super::{acuan, profile, sambung};
use crate::domain::Lang;
use crate::domain::waktu::Moment;
use crate::error::{CoreError, ErrorCode, Result};
use crate::store::{blob, meta, op_log, receipt, register};
use crate::sync::accept::quarantine;
use crate::sync::engine::{StepState, SyncEngine, SyncFault};
use crate::sync::http::{HttpSettings, HttpTransport};
use crate::sync::port::TransportError;
use crate::vault::Receipt;
use crate::view::{ReceiptItem, SyncProgress, SyncSummary};
use serde::Serialize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The app's name and version, as the server is told.
const APP: &str = concat!("atensi/", env!("CARGO_PKG_VERSION"));
/// Steps in one run before it is called endless: a million records in small steps stay far below.
const MAX_STEPS: u32 = 200_000;

/// How much a sync takes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Muatan {
    /// Text, then photos.
    Semua,
    /// Text alone: photos wait for a network that costs nothing.
    Teks,
}

/// Whether a long run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// Stop after this step; everything moved so far is kept.
    Stop,
}

/// One step of a sync.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SyncStepView {
    /// Where it stands.
    pub progress: SyncProgress,
    /// Nothing is left to do in this run; in a run of text alone, photos may wait.
    pub done: bool,
}

/// The result of checking every receipt against this device's own log.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReceiptCheck {
    /// The receipts, oldest first.
    pub items: Vec<ReceiptItem>,
    /// Whether this device's log is whole and unchanged.
    pub chain_ok: bool,
    /// Writes of this device.
    pub ops: u64,
    /// Writes covered by a receipt that holds.
    pub covered: u64,
}

/// A sync in steps. Killing it between, or inside, two steps loses nothing.
pub struct SyncSession {
    inner: Arc<Inner>,
    muatan: Muatan,
    state: Mutex<Run>,
    cancelled: AtomicBool,
}

struct Run {
    engine: SyncEngine,
    store: DeviceStore,
    transport: HttpTransport,
    summary: SyncSummary,
    photo_bytes: u64,
    photos_before: u64,
}

pub(super) fn transport(inner: &Inner) -> Result<HttpTransport> {
    let profile = &inner.profile;
    let roots = profile.roots.iter().filter_map(|der| profile::from_hex(der)).collect();
    let settings = HttpSettings { address: profile.server_url.clone(), token: profile.token.clone(), roots };
    HttpTransport::new(&settings).map_err(|e| CoreError::new(ErrorCode::BadInput).field("server_url").reason(e.code()))
}

pub(super) fn transport_error(error: TransportError) -> CoreError {
    match error {
        TransportError::Offline | TransportError::Cut => CoreError::new(ErrorCode::Offline),
        TransportError::Portal => CoreError::new(ErrorCode::Portal),
        TransportError::Wait(seconds) => CoreError::new(ErrorCode::ServerBusy).after(u64::from(seconds)),
        TransportError::Denied => CoreError::new(ErrorCode::ServerRefused).reason("denied"),
        TransportError::TooLarge => CoreError::new(ErrorCode::Offline).reason("answer too large"),
        TransportError::Status(status) => CoreError::new(ErrorCode::ServerBusy).reason(format!("status {status}")),
    }
}

pub(super) fn fault_error(fault: &SyncFault, retry_after_ms: u64) -> CoreError {
    let code = match fault {
        SyncFault::Offline => ErrorCode::Offline,
        SyncFault::Portal => ErrorCode::Portal,
        SyncFault::Busy => ErrorCode::ServerBusy,
        SyncFault::Denied | SyncFault::Refused(_) => ErrorCode::ServerRefused,
        SyncFault::Receipt | SyncFault::Answers => ErrorCode::Tampered,
    };
    CoreError::new(code).reason(fault.code()).after(retry_after_ms.div_ceil(1000))
}

impl SyncSession {
    /// One bounded step: at most one exchange, or one piece of a photo. An error ends the run; what was moved is kept.
    pub fn step(&self) -> Result<SyncStepView> {
        self.inner.open()?;
        if self.cancelled.load(Ordering::Acquire) {
            return Err(CoreError::new(ErrorCode::Cancelled));
        }
        let text_only = self.muatan == Muatan::Teks;
        if !text_only {
            self.photos_wait(false)?;
        }
        let jitter = u64::from_le_bytes(crate::vault::entropy::random(&*self.inner.ports.entropy)?);
        let mut run = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let run = &mut *run;
        if sambung::needed(&self.inner)? {
            let (up, down) = sambung::join(&self.inner, &mut run.transport)?;
            run.summary.bytes_up += up;
            run.summary.bytes_down += down;
            run.summary.trips += 1;
        }
        let outcome = run.engine.step(&mut run.store, &mut run.transport, &*self.inner.ports.clock, jitter)?;
        let moved = &outcome.progress;
        run.summary.sent += moved.acked;
        run.summary.received += moved.pulled;
        run.summary.bytes_up += moved.bytes.0;
        run.summary.bytes_down += moved.bytes.1;
        run.summary.trips += 1;
        run.photo_bytes += moved.photo_bytes;
        let (waiting, bytes_left, _) = self.inner.store.read(blob::open_counts)?;
        run.summary.photos = run.photos_before.saturating_sub(waiting);
        let progress = SyncProgress {
            sent: run.summary.sent,
            total: run.summary.sent + moved.waiting,
            received: run.summary.received,
            photo_bytes: run.photo_bytes,
            photo_bytes_left: bytes_left,
            line: progress_line(
                run.summary.sent,
                run.summary.sent + moved.waiting,
                (waiting, text_only),
                self.inner.lang(),
            ),
        };
        let done = match outcome.state {
            StepState::More => false,
            StepState::Done if self.access_ended()? => return Err(CoreError::new(ErrorCode::AccessEnded)),
            StepState::Done => {
                // Forms and lists last: they are large and the least urgent.
                let reference = run.engine.reference().to_owned();
                run.summary.bytes_down += acuan::refresh(&self.inner, &run.transport, &reference)?.bytes;
                let left = text_only && waiting > 0;
                self.photos_wait(left)?;
                run.summary.complete = !left;
                true
            }
            StepState::Stopped { fault: SyncFault::Denied, .. } if self.access_ended()? => {
                return Err(CoreError::new(ErrorCode::AccessEnded));
            }
            StepState::Stopped { fault, retry_after_ms } => return Err(fault_error(&fault, retry_after_ms)),
        };
        Ok(SyncStepView { progress, done })
    }

    /// Keeps for every screen whether photos wait for another network. Written only when it changes.
    fn photos_wait(&self, wait: bool) -> Result<()> {
        if self.inner.store.read(|db| Ok(meta::get(db, META_PHOTOS_WAIT)?.is_some()))? != wait {
            self.inner.store.write(|tx| match wait {
                true => meta::set(tx, META_PHOTOS_WAIT, b"1"),
                false => meta::remove(tx, META_PHOTOS_WAIT).map(drop),
            })?;
        }
        Ok(())
    }

    /// Whether the server said, with the receipt of what was handed in, that this device's access has ended.
    fn access_ended(&self) -> Result<bool> {
        let held = self.inner.store.read(op_log::quarantined)?;
        Ok(held.iter().any(|op| op.reason == quarantine::REVOKED))
    }

    /// Makes the next step answer [`ErrorCode::Cancelled`]. May be called from any thread, also during a step.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
    }

    /// What was done so far.
    pub fn summary(&self) -> Result<SyncSummary> {
        let run = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (collisions, quarantined) = self
            .inner
            .store
            .read(|db| Ok((register::collisions(db)?.len() as u64, op_log::quarantined(db)?.len() as u64)))?;
        Ok(SyncSummary { collisions, quarantined, ..run.summary.clone() })
    }
}

/// `photos`: how many wait, and whether they are left to wait.
fn progress_line(sent: u64, total: u64, photos: (u64, bool), lang: Lang) -> String {
    match (total > sent, photos) {
        (true, (_, true)) => format!(
            "{} {sent} {} {total} ({})…",
            lang.pick("Mengirim", "Sending"),
            lang.pick("dari", "of"),
            lang.pick("teks saja", "text only")
        ),
        (true, _) => format!(
            "{} {sent} {} {total} ({})…",
            lang.pick("Mengirim", "Sending"),
            lang.pick("dari", "of"),
            lang.pick("teks dulu, foto kemudian", "text first, photos later")
        ),
        (false, (0, _)) => {
            lang.pick("Semua sudah diterima server.", "Everything was received by the server.").to_owned()
        }
        (false, (photos, true)) => format!(
            "{} {photos} {}",
            lang.pick("Teks sudah diterima server.", "Text was received by the server."),
            lang.pick("foto menunggu Wi-Fi.", "photos wait for Wi-Fi.")
        ),
        (false, (photos, false)) => format!("{photos} {}", lang.pick("foto sedang dikirim…", "photos are being sent…")),
    }
}

impl Companion {
    /// Prepares a sync in steps; no connection is made yet.
    pub fn sync_session(&self, muatan: Muatan) -> Result<SyncSession> {
        let inner = Arc::clone(self.inner()?);
        let transport = transport(&inner)?;
        let (photos_before, _, _) = inner.store.read(blob::open_counts)?;
        let run = Run {
            engine: match muatan {
                Muatan::Semua => SyncEngine::new(APP),
                Muatan::Teks => SyncEngine::new(APP).text_only(),
            },
            store: DeviceStore { inner: Arc::clone(&inner) },
            transport,
            summary: SyncSummary::default(),
            photo_bytes: 0,
            photos_before,
        };
        Ok(SyncSession { inner, muatan, state: Mutex::new(run), cancelled: AtomicBool::new(false) })
    }

    /// Syncs until nothing is left to do. `observer` is told after every step, with no lock held, and may stop the run.
    pub fn sync(&self, observer: &mut dyn FnMut(&SyncProgress) -> Flow) -> Result<SyncSummary> {
        self.sync_muatan(Muatan::Semua, observer)
    }

    /// As [`Self::sync`], with all or with text alone; the summary is not `complete` while photos are left to wait.
    pub fn sync_muatan(&self, muatan: Muatan, observer: &mut dyn FnMut(&SyncProgress) -> Flow) -> Result<SyncSummary> {
        let session = self.sync_session(muatan)?;
        for _ in 0..MAX_STEPS {
            let step = session.step()?;
            if observer(&step.progress) == Flow::Stop && !step.done {
                return Err(CoreError::new(ErrorCode::Cancelled));
            }
            if step.done {
                return session.summary();
            }
        }
        Err(CoreError::new(ErrorCode::Bug).reason("sync does not end"))
    }

    /// Checks this device's whole log and every stored receipt, offline.
    pub fn periksa_tanda_terima(&self) -> Result<ReceiptCheck> {
        let inner = self.inner()?;
        let keys = inner.profile.verify_keys()?;
        let offset_minutes = inner.now().offset_minutes;
        inner.store.try_read(|db| {
            let chain = op_log::verify_chain(db);
            let head = op_log::last(db)?;
            let mut items = Vec::new();
            let mut covered = 0;
            for stored in receipt::list(db)? {
                let expected = op_log::head_at(db, stored.through)?;
                let checked = Receipt::verify(&stored.bytes, &keys).ok().filter(|r| {
                    r.device == inner.profile.device && r.through == stored.through && Some(r.head) == expected
                });
                if checked.is_some() && chain.is_ok() {
                    covered = covered.max(stored.through);
                }
                let received_at_ms = checked.as_ref().map_or(stored.verified_at, |r| r.received_at_ms);
                items.push(ReceiptItem {
                    through: stored.through,
                    received_at: Moment { ms: received_at_ms, offset_minutes }.rfc3339(),
                    key_id: checked.as_ref().map(|r| r.key_id.to_string()).unwrap_or_default(),
                    valid: checked.is_some(),
                    quarantined: checked.map(|r| r.quarantined).unwrap_or_default(),
                });
            }
            Ok(ReceiptCheck { items, chain_ok: chain.is_ok(), ops: head.number, covered })
        })
    }
}
