//! The command line. Commands and JSON are a contract with scripts: additions are free, changes are not.

mod account;
mod check;
mod compare;
mod failure;
mod model;
mod output;
mod read;
mod redline;
mod review;
mod rulebook;
mod serve;
mod settings;
mod statutes;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;
use settings::Settings;

/// Stack of a thread that renders pages, in bytes; only what is used of it takes memory.
const STACK: usize = 16 << 20;

/// Contract review workbench: reads contracts, reviews them against rulebooks, writes redlines.
#[derive(Debug, Parser)]
#[command(name = "pacta", version, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    settings: settings::Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the web application and the REST API.
    Serve(serve::Serve),
    /// Read contracts into blocks, clauses and parties.
    Read(read::Read),
    /// Check contracts for slips that need no rulebook: references, numbers, sums, dates, names, terms, blanks.
    Check(check::CheckArgs),
    /// Review contracts against a rulebook.
    Review(review::ReviewArgs),
    /// Write edits into a Word file as tracked changes and comments.
    Redline(redline::RedlineArgs),
    /// Accept or reject all tracked changes of a Word file.
    Clean(redline::CleanArgs),
    /// What changed between two versions of a contract, also without tracking.
    Compare(compare::CompareArgs),
    /// Statute articles: import, search, resolve, show, list.
    #[command(subcommand)]
    Statutes(statutes::Statutes),
    /// Rulebooks: list, check, test, schema.
    #[command(subcommand)]
    Rulebook(rulebook::RulebookCommand),
    /// The legal model.
    #[command(subcommand)]
    Model(model::ModelCommand),
    /// People of the organisation.
    #[command(subcommand)]
    User(account::UserCommand),
    /// API keys.
    #[command(subcommand)]
    Key(account::KeyCommand),
}

/// Runs the command and gives the exit status: 0 done, 1 a check failed, 2 wrong usage, 3 input
/// refused, 4 something outside failed.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let settings = match Settings::gather(cli.settings) {
        Ok(settings) => settings,
        Err(failure) => return failure.report(false),
    };
    // Pages are rendered as deeply nested types; an unoptimised build needs far more than the usual 2 MB for them.
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build() {
        Ok(runtime) => runtime,
        Err(error) => return Failure::outside("runtime.failed", error.to_string()).report(false),
    };
    let (json, result) = runtime.block_on(async {
        match cli.command {
            Command::Serve(serve) => (false, serve.run(&settings).await),
            Command::Read(read) => (read.is_json(), read.run()),
            Command::Check(check) => (check.is_json(), check.run()),
            Command::Review(review) => (review.is_json(), review.run(&settings).await),
            Command::Redline(redline) => (redline.is_json(), redline.run()),
            Command::Clean(clean) => (false, clean.run()),
            Command::Compare(compare) => (compare.is_json(), compare.run()),
            Command::Statutes(statutes) => (statutes.is_json(), statutes.run(&settings).await),
            Command::Rulebook(rulebook) => (rulebook.is_json(), rulebook.run().await),
            Command::Model(model) => (model.is_json(), model.run(&settings).await),
            Command::User(user) => (false, user.run(&settings).await),
            Command::Key(key) => (key.is_json(), key.run(&settings).await),
        }
    });
    match result {
        Ok(code) => code,
        Err(failure) => failure.report(json),
    }
}
