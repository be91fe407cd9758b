//! Signatures: a device vouches for its op log, the server for what it received.
//!
//! A signed structure is a byte string made once and kept verbatim: `signature (64) | schema (2) | algorithm (1) | key id
//! (8) | fields`, integers little-endian. The signature covers a domain name and everything after itself, so fields of a
//! newer version, which follow the known ones, survive and stay vouched for. A batch costs 119 bytes on the wire.

use super::entropy::{Entropy, random};
use crate::domain::ids::DeviceNo;
use crate::domain::op::Hash;
use ed25519_dalek::Signer;
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroizing;

/// Layout of seals and receipts this build writes. Readers accept newer ones: known fields keep their place.
pub const SEAL_SCHEMA: u16 = 1;
/// Ed25519 (RFC 8032), strict verification: the only signature algorithm so far.
pub const ALG_ED25519: u8 = 1;
/// Bytes of a signature.
pub const SIGNATURE_LEN: usize = 64;
/// The largest signed structure accepted: room for a receipt that lists [`super::receipt::MAX_QUARANTINED`] numbers.
pub const MAX_SEALED_BYTES: usize = 64 * 1024;

const BATCH_DOMAIN: &[u8] = b"atensi-batch-v1\0";
const PROOF_DOMAIN: &[u8] = b"atensi-proof-v1\0";
const HEADER_LEN: usize = SIGNATURE_LEN + 2 + 1 + 8;

/// Why signed bytes are not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Cut short, or over [`MAX_SEALED_BYTES`].
    #[error("signed structure has an impossible length ({0} bytes)")]
    Length(usize),
    /// Schema 0 or an algorithm this build does not know.
    #[error("signed structure of an unknown kind (schema {schema}, algorithm {alg})")]
    Unknown {
        /// Layout named in the bytes.
        schema: u16,
        /// Algorithm named in the bytes.
        alg: u8,
    },
    /// Signed by a key that is not among the given ones.
    #[error("signed by unknown key {0}")]
    UnknownKey(KeyId),
    /// The signature does not fit the bytes.
    #[error("signature does not match")]
    BadSignature,
    /// A genuine signature over something else than expected: another device, number or log.
    #[error("signed, but not for this log: {0} differs")]
    Mismatch(&'static str),
    /// 32 bytes that are no public key.
    #[error("not a public key")]
    BadKey,
}

/// Names a public key: the first 8 bytes of its BLAKE3 hash, shown as 16 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct KeyId(pub [u8; 8]);

impl KeyId {
    /// The id of any key's public bytes.
    pub fn of(public: &[u8]) -> Self {
        let mut id = [0; 8];
        id.copy_from_slice(&blake3::hash(public).as_bytes()[..8]);
        Self(id)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<KeyId> for String {
    fn from(id: KeyId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for KeyId {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WRONG: &str = "a key id has 16 lower-case hex digits";
        let lower = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() != 16 || !text.bytes().all(lower) {
            return Err(WRONG);
        }
        let number = u64::from_str_radix(&text, 16).map_err(|_| WRONG)?;
        Ok(Self(number.to_be_bytes()))
    }
}

/// A signing key of a device or of the server. Wiped from memory when dropped; `Debug` shows the id only.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// A fresh key.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, super::EntropyError> {
        Ok(Self::from_seed(&Zeroizing::new(random(entropy)?)))
    }

    /// The key of a stored 32-byte seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The seed, to be stored inside the encrypted database only.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    pub fn verify_key(&self) -> VerifyKey {
        VerifyKey(self.0.verifying_key())
    }

    /// The id of the public half.
    pub fn id(&self) -> KeyId {
        self.verify_key().id()
    }

    /// Proves possession of the key for a request: a signature over a message of another layer (at most 64 KiB of
    /// meaning, e.g. method, path, time and body hash). Never verifies as a seal or a receipt.
    pub fn prove(&self, message: &[u8]) -> [u8; SIGNATURE_LEN] {
        self.0.sign(&[PROOF_DOMAIN, message].concat()).to_bytes()
    }

    /// Signs `fields` under a domain; the result is kept and sent verbatim.
    pub(super) fn seal(&self, domain: &[u8], fields: &[u8]) -> Vec<u8> {
        let mut signed = domain.to_vec();
        signed.extend_from_slice(&SEAL_SCHEMA.to_le_bytes());
        signed.push(ALG_ED25519);
        signed.extend_from_slice(&self.id().0);
        signed.extend_from_slice(fields);
        let mut out = self.0.sign(&signed).to_bytes().to_vec();
        out.extend_from_slice(&signed[domain.len()..]);
        out
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, secret)", self.id())
    }
}

/// The public half of a [`SigningKey`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyKey(ed25519_dalek::VerifyingKey);

impl VerifyKey {
    /// A key from its 32 public bytes; refuses bytes that are no key, and weak keys.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SealError> {
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| SealError::BadKey)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| SealError::BadKey)?;
        if key.is_weak() {
            return Err(SealError::BadKey);
        }
        Ok(Self(key))
    }

    /// The 32 public bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The key's name.
    pub fn id(&self) -> KeyId {
        KeyId::of(self.0.as_bytes())
    }

    /// Checks a [`SigningKey::prove`].
    pub fn check_proof(&self, message: &[u8], signature: &[u8]) -> Result<(), SealError> {
        self.check(&[PROOF_DOMAIN, message].concat(), signature)
    }

    fn check(&self, signed: &[u8], signature: &[u8]) -> Result<(), SealError> {
        let signature = ed25519_dalek::Signature::from_slice(signature).map_err(|_| SealError::BadSignature)?;
        self.0.verify_strict(signed, &signature).map_err(|_| SealError::BadSignature)
    }
}

impl fmt::Debug for VerifyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyKey({})", self.id())
    }
}

/// The head of a verified structure, and the reader of its fields.
#[derive(Debug)]
pub(super) struct Opened<'a> {
    pub schema: u16,
    pub alg: u8,
    pub key_id: KeyId,
    total: usize,
    rest: &'a [u8],
}

impl<'a> Opened<'a> {
    pub(super) fn take<const N: usize>(&mut self) -> Result<[u8; N], SealError> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or(SealError::Length(self.total))?;
        self.rest = rest;
        Ok(*head)
    }

    pub(super) fn u16(&mut self) -> Result<u16, SealError> {
        self.take().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, SealError> {
        self.take().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, SealError> {
        self.take().map(u64::from_le_bytes)
    }
}

/// Reads the header without believing it: which key claims to have signed.
fn read_header(bytes: &[u8]) -> Result<Opened<'_>, SealError> {
    if bytes.len() < HEADER_LEN || bytes.len() > MAX_SEALED_BYTES {
        return Err(SealError::Length(bytes.len()));
    }
    let mut opened =
        Opened { schema: 0, alg: 0, key_id: KeyId([0; 8]), total: bytes.len(), rest: &bytes[SIGNATURE_LEN..] };
    opened.schema = opened.u16()?;
    [opened.alg] = opened.take()?;
    opened.key_id = KeyId(opened.take()?);
    if opened.schema == 0 || opened.alg != ALG_ED25519 {
        let (schema, alg) = (opened.schema, opened.alg);
        return Err(SealError::Unknown { schema, alg });
    }
    Ok(opened)
}

/// Checks the signature with the named one of `keys` and hands out the fields.
pub(super) fn open<'a>(domain: &[u8], bytes: &'a [u8], keys: &[VerifyKey]) -> Result<Opened<'a>, SealError> {
    let opened = read_header(bytes)?;
    let key = keys.iter().find(|key| key.id() == opened.key_id).ok_or(SealError::UnknownKey(opened.key_id))?;
    let (signature, signed) = bytes.split_at(SIGNATURE_LEN);
    key.check(&[domain, signed].concat(), signature)?;
    Ok(opened)
}

/// A device's word for its log: the chain hash `head` after op `through` vouches for every op up to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BatchSeal {
    /// Layout the bytes were written in.
    pub schema: u16,
    /// Signature algorithm, see [`ALG_ED25519`].
    pub alg: u8,
    /// The device key that signed.
    pub key_id: KeyId,
    /// The device.
    pub device: DeviceNo,
    /// The number of the last op covered.
    pub through: u64,
    /// `chain` hash after that op.
    pub head: Hash,
}

impl BatchSeal {
    /// Seals a device's log up to `through`; 119 bytes to send with the ops.
    pub fn sign(key: &SigningKey, device: DeviceNo, through: u64, head: &Hash) -> Vec<u8> {
        let mut fields = Vec::with_capacity(44);
        fields.extend_from_slice(&device.0.to_le_bytes());
        fields.extend_from_slice(&through.to_le_bytes());
        fields.extend_from_slice(head);
        key.seal(BATCH_DOMAIN, &fields)
    }

    /// Reads a seal and checks that one of the device's keys signed it. The caller then compares device, number and head
    /// with the ops that came along, or uses [`Self::verify_for`].
    pub fn verify(bytes: &[u8], keys: &[VerifyKey]) -> Result<Self, SealError> {
        let mut fields = open(BATCH_DOMAIN, bytes, keys)?;
        Ok(Self {
            schema: fields.schema,
            alg: fields.alg,
            key_id: fields.key_id,
            device: DeviceNo(fields.u32()?),
            through: fields.u64()?,
            head: fields.take()?,
        })
    }

    /// As [`Self::verify`], and says the same device, number and head.
    pub fn verify_for(
        bytes: &[u8],
        keys: &[VerifyKey],
        device: DeviceNo,
        through: u64,
        head: &Hash,
    ) -> Result<Self, SealError> {
        let seal = Self::verify(bytes, keys)?;
        if seal.device != device {
            return Err(SealError::Mismatch("device"));
        }
        if seal.through != through {
            return Err(SealError::Mismatch("number"));
        }
        if seal.head != *head {
            return Err(SealError::Mismatch("chain head"));
        }
        Ok(seal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::Receipt;
    use crate::vault::entropy::SeededEntropy;

    fn key(seed: u64) -> SigningKey {
        SigningKey::generate(&SeededEntropy::new(seed)).expect("key")
    }

    #[test]
    fn a_seal_is_small_and_reads_back() {
        let key = key(1);
        let bytes = BatchSeal::sign(&key, DeviceNo(7), 42, &[9; 32]);
        assert_eq!(bytes.len(), 119);
        let keys = [self::key(2).verify_key(), key.verify_key()];
        let seal = BatchSeal::verify_for(&bytes, &keys, DeviceNo(7), 42, &[9; 32]).expect("ok");
        assert_eq!(seal.key_id, key.id());
    }

    #[test]
    fn one_flipped_byte_anywhere_fails() {
        let key = key(1);
        let bytes = BatchSeal::sign(&key, DeviceNo(7), 42, &[9; 32]);
        for i in 0..bytes.len() {
            for bit in 0..8 {
                let mut bad = bytes.clone();
                bad[i] ^= 1 << bit;
                assert!(BatchSeal::verify(&bad, &[key.verify_key()]).is_err(), "{i}.{bit}");
            }
        }
        for n in 0..bytes.len() {
            assert!(BatchSeal::verify(&bytes[..n], &[key.verify_key()]).is_err());
        }
    }

    #[test]
    fn another_key_device_number_or_head_is_named() {
        let (ours, theirs) = (key(1), key(2));
        let bytes = BatchSeal::sign(&theirs, DeviceNo(7), 42, &[9; 32]);
        let unknown = BatchSeal::verify(&bytes, &[ours.verify_key()]);
        assert_eq!(unknown, Err(SealError::UnknownKey(theirs.id())));
        let keys = [theirs.verify_key()];
        let check = |d, n, h: [u8; 32]| BatchSeal::verify_for(&bytes, &keys, DeviceNo(d), n, &h);
        assert_eq!(check(8, 42, [9; 32]), Err(SealError::Mismatch("device")));
        assert_eq!(check(7, 41, [9; 32]), Err(SealError::Mismatch("number")));
        assert_eq!(check(7, 42, [8; 32]), Err(SealError::Mismatch("chain head")));
    }

    #[test]
    fn domains_do_not_mix() {
        let key = key(1);
        let keys = [key.verify_key()];
        let seal = BatchSeal::sign(&key, DeviceNo(7), 42, &[9; 32]);
        assert!(matches!(Receipt::verify(&seal, &keys), Err(SealError::BadSignature)));
        let proof = key.prove(b"x");
        assert_eq!(key.verify_key().check_proof(b"x", &proof), Ok(()));
        assert!(key.verify_key().check_proof(b"y", &proof).is_err());
    }

    #[test]
    fn fields_of_a_newer_version_are_signed_and_ignored() {
        let key = key(1);
        let mut fields = 7u32.to_le_bytes().to_vec();
        fields.extend_from_slice(&42u64.to_le_bytes());
        fields.extend_from_slice(&[9; 32]);
        fields.extend_from_slice(b"newer");
        let mut bytes = key.seal(BATCH_DOMAIN, &fields);
        let seal = BatchSeal::verify(&bytes, &[key.verify_key()]).expect("reads");
        assert_eq!(seal.through, 42);
        *bytes.last_mut().expect("bytes") ^= 1;
        assert!(BatchSeal::verify(&bytes, &[key.verify_key()]).is_err());
    }

    #[test]
    fn key_ids_read_back_and_refuse_other_spellings() {
        let id = key(1).id();
        let json = serde_json::to_string(&id).expect("json");
        assert_eq!(serde_json::from_str::<KeyId>(&json).expect("id"), id);
        for bad in ["", "00", "000000000000000G", "00000000000000AA", "+000000000000000"] {
            assert!(KeyId::try_from(bad.to_owned()).is_err(), "{bad}");
        }
        assert!(VerifyKey::from_bytes(&[0; 31]).is_err());
        assert!(VerifyKey::from_bytes(&[0; 32]).is_err(), "weak key");
        let shown = format!("{:?}", key(1));
        assert_eq!(shown, format!("SigningKey({}, secret)", key(1).id()));
    }
}
