//! Randomness as a port: keys, salts and nonces come from the operating system, in tests from a fixed seed.

/// The operating system gave no randomness; nothing may be sealed then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no randomness")]
pub struct EntropyError;

/// A source of bytes that nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills the whole buffer, or fails and leaves its content unspecified.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError>;
}

/// The operating system's generator: the only one for production.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(buffer).map_err(|_| EntropyError)
    }
}

/// An array of fresh random bytes.
pub fn random<const N: usize>(entropy: &dyn Entropy) -> Result<[u8; N], EntropyError> {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes)?;
    Ok(bytes)
}

/// Repeatable bytes for tests: BLAKE3 in counter mode over a seed.
#[cfg(test)]
pub(crate) struct SeededEntropy(pub std::sync::atomic::AtomicU64);

#[cfg(test)]
impl SeededEntropy {
    pub(crate) fn new(seed: u64) -> Self {
        Self(std::sync::atomic::AtomicU64::new(seed << 32))
    }
}

#[cfg(test)]
impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        let n = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        blake3::Hasher::new().update(&n.to_le_bytes()).finalize_xof().fill(buffer);
        Ok(())
    }
}
