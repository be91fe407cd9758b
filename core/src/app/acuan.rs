//! Reference content from the server: forms, code lists, regions, colleagues. Fetched by hash, checked, kept in the store;
//! what the build ships serves until then. A newer version never touches a draft begun in an older one: a shipped form that a
//! draft is begun in is kept in the store, since the next app may ship another.

use super::companion::{Companion, Inner};
use super::prefill;
use crate::error::{CoreError, ErrorCode, Result};
use crate::form::Form;
use crate::form::definition::FormSource;
use crate::form::packs::FormPack;
use crate::form::xlsform::PREFILL;
use crate::store::{Reader, StoreError, Tx, content, meta};
use crate::sync::http::HttpTransport;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

const META_VERSION: &str = "acuan_version";
const MAX_MANIFEST: usize = 1024 * 1024;
const MAX_ITEM: usize = 16 * 1024 * 1024;
/// Name prefixes of the items that this build uses.
const FORM: &str = "formulir/";
/// As [`FORM`], of forms that were not published but shipped when a draft began.
const KEPT: &str = "bawaan/formulir/";
const WILAYAH: &str = "wilayah/";
const PETUGAS: &str = "petugas/";

#[derive(Deserialize)]
struct Manifest {
    version: String,
    items: Vec<ManifestItem>,
}

#[derive(Deserialize)]
struct ManifestItem {
    name: String,
    version: String,
    hash: String,
    size: u64,
}

/// What a download brought.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AcuanSummary {
    /// Forms on this device.
    pub forms: u32,
    /// Other lists on this device.
    pub lists: u32,
    /// Bytes fetched in this run.
    pub bytes: u64,
}

/// A form that can be filled in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FormItem {
    /// Form id.
    pub id: String,
    /// Version.
    pub version: String,
    /// Title.
    pub title: String,
}

fn offline(error: crate::sync::port::TransportError) -> CoreError {
    super::kirim::transport_error(error)
}

/// Fetches what changed. `known` is the version that the last sync named; nothing is asked when it is the one held.
pub(super) fn refresh(inner: &Inner, transport: &HttpTransport, known: &str) -> Result<AcuanSummary> {
    let held = inner.store.read(|db| meta::get_text(db, META_VERSION))?;
    let mut summary = AcuanSummary::default();
    if known.is_empty() || held.as_deref() != Some(known) {
        let answer = transport.get("/acuan", MAX_MANIFEST).map_err(offline)?;
        let refused = || CoreError::new(ErrorCode::ServerRefused).reason("reference manifest");
        if answer.status != 200 {
            return Err(refused());
        }
        let manifest: Manifest = serde_json::from_slice(&answer.body).map_err(|_| refused())?;
        for item in &manifest.items {
            summary.bytes += fetch(inner, transport, item)?;
        }
        inner.store.write(|tx| meta::set(tx, META_VERSION, manifest.version.as_bytes()))?;
        inner.forms().clear();
    }
    for row in inner.store.read(content::list)? {
        match row.name.as_str() {
            name if name.starts_with(FORM) => summary.forms += 1,
            name if name.starts_with(KEPT) => {}
            _ => summary.lists += 1,
        }
    }
    Ok(summary)
}

fn fetch(inner: &Inner, transport: &HttpTransport, item: &ManifestItem) -> Result<u64> {
    let hash = super::blobs::parse_hash(&item.hash)?;
    let known = inner.store.read(|db| content::newest(db, &item.name))?;
    if known.is_some_and(|row| row.hash == hash) {
        return Ok(0);
    }
    let tampered = || CoreError::new(ErrorCode::Tampered).reason("reference item");
    let max = usize::try_from(item.size).ok().filter(|size| *size <= MAX_ITEM).ok_or_else(tampered)?;
    let now = inner.now().ms;
    // The same bytes ship inside the library: half a megabyte that no weak link has to carry again.
    let shipped = item.name.strip_prefix(FORM).and_then(shipped).map(FormPack::bundle);
    if let Some(bytes) = shipped.filter(|bytes| *blake3::hash(bytes).as_bytes() == hash) {
        inner.store.write(|tx| content::put(tx, &item.name, &item.version, &bytes, now))?;
        return Ok(0);
    }
    let answer = transport.get(&format!("/acuan/{}", item.hash), max).map_err(offline)?;
    if answer.status != 200 || *blake3::hash(&answer.body).as_bytes() != hash {
        return Err(tampered());
    }
    inner.store.write(|tx| content::put(tx, &item.name, &item.version, &answer.body, now))?;
    Ok(answer.body.len() as u64)
}

/// Keeps the shipped form that a draft begins in, in the transaction that begins it. A published one is kept already.
pub(super) fn keep_shipped(tx: &Tx<'_>, id: &str, version: &str, at: i64) -> std::result::Result<(), StoreError> {
    let kept = format!("{KEPT}{id}");
    if content::has(tx, &format!("{FORM}{id}"), version)? || content::has(tx, &kept, version)? {
        return Ok(());
    }
    if let Some(pack) = shipped(id).filter(|pack| pack.version == version) {
        content::put(tx, &kept, version, &pack.bundle(), at)?;
    }
    Ok(())
}

fn shipped(id: &str) -> Option<&'static FormPack> {
    crate::form::packs::shipped_pack(id)
}

/// The version that new forms begin in: the one published last, else the shipped one.
pub(super) fn in_force(inner: &Inner, id: &str) -> Result<Option<String>> {
    let published = inner.store.read(|db| content::newest(db, &format!("{FORM}{id}")))?;
    Ok(published.map(|row| row.version).or_else(|| shipped(id).map(|pack| pack.version.to_owned())))
}

fn no_form(id: &str) -> CoreError {
    CoreError::new(ErrorCode::NotFound).field(id).reason("no such form")
}

/// The files of a form: from the server when it published it, else as shipped now or when a draft was begun in it.
fn form_files(inner: &Inner, id: &str, version: &str) -> Result<Vec<(String, Vec<u8>)>> {
    let stored = inner.store.read(|db| match content::get(db, &format!("{FORM}{id}"), version)? {
        None => content::get(db, &format!("{KEPT}{id}"), version),
        found => Ok(found),
    })?;
    let bytes = stored.or_else(|| shipped(id).filter(|pack| pack.version == version).map(FormPack::bundle));
    let files: BTreeMap<String, String> = serde_json::from_slice(&bytes.ok_or_else(|| no_form(id))?)
        .map_err(|_| CoreError::new(ErrorCode::FormRefused).field(id).reason("bundle is not readable"))?;
    let mut files: Vec<_> = files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    // The regions of the worker's own kabupaten replace the sample that the pack ships.
    let regions = inner.store.read(|db| {
        let name = format!("{WILAYAH}{}", inner.profile.kab);
        match content::newest(db, &name)? {
            Some(row) => content::get(db, &name, &row.version),
            None => Ok(None),
        }
    })?;
    if let Some(regions) = regions {
        for (_, bytes) in files.iter_mut().filter(|(name, _)| name == "wilayah.csv") {
            bytes.clone_from(&regions);
        }
    }
    Ok(files)
}

fn source(files: &[(String, Vec<u8>)]) -> Result<FormSource> {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    Ok(crate::form::xlsform::load_csv_folder(&files)?)
}

/// A form as its author wrote it; without a version the one in force.
pub(super) fn form_source(inner: &Inner, id: &str, version: Option<&str>) -> Result<FormSource> {
    let version = match version {
        Some(version) => version.to_owned(),
        None => in_force(inner, id)?.ok_or_else(|| no_form(id))?,
    };
    source(&form_files(inner, id, &version)?)
}

/// A compiled form, kept for the rest of this unlock; without a version the one in force.
pub(super) fn form(inner: &Inner, id: &str, version: Option<&str>) -> Result<Arc<Form>> {
    let version = match version {
        Some(version) => version.to_owned(),
        None => in_force(inner, id)?.ok_or_else(|| no_form(id))?,
    };
    if let Some(form) = inner.forms().get(&(id.to_owned(), version.clone())).cloned() {
        return Ok(form);
    }
    let source = form_source(inner, id, Some(&version))?;
    let key = (id.to_owned(), source.version.clone());
    let form = crate::form::compile(source)?;
    inner.forms().insert(key, Arc::clone(&form));
    Ok(form)
}

/// The map of a form from records to its questions.
pub(super) fn prefill_map(inner: &Inner, form: &Form) -> Result<Vec<prefill::Line>> {
    let files = form_files(inner, form.id(), form.version())?;
    let text = files.iter().find(|(name, _)| name == PREFILL).and_then(|(_, bytes)| std::str::from_utf8(bytes).ok());
    text.map_or_else(|| Ok(Vec::new()), prefill::read_map)
}

/// Names of colleagues by id, as the server last told.
pub(super) fn petugas(inner: &Inner, db: &Reader<'_>) -> Result<BTreeMap<String, String>> {
    #[derive(Deserialize)]
    struct Petugas {
        id: String,
        nama: String,
    }
    let name = format!("{PETUGAS}{}", inner.profile.kab);
    let bytes = match content::newest(db, &name)? {
        Some(row) => content::get(db, &name, &row.version)?,
        None => None,
    };
    let list: Vec<Petugas> = bytes.and_then(|b| serde_json::from_slice(&b).ok()).unwrap_or_default();
    Ok(list.into_iter().map(|p| (p.id, p.nama)).collect())
}

impl Companion {
    /// Forms that can be filled in here.
    pub fn list_forms(&self) -> Result<Vec<FormItem>> {
        let inner = self.inner()?;
        let mut ids: Vec<String> = crate::form::packs::shipped_packs().iter().map(|p| p.id.to_owned()).collect();
        for row in inner.store.read(content::list)? {
            if let Some(id) = row.name.strip_prefix(FORM)
                && !ids.iter().any(|known| known == id)
            {
                ids.push(id.to_owned());
            }
        }
        ids.iter()
            .map(|id| {
                let form = form(inner, id, None)?;
                Ok(FormItem { id: id.clone(), version: form.version().to_owned(), title: form.title().to_owned() })
            })
            .collect()
    }

    /// Downloads forms, lists and regions that changed.
    pub fn perbarui_acuan(&self) -> Result<AcuanSummary> {
        let inner = self.inner()?;
        refresh(inner, &super::kirim::transport(inner)?, "")
    }
}
