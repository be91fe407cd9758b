//! The visit report of one document, from what the store holds.

use super::companion::Companion;
use super::detail::dokumen_status;
use super::selesai::JENIS_KUNJUNGAN;
use super::tinjau::judul;
use super::warga::parse_id;
use super::{acuan, items, koreksi};
use crate::domain::op::DokumenBaru;
use crate::domain::status::StatusKirim;
use crate::domain::waktu::{Moment, date_in_words};
use crate::error::{CoreError, ErrorCode, Result};
use crate::form::{FormSession, SessionEnv};
use crate::report::kunjungan::{Bagian, FotoBukti, LaporanKunjungan, html};
use crate::store::{dokumen, kasus, receipt, register};
use crate::vault::Receipt;
use serde_json::Value;

impl Companion {
    /// The report of a home visit as a self-contained HTML page.
    pub fn laporan_kunjungan(&self, dokumen_id: &str) -> Result<String> {
        let inner = self.inner()?;
        let lang = inner.lang();
        let id = parse_id(dokumen_id)?;
        let now = inner.now();
        inner.note_access("laporan", Some(id))?;
        let found = inner.store.try_read(|db| -> Result<_> {
            let (row, bytes) = dokumen::get(db, id)?.ok_or_else(|| CoreError::new(ErrorCode::NotFound))?;
            let (status, _) = dokumen_status(db, id)?;
            let (nama, tempat) = match kasus::get(db, row.kasus)? {
                Some(k) => items::subjek(db, &k)?,
                None => (String::new(), String::new()),
            };
            let nama = match register::get(db, row.kasus)? {
                Some(k) => Some(judul(db, k.kind, row.kasus, &k.state)?).filter(|n| !n.is_empty()).unwrap_or(nama),
                None => nama,
            };
            let receipt = match row.op.0 == inner.profile.device {
                true => receipt::covering(db, row.op.1)?,
                false => None,
            };
            let newer = dokumen::corrections_of(db, id)?.len();
            let version = koreksi::in_words(inner, newer, row.corrects.is_some());
            Ok((row, bytes, status, nama, tempat, receipt, version))
        })?;
        let (row, bytes, status, nama, tempat, receipt, version) = found;
        if row.jenis != JENIS_KUNJUNGAN {
            return Err(CoreError::new(ErrorCode::BadInput).field("dokumen").reason("not a home visit"));
        }
        let document: DokumenBaru =
            serde_json::from_slice(&bytes).map_err(|_| CoreError::new(ErrorCode::StoreDamaged).reason("document"))?;
        let keys = inner.profile.verify_keys()?;
        let tanda_terima = receipt.and_then(|r| Receipt::verify(&r.bytes, &keys).ok()).map(|r| {
            let at = Moment { ms: r.received_at_ms, offset_minutes: now.offset_minutes };
            format!(
                "{} {}, {} {}",
                lang.pick("Tanda terima server tanggal", "Server receipt of"),
                at.local().format("%d-%m-%Y %H.%M"),
                lang.pick("kunci", "key"),
                r.key_id
            )
        });
        let at = Moment { ms: row.at, offset_minutes: now.offset_minutes };
        let mut kepala = vec![
            (lang.pick("Penerima layanan", "Client").to_owned(), nama),
            (lang.pick("Tempat", "Place").to_owned(), tempat),
            (lang.pick("Petugas", "Worker").to_owned(), inner.profile.nama.clone()),
            (lang.pick("Diselesaikan", "Finished").to_owned(), at.local().format("%d-%m-%Y %H.%M").to_string()),
        ];
        if let Some(words) = version {
            kepala.push((lang.pick("Versi", "Version").to_owned(), words.to_owned()));
        }
        let laporan = LaporanKunjungan {
            lang,
            kepala,
            bagian: self.bagian(&document, at)?,
            foto: document
                .lampiran
                .iter()
                .map(|f| FotoBukti { keterangan: f.path.clone(), size: f.size, hash: f.hash.clone() })
                .collect(),
            tanda_terima: tanda_terima.filter(|_| status == StatusKirim::DiterimaServer),
            status,
            sidik: blake3::hash(&bytes).to_hex().to_string(),
            dibuat: date_in_words(now.date(), lang),
        };
        Ok(html(&laporan))
    }

    /// The document's answers in the words of its form, section by section.
    fn bagian(&self, document: &DokumenBaru, at: Moment) -> Result<Vec<Bagian>> {
        let inner = self.inner()?;
        let (form_id, version) = &document.form;
        let form = acuan::form(inner, form_id, Some(version))?;
        let code = inner.lang().pick("(id)", "(en)");
        let lang_name = form.langs().iter().find(|l| l.ends_with(code)).cloned().unwrap_or_default();
        let env = SessionEnv {
            now_ms: at.ms,
            offset_minutes: at.offset_minutes,
            lang: lang_name,
            username: String::new(),
            device_id: String::new(),
            instance_id: document.id.to_string(),
            last_saved: Default::default(),
        };
        let mut session = FormSession::new(form, env);
        session.set_all(&without_files(&document.content));
        let sections = session.sections();
        let mut out: Vec<Bagian> = Vec::new();
        let mut owners: Vec<String> = Vec::new();
        for section in &sections {
            out.push(Bagian { judul: section.label.clone(), baris: Vec::new() });
            owners.push(session.path(section.slot));
        }
        for question in session.visible().into_iter().filter_map(|s| session.question_slot(s)) {
            if !question.asked || question.shown.is_empty() || matches!(question.kind, "image" | "signature" | "note") {
                continue;
            }
            let inside = |owner: &String| {
                question.path == *owner
                    || question.path.strip_prefix(owner.as_str()).is_some_and(|rest| rest.starts_with(['/', '[']))
            };
            if let Some(place) = owners.iter().position(inside) {
                out[place].baris.push((question.label, question.shown));
            }
        }
        Ok(out)
    }
}

/// The answers without photos: the report lists those by hash, and the files may be on another device.
fn without_files(value: &Value) -> Value {
    match value {
        Value::Object(map) if map.contains_key("hash") => Value::Null,
        Value::Object(map) => {
            map.iter().map(|(k, v)| (k.clone(), without_files(v))).collect::<serde_json::Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(without_files).collect::<Vec<_>>().into(),
        other => other.clone(),
    }
}
