//! The outbox and sync: the five words, receipts, progress.

use crate::domain::Lang;
use crate::domain::status::StatusKirim;
use serde::Serialize;

/// Where one record is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecordStatus {
    /// Record or draft id.
    pub id: String,
    /// `orang`, `keluarga`, `kasus`, a document kind, or `draf`.
    pub jenis: String,
    /// What the list shows: name and kind.
    pub judul: String,
    /// The word.
    pub status: StatusKirim,
    /// Why it needs attention, as a stable code.
    pub reason: Option<String>,
    /// Photos of this record that still wait.
    pub foto_menunggu: u32,
}

/// The outbox.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StatusScreen {
    /// Drafts on this device.
    pub draf: u32,
    /// Writes waiting.
    pub menunggu: u32,
    /// Writes the server signed for.
    pub diterima: u32,
    /// Writes that need attention.
    pub perlu_perhatian: u32,
    /// Open collisions.
    pub collisions: u32,
    /// Photos waiting, and their bytes.
    pub foto_menunggu: u32,
    /// Bytes of waiting photos.
    pub foto_bytes: u64,
    /// Bytes of waiting text before compression.
    pub teks_bytes: u64,
    /// When the server last signed a receipt, RFC 3339.
    pub last_receipt_at: Option<String>,
    /// The line of the sync pill.
    pub line: String,
    /// Records that are not simply received, most urgent first.
    pub records: Vec<RecordStatus>,
}

/// The line of the sync pill, from counts; `wifi` when the photos were left to wait for it.
pub fn status_line(waiting: u32, attention: u32, (photos, wifi): (u32, bool), lang: Lang) -> String {
    // English needs the singular, Indonesian does not.
    let many = |n: u32, one: &'static str, more: &'static str| if n == 1 { one } else { more };
    if attention > 0 {
        let en = many(attention, "record needs attention.", "records need attention.");
        return format!("{attention} {}", lang.pick("catatan perlu perhatian.", en));
    }
    match (waiting, photos) {
        (0, 0) => lang.pick("Semua sudah diterima server.", "Everything was received by the server.").to_owned(),
        (0, photos) if wifi => {
            let en = many(photos, "photo is waiting for Wi-Fi.", "photos are waiting for Wi-Fi.");
            format!("{photos} {}", lang.pick("foto menunggu Wi-Fi.", en))
        }
        (0, photos) => {
            let en = many(photos, "photo is waiting to be sent.", "photos are waiting to be sent.");
            format!("{photos} {}", lang.pick("foto menunggu dikirim.", en))
        }
        (waiting, _) => {
            let en =
                many(waiting, "record is waiting, safe on this device.", "records are waiting, safe on this device.");
            format!("{waiting} {}", lang.pick("catatan menunggu dikirim, aman di perangkat ini.", en))
        }
    }
}

/// A receipt, checked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReceiptItem {
    /// All writes of this device up to this number are covered.
    pub through: u64,
    /// When the server received them, RFC 3339.
    pub received_at: String,
    /// The server key that signed.
    pub key_id: String,
    /// Whether signature and chain hold against this device's own log, checked now.
    pub valid: bool,
    /// Numbers inside that the server could not accept and keeps in quarantine.
    pub quarantined: Vec<u64>,
}

/// One step of a sync.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SyncProgress {
    /// Writes the server has signed for, of all.
    pub sent: u64,
    /// All writes of this device.
    pub total: u64,
    /// Entries received in this run.
    pub received: u64,
    /// Photo bytes sent in this run.
    pub photo_bytes: u64,
    /// Photo bytes that still wait.
    pub photo_bytes_left: u64,
    /// "Mengirim 3 dari 12 (teks dulu, foto kemudian)…"
    pub line: String,
}

/// What a sync did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SyncSummary {
    /// Writes newly signed for.
    pub sent: u64,
    /// Entries of others received.
    pub received: u64,
    /// Photos completed.
    pub photos: u64,
    /// Bytes up, payload.
    pub bytes_up: u64,
    /// Bytes down, payload.
    pub bytes_down: u64,
    /// Round trips.
    pub trips: u64,
    /// Collisions open afterwards.
    pub collisions: u64,
    /// Writes in quarantine afterwards.
    pub quarantined: u64,
    /// Whether nothing was left to do; `false` also when only text was sent and photos wait.
    pub complete: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pill_tells_the_worst_first() {
        let id = Lang::Id;
        assert_eq!(status_line(0, 0, (0, true), id), "Semua sudah diterima server.");
        assert_eq!(status_line(3, 1, (2, true), id), "1 catatan perlu perhatian.");
        assert!(status_line(3, 0, (2, false), id).starts_with("3 catatan menunggu"));
        assert_eq!(status_line(0, 0, (2, false), id), "2 foto menunggu dikirim.");
        assert_eq!(status_line(0, 0, (2, true), id), "2 foto menunggu Wi-Fi.");
        assert_eq!(status_line(1, 0, (0, false), Lang::En), "1 record is waiting, safe on this device.");
        assert_eq!(status_line(0, 2, (0, false), Lang::En), "2 records need attention.");
    }
}
