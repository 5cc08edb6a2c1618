//! Ranking by BM25 over pairs of neighbouring characters, which need no dictionary for Chinese.

use std::collections::HashMap;

/// Saturation and length weights, the usual values of BM25.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Words of a plain question that say nothing about its subject.
const QUESTION_WORDS: [&str; 12] =
    ["请问", "如何", "怎么", "什么", "是否", "可以", "能不能", "可不可以", "应该", "怎样", "哪些", "吗"];

/// An inverted index from character pairs to texts.
#[derive(Debug)]
pub(super) struct Ranking {
    postings: HashMap<(char, char), Vec<(usize, f32)>>,
    lengths: Vec<f32>,
    mean_length: f32,
}

impl Ranking {
    /// Indexes the texts by their place in the iterator.
    pub(super) fn new<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut postings: HashMap<_, Vec<(usize, f32)>> = HashMap::new();
        let mut lengths = Vec::new();
        for (place, text) in texts.enumerate() {
            let mut counts: HashMap<_, f32> = HashMap::new();
            for pair in pairs(text) {
                *counts.entry(pair).or_default() += 1.0;
            }
            lengths.push(counts.values().sum());
            for (pair, count) in counts {
                postings.entry(pair).or_default().push((place, count));
            }
        }
        let mean_length = (lengths.iter().sum::<f32>() / lengths.len().max(1) as f32).max(1.0);
        Self { postings, lengths, mean_length }
    }

    /// The places of texts that share a pair with the query and their scores, unordered.
    pub(super) fn scores(&self, query: &str) -> HashMap<usize, f32> {
        let query = QUESTION_WORDS.iter().fold(query.to_owned(), |query, word| query.replace(word, " "));
        let mut scores = HashMap::new();
        for list in pairs(&query).filter_map(|pair| self.postings.get(&pair)) {
            let (all, with) = (self.lengths.len() as f32, list.len() as f32);
            let rarity = (1.0 + (all - with + 0.5) / (with + 0.5)).ln();
            for (place, count) in list {
                let length = self.lengths.get(*place).copied().unwrap_or_default() / self.mean_length;
                *scores.entry(*place).or_default() += rarity * count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length));
            }
        }
        scores
    }
}

fn pairs(text: &str) -> impl Iterator<Item = (char, char)> + '_ {
    text.chars()
        .zip(text.chars().skip(1))
        .filter(|(a, b)| a.is_alphanumeric() && b.is_alphanumeric())
        .map(|(a, b)| (a.to_ascii_lowercase(), b.to_ascii_lowercase()))
}
