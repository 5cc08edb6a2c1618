//! What is wrong with a contract whatever it is about: checks that need no rulebook and no model.
//!
//! A false alarm here costs the trust that everything else lives on. So each check only speaks where the text
//! leaves one reading, and stays silent where a careful reader would hesitate (measured: docs/quality.md).

mod amounts;
mod blanks;
mod dates;
mod numbering;
mod orders;
mod parties;
mod places;
mod references;
mod sums;
mod terms;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use pacta_domain::{
    document::{Block, Document, Language},
    evidence::{Span, VerifiedQuote},
    review::Severity,
};
use serde::Serialize;

/// What is checked, in the order in which it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Figures and words, or Chinese capitals, that say different amounts.
    Amounts,
    /// Totals of tables, and shares of one whole.
    Sums,
    /// Days that do not exist, terms that end before they begin, or that are longer than they say.
    Dates,
    /// A party's name in two spellings.
    Parties,
    /// References to clauses and annexes that do not exist.
    References,
    /// Numbers of clauses that are skipped or given twice.
    Numbering,
    /// Terms defined and not used, or used and not defined.
    Terms,
    /// Places left to fill in.
    Blanks,
    /// Sentences that speak to a machine instead of a party.
    Orders,
}

impl Check {
    /// All checks.
    pub const ALL: [Self; 9] = [
        Self::Amounts,
        Self::Sums,
        Self::Dates,
        Self::Parties,
        Self::References,
        Self::Numbering,
        Self::Terms,
        Self::Blanks,
        Self::Orders,
    ];

    /// Stable id; in a review, the id of the point.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Amounts => "check-amounts",
            Self::Sums => "check-sums",
            Self::Dates => "check-dates",
            Self::Parties => "check-parties",
            Self::References => "check-references",
            Self::Numbering => "check-numbering",
            Self::Terms => "check-terms",
            Self::Blanks => "check-blanks",
            Self::Orders => "check-orders",
        }
    }

    /// What it is called on screen.
    #[must_use]
    pub fn title(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Self::Amounts => ("金额大小写一致", "Amounts in words and figures"),
            Self::Sums => ("合计与比例", "Sums and shares"),
            Self::Dates => ("日期先后", "Order of dates"),
            Self::Parties => ("当事人名称一致", "Names of the parties"),
            Self::References => ("条款引用", "Cross-references"),
            Self::Numbering => ("条款编号", "Numbering of clauses"),
            Self::Terms => ("定义与用语", "Defined terms"),
            Self::Blanks => ("未填空白", "Blanks left"),
            Self::Orders => ("对机器说的话", "Words to a machine"),
        };
        in_language(language, zh, en)
    }

    fn run(self, document: &Document) -> Checked {
        let (looked_at, issues) = match self {
            Self::Amounts => amounts::check(document),
            Self::Sums => sums::check(document),
            Self::Dates => dates::check(document),
            Self::Parties => parties::check(document),
            Self::References => references::check(document),
            Self::Numbering => numbering::check(document),
            Self::Terms => terms::check(document),
            Self::Blanks => blanks::check(document),
            Self::Orders => orders::check(document),
        };
        Checked { check: self, looked_at, issues }
    }
}

/// Something that cannot be right, with the words that show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Issue {
    /// How bad.
    pub severity: Severity,
    /// What it is, in a line.
    pub title: String,
    /// Why it matters and what to look at.
    pub explanation: String,
    /// The words that show it; never empty.
    pub quotes: Vec<Span>,
}

/// What one check came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checked {
    /// Which.
    pub check: Check,
    /// How many places it looked at: references, sums, dates …; none means that the contract has none.
    pub looked_at: usize,
    /// What it found, in the order of the text.
    pub issues: Vec<Issue>,
}

/// Places looked at, and what is wrong with them.
type Looked = (usize, Vec<Issue>);

/// Runs all checks.
#[must_use]
pub fn check(document: &Document) -> Vec<Checked> {
    Check::ALL.into_iter().map(|check| check.run(document)).collect()
}

/// The terms that a contract defines, with the place of the definition.
#[must_use]
pub fn definitions(document: &Document) -> BTreeMap<String, Span> {
    terms::definitions(document)
}

/// A reference to another place of the same contract.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Referred {
    /// The words that refer.
    pub span: Span,
    /// Id of the clause that is meant; `None` when no clause has that number.
    pub clause: Option<String>,
}

/// The cross-references of a contract, in the order of the text.
#[must_use]
pub fn references(document: &Document) -> Vec<Referred> {
    references::resolved(document)
}

fn in_language<'a>(language: Language, zh: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

/// The words between two code-point offsets of a block, as a quote.
fn quote(block: &Block, start: usize, end: usize) -> Option<Span> {
    VerifiedQuote::at(block, start, end).map(Span::from)
}

/// The words between two byte offsets of a block, as a quote.
fn quote_bytes(block: &Block, range: std::ops::Range<usize>) -> Option<Span> {
    let start = block.text.get(..range.start)?.chars().count();
    let length = block.text.get(range)?.chars().count();
    quote(block, start, start + length)
}
