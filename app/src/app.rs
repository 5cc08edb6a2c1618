//! The document around every page, and the routes.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};
use pacta_domain::document::Language;

use crate::{
    pages::{ComparePage, ContractsPage, DeskPage, ModelPage, NewReviewPage, NotFoundPage, SignInPage},
    words::{self, Locale},
};

/// What the visitor chose, as cookies tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Language of the page.
    pub language: Language,
    /// `light`, `dark`, or nothing: as the system has it.
    pub theme: Option<&'static str>,
}

/// The HTML document; only the server draws it.
#[must_use]
pub fn shell(options: LeptosOptions, choice: Choice) -> impl IntoView {
    let lang = match choice.language {
        Language::Zh => "zh-CN",
        Language::En => "en",
    };
    view! {
        <!DOCTYPE html>
        <html lang=lang data-theme=choice.theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href="/pkg/pacta.css"/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The language: the server knows it from the request, the browser from the page it was given.
fn locale() -> Locale {
    #[cfg(feature = "ssr")]
    {
        Locale(use_context::<Choice>().map_or(Language::Zh, |choice| choice.language))
    }
    #[cfg(not(feature = "ssr"))]
    {
        let lang = document().document_element().and_then(|root| root.get_attribute("lang"));
        Locale(if lang.as_deref() == Some("en") { Language::En } else { Language::Zh })
    }
}

/// The application.
#[component]
#[must_use]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(locale());
    view! {
        <Title formatter=|text: String| if text.is_empty() { "Pacta".to_owned() } else { format!("{text} — Pacta") }/>
        <a class="skip" href="#main">{words::skip()}</a>
        <Router>
            <Routes fallback=|| view! { <NotFoundPage/> }>
                <Route path=path!("/") view=ContractsPage/>
                <Route path=path!("/sign-in") view=SignInPage/>
                <Route path=path!("/contracts/:id/review") view=NewReviewPage/>
                <Route path=path!("/contracts/:id/versions") view=ComparePage/>
                <Route path=path!("/reviews/:id") view=DeskPage/>
                <Route path=path!("/model") view=ModelPage/>
            </Routes>
        </Router>
    }
}
