//! An exact decimal, just large enough for the sums and shares of contracts.

use std::{cmp::Ordering, fmt, str::FromStr};

/// `coefficient / 10^scale`, kept without trailing zeros, so that equal values are equal in every way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    coefficient: i128,
    scale: u32,
}

/// The text is no plain decimal, or has more than 30 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal of at most 30 digits, such as 1250.5")]
pub struct NotDecimal;

impl Decimal {
    /// Nothing.
    pub const ZERO: Self = Self { coefficient: 0, scale: 0 };

    /// `coefficient / 10^scale`.
    #[must_use]
    pub fn new(mut coefficient: i128, mut scale: u32) -> Self {
        while scale > 0 && coefficient % 10 == 0 {
            coefficient /= 10;
            scale -= 1;
        }
        Self { coefficient, scale }
    }

    /// The sum; `None` when too large.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        Some(Self::new(self.at_scale(scale)?.checked_add(other.at_scale(scale)?)?, scale))
    }

    /// The product; `None` when too large.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        Some(Self::new(self.coefficient.checked_mul(other.coefficient)?, self.scale.checked_add(other.scale)?))
    }

    /// Moves the decimal point to the right (to the left when negative); `None` when too large.
    #[must_use]
    pub fn shifted(self, digits: i32) -> Option<Self> {
        let by = digits.unsigned_abs();
        if digits < 0 {
            return Some(Self::new(self.coefficient, self.scale.checked_add(by)?));
        }
        let eaten = by.min(self.scale);
        let factor = 10_i128.checked_pow(by - eaten)?;
        Some(Self::new(self.coefficient.checked_mul(factor)?, self.scale - eaten))
    }

    /// The quotient to eight decimals, rounded half up: thirds have no end.
    #[must_use]
    pub fn divided_by(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let dividend = self.at_scale(scale)?.checked_mul(1_000_000_000)?;
        let tenths = dividend.checked_div(other.at_scale(scale)?)?;
        Some(Self::new(tenths.checked_add(5)?.div_euclid(10), 8))
    }

    /// The value when it is a whole number, not negative, and fits.
    #[must_use]
    pub fn whole(self) -> Option<u64> {
        if self.scale == 0 { u64::try_from(self.coefficient).ok() } else { None }
    }

    /// The next whole number upwards; `None` when negative or too large.
    #[must_use]
    pub fn ceiling(self) -> Option<u64> {
        let divisor = 10_i128.checked_pow(self.scale)?;
        u64::try_from(self.coefficient.div_euclid(divisor) + i128::from(self.coefficient.rem_euclid(divisor) > 0)).ok()
    }

    /// The part before the point.
    #[must_use]
    pub fn floor(self) -> Option<u64> {
        u64::try_from(self.coefficient.div_euclid(10_i128.checked_pow(self.scale)?)).ok()
    }

    /// For comparisons only: digits beyond the fifteenth are lost.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    fn at_scale(self, scale: u32) -> Option<i128> {
        self.coefficient.checked_mul(10_i128.checked_pow(scale.checked_sub(self.scale)?)?)
    }
}

impl From<u64> for Decimal {
    fn from(value: u64) -> Self {
        Self::new(i128::from(value), 0)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        match (self.at_scale(scale), other.at_scale(scale)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => self.to_f64().total_cmp(&other.to_f64()),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.coefficient.unsigned_abs().to_string();
        let scale = self.scale as usize;
        let sign = if self.coefficient < 0 { "-" } else { "" };
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

impl FromStr for Decimal {
    type Err = NotDecimal;

    fn from_str(text: &str) -> Result<Self, NotDecimal> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{fraction}");
        if whole.is_empty() || all.len() > 30 || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotDecimal);
        }
        let coefficient: i128 = all.parse().map_err(|_| NotDecimal)?;
        Ok(Self::new(sign * coefficient, u32::try_from(fraction.len()).map_err(|_| NotDecimal)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Decimal;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn keeps_every_digit() {
        assert_eq!(decimal("0.10").plus(decimal("0.2")).unwrap().to_string(), "0.3");
        assert_eq!(decimal("12.5").shifted(4).unwrap().to_string(), "125000");
        assert_eq!(decimal("5").shifted(-4).unwrap().to_string(), "0.0005");
        assert_eq!(decimal("2").divided_by(decimal("3")).unwrap().to_string(), "0.66666667");
        assert_eq!(decimal("1.2").ceiling(), Some(2));
        assert!(decimal("1.5") > decimal("1.49"));
        assert!("1.2.3".parse::<Decimal>().is_err());
    }

    proptest! {
        #[test]
        fn text_round_trips(coefficient in -1_000_000_000_000_i128..1_000_000_000_000, scale in 0u32..8) {
            let value = Decimal::new(coefficient, scale);
            prop_assert_eq!(value.to_string().parse::<Decimal>(), Ok(value));
        }
    }
}
