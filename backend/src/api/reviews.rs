//! `/reviews`: ask for one, follow it, take its files.

use std::{convert::Infallible, time::Duration};

use axum::{
    Json,
    extract::{Path, Query, State, rejection::JsonRejection},
    http::{StatusCode, header},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::Stream;
use pacta_domain::{
    desk::{Progress, State as ReviewState},
    document::Language,
    review::{Finding, PointResult, Summary},
};
use serde::{Deserialize, Serialize};

use super::Problem;
use crate::{
    accounts::Scope,
    desk::{self, Accepted, Order},
    workbench::Workbench,
};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A review as scripts see it.
#[derive(Serialize)]
pub(super) struct ReviewAnswer {
    id: String,
    state: ReviewState,
    progress: Progress,
    error: Option<String>,
    file: String,
    document: DocumentHead,
    review: Option<Summary>,
    points: Vec<PointResult>,
    findings: Vec<Finding>,
}

#[derive(Serialize)]
struct DocumentHead {
    language: Language,
    contract_type: Option<String>,
    text: String,
}

pub(super) async fn create(
    State(bench): State<Workbench>,
    scope: Scope,
    order: Result<Json<Order>, JsonRejection>,
) -> Result<(StatusCode, Json<serde_json::Value>), Problem> {
    let Ok(Json(order)) = order else {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "request.malformed"));
    };
    let id = desk::order(&bench, &scope, &order).await?;
    Ok((StatusCode::ACCEPTED, Json(serde_json::json!({"id": id, "state": "queued"}))))
}

pub(super) async fn show(
    State(bench): State<Workbench>,
    scope: Scope,
    Path(id): Path<String>,
) -> Result<Json<ReviewAnswer>, Problem> {
    let desk = desk::open(&bench, &scope, &id).await?.ok_or_else(|| Problem::not_found("review.unknown"))?;
    Ok(Json(ReviewAnswer {
        id,
        state: desk.state,
        progress: desk.progress,
        error: desk.error,
        file: desk.file_name,
        document: DocumentHead {
            language: desk.document.language,
            contract_type: desk.document.contract_type,
            text: desk.document.text,
        },
        review: desk.summary,
        points: desk.points,
        findings: desk.findings,
    }))
}

/// Why each point ended as it did: its questions, what was read, the answers, what they cost.
pub(super) async fn trace(
    State(bench): State<Workbench>,
    scope: Scope,
    Path(id): Path<String>,
) -> Result<Json<serde_json::Value>, Problem> {
    let points = desk::trace(&bench, &scope, &id).await?.ok_or_else(|| Problem::not_found("review.unknown"))?;
    Ok(Json(serde_json::json!({"points": points})))
}

pub(super) async fn cancel(
    State(bench): State<Workbench>,
    scope: Scope,
    Path(id): Path<String>,
) -> Result<Json<serde_json::Value>, Problem> {
    desk::cancel(&bench, &scope, &id).await?;
    let (state, _) = desk::status(&bench, &scope, &id).await?.ok_or_else(|| Problem::not_found("review.unknown"))?;
    Ok(Json(serde_json::json!({"id": id, "state": state})))
}

/// What the stream of events remembers between two looks.
struct Follower {
    bench: Workbench,
    scope: Scope,
    review: String,
    seen: i64,
    waiting: std::collections::VecDeque<Event>,
    over: bool,
}

/// Server-sent events: `progress` with the point that ended, `finding` for each risk, `done` at the
/// end. A reader that comes late gets everything from the start, so none can miss anything.
pub(super) async fn events(
    State(bench): State<Workbench>,
    scope: Scope,
    Path(id): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    if desk::status(&bench, &scope, &id).await?.is_none() {
        return Err(Problem::not_found("review.unknown"));
    }
    let start = Follower { bench, scope, review: id, seen: 0, waiting: std::collections::VecDeque::new(), over: false };
    let stream = futures::stream::unfold(start, |mut follower| async move {
        loop {
            if let Some(event) = follower.waiting.pop_front() {
                return Some((Ok(event), follower));
            }
            if follower.over {
                return None;
            }
            // Listen before looking, so that nothing falls between the two.
            let news = follower.bench.news.clone();
            let heard = news.notified();
            if follower.look().await.is_err() {
                return None;
            }
            if follower.waiting.is_empty() {
                let _ = tokio::time::timeout(Duration::from_secs(1), heard).await;
            }
        }
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::default()))
}

impl Follower {
    async fn look(&mut self) -> Result<(), Problem> {
        // The state first: when it says done, all points are already there to be read.
        let Some((state, progress)) = desk::status(&self.bench, &self.scope, &self.review).await? else {
            self.over = true;
            return Ok(());
        };
        for arrival in desk::arrivals(&self.bench, &self.scope, &self.review, self.seen).await? {
            self.seen = arrival.ordinal;
            let body = serde_json::json!({
                "done": arrival.ordinal, "total": progress.total,
                "point": arrival.result.point, "title": arrival.result.title, "status": arrival.result.status,
            });
            self.push("progress", &body);
            if let Some(finding) = &arrival.finding {
                self.push("finding", finding);
            }
        }
        if state.is_over() {
            self.push("done", &serde_json::json!({"state": state}));
            self.over = true;
        }
        Ok(())
    }

    fn push(&mut self, name: &str, body: &impl Serialize) {
        if let Ok(event) = Event::default().event(name).json_data(body) {
            self.waiting.push_back(event);
        }
    }
}

#[derive(Deserialize)]
pub(super) struct RedlineQuery {
    accepted: Option<String>,
}

pub(super) async fn redline(
    State(bench): State<Workbench>,
    scope: Scope,
    Path(id): Path<String>,
    Query(query): Query<RedlineQuery>,
) -> Result<Response, Problem> {
    let accepted = if query.accepted.as_deref() == Some("all") { Accepted::All } else { Accepted::Decided };
    Ok(docx(desk::redlined(&bench, &scope, &id, accepted).await?))
}

pub(super) async fn clean(
    State(bench): State<Workbench>,
    scope: Scope,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(docx(desk::clean_copy(&bench, &scope, &id).await?))
}

#[derive(Deserialize)]
pub(super) struct ReportQuery {
    lang: Option<String>,
}

pub(super) async fn report(
    State(bench): State<Workbench>,
    scope: Scope,
    Path(id): Path<String>,
    Query(query): Query<ReportQuery>,
) -> Result<Response, Problem> {
    let language = if query.lang.as_deref() == Some("en") { Language::En } else { Language::Zh };
    Ok(docx(desk::report(&bench, &scope, &id, language).await?))
}

pub(super) fn docx(download: desk::Download) -> Response {
    let headers =
        [(header::CONTENT_TYPE, DOCX.to_owned()), (header::CONTENT_DISPOSITION, attachment(&download.file_name))];
    (headers, download.bytes).into_response()
}

/// A download under that name (RFC 6266; the name in UTF-8 as RFC 8187 writes it).
pub(super) fn attachment(name: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("attachment; filename*=UTF-8''{encoded}")
}
