//! What one sees before a review: the rulebook and the position are guessed, the lawyer confirms.

use pacta_domain::{
    desk::{Intake, PositionChoice, RulebookChoice},
    document::{Document, Party},
    rulebook::{Position, Rulebook},
};

use super::worker::document_of;
use crate::{
    accounts::Scope,
    contracts::{self, Version},
    storage::StorageError,
    workbench::Workbench,
};

/// The rulebook for contracts that have none of their own.
const GENERAL: &str = "commercial";

/// What was read of a contract's latest version and what to review it with; `None` when unknown.
///
/// # Errors
/// When the database fails.
pub async fn intake(bench: &Workbench, scope: &Scope, contract: &str) -> Result<Option<Intake>, StorageError> {
    let Some(row) = contracts::row(bench, scope, contract).await? else { return Ok(None) };
    let Some(document) = document_of(bench, scope, &row.version).await? else { return Ok(None) };
    let versions = contracts::get(bench, scope, contract).await?.map(|contract| contract.versions).unwrap_or_default();
    let earlier = versions.iter().filter(|version| version.number < row.version_number).map(Version::row).collect();
    let mut rulebooks: Vec<RulebookChoice> =
        bench.shelf.all().map(|shelved| choice(&shelved.rulebook, &document)).collect();
    // What no rulebook was written for is a commercial contract all the same.
    if !rulebooks.iter().any(|choice| choice.fits) {
        for choice in rulebooks.iter_mut().filter(|choice| choice.language == document.language) {
            choice.fits = choice.id == GENERAL;
        }
    }
    // A rulebook for this kind of contract first, then those in its language.
    rulebooks.sort_by_key(|choice| (!choice.fits, choice.language != document.language));
    let position = rulebooks.first().and_then(guess_position);
    Ok(Some(Intake {
        contract: row,
        tracked: document.has_tracked_changes(),
        parties: document.parties,
        blocks: document.blocks.len(),
        earlier,
        others: contracts::others(bench, scope, contract).await?,
        warnings: document.warnings,
        rulebooks,
        position,
    }))
}

fn choice(book: &Rulebook, document: &Document) -> RulebookChoice {
    let positions = book
        .positions
        .iter()
        .map(|position| PositionChoice {
            id: position.id.clone(),
            name: position.name.clone(),
            party: document.parties.iter().find(|party| stands_at(party, position)).map(|party| party.name.clone()),
            points: book.points.iter().filter(|point| point.serves(&position.id)).count(),
        })
        .collect();
    RulebookChoice {
        id: book.id.clone(),
        title: book.title.clone(),
        language: book.language,
        fits: book.language == document.language
            && document.contract_type.as_ref().is_some_and(|kind| book.contract_types.contains(kind)),
        positions,
    }
}

/// The side that usually hires a lawyer to read the other side's draft: the first position, which
/// a rulebook lists so.
fn guess_position(choice: &RulebookChoice) -> Option<String> {
    let named = choice.positions.iter().find(|position| position.party.is_some());
    named.or(choice.positions.first()).map(|position| position.id.clone())
}

fn stands_at(party: &Party, position: &Position) -> bool {
    let called = |word: &str| party.role == word || party.aliases.iter().any(|alias| alias == word);
    position.terms.iter().any(|term| called(term)) || position.usual.as_deref().is_some_and(called)
}
