//! A document that goes on in another version of its form: every answer is at its place or told as lost, nothing is
//! invented, and the log alone gives it back.

use super::*;
use crate::form::{Event, Slot, Value};
use serde_json::json;
use std::collections::BTreeMap;

/// A small generator with a fixed seed: the same forms and walks in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
    fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == 0
    }
}

#[derive(Clone, Debug)]
struct Item {
    word: &'static str,
    name: String,
    list: &'static str,
    rules: String,
    inner: Option<Vec<Item>>,
}

fn q(word: &'static str, name: &str, list: &'static str, rules: &str) -> Item {
    Item { word, name: name.to_owned(), list, rules: rules.to_owned(), inner: None }
}

fn around(word: &'static str, name: &str, rules: &str, inner: Vec<Item>) -> Item {
    Item { word, name: name.to_owned(), list: "", rules: rules.to_owned(), inner: Some(inner) }
}

fn start() -> Vec<Item> {
    vec![
        around(
            "group",
            "g1",
            "",
            vec![
                q("text", "a", "", ""),
                q("integer", "b", "", " ~ default ~ 2"),
                q("one", "c", "abc", " ~ default ~ a"),
                q("text", "d", "", " ~ relevant ~ ${c} = 'a'"),
                q("calc", "o", "", " ~ calc ~ once(concat(${a}, 'x'))"),
            ],
        ),
        around(
            "repeat",
            "r",
            "",
            vec![
                q("text", "p", "", ""),
                q("integer", "i", "", " ~ dynamic ~ position(..)"),
                q("one", "s", "desa", " ~ filter ~ kec = ${k}"),
                around("repeat", "n", "", vec![q("text", "z", "", ""), q("many", "y", "abc", "")]),
            ],
        ),
        q("one", "k", "kec", " ~ default ~ x"),
        around("repeat", "h", " ~ count ~ ${b}", vec![q("text", "w", "", ""), q("one", "v", "yn", "")]),
        around(
            "group",
            "g2",
            " ~ relevant ~ ${b} != 3",
            vec![
                q("many", "m", "abc", ""),
                q("date", "t", "", ""),
                q("image", "f", "", ""),
                q("text", "u", "", " ~ default ~ uu"),
            ],
        ),
    ]
}

fn lines(items: &[Item]) -> String {
    let mut out = String::new();
    for item in items {
        out += &format!("{} {} {}{}\n", item.word, item.name, item.list, item.rules);
        if let Some(inner) = &item.inner {
            out += &lines(inner);
            out += "end\n";
        }
    }
    out
}

/// Visits every item with whether it lies in a repeat.
fn each(items: &mut Vec<Item>, f: &mut dyn FnMut(&mut Item)) {
    for item in items {
        f(item);
        if let Some(inner) = &mut item.inner {
            each(inner, f);
        }
    }
}

fn change(dice: &mut Dice, items: &mut Vec<Item>, round: usize) {
    for _ in 0..1 + dice.roll(6) {
        let pick = dice.roll(40);
        match dice.roll(10) {
            // Rename a group or, now and then, a repeat.
            0 => each(items, &mut |i| {
                if i.word == "group" || (i.word == "repeat" && pick == 0) {
                    i.name = format!("{}{round}", i.name.chars().next().unwrap_or('g'));
                    i.name += &i.inner.as_ref().map_or(0, Vec::len).to_string();
                }
            }),
            // Move a question to the top, or out of its group.
            1 => {
                let at = pick % items.len();
                if items[at].word == "group"
                    && let Some(inner) = &mut items[at].inner
                    && !inner.is_empty()
                {
                    let moved = inner.remove(pick % inner.len());
                    items.insert(0, moved);
                }
            }
            2 => items.reverse(),
            3 => each(items, &mut |i| {
                if i.name == ["a", "p", "z", "b", "t"][pick % 5] {
                    (i.word, i.rules) = (["integer", "text", "date"][pick % 3], String::new());
                }
            }),
            4 => each(items, &mut |i| {
                if i.list == "abc" {
                    i.list = "ab";
                }
            }),
            5 => each(items, &mut |i| {
                if let Some(inner) = i.inner.as_mut().filter(|inner| inner.len() > 1 && pick.is_multiple_of(3)) {
                    inner.retain(|q| q.inner.is_some() || q.name != ["d", "m", "p", "w", "y"][pick % 5]);
                }
            }),
            6 => items.push(q("text", &format!("new{round}x{}", items.len()), "", " ~ required ~ true()")),
            7 => each(items, &mut |i| {
                if i.name == "d" || i.name == "w" || i.name == "m" {
                    i.rules =
                        [" ~ relevant ~ ${k} = 'y'", " ~ readonly ~ true()", " ~ default ~ b"][pick % 3].to_owned();
                }
            }),
            // Counted becomes free, and the other way round.
            8 => each(items, &mut |i| {
                if i.word == "repeat" && (i.name == "h" || pick.is_multiple_of(2)) {
                    i.rules = if i.rules.is_empty() { " ~ count ~ 2".to_owned() } else { String::new() };
                }
            }),
            _ => each(items, &mut |i| {
                if i.name == "h" && !i.rules.is_empty() {
                    i.rules = " ~ count ~ 1".to_owned();
                }
            }),
        }
    }
}

fn compiled(items: &[Item], version: &str, dice: &mut Dice) -> Option<Arc<crate::form::Form>> {
    let mut source = source(&lines(items));
    source.version = version.to_owned();
    // Repeats may show rows at the beginning.
    fn rows(nodes: &mut [Node], dice: &mut Dice) {
        for node in nodes {
            match &mut node.kind {
                NodeKind::Repeat { children, count: None, initial_rows } => {
                    *initial_rows = if dice.one_in(3) { 1 } else { 0 };
                    rows(children, dice);
                }
                NodeKind::Group(children) | NodeKind::Repeat { children, .. } => rows(children, dice),
                NodeKind::Question(_) => {}
            }
        }
    }
    rows(&mut source.nodes, dice);
    source.lists.insert("ab".into(), list(&["name", "label"], &[&["a", "Apel"], &["b", "Bola"]]));
    // A rule may name what a change dropped: such a form is none.
    compile_form(source).ok()
}

fn slots(s: &FormSession) -> Vec<Slot> {
    let mut out = Vec::new();
    for (scope, def) in s.form.scopes.iter().enumerate() {
        for row in (0..s.st.scopes[scope].rows.len() as u32).filter(|row| s.st.alive(scope as u32, *row)) {
            out.extend(def.nodes.iter().map(|node| Slot { node: *node, row }));
        }
    }
    out
}

fn walk(dice: &mut Dice, s: &mut FormSession, steps: usize) {
    let words = ["", "a", "b", "c", "a c", "1", "2", "3", "x", "y", "n", "2024-05-01", "Siti", " 7"];
    for _ in 0..steps {
        let all = slots(s);
        let slot = all[dice.roll(all.len())];
        let path = s.path(slot);
        let kind = s.question_slot(slot).expect("alive").kind;
        let _ = match (kind, dice.roll(12)) {
            (_, 0) => s.undo(),
            (_, 1) => s.redo(),
            ("repeat", 2..4) => s.remove_row(&path, 1 + dice.roll(3)),
            ("repeat", _) => s.add_row(&path),
            ("image", _) => s.set_slot(
                slot,
                crate::form::FileRef {
                    path: None,
                    hash: format!("{:02x}", dice.roll(200)),
                    size: 3,
                    mime: "image/png".into(),
                },
            ),
            _ => s.set_slot(slot, words[dice.roll(words.len())]),
        };
    }
}

/// Where an answer stands, told apart from the groups around it: name and positions of the rows.
fn place(path: &str) -> (String, Vec<String>) {
    let rows = path.split('/').filter_map(|step| step.split_once('[')).map(|(n, at)| format!("{n}[{at}")).collect();
    (path.rsplit('/').next().unwrap_or_default().to_owned(), rows)
}

type Answers = BTreeMap<(String, Vec<String>), String>;

/// Everything a person is asked that holds something, also while it does not apply.
fn answers(s: &FormSession) -> Answers {
    let told = slots(s).into_iter().filter_map(|slot| s.question_slot(slot)).filter(|q| q.asked);
    told.filter(|q| q.value != Value::Blank).map(|q| (place(&q.path), q.value.to_string())).collect()
}

fn state(s: &FormSession) -> Vec<String> {
    let mut out: Vec<String> = slots(s)
        .into_iter()
        .filter_map(|slot| s.question_slot(slot))
        .map(|q| format!("{} {} {} {} {:?}", q.path, q.value, q.relevant, q.readonly, q.validity))
        .collect();
    out.sort();
    out
}

fn back(s: &FormSession) -> FormSession {
    let text = serde_json::to_string(s.events()).expect("json");
    let events: Vec<Event> = serde_json::from_str(&text).expect("parses");
    FormSession::replay(form_of(s), env(), &events)
}

/// What a move must hold to; gives how many answers were placed and how many lost.
fn check(was: &FormSession, is: &FormSession, told_before: usize, seed: u64) -> (usize, usize) {
    let (old, new) = (answers(was), answers(is));
    let lost: Vec<_> = is.lost().skip(told_before).map(|l| (place(&l.path), &l.value)).collect();
    // Where nothing was answered, or nothing carried, the new version begins with its defaults.
    let default = |at: &(String, Vec<String>), value: &str| {
        (!old.contains_key(at) || lost.iter().any(|(path, _)| path == at))
            && (at.0 == "i" || ["b", "2", "a", "uu", "x"].contains(&value))
    };
    for (at, value) in &old {
        let kept = new.get(at).is_some_and(|v| v == value || v.trim() == value.trim());
        let told = lost.iter().filter(|(path, _)| path == at).count();
        let begun_anew = told == 1 && kept && default(at, value);
        assert_eq!(usize::from(kept && !begun_anew) + told, 1, "seed {seed}: {at:?} {value} kept {kept} told {told}");
    }
    assert!(lost.iter().all(|(at, _)| old.contains_key(at)), "seed {seed}: lost what was not there");
    // Rows that a count put aside, here or in an earlier version, come back with their answers when this one asks for them.
    let aside = |at: &(String, Vec<String>), value: &str| {
        let mut set = was.events().iter().filter_map(|e| match &e.change {
            crate::form::Change::Set { path, value, .. } => Some((path.rsplit('/').next()?, value)),
            _ => None,
        });
        let written = crate::form::Answer::Text(value.to_owned());
        is.form.scopes.iter().any(|scope| scope.counted) && set.any(|(name, v)| name == at.0 && *v == written)
    };
    for (at, value) in &new {
        assert!(
            default(at, value) || aside(at, value) || old.get(at).is_some_and(|v| v.trim() == value.trim()),
            "seed {seed}: {at:?} {value} is new"
        );
    }
    (old.len() - lost.len(), lost.len())
}

#[test]
fn every_answer_is_at_its_place_or_told() {
    let (mut placed, mut lost, mut moves, mut apart, mut found) = (0, 0, 0, 0, 0);
    for seed in 0..100 {
        let mut dice = Dice(seed);
        let mut items = start();
        let form = compiled(&items, "1", &mut dice).expect("the first version compiles");
        let mut s = FormSession::new(form, env());
        let steps = 5 + dice.roll(60);
        walk(&mut dice, &mut s, steps);
        for round in 2..5 {
            let mut next = items.clone();
            change(&mut dice, &mut next, round);
            let Some(form) = compiled(&next, &round.to_string(), &mut dice) else { continue };
            items = next;
            let before = state(&s);
            let told = s.lost().count();
            s.set_time(NOW + round as i64 * 1000);
            let mut moved = s.moved_to(form).expect("another version");
            assert_eq!(state(&s), before, "the older session stands");
            assert_eq!((moved.form().version(), moved.events().len()), (&*round.to_string(), s.events().len() + 1));
            let (p, l) = check(&s, &moved, told, seed);
            (placed, lost, moves) = (placed + p, lost + l, moves + 1);
            if let Some(crate::form::Change::Form(plan)) = moved.events().last().map(|e| &e.change) {
                apart += plan.apart.len();
                found += plan.moved.len();
            }
            assert_eq!(state(&back(&moved)), state(&moved), "seed {seed}");
            assert_eq!(back(&moved).lost().count(), moved.lost().count());
            // Undo goes back over the move, and what was undone can be made again; the log alone tells it as well.
            let mut undone = 0;
            while undone < 8 && moved.undo().is_ok() {
                undone += 1;
                assert_eq!(state(&back(&moved)), state(&moved), "seed {seed} after {undone} undone");
            }
            for _ in 0..undone {
                if moved.redo().is_err() {
                    break;
                }
                assert_eq!(state(&back(&moved)), state(&moved), "seed {seed} redone");
            }
            walk(&mut dice, &mut moved, 10);
            assert_eq!(state(&back(&moved)), state(&moved), "seed {seed} goes on");
            s = moved;
        }
    }
    // The walks are worth something.
    assert!(
        moves > 150 && placed > 700 && lost > 70 && found > 70 && apart > 12,
        "{moves} {placed} {lost} {found} {apart}"
    );
}

#[test]
fn undo_over_a_move_takes_back_what_was_answered_before_it() {
    let mut s = open("group g\ntext a\ninteger b\nend");
    s.set("g/a", "satu").expect("a");
    s.set("g/a", "dua").expect("a");
    s.set("g/b", "5").expect("b");
    let mut new = source("group h\ntext a\nend\ntext b\ntext c");
    new.version = "2".into();
    let mut s = s.moved_to(compile_form(new).expect("compiles")).expect("moves");
    // `b` is a text now and is asked outside the group: another kind, so it is told.
    assert_eq!((value(&s, "h/a").as_str(), value(&s, "b").as_str()), ("dua", ""));
    let told: Vec<_> = s.lost().map(|l| (l.path.as_str(), l.label.as_str(), l.shown.as_str())).collect();
    assert_eq!(told, [("/data/g/b", "b", "5")]);
    assert_eq!(s.last_answered().map(|slot| s.path(slot)), None, "its question is gone");
    s.set("c", "x").expect("c");
    s.undo().expect("c");
    s.undo().expect("b");
    s.undo().expect("a");
    assert_eq!((value(&s, "h/a").as_str(), value(&s, "c").as_str()), ("satu", ""));
    s.redo().expect("a");
    assert_eq!(value(&s, "h/a"), "dua");
    assert_eq!(s.redo().expect_err("b has no place").code, "answer.unknown_path");
}

#[test]
fn defaults_do_not_run_again_over_what_stood() {
    let mut s =
        open("text a ~ default ~ lama\ntext b ~ default ~ lama\ntext c\ncalc o ~ calc ~ once(concat('v', ${c}))");
    s.set("b", "").expect("cleared");
    s.set("c", "7").expect("c");
    assert_eq!(value(&s, "o"), "v");
    let mut new = source(
        "text a ~ default ~ baru\ntext b ~ default ~ baru\ntext c ~ default ~ baru\ntext d ~ default ~ baru\ncalc o ~ calc ~ once('lain')",
    );
    new.version = "2".into();
    let s = s.moved_to(compile_form(new).expect("compiles")).expect("moves");
    let all = ["a", "b", "c", "d", "o"].map(|p| value(&s, p));
    assert_eq!(all, ["lama", "", "7", "baru", "v"]);
    assert_eq!(s.lost().count(), 0);
    assert_eq!(state(&back(&s)), state(&s));
}

#[test]
fn a_version_that_is_gone_leaves_what_has_its_path() {
    let mut s = open("text a\ntext b\none c abc\nrepeat r\ntext p\nend");
    for (path, value) in [("a", "satu"), ("b", "lama"), ("b", "dua"), ("c", "c")] {
        s.set(path, value).expect(path);
    }
    s.add_row("r").expect("row");
    s.set("r[1]/p", "Siti").expect("p");
    let mut new = source("text a\none c ab\nrepeat r\ntext p\nend");
    new.version = "2".into();
    new.lists.insert("ab".into(), list(&["name", "label"], &[&["a", "Apel"]]));
    let s = FormSession::reopen(compile_form(new).expect("compiles"), env(), s.events(), NOW + 9);
    assert_eq!((value(&s, "a").as_str(), value(&s, "r[1]/p").as_str(), value(&s, "c").as_str()), ("satu", "Siti", ""));
    let told: Vec<_> = s.lost().map(|l| (l.path.as_str(), l.shown.as_str())).collect();
    assert_eq!(told, [("/data/b", "dua"), ("/data/c", "c")]);
    assert_eq!((state(&back(&s)), back(&s).lost().count()), (state(&s), 2));
    let other = FormSource { id: "lain".into(), ..source("text a") };
    assert_eq!(s.moved_to(compile_form(other).expect("compiles")).expect_err("other").code, "answer.other_form");
}

#[test]
fn defaults_may_ask_for_the_last_finished_form() {
    let lines = "text a ~ dynamic ~ ${last-saved#a}\ninteger n ~ dynamic ~ ${last-saved#n} + 1\n\
                 one c abc ~ dynamic ~ if(${last-saved#c} = '', 'b', ${last-saved#c})\nrepeat r\ntext q\nend";
    let form = compile_form(source(lines)).unwrap_or_else(|e| panic!("{e}"));
    let mut paths: Vec<&str> = form.last_saved_paths().collect();
    paths.sort_unstable();
    assert_eq!(paths, ["/data/a", "/data/c", "/data/n"]);
    let first = FormSession::new(form.clone(), env());
    assert_eq!(["a", "n", "c"].map(|p| value(&first, p)), ["", "", "b"]);
    let told = [("/data/a", "Umbu"), ("/data/n", "4"), ("/data/c", "c")];
    let saved = told.map(|(path, value)| (path.to_owned(), value.to_owned()));
    let mut s = FormSession::new(form.clone(), SessionEnv { last_saved: saved.into(), ..env() });
    assert_eq!(["a", "n", "c"].map(|p| value(&s, p)), ["Umbu", "5", "c"]);
    s.set("a", "").expect("cleared");
    let held: SessionEnv = serde_json::from_str(&serde_json::to_string(s.env()).expect("json")).expect("parses");
    assert_eq!(state(&FormSession::replay(form, held, s.events())), state(&s));
    assert_eq!(refused("text a\ntext b ~ relevant ~ ${last-saved#a} = ''")[0].0, "form.last_saved");
    assert_eq!(refused("repeat r\ntext q\nend\ntext b ~ dynamic ~ ${last-saved#q}")[0].0, "form.last_saved");
    assert_eq!(refused("text b ~ dynamic ~ ${last-saved#x}")[0].0, "form.unknown_name");
}

#[test]
fn what_is_known_stands_before_it_applies_and_no_undo_takes_it_back() {
    let mut s = open(
        "one k yn\ngroup g ~ relevant ~ ${k} = 'y'\ntext a\ninteger b\none c abc\ntext d ~ default ~ x\nend\ncalc e ~ calc ~ 1",
    );
    let given = [("g/a", "Rambu"), ("g/b", "x"), ("g/c", "z"), ("g/d", "y"), ("e", "2"), ("lain", "q")];
    let given = given.map(|(path, value)| (path.to_owned(), value.to_owned()));
    assert_eq!(s.prefill("catatan", &given), 1, "only what is blank and fits");
    assert_eq!((value(&s, "g/a").as_str(), s.to_json(), s.can_undo()), ("Rambu", json!({"e": 1}), false));
    s.set("k", "y").expect("k");
    s.set("g/a", "Rambu Ana").expect("a");
    s.undo().expect("undo");
    assert_eq!((value(&s, "g/a").as_str(), state(&back(&s))), ("Rambu", state(&s)));
    let rows: Vec<String> = s.history().iter().map(|r| format!("{} {} {}>{}", r.op, r.label, r.old, r.new)).collect();
    assert_eq!(rows, ["prefill a >Rambu", "set k >Ya", "set a Rambu>Rambu Ana", "undo a Rambu Ana>Rambu"]);
}
