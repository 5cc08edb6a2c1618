//! Citations of statutes in a text, and the articles they mean.
//!
//! Numbers are found first, then the law's name beside them. A name counts only when it is known as a
//! whole: 德国民法典 ends in 民法典 and is another law.

use std::collections::{BTreeMap, HashMap};

use pacta_domain::statute::{Article, Status};
use regex::Regex;
use serde::Serialize;

use super::{
    interpretations::Interpretations,
    library::{Shelves, valid_on},
    names::{aliases, everyday, id, key},
    naming::{self, Named, Register},
    numbers::{Number, Numbers},
};

/// Why a citation leads to no valid article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unresolved {
    /// The library holds no law of that name.
    UnknownLaw,
    /// The library holds the law, not the article or paragraph.
    UnknownArticle,
    /// The law no longer exists on the date.
    Repealed,
    /// No wording of the article holds on the date.
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
    /// What holds instead, where known: the article whose newer wording is held, or the law that
    /// repealed this one.
    pub successor: Option<String>,
}

/// Recognizes the laws it knows and the form of citations of others.
#[derive(Debug)]
pub(super) struct Resolver {
    register: Register,
    numbers: Option<Numbers>,
    /// Quotes other than 《》 around a law's name.
    quotes: Option<Regex>,
}

/// A citation in a text: its first and last byte, its law, its articles.
type Cited = (usize, usize, Named, Vec<Number>);

impl Resolver {
    /// `laws`: official titles, and whether each is in force.
    pub(super) fn new<'a>(
        laws: impl Iterator<Item = (&'a str, bool)>,
        repealed: impl Iterator<Item = &'a String>,
    ) -> Self {
        let mut titles: HashMap<String, String> = HashMap::new();
        for name in repealed {
            titles.extend(everyday(name).map(|alias| (alias, name.clone())));
            titles.insert(name.clone(), name.clone());
        }
        // In the order of titles: which of two laws an alias of both means must not change from run to run.
        let laws = laws.fold(BTreeMap::<&str, bool>::new(), |mut laws, (law, in_force)| {
            *laws.entry(law).or_default() |= in_force;
            laws
        });
        let mut interpretations = Interpretations::default();
        for (law, in_force) in &laws {
            titles.extend(aliases(law).into_iter().map(|name| (name, (*law).to_owned())));
            interpretations.add(law, *in_force);
        }
        // A law's own title beats the alias of another.
        titles.extend(laws.keys().map(|law| (key(law), (*law).to_owned())));
        let quotes = Regex::new(
            "[“「【＜〈](?P<law>[^“”「」【】《》＜＞〈〉\n]{1,40}?(?:法|法典|条例|规定|解释|办法|细则|规则|通则))[”」】＞〉]",
        );
        Self { register: Register { titles, interpretations }, numbers: Numbers::new().ok(), quotes: quotes.ok() }
    }

    /// The citations of a text, in order.
    pub(super) fn resolve(&self, text: &str, shelves: &Shelves, date: Option<&str>) -> Vec<ResolvedCitation> {
        let plain = self.plain(text);
        let Some(numbers) = &self.numbers else { return Vec::new() };
        let mut found: Vec<Cited> = self.chinese(&plain, numbers);
        for list in numbers.english.captures_iter(&plain) {
            let Some(whole) = list.get(0) else { continue };
            let before = plain.get(..whole.start()).unwrap_or_default();
            let after = plain.get(whole.end()..).unwrap_or_default();
            if let Some((start, length, law)) = naming::english(before, after, &self.register) {
                found.push((start, whole.end() + length, law, numbers.western(&list)));
            }
        }
        found.sort_by_key(|(start, ..)| *start);
        let mut citations = Vec::new();
        for (start, end, law, marked) in found {
            let words = text.get(start..end).unwrap_or_default().trim();
            citations.extend(marked.iter().map(|number| citation(words, &law, number, shelves, date)));
        }
        citations
    }

    /// The text with one kind of quotes and simplified characters where names of laws are concerned; places stay.
    fn plain(&self, text: &str) -> String {
        let text = match &self.quotes {
            Some(quotes) => quotes.replace_all(text, "《$law》"),
            None => text.into(),
        };
        text.chars().map(simplified).collect()
    }

    fn chinese(&self, text: &str, numbers: &Numbers) -> Vec<Cited> {
        let mut found: Vec<Cited> = Vec::new();
        let mut last: Option<(usize, Named, Number)> = None;
        for list in numbers.list.find_iter(text) {
            let before = text.get(..list.start()).unwrap_or_default();
            let after = text.get(list.end()..).unwrap_or_default();
            if let Some((end, law, number)) = &last
                && let Some((start, paragraphs)) =
                    same_article(before.get(*end..).unwrap_or_default(), list.as_str(), numbers)
            {
                let again = paragraphs.into_iter().map(|paragraph| Number { paragraph: Some(paragraph), ..*number });
                found.push((end + start, list.end(), law.clone(), again.collect()));
                continue;
            }
            let marked = numbers.chinese(list.as_str());
            let Some(number) = marked.last().copied() else { continue };
            if is_heading(before, after) || is_count(before, list.as_str(), after) {
                continue;
            }
            let previous = last.as_ref().map(|(end, law, _)| (text.get(*end..list.start()).unwrap_or_default(), law));
            let Some((start, law)) = naming::before(before, previous, &self.register) else { continue };
            last = Some((list.end(), law.clone(), number));
            found.push((start, list.end(), law, marked));
        }
        found
    }
}

/// Each of these takes three bytes, as its simplified form does.
fn simplified(c: char) -> char {
    match c {
        '條' => '条',
        '華' => '华',
        '國' => '国',
        '勞' => '劳',
        '動' => '动',
        '訴' => '诉',
        '訟' => '讼',
        other => other,
    }
}

/// 同条第二款, 该条第二款: the place of the words since the last citation, and the paragraphs.
fn same_article(between: &str, list: &str, numbers: &Numbers) -> Option<(usize, Vec<u32>)> {
    let word = ["同条", "该条", "本条"].into_iter().find(|word| between.trim_end().ends_with(word))?;
    // A paragraph alone is read as one of any article.
    let read = numbers.chinese(&format!("第一条{list}"));
    let paragraphs: Vec<u32> = read.iter().filter_map(|number| number.paragraph).collect();
    (!paragraphs.is_empty() && list.starts_with('第') && list.contains('款') && !list.contains('条'))
        .then(|| (between.trim_end().len() - word.len(), paragraphs))
}

/// A heading of the text's own on the line after a law's name: `第二条 争议解决`.
fn is_heading(before: &str, after: &str) -> bool {
    let gap = before.get(before.trim_end().len()..).unwrap_or_default();
    gap.contains("\n\n") || (gap.contains('\n') && after.starts_with([' ', '\u{3000}', '\t']))
}

/// 条 as a counting word: 民法典的三条建议, 公司法20条解读.
fn is_count(before: &str, list: &str, after: &str) -> bool {
    if list.trim_start().starts_with('第') {
        return false;
    }
    let counted = before.trim_end().ends_with('的') && (list.contains(|c: char| !c.is_ascii()));
    let noun = [
        "建议",
        "要点",
        "亮点",
        "红线",
        "理由",
        "结果",
        "解读",
        "重点",
        "意见",
        "经验",
        "心得",
        "修改",
        "观点",
        "司法观点",
        "禁令",
        "记录",
    ];
    counted || noun.iter().any(|noun| after.trim_start().starts_with(noun))
}

fn citation(words: &str, law: &Named, number: &Number, shelves: &Shelves, date: Option<&str>) -> ResolvedCitation {
    let cited = id(&law.title, number.article, number.sub);
    let (article, reason, successor) = match law.known {
        true => look_up(&cited, law, number, shelves, date),
        false => (None, Some(Unresolved::UnknownLaw), None),
    };
    ResolvedCitation {
        found: words.to_owned(),
        id: article.map(|article| article.id.clone()),
        law: law.title.clone(),
        article: number.article,
        sub: number.sub,
        paragraph: number.paragraph,
        title_path: article.map(|article| article.title_path.clone()).unwrap_or_default(),
        score: if article.is_some() { 1.0 } else { 0.0 },
        status: article.map(|article| article.status),
        in_force_from: article.and_then(|article| article.in_force_from.clone()),
        text: article.map(|article| article.text.clone()),
        resolved: reason.is_none(),
        reason,
        successor,
    }
}

type Found<'a> = (Option<&'a Article>, Option<Unresolved>, Option<String>);

/// The wording meant, why it does not hold, and what holds instead.
fn look_up<'a>(cited: &str, law: &Named, number: &Number, shelves: &'a Shelves, date: Option<&str>) -> Found<'a> {
    let mut wordings: Vec<&Article> = shelves.wordings(cited).collect();
    wordings.sort_by(|a, b| a.in_force_from.cmp(&b.in_force_from));
    let valid = wordings.iter().rev().find(|article| valid_on(article, date)).copied();
    // A year in brackets means the first wording since that year; 原 and 旧 one before today's.
    let since = |article: &&&Article| {
        let from = article.in_force_from.as_deref().unwrap_or_default();
        law.year.as_deref().is_none_or(|year| from.get(..4).is_none_or(|of| of >= year))
    };
    let meant = if law.former {
        wordings.iter().rev().find(|article| valid.is_none_or(|valid| valid.in_force_from > article.in_force_from))
    } else if law.year.is_some() {
        wordings.iter().find(since)
    } else {
        None
    };
    let repeal = shelves.repeals.get(&key(&law.title));
    let gone = |repeal: &&super::versions::Repeal| date.is_none_or(|date| repeal.from.as_str() <= date);
    match (meant.copied(), valid) {
        (Some(meant), Some(valid)) if meant.in_force_from != valid.in_force_from => {
            (Some(meant), Some(Unresolved::NotInForce), Some(valid.id.clone()))
        }
        (_, Some(_)) if law.former => (None, Some(Unresolved::NotInForce), Some(cited.to_owned())),
        (_, Some(valid)) if number.paragraph.is_none_or(|wanted| (1..=paragraphs(valid)).contains(&wanted)) => {
            (Some(valid), None, None)
        }
        (_, Some(_)) => (None, Some(Unresolved::UnknownArticle), None),
        (_, None) => {
            let newest = wordings.last().copied();
            let repealed = newest.is_some_and(|article| article.status == Status::Repealed);
            match repeal.filter(gone) {
                Some(repeal) => (newest, Some(Unresolved::Repealed), Some(super::short_name(&repeal.by))),
                None if repealed => (newest, Some(Unresolved::Repealed), None),
                None if newest.is_some() => (newest, Some(Unresolved::NotInForce), None),
                None if shelves.holds(&law.title) => (None, Some(Unresolved::UnknownArticle), None),
                None => (None, Some(Unresolved::UnknownLaw), None),
            }
        }
    }
}

/// Lines that begin with an item number, （一）, belong to the paragraph above.
fn paragraphs(article: &Article) -> u32 {
    article.text.lines().filter(|line| !line.starts_with(['（', '('])).map(|_| 1).sum()
}
