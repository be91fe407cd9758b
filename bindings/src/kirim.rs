//! Sync in bounded steps, with an observer that is told between them.

use crate::error::{CoreError, Result, guarded};
use crate::lapangan::Slot;
use crate::ports::{PortError, SyncObserver};
use atensi_core::app::{SyncSession, SyncStepView};
use atensi_core::error::{CoreError as Inner, ErrorCode};
use atensi_core::view::SyncSummary;
use std::sync::Arc;

/// One run of a sync. Ending it at any point loses nothing.
#[derive(uniffi::Object)]
pub struct SyncHandle {
    slot: Arc<Slot<SyncSession>>,
    observer: Option<Arc<dyn SyncObserver>>,
}

impl SyncHandle {
    pub(crate) fn new(slot: Arc<Slot<SyncSession>>, observer: Option<Arc<dyn SyncObserver>>) -> Arc<Self> {
        Arc::new(Self { slot, observer })
    }

    fn call<T>(&self, work: impl FnOnce(&SyncSession) -> std::result::Result<T, Inner>) -> Result<T> {
        let lang = self.slot.lang();
        let session = self.slot.get().ok_or_else(|| CoreError::plain(ErrorCode::Closed, lang))?;
        guarded(lang, || work(&session))
    }
}

#[uniffi::export]
impl SyncHandle {
    /// One step: at most one exchange or one piece of a photo. Repeat until `done`. An error ends the run, what was moved
    /// is kept; `retry_after_s` says when to start a new one.
    pub fn step(&self) -> Result<SyncStepView> {
        let step = self.call(SyncSession::step)?;
        if let Some(observer) = &self.observer {
            observer.maju(step.progress.clone()).map_err(|e: PortError| {
                CoreError::of(Inner::new(ErrorCode::Host).field("observer").reason(e), self.slot.lang())
            })?;
        }
        Ok(step)
    }

    /// Makes the next step answer with code `cancelled`. From any thread, also during a step; does nothing once closed.
    pub fn cancel(&self) {
        if let Some(session) = self.slot.get() {
            session.cancel();
        }
    }

    /// What was done so far.
    pub fn summary(&self) -> Result<SyncSummary> {
        self.call(SyncSession::summary)
    }
}
