//! From stored rows to screen records.

use super::companion::Inner;
use crate::domain::Lang;
use crate::domain::ids::RecordId;
use crate::domain::status::StatusKirim;
use crate::domain::waktu::{Moment, age_in_years, parse_date};
use crate::domain::wilayah::Wilayah;
use crate::error::Result;
use crate::store::kasus::KasusRow;
use crate::store::keluarga::KeluargaRow;
use crate::store::op_log::{self, OpState};
use crate::store::orang::OrangRow;
use crate::store::{Reader, keluarga, orang, outbox, register};
use crate::view::{KasusItem, KeluargaItem, OrangItem};

/// Where a record is, and how many of its fields are in collision.
pub(super) fn status_of(db: &Reader<'_>, id: RecordId) -> Result<(StatusKirim, u32)> {
    let collisions = outbox::collisions_of(db, id)?;
    let status = match op_log::record_state(db, id)? {
        Some(OpState::Quarantined) => StatusKirim::PerluPerhatian,
        _ if collisions > 0 => StatusKirim::PerluPerhatian,
        Some(OpState::Pending) => StatusKirim::MenungguDikirim,
        // Without an op of ours, the record came from the server itself.
        Some(OpState::Acked | OpState::Stable) | None => StatusKirim::DiterimaServer,
    };
    Ok((status, collisions))
}

/// A region in words: the code itself when it is not in the table, so that an old code never hides a place.
pub(super) fn tempat(code: Option<&str>) -> String {
    match code {
        Some(code) => Wilayah::table().get(code).map_or_else(|| code.to_owned(), |w| w.full_name()),
        None => String::new(),
    }
}

pub(super) fn orang_item(inner: &Inner, db: &Reader<'_>, row: OrangRow, now: Moment) -> Result<OrangItem> {
    let (status, collisions) = status_of(db, row.id)?;
    let umur = row.lahir.as_deref().and_then(parse_date).and_then(|born| age_in_years(born, now.date()));
    let nama = if row.nama.is_empty() { inner.lang().pick("Tanpa nama", "No name").to_owned() } else { row.nama };
    Ok(OrangItem {
        id: row.id.to_string(),
        nama,
        nik: row.nik,
        lahir: row.lahir,
        umur,
        kelamin: row.kelamin,
        keluarga_id: row.keluarga_id.map(|id| id.to_string()),
        tempat: tempat(row.wilayah.as_deref()),
        wilayah: row.wilayah,
        status,
        collisions,
        score: 0,
    })
}

pub(super) fn keluarga_item(inner: &Inner, db: &Reader<'_>, row: KeluargaRow) -> Result<KeluargaItem> {
    let (status, collisions) = status_of(db, row.id)?;
    let anggota = keluarga::anggota(db, row.id)?;
    Ok(KeluargaItem {
        id: row.id.to_string(),
        nama_kepala: row.nama_kepala.unwrap_or_else(|| inner.lang().pick("Tanpa nama", "No name").to_owned()),
        nomor_kk: row.nomor_kk,
        tempat: tempat(row.wilayah.as_deref()),
        wilayah: row.wilayah,
        anggota,
        status,
        collisions,
        score: 0,
    })
}

/// Name and place of a case's subject.
pub(super) fn subjek(db: &Reader<'_>, row: &KasusRow) -> Result<(String, String)> {
    let Some(id) = row.subjek_id else { return Ok((String::new(), String::new())) };
    if let Some(person) = orang::get(db, id)? {
        // A person without an own address lives where the family does.
        let wilayah = match (&person.wilayah, person.keluarga_id) {
            (None, Some(family)) => keluarga::get(db, family)?.and_then(|f| f.wilayah),
            (own, _) => own.clone(),
        };
        return Ok((person.nama, tempat(wilayah.as_deref())));
    }
    if let Some(family) = keluarga::get(db, id)? {
        return Ok((family.nama_kepala.unwrap_or_default(), tempat(family.wilayah.as_deref())));
    }
    Ok((String::new(), String::new()))
}

/// The name under which a secret case is shown (law 6).
pub(super) fn code_name(id: RecordId, lang: Lang) -> String {
    let short: String = id.to_string().chars().rev().take(6).collect();
    format!("{} {}", lang.pick("Kasus", "Case"), short.to_uppercase())
}

pub(super) fn kasus_item(inner: &Inner, db: &Reader<'_>, row: KasusRow) -> Result<KasusItem> {
    let (status, collisions) = status_of(db, row.id)?;
    let (nama, tempat) = subjek(db, &row)?;
    let state = register::get(db, row.id)?.map(|r| r.state).unwrap_or_default();
    // A secret case shows its code name only (law 6).
    let nama = if row.kerahasiaan.as_deref() == Some("rahasia") { code_name(row.id, inner.lang()) } else { nama };
    Ok(KasusItem {
        id: row.id.to_string(),
        subjek_jenis: row.subjek_jenis,
        subjek_id: row.subjek_id.map(|id| id.to_string()).unwrap_or_default(),
        nama,
        tempat,
        klaster: row.klaster,
        jenis_ppks: state.text(crate::domain::fields::kasus::JENIS_PPKS).map(str::to_owned),
        tahapan: row.tahapan,
        risiko: row.risiko,
        status_kasus: row.status.unwrap_or_else(|| "aktif".to_owned()),
        last_kunjungan_on: row.last_kunjungan_on,
        next_kunjungan_on: row.next_kunjungan_on,
        status,
        collisions,
    })
}
