//! What the store said is saved, is saved: seen from outside the process, by counting its syncs and by killing it.
//!
//! SIGKILL alone never shows a missing sync, since the system still writes what the process gave it; so the syncs are
//! counted with strace as well, each one before the line that reports the save.

use atensi_core::domain::ids::RecordId;
use atensi_core::store::{Store, StoreOptions, draft, op_log, register};
use atensi_core::vault::DataKey;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use uuid::Uuid;

const WRITER: &str = env!("CARGO_BIN_EXE_append_answers");

fn open(folder: &Path) -> Store {
    let options = StoreOptions { reserve: false, ..StoreOptions::default() };
    let key = DataKey::from_bytes([7; 32]);
    Store::open(&folder.join("data.db"), &key, options).expect("opens").store
}

fn record() -> RecordId {
    RecordId(Uuid::from_u128(1))
}

/// Runs the writer and kills it with SIGKILL after `lines` reported saves. Returns the last number it reported.
fn kill_after(folder: &Path, mode: &str, lines: usize) -> u64 {
    let mut child =
        Command::new(WRITER).arg(folder).args([mode, "1000000"]).stdout(Stdio::piped()).spawn().expect("starts");
    let mut out = BufReader::new(child.stdout.take().expect("piped"));
    let mut last = String::new();
    for _ in 0..=lines {
        last.clear();
        assert!(out.read_line(&mut last).expect("reads") > 0, "the writer ended by itself");
    }
    child.kill().expect("kills");
    child.wait().expect("ends");
    // What it reported between the last line read here and its death counts as well.
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("reads");
    let numbers = last.lines().chain(rest.lines()).filter_map(|line| line.parse().ok());
    numbers.max().unwrap_or(0)
}

#[test]
fn every_answer_reported_before_a_kill_is_there() {
    let folder = tempfile::tempdir().expect("folder");
    let mut least = 0;
    for lines in [0, 1, 2, 5, 17, 60, 150] {
        least = kill_after(folder.path(), "answers", lines).max(least);
        let store = open(folder.path());
        let events = store.read(|db| draft::events(db, record())).expect("reads");
        assert!(events.len() as u64 >= least, "{} of {least}", events.len());
        // At most the one in hand when the process died was saved without being reported.
        assert!(events.len() as u64 <= least + 1);
        for (event, n) in events.iter().zip(1..) {
            assert_eq!(event, format!("answer {n}").as_bytes());
        }
        assert!(store.check().expect("checks").is_empty());
    }
    assert!(least >= 200);
}

#[test]
fn op_and_state_are_there_together_or_not_at_all() {
    let folder = tempfile::tempdir().expect("folder");
    for lines in [0, 1, 3, 20, 90] {
        let least = kill_after(folder.path(), "saves", lines);
        let store = open(folder.path());
        let head = store.read(op_log::verify_chain).expect("sound");
        assert!(head.number >= least);
        let row = store.read(|db| register::get(db, record())).expect("reads");
        assert_eq!(row.map_or(0, |row| row.rev), head.number);
    }
}

#[test]
fn two_processes_write_by_turns_and_lose_nothing() {
    let folder = tempfile::tempdir().expect("folder");
    drop(open(folder.path()));
    let writers: Vec<_> = (0..2)
        .map(|_| {
            Command::new(WRITER)
                .arg(folder.path())
                .args(["saves", "100"])
                .stdout(Stdio::null())
                .spawn()
                .expect("starts")
        })
        .collect();
    for mut writer in writers {
        assert!(writer.wait().expect("ends").success());
    }
    let store = open(folder.path());
    assert_eq!(store.read(op_log::verify_chain).expect("sound").number, 200);
}

/// Every sync of the log lies between two reported saves, at least one for each.
#[cfg(target_os = "linux")]
#[test]
fn each_answer_costs_a_sync_before_it_is_reported() {
    let folder = tempfile::tempdir().expect("folder");
    let store = open(folder.path());
    assert_eq!(store.pragma("journal_mode").expect("reads"), "wal");
    assert_eq!(store.pragma("synchronous").expect("reads"), "2", "FULL");
    drop(store);
    let trace = folder.path().join("trace");
    let run = Command::new("strace")
        .args(["-f", "-y", "-e", "trace=fsync,fdatasync,write", "-e", "signal=none", "-o"])
        .arg(&trace)
        .arg(WRITER)
        .arg(folder.path())
        .args(["answers", "50"])
        .output()
        .expect("strace is installed: `apt-get install strace`, which `./dev test` does");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let trace = std::fs::read_to_string(trace).expect("reads");

    let (mut reported, mut syncs) = (None, 0);
    for line in trace.lines() {
        let syncs_log = (line.contains("fdatasync(") || line.contains("fsync(")) && line.contains("data.db-wal>");
        if syncs_log && line.trim_end().ends_with("= 0") {
            syncs += 1;
        } else if line.contains(" write(1<") {
            // The first line says "ready"; what was synced before it is not an answer's.
            if let Some(n) = reported {
                assert!(syncs >= 1, "answer {} was reported before it was synced", n + 1);
            }
            reported = Some(reported.map_or(0, |n| n + 1));
            syncs = 0;
        }
    }
    assert_eq!(reported, Some(50), "{trace}");
}
