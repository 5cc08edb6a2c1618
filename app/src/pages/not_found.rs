//! Nothing at this address.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{bar::Bar, words};

/// Says so, with a way out.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text=words::not_found_title()/>
        <Bar place=|| words::product()/>
        <main id="main" class="trouble">
            <h1>{words::not_found_title()}</h1>
            <p>{words::not_found_hint()}</p>
            <p><a class="button" href="/">{words::back_to_contracts()}</a></p>
        </main>
    }
}
