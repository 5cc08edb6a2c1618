//! The parts of the review desk. One store holds what is selected and decided; the text
//! ([`reader`]), the map and the cards ([`results`]) are views of it.

mod actions;
mod card;
mod desk_bar;
#[cfg(feature = "hydrate")]
mod keyboard;
#[cfg(feature = "hydrate")]
mod live;
mod map;
mod marks;
mod points;
mod reader;
mod results;
mod store;
mod why;

pub use desk_bar::DeskBar;
#[cfg(feature = "hydrate")]
pub use keyboard::listen;
#[cfg(feature = "hydrate")]
pub use live::follow;
pub use store::DeskStore;

use leptos::prelude::*;

use map::RiskMap;
use reader::Reader;
use results::Results;

/// The three columns.
#[component]
pub fn Workspace() -> impl IntoView {
    view! {
        <main id="main" class="desk">
            <Reader/>
            <RiskMap/>
            <Results/>
        </main>
    }
}
