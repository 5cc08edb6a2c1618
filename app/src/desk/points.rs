//! Points that are no risk: what passed with the words that satisfy it, what needs a lawyer and
//! why; and for every point the steps that led there.

use leptos::prelude::*;
use pacta_domain::review::{PointResult, Status};

use super::{
    card::{Absence, Quote},
    marks,
    store::DeskStore,
    why::{Doubt, WhyThis},
};

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
                            <Doubt confidence=point.confidence/>
                            <WhyThis point=point.clone()/>
                        </div>
                    }
                })}
            </Show>
        </article>
    }
}
