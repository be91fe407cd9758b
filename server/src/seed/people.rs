//! Invented families: who lives where, with numbers that follow the rules of NIK and KK and belong to nobody.

use super::dice::Dice;
use super::names::Names;
use crate::wilayah::Region;
use chrono::{Datelike, Duration, NaiveDate};

/// A person.
pub struct Person {
    pub name: String,
    pub nik: Option<String>,
    pub without_nik: Option<&'static str>,
    pub born: NaiveDate,
    pub estimated: bool,
    pub sex: char,
    pub relation: &'static str,
    pub married: &'static str,
    pub phone: Option<String>,
    pub disabled: bool,
}

impl Person {
    /// Years lived on a day.
    pub fn age(&self, on: NaiveDate) -> i32 {
        let before = (on.month(), on.day()) < (self.born.month(), self.born.day());
        on.year() - self.born.year() - i32::from(before)
    }
}

/// A family; the first person is its head.
pub struct Family {
    pub desa: Region,
    pub address: String,
    pub kk: String,
    pub people: Vec<Person>,
}

/// Numbers given out so far, so that none is given twice.
#[derive(Default)]
pub struct Registry {
    serial: u32,
}

impl Registry {
    fn next(&mut self) -> u32 {
        self.serial += 1;
        // Serial 0000 is no number; low ones are left to hand-made examples.
        11 + self.serial % 9_000
    }
}

/// Makes a family of one to seven.
pub fn family(dice: &mut Dice, names: &Names, desa: &Region, today: NaiveDate, registry: &mut Registry) -> Family {
    let surname = *dice.pick(names.families);
    let mut people = Vec::new();
    let shape = dice.below(10);
    let head_age = match shape {
        0 | 1 => dice.between(62, 84),
        2 => dice.between(45, 70),
        _ => dice.between(26, 55),
    };
    let widowed = shape <= 3;
    let head_sex = if widowed || dice.percent(15) { 'P' } else { 'L' };
    people.push(person(dice, names, surname, head_sex, head_age, "kepala_keluarga", desa, today, registry));
    if !widowed && head_sex == 'L' {
        let age = (head_age - dice.between(-2, 8)).max(19);
        people.push(person(dice, names, surname, 'P', age, "istri", desa, today, registry));
    }
    let children = if head_age > 60 { dice.below(2) } else { dice.below(5) };
    for _ in 0..children {
        let age = dice.between(0, (head_age - 20).clamp(0, 24));
        let sex = if dice.percent(50) { 'L' } else { 'P' };
        let relation = if head_age > 60 && age < 18 { "cucu" } else { "anak" };
        people.push(person(dice, names, surname, sex, age, relation, desa, today, registry));
    }
    if head_age < 55 && dice.percent(20) {
        let age = (head_age + dice.between(20, 28)).min(88);
        people.push(person(dice, names, surname, 'P', age, "orang_tua", desa, today, registry));
    }
    let head_married = if people.len() > 1 && people[1].relation == "istri" {
        "kawin"
    } else if head_age > 45 {
        "cerai_mati"
    } else {
        "cerai_hidup"
    };
    people[0].married = head_married;
    let registered = today - Duration::days(dice.between(400, 6_000));
    let kk = format!("{}{}{:04}", digits(desa), registered.format("%d%m%y"), registry.next());
    let address = format!("RT {:02} RW {:02}", dice.between(1, 12), dice.between(1, 5));
    Family { desa: desa.clone(), address, kk, people }
}

/// The six digits with which numbers of this desa begin.
fn digits(desa: &Region) -> String {
    desa.code.replace('.', "").chars().take(6).collect()
}

#[allow(clippy::too_many_arguments, reason = "a family tells all of this about each of its members")]
fn person(
    dice: &mut Dice,
    names: &Names,
    surname: &str,
    sex: char,
    age: i64,
    relation: &'static str,
    desa: &Region,
    today: NaiveDate,
    registry: &mut Registry,
) -> Person {
    let born = today - Duration::days(age * 365 + age / 4 + dice.between(1, 360));
    let given = if sex == 'L' { dice.pick(names.men) } else { dice.pick(names.women) };
    let day = born.day() + if sex == 'P' { 40 } else { 0 };
    let nik = format!("{}{day:02}{}{:04}", digits(desa), born.format("%m%y"), registry.next());
    let without_nik = match (age, dice.below(100)) {
        (0..=5, 0..30) => Some("anak"),
        (60.., 0..12) => Some("belum_direkam"),
        (_, 0..3) => Some("hilang"),
        _ => None,
    };
    let married = match (relation, age) {
        ("istri", _) => "kawin",
        ("orang_tua", _) => "cerai_mati",
        _ => "belum_kawin",
    };
    let phone = (age >= 17 && dice.percent(35)).then(|| format!("0812{:08}", dice.below(100_000_000)));
    Person {
        name: format!("{given} {surname}"),
        nik: without_nik.is_none().then_some(nik),
        without_nik,
        born,
        estimated: age >= 60 && without_nik.is_some(),
        sex,
        relation,
        married,
        phone,
        disabled: dice.percent(6),
    }
}
