//! The device's side: bounded steps, each at most one exchange, that push, then pull, then send photos.
//!
//! Between two steps everything that matters is in the store, so a step may be the last one at any time: killed, offline,
//! cancelled. Nothing counts as received by the server unless a receipt was verified against this device's own chain and
//! stored in the same transaction.

use super::backoff::{Budget, wait_ms};
use super::frame::FrameError;
use super::port::{Ack, BlobEnd, BlobState, Known, PageOutcome, PendingBlob, SyncStore, Transport, TransportError};
use super::wire::{Hello, MAX_BUDGET, MAX_PER_FRAME, Ops, Outcome, Page, Request, Response, Served, WireError};
use crate::ports::Clock;
use crate::vault::receipt::Receipt;

/// Bytes of one piece of a photo.
pub const PIECE: usize = 64 * 1024;
/// Ops and entries pack to about a third; budgets count bytes as they travel.
const PACKING: usize = 3;
/// A clock offset is noted anew when it moved by more than this, ms: an idle sync writes nothing.
const OFFSET_NOISE_MS: i64 = 2_000;
/// Answers in a row that bring nothing though they promise more.
const MAX_IDLE_ANSWERS: u32 = 3;
/// Cursor resets of one engine before gaps are passed over: the server's log has a hole, or an op of a newer app.
const MAX_RESETS: u32 = 1;

/// What a step did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Own ops now covered by a stored receipt.
    pub acked: u64,
    /// Entries received.
    pub pulled: u64,
    /// Of these, entries that do not follow on what their record has: kept aside.
    pub set_aside: u64,
    /// Photo bytes sent.
    pub photo_bytes: u64,
    /// Own ops that still wait after this step.
    pub waiting: u64,
    /// Bytes sent and received, without heads of the transport.
    pub bytes: (u64, u64),
    /// Own ops that the server said are in collision.
    pub collisions: u32,
    /// Own ops that the server put into quarantine.
    pub quarantined: u32,
}

/// Why a run stops before it is done, by a stable code for the screen and the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyncFault {
    /// No way to the server; nothing is wrong with the data.
    #[error("offline")]
    Offline,
    /// Somebody else answers in the server's place: the network wants a login first; nothing is wrong with the data.
    #[error("portal")]
    Portal,
    /// The server asked to wait.
    #[error("busy")]
    Busy,
    /// The credentials are not accepted.
    #[error("denied")]
    Denied,
    /// The server refused the request; the code is one of `accept::refusal`.
    #[error("refused: {0}")]
    Refused(String),
    /// A receipt that does not fit this device's log or is not signed by the server: nothing of it was believed.
    #[error("receipt does not verify")]
    Receipt,
    /// The server's answers make no sense together: it promises and does not bring, or misses entries.
    #[error("the server's answers do not fit together")]
    Answers,
}

impl SyncFault {
    /// Stable code.
    pub fn code(&self) -> &str {
        match self {
            Self::Offline => "offline",
            Self::Portal => "portal",
            Self::Busy => "busy",
            Self::Denied => "denied",
            Self::Refused(code) => code,
            Self::Receipt => "receipt",
            Self::Answers => "answers",
        }
    }
}

/// Where a run stands after a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Call again.
    More,
    /// Everything is sent and received; with [`SyncEngine::text_only`], all text.
    Done,
    /// Stopped; try again after this many ms, or when the network changes. Everything is safe.
    Stopped {
        /// Why.
        fault: SyncFault,
        /// How long to wait, ms.
        retry_after_ms: u64,
    },
}

/// The result of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepOutcome {
    /// Go on or not.
    pub state: StepState,
    /// What was moved.
    pub progress: Progress,
}

/// One run of syncing and what it learnt about the network. Keep it between runs; a new one merely starts small.
#[derive(Clone, Debug)]
pub struct SyncEngine {
    app: String,
    up: Budget,
    down: Budget,
    failures: u32,
    idle_answers: u32,
    resets: u32,
    full: bool,
    said_app: bool,
    text_only: bool,
    files: bool,
    file: Option<(PendingBlob, u64)>,
    restarted: Option<String>,
    passed_over: Vec<String>,
    reference: String,
}

enum Exchange {
    Served(Box<Served>),
    Stopped(StepState),
}

impl SyncEngine {
    /// An engine for this app version, of which the server is told.
    pub fn new(app: &str) -> Self {
        Self {
            app: app.chars().take(40).collect(),
            up: Budget::default(),
            down: Budget::default(),
            failures: 0,
            idle_answers: 0,
            resets: 0,
            full: false,
            said_app: false,
            text_only: false,
            files: false,
            file: None,
            restarted: None,
            passed_over: Vec::new(),
            reference: String::new(),
        }
    }

    /// Bytes that one push may have now; see [`Self::with_budget`].
    pub fn budget(&self) -> usize {
        self.up.bytes()
    }

    /// The version of the reference lists and forms that the server named last; empty when it named none.
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// Starts with a budget learnt earlier on the same network.
    pub fn with_budget(mut self, bytes: usize) -> Self {
        (self.up, self.down) = (Budget::learnt(bytes), Budget::learnt(bytes));
        self
    }

    /// Leaves photos where they are: no byte of one is sent and none is asked for, until an engine without this.
    pub fn text_only(mut self) -> Self {
        self.text_only = true;
        self
    }

    /// One step: at most one exchange of text, or one piece of a photo. `jitter` is any number.
    ///
    /// An error is the store's; the run may be continued once the store works again.
    pub fn step<S: SyncStore, T: Transport>(
        &mut self,
        store: &mut S,
        transport: &mut T,
        clock: &dyn Clock,
        jitter: u64,
    ) -> Result<StepOutcome, S::Error> {
        let mut progress = Progress::default();
        let state = if self.files {
            self.file_step(store, transport, jitter, &mut progress)?
        } else {
            self.text_step(store, transport, clock, jitter, &mut progress)?
        };
        if matches!(state, StepState::Done | StepState::Stopped { .. }) {
            // The next run begins with text again.
            (self.files, self.full, self.idle_answers) = (false, false, 0);
            self.passed_over.clear();
        }
        let known = store.known()?;
        progress.waiting = known.last.saturating_sub(known.acked);
        Ok(StepOutcome { state, progress })
    }

    fn stop(&mut self, fault: SyncFault, at_least_s: u32, jitter: u64) -> StepState {
        self.failures = self.failures.saturating_add(1);
        let retry_after_ms = wait_ms(self.failures, jitter).max(u64::from(at_least_s) * 1000);
        StepState::Stopped { fault, retry_after_ms }
    }

    fn transport_stop(&mut self, error: TransportError, jitter: u64) -> StepState {
        match error {
            TransportError::Wait(seconds) => self.stop(SyncFault::Busy, seconds, jitter),
            TransportError::Denied => self.stop(SyncFault::Denied, 0, jitter),
            TransportError::Portal => self.stop(SyncFault::Portal, 0, jitter),
            TransportError::Offline | TransportError::Cut | TransportError::TooLarge | TransportError::Status(_) => {
                self.up.shrink();
                self.down.shrink();
                let offline = matches!(error, TransportError::Offline | TransportError::Cut);
                self.stop(if offline { SyncFault::Offline } else { SyncFault::Busy }, 0, jitter)
            }
        }
    }

    fn text_step<S: SyncStore, T: Transport>(
        &mut self,
        store: &mut S,
        transport: &mut T,
        clock: &dyn Clock,
        jitter: u64,
        progress: &mut Progress,
    ) -> Result<StepState, S::Error> {
        let mut known = store.known()?;
        let (request, through) = self.request(store, &known)?;
        let served = match self.exchange(transport, &request, jitter, progress) {
            Exchange::Served(served) => served,
            Exchange::Stopped(state) => return Ok(state),
        };
        let welcome = &served.welcome;
        let offset = welcome.time.saturating_sub(clock.now_ms());
        if known.offset_ms.is_none_or(|old| old.saturating_sub(offset).saturating_abs() > OFFSET_NOISE_MS) {
            store.note_offset(offset)?;
        }
        // A receipt is checked before anything is believed that only the server says.
        let receipt = match &served.receipt {
            None => None,
            Some(bytes) => match verify(store, &known, bytes)? {
                Some(receipt) => Some((receipt, bytes)),
                None => return Ok(self.stop(SyncFault::Receipt, 0, jitter)),
            },
        };
        let epoch = welcome.epoch.unwrap_or(known.epoch);
        let held = welcome.held.unwrap_or(known.acked).min(known.acked);
        let new_epoch = epoch != known.epoch;
        if !new_epoch && held < known.stable {
            // A server that promised to have them in a backup has lost its log and kept its epoch, or it is not the server.
            return Ok(self.stop(SyncFault::Answers, 0, jitter));
        }
        if new_epoch || held < known.acked {
            store.rewind(epoch, held)?;
            known = store.known()?;
        }
        if let Some((receipt, bytes)) = receipt {
            if receipt.epoch != epoch {
                return Ok(self.stop(SyncFault::Receipt, 0, jitter));
            }
            let results: Vec<_> = served.results.iter().filter(|r| r.number <= receipt.through).cloned().collect();
            store.acknowledge(Ack { receipt: &receipt, bytes, results: &results })?;
            progress.acked = receipt.through.saturating_sub(known.acked);
            for result in results.iter().filter(|r| r.number > known.acked) {
                match result.outcome {
                    Outcome::Collision { .. } => progress.collisions += 1,
                    Outcome::Quarantined { .. } => progress.quarantined += 1,
                    Outcome::Other => {}
                }
            }
        } else if through.is_some() && welcome.expect.is_none() {
            // Ops went out and no receipt came back: whatever answered, nothing was acknowledged.
            self.up.shrink();
            return Ok(self.stop(SyncFault::Offline, 0, jitter));
        }
        let stable = welcome.stable.min(known.acked + progress.acked);
        if stable > known.stable && !new_epoch {
            store.mark_stable(stable)?;
        }
        self.reference.clone_from(&welcome.reference);
        // With a new epoch the pages answer cursors that are no more, unless this is the first contact.
        let pages: &[Page] = if new_epoch && request.hello.epoch != 0 { &[] } else { &served.pages };
        if let Some(stopped) = self.take_pages(store, pages, jitter, progress)? {
            return Ok(stopped);
        }
        let known = store.known()?;
        let more = welcome.more
            || known.acked < known.last
            || new_epoch
            || request.hello.streams.len() < known.streams.len()
            || served.cut.is_some();
        self.judge(&served, more, progress, jitter)
    }

    /// After a served exchange: learn from it and say how to go on.
    fn judge<E>(&mut self, served: &Served, more: bool, progress: &Progress, jitter: u64) -> Result<StepState, E> {
        let moved = progress.acked > 0 || progress.pulled > 0;
        if served.cut.is_some() {
            self.up.shrink();
            self.down.shrink();
            if !moved {
                return Ok(self.stop(SyncFault::Offline, 0, jitter));
            }
        } else {
            self.failures = 0;
            if progress.acked > 0 {
                self.up.grow();
            }
            if progress.pulled > 0 {
                self.down.grow();
            }
        }
        self.idle_answers = if moved { 0 } else { self.idle_answers + 1 };
        if !more {
            self.files = !self.text_only;
            return Ok(if self.text_only { StepState::Done } else { StepState::More });
        }
        if served.welcome.retry_after_s > 0 {
            return Ok(self.stop(SyncFault::Busy, served.welcome.retry_after_s, jitter));
        }
        if self.idle_answers > MAX_IDLE_ANSWERS {
            return Ok(self.stop(SyncFault::Answers, 0, jitter));
        }
        Ok(StepState::More)
    }

    /// Push strictly before pull: while more ops wait than this request takes, no stream is asked for.
    fn request<S: SyncStore>(&mut self, store: &mut S, known: &Known) -> Result<(Request, Option<u64>), S::Error> {
        let mut hello = Hello::new(known.device);
        (hello.epoch, hello.acked, hello.full) = (known.epoch, known.acked, self.full);
        hello.quarantined = (known.quarantined > 0).then_some(known.quarantined);
        let (mut ops, mut through) = (Vec::new(), known.acked);
        if known.acked < known.last {
            let first = known.acked + 1;
            let batch = store.ops(first, self.up.bytes() * PACKING, MAX_PER_FRAME)?;
            through = known.acked + batch.len() as u64;
            if let (Some(head), false) = (store.chain_at(through)?, batch.is_empty()) {
                ops.push(Ops { first, ops: batch, seal: store.seal(through, &head)? });
            }
            hello.offset_ms = known.offset_ms;
        }
        if !self.said_app {
            hello.app.clone_from(&self.app);
        }
        if through >= known.last {
            hello.streams.clone_from(&known.streams);
            let budget = u32::try_from(self.down.bytes() * PACKING).unwrap_or(MAX_BUDGET).min(MAX_BUDGET);
            hello.budget = if self.down == Budget::default() { 0 } else { budget };
        }
        let sent = (!ops.is_empty()).then_some(through);
        Ok((Request { hello, ops }, sent))
    }

    fn exchange<T: Transport>(
        &mut self,
        transport: &mut T,
        request: &Request,
        jitter: u64,
        progress: &mut Progress,
    ) -> Exchange {
        let Ok(body) = request.encode() else {
            self.up.shrink();
            return Exchange::Stopped(self.stop(SyncFault::Answers, 0, jitter));
        };
        progress.bytes.0 += body.len() as u64;
        let answer = match transport.exchange(&body) {
            Ok(answer) => answer,
            Err(error) => return Exchange::Stopped(self.transport_stop(error, jitter)),
        };
        progress.bytes.1 += answer.len() as u64;
        match Response::decode(&answer, &body) {
            Ok(Response::Served(served)) => {
                self.said_app = true;
                Exchange::Served(served)
            }
            Ok(Response::Refused(refused)) => {
                Exchange::Stopped(self.stop(SyncFault::Refused(refused.code), refused.retry_after_s, jitter))
            }
            Err(WireError::Frame(FrameError::NotOurs)) if !answer.is_empty() => {
                Exchange::Stopped(self.transport_stop(TransportError::Portal, jitter))
            }
            Err(_) => Exchange::Stopped(self.transport_stop(TransportError::Cut, jitter)),
        }
    }

    fn take_pages<S: SyncStore>(
        &mut self,
        store: &mut S,
        pages: &[Page],
        jitter: u64,
        progress: &mut Progress,
    ) -> Result<Option<StepState>, S::Error> {
        for page in pages {
            match store.apply_page(page)? {
                PageOutcome::Applied => {
                    progress.pulled += page.entries.len() as u64;
                    continue;
                }
                PageOutcome::NeedOwn if !self.full => {}
                PageOutcome::Gap if self.resets < MAX_RESETS => {
                    self.resets += 1;
                    store.reset_cursors()?;
                }
                PageOutcome::Gap => {
                    progress.set_aside += store.apply_past_gaps(page)?;
                    progress.pulled += page.entries.len() as u64;
                    continue;
                }
                PageOutcome::NeedOwn => return Ok(Some(self.stop(SyncFault::Answers, 0, jitter))),
            }
            self.full = true;
            return Ok(Some(StepState::More));
        }
        Ok(None)
    }

    fn file_step<S: SyncStore, T: Transport>(
        &mut self,
        store: &mut S,
        transport: &mut T,
        jitter: u64,
        progress: &mut Progress,
    ) -> Result<StepState, S::Error> {
        let (blob, offset) = match self.file.take() {
            Some(file) => file,
            None => match store.pending_blob(&self.passed_over)? {
                None => return Ok(StepState::Done),
                Some(blob) => match transport.blob_state(&blob) {
                    Ok(BlobState::Offset(offset)) => (blob, offset),
                    Ok(state) => return self.file_answer(store, blob, state),
                    Err(error) => return self.file_error(store, blob, error, jitter),
                },
            },
        };
        // An offset beyond the file cannot be continued; from the start the server can at least say what is wrong.
        let offset = if offset > blob.size { 0 } else { offset };
        let Some(piece) = store.blob_piece(&blob.hash, offset, PIECE)? else {
            store.blob_end(&blob.hash, BlobEnd::Missing)?;
            return Ok(StepState::More);
        };
        progress.bytes.0 += piece.len() as u64;
        match transport.blob_send(&blob, offset, &piece) {
            Ok(state) => {
                progress.photo_bytes += piece.len() as u64;
                self.file_answer(store, blob, state)
            }
            Err(error) => self.file_error(store, blob, error, jitter),
        }
    }

    fn file_answer<S: SyncStore>(
        &mut self,
        store: &mut S,
        blob: PendingBlob,
        state: BlobState,
    ) -> Result<StepState, S::Error> {
        self.failures = 0;
        match state {
            BlobState::Complete => store.blob_end(&blob.hash, BlobEnd::Received)?,
            BlobState::Offset(offset) => {
                store.blob_progress(&blob.hash, offset)?;
                self.file = Some((blob, offset));
            }
            BlobState::WrongHash if self.restarted.as_deref() != Some(&blob.hash) => {
                // Bent on the way, most likely; once more from the start.
                store.blob_progress(&blob.hash, 0)?;
                self.restarted = Some(blob.hash.clone());
                self.file = Some((blob, 0));
            }
            BlobState::WrongHash => store.blob_end(&blob.hash, BlobEnd::Missing)?,
            BlobState::Unknown => self.passed_over.push(blob.hash),
        }
        Ok(StepState::More)
    }

    fn file_error<S: SyncStore>(
        &mut self,
        store: &mut S,
        blob: PendingBlob,
        error: TransportError,
        jitter: u64,
    ) -> Result<StepState, S::Error> {
        if error == TransportError::TooLarge {
            store.blob_end(&blob.hash, BlobEnd::Refused)?;
            return Ok(StepState::More);
        }
        // Where the server stopped is asked again next time.
        Ok(self.transport_stop(error, jitter))
    }
}

/// The receipt, if it is the server's and over this device's own log.
fn verify<S: SyncStore>(store: &mut S, known: &Known, bytes: &[u8]) -> Result<Option<Receipt>, S::Error> {
    let keys = store.server_keys()?;
    let Ok(claim) = Receipt::verify(bytes, &keys) else { return Ok(None) };
    let own = store.chain_at(claim.through)?;
    Ok(Receipt::verify_for(bytes, &keys, known.device, |_| own).ok())
}
