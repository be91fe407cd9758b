//! A record as text in which nothing differs between runs.

use serde_json::Value;

/// Ids by the order in which they appear, code names and packed sizes by what they are: those differ between runs.
pub fn masked(record: &Value) -> String {
    let text = serde_json::to_string_pretty(record).unwrap();
    let mut out = String::new();
    let mut seen: Vec<String> = Vec::new();
    let mut rest = text.as_str();
    while let Some(letter) = rest.chars().next() {
        if let Some(id) = rest.get(..36).filter(|t| uuid::Uuid::try_parse(t).is_ok()) {
            if !seen.iter().any(|s| s == id) {
                seen.push(id.to_owned());
            }
            out.push_str(&format!("id-{}", seen.iter().position(|s| s == id).unwrap()));
            rest = &rest[36..];
        } else if let Some(start) = ["Kasus ", "Case "].iter().find(|s| rest.starts_with(**s))
            && rest[start.len()..]
                .get(..6)
                .is_some_and(|t| t.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b)))
        {
            out.push_str(start);
            out.push_str("KODE");
            rest = &rest[start.len() + 6..];
        } else if letter.is_ascii_digit()
            && let Some(end) = rest.find(|c: char| !c.is_ascii_digit())
            && rest[end..].starts_with(" KB")
        {
            out.push('#');
            rest = &rest[end..];
        } else {
            out.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    out.push('\n');
    out
}
