//! Keys: what a stolen phone cannot open, and what proves that a record arrived.
//!
//! Everything here works on bytes; only [`mod@file`] and [`keystore_file`] touch the disk. Randomness comes in through
//! [`Entropy`], device secrets through [`Keystore`], so that every rule is testable without a phone. Each stored structure names its layout
//! (`schema`), its algorithm and its key, so that all three can change later without losing what was sealed before.

mod attempts;
pub mod blob;
pub mod data_key;
pub mod entropy;
pub mod error;
pub mod file;
mod hex;
pub mod keystore;
pub mod keystore_file;
pub mod pin;
pub mod receipt;
pub mod sealed;
pub mod sign;
pub mod wrap;

pub use data_key::DataKey;
pub use entropy::{Entropy, EntropyError, OsEntropy};
pub use error::VaultError;
pub use file::UserFolder;
pub use keystore::{Keystore, KeystoreError};
pub use keystore_file::FileKeystore;
pub use pin::{Pin, PinError};
pub use receipt::Receipt;
pub use sealed::{SealingKey, SealingPublicKey};
pub use sign::{BatchSeal, KeyId, SealError, SigningKey, VerifyKey};
pub use wrap::{KeystoreWrap, PinCost, PinWrap, RescueWrap};
