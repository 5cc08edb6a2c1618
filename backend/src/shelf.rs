//! The rulebooks one can choose from, parsed once at start.

use pacta_domain::rulebook::Rulebook;

use crate::{
    rulebooks::{self, RulebookError},
    storage::sha256,
};

/// A rulebook with the text it was read from.
#[derive(Clone, Debug)]
pub struct Shelved {
    /// The YAML as written.
    pub yaml: String,
    /// SHA-256 of the YAML: what a stored review refers to.
    pub sha256: String,
    /// What it means.
    pub rulebook: Rulebook,
}

/// All rulebooks at hand.
#[derive(Clone, Debug, Default)]
pub struct Shelf(Vec<Shelved>);

impl Shelf {
    /// The rulebooks that come with Pacta.
    ///
    /// # Errors
    /// When one of them is wrong; a test sees to it that none is.
    pub fn bundled() -> Result<Self, RulebookError> {
        let mut shelf = Self::default();
        for (_, yaml) in rulebooks::texts() {
            let rulebook = rulebooks::read(&yaml)?;
            shelf.add(yaml, rulebook);
        }
        Ok(shelf)
    }

    /// Adds a rulebook.
    ///
    /// # Errors
    /// When the text is no valid rulebook.
    pub fn put(&mut self, yaml: String) -> Result<(), RulebookError> {
        let rulebook = rulebooks::parse(&yaml)?;
        self.add(yaml, rulebook);
        Ok(())
    }

    fn add(&mut self, yaml: String, rulebook: Rulebook) {
        self.0.push(Shelved { sha256: sha256(yaml.as_bytes()), yaml, rulebook });
    }

    /// The rulebook of that id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Shelved> {
        self.0.iter().find(|shelved| shelved.rulebook.id == id)
    }

    /// The rulebook whose text has that hash.
    #[must_use]
    pub fn by_hash(&self, sha256: &str) -> Option<&Shelved> {
        self.0.iter().find(|shelved| shelved.sha256 == sha256)
    }

    /// All, in the order of their ids.
    pub fn all(&self) -> impl Iterator<Item = &Shelved> {
        self.0.iter()
    }
}
