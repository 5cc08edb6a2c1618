//! `pacta check`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use pacta_backend::{
    consistency::{self, Checked},
    documents::ReadOptions,
};
use pacta_domain::document::Document;
use serde::Serialize;

use super::{
    Failure,
    output::{self, Form},
    read,
};

/// Check contracts for what is wrong in any contract: references, numbers, sums, dates, names, terms, blanks.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Contracts: docx, pdf, txt.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    form: Form,
}

#[derive(Serialize)]
struct CheckLine<'a> {
    file: &'a str,
    checks: Vec<Checked>,
}

impl CheckArgs {
    pub fn is_json(&self) -> bool {
        self.form.is_json()
    }

    pub fn run(&self) -> Result<ExitCode, Failure> {
        read::each(&self.files, &ReadOptions::default(), &self.form, |name, document| self.print(name, document))
    }

    fn print(&self, file: &str, document: &Document) {
        let checks = consistency::check(document);
        if self.form.is_json() {
            output::line(&CheckLine { file, checks });
            return;
        }
        output::say(file);
        for checked in checks {
            let title = checked.check.title(document.language);
            output::say(&format!("  {title}: {} / {}", checked.issues.len(), checked.looked_at));
            for issue in checked.issues {
                output::say(&format!("    {}", issue.title));
                for quote in issue.quotes {
                    output::say(&format!("      {}  {}", quote.block, quote.text));
                }
            }
        }
    }
}
