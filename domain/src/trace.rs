//! What happened at each node of a review, for the lawyer who asks why, and for the restart that must not ask again.

use serde::{Deserialize, Serialize};

use crate::{
    review::{Answer, Severity},
    rulebook::{Ask, Node, Outcome, Point, Target},
};

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

/// Why a point ended as it did: its tree, and the way through it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// The nodes visited, in order.
    pub steps: Vec<Step>,
    /// All branches of each visited node, in the order of the steps.
    pub branches: Vec<Vec<Branch>>,
}

/// An answer that a node can have, and where it leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Branch {
    /// `found`, `missing`, `yes`, `no`, `unclear`, `ok`, `absent`, `else`, or a label's id.
    pub answer: String,
    /// What the label means; `None` for all other answers.
    pub means: Option<String>,
    /// Where it leads.
    pub to: BranchEnd,
    /// Whether this is the way that was taken.
    pub taken: bool,
}

/// Where a branch leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BranchEnd {
    /// To another question.
    Question(String),
    /// To a risk with this title.
    Risk(Severity, String),
    /// The point is in order.
    Pass,
    /// The question does not arise.
    NotApplicable,
    /// A person decides.
    Lawyer,
}

impl Why {
    /// Lays the steps of a point beside its tree. A review keeps the rulebook that it ran, so both fit.
    #[must_use]
    pub fn new(point: &Point, path: &[String], steps: Vec<Step>) -> Self {
        let branches = steps.iter().map(|step| {
            let next = path.iter().skip_while(|id| **id != step.node).nth(1);
            let Some(node) = point.nodes.get(&step.node) else { return Vec::new() };
            let branch = |(answer, target): (String, &Target)| {
                let means = match &node.ask {
                    Ask::Classify { labels, .. } => {
                        labels.iter().find(|label| label.id == answer).map(|label| label.means.clone())
                    }
                    _ => None,
                };
                let here = match target {
                    Target::Node(id) | Target::Outcome(id) => next == Some(id),
                    Target::Lawyer => next.is_none(),
                };
                let failed = matches!(step.answer, Answer::Failed { .. });
                let taken = here && (failed || step.answer.branch() == answer);
                Branch { answer, means, to: end(point, target), taken }
            };
            node.ask.branches().into_iter().map(branch).collect()
        });
        let branches = branches.collect();
        Self { steps, branches }
    }
}

fn end(point: &Point, target: &Target) -> BranchEnd {
    match target {
        Target::Node(id) => {
            BranchEnd::Question(point.nodes.get(id).map(|node| question(node).to_owned()).unwrap_or_default())
        }
        Target::Lawyer => BranchEnd::Lawyer,
        Target::Outcome(id) => match point.outcomes.get(id) {
            Some(Outcome::Risk(risk)) => {
                BranchEnd::Risk(risk.severity, risk.title.clone().unwrap_or_else(|| point.title.clone()))
            }
            Some(Outcome::Pass { .. }) => BranchEnd::Pass,
            Some(Outcome::NotApplicable { .. }) => BranchEnd::NotApplicable,
            Some(Outcome::Lawyer { .. }) | None => BranchEnd::Lawyer,
        },
    }
}

/// What a node asks, for people: a compare node's expression is its question.
fn question(node: &Node) -> &str {
    match &node.ask {
        Ask::Compare { expression, .. } => expression,
        _ => &node.prompt,
    }
}
