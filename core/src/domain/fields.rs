//! The register fields that this version writes and reads, by name.
//!
//! Fields are open: an unknown one is kept, merged and passed on. These constants exist so that no name is typed twice;
//! what a person may put into one stands in [`super::isian`].

/// Fields of a person (`Orang`).
pub mod orang {
    /// Full name as on the card, or as the person gives it.
    pub const NAMA: &str = "nama";
    /// NIK exactly as typed, right or wrong.
    pub const NIK: &str = "nik";
    /// Code of list `alasan_tanpa_nik` when there is no NIK.
    pub const ALASAN_TANPA_NIK: &str = "alasan_tanpa_nik";
    /// Birth date, ISO.
    pub const LAHIR: &str = "lahir";
    /// `true` when the birth date is an estimate.
    pub const LAHIR_TAKSIRAN: &str = "lahir_taksiran";
    /// `L` or `P`.
    pub const KELAMIN: &str = "kelamin";
    /// Telephone.
    pub const TELEPON: &str = "telepon";
    /// Domicile address, one line.
    pub const ALAMAT: &str = "alamat";
    /// Domicile, Kemendagri code of the desa or kelurahan (`53.11.01.1001`).
    pub const WILAYAH: &str = "wilayah";
    /// The family that the person belongs to.
    pub const KELUARGA_ID: &str = "keluarga_id";
    /// Code of list `hubungan_keluarga`.
    pub const HUBUNGAN: &str = "hubungan";
    /// Free note.
    pub const CATATAN: &str = "catatan";
    /// Safety flag; in a collision the graver value holds meanwhile.
    pub const RISIKO_KESELAMATAN: &str = "risiko_keselamatan";
}

/// Fields of a family (`Keluarga`).
pub mod keluarga {
    /// Family card number as typed.
    pub const NOMOR_KK: &str = "nomor_kk";
    /// Name of the head, for families whose members are not registered yet.
    pub const NAMA_KEPALA: &str = "nama_kepala";
    /// Desa or kelurahan.
    pub const WILAYAH: &str = "wilayah";
    /// Address, one line.
    pub const ALAMAT: &str = "alamat";
    /// Free note.
    pub const CATATAN: &str = "catatan";
}

/// Fields of a case (`Kasus`).
pub mod kasus {
    /// Kind of the subject, see [`crate::domain::subjek::JenisSubjek`].
    pub const SUBJEK_JENIS: &str = "subjek_jenis";
    /// The subject's id.
    pub const SUBJEK_ID: &str = "subjek_id";
    /// Code of list `klaster`.
    pub const KLASTER: &str = "klaster";
    /// Code of list `jenis_ppks`.
    pub const JENIS_PPKS: &str = "jenis_ppks";
    /// Code of list `tahapan`.
    pub const TAHAPAN: &str = "tahapan";
    /// Code of list `tingkat_risiko`; in a collision the graver value holds meanwhile.
    pub const RISIKO: &str = "risiko";
    /// The worker who visits.
    pub const PENDAMPING: &str = "pendamping";
    /// The social worker who answers for the case; the server lets him see it, as the companion.
    pub const PEKSOS: &str = "peksos";
    /// Opening date, ISO.
    pub const DIBUKA_ON: &str = "dibuka_on";
    /// `umum`, `terbatas` or `rahasia`.
    pub const KERAHASIAAN: &str = "kerahasiaan";
    /// Agreed date of the next visit, ISO.
    pub const NEXT_KUNJUNGAN_ON: &str = "next_kunjungan_on";
    /// Date of the last visit, ISO.
    pub const LAST_KUNJUNGAN_ON: &str = "last_kunjungan_on";
    /// `aktif` or `tutup`.
    pub const STATUS: &str = "status";
}
