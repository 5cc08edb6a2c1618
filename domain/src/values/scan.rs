//! One pass over a text that finds its numbers; each kind of value then looks at what stands around them.

use crate::{
    normalize::half_width,
    numerals::{Decimal, Form, Numeral, read, skip_blanks, skip_repetition},
    values::{Found, Value},
};

/// A text in half-width characters, one for each code point of the original, and its numbers.
pub(super) struct Scan {
    pub(super) chars: Vec<char>,
    pub(super) amounts: Vec<Amount>,
}

/// A number of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amount {
    /// First code point, an opening bracket of `【30】` included.
    pub(super) start: usize,
    /// Code point after the number, its repetition and its closing bracket.
    pub(super) end: usize,
    pub(super) value: Decimal,
    pub(super) form: Form,
    /// A letter stands right before it: `USD5000` is money, `A4` is nothing.
    pub(super) glued: bool,
    /// 第三十, 每一, 同一: a place in a row or a turn of speech, no quantity.
    pub(super) ordinal: bool,
}

impl Scan {
    pub(super) fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().map(fold).collect();
        let mut amounts = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            match amount_at(&chars, at) {
                Step::Amount(amount) => {
                    amounts.push(amount);
                    at = amount.end;
                }
                Step::Skip(end) => at = end.max(at + 1),
            }
        }
        Self { chars, amounts }
    }

    pub(super) fn get(&self, at: usize) -> char {
        self.chars.get(at).copied().unwrap_or('\0')
    }

    pub(super) fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\0', |at| self.get(at))
    }

    pub(super) fn skip_blanks(&self, at: usize) -> usize {
        skip_blanks(&self.chars, at)
    }

    /// The index before the blanks that end at `at`.
    pub(super) fn back_over_blanks(&self, mut at: usize) -> usize {
        while at > 0 && self.before(at) == ' ' {
            at -= 1;
        }
        at
    }

    /// The index after `words` when they stand at `at`; ASCII letters match in either case, and only whole words.
    pub(super) fn after(&self, at: usize, words: &str) -> Option<usize> {
        let mut end = at;
        for c in words.chars() {
            if !self.get(end).eq_ignore_ascii_case(&c) {
                return None;
            }
            end += 1;
        }
        let cuts_word = self.before(end).is_ascii_alphabetic() && self.get(end).is_ascii_alphabetic();
        (!cuts_word).then_some(end)
    }

    /// The index where `words` begin when they end at `at`.
    pub(super) fn ending(&self, at: usize, words: &str) -> Option<usize> {
        let start = at.checked_sub(words.chars().count())?;
        let matches = words.chars().enumerate().all(|(index, c)| self.get(start + index).eq_ignore_ascii_case(&c));
        let cuts_word = self.get(start).is_ascii_alphabetic() && self.before(start).is_ascii_alphabetic();
        (matches && !cuts_word).then_some(start)
    }

    /// The first of several words that stands at `at`, with the index after it.
    pub(super) fn after_any<T: Copy>(&self, at: usize, words: &[(&str, T)]) -> Option<(T, usize)> {
        words.iter().find_map(|(word, meaning)| self.after(at, word).map(|end| (*meaning, end)))
    }

    /// Numbers as such. A Chinese one counts only before a measure word, since 一 is part of half the words.
    pub(super) fn numbers(&self) -> Vec<Found> {
        let counted = |amount: &&Amount| {
            let measure = self.get(self.skip_blanks(amount.end));
            !amount.glued && !amount.ordinal && (amount.form != Form::Chinese || MEASURE_WORDS.contains(measure))
        };
        let found = |amount: &Amount| Found {
            value: Value::Number { value: amount.value.to_string() },
            start: amount.start,
            end: amount.end,
        };
        self.amounts.iter().filter(counted).map(found).collect()
    }

    /// Joins a value with the same value in brackets after it: 壹拾万元整（¥100,000）, `five percent (5%)`.
    pub(super) fn merge_repetitions(&self, found: Vec<Found>) -> Vec<Found> {
        let mut merged: Vec<Found> = Vec::with_capacity(found.len());
        for next in found {
            if let Some(last) = merged.last_mut() {
                let open = self.skip_blanks(last.end);
                let inner = self.skip_label(open + 1);
                let close = self.skip_blanks(next.end);
                if self.get(open) == '(' && inner == next.start && self.get(close) == ')' && last.value == next.value {
                    last.end = close + 1;
                    continue;
                }
            }
            merged.push(next);
        }
        merged
    }

    /// After 大写：, 小写：, 即 and the like within brackets.
    fn skip_label(&self, at: usize) -> usize {
        let mut at = self.skip_blanks(at);
        for label in ["大写", "小写", "即", "计", "合计"] {
            if let Some(end) = self.after(at, label) {
                at = self.skip_blanks(end);
                break;
            }
        }
        if self.get(at) == ':' { self.skip_blanks(at + 1) } else { at }
    }
}

const MEASURE_WORDS: &str = "份次名人家套个台件辆间倍期页层平米吨公千项条笔位处只张年月日天元点级批";

/// Half-width, and one pair of brackets for the blanks of a form.
fn fold(c: char) -> char {
    match c {
        '【' | '〔' | '［' | '〖' => '[',
        '】' | '〕' | '］' | '〗' => ']',
        // 10，200 is two numbers in a list; only an ASCII comma groups digits.
        '，' => '，',
        '\t' | '\u{a0}' => ' ',
        other => half_width(other),
    }
}

enum Step {
    Amount(Amount),
    /// Nothing begins here; go on at this index.
    Skip(usize),
}

fn amount_at(chars: &[char], at: usize) -> Step {
    let get = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let before = at.checked_sub(1).map_or('\0', get);
    let first = get(at);
    if first.is_ascii_alphabetic() {
        // A word that is no number is passed as a whole, its digits with it: B2B, COVID19 … but not RMB100.
        let word_end = at + chars.get(at..).unwrap_or_default().iter().take_while(|c| c.is_ascii_alphabetic()).count();
        return match read(chars, at) {
            Some(numeral) => Step::Amount(amount(chars, at, numeral, false)),
            None => Step::Skip(word_end),
        };
    }
    let Some(numeral) = read(chars, at) else {
        // More digits than any amount has are passed at once, else each would be read to the end again.
        return Step::Skip(at + chars.get(at..).unwrap_or_default().iter().take_while(|c| c.is_ascii_digit()).count());
    };
    // 3.2.1 and 2026.12.1 are no quantities.
    if first.is_ascii_digit() && get(numeral.end) == '.' && get(numeral.end + 1).is_ascii_digit() {
        let rest = chars.get(numeral.end..).unwrap_or_default();
        return Step::Skip(numeral.end + rest.iter().take_while(|c| c.is_ascii_digit() || **c == '.').count());
    }
    Step::Amount(amount(chars, at, numeral, before.is_ascii_alphabetic()))
}

fn amount(chars: &[char], at: usize, numeral: Numeral, glued: bool) -> Amount {
    let get = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let (mut start, mut end) = (at, skip_repetition(chars, numeral.end));
    let before = at.checked_sub(1).map_or('\0', get);
    let close = skip_blanks(chars, end);
    if before == '[' && get(close) == ']' {
        (start, end) = (at - 1, close + 1);
    }
    let turn_of_speech = numeral.value == Decimal::from(1) && "同任某统唯每逐另".contains(before);
    let ordinal = before == '第' || (numeral.form == Form::Chinese && turn_of_speech);
    Amount { start, end, value: numeral.value, form: numeral.form, glued, ordinal }
}
