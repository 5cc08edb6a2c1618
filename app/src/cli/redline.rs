//! `pacta redline` and `pacta clean`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use pacta_backend::{
    clock::{Clock, rfc3339},
    redline::{self, RedlineOptions},
};
use pacta_domain::edit::Edits;

use super::{Failure, output, read::RevisionsArg};

/// Write edits into a Word file as tracked changes and comments.
#[derive(Debug, Args)]
pub struct RedlineArgs {
    /// The original.
    file: PathBuf,
    /// The edits, JSON.
    #[arg(long, value_name = "EDITS.json")]
    edits: PathBuf,
    /// The redline.
    #[arg(long, value_name = "OUT.docx")]
    out: PathBuf,
    /// Author of the changes.
    #[arg(long, default_value = "Pacta")]
    author: String,
    /// Time of the changes, RFC 3339; default: now.
    #[arg(long)]
    date: Option<String>,
    /// One JSON object on standard output.
    #[arg(long)]
    json: bool,
}

impl RedlineArgs {
    pub fn is_json(&self) -> bool {
        self.json
    }

    pub fn run(self) -> Result<ExitCode, Failure> {
        let original = output::load(&self.file)?;
        let edits: Edits = serde_json::from_slice(&output::load(&self.edits)?)
            .map_err(|error| Failure::refused("edits.malformed", error))?;
        let date = self.date.unwrap_or_else(|| rfc3339(Clock::system().now_ms()));
        let written = redline::write(&original, &edits.edits, &RedlineOptions { author: self.author, date })?;
        output::store(&self.out, &written.bytes)?;
        if self.json {
            output::line(&serde_json::json!({"edits": written.results, "parts_changed": written.parts_changed}));
        } else {
            for result in &written.results {
                let reason = result.reason.as_deref().unwrap_or_default();
                output::say(&format!("{} {:?} {reason}", result.index, result.result).to_lowercase());
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Accept or reject all tracked changes of a Word file.
#[derive(Debug, Args)]
pub struct CleanArgs {
    /// The file with tracked changes.
    file: PathBuf,
    /// The clean copy.
    #[arg(long, value_name = "OUT.docx")]
    out: PathBuf,
    /// Whether changes are accepted or rejected.
    #[arg(long, value_enum, default_value_t)]
    revisions: RevisionsArg,
}

impl CleanArgs {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let bytes = redline::clean(&output::load(&self.file)?, self.revisions.into())?;
        output::store(&self.out, &bytes)?;
        Ok(ExitCode::SUCCESS)
    }
}
