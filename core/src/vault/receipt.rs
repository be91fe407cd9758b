//! Receipts: the server's signed word that it holds a device's records, durably, up to a number.
//!
//! "Diterima server" is said on a screen only when a stored receipt verifies, so its bytes are kept verbatim as the server
//! made them and checked again whenever they are shown. A receipt names the chain head: it is worthless for any other log.

use super::sign::{KeyId, SealError, SigningKey, VerifyKey, open};
use crate::domain::ids::DeviceNo;
use crate::domain::op::Hash;
use serde::Serialize;

/// The most quarantined numbers a receipt lists; a server with more signs for a smaller `through` first.
pub const MAX_QUARANTINED: usize = 8_000;

const RECEIPT_DOMAIN: &[u8] = b"atensi-receipt-v1\0";

/// What the server vouches for: it durably holds every op of the device up to `through`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// Layout the bytes were written in.
    pub schema: u16,
    /// Signature algorithm, see [`super::sign::ALG_ED25519`].
    pub alg: u8,
    /// The server key that signed.
    pub key_id: KeyId,
    /// Epoch of the server's log; changes when a server is restored from a backup.
    pub epoch: u64,
    /// The device whose ops were received.
    pub device: DeviceNo,
    /// The number of the last op received; everything from 1 to it is held.
    pub through: u64,
    /// `chain` hash after that op, as the server computed it.
    pub head: Hash,
    /// Server time of acceptance, milliseconds since 1970 UTC.
    pub received_at_ms: i64,
    /// Numbers that are held but wait in quarantine (`Perlu perhatian`), ascending.
    pub quarantined: Vec<u64>,
}

/// What the server puts into a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptFields {
    /// Epoch of the server's log.
    pub epoch: u64,
    /// The device.
    pub device: DeviceNo,
    /// The last op held.
    pub through: u64,
    /// Chain hash after it.
    pub head: Hash,
    /// Server time, milliseconds since 1970 UTC.
    pub received_at_ms: i64,
    /// Held in quarantine, ascending, all `<= through`; at most [`MAX_QUARANTINED`].
    pub quarantined: Vec<u64>,
}

impl Receipt {
    /// Signs a receipt; the bytes are sent and kept verbatim.
    ///
    /// Fails with `Mismatch("quarantined")` when that list is too long, not ascending, or goes past `through`.
    pub fn sign(key: &SigningKey, fields: &ReceiptFields) -> Result<Vec<u8>, SealError> {
        let list = &fields.quarantined;
        if !list_is_sound(list, fields.through) {
            return Err(SealError::Mismatch("quarantined"));
        }
        let mut body = Vec::with_capacity(64 + 8 * list.len());
        body.extend_from_slice(&fields.epoch.to_le_bytes());
        body.extend_from_slice(&fields.device.0.to_le_bytes());
        body.extend_from_slice(&fields.through.to_le_bytes());
        body.extend_from_slice(&fields.head);
        body.extend_from_slice(&fields.received_at_ms.to_le_bytes());
        body.extend_from_slice(&(list.len() as u16).to_le_bytes());
        for number in list {
            body.extend_from_slice(&number.to_le_bytes());
        }
        Ok(key.seal(RECEIPT_DOMAIN, &body))
    }

    /// Reads a receipt and checks that one of the server's keys signed it.
    pub fn verify(bytes: &[u8], keys: &[VerifyKey]) -> Result<Self, SealError> {
        let mut fields = open(RECEIPT_DOMAIN, bytes, keys)?;
        let mut receipt = Self {
            schema: fields.schema,
            alg: fields.alg,
            key_id: fields.key_id,
            epoch: fields.u64()?,
            device: DeviceNo(fields.u32()?),
            through: fields.u64()?,
            head: fields.take()?,
            received_at_ms: i64::from_le_bytes(fields.take()?),
            quarantined: Vec::new(),
        };
        for _ in 0..fields.u16()? {
            receipt.quarantined.push(fields.u64()?);
        }
        if !list_is_sound(&receipt.quarantined, receipt.through) {
            return Err(SealError::Mismatch("quarantined"));
        }
        Ok(receipt)
    }

    /// As [`Self::verify`], and the receipt is for this device and this very log: `head_at` gives the device's own chain
    /// hash after an op number, `None` when it has no such op. The only way to the word "Diterima server".
    pub fn verify_for(
        bytes: &[u8],
        keys: &[VerifyKey],
        device: DeviceNo,
        head_at: impl FnOnce(u64) -> Option<Hash>,
    ) -> Result<Self, SealError> {
        let receipt = Self::verify(bytes, keys)?;
        if receipt.device != device {
            return Err(SealError::Mismatch("device"));
        }
        match head_at(receipt.through) {
            None => Err(SealError::Mismatch("number")),
            Some(head) if head != receipt.head => Err(SealError::Mismatch("chain head")),
            Some(_) => Ok(receipt),
        }
    }
}

fn list_is_sound(list: &[u64], through: u64) -> bool {
    list.len() <= MAX_QUARANTINED
        && list.windows(2).all(|pair| pair[0] < pair[1])
        && list.last().is_none_or(|&last| last <= through)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::entropy::SeededEntropy;

    fn key(seed: u64) -> SigningKey {
        SigningKey::generate(&SeededEntropy::new(seed)).expect("key")
    }

    fn fields() -> ReceiptFields {
        ReceiptFields {
            epoch: 3,
            device: DeviceNo(7),
            through: 42,
            head: [9; 32],
            received_at_ms: 1_795_000_000_000,
            quarantined: vec![12, 40],
        }
    }

    #[test]
    fn reads_back_what_was_signed() {
        let key = key(1);
        let bytes = Receipt::sign(&key, &fields()).expect("signs");
        let head_at = |n| (n == 42).then_some([9; 32]);
        let receipt = Receipt::verify_for(&bytes, &[key.verify_key()], DeviceNo(7), head_at);
        let receipt = receipt.expect("verifies");
        assert_eq!((receipt.epoch, receipt.through), (3, 42));
        assert_eq!(receipt.received_at_ms, 1_795_000_000_000);
        assert_eq!(receipt.quarantined, [12, 40]);
        assert_eq!(receipt.key_id, key.id());
    }

    #[test]
    fn one_flipped_byte_anywhere_fails() {
        let key = key(1);
        let bytes = Receipt::sign(&key, &fields()).expect("signs");
        for i in 0..bytes.len() {
            for bit in 0..8 {
                let mut bad = bytes.clone();
                bad[i] ^= 1 << bit;
                assert!(Receipt::verify(&bad, &[key.verify_key()]).is_err(), "{i}.{bit}");
            }
        }
        for n in 0..bytes.len() {
            assert!(Receipt::verify(&bytes[..n], &[key.verify_key()]).is_err());
        }
    }

    #[test]
    fn worthless_for_another_log() {
        let key = key(1);
        let keys = [key.verify_key()];
        let bytes = Receipt::sign(&key, &fields()).expect("signs");
        let check = |device, head: Option<Hash>| {
            Receipt::verify_for(&bytes, &keys, DeviceNo(device), |_| head).expect_err("refused")
        };
        assert_eq!(check(8, Some([9; 32])), SealError::Mismatch("device"));
        assert_eq!(check(7, Some([1; 32])), SealError::Mismatch("chain head"));
        assert_eq!(check(7, None), SealError::Mismatch("number"));
        let other = self::key(2);
        let unknown = Receipt::verify(&bytes, &[other.verify_key()]);
        assert_eq!(unknown, Err(SealError::UnknownKey(key.id())));
    }

    #[test]
    fn impossible_quarantine_lists_are_not_signed() {
        let key = key(1);
        for list in [vec![43], vec![2, 1], vec![1, 1], (1..=8_001).collect()] {
            let mut wrong = fields();
            wrong.quarantined = list;
            assert!(Receipt::sign(&key, &wrong).is_err());
        }
    }
}
