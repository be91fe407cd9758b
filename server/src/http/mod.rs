//! The doors: routes, limits and answers. What is behind them is in `service`.

mod aktivasi;
mod answer;
mod blob;
mod listener;
mod misc;
mod sync;

pub use listener::{LimitedListener, Peer};

use crate::service::Service;
use answer::{Failure, failure};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Requests worked on at once; more are told to come back.
pub const MAX_REQUESTS: usize = 64;
/// The longest a request may take, bodies included: 256 KB at 2 KB/s, with room.
const REQUEST_TIME: Duration = Duration::from_secs(300);

/// What handlers share.
#[derive(Clone)]
pub struct App {
    service: Arc<Service>,
    slots: Arc<Semaphore>,
}

/// Every route. A test holds it against `openapi.json`.
pub fn router(service: Arc<Service>) -> Router {
    let app = App { service, slots: Arc::new(Semaphore::new(MAX_REQUESTS)) };
    Router::new()
        .route("/aktivasi", post(aktivasi::activate))
        .route("/sync/1", post(sync::sync))
        .route("/acuan", get(misc::manifest))
        .route("/acuan/{hash}", get(misc::item))
        .route("/blob/{hash}", get(blob::get).head(blob::head).patch(blob::patch))
        .route("/sehat", get(misc::health))
        .route("/metrik", get(misc::metrics))
        .route("/openapi.json", get(misc::openapi))
        .fallback(misc::unknown)
        .method_not_allowed_fallback(misc::unknown_method)
        .layer(DefaultBodyLimit::max(atensi_core::sync::frame::MAX_BODY))
        .layer(middleware::from_fn_with_state(app.clone(), limit))
        .with_state(app)
}

/// Counts a request, and bounds how many run and how long each may take.
async fn limit(State(app): State<App>, request: Request, next: Next) -> Response {
    let metrics = &app.service.metrics;
    metrics.requests.fetch_add(1, Ordering::Relaxed);
    let response = match app.slots.try_acquire() {
        Err(_) => failure(Failure::Busy),
        Ok(_slot) => {
            tokio::time::timeout(REQUEST_TIME, next.run(request)).await.unwrap_or_else(|_| failure(Failure::TooSlow))
        }
    };
    if response.status().is_server_error() {
        metrics.failures.fetch_add(1, Ordering::Relaxed);
    }
    response
}
