//! `HEAD|PATCH|GET /blob/{hash}`: photos in pieces, resumed at the last byte held.

use super::App;
use super::answer::{Failure, as_caller, as_sender, failure, json};
use crate::photos::{Photo, Piece};
use atensi_core::sync::wire::STATUS_WRONG_HASH;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");

fn with_state(mut response: Response, received: u64, size: u64) -> Response {
    let headers = response.headers_mut();
    headers.insert(OFFSET, HeaderValue::from(received));
    headers.insert(LENGTH, HeaderValue::from(size));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn state_of(status: StatusCode, photo: &Photo) -> Response {
    with_state(status.into_response(), photo.received, photo.size)
}

/// How much of the photo is held.
pub async fn head(State(app): State<App>, headers: HeaderMap, Path(hash): Path<String>) -> Response {
    match as_sender(&app, &headers, move |service, session| service.photo(&session, &hash)).await {
        Ok(Some(photo)) => state_of(StatusCode::OK, &photo),
        Ok(None) => failure(Failure::Unknown),
        Err(why) => failure(why),
    }
}

/// The next piece.
pub async fn patch(
    State(app): State<App>,
    headers: HeaderMap,
    Path(hash): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let offset = headers.get(&OFFSET).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    let body = match body {
        Ok(body) => Ok(body),
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Failure::TooLarge),
        Err(_) => Err(Failure::Body),
    };
    let done = as_sender(&app, &headers, move |service, session| {
        // Whether the photo is known is told before anything about the request: both look alike from outside the scope.
        match (service.photo(&session, &hash)?, offset, body) {
            (None, ..) => Ok(Err(Failure::Unknown)),
            (_, None, _) => Ok(Err(Failure::Body)),
            (_, _, Err(why)) => Ok(Err(why)),
            (Some(_), Some(offset), Ok(body)) => service.take_piece(&session, &hash, offset, &body).map(Ok),
        }
    });
    match done.await.and_then(|done| done) {
        Ok(Piece::Taken(photo)) => state_of(StatusCode::NO_CONTENT, &photo),
        Ok(Piece::Unknown) => failure(Failure::Unknown),
        Ok(Piece::Offset(held)) => {
            let mut response = json(StatusCode::CONFLICT, &serde_json::json!({ "error": "offset" }));
            response.headers_mut().insert(OFFSET, HeaderValue::from(held));
            response
        }
        Ok(Piece::Size) => json(StatusCode::BAD_REQUEST, &serde_json::json!({ "error": "piece_size" })),
        Ok(Piece::WrongContent) => {
            let status = StatusCode::from_u16(STATUS_WRONG_HASH).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            json(status, &serde_json::json!({ "error": "wrong_content" }))
        }
        Err(why) => failure(why),
    }
}

/// The whole photo, or with `Range: bytes=a-b` a part of it.
pub async fn get(State(app): State<App>, headers: HeaderMap, Path(hash): Path<String>) -> Response {
    let found = as_caller(&app, &headers, move |service, session| service.photo_content(&session, &hash)).await;
    let (photo, content) = match found {
        Ok(Some(found)) => found,
        Ok(None) => return failure(Failure::Unknown),
        Err(why) => return failure(why),
    };
    let mime = HeaderValue::from_str(&photo.mime).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let range = headers.get(header::RANGE).and_then(|v| v.to_str().ok()).and_then(|v| range(v, content.len()));
    let mut response = match range {
        Some((from, to)) => {
            let told = format!("bytes {from}-{}/{}", to - 1, content.len());
            let mut response = (StatusCode::PARTIAL_CONTENT, content[from..to].to_vec()).into_response();
            if let Ok(value) = HeaderValue::from_str(&told) {
                response.headers_mut().insert(header::CONTENT_RANGE, value);
            }
            response
        }
        None => (StatusCode::OK, content).into_response(),
    };
    response.headers_mut().insert(header::CONTENT_TYPE, mime);
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    with_state(response, photo.received, photo.size)
}

/// The half-open range of `bytes=a-b` or `bytes=a-`; `None` asks for all.
fn range(text: &str, length: usize) -> Option<(usize, usize)> {
    let (from, to) = text.strip_prefix("bytes=")?.split_once('-')?;
    let from = from.parse::<usize>().ok()?;
    let to = if to.is_empty() { length } else { to.parse::<usize>().ok()?.checked_add(1)?.min(length) };
    (from < to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn ranges_are_read_strictly() {
        assert_eq!(range("bytes=0-9", 100), Some((0, 10)));
        assert_eq!(range("bytes=90-", 100), Some((90, 100)));
        assert_eq!(range("bytes=90-500", 100), Some((90, 100)));
        for odd in ["bytes=100-", "bytes=5-4", "bytes=-5", "items=0-1", "bytes=0-18446744073709551615"] {
            assert_eq!(range(odd, 100), None, "{odd}");
        }
    }
}
