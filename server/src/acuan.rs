//! Reference data for phones: forms, code lists, regions of the kabupaten, colleagues. Content, addressed by its hash.
//!
//! A phone reads the manifest, fetches the hashes it does not have, and checks each against its hash. Lists of another
//! kabupaten are not in the manifest and cannot be fetched by hash either.

use crate::error::{Result, ServerError};
use crate::{formulir, users};
use atensi_core::domain::codes::CodeLists;
use rusqlite::Connection;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// One thing a phone may fetch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// `formulir/<form id>`, `kode/<list>`, `wilayah/<kab>`, `petugas/<kab>`.
    pub name: String,
    /// Version for people; the hash is what counts.
    pub version: String,
    /// Lower-case hex BLAKE3 of the content.
    pub hash: String,
    /// Bytes.
    pub size: u64,
    /// Media type of the content.
    pub mime: String,
    #[serde(skip)]
    content: Arc<Vec<u8>>,
}

impl Item {
    fn new(name: String, version: &str, mime: &str, content: Vec<u8>) -> Self {
        let hash = blake3::hash(&content).to_hex().to_string();
        let version = if version.is_empty() { hash[..12].to_owned() } else { version.to_owned() };
        Self { name, version, hash, size: content.len() as u64, mime: mime.to_owned(), content: Arc::new(content) }
    }

    /// The bytes.
    pub fn content(&self) -> Arc<Vec<u8>> {
        Arc::clone(&self.content)
    }
}

/// What one kabupaten's phones may fetch.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    /// Changes whenever any item does.
    pub version: String,
    /// The items.
    pub items: Vec<Item>,
}

/// A manifest, with what it was made of: how many workers and published forms there were.
type Made = ((i64, i64), Arc<Manifest>);

/// Manifests, made when first asked for and again when the list of workers or the forms in force change.
#[derive(Debug, Default)]
pub struct Acuan {
    made: Mutex<BTreeMap<String, Made>>,
}

/// Kabupaten whose manifests are kept ready.
const KEEP: usize = 64;

impl Acuan {
    /// The manifest of a kabupaten.
    pub fn manifest(&self, conn: &Connection, kab: &str) -> Result<Arc<Manifest>> {
        let workers: i64 = conn.prepare_cached("SELECT count(*) FROM user")?.query_row([], |r| r.get(0))?;
        let state = (workers, formulir::counter(conn)?);
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, manifest)) = made.get(kab)
            && *at == state
        {
            return Ok(Arc::clone(manifest));
        }
        let manifest = Arc::new(make(conn, kab)?);
        if made.len() >= KEEP {
            made.clear();
        }
        made.insert(kab.to_owned(), (state, Arc::clone(&manifest)));
        Ok(manifest)
    }

    /// The version of a kabupaten's manifest.
    pub fn version(&self, conn: &Connection, kab: &str) -> Result<String> {
        Ok(self.manifest(conn, kab)?.version.clone())
    }

    /// An item of a kabupaten by hash; a form also in a version that is not in force any more.
    pub fn item(&self, conn: &Connection, kab: &str, hash: &str) -> Result<Option<Item>> {
        match self.manifest(conn, kab)?.items.iter().find(|item| item.hash == hash) {
            Some(item) => Ok(Some(item.clone())),
            None => Ok(formulir::by_hash(conn, hash)?.map(form_item)),
        }
    }
}

fn form_item((id, version, bundle): formulir::Bundle) -> Item {
    Item::new(format!("formulir/{id}"), &version, "application/json", bundle)
}

fn make(conn: &Connection, kab: &str) -> Result<Manifest> {
    let json =
        |value: &serde_json::Value| serde_json::to_vec(value).map_err(|_| ServerError::Damaged("reference data"));
    let mut items = Vec::new();
    items.extend(formulir::in_force(conn)?.into_iter().map(form_item));
    for (name, text) in CodeLists::shipped_texts() {
        items.push(Item::new(format!("kode/{name}"), "", "text/csv", text.as_bytes().to_vec()));
    }
    items.push(Item::new(format!("wilayah/{kab}"), "", "text/csv", crate::wilayah::csv_of(kab).into_bytes()));
    let workers: Vec<serde_json::Value> = users::list_users(conn)?
        .into_iter()
        .filter(|user| user.kab == kab)
        .map(|user| serde_json::json!({"id": user.id, "nama": user.name, "peran": user.role.code()}))
        .collect();
    items.push(Item::new(format!("petugas/{kab}"), "", "application/json", json(&workers.into())?));
    let mut all = blake3::Hasher::new();
    for item in &items {
        all.update(item.name.as_bytes()).update(item.hash.as_bytes());
    }
    Ok(Manifest { version: all.finalize().to_hex()[..12].to_owned(), items })
}
