//! Who is asking: a person by session cookie, or a program by API key.

use axum::{
    extract::{FromRequestParts, Request},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::Problem;
use crate::{
    accounts::{self, Scope},
    storage::StorageError,
    workbench::Workbench,
};

/// Name of the cookie that holds the session's token.
pub const SESSION_COOKIE: &str = "pacta_session";

/// The session token of a request.
pub(super) fn session_token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            (name == SESSION_COOKIE).then_some(value)
        })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Who is asking, by key or by session; `None` when nobody has signed in.
///
/// # Errors
/// When the database fails.
pub async fn scope_of(bench: &Workbench, headers: &HeaderMap) -> Result<Option<Scope>, StorageError> {
    if let Some(key) = bearer(headers) {
        return accounts::by_key(&bench.db, key).await;
    }
    match session_token(headers) {
        Some(token) => accounts::by_session(&bench.db, &bench.clock, token).await,
        None => Ok(None),
    }
}

impl FromRequestParts<Workbench> for Scope {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, bench: &Workbench) -> Result<Self, Problem> {
        scope_of(bench, &parts.headers).await?.ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, "auth.required"))
    }
}

/// Cross-site request forgery: a browser says where a request comes from (Fetch Metadata, or the
/// Origin header in older ones). Requests that change something and carry a cookie pass only from
/// our own pages; programs carry a key instead of a cookie and are not concerned.
pub async fn same_origin_only(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || bearer(request.headers()).is_some() || comes_from_us(request.headers()) {
        next.run(request).await
    } else {
        Problem::new(StatusCode::FORBIDDEN, "auth.origin").into_response()
    }
}

fn comes_from_us(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin"), text("host")) {
        (Some(site), ..) => site == "same-origin",
        (None, Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_our_own_pages_may_change_things_with_a_cookie() {
        assert!(comes_from_us(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(comes_from_us(&headers(&[("origin", "http://a.example:3000"), ("host", "a.example:3000")])));
        for foreign in [
            headers(&[("sec-fetch-site", "cross-site"), ("origin", "http://a"), ("host", "a")]),
            headers(&[("sec-fetch-site", "same-site")]),
            headers(&[("origin", "http://evil.example"), ("host", "a.example")]),
            headers(&[("origin", "null"), ("host", "a.example")]),
            headers(&[("host", "a.example")]),
        ] {
            assert!(!comes_from_us(&foreign), "{foreign:?}");
        }
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        assert_eq!(session_token(&headers(&[("cookie", "theme=dark; pacta_session=abc; lang=zh")])), Some("abc"));
        assert_eq!(session_token(&headers(&[("cookie", "xpacta_session=abc")])), None);
    }
}
