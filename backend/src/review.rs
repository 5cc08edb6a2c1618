//! Runs a rulebook over a contract, and the checks that need none: every point is walked on its own, from its first question to
//! an outcome. Engines only answer; what counts as evidence, as a citation and as a pass is decided here.

mod agreement;
mod amounts;
mod asking;
mod builtin;
mod changes;
mod checks;
mod conclusion;
mod context;
pub mod cues;
pub mod drafts;
pub mod edits;
pub mod engine;
mod evidence;
mod expressions;
mod further;
mod numbers;
mod proposals;
mod reading;
mod sides;
mod templates;
mod walk;

use std::sync::Arc;

use futures::StreamExt;
use pacta_domain::{
    document::Document,
    review::{Finding, PointCounts, PointResult, Review, Status, Strictness, Summary, Usage},
    rulebook::{NEUTRAL, Outcome, Point, Rulebook},
    statute::StatuteLookup,
    trace::{Agreement, PointTrace, Step},
};

pub use builtin::Builtin;
pub use changes::Changed;
pub use engine::{Answered, Engine, Memory};
pub(crate) use expressions::check as check_expression;
pub use further::Further;

use walk::{Ended, Walk};

/// What to review, and how.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The contract.
    pub document: &'a Document,
    /// The rulebook.
    pub rulebook: &'a Rulebook,
    /// Id of our side, or `neutral`.
    pub position: &'a str,
    /// How strict.
    pub strictness: Strictness,
    /// The day whose law applies, `2026-11-23`.
    pub date: &'a str,
    /// Documents to read beside the contract: the framework agreement beside an order form.
    pub further: &'a [Further],
    /// What the deal is about, in our lawyer's words.
    pub deal: Option<&'a str>,
    /// Only these points; `None` for all.
    pub only: Option<&'a [String]>,
    /// Only points that these changes touch; `None` for the whole contract.
    pub changed: Option<&'a Changed>,
    /// Answers of the same review from before it was cut off.
    pub memory: Option<&'a dyn Memory>,
}

/// What happens while a review runs.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a few dozen are made in a review, none is kept")]
pub enum Progress {
    /// It starts.
    Started {
        /// Points to ask.
        total: usize,
        /// Their ids and titles.
        titles: Vec<(String, String)>,
    },
    /// A point is being asked.
    Asking {
        /// Id of the point.
        point: String,
    },
    /// A point ended.
    Point {
        /// How.
        result: PointResult,
        /// The risk, if there is one; its id is that of the point until the review is finished.
        finding: Option<Finding>,
        /// The way it took.
        steps: Vec<Step>,
        /// Points ended so far.
        done: usize,
        /// Points in all.
        total: usize,
    },
}

/// Why a review cannot be run.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum ReviewError {
    /// The rulebook does not know the position.
    #[error("the rulebook has no position `{0}`; choose one of its positions or `neutral`")]
    UnknownPosition(String),
    /// The rulebook does not know a point.
    #[error("the rulebook has no point `{0}`")]
    UnknownPoint(String),
}

impl ReviewError {
    /// Stable code for scripts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownPosition(_) => "review.unknown_position",
            Self::UnknownPoint(_) => "review.unknown_point",
        }
    }
}

/// A point as this contract reads it: what it calls the sides stands in questions and titles; values that only an answer
/// gives are left out.
#[must_use]
pub fn in_words_of(document: &Document, rulebook: &Rulebook, position: &str, point: &Point) -> Point {
    let variables = sides::Sides::new(rulebook, document, position).variables();
    // What is no template was told when the rulebook was checked.
    let filled = |text: &str| templates::render(text, variables.clone()).unwrap_or_else(|_| text.to_owned());
    let mut point = point.clone();
    for node in point.nodes.values_mut() {
        node.prompt = filled(&node.prompt);
    }
    for outcome in point.outcomes.values_mut() {
        if let Outcome::Risk(risk) = outcome {
            risk.title = risk.title.as_deref().map(&filled);
        }
    }
    point
}

/// Reviews a contract. All points are walked at once, each from question to question; how many requests are under way is
/// the engine's business. A point that fails ends as *needs a lawyer*; the review itself goes on.
///
/// # Errors
/// When position or points are unknown.
pub async fn run(
    job: Job<'_>,
    engine: &dyn Engine,
    statutes: &(dyn StatuteLookup + Send + Sync),
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Review, ReviewError> {
    let points = chosen(&job)?;
    // Whoever asks for some points only wants these.
    let checks = if job.only.is_none() { checks::points(job.document) } else { Vec::new() };
    let language = job.rulebook.language;
    let limited = |end| match job.changed {
        Some(changed) => changed.limit(end, language),
        None => end,
    };
    let checks: Vec<Ended> = checks.into_iter().map(limited).collect();
    let total = points.len() + checks.len();
    let started = std::time::Instant::now();
    let titles = points.iter().map(|point| (point.id.clone(), point.title.clone()));
    let checked = checks.iter().map(|end| (end.result.point.clone(), end.result.title.clone()));
    progress(Progress::Started { total, titles: titles.chain(checked).collect() });
    let own = engine.for_review();
    let engine = own.as_deref().unwrap_or(engine);
    let reads = further::Joined::new(job.document, job.further);
    let contract = Arc::new(reading::FoldedDocument::new(&reads.document));
    let whole = reading::passages(&reads, &contract);
    let sides = sides::Sides::new(job.rulebook, job.document, job.position);
    let context = if engine.is_model() { context::Context::of(&reads) } else { context::Context::default() };
    let walk =
        Walk { job, reads: &reads, engine, statutes, contract: &contract, whole: &whole, context, sides: &sides };
    if engine.is_model() {
        asking::warm_up(&walk, &points);
    }
    let first = if engine.is_model() { asking::locate_questions(&walk, &points) } else { Vec::new() };
    let ahead = asking::ahead(&walk, &first);
    let asked = points.into_iter().enumerate().map(|(index, point)| {
        let (walk, ahead) = (&walk, &ahead);
        async move {
            progress(Progress::Asking { point: point.id.clone() });
            let ended = walk.point(point, ahead).await;
            let ended = if doubtful(&ended) { in_doubt(walk, point, ended).await } else { ended };
            (index, ended)
        }
    });
    let mut running: futures::stream::FuturesUnordered<_> = asked.collect();
    let mut ended: Vec<(usize, Ended)> = Vec::with_capacity(total);
    let report = |end: &Ended, done| {
        let (result, finding, steps) = (end.result.clone(), end.finding.clone(), end.steps.clone());
        progress(Progress::Point { result, finding, steps, done, total });
    };
    // Questions that points come to later are under way from the start.
    let sent = ahead.sent();
    let walked = async {
        while let Some((index, end)) = running.next().await {
            let end = limited(end);
            report(&end, ended.len() + 1);
            ended.push((index, end));
        }
    };
    futures::join!(sent, walked);
    for end in checks {
        report(&end, ended.len() + 1);
        ended.push((usize::MAX, end));
    }
    ended.sort_by_key(|(index, _)| *index);
    Ok(assemble(&job, engine.name(), ended.into_iter().map(|(_, end)| end).collect(), started.elapsed()))
}

/// A point that a model lets pass although the cues answer one of its questions otherwise.
fn doubtful(ended: &Ended) -> bool {
    matches!(ended.result.status, Status::Pass | Status::NotApplicable)
        && ended.steps.iter().any(|step| step.cues == Agreement::Disagree)
}

/// Where the cues alone find a risk that the model lets pass, a lawyer decides which of the two is right: a model may
/// err, and a contract may have talked it into something (promise 3).
async fn in_doubt(walk: &Walk<'_>, point: &Point, ended: Ended) -> Ended {
    let own = Walk { engine: &Builtin, context: context::Context::default(), ..*walk };
    let other = own.point(point, &asking::Ahead::default()).await;
    let Some(finding) = other.finding else { return ended };
    let reason = walk.words(
        &format!("模型的回答与关键词的判断不一致：按关键词，{}", finding.explanation),
        &format!("The model and the cues disagree. By the cues: {}", finding.explanation),
    );
    let result = PointResult {
        status: Status::NeedsLawyer,
        outcome: None,
        reason,
        quotes: finding.quotes,
        searched: finding.searched,
        ..ended.result
    };
    Ended { result, ..ended }
}

fn chosen<'a>(job: &Job<'a>) -> Result<Vec<&'a Point>, ReviewError> {
    if job.position != NEUTRAL && !job.rulebook.positions.iter().any(|side| side.id == job.position) {
        return Err(ReviewError::UnknownPosition(job.position.to_owned()));
    }
    let unknown =
        job.only.iter().copied().flatten().find(|id| !job.rulebook.points.iter().any(|point| point.id == **id));
    if let Some(id) = unknown {
        return Err(ReviewError::UnknownPoint(id.clone()));
    }
    let wanted = |point: &&Point| point.serves(job.position) && job.only.is_none_or(|only| only.contains(&point.id));
    Ok(job.rulebook.points.iter().filter(wanted).collect())
}

fn assemble(job: &Job<'_>, engine: &str, ended: Vec<Ended>, elapsed: std::time::Duration) -> Review {
    let mut usage = Usage { ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX), ..Usage::default() };
    let (mut dropped_citations, mut unverified_quotes) = (0, 0);
    let (mut points, mut findings, mut trace) = (Vec::new(), Vec::new(), Vec::new());
    for end in ended {
        usage.calls += end.spent.calls;
        usage.cached += end.spent.cached;
        usage.prompt_tokens += end.spent.prompt_tokens;
        usage.completion_tokens += end.spent.completion_tokens;
        if !end.steps.is_empty() {
            trace.push(PointTrace { point: end.result.point.clone(), steps: end.steps });
        }
        dropped_citations += end.dropped_citations;
        unverified_quotes += end.unverified_quotes;
        points.push(end.result);
        findings.extend(end.finding);
    }
    let place = |finding: &Finding| {
        finding.quotes.iter().filter(|q| q.is_in_contract()).map(|q| q.doc_start).min().unwrap_or(usize::MAX)
    };
    findings.sort_by_key(|finding| (finding.severity, place(finding)));
    for (index, finding) in findings.iter_mut().enumerate() {
        finding.id = format!("f{}", index + 1);
    }
    debug_assert_eq!(findings.len(), points.iter().filter(|point| point.status == Status::Risk).count());
    let review = Summary {
        rulebook: job.rulebook.id.clone(),
        version: job.rulebook.version.clone(),
        position: job.position.to_owned(),
        strictness: job.strictness,
        engine: engine.to_owned(),
        date: job.date.to_owned(),
        changed_paragraphs: job.changed.map(Changed::paragraphs),
        context: job.further.iter().map(|further| further.name.clone()).collect(),
        deal: job.deal.map(str::to_owned),
        points: PointCounts::of(&points),
        usage,
        dropped_citations,
        unverified_quotes,
    };
    Review { review, points, findings, trace }
}

#[cfg(test)]
mod tests;
