//! A person, family or case with everything around it, in words.

use super::Look;
use super::kartu::is_secret;
use crate::app::companion::Companion;
use crate::app::koreksi::Versions;
use crate::app::warga::{kind_word, parse_id};
use crate::domain::fields::{kasus as fk, keluarga as ff, orang as fo};
use crate::domain::isian::rules;
use crate::domain::lahir;
use crate::domain::op::RegisterKind;
use crate::domain::waktu::parse_date;
use crate::error::{CoreError, ErrorCode, Result};
use crate::store::register::RegisterRow;
use crate::store::{dokumen, kasus, keluarga, orang, register};
use crate::view::layar::profil::{BarisProfil, ProfilScreen, no_members};
use crate::view::layar::words::{self, count, join, name, place};
use crate::view::layar::{Aksi, Ikon, Rute, Tanda};
use crate::visit::due::Risiko;

/// Members and documents shown on one profile.
const MAX_SHOWN: usize = 200;

impl Companion {
    /// The profile of a person, family or case. Opening it is noted in the access log.
    pub fn layar_profil(&self, id: &str) -> Result<ProfilScreen> {
        let inner = self.inner()?;
        let id = parse_id(id)?;
        let known = inner.store.read(|db| register::get(db, id))?;
        let row = known.ok_or_else(|| CoreError::new(ErrorCode::NotFound))?;
        inner.note_access("buka", Some(id))?;
        inner.store.try_read(|db| Look::new(inner, db).profil(&row))
    }
}

impl Look<'_> {
    fn profil(&self, row: &RegisterRow) -> Result<ProfilScreen> {
        let state = &row.state;
        let tabrakan = u32::try_from(state.collisions.len()).unwrap_or(u32::MAX);
        let mut screen = ProfilScreen {
            id: row.id.to_string(),
            jenis: kind_word(row.kind).to_owned(),
            judul: String::new(),
            subjudul: String::new(),
            status: self.status(row.id)?,
            tanda: Vec::new(),
            baris: self.baris(row)?,
            keluarga: None,
            subjek: None,
            anggota: Vec::new(),
            anggota_kosong: String::new(),
            kasus: Vec::new(),
            dokumen: Vec::new(),
            tabrakan,
            tabrakan_pesan: match tabrakan {
                0 => String::new(),
                n => format!(
                    "{} {}",
                    count(u64::from(n), "isian", "entry differs", "entries differ", self.lang),
                    self.pick("berbeda antarpetugas. Ketuk untuk memilih.", "between workers. Tap to choose.")
                ),
            },
            aksi: Vec::new(),
        };
        match row.kind {
            RegisterKind::Orang => self.profil_orang(row, &mut screen)?,
            RegisterKind::Keluarga => self.profil_keluarga(row, &mut screen)?,
            RegisterKind::Kasus => self.profil_kasus(row, &mut screen)?,
        }
        if tabrakan > 0 {
            let kata = self.pick("Pilih yang benar", "Choose the right one").to_owned();
            screen.aksi.push(Aksi { kata, rute: Rute::Tinjau, utama: false });
        }
        Ok(screen)
    }

    fn baris(&self, row: &RegisterRow) -> Result<Vec<BarisProfil>> {
        let petugas = self.petugas()?;
        let table: Vec<&str> = rules(row.kind).iter().map(|rule| rule.name).collect();
        // Fields of a newer version come last; nothing that is stored is hidden.
        let newer = row.state.fields.keys().map(String::as_str).filter(|f| !table.contains(f));
        let mut out = Vec::new();
        for field in table.iter().copied().chain(newer).filter(|f| !Self::shown_elsewhere(row.kind, f)) {
            let Some(value) = row.state.get(field) else { continue };
            let estimate = field == fo::LAHIR && row.state.get(fo::LAHIR_TAKSIRAN).is_some_and(|v| *v == true);
            let nilai = match value.as_str().and_then(parse_date).filter(|_| estimate) {
                Some(date) => lahir::in_words(date, true, self.lang),
                None => self.words(row.kind, field, value, &petugas)?,
            };
            let (label, tabrakan) = (self.label(row.kind, field), row.state.collisions.contains_key(field));
            out.push(BarisProfil { field: field.to_owned(), label, nilai, tabrakan });
        }
        Ok(out)
    }

    fn profil_orang(&self, row: &RegisterRow, screen: &mut ProfilScreen) -> Result<()> {
        screen.judul = name(row.state.text(fo::NAMA).unwrap_or_default(), self.lang);
        if let Some(person) = orang::get(self.db, row.id)? {
            screen.subjudul = join([self.rincian(&person).as_str(), self.tempat(&person)?.as_str()]);
            if let Some(family) = person.keluarga_id.map(|id| keluarga::get(self.db, id)).transpose()?.flatten() {
                screen.keluarga = Some(self.keluarga(&family, "")?);
            }
        }
        if row.state.get(fo::RISIKO_KESELAMATAN).is_some_and(|v| *v == true) {
            screen.tanda.push(words::safety(self.lang));
        }
        self.cases(row, screen)
    }

    fn profil_keluarga(&self, row: &RegisterRow, screen: &mut ProfilScreen) -> Result<()> {
        screen.judul = name(row.state.text(ff::NAMA_KEPALA).unwrap_or_default(), self.lang);
        let members = orang::of_keluarga(self.db, row.id)?;
        let many = match members.len() {
            0 => String::new(),
            n => count(n as u64, "anggota", "member", "members", self.lang),
        };
        screen.subjudul = join([many.as_str(), place(row.state.text(ff::WILAYAH)).as_str()]);
        screen.anggota = members.iter().take(MAX_SHOWN).map(|m| self.orang(m, "")).collect::<Result<_>>()?;
        if members.is_empty() {
            screen.anggota_kosong = no_members(self.lang);
        }
        self.cases(row, screen)?;
        let kata = self.pick("Tambah anggota", "Add a member").to_owned();
        let rute = Rute::DaftarAnggota { keluarga_id: row.id.to_string() };
        screen.aksi.push(Aksi { kata, rute, utama: members.is_empty() });
        Ok(())
    }

    /// The cases about a person or family, and a button to open one. A secret case is not listed beside a name.
    fn cases(&self, row: &RegisterRow, screen: &mut ProfilScreen) -> Result<()> {
        for case in kasus::of_subjek(self.db, row.id)?.iter().filter(|case| !is_secret(case)) {
            screen.kasus.push(self.kasus(case)?);
        }
        screen.aksi.push(Aksi {
            kata: self.pick("Buka kasus", "Open a case").to_owned(),
            rute: Rute::BukaKasus { subjek_jenis: screen.jenis.clone(), subjek_id: screen.id.clone() },
            utama: screen.kasus.is_empty() && row.kind == RegisterKind::Orang,
        });
        Ok(())
    }

    fn profil_kasus(&self, row: &RegisterRow, screen: &mut ProfilScreen) -> Result<()> {
        let Some(case) = kasus::get(self.db, row.id)? else { return Ok(()) };
        let subjek = self.subjek(&case)?;
        screen.judul = subjek.nama.clone();
        let rincian = subjek.orang.as_ref().map(|person| self.rincian(person)).unwrap_or_default();
        screen.subjudul = join([rincian.as_str(), place(subjek.wilayah.as_deref()).as_str()]);
        let risiko = words::risk(Risiko::from_code(row.state.text(fk::RISIKO).unwrap_or_default()), self.lang);
        screen.tanda.push(Tanda { kata: risiko.kata, nada: risiko.nada, ikon: Ikon::Peringatan });
        screen.tanda.extend(self.tanda(&case, &subjek));
        screen.subjek = subjek.orang.as_ref().map(|person| self.orang(person, "")).transpose()?;
        screen.keluarga = subjek.keluarga.as_ref().map(|family| self.keluarga(family, "")).transpose()?;
        let card = self.kasus(&case)?;
        screen.aksi.extend(card.aksi.clone());
        screen.kasus.push(card);
        let documents = dokumen::of_kasus(self.db, row.id)?;
        let versions = Versions::of(&documents);
        screen.dokumen =
            documents.iter().rev().take(MAX_SHOWN).map(|d| self.dokumen(d, &versions)).collect::<Result<_>>()?;
        Ok(())
    }
}
