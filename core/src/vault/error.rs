//! What can go wrong with keys, told so that the person knows whether to wait, to try again, or to ask for rescue.

use super::keystore::KeystoreError;
use super::pin::PinError;

/// A failure of the vault. Holds no key, no PIN and no name.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The PIN does not open the vault. Nothing is destroyed, however often.
    #[error("wrong PIN, {failures} in a row")]
    WrongPin {
        /// Wrong PINs in a row, with this one.
        failures: u32,
        /// No further attempt before this time; milliseconds since 1970 UTC.
        wait_until_ms: i64,
    },
    /// Too early after wrong PINs; the attempt was not evaluated and not counted.
    #[error("wait after {failures} wrong PINs")]
    Wait {
        /// Wrong PINs in a row so far.
        failures: u32,
        /// No attempt before this time; milliseconds since 1970 UTC.
        wait_until_ms: i64,
    },
    /// Not a PIN, or one that is guessed first.
    #[error(transparent)]
    Pin(#[from] PinError),
    /// The device's key store did not help.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// The device secret is another one than the vault was made with: the app was restored to a new phone, or its key store
    /// was reset. No PIN can open it; only rescue can. Not counted as a wrong PIN.
    #[error("the device secret changed")]
    SecretChanged,
    /// There is no wrap of this kind, e.g. biometrics were never switched on.
    #[error("no {0} wrap")]
    NoWrap(&'static str),
    /// A wrap, box or file was changed or damaged, or the key is another one.
    #[error("{0} does not open")]
    DoesNotOpen(&'static str),
    /// Written by a newer app, or with an algorithm this build does not know.
    #[error("{what} has unknown schema {schema} or algorithm")]
    Unknown {
        /// What was read.
        what: &'static str,
        /// Its schema.
        schema: u16,
    },
    /// No vault of this user on this device.
    #[error("no vault here")]
    NotFound,
    /// A vault exists already; it is never overwritten.
    #[error("a vault exists already")]
    Exists,
    /// Another process works in this user's folder.
    #[error("the folder is in use by another process")]
    InUse,
    /// The vault file is not readable; it is kept as it is.
    #[error("unreadable {what}: {source}")]
    Unreadable {
        /// Which file.
        what: &'static str,
        /// Why not.
        source: serde_json::Error,
    },
    /// The operating system gives no randomness.
    #[error(transparent)]
    Entropy(#[from] super::EntropyError),
    /// A file could not be read or written.
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
}
