//! Word-level differences.
