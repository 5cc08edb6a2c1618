//! Stored reviews: asking for one, running it, following it, deciding on its findings.
//!
//! The database is the truth at every moment: each point is written as it ends, so that a reloaded
//! page shows what the one before showed, and a killed server goes on where it was.

mod decisions;
mod exports;
mod intake;
mod wordings;
mod worker;

use std::collections::BTreeMap;

use pacta_domain::{
    desk::{Desk, Extent, Progress, ReviewRow, State},
    evidence::Span,
    recommendation::recommendations,
    review::{Decision, EditKind, Finding, PointResult, Severity, Strictness, Summary},
    rulebook::{Bilingual, NEUTRAL, Rulebook},
    trace::{PointTrace, Step, Why},
};

use crate::{
    accounts::Scope,
    clock::{fresh_id, rfc3339},
    contracts, redline,
    review::in_words_of,
    rulebooks,
    storage::{StorageError, from_json, sha256, to_json},
    workbench::Workbench,
};

pub use decisions::{DecisionError, decide, undo};
pub use exports::{Accepted, Download, ExportError, clean_copy, redline as redlined, report};
pub use intake::intake;
pub use wordings::{WordingError, reword, wordings};
pub use worker::work;

/// What a review is asked for.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Order {
    /// Id of the version.
    pub version: String,
    /// Id of the rulebook.
    pub rulebook: String,
    /// Whose side.
    pub position: String,
    /// How strict.
    #[serde(default)]
    pub strictness: Strictness,
    /// The day whose law applies; default: the day of signing, else today.
    #[serde(default)]
    pub date: Option<String>,
    /// Limits it to changes: `tracked` for the file's own, or the id of an earlier version of the contract.
    #[serde(default)]
    pub changes: Option<String>,
    /// Ids of versions of other contracts to read beside it: the framework agreement beside an order form.
    #[serde(default)]
    pub context: Vec<String>,
    /// What the deal is about, in a sentence or two, for a model.
    #[serde(default)]
    pub deal: Option<String>,
}

/// The most documents that are read beside a contract.
pub const MOST_CONTEXT: usize = 10;

/// The longest description of a deal, in characters.
pub const LONGEST_DEAL: usize = 1_000;

/// [`Order::changes`] for the tracked changes of the file.
const TRACKED: &str = "tracked";

/// Why a review cannot be asked for.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// No such version in this organisation.
    #[error("there is no such contract version")]
    UnknownVersion,
    /// No such rulebook.
    #[error("there is no rulebook `{0}`")]
    UnknownRulebook(String),
    /// The rulebook does not know the position.
    #[error("the rulebook has no position `{0}`")]
    UnknownPosition(String),
    /// No earlier version of that id in the same contract.
    #[error("there is no such earlier version of this contract")]
    UnknownBase,
    /// A document to read beside it is unknown, is the contract itself, or there are too many of them.
    #[error("name at most {MOST_CONTEXT} versions of other contracts to read beside this one")]
    BadContext,
    /// The description of the deal is too long.
    #[error("describe the deal in at most {LONGEST_DEAL} characters")]
    LongDeal,
    /// Not a day.
    #[error("`{0}` is not a date such as 2026-11-23")]
    BadDate(String),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<sqlx::Error> for OrderError {
    fn from(error: sqlx::Error) -> Self {
        Self::Storage(error.into())
    }
}

/// Queues a review and gives its id.
///
/// # Errors
/// When version, rulebook, position or date are unknown, or the database fails.
pub async fn order(bench: &Workbench, scope: &Scope, order: &Order) -> Result<String, OrderError> {
    let (version, document) =
        contracts::version(bench, scope, &order.version).await?.ok_or(OrderError::UnknownVersion)?;
    let shelved =
        bench.shelf.get(&order.rulebook).ok_or_else(|| OrderError::UnknownRulebook(order.rulebook.clone()))?;
    let book = &shelved.rulebook;
    if order.position != NEUTRAL && !book.positions.iter().any(|position| position.id == order.position) {
        return Err(OrderError::UnknownPosition(order.position.clone()));
    }
    let date = order.date.clone().or(document.signed_on).unwrap_or_else(|| bench.clock.today());
    if date.parse::<jiff::civil::Date>().is_err() {
        return Err(OrderError::BadDate(date));
    }
    if let Some(base) = order.changes.as_deref().filter(|base| *base != TRACKED)
        && contracts::of_version(bench, scope, base).await?.is_none_or(|contract| contract != version.contract_id)
    {
        return Err(OrderError::UnknownBase);
    }
    if order.context.len() > MOST_CONTEXT {
        return Err(OrderError::BadContext);
    }
    for further in &order.context {
        if contracts::of_version(bench, scope, further).await?.is_none_or(|contract| contract == version.contract_id) {
            return Err(OrderError::BadContext);
        }
    }
    let deal = order.deal.as_deref().map(str::trim).filter(|deal| !deal.is_empty());
    if deal.is_some_and(|deal| deal.chars().count() > LONGEST_DEAL) {
        return Err(OrderError::LongDeal);
    }
    let hash = sha256(shelved.yaml.as_bytes());
    sqlx::query(
        "INSERT INTO rulebooks (sha256, id, version, yaml, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (sha256) DO NOTHING",
    )
    .bind(&hash)
    .bind(&book.id)
    .bind(&book.version)
    .bind(&shelved.yaml)
    .bind(bench.clock.now_ms())
    .execute(&bench.db)
    .await?;
    let id = fresh_id();
    let total = book.points.iter().filter(|point| point.serves(&order.position)).count();
    sqlx::query(
        "INSERT INTO reviews (id, organisation_id, version_id, rulebook_id, rulebook_sha256, position, strictness,
                              law_date, state, done, total, created_by, created_at, leased_until, changes,
                              context, deal)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', 0, $9, $10, $11, 0, $12, $13, $14)",
    )
    .bind(&id)
    .bind(scope.organisation())
    .bind(&version.id)
    .bind(&book.id)
    .bind(&hash)
    .bind(&order.position)
    .bind(strictness_code(order.strictness))
    .bind(date)
    .bind(i64::try_from(total).unwrap_or(i64::MAX))
    .bind(scope.user())
    .bind(bench.clock.now_ms())
    .bind(&order.changes)
    .bind(to_json("context", &order.context)?)
    .bind(deal)
    .execute(&bench.db)
    .await?;
    bench.queued.notify_one();
    Ok(id)
}

#[derive(Debug, sqlx::FromRow)]
struct StoredReview {
    id: String,
    version_id: String,
    rulebook_sha256: String,
    position: String,
    strictness: String,
    state: String,
    done: i64,
    total: i64,
    summary: Option<String>,
    error: Option<String>,
    created_at: i64,
    changes: Option<String>,
}

const REVIEW_COLUMNS: &str =
    "id, version_id, rulebook_sha256, position, strictness, state, done, total, summary, error, created_at, changes";

async fn stored(bench: &Workbench, scope: &Scope, id: &str) -> Result<Option<StoredReview>, StorageError> {
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT {REVIEW_COLUMNS} FROM reviews WHERE id = $1 AND organisation_id = $2"
    )))
    .bind(id)
    .bind(scope.organisation())
    .fetch_optional(&bench.db)
    .await?)
}

/// Where a review stands, without its points; `None` when this organisation has none of that id.
///
/// # Errors
/// When the database fails.
pub async fn status(bench: &Workbench, scope: &Scope, id: &str) -> Result<Option<(State, Progress)>, StorageError> {
    Ok(stored(bench, scope, id).await?.map(|review| (state(&review.state), progress(&review))))
}

/// A point as it came in, with its place in the order of coming.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Counts from 1.
    pub ordinal: i64,
    /// How the point ended.
    pub result: PointResult,
    /// Its risk, if it ended in one.
    pub finding: Option<Finding>,
}

/// The points that came in after `ordinal`, in order.
///
/// # Errors
/// When the database fails.
pub async fn arrivals(
    bench: &Workbench,
    scope: &Scope,
    review: &str,
    ordinal: i64,
) -> Result<Vec<Arrival>, StorageError> {
    let rows: Vec<(i64, String, Option<String>)> = sqlx::query_as(
        "SELECT p.ordinal, p.result, p.finding FROM review_points p JOIN reviews r ON r.id = p.review_id
         WHERE p.review_id = $1 AND r.organisation_id = $2 AND p.ordinal > $3 ORDER BY p.ordinal",
    )
    .bind(review)
    .bind(scope.organisation())
    .bind(ordinal)
    .fetch_all(&bench.db)
    .await?;
    rows.into_iter()
        .map(|(ordinal, result, finding)| {
            let mut finding: Option<Finding> = finding.map(|text| from_json("finding", &text)).transpose()?;
            if let Some(finding) = &mut finding {
                finding.id = finding_id(review, &finding.point);
            }
            Ok(Arrival { ordinal, result: from_json("point", &result)?, finding })
        })
        .collect()
}

/// Cancels a review that is queued or running; its requests to a model are dropped. True when there was one.
///
/// # Errors
/// When the database fails.
pub async fn cancel(bench: &Workbench, scope: &Scope, id: &str) -> Result<bool, StorageError> {
    let cancelled = sqlx::query(
        "UPDATE reviews SET state = 'cancelled', finished_at = $1
         WHERE id = $2 AND organisation_id = $3 AND state IN ('queued', 'running')",
    )
    .bind(bench.clock.now_ms())
    .bind(id)
    .bind(scope.organisation())
    .execute(&bench.db)
    .await?;
    bench.cancelled.notify_waiters();
    bench.news.notify_waiters();
    Ok(cancelled.rows_affected() > 0)
}

/// The way of each point of a review through its tree, in the order they ended; `None` when this organisation has no
/// such review.
///
/// # Errors
/// When the database fails.
pub async fn trace(bench: &Workbench, scope: &Scope, id: &str) -> Result<Option<Vec<PointTrace>>, StorageError> {
    if stored(bench, scope, id).await?.is_none() {
        return Ok(None);
    }
    let rows: Vec<(String, Option<String>)> =
        sqlx::query_as("SELECT point, trace FROM review_points WHERE review_id = $1 ORDER BY ordinal")
            .bind(id)
            .fetch_all(&bench.db)
            .await?;
    let trace = rows.into_iter().filter_map(|(point, steps)| Some((point, steps?))).map(|(point, steps)| {
        let steps: Vec<Step> = from_json("trace", &steps)?;
        Ok(PointTrace { point, steps })
    });
    trace.collect::<Result<_, StorageError>>().map(Some)
}

/// Why a point of a review ended as it did; `None` when this organisation has no such review or the review no such point.
///
/// # Errors
/// When the database fails.
pub async fn why(bench: &Workbench, scope: &Scope, id: &str, point: &str) -> Result<Option<Why>, StorageError> {
    let Some(review) = stored(bench, scope, id).await? else { return Ok(None) };
    let row: Option<(String, Option<String>)> =
        sqlx::query_as("SELECT result, trace FROM review_points WHERE review_id = $1 AND point = $2")
            .bind(id)
            .bind(point)
            .fetch_optional(&bench.db)
            .await?;
    let Some((result, steps)) = row else { return Ok(None) };
    let result: PointResult = from_json("point", &result)?;
    let steps: Vec<Step> = steps.map(|steps| from_json("trace", &steps)).transpose()?.unwrap_or_default();
    let Some(book) = rulebook_of(bench, &review.rulebook_sha256).await? else { return Ok(None) };
    let Some(tree) = book.points.iter().find(|own| own.id == point) else { return Ok(None) };
    let Some((_, document)) = contracts::version(bench, scope, &review.version_id).await? else { return Ok(None) };
    let tree = in_words_of(&document, &book, &review.position, tree);
    Ok(Some(Why::new(&tree, &result.path, steps)))
}

/// The id of a finding outside its review: one point gives at most one finding.
#[must_use]
pub fn finding_id(review: &str, point: &str) -> String {
    format!("{review}.{point}")
}

/// Takes a finding's id apart: review and point.
#[must_use]
pub fn split_finding_id(id: &str) -> Option<(&str, &str)> {
    id.split_once('.')
}

/// The rulebook text that a review ran.
async fn rulebook_of(bench: &Workbench, hash: &str) -> Result<Option<Rulebook>, StorageError> {
    if let Some(shelved) = bench.shelf.by_hash(hash) {
        return Ok(Some(shelved.rulebook.clone()));
    }
    let yaml: Option<String> =
        sqlx::query_scalar("SELECT yaml FROM rulebooks WHERE sha256 = $1").bind(hash).fetch_optional(&bench.db).await?;
    Ok(yaml.and_then(|yaml| rulebooks::read(&yaml).ok()))
}

/// All that the review desk shows; `None` when this organisation has no such review.
///
/// # Errors
/// When the database fails.
pub async fn open(bench: &Workbench, scope: &Scope, id: &str) -> Result<Option<Desk>, StorageError> {
    let Some(review) = stored(bench, scope, id).await? else { return Ok(None) };
    let Some((version, document)) = contracts::version(bench, scope, &review.version_id).await? else {
        return Ok(None);
    };
    let Some(contract) = contracts::get(bench, scope, &version.contract_id).await? else { return Ok(None) };
    let book = rulebook_of(bench, &review.rulebook_sha256).await?;
    let arrivals = arrivals(bench, scope, id, 0).await?;
    let mut points = Vec::with_capacity(arrivals.len());
    let mut findings = Vec::new();
    for arrival in arrivals {
        points.push(arrival.result);
        findings.extend(arrival.finding);
    }
    let state = state(&review.state);
    if let (true, Some(book)) = (state.is_over(), &book) {
        let order: BTreeMap<&str, usize> =
            book.points.iter().enumerate().map(|(index, point)| (point.id.as_str(), index)).collect();
        points.sort_by_key(|point| order.get(point.point.as_str()).copied().unwrap_or(usize::MAX));
    }
    let findings: Vec<Finding> =
        recommendations(&findings, &document).into_iter().flat_map(|one| one.findings).collect();
    let diffs = differences(&findings);
    let extent = match review.changes.as_deref() {
        None => Extent::Whole,
        Some(TRACKED) => Extent::Tracked,
        Some(base) => {
            let base = contract.versions.iter().find(|version| version.id == base);
            base.map_or(Extent::Whole, |base| Extent::Since(base.number))
        }
    };
    Ok(Some(Desk {
        review: review.id.clone(),
        contract: contract.id,
        title: contract.title,
        file_name: version.file_name,
        version_number: version.number,
        uploaded_at: rfc3339(version.created_at),
        format: document.format,
        state,
        progress: progress(&review),
        error: review.error.clone(),
        rulebook: book.as_ref().map(|book| book.title.clone()).unwrap_or_default(),
        position: book.as_ref().map(|book| position_name(book, &review.position)).unwrap_or_default(),
        strictness: strictness(&review.strictness),
        extent,
        summary: review.summary.as_deref().map(|text| from_json::<Summary>("summary", text)).transpose()?,
        points,
        findings,
        diffs,
        decisions: decisions::of_review(bench, scope, id).await?,
        document,
    }))
}

/// The proposed edits as the redline will show them, by finding.
#[must_use]
pub fn differences(findings: &[Finding]) -> BTreeMap<String, Vec<pacta_domain::diff::Part>> {
    findings.iter().filter_map(|finding| Some((finding.id.clone(), diff(finding)?))).collect()
}

/// The proposed edit as the redline will show it.
fn diff(finding: &Finding) -> Option<Vec<pacta_domain::diff::Part>> {
    let edit = finding.edit.as_ref()?;
    let old = match (edit.kind, &edit.span) {
        (EditKind::Replace | EditKind::Delete, Some(Span { text, .. })) => text.as_str(),
        (EditKind::InsertAfter, _) | (EditKind::Replace | EditKind::Delete, None) => "",
        (EditKind::Comment, _) => return None,
    };
    let new = if edit.kind == EditKind::Delete { "" } else { edit.text.as_str() };
    Some(redline::difference(old, new))
}

/// The latest review of a version, for lists.
///
/// # Errors
/// When the database fails.
pub async fn latest_of_version(
    bench: &Workbench,
    scope: &Scope,
    version: &str,
) -> Result<Option<ReviewRow>, StorageError> {
    let review: Option<StoredReview> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT {REVIEW_COLUMNS} FROM reviews WHERE version_id = $1 AND organisation_id = $2
         ORDER BY created_at DESC, id DESC LIMIT 1"
    )))
    .bind(version)
    .bind(scope.organisation())
    .fetch_optional(&bench.db)
    .await?;
    let Some(review) = review else { return Ok(None) };
    let book = rulebook_of(bench, &review.rulebook_sha256).await?;
    let decided = decisions::of_review(bench, scope, &review.id).await?;
    let mut risks = [0; 3];
    let mut needs_lawyer = 0;
    for arrival in arrivals(bench, scope, &review.id, 0).await? {
        if let Some(finding) = &arrival.finding {
            let index = match finding.severity {
                Severity::High => 0,
                Severity::Medium => 1,
                Severity::Low => 2,
            };
            risks[index] += 1;
        }
        if arrival.result.status == pacta_domain::review::Status::NeedsLawyer {
            needs_lawyer += 1;
        }
    }
    Ok(Some(ReviewRow {
        state: state(&review.state),
        progress: progress(&review),
        rulebook: book.as_ref().map(|book| book.title.clone()).unwrap_or_default(),
        position: book.as_ref().map(|book| position_name(book, &review.position)).unwrap_or_default(),
        created_at: rfc3339(review.created_at),
        risks,
        needs_lawyer,
        handled: decided.len(),
        id: review.id,
    }))
}

/// A finding of this organisation, by its id outside the review, with what was decided.
///
/// # Errors
/// When the database fails.
pub async fn finding(
    bench: &Workbench,
    scope: &Scope,
    id: &str,
) -> Result<Option<(Finding, Option<Decision>)>, StorageError> {
    let Some((review, point)) = split_finding_id(id) else { return Ok(None) };
    let found = arrivals(bench, scope, review, 0)
        .await?
        .into_iter()
        .filter_map(|arrival| arrival.finding)
        .find(|finding| finding.point == point);
    let Some(finding) = found else { return Ok(None) };
    let decision = decisions::of_review(bench, scope, review).await?.remove(id);
    Ok(Some((finding, decision)))
}

fn position_name(book: &Rulebook, id: &str) -> Bilingual {
    book.positions
        .iter()
        .find(|position| position.id == id)
        .map_or_else(|| Bilingual { zh: "中立".into(), en: "Neutral".into() }, |position| position.name.clone())
}

fn progress(review: &StoredReview) -> Progress {
    let count = |number: i64| usize::try_from(number).unwrap_or(0);
    Progress { done: count(review.done), total: count(review.total) }
}

fn state(code: &str) -> State {
    match code {
        "running" => State::Running,
        "done" => State::Done,
        "failed" => State::Failed,
        "cancelled" => State::Cancelled,
        _ => State::Queued,
    }
}

fn strictness_code(strictness: Strictness) -> &'static str {
    match strictness {
        Strictness::Strict => "strict",
        Strictness::Neutral => "neutral",
        Strictness::Lenient => "lenient",
    }
}

fn strictness(code: &str) -> Strictness {
    match code {
        "strict" => Strictness::Strict,
        "lenient" => Strictness::Lenient,
        _ => Strictness::Neutral,
    }
}
