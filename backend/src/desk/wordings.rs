//! Another wording in a sentence: what a lawyer asked for, what came, and what was wrong with it. All are kept, so that
//! one can go back.

use pacta_domain::review::Wording;

use crate::{
    accounts::Scope,
    clock::{fresh_id, rfc3339},
    contracts,
    review::{
        drafts,
        engine::{Draft, EngineError},
    },
    storage::{StorageError, from_json, to_json},
    workbench::Workbench,
};

/// Why there is no new wording.
#[derive(Debug, thiserror::Error)]
pub enum WordingError {
    /// No such finding in this organisation.
    #[error("there is no such finding")]
    UnknownFinding,
    /// The finding proposes no change that could be worded otherwise.
    #[error("this finding proposes no wording")]
    NoProposal,
    /// Nothing was asked for.
    #[error("say in a sentence what should be different")]
    NoWish,
    /// No model is connected.
    #[error("only a model drafts; none is connected")]
    NoModel,
    /// The model failed.
    #[error(transparent)]
    Model(EngineError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

#[derive(sqlx::FromRow)]
struct Row {
    wish: String,
    text: String,
    faults: String,
    name: String,
    created_at: i64,
}

/// The wordings drafted for a finding, in the order they came.
///
/// # Errors
/// When the database fails.
pub async fn wordings(bench: &Workbench, scope: &Scope, id: &str) -> Result<Vec<Wording>, StorageError> {
    let Some((review, point)) = super::split_finding_id(id) else { return Ok(Vec::new()) };
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT w.wish, w.text, w.faults, u.name, w.created_at FROM wordings w JOIN users u ON u.id = w.user_id
         WHERE w.review_id = $1 AND w.point = $2 AND w.organisation_id = $3 ORDER BY w.created_at, w.id",
    )
    .bind(review)
    .bind(point)
    .bind(scope.organisation())
    .fetch_all(&bench.db)
    .await?;
    let wording = |row: Row| {
        Ok(Wording {
            wish: row.wish,
            text: row.text,
            faults: from_json("wording", &row.faults)?,
            by: row.name,
            at: rfc3339(row.created_at),
        })
    };
    rows.into_iter().map(wording).collect()
}

/// Has a finding's change worded otherwise, and keeps what comes. `from`: the wording to start with, when it is not the
/// proposal.
///
/// # Errors
/// When there is no such finding, nothing to word, no model, or the model or the database fails.
pub async fn reword(
    bench: &Workbench,
    scope: &Scope,
    id: &str,
    wish: &str,
    from: Option<&str>,
) -> Result<Wording, WordingError> {
    let wish = wish.trim();
    if wish.is_empty() {
        return Err(WordingError::NoWish);
    }
    if !bench.engine.is_model() {
        return Err(WordingError::NoModel);
    }
    let (finding, _) = super::finding(bench, scope, id).await?.ok_or(WordingError::UnknownFinding)?;
    let (review, point) = super::split_finding_id(id).ok_or(WordingError::UnknownFinding)?;
    let stored = super::stored(bench, scope, review).await?.ok_or(WordingError::UnknownFinding)?;
    let (_, document) =
        contracts::version(bench, scope, &stored.version_id).await?.ok_or(WordingError::UnknownFinding)?;
    let book = super::rulebook_of(bench, &stored.rulebook_sha256).await?;
    let position = book.map(|book| super::position_name(&book, &stored.position)).unwrap_or_default();
    let edit = finding.edit.as_ref().ok_or(WordingError::NoProposal)?;
    let (clause, words) = drafts::ground(edit, &document).ok_or(WordingError::NoProposal)?;
    let task = Draft {
        language: document.language,
        position: position.get(document.language),
        clause,
        words,
        why: &finding.explanation,
        standard: edit.choices.first().unwrap_or(&edit.text),
        current: from.unwrap_or(&edit.text),
        wish,
        rejected: None,
    };
    let drafted = drafts::draft(bench.engine.as_ref(), &document, task).await.map_err(WordingError::Model)?;
    let faults: Vec<String> = drafted.faults.iter().map(|fault| fault.message(document.language)).collect();
    let now = bench.clock.now_ms();
    sqlx::query(
        "INSERT INTO wordings (id, organisation_id, review_id, point, wish, text, faults, engine, user_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(fresh_id())
    .bind(scope.organisation())
    .bind(review)
    .bind(point)
    .bind(wish)
    .bind(&drafted.text)
    .bind(to_json("wording", &faults)?)
    .bind(bench.engine.name())
    .bind(scope.user())
    .bind(now)
    .execute(&bench.db)
    .await
    .map_err(StorageError::from)?;
    Ok(Wording { wish: wish.to_owned(), text: drafted.text, faults, by: scope.name().to_owned(), at: rfc3339(now) })
}
