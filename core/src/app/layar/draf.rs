//! The list of every draft, in words.

use super::Look;
use crate::app::companion::Companion;
use crate::error::Result;
use crate::store::draft;
use crate::view::layar::draf::{DrafScreen, discarded_note, empty_line, summary};
use crate::view::layar::words::{moment, spoken};

impl Companion {
    /// Every draft: those to go on with, and those thrown away.
    pub fn layar_draf(&self) -> Result<DrafScreen> {
        let inner = self.inner()?;
        inner.store.try_read(|db| {
            let look = Look::new(inner, db);
            let open = draft::list_open(db)?;
            let discarded = draft::list_discarded(db)?;
            let mut dibuang = Vec::new();
            for (row, at) in &discarded {
                let mut card = look.draf(row)?;
                let when = moment(look.at(*at), look.today(), look.lang);
                card.rincian = format!("{} {when}", look.pick("Dibuang", "Discarded"));
                card.lisan = spoken([card.judul.as_str(), card.nama.as_str(), card.rincian.as_str()]);
                dibuang.push(card);
            }
            Ok(DrafScreen {
                ringkas: summary(open.len(), discarded.len(), look.lang),
                draf: open.iter().map(|row| look.draf(row)).collect::<Result<_>>()?,
                dibuang,
                catatan: discarded_note(discarded.len(), look.lang),
                kosong: empty_line(open.len(), discarded.len(), look.lang),
            })
        })
    }
}
