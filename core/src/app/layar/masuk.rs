//! What can be shown before unlocking.

use crate::app::home::Home;
use crate::domain::Lang;
use crate::error::Result;
use crate::vault::UserFolder;
use crate::view::layar::masuk::{MasukScreen, SebelumMasuk, masuk_screen};

impl Home {
    /// The screen before unlocking. Asks the key store for the device secret, which needs no biometric check; where it does not
    /// answer, the wait is simply not known and unlocking tells.
    pub fn layar_masuk(&self, lang: Lang) -> Result<MasukScreen> {
        let now = self.ports.clock.now_ms();
        let mut known = Vec::new();
        for folder in UserFolder::all(&self.root)? {
            let biometrik = folder.vault().is_ok_and(|vault| vault.keystore.is_some());
            let (salah, until) = folder.pin_state(&*self.ports.keystore).unwrap_or_default();
            let tunggu_detik = u64::try_from(until.saturating_sub(now)).unwrap_or(0).div_ceil(1000);
            known.push(SebelumMasuk { id: folder.user().to_string(), biometrik, salah, tunggu_detik });
        }
        Ok(masuk_screen(known, lang))
    }
}
