//! Chinese and English numerals, read exactly and, for clause numbers, written.
//!
//! Contracts write one number in many ways: `144,000`, `14.4万`, 壹拾肆万肆仟, *one hundred and
//! forty-four thousand*. [`read`] takes whichever stands at a place of a text; [`parse`] takes a whole one.

mod chinese;
mod decimal;
mod english;

pub use chinese::to_chinese;
pub use decimal::{Decimal, NotDecimal};

use crate::normalize::{half_width, is_blank};

/// A number found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numeral {
    /// Its value.
    pub value: Decimal,
    /// Index after its last character.
    pub end: usize,
    /// How it is written.
    pub form: Form,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// With digits, perhaps followed by a unit: `12.5万`, `5 million`.
    Arabic,
    /// 一百二十, 壹佰贰拾.
    Chinese,
    /// `one hundred and twenty`.
    English,
}

/// The longest number that starts at `at` in half-width characters ([`crate::normalize::Folded`] and the
/// value scanner provide these). Whether a number may start there (no letter before it) the caller knows.
#[must_use]
pub fn read(chars: &[char], at: usize) -> Option<Numeral> {
    match chars.get(at)? {
        first if first.is_ascii_alphabetic() => english::read(chars, at),
        _ => chinese::read(chars, at),
    }
}

/// The decimal that a whole text says, in whatever script: `1,000`, 一千, 千分之五, `thirty (30)`. Percent and
/// other signs are no part of a number.
#[must_use]
pub fn parse(text: &str) -> Option<Decimal> {
    let chars: Vec<char> = text.trim().chars().map(half_width).collect();
    if let Some((value, end)) = read_fraction(&chars, 0)
        && end == chars.len()
    {
        return Some(value);
    }
    let numeral = read(&chars, 0)?;
    (skip_repetition(&chars, numeral.end) == chars.len()).then_some(numeral.value)
}

/// 百分之二十, 千分之五, 万分之三, 三分之一 at a place: the fraction and the index after it.
#[must_use]
pub fn read_fraction(chars: &[char], at: usize) -> Option<(Decimal, usize)> {
    let (parts, sign) = match chars.get(at)? {
        '百' | '佰' => (Decimal::from(100), at + 1),
        '千' | '仟' => (Decimal::from(1000), at + 1),
        '万' | '萬' => (Decimal::from(10_000), at + 1),
        _ => {
            let parts = chinese::read(chars, at)?;
            (parts.value, parts.end)
        }
    };
    if chars.get(sign) != Some(&'分') || chars.get(sign + 1) != Some(&'之') {
        return None;
    }
    let share = chinese::read(chars, skip_blanks(chars, sign + 2))?;
    // Powers of ten divide exactly; the others to eight decimals.
    let exact = match parts.whole() {
        Some(10) => share.value.shifted(-1),
        Some(100) => share.value.shifted(-2),
        Some(1000) => share.value.shifted(-3),
        Some(10_000) => share.value.shifted(-4),
        _ => share.value.divided_by(parts),
    };
    exact.map(|value| (value, share.end))
}

/// The index after a repetition in brackets, `thirty (30)` or 叁（3）, or `at` when none follows. The
/// bracket must hold nothing but a number; that it is the same number is for a review point to ask.
#[must_use]
pub fn skip_repetition(chars: &[char], at: usize) -> usize {
    let open = skip_blanks(chars, at);
    let close = match chars.get(open) {
        Some('(') => ')',
        Some('[') => ']',
        _ => return at,
    };
    let Some(inner) = read(chars, skip_blanks(chars, open + 1)) else { return at };
    let end = skip_blanks(chars, inner.end);
    if chars.get(end) == Some(&close) { end + 1 } else { at }
}

/// The index of the next character that is no blank.
pub(crate) fn skip_blanks(chars: &[char], at: usize) -> usize {
    let rest = chars.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|c| is_blank(**c)).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{parse, to_chinese};

    fn says(text: &str) -> Option<String> {
        parse(text).map(|value| value.to_string())
    }

    #[test]
    fn reads_every_script() {
        let cases = [
            ("144,000", "144000"),
            ("１４４．５", "144.5"),
            ("12.5万", "125000"),
            ("3 亿", "300000000"),
            ("12万5千", "125000"),
            ("5 million", "5000000"),
            ("十二", "12"),
            ("一百零五", "105"),
            ("一百二", "120"),
            ("三万五", "35000"),
            ("两亿三千万", "230000000"),
            ("壹拾肆万肆仟", "144000"),
            ("廿三", "23"),
            ("二〇二六", "2026"),
            ("三点一四", "3.14"),
            ("一点五万", "15000"),
            ("thirty", "30"),
            ("one hundred and twenty-five", "125"),
            ("Two Million Five Hundred Thousand", "2500000"),
            ("thirty (30)", "30"),
            ("叁（3）", "3"),
            ("千分之五", "0.005"),
            ("百分之二十点五", "0.205"),
            ("万分之三", "0.0003"),
            ("十万分之五", "0.00005"),
            ("三分之一", "0.33333333"),
        ];
        for (text, value) in cases {
            assert_eq!(says(text).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in ["", "百", "万元", "甲方", "one party", "3天", "and", "点五"] {
            assert_eq!(says(text), None, "{text}");
        }
    }

    #[test]
    fn writes_clause_numbers() {
        let cases =
            [(0, "零"), (10, "十"), (12, "十二"), (110, "一百一十"), (1005, "一千零五"), (10_010, "一万零一十")];
        for (number, text) in cases {
            assert_eq!(to_chinese(number), text);
        }
    }

    proptest! {
        #[test]
        fn chinese_round_trips(number in 0u64..2_000_000_000_000) {
            prop_assert_eq!(says(&to_chinese(number)), Some(number.to_string()));
        }

        #[test]
        fn small_chinese_round_trips(number in 0u64..30_000) {
            prop_assert_eq!(says(&to_chinese(number)), Some(number.to_string()));
        }

        #[test]
        fn anything_is_read_without_panic(text in "[零一二百千万亿点分之0-9.,() a-z]{0,30}") {
            let _ = parse(&text);
        }
    }
}
