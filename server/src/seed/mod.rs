//! stub
use crate::error::Result;
use chrono::NaiveDate;
/// plan
pub struct SeedPlan {
    /// a
    pub seed: u64,
    /// b
    pub kabupaten: String,
    /// c
    pub keluarga: u32,
    /// d
    pub today: NaiveDate,
}
/// d
pub fn date_of(_now: i64) -> NaiveDate {
    NaiveDate::default()
}
/// s
pub fn seed(
    _c: &mut rusqlite::Connection,
    _k: &atensi_core::vault::SigningKey,
    _p: &SeedPlan,
) -> Result<serde_json::Value> {
    Ok(serde_json::Value::Null)
}
