//! Which wording of a law holds when: several versions of one law, told apart by their first day of
//! force, follow each other; a closing article that repeals other laws ends those.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use pacta_domain::statute::{Article, Status};
use regex::Regex;

use super::names::key;

static BOOK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("《([^《》]{2,60})》").ok());

/// A law that another law repealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Repeal {
    /// The law that says so, by official title.
    pub(super) by: String,
    /// First day without the repealed law.
    pub(super) from: String,
}

/// The decision of the Supreme People's Court that made room for the Civil Code (法释〔2020〕16号), and the first day without
/// the interpretations it repealed; no article says so.
const CLEARED: (&str, &str) = ("最高人民法院关于废止部分司法解释及相关规范性文件的决定", "2021-01-01");

/// Interpretations repealed by that decision.
const CLEARED_TITLES: [&str; 24] = [
    "最高人民法院关于贯彻执行《中华人民共和国民法通则》若干问题的意见（试行）",
    "最高人民法院关于贯彻执行《中华人民共和国民法通则》若干问题的意见",
    "最高人民法院关于贯彻执行《中华人民共和国继承法》若干问题的意见",
    "最高人民法院关于适用《中华人民共和国婚姻法》若干问题的解释（一）",
    "最高人民法院关于适用《中华人民共和国婚姻法》若干问题的解释（二）",
    "最高人民法院关于适用《中华人民共和国婚姻法》若干问题的解释（二）的补充规定",
    "最高人民法院关于适用《中华人民共和国婚姻法》若干问题的解释（三）",
    "最高人民法院关于审理涉及夫妻债务纠纷案件适用法律有关问题的解释",
    "最高人民法院关于适用《中华人民共和国合同法》若干问题的解释（一）",
    "最高人民法院关于适用《中华人民共和国合同法》若干问题的解释（二）",
    "最高人民法院关于适用《中华人民共和国担保法》若干问题的解释",
    "最高人民法院关于适用《中华人民共和国物权法》若干问题的解释（一）",
    "最高人民法院关于审理建设工程施工合同纠纷案件适用法律问题的解释",
    "最高人民法院关于审理建设工程施工合同纠纷案件适用法律问题的解释（二）",
    "最高人民法院关于审理劳动争议案件适用法律若干问题的解释",
    "最高人民法院关于审理劳动争议案件适用法律若干问题的解释（二）",
    "最高人民法院关于审理劳动争议案件适用法律若干问题的解释（三）",
    "最高人民法院关于审理劳动争议案件适用法律若干问题的解释（四）",
    "最高人民法院关于审理联营合同纠纷案件若干问题的解答",
    "最高人民法院关于人民法院审理借贷案件的若干意见",
    "最高人民法院关于人民法院审理离婚案件如何认定夫妻感情确已破裂的若干具体意见",
    "最高人民法院关于人民法院审理离婚案件处理子女抚养问题的若干具体意见",
    "最高人民法院关于人民法院审理离婚案件处理财产分割问题的若干具体意见",
    "最高人民法院关于建设工程价款优先受偿权问题的批复",
];

/// Fills in `in_force_until` and `status` of every wording as of `today`, and gives the repealed laws
/// by the key of their name, held or not.
pub(super) fn settle(articles: &mut [Article], today: &str) -> HashMap<String, Repeal> {
    let mut versions: HashMap<String, BTreeSet<String>> = HashMap::new();
    for article in articles.iter() {
        let days = versions.entry(key(&article.law)).or_default();
        days.insert(article.in_force_from.clone().unwrap_or_default());
    }
    let repeals = repeals(articles, &versions);
    for article in articles.iter_mut() {
        let law = key(&article.law);
        let from = article.in_force_from.clone().unwrap_or_default();
        let next = versions.get(&law).and_then(|days| days.range(from.clone()..).find(|day| **day > from)).cloned();
        let repeal = repeals.get(&law).map(|repeal| repeal.from.clone()).filter(|day| *day > from);
        let ended = repeal.as_ref().is_some_and(|day| next.as_ref().is_none_or(|next| day <= next));
        let until = [next, repeal, article.in_force_until.take()].into_iter().flatten().min();
        article.status = if from.as_str() > today {
            Status::NotYet
        } else if until.as_deref().is_some_and(|until| until <= today) {
            if ended || article.status == Status::Repealed { Status::Repealed } else { Status::Amended }
        } else if article.status == Status::Repealed && until.is_none() {
            Status::Repealed
        } else {
            Status::InForce
        };
        article.in_force_until = until;
    }
    repeals
}

/// `《甲法》、《乙法》同时废止` in a closing article. The earlier version of the same law is no repeal.
fn repeals(articles: &[Article], versions: &HashMap<String, BTreeSet<String>>) -> HashMap<String, Repeal> {
    let (by, from) = CLEARED;
    let cleared = |title: &&str| (key(title), Repeal { by: by.to_owned(), from: from.to_owned() });
    let mut repeals: HashMap<String, Repeal> = CLEARED_TITLES.iter().map(cleared).collect();
    let Some(book) = BOOK.as_ref() else { return repeals };
    for article in articles.iter().filter(|article| article.text.contains("同时废止")) {
        let Some(from) = article.in_force_from.clone() else { continue };
        let sentences = article.text.split(['。', '\n']).filter(|sentence| sentence.contains("同时废止"));
        // A part of a law that is repealed leaves the rest of it in force.
        for sentence in sentences.filter(|sentence| !sentence.contains("》第")) {
            for name in book.captures_iter(sentence).filter_map(|found| found.get(1)) {
                let law = key(name.as_str());
                let newer = versions.get(&law).is_some_and(|days| days.iter().any(|day| *day >= from));
                if law == key(&article.law) || newer {
                    continue;
                }
                let repeal = Repeal { by: article.law.clone(), from: from.clone() };
                match repeals.get(&law) {
                    Some(known) if known.from <= repeal.from => {}
                    _ => drop(repeals.insert(law, repeal)),
                }
            }
        }
    }
    repeals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(law: &str, number: u32, from: &str, text: &str) -> Article {
        Article {
            id: super::super::names::id(law, number, 0),
            law: law.to_owned(),
            article: number,
            sub: 0,
            title_path: Vec::new(),
            text: text.to_owned(),
            status: Status::InForce,
            in_force_from: Some(from.to_owned()),
            in_force_until: None,
        }
    }

    #[test]
    fn versions_follow_each_other_and_a_repeal_ends_a_law() {
        let mut articles = vec![
            article("中华人民共和国甲法", 1, "2000-01-01", "旧"),
            article("中华人民共和国甲法", 2, "2000-01-01", "旧，新法没有"),
            article("中华人民共和国甲法", 1, "2020-01-01", "新"),
            article("中华人民共和国甲法", 1, "2030-01-01", "将来"),
            article("中华人民共和国乙法", 9, "1990-01-01", "已废"),
            article("中华人民共和国丙法", 9, "2010-01-01", "本法施行。《中华人民共和国乙法》、《丁法》同时废止。"),
        ];
        let repeals = settle(&mut articles, "2026-01-01");
        let seen: Vec<_> = articles.iter().map(|a| (a.status, a.in_force_until.as_deref())).collect();
        assert_eq!(
            seen,
            [
                (Status::Amended, Some("2020-01-01")),
                (Status::Amended, Some("2020-01-01")),
                (Status::InForce, Some("2030-01-01")),
                (Status::NotYet, None),
                (Status::Repealed, Some("2010-01-01")),
                (Status::InForce, None),
            ]
        );
        assert_eq!(repeals.get("丁法").map(|repeal| repeal.by.as_str()), Some("中华人民共和国丙法"));
        assert!(articles.iter().all(|a| a.in_force_on("2026-01-01") == (a.status == Status::InForce)));
    }
}
