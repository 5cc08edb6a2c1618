//! Uploading: drop a file anywhere on the page, see it go up, land on its review.

use leptos::{ev, html, prelude::*};

use crate::words;

/// How far an upload is.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "the server only draws the idle step"))]
enum Step {
    Idle,
    /// Share sent, 0 to 1, and the file's name.
    Sending(f64, String),
    /// Everything is sent; the server reads it.
    Reading(String),
    /// What is wrong, and what to do.
    Refused(String, String),
}

/// What an upload becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A contract of its own; its review comes next.
    NewContract,
    /// The next version of the contract of that id; the comparison comes next.
    NextVersion(String),
}

impl Destination {
    /// Where the file is sent.
    #[cfg(feature = "hydrate")]
    fn address(&self) -> String {
        match self {
            Self::NewContract => "/api/v1/contracts".to_owned(),
            Self::NextVersion(contract) => format!("/api/v1/contracts/{contract}/versions"),
        }
    }

    /// The page that follows.
    #[cfg(feature = "hydrate")]
    fn next(&self, contract: &str) -> String {
        match self {
            Self::NewContract => format!("/contracts/{contract}/review"),
            Self::NextVersion(_) => format!("/contracts/{contract}/versions"),
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::NewContract => words::drop_title(),
            Self::NextVersion(_) => words::counter_draft(),
        }
    }

    fn hint(&self) -> &'static str {
        match self {
            Self::NewContract => words::drop_hint(),
            Self::NextVersion(_) => words::counter_draft_hint(),
        }
    }
}

/// The place to drop a contract; the whole window takes one too.
#[component]
pub fn DropZone(
    /// What the file becomes.
    to: Destination,
) -> impl IntoView {
    let (title, hint) = (to.title(), to.hint());
    #[cfg(feature = "hydrate")]
    let to = StoredValue::new(to);
    let step = RwSignal::new(Step::Idle);
    let over = RwSignal::new(false);
    let input = NodeRef::<html::Input>::new();
    #[cfg(feature = "hydrate")]
    {
        browser::listen(step, over, to);
    }
    let choose = move |_: ev::MouseEvent| {
        if let Some(input) = input.get() {
            input.click();
        }
    };
    let chosen = move |_: ev::Event| {
        #[cfg(feature = "hydrate")]
        if let Some(file) = input.get().and_then(|input| input.files()).and_then(|files| files.get(0)) {
            browser::send(&file, step, to);
        }
    };
    let percent = move || match step.get() {
        Step::Sending(share, _) => share,
        _ => 0.0,
    };
    view! {
        <section class="drop" class:over=move || over.get() aria-label=title>
            <p class="drop-title">{move || if over.get() { words::drop_now() } else { title }}</p>
            <p class="quiet">{hint}</p>
            <input node_ref=input id="file" class="sr-only" type="file" name="file" tabindex="-1" aria-label=words::choose_file()
                accept=".docx,.docm,.dotx,.doc,.wps,.rtf,.odt,.pdf,.txt,.md,.png,.jpg,.jpeg,.tif,.tiff,.webp,application/vnd.openxmlformats-officedocument.wordprocessingml.document,application/pdf,text/plain,image/*"
                on:change=chosen/>
            <button class="primary" type="button" on:click=choose>{words::choose_file()}</button>
            <div aria-live="polite">
                {move || match step.get() {
                    Step::Idle => ().into_any(),
                    Step::Sending(_, name) => view! {
                        <p class="small">{words::uploading()} " " {name}</p>
                        <progress max="1" prop:value=percent aria-label=words::uploading()></progress>
                    }.into_any(),
                    Step::Reading(name) => view! {
                        <p class="small">{words::reading()} " " {name}</p>
                        <progress aria-label=words::reading()></progress>
                    }.into_any(),
                    Step::Refused(message, hint) => view! {
                        <div class="notice bad" role="alert"><b>{message}</b> <span>{hint}</span></div>
                    }.into_any(),
                }}
            </div>
        </section>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::{ev, prelude::*};
    use pacta_domain::document::Language;
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{DragEvent, File, FormData, ProgressEvent, XmlHttpRequest};

    use super::{Destination, Step};
    use crate::words;

    /// Files above this are refused before they travel (the server has the same limit).
    const LIMIT: f64 = 50.0 * 1024.0 * 1024.0;

    /// Takes files dropped anywhere in the window.
    pub fn listen(step: RwSignal<Step>, over: RwSignal<bool>, to: StoredValue<Destination>) {
        let drag = window_event_listener(ev::dragover, move |event: DragEvent| {
            event.prevent_default();
            over.set(true);
        });
        let leave = window_event_listener(ev::dragleave, move |event: DragEvent| {
            // Leaving the window, not one element for another.
            if event.related_target().is_none() {
                over.set(false);
            }
        });
        let drop = window_event_listener(ev::drop, move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            let file = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0));
            if let Some(file) = file {
                send(&file, step, to);
            }
        });
        on_cleanup(move || {
            drag.remove();
            leave.remove();
            drop.remove();
        });
    }

    /// Sends a file, then goes on to what comes next.
    pub fn send(file: &File, step: RwSignal<Step>, to: StoredValue<Destination>) {
        // Words need the reactive owner of the page; the callbacks below run without one.
        let language = words::language();
        let name = file.name();
        if file.size() > LIMIT {
            step.set(Step::Refused(words::too_large().to_owned(), String::new()));
            return;
        }
        let failed = Step::Refused(words::upload_failed().to_owned(), String::new());
        let Some((request, form)) = XmlHttpRequest::new().ok().zip(FormData::new().ok()) else { return };
        if form.append_with_blob("file", file).is_err()
            || request.open("POST", &to.with_value(Destination::address)).is_err()
        {
            step.set(failed);
            return;
        }
        step.set(Step::Sending(0.0, name.clone()));
        if let Ok(upload) = request.upload() {
            let reported = name.clone();
            let progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
                let share = if event.total() > 0.0 { event.loaded() / event.total() } else { 0.0 };
                step.set(if share < 1.0 {
                    Step::Sending(share, reported.clone())
                } else {
                    Step::Reading(reported.clone())
                });
            });
            upload.set_onprogress(Some(progress.into_js_value().unchecked_ref()));
        }
        let answered = {
            let request = request.clone();
            Closure::<dyn FnMut()>::new(move || {
                let body = request.response_text().ok().flatten().unwrap_or_default();
                match landed(request.status().unwrap_or(0), &body, language) {
                    Ok(id) => {
                        let _ = window().location().set_href(&to.with_value(|to| to.next(&id)));
                    }
                    Err((message, hint)) => step.set(Step::Refused(message, hint)),
                }
            })
        };
        request.set_onload(Some(answered.into_js_value().unchecked_ref()));
        let broken = Closure::<dyn FnMut()>::new(move || step.set(failed.clone()));
        request.set_onerror(Some(broken.into_js_value().unchecked_ref()));
        let _ = request.send_with_opt_form_data(Some(&form));
    }

    /// The id of the new contract, or what is wrong and what to do.
    fn landed(status: u16, body: &str, language: Language) -> Result<String, (String, String)> {
        let json: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
        if status == 201
            && let Some(id) = json["id"].as_str()
        {
            return Ok(id.to_owned());
        }
        let words = if language == Language::Zh { &json["zh"] } else { &json };
        let text = |key: &str| words[key].as_str().unwrap_or_default().to_owned();
        Err((text("message"), text("hint")))
    }
}
