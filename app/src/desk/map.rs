//! The map between the text and the findings: where in the contract the risks are.

use leptos::prelude::*;
use pacta_domain::review::Severity;

use super::store::DeskStore;
use crate::words;

/// One tick for each risk at its share of the contract's length.
#[component]
pub fn RiskMap() -> impl IntoView {
    let store = DeskStore::current();
    let length = store.document.with_value(|document| document.text.chars().count().max(1));
    let ticks = move || {
        store.findings.with(|findings| {
            findings
                .iter()
                .filter_map(|finding| {
                    let at = finding.quotes.first()?.doc_start;
                    let class = match finding.severity {
                        Severity::High => "high",
                        Severity::Medium => "medium",
                        Severity::Low => "low",
                    };
                    // A share of the page; exact enough as a float for any contract.
                    let top = format!("top:{:.2}%", at as f64 * 98.0 / length as f64);
                    let point = finding.point.clone();
                    Some(view! {
                        <button type="button" class=class style=top tabindex="-1" title=finding.title.clone()
                            aria-label=finding.title.clone() on:click=move |_| store.select(&point)></button>
                    })
                })
                .collect_view()
        })
    };
    view! { <nav class="map" aria-label=words::risk_map()>{ticks}</nav> }
}
