//! The contracts: drop a file anywhere, or go on where one left.

use leptos::prelude::*;
use leptos_meta::Title;
use pacta_domain::desk::{ContractRow, ReviewRow, State};

use crate::{
    bar::Bar,
    calls::{TrySample, list_contracts, who_am_i},
    pages::Trouble,
    upload::{Destination, DropZone},
    words,
};

/// The list of contracts.
#[component]
pub fn ContractsPage() -> impl IntoView {
    let contracts = Resource::new(|| (), |()| list_contracts());
    let me = Resource::new(|| (), |()| who_am_i());
    let facts = move || {
        view! {
            <Suspense>
                {move || me.get().and_then(Result::ok).map(|me| view! {
                    <span class="chip">{words::engine()} " " <b>{engine_name(&me.engine)}</b></span>
                    <span class="chip"><b>{me.name}</b></span>
                })}
            </Suspense>
        }
    };
    view! {
        <Title text=words::contracts()/>
        <Bar place=|| view! { <b>{words::contracts()}</b> } facts=facts/>
        <main id="main" class="page">
            <h1 class="sr-only">{words::contracts()}</h1>
            <DropZone to=Destination::NewContract/>
            <Samples/>
            <Transition fallback=|| view! { <ListSkeleton/> }>
                {move || contracts.get().map(|rows| match rows {
                    Ok(rows) if rows.is_empty() => view! { <Empty/> }.into_any(),
                    Ok(rows) => view! { <ContractTable rows/> }.into_any(),
                    Err(error) => view! { <Trouble error/> }.into_any(),
                })}
            </Transition>
        </main>
    }
}

/// The engine's name for people.
pub(crate) fn engine_name(engine: &str) -> String {
    if engine == "builtin" { words::engine_builtin().to_owned() } else { engine.to_owned() }
}

/// One click puts a sample contract on the desk.
#[component]
fn Samples() -> impl IntoView {
    let sample = ServerAction::<TrySample>::new();
    let form = move |id: &'static str, label: &'static str| {
        view! {
            <ActionForm action=sample>
                <input type="hidden" name="sample" value=id/>
                <button class="link" type="submit" disabled=move || sample.pending().get()>{label}</button>
            </ActionForm>
        }
    };
    view! {
        <div class="samples">
            <span class="quiet">{words::try_sample()}</span>
            {form("lease", words::sample_lease())}
            {form("nda", words::sample_nda())}
        </div>
    }
}

#[component]
fn ContractTable(rows: Vec<ContractRow>) -> impl IntoView {
    view! {
        <table class="list">
            <thead>
                <tr>
                    <th scope="col">{words::column_contract()}</th>
                    <th scope="col">{words::column_review()}</th>
                    <th scope="col">{words::column_risks()}</th>
                    <th scope="col">{words::column_uploaded()}</th>
                </tr>
            </thead>
            <tbody>
                {rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
            </tbody>
        </table>
    }
}

#[component]
fn Row(row: ContractRow) -> impl IntoView {
    let versions = format!("/contracts/{}/versions", row.id);
    let intake = format!("/contracts/{}/review", row.id);
    let target = row.review.as_ref().map_or_else(|| intake.clone(), |review| format!("/reviews/{}", review.id));
    view! {
        <tr>
            <td>
                <a class="title" href=target>{row.title}</a>
                <span class="quiet small">{row.file_name} " · " {version_name(row.version_number)}</span>
            </td>
            <td>{match &row.review {
                Some(review) => view! { <ReviewCell review=review.clone()/> }.into_any(),
                None => view! { <a href=intake>{words::start_review()}</a> }.into_any(),
            }}</td>
            <td>{row.review.map(|review| view! { <RiskCounts review/> })}</td>
            <td class="quiet small">
                {day(&row.uploaded_at)}
                <a class="versions" href=versions>{words::versions()}</a>
            </td>
        </tr>
    }
}

#[component]
fn ReviewCell(review: ReviewRow) -> impl IntoView {
    let language = words::language();
    let note = match review.state {
        State::Done => None,
        State::Queued => Some(words::queued()),
        State::Running => Some(words::running()),
        State::Failed | State::Cancelled => Some(words::failed()),
    };
    view! {
        {review.rulebook.get(language).to_owned()} " · " {review.position.get(language).to_owned()}
        {note.map(|note| view! { <span class="quiet small">{note}</span> })}
    }
}

/// How many risks of each severity, and what is left.
#[component]
fn RiskCounts(review: ReviewRow) -> impl IntoView {
    let [high, medium, low] = review.risks;
    let total = high + medium + low;
    let count = |name: &'static str, word: &'static str, number: usize| {
        (number > 0).then(|| view! { <span class=format!("count {name}")>{word} " " {number}</span> })
    };
    view! {
        <span class="counts">
            {count("high", words::high(), high)}
            {count("medium", words::medium(), medium)}
            {count("low", words::low(), low)}
            {count("todo", words::needs_lawyer(), review.needs_lawyer)}
        </span>
        <span class="quiet small">{words::handled()} " " {review.handled} " / " {total}</span>
    }
}

#[component]
fn Empty() -> impl IntoView {
    view! {
        <div class="empty">
            <p><b>{words::no_contracts()}</b></p>
            <p class="quiet">{words::no_contracts_hint()}</p>
        </div>
    }
}

#[component]
fn ListSkeleton() -> impl IntoView {
    view! {
        <div class="skeleton-list" aria-hidden="true">
            {(0..4).map(|_| view! { <div class="skeleton line"></div> }).collect_view()}
        </div>
    }
}

/// 第 2 稿, Version 2.
pub(crate) fn version_name(number: i64) -> String {
    format!("{} {number} {}", words::version(), words::version_after()).trim().to_owned()
}

/// 只看改动，对照第 1 稿, Only what changed since version 1.
pub(crate) fn since(number: i64) -> String {
    format!("{} {number} {}", words::extent_since(), words::extent_since_after()).trim().to_owned()
}

/// The day of a time in RFC 3339.
pub(crate) fn day(at: &str) -> String {
    at.chars().take(10).collect()
}
