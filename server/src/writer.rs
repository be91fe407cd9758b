//! The one thread that writes, with group commit.
//!
//! A durable commit costs the disk's flush, whatever it holds; so all requests that arrived while the last commit ran go
//! into the next one together, each in its own savepoint. Nobody is answered before the commit that holds his rows.

use crate::error::{Result, ServerError};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// Requests that may wait; more are told to come back.
const QUEUE: usize = 1024;
/// Requests in one commit.
const GROUP: usize = 128;

type Answer = Box<dyn FnOnce(bool) + Send>;
type Job = Box<dyn FnOnce(&Connection) -> Answer + Send>;

/// Counters of the writer.
#[derive(Debug, Default)]
pub struct WriterStats {
    /// Commits that reached the disk.
    pub commits: AtomicU64,
    /// Requests in them.
    pub jobs: AtomicU64,
}

/// The handle to the writer thread.
pub struct Writer {
    queue: Mutex<Option<SyncSender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    stats: Arc<WriterStats>,
}

impl Writer {
    /// Starts the thread over its own connection.
    pub fn start(conn: Connection) -> Result<Self> {
        let (sender, receiver) = sync_channel(QUEUE);
        let stats = Arc::new(WriterStats::default());
        let theirs = Arc::clone(&stats);
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || run(&conn, &receiver, &theirs))
            .map_err(ServerError::io("starting the writer"))?;
        Ok(Self { queue: Mutex::new(Some(sender)), thread: Mutex::new(Some(thread)), stats })
    }

    /// Counters.
    pub fn stats(&self) -> &WriterStats {
        &self.stats
    }

    /// Runs `write` in the next commit and answers after it. An error or a panic rolls back this request alone.
    pub async fn write<T, F>(&self, write: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.submit(write)?.await.map_err(|_| ServerError::Busy)?
    }

    /// As [`Self::write`], for threads outside the runtime.
    pub fn write_blocking<T, F>(&self, write: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.submit(write)?.blocking_recv().map_err(|_| ServerError::Busy)?
    }

    /// As [`Self::write`], without waiting: for notes that nobody's answer depends on. Dropped when too much waits.
    pub fn write_later<F>(&self, write: F)
    where
        F: FnOnce(&Connection) -> Result<()> + Send + 'static,
    {
        if self.submit(write).is_err() {
            crate::log::warn("note_dropped", &[]);
        }
    }

    fn submit<T, F>(&self, write: F) -> Result<oneshot::Receiver<Result<T>>>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |conn| {
            let result = in_savepoint(conn, write);
            Box::new(move |committed| {
                let result = match (committed, result) {
                    (false, Ok(_)) => Err(ServerError::Busy),
                    (_, result) => result,
                };
                // The asker may have gone; his rows are kept all the same.
                drop(sender.send(result));
            })
        });
        let queue = self.queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match queue.as_ref().ok_or(ServerError::Closed)?.try_send(job) {
            Ok(()) => Ok(receiver),
            Err(TrySendError::Full(_)) => Err(ServerError::Busy),
            Err(TrySendError::Disconnected(_)) => Err(ServerError::Closed),
        }
    }

    /// Finishes what waits and ends the thread.
    pub fn stop(&self) {
        let lock = |_| ();
        drop(self.queue.lock().map(|mut q| q.take()).map_err(lock));
        if let Ok(Some(thread)) = self.thread.lock().map(|mut t| t.take()) {
            drop(thread.join());
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.stop();
    }
}

fn run(conn: &Connection, queue: &Receiver<Job>, stats: &WriterStats) {
    while let Ok(first) = queue.recv() {
        let mut answers = Vec::new();
        let begun = conn.execute_batch("BEGIN IMMEDIATE");
        let mut next = Some(first);
        while let Some(job) = next {
            // Without a transaction (another process holds the database too long) no request may run; dropped unanswered,
            // it is reported as not done.
            if begun.is_ok() {
                answers.push(job(conn));
            }
            next = if answers.len() < GROUP { queue.try_recv().ok() } else { None };
        }
        let committed = begun.and_then(|()| conn.execute_batch("COMMIT"));
        if let Err(error) = &committed {
            crate::log::warn("commit_failed", &[("error", error)]);
            if !conn.is_autocommit() {
                drop(conn.execute_batch("ROLLBACK"));
            }
        }
        stats.commits.fetch_add(1, Ordering::Relaxed);
        stats.jobs.fetch_add(answers.len() as u64, Ordering::Relaxed);
        answers.into_iter().for_each(|answer| answer(committed.is_ok()));
    }
}

/// Runs `work` so that its failure, even a panic, leaves nothing behind.
pub fn in_savepoint<T>(conn: &Connection, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    conn.prepare_cached("SAVEPOINT sp")?.execute([])?;
    let result = catch_unwind(AssertUnwindSafe(|| work(conn))).unwrap_or(Err(ServerError::Panic));
    if result.is_err() {
        conn.prepare_cached("ROLLBACK TO sp")?.execute([])?;
    }
    conn.prepare_cached("RELEASE sp")?.execute([])?;
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    fn writer() -> Writer {
        let conn = Connection::open_in_memory().expect("opens");
        conn.execute_batch("CREATE TABLE t (n INTEGER PRIMARY KEY)").expect("makes");
        Writer::start(conn).expect("starts")
    }

    fn insert(n: i64) -> impl FnOnce(&Connection) -> Result<()> + Send {
        move |conn| {
            conn.execute("INSERT INTO t VALUES (?1)", [n])?;
            Ok(())
        }
    }

    fn count(writer: &Writer) -> i64 {
        writer.write_blocking(|conn| Ok(conn.query_row("SELECT count(*) FROM t", [], |r| r.get(0))?)).expect("counts")
    }

    #[test]
    fn what_waits_together_commits_together() {
        let writer = writer();
        let (started, wait) = channel();
        let (open_gate, gate) = channel::<()>();
        let held = writer.submit(move |_| {
            started.send(()).expect("sends");
            gate.recv().map_err(|_| ServerError::Closed)
        });
        wait.recv().expect("the first job runs");
        let rest: Vec<_> = (0..8).map(|n| writer.submit(insert(n)).expect("queued")).collect();
        open_gate.send(()).expect("opens");
        held.expect("queued").blocking_recv().expect("answered").expect("written");
        rest.into_iter().for_each(|r| r.blocking_recv().expect("answered").expect("written"));
        assert_eq!(writer.stats().commits.load(Ordering::Relaxed), 1);
        assert_eq!(writer.stats().jobs.load(Ordering::Relaxed), 9);
        assert_eq!(count(&writer), 8);
    }

    #[test]
    fn a_failing_or_panicking_request_harms_no_other() {
        let writer = writer();
        writer.write_blocking(insert(1)).expect("written");
        assert!(matches!(writer.write_blocking(insert(1)), Err(ServerError::Db(_))));
        let panicked = writer.write_blocking(|conn| -> Result<()> {
            conn.execute("INSERT INTO t VALUES (7)", [])?;
            panic!("a fault");
        });
        assert!(matches!(panicked, Err(ServerError::Panic)));
        writer.write_blocking(insert(2)).expect("written");
        assert_eq!(count(&writer), 2);
        writer.stop();
        assert!(matches!(writer.write_blocking(insert(3)), Err(ServerError::Closed)));
    }
}
