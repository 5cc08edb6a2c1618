//! The contract as cues see it: folded ([`Folded`]) and cut into sentences, once for all questions.

use std::{collections::HashMap, ops::Range};

use pacta_domain::{
    document::{Block, Document},
    normalize::Folded,
};

use super::{
    engine::{Part, Passage},
    further::Joined,
};

/// A block as questions read it.
#[derive(Clone, Debug)]
pub struct FoldedBlock {
    /// The folded text.
    pub folded: Folded,
    /// Folded byte ranges of the sentences.
    pub sentences: Vec<Range<usize>>,
    /// What a lawyer calls the place: 第三条, 3.2.
    pub place: Option<String>,
    /// Headings of the clauses the block stands in, outermost first.
    pub headings: Vec<String>,
}

impl FoldedBlock {
    fn new(document: &Document, block: &Block) -> Self {
        let folded = Folded::new(&block.text);
        let sentences = sentences(&folded.text);
        let mut headings = Vec::new();
        let mut clause = block.clause.as_deref();
        while let Some(current) = clause.and_then(|id| document.clause(id)) {
            headings.extend(current.title.clone());
            clause = current.parent.as_deref();
        }
        headings.reverse();
        Self { folded, sentences, place: document.place(block), headings }
    }

    /// Folded bytes of original code points.
    #[must_use]
    pub fn folded_bytes(&self, original: &Range<usize>) -> Range<usize> {
        let start = self.folded.folded_byte(original.start);
        start..self.folded.folded_byte(original.end).max(start)
    }
}

/// The contract, folded once for all questions.
#[derive(Debug, Default)]
pub struct FoldedDocument {
    blocks: Vec<FoldedBlock>,
    places: HashMap<String, usize>,
}

impl FoldedDocument {
    /// Folds every block.
    #[must_use]
    pub fn new(document: &Document) -> Self {
        let blocks = document.blocks.iter().map(|block| FoldedBlock::new(document, block)).collect();
        let places = document.blocks.iter().enumerate().map(|(place, block)| (block.id.clone(), place)).collect();
        Self { blocks, places }
    }

    /// The block of that id.
    #[must_use]
    pub fn block(&self, id: &str) -> Option<&FoldedBlock> {
        self.places.get(id).and_then(|place| self.blocks.get(*place))
    }

    /// All blocks, in the order of the document.
    pub fn blocks(&self) -> impl Iterator<Item = &FoldedBlock> {
        self.blocks.iter()
    }
}

/// Every block, as locate questions read it.
pub(super) fn passages<'a>(reads: &'a Joined<'a>, contract: &'a FoldedDocument) -> Vec<Passage<'a>> {
    let passage = |(block, folded): (&'a Block, &'a FoldedBlock)| Passage {
        block: &block.id,
        source: reads.source(&block.id),
        place: folded.place.as_deref(),
        headings: &folded.headings,
        text: &block.text,
        located: Vec::new(),
        part: Part::Asked,
    };
    reads.document.blocks.iter().zip(contract.blocks()).map(passage).collect()
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
