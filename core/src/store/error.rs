//! What can go wrong with the file, told so that the caller can act: wait, free space, restore, update the app.

use rusqlite::ffi::{self, ErrorCode};

/// A failure of the store. Texts name tables and numbers, never what people wrote.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The key opens no page of the file: another user's key, or not our file at all. The file is untouched.
    #[error("the key does not open this file")]
    WrongKey,
    /// Written by a newer app. The file is untouched; update the app.
    #[error("file has layout {found}, this app knows up to {known}")]
    NewerSchema {
        /// Layout of the file.
        found: i64,
        /// Newest layout of this build.
        known: i64,
    },
    /// Pages or rows fail their checks. Open with [`super::OnDamage::SetAside`] and salvage.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// Another process is writing for longer than the busy timeout. Nothing was written; try again.
    #[error("the file is in use by another process")]
    InUse,
    /// No space. Nothing of this write is there, everything before it is. `reserve_released` says that the reserve file
    /// was given up just now: the same write may succeed when repeated once.
    #[error("no space left on the device")]
    DiskFull {
        /// The reserve was released; repeat once.
        reserve_released: bool,
    },
    /// An op does not continue the log, or a stored one fails its hash.
    #[error("op {number} breaks the log: {why}")]
    Chain {
        /// The op's number.
        number: u64,
        /// In which way.
        why: &'static str,
    },
    /// The write would change something that never changes, such as a document.
    #[error("refused: {0} never changes")]
    Immutable(&'static str),
    /// The draft has events that the writer has not seen: someone else fills it in. Nothing was written.
    #[error("the draft was changed elsewhere")]
    DraftChanged,
    /// The draft is not open any more. Nothing was written.
    #[error("the draft is closed, discarded: {discarded}")]
    DraftClosed {
        /// Thrown away, and can be brought back; else finished.
        discarded: bool,
    },
    /// No such row.
    #[error("no such record")]
    NotFound,
    /// An argument out of its range.
    #[error("invalid {0}")]
    Invalid(&'static str),
    /// Not readable as what it should be.
    #[error("unreadable {what}: {source}")]
    Unreadable {
        /// What was read.
        what: &'static str,
        /// Why not.
        source: serde_json::Error,
    },
    /// An op over its limits.
    #[error(transparent)]
    Op(#[from] crate::domain::op::OpError),
    /// A file beside the database.
    #[error("file: {0}")]
    Io(std::io::Error),
    /// Anything else that SQLite reports.
    #[error("sqlite: {0}")]
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, _) = &error else {
            return match error {
                rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
                error => Self::Sqlite(error),
            };
        };
        match (failure.code, failure.extended_code) {
            (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => Self::InUse,
            // The index of the log could not be grown: the other face of a full disk.
            (ErrorCode::DiskFull, _) | (_, ffi::SQLITE_IOERR_SHMSIZE) => Self::DiskFull { reserve_released: false },
            (ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _) => Self::Damaged(failure.to_string()),
            _ => Self::Sqlite(error),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind::{QuotaExceeded, StorageFull};
        match error.kind() {
            StorageFull | QuotaExceeded => Self::DiskFull { reserve_released: false },
            _ => Self::Io(error),
        }
    }
}
