//! A finding: severity, quote, reason, statutes, the proposed edit as a difference, and what to do.

use leptos::prelude::*;
use pacta_domain::{
    diff::{Change, Part},
    evidence::Span,
    review::{Decision, DecisionKind, EditKind, Finding, Searched, Severity},
    statute::{Citation, Status},
};

use super::{
    actions::Actions,
    store::DeskStore,
    why::{Doubt, WhyThis},
};
use crate::words;

/// One card; open when its point is selected.
#[component]
pub fn FindingCard(finding: Finding) -> impl IntoView {
    let store = DeskStore::current();
    let point = StoredValue::new(finding.point.clone());
    let id = StoredValue::new(finding.id.clone());
    let open =
        Memo::new(move |_| store.selected.with(|selected| point.with_value(|point| selected.as_ref() == Some(point))));
    let decision = Memo::new(move |_| id.with_value(|id| store.decision(id)));
    let toggle = move |_| {
        if open.get_untracked() { store.deselect() } else { point.with_value(|point| store.select(point)) }
    };
    let place = match finding.quotes.first() {
        Some(quote) => store.place(quote).unwrap_or_else(|| words::in_the_text().into()),
        None => words::missing_in_contract().into(),
    };
    let group = store.points.with_untracked(|points| {
        points.iter().find(|other| other.point == finding.point).map(|other| other.group.clone()).unwrap_or_default()
    });
    let severity = finding.severity;
    let title = finding.title.clone();
    let body = StoredValue::new(finding.clone());
    view! {
        <article class="card" class:open=move || open.get() class:done=move || decision.get().is_some() id=format!("card-{}", finding.point)>
            <button type="button" class="card-head" aria-expanded=move || open.get().to_string() on:click=toggle>
                {move || if decision.get().is_some() {
                    view! { <span class="severity ok" aria-hidden="true">"✓"</span> }.into_any()
                } else {
                    view! { <SeverityBadge severity/> }.into_any()
                }}
                <span>
                    <b>{title}</b>
                    <span class="where">{place} {(!group.is_empty()).then(|| format!(" · {group}"))}
                        {move || decision.get().map(|decision| format!(" · {}", decided(&decision)))}</span>
                </span>
            </button>
            <Show when=move || open.get()>
                {body.with_value(|finding| view! { <Body finding=finding.clone() decision/> })}
            </Show>
        </article>
    }
}

/// Severity by form, word and colour together.
#[component]
pub fn SeverityBadge(severity: Severity) -> impl IntoView {
    let (class, word) = match severity {
        Severity::High => ("severity high", words::high()),
        Severity::Medium => ("severity medium", words::medium()),
        Severity::Low => ("severity low", words::low()),
    };
    view! { <span class=class>{word}</span> }
}

fn decided(decision: &Decision) -> String {
    let what = match decision.decision {
        DecisionKind::Accept => words::was_accepted(),
        DecisionKind::Edit => words::was_edited(),
        DecisionKind::Dismiss => words::was_dismissed(),
        DecisionKind::Comment => words::was_commented(),
    };
    format!("{what} · {} {}", decision.by, decision.at.get(11..16).unwrap_or_default())
}

#[component]
fn Body(finding: Finding, decision: Memo<Option<Decision>>) -> impl IntoView {
    let store = DeskStore::current();
    let severity = finding.severity;
    let id = finding.id.clone();
    let detail = move || {
        decision.get().and_then(|decision| match decision.decision {
            DecisionKind::Dismiss => decision.reason,
            DecisionKind::Comment => decision.text,
            DecisionKind::Accept | DecisionKind::Edit => None,
        })
    };
    let trace = store.points.with_untracked(|points| points.iter().find(|point| point.point == finding.point).cloned());
    view! {
        <div class="body">
            {finding.quotes.iter().map(|quote| view! { <Quote quote=quote.clone() severity=Some(severity)/> }).collect_view()}
            {finding.searched.clone().map(|searched| view! { <Absence searched/> })}
            <p class="why">{finding.explanation.clone()}</p>
            {(!finding.citations.is_empty()).then(|| view! {
                <div class="laws">{finding.citations.iter().map(|citation| view! { <Law citation=citation.clone()/> }).collect_view()}</div>
            })}
            {match &finding.edit {
                Some(edit) => {
                    let heading = match edit.kind {
                        EditKind::Replace => words::proposal_replace(),
                        EditKind::InsertAfter => words::proposal_insert(),
                        EditKind::Delete => words::proposal_delete(),
                        EditKind::Comment => words::proposal_comment(),
                    };
                    let (text, placed) = (edit.text.clone(), edit.placed);
                    let parts = move || store.diffs.with(|diffs| diffs.get(&id).cloned());
                    view! {
                        <div class="proposal">
                            <small>{heading}</small>
                            {move || match parts() {
                                Some(parts) => view! { <Difference parts/> }.into_any(),
                                None => view! { <p>{text.clone()}</p> }.into_any(),
                            }}
                            {(!placed).then(|| view! { <p class="small quiet">{words::not_placed()}</p> })}
                        </div>
                    }.into_any()
                }
                None => view! { <p class="small quiet">{words::no_proposal()}</p> }.into_any(),
            }}
            {move || detail().map(|detail| view! { <p class="kept">{detail}</p> })}
            <Actions finding=finding.clone() decision/>
            {trace.map(|point| view! { <Doubt confidence=point.confidence/> <WhyThis point/> })}
        </div>
    }
}

/// The words of the contract, where they stand, and that they were checked.
#[component]
pub fn Quote(quote: Span, severity: Option<Severity>) -> impl IntoView {
    let store = DeskStore::current();
    let class = match severity {
        Some(Severity::High) => "quote high",
        Some(Severity::Medium) => "quote medium",
        Some(Severity::Low) => "quote low",
        None => "quote",
    };
    let place = store.place(&quote);
    let verified = quote.is_verified();
    let checked = if verified { words::verified() } else { words::unverified() };
    view! {
        <blockquote class=class class:doubtful=!verified>
            {quote.text.clone()}
            <footer>{checked} {place.map(|place| format!(" · {place}"))}</footer>
        </blockquote>
    }
}

/// What was searched when something is missing.
#[component]
pub fn Absence(searched: Searched) -> impl IntoView {
    let cues = searched.cues.iter().take(10).cloned().collect::<Vec<_>>().join(" / ");
    view! {
        <details class="absence">
            <summary>{words::searched()} " " {searched.blocks} " " {words::searched_blocks()} " “" {cues} "”"</summary>
            {(!searched.closest.is_empty()).then(|| view! {
                <p class="small quiet">{words::closest()}</p>
                {searched.closest.iter().map(|quote| view! { <Quote quote=quote.clone() severity=None/> }).collect_view()}
            })}
        </details>
    }
}

/// A statute article: its words on hover, focus and click.
#[component]
fn Law(citation: Citation) -> impl IntoView {
    let short = citation.id.split('#').next().unwrap_or_default().to_owned();
    let name = format!("{short} {} {} {}", words::article(), citation.article, words::article_after());
    let status = match citation.status {
        Status::InForce => None,
        Status::Amended => Some(words::amended()),
        Status::Repealed => Some(words::repealed()),
        Status::NotYet => Some(words::not_yet()),
    };
    view! {
        <details class="law">
            <summary>{name}</summary>
            <div class="article">
                <b>{citation.law.clone()}</b>
                {citation.text.split('\n').map(|paragraph| view! { <p>{paragraph.to_owned()}</p> }).collect_view()}
                <small>{citation.in_force_from.clone()} " " {words::in_force_from()} " " {status}</small>
            </div>
        </details>
    }
}

/// A change as Word shows one.
#[component]
pub fn Difference(parts: Vec<Part>) -> impl IntoView {
    view! {
        <p class="difference">
            {parts.into_iter().map(|part| match part.change {
                Change::Equal => part.text.into_any(),
                Change::Delete => view! { <del>{part.text}</del> }.into_any(),
                Change::Insert => view! { <ins>{part.text}</ins> }.into_any(),
            }).collect_view()}
        </p>
    }
}
