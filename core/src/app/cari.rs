//! Search: one box for names in any spelling, NIK, KK and places.

use super::companion::{Companion, Inner};
use super::items;
use crate::domain::ids::RecordId;
use crate::domain::pencarian::NameIndex;
use crate::domain::wilayah::{KodeWilayah, Wilayah};
use crate::error::Result;
use crate::store::{Reader, keluarga, orang};
use crate::view::{KeluargaItem, OrangItem};
use serde::Serialize;
use std::sync::{Arc, PoisonError};

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

/// The names of everyone on this device, ready for a search that forgives any spelling.
#[derive(Default)]
pub(super) struct Names {
    orang: NameIndex<RecordId>,
    keluarga: NameIndex<RecordId>,
}

/// The name index, read from the store when something changed since. A write between reading and keeping it clears it again
/// under the store's own lock, so it is never older than the state it is used with.
fn names(inner: &Inner, db: &Reader<'_>) -> Result<Arc<Names>> {
    let mut kept = inner.names.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(names) = &*kept {
        return Ok(Arc::clone(names));
    }
    let mut names = Names::default();
    orang::for_each_kunci(db, |id, key| names.orang.insert(id, key))?;
    keluarga::for_each_kunci(db, |id, key| names.keluarga.insert(id, key))?;
    let names = Arc::new(names);
    *kept = Some(Arc::clone(&names));
    Ok(names)
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
            let names = names(inner, db)?;
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
