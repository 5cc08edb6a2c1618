//! Runs queued reviews. A review is leased, so that the work of a killed server is taken up again
//! and several servers on one database share the queue.

use std::{collections::HashMap, pin::Pin, time::Duration};

use pacta_domain::{
    document::Document,
    review::{Finding, PointResult, Review},
    trace::Step,
};

use crate::{
    contracts,
    review::{self, Answered, Changed, Further, Job, Memory, Progress},
    storage::{StorageError, from_json, to_json},
    workbench::Workbench,
};

/// A review whose lease nobody renewed for so long is taken up by another server.
const LEASE_MS: i64 = 45_000;
/// How often to look for work that another server queued or lost.
const LOOK: Duration = Duration::from_secs(5);
/// How often the lease of a running review is renewed: a slow model may take longer over a point than a lease lasts.
const RENEW: Duration = Duration::from_secs(15);

#[derive(Clone, sqlx::FromRow)]
struct Claimed {
    id: String,
    version_id: String,
    rulebook_sha256: String,
    position: String,
    strictness: String,
    law_date: String,
    changes: Option<String>,
    context: Option<String>,
    deal: Option<String>,
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
         RETURNING id, version_id, rulebook_sha256, position, strictness, law_date, changes, context, deal",
    )
    .bind(now + LEASE_MS)
    .bind(now)
    .fetch_optional(&bench.db)
    .await?)
}

/// What a running review has to have written.
enum Arrived {
    Total(usize),
    Point(Box<PointResult>, Option<Box<Finding>>, Vec<Step>),
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
    let further = beside(bench, claimed).await?;
    let memory = if bench.engine.is_model() { Some(KeptAnswers::of(bench, &claimed.id).await?) } else { None };

    // Points end on the engine's threads; they are written here one by one, in the order they came.
    let (send, mut receive) = tokio::sync::mpsc::unbounded_channel::<Arrived>();
    let writer = {
        let (bench, id) = (bench.clone(), claimed.id.clone());
        tokio::spawn(async move {
            let mut ordinal = 0;
            while let Some(arrived) = receive.recv().await {
                match arrived {
                    Arrived::Total(total) => keep_total(&bench, &id, total).await?,
                    Arrived::Point(result, finding, steps) => {
                        ordinal += 1;
                        keep_point(&bench, &id, ordinal, &result, finding.as_deref(), &steps).await?;
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
                further: &further,
                deal: claimed.deal.as_deref(),
                only: None,
                changed: changed.as_ref(),
                memory: memory.as_ref().map(|memory| memory as &dyn Memory),
            };
            let report = move |progress: Progress| {
                let arrived = match progress {
                    Progress::Started { total, .. } => Arrived::Total(total),
                    Progress::Point { result, finding, steps, .. } => {
                        Arrived::Point(Box::new(result), finding.map(Box::new), steps)
                    }
                    Progress::Asking { .. } => return,
                };
                let _ = send.send(arrived);
            };
            let review = review::run(job, bench.engine.as_ref(), &bench.library, &report);
            // Dropping the review drops its requests.
            tokio::runtime::Handle::current().block_on(async {
                tokio::select! {
                    review = review => Some(review),
                    () = taken_away(&bench, &claimed.id) => None,
                }
            })
        })
        .await
    };
    writer.await.unwrap_or(Ok(()))?;
    match reviewed {
        Ok(Some(Ok(review))) => finish(bench, &claimed.id, &review).await,
        Ok(Some(Err(error))) => {
            tracing::error!(review = %claimed.id, code = error.code(), "a review could not be run");
            fail(bench, &claimed.id, error.code()).await
        }
        Ok(None) => forget_answers(bench, &claimed.id).await,
        Err(_) => fail(bench, &claimed.id, "review.failed").await,
    }
}

/// Renews the lease while a review runs, and returns when the review is no longer to be run.
async fn taken_away(bench: &Workbench, review: &str) {
    loop {
        // Listen before looking, so that nothing falls between the two.
        let mut heard = std::pin::pin!(bench.cancelled.notified());
        heard.as_mut().enable();
        let renewed = sqlx::query("UPDATE reviews SET leased_until = $1 WHERE id = $2 AND state = 'running'")
            .bind(bench.clock.now_ms() + LEASE_MS)
            .bind(review)
            .execute(&bench.db)
            .await;
        if renewed.is_ok_and(|renewed| renewed.rows_affected() == 0) {
            return;
        }
        let _ = tokio::time::timeout(RENEW, heard).await;
    }
}

/// The answers of a review that runs, in memory and in the database.
struct KeptAnswers {
    bench: Workbench,
    review: String,
    known: HashMap<String, Answered>,
}

impl KeptAnswers {
    async fn of(bench: &Workbench, review: &str) -> Result<Self, StorageError> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT fingerprint, answer FROM review_answers WHERE review_id = $1")
                .bind(review)
                .fetch_all(&bench.db)
                .await?;
        let known = rows.into_iter().map(|(print, answer)| Ok((print, from_json("answer", &answer)?)));
        let known = known.collect::<Result<_, StorageError>>()?;
        Ok(Self { bench: bench.clone(), review: review.to_owned(), known })
    }

    async fn write(&self, fingerprint: &str, answered: &Answered) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO review_answers (review_id, fingerprint, answer) VALUES ($1, $2, $3)
             ON CONFLICT (review_id, fingerprint) DO UPDATE SET answer = $3",
        )
        .bind(&self.review)
        .bind(fingerprint)
        .bind(to_json("answer", answered)?)
        .execute(&self.bench.db)
        .await?;
        Ok(())
    }
}

impl Memory for KeptAnswers {
    fn recall(&self, fingerprint: &str) -> Option<Answered> {
        self.known.get(fingerprint).cloned()
    }

    fn keep<'a>(
        &'a self,
        fingerprint: &'a str,
        answered: &'a Answered,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(async move {
            // An answer that is not kept is asked for once more after a restart; the review itself goes on.
            if let Err(error) = self.write(fingerprint, answered).await {
                tracing::warn!(review = %self.review, %error, "an answer could not be kept");
            }
        })
    }
}

async fn forget_answers(bench: &Workbench, review: &str) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM review_answers WHERE review_id = $1").bind(review).execute(&bench.db).await?;
    Ok(())
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

/// The documents that are read beside the contract. One that was deleted since is left out.
async fn beside(bench: &Workbench, claimed: &Claimed) -> Result<Vec<Further>, StorageError> {
    let ids: Vec<String> =
        claimed.context.as_deref().map(|ids| from_json("context", ids)).transpose()?.unwrap_or_default();
    let mut further = Vec::with_capacity(ids.len());
    for id in ids {
        let row: Option<(String, String)> = sqlx::query_as(
            "SELECT file_name, document FROM versions
             WHERE id = $1 AND organisation_id = (SELECT organisation_id FROM versions WHERE id = $2)",
        )
        .bind(&id)
        .bind(&claimed.version_id)
        .fetch_optional(&bench.db)
        .await?;
        if let Some((file_name, document)) = row {
            further.push(Further::new(from_json("document", &document)?, &file_name));
        }
    }
    Ok(further)
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
    steps: &[Step],
) -> Result<(), StorageError> {
    let finding = finding.map(|finding| to_json("finding", finding)).transpose()?;
    sqlx::query(
        "INSERT INTO review_points (review_id, point, ordinal, result, finding, trace) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (review_id, point) DO UPDATE SET ordinal = $3, result = $4, finding = $5, trace = $6",
    )
    .bind(review)
    .bind(&result.point)
    .bind(ordinal)
    .bind(to_json("point", result)?)
    .bind(finding)
    .bind(to_json("trace", &steps)?)
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
    sqlx::query(
        "UPDATE reviews SET state = 'done', summary = $1, done = total, finished_at = $2
         WHERE id = $3 AND state = 'running'",
    )
    .bind(to_json("summary", &review.review)?)
    .bind(bench.clock.now_ms())
    .bind(id)
    .execute(&bench.db)
    .await?;
    forget_answers(bench, id).await
}

async fn fail(bench: &Workbench, id: &str, code: &str) -> Result<(), StorageError> {
    sqlx::query(
        "UPDATE reviews SET state = 'failed', error = $1, finished_at = $2 WHERE id = $3 AND state = 'running'",
    )
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
