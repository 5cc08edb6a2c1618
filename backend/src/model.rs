//! The large model: any server that speaks the OpenAI chat protocol.
//!
//! A question goes through five hands, in this order: [`passages`] chooses what must be read, [`mask`]
//! takes out what nobody outside need know, [`prompt`] writes the instructions and fences the contract as
//! data, [`server`] carries it there and back with patience, and [`answer`] lets through only what has the
//! form asked for. Whatever comes out is still a claim: the evidence check decides.
//!
//! Contract text and keys are never logged, also not by the libraries below: their error messages are
//! replaced before they reach them (see [`transport`]).

mod answer;
mod cache;
mod check;
mod citations;
mod mask;
mod passages;
mod prompt;
mod server;
mod settings;
mod structured;
#[cfg(test)]
mod tests;
mod transport;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use crate::review::engine::{Answering, Cost, Engine, EngineError, Question, Reply};

pub use check::{CheckReport, check};
pub use settings::{ModelSettings, Secret};
pub use structured::Form;

use cache::Cache;
use passages::Reading;
use prompt::{Prompts, Request};
use server::Server;

/// Why a model cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The address is none.
    #[error(
        "the model's address must begin with http:// or https:// and end before /chat/completions, as in https://host/v1"
    )]
    Address,
    /// No model is named.
    #[error("name the model, as the server calls it")]
    NoName,
    /// The key cannot be sent.
    #[error("the model's key holds characters that no key has; was a line break copied with it?")]
    Key,
    /// The HTTP client cannot be made.
    #[error("the HTTP client cannot start: {0}")]
    Client(#[from] reqwest::Error),
    /// A prompt that ships with the program does not compile.
    #[error("a prompt is broken: {0}")]
    Prompt(#[from] minijinja::Error),
    /// The server did not answer as it should; only [`check`] gives this.
    #[error("{0}; check the address, the name and the key, and that the server runs")]
    Server(#[from] EngineError),
}

/// An [`Engine`] that asks a model. Clones share the server, its limits and the cache.
#[derive(Clone, Debug)]
pub struct ModelEngine {
    shared: Arc<Shared>,
    spent: Arc<AtomicU64>,
}

#[derive(Debug)]
struct Shared {
    settings: ModelSettings,
    server: Server,
    prompts: Prompts,
    cache: Cache,
    dropped_citations: AtomicU64,
}

impl ModelEngine {
    /// An engine for the server that the settings name. Nothing is sent yet.
    ///
    /// # Errors
    /// When the settings cannot be used.
    pub fn new(settings: ModelSettings) -> Result<Self, ModelError> {
        let shared = Shared {
            server: Server::new(&settings)?,
            prompts: Prompts::new()?,
            cache: Cache::default(),
            dropped_citations: AtomicU64::new(0),
            settings,
        };
        Ok(Self { shared: Arc::new(shared), spent: Arc::default() })
    }

    /// The same engine with an untouched token budget: take one for each review.
    #[must_use]
    pub fn for_review(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), spent: Arc::default() }
    }

    /// How many statute references the model made up were cut from its reasons (promise 2).
    #[must_use]
    pub fn dropped_citations(&self) -> u64 {
        self.shared.dropped_citations.load(Ordering::Relaxed)
    }

    async fn reply(&self, question: &Question<'_>) -> (Result<Reply, EngineError>, Cost) {
        if question.passages.is_empty() {
            return (Ok(answer::joined(Vec::new(), &question.wants)), Cost::default());
        }
        let readings = passages::choose(question);
        let asked = readings.into_iter().map(|reading| self.ask(question, reading));
        let mut cost = Cost::default();
        let mut replies = Vec::new();
        let mut failed = None;
        for (reply, part) in futures::future::join_all(asked).await {
            cost = sum(cost, part);
            match reply {
                Ok(reply) => replies.push(reply),
                Err(error) => failed = Some(error),
            }
        }
        // Half an answer could pass for "nothing found".
        match failed {
            Some(error) => (Err(error), cost),
            None => (Ok(answer::joined(replies, &question.wants)), cost),
        }
    }

    /// Asks about one reading, a second time when the answer has not the form.
    async fn ask(&self, question: &Question<'_>, reading: Reading<'_>) -> (Result<Reply, EngineError>, Cost) {
        let shared = &self.shared;
        let mut cost = Cost::default();
        let request = match shared.prompts.request(question, &reading, shared.settings.mask) {
            Ok(request) => request,
            Err(error) => return (Err(EngineError::Unavailable(format!("prompt: {error}"))), cost),
        };
        let key = cache::key(&shared.settings.name, &request);
        if let Some(content) = shared.cache.get(&key)
            && let Some(reply) = self.read(&content, question, &reading, &request)
        {
            cost.cached = 1;
            return (Ok(reply), cost);
        }
        for again in [false, true] {
            let reserved = request.estimated_tokens();
            if !self.reserve(reserved) {
                return (Err(EngineError::OutOfBudget), cost);
            }
            let completion = match shared.server.complete(&request, again, &mut cost).await {
                Ok(completion) => completion,
                Err(error) => {
                    self.spent.fetch_sub(reserved, Ordering::Relaxed);
                    return (Err(error), cost);
                }
            };
            // A server that does not count is held to the estimate.
            if completion.tokens() > 0 {
                self.spent.fetch_add(completion.tokens(), Ordering::Relaxed);
                self.spent.fetch_sub(reserved, Ordering::Relaxed);
            }
            if let Some(reply) = self.read(&completion.content, question, &reading, &request) {
                shared.cache.put(key, completion.content);
                return (Ok(reply), cost);
            }
        }
        tracing::warn!(point = question.point, node = question.node, "the model's answer had not the form asked for");
        (Err(EngineError::Malformed), cost)
    }

    fn read(&self, content: &str, question: &Question<'_>, reading: &Reading<'_>, request: &Request) -> Option<Reply> {
        let object = structured::object_in(content)?;
        let object = request.mask.restored(object);
        let reply = answer::read(object, question, reading)?;
        let (reply, dropped) = without_citations(reply);
        self.shared.dropped_citations.fetch_add(dropped, Ordering::Relaxed);
        Some(reply)
    }

    /// Takes tokens from the budget before they are sent, so that questions in parallel cannot overdraw it.
    fn reserve(&self, tokens: u64) -> bool {
        let spent = self.spent.fetch_add(tokens, Ordering::Relaxed).saturating_add(tokens);
        let within = self.shared.settings.budget_tokens.is_none_or(|budget| spent <= budget);
        if !within {
            self.spent.fetch_sub(tokens, Ordering::Relaxed);
        }
        within
    }
}

impl Engine for ModelEngine {
    fn name(&self) -> &str {
        &self.shared.settings.name
    }

    fn answer<'a>(&'a self, question: &'a Question<'a>) -> Answering<'a> {
        Box::pin(self.reply(question))
    }
}

fn without_citations(reply: Reply) -> (Reply, u64) {
    match reply {
        Reply::YesNo { answer, quote, reason: Some(reason), confidence } => {
            let (reason, dropped) = citations::cut(&reason);
            (
                Reply::YesNo { answer, quote, reason: Some(reason).filter(|reason| !reason.is_empty()), confidence },
                dropped,
            )
        }
        other => (other, 0),
    }
}

fn sum(a: Cost, b: Cost) -> Cost {
    Cost {
        calls: a.calls + b.calls,
        cached: a.cached + b.cached,
        prompt_tokens: a.prompt_tokens + b.prompt_tokens,
        completion_tokens: a.completion_tokens + b.completion_tokens,
    }
}
