//! Signing in and out, as plain form posts that also work before the page's script has loaded.

use axum::{
    Form,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    Problem,
    auth::{SESSION_COOKIE, session_token},
};
use crate::{accounts, workbench::Workbench};

/// The sign-in form.
#[derive(Deserialize)]
pub(super) struct SignIn {
    sign_in: String,
    password: String,
    /// Where one wanted to go.
    #[serde(default)]
    next: String,
}

/// Opens a session and goes on to the page one wanted; back to the form when name or password are wrong.
pub(super) async fn sign_in(State(bench): State<Workbench>, Form(form): Form<SignIn>) -> Result<Response, Problem> {
    let token = accounts::sign_in(&bench.db, &bench.clock, form.sign_in.trim(), &form.password).await?;
    let next = local_path(&form.next);
    Ok(match token {
        Some(token) => {
            let cookie = format!(
                "{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}",
                accounts::SESSION_MS / 1000
            );
            with_cookie(Redirect::to(next), &cookie)
        }
        None => Redirect::to(&format!("/sign-in?wrong=1&next={next}")).into_response(),
    })
}

/// Ends the session.
pub(super) async fn sign_out(State(bench): State<Workbench>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(token) = session_token(&headers) {
        accounts::sign_out(&bench.db, token).await?;
    }
    let cookie = format!("{SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    Ok(with_cookie(Redirect::to("/sign-in"), &cookie))
}

fn with_cookie(redirect: Redirect, cookie: &str) -> Response {
    let mut response = redirect.into_response();
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// Only a path of our own: `//evil.example` and `https://…` would lead away.
fn local_path(next: &str) -> &str {
    let plain = next.starts_with('/')
        && !next.starts_with("//")
        && next.chars().all(|c| c.is_ascii_alphanumeric() || "/-_.?=&".contains(c));
    if plain { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn signing_in_never_leads_to_another_site() {
        assert_eq!(local_path("/reviews/1?f=2"), "/reviews/1?f=2");
        for away in ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""] {
            assert_eq!(local_path(away), "/", "{away}");
        }
    }
}
