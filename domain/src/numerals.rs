//! Chinese and English numerals.
