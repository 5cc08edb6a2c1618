//! Values that an extract node may give, and the finding of them in a text.

use serde::{Deserialize, Serialize};

use crate::{document::Language, rulebook::ValueKind};

mod dates;
mod durations;
mod money;
mod parties;
mod scan;
mod shares;
mod show;

pub use dates::days_since_epoch;
pub use durations::days_of;

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

/// A value and the words that say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What the words mean.
    pub value: Value,
    /// First code point of the words.
    pub start: usize,
    /// Code point after the words.
    pub end: usize,
}

/// All values of a kind in a text, in reading order. The words cover what a replacement must replace:
/// `thirty (30) days` is one value, and so is 人民币壹拾万元整（¥100,000.00）.
#[must_use]
pub fn find(text: &str, kind: ValueKind, language: Language) -> Vec<Found> {
    if kind == ValueKind::Text {
        return whole(text);
    }
    let scan = scan::Scan::new(text);
    let found = match kind {
        ValueKind::Money => money::find(&scan),
        ValueKind::Percent => shares::find(&scan),
        ValueKind::Number => scan.numbers(),
        ValueKind::Duration => durations::find(&scan),
        ValueKind::Date => dates::find(&scan),
        ValueKind::Party | ValueKind::Text => parties::find(&scan, text, language),
    };
    scan.merge_repetitions(found)
}

/// The whole text without the blanks around it.
fn whole(text: &str) -> Vec<Found> {
    let words = text.trim();
    if words.is_empty() {
        return Vec::new();
    }
    let start = text.chars().take_while(|c| c.is_whitespace()).count();
    let value = Value::Text { value: words.to_owned() };
    vec![Found { value, start, end: start + words.chars().count() }]
}

#[cfg(test)]
mod tests;
