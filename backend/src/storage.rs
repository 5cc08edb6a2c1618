//! The database and the file store.
//!
//! One set of SQL serves SQLite and PostgreSQL: numbered parameters, and only `TEXT`, `BIGINT` and
//! `DOUBLE PRECISION` columns, since that is what both read alike through `sqlx::Any`.

use std::{path::Path, sync::Arc, time::Duration};

use object_store::{ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path as Key};
use sha2::{Digest, Sha256};
use sqlx::{AnyPool, any::AnyPoolOptions};

/// Something outside failed: the database or the disk. The user sees a plain sentence, the log the cause.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database cannot be opened, or a query failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The tables cannot be brought to this version's shape.
    #[error("the database could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A file cannot be written or read.
    #[error("the file store failed: {0}")]
    Files(#[from] object_store::Error),
    /// A folder cannot be made.
    #[error("the data folder cannot be used: {0}")]
    Folder(#[from] std::io::Error),
    /// What was stored cannot be read any more.
    #[error("a stored {what} cannot be read: {source}")]
    Damaged {
        /// Which kind of record.
        what: &'static str,
        /// Why.
        source: serde_json::Error,
    },
}

/// Opens the database and brings its tables to this version's shape.
///
/// # Errors
/// When the database cannot be reached or migrated.
pub async fn open(url: &str) -> Result<AnyPool, StorageError> {
    sqlx::any::install_default_drivers();
    let sqlite = url.starts_with("sqlite:");
    let pool = AnyPoolOptions::new()
        .max_connections(if sqlite { 4 } else { 16 })
        .acquire_timeout(Duration::from_secs(15))
        .after_connect(move |connection, _| {
            Box::pin(async move {
                if sqlite {
                    // Readers do not wait for the writer, and a writer waits its turn instead of failing.
                    for pragma in
                        ["PRAGMA journal_mode = WAL", "PRAGMA busy_timeout = 10000", "PRAGMA foreign_keys = ON"]
                    {
                        sqlx::query(sqlx::AssertSqlSafe(pragma)).execute(&mut *connection).await?;
                    }
                }
                Ok(())
            })
        })
        .connect(url)
        .await?;
    sqlx::migrate!("../migrations").run(&pool).await?;
    Ok(pool)
}

/// Uploaded files under the hash of their content: what was uploaded stays as it was, byte for byte.
#[derive(Clone, Debug)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
}

impl Files {
    /// A file store in a local folder, which is made when missing.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn local(folder: &Path) -> Result<Self, StorageError> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { store: Arc::new(LocalFileSystem::new_with_prefix(folder)?) })
    }

    /// Keeps the bytes and gives their SHA-256 in hexadecimal.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn keep(&self, bytes: Vec<u8>) -> Result<String, StorageError> {
        let hash = sha256(&bytes);
        self.store.put(&key(&hash), PutPayload::from(bytes)).await?;
        Ok(hash)
    }

    /// The bytes under that hash.
    ///
    /// # Errors
    /// When the store cannot be read or does not hold it.
    pub async fn fetch(&self, hash: &str) -> Result<Vec<u8>, StorageError> {
        Ok(self.store.get(&key(hash)).await?.bytes().await?.to_vec())
    }
}

fn key(hash: &str) -> Key {
    // Two levels, so that no folder grows without limit.
    Key::from(format!("{}/{hash}", hash.get(..2).unwrap_or("xx")))
}

/// SHA-256 in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads a JSON column.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StorageError> {
    serde_json::from_str(text).map_err(|source| StorageError::Damaged { what, source })
}

/// Writes a JSON column.
pub(crate) fn to_json<T: serde::Serialize>(what: &'static str, value: &T) -> Result<String, StorageError> {
    serde_json::to_string(value).map_err(|source| StorageError::Damaged { what, source })
}
