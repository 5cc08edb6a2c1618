//! The pages: each holds its resources and composes components.

mod compare;
mod contracts;
mod desk;
mod model;
mod new_review;
mod not_found;
mod sign_in;

pub use compare::ComparePage;
pub use contracts::ContractsPage;
pub(crate) use contracts::{day, engine_name, since, version_name};
pub use desk::DeskPage;
pub use model::ModelPage;
pub use new_review::NewReviewPage;
pub use not_found::NotFoundPage;
pub use sign_in::SignInPage;

use leptos::prelude::*;

use crate::{calls::explain, words};

/// What a page shows when the server could not answer: what is wrong, and a way out.
#[component]
pub fn Trouble(error: ServerFnError) -> impl IntoView {
    let (message, hint) = explain(&error, words::language());
    view! {
        <div class="trouble" role="alert">
            <h1>{message}</h1>
            <p>{hint}</p>
            <p>
                <a class="button" href="" rel="external">{words::reload()}</a>
                " "
                <a class="button" href="/">{words::back_to_contracts()}</a>
            </p>
        </div>
    }
}
