//! `pacta read`.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, ValueEnum};
use pacta_backend::{
    consistency::{self, Referred},
    documents::{self, ReadOptions},
};
use pacta_domain::{
    document::{Document, Revisions},
    evidence::Span,
};
use serde::Serialize;

use super::{
    Failure,
    output::{self, Form},
};

/// How tracked changes of the input are read.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum RevisionsArg {
    /// As proposed.
    #[default]
    Accepted,
    /// As before the changes.
    Rejected,
}

impl From<RevisionsArg> for Revisions {
    fn from(arg: RevisionsArg) -> Self {
        match arg {
            RevisionsArg::Accepted => Self::Accepted,
            RevisionsArg::Rejected => Self::Rejected,
        }
    }
}

/// Read contracts into blocks, clauses and parties.
#[derive(Debug, Args)]
pub struct Read {
    /// Contracts: docx, pdf, txt.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    form: Form,
    /// Only the text.
    #[arg(long, conflicts_with_all = ["json", "jsonl"])]
    text: bool,
    /// How existing tracked changes are read.
    #[arg(long, value_enum, default_value_t)]
    revisions: RevisionsArg,
}

/// Reads files one after the other. One that cannot be read gets an error in its line, and the exit
/// status says so only when none could be read.
///
/// # Errors
/// When the only file cannot be read.
pub(super) fn each(
    files: &[PathBuf],
    options: &ReadOptions,
    form: &Form,
    mut done: impl FnMut(&str, &Document),
) -> Result<ExitCode, Failure> {
    let mut read_any = false;
    for path in files {
        let name = output::shown(path);
        match output::load(path).and_then(|bytes| Ok(documents::read(&bytes, &name, options)?)) {
            Ok(document) => {
                read_any = true;
                done(&name, &document);
            }
            Err(failure) if files.len() == 1 => return Err(failure),
            Err(failure) if form.is_json() => {
                output::line(&serde_json::json!({"file": name, "error": failure.json()}));
            }
            Err(failure) => eprintln!("{name}: {}", failure.json()["message"].as_str().unwrap_or_default()),
        }
    }
    Ok(if read_any { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

#[derive(Serialize)]
struct ReadLine<'a> {
    file: String,
    #[serde(flatten)]
    document: &'a Document,
    terms: Vec<Term>,
    references: Vec<Referred>,
}

/// A term that the contract defines.
#[derive(Serialize)]
struct Term {
    term: String,
    /// The words that define it.
    span: Span,
}

impl Read {
    pub fn is_json(&self) -> bool {
        self.form.is_json()
    }

    pub fn run(&self) -> Result<ExitCode, Failure> {
        let options = ReadOptions { revisions: self.revisions.into(), ..ReadOptions::default() };
        each(&self.files, &options, &self.form, |name, document| self.print(name, document))
    }

    fn print(&self, name: &str, document: &Document) {
        if self.form.is_json() {
            let terms =
                consistency::definitions(document).into_iter().map(|(term, span)| Term { term, span }).collect();
            let references = consistency::references(document);
            output::line(&ReadLine { file: name.to_owned(), document, terms, references });
        } else if self.text {
            output::say(&document.text);
        } else {
            let title = document.title.as_deref().unwrap_or("—");
            let kind = document.contract_type.as_deref().unwrap_or("—");
            output::say(&format!(
                "{name}\n  {title}\n  language {}, type {kind}, {} blocks, {} clauses",
                document.language.code(),
                document.blocks.len(),
                document.clauses.len()
            ));
            for party in &document.parties {
                output::say(&format!("  {}: {}", party.role, party.name));
            }
            for warning in &document.warnings {
                output::say(&format!("  note: {warning}"));
            }
        }
    }
}
