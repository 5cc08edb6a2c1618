//! Terms that are defined and not used, or used and not defined.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use pacta_domain::{
    document::{Block, Document, Language, byte_offset},
    evidence::Span,
    review::Severity,
};
use regex::Regex;

use super::{Issue, Looked, quote_bytes};

/// 以下简称“…”, “…”是指.
static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:以下(?:统|合|均)?简?称(?:为|作)?|下称|简称(?:为)?)[：:]?\s*[“\x22「『‘](?P<short>[^”\x22」』’]{2,16})[”\x22」』’]",
        r"|[“\x22「『](?P<meant>[^”\x22」』]{2,16})[”\x22」』]\s*[：:]?\s*(?:系?是?指|意指|的含义|的定义)",
    ))
    .expect("a constant pattern")
});
/// "Term" means; (the "Term"); (collectively, "Terms").
static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"[“\x22](?P<meant>[A-Z][^”\x22]{1,50})[”\x22]\s*(?:(?:shall|will)?\s*(?:mean|have|has|refer|include|be defined|is defined|are defined)|,?\s+as used)",
        r"|\([^()“\x22]{0,60}[“\x22](?P<short>[A-Z][^”\x22]{1,50})[”\x22][^()]{0,80}\)",
    ))
    .expect("a constant pattern")
});
/// Capitalised words in a row: what a defined term looks like.
static CAPITALISED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b[A-Z][a-z]+(?:[ -][A-Z][a-z]+){1,3}\b").expect("a constant pattern"));

/// Capitalized terms not defined herein have the meanings given in the Separation Agreement.
static BORROWED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"not (?:otherwise )?defined (?:herein|in this)|(?:meanings?|definitions?) (?:ascribed|assigned|given|set forth|specified|provided)[^.]{0,60}\b(?:in|under|to|by) (?:section [0-9.]+ of )?the [a-z ]{0,40}(?:agreement|plan|indenture|lease)")
        .expect("a constant pattern")
});
/// Words before a quoted term that only mention it.
static MENTIONED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"for example|e\.g\.|such as|\bas an?\b").expect("a constant pattern"));
/// A place before brackets: what stands in them is its heading.
static CITED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:sections?|articles?|clauses?|exhibits?|schedules?)\s+[0-9A-Z][0-9.]*(?:\([a-z0-9]+\))*\s*$")
        .expect("a constant pattern")
});
/// A second name behind a term.
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"[”\x22]\s*,?\s*(?:or|and)\s*,?\s*(?:the\s+)?[“\x22]([^”\x22]{2,50})[”\x22]|\(([A-Z][A-Z0-9+&-]{1,9})\)",
    )
    .expect("a constant pattern")
});
/// Words that were taken out before the contract was published: [***], [ * * * ].
static REDACTED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\[\s*\*[\s*]*\]|\*{3}").expect("a constant pattern"));
/// Characters behind a term in which its second name stands.
const OTHER_NAME: usize = 80;
/// Letters from which a single word is not found within another one by chance.
const LONG: usize = 8;
/// What stands around a term where it is defined without the usual quotes.
const DEFINING: [(&str, &str); 8] = [
    ("“", ""),
    ("\"", ""),
    ("‘", ""),
    ("(the ", ""),
    ("(", ")"),
    ("", " means"),
    ("", " shall mean"),
    ("", " is defined"),
];

/// Last words of what contracts define; other capitalised words are names.
const NOUNS: [&str; 21] = [
    "Date",
    "Period",
    "Fee",
    "Fees",
    "Term",
    "Territory",
    "Amount",
    "Price",
    "Percentage",
    "Event",
    "Costs",
    "Expenses",
    "Deliverables",
    "Premises",
    "Loan",
    "Obligations",
    "Liabilities",
    "Losses",
    "Royalties",
    "Affiliates",
    "Milestone",
];
/// Uses from which a term that nobody defined is worth a remark.
const USED: usize = 3;
/// Definitions from which a contract is known to define its terms.
const DEFINES: usize = 6;
/// Terms quoted in one finding.
const QUOTED: usize = 12;

pub(super) fn check(document: &Document) -> Looked {
    let definitions = definitions(document);
    let mut issues = Vec::new();
    issues.extend(unused(document, &definitions));
    if document.language == Language::En && definitions.len() >= DEFINES {
        issues.extend(undefined(document, &definitions));
    }
    (definitions.len(), issues)
}

/// The terms that a contract defines, with the place of the definition.
pub(super) fn definitions(document: &Document) -> BTreeMap<String, Span> {
    let pattern = match document.language {
        Language::Zh => &*CHINESE,
        Language::En => &*ENGLISH,
    };
    let mut terms = BTreeMap::new();
    for block in &document.blocks {
        for found in pattern.captures_iter(&block.text) {
            let term = found.name("short").or_else(|| found.name("meant"));
            let (Some(whole), Some(term)) = (found.get(0), term) else { continue };
            // Supplier(s), Quantity (MDQ): the brackets are no part of the words that are used.
            let words = term.as_str().split('(').next().unwrap_or_default().trim().trim_end_matches([',', '.', '，']);
            let abbreviates = words.chars().all(|c| !c.is_lowercase()) && words.is_ascii();
            if words.chars().count() < 2 || abbreviates || words.contains([')', '(', '\'', '‘']) {
                continue;
            }
            if found.name("short").is_some() && !is_definition(&block.text, whole.range(), term.range()) {
                continue;
            }
            if let Some(span) = quote_bytes(block, term.range()) {
                terms.entry(words.to_owned()).or_insert(span);
            }
        }
    }
    terms
}

/// Whether words in quotes and brackets define something: (the “Fee”), but not (for example, “Secretary”), (as a
/// “Risk Factor” or otherwise) or Section 10.1 (“Indemnity”).
fn is_definition(text: &str, brackets: std::ops::Range<usize>, term: std::ops::Range<usize>) -> bool {
    if !text[brackets.start..].starts_with('(') {
        return true;
    }
    let lead = text[brackets.start..term.start].to_lowercase();
    let rest = text[term.end..brackets.end].to_lowercase();
    !MENTIONED.is_match(&lead) && !rest.contains("otherwise") && !CITED.is_match(&text[..brackets.start])
}

/// Other names that a definition gives: (“Trade Date plus One” or “TD+1”), “Daily Obligation (DO)”.
fn other_names(document: &Document, term: &str, span: &Span) -> Vec<String> {
    let Some(block) = document.block(&span.block) else { return Vec::new() };
    let from = byte_offset(&block.text, span.start).unwrap_or(0);
    let behind: String = block.text[from..].chars().take(term.chars().count() + OTHER_NAME).collect();
    OTHER
        .captures_iter(&behind)
        .filter_map(|found| found.iter().skip(1).flatten().next())
        .map(|name| name.as_str().to_owned())
        .collect()
}

fn unused(document: &Document, definitions: &BTreeMap<String, Span>) -> Option<Issue> {
    // Nobody can say what stands in words that were blacked out.
    if REDACTED.is_match(&document.text) {
        return None;
    }
    let roles: BTreeSet<&str> = document
        .parties
        .iter()
        .flat_map(|party| {
            [party.role.as_str(), party.name.as_str()].into_iter().chain(party.aliases.iter().map(String::as_str))
        })
        .collect();
    let text = folded(&document.text);
    let joined = squeezed(&document.text);
    let used = |name: &str| {
        let several = name.contains([' ', '-']) || name.chars().count() >= LONG;
        used_again(&text, stem(&folded(name))) || (several && joined.matches(stem(&squeezed(name))).nth(1).is_some())
    };
    let mut lost: Vec<(&String, &Span)> = definitions
        .iter()
        .filter(|(term, span)| {
            let names = || other_names(document, term, span);
            !roles.contains(term.as_str()) && !used(term) && !names().iter().any(|name| used(name))
        })
        .collect();
    if lost.is_empty() {
        return None;
    }
    lost.sort_by_key(|(_, span)| span.doc_start);
    let names: Vec<&str> = lost.iter().map(|(term, _)| term.as_str()).take(QUOTED).collect();
    let (title, explanation) = match document.language {
        Language::Zh => (
            format!("定义后未使用：{}", names.join("、")),
            "下列用语有定义而正文没有用到。或是多余，或是正文用了别的说法，应核对。".to_owned(),
        ),
        Language::En => (
            format!("Defined but not used: {}", names.join(", ")),
            "These terms are defined and occur nowhere else: either they are superfluous, or the text uses other words for them.".to_owned(),
        ),
    };
    let quotes = lost.into_iter().take(QUOTED).map(|(_, span)| span.clone()).collect();
    Some(Issue { severity: Severity::Low, title, explanation, quotes })
}

/// Whether a term stands in a text more than once, in English as the beginning of a word and in either case:
/// plurals and possessives are uses too. Blanks of any width match each other.
fn used_again(text: &str, term: &str) -> bool {
    text.match_indices(term)
        .filter(|(at, _)| !text[..*at].ends_with(|c: char| c.is_ascii_alphanumeric()))
        .nth(1)
        .is_some()
}

/// A term without the ending that its plural would change.
fn stem(term: &str) -> &str {
    term.strip_suffix("ies").or_else(|| term.strip_suffix('s')).or_else(|| term.strip_suffix('y')).unwrap_or(term)
}

/// A text without what separates the parts of a word, or cuts it at the end of a line: Know-How, Know- How and
/// Knowhow are one term; so are the Client's Property and Client Property.
fn squeezed(text: &str) -> String {
    let lower = text.to_lowercase().replace(['’', '‘'], "'").replace("'s ", " ").replace('&', "and");
    lower.chars().filter(|sign| sign.is_alphanumeric()).collect()
}

/// A text for looking terms up: lower case, one space for any blanks.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn undefined(document: &Document, definitions: &BTreeMap<String, Span>) -> Option<Issue> {
    let headings: BTreeSet<String> =
        document.clauses.iter().filter_map(|clause| clause.title.as_ref()).map(|title| title.to_lowercase()).collect();
    let text = folded(&document.text);
    // Terms of another agreement are defined there.
    if BORROWED.is_match(&text) {
        return None;
    }
    let joined = squeezed(&document.text);
    // A cover page defines by a line or a cell that begins with the term.
    let leads = |term: &str| {
        document.blocks.iter().any(|block| {
            let rest = folded(&block.text).strip_prefix(term).map(str::to_owned);
            rest.is_some_and(|rest| {
                matches!(rest.trim_start_matches('s').chars().next(), None | Some(':' | '.' | '(' | '—'))
            })
        })
    };
    let known: Vec<String> = definitions.keys().map(|term| term.to_lowercase()).collect();
    let mut found: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for block in &document.blocks {
        for words in CAPITALISED.find_iter(&block.text) {
            if in_a_sentence(block, words.range()) {
                found.entry(words.as_str()).or_default().extend(quote_bytes(block, words.range()));
            }
        }
    }
    let mut lost: Vec<(&str, Vec<Span>)> = found
        .into_iter()
        .filter(|(term, places)| {
            let lower = term.to_lowercase();
            let noun = term.rsplit([' ', '-']).next().unwrap_or_default();
            places.len() >= USED
                && NOUNS.contains(&noun)
                && !headings.iter().any(|heading| heading.contains(&lower))
                && !known.iter().any(|known| {
                    lower.contains(known.as_str()) || known.contains(&lower) || same_but_number(known, &lower)
                })
                && !leads(&lower)
                && !text.contains(&format!("{lower}, as defined")) && !text.contains(&format!("{lower} as defined"))
                // A heading of a table, or a definition without quotes.
                && !document.text.contains(&term.to_uppercase())
                && !joined.contains(&format!("{}shallbe", squeezed(term)))
                && !DEFINING.iter().any(|(before, behind)| text.contains(&format!("{before}{lower}{behind}")))
        })
        .collect();
    lost.sort_by_key(|(_, places)| places.first().map_or(0, |span| span.doc_start));
    if lost.is_empty() {
        return None;
    }
    let names: Vec<&str> = lost.iter().map(|(term, _)| *term).take(QUOTED).collect();
    Some(Issue {
        severity: Severity::Low,
        title: format!("Used like a defined term, but not defined: {}", names.join(", ")),
        explanation: "These words are capitalised as defined terms are, and no definition was found in the file. Define them, or write them small.".to_owned(),
        quotes: lost.iter().take(QUOTED).filter_map(|(_, places)| places.first().cloned()).collect(),
    })
}

fn same_but_number(one: &str, two: &str) -> bool {
    one.trim_end_matches('s') == two.trim_end_matches('s')
}

/// Whether words stand within a running sentence: small letters right before them and behind.
fn in_a_sentence(block: &Block, range: std::ops::Range<usize>) -> bool {
    let before = block.text[..range.start].trim_end();
    let after = block.text[range.end..].trim_start();
    let small = |c: Option<char>| c.is_some_and(char::is_lowercase);
    small(before.chars().next_back()) && (small(after.chars().next()) || after.starts_with([',', '.', ';', ')']))
}
