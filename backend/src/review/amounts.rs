//! Typed values in folded text, for the built-in engine and for expressions.

use std::ops::Range;

use pacta_domain::{
    document::Language,
    rulebook::ValueKind,
    values::{self, Value, days_since_epoch},
};

/// The values of a type in a folded text, in reading order, with their byte ranges.
#[must_use]
pub fn find(text: &str, kind: ValueKind, language: Language) -> Vec<(Value, Range<usize>)> {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(text.len());
    let found = values::find(text, kind, language).into_iter();
    found.map(|found| (found.value, byte(found.start)..byte(found.end))).collect()
}

/// The value as a plain number for expressions: shares as fractions, durations in days.
#[must_use]
pub fn measure(value: &Value) -> Option<f64> {
    match value {
        Value::Money { value, .. } | Value::Percent { value } | Value::Number { value } => value.parse().ok(),
        Value::Duration { days, .. } => Some(f64::from(*days)),
        Value::Date { value } => days(value),
        Value::Party { .. } | Value::Text { .. } => None,
    }
}

/// Days from 1970-01-01 to a day written `2026-11-23`, as expressions count them.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn days(date: &str) -> Option<f64> {
    days_since_epoch(date).map(|days| days as f64)
}
