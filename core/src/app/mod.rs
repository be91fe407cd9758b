//! The use cases: the only place that joins the layers.

pub mod packs;
