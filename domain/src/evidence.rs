//! Promise 1, no claim without evidence, as types: a [`VerifiedQuote`] exists only when its words
//! stand in the document at the place it names.

use serde::{Deserialize, Serialize};

use crate::document::{Block, Document, slice};

/// Words that stand in the document at this very place. It can only be made by looking there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedQuote {
    block: String,
    start: usize,
    end: usize,
    text: String,
    doc_start: usize,
}

impl VerifiedQuote {
    /// The words of `block` between two code-point offsets; `None` when there are none.
    #[must_use]
    pub fn at(block: &Block, start: usize, end: usize) -> Option<Self> {
        let text = slice(&block.text, start, end)?;
        if text.trim().is_empty() {
            return None;
        }
        Some(Self { block: block.id.clone(), start, end, text: text.to_owned(), doc_start: block.start + start })
    }

    /// The whole of a block.
    #[must_use]
    pub fn whole(block: &Block) -> Option<Self> {
        Self::at(block, 0, block.text.chars().count())
    }

    /// Id of the block.
    #[must_use]
    pub fn block(&self) -> &str {
        &self.block
    }

    /// Code-point offsets within the block.
    #[must_use]
    pub fn range(&self) -> std::ops::Range<usize> {
        self.start..self.end
    }

    /// The words.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// The name of a further document as it is written beside its words: in book quotes, once.
#[must_use]
pub fn in_book_quotes(name: &str) -> String {
    format!("《{}》", name.trim_matches(['《', '》']))
}

/// A quote as it travels in JSON: in results, in the database, to the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Id of the block; empty when an unverified quote has no place.
    pub block: String,
    /// Code-point offsets within the block.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
    /// The words.
    pub text: String,
    /// Code-point offsets within the text of the document it stands in.
    pub doc_start: usize,
    /// End, exclusive.
    pub doc_end: usize,
    /// Name of the further document that the words stand in; `None` for the contract itself.
    #[serde(default)]
    pub source: Option<String>,
    /// Whether the words were found in the document. Shown wherever the quote is shown.
    verified: bool,
}

impl Span {
    /// A quote that was claimed but does not stand in the document.
    #[must_use]
    pub fn unverified(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { block: String::new(), start: 0, end: 0, text, doc_start: 0, doc_end: 0, source: None, verified: false }
    }

    /// The same words, said to stand in that further document.
    #[must_use]
    pub fn standing_in(self, source: Option<&str>) -> Self {
        Self { source: source.map(str::to_owned), ..self }
    }

    /// Whether the words stand in the contract itself, where they can be changed.
    #[must_use]
    pub fn is_in_contract(&self) -> bool {
        self.verified && self.source.is_none()
    }

    /// Whether the words were found in the document.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.verified
    }

    /// True while the document still has these words at this place.
    #[must_use]
    pub fn holds_in(&self, document: &Document) -> bool {
        document
            .block(&self.block)
            .and_then(|block| slice(&block.text, self.start, self.end))
            .is_some_and(|words| words == self.text)
    }
}

impl From<&VerifiedQuote> for Span {
    fn from(quote: &VerifiedQuote) -> Self {
        let length = quote.end - quote.start;
        Self {
            block: quote.block.clone(),
            start: quote.start,
            end: quote.end,
            text: quote.text.clone(),
            doc_start: quote.doc_start,
            doc_end: quote.doc_start + length,
            source: None,
            verified: true,
        }
    }
}

impl From<VerifiedQuote> for Span {
    fn from(quote: VerifiedQuote) -> Self {
        Self::from(&quote)
    }
}
