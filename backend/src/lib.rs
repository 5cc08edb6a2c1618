//! Everything behind Pacta's screen, a library: reading documents, running reviews, the model, the
//! statute index, redlines, storage, accounts, and the REST API. It knows nothing of Leptos.
//!
//! The modules follow the way of a contract: [`contracts`] (upload) → [`documents`] (file → document)
//! → [`review`] (rulebook × document) → [`desk`] (findings and decisions) → [`redline`] and [`report`] →
//! [`versions`] (what came back).

pub mod accounts;
pub mod api;
pub mod clock;
pub mod compare;
pub mod consistency;
pub mod contracts;
pub mod desk;
pub mod documents;
pub mod model;
pub mod orders;
pub mod redline;
pub mod report;
pub mod review;
pub mod rulebooks;
pub mod shelf;
pub mod statutes;
pub mod storage;
pub mod versions;
pub mod workbench;
