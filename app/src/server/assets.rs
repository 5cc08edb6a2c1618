//! The site's own files, embedded in the executable so that it runs from any folder.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

/// What `make build` leaves in `app/site`: the client's script and WebAssembly.
#[derive(RustEmbed)]
#[folder = "site/pkg"]
struct Site;

const STYLE: &str = concat!(
    include_str!("../../style/tokens.css"),
    include_str!("../../style/base.css"),
    include_str!("../../style/pages.css"),
    include_str!("../../style/desk.css"),
);

const ICON: &str = include_str!("../../style/icon.svg");

/// A file of the site; browsers ask again each time and mostly hear that nothing changed.
pub async fn serve(Path(path): Path<String>, headers: HeaderMap) -> Response {
    if path == "pacta.css" {
        let tag = pacta_backend::storage::sha256(STYLE.as_bytes());
        return answer(&headers, &tag, "text/css; charset=utf-8", STYLE.as_bytes().to_vec());
    }
    let Some(file) = Site::get(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let tag: String = file.metadata.sha256_hash().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let kind = mime_guess::from_path(&path).first_or_octet_stream();
    answer(&headers, &tag, kind.essence_str(), file.data.into_owned())
}

/// The seal as a browser icon.
pub async fn icon(headers: HeaderMap) -> Response {
    answer(&headers, "icon-1", "image/svg+xml", ICON.as_bytes().to_vec())
}

fn answer(headers: &HeaderMap, tag: &str, kind: &str, body: Vec<u8>) -> Response {
    let tag = format!("\"{tag}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    // Compression on the way marks a tag as weak.
    if known.is_some_and(|known| known.trim_start_matches("W/") == tag) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let fields =
        [(header::CONTENT_TYPE, kind.to_owned()), (header::CACHE_CONTROL, "no-cache".into()), (header::ETAG, tag)];
    (fields, body).into_response()
}
