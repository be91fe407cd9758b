//! Who sees which record: roots, grants and streams.
//!
//! Every record hangs below a *root*: a family, a person without one, or a case about neither. Grants name a root and a
//! stream: `beban/<user id>` is a worker's caseload, `area/<kab>` is what the penyelia of a kabupaten oversee. `follow`
//! holds what that comes to, record by record, so that one look-up answers both "may he write this?" and "who hears of
//! it?". Grants only ever add: a person who moves to another family is seen by both teams.

use crate::error::Result;
use crate::users::{Role, User, is_kab};
use atensi_core::domain::ids::{RecordId, UserId};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

/// Records hang at most this deep: family, person, case, document.
const MAX_DEPTH: usize = 6;

/// The caseload stream of a worker.
pub fn beban(user: UserId) -> String {
    format!("beban/{user}")
}

/// The stream of a kabupaten.
pub fn area(kab: &str) -> String {
    format!("area/{kab}")
}

/// The streams that a worker may read, as he names them in a hello and as the server does.
pub fn streams_of(user: &User) -> Vec<(String, String)> {
    let mut streams = vec![(atensi_core::sync::wire::STREAM_BEBAN.to_owned(), beban(user.id))];
    if user.role == Role::Penyelia {
        streams.push((area(&user.kab), area(&user.kab)));
    }
    streams
}

/// The row of a stream, made when it is new.
pub fn stream_id(conn: &Connection, name: &str) -> Result<i64> {
    if let Some(id) = find_stream(conn, name)? {
        return Ok(id);
    }
    conn.prepare_cached("INSERT INTO stream (name) VALUES (?1)")?.execute([name])?;
    Ok(conn.last_insert_rowid())
}

/// The row of a stream, if anything was ever put into it.
pub fn find_stream(conn: &Connection, name: &str) -> Result<Option<i64>> {
    Ok(conn.prepare_cached("SELECT id FROM stream WHERE name = ?1")?.query_row([name], |r| r.get(0)).optional()?)
}

/// Whether one of the worker's streams carries the record.
pub fn may_see(conn: &Connection, user: &User, record: RecordId) -> Result<bool> {
    let mut query = conn.prepare_cached(
        "SELECT 1 FROM follow f JOIN stream s ON s.id = f.stream WHERE f.record = ?1 AND s.name = ?2",
    )?;
    for (_, name) in streams_of(user) {
        if query.exists(params![record.0.as_bytes(), name])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Opens a root made by `creator`: for himself, for his team's peksos, and for the penyelia of the kabupaten.
pub fn open_root(conn: &Connection, root: RecordId, creator: &User, wilayah: Option<&str>, now: i64) -> Result<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO record_root (record, root) VALUES (?1, ?1)")?
        .execute([root.0.as_bytes()])?;
    let kab = wilayah.and_then(kab_of).unwrap_or(&creator.kab);
    // A penyelia has it from the area stream already; twice would only cost him bytes.
    if creator.role != Role::Penyelia || kab != creator.kab {
        grant(conn, root, &beban(creator.id), now)?;
    }
    if let Some(team) = creator.team {
        grant(conn, root, &beban(team), now)?;
    }
    grant(conn, root, &area(kab), now)
}

/// The kabupaten in a Kemendagri code of any depth, `53.11` of `53.11.01.1001`.
pub fn kab_of(wilayah: &str) -> Option<&str> {
    wilayah.get(..5).filter(|kab| is_kab(kab))
}

/// Gives a stream all that hangs below a root, now and later. Older ops follow in the order the server took them.
pub fn grant(conn: &Connection, root: RecordId, stream: &str, now: i64) -> Result<()> {
    let stream = stream_id(conn, stream)?;
    let added = conn
        .prepare_cached("INSERT OR IGNORE INTO akses (root, stream, since) VALUES (?1, ?2, ?3)")?
        .execute(params![root.0.as_bytes(), stream, now])?;
    if added == 0 {
        return Ok(());
    }
    let records: Vec<[u8; 16]> = conn
        .prepare_cached("SELECT record FROM record_root WHERE root = ?1")?
        .query_map([root.0.as_bytes()], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    follow(conn, stream, &records)
}

/// Hangs a record below all roots of `parent`, and with it everything that already hangs below the record.
pub fn hang_below(conn: &Connection, record: RecordId, parent: RecordId) -> Result<()> {
    let mut level = vec![*record.0.as_bytes()];
    for _ in 0..MAX_DEPTH {
        let mut below = Vec::new();
        for record in &level {
            conn.prepare_cached(
                "INSERT OR IGNORE INTO record_root (record, root) SELECT ?1, root FROM record_root WHERE record = ?2",
            )?
            .execute(params![record, parent.0.as_bytes()])?;
            let children: Vec<[u8; 16]> = conn
                .prepare_cached("SELECT id FROM record WHERE parent = ?1")?
                .query_map([record], |r| r.get(0))?
                .collect::<Result<_, _>>()?;
            below.extend(children);
        }
        let streams: Vec<i64> = conn
            .prepare_cached(
                "SELECT DISTINCT a.stream FROM akses a JOIN record_root r ON r.root = a.root WHERE r.record = ?1",
            )?
            .query_map([parent.0.as_bytes()], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        for stream in streams {
            follow(conn, stream, &level)?;
        }
        if below.is_empty() {
            break;
        }
        level = below;
    }
    Ok(())
}

/// The roots of a record.
pub fn roots(conn: &Connection, record: RecordId) -> Result<Vec<RecordId>> {
    let ids = conn
        .prepare_cached("SELECT root FROM record_root WHERE record = ?1 ORDER BY root")?
        .query_map([record.0.as_bytes()], |r| r.get(0).map(Uuid::from_bytes).map(RecordId))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

/// Lets a stream carry these records from now on, after what was written to them before.
fn follow(conn: &Connection, stream: i64, records: &[[u8; 16]]) -> Result<()> {
    let mut older: Vec<i64> = Vec::new();
    for record in records {
        let added = conn
            .prepare_cached("INSERT OR IGNORE INTO follow (record, stream) VALUES (?1, ?2)")?
            .execute(params![record, stream])?;
        if added == 1 {
            let mut query = conn.prepare_cached("SELECT id FROM op WHERE record = ?1 AND code IS NULL ORDER BY id")?;
            for id in query.query_map([record], |r| r.get(0))? {
                older.push(id?);
            }
        }
    }
    older.sort_unstable();
    older.into_iter().try_for_each(|op| append(conn, stream, op))
}

/// Puts an accepted op into every stream that carries its record.
pub fn announce(conn: &Connection, record: RecordId, op: i64) -> Result<()> {
    let streams: Vec<i64> = conn
        .prepare_cached("SELECT stream FROM follow WHERE record = ?1")?
        .query_map([record.0.as_bytes()], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    streams.into_iter().try_for_each(|stream| append(conn, stream, op))
}

fn append(conn: &Connection, stream: i64, op: i64) -> Result<()> {
    let pos: i64 = conn
        .prepare_cached("UPDATE stream SET last_pos = last_pos + 1 WHERE id = ?1 RETURNING last_pos")?
        .query_row([stream], |r| r.get(0))?;
    conn.prepare_cached("INSERT INTO feed (stream, pos, op) VALUES (?1, ?2, ?3)")?.execute([stream, pos, op])?;
    Ok(())
}

/// Whether a root is overseen in this kabupaten.
pub fn root_is_in(conn: &Connection, root: RecordId, kab: &str) -> Result<bool> {
    let mut query = conn
        .prepare_cached("SELECT 1 FROM akses a JOIN stream s ON s.id = a.stream WHERE a.root = ?1 AND s.name = ?2")?;
    Ok(query.exists(params![root.0.as_bytes(), area(kab)])?)
}
