//! Places left to fill in: `____`, 【 】, `[●]`, underlined blanks, 　年　月　日.

use std::{collections::BTreeSet, sync::LazyLock};

use pacta_domain::{
    document::{Block, Document, Language},
    review::Severity,
};
use regex::Regex;

use super::{Issue, Looked, quote};
use crate::documents::closing::before_signatures;

static BLANK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"_{2,}(?:[\s_]*_{2,})*|＿{2,}|﹍{2,}|【[\s\u{3000}_●•]*】|［[\s\u{3000}_●•]*］|\[[\s_]*[●•][\s_]*\]|\[[ _\u{3000}]{2,}\]",
        r"|(?:^|[^\d\s年])[\s\u{3000}]{2,}年[\s\u{3000}]+月[\s\u{3000}]+日",
    ))
    .expect("a constant pattern")
});

/// Words before a line on which somebody signs, and lines without words at all, wherever they stand.
static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|\b(?:by|signature|print name|name|title|initial(?:s|ed)?|signed|dated?|its|attest|witness|corporation)|签\s*[字名章]|盖\s*章)\s*[:：]?[\s_*]*$")
        .expect("a constant pattern")
});

/// ____begin____ and MAILTO:__name: lines that are part of a word.
static DECORATED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[:\-]\s?)_{2,}[A-Za-z]{3}").expect("a constant pattern"));
/// Below a line on which somebody signs, and the rule above a footnote.
static LABELLED_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\s_]*(?:\*|(?:Date|Signature|Signed|By|Name|Title|Print(?:ed)? Name|Address|Initials?)\b)")
        .expect("a constant pattern")
});

/// Blanks that are quoted; the number of all is in the explanation.
const QUOTED: usize = 30;
/// Characters around a blank that show what belongs there.
const AROUND: usize = 8;
/// Paragraphs with blanks from which a contract looks like a form that nobody filled in.
const FORM: usize = 25;

pub(super) fn check(document: &Document) -> Looked {
    let contract = before_signatures(document);
    let mut quotes = Vec::new();
    let mut many = 0;
    for block in contract {
        let blanks = blanks(block);
        many += blanks.len();
        if let (Some(first), Some(last)) = (blanks.first(), blanks.last()) {
            quotes.extend(around(block, first.0, last.1));
        }
    }
    let paragraphs = quotes.len();
    if quotes.is_empty() {
        return (contract.len(), Vec::new());
    }
    quotes.truncate(QUOTED);
    let (title, explanation) = match document.language {
        Language::Zh => (
            format!("还有 {many} 处空白未填"),
            if paragraphs >= FORM {
                format!("{paragraphs} 个段落留有空白，像是尚未填写的范本。签署前应逐一填写，不适用的划去。")
            } else {
                format!("{paragraphs} 个段落留有空白。签署前应逐一填写，不适用的划去。")
            },
        ),
        Language::En => (
            if many == 1 { "One blank is left".to_owned() } else { format!("{many} blanks are left") },
            if paragraphs >= FORM {
                format!(
                    "{paragraphs} paragraphs have blanks: this looks like a form that was not filled in. Fill them or strike them out before signing."
                )
            } else {
                "Fill them or strike them out before signing.".to_owned()
            },
        ),
    };
    (contract.len(), vec![Issue { severity: Severity::Medium, title, explanation, quotes }])
}

/// The blanks of a paragraph in code points, in reading order.
fn blanks(block: &Block) -> Vec<(usize, usize)> {
    // A line drawn across the page is no blank; alone in a cell of a table it is.
    let alone = !block.text.chars().any(char::is_alphanumeric);
    if alone && (block.cell.is_none() || block.text.chars().count() > AROUND) || DECORATED.is_match(&block.text) {
        return Vec::new();
    }
    let count = |byte: usize| block.text[..byte].chars().count();
    let typed = BLANK.find_iter(&block.text).filter(|found| {
        let drawn = found.as_str().starts_with('_');
        // [   ] before an option is a box to tick.
        let ticked =
            found.start() < 4 && found.as_str().starts_with('[') && block.text[found.end()..].starts_with(['\t', ' ']);
        let (lead, behind) = (&block.text[..found.start()], &block.text[found.end()..]);
        let signed =
            LABELLED_BEHIND.is_match(behind) || (SIGNED.is_match(lead) && !behind.starts_with(char::is_alphabetic));
        !(ticked || drawn && signed)
    });
    let typed = typed.map(|found| (count(found.start()), count(found.end())));
    let chars: Vec<char> = block.text.chars().collect();
    // Blanks that are underlined are drawn as a line.
    let drawn = block.runs.iter().filter(|run| run.underline && run.end >= run.start + 2).filter_map(|run| {
        let words = chars.get(run.start..run.end)?;
        words.iter().all(|c| c.is_whitespace()).then_some((run.start, run.end))
    });
    let all: BTreeSet<(usize, usize)> = typed.chain(drawn).collect();
    let mut apart: Vec<(usize, usize)> = Vec::new();
    for (start, end) in all {
        match apart.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => apart.push((start, end)),
        }
    }
    apart
}

fn around(block: &Block, start: usize, end: usize) -> Option<pacta_domain::evidence::Span> {
    let length = block.text.chars().count();
    quote(block, start.saturating_sub(AROUND), (end + AROUND).min(length))
}
