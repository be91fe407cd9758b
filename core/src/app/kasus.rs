//! Cases: open, list, and which visits are due.

use super::companion::{Companion, Page};
use super::warga::{parse_id, parse_kind};
use super::{items, write};
use crate::domain::fields::kasus as fk;
use crate::domain::ids::RecordId;
use crate::domain::op::RegisterKind;
use crate::domain::subjek::JenisSubjek;
use crate::domain::waktu::parse_date;
use crate::error::{CoreError, ErrorCode, Result};
use crate::store::kasus::{self, KasusFilter};
use crate::store::register;
use crate::view::kasus::due_item;
use crate::view::{DueItem, KasusItem};
use crate::visit::due::{CaseFacts, Risiko, VisitRules, list_due_kunjungan};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

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

/// The largest caseload one device is planned for is 5,500 cases; the due list reads them all.
const MAX_CASES: u32 = 20_000;

impl Companion {
    /// Opens a case in its first stage. Never blocked by a missing NIK or DTSEN entry (3/2025 art. 16(2)-(3)).
    pub fn buka_kasus(&self, baru: &KasusBaru) -> Result<String> {
        let inner = self.inner()?;
        let bad = |field: &str, why: &str| CoreError::new(ErrorCode::BadInput).field(field).reason(why);
        let jenis = JenisSubjek::from_code(&baru.subjek_jenis).ok_or_else(|| bad(fk::SUBJEK_JENIS, "unknown"))?;
        let subjek = parse_id(&baru.subjek_id)?;
        let now = inner.now();
        let today = now.date();
        let coded = [
            ("klaster", fk::KLASTER, Some(&baru.klaster)),
            ("jenis_ppks", fk::JENIS_PPKS, baru.jenis_ppks.as_ref()),
            ("tingkat_risiko", fk::RISIKO, baru.risiko.as_ref()),
            ("kerahasiaan", fk::KERAHASIAAN, baru.kerahasiaan.as_ref()),
        ];
        let mut set = BTreeMap::from([
            (fk::SUBJEK_JENIS.to_owned(), Value::from(jenis.code())),
            (fk::SUBJEK_ID.to_owned(), Value::from(subjek.to_string())),
            (fk::TAHAPAN.to_owned(), Value::from("FasilitasiAkses")),
            (fk::PENDAMPING.to_owned(), Value::from(inner.profile.user.to_string())),
            (fk::DIBUKA_ON.to_owned(), Value::from(today.to_string())),
            (fk::STATUS.to_owned(), Value::from("aktif")),
        ]);
        for (list, field, code) in coded {
            let Some(code) = code.filter(|c| !c.is_empty()) else { continue };
            inner.lists.check(list, code, today).map_err(|e| bad(field, &e.to_string()))?;
            set.insert(field.to_owned(), Value::from(code.as_str()));
        }
        let id = RecordId(inner.ports.ids.new_id(now.ms));
        inner.store.try_write(|tx| {
            // A person or family must be here; the other kinds have no register of their own yet.
            if matches!(jenis, JenisSubjek::Orang | JenisSubjek::Keluarga) {
                match write::shown(tx, subjek)? {
                    Some((kind, _)) if kind == parse_kind(jenis.code())? => {}
                    _ => return Err(CoreError::new(ErrorCode::NotFound).field(fk::SUBJEK_ID)),
                }
            }
            write::edit(inner, tx, RegisterKind::Kasus, id, set, now)?;
            Ok(())
        })?;
        Ok(id.to_string())
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
        let rules = VisitRules::default();
        inner.store.try_read(|db| {
            let mut facts = Vec::new();
            for row in kasus::list(db, &KasusFilter::default(), MAX_CASES, 0)? {
                let state = register::get(db, row.id)?.map(|r| r.state).unwrap_or_default();
                facts.push(CaseFacts {
                    risiko: Risiko::from_code(row.risiko.as_deref().unwrap_or_default()),
                    opened_on: state.text(fk::DIBUKA_ON).and_then(parse_date).unwrap_or(today),
                    last_visit_on: row.last_kunjungan_on.as_deref().and_then(parse_date),
                    planned_on: row.next_kunjungan_on.as_deref().and_then(parse_date),
                    closed: row.status.as_deref() == Some("tutup"),
                    key: row,
                });
            }
            let due = list_due_kunjungan(facts, today, &rules);
            due.into_iter()
                .map(|visit| {
                    let key = items::kasus_item(inner, db, visit.key)?;
                    let (due_on, days_late, reason, risiko) =
                        (visit.due_on, visit.days_late, visit.reason, visit.risiko);
                    Ok(due_item(crate::visit::due::DueVisit { key, due_on, days_late, reason, risiko }, inner.lang()))
                })
                .collect()
        })
    }
}
