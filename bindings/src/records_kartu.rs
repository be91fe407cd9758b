//! What the screen records have in common: words with their tone, routes, cards. Restated as in [`crate::records`].

use atensi_core::domain::status::StatusKirim;
use atensi_core::view::layar::kartu::{KartuDokumen, KartuDraf, KartuKasus, KartuKeluarga, KartuKunjungan, KartuOrang};
use atensi_core::view::layar::{Aksi, BarisKata, Ikon, Nada, Rute, Tanda, TandaRisiko, TandaStatus};
use atensi_core::visit::due::Risiko;

/// How something is meant: the shell picks the colour, the words carry the meaning.
#[uniffi::remote(Enum)]
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
#[uniffi::remote(Enum)]
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
#[uniffi::remote(Enum)]
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
#[uniffi::remote(Record)]
pub struct Aksi {
    /// What the button says.
    pub kata: String,
    /// Where it leads.
    pub rute: Rute,
    /// The one that most people want next.
    pub utama: bool,
}

/// A label and its value in words.
#[uniffi::remote(Record)]
pub struct BarisKata {
    /// Label.
    pub label: String,
    /// Value in words.
    pub nilai: String,
}

/// A word with how it is meant and the picture beside it.
#[uniffi::remote(Record)]
pub struct Tanda {
    /// The word.
    pub kata: String,
    /// How it is meant.
    pub nada: Nada,
    /// The picture.
    pub ikon: Ikon,
}

/// Where a record is, in the five words.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
pub struct TandaRisiko {
    /// The level.
    pub risiko: Risiko,
    /// "Risiko tinggi".
    pub kata: String,
    /// How it is meant.
    pub nada: Nada,
}

/// A person.
#[uniffi::remote(Record)]
pub struct KartuOrang {
    /// Record id.
    pub id: String,
    /// Name.
    pub nama: String,
    /// "74 tahun · perempuan"; empty when neither is known.
    pub rincian: String,
    /// Village and subdistrict.
    pub tempat: String,
    /// "Kunjungan terakhir 20 November 2026", or that there was none.
    pub kunjungan: String,
    /// Why this card is shown, where it is not plain: "NIK sama". Empty otherwise.
    pub alasan: String,
    /// Where the record is.
    pub status: TandaStatus,
    /// Where a tap leads.
    pub rute: Rute,
    /// The card, spoken.
    pub lisan: String,
}

/// A family.
#[uniffi::remote(Record)]
pub struct KartuKeluarga {
    /// Record id.
    pub id: String,
    /// Name of the head.
    pub nama: String,
    /// "4 anggota".
    pub rincian: String,
    /// Village and subdistrict.
    pub tempat: String,
    /// Why this card is shown; empty when plain.
    pub alasan: String,
    /// Where the record is.
    pub status: TandaStatus,
    /// Where a tap leads.
    pub rute: Rute,
    /// The card, spoken.
    pub lisan: String,
}

/// A case.
#[uniffi::remote(Record)]
pub struct KartuKasus {
    /// Record id.
    pub id: String,
    /// Cluster, in words.
    pub judul: String,
    /// Stage and whether it is open.
    pub rincian: String,
    /// Last and next visit.
    pub jadwal: String,
    /// Risk.
    pub risiko: TandaRisiko,
    /// Where the record is.
    pub status: TandaStatus,
    /// What can be done: start a visit, an assessment, go on with a draft.
    pub aksi: Vec<Aksi>,
    /// Where a tap on the card leads.
    pub rute: Rute,
    /// The card, spoken.
    pub lisan: String,
}

/// A finished document.
#[uniffi::remote(Record)]
pub struct KartuDokumen {
    /// Document id.
    pub id: String,
    /// Kind, in words.
    pub judul: String,
    /// When, and photos that still wait.
    pub rincian: String,
    /// Where it is.
    pub status: TandaStatus,
    /// Where a tap leads.
    pub rute: Rute,
    /// The card, spoken.
    pub lisan: String,
}

/// A form that is not finished yet.
#[uniffi::remote(Record)]
pub struct KartuDraf {
    /// Draft id.
    pub id: String,
    /// The form, in words.
    pub judul: String,
    /// For whom.
    pub nama: String,
    /// "Terakhir diubah hari ini 14.32".
    pub rincian: String,
    /// Where a tap leads.
    pub rute: Rute,
    /// The card, spoken.
    pub lisan: String,
}

/// A visit to make; at most four lines.
#[uniffi::remote(Record)]
pub struct KartuKunjungan {
    /// The case.
    pub kasus_id: String,
    /// Name, or the code name of a secret case.
    pub nama: String,
    /// Village and subdistrict.
    pub tempat: String,
    /// Why and when: "Terlambat 3 hari · sesuai janji 19 November 2026".
    pub alasan: String,
    /// Whether it is late.
    pub terlambat: bool,
    /// Risk.
    pub risiko: TandaRisiko,
    /// More marks: safety, secret. Written, not only coloured.
    pub tanda: Vec<Tanda>,
    /// Where the record is.
    pub status: TandaStatus,
    /// Where a tap leads.
    pub rute: Rute,
    /// The card, spoken.
    pub lisan: String,
}
