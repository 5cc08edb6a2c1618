//! Articles in memory, with the starter set that ships with the program.
//!
//! The starter set holds the official words of the articles that the bundled rulebooks rest on; law
//! texts are free of copyright (Copyright Law of the PRC, article 5).

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use pacta_domain::statute::{Article, Status, StatuteLookup};
use serde::Serialize;

use super::{
    names,
    ranking::Ranking,
    resolve::{ResolvedCitation, Resolver},
    versions::{self, Repeal},
};
use crate::clock::Clock;

/// JSON lines of the articles that ship with the program.
pub(super) const STARTER: &str = include_str!("../../../statutes/starter.jsonl");

/// Candidates the index gives for each hit wanted, and at least: wordings that are not in force fall
/// out, and the weight of its law moves an article.
const CANDIDATES: (usize, usize) = (6, 400);

/// What a search looks through.
#[derive(Clone, Debug, Default)]
pub struct SearchOptions {
    /// The most hits to return.
    pub limit: usize,
    /// Only wordings in force on this ISO date; `None`: wordings in force today.
    pub date: Option<String>,
    /// Only this law, by official title or short name.
    pub law: Option<String>,
}

/// An article found, as the command line and the REST API show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// `民法典#585`.
    pub id: String,
    /// Official title.
    pub law: String,
    /// Article number.
    pub article: u32,
    /// 1 for 之一; 0 for none.
    pub sub: u32,
    /// Part, chapter, section.
    pub title_path: Vec<String>,
    /// Higher is better; only scores of one search compare.
    pub score: f32,
    /// Whether it is law today.
    pub status: Status,
    /// First day of force.
    pub in_force_from: Option<String>,
    /// The official words.
    pub text: String,
}

impl Hit {
    fn of(article: &Article, score: f32) -> Self {
        Self {
            id: article.id.clone(),
            law: article.law.clone(),
            article: article.article,
            sub: article.sub,
            title_path: article.title_path.clone(),
            score,
            status: article.status,
            in_force_from: article.in_force_from.clone(),
            text: article.text.clone(),
        }
    }
}

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

    /// The best articles for a plain query, each in its wording of the date; one that the query cites
    /// comes first.
    #[must_use]
    pub fn search(&self, query: &str, options: &SearchOptions) -> Vec<Hit> {
        let date = options.date.as_deref();
        let law = options.law.as_deref();
        let mut found: Vec<(&Article, f32)> = Vec::new();
        let places = self.ranked(query, law, (options.limit.saturating_mul(CANDIDATES.0)).max(CANDIDATES.1));
        for (place, score) in places {
            let article = self.0.articles.get(place).filter(|article| valid_on(article, date));
            found.extend(article.map(|article| (article, score * law_weight(&article.law))));
        }
        let best = found.iter().map(|(_, score)| *score).fold(0.0, f32::max);
        let cited = self.resolve(query, date).into_iter().filter(|citation| citation.resolved);
        let mut first = best + 1.0;
        // The first one cited comes first of all.
        for id in cited.filter_map(|citation| citation.id).collect::<Vec<_>>().iter().rev() {
            let wording = self
                .0
                .wordings(id)
                .filter(|article| valid_on(article, date))
                .max_by_key(|article| &article.in_force_from);
            let held = wording.filter(|article| law.is_none_or(|law| names::key(law) == names::key(&article.law)));
            found.extend(held.map(|article| (article, first)));
            first += 1.0;
        }
        found.sort_by(|(a, x), (b, y)| {
            y.total_cmp(x).then_with(|| a.id.cmp(&b.id)).then_with(|| b.in_force_from.cmp(&a.in_force_from))
        });
        let mut seen = HashSet::new();
        found.retain(|(article, _)| seen.insert(article.id.as_str()));
        found.truncate(options.limit);
        found.into_iter().map(|(article, score)| Hit::of(article, score)).collect()
    }

    fn ranked(&self, query: &str, law: Option<&str>, candidates: usize) -> Vec<(usize, f32)> {
        let failed = |error: &tantivy::TantivyError| tracing::error!(%error, "the statute index cannot be searched");
        let open = || Ranking::open(&self.0.articles, self.0.index_folder.as_deref()).inspect_err(failed).ok();
        let Some(ranking) = self.0.ranking.get_or_init(open) else { return Vec::new() };
        ranking.best(query, law, candidates).inspect_err(failed).unwrap_or_default()
    }

    /// The citations of statutes in a text, in order, each looked up; `date` as in [`SearchOptions`].
    #[must_use]
    pub fn resolve(&self, text: &str, date: Option<&str>) -> Vec<ResolvedCitation> {
        let laws = || self.0.articles.iter().map(|article| article.law.as_str());
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
        let options = SearchOptions { limit, date: Some(date.to_owned()), law: None };
        let hits = Self::search(self, query, &options);
        hits.iter().filter_map(|hit| StatuteLookup::article(self, &hit.id, date)).collect()
    }
}

/// Whether a wording holds on the date, or today.
pub(super) fn valid_on(article: &Article, date: Option<&str>) -> bool {
    date.map_or(article.status == Status::InForce, |date| article.in_force_on(date))
}

/// Regulations specify what laws say, and the Civil Code is the root of contract law.
fn law_weight(law: &str) -> f32 {
    if law == "中华人民共和国民法典" {
        1.35
    } else if ["条例", "办法", "规定"].iter().any(|ending| law.ends_with(ending)) {
        0.75
    } else {
        1.0
    }
}
