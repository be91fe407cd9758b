//! The PIN: which ones are refused, and how long to wait after wrong ones. Both are data.

use zeroize::Zeroizing;

/// Digits of a PIN.
pub const PIN_DIGITS: usize = 6;

/// Seconds to wait after the n-th wrong PIN in a row; the last one holds for all further. A brake, not a trap: nothing is
/// ever destroyed for wrong PINs, and after the longest wait the right one still opens.
pub const DELAYS_S: &[u32] = &[0, 0, 0, 30, 60, 300, 900, 3_600];

/// Wrong PINs that are assumed when the counter is missing or was tampered with: a wait of a minute, since a cleaner app
/// may have done it as well as a thief.
pub const FAILURES_WHEN_TAMPERED: u32 = 5;

/// PINs beyond plain patterns that head every published list of six-digit PINs by use.
const COMMON: &[&str] = &[
    "112233", "123321", "123654", "147258", "159357", "159753", "211211", "246810", "520520", "654123", "741852",
    "753951", "789456", "852456", "963852", "098765", "170845",
];

/// Why digits are no usable PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// Not exactly six digits 0-9.
    #[error("a PIN has six digits")]
    NotSixDigits,
    /// Repeated, running or otherwise guessed first.
    #[error("this PIN is guessed easily")]
    TooSimple,
}

/// Six digits, wiped from memory when dropped. `Debug` shows none.
pub struct Pin(Zeroizing<[u8; PIN_DIGITS]>);

impl Pin {
    /// Any six digits: for unlocking.
    pub fn entered(text: &str) -> Result<Self, PinError> {
        let digits: [u8; PIN_DIGITS] = text.as_bytes().try_into().map_err(|_| PinError::NotSixDigits)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(PinError::NotSixDigits);
        }
        Ok(Self(Zeroizing::new(digits)))
    }

    /// Six digits that are not guessed first: for a new PIN.
    pub fn chosen(text: &str) -> Result<Self, PinError> {
        let pin = Self::entered(text)?;
        let digits = &*pin.0;
        // Steps between neighbours, modulo 10: all equal means 000000, 123456, 987654, 135791 …
        let step = |pair: &[u8]| (pair[1] + 10 - pair[0]) % 10;
        let running = digits.windows(2).all(|pair| step(pair) == step(&digits[..2]));
        let pairs = digits[..2] == digits[2..4] && digits[..2] == digits[4..];
        let halves = digits[..3] == digits[3..];
        if running || pairs || halves || COMMON.contains(&text) {
            return Err(PinError::TooSimple);
        }
        Ok(pin)
    }

    pub(super) fn digits(&self) -> &[u8] {
        &*self.0
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(secret)")
    }
}

/// Milliseconds to wait after so many wrong PINs in a row.
pub fn delay_ms(failures: u32) -> i64 {
    match failures.checked_sub(1) {
        None => 0,
        Some(index) => i64::from(DELAYS_S[(index as usize).min(DELAYS_S.len() - 1)]) * 1_000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_pins_are_refused_for_choosing_only() {
        for simple in
            ["000000", "123456", "654321", "987654", "012345", "135791", "121212", "123123", "112233", "901234"]
        {
            assert_eq!(Pin::chosen(simple).expect_err(simple), PinError::TooSimple);
            assert!(Pin::entered(simple).is_ok());
        }
        for good in ["739204", "110284", "500312"] {
            assert!(Pin::chosen(good).is_ok(), "{good}");
        }
        for no_pin in ["", "12345", "1234567", "12345a", "12 456", "١٢٣٤٥٦", "-12345"] {
            assert_eq!(Pin::entered(no_pin).expect_err(no_pin), PinError::NotSixDigits);
        }
        assert_eq!(format!("{:?}", Pin::entered("739204")), "Ok(Pin(secret))");
    }

    #[test]
    fn waits_grow_and_stay() {
        let seconds: Vec<i64> = (0..11).map(|n| delay_ms(n) / 1_000).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 30, 60, 300, 900, 3_600, 3_600, 3_600]);
        assert_eq!(delay_ms(u32::MAX), 3_600_000);
    }
}
