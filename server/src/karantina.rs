//! Quarantine as an operator sees it: what is held back, and taking it up after all.
//!
//! Releasing judges the op by the rules of today, after a grant, an update of the server, or in the name of a colleague
//! who took the case over. It then counts as arriving now: it gets the next `rev` of its record and goes into the streams
//! that carry it, under the effective time that it was given when it came. Its author hears of it with the next receipt.

use crate::error::{Result, ServerError};
use crate::service::audit;
use crate::state::SqlState;
use crate::users::{self, User};
use atensi_core::domain::ids::{DeviceNo, OpRef, RecordId};
use atensi_core::domain::op::Op;
use atensi_core::sync::accept::{Acceptor, Received};
use atensi_core::sync::policy::Policy;
use atensi_core::vault::SigningKey;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use uuid::Uuid;

/// An op in quarantine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Whose log it lies in.
    pub device: u32,
    /// Its number there.
    pub number: u64,
    /// Why it is held back.
    pub code: String,
    /// When it came, ms UTC.
    pub received_at: i64,
    /// The worker of the device.
    pub user: String,
    /// The record it writes, when it can be read.
    pub record: Option<RecordId>,
}

/// Everything in quarantine, oldest first.
pub fn list(conn: &Connection) -> Result<Vec<Item>> {
    let mut query = conn.prepare(
        "SELECT o.device, o.number, o.code, o.received_at, d.user, o.bytes FROM op o JOIN device d ON d.no = o.device
         WHERE o.code IS NOT NULL ORDER BY o.id",
    )?;
    let items = query.query_map([], |r| {
        let bytes: Vec<u8> = r.get(5)?;
        Ok(Item {
            device: r.get(0)?,
            number: r.get(1)?,
            code: r.get(2)?,
            received_at: r.get(3)?,
            user: Uuid::from_bytes(r.get(4)?).to_string(),
            record: Op::decode(&bytes).ok().map(|op| op.record()),
        })
    })?;
    Ok(items.collect::<Result<_, _>>()?)
}

/// How a release ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Release {
    /// The op is accepted.
    Accepted,
    /// It stays, under this code, which may be another one than before.
    Stays(&'static str),
}

/// Takes an op out of quarantine, in the transaction that `conn` has open. `scope_of`: judge by what this worker may
/// write, instead of the author, who may no longer see the record or have left; a family that the op begins becomes his.
pub fn release(
    conn: &Connection,
    signing: &SigningKey,
    op: OpRef,
    scope_of: Option<&User>,
    now: i64,
) -> Result<Release> {
    type Columns = (Vec<u8>, [u8; 32], i64);
    let row: Option<Columns> = conn
        .prepare_cached(
            "SELECT bytes, hash, effective_at FROM op WHERE device = ?1 AND number = ?2 AND code IS NOT NULL",
        )?
        .query_row(params![op.0.0, op.1], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .optional()?;
    let Some((bytes, chain, at)) = row else {
        return Err(ServerError::Setup(
            "no op in quarantine has this device and number; `karantina list` lists them".into(),
        ));
    };
    let session = users::session_by_no(conn, op.0)?.ok_or(ServerError::Damaged("device of an op"))?;
    let policy = Policy::standard();
    let acceptor = Acceptor { policy: &policy, key: signing, now };
    let mut state = SqlState::new(conn, scope_of.unwrap_or(&session.user), now);
    let device: DeviceNo = op.0;
    match acceptor.reconsider(&mut state, &session.caller, op, &bytes, at)? {
        Err(code) => {
            conn.prepare_cached("UPDATE op SET code = ?3 WHERE device = ?1 AND number = ?2")?
                .execute(params![device.0, op.1, code])?;
            audit(conn, now, Some(device), "lepas", "denied", &format!("{} {code}", op.1))?;
            Ok(Release::Stays(code))
        }
        Ok(judged) => {
            state.release(&Received { op, bytes: &bytes, chain, at, verdict: judged.verdict() })?;
            audit(conn, now, Some(device), "lepas", "ok", &op.1.to_string())?;
            Ok(Release::Accepted)
        }
    }
}
