//! Taking over a caseload kept elsewhere: many records a commit, each still one op of this device's log, so that it is
//! merged, sealed and acknowledged like anything a person typed.

use super::companion::Companion;
use super::warga::{parse_id, parse_kind};
use super::write;
use crate::error::{CoreError, ErrorCode, Result};
use serde_json::Value;
use std::collections::BTreeMap;

/// Records in one call: a commit stays well below a second on a phone.
const MAX_RECORDS: usize = 1_000;

/// One record to take over.
#[derive(Clone, Debug, PartialEq)]
pub struct CatatanImpor {
    /// `orang`, `keluarga` or `kasus`.
    pub jenis: String,
    /// Its id, a UUID. A record that is here already is changed.
    pub id: String,
    /// Field name to value; names of lower-case letters, digits and `_`.
    pub fields: BTreeMap<String, Value>,
}

impl Companion {
    /// Writes these records in one transaction, at most 1,000: all of them are durable when this returns, or none is there
    /// and the error says why.
    pub fn impor(&self, records: &[CatatanImpor]) -> Result<()> {
        let inner = self.inner()?;
        if records.len() > MAX_RECORDS {
            return Err(CoreError::new(ErrorCode::BadInput).reason("more than 1,000 records at once"));
        }
        let now = inner.now();
        inner.store.try_write(|tx| {
            for record in records {
                let (kind, id) = (parse_kind(&record.jenis)?, parse_id(&record.id)?);
                if record.fields.is_empty() {
                    return Err(CoreError::new(ErrorCode::BadInput).reason("a record without fields"));
                }
                if write::shown(tx, id)?.is_some_and(|(known, _)| known != kind) {
                    return Err(CoreError::new(ErrorCode::BadInput).field("jenis"));
                }
                write::edit(inner, tx, kind, id, record.fields.clone(), now)?;
            }
            Ok(())
        })
    }
}
