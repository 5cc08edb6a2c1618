//! Ranking by BM25 over words, pairs of neighbouring characters and titles: words carry meaning, pairs find what the
//! dictionary cuts differently in the question and in the law, titles know what a law is about.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    cutting::{Terms, pairs, words},
    names::short_name,
};
use pacta_domain::statute::Article;
use sha2::{Digest, Sha256};
use tantivy::{
    Index, IndexReader, TantivyDocument, TantivyError, Term,
    collector::TopDocs,
    query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery},
    schema::{FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions},
};

/// Changes whenever the fields or the cutting of words do, so that old indexes are rebuilt.
const EDITION: u32 = 2;

/// Up to this many articles the index is built in memory: faster than looking for one on disk.
const IN_MEMORY: usize = 5_000;

/// What a pair weighs beside a word.
const PAIR_WEIGHT: f32 = 0.7;

/// What a word in the title of the law or in the heading of its chapter weighs beside one in the article.
const TITLE_WEIGHT: f32 = 0.2;

/// Bytes the index writer collects before it writes a segment.
const WRITER_MEMORY: usize = 64 * 1024 * 1024;

/// An inverted index from words and pairs to the places of articles.
pub(super) struct Ranking {
    reader: IndexReader,
    fields: Fields,
}

#[derive(Clone, Copy, Debug)]
struct Fields {
    place: Field,
    law: Field,
    words: Field,
    pairs: Field,
    titles: Field,
}

impl std::fmt::Debug for Ranking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ranking").field("fields", &self.fields).finish_non_exhaustive()
    }
}

impl Ranking {
    /// The index of these articles: in memory when they are few or there is no folder, else in the
    /// folder, where it is built when it is missing or belongs to other articles.
    pub(super) fn open(articles: &[Article], folder: Option<&Path>) -> Result<Self, TantivyError> {
        let on_disk = folder.filter(|_| articles.len() > IN_MEMORY).map(|folder| kept(articles, folder));
        match on_disk {
            Some(Ok(ranking)) => Ok(ranking),
            Some(Err(error)) => {
                tracing::warn!(%error, "the statute index cannot be kept on disk; it is built in memory");
                Self::build(articles, None)
            }
            None => Self::build(articles, None),
        }
    }

    fn build(articles: &[Article], folder: Option<&Path>) -> Result<Self, TantivyError> {
        let (schema, fields) = schema();
        let index = match folder {
            Some(folder) => Index::create_in_dir(folder, schema)?,
            None => Index::create_in_ram(schema),
        };
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, WRITER_MEMORY)?;
        for (place, article) in articles.iter().enumerate() {
            let mut document = TantivyDocument::new();
            document.add_u64(fields.place, place as u64);
            document.add_text(fields.law, short_name(&article.law));
            document.add_text(fields.words, words(&article.text).join(" "));
            document.add_text(fields.pairs, pairs(&article.text).join(" "));
            let title = format!("{} {}", short_name(&article.law), article.title_path.join(" "));
            document.add_text(fields.titles, words(&title).join(" "));
            writer.add_document(document)?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        Ok(Self { reader: index.reader()?, fields })
    }

    /// The places of the best articles and their scores, best first; `titles`: whether titles count.
    pub(super) fn best(
        &self,
        terms: &Terms,
        law: Option<&str>,
        titles: bool,
        limit: usize,
    ) -> Result<Vec<(usize, f32)>, TantivyError> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut add = |field, text: &str, weight| clauses.push((Occur::Should, weighted(field, text, weight)));
        for (word, weight) in &terms.words {
            add(self.fields.words, word, *weight);
            if titles {
                add(self.fields.titles, word, weight * TITLE_WEIGHT);
            }
        }
        for (pair, weight) in &terms.pairs {
            add(self.fields.pairs, pair, weight * PAIR_WEIGHT);
        }
        let mut query: Box<dyn Query> = Box::new(BooleanQuery::new(clauses));
        if let Some(law) = law {
            let law = Box::new(BoostQuery::new(term(self.fields.law, &short_name(law)), 0.0));
            query = Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, law)]));
        }
        let searcher = self.reader.searcher();
        let best = searcher.search(&query, &TopDocs::with_limit(limit.max(1)).order_by_score())?;
        let mut places = Vec::with_capacity(best.len());
        for (score, address) in best {
            let column = searcher.segment_reader(address.segment_ord).fast_fields().u64("place")?;
            places.extend(column.first(address.doc_id).and_then(|place| Some((usize::try_from(place).ok()?, score))));
        }
        Ok(places)
    }

    /// What finding each term in an article tells: its weight, more for a rare one (the inverse document frequency of
    /// BM25).
    pub(super) fn worth(&self, terms: &Terms) -> Result<Vec<(String, f32)>, TantivyError> {
        let searcher = self.reader.searcher();
        let count = searcher.num_docs();
        let rarity = |field, text: &str| -> Result<f32, TantivyError> {
            let known = searcher.doc_freq(&Term::from_field_text(field, text))?;
            // Counts of articles are far below what f32 holds exactly.
            Ok((1.0 + (count as f32 - known as f32 + 0.5) / (known as f32 + 0.5)).ln())
        };
        let mut worth = Vec::with_capacity(terms.words.len() + terms.pairs.len());
        for (word, weight) in &terms.words {
            worth.push((word.clone(), weight * rarity(self.fields.words, word)?));
        }
        for (pair, weight) in &terms.pairs {
            worth.push((pair.clone(), weight * PAIR_WEIGHT * rarity(self.fields.pairs, pair)?));
        }
        Ok(worth)
    }
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    // Terms are cut before they come here; the index only parts them at blanks.
    let indexing =
        TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(IndexRecordOption::WithFreqs);
    let text = TextOptions::default().set_indexing_options(indexing);
    let fields = Fields {
        place: schema.add_u64_field("place", FAST | INDEXED),
        law: schema.add_text_field("law", STRING),
        words: schema.add_text_field("words", text.clone()),
        pairs: schema.add_text_field("pairs", text.clone()),
        titles: schema.add_text_field("titles", text),
    };
    (schema.build(), fields)
}

/// The index in a subfolder named by the articles it is of.
fn kept(articles: &[Article], folder: &Path) -> Result<Ranking, TantivyError> {
    let stamp = format!("{EDITION}-{}", digest(articles));
    let place = folder.join(&stamp);
    if !place.is_dir() {
        fs::create_dir_all(folder)?;
        // Built aside and moved, so that no other process opens half an index.
        let aside = folder.join(format!("building-{}", std::process::id()));
        let _ = fs::remove_dir_all(&aside);
        fs::create_dir(&aside)?;
        Ranking::build(articles, Some(&aside))?;
        match fs::rename(&aside, &place) {
            Err(_) if place.is_dir() => drop(fs::remove_dir_all(&aside)),
            moved => moved?,
        }
        for old in others(folder, &stamp)? {
            let _ = fs::remove_dir_all(old);
        }
    }
    let index = Index::open_in_dir(&place)?;
    let (_, fields) = schema();
    Ok(Ranking { reader: index.reader()?, fields })
}

/// Indexes of other articles; those being built are left alone.
fn others(folder: &Path, stamp: &str) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    let is_other = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name != stamp && !name.to_string_lossy().starts_with("building-"))
    };
    Ok(entries.into_iter().filter(is_other).collect())
}

fn digest(articles: &[Article]) -> String {
    let mut hasher = Sha256::new();
    for article in articles {
        for part in [&article.id, article.in_force_from.as_deref().unwrap_or_default(), &article.text] {
            hasher.update(part.as_bytes());
            hasher.update([0]);
        }
    }
    hasher.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

fn weighted(field: Field, text: &str, weight: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(term(field, text), weight))
}
