//! Articles in the database.

use std::path::{Path, PathBuf};

use pacta_domain::statute::{Article, Status};
use sqlx::{AnyPool, AssertSqlSafe, Row};

use super::{
    import::{self, ImportReport},
    library::{Library, STARTER, starter_articles},
};
use crate::{clock::Clock, storage};

/// Rows of one INSERT: nine parameters each, far below the least limit of both databases.
const ROWS: usize = 60;

/// Why articles could not be stored or read back.
#[derive(Debug, thiserror::Error)]
pub enum StatuteError {
    /// The database failed.
    #[error("the statute tables cannot be used: {0}")]
    Database(#[from] sqlx::Error),
    /// A stored article cannot be read any more.
    #[error("the stored article {id} cannot be read; import its law again")]
    Damaged {
        /// Id of the article.
        id: String,
    },
    /// A path to import cannot be read at all.
    #[error("{path} cannot be read: {source}; name a folder, a .tar.gz, a .md or a .jsonl file")]
    Unreadable {
        /// The path as given.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// Puts the articles that ship with the program into the database, once for each edition of them.
///
/// # Errors
/// When the database fails.
pub async fn load_starter(db: &AnyPool) -> Result<(), StatuteError> {
    let hash = storage::sha256(STARTER.as_bytes());
    let loaded = sqlx::query_scalar::<_, String>("SELECT hash FROM statute_sources WHERE name = 'starter'")
        .fetch_optional(db)
        .await?;
    if loaded.as_deref() == Some(hash.as_str()) {
        return Ok(());
    }
    upsert(db, &starter_articles()).await?;
    sqlx::query(
        "INSERT INTO statute_sources (name, hash) VALUES ('starter', $1) \
         ON CONFLICT (name) DO UPDATE SET hash = excluded.hash",
    )
    .bind(hash)
    .execute(db)
    .await?;
    Ok(())
}

/// Imports laws: folders of Markdown, tar.gz of such, single Markdown files, JSON lines of [`Article`].
///
/// What cannot be read is in the report's `skipped` with the reason; the rest is imported.
///
/// # Errors
/// When a path cannot be read at all, or the database fails.
pub async fn import(db: &AnyPool, paths: &[PathBuf]) -> Result<ImportReport, StatuteError> {
    let (articles, report) = import::gather(paths)?;
    upsert(db, &articles).await?;
    Ok(report)
}

/// All articles of the database, or the starter set when it holds none. The search index of a large
/// library is kept in `index_folder`, of a small one in memory.
///
/// # Errors
/// When the database fails or holds what is no article.
pub async fn open_library(db: &AnyPool, index_folder: Option<&Path>) -> Result<Library, StatuteError> {
    let rows = sqlx::query(
        "SELECT id, in_force_from, law, article, sub, title_path, text, status, in_force_until \
         FROM statute_articles ORDER BY law, in_force_from, article, sub",
    )
    .fetch_all(db)
    .await?;
    if rows.is_empty() {
        return Ok(Library::starter());
    }
    let articles = rows.iter().map(article).collect::<Result<Vec<_>, _>>()?;
    Ok(Library::open(articles, &Clock::system().today(), index_folder.map(Path::to_owned)))
}

fn article(row: &sqlx::any::AnyRow) -> Result<Article, StatuteError> {
    let id: String = row.try_get("id")?;
    let damaged = || StatuteError::Damaged { id: id.clone() };
    let number = |column: &str| -> Result<u32, StatuteError> {
        u32::try_from(row.try_get::<i64, _>(column)?).map_err(|_| damaged())
    };
    let day = |column: &str| -> Result<Option<String>, StatuteError> {
        Ok(Some(row.try_get::<String, _>(column)?).filter(|day| !day.is_empty()))
    };
    Ok(Article {
        law: row.try_get("law")?,
        article: number("article")?,
        sub: number("sub")?,
        title_path: serde_json::from_str(&row.try_get::<String, _>("title_path")?).map_err(|_| damaged())?,
        text: row.try_get("text")?,
        status: status(&row.try_get::<String, _>("status")?).ok_or_else(damaged)?,
        in_force_from: day("in_force_from")?,
        in_force_until: day("in_force_until")?,
        id,
    })
}

/// Writes articles; one of the same id and first day of force is replaced.
async fn upsert(db: &AnyPool, articles: &[Article]) -> Result<(), StatuteError> {
    let mut transaction = db.begin().await?;
    for rows in articles.chunks(ROWS) {
        // The text is numbers and commas of our own making.
        let sql = insert(rows.len());
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for article in rows {
            query = query
                .bind(&article.id)
                .bind(article.in_force_from.clone().unwrap_or_default())
                .bind(&article.law)
                .bind(i64::from(article.article))
                .bind(i64::from(article.sub))
                .bind(serde_json::Value::from(article.title_path.clone()).to_string())
                .bind(&article.text)
                .bind(status_name(article.status))
                .bind(article.in_force_until.clone().unwrap_or_default());
        }
        query.execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(())
}

fn insert(rows: usize) -> String {
    let row = |row: usize| {
        let parameters: Vec<String> = (1..=9).map(|column| format!("${}", row * 9 + column)).collect();
        format!("({})", parameters.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!(
        "INSERT INTO statute_articles \
         (id, in_force_from, law, article, sub, title_path, text, status, in_force_until) VALUES {} \
         ON CONFLICT (id, in_force_from) DO UPDATE SET law = excluded.law, article = excluded.article, \
         sub = excluded.sub, title_path = excluded.title_path, text = excluded.text, status = excluded.status, \
         in_force_until = excluded.in_force_until",
        rows.join(", ")
    )
}

const STATUSES: [(Status, &str); 4] = [
    (Status::InForce, "in_force"),
    (Status::Amended, "amended"),
    (Status::Repealed, "repealed"),
    (Status::NotYet, "not_yet"),
];

fn status_name(status: Status) -> &'static str {
    STATUSES.iter().find(|(known, _)| *known == status).map_or("in_force", |(_, name)| name)
}

fn status(name: &str) -> Option<Status> {
    STATUSES.iter().find(|(_, known)| *known == name).map(|(status, _)| *status)
}
