//! The one list of error codes in the docs says what the code says.
#![allow(clippy::unwrap_used)]

use std::{fmt::Write as _, path::Path};

use pacta_backend::{documents::ReadError, redline::RedlineError};
use pacta_domain::{document::Language, problem::PROBLEMS};

fn listed() -> String {
    let mut rows: Vec<(String, String, String)> = PROBLEMS
        .iter()
        .map(|(code, _, en)| ((*code).to_owned(), en[0].to_owned(), en[1].to_owned()))
        .chain(
            ReadError::ALL
                .iter()
                .map(|error| (error.code().to_owned(), error.message(Language::En), error.hint(Language::En))),
        )
        .chain(
            RedlineError::all()
                .iter()
                .map(|error| (error.code().to_owned(), error.message(Language::En), error.hint(Language::En))),
        )
        .collect();
    rows.sort();
    rows.dedup_by(|a, b| a.0 == b.0);
    let mut text = "# Error codes\n\nCodes are stable. This list is checked against the code by a test; `UPDATE_DOCS=1 cargo test --test errors` writes it.\n\n| code | what is wrong | what to do |\n|---|---|---|\n".to_owned();
    for (code, message, hint) in rows {
        let _ = writeln!(text, "| `{code}` | {message} | {hint} |");
    }
    text
}

#[test]
fn the_list_of_error_codes_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/errors.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, listed()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), listed(), "run with UPDATE_DOCS=1");
}
