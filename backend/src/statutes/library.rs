//! Articles in memory, with the starter set that ships with the program.
//!
//! The starter set holds the official words of the articles that the bundled rulebooks rest on; law
//! texts are free of copyright (Copyright Law of the PRC, article 5).

use std::{
    cmp::Reverse,
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use pacta_domain::statute::{Article, StatuteLookup, Status};
use serde::Serialize;

use super::{
    ranking::Ranking,
    resolve::{ResolvedCitation, Resolver},
};

const STARTER: &str = include_str!("../../../statutes/starter.jsonl");

/// Why a set of articles could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// A line is not an article.
    #[error("line {line} is not an article: {source}; correct the line and import again")]
    Line {
        /// Line number, from 1.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

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

/// A set of articles. Clones are cheap and share everything.
#[derive(Clone, Debug)]
pub struct Library(Arc<Shelves>);

#[derive(Debug)]
struct Shelves {
    articles: Vec<Article>,
    by_id: HashMap<String, Vec<usize>>,
    // Built on first use: a review only looks articles up.
    ranking: OnceLock<Ranking>,
    resolver: OnceLock<Resolver>,
}

impl Library {
    /// The articles that ship with the program.
    ///
    /// # Errors
    /// When the embedded set is malformed, which a test rules out.
    pub fn starter() -> Result<Self, LibraryError> {
        let lines = STARTER.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let articles = lines.map(|(index, line)| {
            serde_json::from_str(line).map_err(|source| LibraryError::Line { line: index + 1, source })
        });
        Ok(Self::open(articles.collect::<Result<_, _>>()?))
    }

    /// A library of these articles; several wordings of one article share an id.
    #[must_use]
    pub fn open(articles: Vec<Article>) -> Self {
        let mut by_id: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, article) in articles.iter().enumerate() {
            by_id.entry(article.id.clone()).or_default().push(place);
        }
        Self(Arc::new(Shelves { articles, by_id, ranking: OnceLock::new(), resolver: OnceLock::new() }))
    }

    /// All articles, every wording.
    #[must_use]
    pub fn articles(&self) -> &[Article] {
        &self.0.articles
    }

    /// All wordings held under an id.
    pub fn wordings(&self, id: &str) -> impl Iterator<Item = &Article> {
        self.0.by_id.get(id).into_iter().flatten().filter_map(|place| self.0.articles.get(*place))
    }

    /// The best articles for a plain query; one that the query cites comes first.
    #[must_use]
    pub fn search(&self, query: &str, options: &SearchOptions) -> Vec<Hit> {
        let articles = &self.0.articles;
        let ranking = self.0.ranking.get_or_init(|| Ranking::new(articles.iter().map(|article| article.text.as_str())));
        let mut scores = ranking.scores(query);
        for (place, score) in &mut scores {
            if let Some(article) = articles.get(*place) {
                *score *= law_weight(&article.law);
            }
        }
        let best = scores.values().copied().fold(0.0, f32::max);
        for cited in self.resolve(query, options.date.as_deref()).into_iter().filter(|citation| citation.resolved) {
            for place in cited.id.as_ref().and_then(|id| self.0.by_id.get(id)).into_iter().flatten() {
                *scores.entry(*place).or_default() += best + 1.0;
            }
        }
        let mut hits: Vec<Hit> = scores
            .into_iter()
            .filter_map(|(place, score)| articles.get(place).map(|article| (article, score)))
            .filter(|(article, _)| valid_on(article, options.date.as_deref()))
            .filter(|(article, _)| {
                options.law.as_ref().is_none_or(|law| article.law == *law || super::short_name(&article.law) == super::short_name(law))
            })
            .map(|(article, score)| Hit::of(article, score))
            .collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
        hits.truncate(options.limit);
        hits
    }

    /// The citations of statutes in a text, in order, each looked up; `date` as in [`SearchOptions`].
    #[must_use]
    pub fn resolve(&self, text: &str, date: Option<&str>) -> Vec<ResolvedCitation> {
        let resolver = self.0.resolver.get_or_init(|| Resolver::new(self.0.articles.iter().map(|article| article.law.as_str())));
        resolver.resolve(text, |id| {
            let mut wordings: Vec<_> = self.wordings(id).collect();
            wordings.sort_by_key(|article| Reverse((valid_on(article, date), article.in_force_from.clone())));
            wordings.first().map(|article| ((*article).clone(), valid_on(article, date)))
        })
    }
}

impl StatuteLookup for Library {
    fn article(&self, id: &str, date: &str) -> Option<Article> {
        self.wordings(id).filter(|article| article.in_force_on(date)).max_by_key(|article| article.in_force_from.clone()).cloned()
    }

    fn search(&self, query: &str, date: &str, limit: usize) -> Vec<Article> {
        let options = SearchOptions { limit, date: Some(date.to_owned()), law: None };
        Self::search(self, query, &options).iter().filter_map(|hit| StatuteLookup::article(self, &hit.id, date)).collect()
    }
}

fn valid_on(article: &Article, date: Option<&str>) -> bool {
    date.map_or(article.status == Status::InForce, |date| article.in_force_on(date))
}

/// Regulations specify what laws say, and the Civil Code is the root of contract law.
fn law_weight(law: &str) -> f32 {
    if law == "中华人民共和国民法典" {
        1.35
    } else if law.ends_with("条例") || law.ends_with("办法") || law.ends_with("规定") {
        0.75
    } else {
        1.0
    }
}
