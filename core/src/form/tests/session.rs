//! What a session does with answers, rows, languages, time and files.

use super::*;
use crate::form::{Answer, Event, FileRef, SectionState, Slot};
use serde_json::json;

#[test]
fn relevance_chains_follow_and_keep_the_answers() {
    let mut s = open(
        "one a yn
         group g ~ relevant ~ ${a} = 'y'
         integer b
         text c ~ relevant ~ ${b} > 5 ~ required ~ true()
         calc d ~ calc ~ ${b} * 2
         end
         calc out ~ calc ~ coalesce(${d}, 'none')",
    );
    assert_eq!(s.set("g/b", "6").expect_err("hidden").code, "answer.irrelevant");
    assert_eq!((value(&s, "out").as_str(), s.problem_count()), ("none", 0));
    s.set("a", "y").expect("a");
    let delta = s.set("g/b", "6").expect("b");
    let names: Vec<String> = delta.changes.iter().map(|c| s.path(c.slot)).collect();
    assert_eq!(names, ["/data/g/b", "/data/g/c", "/data/g/d", "/data/out"], "form order");
    assert_eq!(s.problems()[0].validity.message(), "Wajib diisi.");
    s.set("g/c", "x").expect("c");
    let delta = s.set("a", "n").expect("a");
    assert_eq!((value(&s, "out").as_str(), value(&s, "g/b").as_str()), ("none", "6"), "kept, read as blank");
    assert_eq!(s.to_json(), json!({"a": "n", "out": "none"}));
    assert!(delta.changes.iter().filter(|c| c.relevant == Some(false)).count() >= 3);
    s.set("a", "y").expect("a");
    assert_eq!((value(&s, "out").as_str(), value(&s, "g/c").as_str()), ("12", "x"));
}

#[test]
fn what_did_not_change_wakes_nobody() {
    let mut s = open("integer a\ncalc big ~ calc ~ ${a} > 5\ncalc after ~ calc ~ concat(${big}, '!')\ninteger b");
    s.set("a", "6").expect("6");
    let delta = s.set("a", "7").expect("7");
    assert_eq!(delta.changes.len(), 1, "only the answer itself: {delta:?}");
    let same = s.set("a", "7").expect("7");
    assert_eq!((same.event, same.changes.len()), (None, 0));
}

#[test]
fn refusals_are_stable_and_change_nothing() {
    let mut s = open(
        "integer i\ndecimal d\ndate day\ntime t\ndatetime dt\none o abc\nmany m abc\nack k\ngeo g\nimage p\nnote n
         calc c ~ calc ~ 1\ninteger ro ~ readonly ~ true()\ntext x\ngroup gr\ntext y\nend\nrepeat r\ntext z\nend
         repeat fixed ~ count ~ 2\ntext w\nend",
    );
    let long = "x".repeat(40_000);
    for (path, answer, code) in [
        ("i", "abc", "answer.wrong_type"),
        ("i", "1.5", "answer.wrong_type"),
        ("i", "99999999999999999999", "answer.wrong_type"),
        ("d", "1,5", "answer.wrong_type"),
        ("d", "NaN", "answer.wrong_type"),
        ("d", "1e5", "answer.wrong_type"),
        ("day", "2024-02-30", "answer.wrong_type"),
        ("day", "31-12-2024", "answer.wrong_type"),
        ("t", "25:00", "answer.wrong_type"),
        ("dt", "kemarin", "answer.wrong_type"),
        ("o", "z", "answer.not_a_choice"),
        ("o", "a b", "answer.not_a_choice"),
        ("m", "a z", "answer.not_a_choice"),
        ("k", "ya", "answer.wrong_type"),
        ("g", "91 0", "answer.wrong_type"),
        ("g", "1", "answer.wrong_type"),
        ("p", "foto.jpg", "answer.wrong_type"),
        ("n", "x", "answer.readonly"),
        ("c", "2", "answer.readonly"),
        ("ro", "2", "answer.readonly"),
        ("x", long.as_str(), "answer.too_long"),
        ("x", "a\0b", "answer.wrong_type"),
        ("gr", "x", "answer.not_a_question"),
        ("zz", "x", "answer.unknown_path"),
        ("", "x", "answer.unknown_path"),
        ("/data", "x", "answer.unknown_path"),
        ("r/z", "x", "answer.no_such_row"),
        ("r[1]/z", "x", "answer.no_such_row"),
        ("r[0]/z", "x", "answer.no_such_row"),
        ("r[-1]/z", "x", "answer.unknown_path"),
        ("fixed[3]/w", "x", "answer.no_such_row"),
    ] {
        let before = (s.to_json(), s.events().len());
        let error = s.set(path, answer).expect_err(path);
        assert_eq!(error.code, code, "{path}");
        assert!(!error.to_string().contains(&long), "no answers in errors");
        assert_eq!(before, (s.to_json(), s.events().len()));
    }
    assert_eq!(s.add_row("fixed").expect_err("fixed").code, "answer.fixed_rows");
    assert_eq!(s.remove_row("fixed", 1).expect_err("fixed").code, "answer.fixed_rows");
    assert_eq!(s.remove_row("r", 1).expect_err("none").code, "answer.no_such_row");
    assert_eq!(s.add_row("gr").expect_err("group").code, "answer.unknown_path");
    assert_eq!(s.undo().expect_err("nothing").code, "answer.nothing_to_undo");
    let gone = Slot { node: 999, row: 0 };
    assert_eq!(s.set_slot(gone, "1").expect_err("gone").code, "answer.unknown_path");
    assert!(s.question_slot(gone).is_none() && s.path(gone).is_empty() && s.rows(gone).is_empty());
    assert_eq!(s.set_slot(Slot { node: 0, row: 7 }, "1").expect_err("row").code, "answer.no_such_row");
}

#[test]
fn accepts_and_normalises_answers() {
    let mut s = open("integer i\ndecimal d\ndatetime dt\nmany m abc\ngeo g\nimage p\nack k\ntime t\ntext x");
    for (path, answer, stored) in [
        ("i", " 12 ", "12"),
        ("i", "+3", "3"),
        ("d", "5164.0", "5164"),
        ("d", ".50", "0.5"),
        ("dt", "2024-05-01T08:30:00.000+08:00", "2024-05-01T08:30:00+08:00"),
        ("dt", "2024-05-01T08:30", "2024-05-01T08:30:00+07:00"),
        ("m", "c  a c", "c a"),
        ("g", "-6.20 106.8", "-6.2 106.8"),
        ("k", "OK", "OK"),
        ("t", "07:15:30.5+09:00", "07:15:30.500+09:00"),
        ("x", "  as typed ", "  as typed "),
    ] {
        s.set(path, answer).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(value(&s, path), stored);
    }
    let photo = FileRef { path: Some("a.jpg".into()), hash: "ab12".into(), size: 9, mime: "image/jpeg".into() };
    s.set("p", photo.clone()).expect("photo");
    assert_eq!(s.set("i", photo).expect_err("type").code, "answer.wrong_type");
    let json = s.to_json();
    assert_eq!(json["m"], json!(["c", "a"]));
    assert_eq!(json["g"], json!({"lat": -6.2, "lon": 106.8}));
    assert_eq!(json["p"]["hash"], json!("ab12"));
    s.set("i", "").expect("clear");
    assert_eq!(value(&s, "i"), "");
}

#[test]
fn a_violated_constraint_is_stored_and_marked() {
    let mut s = open("integer a ~ constraint ~ . <= ${b} ~ message ~ paling banyak <<${b}>>\ninteger b");
    s.set("b", "5").expect("b");
    let delta = s.set("a", "9").expect("stored");
    assert_eq!(
        delta.changes[0].valid.as_ref().map(|v| (v.code(), v.message())),
        Some(("constraint", "paling banyak 5"))
    );
    assert_eq!((value(&s, "a").as_str(), s.problem_count()), ("9", 1));
    // The other side of the rule mends it.
    let delta = s.set("b", "10").expect("b");
    assert!(delta.changes.iter().any(|c| c.valid.as_ref().is_some_and(|v| v.is_fine())));
    assert_eq!(s.problem_count(), 0);
}

#[test]
fn rows_come_and_go_with_totals_and_positions() {
    let mut s = open(
        "repeat hh
         text name ~ required ~ true()
         integer age
         decimal pay
         calc pos ~ calc ~ position(..)
         end
         calc n ~ calc ~ count(${hh})
         calc ages ~ calc ~ sum(${age})
         calc pays ~ calc ~ sum(${pay})
         calc oldest ~ calc ~ max(${age})
         calc youngest ~ calc ~ min(${age})
         calc names ~ calc ~ join(',', ${name})
         calc order ~ calc ~ join(',', ${pos})",
    );
    for (i, name) in ["a", "b", "c", "d"].iter().enumerate() {
        let delta = s.add_row("/data/hh").expect("row");
        assert_eq!((delta.rows.len(), delta.rows[0].added), (1, true));
        assert_eq!(s.problem_count(), 1, "the new name is missing");
        let n = i + 1;
        s.set(&format!("hh[{n}]/name"), *name).expect("name");
        s.set(&format!("/data/hh[{n}]/age"), (n * 10).to_string()).expect("age");
        s.set(&format!("hh[{n}]/pay"), "0.1").expect("pay");
    }
    let totals =
        |s: &FormSession| ["n", "ages", "pays", "oldest", "youngest", "names", "order"].map(|p| value(s, p)).join(" ");
    assert_eq!(totals(&s), "4 100 0.4 40 10 a,b,c,d 1,2,3,4");
    let second = s.slot("hh[2]/name").expect("slot");
    s.remove_row("hh", 4).expect("last");
    assert_eq!(totals(&s), "3 60 0.30000000000000004 30 10 a,b,c 1,2,3");
    s.remove_row("hh", 1).expect("first");
    assert_eq!(totals(&s), "2 50 0.2 30 20 b,c 1,2");
    assert_eq!(s.path(second), "/data/hh[1]/name", "handles stay with their row");
    s.set_slot(second, "B").expect("by handle");
    s.set("hh[1]/age", "").expect("clear");
    assert_eq!(totals(&s), "2 30 0.2 30 30 B,c 1,2");
    s.remove_row("hh", 1).expect("one");
    s.remove_row("hh", 1).expect("two");
    assert_eq!(totals(&s), "0 0 0    ");
    assert_eq!(s.set_slot(second, "x").expect_err("gone").code, "answer.no_such_row");
}

#[test]
fn counted_rows_follow_and_come_back() {
    let mut s = open(
        "integer n
         repeat r ~ count ~ ${n}
         text q
         text once ~ dynamic ~ concat('row ', position(..))
         repeat inner ~ count ~ string-length(../q)
         text z
         end
         end
         calc all ~ calc ~ join(',', ${q})
         calc deep ~ calc ~ count(${inner})",
    );
    s.set("n", "3").expect("3");
    for (i, q) in ["aa", "bbb", "c"].iter().enumerate() {
        s.set(&format!("r[{}]/q", i + 1), *q).expect("q");
    }
    assert_eq!((value(&s, "all").as_str(), value(&s, "deep").as_str()), ("aa,bbb,c", "6"));
    let delta = s.set("n", "1").expect("1");
    assert_eq!(delta.rows.iter().filter(|r| !r.added).count(), 2);
    assert_eq!((value(&s, "all").as_str(), value(&s, "deep").as_str()), ("aa", "2"));
    s.set("n", "2").expect("2");
    assert_eq!((value(&s, "all").as_str(), value(&s, "deep").as_str()), ("aa,bbb", "5"), "answers come back");
    assert_eq!(value(&s, "r[2]/once"), "row 2");
    s.set("n", "1000000").expect("capped");
    assert_eq!(s.problems()[0].validity.code(), "too_many_rows");
    s.set("n", "-4").expect("none");
    assert_eq!((s.problem_count(), value(&s, "all").as_str()), (0, ""));
}

#[test]
fn a_stale_choice_stays_and_is_marked() {
    let mut s =
        open("one kec kec\none desa desa ~ filter ~ kec = ${kec}\ncalc l ~ calc ~ jr:choice-name(${desa}, '${desa}')");
    assert_eq!(s.options("desa", None, 0, 10).expect("options").0, 0);
    s.set("kec", "x").expect("x");
    let (n, page) = s.options("desa", None, 0, 10).expect("options");
    assert_eq!((n, page[1].label.as_str()), (2, "Dua"));
    assert_eq!(s.set("desa", "3").expect_err("other kec").code, "answer.not_a_choice");
    s.set("desa", "2").expect("2");
    let delta = s.set("kec", "y").expect("y");
    assert!(delta.changes.iter().any(|c| c.valid.as_ref().is_some_and(|v| v.code() == "choice")));
    assert_eq!((value(&s, "desa").as_str(), s.problem_count()), ("2", 1));
    assert_eq!(s.options("desa", None, 0, 10).expect("options").1[0].value, "3");
    s.set("desa", "4").expect("4");
    assert_eq!((s.problem_count(), value(&s, "l").as_str()), (0, "Empat"));
    assert_eq!(s.options("kec", Some("KEC y"), 0, 10).expect("search").0, 1);
    let (n, page) = s.options("kec", Some("kec"), 1, 10).expect("paged");
    assert_eq!((n, page.len()), (2, 1));
    assert!(s.options("l", None, 0, 1).is_err());
}

#[test]
fn undo_and_redo_walk_the_log() {
    let mut s =
        open("integer a\nrepeat r\ntext q\nend\ncalc n ~ calc ~ count(${r}) + ${a}\ntext l ~ label ~ n=<<${n}>>");
    let start = s.to_json();
    s.set("a", "1").expect("a");
    s.add_row("r").expect("row");
    s.set("r[1]/q", "x").expect("q");
    s.remove_row("r", 1).expect("gone");
    let end = s.to_json();
    let delta = s.undo().expect("undo");
    assert_eq!((delta.rows.len(), value(&s, "r[1]/q").as_str(), value(&s, "n").as_str()), (1, "x", "2"));
    assert!(delta.changes.iter().any(|c| c.label.as_deref() == Some("n=2")));
    s.undo().expect("undo");
    let delta = s.undo().expect("undo");
    assert!(delta.rows.iter().any(|r| !r.added), "the row is gone again");
    s.undo().expect("undo");
    assert_eq!((s.to_json(), s.can_undo()), (start, false));
    for _ in 0..4 {
        s.redo().expect("redo");
    }
    assert_eq!((s.to_json(), s.can_redo()), (end, false));
    s.undo().expect("undo");
    s.set("a", "5").expect("new branch");
    assert_eq!(s.redo().expect_err("branch").code, "answer.nothing_to_undo");
    assert_eq!(s.events().len(), 14);
    let back = FormSession::replay(form_of(&s), env(), s.events());
    assert_eq!((back.to_json(), back.events().len()), (s.to_json(), 14));
    assert!(back.orphans().is_empty());
}

#[test]
fn events_are_plain_and_enough() {
    let mut s = open("integer a\nrepeat r\ntext q\nend\nimage p");
    s.set_time(NOW + 5);
    s.set("a", " 7").expect("a");
    s.add_row("r").expect("row");
    s.set("r[1]/q", "x").expect("q");
    let text = serde_json::to_string(s.events()).expect("json");
    assert!(
        text.contains(&format!(r#"{{"n":1,"at_ms":{},"op":"set","path":"/data/a","row":0,"value":"7"}}"#, NOW + 5))
    );
    let events: Vec<Event> = serde_json::from_str(&text).expect("parses");
    assert_eq!(FormSession::replay(form_of(&s), env(), &events).to_json(), s.to_json());
    // A form that lost a question keeps its answer aside.
    let other = compile_form(source("repeat r\ntext q\nend")).expect("compiles");
    let moved = FormSession::replay(other, env(), &events);
    assert_eq!((moved.to_json(), moved.orphans().len()), (json!({"r": [{"q": "x"}]}), 1));
    assert_eq!(moved.events().len(), 3, "nothing is dropped");
    let file: Answer = serde_json::from_str(r#"{"hash":"aa","size":1,"mime":"image/png"}"#).expect("file");
    assert!(matches!(file, Answer::File(_)));
}

#[test]
fn the_clock_moves_only_when_told() {
    let mut s = open(
        "date d ~ constraint ~ . <= today()\ncalc t ~ calc ~ today()\ncalc o ~ calc ~ once(now())\nstart s\ntoday td\ndevice dev\nuser u",
    );
    s.set_time(NOW + 86_400_000);
    s.set("d", "2024-05-02").expect("d");
    assert_eq!((s.problem_count(), value(&s, "t").as_str()), (1, "2024-05-01"));
    s.refresh_clock();
    assert_eq!((s.problem_count(), value(&s, "t").as_str()), (0, "2024-05-02"));
    assert_eq!(value(&s, "o"), "2024-05-01T09:00:00+07:00");
    let meta = ["s", "td", "dev", "u"].map(|p| value(&s, p)).join(" ");
    assert_eq!(meta, "2024-05-01T09:00:00+07:00 2024-05-01 d-1 sari");
    assert!(s.undo().is_ok() && value(&s, "t") == "2024-05-02", "time is not undone");
    let back = FormSession::replay(form_of(&s), env(), s.events());
    assert_eq!(value(&back, "t"), "2024-05-02");
}

#[test]
fn defaults_are_set_once() {
    let mut s = open(
        "integer a ~ default ~ 5\ncalc b ~ calc ~ ${a} + 1\ninteger c ~ dynamic ~ ${b} * 2
         repeat r\ninteger x ~ default ~ 1\ninteger y ~ dynamic ~ ${x} + ${c}\nend\ncalc s ~ calc ~ sum(${y})",
    );
    assert_eq!(value(&s, "c"), "12");
    s.set("a", "9").expect("a");
    assert_eq!(value(&s, "c"), "12", "not again");
    s.set("c", "").expect("clear");
    s.set("a", "1").expect("a");
    assert_eq!(value(&s, "c"), "");
    s.set("c", "3").expect("c");
    s.add_row("r").expect("row");
    assert_eq!((value(&s, "r[1]/y").as_str(), value(&s, "s").as_str()), ("4", "4"));
}

#[test]
fn sections_tell_how_far_the_form_is() {
    let mut s = open(
        "text first
         group a ~ label ~ Bagian A
         integer q ~ required ~ true() ~ constraint ~ . < 5
         text r
         end
         group b ~ relevant ~ ${q} = 1
         text x ~ required ~ true()
         end
         repeat hh
         text n ~ required ~ true()
         end",
    );
    let states = |s: &FormSession| s.sections().iter().map(|x| (x.state, x.relevant)).collect::<Vec<_>>();
    use SectionState::*;
    assert_eq!(states(&s), [(NotReached, true), (NotReached, true), (Done, false), (Done, true)]);
    s.set("a/r", "x").expect("r");
    assert_eq!(states(&s)[1].0, Open);
    s.set("a/q", "9").expect("q");
    assert_eq!(states(&s)[1].0, Error);
    s.set("a/q", "1").expect("q");
    assert_eq!(states(&s)[1..3], [(Done, true), (NotReached, true)]);
    s.add_row("hh").expect("row");
    let hh = &s.sections()[3];
    assert_eq!((hh.state, hh.missing, hh.questions), (NotReached, 1, 1));
    assert_eq!(s.first_open().map(|x| s.path(x)).as_deref(), Some("/data/b/x"));
}

#[test]
fn questions_are_ready_to_draw() {
    let mut s = open("one q yn ~ label ~ Hai <<${n}>>\ntext n\nrepeat r\ntext z\nend");
    s.set("n", "Budi").expect("n");
    s.set("q", "y").expect("q");
    s.set_lang("en").expect("en");
    let q = s.question("q").expect("q");
    assert_eq!((q.label.as_str(), q.kind, q.shown.as_str(), q.asked), ("Hai Budi", "select_one", "Yes", true));
    assert_eq!(s.options("q", None, 0, 9).expect("options").1[1].label, "No");
    s.add_row("r").expect("row");
    assert_eq!(s.question("r").expect("r").rows, 1);
    let seen: Vec<String> = s.visible().into_iter().map(|x| s.path(x)).collect();
    assert_eq!(seen, ["/data/q", "/data/n", "/data/r", "/data/r[1]/z"]);
    let z = s.slot("r[1]/z").expect("z");
    assert_eq!(s.parent(z).map(|p| s.path(p)).as_deref(), Some("/data/r"));
}

#[test]
fn finalize_refuses_then_gives_the_document() {
    let mut s = open(
        "start a\nstop e\ncalc took ~ calc ~ round((decimal-date-time(${e}) - decimal-date-time(${a})) * 24, 1)
         integer q ~ required ~ true()\ntext h ~ relevant ~ ${q} > 1\nimage p\nrepeat r\nmany m abc\nend",
    );
    assert_eq!(s.finalize(NOW).expect_err("missing").len(), 1);
    assert!(s.events().is_empty(), "nothing logged");
    s.set("q", "2").expect("q");
    s.set("h", "x").expect("h");
    s.set("q", "1").expect("q");
    s.add_row("r").expect("row");
    s.set("r[1]/m", "a b").expect("m");
    let file = FileRef { path: None, hash: "ff".into(), size: 3, mime: "image/jpeg".into() };
    s.set("p", file.clone()).expect("p");
    let doc = s.finalize(NOW + 5_400_000).expect("final");
    assert_eq!(
        doc.answers,
        json!({
            "a": "2024-05-01T09:00:00+07:00", "e": "2024-05-01T10:30:00+07:00", "took": 1.5, "q": 1,
            "p": {"hash": "ff", "size": 3, "mime": "image/jpeg"}, "r": [{"m": ["a", "b"]}]
        })
    );
    assert_eq!((doc.attachments.len(), &doc.attachments[0].file), (1, &file));
    let back = FormSession::replay(form_of(&s), env(), s.events());
    assert_eq!(back.to_json(), doc.answers);
}

#[test]
fn an_answers_file_fills_the_form_whatever_its_order() {
    let form =
        "one desa desa ~ filter ~ kec = ${kec}\none kec kec\ngroup g ~ relevant ~ ${n} > 0\ninteger q\nend\ninteger n
         repeat r\ntext z\nrepeat s ~ count ~ 1\ninteger v\nend\nend\nmany m abc\ngeo p\ncalc c ~ calc ~ ${n}\nack k";
    let mut s = open(form);
    let answers = json!({
        "desa": "3", "kec": "y", "g": {"q": 4}, "n": 1, "r": [{"z": "a", "s": [{"v": 1}]}, {"z": "b"}],
        "m": ["a", "c"], "p": {"lat": 1.5, "lon": 2}, "c": 99, "k": true,
    });
    let report = s.set_all(&answers);
    assert_eq!((report.errors, report.accepted), (vec![], 12));
    let mut want = answers;
    want["c"] = json!(1);
    want["k"] = json!("OK");
    want["p"] = json!({"lat": 1.5, "lon": 2.0});
    want["r"][1]["s"] = json!([{}]);
    assert_eq!(s.to_json(), want);
    let mut again = open(form);
    assert!(again.set_all(&json!({"data": s.to_json()})).errors.is_empty());
    assert_eq!(again.to_json(), s.to_json());

    // Rows beyond the count are refused, the others filled.
    let mut few = open("integer n\nrepeat r ~ count ~ ${n}\ninteger v\nend");
    let report = few.set_all(&json!({"r": [{"v": 1}, {"v": "x"}, {"v": 3}], "n": 2}));
    let codes: Vec<(&str, &str)> = report.errors.iter().map(|e| (e.path.as_str(), e.code)).collect();
    assert_eq!(codes, [("/data/r[2]/v", "answer.wrong_type"), ("/data/r", "answer.fixed_rows")]);
    assert_eq!(few.to_json(), json!({"n": 2, "r": [{"v": 1}, {}]}));

    let mut bad = open(form);
    let report = bad.set_all(&json!({"nope": 1, "n": "x", "g": {"q": 1}, "m": {"a": 1}, "r": [1], "kec": [["x"]]}));
    let codes: Vec<(&str, &str)> = report.errors.iter().map(|e| (e.path.as_str(), e.code)).collect();
    for want in [
        ("/data/nope", "answer.unknown_path"),
        ("/data/n", "answer.wrong_type"),
        ("/data/g/q", "answer.irrelevant"),
        ("/data/m", "answer.wrong_type"),
        ("/data/r", "answer.wrong_type"),
        ("/data/kec", "answer.wrong_type"),
    ] {
        assert!(codes.contains(&want), "{want:?} in {codes:?}");
    }
}

#[test]
fn a_list_of_eighty_thousand_rows_is_filtered_through_its_index() {
    let rows: Vec<[String; 3]> =
        (0..80_000).map(|i| [format!("v{i}"), format!("Desa {i}"), format!("k{}", i % 7_000)]).collect();
    let mut src = source(
        "text k\none v besar ~ filter ~ kec = ${k}\ncalc l ~ calc ~ instance('besar')/root/item[name = ${v}]/label",
    );
    src.lists.insert(
        "besar".into(),
        ChoiceList {
            columns: vec!["name".into(), "label".into(), "kec".into()],
            cells: (0..3).map(|c| rows.iter().map(|r| r[c].as_str().into()).collect()).collect(),
            place: Place::default(),
        },
    );
    let mut s = FormSession::new(compile_form(src).expect("compiles"), env());
    s.set("k", "k17").expect("k");
    let (n, page) = s.options("v", None, 0, 100).expect("options");
    assert_eq!((n, page[0].value.as_str()), (12, "v17"));
    s.set("v", "v70017").expect("v");
    assert_eq!(value(&s, "l"), "Desa 70017");
    assert_eq!(s.set("v", "v70018").expect_err("other").code, "answer.not_a_choice");
    assert_eq!(s.options("v", Some("70017"), 0, 100).expect("search").0, 1);
}

#[test]
fn sessions_may_move_between_threads() {
    fn send<T: Send>() {}
    fn share<T: Send + Sync>() {}
    send::<FormSession>();
    share::<crate::form::Form>();
}
