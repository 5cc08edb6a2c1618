//! What the other side changed: two versions of a contract compared paragraph by paragraph, tracked or not.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use pacta_domain::{
    comparison::{Difference, DifferenceKind, Tracked},
    desk::{Compared, VersionRow, Versions},
    diff::{Change, Part},
};

use crate::{
    bar::Bar,
    calls::open_versions,
    pages::{Trouble, day, version_name},
    upload::{Destination, DropZone},
    words,
};

/// Characters of an unchanged stretch from which only its ends are shown.
const LONG: usize = 160;
/// Characters shown at each end of such a stretch.
const END: usize = 48;

/// The versions of a contract.
#[component]
pub fn ComparePage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let asked = move || {
        let number = |key: &str| query.read().get(key).and_then(|number| number.parse::<i64>().ok());
        (params.read().get("id").unwrap_or_default(), number("old"), number("new"))
    };
    let versions = Resource::new(asked, |(contract, old, new)| open_versions(contract, old, new));
    let ready = move || versions.get().and_then(Result::ok);
    let place = move || {
        view! {
            <Suspense>
                {move || ready().map(|versions| view! {
                    <b>{versions.title.clone()}</b>
                    <small>{words::versions()}</small>
                })}
            </Suspense>
        }
    };
    let facts = move || {
        view! {
            <Suspense>{move || ready().and_then(|versions| versions.compared).map(|compared| view! { <Facts compared/> })}</Suspense>
        }
    };
    let act = move || {
        view! {
            <Suspense>
                {move || ready().and_then(|versions| {
                    let latest = versions.versions.last()?.number;
                    let old = versions.compared.filter(|compared| compared.new == latest)?.old;
                    Some(view! {
                        <a class="primary" href=format!("/contracts/{}/review?since={old}", versions.contract)>{words::review_changes()}</a>
                    })
                })}
            </Suspense>
        }
    };
    #[cfg(feature = "hydrate")]
    keyboard::listen();
    view! {
        <Title text=words::versions()/>
        <Bar place=place facts=facts act=act/>
        <main id="main" class="page">
            <h1 class="sr-only">{words::versions()}</h1>
            <Transition fallback=|| view! { <div class="skeleton line" aria-hidden="true"></div> }>
                {move || versions.get().map(|versions| match versions {
                    Ok(versions) => view! { <Loaded versions/> }.into_any(),
                    Err(error) => view! { <Trouble error/> }.into_any(),
                })}
            </Transition>
        </main>
    }
}

/// How much changed, and how much of it without tracking.
#[component]
fn Facts(compared: Compared) -> impl IntoView {
    let comparison = compared.comparison;
    let hidden = comparison.untracked > 0 && compared.tracks;
    view! {
        <span class="chip"><b>{comparison.changes.len()}</b> " " {words::changes()}</span>
        <span class="chip" class:alert=hidden>
            {if comparison.untracked == 0 {
                view! { <b>{words::all_tracked()}</b> }.into_any()
            } else {
                view! { <b>{comparison.untracked}</b> " " {words::untracked()} }.into_any()
            }}
        </span>
        <span class="chip wide"><b>{comparison.unchanged}</b> " " {words::unchanged_paragraphs()}</span>
    }
}

#[component]
fn Loaded(versions: Versions) -> impl IntoView {
    let contract = versions.contract.clone();
    let lang = versions.language.code();
    let several = versions.versions.len() > 1;
    view! {
        {several.then(|| view! { <Pickers versions=versions.clone()/> })}
        {match versions.compared {
            Some(compared) => view! { <Changes compared lang/> }.into_any(),
            None => view! { <p class="notice">{words::only_one_version()}</p> }.into_any(),
        }}
        <div class="counter-draft"><DropZone to=Destination::NextVersion(contract)/></div>
    }
}

/// Which two versions; a plain form, so that it works before the script has loaded.
#[component]
fn Pickers(versions: Versions) -> impl IntoView {
    let (old, new) = versions.compared.as_ref().map_or((0, 0), |compared| (compared.old, compared.new));
    let picker = move |name: &'static str, label: &'static str, chosen: i64, rows: Vec<VersionRow>| {
        let option = move |row: VersionRow| {
            let text = format!("{} · {} · {}", version_name(row.number), row.file_name, day(&row.uploaded_at));
            view! { <option value=row.number.to_string() selected=row.number == chosen>{text}</option> }
        };
        view! {
            <label>{label} <select name=name>{rows.into_iter().map(option).collect_view()}</select></label>
        }
    };
    let download = format!("/api/v1/contracts/{}/comparison/redline?old={old}&new={new}", versions.contract);
    view! {
        <form class="pickers" method="get" action=format!("/contracts/{}/versions", versions.contract)>
            {picker("old", words::older(), old, versions.versions.clone())}
            {picker("new", words::newer(), new, versions.versions)}
            <button type="submit">{words::compare()}</button>
            <a href=download rel="external" download>{words::compare_download()}</a>
        </form>
    }
}

/// Which changes are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    All,
    Words,
    Untracked,
}

impl Shown {
    fn lets(self, change: &Difference) -> bool {
        match self {
            Self::All => true,
            Self::Words => !matches!(change.kind, DifferenceKind::Form | DifferenceKind::Renumbered),
            Self::Untracked => change.tracked != Tracked::Yes,
        }
    }
}

#[component]
fn Changes(compared: Compared, lang: &'static str) -> impl IntoView {
    let changes = compared.comparison.changes;
    let hidden = compared.tracks && compared.comparison.untracked > 0;
    let (shown, set_shown) = signal(Shown::All);
    let count = |filter: Shown| changes.iter().filter(|change| filter.lets(change)).count();
    let filters = [
        (Shown::All, words::show_all(), count(Shown::All)),
        (Shown::Words, words::show_words(), count(Shown::Words)),
        (Shown::Untracked, words::show_untracked(), count(Shown::Untracked)),
    ];
    if changes.is_empty() {
        return view! { <p class="notice">{words::no_changes()}</p> }.into_any();
    }
    let tracks = compared.tracks;
    view! {
        {(!tracks).then(|| view! { <p class="notice">{words::none_tracks()}</p> })}
        {hidden.then(|| view! { <p class="notice bad" role="status">{words::hidden_changes()}</p> })}
        <div class="filters" role="group" aria-label=words::changes()>
            {filters.into_iter().map(|(filter, name, number)| view! {
                <button type="button" aria-pressed=move || (shown.get() == filter).to_string() on:click=move |_| set_shown.set(filter)>
                    {name} " " <span>{number}</span>
                </button>
            }).collect_view()}
        </div>
        <ol class="changes" lang=lang>
            {changes.into_iter().map(|change| {
                let own = change.clone();
                view! { <li class:hidden=move || !shown.get().lets(&own)><OneChange change tracks/></li> }
            }).collect_view()}
        </ol>
    }
    .into_any()
}

/// One paragraph that differs. Where nothing of the new version is tracked, saying so once is enough.
#[component]
fn OneChange(change: Difference, tracks: bool) -> impl IntoView {
    let (class, kind) = match change.kind {
        DifferenceKind::Changed => ("changed", words::kind_changed()),
        DifferenceKind::Form => ("quiet", words::kind_form()),
        DifferenceKind::Renumbered => ("quiet", words::kind_renumbered()),
        DifferenceKind::Added => ("added", words::kind_added()),
        DifferenceKind::Removed => ("removed", words::kind_removed()),
        DifferenceKind::Moved => ("moved", words::kind_moved()),
    };
    let untracked = match change.tracked {
        _ if !tracks => None,
        Tracked::Yes => None,
        Tracked::Partly => Some(words::is_partly_untracked()),
        Tracked::No => Some(words::is_untracked()),
    };
    let place = change.place.clone().unwrap_or_else(|| words::no_text_here().to_owned());
    let parts = change.parts;
    // A paragraph that only moved is the same word for word; its text stands once.
    let moved = change.kind == DifferenceKind::Moved;
    view! {
        <article class="change" tabindex="0">
            <header>
                <b>{place}</b>
                <span class=format!("kind {class}")>{kind}</span>
                {untracked.map(|words| view! { <span class="untracked">{words}</span> })}
            </header>
            <p>{parts.into_iter().map(|part| view! { <PartView part moved/> }).collect_view()}</p>
        </article>
    }
}

#[component]
fn PartView(part: Part, moved: bool) -> impl IntoView {
    match part.change {
        _ if moved => part.text.into_any(),
        Change::Insert => view! { <ins>{part.text}</ins> }.into_any(),
        Change::Delete => view! { <del>{part.text}</del> }.into_any(),
        Change::Equal => match shortened(&part.text) {
            None => part.text.into_any(),
            Some((start, middle, end)) => {
                let (open, set_open) = signal(false);
                view! {
                    {start}
                    {move || if open.get() {
                        middle.clone().into_any()
                    } else {
                        view! { <button type="button" class="more" aria-label=words::show_all() on:click=move |_| set_open.set(true)>"…"</button> }.into_any()
                    }}
                    {end}
                }
                .into_any()
            }
        },
    }
}

/// A long unchanged stretch in three pieces, of which the middle one is shown on demand.
fn shortened(text: &str) -> Option<(String, String, String)> {
    let signs: Vec<char> = text.chars().collect();
    if signs.len() <= LONG {
        return None;
    }
    let (start, rest) = signs.split_at(END);
    let (middle, end) = rest.split_at(rest.len() - END);
    Some((start.iter().collect(), middle.iter().collect(), end.iter().collect()))
}

/// J and K go from change to change, as on the review desk.
#[cfg(feature = "hydrate")]
mod keyboard {
    use leptos::{ev, prelude::*};
    use wasm_bindgen::JsCast;
    use web_sys::HtmlElement;

    pub fn listen() {
        let handle = window_event_listener(ev::keydown, |event| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let step: i64 = match event.key().as_str() {
                "j" => 1,
                "k" => -1,
                _ => return,
            };
            let Ok(list) = document().query_selector_all(".changes > li:not(.hidden) > .change") else { return };
            let changes: Vec<HtmlElement> =
                (0..list.length()).filter_map(|index| list.item(index)?.dyn_into().ok()).collect();
            let active = document().active_element();
            let at = changes.iter().position(|change| active.as_ref() == Some(change.unchecked_ref()));
            let next = match at {
                None => 0,
                Some(at) => i64::try_from(at).unwrap_or(0) + step,
            };
            if let Some(change) = usize::try_from(next).ok().and_then(|next| changes.get(next)) {
                let _ = change.focus();
                change.scroll_into_view();
            }
        });
        on_cleanup(move || handle.remove());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_stretches_are_shortened_and_nothing_is_lost() {
        assert_eq!(shortened("三个月"), None);
        let long = "甲".repeat(LONG + 1);
        let (start, middle, end) = shortened(&long).unwrap();
        assert_eq!((start.chars().count(), end.chars().count()), (END, END));
        assert_eq!(start + &middle + &end, long);
    }
}
