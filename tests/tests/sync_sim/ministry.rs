//! The server in memory, around the same `accept::Acceptor` that the real one runs.

use atensi_core::domain::ids::{DeviceNo, RecordId};
use atensi_core::domain::op::{CHAIN_START, Hash, Op};
use atensi_core::sync::accept::{
    Acceptor, Caller, Held, Received, ServerState, StreamEntry, Stretch, Verdict, outcome,
};
use atensi_core::sync::policy::Policy;
use atensi_core::sync::port::{BlobState, TransportError};
use atensi_core::sync::wire::{OpResult, Ops, Request};
use atensi_core::vault::sign::{SigningKey, VerifyKey};
use std::collections::BTreeMap;
use std::convert::Infallible;

#[derive(Clone, Debug)]
pub struct Row {
    pub chain: Hash,
    pub code: Option<&'static str>,
    pub result: Option<OpResult>,
}

/// What a backup holds.
#[derive(Clone, Default)]
pub struct Books {
    pub logs: BTreeMap<DeviceNo, Vec<Row>>,
    pub records: BTreeMap<RecordId, Held>,
    pub streams: BTreeMap<String, Vec<StreamEntry>>,
    pub files: BTreeMap<String, Vec<u8>>,
    pub forks: Vec<Ops>,
}

pub struct Ministry {
    pub books: Books,
    pub backup: Books,
    pub epoch: u64,
    pub key: SigningKey,
    pub policy: Policy,
    /// Streams that carry every record, by full name.
    pub streams: Vec<String>,
    /// Records that nobody here may write.
    pub forbidden: RecordId,
    /// Server time, ms UTC.
    pub now: i64,
}

impl Ministry {
    pub fn new(streams: Vec<String>, now: i64) -> Self {
        Self {
            books: Books::default(),
            backup: Books::default(),
            epoch: 1,
            key: SigningKey::from_seed(&[99; 32]),
            policy: Policy::standard(),
            streams,
            forbidden: RecordId(uuid::Uuid::from_u128(0xF0_4B1D)),
            now,
        }
    }

    pub fn verify_key(&self) -> VerifyKey {
        self.key.verify_key()
    }

    pub fn back_up(&mut self) {
        self.backup = self.books.clone();
    }

    pub fn restore(&mut self) {
        self.books = self.backup.clone();
        self.epoch += 1;
    }

    /// What the HTTP layer does with a body.
    pub fn answer(&mut self, caller: &Caller, body: &[u8]) -> Result<Vec<u8>, TransportError> {
        let Ok((request, _cut)) = Request::decode(body) else { return Err(TransportError::Status(400)) };
        let policy = self.policy.clone();
        let key = SigningKey::from_seed(&self.key.seed());
        let acceptor = Acceptor { policy: &policy, key: &key, now: self.now };
        let Ok(response) = acceptor.serve(self, caller, &request);
        Ok(atensi_core::sync::accept::encode(&response, request.hello.dictionary, body).expect("within the limits"))
    }

    pub fn file_state(&mut self, hash: &str, size: u64) -> BlobState {
        match self.books.files.get(hash) {
            Some(bytes) if bytes.len() as u64 == size => BlobState::Complete,
            Some(bytes) => BlobState::Offset(bytes.len() as u64),
            None => BlobState::Offset(0),
        }
    }

    pub fn file_piece(&mut self, hash: &str, size: u64, offset: u64, piece: &[u8]) -> BlobState {
        let file = self.books.files.entry(hash.to_owned()).or_default();
        if file.len() as u64 != offset {
            return self.file_state(hash, size);
        }
        file.extend_from_slice(piece);
        if file.len() as u64 == size && blake3::hash(file).to_hex().as_str() != hash {
            self.books.files.remove(hash);
            return BlobState::WrongHash;
        }
        self.file_state(hash, size)
    }

    fn log(&self, device: DeviceNo) -> &[Row] {
        self.books.logs.get(&device).map_or(&[], Vec::as_slice)
    }
}

impl ServerState for Ministry {
    type Error = Infallible;

    fn epoch(&mut self) -> Result<u64, Infallible> {
        Ok(self.epoch)
    }

    fn last(&mut self, device: DeviceNo) -> Result<(u64, Hash), Infallible> {
        let log = self.log(device);
        Ok((log.len() as u64, log.last().map_or(CHAIN_START, |row| row.chain)))
    }

    fn chain_at(&mut self, device: DeviceNo, number: u64) -> Result<Option<Hash>, Infallible> {
        match number.checked_sub(1) {
            None => Ok(Some(CHAIN_START)),
            Some(index) => Ok(self.log(device).get(index as usize).map(|row| row.chain)),
        }
    }

    fn stable(&mut self, device: DeviceNo) -> Result<u64, Infallible> {
        Ok(self.backup.logs.get(&device).map_or(0, |log| log.len() as u64))
    }

    fn quarantined(&mut self, device: DeviceNo, limit: usize) -> Result<Vec<u64>, Infallible> {
        let numbers: Vec<u64> = (1..).zip(self.log(device)).filter(|(_, r)| r.code.is_some()).map(|(n, _)| n).collect();
        Ok(numbers[numbers.len().saturating_sub(limit)..].to_vec())
    }

    fn results(&mut self, device: DeviceNo, after: u64, limit: usize) -> Result<Vec<OpResult>, Infallible> {
        let rows = self.log(device).iter().skip(after as usize);
        Ok(rows.filter_map(|row| row.result.clone()).take(limit).collect())
    }

    fn record(&mut self, id: RecordId) -> Result<Option<Held>, Infallible> {
        Ok(self.books.records.get(&id).cloned())
    }

    fn may_write(&mut self, _caller: &Caller, op: &Op, _exists: bool) -> Result<bool, Infallible> {
        Ok(op.record() != self.forbidden)
    }

    fn store(&mut self, received: Received<'_>) -> Result<(), Infallible> {
        let code = match &received.verdict {
            Verdict::Quarantined(code) => Some(*code),
            Verdict::Accepted(_) => None,
        };
        let result = outcome(&received);
        let log = self.books.logs.entry(received.op.0).or_default();
        assert_eq!(log.len() as u64 + 1, received.op.1, "ops are stored in order, once");
        log.push(Row { chain: received.chain, code, result });
        if let Verdict::Accepted(accepted) = received.verdict {
            for name in &self.streams {
                let stream = self.books.streams.entry(name.clone()).or_default();
                // Places rise but are not dense, like numbers shared between streams.
                let cursor = stream.last().map_or(3, |entry| entry.cursor + 3);
                let (rev, at) = (accepted.record.rev, received.at);
                stream.push(StreamEntry { cursor, rev, at, op: received.op, bytes: received.bytes.to_vec() });
            }
            self.books.records.insert(accepted.body.record(), accepted.record);
        }
        Ok(())
    }

    fn store_fork(&mut self, _caller: &Caller, ops: &Ops) -> Result<(), Infallible> {
        self.books.forks.push(ops.clone());
        Ok(())
    }

    fn entries(
        &mut self,
        caller: &Caller,
        stream: &str,
        after: u64,
        limit: usize,
        max_bytes: usize,
    ) -> Result<Option<Stretch>, Infallible> {
        let name = if stream == "beban" { format!("beban/{}", caller.user) } else { stream.to_owned() };
        if !self.streams.contains(&name) {
            return Ok(None);
        }
        let all = self.books.streams.get(&name).map_or(&[][..], Vec::as_slice);
        let mut rest = all.iter().filter(|entry| entry.cursor > after).peekable();
        let mut stretch = Stretch::default();
        let mut bytes = 0;
        while stretch.entries.len() < limit && (stretch.entries.is_empty() || bytes < max_bytes) {
            let Some(entry) = rest.next() else { break };
            bytes += entry.bytes.len();
            stretch.entries.push(entry.clone());
        }
        stretch.more = rest.peek().is_some();
        Ok(Some(stretch))
    }
}
