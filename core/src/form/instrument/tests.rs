//! The published vectors, and the agreement of both ways to a result.

use super::*;
use crate::form::load::load_any;
use crate::form::{FormSession, SessionEnv, compile};

fn score(id: &str, answers: &str) -> Outcome {
    let answers: Vec<Option<&str>> = answers.split(' ').map(|a| (a != "-").then_some(a)).collect();
    instrument(id).expect(id).score(&answers).expect("codes of the instrument")
}

fn told(id: &str, answers: &str) -> (Option<i64>, String, Option<bool>, String) {
    let o = score(id, answers);
    (o.score, o.band.unwrap_or_default(), o.positive, o.flags.join(" "))
}

/// The same answer to every item.
fn all(id: &str, code: &str) -> String {
    vec![code; instrument(id).expect(id).items.len()].join(" ")
}

/// Answers that add up to a sum, the first items first.
fn adding_to(id: &str, sum: i64) -> String {
    let instrument = instrument(id).expect(id);
    let mut left = sum;
    let mut out = Vec::new();
    for i in 0..instrument.items.len() {
        let (code, points) = instrument.codes(i).into_iter().filter(|c| c.1 <= left).max_by_key(|c| c.1).expect("zero");
        left -= points;
        out.push(code);
    }
    assert_eq!(left, 0);
    out.join(" ")
}

#[test]
fn every_definition_reads_and_is_whole() {
    assert_eq!(instruments().len(), SHIPPED.len());
    for i in instruments() {
        assert!(!i.source.is_empty() && !i.licence.note.is_empty() && !i.version.is_empty(), "{}", i.id);
        assert!(["bebas", "sebut_sumber", "lembar"].contains(&i.licence.status.as_str()), "{}", i.id);
        // Wording ships only where it may.
        let worded = i.items.iter().filter(|item| item.text != Words::default()).count();
        assert_eq!(worded, if i.licence.status == "lembar" { 0 } else { i.items.len() }, "{}", i.id);
        for n in 0..i.items.len() {
            assert!(i.codes(n).len() >= 2, "{} {n}", i.id);
            assert!(i.items[n].points.as_ref().is_none_or(|p| p.len() == i.answers.len()));
        }
        if let Rule::Sum { bands, classes, .. } = &i.rule {
            assert!(bands.is_sorted_by_key(|b| b.from) && bands.first().is_none_or(|b| b.from == 0), "{}", i.id);
            assert!(bands.is_empty() != classes.is_empty(), "{}", i.id);
        }
    }
}

#[test]
fn barthel() {
    let max = "2 2 1 2 2 3 3 2 2 1";
    assert_eq!(instrument("barthel20").and_then(Instrument::most), Some(20));
    assert_eq!(told("barthel20", max), (Some(20), "mandiri".into(), None, String::new()));
    assert_eq!(told("barthel20", &all("barthel20", "0")).1, "total");
    assert_eq!(told("barthel20", "2 2 1 2 2 3 3 2 0 0"), (Some(17), "ringan".into(), None, String::new()));
    for (sum, band) in
        [(19, "ringan"), (12, "ringan"), (11, "sedang"), (9, "sedang"), (8, "berat"), (5, "berat"), (4, "total")]
    {
        assert_eq!(told("barthel20", &adding_to("barthel20", sum)), (Some(sum), band.into(), None, String::new()));
    }
}

#[test]
fn katz() {
    for (answers, sum, class) in [
        ("1 1 1 1 1 1", 6, "A"),
        ("0 1 1 1 1 1", 5, "B"),
        ("0 0 1 1 1 1", 4, "C"),
        ("0 1 1 1 1 0", 4, "lain-lain"),
        ("0 0 0 1 1 1", 3, "D"),
        ("0 0 0 0 1 1", 2, "E"),
        ("0 0 0 0 0 1", 1, "F"),
        ("1 0 0 0 0 0", 1, "lain-lain"),
        ("0 0 0 0 0 0", 0, "G"),
    ] {
        assert_eq!(told("katz", answers), (Some(sum), class.into(), None, String::new()), "{answers}");
    }
}

#[test]
fn gds() {
    assert_eq!(told("gds15", &all("gds15", "y")), (Some(10), "moderate".into(), Some(true), String::new()));
    assert_eq!(told("gds15", &all("gds15", "n")), (Some(5), "mild".into(), Some(true), String::new()));
    let key: Vec<&str> = (1..=15).map(|i| if [1, 5, 7, 11, 13].contains(&i) { "n" } else { "y" }).collect();
    let anti: Vec<&str> = key.iter().map(|k| if *k == "n" { "y" } else { "n" }).collect();
    assert_eq!(told("gds15", &key.join(" ")), (Some(15), "severe".into(), Some(true), String::new()));
    assert_eq!(told("gds15", &anti.join(" ")), (Some(0), "none".into(), Some(false), String::new()));
}

#[test]
fn srq() {
    for (yes, band, positive) in [(6, "positive", true), (5, "negative", false)] {
        assert_eq!(told("srq20", &adding_to("srq20", yes)), (Some(yes), band.into(), Some(positive), String::new()));
    }
    let mut only: Vec<&str> = vec!["0"; 20];
    only[16] = "1";
    assert_eq!(told("srq20", &only.join(" ")), (Some(1), "negative".into(), Some(false), "safety".into()));
    assert_eq!(told("srq20", &all("srq20", "1")).0, Some(20));
    // The safety question counts also where the rest is missing.
    only.iter_mut().take(10).for_each(|a| *a = "-");
    let o = score("srq20", &only.join(" "));
    assert!(o.invalid && o.score.is_none() && o.positive.is_none() && o.flags == ["safety"] && o.missing.len() == 10);
}

#[test]
fn psc() {
    let o = score("psc17", &all("psc17", "2"));
    assert_eq!(
        (o.score, o.parts["internalising"], o.parts["attention"], o.parts["externalising"]),
        (Some(34), 10, 10, 14)
    );
    let with = |twos: &[usize], ones: &[usize]| {
        let code = |i| {
            if twos.contains(&i) {
                "2"
            } else if ones.contains(&i) {
                "1"
            } else {
                "0"
            }
        };
        (1..=17).map(code).collect::<Vec<_>>().join(" ")
    };
    let o = score("psc17", &with(&[2, 6], &[9]));
    assert_eq!((o.score, o.positive, o.flags), (Some(5), Some(true), vec!["internalising".to_owned()]));
    // 4, 6 and 5: positive by the total only.
    let o = score("psc17", &with(&[2, 6, 1, 3, 7, 4, 5], &[8]));
    assert_eq!((o.score, o.positive, o.flags.len()), (Some(15), Some(true), 0));
    assert!(score("psc17", "- - - - 2 2 2 2 2 2 2 2 2 2 2 2 2").invalid);
    let three = score("psc17", "- - - 0 0 0 0 0 0 0 0 0 0 0 0 0 0");
    assert_eq!((three.score, three.invalid, three.missing), (Some(0), false, vec![1, 2, 3]));
}

#[test]
fn phq() {
    assert_eq!(told("phq9", &all("phq9", "0")), (Some(0), "minimal".into(), Some(false), String::new()));
    assert_eq!(told("phq9", "0 0 0 0 0 0 0 0 1"), (Some(1), "minimal".into(), Some(false), "safety".into()));
    for (sum, band) in [
        (4, "minimal"),
        (5, "mild"),
        (9, "mild"),
        (10, "moderate"),
        (14, "moderate"),
        (15, "moderately severe"),
        (19, "moderately severe"),
        (20, "severe"),
    ] {
        let (score, told, positive, flags) = told("phq9", &adding_to("phq9", sum));
        assert_eq!((score, told.as_str(), positive, flags.as_str()), (Some(sum), band, Some(sum >= 10), ""));
    }
    assert_eq!(told("phq9", &all("phq9", "3")).0, Some(27));
}

#[test]
fn apgar() {
    for (answers, sum, band) in [
        ("2 2 2 1 0", 7, "good"),
        ("2 2 1 1 0", 6, "moderate"),
        ("1 1 1 1 0", 4, "moderate"),
        ("1 1 1 0 0", 3, "severe"),
    ] {
        assert_eq!(told("apgar", answers), (Some(sum), band.into(), None, String::new()));
    }
}

#[test]
fn washington_group() {
    for (answers, band, positive) in [
        ("1 1 1 1 1 1", "no", Some(false)),
        ("2 2 2 2 2 2", "no", Some(false)),
        ("1 1 3 1 1 1", "yes", Some(true)),
        ("4 1 1 1 1 1", "yes", Some(true)),
        ("1 1 1 1 1 4", "yes", Some(true)),
        ("1 - 1 1 1 1", "undetermined", None),
        ("1 - 1 3 1 1", "yes", Some(true)),
    ] {
        assert_eq!(told("wgss", answers), (None, band.into(), positive, String::new()), "{answers}");
    }
}

#[test]
fn wrong_answers_are_named() {
    let gds = instrument("gds15").expect("gds15");
    let short = gds.score(&[Some("y")]).expect_err("too few");
    assert_eq!(short.to_string(), "gds15 has 15 items, not 1; write null for an item without an answer");
    let mut answers = [Some("y"); 15];
    answers[2] = Some("ya");
    assert_eq!(gds.score(&answers).expect_err("code").to_string(), "item 3 of gds15 takes y, n, not `ya`");
}

/// A form with one instrument, opened.
fn session(id: &str, attached: Option<&str>) -> FormSession {
    let survey = format!("type,name,label\ninstrument {id},x,\n");
    let settings = "form_title,form_id,version,default_language\nUji,uji,1,id\n";
    let name = format!("instrumen-{id}.csv");
    let mut files: Vec<(&str, &[u8])> = vec![("survey.csv", survey.as_bytes()), ("settings.csv", settings.as_bytes())];
    files.extend(attached.map(|text| (name.as_str(), text.as_bytes())));
    let source = load_any(&files).unwrap_or_else(|e| panic!("{id}: {e}"));
    assert_eq!(source.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new(), "{id}");
    let form = compile(source).unwrap_or_else(|e| panic!("{id}: {e}"));
    let env = SessionEnv {
        now_ms: 0,
        offset_minutes: 420,
        lang: String::new(),
        username: String::new(),
        device_id: String::new(),
        instance_id: "uuid:1".into(),
        last_saved: Default::default(),
    };
    FormSession::new(form, env)
}

/// Both ways to a result agree, on answers of every kind and on missing ones.
#[test]
fn the_form_tells_the_same_as_the_scoring() {
    let mut seed = 42u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for i in instruments() {
        let mut form = session(&i.id, None);
        for round in 0..60 {
            let answers: Vec<Option<String>> = (0..i.items.len())
                .map(|n| {
                    let codes = i.codes(n);
                    let blank = round % 3 == 0 && random(5) == 0;
                    (!blank).then(|| codes[random(codes.len())].0.clone())
                })
                .collect();
            for (n, answer) in answers.iter().enumerate() {
                form.set(&format!("x/x_{}", n + 1), answer.as_deref().unwrap_or_default()).expect("takes the code");
            }
            let wanted = i.score(&answers.iter().map(Option::as_deref).collect::<Vec<_>>()).expect("codes");
            let value = |what: &str| form.value(&format!("x/x_{what}")).map(ToString::to_string).unwrap_or_default();
            assert_eq!(value("skor"), wanted.score.map(|s| s.to_string()).unwrap_or_default(), "{} {answers:?}", i.id);
            assert_eq!(value("pita"), wanted.band.clone().unwrap_or_default(), "{} {answers:?}", i.id);
            let positive = wanted.positive.map_or("", |p| if p { "ya" } else { "tidak" });
            assert_eq!(value("positif"), positive, "{} {answers:?}", i.id);
            assert_eq!(value("tanda"), wanted.flags.join(" "), "{} {answers:?}", i.id);
            for (part, sum) in &wanted.parts {
                assert_eq!(value(part), sum.to_string(), "{} {answers:?}", i.id);
            }
        }
        assert_eq!(form.value("x/x_versi").map(ToString::to_string).ok(), Some(format!("{}@{}", i.id, i.version)));
    }
}

#[test]
fn the_result_is_said_on_the_spot_and_wording_can_be_attached() {
    let mut form = session("katz", Some("name,label\n1,Apakah Ibu mandi sendiri?\n"));
    assert_eq!(form.question("x/x_1").expect("item").label, "1. Apakah Ibu mandi sendiri?");
    assert_eq!(form.question("x/x_2").expect("item").label, "2. Berpakaian");
    assert_eq!(form.question("x/x_2").expect("item").hint, "Bacakan dari lembar Indeks Katz.");
    for n in 1..=6 {
        form.set(&format!("x/x_{n}"), "1").expect("code");
    }
    let told = form.question("x/x_hasil").expect("note").label;
    assert_eq!(told, "Indeks Katz. Skor 6 dari 6: A, mandiri dalam semua. Ini petunjuk, bukan diagnosis.");
    assert!(form.question("x/x_hasil").expect("note").relevant);
}

#[test]
fn an_unknown_instrument_is_named_with_the_nearest() {
    let survey = b"type,name,label\ninstrument gds16,x,\n";
    let error = load_any(&[("survey.csv", &survey[..])]).expect_err("unknown");
    let notice = error.0.iter().find(|n| n.code == "form.unknown_instrument").expect("told");
    assert_eq!(notice.suggestion.as_deref(), Some("instrument gds15"));
    assert_eq!(notice.place.to_string(), "survey:2 [type]");
}
