//! Who may send and fetch which photo: those whose scope holds a document that names it.
//!
//! A hash that nobody's document names, one of a document out of scope, and one that never existed are told apart by
//! nobody. Photos of documents that a revoked device handed in may be sent by that device, and by nobody fetched until the
//! document is released. Whoever knows a photo's hash and may write a document can name it; the hash itself is the secret then, as it
//! only travels inside documents.

use crate::blobs::{MAX_PIECE, MIN_PIECE};
use crate::error::{Result, ServerError};
use crate::scope;
use crate::service::{Service, audit};
use crate::state::is_blob_hash;
use crate::users::{Session, User};
use atensi_core::domain::ids::RecordId;
use rusqlite::{Connection, OptionalExtension, params};
use std::sync::atomic::Ordering;
use uuid::Uuid;

/// What is known of a photo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// Bytes in all.
    pub size: u64,
    /// Bytes received.
    pub received: u64,
    /// Media type.
    pub mime: String,
    /// Whether all is there and fits the hash.
    pub complete: bool,
}

/// How a piece was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Taken; so much is held now.
    Taken(Photo),
    /// No such photo for this caller.
    Unknown,
    /// Pieces go on at another offset.
    Offset(u64),
    /// Empty, too small, too large, or past the end.
    Size,
    /// All came, but it is not what the hash says; it starts again from 0.
    WrongContent,
}

/// The photo, if the device may send it: a document in the worker's scope names it, or one that the device handed in or
/// that was released. A device whose access has ended has the second way only, within [`tenggang`].
pub fn find_to_send(conn: &Connection, session: &Session, hash: &str) -> Result<Option<Photo>> {
    let entrusted = conn
        .prepare_cached("SELECT 1 FROM titipan WHERE device = ?1 AND hash = ?2")?
        .exists(params![session.caller.device.0, hash])?;
    if entrusted {
        return row(conn, hash);
    }
    if session.caller.revoked { Ok(None) } else { find(conn, &session.user, hash) }
}

/// The photo, if a document in the worker's scope names it.
pub fn find(conn: &Connection, user: &User, hash: &str) -> Result<Option<Photo>> {
    if !is_blob_hash(hash) {
        return Ok(None);
    }
    let documents: Vec<RecordId> = conn
        .prepare_cached("SELECT dokumen FROM blob_ref WHERE hash = ?1")?
        .query_map([hash], |r| r.get(0).map(Uuid::from_bytes).map(RecordId))?
        .collect::<Result<_, _>>()?;
    let mut in_scope = false;
    for document in documents {
        in_scope = in_scope || scope::may_see(conn, user, document)?;
    }
    if !in_scope {
        return Ok(None);
    }
    row(conn, hash)
}

fn row(conn: &Connection, hash: &str) -> Result<Option<Photo>> {
    Ok(conn
        .prepare_cached("SELECT size, received, mime, complete_at IS NOT NULL FROM blob WHERE hash = ?1")?
        .query_row([hash], |r| Ok(Photo { size: r.get(0)?, received: r.get(1)?, mime: r.get(2)?, complete: r.get(3)? }))
        .optional()?)
}

impl Service {
    /// What is held of a photo that the device may send.
    pub fn photo(&self, session: &Session, hash: &str) -> Result<Option<Photo>> {
        self.readers.read(|conn| find_to_send(conn, session, hash))
    }

    /// A whole photo.
    pub fn photo_content(&self, session: &Session, hash: &str) -> Result<Option<(Photo, Vec<u8>)>> {
        match self.readers.read(|conn| find(conn, &session.user, hash))? {
            Some(photo) if photo.complete => {
                let content = self.blobs.get(hash, photo.size)?;
                let (now, device, hash) = (self.now(), session.caller.device, hash.to_owned());
                self.writer.write_later(move |conn| audit(conn, now, Some(device), "foto", "ok", &hash));
                Ok(Some((photo, content)))
            }
            _ => Ok(None),
        }
    }

    /// Takes the next piece of a photo.
    pub fn take_piece(&self, session: &Session, hash: &str, offset: u64, piece: &[u8]) -> Result<Piece> {
        let Some(photo) = self.photo(session, hash)? else { return Ok(Piece::Unknown) };
        if photo.complete {
            return Ok(Piece::Taken(photo));
        }
        if offset != photo.received {
            return Ok(Piece::Offset(photo.received));
        }
        let after = offset + piece.len() as u64;
        let last = after == photo.size;
        if piece.is_empty() || piece.len() > MAX_PIECE || after > photo.size || (piece.len() < MIN_PIECE && !last) {
            return Ok(Piece::Size);
        }
        self.blobs.put(hash, offset, piece)?;
        let right = !last || blake3::hash(&self.blobs.get(hash, photo.size)?).to_hex().as_str() == hash;
        let (received, complete_at) = match (right, last) {
            (false, _) => (0, None),
            (true, true) => (after, Some(self.now())),
            (true, false) => (after, None),
        };
        let hash = hash.to_owned();
        let counted = self.writer.write_blocking(move |conn| {
            let changed = conn
                .prepare_cached("UPDATE blob SET received = ?3, complete_at = ?4 WHERE hash = ?1 AND received = ?2")?
                .execute(params![hash, offset, received, complete_at])?;
            Ok(changed)
        })?;
        if counted == 0 {
            // The same piece came on two connections at once; the other one counted it.
            return Err(ServerError::Busy);
        }
        self.metrics.blob_bytes.fetch_add(piece.len() as u64, Ordering::Relaxed);
        if !right {
            return Ok(Piece::WrongContent);
        }
        Ok(Piece::Taken(Photo { received, complete: last, ..photo }))
    }
}
