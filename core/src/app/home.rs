//! One folder on the device, several users: activate, list, unlock. Each user has an own folder, key and lock.

use super::companion::{Companion, Ports, Unlocked};
use super::kirim::transport_error;
use super::profile::{META_PROFILE, META_SEED, Profile, from_hex, to_hex};
use super::{pulihkan, sambung};
use crate::domain::ids::{DeviceNo, UserId};
use crate::error::{CoreError, ErrorCode, Result};
use crate::store::{OnDamage, Store, StoreOptions, Tx, list_aside, meta, op_log};
use crate::sync::http::{HttpSettings, HttpTransport};
use crate::sync::policy::Policy;
use crate::sync::port::TransportError;
use crate::vault::keystore::KeystoreError;
use crate::vault::{DataKey, Entropy, Pin, PinCost, SealingPublicKey, SigningKey, UserFolder, VaultError};
use serde::Deserialize;
use serde_json::json;
use std::path::{Path, PathBuf};

const MAX_ANSWER: usize = 64 * 1024;
/// Begins the name of a folder in which an activation is put together.
const STAGING: &str = ".aktivasi-";
/// Why an activation failed, as to its code: the server was not reached, so the same code still works.
const CODE_UNUSED: &str = "code_unused";
/// The connection broke after the question: the server may have taken the code.
const CODE_UNKNOWN: &str = "code_unknown";

/// The companion's folder on this device.
pub struct Home {
    pub(super) root: PathBuf,
    pub(super) ports: Ports,
    pin_cost: PinCost,
    pub(super) store_options: StoreOptions,
}

/// What activation needs.
#[derive(Clone, Debug, Default)]
pub struct ActivationRequest {
    /// `https://…` of the ministry's server; plain http on this machine only.
    pub server_url: String,
    /// The one-time code from the supervisor.
    pub code: String,
    /// The PIN chosen by the worker: six digits.
    pub pin: String,
    /// What the device is called in the supervisor's list.
    pub device_name: String,
    /// More root certificates, DER, where the server's is not publicly known.
    pub roots: Vec<Vec<u8>>,
}

#[derive(Deserialize)]
struct Activated {
    device: DeviceNo,
    token: String,
    user: ActivatedUser,
    server_key: Key,
    sealing_key: Key,
    streams: Vec<String>,
}

#[derive(Deserialize)]
struct ActivatedUser {
    id: UserId,
    name: String,
    role: String,
    kab: String,
}

#[derive(Deserialize)]
struct Key {
    public: String,
}

/// A vault error, with the seconds to wait where there are some.
pub(super) fn waiting(error: VaultError, now_ms: i64) -> CoreError {
    let until = match &error {
        VaultError::WrongPin { wait_until_ms, .. } | VaultError::Wait { wait_until_ms, .. } => *wait_until_ms,
        _ => now_ms,
    };
    let seconds = u64::try_from(until - now_ms).unwrap_or(0).div_ceil(1000);
    let error = CoreError::from(error);
    if seconds > 0 { error.after(seconds) } else { error }
}

/// A failed biometric check: the PIN opens in every case, and a restart would not help.
pub(super) fn biometric(error: VaultError) -> CoreError {
    let words = match &error {
        VaultError::Keystore(KeystoreError::Gone) => Some((
            "Kunci biometrik perangkat ini tidak berlaku lagi, misalnya karena sidik jari berubah. Data Anda aman. Buka dengan PIN, lalu nyalakan biometrik lagi di Pengaturan.",
            "This device's biometric key no longer works, for example because a fingerprint was changed. Your data is safe. Unlock with the PIN, then switch biometrics on again in Settings.",
        )),
        VaultError::Keystore(KeystoreError::NotPassed) => Some((
            "Biometrik tidak cocok atau dibatalkan. Data Anda aman. Coba lagi, atau buka dengan PIN.",
            "The biometric check failed or was cancelled. Your data is safe. Try again, or unlock with the PIN.",
        )),
        _ => None,
    };
    let error = CoreError::from(error);
    match words {
        Some((id, en)) => error.words(id, en),
        None => error,
    }
}

/// A place beside the users' folders where an activation is put together.
struct Staging {
    path: PathBuf,
    /// The folder around it, when it was made for this.
    made: Option<PathBuf>,
}

impl Staging {
    fn new(root: &Path, entropy: &dyn Entropy) -> Result<Self> {
        let failed = |error: std::io::Error| CoreError::from(VaultError::from(error));
        let made = (!root.exists()).then(|| root.to_path_buf());
        crate::vault::file::create_private_dir(root)?;
        // Left over from an attempt that was killed: nothing of a person is in there.
        let old = std::fs::read_dir(root).map_err(failed)?.flatten();
        for entry in old.filter(|entry| entry.file_name().to_string_lossy().starts_with(STAGING)) {
            // Another attempt may just be at work; an empty folder of its own costs nobody anything.
            let _ = std::fs::remove_dir(entry.path());
        }
        let name: [u8; 8] = crate::vault::entropy::random(entropy)?;
        let path = (0..u32::MAX)
            .map(|n| root.join(format!("{STAGING}{}-{n}", to_hex(&name))))
            .find(|path| !path.exists())
            .ok_or_else(|| CoreError::new(ErrorCode::Store))?;
        crate::vault::file::create_private_dir(&path)?;
        Ok(Self { path, made })
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Only when it is empty: what an attempt left is never deleted.
        let _ = std::fs::remove_dir(&self.path);
        let _ = self.made.as_ref().map(std::fs::remove_dir);
    }
}

fn keep_profile(tx: &Tx<'_>, profile: &Profile, signing: &SigningKey) -> Result<()> {
    let bytes = serde_json::to_vec(profile).map_err(|_| CoreError::new(ErrorCode::Bug).reason("profile"))?;
    meta::set(tx, META_PROFILE, &bytes)?;
    Ok(meta::set(tx, META_SEED, &*signing.seed())?)
}

impl Home {
    /// A folder for the companion; made at the first activation.
    pub fn open(root: &Path, ports: Ports) -> Self {
        Self { root: root.to_path_buf(), ports, pin_cost: PinCost::PHONE, store_options: StoreOptions::default() }
    }

    /// Another cost of the PIN's key derivation, for tests.
    #[must_use]
    pub fn with_pin_cost(mut self, cost: PinCost) -> Self {
        self.pin_cost = cost;
        self
    }

    /// Other limits for the store: a smaller size, for practice and for tests of a full device.
    #[must_use]
    pub fn with_store_options(mut self, options: StoreOptions) -> Self {
        self.store_options = options;
        self
    }

    /// The users activated on this device, by id. Names are inside their encrypted stores. A folder whose activation never
    /// ended is not among them.
    pub fn users(&self) -> Result<Vec<String>> {
        let folders = UserFolder::all(&self.root)?;
        Ok(folders.iter().filter(|folder| folder.ready()).map(|folder| folder.user().to_string()).collect())
    }

    /// Why nobody can unlock here, when [`Self::users`] is empty: nobody was activated, or an activation has to be done
    /// again.
    pub fn why_nobody(&self) -> CoreError {
        let begun = UserFolder::all(&self.root).is_ok_and(|folders| !folders.is_empty());
        CoreError::new(if begun { ErrorCode::ActivationUnfinished } else { ErrorCode::NotActivated })
    }

    /// Activates this device for a worker: the only step, besides sync, that needs a connection. Killed at any point it
    /// leaves nothing that stands in the way of the next attempt; where recovered data of the same user waits for it, it
    /// takes that over, with the PIN in use before.
    pub fn activate(&self, request: &ActivationRequest) -> Result<Companion> {
        let pin = Pin::chosen(&request.pin)?;
        let recovered = self.recovered(&pin)?;
        let signing = SigningKey::generate(&*self.ports.entropy)?;
        let settings =
            HttpSettings { address: request.server_url.clone(), token: String::new(), roots: request.roots.clone() };
        let transport = HttpTransport::new(&settings)
            .map_err(|e| CoreError::new(ErrorCode::BadInput).field("server_url").reason(e.code()))?;
        // A place that cannot be written is found out before the code is spent.
        let staging = Staging::new(&self.root, &*self.ports.entropy)?;
        let body = json!({
            "code": request.code.trim(),
            "device_key": to_hex(&signing.verify_key().to_bytes()),
            "device_name": request.device_name.chars().take(60).collect::<String>(),
            "platform": std::env::consts::OS,
        });
        let answer = transport.post_json("/aktivasi", body.to_string().into_bytes(), MAX_ANSWER).map_err(|error| {
            let used = if error == TransportError::Cut { CODE_UNKNOWN } else { CODE_UNUSED };
            match transport_error(error) {
                told if [ErrorCode::Offline, ErrorCode::Portal].contains(&told.code) => told.reason(used),
                told => told,
            }
        })?;
        match answer.status {
            200 => {}
            429 => return Err(CoreError::new(ErrorCode::ServerBusy).reason("activation")),
            201..=299 => return Err(CoreError::new(ErrorCode::Portal).reason(CODE_UNUSED)),
            _ => return Err(CoreError::new(ErrorCode::ActivationRefused)),
        }
        let activated: Activated = match serde_json::from_slice(&answer.body) {
            Ok(activated) => activated,
            // No JSON at all: whoever answered was not the server.
            Err(error) if error.is_syntax() => {
                return Err(CoreError::new(ErrorCode::Portal).reason(CODE_UNUSED));
            }
            Err(_) => return Err(CoreError::new(ErrorCode::ServerRefused).reason("activation answer")),
        };
        // From here on the code is spent: whatever fails, a new one is needed.
        self.settle(request, &pin, recovered, signing, activated, &staging).map_err(|error| match error.code {
            ErrorCode::BadInput | ErrorCode::Tampered => error,
            _ => CoreError::new(ErrorCode::ActivationUnfinished).reason(error.code.name()),
        })
    }

    /// The folders whose recovered data waits for a new activation, opened with the PIN. When there are some and it opens
    /// none, the activation code would be spent for nothing.
    fn recovered(&self, pin: &Pin) -> Result<Vec<(UserFolder, DataKey)>> {
        let now = self.ports.clock.now_ms();
        let mut opened = Vec::new();
        let mut refused = None;
        for folder in UserFolder::all(&self.root)?.into_iter().filter(UserFolder::awaits_activation) {
            match folder.unlock_with_pin(pin, &*self.ports.keystore, now) {
                Ok(key) => opened.push((folder, key)),
                Err(error) => refused = Some(waiting(error, now).field("pin").reason("recovered_data")),
            }
        }
        match refused {
            Some(error) if opened.is_empty() => Err(error),
            _ => Ok(opened),
        }
    }

    /// Makes the vault and the store from what the server told.
    fn settle(
        &self,
        request: &ActivationRequest,
        pin: &Pin,
        recovered: Vec<(UserFolder, DataKey)>,
        signing: SigningKey,
        told: Activated,
        staging: &Staging,
    ) -> Result<Companion> {
        let wrong_key = || CoreError::new(ErrorCode::Tampered).reason("server key");
        let sealing = from_hex(&told.sealing_key.public).ok_or_else(wrong_key)?;
        let sealing = SealingPublicKey::from_bytes(&sealing)?;
        let profile = Profile {
            schema: 1,
            user: told.user.id,
            nama: told.user.name,
            peran: told.user.role,
            kab: told.user.kab,
            device: told.device,
            server_url: request.server_url.clone(),
            token: told.token,
            server_keys: vec![told.server_key.public],
            sealing_key: told.sealing_key.public,
            roots: request.roots.iter().map(|der| to_hex(der)).collect(),
            streams: told.streams,
            extra: serde_json::Map::new(),
        };
        profile.verify_keys()?;
        if let Some((folder, key)) = recovered.into_iter().find(|(folder, _)| folder.user() == profile.user) {
            return self.take_over(folder, key, signing, profile);
        }
        let here = UserFolder::new(&self.root, profile.user);
        if here.path().exists() {
            self.clear_unfinished(&here, pin)?;
        }
        // Nothing lies under the user's own name before everything is saved.
        let folder = UserFolder::new(&staging.path, profile.user);
        let key = folder.create(pin, self.pin_cost, &[sealing], &*self.ports.keystore, &*self.ports.entropy)?;
        let store =
            Store::open(&folder.data_path(), &key, StoreOptions { reserve: false, ..self.store_options })?.store;
        store.try_write(|tx| keep_profile(tx, &profile, &signing))?;
        drop(store);
        let folder = folder.move_to(&self.root)?;
        self.open_store(folder, key)
    }

    /// Gives recovered data its new profile; writes that the server may lack go into the new device's log.
    fn take_over(&self, folder: UserFolder, key: DataKey, signing: SigningKey, profile: Profile) -> Result<Companion> {
        pulihkan::finish_swap(&folder)?;
        let store = Store::open(&folder.data_path(), &key, self.store_options)?.store;
        let now = self.ports.clock.now_ms();
        store.try_write(|tx| {
            sambung::begin_anew(tx, profile.device, &Policy::standard(), now)?;
            keep_profile(tx, &profile, &signing)
        })?;
        drop(store);
        folder.set_awaits_activation(false)?;
        self.open_store(folder, key)
    }

    /// Makes way for a new activation where an earlier one never ended. A folder that may be somebody's is left alone.
    fn clear_unfinished(&self, folder: &UserFolder, pin: &Pin) -> Result<()> {
        let taken = || CoreError::new(ErrorCode::BadInput).field("user").reason("user_exists");
        let now = self.ports.clock.now_ms();
        if folder.ready() {
            let key = folder.unlock_with_pin(pin, &*self.ports.keystore, now).map_err(|_| taken())?;
            let options = StoreOptions { on_damage: OnDamage::Fail, ..self.store_options };
            let store = Store::open(&folder.data_path(), &key, options).map_err(|_| taken())?.store;
            let empty = store.read(|db| Ok(meta::get(db, META_PROFILE)?.is_none() && op_log::last(db)?.number == 0))?;
            if !empty {
                return Err(taken());
            }
        } else if folder.awaits_activation() || !list_aside(&folder.data_path())?.is_empty() {
            return Err(taken());
        }
        folder.put_aside(now)?;
        Ok(())
    }

    /// The folder of a user: by id, or the only one there is.
    pub(super) fn folder(&self, user: Option<&str>) -> Result<UserFolder> {
        let (mut ready, begun): (Vec<_>, Vec<_>) =
            UserFolder::all(&self.root)?.into_iter().partition(UserFolder::ready);
        match user {
            Some(user) => {
                let named = |f: &UserFolder| f.user().to_string() == user;
                match ready.into_iter().find(named) {
                    Some(folder) => Ok(folder),
                    None if begun.iter().any(named) => {
                        Err(CoreError::new(ErrorCode::ActivationUnfinished).field("user"))
                    }
                    None => Err(CoreError::new(ErrorCode::NotActivated).field("user")),
                }
            }
            None if ready.len() > 1 => Err(CoreError::new(ErrorCode::BadInput).field("user").reason("several_users")),
            None => ready.pop().ok_or_else(|| self.why_nobody()),
        }
    }

    /// Opens a user's vault and store with the PIN. Needs no network.
    pub fn unlock(&self, user: Option<&str>, pin: &str) -> Result<Companion> {
        let folder = self.folder(user)?;
        let pin = Pin::entered(pin)?;
        let now = self.ports.clock.now_ms();
        let key = folder.unlock_with_pin(&pin, &*self.ports.keystore, now).map_err(|e| waiting(e, now))?;
        self.open_store(folder, key)
    }

    /// Opens a user's vault with the device's key store (biometrics), where that was switched on.
    pub fn unlock_with_keystore(&self, user: Option<&str>) -> Result<Companion> {
        let folder = self.folder(user)?;
        let key = folder.unlock_with_keystore(&*self.ports.keystore).map_err(biometric)?;
        self.open_store(folder, key)
    }

    fn open_store(&self, folder: UserFolder, key: DataKey) -> Result<Companion> {
        // Whoever exchanges the files of this folder waits until nobody works in them. Where locks do not exist, or there is
        // no space for the file, work goes on without.
        let lock = match folder.lock_shared() {
            Ok(lock) => Some(lock),
            Err(VaultError::InUse) => return Err(VaultError::InUse.into()),
            Err(_) => None,
        };
        pulihkan::finish_swap(&folder)?;
        // A damaged file is not set aside without the person being asked: it holds the only copy of unsent work.
        let options = StoreOptions { on_damage: OnDamage::Fail, ..self.store_options };
        let store = Store::open(&folder.data_path(), &key, options)?.store;
        let missing = || CoreError::new(ErrorCode::ActivationUnfinished);
        let (profile, seed) = store
            .read(|db| Ok((meta::get(db, META_PROFILE)?, meta::get(db, META_SEED)?.map(zeroize::Zeroizing::new))))?;
        let profile: Profile = serde_json::from_slice(&profile.ok_or_else(missing)?)
            .map_err(|_| CoreError::new(ErrorCode::StoreDamaged).reason("profile"))?;
        let seed: [u8; 32] = seed
            .ok_or_else(missing)?
            .as_slice()
            .try_into()
            .map_err(|_| CoreError::new(ErrorCode::StoreDamaged).reason("signing seed"))?;
        let signing = SigningKey::from_seed(&seed);
        Ok(Companion::new(Unlocked { ports: self.ports.clone(), folder, store, key, signing, profile, lock }))
    }

    /// Changes the PIN; the old one is checked and counted as at unlock.
    pub fn change_pin(&self, user: Option<&str>, old: &str, new: &str) -> Result<()> {
        let folder = self.folder(user)?;
        let (old, new) = (Pin::entered(old)?, Pin::chosen(new)?);
        let now = self.ports.clock.now_ms();
        Ok(folder.change_pin(&old, &new, self.pin_cost, &*self.ports.keystore, &*self.ports.entropy, now)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Lang;

    #[test]
    fn a_biometric_check_that_does_not_help_leads_to_the_pin() {
        for reason in [KeystoreError::Gone, KeystoreError::NotPassed] {
            let error = biometric(reason.into());
            assert_eq!(error.code, ErrorCode::KeyUnavailable);
            assert!(error.message(Lang::Id).contains("PIN") && error.message(Lang::En).contains("PIN"), "{error:?}");
            assert!(!error.message(Lang::Id).contains("Mulai ulang"));
        }
        // Where the key store only does not answer, a restart may help.
        assert!(biometric(KeystoreError::Unavailable.into()).message(Lang::Id).contains("Mulai ulang"));
    }
}
