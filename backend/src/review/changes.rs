//! A review of what the other side changed: every point is asked, and those that the changes do not touch are
//! set aside. Whatever is in doubt stays (promise 3).

use std::collections::BTreeSet;

use pacta_domain::{
    comparison::DifferenceKind,
    document::{Document, Language},
    normalize::Folded,
    review::{Answer, ExtractAnswer, LocateAnswer, PointResult, Status},
};

use super::walk::Ended;
use crate::{compare, consistency};

/// What changed from one reading of a contract to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Blocks whose words changed.
    blocks: BTreeSet<String>,
    /// Blocks that use a term whose definition changed.
    affected: BTreeSet<String>,
    /// Folded texts that words were taken out of, before the change.
    lessened: Vec<String>,
}

impl Changed {
    /// What changed from `old` to `new`.
    #[must_use]
    pub fn between(old: &Document, new: &Document) -> Self {
        let mut changed = Self::default();
        for difference in compare::changes(old, new) {
            // Blanks, quotation marks and typed numbers bind nobody.
            if matches!(difference.kind, DifferenceKind::Form | DifferenceKind::Renumbered) {
                continue;
            }
            changed.blocks.extend(difference.new.map(|side| side.block));
            if difference.kind != DifferenceKind::Moved {
                changed.lessened.extend(difference.old.map(|side| Folded::loose(&side.text).text));
            }
        }
        for (term, definition) in consistency::definitions(new) {
            if changed.blocks.contains(&definition.block) {
                let using = new.blocks.iter().filter(|block| block.text.contains(&term));
                changed.affected.extend(using.map(|block| block.id.clone()));
            }
        }
        changed
    }

    /// How many paragraphs changed, those that are gone aside.
    #[must_use]
    pub fn paragraphs(&self) -> usize {
        self.blocks.len()
    }

    /// A point as it ended, or set aside when the changes do not touch it.
    pub(super) fn limit(&self, end: Ended, language: Language) -> Ended {
        let quoted = end.finding.iter().flat_map(|finding| &finding.quotes).map(|quote| quote.block.as_str());
        if end.result.status == Status::NotApplicable || self.touch(&end.result, quoted) {
            return end;
        }
        let reason = match language {
            Language::Zh => "改动没有涉及这一点。",
            Language::En => "The changes do not touch this point.",
        };
        let result = PointResult {
            status: Status::NotApplicable,
            outcome: Some("unchanged".to_owned()),
            reason: reason.to_owned(),
            quotes: Vec::new(),
            searched: None,
            ..end.result
        };
        Ended { result, finding: None, ..end }
    }

    fn touch<'a>(&self, point: &'a PointResult, quoted: impl Iterator<Item = &'a str>) -> bool {
        let answers = point.answers.values();
        if answers.clone().any(|answer| matches!(answer, Answer::Failed { .. })) {
            return true;
        }
        let read = answers.clone().flat_map(Answer::quotes).chain(&point.quotes).map(|quote| quote.block.as_str());
        let mut places = read.chain(quoted).peekable();
        let nowhere = places.peek().is_none();
        if places.any(|block| self.blocks.contains(block) || self.affected.contains(block)) {
            return true;
        }
        let absent = answers.clone().any(|answer| {
            matches!(
                answer,
                Answer::Locate { answer: LocateAnswer::Missing, .. }
                    | Answer::Extract { answer: ExtractAnswer::Absent, .. }
            )
        });
        (absent || nowhere) && self.may_have_held(point)
    }

    /// Whether what was looked for in vain may have stood in the words that were taken out.
    fn may_have_held(&self, point: &PointResult) -> bool {
        let cues = point.searched.iter().flat_map(|searched| &searched.cues);
        let cues: Vec<String> = cues.map(|cue| Folded::loose(cue).text).filter(|cue| !cue.is_empty()).collect();
        match cues.is_empty() {
            true => !self.lessened.is_empty() || !self.blocks.is_empty(),
            false => self.lessened.iter().any(|text| cues.iter().any(|cue| text.contains(cue))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::{ReadOptions, read};

    fn contract(text: &str) -> Document {
        read(text.as_bytes(), "a.txt", &ReadOptions::default()).unwrap()
    }

    #[test]
    fn what_changed_is_told_from_what_only_looks_different() {
        let old = contract(
            "租赁合同\n第一条 租金\n月租金为一万元。\n第二条 押金\n押金为三个月租金。\n第三条 转租\n乙方可以转租。",
        );
        let new = contract("租赁合同\n第一条 租金\n月租金为 一万元。\n第二条 押金\n押金为六个月租金。\n第三条 转租");
        let changed = Changed::between(&old, &new);
        assert_eq!(changed.blocks, BTreeSet::from(["b5".to_owned()]));
        assert_eq!(changed.lessened.len(), 2);
    }

    #[test]
    fn a_changed_definition_touches_every_clause_that_uses_the_term() {
        let text = |meaning: &str| {
            format!("保密协议\n第一条 “保密信息”是指{meaning}。\n第二条 接收方应当对保密信息保密。\n第三条 其他。")
        };
        let changed = Changed::between(&contract(&text("书面信息")), &contract(&text("一切信息")));
        assert_eq!(changed.affected, BTreeSet::from(["b2".to_owned(), "b3".to_owned()]));
    }
}
