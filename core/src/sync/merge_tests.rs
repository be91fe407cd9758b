//! The merge by table, and its promises over arbitrary histories.

use super::*;
use crate::domain::ids::{RecordId, UserId};
use crate::domain::op::{RegisterEdit, RegisterKind, Resolution};
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

fn op(device: u32, number: u64, body: OpBody) -> Op {
    let actor = UserId(Uuid::from_u128(u128::from(device)));
    Op { schema: 1, device: DeviceNo(device), number, actor, at: 0, zone: 0, body, extra: BTreeMap::new() }
}

fn v(text: &str) -> OpRef {
    let (device, number) = text.split_once('.').expect("device.number");
    OpRef(DeviceNo(device.parse().expect("number")), number.parse().expect("number"))
}

/// `1.2 f=x <1.1` edits with a base, `1.3 f!x <1.1,2.1` resolves.
fn read(line: &str) -> Op {
    let mut parts = line.split(' ');
    let name = v(parts.next().expect("a name"));
    let what = parts.next().expect("a write");
    let seen: Vec<OpRef> = parts.next().map(|s| s[1..].split(',').map(v).collect()).unwrap_or_default();
    let (kind, id) = (RegisterKind::Orang, RecordId(Uuid::nil()));
    let value = |text: &str| if text == "-" { Value::Null } else { Value::from(text) };
    let body = match what.split_once('!') {
        Some((field, text)) => OpBody::Resolve(Resolution {
            kind,
            id,
            field: field.into(),
            value: value(text),
            seen,
            extra: BTreeMap::new(),
        }),
        None => {
            let (field, text) = what.split_once('=').expect("field=value");
            let base = seen.iter().map(|base| (field.to_owned(), *base)).collect();
            let set = [(field.to_owned(), value(text))].into();
            OpBody::Register(RegisterEdit { kind, id, set, base, extra: BTreeMap::new() })
        }
    };
    op(name.0.0, name.1, body)
}

fn run(script: &str) -> (RegisterState, Vec<Applied>) {
    let mut state = RegisterState::default();
    let policy = Policy::standard();
    let lines = script.split(';').map(str::trim).enumerate();
    let applied = lines.map(|(i, line)| apply(&mut state, &read(line), i as i64, &policy)).collect();
    (state, applied)
}

/// The value in force, and the sides of the collision when one is open.
fn outcome(script: &str, field: &str) -> String {
    let (state, _) = run(script);
    let held = &state.fields[field];
    let text = |s: &FieldState| format!("{}={}", s.version, s.value.as_str().unwrap_or("-"));
    let sides = state.collisions.get(field).map(|c| c.sides.iter().map(text).collect::<Vec<_>>().join(" "));
    format!("{} [{}]", text(held), sides.unwrap_or_default())
}

#[test]
fn the_rules_by_table() {
    for (script, field, expected) in [
        // Nobody wrote it; who saw the last value; who clears.
        ("1.1 t=a", "t", "1.1=a []"),
        ("1.1 t=a; 2.1 t=b <1.1", "t", "2.1=b []"),
        ("1.1 t=a; 2.1 t=- <1.1", "t", "2.1=- []"),
        // Two who saw the same: the later time holds, both are kept, sorted.
        ("1.1 t=a; 1.2 t=b <1.1; 2.1 t=c <1.1", "t", "2.1=c [1.2=b 2.1=c]"),
        ("3.1 t=a; 1.1 t=b", "t", "1.1=b [1.1=b 3.1=a]"),
        ("1.1 t=a; 1.2 t=b <1.1; 2.1 t=- <1.1", "t", "2.1=- [1.2=b 2.1=-]"),
        // The same value is no disagreement; who edits afterwards has seen all of them.
        ("1.1 t=a; 2.1 t=a", "t", "2.1=a []"),
        ("1.1 t=a; 2.1 t=a; 3.1 t=b <2.1", "t", "3.1=b []"),
        // Who had seen only the first of two that agree has not seen the second, not even its writer.
        ("1.1 t=a; 2.1 t=a; 3.1 t=b <1.1", "t", "3.1=b [2.1=a 3.1=b]"),
        ("1.1 t=a; 2.1 t=a; 1.2 t=b <1.1", "t", "1.2=b [1.2=b 2.1=a]"),
        ("2.1 t=a; 1.1 t=a; 1.2 t=b <1.1", "t", "1.2=b [1.2=b 2.1=a]"),
        ("1.1 t=a; 1.2 t=b <1.1; 2.1 t=a", "t", "2.1=a [1.2=b 2.1=a]"),
        // The writer of the second, after seeing the first, names the first.
        ("1.1 t=a; 2.1 t=a; 2.2 t=b <1.1", "t", "2.2=b []"),
        // A later edit replaces the side it saw and the rest stays open.
        ("1.1 t=a; 2.1 t=b; 2.2 t=c <2.1", "t", "2.2=c [1.1=a 2.2=c]"),
        ("1.1 t=a; 2.1 t=b; 1.2 t=c <2.1", "t", "1.2=c [1.1=a 1.2=c]"),
        ("1.1 t=a; 2.1 t=b; 3.1 t=c", "t", "3.1=c [1.1=a 2.1=b 3.1=c]"),
        // Writers who come to agree close it.
        ("1.1 t=a; 2.1 t=b; 1.2 t=b <1.1", "t", "1.2=b []"),
        // A decision closes what it saw, with a side's value or a new one.
        ("1.1 t=a; 2.1 t=b; 3.1 t!a <1.1,2.1", "t", "3.1=a []"),
        ("1.1 t=a; 2.1 t=b; 3.1 t!c <1.1,2.1", "t", "3.1=c []"),
        ("1.1 t=a; 2.1 t=b; 3.1 t!c <2.1,1.1; 1.2 t=d <3.1", "t", "1.2=d []"),
        // What it had not seen stays open with it; two decisions disagree like two edits.
        ("1.1 t=a; 2.1 t=b; 4.1 t=x; 3.1 t!c <1.1,2.1", "t", "3.1=c [3.1=c 4.1=x]"),
        ("1.1 t=a; 2.1 t=b; 2.2 t=d <2.1; 3.1 t!c <1.1,2.1", "t", "3.1=c [2.2=d 3.1=c]"),
        ("1.1 t=a; 2.1 t=b; 3.1 t!c <1.1,2.1; 4.1 t!d <1.1,2.1", "t", "4.1=d [3.1=c 4.1=d]"),
        ("1.1 t=a; 2.1 t=b; 3.1 t!c <1.1,2.1; 4.1 t!c <1.1,2.1", "t", "4.1=c []"),
        // Graver values hold whatever the time; unknown codes are the gravest; a cleared one is the mildest.
        ("1.1 risiko=tinggi; 2.1 risiko=rendah", "risiko", "1.1=tinggi [1.1=tinggi 2.1=rendah]"),
        ("1.1 risiko=baru; 2.1 risiko=tinggi", "risiko", "1.1=baru [1.1=baru 2.1=tinggi]"),
        ("1.1 risiko=rendah; 2.1 risiko=-", "risiko", "1.1=rendah [1.1=rendah 2.1=-]"),
        ("1.1 status=aktif; 2.1 status=tutup", "status", "1.1=aktif [1.1=aktif 2.1=tutup]"),
    ] {
        assert_eq!(outcome(script, field), expected, "{script}");
    }
}

#[test]
fn text_is_compared_as_people_read_it_and_kept_byte_for_byte() {
    let (composed, decomposed) = ("Jos\u{e9}", "Jose\u{301}");
    assert!(same_value(&composed.into(), &decomposed.into()));
    assert!(!same_value(&"a".into(), &"A".into()));
    assert!(same_value(&"😀\u{200f}\0".into(), &"😀\u{200f}\0".into()));
    assert!(!same_value(&"\u{200f}".into(), &"".into()));
    let (state, _) = run(&format!("1.1 t={composed}; 2.1 t={decomposed}"));
    assert!(state.collisions.is_empty());
    assert_eq!(state.text("t"), Some(decomposed));
    assert_eq!(state.live["t"][0].value, composed);
}

#[test]
fn it_is_told_what_changed() {
    let (_, applied) = run("1.1 t=a; 2.1 t=a; 3.1 t=b; 2.2 t=c <2.1; 9.1 t!c <1.1,3.1,2.2");
    let told: Vec<_> = applied.iter().map(|a| (a.changed.len(), a.collided.len(), a.closed.len())).collect();
    assert_eq!(told, [(1, 0, 0), (0, 0, 0), (1, 1, 0), (1, 1, 0), (0, 0, 1)]);
}

#[test]
fn equal_times_are_decided_by_device_then_number() {
    let mut state = RegisterState::default();
    let policy = Policy::standard();
    for line in ["2.9 t=a", "1.10 t=b", "2.3 t=c"] {
        apply(&mut state, &read(line), 5, &policy);
    }
    assert_eq!(state.fields["t"].version, v("2.9"));
}

/// One write of a made-up history: who, to which of two fields, one of few values or a unique one, and how much of the
/// others' ops this device had received before.
type Step = (usize, bool, Option<u8>, usize, bool);

/// Three devices write; each sees its own ops and a growing part of one fixed server order. Returns the ops with the
/// order in which they were made, and what each had superseded by what was on its screen.
fn history(steps: &[Step]) -> (Vec<Op>, BTreeMap<OpRef, Vec<OpRef>>) {
    let policy = Policy::standard();
    let mut made: Vec<Op> = Vec::new();
    let mut received = [0_usize; 3];
    let mut superseded = BTreeMap::new();
    for (unique, (who, second, value, more, decide)) in steps.iter().enumerate() {
        let me = DeviceNo(*who as u32 + 1);
        received[*who] = (received[*who] + more).min(made.len());
        let mut shown = RegisterState::default();
        // The server's order here is the order of making; a device may not have everything of it yet, but has its own.
        for (i, op) in made.iter().enumerate() {
            if i < received[*who] || op.device == me {
                apply(&mut shown, op, i as i64, &policy);
            }
        }
        let field = if *second { "t" } else { "risiko" };
        let number = made.iter().filter(|op| op.device == me).count() as u64 + 1;
        let value = value.map_or(Value::from(format!("unik {unique}")), Value::from);
        let (kind, id) = (RegisterKind::Orang, RecordId(Uuid::nil()));
        let (body, replaced) = match shown.collisions.get(field).filter(|_| *decide) {
            Some(collision) => {
                let seen: Vec<OpRef> = collision.sides.iter().map(|s| s.version).collect();
                let resolution =
                    Resolution { kind, id, field: field.into(), value, seen: seen.clone(), extra: BTreeMap::new() };
                (OpBody::Resolve(resolution), seen)
            }
            None => {
                let base = base_of(&shown, field, me);
                let edit = RegisterEdit {
                    kind,
                    id,
                    set: [(field.to_owned(), value)].into(),
                    base: base.iter().map(|base| (field.to_owned(), *base)).collect(),
                    extra: BTreeMap::new(),
                };
                (OpBody::Register(edit), base.into_iter().collect())
            }
        };
        let op = op(me.0, number, body);
        superseded.insert(op.reference(), replaced);
        made.push(op);
    }
    (made, superseded)
}

fn written(op: &Op) -> (&str, &Value) {
    match &op.body {
        OpBody::Register(edit) => edit.set.iter().next().map(|(f, v)| (f.as_str(), v)).expect("one field"),
        OpBody::Resolve(resolution) => (&resolution.field, &resolution.value),
        OpBody::Dokumen(_) => unreachable!("none made"),
    }
}

fn steps(unique: bool) -> impl Strategy<Value = Vec<Step>> {
    let value = if unique { Just(None).boxed() } else { (0_u8..2).prop_map(Some).boxed() };
    prop::collection::vec((0_usize..3, any::<bool>(), value, 0_usize..4, any::<bool>()), 1..14)
}

/// Another order that the server might have received them in: each device's own order kept, and no op before one that
/// its device had received.
fn shuffle(made: &[Op], superseded: &BTreeMap<OpRef, Vec<OpRef>>, mut dice: u64) -> Vec<Op> {
    let mut left: Vec<&Op> = made.iter().collect();
    let mut out: Vec<Op> = Vec::new();
    while !left.is_empty() {
        let ready: Vec<usize> = (0..left.len())
            .filter(|&i| {
                let first_of_device = left[..i].iter().all(|op| op.device != left[i].device);
                let seen = &superseded[&left[i].reference()];
                first_of_device && seen.iter().all(|s| out.iter().any(|op| op.reference() == *s))
            })
            .collect();
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        out.push(left.remove(ready[(dice >> 33) as usize % ready.len()]).clone());
    }
    out
}

/// Effective times belong to ops, not to places in an order.
fn state_of(order: &[Op], made: &[Op]) -> RegisterState {
    let mut state = RegisterState::default();
    for op in order {
        let at = made.iter().position(|other| other.reference() == op.reference()).expect("was made");
        apply(&mut state, op, at as i64, &Policy::standard());
    }
    state
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn concurrent_different_writes_collide_and_nothing_else_does(steps in steps(true)) {
        let (made, superseded) = history(&steps);
        let state = state_of(&made, &made);
        for field in ["t", "risiko"] {
            let mut live: Vec<OpRef> = made.iter().filter(|op| written(op).0 == field).map(Op::reference).collect();
            live.retain(|name| !superseded.values().any(|seen| seen.contains(name)));
            live.sort();
            let sides: Vec<OpRef> = state.collisions.get(field).map(|c| c.sides.iter().map(|s| s.version).collect()).unwrap_or_default();
            let expected = if live.len() > 1 { live.clone() } else { Vec::new() };
            prop_assert_eq!(sides, expected);
            prop_assert!(live.is_empty() || live.contains(&state.fields[field].version));
        }
    }

    #[test]
    fn the_order_of_arrival_changes_nothing(steps in steps(true), dice in any::<u64>()) {
        let (made, superseded) = history(&steps);
        let other = state_of(&shuffle(&made, &superseded, dice), &made);
        let first = state_of(&made, &made);
        prop_assert_eq!(&other.fields, &first.fields);
        prop_assert_eq!(&other.collisions, &first.collisions);
    }

    #[test]
    fn nothing_is_invented_and_no_disagreement_hides(steps in steps(false)) {
        let (made, superseded) = history(&steps);
        let state = state_of(&made, &made);
        for (field, held) in &state.fields {
            let author = made.iter().find(|op| op.reference() == held.version).expect("written by someone");
            prop_assert_eq!(written(author), (field.as_str(), &held.value));
            let sides = state.collisions.get(field);
            let values: Vec<&Value> = sides.map(|c| c.sides.iter().map(|s| &s.value).collect()).unwrap_or(vec![&held.value]);
            for op in made.iter().filter(|op| written(op).0 == field) {
                let live = !superseded.values().any(|seen| seen.contains(&op.reference()));
                let agreed = made.iter().any(|o| o.reference() != op.reference() && written(o) == written(op));
                prop_assert!(!live || agreed || values.contains(&written(op).1));
            }
            prop_assert!(sides.is_none_or(|c| c.sides.iter().any(|s| !same_value(&s.value, &held.value))));
        }
    }

    #[test]
    fn own_ops_on_top_become_the_servers_state_when_they_arrive(steps in steps(false), split in 0_usize..14) {
        let (made, _) = history(&steps);
        let split = split.min(made.len());
        let policy = Policy::standard();
        let mut confirmed = RegisterState::default();
        made[..split].iter().for_each(|op| { apply(&mut confirmed, op, op.at, &policy); });
        let before = confirmed.clone();
        let shown = rebase(&confirmed, &made[split..], &policy);
        prop_assert_eq!(&confirmed, &before);
        made[split..].iter().for_each(|op| { apply(&mut confirmed, op, op.at, &policy); });
        prop_assert_eq!(shown, confirmed);
    }

    #[test]
    fn states_survive_storage(steps in steps(false)) {
        let (made, _) = history(&steps);
        let state = state_of(&made, &made);
        let text = serde_json::to_string(&state).expect("encodes");
        prop_assert_eq!(serde_json::from_str::<RegisterState>(&text).expect("decodes"), state);
    }
}
