//! Plain text files: UTF-8, UTF-16 or GB 18030, a block for each line that has words.

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};
use pacta_domain::document::{Block, Document, Format};

use super::{Limits, ReadError, clauses, profile};

/// Reads a text file. [`Document::text`] is the decoded text itself, and blocks point into it.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, ReadError> {
    let document = document(decode(bytes)?)?;
    if document.blocks.len() > limits.paragraphs {
        return Err(ReadError::TooLarge { limit: limits.file_bytes });
    }
    Ok(document)
}

/// Whether the bytes look like text at all: no control signs that text does not have.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    utf16 || !bytes.iter().any(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31))
}

/// The text in the first encoding that fits; a byte order mark decides.
fn decode(bytes: &[u8]) -> Result<String, ReadError> {
    let strict = |encoding: &'static Encoding, bytes| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
    };
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        return strict(encoding, rest).ok_or(ReadError::TextUndecodable);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    // UTF-16 without a mark shows itself by the zero bytes of its line ends and blanks.
    let zeros = |start| bytes.iter().skip(start).step_by(2).filter(|byte| **byte == 0).count();
    if zeros(0) + zeros(1) > 0 {
        let encoding = if zeros(0) > zeros(1) { UTF_16BE } else { UTF_16LE };
        return strict(encoding, bytes).ok_or(ReadError::TextUndecodable);
    }
    strict(GB18030, bytes).ok_or(ReadError::TextUndecodable)
}

/// A document of the lines of a text.
pub(super) fn document(text: String) -> Result<Document, ReadError> {
    let mut blocks = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let length = line.chars().count();
        let words = line.trim_end_matches(['\r', '\u{c}']);
        let body = words.trim();
        if !body.is_empty() {
            let lead = words.chars().take_while(|sign| sign.is_whitespace()).count();
            blocks.push(Block::paragraph(blocks.len(), body.to_owned(), start + lead));
        }
        start += length + 1;
    }
    if blocks.is_empty() {
        return Err(ReadError::TextEmpty);
    }
    let mut document = Document::empty(Format::Txt);
    document.blocks = blocks;
    document.text = text;
    finish(&mut document, &[]);
    Ok(document)
}

/// What follows once the blocks and the text stand: clauses and what a lawyer wants to know first.
pub(super) fn finish(document: &mut Document, hints: &[clauses::Hint]) {
    let title = profile::title(document, hints);
    clauses::build(document, hints, title);
    profile::complete(document, title);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_point_into_the_files_own_text() {
        let document = document("租赁合同\r\n\r\n　第一条 𠮷租\r\n".to_owned()).unwrap();
        assert_eq!(document.blocks.len(), 2);
        for block in &document.blocks {
            let end = block.start + block.text.chars().count();
            assert_eq!(pacta_domain::document::slice(&document.text, block.start, end), Some(block.text.as_str()));
        }
        assert_eq!(document.blocks[1].label.as_deref(), Some("第一条"));
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "甲方：杭州某某有限公司\n第一条 租金";
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let mut marked = vec![0xEF, 0xBB, 0xBF];
        marked.extend_from_slice(text.as_bytes());
        for bytes in [text.as_bytes().to_vec(), marked, GB18030.encode(text).0.into_owned(), utf16] {
            assert_eq!(decode(&bytes).unwrap(), text);
        }
        assert_eq!(decode(&[0x80, 0xFF, 0xFF, 0x80]), Err(ReadError::TextUndecodable));
    }
}
