//! Pages that the built-in reader cannot read, through Poppler's `pdftotext` when it is installed.

use std::{fs, process::Command, time::Duration};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    super::{
        docx::{attribute, characters},
        tools,
    },
    glyphs::{Column, Line},
};

/// Longest time for all pages of a file.
const TIME: Duration = Duration::from_secs(20);

/// The lines of each page, as far as Poppler can read them; `None` where it is not installed or fails too.
pub(super) fn pages(pdf: &[u8]) -> Option<Vec<Vec<Line>>> {
    let program = tools::find("pdftotext").ok()?;
    let folder = tempfile::tempdir().ok()?;
    let file = folder.path().join("file.pdf");
    fs::write(&file, pdf).ok()?;
    let mut command = Command::new(program);
    command.args(["-q", "-bbox-layout", "-enc", "UTF-8"]).arg(&file).arg("-");
    let told = tools::run(&mut command, TIME).ok()?;
    Some(lines(&String::from_utf8_lossy(&told)))
}

/// Reads `-bbox-layout`: pages of flows of blocks of lines of words, with their boxes in points from the top.
fn lines(told: &str) -> Vec<Vec<Line>> {
    let mut pages: Vec<Vec<Line>> = Vec::new();
    let mut page = (0.0, 0.0);
    let mut in_word = false;
    let mut reader = Reader::from_str(told);
    loop {
        let event = match reader.read_event() {
            Ok(Event::Eof) | Err(_) => return pages,
            Ok(event) => event,
        };
        let line = pages.last_mut().and_then(|lines| lines.last_mut());
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "page" => {
                    page = (number(&tag, "width"), number(&tag, "height"));
                    pages.push(Vec::new());
                }
                "line" => {
                    let (top, bottom) = (number(&tag, "yMin"), number(&tag, "yMax"));
                    let line = Line {
                        left: number(&tag, "xMin"),
                        right: number(&tag, "xMax"),
                        bottom: page.1 - bottom,
                        // A box is somewhat higher than the letters' size.
                        size: ((bottom - top) / 1.2).max(1.0),
                        page,
                        column: Column::Whole,
                        ..Line::default()
                    };
                    if let Some(lines) = pages.last_mut() {
                        lines.push(line);
                    }
                }
                "word" => {
                    in_word = true;
                    if let Some(line) = line.filter(|line| !line.text.is_empty()) {
                        line.text.push(' ');
                    }
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "word" => in_word = false,
            other if in_word => {
                if let Some(line) = line {
                    line.text.push_str(&characters(&other).unwrap_or_default());
                }
            }
            _ => {}
        }
    }
}

fn number(tag: &BytesStart<'_>, name: &str) -> f64 {
    attribute(tag, name).and_then(|value| value.parse().ok()).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_become_lines() {
        let told = r#"<html><body><doc><page width="595" height="842"><flow><block xMin="72"><line xMin="72" yMin="70" xMax="200" yMax="82"><word xMin="72">R&amp;D</word><word xMin="100">fees</word></line></block></flow></page><page width="595" height="842"/></doc></body></html>"#;
        let pages = lines(told);
        assert_eq!(pages[0][0].text, "R&D fees");
        assert_eq!((pages[0][0].left, pages[0][0].bottom, pages[0][0].size), (72.0, 760.0, 10.0));
    }
}
