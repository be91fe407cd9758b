//! Opening: key, settings, layout; and telling a wrong key from a damaged file, since one asks for the right user and the
//! other for salvage.

use super::reserve::Reserve;
use super::{Result, Store, StoreError, migrate};
use crate::vault::DataKey;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

/// What to do with a damaged file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDamage {
    /// Report [`StoreError::Damaged`] and touch nothing.
    Fail,
    /// Rename it (with its log) to `<name>.rusak-<now_ms>` and start an empty file. Never deletes.
    SetAside {
        /// Device time, milliseconds since 1970 UTC, for the name.
        now_ms: i64,
    },
}

/// How to open.
#[derive(Clone, Copy, Debug)]
pub struct StoreOptions {
    /// Damaged file: fail or set aside.
    pub on_damage: OnDamage,
    /// How long a write waits for another process, milliseconds.
    pub busy_timeout_ms: u32,
    /// Size limit in pages of 4 KB; 0 is none. For tests of a full disk and for practice mode.
    pub max_pages: u32,
    /// Whether to keep a reserve of 4 MB for the last save on a full disk.
    pub reserve: bool,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self { on_damage: OnDamage::Fail, busy_timeout_ms: 5_000, max_pages: 0, reserve: true }
    }
}

/// An open store, and what had to be done for it.
pub struct Opened {
    /// The store.
    pub store: Store,
    /// The damaged file, when one was set aside: salvage it and tell the person.
    pub set_aside: Option<PathBuf>,
}

impl Store {
    /// Opens the file, or makes it when nothing is there; its folder must exist. The raw key goes to SQLCipher as it is:
    /// a key of 32 random bytes needs no slow derivation, so opening costs milliseconds.
    ///
    /// Errors: `WrongKey`, `NewerSchema` (nothing touched), `Damaged` (with [`OnDamage::Fail`]), `InUse`, `DiskFull`.
    pub fn open(path: &Path, key: &DataKey, options: StoreOptions) -> Result<Opened> {
        match open_once(path, key, options) {
            Ok(store) => Ok(Opened { store, set_aside: None }),
            Err(StoreError::Damaged(what)) => match options.on_damage {
                OnDamage::Fail => Err(StoreError::Damaged(what)),
                OnDamage::SetAside { now_ms } => {
                    let aside = set_aside(path, now_ms)?;
                    let store = open_once(path, key, options)?;
                    Ok(Opened { store, set_aside: Some(aside) })
                }
            },
            Err(error) => Err(error),
        }
    }
}

fn open_once(path: &Path, key: &DataKey, options: StoreOptions) -> Result<Store> {
    refuse_lone_log(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let mut conn = connect(path, key, flags, options.busy_timeout_ms)?;
    // Until the file is known to be ours and not newer, nothing is written, not even its own log back into it.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    first_read(&conn, path)?;
    migrate::refuse_newer(&conn, migrate::MIGRATIONS)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    configure(&conn)?;
    migrate::migrate(&mut conn, migrate::MIGRATIONS)?;
    if options.max_pages > 0 {
        conn.pragma_update(None, "max_page_count", options.max_pages)?;
    }
    conn.set_prepared_statement_cache_capacity(128);
    let reserve = Reserve::beside(path, options.reserve);
    reserve.fill()?;
    Ok(Store { conn: Mutex::new(conn), path: path.to_owned(), reserve })
}

/// Opens a connection with its key; reads nothing yet.
pub(super) fn connect(path: &Path, key: &DataKey, flags: OpenFlags, busy_timeout_ms: u32) -> Result<Connection> {
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(Duration::from_millis(busy_timeout_ms.into()))?;
    // SQLCipher would write page numbers of damaged files to stderr; errors are reported as values instead.
    conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    let pragma = zeroize::Zeroizing::new(format!("PRAGMA key = \"x'{}'\"", *key.to_hex()));
    conn.execute_batch(&pragma)?;
    Ok(conn)
}

fn configure(conn: &Connection) -> Result<()> {
    // WAL: readers never wait, one sync per commit. FULL: that sync happens before the call returns. fullfsync: on Apple
    // systems fsync alone stops at the drive's cache. temp_store 2: temporary tables would otherwise lie unencrypted on
    // the disk. secure_delete stays off: deleted pages are encrypted like all others.
    let mode: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Damaged(format!("journal mode stays {mode}")));
    }
    Ok(conn.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON; PRAGMA temp_store = 2; PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 4194304;",
    )?)
}

/// The first read decrypts a page: here a wrong key and damage look the same, so every page is asked.
fn first_read(conn: &Connection, path: &Path) -> Result<()> {
    let read = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
    let Err(error) = read else { return Ok(()) };
    match StoreError::from(error) {
        StoreError::Damaged(what) => {
            if some_page_opens(conn, path).unwrap_or(false) {
                Err(StoreError::Damaged(what))
            } else {
                Err(StoreError::WrongKey)
            }
        }
        error => Err(error),
    }
}

/// Whether the key authenticates at least one page. With a wrong key none does; damage rarely takes all of them.
fn some_page_opens(conn: &Connection, path: &Path) -> Result<bool> {
    const PAGE: u64 = 4096;
    let pages = std::fs::metadata(path)?.len().div_ceil(PAGE);
    let mut statement = conn.prepare("PRAGMA cipher_integrity_check")?;
    let bad = statement.query_map([], |_| Ok(()))?.count() as u64;
    Ok(bad < pages)
}

/// A log without its file: SQLite would delete the log as stale, and with it the newest saves.
pub(super) fn refuse_lone_log(path: &Path) -> Result<()> {
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |meta| meta.len());
    if size(path) == 0 && size(&beside(path, "-wal")) > 0 {
        return Err(StoreError::Damaged("the log is there, its file is not".into()));
    }
    Ok(())
}

/// `path` with something appended to its last part: the files that belong to a database are named so.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// What the name of a file that was set aside adds to the file's own.
const ASIDE: &str = ".rusak-";

/// The files that were set aside beside this one, oldest first.
pub fn list_aside(path: &Path) -> Result<Vec<PathBuf>> {
    let Some((folder, name)) = path.parent().zip(path.file_name().and_then(|name| name.to_str())) else {
        return Ok(Vec::new());
    };
    let start = format!("{name}{ASIDE}");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.strip_prefix(&start).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'-')) {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// Renames the file with its log and index, so that they still belong together.
pub fn set_aside(path: &Path, now_ms: i64) -> Result<PathBuf> {
    let exists = |aside: &Path| ["", "-wal", "-shm"].iter().any(|suffix| beside(aside, suffix).exists());
    let aside = (0..1_000)
        .map(|n| match n {
            0 => beside(path, &format!("{ASIDE}{now_ms}")),
            n => beside(path, &format!("{ASIDE}{now_ms}-{n}")),
        })
        .find(|aside| !exists(aside))
        .ok_or(StoreError::Invalid("time: too many files set aside at once"))?;
    // The log first: between the two renames a crash leaves a file without log, never a new file that meets an old log.
    for suffix in ["-shm", "-wal", ""] {
        let from = beside(path, suffix);
        if from.exists() {
            std::fs::rename(from, beside(&aside, suffix))?;
        }
    }
    Ok(aside)
}

#[cfg(test)]
#[path = "open_tests.rs"]
mod tests;
