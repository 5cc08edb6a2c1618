//! Every bundled rulebook is in order, its regression cases hold, and what it cites is law we hold.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use pacta_backend::{
    documents::{self, ReadOptions},
    rulebooks,
    statutes::Library,
};
use pacta_domain::rulebook::{Outcome, Rulebook};

fn cited(rulebook: &Rulebook) -> BTreeSet<&str> {
    let outcomes = rulebook.points.iter().flat_map(|point| point.outcomes.values());
    let risks = outcomes.filter_map(|outcome| if let Outcome::Risk(risk) = outcome { Some(risk) } else { None });
    risks.flat_map(|risk| risk.cite.iter().map(String::as_str)).collect()
}

#[tokio::test]
async fn bundled_rulebooks_decide_their_cases_as_expected() {
    let bundled = rulebooks::bundled().unwrap();
    assert!(bundled.len() >= 2);
    for book in bundled {
        let rulebook = rulebooks::parse(&book.yaml).unwrap_or_else(|error| panic!("{}: {error}", book.id));
        assert!(book.cases.len() >= 3, "{}: a fair contract, a harsh one, one with clauses missing", book.id);
        let read = |contract: &str| documents::read(contract.as_bytes(), "case.txt", &ReadOptions::default());
        let report = rulebooks::test(&rulebook, &book.cases, &read).await;
        let failed: Vec<String> = report.failed.iter().map(ToString::to_string).collect();
        assert!(failed.is_empty(), "{}:\n{}", book.id, failed.join("\n"));
        for position in rulebook.positions.iter().map(|position| &position.id) {
            let asked = rulebook.points.iter().filter(|point| point.serves(position)).map(|point| &point.id);
            let shown: BTreeSet<&String> = book
                .cases
                .iter()
                .filter_map(|case| case.expect.get(position))
                .flat_map(|points| points.keys())
                .collect();
            let untested: Vec<_> = asked.filter(|point| !shown.contains(point)).collect();
            assert!(untested.is_empty(), "{}: no case for {untested:?} as {position}", book.id);
        }
    }
}

#[test]
fn every_article_that_a_bundled_rulebook_cites_ships_with_the_program() {
    let library = Library::starter();
    for book in rulebooks::bundled().unwrap() {
        let rulebook = rulebooks::read(&book.yaml).unwrap();
        let missing: Vec<_> = cited(&rulebook).into_iter().filter(|id| library.wordings(id).next().is_none()).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", book.id);
    }
}
