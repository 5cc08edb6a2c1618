//! How a command fails: a stable code, a sentence, a hint, and the exit status.

use std::process::ExitCode;

use pacta_backend::{documents::ReadError, redline::RedlineError, storage::StorageError};
use pacta_domain::{document::Language, problem::words};
use serde_json::{Value, json};

/// A command that did not work.
#[derive(Debug)]
pub struct Failure {
    code: String,
    message: String,
    hint: String,
    status: u8,
}

/// A check failed (`rulebook test`).
pub const CHECK_FAILED: u8 = 1;
const USAGE: u8 = 2;
const REFUSED: u8 = 3;
const OUTSIDE: u8 = 4;

impl Failure {
    fn listed(code: &str, status: u8) -> Self {
        let (message, hint) = words(code, Language::En);
        Self { code: code.to_owned(), message: message.to_owned(), hint: hint.to_owned(), status }
    }

    /// Wrong usage, by a code of the list.
    pub fn usage(code: &str, detail: impl std::fmt::Display) -> Self {
        let failure = Self::listed(code, USAGE);
        Self { message: format!("{} ({detail})", failure.message), ..failure }
    }

    /// Input refused, by a code of the list.
    pub fn refused(code: &str, detail: impl std::fmt::Display) -> Self {
        let failure = Self::listed(code, REFUSED);
        Self { message: format!("{} ({detail})", failure.message), ..failure }
    }

    /// Something outside failed: database, disk, model.
    pub fn outside(code: &str, detail: impl std::fmt::Display) -> Self {
        let failure = Self::listed(code, OUTSIDE);
        Self { message: format!("{} ({detail})", failure.message), ..failure }
    }

    /// The error as scripts read it.
    pub fn json(&self) -> Value {
        json!({"code": self.code, "message": self.message, "hint": self.hint})
    }

    /// Tells the user and gives the exit status.
    pub fn report(self, as_json: bool) -> ExitCode {
        if as_json {
            super::output::line(&json!({"error": self.json()}));
        } else {
            eprintln!("pacta: {}\n       {}", self.message, self.hint);
        }
        ExitCode::from(self.status)
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        Self {
            code: error.code().to_owned(),
            message: error.message(Language::En),
            hint: error.hint(Language::En),
            status: REFUSED,
        }
    }
}

impl From<RedlineError> for Failure {
    fn from(error: RedlineError) -> Self {
        Self {
            code: error.code().to_owned(),
            message: error.message(Language::En),
            hint: error.hint(Language::En),
            status: REFUSED,
        }
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        Self::outside("storage.failed", error)
    }
}
