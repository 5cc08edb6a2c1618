//! Contracts and their versions: upload, list, open.

use pacta_domain::{
    desk::{ContractRow, OtherContract, VersionRow},
    document::{Document, Format, Language, Revisions},
};
use serde::Serialize;

use crate::{
    accounts::Scope,
    clock::{fresh_id, rfc3339},
    desk,
    documents::{self, Opened, ReadError, ReadOptions},
    storage::{StorageError, from_json, to_json},
    workbench::Workbench,
};

/// Why an upload was refused. Nothing of it is stored then.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The file cannot be read as a contract.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// The database or the file store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A contract with its versions, as the API shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Contract {
    /// Id.
    pub id: String,
    /// Title as read from the first version, or the file's name.
    pub title: String,
    /// Oldest first.
    pub versions: Vec<Version>,
}

/// One uploaded file.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Version {
    /// Id.
    pub id: String,
    /// Contract it belongs to.
    #[serde(skip)]
    pub contract_id: String,
    /// 1, 2, …
    pub number: i64,
    /// Name as uploaded; only ever shown, never used as a path.
    pub file_name: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Format.
    pub format: String,
    /// Language code.
    pub language: String,
    /// Guessed contract type.
    pub contract_type: Option<String>,
    /// When it was uploaded, milliseconds since 1970.
    #[serde(skip)]
    pub created_at: i64,
}

const VERSION_COLUMNS: &str = "id, contract_id, number, file_name, sha256, format, language, contract_type, created_at";

/// Reads a file on a thread of its own, no more at a time than the machine has cores.
async fn read(bench: &Workbench, file_name: &str, bytes: Vec<u8>) -> Result<(Vec<u8>, Opened), ReadError> {
    let _turn = bench.readers.acquire().await;
    let options = bench.reading.clone();
    let name = file_name.to_owned();
    tokio::task::spawn_blocking(move || documents::open(&bytes, &name, &options).map(|opened| (bytes, opened)))
        .await
        .unwrap_or(Err(ReadError::Failed))
}

/// Keeps an upload as a new contract, or as the next version of one.
///
/// # Errors
/// When the file cannot be read (nothing is stored then) or storage fails.
pub async fn upload(
    bench: &Workbench,
    scope: &Scope,
    file_name: &str,
    bytes: Vec<u8>,
    contract: Option<&str>,
) -> Result<Option<Contract>, UploadError> {
    let (given, Opened { document, converted }) = read(bench, file_name, bytes).await?;
    // The file worked on is the converted one; the one given is kept all the same.
    let (bytes, source) = match converted {
        Some(word) => (word, Some(bench.files.keep(given).await?)),
        None => (given, None),
    };
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let sha256 = bench.files.keep(bytes).await?;
    let now = bench.clock.now_ms();

    let mut transaction = bench.db.begin().await.map_err(StorageError::from)?;
    let contract_id = match contract {
        Some(id) => {
            let known: Option<String> =
                sqlx::query_scalar("SELECT id FROM contracts WHERE id = $1 AND organisation_id = $2")
                    .bind(id)
                    .bind(scope.organisation())
                    .fetch_optional(&mut *transaction)
                    .await
                    .map_err(StorageError::from)?;
            match known {
                Some(id) => id,
                None => return Ok(None),
            }
        }
        None => {
            let id = fresh_id();
            sqlx::query(
                "INSERT INTO contracts (id, organisation_id, title, created_by, created_at) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(&id)
            .bind(scope.organisation())
            .bind(title(&document, file_name))
            .bind(scope.user())
            .bind(now)
            .execute(&mut *transaction)
            .await
            .map_err(StorageError::from)?;
            id
        }
    };
    sqlx::query(
        "INSERT INTO versions (id, organisation_id, contract_id, number, file_name, sha256, size, format, language,
                               contract_type, document, created_by, created_at, source_sha256)
         SELECT $1, $2, $3, COALESCE(MAX(number), 0) + 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
         FROM versions WHERE contract_id = $3",
    )
    .bind(fresh_id())
    .bind(scope.organisation())
    .bind(&contract_id)
    .bind(file_name)
    .bind(sha256)
    .bind(size)
    .bind(format_code(document.format))
    .bind(document.language.code())
    .bind(document.contract_type.as_deref())
    .bind(to_json("document", &document)?)
    .bind(scope.user())
    .bind(now)
    .bind(source)
    .execute(&mut *transaction)
    .await
    .map_err(StorageError::from)?;
    transaction.commit().await.map_err(StorageError::from)?;
    Ok(get(bench, scope, &contract_id).await?)
}

/// A contract with its versions; `None` when this organisation has none of that id.
///
/// # Errors
/// When the database fails.
pub async fn get(bench: &Workbench, scope: &Scope, id: &str) -> Result<Option<Contract>, StorageError> {
    let title: Option<String> =
        sqlx::query_scalar("SELECT title FROM contracts WHERE id = $1 AND organisation_id = $2")
            .bind(id)
            .bind(scope.organisation())
            .fetch_optional(&bench.db)
            .await?;
    let Some(title) = title else { return Ok(None) };
    let versions: Vec<Version> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT {VERSION_COLUMNS} FROM versions WHERE contract_id = $1 AND organisation_id = $2 ORDER BY number"
    )))
    .bind(id)
    .bind(scope.organisation())
    .fetch_all(&bench.db)
    .await?;
    Ok(Some(Contract { id: id.to_owned(), title, versions }))
}

/// A version with its document.
///
/// # Errors
/// When the database fails.
pub async fn version(bench: &Workbench, scope: &Scope, id: &str) -> Result<Option<(Version, Document)>, StorageError> {
    let version: Option<Version> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT {VERSION_COLUMNS} FROM versions WHERE id = $1 AND organisation_id = $2"
    )))
    .bind(id)
    .bind(scope.organisation())
    .fetch_optional(&bench.db)
    .await?;
    let Some(version) = version else { return Ok(None) };
    let document: String = sqlx::query_scalar("SELECT document FROM versions WHERE id = $1 AND organisation_id = $2")
        .bind(id)
        .bind(scope.organisation())
        .fetch_one(&bench.db)
        .await?;
    Ok(Some((version, from_json("document", &document)?)))
}

/// The contract that a version belongs to; `None` when this organisation has no such version.
///
/// # Errors
/// When the database fails.
pub async fn of_version(bench: &Workbench, scope: &Scope, version: &str) -> Result<Option<String>, StorageError> {
    Ok(sqlx::query_scalar("SELECT contract_id FROM versions WHERE id = $1 AND organisation_id = $2")
        .bind(version)
        .bind(scope.organisation())
        .fetch_optional(&bench.db)
        .await?)
}

/// A kept file read as if its tracked changes were rejected; `None` when it cannot be read so.
///
/// # Errors
/// When the file store fails.
pub(crate) async fn as_rejected(bench: &Workbench, sha256: &str) -> Result<Option<Document>, StorageError> {
    let bytes = bench.files.fetch(sha256).await?;
    let _turn = bench.readers.acquire().await;
    let options = ReadOptions { revisions: Revisions::Rejected, ..bench.reading.clone() };
    let read = tokio::task::spawn_blocking(move || documents::read(&bytes, "", &options).ok()).await;
    Ok(read.unwrap_or_default())
}

impl Version {
    /// As lists show it.
    #[must_use]
    pub fn row(&self) -> VersionRow {
        VersionRow {
            id: self.id.clone(),
            number: self.number,
            file_name: self.file_name.clone(),
            uploaded_at: rfc3339(self.created_at),
        }
    }
}

#[derive(sqlx::FromRow)]
struct ListRow {
    contract_id: String,
    title: String,
    id: String,
    number: i64,
    file_name: String,
    language: String,
    contract_type: Option<String>,
    created_at: i64,
}

/// The latest contracts, newest first, each with its latest version and review. `before` is the
/// `uploaded_at` in milliseconds of the last row seen.
///
/// # Errors
/// When the database fails.
pub async fn list(
    bench: &Workbench,
    scope: &Scope,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<ContractRow>, StorageError> {
    let rows: Vec<ListRow> = sqlx::query_as(
        "SELECT v.contract_id, c.title, v.id, v.number, v.file_name, v.language, v.contract_type, v.created_at
         FROM versions v JOIN contracts c ON c.id = v.contract_id
         WHERE v.organisation_id = $1 AND v.created_at < $2
           AND v.number = (SELECT MAX(number) FROM versions WHERE contract_id = v.contract_id)
         ORDER BY v.created_at DESC, v.id DESC LIMIT $3",
    )
    .bind(scope.organisation())
    .bind(before.unwrap_or(i64::MAX))
    .bind(limit)
    .fetch_all(&bench.db)
    .await?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        let review = desk::latest_of_version(bench, scope, &row.id).await?;
        list.push(contract_row(row, review));
    }
    Ok(list)
}

/// Contracts that one may choose from to be read beside another.
const OTHERS: i64 = 50;

/// The latest versions of other contracts, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn others(bench: &Workbench, scope: &Scope, contract: &str) -> Result<Vec<OtherContract>, StorageError> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT v.id, c.title, v.file_name FROM versions v JOIN contracts c ON c.id = v.contract_id
         WHERE v.organisation_id = $1 AND v.contract_id <> $2
           AND v.number = (SELECT MAX(number) FROM versions WHERE contract_id = v.contract_id)
         ORDER BY v.created_at DESC, v.id DESC LIMIT $3",
    )
    .bind(scope.organisation())
    .bind(contract)
    .bind(OTHERS)
    .fetch_all(&bench.db)
    .await?;
    let other = |(version, title, file_name)| OtherContract { version, title, file_name };
    Ok(rows.into_iter().map(other).collect())
}

/// One row of the list, by the id of its latest version.
///
/// # Errors
/// When the database fails.
pub async fn row(bench: &Workbench, scope: &Scope, contract: &str) -> Result<Option<ContractRow>, StorageError> {
    let row: Option<ListRow> = sqlx::query_as(
        "SELECT v.contract_id, c.title, v.id, v.number, v.file_name, v.language, v.contract_type, v.created_at
         FROM versions v JOIN contracts c ON c.id = v.contract_id
         WHERE v.organisation_id = $1 AND v.contract_id = $2 ORDER BY v.number DESC LIMIT 1",
    )
    .bind(scope.organisation())
    .bind(contract)
    .fetch_optional(&bench.db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let review = desk::latest_of_version(bench, scope, &row.id).await?;
    Ok(Some(contract_row(row, review)))
}

fn contract_row(row: ListRow, review: Option<pacta_domain::desk::ReviewRow>) -> ContractRow {
    ContractRow {
        id: row.contract_id,
        title: row.title,
        file_name: row.file_name,
        version: row.id,
        version_number: row.number,
        language: language(&row.language),
        contract_type: row.contract_type,
        uploaded_at: rfc3339(row.created_at),
        review,
    }
}

fn title(document: &Document, file_name: &str) -> String {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let title = document.title.as_deref().map(str::trim).filter(|title| !title.is_empty()).unwrap_or(stem);
    title.chars().take(200).collect()
}

pub(crate) fn language(code: &str) -> Language {
    if code == "en" { Language::En } else { Language::Zh }
}

pub(crate) fn format_code(format: Format) -> &'static str {
    match format {
        Format::Docx => "docx",
        Format::Pdf => "pdf",
        Format::Txt => "txt",
        Format::Image => "image",
    }
}
