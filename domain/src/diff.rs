//! Word-level differences: the smallest change as a lawyer would mark it by hand.
//!
//! Texts are cut into tokens (a Chinese character or word, a Latin word, a number, a punctuation
//! mark, a blank), the shortest edit script between the two lists is found (Myers, "An O(ND)
//! Difference Algorithm", 1986), and the result is tidied: a deletion stands before the insertion
//! that takes its place, and a blank between two changed words belongs to the change.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// What happened to a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It stayed.
    Equal,
    /// It was struck.
    Delete,
    /// It was added.
    Insert,
}

/// A stretch of text and what happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What happened.
    pub change: Change,
    /// The words.
    pub text: String,
}

/// Where two texts differ by so many tokens, one is struck whole and the other put in its place:
/// beyond it a word-by-word difference is neither readable nor cheap.
const MOST_CHANGES: usize = 2_000;

/// The differences between two texts. `tokens` cuts a text into byte ranges that cover it in order.
#[must_use]
pub fn words(old: &str, new: &str, tokens: &dyn Fn(&str) -> Vec<Range<usize>>) -> Vec<Part> {
    let cut =
        |text: &str| -> Vec<Range<usize>> { tokens(text).into_iter().filter(|range| !range.is_empty()).collect() };
    let (old_ranges, new_ranges) = (cut(old), cut(new));
    let old_tokens: Vec<&str> = old_ranges.iter().map(|range| &old[range.clone()]).collect();
    let new_tokens: Vec<&str> = new_ranges.iter().map(|range| &new[range.clone()]).collect();
    let mut steps = script(&old_tokens, &new_tokens);
    swallow_blanks(&mut steps);
    gather(steps)
}

/// One item and what happened to it.
pub type Step<'a> = (Change, &'a str);

/// The shortest way from one list to another, item by item; where they differ by more than can be shown,
/// everything goes and everything comes.
#[must_use]
pub fn script<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Step<'a>> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_middle, new_middle) = (&old_rest[..old_rest.len() - tail], &new_rest[..new_rest.len() - tail]);
    let mut steps: Vec<Step<'a>> = old[..head].iter().map(|token| (Change::Equal, *token)).collect();
    steps.extend(myers(old_middle, new_middle));
    steps.extend(old_rest[old_rest.len() - tail..].iter().map(|token| (Change::Equal, *token)));
    steps
}

fn myers<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Step<'a>> {
    let whole = || {
        let struck = old.iter().map(|token| (Change::Delete, *token));
        struck.chain(new.iter().map(|token| (Change::Insert, *token))).collect()
    };
    if old.is_empty() || new.is_empty() {
        return whole();
    }
    let limit = (old.len() + new.len()).min(MOST_CHANGES);
    // furthest[k + limit]: how far into `old` one gets on diagonal k; one copy a round, to walk back.
    let mut furthest = vec![0_usize; 2 * limit + 2];
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    for round in 0..=limit {
        rounds.push(furthest[limit - round..=limit + round + 1].to_vec());
        for step in 0..=round {
            // Diagonal k runs from -round to round in steps of two; `at` is k shifted to an index.
            let at = limit + 2 * step - round;
            let down = step == 0 || (step != round && furthest[at - 1] < furthest[at + 1]);
            let mut x = if down { furthest[at + 1] } else { furthest[at - 1] + 1 };
            let Some(mut y) = (x + limit).checked_sub(at) else { continue };
            while x < old.len() && y < new.len() && old[x] == new[y] {
                x += 1;
                y += 1;
            }
            furthest[at] = x;
            if x >= old.len() && y >= new.len() {
                return walk_back(old, new, &rounds);
            }
        }
    }
    whole()
}

fn walk_back<'a>(old: &[&'a str], new: &[&'a str], rounds: &[Vec<usize>]) -> Vec<Step<'a>> {
    let (mut x, mut y) = (old.len(), new.len());
    let mut steps = Vec::new();
    for (round, before) in rounds.iter().enumerate().rev() {
        // `before` holds diagonals -round ..= round + 1; its middle is index `round`.
        let at = (x + round).wrapping_sub(y);
        let reach = |index: usize| before.get(index).copied().unwrap_or(0);
        let (from_x, from_y) = if round == 0 {
            (0, 0)
        } else {
            let down = at == 0 || (at != 2 * round && reach(at - 1) < reach(at + 1));
            let from_x = if down { reach(at + 1) } else { reach(at - 1) };
            let diagonal = if down { at + 1 } else { at - 1 };
            (from_x, (from_x + round).wrapping_sub(diagonal))
        };
        while x > from_x && y > from_y && x > 0 && y > 0 && old[x - 1] == new[y - 1] {
            x -= 1;
            y -= 1;
            steps.push((Change::Equal, old[x]));
        }
        if round > 0 {
            if x > from_x {
                x -= 1;
                steps.push((Change::Delete, old[x]));
            } else if y > from_y {
                y -= 1;
                steps.push((Change::Insert, new[y]));
            }
        }
    }
    steps.reverse();
    steps
}

/// A blank that stayed between two changed words is struck and written again with them: an island
/// of one blank is harder to read than a phrase.
fn swallow_blanks(steps: &mut Vec<Step<'_>>) {
    let mut index = 1;
    while index + 1 < steps.len() {
        let (change, token) = steps[index];
        let changed = |step: &Step<'_>| step.0 != Change::Equal;
        let island = change == Change::Equal
            && token.chars().all(|c| c == ' ' || c == '\u{a0}')
            && changed(&steps[index - 1])
            && changed(&steps[index + 1]);
        if island {
            steps[index].0 = Change::Delete;
            steps.insert(index + 1, (Change::Insert, token));
            index += 1;
        }
        index += 1;
    }
}

/// Joins neighbours of a kind; in each run of changes the deletions come first.
fn gather(steps: Vec<Step<'_>>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let (mut struck, mut added) = (String::new(), String::new());
    let flush = |parts: &mut Vec<Part>, struck: &mut String, added: &mut String| {
        for (change, text) in [(Change::Delete, struck), (Change::Insert, added)] {
            if !text.is_empty() {
                parts.push(Part { change, text: std::mem::take(text) });
            }
        }
    };
    for (change, token) in steps {
        match change {
            Change::Delete => struck.push_str(token),
            Change::Insert => added.push_str(token),
            Change::Equal => {
                flush(&mut parts, &mut struck, &mut added);
                match parts.last_mut() {
                    Some(last) if last.change == Change::Equal => last.text.push_str(token),
                    _ => parts.push(Part { change: Change::Equal, text: token.to_owned() }),
                }
            }
        }
    }
    flush(&mut parts, &mut struck, &mut added);
    parts
}

/// The kinds of characters that stay together in one token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A Chinese numeral; runs of them are one number.
    Numeral,
    /// Any other CJK character: a token of its own.
    Ideograph,
    /// Latin letters, digits, and what holds words and numbers together.
    Word,
    /// Everything else: a token of its own.
    Other,
}

const NUMERALS: &str = "〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟";

fn kind(c: char) -> Kind {
    if NUMERALS.contains(c) {
        Kind::Numeral
    } else if crate::normalize::is_cjk(c) {
        Kind::Ideograph
    } else if c.is_alphanumeric() || is_combining(c) {
        Kind::Word
    } else {
        Kind::Other
    }
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Cuts a text into tokens: a Chinese character by itself, Chinese numerals together, Latin words
/// and numbers whole (`$1,000,000`, `5%`, `don't`), each punctuation mark and blank by itself.
#[must_use]
pub fn tokens(text: &str) -> Vec<Range<usize>> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let at = |index: usize| characters.get(index).map(|(_, c)| *c);
    let byte = |index: usize| characters.get(index).map_or(text.len(), |(byte, _)| *byte);
    let digit = |index: usize| at(index).is_some_and(|c| c.is_ascii_digit());
    let mut ranges = Vec::new();
    let mut start = 0;
    while let Some(first) = at(start) {
        let mut end = start + 1;
        match kind(first) {
            Kind::Numeral => {
                while at(end).is_some_and(|c| kind(c) == Kind::Numeral) {
                    end += 1;
                }
            }
            Kind::Ideograph => {
                while at(end).is_some_and(is_combining) {
                    end += 1;
                }
            }
            Kind::Word => loop {
                let inside = at(end).is_some_and(|c| match c {
                    ',' | '.' => digit(end - 1) && digit(end + 1),
                    '\'' | '’' => {
                        at(end + 1).is_some_and(char::is_alphabetic) && at(end - 1).is_some_and(char::is_alphabetic)
                    }
                    '%' | '％' | '‰' => digit(end - 1),
                    _ => kind(c) == Kind::Word,
                });
                if !inside {
                    break;
                }
                end += 1;
            },
            Kind::Other if "$€£¥￥".contains(first) && digit(end) => {
                while digit(end) || (matches!(at(end), Some(',' | '.')) && digit(end + 1)) {
                    end += 1;
                }
            }
            Kind::Other => {}
        }
        ranges.push(byte(start)..byte(end));
        start = end;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(old: &str, new: &str) -> String {
        words(old, new, &tokens)
            .into_iter()
            .map(|part| match part.change {
                Change::Equal => part.text,
                Change::Delete => format!("[-{}]", part.text),
                Change::Insert => format!("[+{}]", part.text),
            })
            .collect()
    }

    #[test]
    fn only_the_words_that_change_are_marked() {
        assert_eq!(marked("押金于三十日内退还", "押金于六十日内退还"), "押金于[-三十][+六十]日内退还");
        assert_eq!(
            marked("within thirty (30) days", "within sixty (60) days"),
            "within [-thirty][+sixty] ([-30][+60]) days"
        );
        assert_eq!(marked("pay $1,000,000 now", "pay $2,000,000 now"), "pay [-$1,000,000][+$2,000,000] now");
        assert_eq!(marked("each party shall", "either side shall"), "[-each party][+either side] shall");
        assert_eq!(marked("不变", "不变"), "不变");
        assert_eq!(marked("", "新增"), "[+新增]");
        assert_eq!(marked("删去", ""), "[-删去]");
    }

    proptest! {
        #[test]
        fn tokens_cover_the_text(text in ".{0,60}") {
            let joined: String = tokens(&text).into_iter().map(|range| text[range].to_owned()).collect();
            prop_assert_eq!(joined, text);
        }

        #[test]
        fn what_stays_and_what_goes_is_the_old_text_and_what_stays_and_comes_the_new(
            old in "[甲乙三四十a-c ,.0-3]{0,24}", new in "[甲乙三四十a-c ,.0-3]{0,24}"
        ) {
            let parts = words(&old, &new, &tokens);
            let side = |gone: Change| -> String {
                parts.iter().filter(|part| part.change != gone).map(|part| part.text.as_str()).collect()
            };
            prop_assert_eq!(side(Change::Insert), old);
            prop_assert_eq!(side(Change::Delete), new);
        }
    }
}
