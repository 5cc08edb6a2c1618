//! From file to meaning.
/// What is wrong with a rulebook file, in words a lawyer understands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem;
/// Checks a file.
pub fn validate() {}
