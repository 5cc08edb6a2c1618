//! From an engine's claim to words that stand in the contract, or to nothing (promise 1).

use pacta_domain::{
    document::{Block, Document, char_offset},
    evidence::VerifiedQuote,
    normalize::Folded,
};

use super::engine::QuoteClaim;

/// Finds the claimed words: at the range named, in the block named, anywhere in the contract; at
/// last with differences of width, blanks, line breaks and punctuation ignored. The quote always
/// has the contract's own words.
#[must_use]
pub fn verify(document: &Document, claim: &QuoteClaim) -> Option<VerifiedQuote> {
    let named = claim.block.as_deref().and_then(|id| document.block(id));
    let wanted = claim.text.trim();
    // A full stop stands in every contract and shows nothing.
    if !wanted.chars().any(char::is_alphanumeric) {
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
        let wanted = Folded::loose(wanted).text;
        blocks().find_map(|block| loose(block, &wanted))
    })
}

fn exact(block: &Block, wanted: &str) -> Option<VerifiedQuote> {
    let start = char_offset(&block.text, block.text.find(wanted)?);
    VerifiedQuote::at(block, start, start + wanted.chars().count())
}

/// A single character that survives folding is found everywhere and shows nothing.
const FEWEST: usize = 2;

fn loose(block: &Block, wanted: &str) -> Option<VerifiedQuote> {
    if wanted.chars().count() < FEWEST {
        return None;
    }
    let have = Folded::loose(&block.text);
    let start = have.text.find(wanted)?;
    let range = have.original_range(start..start + wanted.len());
    VerifiedQuote::at(block, range.start, range.end)
}

#[cfg(test)]
mod tests {
    use pacta_domain::document::Document;
    use proptest::prelude::*;

    use super::{QuoteClaim, verify};

    fn contract(lines: &str) -> Document {
        crate::documents::read(lines.as_bytes(), "t.txt", &crate::documents::ReadOptions::default()).unwrap()
    }

    fn said(block: Option<&str>, text: &str) -> QuoteClaim {
        QuoteClaim { block: block.map(str::to_owned), range: None, text: text.to_owned() }
    }

    const LEASE: &str =
        "第一条 押金\n乙方应当支付押金人民币１０，０００元（“押金”）。\n第二条 租金\n租金每月支付一次。";

    #[test]
    fn finds_words_typed_otherwise_and_shows_the_contracts_own() {
        let document = contract(LEASE);
        let found = verify(&document, &said(None, "支付押金人民币 10,000 元(\"押金\")")).unwrap();
        assert_eq!(found.text(), "支付押金人民币１０，０００元（“押金”）");
    }

    #[test]
    fn a_wrong_block_does_not_hide_words_that_stand_elsewhere() {
        let document = contract(LEASE);
        let first = document.blocks.first().unwrap().id.clone();
        assert_eq!(verify(&document, &said(Some(&first), "租金每月支付一次")).unwrap().text(), "租金每月支付一次");
    }

    #[test]
    fn what_the_contract_does_not_say_is_not_found() {
        let document = contract(LEASE);
        for lie in ["押金不予退还", "", " ", "。", "支付押金人民币90,000元", "押金……租金"] {
            assert!(verify(&document, &said(None, lie)).is_none(), "{lie}");
        }
    }

    proptest! {
        /// Whatever is claimed, what comes back stands in the contract at the place it names.
        #[test]
        fn a_verified_quote_always_holds(text in "[甲乙方应支付押金租 　，。（）“”0-9０-９a-c]{0,12}", at in 0usize..40, long in 0usize..9) {
            let document = contract(LEASE);
            let block = document.blocks.get(1).unwrap();
            let claim = QuoteClaim { block: Some(block.id.clone()), range: Some(at..at + long), text };
            if let Some(quote) = verify(&document, &claim) {
                prop_assert!(pacta_domain::evidence::Span::from(quote).holds_in(&document));
            }
        }
    }
}
