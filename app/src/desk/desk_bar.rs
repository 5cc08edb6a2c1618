//! The desk's bar: which contract, which rulebook and side, what is left, and the files to take.

use leptos::prelude::*;
use pacta_domain::{
    desk::Extent,
    document::{Format, Language},
    review::Strictness,
};

use super::store::DeskStore;
use crate::{
    bar::Bar,
    pages::{day, engine_name, since, version_name},
    words,
};

/// The bar.
#[component]
pub fn DeskBar() -> impl IntoView {
    let store = DeskStore::current();
    let language = words::language();
    let (title, below) = store.head.with_value(|desk| {
        let below = format!("{} · {} · {}", desk.file_name, version_name(desk.version_number), day(&desk.uploaded_at));
        (desk.title.clone(), below)
    });
    let facts = move || {
        let (rulebook, position, strictness, engine) = store.head.with_value(|desk| {
            let strictness = match desk.strictness {
                Strictness::Strict => words::strict(),
                Strictness::Neutral => words::neutral(),
                Strictness::Lenient => words::lenient(),
            };
            let engine = desk.summary.as_ref().map(|summary| summary.engine.clone());
            (desk.rulebook.get(language).to_owned(), desk.position.get(language).to_owned(), strictness, engine)
        });
        let extent = store.head.with_value(|desk| extent_name(desk.extent));
        let high_left = move || store.handled().2 > 0;
        let builtin = engine.as_deref() == Some("builtin");
        view! {
            <span class="chip">{words::rulebook()} " " <b>{rulebook}</b></span>
            <span class="chip">{words::position()} " " <b>{position}</b></span>
            <span class="chip wide">{words::strictness()} " " <b>{strictness}</b></span>
            {extent.map(|extent| view! { <span class="chip"><b>{extent}</b></span> })}
            {engine.map(|engine| view! {
                <span class="chip wide" title=builtin.then(words::builtin_note)>{words::engine()} " " <b>{engine_name(&engine)}</b></span>
            })}
            <span class="chip" class:alert=high_left>
                {move || match store.handled().2 {
                    0 => view! { <b>{words::none_high_left()}</b> }.into_any(),
                    left => view! { <b>{left}</b> " " {words::high_left()} }.into_any(),
                }}
            </span>
        }
    };
    view! {
        <Bar
            place=move || view! { <b>{title.clone()}</b> <small>{below.clone()}</small> }
            facts=facts
            act=|| view! { <Downloads/> }
        />
    }
}

/// What a review is limited to, when it is.
fn extent_name(extent: Extent) -> Option<String> {
    match extent {
        Extent::Whole => None,
        Extent::Tracked => Some(words::extent_tracked().to_owned()),
        Extent::Since(number) => Some(since(number)),
    }
}

/// What leaves the desk.
#[component]
fn Downloads() -> impl IntoView {
    let store = DeskStore::current();
    let (review, contract, is_docx) =
        store.head.with_value(|desk| (desk.review.clone(), desk.contract.clone(), desk.format == Format::Docx));
    let lang = if words::language() == Language::Zh { "zh" } else { "en" };
    let address = move |what: &str| format!("/api/v1/reviews/{review}/{what}");
    let item = |href: String, name: &'static str, hint: &'static str| {
        view! { <a href=href rel="external" download><b>{name}</b><small>{hint}</small></a> }
    };
    view! {
        <details class="menu downloads">
            <summary class="primary">{words::download()}</summary>
            <div class="sheet-menu">
                {(!is_docx).then(|| view! { <p class="small quiet">{words::not_word()}</p> })}
                {item(address("redline"), words::download_redline(), words::download_redline_hint())}
                {item(address("redline?accepted=all"), words::download_all(), words::download_all_hint())}
                {item(address("clean"), words::download_clean(), words::download_clean_hint())}
                {move || store.decisions.with(|decisions| decisions.is_empty()).then(|| view! {
                    <p class="small quiet">{words::nothing_decided()}</p>
                })}
                {item(address(&format!("report?lang={lang}")), words::download_report(), words::download_report_hint())}
                <a href=format!("/contracts/{contract}/review")><b>{words::review_again()}</b></a>
                <a href=format!("/contracts/{contract}/versions")><b>{words::compare_versions()}</b></a>
            </div>
        </details>
    }
}
