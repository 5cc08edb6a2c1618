//! The web server: pages drawn by Leptos, the REST API of the backend, and the site's own files.

mod assets;
pub mod choices;
pub mod samples;

use axum::{
    Router,
    body::Body,
    extract::{FromRef, Request, State},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes, generate_route_list};
use pacta_backend::{api, workbench::Workbench};

use crate::app::{App, shell};

/// What the handlers share.
#[derive(Clone)]
struct Served {
    bench: Workbench,
    options: LeptosOptions,
}

impl FromRef<Served> for LeptosOptions {
    fn from_ref(served: &Served) -> Self {
        served.options.clone()
    }
}

/// Everything Pacta serves.
pub fn router(bench: Workbench) -> Router {
    let options = LeptosOptions::builder().output_name("pacta").site_pkg_dir("pkg").build();
    let served = Served { bench: bench.clone(), options: options.clone() };
    let routes = generate_route_list(App);
    let in_context = {
        let bench = bench.clone();
        move || provide_context(bench.clone())
    };
    let draw = move |State(served): State<Served>, request: Request| {
        let choice = choices::of(request.headers());
        let bench = served.bench.clone();
        let options = served.options.clone();
        let handler = leptos_axum::render_app_to_stream_with_context(
            move || {
                provide_context(bench.clone());
                provide_context(choice);
            },
            move || shell(options.clone(), choice),
        );
        async move { handler(request).await.into_response() }
    };
    let pages = Router::new()
        .leptos_routes_with_handler(routes, get(draw))
        .fallback(draw)
        .layer(middleware::from_fn_with_state(bench.clone(), signed_in_or_to_the_form))
        .with_state(served.clone());
    let calls = Router::new()
        .route(
            "/call/{*name}",
            axum::routing::any(move |request: Request| {
                let in_context = in_context.clone();
                async move { leptos_axum::handle_server_fns_with_context(in_context, request).await }
            }),
        )
        .layer(middleware::from_fn(api::same_origin_only));
    Router::new()
        .merge(api::router(bench))
        .merge(calls)
        .route("/choose", get(choices::choose))
        .route("/icon.svg", get(assets::icon))
        .route("/pkg/{*path}", get(assets::serve))
        .fallback_service(pages)
        .layer(middleware::from_fn(safe_headers))
        .layer(tower_http::compression::CompressionLayer::new())
}

/// Pages are for people who have signed in; others see the form first and come back here after.
async fn signed_in_or_to_the_form(State(bench): State<Workbench>, request: Request<Body>, next: Next) -> Response {
    let path = request.uri().path();
    if path == "/sign-in" || request.method() != Method::GET {
        return next.run(request).await;
    }
    match api::scope_of(&bench, request.headers()).await {
        Ok(Some(_)) => next.run(request).await,
        Ok(None) => Redirect::to(&format!("/sign-in?next={path}")).into_response(),
        Err(error) => api::Problem::from(error).into_response(),
    }
}

/// Headers every answer carries: no guessing of types, no frames, no leaking of addresses, and
/// scripts only from here (the one inline script that starts the client is of our own making).
async fn safe_headers(request: Request<Body>, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
             img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
        ),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
