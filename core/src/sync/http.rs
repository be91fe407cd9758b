//! The way to the server over HTTPS, blocking, for phones and laptops alike.
//!
//! TLS comes with its own roots (and those given at activation), so no platform glue is needed. Plain HTTP is for loopback
//! only. Redirects are not followed and HTML is never an answer: that is how captive portals speak. Over HTTPS they show a
//! certificate that is not the server's, or talk plainly into the handshake.

use super::frame::MAX_BODY;
use super::port::{BlobState, PendingBlob, Transport, TransportError};
use super::wire::{BLOB_PATH, PATH, STATUS_WRONG_HASH};
use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, Url, redirect};
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

/// The wait when a server asks for one and does not say how long, seconds.
const DEFAULT_WAIT_S: u32 = 30;
/// The longest wait a server may ask for, seconds.
const LONGEST_WAIT_S: u32 = 3600;
const UPLOAD_OFFSET: &str = "upload-offset";
const UPLOAD_LENGTH: &str = "upload-length";

/// Why no transport can be made; a matter of settings, told at activation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpSetupError {
    /// Not an address, or with a path, user or query in it.
    #[error("the server address is not readable; it looks like https://atensi.example.go.id")]
    Address,
    /// Plain HTTP to another machine.
    #[error("the server address must begin with https:// (plain http only for this machine itself)")]
    Insecure,
    /// A root certificate given at activation is none.
    #[error("a root certificate is not readable")]
    Root,
    /// A token with characters that no header can carry.
    #[error("the device token is not readable")]
    Token,
    /// TLS or the client could not be set up.
    #[error("the network client cannot be set up")]
    Client,
}

impl HttpSetupError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Insecure => "insecure",
            Self::Root => "root",
            Self::Token => "token",
            Self::Client => "client",
        }
    }
}

/// Where the server is and how to be known there.
#[derive(Clone, Default)]
pub struct HttpSettings {
    /// `https://host` or `https://host:port`.
    pub address: String,
    /// The device's bearer token; empty before activation.
    pub token: String,
    /// More root certificates, DER, from activation.
    pub roots: Vec<Vec<u8>>,
}

/// An answer that is the server's own, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body, whole and within the limit asked for.
    pub body: Vec<u8>,
}

/// The transport over HTTP(S). Keeps its connection between steps.
pub struct HttpTransport {
    client: Client,
    base: Url,
    token: Option<HeaderValue>,
}

impl HttpTransport {
    /// Checks the settings and prepares a client; no connection is made yet.
    pub fn new(settings: &HttpSettings) -> Result<Self, HttpSetupError> {
        let base = address(&settings.address)?;
        let token = match settings.token.as_str() {
            "" => None,
            token => {
                let mut value = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| HttpSetupError::Token)?;
                value.set_sensitive(true);
                Some(value)
            }
        };
        let client = Client::builder()
            .tls_backend_preconfigured(tls(&settings.roots)?)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .tcp_nodelay(true)
            .connect_timeout(Duration::from_secs(20))
            // Long enough for the smallest budget at 2 KB/s with stalls.
            .timeout(Duration::from_secs(90))
            .pool_idle_timeout(Duration::from_secs(60))
            .pool_max_idle_per_host(1)
            .build()
            .map_err(|_| HttpSetupError::Client)?;
        Ok(Self { client, base, token })
    }

    /// Fetches a path (forms, lists, manifest), at most `max` bytes.
    pub fn get(&self, path: &str, max: usize) -> Result<Answer, TransportError> {
        answer(self.send(self.request(Method::GET, path)?)?, max)
    }

    /// Posts JSON to a path (activation), answer at most `max` bytes.
    pub fn post_json(&self, path: &str, json: Vec<u8>, max: usize) -> Result<Answer, TransportError> {
        let request = self.request(Method::POST, path)?.header(CONTENT_TYPE, "application/json");
        answer(self.send(request.body(json))?, max)
    }

    fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, TransportError> {
        let url = self.base.join(path).map_err(|_| TransportError::Offline)?;
        // A path can never lead to another machine, or the token would go with it.
        if url.origin() != self.base.origin() {
            return Err(TransportError::Offline);
        }
        let request = self.client.request(method, url);
        Ok(match &self.token {
            Some(token) => request.header(AUTHORIZATION, token.clone()),
            None => request,
        })
    }

    fn send(&self, request: RequestBuilder) -> Result<Response, TransportError> {
        let response = request.send().map_err(|error| unsent(&error))?;
        let status = response.status().as_u16();
        let html = response.headers().get(CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
        match status {
            300..=399 | 407 | 511 => Err(TransportError::Portal),
            // A gateway's own page while the server behind it is away.
            502 | 504 => Err(TransportError::Offline),
            500..=599 if html => Err(TransportError::Wait(wait_of(response.headers()))),
            _ if html => Err(TransportError::Portal),
            429 | 503 => Err(TransportError::Wait(wait_of(response.headers()))),
            _ => Ok(response),
        }
    }

    fn blob(&self, method: Method, blob: &PendingBlob) -> Result<RequestBuilder, TransportError> {
        let hex = blob.hash.len() == 64 && blob.hash.bytes().all(|b| b.is_ascii_hexdigit());
        if !hex {
            return Err(TransportError::Status(0));
        }
        self.request(method, &format!("{BLOB_PATH}{}", blob.hash))
    }
}

impl Transport for HttpTransport {
    fn exchange(&mut self, body: &[u8]) -> Result<Vec<u8>, TransportError> {
        let request = self.request(Method::POST, PATH)?.body(body.to_vec());
        let answer = answer(self.send(request)?, MAX_BODY)?;
        match answer.status {
            200 => Ok(answer.body),
            status => Err(refusal(status)),
        }
    }

    fn blob_state(&mut self, blob: &PendingBlob) -> Result<BlobState, TransportError> {
        blob_answer(&self.send(self.blob(Method::HEAD, blob)?)?, blob)
    }

    fn blob_send(&mut self, blob: &PendingBlob, offset: u64, piece: &[u8]) -> Result<BlobState, TransportError> {
        let request = self
            .blob(Method::PATCH, blob)?
            .header(CONTENT_TYPE, "application/offset+octet-stream")
            .header(UPLOAD_OFFSET, offset)
            .header(UPLOAD_LENGTH, blob.size)
            .body(piece.to_vec());
        blob_answer(&self.send(request)?, blob)
    }
}

fn address(text: &str) -> Result<Url, HttpSetupError> {
    let url = Url::parse(text.trim()).map_err(|_| HttpSetupError::Address)?;
    let plain = url.path() == "/" && url.query().is_none() && url.username().is_empty() && url.password().is_none();
    let host = url.host_str().filter(|_| plain).ok_or(HttpSetupError::Address)?;
    let loopback = matches!(host, "127.0.0.1" | "[::1]" | "localhost");
    match url.scheme() {
        "https" => Ok(url),
        "http" if loopback => Ok(url),
        "http" => Err(HttpSetupError::Insecure),
        _ => Err(HttpSetupError::Address),
    }
}

fn tls(roots: &[Vec<u8>]) -> Result<rustls::ClientConfig, HttpSetupError> {
    let mut store = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for der in roots {
        store.add(der.clone().into()).map_err(|_| HttpSetupError::Root)?;
    }
    let builder = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| HttpSetupError::Client)?;
    Ok(builder.with_root_certificates(store).with_no_client_auth())
}

/// Why a request brought no answer: nobody there, somebody else there, or cut on the way.
fn unsent(error: &reqwest::Error) -> TransportError {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        match error.downcast_ref::<rustls::Error>() {
            Some(rustls::Error::InvalidCertificate(_) | rustls::Error::InvalidMessage(_)) => {
                return TransportError::Portal;
            }
            Some(_) => return TransportError::Offline,
            None => {}
        }
        // An I/O error's source is not the error inside it but that one's source.
        let inside = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        cause = match inside {
            Some(inside) => Some(inside),
            None => error.source(),
        };
    }
    if error.is_connect() { TransportError::Offline } else { TransportError::Cut }
}

fn answer(response: Response, max: usize) -> Result<Answer, TransportError> {
    let status = response.status().as_u16();
    let mut body = Vec::new();
    response.take(max as u64 + 1).read_to_end(&mut body).map_err(|_| TransportError::Cut)?;
    if body.len() > max {
        return Err(TransportError::TooLarge);
    }
    Ok(Answer { status, body })
}

fn refusal(status: u16) -> TransportError {
    match status {
        401 | 403 => TransportError::Denied,
        413 => TransportError::TooLarge,
        // Success of another kind is not this server's: a portal's empty 204.
        200..=299 => TransportError::Portal,
        _ => TransportError::Status(status),
    }
}

fn blob_answer(response: &Response, blob: &PendingBlob) -> Result<BlobState, TransportError> {
    let offset =
        response.headers().get(UPLOAD_OFFSET).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    match (response.status().as_u16(), offset) {
        (404, _) => Ok(BlobState::Unknown),
        (STATUS_WRONG_HASH, _) => Ok(BlobState::WrongHash),
        (200..=299, Some(offset)) if offset == blob.size => Ok(BlobState::Complete),
        (200..=299 | 409, Some(offset)) => Ok(BlobState::Offset(offset)),
        (status, _) => Err(refusal(status)),
    }
}

fn wait_of(headers: &HeaderMap) -> u32 {
    let seconds = headers.get(RETRY_AFTER).and_then(|v| v.to_str().ok()).and_then(|v| v.trim().parse().ok());
    seconds.unwrap_or(DEFAULT_WAIT_S).min(LONGEST_WAIT_S)
}

#[cfg(test)]
#[path = "http_tests.rs"]
mod tests;
