//! What all parts of the server share: the database, the files, the law, the rulebooks, the engine.

use std::sync::Arc;

use sqlx::AnyPool;
use tokio::sync::{Notify, Semaphore};

use crate::{
    clock::Clock, documents::ReadOptions, model::ModelSettings, review::Engine, shelf::Shelf, statutes::Library,
    storage::Files,
};

/// A running Pacta. Cheap to clone.
#[derive(Clone)]
pub struct Workbench {
    /// The database.
    pub db: AnyPool,
    /// Uploaded files.
    pub files: Files,
    /// The clock.
    pub clock: Clock,
    /// Statute articles.
    pub library: Library,
    /// Rulebooks.
    pub shelf: Arc<Shelf>,
    /// Who answers the nodes' questions.
    pub engine: Arc<dyn Engine>,
    /// The model that the engine asks, when it asks one.
    pub model: Option<Arc<ModelSettings>>,
    /// Limits for reading uploads.
    pub reading: ReadOptions,
    /// Documents read at the same time: reading is bounded in memory one by one, so its number is too.
    pub readers: Arc<Semaphore>,
    /// Wakes the worker when a review is queued.
    pub queued: Arc<Notify>,
    /// Wakes the worker when a review is cancelled; the database holds which.
    pub cancelled: Arc<Notify>,
    /// Wakes pages that follow a review when something came in; the database holds what it is.
    pub news: Arc<Notify>,
}

impl std::fmt::Debug for Workbench {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workbench").field("engine", &self.engine.name()).finish_non_exhaustive()
    }
}

impl Workbench {
    /// Puts the parts together.
    #[must_use]
    pub fn new(
        db: AnyPool,
        files: Files,
        clock: Clock,
        library: Library,
        shelf: Shelf,
        engine: Arc<dyn Engine>,
    ) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            db,
            files,
            clock,
            library,
            shelf: Arc::new(shelf),
            engine,
            model: None,
            reading: ReadOptions::default(),
            readers: Arc::new(Semaphore::new(cores)),
            queued: Arc::new(Notify::new()),
            cancelled: Arc::new(Notify::new()),
            news: Arc::new(Notify::new()),
        }
    }
}
