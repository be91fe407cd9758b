//! A key store of files, for laptops and tests: the secret lies beside the data, readable by its owner only. It stops
//! whoever copies only the user's folder, and nobody who takes the whole disk; laptops need disk encryption as well.

use super::entropy::{Entropy, random};
use super::file::{create_private_dir, sync_folder};
use super::keystore::{Keystore, KeystoreError};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::PathBuf;

/// Secrets as files in one folder.
pub struct FileKeystore<E> {
    folder: PathBuf,
    entropy: E,
}

impl<E: Entropy> FileKeystore<E> {
    /// Uses `folder`, which is made when the first secret is.
    pub fn new(folder: PathBuf, entropy: E) -> Self {
        Self { folder, entropy }
    }

    fn read(&self, path: &std::path::Path) -> Result<Option<[u8; 32]>, KeystoreError> {
        let mut file = match File::open(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            file => file.map_err(|_| KeystoreError::Unavailable)?,
        };
        let mut secret = [0; 32];
        // Cut short by a crash while it was made, before anything was sealed with it, or damaged: never made anew here.
        file.read_exact(&mut secret).map_err(|_| KeystoreError::Gone)?;
        Ok(Some(secret))
    }

    fn make(&self, name: &str, path: &std::path::Path) -> Option<()> {
        create_private_dir(&self.folder).ok()?;
        let secret = zeroize::Zeroizing::new(random::<32>(&self.entropy).ok()?);
        let suffix: [u8; 8] = random(&self.entropy).ok()?;
        let temporary = self.folder.join(format!("{name}.{}", super::hex::encode(&suffix)));
        let mut options = OpenOptions::new();
        options.create_new(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&temporary).ok()?;
        file.write_all(&*secret).ok()?;
        file.sync_all().ok()?;
        // A link fails when another process was faster; its secret is the one then.
        let linked = std::fs::hard_link(&temporary, path);
        let _ = std::fs::remove_file(&temporary);
        match linked {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return None,
            _ => sync_folder(&self.folder).ok()?,
        }
        Some(())
    }
}

impl<E: Entropy> Keystore for FileKeystore<E> {
    fn secret(&self, name: &str) -> Result<[u8; 32], KeystoreError> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if name.is_empty() || name.len() > 64 || !name.bytes().all(plain) {
            return Err(KeystoreError::Unavailable);
        }
        let path = self.folder.join(format!("{name}.kunci"));
        if let Some(secret) = self.read(&path)? {
            return Ok(secret);
        }
        self.make(name, &path).ok_or(KeystoreError::Unavailable)?;
        self.read(&path)?.ok_or(KeystoreError::Unavailable)
    }

    /// No biometric check on a laptop: unlock by PIN.
    fn wrap(&self, _key: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        Err(KeystoreError::Unavailable)
    }

    fn unwrap(&self, _wrapped: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        Err(KeystoreError::Unavailable)
    }
}
