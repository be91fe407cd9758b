//! `POST /sync/1`: frames in, frames out.

use super::App;
use super::answer::{Failure, as_sender, bytes, failure};
use atensi_core::sync::accept;
use atensi_core::sync::wire::{Refused, Request, Response as Answer};
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

/// The media type of frames, both ways.
pub const MIME: &str = "application/vnd.atensi.sync";

pub async fn sync(State(app): State<App>, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => return failure(Failure::TooLarge),
        Err(_) => return failure(Failure::Body),
    };
    let asked = body.clone();
    let done = as_sender(&app, &headers, move |service, session| {
        // A cut body yields its whole frames: what arrived counts, the rest is sent again.
        let (request, _cut) = match Request::decode(&body) {
            Ok(read) => read,
            Err(error) => {
                let device = session.caller.device.0;
                crate::log::warn("frames_refused", &[("device", &device), ("error", &error)]);
                return Ok(Err(Failure::Body));
            }
        };
        let dictionary = request.hello.dictionary;
        let Some(answer) = service.sync(session, request)? else { return Ok(Err(Failure::Token)) };
        Ok(accept::encode(&answer, dictionary, &body).map_err(|_| Failure::Fault))
    });
    match done.await.and_then(|done| done) {
        // Answers to POST are not cached unless they say so; a header that forbids it would cost a tenth of an idle sync.
        Ok(body) => ([(CONTENT_TYPE, MIME)], body).into_response(),
        Err(why) => refused(why, &asked),
    }
}

/// A refusal that a device can read as a frame; a proxy in between sees the status.
fn refused(why: Failure, request: &[u8]) -> Response {
    let plain = failure(why);
    let code = match why {
        Failure::Token => "token",
        Failure::Body => "unreadable",
        Failure::Busy => "busy",
        _ => return plain,
    };
    let retry_after_s = if why == Failure::Busy { 2 } else { 0 };
    let frame = Answer::Refused(Refused { code: code.to_owned(), retry_after_s });
    match accept::encode(&frame, 0, request) {
        Ok(body) => {
            let mut response = bytes(plain.status(), MIME, body);
            if let Some(wait) = plain.headers().get(axum::http::header::RETRY_AFTER) {
                response.headers_mut().insert(axum::http::header::RETRY_AFTER, wait.clone());
            }
            response
        }
        Err(_) => plain,
    }
}
