//! What happened at each node of a review, for the lawyer who asks why, and for the restart that must not ask again.

use serde::{Deserialize, Serialize};

use crate::{review::Answer, rulebook::Ask};

/// The way of one point through its tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointTrace {
    /// Id of the point.
    pub point: String,
    /// The nodes visited, in order.
    pub steps: Vec<Step>,
}

/// One visit of a node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Id of the node.
    pub node: String,
    /// What kind of question it asks.
    pub kind: NodeKind,
    /// The question as it was asked, or the expression with its values.
    pub question: String,
    /// What was read to answer it.
    pub shown: Shown,
    /// The answer, its quotes checked.
    pub answer: Answer,
    /// The prompt that carried the question; `None` when no model was asked.
    #[serde(default)]
    pub prompt: Option<PromptUsed>,
    /// Questions that shared the request, this one included; 0 when no model was asked.
    #[serde(default)]
    pub together: usize,
    /// Requests that had to wait for each other: 1 for a question answered at once.
    #[serde(default)]
    pub rounds: usize,
    /// What the answer cost.
    pub spent: Spent,
    /// Whether the cues say the same as the model.
    #[serde(default)]
    pub cues: Agreement,
    /// Between 0 and 1; see the guide for how it comes about.
    #[serde(default)]
    pub confidence: f64,
    /// A quote that the contract does not contain, for which the question was asked once more.
    #[serde(default)]
    pub missed_quote: Option<String>,
}

/// The kinds of nodes that can be visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NodeKind {
    /// 定位.
    Locate,
    /// 抽取.
    Extract,
    /// 判断.
    Judge,
    /// 分类.
    Classify,
    /// 比较.
    Compare,
}

impl From<&Ask> for NodeKind {
    fn from(ask: &Ask) -> Self {
        match ask {
            Ask::Locate { .. } => Self::Locate,
            Ask::Extract { .. } => Self::Extract,
            Ask::Judge { .. } => Self::Judge,
            Ask::Classify { .. } => Self::Classify,
            Ask::Compare { .. } => Self::Compare,
        }
    }
}

/// The text behind an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// Every block of the contract.
    Whole,
    /// These blocks, by id; definitions and referenced clauses that travelled along included.
    Blocks(Vec<String>),
    /// Nothing: values found before were compared.
    Nothing,
}

/// A prompt as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptUsed {
    /// Language and kind: `zh/judge`.
    pub name: String,
    /// Counts the changes of its wording.
    pub version: u32,
    /// The instructions, the contract aside.
    pub text: String,
}

/// What one answer cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// Requests sent, retries included.
    pub calls: u64,
    /// Answers that were known already.
    pub cached: u64,
    /// Requests sent again after the server failed or was busy.
    pub retries: u64,
    /// Tokens sent, as the server counts them.
    pub prompt_tokens: u64,
    /// Tokens received.
    pub completion_tokens: u64,
    /// Wall time in milliseconds, waiting for a free place included.
    pub ms: u64,
}

impl std::ops::AddAssign for Spent {
    fn add_assign(&mut self, more: Self) {
        self.calls += more.calls;
        self.cached += more.cached;
        self.retries += more.retries;
        self.prompt_tokens += more.prompt_tokens;
        self.completion_tokens += more.completion_tokens;
        self.ms += more.ms;
    }
}

/// Whether the cues of a node, read without any model, say what the model says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// There is nothing to compare: the cues decide nothing, or they themselves gave the answer.
    #[default]
    Silent,
    /// They say the same.
    Agree,
    /// They say otherwise.
    Disagree,
}
