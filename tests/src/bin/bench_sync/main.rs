//! `./dev bench sync [--json] [--n 1000,10000] [--slow]`: workload W of the shared sync benchmark over the real device store,
//! the real server binary and its counting proxy on loopback; the raw bound (`raw.py`) runs beside it, step by step.
//!
//! **Mapping.** A record of W is one register record of kind `orang`. W's `id` is the record's id; every other member is one
//! register field under its own name: digit strings stay text, numbers stay numbers, `anggota_keluarga`, `asesmen`,
//! `kunjungan` and `rencana_layanan` are JSON values. The compare step checks every field of every record against the file.
//!
//! **Roles.** A is a pendamping's device, B that of the peksos of the same team, who is given what the team registers. Both
//! are activated through the proxy before the first step, and the reference content (forms, lists) is fetched then: a step
//! moves only what W is about. Each step is a process of its own on the store that the step before left.
//!
//! **Clocks.** A step's time is its own, with the store unlocked, without process start. The PIN is made cheap, so that the
//! peak memory told is the step's and not that of the key derivation.

mod device;
mod raw;
mod rig;

use rig::Rig;
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Shorthand.
pub type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// One measured step of one system.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Own clock, ms.
    pub ms: f64,
    /// Processor time of the device process, ms (in steps of 10).
    pub cpu_ms: f64,
    /// Payload bytes from the device.
    pub up: u64,
    /// Payload bytes to the device.
    pub down: u64,
    /// Turns of the flow, a floor for round trips.
    pub trips: u64,
    /// Peak resident set of the device process, MiB.
    pub rss_mib: f64,
    /// Everything the step said of itself.
    pub said: Value,
}

/// What one system did at one size.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Steps by name, in order.
    pub steps: Vec<(&'static str, Step)>,
    /// Other figures by name.
    pub facts: Vec<(&'static str, Value)>,
}

impl Outcome {
    fn json(&self) -> Value {
        let mut out = serde_json::Map::new();
        for (name, s) in &self.steps {
            let mut step = json!({"ms": s.ms, "cpu_ms": s.cpu_ms, "rss_mib": s.rss_mib});
            if s.trips > 0 {
                (step["up"], step["down"], step["trips"]) = (s.up.into(), s.down.into(), s.trips.into());
            }
            if let Some(rate) = s.said.get("per_s") {
                step["per_s"] = rate.clone();
            }
            out.insert((*name).to_owned(), step);
        }
        out.extend(self.facts.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        Value::Object(out)
    }
}

fn option<'a>(args: &'a [String], name: &str) -> Option<&'a str> {
    args.iter().position(|a| a == name).and_then(|at| args.get(at + 1)).map(String::as_str)
}

fn load() -> String {
    std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim().to_owned()
}

fn print(n: usize, name: &str, outcome: &Outcome) -> Result<()> {
    let mut out = std::io::stdout();
    for (step, s) in &outcome.steps {
        let rate = s.said.get("per_s").map_or(String::new(), |rate| format!("  {rate}/s"));
        writeln!(
            out,
            "{n:6} {name:5} {step:14} {:9.1} ms  cpu {:6.0} ms  up {:9}  down {:9}  trips {:4}  peak {:6.1} MiB{rate}",
            s.ms, s.cpu_ms, s.up, s.down, s.trips, s.rss_mib
        )?;
    }
    for (fact, value) in &outcome.facts {
        writeln!(out, "{n:6} {name:5} {fact:14} {value}")?;
    }
    Ok(())
}

fn measure(args: &[String]) -> Result<()> {
    let json_out = args.iter().any(|a| a == "--json");
    let slow = args.iter().any(|a| a == "--slow");
    let shared = PathBuf::from(option(args, "--shared").ok_or("--shared: the folder with proxy.js and raw.py")?);
    let python = option(args, "--python");
    // Beside the build by default: a temporary folder in memory would make syncs free.
    let base = match option(args, "--folder") {
        Some(folder) => folder.into(),
        None => std::env::current_exe()?.parent().ok_or("no folder")?.to_owned(),
    };
    for spec in args.iter().filter_map(|a| a.strip_prefix("--input=")) {
        let input = Path::new(spec);
        let n = std::fs::read_to_string(input)?.lines().count();
        let before = load();
        let place = tempfile::tempdir_in(&base)?;
        let rig = Rig { place: place.path(), shared: &shared, input, n, slow };
        let ours = device::all(&rig)?;
        let raw = python.map(|python| raw::all(&rig, python)).transpose()?;
        if json_out {
            let raw = raw.as_ref().map(Outcome::json);
            let line = json!({"n": n, "slow": slow, "load_before": before, "load_after": load(), "ours": ours.json(), "raw": raw});
            writeln!(std::io::stdout(), "{line}")?;
        } else {
            print(n, "ours", &ours)?;
            if let Some(raw) = &raw {
                print(n, "raw", raw)?;
            }
            writeln!(std::io::stdout(), "{n:6} load before [{before}] after [{}]", load())?;
        }
    }
    Ok(())
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.first().map(String::as_str) {
        Some("step") => device::step(&args[1..]),
        _ => measure(&args),
    }
}
