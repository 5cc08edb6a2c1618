//! The one question every engine answers, whether it is a large model or our own cues.

use std::{future::Future, ops::Range, pin::Pin};

use pacta_domain::{
    document::Language,
    rulebook::{Ask, ValueKind},
    trace::{PromptUsed, Spent},
    values::Value,
};
use serde::{Deserialize, Serialize};

use super::cues::Cues;
use crate::storage::sha256;

/// One node's question with all that an engine may look at.
#[derive(Clone, Debug)]
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
    /// What the deal is about, in our lawyer's words.
    pub deal: Option<&'a str>,
    /// What kind of answer is wanted.
    pub wants: Wants<'a>,
    /// The compiled cues of the node, side names filled in.
    pub cues: &'a Cues,
    /// The text to read: for locate the whole contract (or its likeliest blocks), else the blocks of the spans found earlier.
    pub passages: &'a [Passage<'a>],
    /// A quote of the first answer that the contract does not contain; set when the node is asked once more.
    pub missed_quote: Option<&'a str>,
    /// Questions of the point that can only be asked after this one: the longest chain goes first.
    pub following: usize,
}

impl Question<'_> {
    /// What tells the question from every other that the same engine may be asked: its words, and all of the text that it
    /// offers. A hash, so that no contract text is a key.
    #[must_use]
    pub fn fingerprint(&self, engine: &str) -> String {
        let mut all = String::new();
        let mut add = |part: &str| {
            all.push_str(&part.len().to_string());
            all.push(' ');
            all.push_str(part);
        };
        for part in [
            engine,
            self.language.code(),
            self.position,
            self.prompt,
            self.deal.unwrap_or_default(),
            self.missed_quote.unwrap_or_default(),
        ] {
            add(part);
        }
        add(&format!("{:?}", self.wants));
        for passage in self.passages {
            add(passage.block);
            add(passage.source.unwrap_or_default());
            add(passage.place.unwrap_or_default());
            passage.headings.iter().for_each(|heading| add(heading));
            add(passage.text);
            add(&format!("{:?} {:?}", passage.part, passage.located));
        }
        sha256(all.as_bytes())
    }
}

/// A block to read.
#[derive(Clone, Debug)]
pub struct Passage<'a> {
    /// Id of the block.
    pub block: &'a str,
    /// Name of the further document it stands in; `None` for the contract itself.
    pub source: Option<&'a str>,
    /// What a lawyer calls the place: 第三条, 3.2.
    pub place: Option<&'a str>,
    /// Headings of the clauses the block stands in, outermost first.
    pub headings: &'a [String],
    /// The text.
    pub text: &'a str,
    /// Code-point ranges within the text that an earlier locate node found; empty for locate questions.
    pub located: Vec<Range<usize>>,
    /// Why it is there.
    pub part: Part,
}

/// Why a passage is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// The question is about it.
    #[default]
    Asked,
    /// It defines a term of what the question is about, or is referred to there.
    Context,
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteClaim {
    /// The block it names, if it names one.
    pub block: Option<String>,
    /// Code-point range within that block, when the engine is sure of it.
    pub range: Option<Range<usize>>,
    /// The words.
    pub text: String,
}

/// An answer with what it took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// The reply.
    pub reply: Result<Reply, EngineError>,
    /// What it cost.
    pub spent: Spent,
    /// Ids of the blocks that were read; `None` for all that the question offered.
    pub read: Option<Vec<String>>,
    /// The prompt that carried the question.
    pub prompt: Option<PromptUsed>,
    /// Questions that shared the request; 0 when none was sent or needed.
    pub together: usize,
    /// Requests that had to wait for each other.
    pub rounds: usize,
}

impl Answered {
    /// An answer that cost nothing.
    #[must_use]
    pub fn free(reply: Reply) -> Self {
        Self { reply: Ok(reply), spent: Spent::default(), read: None, prompt: None, together: 0, rounds: 0 }
    }

    /// An answer that was known already.
    #[must_use]
    pub fn known(reply: Reply) -> Self {
        Self { spent: Spent { cached: 1, ..Spent::default() }, together: 1, ..Self::free(reply) }
    }
}

/// Why an engine gave no answer. Each ends its point as *needs a lawyer* (promise 3).
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Too many requests failed; the server is left in peace for a while.
    #[error("the model server failed again and again; it is asked again in {seconds} s")]
    Resting {
        /// How long it is left in peace.
        seconds: u64,
    },
    /// The answer did not have the form asked for, also after a second try.
    #[error("the model's answer did not have the form asked for")]
    Malformed,
    /// Only a model drafts.
    #[error("the built-in engine drafts no wordings; connect a model")]
    CannotDraft,
    /// The token budget of the review is used up.
    #[error("the token budget of this review is used up")]
    OutOfBudget,
}

/// A wording to draft.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    /// Language to write in.
    pub language: Language,
    /// Name of our side.
    pub position: &'a str,
    /// The paragraph that is changed or followed.
    pub clause: &'a str,
    /// The words to replace; empty for an addition.
    pub words: &'a str,
    /// What is to be solved.
    pub why: &'a str,
    /// The rulebook's wording, whose figures count.
    pub standard: &'a str,
    /// The wording proposed so far.
    pub current: &'a str,
    /// What the lawyer asks for, or the rulebook's instruction.
    pub wish: &'a str,
    /// A draft that would not do, and why.
    pub rejected: Option<(&'a str, &'a str)>,
}

/// A boxed draft with what it cost.
pub type Drafting<'a> = Pin<Box<dyn Future<Output = (Result<String, EngineError>, Spent)> + Send + 'a>>;

/// A boxed answer, so that engines can be chosen at run time.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Answered> + Send + 'a>>;

/// Something that answers questions about contracts.
pub trait Engine: Send + Sync {
    /// `builtin`, or the model's name.
    fn name(&self) -> &str;

    /// Answers one question.
    fn answer<'a>(&'a self, question: &'a Question<'a>) -> Answering<'a>;

    /// Whether answers come from a model: they are worth keeping, and the cues can be asked for a second opinion.
    fn is_model(&self) -> bool {
        false
    }

    /// Which of these locate questions are better asked in one request, as lists of their indices. Questions that are
    /// in no list are asked alone.
    fn together(&self, _questions: &[Question<'_>]) -> Vec<Vec<usize>> {
        Vec::new()
    }

    /// Answers the questions of one such list, in their order.
    fn answer_together<'a>(
        &'a self,
        questions: Vec<&'a Question<'a>>,
    ) -> Pin<Box<dyn Future<Output = Vec<Answered>> + Send + 'a>> {
        Box::pin(async move {
            let mut answers = Vec::with_capacity(questions.len());
            for question in questions {
                answers.push(self.answer(question).await);
            }
            answers
        })
    }

    /// Drafts a wording.
    fn draft<'a>(&'a self, _task: &'a Draft<'a>) -> Drafting<'a> {
        Box::pin(std::future::ready((Err(EngineError::CannotDraft), Spent::default())))
    }

    /// The same engine with limits of its own for one review; `None` when it has none.
    fn for_review(&self) -> Option<std::sync::Arc<dyn Engine>> {
        None
    }
}

/// Answers kept outside the process, so that a review that was cut off goes on where it was.
pub trait Memory: Send + Sync {
    /// The answer to a question of that fingerprint.
    fn recall(&self, fingerprint: &str) -> Option<Answered>;

    /// Keeps an answer; it is written before the review goes on.
    fn keep<'a>(
        &'a self,
        fingerprint: &'a str,
        answered: &'a Answered,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>>;
}
