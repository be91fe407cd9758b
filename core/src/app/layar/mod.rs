//! The use cases behind the first seven screens: each reads what its record needs in one consistent look at the store, and
//! the view says it in words.

mod cari;
mod daftar;
mod draf;
mod formulir;
mod hari_ini;
mod kartu;
mod kotak_kirim;
mod kunjungan;
mod masuk;
mod nilai;
mod pemulihan;
mod profil;
mod tinjau;

pub(super) use hari_ini::due;

use super::companion::Inner;
use crate::domain::Lang;
use crate::domain::waktu::Moment;
use crate::store::Reader;
use chrono::NaiveDate;

/// One look at the store, with what every card needs to be worded.
#[derive(Clone, Copy)]
struct Look<'a> {
    inner: &'a Inner,
    db: &'a Reader<'a>,
    now: Moment,
    lang: Lang,
}

impl<'a> Look<'a> {
    fn new(inner: &'a Inner, db: &'a Reader<'a>) -> Self {
        Self { inner, db, now: inner.now(), lang: inner.lang() }
    }

    fn today(&self) -> NaiveDate {
        self.now.date()
    }

    fn pick<'t>(&self, id: &'t str, en: &'t str) -> &'t str {
        self.lang.pick(id, en)
    }

    /// A moment stored in UTC, here.
    fn at(&self, ms: i64) -> Moment {
        Moment { ms, offset_minutes: self.now.offset_minutes }
    }
}
