//! The Word reader: whole files, main parts as text, and well-formed parts; read both ways.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pacta_backend::documents::{ReadOptions, read};
use pacta_domain::document::Revisions;

fuzz_target!(|bytes: &[u8]| {
    let file = match (bytes.first(), std::str::from_utf8(bytes)) {
        (Some(b'P'), _) => bytes.to_vec(),
        (Some(b'<'), Ok(text)) => pacta_fuzz::around(text),
        _ => pacta_fuzz::word_file(bytes, bytes.len() % 2 == 0),
    };
    for revisions in [Revisions::Accepted, Revisions::Rejected] {
        let options = ReadOptions { revisions, ..ReadOptions::default() };
        let Ok(document) = read(&file, "fuzz.docx", &options) else { continue };
        let text: Vec<char> = document.text.chars().collect();
        for block in &document.blocks {
            let end = block.start + block.text.chars().count();
            assert!(text[block.start..end].iter().copied().eq(block.text.chars()), "a block lies elsewhere");
        }
    }
});
