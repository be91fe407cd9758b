//! How many ops a second the server takes in: eight devices, a thousand ops each, over loopback HTTP, durable.
//!
//! `cargo run --profile bench -p atensi-server --example terima [-- BATCH]`; one line of JSON.

use atensi_core::domain::ids::{RecordId, UserId};
use atensi_core::domain::op::{CHAIN_START, OP_SCHEMA, Op, OpBody, RegisterEdit, RegisterKind, chain};
use atensi_core::sync::wire::{Hello, Ops, Request, Response};
use atensi_core::vault::{BatchSeal, OsEntropy, SigningKey};
use atensi_server::users::{self, NewDevice, Role, User};
use atensi_server::{Config, Places, Running, start};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Instant;
use uuid::Uuid;

const DEVICES: u128 = 8;
const OPS: u64 = 1000;

type Failure = Box<dyn Error + Send + Sync>;

fn post(url: &str, token: &str, body: &[u8]) -> Result<Vec<u8>, Failure> {
    let address = url.strip_prefix("http://").ok_or("address")?;
    let mut stream = TcpStream::connect(address)?;
    let length = body.len();
    write!(
        stream,
        "POST /sync/1 HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nauthorization: Bearer {token}\r\ncontent-length: {length}\r\n\r\n"
    )?;
    stream.write_all(body)?;
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw)?;
    let end = raw.windows(4).position(|w| w == b"\r\n\r\n").ok_or("no HTTP answer")?;
    Ok(raw.split_off(end + 4))
}

/// A person of about the size that field work has: 1.3 KB.
fn person(device: u128, number: u64) -> OpBody {
    let text = |n: u64| blake3::hash(&n.to_le_bytes()).to_hex().to_string();
    let mut set: BTreeMap<String, serde_json::Value> =
        (0..14).map(|field| (format!("medan_{field}"), text(number * 31 + field).into())).collect();
    set.insert("nama".into(), format!("Orang {number}").into());
    let id = RecordId(Uuid::from_u128(device << 64 | u128::from(number)));
    OpBody::Register(RegisterEdit { kind: RegisterKind::Orang, id, set, base: BTreeMap::new(), extra: BTreeMap::new() })
}

fn push(running: &Running, n: u128, user: UserId, batch: u64) -> Result<(), Failure> {
    let key = SigningKey::generate(&OsEntropy)?;
    let token = users::make_token(&OsEntropy)?;
    let device = NewDevice { key: key.verify_key(), name: "bench".into(), platform: "bench".into() };
    let hash = users::token_hash(&token);
    let no = running.service().writer.write_blocking(move |c| users::add_device(c, user, &device, &hash, 0))?;
    let (mut head, mut first) = (CHAIN_START, 1);
    while first <= OPS {
        let mut ops = Vec::new();
        for number in first..(first + batch).min(OPS + 1) {
            let body = person(n, number);
            let (device, extra) = (no, BTreeMap::new());
            let op = Op { schema: OP_SCHEMA, device, number, actor: user, at: 0, zone: 420, body, extra };
            let bytes = op.encode()?;
            head = chain(&head, &bytes);
            ops.push(bytes);
        }
        let through = first + ops.len() as u64 - 1;
        let seal = BatchSeal::sign(&key, no, through, &head);
        let request = Request { hello: Hello::new(no), ops: vec![Ops { first, ops, seal }] };
        let asked = request.encode()?;
        match Response::decode(&post(&running.url, &token, &asked)?, &asked)? {
            Response::Served(served) if served.receipt.is_some() && served.results.is_empty() => {}
            other => return Err(format!("not plainly received: {other:?}").into()),
        }
        first = through + 1;
    }
    Ok(())
}

fn main() -> Result<(), Failure> {
    let batch: u64 = std::env::args().nth(1).map_or(Ok(100), |text| text.parse())?;
    let dir = tempfile::tempdir()?;
    let places = Places::new(dir.path(), None);
    places.init(&OsEntropy)?;
    let (_, conn) = places.open()?;
    let user = UserId(Uuid::from_u128(1));
    users::add_user(
        &conn,
        &User { id: user, name: "bench".into(), role: Role::Pendamping, kab: "53.11".into(), team: None },
        0,
    )?;
    drop(conn);
    let running = start(Config::new(dir.path()))?;
    let began = Instant::now();
    let results: Vec<Result<(), Failure>> = std::thread::scope(|scope| {
        let running = &running;
        let threads: Vec<_> =
            (1..=DEVICES).map(|n| scope.spawn(move || push(running, n, user, batch.max(1)))).collect();
        threads.into_iter().map(|t| t.join().unwrap_or_else(|_| Err("a device panicked".into()))).collect()
    });
    results.into_iter().collect::<Result<Vec<()>, _>>()?;
    let seconds = began.elapsed().as_secs_f64();
    let stats = running.service().writer.stats();
    let commits = stats.commits.load(std::sync::atomic::Ordering::Relaxed);
    let ops = DEVICES as u64 * OPS;
    let line = serde_json::json!({
        "ops": ops, "batch": batch, "seconds": seconds, "ops_per_second": ops as f64 / seconds, "commits": commits,
    });
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}
