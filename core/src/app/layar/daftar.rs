//! The live check of a person or family being registered: what the number says, and who may be the same. Nothing blocks.

use super::Look;
use super::cari::id;
use crate::app::companion::Companion;
use crate::app::{KeluargaBaru, OrangBaru};
use crate::domain::lahir;
use crate::domain::nik::{NikContext, Sex, Verdict, check_kk, check_nik};
use crate::domain::waktu::parse_date;
use crate::error::{CoreError, ErrorCode, Result};
use crate::store::orang::OrangRow;
use crate::store::{keluarga, orang};
use crate::view::formulir::Pilihan;
use crate::view::layar::Nada;
use crate::view::layar::cari::{PendaftaranScreen, alike_line, by_nik, written_out, year_only_hint};
use chrono::Datelike;

/// How alike two names must be to be shown, of 1000.
const ALIKE: u32 = 800;
/// How alike names must be when nothing else is known.
const SAME: u32 = 980;
/// Cards of possible doubles.
const MAX_ALIKE: usize = 5;

fn tone(verdict: Verdict, typed: bool) -> Nada {
    match verdict {
        Verdict::Ok if typed => Nada::Baik,
        Verdict::Ok => Nada::Netral,
        Verdict::Warn | Verdict::Error => Nada::Perhatian,
    }
}

fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|t| !t.is_empty())
}

impl Companion {
    /// What is known of a person while it is typed.
    pub fn periksa_orang(&self, baru: &OrangBaru) -> Result<PendaftaranScreen> {
        let inner = self.inner()?;
        let (lang, today) = (inner.lang(), inner.now().date());
        let nik = given(baru.nik.as_deref());
        let sex = given(baru.kelamin.as_deref()).and_then(|s| s.parse::<Sex>().ok());
        let part = given(baru.lahir.as_deref()).and_then(|text| lahir::sebagian(text, today));
        let born = given(baru.lahir.as_deref()).and_then(parse_date).or(part.map(|(date, _)| date));
        let stated = born.filter(|_| !baru.lahir_taksiran && part.is_none());
        let check = nik.map(|nik| check_nik(nik, &NikContext { today, sex, born: stated, kk: None }));
        let readable = check.as_ref().filter(|c| c.verdict != Verdict::Error);
        let (told_born, told_sex) = (readable.and_then(|c| c.born), readable.and_then(|c| c.sex));
        let near = self.cari(&baru.nama, MAX_ALIKE as u32 * 2)?.orang;
        let same_place = given(baru.wilayah.as_deref());
        let family = given(baru.keluarga_id.as_deref()).and_then(id);
        inner.store.try_read(|db| {
            let look = Look::new(inner, db);
            let mut found: Vec<(OrangRow, &str)> = Vec::new();
            if let Some(nik) = nik {
                let why = look.pick("NIK sama", "Same NIK");
                found.extend(orang::by_nik(db, nik)?.into_iter().map(|row| (row, why)));
            }
            for item in near.iter().filter(|item| item.score >= ALIKE) {
                let Some(row) = id(&item.id).map(|id| orang::get(db, id)).transpose()?.flatten() else { continue };
                let (birth, known) = (born.or(told_born), row.lahir.as_deref().and_then(parse_date));
                let why = if birth.is_some() && birth == known {
                    look.pick("Nama mirip, tanggal lahir sama", "Similar name, same birth date")
                } else if part.is_some() && birth.map(|d| d.year()) == known.map(|d| d.year()) {
                    look.pick("Nama mirip, tahun lahir sama", "Similar name, same year of birth")
                } else if family.is_some() && family == row.keluarga_id {
                    look.pick("Nama mirip, satu keluarga", "Similar name, same family")
                } else if same_place.is_some() && same_place == row.wilayah.as_deref() {
                    look.pick("Nama mirip, satu desa", "Similar name, same village")
                } else {
                    continue;
                };
                if !found.iter().any(|(known, _)| known.id == row.id) {
                    found.push((row, why));
                }
            }
            found.truncate(MAX_ALIKE);
            let orang_mirip = found.iter().map(|(row, why)| look.orang(row, why)).collect::<Result<Vec<_>>>()?;
            let missing = look.pick("Isi nama dulu.", "Fill in the name first.");
            Ok(PendaftaranScreen {
                nomor_pesan: check.iter().flat_map(|c| c.reasons.iter().map(|r| r.text(lang).to_owned())).collect(),
                nomor_nada: check.as_ref().map_or(Nada::Netral, |c| tone(c.verdict, true)),
                nomor_usul: check.as_ref().and_then(|c| c.suggestion.clone()),
                menurut_nik: by_nik(told_born, told_sex.map(|s| s.as_str()), lang),
                lahir_usul: told_born.filter(|_| born.is_none() || part.is_some()).map(|d| d.to_string()),
                kelamin_usul: told_sex.filter(|_| sex.is_none()).map(|s| s.as_str().to_owned()),
                mirip_pesan: alike_line(orang_mirip.len(), lang),
                orang_mirip,
                keluarga_mirip: Vec::new(),
                kurang: if baru.nama.trim().is_empty() { missing.to_owned() } else { String::new() },
                lahir_petunjuk: match born.is_none() || part.is_some() {
                    true => year_only_hint(lang),
                    false => String::new(),
                },
                lahir_pesan: part.map(|(date, known)| written_out(date, known, lang)).unwrap_or_default(),
            })
        })
    }

    /// What is known of a family while it is typed.
    pub fn periksa_keluarga(&self, baru: &KeluargaBaru) -> Result<PendaftaranScreen> {
        let inner = self.inner()?;
        let (lang, today) = (inner.lang(), inner.now().date());
        let number = given(baru.nomor_kk.as_deref());
        let check = number.map(|kk| check_kk(kk, today, None));
        let near = self.cari(&baru.nama_kepala, MAX_ALIKE as u32 * 2)?.keluarga;
        let same_place = given(baru.wilayah.as_deref());
        inner.store.try_read(|db| {
            let look = Look::new(inner, db);
            let mut found = Vec::new();
            if let Some(number) = number {
                let why = look.pick("Nomor KK sama", "Same family card number");
                found.extend(keluarga::by_nomor_kk(db, number)?.into_iter().map(|row| (row, why)));
            }
            for item in near.iter().filter(|item| item.score >= ALIKE) {
                let Some(row) = id(&item.id).map(|id| keluarga::get(db, id)).transpose()?.flatten() else { continue };
                let why = match same_place {
                    Some(_) if same_place == row.wilayah.as_deref() => {
                        look.pick("Nama kepala mirip, satu desa", "Similar head, same village")
                    }
                    // Nothing else to compare yet: only the very name counts.
                    None if item.score >= SAME => look.pick("Nama kepala sama", "Same name of the head"),
                    _ => continue,
                };
                if !found.iter().any(|(known, _)| known.id == row.id) {
                    found.push((row, why));
                }
            }
            found.truncate(MAX_ALIKE);
            let keluarga_mirip = found.iter().map(|(row, why)| look.keluarga(row, why)).collect::<Result<Vec<_>>>()?;
            let missing = look.pick("Isi nama kepala keluarga dulu.", "Fill in the name of the head first.");
            Ok(PendaftaranScreen {
                nomor_pesan: check.iter().flat_map(|c| c.reasons.iter().map(|r| r.text(lang).to_owned())).collect(),
                nomor_nada: check.as_ref().map_or(Nada::Netral, |c| tone(c.verdict, true)),
                nomor_usul: check.as_ref().and_then(|c| c.suggestion.clone()),
                menurut_nik: String::new(),
                lahir_usul: None,
                kelamin_usul: None,
                orang_mirip: Vec::new(),
                mirip_pesan: alike_line(keluarga_mirip.len(), lang),
                keluarga_mirip,
                kurang: if baru.nama_kepala.trim().is_empty() { missing.to_owned() } else { String::new() },
                lahir_petunjuk: String::new(),
                lahir_pesan: String::new(),
            })
        })
    }

    /// The choices of a code list that hold today, in words: for pickers.
    pub fn pilihan_kode(&self, daftar: &str) -> Result<Vec<Pilihan>> {
        let inner = self.inner()?;
        let list = inner.lists.list(daftar).ok_or_else(|| CoreError::new(ErrorCode::NotFound).field("daftar"))?;
        let words = |e: &crate::domain::codes::Entry| Pilihan {
            value: e.code.to_string(),
            label: e.label(inner.lang()).to_owned(),
        };
        Ok(list.on(inner.now().date()).map(words).collect())
    }
}
