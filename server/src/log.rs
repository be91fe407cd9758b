//! One line per event on stderr: `level event key=value …`. Ids and codes only, never names, numbers or content.

use std::fmt::Display;

/// Writes an event. Values are cut to one line.
pub fn event(level: &str, name: &str, fields: &[(&str, &dyn Display)]) {
    let mut line = format!("{level} {name}");
    for (key, value) in fields {
        let value = value.to_string().replace(['\n', '\r'], " ");
        line.push_str(&format!(" {key}={value}"));
    }
    eprintln!("{line}");
}

/// An ordinary event.
pub fn info(name: &str, fields: &[(&str, &dyn Display)]) {
    event("info", name, fields);
}

/// Something that an operator should look at.
pub fn warn(name: &str, fields: &[(&str, &dyn Display)]) {
    event("warn", name, fields);
}
