//! The facade: one folder on the device, locked or unlocked for one worker. Readable top to bottom.

use crate::error::{CoreError, Result, guarded};
use crate::formulir::FormSessionHandle;
use crate::kirim::SyncHandle;
use crate::nilai::{Isian, Nilai};
use crate::ports::{self, Keystore, ShellClock, SyncObserver};
use crate::records::{Catatan, HalamanKasus, HalamanKeluarga, HalamanOrang};
use atensi_core::app::{
    self, ActivationRequest, AcuanSummary, CariResult, Companion, FormHandle, FormItem, HasilUbah, Home, KasusBaru,
    KeluargaBaru, KeluargaTerdaftar, Muatan, OrangBaru, OrangTerdaftar, ReceiptCheck, SyncSession, UserInfo,
    WilayahItem,
};
use atensi_core::domain::Lang;
use atensi_core::error::{CoreError as Inner, ErrorCode};
use atensi_core::view::formulir::DraftItem;
use atensi_core::view::{CollisionItem, DueItem, KkView, NikView, RecordStatus, StatusScreen};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

type Core<T> = std::result::Result<T, Inner>;

/// The most items one call gives; longer lists are read in stretches.
const MAX_LIMIT: u32 = 1000;

/// The reader's language, shared with the sessions.
struct Bahasa(AtomicBool);

impl Bahasa {
    fn get(&self) -> Lang {
        if self.0.load(Ordering::Relaxed) { Lang::En } else { Lang::Id }
    }
}

/// What a session object holds as long as it is open. Emptied from here when the worker locks.
pub(crate) struct Slot<T> {
    held: Mutex<Option<Arc<T>>>,
    bahasa: Arc<Bahasa>,
}

impl<T> Slot<T> {
    /// The session, unless closed. The lock is free again when this returns.
    pub(crate) fn get(&self) -> Option<Arc<T>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn lang(&self) -> Lang {
        self.bahasa.get()
    }
}

/// Something that can be emptied.
trait Close: Send + Sync {
    fn close(&self);
}

impl<T: Send + Sync> Close for Slot<T> {
    fn close(&self) {
        // Taken out first, dropped after the lock: dropping may close the store.
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(held);
    }
}

#[derive(Default)]
struct State {
    companion: Option<Arc<Companion>>,
    sessions: Vec<Weak<dyn Close>>,
    closed: bool,
}

/// The field companion as a shell holds it: one for the whole app. Calls come from any thread but the main one.
#[derive(uniffi::Object)]
pub struct Lapangan {
    home: Home,
    clock: Arc<ShellClock>,
    bahasa: Arc<Bahasa>,
    state: Mutex<State>,
}

impl Lapangan {
    /// The state; a poisoned lock only means that a thread failed elsewhere, the state is replaced whole.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(feature = "boundary-tests")]
    pub(crate) fn with_lock(&self, work: impl FnOnce()) {
        let _held = self.state();
        work();
    }

    pub(crate) fn home(&self) -> &Home {
        &self.home
    }

    pub(crate) fn bahasa(&self) -> Lang {
        self.bahasa.get()
    }

    fn told(&self, error: Inner) -> CoreError {
        CoreError::of(error, self.bahasa())
    }

    fn closed(&self) -> CoreError {
        CoreError::plain(ErrorCode::Closed, self.bahasa())
    }

    /// Calls the unlocked companion, with nothing locked here.
    pub(crate) fn call<T>(&self, work: impl FnOnce(&Companion) -> Core<T>) -> Result<T> {
        let companion = self.state().companion.clone().ok_or_else(|| self.closed())?;
        guarded(self.bahasa(), || work(&companion))
    }

    /// Opens a companion with nothing locked here, since the key store is asked; then keeps it.
    fn enter(&self, open: impl FnOnce(&Home) -> Core<Companion>) -> Result<UserInfo> {
        {
            let state = self.state();
            if state.closed {
                return Err(self.closed());
            }
            if state.companion.is_some() {
                return Err(self.told(Inner::new(ErrorCode::StoreBusy).reason("already unlocked")));
            }
        }
        let companion = guarded(self.bahasa(), || open(&self.home))?;
        companion.set_lang(self.bahasa());
        let user = companion.user();
        let mut state = self.state();
        if state.closed {
            drop(state);
            companion.shutdown();
            return Err(self.closed());
        }
        state.companion = Some(Arc::new(companion));
        Ok(user)
    }

    fn leave(&self, for_good: bool) {
        let (companion, sessions) = {
            let mut state = self.state();
            state.closed |= for_good;
            (state.companion.take(), std::mem::take(&mut state.sessions))
        };
        if let Some(companion) = companion {
            companion.shutdown();
        }
        for session in sessions {
            if let Some(session) = session.upgrade() {
                session.close();
            }
        }
    }

    /// Keeps a session where `leave` finds it.
    fn keep<T: Send + Sync + 'static>(&self, session: T) -> Result<Arc<Slot<T>>> {
        let slot = Arc::new(Slot { held: Mutex::new(Some(Arc::new(session))), bahasa: Arc::clone(&self.bahasa) });
        let mut state = self.state();
        if state.companion.is_none() {
            return Err(self.closed());
        }
        state.sessions.retain(|known| known.strong_count() > 0);
        let known: Arc<dyn Close> = Arc::clone(&slot) as Arc<dyn Close>;
        state.sessions.push(Arc::downgrade(&known));
        Ok(slot)
    }

    fn run(&self, muatan: Muatan, observer: Option<Arc<dyn SyncObserver>>) -> Result<Arc<SyncHandle>> {
        let session: SyncSession = self.call(|c| c.sync_session(muatan))?;
        Ok(SyncHandle::new(self.keep(session)?, observer))
    }

    fn form(&self, open: impl FnOnce(&Companion) -> Core<FormHandle>) -> Result<Arc<FormSessionHandle>> {
        Ok(FormSessionHandle::new(self.keep(self.call(open)?)?))
    }
}

#[uniffi::export]
impl Lapangan {
    /// Over a folder of the device; touches nothing yet. `zona_menit` is the local offset from UTC (WIB 420).
    #[uniffi::constructor]
    pub fn new(folder: String, keystore: Arc<dyn Keystore>, zona_menit: i16) -> Arc<Self> {
        let clock = Arc::new(ShellClock::new(zona_menit));
        Arc::new(Self {
            home: ports::home(&folder, keystore, Arc::clone(&clock)),
            clock,
            bahasa: Arc::new(Bahasa(AtomicBool::new(false))),
            state: Mutex::default(),
        })
    }

    /// Tells a new local offset from UTC, in minutes.
    pub fn set_zona(&self, menit: i16) {
        self.clock.set_offset(menit);
    }

    /// Sets the language of everything said from here on. A form that is open changes by its own `set_lang`.
    pub fn set_lang(&self, lang: Lang) {
        self.bahasa.0.store(lang == Lang::En, Ordering::Relaxed);
        if let Some(companion) = self.state().companion.clone() {
            companion.set_lang(lang);
        }
    }

    /// Ids of the workers activated on this device. Names are inside their encrypted stores.
    pub fn users(&self) -> Result<Vec<String>> {
        guarded(self.bahasa(), || self.home.users())
    }

    /// Activates this device for a worker by one-time code, and unlocks. Needs the server.
    pub fn activate(&self, request: ActivationRequest) -> Result<UserInfo> {
        self.enter(|home| home.activate(&request))
    }

    /// Unlocks with the PIN; no user named means the only one. Needs no network.
    pub fn unlock(&self, user: Option<String>, pin: String) -> Result<UserInfo> {
        self.enter(|home| home.unlock(user.as_deref(), &pin))
    }

    /// Unlocks with the device's biometric check, where that was switched on.
    pub fn unlock_with_keystore(&self, user: Option<String>) -> Result<UserInfo> {
        self.enter(|home| home.unlock_with_keystore(user.as_deref()))
    }

    /// Switches unlocking by the device's biometric check on or off.
    pub fn set_biometrik(&self, on: bool) -> Result<()> {
        self.call(|c| c.set_biometrik(on))
    }

    /// Changes the PIN; the old one is checked and counted as at unlock.
    pub fn change_pin(&self, user: Option<String>, old: String, new: String) -> Result<()> {
        guarded(self.bahasa(), || self.home.change_pin(user.as_deref(), &old, &new))
    }

    /// Locks: open sessions close, `unlock` opens again. What was saved is saved. Doing it twice does nothing.
    pub fn lock(&self) {
        self.leave(false);
    }

    /// Locks for good: every later call has the code for closed. Doing it twice does nothing.
    pub fn shutdown(&self) {
        self.leave(true);
    }

    /// Who is unlocked.
    pub fn user(&self) -> Result<UserInfo> {
        self.call(|c| Ok(c.user()))
    }

    /// What a NIK says, while it is typed. Never a reason not to save.
    pub fn cek_nik(&self, nik: String) -> Result<NikView> {
        self.call(|c| Ok(c.cek_nik(&nik)))
    }

    /// What a family card number says, while it is typed. Never a reason not to save.
    pub fn cek_kk(&self, kk: String) -> Result<KkView> {
        self.call(|c| Ok(c.cek_kk(&kk)))
    }

    /// Registers a family; tells what the card number says and which other families have it.
    pub fn daftar_keluarga(&self, baru: KeluargaBaru) -> Result<KeluargaTerdaftar> {
        self.call(|c| c.daftar_keluarga(&baru))
    }

    /// Registers a person; tells what the NIK says and who may be the same person.
    pub fn daftar_orang(&self, baru: OrangBaru) -> Result<OrangTerdaftar> {
        self.call(|c| c.daftar_orang(&baru))
    }

    /// Changes fields of a record; `jenis` is `orang`, `keluarga` or `kasus`. The last of two values for a field holds.
    /// Tells what the numbers say that the change concerns.
    pub fn ubah(&self, jenis: String, id: String, isian: Vec<Isian>) -> Result<HasilUbah> {
        self.call(|c| {
            let mut fields = BTreeMap::new();
            for Isian { field, nilai } in isian {
                let value = nilai.into_value(&field)?;
                fields.insert(field, value);
            }
            c.ubah(&jenis, &id, fields)
        })
    }

    /// Opens a case and gives its id.
    pub fn buka_kasus(&self, baru: KasusBaru) -> Result<String> {
        self.call(|c| c.buka_kasus(&baru))
    }

    /// A stretch of the families, by name of the head.
    pub fn list_keluarga(&self, offset: u32, limit: u32) -> Result<HalamanKeluarga> {
        let page = self.call(|c| c.list_keluarga(offset, limit.min(MAX_LIMIT)))?;
        Ok(HalamanKeluarga { total: page.total, items: page.items })
    }

    /// A stretch of the people, by name.
    pub fn list_orang(&self, offset: u32, limit: u32) -> Result<HalamanOrang> {
        let page = self.call(|c| c.list_orang(offset, limit.min(MAX_LIMIT)))?;
        Ok(HalamanOrang { total: page.total, items: page.items })
    }

    /// A stretch of the cases, the next agreed visit first.
    pub fn list_kasus(&self, offset: u32, limit: u32) -> Result<HalamanKasus> {
        let page = self.call(|c| c.list_kasus(offset, limit.min(MAX_LIMIT)))?;
        Ok(HalamanKasus { total: page.total, items: page.items })
    }

    /// Finds people and families by name in any spelling, NIK or KK number.
    pub fn cari(&self, teks: String, limit: u32) -> Result<CariResult> {
        self.call(|c| c.cari(&teks, limit.min(MAX_LIMIT)))
    }

    /// A person, family or case with everything around it.
    pub fn record(&self, id: String) -> Result<Catatan> {
        self.call(|c| c.record(&id)).map(Catatan::from)
    }

    /// The visits due now and in the days ahead: highest risk first, then the latest.
    pub fn jatuh_tempo(&self) -> Result<Vec<DueItem>> {
        self.call(Companion::jatuh_tempo)
    }

    /// Forms that can be filled in here.
    pub fn list_forms(&self) -> Result<Vec<FormItem>> {
        self.call(Companion::list_forms)
    }

    /// Begins a form for a case; the draft is on the disk when this returns.
    pub fn mulai_formulir(&self, form_id: String, kasus_id: String) -> Result<Arc<FormSessionHandle>> {
        self.form(|c| c.mulai_formulir(&form_id, &kasus_id))
    }

    /// Begins a home visit.
    pub fn mulai_kunjungan(&self, kasus_id: String) -> Result<Arc<FormSessionHandle>> {
        self.form(|c| c.mulai_kunjungan(&kasus_id))
    }

    /// Begins the correction of a finished document: a draft with its answers, on the disk when this returns. What it becomes
    /// replaces that document, which stays and is shown as replaced. Code `input.bad` when it was replaced already.
    pub fn mulai_koreksi(&self, dokumen_id: String) -> Result<Arc<FormSessionHandle>> {
        self.form(|c| c.mulai_koreksi(&dokumen_id))
    }

    /// Opens a draft again: the same answers, after a crash too. Code `draft.closed` when it was finished or discarded.
    pub fn lanjut_formulir(&self, draft_id: String) -> Result<Arc<FormSessionHandle>> {
        self.form(|c| c.lanjut_formulir(&draft_id))
    }

    /// Forms that are not finished yet, the last touched first.
    pub fn list_draf(&self) -> Result<Vec<DraftItem>> {
        self.call(Companion::list_draf)
    }

    /// Drafts that were thrown away, the last first; each can be brought back.
    pub fn list_draf_dibuang(&self) -> Result<Vec<DraftItem>> {
        self.call(Companion::list_draf_dibuang)
    }

    /// Throws a draft away; its answers stay until it is brought back. An open session of it then has code `draft.closed`.
    pub fn buang_draf(&self, draft_id: String) -> Result<()> {
        self.call(|c| c.buang_draf(&draft_id))
    }

    /// Brings a discarded draft back, with every answer.
    pub fn pulihkan_draf(&self, draft_id: String) -> Result<()> {
        self.call(|c| c.pulihkan_draf(&draft_id))
    }

    /// The outbox in the five words.
    pub fn status(&self) -> Result<StatusScreen> {
        self.call(Companion::status)
    }

    /// Where one record, document or draft is.
    pub fn record_status(&self, id: String) -> Result<RecordStatus> {
        self.call(|c| c.record_status(&id))
    }

    /// Checks this device's log and every stored receipt, offline.
    pub fn periksa_tanda_terima(&self) -> Result<ReceiptCheck> {
        self.call(Companion::periksa_tanda_terima)
    }

    /// Every open collision, with all sides.
    pub fn list_tabrakan(&self) -> Result<Vec<CollisionItem>> {
        self.call(Companion::list_tabrakan)
    }

    /// Decides a collision: this value holds.
    pub fn putuskan(&self, record: String, field: String, nilai: Nilai) -> Result<()> {
        self.call(|c| c.putuskan(&record, &field, nilai.into_value(&field)?))
    }

    /// The report of a home visit as a self-contained HTML page.
    pub fn laporan_kunjungan(&self, dokumen_id: String) -> Result<String> {
        self.call(|c| c.laporan_kunjungan(&dokumen_id))
    }

    /// Prepares a sync in steps; no connection is made yet. The observer is told after each step.
    pub fn sync(&self, observer: Option<Arc<dyn SyncObserver>>) -> Result<Arc<SyncHandle>> {
        self.run(Muatan::Semua, observer)
    }

    /// As `sync`, but photos stay and wait for an unmetered network: all text goes both ways, no byte of a photo. The
    /// screens then say that photos wait for Wi-Fi, until a run of `sync` begins.
    pub fn sync_teks(&self, observer: Option<Arc<dyn SyncObserver>>) -> Result<Arc<SyncHandle>> {
        self.run(Muatan::Teks, observer)
    }

    /// Downloads forms, code lists and regions that changed; part of a sync too.
    pub fn perbarui_acuan(&self) -> Result<AcuanSummary> {
        self.call(Companion::perbarui_acuan)
    }

    /// Regions by name, forgiving of spelling; works locked too.
    pub fn cari_wilayah(&self, teks: String, within: Option<String>, limit: u32) -> Result<Vec<WilayahItem>> {
        guarded(self.bahasa(), || Ok(app::cari_wilayah(&teks, within.as_deref(), limit.min(MAX_LIMIT) as usize)))
    }
}
