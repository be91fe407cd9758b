//! When to try again, and how much at once: pure rules over what the caller counts.

/// The first wait after a failure, ms.
const FIRST_WAIT_MS: u64 = 5_000;
/// The longest wait, ms: a worker who finds a signal should not wait longer than a tea.
const LONGEST_WAIT_MS: u64 = 15 * 60_000;

/// Bytes of one push to begin with, and the least.
pub const SMALLEST_BUDGET: usize = 8 * 1024;
/// Bytes of one push at most.
pub const LARGEST_BUDGET: usize = 256 * 1024;

/// How long to wait after the n-th failure in a row (from 1), ms; `jitter` is any number, so that forty thousand phones
/// do not return in the same second. Between half and the whole of the doubled wait.
pub fn wait_ms(failures: u32, jitter: u64) -> u64 {
    let doubled = FIRST_WAIT_MS.saturating_mul(1 << failures.saturating_sub(1).min(16));
    let whole = doubled.min(LONGEST_WAIT_MS);
    whole / 2 + jitter % (whole / 2 + 1)
}

/// How many bytes to move at once: doubled by success, halved by failure, kept per network by the caller if it wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(SMALLEST_BUDGET)
    }
}

impl Budget {
    /// A budget learnt earlier, within the limits.
    pub fn learnt(bytes: usize) -> Self {
        Self(bytes.clamp(SMALLEST_BUDGET, LARGEST_BUDGET))
    }

    /// Bytes now.
    pub fn bytes(self) -> usize {
        self.0
    }

    /// After an exchange that went through.
    pub fn grow(&mut self) {
        *self = Self::learnt(self.0 * 2);
    }

    /// After one that did not.
    pub fn shrink(&mut self) {
        *self = Self::learnt(self.0 / 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_stay_bounded_and_spread() {
        for (failures, whole) in [(1, 5_000), (2, 10_000), (5, 80_000), (9, 900_000), (u32::MAX, 900_000)] {
            assert_eq!(wait_ms(failures, 0), whole / 2, "after {failures}");
            assert!((0..1_000_u64).all(|j| (whole / 2..=whole).contains(&wait_ms(failures, j.wrapping_mul(7919)))));
        }
        assert_ne!(wait_ms(3, 1), wait_ms(3, 2));
    }

    #[test]
    fn budgets_stay_within_their_limits() {
        let mut budget = Budget::default();
        (0..20).for_each(|_| budget.grow());
        assert_eq!(budget.bytes(), LARGEST_BUDGET);
        (0..20).for_each(|_| budget.shrink());
        assert_eq!(budget.bytes(), SMALLEST_BUDGET);
    }
}
