//! One key per act: j, k, a, e, c, d, u and Escape.

use leptos::{ev, prelude::*};
use pacta_domain::review::DecisionKind;
use wasm_bindgen::JsCast;

use super::{
    actions::{decide, take_back},
    store::{DeskStore, Writing},
};

/// Listens on the whole window while the desk is open.
pub fn listen(store: DeskStore) {
    let handle = window_event_listener(ev::keydown, move |event| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        if event.key() == "Escape" {
            store.writing.set(Writing::Nothing);
            return;
        }
        if writes(event.target()) {
            return;
        }
        match event.key().as_str() {
            "j" => store.step(true),
            "k" => store.step(false),
            key @ ("a" | "e" | "c" | "d" | "u") if act(store, key) => {}
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || handle.remove());
}

/// Does what the key says to the selected finding; false when there is nothing to do it to.
fn act(store: DeskStore, key: &str) -> bool {
    let Some(finding) = store.selected.get_untracked().and_then(|point| untrack(|| store.finding(&point))) else {
        return false;
    };
    let decided = untrack(|| store.decision(&finding.id)).is_some();
    match key {
        "u" if decided => take_back(store, finding.id),
        "a" if !decided && finding.edit.is_some() => decide(store, finding.id, DecisionKind::Accept, None, None),
        "e" if !decided && finding.edit.is_some() => store.writing.set(Writing::Edit),
        "c" if !decided => store.writing.set(Writing::Comment),
        "d" if !decided => store.writing.set(Writing::Dismiss),
        _ => return false,
    }
    true
}

/// Whether the key goes into a text that is being written.
fn writes(target: Option<web_sys::EventTarget>) -> bool {
    target
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}
