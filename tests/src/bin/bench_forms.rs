//! Runs operation scripts against forms and prints how long each kind of step took. The scripts carry their expected
//! results: a run that does not meet them fails, so that a time always belongs to a right answer.
//!
//! ```text
//! bench_forms DIR [--json]      DIR: forms and scripts (flat-60.xml, flat-60.ops.tsv, …)
//! ```

#![allow(clippy::print_stdout)]

use atensi_core::form::{FormSession, SessionEnv, compile, xform::load_xform};
use std::path::Path;
use std::time::Instant;

const RUNS: &[(&str, &str, &str)] = &[
    ("flat-60", "flat-60.xml", "flat-60.ops.tsv"),
    ("flat-300", "flat-300.xml", "flat-300.ops.tsv"),
    ("flat-1000", "flat-1000.xml", "flat-1000.ops.tsv"),
    ("flat-5000", "flat-5000.xml", "flat-5000.ops.tsv"),
    ("repeat-10", "repeat.xml", "repeat-10.ops.tsv"),
    ("repeat-100", "repeat.xml", "repeat-100.ops.tsv"),
    ("repeat-1000", "repeat.xml", "repeat-1000.ops.tsv"),
    ("cascade-int", "cascade-int.xml", "cascade.ops.tsv"),
    ("cascade-ext", "cascade-ext.xml", "cascade.ops.tsv"),
];

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let json = args.iter().any(|a| a == "--json");
    let Some(dir) = args.iter().find(|a| !a.starts_with("--")) else {
        eprintln!("usage: bench_forms DIR [--json]");
        return 2.into();
    };
    for (name, form, ops) in RUNS {
        if let Err(e) = run(Path::new(dir), name, form, ops, json) {
            eprintln!("{name}: {e}");
            return 1.into();
        }
    }
    0.into()
}

/// Times of one phase, in microseconds.
struct Phase {
    name: String,
    times: Vec<f64>,
}

impl Phase {
    fn quantile(times: &[f64], p: f64) -> f64 {
        let mut sorted = times.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted.get(((p * sorted.len() as f64).ceil() as usize).saturating_sub(1)).copied().unwrap_or(0.0)
    }

    fn print(&self, run: &str, json: bool) {
        let (median, p99) = (Self::quantile(&self.times, 0.5), Self::quantile(&self.times, 0.99));
        let tail = &self.times[self.times.len() - self.times.len().div_ceil(10)..];
        let last = Self::quantile(tail, 0.5);
        let (name, n) = (&self.name, self.times.len());
        if json {
            println!(
                r#"{{"run":"{run}","phase":"{name}","n":{n},"median_us":{median:.3},"p99_us":{p99:.3},"last_tenth_us":{last:.3}}}"#
            );
        } else {
            println!(
                "{run:12} {name:14} n {n:5}  median {:9.4} ms  p99 {:9.4} ms  last tenth {:9.4} ms",
                median / 1e3,
                p99 / 1e3,
                last / 1e3
            );
        }
    }
}

fn timed<T>(times: &mut Vec<f64>, f: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let out = f();
    times.push(start.elapsed().as_secs_f64() * 1e6);
    out
}

fn env() -> SessionEnv {
    SessionEnv {
        now_ms: 1_763_900_000_000,
        offset_minutes: 420,
        lang: String::new(),
        username: "bench".into(),
        device_id: "bench".into(),
        instance_id: "bench".into(),
        last_saved: Default::default(),
    }
}

fn run(dir: &Path, name: &str, form: &str, ops: &str, json: bool) -> Outcome<()> {
    let xml = std::fs::read(dir.join(form))?;
    let csv = std::fs::read(dir.join("villages.csv"))?;
    let files: Vec<(&str, &[u8])> = vec![("villages.csv", csv.as_slice())];
    let attachments = if form == "cascade-ext.xml" { files.as_slice() } else { &[] };
    let script = std::fs::read_to_string(dir.join(ops))?;

    let mut phases: Vec<Phase> = Vec::new();
    let (mut parse, mut load, mut start) = (Vec::new(), Vec::new(), Vec::new());
    let mut session = None;
    for _ in 0..4 {
        let source = timed(&mut parse, || load_xform(&xml, attachments))?;
        let compiled = timed(&mut load, || compile(source))?;
        session = Some(timed(&mut start, || FormSession::new(compiled, env())));
    }
    let mut s = session.ok_or("no session")?;
    phases.push(Phase { name: "load-cold".into(), times: vec![parse[0] + load[0] + start[0]] });
    phases.push(Phase { name: "load-warm".into(), times: (1..4).map(|i| parse[i] + load[i] + start[i]).collect() });
    phases.push(Phase { name: "parse-xml".into(), times: parse });
    phases.push(Phase { name: "compile".into(), times: load });
    phases.push(Phase { name: "new-session".into(), times: start });

    for line in script.lines() {
        let [phase, op, path, value] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(format!("bad line: {line}").into());
        };
        if op == "expect" {
            let got = s.value(path)?.to_string();
            let same = match (got.parse::<f64>(), value.parse::<f64>()) {
                (Ok(a), Ok(b)) => a == b,
                _ => got == value,
            };
            if !same {
                return Err(format!("{path} is {got}, not {value}").into());
            }
            continue;
        }
        let at = phases.iter().position(|p| p.name == phase).unwrap_or_else(|| {
            phases.push(Phase { name: phase.to_owned(), times: Vec::new() });
            phases.len() - 1
        });
        let times = &mut phases[at].times;
        match op {
            "set" => {
                timed(times, || s.set(path, value))?;
            }
            "add" => {
                timed(times, || s.add_row(path))?;
            }
            "del" => {
                let position = value.parse()?;
                timed(times, || s.remove_row(path, position))?;
            }
            "opts" => {
                let (n, page) = timed(times, || s.options(path, None, 0, usize::MAX))?;
                if n.to_string() != value || page.len() != n {
                    return Err(format!("{path} offers {n} choices, not {value}").into());
                }
            }
            other => return Err(format!("unknown operation {other}").into()),
        }
    }

    let mut after = |name: &str, f: &mut dyn FnMut()| {
        let mut times = Vec::new();
        (0..9).for_each(|_| timed(&mut times, &mut *f));
        phases.push(Phase { name: name.into(), times });
    };
    after("serialise", &mut || {
        std::hint::black_box(s.to_json().to_string());
    });
    after("validate", &mut || {
        std::hint::black_box(s.problems());
    });
    after("sections", &mut || {
        std::hint::black_box(s.sections());
    });
    after("replay", &mut || {
        std::hint::black_box(FormSession::replay(s.form().clone(), env(), s.events()));
    });
    let mut undo = Vec::new();
    for _ in 0..3 {
        timed(&mut undo, || s.undo())?;
    }
    phases.push(Phase { name: "undo".into(), times: undo });
    phases.iter().for_each(|p| p.print(name, json));
    Ok(())
}
