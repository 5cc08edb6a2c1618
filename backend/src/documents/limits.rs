//! How much of a file the reader is willing to take in.

use std::time::Duration;

/// Bounds on what is read, so that no upload can take the memory or the time of everybody else.
///
/// The defaults are some ten times what the longest contracts need (a 1,000-page tender with annexes).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of the uploaded file in bytes: 50 MB.
    pub file_bytes: u64,
    /// Size of all parts of a package together once unpacked, in bytes: 200 MB.
    pub unpacked_bytes: u64,
    /// How many times larger than its packed form a part may be, once it is larger than 1 MB: 500.
    /// Word's XML packs some ten to thirty times; zip bombs a thousand times.
    pub unpack_ratio: u64,
    /// Parts in a package: 10,000.
    pub parts: usize,
    /// Paragraphs in all stories together, blank ones included: 100,000.
    pub paragraphs: usize,
    /// How deep XML elements may be nested: 256.
    pub xml_depth: usize,
    /// Text of one paragraph in bytes: 2 MB.
    pub paragraph_bytes: usize,
    /// Time for the text layer of a PDF: 20 s.
    pub pdf_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 50 << 20,
            unpacked_bytes: 200 << 20,
            unpack_ratio: 500,
            parts: 10_000,
            paragraphs: 100_000,
            xml_depth: 256,
            paragraph_bytes: 2 << 20,
            pdf_time: Duration::from_secs(20),
        }
    }
}
