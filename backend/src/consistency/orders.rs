//! Sentences that tell a reviewing program what to find. A contract is read by programs on both sides; one that speaks to
//! them was tampered with, or its author hopes that nobody reads it.

use pacta_domain::{document::Document, evidence::Span, review::Severity};

use super::{Issue, Looked, in_language, quote, quote_bytes};
use crate::orders;

pub(super) fn check(document: &Document) -> Looked {
    let in_text = document
        .blocks
        .iter()
        .flat_map(|block| orders::find(&block.text).into_iter().filter_map(|range| quote_bytes(block, range)));
    let mut quotes: Vec<Span> = in_text.collect();
    let in_comments = document.comments.iter().filter(|comment| !orders::find(&comment.text).is_empty());
    let commented = in_comments.filter_map(|comment| {
        let block = document.block(&comment.block)?;
        quote(block, comment.start, comment.end.max(comment.start + 1))
            .or_else(|| quote(block, 0, block.text.chars().count()))
    });
    quotes.extend(commented);
    if quotes.is_empty() {
        return (document.blocks.len(), Vec::new());
    }
    let language = document.language;
    let issue = Issue {
        severity: Severity::High,
        title: in_language(language, "合同中有对审查程序说的话", "The contract speaks to a reviewing program").to_owned(),
        explanation: in_language(
            language,
            "这些话（正文、注释或者批注中）不约束任何一方，只是想让审查程序得出某种结论。它们没有影响本次审查；请查明由谁写入、是否还有其他隐藏的改动，并予以删除。",
            "These words (in the text, a note or a comment) bind no party; they try to make a reviewing program reach a certain result. They did not affect this review. Find out who put them there and whether more was hidden, and have them deleted.",
        )
        .to_owned(),
        quotes,
    };
    (document.blocks.len(), vec![issue])
}
