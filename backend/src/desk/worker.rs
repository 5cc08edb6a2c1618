//! Runs queued reviews. A review is leased, so that the work of a killed server is taken up again
//! and several servers on one database share the queue.

use std::time::Duration;

use pacta_domain::{
    document::Document,
    review::{Finding, PointResult, Review},
};

use crate::{
    contracts,
    review::{self, Changed, Job, Progress},
    storage::{StorageError, from_json, to_json},
    workbench::Workbench,
};

/// A lease is renewed with each point; a review without news for so long is taken up by another server.
const LEASE_MS: i64 = 120_000;
/// How often to look for work that another server queued or lost.
const LOOK: Duration = Duration::from_secs(5);

#[derive(Clone, sqlx::FromRow)]
struct Claimed {
    id: String,
    version_id: String,
    rulebook_sha256: String,
    position: String,
    strictness: String,
    law_date: String,
    changes: Option<String>,
}

/// Works off the queue until the task is dropped.
pub async fn work(bench: Workbench) {
    loop {
        match claim(&bench).await {
            Ok(Some(claimed)) => {
                if let Err(error) = run(&bench, &claimed).await {
                    tracing::error!(review = %claimed.id, %error, "a review could not be run");
                    let _ = fail(&bench, &claimed.id, "storage").await;
                }
                bench.news.notify_waiters();
                continue;
            }
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "the queue cannot be read"),
        }
        let _ = tokio::time::timeout(LOOK, bench.queued.notified()).await;
    }
}

async fn claim(bench: &Workbench) -> Result<Option<Claimed>, StorageError> {
    let now = bench.clock.now_ms();
    Ok(sqlx::query_as(
        "UPDATE reviews SET state = 'running', leased_until = $1
         WHERE id = (SELECT id FROM reviews WHERE state = 'queued' OR (state = 'running' AND leased_until < $2)
                     ORDER BY created_at LIMIT 1)
           AND (state = 'queued' OR leased_until < $2)
         RETURNING id, version_id, rulebook_sha256, position, strictness, law_date, changes",
    )
    .bind(now + LEASE_MS)
    .bind(now)
    .fetch_optional(&bench.db)
    .await?)
}

/// What a running review has to have written.
enum Arrived {
    Total(usize),
    Point(Box<PointResult>, Option<Box<Finding>>),
}

async fn run(bench: &Workbench, claimed: &Claimed) -> Result<(), StorageError> {
    let document: String = sqlx::query_scalar("SELECT document FROM versions WHERE id = $1")
        .bind(&claimed.version_id)
        .fetch_one(&bench.db)
        .await?;
    let document: Document = from_json("document", &document)?;
    let Some(rulebook) = super::rulebook_of(bench, &claimed.rulebook_sha256).await? else {
        return fail(bench, &claimed.id, "rulebook").await;
    };

    let before = match &claimed.changes {
        Some(base) => match base_of(bench, claimed, base).await? {
            Some(before) => Some(before),
            None => return fail(bench, &claimed.id, "review.no_base").await,
        },
        None => None,
    };

    // Points end on the engine's threads; they are written here one by one, in the order they came.
    let (send, mut receive) = tokio::sync::mpsc::unbounded_channel::<Arrived>();
    let writer = {
        let (bench, id) = (bench.clone(), claimed.id.clone());
        tokio::spawn(async move {
            let mut ordinal = 0;
            while let Some(arrived) = receive.recv().await {
                match arrived {
                    Arrived::Total(total) => keep_total(&bench, &id, total).await?,
                    Arrived::Point(result, finding) => {
                        ordinal += 1;
                        keep_point(&bench, &id, ordinal, &result, finding.as_deref()).await?;
                    }
                }
                bench.news.notify_waiters();
            }
            Ok::<(), StorageError>(())
        })
    };
    let reviewed = {
        let (bench, claimed) = (bench.clone(), claimed.clone());
        // The built-in engine computes for a while without a pause: keep it off the threads that answer requests.
        tokio::task::spawn_blocking(move || {
            let changed = before.map(|before| Changed::between(&before, &document));
            let job = Job {
                document: &document,
                rulebook: &rulebook,
                position: &claimed.position,
                strictness: super::strictness(&claimed.strictness),
                date: &claimed.law_date,
                only: None,
                changed: changed.as_ref(),
            };
            let report = move |progress: Progress| {
                let arrived = match progress {
                    Progress::Started { total, .. } => Arrived::Total(total),
                    Progress::Point { result, finding, .. } => Arrived::Point(Box::new(result), finding.map(Box::new)),
                    Progress::Asking { .. } => return,
                };
                let _ = send.send(arrived);
            };
            tokio::runtime::Handle::current().block_on(review::run(job, bench.engine.as_ref(), &bench.library, &report))
        })
        .await
    };
    writer.await.unwrap_or(Ok(()))?;
    match reviewed {
        Ok(Ok(review)) => finish(bench, &claimed.id, &review).await,
        Ok(Err(error)) => {
            tracing::error!(review = %claimed.id, code = error.code(), "a review could not be run");
            fail(bench, &claimed.id, error.code()).await
        }
        Err(_) => fail(bench, &claimed.id, "review.failed").await,
    }
}

/// The contract before the changes that a review is limited to: an earlier version, or the file without its own
/// tracked changes; `None` when that cannot be read.
async fn base_of(bench: &Workbench, claimed: &Claimed, base: &str) -> Result<Option<Document>, StorageError> {
    if base != super::TRACKED {
        let old: Option<String> = sqlx::query_scalar(
            "SELECT document FROM versions
             WHERE id = $1 AND contract_id = (SELECT contract_id FROM versions WHERE id = $2)",
        )
        .bind(base)
        .bind(&claimed.version_id)
        .fetch_optional(&bench.db)
        .await?;
        return old.map(|old| from_json("document", &old)).transpose();
    }
    let sha256: String = sqlx::query_scalar("SELECT sha256 FROM versions WHERE id = $1")
        .bind(&claimed.version_id)
        .fetch_one(&bench.db)
        .await?;
    contracts::as_rejected(bench, &sha256).await
}

/// How many points there are is known when the contract was looked at: the text checks give one for each issue.
async fn keep_total(bench: &Workbench, review: &str, total: usize) -> Result<(), StorageError> {
    sqlx::query("UPDATE reviews SET total = $1 WHERE id = $2")
        .bind(i64::try_from(total).unwrap_or(i64::MAX))
        .bind(review)
        .execute(&bench.db)
        .await?;
    Ok(())
}

async fn keep_point(
    bench: &Workbench,
    review: &str,
    ordinal: i64,
    result: &PointResult,
    finding: Option<&Finding>,
) -> Result<(), StorageError> {
    let finding = finding.map(|finding| to_json("finding", finding)).transpose()?;
    sqlx::query(
        "INSERT INTO review_points (review_id, point, ordinal, result, finding) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (review_id, point) DO UPDATE SET ordinal = $3, result = $4, finding = $5",
    )
    .bind(review)
    .bind(&result.point)
    .bind(ordinal)
    .bind(to_json("point", result)?)
    .bind(finding)
    .execute(&bench.db)
    .await?;
    sqlx::query("UPDATE reviews SET done = $1, leased_until = $2 WHERE id = $3")
        .bind(ordinal)
        .bind(bench.clock.now_ms() + LEASE_MS)
        .bind(review)
        .execute(&bench.db)
        .await?;
    Ok(())
}

async fn finish(bench: &Workbench, id: &str, review: &Review) -> Result<(), StorageError> {
    sqlx::query("UPDATE reviews SET state = 'done', summary = $1, done = total, finished_at = $2 WHERE id = $3")
        .bind(to_json("summary", &review.review)?)
        .bind(bench.clock.now_ms())
        .bind(id)
        .execute(&bench.db)
        .await?;
    Ok(())
}

async fn fail(bench: &Workbench, id: &str, code: &str) -> Result<(), StorageError> {
    sqlx::query("UPDATE reviews SET state = 'failed', error = $1, finished_at = $2 WHERE id = $3")
        .bind(code)
        .bind(bench.clock.now_ms())
        .bind(id)
        .execute(&bench.db)
        .await?;
    Ok(())
}

/// Reads a contract for a review that is not stored; shared with the intake page.
pub(super) async fn document_of(
    bench: &Workbench,
    scope: &crate::accounts::Scope,
    version: &str,
) -> Result<Option<Document>, StorageError> {
    Ok(contracts::version(bench, scope, version).await?.map(|(_, document)| document))
}
