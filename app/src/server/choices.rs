//! Language and theme, remembered in cookies.

use axum::{
    extract::Query,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use pacta_domain::document::Language;
use serde::Deserialize;

use crate::app::Choice;

/// What the visitor chose, else what the browser prefers; Chinese where it says nothing.
pub fn of(headers: &HeaderMap) -> Choice {
    let language = match cookie(headers, "lang") {
        Some("en") => Language::En,
        Some("zh") => Language::Zh,
        _ => preferred(headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default()),
    };
    let theme = match cookie(headers, "theme") {
        Some("dark") => Some("dark"),
        Some("light") => Some("light"),
        _ => None,
    };
    Choice { language, theme }
}

fn preferred(accepted: &str) -> Language {
    let first = accepted.split(',').map(str::trim).find(|tag| tag.starts_with("zh") || tag.starts_with("en"));
    if first.is_some_and(|tag| tag.starts_with("en")) { Language::En } else { Language::Zh }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value))
}

/// What the visitor chose, and the page to go back to.
#[derive(Deserialize)]
pub struct Chosen {
    lang: Option<String>,
    theme: Option<String>,
    #[serde(default)]
    next: String,
}

/// Remembers a choice and goes back to where one was.
pub async fn choose(Query(chosen): Query<Chosen>) -> Response {
    // Browsers take `//host` and `/\host` for another site's address.
    let elsewhere = chosen.next.starts_with("//") || chosen.next.starts_with("/\\");
    let next = if chosen.next.starts_with('/') && !elsewhere { chosen.next.as_str() } else { "/" };
    let mut response = Redirect::to(next).into_response();
    let allowed = |value: Option<String>, known: [&'static str; 2]| {
        value.and_then(|value| known.into_iter().find(|known| *known == value))
    };
    let choices = [("lang", allowed(chosen.lang, ["zh", "en"])), ("theme", allowed(chosen.theme, ["light", "dark"]))];
    for (name, value) in choices {
        let Some(value) = value else { continue };
        let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_first_unless_the_browser_prefers_english() {
        assert_eq!(preferred(""), Language::Zh);
        assert_eq!(preferred("fr, en;q=0.8, zh;q=0.5"), Language::En);
        assert_eq!(preferred("zh-CN,zh;q=0.9,en;q=0.8"), Language::Zh);
    }
}
