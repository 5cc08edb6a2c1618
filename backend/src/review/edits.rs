//! From decisions to edits of the original file.

use std::collections::BTreeMap;

use pacta_domain::{
    document::{Document, Language},
    edit::Edit,
    review::{Decision, DecisionKind, EditKind, Finding, ProposedEdit},
};

use super::numbers;

/// The edits for findings with their decisions. Where two findings change overlapping words, the
/// first one keeps its change and the later ones become comments.
#[must_use]
pub fn to_edits<'a>(document: &Document, decided: impl IntoIterator<Item = (&'a Finding, &'a Decision)>) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for (finding, decision) in decided {
        let Some(edit) = to_edit(document, finding, Some(decision)) else { continue };
        let edit = numbered(document, edit);
        let clashes = edits.iter().any(|earlier| overlap(earlier, &edit));
        edits.extend(if clashes { Some(as_comment(&edit)) } else { Some(edit) });
    }
    one_comment_a_block(edits)
}

/// Several changes of one paragraph are one recommendation, so they are explained in one comment: that of the first, in
/// numbered parts. Comments that change nothing stay where they are: they are about their own words.
fn one_comment_a_block(mut edits: Vec<Edit>) -> Vec<Edit> {
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, edit) in edits.iter().enumerate() {
        if let Edit::Replace { block, comment: Some(_), .. } = edit {
            blocks.entry(block.clone()).or_default().push(index);
        }
    }
    for indices in blocks.into_values().filter(|indices| indices.len() > 1) {
        let mut parts = Vec::new();
        for index in &indices {
            if let Some(Edit::Replace { comment, .. }) = edits.get_mut(*index) {
                parts.extend(comment.take());
            }
        }
        let numbered = parts.iter().zip(1..).map(|(part, number)| format!("{number}. {part}"));
        let whole = numbered.collect::<Vec<_>>().join("\n");
        if let Some(Edit::Replace { comment, .. }) = indices.first().and_then(|first| edits.get_mut(*first)) {
            *comment = Some(whole);
        }
    }
    edits
}

/// A new clause with the number it needs between its neighbours, where the contract's numbers are typed.
fn numbered(document: &Document, edit: Edit) -> Edit {
    match edit {
        Edit::InsertAfter { insert_after, text, comment } => {
            let label =
                document.block(&insert_after).and_then(|block| numbers::after(block, &text)).unwrap_or_default();
            Edit::InsertAfter { insert_after, text: label + &text, comment }
        }
        other => other,
    }
}

/// The edit for one finding; without a decision, as if its proposal were accepted. `None` when it was dismissed.
/// What has no place of its own in the contract becomes a comment at its beginning, so that nothing a lawyer
/// accepted is missing from the redline.
#[must_use]
pub fn to_edit(document: &Document, finding: &Finding, decision: Option<&Decision>) -> Option<Edit> {
    let kind = decision.map_or(DecisionKind::Accept, |decision| decision.decision);
    let own = decision.and_then(|decision| decision.text.as_deref());
    let proposal = finding.edit.as_ref();
    let reasons = reasons(finding, document.language);
    let span =
        proposal.and_then(|edit| edit.span.as_ref()).or(finding.quotes.iter().find(|quote| quote.is_in_contract()));
    let comment = |words: Option<&str>| {
        let beginning = || document.blocks.first().map(|first| (first.id.clone(), 0, first.text.chars().count()));
        let place = span.map(|span| (span.block.clone(), span.start, span.end));
        let (comment_on, start, end) = place.or_else(beginning)?;
        let comment = words.map_or_else(|| reasons.clone(), |words| format!("{words}\n{reasons}"));
        Some(Edit::Comment { comment_on, start, end, comment })
    };
    match (kind, proposal) {
        (DecisionKind::Dismiss, _) => None,
        (DecisionKind::Comment, _) => comment(own),
        (_, Some(ProposedEdit { kind, span: Some(span), text, placed: true, .. })) if *kind != EditKind::Comment => {
            let text = own
                .filter(|_| decision.is_some_and(|decision| decision.decision == DecisionKind::Edit))
                .unwrap_or(text);
            Some(match kind {
                EditKind::InsertAfter => Edit::InsertAfter {
                    insert_after: span.block.clone(),
                    text: text.to_owned(),
                    comment: Some(reasons),
                },
                _ => Edit::Replace {
                    block: span.block.clone(),
                    start: span.start,
                    end: span.end,
                    text: if *kind == EditKind::Delete && own.is_none() { String::new() } else { text.to_owned() },
                    comment: Some(reasons),
                },
            })
        }
        (_, proposal) => comment(own.or(proposal.map(|edit| edit.text.as_str()))),
    }
}

/// Title, why, and the statutes: 依据：《民法典》第585条.
fn reasons(finding: &Finding, language: Language) -> String {
    let mut words = match language {
        Language::Zh => format!("{}。{}", finding.title.trim_end_matches('。'), finding.explanation),
        Language::En => format!("{}. {}", finding.title.trim_end_matches('.'), finding.explanation),
    };
    let cited: Vec<String> = finding
        .citations
        .iter()
        .map(|citation| {
            let law = citation.id.split('#').next().unwrap_or(&citation.law);
            let sub = if citation.sub > 0 { format!("之{}", citation.sub) } else { String::new() };
            match language {
                Language::Zh => format!("《{law}》第{}条{sub}", citation.article),
                Language::En => format!("{law} art. {}{sub}", citation.article),
            }
        })
        .collect();
    if !cited.is_empty() {
        words.push_str(&match language {
            Language::Zh => format!("\n依据：{}", cited.join("、")),
            Language::En => format!("\nBasis: {}", cited.join(", ")),
        });
    }
    words
}

fn changed(edit: &Edit) -> Option<(&str, usize, usize)> {
    match edit {
        Edit::Replace { block, start, end, .. } => Some((block, *start, *end)),
        _ => None,
    }
}

fn overlap(earlier: &Edit, later: &Edit) -> bool {
    match (changed(earlier), changed(later)) {
        (Some((one, start, end)), Some((other, from, to))) => {
            one == other && ((start < to && from < end) || (start == from && end == to))
        }
        _ => false,
    }
}

fn as_comment(edit: &Edit) -> Edit {
    match edit {
        Edit::Replace { block, start, end, text, comment } => Edit::Comment {
            comment_on: block.clone(),
            start: *start,
            end: *end,
            comment: [Some(text.clone()).filter(|text| !text.is_empty()), comment.clone()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("\n"),
        },
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use pacta_domain::review::Severity;

    use super::*;
    use crate::documents::{ReadOptions, read};

    #[test]
    fn what_has_no_place_is_said_at_the_beginning() {
        let document = read("租赁合同\n第一条 租金。".as_bytes(), "a.txt", &ReadOptions::default()).unwrap();
        let proposal = ProposedEdit {
            kind: EditKind::Comment,
            span: None,
            text: "乙方有权优先承租。".into(),
            placed: false,
            choices: Vec::new(),
        };
        let finding = Finding {
            id: "f1".into(),
            point: "renewal".into(),
            severity: Severity::Low,
            title: "没有优先承租权".into(),
            explanation: "续租没有保障。".into(),
            quotes: Vec::new(),
            searched: None,
            citations: Vec::new(),
            edit: Some(proposal),
        };
        let expected = Edit::Comment {
            comment_on: "b1".into(),
            start: 0,
            end: 4,
            comment: "乙方有权优先承租。\n没有优先承租权。续租没有保障。".into(),
        };
        assert_eq!(to_edit(&document, &finding, None), Some(expected));
    }
}
