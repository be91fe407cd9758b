//! How much an expression may do. Nodesets inside predicates can cost the square or the cube of a form's rows; a form
//! comes from outside and must not hang a phone.

use std::cell::Cell;

/// Most steps (rows looked at, pairs compared) of one expression in one row.
pub const MAX_STEPS: u64 = 5_000_000;
/// Most steps of all expressions that one change sets off; beyond them each has a thousandth of [`MAX_STEPS`] left.
pub const MAX_STEPS_OF_CHANGE: u64 = 50_000_000;

/// An expression took more steps than allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooMuch;

/// The account of steps.
#[derive(Clone, Debug)]
pub(super) struct Work {
    /// Steps the expression at hand still has.
    left: Cell<u64>,
    given: Cell<u64>,
    over: Cell<bool>,
    /// Steps left of the change.
    change: Cell<u64>,
    /// For one expression, and for one change.
    pub limits: (u64, u64),
}

impl Default for Work {
    fn default() -> Self {
        let limits = (MAX_STEPS, MAX_STEPS_OF_CHANGE);
        Work { left: Cell::new(0), given: Cell::new(0), over: Cell::new(false), change: Cell::new(limits.1), limits }
    }
}

impl Work {
    /// A change begins.
    pub fn renew(&self) {
        self.change.set(self.limits.1);
    }

    /// An expression begins.
    pub fn begin(&self) {
        let (most, change) = (self.limits.0, self.change.get());
        let given = most.min(change.max(most / 1_000));
        self.left.set(given);
        self.given.set(given);
        self.over.set(false);
    }

    /// Takes steps; false when there are not that many left, and for good.
    pub fn spend(&self, steps: usize) -> bool {
        match self.left.get().checked_sub(steps as u64) {
            Some(left) => self.left.set(left),
            None => {
                self.left.set(0);
                self.over.set(true);
            }
        }
        !self.over.get()
    }

    /// The expression is done.
    pub fn end(&self) -> Result<(), TooMuch> {
        let used = self.given.get() - self.left.get();
        self.change.set(self.change.get().saturating_sub(used));
        if self.over.get() { Err(TooMuch) } else { Ok(()) }
    }
}
