//! The one error of the boundary: the core's code with its words in the reader's language, never with personal data.

use atensi_core::domain::Lang;
use atensi_core::error::{CoreError as Inner, ErrorCode, Retry};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What went wrong. One variant, told apart by `code`: shells handle a code they know and show `pesan` for the rest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum CoreError {
    /// The call did not do what it was asked; what was saved before stays saved.
    #[error("{code}")]
    Gagal {
        /// Stable code, such as `store.disk_full`.
        code: String,
        /// The field or question concerned, by name or path.
        field: Option<String>,
        /// A stable detail for operators; holds no personal data.
        reason: Option<String>,
        /// Whether the same call may succeed later.
        retry: bool,
        /// Seconds to wait first, where that is known.
        retry_after_s: Option<u64>,
        /// What happened, whether the data is safe, what to do: in the reader's language.
        pesan: String,
    },
}

impl CoreError {
    /// The core's error, worded for a reader.
    pub(crate) fn of(error: Inner, lang: Lang) -> Self {
        let pesan = error.message(lang);
        let retry_after_s = if let Retry::After(seconds) = error.retry { Some(seconds) } else { None };
        Self::Gagal {
            code: error.code.name().to_owned(),
            field: error.field,
            reason: error.reason,
            retry: error.retry != Retry::No,
            retry_after_s,
            pesan,
        }
    }

    /// An error without details.
    pub(crate) fn plain(code: ErrorCode, lang: Lang) -> Self {
        Self::of(Inner::new(code), lang)
    }
}

/// Results of the boundary.
pub(crate) type Result<T> = std::result::Result<T, CoreError>;

/// Runs a call of the core. A panic is a fault of ours: it becomes the code `bug`, without its text, which may quote data.
/// Nothing is torn by it: transactions roll back and every lock of the core and of this crate recovers from poison.
pub(crate) fn guarded<T>(lang: Lang, work: impl FnOnce() -> std::result::Result<T, Inner>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result.map_err(|e| CoreError::of(e, lang)),
        Err(_) => Err(CoreError::plain(ErrorCode::Bug, lang)),
    }
}
