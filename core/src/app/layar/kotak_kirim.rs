//! The outbox: three lanes from indexed questions, cards only for what is listed.

use super::Look;
use super::hari_ini::belum;
use crate::app::companion::Companion;
use crate::domain::ids::RecordId;
use crate::domain::status::StatusKirim;
use crate::error::Result;
use crate::store::{dokumen, kasus, keluarga, op_log, orang, outbox, receipt, register};
use crate::vault::Receipt;
use crate::view::layar::Rute;
use crate::view::layar::hari_ini::{self as view, Belum};
use crate::view::layar::kotak_kirim::{ItemKirim, Jalur, KotakKirimScreen, estimate, offline_line, reason};
use crate::view::layar::words::{self, capital, count, form_name, join, kind_name, moment, spoken};
use std::collections::BTreeMap;

/// Items listed in a lane.
const MAX_ITEMS: usize = 50;
/// Receipts listed in the lane of what arrived. Each is checked before it is shown, and a signature takes 2 ms on a phone;
/// `periksa_tanda_terima` checks all.
const MAX_RECEIPTS: u32 = 5;

impl Companion {
    /// The outbox.
    pub fn layar_kotak_kirim(&self) -> Result<KotakKirimScreen> {
        let inner = self.inner()?;
        inner.store.try_read(|db| {
            let look = Look::new(inner, db);
            let lang = look.lang;
            let waiting = outbox::waiting(db)?;
            let belum = Belum { bytes: waiting.bytes, ..belum(db)? };
            let receipts = belum.tanda_terima;
            let last = receipt::latest(db)?.map(|r| moment(look.at(r.verified_at), look.today(), lang));
            let done = belum.catatan == 0 && belum.foto == 0 && belum.perhatian == 0;
            let tanda_terima = format!("{}: {receipts}", look.pick("Tanda terima", "Receipts"));
            Ok(KotakKirimScreen {
                pil: view::pill(&belum, lang),
                menunggu: look.menunggu(&belum)?,
                terkirim: look.terkirim(receipts)?,
                perhatian: look.perhatian(&belum)?,
                ukuran: view::waiting_sizes(&belum, lang),
                perkiraan: estimate(&belum, lang),
                terakhir: match last {
                    Some(when) => format!("{} {when}", look.pick("Terakhir berhasil", "Last success")),
                    None => look.pick("Belum pernah terkirim", "Nothing was sent yet").to_owned(),
                },
                kosong: match (done, receipts) {
                    (true, 0) => look
                        .pick(
                            "Belum ada yang dikirim. Catatan yang Anda selesaikan muncul di sini.",
                            "Nothing to send yet. What you finish appears here.",
                        )
                        .to_owned(),
                    (true, _) => format!(
                        "{} {tanda_terima}.",
                        look.pick("Semua sudah diterima server.", "Everything was received by the server.")
                    ),
                    _ => String::new(),
                },
                tanda_terima,
                luring: offline_line(&belum, lang),
                bisa_kirim: belum.catatan > 0 || belum.foto > 0,
            })
        })
    }
}

impl Look<'_> {
    fn more(&self, listed: usize, all: u64) -> String {
        match all.saturating_sub(listed as u64) {
            0 => String::new(),
            n => format!("{} {n} {}", self.pick("dan", "and"), self.pick("lagi", "more")),
        }
    }

    fn records(&self, n: u64) -> String {
        count(n, "catatan", "record", "records", self.lang)
    }

    fn menunggu(&self, belum: &Belum) -> Result<Jalur> {
        let (rows, records) = outbox::waiting_records(self.db, MAX_ITEMS as u32)?;
        let mut items = Vec::new();
        for row in rows {
            let when = moment(self.at(row.at), self.today(), self.lang);
            let changes = if row.ops > 1 { self.records(row.ops) } else { String::new() };
            let rincian = join([capital(&when).as_str(), changes.as_str()]);
            items.extend(self.item(row.record, rincian, StatusKirim::MenungguDikirim, None)?);
        }
        let photos = view::photos_line(belum, self.lang);
        Ok(Jalur {
            judul: self.pick("Menunggu", "Waiting").to_owned(),
            jumlah: belum.catatan,
            kata: join([self.records(belum.catatan).as_str(), photos.as_str()]),
            lagi: self.more(items.len(), records),
            kosong: match (items.is_empty(), belum.foto) {
                (true, 0) => self.pick("Tidak ada yang menunggu.", "Nothing is waiting.").to_owned(),
                (true, _) if belum.tunggu_wifi => self
                    .pick(
                        "Teks sudah diterima server; foto menunggu Wi-Fi.",
                        "Text was received; photos wait for Wi-Fi.",
                    )
                    .to_owned(),
                (true, _) => self
                    .pick("Teks sudah diterima server; foto masih menunggu.", "Text was received; photos still wait.")
                    .to_owned(),
                _ => String::new(),
            },
            items,
        })
    }

    /// The newest receipts, each checked again against this device's own log before it is shown.
    fn terkirim(&self, all: u64) -> Result<Jalur> {
        let keys = self.inner.profile.verify_keys()?;
        let rows = receipt::newest(self.db, MAX_RECEIPTS + 1)?;
        let mut items = Vec::new();
        for (i, row) in rows.iter().enumerate().take(MAX_RECEIPTS as usize) {
            let before = rows.get(i + 1).map_or(0, |older| older.through);
            let head = op_log::head_at(self.db, row.through)?;
            let valid = Receipt::verify(&row.bytes, &keys)
                .ok()
                .filter(|r| r.device == self.inner.profile.device && r.through == row.through && Some(r.head) == head);
            let at = valid.as_ref().map_or(row.verified_at, |r| r.received_at_ms);
            let judul =
                format!("{} {}", self.pick("Tanda terima", "Receipt"), moment(self.at(at), self.today(), self.lang));
            let rincian =
                format!("{} {}", self.pick("Mencakup", "Covers"), self.records(row.through.saturating_sub(before)));
            let (status, (alasan, saran)) = match valid {
                Some(_) => (StatusKirim::DiterimaServer, Default::default()),
                None => (StatusKirim::PerluPerhatian, reason("receipt_invalid", self.lang)),
            };
            let status = words::status(status, self.lang);
            let lisan =
                spoken([judul.as_str(), rincian.as_str(), status.kata.as_str(), alasan.as_str(), saran.as_str()]);
            items.push(ItemKirim {
                id: row.through.to_string(),
                judul,
                rincian,
                status,
                alasan,
                saran,
                rute: None,
                lisan,
            });
        }
        Ok(Jalur {
            judul: self.pick("Terkirim", "Sent").to_owned(),
            jumlah: all,
            kata: count(all, "tanda terima", "receipt", "receipts", self.lang),
            lagi: self.more(items.len(), all),
            kosong: match items.is_empty() {
                true => self
                    .pick(
                        "Belum ada tanda terima. Tanda terima datang setelah kiriman pertama.",
                        "No receipts yet. They come after the first sync.",
                    )
                    .to_owned(),
                false => String::new(),
            },
            items,
        })
    }

    fn perhatian(&self, belum: &Belum) -> Result<Jalur> {
        let mut why: BTreeMap<RecordId, (i64, String)> = BTreeMap::new();
        for held in op_log::quarantined(self.db)? {
            why.insert(held.record, (held.at, held.reason));
        }
        for open in register::collisions(self.db)? {
            why.entry(open.record).or_insert((open.opened_at, "collision".to_owned()));
        }
        for photo in outbox::stuck_photos(self.db)? {
            let code = if photo.refused { "photo_refused" } else { "photo_missing" };
            why.entry(photo.owner).or_insert((0, code.to_owned()));
        }
        let all = why.len() as u64;
        let mut newest: Vec<_> = why.into_iter().collect();
        newest.sort_by_key(|(id, (at, _))| (std::cmp::Reverse(*at), *id));
        let mut items = Vec::new();
        for (id, (at, code)) in newest.into_iter().take(MAX_ITEMS) {
            let rincian = if at > 0 { capital(&moment(self.at(at), self.today(), self.lang)) } else { String::new() };
            items.extend(self.item(id, rincian, StatusKirim::PerluPerhatian, Some(&code))?);
        }
        Ok(Jalur {
            judul: self.pick("Perlu perhatian", "Needs attention").to_owned(),
            jumlah: belum.perhatian,
            kata: count(belum.perhatian, "hal", "thing", "things", self.lang),
            lagi: self.more(items.len(), all),
            kosong: match items.is_empty() {
                true => self.pick("Tidak ada yang perlu perhatian.", "Nothing needs attention.").to_owned(),
                false => String::new(),
            },
            items,
        })
    }

    /// One record in a lane; `None` for an id that nothing here has any more.
    fn item(
        &self,
        id: RecordId,
        rincian: String,
        status: StatusKirim,
        code: Option<&str>,
    ) -> Result<Option<ItemKirim>> {
        let text = id.to_string();
        let profile = Rute::Profil { id: text.clone() };
        let (kind, nama, rute) = if let Some(row) = orang::get(self.db, id)? {
            (kind_name("orang", self.lang).to_owned(), words::name(&row.nama, self.lang), profile)
        } else if let Some(row) = keluarga::get(self.db, id)? {
            let nama = words::name(row.nama_kepala.as_deref().unwrap_or_default(), self.lang);
            (kind_name("keluarga", self.lang).to_owned(), nama, profile)
        } else if let Some(row) = kasus::get(self.db, id)? {
            (kind_name("kasus", self.lang).to_owned(), self.subjek(&row)?.nama, profile)
        } else if let Some((jenis, kasus)) = dokumen::about(self.db, id)? {
            let rute = Rute::Dokumen { dokumen_id: text.clone() };
            (form_name(&jenis, self.lang), self.record_name(kasus)?.unwrap_or_default(), rute)
        } else {
            // Only the log still knows it: held back before anything of it was shown.
            (self.pick("Catatan", "Record").to_owned(), String::new(), Rute::KotakKirim)
        };
        let judul = join([kind.as_str(), nama.as_str()]);
        let (alasan, saran) = code.map(|code| reason(code, self.lang)).unwrap_or_default();
        let rute = match (code, rute) {
            (Some("collision"), _) => Some(Rute::Tinjau),
            (_, Rute::KotakKirim) => None,
            (_, rute) => Some(rute),
        };
        let status = words::status(status, self.lang);
        let lisan = spoken([judul.as_str(), rincian.as_str(), status.kata.as_str(), alasan.as_str(), saran.as_str()]);
        Ok(Some(ItemKirim { id: text, judul, rincian, status, alasan, saran, rute, lisan }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Lang;
    use crate::sync::accept::quarantine as q;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_of_the_protocol_has_its_own_sentence() {
        let codes = [
            q::UNREADABLE,
            q::SCHEMA,
            q::IDENTITY,
            q::ACTOR,
            q::LIMITS,
            q::SCOPE,
            q::REVOKED,
            q::KIND,
            q::DOCUMENT_IMMUTABLE,
            q::PANIC,
            "collision",
            "photo_missing",
            "photo_refused",
            "receipt_invalid",
        ];
        let general = reason("?", Lang::Id).0;
        let said: BTreeSet<String> = codes.iter().map(|code| reason(code, Lang::Id).0).collect();
        assert!(!said.contains(&general) && said.len() == codes.len(), "{said:?}");
        // The last three are of this screen only.
        let unsaid: Vec<_> =
            codes[..codes.len() - 3].iter().filter(|c| crate::reason::words(c, Lang::Id).is_none()).collect();
        assert!(unsaid.is_empty(), "the terminal has no words for {unsaid:?}");
        // A code added to the protocol must be added here.
        let source = include_str!("../../sync/accept.rs");
        let module =
            &source[source.find("pub mod quarantine").expect("module")..source.find("pub mod refusal").expect("next")];
        assert_eq!(module.matches("pub const").count(), codes.len() - 4);
    }
}
