//! Words: Chinese by a segmenter, so that 甲方 becomes 乙方 as a word and not as half of one.

use std::{ops::Range, sync::LazyLock};

use jieba_rs::Jieba;
use pacta_domain::{
    diff::{self, Change, Part},
    normalize::is_cjk,
};

/// The dictionary takes a tenth of a second to load; most redlines of English contracts never need it.
static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// The differences between two wordings as the redline marks them.
#[must_use]
pub fn difference(old: &str, new: &str) -> Vec<Part> {
    if old.is_empty() || new.is_empty() || !old.chars().chain(new.chars()).any(is_cjk) {
        return diff::words(old, new, &diff::tokens);
    }
    // Wordings that share no Chinese character share no word either, and need no dictionary to tell so.
    let fine = diff::words(old, new, &diff::tokens);
    let shared = |part: &Part| part.change == Change::Equal && part.text.chars().any(is_cjk);
    if fine.iter().any(shared) { diff::words(old, new, &words) } else { fine }
}

/// Tokens with neighbouring Chinese characters joined to words.
fn words(text: &str) -> Vec<Range<usize>> {
    let fine = diff::tokens(text);
    let mut coarse: Vec<Range<usize>> = Vec::with_capacity(fine.len());
    let mut index = 0;
    while let Some(range) = fine.get(index) {
        let is_ideograph = |range: &Range<usize>| text[range.clone()].chars().next().is_some_and(is_cjk);
        if !is_ideograph(range) {
            coarse.push(range.clone());
            index += 1;
            continue;
        }
        let mut end = index;
        while fine.get(end).is_some_and(is_ideograph) {
            end += 1;
        }
        let (from, to) = (range.start, fine.get(end - 1).map_or(range.end, |last| last.end));
        let mut at = from;
        for word in JIEBA.cut(&text[from..to], true) {
            let length = word.word.len();
            // A numeral is one token whatever the dictionary says of its surroundings.
            coarse.extend(split_numerals(text, at..at + length, &fine[index..end]));
            at += length;
        }
        index = end;
    }
    coarse
}

/// Cuts a word where a token of several characters (a numeral) begins or ends inside it.
fn split_numerals(text: &str, word: Range<usize>, fine: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut cuts = vec![word.start];
    for token in fine.iter().filter(|token| text[(*token).clone()].chars().count() > 1) {
        cuts.extend([token.start, token.end].into_iter().filter(|cut| word.start < *cut && *cut < word.end));
    }
    cuts.push(word.end);
    cuts.dedup();
    cuts.windows(2).filter_map(|pair| Some(*pair.first()?..*pair.get(1)?)).collect()
}
