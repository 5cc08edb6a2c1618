//! Tracked changes of whole paragraphs and rows, and the shape of table cells, as their properties tell.

use pacta_domain::document::Revisions;
use quick_xml::{Reader, events::Event};

use super::super::properties::number;

/// Whether the mark of a paragraph with these `w:pPr` is gone under this reading of the changes.
pub(super) fn paragraph_gone(element: &str, revisions: Revisions) -> bool {
    let names: &[&str] = match revisions {
        Revisions::Accepted => &["del", "moveFrom"],
        Revisions::Rejected => &["ins", "moveTo"],
    };
    // Such marks are rare: look closer only where their names occur.
    names.iter().any(|name| element.contains(name)) && holds(element, names)
}

/// What `w:trPr` or `w:tcPr` say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// The row is gone.
    pub gone: bool,
    /// Grid columns left out before the first cell of the row.
    pub before: Option<usize>,
    /// Grid columns the cell spans.
    pub span: Option<usize>,
}

/// Most grid columns of a table (Word's own limit is 63).
const COLUMNS: usize = 64;

/// Reads `w:trPr` or `w:tcPr`.
pub(super) fn table(element: &str, revisions: Revisions) -> Found {
    let lost = if revisions == Revisions::Accepted { "del" } else { "ins" };
    let mut found = Found::default();
    let mut xml = Reader::from_str(element);
    loop {
        let tag = match xml.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => tag,
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => continue,
        };
        let columns =
            || number(&tag, "val").and_then(|columns| usize::try_from(columns).ok()).unwrap_or(0).min(COLUMNS);
        match tag.local_name().as_ref() {
            "gridSpan" => found.span = Some(columns().max(1)),
            "gridBefore" => found.before = Some(columns()),
            name if name == lost => found.gone = true,
            _ => {}
        }
    }
}

/// Whether the run properties of a paragraph's mark hold one of these changes.
fn holds(element: &str, names: &[&str]) -> bool {
    let mut xml = Reader::from_str(element);
    let mut path: Vec<bool> = Vec::new();
    loop {
        match xml.read_event() {
            Ok(Event::Start(tag)) => {
                let name = tag.local_name();
                let in_mark = path.len() == 2 && path.last() == Some(&true);
                if in_mark && names.contains(&name.as_ref()) {
                    return true;
                }
                path.push(name.as_ref() == "rPr" && path.len() == 1);
            }
            Ok(Event::Empty(tag)) => {
                let in_mark = path.len() == 2 && path.last() == Some(&true);
                if in_mark && names.contains(&tag.local_name().as_ref()) {
                    return true;
                }
            }
            Ok(Event::End(_)) => {
                path.pop();
            }
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}
