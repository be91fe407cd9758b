//! A network between one phone and the ministry that loses, repeats, cuts, bends and answers for the server.

use crate::dice::Dice;
use crate::ministry::Ministry;
use atensi_core::sync::accept::Caller;
use atensi_core::sync::port::{BlobState, PendingBlob, Transport, TransportError};

/// Faults of every kind, in percent of exchanges.
#[derive(Clone, Copy)]
pub struct Weather {
    pub bad: u64,
}

pub struct Link<'a> {
    pub ministry: &'a mut Ministry,
    pub caller: Caller,
    pub dice: &'a mut Dice,
    pub weather: Weather,
    /// The last answer, which a confused proxy may give again.
    pub stale: &'a mut Vec<u8>,
    pub exchanges: u32,
}

impl Transport for Link<'_> {
    fn exchange(&mut self, body: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.exchanges += 1;
        if !self.dice.chance(self.weather.bad) {
            let answer = self.ministry.answer(&self.caller, body)?;
            self.stale.clone_from(&answer);
            return Ok(answer);
        }
        match self.dice.below(9) {
            // The request is lost.
            0 => Err(TransportError::Offline),
            // The answer is lost.
            1 => self.ministry.answer(&self.caller, body).and(Err(TransportError::Offline)),
            // The request arrives twice, or three times.
            2 => {
                let mut answer = self.ministry.answer(&self.caller, body)?;
                for _ in 0..=self.dice.below(2) {
                    answer = self.ministry.answer(&self.caller, body)?;
                }
                Ok(answer)
            }
            // The answer is cut, or the request.
            3 => {
                let mut answer = self.ministry.answer(&self.caller, body)?;
                answer.truncate(self.dice.below(answer.len()));
                Ok(answer)
            }
            4 => {
                let cut = self.dice.below(body.len());
                self.ministry.answer(&self.caller, &body[..cut])
            }
            // A bit flips on the way back, or there.
            5 => {
                let mut answer = self.ministry.answer(&self.caller, body)?;
                let place = self.dice.below(answer.len());
                answer[place] ^= 1 << self.dice.below(8);
                Ok(answer)
            }
            6 => {
                let mut body = body.to_vec();
                let place = self.dice.below(body.len());
                body[place] ^= 1 << self.dice.below(8);
                self.ministry.answer(&self.caller, &body)
            }
            // A captive portal.
            7 => Ok(b"<!DOCTYPE html><html><body>Silakan masuk</body></html>".to_vec()),
            // An old answer again.
            _ => Ok(self.stale.clone()),
        }
    }

    fn blob_state(&mut self, blob: &PendingBlob) -> Result<BlobState, TransportError> {
        if self.dice.chance(self.weather.bad) {
            return Err(TransportError::Offline);
        }
        Ok(self.ministry.file_state(&blob.hash, blob.size))
    }

    fn blob_send(&mut self, blob: &PendingBlob, offset: u64, piece: &[u8]) -> Result<BlobState, TransportError> {
        if self.dice.chance(self.weather.bad) {
            if self.dice.chance(50) {
                self.ministry.file_piece(&blob.hash, blob.size, offset, piece);
            }
            return Err(TransportError::Offline);
        }
        Ok(self.ministry.file_piece(&blob.hash, blob.size, offset, piece))
    }
}
