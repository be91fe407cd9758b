//! Counters for `GET /metrik`, in the text format of Prometheus. Sums only: nothing about a person or a device.

use std::sync::atomic::{AtomicU64, Ordering};

/// Everything counted since the start.
#[derive(Debug, Default)]
pub struct Metrics {
    /// HTTP requests answered.
    pub requests: AtomicU64,
    /// Of these, answered with a fault of the server (5xx).
    pub failures: AtomicU64,
    /// Requests refused: wrong code, seal, fork, token.
    pub denied: AtomicU64,
    /// Devices activated.
    pub activations: AtomicU64,
    /// Ops received.
    pub ops: AtomicU64,
    /// Of these, quarantined.
    pub quarantined: AtomicU64,
    /// Bytes of ops sent to devices, before packing.
    pub pulled_bytes: AtomicU64,
    /// Bytes of photos received.
    pub blob_bytes: AtomicU64,
}

impl Metrics {
    /// The text of the metrics page.
    pub fn render(&self, commits: u64, jobs: u64) -> String {
        let value = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let lines = [
            ("atensi_requests_total", "HTTP requests answered", value(&self.requests)),
            ("atensi_failures_total", "Requests answered with a server fault", value(&self.failures)),
            ("atensi_denied_total", "Requests refused", value(&self.denied)),
            ("atensi_activations_total", "Devices activated", value(&self.activations)),
            ("atensi_ops_received_total", "Ops received", value(&self.ops)),
            ("atensi_ops_quarantined_total", "Ops quarantined", value(&self.quarantined)),
            ("atensi_pulled_bytes_total", "Bytes of ops sent to devices before packing", value(&self.pulled_bytes)),
            ("atensi_blob_bytes_total", "Bytes of photos received", value(&self.blob_bytes)),
            ("atensi_commits_total", "Durable commits", commits),
            ("atensi_commit_requests_total", "Requests inside those commits", jobs),
        ];
        let mut text = String::new();
        for (name, help, value) in lines {
            text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} counter\n{name} {value}\n"));
        }
        text
    }
}
