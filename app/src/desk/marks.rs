//! Where findings show in the text: which stretches of a block are marked, and how a block falls
//! into pieces of one look.

use std::{collections::BTreeMap, ops::Range};

use pacta_domain::{
    diff::{Change, Part},
    document::{Block, slice},
    review::{Decision, EditKind, Finding, PointResult, Severity, Status},
};

/// A marked stretch of a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The point it belongs to.
    pub point: String,
    /// Severity of its risk; `None` for the words that satisfy a point.
    pub severity: Option<Severity>,
    /// Code-point offsets within the block.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
}

/// Words that a decision puts into a block.
#[derive(Clone, Debug, PartialEq)]
pub struct TextChange {
    /// The point it comes from.
    pub point: String,
    /// Code-point offsets of the old words within the block.
    pub start: usize,
    /// End, exclusive; equal to start for an insertion.
    pub end: usize,
    /// The change as differences.
    pub parts: Vec<Part>,
}

/// A stretch of a block with one look.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
    /// Another author's tracked change, and whose.
    pub theirs: Option<(Change, String)>,
    /// A comment of the file is anchored to it.
    pub remarked: bool,
    /// What a decision does to it.
    pub change: Option<Change>,
    /// The mark it lies in (the severest, where several overlap).
    pub mark: Option<Mark>,
}

/// All marks by block: quotes of risks, and the quotes of the selected point of any kind.
pub fn by_block(findings: &[Finding], points: &[PointResult], selected: Option<&str>) -> BTreeMap<String, Vec<Mark>> {
    let mut marks: BTreeMap<String, Vec<Mark>> = BTreeMap::new();
    let mut add = |point: &str, severity, quote: &pacta_domain::evidence::Span| {
        if quote.is_verified() && quote.start < quote.end {
            let mark = Mark { point: point.to_owned(), severity, start: quote.start, end: quote.end };
            marks.entry(quote.block.clone()).or_default().push(mark);
        }
    };
    for finding in findings {
        for quote in &finding.quotes {
            add(&finding.point, Some(finding.severity), quote);
        }
    }
    let shown = points.iter().find(|point| Some(point.point.as_str()) == selected && point.status != Status::Risk);
    for quote in shown.iter().flat_map(|point| quotes(point)) {
        add(&shown.map(|point| point.point.clone()).unwrap_or_default(), None, quote);
    }
    marks
}

/// The quotes of a point: those that satisfy it, or else those its nodes looked at.
pub fn quotes(point: &PointResult) -> Vec<&pacta_domain::evidence::Span> {
    let quotes: Vec<_> = if point.quotes.is_empty() {
        point.answers.values().flat_map(|answer| answer.quotes()).collect()
    } else {
        point.quotes.iter().collect()
    };
    // Several nodes mostly rest on the same words.
    let mut once: Vec<&pacta_domain::evidence::Span> = Vec::with_capacity(quotes.len());
    for quote in quotes {
        if !once.contains(&quote) {
            once.push(quote);
        }
    }
    once
}

/// The change that a decision makes to the text, if it makes one within a block.
pub fn change(
    finding: &Finding,
    decision: &Decision,
    diffs: &BTreeMap<String, Vec<Part>>,
) -> Option<(String, TextChange)> {
    use pacta_domain::review::DecisionKind;
    let edit = finding.edit.as_ref().filter(|edit| edit.placed)?;
    let span = edit.span.as_ref()?;
    if !matches!(edit.kind, EditKind::Replace | EditKind::Delete) {
        return None;
    }
    let parts = match (decision.decision, &decision.text) {
        (DecisionKind::Accept, _) => diffs.get(&finding.id)?.clone(),
        (DecisionKind::Edit, Some(text)) => difference(&span.text, text),
        _ => return None,
    };
    let change = TextChange { point: finding.point.clone(), start: span.start, end: span.end, parts };
    Some((span.block.clone(), change))
}

/// Word-level differences as the page computes them.
pub fn difference(old: &str, new: &str) -> Vec<Part> {
    pacta_domain::diff::words(old, new, &pacta_domain::diff::tokens)
}

/// Cuts a block into pieces of one look, changes included: those of decisions and those that came with the file.
pub fn pieces(block: &Block, remarked: &[Range<usize>], marks: &[Mark], changes: &[TextChange]) -> Vec<Piece> {
    let length = block.text.chars().count();
    let mut cuts: Vec<usize> = vec![0, length];
    cuts.extend(block.runs.iter().flat_map(|run| [run.start, run.end]));
    cuts.extend(marks.iter().flat_map(|mark| [mark.start, mark.end]));
    cuts.extend(changes.iter().flat_map(|change| [change.start, change.end]));
    cuts.extend(block.deletions.iter().map(|gone| gone.at));
    cuts.extend(remarked.iter().flat_map(|range| [range.start, range.end]));
    cuts.retain(|cut| *cut <= length);
    cuts.sort_unstable();
    cuts.dedup();

    let mut pieces = Vec::new();
    let look = |start, end| look(block, remarked, marks, start, end);
    for (index, &start) in cuts.iter().enumerate() {
        for gone in block.deletions.iter().filter(|gone| gone.at == start) {
            let theirs = Some((Change::Delete, gone.by.clone()));
            pieces.push(Piece { text: gone.text.clone(), theirs, ..look(start, start) });
        }
        if let Some(change) = changes.iter().find(|change| change.start == start) {
            let look = look(start, change.end.max(start));
            for part in &change.parts {
                pieces.push(Piece { text: part.text.clone(), change: Some(part.change), ..look.clone() });
            }
        }
        let Some(&end) = cuts.get(index + 1) else { break };
        if changes.iter().any(|change| change.start <= start && end <= change.end) {
            continue;
        }
        let text = slice(&block.text, start, end).unwrap_or_default().to_owned();
        if start < end {
            pieces.push(Piece { text, ..look(start, end) });
        }
    }
    pieces
}

fn look(block: &Block, remarked: &[Range<usize>], marks: &[Mark], start: usize, end: usize) -> Piece {
    let run = block.runs.iter().find(|run| run.start <= start && end <= run.end);
    let covering = marks.iter().filter(|mark| mark.start <= start && end <= mark.end);
    // The innermost of equally severe marks, so that a click picks the narrower claim.
    let mark = covering.min_by_key(|mark| (mark.severity, mark.end - mark.start)).cloned();
    Piece {
        text: String::new(),
        bold: run.is_some_and(|run| run.bold),
        italic: run.is_some_and(|run| run.italic),
        underline: run.is_some_and(|run| run.underline),
        theirs: run.and_then(|run| run.inserted_by.clone()).map(|by| (Change::Insert, by)),
        remarked: start < end && remarked.iter().any(|range| range.start <= start && end <= range.end),
        change: None,
        mark,
    }
}
