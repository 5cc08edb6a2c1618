//! English number words.

use super::{Decimal, Form, Numeral, skip_blanks};

/// `one hundred and twenty-five` at a place that begins a word.
pub(super) fn read(chars: &[char], at: usize) -> Option<Numeral> {
    let (mut total, mut group) = (0_u64, 0_u64);
    let mut end = None;
    let mut joined = None;
    let mut next = at;
    while let Some((word, after)) = word(chars, next) {
        let (sum, part) = match (word.as_str(), joined) {
            // "and" and "a" belong to a number only between or before its words.
            ("and", Some(_)) if end.is_some() => {
                next = skip_joint(chars, after);
                joined = None;
                continue;
            }
            ("a" | "an", None) if end.is_none() => (total, 1),
            ("hundred", _) if group > 0 => (total, group.checked_mul(100)?),
            (word, _) => match (small(word), power(word)) {
                // "twenty five" goes on, "five twenty" does not.
                (Some(value), _) if group == 0 || fits_after(value, group) => (total, group + value),
                (_, Some(power)) if group > 0 => (total.checked_add(group.checked_mul(10_u64.pow(power))?)?, 0),
                _ => break,
            },
        };
        (total, group) = (sum, part);
        // "a" is a number only before hundred, thousand …
        if word != "a" && word != "an" {
            end = Some(after);
        }
        joined = Some(());
        next = skip_joint(chars, after);
    }
    end.map(|end| Numeral { value: Decimal::from(total.saturating_add(group)), end, form: Form::English })
}

/// `million` after digits: the power of ten and the index after the word.
pub(super) fn read_multiplier(chars: &[char], at: usize) -> Option<(i32, usize)> {
    let (word, end) = word(chars, skip_blanks(chars, at))?;
    let power = power(&word)?;
    i32::try_from(power).ok().map(|power| (power, end))
}

/// The ASCII word at a place, in lower case, and the index after it.
fn word(chars: &[char], at: usize) -> Option<(String, usize)> {
    let word: String = chars
        .get(at..)?
        .iter()
        .take_while(|c| c.is_ascii_alphanumeric())
        .take(12)
        .map(char::to_ascii_lowercase)
        .collect();
    let end = at + word.len();
    let whole = !chars.get(end).is_some_and(char::is_ascii_alphanumeric);
    (whole && !word.is_empty()).then_some((word, end))
}

fn skip_joint(chars: &[char], at: usize) -> usize {
    match chars.get(at) {
        Some('-' | '‐' | '‑') => at + 1,
        _ => skip_blanks(chars, at),
    }
}

fn fits_after(value: u64, group: u64) -> bool {
    (value < 10 && group.is_multiple_of(10) && group % 100 != 10) || (value < 100 && group.is_multiple_of(100))
}

fn small(word: &str) -> Option<u64> {
    Some(match word {
        "zero" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

fn power(word: &str) -> Option<u32> {
    match word {
        "thousand" => Some(3),
        "million" => Some(6),
        "billion" => Some(9),
        _ => None,
    }
}
