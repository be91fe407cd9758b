//! A small world for tests in one process: a real server on loopback and devices over the real store, with a clock,
//! ids and randomness that repeat.

use atensi_core::app::{ActivationRequest, Companion, Home, Ports};
use atensi_core::domain::ids::UserId;
use atensi_core::ports::{Clock, IdSource};
use atensi_core::vault::{Entropy, EntropyError, Keystore, KeystoreError, OsEntropy, PinCost};
use atensi_server::users::{self, Role, User};
use atensi_server::{Config, Places, Running};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use uuid::Uuid;

/// 23 November 2026, 10.00 WIB.
pub const NOW: i64 = 1_795_402_800_000;
/// The PIN of every device.
pub const PIN: &str = "493827";
/// The kabupaten of the first team, Sumba Timur.
pub const KAB: &str = "53.11";

/// A clock that tests move.
pub struct TestClock(pub AtomicI64);

impl TestClock {
    /// A clock that stands at `ms`.
    pub fn at(ms: i64) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(ms)))
    }

    /// Moves it.
    pub fn forward(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Ids and randomness from a counter: different for each device by its seed, the same in every run.
pub struct Seeded(AtomicU64);

impl Seeded {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed << 32))
    }
}

impl Entropy for Seeded {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        let n = self.0.fetch_add(1, Ordering::SeqCst);
        blake3::Hasher::new().update(&n.to_le_bytes()).finalize_xof().fill(buffer);
        Ok(())
    }
}

impl IdSource for Seeded {
    fn new_id(&self, _now_ms: i64) -> Uuid {
        let mut bytes = [0; 16];
        // A counter never fails.
        let _ = self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }
}

/// A key store in memory.
pub struct MemoryKeystore(pub u8);

impl Keystore for MemoryKeystore {
    fn secret(&self, name: &str) -> Result<[u8; 32], KeystoreError> {
        Ok(*blake3::keyed_hash(&[self.0; 32], name.as_bytes()).as_bytes())
    }
    fn wrap(&self, key: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        Ok(key.iter().map(|b| b ^ self.0).collect())
    }
    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.wrap(wrapped)
    }
}

/// The world.
pub struct World {
    /// Everything is in here.
    pub dir: tempfile::TempDir,
    /// The server's clock.
    pub clock: Arc<TestClock>,
    server: Option<Running>,
    /// The team and a stranger.
    pub users: Vec<User>,
    listen: Option<std::net::SocketAddr>,
}

/// A device: where its files are, and its own clock.
pub struct Phone {
    /// Its folder.
    pub home: PathBuf,
    /// Its clock.
    pub clock: Arc<TestClock>,
    seed: u64,
}

impl Phone {
    /// The home as after a fresh start of the app.
    pub fn open(&self) -> Home {
        self.open_with(self.ports())
    }

    /// As [`Self::open`], with ports of its own.
    pub fn open_with(&self, ports: Ports) -> Home {
        Home::open(&self.home, ports).with_pin_cost(PinCost { m_kib: 8, t: 1, p: 1 })
    }

    /// The ports of this phone: every start goes on with other ids and other randomness.
    pub fn ports(&self) -> Ports {
        let start = self.seed + self.restarts();
        Ports {
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            ids: Arc::new(Seeded::new(start)),
            keystore: Arc::new(MemoryKeystore(self.seed as u8)),
            entropy: Arc::new(Seeded::new(start + (1 << 24))),
        }
    }

    /// What its key store is made from.
    pub fn seed(&self) -> u8 {
        self.seed as u8
    }

    /// Every start takes another range of ids, as real ones never repeat.
    fn restarts(&self) -> u64 {
        static STARTS: AtomicU64 = AtomicU64::new(1);
        STARTS.fetch_add(1, Ordering::SeqCst) << 8
    }

    /// Unlocks as after a fresh start of the app.
    pub fn unlock(&self) -> Companion {
        self.open().unlock(None, PIN).expect("the PIN opens the vault")
    }
}

impl World {
    /// A server with a pendamping, a peksos of the same team, a penyelia, and a pendamping elsewhere.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let places = Places::new(&dir.path().join("server"), None);
        std::fs::create_dir_all(dir.path().join("server")).expect("server folder");
        places.init(&OsEntropy).expect("server keys");
        let user = |n: u128, name: &str, role, kab: &str, team| User {
            id: UserId(Uuid::from_u128(n)),
            name: name.to_owned(),
            role,
            kab: kab.to_owned(),
            team,
        };
        let peksos = user(2, "Maria Bili", Role::Peksos, KAB, None);
        let users = vec![
            user(1, "Yohanis Hambandima", Role::Pendamping, KAB, Some(peksos.id)),
            peksos,
            user(3, "Penyelia Sumba", Role::Penyelia, KAB, None),
            user(4, "Orang Lain", Role::Pendamping, "31.74", None),
        ];
        let (_, conn) = places.open().expect("server database");
        // A team's peksos before the team.
        for user in users.iter().filter(|u| u.team.is_none()).chain(users.iter().filter(|u| u.team.is_some())) {
            users::add_user(&conn, user, NOW).expect("user");
        }
        drop(conn);
        let mut world = Self { dir, clock: TestClock::at(NOW), server: None, users, listen: None };
        world.start();
        world
    }

    /// Starts the server, after the first time on the same port.
    pub fn start(&mut self) {
        let mut config =
            Config { clock: Arc::clone(&self.clock) as Arc<dyn Clock>, ..Config::new(self.dir.path().join("server")) };
        if let Some(listen) = self.listen {
            config.listen = listen;
        }
        let running = atensi_server::start(config).expect("server starts");
        self.listen = running.url.strip_prefix("http://").and_then(|a| a.parse().ok());
        self.server = Some(running);
    }

    /// Stops it.
    pub fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop();
        }
    }

    /// The running server.
    pub fn server(&self) -> &Running {
        self.server.as_ref().expect("the server runs")
    }

    /// A fresh activation code for a user by position in [`World::users`].
    pub fn code(&self, user: usize) -> String {
        let id = self.users[user].id;
        let service = self.server().service();
        let (key, now) = (service.keys.code_key(), service.now());
        service
            .writer
            .write_blocking(move |conn| users::make_code(conn, &key, &OsEntropy, id, now, users::CODE_LIFETIME_MS))
            .expect("activation code")
    }

    /// A phone that nobody is activated on.
    pub fn empty_phone(&self) -> Phone {
        static PHONES: AtomicU64 = AtomicU64::new(1);
        let seed = PHONES.fetch_add(1, Ordering::SeqCst);
        Phone { home: self.dir.path().join(format!("hp-{seed}")), clock: TestClock::at(NOW), seed }
    }

    /// What a phone asks for at activation.
    pub fn request(&self, code: String) -> ActivationRequest {
        ActivationRequest {
            server_url: self.server().url.clone(),
            code,
            pin: PIN.to_owned(),
            device_name: "HP".to_owned(),
            roots: Vec::new(),
        }
    }

    /// A new phone, activated for a user by position in [`World::users`].
    pub fn phone(&self, user: usize) -> Phone {
        let phone = self.empty_phone();
        phone.open().activate(&self.request(self.code(user))).expect("activation");
        phone
    }

    /// Everything the server holds.
    pub fn export(&self) -> serde_json::Value {
        self.server().service().readers.read(atensi_server::export::export).expect("export")
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}
