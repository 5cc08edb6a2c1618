//! What this contract calls each side.

use std::collections::BTreeMap;

use pacta_domain::{
    document::{Document, Language},
    normalize::Folded,
    rulebook::{NEUTRAL, Rulebook},
};

/// The names of the sides in one contract, seen from one of them.
#[derive(Debug)]
pub struct Sides {
    names: BTreeMap<String, Vec<String>>,
    shown: BTreeMap<String, String>,
    position: String,
    /// Name of our side for people.
    pub title: String,
}

const NEUTRAL_WORDS: &[&str] = &["甲方", "乙方", "丙方", "丁方"];

impl Sides {
    /// Matches the rulebook's positions with the contract's parties.
    #[must_use]
    pub fn new(rulebook: &Rulebook, document: &Document, position: &str) -> Self {
        let mut names = BTreeMap::new();
        let mut shown = BTreeMap::new();
        let declared = |terms: &[String]| {
            document.parties.iter().find(|party| {
                std::iter::once(&party.role)
                    .chain(&party.aliases)
                    .any(|own| terms.iter().any(|term| own.eq_ignore_ascii_case(term)))
            })
        };
        let taken: Vec<&str> = rulebook
            .positions
            .iter()
            .filter_map(|side| declared(&side.terms))
            .flat_map(|party| std::iter::once(&party.role).chain(&party.aliases))
            .map(String::as_str)
            .collect();
        for side in &rulebook.positions {
            let usual = side.usual.as_deref().filter(|usual| !taken.contains(usual));
            let party = declared(&side.terms).or_else(|| {
                document.parties.iter().find(|party| {
                    usual.is_some_and(|usual| party.role == usual || party.aliases.iter().any(|alias| alias == usual))
                })
            });
            let mut own: Vec<String> = side.terms.clone();
            let mut word = None;
            if let Some(party) = party {
                let called: Vec<&String> = std::iter::once(&party.role).chain(&party.aliases).collect();
                word = called
                    .iter()
                    .find(|word| NEUTRAL_WORDS.contains(&word.as_str()))
                    .or(called.first())
                    .map(|word| (*word).clone());
                own.extend(called.into_iter().cloned());
                own.push(party.name.clone());
            }
            let word = word.or_else(|| usual.map(str::to_owned)).or_else(|| side.terms.first().cloned());
            own.extend(word.clone());
            own.retain(|name| name.chars().count() >= 2);
            own.sort_by_key(|name| std::cmp::Reverse(name.len()));
            own.dedup();
            shown.insert(side.id.clone(), word.unwrap_or_else(|| side.name.get(rulebook.language).to_owned()));
            names.insert(side.id.clone(), own);
        }
        let title = rulebook.positions.iter().find(|side| side.id == position).map_or_else(
            || match rulebook.language {
                Language::Zh => "中立".to_owned(),
                Language::En => "neutral".to_owned(),
            },
            |side| side.name.get(rulebook.language).to_owned(),
        );
        Self { names, shown, position: position.to_owned(), title }
    }

    /// Replaces `{lessor}`, `{us}`, `{them}` in a pattern by a group of names.
    #[must_use]
    pub fn fill(&self, pattern: &str) -> String {
        let mut filled = pattern.to_owned();
        for id in self.names.keys().map(String::as_str).chain(["us", "them"]) {
            let marker = format!("{{{id}}}");
            if filled.contains(&marker) {
                let mut alternatives: Vec<String> = self
                    .who(id)
                    .iter()
                    .flat_map(|side| &self.names[*side])
                    .map(|name| regex::escape(&Folded::new(name).text))
                    .collect();
                alternatives.sort_by_key(|name| std::cmp::Reverse(name.len()));
                alternatives.dedup();
                filled = filled.replace(&marker, &format!("(?:{})", alternatives.join("|")));
            }
        }
        filled
    }

    fn who(&self, id: &str) -> Vec<&str> {
        let all = self.names.keys().map(String::as_str);
        match id {
            "us" if self.position != NEUTRAL => vec![self.position.as_str()],
            "them" => all.filter(|side| *side != self.position).collect(),
            "us" => all.collect(),
            side => all.filter(|own| *own == side).collect(),
        }
    }

    /// Variables for templates: what the contract calls each side.
    #[must_use]
    pub fn variables(&self) -> BTreeMap<String, String> {
        let mut variables: BTreeMap<String, String> =
            self.shown.iter().map(|(id, word)| (id.replace('-', "_"), word.clone())).collect();
        for id in ["us", "them"] {
            let words: Vec<&str> =
                self.who(id).into_iter().filter_map(|side| self.shown.get(side)).map(String::as_str).collect();
            variables.insert(id.to_owned(), words.join("、"));
        }
        variables.insert("position".to_owned(), self.title.clone());
        variables
    }
}
