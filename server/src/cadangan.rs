//! Backups that are called good only after they were opened and checked, and restoring them.
//!
//! A backup folder holds one copy of the database under the same storage key, the encrypted photo files, and a manifest
//! signed by the server. The manifest comes last and replaces the one before in one step, so an interrupted run leaves
//! the older backup as it was. Only then are the devices told how far they may forget (`stable`). The keys are not in it.

use crate::blobs::BlobFiles;
use crate::db;
use crate::error::{Result, ServerError};
use crate::keys::{Keys, from_hex, to_hex};
use crate::service::{BLOBS, Places, audit};
use atensi_core::domain::op::{CHAIN_START, Hash, chain};
use atensi_core::vault::VerifyKey;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// The manifest in a backup folder.
pub const MANIFEST: &str = "cadangan.json";
/// Under which a run writes what is not good yet.
const UNFINISHED: &str = ".baru";
const LOCK: &str = ".kunci-cadangan";
const DOMAIN: &[u8] = b"atensi-cadangan-v1\0";
/// Layout of the manifest.
const VERSION: u32 = 1;
const MAX_MANIFEST: u64 = 64 * 1024 * 1024;

/// What a backup holds, as the server signs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Layout of this manifest.
    pub version: u32,
    /// When it was made, ms UTC.
    pub made_at: i64,
    /// Epoch of the log.
    pub epoch: u64,
    /// File name of the database.
    pub database: String,
    /// BLAKE3 of that file, hex.
    pub hash: String,
    /// For every device: number, the last op held, chain hash after it (hex).
    pub devices: Vec<(u32, u64, String)>,
    /// Whole photos.
    pub photos: u64,
    /// Their bytes.
    pub photo_bytes: u64,
}

#[derive(Serialize, Deserialize)]
struct Signed {
    /// The manifest as text: the signature covers these very bytes.
    manifest: String,
    signature: String,
}

fn bad(text: impl Into<String>) -> ServerError {
    ServerError::Backup(text.into())
}

/// Makes a backup of the data folder in `folder` while the server runs, checks it, and tells the devices' marks.
pub fn make(places: &Places, folder: &Path, now: i64) -> Result<Manifest> {
    let (keys, mut live) = places.open()?;
    let _lock = prepare(places, folder, &keys.signing.verify_key())?;
    let source = BlobFiles::new(places.data.join(BLOBS), keys.blob_key());
    let target = BlobFiles::new(folder.join(BLOBS), keys.blob_key());

    let name = format!("server-{now}.db");
    let (unfinished, database) = (folder.join(format!("{name}{UNFINISHED}")), folder.join(&name));
    if database.exists() {
        return Err(ServerError::Setup("a backup of this very moment exists already; nothing was changed".into()));
    }
    copy_database(&live, &unfinished)?;
    let copy = db::open_copy(&unfinished, &keys.database_hex())?;
    // Pieces of a photo that is on its way may still change: the copy asks for such a photo from the start.
    copy.execute("UPDATE blob SET received = 0 WHERE complete_at IS NULL", [])?;
    let found = inspect(&copy)?;
    let mut photo_bytes = 0;
    for (hash, size) in &found.photos {
        let copied = source.copy_missing(&target, hash, *size)?;
        check_photo(&target, hash, *size, copied > 0)?;
        photo_bytes += size;
    }
    drop(copy);
    File::open(&unfinished).and_then(|file| file.sync_all()).map_err(ServerError::io("flushing the backup"))?;
    let manifest = Manifest {
        version: VERSION,
        made_at: now,
        epoch: found.epoch,
        database: name,
        hash: hash_file(&unfinished)?,
        devices: found.devices,
        photos: found.photos.len() as u64,
        photo_bytes,
    };
    fs::rename(&unfinished, &database).map_err(ServerError::io("naming the backup"))?;
    write_manifest(folder, &manifest, &keys)?;
    mark_stable(&mut live, &manifest, now)?;
    clean(folder, Some(&manifest.database))?;
    Ok(manifest)
}

/// Checks a whole backup: signature, database, every device's chain, every photo.
pub fn check(keys: &Keys, folder: &Path) -> Result<Manifest> {
    let manifest = read_manifest(folder, &keys.signing.verify_key())?;
    let database = folder.join(&manifest.database);
    if hash_file(&database)? != manifest.hash {
        return Err(bad("the database is not the one that the manifest names"));
    }
    let found = inspect(&db::open_copy(&database, &keys.database_hex())?)?;
    if (found.epoch, &found.devices, found.photos.len() as u64) != (manifest.epoch, &manifest.devices, manifest.photos)
    {
        return Err(bad("the database does not hold what the manifest says"));
    }
    let photos = BlobFiles::new(folder.join(BLOBS), keys.blob_key());
    found.photos.iter().try_for_each(|(hash, size)| check_photo(&photos, hash, *size, true))?;
    Ok(manifest)
}

/// Restores a checked backup into a data folder that has no database, and opens a new epoch. Overwrites nothing.
pub fn restore(places: &Places, folder: &Path, now: i64) -> Result<u64> {
    let keys = Keys::open(&places.keys)?;
    let database = places.database();
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut name = database.clone().into_os_string();
        name.push(end);
        if Path::new(&name).exists() {
            return Err(ServerError::Setup("the data folder holds a database already; nothing was changed".into()));
        }
    }
    let manifest = check(&keys, folder)?;
    make_folder(&places.data.join(BLOBS))?;
    let mut unfinished = database.clone().into_os_string();
    unfinished.push(UNFINISHED);
    let unfinished = Path::new(&unfinished);
    remove(unfinished)?;
    create(unfinished)?;
    fs::copy(folder.join(&manifest.database), unfinished).map_err(ServerError::io("copying the database"))?;
    let conn = db::open_copy(unfinished, &keys.database_hex())?;
    let (source, target) =
        (BlobFiles::new(folder.join(BLOBS), keys.blob_key()), BlobFiles::new(places.data.join(BLOBS), keys.blob_key()));
    for (hash, size) in photos(&conn)? {
        source.copy_missing(&target, &hash, size)?;
        check_photo(&target, &hash, size, true)?;
    }
    let epoch = db::new_epoch(&conn, now)?;
    audit(&conn, now, None, "pulih", "ok", &manifest.made_at.to_string())?;
    drop(conn);
    File::open(unfinished).and_then(|file| file.sync_all()).map_err(ServerError::io("flushing the database"))?;
    fs::rename(unfinished, &database).map_err(ServerError::io("naming the database"))?;
    flush_folder(&places.data)?;
    Ok(epoch)
}

/// Makes the folder fit for a backup and locks it; refuses one that holds anything else.
fn prepare(places: &Places, folder: &Path, key: &VerifyKey) -> Result<File> {
    make_folder(&folder.join(BLOBS))?;
    let real = |path: &Path| fs::canonicalize(path).map_err(ServerError::io("finding the folder"));
    if real(folder)?.starts_with(real(&places.data)?) {
        return Err(ServerError::Setup(
            "the backup must not lie in the data folder: both would be lost together".into(),
        ));
    }
    let known = |name: &str| name == MANIFEST || name == LOCK || name == BLOBS || is_ours(name);
    for entry in fs::read_dir(folder).map_err(ServerError::io("reading the folder"))? {
        let entry = entry.map_err(ServerError::io("reading the folder"))?;
        if !entry.file_name().to_str().is_some_and(known) {
            return Err(ServerError::Setup("the folder holds other things than a backup; nothing was changed".into()));
        }
    }
    let lock = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(folder.join(LOCK))
        .map_err(ServerError::io("locking the folder"))?;
    lock.try_lock().map_err(|_| ServerError::Setup("another backup into this folder is under way".into()))?;
    let held = match folder.join(MANIFEST).exists() {
        true => Some(read_manifest(folder, key).map_err(|_| {
            ServerError::Setup(
                "the folder holds a backup that is damaged or another server's; take another folder".into(),
            )
        })?),
        false => None,
    };
    clean(folder, held.as_ref().map(|manifest| manifest.database.as_str()))?;
    Ok(lock)
}

fn is_ours(name: &str) -> bool {
    let base = name.split_once(UNFINISHED).map_or(name, |(base, _)| base);
    base == MANIFEST || (base.starts_with("server-") && base.ends_with(".db"))
}

/// Removes databases that no manifest names and what an interrupted run left.
fn clean(folder: &Path, keep: Option<&str>) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(ServerError::io("reading the folder"))?.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        if is_ours(name) && name != MANIFEST && Some(name) != keep {
            remove(&folder.join(name))?;
        }
    }
    Ok(())
}

/// A consistent copy of the running database, under the same key.
fn copy_database(live: &Connection, to: &Path) -> Result<()> {
    create(to)?;
    let path = to.to_str().ok_or_else(|| ServerError::Setup("the folder's name is not readable as text".into()))?;
    live.execute("VACUUM INTO ?1", [path])?;
    Ok(())
}

struct Found {
    epoch: u64,
    devices: Vec<(u32, u64, String)>,
    photos: Vec<(String, u64)>,
}

/// Reads every page and every op of a copy.
fn inspect(conn: &Connection) -> Result<Found> {
    let mut pages = conn.prepare("PRAGMA cipher_integrity_check")?;
    if pages.exists([])? {
        return Err(bad("a page of its database was changed"));
    }
    let whole: String = conn.query_row("PRAGMA integrity_check", [], |r| r.get(0))?;
    if whole != "ok" || conn.prepare("PRAGMA foreign_key_check")?.exists([])? {
        return Err(bad("its database is damaged"));
    }
    let heads: Vec<(u32, u64, Hash)> = conn
        .prepare("SELECT no, last_number, head FROM device ORDER BY no")?
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
        .collect::<Result<_, _>>()?;
    let mut devices = Vec::new();
    for (device, last, head) in heads {
        check_chain(conn, device, last, &head)?;
        devices.push((device, last, to_hex(&head)));
    }
    Ok(Found { epoch: db::epoch(conn)?, devices, photos: photos(conn)? })
}

/// The whole photos that a database knows.
fn photos(conn: &Connection) -> Result<Vec<(String, u64)>> {
    let photos = conn
        .prepare("SELECT hash, size FROM blob WHERE complete_at IS NOT NULL ORDER BY hash")?
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(photos)
}

/// Whether the ops held of a device are without gaps, chained, and end where the device's row says.
fn check_chain(conn: &Connection, device: u32, last: u64, head: &Hash) -> Result<()> {
    let mut query = conn.prepare_cached("SELECT number, bytes, hash FROM op WHERE device = ?1 ORDER BY number")?;
    let mut rows = query.query([device])?;
    let (mut number, mut hash) = (0, CHAIN_START);
    while let Some(row) = rows.next()? {
        let (found, bytes, stored): (u64, Vec<u8>, Hash) = (row.get(0)?, row.get(1)?, row.get(2)?);
        number += 1;
        hash = chain(&hash, &bytes);
        if found != number || stored != hash {
            return Err(bad(format!("the log of device {device} breaks at op {number}")));
        }
    }
    if number != last || hash != *head {
        return Err(bad(format!("the log of device {device} ends at {number}, not where its row says")));
    }
    Ok(())
}

fn check_photo(files: &BlobFiles, hash: &str, size: u64, content: bool) -> Result<()> {
    let good = match content {
        false => files.is_there(hash, size),
        true => files
            .get(hash, size)
            .is_ok_and(|bytes| bytes.len() as u64 == size && blake3::hash(&bytes).to_hex().as_str() == hash),
    };
    if good { Ok(()) } else { Err(bad(format!("photo {hash} is missing or damaged"))) }
}

/// Notes in the running database how far each device's ops are in the backup just made.
fn mark_stable(live: &mut Connection, manifest: &Manifest, now: i64) -> Result<()> {
    let tx = live.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    if db::epoch(&tx)? != manifest.epoch {
        return Err(bad("the server opened a new epoch meanwhile; make another"));
    }
    for (device, through, head) in &manifest.devices {
        let head: Hash = from_hex(head).ok_or(ServerError::Damaged("manifest"))?;
        tx.execute(
            "UPDATE device SET stable = ?2 WHERE no = ?1 AND stable < ?2
             AND EXISTS (SELECT 1 FROM op WHERE device = ?1 AND number = ?2 AND hash = ?3)",
            params![device, through, head],
        )?;
    }
    audit(&tx, now, None, "cadangan", "ok", &manifest.hash)?;
    Ok(tx.commit()?)
}

fn write_manifest(folder: &Path, manifest: &Manifest, keys: &Keys) -> Result<()> {
    let text = serde_json::to_string(manifest).map_err(|_| ServerError::Damaged("manifest"))?;
    let signature = to_hex(&keys.signing.prove(&message(&text)));
    let signed = serde_json::to_string(&Signed { manifest: text, signature });
    let signed = signed.map_err(|_| ServerError::Damaged("manifest"))?;
    let unfinished = folder.join(format!("{MANIFEST}{UNFINISHED}"));
    remove(&unfinished)?;
    let mut file = create(&unfinished)?;
    file.write_all(signed.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(ServerError::io("writing the manifest"))?;
    // The database's name must be on the disk before the manifest that names it.
    flush_folder(folder)?;
    fs::rename(&unfinished, folder.join(MANIFEST)).map_err(ServerError::io("naming the manifest"))?;
    flush_folder(folder)
}

fn read_signed(folder: &Path) -> Result<Signed> {
    let file = File::open(folder.join(MANIFEST))
        .map_err(|_| bad("the folder has no manifest; no backup was finished in it"))?;
    let mut text = String::new();
    file.take(MAX_MANIFEST).read_to_string(&mut text).map_err(ServerError::io("reading the manifest"))?;
    serde_json::from_str(&text).map_err(|_| bad("the manifest is not readable"))
}

fn read_manifest(folder: &Path, key: &VerifyKey) -> Result<Manifest> {
    let signed = read_signed(folder)?;
    let signature: [u8; 64] = from_hex(&signed.signature).ok_or_else(|| bad("the manifest is not signed"))?;
    key.check_proof(&message(&signed.manifest), &signature)
        .map_err(|_| bad("the manifest is not signed by this server's key"))?;
    let manifest: Manifest = serde_json::from_str(&signed.manifest).map_err(|_| bad("the manifest is not readable"))?;
    if manifest.version != VERSION {
        return Err(bad("it was made by another version of the server"));
    }
    Ok(manifest)
}

fn message(text: &str) -> Vec<u8> {
    [DOMAIN, blake3::hash(text.as_bytes()).as_bytes()].concat()
}

fn hash_file(path: &Path) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    let file = File::open(path).map_err(|_| bad("its database is missing"))?;
    hasher.update_reader(file).map_err(ServerError::io("reading the backup"))?;
    Ok(hasher.finalize().to_hex().to_string())
}

fn make_folder(path: &Path) -> Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(ServerError::io("making a folder"))
}

fn create(path: &Path) -> Result<File> {
    let open = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    open.map_err(ServerError::io("making a file of the backup"))
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(ServerError::io("removing a file")(error)),
        _ => Ok(()),
    }
}

fn flush_folder(path: &Path) -> Result<()> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(ServerError::io("flushing a folder"))
}
