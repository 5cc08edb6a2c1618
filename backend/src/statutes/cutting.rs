//! Cutting questions and articles into words and into pairs of neighbouring characters.

use std::{collections::HashMap, sync::LazyLock};

use jieba_rs::{Jieba, TokenizeMode};

use super::{
    search::{Signal, Signals},
    synonyms,
};

/// Terms of law that the general dictionary would cut apart, one a line.
const TERMS: &str = include_str!("../../../statutes/terms.txt");

/// What a legal term that plain speech calls up weighs beside a word of the question.
const SYNONYM_WEIGHT: f32 = 0.5;

static CUTTER: LazyLock<Jieba> = LazyLock::new(|| {
    let mut cutter = Jieba::new();
    for term in TERMS.lines().map(str::trim).filter(|term| !term.is_empty()) {
        cutter.add_word(term, None, None);
    }
    cutter
});

/// Words of a plain question that say nothing about its subject.
const QUESTION_WORDS: [&str; 34] = [
    "请问",
    "如何",
    "怎么办",
    "怎么样",
    "怎么",
    "怎样",
    "什么样",
    "什么",
    "为什么",
    "是否",
    "可不可以",
    "能不能",
    "会不会",
    "有没有",
    "是不是",
    "要不要",
    "可以",
    "应该",
    "哪些",
    "哪个",
    "哪里",
    "多少",
    "多久",
    "多长时间",
    "吗",
    "呢",
    "吧",
    "么",
    "谁",
    "几",
    "算不算",
    "算是",
    "我想",
    "我们",
];

/// What a question looks for, each with its weight.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms {
    pub(super) words: Vec<(String, f32)>,
    pub(super) pairs: Vec<(String, f32)>,
}

impl Terms {
    /// The words and pairs of a question, and those of the legal terms that it calls up.
    pub(super) fn of(query: &str, signals: &Signals) -> Self {
        let subject = match signals.has(Signal::Questions) {
            true => QUESTION_WORDS.iter().fold(query.to_owned(), |query, word| query.replace(word, " ")),
            false => query.to_owned(),
        };
        let called = if signals.has(Signal::Synonyms) { synonyms::expand(query) } else { Vec::new() };
        let cut = |cut: fn(&str) -> Vec<String>| {
            let mut terms = Weighted::default();
            cut(&subject).into_iter().for_each(|term| terms.add(term, 1.0));
            for (legal, weight) in &called {
                cut(legal).into_iter().for_each(|term| terms.at_least(term, weight * SYNONYM_WEIGHT));
            }
            terms.list
        };
        Self { words: cut(words), pairs: if signals.has(Signal::Pairs) { cut(pairs) } else { Vec::new() } }
    }
}

/// Terms with weights, in the order they came.
#[derive(Default)]
struct Weighted {
    list: Vec<(String, f32)>,
    places: HashMap<String, usize>,
}

impl Weighted {
    fn entry(&mut self, term: String) -> &mut f32 {
        let next = self.list.len();
        let place = *self.places.entry(term.clone()).or_insert(next);
        if place == next {
            self.list.push((term, 0.0));
        }
        &mut self.list[place].1
    }

    fn add(&mut self, term: String, weight: f32) {
        *self.entry(term) += weight;
    }

    fn at_least(&mut self, term: String, weight: f32) {
        let own = self.entry(term);
        *own = own.max(weight);
    }
}

/// The words of a text; of a long word also the shorter ones in it.
pub(super) fn words(text: &str) -> Vec<String> {
    let cut = CUTTER.tokenize(text, TokenizeMode::Search, true);
    let words = cut.into_iter().map(|token| token.word);
    words.filter(|word| word.chars().any(char::is_alphanumeric)).map(str::to_lowercase).collect()
}

/// The pairs of neighbouring characters of a text.
pub(super) fn pairs(text: &str) -> Vec<String> {
    text.chars()
        .zip(text.chars().skip(1))
        .filter(|(first, second)| first.is_alphanumeric() && second.is_alphanumeric())
        .map(|(first, second)| [first.to_ascii_lowercase(), second.to_ascii_lowercase()].iter().collect())
        .collect()
}
