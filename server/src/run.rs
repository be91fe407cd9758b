//! Starting and stopping: on a background thread for tests, until a signal for the binary.

use crate::error::{Result, ServerError};
use crate::http::{LimitedListener, router};
use crate::service::{Places, Service};
use atensi_core::ports::Clock;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// How long open requests may take to end after a stop was asked for.
const GRACE: Duration = Duration::from_secs(20);

/// The computer's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }
}

/// How to run.
#[derive(Clone)]
pub struct Config {
    /// The folder that `init` made.
    pub data: PathBuf,
    /// The key folder, when it is not inside the data folder.
    pub keys: Option<PathBuf>,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl Config {
    /// A free port on loopback, with the computer's clock.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self { data: data.into(), keys: None, listen: ([127, 0, 0, 1], 0).into(), clock: Arc::new(SystemClock) }
    }

    fn service(&self) -> Result<Arc<Service>> {
        let places = Places::new(&self.data, self.keys.as_deref());
        Ok(Arc::new(Service::open(&places, Arc::clone(&self.clock))?))
    }
}

/// A server on a background thread. Dropping it stops it.
pub struct Running {
    /// Where it listens, `http://127.0.0.1:PORT`.
    pub url: String,
    service: Arc<Service>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// What runs, for looking inside.
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// Finishes open requests, writes what waits, and ends.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// Starts a server on a thread of its own and returns once it listens.
pub fn start(config: Config) -> Result<Running> {
    let service = config.service()?;
    let runtime = runtime(2)?;
    let listener = runtime.block_on(TcpListener::bind(config.listen)).map_err(ServerError::io("listening"))?;
    let address = listener.local_addr().map_err(ServerError::io("listening"))?;
    let (stop, stopped) = oneshot::channel::<()>();
    let theirs = Arc::clone(&service);
    let thread = std::thread::Builder::new()
        .name("server".into())
        .spawn(move || {
            runtime.block_on(run(theirs, listener, async {
                drop(stopped.await);
            }));
        })
        .map_err(ServerError::io("starting the server thread"))?;
    Ok(Running { url: format!("http://{address}"), service, stop: Some(stop), thread: Some(thread) })
}

/// Serves until SIGTERM or SIGINT; `ready` is told the address once it listens.
pub fn serve(config: &Config, ready: impl FnOnce(&str)) -> Result<()> {
    let service = config.service()?;
    runtime(4)?.block_on(async {
        let signals = signals().map_err(ServerError::io("listening for signals"))?;
        let listener = TcpListener::bind(config.listen).await.map_err(ServerError::io("listening"))?;
        let address = listener.local_addr().map_err(ServerError::io("listening"))?;
        ready(&format!("http://{address}"));
        crate::log::info("serving", &[("address", &address)]);
        if !address.ip().is_loopback() {
            crate::log::warn("plain_http_beyond_loopback", &[("way_out", &"put a proxy that ends TLS in front")]);
        }
        run(service, listener, signals).await;
        crate::log::info("stopped", &[]);
        Ok(())
    })
}

fn runtime(workers: usize) -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .max_blocking_threads(crate::http::MAX_REQUESTS + 8)
        .enable_all()
        .build()
        .map_err(ServerError::io("starting the runtime"))
}

fn signals() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

async fn run(service: Arc<Service>, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) {
    let (told, asked) = oneshot::channel::<()>();
    let app = router(Arc::clone(&service)).into_make_service_with_connect_info::<crate::http::Peer>();
    let serving = axum::serve(LimitedListener::new(listener), app).with_graceful_shutdown(async move {
        stop.await;
        let _ = told.send(());
    });
    let too_long = async {
        drop(asked.await);
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        _ = serving.into_future() => {}
        () = too_long => crate::log::warn("stopped_with_open_requests", &[]),
    }
    service.writer.stop();
}
