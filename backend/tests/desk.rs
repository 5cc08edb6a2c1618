//! The main job behind the screen, on real databases: upload, review, decide, take the files.
#![allow(clippy::unwrap_used)]

mod common;

use std::{sync::Arc, time::Duration};

use common::{Bench, LEASE, docx::docx};
use pacta_backend::{
    accounts::Scope,
    contracts,
    desk::{self, Accepted, DecisionError, Order, OrderError},
    documents::{self, ReadOptions},
    review::{
        Builtin,
        engine::{Answered, Answering, Draft, Drafting, Engine, EngineError, Question, QuoteClaim, Reply},
    },
    versions::{self, Pair, VersionsError},
};
use pacta_domain::{
    comparison::{DifferenceKind, Tracked},
    desk::{Desk, Extent, State},
    document::Revisions,
    review::{Decision, DecisionKind, Status, Strictness},
    trace::Spent,
};

async fn uploaded(bench: &Bench, scope: &Scope) -> String {
    let contract = contracts::upload(&bench.bench, scope, "租赁.docx", docx(LEASE), None).await.unwrap().unwrap();
    contract.versions[0].id.clone()
}

fn order(version: &str, position: &str) -> Order {
    Order {
        version: version.into(),
        rulebook: "retail-lease".into(),
        position: position.into(),
        strictness: Strictness::Neutral,
        date: None,
        changes: None,
        context: Vec::new(),
        deal: None,
    }
}

async fn reviewed(bench: &Bench, scope: &Scope) -> Desk {
    let version = uploaded(bench, scope).await;
    let id = desk::order(&bench.bench, scope, &order(&version, "lessee")).await.unwrap();
    finished(bench, scope, &id).await
}

async fn finished(bench: &Bench, scope: &Scope, id: &str) -> Desk {
    let worker = tokio::spawn(desk::work(bench.bench.clone()));
    let done = async {
        loop {
            let news = bench.bench.news.notified();
            let desk = desk::open(&bench.bench, scope, id).await.unwrap().unwrap();
            if desk.state.is_over() {
                break desk;
            }
            let _ = tokio::time::timeout(Duration::from_millis(200), news).await;
        }
    };
    let desk = tokio::time::timeout(Duration::from_secs(60), done).await.expect("the review ends");
    worker.abort();
    desk
}

fn decision(kind: DecisionKind, text: Option<&str>, reason: Option<&str>) -> Decision {
    Decision {
        decision: kind,
        text: text.map(Into::into),
        reason: reason.map(Into::into),
        by: String::new(),
        at: String::new(),
    }
}

async fn main_job(bench: &Bench) {
    let (scope, _) = bench.admin().await;
    let desk = reviewed(bench, &scope).await;
    assert_eq!(desk.state, State::Done);
    assert_eq!(desk.progress.done, desk.points.len());
    assert!(desk.findings.len() >= 3, "{:?}", desk.findings.iter().map(|f| &f.point).collect::<Vec<_>>());

    // Promise 1: every quote that is shown as checked stands in the document.
    for finding in &desk.findings {
        assert!(!finding.quotes.is_empty() || finding.searched.is_some(), "{} has no evidence", finding.point);
        for quote in &finding.quotes {
            assert!(quote.is_verified() && quote.holds_in(&desk.document), "{}: {}", finding.point, quote.text);
        }
    }
    // Promise 2: every citation has the words of an article.
    assert!(desk.findings.iter().flat_map(|finding| &finding.citations).all(|citation| !citation.text.is_empty()));

    let proposing = desk.findings.iter().find(|finding| finding.edit.as_ref().is_some_and(|edit| edit.placed)).unwrap();
    let other = desk.findings.iter().find(|finding| finding.id != proposing.id).unwrap();
    desk::decide(&bench.bench, &scope, &proposing.id, &decision(DecisionKind::Accept, None, None)).await.unwrap();
    let refused =
        desk::decide(&bench.bench, &scope, &other.id, &decision(DecisionKind::Dismiss, None, Some(" "))).await;
    assert!(matches!(refused, Err(DecisionError::ReasonMissing)));
    desk::decide(&bench.bench, &scope, &other.id, &decision(DecisionKind::Dismiss, None, Some("已知"))).await.unwrap();

    let reopened = desk::open(&bench.bench, &scope, &desk.review).await.unwrap().unwrap();
    assert_eq!(reopened.decisions.len(), 2);
    assert_eq!(reopened.decisions[&other.id].reason.as_deref(), Some("已知"));
    desk::undo(&bench.bench, &scope, &other.id).await.unwrap();
    assert_eq!(desk::open(&bench.bench, &scope, &desk.review).await.unwrap().unwrap().decisions.len(), 1);

    // Promise 4: rejecting all gives the original back.
    let redline = desk::redlined(&bench.bench, &scope, &desk.review, Accepted::Decided).await.unwrap();
    let read = |bytes: &[u8], revisions| {
        documents::read(bytes, "x.docx", &ReadOptions { revisions, ..ReadOptions::default() }).unwrap().text
    };
    assert_eq!(read(&redline.bytes, Revisions::Rejected), desk.document.text);
    assert_ne!(read(&redline.bytes, Revisions::Accepted), desk.document.text);
    let clean = desk::clean_copy(&bench.bench, &scope, &desk.review).await.unwrap();
    assert_eq!(read(&clean.bytes, Revisions::Rejected), read(&redline.bytes, Revisions::Accepted));

    let report = desk::report(&bench.bench, &scope, &desk.review, pacta_domain::document::Language::Zh).await.unwrap();
    assert!(read(&report.bytes, Revisions::Accepted).contains(&proposing.title));

    let original = contracts::version(&bench.bench, &scope, &uploaded(bench, &scope).await).await.unwrap().unwrap().0;
    assert_eq!(bench.bench.files.fetch(&original.sha256).await.unwrap(), docx(LEASE));
}

/// A counter-draft: compared with ours, then reviewed for what changed.
async fn counter_draft(bench: &Bench) {
    let (scope, _) = bench.admin().await;
    let b = &bench.bench;
    let first = contracts::upload(b, &scope, "我方稿.docx", docx(LEASE), None).await.unwrap().unwrap();
    assert!(versions::open(b, &scope, &first.id, Pair::default()).await.unwrap().compared.is_none());
    let theirs = LEASE.replace("逾期付款", "逾期支付任何款项");
    assert_ne!(theirs, LEASE);
    let both = contracts::upload(b, &scope, "回稿.docx", docx(&theirs), Some(&first.id)).await.unwrap().unwrap();
    let opened = versions::open(b, &scope, &first.id, Pair::default()).await.unwrap();
    let compared = opened.compared.unwrap();
    assert_eq!((compared.old, compared.new, compared.tracks), (1, 2, false));
    let [change] = &compared.comparison.changes[..] else { panic!("one change: {:?}", compared.comparison) };
    assert_eq!((change.kind, change.tracked), (DifferenceKind::Changed, Tracked::No));
    let unknown = versions::open(b, &scope, &first.id, Pair { old: Some(7), new: None }).await;
    assert!(matches!(unknown, Err(VersionsError::UnknownVersion)));

    let redline = versions::redline(b, &scope, &first.id, Pair::default()).await.unwrap();
    let read = |revisions| {
        documents::read(&redline.bytes, "x.docx", &ReadOptions { revisions, ..ReadOptions::default() }).unwrap().text
    };
    let text = |bytes: &[u8]| documents::read(bytes, "x.docx", &ReadOptions::default()).unwrap().text;
    assert_eq!(read(Revisions::Rejected), text(&docx(LEASE)));
    assert_eq!(read(Revisions::Accepted), text(&docx(&theirs)));

    let whole = desk::order(b, &scope, &order(&both.versions[1].id, "lessee")).await.unwrap();
    let whole = finished(bench, &scope, &whole).await;
    let since = Order { changes: Some(both.versions[0].id.clone()), ..order(&both.versions[1].id, "lessee") };
    let limited = desk::order(b, &scope, &since).await.unwrap();
    let limited = finished(bench, &scope, &limited).await;
    assert_eq!((limited.state, limited.extent), (State::Done, Extent::Since(1)));
    assert_eq!(limited.points.len(), whole.points.len());
    assert!(limited.findings.len() < whole.findings.len());
    let report = desk::report(b, &scope, &limited.review, pacta_domain::document::Language::Zh).await.unwrap();
    assert!(text(&report.bytes).contains("本次只审查改动：有改动的段落共 1 段"));
    let changed = change.new.as_ref().unwrap();
    let reads = |point: &pacta_domain::review::PointResult| {
        let answers = point.answers.values().flat_map(|answer| answer.quotes());
        answers.chain(&point.quotes).any(|quote| quote.block == changed.block)
    };
    for (before, after) in whole.points.iter().zip(&limited.points) {
        assert!(!reads(before) || before.status == after.status, "{} was set aside", before.point);
    }
    let tracked = Order { changes: Some("tracked".into()), ..order(&both.versions[1].id, "lessee") };
    let tracked = desk::order(b, &scope, &tracked).await.unwrap();
    assert!(finished(bench, &scope, &tracked).await.findings.is_empty(), "the file tracks nothing");
    let elsewhere = Order { changes: Some(uploaded(bench, &scope).await), ..order(&both.versions[1].id, "lessee") };
    assert!(matches!(desk::order(b, &scope, &elsewhere).await, Err(OrderError::UnknownBase)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counter_draft_on_sqlite() {
    counter_draft(&Bench::new().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counter_draft_on_postgresql() {
    if let Some(bench) = Bench::on_postgres().await {
        counter_draft(&bench).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_on_sqlite() {
    main_job(&Bench::new().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_on_postgresql() {
    if let Some(bench) = Bench::on_postgres().await {
        main_job(&bench).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_organisation_sees_nothing() {
    let bench = Bench::new().await;
    let (scope, _) = bench.admin().await;
    let desk = reviewed(&bench, &scope).await;
    let (stranger, _) = bench.stranger().await;
    let finding = &desk.findings[0].id;
    let version = uploaded(&bench, &scope).await;
    let b = &bench.bench;
    assert!(contracts::get(b, &stranger, &desk.contract).await.unwrap().is_none());
    assert!(contracts::version(b, &stranger, &version).await.unwrap().is_none());
    assert!(contracts::list(b, &stranger, None, 50).await.unwrap().is_empty());
    assert!(contracts::upload(b, &stranger, "x.docx", docx(LEASE), Some(&desk.contract)).await.unwrap().is_none());
    assert!(desk::intake(b, &stranger, &desk.contract).await.unwrap().is_none());
    let pair = Pair::default();
    assert!(matches!(versions::open(b, &stranger, &desk.contract, pair).await, Err(VersionsError::UnknownContract)));
    assert!(matches!(versions::redline(b, &stranger, &desk.contract, pair).await, Err(VersionsError::UnknownContract)));
    assert!(desk::open(b, &stranger, &desk.review).await.unwrap().is_none());
    assert!(desk::status(b, &stranger, &desk.review).await.unwrap().is_none());
    assert!(desk::arrivals(b, &stranger, &desk.review, 0).await.unwrap().is_empty());
    assert!(desk::redlined(b, &stranger, &desk.review, Accepted::All).await.is_err());
    assert!(matches!(desk::order(b, &stranger, &order(&version, "lessee")).await, Err(OrderError::UnknownVersion)));
    let accept = decision(DecisionKind::Accept, None, None);
    assert!(matches!(desk::decide(b, &stranger, finding, &accept).await, Err(DecisionError::UnknownFinding)));
    assert!(matches!(desk::undo(b, &stranger, finding).await, Err(DecisionError::UnknownFinding)));
}

#[tokio::test]
async fn an_order_that_makes_no_sense_is_refused() {
    let bench = Bench::new().await;
    let (scope, _) = bench.admin().await;
    let version = uploaded(&bench, &scope).await;
    let bad = |change: fn(&mut Order)| {
        let mut order = order(&version, "lessee");
        change(&mut order);
        order
    };
    let b = &bench.bench;
    let unknown_book = bad(|order| order.rulebook = "no-such".into());
    assert!(matches!(desk::order(b, &scope, &unknown_book).await, Err(OrderError::UnknownRulebook(_))));
    let unknown_side = bad(|order| order.position = "judge".into());
    assert!(matches!(desk::order(b, &scope, &unknown_side).await, Err(OrderError::UnknownPosition(_))));
    let no_day = bad(|order| order.date = Some("yesterday".into()));
    assert!(matches!(desk::order(b, &scope, &no_day).await, Err(OrderError::BadDate(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_that_a_killed_server_left_is_finished_by_the_next() {
    let bench = Bench::new().await;
    let (scope, _) = bench.admin().await;
    let version = uploaded(&bench, &scope).await;
    let id = desk::order(&bench.bench, &scope, &order(&version, "lessee")).await.unwrap();
    // As a server leaves it that was killed after the claim, its lease run out.
    sqlx::query("UPDATE reviews SET state = 'running', leased_until = 1").execute(&bench.bench.db).await.unwrap();
    assert_eq!(finished(&bench, &scope, &id).await.state, State::Done);
}

/// An engine that fails, or answers with words the contract does not contain.
struct Unreliable {
    lies: bool,
}

impl Engine for Unreliable {
    fn name(&self) -> &str {
        "unreliable"
    }

    fn answer<'a>(&'a self, question: &'a Question<'a>) -> Answering<'a> {
        use pacta_backend::review::engine::Wants;
        let made_up =
            || QuoteClaim { block: None, range: None, text: "本合同并不包含的一句话，仅供测试".into() };
        let reply = if self.lies {
            Ok(match question.wants {
                Wants::Places => Reply::Places(vec![made_up()]),
                Wants::Value(_) => Reply::Value(None),
                Wants::YesNo => {
                    Reply::YesNo { answer: Some(false), quote: Some(made_up()), reason: None, confidence: 1.0 }
                }
                Wants::Label(_) => Reply::Label { label: None, quote: Some(made_up()), confidence: 1.0 },
            })
        } else {
            Err(EngineError::TimedOut { seconds: 1 })
        };
        Box::pin(async move { Answered { reply, ..Answered::free(Reply::Value(None)) } })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_that_fails_passes_nothing() {
    let bench = Bench::with_engine(Arc::new(Unreliable { lies: false })).await;
    let (scope, _) = bench.admin().await;
    let desk = reviewed(&bench, &scope).await;
    assert!(!desk.points.is_empty());
    let (checks, asked): (Vec<_>, Vec<_>) = desk.points.iter().partition(|point| point.point.starts_with("check-"));
    assert!(asked.iter().all(|point| point.status == Status::NeedsLawyer));
    assert!(!checks.is_empty(), "what needs no engine is done without it");
    assert!(desk.findings.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_the_contract_does_not_contain_are_never_shown_as_checked() {
    let bench = Bench::with_engine(Arc::new(Unreliable { lies: true })).await;
    let (scope, _) = bench.admin().await;
    let desk = reviewed(&bench, &scope).await;
    let quotes =
        desk.points.iter().flat_map(|point| point.quotes.iter().chain(point.answers.values().flat_map(|a| a.quotes())));
    assert!(
        quotes
            .chain(desk.findings.iter().flat_map(|f| &f.quotes))
            .all(|quote| !quote.is_verified() || quote.holds_in(&desk.document))
    );
    let mut asked = desk.points.iter().filter(|point| !point.point.starts_with("check-"));
    assert!(asked.all(|point| point.status != Status::Pass), "a lie passed a point");
    assert!(desk.summary.unwrap().unverified_quotes > 0);
}

/// An engine that never answers, and says how often it was asked.
struct Silent;

impl Engine for Silent {
    fn name(&self) -> &str {
        "silent"
    }

    fn answer<'a>(&'a self, _: &'a Question<'a>) -> Answering<'a> {
        Box::pin(std::future::pending())
    }

    fn is_model(&self) -> bool {
        true
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_that_is_cancelled_stops_and_keeps_what_there_is() {
    let bench = Bench::with_engine(Arc::new(Silent)).await;
    let (scope, _) = bench.admin().await;
    let version = uploaded(&bench, &scope).await;
    let order = desk::Order {
        version,
        rulebook: "retail-lease".into(),
        position: "lessee".into(),
        strictness: Strictness::Neutral,
        date: None,
        changes: None,
        context: Vec::new(),
        deal: None,
    };
    let id = desk::order(&bench.bench, &scope, &order).await.unwrap();
    let working = tokio::spawn(desk::work(bench.bench.clone()));
    let state = || async { desk::status(&bench.bench, &scope, &id).await.unwrap().unwrap().0 };
    while state().await == State::Queued {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert!(desk::cancel(&bench.bench, &scope, &id).await.unwrap());
    assert_eq!(state().await, State::Cancelled);
    // The worker is free again: the next review runs, and what the first wrote late changes nothing.
    assert!(!desk::cancel(&bench.bench, &scope, &id).await.unwrap());
    let other = desk::order(&bench.bench, &scope, &order).await.unwrap();
    let running = || async { desk::status(&bench.bench, &scope, &other).await.unwrap().unwrap().0 };
    while running().await == State::Queued {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(state().await, State::Cancelled);
    working.abort();
}

/// A model that drafts what it was asked for.
struct Drafter;

impl Engine for Drafter {
    fn name(&self) -> &str {
        "drafter"
    }

    fn answer<'a>(&'a self, question: &'a Question<'a>) -> Answering<'a> {
        Builtin.answer(question)
    }

    fn is_model(&self) -> bool {
        true
    }

    fn draft<'a>(&'a self, task: &'a Draft<'a>) -> Drafting<'a> {
        let text = format!("{}（{}）", task.current, task.wish);
        Box::pin(async move { (Ok(text), Spent::default()) })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wordings_are_drafted_kept_and_told_apart_by_organisation() {
    let bench = Bench::with_engine(Arc::new(Drafter)).await;
    let (scope, _) = bench.admin().await;
    let desk_ = reviewed(&bench, &scope).await;
    let finding = desk_.findings.iter().find(|finding| finding.edit.as_ref().is_some_and(|edit| edit.placed)).unwrap();
    let kept = desk::reword(&bench.bench, &scope, &finding.id, "含寄送", None).await.unwrap();
    assert!(kept.text.ends_with("（含寄送）"), "{}", kept.text);
    let again = desk::reword(&bench.bench, &scope, &finding.id, "再短些", Some("二十日内")).await.unwrap();
    assert_eq!(again.text, "二十日内（再短些）");
    assert_eq!(desk::wordings(&bench.bench, &scope, &finding.id).await.unwrap(), [kept, again]);
    assert!(matches!(
        desk::reword(&bench.bench, &scope, &finding.id, " ", None).await,
        Err(desk::WordingError::NoWish)
    ));

    let plain = Bench::new().await;
    let (own, _) = plain.admin().await;
    let desk_ = reviewed(&plain, &own).await;
    let refused = desk::reword(&plain.bench, &own, &desk_.findings[0].id, "短些", None).await;
    assert!(matches!(refused, Err(desk::WordingError::NoModel)));
}

#[tokio::test(flavor = "multi_thread")]
async fn why_a_point_ended_as_it_did_is_told_with_the_ways_not_taken() {
    let bench = Bench::new().await;
    let (scope, _) = bench.admin().await;
    let desk_ = reviewed(&bench, &scope).await;
    let finding = desk_.findings.iter().find(|finding| finding.point == "deposit-return").unwrap();
    let why = desk::why(&bench.bench, &scope, &desk_.review, &finding.point).await.unwrap().unwrap();
    assert!(!why.steps.is_empty() && why.steps.len() == why.branches.len());
    for branches in &why.branches {
        assert!(branches.len() > 1);
        assert_eq!(branches.iter().filter(|branch| branch.taken).count(), 1);
        let questions = branches.iter().map(|branch| format!("{:?}", branch.to));
        assert!(questions.into_iter().all(|to| !to.contains("{{")), "the sides are called by their names");
    }
    let trace = desk::trace(&bench.bench, &scope, &desk_.review).await.unwrap().unwrap();
    assert!(trace.iter().any(|point| point.steps == why.steps));
}

async fn a_framework_beside(bench: &Bench) {
    let (b, (scope, _), (stranger, _)) = (&bench.bench, bench.admin().await, bench.stranger().await);
    let text = "商铺租赁订单\n甲方：上海某某置业有限公司\n乙方：北京某某咖啡有限公司\n第一条 租金\n租金每月支付一次，每月十万元。";
    let short = contracts::upload(b, &scope, "订单.docx", docx(text), None).await.unwrap().unwrap();
    let framework = uploaded(bench, &scope).await;
    let with = |context: Vec<String>| Order { context, ..order(&short.versions[0].id, "lessee") };
    for unfit in [short.versions[0].id.clone(), uploaded(bench, &stranger).await] {
        assert!(matches!(desk::order(b, &scope, &with(vec![unfit])).await, Err(OrderError::BadContext)));
    }
    let long = Order { deal: Some("长".repeat(1_001)), ..with(Vec::new()) };
    assert!(matches!(desk::order(b, &scope, &long).await, Err(OrderError::LongDeal)));

    let wanted = Order { deal: Some(" 老客户，急于开业 ".into()), ..with(vec![framework]) };
    let id = desk::order(b, &scope, &wanted).await.unwrap();
    let desk = finished(bench, &scope, &id).await;
    let summary = desk.summary.as_ref().unwrap();
    assert_eq!((summary.context.len(), summary.deal.as_deref()), (1, Some("老客户，急于开业")));
    let quotes = desk.points.iter().flat_map(|point| point.answers.values()).flat_map(|answer| answer.quotes());
    let (own, beside): (Vec<_>, Vec<_>) = quotes.partition(|quote| quote.is_in_contract());
    assert!(!own.is_empty() && own.iter().all(|quote| quote.holds_in(&desk.document)));
    assert!(beside.iter().any(|quote| quote.source.as_ref() == summary.context.first()));
    // What stands in the framework agreement is in the report and not in the redline of the order.
    let report = desk::report(b, &scope, &id, pacta_domain::document::Language::Zh).await.unwrap();
    let read = |bytes: &[u8]| documents::read(bytes, "x.docx", &ReadOptions::default()).unwrap().text;
    assert!(read(&report.bytes).contains(&summary.context[0]));
    let redline = desk::redlined(b, &scope, &id, desk::Accepted::All).await.unwrap();
    let rejected = ReadOptions { revisions: Revisions::Rejected, ..ReadOptions::default() };
    assert_eq!(documents::read(&redline.bytes, "x.docx", &rejected).unwrap().text, text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_framework_agreement_beside_an_order_on_sqlite() {
    a_framework_beside(&Bench::new().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_framework_agreement_beside_an_order_on_postgresql() {
    let Some(bench) = Bench::on_postgres().await else { return };
    a_framework_beside(&bench).await;
}
