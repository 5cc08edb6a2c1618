//! Changes to a contract, addressed by block and code-point offsets, never by searching for text:
//! where a sentence occurs twice, only an address says which one is meant.

use serde::{Deserialize, Serialize};

/// One change to the original file (the `EDITS.json` of `pacta redline`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Edit {
    /// Replace a range; an empty text deletes, an empty range inserts.
    Replace {
        /// Block id.
        block: String,
        /// Code-point offsets within the block.
        start: usize,
        /// End, exclusive.
        end: usize,
        /// The words that take its place.
        text: String,
        /// Why, shown in a comment on the change.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// Insert whole paragraphs after a block (`\n` separates them).
    InsertAfter {
        /// Block id.
        insert_after: String,
        /// The new paragraphs.
        text: String,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// Delete a whole paragraph, its mark included.
    Delete {
        /// Block id.
        delete: String,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// Only comment.
    Comment {
        /// Block id.
        comment_on: String,
        /// Code-point offsets within the block.
        start: usize,
        /// End, exclusive.
        end: usize,
        /// The comment.
        comment: String,
    },
    /// Answer a comment that came with the file.
    Reply {
        /// Number of that comment.
        reply_to: String,
        /// The answer.
        comment: String,
    },
}

/// The list that `pacta redline --edits` reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edits {
    /// In any order; those that overlap an earlier one are refused.
    pub edits: Vec<Edit>,
}

/// What became of one edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Placement {
    /// Written as tracked changes.
    Placed,
    /// Could not be written safely: a comment with the wording stands at the place.
    Commented,
    /// Not written; the reason says why.
    Refused,
}

/// The answer to one edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditResult {
    /// Index in the list given.
    pub index: usize,
    /// What became of it.
    pub result: Placement,
    /// Why it was not simply placed.
    pub reason: Option<String>,
}
