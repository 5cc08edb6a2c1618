//! The bar on top, the same everywhere: seal, place, the two or three facts that matter here, one
//! main act at the right.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use pacta_domain::document::Language;

use crate::words;

/// The bar. `place` says where one is, `facts` what matters here, `act` is the main act.
#[component]
pub fn Bar(
    /// Name of the place and a line below it.
    #[prop(into)]
    place: ViewFn,
    /// Chips with facts.
    #[prop(into, optional)]
    facts: ViewFn,
    /// The main act.
    #[prop(into, optional)]
    act: ViewFn,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    menus::close_when_left();
    view! {
        <header class="bar">
            <a class="seal" href="/" aria-label=words::contracts()>"契"</a>
            <div class="place">{place.run()}</div>
            <div class="facts">{facts.run()}</div>
            {act.run()}
            <Preferences/>
        </header>
    }
}

/// Language, theme and sign-out: plain links and a form, so that they work without script.
#[component]
fn Preferences() -> impl IntoView {
    let location = use_location();
    let here = move || format!("{}{}", location.pathname.get(), query(&location.search.get()));
    let other = match words::language() {
        Language::Zh => "en",
        Language::En => "zh",
    };
    view! {
        <details class="menu preferences">
            <summary aria-label=words::preferences()>"⋯"</summary>
            <div class="sheet-menu">
                <a rel="external" href=move || format!("/choose?lang={other}&next={}", here())>{words::other_language()}</a>
                <a rel="external" href=move || format!("/choose?theme=light&next={}", here())>{words::to_light()}</a>
                <a rel="external" href=move || format!("/choose?theme=dark&next={}", here())>{words::to_dark()}</a>
                <a href="/model">{words::model_title()}</a>
                <form method="post" action="/session/end"><button type="submit">{words::sign_out()}</button></form>
            </div>
        </details>
    }
}

fn query(search: &str) -> String {
    let search = search.trim_start_matches('?');
    if search.is_empty() { String::new() } else { format!("?{search}") }
}

/// Menus are `details` elements, so that they open without script; closing them takes some.
#[cfg(feature = "hydrate")]
mod menus {
    use leptos::{ev, prelude::*};
    use wasm_bindgen::JsCast;
    use web_sys::{Element, Node};

    /// A menu closes when one takes something from it, clicks elsewhere or presses Escape.
    pub fn close_when_left() {
        let click = window_event_listener(ev::click, |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let opener = target.and_then(|target| target.closest(".menu > summary").ok().flatten());
            close_except(opener.as_ref().and_then(|summary| summary.parent_node()).as_ref());
        });
        let escape = window_event_listener(ev::keydown, |event| {
            if event.key() == "Escape" {
                close_except(None);
            }
        });
        on_cleanup(move || {
            click.remove();
            escape.remove();
        });
    }

    fn close_except(kept: Option<&Node>) {
        let Ok(open) = document().query_selector_all(".menu[open]") else { return };
        for menu in (0..open.length()).filter_map(|index| open.item(index)) {
            if Some(&menu) != kept
                && let Some(menu) = menu.dyn_ref::<Element>()
            {
                // Nothing can refuse to lose an attribute.
                let _ = menu.remove_attribute("open");
            }
        }
    }
}
