//! An unlocked user: the store, the keys and the content in use. Use cases in the neighbouring files extend it.

use super::cari::Names;
use super::profile::Profile;
use super::system::{RandomIds, SystemClock};
use crate::domain::Lang;
use crate::domain::codes::CodeLists;
use crate::domain::ids::RecordId;
use crate::domain::op::RegisterKind;
use crate::domain::waktu::Moment;
use crate::error::{CoreError, ErrorCode, Result};
use crate::form::Form;
use crate::ports::{Clock, IdSource};
use crate::store::Store;
use crate::store::access_log::{self, AccessEntry};
use crate::sync::policy::Policy;
use crate::vault::file::FolderLock;
use crate::vault::{DataKey, Entropy, Keystore, OsEntropy, SigningKey, UserFolder};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What the core asks of the world.
#[derive(Clone)]
pub struct Ports {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Fresh ids.
    pub ids: Arc<dyn IdSource>,
    /// The device's key store.
    pub keystore: Arc<dyn Keystore>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
}

impl Ports {
    /// The system's clock, ids and randomness over a key store.
    pub fn system(keystore: Arc<dyn Keystore>, offset_minutes: i16) -> Self {
        Self {
            clock: Arc::new(SystemClock { offset_minutes }),
            ids: Arc::new(RandomIds(OsEntropy)),
            keystore,
            entropy: Arc::new(OsEntropy),
        }
    }
}

/// Who is logged in, as every screen may show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UserInfo {
    /// The worker's id.
    pub id: String,
    /// Name.
    pub nama: String,
    /// `pendamping`, `peksos` or `penyelia`.
    pub peran: String,
    /// The kabupaten the worker belongs to.
    pub kab: String,
    /// The number of this device.
    pub device_no: u32,
    /// The ministry's server.
    pub server_url: String,
}

/// A stretch of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Page<T> {
    /// Length of the whole list.
    pub total: u64,
    /// The stretch asked for.
    pub items: Vec<T>,
}

/// One unlocked user of this device. Calls are synchronous and may come from any thread; they take turns at the store.
pub struct Companion {
    pub(super) inner: Arc<Inner>,
}

/// What a companion and its form sessions share.
pub(super) struct Inner {
    pub(super) ports: Ports,
    pub(super) folder: UserFolder,
    pub(super) store: Store,
    pub(super) key: DataKey,
    pub(super) signing: SigningKey,
    pub(super) profile: Profile,
    pub(super) policy: Policy,
    pub(super) lists: &'static CodeLists,
    /// Compiled forms by id and version; compiling once per unlock is enough.
    pub(super) forms: Mutex<HashMap<(String, String), Arc<Form>>>,
    /// Names for search, read once per unlock; a change is followed at the next search.
    pub(super) names: Mutex<Names>,
    lang: AtomicU8,
    closed: AtomicBool,
    /// Keeps a recovery from exchanging the files of the folder; given back with the last handle.
    _lock: Option<FolderLock>,
}

impl Inner {
    /// Says inside the transaction that writes a record: the next search reads its name again.
    pub(super) fn record_changed(&self, kind: RegisterKind, id: RecordId) {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).changed(kind, id);
    }

    /// Says inside such a transaction that any record may have changed.
    pub(super) fn all_changed(&self) {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Refuses work after `shutdown`.
    pub(super) fn open(&self) -> Result<()> {
        if self.closed.load(Ordering::Acquire) { Err(CoreError::new(ErrorCode::Closed)) } else { Ok(()) }
    }

    /// Now, here.
    pub(super) fn now(&self) -> Moment {
        Moment { ms: self.ports.clock.now_ms(), offset_minutes: self.ports.clock.offset_minutes() }
    }

    /// The reader's language.
    pub(super) fn lang(&self) -> Lang {
        if self.lang.load(Ordering::Relaxed) == 0 { Lang::Id } else { Lang::En }
    }

    /// Notes in the chained access log that the worker opened something, before it is shown.
    pub(super) fn note_access(&self, what: &str, record: Option<RecordId>) -> Result<()> {
        let at = self.now().ms;
        let actor = self.profile.user;
        self.store.write(|tx| {
            access_log::append(tx, &AccessEntry { n: 0, at, actor, what: what.to_owned(), record })?;
            Ok(())
        })?;
        Ok(())
    }

    /// The compiled forms; a poisoned lock only means that another thread failed, the map is whole.
    pub(super) fn forms(&self) -> std::sync::MutexGuard<'_, HashMap<(String, String), Arc<Form>>> {
        self.forms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The parts that `home` hands over once a vault is open.
pub(super) struct Unlocked {
    pub(super) ports: Ports,
    pub(super) folder: UserFolder,
    pub(super) store: Store,
    pub(super) key: DataKey,
    pub(super) signing: SigningKey,
    pub(super) profile: Profile,
    pub(super) lock: Option<FolderLock>,
}

impl Companion {
    pub(super) fn new(parts: Unlocked) -> Self {
        let Unlocked { ports, folder, store, key, signing, profile, lock } = parts;
        Self {
            inner: Arc::new(Inner {
                ports,
                folder,
                store,
                key,
                signing,
                profile,
                policy: Policy::standard(),
                lists: CodeLists::shipped(),
                forms: Mutex::default(),
                names: Mutex::default(),
                lang: AtomicU8::new(0),
                closed: AtomicBool::new(false),
                _lock: lock,
            }),
        }
    }

    /// Who is logged in.
    pub fn user(&self) -> UserInfo {
        self.inner.profile.info()
    }

    /// Sets the language of everything said from here on.
    pub fn set_lang(&self, lang: Lang) {
        self.inner.lang.store(u8::from(lang == Lang::En), Ordering::Relaxed);
    }

    /// The language in use.
    pub fn lang(&self) -> Lang {
        self.inner.lang()
    }

    /// Switches unlocking by the device's key store (biometrics) on or off. The key store is asked with nothing locked.
    pub fn set_biometrik(&self, on: bool) -> Result<()> {
        let inner = self.inner()?;
        match on {
            true => inner.folder.enable_keystore(&inner.key, &*inner.ports.keystore).map_err(super::home::biometric)?,
            false => inner.folder.disable_keystore()?,
        }
        Ok(())
    }

    /// Locks: every later call answers [`ErrorCode::Closed`]. Calling it again does nothing. What was saved is saved.
    pub fn shutdown(&self) {
        self.inner.closed.store(true, Ordering::Release);
    }

    /// The inner parts, unless shut down.
    pub(super) fn inner(&self) -> Result<&Arc<Inner>> {
        self.inner.open()?;
        Ok(&self.inner)
    }
}
