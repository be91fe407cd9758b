//! One page of a form, and what each change did to it. The page read last is kept, so that a change is told as the difference.

use super::Look;
use crate::app::formulir::{FormHandle, answer_error, question_view};
use crate::domain::Lang;
use crate::domain::waktu::{Moment, date_in_words};
use crate::error::{CoreError, ErrorCode, Result};
use crate::form::{FormSession, QuestionView as Question, Section, SectionState, Slot, Validity, Value};
use crate::view::formulir::Pilihan;
use crate::view::layar::formulir::{
    Alat, BagianItem, DeltaHalaman, FormulirScreen, INLINE_CHOICES, KartuBaris, KeadaanBagian, KepalaHalaman,
    PertanyaanItem, page_delta, problem_line, progress, spoken_question,
};
use crate::view::layar::words::{capital, clock, count, join, size, spoken};
use std::collections::BTreeMap;
use std::sync::PoisonError;

/// Answers named on the card of a row.
const SUMMARY: usize = 3;

/// Where a page is: a section, or a row of a repeat inside one.
struct Place {
    /// Position in the list of sections.
    section: usize,
    /// The row, if it is one.
    row: Option<Row>,
}

struct Row {
    /// Path of the repeat.
    repeat: String,
    /// Position from 1.
    position: usize,
    /// Rows in all.
    of: usize,
}

impl Row {
    fn path(&self, position: usize) -> String {
        format!("{}[{position}]", self.repeat)
    }
}

/// What the cards of rows say, gathered on the way through the page.
#[derive(Default)]
struct RowFacts {
    answers: Vec<String>,
    photos: u32,
}

impl FormHandle {
    /// One page: a section, or the row of a repeat. `path` may also be a question, and the page with it is opened; without one
    /// it is the page of the question answered last, else the first. The page is kept, and every later change tells what it did
    /// to it.
    pub fn halaman(&self, path: Option<&str>) -> Result<FormulirScreen> {
        let filling = self.lock()?;
        let page = Page { handle: self, session: &filling.session, untuk: self.untuk()? };
        let place = page.locate(path)?;
        let screen = page.screen(&place);
        *self.page.lock().unwrap_or_else(PoisonError::into_inner) = Some(screen.clone());
        Ok(screen)
    }

    fn untuk(&self) -> Result<String> {
        let name = self.inner.store.try_read(|db| Look::new(&self.inner, db).record_name(self.kasus))?;
        Ok(name.unwrap_or_default())
    }

    /// What a change did to the page read last; `None` before any was read.
    pub(in crate::app) fn page_changes(&self, session: &FormSession) -> Option<DeltaHalaman> {
        let mut kept = self.page.lock().unwrap_or_else(PoisonError::into_inner);
        let before = kept.take()?;
        let page = Page { handle: self, session, untuk: self.untuk().unwrap_or_else(|_| before.untuk.clone()) };
        let (place, gone) = match page.locate(Some(&before.kepala.halaman)) {
            Ok(place) => (place, false),
            // Its row was removed: back to where the row was listed, or to the beginning.
            Err(_) => (page.locate(before.kepala.induk.as_deref()).or_else(|_| page.locate(None)).ok()?, true),
        };
        let now = page.screen(&place);
        let delta = page_delta(&before, &now, gone);
        *kept = Some(now);
        Some(delta)
    }
}

/// A session being looked at.
struct Page<'a> {
    handle: &'a FormHandle,
    session: &'a FormSession,
    untuk: String,
}

impl Page<'_> {
    fn lang(&self) -> Lang {
        match self.session.lang() {
            lang if lang.ends_with("(en)") => Lang::En,
            lang if lang.ends_with("(id)") => Lang::Id,
            _ => self.handle.inner.lang(),
        }
    }

    fn pick<'t>(&self, id: &'t str, en: &'t str) -> &'t str {
        self.lang().pick(id, en)
    }

    fn locate(&self, path: Option<&str>) -> Result<Place> {
        let session = self.session;
        let sections = session.sections();
        let section_of = |slot: Slot| sections.iter().rposition(|s| s.slot.node <= slot.node).unwrap_or(0);
        let gone = |path: &str| CoreError::new(ErrorCode::InvalidAnswer).field(path).reason("answer.no_such_row");
        let Some(path) = path else {
            return match session.last_answered() {
                Some(slot) if !session.path(slot).is_empty() => self.locate(Some(&session.path(slot))),
                _ => Ok(Place { section: sections.iter().position(|s| s.relevant).unwrap_or(0), row: None }),
            };
        };
        // A path that ends in a row, or that goes through one, is the page of that row.
        let through = match path.ends_with(']') {
            true => path.to_owned(),
            false => session.path(session.slot(path).map_err(|e| answer_error(&e))?),
        };
        let Some(end) = through.rfind(']') else {
            let slot = session.slot(&through).map_err(|e| answer_error(&e))?;
            return Ok(Place { section: section_of(slot), row: None });
        };
        let (repeat, digits) = through[..end].rsplit_once('[').ok_or_else(|| gone(path))?;
        let slot = session.slot(repeat).map_err(|e| answer_error(&e))?;
        let of = session.rows(slot).len();
        let position = digits.parse().ok().filter(|p| (1..=of).contains(p)).ok_or_else(|| gone(path))?;
        let row = Row { repeat: session.path(slot), position, of };
        Ok(Place { section: section_of(slot), row: Some(row) })
    }

    fn screen(&self, place: &Place) -> FormulirScreen {
        let sections = self.session.sections();
        let (pertanyaan, foto) = self.questions(&sections, place);
        FormulirScreen {
            draft_id: self.handle.draft.to_string(),
            judul: self.title(),
            untuk: self.untuk.clone(),
            kepala: self.head(&sections, place, foto),
            bagian: self.sections(&sections, place),
            pertanyaan,
        }
    }

    fn title(&self) -> String {
        let form = self.session.form();
        match self.lang() {
            Lang::Id => form.title().to_owned(),
            // Forms have one title; those we ship have words for both.
            Lang::En => match crate::view::layar::words::form_name(form.id(), Lang::En) {
                named if named != capital(&form.id().replace('_', " ")) => named,
                _ => form.title().to_owned(),
            },
        }
    }

    fn head(&self, sections: &[Section], place: &Place, foto: u32) -> KepalaHalaman {
        let (session, lang) = (self.session, self.lang());
        let shown: Vec<usize> = (0..sections.len()).filter(|i| sections[*i].relevant).collect();
        let section_path = |i: usize| session.path(sections[i].slot);
        let at = shown.iter().position(|i| *i == place.section);
        let (halaman, judul, posisi, induk, sebelum, sesudah) = match &place.row {
            Some(row) => {
                let name = self.label(&row.repeat);
                let up = row.repeat.rfind(']').map(|end| row.repeat[..=end].to_owned());
                (
                    row.path(row.position),
                    format!("{name} {}", row.position),
                    format!("{name} {} {} {}", row.position, lang.pick("dari", "of"), row.of),
                    Some(up.unwrap_or_else(|| section_path(place.section))),
                    (row.position > 1).then(|| row.path(row.position - 1)),
                    (row.position < row.of).then(|| row.path(row.position + 1)),
                )
            }
            None => (
                sections.get(place.section).map(|s| session.path(s.slot)).unwrap_or_default(),
                sections.get(place.section).map(|s| s.label.clone()).unwrap_or_default(),
                match at {
                    Some(at) => format!(
                        "{} {} {} {}",
                        lang.pick("Bagian", "Section"),
                        at + 1,
                        lang.pick("dari", "of"),
                        shown.len()
                    ),
                    None => String::new(),
                },
                None,
                at.and_then(|at| at.checked_sub(1)).map(|i| section_path(shown[i])),
                at.and_then(|at| shown.get(at + 1)).map(|i| section_path(*i)),
            ),
        };
        let sum = |of: fn(&Section) -> usize| sections.iter().filter(|s| s.relevant).map(of).sum::<usize>();
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (salah, kurang) = (small(sum(|s| s.wrong)), small(sum(|s| s.missing)));
        let (kemajuan, persen) = progress(sum(|s| s.answered) as u64, sum(|s| s.questions) as u64, lang);
        let problems = if salah + kurang > 0 { session.problems() } else { Vec::new() };
        let wrong = problems.iter().find(|p| !matches!(p.validity, Validity::Missing(_)));
        let now = self.handle.inner.now();
        KepalaHalaman {
            halaman,
            judul,
            posisi,
            induk,
            sebelum,
            sesudah,
            tersimpan: format!("{} {}", lang.pick("Tersimpan di ponsel", "Saved on this phone"), clock(now, lang)),
            kemajuan,
            persen,
            bisa_urung: session.can_undo(),
            bisa_ulang: session.can_redo(),
            salah,
            kurang,
            masalah: problem_line(salah, kurang, lang),
            masalah_pertama: wrong.or_else(|| problems.first()).map(|p| p.path.clone()),
            bisa_selesai: session.problem_count() == 0,
            foto,
        }
    }

    fn sections(&self, sections: &[Section], place: &Place) -> Vec<BagianItem> {
        let lang = self.lang();
        let item = |(i, s): (usize, &Section)| {
            let keadaan = match s.state {
                SectionState::NotReached => KeadaanBagian::BelumDibuka,
                SectionState::Open => KeadaanBagian::Belum,
                SectionState::Error => KeadaanBagian::PerluDiperiksa,
                SectionState::Done => KeadaanBagian::Selesai,
            };
            let (kata, nada, ikon) = keadaan.words(lang);
            let hitung = match s.questions {
                0 => String::new(),
                n => progress(s.answered as u64, n as u64, lang).0,
            };
            let terbuka = i == place.section;
            let here = if terbuka { lang.pick("Sedang dibuka", "Open now") } else { "" };
            let lisan = spoken([s.label.as_str(), kata, hitung.as_str(), here]);
            let (path, judul) = (self.session.path(s.slot), s.label.clone());
            BagianItem { path, judul, keadaan, kata: kata.to_owned(), nada, ikon, hitung, terbuka, lisan }
        };
        sections.iter().enumerate().filter(|(_, s)| s.relevant).map(item).collect()
    }

    fn label(&self, path: &str) -> String {
        self.session.slot(path).map(|slot| self.session.label(slot)).unwrap_or_default()
    }

    /// The questions of the page, and the photos on it and in its rows.
    fn questions(&self, sections: &[Section], place: &Place) -> (Vec<PertanyaanItem>, u32) {
        let session = self.session;
        let start = sections.get(place.section).map_or(0, |s| s.slot.node);
        // Nodes are numbered in form order, so a section holds all numbers up to the next one's.
        let end = sections.get(place.section + 1).map_or(u32::MAX, |s| s.slot.node);
        let prefix = place.row.as_ref().map(|row| format!("{}/", row.path(row.position)));
        let mut shown = Vec::new();
        let mut rows: BTreeMap<String, RowFacts> = BTreeMap::new();
        for slot in session.visible().into_iter().filter(|s| (start..end).contains(&s.node)) {
            let path = session.path(slot);
            let Some(rest) = path.strip_prefix(prefix.as_deref().unwrap_or_default()) else { continue };
            if let Some(close) = rest.find(']') {
                let facts = rows.entry(path[..path.len() - rest.len() + close + 1].to_owned()).or_default();
                if let Some(question) = session.question_slot(slot) {
                    facts.photos += u32::from(matches!(question.value, Value::File(_)));
                    let tells = question.asked && !matches!(question.value, Value::Blank | Value::File(_));
                    if tells && facts.answers.len() < SUMMARY {
                        facts.answers.push(self.shown(&question));
                    }
                }
            } else if let Some(question) = session.question_slot(slot)
                && let Some(alat) = self.widget(&question)
                && !(question.kind == "group" && slot.node == start)
            {
                shown.push((question, alat));
            }
        }
        let items: Vec<PertanyaanItem> = shown.into_iter().map(|(q, alat)| self.item(q, alat, &rows)).collect();
        let photos = items.iter().map(|i| i.foto).sum::<u32>() + rows.values().map(|r| r.photos).sum::<u32>();
        (items, photos)
    }

    /// What draws a question; `None` for what nobody sees.
    fn widget(&self, question: &Question) -> Option<Alat> {
        let has = |word: &str| question.appearance.split_ascii_whitespace().any(|w| w == word);
        let few = || self.session.options_slot(question.slot, None, 0, 0).is_none_or(|(n, _)| n <= INLINE_CHOICES);
        Some(match question.kind {
            "group" if question.label.is_empty() => return None,
            "group" => Alat::Kelompok,
            "repeat" => Alat::Berulang,
            "text" if has("multiline") => Alat::TeksPanjang,
            "text" => Alat::Teks,
            "integer" => Alat::Bilangan,
            "decimal" => Alat::Desimal,
            "date" => Alat::Tanggal,
            "time" => Alat::Jam,
            "date_time" => Alat::TanggalJam,
            "select_one" if few() => Alat::PilihSatu,
            "select_one" => Alat::PilihSatuCari,
            "select_multiple" if few() => Alat::PilihBanyak,
            "select_multiple" => Alat::PilihBanyakCari,
            "note" => Alat::Catatan,
            "acknowledge" => Alat::Setuju,
            "geopoint" => Alat::Lokasi,
            "image" => Alat::Foto,
            "signature" => Alat::TandaTangan,
            // A computed value is shown where its author gave it a label.
            "calculate" if !question.label.is_empty() => Alat::Hasil,
            _ => return None,
        })
    }

    /// An answer as people read it.
    fn shown(&self, question: &Question) -> String {
        let lang = self.lang();
        let here = |ms: i64, offset: i16| Moment { ms, offset_minutes: offset };
        match (&question.value, question.kind) {
            (Value::Blank, _) => String::new(),
            (Value::File(file), "signature") => {
                join([lang.pick("Tanda tangan tersimpan", "Signature saved"), size(file.size, lang).as_str()])
            }
            (Value::File(file), _) => {
                join([count(1, "foto", "photo", "photos", lang).as_str(), size(file.size, lang).as_str()])
            }
            (Value::Date(_), _) => crate::domain::waktu::parse_date(&question.value.to_string())
                .map_or_else(|| question.shown.clone(), |date| date_in_words(date, lang)),
            (Value::Time { ms, .. }, _) => clock(here(i64::from(*ms), 0), lang),
            (Value::DateTime { ms, offset }, _) => {
                let at = here(*ms, *offset);
                format!("{} {}", date_in_words(at.date(), lang), clock(at, lang))
            }
            (Value::Dec(_), _) => question.shown.replace('.', lang.pick(",", ".")),
            (Value::Bool(yes), _) => if *yes { lang.pick("Ya", "Yes") } else { lang.pick("Tidak", "No") }.to_owned(),
            (_, "acknowledge") => lang.pick("Ya, sudah", "Yes, done").to_owned(),
            (_, "geopoint") => {
                let accuracy = question.shown.split_ascii_whitespace().nth(3).and_then(|a| a.parse::<f64>().ok());
                let line = lang.pick("Lokasi tercatat", "Location recorded");
                match accuracy {
                    Some(m) if m > 0.0 => format!("{line}, {} {m:.0} m", lang.pick("ketelitian", "accuracy")),
                    _ => line.to_owned(),
                }
            }
            _ => question.shown.clone(),
        }
    }

    fn item(&self, question: Question, alat: Alat, rows: &BTreeMap<String, RowFacts>) -> PertanyaanItem {
        let lang = self.lang();
        let (kurang, galat) = match &question.validity {
            Validity::Fine => Default::default(),
            Validity::Missing(text) => (text.clone(), String::new()),
            other => (String::new(), other.message().to_owned()),
        };
        let pilihan = match alat {
            Alat::PilihSatu | Alat::PilihBanyak => {
                let found = self.session.options_slot(question.slot, None, 0, INLINE_CHOICES);
                found.map(|(_, list)| list).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        let pilihan = pilihan.into_iter().map(|c| Pilihan { value: c.value, label: c.label }).collect();
        let text = question.value.text();
        let terpilih = match question.kind {
            "select_one" | "select_multiple" => text.split_ascii_whitespace().map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let adds = question.kind == "repeat" && !question.counted && !question.readonly;
        let mut item = PertanyaanItem {
            tampil: self.shown(&question),
            foto: u32::from(matches!(question.value, Value::File(_))),
            maks_piksel: question.parameters.get("max-pixels").and_then(|n| n.parse().ok()),
            baris: if question.kind == "repeat" { self.cards(&question, rows) } else { Vec::new() },
            tambah: if adds { format!("{} {}", lang.pick("Tambah", "Add"), question.label) } else { String::new() },
            soal: question_view(self.session, question),
            alat,
            pilihan,
            terpilih,
            kurang,
            galat,
            lisan: String::new(),
        };
        item.lisan = spoken_question(&item, lang);
        item
    }

    fn cards(&self, repeat: &Question, rows: &BTreeMap<String, RowFacts>) -> Vec<KartuBaris> {
        let lang = self.lang();
        let problems = if repeat.rows > 0 { self.session.problems() } else { Vec::new() };
        (1..=repeat.rows)
            .map(|position| {
                let path = format!("{}[{position}]", repeat.path);
                let facts = rows.get(&path);
                let answers = facts.map(|f| f.answers.iter().map(String::as_str)).into_iter().flatten();
                let photos = facts.map_or(0, |f| f.photos);
                let photos =
                    if photos > 0 { count(u64::from(photos), "foto", "photo", "photos", lang) } else { String::new() };
                let ringkas = match join(answers.chain([photos.as_str()])) {
                    none if none.is_empty() => lang.pick("Belum diisi", "Not filled in yet").to_owned(),
                    line => line,
                };
                let inside = |p: &&str| p.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/'));
                let masalah = problems.iter().map(|p| p.path.as_str()).filter(inside).count();
                let judul = format!("{} {position}", repeat.label);
                let check = match masalah {
                    0 => String::new(),
                    n => format!("{n} {}", self.pick("perlu diperiksa", "to check")),
                };
                let lisan = spoken([judul.as_str(), ringkas.as_str(), check.as_str()]);
                KartuBaris {
                    path,
                    posisi: u32::try_from(position).unwrap_or(u32::MAX),
                    judul,
                    ringkas,
                    masalah: u32::try_from(masalah).unwrap_or(u32::MAX),
                    bisa_hapus: !repeat.counted && !repeat.readonly,
                    lisan,
                }
            })
            .collect()
    }
}
