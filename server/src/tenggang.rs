//! The grace of a device whose access has ended: a lost phone that is found again, a worker who left. It may still hand in
//! what it holds, for a while and within a volume. All of that goes to quarantine under the code `revoked`, covered by a
//! receipt, so that the worker knows it is held; nothing comes down.

use crate::error::Result;
use crate::state::SqlState;
use crate::users::Session;
use atensi_core::sync::accept::ServerState;
use atensi_core::sync::wire::Request;
use rusqlite::{Connection, params};

/// How long after the end a device may hand in: 90 days, in ms.
pub const LENGTH_MS: i64 = 90 * 24 * 3_600_000;
/// Ops that it may hand in.
pub const MAX_OPS: u64 = 10_000;
/// Their bytes.
pub const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// Whether the device may come at all: its access has not ended, or not long ago.
pub fn is_open(session: &Session, now: i64) -> bool {
    session.revoked_at.is_none_or(|ended| now < ended.saturating_add(LENGTH_MS))
}

/// Whether a revoked device has something to hand in or to hear about what it handed in, and has not handed in too much.
/// Without business it gets the answer of a wrong token, so that an app which knows nothing of grace tells its user.
pub fn may_hand_in(conn: &Connection, session: &Session, request: &Request) -> Result<bool> {
    let (device, hello) = (session.caller.device, &request.hello);
    let mut state = SqlState::new(conn, &session.user, 0);
    let (held, _) = state.last(device)?;
    if !request.ops.is_empty() {
        return fits(conn, session, request);
    }
    let photos_wait = conn
        .prepare_cached(
            "SELECT 1 FROM titipan t JOIN blob b ON b.hash = t.hash WHERE t.device = ?1 AND b.complete_at IS NULL",
        )?
        .exists([device.0])?;
    let released = match hello.quarantined {
        Some(count) => state.quarantined(device, atensi_core::vault::receipt::MAX_QUARANTINED)?.len() as u64 != count,
        None => false,
    };
    let restored = hello.epoch != 0 && hello.epoch != state.epoch()?;
    Ok(photos_wait || released || restored || hello.acked != held)
}

/// Whether what comes fits in what is left of the volume; both branches of a forked log count.
fn fits(conn: &Connection, session: &Session, request: &Request) -> Result<bool> {
    let used = |table: &str| -> Result<(u64, u64)> {
        let sql = format!(
            "SELECT count(*), coalesce(sum(length(bytes)), 0) FROM {table} WHERE device = ?1 AND received_at >= ?2"
        );
        let mut query = conn.prepare_cached(&sql)?;
        Ok(query.query_row(params![session.caller.device.0, session.revoked_at], |r| Ok((r.get(0)?, r.get(1)?)))?)
    };
    let (log, forks) = (used("op")?, used("fork_op")?);
    let new = || request.ops.iter().flat_map(|batch| &batch.ops);
    let ops = log.0 + forks.0 + new().count() as u64;
    let bytes = log.1 + forks.1 + new().map(|op| op.len() as u64).sum::<u64>();
    Ok(ops <= MAX_OPS && bytes <= MAX_BYTES)
}
