//! Trees of small contracts.

use super::super::text;
use super::*;

fn tree(lines: &str) -> Vec<(String, Option<String>)> {
    let document = text::document(lines.to_owned()).unwrap();
    document
        .clauses
        .iter()
        .map(|clause| {
            let parent = clause.parent.as_deref().and_then(|id| document.clause(id));
            let name = |clause: &Clause| clause.label.clone().or(clause.title.clone()).unwrap_or_else(|| "-".into());
            (name(clause), parent.map(name))
        })
        .collect()
}

fn pairs(expected: &[(&str, Option<&str>)]) -> Vec<(String, Option<String>)> {
    expected.iter().map(|(name, parent)| ((*name).to_owned(), parent.map(str::to_owned))).collect()
}

#[test]
fn chinese_families_nest_by_custom() {
    let lines = "租赁合同\n第一章 总则\n第一条 租金\n一、租金标准\n（一）月租金\n1. 含税\n（1）税率\n2. 不含税\n（二）年租金\n第二条 押金\n第二章 其他\n第三条 争议";
    let expected = [
        ("第一章", None),
        ("第一条", Some("第一章")),
        ("一、", Some("第一条")),
        ("（一）", Some("一、")),
        ("1.", Some("（一）")),
        ("（1）", Some("1.")),
        ("2.", Some("（一）")),
        ("（二）", Some("一、")),
        ("第二条", Some("第一章")),
        ("第二章", None),
        ("第三条", Some("第二章")),
    ];
    assert_eq!(tree(lines), pairs(&expected));
}

#[test]
fn english_families_nest_and_roman_follows_letters() {
    let lines = "AGREEMENT\nWHEREAS, the parties wish to trade.\nARTICLE I DEFINITIONS\nSection 1.1 Terms. As used here.\n(a) one;\n(i) first;\n(ii) second;\n(b) two.\nARTICLE II TERM\n(h) eight\n(i) nine\nIN WITNESS WHEREOF, they sign.\nExhibit A Fees\n1. Price";
    let expected = [
        ("-", None),
        ("ARTICLE I", None),
        ("Section 1.1", Some("ARTICLE I")),
        ("(a)", Some("Section 1.1")),
        ("(i)", Some("(a)")),
        ("(ii)", Some("(a)")),
        ("(b)", Some("Section 1.1")),
        ("ARTICLE II", None),
        ("(h)", Some("ARTICLE II")),
        ("(i)", Some("ARTICLE II")),
        ("-", None),
        ("Exhibit A", None),
        ("1.", Some("Exhibit A")),
    ];
    assert_eq!(tree(lines), pairs(&expected));
}

#[test]
fn titles_come_from_headings_and_leading_words() {
    let document = text::document(
        "合同\n第三条 租金与押金\n3.1 押金：承租方应当支付押金。\n3.2 承租方应当支付租金。\n4. Confidential Information. The parties agree to keep it."
            .to_owned(),
    )
    .unwrap();
    let titles: Vec<_> = document.clauses.iter().map(|clause| clause.title.as_deref()).collect();
    assert_eq!(titles, [Some("租金与押金"), Some("押金"), None, Some("Confidential Information")]);
    assert_eq!(document.blocks[1].kind, BlockKind::Heading);
    assert_eq!(document.blocks[2].kind, BlockKind::Paragraph);
}

proptest::proptest! {
    #[test]
    fn every_block_is_in_one_clause_at_most_and_parents_come_first(picks in proptest::collection::vec(0usize..9, 1..40)) {
        const LINES: [&str; 9] = ["第一条 甲", "一、乙", "（一）丙", "1. 丁", "（2）戊", "(a) x", "(i) y", "plain words here.", "附件一"];
        let lines: Vec<_> = picks.iter().map(|pick| LINES[*pick]).collect();
        let document = text::document(lines.join("\n")).unwrap();
        let mut seen = std::collections::HashSet::new();
        for clause in &document.clauses {
            proptest::prop_assert!(clause.parent.as_ref().is_none_or(|parent| seen.contains(parent)));
            seen.insert(clause.id.clone());
            for block in &clause.blocks {
                proptest::prop_assert_eq!(document.block(block).and_then(|block| block.clause.clone()), Some(clause.id.clone()));
            }
        }
    }
}
