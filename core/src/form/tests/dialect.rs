//! The decisions of the dialect (docs/FORMS.md), one test each.

use super::functions::yields;
use super::*;

#[test]
fn blank_is_empty_text_and_no_number() {
    yields(
        "integer n\ntext t\ncalc sum ~ calc ~ ${n} + 1",
        &[],
        &[
            ("${n} = ''", "true"),
            ("${n} = 0", "false"),
            ("${n} != 0", "true"),
            ("${n} < 1 or ${n} >= 1", "false"),
            ("${sum} = ''", "true"),
            ("concat('[', ${n} + 1, ']')", "[]"),
            ("string(number('x'))", ""),
            ("boolean(${n})", "false"),
            ("coalesce(${n}, 5) + 1", "6"),
        ],
    );
}

#[test]
fn equality_goes_by_boolean_number_date_text() {
    yields(
        "integer n\ntext t\ndate d\ncalc yes ~ calc ~ 1 = 1",
        &[("n", "5"), ("t", "05"), ("d", "2024-04-30")],
        &[
            ("${n} = '5.0'", "true"),
            ("${t} = 5", "true"),
            ("${t} = '5'", "false"),
            ("${yes} = 'true'", "true"),
            ("${yes} = 1", "true"),
            ("false() = 'false'", "true"),
            ("${d} = '2024-04-30'", "true"),
            ("'2024-04-30' = '2024-4-30'", "false"),
        ],
    );
}

#[test]
fn order_compares_numbers_and_days() {
    yields(
        "date d\ntext t",
        &[("d", "2024-04-30"), ("t", "2024-04-30")],
        &[
            ("'10' > '9'", "true"),
            ("'a' < 'b' or 'a' >= 'b'", "false"),
            ("${d} < '2024-05-01'", "true"),
            ("${t} < '2024-05-01'", "true"),
            ("${t} + 1 = ${d} + 1", "true"),
            ("date(${t} + 1)", "2024-05-01"),
            ("'30/04/2024' < '2024-05-01'", "false"),
        ],
    );
}

#[test]
fn a_nodeset_compares_if_any_member_does() {
    yields(
        "repeat r\ninteger v\nend",
        &[("r", "+"), ("r", "+"), ("r[1]/v", "1"), ("r[2]/v", "2")],
        &[
            ("${v} = 2", "true"),
            ("${v} != 2", "true"),
            ("not(${v} = 2)", "false"),
            ("${v} = /data/r[2]/v", "true"),
            ("${v} + 0", "1"),
        ],
    );
}

#[test]
fn an_absolute_path_in_a_repeat_means_the_own_row() {
    yields(
        "repeat r\ninteger v\ncalc next ~ calc ~ /data/r/v + 1\ncalc name ~ calc ~ ${v} + 1\ncalc all ~ calc ~ sum(/data/r/v)\ncalc picked ~ calc ~ sum(/data/r[v > 1]/v)\ncalc some ~ calc ~ join(',', /data/r/v)\nend",
        &[("r", "+"), ("r", "+"), ("r[1]/v", "1"), ("r[2]/v", "2")],
        &[
            ("join(' ', ${next})", "2 3"),
            ("join(' ', ${name})", "2 3"),
            ("join(' ', ${all})", "3 3"),
            ("join(' ', ${picked})", "2 2"),
            ("join(' ', ${some})", "1,2 1,2"),
        ],
    );
}

#[test]
fn blank_cells_are_left_out_of_totals() {
    yields(
        "repeat r\ninteger v\ntext t\nend",
        &[("r", "+"), ("r", "+"), ("r", "+"), ("r[1]/v", "4"), ("r[3]/v", "6"), ("r[2]/t", "x")],
        &[
            ("sum(${v})", "10"),
            ("min(${v})", "4"),
            ("max(${v})", "6"),
            ("count(${v})", "3"),
            ("count-non-empty(${v})", "2"),
            ("sum(${v}) div count-non-empty(${v})", "5"),
            ("sum(${t})", "0"),
            ("min(${t})", ""),
            ("join(',', ${v})", "4,6"),
        ],
    );
}

#[test]
fn what_does_not_apply_is_in_no_nodeset() {
    let form = "integer gate
         repeat r ~ relevant ~ ${gate} != 9
         integer v
         integer w ~ relevant ~ ../v > 1
         end
         calc rows ~ calc ~ count(${r})
         calc values ~ calc ~ count(${w})
         calc sum ~ calc ~ sum(${w})
         calc any ~ calc ~ ${w} = 8
         calc both ~ calc ~ count(${v} | ${w})";
    let mut s = open(form);
    s.set("gate", "1").expect("set");
    for (i, (v, w)) in [("2", "7"), ("3", "8")].iter().enumerate() {
        s.add_row("r").expect("row");
        s.set(&format!("r[{}]/v", i + 1), *v).expect("v");
        s.set(&format!("r[{}]/w", i + 1), *w).expect("w");
    }
    let seen = |s: &FormSession| ["rows", "values", "sum", "any", "both"].map(|p| value(s, p));
    assert_eq!(seen(&s), ["2", "2", "15", "true", "4"]);
    // An answer that does not apply is kept, and seen by nobody.
    s.set("r[2]/v", "1").expect("set");
    assert_eq!(seen(&s), ["2", "1", "7", "false", "3"]);
    // A repeat applies or not as a whole.
    s.set("gate", "9").expect("set");
    assert_eq!(seen(&s), ["0", "0", "0", "false", "0"]);
    s.set("gate", "1").expect("set");
    s.set("r[2]/v", "3").expect("set");
    assert_eq!(seen(&s), ["2", "2", "15", "true", "4"]);
}

#[test]
fn the_next_and_the_previous_row_are_followed() {
    let mut s = open(
        "repeat r
         integer v
         calc next ~ calc ~ indexed-repeat(${v}, ${r}, position(..) + 1)
         calc before ~ calc ~ string(/data/r[position() = position(current()/..) - 1]/v)
         calc gap ~ calc ~ ${next} - ${v}
         end",
    );
    for i in 1..=3 {
        s.add_row("r").expect("row");
        s.set(&format!("r[{i}]/v"), (i * i).to_string()).expect("set");
    }
    let row = |s: &FormSession, i: usize| ["next", "before", "gap"].map(|p| value(s, &format!("r[{i}]/{p}")));
    assert_eq!([row(&s, 1), row(&s, 2), row(&s, 3)], [["4", "", "3"], ["9", "1", "5"], ["", "4", ""]]);
    s.set("r[3]/v", "10").expect("set");
    assert_eq!(row(&s, 2), ["10", "1", "6"]);
    s.remove_row("r", 2).expect("gone");
    assert_eq!([row(&s, 1), row(&s, 2)], [["10", "", "9"], ["", "1", ""]]);
}

#[test]
fn a_repeat_begins_with_the_rows_the_form_shows() {
    let rows = |xml_rows: &str| {
        let xml = format!(
            r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T</h:title><model><instance><data id="x" version="1">{xml_rows}</data></instance></model></h:head><h:body><repeat nodeset="/data/r"><input ref="/data/r/v"><label>V</label></input></repeat></h:body></h:html>"#
        );
        let form = crate::form::xform::load_xform(xml.as_bytes(), &[]).expect("loads");
        let s = FormSession::new(compile_form(form).expect("form"), env());
        s.rows(s.slot("r").expect("r")).len()
    };
    assert_eq!(rows(r#"<r jr:template=""><v/></r>"#), 0);
    assert_eq!(rows("<r><v/></r>"), 1);
    assert_eq!(rows(r#"<r jr:template=""><v/></r><r><v/></r><r><v/></r>"#), 2);
    let s = open("repeat r\ninteger v\nend");
    assert_eq!(s.rows(s.slot("r").expect("r")).len(), 0);
}

#[test]
fn numbers_print_the_shortest_way() {
    yields(
        "decimal d",
        &[("d", "5164.0")],
        &[
            ("${d}", "5164"),
            ("7 div 2", "3.5"),
            ("6 div 2", "3"),
            ("0.1 + 0.2", "0.30000000000000004"),
            ("1 div 3", "0.3333333333333333"),
            ("1 div 0", ""),
            ("1000000 * 1000000", "1000000000000"),
            ("0.0000001", "0.0000001"),
        ],
    );
}

#[test]
fn halves_round_up_and_division_stays_exact() {
    yields(
        "text t",
        &[],
        &[
            ("round(2.5)", "3"),
            ("round(-2.5)", "-2"),
            ("round(1.005, 2)", "1.01"),
            ("int(-2.9)", "-2"),
            ("7 mod -3", "1"),
            ("9007199254740993 - 1", "9007199254740992"),
        ],
    );
}

#[test]
fn once_keeps_the_first_value_that_is_not_blank() {
    let mut s = open("integer a\ncalc first ~ calc ~ once(${a})");
    assert_eq!(value(&s, "first"), "");
    s.set("a", "3").expect("set");
    s.set("a", "4").expect("set");
    assert_eq!(value(&s, "first"), "3");
    assert_eq!(value(&FormSession::replay(form_of(&s), env(), s.events()), "first"), "3");
}

#[test]
fn regex_wants_the_whole_text() {
    yields(
        "text t",
        &[("t", "3273")],
        &[
            ("regex(${t}, '[0-9]{4}')", "true"),
            ("regex(${t}, '[0-9]{3}')", "false"),
            ("regex(${t}, '3|3273')", "true"),
            ("regex('', '[0-9]*')", "true"),
        ],
    );
}

#[test]
fn a_moment_keeps_its_offset() {
    yields(
        "datetime m",
        &[("m", "2024-05-01T08:30:00+08:00")],
        &[
            ("${m}", "2024-05-01T08:30:00+08:00"),
            ("${m} = '2024-05-01T08:30:00+08:00'", "true"),
            ("${m} < now()", "true"),
            ("round(number(${m}), 4)", "19844.3542"),
            ("date(${m})", "2024-05-01"),
        ],
    );
}
