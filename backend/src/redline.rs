//! Redlines: edits by block and offset, spliced into the original bytes as tracked changes and comments.
//!
//! The way of a file: [`package`] opens it, [`outline`] walks its main part once, [`plan`] turns the edits
//! into operations on paragraphs, [`paragraph`] takes a paragraph apart, [`splice`] writes it anew with the
//! operations, [`comments`] keeps the reasons, and at the end the file is read back: rejecting everything must
//! give the original text and accepting everything the intended one, or nothing is returned (promise 4).

mod clean;
mod comments;
mod error;
mod fresh;
mod marks;
mod outline;
mod package;
mod paragraph;
mod plan;
mod segment;
mod splice;
mod threads;

#[cfg(test)]
mod tests;

use pacta_domain::{
    document::{Document, Revisions},
    edit::{Edit, EditResult},
};

use crate::documents::{
    ReadError, ReadOptions,
    docx::{self, Raw},
};

pub use clean::clean;
pub use error::RedlineError;
pub use fresh::word_file;
pub use segment::difference;

use comments::Comments;
use outline::Outline;
use package::Package;
use plan::Plan;

/// Who changes, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedlineOptions {
    /// Author of every change and comment.
    pub author: String,
    /// RFC 3339, UTC, to the second; one for the whole pass, so that Word shows it as one.
    pub date: String,
}

/// A file with tracked changes.
#[derive(Clone, Debug)]
pub struct Redlined {
    /// The file.
    pub bytes: Vec<u8>,
    /// What became of each edit, in the order given.
    pub results: Vec<EditResult>,
    /// Parts that differ from the original.
    pub parts_changed: Vec<String>,
}

/// Writes edits into a Word file.
///
/// # Errors
/// When the file cannot be read, may not be changed, or would not survive its own round trip. An edit that
/// cannot be placed is no error: its result says so.
pub fn write(original: &[u8], edits: &[Edit], options: &RedlineOptions) -> Result<Redlined, RedlineError> {
    let mut raw = docx::raw(original, &ReadOptions::default())?;
    // Only a new clause must know headings, whose looks it does not take.
    if edits.iter().any(|edit| matches!(edit, Edit::InsertAfter { .. })) {
        raw.finish();
    }
    let Raw { document, addresses, .. } = raw;
    let mut package = Package::open(original)?;
    package.refuse_what_may_not_change()?;
    let main = package.main_part()?;
    let (mark, xml) = without_mark(package.text(&main)?);
    let outline = Outline::of(&xml)?;
    let mut comments = Comments::open(&mut package, &main, &xml, options, &outline)?;
    let mut plan = Plan::make(&document, &addresses, &main, &xml, &outline, &comments, edits);
    let written = splice::write(&xml, &outline, &mut plan, &mut comments, options)?;
    if written == xml {
        return Ok(Redlined { bytes: original.to_vec(), results: plan.results(), parts_changed: Vec::new() });
    }
    package.replace(&main, with_mark(mark, written).into_bytes());
    comments.store(&mut package)?;
    let parts_changed = package.changed();
    let bytes = package.write()?;
    check(original, &document, &bytes, &plan)?;
    Ok(Redlined { bytes, results: plan.results(), parts_changed })
}

/// Blanks in place of a byte order mark, as the reader puts them, so that both count the same offsets.
fn without_mark(mut xml: String) -> (bool, String) {
    let marked = xml.starts_with(BYTE_ORDER_MARK);
    if marked {
        xml.replace_range(..BYTE_ORDER_MARK.len_utf8(), "   ");
    }
    (marked, xml)
}

fn with_mark(marked: bool, mut xml: String) -> String {
    if marked {
        xml.replace_range(..BYTE_ORDER_MARK.len_utf8(), BYTE_ORDER_MARK.encode_utf8(&mut [0; 3]));
    }
    xml
}

const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// Reads the result back: promise 4 is kept by looking, not by believing.
fn check(original: &[u8], document: &Document, redlined: &[u8], plan: &Plan) -> Result<(), RedlineError> {
    if lines(redlined, Revisions::Accepted)? != plan.intended(document) {
        return Err(RedlineError::RoundTrip);
    }
    // Other authors' changes are in both, so both are read as before them.
    if lines(original, Revisions::Rejected)? != lines(redlined, Revisions::Rejected)? {
        return Err(RedlineError::RoundTrip);
    }
    Ok(())
}

/// The texts of a file's blocks; none when nothing is left of its text.
fn lines(bytes: &[u8], revisions: Revisions) -> Result<Vec<String>, RedlineError> {
    match docx::raw(bytes, &ReadOptions { revisions, ..ReadOptions::default() }) {
        Ok(raw) => Ok(raw.document.blocks.into_iter().map(|block| block.text).collect()),
        Err(ReadError::DocxNoText) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}
