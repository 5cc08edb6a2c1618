//! Reading: from the bytes of a file to a [`Document`].
//!
//! The way of a file: its format is told from its first bytes; `convert` turns what other word processors wrote
//! into Word; `docx`, `pdf` (with pictures of pages) or `text` gives plain blocks;
//! `labels` finds typed numbers, `clauses` the tree above the blocks, `closing` where the signatures begin, and
//! `profile` with `parties` and `signing` what a lawyer wants to know first.

mod clauses;
pub(crate) mod closing;
mod convert;
pub mod docx;
mod error;
pub(crate) mod labels;
mod limits;
mod parties;
mod pdf;
mod profile;
mod signing;
mod text;
mod tools;

use pacta_domain::document::{Document, Language, Revisions};

pub use error::ReadError;
pub use limits::Limits;

use convert::Foreign;

/// How to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Whether tracked changes are read as accepted or as rejected.
    pub revisions: Revisions,
    /// What is too much.
    pub limits: Limits,
}

/// Bytes at the beginning in which a PDF's header may stand (PDF 1.7, annex H.3.4.1).
const PDF_HEADER_WITHIN: usize = 1024;
/// Signatures of pictures: PNG, JPEG, TIFF in both byte orders.
const PICTURES: [&[u8]; 4] = [b"\x89PNG\r\n\x1a\n", b"\xFF\xD8\xFF", b"II*\0", b"MM\0*"];

/// A contract as it was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The contract.
    pub document: Document,
    /// The Word file that stands for the one given, where another word processor's file was turned into one:
    /// what is redlined and compared from then on.
    pub converted: Option<Vec<u8>>,
}

/// Reads a contract. The format is told from the content; the name only decides what a file that fits
/// nothing was meant to be.
///
/// # Errors
/// [`ReadError`] says what is wrong with the file and what its owner can do.
pub fn read(bytes: &[u8], file_name: &str, options: &ReadOptions) -> Result<Document, ReadError> {
    open(bytes, file_name, options).map(|opened| opened.document)
}

/// Reads a contract, and keeps the Word file that LibreOffice made of it where one was needed.
///
/// # Errors
/// As [`read`].
pub fn open(bytes: &[u8], file_name: &str, options: &ReadOptions) -> Result<Opened, ReadError> {
    let limits = &options.limits;
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.len() as u64 > limits.file_bytes {
        return Err(ReadError::TooLarge { limit: limits.file_bytes });
    }
    if let Some(kind) = Foreign::of(bytes)? {
        let word = convert::to_docx(bytes, kind)?;
        let mut document = docx::read(&word, options)?;
        document.warnings.push(match document.language {
            Language::Zh => "本文件由 LibreOffice 转换为 .docx 后读取，版式可能略有不同；修订稿以转换后的文件为底稿。".to_owned(),
            Language::En => "The file was turned into .docx by LibreOffice: its looks may differ a little, and redlines are made in the converted file.".to_owned(),
        });
        return Ok(Opened { document, converted: Some(word) });
    }
    directly(bytes, file_name, options).map(|document| Opened { document, converted: None })
}

fn directly(bytes: &[u8], file_name: &str, options: &ReadOptions) -> Result<Document, ReadError> {
    let limits = &options.limits;
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return docx::read(bytes, options);
    }
    let head = bytes.get(..PDF_HEADER_WITHIN).unwrap_or(bytes);
    if head.windows(5).any(|window| window == b"%PDF-") {
        return pdf::read(bytes, limits);
    }
    if PICTURES.iter().any(|signature| bytes.starts_with(signature)) || is_webp(bytes) {
        return pdf::read_picture(bytes);
    }
    let named = |ending: &str| file_name.to_ascii_lowercase().ends_with(ending);
    if named(".docx") || named(".docm") || named(".dotx") {
        return Err(ReadError::DocxBrokenZip);
    }
    if named(".pdf") {
        return Err(ReadError::PdfBroken);
    }
    if !text::is_text(bytes) {
        return Err(ReadError::Unsupported);
    }
    text::read(bytes, limits)
}

/// RIFF with a WEBP form type (WebP container specification).
fn is_webp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
}
