//! The raw bound beside ours: SQLite and zstd in Python, without keys, scope or proof. Same steps, same proxy.

use crate::rig::{Proxy, Rig, cpu_ms, disk_mb, free_port, peak_mib, run, sum};
use crate::{Outcome, Result};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The whole workload over `raw.py`, 100 records a request (500 from 10,000 on).
pub fn all(rig: &Rig<'_>, python: &str) -> Result<Outcome> {
    let place = rig.place.join("raw");
    std::fs::create_dir_all(&place)?;
    let chunk = if rig.n >= 10_000 { "500" } else { "100" };
    let step = |args: &[&str]| {
        let mut command = Command::new(python);
        command.arg(rig.shared.join("raw.py")).args(args).env("RAW_CHUNK", chunk).current_dir(&place);
        command
    };
    let port = free_port()?;
    let mut server =
        Stopped(step(&["server", &port.to_string(), "server"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?);
    let stdout = server.0.stdout.take().ok_or("raw server without output")?;
    BufReader::new(stdout).read_line(&mut String::new())?;
    let mut proxy = Proxy::start(rig, port)?;
    let url = format!("http://127.0.0.1:{}", proxy.port);
    let input = std::path::absolute(rig.input)?;
    let input = input.to_str().ok_or("the input's path is not text")?;

    let mut out = Outcome::default();
    if !rig.slow {
        out.steps.push(("create_one", run(&mut step(&["create", "S", input, "one"]))?));
    }
    out.steps.push(("create_batch", run(&mut step(&["create", "A", input, "batch"]))?));
    out.steps.push(("push", proxy.counted(&mut step(&["sync", "A", &url, "push"]))?));
    out.steps.push(("pull", proxy.counted(&mut step(&["sync", "B", &url, "pull"]))?));
    let size = |name: &str| disk_mb(&place.join(name), &[]);
    out.facts.push(("disk_mb", json!([size("A")?, size("B")?, size("server")?])));
    out.steps.push(("idle_first", proxy.counted(&mut step(&["sync", "B", &url, "both"]))?));
    out.steps.push(("edit_a", run(&mut step(&["edit", "A", input, "A"]))?));
    out.steps.push(("edit_b", run(&mut step(&["edit", "B", input, "B"]))?));
    let converge = ["A", "B", "A"].iter().map(|device| proxy.counted(&mut step(&["sync", device, &url, "both"])));
    out.steps.push(("converge", sum(&converge.collect::<Result<Vec<_>>>()?)));
    out.steps.push(("idle_steady", proxy.counted(&mut step(&["sync", "A", &url, "both"]))?));
    let (a, b) = (run(&mut step(&["dump", "A"]))?.said, run(&mut step(&["dump", "B"]))?.said);
    out.facts.push(("equal", Value::from(a["sha"] == b["sha"])));
    out.facts.push(("merged_about", a["merged"].clone()));
    out.facts.push(("server_mib", peak_mib(server.0.id()).into()));
    out.facts.push(("server_cpu_ms", cpu_ms(server.0.id()).into()));
    Ok(out)
}
