//! The records of the first seven screens: everything in words, how grave it is, and where a tap leads. A shell binds them
//! and adds no wording of its own; what they have in common stands here.
//!
//! Every `lisan` is what a screen reader says for the whole card or row; nothing is told by colour or picture alone.

pub mod cari;
pub mod draf;
pub mod formulir;
pub mod hari_ini;
pub mod kartu;
pub mod kotak_kirim;
pub mod kunjungan;
pub mod masuk;
pub mod pemulihan;
pub mod profil;
pub mod tinjau;
pub mod words;

pub use cari::{CariScreen, PendaftaranScreen};
pub use draf::DrafScreen;
pub use formulir::FormulirScreen;
pub use hari_ini::HariIniScreen;
pub use kotak_kirim::KotakKirimScreen;
pub use kunjungan::{KunjunganScreen, SelesaiScreen};
pub use masuk::MasukScreen;
pub use pemulihan::{PemulihanScreen, PeriksaDataScreen};
pub use profil::ProfilScreen;
pub use tinjau::TinjauScreen;

use crate::domain::status::StatusKirim;
use crate::visit::due::Risiko;
use serde::Serialize;

/// How something is meant: the shell picks the colour, the words carry the meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Nada {
    /// Nothing special.
    Netral,
    /// Done, good.
    Baik,
    /// In order, but it still waits for something.
    Menunggu,
    /// Someone should look.
    Perhatian,
    /// Grave or late.
    Bahaya,
}

/// The picture beside a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ikon {
    /// A pencil: being written.
    Pensil,
    /// A clock: waits.
    Jam,
    /// An arrow up: on its way.
    Panah,
    /// A tick: done, received.
    Centang,
    /// An exclamation mark: look here.
    Peringatan,
    /// An empty circle: not begun.
    Lingkaran,
    /// A half-filled circle: begun.
    Setengah,
    /// A lock: confidential.
    Gembok,
    /// A shield: mind your safety.
    Perisai,
}

/// Where a tap leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rute {
    /// The profile of a person, family or case.
    Profil {
        /// The record.
        id: String,
    },
    /// The screen before a home visit.
    Kunjungan {
        /// The case.
        kasus_id: String,
    },
    /// Begins a form for a case.
    MulaiFormulir {
        /// The form.
        form_id: String,
        /// The case.
        kasus_id: String,
    },
    /// Opens a draft again.
    LanjutDraf {
        /// The draft.
        draft_id: String,
    },
    /// The page after finishing a form; also the way to a document.
    Dokumen {
        /// The document.
        dokumen_id: String,
    },
    /// The report of a home visit.
    Laporan {
        /// The document.
        dokumen_id: String,
    },
    /// Opens a case about someone.
    BukaKasus {
        /// `orang` or `keluarga`.
        subjek_jenis: String,
        /// The person or family.
        subjek_id: String,
    },
    /// Registers a member of a family.
    DaftarAnggota {
        /// The family.
        keluarga_id: String,
    },
    /// Search and registration.
    Cari,
    /// The outbox.
    KotakKirim,
    /// The collisions.
    Tinjau,
}

/// Something to do, as a button.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Aksi {
    /// What the button says.
    pub kata: String,
    /// Where it leads.
    pub rute: Rute,
    /// The one that most people want next.
    pub utama: bool,
}

/// A label and its value in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BarisKata {
    /// Label.
    pub label: String,
    /// Value in words.
    pub nilai: String,
}

/// A word with how it is meant and the picture beside it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tanda {
    /// The word.
    pub kata: String,
    /// How it is meant.
    pub nada: Nada,
    /// The picture.
    pub ikon: Ikon,
}

/// Where a record is, in the five words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TandaStatus {
    /// The state.
    pub status: StatusKirim,
    /// The word.
    pub kata: String,
    /// How it is meant.
    pub nada: Nada,
    /// The picture.
    pub ikon: Ikon,
}

/// How grave a case is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TandaRisiko {
    /// The level.
    pub risiko: Risiko,
    /// "Risiko tinggi".
    pub kata: String,
    /// How it is meant.
    pub nada: Nada,
}
