//! The tree of clauses above the blocks, from numbers, headings and the customs of contracts.

use std::sync::LazyLock;

use pacta_domain::document::{BlockKind, Clause, Document, Story, slice};
use regex::Regex;

use super::labels::{self, Family, Label};

/// What a reader knows of a block beyond what the block itself says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// Depth of the heading, from 1, when the file says that the block is one.
    pub heading: Option<u8>,
    /// The file says that this is the title.
    pub title: bool,
    /// An entry of a table of contents.
    pub contents: bool,
    /// Size of the letters in half points, 0 when not known.
    pub size: u32,
}

/// Longest heading in characters: Chinese, and other scripts.
const HEADING_CHINESE: usize = 30;
const HEADING_LATIN: usize = 90;
/// Longest words that lead a clause and serve as its heading.
const LEAD_CHINESE: usize = 12;
const LEAD_LATIN: usize = 60;
/// Signs that close such words.
const LEAD_ENDS: [char; 8] = ['.', ':', '：', '。', '—', '–', '；', '，'];

/// An open clause on the way down to the current block.
struct Open {
    clause: usize,
    family: Option<Family>,
    value: u32,
    heading: Option<u8>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Numbered,
    Headed,
    /// 鉴于, WHEREAS: ends where the first clause begins.
    Recital,
    /// The words above the signatures.
    Signatures,
}

static RECITAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\s*(鉴于|whereas\b|recitals?\s*:?$|witnesseth\b|w i t n e s s e t h|background\s*:?$|preamble\s*:?$)",
    )
    .expect("a constant pattern")
});
static RECITAL_END: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(now,?\s+therefore|.{0,40}(协商如下|约定如下|协议如下|达成如下|订立本合同|签订本合同|agree as follows))")
        .expect("a constant pattern")
});
static SIGNATURES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*([（(【\[]?\s*(以下无正文|此页无正文|本页无正文|签署页|本页为)|in witness whereof|signature page|[甲乙]\s*方[^：:]{0,8}[（(](盖章|签章|公章|签字|签名|盖公章))")
        .expect("a constant pattern")
});

/// Finds typed numbers, builds [`Document::clauses`] and sets each block's label, level, kind and clause.
///
/// `hints` go with the blocks one by one; `title` is the block that holds the document's title.
pub fn build(document: &mut Document, hints: &[Hint], title: Option<usize>) {
    let mut tree = Tree::default();
    let cells_hold_clauses = mostly_cells(document);
    let plain = Hint::default();
    for index in 0..document.blocks.len() {
        let block = &mut document.blocks[index];
        let hint = hints.get(index).unwrap_or(&plain);
        let heading = hint.heading.filter(|_| may_be_heading(&block.text));
        if heading.is_some() && block.kind == BlockKind::Paragraph {
            block.kind = BlockKind::Heading;
            block.level = heading;
        }
        if !matches!(block.story, Story::Body) {
            continue;
        }
        if Some(index) == title {
            if block.kind == BlockKind::Paragraph {
                block.kind = BlockKind::Heading;
            }
            continue;
        }
        if hint.contents || looks_like_contents(&block.text) {
            continue;
        }
        let automatic = block.label.clone();
        let label = match &automatic {
            Some(shown) => labels::automatic(shown),
            None => labels::typed(&block.text),
        };
        if let (None, Some(label)) = (&automatic, &label) {
            block.label = Some(label.text.clone());
            block.label_typed = true;
        }
        let opens = block.kind != BlockKind::Cell
            || cells_hold_clauses
            || label.as_ref().is_some_and(|label| label.family <= Family::Article);
        let number_length = if block.label_typed { label.as_ref().map_or(0, |label| label.length) } else { 0 };
        let words = block.text.get(number_length..).unwrap_or_default();
        let heading_like = heading.is_some() || is_heading_like(words);
        match label {
            Some(label) if opens => {
                let name = if heading_like { Some(heading_words(words)) } else { lead(block, number_length) };
                let depth = tree.number(label, heading, name.filter(|name| !name.is_empty()));
                if heading_like && block.kind == BlockKind::Paragraph && has_words(words) {
                    block.kind = BlockKind::Heading;
                }
                block.level = Some(depth);
            }
            Some(_) => {}
            None if SIGNATURES.is_match(&block.text) => tree.signatures(),
            None if RECITAL.is_match(&block.text) && !tree.numbered => {
                tree.recital(heading_like.then(|| heading_words(words)))
            }
            None if RECITAL_END.is_match(&block.text) => tree.end_recital(),
            None => {
                if let (Some(level), true, true) = (heading, opens, has_words(words)) {
                    tree.heading(level, heading_words(words));
                }
            }
        }
        tree.take(block);
    }
    document.clauses = tree.clauses;
}

#[derive(Default)]
struct Tree {
    clauses: Vec<Clause>,
    open: Vec<Open>,
    /// A numbered clause has been seen, so that recitals are over.
    numbered: bool,
}

impl Tree {
    /// Opens a numbered clause at its place and gives its depth from 1.
    fn number(&mut self, label: Label, heading: Option<u8>, title: Option<String>) -> u8 {
        let (family, value) = self.settle(&label);
        if let Some(level) = heading {
            // What is inside a heading of the same or a higher level ends with the next one.
            let keep = self.open.iter().position(|open| {
                (open.kind == Kind::Headed && open.heading.is_some_and(|other| other >= level))
                    || open.kind == Kind::Signatures
            });
            self.open.truncate(keep.unwrap_or(self.open.len()));
        }
        let sibling = self.open.iter().rposition(|open| open.family == Some(family));
        if let Some(place) = sibling {
            self.open.truncate(place);
        } else if family.is_fixed() || value != 1 {
            let place = self.open.iter().position(|open| match open.kind {
                Kind::Numbered => open.family.is_some_and(|other| other >= family),
                Kind::Headed => family <= Family::Article && !self.heads_within(open),
                Kind::Recital => family <= Family::Article || value != 1,
                Kind::Signatures => family <= Family::Article,
            });
            self.open.truncate(place.unwrap_or(self.open.len()));
        }
        self.numbered |= !self.open.iter().any(|open| open.kind == Kind::Recital);
        self.push(Kind::Numbered, Some((family, value)), heading, Some(label.text), title)
    }

    /// Whether a heading without a number stands inside an annex, whose numbers begin anew under it.
    fn heads_within(&self, heading: &Open) -> bool {
        self.open.iter().take_while(|open| open.clause != heading.clause).any(|open| open.family == Some(Family::Annex))
    }

    /// Chooses between two readings of (i), (v) and the like by what came before.
    fn settle(&self, label: &Label) -> (Family, u32) {
        let first = (label.family, label.value);
        let Some(second) = label.other else { return first };
        let follows = |(family, value): (Family, u32)| {
            self.open.iter().rposition(|open| open.family == Some(family) && open.value.checked_add(1) == Some(value))
        };
        match (follows(first), follows(second)) {
            (None, Some(_)) => second,
            (Some(place), Some(other)) if other > place => second,
            _ => first,
        }
    }

    /// Opens an unnumbered clause under a heading.
    fn heading(&mut self, level: u8, title: String) {
        let keep = self.open.iter().position(|open| match open.kind {
            Kind::Numbered | Kind::Headed => open.heading.is_none_or(|other| other >= level),
            Kind::Recital | Kind::Signatures => true,
        });
        self.open.truncate(keep.unwrap_or(self.open.len()));
        self.push(Kind::Headed, None, Some(level), None, Some(title).filter(|title| !title.is_empty()));
    }

    fn recital(&mut self, title: Option<String>) {
        if self.open.iter().any(|open| open.kind == Kind::Recital) {
            return;
        }
        self.open.clear();
        self.push(Kind::Recital, None, None, None, title.filter(|title| !title.is_empty()));
    }

    fn end_recital(&mut self) {
        if let Some(place) = self.open.iter().position(|open| open.kind == Kind::Recital) {
            self.open.truncate(place);
        }
    }

    fn signatures(&mut self) {
        // Signatures under an annex belong to the annex, and a second line to the first.
        let within = self.open.iter().any(|open| open.family == Some(Family::Annex) || open.kind == Kind::Signatures);
        if self.numbered && !within {
            self.open.clear();
            self.push(Kind::Signatures, None, None, None, None);
        }
    }

    fn push(
        &mut self,
        kind: Kind,
        number: Option<(Family, u32)>,
        heading: Option<u8>,
        label: Option<String>,
        title: Option<String>,
    ) -> u8 {
        let parent = self.open.last().and_then(|open| self.clauses.get(open.clause)).map(|clause| clause.id.clone());
        let clause = self.clauses.len();
        self.clauses.push(Clause { id: format!("c{}", clause + 1), label, title, parent, blocks: Vec::new() });
        self.open.push(Open { clause, family: number.map(|n| n.0), value: number.map_or(0, |n| n.1), heading, kind });
        u8::try_from(self.open.len()).unwrap_or(u8::MAX)
    }

    /// Puts a block into the innermost open clause.
    fn take(&mut self, block: &mut pacta_domain::document::Block) {
        if let Some(clause) = self.open.last().and_then(|open| self.clauses.get_mut(open.clause)) {
            block.clause = Some(clause.id.clone());
            clause.blocks.push(block.id.clone());
        }
    }
}

/// Whether most of the body's text stands in tables, as in forms.
fn mostly_cells(document: &Document) -> bool {
    let (mut cells, mut all) = (0, 0);
    for block in document.blocks.iter().filter(|block| block.story == Story::Body) {
        all += block.text.len();
        cells += if block.cell.is_some() { block.text.len() } else { 0 };
    }
    cells * 10 > all * 6
}

/// Leader dots and a page number at the end.
fn looks_like_contents(text: &str) -> bool {
    let head = text.trim_end().trim_end_matches(|sign: char| sign.is_ascii_digit());
    if head.len() == text.trim_end().len() {
        return false;
    }
    let head = head.trim_end_matches(' ');
    head.ends_with("....")
        || head.ends_with("……")
        || head.ends_with("····")
        || (head.ends_with('\t') && head.len() < 200)
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|sign| ('\u{4E00}'..='\u{9FFF}').contains(&sign))
}

fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Some authors style whole paragraphs as headings to have them numbered; those are running text.
fn may_be_heading(text: &str) -> bool {
    let length = text.trim().chars().count();
    length <= 2 * HEADING_LATIN && !(length > 2 * HEADING_CHINESE && text.trim_end().ends_with(['.', '。', ';', '；']))
}

/// Short, of one line, and not a sentence.
fn is_heading_like(words: &str) -> bool {
    let words = words.trim();
    let length = words.chars().count();
    if length == 0 || words.contains('\n') {
        return length == 0;
    }
    if is_chinese(words) {
        return length <= HEADING_CHINESE
            && !words.ends_with(['。', '；', ';', '，', '：', ':', '？'])
            && !words.contains(['。', '；', '：', ':', '_', '，']);
    }
    let title_case = words
        .split_whitespace()
        .filter(|word| word.chars().filter(|sign| sign.is_alphabetic()).count() > 3)
        .all(|word| word.trim_start_matches(|sign: char| !sign.is_alphabetic()).starts_with(char::is_uppercase));
    length <= HEADING_LATIN
        && title_case
        && has_words(words)
        && !words.ends_with([';', ',', ':'])
        && !words.contains('_')
}

/// A heading without the signs around it.
fn heading_words(words: &str) -> String {
    words
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .trim_matches(|sign| " ：:.。、　-–—\t".contains(sign))
        .to_owned()
}

/// The words that lead a running clause and serve as its heading: `Confidential Information.`, `押金：`.
fn lead(block: &pacta_domain::document::Block, number_length: usize) -> Option<String> {
    let words = block.text.get(number_length..)?;
    if let Some(end) = stressed_end(block, number_length) {
        let from = block.text.get(..number_length)?.chars().count();
        let stressed = slice(&block.text, from, end)?.trim();
        let rest = slice(&block.text, end, block.text.chars().count())?.trim_start();
        // A stressed word in a sentence is a defined term, not a heading.
        let closed = stressed.ends_with(LEAD_ENDS) || rest.starts_with(LEAD_ENDS);
        if closed && stressed.chars().count() <= LEAD_LATIN && has_words(stressed) {
            return Some(heading_words(stressed));
        }
    }
    if is_chinese(words) {
        let end = words.find(['：', ':'])?;
        let head = words.get(..end)?.trim();
        let length = head.chars().count();
        return (length > 0 && length <= LEAD_CHINESE && !head.contains(['，', '。', '；', '、']))
            .then(|| head.to_owned());
    }
    let end = words.find(['.', ':', '—'])?;
    let head = words.get(..end)?.trim();
    let after = words.get(end..)?.chars().nth(1);
    (head.chars().count() <= LEAD_LATIN
        && head.split_whitespace().count() <= 8
        && after.is_none_or(char::is_whitespace)
        && is_heading_like(head))
    .then(|| head.to_owned())
}

/// Where the bold or underlined words right after the number end, when they do not run through the paragraph.
fn stressed_end(block: &pacta_domain::document::Block, number_length: usize) -> Option<usize> {
    let from = block.text.get(..number_length)?.chars().count();
    let total = block.text.chars().count();
    let stressed = |place: usize| {
        block
            .runs
            .iter()
            .find(|run| run.start <= place && place < run.end && (run.bold || run.underline))
            .map(|run| run.end)
    };
    let mut end = stressed(from)?;
    while let Some(next) = stressed(end) {
        end = next;
    }
    (end < total).then_some(end)
}

#[cfg(test)]
mod tests;
