//! The numbers of a citation: 第五百六十二条至第五百六十四条, 第15、16条, 第585条第一款、第二款.

use regex::{Captures, Regex};

use super::numerals::{NUMBER, numeral};

/// The most articles one range may stand for; longer ranges name their ends only.
const LONGEST_RANGE: u32 = 50;

/// One article cited, or one paragraph (款) of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) article: u32,
    /// 1 for 之一; 0 for none.
    pub(super) sub: u32,
    pub(super) paragraph: Option<u32>,
}

/// Finds lists of article numbers and reads them.
#[derive(Debug)]
pub(super) struct Numbers {
    /// A list that may name articles, wherever it stands.
    pub(super) list: Regex,
    /// `Article 585`, `Arts. 562, 563 and 564`, `art. 585(2)`.
    pub(super) english: Regex,
    item: Regex,
    western: Regex,
}

impl Numbers {
    pub(super) fn new() -> Result<Self, regex::Error> {
        let clause = format!(r"(?:\s*第?\s*[（(]?(?:{NUMBER})[）)]?\s*项)?");
        let item = |only: &str, article: &str, mark: &str, sub: &str, paragraph: &str| {
            format!(
                r"第\s*({only}{NUMBER})\s*款{clause}|第?\s*({article}{NUMBER})\s*({mark}条(?:\s*之\s*({sub}{NUMBER}))?)?(?:\s*第\s*({paragraph}{NUMBER})\s*款)?{clause}"
            )
        };
        let bare = item("?:", "?:", "?:", "?:", "?:");
        let named = item("?P<only>", "?P<article>", "?P<mark>", "?P<sub>", "?P<paragraph>");
        let joint = r"\s*(?:、|,|，|以及|和|及|与|或者|或|至|到|-|—|–|~|～)\s*";
        let many = r"[0-9]{1,4}(?:\s*\([0-9]{1,2}\))?";
        Ok(Self {
            list: Regex::new(&format!(r"(?:{bare})(?:{joint}(?:{bare}))*"))?,
            english: Regex::new(&format!(
                r"(?i)\b(?:articles?|arts?\.?)\s*({many}(?:\s*(?:,|and|&|or|to|-|–)\s*{many})*)"
            ))?,
            item: Regex::new(&format!("(?P<range>至|到|-|—|–|~|～)|{named}"))?,
            western: Regex::new(
                r"(?i)(?P<range>\bto\b|-|–)|(?P<article>[0-9]{1,4})(?:\s*\((?P<paragraph>[0-9]{1,2})\))?",
            )?,
        })
    }

    /// The articles of a Chinese list; empty when nothing in it is marked 条.
    pub(super) fn chinese(&self, list: &str) -> Vec<Number> {
        let mut numbers: Vec<Number> = Vec::new();
        let (mut complete, mut range) = (0, false);
        for item in self.item.captures_iter(list) {
            if let Some(paragraph) = read(&item, "only") {
                // A paragraph without an article before it belongs to no citation.
                let Some(last) = numbers.last().copied() else { return Vec::new() };
                numbers.push(Number { paragraph: Some(paragraph), ..last });
                complete = numbers.len();
            } else if let Some(article) = read(&item, "article") {
                between(&mut numbers, article, range);
                let (sub, paragraph) = (read(&item, "sub").unwrap_or_default(), read(&item, "paragraph"));
                numbers.push(Number { article, sub, paragraph });
                if item.name("mark").is_some() {
                    complete = numbers.len();
                }
                range = false;
            } else {
                range = item.name("range").is_some();
            }
        }
        // Figures after the last 条 belong to the sentence, not to the citation.
        numbers.truncate(complete);
        numbers
    }

    /// The articles of a list in Western figures.
    pub(super) fn western(&self, list: &str) -> Vec<Number> {
        let mut numbers: Vec<Number> = Vec::new();
        let mut range = false;
        for item in self.western.captures_iter(list) {
            if let Some(article) = read(&item, "article") {
                between(&mut numbers, article, range);
                numbers.push(Number { article, sub: 0, paragraph: read(&item, "paragraph") });
                range = false;
            } else {
                range = true;
            }
        }
        numbers
    }
}

/// Adds what lies between the last number and the end of a range.
fn between(numbers: &mut Vec<Number>, end: u32, range: bool) {
    let Some(first) = numbers.last().filter(|_| range).map(|last| last.article) else { return };
    if end > first && end - first <= LONGEST_RANGE {
        numbers.extend((first + 1..end).map(|article| Number { article, sub: 0, paragraph: None }));
    }
}

fn read(item: &Captures<'_>, name: &str) -> Option<u32> {
    item.name(name).and_then(|digits| numeral(digits.as_str()))
}
