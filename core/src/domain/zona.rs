//! The time zone of a place, by its province. Each province lies in one zone as a whole; which one is content
//! (`core/data/zona.csv`), since a decree may move it.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Western Indonesian time, minutes east of UTC: what holds where no place is known.
pub const WIB: i16 = 420;

static ZONES: LazyLock<HashMap<&'static str, i16>> = LazyLock::new(|| {
    let rows = include_str!("../../data/zona.csv").lines().skip(1);
    rows.filter_map(|row| {
        let mut cells = row.split(',');
        Some((cells.next()?, cells.nth(1)?.parse().ok()?))
    })
    .collect()
});

/// Minutes east of UTC at a region, by its code with or without dots (`53.11`, `5311`, `53`). `None` for one that no
/// province of the table begins.
pub fn of_region(code: &str) -> Option<i16> {
    ZONES.get(code.trim().get(..2)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::wilayah::Wilayah;

    #[test]
    fn every_province_has_a_zone_and_nothing_else_has() {
        for (code, minutes) in [
            ("53.11", Some(480)),
            ("5311", Some(480)),
            ("31.74.07.1001", Some(420)),
            ("61", Some(420)),
            ("62.01", Some(420)),
            ("63.01", Some(480)),
            ("51.71", Some(480)),
            ("81.01", Some(540)),
            ("96.01", Some(540)),
            (" 94.01", Some(540)),
            ("", None),
            ("5", None),
            ("00.00", None),
            ("99.99", None),
            ("é1.01", None),
            ("pr", None),
        ] {
            assert_eq!(of_region(code), minutes, "{code:?}");
        }
        assert_eq!(ZONES.len(), 38);
        for code in ZONES.keys() {
            assert!(Wilayah::table().get(code).is_some(), "{code} is no province");
        }
        assert!(ZONES.values().all(|minutes| [420, 480, 540].contains(minutes)));
    }
}
