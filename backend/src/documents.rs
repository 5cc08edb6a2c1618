//! Reading: from the bytes of a file to a [`Document`].
//!
//! The way of a file: its format is told from its first bytes; `docx`, `pdf` or `text` gives plain blocks;
//! `labels` finds typed numbers, `clauses` the tree above the blocks, `closing` where the signatures begin, and
//! `profile` with `parties` and `signing` what a lawyer wants to know first.

mod clauses;
pub(crate) mod closing;
pub mod docx;
mod error;
pub(crate) mod labels;
mod limits;
mod parties;
mod pdf;
mod profile;
mod signing;
mod text;

use pacta_domain::document::{Document, Revisions};

pub use error::ReadError;
pub use limits::Limits;

/// How to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Whether tracked changes are read as accepted or as rejected.
    pub revisions: Revisions,
    /// What is too much.
    pub limits: Limits,
}

/// Signature of the compound files of older Office versions (MS-CFB 2.2).
const COMPOUND_FILE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// Bytes at the beginning in which a PDF's header may stand (PDF 1.7, annex H.3.4.1).
const PDF_HEADER_WITHIN: usize = 1024;

/// Reads a contract. The format is told from the content; the name only decides what a file that fits
/// nothing was meant to be.
///
/// # Errors
/// [`ReadError`] says what is wrong with the file and what its owner can do.
pub fn read(bytes: &[u8], file_name: &str, options: &ReadOptions) -> Result<Document, ReadError> {
    let limits = &options.limits;
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.len() as u64 > limits.file_bytes {
        return Err(ReadError::TooLarge { limit: limits.file_bytes });
    }
    if bytes.starts_with(COMPOUND_FILE) {
        return Err(compound_file(bytes));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return docx::read(bytes, options);
    }
    let head = bytes.get(..PDF_HEADER_WITHIN).unwrap_or(bytes);
    if head.windows(5).any(|window| window == b"%PDF-") {
        return pdf::read(bytes, limits);
    }
    let named = |ending: &str| file_name.to_ascii_lowercase().ends_with(ending);
    if named(".docx") || named(".docm") || named(".dotx") {
        return Err(ReadError::DocxBrokenZip);
    }
    if named(".pdf") {
        return Err(ReadError::PdfBroken);
    }
    if head.starts_with(b"{\\rtf") || !text::is_text(bytes) {
        return Err(ReadError::Unsupported);
    }
    text::read(bytes, limits)
}

/// An encrypted Word document is a compound file with a stream of that name (MS-OFFCRYPTO 2.3.4.4); others are old .doc files.
fn compound_file(bytes: &[u8]) -> ReadError {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|window| window == name) { ReadError::DocxEncrypted } else { ReadError::LegacyDoc }
}
