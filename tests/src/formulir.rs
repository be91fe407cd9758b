//! Support for tests of the shipped forms: a session on a fixed clock, and the answers files beside each form.

use atensi_core::form::load::load_any;
use atensi_core::form::packs::{FormPack, shipped_pack};
use atensi_core::form::{FileRef, Form, FormSession, SessionEnv, compile};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// 2026-11-23 09:00 in Waingapu (UTC+8).
pub const NOW_MS: i64 = 1_795_395_600_000;

/// The form of a pack, ready to fill.
pub fn form(pack: &FormPack) -> Arc<Form> {
    let files: Vec<_> = pack.files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let source = load_any(&files).unwrap_or_else(|e| panic!("{}: {e}", pack.id));
    compile(source).unwrap_or_else(|e| panic!("{}: {e}", pack.id))
}

/// A new session on a fixed clock, by a fixed worker.
pub fn open(form: &Arc<Form>) -> FormSession {
    let env = SessionEnv {
        now_ms: NOW_MS,
        offset_minutes: 480,
        lang: String::new(),
        username: "Maria Rambu Kahi".to_owned(),
        device_id: "uji-1".to_owned(),
        instance_id: "0190a000-0000-7000-8000-000000000001".to_owned(),
        last_saved: Default::default(),
    };
    FormSession::new(form.clone(), env)
}

/// A photo taken by the app.
pub fn file(path: &str) -> FileRef {
    FileRef {
        path: Some(path.to_owned()),
        hash: blake3::hash(path.as_bytes()).to_hex().to_string(),
        size: 200_000,
        mime: "image/jpeg".to_owned(),
    }
}

/// What the app does with the placeholder photos of an answers file: name, hash, size, type.
pub fn with_photos(value: &Value, photos: &mut usize) -> Value {
    match value {
        Value::Object(map) => match map.get("path").and_then(Value::as_str) {
            Some(path) => {
                *photos += 1;
                serde_json::to_value(file(path)).expect("a plain record")
            }
            None => map.iter().map(|(k, v)| (k.clone(), with_photos(v, photos))).collect(),
        },
        Value::Array(items) => items.iter().map(|v| with_photos(v, photos)).collect(),
        leaf => leaf.clone(),
    }
}

/// The answers files of a pack, by name.
pub fn samples(pack: &FormPack) -> Vec<(PathBuf, Value)> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/forms").join(pack.id.replace('_', "-")).join("contoh");
    let mut files: Vec<_> = std::fs::read_dir(&folder).expect("samples").map(|f| f.expect("entry").path()).collect();
    files.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("sample");
        let json = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        (path, json)
    };
    files.into_iter().map(read).collect()
}

/// One answers file with its photos.
pub fn sample(form_id: &str, name: &str) -> Value {
    let all = samples(shipped_pack(form_id).expect("shipped"));
    let found = all.into_iter().find(|(p, _)| p.file_stem().is_some_and(|s| s == name));
    with_photos(&found.expect("sample").1, &mut 0)
}

/// A session that holds a sample.
pub fn filled(form_id: &str, name: &str) -> FormSession {
    let mut session = open(&form(shipped_pack(form_id).expect("shipped")));
    session.set_all(&sample(form_id, name));
    session
}

/// What an answer or a calculation holds.
pub fn text(session: &FormSession, path: &str) -> String {
    session.value(path).unwrap_or_else(|e| panic!("{e}")).to_string()
}

/// Whether a place is shown.
pub fn relevant(session: &FormSession, path: &str) -> bool {
    session.question(path).unwrap_or_else(|e| panic!("{e}")).relevant
}
