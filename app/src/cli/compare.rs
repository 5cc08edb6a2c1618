//! `pacta compare`.

use std::{fmt::Write as _, path::PathBuf, process::ExitCode};

use clap::Args;
use pacta_backend::{
    clock::{Clock, rfc3339},
    compare,
    documents::{self, Opened, ReadOptions},
    redline::{self, RedlineOptions},
};
use pacta_domain::{
    comparison::{Comparison, DifferenceKind, Tracked},
    diff::Change,
    document::{Document, Revisions},
};

use super::{Failure, output};

/// What changed between two versions, also without tracking.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// The version before: docx, pdf or txt.
    old: PathBuf,
    /// The version now.
    new: PathBuf,
    /// The changes as tracked changes in the old file; in a new one of its text where that is no Word file.
    #[arg(long, value_name = "REDLINE.docx")]
    out: Option<PathBuf>,
    /// Author of these changes.
    #[arg(long, default_value = "Pacta")]
    author: String,
    /// Time of these changes, RFC 3339; default: now.
    #[arg(long)]
    date: Option<String>,
    /// One JSON object on standard output.
    #[arg(long)]
    json: bool,
}

impl CompareArgs {
    pub fn is_json(&self) -> bool {
        self.json
    }

    pub fn run(self) -> Result<ExitCode, Failure> {
        let open = |path: &PathBuf| -> Result<(Vec<u8>, Document), Failure> {
            let bytes = output::load(path)?;
            let Opened { document, converted } =
                documents::open(&bytes, &output::shown(path), &ReadOptions::default())?;
            Ok((converted.unwrap_or(bytes), document))
        };
        let (before, old) = open(&self.old)?;
        let (after, new) = open(&self.new)?;
        let options = ReadOptions { revisions: Revisions::Rejected, ..ReadOptions::default() };
        let rejected = documents::read(&after, &output::shown(&self.new), &options)?;
        let comparison = compare::compare(&old, &new, &rejected);
        let mut placed = None;
        if let Some(out) = &self.out {
            let edits = compare::edits(&old, &new, &comparison.changes);
            let date = self.date.clone().unwrap_or_else(|| rfc3339(Clock::system().now_ms()));
            let options = RedlineOptions { author: self.author.clone(), date };
            let written = redline::write(&redline::word_file(&before, &old)?, &edits, &options)?;
            output::store(out, &written.bytes)?;
            placed = Some(written.results);
        }
        if self.json {
            output::line(&serde_json::json!({
                "old": output::shown(&self.old), "new": output::shown(&self.new),
                "changes": comparison.changes, "unchanged": comparison.unchanged,
                "untracked": comparison.untracked, "edits": placed,
            }));
        } else {
            output::say(&told(&comparison));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The changes for people, one a line: `[-struck-]` and `{+added+}`.
fn told(comparison: &Comparison) -> String {
    let mut text = format!(
        "{} changes, {} of them not tracked; {} paragraphs unchanged",
        comparison.changes.len(),
        comparison.untracked,
        comparison.unchanged
    );
    for change in &comparison.changes {
        let kind = match change.kind {
            DifferenceKind::Changed => "changed",
            DifferenceKind::Form => "form",
            DifferenceKind::Renumbered => "renumbered",
            DifferenceKind::Added => "added",
            DifferenceKind::Removed => "removed",
            DifferenceKind::Moved => "moved",
        };
        let tracked = match change.tracked {
            Tracked::Yes => "",
            Tracked::Partly => ", partly untracked",
            Tracked::No => ", untracked",
        };
        let _ = write!(text, "\n{}  {kind}{tracked}: ", change.place.as_deref().unwrap_or("—"));
        for part in &change.parts {
            let _ = match part.change {
                Change::Equal => write!(text, "{}", part.text),
                Change::Delete => write!(text, "[-{}-]", part.text),
                Change::Insert => write!(text, "{{+{}+}}", part.text),
            };
        }
    }
    text
}
