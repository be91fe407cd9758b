//! Giving, taking away and handing over a family, by an operator. All of it is noted in the audit.

use crate::error::{Result, ServerError};
use crate::scope::{self, Cara};
use crate::service::audit;
use crate::users::User;
use atensi_core::domain::ids::RecordId;
use rusqlite::Connection;

/// Gives a worker a root with everything below it, secret cases too.
pub fn give(conn: &Connection, root: RecordId, user: &User, now: i64) -> Result<()> {
    scope::grant(conn, root, &scope::beban(user.id), Cara::Eksplisit, now)?;
    audit(conn, now, None, "akses", "beri", &format!("{root} {}", user.id))
}

/// Takes a root away from a worker. What he still sends about it goes to quarantine under `scope`.
pub fn take(conn: &Connection, root: RecordId, user: &User, now: i64) -> Result<()> {
    if !scope::revoke(conn, root, &scope::beban(user.id), now)? {
        return Err(ServerError::Setup("this worker's caseload has nothing of it; nothing was changed".into()));
    }
    audit(conn, now, None, "akses", "cabut", &format!("{root} {}", user.id))
}

/// Hands a root over, with its history, to a colleague and the peksos of his team. Returns the streams that carry
/// something of it now: the former worker's peksos keeps it until it is taken from him, too.
pub fn hand_over(conn: &Connection, root: RecordId, from: &User, to: &User, now: i64) -> Result<Vec<String>> {
    if from.id == to.id {
        return Err(ServerError::Setup("--dari and --ke are the same worker; nothing was changed".into()));
    }
    take(conn, root, from, now)?;
    give(conn, root, to, now)?;
    if let Some(team) = to.team {
        scope::grant(conn, root, &scope::beban(team), Cara::Otomatis, now)?;
    }
    scope::carriers(conn, root)
}
