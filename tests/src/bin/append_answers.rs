//! Saves without end in a process of its own, and says so line by line, so that a test can kill it or count its syncs.
//!
//! `append_answers <folder> answers|saves <count>` prints each number only after the call that saved it has returned.
//! `answers` appends events to draft 1; `saves` writes an op and the state of record 1 in one transaction.

use atensi_core::domain::ids::{DeviceNo, OpRef, RecordId, UserId};
use atensi_core::domain::op::{OP_SCHEMA, Op, OpBody, RegisterEdit, RegisterKind};
use atensi_core::domain::register::{FieldState, RegisterState};
use atensi_core::store::{Store, StoreError, StoreOptions, draft, op_log, register};
use atensi_core::vault::DataKey;
use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use uuid::Uuid;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(folder), Some(mode), Some(count)) = (args.next(), args.next(), args.next()) else {
        return Err("usage: append_answers <folder> answers|saves <count>".into());
    };
    let path = PathBuf::from(folder).join("data.db");
    let options = StoreOptions { reserve: false, ..StoreOptions::default() };
    let store = Store::open(&path, &DataKey::from_bytes([7; 32]), options)?.store;
    let record = RecordId(Uuid::from_u128(1));
    let count: u64 = count.parse()?;
    let answers = mode == "answers";
    if answers && store.read(|db| draft::get(db, record))?.is_none() {
        store.write(|tx| draft::create(tx, &draft_row(record)))?;
    }
    let mut out = std::io::stdout();
    writeln!(out, "ready")?;
    for _ in 0..count {
        let number = if answers {
            let seen = store.read(|db| draft::get(db, record))?.map_or(0, |draft| draft.events);
            store.append_draft_event(record, seen, 0, format!("answer {}", seen + 1).as_bytes())?
        } else {
            save(&store, record)?
        };
        writeln!(out, "{number}")?;
    }
    Ok(())
}

fn draft_row(id: RecordId) -> draft::DraftRow {
    draft::DraftRow {
        id,
        form_id: "kunjungan".into(),
        form_version: "1".into(),
        kasus: None,
        lang: "id".into(),
        created_at: 0,
        updated_at: 0,
        events: 0,
    }
}

fn save(store: &Store, record: RecordId) -> Result<u64, StoreError> {
    store.write(|tx| {
        let number = op_log::last(tx)?.number + 1;
        let (device, actor) = (DeviceNo(1), UserId(Uuid::from_u128(2)));
        let set = [("catatan".to_owned(), number.into())].into();
        let edit = RegisterEdit {
            kind: RegisterKind::Orang,
            id: record,
            set,
            base: Default::default(),
            extra: Default::default(),
        };
        let body = OpBody::Register(edit);
        let extra = Default::default();
        op_log::append(tx, &Op { schema: OP_SCHEMA, device, number, actor, at: 0, zone: 420, body, extra })?;
        let mut state = RegisterState::default();
        let field = FieldState { value: number.into(), version: OpRef(device, number), at: 0, by: actor };
        state.fields.insert("catatan".into(), field);
        let kind = RegisterKind::Orang;
        register::put(
            tx,
            &register::RegisterRow { id: record, kind, state, base: None, rev: number, own_through: 0 },
            0,
        )?;
        Ok(number)
    })
}
