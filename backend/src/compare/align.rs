//! Which paragraph of the old version became which of the new one.

use std::collections::HashMap;

use pacta_domain::diff::{Change, script};

/// A place in the alignment: positions in the two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aligned {
    /// The paragraph stands in both.
    Both(usize, usize),
    /// Only in the old version.
    Old(usize),
    /// Only in the new version.
    New(usize),
}

/// How alike two paragraphs must be to count as one that was changed (Dice coefficient of their pairs of
/// characters): below, nobody recognises the old clause in the new.
const ALIKE: f64 = 0.5;

/// Pairs of paragraphs that are compared between two unchanged ones; beyond it they just go and come.
const MOST_PAIRS: usize = 250_000;

/// Aligns two lists of texts in order: equal ones first (shortest edit script), then within each gap the
/// pairs that are most alike.
pub(super) fn align(old: &[&str], new: &[&str]) -> Vec<Aligned> {
    let mut aligned = Vec::with_capacity(old.len().max(new.len()));
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    let (mut i, mut j) = (0, 0);
    for (change, _) in script(old, new) {
        match change {
            Change::Delete => {
                gone.push(i);
                i += 1;
            }
            Change::Insert => {
                come.push(j);
                j += 1;
            }
            Change::Equal => {
                pair(old, new, &std::mem::take(&mut gone), &std::mem::take(&mut come), &mut aligned);
                aligned.push(Aligned::Both(i, j));
                i += 1;
                j += 1;
            }
        }
    }
    pair(old, new, &gone, &come, &mut aligned);
    aligned
}

/// The pairs in a gap whose likeness is greatest in sum, none crossing another (dynamic programming as
/// for the longest common subsequence).
fn pair(old: &[&str], new: &[&str], gone: &[usize], come: &[usize], aligned: &mut Vec<Aligned>) {
    if gone.is_empty() || come.is_empty() || gone.len() * come.len() > MOST_PAIRS {
        aligned.extend(gone.iter().map(|i| Aligned::Old(*i)));
        aligned.extend(come.iter().map(|j| Aligned::New(*j)));
        return;
    }
    let before: Vec<Pairs> = gone.iter().map(|i| Pairs::of(old[*i])).collect();
    let after: Vec<Pairs> = come.iter().map(|j| Pairs::of(new[*j])).collect();
    let width = come.len() + 1;
    let mut best = vec![0.0_f64; (gone.len() + 1) * width];
    let mut likeness = vec![0.0_f64; gone.len() * come.len()];
    for i in (0..gone.len()).rev() {
        for j in (0..come.len()).rev() {
            let alike = before[i].likeness(&after[j]);
            likeness[i * come.len() + j] = alike;
            let skip = best[(i + 1) * width + j].max(best[i * width + j + 1]);
            let take = if alike >= ALIKE { alike + best[(i + 1) * width + j + 1] } else { 0.0 };
            best[i * width + j] = skip.max(take);
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < gone.len() && j < come.len() {
        let here = best[i * width + j];
        let alike = likeness[i * come.len() + j];
        if alike >= ALIKE && here <= alike + best[(i + 1) * width + j + 1] {
            aligned.push(Aligned::Both(gone[i], come[j]));
            i += 1;
            j += 1;
        } else if here <= best[(i + 1) * width + j] {
            aligned.push(Aligned::Old(gone[i]));
            i += 1;
        } else {
            aligned.push(Aligned::New(come[j]));
            j += 1;
        }
    }
    aligned.extend(gone[i..].iter().map(|i| Aligned::Old(*i)));
    aligned.extend(come[j..].iter().map(|j| Aligned::New(*j)));
}

/// The pairs of neighbouring characters of a text, counted.
struct Pairs {
    counts: HashMap<(char, char), usize>,
    total: usize,
}

impl Pairs {
    fn of(text: &str) -> Self {
        let mut counts = HashMap::new();
        let mut total = 0;
        for pair in text.chars().zip(text.chars().skip(1)) {
            *counts.entry(pair).or_default() += 1;
            total += 1;
        }
        Self { counts, total }
    }

    #[allow(clippy::cast_precision_loss)]
    fn likeness(&self, other: &Self) -> f64 {
        if self.total == 0 || other.total == 0 {
            return 0.0;
        }
        let shared: usize =
            self.counts.iter().filter_map(|(pair, count)| other.counts.get(pair).map(|theirs| count.min(theirs))).sum();
        2.0 * shared as f64 / (self.total + other.total) as f64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Aligned, align};

    #[test]
    fn a_changed_clause_is_found_between_one_that_went_and_one_that_came() {
        let old = ["第一条 总则", "第二条 租金每月一万元", "第三条 押金三万元", "第四条 附则"];
        let new = ["第一条 总则", "第二条 租金每月二万元", "新增条款完全不同", "第四条 附则"];
        assert_eq!(
            align(&old, &new),
            [Aligned::Both(0, 0), Aligned::Both(1, 1), Aligned::Old(2), Aligned::New(2), Aligned::Both(3, 3)]
        );
    }

    proptest! {
        /// Every paragraph of both versions is accounted for once, in order.
        #[test]
        fn nothing_is_lost_and_nothing_crosses(old in prop::collection::vec("[abc]{0,4}", 0..12), new in prop::collection::vec("[abc]{0,4}", 0..12)) {
            let (left, right): (Vec<&str>, Vec<&str>) = (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
            let aligned = align(&left, &right);
            let mine: Vec<usize> = aligned.iter().filter_map(|a| match a { Aligned::Both(i, _) | Aligned::Old(i) => Some(*i), Aligned::New(_) => None }).collect();
            let theirs: Vec<usize> = aligned.iter().filter_map(|a| match a { Aligned::Both(_, j) | Aligned::New(j) => Some(*j), Aligned::Old(_) => None }).collect();
            prop_assert_eq!(mine, (0..old.len()).collect::<Vec<_>>());
            prop_assert_eq!(theirs, (0..new.len()).collect::<Vec<_>>());
        }
    }
}
