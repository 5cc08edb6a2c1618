//! `/statutes`: search, resolve, read an article.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use pacta_domain::statute::{Article, Level, Status, StatuteLookup};
use serde::Deserialize;

use super::Problem;
use crate::{
    accounts::Scope,
    statutes::{Hit, ResolvedCitation, SearchOptions},
    workbench::Workbench,
};

#[derive(Deserialize)]
pub(super) struct SearchQuery {
    q: String,
    limit: Option<usize>,
    date: Option<String>,
    law: Option<String>,
    level: Option<Level>,
    status: Option<Status>,
}

pub(super) async fn search(
    State(bench): State<Workbench>,
    _scope: Scope,
    Query(query): Query<SearchQuery>,
) -> Json<serde_json::Value> {
    let options = SearchOptions {
        limit: query.limit.unwrap_or(10).clamp(1, 100),
        date: query.date,
        law: query.law,
        level: query.level,
        status: query.status,
        ..SearchOptions::default()
    };
    let hits: Vec<Hit> = bench.library.search(&query.q, &options);
    Json(serde_json::json!({"items": hits, "next": null}))
}

#[derive(Deserialize)]
pub(super) struct ResolveQuery {
    text: String,
    date: Option<String>,
}

pub(super) async fn resolve(
    State(bench): State<Workbench>,
    _scope: Scope,
    Query(query): Query<ResolveQuery>,
) -> Json<serde_json::Value> {
    let citations: Vec<ResolvedCitation> = bench.library.resolve(&query.text, query.date.as_deref());
    Json(serde_json::json!({"items": citations, "next": null}))
}

#[derive(Deserialize)]
pub(super) struct ArticleQuery {
    date: Option<String>,
}

pub(super) async fn article(
    State(bench): State<Workbench>,
    _scope: Scope,
    Path(id): Path<String>,
    Query(query): Query<ArticleQuery>,
) -> Result<Json<Article>, Problem> {
    let date = query.date.unwrap_or_else(|| bench.clock.today());
    bench.library.article(&id, &date).map(Json).ok_or_else(|| Problem::not_found("article.unknown"))
}
