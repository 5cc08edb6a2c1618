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

use std::{
    collections::BTreeSet,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use pacta_domain::trace::Spent;

use crate::review::engine::{Answered, Answering, Engine, EngineError, Question, Reply};

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

    /// How many statute references the model made up were cut from its reasons (promise 2).
    #[must_use]
    pub fn dropped_citations(&self) -> u64 {
        self.shared.dropped_citations.load(Ordering::Relaxed)
    }

    async fn answered(&self, question: &Question<'_>) -> Answered {
        if question.passages.is_empty() {
            return Answered::free(answer::joined(Vec::new(), &question.wants));
        }
        let places = passages::choose(question);
        let readings: Vec<Reading<'_>> = places.iter().map(|places| Reading::of(question, places)).collect();
        let mut whole = Answered::free(answer::joined(Vec::new(), &question.wants));
        whole.read = Some(readings.iter().flat_map(Reading::blocks).collect());
        whole.together = 1;
        let mut replies = Vec::new();
        let mut failed = None;
        let asked = readings.iter().map(|reading| self.ask(question, reading));
        for part in futures::future::join_all(asked).await {
            whole.spent += part.spent;
            whole.prompt = part.prompt.or(whole.prompt);
            match part.reply {
                Ok(reply) => replies.push(reply),
                Err(error) => failed = Some(error),
            }
        }
        // Half an answer could pass for "nothing found".
        whole.reply = match failed {
            Some(error) => Err(error),
            None => Ok(answer::joined(replies, &question.wants)),
        };
        whole
    }

    /// Asks about one reading.
    async fn ask(&self, question: &Question<'_>, reading: &Reading<'_>) -> Answered {
        let shared = &self.shared;
        let mut answered = Answered { together: 1, ..Answered::free(Reply::Value(None)) };
        let request = match shared.prompts.request(question, reading, shared.settings.mask) {
            Ok(request) => request,
            Err(error) => return Answered { reply: Err(broken(&error)), ..answered },
        };
        answered.prompt = Some(request.used.clone());
        let key = cache::key(&shared.settings.name, &request);
        if let Some(reply) = shared.cache.get(&key) {
            answered.spent.cached = 1;
            return Answered { reply: Ok(reply), ..answered };
        }
        let read = |object| answer::read(object, question, reading);
        answered.reply = self.exchange(&request, &mut answered.spent, read).await.map(|reply| {
            let (reply, dropped) = without_citations(reply);
            shared.dropped_citations.fetch_add(dropped, Ordering::Relaxed);
            shared.cache.put(key, reply.clone());
            reply
        });
        if answered.reply == Err(EngineError::Malformed) {
            tracing::warn!(point = question.point, node = question.node, "the model's answer had not the form asked for");
        }
        answered
    }

    /// Asks several locate questions in one request. A question whose answer is missing or has not the form is asked
    /// again alone.
    async fn ask_together(&self, questions: Vec<&Question<'_>>) -> Vec<Answered> {
        let shared = &self.shared;
        let Some(first) = questions.first().copied() else { return Vec::new() };
        let mut places: Vec<BTreeSet<usize>> = Vec::with_capacity(questions.len());
        let mut keys = Vec::with_capacity(questions.len());
        let mut answers: Vec<Option<Answered>> = Vec::with_capacity(questions.len());
        for question in &questions {
            let own: BTreeSet<usize> = passages::choose(question).into_iter().flatten().collect();
            let request = shared.prompts.request(question, &Reading::of(question, &own), shared.settings.mask);
            let key = request.ok().map(|request| cache::key(&shared.settings.name, &request));
            let known = key.and_then(|key| shared.cache.get(&key));
            answers.push(known.map(|reply| {
                let spent = Spent { cached: 1, ..Spent::default() };
                Answered { spent, together: 1, ..Answered::free(reply) }
            }));
            keys.push(key);
            places.push(own);
        }
        let open: Vec<usize> = (0..questions.len()).filter(|index| answers[*index].is_none()).collect();
        if open.len() > 1 {
            let union: BTreeSet<usize> = open.iter().flat_map(|index| &places[*index]).copied().collect();
            let reading = Reading::of(first, &union);
            let asked: Vec<&Question<'_>> = open.iter().map(|index| questions[*index]).collect();
            let mut spent = Spent::default();
            let replies = match shared.prompts.request_for_several(&asked, &reading, shared.settings.mask) {
                Ok(request) => {
                    let read = |object| answer::read_several(object, asked.len(), &reading);
                    let replies = self.exchange(&request, &mut spent, read).await;
                    replies.map(|replies| (replies, request.used))
                }
                Err(error) => Err(broken(&error)),
            };
            let read: Vec<String> = reading.blocks().collect();
            for (place, index) in open.iter().enumerate() {
                let (reply, prompt) = match &replies {
                    Ok((replies, used)) => match replies.get(place).cloned().flatten() {
                        Some(reply) => (Ok(reply), Some(used.clone())),
                        None => continue,
                    },
                    Err(EngineError::Malformed) => continue,
                    Err(error) => (Err(error.clone()), None),
                };
                if let (Ok(reply), Some(key)) = (&reply, keys[*index]) {
                    shared.cache.put(key, reply.clone());
                }
                // The request is counted once.
                let spent = std::mem::take(&mut spent);
                let read = Some(read.clone());
                answers[*index] = Some(Answered { reply, spent, read, prompt, together: asked.len() });
            }
            // What nobody could use was paid for all the same.
            if let Some(alone) = open.iter().find(|index| answers[**index].is_none()) {
                let mut answered = self.answered(questions[*alone]).await;
                answered.spent += spent;
                answers[*alone] = Some(answered);
            }
        }
        let rest = answers.into_iter().zip(&questions).map(|(answer, question)| async {
            match answer {
                Some(answer) => answer,
                None => self.answered(question).await,
            }
        });
        futures::future::join_all(rest).await
    }

    /// Sends a request, a second time when the answer has not the form.
    async fn exchange<T>(
        &self,
        request: &Request,
        spent: &mut Spent,
        read: impl Fn(serde_json::Map<String, serde_json::Value>) -> Option<T>,
    ) -> Result<T, EngineError> {
        for again in [false, true] {
            let reserved = request.estimated_tokens();
            if !self.reserve(reserved) {
                return Err(EngineError::OutOfBudget);
            }
            let completion = match self.shared.server.complete(request, again, spent).await {
                Ok(completion) => completion,
                Err(error) => {
                    self.spent.fetch_sub(reserved, Ordering::Relaxed);
                    return Err(error);
                }
            };
            // A server that does not count is held to the estimate.
            if completion.tokens() > 0 {
                self.spent.fetch_add(completion.tokens(), Ordering::Relaxed);
                self.spent.fetch_sub(reserved, Ordering::Relaxed);
            }
            let object = structured::object_in(&completion.content).map(|object| request.mask.restored(object));
            if let Some(read) = object.and_then(&read) {
                return Ok(read);
            }
        }
        Err(EngineError::Malformed)
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
        Box::pin(self.answered(question))
    }

    fn is_model(&self) -> bool {
        true
    }

    fn together(&self, questions: &[Question<'_>]) -> Vec<Vec<usize>> {
        passages::together(questions, self.shared.settings.together)
    }

    fn answer_together<'a>(
        &'a self,
        questions: Vec<&'a Question<'a>>,
    ) -> Pin<Box<dyn Future<Output = Vec<Answered>> + Send + 'a>> {
        Box::pin(self.ask_together(questions))
    }

    /// The same server, limits and cache with an untouched token budget.
    fn for_review(&self) -> Option<Arc<dyn Engine>> {
        Some(Arc::new(Self { shared: Arc::clone(&self.shared), spent: Arc::default() }))
    }
}

fn broken(error: &minijinja::Error) -> EngineError {
    EngineError::Unavailable(format!("prompt: {error}"))
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
