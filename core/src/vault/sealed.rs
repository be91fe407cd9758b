//! Sealing to the ministry: anyone with its public key can put something in, only the ministry takes it out.
//!
//! HPKE (RFC 9180), base mode, X25519 with HKDF-SHA256 and ChaCha20-Poly1305. A box is `encapsulated key (32) | sealed`.

use super::entropy::{Entropy, EntropyError, random};
use super::error::VaultError;
use super::sign::KeyId;
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use std::convert::Infallible;
use std::fmt;
use zeroize::Zeroizing;

/// The name of this combination in records.
pub const ALG_HPKE: &str = "hpke-x25519-hkdfsha256-chacha20poly1305";
/// Bytes that sealing adds.
pub const SEALING_OVERHEAD: usize = 32 + 16;

type Public = <X25519HkdfSha256 as Kem>::PublicKey;
type Private = <X25519HkdfSha256 as Kem>::PrivateKey;

/// The ministry's public sealing key; delivered at activation.
#[derive(Clone, PartialEq, Eq)]
pub struct SealingPublicKey(Public);

impl SealingPublicKey {
    /// A key from its 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VaultError> {
        let key = Public::from_bytes(bytes);
        key.map(Self).map_err(|_| VaultError::DoesNotOpen("public sealing key"))
    }

    /// Its 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes().into()
    }

    /// Its name.
    pub fn id(&self) -> KeyId {
        KeyId::of(&self.to_bytes())
    }

    /// Seals bytes for a purpose (`atensi-rescue-v1` …), bound to `header`, which travels beside the box in the clear.
    pub fn seal(
        &self,
        purpose: &str,
        header: &[u8],
        plain: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, VaultError> {
        let mut once = Once::new(entropy)?;
        let (encapsulated, sealed) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &self.0,
            purpose.as_bytes(),
            plain,
            header,
            &mut once,
        )
        .map_err(|_| VaultError::DoesNotOpen("public sealing key"))?;
        Ok([encapsulated.to_bytes().as_slice(), sealed.as_slice()].concat())
    }
}

impl fmt::Debug for SealingPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingPublicKey({})", self.id())
    }
}

/// The ministry's private sealing key. On the server or, better, off it; never on a phone.
pub struct SealingKey {
    seed: Zeroizing<[u8; 32]>,
    private: Private,
    public: SealingPublicKey,
}

impl SealingKey {
    /// A fresh key.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        Ok(Self::from_seed(&Zeroizing::new(random(entropy)?)))
    }

    /// The key of a stored 32-byte seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let (private, public) = X25519HkdfSha256::derive_keypair(seed);
        Self { seed: Zeroizing::new(*seed), private, public: SealingPublicKey(public) }
    }

    /// The seed, to be kept safe.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        self.seed.clone()
    }

    /// The public half.
    pub fn public(&self) -> &SealingPublicKey {
        &self.public
    }

    /// Opens a box made for the same purpose and header.
    pub fn open(&self, purpose: &str, header: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        const CLOSED: VaultError = VaultError::DoesNotOpen("sealed box");
        let (encapsulated, sealed) = sealed.split_at_checked(32).ok_or(CLOSED)?;
        let encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| CLOSED)?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &self.private,
            &encapsulated,
            purpose.as_bytes(),
            sealed,
            header,
        )
        .map(Zeroizing::new)
        .map_err(|_| CLOSED)
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingKey({}, secret)", self.public.id())
    }
}

/// Randomness for one sealing: 32 bytes from the port, stretched by BLAKE3, so that the library's generator cannot fail
/// half-way.
struct Once(blake3::OutputReader);

impl Once {
    fn new(entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        let seed = Zeroizing::new(random::<32>(entropy)?);
        let mut hasher = blake3::Hasher::new_derive_key("atensi 2026 sealing randomness");
        hasher.update(&*seed);
        Ok(Self(hasher.finalize_xof()))
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill(&mut bytes);
        bytes
    }
}

impl TryRng for Once {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.bytes()))
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.bytes()))
    }
    fn try_fill_bytes(&mut self, buffer: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(buffer);
        Ok(())
    }
}

impl TryCryptoRng for Once {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::entropy::SeededEntropy;

    #[test]
    fn only_the_right_key_purpose_and_header_open() {
        let entropy = SeededEntropy::new(1);
        let ours = SealingKey::generate(&entropy).expect("key");
        let theirs = SealingKey::generate(&entropy).expect("key");
        let public = SealingPublicKey::from_bytes(&ours.public().to_bytes()).expect("key");
        let sealed = public.seal("rescue", b"header", b"secret", &entropy).expect("seals");
        assert_eq!(sealed.len(), 6 + SEALING_OVERHEAD);
        let again = SealingKey::from_seed(&ours.seed());
        assert_eq!(*again.open("rescue", b"header", &sealed).expect("opens"), b"secret");
        assert!(theirs.open("rescue", b"header", &sealed).is_err());
        assert!(ours.open("other", b"header", &sealed).is_err());
        assert!(ours.open("rescue", b"heAder", &sealed).is_err());
        for i in 0..sealed.len() {
            let mut bad = sealed.clone();
            bad[i] ^= 1;
            assert!(ours.open("rescue", b"header", &bad).is_err(), "{i}");
        }
        for n in 0..sealed.len() {
            assert!(ours.open("rescue", b"header", &sealed[..n]).is_err());
        }
        let second = public.seal("rescue", b"header", b"secret", &entropy).expect("seals");
        assert_ne!(second, sealed);
        assert!(SealingPublicKey::from_bytes(&[1; 31]).is_err());
    }
}
