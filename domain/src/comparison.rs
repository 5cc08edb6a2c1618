//! What changed between two versions of a contract.

use serde::{Deserialize, Serialize};

use crate::diff::Part;

/// Two versions side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// What changed, in the order of the new version.
    pub changes: Vec<Difference>,
    /// Paragraphs that are the same in both.
    pub unchanged: usize,
    /// Changes that the new version's own tracked changes do not show, wholly or in part.
    pub untracked: usize,
}

/// One paragraph that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What happened to it.
    pub kind: DifferenceKind,
    /// What a lawyer calls the place, in the version that has it: the new one where both do.
    pub place: Option<String>,
    /// The paragraph before.
    pub old: Option<Side>,
    /// The paragraph now.
    pub new: Option<Side>,
    /// Word by word.
    pub parts: Vec<Part>,
    /// Whether the new version shows it as a tracked change.
    pub tracked: Tracked,
}

/// A paragraph in one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Id of the block there.
    pub block: String,
    /// Its text.
    pub text: String,
}

/// What happened to a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// Its words differ.
    Changed,
    /// Only blanks, width of characters or quotation marks differ.
    Form,
    /// Only its typed number differs.
    Renumbered,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It stands elsewhere, word for word.
    Moved,
}

/// Whether a change can be seen among the tracked changes of the new version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tracked {
    /// All of it.
    Yes,
    /// Some of it was changed without tracking.
    Partly,
    /// None of it: whoever looks at the tracked changes alone misses it.
    No,
}
