//! Days that do not exist; terms that end before they begin or are longer than they say.

use std::sync::LazyLock;

use pacta_domain::{
    document::{Block, Document, Language, slice},
    review::Severity,
    rulebook::ValueKind,
    values::{self, Found, Value, days_since_epoch},
};
use regex::Regex;

use super::{Issue, Looked, in_language, quote, quote_bytes};

/// A full date, valid or not.
static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<year>[12][0-9]{3})\s*[年]\s*(?P<month>[0-9]{1,2})\s*月\s*(?P<day>[0-9]{1,2})\s*日")
        .expect("a constant pattern")
});
/// What stands between the first and the last day of a term.
static UNTIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^[\s,，（(]*(?:零时|0时|0:00)?[\s)）]*(?:起)?[\s,，]*(?:至|到|—+|–|-|~|～|起至|始至|through|until|to|and ending on|and ends on|and expiring on)\s*$").expect("a constant pattern")
});
/// Words that name the term which the dates bound.
static TERM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)期限|租期|租赁期|有效期|合同期|服务期|\bterm\b|\bperiod\b").expect("a constant pattern")
});
/// Days by which a term may differ from its dates: first and last day may both count or not.
const SLACK: i64 = 2;

pub(super) fn check(document: &Document) -> Looked {
    let mut looked = 0;
    let mut issues = Vec::new();
    for block in &document.blocks {
        for date in WRITTEN.captures_iter(&block.text) {
            looked += 1;
            let part =
                |name: &str| date.name(name).and_then(|part| part.as_str().parse::<u32>().ok()).unwrap_or_default();
            let iso = format!("{:04}-{:02}-{:02}", part("year"), part("month"), part("day"));
            if let (None, Some(whole)) = (days_since_epoch(&iso), date.get(0)) {
                issues.extend(no_such_day(block, whole.range(), document.language));
            }
        }
        issues.extend(terms(block, document.language));
    }
    (looked, issues)
}

fn no_such_day(block: &Block, range: std::ops::Range<usize>, language: Language) -> Option<Issue> {
    Some(Issue {
        severity: Severity::Medium,
        title: in_language(language, "日期不存在", "There is no such day").to_owned(),
        explanation: in_language(language, "日历上没有这一天。", "The calendar has no such day.").to_owned(),
        quotes: vec![quote_bytes(block, range)?],
    })
}

fn terms(block: &Block, language: Language) -> Vec<Issue> {
    let dates = values::find(&block.text, ValueKind::Date, language);
    let ranges = dates
        .windows(2)
        .filter(|pair| slice(&block.text, pair[0].end, pair[1].start).is_some_and(|between| UNTIL.is_match(between)));
    let ranges: Vec<&[Found]> = ranges.collect();
    let mut issues = Vec::new();
    for range in &ranges {
        let (Some(first), Some(last)) = (day(&range[0]), day(&range[1])) else { continue };
        let quotes: Vec<_> = quote(block, range[0].start, range[1].end).into_iter().collect();
        if last < first {
            issues.push(Issue {
                severity: Severity::High,
                title: in_language(language, "期限的止日早于起日", "The term ends before it begins").to_owned(),
                explanation: in_language(
                    language,
                    "起止日期颠倒或年份有误。",
                    "The dates are exchanged, or a year is wrong.",
                )
                .to_owned(),
                quotes,
            });
        } else if ranges.len() == 1 {
            issues.extend(length(block, range, first, last, language));
        }
    }
    issues
}

/// Compares the length that a term states with its dates, where one sentence has one of each.
fn length(block: &Block, range: &[Found], first: i64, last: i64, language: Language) -> Option<Issue> {
    let sentence = sentence(block, range[0].start, range[1].end)?;
    let words = slice(&block.text, sentence.0, sentence.1)?;
    if !TERM.is_match(words) {
        return None;
    }
    let stated = values::find(words, ValueKind::Duration, language);
    let [Found { value: Value::Duration { value, business: false, .. }, start, end }] = stated.as_slice() else {
        return None;
    };
    let (start, end) = (sentence.0 + start, sentence.0 + end);
    // The length must stand beside the dates: 租期三年，自…至…
    if start < range[1].end && end > range[0].start {
        return None;
    }
    let gap = if end <= range[0].start { range[0].start - end } else { start - range[1].end };
    if gap > 12 {
        return None;
    }
    let months = months(value)?;
    #[allow(clippy::cast_precision_loss)]
    let (days, expected) = ((last - first) as f64, f64::from(months) * 365.25 / 12.0);
    // Months have 28 to 31 days: what a calendar makes of them lies within two days and one in a hundred.
    #[allow(clippy::cast_precision_loss)]
    if (days + 0.5 - expected).abs() <= SLACK as f64 + expected / 100.0 {
        return None;
    }
    Some(Issue {
        severity: Severity::High,
        title: in_language(language, "期限长短与起止日期不符", "The term and its dates differ").to_owned(),
        explanation: in_language(
            language,
            "所写的期限与起止日期之间的时间不一致，应核对以哪一个为准。",
            "The stated length is not the time between the dates; check which one is meant.",
        )
        .to_owned(),
        quotes: vec![quote(block, start.min(range[0].start), end.max(range[1].end))?],
    })
}

/// `P3Y` or `P6M` in months; days are too short for a term that a calendar bounds.
fn months(duration: &str) -> Option<u32> {
    let number = |unit: char| duration.strip_prefix('P')?.strip_suffix(unit)?.parse::<u32>().ok();
    number('M').or_else(|| number('Y')?.checked_mul(12))
}

fn day(found: &Found) -> Option<i64> {
    match &found.value {
        Value::Date { value } => days_since_epoch(value),
        _ => None,
    }
}

/// The sentence around a range, in code points.
fn sentence(block: &Block, start: usize, end: usize) -> Option<(usize, usize)> {
    let chars: Vec<char> = block.text.chars().collect();
    let ends = |c: &char| "。；;！\n".contains(*c);
    let from = chars.get(..start)?.iter().rposition(ends).map_or(0, |at| at + 1);
    let to = chars.get(end..)?.iter().position(ends).map_or(chars.len(), |at| end + at);
    Some((from, to))
}
