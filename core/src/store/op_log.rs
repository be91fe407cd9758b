//! This device's numbered, chained log of writes: what is sent, and what every derived table can be rebuilt from.

use super::pack::{pack, unpack};
use super::{Reader, Result, StoreError, Tx};
use crate::domain::ids::RecordId;
use crate::domain::op::{CHAIN_START, Hash, Op, chain};
use rusqlite::{Row, params};
use uuid::Uuid;

/// How far an op has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OpState {
    /// Saved here; the server has not confirmed it.
    Pending,
    /// Covered by a verified receipt.
    Acked,
    /// In a verified backup of the server: the bytes may be given up here.
    Stable,
    /// Held back by the server; a person must look.
    Quarantined,
}

impl OpState {
    fn from_code(code: i64) -> Result<Self> {
        Ok(match code {
            0 => Self::Pending,
            1 => Self::Acked,
            2 => Self::Stable,
            3 => Self::Quarantined,
            _ => return Err(StoreError::Damaged("op state".into())),
        })
    }
}

/// Stands for the hash of an op that was lost with a damaged file and cannot be computed: no BLAKE3 hash is this one.
pub const LOST: Hash = [0xFF; 32];

/// An op as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredOp {
    /// 1, 2, 3 …
    pub number: u64,
    /// Chain hash after it.
    pub hash: Hash,
    /// Its encoding, verbatim; `None` once given up as stable.
    pub bytes: Option<Vec<u8>>,
    /// The record it writes.
    pub record: RecordId,
    /// Device time of the write, milliseconds since 1970 UTC.
    pub at: i64,
    /// How far it has come.
    pub state: OpState,
}

/// How many ops are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpCounts {
    /// Waiting to be sent or confirmed.
    pub pending: u64,
    /// Confirmed by receipt.
    pub acked: u64,
    /// In a verified backup.
    pub stable: u64,
    /// Held back.
    pub quarantined: u64,
    /// Device time of the oldest pending op.
    pub oldest_pending_at: Option<i64>,
}

/// An op the server holds back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Its number.
    pub number: u64,
    /// The record it writes.
    pub record: RecordId,
    /// The server's reason code.
    pub reason: String,
    /// When this device learnt it, milliseconds since 1970 UTC.
    pub at: i64,
}

/// The end of the log: last number (0 when empty) and chain hash after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogHead {
    /// Last number; the next op is one more.
    pub number: u64,
    /// Chain hash after it; [`CHAIN_START`] when empty.
    pub hash: Hash,
}

/// The end of the log.
pub fn last(db: &Reader<'_>) -> Result<LogHead> {
    let head = db.row("SELECT number, hash FROM op ORDER BY number DESC LIMIT 1", [], |row| {
        Ok(LogHead { number: row.get(0)?, hash: row.get(1)? })
    })?;
    Ok(head.unwrap_or(LogHead { number: 0, hash: CHAIN_START }))
}

/// Appends an op in the transaction that also writes the state it leads to. Its number must be the next one.
pub fn append(tx: &Tx<'_>, op: &Op) -> Result<LogHead> {
    let head = last(tx)?;
    append_to(tx, head, op)
}

/// As [`append`], after a head that the caller knows, such as the one the server signed for.
pub fn append_to(tx: &Tx<'_>, head: LogHead, op: &Op) -> Result<LogHead> {
    if op.number != head.number + 1 {
        return Err(StoreError::Chain { number: op.number, why: "not the next number" });
    }
    let bytes = op.encode()?;
    let hash = chain(&head.hash, &bytes);
    insert(tx, op, &bytes, &hash)?;
    Ok(LogHead { number: op.number, hash })
}

/// Takes over an op read out of a damaged file, with its number, bytes and hash, as pending again: the server knows which
/// of them it has. Skips a number that is already there with the same hash; another hash is refused.
pub fn adopt(tx: &Tx<'_>, op: &Op, bytes: &[u8], hash: &Hash) -> Result<()> {
    match head_at(tx, op.number)? {
        Some(known) if known == *hash => Ok(()),
        Some(_) => Err(StoreError::Chain { number: op.number, why: "another op has this number" }),
        None => insert(tx, op, bytes, hash),
    }
}

/// Puts a mark at the place of an op that is lost: its number stays taken, its state says nothing.
pub fn put_lost(tx: &Tx<'_>, number: u64) -> Result<()> {
    tx.execute(
        "INSERT INTO op (number, hash, bytes, record, at, state) VALUES (?1, ?2, NULL, ?3, 0, 2)
         ON CONFLICT (number) DO UPDATE SET hash = excluded.hash, bytes = NULL, state = 2",
        params![number, LOST, Uuid::nil()],
    )?;
    Ok(())
}

/// Gives a lost op its chain hash, from a receipt, or its bytes as well, from a second look at the damaged file. Leaves
/// every other op alone; `false` then.
pub fn fill_lost(tx: &Tx<'_>, number: u64, hash: &Hash, op: Option<(&Op, &[u8])>) -> Result<bool> {
    let packed = op.map(|(_, bytes)| pack(bytes)).transpose()?;
    let changed = tx.execute(
        "UPDATE op SET hash = ?2, bytes = ?3, record = coalesce(?4, record) WHERE number = ?1 AND hash = ?5",
        params![number, hash, packed, op.map(|(op, _)| op.record().0), LOST],
    )?;
    Ok(changed > 0)
}

/// Ties a lost op to the document it wrote, so that the document's photos still find it.
pub fn tie_lost(tx: &Tx<'_>, number: u64, record: RecordId) -> Result<()> {
    tx.execute("UPDATE op SET record = ?2 WHERE number = ?1 AND hash = ?3", params![number, record.0, LOST])?;
    Ok(())
}

/// Removes the ops after `number`, to be written again under other numbers in the same transaction.
pub fn take_after(tx: &Tx<'_>, number: u64) -> Result<()> {
    tx.execute("DELETE FROM quarantine WHERE number > ?1", [number])?;
    tx.execute("DELETE FROM op WHERE number > ?1", [number])?;
    Ok(())
}

/// How many ops are lost.
pub fn count_lost(db: &Reader<'_>) -> Result<u64> {
    Ok(db.row("SELECT count(*) FROM op WHERE hash = ?1 AND bytes IS NULL", [LOST], |row| row.get(0))?.unwrap_or(0))
}

/// Whether an op after `number` has no bytes here, so that it cannot be sent again.
pub fn any_without_bytes(db: &Reader<'_>, number: u64) -> Result<bool> {
    let sql = "SELECT 1 FROM op WHERE number > ?1 AND bytes IS NULL LIMIT 1";
    Ok(db.row(sql, [number], |row| row.get::<_, i64>(0))?.is_some())
}

/// Gives a lost op the bytes that the server sent back, when the op before it is known and the hash they make fits. An op
/// that has its bytes is left alone.
pub fn bring_back(tx: &Tx<'_>, op: &Op, bytes: &[u8]) -> Result<()> {
    let number = op.number;
    let (Some(known), Some(before)) = (head_at(tx, number)?, head_at(tx, number.saturating_sub(1))?) else {
        return Ok(());
    };
    let hash = chain(&before, bytes);
    if number == 0 || before == LOST || (known != LOST && known != hash) {
        return Ok(());
    }
    tx.execute(
        "UPDATE op SET hash = ?2, bytes = ?3, record = ?4, at = ?5, state = 1 WHERE number = ?1 AND bytes IS NULL",
        params![number, hash, pack(bytes)?, op.record().0, op.at],
    )?;
    Ok(())
}

fn insert(tx: &Tx<'_>, op: &Op, bytes: &[u8], hash: &Hash) -> Result<()> {
    tx.execute(
        "INSERT INTO op (number, hash, bytes, record, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![op.number, hash, pack(bytes)?, op.record().0, op.at],
    )?;
    Ok(())
}

const COLUMNS: &str = "SELECT number, hash, bytes, record, at, state FROM op";

fn stored(row: &Row<'_>) -> rusqlite::Result<(StoredOp, i64)> {
    let op = StoredOp {
        number: row.get(0)?,
        hash: row.get(1)?,
        bytes: row.get(2)?,
        record: RecordId(row.get::<_, Uuid>(3)?),
        at: row.get(4)?,
        state: OpState::Pending,
    };
    Ok((op, row.get(5)?))
}

fn finish((mut op, state): (StoredOp, i64)) -> Result<StoredOp> {
    op.state = OpState::from_code(state)?;
    op.bytes = op.bytes.map(|packed| unpack(&packed)).transpose()?;
    Ok(op)
}

/// The ops from number `first` on, at most `limit`, in order.
pub fn from(db: &Reader<'_>, first: u64, limit: usize) -> Result<Vec<StoredOp>> {
    let sql = format!("{COLUMNS} WHERE number >= ?1 ORDER BY number LIMIT ?2");
    let rows = db.rows(&sql, params![first, limit as i64], stored)?;
    rows.into_iter().map(finish).collect()
}

/// All ops that write a record, in order: its history on this device.
pub fn of_record(db: &Reader<'_>, record: RecordId) -> Result<Vec<StoredOp>> {
    of_record_after(db, record, 0)
}

/// The ops after number `after` that write a record, in order.
pub fn of_record_after(db: &Reader<'_>, record: RecordId, after: u64) -> Result<Vec<StoredOp>> {
    let sql = format!("{COLUMNS} WHERE record = ?1 AND number > ?2 ORDER BY number");
    let rows = db.rows(&sql, params![record.0, after], stored)?;
    rows.into_iter().map(finish).collect()
}

/// The chain hash after an op; `None` when this log has no such op. `Some(CHAIN_START)` for 0.
pub fn head_at(db: &Reader<'_>, number: u64) -> Result<Option<Hash>> {
    if number == 0 {
        return Ok(Some(CHAIN_START));
    }
    db.row("SELECT hash FROM op WHERE number = ?1", [number], |row| row.get(0))
}

/// The number of the first op that waits to be confirmed.
pub fn first_pending(db: &Reader<'_>) -> Result<Option<u64>> {
    db.row("SELECT number FROM op WHERE state = 0 ORDER BY number LIMIT 1", [], |row| row.get(0))
}

/// A verified receipt covers everything up to `through`: pending becomes acked. Returns how many changed.
pub fn mark_acked(tx: &Tx<'_>, through: u64) -> Result<usize> {
    tx.execute("UPDATE op SET state = 1 WHERE state = 0 AND number <= ?1", [through])
}

/// The server's backup holds everything up to `through`: acked becomes stable. Returns how many changed.
pub fn mark_stable(tx: &Tx<'_>, through: u64) -> Result<usize> {
    tx.execute("UPDATE op SET state = 2 WHERE state = 1 AND number <= ?1", [through])
}

/// The server holds an op back, for a reason code of its own.
pub fn mark_quarantined(tx: &Tx<'_>, number: u64, reason: &str, at: i64) -> Result<()> {
    if tx.execute("UPDATE op SET state = 3 WHERE number = ?1", [number])? == 0 {
        return Err(StoreError::NotFound);
    }
    tx.execute(
        "INSERT INTO quarantine (number, reason, at) VALUES (?1, ?2, ?3)
         ON CONFLICT (number) DO UPDATE SET reason = excluded.reason",
        params![number, reason, at],
    )?;
    Ok(())
}

/// The server accepted a quarantined op after all.
pub fn mark_released(tx: &Tx<'_>, number: u64) -> Result<()> {
    tx.execute("UPDATE op SET state = 1 WHERE number = ?1 AND state = 3", [number])?;
    tx.execute("DELETE FROM quarantine WHERE number = ?1", [number])?;
    Ok(())
}

/// The server lost what it had after `number - 1` (restored from a backup): everything not stable from `number` on waits
/// again. Returns how many changed.
pub fn reopen_from(tx: &Tx<'_>, number: u64) -> Result<usize> {
    tx.execute("DELETE FROM quarantine WHERE number >= ?1", [number])?;
    tx.execute("UPDATE op SET state = 0 WHERE state IN (1, 3) AND number >= ?1", [number])
}

/// Gives up the bytes of stable ops written before `before_ms`; rows and hashes stay. Returns how many.
pub fn give_up_stable(tx: &Tx<'_>, before_ms: i64) -> Result<usize> {
    tx.execute("UPDATE op SET bytes = NULL WHERE state = 2 AND at < ?1 AND bytes IS NOT NULL", [before_ms])
}

/// What the server holds back, oldest first.
pub fn quarantined(db: &Reader<'_>) -> Result<Vec<Quarantined>> {
    db.rows(
        "SELECT q.number, o.record, q.reason, q.at FROM quarantine q JOIN op o USING (number) ORDER BY q.number",
        [],
        |row| {
            Ok(Quarantined { number: row.get(0)?, record: RecordId(row.get(1)?), reason: row.get(2)?, at: row.get(3)? })
        },
    )
}

/// How many ops the server holds back.
pub fn counts_quarantined(db: &Reader<'_>) -> Result<u64> {
    Ok(db.row("SELECT count(*) FROM quarantine", [], |row| row.get(0))?.unwrap_or(0))
}

/// How many ops are in each state; lost ones are in none.
pub fn counts(db: &Reader<'_>) -> Result<OpCounts> {
    let mut counts = OpCounts::default();
    let rows: Vec<(i64, u64, i64)> =
        db.rows("SELECT state, count(*), min(at) FROM op WHERE hash <> ?1 GROUP BY state", [LOST], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    for (state, count, oldest) in rows {
        match OpState::from_code(state)? {
            OpState::Pending => {
                counts.pending = count;
                counts.oldest_pending_at = Some(oldest);
            }
            OpState::Acked => counts.acked = count,
            OpState::Stable => counts.stable = count,
            OpState::Quarantined => counts.quarantined = count,
        }
    }
    Ok(counts)
}

/// The state a person must hear about first: quarantined before pending before acked before stable. `None`: no op of this
/// device writes the record.
pub fn record_state(db: &Reader<'_>, record: RecordId) -> Result<Option<OpState>> {
    let states: Vec<i64> = db.rows("SELECT DISTINCT state FROM op WHERE record = ?1", [record.0], |row| row.get(0))?;
    let states: Vec<OpState> = states.into_iter().map(OpState::from_code).collect::<Result<_>>()?;
    let order = [OpState::Quarantined, OpState::Pending, OpState::Acked, OpState::Stable];
    Ok(order.into_iter().find(|state| states.contains(state)))
}

/// Checks every number and every hash; returns the end of the log. Given-up bytes are bridged by their stored hash; what
/// follows on a lost op cannot be checked against it.
pub fn verify_chain(db: &Reader<'_>) -> Result<LogHead> {
    let mut head = LogHead { number: 0, hash: CHAIN_START };
    loop {
        let page = from(db, head.number + 1, 256)?;
        if page.is_empty() {
            return Ok(head);
        }
        for op in page {
            if op.number != head.number + 1 {
                return Err(StoreError::Chain { number: head.number + 1, why: "missing" });
            }
            if head.hash != LOST && op.bytes.is_some_and(|bytes| chain(&head.hash, &bytes) != op.hash) {
                return Err(StoreError::Chain { number: op.number, why: "its hash differs" });
            }
            head = LogHead { number: op.number, hash: op.hash };
        }
    }
}

#[cfg(test)]
#[path = "op_log_tests.rs"]
mod tests;
