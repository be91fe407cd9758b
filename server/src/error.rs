//! What can go wrong in the server, for its operators. No variant carries personal data.

/// An error of the server.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The data folder, a key file or an option is not acceptable; the text says which and what to do.
    #[error("{0}")]
    Setup(String),
    /// A backup is not what it must be; the text says in what.
    #[error("the backup is not good: {0}")]
    Backup(String),
    /// A file operation failed.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: &'static str,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The database failed.
    #[error("database: {0}")]
    Db(#[from] rusqlite::Error),
    /// The database was written by a newer server.
    #[error("the database has schema {found}, this server knows {known}: use the newer server")]
    NewerSchema {
        /// `user_version` of the file.
        found: i64,
        /// The newest this build knows.
        known: i64,
    },
    /// Something stored does not read back: a fault to be looked at, never to be overwritten.
    #[error("stored data is damaged: {0}")]
    Damaged(&'static str),
    /// The operating system gives no randomness.
    #[error(transparent)]
    Entropy(#[from] atensi_core::vault::EntropyError),
    /// Too much is waiting to be written.
    #[error("the server is busy")]
    Busy,
    /// The server is stopping.
    #[error("the server is stopping")]
    Closed,
    /// Code of ours panicked; the transaction was rolled back.
    #[error("internal fault")]
    Panic,
}

impl ServerError {
    /// An `io::Error` with what was being done.
    pub fn io(what: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { what, source }
    }
}

/// Result of server code.
pub type Result<T, E = ServerError> = std::result::Result<T, E>;
