//! From an engine's claim to words that stand in the contract, or to nothing (promise 1).

use pacta_domain::{
    document::{Block, Document, char_offset},
    evidence::VerifiedQuote,
};

use super::{engine::QuoteClaim, folding::fold};

/// Finds the claimed words: at the range named, in the block named, anywhere in the contract; at
/// last with differences of width, blanks, line breaks and punctuation ignored. The quote always
/// has the contract's own words.
#[must_use]
pub fn verify(document: &Document, claim: &QuoteClaim) -> Option<VerifiedQuote> {
    let named = claim.block.as_deref().and_then(|id| document.block(id));
    let wanted = claim.text.trim();
    if wanted.is_empty() {
        return None;
    }
    if let (Some(block), Some(range)) = (named, &claim.range)
        && let Some(quote) = VerifiedQuote::at(block, range.start, range.end)
        && quote.text() == claim.text
    {
        return Some(quote);
    }
    let blocks = || named.into_iter().chain(document.blocks.iter());
    blocks().find_map(|block| exact(block, wanted)).or_else(|| {
        let wanted: Vec<char> = wanted.chars().filter_map(essence).collect();
        blocks().find_map(|block| loose(block, &wanted))
    })
}

fn exact(block: &Block, wanted: &str) -> Option<VerifiedQuote> {
    let start = char_offset(&block.text, block.text.find(wanted)?);
    VerifiedQuote::at(block, start, start + wanted.chars().count())
}

fn loose(block: &Block, wanted: &[char]) -> Option<VerifiedQuote> {
    if wanted.len() < 2 {
        return None;
    }
    let have: Vec<(usize, char)> =
        block.text.chars().enumerate().filter_map(|(at, c)| Some((at, essence(c)?))).collect();
    let found = have.windows(wanted.len()).find(|window| window.iter().map(|(_, c)| c).eq(wanted))?;
    let (first, last) = (found.first()?, found.last()?);
    VerifiedQuote::at(block, first.0, last.0 + 1)
}

/// What of a character carries meaning in a comparison of quotes.
fn essence(c: char) -> Option<char> {
    if c.is_whitespace() {
        return None;
    }
    Some(match fold(c) {
        '，' | '、' => ',',
        '。' | '．' => '.',
        '；' => ';',
        '：' => ':',
        '（' | '【' | '〔' => '(',
        '）' | '】' | '〕' => ')',
        '？' => '?',
        '！' => '!',
        '「' | '」' | '『' | '』' => '"',
        '—' | '–' | '－' | '―' => '-',
        other => other,
    })
}
