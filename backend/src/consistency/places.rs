//! The numbers that a contract's clauses have, for looking references up.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use pacta_domain::document::Document;
use regex::Regex;

use crate::documents::labels::{self, Family, Label};

/// A number with words behind it that begin something, anywhere in a text: clauses that the reader did not
/// tell apart, because the file has them in one paragraph, are clauses all the same.
static WITHIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s.;。；])(?:(?:Section|Article|SECTION|ARTICLE|Clause|§)\s*)?(?P<number>[0-9]{1,2}(?:\.[0-9]{1,3})*|[IVX]{1,6})[.:)、]?\s+[A-Z“\x22(\[\p{Han}]")
        .expect("a constant pattern")
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
            places.within.extend(WITHIN.captures_iter(&block.text).map(|found| found["number"].to_owned()));
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

fn read(label: &str, typed: bool) -> Option<Label> {
    if typed { labels::typed(label).or_else(|| labels::automatic(label)) } else { labels::automatic(label) }
}
