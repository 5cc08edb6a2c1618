//! Points that are no risk: what passed with the words that satisfy it, what needs a lawyer and
//! why; and for every point the steps that led there.

use leptos::prelude::*;
use pacta_domain::review::{Answer, ExtractAnswer, JudgeAnswer, LocateAnswer, PointResult, Status};

use super::{
    card::{Absence, Quote},
    marks,
    store::DeskStore,
};
use crate::words;

/// A point that ended without a risk.
#[component]
pub fn PointCard(point: PointResult) -> impl IntoView {
    let store = DeskStore::current();
    let id = StoredValue::new(point.point.clone());
    let open = Memo::new(move |_| store.selected.with(|selected| id.with_value(|id| selected.as_ref() == Some(id))));
    let toggle = move |_| if open.get_untracked() { store.deselect() } else { id.with_value(|id| store.select(id)) };
    let (class, sign) = match point.status {
        Status::Pass => ("severity ok", "✓"),
        Status::NeedsLawyer => ("severity todo", "?"),
        Status::NotApplicable | Status::Risk => ("severity quiet", "–"),
    };
    let place = marks::quotes(&point).first().and_then(|quote| store.place(quote));
    let title = point.title.clone();
    let group = point.group.clone();
    let body = StoredValue::new(point.clone());
    view! {
        <article class="card" class:open=move || open.get() id=format!("card-{}", point.point)>
            <button type="button" class="card-head" aria-expanded=move || open.get().to_string() on:click=toggle>
                <span class=class aria-hidden="true">{sign}</span>
                <span><b>{title}</b><span class="where">{place.map(|place| format!("{place} · "))} {group}</span></span>
            </button>
            <Show when=move || open.get()>
                {body.with_value(|point| {
                    let quotes: Vec<_> = marks::quotes(point).into_iter().take(3).cloned().collect();
                    view! {
                        <div class="body">
                            {quotes.into_iter().map(|quote| view! { <Quote quote severity=None/> }).collect_view()}
                            {point.searched.clone().map(|searched| view! { <Absence searched/> })}
                            <p class="why">{point.reason.clone()}</p>
                            <Trace point=point.clone()/>
                        </div>
                    }
                })}
            </Show>
        </article>
    }
}

/// Why this result: each node on the path with its answer.
#[component]
pub fn Trace(point: PointResult) -> impl IntoView {
    let mut order = point.path.clone();
    order.extend(point.answers.keys().filter(|id| !point.path.contains(id)).cloned());
    let steps: Vec<_> = order.into_iter().filter_map(|id| point.answers.get(&id).map(|answer| told(answer))).collect();
    (!steps.is_empty()).then(|| {
        view! {
            <details class="trace">
                <summary>{words::why_this()}</summary>
                <ol>
                    {steps.into_iter().map(|(kind, answer, words)| view! {
                        <li><b>{kind}</b> " " {answer} {words.map(|words| view! { <q>{words}</q> })}</li>
                    }).collect_view()}
                </ol>
            </details>
        }
    })
}

/// Kind of node, its answer, and the words it rests on.
fn told(answer: &Answer) -> (&'static str, String, Option<String>) {
    let language = words::language();
    let quote = answer.quotes().first().map(|quote| quote.text.clone());
    let yes_no = |answer: &JudgeAnswer| match answer {
        JudgeAnswer::Yes => words::answer_yes(),
        JudgeAnswer::No => words::answer_no(),
        JudgeAnswer::Unclear => words::answer_unclear(),
    };
    match answer {
        Answer::Locate { answer, spans } => {
            let found = match answer {
                LocateAnswer::Found => format!("{} {}", words::answer_found(), spans.len()),
                LocateAnswer::Missing => words::answer_missing().into(),
            };
            (words::node_locate(), found, quote)
        }
        Answer::Extract { answer, value, .. } => {
            let value = match (answer, value) {
                (ExtractAnswer::Ok, Some(value)) => value.shown(language),
                _ => words::answer_absent().into(),
            };
            (words::node_extract(), value, quote)
        }
        Answer::Judge { answer, confidence, .. } => {
            (words::node_judge(), format!("{} ({confidence:.2})", yes_no(answer)), quote)
        }
        Answer::Classify { answer, .. } => (words::node_classify(), answer.clone(), quote),
        Answer::Compare { answer, expression } => {
            (words::node_compare(), format!("{expression} → {}", yes_no(answer)), None)
        }
        Answer::Failed { error, .. } => (words::node_failed(), error.clone(), None),
    }
}
