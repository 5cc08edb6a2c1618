//! Regression cases: a contract, and the outcome expected of every point.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use pacta_domain::{
    document::Document,
    review::{Answer, PointResult, Strictness},
    rulebook::Rulebook,
    statute::{Article, StatuteLookup},
};
use serde::{Deserialize, Serialize};

use crate::review::{self, Builtin, Job};

/// A contract with what is expected of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Name of the file.
    #[serde(skip)]
    pub name: String,
    /// What the case shows.
    pub title: String,
    /// The contract, one block a line.
    pub contract: String,
    /// Outcome id (or `needs_lawyer`) by position and point.
    pub expect: BTreeMap<String, BTreeMap<String, String>>,
}

/// Reads a case.
///
/// # Errors
/// When it does not have the form of one.
pub fn parse_case(name: &str, yaml: &str) -> Result<Case, super::RulebookError> {
    let case: Case =
        serde_saphyr::from_str(yaml).map_err(|error| super::RulebookError::Form(format!("{name}: {error}")))?;
    Ok(Case { name: name.to_owned(), ..case })
}

/// An expectation that was not met.
#[derive(Clone, Debug, Serialize)]
pub struct CaseFailure {
    /// Name of the case.
    pub case: String,
    /// Position.
    pub position: String,
    /// Point.
    pub point: String,
    /// Outcome expected.
    pub expected: String,
    /// Outcome reached.
    pub got: String,
    /// The way it took: nodes, answers, quotes.
    pub path: String,
}

impl fmt::Display for CaseFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { case, position, point, expected, got, path } = self;
        write!(f, "{case} / {position} / {point}: expected {expected}, got {got}\n{path}")
    }
}

/// What the cases of a rulebook showed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TestReport {
    /// Id of the rulebook.
    pub id: String,
    /// Cases run.
    pub cases: usize,
    /// Points of the rulebook.
    pub points: usize,
    /// Outcomes compared.
    pub assertions: usize,
    /// As expected.
    pub passed: usize,
    /// Not as expected.
    pub failed: Vec<CaseFailure>,
    /// Answers that nodes can give, `unclear` left out.
    pub branches: usize,
    /// Those given in some case.
    pub branches_covered: usize,
    /// Those never given: `point/node=answer`.
    pub uncovered: Vec<String>,
}

/// Cases test the tree, not the statute index.
struct NoStatutes;

impl StatuteLookup for NoStatutes {
    fn article(&self, _: &str, _: &str) -> Option<Article> {
        None
    }
    fn search(&self, _: &str, _: &str, _: usize) -> Vec<Article> {
        Vec::new()
    }
}

/// Runs cases with the built-in engine; `read` makes a document of a case's text.
pub async fn test<E: fmt::Display>(
    rulebook: &Rulebook,
    cases: &[Case],
    read: &impl Fn(&str) -> Result<Document, E>,
) -> TestReport {
    let mut report = TestReport {
        id: rulebook.id.clone(),
        cases: cases.len(),
        points: rulebook.points.len(),
        ..TestReport::default()
    };
    let mut covered = BTreeSet::new();
    for case in cases {
        let document = read(&case.contract);
        for (position, expected) in &case.expect {
            let fail = |point: &str, expected: &str, got: String, path: String| CaseFailure {
                case: case.name.clone(),
                position: position.clone(),
                point: point.to_owned(),
                expected: expected.to_owned(),
                got,
                path,
            };
            let run = match &document {
                Ok(document) => {
                    let job = Job {
                        document,
                        rulebook,
                        position,
                        strictness: Strictness::Neutral,
                        date: "2026-01-01",
                        further: &[],
                        deal: None,
                        only: None,
                        changed: None,
                        memory: None,
                    };
                    review::run(job, &Builtin, &NoStatutes, &|_| {}).await.map_err(|error| error.to_string())
                }
                Err(error) => Err(error.to_string()),
            };
            let points = match run {
                Ok(review) => review.points,
                Err(error) => {
                    report.assertions += 1;
                    report.failed.push(fail("*", "a review", error, String::new()));
                    continue;
                }
            };
            for result in &points {
                covered.extend(
                    result.answers.iter().map(|(node, answer)| format!("{}/{node}={}", result.point, answer.branch())),
                );
            }
            for (point, expected) in expected {
                report.assertions += 1;
                let result = points.iter().find(|result| result.point == *point);
                let got = result.map_or("not asked", |result| result.outcome.as_deref().unwrap_or("needs_lawyer"));
                if got == expected {
                    report.passed += 1;
                } else {
                    report.failed.push(fail(point, expected, got.to_owned(), result.map(told).unwrap_or_default()));
                }
            }
        }
    }
    for point in &rulebook.points {
        for (node, asked) in &point.nodes {
            for (answer, _) in asked.ask.branches().into_iter().filter(|(answer, _)| answer != "unclear") {
                report.branches += 1;
                let name = format!("{}/{node}={answer}", point.id);
                if covered.contains(&name) { report.branches_covered += 1 } else { report.uncovered.push(name) }
            }
        }
    }
    report
}

/// The way a point took, one node a line.
#[must_use]
pub fn told(result: &PointResult) -> String {
    let mut lines = Vec::new();
    for (node, answer) in result.path.iter().filter_map(|node| Some((node, result.answers.get(node)?))) {
        let detail = match answer {
            Answer::Extract { value: Some(value), .. } => format!("{value:?} "),
            Answer::Compare { expression, .. } => expression.clone(),
            Answer::Failed { error, .. } => error.clone(),
            _ => String::new(),
        };
        let quotes: Vec<String> = answer.quotes().iter().map(|quote| format!("“{}”", quote.text)).collect();
        lines.push(format!("      {node} → {} {detail}{}", answer.branch(), quotes.join(" ")));
    }
    lines.push(format!("      = {} ({})", result.outcome.as_deref().unwrap_or("needs_lawyer"), result.reason));
    lines.join("\n")
}
