//! Citations of statutes in a text, and the articles they mean.

use std::collections::HashMap;

use pacta_domain::statute::{Article, Status};
use regex::{Captures, Regex};
use serde::Serialize;

use super::names::{aliases, short_name};

/// The most articles one range may stand for; longer ranges name their ends only.
const LONGEST_RANGE: u32 = 50;

/// Words that end like a law's name and are none when they stand without book quotes.
const NOT_LAWS: [&str; 8] = ["办法", "方法", "做法", "合法", "违法", "无法", "看法", "用法"];

/// Why a citation leads to no valid article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unresolved {
    /// The library holds no law of that name.
    UnknownLaw,
    /// The library holds the law, not the article or paragraph.
    UnknownArticle,
    /// No longer law on the date.
    Repealed,
    /// Not yet law on the date.
    NotInForce,
}

/// A citation as found in a text. The article's fields are empty when there is no such article.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResolvedCitation {
    /// The words of the text.
    pub found: String,
    /// `民法典#585`.
    pub id: Option<String>,
    /// Official title when known, else the name in the text.
    pub law: String,
    /// Article number.
    pub article: u32,
    /// 1 for 之一; 0 for none.
    pub sub: u32,
    /// The paragraph (款) meant, from 1.
    pub paragraph: Option<u32>,
    /// Part, chapter, section.
    pub title_path: Vec<String>,
    /// Always 1 for an article that was found: the shape is that of a hit.
    pub score: f32,
    /// Whether it is law today.
    pub status: Option<Status>,
    /// First day of force.
    pub in_force_from: Option<String>,
    /// The official words.
    pub text: Option<String>,
    /// Whether the article is held and valid on the date.
    pub resolved: bool,
    /// Why not.
    pub reason: Option<Unresolved>,
    /// The article that replaces it, where known.
    pub successor: Option<String>,
}

/// Recognizes the laws it knows and the form of citations of others.
#[derive(Debug)]
pub(super) struct Resolver {
    titles: HashMap<String, String>,
    patterns: Option<Patterns>,
}

#[derive(Debug)]
struct Patterns {
    head: Regex,
    articles: Regex,
    item: Regex,
}

struct Number {
    article: u32,
    sub: u32,
    paragraph: Option<u32>,
}

impl Resolver {
    pub(super) fn new<'a>(laws: impl Iterator<Item = &'a str>) -> Self {
        let mut titles = HashMap::new();
        let mut last = "";
        for law in laws {
            if law != last {
                titles.extend(aliases(law).into_iter().map(|name| (key(&name), law.to_owned())));
                last = law;
            }
        }
        let patterns = Patterns::new(titles.keys()).ok();
        Self { titles, patterns }
    }

    /// `lookup` gives the best wording of an id and whether it is valid on the date.
    pub(super) fn resolve(&self, text: &str, lookup: impl Fn(&str) -> Option<(Article, bool)>) -> Vec<ResolvedCitation> {
        let Some(patterns) = &self.patterns else { return Vec::new() };
        let mut found = Vec::new();
        let (mut position, mut last_law) = (0, None::<String>);
        while let Some(head) = patterns.head.captures_at(text, position) {
            let Some(whole) = head.get(0) else { break };
            position = whole.end();
            let named = ["book", "plain", "english"].iter().find_map(|group| head.name(group)).map(|name| name.as_str());
            let foreign = head.name("foreign").is_some();
            let law = match named {
                Some(name) if foreign => name.to_owned(),
                Some(name) if ["本法", "同法", "该法"].iter().any(|same| stripped(name).ends_with(same)) => match &last_law {
                    Some(law) => law.clone(),
                    None => continue,
                },
                Some(name) if NOT_LAWS.iter().any(|word| stripped(name).ends_with(word)) && head.name("book").is_none() => continue,
                Some(name) => self.titles.get(&key(&stripped(name))).cloned().unwrap_or_else(|| stripped(name)),
                None => match &last_law {
                    Some(law) => law.clone(),
                    None => continue,
                },
            };
            last_law = Some(law.clone());
            let tail = text.get(position..).unwrap_or_default();
            let (range, before) = match (head.name("before"), patterns.articles.find(tail)) {
                (Some(before), _) => (whole.range(), before.as_str()),
                (None, Some(list)) => {
                    position += list.end();
                    (whole.start()..position, list.as_str())
                }
                (None, None) => continue,
            };
            let words = text.get(range).unwrap_or_default();
            let known = !foreign && self.titles.values().any(|title| *title == law);
            for number in patterns.numbers(before) {
                found.push(citation(words, &law, known, &number, &lookup));
            }
        }
        found
    }
}

impl Patterns {
    fn new<'a>(names: impl Iterator<Item = &'a String>) -> Result<Self, regex::Error> {
        let (mut plain, mut english): (Vec<_>, Vec<_>) = names.cloned().partition(|name| !name.is_ascii());
        plain.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
        english.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let any = |names: &[String]| names.iter().map(|name| regex::escape(name).replace(' ', r"\s+")).collect::<Vec<_>>().join("|");
        let plain = if plain.is_empty() { "$^".to_owned() } else { any(&plain) };
        let english = if english.is_empty() { "$^".to_owned() } else { format!("{}|{}", any(&english), "$^") };
        let number = "[0-9０-９]+|[零〇一二三四五六七八九十百千]+";
        let item = format!(
            r"第(?P<only>{number})款|第?\s*(?P<article>{number})\s*(?P<mark>条(?:之(?P<sub>[一二三四五六七八九十]+))?)?(?:\s*第\s*(?P<paragraph>{number})\s*款)?(?:\s*第?\s*[（(]?(?:{number})[）)]?\s*项)?"
        );
        let bare = item.replace("?P<only>", "?:").replace("?P<article>", "?:").replace("?P<mark>", "?:");
        let bare = bare.replace("?P<sub>", "").replace("?P<paragraph>", "?:").replace("(?:之([", "(?:之(?:[");
        let list = format!(r"(?:{bare})(?:\s*(?:、|以及|和|及|与|或|至|到|-|—|~|～)\s*(?:{bare}))*");
        Ok(Self {
            head: Regex::new(&format!(
                r"(?P<foreign>德国|法国|日本|瑞士|意大利|俄罗斯|韩国|台湾地区)?(?:《(?P<book>[^《》]{{2,80}})》|(?P<plain>{plain}|[\p{{Han}}]{{1,20}}?(?:法|条例)(?:第))|(?:本法|同法|该法))|(?i:(?:art(?:icle)?s?\.?\s*(?P<before>[0-9]+)\s+of\s+the\s+)?\b(?P<english>{english})\b(?:\s+of\s+the\s+(?:PRC|People's\s+Republic\s+of\s+China))?)"
            ))?,
            articles: Regex::new(&format!(
                r"^(?:[（(][^（）()]{{0,30}}[）)])?\s*的?\s*(?:(?:{list})|,?\s*(?i:art(?:icle)?s?\.?)\s*[0-9]+)"
            ))?,
            item: Regex::new(&format!("至|到|-|—|~|～|{item}"))?,
        })
    }

    fn numbers(&self, list: &str) -> Vec<Number> {
        let western = list.is_ascii();
        let list = list.trim_start();
        let start = if list.starts_with(['（', '(']) { list.find(['）', ')']).unwrap_or_default() } else { 0 };
        let list = list.get(start..).unwrap_or_default();
        let mut numbers: Vec<Number> = Vec::new();
        let mut complete = 0;
        let mut range = false;
        for item in self.item.captures_iter(list) {
            let read = |name: &str, item: &Captures<'_>| item.name(name).and_then(|digits| numeral(digits.as_str()));
            if let (Some(paragraph), Some(last)) = (read("only", &item), numbers.last()) {
                let number = Number { article: last.article, sub: last.sub, paragraph: Some(paragraph) };
                numbers.push(number);
                complete = numbers.len();
            } else if let Some(article) = read("article", &item) {
                let first = numbers.last().map_or(article, |last| last.article);
                if range && article > first && article - first <= LONGEST_RANGE {
                    numbers.extend((first + 1..article).map(|article| Number { article, sub: 0, paragraph: None }));
                }
                let (sub, paragraph) = (read("sub", &item).unwrap_or_default(), read("paragraph", &item));
                numbers.push(Number { article, sub, paragraph });
                if item.name("mark").is_some() || western {
                    complete = numbers.len();
                }
                range = false;
            } else {
                range = true;
            }
        }
        // Figures after the last 条 belong to the sentence, not to the citation.
        numbers.truncate(complete);
        numbers
    }
}

fn citation(
    words: &str,
    law: &str,
    known: bool,
    number: &Number,
    lookup: &impl Fn(&str) -> Option<(Article, bool)>,
) -> ResolvedCitation {
    let mut id = format!("{}#{}", short_name(law), number.article);
    if number.sub > 0 {
        id.push('之');
        id.extend("一二三四五六七八九".chars().nth(number.sub.saturating_sub(1) as usize));
    }
    let held = if known { lookup(&id) } else { None };
    let held = held.filter(|(article, _)| number.paragraph.is_none_or(|wanted| wanted >= 1 && wanted <= paragraphs(article)));
    let reason = match &held {
        None if known => Some(Unresolved::UnknownArticle),
        None => Some(Unresolved::UnknownLaw),
        Some((_, true)) => None,
        Some((article, false)) if matches!(article.status, Status::Repealed | Status::Amended) => Some(Unresolved::Repealed),
        Some(_) => Some(Unresolved::NotInForce),
    };
    let article = held.map(|(article, _)| article);
    ResolvedCitation {
        found: words.trim_end().to_owned(),
        id: article.as_ref().map(|_| id),
        law: law.to_owned(),
        article: number.article,
        sub: number.sub,
        paragraph: number.paragraph,
        title_path: article.as_ref().map(|article| article.title_path.clone()).unwrap_or_default(),
        score: if article.is_some() { 1.0 } else { 0.0 },
        status: article.as_ref().map(|article| article.status),
        in_force_from: article.as_ref().and_then(|article| article.in_force_from.clone()),
        text: article.map(|article| article.text),
        resolved: reason.is_none(),
        reason,
        successor: None,
    }
}

/// Lines that begin with an item number, （一）, belong to the paragraph above.
fn paragraphs(article: &Article) -> u32 {
    article.text.lines().filter(|line| !line.starts_with('（')).map(|_| 1).sum()
}

/// A name as it is compared: without blanks and, for Latin letters, case.
fn key(name: &str) -> String {
    if name.is_ascii() { name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase() } else { short_name(name) }
}

fn stripped(name: &str) -> String {
    let name = name.strip_suffix('第').unwrap_or(name);
    let verbs = ["根据", "依照", "依据", "按照", "违反", "适用", "和", "及", "与"];
    let start = verbs.iter().filter_map(|verb| name.rfind(verb).map(|at| at + verb.len())).max().unwrap_or_default();
    if name.starts_with("最高人民") { name } else { name.get(start..).unwrap_or(name) }.to_owned()
}

fn numeral(digits: &str) -> Option<u32> {
    let (mut total, mut current, mut western) = (0_u32, 0_u32, true);
    for digit in digits.chars() {
        let code = u32::from(digit);
        match digit {
            '0'..='9' => current = current.checked_mul(10)?.checked_add(code - u32::from('0'))?,
            '０'..='９' => current = current.checked_mul(10)?.checked_add(code - u32::from('０'))?,
            '十' | '百' | '千' => {
                western = false;
                let unit = if digit == '十' { 10 } else if digit == '百' { 100 } else { 1000 };
                total = total.checked_add(current.max(1) * unit)?;
                current = 0;
            }
            _ => {
                let value = "零一二三四五六七八九".chars().position(|c| c == digit).unwrap_or_default();
                current = u32::try_from(value).ok()?;
            }
        }
    }
    let value = if western { current } else { total.checked_add(current)? };
    (value > 0).then_some(value)
}
