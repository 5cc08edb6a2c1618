//! What of a contract a question must read: as little as possible, and never nothing.
//!
//! A whole contract in every prompt costs four times as much as a review may and hides the clause among
//! the others. So several locate questions share one reading of the contract, and later questions read only what was
//! located. A locate question that must be asked alone reads the likeliest part of a long contract first, and the rest
//! when there is nothing. Passages are ranked by the node's cues, which know the topic's words, and by the words they
//! share with the question, which find what the cues' author did not think of.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashSet},
};

use pacta_domain::normalize::{Folded, is_cjk};

use crate::review::{
    cues::{CueKind, Pattern},
    engine::{Passage, Question, Wants},
};

/// Characters of contract in one request.
const MOST: usize = 12_000;
/// Characters that a narrowed locate question reads at least, when the contract has them.
const ENOUGH: usize = 3_000;
/// The part of a long contract that a narrowed locate question reads first: one in so many characters.
const NARROW: usize = 10;

/// Passages that one request reads, in reading order.
#[derive(Clone, Debug)]
pub(super) struct Reading<'a> {
    pub(super) passages: Vec<&'a Passage<'a>>,
}

impl<'a> Reading<'a> {
    /// The passages at these places of a question.
    pub(super) fn of(question: &'a Question<'a>, places: &BTreeSet<usize>) -> Self {
        Self { passages: places.iter().filter_map(|place| question.passages.get(*place)).collect() }
    }

    /// Ids of the blocks.
    pub(super) fn blocks(&self) -> impl Iterator<Item = String> + '_ {
        self.passages.iter().map(|passage| passage.block.to_owned())
    }
}

/// What a question reads first, as places among its passages: all of a short contract, the likeliest part of a long one.
/// Blocks that were located before never give way to their neighbours.
pub(super) fn choose(question: &Question<'_>) -> BTreeSet<usize> {
    let whole = question.passages.iter().map(size).sum::<usize>();
    if whole <= MOST {
        return (0..question.passages.len()).collect();
    }
    let most = if matches!(question.wants, Wants::Places) { (whole / NARROW).clamp(ENOUGH, MOST) } else { MOST };
    within(question, &ranked(question), most)
}

/// What was not read yet, in readings of a bearable size: nothing is missing from a contract of which only a part was read.
pub(super) fn rest(question: &Question<'_>, read: &BTreeSet<usize>) -> Vec<BTreeSet<usize>> {
    let mut readings: Vec<BTreeSet<usize>> = Vec::new();
    let mut length = 0;
    for (place, passage) in question.passages.iter().enumerate().filter(|(place, _)| !read.contains(place)) {
        if readings.is_empty() || length + size(passage) > MOST {
            readings.push(BTreeSet::new());
            length = 0;
        }
        length += size(passage);
        if let Some(reading) = readings.last_mut() {
            reading.insert(place);
        }
    }
    readings
}

/// The best passages up to a size, the best one always.
fn within(question: &Question<'_>, ranking: &[usize], most: usize) -> BTreeSet<usize> {
    let mut length = 0;
    let mut taken = BTreeSet::new();
    for &index in ranking {
        let Some(passage) = question.passages.get(index) else { continue };
        if !taken.is_empty() && length + size(passage) > most {
            continue;
        }
        length += size(passage);
        taken.insert(index);
    }
    taken
}

fn size(passage: &Passage<'_>) -> usize {
    passage.text.chars().count()
}

/// Indices of the passages, best first; equals stay in reading order.
fn ranked(question: &Question<'_>) -> Vec<usize> {
    let asked = grams(question.prompt);
    let mut scores: Vec<(f64, usize)> = question
        .passages
        .iter()
        .enumerate()
        .map(|(index, passage)| (score(question, passage, &asked), index))
        .collect();
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scores.into_iter().map(|(_, index)| index).collect()
}

fn score(question: &Question<'_>, passage: &Passage<'_>, asked: &HashSet<String>) -> f64 {
    let known = question.cues.contract.block(passage.block).map(|block| Cow::Borrowed(block.folded.text.as_str()));
    let text = known.unwrap_or_else(|| Cow::Owned(Folded::new(passage.text).text));
    let headings = Folded::new(&passage.headings.join("\n")).text;
    let lower = text.to_lowercase();
    let words = question.cues.words.iter().filter(|word| lower.contains(&word.to_lowercase())).count();
    let patterns = match question.cues.kind() {
        CueKind::Locate { any, near, heading, .. } => {
            let matches = |pattern: &Option<Pattern>, text: &str| {
                f64::from(u8::from(pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))))
            };
            4.0 * matches(any, &text) + 2.0 * matches(near, &text) + 3.0 * matches(heading, &headings)
        }
        _ => 0.0,
    };
    let own = grams(&text);
    let shared = asked.iter().filter(|gram| own.contains(*gram)).count();
    let overlap = if asked.is_empty() { 0.0 } else { count(shared) / count(asked.len()) };
    let located = if passage.located.is_empty() { 0.0 } else { 100.0 };
    located + patterns + count(words) + 2.0 * overlap
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

/// Pairs of Chinese characters, and English words without the smallest.
fn grams(text: &str) -> HashSet<String> {
    let chars: Vec<char> = text.chars().collect();
    let pairs = chars.windows(2).filter(|pair| pair.iter().all(|c| is_cjk(*c))).map(|pair| pair.iter().collect());
    let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 3).map(str::to_lowercase);
    pairs.chain(words).collect()
}
