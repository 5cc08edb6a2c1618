use pacta_domain::{
    comparison::{Comparison, DifferenceKind, Tracked},
    document::{Document, Revisions},
    edit::Edit,
};
use proptest::prelude::*;

use super::{compare, edits};
use crate::{
    documents::{self, ReadOptions},
    redline::{self, RedlineOptions},
};

fn read(bytes: &[u8], name: &str, revisions: Revisions) -> Document {
    documents::read(bytes, name, &ReadOptions { revisions, ..ReadOptions::default() }).unwrap()
}

fn text(lines: &str) -> Document {
    read(lines.as_bytes(), "a.txt", Revisions::Accepted)
}

fn compared(old: &str, new: &str) -> Comparison {
    compare(&text(old), &text(new), &text(new))
}

/// A docx of our own with these paragraphs.
fn docx(lines: &[String]) -> Vec<u8> {
    let mut file = docx_rs::Docx::new();
    for line in lines {
        file = file.add_paragraph(docx_rs::Paragraph::new().add_run(docx_rs::Run::new().add_text(line)));
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    file.build().pack(&mut bytes).unwrap();
    bytes.into_inner()
}

fn options() -> RedlineOptions {
    RedlineOptions { author: "Other side".into(), date: "2026-01-02T03:04:05Z".into() }
}

fn replace(block: &str, start: usize, end: usize, text: &str) -> Edit {
    Edit::Replace { block: block.into(), start, end, text: text.into(), comment: None }
}

#[test]
fn each_kind_of_change_is_told_apart() {
    let old = "第一条 租金\n租金每月人民币10000元，按季支付。\n第二条 押金\n押金为三个月租金，合同终止后退还。\n第三条 转租\n未经同意，承租人不得转租。\n第四条 通知\n通知以书面形式送达，寄出后三日视为送达。";
    let new = "第一条 租金\n通知以书面形式送达，寄出后三日视为送达。\n租金每月人民币12000元，按季支付。\n第三条 押金\n押金为三个月租金,合同终止后退还。\n第四条 通知\n承租人在同等条件下优先续租。";
    let kinds: Vec<DifferenceKind> = compared(old, new).changes.iter().map(|change| change.kind).collect();
    for kind in [
        DifferenceKind::Changed,
        DifferenceKind::Moved,
        DifferenceKind::Form,
        DifferenceKind::Renumbered,
        DifferenceKind::Removed,
        DifferenceKind::Added,
    ] {
        assert!(kinds.contains(&kind), "{kind:?} in {kinds:?}");
    }
}

#[test]
fn a_changed_number_shows_as_that_number_with_its_place() {
    let comparison = compared(
        "第一条 租金\n1.1 租金每月10000元。\n1.2 按季支付。",
        "第一条 租金\n1.1 租金每月12000元。\n1.2 按季支付。",
    );
    let change = comparison.changes.first().unwrap();
    assert_eq!((comparison.changes.len(), comparison.unchanged), (1, 2));
    assert_eq!(change.place.as_deref(), Some("1.1"));
    let words: Vec<&str> = change.parts.iter().map(|part| part.text.as_str()).collect();
    assert_eq!(words, ["1.1 租金每月", "10000", "12000", "元。"]);
}

#[test]
fn what_was_changed_without_tracking_is_found() {
    let ours = docx(&[
        "Rent is 100 per month.".into(),
        "Notice is 30 days.".into(),
        "The deposit of the tenant is 300.".into(),
        "Both sign.".into(),
    ]);
    // The other side changes notice and deposit behind our back, then rent and deposit openly.
    let behind = [replace("b2", 10, 12, "10"), replace("b3", 4, 11, "bond")];
    let base = redline::clean(&redline::write(&ours, &behind, &options()).unwrap().bytes, Revisions::Accepted).unwrap();
    let openly = [replace("b1", 8, 11, "90"), replace("b3", 26, 29, "200")];
    let theirs = redline::write(&base, &openly, &options()).unwrap().bytes;
    let comparison = compare(
        &read(&ours, "a.docx", Revisions::Accepted),
        &read(&theirs, "b.docx", Revisions::Accepted),
        &read(&theirs, "b.docx", Revisions::Rejected),
    );
    let tracked: Vec<Tracked> = comparison.changes.iter().map(|change| change.tracked).collect();
    assert_eq!(tracked, [Tracked::Yes, Tracked::No, Tracked::Partly]);
    assert_eq!(comparison.untracked, 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Accepting the comparison's redline of the old file gives the new one's words, rejecting it the old one's.
    #[test]
    fn the_redline_leads_from_one_version_to_the_other(
        first in "甲方乙方于2026年签订本合同。",
        old in prop::collection::vec("(租金|押金|违约金|转租)(每月|一次|三倍)(支付|退还|不予退还)[一二三四五六]{1,3}(元|日)。", 1..7),
        keep in prop::collection::vec(any::<bool>(), 7),
        new in prop::collection::vec("(保密|通知|管辖|租金)(每月|一次|三倍)(支付|送达|解决)[七八九]{1,3}(元|日)。", 0..4),
        at in prop::collection::vec(0usize..8, 4),
    ) {
        let mut after: Vec<String> = old.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(line, _)| line.clone()).collect();
        for (line, place) in new.iter().zip(&at) {
            after.insert(*place.min(&after.len()), line.clone());
        }
        let (before, after) = ([vec![first.clone()], old].concat(), [vec![first], after].concat());
        let (before, after) = (docx(&before), docx(&after));
        let (old, new) = (read(&before, "a.docx", Revisions::Accepted), read(&after, "b.docx", Revisions::Accepted));
        let comparison = compare(&old, &new, &new);
        let written = redline::write(&before, &edits(&old, &new, &comparison.changes), &options()).unwrap();
        prop_assert_eq!(read(&written.bytes, "c.docx", Revisions::Accepted).text, new.text);
        prop_assert_eq!(read(&written.bytes, "c.docx", Revisions::Rejected).text, old.text);
    }
}
