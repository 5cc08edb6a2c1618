//! `/contracts`, `/versions`.

use axum::{
    Json,
    extract::{Multipart, Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use pacta_domain::desk::{ContractRow, Versions};
use serde::{Deserialize, Serialize};

use super::{
    Problem,
    reviews::{attachment, docx},
};
use crate::{
    accounts::Scope,
    contracts::{self, Contract},
    documents::ReadError,
    versions::{self, Pair},
    workbench::Workbench,
};

/// Beyond the limit for files we read on, up to this, so that the browser gets an answer instead of
/// a broken connection.
const DRAIN: u64 = 512 << 20;

#[derive(Deserialize)]
pub(super) struct Page {
    cursor: Option<i64>,
    limit: Option<i64>,
}

/// The envelope of every list.
#[derive(Serialize)]
pub(super) struct List<T> {
    items: Vec<T>,
    next: Option<String>,
}

pub(super) async fn list(
    State(bench): State<Workbench>,
    scope: Scope,
    Query(page): Query<Page>,
) -> Result<Json<List<ContractRow>>, Problem> {
    let limit = page.limit.unwrap_or(50).clamp(1, 200);
    let items = contracts::list(&bench, &scope, page.cursor, limit).await?;
    let full = i64::try_from(items.len()).is_ok_and(|count| count == limit);
    let next = items
        .last()
        .filter(|_| full)
        .and_then(|last| last.uploaded_at.parse::<jiff::Timestamp>().ok())
        .map(|at| at.as_millisecond().to_string());
    Ok(Json(List { items, next }))
}

pub(super) async fn show(
    State(bench): State<Workbench>,
    scope: Scope,
    Path(id): Path<String>,
) -> Result<Json<Contract>, Problem> {
    let contract = contracts::get(&bench, &scope, &id).await?;
    contract.map(Json).ok_or_else(|| Problem::not_found("contract.unknown"))
}

pub(super) async fn upload(
    State(bench): State<Workbench>,
    scope: Scope,
    body: Multipart,
) -> Result<(StatusCode, Json<Contract>), Problem> {
    receive(&bench, &scope, body, None).await
}

pub(super) async fn upload_version(
    State(bench): State<Workbench>,
    scope: Scope,
    Path(id): Path<String>,
    body: Multipart,
) -> Result<(StatusCode, Json<Contract>), Problem> {
    receive(&bench, &scope, body, Some(&id)).await
}

async fn receive(
    bench: &Workbench,
    scope: &Scope,
    mut body: Multipart,
    contract: Option<&str>,
) -> Result<(StatusCode, Json<Contract>), Problem> {
    let interrupted = |_| Problem::new(StatusCode::BAD_REQUEST, "upload.interrupted");
    while let Some(mut field) = body.next_field().await.map_err(interrupted)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = shown_name(field.file_name().unwrap_or("contract"));
        let limit = bench.reading.limits.file_bytes;
        let (mut bytes, mut seen) = (Vec::new(), 0_u64);
        while let Some(chunk) = field.chunk().await.map_err(interrupted)? {
            seen += chunk.len() as u64;
            if seen > DRAIN {
                break;
            }
            if seen <= limit {
                bytes.extend_from_slice(&chunk);
            } else {
                bytes = Vec::new();
            }
        }
        if seen > limit {
            return Err(ReadError::TooLarge { limit }.into());
        }
        let kept = contracts::upload(bench, scope, &name, bytes, contract).await?;
        return kept
            .map(|contract| (StatusCode::CREATED, Json(contract)))
            .ok_or_else(|| Problem::not_found("contract.unknown"));
    }
    Err(Problem::new(StatusCode::BAD_REQUEST, "upload.no_file"))
}

/// A name to show: the last part of what the browser sent, without control characters. It is never
/// used as a path.
fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    last.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// What changed between two versions: by default the latest and the one before it.
pub(super) async fn comparison(
    State(bench): State<Workbench>,
    scope: Scope,
    Path(id): Path<String>,
    Query(pair): Query<Pair>,
) -> Result<Json<Versions>, Problem> {
    Ok(Json(versions::open(&bench, &scope, &id, pair).await?))
}

/// The same as tracked changes in the older file.
pub(super) async fn comparison_redline(
    State(bench): State<Workbench>,
    scope: Scope,
    Path(id): Path<String>,
    Query(pair): Query<Pair>,
) -> Result<Response, Problem> {
    Ok(docx(versions::redline(&bench, &scope, &id, pair).await?))
}

/// The uploaded file, byte for byte.
pub(super) async fn original(
    State(bench): State<Workbench>,
    scope: Scope,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let Some((version, _)) = contracts::version(&bench, &scope, &id).await? else {
        return Err(Problem::not_found("version.unknown"));
    };
    let bytes = bench.files.fetch(&version.sha256).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, attachment(&version.file_name)),
    ];
    Ok((headers, bytes).into_response())
}
