//! The last step to the server, below async-openai.
//!
//! The library's own transport retries by rules that cannot be counted, and logs what a server says when
//! it fails, which may repeat the prompt. This one sends once, looks at the answer first, and turns every
//! failure into a word of ours.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use async_openai::{error::OpenAIError, middleware::HttpRequestFactory};
use reqwest::{Response, StatusCode, header::RETRY_AFTER};
use serde::Deserialize;

/// No answer to one question is larger; what is larger is no answer.
const MOST_BYTES: usize = 4 << 20;

/// Why a request brought no answer.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub(super) enum Failure {
    /// No connection, or one that ended early, or something that is no chat answer. Worth another try.
    #[error("{0}")]
    Lost(&'static str),
    /// 429 or 5xx. Worth another try.
    #[error("it is busy or failing (status {status})")]
    Busy {
        /// The status.
        status: u16,
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
    },
    /// The request will not do, now or later.
    #[error("it refused the request (status {status}{})", code.as_deref().map(|code| format!(", {code}")).unwrap_or_default())]
    Refused {
        /// The status.
        status: u16,
        /// The server's code for the reason, if it looks like one.
        code: Option<String>,
        /// The field that it refused.
        field: Option<String>,
    },
}

/// A chat answer, as little of it as is needed: servers differ in the rest.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct ChatAnswer {
    pub(super) choices: Vec<Choice>,
    #[serde(default)]
    pub(super) usage: Option<TokenCount>,
}

/// One of the answers; only one is asked for.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Choice {
    pub(super) message: Message,
}

/// What the model said.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Message {
    #[serde(default)]
    pub(super) content: Option<String>,
}

/// Tokens, as the server counts them.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(super) struct TokenCount {
    #[serde(default)]
    pub(super) prompt_tokens: u64,
    #[serde(default)]
    pub(super) completion_tokens: u64,
}

/// Sends a request once.
#[derive(Clone, Debug)]
pub(super) struct Transport {
    client: reqwest::Client,
}

impl Transport {
    pub(super) fn new() -> Result<Self, reqwest::Error> {
        // A redirect would carry the contract to a host that nobody configured.
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { client })
    }

    async fn send(self, factory: HttpRequestFactory) -> Result<Response, OpenAIError> {
        let request = factory.build().await?;
        let mut response = self.client.execute(request).await.map_err(|error| boxed(lost(&error)))?;
        let status = response.status();
        let wait = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| boxed(lost(&error)))? {
            body.extend_from_slice(&chunk);
            if body.len() > MOST_BYTES {
                return Err(boxed(Failure::Lost("its answer was far too large")));
            }
        }
        if status == StatusCode::TOO_MANY_REQUESTS
            || (status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED)
        {
            return Err(boxed(Failure::Busy { status: status.as_u16(), retry_after: wait.map(Duration::from_secs) }));
        }
        if !status.is_success() {
            return Err(boxed(refusal(status, &body)));
        }
        if serde_json::from_slice::<ChatAnswer>(&body).is_err() {
            return Err(boxed(Failure::Lost("its answer was no chat completion")));
        }
        Ok(Response::from(http::Response::new(body)))
    }
}

impl tower_service::Service<HttpRequestFactory> for Transport {
    type Response = Response;
    type Error = OpenAIError;
    type Future = Pin<Box<dyn Future<Output = Result<Response, OpenAIError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, factory: HttpRequestFactory) -> Self::Future {
        Box::pin(self.clone().send(factory))
    }
}

/// The failure inside an error of the library, which adds only its own wrapping.
pub(super) fn failure_of(error: &OpenAIError) -> Failure {
    match error {
        OpenAIError::Boxed(inner) => {
            inner.downcast_ref::<Failure>().cloned().unwrap_or(Failure::Lost("the request could not be sent"))
        }
        _ => Failure::Lost("the request could not be sent"),
    }
}

fn boxed(failure: Failure) -> OpenAIError {
    OpenAIError::Boxed(Box::new(failure))
}

fn lost(error: &reqwest::Error) -> Failure {
    Failure::Lost(if error.is_connect() { "it cannot be reached" } else { "the connection was lost" })
}

fn refusal(status: StatusCode, body: &[u8]) -> Failure {
    let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    // Codes only: a message may repeat what was sent.
    let word = |field: &str| {
        let text = body.pointer(&format!("/error/{field}"))?.as_str()?;
        let is_code = text.len() <= 48 && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
        is_code.then(|| text.to_owned())
    };
    let message = body.pointer("/error/message").and_then(|message| message.as_str()).unwrap_or_default();
    let field = word("param").or_else(|| message.contains("temperature").then(|| "temperature".to_owned()));
    Failure::Refused { status: status.as_u16(), code: word("code").or_else(|| word("type")), field }
}
