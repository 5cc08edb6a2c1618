//! What travels with a clause: a word may mean what a definition forty pages away says, and "subject to Article 9" is
//! not understood without Article 9.

use std::collections::{BTreeSet, HashMap};

use pacta_domain::document::Document;

use super::further::Joined;
use crate::consistency;

/// Characters of definitions and referenced clauses that go with one question at most.
const MOST: usize = 1_500;

/// The definitions and cross-references of a contract, by the place of their blocks.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// Terms with the block that defines them, longer terms first.
    terms: Vec<(String, usize)>,
    /// Blocks of the clauses that a block refers to.
    referred: HashMap<usize, Vec<usize>>,
}

impl Context {
    pub(super) fn of(reads: &Joined<'_>) -> Self {
        let mut context = Self::default();
        // Clause numbers mean those of the same document.
        for (document, first) in reads.parts() {
            context.add(document, first);
        }
        context.terms.sort_by_key(|(term, _)| std::cmp::Reverse(term.len()));
        context
    }

    /// Adds a document whose first block has that place.
    fn add(&mut self, document: &Document, first: usize) {
        let place = |id: &str| document.block_index(id).map(|index| first + index);
        let terms = consistency::definitions(document).into_iter();
        self.terms.extend(terms.filter_map(|(term, span)| Some((term, place(&span.block)?))));
        for reference in consistency::references(document) {
            let clause = reference.clause.as_deref().and_then(|id| document.clause(id));
            if let (Some(from), Some(clause)) = (place(&reference.span.block), clause) {
                let blocks = clause.blocks.iter().filter_map(|id| place(id));
                self.referred.entry(from).or_default().extend(blocks);
            }
        }
    }

    /// The blocks that go with those asked about, in the order of the document: what they refer to first, then the
    /// definitions of their words, as long as there is room.
    pub(super) fn beside(&self, document: &Document, asked: &BTreeSet<usize>) -> BTreeSet<usize> {
        let text = |index: usize| document.blocks.get(index).map_or("", |block| block.text.as_str());
        let referred = asked.iter().filter_map(|index| self.referred.get(index)).flatten().copied();
        let used = self.terms.iter().filter(|(term, _)| asked.iter().any(|index| text(*index).contains(term.as_str())));
        let mut room = MOST;
        let mut beside = BTreeSet::new();
        for index in referred.chain(used.map(|(_, index)| *index)) {
            let length = text(index).chars().count();
            if length <= room && !asked.contains(&index) && beside.insert(index) {
                room -= length;
            }
        }
        beside
    }
}

#[cfg(test)]
mod tests {
    use super::{Context, Joined};
    use crate::documents::{ReadOptions, read};

    #[test]
    fn definitions_and_referenced_clauses_travel_with_a_clause() {
        let text = "服务合同\n第一条 定义\n“损失”是指直接损失，不包括可得利益。\n第二条 费用\n服务费每月一万元。\n\
                    第三条 责任\n乙方按第二条约定的服务费赔偿甲方的损失。\n第四条 其他\n本合同一式两份。";
        let document = read(text.as_bytes(), "a.txt", &ReadOptions::default()).unwrap();
        let at = |words: &str| document.blocks.iter().position(|block| block.text.contains(words)).unwrap();
        let beside = Context::of(&Joined::new(&document, &[])).beside(&document, &[at("乙方按第二条")].into());
        assert!(beside.contains(&at("是指直接损失")) && beside.contains(&at("服务费每月")), "{beside:?}");
        assert!(!beside.contains(&at("一式两份")));
    }
}
