//! What the desk knows: the review, what is selected, what was decided.

use std::collections::BTreeMap;

use leptos::prelude::*;
use pacta_domain::{
    desk::{Desk, Progress, State},
    diff::Part,
    document::{Document, Format},
    evidence::{Span, in_book_quotes},
    recommendation::{Recommendation, recommendations},
    review::{Decision, Finding, PointResult, Severity, Status},
};

/// A column of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// Risks.
    Findings,
    /// Points left to a lawyer.
    NeedsLawyer,
    /// Points in order.
    Passed,
    /// Points that do not arise.
    NotApplicable,
}

impl Tab {
    /// The tab that lists points which ended so.
    pub fn of(status: Status) -> Self {
        match status {
            Status::Risk => Self::Findings,
            Status::NeedsLawyer => Self::NeedsLawyer,
            Status::Pass => Self::Passed,
            Status::NotApplicable => Self::NotApplicable,
        }
    }
}

/// What the open card is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// Nothing is being written.
    Nothing,
    /// Another wording.
    Edit,
    /// A comment.
    Comment,
    /// A reason to dismiss.
    Dismiss,
}

/// One store for the desk; copies share their contents.
#[derive(Clone, Copy)]
pub struct DeskStore {
    /// Facts that do not change while the page is open.
    pub head: StoredValue<Desk>,
    /// The contract.
    pub document: StoredValue<Document>,
    /// Where the review stands.
    pub state: RwSignal<State>,
    /// How far it is.
    pub progress: RwSignal<Progress>,
    /// Title of the point that ended last.
    pub latest: RwSignal<Option<String>>,
    /// Points that have ended.
    pub points: RwSignal<Vec<PointResult>>,
    /// The risks.
    pub findings: RwSignal<Vec<Finding>>,
    /// Findings on one clause, with its name: what is shown and decided together.
    pub groups: Memo<Vec<(String, Vec<String>)>>,
    /// Proposed edits as differences.
    pub diffs: RwSignal<BTreeMap<String, Vec<Part>>>,
    /// What was decided.
    pub decisions: RwSignal<BTreeMap<String, Decision>>,
    /// The point that both sides show.
    pub selected: RwSignal<Option<String>>,
    /// The tab in front.
    pub tab: RwSignal<Tab>,
    /// What the open card is used for.
    pub writing: RwSignal<Writing>,
    /// Something that did not work, in words.
    pub trouble: RwSignal<Option<&'static str>>,
}

impl DeskStore {
    /// Lays a review on the desk, with the point selected that the address names.
    pub fn new(mut desk: Desk, selected: Option<String>) -> Self {
        let document = std::mem::replace(&mut desk.document, Document::empty(Format::Docx));
        let points = std::mem::take(&mut desk.points);
        let findings = std::mem::take(&mut desk.findings);
        let known = selected.filter(|id| points.iter().any(|point| &point.point == id));
        let tab = known
            .as_ref()
            .and_then(|id| points.iter().find(|point| &point.point == id))
            .map_or(Tab::Findings, |point| Tab::of(point.status));
        let findings = RwSignal::new(findings);
        let document = StoredValue::new(document);
        let state = RwSignal::new(desk.state);
        Self {
            state,
            progress: RwSignal::new(desk.progress),
            latest: RwSignal::new(None),
            points: RwSignal::new(points),
            findings,
            groups: Memo::new(move |_| grouped(state.get(), findings, document)),
            diffs: RwSignal::new(std::mem::take(&mut desk.diffs)),
            decisions: RwSignal::new(std::mem::take(&mut desk.decisions)),
            selected: RwSignal::new(known),
            tab: RwSignal::new(tab),
            writing: RwSignal::new(Writing::Nothing),
            trouble: RwSignal::new(None),
            document,
            head: StoredValue::new(desk),
        }
    }

    /// The desk of this page.
    pub fn current() -> Self {
        expect_context()
    }

    /// Selects a point, shows its tab, and puts it into the address.
    pub fn select(&self, point: &str) {
        let status = self.points.with_untracked(|points| {
            points.iter().find(|candidate| candidate.point == point).map(|candidate| candidate.status)
        });
        if let Some(status) = status {
            self.tab.set(Tab::of(status));
        }
        self.writing.set(Writing::Nothing);
        self.selected.set(Some(point.to_owned()));
        remember(point);
    }

    /// Closes the open card.
    pub fn deselect(&self) {
        self.writing.set(Writing::Nothing);
        self.selected.set(None);
    }

    /// Points listed in a tab, in the order shown.
    pub fn listed(&self, tab: Tab) -> Vec<String> {
        if tab == Tab::Findings {
            return self.findings.with(|findings| findings.iter().map(|finding| finding.point.clone()).collect());
        }
        self.points.with(|points| {
            points.iter().filter(|point| Tab::of(point.status) == tab).map(|point| point.point.clone()).collect()
        })
    }

    /// Selects the next (or previous) point of the tab in front.
    #[cfg(feature = "hydrate")]
    pub fn step(&self, forward: bool) {
        let listed = untrack(|| self.listed(self.tab.get()));
        let here = self.selected.get_untracked().and_then(|id| listed.iter().position(|other| *other == id));
        let next = match (here, forward) {
            (None, true) => 0,
            (None, false) => listed.len().saturating_sub(1),
            (Some(index), true) => (index + 1).min(listed.len().saturating_sub(1)),
            (Some(index), false) => index.saturating_sub(1),
        };
        if let Some(point) = listed.get(next) {
            self.select(point);
        }
    }

    /// The finding of a point.
    #[cfg(feature = "hydrate")]
    pub fn finding(&self, point: &str) -> Option<Finding> {
        self.findings.with(|findings| findings.iter().find(|finding| finding.point == point).cloned())
    }

    /// What was decided on a finding.
    pub fn decision(&self, finding: &str) -> Option<Decision> {
        self.decisions.with(|decisions| decisions.get(finding).cloned())
    }

    /// Findings decided, and high ones left.
    pub fn handled(&self) -> (usize, usize, usize) {
        self.findings.with(|findings| {
            self.decisions.with(|decisions| {
                let open = |finding: &&Finding| !decisions.contains_key(&finding.id);
                let left = findings.iter().filter(open).count();
                let high = findings.iter().filter(open).filter(|finding| finding.severity == Severity::High).count();
                (findings.len() - left, findings.len(), high)
            })
        })
    }

    /// What a lawyer calls the place of a quote: a number of the contract, or another document.
    pub fn place(&self, quote: &Span) -> Option<String> {
        if let Some(source) = &quote.source {
            return Some(in_book_quotes(source));
        }
        self.document.with_value(|document| document.block(&quote.block).and_then(|block| document.place(block)))
    }
}

/// While a review runs, cards come one by one and nothing is put in order yet.
fn grouped(
    state: State,
    findings: RwSignal<Vec<Finding>>,
    document: StoredValue<Document>,
) -> Vec<(String, Vec<String>)> {
    if !state.is_over() {
        return Vec::new();
    }
    let groups = findings.with(|findings| document.with_value(|document| recommendations(findings, document)));
    let ids = |group: Recommendation| {
        (group.place.unwrap_or_default(), group.findings.into_iter().map(|finding| finding.id).collect())
    };
    groups.into_iter().map(ids).collect()
}

/// Puts the selected point into the address, so that reloading and sharing keep it.
fn remember(point: &str) {
    #[cfg(feature = "hydrate")]
    {
        let address = format!("?f={point}");
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address));
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = point;
}
