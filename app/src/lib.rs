//! The browser application of Pacta: pages, components and the thin server functions behind them.
//!
//! A page file holds its resources and composes components; what a page shows comes as the plain
//! types of [`pacta_domain::desk`]. The `pacta` executable ([`cli`], [`server`]) is compiled with the
//! feature `ssr` only.

// Views are deeply nested types.
#![recursion_limit = "256"]

pub mod app;
mod bar;
pub mod calls;
#[cfg(feature = "ssr")]
pub mod cli;
mod desk;
mod pages;
#[cfg(feature = "ssr")]
pub mod server;
mod upload;
pub mod words;

/// Takes over the page that the server has drawn.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
    // Tells scripts and tests that clicks are heard from now on.
    if let Some(root) = leptos::prelude::document().document_element() {
        let _ = root.set_attribute("data-ready", "yes");
    }
}
