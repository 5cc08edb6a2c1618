//! Numbers of clauses that are skipped or given twice. Only typed numbers: Word counts its own rightly.

use std::collections::BTreeMap;

use pacta_domain::{
    document::{Block, Document, Language, Story},
    review::Severity,
};

use super::{Issue, Looked, places::Places, quote};
use crate::documents::labels::{self, Family};

/// Widest gap that reads as a slip; a wider one is more likely another row of numbers.
const GAP: u32 = 2;
/// Longest paragraph that still counts as a line of a table of contents.
const SHORT: usize = 40;

/// One row of numbers, as far as it was followed.
#[derive(Default)]
struct Row {
    last: u32,
    /// Members so far; a row of one is no row yet.
    many: usize,
}

pub(super) fn check(document: &Document) -> Looked {
    // A table of contents has all numbers once before; what is checked begins behind it.
    let body: Vec<&Block> =
        document.blocks.iter().filter(|block| block.story == Story::Body && block.cell.is_none()).collect();
    let labels: Vec<(usize, labels::Label)> = body
        .iter()
        .enumerate()
        .filter(|(_, block)| block.label_typed)
        .filter_map(|(at, block)| Some((at, labels::typed(&block.text)?)))
        .collect();
    let places = Places::of(document);
    let mut rows: BTreeMap<Family, Row> = BTreeMap::new();
    let mut issues = Vec::new();
    for (index, (at, label)) in labels.iter().enumerate() {
        if !matches!(label.family, Family::Article | Family::Chinese) {
            continue;
        }
        let row = rows.entry(label.family).or_default();
        let next = labels[index + 1..].iter().find(|(_, next)| next.family == label.family).map(|(_, next)| next.value);
        let expected = row.last + 1;
        // The row must go on behind the slip, or the slip is the end of one row and the start of another.
        let goes_on = next.is_none_or(|next| next == label.value + 1);
        let wrong = if row.many < 2 || label.value == expected || label.value == 1 || !goes_on {
            None
        } else if label.value == row.last {
            Some(Slip::Twice)
        } else if label.value > expected && label.value - expected < GAP && !places.has(expected) {
            Some(Slip::Skipped(expected))
        } else {
            None
        };
        // Short lines without words are a table of contents, where a missing line is no matter.
        let listed = body[*at].text.chars().count() < SHORT
            && body.get(at + 1).is_some_and(|next| {
                next.label_typed
                    && next.text.chars().count() < SHORT
                    && labels::typed(&next.text).is_some_and(|next| next.family == label.family)
            });
        if let Some(slip) = wrong
            && !listed
        {
            issues.extend(issue(body[*at], label, slip, document.language));
        }
        row.many = if label.value == expected { row.many + 1 } else { 1 };
        row.last = label.value;
    }
    (labels.len(), issues)
}

#[derive(Clone, Copy)]
enum Slip {
    Twice,
    Skipped(u32),
}

fn issue(block: &Block, label: &labels::Label, slip: Slip, language: Language) -> Option<Issue> {
    let shown = label.text.trim_end_matches(['、', '.', '．']);
    let (title, explanation) = match (slip, language) {
        (Slip::Twice, Language::Zh) => (
            format!("编号{shown}重复"),
            format!("前面已有{shown}。引用该编号的条款将无法确定所指，应顺序改号并同时核对各处引用。"),
        ),
        (Slip::Twice, Language::En) => (
            format!("The number {shown} is given twice"),
            "A reference to it could mean either clause. Renumber, and check the references.".to_owned(),
        ),
        (Slip::Skipped(expected), Language::Zh) => {
            (format!("{shown}之前缺号"), format!("按顺序此处应为第{expected}号。可能漏了一条，或删除后未改号。"))
        }
        (Slip::Skipped(expected), Language::En) => (
            format!("A number is skipped before {shown}"),
            format!("Number {expected} would be next: a clause is missing, or was removed without renumbering."),
        ),
    };
    let length = block.text.chars().count().min(label.text.chars().count() + 20);
    Some(Issue { severity: Severity::Low, title, explanation, quotes: vec![quote(block, 0, length)?] })
}
