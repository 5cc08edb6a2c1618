//! The review desk: the contract on one side, the findings on the other, one selection.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use pacta_domain::desk::Desk;

use crate::{
    bar::Bar,
    calls::open_desk,
    desk::{DeskBar, DeskStore, Workspace},
    pages::Trouble,
    words,
};

/// Loads a review and lays it out.
#[component]
pub fn DeskPage() -> impl IntoView {
    let params = use_params_map();
    let desk = Resource::new(move || params.read().get("id").unwrap_or_default(), open_desk);
    view! {
        <Suspense fallback=|| view! { <DeskSkeleton/> }>
            {move || desk.get().map(|desk| match desk {
                Ok(desk) => view! { <Loaded desk/> }.into_any(),
                Err(error) => view! {
                    <Title text=words::results()/>
                    <Bar place=|| words::product()/>
                    <main id="main"><Trouble error/></main>
                }.into_any(),
            })}
        </Suspense>
    }
}

#[component]
fn Loaded(desk: Desk) -> impl IntoView {
    let title = desk.title.clone();
    let query = use_query_map();
    let store = DeskStore::new(desk, query.read_untracked().get("f"));
    provide_context(store);
    #[cfg(feature = "hydrate")]
    {
        crate::desk::follow(store);
        crate::desk::listen(store);
    }
    view! {
        <Title text=title/>
        <DeskBar/>
        <Workspace/>
    }
}

#[component]
fn DeskSkeleton() -> impl IntoView {
    view! {
        <Bar place=|| words::product()/>
        <main id="main" class="desk" aria-busy="true">
            <section class="reader"><div class="paper">
                {(0..12).map(|_| view! { <div class="skeleton line"></div> }).collect_view()}
            </div></section>
            <nav class="map"></nav>
            <aside class="results">{(0..5).map(|_| view! { <div class="skeleton card-skeleton"></div> }).collect_view()}</aside>
        </main>
    }
}
