//! Search by plain words: the index gives candidates, and what it cannot see puts them in order: where a law stands, what
//! else of its chapter was found, and how close to each other the words stand.

use std::{
    collections::{HashMap, HashSet},
    str::FromStr,
};

use aho_corasick::AhoCorasick;
use pacta_domain::statute::{Article, Level, Status};
use serde::Serialize;

use super::{
    cutting::Terms,
    library::{Library, valid_on},
    names::{self, short_name},
};

/// Candidates the index gives for each hit wanted, and at least: wordings that are not in force fall out, and an article
/// may move far.
const CANDIDATES: (usize, usize) = (6, 600);

/// Candidates whose sentences are read.
const READ: usize = 200;

/// Articles of one chapter that speak for each other, and what their mean weighs.
const CHAPTER: (usize, f32) = (3, 0.2);

/// What the best sentence of an article weighs beside the article.
const SENTENCE: f32 = 0.4;

/// Laws that the questions of daily life end in.
const CORE: [&str; 9] = [
    "刑法",
    "民事诉讼法",
    "刑事诉讼法",
    "劳动法",
    "劳动合同法",
    "道路交通安全法",
    "消费者权益保护法",
    "治安管理处罚法",
    "公司法",
];

/// What moves an article up or down; each can be left out, to measure what it brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Pairs of neighbouring characters.
    Pairs,
    /// Words that only make a question are left out.
    Questions,
    /// Legal terms for plain speech.
    Synonyms,
    /// Titles of laws and chapters.
    Titles,
    /// Codes before laws, laws before regulations, those before local ones.
    Hierarchy,
    /// Articles of one chapter speak for each other.
    Chapter,
    /// Words that stand in one sentence.
    Proximity,
}

impl FromStr for Signal {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Ok(match name {
            "pairs" => Self::Pairs,
            "questions" => Self::Questions,
            "synonyms" => Self::Synonyms,
            "titles" => Self::Titles,
            "hierarchy" => Self::Hierarchy,
            "chapter" => Self::Chapter,
            "proximity" => Self::Proximity,
            _ => return Err("pairs, questions, synonyms, titles, hierarchy, chapter or proximity".to_owned()),
        })
    }
}

/// The signals that count: all of them unless some are left out.
#[derive(Clone, Debug, Default)]
pub struct Signals {
    left_out: Vec<Signal>,
}

impl Signals {
    /// All but these.
    #[must_use]
    pub fn without(left_out: Vec<Signal>) -> Self {
        Self { left_out }
    }

    pub(super) fn has(&self, signal: Signal) -> bool {
        !self.left_out.contains(&signal)
    }
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
    /// Only texts of this level.
    pub level: Option<Level>,
    /// Also wordings that are not in force, if they have this status today.
    pub status: Option<Status>,
    /// What counts.
    pub signals: Signals,
}

impl SearchOptions {
    fn admits(&self, article: &Article) -> bool {
        let held = match self.status {
            Some(status) => article.status == status,
            None => valid_on(article, self.date.as_deref()),
        };
        held && self.level.is_none_or(|level| Level::of_title(&article.law) == level)
            && self.law.as_ref().is_none_or(|law| names::key(law) == names::key(&article.law))
    }
}

/// An article found, as the command line and the REST API show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// `民法典#585`.
    pub id: String,
    /// Official title.
    pub law: String,
    /// Where the law stands.
    pub level: Level,
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
    /// Code-point ranges of `text` that the question asks for.
    pub marks: Vec<(usize, usize)>,
}

impl Hit {
    fn of(article: &Article, score: f32, marks: Vec<(usize, usize)>) -> Self {
        Self {
            id: article.id.clone(),
            law: article.law.clone(),
            level: Level::of_title(&article.law),
            article: article.article,
            sub: article.sub,
            title_path: article.title_path.clone(),
            score,
            status: article.status,
            in_force_from: article.in_force_from.clone(),
            text: article.text.clone(),
            marks,
        }
    }
}

/// A candidate.
struct Found<'a> {
    article: &'a Article,
    /// How far the place of its law moves it.
    weight: f32,
    score: f32,
}

impl Library {
    /// The best articles for a plain query, each in its wording of the date; one that the query cites
    /// comes first.
    #[must_use]
    pub fn search(&self, query: &str, options: &SearchOptions) -> Vec<Hit> {
        let date = options.date.as_deref();
        let terms = Terms::of(query, &options.signals);
        let worth = Worth::new(self, &terms);
        let mut found = self.candidates(&terms, options);
        if options.signals.has(Signal::Chapter) {
            with_chapters(&mut found);
        }
        if let (true, Some(worth)) = (options.signals.has(Signal::Proximity), &worth) {
            found.sort_by(|one, other| other.score.total_cmp(&one.score));
            found.truncate(READ.max(options.limit));
            for found in &mut found {
                found.score += SENTENCE * found.weight * worth.best_sentence(&found.article.text);
            }
        }
        let best = found.iter().map(|found| found.score).fold(0.0, f32::max);
        let cited = self.resolve(query, date).into_iter().filter(|citation| citation.resolved);
        let mut first = best + 1.0;
        // The first one cited comes first of all.
        for id in cited.filter_map(|citation| citation.id).collect::<Vec<_>>().iter().rev() {
            let wordings = self.wordings(id).filter(|article| options.admits(article));
            let wording = wordings.max_by_key(|article| &article.in_force_from);
            found.extend(wording.map(|article| Found { article, weight: 1.0, score: first }));
            first += 1.0;
        }
        found.sort_by(|one, other| {
            let (a, b) = (one.article, other.article);
            let score = other.score.total_cmp(&one.score);
            score.then_with(|| a.id.cmp(&b.id)).then_with(|| b.in_force_from.cmp(&a.in_force_from))
        });
        let mut seen = HashSet::new();
        found.retain(|found| seen.insert(found.article.id.as_str()));
        found.truncate(options.limit);
        let marks = |article: &Article| worth.as_ref().map(|worth| worth.marks(&article.text)).unwrap_or_default();
        found.into_iter().map(|found| Hit::of(found.article, found.score, marks(found.article))).collect()
    }

    /// What the index finds, weighed by where each law stands.
    fn candidates(&self, terms: &Terms, options: &SearchOptions) -> Vec<Found<'_>> {
        let Some(ranking) = self.ranking() else { return Vec::new() };
        let most = options.limit.saturating_mul(CANDIDATES.0).max(CANDIDATES.1);
        // What the options rule out takes no place from what they admit; a filter by law is the index's own.
        let most = if options.level.is_some() || options.status.is_some() { most.saturating_mul(10) } else { most };
        let titles = options.signals.has(Signal::Titles);
        let places = ranking
            .best(terms, options.law.as_deref(), titles, most)
            .inspect_err(|error| tracing::error!(%error, "the statute index cannot be searched"))
            .unwrap_or_default();
        let found = |(place, score): (usize, f32)| {
            let article = self.articles().get(place).filter(|article| options.admits(article))?;
            let weight = weight(article, &options.signals);
            Some(Found { article, weight, score: score * weight })
        };
        places.into_iter().filter_map(found).collect()
    }
}

/// Adds to each candidate what the best of its chapter have.
fn with_chapters(found: &mut [Found<'_>]) {
    let mut chapters: HashMap<(&str, &[String]), Vec<f32>> = HashMap::new();
    for Found { article, score, .. } in found.iter() {
        chapters.entry((&article.law, &article.title_path)).or_default().push(*score);
    }
    for scores in chapters.values_mut() {
        scores.sort_by(|x, y| y.total_cmp(x));
        scores.truncate(CHAPTER.0);
    }
    for Found { article, score, .. } in found.iter_mut() {
        let scores = chapters.get(&(article.law.as_str(), article.title_path.as_slice()));
        let sum: f32 = scores.into_iter().flatten().sum();
        // A chapter of one article speaks for nobody: the mean is over a fixed number.
        *score += CHAPTER.1 * sum / CHAPTER.0 as f32;
    }
}

/// How far the place of a law moves its articles: regulations specify what laws say, and the Civil Code is the root of
/// private law.
fn weight(article: &Article, signals: &Signals) -> f32 {
    if !signals.has(Signal::Hierarchy) {
        return 1.0;
    }
    let short = short_name(&article.law);
    match Level::of_title(&article.law) {
        _ if short == "民法典" => 1.35,
        _ if CORE.contains(&short.as_str()) => 1.15,
        Level::Law | Level::Interpretation => 1.0,
        Level::Constitution => 0.8,
        Level::Regulation => 0.75,
        Level::Local => 0.5,
    }
}

/// What each term of a question is worth where it is found.
struct Worth {
    finder: AhoCorasick,
    /// Words first, then pairs.
    terms: Vec<(String, f32)>,
    words: usize,
}

impl Worth {
    fn new(library: &Library, terms: &Terms) -> Option<Self> {
        let words = terms.words.len();
        let terms = library.ranking()?.worth(terms).ok()?;
        let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(terms.iter().map(|(term, _)| term));
        Some(Self { finder: finder.ok()?, terms, words })
    }

    /// The worth of the terms that stand together in one sentence, for the best sentence.
    fn best_sentence(&self, text: &str) -> f32 {
        let mut best = 0.0_f32;
        let mut seen = vec![false; self.terms.len()];
        for sentence in text.split(['。', '；', '\n']) {
            let mut sum = 0.0;
            seen.fill(false);
            for found in self.finder.find_overlapping_iter(sentence) {
                let place = found.pattern().as_usize();
                if let (Some(seen), Some((_, worth))) = (seen.get_mut(place), self.terms.get(place))
                    && !*seen
                {
                    *seen = true;
                    sum += worth;
                }
            }
            best = best.max(sum);
        }
        best
    }

    /// Where the words stand in a text, neighbours joined. Single characters and pairs stand everywhere.
    fn marks(&self, text: &str) -> Vec<(usize, usize)> {
        let telling = |place: usize| {
            place < self.words && self.terms.get(place).is_some_and(|(word, _)| word.chars().count() > 1)
        };
        let found = self.finder.find_overlapping_iter(text).filter(|found| telling(found.pattern().as_usize()));
        let mut bytes: Vec<(usize, usize)> = found.map(|found| (found.start(), found.end())).collect();
        bytes.sort_unstable();
        let mut joined: Vec<(usize, usize)> = Vec::new();
        for (start, end) in bytes {
            match joined.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => joined.push((start, end)),
            }
        }
        let (mut marks, mut at, mut chars) = (Vec::with_capacity(joined.len()), 0, 0);
        for (start, end) in joined {
            let mut advance = |to: usize| {
                chars += text.get(at..to).map_or(0, |part| part.chars().count());
                at = to;
                chars
            };
            marks.push((advance(start), advance(end)));
        }
        marks
    }
}
