//! The redline writer: edits from bytes into well-formed files. The writer reads its own result back; here
//! the result is read back once more, and a second pass is written onto the first.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pacta_backend::{
    documents::{ReadError, ReadOptions, read},
    redline::{RedlineError, RedlineOptions, write},
};
use pacta_domain::{document::Document, edit::Edit};

/// Bytes that one edit takes.
const EDIT: usize = 5;

fuzz_target!(|bytes: &[u8]| {
    let Some((&count, rest)) = bytes.split_first() else { return };
    let cut = (usize::from(count % 8) * EDIT).min(rest.len());
    let (plan, parts) = rest.split_at(cut);
    let valid = count & 0x80 == 0;
    let file = pacta_fuzz::word_file(parts, valid);
    let Ok(document) = read(&file, "fuzz.docx", &ReadOptions::default()) else { return };
    let edits: Vec<Edit> = plan.chunks_exact(EDIT).map(|chunk| edit(chunk, &document)).collect();
    let options = RedlineOptions { author: "Pacta".into(), date: "2026-01-01T00:00:00Z".into() };
    let redlined = match write(&file, &edits, &options) {
        Ok(redlined) => redlined,
        // What no schema allows may be refused as a whole.
        Err(RedlineError::RoundTrip) if valid => panic!("the writer caught itself doing damage"),
        Err(_) => return,
    };
    assert_eq!(redlined.results.len(), edits.len());
    match write(&redlined.bytes, &edits, &options) {
        // Nothing may be left of the text once the changes are accepted.
        Ok(_) | Err(RedlineError::Unreadable(ReadError::DocxNoText)) => {}
        Err(error) if valid => panic!("the result takes no second pass: {error}"),
        Err(_) => {}
    }
});

fn edit(chunk: &[u8], document: &Document) -> Edit {
    let block = &document.blocks[usize::from(chunk[1]) % document.blocks.len()];
    let length = block.text.chars().count();
    let at = |byte: u8| usize::from(byte) % (length + 1);
    let (start, end) = (at(chunk[2]).min(at(chunk[3])), at(chunk[2]).max(at(chunk[3])));
    let text = match chunk[4] % 4 {
        0 => String::new(),
        1 => "三十日内".to_owned(),
        2 => "thirty days".to_owned(),
        _ => "<&>\n\t \u{3000}".to_owned(),
    };
    let comment = (chunk[4] & 0x10 != 0).then(|| "理由".to_owned());
    match chunk[0] % 5 {
        0 => Edit::Replace { block: block.id.clone(), start, end, text, comment },
        1 => Edit::InsertAfter { insert_after: block.id.clone(), text, comment },
        2 => Edit::Delete { delete: block.id.clone(), comment },
        3 => Edit::Reply { reply_to: "1".to_owned(), comment: "理由".into() },
        _ => Edit::Comment { comment_on: block.id.clone(), start, end, comment: "理由".into() },
    }
}
