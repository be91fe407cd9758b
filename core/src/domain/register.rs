//! The state of a register record (person, family, case): every field with the version that wrote it, and the
//! collisions that wait for a person. `sync::merge` is the only code that changes one.

use super::ids::{OpRef, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A register record as everyone with the same ops sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RegisterState {
    /// Field name to its value in force.
    #[serde(rename = "f")]
    pub fields: BTreeMap<String, FieldState>,
    /// Fields on which writers disagree until a person decides.
    #[serde(rename = "c", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub collisions: BTreeMap<String, Collision>,
    /// The writes to a field that no later write has seen, in server order, where there is more than one: those of an
    /// open collision, or agreeing ones. Kept by `sync::merge` for `sync::merge`.
    #[serde(rename = "l", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub live: BTreeMap<String, Vec<FieldState>>,
}

/// A value with its origin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldState {
    /// The value in force; `null` when cleared.
    #[serde(rename = "v")]
    pub value: Value,
    /// The write that put it there.
    #[serde(rename = "o")]
    pub version: OpRef,
    /// Effective time, milliseconds UTC, fixed once by the server.
    #[serde(rename = "t")]
    pub at: i64,
    /// Who wrote it.
    #[serde(rename = "u")]
    pub by: UserId,
}

/// Concurrent different writes to one field, all kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Collision {
    /// Every side, sorted by version; the one in force is also in `fields`.
    #[serde(rename = "s")]
    pub sides: Vec<FieldState>,
}

impl RegisterState {
    /// The value of a field, if it has one that is not `null`.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.fields.get(field).map(|f| &f.value).filter(|v| !v.is_null())
    }

    /// A text field, if set.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.get(field).and_then(Value::as_str)
    }
}
