//! Whole reviews, of a contract that is a text and by whatever engine.

use std::time::Duration;

use pacta_backend::{
    documents::{self, ReadOptions},
    model::{ModelEngine, ModelSettings},
    review::{self, Engine, Job},
    statutes::Library,
};
use pacta_domain::{
    document::Document,
    review::{Review, Strictness},
    rulebook::Rulebook,
};

use super::model_server::Scripted;

/// The client of a server that answers, fails or lies at once: it waits for nothing.
pub fn engine(server: &Scripted) -> ModelEngine {
    let mut settings = ModelSettings::new(server.url.clone(), "scripted", "");
    settings.timeout = Duration::from_secs(5);
    settings.first_wait = Duration::from_millis(1);
    settings.longest_wait = Duration::from_millis(5);
    settings.concurrency = 16;
    // Reviews here go on against a server that fails all the time.
    settings.rest = Duration::from_millis(1);
    ModelEngine::new(settings).unwrap()
}

/// The document of a text.
pub fn read(text: &str) -> Document {
    documents::read(text.as_bytes(), "case.txt", &ReadOptions::default()).unwrap()
}

/// The review of a document.
pub async fn review_of(
    document: &Document,
    (rulebook, position): (&Rulebook, &str),
    strictness: Strictness,
    engine: &dyn Engine,
) -> Review {
    let (date, only, changed, memory) = ("2026-11-25", None, None, None);
    let job = Job { document, rulebook, position, strictness, date, further: &[], deal: None, only, changed, memory };
    review::run(job, engine, &Library::starter(), &|_| ()).await.unwrap()
}
