//! Articles in memory, with the starter set that ships with the program.
//!
//! The starter set holds the official words of the articles that the bundled rulebooks rest on; law
//! texts are free of copyright (Copyright Law of the PRC, article 5).

use std::{
    collections::{BTreeMap, HashMap},
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use pacta_domain::statute::{Article, Status, StatuteLookup};
use serde::Serialize;

use super::{
    names,
    ranking::Ranking,
    resolve::{ResolvedCitation, Resolver},
    search::SearchOptions,
    versions::{self, Repeal},
};
use crate::clock::Clock;

/// JSON lines of the articles that ship with the program.
pub(super) const STARTER: &str = include_str!("../../../statutes/starter.jsonl");

/// A law the library holds, wholly or in part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LawEntry {
    /// Official title.
    pub title: String,
    /// Articles of the newest version.
    pub articles: usize,
    /// First day of force of the newest version.
    pub in_force_from: Option<String>,
    /// Whether that version is law today.
    pub status: Status,
}

/// A set of articles. Clones are cheap and share everything.
#[derive(Clone, Debug)]
pub struct Library(Arc<Shelves>);

#[derive(Debug)]
pub(super) struct Shelves {
    pub(super) articles: Vec<Article>,
    pub(super) by_id: HashMap<String, Vec<usize>>,
    pub(super) repeals: HashMap<String, Repeal>,
    index_folder: Option<PathBuf>,
    // Built on first use: a review only looks articles up.
    ranking: OnceLock<Option<Ranking>>,
    resolver: OnceLock<Resolver>,
}

/// The articles that ship with the program. A test rules out lines that do not read.
pub(super) fn starter_articles() -> Vec<Article> {
    let read = |(index, line): (usize, &str)| {
        serde_json::from_str(line)
            .inspect_err(|error| tracing::error!(line = index + 1, %error, "a line of the starter set does not read"))
            .ok()
    };
    STARTER.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).filter_map(read).collect()
}

impl Library {
    /// The articles that ship with the program.
    #[must_use]
    pub fn starter() -> Self {
        Self::open(starter_articles(), &Clock::system().today(), None)
    }

    /// A library of these articles as the law stands on `today`; several wordings of one article share
    /// an id. The index of a large library is kept in `index_folder`.
    #[must_use]
    pub fn open(mut articles: Vec<Article>, today: &str, index_folder: Option<PathBuf>) -> Self {
        let repeals = versions::settle(&mut articles, today);
        let mut by_id: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, article) in articles.iter().enumerate() {
            by_id.entry(article.id.clone()).or_default().push(place);
        }
        let (ranking, resolver) = (OnceLock::new(), OnceLock::new());
        Self(Arc::new(Shelves { articles, by_id, repeals, index_folder, ranking, resolver }))
    }

    /// All articles, every wording.
    #[must_use]
    pub fn articles(&self) -> &[Article] {
        &self.0.articles
    }

    /// All wordings held under an id; 之一 may be written for 之1.
    pub fn wordings(&self, id: &str) -> impl Iterator<Item = &Article> {
        self.0.wordings(id)
    }

    /// The laws held, by title.
    #[must_use]
    pub fn laws(&self) -> Vec<LawEntry> {
        let mut laws: BTreeMap<&str, LawEntry> = BTreeMap::new();
        for article in &self.0.articles {
            let law = laws.entry(&article.law).or_insert_with(|| LawEntry {
                title: article.law.clone(),
                articles: 0,
                in_force_from: article.in_force_from.clone(),
                status: article.status,
            });
            if law.in_force_from < article.in_force_from {
                law.in_force_from.clone_from(&article.in_force_from);
                law.status = article.status;
                law.articles = 0;
            }
            law.articles += usize::from(law.in_force_from == article.in_force_from);
        }
        laws.into_values().collect()
    }

    /// The index, built or opened on first use; `None` when that fails, which the log tells.
    pub(super) fn ranking(&self) -> Option<&Ranking> {
        let failed = |error: &tantivy::TantivyError| tracing::error!(%error, "the statute index cannot be opened");
        let open = || Ranking::open(&self.0.articles, self.0.index_folder.as_deref()).inspect_err(failed).ok();
        self.0.ranking.get_or_init(open).as_ref()
    }

    /// The citations of statutes in a text, in order, each looked up; `date` as in [`SearchOptions`].
    #[must_use]
    pub fn resolve(&self, text: &str, date: Option<&str>) -> Vec<ResolvedCitation> {
        let laws = || self.0.articles.iter().map(|article| (article.law.as_str(), article.status == Status::InForce));
        self.0.resolver.get_or_init(|| Resolver::new(laws(), self.0.repeals.keys())).resolve(text, &self.0, date)
    }
}

impl Shelves {
    /// Whether any article of that official title is held.
    pub(super) fn holds(&self, title: &str) -> bool {
        self.articles.iter().any(|article| article.law == title)
    }

    /// All wordings held under an id.
    pub(super) fn wordings(&self, id: &str) -> impl Iterator<Item = &Article> {
        let places = self.by_id.get(id).or_else(|| self.by_id.get(&names::plain_id(id)));
        places.into_iter().flatten().filter_map(|place| self.articles.get(*place))
    }
}

impl StatuteLookup for Library {
    fn article(&self, id: &str, date: &str) -> Option<Article> {
        let in_force = self.wordings(id).filter(|article| article.in_force_on(date));
        in_force.max_by_key(|article| &article.in_force_from).cloned()
    }

    fn search(&self, query: &str, date: &str, limit: usize) -> Vec<Article> {
        let options = SearchOptions { limit, date: Some(date.to_owned()), ..SearchOptions::default() };
        let hits = Self::search(self, query, &options);
        hits.iter().filter_map(|hit| StatuteLookup::article(self, &hit.id, date)).collect()
    }
}

/// Whether a wording holds on the date, or today.
pub(super) fn valid_on(article: &Article, date: Option<&str>) -> bool {
    date.map_or(article.status == Status::InForce, |date| article.in_force_on(date))
}
