//! Server functions: check the sign-in, ask the backend, map the error to a code that the page turns into words.
// The macro makes a struct of every function's arguments and leaves its fields without documentation.
#![allow(missing_docs)]

use leptos::prelude::*;
use pacta_domain::{
    desk::{ContractRow, Desk, Intake, Versions},
    document::Language,
    engine::{EngineFacts, Tested},
    problem,
    review::{Decision, Wording},
    trace::Why,
};
use serde::{Deserialize, Serialize};

/// Who has signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Name as redlines show it.
    pub name: String,
    /// `builtin`, or the model's name.
    pub engine: String,
}

/// The words for an error of a server function: what is wrong and what to do.
#[must_use]
pub fn explain(error: &ServerFnError, language: Language) -> (&'static str, &'static str) {
    let code = match error {
        ServerFnError::ServerError(code) => code.as_str(),
        _ => "storage.failed",
    };
    problem::words(code, language)
}

#[cfg(feature = "ssr")]
mod here {
    use super::*;
    use axum::http::request::Parts;
    use pacta_backend::{accounts::Scope, api, storage::StorageError, workbench::Workbench};

    /// The workbench and who is asking.
    pub async fn signed_in() -> Result<(Workbench, Scope), ServerFnError> {
        let bench = expect_context::<Workbench>();
        let parts = expect_context::<Parts>();
        let scope = api::scope_of(&bench, &parts.headers).await.map_err(storage)?;
        scope.map(|scope| (bench, scope)).ok_or_else(|| code("auth.required"))
    }

    pub fn code(code: &str) -> ServerFnError {
        ServerFnError::ServerError(code.to_owned())
    }

    /// Settings are the business of administrators.
    pub fn administrator(scope: &Scope) -> Result<(), ServerFnError> {
        if scope.role() == pacta_backend::accounts::Role::Admin { Ok(()) } else { Err(code("auth.not_allowed")) }
    }

    pub fn storage(error: StorageError) -> ServerFnError {
        problem(error)
    }

    pub fn problem(error: impl Into<api::Problem>) -> ServerFnError {
        code(error.into().code())
    }
}

/// Who has signed in.
#[server(prefix = "/call")]
pub async fn who_am_i() -> Result<Me, ServerFnError> {
    let (bench, scope) = here::signed_in().await?;
    Ok(Me { name: scope.name().to_owned(), engine: bench.engine.name().to_owned() })
}

/// The engine and how it is set; administrators only.
#[server(prefix = "/call")]
pub async fn open_engine() -> Result<EngineFacts, ServerFnError> {
    use pacta_backend::model::PRESETS;
    use pacta_domain::engine::ServerFacts;
    let (bench, scope) = here::signed_in().await?;
    here::administrator(&scope)?;
    let server = bench.model.as_deref().map(|model| ServerFacts {
        url: model.url.clone(),
        has_key: model.has_key(),
        concurrency: model.concurrency,
        hides: model.mask.code().to_owned(),
        votes: model.votes,
        budget: model.budget_tokens,
    });
    let preset =
        |preset: pacta_backend::model::Preset| [preset.id, preset.name, preset.model, preset.url].map(str::to_owned);
    let presets = PRESETS.into_iter().map(preset).collect();
    Ok(EngineFacts { engine: bench.engine.name().to_owned(), server, presets })
}

/// Asks the model's server a small question; administrators only.
#[server(prefix = "/call")]
pub async fn test_model() -> Result<Tested, ServerFnError> {
    let (bench, scope) = here::signed_in().await?;
    here::administrator(&scope)?;
    let Some(model) = bench.model.as_deref() else { return Err(here::code("model.none")) };
    Ok(match pacta_backend::model::check(model).await {
        Ok(report) => Tested::Answered {
            form: report.structured_output.code().to_owned(),
            well_formed: report.well_formed,
            latency_ms: report.latency_ms,
        },
        Err(error) => Tested::Failed(error.to_string()),
    })
}

/// The contracts, newest first.
#[server(prefix = "/call")]
pub async fn list_contracts() -> Result<Vec<ContractRow>, ServerFnError> {
    let (bench, scope) = here::signed_in().await?;
    pacta_backend::contracts::list(&bench, &scope, None, 200).await.map_err(here::storage)
}

/// What was read of a contract, and what to review it with.
#[server(prefix = "/call")]
pub async fn open_intake(contract: String) -> Result<Intake, ServerFnError> {
    let (bench, scope) = here::signed_in().await?;
    let intake = pacta_backend::desk::intake(&bench, &scope, &contract).await.map_err(here::storage)?;
    intake.ok_or_else(|| here::code("contract.unknown"))
}

/// The versions of a contract, and what changed between two of them.
#[server(prefix = "/call")]
pub async fn open_versions(contract: String, old: Option<i64>, new: Option<i64>) -> Result<Versions, ServerFnError> {
    let (bench, scope) = here::signed_in().await?;
    let pair = pacta_backend::versions::Pair { old, new };
    pacta_backend::versions::open(&bench, &scope, &contract, pair).await.map_err(here::problem)
}

/// Asks for a review and goes to its desk. A plain form, so that it works before the script has loaded.
#[server(prefix = "/call")]
pub async fn start_review(
    version: String,
    rulebook: String,
    position: String,
    strictness: String,
    changes: Option<String>,
    #[server(default)] context: Vec<String>,
    deal: Option<String>,
) -> Result<(), ServerFnError> {
    use pacta_domain::review::Strictness;
    let (bench, scope) = here::signed_in().await?;
    let strictness = match strictness.as_str() {
        "strict" => Strictness::Strict,
        "lenient" => Strictness::Lenient,
        _ => Strictness::Neutral,
    };
    // A radio button without a value stands for the whole contract.
    let changes = changes.filter(|changes| !changes.is_empty());
    let order =
        pacta_backend::desk::Order { version, rulebook, position, strictness, date: None, changes, context, deal };
    let id = pacta_backend::desk::order(&bench, &scope, &order).await.map_err(here::problem)?;
    leptos_axum::redirect(&format!("/reviews/{id}"));
    Ok(())
}

/// Uploads one of the bundled samples for the visitor and goes on to its review.
#[server(prefix = "/call")]
pub async fn try_sample(sample: String) -> Result<(), ServerFnError> {
    let (bench, scope) = here::signed_in().await?;
    let Some((name, bytes)) = crate::server::samples::get(&sample) else {
        return Err(here::code("contract.unknown"));
    };
    let kept = pacta_backend::contracts::upload(&bench, &scope, name, bytes, None).await.map_err(here::problem)?;
    let contract = kept.ok_or_else(|| here::code("contract.unknown"))?;
    leptos_axum::redirect(&format!("/contracts/{}/review", contract.id));
    Ok(())
}

/// All that the review desk shows.
#[server(prefix = "/call")]
pub async fn open_desk(review: String) -> Result<Desk, ServerFnError> {
    let (bench, scope) = here::signed_in().await?;
    let desk = pacta_backend::desk::open(&bench, &scope, &review).await.map_err(here::storage)?;
    desk.ok_or_else(|| here::code("review.unknown"))
}

/// Why a point ended as it did: its questions, what was read, the answers, the branches not taken.
#[server(prefix = "/call")]
pub async fn explain_point(review: String, point: String) -> Result<Option<Why>, ServerFnError> {
    let (bench, scope) = here::signed_in().await?;
    pacta_backend::desk::why(&bench, &scope, &review, &point).await.map_err(here::storage)
}

/// Stops a review that runs.
#[server(prefix = "/call")]
pub async fn cancel_review(review: String) -> Result<(), ServerFnError> {
    let (bench, scope) = here::signed_in().await?;
    pacta_backend::desk::cancel(&bench, &scope, &review).await.map(|_| ()).map_err(here::storage)
}

/// Takes a decision and gives it back with who and when.
#[server(prefix = "/call", input = server_fn::codec::Json)]
pub async fn decide(finding: String, decision: Decision) -> Result<Decision, ServerFnError> {
    let (bench, scope) = here::signed_in().await?;
    let (_, kept) = pacta_backend::desk::decide(&bench, &scope, &finding, &decision).await.map_err(here::problem)?;
    Ok(kept)
}

/// The wordings drafted for a finding so far.
#[server(prefix = "/call")]
pub async fn list_wordings(finding: String) -> Result<Vec<Wording>, ServerFnError> {
    let (bench, scope) = here::signed_in().await?;
    pacta_backend::desk::wordings(&bench, &scope, &finding).await.map_err(here::storage)
}

/// Has a finding's change worded otherwise.
#[server(prefix = "/call", input = server_fn::codec::Json)]
pub async fn reword(finding: String, wish: String, from: String) -> Result<Wording, ServerFnError> {
    let (bench, scope) = here::signed_in().await?;
    let from = Some(from.as_str()).filter(|from| !from.trim().is_empty());
    pacta_backend::desk::reword(&bench, &scope, &finding, &wish, from).await.map_err(here::problem)
}

/// Takes the last decision back.
#[server(prefix = "/call")]
pub async fn undo(finding: String) -> Result<(), ServerFnError> {
    let (bench, scope) = here::signed_in().await?;
    pacta_backend::desk::undo(&bench, &scope, &finding).await.map(|_| ()).map_err(here::problem)
}
