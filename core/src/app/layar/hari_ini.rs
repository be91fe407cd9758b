//! The day: the due list of all cases, but only the cards of the stretch that is shown.

use super::Look;
use crate::app::companion::Companion;
use crate::app::detail::photos_wait;
use crate::domain::ids::RecordId;
use crate::domain::waktu::parse_date;
use crate::error::Result;
use crate::store::{Reader, blob, draft, kasus, outbox};
use crate::view::kasus::due_line;
use crate::view::layar::HariIniScreen;
use crate::view::layar::Rute;
use crate::view::layar::draf as view_draf;
use crate::view::layar::hari_ini::{self as view, Belum};
use crate::view::layar::kartu::KartuKunjungan;
use crate::view::layar::words::{self, greeting, place, spoken, weekday_date};
use crate::visit::due::{CaseFacts, DueVisit, Risiko, VisitRules, list_due_kunjungan};
use chrono::{NaiveDate, Timelike};

/// Cards in one stretch.
const MAX_CARDS: u32 = 100;
/// Drafts on this screen.
const MAX_DRAFTS: usize = 5;

impl Companion {
    /// Today: greeting, pill, drafts to go on with, and a stretch of the visits due.
    pub fn layar_hari_ini(&self, offset: u32, limit: u32) -> Result<HariIniScreen> {
        let inner = self.inner()?;
        inner.store.try_read(|db| {
            let look = Look::new(inner, db);
            let (today, lang) = (look.today(), look.lang);
            let due = due(db, today)?;
            let late = due.iter().filter(|visit| visit.days_late > 0).count() as u64;
            let total = due.len() as u64;
            let mut kunjungan = Vec::new();
            for visit in due.iter().skip(offset as usize).take(limit.min(MAX_CARDS) as usize) {
                kunjungan.extend(look.kunjungan(visit)?);
            }
            let belum = belum(db)?;
            let drafts = draft::list_open(db)?;
            let discarded = draft::count_discarded(db)?;
            Ok(HariIniScreen {
                tanggal: weekday_date(today, lang),
                sapaan: format!("{}, {}", greeting(look.now.local().hour(), lang), inner.profile.nama),
                pil: view::pill(&belum, lang),
                belum_terkirim: view::waiting_line(&belum, lang),
                perlu_ditinjau: view::review_line(belum.tabrakan, lang),
                draf: drafts.iter().take(MAX_DRAFTS).map(|d| look.draf(d)).collect::<Result<_>>()?,
                draf_total: u32::try_from(drafts.len()).unwrap_or(u32::MAX),
                semua_draf: view_draf::all_line(drafts.len(), MAX_DRAFTS, discarded, lang),
                total,
                ringkas: view::due_summary(total, late, lang),
                kunjungan,
                kosong: if total == 0 { view::empty_line(lang) } else { String::new() },
                luring: view::offline_line(&belum, lang),
                aksi: view::quick_actions(lang),
            })
        })
    }
}

/// What has not reached the server, without the sizes.
pub(super) fn belum(db: &Reader<'_>) -> Result<Belum> {
    let (pending, quarantined) = outbox::open_counts(db)?;
    let (photos, photo_bytes, stuck) = blob::open_counts(db)?;
    let collisions = outbox::collisions(db)?;
    Ok(Belum {
        catatan: pending,
        bytes: 0,
        foto: photos,
        foto_bytes: photo_bytes,
        tunggu_wifi: photos > 0 && photos_wait(db)?,
        perhatian: quarantined + collisions + stuck,
        tabrakan: collisions,
        tanda_terima: outbox::receipts(db)?,
    })
}

/// The visits due, in order, by case. The projection alone is read: this is asked at each look at the day.
pub(in crate::app) fn due(db: &Reader<'_>, today: NaiveDate) -> Result<Vec<DueVisit<RecordId>>> {
    let date = |text: Option<String>| text.as_deref().and_then(parse_date);
    let facts = kasus::jadwal(db)?.into_iter().map(|row| CaseFacts {
        key: row.id,
        risiko: Risiko::from_code(row.risiko.as_deref().unwrap_or_default()),
        opened_on: date(row.dibuka_on).unwrap_or(today),
        last_visit_on: date(row.last_kunjungan_on),
        planned_on: date(row.next_kunjungan_on),
        closed: false,
    });
    Ok(list_due_kunjungan(facts, today, &VisitRules::default()))
}

impl Look<'_> {
    /// The card of a due visit; `None` for a case that is gone.
    fn kunjungan(&self, visit: &DueVisit<RecordId>) -> Result<Option<KartuKunjungan>> {
        let Some(row) = kasus::get(self.db, visit.key)? else { return Ok(None) };
        let subjek = self.subjek(&row)?;
        let tempat = place(subjek.wilayah.as_deref());
        let alasan = due_line(visit.due_on, visit.days_late, visit.reason, self.lang);
        let risiko = words::risk(visit.risiko, self.lang);
        let status = self.status(row.id)?;
        let tanda = self.tanda(&row, &subjek);
        let marks = tanda.iter().map(|t| t.kata.as_str());
        let lisan = spoken(
            [subjek.nama.as_str(), tempat.as_str(), alasan.as_str(), risiko.kata.as_str()]
                .into_iter()
                .chain(marks)
                .chain([status.kata.as_str()]),
        );
        let kasus_id = row.id.to_string();
        Ok(Some(KartuKunjungan {
            rute: Rute::Kunjungan { kasus_id: kasus_id.clone() },
            kasus_id,
            nama: subjek.nama,
            tempat,
            alasan,
            terlambat: visit.days_late > 0,
            risiko,
            tanda,
            status,
            lisan,
        }))
    }
}
