//! New review: rulebook, position and strictness, all guessed; the lawyer confirms.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use pacta_domain::desk::{Intake, OtherContract, PositionChoice, RulebookChoice, VersionRow};

use crate::{
    bar::Bar,
    calls::{StartReview, open_intake},
    pages::{self, Trouble, day, version_name},
    words,
};

/// The page that asks for a review.
#[component]
pub fn NewReviewPage() -> impl IntoView {
    let params = use_params_map();
    let intake = Resource::new(move || params.read().get("id").unwrap_or_default(), open_intake);
    view! {
        <Title text=words::new_review()/>
        <Bar place=move || view! {
            <Suspense>
                {move || intake.get().and_then(Result::ok).map(|intake| view! {
                    <b>{intake.contract.title.clone()}</b>
                    <small>{intake.contract.file_name.clone()} " · " {version_name(intake.contract.version_number)}</small>
                })}
            </Suspense>
        }/>
        <main id="main" class="page narrow">
            <h1>{words::new_review()}</h1>
            <Suspense fallback=|| view! { <div class="skeleton line" aria-hidden="true"></div> }>
                {move || intake.get().map(|intake| match intake {
                    Ok(intake) => view! { <Questions intake/> }.into_any(),
                    Err(error) => view! { <Trouble error/> }.into_any(),
                })}
            </Suspense>
        </main>
    }
}

#[component]
fn Questions(intake: Intake) -> impl IntoView {
    let start = ServerAction::<StartReview>::new();
    let language = words::language();
    let none_fits = !intake.rulebooks.iter().any(|book| book.fits);
    // Where nothing fits, the choice is the lawyer's alone.
    let first = intake.rulebooks.iter().find(|book| book.fits).map(|book| book.id.clone()).unwrap_or_default();
    let (book, set_book) = signal(first);
    let guessed = intake.position.clone();
    let books = StoredValue::new(intake.rulebooks.clone());
    let current = move || books.with_value(|books| books.iter().find(|choice| choice.id == book.get()).cloned());
    let option = move |choice: &RulebookChoice| {
        let id = choice.id.clone();
        let chosen = id.clone();
        let note = if choice.fits { words::guessed() } else { words::does_not_fit() };
        view! {
            <label class="option">
                <input type="radio" name="rulebook" required value=id.clone() checked=book.get_untracked() == id
                    on:change=move |_| set_book.set(chosen.clone())/>
                <span><b>{choice.title.get(language).to_owned()}</b> " " <small>{note}</small></span>
            </label>
        }
    };
    view! {
        <WhatWasRead intake=intake.clone()/>
        <ActionForm action=start attr:class="questions">
            <input type="hidden" name="version" value=intake.contract.version.clone()/>
            <fieldset>
                <legend>{words::rulebook()}</legend>
                {none_fits.then(|| view! { <p class="notice">{words::no_rulebook_fits()}</p> })}
                {intake.rulebooks.iter().map(option).collect_view()}
            </fieldset>
            {move || current().map(|choice| view! {
                <fieldset>
                    <legend>{words::position()}</legend>
                    <Positions choice guessed=guessed.clone()/>
                </fieldset>
            })}
            <fieldset>
                <legend>{words::strictness()}</legend>
                {[("strict", words::strict(), words::strict_hint()),
                  ("neutral", words::neutral(), words::neutral_hint()),
                  ("lenient", words::lenient(), words::lenient_hint())].into_iter().map(|(value, name, hint)| view! {
                    <label class="option">
                        <input type="radio" name="strictness" value=value checked=value == "neutral"/>
                        <span><b>{name}</b> " " <small>{hint}</small></span>
                    </label>
                }).collect_view()}
            </fieldset>
            <ExtentChoice tracked=intake.tracked earlier=intake.earlier.clone()/>
            <Background others=intake.others.clone()/>
            <button class="primary" type="submit" disabled=move || start.pending().get()>{words::start_review()}</button>
            {move || start.value().get().and_then(Result::err).map(|error| view! { <Trouble error/> })}
        </ActionForm>
    }
}

/// The whole contract, or only what the other side changed; asked where there is a choice.
#[component]
fn ExtentChoice(tracked: bool, earlier: Vec<VersionRow>) -> impl IntoView {
    let asked = use_query_map().read_untracked().get("since");
    let since = asked.and_then(|number| number.parse::<i64>().ok());
    let known = since.filter(|number| earlier.iter().any(|version| version.number == *number));
    let option = |value: String, name: String, hint: Option<String>, checked: bool| {
        view! {
            <label class="option">
                <input type="radio" name="changes" value=value checked=checked/>
                <span><b>{name}</b> " " <small>{hint}</small></span>
            </label>
        }
    };
    let set_aside = || Some(words::extent_tracked_hint().to_owned());
    (tracked || !earlier.is_empty()).then(|| {
        view! {
            <fieldset>
                <legend>{words::extent()}</legend>
                {option(String::new(), words::extent_whole().to_owned(), Some(words::extent_whole_hint().to_owned()), known.is_none())}
                {tracked.then(|| option("tracked".to_owned(), words::extent_tracked().to_owned(), set_aside(), false))}
                {earlier.into_iter().rev().map(|version| {
                    let hint = format!("{} · {}", version.file_name, day(&version.uploaded_at));
                    option(version.id, pages::since(version.number), Some(hint), known == Some(version.number))
                }).collect_view()}
            </fieldset>
        }
    })
}

/// What the deal is about, and what to read beside the contract. Folded away: most reviews need neither.
#[component]
fn Background(others: Vec<OtherContract>) -> impl IntoView {
    view! {
        <details class="fieldset">
            <summary>{words::background()} " " <small>{words::optional()}</small></summary>
            <label class="stacked">
                <span>{words::deal()}</span>
                <textarea name="deal" rows="2" maxlength="1000" placeholder=words::deal_example()></textarea>
                <small>{words::deal_hint()}</small>
            </label>
            {(!others.is_empty()).then(|| view! {
                <p class="small"><b>{words::read_beside()}</b> " " <span class="quiet">{words::read_beside_hint()}</span></p>
                <div class="choices">
                    {others.into_iter().map(|other| view! {
                        <label class="option">
                            <input type="checkbox" name="context[]" value=other.version/>
                            <span>{other.title} " " <small>{other.file_name}</small></span>
                        </label>
                    }).collect_view()}
                </div>
            })}
        </details>
    }
}

/// The sides of a rulebook, each with the party that stands there.
#[component]
fn Positions(choice: RulebookChoice, guessed: Option<String>) -> impl IntoView {
    let language = words::language();
    let fallback = choice.positions.first().map(|position| position.id.clone());
    let known = |id: &String| choice.positions.iter().any(|position| &position.id == id);
    let preselected = guessed.filter(known).or(fallback).unwrap_or_else(|| "neutral".into());
    let side = |position: &PositionChoice| {
        let checked = position.id == preselected;
        view! {
            <label class="option">
                <input type="radio" name="position" value=position.id.clone() checked=checked/>
                <span>
                    <b>{position.name.get(language).to_owned()}</b> " "
                    <small>{position.party.clone()} " " {position.points} " " {words::points()}</small>
                </span>
            </label>
        }
    };
    view! {
        {choice.positions.iter().map(side).collect_view()}
        <label class="option">
            <input type="radio" name="position" value="neutral" checked=preselected == "neutral"/>
            <span><b>{words::neutral_position()}</b> " " <small>{words::neutral_position_hint()}</small></span>
        </label>
    }
}

/// What the reader made of the file, so that a wrong reading is seen before it is reviewed.
#[component]
fn WhatWasRead(intake: Intake) -> impl IntoView {
    view! {
        <section class="panel facts-panel">
            <h2>{words::what_was_read()}</h2>
            {if intake.parties.is_empty() {
                view! { <p class="quiet">{words::no_parties()}</p> }.into_any()
            } else {
                view! {
                    <dl>
                        {intake.parties.into_iter().map(|party| view! {
                            <div>
                                <dt>{std::iter::once(party.role).chain(party.aliases).collect::<Vec<_>>().join(" · ")}</dt>
                                <dd>{party.name}</dd>
                            </div>
                        }).collect_view()}
                    </dl>
                }.into_any()
            }}
            <p class="quiet small">{intake.blocks} " " {words::blocks()}</p>
            {(!intake.warnings.is_empty()).then(|| view! {
                <p class="small"><b>{words::warnings()}</b></p>
                <ul class="small">{intake.warnings.into_iter().map(|warning| view! { <li>{warning}</li> }).collect_view()}</ul>
            })}
        </section>
    }
}
