//! `pacta model check`: does the server answer, in which form, and how fast.

use std::time::Instant;

use pacta_domain::trace::{PromptUsed, Spent};
use serde::Serialize;
use serde_json::json;

use super::{
    Form, ModelError, ModelSettings, mask::Mask, prompt::Request, server::Server, settings::Hiding, structured,
};
use crate::review::engine::EngineError;

/// What a small question to the server showed.
#[derive(Clone, Debug, Serialize)]
pub struct CheckReport {
    /// Base URL that was asked.
    pub url: String,
    /// The model's name.
    pub model: String,
    /// How the server lets the form of an answer be asked for.
    pub structured_output: Form,
    /// Did the answer have that form?
    pub well_formed: bool,
    /// Milliseconds for all requests of the check.
    pub latency_ms: u64,
    /// Requests sent until the form was found.
    pub calls: u64,
    /// Tokens sent, as the server counts them.
    pub prompt_tokens: u64,
    /// Tokens received.
    pub completion_tokens: u64,
    /// What is replaced by placeholders before sending.
    pub masked: Hiding,
}

/// Asks the server a question that needs no contract.
///
/// # Errors
/// When the settings cannot be used, or the server cannot be reached or refuses.
pub async fn check(settings: &ModelSettings) -> Result<CheckReport, ModelError> {
    let server = Server::new(settings)?;
    let request = Request {
        kind: "check",
        instructions: "Reply with the JSON object {\"answer\": \"yes\"} and nothing else.".to_owned(),
        reminder: String::new(),
        data: "Ready?".to_owned(),
        schema: json!({
            "type": "object",
            "properties": {"answer": {"type": "string", "enum": ["yes"]}},
            "required": ["answer"],
            "additionalProperties": false,
        }),
        mask: Mask::default(),
        used: PromptUsed { name: "check".to_owned(), version: 1, text: String::new() },
    };
    let started = Instant::now();
    let mut spent = Spent::default();
    let completion = server.complete(&request, 0, false, &mut spent).await.map_err(ModelError::Server)?;
    let answer = structured::object_in(&completion.content);
    let well_formed =
        answer.is_some_and(|answer| answer.get("answer").and_then(|answer| answer.as_str()) == Some("yes"));
    if completion.content.is_empty() {
        return Err(EngineError::Malformed.into());
    }
    Ok(CheckReport {
        url: settings.base()?,
        model: settings.name.clone(),
        structured_output: server.form(),
        well_formed,
        latency_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        calls: spent.calls,
        prompt_tokens: spent.prompt_tokens,
        completion_tokens: spent.completion_tokens,
        masked: settings.mask,
    })
}
