//! What administrators see of the engine that answers.

use serde::{Deserialize, Serialize};

/// The engine and, when it asks a model, how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineFacts {
    /// `builtin`, or the model's name.
    pub engine: String,
    /// The model's server; `None` for the built-in engine.
    pub server: Option<ServerFacts>,
    /// Servers known by name: id, name, model, address.
    pub presets: Vec<[String; 4]>,
}

/// A model's server as it is set. The key is not among it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerFacts {
    /// Base URL.
    pub url: String,
    /// Whether a key is set.
    pub has_key: bool,
    /// Requests under way at the same time.
    pub concurrency: usize,
    /// What is hidden from it: `nothing`, `names`, `names_and_amounts`.
    pub hides: String,
    /// Opinions on each judgement.
    pub votes: u8,
    /// Tokens of one review.
    pub budget: Option<u64>,
}

/// How a connection test ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tested {
    /// The server answered.
    Answered {
        /// `json_schema`, `json_object` or `text`: how strictly it keeps a form.
        form: String,
        /// Whether the answer had the form asked for.
        well_formed: bool,
        /// Wall time of the test.
        latency_ms: u64,
    },
    /// It did not; why, without anything that was sent.
    Failed(String),
}
