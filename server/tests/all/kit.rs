//! A phone for tests: raw HTTP over loopback, a signing key, an op log.

use atensi_core::domain::ids::{DeviceNo, OpRef, RecordId, UserId};
use atensi_core::domain::op::{
    CHAIN_START, DokumenBaru, Hash, Lampiran, OP_SCHEMA, Op, OpBody, RegisterEdit, RegisterKind, Resolution, chain,
};
use atensi_core::ports::Clock;
use atensi_core::sync::wire::{Hello, Ops, Request, Response, Served};
use atensi_core::vault::{BatchSeal, OsEntropy, Receipt, SigningKey, VerifyKey};
use atensi_server::keys::{from_hex, to_hex};
use atensi_server::users::{self, Role, User};
use atensi_server::{Config, Places, Running, start};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// 24 November 2026, ms UTC.
pub const NOW: i64 = 1_795_478_400_000;

/// A clock that tests move.
pub struct TestClock(pub AtomicI64);

impl Clock for TestClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A server on a throw-away folder, with two kabupaten.
pub struct World {
    pub dir: tempfile::TempDir,
    pub clock: Arc<TestClock>,
    pub running: Option<Running>,
    pub pendamping: User,
    pub peksos: User,
    pub penyelia: User,
    pub other_pendamping: User,
    pub other_penyelia: User,
}

fn user(n: u128, name: &str, role: Role, kab: &str, team: Option<UserId>) -> User {
    User { id: UserId(Uuid::from_u128(n)), name: name.into(), role, kab: kab.into(), team }
}

impl World {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let places = Places::new(dir.path(), None);
        places.init(&OsEntropy).unwrap();
        let peksos = user(2, "Peksos", Role::Peksos, "53.11", None);
        let pendamping = user(1, "Pendamping", Role::Pendamping, "53.11", Some(peksos.id));
        let penyelia = user(3, "Penyelia", Role::Penyelia, "53.11", None);
        let other_pendamping = user(11, "Lain", Role::Pendamping, "31.74", None);
        let other_penyelia = user(13, "Penyelia Lain", Role::Penyelia, "31.74", None);
        let (_, conn) = places.open().unwrap();
        for user in [&peksos, &pendamping, &penyelia, &other_pendamping, &other_penyelia] {
            users::add_user(&conn, user, NOW).unwrap();
        }
        drop(conn);
        let clock = Arc::new(TestClock(AtomicI64::new(NOW)));
        let mut world =
            Self { dir, clock, running: None, pendamping, peksos, penyelia, other_pendamping, other_penyelia };
        world.start();
        world
    }

    pub fn start(&mut self) {
        let config = Config { clock: Arc::clone(&self.clock) as Arc<dyn Clock>, ..Config::new(self.dir.path()) };
        self.running = Some(start(config).unwrap());
    }

    pub fn stop(&mut self) {
        self.running.take().unwrap().stop();
    }

    pub fn restart(&mut self) {
        self.stop();
        self.start();
    }

    pub fn running(&self) -> &Running {
        self.running.as_ref().unwrap()
    }

    pub fn code(&self, user: &User, lifetime_ms: i64) -> String {
        let service = self.running().service();
        let (key, id, now) = (service.keys.code_key(), user.id, service.now());
        service
            .writer
            .write_blocking(move |conn| users::make_code(conn, &key, &OsEntropy, id, now, lifetime_ms))
            .unwrap()
    }

    pub fn http(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        http(&self.running().url, method, path, headers, body)
    }

    pub fn phone(&self, user: &User) -> Phone {
        let key = SigningKey::generate(&OsEntropy).unwrap();
        let code = self.code(user, users::CODE_LIFETIME_MS);
        let answer = self.activate(&code, &key);
        assert_eq!(answer.status, 200, "{}", answer.text());
        Phone::new(&answer.json(), key)
    }

    pub fn activate(&self, code: &str, key: &SigningKey) -> Answer {
        let body = json!({"code": code, "device_key": to_hex(&key.verify_key().to_bytes()), "device_name": "HP", "platform": "test"});
        self.http("POST", "/aktivasi", &[], body.to_string().as_bytes())
    }

    pub fn export(&self) -> Value {
        self.running().service().readers.read(atensi_server::export::export).unwrap()
    }

    /// A write as an operator's command does it.
    pub fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&rusqlite::Connection) -> atensi_server::Result<T> + Send + 'static,
    ) -> atensi_server::Result<T> {
        self.running().service().writer.write_blocking(write)
    }

    /// A colleague of the first kabupaten who has nothing yet.
    pub fn newcomer(&self) -> User {
        let added = user(77, "Baru", Role::Pendamping, "53.11", None);
        let theirs = added.clone();
        self.write(move |conn| users::add_user(conn, &theirs, NOW)).unwrap();
        added
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// One request on a connection of its own.
pub fn http(url: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    // The server may answer and close before it has read all of a body that it refuses.
    let _ = stream.write_all(body);
    let mut raw = Vec::new();
    let _ = stream.read_to_end(&mut raw);
    let end = raw.windows(4).position(|w| w == b"\r\n\r\n").expect("an HTTP answer");
    let head = String::from_utf8_lossy(&raw[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .filter(|(name, _)| name != "date")
        .collect();
    Answer { status, headers, body: raw[end + 4..].to_vec() }
}

/// A phone: its identity and its log.
pub struct Phone {
    pub device: DeviceNo,
    pub user: UserId,
    pub token: String,
    pub key: SigningKey,
    pub server_key: VerifyKey,
    pub epoch: u64,
    pub streams: Vec<(String, u64)>,
    pub log: Vec<Vec<u8>>,
    pub heads: Vec<Hash>,
    pub acked: u64,
    pub at: i64,
}

impl Phone {
    pub fn new(told: &Value, key: SigningKey) -> Self {
        let server_key = from_hex::<32>(told["server_key"]["public"].as_str().unwrap()).unwrap();
        Self {
            device: serde_json::from_value(told["device"].clone()).unwrap(),
            user: serde_json::from_value(told["user"]["id"].clone()).unwrap(),
            token: told["token"].as_str().unwrap().to_owned(),
            key,
            server_key: VerifyKey::from_bytes(&server_key).unwrap(),
            epoch: told["epoch"].as_u64().unwrap(),
            streams: told["streams"].as_array().unwrap().iter().map(|s| (s.as_str().unwrap().to_owned(), 0)).collect(),
            log: Vec::new(),
            heads: vec![CHAIN_START],
            acked: 0,
            at: NOW,
        }
    }

    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    pub fn op(&self, body: OpBody) -> Op {
        let number = self.log.len() as u64 + 1;
        Op {
            schema: OP_SCHEMA,
            device: self.device,
            number,
            actor: self.user,
            at: self.at,
            zone: 480,
            body,
            extra: BTreeMap::new(),
        }
    }

    pub fn save(&mut self, body: OpBody) -> OpRef {
        let op = self.op(body);
        self.save_bytes(op.encode().unwrap());
        op.reference()
    }

    pub fn save_bytes(&mut self, bytes: Vec<u8>) {
        self.heads.push(chain(self.heads.last().unwrap(), &bytes));
        self.log.push(bytes);
    }

    pub fn set(&mut self, kind: RegisterKind, id: u128, fields: &[(&str, Value)], base: &[(&str, OpRef)]) -> OpRef {
        self.save(register(kind, id, fields, base))
    }

    pub fn resolve(&mut self, id: u128, field: &str, value: Value, seen: &[OpRef]) -> OpRef {
        self.save(OpBody::Resolve(Resolution {
            kind: RegisterKind::Orang,
            id: rid(id),
            field: field.to_owned(),
            value,
            seen: seen.to_vec(),
            extra: BTreeMap::new(),
        }))
    }

    /// A family, a person in it, a case about her, a visit with a photo: the usual beginning.
    pub fn family(&mut self, n: u128, photo: &[u8]) {
        self.set(
            RegisterKind::Keluarga,
            n,
            &[("nama_kepala", json!("Umbu")), ("wilayah", json!("53.11.01.1001"))],
            &[],
        );
        self.set(RegisterKind::Orang, n + 1, &[("nama", json!("Rambu")), ("keluarga_id", json!(rid(n)))], &[]);
        let subject = [("subjek_jenis", json!("orang")), ("subjek_id", json!(rid(n + 1))), ("klaster", json!("L"))];
        self.set(RegisterKind::Kasus, n + 2, &subject, &[]);
        self.save(visit(n + 3, n + 2, photo));
    }

    pub fn ops(&self, from: u64) -> Ops {
        self.ops_to(from, self.log.len() as u64)
    }

    pub fn ops_to(&self, from: u64, through: u64) -> Ops {
        let seal = BatchSeal::sign(&self.key, self.device, through, &self.heads[through as usize]);
        Ops { first: from, ops: self.log[from as usize - 1..through as usize].to_vec(), seal }
    }

    pub fn hello(&self) -> Hello {
        Hello {
            epoch: self.epoch,
            acked: self.acked,
            streams: self.streams.clone(),
            budget: 512 * 1024,
            ..Hello::new(self.device)
        }
    }

    pub fn request(&self) -> Request {
        let ops = if (self.log.len() as u64) > self.acked { vec![self.ops(self.acked + 1)] } else { Vec::new() };
        Request { hello: self.hello(), ops }
    }

    pub fn post(&self, url: &str, body: &[u8]) -> Answer {
        http(url, "POST", "/sync/1", &[("authorization", &self.bearer())], body)
    }

    pub fn send(&self, url: &str, request: &Request) -> Response {
        let asked = request.encode().unwrap();
        let answer = self.post(url, &asked);
        assert_eq!(answer.status, 200, "{}", answer.text());
        Response::decode(&answer.body, &asked).unwrap()
    }

    pub fn served(&self, url: &str, request: &Request) -> Served {
        match self.send(url, request) {
            Response::Served(served) => *served,
            Response::Refused(refused) => panic!("refused: {}", refused.code),
        }
    }

    pub fn refusal(&self, url: &str, request: &Request) -> String {
        match self.send(url, request) {
            Response::Served(served) => panic!("served: {served:?}"),
            Response::Refused(refused) => refused.code,
        }
    }

    pub fn receipt(&self, served: &Served) -> Receipt {
        let bytes = served.receipt.as_ref().expect("a receipt");
        let head_at = |n: u64| self.heads.get(n as usize).copied();
        Receipt::verify_for(bytes, &[self.server_key], self.device, head_at).expect("verifies")
    }

    /// One exchange as a phone does it that believes so many of its ops in quarantine.
    pub fn idle(&self, quarantined: u64) -> Request {
        Request {
            hello: Hello { quarantined: (quarantined > 0).then_some(quarantined), ..self.hello() },
            ops: Vec::new(),
        }
    }

    /// Sends all and takes all, as a phone does; gives every op that came down.
    pub fn sync(&mut self, url: &str) -> Vec<Op> {
        let mut got = Vec::new();
        for _ in 0..200 {
            let request = self.request();
            let served = self.served(url, &request);
            if served.receipt.is_some() {
                self.acked = self.receipt(&served).through;
            }
            if let Some(epoch) = served.welcome.epoch {
                self.epoch = epoch;
            }
            for page in &served.pages {
                let stream = self.streams.iter_mut().find(|(name, _)| *name == page.stream).expect("asked for");
                assert!(page.next >= stream.1);
                stream.1 = page.next;
                got.extend(page.entries.iter().filter_map(|e| e.bytes.as_ref()).map(|b| Op::decode(b).unwrap()));
            }
            if !served.welcome.more && self.acked == self.log.len() as u64 {
                return got;
            }
        }
        panic!("sync does not come to an end");
    }
}

pub fn rid(n: u128) -> RecordId {
    RecordId(Uuid::from_u128(n))
}

pub fn register(kind: RegisterKind, id: u128, fields: &[(&str, Value)], base: &[(&str, OpRef)]) -> OpBody {
    OpBody::Register(RegisterEdit {
        kind,
        id: rid(id),
        set: fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        base: base.iter().map(|(name, version)| ((*name).to_owned(), *version)).collect(),
        extra: BTreeMap::new(),
    })
}

pub fn photo_hash(photo: &[u8]) -> String {
    blake3::hash(photo).to_hex().to_string()
}

pub fn visit(id: u128, kasus: u128, photo: &[u8]) -> OpBody {
    let lampiran = Lampiran {
        hash: photo_hash(photo),
        size: photo.len() as u64,
        mime: "image/jpeg".into(),
        path: "foto/rumah".into(),
    };
    OpBody::Dokumen(DokumenBaru {
        id: rid(id),
        jenis: "kunjungan".into(),
        kasus: rid(kasus),
        form: ("kunjungan_rumah".into(), "2026.1".into()),
        content: json!({"hasil": "bertemu"}),
        lampiran: if photo.is_empty() { Vec::new() } else { vec![lampiran] },
        corrects: None,
        extra: BTreeMap::new(),
    })
}
