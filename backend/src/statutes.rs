//! The statute library: articles by id and date, citations found in text, search by plain words, and
//! the import of laws.
//!
//! Invariant: an article is only ever returned as the library holds it; a law or an article that is
//! not held is reported as unknown, never guessed.

mod cutting;
mod import;
mod interpretations;
mod library;
mod markdown;
mod names;
mod naming;
mod numbers;
mod numerals;
mod ranking;
mod resolve;
mod search;
mod store;
mod synonyms;
mod versions;

pub use import::{ImportReport, SkipReason, Skipped};
pub use library::{LawEntry, Library};
pub use names::short_name;
pub use resolve::{ResolvedCitation, Unresolved};
pub use search::{Hit, SearchOptions, Signal, Signals};
pub use store::{StatuteError, import, load_starter, open_library};

#[cfg(test)]
mod tests;
