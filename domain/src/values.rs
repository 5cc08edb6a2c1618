//! Values that an extract node may give.

use serde::{Deserialize, Serialize};

/// A typed value; decimals are kept as text so that no digit is lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Value {
    /// An amount.
    Money {
        /// Decimal, in the currency's main unit.
        value: String,
        /// ISO 4217; `None` when the text names none.
        currency: Option<String>,
    },
    /// A share as a fraction: 5 % is `0.05`.
    Percent {
        /// Decimal fraction.
        value: String,
    },
    /// A plain number.
    Number {
        /// Decimal.
        value: String,
    },
    /// A length of time.
    Duration {
        /// As ISO 8601: `P30D`, `P6M`, `P2Y`; business days as `P30D` with `business`.
        value: String,
        /// True for working days.
        #[serde(default)]
        business: bool,
        /// The same in days (month 30, year 365), for comparison.
        days: u32,
    },
    /// A day, `2026-11-23`.
    Date {
        /// ISO 8601.
        value: String,
    },
    /// A party.
    Party {
        /// Role or name as written.
        value: String,
    },
    /// Words.
    Text {
        /// As written.
        value: String,
    },
}
