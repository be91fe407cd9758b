//! Who sees which record: roots, grants and streams.
//!
//! Every record hangs below a *root*: a family, a person without one, or a case about neither. Grants name a root and a
//! stream: `beban/<user id>` is a worker's caseload, `area/<kab>` is what the penyelia of a kabupaten oversee. `follow`
//! holds what that comes to, record by record, so that one look-up answers both "may he write this?" and "who hears of
//! it?". A person who moves to another family is seen by both teams; only an operator takes a grant away. A case under
//! `rahasia` and its documents follow a narrower rule than their family: see [`settle`].

use crate::error::Result;
use crate::records;
use crate::users::{self, Role, User, is_kab};
use atensi_core::domain::fields::kasus;
use atensi_core::domain::ids::{RecordId, UserId};
use atensi_core::domain::register::RegisterState;
use atensi_core::sync::accept::{Content, Held};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The fields of a case that name its workers.
pub const WORKERS: [&str; 2] = [kasus::PENDAMPING, "peksos"];
/// The level of confidentiality that narrows who sees a case.
pub const RAHASIA: &str = "rahasia";
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
        grant(conn, root, &beban(creator.id), Cara::Otomatis, now)?;
    }
    if let Some(team) = creator.team {
        grant(conn, root, &beban(team), Cara::Otomatis, now)?;
    }
    grant(conn, root, &area(kab), Cara::Otomatis, now)
}

/// The kabupaten in a Kemendagri code of any depth, `53.11` of `53.11.01.1001`.
pub fn kab_of(wilayah: &str) -> Option<&str> {
    wilayah.get(..5).filter(|kab| is_kab(kab))
}

/// How a grant came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cara {
    /// By itself: who made the family, his team, the area, who a case names.
    Otomatis = 0,
    /// Given by a person; it reaches secret cases too.
    Eksplisit = 1,
}

/// Gives a stream all that hangs below a root, now and later. Older ops follow in the order the server took them. A
/// grant given by a person is not weakened by one that comes by itself, and what an operator took away only a person gives
/// back.
pub fn grant(conn: &Connection, root: RecordId, stream: &str, cara: Cara, now: i64) -> Result<()> {
    let stream = stream_id(conn, stream)?;
    let changed = conn
        .prepare_cached(
            "INSERT INTO akses (root, stream, since, cara) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (root, stream) DO UPDATE SET since = excluded.since, cara = excluded.cara
             WHERE cara < excluded.cara AND (cara >= 0 OR excluded.cara > 0)",
        )?
        .execute(params![root.0.as_bytes(), stream, now, cara as i64])?;
    if changed == 0 {
        return Ok(());
    }
    settle(conn, &below(conn, root)?)
}

/// Takes a root away from a stream: nothing below it goes there any more, also nothing older that was not fetched yet.
/// What was fetched stays on the phone. `false` when the stream carries nothing of it.
pub fn revoke(conn: &Connection, root: RecordId, stream: &str, now: i64) -> Result<bool> {
    let Some(stream) = find_stream(conn, stream)? else { return Ok(false) };
    let carried = conn
        .prepare_cached(
            "SELECT 1 FROM follow f JOIN record_root r ON r.record = f.record WHERE r.root = ?1 AND f.stream = ?2",
        )?
        .exists(params![root.0.as_bytes(), stream])?;
    if !carried {
        return Ok(false);
    }
    conn.prepare_cached(
        "INSERT INTO akses (root, stream, since, cara) VALUES (?1, ?2, ?3, -1)
         ON CONFLICT (root, stream) DO UPDATE SET since = excluded.since, cara = -1",
    )?
    .execute(params![root.0.as_bytes(), stream, now])?;
    settle(conn, &below(conn, root)?)?;
    Ok(true)
}

/// The streams that carry something below a root, by name.
pub fn carriers(conn: &Connection, root: RecordId) -> Result<Vec<String>> {
    let names = conn
        .prepare_cached(
            "SELECT DISTINCT s.name FROM follow f JOIN record_root r ON r.record = f.record
             JOIN stream s ON s.id = f.stream WHERE r.root = ?1 ORDER BY s.name",
        )?
        .query_map([root.0.as_bytes()], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(names)
}

/// All records below a root.
pub fn below(conn: &Connection, root: RecordId) -> Result<Vec<[u8; 16]>> {
    let records = conn
        .prepare_cached("SELECT record FROM record_root WHERE root = ?1")?
        .query_map([root.0.as_bytes()], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(records)
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
        settle(conn, &level)?;
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

/// Finds the cases that are secret and settles them, for a database from before the rule.
pub fn settle_secret(conn: &Connection) -> Result<()> {
    let cases: Vec<[u8; 16]> = conn
        .prepare("SELECT id FROM record WHERE kind = 'kasus'")?
        .query_map([], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    for id in cases {
        let id = RecordId(Uuid::from_bytes(id));
        let Some(Held { content: Content::Register(_, state), .. }) = records::load(conn, id)? else { continue };
        let secret = state.text(kasus::KERAHASIAAN) == Some(RAHASIA);
        if records::set_secret(conn, id, secret)? {
            let mut with_documents = vec![*id.0.as_bytes()];
            with_documents.extend(records::children(conn, id)?);
            settle(conn, &with_documents)?;
        }
    }
    Ok(())
}

/// Makes the streams that carry these records those that may: a new one gets what was written before, in the server's
/// order; one that no longer may loses what it would still have handed out.
pub fn settle(conn: &Connection, records: &[[u8; 16]]) -> Result<()> {
    let mut older: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    let mut left = BTreeSet::new();
    for record in records {
        let may = may_carry(conn, record)?;
        let held: BTreeSet<i64> = conn
            .prepare_cached("SELECT stream FROM follow WHERE record = ?1")?
            .query_map([record], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        for stream in may.difference(&held) {
            conn.prepare_cached("INSERT INTO follow (record, stream) VALUES (?1, ?2)")?
                .execute(params![record, stream])?;
            let mut query = conn.prepare_cached("SELECT id FROM op WHERE record = ?1 AND code IS NULL ORDER BY id")?;
            for id in query.query_map([record], |r| r.get(0))? {
                older.entry(*stream).or_default().push(id?);
            }
        }
        for stream in held.difference(&may) {
            conn.prepare_cached("DELETE FROM follow WHERE record = ?1 AND stream = ?2")?
                .execute(params![record, stream])?;
            left.insert(*stream);
        }
    }
    for (stream, mut ops) in older {
        ops.sort_unstable();
        ops.into_iter().try_for_each(|op| append(conn, stream, op))?;
    }
    for stream in left {
        conn.prepare_cached(
            "DELETE FROM feed WHERE stream = ?1 AND NOT EXISTS
             (SELECT 1 FROM op o JOIN follow f ON f.record = o.record WHERE o.id = feed.op AND f.stream = ?1)",
        )?
        .execute([stream])?;
    }
    Ok(())
}

/// The streams that may carry a record, by the grants on its roots and, for a secret case and its documents, by whose it is.
fn may_carry(conn: &Connection, record: &[u8; 16]) -> Result<BTreeSet<i64>> {
    let grants: BTreeMap<i64, i64> = conn
        .prepare_cached(
            "SELECT a.stream, max(a.cara) FROM akses a JOIN record_root r ON r.root = a.root WHERE r.record = ?1
             GROUP BY a.stream",
        )?
        .query_map([record], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let Some(kasus) = secret_case(conn, record)? else {
        return Ok(grants.into_iter().filter(|(_, cara)| *cara >= 0).map(|(stream, _)| stream).collect());
    };
    let mut may: BTreeSet<i64> = grants.iter().filter(|(_, cara)| **cara > 0).map(|(stream, _)| *stream).collect();
    for owner in owners(conn, kasus)? {
        let stream = stream_id(conn, &beban(owner))?;
        if grants.get(&stream).is_none_or(|cara| *cara >= 0) {
            may.insert(stream);
        }
    }
    Ok(may)
}

/// The secret case that a record is, or is a document of.
fn secret_case(conn: &Connection, record: &[u8; 16]) -> Result<Option<RecordId>> {
    let row: Option<(bool, Option<[u8; 16]>, bool)> = conn
        .prepare_cached(
            "SELECT r.rahasia, r.parent, coalesce(p.rahasia, 0) FROM record r LEFT JOIN record p ON p.id = r.parent
             WHERE r.id = ?1",
        )?
        .query_row([record], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .optional()?;
    Ok(match row {
        Some((true, ..)) => Some(RecordId(Uuid::from_bytes(*record))),
        Some((_, parent, true)) => parent.map(|id| RecordId(Uuid::from_bytes(id))),
        _ => None,
    })
}

/// Whose a secret case is: who made it, and the workers that it names.
fn owners(conn: &Connection, kasus: RecordId) -> Result<Vec<UserId>> {
    let made_by: Option<[u8; 16]> = conn
        .prepare_cached("SELECT d.user FROM op o JOIN device d ON d.no = o.device WHERE o.record = ?1 AND o.rev = 1")?
        .query_row([kasus.0.as_bytes()], |r| r.get(0))
        .optional()?;
    let mut owners: Vec<UserId> = made_by.map(|id| UserId(Uuid::from_bytes(id))).into_iter().collect();
    if let Some(Held { content: Content::Register(_, state), .. }) = records::load(conn, kasus)? {
        for field in WORKERS {
            let Some(colleague) = named_worker(conn, &state, field)? else { continue };
            for root in roots(conn, kasus)? {
                if root_is_in(conn, root, &colleague.kab)? {
                    owners.push(colleague.id);
                }
            }
        }
    }
    Ok(owners)
}

/// The worker that a case names in one of [`WORKERS`].
pub fn named_worker(conn: &Connection, kasus: &RegisterState, field: &str) -> Result<Option<User>> {
    match kasus.text(field).and_then(|text| text.parse::<UserId>().ok()) {
        Some(id) => users::user(conn, id),
        None => Ok(None),
    }
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
    let mut query = conn.prepare_cached(
        "SELECT 1 FROM akses a JOIN stream s ON s.id = a.stream WHERE a.root = ?1 AND s.name = ?2 AND a.cara >= 0",
    )?;
    Ok(query.exists(params![root.0.as_bytes(), area(kab)])?)
}
