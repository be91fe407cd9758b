//! One record whole, the outbox, and where each record is.

use super::companion::{Companion, Inner};
use super::items;
use super::koreksi::Versions;
use super::sync_store::META_PHOTOS_WAIT;
use super::tinjau::judul;
use super::warga::{kind_word, parse_id};
use crate::domain::ids::RecordId;
use crate::domain::op::RegisterKind;
use crate::domain::status::StatusKirim;
use crate::domain::waktu::Moment;
use crate::error::{CoreError, ErrorCode, Result};
use crate::store::draft::DraftRow;
use crate::store::op_log::OpState;
use crate::store::{Reader, blob, dokumen, draft, kasus, meta, op_log, orang, outbox, receipt, register};
use crate::view::kirim::status_line;
use crate::view::{CollisionItem, KasusItem, OrangItem, RecordStatus, StatusScreen};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Ops read at once when the outbox is listed.
const PAGE: usize = 500;
/// Records listed in the outbox.
const MAX_LISTED: usize = 200;

/// A document in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DokumenItem {
    /// Document id.
    pub id: String,
    /// Kind.
    pub jenis: String,
    /// When it was finished, RFC 3339.
    pub at: String,
    /// Where it is.
    pub status: StatusKirim,
    /// The document that it corrects.
    pub menggantikan: Option<String>,
    /// Documents that correct it, oldest first: more than one when people corrected it without knowing of each other.
    pub digantikan_oleh: Vec<String>,
}

/// One register record with everything around it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecordDetail {
    /// Record id.
    pub id: String,
    /// `orang`, `keluarga` or `kasus`.
    pub jenis: String,
    /// Heading.
    pub judul: String,
    /// Fields in force, by name.
    pub fields: BTreeMap<String, Value>,
    /// Where it is.
    pub status: StatusKirim,
    /// Open collisions.
    pub collisions: Vec<CollisionItem>,
    /// Members, for a family.
    pub members: Vec<OrangItem>,
    /// Cases about it.
    pub kasus: Vec<KasusItem>,
    /// Documents, for a case.
    pub dokumen: Vec<DokumenItem>,
}

/// Where a document is: as its op, and "Perlu perhatian" when one of its photos cannot be sent.
pub(super) fn dokumen_status(db: &Reader<'_>, id: RecordId) -> Result<(StatusKirim, u32)> {
    let mut waiting = 0;
    let mut stuck = false;
    for (file, _) in blob::of_owner(db, id)? {
        waiting += u32::from(file.state == blob::BlobState::Waiting);
        stuck |= matches!(file.state, blob::BlobState::Missing | blob::BlobState::Refused);
    }
    let status = match op_log::record_state(db, id)? {
        _ if stuck => StatusKirim::PerluPerhatian,
        Some(OpState::Quarantined) => StatusKirim::PerluPerhatian,
        Some(OpState::Pending) => StatusKirim::MenungguDikirim,
        Some(OpState::Acked | OpState::Stable) | None => StatusKirim::DiterimaServer,
    };
    Ok((status, waiting))
}

/// Whether photos were left to wait for a network that costs nothing.
pub(super) fn photos_wait(db: &Reader<'_>) -> Result<bool> {
    Ok(meta::get(db, META_PHOTOS_WAIT)?.is_some())
}

pub(super) fn dokumen_items(inner: &Inner, db: &Reader<'_>, kasus: RecordId) -> Result<Vec<DokumenItem>> {
    let offset_minutes = inner.now().offset_minutes;
    let rows = dokumen::of_kasus(db, kasus)?;
    let versions = Versions::of(&rows);
    rows.into_iter()
        .map(|row| {
            let (status, _) = dokumen_status(db, row.id)?;
            let at = Moment { ms: row.at, offset_minutes }.rfc3339();
            let digantikan_oleh = versions.replaced_by(row.id).iter().map(ToString::to_string).collect();
            let menggantikan = row.corrects.map(|id| id.to_string());
            Ok(DokumenItem { id: row.id.to_string(), jenis: row.jenis, at, status, menggantikan, digantikan_oleh })
        })
        .collect()
}

impl Companion {
    /// A person, family or case with its fields, collisions, members, cases and documents.
    pub fn record(&self, id: &str) -> Result<RecordDetail> {
        let inner = self.inner()?;
        let id = parse_id(id)?;
        let now = inner.now();
        if inner.store.read(|db| register::get(db, id))?.is_some() {
            inner.note_access("buka", Some(id))?;
        }
        inner.store.try_read(|db| {
            let row = register::get(db, id)?.ok_or_else(|| CoreError::new(ErrorCode::NotFound))?;
            let mut collisions = Vec::new();
            for field in row.state.collisions.keys() {
                collisions.extend(self.collision(db, row.kind, id, &row.state, field)?);
            }
            let members = match row.kind {
                RegisterKind::Keluarga => orang::of_keluarga(db, id)?
                    .into_iter()
                    .map(|member| items::orang_item(inner, db, member, now))
                    .collect::<Result<_>>()?,
                _ => Vec::new(),
            };
            let kasus = match row.kind {
                RegisterKind::Kasus => Vec::new(),
                _ => kasus::of_subjek(db, id)?
                    .into_iter()
                    .map(|k| items::kasus_item(inner, db, k))
                    .collect::<Result<_>>()?,
            };
            Ok(RecordDetail {
                id: id.to_string(),
                jenis: kind_word(row.kind).to_owned(),
                judul: judul(db, row.kind, id, &row.state)?,
                status: items::status_of(db, id)?.0,
                dokumen: dokumen_items(inner, db, id)?,
                fields: row.state.fields.into_iter().map(|(name, held)| (name, held.value)).collect(),
                collisions,
                members,
                kasus,
            })
        })
    }

    /// Where one record, document or draft is.
    pub fn record_status(&self, id: &str) -> Result<RecordStatus> {
        let inner = self.inner()?;
        let id = parse_id(id)?;
        inner.store.try_read(|db| describe(db, id)?.ok_or_else(|| CoreError::new(ErrorCode::NotFound)))
    }

    /// The outbox in the five words.
    pub fn status(&self) -> Result<StatusScreen> {
        let inner = self.inner()?;
        let lang = inner.lang();
        let offset_minutes = inner.now().offset_minutes;
        inner.store.try_read(|db| {
            let counts = op_log::counts(db)?;
            let open = register::collisions(db)?;
            let drafts = draft::list_open(db)?;
            let (photos, photo_bytes, stuck) = blob::open_counts(db)?;
            let mut ids: BTreeSet<RecordId> = open.iter().map(|c| c.record).collect();
            ids.extend(op_log::quarantined(db)?.into_iter().map(|q| q.record));
            let mut teks_bytes = 0;
            let mut next = op_log::first_pending(db)?;
            while let Some(from) = next {
                let page = op_log::from(db, from, PAGE)?;
                next = page.last().map(|op| op.number + 1).filter(|_| page.len() == PAGE);
                for op in page.iter().filter(|op| op.state == OpState::Pending) {
                    teks_bytes += op.bytes.as_ref().map_or(0, |b| b.len() as u64);
                    ids.insert(op.record);
                }
            }
            ids.extend(drafts.iter().map(|d| d.id));
            let mut records = Vec::new();
            for id in ids {
                records.extend(describe(db, id)?);
            }
            records.sort_by_key(|r| (std::cmp::Reverse(r.status), r.id.clone()));
            records.truncate(MAX_LISTED);
            let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
            let attention = counts.quarantined + open.len() as u64 + stuck;
            Ok(StatusScreen {
                draf: small(drafts.len() as u64),
                menunggu: small(counts.pending),
                diterima: small(counts.acked + counts.stable),
                perlu_perhatian: small(attention),
                collisions: small(open.len() as u64),
                foto_menunggu: small(photos),
                foto_bytes: photo_bytes,
                teks_bytes,
                last_receipt_at: receipt::latest(db)?.map(|r| Moment { ms: r.verified_at, offset_minutes }.rfc3339()),
                line: status_line(small(counts.pending), small(attention), (small(photos), photos_wait(db)?), lang),
                records,
            })
        })
    }
}

fn named(db: &Reader<'_>, kasus: RecordId) -> Result<String> {
    Ok(match register::get(db, kasus)? {
        Some(row) => judul(db, row.kind, kasus, &row.state)?,
        None => String::new(),
    })
}

/// Heading of a draft: its form and whom it is about.
pub(super) fn draft_title(db: &Reader<'_>, row: &DraftRow) -> Result<String> {
    let subject = row.kasus.map(|k| named(db, k)).transpose()?.unwrap_or_default();
    Ok(format!("{} {}", row.form_id, subject).trim().to_owned())
}

/// What the outbox says of a record; `None` for an id that nothing here has.
fn describe(db: &Reader<'_>, id: RecordId) -> Result<Option<RecordStatus>> {
    let reason = outbox::quarantine_reason(db, id)?;
    if let Some(row) = register::get(db, id)? {
        let (status, collisions) = items::status_of(db, id)?;
        let reason = reason.or((collisions > 0).then(|| "collision".to_owned()));
        return Ok(Some(RecordStatus {
            id: id.to_string(),
            jenis: kind_word(row.kind).to_owned(),
            judul: judul(db, row.kind, id, &row.state)?,
            status,
            reason,
            foto_menunggu: 0,
        }));
    }
    if let Some((row, _)) = dokumen::get(db, id)? {
        let (status, foto_menunggu) = dokumen_status(db, id)?;
        let judul = named(db, row.kasus)?;
        return Ok(Some(RecordStatus { id: id.to_string(), jenis: row.jenis, judul, status, reason, foto_menunggu }));
    }
    if let Some(row) = draft::get_open(db, id)? {
        let judul = draft_title(db, &row)?;
        let status = StatusKirim::Draf;
        return Ok(Some(RecordStatus {
            id: id.to_string(),
            jenis: "draf".to_owned(),
            judul,
            status,
            reason: None,
            foto_menunggu: 0,
        }));
    }
    Ok(None)
}
