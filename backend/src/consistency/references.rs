//! References to clauses that do not exist.

use std::{collections::BTreeMap, sync::LazyLock};

use pacta_domain::{
    document::{Block, Document, Language},
    evidence::Span,
    numerals,
    review::Severity,
};
use regex::Regex;

use super::{
    Issue, Looked, Referred,
    places::{Numbered, Places},
    quote_bytes,
};

static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"第\s*(?P<number>[一二三四五六七八九十百零〇]+|[0-9]{1,3}(?:[.．][0-9]{1,3}){0,3})\s*(?P<unit>条|款)(?:第?\s*[（(](?P<item>[一二三四五六七八九十]+|[0-9]{1,2})[)）]\s*(?:项|款|条))?")
        .expect("a constant pattern")
});
static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?P<word>Sections?|Clauses?|Articles?|clauses?|sections?)\s+(?P<number>[1-9][0-9]?(?:\.[0-9]{1,2}){0,3}|[IVX]{1,6})(?P<rest>(?:\([A-Za-z0-9]{1,4}\))*)(?P<after>.?)")
        .expect("a constant pattern")
});
/// Words before a number that make it a place of something else than this contract.
static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)[》」』]|法|条例|规定|办法|解释|准则|规则|章程|细则|通则|公约|标准|主合同|原合同|原协议|通用|专用|补充协议|前述协议|招标|附件|附录|另行|判决|决定|《",
        r"|\b(?:act|code|regulations?|rules?|statutes?|u\.s\.c\.?|c\.f\.r\.?|erisa|law|lease|master|exhibit|schedule|annex|appendix|directive|gdpr|plan|indenture|treaty|convention|standard|iso|policy|that certain|bylaws|charter)\b",
    ))
    .expect("a constant pattern")
});
/// Words that make it a place of this contract whatever stands around.
static OWN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:本合同|本协议|本条款|本契约)(?:的|之|项下)?\s*$").expect("a constant pattern"));
static OWN_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[,\s]*(?:hereof|above|below|herein|of this (?:agreement|contract|lease|deed))")
        .expect("a constant pattern")
});
static ELSEWHERE_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^[\s,]*(?:(?:\([a-z0-9]+\)|and|or|,|through|to|respectively|[0-9.]+)[\s,]*){0,6}(?:of|under|in|to|set forth in|contained in)\s+(?:the|that|such|said|its|any|each|an?|title|chapter|schedule|exhibit|annex|appendix|[A-Z][\w.]*)\b")
        .expect("a constant pattern")
});
/// Lost references up to which it is the contract that is wrong, and the share, one in so many, above which it
/// is the reader.
const FEW: usize = 2;
const MOST_LOST: usize = 5;
/// Bytes before and behind a reference that are looked at.
const BEFORE: usize = 90;

/// What is referred to (number, and number of an item in it), and each place that does so, with whether it is lost.
type Named = BTreeMap<(String, Option<u32>), Vec<(Span, bool)>>;

/// A reference to a place of this contract.
struct Reference {
    range: std::ops::Range<usize>,
    number: String,
    item: Option<u32>,
}

pub(super) fn check(document: &Document) -> Looked {
    let places = Places::of(document);
    let mut looked = 0;
    // By what is referred to: a clause that is lost is one matter, however often it is named.
    let mut named = Named::new();
    for block in &document.blocks {
        let references = in_block(document, block);
        looked += references.len();
        for reference in references {
            let lost = is_lost(&reference, &places);
            let span = quote_bytes(block, reference.range);
            named.entry((reference.number, reference.item)).or_default().extend(span.map(|span| (span, lost)));
        }
    }
    let different = named.len();
    let lost: Vec<Vec<Span>> = named
        .into_values()
        .filter(|spans| spans.iter().any(|(_, lost)| *lost))
        .map(|spans| spans.into_iter().map(|(span, _)| span).collect())
        .collect();
    // Where many are lost, it is the reader who did not follow the numbers.
    if lost.len() > FEW && lost.len() * MOST_LOST > different {
        return (looked, Vec::new());
    }
    let mut issues: Vec<Issue> = lost.into_iter().filter_map(|spans| issue(spans, document.language)).collect();
    issues.sort_by_key(|issue| issue.quotes.first().map_or(0, |span| span.doc_start));
    (looked, issues)
}

/// Every reference to a place of this contract, with the clause that it means.
pub(super) fn resolved(document: &Document) -> Vec<Referred> {
    let numbered = Numbered::of(document);
    let mut referred = Vec::new();
    for block in &document.blocks {
        for Reference { range, number, item } in in_block(document, block) {
            let clause = numbered.find(&number, item).map(str::to_owned);
            referred.extend(quote_bytes(block, range).map(|span| Referred { span, clause }));
        }
    }
    referred
}

fn in_block(document: &Document, block: &Block) -> Vec<Reference> {
    match document.language {
        Language::Zh => chinese(block),
        Language::En => english(block),
    }
}

fn is_lost(reference: &Reference, places: &Places) -> bool {
    // Section 7.0 is clause 7.
    let number = reference.number.trim_end_matches(".0");
    if number.contains('.') {
        let whole = number.split('.').next().and_then(|number| number.parse().ok());
        return places.lacks_dotted(number)
            || (places.uses_whole() && whole.is_some_and(|whole: u32| !places.has(whole)));
    }
    let Ok(number) = number.parse::<u32>() else { return false };
    if !places.has(number) {
        return places.uses_whole();
    }
    let items = places.items.get(&number).filter(|items| items.len() >= 2);
    reference.item.is_some_and(|item| items.is_some_and(|items| !items.contains(&item)))
}

fn chinese(block: &Block) -> Vec<Reference> {
    // The number of the clause itself is no reference to it.
    let own = if block.label_typed { block.label.as_deref().map_or(0, str::len) } else { 0 };
    let blank = block.text.len() - block.text.trim_start().len();
    let found = CHINESE.captures_iter(&block.text).filter_map(|found| {
        let whole = found.get(0)?;
        if whole.start() < own + blank {
            return None;
        }
        let before = sentence_before(&block.text, whole.start());
        if ELSEWHERE.is_match(before) && !OWN.is_match(before) {
            return None;
        }
        // 本条第二款, 第五条第二款: paragraphs have no numbers that could be looked up.
        let number = found.name("number")?.as_str();
        if &found["unit"] == "款" && !number.contains(['.', '．']) {
            return None;
        }
        let number = match number.chars().next()?.is_ascii_digit() {
            true => number.replace('．', "."),
            false => numerals::parse(number)?.whole()?.to_string(),
        };
        let item = found.name("item").and_then(|item| numerals::parse(item.as_str())?.whole());
        Some(Reference { range: whole.range(), number, item: item.and_then(|item| u32::try_from(item).ok()) })
    });
    found.collect()
}

fn english(block: &Block) -> Vec<Reference> {
    let own = if block.label_typed { block.label.as_deref().map_or(0, str::len) } else { 0 };
    let blank = block.text.len() - block.text.trim_start().len();
    let found = ENGLISH.captures_iter(&block.text).filter_map(|found| {
        let (word, number) = (found.name("word")?, found.name("number")?);
        // 409A and 401(k) are sections of a code.
        let after = found["after"].chars().next();
        if word.start() < own + blank || after.is_some_and(|c| c.is_alphanumeric() || c == '-') {
            return None;
        }
        let end = found.name("rest")?.end();
        let behind = &block.text[end..];
        // “this Section”, and the number of the page below it.
        if behind.trim().is_empty() && block.text[..word.start()].trim_end().ends_with("this") {
            return None;
        }
        if !OWN_BEHIND.is_match(behind) {
            let before = sentence_before(&block.text, word.start());
            if ELSEWHERE_BEHIND.is_match(behind) || ELSEWHERE.is_match(before) {
                return None;
            }
            // A code is often named behind: Section 4.2, 5.1 of the Act.
            let next: String = behind.chars().take(40).collect();
            if ["U.S.C", "C.F.R", " Code", " Act", "Regulation", "Township"].iter().any(|name| next.contains(name)) {
                return None;
            }
        }
        let number = match number.as_str().chars().next()?.is_ascii_digit() {
            true => number.as_str().to_owned(),
            false => roman(number.as_str())?.to_string(),
        };
        Some(Reference { range: word.start()..end, number, item: None })
    });
    found.collect()
}

/// The part of a sentence that leads to a place, at most [`BEFORE`] bytes of it.
fn sentence_before(text: &str, at: usize) -> &str {
    let mut from = at.saturating_sub(BEFORE);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let lead = &text[from..at];
    let start =
        lead.rfind(['。', '；', ';', '\n']).map_or(0, |end| end + lead[end..].chars().next().map_or(1, char::len_utf8));
    &lead[start..]
}

fn roman(text: &str) -> Option<u32> {
    let value = |sign| match sign {
        'I' => Some(1),
        'V' => Some(5),
        'X' => Some(10),
        _ => None,
    };
    let values: Vec<u32> = text.chars().map(value).collect::<Option<_>>()?;
    let signed = values.iter().enumerate().map(|(at, value)| {
        let smaller = values.get(at + 1).is_some_and(|next| next > value);
        if smaller { -i64::from(*value) } else { i64::from(*value) }
    });
    u32::try_from(signed.sum::<i64>()).ok()
}

fn issue(spans: Vec<Span>, language: Language) -> Option<Issue> {
    let words = spans.first()?.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (title, explanation) = match language {
        Language::Zh => (
            format!("引用的{words}不存在"),
            format!("合同中找不到{words}。可能是条款增删后编号未随之更新，应核对所指的是哪一条。"),
        ),
        Language::En => (
            format!("{words} does not exist"),
            format!(
                "The contract has no {words}. Clauses were probably added or removed since; check which one is meant."
            ),
        ),
    };
    Some(Issue { severity: Severity::Medium, title, explanation, quotes: spans })
}
