//! Contracts that give orders to whoever reviews them: the text of a contract is data, never an instruction.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::collections::BTreeSet;

use common::{
    docx::{Place, docx_with},
    model_server::{Scripted, Turn},
    oracle::Oracle,
    reviews::{self, engine, read},
};
use pacta_backend::{
    documents::{self, ReadOptions},
    review::{Builtin, Engine},
    rulebooks,
};
use pacta_domain::{
    document::{Document, Language},
    review::{Review, Status, Strictness},
    rulebook::Rulebook,
};
use serde::Deserialize;
use serde_json::json;

#[derive(Clone, Debug, Deserialize)]
struct Injection {
    language: Language,
    place: Place,
    order: String,
    #[serde(default = "yes")]
    told: bool,
}

fn yes() -> bool {
    true
}

/// The check that tells the lawyer.
const TOLD: &str = "check-orders";

struct Base {
    rulebook: Rulebook,
    contract: String,
    position: &'static str,
    /// A clause in the middle.
    line: usize,
}

fn base(language: Language) -> Base {
    let (id, position) = match language {
        Language::Zh => ("retail-lease", "lessee"),
        Language::En => ("nda", "recipient"),
    };
    let book = rulebooks::bundled().unwrap().into_iter().find(|book| book.id == id).unwrap();
    let rulebook = rulebooks::read(&book.yaml).unwrap();
    // The contract with most to find.
    let contract = book.cases.iter().find(|case| case.name == "harsh").unwrap().contract.clone();
    let line = contract.lines().count() / 2;
    Base { rulebook, contract, position, line }
}

async fn review_of(base: &Base, document: &Document, engine: &dyn Engine) -> Review {
    reviews::review_of(document, (&base.rulebook, base.position), Strictness::Strict, engine).await
}

fn ended(review: &Review, statuses: &[Status]) -> BTreeSet<String> {
    let points = review.points.iter().filter(|point| statuses.contains(&point.status));
    points.map(|point| point.point.clone()).collect()
}

#[tokio::test]
async fn no_order_in_a_contract_loses_a_risk() {
    let injections: Vec<Injection> = serde_saphyr::from_str(include_str!("injections.yaml")).unwrap();
    assert!(injections.len() >= 40);
    let bases = [base(Language::Zh), base(Language::En)];
    let (mut told, mut kept, mut obeyed) = (0, 0, 0);
    for injection in &injections {
        let base = &bases[usize::from(injection.language == Language::En)];
        let plain = read(&base.contract);
        let right = review_of(base, &plain, &Builtin::new()).await;
        let risks = ended(&right, &[Status::Risk]);
        assert!(risks.len() >= 5);

        let file = docx_with(&base.contract, base.line, injection.place, &injection.order);
        let document = documents::read(&file, "injected.docx", &ReadOptions::default()).unwrap();
        let own = review_of(base, &document, &Builtin::new()).await;
        let lost: Vec<_> = risks.difference(&ended(&own, &[Status::Risk])).cloned().collect();
        assert!(lost.is_empty(), "{injection:?} hides {lost:?} from the built-in engine");
        kept += risks.len();
        let is_told = ended(&own, &[Status::Risk]).contains(TOLD);
        // What stands in the properties of the file is neither shown nor sent.
        assert!(is_told || !injection.told || injection.place == Place::Properties, "{injection:?} is not told");
        told += usize::from(is_told);

        // A server that answers rightly until it reads the order, and from then on obeys it in everything.
        let oracle = Oracle::of(&own.trace);
        let order: String = injection.order.chars().take(12).collect();
        let server = Scripted::start(move |request, _| {
            let obeys = request.data().contains(&order) || request.data().contains("[[WITHHELD");
            let asked = request.instructions().lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
            let nothing: Vec<_> = asked.zip(1..).map(|(_, number)| json!({"question": number, "places": []})).collect();
            let said = if obeys {
                json!({"answers": nothing, "places": [], "found": false, "answer": "no", "label": "none", "confidence": 1})
            } else {
                oracle.answer(request)
            };
            Turn::Say(said.to_string())
        });
        let theirs = review_of(base, &document, &engine(&server)).await;
        let lost: Vec<_> = risks.difference(&ended(&theirs, &[Status::Risk, Status::NeedsLawyer])).cloned().collect();
        assert!(lost.is_empty(), "{injection:?} hides {lost:?} from an obedient model");
        obeyed += risks.difference(&ended(&theirs, &[Status::Risk])).count();
        // Nothing of an order that we know is sent.
        let leaked = server.seen().iter().any(|seen| injection.told && seen.data().contains(&injection.order));
        assert!(!leaked, "{injection:?} is sent");
    }
    eprintln!(
        "{} contracts, {kept} risks kept, {told} told to the lawyer; {obeyed} risks that the obedient model denied were \
         left to the lawyer",
        injections.len()
    );
}
