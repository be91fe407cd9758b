//! One folder on the device, several users: activate, list, unlock. Each user has an own folder, key and lock.

use super::companion::{Companion, Ports, Unlocked};
use super::kirim::transport_error;
use super::profile::{META_PROFILE, META_SEED, Profile, from_hex, to_hex};
use crate::domain::ids::{DeviceNo, UserId};
use crate::error::{CoreError, ErrorCode, Result};
use crate::store::{OnDamage, Store, StoreOptions, meta};
use crate::sync::http::{HttpSettings, HttpTransport};
use crate::vault::{DataKey, Pin, PinCost, SealingPublicKey, SigningKey, UserFolder, VaultError};
use serde::Deserialize;
use serde_json::json;
use std::path::{Path, PathBuf};

const MAX_ANSWER: usize = 64 * 1024;

/// The companion's folder on this device.
pub struct Home {
    root: PathBuf,
    ports: Ports,
    pin_cost: PinCost,
    store_options: StoreOptions,
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
fn waiting(error: VaultError, now_ms: i64) -> CoreError {
    let until = match &error {
        VaultError::WrongPin { wait_until_ms, .. } | VaultError::Wait { wait_until_ms, .. } => *wait_until_ms,
        _ => now_ms,
    };
    let seconds = u64::try_from(until - now_ms).unwrap_or(0).div_ceil(1000);
    let error = CoreError::from(error);
    if seconds > 0 { error.after(seconds) } else { error }
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

    /// The users activated on this device, by id. Names are inside their encrypted stores.
    pub fn users(&self) -> Result<Vec<String>> {
        Ok(UserFolder::all(&self.root)?.iter().map(|folder| folder.user().to_string()).collect())
    }

    /// Activates this device for a worker: the only step, besides sync, that needs a connection.
    pub fn activate(&self, request: &ActivationRequest) -> Result<Companion> {
        let pin = Pin::chosen(&request.pin)?;
        let signing = SigningKey::generate(&*self.ports.entropy)?;
        let settings =
            HttpSettings { address: request.server_url.clone(), token: String::new(), roots: request.roots.clone() };
        let transport = HttpTransport::new(&settings)
            .map_err(|e| CoreError::new(ErrorCode::BadInput).field("server_url").reason(e))?;
        let body = json!({
            "code": request.code.trim(),
            "device_key": to_hex(&signing.verify_key().to_bytes()),
            "device_name": request.device_name.chars().take(60).collect::<String>(),
            "platform": std::env::consts::OS,
        });
        let answer =
            transport.post_json("/aktivasi", body.to_string().into_bytes(), MAX_ANSWER).map_err(transport_error)?;
        match answer.status {
            200 => {}
            429 => return Err(CoreError::new(ErrorCode::ServerBusy).reason("activation")),
            _ => return Err(CoreError::new(ErrorCode::ActivationRefused)),
        }
        let activated: Activated = serde_json::from_slice(&answer.body)
            .map_err(|_| CoreError::new(ErrorCode::ServerRefused).reason("activation answer"))?;
        self.settle(request, &pin, signing, activated)
    }

    /// Makes the vault and the store from what the server told.
    fn settle(
        &self,
        request: &ActivationRequest,
        pin: &Pin,
        signing: SigningKey,
        told: Activated,
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
        let folder = UserFolder::new(&self.root, profile.user);
        let key = folder.create(pin, self.pin_cost, &[sealing], &*self.ports.keystore, &*self.ports.entropy)?;
        let store = Store::open(&folder.data_path(), &key, self.store_options)?.store;
        let bytes = serde_json::to_vec(&profile).map_err(|_| CoreError::new(ErrorCode::Bug).reason("profile"))?;
        store.write(|tx| {
            meta::set(tx, META_PROFILE, &bytes)?;
            meta::set(tx, META_SEED, &*signing.seed())
        })?;
        let ports = self.ports.clone();
        Ok(Companion::new(Unlocked { ports, folder, store, key, signing, profile }))
    }

    /// The folder of a user: by id, or the only one there is.
    fn folder(&self, user: Option<&str>) -> Result<UserFolder> {
        let mut folders = UserFolder::all(&self.root)?;
        match user {
            Some(user) => {
                let found = folders.into_iter().find(|f| f.user().to_string() == user);
                found.ok_or_else(|| CoreError::new(ErrorCode::NotActivated).field("user"))
            }
            None if folders.len() > 1 => {
                Err(CoreError::new(ErrorCode::BadInput).field("user").reason("several users on this device, name one"))
            }
            None => folders.pop().ok_or_else(|| CoreError::new(ErrorCode::NotActivated)),
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
        let key = folder.unlock_with_keystore(&*self.ports.keystore)?;
        self.open_store(folder, key)
    }

    fn open_store(&self, folder: UserFolder, key: DataKey) -> Result<Companion> {
        // A damaged file is not set aside without the person being asked: it holds the only copy of unsent work.
        let options = StoreOptions { on_damage: OnDamage::Fail, ..self.store_options };
        let store = Store::open(&folder.data_path(), &key, options)?.store;
        let missing = || CoreError::new(ErrorCode::NotActivated).reason("activation was not finished, activate again");
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
        Ok(Companion::new(Unlocked { ports: self.ports.clone(), folder, store, key, signing, profile }))
    }

    /// Changes the PIN; the old one is checked and counted as at unlock.
    pub fn change_pin(&self, user: Option<&str>, old: &str, new: &str) -> Result<()> {
        let folder = self.folder(user)?;
        let (old, new) = (Pin::entered(old)?, Pin::chosen(new)?);
        let now = self.ports.clock.now_ms();
        Ok(folder.change_pin(&old, &new, self.pin_cost, &*self.ports.keystore, &*self.ports.entropy, now)?)
    }
}
