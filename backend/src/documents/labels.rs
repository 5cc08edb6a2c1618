//! Numbers of clauses as they are typed or shown: 第三条, 一、, （一）, 1.1, (a), Article 3, Schedule A.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// The families of numbers, from the outermost to the innermost by the custom of contracts.
///
/// The order of the variants is the rank: a family holds those after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// 附件一, Schedule 1, Exhibit A.
    Annex,
    /// 第一编, 第一部分, Part I.
    Part,
    /// 第一章, Chapter 1.
    Chapter,
    /// 第一节.
    Division,
    /// 第一条, Article I.
    Article,
    /// Section 2.1, § 2, Clause 2.
    Section,
    /// 一、
    Chinese,
    /// （一）
    ChineseBracketed,
    /// I.
    UpperRoman,
    /// A.
    UpperLetter,
    /// 1.
    Decimal,
    /// 1.1, with the number of its parts.
    Dotted(u8),
    /// (1)
    Bracketed,
    /// ①
    Circled,
    /// (a), a.
    Letter,
    /// (i), i.
    Roman,
    /// (A)
    UpperLetterBracketed,
    /// An automatic number of no known form.
    Other,
}

impl Family {
    /// Whether custom fixes the place of the family; the others nest as the document likes.
    pub fn is_fixed(self) -> bool {
        matches!(
            self,
            Self::Annex
                | Self::Part
                | Self::Chapter
                | Self::Division
                | Self::Article
                | Self::Section
                | Self::Chinese
                | Self::ChineseBracketed
                | Self::Dotted(_)
        )
    }
}

/// A number found at the beginning of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The number as written, with its punctuation where that is part of how people cite it.
    pub text: String,
    /// Its family.
    pub family: Family,
    /// Its place in the series, from 1; of 2.3 the last part.
    pub value: u32,
    /// A second reading: (i) may follow (h).
    pub other: Option<(Family, u32)>,
    /// Bytes of the text that the number and its separator take up.
    pub length: usize,
}

/// Everything that can begin a clause, as one pattern; the group that matched tells the family.
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    const CHINESE: &str = "[一二三四五六七八九十百千零〇○两]+";
    Regex::new(&format!(
        r#"(?x)^[\s\u3000]*(?:
          (?P<unit>第\s*(?P<unit_number>{CHINESE}|[0-9０-９]{{1,4}})\s*(?P<unit_name>编|篇|部分|章|节|条)(?:之{CHINESE})?)(?P<unit_rest>[\s\u3000：:、．.，,]*)
        | (?P<annex>(?:附件|附录|附表)\s*(?P<annex_number>{CHINESE}|[0-9０-９]{{1,3}}|[A-Z])?)(?P<annex_rest>[\s\u3000：:、．.]+|$)
        | (?P<word>(?i:article|section|clause|part|chapter|schedule|exhibit|annex|appendix|attachment|§))\s*(?P<word_number>[0-9]{{1,3}}(?:\.[0-9]{{1,3}})*|[IVXLivxl]{{1,7}}\b|[A-Z]\b|(?i:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b)(?:-[0-9]{{1,2}})?(?P<word_rest>[\s\u3000.:：—–-]*)
        | (?P<dotted>[1-9][0-9]{{0,2}}(?:[.．][0-9]{{1,3}}){{1,4}})(?P<dotted_rest>[.．、]?[\s\u3000]*)
        | (?P<decimal>(?P<decimal_number>[0-9]{{1,3}}|[０-９]{{1,3}})(?P<decimal_end>[.．、)）]|[\t]))(?P<decimal_rest>[\s\u3000]*)
        | (?P<bracketed>[（(\[]\s*(?P<bracketed_number>[0-9０-９]{{1,3}})\s*[)）\]])(?P<bracketed_rest>[\s\u3000]*)
        | (?P<chinese>(?P<chinese_number>{CHINESE})[、．.])[\s\u3000]*
        | (?P<chinese_bracketed>[（(]\s*(?P<chinese_bracketed_number>{CHINESE})\s*[)）])[、\s\u3000]*
        | (?P<circled>[①-⑳㉑-㉟])[\s\u3000]*
        | (?P<letter>[（(]\s*(?P<letter_bracketed>[A-Za-z]|[ivxIVX]{{2,6}}|aa|bb|cc|dd)\s*[)）]|(?P<letter_bare>[A-Za-z]|[ivxIVX]{{2,6}})[.)、．])(?P<letter_rest>[\s\u3000]*)
        )"#
    ))
    .expect("a constant pattern")
});

/// The number at the beginning of a text, if it reads as the number of a clause and not as part of a sentence.
pub fn typed(text: &str) -> Option<Label> {
    let found = PATTERN.captures(text)?;
    let length = found.get(0)?.end();
    let rest = &text[length..];
    let group = |name: &str| found.name(name).map_or("", |group| group.as_str());
    let make = |shown: &str, family: Family, value: u32| {
        Some(Label { text: shown.trim().to_owned(), family, value, other: None, length })
    };
    if found.name("unit").is_some() {
        let family = match group("unit_name") {
            "编" | "篇" | "部分" => Family::Part,
            "章" => Family::Chapter,
            "节" => Family::Division,
            _ => Family::Article,
        };
        // 第三条约定的…, 第三条第二款 speak of a clause and do not begin one.
        let speaks = group("unit_rest").is_empty()
            && ["约定", "规定", "所", "第", "的", "中", "之", "及", "和", "与", "或", "至", "项下"]
                .iter()
                .any(|word| rest.starts_with(word));
        return if speaks { None } else { make(group("unit"), family, read_number(group("unit_number"))?) };
    }
    if found.name("annex").is_some() {
        let short = text.chars().count() <= 60;
        let value = read_number(group("annex_number")).or_else(|| read_letter(group("annex_number"))).unwrap_or(1);
        return if short { make(group("annex"), Family::Annex, value) } else { None };
    }
    if found.name("word").is_some() {
        return word_label(&found, text, rest, length);
    }
    if found.name("dotted").is_some() {
        let shown = group("dotted");
        let parts: Vec<u32> = shown.split(['.', '．']).filter_map(|part| part.parse().ok()).collect();
        let quantity = group("dotted_rest").is_empty()
            && rest
                .chars()
                .next()
                .is_some_and(|next| "%％‰倍元万亿年月日个米吨折".contains(next) || next.is_ascii_digit());
        let family = Family::Dotted(u8::try_from(parts.len()).ok()?);
        // "1.0" stands for "1." where a level was given a zero.
        return if quantity { None } else { make(shown, family, *parts.last()?) };
    }
    if found.name("decimal").is_some() {
        let glued = group("decimal_rest").is_empty() && rest.starts_with(|next: char| next.is_ascii_digit());
        return if glued {
            None
        } else {
            make(group("decimal"), Family::Decimal, read_number(group("decimal_number"))?)
        };
    }
    if found.name("bracketed").is_some() {
        return make(group("bracketed"), Family::Bracketed, read_number(group("bracketed_number"))?);
    }
    if found.name("chinese").is_some() {
        return make(group("chinese"), Family::Chinese, read_number(group("chinese_number"))?);
    }
    if found.name("chinese_bracketed").is_some() {
        let value = read_number(group("chinese_bracketed_number"))?;
        return make(group("chinese_bracketed"), Family::ChineseBracketed, value);
    }
    if found.name("circled").is_some() {
        let sign = u32::from(group("circled").chars().next()?);
        let value = if sign >= 0x3251 { sign - 0x3251 + 21 } else { sign - 0x2460 + 1 };
        return make(group("circled"), Family::Circled, value);
    }
    letter_label(&found, rest, length)
}

/// The number that Word shows before a paragraph.
pub fn automatic(label: &str) -> Option<Label> {
    if label.chars().all(|sign| !sign.is_alphanumeric()) || label.starts_with('•') {
        return None;
    }
    let read = typed(label).or_else(|| typed(&format!("{label}. ")));
    let value = || read_number(label.trim_matches(|sign: char| !sign.is_alphanumeric())).unwrap_or(1);
    Some(match read {
        Some(read) => Label { text: label.to_owned(), ..read },
        None => Label { text: label.to_owned(), family: Family::Other, value: value(), other: None, length: 0 },
    })
}

/// Article III, Section 2.1, Schedule A.
fn word_label(found: &Captures<'_>, text: &str, rest: &str, length: usize) -> Option<Label> {
    let word = found.name("word")?.as_str();
    let number = found.name("word_number")?.as_str();
    let separator = found.name("word_rest").map_or("", |group| group.as_str());
    // "Section 2.1 shall apply" and "Exhibit A, as amended" speak of a clause and do not begin one.
    let goes_on = rest.starts_with(|next: char| next.is_lowercase() || ",;)(".contains(next));
    let marked = separator.contains(['.', ':', '：', '—', '–', '\t', '\n']);
    if word != "§" && ((goes_on && !marked) || !word.starts_with(char::is_uppercase)) {
        return None;
    }
    if separator.is_empty() && rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let family = match word.to_lowercase().as_str() {
        "article" => Family::Article,
        "part" => Family::Part,
        "chapter" => Family::Chapter,
        "section" | "clause" | "§" => Family::Section,
        _ if text.chars().count() > 160 => return None,
        _ => Family::Annex,
    };
    let last = number.rsplit('.').next().unwrap_or(number);
    let value =
        read_number(last).or_else(|| read_roman(last)).or_else(|| read_letter(last)).or_else(|| read_word(last))?;
    let end = found.name("word_number")?.end();
    let tail: String = text.get(end..)?.chars().take_while(|next| *next == '-' || next.is_ascii_digit()).collect();
    let shown = format!("{}{}", text.get(..end)?.trim(), tail.trim_end_matches('-'));
    Some(Label { text: shown, family, value, other: None, length })
}

/// (a), a., (iv), A., I.
fn letter_label(found: &Captures<'_>, rest: &str, length: usize) -> Option<Label> {
    let shown = found.name("letter")?.as_str().trim();
    let bracketed = found.name("letter_bracketed");
    let sign = bracketed.or_else(|| found.name("letter_bare"))?.as_str();
    let separated = found.name("letter_rest").is_some_and(|group| !group.as_str().is_empty());
    // "A.B. Corporation", "U.S." and "e.g." are words.
    if bracketed.is_none() && !separated && rest.chars().next().is_some_and(|next| next.is_ascii_alphanumeric()) {
        return None;
    }
    let upper = sign.starts_with(|first: char| first.is_ascii_uppercase());
    let letters = match (upper, bracketed.is_some()) {
        (false, _) => Family::Letter,
        (true, true) => Family::UpperLetterBracketed,
        (true, false) => Family::UpperLetter,
    };
    let romans = match (upper, bracketed.is_some()) {
        (false, _) => Family::Roman,
        (true, true) => Family::UpperLetterBracketed,
        (true, false) => Family::UpperRoman,
    };
    let as_letter = read_letter(sign).map(|value| (letters, value));
    let as_roman = read_roman(sign).map(|value| (romans, value));
    // One lone sign is a letter, but for i, v and x, which begin or mark Roman series.
    let roman_first = sign.chars().count() > 1 || matches!(sign.to_lowercase().as_str(), "i" | "v" | "x");
    let (first, second) = if roman_first { (as_roman, as_letter) } else { (as_letter, as_roman) };
    let (family, value) = first.or(second)?;
    let other = second.filter(|other| first.is_some() && other.0 != family);
    Some(Label { text: shown.to_owned(), family, value, other, length })
}

/// Digits (also full-width) or Chinese numerals up to 9,999.
fn read_number(text: &str) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    let plain: String = text
        .chars()
        .map(|sign| match u32::from(sign) {
            code @ 0xFF10..=0xFF19 => char::from_digit(code - 0xFF10, 10).unwrap_or(sign),
            _ => sign,
        })
        .collect();
    if let Ok(number) = plain.parse() {
        return Some(number);
    }
    let (mut total, mut digit) = (0u32, 0u32);
    let positional = !plain.contains(['十', '百', '千']);
    for sign in plain.chars() {
        let unit = match sign {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => {
                let next = "零一二三四五六七八九".chars().position(|known| known == sign).or(match sign {
                    '〇' | '○' => Some(0),
                    '两' => Some(2),
                    _ => None,
                })?;
                let next = u32::try_from(next).ok()?;
                digit = if positional { digit.checked_mul(10)?.checked_add(next)? } else { next };
                continue;
            }
        };
        total = total.checked_add(digit.max(1).checked_mul(unit)?)?;
        digit = 0;
    }
    total.checked_add(digit)
}

/// a is 1, aa is 27.
fn read_letter(text: &str) -> Option<u32> {
    let mut signs = text.chars();
    let first = signs.next().filter(char::is_ascii_alphabetic)?;
    let times = u32::try_from(text.len()).ok()?;
    signs
        .all(|sign| sign == first)
        .then(|| u32::from(first.to_ascii_lowercase()) - u32::from('a') + 1 + (times - 1) * 26)
}

fn read_roman(text: &str) -> Option<u32> {
    let worth = |sign: char| match sign.to_ascii_lowercase() {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        'c' => Some(100),
        _ => None,
    };
    let values = text.chars().map(worth).collect::<Option<Vec<i64>>>()?;
    let total: i64 = values
        .iter()
        .enumerate()
        .map(|(index, value)| if values.get(index + 1).is_some_and(|next| next > value) { -value } else { *value })
        .sum();
    u32::try_from(total).ok().filter(|total| *total > 0)
}

fn read_word(text: &str) -> Option<u32> {
    const WORDS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let place = WORDS.iter().position(|word| text.eq_ignore_ascii_case(word))?;
    u32::try_from(place + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_numbers_of_all_families_are_found() {
        for (text, shown, family, value) in [
            ("第三条 租金与押金", "第三条", Family::Article, 3),
            ("第十二条租金", "第十二条", Family::Article, 12),
            ("第 5 条：违约", "第 5 条", Family::Article, 5),
            ("第一章 总则", "第一章", Family::Chapter, 1),
            ("第二部分　通用条款", "第二部分", Family::Part, 2),
            ("一、合同标的", "一、", Family::Chinese, 1),
            ("（二）付款方式", "（二）", Family::ChineseBracketed, 2),
            ("1、技术目标", "1、", Family::Decimal, 1),
            ("1. 合作内容", "1.", Family::Decimal, 1),
            ("3.2 押金为三个月租金", "3.2", Family::Dotted(2), 2),
            ("12.4.1. Notices", "12.4.1", Family::Dotted(3), 1),
            ("（3）逾期", "（3）", Family::Bracketed, 3),
            ("③逾期", "③", Family::Circled, 3),
            ("(b) the Recipient", "(b)", Family::Letter, 2),
            ("(iv) by law", "(iv)", Family::Roman, 4),
            ("A. Background", "A.", Family::UpperLetter, 1),
            ("ARTICLE IV TERM", "ARTICLE IV", Family::Article, 4),
            ("Section 2.11. Rent.", "Section 2.11", Family::Section, 11),
            ("Schedule A – Fees", "Schedule A", Family::Annex, 1),
            ("附件二：物业清单", "附件二", Family::Annex, 2),
        ] {
            let label = typed(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((label.text.as_str(), label.family, label.value), (shown, family, value), "{text}");
        }
    }

    #[test]
    fn numbers_in_sentences_are_no_labels() {
        for text in [
            "第三条约定的租金",
            "第三条第二款",
            "3.5%的违约金",
            "2023年4月11日",
            "Section 2.1 shall survive",
            "Exhibit A, as amended",
            "U.S. law applies",
            "30 days",
            "1.5倍",
            "article 5 of the law",
            "",
        ] {
            assert_eq!(typed(text), None, "{text}");
        }
    }

    #[test]
    fn a_lone_roman_sign_keeps_its_second_reading() {
        let label = typed("(i) if").unwrap();
        assert_eq!((label.family, label.other), (Family::Roman, Some((Family::Letter, 9))));
        let label = typed("(c) if").unwrap();
        assert_eq!((label.family, label.other), (Family::Letter, Some((Family::Roman, 100))));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_harm(text in "\\PC{0,40}") {
            if let Some(label) = typed(&text) {
                proptest::prop_assert!(text.is_char_boundary(label.length));
            }
        }
    }
}
