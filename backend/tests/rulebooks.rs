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
        assert_eq!(rulebook.id, book.id, "a rulebook lies in the folder of its name");
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

const SOUND: &str = r#"
id: small
version: "1.0"
language: zh
title: {zh: 小清单, en: Small}
contract_types: [retail_lease]
positions:
  lessee: {zh: 承租方, en: Lessee, terms: [承租方], usual: 乙方}
points:
  - id: deposit
    title: 押金
    group: 押金
    start: find
    nodes:
      find: {locate: 合同哪里约定押金？, cues: {any: [押金]}, found: months, missing: none}
      months: {extract: 押金几个月？, type: duration, cues: {pattern: ['(?<value>[0-9]+个月)']}, ok: over, absent: kind}
      over: {compare: 'months > duration("3m")', yes: heavy, no: fine}
      kind: {classify: 哪一种？, labels: {cash: {means: 现金, cues: [现金], next: fine-kind}}, else: lawyer}
    outcomes:
      none: {na: 没有押金。}
      fine: {pass: months, says: "押金{{ months }}。"}
      fine-kind: {pass: find, says: 有押金。}
      heavy: {risk: high, says: 太高。, cite: ['民法典#585'], edit: {replace: months, standard: 三个月}}
"#;

#[test]
fn what_is_wrong_with_a_rulebook_is_said_in_words() {
    assert_eq!(rulebooks::parse(SOUND).unwrap().points.len(), 1);
    for (right, wrong, says) in [
        ("id: small", "id: Small!", "只能用小写字母"),
        ("found: months, missing: none", "found: months, missing: nothing", "“nothing”不存在"),
        ("found: months, missing: none", "found: months", "缺少 missing"),
        ("start: find", "start: found", "start 指向的节点“found”不存在"),
        ("cues: {any: [押金]}", "cues: {not: [押金]}", "至少要有 any 或者 heading"),
        ("cues: {any: [押金]}", "cues: {any: ['押金(']}", "正则写错了"),
        ("type: duration, ", "", "extract 要写明 type"),
        ("(?<value>[0-9]+个月)", "[0-9]+个月", "名为 value 的分组"),
        ("months > duration", "month > duration", "算式里的“month”"),
        ("months > duration(\"3m\")", "months > > 3", "算式写错了"),
        ("{cash: {", "{other: {", "标签不能叫 other"),
        ("yes: heavy, no: fine}", "yes: heavy, no: find}", "绕成了圈"),
        ("missing: none", "missing: fine-kind", "没有任何一条路走到这里"),
        ("cite: ['民法典#585']", "cite: [民法典第585条]", "写法不对"),
        ("{na: 没有押金。}", "{na: 没有押金。, risk: low}", "写且只写一个"),
        ("standard: 三个月", "comment: months", "写且只写一个"),
        ("\"押金{{ months }}。\"", "\"押金{{ months。\"", "模板写错了"),
        ("{na: 没有押金。}", "{na: '没有押金{{ 。'}", "模板写错了"),
    ] {
        assert!(SOUND.contains(right), "{right}");
        let described = match rulebooks::parse(&SOUND.replacen(right, wrong, 1)) {
            Ok(_) => "in order".to_owned(),
            Err(error) => error.describe(pacta_domain::document::Language::Zh),
        };
        assert!(described.contains(says), "{wrong}: {described}");
    }
}
