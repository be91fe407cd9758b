//! Collisions: both values side by side, with who and when.

use serde::Serialize;

/// One field on which writers disagree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CollisionItem {
    /// The record.
    pub record: String,
    /// `orang`, `keluarga` or `kasus`.
    pub jenis: String,
    /// Name of the person or family.
    pub judul: String,
    /// Field name.
    pub field: String,
    /// The value in force meanwhile, as text.
    pub value: String,
    /// Every side.
    pub sides: Vec<SideItem>,
}

/// One side of a collision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SideItem {
    /// The write, `device.number`.
    pub version: String,
    /// The value as text; empty when cleared.
    pub value: String,
    /// Who wrote it: id of the worker.
    pub by: String,
    /// Who wrote it: the name as the server last told, else empty.
    pub by_name: String,
    /// Whether this device's user wrote it.
    pub mine: bool,
    /// When, RFC 3339 with the reader's offset.
    pub at: String,
    /// Whether it is the value in force meanwhile.
    pub in_force: bool,
}
