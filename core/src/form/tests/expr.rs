//! The expression language, row by row: what each expression yields in one form with known answers.

use super::*;

const FORM: &str = "
integer five
integer zero
integer blank
decimal half
text word
text empty
text numtext
text datetext
date day
datetime moment
time clock
one pick abc
many picks abc
calc yes ~ calc ~ ${five} = 5
calc no ~ calc ~ ${five} = 6
group g
integer deep
end
repeat hh
text name
integer age
decimal pay ~ relevant ~ ../age >= 15
calc twice ~ calc ~ ../age * 2
calc pos ~ calc ~ position(..)
calc share ~ calc ~ ../age div sum(${age})
calc prev ~ calc ~ indexed-repeat(${name}, ${hh}, position(..) - 1)
calc abs ~ calc ~ /data/hh/age + 1
repeat kid
text toy
calc who ~ calc ~ concat(../../name, ':', position(..))
end
calc toys ~ calc ~ join(',', ../kid/toy)
end
";

/// Expression and the text it yields at the top of the form.
const TABLE: &[(&str, &str)] = &[
    // literals and arithmetic
    ("1 + 2 * 3", "7"),
    ("(1 + 2) * 3", "9"),
    ("7 div 2", "3.5"),
    ("6 div 2", "3"),
    ("1 div 0", ""),
    ("7 mod 3", "1"),
    ("-7 mod 3", "-1"),
    ("5.5 mod 2", "1.5"),
    ("5 mod 0", ""),
    ("- - 5", "5"),
    ("-(-5)", "5"),
    ("1 - -1", "2"),
    ("2 - 1 - 1", "0"),
    ("8 div 2 div 2", "2"),
    (".5 + .5", "1"),
    ("0.1 + 0.2", "0.30000000000000004"),
    ("5164.0", "5164"),
    ("9007199254740993 + 0", "9007199254740993"),
    ("9007199254740993 - 1", "9007199254740992"),
    ("9223372036854775807 + 1", "9223372036854776000"),
    ("'a' + 1", ""),
    ("'2' + 1", "3"),
    ("' 2 ' + 1", "3"),
    ("'1e3' + 0", ""),
    ("'+2' + 0", ""),
    ("'-2' + 0", "-2"),
    // blank: '' as text, NaN as number
    ("${blank} + 1", ""),
    ("${blank} = ''", "true"),
    ("${blank} = 0", "false"),
    ("${blank} != 0", "true"),
    ("${blank} < 1", "false"),
    ("${blank} > -1", "false"),
    ("${blank} = ${empty}", "true"),
    ("number('')", ""),
    ("number(${blank})", ""),
    ("string(${blank})", ""),
    ("string(number('x'))", ""),
    ("not(${blank})", "true"),
    ("boolean(${empty})", "false"),
    ("coalesce(${blank}, 7)", "7"),
    ("coalesce(${five}, 7)", "5"),
    ("coalesce('', ${blank}, 'z')", "z"),
    ("if(${blank} = '', 'kosong', 'isi')", "kosong"),
    // equality and order
    ("${five} = '5'", "true"),
    ("${five} = '5.0'", "true"),
    ("${five} = 5.0", "true"),
    ("'5' = '5.0'", "false"),
    ("${numtext} = 5", "true"),
    ("${numtext} = '5'", "false"),
    ("${five} = ${numtext}", "true"),
    ("'a' = 'a'", "true"),
    ("'a' != 'b'", "true"),
    ("'a' < 'b'", "false"),
    ("'10' > '9'", "true"),
    ("5 >= 5 and 5 <= 5", "true"),
    ("1 < 2 = true()", "true"),
    ("true() = 'true'", "true"),
    ("false() = 'false'", "true"),
    ("${no} = 'false'", "true"),
    ("${yes} = 'true'", "true"),
    ("if(${no}, 1, 2)", "2"),
    ("true() = 1", "true"),
    ("true() = 'x'", "true"),
    ("boolean('false')", "true"),
    ("boolean(0)", "false"),
    ("boolean(-1)", "true"),
    ("true() + 1", "2"),
    ("not(true() and false())", "true"),
    ("1 = 1 or 1 div 0 = 2", "true"),
    ("false() or 0", "false"),
    ("'x' and 'y'", "true"),
    ("1 = 2 or 2 = 2 and 3 = 4", "false"),
    // text
    ("concat('a', 1, ${blank}, true())", "a1true"),
    ("concat(${word})", "kata"),
    ("string(5)", "5"),
    ("string(2.50)", "2.5"),
    ("string(true())", "true"),
    ("string-length('héö')", "3"),
    ("string-length(${empty})", "0"),
    ("substr('hello', 1, 3)", "el"),
    ("substr('hello', 1)", "ello"),
    ("substr('hello', -2)", "lo"),
    ("substr('hello', 3, 1)", ""),
    ("substr('hello', 0, 99)", "hello"),
    ("substring('hello', 2, 3)", "ell"),
    ("substring('12345', 1.5, 2.6)", "234"),
    ("substring('12345', 0, 3)", "12"),
    ("substring-before('2024-05', '-')", "2024"),
    ("substring-after('2024-05', '-')", "05"),
    ("substring-before('abc', 'x')", ""),
    ("contains('hello', 'ell')", "true"),
    ("contains('hello', '')", "true"),
    ("starts-with('hello', 'he')", "true"),
    ("ends-with('hello', 'he')", "false"),
    ("normalize-space('  a   b ')", "a b"),
    ("translate('bar', 'abc', 'AB')", "BAr"),
    ("translate('--aaa--', 'a-', 'A')", "AAA"),
    ("join(' ', 'a', 'b', 3)", "a b 3"),
    ("\"it's\"", "it's"),
    ("regex('3273', '[0-9]{4}')", "true"),
    ("regex('32730', '[0-9]{4}')", "false"),
    ("regex(${blank}, '[0-9]*')", "true"),
    ("regex('a', 'a|b')", "true"),
    ("regex('ac', 'a|bc')", "false"),
    // numbers
    ("round(2.5)", "3"),
    ("round(-2.5)", "-2"),
    ("round(2.449, 1)", "2.4"),
    ("round(1.005, 2)", "1.01"),
    ("round(1234, -2)", "1200"),
    ("round('x')", ""),
    ("int(2.9)", "2"),
    ("int(-2.9)", "-2"),
    ("int('7.8')", "7"),
    ("floor(-2.1)", "-3"),
    ("ceiling(2.1)", "3"),
    ("abs(-4)", "4"),
    ("pow(2, 10)", "1024"),
    ("pow(4, 0.5)", "2"),
    ("min(3, 1, 2)", "1"),
    ("max(3, '', 2)", "3"),
    ("max('')", ""),
    ("number('12.50')", "12.5"),
    ("number(true())", "1"),
    // selects
    ("selected(${picks}, 'a')", "true"),
    ("selected(${picks}, 'b')", "false"),
    ("selected('ab c', 'a')", "false"),
    ("selected(${picks}, ${pick})", "false"),
    ("selected(${blank}, '')", "false"),
    ("selected-at(${picks}, 1)", "c"),
    ("selected-at(${picks}, 5)", ""),
    ("selected-at(${picks}, -1)", ""),
    ("count-selected(${picks})", "2"),
    ("count-selected(${empty})", "0"),
    ("jr:choice-name(${pick}, '${pick}')", "Bola"),
    ("jr:choice-name(${picks}, '/data/picks')", "Apel, Cabe"),
    ("jr:choice-name('zz', ' /data/pick ')", ""),
    ("${pick} = 'b'", "true"),
    // dates
    ("${day}", "2024-04-30"),
    ("${day} = '2024-04-30'", "true"),
    ("${day} < today()", "true"),
    ("${day} + 1 = today()", "true"),
    ("today() - ${day}", "1"),
    ("today()", "2024-05-01"),
    ("now()", "2024-05-01T09:00:00+07:00"),
    ("today() = date('2024-05-01')", "true"),
    ("${day} > '2024-04-29'", "true"),
    ("'2024-05-02' > '2024-05-01'", "true"),
    ("${datetext} < ${day}", "true"),
    ("date('2024-02-30')", ""),
    ("date(0)", "1970-01-01"),
    ("date(19844 + 1)", "2024-05-02"),
    ("number('1970-01-02')", "1"),
    ("int((today() - date('1990-05-02')) div 365.25)", "33"),
    ("decimal-date-time('1970-01-02')", "1"),
    ("decimal-date-time('1970-01-01T12:00:00Z')", "0.5"),
    ("format-date(${day}, '%d/%m/%Y')", "30/04/2024"),
    ("format-date('2024-05-01', '%e %b %y %a')", "1 Mei 24 Rab"),
    ("format-date('', '%Y')", ""),
    ("format-date-time(${moment}, '%Y-%m-%d %H:%M:%S')", "2024-05-01 08:30:00"),
    ("${moment}", "2024-05-01T08:30:00+08:00"),
    ("${moment} < now()", "true"),
    ("${moment} = '2024-05-01T08:30:00+08:00'", "true"),
    ("${clock}", "07:15:00"),
    ("${clock} < 0.5", "true"),
    // paths
    ("/data/five", "5"),
    ("../five", "5"),
    ("../g/deep", "9"),
    ("/data/g/deep", "9"),
    ("current()/../five", "5"),
    ("./../five", "5"),
    ("${deep}", "9"),
    // repeats from outside
    ("count(${hh})", "3"),
    ("count(/data/hh)", "3"),
    ("count(../hh)", "3"),
    ("sum(${age})", "65"),
    ("sum(/data/hh/age)", "65"),
    ("min(${age})", "10"),
    ("max(/data/hh/age)", "40"),
    ("count(${age})", "3"),
    ("count-non-empty(${age})", "3"),
    ("count-non-empty(${pay})", "1"),
    ("count(${pay})", "2"),
    ("sum(${pay})", "1.5"),
    ("sum(${name})", "0"),
    ("min(${name})", ""),
    ("join('-', ${name})", "ani-budi-cici"),
    ("concat(${name})", "anibudicici"),
    ("${age} = 15", "true"),
    ("${age} != 15", "true"),
    ("${age} > 100", "false"),
    ("15 = ${age}", "true"),
    ("${age} = ${five}", "false"),
    ("/data/hh[2]/name", "budi"),
    ("/data/hh[position() = 3]/name", "cici"),
    ("/data/hh[9]/name", ""),
    ("/data/hh[age > 12]/name", "budi"),
    ("count(/data/hh[age > 12])", "2"),
    ("sum(/data/hh[age > 12]/age)", "55"),
    ("sum(/data/hh[age > /data/five and name != 'ani']/age)", "55"),
    ("sum(/data/hh[age > current()/../five]/age)", "65"),
    ("indexed-repeat(${name}, ${hh}, 1)", "ani"),
    ("indexed-repeat(/data/hh/age, /data/hh, ${five} - 3)", "15"),
    ("indexed-repeat(${name}, ${hh}, ${blank})", ""),
    ("indexed-repeat(${toy}, ${hh}, 2, ${kid}, 2)", "bola"),
    ("count(${kid})", "3"),
    ("join(' ', ${toy})", "robot boneka bola"),
    ("sum(${twice})", "130"),
    ("join(',', ${pos})", "1,2,3"),
    ("join(',', ${prev})", "ani,budi"),
    ("join(',', ${abs})", "11,16,41"),
    ("join(' ', ${who})", "ani:1 budi:1 budi:2"),
    ("join('|', ${toys})", "robot|boneka,bola"),
    ("round(sum(${share}), 6)", "1"),
    // lists
    ("instance('abc')/root/item[name = ${pick}]/label", "Bola"),
    ("instance('abc')/root/item[name = 'zz']/label", ""),
    ("instance('abc')/root/item[score = 3]/name", "c"),
    ("instance('abc')/root/item[score = '3']/name", ""),
    ("instance('abc')/root/item[score > 1]/name", "b"),
    ("instance('abc')/root/item[2]/name", "b"),
    ("instance('abc')/root/item[position() = 3]/name", "c"),
    ("count(instance('abc')/root/item)", "3"),
    ("count(instance('desa')/root/item[kec = 'x'])", "2"),
    ("count(instance('desa')/root/item[kec = 'x' and name != '1'])", "1"),
    ("count(instance('desa')/root/item[kec = 'x'][label = 'Dua'])", "1"),
    ("sum(instance('abc')/root/item/score)", "6"),
    ("sum(instance('abc')/root/item[selected(${picks}, name)]/score)", "4"),
    ("join(',', instance('desa')/root/item[kec = instance('kec')/root/item[label = 'Kec Y']/name]/name)", "3,4"),
    ("pulldata('abc', 'label', 'name', ${pick})", "Bola"),
    ("pulldata('abc', 'label', 'name', 'q')", ""),
    ("once(${five} + 1)", "6"),
    ("string-length(uuid())", "36"),
];

fn answered(extra: &str) -> FormSession {
    let mut s = open(&format!("{FORM}\n{extra}"));
    for (path, v) in [
        ("five", "5"),
        ("zero", "0"),
        ("half", "0.5"),
        ("word", "kata"),
        ("numtext", "05"),
        ("datetext", "2024-04-01"),
        ("day", "2024-04-30"),
        ("moment", "2024-05-01T08:30:00+08:00"),
        ("clock", "07:15"),
        ("pick", "b"),
        ("picks", "a c"),
        ("g/deep", "9"),
    ] {
        s.set(path, v).unwrap_or_else(|e| panic!("{e}"));
    }
    for (i, (name, age)) in [("ani", "10"), ("budi", "15"), ("cici", "40")].iter().enumerate() {
        s.add_row("hh").expect("row");
        s.set(&format!("hh[{}]/name", i + 1), *name).expect("name");
        s.set(&format!("hh[{}]/age", i + 1), *age).expect("age");
    }
    s.set("hh[2]/pay", "1.5").expect("pay");
    for (row, toy) in [(1, "robot"), (2, "boneka"), (2, "bola")] {
        s.add_row(&format!("hh[{row}]/kid")).expect("kid");
        let n = s.rows(s.slot(&format!("hh[{row}]/kid")).expect("kid")).len();
        s.set(&format!("hh[{row}]/kid[{n}]/toy"), toy).expect("toy");
    }
    s
}

#[test]
fn expressions_yield_what_the_table_says() {
    assert!(TABLE.len() >= 150);
    // Both orders: calculated while the answers come in, and from scratch after them.
    let calcs: String = TABLE.iter().enumerate().map(|(i, (e, _))| format!("calc c{i} ~ calc ~ {e}\n")).collect();
    let s = answered(&calcs);
    let again = FormSession::replay(form_of(&s), env(), s.events());
    let mut wrong = Vec::new();
    for (i, (expr, want)) in TABLE.iter().enumerate() {
        for got in [value(&s, &format!("c{i}")), value(&again, &format!("c{i}"))] {
            if got != *want {
                wrong.push(format!("{expr}\n    got  {got:?}\n    want {want:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn language_of_months_and_labels_follows_the_form() {
    let mut s = open(
        "one q yn
         calc name ~ calc ~ jr:choice-name(${q}, '${q}')
         calc month ~ calc ~ format-date('2024-05-01', '%b')",
    );
    s.set("q", "y").expect("y");
    assert_eq!((value(&s, "name").as_str(), value(&s, "month").as_str()), ("Ya", "Mei"));
    let delta = s.set_lang("en").expect("lang");
    assert!(delta.redraw && delta.changes.len() == 2);
    assert_eq!((value(&s, "name").as_str(), value(&s, "month").as_str()), ("Yes", "May"));
    assert_eq!(s.set_lang("fr").expect_err("none").code, "answer.unknown_language");
}

#[test]
fn results_take_the_type_of_their_question() {
    let s = open(
        "integer i ~ calc ~ 7.9
         integer bad ~ calc ~ 'x'
         decimal d ~ calc ~ '2.50'
         text t ~ calc ~ 1 = 1
         date day ~ calc ~ 19844
         calc huge ~ calc ~ 1 div 0
         calc nan ~ calc ~ 'x' * 1",
    );
    let got: Vec<String> = ["i", "bad", "d", "t", "day", "huge", "nan"].iter().map(|p| value(&s, p)).collect();
    assert_eq!(got, ["7", "", "2.5", "true", "2024-05-01", "", ""]);
}
