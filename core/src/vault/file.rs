//! One folder per user: the vault file with the wraps, the counter of wrong PINs, the database and its photos.
//!
//! `<home>/<user id>/{vault.json, pin.json, data.db, blobs/, kunci.lock}`. The vault file is replaced whole or not at all.
//! A wrong PIN is counted on the disk before it is evaluated, so that switching the phone off does not give a free guess.

use super::attempts::{self, Attempts};
use super::data_key::DataKey;
use super::entropy::Entropy;
use super::error::VaultError;
use super::hex;
use super::keystore::Keystore;
use super::pin::{Pin, delay_ms};
use super::sealed::SealingPublicKey;
use super::wrap::{KeystoreWrap, PinCost, PinWrap, RescueWrap};
use crate::domain::ids::UserId;
use crate::domain::op::Hash;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Layout of the vault file this build writes and reads.
pub const VAULT_SCHEMA: u16 = 1;
/// What the name of a recovery's new database adds to the database's own.
const SWAP: &str = ".pulih";
/// Marks a folder whose recovered data waits for a new activation.
const AWAITS: &str = "aktivasi-ulang";
/// The largest vault file read, bytes.
const MAX_FILE: u64 = 256 * 1024;

/// The vault file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VaultFile {
    /// [`VAULT_SCHEMA`].
    pub schema: u16,
    /// Whose data this is.
    pub user: UserId,
    /// The key under PIN and device secret.
    pub pin: PinWrap,
    /// The key behind the biometric check, if switched on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keystore: Option<KeystoreWrap>,
    /// The key sealed to the ministry, once for each of its keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rescue: Vec<RescueWrap>,
    /// Fields of a newer app.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

/// A user's folder on this device.
#[derive(Clone, Debug)]
pub struct UserFolder {
    root: PathBuf,
    user: UserId,
}

/// Held while a process works in a folder; given back when dropped.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

impl UserFolder {
    /// The folder of a user under `home`; nothing is touched yet.
    pub fn new(home: &Path, user: UserId) -> Self {
        Self { root: home.join(user.to_string()), user }
    }

    /// Every user with a vault under `home`, in the order of their ids.
    pub fn all(home: &Path) -> Result<Vec<Self>, VaultError> {
        let entries = match fs::read_dir(home) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut folders = Vec::new();
        for entry in entries {
            let name = entry?.file_name();
            let Some(user) = name.to_str().and_then(|name| name.parse().ok()) else { continue };
            let folder = Self::new(home, user);
            if folder.exists() && folder.root.file_name() == Some(&name) {
                folders.push(folder);
            }
        }
        folders.sort_by_key(|folder| folder.user);
        Ok(folders)
    }

    /// Whose folder this is.
    pub fn user(&self) -> UserId {
        self.user
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// The database.
    pub fn data_path(&self) -> PathBuf {
        self.root.join("data.db")
    }

    /// The encrypted file of a photo or signature: `blobs/<first two digits>/<hash>`.
    pub fn blob_path(&self, hash: &Hash) -> PathBuf {
        let name = hex::encode(hash);
        self.root.join("blobs").join(&name[..2]).join(name)
    }

    /// Whether there is a vault.
    pub fn exists(&self) -> bool {
        self.vault_path().is_file()
    }

    fn vault_path(&self) -> PathBuf {
        self.root.join("vault.json")
    }

    fn pin_path(&self) -> PathBuf {
        self.root.join("pin.json")
    }

    /// Whether a worker can unlock here. Not so when an activation ended between the server's answer and the first save, or
    /// when a recovery found no profile and waits for a new activation.
    pub fn ready(&self) -> bool {
        let kept = ["", "-wal", SWAP].iter().any(|suffix| self.beside_data(suffix).exists());
        self.exists() && kept && !self.awaits_activation()
    }

    /// Whether recovered data waits here for a new activation of the same user.
    pub fn awaits_activation(&self) -> bool {
        self.root.join(AWAITS).exists()
    }

    /// Notes that recovered data waits for a new activation, or that it has come.
    pub fn set_awaits_activation(&self, waits: bool) -> Result<(), VaultError> {
        let path = self.root.join(AWAITS);
        match waits {
            true => File::create(path)?.sync_all()?,
            false => match fs::remove_file(path) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            },
        }
        sync_folder(&self.root)
    }

    /// The whole new database of a recovery, until it takes the place of the damaged one.
    pub fn swap_path(&self) -> PathBuf {
        self.beside_data(SWAP)
    }

    fn beside_data(&self, suffix: &str) -> PathBuf {
        self.root.join(format!("data.db{suffix}"))
    }

    /// Puts a folder that never became usable out of the way, under another name; nothing in it is touched.
    pub fn put_aside(&self, now_ms: i64) -> Result<PathBuf, VaultError> {
        let aside = (0..1_000)
            .map(|n| self.root.with_file_name(format!("{}.tidak-selesai-{now_ms}-{n}", self.user)))
            .find(|path| !path.exists())
            .ok_or(VaultError::Exists)?;
        fs::rename(&self.root, &aside)?;
        Ok(aside)
    }

    /// Moves a finished folder to its place under `home`, where there must be none of this user.
    pub fn move_to(self, home: &Path) -> Result<Self, VaultError> {
        let place = Self::new(home, self.user);
        if place.root.exists() {
            return Err(VaultError::Exists);
        }
        create_private_dir(home)?;
        fs::rename(&self.root, &place.root)?;
        sync_folder(home)?;
        Ok(place)
    }

    /// As [`Self::lock`], together with others that only work in the folder: while one of them does, nobody gets
    /// [`Self::lock`] to exchange its files.
    pub fn lock_shared(&self) -> Result<FolderLock, VaultError> {
        self.locked(File::try_lock_shared)
    }

    /// Takes the folder for this process, or says that another one has it. Waits for nobody.
    pub fn lock(&self) -> Result<FolderLock, VaultError> {
        self.locked(File::try_lock)
    }

    fn locked(&self, lock: fn(&File) -> Result<(), TryLockError>) -> Result<FolderLock, VaultError> {
        let path = self.root.join("kunci.lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
        match lock(&file) {
            Ok(()) => Ok(FolderLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(VaultError::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Makes the folder and a vault with a fresh key. Refuses to write over a vault or beside an existing database.
    pub fn create(
        &self,
        pin: &Pin,
        cost: PinCost,
        ministry: &[SealingPublicKey],
        keystore: &dyn Keystore,
        entropy: &dyn Entropy,
    ) -> Result<DataKey, VaultError> {
        if self.vault_path().exists() || self.data_path().exists() {
            return Err(VaultError::Exists);
        }
        create_private_dir(&self.root)?;
        create_private_dir(&self.root.join("blobs"))?;
        let key = DataKey::generate(entropy)?;
        let wrap = PinWrap::seal(&key, pin, keystore, cost, entropy)?;
        let rescue: Result<_, _> = ministry.iter().map(|public| RescueWrap::seal(&key, public, entropy)).collect();
        let vault = VaultFile {
            schema: VAULT_SCHEMA,
            user: self.user,
            pin: wrap,
            keystore: None,
            rescue: rescue?,
            extra: BTreeMap::new(),
        };
        // The counter first: a vault without one counts as tampered with.
        let secret = vault.pin.check(keystore)?;
        attempts::write(&self.pin_path(), &secret, &Attempts::default())?;
        self.write(&vault)?;
        Ok(key)
    }

    /// The vault file.
    pub fn vault(&self) -> Result<VaultFile, VaultError> {
        let file = match File::open(self.vault_path()) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(VaultError::NotFound),
            file => file?,
        };
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::Read::take(file, MAX_FILE), &mut bytes)?;
        // The schema first: a newer layout need not be readable as this one.
        #[derive(Deserialize)]
        struct Schema {
            schema: u16,
        }
        let unreadable = |source| VaultError::Unreadable { what: "vault file", source };
        let Schema { schema } = serde_json::from_slice(&bytes).map_err(unreadable)?;
        if schema != VAULT_SCHEMA {
            return Err(VaultError::Unknown { what: "vault file", schema });
        }
        let vault: VaultFile = serde_json::from_slice(&bytes).map_err(unreadable)?;
        if vault.user != self.user {
            return Err(VaultError::DoesNotOpen("vault file of another user"));
        }
        Ok(vault)
    }

    fn write(&self, vault: &VaultFile) -> Result<(), VaultError> {
        let bytes =
            serde_json::to_vec_pretty(vault).map_err(|source| VaultError::Unreadable { what: "vault file", source })?;
        let temporary = self.root.join("vault.json.baru");
        let mut file = File::create(&temporary)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(temporary, self.vault_path())?;
        sync_folder(&self.root)
    }

    /// Opens with the PIN. The attempt is counted on the disk before it is evaluated.
    ///
    /// The clock: waits are in device time. Set back, the whole wait begins anew; set forward, it ends early, which costs a
    /// thief nothing but patience, so the device secret, not the wait, is what keeps guessing on the phone.
    pub fn unlock_with_pin(&self, pin: &Pin, keystore: &dyn Keystore, now_ms: i64) -> Result<DataKey, VaultError> {
        let vault = self.vault()?;
        let secret = vault.pin.check(keystore)?;
        let path = self.pin_path();
        let mut state = attempts::read(&path, &secret)?.unwrap_or_else(|| Attempts::tampered(now_ms));
        if state.wait(now_ms) {
            self.keep(&secret, &state)?;
            let (failures, wait_until_ms) = (state.failures, state.wait_until_ms);
            return Err(VaultError::Wait { failures, wait_until_ms });
        }
        state.failures = state.failures.saturating_add(1);
        state.seen_ms = now_ms;
        state.wait_until_ms = now_ms.saturating_add(delay_ms(state.failures));
        self.keep(&secret, &state)?;
        match vault.pin.open(pin, &secret)? {
            Some(key) => {
                // A full disk here costs nothing but an old count; the PIN was right.
                let _ = self.keep(&secret, &Attempts { seen_ms: now_ms, ..Attempts::default() });
                Ok(key)
            }
            None => Err(VaultError::WrongPin { failures: state.failures, wait_until_ms: state.wait_until_ms }),
        }
    }

    /// What the counter says before any PIN: wrong ones in a row, and until when to wait. Changes nothing; a missing or edited
    /// counter is not judged here but at unlocking.
    pub fn pin_state(&self, keystore: &dyn Keystore) -> Result<(u32, i64), VaultError> {
        let secret = self.vault()?.pin.check(keystore)?;
        Ok(attempts::read(&self.pin_path(), &secret)?.map_or((0, 0), |state| (state.failures, state.wait_until_ms)))
    }

    /// Writes the counter; on a full disk it takes the database's reserve, since a person must get in to free space.
    fn keep(&self, secret: &[u8; 32], state: &Attempts) -> Result<(), VaultError> {
        match attempts::write(&self.pin_path(), secret, state) {
            Err(VaultError::Io(error)) if error.kind() == ErrorKind::StorageFull => {
                let _ = fs::remove_file(self.root.join("cadangan.bin"));
                attempts::write(&self.pin_path(), secret, state)
            }
            result => result,
        }
    }

    /// Opens with the device's key store, after its biometric check.
    pub fn unlock_with_keystore(&self, keystore: &dyn Keystore) -> Result<DataKey, VaultError> {
        let vault = self.vault()?;
        vault.keystore.ok_or(VaultError::NoWrap("key store"))?.open(keystore)
    }

    /// Changes the PIN; the old one is checked and counted like an unlock.
    pub fn change_pin(
        &self,
        old: &Pin,
        new: &Pin,
        cost: PinCost,
        keystore: &dyn Keystore,
        entropy: &dyn Entropy,
        now_ms: i64,
    ) -> Result<(), VaultError> {
        let key = self.unlock_with_pin(old, keystore, now_ms)?;
        self.set_pin(&key, new, cost, keystore, entropy)
    }

    /// Wraps the open key under a new PIN, with a fresh salt: after rescue, or to raise the cost. Clears the counter.
    pub fn set_pin(
        &self,
        key: &DataKey,
        new: &Pin,
        cost: PinCost,
        keystore: &dyn Keystore,
        entropy: &dyn Entropy,
    ) -> Result<(), VaultError> {
        let mut vault = self.same_key(key)?;
        let extra = std::mem::take(&mut vault.pin.extra);
        vault.pin = PinWrap::seal_with(key, new, keystore, cost, extra, entropy)?;
        let secret = vault.pin.check(keystore)?;
        self.write(&vault)?;
        self.keep(&secret, &Attempts::default())
    }

    /// Switches the biometric check on.
    pub fn enable_keystore(&self, key: &DataKey, keystore: &dyn Keystore) -> Result<(), VaultError> {
        let mut vault = self.same_key(key)?;
        vault.keystore = Some(KeystoreWrap::seal(key, keystore)?);
        self.write(&vault)
    }

    /// Switches it off.
    pub fn disable_keystore(&self) -> Result<(), VaultError> {
        let mut vault = self.vault()?;
        vault.keystore = None;
        self.write(&vault)
    }

    /// Seals the key to a (new) ministry key; once per key.
    pub fn add_rescue(
        &self,
        key: &DataKey,
        ministry: &SealingPublicKey,
        entropy: &dyn Entropy,
    ) -> Result<(), VaultError> {
        let mut vault = self.same_key(key)?;
        if vault.rescue.iter().any(|wrap| wrap.recipient == ministry.id()) {
            return Ok(());
        }
        vault.rescue.push(RescueWrap::seal(key, ministry, entropy)?);
        self.write(&vault)
    }

    /// The vault, if the open key is the one it wraps.
    fn same_key(&self, key: &DataKey) -> Result<VaultFile, VaultError> {
        let vault = self.vault()?;
        if vault.pin.key_id != key.id() {
            return Err(VaultError::DoesNotOpen("vault of another key"));
        }
        Ok(vault)
    }
}

/// Makes a folder that only its owner may enter.
pub(crate) fn create_private_dir(path: &Path) -> Result<(), VaultError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    Ok(builder.create(path)?)
}

/// Makes a rename or a new file in a folder last.
pub(super) fn sync_folder(path: &Path) -> Result<(), VaultError> {
    #[cfg(unix)]
    File::open(path)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
