//! The records of the screens but the form player, restated as in [`crate::records`].

use atensi_core::view::layar::cari::{CariScreen, PendaftaranScreen};
use atensi_core::view::layar::draf::DrafScreen;
use atensi_core::view::layar::hari_ini::{HariIniScreen, PilSinkron};
use atensi_core::view::layar::kartu::{KartuDokumen, KartuDraf, KartuKasus, KartuKeluarga, KartuKunjungan, KartuOrang};
use atensi_core::view::layar::kotak_kirim::{ItemKirim, Jalur, KotakKirimScreen};
use atensi_core::view::layar::kunjungan::{KunjunganScreen, SelesaiScreen};
use atensi_core::view::layar::masuk::{MasukScreen, PetugasItem};
use atensi_core::view::layar::profil::{BarisProfil, ProfilScreen};
use atensi_core::view::layar::tinjau::{SisiItem, TinjauItem, TinjauScreen};
use atensi_core::view::layar::{Aksi, BarisKata, Ikon, Nada, Rute, Tanda, TandaRisiko, TandaStatus};

/// The screen before unlocking.
#[uniffi::remote(Record)]
pub struct MasukScreen {
    /// Heading.
    pub judul: String,
    /// What to do now.
    pub pesan: String,
    /// Nobody is activated here: show the activation.
    pub perlu_aktivasi: bool,
    /// The workers of this device.
    pub petugas: Vec<PetugasItem>,
}

/// A worker activated on this device. Names lie inside the encrypted stores, so a number stands for them here.
#[uniffi::remote(Record)]
pub struct PetugasItem {
    /// The worker's id, for unlocking.
    pub id: String,
    /// "Petugas 1"; "Anda" where there is only one.
    pub kata: String,
    /// Whether unlocking by the device's biometric check is set up.
    pub biometrik: bool,
    /// Seconds to wait before the next PIN; 0 when none are known.
    pub tunggu_detik: u64,
    /// That wait in words; empty when there is none.
    pub pesan: String,
}

/// The screen a day begins with.
#[uniffi::remote(Record)]
pub struct HariIniScreen {
    /// "Selasa, 24 November 2026".
    pub tanggal: String,
    /// "Selamat pagi, Yohanis".
    pub sapaan: String,
    /// The sync pill.
    pub pil: PilSinkron,
    /// What waits to be sent; empty when nothing does.
    pub belum_terkirim: String,
    /// That something is to be decided; empty when nothing is. Leads to the review.
    pub perlu_ditinjau: String,
    /// Drafts to go on with, the last touched first; at most five.
    pub draf: Vec<KartuDraf>,
    /// All drafts.
    pub draf_total: u32,
    /// "Semua draf: 7 draf terbuka · 2 dibuang"; empty when the list would show no more than this screen.
    pub semua_draf: String,
    /// Visits due, all of them.
    pub total: u64,
    /// "12 kunjungan · 3 terlambat".
    pub ringkas: String,
    /// The stretch asked for: highest risk first, then the latest.
    pub kunjungan: Vec<KartuKunjungan>,
    /// What to say when no visit is due; empty otherwise.
    pub kosong: String,
    /// What to say while there is no network.
    pub luring: String,
    /// Quick actions.
    pub aksi: Vec<Aksi>,
}

/// The list of drafts.
#[uniffi::remote(Record)]
pub struct DrafScreen {
    /// "7 draf terbuka · 2 dibuang".
    pub ringkas: String,
    /// To go on with, the last touched first.
    pub draf: Vec<KartuDraf>,
    /// Thrown away, the last first; a tap on one leads nowhere until it is brought back.
    pub dibuang: Vec<KartuDraf>,
    /// What to say about those thrown away; empty when there are none.
    pub catatan: String,
    /// What to say when there is no draft of either kind; empty otherwise.
    pub kosong: String,
}

/// The sync pill: words, tone and picture. A tap leads to the outbox.
#[uniffi::remote(Record)]
pub struct PilSinkron {
    /// What it says.
    pub kata: String,
    /// How it is meant.
    pub nada: Nada,
    /// The picture.
    pub ikon: Ikon,
    /// The pill, spoken.
    pub lisan: String,
}

/// What a search shows.
#[uniffi::remote(Record)]
pub struct CariScreen {
    /// People, best first.
    pub orang: Vec<KartuOrang>,
    /// Families, best first.
    pub keluarga: Vec<KartuKeluarga>,
    /// How many were found, in words; empty before a search.
    pub ringkas: String,
    /// What to do when nothing is shown: type more, or register. Empty when there are hits.
    pub kosong: String,
    /// Whether to offer registration.
    pub tawarkan_daftar: bool,
}

/// What is known of someone being registered, checked while it is typed.
#[uniffi::remote(Record)]
pub struct PendaftaranScreen {
    /// What the NIK or family card number says, in words; empty while there is nothing to say.
    pub nomor_pesan: Vec<String>,
    /// How that is meant.
    pub nomor_nada: Nada,
    /// A number that may have been meant; ask, never replace.
    pub nomor_usul: Option<String>,
    /// "Menurut NIK: lahir 1 Juli 1952, perempuan."; empty when nothing can be read.
    pub menurut_nik: String,
    /// Birth date by the NIK, ISO, offered while the field is empty or holds less than a whole date.
    pub lahir_usul: Option<String>,
    /// `L` or `P` by the NIK, offered while the field is empty.
    pub kelamin_usul: Option<String>,
    /// People who may be the same person, with why.
    pub orang_mirip: Vec<KartuOrang>,
    /// Families that may be the same.
    pub keluarga_mirip: Vec<KartuKeluarga>,
    /// What to do about them; empty when there are none.
    pub mirip_pesan: String,
    /// What is still needed before saving; empty when it can be saved.
    pub kurang: String,
    /// How to give a birth date of which only the year is known; empty for a family, and once a whole date is given.
    pub lahir_petunjuk: String,
    /// How a year, or year and month, given as birth date will be written; empty otherwise.
    pub lahir_pesan: String,
}

/// One record with everything around it.
#[uniffi::remote(Record)]
pub struct ProfilScreen {
    /// Record id.
    pub id: String,
    /// `orang`, `keluarga` or `kasus`.
    pub jenis: String,
    /// Heading: name, or the code name of a secret case.
    pub judul: String,
    /// "74 tahun · perempuan · Desa Kadahang, Kec. Haharu".
    pub subjudul: String,
    /// Where the record is.
    pub status: TandaStatus,
    /// Marks: risk, safety, secret.
    pub tanda: Vec<Tanda>,
    /// Fields in words, in a fixed order; empty ones are left out.
    pub baris: Vec<BarisProfil>,
    /// The family of a person.
    pub keluarga: Option<KartuKeluarga>,
    /// The person or family of a case, where it is on this device.
    pub subjek: Option<KartuOrang>,
    /// Members of a family.
    pub anggota: Vec<KartuOrang>,
    /// What to say of a family without members; empty otherwise.
    pub anggota_kosong: String,
    /// Cases about it; for a case, the case itself.
    pub kasus: Vec<KartuKasus>,
    /// Documents of a case, newest first.
    pub dokumen: Vec<KartuDokumen>,
    /// Fields in collision.
    pub tabrakan: u32,
    /// That something is to be decided; empty when nothing is.
    pub tabrakan_pesan: String,
    /// What can be done here.
    pub aksi: Vec<Aksi>,
}

/// A field of a record in words.
#[uniffi::remote(Record)]
pub struct BarisProfil {
    /// Stable name of the field.
    pub field: String,
    /// Label.
    pub label: String,
    /// Value in words.
    pub nilai: String,
    /// Whether writers disagree on it.
    pub tabrakan: bool,
}

/// What a worker needs to know at the door.
#[uniffi::remote(Record)]
pub struct KunjunganScreen {
    /// The case.
    pub kasus_id: String,
    /// Name, or the code name of a secret case.
    pub nama: String,
    /// "74 tahun · perempuan".
    pub rincian: String,
    /// Village and subdistrict.
    pub tempat: String,
    /// Why and when the visit is due; empty when it is not.
    pub jatuh_tempo: String,
    /// Risk.
    pub risiko: TandaRisiko,
    /// More marks: safety, secret.
    pub tanda: Vec<Tanda>,
    /// What the last worker wrote for the next one about safety; empty when nothing.
    pub keselamatan: String,
    /// Address, last visit, result, agreement, next date, telephone; only what is known.
    pub baris: Vec<BarisKata>,
    /// The reminder of consent at a first visit; empty later.
    pub persetujuan: String,
    /// A visit that was begun and not finished.
    pub draf: Option<KartuDraf>,
    /// What can be done: begin or go on, profile.
    pub aksi: Vec<Aksi>,
    /// Where the case record is.
    pub status: TandaStatus,
}

/// What was saved.
#[uniffi::remote(Record)]
pub struct SelesaiScreen {
    /// The document.
    pub dokumen_id: String,
    /// "Kunjungan rumah tersimpan".
    pub judul: String,
    /// That it is safe, and what happens next.
    pub pesan: String,
    /// Where it is.
    pub status: TandaStatus,
    /// For whom, when, result, photos.
    pub baris: Vec<BarisKata>,
    /// "Kunjungan berikutnya 5 Desember 2026"; empty when none is known.
    pub berikutnya: String,
    /// The report, where the document has one.
    pub laporan: Option<Rute>,
    /// What can be done next.
    pub aksi: Vec<Aksi>,
    /// The page, spoken.
    pub lisan: String,
}

/// The outbox.
#[uniffi::remote(Record)]
pub struct KotakKirimScreen {
    /// The pill, as on every screen.
    pub pil: PilSinkron,
    /// Waiting to be sent.
    pub menunggu: Jalur,
    /// Received, with receipts.
    pub terkirim: Jalur,
    /// Needs attention.
    pub perhatian: Jalur,
    /// "12 catatan, 180 KB · 3 foto, 2,4 MB"; empty when nothing waits.
    pub ukuran: String,
    /// The most data that sending takes, in words; empty when nothing waits.
    pub perkiraan: String,
    /// "Terakhir berhasil hari ini 14.32", or that nothing was sent yet.
    pub terakhir: String,
    /// "Tanda terima: 128".
    pub tanda_terima: String,
    /// What to say when all was received; empty otherwise.
    pub kosong: String,
    /// What to say while there is no network.
    pub luring: String,
    /// Whether there is anything to send.
    pub bisa_kirim: bool,
}

/// One lane.
#[uniffi::remote(Record)]
pub struct Jalur {
    /// Heading.
    pub judul: String,
    /// Writes in this lane; receipts in the lane of what was received.
    pub jumlah: u64,
    /// The count in words.
    pub kata: String,
    /// The first of them.
    pub items: Vec<ItemKirim>,
    /// "dan 40 lagi"; empty when all are listed.
    pub lagi: String,
    /// What to say of an empty lane; empty otherwise.
    pub kosong: String,
}

/// A record, or a receipt, in a lane.
#[uniffi::remote(Record)]
pub struct ItemKirim {
    /// Record or document id; of a receipt the last write it covers.
    pub id: String,
    /// Kind and name.
    pub judul: String,
    /// When, how much.
    pub rincian: String,
    /// Where it is.
    pub status: TandaStatus,
    /// Why it needs attention; empty when it does not.
    pub alasan: String,
    /// What to do about it; empty when nothing.
    pub saran: String,
    /// Where a tap leads, if anywhere.
    pub rute: Option<Rute>,
    /// The item, spoken.
    pub lisan: String,
}

/// What waits for a decision.
#[uniffi::remote(Record)]
pub struct TinjauScreen {
    /// "2 hal perlu Anda putuskan"; empty for none.
    pub ringkas: String,
    /// Each disagreement, oldest first.
    pub items: Vec<TinjauItem>,
    /// What to say when there is nothing; empty otherwise.
    pub kosong: String,
    /// What to say while there is no network.
    pub luring: String,
}

/// One field on which writers disagree.
#[uniffi::remote(Record)]
pub struct TinjauItem {
    /// The record, for the decision.
    pub record: String,
    /// `orang`, `keluarga` or `kasus`.
    pub jenis: String,
    /// Name of the person, family or case.
    pub judul: String,
    /// Stable name of the field, for the decision.
    pub field: String,
    /// The field in words.
    pub label: String,
    /// The question to decide: "Telepon: mana yang benar?"
    pub pertanyaan: String,
    /// Every side, as a card with its button.
    pub sisi: Vec<SisiItem>,
    /// What holds meanwhile, and why.
    pub sementara: String,
    /// The item, spoken.
    pub lisan: String,
}

/// One side: choosing it is one tap.
#[uniffi::remote(Record)]
pub struct SisiItem {
    /// The write, for the decision.
    pub version: String,
    /// The value in words, also for a cleared one.
    pub nilai: String,
    /// Whether this side cleared the field.
    pub dikosongkan: bool,
    /// Who wrote it: "Anda", a name, or "Petugas lain".
    pub siapa: String,
    /// When.
    pub kapan: String,
    /// Whether this device's user wrote it.
    pub milik_sendiri: bool,
    /// Whether it holds meanwhile.
    pub dipakai: bool,
    /// What the button says: "Pilih ini".
    pub tombol: String,
    /// The side, spoken.
    pub lisan: String,
}
