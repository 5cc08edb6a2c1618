//! The date of signing, when the text states it.

use std::{borrow::Cow, sync::LazyLock};

use pacta_domain::document::{Block, Document, Story};
use regex::{Captures, Regex};

/// A date as Chinese and English contracts write it; groups y, m, d or their English likes.
const DATE: &str = r"(?:(?P<y>[12][0-9]{3})\s*[年\-/.]\s*(?P<m>[0-9]{1,2})\s*[月\-/.]\s*(?P<d>[0-9]{1,2})\s*日?|(?P<cy>[二一][〇○零０一二三四五六七八九]{3})年(?P<cm>[一二三四五六七八九十]{1,2})月(?P<cd>[一二三四五六七八九十]{1,3})日|(?P<em>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?\s+(?P<ed>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?P<ey>[12][0-9]{3})|(?P<bd>[0-9]{1,2})(?:st|nd|rd|th)?\s+(?:day\s+of\s+)?(?P<bm>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?),?\s+(?P<by>[12][0-9]{3}))";

/// Words that announce the date of signing, then the date; tried in this order.
static STATED: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    let pattern =
        |before: &str, after: &str| Regex::new(&format!("(?i){before}{DATE}{after}")).expect("a constant pattern");
    [
        pattern(r"(?:签\s*订|签\s*署|签\s*约|订\s*立|签\s*字)\s*(?:日\s*期|时\s*间|日)\s*(?:为|是)?\s*[：:]?\s*", ""),
        pattern(r"(?:于|在)\s*", r".{0,20}(?:签订|签署|订立)"),
        pattern(
            r"(?:dated|entered\s+into|made|made\s+and\s+entered\s+into|effective|effective\s+date|signing\s+date|date\s+of\s+(?:signing|agreement))\b[^0-9;。]{0,60}?",
            "",
        ),
    ]
});
/// A date that stands alone, as under signatures.
static ALONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"(?i)^\s*(?:(?:签章|签署|签订)?\s*日\s*期\s*[：:]|date[d]?\s*:)?\s*{DATE}\s*$"))
        .expect("a constant pattern")
});

/// Blocks at either end of the contract that are searched.
const ENDS: usize = 60;

/// The date of signing as `2026-11-23`: announced as such, else a lone date under the signatures.
pub(super) fn date(document: &Document) -> Option<String> {
    let body: Vec<&Block> = document.blocks.iter().filter(|block| block.story == Story::Body).collect();
    let texts: Vec<Cow<'_, str>> = body
        .iter()
        .enumerate()
        .map(|(place, block)| {
            // In forms the words stand in one cell and the date in the next.
            let next = body.get(place + 1).filter(|next| same_row(block, next) && next.text.len() < 60);
            next.map_or(Cow::Borrowed(block.text.as_str()), |next| format!("{} {}", block.text, next.text).into())
        })
        .collect();
    let first = &texts[..texts.len().min(ENDS)];
    let last = &texts[texts.len().saturating_sub(ENDS)..];
    for pattern in STATED.iter() {
        let found = first.iter().chain(last).find_map(|text| iso(&pattern.captures(text)?));
        if found.is_some() {
            return found;
        }
    }
    let near_end = &texts[texts.len().saturating_sub(12)..];
    near_end.iter().chain(first.iter().take(5)).find_map(|text| iso(&ALONE.captures(text)?))
}

fn same_row(one: &Block, other: &Block) -> bool {
    matches!((one.cell, other.cell), (Some(one), Some(other)) if (one.table, one.row) == (other.table, other.row))
}

fn iso(found: &Captures<'_>) -> Option<String> {
    let group = |name: &str| found.name(name).map(|group| group.as_str());
    let (year, month, day) = if let (Some(y), Some(m), Some(d)) = (group("y"), group("m"), group("d")) {
        (y.parse().ok()?, m.parse().ok()?, d.parse().ok()?)
    } else if let (Some(y), Some(m), Some(d)) = (group("cy"), group("cm"), group("cd")) {
        (chinese_year(y)?, chinese_small(m)?, chinese_small(d)?)
    } else if let (Some(y), Some(m), Some(d)) = (group("ey"), group("em"), group("ed")) {
        (y.parse().ok()?, month_number(m)?, d.parse().ok()?)
    } else {
        (group("by")?.parse().ok()?, month_number(group("bm")?)?, group("bd")?.parse().ok()?)
    };
    let leap = |year: u32| (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap(year) => 29,
        2 => 28,
        _ => return None,
    };
    (1..=days).contains(&day).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

fn month_number(name: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let name = name.to_lowercase();
    let place = MONTHS.iter().position(|month| name.starts_with(month))?;
    u32::try_from(place + 1).ok()
}

fn chinese_digit(sign: char) -> Option<u32> {
    match sign {
        '〇' | '○' | '零' | '０' => Some(0),
        _ => {
            "一二三四五六七八九".chars().position(|known| known == sign).and_then(|place| u32::try_from(place + 1).ok())
        }
    }
}

fn chinese_year(text: &str) -> Option<u32> {
    text.chars().try_fold(0, |year, sign| Some(year * 10 + chinese_digit(sign)?))
}

fn chinese_small(text: &str) -> Option<u32> {
    match text.split_once('十') {
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { chinese_year(tens)? };
            Some(tens * 10 + if ones.is_empty() { 0 } else { chinese_year(ones)? })
        }
        None => chinese_year(text),
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::document;

    #[test]
    fn dates_of_signing_are_read_in_both_languages() {
        for (text, expected) in [
            ("租赁合同\n签订日期：2025年09月17日", Some("2025-09-17")),
            ("租赁合同\n签订日期：2023-04-11", Some("2023-04-11")),
            ("租赁合同\n本合同由双方于2024年3月5日在杭州签订。", Some("2024-03-05")),
            ("租赁合同\n签订日期：二〇二六年十一月二十三日", Some("2026-11-23")),
            ("租赁合同\n租期自2024年3月5日起。", None),
            ("租赁合同\n签订日期：   年  月  日", None),
            ("租赁合同\n签订日期：2024年2月30日", None),
            ("AGREEMENT\nThis Agreement is dated as of March 3, 2020 between X and Y.", Some("2020-03-03")),
            ("AGREEMENT\nThis Agreement is made and entered into this 5th day of May, 2019 by X.", Some("2019-05-05")),
            ("AGREEMENT\nEffective Date: 1 January 2021", Some("2021-01-01")),
        ] {
            assert_eq!(document(text.to_owned()).unwrap().signed_on.as_deref(), expected, "{text}");
        }
    }
}
