//! Reads typed values out of folded text for the built-in engine.

use std::{ops::Range, sync::LazyLock};

use pacta_domain::{rulebook::ValueKind, values::Value};
use regex::Regex;

/// A number in digits or in Chinese.
const NUMBER: &str = r"(?:\d[\d,]*(?:\.\d+)?|[〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+)";

fn regex(pattern: &str) -> Option<Regex> {
    Regex::new(&pattern.replace("NUM", NUMBER)).ok()
}

static PERCENT: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"(?i)(?<per>百分之|千分之|万分之)(?<a>NUM)|(?<b>NUM)\s*(?<sign>%|‰|percent|per cent)"));
static DURATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?i)(?<half>半年|半个月)|(?<n>NUM|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|thirty|sixty|ninety)(?:\s*\((?<m>\d+)\))?[\s-]*(?<unit>个工作日|工作日|个月|个自然日|自然日|日历日|日|天|周|个星期|年|business days?|working days?|calendar days?|days?|weeks?|months?|years?)",
    )
});
static DATE: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"(?<y>\d{4})(?:年|-|/|\.)(?<m>\d{1,2})(?:月|-|/|\.)(?<d>\d{1,2})日?"));
static MONEY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?i)(?<cur>人民币|RMB|CNY|¥|￥|USD|US\$|\$|EUR|€|GBP|£)\s*(?<a>NUM)(?<w>万|亿)?(?:元|圆)?|(?<b>NUM)(?<x>万|亿)?(?:元|圆|dollars)",
    )
});
static PLAIN: LazyLock<Option<Regex>> = LazyLock::new(|| regex("(?<n>NUM)"));

/// The values of a type in a folded text, in reading order, with their byte ranges.
#[must_use]
pub fn find(text: &str, kind: ValueKind) -> Vec<(Value, Range<usize>)> {
    let pattern = match kind {
        ValueKind::Percent => &*PERCENT,
        ValueKind::Duration => &*DURATION,
        ValueKind::Date => &*DATE,
        ValueKind::Money => &*MONEY,
        ValueKind::Number => &*PLAIN,
        ValueKind::Party | ValueKind::Text => {
            let words = text.trim();
            return if words.is_empty() { Vec::new() } else { vec![(of_words(words, kind), 0..text.len())] };
        }
    };
    let Some(pattern) = pattern else { return Vec::new() };
    pattern.captures_iter(text).filter_map(|found| Some((read(&found, kind)?, found.get(0)?.range()))).collect()
}

fn of_words(words: &str, kind: ValueKind) -> Value {
    let value = words.to_owned();
    if kind == ValueKind::Party { Value::Party { value } } else { Value::Text { value } }
}

fn read(found: &regex::Captures<'_>, kind: ValueKind) -> Option<Value> {
    let group = |name: &str| found.name(name).map(|group| group.as_str());
    Some(match kind {
        ValueKind::Percent => {
            let number = number(group("a").or(group("b"))?)?;
            let share = match group("per").or(group("sign"))? {
                "千分之" | "‰" => number / 1000.0,
                "万分之" => number / 10_000.0,
                _ => number / 100.0,
            };
            Value::Percent { value: plain(share) }
        }
        ValueKind::Duration => duration(group("n"), group("m"), group("unit"), group("half"))?,
        ValueKind::Date => {
            let part = |name: &str| group(name)?.parse::<u32>().ok();
            let (year, month, day) = (part("y")?, part("m")?, part("d")?);
            ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(())?;
            Value::Date { value: format!("{year:04}-{month:02}-{day:02}") }
        }
        ValueKind::Money => {
            let factor = match group("w").or(group("x")) {
                Some("万") => 10_000.0,
                Some("亿") => 100_000_000.0,
                _ => 1.0,
            };
            let currency = match group("cur").map(str::to_uppercase).as_deref() {
                Some("USD" | "US$" | "$") => "USD",
                Some("EUR" | "€") => "EUR",
                Some("GBP" | "£") => "GBP",
                _ => "CNY",
            };
            let value = plain(number(group("a").or(group("b"))?)? * factor);
            Value::Money { value, currency: Some(currency.to_owned()) }
        }
        ValueKind::Number => Value::Number { value: plain(number(group("n")?)?) },
        ValueKind::Party | ValueKind::Text => return None,
    })
}

fn duration(count: Option<&str>, digits: Option<&str>, unit: Option<&str>, half: Option<&str>) -> Option<Value> {
    if let Some(half) = half {
        let (value, days) = if half == "半年" { ("P6M", 180) } else { ("P15D", 15) };
        return Some(Value::Duration { value: value.into(), business: false, days });
    }
    let count = number(digits.or(count)?)?;
    let unit = unit?.to_lowercase();
    let business = unit.contains("工作") || unit.contains("business") || unit.contains("working");
    let (letter, each) = match unit.as_str() {
        unit if unit.contains('月') || unit.contains("month") => ('M', 30.0),
        unit if unit.contains('年') || unit.contains("year") => ('Y', 365.0),
        unit if unit.contains('周') || unit.contains("星期") || unit.contains("week") => ('W', 7.0),
        _ => ('D', 1.0),
    };
    let days = count * each;
    // A year is no duration.
    (days <= 100_000.0 && !(letter == 'Y' && count >= 1900.0)).then_some(())?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Some(Value::Duration { value: format!("P{}{letter}", plain(count)), business, days: days as u32 })
}

fn plain(number: f64) -> String {
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number written in digits, in Chinese, or as a small English word.
fn number(text: &str) -> Option<f64> {
    const WORDS: &[(&str, f64)] = &[
        ("one", 1.0),
        ("two", 2.0),
        ("three", 3.0),
        ("four", 4.0),
        ("five", 5.0),
        ("six", 6.0),
        ("seven", 7.0),
        ("eight", 8.0),
        ("nine", 9.0),
        ("ten", 10.0),
        ("twelve", 12.0),
        ("fifteen", 15.0),
        ("thirty", 30.0),
        ("sixty", 60.0),
        ("ninety", 90.0),
    ];
    if let Ok(number) = text.replace(',', "").parse() {
        return Some(number);
    }
    if let Some((_, number)) = WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)) {
        return Some(*number);
    }
    let (mut total, mut section, mut digit) = (0.0, 0.0, None);
    for c in text.chars() {
        let place = match c {
            '十' | '拾' => 10.0,
            '百' | '佰' => 100.0,
            '千' | '仟' => 1000.0,
            '万' | '亿' => {
                total = (total + section + digit.take().unwrap_or(0.0)) * if c == '万' { 1e4 } else { 1e8 };
                section = 0.0;
                continue;
            }
            _ => {
                let value = ["〇零", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"]
                    .iter()
                    .position(|set| set.contains(c))?;
                digit = Some(f64::from(u8::try_from(value).ok()?));
                continue;
            }
        };
        section += digit.take().unwrap_or(1.0) * place;
    }
    Some(total + section + digit.unwrap_or(0.0))
}

/// The value as a plain number for expressions: shares as fractions, durations in days.
#[must_use]
pub fn measure(value: &Value) -> Option<f64> {
    match value {
        Value::Money { value, .. } | Value::Percent { value } | Value::Number { value } => value.parse().ok(),
        Value::Duration { days, .. } => Some(f64::from(*days)),
        Value::Date { value } => days_since_epoch(value),
        Value::Party { .. } | Value::Text { .. } => None,
    }
}

/// Days from 1970-01-01 to a day written `2026-11-23` (proleptic Gregorian).
#[must_use]
pub fn days_since_epoch(date: &str) -> Option<f64> {
    let mut parts = date.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let shifted = if month <= 2 { year - 1 } else { year };
    let era_day = 365 * shifted + shifted.div_euclid(4) - shifted.div_euclid(100) + shifted.div_euclid(400);
    let month_day = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    #[allow(clippy::cast_precision_loss)]
    Some((era_day + month_day - 719_468) as f64)
}
