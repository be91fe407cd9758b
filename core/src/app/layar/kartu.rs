//! From stored rows to cards.

use super::Look;
use crate::app::koreksi::{self, Versions};
use crate::app::{detail, items};
use crate::domain::codes::known::RAHASIA;
use crate::domain::ids::RecordId;
use crate::domain::waktu::{age_in_years, date_in_words, parse_date};
use crate::error::Result;
use crate::form::packs::{ASESMEN_AWAL, KUNJUNGAN_RUMAH};
use crate::store::dokumen::DokumenRow;
use crate::store::draft::DraftRow;
use crate::store::kasus::KasusRow;
use crate::store::keluarga::KeluargaRow;
use crate::store::orang::OrangRow;
use crate::store::register::Held;
use crate::store::{draft, kasus, keluarga, orang, register};
use crate::view::layar::kartu::{KartuDokumen, KartuDraf, KartuKasus, KartuKeluarga, KartuOrang};
use crate::view::layar::words::{self, age_sex, count, form_name, join, moment, name, place, spoken};
use crate::view::layar::{Aksi, Rute, Tanda, TandaStatus};
use crate::visit::due::Risiko;
use serde::Deserialize;

/// Whom a case is about, as far as this device knows and may show.
pub(super) struct Subjek {
    /// Name, or the code name of a secret case.
    pub(super) nama: String,
    /// Domicile code.
    pub(super) wilayah: Option<String>,
    /// The person, where it is one and the case is not secret.
    pub(super) orang: Option<OrangRow>,
    /// The family, where it is one and the case is not secret.
    pub(super) keluarga: Option<KeluargaRow>,
    /// Whether one must mind one's safety there.
    pub(super) keselamatan: bool,
}

/// The one field of a person that a card shows and no projection has; a test ties its name to the register's.
#[derive(Deserialize)]
struct Safety {
    risiko_keselamatan: Option<Held>,
}

/// Whether a case is shown by its code name only.
pub(super) fn is_secret(row: &KasusRow) -> bool {
    row.kerahasiaan.as_deref() == Some(RAHASIA.1)
}

impl Look<'_> {
    pub(super) fn status(&self, id: RecordId) -> Result<TandaStatus> {
        Ok(words::status(items::status_of(self.db, id)?.0, self.lang))
    }

    /// Whom a case is about.
    pub(super) fn subjek(&self, row: &KasusRow) -> Result<Subjek> {
        let secret = is_secret(row);
        let person = row.subjek_id.map(|id| orang::get(self.db, id)).transpose()?.flatten();
        let family = match (&person, row.subjek_id) {
            (None, Some(id)) => keluarga::get(self.db, id)?,
            _ => None,
        };
        let wilayah = match (&person, &family) {
            // A person without an own address lives where the family does.
            (Some(person), _) if person.wilayah.is_none() => {
                person.keluarga_id.map(|id| keluarga::get(self.db, id)).transpose()?.flatten().and_then(|f| f.wilayah)
            }
            (Some(person), _) => person.wilayah.clone(),
            (None, family) => family.as_ref().and_then(|f| f.wilayah.clone()),
        };
        let fields = row.subjek_id.map(|id| register::fields::<Safety>(self.db, id)).transpose()?.flatten();
        let keselamatan = fields.is_some_and(|f| f.risiko_keselamatan.is_some_and(|held| held.v == true));
        let nama = match (secret, &person, &family) {
            (true, ..) => items::code_name(row.id, self.lang),
            (_, Some(person), _) => name(&person.nama, self.lang),
            (_, _, Some(family)) => name(family.nama_kepala.as_deref().unwrap_or_default(), self.lang),
            _ => name("", self.lang),
        };
        let visible = |shown: bool| shown && !secret;
        Ok(Subjek {
            nama,
            wilayah,
            orang: person.filter(|_| visible(true)),
            keluarga: family.filter(|_| visible(true)),
            keselamatan,
        })
    }

    /// Marks of a case: safety first, then secret.
    pub(super) fn tanda(&self, row: &KasusRow, subjek: &Subjek) -> Vec<Tanda> {
        let safety = subjek.keselamatan.then(|| words::safety(self.lang));
        safety.into_iter().chain(is_secret(row).then(|| words::secret(self.lang))).collect()
    }

    pub(super) fn umur(&self, row: &OrangRow) -> Option<u32> {
        row.lahir.as_deref().and_then(parse_date).and_then(|born| age_in_years(born, self.today()))
    }

    /// Age and sex of a person.
    pub(super) fn rincian(&self, row: &OrangRow) -> String {
        age_sex(self.umur(row), row.kelamin.as_deref(), self.lang)
    }

    /// A person's own place, or the family's.
    pub(super) fn tempat(&self, row: &OrangRow) -> Result<String> {
        let wilayah = match (&row.wilayah, row.keluarga_id) {
            (None, Some(family)) => keluarga::get(self.db, family)?.and_then(|f| f.wilayah),
            (own, _) => own.clone(),
        };
        Ok(place(wilayah.as_deref()))
    }

    /// The last visit of a person's cases. A secret case is not given away by its visits.
    fn kunjungan_terakhir(&self, id: RecordId) -> Result<String> {
        let cases = kasus::of_subjek(self.db, id)?;
        if cases.is_empty() {
            return Ok(self.pick("Belum ada kasus", "No case yet").to_owned());
        }
        let open: Vec<&KasusRow> = cases.iter().filter(|row| !is_secret(row)).collect();
        let last = open.iter().filter_map(|row| row.last_kunjungan_on.as_deref().and_then(parse_date)).max();
        Ok(match last {
            Some(date) => {
                format!("{} {}", self.pick("Kunjungan terakhir", "Last visit"), date_in_words(date, self.lang))
            }
            None if open.is_empty() => String::new(),
            None => self.pick("Belum pernah dikunjungi", "Never visited").to_owned(),
        })
    }

    pub(super) fn orang(&self, row: &OrangRow, alasan: &str) -> Result<KartuOrang> {
        let (nama, rincian, tempat) = (name(&row.nama, self.lang), self.rincian(row), self.tempat(row)?);
        let (status, kunjungan) = (self.status(row.id)?, self.kunjungan_terakhir(row.id)?);
        let lisan = spoken([
            alasan,
            nama.as_str(),
            rincian.as_str(),
            tempat.as_str(),
            kunjungan.as_str(),
            status.kata.as_str(),
        ]);
        let id = row.id.to_string();
        Ok(KartuOrang {
            rute: Rute::Profil { id: id.clone() },
            id,
            nama,
            rincian,
            tempat,
            kunjungan,
            alasan: alasan.to_owned(),
            status,
            lisan,
        })
    }

    pub(super) fn keluarga(&self, row: &KeluargaRow, alasan: &str) -> Result<KartuKeluarga> {
        let nama = name(row.nama_kepala.as_deref().unwrap_or_default(), self.lang);
        let anggota = keluarga::anggota(self.db, row.id)?;
        let rincian = match anggota {
            0 => self.pick("Belum ada anggota", "No members yet").to_owned(),
            n => count(u64::from(n), "anggota", "member", "members", self.lang),
        };
        let (tempat, status) = (place(row.wilayah.as_deref()), self.status(row.id)?);
        let kind = format!("{} {nama}", self.pick("Keluarga", "Family of"));
        let lisan = spoken([alasan, kind.as_str(), rincian.as_str(), tempat.as_str(), status.kata.as_str()]);
        let id = row.id.to_string();
        let (rute, alasan) = (Rute::Profil { id: id.clone() }, alasan.to_owned());
        Ok(KartuKeluarga { id, nama, rincian, tempat, alasan, status, rute, lisan })
    }

    pub(super) fn kasus(&self, row: &KasusRow) -> Result<KartuKasus> {
        let label = |list: &str, code: &Option<String>| match code {
            Some(code) => self.inner.lists.label(list, code, self.lang).to_owned(),
            None => String::new(),
        };
        let judul = match label("klaster", &row.klaster) {
            none if none.is_empty() => self.pick("Kasus", "Case").to_owned(),
            cluster => cluster,
        };
        let closed = row.status.as_deref() == Some("tutup");
        let state = if closed { self.pick("Ditutup", "Closed") } else { self.pick("Aktif", "Open") };
        let rincian = join([label("tahapan", &row.tahapan).as_str(), state]);
        let date = |text: &Option<String>| text.as_deref().and_then(parse_date).map(|d| date_in_words(d, self.lang));
        let last = match date(&row.last_kunjungan_on) {
            Some(date) => format!("{} {date}", self.pick("Kunjungan terakhir", "Last visit")),
            None => self.pick("Belum pernah dikunjungi", "Never visited").to_owned(),
        };
        let next = date(&row.next_kunjungan_on)
            .map(|date| format!("{} {date}", self.pick("berikutnya", "next")))
            .filter(|_| !closed && row.next_kunjungan_on > row.last_kunjungan_on)
            .unwrap_or_default();
        let jadwal = join([last.as_str(), next.as_str()]);
        let risiko = words::risk(Risiko::from_code(row.risiko.as_deref().unwrap_or_default()), self.lang);
        let status = self.status(row.id)?;
        let lisan =
            spoken([judul.as_str(), rincian.as_str(), risiko.kata.as_str(), jadwal.as_str(), status.kata.as_str()]);
        let aksi = if closed { Vec::new() } else { self.kasus_aksi(row.id)? };
        let id = row.id.to_string();
        let rute = Rute::Profil { id: id.clone() };
        Ok(KartuKasus { id, judul, rincian, jadwal, risiko, status, aksi, rute, lisan })
    }

    /// What can be done in a case: go on with what was begun before anything new of that kind.
    pub(super) fn kasus_aksi(&self, id: RecordId) -> Result<Vec<Aksi>> {
        let drafts = draft::of_kasus(self.db, id)?;
        let kasus_id = id.to_string();
        let mut aksi = Vec::new();
        let begun = |form: &str| drafts.iter().find(|d| d.form_id == form);
        let go_on = |draft: &DraftRow, utama| Aksi {
            kata: format!(
                "{} {}",
                self.pick("Lanjutkan", "Go on:"),
                form_name(&draft.form_id, self.lang).to_lowercase()
            ),
            rute: Rute::LanjutDraf { draft_id: draft.id.to_string() },
            utama,
        };
        aksi.push(match begun(KUNJUNGAN_RUMAH) {
            Some(draft) => go_on(draft, true),
            None => Aksi {
                kata: self.pick("Mulai kunjungan", "Start a visit").to_owned(),
                rute: Rute::Kunjungan { kasus_id: kasus_id.clone() },
                utama: true,
            },
        });
        aksi.push(match begun(ASESMEN_AWAL) {
            Some(draft) => go_on(draft, false),
            None => Aksi {
                kata: self.pick("Mulai asesmen awal", "Start the initial assessment").to_owned(),
                rute: Rute::MulaiFormulir { form_id: ASESMEN_AWAL.to_owned(), kasus_id },
                utama: false,
            },
        });
        let known = [KUNJUNGAN_RUMAH, ASESMEN_AWAL];
        aksi.extend(drafts.iter().filter(|d| !known.contains(&d.form_id.as_str())).map(|d| go_on(d, false)));
        Ok(aksi)
    }

    pub(super) fn draf(&self, row: &DraftRow) -> Result<KartuDraf> {
        let judul = form_name(&row.form_id, self.lang);
        let nama = match row.kasus {
            Some(id) => self.record_name(id)?.unwrap_or_default(),
            None => String::new(),
        };
        let when = moment(self.at(row.updated_at), self.today(), self.lang);
        let rincian = format!("{} {when}", self.pick("Terakhir diubah", "Last changed"));
        let draft = self.pick("Draf", "Draft");
        let lisan = spoken([draft, judul.as_str(), nama.as_str(), rincian.as_str()]);
        let id = row.id.to_string();
        let rute = Rute::LanjutDraf { draft_id: id.clone() };
        Ok(KartuDraf { id, judul, nama, rincian, rute, lisan })
    }

    pub(super) fn dokumen(&self, row: &DokumenRow, versions: &Versions) -> Result<KartuDokumen> {
        let (status, waiting) = detail::dokumen_status(self.db, row.id)?;
        let photos = match waiting {
            0 => String::new(),
            n => format!(
                "{} {}",
                count(u64::from(n), "foto", "photo", "photos", self.lang),
                match detail::photos_wait(self.db)? {
                    true => self.pick("menunggu Wi-Fi", "waiting for Wi-Fi"),
                    false => self.pick("menunggu dikirim", "waiting to be sent"),
                }
            ),
        };
        let (judul, status) = (form_name(&row.jenis, self.lang), words::status(status, self.lang));
        let when = words::capital(&moment(self.at(row.at), self.today(), self.lang));
        let replaced = versions.replaced_by(row.id).len();
        let version = koreksi::in_words(self.inner, replaced, row.corrects.is_some()).unwrap_or_default();
        let rincian = join([version, when.as_str(), photos.as_str()]);
        let lisan = spoken([judul.as_str(), rincian.as_str(), status.kata.as_str()]);
        let id = row.id.to_string();
        let rute = Rute::Dokumen { dokumen_id: id.clone() };
        Ok(KartuDokumen { id, judul, rincian, status, rute, lisan })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fields::orang as fo;
    use serde_json::json;

    #[test]
    fn the_safety_flag_is_read_under_the_registers_own_name() {
        let flag = |value| {
            let read = serde_json::from_value::<Safety>(json!({fo::RISIKO_KESELAMATAN: {"v": value, "t": 5}}));
            read.ok().and_then(|f| f.risiko_keselamatan).is_some_and(|held| held.v == true)
        };
        assert_eq!([json!(true), json!(false), json!(null), json!("ya")].map(flag), [true, false, false, false]);
    }
}
