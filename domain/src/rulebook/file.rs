//! The shape of a rulebook file, as lawyers write it in YAML. It says nothing about meaning:
//! [`super::validate`] resolves the names and checks the paths.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};

use super::{Bilingual, Pick, Severity, Strictness, ValueKind, YesNo};
use crate::document::Language;

/// A rulebook file.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RulebookFile {
    /// Id: small letters, digits and hyphens.
    pub id: String,
    /// Title in both languages.
    pub title: Bilingual,
    /// Version as its author counts it.
    pub version: String,
    /// Language of the contracts, of the questions and of the outcomes.
    pub language: Language,
    /// Contract types it serves.
    #[serde(default)]
    pub contract_types: Vec<String>,
    /// The sides one may stand on.
    pub positions: Listed<PositionFile>,
    /// The review points.
    pub points: Vec<PointFile>,
}

/// A side of the contract.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PositionFile {
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Words by which contracts call that side.
    #[serde(default)]
    pub terms: Vec<String>,
    /// The neutral word it usually bears (甲方).
    #[serde(default)]
    pub usual: Option<String>,
}

/// A review point.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PointFile {
    /// Id: small letters, digits and hyphens.
    pub id: String,
    /// What is checked.
    pub title: String,
    /// Heading it is listed under.
    #[serde(default)]
    pub group: String,
    /// Why it matters.
    #[serde(default)]
    pub why: String,
    /// Positions it serves; none for all.
    #[serde(default, rename = "for")]
    pub positions: Many,
    /// Id of the first node.
    pub start: String,
    /// The questions.
    pub nodes: Listed<NodeFile>,
    /// How the point can end.
    pub outcomes: Listed<OutcomeFile>,
}

/// A question. Which kind it is, is told by the one key of `locate`, `extract`, `judge`,
/// `classify`, `compare` that is present.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct NodeFile {
    /// Question: where does the contract speak of it?
    pub locate: Option<String>,
    /// Question for a value.
    pub extract: Option<String>,
    /// Yes/no question.
    pub judge: Option<String>,
    /// Question: which label fits?
    pub classify: Option<String>,
    /// Expression over values extracted earlier.
    pub compare: Option<String>,
    /// How the built-in engine answers.
    pub cues: CuesFile,
    /// The locate node whose places are read.
    #[serde(rename = "in")]
    pub reads: Option<String>,
    /// Type of the value (extract).
    #[serde(rename = "type")]
    pub kind: Option<ValueKind>,
    /// The labels (classify).
    pub labels: Option<Listed<LabelFile>>,
    /// Target (locate).
    pub found: Option<String>,
    /// Target (locate).
    pub missing: Option<String>,
    /// Target (extract).
    pub ok: Option<String>,
    /// Target (extract).
    pub absent: Option<String>,
    /// Target (judge, compare).
    pub yes: Option<String>,
    /// Target (judge, compare).
    pub no: Option<String>,
    /// Target (judge); without it the point needs a lawyer.
    pub unclear: Option<String>,
    /// Target when no label fits (classify).
    #[serde(rename = "else")]
    pub otherwise: Option<String>,
}

/// The cues of a node; which keys make sense depends on the node's kind.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct CuesFile {
    /// Locate: one must occur in the sentence.
    pub any: Many,
    /// Locate: one must occur in the block or its heading.
    pub near: Many,
    /// Locate: none may occur in the sentence.
    pub not: Many,
    /// Locate: headings of clauses that are found as a whole.
    pub heading: Many,
    /// Extract: the value follows one of these.
    pub after: Many,
    /// Extract: the value stands before one of these.
    pub before: Many,
    /// Extract: patterns with a group named `value`.
    pub pattern: Many,
    /// Extract: which of several values counts.
    pub pick: Option<Pick>,
    /// Judge: patterns that say yes.
    pub yes: Many,
    /// Judge: patterns that say no.
    pub no: Many,
    /// Judge: the answer when both match.
    pub prefer: Option<YesNo>,
    /// Judge: the answer when neither matches.
    #[serde(rename = "else")]
    pub otherwise: Option<YesNo>,
}

/// A label of a classify node.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LabelFile {
    /// What the label means.
    pub means: String,
    /// Patterns that show it.
    #[serde(default)]
    pub cues: Many,
    /// Where it leads.
    pub next: String,
}

/// How a point ends: exactly one of `risk`, `pass`, `na`, `lawyer`.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct OutcomeFile {
    /// A risk of this severity.
    pub risk: Option<Severity>,
    /// In order: the node whose quote shows it, or `true`.
    pub pass: Option<NodeOrTrue>,
    /// Not applicable: why.
    pub na: Option<String>,
    /// Needs a lawyer: why.
    pub lawyer: Option<String>,
    /// Explanation.
    pub says: Option<String>,
    /// Title of the finding.
    pub title: Option<String>,
    /// Statute articles.
    pub cite: Many,
    /// Query for further articles.
    pub search: Option<String>,
    /// Nodes whose quotes are shown.
    pub quote: Many,
    /// Counts as a pass from this strictness on.
    pub tolerate: Option<Strictness>,
    /// The proposed change.
    pub edit: Option<EditFile>,
}

/// A proposed change: exactly one of `replace`, `append`, `insert_after`, `delete`, `comment`.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct EditFile {
    /// Replace words of this node's quote.
    pub replace: Option<String>,
    /// Add a sentence to the block of this node's quote.
    pub append: Option<String>,
    /// Add a clause after this node's block, or at the `end`.
    pub insert_after: Option<String>,
    /// Delete words of this node's quote.
    pub delete: Option<String>,
    /// Only comment on this node's quote, or `true`.
    pub comment: Option<NodeOrTrue>,
    /// Which words of the quote (replace, delete).
    #[serde(rename = "match")]
    pub pattern: Option<String>,
    /// Headings to insert after, tried first.
    pub after_heading: Many,
    /// The wording of the standard position.
    pub standard: Option<String>,
    /// Wordings one may fall back to.
    pub fallbacks: Many,
    /// What a model is to draft, from the standard wording, for this contract.
    pub draft: Option<String>,
}

/// A node's id, or `true` for the last quote on the path.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum NodeOrTrue {
    /// `true`.
    Flag(bool),
    /// A node.
    Node(String),
}

/// One word or a list of words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Many {
    /// Several.
    List(Vec<String>),
    /// One.
    One(String),
}

impl Default for Many {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

impl Many {
    /// As a list.
    #[must_use]
    pub fn into_vec(self) -> Vec<String> {
        match self {
            Self::List(list) => list,
            Self::One(one) => vec![one],
        }
    }

    /// Whether nothing is written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::List(list) if list.is_empty())
    }
}

/// A mapping whose order in the file matters.
#[derive(Clone, Debug)]
pub struct Listed<T>(pub Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Listed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Listed<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping from ids to entries")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Listed(entries))
            }
        }
        deserializer.deserialize_map(Entries(std::marker::PhantomData))
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Listed<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("ListedOf{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<std::collections::BTreeMap<String, T>>()
    }
}
