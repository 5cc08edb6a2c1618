//! Text normalisation with a map back to the original offsets.
//!
//! Two people who type the same sentence give different code points: full-width digits, blanks that a
//! justified line left between Chinese characters, quotes that Word has curled. Searching happens in a
//! *folded* text in which such differences are gone; what is found is shown in the original, so every
//! folded character remembers where it came from. Both folds take one pass.

use std::ops::Range;

/// A folded text and the way back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The text to search in.
    pub text: String,
    /// For each folded character, in order.
    origins: Vec<Origin>,
    /// Code points of the original.
    original_len: usize,
}

/// Where one folded character stands and where it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Origin {
    /// Byte offset in the folded text.
    byte: usize,
    /// Code point in the original.
    point: usize,
}

impl Folded {
    /// The form in which cues are matched: full-width letters, digits and `％` become half-width, blanks
    /// beside a Chinese character go (`30 日` is `30日`), other runs of blanks become one, curly quotes
    /// become straight.
    /// Chinese punctuation stays, since cues use it to see where a sentence ends.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), ..Self::default() };
        let mut pending = None;
        let mut last = None;
        for (point, original) in text.chars().enumerate() {
            folded.original_len = point + 1;
            if is_invisible(original) {
                continue;
            }
            if is_blank(original) {
                pending = pending.or(Some(point));
                continue;
            }
            if let Some(blank) = pending.take()
                && last.is_some_and(|last| !is_wide(last) && !is_wide(original))
            {
                folded.push(' ', blank);
            }
            folded.push(fold_width(original), point);
            last = Some(original);
        }
        folded
    }

    /// The form in which quotes are compared: beyond [`Folded::new`], all blanks and line breaks go,
    /// Chinese punctuation becomes its ASCII relative, and the many dashes, quotes and dots become one.
    /// Letter case is kept: `Party` and `party` are different words in a contract.
    #[must_use]
    pub fn loose(text: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), ..Self::default() };
        for (point, original) in text.chars().enumerate() {
            folded.original_len = point + 1;
            if original.is_whitespace() || original.is_control() || is_invisible(original) {
                continue;
            }
            match fold_punctuation(original) {
                // A long dash is typed as one, two or three characters.
                '-' if folded.text.ends_with('-') => {}
                '…' => (0..3).for_each(|_| folded.push('.', point)),
                other => folded.push(other, point),
            }
        }
        folded
    }

    fn push(&mut self, folded: char, point: usize) {
        self.origins.push(Origin { byte: self.text.len(), point });
        self.text.push(folded);
    }

    /// The code points of the original that a byte range of [`Folded::text`] came from. Characters that
    /// folding dropped inside the range belong to it; those at its borders do not.
    #[must_use]
    pub fn original_range(&self, folded: Range<usize>) -> Range<usize> {
        let first = self.origins.partition_point(|origin| origin.byte < folded.start);
        let after = self.origins.partition_point(|origin| origin.byte < folded.end);
        let start = self.origins.get(first).map_or(self.original_len, |origin| origin.point);
        if after <= first {
            return start..start;
        }
        let end = self.origins.get(after - 1).map_or(self.original_len, |origin| origin.point + 1);
        start..end
    }

    /// The byte in [`Folded::text`] where the original's code point, or the next one that folding kept, stands.
    #[must_use]
    pub fn folded_byte(&self, original: usize) -> usize {
        let at = self.origins.partition_point(|origin| origin.point < original);
        self.origins.get(at).map_or(self.text.len(), |origin| origin.byte)
    }
}

/// Is this a Chinese character (an ideograph; punctuation is none)?
#[must_use]
pub fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}'          // 々〆〇
        | '\u{3400}'..='\u{4DBF}'        // extension A
        | '\u{4E00}'..='\u{9FFF}'        // unified
        | '\u{F900}'..='\u{FAFF}'        // compatibility
        | '\u{20000}'..='\u{323AF}'      // extensions B to H
    )
}

/// A Chinese character or its punctuation: no blank belongs between two of them.
fn is_wide(c: char) -> bool {
    is_cjk(c)
        || matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}')
        || matches!(c, '！' | '（' | '）' | '，' | '：' | '；' | '？' | '［' | '］')
}

/// A blank that does not break the line.
pub(crate) fn is_blank(c: char) -> bool {
    c != '\n' && c != '\r' && c != '\u{2028}' && c != '\u{2029}' && c != '\u{b}' && c.is_whitespace()
}

/// Characters that take no place on paper.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// Full-width letters, digits and `％` to half-width, curly quotes to straight.
fn fold_width(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％' => half_width(c),
        '“' | '”' | '„' | '‟' | '＂' => '"',
        '‘' | '’' | '‚' | '‛' | '＇' => '\'',
        other => other,
    }
}

/// The ASCII character of a full-width form (Unicode block *Halfwidth and Fullwidth Forms*), else itself.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        '\u{3000}' => ' ',
        '\u{FFE5}' => '¥',
        '\u{FFE1}' => '£',
        other => other,
    }
}

fn fold_punctuation(c: char) -> char {
    match fold_width(c) {
        '。' | '｡' => '.',
        '、' | '､' => ',',
        '「' | '」' | '『' | '』' | '《' | '》' | '〈' | '〉' | '«' | '»' => '"',
        '【' | '〔' | '〖' => '[',
        '】' | '〕' | '〗' => ']',
        '‐'..='―' | '−' | '－' | '─' | '━' | '﹣' | '＿' => '-',
        '·' | '•' | '・' | '‧' | '∙' => '·',
        '～' | '〜' | '∼' => '~',
        '○' => '〇',
        other => half_width(other),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Folded, is_cjk};

    #[test]
    fn folds_width_and_blanks_but_keeps_chinese_punctuation() {
        let folded = Folded::new("第　三 条：租金１２％（“含税”），自 2026 年起，以 Party Ａ 为准。");
        assert_eq!(folded.text, "第三条：租金12%（\"含税\"），自2026年起，以Party A为准。");
    }

    #[test]
    fn leads_back_to_the_original() {
        let original = "押 金１００元";
        let folded = Folded::new(original);
        let at = folded.text.find("押金100").unwrap();
        let range = folded.original_range(at..at + "押金100".len());
        let quoted: String = original.chars().skip(range.start).take(range.len()).collect();
        assert_eq!(quoted, "押 金１００");
        assert_eq!(folded.folded_byte(1), "押".len());
    }

    #[test]
    fn loose_form_is_equal_for_the_same_words_typed_differently() {
        let typed = [
            "甲方（“出租人”）——应于\n30 日内，退还。",
            "甲方(\"出租人\")—应于30日内,退还.",
            "甲方（＂出租人＂）－应于３０日内，退还｡",
        ];
        assert!(typed.windows(2).all(|pair| Folded::loose(pair[0]).text == Folded::loose(pair[1]).text));
    }

    #[test]
    fn knows_chinese_characters() {
        assert!("〇合同".chars().all(is_cjk));
        assert!(!"，。A1".chars().any(is_cjk));
    }

    proptest! {
        #[test]
        fn every_range_is_inside_the_original(text in "[ 　a-c１押金。\u{200b}\n…—]{0,40}", a in 0usize..60, b in 0usize..60) {
            for folded in [Folded::new(&text), Folded::loose(&text)] {
                let range = folded.original_range(a.min(b)..a.max(b));
                prop_assert!(range.start <= range.end && range.end <= text.chars().count());
                prop_assert!(folded.text.is_char_boundary(folded.folded_byte(a)));
            }
        }
    }
}
