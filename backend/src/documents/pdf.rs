//! The text layer of a PDF: glyphs with places, made into lines, paragraphs and blocks. What the built-in
//! reader cannot read is read by Poppler, and what has no text layer by text recognition, where they are installed.

mod columns;
mod encodings;
mod glyphs;
mod paragraphs;
mod poppler;
mod scan;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
};

use pacta_domain::document::{Block, Document, Format, Language};
use pdf_extract::{Document as Pdf, Error as PdfError, output_doc_page};

use self::{
    encodings::Encodings,
    glyphs::{Line, Page},
};
use super::{Limits, ReadError, clauses::Hint, text};

/// Stack of the reading thread in bytes: page trees and form objects nest, and the reader recurses.
const STACK: usize = 64 << 20;
/// Most pages that are read.
const PAGES: usize = 5_000;
/// Bytes of drawing instructions from which a page without text shows something; a blank page has next to none.
const DRAWN: usize = 20;
/// Confidence below which a paragraph is counted as doubtful.
const DOUBTFUL: f64 = 0.8;

/// Reads a PDF. Damage may make the underlying reader panic or loop, so it runs on a thread of its own
/// with a time limit; a thread that overruns is left behind to end by itself.
pub(super) fn read(original: &[u8], limits: &Limits) -> Result<Document, ReadError> {
    let (sender, receiver) = mpsc::channel();
    let bytes = original.to_vec();
    thread::Builder::new()
        .name("pdf".into())
        .stack_size(STACK)
        .spawn(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| pages(&bytes))).unwrap_or(Err(ReadError::PdfBroken));
            // Nobody listens any more when the time is over.
            let _ = sender.send(outcome);
        })
        .map_err(|_| ReadError::PdfTooComplex)?;
    let outcome = match receiver.recv_timeout(limits.pdf_time) {
        Ok(outcome) => outcome,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(ReadError::PdfTooComplex),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(ReadError::PdfBroken),
    };
    document(recognised(second_reading(outcome, original)?, original)?, Format::Pdf)
}

/// Asks Poppler for pages that came out incomplete or empty, and for files that could not be opened at all.
fn second_reading(outcome: Result<Pages, ReadError>, pdf: &[u8]) -> Result<Pages, ReadError> {
    match outcome {
        Err(error @ (ReadError::PdfBroken | ReadError::PdfTooComplex)) => {
            let lines = poppler::pages(pdf).ok_or(error)?;
            if lines.iter().all(Vec::is_empty) {
                return Err(error);
            }
            Ok(Pages { lines, ..Pages::default() })
        }
        Ok(mut pages) => {
            let unread = !pages.say_something();
            if !unread && pages.lost.is_empty() && pages.pictures.is_empty() {
                return Ok(pages);
            }
            let Some(second) = poppler::pages(pdf) else { return Ok(pages) };
            let mut read = Vec::new();
            for (number, lines) in (1_u32..).zip(second) {
                let wanted = unread || pages.lost.contains(&number) || pages.pictures.contains(&number);
                let own = usize::try_from(number - 1).ok().and_then(|place| pages.lines.get_mut(place));
                if let (true, false, Some(own)) = (wanted, lines.is_empty(), own) {
                    *own = lines;
                    read.push(number);
                }
            }
            pages.lost.retain(|number| !read.contains(number));
            pages.pictures.retain(|number| !read.contains(number));
            Ok(pages)
        }
        outcome => outcome,
    }
}

/// Reads a picture of a page: a photograph or a scan.
pub(super) fn read_picture(bytes: &[u8]) -> Result<Document, ReadError> {
    let lines = scan::picture(bytes)?;
    document(Pages { recognised: lines.len(), lines, ..Pages::default() }, Format::Image)
}

/// What was read of the pages.
#[derive(Default)]
struct Pages {
    /// The lines of each page.
    lines: Vec<Vec<Line>>,
    /// Pages that could not be read completely.
    lost: Vec<u32>,
    /// Pages on which something is drawn and nothing written.
    pictures: Vec<u32>,
    /// How many pages were read by text recognition.
    recognised: usize,
}

impl Pages {
    /// Whether any word was read.
    fn say_something(&self) -> bool {
        self.lines.iter().flatten().any(|line| line.text.chars().any(char::is_alphanumeric))
    }
}

fn pages(bytes: &[u8]) -> Result<Pages, ReadError> {
    let mut pdf = Pdf::load_mem(bytes).map_err(|error| reason(&error))?;
    if pdf.is_encrypted() {
        // Files with an owner's password only open with an empty one.
        pdf.decrypt("").map_err(|_| ReadError::PdfEncrypted)?;
    }
    let encodings = Encodings::prepare(&mut pdf);
    let mut pages = Pages::default();
    for (number, id) in pdf.get_pages().into_iter().take(PAGES) {
        let mut page = Page::new(&encodings);
        let done = catch_unwind(AssertUnwindSafe(|| output_doc_page(&pdf, &mut page, number)));
        let lines = page.into_lines();
        if !matches!(done, Ok(Ok(()))) {
            pages.lost.push(number);
        } else if lines.is_empty() && pdf.get_page_content(id).is_ok_and(|content| content.len() > DRAWN) {
            pages.pictures.push(number);
        }
        pages.lines.push(lines);
    }
    if pages.lines.is_empty() || (pages.lost.len() == pages.lines.len() && pages.lines.iter().all(Vec::is_empty)) {
        return Err(ReadError::PdfBroken);
    }
    Ok(pages)
}

/// Puts what text recognition reads in the place of pages without text. Where it is not installed, such pages
/// stay on the list, unless the whole file has nothing else: then it cannot be read.
fn recognised(mut pages: Pages, pdf: &[u8]) -> Result<Pages, ReadError> {
    let numbers: Vec<u32> = pages.pictures.iter().copied().take(scan::PAGES).collect();
    if numbers.is_empty() {
        return Ok(pages);
    }
    let recognised = match scan::pages(pdf, &numbers) {
        Ok(recognised) => recognised,
        Err(error) if pages.lines.iter().all(Vec::is_empty) => return Err(error),
        Err(_) => return Ok(pages),
    };
    for (number, lines) in numbers.into_iter().zip(recognised) {
        let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        if let (Some(page), Some(lines)) = (place.and_then(|place| pages.lines.get_mut(place)), lines) {
            pages.recognised += usize::from(!lines.is_empty());
            *page = lines;
            pages.pictures.retain(|picture| *picture != number);
        }
    }
    Ok(pages)
}

fn reason(error: &PdfError) -> ReadError {
    match error {
        PdfError::Decryption(_) | PdfError::InvalidPassword => ReadError::PdfEncrypted,
        _ => ReadError::PdfBroken,
    }
}

fn document(pages: Pages, format: Format) -> Result<Document, ReadError> {
    let paragraphs = paragraphs::join(&pages.lines);
    if !paragraphs.iter().any(|paragraph| paragraph.text.chars().any(char::is_alphanumeric)) {
        return Err(if format == Format::Image { ReadError::ImageNoText } else { ReadError::PdfNoText });
    }
    let mut document = Document::empty(format);
    let mut hints = Vec::with_capacity(paragraphs.len());
    for paragraph in paragraphs {
        let mut block = Block::paragraph(document.blocks.len(), paragraph.text, 0);
        block.layout.align = paragraph.align;
        block.confidence = paragraph.confidence;
        document.blocks.push(block);
        hints.push(Hint { size: paragraph.size, ..Hint::default() });
    }
    document.join_text();
    text::finish(&mut document, &hints);
    let warnings = warnings(&pages, &document);
    document.warnings.extend(warnings);
    Ok(document)
}

/// What a lawyer must know of how the pages were read.
fn warnings(pages: &Pages, document: &Document) -> Vec<String> {
    let list = |numbers: &[u32]| numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    let doubtful = document.blocks.iter().filter(|block| block.confidence.is_some_and(|sure| sure < DOUBTFUL)).count();
    let mut warnings = Vec::new();
    let chinese = document.language == Language::Zh;
    if !pages.lost.is_empty() {
        let numbers = list(&pages.lost);
        warnings.push(if chinese {
            format!("第 {numbers} 页未能完整读取，请对照原件核对。")
        } else {
            format!("Page {numbers} could not be read completely; check it against the original.")
        });
    }
    if !pages.pictures.is_empty() {
        let numbers = list(&pages.pictures);
        warnings.push(if chinese {
            format!("第 {numbers} 页没有文字，可能是图片，其内容不在审查之内。安装 Tesseract 后可识别扫描页。")
        } else {
            format!("Page {numbers} has no text; it may be a picture, and is not part of the review. With Tesseract installed, scanned pages are recognised.")
        });
    }
    if pages.recognised > 0 {
        let many = pages.recognised;
        warnings.push(if chinese {
            format!("{many} 页为扫描件，文字由识别得到；{doubtful} 段把握不足 80%，引用前请对照原件。")
        } else {
            format!("{many} scanned page(s) were read by text recognition; {doubtful} paragraph(s) are less than 80 % certain. Check against the original before you rely on the words.")
        });
    }
    warnings
}
