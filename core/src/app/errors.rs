//! The table from every inner error to the one that leaves the core. Matches name every variant, so that a new inner
//! error does not compile until it has its place here.

use crate::domain::isian::{Refusal, Why};
use crate::error::{CoreError, ErrorCode};
use crate::form::definition::FormErrors;
use crate::store::StoreError;
use crate::vault::blob::BlobError;
use crate::vault::keystore::KeystoreError;
use crate::vault::{EntropyError, SealError, VaultError};

impl From<StoreError> for CoreError {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            // The PIN opened the vault before this key was tried: a file that it does not open is damaged.
            StoreError::WrongKey | StoreError::Damaged(_) | StoreError::Chain { .. } => ErrorCode::StoreDamaged,
            StoreError::NewerSchema { .. } => ErrorCode::StoreNewer,
            StoreError::InUse => ErrorCode::StoreBusy,
            StoreError::DiskFull { .. } => ErrorCode::DiskFull,
            StoreError::NotFound => ErrorCode::NotFound,
            StoreError::DraftChanged => ErrorCode::DraftChanged,
            StoreError::DraftClosed { discarded } => {
                return Self::new(ErrorCode::DraftClosed).field("draf").reason(if *discarded {
                    "discarded"
                } else {
                    "finished"
                });
            }
            StoreError::Op(crate::domain::op::OpError::TooLarge(_)) => ErrorCode::BadInput,
            StoreError::Immutable(_) | StoreError::Invalid(_) | StoreError::Unreadable { .. } | StoreError::Op(_) => {
                ErrorCode::Bug
            }
            StoreError::Io(_) | StoreError::Sqlite(_) => ErrorCode::Store,
        };
        // Store texts name tables and numbers, never what people wrote.
        Self::new(code).reason(error)
    }
}

impl From<Refusal> for CoreError {
    fn from(refusal: Refusal) -> Self {
        let code = if refusal.why == Why::NoRecord { ErrorCode::NotFound } else { ErrorCode::BadInput };
        Self::new(code).field(refusal.field).reason(refusal.why.code()).words(refusal.id, refusal.en)
    }
}

impl From<EntropyError> for CoreError {
    fn from(error: EntropyError) -> Self {
        Self::new(ErrorCode::KeyUnavailable).reason(error)
    }
}

impl From<SealError> for CoreError {
    fn from(error: SealError) -> Self {
        Self::new(ErrorCode::Tampered).reason(error)
    }
}

impl From<FormErrors> for CoreError {
    fn from(errors: FormErrors) -> Self {
        let first = errors.0.first().map(ToString::to_string).unwrap_or_default();
        Self::new(ErrorCode::FormRefused).reason(first)
    }
}

impl From<crate::vault::pin::PinError> for CoreError {
    fn from(error: crate::vault::pin::PinError) -> Self {
        VaultError::from(error).into()
    }
}

impl From<VaultError> for CoreError {
    fn from(error: VaultError) -> Self {
        let code = match &error {
            VaultError::WrongPin { .. } => ErrorCode::WrongPin,
            VaultError::Wait { .. } => ErrorCode::PinDelay,
            VaultError::Pin(_) => ErrorCode::PinWeak,
            VaultError::Keystore(KeystoreError::Host) => ErrorCode::Host,
            VaultError::Keystore(_) | VaultError::SecretChanged | VaultError::NoWrap(_) | VaultError::Entropy(_) => {
                ErrorCode::KeyUnavailable
            }
            VaultError::DoesNotOpen(_) | VaultError::Unreadable { .. } => ErrorCode::StoreDamaged,
            VaultError::Unknown { .. } => ErrorCode::StoreNewer,
            VaultError::NotFound => ErrorCode::NotActivated,
            VaultError::Exists => ErrorCode::BadInput,
            VaultError::InUse => ErrorCode::StoreBusy,
            VaultError::Io(io) if io.kind() == std::io::ErrorKind::StorageFull => ErrorCode::DiskFull,
            VaultError::Io(_) => ErrorCode::Store,
        };
        // Seconds to wait are told by `home`, which knows the time.
        Self::new(code).reason(error)
    }
}

impl From<KeystoreError> for CoreError {
    fn from(error: KeystoreError) -> Self {
        VaultError::from(error).into()
    }
}

impl From<BlobError> for CoreError {
    fn from(error: BlobError) -> Self {
        let code = match &error {
            BlobError::Io(io) if io.kind() == std::io::ErrorKind::StorageFull => ErrorCode::DiskFull,
            _ => ErrorCode::Store,
        };
        Self::new(code).reason(error)
    }
}
