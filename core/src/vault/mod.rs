//! Keys: what a stolen phone cannot open, and what proves that a record arrived.
//!
//! Everything here works on bytes; only [`file`] touches the disk. Randomness comes in through [`Entropy`], device secrets
//! through [`keystore::Keystore`], so that every rule is testable without a phone. Each stored structure names its layout
//! (`schema`), its algorithm and its key, so that all three can change later without losing what was sealed before.

pub mod data_key;
pub mod entropy;
pub mod receipt;
pub mod sign;

pub use data_key::DataKey;
pub use entropy::{Entropy, EntropyError, OsEntropy};
pub use receipt::Receipt;
pub use sign::{BatchSeal, KeyId, SealError, SigningKey, VerifyKey};
