//! From a rulebook's proposal to a change at a place in this contract.

use std::collections::BTreeMap;

use pacta_domain::{
    document::{Block, Document, Language},
    evidence::{Span, VerifiedQuote},
    normalize::Folded,
    review::{EditKind, ProposedEdit},
    rulebook::{Act, Proposal, Strictness},
};

use super::{cues::compile, walk::Stuck};
use crate::documents::closing::before_signatures;

/// What a proposal is worked out from.
pub(super) struct Ground<'a> {
    pub document: &'a Document,
    pub language: Language,
    pub strictness: Strictness,
    pub quotes: &'a BTreeMap<String, Vec<Span>>,
    pub last: Option<&'a Span>,
    pub fill: &'a dyn Fn(&str) -> String,
    pub render: &'a dyn Fn(&str) -> Result<String, Stuck>,
}

impl Ground<'_> {
    fn quote(&self, node: &str) -> Option<&Span> {
        self.quotes.get(node)?.iter().find(|span| span.is_in_contract())
    }

    fn whole(&self, id: &str) -> Option<Span> {
        self.document.block(id).and_then(VerifiedQuote::whole).map(Span::from)
    }

    /// The words of a quote that a pattern matches.
    fn within(&self, quote: &Span, pattern: Option<&str>) -> Option<Span> {
        let Some(pattern) = pattern else { return Some(quote.clone()) };
        let block = self.document.block(&quote.block)?;
        let pattern = compile(&(self.fill)(pattern), self.language).ok()?;
        let folded = Folded::new(&quote.text);
        let found = pattern.captures(&folded.text)?;
        let words = folded.original_range(found.name("value").or(found.get(0))?.range());
        VerifiedQuote::at(block, quote.start + words.start, quote.start + words.end).map(Span::from)
    }

    /// The paragraph after which a new clause goes: the last of the clause whose heading matches, else that
    /// of the node's quote, else the last before the signatures. Never a table's cell: a clause inserted
    /// there would stand in the table.
    fn place_for_clause(&self, node: Option<&str>, headings: &[String]) -> Option<Span> {
        let contract = before_signatures(self.document);
        for heading in headings {
            let Ok(pattern) = compile(&(self.fill)(heading), self.language) else { continue };
            let titled = |title: &str| pattern.is_match(&Folded::new(title).text);
            let clauses = self.document.clauses.iter();
            let mut ends = clauses
                .filter(|clause| clause.title.as_deref().is_some_and(titled))
                .filter_map(|clause| contract.iter().rev().find(|block| self.stands_in(block, &clause.id)));
            if let Some(block) = ends.find(|block| block.cell.is_none()) {
                return self.whole(&block.id);
            }
        }
        let block = match node {
            Some(node) => self.document.block(&self.quote(node)?.block)?,
            None => contract.last()?,
        };
        if block.cell.is_some() { None } else { self.whole(&block.id) }
    }

    fn stands_in(&self, block: &Block, clause: &str) -> bool {
        let mut current = block.clause.as_deref();
        while let Some(id) = current {
            if id == clause {
                return true;
            }
            current = self.document.clause(id).and_then(|clause| clause.parent.as_deref());
        }
        false
    }
}

/// The change, or a comment with its wording where there is no safe place.
///
/// # Errors
/// When its wording is a template that does not work out.
pub(super) fn place(proposal: &Proposal, ground: &Ground<'_>) -> Result<ProposedEdit, Stuck> {
    let choices = std::iter::once(&proposal.standard)
        .chain(&proposal.fallbacks)
        .filter(|text| !text.is_empty())
        .map(|text| (ground.render)(text))
        .collect::<Result<Vec<String>, Stuck>>()?;
    let chosen = if ground.strictness == Strictness::Lenient { choices.last() } else { choices.first() };
    let text = chosen.cloned().unwrap_or_default();
    let (kind, span) = match &proposal.act {
        Act::Replace { node, pattern } => {
            (EditKind::Replace, ground.quote(node).and_then(|quote| ground.within(quote, pattern.as_deref())))
        }
        Act::Delete { node, pattern } => {
            (EditKind::Delete, ground.quote(node).and_then(|quote| ground.within(quote, pattern.as_deref())))
        }
        Act::Append { node } => {
            (EditKind::Replace, ground.quote(node).and_then(|quote| ground.whole(&quote.block)).map(at_end))
        }
        Act::InsertAfter { node, after_heading } => {
            (EditKind::InsertAfter, ground.place_for_clause(node.as_deref(), after_heading))
        }
        Act::Comment { node } => {
            (EditKind::Comment, node.as_deref().and_then(|node| ground.quote(node)).or(ground.last).cloned())
        }
    };
    let changes_nothing = kind == EditKind::Replace && span.as_ref().is_some_and(|span| span.text == text);
    if span.is_none() || changes_nothing {
        let span = span.or(ground.last.cloned());
        return Ok(ProposedEdit { kind: EditKind::Comment, span, text, placed: false, choices });
    }
    Ok(ProposedEdit { kind, span, text, placed: true, choices })
}

/// An empty place at the end of a block.
fn at_end(whole: Span) -> Span {
    let mut place = whole;
    place.start = place.end;
    place.doc_start = place.doc_end;
    place.text.clear();
    place
}
