//! What the other side sent back: two versions of a contract compared, and the changes as a redline of ours.

use pacta_domain::{
    desk::{Compared, Versions},
    document::{Document, Language},
};

use crate::{
    accounts::Scope,
    clock::rfc3339,
    compare,
    contracts::{self, Contract, Version},
    desk::Download,
    redline::{self, RedlineError, RedlineOptions},
    storage::StorageError,
    workbench::Workbench,
};

/// Which two versions, by their numbers; by default the latest and the one before it.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize)]
pub struct Pair {
    /// The version before.
    #[serde(default)]
    pub old: Option<i64>,
    /// The version now.
    #[serde(default)]
    pub new: Option<i64>,
}

/// Why a comparison cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum VersionsError {
    /// No such contract in this organisation.
    #[error("there is no such contract")]
    UnknownContract,
    /// No such version, or only one.
    #[error("there are no two such versions of this contract")]
    UnknownVersion,
    /// The redline cannot be written without damage.
    #[error(transparent)]
    Redline(#[from] RedlineError),
    /// Storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The versions of a contract and what changed between two of them.
///
/// # Errors
/// When the contract or the versions named are unknown, or storage fails.
pub async fn open(bench: &Workbench, scope: &Scope, contract: &str, pair: Pair) -> Result<Versions, VersionsError> {
    let contract = contracts::get(bench, scope, contract).await?.ok_or(VersionsError::UnknownContract)?;
    let asked = pair.old.is_some() || pair.new.is_some();
    let compared = match chosen(&contract, pair) {
        Some((old, new)) => Some(compared(bench, scope, old, new).await?),
        None if asked => return Err(VersionsError::UnknownVersion),
        None => None,
    };
    let latest = contract.versions.last().ok_or(VersionsError::UnknownVersion)?;
    Ok(Versions {
        language: contracts::language(&latest.language),
        versions: contract.versions.iter().map(Version::row).collect(),
        contract: contract.id,
        title: contract.title,
        compared,
    })
}

/// The two versions, older first whichever way round they were asked for.
fn chosen(contract: &Contract, pair: Pair) -> Option<(&Version, &Version)> {
    let numbered = |number: i64| contract.versions.iter().find(|version| version.number == number);
    let new = match pair.new {
        Some(number) => numbered(number)?,
        None => contract.versions.last()?,
    };
    let old = match pair.old {
        Some(number) => numbered(number)?,
        None => contract.versions.iter().rfind(|version| version.number < new.number)?,
    };
    match old.number.cmp(&new.number) {
        std::cmp::Ordering::Less => Some((old, new)),
        std::cmp::Ordering::Greater => Some((new, old)),
        std::cmp::Ordering::Equal => None,
    }
}

async fn document(bench: &Workbench, scope: &Scope, version: &Version) -> Result<Document, VersionsError> {
    let found = contracts::version(bench, scope, &version.id).await?;
    found.map(|(_, document)| document).ok_or(VersionsError::UnknownVersion)
}

async fn compared(bench: &Workbench, scope: &Scope, old: &Version, new: &Version) -> Result<Compared, VersionsError> {
    let (before, after) = (document(bench, scope, old).await?, document(bench, scope, new).await?);
    let rejected = contracts::as_rejected(bench, &new.sha256).await?;
    let tracks = after.has_tracked_changes();
    let comparison = blocking(move || {
        let rejected = rejected.as_ref().unwrap_or(&after);
        compare::compare(&before, &after, rejected)
    })
    .await?;
    Ok(Compared { old: old.number, new: new.number, tracks, comparison })
}

/// The changes from one version to the next as tracked changes in the file of the older one.
///
/// # Errors
/// As [`open`], and when the file cannot be written without damage.
pub async fn redline(bench: &Workbench, scope: &Scope, contract: &str, pair: Pair) -> Result<Download, VersionsError> {
    let contract = contracts::get(bench, scope, contract).await?.ok_or(VersionsError::UnknownContract)?;
    let (old, new) = chosen(&contract, pair).ok_or(VersionsError::UnknownVersion)?;
    let (before, after) = (document(bench, scope, old).await?, document(bench, scope, new).await?);
    let original = bench.files.fetch(&old.sha256).await?;
    let options = RedlineOptions { author: scope.name().to_owned(), date: rfc3339(bench.clock.now_ms()) };
    let suffix = match after.language {
        Language::Zh => format!("第{}稿与第{}稿比对", old.number, new.number),
        Language::En => format!("version {} against {}", new.number, old.number),
    };
    let bytes = blocking(move || {
        let edits = compare::edits(&before, &after, &compare::changes(&before, &after));
        redline::write(&redline::word_file(&original, &before)?, &edits, &options).map(|written| written.bytes)
    })
    .await??;
    Ok(Download { file_name: Download::named(&old.file_name, &suffix), bytes })
}

/// Comparing long contracts takes a while: off the threads that answer requests.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, VersionsError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| RedlineError::RoundTrip.into())
}
