//! The findings beside the contract: tabs, progress, cards.

use leptos::prelude::*;
use pacta_domain::{desk::State, review::DecisionKind};

use super::{
    actions::decide,
    card::FindingCard,
    points::PointCard,
    store::{DeskStore, Tab},
};
use crate::{calls, words};

/// The right column; a sheet from below on narrow screens.
#[component]
pub fn Results() -> impl IntoView {
    let store = DeskStore::current();
    let open = RwSignal::new(true);
    view! {
        <aside class="results" class:closed=move || !open.get() aria-label=words::results()>
            <button class="grip" type="button" aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)>
                {move || if open.get() { words::hide_findings() } else { words::show_findings() }}
            </button>
            <Tabs/>
            <ProgressLine/>
            <div class="cards" id="cards" role="tabpanel" tabindex="0" aria-label=words::results()>
                {move || store.trouble.get().map(|trouble| view! { <p class="notice bad" role="alert">{trouble}</p> })}
                {move || match store.tab.get() {
                    Tab::Findings => view! { <FindingList/> }.into_any(),
                    tab => view! { <PointList tab/> }.into_any(),
                }}
                <p class="small quiet keys">{words::keys_text()}</p>
            </div>
        </aside>
    }
}

#[component]
fn Tabs() -> impl IntoView {
    let store = DeskStore::current();
    let tab = move |tab: Tab, name: &'static str| {
        view! {
            <button type="button" role="tab" aria-controls="cards"
                aria-selected=move || (store.tab.get() == tab).to_string()
                on:click=move |_| { store.deselect(); store.tab.set(tab); }>
                {name} <span>{move || store.listed(tab).len()}</span>
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=words::results()>
            {tab(Tab::Findings, words::findings())}
            {tab(Tab::NeedsLawyer, words::needs_lawyer())}
            {tab(Tab::Passed, words::passed())}
            {tab(Tab::NotApplicable, words::not_applicable())}
        </div>
    }
}

/// While it runs: what is being read now. Then: how much is handled.
#[component]
fn ProgressLine() -> impl IntoView {
    let store = DeskStore::current();
    view! {
        <div class="progress" aria-live="polite">
            {move || match store.state.get() {
                State::Queued | State::Running => {
                    let progress = store.progress.get();
                    view! {
                        <span>{words::running()} " " {progress.done} " / " {progress.total}</span>
                        <progress max=progress.total value=progress.done aria-label=words::running()></progress>
                        <span class="now">{store.latest.get()}</span>
                        <button type="button" class="link" on:click=move |_| stop(store)>{words::stop()}</button>
                    }.into_any()
                }
                State::Cancelled => view! {
                    <span class="notice"><b>{words::stopped()}</b> " " {words::stopped_hint()}</span>
                }.into_any(),
                State::Failed => view! {
                    <span class="notice bad"><b>{words::failed()}</b> " " {words::failed_hint()}</span>
                }.into_any(),
                State::Done => {
                    let (handled, total, _) = store.handled();
                    let (points, ms) = store.head.with_value(|desk| {
                        let summary = desk.summary.as_ref();
                        (summary.map_or(0, |summary| summary.points.total), summary.map(|summary| summary.usage.ms))
                    });
                    let beside = store.head.with_value(|desk| {
                        desk.summary.as_ref().map(|summary| summary.context.clone()).unwrap_or_default()
                    });
                    let points = if points == 0 { store.progress.get().total } else { points };
                    view! {
                        <span>{words::handled()} " " {handled} " / " {total}</span>
                        <progress max=total.max(1) value=handled aria-label=words::handled()></progress>
                        {(!beside.is_empty()).then(|| view! { <span class="beside">{words::read_beside()} " " {beside.join("、")}</span> })}
                        <span>{points} " " {words::points()} {ms.map(|ms| format!(" · {} s", seconds(ms)))}</span>
                    }.into_any()
                }
            }}
        </div>
    }
}

/// Stops the review; what there is stays.
fn stop(store: DeskStore) {
    let review = store.head.with_value(|desk| desk.review.clone());
    leptos::task::spawn_local(async move {
        if calls::cancel_review(review).await.is_ok() {
            store.state.set(State::Cancelled);
        }
    });
}

fn seconds(ms: u64) -> String {
    if ms < 10 { "0.01".into() } else { format!("{}.{:02}", ms / 1000, (ms % 1000) / 10) }
}

#[component]
fn FindingList() -> impl IntoView {
    let store = DeskStore::current();
    let listed = move || store.findings.get();
    view! {
        {move || (store.findings.with(Vec::is_empty)).then(|| {
            let (title, hint) = if store.state.get().is_over() {
                (words::no_risks(), words::no_risks_hint())
            } else {
                ("", words::waiting_for_first())
            };
            view! { <div class="empty"><p><b>{title}</b></p><p class="quiet">{hint}</p></div> }
        })}
        <For each=listed key=|finding| finding.id.clone() let:finding>
            <GroupHead finding=finding.id.clone()/>
            <FindingCard finding/>
        </For>
    }
}

/// Above the first of several findings on one clause: which clause, how many, and one button for all of them.
#[component]
fn GroupHead(finding: String) -> impl IntoView {
    let store = DeskStore::current();
    let finding = StoredValue::new(finding);
    let group = Memo::new(move |_| {
        let groups = store.groups.get();
        groups
            .into_iter()
            .find(|(_, members)| members.len() > 1 && finding.with_value(|own| members.first() == Some(own)))
    });
    move || {
        group.get().map(|(place, members)| {
            let count = members.len();
            let open = {
                let members = members.clone();
                move || members.iter().any(|member| store.decision(member).is_none())
            };
            let accept = move |_| {
                for member in &members {
                    if store.decision(member).is_none() {
                        decide(store, member.clone(), DecisionKind::Accept, None, None);
                    }
                }
            };
            view! {
                <div class="group">
                    <span><b>{place}</b> " " {count} " " {words::on_one_clause()}</span>
                    {move || open().then(|| view! { <button type="button" on:click=accept.clone()>{words::accept_group()}</button> })}
                </div>
            }
        })
    }
}

#[component]
fn PointList(tab: Tab) -> impl IntoView {
    let store = DeskStore::current();
    let listed = move || {
        store
            .points
            .with(|points| points.iter().filter(|point| Tab::of(point.status) == tab).cloned().collect::<Vec<_>>())
    };
    view! {
        {move || listed().is_empty().then(|| view! { <p class="empty quiet">{words::nothing_here()}</p> })}
        <For each=listed key=|point| point.point.clone() let:point>
            <PointCard point/>
        </For>
    }
}
