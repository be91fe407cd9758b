//! Answers that several doors give, and the two ways to know a caller.

use super::App;
use crate::error::{Result, ServerError};
use crate::service::Service;
use crate::tenggang;
use crate::users::Session;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// Why a request is not answered as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No, unknown or revoked token.
    Token,
    /// No such thing for this caller.
    Unknown,
    /// Another method is meant.
    Method,
    /// The body is not what this door takes.
    Body,
    /// The body is too large.
    TooLarge,
    /// The activation code does not work.
    Code,
    /// Wait so many seconds.
    Wait(u64),
    /// Too much going on.
    Busy,
    /// The request took too long.
    TooSlow,
    /// A fault of the server.
    Fault,
}

/// The JSON answer `{"error": code}` of a failure, with its status.
pub fn failure(failure: Failure) -> Response {
    let (status, code) = match failure {
        Failure::Token => (StatusCode::UNAUTHORIZED, "token"),
        Failure::Unknown => (StatusCode::NOT_FOUND, "unknown"),
        Failure::Method => (StatusCode::METHOD_NOT_ALLOWED, "method"),
        Failure::Body => (StatusCode::BAD_REQUEST, "unreadable"),
        Failure::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
        Failure::Code => (StatusCode::FORBIDDEN, "code"),
        Failure::Wait(_) => (StatusCode::TOO_MANY_REQUESTS, "wait"),
        Failure::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
        Failure::TooSlow => (StatusCode::REQUEST_TIMEOUT, "slow"),
        Failure::Fault => (StatusCode::INTERNAL_SERVER_ERROR, "fault"),
    };
    let mut response = json(status, &serde_json::json!({ "error": code }));
    let wait = match failure {
        Failure::Wait(seconds) => Some(seconds),
        Failure::Busy => Some(2),
        _ => None,
    };
    if let Some(value) = wait.and_then(|seconds| seconds.to_string().parse().ok()) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

/// A JSON answer.
pub fn json(status: StatusCode, value: &serde_json::Value) -> Response {
    bytes(status, "application/json", value.to_string().into_bytes())
}

/// An answer of any media type, never cached by what lies between.
pub fn bytes(status: StatusCode, mime: &'static str, body: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, mime), (header::CACHE_CONTROL, "no-store")], body).into_response()
}

/// The failure that a server error becomes; logged when it is a fault.
pub fn of_error(error: &ServerError) -> Failure {
    match error {
        ServerError::Busy | ServerError::Closed => Failure::Busy,
        other => {
            crate::log::event("error", "request_failed", &[("error", other)]);
            Failure::Fault
        }
    }
}

/// The bearer token of a request.
fn token(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Runs blocking work of the service on a thread that may block.
pub async fn blocking<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&Service) -> Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let service = Arc::clone(&app.service);
    let done = tokio::task::spawn_blocking(move || work(&service)).await;
    done.unwrap_or(Err(ServerError::Panic)).map_err(|error| of_error(&error))
}

/// As [`blocking`], for a caller whose token is checked first.
pub async fn as_caller<T: Send + 'static>(
    app: &App,
    headers: &HeaderMap,
    work: impl FnOnce(&Service, Session) -> Result<T> + Send + 'static,
) -> Result<T, Failure> {
    // Whoever's access has ended may hand in, see `as_sender`, and nothing else.
    with_token(app, headers, |session, _| session.revoked_at.is_none(), work).await
}

/// As [`as_caller`], also for a device whose access ended not long ago: for the doors through which it hands in what it
/// still holds.
pub async fn as_sender<T: Send + 'static>(
    app: &App,
    headers: &HeaderMap,
    work: impl FnOnce(&Service, Session) -> Result<T> + Send + 'static,
) -> Result<T, Failure> {
    with_token(app, headers, tenggang::is_open, work).await
}

async fn with_token<T: Send + 'static>(
    app: &App,
    headers: &HeaderMap,
    may: fn(&Session, i64) -> bool,
    work: impl FnOnce(&Service, Session) -> Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let Some(token) = token(headers).map(str::to_owned) else { return Err(Failure::Token) };
    let done = blocking(app, move |service| match service.authenticate(&token)?.filter(|s| may(s, service.now())) {
        Some(session) => work(service, session).map(Some),
        None => Ok(None),
    });
    done.await?.ok_or(Failure::Token)
}
