//! What can be said about a NIK or family card number (KK) without asking Dukcapil.
//!
//! A worker in the field can have no answer from the population server, so these checks only point at a number that is
//! likely mistyped; they never decide that a person may not be saved. The number itself is stored as typed, the verdict
//! beside it. A well-formed NIK proves no registration.
//!
//! A NIK is `PP KK CC DDMMYY SSSS`: province, kab/kota and kecamatan of first issue (they never change, even after a move
//! or a split of the region), birth date with 40 added to the day for women, and a serial. A KK number has the same shape with
//! the date of registration and nothing added.

use super::Lang;
use super::wilayah::NikArea;
use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Digits of a NIK and of a KK number.
pub const DIGITS: usize = 16;
/// Longest text echoed back in a result, in characters; anything longer is wrong anyway.
const ECHO: usize = 64;
/// First year of family cards numbered this way (the SIAK system); only used to word the hint "this looks like a KK".
const FIRST_KK_YEAR: i32 = 2004;

/// Sex as the civil documents write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Sex {
    /// Laki-laki, male.
    L,
    /// Perempuan, female.
    P,
}

impl Sex {
    /// `L` or `P`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::L => "L",
            Self::P => "P",
        }
    }
}

impl std::str::FromStr for Sex {
    type Err = ();
    /// Reads `L` or `P`, in either case.
    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "L" | "l" => Ok(Self::L),
            "P" | "p" => Ok(Self::P),
            _ => Err(()),
        }
    }
}

/// How much a number can be trusted. Saving is allowed with every verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing looks wrong.
    Ok,
    /// Confirm with the document: something is unusual.
    Warn,
    /// The number cannot be right.
    Error,
}

impl Verdict {
    /// `ok`, `warn` or `error`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }

    /// Reads a code of [`Self::as_str`].
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Ok, Self::Warn, Self::Error].into_iter().find(|verdict| verdict.as_str() == code)
    }

    /// The verdict as people read it.
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Ok => lang.pick("cocok", "fits"),
            Self::Warn => lang.pick("perlu dicek", "to be checked"),
            Self::Error => lang.pick("salah", "wrong"),
        }
    }
}

/// Why a number is not simply right. The names are stable codes (`bad_length` ...).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Not 16 characters long.
    BadLength,
    /// Something other than the ASCII digits 0-9.
    NotDigits,
    /// One digit sixteen times.
    RepeatedDigit,
    /// The six digits of the date name no day of the calendar.
    BadDate,
    /// The serial is 0000.
    BadSerial,
    /// The region code is not in today's table; it may be older than a split of the region.
    UnknownRegion,
    /// The sex in the NIK is not the one in the form.
    SexMismatch,
    /// The birth date in the NIK is not the one in the form.
    BornMismatch,
    /// Day, month and two-digit year agree with the form but the century does not; the form's date is taken.
    BornCentury,
    /// A NIK that looks like the family card number.
    LooksLikeKk,
    /// A KK number that looks like a woman's NIK, or repeats a person's NIK.
    LooksLikeNik,
}

impl Reason {
    /// Every reason, in the order in which results list them.
    pub const ALL: [Self; 11] = [
        Self::BadLength,
        Self::NotDigits,
        Self::RepeatedDigit,
        Self::BadDate,
        Self::BadSerial,
        Self::UnknownRegion,
        Self::SexMismatch,
        Self::BornMismatch,
        Self::BornCentury,
        Self::LooksLikeKk,
        Self::LooksLikeNik,
    ];

    /// The stable code, as in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::BadLength => "bad_length",
            Self::NotDigits => "not_digits",
            Self::RepeatedDigit => "repeated_digit",
            Self::BadDate => "bad_date",
            Self::BadSerial => "bad_serial",
            Self::UnknownRegion => "unknown_region",
            Self::SexMismatch => "sex_mismatch",
            Self::BornMismatch => "born_mismatch",
            Self::BornCentury => "born_century",
            Self::LooksLikeKk => "looks_like_kk",
            Self::LooksLikeNik => "looks_like_nik",
        }
    }

    /// How grave it is: [`Verdict::Warn`] or [`Verdict::Error`].
    pub fn severity(self) -> Verdict {
        match self {
            Self::BadLength | Self::NotDigits | Self::RepeatedDigit | Self::BadDate | Self::BadSerial => Verdict::Error,
            _ => Verdict::Warn,
        }
    }

    /// What the worker reads.
    pub fn text(self, lang: Lang) -> &'static str {
        let (id, en) = match self {
            Self::BadLength => {
                ("Jumlah angka bukan 16. Hitung lagi dari kartunya.", "Not 16 digits. Count them again on the card.")
            }
            Self::NotDigits => (
                "Ada huruf, spasi, atau tanda. Isi dengan angka 0-9 saja.",
                "It holds letters, spaces or signs. Use the digits 0-9 only.",
            ),
            Self::RepeatedDigit => (
                "Semua angkanya sama. Itu bukan nomor yang sebenarnya.",
                "All digits are the same. That is not a real number.",
            ),
            Self::BadDate => (
                "Angka ke-7 sampai ke-12 bukan tanggal yang ada. Periksa lagi dengan kartunya.",
                "Digits 7 to 12 are not a real date. Compare with the card.",
            ),
            Self::BadSerial => (
                "Empat angka terakhir tidak boleh 0000. Periksa lagi dengan kartunya.",
                "The last four digits cannot be 0000. Compare with the card.",
            ),
            Self::UnknownRegion => (
                "Kode wilayahnya tidak dikenal. Bisa kode lama sebelum pemekaran; pastikan enam angka pertama.",
                "Unknown region code. It may be older than a split of the region; confirm the first six digits.",
            ),
            Self::SexMismatch => (
                "Jenis kelamin menurut nomor ini berbeda dari isian. Pastikan mana yang benar.",
                "The sex in this number differs from the form. Confirm which is right.",
            ),
            Self::BornMismatch => (
                "Tanggal lahir menurut nomor ini berbeda dari isian. Pastikan mana yang benar.",
                "The birth date in this number differs from the form. Confirm which is right.",
            ),
            Self::BornCentury => (
                "Nomor ini hanya memuat dua angka tahun. Tahun lahir dari isian yang dipakai.",
                "This number holds only two digits of the year. The birth year in the form is used.",
            ),
            Self::LooksLikeKk => (
                "Ini tampaknya nomor Kartu Keluarga, bukan NIK.",
                "This looks like the family card (KK) number, not a NIK.",
            ),
            Self::LooksLikeNik => (
                "Ini tampaknya NIK seseorang, bukan nomor Kartu Keluarga.",
                "This looks like a person's NIK, not a family card (KK) number.",
            ),
        };
        lang.pick(id, en)
    }
}

/// What is known apart from the number.
#[derive(Clone, Copy, Debug)]
pub struct NikContext<'a> {
    /// Reference date: decides the century of a two-digit year (no birth lies in the future).
    pub today: NaiveDate,
    /// Sex as told in the form.
    pub sex: Option<Sex>,
    /// Birth date as told in the form; leave `None` when it is only an estimate.
    pub born: Option<NaiveDate>,
    /// The family card number beside it, as typed.
    pub kk: Option<&'a str>,
}

impl NikContext<'_> {
    /// Nothing known but the date.
    pub fn on(today: NaiveDate) -> Self {
        Self { today, sex: None, born: None, kk: None }
    }
}

/// The result for a NIK. Serialises to `nik`, `verdict`, `reasons` (codes), `sex`, `born` (ISO), `wilayah`, `suggestion`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NikCheck {
    /// The number as typed, outer spaces removed (the first 64 characters of an absurdly long one).
    pub nik: String,
    /// The gravest of the reasons.
    pub verdict: Verdict,
    /// Why; empty when the verdict is ok.
    pub reasons: Vec<Reason>,
    /// Sex by the number, where the date is readable.
    pub sex: Option<Sex>,
    /// Birth date by the number; by the form when only the century differs.
    #[serde(serialize_with = "iso")]
    pub born: Option<NaiveDate>,
    /// Region of first issue; `None` unless there are 16 digits.
    pub wilayah: Option<NikArea>,
    /// A number the worker may have meant: separators removed, or two neighbouring digits swapped so that birth date and sex
    /// of the form fit. Ask, never replace by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// The result for a KK number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KkCheck {
    /// The number as typed, outer spaces removed (the first 64 characters of an absurdly long one).
    pub kk: String,
    /// The gravest of the reasons.
    pub verdict: Verdict,
    /// Why; empty when the verdict is ok.
    pub reasons: Vec<Reason>,
    /// Date of registration by the number. Its shape is common knowledge, not law: a hint only.
    #[serde(serialize_with = "iso")]
    pub registered: Option<NaiveDate>,
    /// Region of first issue; `None` unless there are 16 digits.
    pub wilayah: Option<NikArea>,
    /// The number without separators, when that alone would make it 16 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// Checks a NIK.
///
/// Error: not 16 ASCII digits, all digits equal, impossible date, serial 0000. Warning: unknown region, sex or birth date
/// unlike the form, looks like a KK number. The reference date `context.today` decides the century.
pub fn check_nik(typed: &str, context: &NikContext<'_>) -> NikCheck {
    let typed = typed.trim();
    let mut check = NikCheck {
        nik: echo(typed),
        verdict: Verdict::Ok,
        reasons: Vec::new(),
        sex: None,
        born: None,
        wilayah: None,
        suggestion: None,
    };
    match Parts::read(typed) {
        Err(reasons) => {
            check.reasons = reasons;
            check.suggestion = without_separators(typed);
        }
        Ok(parts) => {
            let area = NikArea::of(typed);
            check.reasons = parts.faults();
            let known = area.is_known();
            check.wilayah = Some(area);
            if !known {
                check.reasons.push(Reason::UnknownRegion);
            }
            match parts.birth(context.today) {
                None => check.reasons.insert(0, Reason::BadDate),
                Some((sex, born)) => {
                    check.sex = Some(sex);
                    check.born = Some(born);
                    compare(&mut check, sex, born, context);
                }
            }
            let unlike = |r: &Reason| matches!(r, Reason::BadDate | Reason::SexMismatch | Reason::BornMismatch);
            if check.reasons.iter().any(unlike) && !check.reasons.contains(&Reason::LooksLikeKk) {
                check.suggestion = swapped(typed, known, context);
            }
        }
    }
    check.verdict = worst(&check.reasons);
    check
}

/// Checks a family card (KK) number; `nik` is the number of a person on the same form, if any.
///
/// Error: not 16 ASCII digits, all digits equal, impossible date, serial 0000. Warning: unknown region, looks like a NIK (day
/// 41 to 71 as for a woman, or the same as `nik`).
pub fn check_kk(typed: &str, today: NaiveDate, nik: Option<&str>) -> KkCheck {
    let typed = typed.trim();
    let mut check = KkCheck {
        kk: echo(typed),
        verdict: Verdict::Ok,
        reasons: Vec::new(),
        registered: None,
        wilayah: None,
        suggestion: None,
    };
    match Parts::read(typed) {
        Err(reasons) => {
            check.reasons = reasons;
            check.suggestion = without_separators(typed);
        }
        Ok(parts) => {
            let area = NikArea::of(typed);
            check.reasons = parts.faults();
            if !area.is_known() {
                check.reasons.push(Reason::UnknownRegion);
            }
            check.wilayah = Some(area);
            match parts.birth(today) {
                None => check.reasons.insert(0, Reason::BadDate),
                Some((Sex::L, date)) => {
                    check.registered = Some(date);
                    if nik.is_some_and(|nik| nik.trim() == typed) {
                        check.reasons.push(Reason::LooksLikeNik);
                    }
                }
                Some((Sex::P, _)) => check.reasons.push(Reason::LooksLikeNik),
            }
        }
    }
    check.verdict = worst(&check.reasons);
    check
}

/// The numbers inside sixteen digits.
#[derive(Clone, Copy)]
struct Parts {
    day: u32,
    month: u32,
    year: i32,
    serial: u32,
}

impl Parts {
    /// Splits sixteen ASCII digits, or says why it cannot.
    fn read(text: &str) -> Result<Self, Vec<Reason>> {
        let mut reasons = Vec::new();
        if text.chars().take(DIGITS + 1).count() != DIGITS {
            reasons.push(Reason::BadLength);
        }
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            reasons.push(Reason::NotDigits);
        }
        if !reasons.is_empty() {
            return Err(reasons);
        }
        let d = text.as_bytes();
        if d.iter().all(|b| *b == d[0]) {
            return Err(vec![Reason::RepeatedDigit]);
        }
        let number = |range: std::ops::Range<usize>| d[range].iter().fold(0u32, |n, b| n * 10 + u32::from(b - b'0'));
        Ok(Self { day: number(6..8), month: number(8..10), year: number(10..12) as i32, serial: number(12..16) })
    }

    /// Faults that need no date.
    fn faults(self) -> Vec<Reason> {
        if self.serial == 0 { vec![Reason::BadSerial] } else { Vec::new() }
    }

    /// Sex and the youngest date of the two-digit year that does not lie after `today`.
    fn birth(self, today: NaiveDate) -> Option<(Sex, NaiveDate)> {
        let (sex, day) = if self.day > 40 { (Sex::P, self.day - 40) } else { (Sex::L, self.day) };
        let century = today.year().div_euclid(100) * 100;
        [century, century - 100]
            .into_iter()
            .filter_map(|c| NaiveDate::from_ymd_opt(c + self.year, self.month, day))
            .find(|date| *date <= today)
            .map(|date| (sex, date))
    }
}

/// Adds what speaks against the form, and takes the form's century.
fn compare(check: &mut NikCheck, sex: Sex, born: NaiveDate, context: &NikContext<'_>) {
    if context.sex.is_some_and(|told| told != sex) {
        check.reasons.push(Reason::SexMismatch);
    }
    let mut differs = false;
    if let Some(told) = context.born.filter(|told| *told != born) {
        let same_but_century = (told.day(), told.month()) == (born.day(), born.month())
            && told.year().rem_euclid(100) == born.year().rem_euclid(100)
            && told <= context.today;
        if same_but_century {
            check.born = Some(told);
            check.reasons.push(Reason::BornCentury);
        } else {
            differs = true;
            check.reasons.push(Reason::BornMismatch);
        }
    }
    // A male-looking date in the years of family cards that is far from the birth told (a year and more) is a registration date.
    let registration = differs
        && sex == Sex::L
        && born.year() >= FIRST_KK_YEAR
        && context.born.is_some_and(|told| told.checked_add_months(Months::new(12)).is_some_and(|later| later < born));
    if registration || context.kk.is_some_and(|kk| kk.trim() == check.nik) {
        check.reasons.push(Reason::LooksLikeKk);
    }
}

fn iso<S: serde::Serializer>(date: &Option<NaiveDate>, to: S) -> Result<S::Ok, S::Error> {
    match date {
        Some(date) => to.collect_str(date),
        None => to.serialize_none(),
    }
}

fn worst(reasons: &[Reason]) -> Verdict {
    reasons.iter().map(|r| r.severity()).max().unwrap_or(Verdict::Ok)
}

fn echo(typed: &str) -> String {
    typed.chars().take(ECHO).collect()
}

/// The digits alone, when spaces, dots and dashes are all that stands between them.
fn without_separators(typed: &str) -> Option<String> {
    let only = |c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | '-' | '/' | '\u{a0}');
    if typed.len() > ECHO || !typed.chars().all(only) {
        return None;
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    (digits.len() == DIGITS && digits != typed).then_some(digits)
}

/// The one swap of two neighbouring digits that makes the number fit birth date and sex of the form, if exactly one does.
fn swapped(typed: &str, region_known: bool, context: &NikContext<'_>) -> Option<String> {
    let told = context.born?;
    let mut found = None;
    for i in 0..DIGITS - 1 {
        let mut digits = typed.as_bytes().to_vec();
        if digits[i] == digits[i + 1] {
            continue;
        }
        digits.swap(i, i + 1);
        let candidate = String::from_utf8(digits).ok()?;
        let fits = Parts::read(&candidate)
            .ok()
            .filter(|p| p.serial != 0)
            .and_then(|p| p.birth(context.today))
            .is_some_and(|(sex, born)| born == told && context.sex.is_none_or(|s| s == sex));
        if !fits || (region_known && !NikArea::of(&candidate).is_known()) {
            continue;
        }
        if found.is_some() {
            return None;
        }
        found = Some(candidate);
    }
    found
}
