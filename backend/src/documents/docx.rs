//! Word documents (ISO/IEC 29500, Transitional and Strict): package → stories → paragraphs → blocks.

mod comments;
mod container;
mod number_format;
mod numbering;
mod properties;
mod stories;
mod story;
mod styles;

#[cfg(test)]
mod tests;

use pacta_domain::document::Document;

use super::{ReadError, ReadOptions, clauses::Hint, profile, text};

pub(crate) use comments::remarks;
pub(crate) use container::resolve;
pub(crate) use properties::{attribute, characters};

/// Where a block comes from in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockAddress {
    /// Name of the part, without a leading slash.
    pub part: String,
    /// Number of the footnote or endnote it stands in (`w:footnote/@w:id`).
    pub note: Option<String>,
    /// The `w:p` elements that make up the block: one, or more where tracked changes join paragraphs.
    pub paragraphs: Vec<ParagraphAddress>,
}

/// One `w:p` of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParagraphAddress {
    /// Place among all `w:p` that the reading of the part came across, from 0.
    pub index: usize,
    /// Bytes of the element in the part (after decoding, when the part is not UTF-8).
    pub bytes: std::ops::Range<usize>,
    /// Code-point offset in the block's text at which this paragraph's text begins.
    pub start: usize,
}

/// Reads a Word document.
///
/// # Errors
/// [`ReadError`] for what is damaged, protected, too large, or no Word document.
pub(super) fn read(bytes: &[u8], options: &ReadOptions) -> Result<Document, ReadError> {
    let mut raw = raw(bytes, options)?;
    raw.finish();
    Ok(raw.document)
}

/// A Word document as its paragraphs stand in the file, before clauses and parties are looked for.
#[derive(Debug)]
pub struct Raw {
    /// The blocks and the text; no clauses yet, and no headings but by [`Raw::finish`].
    pub document: Document,
    /// Where each block comes from, in the order of the blocks.
    pub addresses: Vec<BlockAddress>,
    hints: Vec<Hint>,
}

impl Raw {
    /// Looks for headings, clauses, parties and the like.
    pub fn finish(&mut self) {
        text::finish(&mut self.document, &self.hints);
    }
}

/// Reads the paragraphs of a Word document and tells where each comes from: all that a redline needs.
///
/// # Errors
/// As [`documents::read`](super::read) on the same bytes.
pub fn raw(bytes: &[u8], options: &ReadOptions) -> Result<Raw, ReadError> {
    let stories = stories::read(bytes, options)?;
    if stories.blocks.is_empty() {
        return Err(ReadError::DocxNoText);
    }
    let mut document = Document::empty(pacta_domain::document::Format::Docx);
    document.blocks = stories.blocks;
    document.comments = stories.comments;
    document.warnings = stories.warnings;
    document.join_text();
    document.language = profile::language(&document.text);
    Ok(Raw { document, addresses: stories.addresses, hints: stories.hints })
}
