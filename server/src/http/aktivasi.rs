//! `POST /aktivasi`: a one-time code and a public key in, a device number, a token and the server's keys out.

use super::App;
use super::answer::{Failure, blocking, failure, json};
use super::listener::Peer;
use crate::keys::{from_hex, to_hex};
use crate::scope;
use crate::service::{Activated, Activation, Service};
use crate::users::NewDevice;
use atensi_core::vault::VerifyKey;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

/// Largest body, bytes.
const MAX_BODY: usize = 4096;

#[derive(Deserialize)]
struct Asked {
    code: String,
    device_key: String,
    #[serde(default)]
    device_name: String,
    #[serde(default)]
    platform: String,
}

pub async fn activate(State(app): State<App>, ConnectInfo(peer): ConnectInfo<Peer>, body: Bytes) -> Response {
    if body.len() > MAX_BODY {
        return failure(Failure::TooLarge);
    }
    let Ok(asked) = serde_json::from_slice::<Asked>(&body) else { return failure(Failure::Body) };
    let key = from_hex::<32>(&asked.device_key).and_then(|bytes| VerifyKey::from_bytes(&bytes).ok());
    let Some(key) = key else { return failure(Failure::Body) };
    let device = NewDevice { key, name: asked.device_name, platform: asked.platform };
    let done = blocking(&app, move |service| {
        let activation = service.activate(&peer.address(), &asked.code, device)?;
        Ok(match activation {
            Activation::Done(activated) => Ok(told(service, &activated)),
            Activation::Refused => Err(Failure::Code),
            Activation::Wait(ms) => Err(Failure::Wait((ms.max(0) as u64).div_ceil(1000))),
        })
    });
    match done.await.and_then(|done| done) {
        Ok(value) => json(StatusCode::OK, &value),
        Err(why) => failure(why),
    }
}

fn told(service: &Service, activated: &Activated) -> serde_json::Value {
    let Activated { device, user, token, epoch, time } = activated;
    let streams: Vec<String> = scope::streams_of(user).into_iter().map(|(asked, _)| asked).collect();
    let keys = &service.keys;
    let verify = keys.signing.verify_key();
    serde_json::json!({
        "device": device,
        "token": token,
        "user": {
            "id": user.id,
            "name": user.name,
            "role": user.role.code(),
            "kab": user.kab,
            "peksos_id": user.team,
        },
        "server_key": { "id": verify.id(), "public": to_hex(&verify.to_bytes()) },
        "sealing_key": { "id": keys.sealing_id(), "public": to_hex(&keys.sealing_public()) },
        "epoch": epoch,
        "time": time,
        "streams": streams,
    })
}
