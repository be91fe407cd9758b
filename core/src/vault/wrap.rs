//! The data key, wrapped three ways: by PIN together with the device secret, by the device's key store behind a biometric
//! check, and sealed to the ministry for rescue. Each wrap is a JSON record whose header (every field but the sealed one,
//! unknown ones too) is authenticated with it.

use super::data_key::DataKey;
use super::entropy::{Entropy, random};
use super::error::VaultError;
use super::hex;
use super::keystore::Keystore;
use super::pin::Pin;
use super::sealed::{ALG_HPKE, SealingKey, SealingPublicKey};
use super::sign::KeyId;
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Layout of wraps this build writes; it reads this one only.
pub const WRAP_SCHEMA: u16 = 1;
/// PIN wrap: Argon2id and device secret through HKDF-SHA256, then XChaCha20-Poly1305.
pub const ALG_PIN: &str = "argon2id-hkdf-sha256-xchacha20poly1305";
/// Key store wrap: whatever the device's key store does.
pub const ALG_KEYSTORE: &str = "keystore";
/// The name of the device secret that PIN wraps mix in.
pub const PIN_SECRET: &str = "atensi-pin-v1";

const RESCUE_PURPOSE: &str = "atensi-rescue-v1";

/// How dear one guess of a PIN is. Stored in each wrap, so that it can grow with the phones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinCost {
    /// Memory, KiB.
    pub m_kib: u32,
    /// Passes.
    pub t: u32,
    /// Lanes.
    pub p: u32,
}

impl PinCost {
    /// For phones with 2 GB: 46 MiB in one pass, the first of OWASP's equivalent Argon2id settings (Password Storage Cheat
    /// Sheet). The device secret, not this cost, is what stops guessing off the phone.
    pub const PHONE: Self = Self { m_kib: 46 * 1024, t: 1, p: 1 };
    /// The most that a vault file may ask for, so that a forged one cannot exhaust memory or time.
    pub const MAX: Self = Self { m_kib: 256 * 1024, t: 16, p: 4 };
}

/// The data key under PIN and device secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PinWrap {
    /// [`WRAP_SCHEMA`].
    pub schema: u16,
    /// [`ALG_PIN`].
    pub alg: String,
    /// Names the wrapped data key.
    pub key_id: KeyId,
    /// Tells, before any guess is counted, whether the device secret is still the same.
    pub secret_id: KeyId,
    /// Cost of a guess.
    pub cost: PinCost,
    /// Salt of both derivations.
    #[serde(with = "hex")]
    pub salt: [u8; 16],
    /// Nonce.
    #[serde(with = "hex")]
    pub nonce: [u8; 24],
    /// The sealed key.
    #[serde(with = "hex")]
    pub sealed: Vec<u8>,
    /// Fields of a newer app.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

/// The data key under the device's key store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeystoreWrap {
    /// [`WRAP_SCHEMA`].
    pub schema: u16,
    /// [`ALG_KEYSTORE`].
    pub alg: String,
    /// Names the wrapped data key.
    pub key_id: KeyId,
    /// What the key store gave.
    #[serde(with = "hex")]
    pub sealed: Vec<u8>,
    /// Fields of a newer app.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

/// The data key sealed to the ministry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RescueWrap {
    /// [`WRAP_SCHEMA`].
    pub schema: u16,
    /// [`ALG_HPKE`].
    pub alg: String,
    /// Names the wrapped data key.
    pub key_id: KeyId,
    /// Names the ministry's key it is sealed to.
    pub recipient: KeyId,
    /// The box.
    #[serde(with = "hex")]
    pub sealed: Vec<u8>,
    /// Fields of a newer app.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

/// The header to authenticate: the record without `sealed`, keys sorted, so that every version builds the same bytes
/// whether it knows a field or carries it along.
fn header(record: &impl Serialize) -> Vec<u8> {
    let value = serde_json::to_value(record).expect("a record of strings and numbers");
    let mut sorted: BTreeMap<String, Value> = match value {
        Value::Object(map) => map.into_iter().collect(),
        _ => BTreeMap::new(),
    };
    sorted.remove("sealed");
    serde_json::to_vec(&sorted).expect("a record of strings and numbers")
}

fn known(what: &'static str, schema: u16, alg: &str, wanted: &str) -> Result<(), VaultError> {
    if schema != WRAP_SCHEMA || alg != wanted {
        return Err(VaultError::Unknown { what, schema });
    }
    Ok(())
}

/// The key of unwrapped bytes, if it is the one that was named.
fn named(bytes: &[u8], id: KeyId, what: &'static str) -> Result<DataKey, VaultError> {
    let bytes: [u8; 32] = bytes.try_into().map_err(|_| VaultError::DoesNotOpen(what))?;
    let key = DataKey::from_bytes(bytes);
    if key.id() != id {
        return Err(VaultError::DoesNotOpen(what));
    }
    Ok(key)
}

impl PinWrap {
    /// Wraps a key. Takes as long as `cost` says.
    pub fn seal(
        key: &DataKey,
        pin: &Pin,
        keystore: &dyn Keystore,
        cost: PinCost,
        entropy: &dyn Entropy,
    ) -> Result<Self, VaultError> {
        Self::seal_with(key, pin, keystore, cost, BTreeMap::new(), entropy)
    }

    /// As [`Self::seal`], carrying on the unknown fields of the wrap that it replaces.
    pub(super) fn seal_with(
        key: &DataKey,
        pin: &Pin,
        keystore: &dyn Keystore,
        cost: PinCost,
        extra: BTreeMap<String, Value>,
        entropy: &dyn Entropy,
    ) -> Result<Self, VaultError> {
        let secret = Zeroizing::new(keystore.secret(PIN_SECRET)?);
        let mut wrap = Self {
            schema: WRAP_SCHEMA,
            alg: ALG_PIN.to_owned(),
            key_id: key.id(),
            secret_id: secret_id(&secret),
            cost,
            salt: random(entropy)?,
            nonce: random(entropy)?,
            sealed: Vec::new(),
            extra,
        };
        let payload = Payload { msg: key.expose(), aad: &header(&wrap) };
        wrap.sealed = wrap
            .cipher(pin, &secret)?
            .encrypt(&XNonce::from(wrap.nonce), payload)
            .map_err(|_| VaultError::DoesNotOpen("PIN wrap"))?;
        Ok(wrap)
    }

    /// Checks everything that can be known without the PIN: layout, algorithm, cost, device secret. Returns the secret.
    pub(super) fn check(&self, keystore: &dyn Keystore) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        known("PIN wrap", self.schema, &self.alg, ALG_PIN)?;
        let (cost, max) = (self.cost, PinCost::MAX);
        if cost.m_kib > max.m_kib || cost.t > max.t || cost.p > max.p {
            return Err(VaultError::DoesNotOpen("PIN wrap"));
        }
        let secret = Zeroizing::new(keystore.secret(PIN_SECRET)?);
        if secret_id(&secret) != self.secret_id {
            return Err(VaultError::SecretChanged);
        }
        Ok(secret)
    }

    /// Unwraps; `None` is a wrong PIN (or a changed wrap, which looks the same by design).
    pub(super) fn open(&self, pin: &Pin, secret: &[u8; 32]) -> Result<Option<DataKey>, VaultError> {
        let payload = Payload { msg: &self.sealed, aad: &header(self) };
        let opened = self.cipher(pin, secret)?.decrypt(&XNonce::from(self.nonce), payload);
        match opened {
            Err(_) => Ok(None),
            Ok(bytes) => named(&Zeroizing::new(bytes), self.key_id, "PIN wrap").map(Some),
        }
    }

    fn cipher(&self, pin: &Pin, secret: &[u8; 32]) -> Result<XChaCha20Poly1305, VaultError> {
        const BAD: VaultError = VaultError::DoesNotOpen("PIN wrap");
        let PinCost { m_kib, t, p } = self.cost;
        let params = Params::new(m_kib, t, p, Some(32)).map_err(|_| BAD)?;
        // The PIN's hash, then the secret: 64 bytes, wiped after use.
        let mut material = Zeroizing::new([0; 64]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(pin.digits(), &self.salt, &mut material[..32])
            .map_err(|_| BAD)?;
        material[32..].copy_from_slice(secret);
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(Some(&self.salt), &*material)
            .expand(b"atensi-pin-kek-v1", &mut *key)
            .expect("32 bytes are within what HKDF-SHA256 gives");
        Ok(XChaCha20Poly1305::new((&*key).into()))
    }
}

fn secret_id(secret: &[u8; 32]) -> KeyId {
    KeyId::of(&blake3::derive_key("atensi 2026 device secret id", secret))
}

impl KeystoreWrap {
    /// Wraps a key behind the biometric check.
    pub fn seal(key: &DataKey, keystore: &dyn Keystore) -> Result<Self, VaultError> {
        Ok(Self {
            schema: WRAP_SCHEMA,
            alg: ALG_KEYSTORE.to_owned(),
            key_id: key.id(),
            sealed: keystore.wrap(key.expose())?,
            extra: BTreeMap::new(),
        })
    }

    /// Unwraps; may show the biometric prompt.
    pub fn open(&self, keystore: &dyn Keystore) -> Result<DataKey, VaultError> {
        known("key store wrap", self.schema, &self.alg, ALG_KEYSTORE)?;
        let bytes = Zeroizing::new(keystore.unwrap(&self.sealed)?);
        named(&bytes, self.key_id, "key store wrap")
    }
}

impl RescueWrap {
    /// Seals a key to the ministry.
    pub fn seal(key: &DataKey, ministry: &SealingPublicKey, entropy: &dyn Entropy) -> Result<Self, VaultError> {
        let mut wrap = Self {
            schema: WRAP_SCHEMA,
            alg: ALG_HPKE.to_owned(),
            key_id: key.id(),
            recipient: ministry.id(),
            sealed: Vec::new(),
            extra: BTreeMap::new(),
        };
        wrap.sealed = ministry.seal(RESCUE_PURPOSE, &header(&wrap), key.expose(), entropy)?;
        Ok(wrap)
    }

    /// Opens it at the ministry.
    pub fn open(&self, ministry: &SealingKey) -> Result<DataKey, VaultError> {
        known("rescue wrap", self.schema, &self.alg, ALG_HPKE)?;
        let bytes = ministry.open(RESCUE_PURPOSE, &header(self), &self.sealed)?;
        named(&bytes, self.key_id, "rescue wrap")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::entropy::SeededEntropy;
    use crate::vault::keystore::{FakeKeystore, KeystoreError};

    /// Enough for a test: a guess must be quick, its derivation the same.
    const QUICK: PinCost = PinCost { m_kib: 8, t: 1, p: 1 };
    const PHONE: FakeKeystore = FakeKeystore(Ok(9));

    fn pin(text: &str) -> Pin {
        Pin::entered(text).expect("pin")
    }

    fn open(wrap: &PinWrap, text: &str) -> Result<Option<DataKey>, VaultError> {
        let secret = wrap.check(&PHONE)?;
        wrap.open(&pin(text), &secret)
    }

    #[test]
    fn a_pin_wrap_opens_with_its_pin_on_its_device_only() {
        let entropy = SeededEntropy::new(1);
        let key = DataKey::generate(&entropy).expect("key");
        let wrap = PinWrap::seal(&key, &pin("739204"), &PHONE, QUICK, &entropy).expect("seals");
        assert_eq!(open(&wrap, "739204").expect("opens").expect("right").id(), key.id());
        assert!(open(&wrap, "739205").expect("opens").is_none());
        let other = FakeKeystore(Ok(8));
        assert!(matches!(wrap.check(&other), Err(VaultError::SecretChanged)));
        let silent = FakeKeystore(Err(KeystoreError::Unavailable));
        assert!(matches!(wrap.check(&silent), Err(VaultError::Keystore(KeystoreError::Unavailable))));
        // The same PIN again gives another salt, nonce and box.
        let again = PinWrap::seal(&key, &pin("739204"), &PHONE, QUICK, &entropy).expect("seals");
        assert!(again.salt != wrap.salt && again.nonce != wrap.nonce && again.sealed != wrap.sealed);
    }

    #[test]
    fn every_field_of_a_wrap_is_authenticated_and_unknown_ones_survive() {
        let entropy = SeededEntropy::new(2);
        let key = DataKey::generate(&entropy).expect("key");
        let mut wrap = PinWrap::seal(&key, &pin("739204"), &PHONE, QUICK, &entropy).expect("seals");
        // As a newer app would write it: a field unknown here, sealed with its header.
        wrap.extra.insert("baru".into(), Value::from(5));
        let secret = wrap.check(&PHONE).expect("checks");
        let payload = Payload { msg: key.expose(), aad: &header(&wrap) };
        let cipher = wrap.cipher(&pin("739204"), &secret).expect("cipher");
        wrap.sealed = cipher.encrypt(&XNonce::from(wrap.nonce), payload).expect("seals");
        let json = serde_json::to_value(&wrap).expect("json");
        let back: PinWrap = serde_json::from_value(json.clone()).expect("reads");
        assert_eq!(back, wrap);
        assert!(open(&back, "739204").expect("opens").is_some());

        let opens = |json: Value| {
            serde_json::from_value::<PinWrap>(json).ok().and_then(|wrap| open(&wrap, "739204").ok().flatten()).is_some()
        };
        let zeros = |n: usize| Value::from("0".repeat(n));
        for (field, value) in [
            ("schema", Value::from(2)),
            ("alg", Value::from("argon2i")),
            ("key_id", zeros(16)),
            ("secret_id", zeros(16)),
            ("cost", serde_json::json!({"m_kib": 16, "t": 1, "p": 1})),
            ("cost", serde_json::json!({"m_kib": u32::MAX, "t": 1, "p": 1})),
            ("salt", zeros(32)),
            ("nonce", zeros(48)),
            ("sealed", zeros(96)),
            ("sealed", zeros(2)),
            ("baru", Value::from(6)),
        ] {
            let mut changed = json.clone();
            changed[field] = value;
            assert!(!opens(changed), "{field}");
        }
        assert!(opens(json));
    }

    #[test]
    fn keystore_and_rescue_wraps_open_for_their_owners() {
        let entropy = SeededEntropy::new(3);
        let key = DataKey::generate(&entropy).expect("key");
        let wrap = KeystoreWrap::seal(&key, &PHONE).expect("seals");
        assert_eq!(wrap.open(&PHONE).expect("opens").id(), key.id());
        assert!(matches!(wrap.open(&FakeKeystore(Ok(8))), Err(VaultError::DoesNotOpen(_))));
        let refused = wrap.open(&FakeKeystore(Err(KeystoreError::NotPassed)));
        assert!(matches!(refused, Err(VaultError::Keystore(KeystoreError::NotPassed))));

        let ministry = SealingKey::generate(&entropy).expect("key");
        let mut wrap = RescueWrap::seal(&key, ministry.public(), &entropy).expect("seals");
        assert_eq!(wrap.open(&ministry).expect("opens").id(), key.id());
        assert!(wrap.open(&SealingKey::generate(&entropy).expect("key")).is_err());
        wrap.recipient = KeyId([0; 8]);
        assert!(wrap.open(&ministry).is_err(), "the header is authenticated");
    }

    #[test]
    fn the_cost_for_phones_stays_what_was_decided() {
        assert_eq!(PinCost::PHONE, PinCost { m_kib: 47_104, t: 1, p: 1 });
        const { assert!(PinCost::PHONE.m_kib <= PinCost::MAX.m_kib) };
    }
}
