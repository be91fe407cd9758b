//! Which side of a collision holds until a person decides, field by field: data (`core/data/field_policy.csv`), not code.
//!
//! `graver` lists the values of a field from mild to grave; the graver holds. Safety, risk and confidentiality err on the
//! careful side, and an open case stays open against a closed one. A value that is not listed counts as graver than all
//! (a code newer than this build may be anything), a cleared one as milder than all. Every other field: the later
//! effective time, then device, then number.

use serde_json::Value;
use std::collections::BTreeMap;

/// How collisions are held until they are resolved. Both sides must use the same one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    graver: BTreeMap<String, Vec<String>>,
}

/// Why a table is no policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Not `field,rule,order`, or a rule other than `graver`; with the line, from 1.
    #[error("field policy, line {0}: expected field,graver,mild|…|grave")]
    Line(usize),
}

impl Policy {
    /// The policy shipped with this build.
    pub fn standard() -> Self {
        Self::from_csv(include_str!("../../data/field_policy.csv")).expect("the shipped table is checked by a test")
    }

    /// Reads a table with the heading `field,rule,order`; no value holds a comma or a bar.
    pub fn from_csv(text: &str) -> Result<Self, PolicyError> {
        let mut graver = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            let wrong = PolicyError::Line(index + 1);
            match line.split(',').map(str::trim).collect::<Vec<_>>()[..] {
                _ if line.trim().is_empty() => {}
                ["field", "rule", "order"] if index == 0 => {}
                [field, "graver", order] if index > 0 && !field.is_empty() && !order.is_empty() => {
                    graver.insert(field.to_owned(), order.split('|').map(str::to_owned).collect());
                }
                _ => return Err(wrong),
            }
        }
        Ok(Self { graver })
    }

    /// How strongly a value holds in this field; equal for all values of a field without a rule.
    pub fn weight(&self, field: &str, value: &Value) -> usize {
        let Some(order) = self.graver.get(field) else { return 0 };
        let known = |text: &str| order.iter().position(|v| v == text).map_or(order.len() + 1, |i| i + 1);
        match value {
            Value::Null => 0,
            Value::String(text) => known(text),
            other => known(&other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graver_values_weigh_more() {
        let policy = Policy::standard();
        let rising = [Value::Null, "rendah".into(), "sedang".into(), "tinggi".into(), "kode_baru".into()];
        assert!(rising.windows(2).all(|w| policy.weight("risiko", &w[0]) < policy.weight("risiko", &w[1])));
        assert!(policy.weight("risiko_keselamatan", &true.into()) > policy.weight("risiko_keselamatan", &false.into()));
        assert!(policy.weight("status", &"aktif".into()) > policy.weight("status", &"tutup".into()));
        assert_eq!(policy.weight("telepon", &"1".into()), policy.weight("telepon", &Value::Null));
    }

    #[test]
    fn a_wrong_table_names_its_line() {
        assert_eq!(Policy::from_csv("field,rule,order\nx,later,a"), Err(PolicyError::Line(2)));
        assert_eq!(Policy::from_csv("x,graver,a"), Err(PolicyError::Line(1)));
        assert_eq!(Policy::from_csv("field,rule,order\nx,graver"), Err(PolicyError::Line(2)));
    }
}
