//! Families and people: register, change, list, look up. Nothing here is refused for a missing or wrong NIK or card number.

use super::companion::{Companion, Page};
use super::nomor::HasilUbah;
use super::{isian, items, nomor, write};
use crate::domain::fields::{keluarga as ff, orang as fo};
use crate::domain::ids::RecordId;
use crate::domain::op::RegisterKind;
use crate::domain::waktu::Moment;
use crate::error::{CoreError, ErrorCode, Result};
use crate::store::{keluarga, orang};
use crate::view::{KeluargaItem, KkView, NikView, OrangItem};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A family to register. Only the head's name is needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeluargaBaru {
    /// Name of the head.
    pub nama_kepala: String,
    /// Family card number as typed.
    pub nomor_kk: Option<String>,
    /// Desa or kelurahan code.
    pub wilayah: Option<String>,
    /// Address.
    pub alamat: Option<String>,
    /// Note.
    pub catatan: Option<String>,
}

/// A person to register. Only the name is needed; a child without one yet gets a placeholder the worker types.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OrangBaru {
    /// Name.
    pub nama: String,
    /// NIK as typed.
    pub nik: Option<String>,
    /// Why there is no NIK, code of list `alasan_tanpa_nik`.
    pub alasan_tanpa_nik: Option<String>,
    /// Birth date, ISO; `1952` or `1952-05` when no more is known: then it is an estimate.
    pub lahir: Option<String>,
    /// The birth date is an estimate.
    pub lahir_taksiran: bool,
    /// `L` or `P`.
    pub kelamin: Option<String>,
    /// Telephone.
    pub telepon: Option<String>,
    /// Address.
    pub alamat: Option<String>,
    /// Desa or kelurahan code.
    pub wilayah: Option<String>,
    /// The family.
    pub keluarga_id: Option<String>,
    /// Relation to the head, code of list `hubungan_keluarga`.
    pub hubungan: Option<String>,
    /// Note.
    pub catatan: Option<String>,
}

/// A family just registered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KeluargaTerdaftar {
    /// The new record.
    pub id: String,
    /// What the family card number says, when there is one.
    pub kk: Option<KkView>,
    /// Other families on this device with the same card number; a hint, never a block.
    pub duplicates: Vec<KeluargaItem>,
}

/// A person just registered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OrangTerdaftar {
    /// The new record.
    pub id: String,
    /// What the NIK says, when there is one.
    pub nik: Option<NikView>,
    /// Others on this device who may be the same person; a hint, never a block.
    pub duplicates: Vec<OrangItem>,
}

pub(super) fn parse_id(text: &str) -> Result<RecordId> {
    text.parse().map_err(|_| CoreError::new(ErrorCode::NotFound).reason("not an id"))
}

/// Reads `orang`, `keluarga` or `kasus`.
pub(super) fn parse_kind(text: &str) -> Result<RegisterKind> {
    match text {
        "orang" => Ok(RegisterKind::Orang),
        "keluarga" => Ok(RegisterKind::Keluarga),
        "kasus" => Ok(RegisterKind::Kasus),
        _ => Err(CoreError::new(ErrorCode::BadInput).field("jenis")),
    }
}

pub(super) fn kind_word(kind: RegisterKind) -> &'static str {
    match kind {
        RegisterKind::Orang => "orang",
        RegisterKind::Keluarga => "keluarga",
        RegisterKind::Kasus => "kasus",
    }
}

impl Companion {
    /// Registers a family; durable when this returns. A wrong-looking card number is kept as typed and its verdict told.
    pub fn daftar_keluarga(&self, baru: &KeluargaBaru) -> Result<KeluargaTerdaftar> {
        let inner = self.inner()?;
        let fields = isian::texts([
            (ff::NAMA_KEPALA, Some(baru.nama_kepala.as_str())),
            (ff::NOMOR_KK, baru.nomor_kk.as_deref()),
            (ff::WILAYAH, baru.wilayah.as_deref()),
            (ff::ALAMAT, baru.alamat.as_deref()),
            (ff::CATATAN, baru.catatan.as_deref()),
        ]);
        let now = inner.now();
        let id = RecordId(inner.ports.ids.new_id(now.ms));
        inner.store.try_write(|tx| {
            let set = isian::new_record(inner, tx, RegisterKind::Keluarga, fields, now)?;
            let duplicates = match set.get(ff::NOMOR_KK).and_then(Value::as_str) {
                Some(kk) => nomor::same_kk(inner, tx, kk, None)?,
                None => Vec::new(),
            };
            write::edit(inner, tx, RegisterKind::Keluarga, id, set, now)?;
            Ok(KeluargaTerdaftar { id: id.to_string(), kk: nomor::kk_of(inner, tx, id, now)?, duplicates })
        })
    }

    /// Registers a person; durable when this returns. A wrong-looking NIK is kept as typed and its verdict told.
    pub fn daftar_orang(&self, baru: &OrangBaru) -> Result<OrangTerdaftar> {
        let inner = self.inner()?;
        let mut fields = isian::texts([
            (fo::NAMA, Some(baru.nama.as_str())),
            (fo::NIK, baru.nik.as_deref()),
            (fo::ALASAN_TANPA_NIK, baru.alasan_tanpa_nik.as_deref()),
            (fo::LAHIR, baru.lahir.as_deref()),
            (fo::KELAMIN, baru.kelamin.as_deref()),
            (fo::TELEPON, baru.telepon.as_deref()),
            (fo::ALAMAT, baru.alamat.as_deref()),
            (fo::WILAYAH, baru.wilayah.as_deref()),
            (fo::KELUARGA_ID, baru.keluarga_id.as_deref()),
            (fo::HUBUNGAN, baru.hubungan.as_deref()),
            (fo::CATATAN, baru.catatan.as_deref()),
        ]);
        if baru.lahir_taksiran {
            fields.insert(fo::LAHIR_TAKSIRAN.to_owned(), Value::from(true));
        }
        let now = inner.now();
        let set = inner.store.try_read(|db| isian::new_record(inner, db, RegisterKind::Orang, fields, now))?;
        let id = RecordId(inner.ports.ids.new_id(now.ms));
        let duplicates = self.mirip(&set, now)?;
        inner.store.try_write(|tx| {
            write::edit(inner, tx, RegisterKind::Orang, id, set, now)?;
            Ok(OrangTerdaftar { id: id.to_string(), nik: nomor::nik_of(inner, tx, id, now)?, duplicates })
        })
    }

    /// Others who may be the same person: the same NIK, or nearly the same name with the same birth date.
    fn mirip(&self, set: &BTreeMap<String, Value>, now: Moment) -> Result<Vec<OrangItem>> {
        let inner = self.inner()?;
        let given = |field: &str| set.get(field).and_then(Value::as_str);
        let mut found = match given(fo::NIK) {
            Some(nik) => inner.store.try_read(|db| nomor::same_nik(inner, db, nik, None, now))?,
            None => Vec::new(),
        };
        let near = self.cari(given(fo::NAMA).unwrap_or_default(), 5)?.orang;
        let born = given(fo::LAHIR);
        let same_birth = near.into_iter().filter(|o| o.lahir.is_some() && o.lahir.as_deref() == born && o.score >= 800);
        for item in same_birth {
            if !found.iter().any(|f: &OrangItem| f.id == item.id) {
                found.push(item);
            }
        }
        Ok(found)
    }

    /// Changes fields of a record; `null` clears one that may be empty. Durable when this returns. Tells what the numbers
    /// say that the change concerns.
    pub fn ubah(&self, jenis: &str, id: &str, fields: BTreeMap<String, Value>) -> Result<HasilUbah> {
        let inner = self.inner()?;
        let kind = parse_kind(jenis)?;
        let id = parse_id(id)?;
        if fields.is_empty() {
            return Err(CoreError::new(ErrorCode::BadInput).reason("nothing to change"));
        }
        let now = inner.now();
        inner.store.try_write(|tx| {
            let state = match write::shown(tx, id)? {
                Some((found, state)) if found == kind => state,
                _ => return Err(CoreError::new(ErrorCode::NotFound)),
            };
            let mut fields = fields;
            isian::write_out_birth(kind, &state, &mut fields, now);
            let set = isian::change(inner, tx, kind, &state, fields, now)?;
            write::edit(inner, tx, kind, id, set.clone(), now)?;
            nomor::after_change(inner, tx, kind, id, &set, now)
        })
    }

    /// People on this device, by name.
    pub fn list_orang(&self, offset: u32, limit: u32) -> Result<Page<OrangItem>> {
        let inner = self.inner()?;
        let now = inner.now();
        inner.store.try_read(|db| {
            let rows = orang::list(db, limit, offset)?;
            let items = rows.into_iter().map(|row| items::orang_item(inner, db, row, now)).collect::<Result<_>>()?;
            Ok(Page { total: orang::count(db)?, items })
        })
    }

    /// Families on this device, by name of the head.
    pub fn list_keluarga(&self, offset: u32, limit: u32) -> Result<Page<KeluargaItem>> {
        let inner = self.inner()?;
        inner.store.try_read(|db| {
            let rows = keluarga::list(db, limit, offset)?;
            let items = rows.into_iter().map(|row| items::keluarga_item(inner, db, row)).collect::<Result<_>>()?;
            Ok(Page { total: keluarga::count(db)?, items })
        })
    }
}
