//! Whom a case is about. ATENSI serves a person, a family, a group or community, an institution (LKS) or its staff
//! (15/2025 art. 1(6)-(7); services to LKS and their SDM by Kemensos practice).

use super::ids::RecordId;
use serde::{Deserialize, Serialize};

/// The kind of a case's subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JenisSubjek {
    /// A person.
    Orang,
    /// A family.
    Keluarga,
    /// A group or community.
    Kelompok,
    /// A social welfare institution.
    Lks,
    /// The staff of one.
    Sdm,
}

impl JenisSubjek {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Orang, Self::Keluarga, Self::Kelompok, Self::Lks, Self::Sdm];

    /// The code in register fields.
    pub fn code(self) -> &'static str {
        match self {
            Self::Orang => "orang",
            Self::Keluarga => "keluarga",
            Self::Kelompok => "kelompok",
            Self::Lks => "lks",
            Self::Sdm => "sdm",
        }
    }

    /// Reads a code; `None` for a kind that this version does not know.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|j| j.code() == code)
    }
}

/// A case's subject: kind and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Subjek {
    /// Kind.
    pub jenis: JenisSubjek,
    /// The person, family, group, institution or staff member.
    pub id: RecordId,
}
