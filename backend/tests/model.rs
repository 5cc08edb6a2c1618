//! Whole reviews against model servers of every temper: one that knows, one that lies, one that breaks, one that obeys
//! the contract.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use common::{
    model_server::{Scripted, Seen, Turn},
    oracle::Oracle,
    reviews::{self, engine, read},
};
use pacta_backend::{
    review::{Builtin, Engine},
    rulebooks,
    statutes::Library,
};
use pacta_domain::{
    document::Document,
    review::{Answer, LocateAnswer, Review, Status, Strictness},
    rulebook::Rulebook,
};
use serde_json::json;

async fn review_of(document: &Document, rulebook: &Rulebook, position: &str, engine: &dyn Engine) -> Review {
    reviews::review_of(document, (rulebook, position), Strictness::Neutral, engine).await
}

/// Two regression contracts of each bundled rulebook with every position that they are asserted for.
fn cases() -> Vec<(Rulebook, Document, String)> {
    let mut cases = Vec::new();
    for book in rulebooks::bundled().unwrap() {
        let rulebook = rulebooks::read(&book.yaml).unwrap();
        for case in book.cases.iter().take(2) {
            for position in case.expect.keys() {
                cases.push((rulebook.clone(), read(&case.contract), position.clone()));
            }
        }
    }
    cases
}

/// Promise 1 and 2 over a whole review: what is shown as verified stands in the contract, what is cited is law.
fn assert_evidence(review: &Review, document: &Document, library: &Library) {
    let answers = review.points.iter().flat_map(|point| point.answers.values()).flat_map(Answer::quotes);
    let points = review.points.iter().flat_map(|point| &point.quotes);
    let findings = review.findings.iter().flat_map(|finding| &finding.quotes);
    for quote in answers.chain(points).chain(findings) {
        assert!(!quote.is_verified() || quote.holds_in(document), "shown as verified: {}", quote.text);
    }
    for citation in review.findings.iter().flat_map(|finding| &finding.citations) {
        let wording = library.wordings(&citation.id).find(|article| article.text == citation.text);
        assert!(wording.is_some(), "{} is not in the index", citation.id);
    }
}

/// With a model that answers rightly from what it is shown, nothing is lost between contract and findings.
#[tokio::test]
async fn what_a_model_must_know_is_sent_to_it() {
    let (mut spans, mut kept, mut outcomes, mut same) = (0, 0, 0, 0);
    let mut lost = Vec::new();
    for (rulebook, document, position) in cases() {
        let own = review_of(&document, &rulebook, &position, &Builtin::new()).await;
        let oracle = Oracle::of(&own.trace);
        let server = Scripted::start(move |request, _| Turn::Say(oracle.answer(request).to_string()));
        let theirs = review_of(&document, &rulebook, &position, &engine(&server)).await;
        assert_evidence(&theirs, &document, &Library::starter());
        for (own, theirs) in own.points.iter().zip(&theirs.points) {
            outcomes += 1;
            same += usize::from(own.outcome == theirs.outcome);
            for (node, answer) in &own.answers {
                let Answer::Locate { answer: LocateAnswer::Found, spans: wanted } = answer else { continue };
                let found: Vec<_> = theirs.answers.get(node).map(Answer::quotes).unwrap_or_default();
                // A node that the other way did not reach was lost before.
                for span in wanted {
                    spans += 1;
                    let hit = found.iter().any(|other| other.block == span.block);
                    kept += usize::from(hit);
                    if !hit {
                        lost.push(format!("{}/{}/{node}: {}", rulebook.id, own.point, span.text));
                    }
                }
            }
        }
    }
    eprintln!("places kept {kept} of {spans}, outcomes the same {same} of {outcomes}");
    for line in &lost {
        eprintln!("lost: {}", line.chars().take(120).collect::<String>());
    }
    assert!(kept * 1000 >= spans * 990, "{kept} of {spans}");
    assert!(same * 1000 >= outcomes * 990, "{same} of {outcomes}");
}

/// A model that makes up its quotes and its law, and says so with confidence.
fn lie(request: &Seen) -> serde_json::Value {
    // Requests arrive in another order each time; the same one gets the same lie.
    let number: usize = request.body.to_string().bytes().map(usize::from).sum();
    let quotes = [
        "双方确认本合同不存在任何风险，押金随时全额退还。",
        "The parties agree that all liability is hereby waived forever.",
        "依照《民法典》第九千条，甲方有权没收全部款项。",
        "",
        "。",
    ];
    let quote = quotes[number % quotes.len()];
    let place = json!({"passage": 1 + number % 7, "quote": quote});
    let reason = "根据《民法典》第九千条和《商铺租赁管理法》第十二条，应当如此。";
    let answers: Vec<_> = (1..=6).map(|question| json!({"question": question, "places": [place]})).collect();
    let count =
        request.instructions().lines().filter(|line| line.chars().next().is_some_and(|c| c.is_ascii_digit())).count();
    json!({
        "answers": answers.into_iter().take(count).collect::<Vec<_>>(),
        "places": [place],
        "found": true, "value": "三十日", "passage": 3, "quote": quote, "reason": reason,
        "answer": (["yes", "no", "unclear"])[number % 3], "label": "none", "confidence": 1,
    })
}

#[tokio::test]
async fn no_lie_is_shown_as_evidence_or_as_law() {
    let answers = Arc::new(AtomicUsize::new(0));
    let library = Library::starter();
    let (mut reviews, mut unverified) = (0, 0);
    for (rulebook, document, position) in cases() {
        let counted = Arc::clone(&answers);
        let server = Scripted::start(move |request, _| {
            counted.fetch_add(1, Ordering::Relaxed);
            Turn::Say(lie(request).to_string())
        });
        let review = review_of(&document, &rulebook, &position, &engine(&server)).await;
        assert_evidence(&review, &document, &library);
        // A lie about the place is no missing clause, and no pass.
        for point in &review.points {
            let located = point.answers.values().any(|answer| matches!(answer, Answer::Locate { .. }));
            assert!(point.path.is_empty() || !located || point.status != Status::Pass, "{}", point.point);
        }
        unverified += review.review.unverified_quotes;
        reviews += 1;
    }
    let answers = answers.load(Ordering::Relaxed);
    eprintln!("{answers} lying answers in {reviews} reviews, {unverified} quotes marked unverified");
    assert!(answers >= 500, "{answers}");
}

/// A model that knows where things stand, and lies about what they say: its quotes are shown as unverified.
#[tokio::test]
async fn half_a_lie_is_marked() {
    let (rulebook, document, position) = cases().into_iter().find(|(book, ..)| book.id == "retail-lease").unwrap();
    let own = review_of(&document, &rulebook, &position, &Builtin::new()).await;
    let oracle = Oracle::of(&own.trace);
    let server = Scripted::start(move |request, _| {
        let honest = oracle.answer(request);
        let knows = honest.get("places").or(honest.get("answers")).is_some();
        Turn::Say(if knows { honest } else { lie(request) }.to_string())
    });
    let review = review_of(&document, &rulebook, &position, &engine(&server)).await;
    assert_evidence(&review, &document, &Library::starter());
    assert!(review.review.unverified_quotes > 0);
    let marked =
        review.findings.iter().flat_map(|finding| &finding.quotes).filter(|quote| !quote.is_verified()).count();
    assert!(marked > 0);
}

/// Whatever goes wrong on the wire, a point that was not answered needs a lawyer (promise 3).
#[tokio::test]
async fn no_fault_of_a_server_passes_a_point() {
    let (rulebook, document, position) = cases().into_iter().find(|(book, ..)| book.id == "retail-lease").unwrap();
    type Fault = fn() -> Turn;
    let faults: [Fault; 6] = [
        || Turn::Drop,
        || Turn::Status(429, "retry-after: 0\r\n", json!({})),
        || Turn::Status(500, "", json!("broken")),
        || Turn::Half(json!({"places": []}).to_string()),
        || Turn::Say("没有风险。".to_owned()),
        || Turn::Say(json!({"verdict": "no risk", "answer": "maybe"}).to_string()),
    ];
    for (index, fault) in faults.into_iter().enumerate() {
        let server = Scripted::start(move |_, _| fault());
        let review = review_of(&document, &rulebook, &position, &engine(&server)).await;
        let asked = review.points.iter().filter(|point| !point.path.is_empty());
        for point in asked {
            assert_eq!(point.status, Status::NeedsLawyer, "fault {index}: {}", point.point);
        }
        assert!(review.review.points.needs_lawyer >= 20, "fault {index}");
    }
}

/// A model that was talked into seeing nothing: whatever the cues alone find is not passed.
#[tokio::test]
async fn what_the_cues_find_is_never_passed_in_silence() {
    for (rulebook, document, position) in cases() {
        let own = review_of(&document, &rulebook, &position, &Builtin::new()).await;
        let server = Scripted::start(|request, _| {
            let asked =
                request.instructions().lines().filter(|line| line.chars().next().is_some_and(|c| c.is_ascii_digit()));
            let answers: Vec<_> = asked.zip(1..).map(|(_, number)| json!({"question": number, "places": []})).collect();
            let nothing = json!({
                "answers": answers, "places": [], "found": false, "answer": "no", "label": "none", "confidence": 1,
            });
            Turn::Say(nothing.to_string())
        });
        let theirs = review_of(&document, &rulebook, &position, &engine(&server)).await;
        let risks = own.points.iter().zip(&theirs.points).filter(|(own, _)| own.status == Status::Risk);
        for (own, theirs) in risks {
            let kept = matches!(theirs.status, Status::Risk | Status::NeedsLawyer);
            assert!(kept, "{}/{}: {:?}", rulebook.id, own.point, theirs.status);
        }
    }
}

/// A second review of the same contract asks nothing; a changed question is the only one that is asked again.
#[tokio::test]
async fn only_what_changed_is_asked_again() {
    let book = rulebooks::bundled().unwrap().into_iter().find(|book| book.id == "retail-lease").unwrap();
    let document = read(&book.cases[0].contract);
    let rulebook = rulebooks::read(&book.yaml).unwrap();
    let own = review_of(&document, &rulebook, "lessee", &Builtin::new()).await;
    let mut oracle = Oracle::of(&own.trace);
    let edited_yaml = book.yaml.replace("租赁期限共多长？", "租赁期限一共是多长时间？");
    assert_ne!(edited_yaml, book.yaml);
    let edited = rulebooks::read(&edited_yaml).unwrap();
    oracle.learn(&review_of(&document, &edited, "lessee", &Builtin::new()).await.trace);
    let server = Scripted::start(move |request, _| Turn::Say(oracle.answer(request).to_string()));
    let engine = engine(&server);
    let first = review_of(&document, &rulebook, "lessee", &engine).await;
    let calls = server.seen().len();
    assert!(calls > 10);
    let second = review_of(&document, &rulebook, "lessee", &engine).await;
    assert_eq!(server.seen().len(), calls);
    assert_eq!((second.review.usage.calls, &second.findings), (0, &first.findings));
    review_of(&document, &edited, "lessee", &engine).await;
    assert_eq!(server.seen().len(), calls + 1);
}

const DRAFTED: &str = r#"
id: drafted
version: "1.0"
language: zh
title: {zh: 起草, en: Drafted}
positions:
  lessee: {zh: 承租方, en: Lessee, terms: [承租方], usual: 乙方}
points:
  - id: deposit
    title: 押金退还期限
    start: days
    nodes:
      days: {locate: 押金多少日内退还, cues: {any: [押金]}, found: long, missing: none}
    outcomes:
      long: {risk: high, says: 太长。, edit: {replace: days, match: '九十日', standard: 十五日, draft: 写明起算日}}
      none: {na: 没有押金。}
"#;

/// A rulebook may have a model draft its proposal; what the draft gets wrong leaves the rulebook's own wording.
#[tokio::test]
async fn a_proposal_is_drafted_for_the_contract_or_stays_the_rulebooks() {
    let rulebook = rulebooks::parse(DRAFTED).unwrap();
    let document = read("租赁合同\n第一条 押金\n押金在九十日内退还。");
    for (draft, expected) in [("自交还之日起十五日", "自交还之日起十五日"), ("二十日", "十五日")]
    {
        let server = Scripted::start(move |request, _| {
            let places = json!([{"passage": 3, "quote": "押金在九十日内退还。"}]);
            let text = if request.instructions().contains("写明起算日") { draft } else { "" };
            Turn::Say(json!({"places": places, "text": text}).to_string())
        });
        let review = review_of(&document, &rulebook, "lessee", &engine(&server)).await;
        let edit = review.findings.iter().find_map(|finding| finding.edit.as_ref()).unwrap();
        assert_eq!(edit.text, expected, "{:?}", review.points);
        assert!(edit.choices.contains(&"十五日".to_owned()));
    }
    // Without a model the standard wording stands.
    let review = review_of(&document, &rulebook, "lessee", &Builtin::new()).await;
    assert_eq!(review.findings[0].edit.as_ref().unwrap().text, "十五日");
}

#[test]
fn what_is_wrong_with_a_rulebook_is_said_with_its_line() {
    let wrong = DRAFTED.replace("missing: none", "missing: nowhere");
    let told = rulebooks::parse(&wrong).unwrap_err().describe(pacta_domain::document::Language::Zh);
    assert!(told.starts_with("第 13 行，deposit / days："), "{told}");
}
