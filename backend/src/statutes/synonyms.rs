//! From plain speech to the words of statutes: who asks about 押金 needs an article on 定金.

use std::{collections::HashMap, sync::LazyLock};

use aho_corasick::AhoCorasick;

/// Lines of `plain words<TAB>legal terms<TAB>weight`, alternatives parted by `|`; `#` begins a comment.
const TABLE: &str = include_str!("../../../statutes/synonyms.tsv");

/// What a term weighs beside the one before it in the table: the most telling stands first.
const NEXT: f32 = 0.8;

/// What an entry weighs when a longer phrase of the same question says it more exactly.
const CONTAINED: f32 = 0.5;

static SYNONYMS: LazyLock<Option<Synonyms>> = LazyLock::new(|| Synonyms::read(TABLE));

/// Legal terms and their weight.
type Entry = (Vec<&'static str>, f32);

struct Synonyms {
    plain: AhoCorasick,
    phrases: Vec<&'static str>,
    /// For each phrase the entries that it calls up.
    entries: Vec<Vec<Entry>>,
}

impl Synonyms {
    fn read(table: &'static str) -> Option<Self> {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let (mut phrases, mut entries) = (Vec::new(), Vec::<Vec<Entry>>::new());
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut columns = line.split('\t');
            let (Some(plain), Some(legal), Some(weight)) = (columns.next(), columns.next(), columns.next()) else {
                continue;
            };
            let Ok(weight) = weight.trim().parse::<f32>() else { continue };
            for phrase in plain.split('|').filter(|phrase| !phrase.is_empty()) {
                let place = *places.entry(phrase).or_insert_with(|| {
                    phrases.push(phrase);
                    entries.push(Vec::new());
                    phrases.len() - 1
                });
                if let Some(entries) = entries.get_mut(place) {
                    entries.push((legal.split('|').collect(), weight));
                }
            }
        }
        let plain = AhoCorasick::new(&phrases).ok()?;
        Some(Self { plain, phrases, entries })
    }
}

/// The legal terms that a plain question calls up, each with its weight between 0 and 1.
pub(super) fn expand(query: &str) -> Vec<(&'static str, f32)> {
    let Some(synonyms) = SYNONYMS.as_ref() else { return Vec::new() };
    let mut called: Vec<usize> =
        synonyms.plain.find_overlapping_iter(query).map(|found| found.pattern().as_usize()).collect();
    called.sort_unstable();
    called.dedup();
    let phrase = |place: usize| synonyms.phrases.get(place).copied().unwrap_or_default();
    let mut terms = Vec::new();
    for place in &called {
        let own = phrase(*place);
        let longer = called.iter().any(|other| other != place && phrase(*other).contains(own));
        for (legal, weight) in synonyms.entries.get(*place).into_iter().flatten() {
            let mut weight = if longer { weight * CONTAINED } else { *weight };
            for term in legal {
                terms.push((*term, weight));
                weight *= NEXT;
            }
        }
    }
    terms
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{TABLE, expand};

    #[test]
    fn the_table_reads_and_repeats_nothing() {
        let mut plain = HashSet::new();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            assert_eq!(columns.len(), 3, "{line}");
            let weight: f32 = columns[2].parse().unwrap();
            assert!((0.1..=1.0).contains(&weight), "{line}");
            for phrase in columns[0].split('|') {
                assert!(phrase.chars().count() >= 2 && plain.insert(phrase), "{phrase}: {line}");
            }
            assert!(columns[1].split('|').all(|term| term.chars().count() >= 2), "{line}");
        }
        assert!(plain.len() >= 600, "{}", plain.len());
    }

    #[test]
    fn plain_speech_calls_up_the_words_of_the_law() {
        let of = |query: &str| expand(query).into_iter().map(|(term, _)| term).collect::<Vec<_>>();
        assert!(of("老板拖欠工资怎么办").contains(&"劳动报酬"));
        assert!(of("第一条").is_empty());
    }
}
