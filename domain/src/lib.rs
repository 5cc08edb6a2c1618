//! The kernel of Pacta: plain data and pure functions, no input or output, no clock, no async.
//!
//! What the browser and the server must agree on lives here. The modules follow the way of a
//! contract: [`document`] → [`rulebook`] → [`review`] → [`edit`], with the small sciences they
//! stand on: [`numerals`], [`values`], [`normalize`], [`diff`], and [`statute`]; [`trace`] says why.

pub mod comparison;
pub mod desk;
pub mod diff;
pub mod document;
pub mod edit;
pub mod engine;
pub mod evidence;
pub mod normalize;
pub mod numerals;
pub mod problem;
pub mod recommendation;
pub mod review;
pub mod rulebook;
pub mod statute;
pub mod trace;
pub mod values;
