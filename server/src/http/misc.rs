//! Reference data, health, metrics, and the document that describes all doors.

use super::App;
use super::answer::{Failure, as_caller, blocking, bytes, failure, json};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::atomic::Ordering;

/// What is served at `/openapi.json`.
pub const OPENAPI: &str = include_str!("../../openapi.json");

/// What the caller's kabupaten may fetch.
pub async fn manifest(State(app): State<App>, headers: HeaderMap) -> Response {
    let made = as_caller(&app, &headers, |service, session| {
        let manifest = service.readers.read(|conn| service.acuan.manifest(conn, &session.user.kab))?;
        Ok(serde_json::to_value(&*manifest).unwrap_or_default())
    });
    match made.await {
        Ok(value) => json(StatusCode::OK, &value),
        Err(why) => failure(why),
    }
}

/// One item by hash.
pub async fn item(State(app): State<App>, headers: HeaderMap, Path(hash): Path<String>) -> Response {
    let found = as_caller(&app, &headers, move |service, session| {
        service.readers.read(|conn| service.acuan.item(conn, &session.user.kab, &hash))
    });
    match found.await {
        Ok(Some(item)) => {
            let head = [(header::CONTENT_TYPE, item.mime.clone()), (header::ETAG, format!("\"{}\"", item.hash))];
            (StatusCode::OK, head, item.content().to_vec()).into_response()
        }
        Ok(None) => failure(Failure::Unknown),
        Err(why) => failure(why),
    }
}

/// Whether the server can read and write.
pub async fn health(State(app): State<App>) -> Response {
    let checked = blocking(&app, |service| {
        service.writer.write_blocking(crate::db::epoch)?;
        service.readers.read(crate::db::epoch)
    });
    match checked.await {
        Ok(_) => json(StatusCode::OK, &serde_json::json!({ "status": "ok" })),
        Err(_) => json(StatusCode::SERVICE_UNAVAILABLE, &serde_json::json!({ "status": "failing" })),
    }
}

/// Counters for Prometheus.
pub async fn metrics(State(app): State<App>) -> Response {
    let stats = app.service.writer.stats();
    let (commits, jobs) = (stats.commits.load(Ordering::Relaxed), stats.jobs.load(Ordering::Relaxed));
    let text = app.service.metrics.render(commits, jobs);
    bytes(StatusCode::OK, "text/plain; version=0.0.4", text.into_bytes())
}

/// The description of all doors.
pub async fn openapi() -> Response {
    bytes(StatusCode::OK, "application/json", OPENAPI.as_bytes().to_vec())
}

/// Any other path.
pub async fn unknown() -> Response {
    failure(Failure::Unknown)
}

/// Any other method.
pub async fn unknown_method() -> Response {
    failure(Failure::Method)
}
