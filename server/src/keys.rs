//! The server's three secrets, each in its own file that nobody else may read.
//!
//! `penyimpanan.key` opens the database and the photo files, `tanda-tangan.key` signs receipts, `segel.key` opens what
//! devices sealed to the ministry (rescue). They are made once by `init`; the server never makes or replaces a key while
//! serving, because a new key over old data is a loss that looks like a start.

use crate::error::{Result, ServerError};
use atensi_core::vault::{Entropy, KeyId, SigningKey, entropy::random};
use hpke::{Deserializable, Kem, Serializable};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

const STORAGE: &str = "penyimpanan.key";
const SIGNING: &str = "tanda-tangan.key";
const SEALING: &str = "segel.key";
const ALL: [&str; 3] = [STORAGE, SIGNING, SEALING];

type SealingKem = hpke::kem::X25519HkdfSha256;

/// The opened secrets.
pub struct Keys {
    storage: [u8; 32],
    /// Signs receipts.
    pub signing: SigningKey,
    sealing_public: [u8; 32],
}

impl Keys {
    /// Makes the three key files in `dir` (mode 0700, files 0600). Refuses when any exists: keys are never overwritten.
    pub fn create(dir: &Path, entropy: &dyn Entropy) -> Result<()> {
        if let Some(name) = ALL.iter().find(|name| dir.join(name).exists()) {
            return Err(ServerError::Setup(format!("{name} exists already; keys are never overwritten")));
        }
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(dir)
            .map_err(ServerError::io("making the key folder"))?;
        for name in ALL {
            let hex = to_hex(&random::<32>(entropy)?);
            let mut file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(dir.join(name))
                .map_err(ServerError::io("making a key file"))?;
            file.write_all(hex.as_bytes())
                .and_then(|()| file.write_all(b"\n"))
                .and_then(|()| file.sync_all())
                .map_err(ServerError::io("writing a key file"))?;
        }
        Ok(())
    }

    /// Reads the key files, and refuses missing, weak, shared or widely readable ones.
    pub fn open(dir: &Path) -> Result<Self> {
        let (storage, signing, sealing) = (read(dir, STORAGE)?, read(dir, SIGNING)?, read(dir, SEALING)?);
        if storage == signing || storage == sealing || signing == sealing {
            return Err(ServerError::Setup("two key files hold the same key; make new ones with `init`".into()));
        }
        let secret = <SealingKem as Kem>::PrivateKey::from_bytes(&sealing)
            .map_err(|_| ServerError::Setup(format!("{SEALING} is not an X25519 key")))?;
        let mut sealing_public = [0; 32];
        sealing_public.copy_from_slice(&SealingKem::sk_to_pk(&secret).to_bytes());
        Ok(Self { storage, signing: SigningKey::from_seed(&signing), sealing_public })
    }

    /// The raw database key as 64 hex digits.
    pub fn database_hex(&self) -> String {
        to_hex(&self.storage)
    }

    /// The key of the photo files.
    pub fn blob_key(&self) -> [u8; 32] {
        blake3::derive_key("atensi-server blob files v1", &self.storage)
    }

    /// The key under which activation codes are hashed at rest, so that a stolen database alone guesses none.
    pub fn code_key(&self) -> [u8; 32] {
        blake3::derive_key("atensi-server activation codes v1", &self.storage)
    }

    /// Public half of the sealing key (X25519, HPKE).
    pub fn sealing_public(&self) -> [u8; 32] {
        self.sealing_public
    }

    /// Names the sealing key.
    pub fn sealing_id(&self) -> KeyId {
        KeyId::of(&self.sealing_public)
    }
}

fn read(dir: &Path, name: &str) -> Result<[u8; 32]> {
    let path = dir.join(name);
    let setup = |text: String| ServerError::Setup(text);
    let meta = fs::metadata(&path).map_err(|_| setup(format!("{name} is missing; make the keys with `init`")))?;
    let mode = meta.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(setup(format!("{name} may be read by others (mode {:o}); set it to 600", mode & 0o777)));
    }
    let text = fs::read_to_string(&path).map_err(ServerError::io("reading a key file"))?;
    let key = from_hex(text.trim()).ok_or_else(|| setup(format!("{name} must hold 64 hex digits")))?;
    if is_weak(&key) {
        return Err(setup(format!("{name} holds a default or weak key; make the keys with `init`")));
    }
    Ok(key)
}

/// Whether a key was typed rather than drawn: few different bytes, or an even sequence. A drawn one never looks so.
fn is_weak(key: &[u8; 32]) -> bool {
    let mut seen = [false; 256];
    key.iter().for_each(|&b| seen[b as usize] = true);
    let distinct = seen.iter().filter(|&&s| s).count();
    let step = key[1].wrapping_sub(key[0]);
    let sequence = key.windows(2).all(|pair| pair[1].wrapping_sub(pair[0]) == step);
    let printable = key.iter().all(|b| b.is_ascii_graphic() || *b == b' ');
    distinct < 16 || sequence || printable
}

/// Lower-case hex.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Reads `2 N` hex digits.
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut out = [0; N];
    for (i, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).ok()?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use atensi_core::vault::OsEntropy;

    fn refusal(dir: &Path) -> String {
        Keys::open(dir).err().map(|e| e.to_string()).unwrap_or_default()
    }

    #[test]
    fn made_once_and_read_back() {
        let dir = tempfile::tempdir().expect("dir");
        Keys::create(dir.path(), &OsEntropy).expect("makes");
        let first = Keys::open(dir.path()).expect("opens");
        let again = Keys::open(dir.path()).expect("opens");
        assert_eq!(first.signing.id(), again.signing.id());
        assert_eq!(first.sealing_public(), again.sealing_public());
        let refused = Keys::create(dir.path(), &OsEntropy).expect_err("refuses").to_string();
        assert!(refused.contains("never overwritten"), "{refused}");
    }

    #[test]
    fn refuses_missing_weak_shared_and_readable_keys() {
        let dir = tempfile::tempdir().expect("dir");
        assert!(refusal(dir.path()).contains("missing"));
        Keys::create(dir.path(), &OsEntropy).expect("makes");
        let path = dir.path().join(SIGNING);
        let good = fs::read(&path).expect("reads");
        let sequence: Vec<u8> = (0..32).collect();
        for weak in ["00".repeat(32), "ab".repeat(32), to_hex(&sequence), to_hex(b"changeme changeme changeme 12345")] {
            fs::write(&path, &weak).expect("writes");
            assert!(refusal(dir.path()).contains("weak"), "{weak}");
        }
        fs::write(&path, "short").expect("writes");
        assert!(refusal(dir.path()).contains("64 hex digits"));
        fs::copy(dir.path().join(STORAGE), &path).expect("copies");
        assert!(refusal(dir.path()).contains("same key"));
        fs::write(&path, good).expect("writes");
        assert_eq!(refusal(dir.path()), "");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("mode");
        assert!(refusal(dir.path()).contains("read by others"));
    }
}
