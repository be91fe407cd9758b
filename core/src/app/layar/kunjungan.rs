//! Before a home visit: what the worker needs to know at the door. After it: what was saved.

use super::Look;
use crate::app::companion::Companion;
use crate::app::detail::dokumen_status;
use crate::app::koreksi;
use crate::app::selesai::JENIS_KUNJUNGAN;
use crate::app::warga::parse_id;
use crate::domain::fields::{kasus as fk, keluarga as ff, orang as fo};
use crate::domain::ids::RecordId;
use crate::domain::op::DokumenBaru;
use crate::domain::status::StatusKirim;
use crate::domain::waktu::{date_in_words, parse_date};
use crate::error::{CoreError, ErrorCode, Result};
use crate::form::packs::KUNJUNGAN_RUMAH;
use crate::store::dokumen::DokumenRow;
use crate::store::kasus::KasusRow;
use crate::store::{dokumen, draft, kasus, register};
use crate::view::kasus::due_line;
use crate::view::layar::kunjungan::{KunjunganScreen, SelesaiScreen, consent_line, safe_line};
use crate::view::layar::words::{self, capital, count, form_name, moment, place, spoken};
use crate::view::layar::{Aksi, BarisKata, Rute};
use crate::visit::due::{CaseFacts, Risiko, VisitRules, due_date};
use serde_json::Value;

// Where the shipped visit form holds what the next worker wants to know; a test proves that each path exists.
const RESULT: &str = "kunjungan/hasil_kunjungan";
const AGREEMENT: &str = "layanan/kesepakatan";
const SAFETY_NOTE: &str = "keamanan_lokasi/keterangan_keamanan";
const NEXT_DATE: &str = "tindak_lanjut/tanggal_berikut";

fn at<'a>(answers: &'a Value, path: &str) -> Option<&'a str> {
    let found = path.split('/').try_fold(answers, |value, name| value.get(name)).and_then(Value::as_str);
    found.map(str::trim).filter(|text| !text.is_empty())
}

impl Companion {
    /// The screen before a home visit of a case. Opening it is noted in the access log.
    pub fn layar_kunjungan(&self, kasus_id: &str) -> Result<KunjunganScreen> {
        let inner = self.inner()?;
        let id = parse_id(kasus_id)?;
        let none = || CoreError::new(ErrorCode::NotFound).field("kasus");
        let row = inner.store.read(|db| kasus::get(db, id))?.ok_or_else(none)?;
        inner.note_access("buka", Some(id))?;
        inner.store.try_read(|db| Look::new(inner, db).sebelum(&row))
    }

    /// The screen after a form was finished, and of any document later.
    pub fn layar_selesai(&self, dokumen_id: &str) -> Result<SelesaiScreen> {
        let inner = self.inner()?;
        let id = parse_id(dokumen_id)?;
        inner.note_access("buka", Some(id))?;
        inner.store.try_read(|db| Look::new(inner, db).selesai(id))
    }
}

impl Look<'_> {
    fn row(&self, label: (&str, &str), value: Option<String>) -> Option<BarisKata> {
        let nilai = value.filter(|v| !v.trim().is_empty())?;
        Some(BarisKata { label: self.pick(label.0, label.1).to_owned(), nilai })
    }

    fn date(&self, text: Option<&str>) -> Option<String> {
        text.and_then(parse_date).map(|date| date_in_words(date, self.lang))
    }

    fn last_visit(&self, id: RecordId) -> Result<Option<DokumenBaru>> {
        let Some(id) = koreksi::last_in_force(self.db, id, JENIS_KUNJUNGAN)? else { return Ok(None) };
        // A document that cannot be read here must not keep the worker from the visit.
        Ok(dokumen::get(self.db, id)?.and_then(|(_, bytes)| serde_json::from_slice(&bytes).ok()))
    }

    /// Whether a document corrects another one or was replaced, and when.
    fn versions(&self, row: &DokumenRow) -> Result<Option<String>> {
        let newer = dokumen::corrections_of(self.db, row.id)?;
        let Some(words) = koreksi::in_words(self.inner, newer.len(), row.corrects.is_some()) else { return Ok(None) };
        let older = row.corrects.map(|id| dokumen::get(self.db, id)).transpose()?.flatten().map(|(older, _)| older);
        let of = newer.last().or(older.as_ref()).map(|other| moment(self.at(other.at), self.today(), self.lang));
        Ok(Some(match (of, newer.is_empty()) {
            (None, _) => words.to_owned(),
            (Some(when), true) => format!("{words} {} {when}", self.pick("atas dokumen", "of the document of")),
            (Some(when), false) => format!("{words}: {when}"),
        }))
    }

    fn sebelum(&self, row: &KasusRow) -> Result<KunjunganScreen> {
        let subjek = self.subjek(row)?;
        let state = row.subjek_id.map(|id| register::get(self.db, id)).transpose()?.flatten().map(|r| r.state);
        let text = |field: &str| state.as_ref().and_then(|s| s.text(field)).map(str::to_owned);
        let case = register::get(self.db, row.id)?.map(|r| r.state).unwrap_or_default();
        let risk = Risiko::from_code(row.risiko.as_deref().unwrap_or_default());
        let facts = CaseFacts {
            key: (),
            risiko: risk,
            opened_on: case.text(fk::DIBUKA_ON).and_then(parse_date).unwrap_or_else(|| self.today()),
            last_visit_on: row.last_kunjungan_on.as_deref().and_then(parse_date),
            planned_on: row.next_kunjungan_on.as_deref().and_then(parse_date),
            closed: row.status.as_deref() == Some("tutup"),
        };
        let jatuh_tempo = due_date(&facts, &VisitRules::default()).map_or_else(String::new, |(on, reason)| {
            due_line(on, self.today().signed_duration_since(on).num_days(), reason, self.lang)
        });
        let last = self.last_visit(row.id)?;
        let said = |path: &str| last.as_ref().and_then(|d| at(&d.content, path)).map(str::to_owned);
        let result = said(RESULT).map(|code| self.inner.lists.label("hasil_kunjungan", &code, self.lang).to_owned());
        let first = row.last_kunjungan_on.is_none() && last.is_none();
        let draf = draft::of_kasus(self.db, row.id)?.into_iter().find(|d| d.form_id == KUNJUNGAN_RUMAH);
        let draf = draf.map(|d| self.draf(&d)).transpose()?;
        let kasus_id = row.id.to_string();
        let begin = match &draf {
            Some(card) => Aksi {
                kata: self.pick("Lanjutkan kunjungan", "Go on with the visit").to_owned(),
                rute: card.rute.clone(),
                utama: true,
            },
            None => Aksi {
                kata: self.pick("Mulai kunjungan", "Start the visit").to_owned(),
                rute: Rute::MulaiFormulir { form_id: KUNJUNGAN_RUMAH.to_owned(), kasus_id: kasus_id.clone() },
                utama: true,
            },
        };
        let profile = Aksi {
            kata: self.pick("Lihat kasus", "See the case").to_owned(),
            rute: Rute::Profil { id: kasus_id.clone() },
            utama: false,
        };
        let baris = [
            self.row(("Alamat", "Address"), text(fo::ALAMAT).or_else(|| text(ff::ALAMAT))),
            self.row(("Telepon", "Telephone"), text(fo::TELEPON)),
            self.row(("Kunjungan terakhir", "Last visit"), self.date(row.last_kunjungan_on.as_deref())),
            self.row(("Hasil terakhir", "Last result"), result),
            self.row(("Kesepakatan terakhir", "Last agreement"), said(AGREEMENT)),
            self.row(("Rencana berikutnya", "Next plan"), self.date(row.next_kunjungan_on.as_deref())),
            self.row(("Catatan", "Note"), text(fo::CATATAN)),
        ];
        Ok(KunjunganScreen {
            kasus_id,
            rincian: subjek.orang.as_ref().map(|person| self.rincian(person)).unwrap_or_default(),
            tempat: place(subjek.wilayah.as_deref()),
            jatuh_tempo,
            risiko: words::risk(risk, self.lang),
            tanda: self.tanda(row, &subjek),
            keselamatan: said(SAFETY_NOTE).unwrap_or_default(),
            baris: baris.into_iter().flatten().collect(),
            persetujuan: if first { consent_line(self.lang) } else { String::new() },
            draf,
            aksi: vec![begin, profile],
            status: self.status(row.id)?,
            nama: subjek.nama,
        })
    }

    fn selesai(&self, id: RecordId) -> Result<SelesaiScreen> {
        let (row, bytes) = dokumen::get(self.db, id)?.ok_or_else(|| CoreError::new(ErrorCode::NotFound))?;
        let document: DokumenBaru =
            serde_json::from_slice(&bytes).map_err(|_| CoreError::new(ErrorCode::StoreDamaged).reason("document"))?;
        let (status, _) = dokumen_status(self.db, id)?;
        let visit = row.jenis == JENIS_KUNJUNGAN;
        let case = kasus::get(self.db, row.kasus)?;
        let nama = case.as_ref().map(|case| self.subjek(case)).transpose()?.map(|subjek| subjek.nama);
        let result = at(&document.content, RESULT).filter(|_| visit);
        let result = result.map(|code| self.inner.lists.label("hasil_kunjungan", code, self.lang).to_owned());
        let photos = document.lampiran.len() as u64;
        let photos = (photos > 0)
            .then(|| count(photos, "foto atau tanda tangan", "photo or signature", "photos or signatures", self.lang));
        let baris: Vec<BarisKata> = [
            self.row(("Untuk", "For"), nama),
            self.row(("Diselesaikan", "Finished"), Some(capital(&moment(self.at(row.at), self.today(), self.lang)))),
            self.row(("Hasil", "Result"), result),
            self.row(("Lampiran", "Attached"), photos),
            self.row(("Versi", "Version"), self.versions(&row)?),
        ]
        .into_iter()
        .flatten()
        .collect();
        let agreed = at(&document.content, NEXT_DATE).filter(|_| visit);
        let next = agreed.or_else(|| case.as_ref().and_then(|case| case.next_kunjungan_on.as_deref()));
        let berikutnya = self
            .date(next)
            .map(|date| format!("{} {date}", self.pick("Kunjungan berikutnya", "Next visit")))
            .unwrap_or_default();
        let judul = format!("{} {}", form_name(&row.jenis, self.lang), self.pick("tersimpan", "saved"));
        let pesan = match status {
            StatusKirim::PerluPerhatian => self
                .pick(
                    "Aman di ponsel ini, tetapi perlu perhatian. Buka Kotak Kirim.",
                    "Safe on this phone, but it needs attention. Open the outbox.",
                )
                .to_owned(),
            status => safe_line(status == StatusKirim::DiterimaServer, self.lang),
        };
        let button = |id: &str, en: &str, rute: Rute| Aksi { kata: self.pick(id, en).to_owned(), rute, utama: false };
        let mut aksi = Vec::new();
        if visit {
            aksi.push(button("Lihat laporan", "See the report", Rute::Laporan { dokumen_id: id.to_string() }));
        }
        aksi.push(button("Lihat kasus", "See the case", Rute::Profil { id: row.kasus.to_string() }));
        aksi.push(button("Kotak Kirim", "Outbox", Rute::KotakKirim));
        let status = words::status(status, self.lang);
        let lisan = spoken([judul.as_str(), pesan.as_str(), berikutnya.as_str()]);
        Ok(SelesaiScreen {
            dokumen_id: id.to_string(),
            judul,
            pesan,
            status,
            baris,
            berikutnya,
            laporan: visit.then(|| Rute::Laporan { dokumen_id: id.to_string() }),
            aksi,
            lisan,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_is_a_question_of_the_shipped_visit_form() {
        let pack = crate::form::packs::shipped_packs().iter().find(|p| p.id == KUNJUNGAN_RUMAH).expect("shipped");
        let files: Vec<(&str, &[u8])> = pack.files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        let form =
            crate::form::compile(crate::form::xlsform::load_csv_folder(&files).expect("loads")).expect("compiles");
        let env = crate::form::SessionEnv {
            now_ms: 0,
            offset_minutes: 420,
            lang: String::new(),
            username: String::new(),
            device_id: String::new(),
            instance_id: String::new(),
            last_saved: Default::default(),
        };
        let session = crate::form::FormSession::new(form, env);
        for path in [RESULT, AGREEMENT, SAFETY_NOTE, NEXT_DATE] {
            assert!(session.value(path).is_ok(), "{path}");
        }
        assert!(session.value("layanan/tidak_ada").is_err());
    }
}
