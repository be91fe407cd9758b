//! The built binaries as processes: commands with JSON answers, the server, and a form that is filled line by line.

use super::Result;
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The folder that holds the binaries: the one this program was started from.
pub fn bin_folder() -> Result<PathBuf> {
    let me = std::env::current_exe().map_err(|e| format!("own path: {e}"))?;
    let folder = me.parent().ok_or("own path has no folder")?;
    // Test binaries live one level deeper, in `deps`.
    let folder = if folder.ends_with("deps") { folder.parent().ok_or("no parent folder")? } else { folder };
    Ok(folder.to_path_buf())
}

/// A device: one home folder of the companion, one PIN.
pub struct Device {
    /// What the journey calls it.
    pub name: &'static str,
    /// Its folder.
    pub home: PathBuf,
    /// Its PIN.
    pub pin: &'static str,
    bin: PathBuf,
}

/// What a command printed and how it ended.
pub struct Answer {
    /// Exit code; -1 when killed.
    pub code: i32,
    /// Last JSON line on standard output, `null` when there was none.
    pub json: Value,
    /// Everything on standard error.
    pub err: String,
}

impl Device {
    /// A device with an empty home.
    pub fn new(name: &'static str, home: PathBuf, pin: &'static str) -> Result<Self> {
        Ok(Self { name, home, pin, bin: bin_folder()?.join("atensi") })
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.bin);
        command
            .args(["--rumah"])
            .arg(&self.home)
            .args(["--json"])
            .args(args)
            .env("ATENSI_PIN", self.pin)
            .env("ATENSI_BAHASA", "id");
        command
    }

    /// Runs a command to its end.
    pub fn try_run(&self, args: &[&str]) -> Result<Answer> {
        let out =
            self.command(args).stdin(Stdio::null()).output().map_err(|e| format!("{}: {e}", self.bin.display()))?;
        let text = String::from_utf8_lossy(&out.stdout);
        let json = text.lines().rev().find_map(|l| serde_json::from_str(l).ok()).unwrap_or(Value::Null);
        Ok(Answer {
            code: out.status.code().unwrap_or(-1),
            json,
            err: String::from_utf8_lossy(&out.stderr).into_owned(),
        })
    }

    /// Runs a command that must succeed and gives its JSON.
    pub fn run(&self, args: &[&str]) -> Result<Value> {
        let answer = self.try_run(args)?;
        if answer.code != 0 {
            return Err(format!(
                "{}: atensi {} ended with {}: {} {}",
                self.name,
                args.join(" "),
                answer.code,
                answer.err.trim(),
                answer.json
            ));
        }
        Ok(answer.json)
    }

    /// Starts filling a form line by line.
    pub fn stream(&self, args: &[&str]) -> Result<Stream> {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| format!("{}: {e}", self.bin.display()))?;
        let stdin = child.stdin.take().ok_or("no standard input")?;
        let stdout = BufReader::new(child.stdout.take().ok_or("no standard output")?);
        Ok(Stream { child, stdin: Some(stdin), stdout })
    }
}

/// One activated folder with a caseload, its server stopped again: everything that needs a store but no network.
pub fn offline_device(folder: &Path) -> Device {
    let mut server = Server::new(folder.join("server")).expect("server");
    let admin = |args: &[&str]| server.admin(args).expect("administration");
    admin(&["init"]);
    admin(&["seed", "--seed", "7", "--kabupaten", "53.11"]);
    let users: Value = serde_json::from_str(admin(&["users", "--json"]).trim()).expect("users");
    let user = users.as_array().expect("list").iter().find(|u| u["role"] == "pendamping").expect("a pendamping");
    let activation = admin(&["kode", "--user", user["id"].as_str().expect("id")]);
    server.start(&folder.join("server.log")).expect("server starts");
    let device = Device::new("uji", folder.join("rumah"), "493827").expect("device");
    device.run(&["aktivasi", "--server", &server.url, "--kode", activation.trim()]).expect("activates");
    device.run(&["kirim"]).expect("syncs");
    server.stop().expect("server stops");
    device
}

/// A running `--aliran` command: one JSON line in, one out when the answer is on disk.
pub struct Stream {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

impl Stream {
    /// The next line the command prints.
    pub fn read(&mut self) -> Result<Value> {
        let mut line = String::new();
        let n = self.stdout.read_line(&mut line).map_err(|e| format!("reading an answer line: {e}"))?;
        if n == 0 {
            let mut err = String::new();
            if let Some(mut stderr) = self.child.stderr.take() {
                let _ = std::io::Read::read_to_string(&mut stderr, &mut err);
            }
            return Err(format!("the command ended early: {}", err.trim()));
        }
        serde_json::from_str(&line).map_err(|e| format!("answer line is not JSON ({e}): {line}"))
    }

    /// Sends one line and waits until the command says what became of it.
    pub fn ask(&mut self, line: &Value) -> Result<Value> {
        let stdin = self.stdin.as_mut().ok_or("standard input is closed")?;
        writeln!(stdin, "{line}").and_then(|()| stdin.flush()).map_err(|e| format!("sending an answer: {e}"))?;
        self.read()
    }

    /// Kills the command with SIGKILL, as a flat battery would.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill().map_err(|e| format!("kill: {e}"))?;
        self.child.wait().map_err(|e| format!("wait: {e}"))?;
        Ok(())
    }

    /// Closes the input and waits for a good end.
    pub fn finish(mut self) -> Result<()> {
        drop(self.stdin.take());
        let status = self.child.wait().map_err(|e| format!("wait: {e}"))?;
        if status.success() { Ok(()) } else { Err(format!("the form command ended with {status}")) }
    }
}

/// The ministry server as a process.
pub struct Server {
    /// Where it listens.
    pub url: String,
    data: PathBuf,
    bin: PathBuf,
    child: Option<Child>,
}

impl Server {
    /// A server that is not started yet, on a data folder.
    pub fn new(data: PathBuf) -> Result<Self> {
        Ok(Self { url: String::new(), data, bin: bin_folder()?.join("atensi-server"), child: None })
    }

    /// Runs an administration command and gives its standard output.
    pub fn admin(&self, args: &[&str]) -> Result<String> {
        let out = Command::new(&self.bin)
            .args(args)
            .arg("--data")
            .arg(&self.data)
            .stdin(Stdio::null())
            .output()
            .map_err(|e| format!("{}: {e}", self.bin.display()))?;
        if !out.status.success() {
            return Err(format!("atensi-server {}: {}", args.join(" "), String::from_utf8_lossy(&out.stderr).trim()));
        }
        Ok(String::from_utf8_lossy(&out.stdout).into_owned())
    }

    /// Starts it on loopback; the port of the first start is kept, as a ministry keeps its address.
    pub fn start(&mut self, log: &Path) -> Result<()> {
        let listen = self.url.strip_prefix("http://").unwrap_or("127.0.0.1:0").to_owned();
        let log =
            std::fs::OpenOptions::new().create(true).append(true).open(log).map_err(|e| format!("server log: {e}"))?;
        let mut child = Command::new(&self.bin)
            .args(["serve", "--listen", &listen, "--data"])
            .arg(&self.data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(|e| format!("{}: {e}", self.bin.display()))?;
        let mut line = String::new();
        let stdout = child.stdout.take().ok_or("no standard output")?;
        BufReader::new(stdout).read_line(&mut line).map_err(|e| format!("server start: {e}"))?;
        let ready: Value = serde_json::from_str(&line)
            .map_err(|_| format!("the server did not say that it is ready: '{}'", line.trim()))?;
        self.url = ready["ready"].as_str().ok_or("no address in the ready line")?.to_owned();
        self.child = Some(child);
        Ok(())
    }

    /// Its process, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// Stops it politely and waits for its end.
    pub fn stop(&mut self) -> Result<()> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        let sent =
            Command::new("kill").args(["-TERM", &child.id().to_string()]).status().map_err(|e| format!("kill: {e}"))?;
        if !sent.success() {
            return Err("the server could not be signalled".to_owned());
        }
        let status = child.wait().map_err(|e| format!("wait: {e}"))?;
        if status.success() { Ok(()) } else { Err(format!("the server ended with {status}")) }
    }

    /// Leaves it running when this program ends.
    pub fn leave(&mut self) -> Option<u32> {
        self.child.take().map(|c| c.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
