//! `pacta statutes`.

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;
use pacta_backend::{
    clock::Clock,
    statutes::{self, Library, SearchOptions, Signal, Signals},
    storage,
};
use pacta_domain::statute::{Level, StatuteLookup as _};
use serde::Deserialize;

use super::{Failure, Settings, output};

/// Statute articles: import, search, resolve, show, list.
#[derive(Debug, Subcommand)]
pub enum Statutes {
    /// Import laws: folders of Markdown, tar.gz of such, JSON lines of articles.
    Import {
        /// What to import.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// One JSON object on standard output.
        #[arg(long)]
        json: bool,
    },
    /// Search articles by plain words or by citation.
    Search {
        /// What to look for.
        #[arg(required_unless_present = "queries")]
        query: Option<String>,
        /// Hits to give.
        #[arg(long, default_value_t = 10)]
        limit: usize,
        /// Only wordings in force on that day.
        #[arg(long)]
        date: Option<String>,
        /// Only this law.
        #[arg(long)]
        law: Option<String>,
        /// Only texts of this level: constitution, law, interpretation, regulation, local.
        #[arg(long)]
        level: Option<Level>,
        /// Leave a signal of the ranking out, to measure what it brings: pairs, questions, synonyms, titles, hierarchy, chapter, proximity.
        #[arg(long, value_delimiter = ',')]
        without: Vec<Signal>,
        /// JSON lines of {"id", "query"}; answers {"id", "hits"} a line.
        #[arg(long, conflicts_with = "query")]
        queries: Option<PathBuf>,
        /// One JSON object on standard output.
        #[arg(long)]
        json: bool,
    },
    /// Find the citations in a text and say which article each means.
    Resolve {
        /// The text.
        #[arg(required_unless_present = "citations")]
        text: Option<String>,
        /// The day whose law applies.
        #[arg(long)]
        date: Option<String>,
        /// JSON lines of {"id", "text"}; answers {"id", "citations"} a line.
        #[arg(long, conflicts_with = "text")]
        citations: Option<PathBuf>,
        /// One JSON object on standard output.
        #[arg(long)]
        json: bool,
    },
    /// Show an article.
    Show {
        /// Its id, as in 民法典#585.
        id: String,
        /// As it stood on that day.
        #[arg(long)]
        date: Option<String>,
        /// One JSON object on standard output.
        #[arg(long)]
        json: bool,
    },
    /// List the laws.
    List {
        /// One JSON object on standard output.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Deserialize)]
struct QueryLine {
    id: String,
    query: String,
}

#[derive(Deserialize)]
struct TextLine {
    id: String,
    text: String,
}

/// The articles at hand: what was imported under the data folder, else the starter set.
pub async fn library(settings: &Settings) -> Result<Library, Failure> {
    if !settings.has_database() {
        return Ok(Library::starter());
    }
    let db = storage::open(&settings.database()).await?;
    // The database may be older than the program and lack articles that its rulebooks cite.
    statutes::load_starter(&db).await.map_err(|error| Failure::outside("storage.failed", error))?;
    let library = statutes::open_library(&db, Some(&settings.data.join("statute-index"))).await;
    library.map_err(|error| Failure::outside("storage.failed", error))
}

impl Statutes {
    pub fn is_json(&self) -> bool {
        match self {
            Self::Import { json, .. }
            | Self::Search { json, .. }
            | Self::Resolve { json, .. }
            | Self::Show { json, .. }
            | Self::List { json } => *json,
        }
    }

    pub async fn run(self, settings: &Settings) -> Result<ExitCode, Failure> {
        match self {
            Self::Import { paths, json } => import(settings, &paths, json).await,
            Self::Search { query, limit, date, law, level, without, queries, json } => {
                let library = library(settings).await?;
                let signals = Signals::without(without);
                let options = SearchOptions { limit, date, law, level, status: None, signals };
                if let Some(path) = queries {
                    for line in lines::<QueryLine>(&path)? {
                        let hits = library.search(&line.query, &options);
                        output::line(&serde_json::json!({"id": line.id, "hits": hits}));
                    }
                    return Ok(ExitCode::SUCCESS);
                }
                let hits = library.search(&query.unwrap_or_default(), &options);
                if json {
                    output::line(&serde_json::json!({"hits": hits}));
                } else {
                    for hit in &hits {
                        output::say(&format!("{}  {:.1}\n    {}", hit.id, hit.score, hit.text.replace('\n', "\n    ")));
                    }
                }
                Ok(ExitCode::SUCCESS)
            }
            Self::Resolve { text, date, citations, json } => {
                let library = library(settings).await?;
                if let Some(path) = citations {
                    for line in lines::<TextLine>(&path)? {
                        let citations = library.resolve(&line.text, date.as_deref());
                        output::line(&serde_json::json!({"id": line.id, "citations": citations}));
                    }
                    return Ok(ExitCode::SUCCESS);
                }
                let citations = library.resolve(&text.unwrap_or_default(), date.as_deref());
                if json {
                    output::line(&serde_json::json!({"citations": citations}));
                } else {
                    for citation in &citations {
                        output::line(citation);
                    }
                }
                Ok(ExitCode::SUCCESS)
            }
            Self::Show { id, date, json } => {
                let library = library(settings).await?;
                let date = date.unwrap_or_else(|| Clock::system().today());
                let article = library.article(&id, &date).ok_or_else(|| Failure::refused("article.unknown", &id))?;
                if json {
                    output::line(&article);
                } else {
                    let place = article.title_path.join(" / ");
                    output::say(&format!("{} {}\n{place}\n\n{}", article.law, article.id, article.text));
                }
                Ok(ExitCode::SUCCESS)
            }
            Self::List { json } => {
                let library = library(settings).await?;
                let laws = library.laws();
                if json {
                    output::line(&serde_json::json!({"laws": laws}));
                } else {
                    for law in &laws {
                        output::line(law);
                    }
                }
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

async fn import(settings: &Settings, paths: &[PathBuf], json: bool) -> Result<ExitCode, Failure> {
    std::fs::create_dir_all(&settings.data)
        .map_err(|error| Failure::outside("output.unwritable", format!("{}: {error}", settings.data.display())))?;
    let db = storage::open(&settings.database()).await?;
    let report = statutes::import(&db, paths).await.map_err(|error| Failure::outside("storage.failed", error))?;
    if json {
        output::line(&report);
    } else {
        output::say(&format!("{} laws, {} articles, {} skipped", report.laws, report.articles, report.skipped.len()));
        for skipped in report.skipped.iter().take(20) {
            output::line(skipped);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn lines<T: serde::de::DeserializeOwned>(path: &std::path::Path) -> Result<Vec<T>, Failure> {
    let text = String::from_utf8(output::load(path)?).map_err(|error| Failure::refused("request.malformed", error))?;
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).map_err(|error| Failure::refused("request.malformed", error)))
        .collect()
}
