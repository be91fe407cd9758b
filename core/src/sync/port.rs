//! What the engine needs of a device's store and of a network, as traits: it never sees SQLite or HTTP.

use super::wire::{OpResult, Page};
use crate::domain::ids::DeviceNo;
use crate::domain::op::Hash;
use crate::vault::receipt::Receipt;
use crate::vault::sign::VerifyKey;

/// What the store knows about its place in the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// This device.
    pub device: DeviceNo,
    /// The server epoch that acknowledgements and cursors belong to; 0 before the first contact.
    pub epoch: u64,
    /// The highest own op number covered by a stored receipt of this epoch; 0 before the first.
    pub acked: u64,
    /// Own ops up to this number are known to be in a verified backup of the server.
    pub stable: u64,
    /// Own ops that the server holds in quarantine, as far as this device was told.
    pub quarantined: u64,
    /// The last own op number; 0 when nothing was written yet.
    pub last: u64,
    /// Server time minus device time when last measured, ms.
    pub offset_ms: Option<i64>,
    /// Streams to follow with their cursors, own caseload first, area after it.
    pub streams: Vec<(String, u64)>,
}

/// What a verified receipt brings, to be stored in one transaction.
#[derive(Clone, Debug)]
pub struct Ack<'a> {
    /// The receipt, verified against this device's own log and the server's key.
    pub receipt: &'a Receipt,
    /// Its bytes, to be kept verbatim.
    pub bytes: &'a [u8],
    /// What the server said about single ops; numbers over `receipt.through` are left out already.
    pub results: &'a [OpResult],
}

/// What became of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageOutcome {
    /// Applied with its cursor.
    Applied,
    /// Nothing stored: an entry does not follow on what the record has.
    Gap,
    /// Nothing stored: an own op came without bytes and this device has given them up.
    NeedOwn,
}

/// A file that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingBlob {
    /// Lower-case hex BLAKE3 of the whole file.
    pub hash: String,
    /// Bytes.
    pub size: u64,
    /// Media type.
    pub mime: String,
}

/// What the engine needs of the device's store. Every method that writes is one transaction: all of it or nothing.
pub trait SyncStore {
    /// A fault of the store: disk full, locked, damaged. The step ends; nothing sent or received is forgotten.
    type Error;

    /// Its place in the protocol.
    fn known(&mut self) -> Result<Known, Self::Error>;
    /// Own ops from this number on, verbatim and in order: at least one if there is one, else as many as fit.
    fn ops(&mut self, from: u64, max_bytes: usize, max_count: usize) -> Result<Vec<Vec<u8>>, Self::Error>;
    /// Chain hash after an own op; `CHAIN_START` for 0, `None` for one that was never written.
    fn chain_at(&mut self, number: u64) -> Result<Option<Hash>, Self::Error>;
    /// `BatchSeal` bytes by this device's key.
    fn seal(&mut self, through: u64, head: &Hash) -> Result<Vec<u8>, Self::Error>;
    /// The server's keys, from activation.
    fn server_keys(&mut self) -> Result<Vec<VerifyKey>, Self::Error>;
    /// Stores a receipt, marks the ops up to it as received, and notes what the server said about single ones. A number
    /// in the receipt's quarantine is marked as such even when no result names its reason; one no longer in it is released.
    fn acknowledge(&mut self, ack: Ack<'_>) -> Result<(), Self::Error>;
    /// The server has a verified backup of the ops up to `through`.
    fn mark_stable(&mut self, through: u64) -> Result<(), Self::Error>;
    /// Applies a page and moves the cursor to `page.next`, or does neither. A page whose `after` is not the cursor (an
    /// old answer, late) changes nothing and counts as applied.
    fn apply_page(&mut self, page: &Page) -> Result<PageOutcome, Self::Error>;
    /// As [`Self::apply_page`], but an entry that does not follow on what its record has is kept aside and passed over,
    /// and their number returned: a hole in the server's log, or an op of a newer app before it, must not stop every
    /// other record. `reset_cursors`, after an update of the app say, brings them again.
    fn apply_past_gaps(&mut self, page: &Page) -> Result<u64, Self::Error>;
    /// The server holds this device's ops only up to `held`, with `held` never over `Known::acked`: those after it wait
    /// again. When `epoch` is another than the known one (first contact, or a server restored from a backup), all cursors
    /// go back to 0 as well and every record's count of applied entries too; a record keeps what it shows until its first
    /// entry arrives again, see [`super::replica::Replica::take`]. Files that were sent under the old epoch wait again,
    /// since the restored server may lack them (asking costs one `HEAD` each). What was stable under the old epoch is so
    /// no further than `held`: the server came back from an older backup than the one that it named.
    fn rewind(&mut self, epoch: u64, held: u64) -> Result<(), Self::Error>;
    /// Sets all cursors to 0; records keep their counts, so that known entries are passed over.
    fn reset_cursors(&mut self) -> Result<(), Self::Error>;
    /// Server time minus device time, ms.
    fn note_offset(&mut self, offset_ms: i64) -> Result<(), Self::Error>;
    /// The oldest file that waits to be sent and whose document's op is acknowledged, but none of `passed_over`.
    fn pending_blob(&mut self, passed_over: &[String]) -> Result<Option<PendingBlob>, Self::Error>;
    /// A piece of such a file; `None` when the file is gone from the device.
    fn blob_piece(&mut self, hash: &str, offset: u64, length: usize) -> Result<Option<Vec<u8>>, Self::Error>;
    /// How far a file has come, for the screen.
    fn blob_progress(&mut self, hash: &str, sent: u64) -> Result<(), Self::Error>;
    /// The end of a file's way.
    fn blob_end(&mut self, hash: &str, end: BlobEnd) -> Result<(), Self::Error>;
}

/// How a file's way ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobEnd {
    /// The server has it whole and checked its hash.
    Received,
    /// Gone from this device, or not what its hash says.
    Missing,
    /// Larger than the server takes, or not wanted by it; stays here, flagged.
    Refused,
}

/// Why an exchange did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection was made: the server has heard nothing.
    #[error("the server cannot be reached")]
    Offline,
    /// Cut off or timed out on the way: the server may have heard it.
    #[error("the connection was cut")]
    Cut,
    /// Somebody else answers: a page, a redirect, a certificate that is not the server's. Mostly a network that wants a
    /// login on a web page first.
    #[error("another than the server answers")]
    Portal,
    /// The server asks to wait (429, 503).
    #[error("the server asks to wait {0} s")]
    Wait(u32),
    /// The credentials are not accepted (401, 403).
    #[error("the server does not know this device")]
    Denied,
    /// Over the server's or the client's size limit (413).
    #[error("too large")]
    TooLarge,
    /// Any other status of the server itself.
    #[error("the server answered {0}")]
    Status(u16),
}

/// A file's state on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobState {
    /// Bytes held, from the start.
    Offset(u64),
    /// Whole and checked.
    Complete,
    /// What was sent does not have the hash it was sent under; the server threw it away.
    WrongHash,
    /// Not known, or not this device's to send (yet).
    Unknown,
}

/// A network to the server. Implementations bound the time and size of every call.
pub trait Transport {
    /// Posts a body to `/sync/1` and returns the answer's body, at most `frame::MAX_BODY` bytes.
    fn exchange(&mut self, body: &[u8]) -> Result<Vec<u8>, TransportError>;
    /// Asks how much of a file the server has.
    fn blob_state(&mut self, blob: &PendingBlob) -> Result<BlobState, TransportError>;
    /// Sends a piece of a file from `offset` on.
    fn blob_send(&mut self, blob: &PendingBlob, offset: u64, piece: &[u8]) -> Result<BlobState, TransportError>;
}
