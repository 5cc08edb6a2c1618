//! A Word file for a contract that came as none (PDF, text, a picture): its text, set plainly, for a redline to
//! be written into. A document of our own, so `docx-rs` writes it.

use std::{borrow::Cow, io::Cursor};

use docx_rs::{AlignmentType, Docx, LineSpacing, PageMargin, Paragraph, Run, RunFonts};
use pacta_domain::document::{Align, Block, BlockKind, Document, Format};

use super::RedlineError;
use crate::documents::{ReadOptions, docx};

/// The Word file to write into: the original where it is one, else one of the text as it was read, with the same
/// blocks under the same ids.
///
/// # Errors
/// When the text does not survive in a Word file letter by letter.
pub fn word_file<'a>(original: &'a [u8], document: &Document) -> Result<Cow<'a, [u8]>, RedlineError> {
    if document.format == Format::Docx {
        return Ok(Cow::Borrowed(original));
    }
    let fonts = RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia("宋体");
    let margin = PageMargin::new().top(1440).bottom(1440).left(1440).right(1440);
    let mut file = Docx::new().default_fonts(fonts).default_size(21).page_margin(margin);
    for block in &document.blocks {
        file = file.add_paragraph(paragraph(block));
    }
    let mut bytes = Cursor::new(Vec::new());
    file.build().pack(&mut bytes).map_err(|_| RedlineError::RoundTrip)?;
    let bytes = bytes.into_inner();
    let read = docx::raw(&bytes, &ReadOptions::default())?.document;
    let same = read.blocks.iter().map(|block| &block.text).eq(document.blocks.iter().map(|block| &block.text));
    if same { Ok(Cow::Owned(bytes)) } else { Err(RedlineError::RoundTrip) }
}

fn paragraph(block: &Block) -> Paragraph {
    let heading = block.kind == BlockKind::Heading;
    let title = heading && block.layout.align == Align::Center;
    let run = Run::new().add_text(&block.text);
    let run = if heading { run.bold() } else { run };
    let run = if title { run.size(30) } else { run };
    let paragraph = Paragraph::new().line_spacing(LineSpacing::new().after(120).line(340)).add_run(run);
    match block.layout.align {
        Align::Center => paragraph.align(AlignmentType::Center),
        Align::End => paragraph.align(AlignmentType::Right),
        Align::Start | Align::Justify => paragraph,
    }
}

#[cfg(test)]
mod tests {
    use pacta_domain::{document::Revisions, edit::Edit};

    use super::*;
    use crate::{
        documents,
        redline::{RedlineOptions, write},
    };

    #[test]
    fn a_text_becomes_a_word_file_that_takes_its_edits() {
        let text = "租赁合同\n\n第一条 租金 <每月> & 12,000 元。\n  第二条 押金 三个月。\n";
        let document = documents::read(text.as_bytes(), "a.txt", &ReadOptions::default()).unwrap();
        let word = word_file(text.as_bytes(), &document).unwrap();
        let edit =
            Edit::Replace { block: "b3".into(), start: 7, end: 8, text: "两".into(), comment: Some("因".into()) };
        let options = RedlineOptions { author: "张律师".into(), date: "2026-01-02T03:04:05Z".into() };
        let done = write(&word, &[edit], &options).unwrap();
        let read = |revisions| {
            documents::read(&done.bytes, "a.docx", &ReadOptions { revisions, ..ReadOptions::default() }).unwrap().text
        };
        assert_eq!(read(Revisions::Rejected), "租赁合同\n第一条 租金 <每月> & 12,000 元。\n第二条 押金 三个月。");
        assert_eq!(read(Revisions::Accepted), "租赁合同\n第一条 租金 <每月> & 12,000 元。\n第二条 押金 两个月。");
    }
}
