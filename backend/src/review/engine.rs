//! The one question every engine answers, whether it is a large model or our own cues.

use std::{future::Future, ops::Range, pin::Pin};

use pacta_domain::{
    document::Language,
    rulebook::{Ask, ValueKind},
    values::Value,
};

use super::cues::Cues;

/// One node's question with all that an engine may look at.
#[derive(Debug)]
pub struct Question<'a> {
    /// Id of the review point, for logs and the trace.
    pub point: &'a str,
    /// Id of the node.
    pub node: &'a str,
    /// The question in plain words, templates already filled in.
    pub prompt: &'a str,
    /// Language to ask and to answer in.
    pub language: Language,
    /// Name of our side, in that language.
    pub position: &'a str,
    /// What kind of answer is wanted.
    pub wants: Wants<'a>,
    /// The compiled cues of the node, side names filled in.
    pub cues: &'a Cues,
    /// The text to read: for locate the whole contract (or its likeliest blocks), else the blocks of the spans found earlier.
    pub passages: &'a [Passage<'a>],
    /// A quote of the first answer that the contract does not contain; set when the node is asked once more.
    pub missed_quote: Option<&'a str>,
}

/// A block to read.
#[derive(Clone, Debug)]
pub struct Passage<'a> {
    /// Id of the block.
    pub block: &'a str,
    /// What a lawyer calls the place: 第三条, 3.2.
    pub place: Option<&'a str>,
    /// Headings of the clauses the block stands in, outermost first.
    pub headings: &'a [String],
    /// The text.
    pub text: &'a str,
    /// Code-point ranges within the text that an earlier locate node found; empty for locate questions.
    pub located: Vec<Range<usize>>,
}

/// What kind of answer is wanted.
#[derive(Clone, Debug)]
pub enum Wants<'a> {
    /// The places where the contract speaks of it.
    Places,
    /// A value of this type.
    Value(ValueKind),
    /// Yes or no.
    YesNo,
    /// One of these labels: (id, meaning).
    Label(Vec<(&'a str, &'a str)>),
}

impl<'a> Wants<'a> {
    /// What a node asks for; compare nodes ask no engine and get places.
    #[must_use]
    pub fn of(ask: &'a Ask) -> Self {
        match ask {
            Ask::Extract { kind, .. } => Self::Value(*kind),
            Ask::Judge { .. } => Self::YesNo,
            Ask::Classify { labels, .. } => {
                Self::Label(labels.iter().map(|label| (label.id.as_str(), label.means.as_str())).collect())
            }
            Ask::Locate { .. } | Ask::Compare { .. } => Self::Places,
        }
    }
}

/// What an engine says. Quotes are claims until the evidence check has found them.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// Where; empty when nowhere.
    Places(Vec<QuoteClaim>),
    /// The value with its words, or nothing.
    Value(Option<(Value, QuoteClaim)>),
    /// Yes, no, or `None` when it cannot be said.
    YesNo {
        /// The answer.
        answer: Option<bool>,
        /// The words that show it.
        quote: Option<QuoteClaim>,
        /// Why, in a sentence.
        reason: Option<String>,
        /// Between 0 and 1.
        confidence: f64,
    },
    /// A label's id, or `None` when none fits.
    Label {
        /// The label's id.
        label: Option<String>,
        /// The words that show it.
        quote: Option<QuoteClaim>,
        /// Between 0 and 1.
        confidence: f64,
    },
}

/// Words that an engine says it read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteClaim {
    /// The block it names, if it names one.
    pub block: Option<String>,
    /// Code-point range within that block, when the engine is sure of it.
    pub range: Option<Range<usize>>,
    /// The words.
    pub text: String,
}

/// What one answer cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Requests sent, retries included.
    pub calls: u64,
    /// 1 when the answer came from the cache.
    pub cached: u64,
    /// Tokens sent, as the server counts them.
    pub prompt_tokens: u64,
    /// Tokens received.
    pub completion_tokens: u64,
}

/// Why an engine gave no answer. Each ends its point as *needs a lawyer* (promise 3).
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum EngineError {
    /// The server did not answer in time.
    #[error("the model did not answer within {seconds} s")]
    TimedOut {
        /// The limit.
        seconds: u64,
    },
    /// The server cannot be reached or refused.
    #[error("the model server failed: {0}")]
    Unavailable(String),
    /// The answer did not have the form asked for, also after a second try.
    #[error("the model's answer did not have the form asked for")]
    Malformed,
    /// The token budget of the review is used up.
    #[error("the token budget of this review is used up")]
    OutOfBudget,
}

/// A boxed answer, so that engines can be chosen at run time.
pub type Answering<'a> = Pin<Box<dyn Future<Output = (Result<Reply, EngineError>, Cost)> + Send + 'a>>;

/// Something that answers questions about contracts.
pub trait Engine: Send + Sync {
    /// `builtin`, or the model's name.
    fn name(&self) -> &str;
    /// Answers one question.
    fn answer<'a>(&'a self, question: &'a Question<'a>) -> Answering<'a>;
}
