//! The store as the shared acceptance sees it (`atensi_core::sync::accept`): scope, records, log, streams.
//!
//! What is decided here is who may write what. An op on a record outside the writer's scope and one on a record that does
//! not exist get the same answer, so that nobody learns from it what there is.

use crate::error::{Result, ServerError};
use crate::records::{self, LogLine, RecordHead};
use crate::scope::{self, Cara};
use crate::users::User;
use crate::writer::in_savepoint;
use atensi_core::domain::fields::{kasus, orang};
use atensi_core::domain::ids::{DeviceNo, OpRef, RecordId};
use atensi_core::domain::op::{DokumenBaru, Hash, Lampiran, Op, OpBody, RegisterEdit, RegisterKind};
use atensi_core::sync::accept::quarantine;
use atensi_core::sync::accept::{
    Accepted, Caller, Content, Held, Received, ServerState, StreamEntry, Stretch, Verdict,
};
use atensi_core::sync::wire::{OpResult, Ops, Outcome};
use rusqlite::{Connection, params};

/// Largest photo, bytes.
pub const MAX_BLOB: u64 = 8 * 1024 * 1024;

/// Most photos that one device may send for documents out of scope.
const MAX_ENTRUSTED: u64 = 500;
/// Their size together, bytes.
const MAX_ENTRUSTED_BYTES: u64 = 256 * 1024 * 1024;

/// One open transaction on behalf of one worker's device.
pub struct SqlState<'a> {
    conn: &'a Connection,
    user: &'a User,
    now: i64,
    /// Ops stored in this transaction.
    pub stored: u64,
    /// Those of them in quarantine.
    pub quarantined: u64,
}

impl<'a> SqlState<'a> {
    /// The store as `user` may see and change it; `now` is server time, ms UTC.
    pub fn new(conn: &'a Connection, user: &'a User, now: i64) -> Self {
        Self { conn, user, now, stored: 0, quarantined: 0 }
    }

    fn knows(&self, id: RecordId, kinds: &[RegisterKind]) -> Result<bool> {
        let head = records::head(self.conn, id)?;
        let fits = head.and_then(|head| head.register).is_some_and(|kind| kinds.contains(&kind));
        Ok(fits && scope::may_see(self.conn, self.user, id)?)
    }

    /// Whether the record that an edit hangs its own below, if it names one, is known to the worker.
    fn may_hang(&self, edit: &RegisterEdit) -> Result<bool> {
        match named_parent(edit) {
            Named::Nothing => Ok(true),
            Named::Record(id, kinds) => self.knows(id, kinds),
            Named::Unreadable => Ok(false),
        }
    }

    fn may_add(&self, dokumen: &DokumenBaru) -> Result<bool> {
        let corrects_own = match dokumen.corrects {
            None => true,
            Some(old) => records::head(self.conn, old)?
                .is_some_and(|old| old.register.is_none() && old.parent == Some(dokumen.kasus)),
        };
        Ok(corrects_own && self.knows(dokumen.kasus, &[RegisterKind::Kasus])?)
    }

    /// Writes an accepted op: a new one to the end of its device's log, a released one over its row in quarantine.
    fn accept(&self, received: &Received<'_>, accepted: &Accepted<'_>, released: bool) -> Result<()> {
        let Accepted { body: op, record: held, applied } = accepted;
        let id = op.record();
        let before = records::head(self.conn, id)?;
        let parent = parent_of(op);
        let jenis = match &op.body {
            OpBody::Dokumen(dokumen) => Some(dokumen.jenis.as_str()),
            _ => None,
        };
        records::save(self.conn, id, held, jenis, parent)?;
        if let OpBody::Dokumen(dokumen) = &op.body {
            self.expect_blobs(dokumen)?;
        }
        for field in &applied.collided {
            self.conn
                .prepare_cached(
                    "INSERT INTO collision (record, field, opened_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                )?
                .execute(params![id.0.as_bytes(), field, self.now])?;
        }
        for field in &applied.closed {
            self.conn
                .prepare_cached(
                    "UPDATE collision SET closed_at = ?3 WHERE record = ?1 AND field = ?2 AND closed_at IS NULL",
                )?
                .execute(params![id.0.as_bytes(), field, self.now])?;
        }
        let line = LogLine { applied: Some((id, held.rev)), collided: &applied.collided, ..self.line(received) };
        let place = if released { records::admit(self.conn, &line)? } else { records::append_log(self.conn, &line)? };
        scope::announce(self.conn, id, place)?;
        // Streams that begin to carry the record here get all of its ops, this one among them.
        self.place(op, parent, before.as_ref())?;
        self.widen(id, held, &applied.changed)
    }

    /// Hangs a new record where it belongs, or a moved one also below its new parent.
    fn place(&self, op: &Op, parent: Option<RecordId>, before: Option<&RecordHead>) -> Result<()> {
        let id = op.record();
        match (parent, before) {
            (Some(parent), before) if before.is_none_or(|b| b.parent != Some(parent)) => {
                scope::hang_below(self.conn, id, parent)?;
            }
            (None, None) => {
                let wilayah = match &op.body {
                    OpBody::Register(edit) => edit.set.get(orang::WILAYAH).and_then(|v| v.as_str()),
                    _ => None,
                };
                scope::open_root(self.conn, id, self.user, wilayah, self.now)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// A case given to a colleague of the same kabupaten, or a root that moved to another kabupaten, is seen there too; one
    /// that became secret, or is so no longer, by others than before.
    fn widen(&self, id: RecordId, held: &Held, changed: &[String]) -> Result<()> {
        let Content::Register(kind, state) = &held.content else { return Ok(()) };
        let has = |field: &str| changed.iter().any(|c| c == field);
        if *kind == RegisterKind::Kasus {
            let renamed: Vec<&str> = scope::WORKERS.into_iter().filter(|field| has(field)).collect();
            for field in &renamed {
                let Some(colleague) = scope::named_worker(self.conn, state, field)? else { continue };
                for root in scope::roots(self.conn, id)? {
                    if scope::root_is_in(self.conn, root, &colleague.kab)? {
                        scope::grant(self.conn, root, &scope::beban(colleague.id), Cara::Otomatis, self.now)?;
                    }
                }
            }
            let secret = state.text(kasus::KERAHASIAAN) == Some(scope::RAHASIA);
            let turned = records::set_secret(self.conn, id, secret)?;
            if turned || (secret && !renamed.is_empty()) {
                let mut records = vec![*id.0.as_bytes()];
                records.extend(records::children(self.conn, id)?);
                scope::settle(self.conn, &records)?;
            }
        } else if has(orang::WILAYAH)
            && records::head(self.conn, id)?.is_some_and(|head| head.parent.is_none())
            && let Some(kab) = state.text(orang::WILAYAH).and_then(scope::kab_of)
        {
            scope::grant(self.conn, id, &scope::area(kab), Cara::Otomatis, self.now)?;
        }
        Ok(())
    }

    /// Writes an op that leaves quarantine, judged by `Acceptor::reconsider`, to its record and the streams that carry it.
    pub fn release(&self, received: &Received<'_>) -> Result<()> {
        let Verdict::Accepted(accepted) = &received.verdict else { return Ok(()) };
        if let OpBody::Dokumen(dokumen) = &accepted.body.body {
            // Its photos may still be on the device, whose worker perhaps no longer sees the case.
            self.entrust(received.op.0, dokumen)?;
        }
        in_savepoint(self.conn, |_| self.accept(received, accepted, true))
    }

    /// Lets a device send the photos of a document that is not, or not for its worker, in scope: within a quota.
    fn entrust(&self, device: DeviceNo, dokumen: &DokumenBaru) -> Result<()> {
        for photo in photos_of(dokumen) {
            let (count, bytes): (u64, u64) = self
                .conn
                .prepare_cached("SELECT count(*), coalesce(sum(size), 0) FROM titipan WHERE device = ?1")?
                .query_row([device.0], |r| Ok((r.get(0)?, r.get(1)?)))?;
            if count >= MAX_ENTRUSTED || bytes + photo.size > MAX_ENTRUSTED_BYTES {
                return Ok(());
            }
            records::expect_blob(self.conn, photo)?;
            self.conn
                .prepare_cached("INSERT OR IGNORE INTO titipan (device, hash, size) VALUES (?1, ?2, ?3)")?
                .execute(params![device.0, photo.hash, photo.size])?;
        }
        Ok(())
    }

    /// Notes the photos that may come. One that is too large or misnamed never holds back the words; it is asked for in vain.
    fn expect_blobs(&self, dokumen: &DokumenBaru) -> Result<()> {
        for photo in photos_of(dokumen) {
            records::expect_blob(self.conn, photo)?;
            self.conn
                .prepare_cached("INSERT INTO blob_ref (hash, dokumen) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
                .execute(params![photo.hash, dokumen.id.0.as_bytes()])?;
        }
        Ok(())
    }

    fn set_aside(&self, received: &Received<'_>, code: &str) -> Result<()> {
        records::append_log(self.conn, &LogLine { code: Some(code), ..self.line(received) })?;
        if code == quarantine::REVOKED
            && let Ok(Op { body: OpBody::Dokumen(dokumen), .. }) = Op::decode(received.bytes)
        {
            self.entrust(received.op.0, &dokumen)?;
        }
        Ok(())
    }

    fn line<'r>(&self, received: &'r Received<'_>) -> LogLine<'r> {
        LogLine {
            device: received.op.0,
            number: received.op.1,
            hash: &received.chain,
            bytes: received.bytes,
            received_at: self.now,
            effective_at: received.at,
            applied: None,
            code: None,
            collided: &[],
        }
    }
}

/// Whether a text is a hash as attachments name it: 64 lower-case hex digits.
pub fn is_blob_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// The photos of a document that can be taken.
fn photos_of(dokumen: &DokumenBaru) -> impl Iterator<Item = &Lampiran> {
    dokumen.lampiran.iter().filter(|l| is_blob_hash(&l.hash) && l.size > 0 && l.size <= MAX_BLOB)
}

/// What the record of an op hangs below, as far as the op says.
fn parent_of(op: &Op) -> Option<RecordId> {
    match &op.body {
        OpBody::Dokumen(dokumen) => Some(dokumen.kasus),
        OpBody::Register(edit) => match named_parent(edit) {
            Named::Record(parent, _) => Some(parent),
            Named::Nothing | Named::Unreadable => None,
        },
        OpBody::Resolve(_) => None,
    }
}

/// What an edit names as the record that its own hangs below.
enum Named {
    Nothing,
    Record(RecordId, &'static [RegisterKind]),
    Unreadable,
}

fn named_parent(edit: &RegisterEdit) -> Named {
    let text = |field: &str| edit.set.get(field).and_then(|v| v.as_str());
    let (named, kinds): (_, &[RegisterKind]) = match edit.kind {
        RegisterKind::Keluarga => (None, &[]),
        RegisterKind::Orang => (text(orang::KELUARGA_ID), &[RegisterKind::Keluarga]),
        RegisterKind::Kasus => match text(kasus::SUBJEK_JENIS) {
            // Groups, institutions and staff are no register records: such a case is a root of its own.
            Some(jenis) if jenis != "orang" && jenis != "keluarga" => (None, &[]),
            _ => (text(kasus::SUBJEK_ID), &[RegisterKind::Orang, RegisterKind::Keluarga]),
        },
    };
    match named.map(str::parse) {
        None => Named::Nothing,
        Some(Ok(id)) => Named::Record(id, kinds),
        Some(Err(_)) => Named::Unreadable,
    }
}

impl ServerState for SqlState<'_> {
    type Error = ServerError;

    fn epoch(&mut self) -> Result<u64> {
        crate::db::epoch(self.conn)
    }

    fn last(&mut self, device: DeviceNo) -> Result<(u64, Hash)> {
        Ok(self
            .conn
            .prepare_cached("SELECT last_number, head FROM device WHERE no = ?1")?
            .query_row([device.0], |r| Ok((r.get(0)?, r.get(1)?)))?)
    }

    fn chain_at(&mut self, device: DeviceNo, number: u64) -> Result<Option<Hash>> {
        records::hash_at(self.conn, device, number)
    }

    fn stable(&mut self, device: DeviceNo) -> Result<u64> {
        let mut query = self.conn.prepare_cached("SELECT stable FROM device WHERE no = ?1")?;
        Ok(query.query_row([device.0], |r| r.get(0))?)
    }

    fn quarantined(&mut self, device: DeviceNo, limit: usize) -> Result<Vec<u64>> {
        let mut query = self.conn.prepare_cached(
            "SELECT number FROM op WHERE device = ?1 AND code IS NOT NULL ORDER BY number DESC LIMIT ?2",
        )?;
        let mut numbers: Vec<u64> =
            query.query_map(params![device.0, limit], |r| r.get(0))?.collect::<Result<_, _>>()?;
        numbers.reverse();
        Ok(numbers)
    }

    fn results(&mut self, device: DeviceNo, after: u64, limit: usize) -> Result<Vec<OpResult>> {
        type Columns = (u64, Option<String>, Option<String>, Option<[u8; 16]>);
        let mut query = self.conn.prepare_cached(
            "SELECT number, code, collided, record FROM op
             WHERE device = ?1 AND number > ?2 AND (code IS NOT NULL OR collided IS NOT NULL) ORDER BY number LIMIT ?3",
        )?;
        let rows: Vec<Columns> = query
            .query_map(params![device.0, after, limit], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?
            .collect::<Result<_, _>>()?;
        let read = |(number, code, collided, record): Columns| {
            let outcome = match (code, collided, record) {
                (Some(code), ..) => Outcome::Quarantined { code },
                (None, Some(fields), Some(record)) => Outcome::Collision {
                    record: RecordId(uuid::Uuid::from_bytes(record)),
                    fields: serde_json::from_str(&fields).map_err(|_| ServerError::Damaged("collided fields"))?,
                },
                _ => return Err(ServerError::Damaged("op result")),
            };
            Ok(OpResult { number, outcome })
        };
        rows.into_iter().map(read).collect()
    }

    fn record(&mut self, id: RecordId) -> Result<Option<Held>> {
        records::load(self.conn, id)
    }

    fn may_write(&mut self, _caller: &Caller, op: &Op, exists: bool) -> Result<bool> {
        let known = !exists || scope::may_see(self.conn, self.user, op.record())?;
        Ok(known
            && match &op.body {
                OpBody::Register(edit) => self.may_hang(edit)?,
                OpBody::Resolve(_) => exists,
                // The id of an existing document in scope may be told apart; the acceptance says it is immutable.
                OpBody::Dokumen(_) if exists => true,
                OpBody::Dokumen(dokumen) => self.may_add(dokumen)?,
            })
    }

    fn store(&mut self, received: Received<'_>) -> Result<()> {
        self.stored += 1;
        let code = match &received.verdict {
            Verdict::Quarantined(code) => code,
            Verdict::Accepted(accepted) => match in_savepoint(self.conn, |_| self.accept(&received, accepted, false)) {
                Err(ServerError::Panic) => quarantine::PANIC,
                result => return result,
            },
        };
        let (device, number) = (received.op.0.0, received.op.1);
        crate::log::warn("op_quarantined", &[("device", &device), ("number", &number), ("code", &code)]);
        self.quarantined += 1;
        self.set_aside(&received, code)
    }

    fn store_fork(&mut self, caller: &Caller, ops: &Ops) -> Result<()> {
        let mut before = records::hash_at(self.conn, caller.device, ops.first.saturating_sub(1))?.unwrap_or_default();
        for (number, bytes) in (ops.first..).zip(&ops.ops) {
            before = atensi_core::domain::op::chain(&before, bytes);
            self.conn
                .prepare_cached(
                    "INSERT OR IGNORE INTO fork_op (device, number, hash, bytes, received_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![caller.device.0, number, before, bytes, self.now])?;
        }
        crate::log::warn("log_forked", &[("device", &caller.device.0), ("from", &ops.first)]);
        Ok(())
    }

    fn entries(
        &mut self,
        _caller: &Caller,
        stream: &str,
        after: u64,
        limit: usize,
        max_bytes: usize,
    ) -> Result<Option<Stretch>> {
        let Some((_, name)) = scope::streams_of(self.user).into_iter().find(|(asked, _)| asked == stream) else {
            return Ok(None);
        };
        let Some(stream) = scope::find_stream(self.conn, &name)? else { return Ok(Some(Stretch::default())) };
        let mut query = self.conn.prepare_cached(
            "SELECT f.pos, o.rev, o.effective_at, o.device, o.number, o.bytes FROM feed f JOIN op o ON o.id = f.op
             WHERE f.stream = ?1 AND f.pos > ?2 ORDER BY f.pos",
        )?;
        let mut rows = query.query(params![stream, after])?;
        let (mut found, mut size) = (Stretch::default(), 0);
        while let Some(row) = rows.next()? {
            if found.entries.len() >= limit || (size >= max_bytes && !found.entries.is_empty()) {
                found.more = true;
                break;
            }
            let bytes: Vec<u8> = row.get(5)?;
            size += bytes.len();
            let op = OpRef(DeviceNo(row.get(3)?), row.get(4)?);
            found.entries.push(StreamEntry { cursor: row.get(0)?, rev: row.get(1)?, at: row.get(2)?, op, bytes });
        }
        Ok(Some(found))
    }
}
