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
mod gate;
mod locating;
mod mask;
mod passages;
mod presets;
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

use crate::review::engine::{Answered, Answering, Draft, Drafting, Engine, EngineError, Question, Reply, Wants};

pub use check::{CheckReport, check};
pub use presets::{PRESETS, Preset};
pub use settings::{Hiding, ModelSettings, Secret};
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

    /// Asks one question that reads what was located before.
    async fn answered(&self, question: &Question<'_>) -> Answered {
        if question.passages.is_empty() {
            return Answered::free(answer::nothing(&question.wants));
        }
        let key = question.fingerprint(&self.shared.settings.name);
        if let Some(reply) = self.shared.cache.get(&key) {
            return Answered::known(reply);
        }
        let places = passages::choose(question);
        let mut answered = self.ask(question, &places, false).await;
        if self.shared.settings.votes > 1 && matches!(question.wants, Wants::YesNo | Wants::Label(_)) {
            let second = self.ask(question, &places, true).await;
            answered.spent += second.spent;
            answered.rounds += second.rounds;
            answered.reply = answered.reply.and_then(|first| Ok(agreed(first, second.reply?)));
        }
        if let Ok(reply) = &answered.reply {
            self.shared.cache.put(key, reply.clone());
        }
        answered
    }

    /// Asks one question about one reading; `second`: for an opinion that starts from the other end.
    async fn ask(&self, question: &Question<'_>, places: &BTreeSet<usize>, second: bool) -> Answered {
        let shared = &self.shared;
        let reading = Reading::of(question, places);
        let mut answered = Answered {
            together: 1,
            rounds: 1,
            read: Some(reading.blocks().collect()),
            ..Answered::free(answer::nothing(&question.wants))
        };
        let request = match shared.prompts.request(question, &reading, shared.settings.mask, second) {
            Ok(request) => request,
            Err(error) => return Answered { reply: Err(broken(&error)), ..answered },
        };
        let read = |object| answer::read(object, question, &reading);
        answered.reply = self.exchange(&request, question.following, &mut answered.spent, read).await.map(|reply| {
            let (reply, dropped) = without_citations(reply);
            shared.dropped_citations.fetch_add(dropped, Ordering::Relaxed);
            reply
        });
        answered.prompt = Some(request.used);
        answered.rounds = waited(&answered.spent);
        if answered.reply == Err(EngineError::Malformed) {
            tracing::warn!(
                point = question.point,
                node = question.node,
                "the model's answer had not the form asked for"
            );
        }
        answered
    }

    async fn drafted(&self, task: &Draft<'_>) -> (Result<String, EngineError>, Spent) {
        let mut spent = Spent::default();
        let request = match self.shared.prompts.request_for_draft(task, self.shared.settings.mask) {
            Ok(request) => request,
            Err(error) => return (Err(broken(&error)), spent),
        };
        let read = |object: serde_json::Map<String, serde_json::Value>| Some(object.get("text")?.as_str()?.to_owned());
        let text = self.exchange(&request, 0, &mut spent, read).await;
        // Law is cited by the rulebook, not by a wording.
        (text.map(|text| citations::cut(&text).0), spent)
    }

    /// Sends a request, a second time when the answer has not the form.
    async fn exchange<T>(
        &self,
        request: &Request,
        following: usize,
        spent: &mut Spent,
        read: impl Fn(serde_json::Map<String, serde_json::Value>) -> Option<T>,
    ) -> Result<T, EngineError> {
        for again in [false, true] {
            let reserved = request.estimated_tokens();
            if !self.reserve(reserved) {
                return Err(EngineError::OutOfBudget);
            }
            let completion = match self.shared.server.complete(request, following, again, spent).await {
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
        Box::pin(async move {
            if !matches!(question.wants, Wants::Places) {
                return self.answered(question).await;
            }
            let answer = self.located(vec![question]).await.pop();
            answer.unwrap_or_else(|| Answered::free(answer::nothing(&question.wants)))
        })
    }

    fn is_model(&self) -> bool {
        true
    }

    fn together(&self, questions: &[Question<'_>]) -> Vec<Vec<usize>> {
        let indices: Vec<usize> = (0..questions.len()).collect();
        indices.chunks(self.shared.settings.together.max(1)).map(<[usize]>::to_vec).collect()
    }

    fn answer_together<'a>(
        &'a self,
        questions: Vec<&'a Question<'a>>,
    ) -> Pin<Box<dyn Future<Output = Vec<Answered>> + Send + 'a>> {
        Box::pin(self.located(questions))
    }

    fn draft<'a>(&'a self, task: &'a Draft<'a>) -> Drafting<'a> {
        Box::pin(self.drafted(task))
    }

    /// The same server, limits and cache with an untouched token budget.
    fn for_review(&self) -> Option<Arc<dyn Engine>> {
        Some(Arc::new(Self { shared: Arc::clone(&self.shared), spent: Arc::default() }))
    }
}

/// Requests of one exchange wait for each other.
fn waited(spent: &Spent) -> usize {
    usize::try_from(spent.calls).unwrap_or(usize::MAX).max(1)
}

/// What two opinions have in common: nothing where they differ.
fn agreed(first: Reply, second: Reply) -> Reply {
    match (first, second) {
        (Reply::YesNo { answer: one, quote, .. }, Reply::YesNo { answer: other, reason, .. }) if one != other => {
            Reply::YesNo { answer: None, quote, reason, confidence: 0.0 }
        }
        (Reply::Label { label: one, quote, .. }, Reply::Label { label: other, .. }) if one != other => {
            Reply::Label { label: None, quote, confidence: 0.0 }
        }
        (first, _) => first,
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
