//! A party's name in two spellings.

use std::collections::BTreeSet;

use pacta_domain::{
    document::{Block, Document, Language},
    normalize::is_cjk,
    review::Severity,
};

use super::{Issue, Looked, quote};

/// Shortest name that is compared: shorter ones are like many other words.
const SHORTEST: usize = 6;
/// Ends of companies' names; a spelling must end the same way, so that only whole names are compared.
const ENDS: [&str; 12] = [
    "有限责任公司",
    "股份有限公司",
    "有限公司",
    "公司",
    "合伙企业",
    "事务所",
    "研究院",
    "大学",
    "医院",
    "集团",
    "委员会",
    "银行",
];

pub(super) fn check(document: &Document) -> Looked {
    let names: BTreeSet<&str> = document
        .parties
        .iter()
        .map(|party| party.name.trim())
        .filter(|name| name.chars().count() >= SHORTEST && ENDS.iter().any(|end| name.ends_with(end)))
        .collect();
    let mut issues = Vec::new();
    for name in &names {
        for block in &document.blocks {
            issues.extend(other_spelling(block, name, &names, document.language));
        }
    }
    (names.len(), issues)
}

/// The first place in a block where a name is written almost as the party's, but not quite.
fn other_spelling(block: &Block, name: &str, names: &BTreeSet<&str>, language: Language) -> Option<Issue> {
    let wanted: Vec<char> = name.chars().map(fold).collect();
    let chars: Vec<char> = block.text.chars().map(fold).collect();
    let end = ENDS.iter().find(|end| name.ends_with(**end))?;
    let end: Vec<char> = end.chars().collect();
    for at in 0..chars.len().saturating_sub(end.len() - 1) {
        if chars[at..at + end.len()] != end[..] {
            continue;
        }
        let stop = at + end.len();
        let candidates = (wanted.len() - 1..=wanted.len() + 1).filter_map(|length| stop.checked_sub(length));
        let windows: Vec<usize> = candidates.collect();
        if windows.iter().any(|start| chars[*start..stop] == wanted[..]) {
            continue;
        }
        let close = windows.iter().copied().filter(|start| {
            let window = &chars[*start..stop];
            // One sign off; a name that only begins or ends elsewhere is a longer or another name.
            window.first() == wanted.first() && differs_by_one(window, &wanted) && !is_named(window, names)
        });
        if let Some(start) = close.min_by_key(|start| chars.len() - start) {
            return issue(block, start, stop, name, language);
        }
    }
    None
}

fn is_named(window: &[char], names: &BTreeSet<&str>) -> bool {
    names.iter().any(|name| name.chars().map(fold).eq(window.iter().copied()))
}

/// True when one sign is exchanged, missing or too many, or two neighbours are exchanged.
fn differs_by_one(one: &[char], two: &[char]) -> bool {
    let same_before = one.iter().zip(two).take_while(|(a, b)| a == b).count();
    let (one, two) = (&one[same_before..], &two[same_before..]);
    let same_after = one.iter().rev().zip(two.iter().rev()).take_while(|(a, b)| a == b).count();
    let (one, two) = (&one[..one.len() - same_after], &two[..two.len() - same_after]);
    // Digits tell sister companies and projects apart: 第一, 二期.
    let telling =
        |signs: &[char]| signs.iter().all(|c| is_cjk(*c) && !"一二三四五六七八九十甲乙丙丁东南西北".contains(*c));
    match (one, two) {
        ([_], [_]) | ([_], []) | ([], [_]) => telling(one) && telling(two),
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

fn fold(c: char) -> char {
    match c {
        '（' => '(',
        '）' => ')',
        _ => c,
    }
}

fn issue(block: &Block, start: usize, stop: usize, name: &str, language: Language) -> Option<Issue> {
    let (title, explanation) = match language {
        Language::Zh => (
            "当事人名称写法不一".to_owned(),
            format!("合同首部写作“{name}”，此处只差一字。名称不一可能使主体存疑，请核对营业执照后统一。"),
        ),
        Language::En => (
            "A party's name is spelled in two ways".to_owned(),
            format!(
                "The parties are named as “{name}”; this differs by one character. Check it against the register and make them agree."
            ),
        ),
    };
    Some(Issue { severity: Severity::Medium, title, explanation, quotes: vec![quote(block, start, stop)?] })
}
