//! What a device does with the entries of a page: each record counts its accepted ops, so the same op through two
//! streams, or again after a cursor was set back, is passed over, and a missing one is noticed.

use super::merge::{self, Applied};
use super::policy::Policy;
use crate::domain::op::Op;
use crate::domain::register::RegisterState;

/// Where an entry stands to what a device holds of its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The next one: apply it.
    Next,
    /// Seen before: pass over it.
    Known,
    /// Something before it is missing: apply nothing, ask for the stream from the beginning.
    Gap,
}

/// Where entry `rev` stands when the device has applied `held` entries to the record.
pub fn place(held: u64, rev: u64) -> Place {
    match rev.checked_sub(held) {
        None | Some(0) => Place::Known,
        Some(1) => Place::Next,
        Some(_) => Place::Gap,
    }
}

/// A register record as the server's order made it, on a device.
///
/// What the device shows is [`merge::rebase`] of `confirmed` with its own ops on the record numbered over `own_through`,
/// without those in quarantine. A receipt changes nothing here: an op is confirmed when its entry comes back in a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Replica {
    /// State after `rev` entries.
    pub confirmed: RegisterState,
    /// Entries applied.
    pub rev: u64,
    /// Number of the last own op among them; 0 before the first.
    pub own_through: u64,
}

impl Replica {
    /// Applies an entry that is [`Place::Next`]; `own` says that this device wrote it. Others change nothing.
    pub fn take(&mut self, rev: u64, op: &Op, at: i64, own: bool, policy: &Policy) -> (Place, Applied) {
        let place = place(self.rev, rev);
        if place != Place::Next {
            return (place, Applied::default());
        }
        if rev == 1 {
            // The first entry after the server's log began anew replaces what was shown meanwhile.
            (self.confirmed, self.own_through) = Default::default();
        }
        self.rev = rev;
        if own {
            // A released op arrives after later ones.
            self.own_through = self.own_through.max(op.number);
        }
        (place, merge::apply(&mut self.confirmed, op, at, policy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{DeviceNo, RecordId, UserId};
    use crate::domain::op::{OP_SCHEMA, OpBody, RegisterEdit, RegisterKind};

    #[test]
    fn a_released_op_that_comes_after_a_later_one_does_not_bring_that_one_back() {
        let op = |number: u64| Op {
            schema: OP_SCHEMA,
            device: DeviceNo(1),
            number,
            actor: UserId(uuid::Uuid::from_u128(1)),
            at: 0,
            zone: 0,
            body: OpBody::Register(RegisterEdit {
                kind: RegisterKind::Orang,
                id: RecordId(uuid::Uuid::from_u128(1)),
                set: [(format!("f{number}"), number.into())].into(),
                base: Default::default(),
                extra: Default::default(),
            }),
            extra: Default::default(),
        };
        let (mut replica, policy) = (Replica::default(), Policy::standard());
        for (rev, number) in [(1, 1), (2, 3), (3, 2)] {
            assert_eq!(replica.take(rev, &op(number), 0, true, &policy).0, Place::Next);
        }
        assert_eq!((replica.rev, replica.own_through), (3, 3));
        assert_eq!(replica.confirmed.fields.len(), 3);
    }

    #[test]
    fn entries_apply_once_and_in_order() {
        for (held, rev, expected) in [
            (0, 1, Place::Next),
            (0, 2, Place::Gap),
            (3, 3, Place::Known),
            (3, 1, Place::Known),
            (3, 4, Place::Next),
            (3, u64::MAX, Place::Gap),
            (0, 0, Place::Known),
        ] {
            assert_eq!(place(held, rev), expected, "{held} {rev}");
        }
    }
}
