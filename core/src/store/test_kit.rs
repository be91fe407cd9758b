//! What the tests of this layer share.

use super::{Opened, Result, Store, StoreError, StoreOptions};
use crate::domain::ids::{DeviceNo, RecordId, UserId};
use crate::domain::op::{OP_SCHEMA, Op, OpBody, RegisterEdit, RegisterKind};
use crate::vault::DataKey;
use std::path::{Path, PathBuf};
use uuid::Uuid;

pub(super) fn key(n: u8) -> DataKey {
    DataKey::from_bytes([n; 32])
}

pub(super) fn id(n: u128) -> RecordId {
    RecordId(Uuid::from_u128(n))
}

pub(super) fn op(number: u64, record: u128, text: &str) -> Op {
    Op {
        schema: OP_SCHEMA,
        device: DeviceNo(3),
        number,
        actor: UserId(Uuid::from_u128(1)),
        at: 1_795_000_000_000 + number as i64,
        zone: 420,
        body: OpBody::Register(RegisterEdit {
            kind: RegisterKind::Orang,
            id: id(record),
            set: [("nama".to_owned(), text.into())].into(),
            base: Default::default(),
            extra: Default::default(),
        }),
        extra: Default::default(),
    }
}

/// A store in a folder that lasts as long as the test.
pub(super) struct Place {
    pub folder: tempfile::TempDir,
    pub path: PathBuf,
}

impl Place {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("data.db");
        Self { folder, path }
    }

    pub(super) fn open(&self) -> Store {
        self.try_open(StoreOptions { reserve: false, ..StoreOptions::default() }).expect("opens").store
    }

    pub(super) fn try_open(&self, options: StoreOptions) -> Result<Opened, StoreError> {
        Store::open(&self.path, &key(7), options)
    }

    pub(super) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).expect("folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

/// Flips bytes of a file at an offset.
pub(super) fn spoil(path: &Path, at: usize, len: usize) {
    let mut bytes = std::fs::read(path).expect("file");
    let end = (at + len).min(bytes.len());
    bytes[at..end].iter_mut().for_each(|byte| *byte ^= 0x5a);
    std::fs::write(path, bytes).expect("file");
}
