//! Families and people: register, change, list, look up. Nothing here is refused for a missing or wrong NIK.

use super::companion::{Companion, Page};
use super::{items, write};
use crate::domain::fields::{keluarga as ff, orang as fo};
use crate::domain::ids::RecordId;
use crate::domain::nik::{NikContext, Sex, check_nik};
use crate::domain::op::RegisterKind;
use crate::domain::waktu::parse_date;
use crate::domain::wilayah::Wilayah;
use crate::error::{CoreError, ErrorCode, Result};
use crate::store::{keluarga, orang};
use crate::view::{KeluargaItem, NikView, OrangItem};
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
    /// Birth date, ISO.
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

fn put_text(set: &mut BTreeMap<String, Value>, field: &str, value: Option<&str>) {
    if let Some(text) = value.map(str::trim).filter(|t| !t.is_empty()) {
        set.insert(field.to_owned(), Value::from(text));
    }
}

fn required_name(field: &str, name: &str) -> Result<()> {
    if name.trim().is_empty() { Err(CoreError::new(ErrorCode::BadInput).field(field).reason("empty")) } else { Ok(()) }
}

/// A region must at least look like a code; whether the table knows it is not our business to enforce (new villages).
fn check_wilayah(code: Option<&str>) -> Result<()> {
    match code {
        Some(code)
            if Wilayah::table().get(code).is_none() && code.parse::<crate::domain::wilayah::KodeWilayah>().is_err() =>
        {
            Err(CoreError::new(ErrorCode::BadInput).field(fo::WILAYAH).reason("not a region code"))
        }
        _ => Ok(()),
    }
}

fn check_date(field: &str, date: Option<&str>) -> Result<()> {
    match date {
        Some(text) if parse_date(text).is_none() => {
            Err(CoreError::new(ErrorCode::BadInput).field(field).reason("not a date YYYY-MM-DD"))
        }
        _ => Ok(()),
    }
}

impl Companion {
    /// What a NIK says, checked against nothing but itself and today.
    pub fn cek_nik(&self, nik: &str) -> NikView {
        self.nik_view(nik, None, None)
    }

    fn nik_view(&self, nik: &str, kelamin: Option<&str>, lahir: Option<&str>) -> NikView {
        let sex = match kelamin {
            Some("L") => Some(Sex::L),
            Some("P") => Some(Sex::P),
            _ => None,
        };
        let today = self.inner.now().date();
        let check = check_nik(nik, &NikContext { today, sex, born: lahir.and_then(parse_date), kk: None });
        let lang = self.lang();
        NikView {
            verdict: check.verdict.as_str().to_owned(),
            reasons: check.reasons.iter().map(|r| r.code().to_owned()).collect(),
            messages: check.reasons.iter().map(|r| r.text(lang).to_owned()).collect(),
            sex: check.sex.map(|s| s.as_str().to_owned()),
            born: check.born.map(|d| d.to_string()),
            wilayah: check.wilayah.as_ref().map(|w| w.code.clone()),
            nik: check.nik,
        }
    }

    /// Registers a family; durable when this returns.
    pub fn daftar_keluarga(&self, baru: &KeluargaBaru) -> Result<String> {
        let inner = self.inner()?;
        required_name(ff::NAMA_KEPALA, &baru.nama_kepala)?;
        check_wilayah(baru.wilayah.as_deref())?;
        let mut set = BTreeMap::new();
        put_text(&mut set, ff::NAMA_KEPALA, Some(&baru.nama_kepala));
        put_text(&mut set, ff::NOMOR_KK, baru.nomor_kk.as_deref());
        put_text(&mut set, ff::WILAYAH, baru.wilayah.as_deref());
        put_text(&mut set, ff::ALAMAT, baru.alamat.as_deref());
        put_text(&mut set, ff::CATATAN, baru.catatan.as_deref());
        let now = inner.now();
        let id = RecordId(inner.ports.ids.new_id(now.ms));
        inner.store.try_write(|tx| write::edit(inner, tx, RegisterKind::Keluarga, id, set, now))?;
        Ok(id.to_string())
    }

    /// Registers a person; durable when this returns. A wrong-looking NIK is kept as typed and its verdict told.
    pub fn daftar_orang(&self, baru: &OrangBaru) -> Result<OrangTerdaftar> {
        let inner = self.inner()?;
        required_name(fo::NAMA, &baru.nama)?;
        check_wilayah(baru.wilayah.as_deref())?;
        check_date(fo::LAHIR, baru.lahir.as_deref())?;
        if !matches!(baru.kelamin.as_deref(), None | Some("L" | "P")) {
            return Err(CoreError::new(ErrorCode::BadInput).field(fo::KELAMIN).reason("L or P"));
        }
        let mut set = BTreeMap::new();
        for (field, value) in [
            (fo::NAMA, Some(baru.nama.as_str())),
            (fo::NIK, baru.nik.as_deref()),
            (fo::ALASAN_TANPA_NIK, baru.alasan_tanpa_nik.as_deref()),
            (fo::LAHIR, baru.lahir.as_deref()),
            (fo::KELAMIN, baru.kelamin.as_deref()),
            (fo::TELEPON, baru.telepon.as_deref()),
            (fo::ALAMAT, baru.alamat.as_deref()),
            (fo::WILAYAH, baru.wilayah.as_deref()),
            (fo::HUBUNGAN, baru.hubungan.as_deref()),
            (fo::CATATAN, baru.catatan.as_deref()),
        ] {
            put_text(&mut set, field, value);
        }
        if let Some(family) = &baru.keluarga_id {
            set.insert(fo::KELUARGA_ID.to_owned(), Value::from(parse_id(family)?.to_string()));
        }
        if baru.lahir_taksiran {
            set.insert(fo::LAHIR_TAKSIRAN.to_owned(), Value::from(true));
        }
        let now = inner.now();
        let id = RecordId(inner.ports.ids.new_id(now.ms));
        let duplicates = self.mirip(baru)?;
        inner.store.try_write(|tx| write::edit(inner, tx, RegisterKind::Orang, id, set, now))?;
        let born = if baru.lahir_taksiran { None } else { baru.lahir.as_deref() };
        let nik = baru.nik.as_deref().filter(|n| !n.trim().is_empty());
        Ok(OrangTerdaftar {
            id: id.to_string(),
            nik: nik.map(|n| self.nik_view(n, baru.kelamin.as_deref(), born)),
            duplicates,
        })
    }

    /// Others who may be the same person: the same NIK, or nearly the same name with the same birth date.
    fn mirip(&self, baru: &OrangBaru) -> Result<Vec<OrangItem>> {
        let inner = self.inner()?;
        let now = inner.now();
        let mut found = Vec::new();
        if let Some(nik) = baru.nik.as_deref().map(str::trim).filter(|n| !n.is_empty()) {
            found.extend(inner.store.try_read(|db| {
                orang::by_nik(db, nik)?
                    .into_iter()
                    .map(|row| items::orang_item(inner, db, row, now))
                    .collect::<Result<Vec<_>>>()
            })?);
        }
        let near = self.cari(&baru.nama, 5)?.orang;
        let same_birth = near.into_iter().filter(|o| o.lahir.is_some() && o.lahir == baru.lahir && o.score >= 800);
        for item in same_birth {
            if !found.iter().any(|f: &OrangItem| f.id == item.id) {
                found.push(item);
            }
        }
        Ok(found)
    }

    /// Changes fields of a record; `null` clears one. Durable when this returns.
    pub fn ubah(&self, jenis: &str, id: &str, fields: BTreeMap<String, Value>) -> Result<()> {
        let inner = self.inner()?;
        let kind = parse_kind(jenis)?;
        let id = parse_id(id)?;
        if fields.is_empty() {
            return Err(CoreError::new(ErrorCode::BadInput).reason("nothing to change"));
        }
        let now = inner.now();
        inner.store.try_write(|tx| {
            match write::shown(tx, id)? {
                Some((found, _)) if found == kind => {}
                _ => return Err(CoreError::new(ErrorCode::NotFound)),
            }
            write::edit(inner, tx, kind, id, fields, now)?;
            Ok(())
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
