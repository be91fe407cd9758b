//! One signed, numbered write of a device: what the log keeps and the wire carries.
//!
//! An op's bytes are made once, on the device, and kept verbatim by everyone (hashes cover bytes, never a re-encoding).
//! The hash of each op covers the hash of the one before it, so a device's log is a chain and a signature over one hash
//! vouches for everything up to it. Unknown fields of a newer app survive in `extra`.

use super::ids::{DeviceNo, OpRef, RecordId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The op layout this build writes. Readers accept any; an unknown body is kept and quarantined by the server.
pub const OP_SCHEMA: u16 = 1;
/// The largest op accepted, in bytes of its encoding.
pub const MAX_OP_BYTES: usize = 512 * 1024;

/// A 32-byte BLAKE3 hash.
pub type Hash = [u8; 32];
/// What the first op of a device chains to.
pub const CHAIN_START: Hash = [0; 32];

/// One write of one device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Op {
    /// Layout, see [`OP_SCHEMA`].
    #[serde(rename = "s")]
    pub schema: u16,
    /// The writing device.
    #[serde(rename = "d")]
    pub device: DeviceNo,
    /// 1, 2, 3 … without gaps per device.
    #[serde(rename = "n")]
    pub number: u64,
    /// Who was logged in.
    #[serde(rename = "u")]
    pub actor: UserId,
    /// Device time, milliseconds since 1970 UTC; a claim, clamped by the server.
    #[serde(rename = "t")]
    pub at: i64,
    /// Local offset from UTC in minutes when it was written, for display.
    #[serde(rename = "z")]
    pub zone: i16,
    /// What was written.
    #[serde(rename = "b")]
    pub body: OpBody,
    /// Fields of a newer app, kept and passed on.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

/// What an op writes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "k")]
pub enum OpBody {
    /// Fields of a register record, merged field by field.
    #[serde(rename = "reg")]
    Register(RegisterEdit),
    /// A finished document, immutable from here on.
    #[serde(rename = "doc")]
    Dokumen(DokumenBaru),
    /// A person's decision on an open collision.
    #[serde(rename = "res")]
    Resolve(Resolution),
}

/// The kinds of record that merge field by field. A checked code: logic branches on these three only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegisterKind {
    /// A person.
    Orang,
    /// A family.
    Keluarga,
    /// A case.
    Kasus,
}

/// New values for some fields of one register record; creates it when nobody wrote it before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegisterEdit {
    /// Person, family or case.
    #[serde(rename = "r")]
    pub kind: RegisterKind,
    /// The record.
    #[serde(rename = "i")]
    pub id: RecordId,
    /// Field name to new value; `null` clears.
    #[serde(rename = "f")]
    pub set: BTreeMap<String, Value>,
    /// For each field that already had a value when the writer changed it: the version that was seen.
    #[serde(rename = "p", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub base: BTreeMap<String, OpRef>,
    /// Fields of a newer app.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

/// A finalised document (Asesmen, Kunjungan, Persetujuan …). Corrections are new documents that name the old one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DokumenBaru {
    /// The document's own id.
    #[serde(rename = "i")]
    pub id: RecordId,
    /// Checked code of the document kind, e.g. `asesmen_awal`, `kunjungan`.
    #[serde(rename = "j")]
    pub jenis: String,
    /// The case it belongs to.
    #[serde(rename = "c")]
    pub kasus: RecordId,
    /// Form id and version that asked the questions.
    #[serde(rename = "m")]
    pub form: (String, String),
    /// The answers, as the form engine's JSON.
    #[serde(rename = "v")]
    pub content: Value,
    /// Photos and signatures it refers to.
    #[serde(rename = "l", default, skip_serializing_if = "Vec::is_empty")]
    pub lampiran: Vec<Lampiran>,
    /// The document that this one corrects.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<RecordId>,
    /// Fields of a newer app.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

/// A file that belongs to a document; it travels by hash, after the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lampiran {
    /// Lower-case hex BLAKE3 of the file.
    #[serde(rename = "h")]
    pub hash: String,
    /// Bytes.
    #[serde(rename = "b")]
    pub size: u64,
    /// Media type, e.g. `image/jpeg`.
    #[serde(rename = "t")]
    pub mime: String,
    /// The question that asked for it (form path).
    #[serde(rename = "q")]
    pub path: String,
}

/// A person's decision on a collision: the value that holds, and the versions that were seen when deciding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resolution {
    /// Person, family or case.
    #[serde(rename = "r")]
    pub kind: RegisterKind,
    /// The record.
    #[serde(rename = "i")]
    pub id: RecordId,
    /// The field in collision.
    #[serde(rename = "f")]
    pub field: String,
    /// The value chosen, one of the sides or a new one.
    #[serde(rename = "v")]
    pub value: Value,
    /// The sides that the person saw; a side not named stays open.
    #[serde(rename = "w")]
    pub seen: Vec<OpRef>,
    /// Fields of a newer app.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

/// Why bytes are not an op.
#[derive(Debug, thiserror::Error)]
pub enum OpError {
    /// Over [`MAX_OP_BYTES`].
    #[error("op of {0} bytes is over the limit")]
    TooLarge(usize),
    /// Not the JSON of an op.
    #[error("op is not readable: {0}")]
    Malformed(#[from] serde_json::Error),
}

impl Op {
    /// The op's bytes. Made once; keep and send these, never a second encoding.
    pub fn encode(&self) -> Result<Vec<u8>, OpError> {
        let bytes = serde_json::to_vec(self)?;
        if bytes.len() > MAX_OP_BYTES {
            return Err(OpError::TooLarge(bytes.len()));
        }
        Ok(bytes)
    }

    /// Reads an op back. Depth is bounded by the JSON reader (128), size by [`MAX_OP_BYTES`].
    pub fn decode(bytes: &[u8]) -> Result<Self, OpError> {
        if bytes.len() > MAX_OP_BYTES {
            return Err(OpError::TooLarge(bytes.len()));
        }
        Ok(serde_json::from_slice(bytes)?)
    }

    /// The name of this write.
    pub fn reference(&self) -> OpRef {
        OpRef(self.device, self.number)
    }

    /// The register record or document that this op writes.
    pub fn record(&self) -> RecordId {
        match &self.body {
            OpBody::Register(edit) => edit.id,
            OpBody::Dokumen(dokumen) => dokumen.id,
            OpBody::Resolve(resolution) => resolution.id,
        }
    }
}

/// The chain hash of an op: BLAKE3 over the hash before it and its bytes.
pub fn chain(previous: &Hash, op_bytes: &[u8]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(previous);
    hasher.update(op_bytes);
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn sample() -> Op {
        Op {
            schema: OP_SCHEMA,
            device: DeviceNo(3),
            number: 17,
            actor: UserId(Uuid::from_u128(1)),
            at: 1_795_000_000_000,
            zone: 480,
            body: OpBody::Register(RegisterEdit {
                kind: RegisterKind::Orang,
                id: RecordId(Uuid::from_u128(2)),
                set: [("nama".to_owned(), Value::from("Siti"))].into(),
                base: BTreeMap::new(),
                extra: BTreeMap::new(),
            }),
            extra: BTreeMap::new(),
        }
    }

    #[test]
    fn unknown_fields_of_a_newer_app_survive() {
        let mut value: Value = serde_json::to_value(sample()).expect("encodes");
        value["baru"] = Value::from(1);
        value["b"]["lebih_baru"] = Value::from("x");
        let op: Op = serde_json::from_value(value.clone()).expect("reads");
        assert_eq!(serde_json::to_value(&op).expect("encodes"), value);
    }

    #[test]
    fn one_flipped_byte_changes_the_chain() {
        let bytes = sample().encode().expect("encodes");
        let whole = chain(&CHAIN_START, &bytes);
        for i in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[i] ^= 1;
            assert_ne!(chain(&CHAIN_START, &flipped), whole);
        }
    }
}
