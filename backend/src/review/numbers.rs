//! Numbers for inserted clauses where the contract's numbers are typed: the new clause gets a number
//! between its neighbours, so that nothing else must be renumbered.

use pacta_domain::document::Block;

/// The label that a clause inserted after `anchor` should bear: 第十条之一 after 第十条, 3.3A after
/// 3.3. Nothing where Word numbers by itself, where the text brings its own number, or where no such
/// number is in use.
pub(super) fn after(anchor: &Block, text: &str) -> Option<String> {
    let label = anchor.label.as_deref().filter(|_| anchor.label_typed)?.trim();
    if begins_with_number(text) {
        return None;
    }
    if label.starts_with('第') && label.ends_with('条') {
        return Some(format!("{label}之一\u{3000}"));
    }
    let core = label.trim_end_matches(['.', '、', '．']);
    let numeric = core.contains('.') && core.chars().all(|c| c.is_ascii_digit() || c == '.');
    let tail = &label[core.len()..];
    numeric.then(|| format!("{core}A{tail} "))
}

fn begins_with_number(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('第') && text.chars().take(8).any(|c| c == '条')
        || text.chars().next().is_some_and(|c| c.is_ascii_digit() || c == '(' || c == '（')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchor(label: Option<&str>, typed: bool) -> Block {
        Block { label: label.map(Into::into), label_typed: typed, ..Block::paragraph(0, String::new(), 0) }
    }

    #[test]
    fn an_inserted_clause_is_numbered_between_its_neighbours() {
        assert_eq!(after(&anchor(Some("第十条"), true), "不可抗力"), Some("第十条之一\u{3000}".into()));
        assert_eq!(after(&anchor(Some("3.3"), true), "Notice"), Some("3.3A ".into()));
        assert_eq!(after(&anchor(Some("3.3."), true), "Notice"), Some("3.3A. ".into()));
        assert_eq!(after(&anchor(Some("第十条"), false), "不可抗力"), None);
        assert_eq!(after(&anchor(Some("第十条"), true), "第十一条 不可抗力"), None);
        assert_eq!(after(&anchor(None, false), "不可抗力"), None);
        assert_eq!(after(&anchor(Some("（三）"), true), "不可抗力"), None);
    }
}
