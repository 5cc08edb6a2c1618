//! What leaves the desk: the redline, the clean copy, the review report.

use pacta_domain::{
    document::{Language, Revisions},
    edit::Edit,
    review::{Decision, DecisionKind},
};

use crate::{
    accounts::Scope,
    clock::rfc3339,
    contracts,
    redline::{self, RedlineError, RedlineOptions},
    report,
    review::edits,
    storage::StorageError,
    workbench::Workbench,
};

/// Which findings go into the redline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// Those a lawyer accepted, edited or commented on.
    Decided,
    /// All that propose something and were not dismissed.
    All,
}

/// Why a file cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// No such review in this organisation.
    #[error("there is no such review")]
    Unknown,
    /// The redline cannot be written without damage.
    #[error(transparent)]
    Redline(#[from] RedlineError),
    /// The report cannot be written.
    #[error("the report cannot be written")]
    Report,
    /// Storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A file to download.
#[derive(Debug)]
pub struct Download {
    /// Name to save it under.
    pub file_name: String,
    /// A docx.
    pub bytes: Vec<u8>,
}

impl Download {
    /// The name of a file made from another one: 租赁合同 - 修订稿.docx.
    pub(crate) fn named(file_name: &str, suffix: &str) -> String {
        let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
        format!("{stem} - {suffix}.docx")
    }
}

/// The original with tracked changes and comments; a contract that came as no Word file as a new one of its text.
///
/// # Errors
/// When the review is unknown, or the file cannot be written without damage.
pub async fn redline(
    bench: &Workbench,
    scope: &Scope,
    review: &str,
    accepted: Accepted,
) -> Result<Download, ExportError> {
    let desk = super::open(bench, scope, review).await?.ok_or(ExportError::Unknown)?;
    let accept =
        Decision { decision: DecisionKind::Accept, text: None, reason: None, by: String::new(), at: String::new() };
    let chosen = desk.findings.iter().filter_map(|finding| {
        let decided = desk.decisions.get(&finding.id);
        match (decided, accepted) {
            (Some(decision), _) => Some((finding, decision)),
            (None, Accepted::All) => Some((finding, &accept)),
            (None, Accepted::Decided) => None,
        }
    });
    let edits: Vec<Edit> = edits::to_edits(&desk.document, chosen);
    let original = original(bench, scope, &desk.contract, desk.version_number).await?;
    let options = RedlineOptions { author: scope.name().to_owned(), date: rfc3339(bench.clock.now_ms()) };
    let suffix = if desk.document.language == Language::Zh { "修订稿" } else { "redline" };
    let document = desk.document;
    let redlined = tokio::task::spawn_blocking(move || {
        redline::write(&redline::word_file(&original, &document)?, &edits, &options)
    })
    .await
    .map_err(|_| ExportError::Report)??;
    Ok(Download { file_name: Download::named(&desk.file_name, suffix), bytes: redlined.bytes })
}

/// The redline with everything accepted, no comments.
///
/// # Errors
/// As [`redline`].
pub async fn clean_copy(bench: &Workbench, scope: &Scope, review: &str) -> Result<Download, ExportError> {
    let desk = super::open(bench, scope, review).await?.ok_or(ExportError::Unknown)?;
    let redlined = redline(bench, scope, review, Accepted::Decided).await?;
    let bytes = tokio::task::spawn_blocking(move || redline::clean(&redlined.bytes, Revisions::Accepted))
        .await
        .map_err(|_| ExportError::Report)??;
    let suffix = if desk.document.language == Language::Zh { "清洁稿" } else { "clean" };
    Ok(Download { file_name: Download::named(&desk.file_name, suffix), bytes })
}

/// The review as a document for a client.
///
/// # Errors
/// When the review is unknown or storage fails.
pub async fn report(
    bench: &Workbench,
    scope: &Scope,
    review: &str,
    language: Language,
) -> Result<Download, ExportError> {
    let desk = super::open(bench, scope, review).await?.ok_or(ExportError::Unknown)?;
    let cover = report::Cover {
        prepared_by: scope.name().to_owned(),
        date: rfc3339(bench.clock.now_ms()).chars().take(10).collect(),
    };
    let suffix = if language == Language::Zh { "审查报告" } else { "review report" };
    let file_name = Download::named(&desk.file_name, suffix);
    let bytes = report::write(&desk, &cover, language).map_err(|_| ExportError::Report)?;
    Ok(Download { file_name, bytes })
}

async fn original(bench: &Workbench, scope: &Scope, contract: &str, number: i64) -> Result<Vec<u8>, ExportError> {
    let contract = contracts::get(bench, scope, contract).await?.ok_or(ExportError::Unknown)?;
    let version = contract.versions.iter().find(|version| version.number == number).ok_or(ExportError::Unknown)?;
    Ok(bench.files.fetch(&version.sha256).await?)
}
