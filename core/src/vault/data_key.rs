//! The one key that opens a user's data: random, never derived from anything a person knows, only ever wrapped.

use super::entropy::{Entropy, EntropyError, random};
use super::sign::KeyId;
use hkdf::Hkdf;
use sha2::Sha256;
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// 32 random bytes: the raw SQLCipher key, and the root of the blob keys. Wiped from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DataKey([u8; 32]);

impl DataKey {
    /// A fresh key.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        random(entropy).map(Self)
    }

    /// The key of 32 unwrapped bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key as the 64 hex digits that SQLCipher takes without deriving anything from them.
    #[cfg(feature = "store")]
    pub(crate) fn to_hex(&self) -> Zeroizing<String> {
        let mut hex = Zeroizing::new(String::with_capacity(64));
        for byte in self.0 {
            for nibble in [byte >> 4, byte & 15] {
                hex.push(char::from_digit(nibble.into(), 16).unwrap_or('0'));
            }
        }
        hex
    }

    /// The secret bytes, for wrapping only.
    pub(super) fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// A key for one purpose, independent of every other purpose (HKDF-SHA256).
    pub(super) fn derive(&self, salt: &[u8], purpose: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(Some(salt), &self.0)
            .expand(purpose, &mut *key)
            .expect("32 bytes are within what HKDF-SHA256 gives");
        key
    }

    /// Names the key without telling it.
    pub fn id(&self) -> KeyId {
        KeyId::of(&*self.derive(b"", b"atensi-data-key-id-v1"))
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataKey({}, secret)", self.id())
    }
}
