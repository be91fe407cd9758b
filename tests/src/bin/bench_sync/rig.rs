//! What both systems are measured with: the counting proxy, a step as a process, sizes on disk, peak memory.

use crate::{Result, Step};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Where and on what a run happens.
pub struct Rig<'a> {
    /// An empty folder on a disk.
    pub place: &'a Path,
    /// The folder of the shared sync benchmark.
    pub shared: &'a Path,
    /// The records, one JSON object a line.
    pub input: &'a Path,
    /// How many.
    pub n: usize,
    /// Through a link of 16 KB/s and 600 ms.
    pub slow: bool,
}

/// The counting proxy between device and server.
pub struct Proxy {
    /// Where devices connect.
    pub port: u16,
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

/// A port that is free now.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

impl Proxy {
    /// Starts it in front of a port.
    pub fn start(rig: &Rig<'_>, target: u16) -> Result<Self> {
        let port = free_port()?;
        let mut command = Command::new("node");
        command.arg(rig.shared.join("proxy.js")).args([port.to_string(), target.to_string()]);
        if rig.slow {
            command.env("PROXY_RATE", "16000").env("PROXY_DELAY", "300");
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let stdin = child.stdin.take().ok_or("proxy without input")?;
        let stdout = BufReader::new(child.stdout.take().ok_or("proxy without output")?);
        let mut proxy = Self { port, child, stdin, stdout };
        proxy.line()?;
        Ok(proxy)
    }

    fn line(&mut self) -> Result<Value> {
        let mut line = String::new();
        self.stdout.read_line(&mut line)?;
        Ok(serde_json::from_str(&line)?)
    }

    fn ask(&mut self, command: &str) -> Result<Value> {
        writeln!(self.stdin, "{command}")?;
        self.stdin.flush()?;
        self.line()
    }

    /// Runs a step as a process, with the counters from zero.
    pub fn counted(&mut self, command: &mut Command) -> Result<Step> {
        self.ask("reset")?;
        let mut step = run(command)?;
        let stat = self.ask("stat")?;
        let number = |name: &str| stat[name].as_u64().unwrap_or(0);
        (step.up, step.down, step.trips) = (number("up"), number("down"), number("turns"));
        Ok(step)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a process that ends with one JSON line about itself.
pub fn run(command: &mut Command) -> Result<Step> {
    let out = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
    if !out.status.success() {
        return Err(format!("{command:?} ended with {}", out.status).into());
    }
    let text = String::from_utf8(out.stdout)?;
    let said: Value = serde_json::from_str(text.lines().last().ok_or("a step without a word")?)?;
    let number = |name: &str| said[name].as_f64().unwrap_or(0.0);
    Ok(Step {
        ms: number("ms"),
        cpu_ms: number("cpu_ms"),
        rss_mib: number("rss_peak_mib"),
        said: said.clone(),
        ..Step::default()
    })
}

/// Adds up the parts of a step of several processes.
pub fn sum(parts: &[Step]) -> Step {
    let mut whole = Step::default();
    for part in parts {
        whole.ms += part.ms;
        whole.cpu_ms += part.cpu_ms;
        whole.up += part.up;
        whole.down += part.down;
        whole.trips += part.trips;
        whole.rss_mib = whole.rss_mib.max(part.rss_mib);
    }
    whole
}

/// Bytes of all files below a folder whose name is not in `but`, in MB of 10⁶ bytes.
pub fn disk_mb(folder: &Path, but: &[&str]) -> Result<f64> {
    let mut bytes = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let meta = entry.metadata()?;
            match meta.is_dir() {
                true => folders.push(entry.path()),
                false if but.iter().any(|name| entry.file_name() == *name) => {}
                false => bytes += meta.len(),
            }
        }
    }
    Ok((bytes as f64 / 1e4).round() / 100.0)
}

/// Peak resident set of a running process, MiB.
pub fn peak_mib(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kib: f64 = line.and_then(|l| l.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0.0);
    (kib / 102.4).round() / 10.0
}

/// Processor time of a process so far, ms.
pub fn cpu_ms(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    // Fields 14 and 15 of the whole line: ticks of 10 ms in user and in kernel mode.
    let ticks: f64 = after_name.split_whitespace().skip(11).take(2).filter_map(|t| t.parse::<f64>().ok()).sum();
    ticks * 10.0
}
