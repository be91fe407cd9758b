//! A form cannot hang the device: work is counted, and what takes too much is told.

use super::*;
use crate::form::Validity;

#[test]
fn a_rule_that_takes_too_much_is_blank_and_told() {
    let mut s = open(
        "repeat hh
         integer age
         end
         calc cube ~ calc ~ count(/data/hh[count(/data/hh[count(/data/hh[age > 1]) > 1]) > 1])
         integer x ~ relevant ~ count(/data/hh[count(/data/hh[count(/data/hh[age > 1]) > 1]) > 1]) > 500
         calc plain ~ calc ~ sum(${age})",
    );
    s.st.work.limits = (20_000, 1_000_000);
    for i in 1..=5 {
        s.add_row("hh").expect("row");
        s.set(&format!("hh[{i}]/age"), "3").expect("age");
    }
    assert_eq!([value(&s, "cube"), value(&s, "plain")], ["5", "15"]);
    assert_eq!(s.problem_count(), 0);
    for i in 6..=40 {
        s.add_row("hh").expect("row");
        s.set(&format!("hh[{i}]/age"), "3").expect("age");
    }
    // 40 * 40 * 40 rows: blank, and named among the problems; the rest goes on.
    assert_eq!([value(&s, "cube"), value(&s, "plain")], ["", "120"]);
    let q = s.question("cube").expect("there");
    assert!(matches!(&q.validity, Validity::TooMuch(m) if m.contains("terlalu berat")), "{:?}", q.validity);
    assert_eq!(q.validity.code(), "too_much_work");
    // Whether it applies is not known: it is shown, with its fault.
    let x = s.question("x").expect("there");
    assert_eq!((x.relevant, x.validity.code()), (true, "too_much_work"));
    assert_eq!(s.problem_count(), 2);
    // With fewer rows it works again.
    while s.rows(s.slot("hh").expect("hh")).len() > 8 {
        s.remove_row("hh", 1).expect("gone");
    }
    assert_eq!(value(&s, "cube"), "8");
    assert_eq!((s.problem_count(), s.question("x").expect("there").relevant), (0, false));
}

#[test]
fn all_rules_of_a_change_share_one_account() {
    let lines: String = (0..50).map(|i| format!("calc c{i} ~ calc ~ count(${{age}}[. > ${{n}} + {i}])\n")).collect();
    let mut s = open(&format!("integer n\nrepeat hh\ninteger age\nend\ncalc first ~ calc ~ ${{n}} + 1\n{lines}"));
    for i in 1..=30 {
        s.add_row("hh").expect("row");
        s.set(&format!("hh[{i}]/age"), "100").expect("age");
    }
    s.set("n", "1").expect("set");
    assert_eq!([value(&s, "c0"), value(&s, "c49")], ["30", "30"]);
    // Enough for one and not for fifty: what is cheap is still right.
    s.st.work.limits = (10_000, 2_000);
    s.set("n", "2").expect("set");
    let blank = (0..50).filter(|i| value(&s, &format!("c{i}")).is_empty()).count();
    assert!((20..50).contains(&blank), "{blank}");
    assert_eq!(value(&s, "first"), "3");
    assert_eq!(s.problem_count(), blank);
    s.st.work.limits = (10_000, 1_000_000);
    s.set("n", "3").expect("set");
    assert_eq!(s.problem_count(), 0);
    assert_eq!(value(&s, "c49"), "30");
}

#[test]
fn the_shipped_limits_stop_a_hostile_form() {
    let mut s = open(
        "integer n
         repeat hh ~ count ~ ${n}
         calc a ~ calc ~ count(/data/hh[count(/data/hh[count(/data/hh[position() > 1]) > 1]) > 1])
         end",
    );
    // A thousand rows, each of which asks for a thousand million steps.
    s.set("n", "1000").expect("set");
    assert_eq!(value(&s, "hh[1]/a"), "");
    assert_eq!(s.problem_count(), 1000);
}

#[test]
fn nested_predicates_are_bounded_by_the_parser() {
    let deep = |n: usize| {
        let mut e = "1".to_owned();
        for _ in 0..n {
            e = format!("count(/data/hh[{e} > 0])");
        }
        format!("repeat hh\ninteger age\nend\ncalc c ~ calc ~ {e}")
    };
    let mut s = open(&deep(31));
    s.add_row("hh").expect("row");
    assert_eq!(value(&s, "c"), "1");
    assert_eq!(refused(&deep(33))[0].0, "form.expr_too_deep");
}
