//! Several points that concern one clause are one recommendation: shown together, decided together, commented once.

use std::collections::BTreeMap;

use crate::{
    document::Document,
    review::{Finding, Severity},
};

/// The findings that concern one clause.
#[derive(Clone, Debug, PartialEq)]
pub struct Recommendation {
    /// What a lawyer calls the place; `None` where the contract has no such clause, or none with a number.
    pub place: Option<String>,
    /// The findings, the worst first.
    pub findings: Vec<Finding>,
}

impl Recommendation {
    /// How bad the worst of its findings is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.findings.iter().map(|finding| finding.severity).min().unwrap_or(Severity::Low)
    }
}

/// What findings are about: a clause, a paragraph outside all clauses, or nothing that stands in the contract. What is
/// missing in one clause and what is missing in another are two matters, so each stays alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Clause(String),
    Block(String),
    Alone(String),
}

fn subject(finding: &Finding, document: &Document) -> Subject {
    let quoted = finding.quotes.iter().find(|quote| quote.is_verified());
    let Some(block) = quoted.and_then(|quote| document.block(&quote.block)) else {
        return Subject::Alone(finding.id.clone());
    };
    match &block.clause {
        Some(clause) => Subject::Clause(clause.clone()),
        None => Subject::Block(block.id.clone()),
    }
}

/// Findings by what they concern: the worst first, then as the contract reads; what is missing comes last among equals.
#[must_use]
pub fn recommendations(findings: &[Finding], document: &Document) -> Vec<Recommendation> {
    let place = |finding: &Finding| finding.quotes.iter().filter(|q| q.is_verified()).map(|q| q.doc_start).min();
    let mut groups: BTreeMap<Subject, Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        groups.entry(subject(finding, document)).or_default().push(finding.clone());
    }
    let mut recommendations: Vec<Recommendation> = groups
        .into_values()
        .map(|mut findings| {
            findings.sort_by_key(|finding| (finding.severity, place(finding)));
            let first = findings.iter().find_map(|finding| finding.quotes.iter().find(|quote| quote.is_verified()));
            let place = first.and_then(|quote| document.place(document.block(&quote.block)?));
            Recommendation { place, findings }
        })
        .collect();
    recommendations
        .sort_by_key(|one| (one.severity(), one.findings.iter().filter_map(place).min().unwrap_or(usize::MAX)));
    recommendations
}
