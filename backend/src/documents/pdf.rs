//! The text layer of a PDF: glyphs with places, made into lines, paragraphs and blocks.

mod glyphs;
mod paragraphs;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
};

use pacta_domain::document::{Block, Document, Format};
use pdf_extract::{Document as Pdf, Error as PdfError, output_doc_page};

use self::glyphs::{Line, Page};
use super::{Limits, ReadError, clauses::Hint, text};

/// Stack of the reading thread in bytes: page trees and form objects nest, and the reader recurses.
const STACK: usize = 64 << 20;
/// Most pages that are read.
const PAGES: usize = 5_000;

/// Reads a PDF. Damage may make the underlying reader panic or loop, so it runs on a thread of its own
/// with a time limit; a thread that overruns is left behind to end by itself.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, ReadError> {
    let (sender, receiver) = mpsc::channel();
    let bytes = bytes.to_vec();
    thread::Builder::new()
        .name("pdf".into())
        .stack_size(STACK)
        .spawn(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| pages(&bytes))).unwrap_or(Err(ReadError::PdfBroken));
            // Nobody listens any more when the time is over.
            let _ = sender.send(outcome);
        })
        .map_err(|_| ReadError::PdfTooComplex)?;
    let (pages, lost) = match receiver.recv_timeout(limits.pdf_time) {
        Ok(outcome) => outcome?,
        Err(mpsc::RecvTimeoutError::Timeout) => return Err(ReadError::PdfTooComplex),
        Err(mpsc::RecvTimeoutError::Disconnected) => return Err(ReadError::PdfBroken),
    };
    document(&pages, lost)
}

/// The lines of all pages, and the numbers of the pages that could not be read.
type Pages = (Vec<Vec<Line>>, Vec<u32>);

fn pages(bytes: &[u8]) -> Result<Pages, ReadError> {
    let mut pdf = Pdf::load_mem(bytes).map_err(|error| reason(&error))?;
    if pdf.is_encrypted() {
        // Files with an owner's password only open with an empty one.
        pdf.decrypt("").map_err(|_| ReadError::PdfEncrypted)?;
    }
    let numbers: Vec<u32> = pdf.get_pages().into_keys().take(PAGES).collect();
    let mut lost = Vec::new();
    let mut pages = Vec::with_capacity(numbers.len());
    for number in numbers {
        let mut page = Page::default();
        let done = catch_unwind(AssertUnwindSafe(|| output_doc_page(&pdf, &mut page, number)));
        if !matches!(done, Ok(Ok(()))) {
            lost.push(number);
        }
        pages.push(page.into_lines());
    }
    if pages.is_empty() || (lost.len() == pages.len() && pages.iter().all(Vec::is_empty)) {
        return Err(ReadError::PdfBroken);
    }
    Ok((pages, lost))
}

fn reason(error: &PdfError) -> ReadError {
    match error {
        PdfError::Decryption(_) | PdfError::InvalidPassword => ReadError::PdfEncrypted,
        _ => ReadError::PdfBroken,
    }
}

fn document(pages: &[Vec<Line>], lost: Vec<u32>) -> Result<Document, ReadError> {
    let paragraphs = paragraphs::join(pages);
    if !paragraphs.iter().any(|paragraph| paragraph.text.chars().any(char::is_alphanumeric)) {
        return Err(ReadError::PdfNoText);
    }
    let mut document = Document::empty(Format::Pdf);
    let mut hints = Vec::with_capacity(paragraphs.len());
    for paragraph in paragraphs {
        let mut block = Block::paragraph(document.blocks.len(), paragraph.text, 0);
        block.layout.align = paragraph.align;
        document.blocks.push(block);
        hints.push(Hint { size: paragraph.size, ..Hint::default() });
    }
    document.join_text();
    text::finish(&mut document, &hints);
    if !lost.is_empty() {
        let numbers = lost.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        document.warnings.push(match document.language {
            pacta_domain::document::Language::Zh => format!("第 {numbers} 页未能完整读取，请对照原件核对。"),
            pacta_domain::document::Language::En => {
                format!("Page {numbers} could not be read completely; check it against the original.")
            }
        });
    }
    Ok(document)
}
