//! Search: one box for names in any spelling, NIK, KK and places.

use super::companion::Companion;
use super::items;
use crate::domain::ids::RecordId;
use crate::domain::op::RegisterKind;
use crate::domain::pencarian::NameIndex;
use crate::domain::wilayah::{KodeWilayah, Wilayah};
use crate::error::Result;
use crate::store::{Reader, keluarga, orang};
use crate::view::{KeluargaItem, OrangItem};
use serde::Serialize;
use std::collections::HashSet;
use std::sync::PoisonError;

/// From a quarter of this many changed names on, all are read again.
const MANY: usize = 400;

/// What a search found, best first.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CariResult {
    /// People.
    pub orang: Vec<OrangItem>,
    /// Families.
    pub keluarga: Vec<KeluargaItem>,
}

/// A region found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WilayahItem {
    /// Code with dots.
    pub code: String,
    /// Name.
    pub nama: String,
    /// Name with everything above it.
    pub full_name: String,
}

/// Regions by name, tolerant of spelling; needs no vault.
pub fn cari_wilayah(text: &str, within: Option<&str>, limit: usize) -> Vec<WilayahItem> {
    let within = within.and_then(|code| code.parse::<KodeWilayah>().ok());
    let found = Wilayah::table().search(text, within, limit);
    found
        .into_iter()
        .map(|hit| WilayahItem {
            code: hit.wilayah.code().to_string(),
            nama: hit.wilayah.name().to_owned(),
            full_name: hit.wilayah.full_name(),
        })
        .collect()
}

/// The names of everyone on this device, ready for a search that forgives any spelling, and whose are to be read again.
#[derive(Default)]
pub(super) struct Names {
    index: Option<Index>,
    changed: HashSet<(RegisterKind, RecordId)>,
}

#[derive(Default)]
struct Index {
    orang: NameIndex<RecordId>,
    keluarga: NameIndex<RecordId>,
}

impl Names {
    /// Notes that a record may have another name now. Called in the transaction that writes, under the store's own lock, as a
    /// search is: so the index is never older than the state it is used with. When the write is undone, the name is read as it was.
    pub(super) fn changed(&mut self, kind: RegisterKind, id: RecordId) {
        if self.index.is_some() && kind != RegisterKind::Kasus {
            self.changed.insert((kind, id));
        }
    }

    /// Forgets everything; the next search reads all names.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The index as of what the store holds now. A change of many names, a first pull say, is cheaper to read as a whole.
    fn current(&mut self, db: &Reader<'_>) -> Result<&Index> {
        // Out of its place meanwhile: an index that was left half-way is built anew.
        let index = match self.index.take() {
            Some(index) if self.changed.len() <= index.orang.len().max(MANY) / 4 => index.follow(db, &self.changed)?,
            _ => Index::read(db)?,
        };
        self.changed.clear();
        Ok(self.index.insert(index))
    }
}

impl Index {
    fn read(db: &Reader<'_>) -> Result<Self> {
        let mut index = Self::default();
        orang::for_each_kunci(db, |id, key| index.orang.insert(id, key))?;
        keluarga::for_each_kunci(db, |id, key| index.keluarga.insert(id, key))?;
        Ok(index)
    }

    fn follow(mut self, db: &Reader<'_>, changed: &HashSet<(RegisterKind, RecordId)>) -> Result<Self> {
        for (kind, id) in changed {
            let (names, key) = match kind {
                RegisterKind::Orang => (&mut self.orang, orang::kunci(db, *id)?),
                RegisterKind::Keluarga => (&mut self.keluarga, keluarga::kunci(db, *id)?),
                RegisterKind::Kasus => continue,
            };
            match key {
                Some(key) => names.insert(*id, &key),
                None => _ = names.remove(id),
            }
        }
        Ok(self)
    }
}

impl Companion {
    /// Finds people and families by name in any spelling, NIK or KK number. At least two characters.
    pub fn cari(&self, text: &str, limit: u32) -> Result<CariResult> {
        let inner = self.inner()?;
        let text = text.trim();
        if text.chars().count() < 2 {
            return Ok(CariResult::default());
        }
        let limit = limit.clamp(1, 100) as usize;
        let now = inner.now();
        let digits = text.len() >= 4 && text.bytes().all(|b| b.is_ascii_digit());
        inner.store.try_read(|db| {
            let mut result = CariResult::default();
            if digits {
                for row in orang::candidates(db, &[text], 100)?.into_iter().take(limit) {
                    let mut item = items::orang_item(inner, db, row, now)?;
                    item.score = 1000;
                    result.orang.push(item);
                }
                for row in keluarga::by_nomor_kk(db, text)? {
                    let mut item = items::keluarga_item(inner, db, row)?;
                    item.score = 1000;
                    result.keluarga.push(item);
                }
                return Ok(result);
            }
            let mut names = inner.names.lock().unwrap_or_else(PoisonError::into_inner);
            let names = names.current(db)?;
            for hit in names.orang.search(text, limit) {
                if let Some(row) = orang::get(db, *hit.key)? {
                    let mut item = items::orang_item(inner, db, row, now)?;
                    item.score = hit.score;
                    result.orang.push(item);
                }
            }
            for hit in names.keluarga.search(text, limit) {
                if let Some(row) = keluarga::get(db, *hit.key)? {
                    let mut item = items::keluarga_item(inner, db, row)?;
                    item.score = hit.score;
                    result.keluarga.push(item);
                }
            }
            Ok(result)
        })
    }
}
