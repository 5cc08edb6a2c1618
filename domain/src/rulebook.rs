//! Rulebooks: review points as trees of typed nodes.
//!
//! [`file`] holds the shape of the YAML file as lawyers write it; this module holds what it means
//! once it is checked: every name resolves, every path ends in an outcome, nothing loops.

pub mod file;
mod paths;
mod validate;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::Language;

pub use validate::{Problem, validate};

/// A checked rulebook. It can only be made by [`validate`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rulebook {
    /// `retail-lease`.
    pub id: String,
    /// Title in both languages.
    pub title: Bilingual,
    /// Version as its author counts it.
    pub version: String,
    /// Language of the contracts it reviews.
    pub language: Language,
    /// Contract types it serves, such as `retail_lease`.
    pub contract_types: Vec<String>,
    /// The sides one may stand on, by id, in file order.
    pub positions: Vec<Position>,
    /// The points, in file order.
    pub points: Vec<Point>,
}

/// A word in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// The word in that language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

/// A side of the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// `lessee`.
    pub id: String,
    /// Its name for people.
    pub name: Bilingual,
    /// Words by which contracts call that side: 承租方, 承租人.
    pub terms: Vec<String>,
    /// The neutral word that it usually bears (乙方), used when the contract does not declare one.
    pub usual: Option<String>,
}

/// One risk to check.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// `deposit-return`; unique in the rulebook.
    pub id: String,
    /// What is checked, in a few words.
    pub title: String,
    /// Heading it is listed under.
    pub group: String,
    /// Why it matters to our side.
    pub why: String,
    /// Positions it serves; empty for all.
    pub positions: Vec<String>,
    /// Id of the first node.
    pub start: String,
    /// Asking nodes by id.
    pub nodes: BTreeMap<String, Node>,
    /// Outcomes by id.
    pub outcomes: BTreeMap<String, Outcome>,
}

impl Ask {
    /// The answers the question can have, each with where it leads, in file order.
    #[must_use]
    pub fn branches(&self) -> Vec<(String, &Target)> {
        paths::branches(self)
    }
}

impl Point {
    /// Whether the point is asked for that position (`neutral` asks all).
    #[must_use]
    pub fn serves(&self, position: &str) -> bool {
        position == NEUTRAL || self.positions.is_empty() || self.positions.iter().any(|own| own == position)
    }
}

/// The position that stands on nobody's side; every rulebook takes it.
pub const NEUTRAL: &str = "neutral";

/// An asking node: a question, its cues, and where each answer leads.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The question in plain words; may hold `{{ position }}` and earlier answers.
    pub prompt: String,
    /// The locate node whose spans this node reads; `None`: the last one on the path.
    pub reads: Option<String>,
    /// What kind of question, with its cues and its branches.
    pub ask: Ask,
}

/// The kinds of questions.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Where does the contract speak of it?
    Locate {
        /// Words, patterns and headings that find it.
        cues: LocateCues,
        /// Target when at least one span is found.
        found: Target,
        /// Target when there is none.
        missing: Target,
    },
    /// A typed value.
    Extract {
        /// What to expect.
        kind: ValueKind,
        /// Patterns around the value.
        cues: ExtractCues,
        /// Target with a value.
        ok: Target,
        /// Target without one.
        absent: Target,
    },
    /// A yes/no question.
    Judge {
        /// Patterns for either answer.
        cues: JudgeCues,
        /// Target for yes.
        yes: Target,
        /// Target for no.
        no: Target,
        /// Target when it cannot be said.
        unclear: Target,
    },
    /// Which label fits.
    Classify {
        /// The labels in file order; the first whose cues match wins.
        labels: Vec<Label>,
        /// Target when none fits.
        otherwise: Target,
    },
    /// An expression over values extracted earlier.
    Compare {
        /// Common Expression Language; percent as a fraction, duration in days, money in yuan or
        /// the contract's currency unit.
        expression: String,
        /// Target when true.
        yes: Target,
        /// Target when false.
        no: Target,
    },
}

impl Ask {
    /// The patterns of the cues.
    #[must_use]
    pub fn patterns(&self) -> Vec<&String> {
        match self {
            Self::Locate { cues, .. } => {
                cues.any.iter().chain(&cues.near).chain(&cues.not).chain(&cues.heading).collect()
            }
            Self::Extract { cues, .. } => cues.after.iter().chain(&cues.before).chain(&cues.pattern).collect(),
            Self::Judge { cues, .. } => cues.yes.iter().chain(&cues.no).collect(),
            Self::Classify { labels, .. } => labels.iter().flat_map(|label| &label.cues).collect(),
            Self::Compare { .. } => Vec::new(),
        }
    }

    /// The same, to change them.
    #[must_use]
    pub fn patterns_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::Locate { cues, .. } => {
                let (any, near) = (cues.any.iter_mut(), cues.near.iter_mut());
                any.chain(near).chain(&mut cues.not).chain(&mut cues.heading).collect()
            }
            Self::Extract { cues, .. } => {
                cues.after.iter_mut().chain(&mut cues.before).chain(&mut cues.pattern).collect()
            }
            Self::Judge { cues, .. } => cues.yes.iter_mut().chain(&mut cues.no).collect(),
            Self::Classify { labels, .. } => labels.iter_mut().flat_map(|label| &mut label.cues).collect(),
            Self::Compare { .. } => Vec::new(),
        }
    }
}

/// Where an answer leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To another node of the point.
    Node(String),
    /// To an outcome of the point.
    Outcome(String),
    /// To *needs a lawyer*: nothing was written for this answer.
    Lawyer,
}

/// How a locate node finds its place. All entries are regular expressions; plain words are too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct LocateCues {
    /// At least one must occur in the sentence.
    pub any: Vec<String>,
    /// At least one must occur in the same block (or the heading above it), if given.
    pub near: Vec<String>,
    /// None may occur in the sentence.
    pub not: Vec<String>,
    /// Headings: every block of a clause whose heading matches counts as found.
    pub heading: Vec<String>,
}

/// How the built-in engine finds a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ExtractCues {
    /// The value follows one of these in the same sentence.
    pub after: Vec<String>,
    /// The value stands before one of these in the same sentence.
    pub before: Vec<String>,
    /// A whole pattern with a group named `value`.
    pub pattern: Vec<String>,
    /// Which of several values counts.
    pub pick: Pick,
}

/// Which of several values counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Pick {
    /// The first in reading order.
    #[default]
    First,
    /// The last in reading order.
    Last,
    /// The largest.
    Max,
    /// The smallest.
    Min,
}

/// How the built-in engine answers yes or no.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct JudgeCues {
    /// Any of these says yes.
    pub yes: Vec<String>,
    /// Any of these says no.
    pub no: Vec<String>,
    /// The answer when both match; without it the answer is unclear.
    pub prefer: Option<YesNo>,
    /// The answer when neither matches; without it the answer is unclear.
    #[serde(rename = "else")]
    pub otherwise: Option<YesNo>,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
}

/// One label of a classify node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Short name.
    pub id: String,
    /// What it means, for the model and for people.
    pub means: String,
    /// Patterns that show it.
    pub cues: Vec<String>,
    /// Where it leads.
    pub next: Target,
}

/// The type of an extracted value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ValueKind {
    /// An amount of money.
    Money,
    /// A share; `5%`, 千分之五, five percent.
    Percent,
    /// A plain number.
    Number,
    /// A length of time.
    Duration,
    /// A day.
    Date,
    /// The name or role of a party.
    Party,
    /// Any words.
    Text,
}

/// How a point ends.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A risk.
    Risk(Box<Risk>),
    /// In order; the quote of `shown_by` is what satisfies the point.
    Pass {
        /// Node whose quote is shown; `None`: the last quote on the path.
        shown_by: Option<String>,
        /// A word on why it passes.
        says: Option<String>,
    },
    /// The question does not arise in this contract.
    NotApplicable {
        /// Why not.
        says: String,
    },
    /// A person must decide.
    Lawyer {
        /// Why.
        says: String,
    },
}

/// A risk as the rulebook describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Risk {
    /// How bad.
    pub severity: Severity,
    /// Title of the finding; `None`: the point's title.
    pub title: Option<String>,
    /// Explanation; a template over the earlier answers.
    pub says: String,
    /// Statute articles by id.
    pub cite: Vec<String>,
    /// Query for further articles.
    pub search: Option<String>,
    /// Nodes whose quotes are shown; empty: the last quote on the path.
    pub quotes: Vec<String>,
    /// The most generous strictness at which this still is a risk; below it counts as a pass.
    pub tolerated_at: Option<Strictness>,
    /// The proposed change.
    pub edit: Option<Proposal>,
}

/// How bad a risk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 高.
    High,
    /// 中.
    Medium,
    /// 低.
    Low,
}

/// 审查尺度: down to which position a clause may go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Strictness {
    /// Only the standard position is acceptable.
    Strict,
    /// Customary terms are acceptable.
    #[default]
    Neutral,
    /// Only what truly hurts is flagged.
    Lenient,
}

/// A change that a risk proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Where and how.
    pub act: Act,
    /// The wording of the standard position, a template; empty for deletions and comments.
    pub standard: String,
    /// Wordings one may fall back to, best first.
    pub fallbacks: Vec<String>,
    /// What a model is to draft from the standard wording, in plain words; without a model the standard stands.
    pub draft: Option<String>,
}

/// Where and how a proposal changes the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Replace words of a node's quote: those that `pattern` matches, or the whole quote.
    Replace {
        /// Node that gives the quote.
        node: String,
        /// Regular expression; its group `value`, or else the whole match, is replaced.
        pattern: Option<String>,
    },
    /// Add a sentence at the end of the block of a node's quote.
    Append {
        /// Node that gives the quote.
        node: String,
    },
    /// Add a clause of its own.
    InsertAfter {
        /// Insert after the block of this node's quote, or at the end of the clauses.
        node: Option<String>,
        /// Or after the clause whose heading matches one of these.
        after_heading: Vec<String>,
    },
    /// Delete the words of a node's quote.
    Delete {
        /// Node that gives the quote.
        node: String,
        /// As for replace.
        pattern: Option<String>,
    },
    /// Only comment on a node's quote.
    Comment {
        /// Node that gives the quote; `None`: the last quote on the path.
        node: Option<String>,
    },
}
