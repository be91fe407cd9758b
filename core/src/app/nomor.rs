//! What the numbers on cards say: NIK and family card number, compared with what else is known here. Verdicts and hints
//! only; nothing is refused for a number.

use super::companion::{Companion, Inner};
use super::items;
use crate::domain::fields::{keluarga as ff, orang as fo};
use crate::domain::ids::RecordId;
use crate::domain::nik::{KkCheck, NikCheck, NikContext, check_kk, check_nik};
use crate::domain::op::RegisterKind;
use crate::domain::waktu::{Moment, parse_date};
use crate::error::Result;
use crate::store::{Reader, keluarga, orang, register};
use crate::view::{KeluargaItem, KkView, NikView, OrangItem};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a change says about the numbers it concerns; everything is empty when it concerns none.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct HasilUbah {
    /// What the person's NIK says now, when it changed or something it is compared with.
    pub nik: Option<NikView>,
    /// What the family card number says, when it changed.
    pub kk: Option<KkView>,
    /// Others on this device with the NIK just given; a hint, never a block.
    pub same_nik: Vec<OrangItem>,
    /// Other families on this device with the card number just given; a hint, never a block.
    pub same_kk: Vec<KeluargaItem>,
}

/// Fields of a person by which a NIK is judged.
const BESIDE_NIK: [&str; 5] = [fo::NIK, fo::KELAMIN, fo::LAHIR, fo::LAHIR_TAKSIRAN, fo::KELUARGA_ID];

impl Companion {
    /// What a NIK says, checked against nothing but itself and today.
    pub fn cek_nik(&self, nik: &str) -> NikView {
        nik_view(&self.inner, &check_nik(nik, &NikContext::on(self.inner.now().date())))
    }

    /// What a family card number says, checked against nothing but itself and today.
    pub fn cek_kk(&self, kk: &str) -> KkView {
        kk_view(&self.inner, &check_kk(kk, self.inner.now().date(), None))
    }
}

fn nik_view(inner: &Inner, check: &NikCheck) -> NikView {
    let lang = inner.lang();
    NikView {
        nik: check.nik.clone(),
        verdict: check.verdict.as_str().to_owned(),
        reasons: check.reasons.iter().map(|r| r.code().to_owned()).collect(),
        messages: check.reasons.iter().map(|r| r.text(lang).to_owned()).collect(),
        sex: check.sex.map(|s| s.as_str().to_owned()),
        born: check.born.map(|d| d.to_string()),
        wilayah: check.wilayah.as_ref().map(|w| w.code.clone()),
    }
}

fn kk_view(inner: &Inner, check: &KkCheck) -> KkView {
    let lang = inner.lang();
    KkView {
        nomor_kk: check.kk.clone(),
        verdict: check.verdict.as_str().to_owned(),
        reasons: check.reasons.iter().map(|r| r.code().to_owned()).collect(),
        messages: check.reasons.iter().map(|r| r.text(lang).to_owned()).collect(),
        registered: check.registered.map(|d| d.to_string()),
        wilayah: check.wilayah.as_ref().map(|w| w.code.clone()),
    }
}

/// What the NIK of a registered person says, beside sex, birth date and the family's card.
pub(super) fn nik_of(inner: &Inner, db: &Reader<'_>, id: RecordId, now: Moment) -> Result<Option<NikView>> {
    let Some(person) = orang::get(db, id)? else { return Ok(None) };
    let Some(nik) = person.nik else { return Ok(None) };
    let estimated =
        register::get(db, id)?.is_some_and(|row| row.state.get(fo::LAHIR_TAKSIRAN) == Some(&Value::Bool(true)));
    let family = match person.keluarga_id {
        Some(family) => keluarga::get(db, family)?,
        None => None,
    };
    let context = NikContext {
        today: now.date(),
        sex: person.kelamin.and_then(|sex| sex.parse().ok()),
        born: person.lahir.filter(|_| !estimated).as_deref().and_then(parse_date),
        kk: family.as_ref().and_then(|family| family.nomor_kk.as_deref()),
    };
    Ok(Some(nik_view(inner, &check_nik(&nik, &context))))
}

/// What the card number of a registered family says, beside the NIKs of its members.
pub(super) fn kk_of(inner: &Inner, db: &Reader<'_>, id: RecordId, now: Moment) -> Result<Option<KkView>> {
    let Some(kk) = keluarga::get(db, id)?.and_then(|family| family.nomor_kk) else { return Ok(None) };
    let members = orang::of_keluarga(db, id)?;
    let same = members.iter().filter_map(|person| person.nik.as_deref()).find(|nik| nik.trim() == kk.trim());
    Ok(Some(kk_view(inner, &check_kk(&kk, now.date(), same))))
}

/// Other people with this NIK.
pub(super) fn same_nik(
    inner: &Inner,
    db: &Reader<'_>,
    nik: &str,
    but: Option<RecordId>,
    now: Moment,
) -> Result<Vec<OrangItem>> {
    let rows = orang::by_nik(db, nik)?.into_iter().filter(|row| Some(row.id) != but);
    rows.map(|row| items::orang_item(inner, db, row, now)).collect()
}

/// Other families with this card number.
pub(super) fn same_kk(inner: &Inner, db: &Reader<'_>, kk: &str, but: Option<RecordId>) -> Result<Vec<KeluargaItem>> {
    let rows = keluarga::by_nomor_kk(db, kk)?.into_iter().filter(|row| Some(row.id) != but);
    rows.map(|row| items::keluarga_item(inner, db, row)).collect()
}

/// What to say after fields of a record changed.
pub(super) fn after_change(
    inner: &Inner,
    db: &Reader<'_>,
    kind: RegisterKind,
    id: RecordId,
    set: &BTreeMap<String, Value>,
    now: Moment,
) -> Result<HasilUbah> {
    let mut told = HasilUbah::default();
    let given = |field: &str| set.get(field).and_then(Value::as_str);
    match kind {
        RegisterKind::Orang if BESIDE_NIK.iter().any(|field| set.contains_key(*field)) => {
            told.nik = nik_of(inner, db, id, now)?;
            if let Some(nik) = given(fo::NIK) {
                told.same_nik = same_nik(inner, db, nik, Some(id), now)?;
            }
        }
        RegisterKind::Keluarga if set.contains_key(ff::NOMOR_KK) => {
            told.kk = kk_of(inner, db, id, now)?;
            if let Some(kk) = given(ff::NOMOR_KK) {
                told.same_kk = same_kk(inner, db, kk, Some(id))?;
            }
        }
        _ => {}
    }
    Ok(told)
}
