//! The doors over HTTP: activation, photos, reference data, and what each shows to whom.

use crate::kit::{Answer, Phone, World, http, photo_hash};
use atensi_core::vault::{OsEntropy, SigningKey};
use atensi_server::users::CODE_LIFETIME_MS;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

fn key() -> SigningKey {
    SigningKey::generate(&OsEntropy).unwrap()
}

#[test]
fn a_code_works_once_until_it_expires_and_tells_nothing_when_it_does_not() {
    let world = World::new();
    let code = world.code(&world.pendamping, CODE_LIFETIME_MS);
    let answer = world.activate(&code.to_lowercase().replace('-', " "), &key());
    assert_eq!(answer.status, 200);
    let told = answer.json();
    assert_eq!(told["user"]["name"], json!("Pendamping"));
    assert_eq!(told["user"]["peksos_id"], json!(world.peksos.id));
    assert_eq!(told["streams"], json!(["beban"]));
    assert_eq!(told["token"].as_str().unwrap().len(), 22);
    let used = world.activate(&code, &key());
    let expired = world.code(&world.pendamping, 1000);
    world.clock.0.fetch_add(1000, Ordering::SeqCst);
    let expired = world.activate(&expired, &key());
    let wrong = world.activate("0000-0000-0000", &key());
    let malformed = world.activate("x", &key());
    assert_eq!((used.status, used.json()), (403, json!({"error": "code"})));
    for other in [expired, wrong, malformed] {
        assert_eq!(other, used);
    }
    let penyelia = world.code(&world.penyelia, CODE_LIFETIME_MS);
    let streams = world.activate(&penyelia, &key()).json()["streams"].clone();
    assert_eq!(streams, json!(["beban", "area/53.11"]));
}

#[test]
fn wrong_codes_cost_growing_delays_and_burn_the_code() {
    let world = World::new();
    let code = world.code(&world.pendamping, CODE_LIFETIME_MS);
    let guess = format!("{}-0000-0000", &code[..4]);
    let mut waits = Vec::new();
    for _ in 0..12 {
        let answer = world.activate(&guess, &key());
        match answer.status {
            403 => {}
            429 => {
                let wait: i64 = answer.headers["retry-after"].parse().unwrap();
                waits.push(wait);
                // The right code has to wait as well.
                assert_eq!(world.activate(&code, &key()).status, 429);
                world.clock.0.fetch_add(wait * 1000, Ordering::SeqCst);
                assert_eq!(world.activate(&guess, &key()).status, 403);
            }
            other => panic!("{other}"),
        }
    }
    assert!(waits.len() >= 4 && waits.windows(2).all(|w| w[0] < w[1]), "{waits:?}");
    world.clock.0.fetch_add(2 * 3_600_000, Ordering::SeqCst);
    assert_eq!(world.activate(&code, &key()).status, 403, "after ten wrong proofs the code is burnt");
}

#[test]
fn activation_refuses_what_is_no_request() {
    let world = World::new();
    let post = |body: &str| world.http("POST", "/aktivasi", &[], body.as_bytes()).status;
    assert_eq!(post(""), 400);
    assert_eq!(post("[]"), 400);
    assert_eq!(post(r#"{"code": "0000-0000-0000"}"#), 400);
    assert_eq!(post(&json!({"code": "0", "device_key": "zz"}).to_string()), 400);
    assert_eq!(post(&json!({"code": "0", "device_key": "00".repeat(32)}).to_string()), 400, "a weak key");
    assert_eq!(post(&" ".repeat(5000)), 413);
}

fn photo() -> Vec<u8> {
    (0..150_000_u32).flat_map(|n| n.to_le_bytes()).take(150_000).collect()
}

pub fn blob(phone: &Phone, url: &str, method: &str, hash: &str, offset: Option<usize>, body: &[u8]) -> Answer {
    let (bearer, offset) = (phone.bearer(), offset.map(|o| o.to_string()));
    let mut headers = vec![("authorization", bearer.as_str())];
    headers.extend(offset.as_deref().map(|o| ("upload-offset", o)));
    http(url, method, &format!("/blob/{hash}"), &headers, body)
}

#[test]
fn a_photo_resumes_at_the_last_byte_even_after_a_restart() {
    let mut world = World::new();
    let (photo, url) = (photo(), world.running().url.clone());
    let hash = photo_hash(&photo);
    let mut a = world.phone(&world.pendamping);
    assert_eq!(blob(&a, &url, "HEAD", &hash, None, b"").status, 404, "no document names it yet");
    a.family(100, &photo);
    a.sync(&url);
    let head = blob(&a, &url, "HEAD", &hash, None, b"");
    assert_eq!((head.status, head.headers["upload-offset"].as_str()), (200, "0"));
    assert_eq!(blob(&a, &url, "PATCH", &hash, Some(0), &photo[..65_536]).status, 204);
    let again = blob(&a, &url, "PATCH", &hash, Some(0), &photo[..65_536]);
    assert_eq!((again.status, again.headers["upload-offset"].as_str()), (409, "65536"));
    world.restart();
    let url = world.running().url.clone();
    assert_eq!(blob(&a, &url, "GET", &hash, None, b"").status, 404, "not whole yet");
    let bad: [(usize, usize); 4] = [(65_536, 65_536), (65_536, 66_000), (65_536, 65_536 + 65_537), (1, 2)];
    for (from, to) in bad {
        assert!(blob(&a, &url, "PATCH", &hash, Some(from), &photo[from..to]).status >= 400, "{from}..{to}");
    }
    assert_eq!(blob(&a, &url, "PATCH", &hash, None, &photo[65_536..]).status, 400);
    for from in [65_536, 131_072] {
        let to = (from + 65_536).min(photo.len());
        let answer = blob(&a, &url, "PATCH", &hash, Some(from), &photo[from..to]);
        assert_eq!((answer.status, answer.headers["upload-offset"].clone()), (204, to.to_string()));
    }
    let mut peksos = world.phone(&world.peksos);
    peksos.sync(&url);
    let whole = blob(&peksos, &url, "GET", &hash, None, b"");
    assert_eq!((whole.status, whole.headers["content-type"].as_str()), (200, "image/jpeg"));
    assert!(whole.body == photo);
    let bearer = peksos.bearer();
    let headers = [("authorization", bearer.as_str()), ("range", "bytes=149990-")];
    let part = http(&url, "GET", &format!("/blob/{hash}"), &headers, b"");
    assert_eq!((part.status, part.body.as_slice()), (206, &photo[149_990..]));
    assert_eq!(world.export()["blobs"][0]["complete"], json!(true));
}

#[test]
fn content_that_is_not_what_its_hash_says_starts_again() {
    let world = World::new();
    let url = &world.running().url;
    let real = b"the photo as taken".repeat(10);
    let hash = photo_hash(&real);
    let mut a = world.phone(&world.pendamping);
    a.family(100, &real);
    a.sync(url);
    let wrong: Vec<u8> = real.iter().map(|b| b ^ 1).collect();
    assert_eq!(blob(&a, url, "PATCH", &hash, Some(0), &wrong).status, 460);
    assert_eq!(blob(&a, url, "HEAD", &hash, None, b"").headers["upload-offset"], "0");
    assert_eq!(blob(&a, url, "PATCH", &hash, Some(0), &real).status, 204);
    assert!(blob(&a, url, "GET", &hash, None, b"").body == real);
}

/// Every door that takes an id, asked for something real with `token`, and for something that never existed.
fn both_ways(world: &World, bearer: Option<&str>, real_blob: &str, real_item: &str) -> Vec<(String, Answer, Answer)> {
    let nothing = "0".repeat(64);
    let ask = |method: &str, path: &str, body: &[u8]| {
        let mut headers = vec![("upload-offset", "0")];
        headers.extend(bearer.map(|b| ("authorization", b)));
        world.http(method, path, &headers, body)
    };
    let mut out = Vec::new();
    for (method, door, real) in [
        ("GET", "/acuan/", real_item),
        ("HEAD", "/blob/", real_blob),
        ("GET", "/blob/", real_blob),
        ("PATCH", "/blob/", real_blob),
    ] {
        for body in [&b""[..], &[7; 70_000]] {
            let (to_real, to_nothing) =
                (ask(method, &format!("{door}{real}"), body), ask(method, &format!("{door}{nothing}"), body));
            out.push((format!("{method} {door} {} B", body.len()), to_real, to_nothing));
        }
    }
    out
}

#[test]
fn without_access_every_door_answers_as_for_an_unknown_id() {
    let world = World::new();
    let url = &world.running().url;
    let photo = b"a photo of a house".repeat(8);
    let hash = photo_hash(&photo);
    let mut a = world.phone(&world.pendamping);
    a.family(100, &photo);
    a.sync(url);
    assert_eq!(blob(&a, url, "PATCH", &hash, Some(0), &photo).status, 204);
    let bearer = a.bearer();
    let manifest = world.http("GET", "/acuan", &[("authorization", &bearer)], b"").json();
    let items = manifest["items"].as_array().unwrap();
    let own = items.iter().find(|item| item["name"] == "petugas/53.11").unwrap()["hash"].as_str().unwrap().to_owned();
    // With access the doors do open, or the comparison below would prove nothing.
    let open = both_ways(&world, Some(&bearer), &hash, &own);
    assert!(open.iter().all(|(door, real, nothing)| real != nothing || door.starts_with("PATCH")), "{open:?}");
    let mut strangers = vec![None, Some("Bearer nonsense".to_owned()), Some(format!("Bearer {}", "A".repeat(22)))];
    for user in [&world.other_pendamping, &world.other_penyelia] {
        strangers.push(Some(world.phone(user).bearer()));
    }
    for stranger in strangers {
        let known = stranger.as_deref().is_some_and(|b| b.len() == 29 && !b.contains("AAAA"));
        for (door, real, nothing) in both_ways(&world, stranger.as_deref(), &hash, &own) {
            assert_eq!(real, nothing, "{door} as {stranger:?}");
            assert_eq!(real.status, if known { 404 } else { 401 }, "{door}");
        }
    }
    assert_eq!(blob(&a, url, "HEAD", &hash, None, b"").headers["upload-offset"], photo.len().to_string());
}

#[test]
fn reference_data_is_addressed_by_its_hash() {
    let world = World::new();
    let a = world.phone(&world.pendamping);
    let bearer = a.bearer();
    let headers = [("authorization", bearer.as_str())];
    let manifest = world.http("GET", "/acuan", &headers, b"").json();
    let items = manifest["items"].as_array().unwrap();
    let names: Vec<&str> = items.iter().map(|item| item["name"].as_str().unwrap()).collect();
    for name in ["formulir/asesmen_awal", "formulir/kunjungan_rumah", "kode/klaster", "wilayah/53.11", "petugas/53.11"]
    {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    assert!(!names.iter().any(|name| name.contains("31.74")));
    for item in items {
        let hash = item["hash"].as_str().unwrap();
        let answer = world.http("GET", &format!("/acuan/{hash}"), &headers, b"");
        assert_eq!((answer.status, answer.headers["content-type"].as_str()), (200, item["mime"].as_str().unwrap()));
        assert_eq!(blake3::hash(&answer.body).to_hex().as_str(), hash);
        assert_eq!(answer.body.len() as u64, item["size"].as_u64().unwrap());
        if item["name"] == "formulir/kunjungan_rumah" {
            assert!(answer.json()["survey.csv"].as_str().unwrap().starts_with("type,name"));
        }
    }
    let served = a.served(&world.running().url, &a.request());
    assert_eq!(json!(served.welcome.reference), manifest["version"]);
}

#[test]
fn every_route_is_documented_and_every_documented_path_answers() {
    let world = World::new();
    let told = world.http("GET", "/openapi.json", &[], b"").json();
    assert_eq!(told["openapi"], json!("3.1.0"));
    let mut documented = Vec::new();
    for (path, operations) in told["paths"].as_object().unwrap() {
        for method in ["get", "head", "patch", "post", "put", "delete"] {
            if operations.get(method).is_some() {
                documented.push((method.to_owned(), path.clone()));
            }
        }
    }
    let mut routed = Vec::new();
    for line in include_str!("../../src/http/mod.rs").lines().filter(|line| line.contains(".route(")) {
        let path = line.split('"').nth(1).unwrap();
        for method in ["get", "head", "patch", "post", "put", "delete"] {
            if line.contains(&format!(" {method}(")) || line.contains(&format!(").{method}(")) {
                routed.push((method.to_owned(), path.to_owned()));
            }
        }
    }
    documented.sort();
    routed.sort();
    assert_eq!(documented, routed);
    assert!(documented.len() >= 10);
    for (method, path) in &documented {
        let answer = world.http(&method.to_uppercase(), &path.replace("{hash}", &"a".repeat(64)), &[], b"");
        assert!(![404, 405].contains(&answer.status), "{method} {path}: {}", answer.status);
        let statuses = told["paths"][path][method]["responses"].as_object().unwrap();
        assert!(statuses.contains_key(&answer.status.to_string()), "{method} {path}: {} undocumented", answer.status);
    }
    assert_eq!(world.http("GET", "/nothing", &[], b"").status, 404);
    assert_eq!(world.http("DELETE", "/acuan", &[], b"").status, 405);
    resolve_references(&told, &told);
}

fn resolve_references(value: &Value, root: &Value) {
    match value {
        Value::Object(map) => {
            if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
                assert!(root.pointer(&reference[1..]).is_some(), "{reference}");
            }
            map.values().for_each(|v| resolve_references(v, root));
        }
        Value::Array(list) => list.iter().for_each(|v| resolve_references(v, root)),
        _ => {}
    }
}

#[test]
fn health_and_metrics_say_how_it_goes_and_nothing_about_anyone() {
    let world = World::new();
    let url = &world.running().url;
    let mut a = world.phone(&world.pendamping);
    a.family(100, b"");
    a.sync(url);
    assert_eq!(world.http("GET", "/sehat", &[], b"").json(), json!({"status": "ok"}));
    let metrics = world.http("GET", "/metrik", &[], b"").text();
    assert!(metrics.contains("\natensi_ops_received_total 4\n"), "{metrics}");
    assert!(metrics.contains("\natensi_activations_total 1\n"));
    for personal in ["Rambu", "Umbu", "Pendamping", "53.11", &world.pendamping.id.to_string(), &a.token] {
        assert!(!metrics.contains(personal), "{personal}");
    }
}
