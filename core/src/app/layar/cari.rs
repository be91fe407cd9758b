//! Search as cards.

use super::Look;
use crate::app::companion::Companion;
use crate::domain::ids::RecordId;
use crate::error::Result;
use crate::store::{keluarga, orang};
use crate::view::layar::CariScreen;
use crate::view::layar::cari::{empty_line, found_line};

impl Companion {
    /// People and families by name in any spelling, NIK or KK number, ready to draw.
    pub fn layar_cari(&self, text: &str, limit: u32) -> Result<CariScreen> {
        let inner = self.inner()?;
        let short = text.trim().chars().count() < 2;
        let found = self.cari(text, limit)?;
        inner.store.try_read(|db| {
            let look = Look::new(inner, db);
            let (mut people, mut families) = (Vec::new(), Vec::new());
            for item in &found.orang {
                if let Some(row) = id(&item.id).map(|id| orang::get(db, id)).transpose()?.flatten() {
                    people.push(look.orang(&row, "")?);
                }
            }
            for item in &found.keluarga {
                if let Some(row) = id(&item.id).map(|id| keluarga::get(db, id)).transpose()?.flatten() {
                    families.push(look.keluarga(&row, "")?);
                }
            }
            let none = people.is_empty() && families.is_empty();
            Ok(CariScreen {
                ringkas: found_line(people.len() as u64, families.len() as u64, look.lang),
                kosong: if none { empty_line(short, look.lang) } else { String::new() },
                tawarkan_daftar: !short,
                orang: people,
                keluarga: families,
            })
        })
    }
}

pub(super) fn id(text: &str) -> Option<RecordId> {
    text.parse().ok()
}
