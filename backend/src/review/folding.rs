//! Text as patterns see it: full-width letters and digits are plain, blanks between Chinese
//! characters are gone, curly quotes are straight; with a map back to the original offsets.

use std::{collections::HashMap, ops::Range};

use pacta_domain::document::Document;

/// A folded text. Original offsets are code points, folded ones bytes.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    /// The text to match in.
    pub text: String,
    /// For each folded character: its byte offset, and the code point it comes from.
    places: Vec<(usize, usize)>,
    length: usize,
}

impl Folded {
    /// Folds a text.
    #[must_use]
    pub fn new(original: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(original.len()), ..Self::default() };
        let mut before: Option<char> = None;
        let mut chars = original.chars().enumerate().peekable();
        while let Some((at, c)) = chars.next() {
            folded.length = at + 1;
            if c.is_whitespace() {
                // A run of blanks is one blank between words and nothing beside a wide character.
                while let Some((next, _)) = chars.next_if(|(_, next)| next.is_whitespace()) {
                    folded.length = next + 1;
                }
                let wide_beside = before.is_none_or(is_wide) || chars.peek().is_none_or(|(_, next)| is_wide(*next));
                if !wide_beside {
                    folded.push(' ', at);
                }
                continue;
            }
            let plain = fold(c);
            folded.push(plain, at);
            before = Some(plain);
        }
        folded
    }

    fn push(&mut self, c: char, origin: usize) {
        self.places.push((self.text.len(), origin));
        self.text.push(c);
    }

    /// The code-point offset of a folded byte offset.
    #[must_use]
    pub fn origin(&self, byte: usize) -> usize {
        let index = self.places.partition_point(|(at, _)| *at < byte);
        self.places.get(index).map_or(self.length, |(_, origin)| *origin)
    }

    /// Original code points of folded bytes; the end is that of the last character inside.
    #[must_use]
    pub fn origins(&self, bytes: Range<usize>) -> Range<usize> {
        let start = self.origin(bytes.start);
        let last = self.places.partition_point(|(at, _)| *at < bytes.end).checked_sub(1);
        let end = last.and_then(|last| self.places.get(last)).map_or(start, |(_, origin)| origin + 1);
        start..end.max(start)
    }

    /// Folded bytes of original code points.
    #[must_use]
    pub fn bytes(&self, origins: &Range<usize>) -> Range<usize> {
        let at = |origin: usize| {
            let index = self.places.partition_point(|(_, from)| *from < origin);
            self.places.get(index).map_or(self.text.len(), |(byte, _)| *byte)
        };
        at(origins.start)..at(origins.end).max(at(origins.start))
    }
}

/// One character as patterns see it.
#[must_use]
pub fn fold(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '％' => '%',
        '“' | '”' | '„' | '＂' => '"',
        '‘' | '’' | '＇' => '\'',
        other => other,
    }
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

/// A block, folded once for all questions, with its sentences.
#[derive(Clone, Debug)]
pub struct FoldedBlock {
    /// The folded text.
    pub folded: Folded,
    /// Folded byte ranges of the sentences.
    pub sentences: Vec<Range<usize>>,
}

/// The contract, folded once for all questions.
#[derive(Debug, Default)]
pub struct FoldedDocument(HashMap<String, FoldedBlock>);

impl FoldedDocument {
    /// Folds every block.
    #[must_use]
    pub fn new(document: &Document) -> Self {
        let fold = |text: &str| {
            let folded = Folded::new(text);
            let sentences = sentences(&folded.text);
            FoldedBlock { folded, sentences }
        };
        Self(document.blocks.iter().map(|block| (block.id.clone(), fold(&block.text))).collect())
    }

    /// The block of that id.
    #[must_use]
    pub fn block(&self, id: &str) -> Option<&FoldedBlock> {
        self.0.get(id)
    }
}

/// Words before a full stop that do not end a sentence.
const ABBREVIATIONS: &[&str] =
    &["No", "Mr", "Ms", "Mrs", "Dr", "Inc", "Ltd", "Co", "Corp", "Art", "Sec", "e.g", "i.e", "etc", "U.S", "v"];

/// Byte ranges of the sentences: they end after 。；！？ or a line, and in English after a full stop
/// before a capital, unless it belongs to an abbreviation or a number.
#[must_use]
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let ends = match c {
            '。' | '；' | '！' | '？' | '\n' => true,
            ';' | '!' | '?' => true,
            '.' => {
                let mut rest = text[end..].chars();
                let before = text[start..at].rsplit([' ', '(']).next().unwrap_or_default();
                rest.next() == Some(' ')
                    && rest.next().is_some_and(char::is_uppercase)
                    && !ABBREVIATIONS.contains(&before)
                    && !before.chars().all(|c| c.is_ascii_digit() || c == '.')
            }
            _ => false,
        };
        if ends {
            found.push(start..end);
            start = end;
        }
    }
    if start < text.len() {
        found.push(start..text.len());
    }
    found.retain(|range| !text[range.clone()].trim().is_empty());
    found
}
