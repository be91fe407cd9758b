//! Collisions in words, and the decision for one side.

use super::Look;
use super::nilai::Petugas;
use crate::app::companion::Companion;
use crate::app::warga::{kind_word, parse_id};
use crate::app::write;
use crate::domain::register::FieldState;
use crate::error::{CoreError, ErrorCode, Result};
use crate::store::register;
use crate::store::register::OpenCollision;
use crate::view::layar::hari_ini::review_line;
use crate::view::layar::tinjau::{SisiItem, TinjauItem, TinjauScreen};
use crate::view::layar::words::{capital, moment, spoken};

impl Companion {
    /// Every open collision, in words.
    pub fn layar_tinjau(&self) -> Result<TinjauScreen> {
        let inner = self.inner()?;
        inner.store.try_read(|db| {
            let look = Look::new(inner, db);
            let petugas = look.petugas()?;
            let mut items = Vec::new();
            for open in register::collisions(db)? {
                items.extend(look.tabrakan(&open, &petugas)?);
            }
            let none = look.pick("Tidak ada yang perlu ditinjau.", "Nothing needs a review.");
            let offline = look.pick(
                "Luring. Keputusan Anda disimpan dan dikirim nanti.",
                "Offline. Your decision is saved and sent later.",
            );
            Ok(TinjauScreen {
                ringkas: review_line(items.len() as u64, look.lang),
                kosong: if items.is_empty() { none.to_owned() } else { String::new() },
                luring: offline.to_owned(),
                items,
            })
        })
    }

    /// Decides a collision for one of its sides, by the write that it names. Durable when this returns.
    pub fn putuskan_sisi(&self, record: &str, field: &str, version: &str) -> Result<()> {
        let inner = self.inner()?;
        let id = parse_id(record)?;
        let none = || CoreError::new(ErrorCode::NotFound).field(field).reason("no such side");
        let value = inner.store.try_read(|db| {
            let (_, state) = write::shown(db, id)?.ok_or_else(none)?;
            let sides = &state.collisions.get(field).ok_or_else(none)?.sides;
            let side = sides.iter().find(|s| s.version.to_string() == version).ok_or_else(none)?;
            Ok::<_, CoreError>(side.value.clone())
        })?;
        self.putuskan(record, field, value)
    }
}

impl Look<'_> {
    fn tabrakan(&self, open: &OpenCollision, petugas: &Petugas) -> Result<Option<TinjauItem>> {
        let Some(row) = register::get(self.db, open.record)? else { return Ok(None) };
        let (Some(collision), Some(held)) = (row.state.collisions.get(&open.field), row.state.fields.get(&open.field))
        else {
            return Ok(None);
        };
        let (kind, field) = (open.kind, open.field.as_str());
        let label = self.label(kind, field);
        let judul = self.record_name(open.record)?.unwrap_or_default();
        let sides: Vec<SisiItem> = collision
            .sides
            .iter()
            .map(|side| {
                let nilai = self.words(kind, field, &side.value, petugas)?;
                Ok(self.sisi(side, nilai, side.version == held.version, petugas))
            })
            .collect::<Result<_>>()?;
        let weights = |side: &FieldState| self.inner.policy.weight(field, &side.value);
        let graver = collision.sides.iter().any(|side| weights(side) != weights(held));
        let value = self.words(kind, field, &held.value, petugas)?;
        let value = if value.is_empty() { self.pick("(dikosongkan)", "(cleared)").to_owned() } else { value };
        let why = if graver {
            self.pick("karena lebih hati-hati", "since it is the more careful one")
        } else {
            self.pick("karena ditulis terakhir", "since it was written last")
        };
        let sementara = format!("{}: {value}, {why}.", self.pick("Sementara dipakai", "Used meanwhile"));
        let pertanyaan = format!("{label}: {}", self.pick("mana yang benar?", "which one is right?"));
        let spoken_sides = sides.iter().map(|s| s.lisan.as_str());
        let lisan =
            spoken([judul.as_str(), pertanyaan.as_str()].into_iter().chain(spoken_sides).chain([sementara.as_str()]));
        Ok(Some(TinjauItem {
            record: open.record.to_string(),
            jenis: kind_word(kind).to_owned(),
            judul,
            field: open.field.clone(),
            label,
            pertanyaan,
            sisi: sides,
            sementara,
            lisan,
        }))
    }

    fn sisi(&self, side: &FieldState, nilai: String, dipakai: bool, petugas: &Petugas) -> SisiItem {
        let milik_sendiri = side.by == self.inner.profile.user;
        let siapa = match petugas.get(&side.by.to_string()) {
            _ if milik_sendiri => self.pick("Anda", "You").to_owned(),
            Some(name) => name.clone(),
            None => self.pick("Petugas lain", "Another worker").to_owned(),
        };
        let dikosongkan = nilai.is_empty();
        let nilai = if dikosongkan { self.pick("(dikosongkan)", "(cleared)").to_owned() } else { nilai };
        let kapan = capital(&moment(self.at(side.at), self.today(), self.lang));
        let lisan = spoken([nilai.as_str(), siapa.as_str(), kapan.as_str()]);
        let tombol = self.pick("Pilih ini", "Choose this").to_owned();
        let version = side.version.to_string();
        SisiItem { version, nilai, dikosongkan, siapa, kapan, milik_sendiri, dipakai, tombol, lisan }
    }
}
