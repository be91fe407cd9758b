//! The device's own key store as a port: Android Keystore, Apple's Keychain, or on a laptop a file.
//!
//! Six digits alone fall to a computer within minutes once the file is copied; the device secret that is mixed in cannot be
//! copied off a phone, so guessing has to happen on it, where wrong PINs are counted.

/// What a key store answers when it does not help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeystoreError {
    /// No answer now; try again, or after a restart.
    #[error("the device key store does not answer")]
    Unavailable,
    /// The person cancelled or failed the biometric check.
    #[error("the biometric check was not passed")]
    NotPassed,
    /// The key is gone for good: fingerprints were changed, or the key store was reset.
    #[error("the device key is gone")]
    Gone,
    /// The shell's own code failed in a way it did not announce.
    #[error("the device's own code failed")]
    Host,
}

/// The device's key store. Never called while a lock or a transaction is held.
pub trait Keystore: Send + Sync {
    /// A secret of this device under a name, made at first use and the same ever after. Asks no biometric check.
    fn secret(&self, name: &str) -> Result<[u8; 32], KeystoreError>;

    /// Encrypts a key of 32 bytes so that only this device opens it, after a biometric check.
    fn wrap(&self, key: &[u8]) -> Result<Vec<u8>, KeystoreError>;

    /// Opens what [`Self::wrap`] gave; may ask for the biometric check.
    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeystoreError>;
}

/// A key store for tests: one fixed secret, wraps by exclusive-or, can be told to fail.
#[cfg(test)]
pub(crate) struct FakeKeystore(pub Result<u8, KeystoreError>);

#[cfg(test)]
impl Keystore for FakeKeystore {
    fn secret(&self, name: &str) -> Result<[u8; 32], KeystoreError> {
        self.0.map(|seed| *blake3::keyed_hash(&[seed; 32], name.as_bytes()).as_bytes())
    }
    fn wrap(&self, key: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.0.map(|seed| key.iter().map(|byte| byte ^ seed).collect())
    }
    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.wrap(wrapped)
    }
}
