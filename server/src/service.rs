//! What the server holds while it runs, and what its doors call: one method per thing a device may ask for.
//!
//! Methods block (database, disk); the HTTP layer calls them from threads that may.

use crate::acuan::Acuan;
use crate::blobs::BlobFiles;
use crate::db::{self, Readers};
use crate::error::{Result, ServerError};
use crate::keys::Keys;
use crate::metrics::Metrics;
use crate::state::SqlState;
use crate::tenggang;
use crate::throttle::Throttle;
use crate::users::{self, NewDevice, Session, User};
use crate::writer::Writer;
use atensi_core::domain::ids::DeviceNo;
use atensi_core::ports::Clock;
use atensi_core::sync::accept::Acceptor;
use atensi_core::sync::policy::Policy;
use atensi_core::sync::wire::{Page, Request, Response};
use atensi_core::vault::{Entropy, OsEntropy};
use rusqlite::{Connection, params};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The database file in the data folder.
pub const DATABASE: &str = "server.db";
/// The folder of the photo files in the data folder.
pub const BLOBS: &str = "blob";
/// The folder of the keys in the data folder, unless another is named.
pub const KEYS: &str = "kunci";

/// The running server's state.
pub struct Service {
    /// The secrets.
    pub keys: Keys,
    /// Writes.
    pub writer: Writer,
    /// Reads.
    pub readers: Readers,
    /// Photos.
    pub blobs: BlobFiles,
    /// Forms and lists.
    pub acuan: Acuan,
    /// Counters.
    pub metrics: Metrics,
    clock: Arc<dyn Clock>,
    throttle: Throttle,
    policy: Arc<Policy>,
}

/// Where keys and data lie.
#[derive(Clone, Debug)]
pub struct Places {
    /// The data folder.
    pub data: PathBuf,
    /// The key folder.
    pub keys: PathBuf,
}

impl Places {
    /// The data folder with its keys inside, or elsewhere.
    pub fn new(data: &Path, keys: Option<&Path>) -> Self {
        Self { data: data.to_owned(), keys: keys.map_or_else(|| data.join(KEYS), Path::to_owned) }
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.data.join(DATABASE)
    }

    /// Makes keys and an empty database. Refuses when either exists: nothing is ever overwritten.
    pub fn init(&self, entropy: &dyn Entropy) -> Result<Keys> {
        if self.database().exists() {
            return Err(ServerError::Setup("this folder holds a database already; nothing was changed".into()));
        }
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(self.data.join(BLOBS))
            .map_err(ServerError::io("making the data folder"))?;
        Keys::create(&self.keys, entropy)?;
        let keys = Keys::open(&self.keys)?;
        let mut conn = db::open(&self.database(), &keys.database_hex(), false)?;
        db::migrate(&mut conn)?;
        Ok(keys)
    }

    /// Opens keys and database of a folder that `init` made, and brings the schema up to date.
    pub fn open(&self) -> Result<(Keys, Connection)> {
        let keys = Keys::open(&self.keys)?;
        if !self.database().exists() {
            return Err(ServerError::Setup("this folder holds no database; make it with `init`".into()));
        }
        let mut conn = db::open(&self.database(), &keys.database_hex(), false)?;
        db::migrate(&mut conn)?;
        Ok((keys, conn))
    }
}

/// What an activated phone gets.
#[derive(Clone, Debug)]
pub struct Activated {
    /// The device's number.
    pub device: DeviceNo,
    /// Its worker.
    pub user: User,
    /// Its bearer token, told this once.
    pub token: String,
    /// The log's epoch.
    pub epoch: u64,
    /// Server time, ms UTC.
    pub time: i64,
}

/// How an activation ended.
#[derive(Clone, Debug)]
pub enum Activation {
    /// The code was right.
    Done(Box<Activated>),
    /// The code does not work; nothing is said about why.
    Refused,
    /// Too many wrong codes: try again after so many ms.
    Wait(i64),
}

impl Service {
    /// Opens everything.
    pub fn open(places: &Places, clock: Arc<dyn Clock>) -> Result<Self> {
        let (keys, conn) = places.open()?;
        let readers = Readers::new(places.database(), keys.database_hex());
        let blobs = BlobFiles::new(places.data.join(BLOBS), keys.blob_key());
        Ok(Self {
            writer: Writer::start(conn)?,
            readers,
            blobs,
            acuan: Acuan::default(),
            metrics: Metrics::default(),
            clock,
            throttle: Throttle::default(),
            policy: Arc::new(Policy::standard()),
            keys,
        })
    }

    /// Server time, ms UTC.
    pub fn now(&self) -> i64 {
        self.clock.now_ms()
    }

    /// The device behind a bearer token, also when its access has ended.
    pub fn authenticate(&self, token: &str) -> Result<Option<Session>> {
        if token.len() != 22 {
            return Ok(None);
        }
        let hash = users::token_hash(token);
        self.readers.read(|conn| users::session_by_token(conn, &hash))
    }

    /// Uses up an activation code.
    pub fn activate(&self, address: &str, code: &str, device: NewDevice) -> Result<Activation> {
        let now = self.now();
        let code = users::normalise_code(code);
        let by_address = format!("ip {address}");
        let by_code = format!("kode {}", code.as_deref().map_or("", users::code_lookup));
        let keys = [by_address.as_str(), by_code.as_str()];
        let keys = if code.is_some() { &keys[..] } else { &keys[..1] };
        let wait = self.throttle.wait_ms(keys, now);
        if wait > 0 {
            return Ok(Activation::Wait(wait));
        }
        let token = users::make_token(&OsEntropy)?;
        let token_hash = users::token_hash(&token);
        let code_key = self.keys.code_key();
        let done = match code {
            None => None,
            Some(code) => self.writer.write_blocking(move |conn| {
                let done = users::activate(conn, &code_key, &code, &device, &token_hash, now)?;
                let number = done.as_ref().map(|(no, _)| *no);
                audit(conn, now, number, "aktivasi", if number.is_some() { "ok" } else { "denied" }, "")?;
                Ok(done.map(|(no, user)| (no, user, db::epoch(conn))))
            })?,
        };
        match done {
            Some((device, user, epoch)) => {
                self.metrics.activations.fetch_add(1, Ordering::Relaxed);
                Ok(Activation::Done(Box::new(Activated { device, user, token, epoch: epoch?, time: now })))
            }
            None => {
                self.throttle.wrong(keys, now);
                self.metrics.denied.fetch_add(1, Ordering::Relaxed);
                Ok(Activation::Refused)
            }
        }
    }

    /// Serves `POST /sync/1`: ops in, receipt and news out, in one transaction. `None`: the device's access has ended, and
    /// it has nothing, or too much, to hand in.
    pub fn sync(&self, session: Session, request: Request) -> Result<Option<Response>> {
        let now = self.now();
        let device = session.caller.device;
        let handing_in = session.caller.revoked;
        if handing_in && !self.readers.read(|conn| tenggang::may_hand_in(conn, &session, &request))? {
            return Ok(None);
        }
        let reference = self.readers.read(|conn| self.acuan.version(conn, &session.user.kab))?;
        let mut response = if request.ops.is_empty() {
            let signing = &self.keys.signing;
            self.readers.read(|conn| serve_with(conn, signing, &self.policy, &session, &request, now))?.response
        } else {
            self.push(session, request, now)?
        };
        if let Response::Served(served) = &mut response {
            if !handing_in {
                served.welcome.reference = reference;
            }
            self.note_pull(device, &served.pages, now);
        } else {
            self.metrics.denied.fetch_add(1, Ordering::Relaxed);
        }
        Ok(Some(response))
    }

    /// Counts and notes what was handed out; the answer does not wait for the note.
    fn note_pull(&self, device: DeviceNo, pages: &[Page], now: i64) {
        let entries = || pages.iter().flat_map(|page| &page.entries);
        let bytes: usize = entries().filter_map(|entry| entry.bytes.as_ref()).map(Vec::len).sum();
        self.metrics.pulled_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        if bytes > 0 {
            let detail =
                pages.iter().map(|page| format!("{}:{}", page.stream, page.next)).collect::<Vec<_>>().join(" ");
            self.writer.write_later(move |conn| audit(conn, now, Some(device), "ambil", "ok", &detail));
        }
    }

    fn push(&self, session: Session, request: Request, now: i64) -> Result<Response> {
        let policy = Arc::clone(&self.policy);
        let seed = self.keys.signing.seed();
        let served = self.writer.write_blocking(move |conn| {
            let signing = atensi_core::vault::SigningKey::from_seed(&seed);
            let served = serve_with(conn, &signing, &policy, &session, &request, now)?;
            keep_receipt(conn, session.caller.device, &served.response, now)?;
            let (outcome, detail) = match &served.response {
                Response::Refused(refused) => ("denied", refused.code.clone()),
                Response::Served(_) => ("ok", format!("{} new, {} quarantined", served.stored, served.quarantined)),
            };
            audit(conn, now, Some(session.caller.device), "kirim", outcome, &detail)?;
            Ok(served)
        })?;
        self.metrics.ops.fetch_add(served.stored, Ordering::Relaxed);
        self.metrics.quarantined.fetch_add(served.quarantined, Ordering::Relaxed);
        Ok(served.response)
    }
}

/// A served request and what it stored.
pub struct ServedRequest {
    /// The answer.
    pub response: Response,
    stored: u64,
    quarantined: u64,
}

/// Runs the shared acceptance over the database, in the transaction that `conn` has open.
pub fn serve_with(
    conn: &Connection,
    signing: &atensi_core::vault::SigningKey,
    policy: &Policy,
    session: &Session,
    request: &Request,
    now: i64,
) -> Result<ServedRequest> {
    let mut state = SqlState::new(conn, &session.user, now);
    let acceptor = Acceptor { policy, key: signing, now };
    let response = acceptor.serve(&mut state, &session.caller, request)?;
    Ok(ServedRequest { response, stored: state.stored, quarantined: state.quarantined })
}

/// Keeps a receipt as it was given.
pub fn keep_receipt(conn: &Connection, device: DeviceNo, response: &Response, now: i64) -> Result<()> {
    let Response::Served(served) = response else { return Ok(()) };
    let Some(bytes) = &served.receipt else { return Ok(()) };
    let through: u64 =
        conn.prepare_cached("SELECT last_number FROM device WHERE no = ?1")?.query_row([device.0], |r| r.get(0))?;
    conn.prepare_cached("INSERT INTO receipt (device, through, bytes, made_at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![device.0, through, bytes, now])?;
    Ok(())
}

/// Notes who asked for what; ids and codes only.
pub fn audit(
    conn: &Connection,
    now: i64,
    device: Option<DeviceNo>,
    action: &str,
    outcome: &str,
    detail: &str,
) -> Result<()> {
    conn.prepare_cached("INSERT INTO audit (at, device, action, outcome, detail) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![now, device.map(|d| d.0), action, outcome, detail])?;
    Ok(())
}
