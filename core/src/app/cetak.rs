//! A finished document as its form on paper, filled in.

use super::acuan;
use super::companion::Companion;
use super::formulir_lihat::form_lang;
use super::warga::parse_id;
use crate::domain::op::DokumenBaru;
use crate::domain::waktu::Moment;
use crate::error::{CoreError, ErrorCode, Result};
use crate::form::{FormSession, SessionEnv};
use crate::store::dokumen;
use crate::view::kertas::{LembarFormulir, html, pick_lang};

impl Companion {
    /// A finished document on the sheet of the form version that asked the questions, as a self-contained HTML page.
    /// `lang_form` is a language of the form by name or code; without it, that of this user.
    pub fn cetak_dokumen(&self, dokumen_id: &str, lang_form: Option<&str>) -> Result<String> {
        let inner = self.inner()?;
        let lang = inner.lang();
        let id = parse_id(dokumen_id)?;
        inner.note_access("cetak", Some(id))?;
        let found = inner.store.read(|db| dokumen::get(db, id))?;
        let (row, bytes) = found.ok_or_else(|| CoreError::new(ErrorCode::NotFound).field("dokumen"))?;
        let document: DokumenBaru =
            serde_json::from_slice(&bytes).map_err(|_| CoreError::new(ErrorCode::StoreDamaged).reason("document"))?;
        let (form_id, version) = &document.form;
        let source = acuan::form_source(inner, form_id, Some(version))?;
        let lang_form = match lang_form {
            None => form_lang(&source.langs, lang),
            Some(wanted) => pick_lang(&source, Some(wanted), lang)
                .ok_or_else(|| CoreError::new(ErrorCode::BadInput).field("bahasa-formulir"))?,
        };
        let at = Moment { ms: row.at, offset_minutes: inner.now().offset_minutes };
        let env = SessionEnv {
            now_ms: at.ms,
            offset_minutes: at.offset_minutes,
            lang: lang_form,
            username: String::new(),
            device_id: String::new(),
            instance_id: document.id.to_string(),
            last_saved: Default::default(),
        };
        let mut session = FormSession::new(acuan::form(inner, form_id, Some(version))?, env);
        session.set_all(&document.content);
        let kepala = [
            (lang.pick("Petugas", "Worker").to_owned(), inner.profile.nama.clone()),
            (lang.pick("Diselesaikan", "Finished").to_owned(), at.local().format("%d-%m-%Y %H.%M").to_string()),
            (
                lang.pick("Sidik dokumen (BLAKE3)", "Document hash (BLAKE3)").to_owned(),
                blake3::hash(&bytes).to_hex().to_string(),
            ),
        ];
        let lembar =
            LembarFormulir { form: &source, lang_form: session.lang(), session: Some(&session), kepala: &kepala };
        Ok(html(&lembar))
    }
}
