//! Laws and their articles. An article has words, a status and dates of force; a citation is an
//! article that was looked up, so that promise 2 (no citation without a text) holds by construction.

use serde::{Deserialize, Serialize};

/// Whether an article is law today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// In force as it stands.
    InForce,
    /// Replaced by a later wording of the same law.
    Amended,
    /// The law no longer exists.
    Repealed,
    /// Published, in force from a later date.
    NotYet,
}

/// One article of one version of a law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// `民法典#585`, `公司法#15之1`: the law's short name and the number.
    pub id: String,
    /// Official title: 中华人民共和国民法典.
    pub law: String,
    /// Article number.
    pub article: u32,
    /// 1 for 之一, 2 for 之二; 0 for none.
    #[serde(default)]
    pub sub: u32,
    /// Where it stands in the law: part, chapter, section.
    #[serde(default)]
    pub title_path: Vec<String>,
    /// The official words; paragraphs (款) are separated by `\n`.
    pub text: String,
    /// Whether it is law today.
    pub status: Status,
    /// First day of force, `2021-01-01`.
    pub in_force_from: Option<String>,
    /// First day it is no longer in force.
    #[serde(default)]
    pub in_force_until: Option<String>,
}

impl Article {
    /// Whether this wording is law on that day (`2026-11-23`; ISO dates compare as text).
    #[must_use]
    pub fn in_force_on(&self, date: &str) -> bool {
        self.status != Status::NotYet
            && self.in_force_from.as_deref().is_none_or(|from| from <= date)
            && self.in_force_until.as_deref().is_none_or(|until| date < until)
            && (self.status != Status::Repealed || self.in_force_until.is_some())
    }
}

/// An article as a finding cites it. Made only from an [`Article`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Citation {
    /// `民法典#585`.
    pub id: String,
    /// Official title of the law.
    pub law: String,
    /// Article number.
    pub article: u32,
    /// 1 for 之一; 0 for none.
    #[serde(default)]
    pub sub: u32,
    /// The paragraph (款) meant, from 1; `None` for the whole article.
    pub paragraph: Option<u32>,
    /// The article in the index's own words.
    pub text: String,
    /// Whether it is law today.
    pub status: Status,
    /// First day of force.
    pub in_force_from: Option<String>,
}

impl Citation {
    /// Cites an article, or one paragraph of it.
    #[must_use]
    pub fn of(article: &Article, paragraph: Option<u32>) -> Self {
        Self {
            id: article.id.clone(),
            law: article.law.clone(),
            article: article.article,
            sub: article.sub,
            paragraph,
            text: article.text.clone(),
            status: article.status,
            in_force_from: article.in_force_from.clone(),
        }
    }
}

/// What a review needs of the statute index, and no more.
pub trait StatuteLookup {
    /// The article of that id as it stood on `date`, or `None` when it is unknown or not in force.
    fn article(&self, id: &str, date: &str) -> Option<Article>;
    /// The best articles for a plain query, in force on `date`.
    fn search(&self, query: &str, date: &str, limit: usize) -> Vec<Article>;
}
