//! `/findings/{id}/decision` and `/findings/{id}/wordings`.

use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
    http::StatusCode,
};
use pacta_domain::review::{Decision, Finding, Wording};
use serde::{Deserialize, Serialize};

use super::Problem;
use crate::{accounts::Scope, desk, workbench::Workbench};

/// A finding with what was decided on it.
#[derive(Serialize)]
pub(super) struct DecidedFinding {
    #[serde(flatten)]
    finding: Finding,
    decision: Option<Decision>,
}

pub(super) async fn decide(
    State(bench): State<Workbench>,
    scope: Scope,
    Path(id): Path<String>,
    decision: Result<Json<Decision>, JsonRejection>,
) -> Result<Json<DecidedFinding>, Problem> {
    let Ok(Json(decision)) = decision else {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "request.malformed"));
    };
    let (finding, decision) = desk::decide(&bench, &scope, &id, &decision).await?;
    Ok(Json(DecidedFinding { finding, decision: Some(decision) }))
}

pub(super) async fn undo(
    State(bench): State<Workbench>,
    scope: Scope,
    Path(id): Path<String>,
) -> Result<Json<DecidedFinding>, Problem> {
    let finding = desk::undo(&bench, &scope, &id).await?;
    Ok(Json(DecidedFinding { finding, decision: None }))
}

/// What a lawyer asks for.
#[derive(Deserialize)]
pub(super) struct Wish {
    wish: String,
    #[serde(default)]
    from: Option<String>,
}

pub(super) async fn wordings(
    State(bench): State<Workbench>,
    scope: Scope,
    Path(id): Path<String>,
) -> Result<Json<serde_json::Value>, Problem> {
    let items = desk::wordings(&bench, &scope, &id).await?;
    Ok(Json(serde_json::json!({"items": items, "next": null})))
}

pub(super) async fn reword(
    State(bench): State<Workbench>,
    scope: Scope,
    Path(id): Path<String>,
    wish: Result<Json<Wish>, JsonRejection>,
) -> Result<(StatusCode, Json<Wording>), Problem> {
    let Ok(Json(Wish { wish, from })) = wish else {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "request.malformed"));
    };
    let wording = desk::reword(&bench, &scope, &id, &wish, from.as_deref()).await?;
    Ok((StatusCode::CREATED, Json(wording)))
}
