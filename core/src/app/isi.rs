//! An answers file: many answers at once, with pictures that lie beside it. What is refused is named, the rest is kept;
//! a file of which nothing fits begins no draft.

use super::blobs::{self, NotTaken, PhotoFault};
use super::companion::{Companion, Inner};
use super::formulir::FormHandle;
use crate::domain::Lang;
use crate::domain::op::Hash;
use crate::error::{CoreError, ErrorCode, Result};
use crate::form::{AnswerError, FileRef, Form};
use crate::store::blob;
use crate::view::formulir::{IsiResult, Penolakan};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;

/// The most photos that one answers file may name; the largest form asks for a dozen.
pub(super) const MAX_PHOTOS: usize = 500;

impl Companion {
    /// Begins a form for a case with many answers at once, as [`FormHandle::isi`]; draft and answers reach the disk in one
    /// transaction. When every answer was refused there is no draft.
    pub fn isi_formulir(
        &self,
        form_id: &str,
        kasus_id: &str,
        answers: &Value,
        base: &Path,
    ) -> Result<(Option<FormHandle>, IsiResult)> {
        let handle = self.siapkan_formulir(form_id, kasus_id)?;
        let (begun, result) = handle.fill(answers, base, true)?;
        Ok((begun.then_some(handle), result))
    }
}

impl FormHandle {
    /// Fills in many answers at once, nested as the finished document is. Photos are objects with a `path` of a plain file
    /// below `base`, whatever else it names is refused. What was accepted is on the disk when this returns.
    pub fn isi(&self, answers: &Value, base: &Path) -> Result<IsiResult> {
        Ok(self.fill(answers, base, false)?.1)
    }

    /// Fills in; with `only_if_any`, nothing is written when every answer was refused. Tells whether it was written.
    fn fill(&self, answers: &Value, base: &Path, only_if_any: bool) -> Result<(bool, IsiResult)> {
        self.expect_unchanged()?;
        let form = Arc::clone(self.lock()?.session.form());
        let mut answers = form.unwrapped(answers).clone();
        let mut photos = Photos::new(Some(&self.inner), self.inner.lang(), &form, base);
        photos.walk(&format!("/{}", form.root()), &mut answers)?;
        let Photos { files, mut rejected, .. } = photos;
        let now = self.inner.now().ms;
        let mut filling = self.lock()?;
        filling.session.set_time(now);
        let report = filling.session.set_all(&answers);
        rejected.extend(report.errors.iter().map(refusal));
        let write = !only_if_any || report.accepted > 0 || rejected.is_empty();
        if write {
            self.store_events(&mut filling, &files)?;
        }
        Ok((write, IsiResult { accepted: report.accepted as u64, rejected }))
    }
}

/// An answer that the form refused.
pub(super) fn refusal(error: &AnswerError) -> Penolakan {
    Penolakan { path: error.path.clone(), code: error.code.to_owned(), pesan: error.message.clone() }
}

/// Takes in the photos that answers name; without a store they are only looked at.
pub(super) struct Photos<'a> {
    inner: Option<&'a Inner>,
    lang: Lang,
    form: &'a Form,
    base: &'a Path,
    /// What was taken in, with the question that asked for it.
    files: Vec<(Hash, String)>,
    pub(super) rejected: Vec<Penolakan>,
}

impl<'a> Photos<'a> {
    pub(super) fn new(inner: Option<&'a Inner>, lang: Lang, form: &'a Form, base: &'a Path) -> Self {
        Self { inner, lang, form, base, files: Vec::new(), rejected: Vec::new() }
    }
}

impl Photos<'_> {
    /// Puts the file in the place of its name, everywhere below `at`. Depth is bounded by the JSON reader.
    pub(super) fn walk(&mut self, at: &str, value: &mut Value) -> Result<()> {
        match value {
            Value::Object(_) if self.form.takes_file(&without_positions(at)) => self.photo(at, value),
            Value::Object(map) => {
                map.iter_mut().try_for_each(|(name, inner)| self.walk(&format!("{at}/{name}"), inner))
            }
            Value::Array(rows) => {
                rows.iter_mut().enumerate().try_for_each(|(i, row)| self.walk(&format!("{at}[{}]", i + 1), row))
            }
            _ => Ok(()),
        }
    }

    fn photo(&mut self, at: &str, value: &mut Value) -> Result<()> {
        match self.reference(value) {
            Ok(Some((hash, file))) => {
                *value = serde_json::to_value(file).map_err(|_| CoreError::new(ErrorCode::Bug).reason("file"))?;
                self.files.push((hash, at.to_owned()));
            }
            // The form says what is wrong with it.
            Ok(None) => {}
            Err(NotTaken::Photo(fault)) => {
                self.rejected.push(Penolakan {
                    path: at.to_owned(),
                    code: ErrorCode::FileUnreadable.name().to_owned(),
                    pesan: fault.words(self.lang).to_owned(),
                });
                // An earlier answer stays.
                *value = Value::Null;
            }
            Err(NotTaken::Failed(error)) => return Err(error.field(at)),
        }
        Ok(())
    }

    /// The file that an answer stands for: a new one by name, or one that is here already by hash.
    fn reference(&self, value: &Value) -> std::result::Result<Option<(Hash, FileRef)>, NotTaken> {
        let word = |key: &str| value.get(key).and_then(Value::as_str);
        let (hash, name) = (word("hash"), word("path"));
        if hash.is_none() && name.is_none() {
            return Ok(None);
        }
        if self.files.len() >= MAX_PHOTOS {
            return Err(NotTaken::Photo(PhotoFault::TooMany));
        }
        let name = name.map(str::to_owned);
        let Some(hash) = hash else {
            let file = blobs::below(self.base, name.as_deref().unwrap_or_default()).map_err(NotTaken::Photo)?;
            let taken = match self.inner {
                Some(inner) => blobs::take_in(inner, &file)?,
                None => blobs::look_at(&file)?,
            };
            return Ok(Some((taken.hash, taken.reference(name))));
        };
        // A finished document names its photos by hash; without a store nobody knows them.
        let Some(inner) = self.inner else { return Ok(None) };
        let unknown = NotTaken::Photo(PhotoFault::Unknown);
        let Ok(hash) = blobs::parse_hash(hash) else { return Err(unknown) };
        let Some(row) = inner.store.read(|db| blob::get(db, &hash))? else { return Err(unknown) };
        Ok(Some((hash, FileRef { path: name, hash: super::profile::to_hex(&hash), size: row.size, mime: row.mime })))
    }
}

/// `/data/foto[2]/berkas` as the form knows it: `/data/foto/berkas`.
fn without_positions(path: &str) -> String {
    path.split('/').map(|step| step.split_once('[').map_or(step, |(name, _)| name)).collect::<Vec<_>>().join("/")
}
