//! The one small error that leaves the core: a stable code, a field where there is one, retry advice, and words for the
//! person who reads it. Rich errors stay inside; `app` maps each of them to one of these codes.
//!
//! Texts answer three questions: what happened, is my data safe, what to do now. None carries personal data.

use crate::domain::Lang;
use serde::Serialize;
use std::fmt;

/// What kind of trouble, as a code that never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// The PIN does not open the vault.
    WrongPin,
    /// Too many wrong PINs: wait.
    PinDelay,
    /// A new PIN is not six digits or easily guessed.
    PinWeak,
    /// No user is activated on this device, or not this one.
    NotActivated,
    /// The server did not take the activation code.
    ActivationRefused,
    /// An activation did not come to its end: a new code is needed.
    ActivationUnfinished,
    /// No usable connection.
    Offline,
    /// Somebody else answers in the server's place: the network wants a login on a web page first.
    Portal,
    /// The server asks to wait.
    ServerBusy,
    /// The server refused this device or request.
    ServerRefused,
    /// This device's access has ended; what it had not sent was handed in and waits for a person.
    AccessEnded,
    /// An answer or a record fails its signature or hash.
    Tampered,
    /// No space left on the device.
    DiskFull,
    /// The database file is damaged; it is kept, never deleted.
    StoreDamaged,
    /// The database was written by a newer app.
    StoreNewer,
    /// Another process holds the database.
    StoreBusy,
    /// The store failed in another way.
    Store,
    /// Used after `shutdown`.
    Closed,
    /// No such record here.
    NotFound,
    /// The answer does not fit the question.
    InvalidAnswer,
    /// The form cannot be used.
    FormRefused,
    /// Required answers are missing or wrong; the draft stays.
    FormIncomplete,
    /// The draft was filled in elsewhere meanwhile; this change was not written.
    DraftChanged,
    /// The draft was finished or discarded.
    DraftClosed,
    /// A value given is not acceptable.
    BadInput,
    /// A file given cannot be read.
    FileUnreadable,
    /// The device's key store does not answer.
    KeyUnavailable,
    /// Stopped on request.
    Cancelled,
    /// Code of the shell, called from here, failed in a way it did not announce.
    Host,
    /// A fault of ours.
    Bug,
}

/// What the caller may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Nothing to gain by repeating the same call.
    No,
    /// Repeat when the circumstances changed (signal, space, another PIN).
    Later,
    /// Repeat after this many seconds.
    After(u64),
}

/// One row of the table: code, stable name, Indonesian, English, whether repeating later helps.
type Row = (ErrorCode, &'static str, &'static str, &'static str, bool);

/// Every code with its name and words. A test proves the table whole.
pub const TABLE: &[Row] = &[
    (
        ErrorCode::WrongPin,
        "pin.wrong",
        "PIN salah. Data Anda tetap aman. Coba lagi.",
        "Wrong PIN. Your data is safe. Try again.",
        true,
    ),
    (
        ErrorCode::PinDelay,
        "pin.delay",
        "PIN salah beberapa kali. Data Anda tetap aman. Tunggu sebentar sebelum mencoba lagi.",
        "The PIN was wrong several times. Your data is safe. Wait a while before trying again.",
        true,
    ),
    (
        ErrorCode::PinWeak,
        "pin.weak",
        "PIN harus enam angka dan tidak mudah ditebak (bukan 123456 atau 000000). Pilih PIN lain.",
        "The PIN needs six digits that are not easily guessed (not 123456 or 000000). Choose another.",
        false,
    ),
    (
        ErrorCode::NotActivated,
        "activation.none",
        "Perangkat ini belum diaktifkan. Minta kode aktivasi kepada penyelia Anda.",
        "This device is not activated. Ask your supervisor for an activation code.",
        false,
    ),
    (
        ErrorCode::ActivationRefused,
        "activation.refused",
        "Kode aktivasi tidak berlaku. Periksa lagi atau minta kode baru kepada penyelia Anda.",
        "The activation code is not valid. Check it or ask your supervisor for a new one.",
        false,
    ),
    (
        ErrorCode::ActivationUnfinished,
        "activation.unfinished",
        "Aktivasi di sini belum selesai. Data yang sudah tersimpan tetap aman. Minta kode baru kepada penyelia Anda, lalu aktifkan lagi dengan PIN yang sama.",
        "The activation here was not finished. What was saved is safe. Ask your supervisor for a new code, then activate again with the same PIN.",
        false,
    ),
    (
        ErrorCode::Offline,
        "network.offline",
        "Belum ada jaringan. Catatan aman di perangkat ini dan dikirim nanti.",
        "No network yet. Your records are safe on this device and will be sent later.",
        true,
    ),
    (
        ErrorCode::Portal,
        "network.portal",
        "Jaringan ini meminta masuk lewat halaman web dulu. Buka peramban, masuk, lalu coba lagi. Data Anda aman di perangkat ini. Bila tidak ada halaman seperti itu, periksa tanggal dan jam perangkat, atau pakai jaringan lain.",
        "This network asks for a login on a web page first. Open a browser, log in, then try again. Your data is safe on this device. If there is no such page, check the date and time of the device, or use another network.",
        true,
    ),
    (
        ErrorCode::ServerBusy,
        "server.busy",
        "Server sedang sibuk. Data Anda aman; dicoba lagi nanti.",
        "The server is busy. Your data is safe; try again later.",
        true,
    ),
    (
        ErrorCode::ServerRefused,
        "server.refused",
        "Server menolak perangkat ini. Data Anda aman di sini. Hubungi penyelia Anda.",
        "The server refused this device. Your data is safe here. Contact your supervisor.",
        false,
    ),
    (
        ErrorCode::AccessEnded,
        "server.access_ended",
        "Akses perangkat ini sudah diakhiri. Catatan yang belum terkirim sudah diserahkan dan disimpan server untuk diperiksa; \
         isinya juga tetap ada di sini. Hubungi penyelia Anda.",
        "The access of this device has ended. What was not yet sent has been handed in and is kept by the server for review; \
         it also stays here. Contact your supervisor.",
        false,
    ),
    (
        ErrorCode::Tampered,
        "integrity.failed",
        "Jawaban yang diterima tidak asli atau rusak, jadi tidak dipakai. Data Anda aman. Coba jaringan lain.",
        "What was received is not genuine or is damaged, so it was not used. Your data is safe. Try another network.",
        true,
    ),
    (
        ErrorCode::DiskFull,
        "store.disk_full",
        "Ruang perangkat penuh. Draf Anda aman. Hapus berkas besar seperti video atau aplikasi yang tidak dipakai, lalu simpan lagi.",
        "The device is full. Your draft is safe. Delete large files such as videos or unused apps, then save again.",
        true,
    ),
    (
        ErrorCode::StoreDamaged,
        "store.damaged",
        "Berkas data rusak. Berkas itu disimpan, tidak dihapus. Yang masih terbaca bisa dipulihkan. Bila tidak berhasil, hubungi penyelia Anda.",
        "The data file is damaged. It was kept, not deleted. What can still be read can be recovered. If that fails, contact your supervisor.",
        false,
    ),
    (
        ErrorCode::StoreNewer,
        "store.newer",
        "Data ini ditulis aplikasi versi lebih baru. Perbarui aplikasi; data Anda tidak disentuh.",
        "This data was written by a newer app. Update the app; your data was not touched.",
        false,
    ),
    (
        ErrorCode::StoreBusy,
        "store.busy",
        "Data sedang dipakai proses lain. Tutup yang lain, lalu coba lagi.",
        "The data is in use by another process. Close it and try again.",
        true,
    ),
    (
        ErrorCode::Store,
        "store.failed",
        "Data tidak bisa dibaca atau ditulis saat ini. Yang sudah tersimpan tetap aman. Coba lagi.",
        "The data cannot be read or written right now. What was saved is safe. Try again.",
        true,
    ),
    (
        ErrorCode::Closed,
        "session.closed",
        "Aplikasi sudah dikunci. Masuk lagi dengan PIN.",
        "The app is locked. Unlock it with your PIN.",
        false,
    ),
    (
        ErrorCode::NotFound,
        "record.not_found",
        "Catatan tidak ditemukan di perangkat ini.",
        "No such record on this device.",
        false,
    ),
    (
        ErrorCode::InvalidAnswer,
        "answer.invalid",
        "Jawaban tidak sesuai dengan pertanyaan. Jawaban sebelumnya tidak berubah.",
        "The answer does not fit the question. The earlier answer is unchanged.",
        false,
    ),
    (
        ErrorCode::FormRefused,
        "form.refused",
        "Formulir ini tidak bisa dipakai. Minta penyelia memeriksa formulir.",
        "This form cannot be used. Ask your supervisor to check it.",
        false,
    ),
    (
        ErrorCode::FormIncomplete,
        "form.incomplete",
        "Masih ada jawaban yang perlu diperiksa. Draf tetap tersimpan.",
        "Some answers still need checking. The draft is saved.",
        false,
    ),
    (
        ErrorCode::DraftChanged,
        "draft.changed",
        "Draf ini sedang diisi di tempat lain. Jawaban di sana sudah tersimpan. Buka lagi draf ini untuk melanjutkan.",
        "This draft is being filled in elsewhere. The answers given there are saved. Open this draft again to go on.",
        false,
    ),
    (
        ErrorCode::DraftClosed,
        "draft.closed",
        "Draf ini sudah diselesaikan atau dibuang, jadi tidak bisa diubah lagi. Isinya tetap tersimpan. Draf yang dibuang bisa dipulihkan.",
        "This draft was finished or discarded, so it cannot be changed any more. What is in it is still saved. A discarded draft can be brought back.",
        false,
    ),
    (
        ErrorCode::BadInput,
        "input.bad",
        "Isian tidak bisa dipakai. Periksa lagi.",
        "This entry cannot be used. Check it.",
        false,
    ),
    (
        ErrorCode::FileUnreadable,
        "file.unreadable",
        "Berkas tidak bisa dibaca. Periksa nama dan isinya.",
        "The file cannot be read. Check its name and content.",
        false,
    ),
    (
        ErrorCode::KeyUnavailable,
        "key.unavailable",
        "Kunci perangkat tidak menjawab. Data Anda aman. Mulai ulang perangkat, lalu coba lagi.",
        "The device's key store does not answer. Your data is safe. Restart the device and try again.",
        true,
    ),
    (
        ErrorCode::Cancelled,
        "cancelled",
        "Dihentikan. Yang sudah selesai tetap tersimpan.",
        "Stopped. What was finished is saved.",
        true,
    ),
    (
        ErrorCode::Host,
        "host",
        "Bagian aplikasi di perangkat ini tidak menjawab dengan benar. Data Anda aman. Mulai ulang aplikasi, lalu coba lagi.",
        "A part of the app on this device did not answer properly. Your data is safe. Restart the app and try again.",
        true,
    ),
    (
        ErrorCode::Bug,
        "bug",
        "Terjadi kesalahan pada aplikasi. Data yang tersimpan aman. Laporkan kode ini kepada penyelia.",
        "The app made a mistake. Saved data is safe. Report this code to your supervisor.",
        false,
    ),
];

impl ErrorCode {
    fn row(self) -> &'static Row {
        TABLE.iter().find(|row| row.0 == self).unwrap_or(&TABLE[TABLE.len() - 1])
    }

    /// The stable name, e.g. `store.disk_full`.
    pub fn name(self) -> &'static str {
        self.row().1
    }
}

/// What leaves the core when something did not work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoreError {
    /// The code.
    pub code: ErrorCode,
    /// The field or question concerned, by its stable name or path; never a value.
    pub field: Option<String>,
    /// What was wrong with it, as a stable reason code or an operator's detail without personal data.
    pub reason: Option<String>,
    /// Retry advice.
    pub retry: Retry,
    /// Indonesian and English words for this very case, where those of the table are too general; no personal data.
    pub words: Option<Box<(String, String)>>,
}

/// Results of the core.
pub type Result<T> = std::result::Result<T, CoreError>;

impl CoreError {
    /// An error with the table's retry advice.
    pub fn new(code: ErrorCode) -> Self {
        let retry = if code.row().4 { Retry::Later } else { Retry::No };
        Self { code, field: None, reason: None, retry, words: None }
    }

    /// Names the field concerned.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Adds a reason code or an operator's detail; must not hold personal data.
    #[must_use]
    pub fn reason(mut self, reason: impl fmt::Display) -> Self {
        self.reason = Some(reason.to_string());
        self
    }

    /// Says it in the words of this very case instead of the table's: what happened, is my data safe, what to do now.
    #[must_use]
    pub fn words(mut self, id: impl Into<String>, en: impl Into<String>) -> Self {
        self.words = Some(Box::new((id.into(), en.into())));
        self
    }

    /// Says after how many seconds repeating makes sense.
    #[must_use]
    pub fn after(mut self, seconds: u64) -> Self {
        self.retry = Retry::After(seconds);
        self
    }

    /// The words for the person, with the waiting time where there is one.
    pub fn message(&self, lang: Lang) -> String {
        let row = self.code.row();
        let text = match &self.words {
            Some(words) => lang.pick(&words.0, &words.1),
            None => lang.pick(row.2, row.3),
        };
        match self.retry {
            Retry::After(seconds) if seconds >= 60 => {
                let minutes = seconds.div_ceil(60);
                format!("{text} ({} {minutes} {})", lang.pick("tunggu", "wait"), lang.pick("menit", "minutes"))
            }
            Retry::After(seconds) => {
                format!("{text} ({} {seconds} {})", lang.pick("tunggu", "wait"), lang.pick("detik", "seconds"))
            }
            _ => text.to_owned(),
        }
    }
}

impl fmt::Display for CoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.name())?;
        if let Some(field) = &self.field {
            write!(f, " [{field}]")?;
        }
        if let Some(reason) = &self.reason {
            write!(f, ": {reason}")?;
        }
        Ok(())
    }
}

impl std::error::Error for CoreError {}

impl Serialize for CoreError {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.code.name())?;
        map.serialize_entry("field", &self.field)?;
        map.serialize_entry("reason", &self.reason)?;
        map.serialize_entry("retry_after_s", &if let Retry::After(s) = self.retry { Some(s) } else { None })?;
        map.serialize_entry("pesan", &self.message(Lang::Id))?;
        map.serialize_entry("message", &self.message(Lang::En))?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_table_is_whole_and_codes_are_unique() {
        let names: HashSet<_> = TABLE.iter().map(|r| r.1).collect();
        assert_eq!(names.len(), TABLE.len());
        let codes: HashSet<_> = TABLE.iter().map(|r| r.0).collect();
        assert_eq!(codes.len(), TABLE.len());
        // The last row is what an unlisted code would fall back to; every variant must therefore be listed.
        assert_eq!(TABLE.len(), ErrorCode::Bug as usize + 1, "a code has no row");
        for row in TABLE {
            assert_eq!(row.0.name(), row.1);
            assert!(row.2.ends_with('.') && row.3.ends_with('.'), "{} lacks a full sentence", row.1);
        }
    }

    #[test]
    fn waiting_times_are_said_in_words() {
        let error = CoreError::new(ErrorCode::PinDelay).after(300);
        assert!(error.message(Lang::Id).ends_with("(tunggu 5 menit)"));
        assert!(CoreError::new(ErrorCode::PinDelay).after(30).message(Lang::En).ends_with("(wait 30 seconds)"));
    }

    #[test]
    fn words_of_the_case_stand_for_those_of_the_table_in_both_languages() {
        let error = CoreError::new(ErrorCode::BadInput).field("lahir").words("Bukan tanggal.", "Not a date.");
        assert_eq!(
            (error.message(Lang::Id).as_str(), error.message(Lang::En).as_str()),
            ("Bukan tanggal.", "Not a date.")
        );
        let json = serde_json::to_value(&error).expect("serialises");
        assert_eq!((&json["pesan"], &json["message"]), (&"Bukan tanggal.".into(), &"Not a date.".into()));
    }
}
