//! The engine that answers, for administrators: what is set, whether the model's server answers, and how to set another.

use leptos::prelude::*;
use leptos_meta::Title;
use pacta_domain::engine::{EngineFacts, ServerFacts, Tested};

use super::engine_name;
use crate::{bar::Bar, calls, words};

/// The page.
#[component]
pub fn ModelPage() -> impl IntoView {
    let facts = Resource::new(|| (), |()| calls::open_engine());
    let language = words::language();
    view! {
        <Title text=words::model_title()/>
        <Bar place=|| words::model_title()/>
        <main id="main" class="page">
            <h1>{words::model_title()}</h1>
            <Suspense>
                {move || Suspend::new(async move {
                    match facts.await {
                        Ok(facts) => view! { <Facts facts/> }.into_any(),
                        Err(error) => {
                            let (what, next) = calls::explain(&error, language);
                            view! { <p class="notice bad" role="alert"><b>{what}</b> " " {next}</p> }.into_any()
                        }
                    }
                })}
            </Suspense>
        </main>
    }
}

#[component]
fn Facts(facts: EngineFacts) -> impl IntoView {
    let has_server = facts.server.is_some();
    view! {
        <section class="sheet">
            <dl class="facts-list">
                <dt>{words::engine()}</dt>
                <dd><b>{engine_name(&facts.engine)}</b></dd>
                {facts.server.map(|server| view! { <Server server/> })}
            </dl>
            {if has_server {
                view! { <Test/> }.into_any()
            } else {
                view! { <p class="quiet">{words::builtin_note()}</p> }.into_any()
            }}
        </section>
        <section class="sheet">
            <h2>{words::model_presets()}</h2>
            <p class="quiet">{words::model_presets_hint()}</p>
            <div class="table-scroll" tabindex="0" role="region" aria-label=words::model_presets()>
                <table class="plain">
                    <thead><tr>
                        <th scope="col">"PACTA_MODEL_PRESET"</th><th scope="col">{words::model_server()}</th>
                        <th scope="col">{words::model_name()}</th><th scope="col">{words::model_address()}</th>
                    </tr></thead>
                    <tbody>
                        {facts.presets.into_iter().map(|[id, name, model, url]| view! {
                            <tr><td><code>{id}</code></td><td>{name}</td><td><code>{model}</code></td><td><code>{url}</code></td></tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn Server(server: ServerFacts) -> impl IntoView {
    let hides = match server.hides.as_str() {
        "names" => words::hides_names(),
        "names_and_amounts" => words::hides_amounts(),
        _ => words::hides_nothing(),
    };
    let key = if server.has_key { words::key_set() } else { words::key_not_set() };
    view! {
        <dt>{words::model_address()}</dt><dd><code>{server.url}</code></dd>
        <dt>{words::model_key()}</dt><dd>{key}</dd>
        <dt>{words::model_hides()}</dt><dd>{hides}</dd>
        <dt>{words::model_concurrency()}</dt><dd>{server.concurrency}</dd>
        <dt>{words::model_votes()}</dt><dd>{server.votes}</dd>
        <dt>{words::model_budget()}</dt>
        <dd>{server.budget.map_or_else(|| words::no_limit().to_owned(), |budget| budget.to_string())}</dd>
    }
}

/// The connection test.
#[component]
fn Test() -> impl IntoView {
    let (busy, told) = (RwSignal::new(false), RwSignal::new(None::<Result<Tested, &'static str>>));
    let language = words::language();
    let test = move |_| {
        busy.set(true);
        told.set(None);
        leptos::task::spawn_local(async move {
            let tested = calls::test_model().await.map_err(|error| calls::explain(&error, language).0);
            told.set(Some(tested));
            busy.set(false);
        });
    };
    view! {
        <p><button type="button" class="button" disabled=move || busy.get() on:click=test>
            {move || if busy.get() { words::testing() } else { words::test_connection() }}
        </button></p>
        <div aria-live="polite">
            {move || told.get().map(|told| match told {
                Ok(Tested::Answered { form, well_formed, latency_ms }) => {
                    let form = match form.as_str() {
                        "json_schema" => words::form_schema(),
                        "json_object" => words::form_object(),
                        _ => words::form_text(),
                    };
                    let well = if well_formed { words::well_formed() } else { words::not_well_formed() };
                    view! { <p class="notice good"><b>{words::model_answers()}</b> {format!(" {latency_ms} ms · {form} · {well}")}</p> }.into_any()
                }
                Ok(Tested::Failed(why)) => {
                    view! { <p class="notice bad" role="alert"><b>{words::model_does_not_answer()}</b> " " {why}</p> }.into_any()
                }
                Err(why) => view! { <p class="notice bad" role="alert">{why}</p> }.into_any(),
            })}
        </div>
    }
}
