//! Follows a running review: results fill in as they come, and nothing jumps under the reader.

use leptos::prelude::*;
use pacta_domain::{
    desk::{Progress, State},
    review::Finding,
};
use serde::Deserialize;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

use super::store::DeskStore;
use crate::calls;

#[derive(Deserialize)]
struct Ended {
    done: usize,
    total: usize,
    title: String,
}

/// Listens to the review's events until it is over.
pub fn follow(store: DeskStore) {
    if store.state.get_untracked().is_over() {
        return;
    }
    let review = store.head.with_value(|desk| desk.review.clone());
    let Ok(events) = EventSource::new(&format!("/api/v1/reviews/{review}/events")) else { return };
    on(&events, "progress", move |data| {
        if let Ok(ended) = serde_json::from_str::<Ended>(data) {
            store.state.set(State::Running);
            store.progress.set(Progress { done: ended.done, total: ended.total });
            store.latest.set(Some(ended.title));
        }
    });
    on(&events, "finding", move |data| {
        if let Ok(finding) = serde_json::from_str::<Finding>(data) {
            let known = store.findings.with_untracked(|findings| findings.iter().any(|other| other.id == finding.id));
            // New cards go to the end: what one reads stays where it is.
            if !known {
                store.findings.update(|findings| findings.push(finding));
            }
        }
    });
    let source = events.clone();
    on(&events, "done", move |_| {
        source.close();
        leptos::task::spawn_local(settle(store, review.clone()));
    });
}

/// Takes the finished review. When somebody is reading, the cards keep their order until asked.
async fn settle(store: DeskStore, review: String) {
    let Ok(mut desk) = calls::open_desk(review).await else { return };
    let reading = store.selected.get_untracked().is_some();
    store.points.set(std::mem::take(&mut desk.points));
    store.diffs.set(std::mem::take(&mut desk.diffs));
    store.progress.set(desk.progress);
    if reading {
        store.findings.update(|shown| {
            let new: Vec<Finding> = desk
                .findings
                .iter()
                .filter(|finding| !shown.iter().any(|other| other.id == finding.id))
                .cloned()
                .collect();
            shown.extend(new);
        });
    } else {
        store.findings.set(std::mem::take(&mut desk.findings));
    }
    let state = desk.state;
    store.head.update_value(|head| head.summary = desk.summary);
    store.state.set(state);
}

fn on(events: &EventSource, name: &str, mut act: impl FnMut(&str) + 'static) {
    let callback = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        act(&event.data().as_string().unwrap_or_default());
    });
    let _ = events.add_event_listener_with_callback(name, callback.into_js_value().unchecked_ref());
}
