//! The numbers that a contract's clauses have, for looking references up.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use pacta_domain::{document::Document, numerals};
use regex::Regex;

use crate::documents::labels::{self, Family, Label};

/// A number with words behind it that begin something, anywhere in a text: clauses that the reader did not
/// tell apart, because the file has them in one paragraph, are clauses all the same.
static WITHIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s.;。；])(?:(?:Section|Article|SECTION|ARTICLE|Clause|§)\s*)?(?P<number>[0-9]{1,2}(?:\.[0-9]{1,3})*|[IVX]{1,6})[.:)、]?\s+[A-Z“\x22(\[\p{Han}]")
        .expect("a constant pattern")
});
/// ARTICLE SEVEN.
static IN_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:ARTICLE|Article|SECTION|Section)\s+(?P<word>[A-Za-z]+)\b").expect("a constant pattern")
});
static DIGITS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[0-9]+(?:[.．][0-9]+)*").expect("a constant pattern"));

/// Fewest numbers of a kind from which a contract is known to use that kind.
const USED: usize = 3;

/// The numbers of a contract's clauses.
#[derive(Debug, Default)]
pub struct Places {
    /// 第三条, Article III.
    pub articles: BTreeSet<u32>,
    /// 一、, 1., I.: the outermost plain numbers.
    pub plain: BTreeSet<u32>,
    /// 3.2, Section 3.2, as written.
    pub dotted: BTreeSet<String>,
    /// 附件一, Schedule 1: numbers and letters by the word before them.
    pub annexes: BTreeSet<u32>,
    /// Numbers that seem to begin something within a paragraph.
    pub within: BTreeSet<String>,
    /// Values of 第三条（二）, by the article they stand in.
    pub items: BTreeMap<u32, BTreeSet<u32>>,
}

impl Places {
    /// The numbers of every paragraph; a table of contents only repeats them.
    pub fn of(document: &Document) -> Self {
        let mut places = Self::default();
        let mut article = None;
        for block in &document.blocks {
            let within =
                WITHIN.captures_iter(&block.text).map(|found| found["number"].trim_end_matches(".0").to_owned());
            places.within.extend(within);
            places.within.extend(torn_off(&block.text));
            places.within.extend(
                IN_WORDS
                    .captures_iter(&block.text)
                    .filter_map(|found| Some(numerals::parse(&found["word"].to_lowercase())?.whole()?.to_string())),
            );
            let Some(label) = block.label.as_deref().and_then(|label| read(label, block.label_typed)) else { continue };
            match label.family {
                Family::Article => {
                    places.articles.insert(label.value);
                    article = Some(label.value);
                }
                Family::Chinese | Family::Decimal | Family::UpperRoman | Family::Chapter => {
                    places.plain.insert(label.value);
                }
                Family::ChineseBracketed | Family::Bracketed => {
                    if let Some(article) = article {
                        places.items.entry(article).or_default().insert(label.value);
                    }
                }
                Family::Annex => {
                    places.annexes.insert(label.value);
                }
                _ => {}
            }
            if let Some(number) = DIGITS.find(&label.text) {
                let number = number.as_str().replace('．', ".");
                if number.contains('.') {
                    places.dotted.insert(number.trim_end_matches(".0").to_owned());
                } else if label.family == Family::Section
                    && let Ok(value) = number.parse()
                {
                    places.plain.insert(value);
                }
            }
        }
        places
    }

    /// Whether some clause has this whole number, however it is written.
    pub fn has(&self, number: u32) -> bool {
        self.articles.contains(&number)
            || self.within.contains(&number.to_string())
            || self.plain.contains(&number)
            || self.dotted.iter().any(|dotted| dotted.split('.').next().and_then(|n| n.parse().ok()) == Some(number))
    }

    /// Whether the contract numbers its clauses with whole numbers, so that one that is missing means something.
    pub fn uses_whole(&self) -> bool {
        self.articles.len().max(self.plain.len()) >= USED
    }

    /// Whether 3.2 can be said to be missing: neighbours of it are numbered so.
    pub fn lacks_dotted(&self, number: &str) -> bool {
        let Some((parent, _)) = number.rsplit_once('.') else { return false };
        let beside = format!("{parent}.");
        let siblings =
            self.dotted.iter().filter(|dotted| dotted.strip_prefix(&beside).is_some_and(|last| !last.contains('.')));
        !self.dotted.contains(number) && !self.within.contains(number) && siblings.count() >= 2
    }
}

/// Numbers that stand one after another without words: they were torn off their paragraphs.
fn torn_off(text: &str) -> Vec<String> {
    let number = |word: &str| {
        let bare = word.trim_end_matches('.');
        let digits =
            bare.split('.').all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
        (digits && word.contains('.')).then(|| bare.to_owned())
    };
    let words: Vec<Option<String>> = text.split_whitespace().map(number).collect();
    let beside = words.windows(2).filter_map(|pair| match pair {
        [Some(one), Some(other)] => Some([one.clone(), other.clone()]),
        _ => None,
    });
    beside.flatten().collect()
}

/// The clauses of a contract by their numbers.
#[derive(Debug, Default)]
pub struct Numbered<'a> {
    whole: BTreeMap<u32, (u8, &'a str)>,
    dotted: BTreeMap<String, &'a str>,
    items: BTreeMap<(&'a str, u32), &'a str>,
}

impl<'a> Numbered<'a> {
    /// The clauses that have a number; of several with one number the one whose number stands alone.
    pub fn of(document: &'a Document) -> Self {
        let mut numbered = Self::default();
        for clause in &document.clauses {
            let first = clause.blocks.first().and_then(|id| document.block(id));
            let typed = first.is_some_and(|block| block.label_typed);
            let Some(label) = clause.label.as_deref().and_then(|label| read(label, typed)) else { continue };
            let digits = DIGITS.find(&label.text).map(|number| number.as_str().replace('．', "."));
            if let Some(number) = digits.filter(|number| number.contains('.')) {
                numbered.dotted.entry(number.trim_end_matches(".0").to_owned()).or_insert(&clause.id);
                continue;
            }
            let rank = match label.family {
                Family::Article => 0,
                Family::Section => 1,
                Family::Chinese | Family::Decimal | Family::UpperRoman | Family::Chapter if clause.parent.is_none() => {
                    2
                }
                _ => {
                    if let Some(parent) = clause.parent.as_deref() {
                        numbered.items.entry((parent, label.value)).or_insert(&clause.id);
                    }
                    continue;
                }
            };
            let known = numbered.whole.entry(label.value).or_insert((rank, &clause.id));
            if rank < known.0 {
                *known = (rank, &clause.id);
            }
        }
        numbered
    }

    /// The clause of a number such as `12` or `3.2`, or the item of that number in it.
    pub fn find(&self, number: &str, item: Option<u32>) -> Option<&'a str> {
        let whole = || number.parse().ok().and_then(|number: u32| self.whole.get(&number)).map(|(_, id)| *id);
        let clause = self.dotted.get(number).copied().or_else(whole)?;
        match item {
            Some(item) => self.items.get(&(clause, item)).copied(),
            None => Some(clause),
        }
    }
}

fn read(label: &str, typed: bool) -> Option<Label> {
    if typed { labels::typed(label).or_else(|| labels::automatic(label)) } else { labels::automatic(label) }
}
