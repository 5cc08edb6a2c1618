//! Sign in.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::words;

/// The sign-in form: a plain form post, so that it works without script.
#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map();
    let next = move || query.read().get("next").unwrap_or_else(|| "/".into());
    let wrong = move || query.read().get("wrong").is_some();
    view! {
        <Title text=words::sign_in()/>
        <main id="main" class="sign-in">
            <form method="post" action="/session" class="panel">
                <div class="seal large" aria-hidden="true">"契"</div>
                <h1>"Pacta"</h1>
                <p class="quiet">{words::tagline()}</p>
                <Show when=wrong>
                    <p class="notice bad" role="alert">{words::sign_in_wrong()}</p>
                </Show>
                <label>
                    {words::sign_in_name()}
                    <input name="sign_in" autocomplete="username" autocapitalize="none" required autofocus/>
                </label>
                <label>
                    {words::password()}
                    <input name="password" type="password" autocomplete="current-password" required/>
                </label>
                <input type="hidden" name="next" value=next/>
                <button class="primary" type="submit">{words::sign_in()}</button>
                <p class="small quiet">{words::sign_in_first()}</p>
                <p class="small">
                    <a rel="external" href=move || {
                        let other = if words::language() == pacta_domain::document::Language::Zh { "en" } else { "zh" };
                        format!("/choose?lang={other}&next=/sign-in")
                    }>{words::other_language()}</a>
                </p>
            </form>
        </main>
    }
}
