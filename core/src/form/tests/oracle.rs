//! The part of the language that is plain XPath 1.0, against another implementation of it: thousands of random
//! expressions over literals must give the same text.
//!
//! Left out by construction, because the dialect differs there: booleans beside text (`true() = 'true'`), texts that
//! look like dates or hold an exponent, infinities and NaN as text (they print blank here), numbers beyond 2^53. The
//! other one writes the negative zero as `-0`, where XPath 1.0 wants `0`; adding 0 takes its sign.

use super::super::compiled::Op;
use super::super::value::Value;
use super::*;
use sxd_xpath::Value as Theirs;

/// A small generator of random numbers, the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

fn number(d: &mut Dice, depth: usize) -> String {
    if depth == 0 {
        return d.pick(&["0", "1", "2", "3.5", "10", ".25", "7", "100.125", "0.1", "-4"]).to_owned();
    }
    let n = depth - 1;
    match d.roll(16) {
        0 => format!("({} + {})", number(d, n), number(d, n)),
        1 => format!("{} - {}", number(d, n), number(d, 0)),
        2 => format!("{} * {}", number(d, 0), number(d, 0)),
        3 => format!("({} div {})", number(d, n), d.pick(&["2", "4", "-8", "0.5", "3"])),
        4 => format!("({} mod {})", number(d, n), d.pick(&["3", "-2", "1.5", "7"])),
        5 => format!("-({})", number(d, n)),
        6 => format!("floor({})", number(d, n)),
        7 => format!("ceiling({})", number(d, n)),
        8 => format!("round({})", number(d, n)),
        9 => format!("string-length({})", text(d, n)),
        10 => format!("number({})", boolean(d, n)),
        11 => format!("number({})", d.pick(&["'12'", "' 3.5 '", "'-7'", "'.5'"])),
        12 => format!("({} + {})", boolean(d, n), number(d, n)),
        13 => format!("{} * {} - {}", number(d, 0), number(d, 0), number(d, 0)),
        14 => format!("({} + {})", d.pick(&["'3'", "'0.5'"]), number(d, n)),
        _ => number(d, 0),
    }
}

fn text(d: &mut Dice, depth: usize) -> String {
    if depth == 0 {
        return d
            .pick(&["'a'", "'desa'", "''", "' dua  kata '", "\"x-y\"", "'Ümlaut é'", "'5'", "'aabbcc'"])
            .to_owned();
    }
    let n = depth - 1;
    match d.roll(11) {
        0 => format!("concat({}, {})", text(d, n), text(d, n)),
        1 => format!("substring({}, {})", text(d, n), number(d, 0)),
        2 => format!("substring({}, {}, {})", text(d, n), number(d, 0), number(d, 0)),
        3 => format!("substring-before({}, {})", text(d, n), d.pick(&["'a'", "'-'", "' '"])),
        4 => format!("substring-after({}, {})", text(d, n), d.pick(&["'a'", "'-'", "' '"])),
        5 => format!("translate({}, {}, {})", text(d, n), d.pick(&["'abc'", "'a '"]), d.pick(&["'AB'", "'xyz'"])),
        6 => format!("normalize-space({})", text(d, n)),
        7 => format!("string({} + 0)", number(d, n)),
        8 => format!("string({})", boolean(d, n)),
        9 => format!("concat({} + 0, {}, {})", number(d, n), text(d, 0), boolean(d, 0)),
        _ => text(d, 0),
    }
}

fn boolean(d: &mut Dice, depth: usize) -> String {
    if depth == 0 {
        return d.pick(&["true()", "false()", "1 = 1", "2 < 1"]).to_owned();
    }
    let n = depth - 1;
    let order = d.pick(&["<", "<=", ">", ">="]);
    let equal = d.pick(&["=", "!="]);
    match d.roll(12) {
        0 => format!("({} and {})", boolean(d, n), boolean(d, n)),
        1 => format!("({} or {})", boolean(d, n), boolean(d, n)),
        2 => format!("not({})", boolean(d, n)),
        3 => format!("({} {order} {})", number(d, n), number(d, n)),
        4 => format!("({} {equal} {})", number(d, n), number(d, n)),
        5 => format!("({} {equal} {})", text(d, n), text(d, n)),
        6 => format!("({} {equal} {})", text(d, 0), number(d, n)),
        7 => format!("contains({}, {})", text(d, n), text(d, 0)),
        8 => format!("starts-with({}, {})", text(d, n), text(d, 0)),
        9 => format!("boolean({})", if d.roll(2) == 0 { text(d, n) } else { number(d, n) }),
        10 => format!("({} {equal} {})", boolean(d, n), boolean(d, n)),
        _ => format!("({} {order} {})", d.pick(&["'3'", "'x'", "''"]), number(d, n)),
    }
}

fn ours(expressions: &[String]) -> Vec<String> {
    let lines: String = expressions.iter().enumerate().map(|(i, e)| format!("calc c{i} ~ calc ~ {e}\n")).collect();
    let form = compile_form(source(&lines)).unwrap_or_else(|e| panic!("{e}"));
    // All of them are constants, folded at load: what is compared is what a program would compute as well.
    assert!(form.units.iter().any(|u| matches!(form.program(u.prog), [Op::Const(_)])));
    let s = FormSession::new(form, env());
    (0..expressions.len()).map(|i| value(&s, &format!("c{i}"))).collect()
}

#[test]
fn plain_xpath_agrees_with_another_implementation() {
    let package = sxd_document::Package::new();
    let document = package.as_document();
    let mut d = Dice(2024);
    let (mut compared, mut blank) = (0, 0);
    for _ in 0..40 {
        let expressions: Vec<String> = (0..100)
            .map(|i| match i % 3 {
                0 => number(&mut d, 3),
                1 => text(&mut d, 3),
                _ => boolean(&mut d, 3),
            })
            .collect();
        for (expression, got) in expressions.iter().zip(ours(&expressions)) {
            let theirs =
                sxd_xpath::evaluate_xpath(&document, expression).unwrap_or_else(|e| panic!("{expression}: {e}"));
            let want = match &theirs {
                Theirs::Number(n) if !n.is_finite() => String::new(),
                // Beyond the fifteenth digit the order of additions may show.
                Theirs::Number(n) => Value::num(*n).to_string(),
                other => other.string(),
            };
            if want.contains("NaN") || want.contains("inf") {
                // A text made of what is no number; it prints blank here.
                blank += 1;
                continue;
            }
            compared += 1;
            assert_eq!(got, want, "{expression}");
        }
    }
    assert!(compared > 3_500 && blank < 400, "{compared} compared, {blank} left out");
}
