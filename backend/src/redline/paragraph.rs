//! A paragraph taken apart: runs with their text and offsets, and everything else as bytes that stay.

use std::ops::Range;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::RedlineError;
use crate::documents::{
    ReadError,
    docx::{attribute, characters},
};

/// A `w:p` in pieces. All byte ranges are within the paragraph's own XML.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    /// The start tag.
    pub open: Range<usize>,
    /// What stands before the properties: blanks, and in files of careless programs also marks.
    pub before_properties: Range<usize>,
    /// `w:pPr`.
    pub properties: Option<Range<usize>>,
    /// What stands between the properties and the end tag, in order.
    pub items: Vec<Item>,
    /// The text, tracked changes read as accepted.
    pub text: String,
}

/// A piece of a paragraph.
#[derive(Debug)]
pub(super) enum Item {
    /// Stays as it is and has no text that could be changed (it may have text that could not).
    Fixed { bytes: Range<usize>, length: usize },
    /// A run.
    Run(Run),
    /// The start tag of an element around runs.
    Open { bytes: Range<usize>, kind: Around },
    /// Its end tag.
    Close { bytes: Range<usize>, kind: Around },
}

/// What stands around runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Around {
    /// Another author's insertion.
    Insertion,
    /// A hyperlink.
    Hyperlink,
    /// Anything else.
    Other,
}

/// A `w:r`.
#[derive(Debug)]
pub(super) struct Run {
    pub bytes: Range<usize>,
    pub open: Range<usize>,
    pub properties: Option<Range<usize>>,
    pub contents: Vec<Content>,
    /// Part of a field, or in a locked content control: not to be changed.
    pub protected: bool,
}

/// An element of a run.
#[derive(Debug)]
pub(super) struct Content {
    pub bytes: Range<usize>,
    /// The text it shows; empty for what shows none.
    pub text: String,
    /// Code-point offset of that text in the paragraph.
    pub start: usize,
    /// A `w:t` that may be cut, rather than a tab or break that may not.
    pub cuttable: bool,
}

impl Paragraph {
    /// Takes the XML of one `w:p` apart.
    pub(super) fn parse(xml: &str, open_fields: usize) -> Result<Self, RedlineError> {
        let mut parser = Parser {
            reader: Reader::from_str(xml),
            paragraph: Self::default(),
            length: 0,
            fields: open_fields,
            around: Vec::new(),
            locked: 0,
        };
        parser.run()?;
        Ok(parser.paragraph)
    }

    /// Whether all text between two offsets may be changed.
    pub(super) fn is_free(&self, range: &Range<usize>) -> bool {
        let mut at = 0;
        for item in &self.items {
            let (length, free) = match item {
                // A bookmark or a proof mark shows nothing; text may change around it.
                Item::Fixed { length, .. } => (*length, *length == 0),
                Item::Run(run) => {
                    (run.contents.iter().map(|content| content.text.chars().count()).sum(), !run.protected)
                }
                Item::Open { .. } | Item::Close { .. } => (0, true),
            };
            let (start, end) = (at, at + length);
            at = end;
            let touched = if range.is_empty() {
                // An insertion may stand at the border of what is protected, not inside.
                start < range.start && range.start < end
            } else {
                start < range.end && range.start < end
            };
            if touched && !free {
                return false;
            }
        }
        range.end <= at
    }

    /// Whether any part of it is protected or belongs to a field.
    pub(super) fn has_protected(&self) -> bool {
        self.items.iter().any(|item| matches!(item, Item::Run(run) if run.protected))
    }
}

struct Parser<'a> {
    reader: Reader<&'a [u8]>,
    paragraph: Paragraph,
    length: usize,
    fields: usize,
    around: Vec<(Around, bool)>,
    locked: usize,
}

impl Parser<'_> {
    fn run(&mut self) -> Result<(), RedlineError> {
        let mut inside = false;
        loop {
            let before = self.position();
            match self.event()? {
                Event::Start(tag) if !inside => {
                    inside = true;
                    self.paragraph.open = before..self.position();
                    debug_assert_eq!(tag.local_name().as_ref(), "p");
                }
                Event::Start(tag) => self.start(&tag.into_owned(), before)?,
                // `<w:p/>`: the whole paragraph is its start tag.
                Event::Empty(_) if !inside => self.paragraph.open = before..self.position(),
                Event::Empty(tag) => {
                    if tag.local_name().as_ref() == "pPr" {
                        self.properties(before);
                    } else {
                        self.fixed(before, 0);
                    }
                }
                Event::End(_) => match self.around.pop() {
                    Some((kind, locks)) => {
                        self.locked -= usize::from(locks);
                        let bytes = before..self.position();
                        self.paragraph.items.push(Item::Close { bytes, kind });
                    }
                    None => return Ok(()),
                },
                Event::Eof => return Ok(()),
                Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) | Event::Comment(_) | Event::PI(_)
                    if inside =>
                {
                    self.fixed(before, 0);
                }
                _ => {}
            }
        }
    }

    fn event(&mut self) -> Result<Event<'static>, RedlineError> {
        Ok(self.reader.read_event().map_err(|_| ReadError::DocxBrokenXml)?.into_owned())
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn fixed(&mut self, before: usize, length: usize) {
        let bytes = before..self.position();
        self.paragraph.items.push(Item::Fixed { bytes, length });
    }

    fn properties(&mut self, before: usize) {
        self.paragraph.properties = Some(before..self.position());
        let is_mark = |item: &Item| matches!(item, Item::Fixed { length: 0, .. });
        if self.paragraph.items.iter().all(is_mark) {
            self.paragraph.items.clear();
            self.paragraph.before_properties = self.paragraph.open.end..before;
        }
    }

    fn skip(&mut self, tag: &BytesStart<'_>) -> Result<(), RedlineError> {
        self.reader.read_to_end(tag.name()).map_err(|_| ReadError::DocxBrokenXml)?;
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart<'_>, before: usize) -> Result<(), RedlineError> {
        let name = tag.local_name();
        match name.as_ref() {
            "pPr" => {
                self.skip(tag)?;
                self.properties(before);
            }
            "r" if !tag.name().as_ref().starts_with("m:") => self.read_run(before)?,
            // Text that others deleted or moved away is no target; it stays as it is.
            "del" | "moveFrom" | "Fallback" | "sdtPr" | "sdtEndPr" | "smartTagPr" | "customXmlPr" | "rt"
            | "txbxContent" => {
                if name.as_ref() == "sdtPr" {
                    self.note_lock(before, tag)?;
                } else {
                    self.skip(tag)?;
                }
                self.fixed(before, 0);
            }
            "oMath" | "oMathPara" => {
                let text = self.shown_text(tag)?;
                self.paragraph.text.push_str(&text);
                let length = text.chars().count();
                self.length += length;
                self.fixed(before, length);
            }
            _ => {
                let kind = match name.as_ref() {
                    "ins" | "moveTo" => Around::Insertion,
                    "hyperlink" => Around::Hyperlink,
                    _ => Around::Other,
                };
                // Word refuses files with a deletion inside a move.
                let locks = matches!(name.as_ref(), "fldSimple" | "moveTo");
                self.locked += usize::from(locks);
                self.around.push((kind, locks));
                let bytes = before..self.position();
                self.paragraph.items.push(Item::Open { bytes, kind });
            }
        }
        Ok(())
    }

    /// Reads the properties of a content control and notes whether its content may be changed.
    fn note_lock(&mut self, _before: usize, tag: &BytesStart<'_>) -> Result<(), RedlineError> {
        let end = tag.name().as_ref().to_owned();
        let mut locked = false;
        loop {
            match self.event()? {
                Event::Start(inner) | Event::Empty(inner) => {
                    locked |= match inner.local_name().as_ref() {
                        "lock" => {
                            attribute(&inner, "val").is_some_and(|kind| kind.to_lowercase().contains("contentlocked"))
                        }
                        "dataBinding" | "dropDownList" | "comboBox" | "date" | "checkbox" => true,
                        _ => false,
                    };
                }
                Event::End(inner) if inner.name().as_ref() == end => break,
                Event::Eof => return Err(ReadError::DocxBrokenXml.into()),
                _ => {}
            }
        }
        if let Some((_, locks)) = self.around.last_mut()
            && locked
            && !*locks
        {
            *locks = true;
            self.locked += 1;
        }
        Ok(())
    }

    fn read_run(&mut self, before: usize) -> Result<(), RedlineError> {
        let open = before..self.position();
        let mut run =
            Run { bytes: open.clone(), open, properties: None, contents: Vec::new(), protected: self.is_protected() };
        loop {
            let start = self.position();
            match self.event()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "rPr" => {
                        self.skip(&tag)?;
                        run.properties.get_or_insert(start..self.position());
                    }
                    "t" => {
                        let text = self.text_until_end()?;
                        self.content(&mut run, start, text, true);
                    }
                    "fldChar" => {
                        self.field(&tag, &mut run);
                        self.skip(&tag)?;
                        self.content(&mut run, start, String::new(), false);
                    }
                    _ => {
                        self.skip(&tag)?;
                        self.content(&mut run, start, String::new(), false);
                    }
                },
                Event::Empty(tag) => {
                    let text = match tag.local_name().as_ref() {
                        "tab" | "ptab" => "\t",
                        "br" | "cr" => "\n",
                        "noBreakHyphen" => "-",
                        "rPr" => {
                            run.properties.get_or_insert(start..self.position());
                            continue;
                        }
                        "fldChar" => {
                            self.field(&tag, &mut run);
                            ""
                        }
                        _ => "",
                    };
                    self.content(&mut run, start, text.to_owned(), false);
                }
                Event::End(_) => break,
                Event::Eof => return Err(ReadError::DocxBrokenXml.into()),
                _ => self.content(&mut run, start, String::new(), false),
            }
        }
        run.bytes.end = self.position();
        run.protected |= self.is_protected();
        self.paragraph.items.push(Item::Run(run));
        Ok(())
    }

    fn is_protected(&self) -> bool {
        self.fields > 0 || self.locked > 0
    }

    fn field(&mut self, tag: &BytesStart<'_>, run: &mut Run) {
        run.protected = true;
        match attribute(tag, "fldCharType").as_deref() {
            Some("begin") => self.fields += 1,
            Some("end") => self.fields = self.fields.saturating_sub(1),
            _ => {}
        }
    }

    fn content(&mut self, run: &mut Run, start: usize, text: String, cuttable: bool) {
        let at = self.length;
        self.length += text.chars().count();
        self.paragraph.text.push_str(&text);
        run.contents.push(Content { bytes: start..self.position(), text, start: at, cuttable });
    }

    fn text_until_end(&mut self) -> Result<String, RedlineError> {
        let mut text = String::new();
        loop {
            match self.event()? {
                Event::End(_) => return Ok(text),
                Event::Eof => return Err(ReadError::DocxBrokenXml.into()),
                other => text.push_str(&characters(&other).unwrap_or_default()),
            }
        }
    }

    /// The text of an equation: shown, counted, never changed.
    fn shown_text(&mut self, tag: &BytesStart<'_>) -> Result<String, RedlineError> {
        let end = tag.name().as_ref().to_owned();
        let mut text = String::new();
        let mut depth = 0_usize;
        loop {
            match self.event()? {
                Event::Start(inner) if inner.local_name().as_ref() == "t" => text.push_str(&self.text_until_end()?),
                Event::Start(inner) if inner.name().as_ref() == end => depth += 1,
                Event::End(inner) if inner.name().as_ref() == end => match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => return Ok(text),
                },
                Event::Eof => return Err(ReadError::DocxBrokenXml.into()),
                _ => {}
            }
        }
    }
}
