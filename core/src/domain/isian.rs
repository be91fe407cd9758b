//! What may stand in a register field that a person fills in: one table, asked at registration, at every change and at
//! every decision on a collision, so that a value refused in one place does not come in by another.
//!
//! Only edits made on this device are asked. What comes by sync may be written by a version that knows more; it is merged as
//! it is, and a value that a record holds already never stands in the way of its own record. Fields that are not in the
//! table are kept untouched. NIK and family card numbers are never refused: [`super::nik`] gives a verdict beside them.

use super::Lang;
use super::codes::{CodeList, CodeLists};
use super::fields::{kasus, keluarga, orang};
use super::ids::{RecordId, UserId};
use super::op::RegisterKind;
use super::waktu::{date_in_words, parse_date};
use super::wilayah::{KodeWilayah, Wilayah};
use chrono::{Datelike, NaiveDate};
use serde_json::Value;

#[cfg(test)]
mod tests;

/// Codes named in a refusal; a longer list is counted.
const NAMED: usize = 12;

/// One value of a closed choice: its code and its words in both languages.
pub type Choice = (&'static str, &'static str, &'static str);

/// `L` or `P`, as on identity cards. Closed: the NIK rules branch on it.
const KELAMIN: &[Choice] = &[("L", "laki-laki", "male"), ("P", "perempuan", "female")];
/// States of a case. Closed: due lists and the merge rule branch on it.
const STATUS: &[Choice] = &[("aktif", "masih dilayani", "still served"), ("tutup", "sudah ditutup", "closed")];
/// Kinds of a subject, see [`super::subjek::JenisSubjek`].
const SUBJEK: &[Choice] = &[
    ("orang", "orang", "person"),
    ("keluarga", "keluarga", "family"),
    ("kelompok", "kelompok atau komunitas", "group or community"),
    ("lks", "lembaga", "institution"),
    ("sdm", "SDM lembaga", "staff of an institution"),
];

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text.
    Text,
    /// A NIK or family card number as typed: any text, with a verdict told beside it.
    Number,
    /// A code of this list, valid today.
    Code(&'static str),
    /// One of a few values that never change.
    Choice(&'static [Choice]),
    /// An ISO date.
    Date,
    /// An ISO date that has come.
    PastDate,
    /// A region: something that looks like a Kemendagri code. Whether the table knows it is not ours to enforce (new villages).
    Region,
    /// Yes or no.
    YesNo,
    /// The id of a record.
    Record,
    /// The id of a worker.
    Worker,
}

/// The rule of one field.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldRule {
    /// Stable name, see [`super::fields`].
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether a record must have it: it cannot be left out or cleared.
    pub required: bool,
    label: (&'static str, &'static str),
}

impl FieldRule {
    const fn new(name: &'static str, kind: FieldKind, id: &'static str, en: &'static str) -> Self {
        Self { name, kind, required: false, label: (id, en) }
    }

    const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// What people call it.
    pub fn label(&self, lang: Lang) -> &'static str {
        lang.pick(self.label.0, self.label.1)
    }
}

use FieldKind as K;

/// Fields of a person.
const ORANG: &[FieldRule] = &[
    FieldRule::new(orang::NAMA, K::Text, "Nama", "Name").required(),
    FieldRule::new(orang::NIK, K::Number, "NIK", "NIK"),
    FieldRule::new(
        orang::ALASAN_TANPA_NIK,
        K::Code("alasan_tanpa_nik"),
        "Alasan tidak ada NIK",
        "Reason for having no NIK",
    ),
    FieldRule::new(orang::LAHIR, K::PastDate, "Tanggal lahir", "Date of birth"),
    FieldRule::new(orang::LAHIR_TAKSIRAN, K::YesNo, "Tanggal lahir perkiraan", "Estimated date of birth"),
    FieldRule::new(orang::KELAMIN, K::Choice(KELAMIN), "Jenis kelamin", "Sex"),
    FieldRule::new(orang::TELEPON, K::Text, "Telepon", "Telephone"),
    FieldRule::new(orang::ALAMAT, K::Text, "Alamat", "Address"),
    FieldRule::new(orang::WILAYAH, K::Region, "Wilayah", "Region"),
    FieldRule::new(orang::KELUARGA_ID, K::Record, "Keluarga", "Family"),
    FieldRule::new(
        orang::HUBUNGAN,
        K::Code("hubungan_keluarga"),
        "Hubungan dengan kepala keluarga",
        "Relation to the head of the family",
    ),
    FieldRule::new(orang::CATATAN, K::Text, "Catatan", "Note"),
    FieldRule::new(orang::RISIKO_KESELAMATAN, K::YesNo, "Risiko keselamatan", "Safety risk"),
];

/// Fields of a family.
const KELUARGA: &[FieldRule] = &[
    FieldRule::new(keluarga::NOMOR_KK, K::Number, "Nomor KK", "Family card number"),
    FieldRule::new(keluarga::NAMA_KEPALA, K::Text, "Nama kepala keluarga", "Name of the head of the family").required(),
    FieldRule::new(keluarga::WILAYAH, K::Region, "Wilayah", "Region"),
    FieldRule::new(keluarga::ALAMAT, K::Text, "Alamat", "Address"),
    FieldRule::new(keluarga::CATATAN, K::Text, "Catatan", "Note"),
];

/// Fields of a case.
const KASUS: &[FieldRule] = &[
    FieldRule::new(kasus::SUBJEK_JENIS, K::Choice(SUBJEK), "Jenis subjek", "Kind of subject").required(),
    FieldRule::new(kasus::SUBJEK_ID, K::Record, "Subjek", "Subject").required(),
    FieldRule::new(kasus::KLASTER, K::Code("klaster"), "Klaster", "Cluster"),
    FieldRule::new(kasus::JENIS_PPKS, K::Code("jenis_ppks"), "Jenis PPKS", "PPKS type"),
    FieldRule::new(kasus::TAHAPAN, K::Code("tahapan"), "Tahapan", "Stage"),
    FieldRule::new(kasus::RISIKO, K::Code("tingkat_risiko"), "Tingkat risiko", "Risk"),
    FieldRule::new(kasus::PENDAMPING, K::Worker, "Pendamping", "Companion"),
    FieldRule::new(kasus::PEKSOS, K::Worker, "Peksos", "Social worker"),
    FieldRule::new(kasus::DIBUKA_ON, K::PastDate, "Tanggal dibuka", "Opening date"),
    FieldRule::new(kasus::KERAHASIAAN, K::Code("kerahasiaan"), "Kerahasiaan", "Confidentiality"),
    FieldRule::new(kasus::NEXT_KUNJUNGAN_ON, K::Date, "Kunjungan berikutnya", "Next visit"),
    FieldRule::new(kasus::LAST_KUNJUNGAN_ON, K::PastDate, "Kunjungan terakhir", "Last visit"),
    FieldRule::new(kasus::STATUS, K::Choice(STATUS), "Status kasus", "Case status"),
];

/// The known fields of a kind of record.
pub fn rules(kind: RegisterKind) -> &'static [FieldRule] {
    match kind {
        RegisterKind::Orang => ORANG,
        RegisterKind::Keluarga => KELUARGA,
        RegisterKind::Kasus => KASUS,
    }
}

/// The rule of a field; `None` for one that this version does not know.
pub fn rule(kind: RegisterKind, field: &str) -> Option<&'static FieldRule> {
    rules(kind).iter().find(|rule| rule.name == field)
}

/// Whether a field of that name holds yes or no, for shells that only have text.
pub fn is_yes_no(field: &str) -> bool {
    [ORANG, KELUARGA, KASUS].into_iter().flatten().any(|rule| rule.name == field && rule.kind == K::YesNo)
}

/// Why a value does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Left out or cleared, and the record must have it.
    Required,
    /// Another type of value.
    NotText,
    /// Neither yes nor no.
    NotYesNo,
    /// Not an ISO date of the calendar.
    NotDate,
    /// After today, by this device.
    Future,
    /// Does not look like a region code.
    NotRegion,
    /// Never in the list.
    UnknownCode,
    /// In the list, but not today.
    EndedCode,
    /// None of the few values.
    NotChoice,
    /// Not an id.
    NotId,
    /// The record named is not on this device, or of another kind.
    NoRecord,
}

impl Why {
    /// The stable reason code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Required => "field.required",
            Self::NotText => "field.not_text",
            Self::NotYesNo => "field.not_yes_no",
            Self::NotDate => "field.not_date",
            Self::Future => "field.future",
            Self::NotRegion => "field.not_region",
            Self::UnknownCode => "field.unknown_code",
            Self::EndedCode => "field.ended_code",
            Self::NotChoice => "field.not_choice",
            Self::NotId => "field.not_id",
            Self::NoRecord => "field.no_record",
        }
    }
}

/// A value that does not fit, in words for the person. What was typed is never repeated: it may be anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The field.
    pub field: &'static str,
    /// Why.
    pub why: Why,
    /// The whole sentence in Indonesian.
    pub id: String,
    /// The same in English.
    pub en: String,
}

impl Refusal {
    /// A refusal with what is wrong and what to do, in both languages.
    fn new(rule: &FieldRule, why: Why, wrong: (&str, &str), way_out: (&str, &str)) -> Self {
        let (id, en) = rule.label;
        Self {
            field: rule.name,
            why,
            id: format!("{id}: {} Isian ini tidak disimpan, data yang sudah ada tetap aman. {}", wrong.0, way_out.0),
            en: format!("{en}: {} This entry was not saved, what was there is safe. {}", wrong.1, way_out.1),
        }
    }

    /// A required field that is left out or cleared.
    pub fn required(rule: &FieldRule) -> Self {
        Self::new(rule, Why::Required, ("wajib diisi.", "has to be filled in."), ("Isi dulu.", "Fill it in."))
    }

    /// A record that is not here, or of another kind.
    pub fn no_record(rule: &FieldRule) -> Self {
        Self::new(
            rule,
            Why::NoRecord,
            ("catatan itu tidak ada di perangkat ini.", "that record is not on this device."),
            (
                "Daftarkan dulu, atau kirim dan terima dulu bila dibuat di perangkat lain.",
                "Register it first, or sync first if it was made on another device.",
            ),
        )
    }

    fn not_text(rule: &FieldRule) -> Self {
        Self::new(rule, Why::NotText, ("harus berupa teks.", "has to be text."), ("Tulis lagi.", "Write it again."))
    }

    fn not_yes_no(rule: &FieldRule) -> Self {
        let way_out = ("Pilih ya atau tidak.", "Choose yes or no.");
        Self::new(rule, Why::NotYesNo, ("hanya ya atau tidak.", "can only be yes or no."), way_out)
    }

    fn not_date(rule: &FieldRule) -> Self {
        let wrong = ("ini bukan tanggal yang ada.", "this is not a real date.");
        let way_out = match rule.name {
            orang::LAHIR => (
                "Tulis tahun-bulan-hari, misalnya 1952-07-01; bila hanya tahunnya yang diketahui, tahun saja: 1952.",
                "Write year-month-day, for example 1952-07-01; if only the year is known, the year alone: 1952.",
            ),
            _ => ("Tulis tahun-bulan-hari, misalnya 1952-07-01.", "Write year-month-day, for example 1952-07-01."),
        };
        Self::new(rule, Why::NotDate, wrong, way_out)
    }

    fn future(rule: &FieldRule, today: NaiveDate) -> Self {
        let (id, en) = (date_in_words(today, Lang::Id), date_in_words(today, Lang::En));
        Self::new(
            rule,
            Why::Future,
            ("tanggal ini belum terjadi.", "this date has not come yet."),
            (
                &format!("Menurut perangkat, hari ini {id}. Periksa tanggal itu, dan juga tanggal perangkat."),
                &format!("By this device, today is {en}. Check that date, and the date of the device."),
            ),
        )
    }

    fn not_region(rule: &FieldRule) -> Self {
        Self::new(
            rule,
            Why::NotRegion,
            ("ini bukan kode wilayah.", "this is not a region code."),
            (
                "Cari wilayahnya menurut nama, lalu pakai kodenya, misalnya 53.11.01.1001.",
                "Find the region by name and use its code, for example 53.11.01.1001.",
            ),
        )
    }

    fn not_id(rule: &FieldRule) -> Self {
        Self::new(
            rule,
            Why::NotId,
            ("ini bukan id.", "this is not an id."),
            ("Salin id dari daftar.", "Copy the id from a list."),
        )
    }

    fn not_choice(rule: &FieldRule, choices: &[Choice]) -> Self {
        let named = |lang: Lang| Named::of(choices.iter().map(|c| (c.0, lang.pick(c.1, c.2))));
        let (id, en) = (named(Lang::Id).text(Lang::Id), named(Lang::En).text(Lang::En));
        let wrong = ("pilihan itu tidak ada.", "there is no such choice.");
        Self::new(rule, Why::NotChoice, wrong, (&id, &en))
    }

    /// A code that is not in the list today, with the ones that are.
    fn code(rule: &FieldRule, list: &CodeList, ended: bool, today: NaiveDate) -> Self {
        let named = |lang: Lang| Named::of(list.on(today).map(|e| (&*e.code, e.label(lang))));
        let (id, en) = (named(Lang::Id).text(Lang::Id), named(Lang::En).text(Lang::En));
        let name = list.name();
        let (why, wrong_id, wrong_en) = if ended {
            let id = format!("kode itu ada dalam daftar {name} tetapi tidak berlaku hari ini.");
            (Why::EndedCode, id, format!("that code is in list {name} but does not hold today."))
        } else {
            let id = format!("kode itu tidak ada dalam daftar {name}.");
            (Why::UnknownCode, id, format!("that code is not in list {name}."))
        };
        Self::new(rule, why, (&wrong_id, &wrong_en), (&id, &en))
    }
}

/// The first codes of a list in words, and how many more there are.
struct Named {
    first: Vec<String>,
    more: usize,
}

impl Named {
    fn of<'a>(all: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut named = Self { first: Vec::new(), more: 0 };
        for (code, label) in all {
            if named.first.len() < NAMED {
                named.first.push(format!("{code} ({label})"));
            } else {
                named.more += 1;
            }
        }
        named
    }

    fn text(&self, lang: Lang) -> String {
        let list = self.first.join(", ");
        let more = match self.more {
            0 => String::new(),
            n => format!(", {} {n} {}", lang.pick("dan", "and"), lang.pick("kode lain", "more")),
        };
        format!("{}: {list}{more}.", lang.pick("Pilih salah satu", "Choose one of"))
    }
}

/// What is known apart from the value.
#[derive(Clone, Copy, Debug)]
pub struct FieldContext<'a> {
    /// The code lists in force.
    pub lists: &'a CodeLists,
    /// Today on this device.
    pub today: NaiveDate,
    /// What the record has in this field already: the value in force and every side of a collision. Each of them may stay.
    pub held: &'a [&'a Value],
}

/// Reads a value for a field of a record. Gives it as it is stored: texts without outer spaces, an empty one as `null`,
/// dates and ids in their one spelling; or says why it does not fit.
///
/// Whether a record named by its id is here is not known to this function.
pub fn read(kind: RegisterKind, field: &str, value: Value, context: &FieldContext<'_>) -> Result<Value, Refusal> {
    let Some(rule) = rule(kind, field) else { return Ok(value) };
    let stays = !value.is_null() && context.held.contains(&&value);
    if stays || (value.is_boolean() && rule.kind == K::YesNo) {
        return Ok(value);
    }
    let text = match (&value, rule.kind) {
        (Value::Null, _) => "",
        (Value::String(text), _) => text.trim(),
        (_, K::YesNo) => return Err(Refusal::not_yes_no(rule)),
        _ => return Err(Refusal::not_text(rule)),
    };
    if text.is_empty() {
        return if rule.required { Err(Refusal::required(rule)) } else { Ok(Value::Null) };
    }
    if context.held.iter().any(|held| held.as_str() == Some(text)) {
        return Ok(Value::from(text));
    }
    let read = match rule.kind {
        K::Text | K::Number => text.to_owned(),
        K::YesNo => return Err(Refusal::not_yes_no(rule)),
        K::Code(list) => code(rule, list, text, context)?,
        K::Choice(choices) if choices.iter().any(|choice| choice.0 == text) => text.to_owned(),
        K::Choice(choices) => return Err(Refusal::not_choice(rule, choices)),
        K::Date => date(rule, text)?.to_string(),
        K::PastDate => match date(rule, text)? {
            date if date > context.today => return Err(Refusal::future(rule, context.today)),
            date => date.to_string(),
        },
        K::Region if Wilayah::table().get(text).is_some() || text.parse::<KodeWilayah>().is_ok() => text.to_owned(),
        K::Region => return Err(Refusal::not_region(rule)),
        K::Record => text.parse::<RecordId>().map_err(|_| Refusal::not_id(rule))?.to_string(),
        K::Worker => text.parse::<UserId>().map_err(|_| Refusal::not_id(rule))?.to_string(),
    };
    Ok(Value::from(read))
}

fn code(rule: &FieldRule, list: &str, text: &str, context: &FieldContext<'_>) -> Result<String, Refusal> {
    // A test ties every list of the table to the shipped ones; without a list there is nothing to judge by.
    let Some(list) = context.lists.list(list) else { return Ok(text.to_owned()) };
    match (list.get(text, context.today), list.latest(text)) {
        (Some(entry), _) => Ok(entry.code.to_string()),
        (None, known) => Err(Refusal::code(rule, list, known.is_some(), context.today)),
    }
}

/// A date of a four-digit year: lists sort and compare dates as text.
fn date(rule: &FieldRule, text: &str) -> Result<NaiveDate, Refusal> {
    parse_date(text).filter(|date| (1000..=9999).contains(&date.year())).ok_or_else(|| Refusal::not_date(rule))
}
