//! What activation gave this device: who works on it, the server and its keys. Kept in the encrypted store.

use super::UserInfo;
use crate::domain::ids::{DeviceNo, UserId};
use crate::error::{CoreError, ErrorCode, Result};
use crate::vault::VerifyKey;
use serde::{Deserialize, Serialize};

/// The store's key for the profile.
pub(super) const META_PROFILE: &str = "profile";
/// The store's key for the device signing seed.
pub(super) const META_SEED: &str = "signing_seed";

/// Activation's result. Fields of a newer app survive in `extra`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Profile {
    pub(super) schema: u16,
    pub(super) user: UserId,
    pub(super) nama: String,
    pub(super) peran: String,
    pub(super) kab: String,
    pub(super) device: DeviceNo,
    pub(super) server_url: String,
    /// The bearer token of this device.
    pub(super) token: String,
    /// Public signing keys of the server, hex; more than one while it rotates.
    pub(super) server_keys: Vec<String>,
    /// The ministry's sealing key, hex.
    pub(super) sealing_key: String,
    /// Roots given at activation, DER as hex; empty where the public ones do.
    #[serde(default)]
    pub(super) roots: Vec<String>,
    /// Streams this user may read, most important first.
    pub(super) streams: Vec<String>,
    #[serde(flatten)]
    pub(super) extra: serde_json::Map<String, serde_json::Value>,
}

impl Profile {
    pub(super) fn info(&self) -> UserInfo {
        UserInfo {
            id: self.user.to_string(),
            nama: self.nama.clone(),
            peran: self.peran.clone(),
            kab: self.kab.clone(),
            device_no: self.device.0,
            server_url: self.server_url.clone(),
        }
    }

    /// The server's verification keys.
    pub(super) fn verify_keys(&self) -> Result<Vec<VerifyKey>> {
        let wrong = || CoreError::new(ErrorCode::Tampered).reason("server key");
        self.server_keys
            .iter()
            .map(|hex| VerifyKey::from_bytes(&from_hex(hex).ok_or_else(wrong)?).map_err(|_| wrong()))
            .collect()
    }
}

/// Reads lower- or upper-case hex.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok()).collect()
}

/// Writes lower-case hex.
pub(super) fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}
