//! The shape of a rulebook file.
