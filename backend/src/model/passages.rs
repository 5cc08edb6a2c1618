//! What of a contract a question must read: as little as possible, and never nothing.
//!
//! A whole contract in every prompt costs four times as much as a review may and hides the clause among
//! the others. Passages are ranked by the node's cues, which know the topic's words, and by the words they
//! share with the question, which find what the cues' author did not think of.

use std::collections::HashSet;

use pacta_domain::normalize::{Folded, is_cjk};

use crate::review::{
    cues::{CueKind, Pattern},
    engine::{Passage, Question, Wants},
};

/// Characters of contract in one request.
const MOST: usize = 12_000;
/// Characters that a narrowed locate question reads at least, when the contract has them.
const ENOUGH: usize = 1_500;

/// Passages that one request reads, in reading order.
#[derive(Clone, Debug)]
pub(super) struct Reading<'a> {
    pub(super) passages: Vec<&'a Passage<'a>>,
}

/// The readings of a question: one, or several when a locate question has no cues to narrow it.
pub(super) fn choose<'a>(question: &'a Question<'a>) -> Vec<Reading<'a>> {
    let whole = question.passages.iter().map(size).sum::<usize>();
    if !matches!(question.wants, Wants::Places) {
        // These were located before; the located blocks themselves never give way to their neighbours.
        return vec![within(question, &ranked(question), MOST)];
    }
    let has_cues = !question.cues.words.is_empty();
    if has_cues && whole > ENOUGH {
        return vec![within(question, &ranked(question), (whole / 5).clamp(ENOUGH, MOST))];
    }
    chunks(question)
}

/// The whole contract in as many readings as needed.
fn chunks<'a>(question: &'a Question<'a>) -> Vec<Reading<'a>> {
    let mut readings = vec![Reading { passages: Vec::new() }];
    let mut length = 0;
    for passage in question.passages {
        if length > 0 && length + size(passage) > MOST {
            readings.push(Reading { passages: Vec::new() });
            length = 0;
        }
        length += size(passage);
        if let Some(reading) = readings.last_mut() {
            reading.passages.push(passage);
        }
    }
    readings
}

/// The best passages up to a size, the best one always, back in reading order.
fn within<'a>(question: &'a Question<'a>, ranking: &[usize], most: usize) -> Reading<'a> {
    let mut length = 0;
    let mut taken: Vec<usize> = Vec::new();
    for &index in ranking {
        let Some(passage) = question.passages.get(index) else { continue };
        if !taken.is_empty() && length + size(passage) > most {
            continue;
        }
        length += size(passage);
        taken.push(index);
    }
    taken.sort_unstable();
    Reading { passages: taken.into_iter().filter_map(|index| question.passages.get(index)).collect() }
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
    let text = Folded::new(passage.text).text;
    let headings = Folded::new(&passage.headings.join("\n")).text;
    let lower = text.to_lowercase();
    let words = question.cues.words.iter().filter(|word| lower.contains(&word.to_lowercase())).count();
    let patterns = match &question.cues.kind {
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
