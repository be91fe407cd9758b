//! Drafts as a list: those to go on with, those thrown away, and the way between the two.

use super::companion::{Companion, Inner};
use super::detail::draft_title;
use super::warga::parse_id;
use crate::domain::ids::RecordId;
use crate::domain::waktu::Moment;
use crate::error::{CoreError, ErrorCode, Result};
use crate::store::draft::{self, DraftRow, DraftState};
use crate::store::{Reader, StoreError, Tx};
use crate::view::formulir::DraftItem;

impl Companion {
    /// Forms that are not finished yet, the last touched first.
    pub fn list_draf(&self) -> Result<Vec<DraftItem>> {
        let inner = self.inner()?;
        let offset_minutes = inner.now().offset_minutes;
        inner
            .store
            .try_read(|db| draft::list_open(db)?.into_iter().map(|row| item(db, row, None, offset_minutes)).collect())
    }

    /// Drafts that were thrown away, the last first. Nothing removes them by itself: each can be brought back.
    pub fn list_draf_dibuang(&self) -> Result<Vec<DraftItem>> {
        let inner = self.inner()?;
        let offset_minutes = inner.now().offset_minutes;
        inner.store.try_read(|db| {
            let rows = draft::list_discarded(db)?;
            rows.into_iter().map(|(row, at)| item(db, row, Some(at), offset_minutes)).collect()
        })
    }

    /// Throws a draft away: it leaves the list, its answers stay until it is brought back. Doing it twice does nothing;
    /// [`ErrorCode::DraftClosed`] for a finished one.
    pub fn buang_draf(&self, draft_id: &str) -> Result<()> {
        let inner = self.inner()?;
        let now = inner.now().ms;
        move_draft(inner, draft_id, |tx, id, state| match state {
            DraftState::Open => draft::discard(tx, id, now),
            DraftState::Discarded => Ok(()),
            DraftState::Finished => Err(StoreError::DraftClosed { discarded: false }),
        })
    }

    /// Brings a discarded draft back, with every answer. An open one stays as it is; [`ErrorCode::DraftClosed`] for a
    /// finished one.
    pub fn pulihkan_draf(&self, draft_id: &str) -> Result<()> {
        move_draft(self.inner()?, draft_id, |tx, id, state| match state {
            DraftState::Open => Ok(()),
            DraftState::Discarded => draft::restore(tx, id),
            DraftState::Finished => Err(StoreError::DraftClosed { discarded: false }),
        })
    }
}

/// Looks and moves in one transaction, so that nobody finishes the draft in between.
fn move_draft(
    inner: &Inner,
    draft_id: &str,
    step: impl FnOnce(&Tx<'_>, RecordId, DraftState) -> std::result::Result<(), StoreError>,
) -> Result<()> {
    let id = parse_id(draft_id)?;
    inner.store.try_write(|tx| {
        let state = draft::state(tx, id)?.ok_or_else(|| CoreError::new(ErrorCode::NotFound).field("draf"))?;
        Ok(step(tx, id, state)?)
    })
}

fn item(db: &Reader<'_>, row: DraftRow, discarded_at: Option<i64>, offset_minutes: i16) -> Result<DraftItem> {
    let time = |ms| Moment { ms, offset_minutes }.rfc3339();
    Ok(DraftItem {
        id: row.id.to_string(),
        judul: draft_title(db, &row)?,
        form_id: row.form_id,
        form_version: row.form_version,
        kasus_id: row.kasus.map(|k| k.to_string()).unwrap_or_default(),
        changes: row.events.saturating_sub(1),
        updated_at: time(row.updated_at),
        discarded_at: discarded_at.map(time),
    })
}
