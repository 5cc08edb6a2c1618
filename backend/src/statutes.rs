//! The statute library: articles by id and date, citations found in text, search by plain words.
//!
//! Invariant: an article is only ever returned as the library holds it; a law or an article that is
//! not held is reported as unknown, never guessed.

mod library;
mod names;
mod ranking;
mod resolve;

pub use library::{Hit, Library, LibraryError, SearchOptions};
pub use names::short_name;
pub use resolve::{ResolvedCitation, Unresolved};

#[cfg(test)]
mod tests;
