//! Invented cases: who among a family is served, why, how often he was visited, and how far the case came.

use super::dice::Dice;
use super::people::Family;
use chrono::{Duration, NaiveDate};

/// Whom a case is about.
pub enum Subject {
    /// The n-th person of the family.
    Person(usize),
    /// The family.
    Family,
}

/// A case with its history.
pub struct Case {
    pub subject: Subject,
    pub klaster: &'static str,
    pub ppks: &'static str,
    pub risk: &'static str,
    pub secrecy: &'static str,
    pub opened: NaiveDate,
    /// Day and code of every stage after the first.
    pub stages: Vec<(NaiveDate, &'static str)>,
    pub visits: Vec<Visit>,
    pub next_visit: Option<NaiveDate>,
    pub closed: Option<NaiveDate>,
}

/// A visit.
pub struct Visit {
    pub on: NaiveDate,
    pub result: &'static str,
    pub purpose: &'static str,
    pub note: &'static str,
    pub service: &'static str,
}

const STAGES: [&str; 7] = [
    "FasilitasiAkses",
    "PendekatanAwal",
    "AsesmenKomprehensif",
    "PerencanaanLayanan",
    "Implementasi",
    "Monev",
    "PascalayananTerminasi",
];

const NOTES: [&str; 10] = [
    "Keadaan umum baik. Obat rutin diminum sesuai anjuran puskesmas.",
    "Atap rumah bocor di bagian dapur, keluarga sudah melapor ke kepala desa.",
    "Anak kembali masuk sekolah setelah didampingi berbicara dengan wali kelas.",
    "Persediaan beras tinggal untuk beberapa hari, panen jagung kurang karena kemarau.",
    "Akta kelahiran sedang diurus, menunggu surat keterangan dari desa.",
    "Alat bantu berjalan dipakai setiap hari dan masih kokoh.",
    "Keluarga sepakat bergantian menemani ke posyandu lansia setiap bulan.",
    "Hubungan antaranggota keluarga membaik, tidak ada pertengkaran sejak kunjungan lalu.",
    "Ternak kecil bantuan berkembang, dua ekor sudah dijual untuk biaya sekolah.",
    "Air bersih diambil dari mata air sekitar satu kilometer dari rumah.",
];

const SERVICES: [&str; 5] =
    ["DukunganKeluarga", "KebutuhanHidupLayak", "TerapiPsikososial", "PerawatanSosial", "DukunganAksesibilitas"];

/// The case of a family, if it has one.
pub fn case_of(dice: &mut Dice, family: &Family, today: NaiveDate) -> Option<Case> {
    let (subject, klaster, ppks) = reason(dice, family, today)?;
    let opened = today - Duration::days(dice.between(20, 365));
    let risk = match dice.below(10) {
        0 | 1 => "tinggi",
        2..=5 => "sedang",
        _ => "rendah",
    };
    let secrecy = match ppks {
        "3" | "6" | "18" | "19" => "rahasia",
        "7" | "16" | "17" => "terbatas",
        _ => "umum",
    };
    let closed = (opened < today - Duration::days(240) && dice.percent(30))
        .then(|| today - Duration::days(dice.between(10, 60)));
    let last_day = closed.unwrap_or(today - Duration::days(1));
    let every = match risk {
        "tinggi" => 21,
        "sedang" => 42,
        _ => 75,
    };
    let mut visits = Vec::new();
    let mut day = opened + Duration::days(dice.between(3, 10));
    while day <= last_day && visits.len() < 14 {
        let result = if visits.is_empty() || dice.percent(88) { "bertemu" } else { "tidak_di_rumah" };
        let purpose = if visits.is_empty() { "asesmen" } else { *dice.pick(&["monev", "dukungan_keluarga"]) };
        visits.push(Visit { on: day, result, purpose, note: pick(dice, &NOTES), service: pick(dice, &SERVICES) });
        day += Duration::days(dice.between(every * 2 / 3, every * 4 / 3));
    }
    let mut next_visit = (closed.is_none() && !visits.is_empty()).then_some(day);
    // Some are overdue: the last planned visit was not made.
    if closed.is_none() && visits.len() > 1 && dice.percent(30) {
        next_visit = visits.pop().map(|missed| missed.on);
    }
    let stages = stages(dice, opened, last_day, closed);
    Some(Case { subject, klaster, ppks, risk, secrecy, opened, stages, visits, next_visit, closed })
}

fn reason(dice: &mut Dice, family: &Family, today: NaiveDate) -> Option<(Subject, &'static str, &'static str)> {
    let ages: Vec<i32> = family.people.iter().map(|p| p.age(today)).collect();
    let find = |fits: &dyn Fn(usize) -> bool| (0..ages.len()).find(|&i| fits(i));
    if let Some(i) = find(&|i| family.people[i].disabled) {
        return Some(if ages[i] < 18 { (Subject::Person(i), "A", "5") } else { (Subject::Person(i), "D", "9") });
    }
    if let Some(i) = find(&|i| ages[i] >= 60) {
        return dice.percent(85).then_some((Subject::Person(i), "L", "8"));
    }
    let child = find(&|i| (6..18).contains(&ages[i]));
    match dice.below(20) {
        0 | 1 => child.map(|i| (Subject::Person(i), "A", "2")),
        2 => child.map(|i| (Subject::Person(i), "A", "3")),
        3 => child.map(|i| (Subject::Person(i), "A", "6")),
        4 => find(&|i| ages[i] < 6).map(|i| (Subject::Person(i), "A", "1")),
        5..=7 => Some((Subject::Family, "B", "21")),
        8 => find(&|i| ages[i] >= 18).map(|i| (Subject::Person(i), "N", "17")),
        9 => find(&|i| ages[i] >= 18 && family.people[i].sex == 'P').map(|i| (Subject::Person(i), "T", "19")),
        10 => find(&|i| ages[i] >= 18).map(|i| (Subject::Person(i), "T", "20")),
        11 | 12 => find(&|i| ages[i] >= 18 && family.people[i].sex == 'P').map(|i| (Subject::Person(i), "X", "23")),
        13 | 14 => Some((Subject::Family, "X", "24")),
        _ => None,
    }
}

fn stages(
    dice: &mut Dice,
    opened: NaiveDate,
    last_day: NaiveDate,
    closed: Option<NaiveDate>,
) -> Vec<(NaiveDate, &'static str)> {
    let mut out = Vec::new();
    let mut day = opened + Duration::days(dice.between(5, 12));
    for stage in &STAGES[1..6] {
        if day >= last_day {
            break;
        }
        out.push((day, *stage));
        day += Duration::days(dice.between(15, 60));
    }
    if let Some(day) = closed {
        out.push((day, STAGES[6]));
    }
    out
}

fn pick(dice: &mut Dice, list: &[&'static str]) -> &'static str {
    dice.pick::<&'static str>(list)
}
