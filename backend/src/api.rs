//! The REST API under `/api/v1`: thin handlers that ask a module of this crate and shape its answer.

mod auth;
mod contracts;
mod findings;
mod problem;
mod reviews;
mod session;
mod statutes;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    middleware,
    response::IntoResponse,
    routing::{get, post, put},
};

use crate::workbench::Workbench;

pub use auth::{SESSION_COOKIE, same_origin_only, scope_of};
pub use problem::Problem;

/// All calls, ready to be merged into a server. Calls that change something and are signed in by
/// cookie must come from our own pages ([`same_origin_only`]).
pub fn router(bench: Workbench) -> Router {
    let v1 = Router::new()
        .route("/contracts", get(contracts::list).post(contracts::upload).layer(DefaultBodyLimit::disable()))
        .route("/contracts/{id}", get(contracts::show))
        .route("/contracts/{id}/versions", post(contracts::upload_version).layer(DefaultBodyLimit::disable()))
        .route("/contracts/{id}/comparison", get(contracts::comparison))
        .route("/contracts/{id}/comparison/redline", get(contracts::comparison_redline))
        .route("/versions/{id}/original", get(contracts::original))
        .route("/reviews", post(reviews::create))
        .route("/reviews/{id}", get(reviews::show))
        .route("/reviews/{id}/events", get(reviews::events))
        .route("/reviews/{id}/trace", get(reviews::trace))
        .route("/reviews/{id}/cancel", post(reviews::cancel))
        .route("/reviews/{id}/redline", get(reviews::redline))
        .route("/reviews/{id}/clean", get(reviews::clean))
        .route("/reviews/{id}/report", get(reviews::report))
        .route("/findings/{id}/decision", put(findings::decide).delete(findings::undo))
        .route("/findings/{id}/wordings", get(findings::wordings).post(findings::reword))
        .route("/statutes/search", get(statutes::search))
        .route("/statutes/resolve", get(statutes::resolve))
        .route("/statutes/articles/{id}", get(statutes::article))
        .fallback(|| async { Problem::not_found("route.unknown") });
    Router::new()
        .nest("/api/v1", v1)
        .route("/session", post(session::sign_in))
        .route("/session/end", post(session::sign_out))
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .layer(middleware::from_fn(same_origin_only))
        .with_state(bench)
}

/// Ready when the database answers.
async fn ready(State(bench): State<Workbench>) -> impl IntoResponse {
    match sqlx::query("SELECT 1").execute(&bench.db).await {
        Ok(_) => (StatusCode::OK, Json(serde_json::json!({"ready": true}))),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, Json(serde_json::json!({"ready": false}))),
    }
}
