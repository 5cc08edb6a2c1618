//! What the review desk shows: one review with its document, its findings and what was decided.
//! The server fills these in, the browser draws them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    comparison::Comparison,
    diff::Part,
    document::{Document, Format, Language},
    review::{Decision, Finding, PointResult, Strictness, Summary},
    rulebook::Bilingual,
};

/// Where a review stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Waits for a free hand.
    Queued,
    /// Points are being asked.
    Running,
    /// All points have ended.
    Done,
    /// It could not be run; the error says why.
    Failed,
    /// Somebody stopped it.
    Cancelled,
}

impl State {
    /// True when nothing more will come.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

/// How far a review is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Points that have ended.
    pub done: usize,
    /// Points to ask.
    pub total: usize,
}

/// One review on the desk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Desk {
    /// Id of the review.
    pub review: String,
    /// Id of the contract.
    pub contract: String,
    /// Title of the contract.
    pub title: String,
    /// Name of the uploaded file.
    pub file_name: String,
    /// Which version of the contract, from 1.
    pub version_number: i64,
    /// When it was uploaded, RFC 3339.
    pub uploaded_at: String,
    /// What the file is; only a docx can be redlined.
    pub format: Format,
    /// Where the review stands.
    pub state: State,
    /// How far it is.
    pub progress: Progress,
    /// Why it failed.
    pub error: Option<String>,
    /// Title of the rulebook.
    pub rulebook: Bilingual,
    /// Name of our side.
    pub position: Bilingual,
    /// How strict.
    pub strictness: Strictness,
    /// What it is limited to.
    pub extent: Extent,
    /// The head, once it is done.
    pub summary: Option<Summary>,
    /// The contract.
    pub document: Document,
    /// Points that have ended, in the order they came in while it runs, else in rulebook order.
    pub points: Vec<PointResult>,
    /// The risks; severest first, then in document order.
    pub findings: Vec<Finding>,
    /// The proposed edits as word-level differences, by finding.
    pub diffs: BTreeMap<String, Vec<Part>>,
    /// What was decided, by finding.
    pub decisions: BTreeMap<String, Decision>,
}

/// How much of a contract a review looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// All of it.
    #[default]
    Whole,
    /// What the tracked changes of the file change.
    Tracked,
    /// What changed since an earlier version, by its number.
    Since(i64),
}

/// A version in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    /// Id.
    pub id: String,
    /// 1, 2, …
    pub number: i64,
    /// Name of the file.
    pub file_name: String,
    /// When it came, RFC 3339.
    pub uploaded_at: String,
}

/// The versions of a contract, and what changed between two of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Versions {
    /// Id of the contract.
    pub contract: String,
    /// Its title.
    pub title: String,
    /// Language of the newer version.
    pub language: Language,
    /// All versions, oldest first.
    pub versions: Vec<VersionRow>,
    /// The two that are compared, older first; none while there is only one version.
    pub compared: Option<Compared>,
}

/// Two versions of a contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Number of the version before.
    pub old: i64,
    /// Number of the version now.
    pub new: i64,
    /// The new version carries tracked changes of its own.
    pub tracks: bool,
    /// What changed.
    pub comparison: Comparison,
}

/// A contract in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContractRow {
    /// Id of the contract.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Name of the latest file.
    pub file_name: String,
    /// Id of the latest version.
    pub version: String,
    /// Number of the latest version.
    pub version_number: i64,
    /// Language of the latest version.
    pub language: Language,
    /// Contract type of the latest version.
    pub contract_type: Option<String>,
    /// When the latest version came, RFC 3339.
    pub uploaded_at: String,
    /// The latest review of the latest version.
    pub review: Option<ReviewRow>,
}

/// A review in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewRow {
    /// Id of the review.
    pub id: String,
    /// Where it stands.
    pub state: State,
    /// How far it is.
    pub progress: Progress,
    /// Title of the rulebook.
    pub rulebook: Bilingual,
    /// Name of our side.
    pub position: Bilingual,
    /// When it was asked for, RFC 3339.
    pub created_at: String,
    /// Risks by severity: high, medium, low.
    pub risks: [usize; 3],
    /// Points left to a lawyer.
    pub needs_lawyer: usize,
    /// Findings that have been decided.
    pub handled: usize,
}

/// What one sees before a review: the version, and what was guessed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Intake {
    /// The contract.
    pub contract: ContractRow,
    /// The parties as read.
    pub parties: Vec<crate::document::Party>,
    /// Blocks read.
    pub blocks: usize,
    /// What the reader could not keep.
    pub warnings: Vec<String>,
    /// The file carries tracked changes.
    pub tracked: bool,
    /// The versions before the latest one, oldest first.
    pub earlier: Vec<VersionRow>,
    /// Other contracts that can be read beside it, the newest first.
    pub others: Vec<OtherContract>,
    /// Rulebooks to choose from, the best guess first.
    pub rulebooks: Vec<RulebookChoice>,
    /// The guessed position of the best guess.
    pub position: Option<String>,
}

/// A contract that can be read beside another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherContract {
    /// Id of its latest version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// Name of the file.
    pub file_name: String,
}

/// A rulebook to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RulebookChoice {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Bilingual,
    /// Language of the contracts it reviews.
    pub language: Language,
    /// Whether it serves this contract's type.
    pub fits: bool,
    /// Positions: id, name, how the contract calls them, points that would be asked.
    pub positions: Vec<PositionChoice>,
}

/// A position to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PositionChoice {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Bilingual,
    /// The party of this contract that stands there.
    pub party: Option<String>,
    /// Points that would be asked.
    pub points: usize,
}
