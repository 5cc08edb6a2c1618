//! Amounts said twice: 人民币壹拾万元整（¥100,000.00）, `thirty (30) days`, 百分之五（5%）.

use pacta_domain::{
    document::{Block, Document, Language, slice},
    numerals::{self, Form},
    review::Severity,
    rulebook::ValueKind,
    values::{self, Found, Value},
};

use super::{Issue, Looked, in_language, quote};

/// Most characters between the first amount and the one that repeats it, its bracket and mark included.
const BETWEEN: usize = 10;

pub(super) fn check(document: &Document) -> Looked {
    let mut looked = 0;
    let mut issues = Vec::new();
    for block in &document.blocks {
        for kind in [ValueKind::Money, ValueKind::Percent] {
            let (seen, found) = values_said_twice(block, kind, document.language);
            looked += seen;
            issues.extend(found);
        }
        let (seen, found) = numbers_said_twice(block, document.language);
        looked += seen;
        issues.extend(found);
    }
    (looked, issues)
}

/// Sums and shares: equal ones were joined when they were found, so two that stand in this way differ.
fn values_said_twice(block: &Block, kind: ValueKind, language: Language) -> (usize, Vec<Issue>) {
    let found = values::find(&block.text, kind, language);
    let joined = found.iter().filter(|value| is_joined(block, value)).count();
    let issues: Vec<Issue> = found
        .windows(2)
        .filter(|pair| pair[0].value != pair[1].value && repeats(block, &pair[0], &pair[1]))
        .filter(|pair| same_currency(&pair[0].value, &pair[1].value) && is_whole(block, pair[0].start))
        .filter_map(|pair| issue(block, pair[0].start, pair[1].end, language))
        .collect();
    (joined + issues.len(), issues)
}

fn is_joined(block: &Block, found: &Found) -> bool {
    slice(&block.text, found.start, found.end).is_some_and(|words| words.contains(['（', '(']))
}

/// Whether the second value stands in brackets behind the first, with nothing else in them, or in the place
/// that a form keeps for the figures.
fn repeats(block: &Block, first: &Found, second: &Found) -> bool {
    let between = slice(&block.text, first.end, second.start).unwrap_or_default();
    let after = block.text.chars().skip(second.end).find(|c| !c.is_whitespace());
    let bare: String = between.chars().filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：')).collect();
    let in_brackets = matches!(
        bare.trim_start_matches('整'),
        "（" | "(" | "（小写" | "(小写" | "（大写" | "(大写" | "（即" | "(即" | "（￥" | "（¥" | "(￥" | "(¥"
    ) && matches!(after, Some('）' | ')'));
    // ¥1000）万元: the unit stands behind the bracket.
    let unit = block.text.chars().skip(second.end).nth(1).is_some_and(|c| "万亿千百%％".contains(c));
    let in_form = between.chars().count() <= BETWEEN
        && matches!(bare.trim_matches(|c: char| "，,；;。（(".contains(c)), "小写" | "大写");
    (in_brackets && !unit) || in_form
}

/// False where the words before a number belong to it, in a way that no reader of numbers follows to the end:
/// one-thousandth of one percent, cero point five percent, one million and no/100.
fn is_whole(block: &Block, start: usize) -> bool {
    const PARTS: [&str; 24] = [
        "of", "and", "point", "half", "hundred", "thousand", "million", "billion", "twenty", "thirty", "forty",
        "fifty", "sixty", "seventy", "eighty", "ninety", "one", "plus", "quarter", "no", "zero", "by", "times", "x",
    ];
    let before =
        slice(&block.text, 0, start).unwrap_or_default().trim_end_matches([' ', ',', '-', '/', '\u{a0}', '\n']);
    // A line that begins in the middle of a sentence may begin in the middle of a number.
    if before.trim().is_empty() && block.text.trim_start().starts_with(char::is_lowercase) {
        return false;
    }
    let word = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let parted = before.len() + 1 < block.text.len() && block.text[before.len()..].starts_with(['/', '-']);
    !parted && !PARTS.contains(&word.to_ascii_lowercase().as_str()) && !word.starts_with(|c: char| c.is_ascii_digit())
}

fn same_currency(first: &Value, second: &Value) -> bool {
    match (first, second) {
        (Value::Money { currency: one, .. }, Value::Money { currency: two, .. }) => one == two,
        _ => true,
    }
}

/// Plain numbers in words with figures in brackets behind them.
fn numbers_said_twice(block: &Block, language: Language) -> (usize, Vec<Issue>) {
    let chars: Vec<char> = block.text.chars().map(half_width).collect();
    let (mut looked, mut issues) = (0, Vec::new());
    let mut at = 0;
    while at < chars.len() {
        let begins = at == 0 || !(chars[at - 1].is_ascii_alphanumeric() || chars[at - 1] == '-');
        let Some(words) = numerals::read(&chars, at).filter(|_| begins) else {
            at += 1;
            continue;
        };
        let start = at;
        at = words.end.max(at + 1);
        // 第三条（2） counts paragraphs; 百分之三十（30%） and 三十分之一（1/30） are shares.
        let counts = start > 0 && (chars[start - 1] == '第' || chars[start - 1] == '之');
        let Some((figure, end)) =
            figures_in_brackets(&chars, words.end).filter(|_| words.form != Form::Arabic && !counts)
        else {
            continue;
        };
        // A number of a list in brackets is followed by words; a repetition by what is counted.
        let counted = chars.get(end).is_some_and(|next| is_counted(&chars[end..], *next));
        if !counted {
            continue;
        }
        looked += 1;
        if figure != words.value && is_whole(block, start) {
            issues.extend(issue(block, start, end, language));
        }
        at = end;
    }
    (looked, issues)
}

/// A number written with digits and nothing else within brackets at a place, and the index behind them.
fn figures_in_brackets(chars: &[char], at: usize) -> Option<(numerals::Decimal, usize)> {
    let open = at + chars.get(at..)?.iter().take_while(|c| **c == ' ').count();
    let inner = (chars.get(open) == Some(&'(')).then_some(open + 1)?;
    let figure = numerals::read(chars, inner).filter(|figure| figure.form == Form::Arabic)?;
    (chars.get(figure.end) == Some(&')')).then_some((figure.value, figure.end + 1))
}

/// Units that make a number in brackets a repetition and not the number of a list.
fn is_counted(rest: &[char], next: char) -> bool {
    const CHINESE: &str = "日天年月周份次个名人家台套期倍元万";
    const ENGLISH: [&str; 14] = [
        "day",
        "business day",
        "calendar day",
        "working day",
        "month",
        "year",
        "week",
        "hour",
        "percent",
        "copies",
        "counterpart",
        "consecutive",
        "calendar month",
        "dollars",
    ];
    let words: String = rest.iter().take(24).collect::<String>().trim_start().to_ascii_lowercase();
    CHINESE.contains(next) || ENGLISH.iter().any(|unit| words.starts_with(unit))
}

fn half_width(c: char) -> char {
    match c {
        '（' => '(',
        '）' => ')',
        '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{a0}' | '\t' => ' ',
        _ => c,
    }
}

fn issue(block: &Block, start: usize, end: usize, language: Language) -> Option<Issue> {
    Some(Issue {
        severity: Severity::High,
        title: in_language(language, "同一数额前后写法不一致", "One amount is stated in two ways").to_owned(),
        explanation: in_language(
            language,
            "文字与数字所表示的数额不同。争议时以哪一个为准没有定论，应核对后改为一致。",
            "The words and the figures say different amounts. Which one counts would have to be argued; make them agree.",
        )
        .to_owned(),
        quotes: vec![quote(block, start, end)?],
    })
}
