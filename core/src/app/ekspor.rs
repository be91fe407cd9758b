//! Everything this device shows of a user's work, as JSON: for the person, for checks, for support with consent.

use super::companion::Companion;
use super::warga::kind_word;
use crate::domain::op::RegisterKind;
use crate::error::Result;
use crate::store::{dokumen, draft, op_log, register};
use serde_json::{Value, json};

const PAGE: usize = 200;

impl Companion {
    /// Registers with their visible fields and open collisions, documents, drafts, and the state of the log. Holds
    /// personal data: the caller keeps it as carefully as the device.
    pub fn ekspor(&self) -> Result<Value> {
        let inner = self.inner()?;
        inner.note_access("ekspor", None)?;
        inner.store.try_read(|db| {
            let mut registers = Vec::new();
            for kind in [RegisterKind::Keluarga, RegisterKind::Orang, RegisterKind::Kasus] {
                let mut after = None;
                loop {
                    let rows = register::list(db, kind, after, PAGE)?;
                    let Some(last) = rows.last() else { break };
                    after = Some(last.id);
                    for row in &rows {
                        let fields: serde_json::Map<String, Value> =
                            row.state.fields.iter().map(|(name, held)| (name.clone(), held.value.clone())).collect();
                        let collisions: Vec<&String> = row.state.collisions.keys().collect();
                        registers.push(json!({
                            "id": row.id.to_string(), "jenis": kind_word(kind), "fields": fields, "collisions": collisions,
                        }));
                    }
                }
            }
            let mut documents = Vec::new();
            let mut offset = 0;
            loop {
                let rows = dokumen::list(db, PAGE as u32, offset)?;
                if rows.is_empty() {
                    break;
                }
                offset += rows.len() as u32;
                for row in rows {
                    let Some((_, content)) = dokumen::get(db, row.id)? else { continue };
                    let content: Value = serde_json::from_slice(&content).unwrap_or(Value::Null);
                    documents.push(json!({"id": row.id.to_string(), "jenis": row.jenis, "dokumen": content}));
                }
            }
            let drafts: Vec<Value> = draft::list_open(db)?
                .into_iter()
                .map(|d| json!({"id": d.id.to_string(), "form": d.form_id, "version": d.form_version, "events": d.events}))
                .collect();
            let counts = op_log::counts(db)?;
            Ok(json!({
                "user": inner.profile.info(),
                "registers": registers,
                "documents": documents,
                "drafts": drafts,
                "log": {"pending": counts.pending, "acked": counts.acked, "stable": counts.stable, "quarantined": counts.quarantined},
            }))
        })
    }
}
