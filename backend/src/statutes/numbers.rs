//! The numbers of a citation: 第五百六十二条至第五百六十四条, 第15、16条, 第585条第一、二款, Articles 562 through 564.

use regex::{Captures, Regex};

use super::numerals::{NUMBER, numeral};

/// The most articles one range may stand for; longer ranges name their ends only.
const LONGEST_RANGE: u32 = 50;

/// One article cited, or one paragraph (款) of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) article: u32,
    /// 1 for 之一; 0 for none.
    pub(super) sub: u32,
    /// 0 for 第0款, which no article has.
    pub(super) paragraph: Option<u32>,
}

/// Finds lists of article numbers and reads them.
#[derive(Debug)]
pub(super) struct Numbers {
    /// A list that may name articles, wherever it stands.
    pub(super) list: Regex,
    /// `Article 585`, `Arts. 562, 563 and 564`, `art. 585(2)`, `paragraph 2 of Article 585`.
    pub(super) english: Regex,
    item: Regex,
    western: Regex,
    figures: Regex,
}

impl Numbers {
    pub(super) fn new() -> Result<Self, regex::Error> {
        let clause = format!(
            r"(?:\s*[、第]*\s*[（(]?(?:{NUMBER})[）)]?\s*项)*(?:\s*第?\s*(?:{NUMBER})\s*目)?(?:前段|中段|后段|但书|本文)?"
        );
        let several = format!(r"(?:{NUMBER})(?:\s*(?:、|,|，|和|及|与|至|到|-|—|–|~|～)\s*第?\s*(?:{NUMBER}))*");
        let item = |name: &dyn Fn(&str) -> String| {
            let group = |of: &str, what: &str| format!("({}{what})", name(of));
            let paragraphs = group("paragraphs", &several);
            format!(
                r"第\s*{only}\s*款{clause}|之\s*{inserted}|第?\s*{article}\s*(?:之\s*{before}\s*)?(?:{mark}(?:\s*之\s*{sub})?)?(?:\s*[之的]?\s*[（(]?第?\s*{paragraphs}\s*款[）)]?)?{clause}",
                only = group("only", &several),
                inserted = group("inserted", NUMBER),
                article = group("article", NUMBER),
                before = group("before", NUMBER),
                mark = group("mark", "[条條]"),
                sub = group("sub", NUMBER),
            )
        };
        let bare = item(&|_| "?:".to_owned());
        let named = item(&|of| format!("?P<{of}>"));
        let joint = r"\s*(?:、|,|，|以及|和|及|与|或者|或|并|至|到|[-—–]+|~|～|/|\+|＋)\s*";
        let brackets = r"(?:\s*\((?:[0-9]{1,2}|[ivx]{1,4})\))*";
        let number = format!("(?:[0-9],[0-9]{{3}}|[0-9]{{1,4}}){brackets}");
        let and = r"(?:,?\s*(?:and|&|or|to|through)\s+|\s*(?:,|–|—|-)\s*)(?:articles?\s+|arts?\.?\s*)?";
        Ok(Self {
            list: Regex::new(&format!(r"(?:{bare})(?:{joint}(?:{bare}))*"))?,
            english: Regex::new(&format!(
                r"(?i)(?:\b(?:paragraph\s+(?P<ahead>[0-9]{{1,2}})|the\s+(?P<ordinal>first|second|third|fourth|fifth)\s+paragraph)\s+of\s+)?\b(?:articles?|arts?\.?)\s*(?P<list>{number}(?:{and}{number})*)(?:,?\s*para(?:graph|s|\.)?\.?\s*(?P<behind>[0-9]{{1,2}}))?(?:,?\s*items?\s*\(?[0-9a-z]{{1,3}}\)?)?(?:\s+et\s+seq\.?)?"
            ))?,
            item: Regex::new(&format!("(?P<range>至|到|[-—–]+|~|～)|{named}"))?,
            western: Regex::new(&format!(
                r"(?i)(?P<range>\b(?:to|through)\b|-|–|—)|(?P<article>[0-9],[0-9]{{3}}|[0-9]{{1,4}})(?:\s*\((?P<paragraph>[0-9]{{1,2}})\))?{brackets}"
            ))?,
            figures: Regex::new(&format!("(?P<range>至|到|-|—|–|~|～)|(?P<figure>{NUMBER})"))?,
        })
    }

    /// The articles of a Chinese list; empty when nothing in it is marked 条.
    pub(super) fn chinese(&self, list: &str) -> Vec<Number> {
        let mut numbers: Vec<Number> = Vec::new();
        let (mut complete, mut range) = (0, false);
        for item in self.item.captures_iter(list) {
            if item.name("range").is_some() {
                range = true;
                continue;
            }
            let last = numbers.last().copied();
            if let Some(only) = item.name("only") {
                // A paragraph without an article before it belongs to no citation.
                let Some(last) = last else { return Vec::new() };
                let paragraphs = self.paragraphs(only.as_str());
                let first = paragraphs.first().copied().unwrap_or_default();
                let between =
                    last.paragraph.filter(|from| range && *from < first).map_or(first..first, |from| from + 1..first);
                numbers
                    .extend(between.chain(paragraphs).map(|paragraph| Number { paragraph: Some(paragraph), ..last }));
                complete = numbers.len();
            } else if let Some(sub) = read(&item, "inserted") {
                let Some(last) = last.filter(|last| last.sub > 0) else { return Vec::new() };
                let between = if range { last.sub + 1..sub } else { sub..sub };
                numbers.extend(between.chain([sub]).map(|sub| Number { sub, paragraph: None, ..last }));
                complete = numbers.len();
            } else if let Some(article) = read(&item, "article") {
                let sub = read(&item, "sub").or_else(|| read(&item, "before")).unwrap_or_default();
                between(&mut numbers, (article, sub), range);
                let paragraphs = item.name("paragraphs").map(|list| self.paragraphs(list.as_str())).unwrap_or_default();
                let whole = if paragraphs.is_empty() { Some(None) } else { None };
                let wanted = whole.into_iter().chain(paragraphs.into_iter().map(Some));
                numbers.extend(wanted.map(|paragraph| Number { article, sub, paragraph }));
                if item.name("mark").is_some() {
                    complete = numbers.len();
                }
            } else {
                // A figure that is no number ends the list.
                break;
            }
            range = false;
        }
        // Figures after the last 条 belong to the sentence, not to the citation.
        numbers.truncate(complete);
        numbers
    }

    /// 一、二 and 1-3.
    fn paragraphs(&self, list: &str) -> Vec<u32> {
        let mut paragraphs: Vec<u32> = Vec::new();
        let mut range = false;
        for found in self.figures.captures_iter(list) {
            match found.name("figure") {
                Some(figure) => {
                    let paragraph = numeral(figure.as_str()).unwrap_or(0);
                    let last = paragraphs.last().copied().filter(|last| range && paragraph > *last);
                    let longest = last.is_some_and(|last| paragraph - last <= LONGEST_RANGE);
                    paragraphs.extend(last.filter(|_| longest).map_or(0..0, |last| last + 1..paragraph));
                    paragraphs.push(paragraph);
                    range = false;
                }
                None => range = true,
            }
        }
        paragraphs
    }

    /// The articles that a citation in English names.
    pub(super) fn western(&self, citation: &Captures<'_>) -> Vec<Number> {
        let mut numbers: Vec<Number> = Vec::new();
        let mut range = false;
        for item in self.western.captures_iter(citation.name("list").map_or("", |list| list.as_str())) {
            let Some(article) = read(&item, "article") else {
                range = item.name("range").is_some();
                continue;
            };
            // 133-1 is an article inserted after 133.
            if let Some(last) = numbers.last_mut().filter(|last| range && article < last.article && article < 10) {
                last.sub = article;
                continue;
            }
            between(&mut numbers, (article, 0), range);
            numbers.push(Number { article, sub: 0, paragraph: read(&item, "paragraph") });
            range = false;
        }
        let ordinal = |word: &str| {
            let place =
                ["first", "second", "third", "fourth", "fifth"].iter().position(|own| word.eq_ignore_ascii_case(own));
            place.and_then(|place| u32::try_from(place + 1).ok())
        };
        let paragraph = read(citation, "ahead")
            .or_else(|| read(citation, "behind"))
            .or_else(|| citation.name("ordinal").and_then(|word| ordinal(word.as_str())));
        if let (Some(paragraph), [only]) = (paragraph, numbers.as_mut_slice()) {
            only.paragraph = Some(paragraph);
        }
        numbers
    }
}

/// Adds what lies between the last number and the end of a range.
fn between(numbers: &mut Vec<Number>, (end, sub): (u32, u32), range: bool) {
    let Some(last) = numbers.last().filter(|_| range).copied() else { return };
    if last.article == end && last.sub > 0 && sub > last.sub {
        numbers.extend((last.sub + 1..sub).map(|sub| Number { sub, paragraph: None, ..last }));
    } else if end > last.article && end - last.article <= LONGEST_RANGE {
        numbers.extend((last.article + 1..end).map(|article| Number { article, sub: 0, paragraph: None }));
    }
}

fn read(item: &Captures<'_>, name: &str) -> Option<u32> {
    item.name(name).and_then(|digits| numeral(digits.as_str()))
}
