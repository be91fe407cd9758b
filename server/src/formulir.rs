//! Forms that operators publish: a new version of a form reaches the phones without a release. Each goes through the loader
//! and compiler that the phones use; one that they would refuse is refused here, with its places.

use crate::error::{Result, ServerError};
use atensi_core::form::definition::FormErrors;
use atensi_core::form::packs::{self, CASE_PATHS};
use atensi_core::form::{compile, xlsform::load_csv_folder};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use std::path::Path;

/// The largest form that a phone fetches, bytes as bundled.
const MAX_BUNDLE: usize = 16 << 20;

/// A version of a form on this server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Terpasang {
    /// `form_id` of its settings.
    pub id: String,
    /// `version` of its settings.
    pub version: String,
    /// Title.
    pub title: String,
    /// Lower-case hex BLAKE3 of the bundle.
    pub hash: String,
    /// When it was published, ms UTC; 0 for one that ships with the server.
    pub at: i64,
    /// Whether phones begin new forms in it.
    pub berlaku: bool,
    /// What its author should look at; only at publishing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub peringatan: Vec<String>,
}

fn setup<T>(text: impl Into<String>) -> Result<T> {
    Err(ServerError::Setup(text.into()))
}

/// Reads the CSV files of a form's folder; notes and examples beside them are left out.
pub fn read_folder(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    let mut size = 0;
    for entry in std::fs::read_dir(folder).map_err(ServerError::io("reading the form's folder"))? {
        let path = entry.map_err(ServerError::io("reading the form's folder"))?.path();
        let csv = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
        let Some(name) = path.file_name().and_then(|n| n.to_str()).filter(|_| csv && path.is_file()) else { continue };
        let len = path.metadata().map_or(u64::MAX, |m| m.len());
        size += usize::try_from(len).unwrap_or(MAX_BUNDLE);
        if size > MAX_BUNDLE {
            return setup(format!("{name}: the form is over 16 MiB, which no phone takes"));
        }
        let bytes = std::fs::read(&path).map_err(ServerError::io("reading a file of the form"))?;
        match String::from_utf8(bytes) {
            Ok(text) => files.push((name.to_owned(), text)),
            Err(_) => return setup(format!("{name}: not UTF-8; save it as CSV UTF-8")),
        }
    }
    files.sort();
    if !files.iter().any(|(name, _)| name == "survey.csv") {
        return setup("there is no survey.csv in this folder; save each sheet of a workbook as CSV under its name");
    }
    Ok(files)
}

fn places(errors: &FormErrors) -> String {
    errors.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n  ")
}

/// Checks a form and puts it in force. The same version again, with the same content, comes into force again.
pub fn install(conn: &Connection, files: &[(String, String)], now: i64) -> Result<Terpasang> {
    let bytes: Vec<(&str, &[u8])> = files.iter().map(|(n, t)| (n.as_str(), t.as_bytes())).collect();
    let refused = |errors: FormErrors| ServerError::Setup(format!("the form is refused:\n  {}", places(&errors)));
    let form = compile(load_csv_folder(&bytes).map_err(refused)?).map_err(refused)?;
    let (id, version) = (form.id().to_owned(), form.version().to_owned());
    let plain = |text: &str, extra: &str| {
        (1..=64).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || extra.contains(c))
    };
    if !plain(&id, "_-.") {
        return setup(format!("settings.csv: form_id `{id}` is to have letters, digits, `_`, `-` and `.` only"));
    }
    if !plain(&version, "_-.:+") {
        return setup("settings.csv: a version of letters, digits, `.`, `-`, `_` is needed, such as 2026120101");
    }
    let bundle = packs::bundle(files.iter().map(|(n, t)| (n.as_str(), t.as_str())));
    if bundle.len() > MAX_BUNDLE {
        return setup("the form is over 16 MiB, which no phone takes");
    }
    let hash = blake3::hash(&bundle).to_hex().to_string();
    let other = || {
        let raise = "raise `version` in settings.csv: drafts and documents name the version they were made in";
        ServerError::Setup(format!("version {version} of {id} is known with other content; {raise}"))
    };
    let shipped = packs::shipped_pack(&id).filter(|pack| pack.version == version);
    if shipped.is_some_and(|pack| blake3::hash(&pack.bundle()).to_hex().as_str() != hash) {
        return Err(other());
    }
    let known: Option<String> = conn
        .prepare_cached("SELECT hash FROM formulir WHERE id = ?1 AND version = ?2")?
        .query_row([&id, &version], |row| row.get(0))
        .optional()?;
    match known {
        Some(known) if known != hash => return Err(other()),
        Some(_) => {
            let again = "UPDATE formulir SET n = (SELECT max(n) + 1 FROM formulir), at = ?2 WHERE hash = ?1";
            conn.execute(again, params![hash, now])?;
        }
        None => {
            let new = "INSERT INTO formulir (n, id, version, title, hash, at, bundle)
                       VALUES ((SELECT coalesce(max(n), 0) + 1 FROM formulir), ?1, ?2, ?3, ?4, ?5, ?6)";
            conn.execute(new, params![id, version, form.title(), hash, now, bundle])?;
        }
    }
    let mut peringatan: Vec<String> = form.warnings().iter().map(ToString::to_string).collect();
    for (_, path, field) in CASE_PATHS.iter().filter(|(form, ..)| *form == id) {
        if !form.paths().any(|held| held == format!("/{}/{path}", form.root())) {
            peringatan.push(format!("survey.csv: without {path} this form no longer tells a case its `{field}`"));
        }
    }
    Ok(Terpasang { title: form.title().to_owned(), id, version, hash, at: now, berlaku: true, peringatan })
}

/// A form to be published: id, version, bundle.
pub type Bundle = (String, String, Vec<u8>);

/// What phones begin new forms in: the version published last, else the one that ships.
pub fn in_force(conn: &Connection) -> Result<Vec<Bundle>> {
    let mut published = conn.prepare_cached(
        "SELECT id, version, bundle FROM formulir f WHERE n = (SELECT max(n) FROM formulir WHERE id = f.id) ORDER BY id",
    )?;
    let mut out: Vec<Bundle> =
        published.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?;
    for pack in packs::shipped_packs() {
        if !out.iter().any(|(id, ..)| id == pack.id) {
            out.push((pack.id.to_owned(), pack.version.to_owned(), pack.bundle()));
        }
    }
    out.sort();
    Ok(out)
}

/// A form by its hash, in force or not.
pub fn by_hash(conn: &Connection, hash: &str) -> Result<Option<Bundle>> {
    let stored = conn
        .prepare_cached("SELECT id, version, bundle FROM formulir WHERE hash = ?1")?
        .query_row([hash], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    Ok(stored.or_else(|| {
        let packs = packs::shipped_packs().iter().map(|p| (p.id.to_owned(), p.version.to_owned(), p.bundle()));
        packs.into_iter().find(|(_, _, bundle)| blake3::hash(bundle).to_hex().as_str() == hash)
    }))
}

/// Changes whenever another version comes into force.
pub fn counter(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT coalesce(max(n), 0) FROM formulir")?.query_row([], |row| row.get(0))?)
}

/// Every version on this server, by form and then by when it came.
pub fn list(conn: &Connection) -> Result<Vec<Terpasang>> {
    let mut rows = conn.prepare_cached("SELECT id, version, title, hash, at FROM formulir ORDER BY id, n")?;
    let published = rows
        .query_map([], |row| {
            let (id, version, title) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (hash, at) = (row.get(3)?, row.get(4)?);
            Ok(Terpasang { id, version, title, hash, at, berlaku: false, peringatan: Vec::new() })
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let mut out: Vec<Terpasang> = Vec::new();
    for pack in packs::shipped_packs() {
        if !published.iter().any(|form| form.id == pack.id && form.version == pack.version) {
            out.push(Terpasang {
                id: pack.id.to_owned(),
                version: pack.version.to_owned(),
                title: title_of(pack),
                hash: blake3::hash(&pack.bundle()).to_hex().to_string(),
                at: 0,
                berlaku: false,
                peringatan: Vec::new(),
            });
        }
    }
    out.extend(published);
    out.sort_by(|a, b| a.id.cmp(&b.id));
    for i in 0..out.len() {
        out[i].berlaku = out.get(i + 1).is_none_or(|next| next.id != out[i].id);
    }
    Ok(out)
}

/// The title that a shipped form's settings declare.
fn title_of(pack: &packs::FormPack) -> String {
    let files: Vec<(&str, &[u8])> = pack.files.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    load_csv_folder(&files).map(|form| form.title).unwrap_or_default()
}
