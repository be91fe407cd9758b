//! Random forms and random walks: the state after any walk is the one that recomputing from scratch gives, the deltas
//! alone tell it, the events alone bring it back, and undo leads to the start.

use super::super::compiled::{Class, UnitKind};
use super::super::definition::Place;
use super::super::state::*;
use super::super::value::Value;
use super::*;
use crate::form::{Change, Delta, Event, Slot};
use proptest::prelude::*;
use std::collections::HashMap;

/// What a screen knows of a slot.
type Seen = (String, bool, bool, bool, &'static str);

fn seen(s: &FormSession, slot: Slot) -> Seen {
    let q = s.question_slot(slot).expect("alive");
    let flags = s.st.flags(&s.form, slot.node, slot.row);
    (q.value.to_string(), q.relevant, q.required, flags & READONLY != 0, q.validity.code())
}

fn slots(s: &FormSession) -> Vec<Slot> {
    let mut out = Vec::new();
    for (scope, def) in s.form.scopes.iter().enumerate() {
        for row in 0..s.st.scopes[scope].rows.len() as u32 {
            if s.st.alive(scope as u32, row) {
                out.extend(def.nodes.iter().map(|node| Slot { node: *node, row }));
            }
        }
    }
    out
}

fn snapshot(s: &FormSession) -> Vec<(String, Seen)> {
    let mut out: Vec<_> = slots(s).into_iter().map(|slot| (s.path(slot), seen(s, slot))).collect();
    out.sort();
    out
}

/// Applies a delta as a screen would: what it does not tell is not known.
fn follow(screen: &mut HashMap<Slot, Seen>, s: &FormSession, delta: &Delta) {
    // What came is read anew with all below it; what went takes all below it along.
    screen.retain(|slot, _| s.st.alive(s.form.nodes[slot.node as usize].scope, slot.row));
    for row in delta.rows.iter().filter(|r| r.added) {
        let Class::Repeat(inner) = s.form.nodes[row.repeat.node as usize].class else { panic!("no repeat") };
        for slot in slots(s) {
            let scope = s.form.nodes[slot.node as usize].scope;
            if s.form.scopes[scope as usize].chain.contains(&inner)
                && s.st.up(&s.form, scope, slot.row, inner) == row.row
            {
                screen.insert(slot, seen(s, slot));
            }
        }
    }
    for c in &delta.changes {
        let known = screen.entry(c.slot).or_insert_with(|| seen(s, c.slot));
        c.value.iter().for_each(|v| known.0 = v.to_string());
        c.relevant.iter().for_each(|v| known.1 = *v);
        c.required.iter().for_each(|v| known.2 = *v);
        c.readonly.iter().for_each(|v| known.3 = *v);
        c.valid.iter().for_each(|v| known.4 = v.code());
    }
}

/// Everything that recomputing from scratch would find different.
fn audit(s: &mut FormSession) -> Vec<String> {
    let form = s.form.clone();
    let mut faults = Vec::new();
    // Running totals against a count by hand.
    for (id, acc) in form.code.accs.iter().enumerate() {
        let field = &form.fields[acc.field as usize];
        for base in 0..s.st.scopes[acc.common as usize].rows.len() as u32 {
            if !s.st.alive(acc.common, base) {
                continue;
            }
            let (mut relevant, mut filled, mut whole) = (0, 0, 0i128);
            s.st.rows_below(&form, acc.common, base, field.scope, &mut |row| {
                if s.st.is(&form, field.node, row, EFF) {
                    let v = s.st.cell(&form, field, row);
                    relevant += 1;
                    filled += i64::from(!v.is_blank());
                    if let Value::Int(n) = v {
                        whole += i128::from(*n);
                    }
                }
            });
            let got = s.st.accs[id].get(base as usize).cloned().unwrap_or_default();
            if (got.relevant, got.filled, got.whole) != (relevant, filled, whole) {
                faults.push(format!("total of {}: {got:?}", form.nodes[field.node as usize].path));
            }
            got.range.set(None);
        }
    }
    let mut problems = 0;
    for slot in slots(s) {
        let flags = s.st.flags(&form, slot.node, slot.row);
        let want = flags & OWN != 0 && s.st.parent_relevant(&form, slot.node, slot.row);
        if want != (flags & EFF != 0) {
            faults.push(format!("relevance of {}", s.path(slot)));
        }
        problems += usize::from(flags & EFF != 0 && flags & FAULTS != 0);
    }
    if problems != s.problem_count() {
        faults.push(format!("{problems} problems, {} known", s.problem_count()));
    }
    // Every rule once more: nothing may move.
    for (id, unit) in form.units.iter().enumerate() {
        if !matches!(unit.kind, UnitKind::Default | UnitKind::Label) {
            for row in 0..s.st.scopes[unit.scope as usize].rows.len() as u32 {
                s.st.queue(&form, id as u32, row);
            }
        }
    }
    // Let smallest and largest be looked up again.
    s.st.accs.iter().flatten().for_each(|a| a.range.set(None));
    s.engine().run();
    let delta = s.take_delta(None);
    faults.extend(delta.changes.iter().map(|c| format!("{} moved: {c:?}", s.path(c.slot))));
    faults.extend(delta.rows.iter().map(|r| format!("row moved: {r:?}")));
    faults
}

/// Expressions over what stands before them; `$n` are names of earlier numbers, `#n` of fields of the repeat.
const OUTER: &[&str] = &[
    "$0 + $1",
    "$0 > $1",
    "$0 = ''",
    "if($0 > 2, $1, '')",
    "coalesce($0, $1)",
    "sum(#0)",
    "count(#0)",
    "max(#0) - min(#1)",
    "count(${hh})",
    "join(',', #0)",
    "#0 = $0",
    "sum(/data/g/hh[x > 2]/y) + $0",
    "indexed-repeat(#0, ${hh}, $0)",
    "count-non-empty(#1) > 1",
    "selected($0, 1) or $1 < 3",
    "sum(${z})",
    "count(/data/g/hh[count(kid) > 1])",
    "sum(/data/g/hh[sum(kid/z) > $0]/x)",
    "join(',', /data/g/hh[kid[z > 1]/z = 2]/y)",
    "sum(/data/g/hh/x[. > $0])",
    "count(/data/g[hh/x > 1]/hh)",
    "join(',', #0 | #1)",
    "count(#0 | $0 | #1 | $0)",
    "join(',', $1 | ${z} | $0)",
    "join(',', randomize(#0, $0))",
    "join(',', randomize(${hh}/x))",
    "min(#0, $0, #1)",
    "join('-', #0, $0, #1)",
    "checklist(1, 2, #0, $0)",
    "weighted-checklist(1, 9, #0, #1)",
    "weighted-checklist(1, -1, $0, 2, #0, #1)",
    "count(/data/g/hh[kid[2]/z > x])",
    "sum(/data/g/hh/kid[../x > $0]/z)",
    "count(/data/g/hh[position(.) = 2])",
    "sum(/data/g/hh/kid[position(..) = 2]/z)",
    "count(/data/g/hh[count(kid[z > ../x]) > 0])",
    "join(',', /data/g/hh[position() > 1][kid/z > 0]/y[. != $0])",
    "count($0) + count($1[. > 1])",
    "random() < $0",
    "concat(uuid(4), $0)",
];
const INNER: &[&str] = &[
    "../x + ../y",
    "../x > $0",
    "position(..)",
    "position(..) > 2",
    "concat(../x, position(..))",
    "../y = ''",
    "sum(#0) - ../x",
    "if(../x > 1, $0, ../y)",
    "indexed-repeat(#0, ${hh}, position(..) - 1)",
    "count(${hh}) > 2",
    "sum(../kid/z)",
    "count(../kid) * $0",
    "count(../kid[z > ../x])",
    "sum(../kid/z[. > $0])",
    "sum(/data/g/hh[count(kid) > $0]/x)",
    "count(/data/g/hh[x > current()/../x])",
    "join(',', ../x | ../kid/z | $0)",
    "sum(/data/g/hh/x[. > 1])",
    "count(../../hh[x < $0])",
    "checklist(-1, 2, ../kid/z)",
    "string(..[x > 1]/y)",
    "/data/g/hh[sum(kid/z) > 1]/x = ../x",
    "count(../kid[count(/data/g/hh[x > current()/../y]) > 1])",
    "join(',', randomize(../kid/z, ../x))",
    "max(../x, ../kid/z)",
    "string(/data/g[count(hh) > 1]/hh/x)",
    "count(../kid[position(..) = 2])",
];

fn form() -> impl Strategy<Value = String> {
    let rule = (0usize..OUTER.len(), any::<[u8; 2]>(), any::<[bool; 2]>());
    let inner = (0usize..INNER.len(), any::<[u8; 2]>());
    (
        proptest::collection::vec((0u8..6, rule), 3..12),
        proptest::collection::vec((0u8..6, inner), 1..6),
        any::<[bool; 4]>(),
        0u8..4,
    )
        .prop_map(|(outer, inner, style, count)| {
            let mut text = String::from("integer q0\ninteger q1\n");
            let mut names = vec!["q0".to_owned(), "q1".to_owned()];
            let fill = |template: &str, picks: &[u8], fields: &[bool], names: &[String]| {
                let mut t = template.to_owned();
                for (i, p) in picks.iter().enumerate() {
                    t = t.replace(&format!("${i}"), &format!("${{{}}}", names[*p as usize % names.len()]));
                }
                for (i, f) in fields.iter().enumerate() {
                    t = t.replace(&format!("#{i}"), if *f { "${x}" } else { "${y}" });
                }
                t
            };
            let count = if count == 0 { " ~ count ~ ${q0}" } else { "" };
            let gate = if style[0] { " ~ relevant ~ ${q1} != 3" } else { "" };
            text += &format!("group g{gate}\nrepeat hh{count}\ninteger x\ninteger y ~ relevant ~ ../x != 2");
            text += if style[1] { " ~ constraint ~ . < ../x + 5\n" } else { " ~ required ~ ../x > 1\n" };
            text += "repeat kid\ninteger z ~ constraint ~ . > ../../x\nend\n";
            for (i, (kind, (t, picks))) in inner.iter().enumerate() {
                let e = fill(INNER[*t], picks, &[style[2], style[3]], &names);
                text += &match kind {
                    0 => format!("integer i{i} ~ relevant ~ {e}\n"),
                    1 => format!("integer i{i} ~ required ~ {e}\n"),
                    2 => format!("integer i{i} ~ constraint ~ {e}\n"),
                    _ => format!("calc i{i} ~ calc ~ {e}\n"),
                };
            }
            text += "end\nend\n";
            for (i, (kind, (t, picks, fields))) in outer.iter().enumerate() {
                let name = format!("q{}", i + 2);
                let e = fill(OUTER[*t], picks, fields, &names);
                text += &match kind {
                    0 => format!("integer {name} ~ relevant ~ {e}\n"),
                    1 => format!("integer {name} ~ required ~ {e} ~ constraint ~ . != ${{q0}}\n"),
                    2 => format!("integer {name} ~ readonly ~ {e}\n"),
                    3 => format!("integer {name} ~ dynamic ~ {e}\n"),
                    _ => format!("calc {name} ~ calc ~ {e}\n"),
                };
                names.push(name);
            }
            text
        })
}

#[derive(Clone, Debug)]
enum Step {
    Set(u16, u8),
    Add(u8),
    Del(u8),
    Undo,
    Redo,
    Clock(u8),
    Lang(bool),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => (any::<u16>(), 0u8..8).prop_map(|(a, b)| Step::Set(a, b)),
        3 => any::<u8>().prop_map(Step::Add),
        2 => any::<u8>().prop_map(Step::Del),
        1 => Just(Step::Undo),
        1 => Just(Step::Redo),
        1 => any::<u8>().prop_map(Step::Clock),
        1 => any::<bool>().prop_map(Step::Lang),
    ];
    proptest::collection::vec(step, 1..60)
}

fn walk(s: &mut FormSession, steps: &[Step]) -> Result<(), TestCaseError> {
    let mut screen: HashMap<Slot, Seen> = slots(s).into_iter().map(|slot| (slot, seen(s, slot))).collect();
    for step in steps {
        let all = slots(s);
        let repeats: Vec<Slot> =
            all.iter().copied().filter(|x| matches!(s.form.nodes[x.node as usize].class, Class::Repeat(_))).collect();
        let before = s.events().len();
        let result = match step {
            Step::Set(at, v) => {
                let slot = all[*at as usize % all.len()];
                s.set_slot(slot, if *v == 0 { String::new() } else { (i64::from(*v) - 2).to_string() })
            }
            Step::Add(at) | Step::Del(at) if repeats.is_empty() => panic!("no repeat for {at}"),
            Step::Add(at) => s.add_row(&s.path(repeats[*at as usize % repeats.len()])),
            Step::Del(at) => {
                let repeat = repeats[*at as usize % repeats.len()];
                s.remove_row(&s.path(repeat), 1 + *at as usize / 8 % (s.rows(repeat).len() + 1))
            }
            Step::Undo => s.undo(),
            Step::Redo => s.redo(),
            Step::Clock(h) => {
                s.set_time(NOW + i64::from(*h) * 3_600_000);
                Ok(s.refresh_clock())
            }
            Step::Lang(en) => s.set_lang(if *en { "en" } else { "id" }),
        };
        match result {
            Ok(delta) => {
                prop_assert_eq!(delta.event.is_some(), s.events().len() > before);
                follow(&mut screen, s, &delta);
                let faults = audit(s);
                prop_assert!(faults.is_empty(), "after {step:?}: {faults:#?}");
            }
            Err(_) => prop_assert_eq!(s.events().len(), before),
        }
        let truth: HashMap<Slot, Seen> = slots(s).into_iter().map(|slot| (slot, seen(s, slot))).collect();
        for (slot, want) in &truth {
            prop_assert_eq!(screen.get(slot), Some(want), "{} after {:?}", s.path(*slot), step);
        }
        prop_assert_eq!(screen.len(), truth.len());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

    #[test]
    fn any_walk_in_any_form_holds(lines in form(), steps in steps()) {
        let compiled = match compile_form(source(&lines)) {
            Ok(form) => form,
            // Random rules may wait for each other; that is all that may be wrong with them.
            Err(FormErrors(notices)) => {
                prop_assert!(notices.iter().all(|n| n.severity == Severity::Warning || n.code == "form.cycle"), "{notices:?}\n{lines}");
                return Ok(());
            }
        };
        let mut s = FormSession::new(compiled.clone(), env());
        walk(&mut s, &steps)?;

        let events: Vec<Event> = serde_json::from_str(&serde_json::to_string(s.events()).expect("json")).expect("parses");
        let back = FormSession::replay(compiled.clone(), env(), &events);
        prop_assert_eq!(snapshot(&back), snapshot(&s));
        prop_assert_eq!(back.to_json(), s.to_json());
        prop_assert!(back.orphans().is_empty());
        prop_assert_eq!((back.can_undo(), back.can_redo()), (s.can_undo(), s.can_redo()));

        while s.can_undo() {
            s.undo().expect("undo");
        }
        let others: Vec<Event> =
            events.into_iter().filter(|e| matches!(e.change, Change::Lang { .. } | Change::Clock)).collect();
        let start = FormSession::replay(compiled, env(), &others);
        prop_assert_eq!(snapshot(&s), snapshot(&start));
    }

    #[test]
    fn any_text_as_expression_is_taken_or_refused(text in "[-a-z0-9$\\{\\}/\\.\\[\\]\\(\\)'\", =<>+*|:@]{0,60}") {
        let mut src = source("text a\ncalc c ~ calc ~ 1");
        src.nodes[1].calculate = Some(ExprSource { text, place: Place::default() });
        if let Ok(form) = compile_form(src) {
            FormSession::new(form, env());
        }
    }

    #[test]
    fn any_text_as_answer_is_taken_or_refused(text in ".{0,20}", at in 0usize..9) {
        let mut s = open("integer a\ndecimal b\ndate c\ntime d\ndatetime e\none f abc\nmany g abc\ngeo h\ntext i");
        let slot = Slot { node: at as u32, row: 0 };
        if s.set_slot(slot, text).is_ok() {
            // What was taken is taken again, as it prints.
            let printed = s.question_slot(slot).expect("there").value.to_string();
            prop_assert_eq!(s.set_slot(slot, printed).expect("again").event, None);
        }
    }
}
