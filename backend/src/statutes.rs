//! The statute library: articles by id and date, citations found in text, search by plain words, and
//! the import of laws.
//!
//! Invariant: an article is only ever returned as the library holds it; a law or an article that is
//! not held is reported as unknown, never guessed.

mod import;
mod library;
mod markdown;
mod names;
mod naming;
mod numbers;
mod numerals;
mod ranking;
mod resolve;
mod store;
mod versions;

pub use import::{ImportReport, SkipReason, Skipped};
pub use library::{Hit, LawEntry, Library, SearchOptions};
pub use names::short_name;
pub use resolve::{ResolvedCitation, Unresolved};
pub use store::{StatuteError, import, load_starter, open_library};

#[cfg(test)]
mod tests;
