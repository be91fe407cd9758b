//! Cases: open, list, and which visits are due.

use super::companion::{Companion, Page};
use super::{isian, items, write};
use crate::domain::codes::known::FASILITASI_AKSES;
use crate::domain::fields::kasus as fk;
use crate::domain::ids::RecordId;
use crate::domain::op::RegisterKind;
use crate::error::{CoreError, ErrorCode, Result};
use crate::store::kasus::{self, KasusFilter};
use crate::view::kasus::due_item;
use crate::view::{DueItem, KasusItem};
use serde::{Deserialize, Serialize};

/// A case to open.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KasusBaru {
    /// `orang`, `keluarga`, `kelompok`, `lks` or `sdm`.
    pub subjek_jenis: String,
    /// The subject's id; a group, institution or staff member may be one that this device does not know.
    pub subjek_id: String,
    /// Code of list `klaster`.
    pub klaster: String,
    /// Code of list `jenis_ppks`.
    pub jenis_ppks: Option<String>,
    /// Code of list `tingkat_risiko`.
    pub risiko: Option<String>,
    /// `umum` (default), `terbatas` or `rahasia`.
    pub kerahasiaan: Option<String>,
}

impl Companion {
    /// Opens a case in its first stage. Never blocked by a missing NIK or DTSEN entry (3/2025 art. 16(2)-(3)).
    pub fn buka_kasus(&self, baru: &KasusBaru) -> Result<String> {
        let inner = self.inner()?;
        let now = inner.now();
        let (me, today) = (inner.profile.user.to_string(), now.date().to_string());
        let fields = isian::texts([
            (fk::SUBJEK_JENIS, Some(baru.subjek_jenis.as_str())),
            (fk::SUBJEK_ID, Some(baru.subjek_id.as_str())),
            (fk::KLASTER, Some(baru.klaster.as_str())),
            (fk::JENIS_PPKS, baru.jenis_ppks.as_deref()),
            (fk::RISIKO, baru.risiko.as_deref()),
            (fk::KERAHASIAAN, baru.kerahasiaan.as_deref()),
            (fk::TAHAPAN, Some(FASILITASI_AKSES.1)),
            (fk::PENDAMPING, Some(me.as_str())),
            (fk::DIBUKA_ON, Some(today.as_str())),
            (fk::STATUS, Some("aktif")),
        ]);
        let id = RecordId(inner.ports.ids.new_id(now.ms));
        inner.store.try_write(|tx| {
            let set = isian::new_record(inner, tx, RegisterKind::Kasus, fields, now)?;
            write::edit(inner, tx, RegisterKind::Kasus, id, set, now)?;
            Ok(id.to_string())
        })
    }

    /// Cases on this device, the next agreed visit first.
    pub fn list_kasus(&self, offset: u32, limit: u32) -> Result<Page<KasusItem>> {
        let inner = self.inner()?;
        inner.store.try_read(|db| {
            let rows = kasus::list(db, &KasusFilter::default(), limit, offset)?;
            let items = rows.into_iter().map(|row| items::kasus_item(inner, db, row)).collect::<Result<_>>()?;
            Ok(Page { total: kasus::count(db)?, items })
        })
    }

    /// The visits due now and in the days ahead: highest risk first, then the latest.
    pub fn jatuh_tempo(&self) -> Result<Vec<DueItem>> {
        let inner = self.inner()?;
        let today = inner.now().date();
        inner.store.try_read(|db| {
            let due = super::layar::due(db, today)?;
            due.into_iter()
                .map(|visit| {
                    let row = kasus::get(db, visit.key)?.ok_or_else(|| CoreError::new(ErrorCode::NotFound))?;
                    let key = items::kasus_item(inner, db, row)?;
                    let (due_on, days_late, reason, risiko) =
                        (visit.due_on, visit.days_late, visit.reason, visit.risiko);
                    Ok(due_item(crate::visit::due::DueVisit { key, due_on, days_late, reason, risiko }, inner.lang()))
                })
                .collect()
        })
    }
}
