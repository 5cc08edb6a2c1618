//! What a review produces: the answers of nodes, the outcome of each point, findings with their
//! evidence, and what lawyers decide. The JSON shapes are a contract with scripts (see docs).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use crate::rulebook::{Severity, Strictness};
use crate::{evidence::Span, statute::Citation, trace::PointTrace, values::Value};

/// How a point ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// A risk was found.
    Risk,
    /// Checked and in order.
    Pass,
    /// The question does not arise.
    NotApplicable,
    /// A person must look: a node failed, ran out of time or could not decide (promise 3).
    NeedsLawyer,
}

/// What one node answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    /// Spans, best first; or nothing.
    Locate {
        /// `found` or `missing`.
        answer: LocateAnswer,
        /// Where.
        spans: Vec<Span>,
    },
    /// A value.
    Extract {
        /// `ok` or `absent`.
        answer: ExtractAnswer,
        /// The value.
        value: Option<Value>,
        /// The words that give it.
        quote: Option<Span>,
    },
    /// Yes, no or unclear.
    Judge {
        /// The answer.
        answer: JudgeAnswer,
        /// The words that show it.
        quote: Option<Span>,
        /// Between 0 and 1.
        confidence: f64,
        /// Why, in the words of the engine.
        #[serde(default)]
        reason: Option<String>,
    },
    /// A label.
    Classify {
        /// The label's id, or `other`.
        answer: String,
        /// The words that show it.
        quote: Option<Span>,
        /// Between 0 and 1.
        confidence: f64,
    },
    /// True or false.
    Compare {
        /// `yes` or `no`.
        answer: JudgeAnswer,
        /// The expression with its values, for the trace.
        expression: String,
    },
    /// The node did not manage; the point needs a lawyer.
    Failed {
        /// Always `failed`.
        answer: FailedAnswer,
        /// Why.
        error: String,
    },
}

/// Answer of a locate node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LocateAnswer {
    /// At least one span.
    Found,
    /// None.
    Missing,
}

/// Answer of an extract node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExtractAnswer {
    /// There is a value.
    Ok,
    /// There is none.
    Absent,
}

/// Answer of a judge or compare node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JudgeAnswer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// It cannot be said.
    Unclear,
}

/// The only answer of a node that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailedAnswer {
    /// It failed.
    Failed,
}

impl Answer {
    /// The branch that it takes, as rulebooks name it: `found`, `missing`, `ok`, `absent`, `yes`, `no`, `unclear`, `else`, a
    /// label's id; `failed` for a node that did not manage.
    #[must_use]
    pub fn branch(&self) -> &str {
        match self {
            Self::Locate { answer: LocateAnswer::Found, .. } => "found",
            Self::Locate { .. } => "missing",
            Self::Extract { answer: ExtractAnswer::Ok, .. } => "ok",
            Self::Extract { .. } => "absent",
            Self::Judge { answer, .. } | Self::Compare { answer, .. } => match answer {
                JudgeAnswer::Yes => "yes",
                JudgeAnswer::No => "no",
                JudgeAnswer::Unclear => "unclear",
            },
            Self::Classify { answer, .. } if answer == "other" => "else",
            Self::Classify { answer, .. } => answer,
            Self::Failed { .. } => "failed",
        }
    }

    /// The quotes this answer rests on.
    #[must_use]
    pub fn quotes(&self) -> Vec<&Span> {
        match self {
            Self::Locate { spans, .. } => spans.iter().collect(),
            Self::Extract { quote, .. } | Self::Judge { quote, .. } | Self::Classify { quote, .. } => {
                quote.iter().collect()
            }
            Self::Compare { .. } | Self::Failed { .. } => Vec::new(),
        }
    }
}

/// What was searched when something is missing (promise 1 for absence).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Searched {
    /// The question that found no place.
    pub question: String,
    /// Words and headings that were looked for.
    pub cues: Vec<String>,
    /// How many blocks were read.
    pub blocks: usize,
    /// The places that came closest.
    pub closest: Vec<Span>,
}

/// How one point ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointResult {
    /// Id of the point.
    pub point: String,
    /// Its title.
    pub title: String,
    /// The heading it is listed under.
    #[serde(default)]
    pub group: String,
    /// How it ended.
    pub status: Status,
    /// Id of the outcome reached; `None` when a node failed before.
    pub outcome: Option<String>,
    /// Why, in words.
    pub reason: String,
    /// The words that satisfy a passed point.
    #[serde(default)]
    pub quotes: Vec<Span>,
    /// What was searched for a point that ended in absence.
    #[serde(default)]
    pub searched: Option<Searched>,
    /// The answers of the nodes that ran, by node id.
    pub answers: BTreeMap<String, Answer>,
    /// The path walked, in order.
    #[serde(default)]
    pub path: Vec<String>,
    /// How sure the answers on the path are, between 0 and 1: as sure as the least sure of them.
    #[serde(default = "sure")]
    pub confidence: f64,
}

/// Reviews of before confidences were kept say nothing of doubt.
fn sure() -> f64 {
    1.0
}

/// A risk shown to the lawyer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// `f1`, `f2`, … within a review.
    pub id: String,
    /// The point it comes from.
    pub point: String,
    /// How bad.
    pub severity: Severity,
    /// What it is.
    pub title: String,
    /// Why it matters here.
    pub explanation: String,
    /// The words that show it; empty when something is missing.
    pub quotes: Vec<Span>,
    /// What was searched; present when something is missing.
    pub searched: Option<Searched>,
    /// Statute articles.
    pub citations: Vec<Citation>,
    /// The proposed change.
    pub edit: Option<ProposedEdit>,
}

/// A change proposed for a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedEdit {
    /// What to do.
    pub kind: EditKind,
    /// Where; for `insert_after` the block's whole span; `None` where there is no place.
    pub span: Option<Span>,
    /// The new words; empty for a deletion; the comment's words for a comment.
    pub text: String,
    /// False when no safe place was found, and the wording only goes into a comment.
    pub placed: bool,
    /// The wordings one may choose from, the standard position first.
    #[serde(default)]
    pub choices: Vec<String>,
}

impl EditKind {
    /// Whether it puts words into the contract that could be worded otherwise.
    #[must_use]
    pub fn has_wording(self) -> bool {
        matches!(self, Self::Replace | Self::InsertAfter)
    }
}

/// What a proposed edit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditKind {
    /// Replace the span (an empty span inserts within the block).
    Replace,
    /// New paragraphs after the block.
    InsertAfter,
    /// Delete the span.
    Delete,
    /// Only comment.
    Comment,
}

/// A wording that a lawyer asked for in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// What was asked for.
    pub wish: String,
    /// What came.
    pub text: String,
    /// What to look at before using it; nothing in most.
    pub faults: Vec<String>,
    /// Who asked.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
}

/// How many points ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointCounts {
    /// All points that were asked.
    pub total: usize,
    /// Ended as a risk.
    pub risk: usize,
    /// In order.
    pub pass: usize,
    /// Not applicable.
    pub not_applicable: usize,
    /// Left to a lawyer.
    pub needs_lawyer: usize,
}

impl PointCounts {
    /// Counts results.
    #[must_use]
    pub fn of(points: &[PointResult]) -> Self {
        let count = |status| points.iter().filter(|point| point.status == status).count();
        Self {
            total: points.len(),
            risk: count(Status::Risk),
            pass: count(Status::Pass),
            not_applicable: count(Status::NotApplicable),
            needs_lawyer: count(Status::NeedsLawyer),
        }
    }
}

/// What a review cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Requests to a model.
    pub calls: u64,
    /// Answers that came from the cache.
    pub cached: u64,
    /// Tokens sent, as the server counts them.
    pub prompt_tokens: u64,
    /// Tokens received.
    pub completion_tokens: u64,
    /// Wall time in milliseconds.
    pub ms: u64,
}

/// The head of a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Id of the rulebook.
    pub rulebook: String,
    /// Version of the rulebook.
    pub version: String,
    /// Whose side.
    pub position: String,
    /// How strict.
    #[serde(default)]
    pub strictness: Strictness,
    /// `builtin` or the model's name.
    pub engine: String,
    /// The day whose law applies.
    pub date: String,
    /// For a review of changes only, how many paragraphs changed; `None` for a review of the whole contract.
    #[serde(default)]
    pub changed_paragraphs: Option<usize>,
    /// Names of the documents that were read beside the contract.
    #[serde(default)]
    pub context: Vec<String>,
    /// What the lawyer said about the deal.
    #[serde(default)]
    pub deal: Option<String>,
    /// How the points ended.
    pub points: PointCounts,
    /// What it cost.
    pub usage: Usage,
    /// References that a model made up and that were dropped.
    pub dropped_citations: usize,
    /// Quotes that the document does not contain.
    pub unverified_quotes: usize,
}

/// A finished review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// The head.
    pub review: Summary,
    /// Every point, in rulebook order.
    pub points: Vec<PointResult>,
    /// The risks, in document order of their evidence within each severity.
    pub findings: Vec<Finding>,
    /// The way of each point through its tree; left out where nobody asked for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<PointTrace>,
}

/// What a lawyer decided on a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DecisionKind {
    /// The proposed edit goes into the redline.
    Accept,
    /// The lawyer's own wording goes into the redline.
    Edit,
    /// Not a risk here; keeps its reason.
    Dismiss,
    /// Only a comment goes into the redline.
    Comment,
}

/// A lawyer's decision with its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What was decided.
    pub decision: DecisionKind,
    /// The wording of an edit or a comment.
    #[serde(default)]
    pub text: Option<String>,
    /// Why it was dismissed.
    #[serde(default)]
    pub reason: Option<String>,
    /// Who decided.
    #[serde(default)]
    pub by: String,
    /// When, RFC 3339.
    #[serde(default)]
    pub at: String,
}
