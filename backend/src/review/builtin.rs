//! The engine that needs no model: it answers from the cues of the rulebook alone.

use std::{future::ready, ops::Range};

use pacta_domain::rulebook::{Pick, ValueKind, YesNo};

use super::{
    amounts,
    cues::{CueKind, Pattern},
    engine::{Answered, Answering, Engine, Part, Passage, Question, QuoteClaim, Reply, Wants},
    reading::FoldedBlock,
};

/// Answers from cues, structure and numerals; the same question always has the same answer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Builtin;

impl Builtin {
    /// The engine.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

impl Engine for Builtin {
    fn name(&self) -> &str {
        "builtin"
    }

    fn answer<'a>(&'a self, question: &'a Question<'a>) -> Answering<'a> {
        Box::pin(ready(Answered::free(answer(question))))
    }
}

/// What the cues alone say.
pub(super) fn answer(question: &Question<'_>) -> Reply {
    match (question.cues.kind(), &question.wants) {
        (CueKind::Extract { after, before, pattern, pick }, Wants::Value(kind)) => {
            Reply::Value(value(question, after.as_ref(), before.as_ref(), pattern, *pick, *kind))
        }
        (CueKind::Judge { yes, no, prefer, otherwise }, _) => {
            judge(question, yes.as_ref(), no.as_ref(), *prefer, *otherwise)
        }
        (CueKind::Classify(labels), _) => classify(question, labels),
        _ => Reply::Places(places(question)),
    }
}

/// A passage with its folded text.
type Folded<'q> = (&'q Passage<'q>, &'q FoldedBlock);

fn folded<'q>(question: &'q Question<'q>) -> impl Iterator<Item = Folded<'q>> + Clone {
    let asked = question.passages.iter().filter(|passage| passage.part == Part::Asked);
    asked.filter_map(|passage| Some((passage, question.cues.contract.block(passage.block)?)))
}

fn claim((passage, block): Folded<'_>, bytes: Range<usize>) -> QuoteClaim {
    let written = &block.folded.text[bytes.clone()];
    let lead = written.len() - written.trim_start().len();
    let trail = written.len() - written.trim_end().len();
    let range = block.folded.original_range(bytes.start + lead..(bytes.end - trail).max(bytes.start + lead));
    let text = pacta_domain::document::slice(passage.text, range.start, range.end).unwrap_or_default().to_owned();
    QuoteClaim { block: Some(passage.block.to_owned()), range: Some(range), text }
}

fn places(question: &Question<'_>) -> Vec<QuoteClaim> {
    let CueKind::Locate { any, near, not, heading } = question.cues.kind() else { return Vec::new() };
    let mut found = Vec::new();
    for (passage, block) in folded(question) {
        let text = block.folded.text.as_str();
        let by_heading =
            heading.as_ref().is_some_and(|heading| passage.headings.iter().any(|title| heading.is_match(title)));
        if by_heading {
            // A line of signs, such as what stands for words that were taken out, is no evidence of anything.
            if text.chars().any(char::is_alphanumeric) {
                found.push(claim((passage, block), 0..text.len()));
            }
            continue;
        }
        let Some(any) = any.as_ref().filter(|any| any.is_match(text)) else { continue };
        let beside = near.as_ref().is_none_or(|near| {
            near.is_match(text) || passage.headings.last().is_some_and(|title| near.is_match(title))
        });
        if !beside {
            continue;
        }
        let mut run: Option<Range<usize>> = None;
        for sentence in &block.sentences {
            let words = &text[sentence.clone()];
            if any.is_match(words) && !not.as_ref().is_some_and(|not| not.is_match(words)) {
                run = Some(run.map_or(sentence.clone(), |run| run.start..sentence.end));
            } else if let Some(run) = run.take() {
                found.push(claim((passage, block), run));
            }
        }
        found.extend(run.map(|run| claim((passage, block), run)));
    }
    found
}

/// Sentences to read: those located first, then the rest of their blocks.
fn sentences<'q>(question: &'q Question<'q>) -> [Vec<(Folded<'q>, Range<usize>)>; 2] {
    let mut parts = [Vec::new(), Vec::new()];
    for (passage, block) in folded(question) {
        let located: Vec<Range<usize>> = passage.located.iter().map(|range| block.folded_bytes(range)).collect();
        for sentence in &block.sentences {
            let inside = located.iter().any(|range| range.start < sentence.end && sentence.start < range.end);
            parts[usize::from(!inside)].push(((passage, block), sentence.clone()));
        }
    }
    parts
}

/// How far a value may stand from its cue, in characters.
const REACH: usize = 40;

fn value(
    question: &Question<'_>,
    after: Option<&Pattern>,
    before: Option<&Pattern>,
    patterns: &[Pattern],
    pick: Pick,
    kind: ValueKind,
) -> Option<(pacta_domain::values::Value, QuoteClaim)> {
    let parts = sentences(question);
    let bare = after.is_none() && before.is_none() && patterns.is_empty();
    for part in parts.iter().take(if bare { 1 } else { 2 }) {
        let mut found = Vec::new();
        for (folded, sentence) in part {
            let text = &folded.1.folded.text[sentence.clone()];
            let mut add = |value, range: Range<usize>| {
                found.push((value, *folded, range.start + sentence.start..range.end + sentence.start));
            };
            if !patterns.is_empty() {
                for group in
                    patterns.iter().flat_map(|pattern| pattern.captures_iter(text)).filter_map(|c| c.name("value"))
                {
                    if let Some((value, _)) = amounts::find(group.as_str(), kind, question.language).into_iter().next()
                    {
                        add(value, group.range());
                    }
                }
                continue;
            }
            for (value, range) in amounts::find(text, kind, question.language) {
                let distance =
                    |from: usize, to: usize| text.get(from..to).map_or(usize::MAX, |gap| gap.chars().count());
                let follows = after.is_none_or(|cue| {
                    cue.find_iter(text).any(|cue| cue.end() <= range.start && distance(cue.end(), range.start) <= REACH)
                });
                let precedes = before.is_none_or(|cue| {
                    cue.find_iter(text).any(|cue| cue.start() >= range.end && distance(range.end, cue.start()) <= REACH)
                });
                if follows && precedes {
                    add(value, range);
                }
            }
        }
        let size = |value: &pacta_domain::values::Value| amounts::measure(value).unwrap_or(0.0);
        let chosen = match pick {
            Pick::First => found.into_iter().next(),
            Pick::Last => found.into_iter().next_back(),
            Pick::Max => found.into_iter().max_by(|a, b| size(&a.0).total_cmp(&size(&b.0))),
            Pick::Min => found.into_iter().min_by(|a, b| size(&a.0).total_cmp(&size(&b.0))),
        };
        if let Some((value, folded, range)) = chosen {
            return Some((value, claim(folded, range)));
        }
    }
    None
}

/// The sentence around a match, or the part between commas when the sentence is long.
fn around(part: &(Folded<'_>, Range<usize>), found: Range<usize>) -> QuoteClaim {
    const LONG: usize = 120;
    let (folded, sentence) = part;
    let text = &folded.1.folded.text[sentence.clone()];
    if text.chars().count() <= LONG {
        return claim(*folded, sentence.clone());
    }
    let ends = |c: char| matches!(c, '，' | '；' | '。' | ',' | ';');
    let start = text[..found.start].char_indices().rev().find(|(_, c)| ends(*c)).map_or(0, |(at, c)| at + c.len_utf8());
    let end = text[found.end..].find(ends).map_or(text.len(), |at| found.end + at);
    claim(*folded, sentence.start + start..sentence.start + end)
}

fn first_match(pattern: Option<&Pattern>, part: &[(Folded<'_>, Range<usize>)]) -> Option<QuoteClaim> {
    let pattern = pattern?;
    let in_sentence = part.iter().find_map(|sentence| {
        let text = &sentence.0.1.folded.text[sentence.1.clone()];
        pattern.find(text).map(|found| around(sentence, found.range()))
    });
    // A pattern may reach across sentences of one block.
    in_sentence.or_else(|| {
        part.iter().find_map(|(folded, sentence)| {
            let found = pattern.find(&folded.1.folded.text).filter(|found| sentence.contains(&found.start()))?;
            Some(claim(*folded, found.range()))
        })
    })
}

/// The first place found earlier, for answers that rest on what is not there.
fn first_located(question: &Question<'_>) -> Option<QuoteClaim> {
    folded(question).find_map(|folded| {
        let range = folded.0.located.first()?;
        Some(claim(folded, folded.1.folded_bytes(range)))
    })
}

fn judge(
    question: &Question<'_>,
    yes: Option<&Pattern>,
    no: Option<&Pattern>,
    prefer: Option<YesNo>,
    otherwise: Option<YesNo>,
) -> Reply {
    let told = |answer: Option<YesNo>, quote, confidence| Reply::YesNo {
        answer: answer.map(|answer| answer == YesNo::Yes),
        quote,
        reason: None,
        confidence,
    };
    for part in &sentences(question) {
        match (first_match(yes, part), first_match(no, part), prefer) {
            (Some(yes), None, _) => return told(Some(YesNo::Yes), Some(yes), 0.9),
            (None, Some(no), _) => return told(Some(YesNo::No), Some(no), 0.9),
            (Some(yes), Some(_), Some(YesNo::Yes)) => return told(Some(YesNo::Yes), Some(yes), 0.7),
            (Some(_), Some(no), Some(YesNo::No)) => return told(Some(YesNo::No), Some(no), 0.7),
            (Some(yes), Some(_), None) => return told(None, Some(yes), 0.3),
            (None, None, _) => {}
        }
    }
    told(otherwise, first_located(question), if otherwise.is_some() { 0.6 } else { 0.0 })
}

fn classify(question: &Question<'_>, labels: &[(String, Option<Pattern>)]) -> Reply {
    let parts = sentences(question);
    for (label, pattern) in labels {
        if let Some(quote) = parts.iter().find_map(|part| first_match(pattern.as_ref(), part)) {
            return Reply::Label { label: Some(label.clone()), quote: Some(quote), confidence: 0.9 };
        }
    }
    Reply::Label { label: None, quote: first_located(question), confidence: 0.6 }
}
