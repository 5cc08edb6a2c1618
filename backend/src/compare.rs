//! Comparing two versions of a contract: what the other side changed, and what of it they did not track.

mod align;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use pacta_domain::{
    comparison::{Comparison, Difference, DifferenceKind, Side, Tracked},
    diff::{Change, Part},
    document::{Block, Document, Language, Story},
    edit::Edit,
    normalize::Folded,
};

use crate::redline::difference;
use align::{Aligned, align};

/// The parts of a file, each compared with its like only.
const STORIES: [Story; 6] =
    [Story::Body, Story::Footnote, Story::Endnote, Story::Header, Story::Footer, Story::Textbox];

/// A shorter paragraph that turns up elsewhere is a coincidence, not a move; in characters.
const SHORTEST_MOVE: usize = 12;

/// What changed from `old` to `new`, both read with tracked changes accepted. `rejected` is the new
/// version read with its tracked changes rejected: what differs there was changed without tracking.
#[must_use]
pub fn compare(old: &Document, new: &Document, rejected: &Document) -> Comparison {
    let (mut changes, unchanged) = differences(old, new);
    let (hidden, _) = differences(old, rejected);
    let by_old: HashMap<&str, &Difference> =
        hidden.iter().filter_map(|change| Some((change.old.as_ref()?.block.as_str(), change))).collect();
    for change in &mut changes {
        change.tracked = tracked(change, &by_old, &hidden);
    }
    let untracked = changes.iter().filter(|change| change.tracked != Tracked::Yes).count();
    Comparison { changes, unchanged, untracked }
}

/// What changed from `old` to `new`, where nobody asks what of it was tracked.
#[must_use]
pub fn changes(old: &Document, new: &Document) -> Vec<Difference> {
    differences(old, new).0
}

fn tracked(change: &Difference, by_old: &HashMap<&str, &Difference>, hidden: &[Difference]) -> Tracked {
    let same =
        |a: &Option<Side>, b: &Option<Side>| a.as_ref().map(|side| &side.text) == b.as_ref().map(|side| &side.text);
    let untracked = match &change.old {
        Some(old) => by_old.get(old.block.as_str()).copied(),
        None => hidden.iter().find(|other| other.old.is_none() && same(&other.new, &change.new)),
    };
    match untracked {
        None => Tracked::Yes,
        Some(other) if same(&other.new, &change.new) => Tracked::No,
        Some(_) => Tracked::Partly,
    }
}

/// The differences in the order of the new version, and how many paragraphs are the same.
fn differences(old: &Document, new: &Document) -> (Vec<Difference>, usize) {
    let (mut changes, mut unchanged) = (Vec::new(), 0);
    for story in STORIES {
        let of = |document: &'_ Document| -> Vec<usize> {
            let blocks = document.blocks.iter().enumerate();
            blocks.filter(|(_, block)| block.story == story).map(|(index, _)| index).collect()
        };
        let (before, after) = (of(old), of(new));
        let key = |document: &Document, index: &usize| Folded::loose(wording(&document.blocks[*index])).text;
        let old_keys: Vec<String> = before.iter().map(|index| key(old, index)).collect();
        let new_keys: Vec<String> = after.iter().map(|index| key(new, index)).collect();
        let left: Vec<&str> = old_keys.iter().map(String::as_str).collect();
        let right: Vec<&str> = new_keys.iter().map(String::as_str).collect();
        let mut found = Vec::new();
        for place in align(&left, &right) {
            let difference = match place {
                Aligned::Both(i, j) => both(old, &old.blocks[before[i]], new, &new.blocks[after[j]]),
                Aligned::Old(i) => Some(one(DifferenceKind::Removed, old, &old.blocks[before[i]])),
                Aligned::New(j) => Some(one(DifferenceKind::Added, new, &new.blocks[after[j]])),
            };
            match difference {
                Some(difference) => found.push(difference),
                None => unchanged += 1,
            }
        }
        changes.extend(with_moves(found));
    }
    (changes, unchanged)
}

/// The words of a block without a number that was typed before them.
fn wording(block: &Block) -> &str {
    match &block.label {
        Some(label) if block.label_typed => block.text.strip_prefix(label.as_str()).unwrap_or(&block.text).trim_start(),
        _ => &block.text,
    }
}

fn side(block: &Block) -> Side {
    Side { block: block.id.clone(), text: block.text.clone() }
}

fn both(old: &Document, before: &Block, new: &Document, after: &Block) -> Option<Difference> {
    if before.text == after.text {
        return None;
    }
    let kind = if wording(before) == wording(after) {
        DifferenceKind::Renumbered
    } else if Folded::loose(&before.text).text == Folded::loose(&after.text).text {
        DifferenceKind::Form
    } else {
        DifferenceKind::Changed
    };
    Some(Difference {
        kind,
        place: new.place(after).or_else(|| old.place(before)),
        old: Some(side(before)),
        new: Some(side(after)),
        parts: difference(&before.text, &after.text),
        tracked: Tracked::No,
    })
}

fn one(kind: DifferenceKind, document: &Document, block: &Block) -> Difference {
    let gone = kind == DifferenceKind::Removed;
    let change = if gone { Change::Delete } else { Change::Insert };
    Difference {
        kind,
        place: document.place(block),
        old: gone.then(|| side(block)),
        new: (!gone).then(|| side(block)),
        parts: vec![Part { change, text: block.text.clone() }],
        tracked: Tracked::No,
    }
}

/// A paragraph that went in one place and came in another was moved.
fn with_moves(found: Vec<Difference>) -> Vec<Difference> {
    let mut gone: HashMap<String, Vec<Side>> = HashMap::new();
    let key = |side: &Side| Folded::loose(&side.text).text;
    for difference in found.iter().filter(|difference| difference.kind == DifferenceKind::Removed) {
        if let Some(side) = difference.old.as_ref().filter(|side| side.text.chars().count() >= SHORTEST_MOVE) {
            gone.entry(key(side)).or_default().push(side.clone());
        }
    }
    let mut moved: Vec<String> = Vec::new();
    let mut changes: Vec<Difference> = found
        .into_iter()
        .map(|mut difference| {
            let came = difference.new.as_ref().filter(|_| difference.kind == DifferenceKind::Added);
            if let Some(from) = came.and_then(|side| gone.get_mut(&key(side))).and_then(Vec::pop) {
                moved.push(from.block.clone());
                difference.kind = DifferenceKind::Moved;
                difference.old = Some(from);
            }
            difference
        })
        .collect();
    changes.retain(|difference| {
        difference.kind != DifferenceKind::Removed
            || !difference.old.as_ref().is_some_and(|side| moved.contains(&side.block))
    });
    changes
}

/// The edits that make the new version of the old file's words. What has no safe place in the old file (a new row
/// of a table, a paragraph before the first) becomes a comment with the words.
#[must_use]
pub fn edits(old: &Document, new: &Document, changes: &[Difference]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let leaves = |block: &str| {
        changes.iter().any(|change| {
            matches!(change.kind, DifferenceKind::Removed | DifferenceKind::Moved)
                && change.old.as_ref().is_some_and(|side| side.block == block)
        })
    };
    let after_new = anchors(old, new, changes, &leaves);
    for change in changes {
        if let (DifferenceKind::Removed | DifferenceKind::Moved, Some(side)) = (change.kind, &change.old) {
            edits.push(Edit::Delete { delete: side.block.clone(), comment: None });
        }
        match (change.kind, &change.old, &change.new) {
            (DifferenceKind::Changed | DifferenceKind::Form | DifferenceKind::Renumbered, Some(side), _) => {
                edits.extend(rewordings(&side.block, &change.parts));
            }
            (DifferenceKind::Added | DifferenceKind::Moved, _, Some(side)) => {
                let anchor = after_new.get(side.block.as_str()).copied().flatten();
                edits.push(addition(old, new, anchor, side));
            }
            _ => {}
        }
    }
    edits
}

/// For each new paragraph the old one that it comes after.
fn anchors<'a>(
    old: &'a Document,
    new: &'a Document,
    changes: &'a [Difference],
    leaves: &dyn Fn(&str) -> bool,
) -> HashMap<&'a str, Option<&'a Block>> {
    let came: HashMap<&str, bool> = changes
        .iter()
        .filter_map(|change| {
            let is_new = matches!(change.kind, DifferenceKind::Added | DifferenceKind::Moved);
            Some((change.new.as_ref()?.block.as_str(), is_new))
        })
        .collect();
    let mut kept = old.blocks.iter().filter(|block| block.story == Story::Body && !leaves(&block.id));
    let mut anchors = HashMap::new();
    let mut last = None;
    for block in new.blocks.iter().filter(|block| block.story == Story::Body) {
        if came.get(block.id.as_str()) == Some(&true) {
            anchors.insert(block.id.as_str(), last);
        } else {
            // Both lists hold the same paragraphs in the same order.
            last = kept.next();
        }
    }
    anchors
}

fn rewordings(block: &str, parts: &[Part]) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut at = 0;
    let mut open: Option<(usize, String)> = None;
    let mut close = |open: &mut Option<(usize, String)>, end: usize| {
        if let Some((start, text)) = open.take() {
            edits.push(Edit::Replace { block: block.to_owned(), start, end, text, comment: None });
        }
    };
    for part in parts {
        let length = part.text.chars().count();
        match part.change {
            Change::Equal => {
                close(&mut open, at);
                at += length;
            }
            Change::Delete => {
                open.get_or_insert((at, String::new()));
                at += length;
            }
            Change::Insert => open.get_or_insert((at, String::new())).1.push_str(&part.text),
        }
    }
    close(&mut open, at);
    edits
}

fn addition(old: &Document, new: &Document, anchor: Option<&Block>, side: &Side) -> Edit {
    let in_table = new.block(&side.block).is_some_and(|block| block.cell.is_some());
    match anchor {
        Some(anchor) if anchor.cell.is_none() && !in_table => {
            Edit::InsertAfter { insert_after: anchor.id.clone(), text: side.text.clone(), comment: None }
        }
        _ => {
            let place = anchor.or(old.blocks.first());
            let words = match old.language {
                Language::Zh => format!("新版本在此处增加：{}", side.text),
                Language::En => format!("The new version adds here: {}", side.text),
            };
            Edit::Comment {
                comment_on: place.map(|block| block.id.clone()).unwrap_or_default(),
                start: 0,
                end: place.map_or(0, |block| block.text.chars().count()),
                comment: words,
            }
        }
    }
}
