//! The facade of the first seven screens: each call gives one record, ready to draw in the language set.

use crate::error::{Result, guarded};
use crate::lapangan::Lapangan;
use atensi_core::app::{Companion, KeluargaBaru, OrangBaru};
use atensi_core::view::formulir::Pilihan;
use atensi_core::view::layar::{
    CariScreen, DrafScreen, HariIniScreen, KotakKirimScreen, KunjunganScreen, MasukScreen, PemulihanScreen,
    PendaftaranScreen, PeriksaDataScreen, ProfilScreen, SelesaiScreen, TinjauScreen,
};

/// The most hits one search gives.
const MAX_HITS: u32 = 100;

#[uniffi::export]
impl Lapangan {
    /// Before unlocking: the workers of this device, biometric check, wait after wrong PINs. Works locked.
    pub fn layar_masuk(&self) -> Result<MasukScreen> {
        guarded(self.bahasa(), || self.home().layar_masuk(self.bahasa()))
    }

    /// Checks the whole data file of a worker, for one that does not open or shows odd things. Changes nothing and asks no
    /// network; takes as long as the file is large. Works locked; a wrong PIN counts as at unlock.
    pub fn periksa_data(&self, user: Option<String>, pin: String) -> Result<PeriksaDataScreen> {
        guarded(self.bahasa(), || self.home().layar_periksa_data(user.as_deref(), &pin, self.bahasa()))
    }

    /// Recovers a damaged data file: what can be read goes into a fresh one, the damaged one is kept under another name. A
    /// sound file is left alone. Lock first: while anyone is unlocked it is refused.
    pub fn pulihkan_data(&self, user: Option<String>, pin: String) -> Result<PemulihanScreen> {
        guarded(self.bahasa(), || self.home().layar_pulihkan_data(user.as_deref(), &pin, self.bahasa()))
    }

    /// Looks once more into the files that recoveries set aside, say after an update of the app. Brings nothing twice.
    pub fn pulihkan_data_lagi(&self) -> Result<PemulihanScreen> {
        self.call(Companion::layar_pulihkan_lagi)
    }

    /// Today: greeting, pill, drafts to go on with, and a stretch of the visits due.
    pub fn layar_hari_ini(&self, offset: u32, limit: u32) -> Result<HariIniScreen> {
        self.call(|c| c.layar_hari_ini(offset, limit))
    }

    /// Every draft: those to go on with, and those thrown away, which `pulihkan_draf` brings back.
    pub fn layar_draf(&self) -> Result<DrafScreen> {
        self.call(Companion::layar_draf)
    }

    /// People and families by name in any spelling, NIK or KK number, as cards.
    pub fn layar_cari(&self, teks: String, limit: u32) -> Result<CariScreen> {
        self.call(|c| c.layar_cari(&teks, limit.min(MAX_HITS)))
    }

    /// What is known of a person while it is typed: NIK, suggestions, who may be the same. Never a reason not to save.
    pub fn periksa_orang(&self, baru: OrangBaru) -> Result<PendaftaranScreen> {
        self.call(|c| c.periksa_orang(&baru))
    }

    /// What is known of a family while it is typed. Never a reason not to save.
    pub fn periksa_keluarga(&self, baru: KeluargaBaru) -> Result<PendaftaranScreen> {
        self.call(|c| c.periksa_keluarga(&baru))
    }

    /// The choices of a code list that hold today: `klaster`, `jenis_ppks`, `tingkat_risiko`, `hubungan_keluarga` …
    pub fn pilihan_kode(&self, daftar: String) -> Result<Vec<Pilihan>> {
        self.call(|c| c.pilihan_kode(&daftar))
    }

    /// The profile of a person, family or case.
    pub fn layar_profil(&self, id: String) -> Result<ProfilScreen> {
        self.call(|c| c.layar_profil(&id))
    }

    /// Before a home visit of a case.
    pub fn layar_kunjungan(&self, kasus_id: String) -> Result<KunjunganScreen> {
        self.call(|c| c.layar_kunjungan(&kasus_id))
    }

    /// After a form was finished: what was saved, where it is, what comes next. Also the page of any document.
    pub fn layar_selesai(&self, dokumen_id: String) -> Result<SelesaiScreen> {
        self.call(|c| c.layar_selesai(&dokumen_id))
    }

    /// The outbox: what waits, what arrived, what needs attention and why.
    pub fn layar_kotak_kirim(&self) -> Result<KotakKirimScreen> {
        self.call(Companion::layar_kotak_kirim)
    }

    /// Every open collision, with both values in words.
    pub fn layar_tinjau(&self) -> Result<TinjauScreen> {
        self.call(Companion::layar_tinjau)
    }

    /// Decides a collision for one of its sides, by `SisiItem.version`.
    pub fn putuskan_sisi(&self, record: String, field: String, version: String) -> Result<()> {
        self.call(|c| c.putuskan_sisi(&record, &field, &version))
    }
}
