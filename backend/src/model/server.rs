//! The model's server: limits, patience, and which form of answer it can give.

use std::{
    sync::atomic::{AtomicBool, AtomicU8, Ordering},
    time::Duration,
};

use async_openai::{Client, config::OpenAIConfig};
use pacta_domain::trace::Spent;
use recloser::{AsyncRecloser, Recloser};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    ModelError, ModelSettings,
    gate::Gate,
    prompt::Request,
    structured::Form,
    transport::{ChatAnswer, Failure, Transport, failure_of},
};
use crate::review::engine::EngineError;

/// The share of failed requests at which the server is left in peace.
const BROKEN: f32 = 0.8;
/// The last requests that this share is taken of.
const WATCHED: usize = 12;

/// What the model said.
#[derive(Clone, Debug)]
pub(super) struct Completion {
    pub(super) content: String,
    pub(super) prompt_tokens: u64,
    pub(super) completion_tokens: u64,
}

impl Completion {
    pub(super) fn tokens(&self) -> u64 {
        self.prompt_tokens.saturating_add(self.completion_tokens)
    }
}

/// Why one request brought no answer.
enum Missed {
    /// It took too long.
    Late,
    /// It failed.
    Failed(Failure),
}

/// A server that refuses a request is alive, and one that asks for patience says when it will be.
fn is_outage(missed: &Missed) -> bool {
    !matches!(missed, Missed::Failed(Failure::Refused { .. } | Failure::Busy { status: 429, .. }))
}

/// A server and what was learnt about it.
pub(super) struct Server {
    client: Client<OpenAIConfig>,
    settings: ModelSettings,
    gate: Gate,
    /// Opens when most of the last requests failed: nobody then waits for a server that is gone.
    breaker: AsyncRecloser,
    /// The strictest [`Form`] that it has not refused.
    form: AtomicU8,
    /// It has answered at least once.
    answered: AtomicBool,
    /// Some models think at one temperature only and refuse to be told.
    fixed_temperature: AtomicBool,
}

impl Server {
    pub(super) fn new(settings: &ModelSettings) -> Result<Self, ModelError> {
        // Organisation and project are emptied: the library would take them from the environment and send
        // them to a host that they are not meant for.
        let config = OpenAIConfig::new()
            .with_api_base(settings.base()?)
            .with_api_key(settings.key.expose())
            .with_org_id("")
            .with_project_id("");
        Ok(Self {
            client: Client::with_config(config).with_http_service(Transport::new()?),
            gate: Gate::new(settings.concurrency),
            breaker: Recloser::custom()
                .error_rate(BROKEN)
                .closed_len(WATCHED)
                .half_open_len(2)
                .open_wait(settings.rest)
                .build()
                .into(),
            settings: settings.clone(),
            form: AtomicU8::new(0),
            answered: AtomicBool::new(false),
            fixed_temperature: AtomicBool::new(false),
        })
    }

    /// The strictest form that the server has not refused so far.
    pub(super) fn form(&self) -> Form {
        match self.form.load(Ordering::Relaxed) {
            0 => Form::JsonSchema,
            1 => Form::JsonObject,
            _ => Form::Text,
        }
    }

    /// Asks once, with all the patience that the settings allow. `following`: questions that
    /// wait for the answer; `again`: the last answer had not the form.
    pub(super) async fn complete(
        &self,
        request: &Request,
        following: usize,
        again: bool,
        spent: &mut Spent,
    ) -> Result<Completion, EngineError> {
        let _place = self.gate.enter(following).await;
        let mut form = self.form();
        loop {
            match self.patiently(&self.body(request, form, again), spent).await? {
                Ok(completion) => {
                    // Learnt only from success: a request may be refused for another reason than its form.
                    self.form.fetch_max(form as u8, Ordering::Relaxed);
                    self.answered.store(true, Ordering::Relaxed);
                    return Ok(completion);
                }
                Err(Failure::Refused { field: Some(field), .. })
                    if field == "temperature" && !self.fixed_temperature.swap(true, Ordering::Relaxed) => {}
                Err(Failure::Refused { status: 400 | 415 | 422 | 501, .. }) if form.weaker().is_some() => {
                    form = form.weaker().unwrap_or(form);
                }
                // Some servers fail where they should refuse; one that has answered before is only failing.
                Err(Failure::Busy { status: 500, .. })
                    if form.weaker().is_some() && !self.answered.load(Ordering::Relaxed) =>
                {
                    form = form.weaker().unwrap_or(form);
                }
                Err(failure) => return Err(EngineError::Unavailable(failure.to_string())),
            }
        }
    }

    /// Sends, and sends again while that may help. The outer error is final; a refusal is for the caller.
    async fn patiently(&self, body: &Value, spent: &mut Spent) -> Result<Result<Completion, Failure>, EngineError> {
        let mut tries = 0;
        loop {
            let sent = self.breaker.call_with(is_outage, self.once(body));
            let answered = sent.await;
            let rejected = matches!(answered, Err(recloser::Error::Rejected));
            if !rejected {
                spent.calls += 1;
                spent.retries += u64::from(tries > 0);
            }
            let failure = match answered {
                Ok(answer) => return Ok(Ok(self.completion(answer, spent))),
                Err(recloser::Error::Rejected) => {
                    return Err(EngineError::Resting { seconds: self.settings.rest.as_secs() });
                }
                Err(recloser::Error::Inner(Missed::Late)) => {
                    return Err(EngineError::TimedOut { seconds: self.settings.timeout.as_secs() });
                }
                Err(recloser::Error::Inner(Missed::Failed(failure))) => failure,
            };
            let asked = match failure {
                Failure::Refused { .. } => return Ok(Err(failure)),
                Failure::Busy { retry_after, .. } => retry_after,
                Failure::Lost(_) => None,
            };
            // To come back before the server wants it is to be refused once more.
            let exhausted = tries >= self.settings.retries;
            if exhausted && matches!(failure, Failure::Busy { status: 500, .. }) {
                return Ok(Err(failure));
            }
            if exhausted || asked.is_some_and(|wait| wait > self.settings.longest_wait) {
                return Err(EngineError::Unavailable(failure.to_string()));
            }
            tokio::time::sleep(asked.unwrap_or_else(|| self.wait(tries, body))).await;
            tries += 1;
        }
    }

    async fn once(&self, body: &Value) -> Result<ChatAnswer, Missed> {
        let chat = self.client.chat();
        let sent = chat.create_byot::<_, ChatAnswer>(body);
        let answered = tokio::time::timeout(self.settings.timeout, sent).await.map_err(|_| Missed::Late)?;
        answered.map_err(|error| Missed::Failed(failure_of(&error)))
    }

    fn completion(&self, answer: ChatAnswer, spent: &mut Spent) -> Completion {
        let usage = answer.usage.unwrap_or_default();
        spent.prompt_tokens += usage.prompt_tokens;
        spent.completion_tokens += usage.completion_tokens;
        let content = answer.choices.into_iter().next().and_then(|choice| choice.message.content).unwrap_or_default();
        Completion { content, prompt_tokens: usage.prompt_tokens, completion_tokens: usage.completion_tokens }
    }

    /// Exponential, and scattered over its upper half so that questions refused together part ways.
    fn wait(&self, tries: u32, body: &Value) -> Duration {
        let longest =
            self.settings.first_wait.saturating_mul(2_u32.saturating_pow(tries)).min(self.settings.longest_wait);
        let mut hash = Sha256::new();
        hash.update(self.settings.seed.to_le_bytes());
        hash.update(tries.to_le_bytes());
        hash.update(body.to_string());
        let scatter = hash.finalize().first().copied().unwrap_or_default();
        longest.mul_f64(0.5 + f64::from(scatter) / 512.0)
    }

    fn body(&self, request: &Request, form: Form, again: bool) -> Value {
        let instructions = if again {
            format!("{}\n\n{}", request.instructions, request.reminder)
        } else {
            request.instructions.clone()
        };
        let mut body = json!({
            "model": self.settings.name,
            "messages": [
                {"role": "system", "content": instructions},
                {"role": "user", "content": request.data},
            ],
            "stream": false,
        });
        let Some(fields) = body.as_object_mut() else { return body };
        if !self.fixed_temperature.load(Ordering::Relaxed) {
            fields.insert("temperature".to_owned(), json!(0));
        }
        let format = match form {
            Form::JsonSchema => {
                json!({"type": "json_schema", "json_schema": {"name": request.kind, "strict": true, "schema": request.schema}})
            }
            Form::JsonObject => json!({"type": "json_object"}),
            Form::Text => return body,
        };
        fields.insert("response_format".to_owned(), format);
        body
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("settings", &self.settings).field("form", &self.form()).finish_non_exhaustive()
    }
}
