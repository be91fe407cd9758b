//! The five words that say where a record is. The screen tells the truth: "Diterima server" only from a verified receipt.

use super::Lang;
use serde::{Deserialize, Serialize};

/// Where a record is, in the only five words used anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusKirim {
    /// Being filled in; on this phone only.
    Draf,
    /// Finished and safe on the phone, not yet sent.
    MenungguDikirim,
    /// On its way in this moment.
    SedangDikirim,
    /// The server's signed receipt is stored and verified.
    DiterimaServer,
    /// Someone must look: quarantined, in collision, returned.
    PerluPerhatian,
}

impl StatusKirim {
    /// All five, in the order of a record's life.
    pub const ALL: [Self; 5] =
        [Self::Draf, Self::MenungguDikirim, Self::SedangDikirim, Self::DiterimaServer, Self::PerluPerhatian];

    /// The word as the screen shows it.
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Draf => lang.pick("Draf", "Draft"),
            Self::MenungguDikirim => lang.pick("Menunggu dikirim", "Waiting to be sent"),
            Self::SedangDikirim => lang.pick("Sedang dikirim", "Being sent"),
            Self::DiterimaServer => lang.pick("Diterima server", "Received by the server"),
            Self::PerluPerhatian => lang.pick("Perlu perhatian", "Needs attention"),
        }
    }
}
