//! Functions one by one, against the values that other engines publish for them.

use super::*;

/// What expressions yield at the top of a form, each in a field of its own.
pub(super) fn yields(form: &str, answers: &[(&str, &str)], cases: &[(&str, &str)]) {
    let calcs: String = cases.iter().enumerate().map(|(i, (e, _))| format!("calc c{i} ~ calc ~ {e}\n")).collect();
    let mut s = open(&format!("{form}\n{calcs}"));
    for (path, v) in answers {
        if *v == "+" {
            s.add_row(path).unwrap_or_else(|e| panic!("{path}: {e}"));
        } else {
            s.set(path, *v).unwrap_or_else(|e| panic!("{path}: {e}"));
        }
    }
    let again = FormSession::replay(form_of(&s), s.env().clone(), s.events());
    let wrong: Vec<String> = cases
        .iter()
        .enumerate()
        .flat_map(|(i, (e, want))| {
            let got = [value(&s, &format!("c{i}")), value(&again, &format!("c{i}"))];
            got.into_iter().filter(move |g| g != want).map(move |g| format!("{e}\n    got  {g:?}\n    want {want:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn checklist_counts_numbers_above_zero() {
    yields(
        "repeat r\ninteger v\ninteger w\nend\ninteger a\ntext t",
        &[
            ("r", "+"),
            ("r", "+"),
            ("r", "+"),
            ("r[1]/v", "1"),
            ("r[2]/v", "0"),
            ("r[3]/v", "5"),
            ("a", "-2"),
            ("t", "no"),
        ],
        &[
            ("checklist(-1, 2, 2>1)", "true"),
            ("checklist(-1, 2, 1=1, 2=2, 3=3)", "false"),
            ("checklist(1, 2, 1=1, 2=2, 3=3)", "false"),
            ("checklist(1, 1, 1=1)", "true"),
            ("checklist(1, 1, true(), false(), false())", "true"),
            ("checklist(2, 2, ${v})", "true"),
            ("checklist(3, -1, ${v})", "false"),
            ("checklist(3, 3, ${v}, 1)", "true"),
            ("checklist(2, 2, ${v} | ${a})", "true"),
            ("checklist(0, 0, ${a}, ${t}, '')", "true"),
            ("checklist(1, -1, ${t})", "false"),
            ("checklist(${t}, 2, 1)", "false"),
        ],
    );
}

#[test]
fn weighted_checklist_adds_weights() {
    yields(
        "repeat r\ninteger v\ninteger w\nend",
        &[
            ("r", "+"),
            ("r", "+"),
            ("r", "+"),
            ("r[1]/v", "1"),
            ("r[1]/w", "1"),
            ("r[2]/v", "1"),
            ("r[2]/w", "3"),
            ("r[3]/v", "1"),
            ("r[3]/w", "5"),
        ],
        &[
            ("weighted-checklist(-1, 2, 2>1, 2)", "true"),
            ("weighted-checklist(-1, 2, 2>1, 3)", "false"),
            ("weighted-checklist(-1, 2, 1=1, 1, 2=2, 1, 3=3, 1)", "false"),
            ("weighted-checklist(1, 2, 1=1, 1, 2=2, 1, 3=3, 1)", "false"),
            ("weighted-checklist(1, 1, 1=1, 1)", "true"),
            ("weighted-checklist(1, 1, 1=1, 0)", "false"),
            ("weighted-checklist(2, 2, true(), 2, false(), 5, false(), 6)", "true"),
            ("weighted-checklist(2, -1, true(), 999, false(), 5, false(), 6)", "true"),
            ("weighted-checklist(9, 9, ${v}, ${w})", "true"),
            ("weighted-checklist(8, 8, ${v}, ${w})", "false"),
            ("weighted-checklist(10, 10, ${v}, ${w})", "false"),
            ("weighted-checklist(11, 11, ${v}, ${w}, 1, 2)", "true"),
            ("weighted-checklist(1, -1, 1, 'x')", "false"),
        ],
    );
}

#[test]
fn digests_match_the_published_ones() {
    yields(
        "text a\ntext how",
        &[("a", "some text"), ("how", "sha-1")],
        &[
            ("digest('abc', 'MD5', 'hex')", "900150983cd24fb0d6963f7d28e17f72"),
            ("digest('abc', 'SHA-1', 'hex')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            ("digest('abc', 'SHA-256')", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
            ("digest(${a}, 'SHA-256', 'hex')", "b94f6f125c79e3a5ffaa826f584c10d52ada669e6762051b826b55776d05aed2"),
            ("digest(${a}, 'SHA-384')", "zJTsPphzwLmnJIZEKVj2cQZ833e5QnQW0DFEDMYgQeLuE0RJhEfsDO2fcENGG9Hz"),
            (
                "digest(${a}, 'SHA-512', 'base64')",
                "4nMrrtyj6sFAeChjfeHbynAsP8ns4Wz1Nt241hOc2F3+dGS4I1spgm9gjM9KxkPimxnGN4WKPYcQpZER30LdtQ==",
            ),
            ("digest('', 'MD5', 'hex')", "d41d8cd98f00b204e9800998ecf8427e"),
            ("digest(${a}, ${how}, 'HEX')", "37aa63c77398d954473262e1a0057c1e632eda77"),
            ("digest(${a}, ${a})", ""),
        ],
    );
}

#[test]
fn base64_is_read_as_text() {
    yields(
        "text a",
        &[],
        &[
            ("base64-decode('SGFsbyBkdW5pYQ==')", "Halo dunia"),
            ("base64-decode('SGFsbyBkdW5pYQ')", "Halo dunia"),
            ("base64-decode('w6k=')", "é"),
            ("base64-decode('####')", ""),
            ("base64-decode('')", ""),
        ],
    );
}

#[test]
fn powers_logarithms_and_angles() {
    yields(
        "decimal half\ntext word",
        &[("half", "-0.5"), ("word", "kata")],
        &[
            ("sin(2)", "0.9092974268256817"),
            ("sin(${half})", "-0.479425538604203"),
            ("cos(2)", "-0.4161468365471424"),
            ("tan(2)", "-2.185039863261519"),
            ("asin(1)", "1.5707963267948966"),
            ("acos(-1)", "3.141592653589793"),
            ("acos(2)", ""),
            ("atan(${half})", "-0.4636476090008061"),
            ("atan2(2, 3)", "0.5880026035475675"),
            ("log(2)", "0.6931471805599453"),
            ("log10(2)", "0.3010299956639812"),
            ("log(0)", ""),
            ("exp(2)", "7.38905609893065"),
            ("exp10(-2)", "0.01"),
            ("exp10(2)", "100"),
            ("sqrt(4)", "2"),
            ("sqrt(-2)", ""),
            ("round(pi(), 6)", "3.141593"),
            ("sin(${word})", ""),
            ("pow(2, -1)", "0.5"),
        ],
    );
}

#[test]
fn boolean_from_string_knows_two_words() {
    let cases: Vec<(&str, &str)> = [
        ("''", "false"),
        ("1", "true"),
        ("0", "false"),
        ("'1'", "true"),
        ("'2'", "false"),
        ("'true'", "true"),
        ("'True'", "false"),
        ("'false'", "false"),
        ("1.0", "true"),
        ("1.0001", "false"),
        ("true()", "true"),
        ("${no}", "false"),
    ]
    .to_vec();
    let cases: Vec<(String, &str)> = cases.iter().map(|(a, w)| (format!("boolean-from-string({a})"), *w)).collect();
    let cases: Vec<(&str, &str)> = cases.iter().map(|(e, w)| (e.as_str(), *w)).collect();
    yields("calc no ~ calc ~ 1 = 2", &[], &cases);
}

#[test]
fn time_of_day_is_that_of_the_device() {
    // Seven hours behind UTC, as the published examples want.
    let cases = [
        ("'06:00:00.000-07:00'", "0.25"),
        ("'06:00:00.000-01:00'", "0"),
        ("'06:00:59.000-07:00'", "0.25068287037037035"),
        ("'23:59:00.000-07:00'", "0.9993055555555556"),
        ("'23:59:00.000-13:00'", "0.24930555555555556"),
        ("'a'", ""),
        ("'24:00:00.000-07:00'", ""),
        ("'06:00:00.000-24:00'", ""),
        ("'06:60:00.000-07:00'", ""),
        ("'06:00:60.000-07:00'", ""),
        ("'23:59:00.000-07:60'", ""),
        ("'12:00'", "0.5"),
        ("'2024-05-01T12:00:00-07:00'", "0.5"),
        ("${t}", "0.75"),
        ("now()", "0.7916666666666666"),
    ];
    let calcs: String =
        cases.iter().enumerate().map(|(i, (a, _))| format!("calc c{i} ~ calc ~ decimal-time({a})\n")).collect();
    let form = compile_form(source(&format!("time t ~ default ~ 18:00\n{calcs}"))).expect("form");
    let s = FormSession::new(form, SessionEnv { offset_minutes: -420, ..env() });
    for (i, (a, want)) in cases.iter().enumerate() {
        assert_eq!(value(&s, &format!("c{i}")), *want, "decimal-time({a})");
    }
}

const SHAPE: &str = "7.9377 -11.5845 0 0;7.9324 -11.5902 0 0;7.927 -11.5857 0 0;7.925 -11.578 0 0;7.9267 -11.5722 0 0;7.9325 -11.5708 0 0;7.9372 -11.5737 0 0;7.9393 -11.579 0 0;7.9377 -11.5845 0 0";
const TRACES: [(&str, &str, &str); 3] = [
    (
        "38.253094215699576 21.756382658677467;38.25021274773806 21.756382658677467;38.25007793942195 21.763892843919166;38.25290886154963 21.763935759263404;38.25146813817506 21.758421137528785",
        "151451.76",
        "1800.69",
    ),
    (
        "38.25304740874071 21.75644703234866;38.25308110946615 21.763377860443143;38.25078942453431 21.763399318115262;38.25090738066984 21.756640151397733;38.25197740258244 21.75892539347842",
        "122754.94",
        "1684.62",
    ),
    (
        "38.252845204059824 21.763313487426785;38.25303055837213 21.755867675201443;38.25072202094234 21.755803302185086;38.25062091543717 21.76294870700076;38.25183417221606 21.75692982997134",
        "93911.49",
        "2076.24",
    ),
];

#[test]
fn area_and_distance_match_the_published_ones() {
    let mut cases = vec![(SHAPE.to_owned(), "2333220.77", "5724.36")];
    cases.extend(TRACES.map(|(t, a, d)| (t.to_owned(), a, d)));
    cases.extend(
        [
            ("7.9377 -11.5845 0 0;7.9324 -11.5902 0 0", "0", "861.99"),
            ("7.9377 -11.5845 0 0;7.9377 -11.5845 0 0", "0", "0"),
            ("0 0;0 1", "0", "111318.85"),
            ("0 0;0 90", "0", "10018696.05"),
            ("90 0;90 1", "0", "0"),
            ("0 1 0 0;", "0", "0"),
            ("5000 5000; 5000 5000", "", ""),
            ("a", "", ""),
            ("", "", ""),
        ]
        .map(|(t, a, d)| (t.to_owned(), a, d)),
    );
    let exprs: Vec<(String, &str)> =
        cases.iter().flat_map(|(t, a, d)| [(format!("area('{t}')"), *a), (format!("distance('{t}')"), *d)]).collect();
    let exprs: Vec<(&str, &str)> = exprs.iter().map(|(e, w)| (e.as_str(), *w)).collect();
    yields("text x", &[], &exprs);
}

#[test]
fn area_and_distance_take_questions_and_repeats() {
    let points: Vec<&str> = TRACES[1].0.split(';').collect();
    let mut answers = vec![("a", points[0]), ("b", points[1])];
    let paths: Vec<String> = (1..=5).map(|i| format!("r[{i}]/p")).collect();
    for (path, point) in paths.iter().zip(&points) {
        answers.push(("r", "+"));
        answers.push((path, point));
    }
    let b = format!("distance(${{a}}, ${{b}}, '{}', '{}', '{}')", points[2], points[3], points[4]);
    yields(
        "geo a\ngeo b\ngeo none\nrepeat r\ngeo p\nend",
        &answers,
        &[
            ("area(${p})", "122754.94"),
            ("distance(${p})", "1684.62"),
            ("distance(/data/r[position() <= 2]/p) = distance(${a}, ${b})", "true"),
            (&b, "1684.62"),
            ("distance(${a}, ${none})", ""),
            ("area(${none})", ""),
        ],
    );
}

#[test]
fn min_max_and_join_take_values_and_nodesets_together() {
    yields(
        "integer a\ninteger blank\nrepeat r\ninteger v\ncalc own ~ calc ~ max(../v, 4)\ncalc all ~ calc ~ max(${v})\nend",
        &[("a", "7"), ("r", "+"), ("r", "+"), ("r[1]/v", "3"), ("r[2]/v", "9")],
        &[
            ("min(${v}, ${a})", "3"),
            ("max(${a}, ${v}, 8)", "9"),
            ("max(${a}, ${blank})", "7"),
            ("max(/data/r[9]/v, 2)", "2"),
            ("join('-', ${a}, ${v}, 'z')", "7-3-9-z"),
            ("join('-', ${a}, ${blank}, 'z')", "7--z"),
            ("join('-', ${a}, /data/r[9]/v, 'z')", "7-z"),
            ("join(', ', ${v} | ${a})", "7, 3, 9"),
            ("concat(${v}, ${a})", "397"),
            ("join(',', ${own})", "4,9"),
            ("join(',', ${all})", "9,9"),
        ],
    );
}

#[test]
fn without_argument_the_question_itself_is_meant() {
    let mut s = open(
        "text a ~ constraint ~ normalize-space() = string() and string-length(.) < 9
         integer b ~ constraint ~ number() > 3",
    );
    s.set("a", "dua  kata").expect("set");
    s.set("b", "3").expect("set");
    assert_eq!([s.question("a"), s.question("b")].map(|q| q.expect("there").validity.code()), ["constraint"; 2]);
    s.set("a", "dua kata").expect("set");
    s.set("b", "4").expect("set");
    assert_eq!([s.question("a"), s.question("b")].map(|q| q.expect("there").validity.code()), ["ok"; 2]);
}

#[test]
fn chance_is_the_same_at_every_replay() {
    let mut s = open(
        "calc a ~ calc ~ random()
         calc b ~ calc ~ random()
         calc two ~ calc ~ random() - random()
         calc id ~ calc ~ uuid()
         calc ids ~ calc ~ concat(uuid(), uuid())
         integer n
         calc token ~ calc ~ uuid(${n})
         repeat r
         calc x ~ calc ~ once(random())
         end",
    );
    s.set("n", "20").expect("set");
    s.add_row("r").expect("row");
    s.add_row("r").expect("row");
    let drawn = |s: &FormSession| -> Vec<String> {
        ["a", "b", "two", "id", "ids", "token", "r[1]/x", "r[2]/x"].iter().map(|p| value(s, p)).collect()
    };
    let got = drawn(&s);
    let numbers: Vec<f64> = [0, 1, 6, 7].iter().map(|i| got[*i].parse().expect("number")).collect();
    assert!(numbers.iter().all(|n| (0.0..1.0).contains(n)), "{got:?}");
    assert!(numbers[0] != numbers[1] && numbers[2] != numbers[3] && got[2] != "0", "{got:?}");
    // RFC 4122, version 4.
    let id = uuid::Uuid::parse_str(&got[3]).expect("uuid");
    assert_eq!(id.get_version_num(), 4);
    assert_ne!(got[4][..36], got[4][36..]);
    assert!(got[5].len() == 20 && got[5].bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()), "{got:?}");
    assert_eq!(drawn(&FormSession::replay(form_of(&s), env(), s.events())), got);
    let other = SessionEnv { instance_id: "00000000-0000-7000-8000-000000000002".into(), ..env() };
    let theirs = drawn(&FormSession::replay(form_of(&s), other, s.events()));
    assert!(theirs.iter().zip(&got).all(|(a, b)| a != b), "{theirs:?} {got:?}");
    for (n, len) in [("0", 0), ("-3", 0), ("1000", 1000), ("1001", 0)] {
        s.set("n", n).expect("set");
        assert_eq!(value(&s, "token").len(), len);
    }
}

fn letters(n: usize) -> ChoiceList {
    let rows: Vec<[String; 2]> =
        (0..n as u8).map(|i| [char::from(b'a' + i), char::from(b'A' + i)].map(String::from)).collect();
    let rows: Vec<[&str; 2]> = rows.iter().map(|r| [r[0].as_str(), r[1].as_str()]).collect();
    list(&["name", "label"], &rows.iter().map(<[&str; 2]>::as_slice).collect::<Vec<_>>())
}

fn with_letters(lines: &str) -> FormSession {
    let mut src = source(lines);
    src.lists.insert("six".into(), letters(6));
    src.lists.insert("eight".into(), letters(8));
    FormSession::new(compile_form(src).unwrap_or_else(|e| panic!("{e}")), env())
}

#[test]
fn randomize_gives_the_orders_of_other_engines() {
    let six = [
        ("42", "AFCBDE"),
        ("'42'", "AFCBDE"),
        ("-42", "EDAFBC"),
        ("1", "BFEACD"),
        ("11111111", "ACDBFE"),
        ("int(1)", "BFEACD"),
        ("1.1", "BFEACD"),
        ("0", "CBEAFD"),
        ("''", "CBEAFD"),
        ("${blank}", "CBEAFD"),
    ];
    let eight = [
        ("1234", "GFEDAHBC"),
        ("'1234'", "GFEDAHBC"),
        ("'foo'", "EADBHGCF"),
        ("'somestring'", "EBCGDAFH"),
        ("''", "CBHAFDGE"),
        ("${place}", "HBDFAGCE"),
    ];
    let calc = |list: &str, seed: &str| format!("join('', randomize(instance('{list}')/root/item/label, {seed}))");
    let cases: Vec<(String, &str)> = six
        .iter()
        .map(|(s, w)| (calc("six", s), *w))
        .chain(eight.iter().map(|(s, w)| (calc("eight", s), *w)))
        .chain([
            ("string(randomize(instance('six')/root/item/label, 1))".into(), "B"),
            ("count(randomize(instance('six')/root/item, 1))".into(), "6"),
            ("sum(randomize(${v}, 3))".into(), "0"),
            ("randomize(instance('six')/root/item/label, 1) = 'F'".into(), "true"),
        ])
        .collect();
    let calcs: String = cases.iter().enumerate().map(|(i, (e, _))| format!("calc c{i} ~ calc ~ {e}\n")).collect();
    let mut s = with_letters(&format!("integer blank\ntext place\nrepeat r\ninteger v\nend\n{calcs}"));
    s.set("place", "-6.8137120026589315 39.29392995851879").expect("set");
    for (i, (expr, want)) in cases.iter().enumerate() {
        assert_eq!(value(&s, &format!("c{i}")), *want, "{expr}");
    }
}

#[test]
fn choices_come_in_a_random_order_that_stays() {
    let seeded =
        |seed: Option<&str>| Shuffle { seed: seed.map(|s| ExprSource { text: s.into(), place: Place::default() }) };
    let mut src = source("one a eight\none b eight\none c eight ~ filter ~ name != 'g'\ninteger n\none d eight");
    src.lists.insert("eight".into(), letters(8));
    for (i, by) in [(0, seeded(Some("1234"))), (1, seeded(None)), (2, seeded(Some("1234"))), (4, seeded(Some("${n}")))]
    {
        let NodeKind::Question(QuestionType::SelectOne(set)) = &mut src.nodes[i].kind else { panic!("select") };
        set.shuffle = Some(by);
    }
    let mut s = FormSession::new(compile_form(src).expect("form"), env());
    let order = |s: &FormSession, path: &str| -> String {
        let slot = s.slot(path).expect("there");
        s.options_slot(slot, None, 0, 99).expect("select").1.into_iter().map(|c| c.value).collect()
    };
    assert_eq!(order(&s, "a"), "gfedahbc");
    let own = order(&s, "b");
    assert_ne!(own, "abcdefgh");
    assert_eq!(order(&s, "c").len(), 7);
    assert!(!order(&s, "c").contains('g'));
    s.set("n", "1234").expect("set");
    assert_eq!(order(&s, "d"), "gfedahbc");
    s.set("b", "c").expect("any choice may be taken");
    s.set("n", "").expect("set");
    assert_eq!(order(&s, "d"), "cbhafdge");
    let again = FormSession::replay(form_of(&s), env(), s.events());
    assert_eq!(["a", "b", "c", "d"].map(|p| order(&again, p)), ["a", "b", "c", "d"].map(|p| order(&s, p)));
    let other = SessionEnv { instance_id: "00000000-0000-7000-8000-000000000002".into(), ..env() };
    assert_ne!(order(&FormSession::new(form_of(&s), other), "b"), own);
    let slot = s.slot("a").expect("there");
    let found = s.options_slot(slot, Some("C"), 0, 99).expect("select");
    assert_eq!((found.0, found.1[0].value.as_str()), (1, "c"));
}

#[test]
fn itext_follows_the_language() {
    let mut src = source(
        "integer n
         text key
         calc plain ~ calc ~ jr:itext('salam')
         calc with ~ calc ~ jr:itext('jumlah')
         calc by ~ calc ~ jr:itext(${key})",
    );
    let one = |t: &str| vec![Segment::Plain(t.into())];
    let output = |before: &str| {
        vec![
            Segment::Plain(before.into()),
            Segment::Output(ExprSource { text: "/data/n + 1".into(), place: Place::default() }),
        ]
    };
    let text = |id: Vec<Segment>, en: Vec<Segment>| Text { by_lang: [("id".into(), id), ("en".into(), en)].into() };
    src.texts.insert("salam".into(), text(one("Selamat pagi"), one("Good morning")));
    src.texts.insert("jumlah".into(), text(output("Jumlah: "), output("Number: ")));
    let form = compile_form(src).expect("form");
    assert!(form.warnings().iter().any(|n| n.code == "form.itext_output"), "{:?}", form.warnings());
    let mut s = FormSession::new(form, env());
    s.set("n", "4").expect("set");
    s.set("key", "salam").expect("set");
    let shown = |s: &FormSession| ["plain", "with", "by"].map(|p| value(s, p));
    assert_eq!(shown(&s), ["Selamat pagi", "Jumlah: 5", "Selamat pagi"]);
    s.set_lang("en").expect("lang");
    assert_eq!(shown(&s), ["Good morning", "Number: 5", "Good morning"]);
    s.set("key", "jumlah").expect("set");
    s.set("n", "7").expect("set");
    assert_eq!(shown(&s), ["Good morning", "Number: 8", "Number: "]);
    s.set("key", "tidak ada").expect("set");
    assert_eq!(shown(&s)[2], "");
}

#[test]
fn a_text_cannot_show_itself() {
    let mut src = source("calc a ~ calc ~ jr:itext('x')");
    let output = Segment::Output(ExprSource { text: "jr:itext('x')".into(), place: Place::default() });
    let by_lang = ["id", "en"].map(|l| (l.to_owned(), vec![output.clone()])).into();
    src.texts.insert("x".into(), Text { by_lang });
    let Err(FormErrors(notices)) = compile_form(src) else { panic!("taken") };
    assert_eq!(notices[0].code, "form.unsupported");
}

#[test]
fn dates_are_formatted_with_every_identifier() {
    yields(
        "datetime m",
        &[("m", "2024-05-03T04:05:06.007+07:00")],
        &[
            ("format-date(${m}, '%Y %y %m %n %b %d %e %a')", "2024 24 05 5 Mei 03 3 Jum"),
            ("format-date-time(${m}, '%H %h %M %S %3')", "04 4 05 06 007"),
            ("format-date(${m}, '100%% %q')", "100% %q"),
            ("format-date('2024-05-03', '%H:%M')", "00:00"),
        ],
    );
}

#[test]
fn a_shuffle_keeps_every_item() {
    use super::super::expr_random::shuffle;
    for seed in [i64::MIN, -1, 0, 1, 2_147_483_646, 2_147_483_647, i64::MAX] {
        for n in [0, 1, 2, 100] {
            let items: Vec<u32> = (0..n).collect();
            let mut got = shuffle(&items, seed);
            got.sort_unstable();
            assert_eq!(got, items, "seed {seed}");
        }
    }
    assert!(super::super::expr_random::fraction([255; 8]) < 1.0);
}
