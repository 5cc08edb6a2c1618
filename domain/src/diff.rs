//! Word-level differences.

use serde::{Deserialize, Serialize};

/// What happened to a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It stayed.
    Equal,
    /// It was struck.
    Delete,
    /// It was added.
    Insert,
}

/// A stretch of text and what happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What happened.
    pub change: Change,
    /// The words.
    pub text: String,
}

/// Placeholder until the real one lands.
pub fn words(old: &str, new: &str, _t: &dyn Fn(&str) -> Vec<std::ops::Range<usize>>) -> Vec<Part> {
    vec![Part { change: Change::Delete, text: old.into() }, Part { change: Change::Insert, text: new.into() }]
}
/// Placeholder.
pub fn tokens(_t: &str) -> Vec<std::ops::Range<usize>> { vec![] }
