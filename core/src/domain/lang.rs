//! The two languages of the companion. Indonesian is the first and the fallback.

use serde::{Deserialize, Serialize};

/// A language of what users read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Bahasa Indonesia.
    #[default]
    Id,
    /// English.
    En,
}

impl Lang {
    /// Picks one of two texts.
    pub fn pick<'a>(self, id: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Id => id,
            Self::En => en,
        }
    }
}

impl std::str::FromStr for Lang {
    type Err = String;
    /// Reads `id` or `en`, also as the start of a locale such as `id_ID.UTF-8`.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.get(..2) {
            Some("id" | "in") => Ok(Self::Id),
            Some("en") => Ok(Self::En),
            _ => Err(format!("unknown language '{text}', use id or en")),
        }
    }
}
