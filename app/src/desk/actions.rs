//! Accept, edit, comment, dismiss, undo: one click or one key each.

use leptos::prelude::*;
use pacta_domain::review::{Decision, DecisionKind, EditKind, Finding, Wording};

use super::{
    card::Difference,
    marks::difference,
    store::{DeskStore, Writing},
};
use crate::{calls, words};

/// A decision without its who and when, which the server adds.
fn decision(kind: DecisionKind, text: Option<String>, reason: Option<String>) -> Decision {
    Decision { decision: kind, text, reason, by: String::new(), at: String::new() }
}

/// Sends a decision and shows what was kept; on failure says so and changes nothing.
pub fn decide(store: DeskStore, finding: String, kind: DecisionKind, text: Option<String>, reason: Option<String>) {
    let failed = words::saving_failed();
    leptos::task::spawn_local(async move {
        match calls::decide(finding.clone(), decision(kind, text, reason)).await {
            Ok(kept) => {
                store.trouble.set(None);
                store.writing.set(Writing::Nothing);
                store.decisions.update(|decisions| {
                    decisions.insert(finding, kept);
                });
            }
            Err(_) => store.trouble.set(Some(failed)),
        }
    });
}

/// Takes a decision back.
pub fn take_back(store: DeskStore, finding: String) {
    let failed = words::saving_failed();
    leptos::task::spawn_local(async move {
        match calls::undo(finding.clone()).await {
            Ok(()) => {
                store.trouble.set(None);
                store.decisions.update(|decisions| {
                    decisions.remove(&finding);
                });
            }
            Err(_) => store.trouble.set(Some(failed)),
        }
    });
}

/// The row of acts below a finding, or the box one writes in.
#[component]
pub fn Actions(finding: Finding, decision: Memo<Option<Decision>>) -> impl IntoView {
    let store = DeskStore::current();
    let id = StoredValue::new(finding.id.clone());
    let has_edit = finding.edit.is_some();
    let shared = StoredValue::new(finding);
    let act = move |kind| decide(store, id.get_value(), kind, None, None);
    move || {
        match (store.writing.get(), decision.get().is_some()) {
        (Writing::Nothing, true) => view! {
            <div class="acts">
                <button type="button" on:click=move |_| take_back(store, id.get_value())>{words::undo()}<kbd>"U"</kbd></button>
            </div>
        }
        .into_any(),
        (Writing::Nothing, false) => view! {
            <div class="acts">
                {has_edit.then(|| view! {
                    <button type="button" class="yes" on:click=move |_| act(DecisionKind::Accept)>{words::accept()}<kbd>"A"</kbd></button>
                    <button type="button" on:click=move |_| store.writing.set(Writing::Edit)>{words::edit()}<kbd>"E"</kbd></button>
                })}
                <button type="button" on:click=move |_| store.writing.set(Writing::Comment)>{words::comment()}<kbd>"C"</kbd></button>
                <button type="button" on:click=move |_| store.writing.set(Writing::Dismiss)>{words::dismiss()}<kbd>"D"</kbd></button>
            </div>
        }
        .into_any(),
        (writing, _) => shared.with_value(|finding| view! { <WritingBox finding=finding.clone() writing/> }).into_any(),
    }
    }
}

/// Where one writes: a wording with its preview, a comment, or a reason.
#[component]
fn WritingBox(finding: Finding, writing: Writing) -> impl IntoView {
    let store = DeskStore::current();
    let edit = finding.edit.clone();
    let choices = edit.as_ref().map(|edit| edit.choices.clone()).unwrap_or_default();
    let old = StoredValue::new(
        edit.as_ref()
            .filter(|edit| edit.kind == EditKind::Replace)
            .and_then(|edit| edit.span.clone())
            .map(|span| span.text)
            .unwrap_or_default(),
    );
    let has_wording = edit.as_ref().is_some_and(|edit| edit.kind.has_wording());
    let start = if writing == Writing::Edit { edit.map(|edit| edit.text).unwrap_or_default() } else { String::new() };
    let text = RwSignal::new(start);
    let (label, kind) = match writing {
        Writing::Edit => (words::your_wording(), DecisionKind::Edit),
        Writing::Comment => (words::your_comment(), DecisionKind::Comment),
        Writing::Dismiss | Writing::Nothing => (words::dismiss_reason(), DecisionKind::Dismiss),
    };
    let id = StoredValue::new(finding.id);
    let save = move || {
        let words = text.get_untracked();
        if words.trim().is_empty() {
            return;
        }
        let (text, reason) = if kind == DecisionKind::Dismiss { (None, Some(words)) } else { (Some(words), None) };
        decide(store, id.get_value(), kind, text, reason);
    };
    let area = NodeRef::<leptos::html::Textarea>::new();
    Effect::new(move |_| {
        if let Some(area) = area.get() {
            let _ = area.focus();
        }
    });
    view! {
        <form class="writing" on:submit=move |event| { event.prevent_default(); save(); }>
            {(writing == Writing::Edit && has_wording).then(|| view! { <Rewording finding=id.get_value() text/> })}
            {(writing == Writing::Edit && choices.len() > 1).then(|| view! {
                <div class="choices">
                    {choices.iter().enumerate().map(|(index, choice)| {
                        let chosen = choice.clone();
                        let name = if index == 0 { words::standard().to_owned() } else { format!("{} {index}", words::fallback()) };
                        view! { <button type="button" title=choice.clone() on:click=move |_| text.set(chosen.clone())>{name}</button> }
                    }).collect_view()}
                </div>
            })}
            <label>{label}
                <textarea node_ref=area rows="4" prop:value=move || text.get()
                    on:input:target=move |event| text.set(event.target().value())
                    on:keydown=move |event| {
                        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) { event.prevent_default(); save(); }
                    }></textarea>
            </label>
            {(writing == Writing::Edit).then(|| view! {
                <div class="proposal"><small>{words::preview()}</small>
                    {move || view! { <Difference parts=difference(&old.get_value(), &text.get())/> }}
                </div>
            })}
            <div class="acts">
                <button type="submit" class="yes" disabled=move || text.with(|text| text.trim().is_empty())>{words::save()}</button>
                <button type="button" on:click=move |_| store.writing.set(Writing::Nothing)>{words::cancel()}<kbd>"Esc"</kbd></button>
            </div>
        </form>
    }
}

/// Asks a model for another wording in a sentence, and keeps what came before within reach.
#[component]
fn Rewording(finding: String, text: RwSignal<String>) -> impl IntoView {
    let store = DeskStore::current();
    let finding = StoredValue::new(finding);
    let has_model =
        store.head.with_value(|desk| desk.summary.as_ref().is_some_and(|summary| summary.engine != "builtin"));
    if !has_model {
        return view! { <p class="small quiet">{words::rewording_needs_model()}</p> }.into_any();
    }
    let history = RwSignal::new(Vec::<Wording>::new());
    let (wish, busy, trouble) =
        (RwSignal::new(String::new()), RwSignal::new(false), RwSignal::new(None::<&'static str>));
    let language = words::language();
    // An answer that was overtaken by a later one has fewer wordings.
    let reload = move || {
        leptos::task::spawn_local(async move {
            if let Ok(kept) = calls::list_wordings(finding.get_value()).await
                && kept.len() >= history.with_untracked(Vec::len)
            {
                history.set(kept);
            }
        });
    };
    Effect::new(move |_| reload());
    let ask = move || {
        if busy.get_untracked() || wish.with_untracked(|wish| wish.trim().is_empty()) {
            return;
        }
        busy.set(true);
        trouble.set(None);
        leptos::task::spawn_local(async move {
            match calls::reword(finding.get_value(), wish.get_untracked(), text.get_untracked()).await {
                Ok(wording) => {
                    text.set(wording.text);
                    wish.set(String::new());
                    reload();
                }
                Err(error) => trouble.set(Some(calls::explain(&error, language).0)),
            }
            busy.set(false);
        });
    };
    view! {
        <div class="rewording">
            <label>{words::reword()}
                <span>
                    <input type="text" placeholder=words::reword_example() prop:value=move || wish.get()
                        on:input:target=move |event| wish.set(event.target().value())
                        on:keydown=move |event| if event.key() == "Enter" { event.prevent_default(); ask(); }/>
                    <button type="button" disabled=move || busy.get() on:click=move |_| ask()>
                        {move || if busy.get() { words::rewording() } else { words::reword_do() }}
                    </button>
                </span>
            </label>
            {move || trouble.get().map(|trouble| view! { <p class="notice bad" role="alert">{trouble}</p> })}
            <ol>
                {move || history.get().into_iter().map(|wording| {
                    let kept = wording.text.clone();
                    view! {
                        <li>
                            <button type="button" title=wording.text.clone() on:click=move |_| text.set(kept.clone())>{wording.wish}</button>
                            {wording.faults.into_iter().map(|fault| view! { <small class="fault">{fault}</small> }).collect_view()}
                        </li>
                    }
                }).collect_view()}
            </ol>
        </div>
    }
    .into_any()
}
