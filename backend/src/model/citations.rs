//! Statutes in a model's reasons. Citations come from the rulebook and the statute index; what a model
//! names from memory is cut out, since half of it does not exist.

use std::sync::LazyLock;

use regex::Regex;

/// 《民法典》第五百八十五条第一款, 民法典第585条, Article 585 of the Civil Code.
static REFERENCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = r"第\s*[0-9０-９〇零一二三四五六七八九十百千两]+\s*条(?:之[一二三四五六七八九十]+)?(?:第?[一二三四五六七八九十]+[款项])*";
    let chinese = format!(
        r"(?:依据|根据|按照|依照|参照|违反)?(?:《[^》]{{1,40}}》(?:[、和及与]?{number})+|[\p{{Han}}]{{0,12}}(?:法典|法|条例|解释){number})(?:的?规定)?[，,]?"
    );
    let english = r"(?i:(?:under|pursuant to|per)\s+)?(?:(?:Article|Art\.|Section|§)\s*\d+[\w().-]*\s+of\s+(?:the\s+)?(?:[A-Z][\w'-]*\s?)+(?:Code|Act|Law|Statute)|\d+\s+U\.S\.C\.\s*§*\s*\d+\w*)[,]?\s?";
    Regex::new(&format!("{chinese}|{english}")).ok()
});

/// The text without references to articles, and how many there were.
pub(super) fn cut(text: &str) -> (String, u64) {
    let Some(reference) = REFERENCE.as_ref() else { return (text.to_owned(), 0) };
    let count = reference.find_iter(text).count() as u64;
    (reference.replace_all(text, "").trim().to_owned(), count)
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn cuts_references_and_counts_them() {
        assert_eq!(cut("根据《民法典》第五百八十五条的规定，违约金过高。"), ("违约金过高。".to_owned(), 1));
        assert_eq!(cut("违约金过高，参照民法典第585条。"), ("违约金过高，。".to_owned(), 1));
        assert_eq!(cut("Under Article 585 of the Civil Code, it is too high."), ("it is too high.".to_owned(), 1));
    }

    #[test]
    fn clauses_of_the_contract_stay() {
        for text in ["第三条只约束乙方。", "Section 3.2 binds one side.", "与《框架协议》一致。"] {
            assert_eq!(cut(text), (text.to_owned(), 0));
        }
    }
}
