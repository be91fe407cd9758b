//! What was typed, and the comparison with what the server exports.

use super::Result;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Everything typed on the way.
#[derive(Default)]
pub struct Notes {
    fields: Vec<(String, String, Value)>,
    documents: Vec<(String, Value, PathBuf)>,
    /// Values compared so far.
    pub compared: usize,
}

impl Notes {
    /// A register field typed on a device; the last note on a field counts.
    pub fn field(&mut self, record: &str, field: &str, value: Value) {
        self.fields.retain(|(r, f, _)| r != record || f != field);
        self.fields.push((record.to_owned(), field.to_owned(), value));
    }

    /// A document with its answers; photos lie in `base`.
    pub fn document(&mut self, id: &str, answers: Value, base: &Path) {
        self.documents.push((id.to_owned(), answers, base.to_path_buf()));
    }
}

/// Reads a JSON file.
pub fn read_json(path: &Path) -> Result<Value> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))
}

/// Nested answers as lines for `--aliran`: repeats become `add` lines, photos `file` lines, lists space-separated values.
pub fn answer_lines(answers: &Value) -> Vec<Value> {
    let mut lines = Vec::new();
    if let Value::Object(map) = answers {
        collect("", map, &mut lines);
    }
    lines
}

fn collect(prefix: &str, map: &Map<String, Value>, lines: &mut Vec<Value>) {
    for (name, value) in map {
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        match value {
            Value::Object(file) if file.get("path").is_some_and(Value::is_string) => {
                lines.push(json!({"path": path, "file": file["path"]}));
            }
            Value::Object(group) => collect(&path, group, lines),
            Value::Array(rows) if rows.iter().all(Value::is_object) && !rows.is_empty() => {
                for (i, row) in rows.iter().enumerate() {
                    lines.push(json!({"add": path}));
                    if let Value::Object(row) = row {
                        collect(&format!("{path}[{}]", i + 1), row, lines);
                    }
                }
            }
            Value::Array(values) => {
                let words: Vec<String> = values.iter().map(plain).collect();
                lines.push(json!({"path": path, "value": words.join(" ")}));
            }
            Value::Null => {}
            leaf => lines.push(json!({"path": path, "value": plain(leaf)})),
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Makes a real JPEG of its own for every photo that the answers name.
pub fn make_photos(base: &Path, answers: &Value) -> Result<()> {
    for line in answer_lines(answers) {
        let Some(name) = line["file"].as_str() else { continue };
        let path = base.join(name);
        if path.exists() {
            continue;
        }
        let folder = path.parent().ok_or("photo without folder")?;
        std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let seed = blake3::hash(name.as_bytes());
        let seed = seed.as_bytes();
        // Shades with some grain, so that size and entropy are those of a photo and not of a flat picture.
        let mut grain = u32::from_le_bytes([seed[3], seed[4], seed[5], seed[6]]) | 1;
        let picture = image::RgbImage::from_fn(1024, 768, |x, y| {
            grain ^= grain << 13;
            grain ^= grain >> 17;
            grain ^= grain << 5;
            let noise = (grain & 15) as u8;
            let shade = |s: u8, v: u32| s.wrapping_add((v / 6) as u8).saturating_add(noise);
            image::Rgb([shade(seed[0], x), shade(seed[1], y), shade(seed[2], x + y)])
        });
        picture.save_with_format(&path, image::ImageFormat::Jpeg).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(())
}

/// The visible fields of one record in a device's export.
pub fn record_fields(export: &Value, id: &str) -> Value {
    let records = export["registers"].as_array().map(Vec::as_slice).unwrap_or_default();
    records.iter().find(|r| r["id"] == json!(id)).map_or(Value::Null, |r| r["fields"].clone())
}

/// Compares every note with the server's export. Gives the number of values compared.
pub fn compare(notes: &Notes, export: &Value) -> Result<usize> {
    let list = |key: &str| export[key].as_array().cloned().ok_or_else(|| format!("the export has no '{key}'"));
    let records: BTreeMap<String, Value> = list("records")?.into_iter().map(|r| (plain(&r["id"]), r)).collect();
    let documents: BTreeMap<String, Value> = list("documents")?.into_iter().map(|d| (plain(&d["id"]), d)).collect();
    let blobs: BTreeMap<String, Value> = list("blobs")?.into_iter().map(|b| (plain(&b["hash"]), b)).collect();
    let mut compared = 0;
    for (record, field, typed) in &notes.fields {
        let held = &records.get(record).ok_or_else(|| format!("record {record} did not arrive"))?["fields"][field];
        if held != typed {
            return Err(format!("{record}.{field}: typed {typed}, the server has {held}"));
        }
        compared += 1;
    }
    for (id, answers, base) in &notes.documents {
        let document = documents.get(id).ok_or_else(|| format!("document {id} did not arrive"))?;
        compared += compare_answers(id, "", answers, &document["content"], base, document, &blobs)?;
    }
    Ok(compared)
}

fn compare_answers(
    id: &str,
    path: &str,
    typed: &Value,
    held: &Value,
    base: &Path,
    document: &Value,
    blobs: &BTreeMap<String, Value>,
) -> Result<usize> {
    match typed {
        Value::Object(file) if file.get("path").is_some_and(Value::is_string) => {
            let local = base.join(plain(&file["path"]));
            let bytes = std::fs::read(&local).map_err(|e| format!("{}: {e}", local.display()))?;
            let hash = blake3::hash(&bytes).to_hex().to_string();
            let named = document["lampiran"]
                .as_array()
                .is_some_and(|l| l.iter().any(|a| a["h"] == json!(hash) || a["hash"] == json!(hash)));
            let blob = blobs.get(&hash).ok_or_else(|| format!("{id} {path}: photo {hash} did not arrive"))?;
            if !named || blob["complete"] != json!(true) || blob["size"] != json!(bytes.len()) {
                return Err(format!("{id} {path}: photo {hash} is not whole on the server: {blob}"));
            }
            Ok(1)
        }
        Value::Object(group) => {
            let mut compared = 0;
            for (name, value) in group {
                compared += compare_answers(id, &format!("{path}/{name}"), value, &held[name], base, document, blobs)?;
            }
            Ok(compared)
        }
        Value::Array(rows) if rows.iter().any(Value::is_object) => {
            let mut compared = 0;
            for (i, row) in rows.iter().enumerate() {
                compared += compare_answers(id, &format!("{path}[{}]", i + 1), row, &held[i], base, document, blobs)?;
            }
            Ok(compared)
        }
        Value::Null => Ok(0),
        leaf if leaf == held => Ok(1),
        leaf => Err(format!("{id} {path}: typed {leaf}, the server has {held}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_become_lines_in_order() {
        let lines = answer_lines(
            &json!({"a": {"b": 1, "c": ["x", "y"]}, "hh": [{"n": "Siti"}], "f": {"path": "foto/a.jpg"}, "z": null}),
        );
        let expected = [
            json!({"path": "a/b", "value": "1"}),
            json!({"path": "a/c", "value": "x y"}),
            json!({"add": "hh"}),
            json!({"path": "hh[1]/n", "value": "Siti"}),
            json!({"path": "f", "file": "foto/a.jpg"}),
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_changed_or_missing_value_is_noticed() {
        let mut notes = Notes::default();
        notes.field("r", "nama", json!("Siti"));
        notes.document("d", json!({"a": {"b": 1}}), Path::new("."));
        let export = |nama: &str, b: i64| {
            json!({"records": [{"id": "r", "fields": {"nama": nama}}],
                   "documents": [{"id": "d", "content": {"a": {"b": b}}, "lampiran": []}], "blobs": []})
        };
        assert_eq!(compare(&notes, &export("Siti", 1)), Ok(2));
        assert!(compare(&notes, &export("Sitti", 1)).is_err());
        assert!(compare(&notes, &export("Siti", 2)).is_err());
        assert!(compare(&notes, &json!({"records": [], "documents": [], "blobs": []})).is_err());
    }
}
