//! What a shell implements for the core: the key store and the sync observer.
//!
//! An exception that a shell did not announce arrives as [`PortError::Unexpected`] without its text: it may quote what a person
//! typed. Shells log it on their side.

use atensi_core::app::system::RandomIds;
use atensi_core::app::{Home, Ports};
use atensi_core::ports::Clock;
use atensi_core::vault::keystore::KeystoreError;
use atensi_core::vault::{self, OsEntropy};
use atensi_core::view::SyncProgress;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI16, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// What a shell's own code answers when it cannot help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum PortError {
    /// No answer now; try again, or after a restart of the device.
    #[error("unavailable")]
    Unavailable,
    /// The biometric check was cancelled or failed.
    #[error("not passed")]
    NotPassed,
    /// The device's key is gone for good.
    #[error("gone")]
    Gone,
    /// Anything else that was thrown.
    #[error("unexpected")]
    Unexpected,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for PortError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unexpected
    }
}

/// The device's own key store: Android Keystore or Apple's Keychain.
#[uniffi::export(foreign)]
pub trait Keystore: Send + Sync {
    /// A secret of 32 bytes under a name, made at first use and the same ever after; asks no biometric check.
    fn secret(&self, name: String) -> Result<Vec<u8>, PortError>;
    /// Encrypts a key so that only this device opens it after a biometric check.
    fn wrap(&self, key: Vec<u8>) -> Result<Vec<u8>, PortError>;
    /// Opens what `wrap` gave; may ask for the biometric check.
    fn unwrap(&self, wrapped: Vec<u8>) -> Result<Vec<u8>, PortError>;
}

/// Is told how a sync goes on, between its steps and with nothing locked.
#[uniffi::export(foreign)]
pub trait SyncObserver: Send + Sync {
    /// Called after each step. An exception ends the step with code `host`; what was moved is kept.
    fn maju(&self, progress: SyncProgress) -> Result<(), PortError>;
}

/// The foreign key store as the core knows one.
struct ForeignKeystore(Arc<dyn Keystore>);

fn keystore_error(error: PortError) -> KeystoreError {
    match error {
        PortError::Unavailable => KeystoreError::Unavailable,
        PortError::NotPassed => KeystoreError::NotPassed,
        PortError::Gone => KeystoreError::Gone,
        PortError::Unexpected => KeystoreError::Host,
    }
}

impl vault::Keystore for ForeignKeystore {
    fn secret(&self, name: &str) -> Result<[u8; 32], KeystoreError> {
        let secret = self.0.secret(name.to_owned()).map_err(keystore_error)?;
        // Another length is a fault of the shell's code, like an exception.
        secret.try_into().map_err(|_| KeystoreError::Host)
    }
    fn wrap(&self, key: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.0.wrap(key.to_vec()).map_err(keystore_error)
    }
    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        self.0.unwrap(wrapped.to_vec()).map_err(keystore_error)
    }
}

/// The system's clock with the local offset that the shell tells. Not a foreign trait: the core reads it inside its locks.
pub(crate) struct ShellClock(AtomicI16);

impl ShellClock {
    pub(crate) fn new(offset_minutes: i16) -> Self {
        let clock = Self(AtomicI16::new(0));
        clock.set_offset(offset_minutes);
        clock
    }

    /// Takes the offset to what the world has: 14 hours at most.
    pub(crate) fn set_offset(&self, minutes: i16) {
        self.0.store(minutes.clamp(-14 * 60, 14 * 60), Ordering::Relaxed);
    }
}

impl Clock for ShellClock {
    fn now_ms(&self) -> i64 {
        let after = SystemTime::now().duration_since(UNIX_EPOCH);
        after.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX))
    }
    fn offset_minutes(&self) -> i16 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The folder with the shell's ports.
pub(crate) fn home(folder: &str, keystore: Arc<dyn Keystore>, clock: Arc<ShellClock>) -> Home {
    let ports = Ports {
        clock,
        ids: Arc::new(RandomIds(OsEntropy)),
        keystore: Arc::new(ForeignKeystore(keystore)),
        entropy: Arc::new(OsEntropy),
    };
    Home::open(Path::new(folder), ports)
}
