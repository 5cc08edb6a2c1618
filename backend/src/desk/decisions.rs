//! What lawyers decide on findings. Rows are only added: the latest counts, and a decision keeps
//! its reason also after it was taken back.

use std::collections::BTreeMap;

use pacta_domain::review::{Decision, DecisionKind, Finding};

use crate::{
    accounts::Scope,
    clock::{fresh_id, rfc3339},
    storage::StorageError,
    workbench::Workbench,
};

/// Why a decision is not taken.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// No such finding in this organisation.
    #[error("there is no such finding")]
    UnknownFinding,
    /// A dismissal without a reason.
    #[error("a dismissal needs a reason")]
    ReasonMissing,
    /// An edit or a comment without words.
    #[error("an edit or a comment needs its words")]
    TextMissing,
    /// Accepting a finding that proposes nothing.
    #[error("this finding proposes no change; comment on it or dismiss it")]
    NothingToAccept,
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

#[derive(sqlx::FromRow)]
struct Row {
    point: String,
    kind: String,
    text: Option<String>,
    reason: Option<String>,
    name: String,
    created_at: i64,
}

/// The decisions that count, by finding id.
pub(super) async fn of_review(
    bench: &Workbench,
    scope: &Scope,
    review: &str,
) -> Result<BTreeMap<String, Decision>, StorageError> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT d.point, d.kind, d.text, d.reason, u.name, d.created_at
         FROM decisions d JOIN users u ON u.id = d.user_id
         WHERE d.review_id = $1 AND d.organisation_id = $2 ORDER BY d.created_at, d.id",
    )
    .bind(review)
    .bind(scope.organisation())
    .fetch_all(&bench.db)
    .await?;
    let mut decisions = BTreeMap::new();
    for row in rows {
        let id = super::finding_id(review, &row.point);
        match kind(&row.kind) {
            Some(decision) => {
                let at = rfc3339(row.created_at);
                decisions.insert(id, Decision { decision, text: row.text, reason: row.reason, by: row.name, at });
            }
            None => {
                decisions.remove(&id);
            }
        }
    }
    Ok(decisions)
}

/// Takes a decision and gives the finding with it.
///
/// # Errors
/// When the finding is unknown, words are missing, or the database fails.
pub async fn decide(
    bench: &Workbench,
    scope: &Scope,
    finding: &str,
    decision: &Decision,
) -> Result<(Finding, Decision), DecisionError> {
    let has = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let (found, _) = super::finding(bench, scope, finding).await?.ok_or(DecisionError::UnknownFinding)?;
    match decision.decision {
        DecisionKind::Dismiss if !has(&decision.reason) => return Err(DecisionError::ReasonMissing),
        DecisionKind::Edit | DecisionKind::Comment if !has(&decision.text) => return Err(DecisionError::TextMissing),
        DecisionKind::Accept | DecisionKind::Edit if found.edit.is_none() => {
            return Err(DecisionError::NothingToAccept);
        }
        _ => {}
    }
    keep(bench, scope, finding, code(decision.decision), decision.text.as_deref(), decision.reason.as_deref()).await?;
    let kept = Decision { by: scope.name().to_owned(), at: rfc3339(bench.clock.now_ms()), ..decision.clone() };
    Ok((found, kept))
}

/// Takes the last decision on a finding back.
///
/// # Errors
/// When the finding is unknown or the database fails.
pub async fn undo(bench: &Workbench, scope: &Scope, finding: &str) -> Result<Finding, DecisionError> {
    let (found, _) = super::finding(bench, scope, finding).await?.ok_or(DecisionError::UnknownFinding)?;
    keep(bench, scope, finding, "none", None, None).await?;
    Ok(found)
}

async fn keep(
    bench: &Workbench,
    scope: &Scope,
    finding: &str,
    kind: &str,
    text: Option<&str>,
    reason: Option<&str>,
) -> Result<(), DecisionError> {
    let (review, point) = super::split_finding_id(finding).ok_or(DecisionError::UnknownFinding)?;
    sqlx::query(
        "INSERT INTO decisions (id, organisation_id, review_id, point, kind, text, reason, user_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(fresh_id())
    .bind(scope.organisation())
    .bind(review)
    .bind(point)
    .bind(kind)
    .bind(text)
    .bind(reason)
    .bind(scope.user())
    .bind(bench.clock.now_ms())
    .execute(&bench.db)
    .await
    .map_err(StorageError::from)?;
    Ok(())
}

fn code(kind: DecisionKind) -> &'static str {
    match kind {
        DecisionKind::Accept => "accept",
        DecisionKind::Edit => "edit",
        DecisionKind::Dismiss => "dismiss",
        DecisionKind::Comment => "comment",
    }
}

fn kind(code: &str) -> Option<DecisionKind> {
    Some(match code {
        "accept" => DecisionKind::Accept,
        "edit" => DecisionKind::Edit,
        "dismiss" => DecisionKind::Dismiss,
        "comment" => DecisionKind::Comment,
        _ => return None,
    })
}
